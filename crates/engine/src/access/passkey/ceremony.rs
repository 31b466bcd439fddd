//! One registration or log-in by a passkey, as the W3C's Web Authentication Level 2 asks a relying party to check it (§7.1,
//! §7.2). Bytes come from whoever sends a form: each is bounded, and what is not as it should be is none.

use crate::access::signature::{Form, Key};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Bytes of one part of what a browser sends.
const MOST: usize = 64 << 10;
/// Bytes of a credential's id.
pub(super) const LONGEST_ID: usize = 1_023;

/// Flags of an authenticator: somebody was there, was verified; a credential or extensions follow.
pub(super) const PRESENT: u8 = 1;
pub(super) const VERIFIED: u8 = 1 << 2;
pub(super) const ATTESTED: u8 = 1 << 6;
const EXTENDED: u8 = 1 << 7;

/// What one registration or log-in is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceremony {
    pub(super) challenge: Vec<u8>,
    pub(super) origin: String,
    /// The name of this server that passkeys are made for.
    pub rp: String,
}

impl Ceremony {
    /// For the server at this address; `None` where it has no name: browsers make no passkeys for numbers.
    #[must_use]
    pub fn at(address: &str, challenge: &[u8]) -> Option<Self> {
        let url = url::Url::parse(address).ok()?;
        let rp = url.domain()?.to_owned();
        Some(Self { challenge: challenge.to_vec(), origin: url.origin().ascii_serialization(), rp })
    }

    /// The challenge as a page carries it: base64url.
    #[must_use]
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.challenge)
    }
}

/// What a browser sends at registration, each part in base64url.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    /// `clientDataJSON`.
    pub client: String,
    /// `attestationObject`.
    pub attestation: String,
}

/// What a browser sends at log-in, each part in base64url.
#[derive(Debug, Clone, Default)]
pub struct Assertion {
    /// The credential's id.
    pub credential: String,
    /// `clientDataJSON`.
    pub client: String,
    /// `authenticatorData`.
    pub authenticator: String,
    /// `signature`.
    pub signature: String,
    /// `userHandle`; may be empty.
    pub handle: String,
}

/// What the browser says of the ceremony.
#[derive(Deserialize)]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

/// What an authenticator says.
struct Told<'a> {
    rp: &'a [u8],
    flags: u8,
    count: u32,
    rest: &'a [u8],
}

pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() <= MOST)
}

impl<'a> Told<'a> {
    fn read(data: &'a [u8]) -> Option<Self> {
        let (rp, rest) = data.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        Some(Self { rp, flags: *flags, count: u32::from_be_bytes(*count), rest })
    }

    /// Whether it is for this server and a person was there, and all else that is asked was so.
    fn fits(&self, rp: &str, asked: u8) -> bool {
        let asked = asked | PRESENT;
        bool::from(self.rp.ct_eq(&Sha256::digest(rp))) && self.flags & asked == asked
    }

    /// The id and the key of the credential that was made.
    fn made(&self) -> Option<(&'a [u8], &'a [u8])> {
        if self.flags & ATTESTED == 0 {
            return None;
        }
        let (_, rest) = self.rest.split_at_checked(16)?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let (id, key) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let mut left = key;
        ciborium::from_reader::<Value, _>(&mut left).ok()?;
        let key = &key[..key.len() - left.len()];
        let extended = self.flags & EXTENDED != 0;
        ((1..=LONGEST_ID).contains(&id.len()) && (extended || left.is_empty())).then_some((id, key))
    }
}

/// Whether the browser speaks of this ceremony; then the digest of its words, which is signed.
fn client(sent: &str, kind: &str, ceremony: &Ceremony) -> Option<Vec<u8>> {
    let json = bytes(sent)?;
    let client: Client = serde_json::from_slice(&json).ok()?;
    let challenge = bytes(&client.challenge)?;
    let fits = client.kind == kind
        && bool::from(challenge.ct_eq(&ceremony.challenge))
        && client.origin == ceremony.origin
        && !client.cross_origin;
    fits.then(|| Sha256::digest(&json).to_vec())
}

/// The credential that was registered: id, key and count.
pub(super) fn registered(sent: &Registration, ceremony: &Ceremony) -> Option<(Vec<u8>, Vec<u8>, u32)> {
    let hash = client(&sent.client, "webauthn.create", ceremony)?;
    let attestation = bytes(&sent.attestation)?;
    let Value::Map(parts) = ciborium::from_reader(attestation.as_slice()).ok()? else { return None };
    let part = |name: &str| parts.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value);
    let data = part("authData")?.as_bytes()?;
    let told = Told::read(data).filter(|told| told.fits(&ceremony.rp, 0))?;
    let (id, cose) = told.made()?;
    let key = Key::of_cose(cose)?;
    let statement = part("attStmt")?.as_map()?;
    let proved = match part("fmt")?.as_text()? {
        "none" => statement.is_empty(),
        // By its own key: all that a browser may leave where no attestation is asked for.
        "packed" => {
            let of = |name: &str| statement.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value);
            let by = of("sig").and_then(Value::as_bytes)?;
            let alone = of("x5c").is_none() && of("alg") == Some(&Value::from(key.cose_algorithm()));
            alone && key.signed(&[data.as_slice(), &hash].concat(), by, Form::Asn1)
        }
        _ => false,
    };
    proved.then(|| (id.to_vec(), cose.to_vec(), told.count))
}

/// The count that the authenticator stands at, if this passkey signed this ceremony and did what was asked.
pub(super) fn asserted(sent: &Assertion, (rp, key): (&str, &str), ceremony: &Ceremony, asked: u8) -> Option<u32> {
    let hash = client(&sent.client, "webauthn.get", ceremony)?;
    let data = bytes(&sent.authenticator)?;
    let told = Told::read(&data).filter(|told| rp == ceremony.rp && told.fits(&ceremony.rp, asked))?;
    let key = Key::of_cose(&bytes(key)?)?;
    let by = bytes(&sent.signature)?;
    key.signed(&[data.as_slice(), &hash].concat(), &by, Form::Asn1).then_some(told.count)
}
