//! Log-in at an OpenID provider that does what a test tells it: over real connections, with real signatures. What a browser
//! began it alone finishes, once; what the provider's token says must hold.

use crate::first::{page, session};
use crate::people::Browser;
use crate::program::*;
use crate::taxii::serving::*;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the provider knows.
struct Known {
    issuer: String,
    key: EcdsaKeyPair,
    kid: &'static str,
    /// Codes that were given: what their token says, and the challenge.
    codes: HashMap<String, (Value, String)>,
    /// What was asked for, by path.
    asked: Vec<String>,
}

struct Provider {
    address: SocketAddr,
    known: Arc<Mutex<Known>>,
}

fn drawn() -> EcdsaKeyPair {
    let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let drawn = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(kind, drawn.as_ref(), &random).unwrap()
}

/// A value of a query or a form, none of which needs decoding.
fn value<'t>(text: &'t str, name: &str) -> &'t str {
    let mut pairs = text.split(['?', '&']).filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value).unwrap_or_default()
}

fn seconds() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
}

impl Known {
    fn keys(&self) -> Value {
        let point = self.key.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|part| URL_SAFE_NO_PAD.encode(part));
        json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig", "x": x, "y": y}]})
    }

    fn token(&mut self, head: &str, form: &str) -> (u16, Value) {
        let asks = format!("Basic {}", STANDARD.encode("sextant:hush"));
        let verifier = URL_SAFE_NO_PAD.encode(Sha256::digest(value(form, "code_verifier")));
        match self.codes.remove(value(form, "code")) {
            Some((claims, challenge)) if challenge == verifier && head.contains(&asks) => {
                let [header, claims] = [json!({"alg": "ES256", "kid": self.kid}), claims].map(|v| v.to_string());
                let message = [header, claims].map(|text| URL_SAFE_NO_PAD.encode(text)).join(".");
                let by = self.key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
                (200, json!({"id_token": format!("{message}.{}", URL_SAFE_NO_PAD.encode(by.as_ref()))}))
            }
            _ => (400, json!({"error": "invalid_grant"})),
        }
    }

    fn answer(&mut self, head: &str, body: &str) -> (u16, Value) {
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.asked.push(path.clone());
        let at = |path: &str| format!("{}{path}", self.issuer);
        match path.as_str() {
            "/.well-known/openid-configuration" => (
                200,
                json!({"issuer": self.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
                    "jwks_uri": at("/keys"), "end_session_endpoint": at("/end")}),
            ),
            "/keys" => (200, self.keys()),
            "/token" => self.token(head, body),
            _ => (404, Value::Null),
        }
    }
}

fn serve(stream: TcpStream, known: &Mutex<Known>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let length =
        head.to_ascii_lowercase().split("content-length: ").nth(1).and_then(|l| l.lines().next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let (status, said) = known.lock().unwrap().answer(&head, &String::from_utf8_lossy(&body));
    let said = said.to_string();
    let head = format!("HTTP/1.1 {status} .\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", said.len());
    reader.into_inner().write_all((head + &said).as_bytes())
}

impl Provider {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let known = Known {
            issuer: format!("http://{address}"),
            key: drawn(),
            kid: "one",
            codes: HashMap::new(),
            asked: Vec::new(),
        };
        let known = Arc::new(Mutex::new(known));
        let shared = Arc::clone(&known);
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| drop(serve(stream, &shared))));
        Self { address, known }
    }

    fn serving(&self, more: &[(&str, &str)]) -> Serving {
        let issuer = format!("http://{}", self.address);
        let mut environment = vec![
            ("SEXTANT_OIDC_ISSUER", issuer.as_str()),
            ("SEXTANT_OIDC_CLIENT_ID", "sextant"),
            ("SEXTANT_OIDC_CLIENT_SECRET", "hush"),
            ("SEXTANT_OIDC_NETWORKS", "127.0.0.1/32"),
            ("SEXTANT_OIDC_ROLE_CLAIM", "groups"),
            ("SEXTANT_OIDC_ROLES", "analyst = staff, administrator = admins"),
        ];
        environment.extend(more);
        Bench::with_users().serve_with(&environment)
    }

    /// A code for whoever came with this address, whose token says this besides what it must.
    fn lets_in(&self, asked: &str, said: &Value) -> String {
        let mut known = self.known.lock().unwrap();
        let mut claims = json!({"iss": known.issuer, "aud": "sextant", "sub": "1", "preferred_username": "mara",
            "nonce": value(asked, "nonce"), "iat": seconds(), "exp": seconds() + 300});
        claims.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        let code = format!("code-{}", known.asked.len() + known.codes.len());
        known.codes.insert(code.clone(), (claims, value(asked, "code_challenge").to_owned()));
        code
    }
}

/// A log-in that was begun: the cookie of the browser, and where it is sent.
fn begun(serving: &Serving) -> (String, String) {
    let reply = page(serving, "/login/provider?next=/brief", As::Nobody);
    assert_eq!(reply.status, 303, "{}", reply.text());
    (session(&reply), reply.header("location").unwrap().to_owned())
}

fn back(serving: &Serving, cookie: &str, code: &str, state: &str) -> Reply {
    page(serving, &format!("/login/provider/back?code={code}&state={state}"), As::Cookie(cookie))
}

/// A whole log-in by somebody of whom the provider says this.
fn log_in(provider: &Provider, serving: &Serving, said: &Value) -> Reply {
    let (cookie, asked) = begun(serving);
    let code = provider.lets_in(&asked, said);
    back(serving, &cookie, &code, value(&asked, "state"))
}

fn account<'a>(serving: &'a Serving, reply: &Reply) -> Browser<'a> {
    assert_eq!(reply.status, 303, "{}", reply.text());
    Browser { serving, cookie: session(reply) }
}

#[test]
fn who_the_provider_lets_in_gets_an_account_and_the_role_that_it_says() {
    let provider = Provider::start();
    let serving = provider.serving(&[("SEXTANT_OIDC_NAME", "the CERT"), ("SEXTANT_OIDC_CLEARANCE", "green")]);
    assert!(page(&serving, "/login", As::Nobody).text().contains("Log in with the CERT"));
    let (_, asked) = begun(&serving);
    for (name, fixed) in [("response_type", "code"), ("client_id", "sextant"), ("code_challenge_method", "S256")] {
        assert_eq!(value(&asked, name), fixed, "{asked}");
    }
    assert!(!asked.contains("hush") && value(&asked, "nonce").len() == 43 && value(&asked, "state").len() == 43);
    let reply = log_in(&provider, &serving, &json!({}));
    assert_eq!(reply.header("location"), Some("/brief"));
    let mara = account(&serving, &reply);
    let shown = mara.get("/account").text();
    assert!(
        shown.contains("You are mara, reader") && shown.contains("TLP:GREEN") && !shown.contains("p-old"),
        "{shown}"
    );
    assert!(!shown.contains("with a second factor"));
    // The next time as an analyst, by whatever name; the session under the old role has ended.
    let reply = log_in(&provider, &serving, &json!({"groups": ["staff"], "preferred_username": "x", "amr": ["mfa"]}));
    let shown = account(&serving, &reply).get("/account").text();
    assert!(shown.contains("You are mara, analyst") && shown.contains("with a second factor"), "{shown}");
    assert_eq!(mara.get("/").status, 303);
    // Nobody gets another's account by its name.
    let taken = log_in(&provider, &serving, &json!({"sub": "2", "preferred_username": "administrator"}));
    assert!(taken.status == 403 && taken.text().contains("ask an administrator"), "{}", taken.text());
    let log = text(&serving.bench.run(&["audit", "log", "--json"]).stdout);
    assert!(log.contains("\"provider\"") && serving.bench.run(&["audit", "verify"]).status.success());
    assert!(!serving.said().contains("hush"));
    // Log-out offers to log out there as well.
    let reply = log_in(&provider, &serving, &json!({}));
    let out = account(&serving, &reply).send("/logout", "");
    assert_eq!(out.header("location"), Some("/login?out=provider"));
    assert!(page(&serving, "/login?out=provider", As::Nobody).text().contains("href=\"/logout/provider\""));
    let there = page(&serving, "/logout/provider", As::Nobody);
    assert!(there.header("location").unwrap().ends_with("/end?client_id=sextant"));
}

#[test]
fn a_log_in_is_finished_once_by_the_browser_that_began_it() {
    let provider = Provider::start();
    let serving = provider.serving(&[]);
    let (cookie, asked) = begun(&serving);
    let (other, other_asked) = begun(&serving);
    let (state, code) = (value(&asked, "state"), provider.lets_in(&asked, &json!({})));
    let tokens = || provider.known.lock().unwrap().asked.iter().filter(|path| *path == "/token").count();
    assert_eq!(page(&serving, &format!("/login/provider/back?code={code}&state={state}"), As::Nobody).status, 403);
    assert_eq!(back(&serving, &other, &code, state).status, 403, "another browser");
    assert_eq!(tokens(), 0, "nothing was asked for them");
    assert_eq!(back(&serving, &other, &code, value(&other_asked, "state")).status, 403, "it was answered");
    let (third, third_asked) = begun(&serving);
    assert_eq!(
        back(&serving, &third, &code, value(&third_asked, "state")).status,
        403,
        "a code of another log-in: PKCE"
    );
    let code = provider.lets_in(&asked, &json!({}));
    assert_eq!(back(&serving, &cookie, &code, state).status, 303);
    assert_eq!(back(&serving, &cookie, &code, state).status, 403, "once");
    let (cookie, asked) = begun(&serving);
    let denied = format!("/login/provider/back?error=access_denied&state={}", value(&asked, "state"));
    assert_eq!(page(&serving, &denied, As::Cookie(&cookie)).status, 403);
    let (cookie, asked) = begun(&serving);
    let code = provider.lets_in(&asked, &json!({}));
    let mixed = format!("/login/provider/back?code={code}&state={}&iss=https://evil.example", value(&asked, "state"));
    assert_eq!(page(&serving, &mixed, As::Cookie(&cookie)).status, 403, "another provider's answer");
}

#[test]
fn a_token_that_is_for_another_log_in_or_by_another_key_lets_nobody_in() {
    let provider = Provider::start();
    let serving = provider.serving(&[]);
    for said in [
        json!({"nonce": "another"}),
        json!({"aud": "another"}),
        json!({"iss": "https://evil.example"}),
        json!({"exp": seconds() - 3600}),
        json!({"sub": ""}),
    ] {
        assert_eq!(log_in(&provider, &serving, &said).status, 403, "{said}");
    }
    assert_eq!(text(&serving.bench.run(&["user", "list", "--json"]).stdout).lines().count(), 4, "nobody was added");
    // It takes another key, which is asked for; but not at every log-in.
    let status = |kid: &'static str| {
        let (cookie, asked) = begun(&serving);
        let code = provider.lets_in(&asked, &json!({}));
        {
            let mut known = provider.known.lock().unwrap();
            (known.key, known.kid) = (drawn(), kid);
        }
        back(&serving, &cookie, &code, value(&asked, "state")).status
    };
    assert_eq!([status("two"), status("three")], [303, 403]);
}
