//! Log-in at an OpenID provider: authorisation code with PKCE (RFC 7636) and a nonce; the provider is found by discovery, its
//! keys are asked for anew when it changes them. Every request goes by the fetcher that judges addresses.
//!
//! Tokens are checked by our own code over `ring` (`token`); what a token says is believed of the person, never of an account:
//! the two are joined by issuer and subject alone (`joined`).

mod joined;
mod token;

use super::random;
use crate::fetch::session::{Request, Secret, Session, address};
use crate::fetch::{FetchLimits, Reach};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;
use sextant_model::{Problem, Role, Tlp};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use token::{Expected, Fault, ProviderKey};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

/// How long what a provider says of itself is believed.
const KNOWN: Duration = Duration::from_secs(3600);
/// How long it takes at least from one question for keys that were missing to the next.
const ANEW: Duration = Duration::from_secs(30);
/// Bytes of one of its answers.
const MOST: usize = 1 << 20;

/// Ways of logging in (RFC 8176) that are more than a password.
const STRONG: [&str; 6] = ["mfa", "otp", "hwk", "swk", "fpt", "face"];

/// What is configured of a provider.
#[derive(Clone)]
pub struct Settings {
    /// Its address, as its tokens name it.
    pub issuer: String,
    /// What the button says: "Log in with …".
    pub name: String,
    /// What it knows this server by.
    pub client: String,
    /// With which word this server asks for tokens; none: by PKCE alone.
    pub secret: Option<String>,
    /// The claim that says which roles somebody has; a dot leads into an object.
    pub role_claim: Option<String>,
    /// Values of that claim, and the roles that they give.
    pub roles: Vec<(Role, String)>,
    /// The clearance of accounts that are made; none: what their role is shown.
    pub clearance: Option<Tlp>,
    /// Where it may be.
    pub reach: Reach,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the secret.
        f.debug_struct("Settings").field("issuer", &self.issuer).field("client", &self.client).finish_non_exhaustive()
    }
}

/// Why nobody was let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The provider cannot be asked, or answers what cannot be used.
    #[error("{0}")]
    Unreachable(String),
    /// It did not let somebody in, or what it says of them does not hold.
    #[error("{0}")]
    Token(String),
}

/// What a browser begins, and what must come back with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// What comes back in the address.
    pub state: String,
    nonce: String,
    verifier: String,
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun").finish_non_exhaustive()
    }
}

/// Who a provider says somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// What it calls them, for good.
    pub subject: String,
    /// What they are called.
    pub name: Option<String>,
    /// The role that it gives, where it is asked for one.
    pub role: Option<Role>,
    /// Whether they showed it more than a password.
    pub strong: bool,
}

/// What a provider says of itself (OpenID Connect Discovery 1.0 §3).
#[derive(Debug, Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

struct Known {
    metadata: Metadata,
    at: Instant,
    keys: Vec<ProviderKey>,
    /// When the keys were last asked for because one was missing.
    anew: Option<Instant>,
}

/// A provider that is asked.
#[derive(Clone)]
pub struct Provider {
    settings: Arc<Settings>,
    known: Arc<Mutex<Option<Known>>>,
}

impl PartialEq for Provider {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.settings, &other.settings)
    }
}

impl Eq for Provider {}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.settings.fmt(f)
    }
}

fn unreachable(problem: &Problem) -> Refusal {
    Refusal::Unreachable(match problem.code.as_str() {
        "private-address" => format!("{} is at no public address: see oidc.networks", problem.place),
        _ => format!("{}: {}", problem.place, problem.message),
    })
}

fn unusable(told: impl Into<String>) -> Refusal {
    Refusal::Unreachable(told.into())
}

fn drawn() -> Result<String, Refusal> {
    random::<32>().map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).map_err(|error| unusable(error.to_string()))
}

/// By https; on this machine as it is.
fn is_private_enough(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

impl Provider {
    /// One that is configured so.
    ///
    /// # Errors
    /// When its address is none by https.
    pub fn new(settings: Settings) -> Result<Self, String> {
        if !is_private_enough(&settings.issuer) {
            return Err(format!("{:?} is no https address", settings.issuer));
        }
        Ok(Self { settings: Arc::new(settings), known: Arc::default() })
    }

    /// What the button says.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Its address, as its tokens name it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The clearance of accounts that are made.
    #[must_use]
    pub fn clearance(&self) -> Option<Tlp> {
        self.settings.clearance
    }

    /// Begins a log-in that comes back to an address of this server.
    ///
    /// # Errors
    /// [`Refusal::Unreachable`].
    pub fn begin(&self, back: &str) -> Result<Begun, Refusal> {
        let metadata = self.metadata()?;
        let (state, nonce, verifier) = (drawn()?, drawn()?, drawn()?);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let mut address = Url::parse(&metadata.authorization_endpoint).map_err(|error| unusable(error.to_string()))?;
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client)
            .append_pair("redirect_uri", back)
            .append_pair("scope", "openid profile")
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(Begun { address: address.into(), state, nonce, verifier })
    }

    /// Where a browser logs out there, if that can be done.
    ///
    /// # Errors
    /// [`Refusal::Unreachable`].
    pub fn log_out(&self) -> Result<Option<String>, Refusal> {
        let Some(end) = self.metadata()?.end_session_endpoint else { return Ok(None) };
        let mut address = Url::parse(&end).map_err(|error| unusable(error.to_string()))?;
        address.query_pairs_mut().append_pair("client_id", &self.settings.client);
        Ok(Some(address.into()))
    }

    /// Who came back with a code to the same address.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn finish(&self, begun: &Begun, code: &str, back: &str) -> Result<Identity, Refusal> {
        let word = self.redeem(begun, code, back)?;
        let now = crate::clock::now().as_second() as f64;
        let Settings { issuer, client, .. } = &*self.settings;
        let expected = Expected { issuer, client, nonce: &begun.nonce, now };
        let look = |keys: &[ProviderKey]| token::verified(&word, keys, &expected);
        let looked = match look(&self.keys(false)?) {
            // It may have another key by now.
            Err(Fault::Unsigned) => look(&self.keys(true)?),
            looked => looked,
        };
        let claims = looked.map_err(|fault| match fault {
            Fault::Unsigned => Refusal::Token("no key of the provider signed its token".to_owned()),
            Fault::Wrong(told) => Refusal::Token(format!("the provider's token was refused: {told}")),
        })?;
        Ok(self.identity(&claims))
    }

    fn identity(&self, claims: &Value) -> Identity {
        let word = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let strong = words(claims.get("amr")).iter().any(|way| STRONG.contains(way));
        Identity {
            issuer: self.settings.issuer.clone(),
            subject: word("sub").unwrap_or_default(),
            name: word("preferred_username"),
            role: self.settings.role_claim.as_deref().map(|claim| self.role(claims, claim)),
            strong,
        }
    }

    /// The highest role that a claim gives; the least where it gives none.
    fn role(&self, claims: &Value, claim: &str) -> Role {
        let nested = || claim.split('.').try_fold(claims, |at, part| at.get(part));
        let said = words(claims.get(claim).or_else(nested));
        let given = self.settings.roles.iter().filter(|(_, word)| said.contains(&word.as_str()));
        given.map(|(role, _)| *role).max().unwrap_or(Role::Reader)
    }

    /// Changes a code for a token (OpenID Connect Core 1.0 §3.1.3.1).
    fn redeem(&self, begun: &Begun, code: &str, back: &str) -> Result<String, Refusal> {
        let metadata = self.metadata()?;
        let url = address(&metadata.token_endpoint).map_err(|problem| unreachable(&problem))?;
        let Settings { client, secret, .. } = &*self.settings;
        let ways = metadata.token_endpoint_auth_methods_supported;
        let in_header = ways.is_none_or(|ways| ways.iter().any(|way| way == "client_secret_basic"));
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", back)
            .append_pair("code_verifier", &begun.verifier);
        let mut shown = None;
        match secret {
            Some(secret) if in_header => {
                let pair = [client, secret].map(|text| byte_serialize(text.as_bytes()).collect::<String>()).join(":");
                shown = Some(Secret { origin: url.origin(), header: format!("Basic {}", STANDARD.encode(pair)) });
            }
            Some(secret) => drop(form.append_pair("client_id", client).append_pair("client_secret", secret)),
            None => drop(form.append_pair("client_id", client)),
        }
        let form = form.finish();
        let (status, answer) = self.ask(&url, Some(&form), shown)?;
        if status != 200 {
            let told = answer.get("error").and_then(Value::as_str).unwrap_or("no reason given");
            return Err(Refusal::Token(format!("the provider gave no token ({status}, {told})")));
        }
        let word = answer.get("id_token").and_then(Value::as_str).map(str::to_owned);
        word.ok_or_else(|| Refusal::Token("the provider gave no ID token".to_owned()))
    }

    fn ask(&self, url: &Url, form: Option<&str>, secret: Option<Secret>) -> Result<(u16, Value), Refusal> {
        let (total, silence) = (Duration::from_secs(10), Duration::from_secs(5));
        let limits = FetchLimits { bytes: MOST, redirects: 3, total, silence };
        let session = Session::new(limits, self.settings.reach.clone(), secret, None);
        let body = form.map(|form| ("application/x-www-form-urlencoded", form.as_bytes()));
        let request = Request { url, accept: "application/json", body, range: None };
        let answer = session.and_then(|session| session.send(&request)).map_err(|problem| unreachable(&problem))?;
        let read = serde_json::from_slice(&answer.bytes);
        match read {
            Ok(value) => Ok((answer.status, value)),
            Err(_) if answer.status == 200 => Err(unusable(format!("{url} answers no JSON"))),
            Err(_) => Ok((answer.status, Value::Null)),
        }
    }

    fn get(&self, text: &str) -> Result<Value, Refusal> {
        let url = address(text).map_err(|problem| unreachable(&problem))?;
        match self.ask(&url, None, None)? {
            (200, value) => Ok(value),
            (status, _) => Err(unusable(format!("{url} answers {status}"))),
        }
    }

    fn metadata(&self) -> Result<Metadata, Refusal> {
        self.known(false).map(|(metadata, _)| metadata)
    }

    fn keys(&self, anew: bool) -> Result<Vec<ProviderKey>, Refusal> {
        self.known(anew).map(|(_, keys)| keys)
    }

    /// What is known of it; asked for when it was long ago, the keys also when they are wanted anew.
    fn known(&self, anew: bool) -> Result<(Metadata, Vec<ProviderKey>), Refusal> {
        // Nobody waits for another's question: who comes meanwhile asks as well.
        let kept = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut asked = None;
        if let Some(known) = kept().as_ref() {
            asked = known.anew;
            let wanted = anew && known.anew.is_none_or(|at| at.elapsed() > ANEW);
            if known.at.elapsed() < KNOWN && !wanted {
                return Ok((known.metadata.clone(), known.keys.clone()));
            }
        }
        let metadata = self.discover()?;
        let keys = token::keys(&self.get(&metadata.jwks_uri)?);
        let now = Instant::now();
        let anew = if anew { Some(now) } else { asked };
        *kept() = Some(Known { metadata: metadata.clone(), at: now, keys: keys.clone(), anew });
        Ok((metadata, keys))
    }

    fn discover(&self) -> Result<Metadata, Refusal> {
        let place = format!("{}/.well-known/openid-configuration", self.settings.issuer.trim_end_matches('/'));
        let read = serde_json::from_value::<Metadata>(self.get(&place)?);
        let metadata = read.map_err(|error| unusable(format!("{place}: {error}")))?;
        if metadata.issuer != self.settings.issuer {
            return Err(unusable(format!("{place} is of another issuer: {:?}", metadata.issuer)));
        }
        let Metadata { authorization_endpoint, token_endpoint, jwks_uri, .. } = &metadata;
        for told in [authorization_endpoint, token_endpoint, jwks_uri].into_iter().chain(&metadata.end_session_endpoint)
        {
            if !is_private_enough(told) {
                return Err(unusable(format!("{place} names {told:?}, which is no https address")));
            }
        }
        Ok(metadata)
    }
}

/// One word, or several.
fn words(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn provider() -> Provider {
        let roles = vec![(Role::Analyst, "staff".to_owned()), (Role::Administrator, "admins".to_owned())];
        let settings = Settings {
            issuer: "https://login.example".into(),
            name: "login.example".into(),
            client: "sextant".into(),
            secret: Some("hush".into()),
            role_claim: Some("realm.groups".into()),
            roles,
            clearance: None,
            reach: Reach::Public,
        };
        Provider::new(settings).unwrap()
    }

    #[test]
    fn a_role_is_what_the_claim_gives_and_else_the_least() {
        for (claims, role) in [
            (json!({"realm": {"groups": ["staff", "admins", "x"]}}), Role::Administrator),
            (json!({"realm.groups": "staff"}), Role::Analyst),
            (json!({"realm": {"groups": ["Staff"]}}), Role::Reader),
            (json!({"groups": ["admins"]}), Role::Reader),
            (json!({"realm": "admins"}), Role::Reader),
        ] {
            assert_eq!(provider().identity(&claims).role, Some(role), "{claims}");
        }
        let strong = |amr: Value| provider().identity(&json!({ "amr": amr })).strong;
        assert!(strong(json!(["pwd", "otp"])) && !strong(json!(["pwd"])) && !strong(Value::Null));
    }

    #[test]
    fn only_https_and_this_machine_are_spoken_to() {
        for (address, good) in [
            ("https://login.example/realms/x", true),
            ("http://127.0.0.1:3000", true),
            ("http://localhost", true),
            ("http://[::1]:1", true),
            ("http://login.example", false),
            ("http://localhost.evil.example", false),
            ("ftp://localhost", false),
            ("login.example", false),
        ] {
            assert_eq!(is_private_enough(address), good, "{address}");
        }
        assert!(!format!("{:?}", provider()).contains("hush"), "secrets are not printed");
    }

    #[test]
    fn a_private_address_is_not_asked() {
        let Provider { settings, .. } = provider();
        let here = Settings { issuer: "http://127.0.0.1:9".into(), ..(*settings).clone() };
        let told = Provider::new(here).unwrap().begin("https://cert.example/back").unwrap_err();
        assert!(told.to_string().contains("oidc.networks"), "{told}");
    }
}
