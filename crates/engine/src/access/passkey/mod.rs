//! Passkeys of accounts: kept, found by what a device says, counted. A device that has verified its owner opens an account
//! alone; after a password it is enough that somebody was there.

mod ceremony;

pub use ceremony::{Assertion, Ceremony, Registration};

use super::factors::{FactorKind, body};
use super::{Caller, digest};
use crate::{Engine, EngineError, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ceremony::{VERIFIED, asserted, bytes, registered};
use serde::{Deserialize, Serialize};
use sextant_model::Instant;
use sextant_store::{Access, KeptFactor, Ledger};
use sha2::{Digest, Sha256};

/// Passkeys of one account.
const MANY: usize = 20;
/// Signs of what its owner calls one.
const NAMED: usize = 60;

/// What is kept of a passkey.
#[derive(Serialize, Deserialize)]
struct Passkey {
    label: String,
    created: Instant,
    rp: String,
    /// The credential's id, base64url.
    credential: String,
    /// Its public key in COSE, base64url.
    key: String,
}

/// What the passkey of a credential is called in the store.
fn name(credential: &[u8]) -> String {
    format!("passkey-{}", &digest(credential)[..32])
}

/// What authenticators know an account by: it says nothing of the name.
fn known_as(ledger: &dyn Ledger, user: &str) -> Result<String> {
    let seed = ledger.seed()?;
    Ok(URL_SAFE_NO_PAD.encode(Sha256::digest(format!("passkey\u{1f}{seed}\u{1f}{user}"))))
}

impl Engine {
    /// What authenticators know an account by, and the credentials that it has: base64url.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn passkeys(&self, user: &str) -> Result<(String, Vec<String>)> {
        self.ask(|ledger| {
            let kept = ledger.factors(user)?.into_iter().filter(|kept| kept.kind == FactorKind::Passkey.as_str());
            let read = kept.filter_map(|kept| serde_json::from_str::<Passkey>(&kept.body).ok());
            Ok((known_as(ledger, user)?, read.map(|passkey| passkey.credential).collect()))
        })
    }

    /// Keeps a passkey of an account.
    ///
    /// # Errors
    /// [`EngineError::Invalid`] when what was sent is none for this ceremony; when the store cannot be written.
    pub fn add_passkey(&self, user: &str, label: &str, sent: &Registration, ceremony: &Ceremony) -> Result<()> {
        let told = |told: &str| Err(EngineError::Invalid(told.to_owned()));
        let Some((id, cose, count)) = registered(sent, ceremony) else {
            return told("that is no passkey that this server can use: begin again on your account page");
        };
        let created = crate::clock::now();
        let label: String = label.trim().chars().filter(|sign| !sign.is_control()).take(NAMED).collect();
        let label = if label.is_empty() { "Passkey".to_owned() } else { label };
        let (credential, key) = (URL_SAFE_NO_PAD.encode(&id), URL_SAFE_NO_PAD.encode(&cose));
        let passkey = Passkey { label, created, rp: ceremony.rp.clone(), credential, key };
        let (id, kind) = (name(&id), FactorKind::Passkey.as_str().to_owned());
        let factor = KeptFactor { user: user.to_owned(), id, kind, body: body(&passkey)?, used: count.into() };
        let mut ledger = self.writer()?;
        if !ledger.factors_named(&factor.id)?.is_empty() {
            return told("that passkey is here already");
        }
        if ledger.factors(user)?.iter().filter(|kept| kept.kind == factor.kind).count() >= MANY {
            return told("that is one passkey too many: remove one first");
        }
        Ok(ledger.set_factor(&factor, user, created)?)
    }

    /// Who logs in by a passkey; `None` when it opens nothing. With `user`, whose password was right, only that account's
    /// will do; without, the device must have verified its owner and say which account it is for.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn by_passkey(&self, sent: &Assertion, ceremony: &Ceremony, user: Option<&str>) -> Result<Option<Caller>> {
        let Some(credential) = bytes(&sent.credential) else { return Ok(None) };
        let mut ledger = self.writer()?;
        let [factor] = &ledger.factors_named(&name(&credential))?[..] else { return Ok(None) };
        let Ok(kept) = serde_json::from_str::<Passkey>(&factor.body) else { return Ok(None) };
        let named = sent.handle.trim_end_matches('=') == known_as(&*ledger, &factor.user)?;
        let (owned, asked) = match user {
            Some(user) => (user == factor.user && (named || sent.handle.is_empty()), 0),
            None => (named, VERIFIED),
        };
        let count = asserted(sent, (&kept.rp, &kept.key), ceremony, asked).filter(|_| owned);
        let Some(count) = count.map(u64::from) else { return Ok(None) };
        // One that counts must count up: else there are two of it.
        let counted = match (count, factor.used) {
            (0, 0) => true,
            (count, used) => count > used && ledger.use_factor(factor, count)?,
        };
        let account = ledger.account(&factor.user)?.filter(|_| counted);
        Ok(account.map(Caller::of))
    }
}

#[cfg(test)]
mod tests {
    use super::ceremony::{ATTESTED, LONGEST_ID, PRESENT};
    use super::*;
    use crate::OpenMode;
    use ciborium::Value;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
    use sextant_model::{Account, Role};

    /// An authenticator made by hand.
    struct Device {
        key: EcdsaKeyPair,
        id: Vec<u8>,
        count: u32,
        flags: u8,
    }

    fn encoded(value: &Value) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        bytes
    }

    fn map(entries: Vec<(Value, Value)>) -> Value {
        Value::Map(entries)
    }

    fn said(kind: &str, challenge: &str, origin: &str) -> Vec<u8> {
        serde_json::to_vec(&serde_json::json!({"type": kind, "challenge": challenge, "origin": origin})).unwrap()
    }

    impl Device {
        fn new(id: &[u8]) -> Self {
            let random = SystemRandom::new();
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
            let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
            Self { key, id: id.to_vec(), count: 1, flags: PRESENT | VERIFIED }
        }

        fn data(&self, rp: &str, made: &[u8]) -> Vec<u8> {
            let flags = self.flags | if made.is_empty() { 0 } else { ATTESTED };
            [&Sha256::digest(rp)[..], &[flags], &self.count.to_be_bytes(), made].concat()
        }

        fn sign(&self, data: &[u8], client: &[u8]) -> Vec<u8> {
            let message = [data, &Sha256::digest(client)].concat();
            self.key.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec()
        }

        fn cose(&self) -> Vec<u8> {
            let point = self.key.public_key().as_ref();
            let number = |n: i64| Value::from(n);
            encoded(&map(vec![
                (number(1), number(2)),
                (number(3), number(-7)),
                (number(-1), number(1)),
                (number(-2), Value::Bytes(point[1..33].to_vec())),
                (number(-3), Value::Bytes(point[33..].to_vec())),
            ]))
        }

        /// A registration; `packed`: signed by its own key.
        fn register(&self, at: &Ceremony, client: Vec<u8>, packed: bool) -> Registration {
            let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
            let data = self.data(&at.rp, &[&[0; 16][..], &length, &self.id, &self.cose()].concat());
            let text = |text: &str| Value::Text(text.to_owned());
            let statement = if packed {
                vec![(text("alg"), Value::from(-7)), (text("sig"), Value::Bytes(self.sign(&data, &client)))]
            } else {
                Vec::new()
            };
            let format = if packed { "packed" } else { "none" };
            let attestation = encoded(&map(vec![
                (text("fmt"), text(format)),
                (text("attStmt"), map(statement)),
                (text("authData"), Value::Bytes(data)),
            ]));
            Registration { client: URL_SAFE_NO_PAD.encode(client), attestation: URL_SAFE_NO_PAD.encode(attestation) }
        }

        fn assert(&mut self, at: &Ceremony, client: Vec<u8>, handle: &str) -> Assertion {
            let data = self.data(&at.rp, &[]);
            self.count += 1;
            Assertion {
                credential: URL_SAFE_NO_PAD.encode(&self.id),
                signature: URL_SAFE_NO_PAD.encode(self.sign(&data, &client)),
                client: URL_SAFE_NO_PAD.encode(client),
                authenticator: URL_SAFE_NO_PAD.encode(data),
                handle: handle.to_owned(),
            }
        }
    }

    fn at(challenge: &[u8]) -> Ceremony {
        Ceremony::at("https://cert.example:8443/", challenge).unwrap()
    }

    fn words(kind: &str, at: &Ceremony) -> Vec<u8> {
        said(kind, &at.challenge(), "https://cert.example:8443")
    }

    fn with_mara() -> (tempfile::TempDir, Engine) {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(&folder.path().join("store.db"), OpenMode::Write).unwrap();
        for name in ["mara", "ines"] {
            let account = Account { name: name.into(), role: Role::Analyst, clearance: None };
            engine.add_account(&account, Some("a long enough word"), "keeper").unwrap();
        }
        (folder, engine)
    }

    const CREATE: &str = "webauthn.create";
    const GET: &str = "webauthn.get";

    #[test]
    fn only_a_server_with_a_name_has_passkeys() {
        assert!(Ceremony::at("http://127.0.0.1:8017", b"c").is_none() && Ceremony::at("http://[::1]", b"c").is_none());
        let at = Ceremony::at("http://localhost:8017", b"c").unwrap();
        assert_eq!((at.rp.as_str(), at.origin.as_str()), ("localhost", "http://localhost:8017"));
    }

    #[test]
    fn a_passkey_opens_its_account_and_no_other() {
        let (_folder, engine) = with_mara();
        let (mut device, one, two) = (Device::new(b"credential"), at(&[1; 32]), at(&[2; 32]));
        let sent = device.register(&one, words(CREATE, &one), false);
        engine.add_passkey("mara", " My\u{7} key ", &sent, &one).unwrap();
        assert!(engine.add_passkey("ines", "", &sent, &one).is_err(), "another's");
        assert_eq!(engine.factors("mara").unwrap()[0].label, "My key");
        assert!(engine.has_second_factor("mara").unwrap());
        let (handle, credentials) = engine.passkeys("mara").unwrap();
        device.count += 1;
        assert_eq!(credentials, [URL_SAFE_NO_PAD.encode(b"credential")]);
        let right = device.assert(&two, words(GET, &two), &handle);
        assert!(engine.by_passkey(&right, &two, Some("ines")).unwrap().is_none());
        let other = Assertion { handle: engine.passkeys("ines").unwrap().0, ..right.clone() };
        assert!(engine.by_passkey(&other, &two, None).unwrap().is_none(), "of another account");
        let caller = engine.by_passkey(&right, &two, None).unwrap().unwrap();
        assert_eq!((caller.account.name.as_str(), caller.by_token), ("mara", false));
        assert!(engine.by_passkey(&right, &two, None).unwrap().is_none(), "it must count up");
        let again = device.assert(&two, words(GET, &two), "");
        assert!(engine.by_passkey(&again, &two, Some("mara")).unwrap().is_some());
        let id = engine.factors("mara").unwrap()[0].id.clone();
        engine.remove_factor("mara", &id, "mara").unwrap();
        let gone = device.assert(&two, words(GET, &two), "");
        assert!(engine.by_passkey(&gone, &two, None).unwrap().is_none());
    }

    #[test]
    fn what_is_not_as_the_standard_asks_is_no_registration() {
        let (_folder, engine) = with_mara();
        let (here, device) = (at(&[1; 32]), Device::new(b"credential"));
        let refused = |what: &str, sent: &Registration| {
            assert!(engine.add_passkey("mara", "", sent, &here).is_err(), "{what}");
        };
        refused("nothing", &Registration::default());
        refused("a log-in", &device.register(&here, words(GET, &here), false));
        refused("another challenge", &device.register(&here, words(CREATE, &at(&[9; 32])), false));
        let elsewhere = said(CREATE, &here.challenge(), "https://evil.example");
        refused("another origin", &device.register(&here, elsewhere, false));
        let mut framed: serde_json::Value = serde_json::from_slice(&words(CREATE, &here)).unwrap();
        framed["crossOrigin"] = true.into();
        refused("in a frame", &device.register(&here, serde_json::to_vec(&framed).unwrap(), false));
        let evil = Ceremony { rp: "evil.example".into(), ..here.clone() };
        refused("for another server", &device.register(&evil, words(CREATE, &here), false));
        for flags in [0, VERIFIED] {
            let unseen = Device { flags, ..Device::new(b"credential") };
            refused("nobody was there", &unseen.register(&here, words(CREATE, &here), false));
        }
        let long = Device { id: vec![7; LONGEST_ID + 1], ..Device::new(b"") };
        refused("a long id", &long.register(&here, words(CREATE, &here), false));
        // Signed by its own key it will do; by another it will not.
        let packed = device.register(&here, words(CREATE, &here), true);
        let mut bytes = URL_SAFE_NO_PAD.decode(&packed.attestation).unwrap();
        for n in 0..bytes.len() {
            bytes[n] ^= 1;
            let broken = Registration { attestation: URL_SAFE_NO_PAD.encode(&bytes), ..packed.clone() };
            let id = registered(&broken, &here).map(|(id, ..)| id);
            assert!(id.is_none() || n < 40, "byte {n} was changed");
            bytes[n] ^= 1;
        }
        engine.add_passkey("mara", "", &packed, &here).unwrap();
    }

    #[test]
    fn what_is_not_as_the_standard_asks_is_no_log_in() {
        let (_folder, engine) = with_mara();
        let (here, mut device) = (at(&[1; 32]), Device::new(b"credential"));
        engine.add_passkey("mara", "", &device.register(&here, words(CREATE, &here), false), &here).unwrap();
        let handle = engine.passkeys("mara").unwrap().0;
        let opens = |sent: &Assertion| {
            let named = Assertion { handle: handle.clone(), ..sent.clone() };
            engine.by_passkey(&named, &here, None).unwrap().is_some()
        };
        let mut other = Device::new(b"credential");
        other.count = 50;
        assert!(!opens(&Assertion::default()) && !opens(&other.assert(&here, words(GET, &here), "")), "another key");
        for client in [
            words(CREATE, &here),
            words(GET, &at(&[9; 32])),
            said(GET, &here.challenge(), "https://cert.example"),
            said(GET, "", "https://cert.example:8443"),
            b"{}".to_vec(),
        ] {
            assert!(!opens(&device.assert(&here, client.clone(), "")), "{}", String::from_utf8_lossy(&client));
        }
        let evil = Ceremony { rp: "evil.example".into(), ..here.clone() };
        assert!(!opens(&device.assert(&evil, words(GET, &here), "")));
        device.flags = PRESENT;
        let seen = device.assert(&here, words(GET, &here), "");
        assert!(!opens(&seen), "nobody was verified");
        assert!(engine.by_passkey(&seen, &here, Some("mara")).unwrap().is_some(), "after the password it will do");
        device.flags = VERIFIED;
        let unseen = device.assert(&here, words(GET, &here), "");
        assert!(!opens(&unseen) && engine.by_passkey(&unseen, &here, Some("mara")).unwrap().is_none());
        device.flags |= PRESENT;
        let right = device.assert(&here, words(GET, &here), "");
        assert!(engine.by_passkey(&right, &here, None).unwrap().is_none(), "whose it is was not said");
        let changed = |text: &str| URL_SAFE_NO_PAD.encode([URL_SAFE_NO_PAD.decode(text).unwrap(), vec![0]].concat());
        assert!(!opens(&Assertion { authenticator: changed(&right.authenticator), ..right.clone() }));
        assert!(!opens(&Assertion { signature: changed(&right.signature), ..right.clone() }));
        assert!(opens(&right));
        device.count = 1;
        assert!(!opens(&device.assert(&here, words(GET, &here), "")), "a copy that counts behind");
    }
}
