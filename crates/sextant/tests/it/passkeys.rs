//! Passkeys over HTTP: a device made by hand registers and logs in. A challenge is one browser's, and is answered once.

use crate::first::{page, post, session, word};
use crate::people::{Browser, between, log_in, password, second_step};
use crate::program::*;
use crate::taxii::serving::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use sha2::{Digest, Sha256};

/// Somebody was there and was verified.
const THERE: u8 = 1 | 1 << 2;

/// An authenticator that counts.
struct Device {
    key: EcdsaKeyPair,
    count: u32,
}

fn encoded(entries: Vec<(Value, Value)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Map(entries), &mut bytes).unwrap();
    bytes
}

fn client(kind: &str, page: &str) -> Vec<u8> {
    let challenge = between(page, "data-challenge=\"", "\"");
    let said = serde_json::json!({"type": kind, "challenge": challenge, "origin": "https://cert.example"});
    serde_json::to_vec(&said).unwrap()
}

impl Device {
    fn new() -> Self {
        let (kind, random) = (&ECDSA_P256_SHA256_ASN1_SIGNING, SystemRandom::new());
        let drawn = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
        Self { key: EcdsaKeyPair::from_pkcs8(kind, drawn.as_ref(), &random).unwrap(), count: 0 }
    }

    fn data(&mut self, flags: u8, rest: &[u8]) -> Vec<u8> {
        self.count += 1;
        [&Sha256::digest("cert.example")[..], &[flags], &self.count.to_be_bytes(), rest].concat()
    }

    /// What the form of the page for a new one sends.
    fn registers(&mut self, page: &str) -> String {
        let (point, n, name) = (self.key.public_key().as_ref().to_vec(), Value::from, |t: &str| Value::Text(t.into()));
        let key = encoded(vec![
            (n(1), n(2)),
            (n(3), n(-7)),
            (n(-1), n(1)),
            (n(-2), Value::Bytes(point[1..33].to_vec())),
            (n(-3), Value::Bytes(point[33..].to_vec())),
        ]);
        let made = self.data(THERE | 1 << 6, &[&[0; 16][..], &[0, 4], b"mine", &key].concat());
        let parts = vec![
            (name("fmt"), name("none")),
            (name("attStmt"), Value::Map(Vec::new())),
            (name("authData"), Value::Bytes(made)),
        ];
        let [client, made] = [client("webauthn.create", page), encoded(parts)].map(|b| URL_SAFE_NO_PAD.encode(b));
        format!("label=My+key&client={client}&attestation={made}")
    }

    /// What the form of a log-in page sends.
    fn answers(&mut self, page: &str, handle: &str) -> String {
        let (data, client) = (self.data(THERE, b""), client("webauthn.get", page));
        let message = [&data[..], &Sha256::digest(&client)].concat();
        let by = self.key.sign(&SystemRandom::new(), &message).unwrap();
        let [id, client, data, by] =
            [b"mine", &client[..], &data, by.as_ref()].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        let word = word(page.split("data-passkey").nth(1).unwrap());
        format!("word={word}&credential={id}&client={client}&authenticator={data}&signature={by}&handle={handle}")
    }
}

/// A device of the analyst, and what it knows the account by.
fn with_device(serving: &Serving) -> (Device, String) {
    let browser = Browser::of(serving, "analyst");
    assert_eq!(browser.send("/account/passkeys/new", "password=wrong").status, 400);
    assert_eq!(browser.send("/account/passkeys", "label=&client=&attestation=").status, 403, "nothing was begun");
    let mut device = Device::new();
    let asked = browser.shown("/account/passkeys/new", &password());
    let handle = between(&asked, "data-handle=\"", "\"").to_owned();
    let made = device.registers(&asked);
    let other = Browser::of(serving, "reader");
    other.shown("/account/passkeys/new", &password());
    assert_eq!(other.send("/account/passkeys", &made).status, 400, "another's challenge");
    assert_eq!(
        browser.shown("/account/passkeys", &made).matches("<li><code>").count(),
        10,
        "recovery codes come along"
    );
    assert_eq!(browser.send("/account/passkeys", &made).status, 403, "a challenge is answered once");
    assert!(browser.get("/account").text().contains("My key"));
    (device, handle)
}

fn named() -> Serving {
    Bench::with_users().serve_with(&[("SEXTANT_BASE_URL", "https://cert.example")])
}

#[test]
fn a_passkey_logs_in_alone_and_its_challenge_is_answered_once() {
    let serving = named();
    let (mut device, handle) = with_device(&serving);
    let ask = || {
        let asked = page(&serving, "/login", As::Nobody);
        (session(&asked), asked.text())
    };
    let (cookie, form) = ask();
    let sent = device.answers(&form, &handle);
    let (another, _) = ask();
    assert_eq!(post(&serving, "/login/passkey", As::Cookie(&another), &sent).status, 403, "another browser's form");
    let in_with = post(&serving, "/login/passkey", As::Cookie(&cookie), &sent);
    assert_eq!((in_with.status, in_with.header("location")), (303, Some("/")), "{}", in_with.text());
    let fresh = Browser { serving: &serving, cookie: session(&in_with) };
    assert!(fresh.get("/account").text().contains("You are analyst"));
    assert!(fresh.get("/account").text().contains("with a second factor"));
    assert_eq!(post(&serving, "/login/passkey", As::Cookie(&cookie), &sent).status, 403, "answered already");
    let (cookie, form) = ask();
    device.count = 0;
    let copy = device.answers(&form, &handle);
    assert_eq!(post(&serving, "/login/passkey", As::Cookie(&cookie), &copy).status, 401, "a copy counts behind");
    assert_eq!(page(&serving, "/", As::User("analyst")).status, 403, "the password alone opens nothing any more");
    // Removed with the password; then it opens nothing, and the password does again.
    let id = between(&fresh.get("/account").text(), "/account/factors/", "/").to_owned();
    assert_eq!(fresh.send(&format!("/account/factors/{id}/remove"), &password()).status, 303);
    let (cookie, form) = ask();
    device.count = 50;
    let gone = device.answers(&form, &handle);
    assert_eq!(post(&serving, "/login/passkey", As::Cookie(&cookie), &gone).status, 401);
    assert_eq!(log_in(&serving, "analyst", PASSWORD).header("location"), Some("/"));
    assert!(serving.bench.run(&["audit", "verify"]).status.success());
}

#[test]
fn a_passkey_is_the_second_step_of_its_own_account_only() {
    let serving = named();
    let (mut device, _) = with_device(&serving);
    let (cookie, _) = second_step(&serving, "analyst");
    let form = page(&serving, "/login/second", As::Cookie(&cookie)).text();
    let sent = device.answers(&form, "");
    assert_eq!(page(&serving, "/", As::Cookie(&cookie)).status, 303, "half a log-in is none");
    let done = post(&serving, "/login/second/passkey", As::Cookie(&cookie), &sent);
    assert_eq!((done.status, done.header("location")), (303, Some("/")), "{}", done.text());
    assert_eq!(page(&serving, "/", As::Cookie(&session(&done))).status, 200);
    assert_eq!(post(&serving, "/login/second/passkey", As::Cookie(&cookie), &sent).status, 403, "gone through once");
    // The one who has an app instead cannot be opened by it.
    crate::people::add_app(&Browser::of(&serving, "reader"));
    let (cookie, word) = second_step(&serving, "reader");
    let form = page(&serving, "/login/second", As::Cookie(&cookie)).text();
    assert!(!form.contains("data-passkey"), "there is none to show");
    let sent = sent.split('&').skip(1).collect::<Vec<_>>().join("&");
    let crossed = post(&serving, "/login/second/passkey", As::Cookie(&cookie), &format!("word={word}&{sent}"));
    assert_eq!(crossed.status, 403, "no challenge was drawn for it");
}

#[test]
fn a_server_without_a_name_offers_no_passkeys() {
    let serving = Bench::with_users().serve();
    assert!(!page(&serving, "/login", As::Nobody).text().contains("data-passkey"));
    let browser = Browser::of(&serving, "analyst");
    assert!(!browser.get("/account").text().contains("/account/passkeys"));
    assert_eq!(browser.send("/account/passkeys/new", &password()).status, 400);
}
