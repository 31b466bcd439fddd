//! Public keys of others and what they sign: of authenticators (COSE, RFC 9053) and of log-in providers (JWK, RFC 7517).
//! The arithmetic is `ring`'s, which TLS brings along.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};

/// How long a key may be: an RSA modulus of 8,192 bits and what surrounds it.
const MOST: usize = 2_048;

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// A point on P-256, uncompressed (ES256).
    P256(Vec<u8>),
    /// Ed25519 (EdDSA).
    Ed25519(Vec<u8>),
    /// Modulus and exponent (RS256).
    Rsa(Vec<u8>, Vec<u8>),
}

/// How a signature on P-256 is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As ASN.1: authenticators.
    Asn1,
    /// Both numbers at full length: JSON Web Signatures.
    Fixed,
}

fn point(x: &[u8], y: &[u8]) -> Option<Key> {
    let whole = x.len() == 32 && y.len() == 32;
    whole.then(|| Key::P256([&[4], x, y].concat()))
}

impl Key {
    /// From a COSE key: the parameters that its algorithm needs, and no other algorithm than the three.
    pub(super) fn of_cose(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MOST {
            return None;
        }
        let Value::Map(entries) = ciborium::from_reader(bytes).ok()? else { return None };
        let find = |label: i64| entries.iter().find(|(key, _)| *key == Value::from(label)).map(|(_, value)| value);
        let number = |label| find(label).and_then(|value| i64::try_from(value.as_integer()?).ok());
        let text = |label| find(label).and_then(Value::as_bytes).cloned();
        match (number(1)?, number(3)?) {
            (2, -7) if number(-1)? == 1 => point(&text(-2)?, &text(-3)?),
            (1, -8) if number(-1)? == 6 => text(-2).filter(|x| x.len() == 32).map(Self::Ed25519),
            (3, -257) => Some(Self::Rsa(text(-1)?, text(-2)?)),
            _ => None,
        }
    }

    /// From a JSON Web Key.
    pub(super) fn of_jwk(jwk: &serde_json::Value) -> Option<Self> {
        let word = |name: &str| jwk.get(name).and_then(serde_json::Value::as_str).filter(|text| text.len() <= MOST);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(word(name)?).ok();
        match (word("kty")?, word("crv")) {
            ("EC", Some("P-256")) => point(&bytes("x")?, &bytes("y")?),
            ("OKP", Some("Ed25519")) => bytes("x").filter(|x| x.len() == 32).map(Self::Ed25519),
            ("RSA", _) => Some(Self::Rsa(bytes("n")?, bytes("e")?)),
            _ => None,
        }
    }

    /// The algorithm that the key is for, as JSON Web Signatures call it.
    pub(super) fn algorithm(&self) -> &'static str {
        match self {
            Self::P256(_) => "ES256",
            Self::Ed25519(_) => "EdDSA",
            Self::Rsa(..) => "RS256",
        }
    }

    /// The same by COSE's numbers.
    pub(super) fn cose_algorithm(&self) -> i64 {
        match self {
            Self::P256(_) => -7,
            Self::Ed25519(_) => -8,
            Self::Rsa(..) => -257,
        }
    }

    /// Whether it signed this.
    pub(super) fn signed(&self, message: &[u8], by: &[u8], form: Form) -> bool {
        match self {
            Self::P256(point) if form == Form::Asn1 => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, point).verify(message, by).is_ok()
            }
            Self::P256(point) => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point).verify(message, by).is_ok()
            }
            Self::Ed25519(key) => UnparsedPublicKey::new(&signature::ED25519, key).verify(message, by).is_ok(),
            Self::Rsa(n, e) => {
                let key = RsaPublicKeyComponents { n: n.as_slice(), e: e.as_slice() };
                key.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, by).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, 7.1, test 2; and RFC 8037, A.2 for how its key is written.
    #[test]
    fn a_known_signature_is_right_and_any_other_wrong() {
        let jwk =
            serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"});
        let key = Key::of_jwk(&jwk).unwrap();
        let by: Vec<u8> = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect();
        assert!(key.signed(&[0x72], &by, Form::Fixed) && key.algorithm() == "EdDSA");
        assert!(!key.signed(&[0x73], &by, Form::Fixed) && !key.signed(&[0x72], &by[1..], Form::Fixed));
    }

    #[test]
    fn keys_of_other_kinds_are_none() {
        for jwk in [
            serde_json::json!({"kty": "oct", "k": "c2VjcmV0"}),
            serde_json::json!({"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}),
            serde_json::json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
            serde_json::json!({"kty": "OKP", "crv": "X25519", "x": "AA"}),
            serde_json::json!({"kty": "RSA", "n": "!", "e": "AQAB"}),
            serde_json::json!(7),
        ] {
            assert_eq!(Key::of_jwk(&jwk), None, "{jwk}");
        }
        for bytes in [&b""[..], b"\xa0", b"\xff", b"\x9f\x9f\x9f", &[0xbf; 4_000]] {
            assert_eq!(Key::of_cose(bytes), None);
        }
    }
}
