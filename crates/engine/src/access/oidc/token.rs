//! ID tokens: signed by a key of the provider (RFC 7515, 7517), for this client, this log-in and this moment (OpenID Connect
//! Core 1.0 §3.1.3.7). Only algorithms with a key pair: a token without signature, or signed with a shared word, is none.

use crate::access::signature::{Form, Key};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq;

/// Bytes of a token.
const MOST: usize = 64 << 10;
/// Seconds that clocks may differ.
const LEEWAY: f64 = 60.0;
/// Seconds that a token is taken after it was made.
const FRESH: f64 = 600.0;
/// Keys of a provider that are looked at.
const KEYS: usize = 64;

/// One of the provider's keys.
#[derive(Debug, Clone)]
pub(super) struct ProviderKey {
    id: Option<String>,
    key: Key,
}

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) nonce: &'a str,
    /// Now, in seconds since 1970.
    pub(super) now: f64,
}

/// Why a token is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No key that is known signed it: there may be newer ones.
    Unsigned,
    /// What it says does not hold.
    Wrong(&'static str),
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// The keys of a set that sign; what cannot be used is left out.
pub(super) fn keys(set: &Value) -> Vec<ProviderKey> {
    let all = set.get("keys").and_then(Value::as_array).into_iter().flatten().take(KEYS);
    all.filter_map(|jwk| {
        let word = |name: &str| jwk.get(name).and_then(Value::as_str);
        let key = Key::of_jwk(jwk)?;
        let signs = word("use").is_none_or(|used| used == "sig")
            && word("alg").is_none_or(|algorithm| algorithm == key.algorithm());
        signs.then(|| ProviderKey { id: word("kid").map(str::to_owned), key })
    })
    .collect()
}

/// What a token says, if it is signed and for this log-in.
pub(super) fn verified(word: &str, keys: &[ProviderKey], expected: &Expected<'_>) -> Result<Value, Fault> {
    let claims = signed(word, keys)?;
    says(&claims, expected).map_err(Fault::Wrong)?;
    Ok(claims)
}

fn decoded(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

/// What is said in a token that one of these keys signed.
fn signed(word: &str, keys: &[ProviderKey]) -> Result<Value, Fault> {
    let none = Fault::Wrong("it is no token");
    let (message, by) = word.rsplit_once('.').filter(|_| word.len() <= MOST).ok_or(none)?;
    let (header, claims) = message.split_once('.').ok_or(none)?;
    let json = decoded(header).ok_or(none)?;
    let header: Header = serde_json::from_slice(&json).map_err(|_| none)?;
    if !["RS256", "ES256", "EdDSA"].contains(&header.alg.as_str()) {
        return Err(Fault::Wrong("it is signed in a way that is not taken: RS256, ES256 or EdDSA"));
    }
    if header.crit.is_some() {
        return Err(Fault::Wrong("it has a header that is not understood"));
    }
    let by = decoded(by).ok_or(none)?;
    let right = |known: &&ProviderKey| {
        known.key.algorithm() == header.alg
            && (header.kid.is_none() || header.kid == known.id)
            && known.key.signed(message.as_bytes(), &by, Form::Fixed)
    };
    keys.iter().find(right).ok_or(Fault::Unsigned)?;
    let json = decoded(claims).ok_or(none)?;
    serde_json::from_slice(&json).map_err(|_| none)
}

/// Whether that is said for this client and this log-in, and holds now.
fn says(claims: &Value, expected: &Expected<'_>) -> Result<(), &'static str> {
    let word = |name: &str| claims.get(name).and_then(Value::as_str);
    let second = |name: &str| claims.get(name).and_then(Value::as_f64);
    if word("iss") != Some(expected.issuer) {
        return Err("it is by another issuer");
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let party = claims.get("azp").map(|party| party.as_str() == Some(expected.client));
    if !audience.contains(&expected.client) || party == Some(false) || (audience.len() > 1 && party.is_none()) {
        return Err("it is for another client");
    }
    if second("exp").is_none_or(|until| until <= expected.now - LEEWAY) {
        return Err("it has expired");
    }
    let made = second("iat").ok_or("it does not say when it was made")?;
    if made > expected.now + LEEWAY || second("nbf").is_some_and(|from| from > expected.now + LEEWAY) {
        return Err("it is from the future: compare the clocks");
    }
    if made < expected.now - FRESH {
        return Err("it was made long ago");
    }
    let nonce = word("nonce").unwrap_or_default();
    if expected.nonce.is_empty() || !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
        return Err("it is for another log-in");
    }
    if word("sub").is_none_or(|subject| !(1..=255).contains(&subject.len())) {
        return Err("it does not say whom it is about");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
    use serde_json::json;

    const NOW: f64 = 1_750_000_000.0;

    fn expected() -> Expected<'static> {
        Expected { issuer: "https://login.example", client: "sextant", nonce: "n-0", now: NOW }
    }

    fn claims() -> Value {
        json!({"iss": "https://login.example", "aud": "sextant", "sub": "248289761001", "nonce": "n-0",
            "exp": NOW + 300.0, "iat": NOW})
    }

    /// A provider's key pair, and the set that it publishes.
    struct Pair(EcdsaKeyPair, Vec<ProviderKey>);

    impl Pair {
        fn new(id: &str) -> Self {
            let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
            let drawn = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
            let pair = EcdsaKeyPair::from_pkcs8(kind, drawn.as_ref(), &random).unwrap();
            let point = pair.public_key().as_ref();
            let [x, y] = [&point[1..33], &point[33..]].map(|part| URL_SAFE_NO_PAD.encode(part));
            let set = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": id, "use": "sig", "x": x, "y": y}]});
            Self(pair, keys(&set))
        }

        fn sign(&self, header: &Value, claims: &Value) -> String {
            let message = message(header, claims);
            let by = self.0.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(by.as_ref()))
        }
    }

    fn message(header: &Value, claims: &Value) -> String {
        format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    fn es256() -> Value {
        json!({"alg": "ES256", "kid": "one"})
    }

    #[test]
    fn what_the_provider_signed_for_this_log_in_is_taken() {
        let pair = Pair::new("one");
        for claims in [
            claims(),
            json!({"iss": "https://login.example", "aud": ["sextant", "other"], "azp": "sextant", "sub": "1", "nonce": "n-0",
                "exp": NOW - 30.0, "iat": NOW + 30.0}),
        ] {
            let word = pair.sign(&es256(), &claims);
            assert_eq!(verified(&word, &pair.1, &expected()), Ok(claims));
        }
        assert!(verified(&pair.sign(&json!({"alg": "ES256"}), &claims()), &pair.1, &expected()).is_ok(), "without kid");
        let drawn = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(drawn.as_ref()).unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let known = keys(&json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA"}]}));
        let message = message(&json!({"alg": "EdDSA"}), &claims());
        let word = format!("{message}.{}", URL_SAFE_NO_PAD.encode(pair.sign(message.as_bytes()).as_ref()));
        assert!(verified(&word, &known, &expected()).is_ok());
    }

    #[test]
    fn a_token_that_says_anything_else_is_refused() {
        let pair = Pair::new("one");
        for (what, name, value) in [
            ("another issuer", "iss", json!("https://login.example/")),
            ("no issuer", "iss", Value::Null),
            ("another client", "aud", json!("other")),
            ("other clients", "aud", json!(["other", "another"])),
            ("several clients, and no party", "aud", json!(["sextant", "other"])),
            ("another party", "azp", json!("other")),
            ("a party that is none", "azp", json!(7)),
            ("expired", "exp", json!(NOW - 61.0)),
            ("never expires", "exp", Value::Null),
            ("a text for a time", "exp", json!("9999999999")),
            ("from the future", "iat", json!(NOW + 61.0)),
            ("made long ago", "iat", json!(NOW - 601.0)),
            ("made never", "iat", Value::Null),
            ("not yet", "nbf", json!(NOW + 61.0)),
            ("another log-in", "nonce", json!("n-1")),
            ("no log-in", "nonce", Value::Null),
            ("nobody", "sub", json!("")),
            ("no subject", "sub", Value::Null),
            ("a long subject", "sub", json!("x".repeat(256))),
        ] {
            let mut said = claims();
            said[name] = value;
            let found = verified(&pair.sign(&es256(), &said), &pair.1, &expected());
            assert!(matches!(found, Err(Fault::Wrong(_))), "{what}: {found:?}");
        }
        let empty = Expected { nonce: "", ..expected() };
        let mut said = claims();
        said["nonce"] = json!("");
        assert!(verified(&pair.sign(&es256(), &said), &pair.1, &empty).is_err(), "a nonce that was never drawn");
    }

    #[test]
    fn a_token_that_the_provider_did_not_sign_is_refused() {
        let (pair, other) = (Pair::new("one"), Pair::new("one"));
        let refused = |word: &str| verified(word, &pair.1, &expected()).unwrap_err();
        assert_eq!(refused(&other.sign(&es256(), &claims())), Fault::Unsigned, "another key of this name");
        assert_eq!(refused(&pair.sign(&json!({"alg": "ES256", "kid": "two"}), &claims())), Fault::Unsigned);
        assert_eq!(refused(&pair.sign(&json!({"alg": "RS256", "kid": "one"}), &claims())), Fault::Unsigned, "mixed up");
        for alg in ["none", "None", "HS256", "HS512", "ES384", "PS256", ""] {
            for by in ["", "AAAA"] {
                let word = format!("{}.{by}", message(&json!({"alg": alg, "kid": "one"}), &claims()));
                assert!(matches!(refused(&word), Fault::Wrong(_)), "{alg}");
            }
        }
        // Signed with the public key as if it were a shared word.
        let hs = message(&json!({"alg": "HS256", "kid": "one"}), &claims());
        let by = ring::hmac::sign(
            &ring::hmac::Key::new(ring::hmac::HMAC_SHA256, pair.0.public_key().as_ref()),
            hs.as_bytes(),
        );
        assert!(matches!(refused(&format!("{hs}.{}", URL_SAFE_NO_PAD.encode(by.as_ref()))), Fault::Wrong(_)));
        let critical = json!({"alg": "ES256", "kid": "one", "crit": ["b64"], "b64": false});
        assert!(matches!(refused(&pair.sign(&critical, &claims())), Fault::Wrong(_)));
        // What is said was changed after it was signed.
        let right = pair.sign(&es256(), &claims());
        let mut said = claims();
        said["sub"] = json!("1");
        let by = right.rsplit_once('.').unwrap().1;
        assert_eq!(refused(&format!("{}.{by}", message(&es256(), &said))), Fault::Unsigned);
        for broken in ["", ".", "..", "a.b", "a.b.c", &right[..right.len() - 4], &format!("{right}.x")] {
            assert!(verified(broken, &pair.1, &expected()).is_err(), "{broken}");
        }
    }

    #[test]
    fn keys_that_do_not_sign_are_left_out() {
        let point = URL_SAFE_NO_PAD.encode([7; 32]);
        let key = |more: Value| {
            let mut jwk = json!({"kty": "EC", "crv": "P-256", "x": point, "y": point});
            jwk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            keys(&json!({"keys": [jwk]})).len()
        };
        assert_eq!((key(json!({})), key(json!({"use": "sig", "alg": "ES256"}))), (1, 1));
        for more in
            [json!({"use": "enc"}), json!({"alg": "RS256"}), json!({"kty": "oct", "k": "AA"}), json!({"x": "AA"})]
        {
            assert_eq!(key(more.clone()), 0, "{more}");
        }
        assert!(keys(&json!(7)).is_empty() && keys(&json!({"keys": 7})).is_empty());
    }
}
