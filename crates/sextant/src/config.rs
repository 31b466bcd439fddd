//! The configuration: one TOML file, unknown keys refused; each key is an environment variable as well, which wins.
//! Documented in docs/configuration.md; a test holds the two together.

mod oidc;

use anyhow::{Context, anyhow};
use ipnet::IpNet;
use serde::Deserialize;
use sextant_engine::ReadOptions;
use sextant_engine::exchange::Producer;
use sextant_engine::fetch::{FetchLimits, Reach};
use sextant_engine::outbox::{Desk, MailServer, Security};
use sextant_engine::taxii::Statement;
use sextant_model::{AsOf, Clock, Parties, Role, Tlp};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What can be configured. `None`: the default holds.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where `serve` listens.
    pub listen: Option<SocketAddr>,
    /// The store.
    pub store: Option<PathBuf>,
    /// Whether addresses in private networks may be fetched.
    pub allow_private_fetch: Option<bool>,
    /// Who puts out what the store says itself.
    pub producer: Named,
    /// The address under which others reach the server.
    pub base_url: Option<String>,
    /// Networks of proxies whose word on addresses is taken.
    pub trusted_proxies: Option<Networks>,
    /// The certificate of the server (PEM).
    pub tls_certificate: Option<PathBuf>,
    /// The key of the certificate (PEM).
    pub tls_key: Option<PathBuf>,
    /// Certificates of those who issue clients' certificates (PEM).
    pub tls_client_ca: Option<PathBuf>,
    /// Whether clients that show no certificate are heard: `required` or `optional`.
    pub tls_client: Option<String>,
    /// Collections of TAXII besides those of every store, by alias.
    pub collections: Option<Collections>,
    /// How people log in.
    pub accounts: AccountKeys,
    /// The provider at which people log in.
    pub oidc: oidc::ProviderKeys,
    /// How advisories go out.
    pub advisories: Advisories,
    /// The server that takes mails.
    pub mail: MailKeys,
    /// Bounds on inputs.
    pub limits: Limits,
}

/// How people log in.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountKeys {
    /// Roles that log in by more than a password.
    pub second_factor: Option<Roles>,
}

/// Roles, in a text with commas between them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Roles(pub Vec<Role>);

impl std::str::FromStr for Roles {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let roles = text.split(',').map(str::trim).filter(|role| !role.is_empty()).map(str::parse);
        roles
            .collect::<Result<_, _>>()
            .map(Self)
            .map_err(|error: sextant_model::problem::UnknownWord| error.to_string())
    }
}

impl TryFrom<String> for Roles {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// How advisories go out.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Advisories {
    /// Whether nothing is published that a second person has not approved.
    pub second_person: Option<bool>,
    /// Networks besides the public ones where webhooks may go.
    pub webhook_networks: Option<Networks>,
    /// How often a delivery is tried.
    pub attempts: Option<u32>,
    /// Seconds that a delivery waits after the first attempt.
    pub retry_seconds: Option<u64>,
    /// Seconds between looks at what somebody watches.
    pub watch_seconds: Option<u64>,
}

/// The server that takes mails.
#[derive(Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailKeys {
    /// Its name.
    pub server: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// How the connection is kept private.
    pub security: Option<String>,
    /// Whom mails are from.
    pub from: Option<String>,
    /// The name to log in with.
    pub user: Option<String>,
    /// The password to log in with.
    pub password: Option<String>,
    /// Certificates to trust in place of the public ones (PEM).
    pub certificates: Option<PathBuf>,
}

impl std::fmt::Debug for MailKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the password.
        f.debug_struct("MailKeys").field("server", &self.server).field("port", &self.port).finish_non_exhaustive()
    }
}

impl MailKeys {
    fn server(&self, silence: Duration) -> anyhow::Result<Option<MailServer>> {
        let Some(host) = self.server.clone() else { return Ok(None) };
        let word = self.security.as_deref().unwrap_or("starttls");
        let security: Security = word.parse().map_err(|error| anyhow!("mail.security: {error}"))?;
        let login = match (self.user.clone(), self.password.clone()) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            _ => anyhow::bail!("mail.user and mail.password belong together: name both"),
        };
        anyhow::ensure!(
            login.is_none() || security != Security::Open,
            "mail.password would be sent in the clear: use security = \"starttls\" or \"tls\""
        );
        let from = self.from.clone().context("mail.from is needed: whom mails are from")?;
        let read =
            |file: &PathBuf| std::fs::read(file).with_context(|| format!("mail.certificates {}", file.display()));
        let trusted = self.certificates.as_ref().map(read).transpose()?;
        let usual = if security == Security::Tls { 465 } else { 587 };
        let port = self.port.unwrap_or(usual);
        let server = MailServer { host, port, security, login, from, trusted, silence };
        server.check().map_err(|error| anyhow!("mail.from: {error}"))?;
        Ok(Some(server))
    }
}

/// The identity under which a store puts out.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Named {
    /// What it is called.
    pub name: Option<String>,
    /// The id of an identity that one has already.
    pub id: Option<String>,
    /// Since when it is called so.
    pub since: Option<String>,
}

/// Networks, in a text with commas between them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Networks(pub Vec<IpNet>);

impl std::str::FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let networks = text.split(',').map(str::trim).filter(|network| !network.is_empty()).map(|network| {
            let address = network.parse::<IpAddr>().map(IpNet::from);
            address.or_else(|_| network.parse()).map_err(|error| format!("{network:?}: {error}"))
        });
        networks.collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for Networks {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Collections by alias. In the environment: an inline table of TOML.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Collections(pub BTreeMap<String, CollectionKeys>);

impl std::str::FromStr for Collections {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Wrapped {
            collections: Collections,
        }
        let wrapped: Wrapped = toml::from_str(&format!("collections = {text}")).map_err(|e| e.message().to_owned())?;
        Ok(wrapped.collections)
    }
}

/// One collection; what is left out is as `sextant collection add` has it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CollectionKeys {
    /// What it is called.
    pub title: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// Who may read it.
    pub read: Option<Parties>,
    /// Who may write to it.
    pub write: Option<Parties>,
    /// The label of objects that carry none.
    pub tlp: Option<Tlp>,
}

/// Bounds on inputs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Megabytes of one input.
    pub input_mb: Option<usize>,
    /// Redirects followed.
    pub redirects: Option<usize>,
    /// Seconds for one fetch.
    pub fetch_seconds: Option<u64>,
    /// Seconds without a byte.
    pub silence_seconds: Option<u64>,
    /// Megabytes of one body that comes in over TAXII.
    pub taxii_mb: Option<usize>,
}

impl Config {
    /// From a file, if one is named, and the environment.
    ///
    /// # Errors
    /// When the file cannot be read, a key is unknown or a value makes no sense.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut config = match file {
            Some(file) => Self::read(file)?,
            None => Self::default(),
        };
        config.environment(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
        Ok(config)
    }

    fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("configuration {}", file.display()))?;
        toml::from_str(&text).map_err(|error| anyhow!("configuration {}: {}", file.display(), one_line(&error, &text)))
    }

    fn environment(&mut self, get: impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        set(&mut self.listen, "SEXTANT_LISTEN", &get)?;
        set(&mut self.allow_private_fetch, "SEXTANT_ALLOW_PRIVATE_FETCH", &get)?;
        set(&mut self.producer.name, "SEXTANT_PRODUCER_NAME", &get)?;
        set(&mut self.producer.id, "SEXTANT_PRODUCER_ID", &get)?;
        set(&mut self.producer.since, "SEXTANT_PRODUCER_SINCE", &get)?;
        set(&mut self.base_url, "SEXTANT_BASE_URL", &get)?;
        set(&mut self.trusted_proxies, "SEXTANT_TRUSTED_PROXIES", &get)?;
        set(&mut self.tls_certificate, "SEXTANT_TLS_CERTIFICATE", &get)?;
        set(&mut self.tls_key, "SEXTANT_TLS_KEY", &get)?;
        set(&mut self.tls_client_ca, "SEXTANT_TLS_CLIENT_CA", &get)?;
        set(&mut self.tls_client, "SEXTANT_TLS_CLIENT", &get)?;
        set(&mut self.collections, "SEXTANT_COLLECTIONS", &get)?;
        set(&mut self.accounts.second_factor, "SEXTANT_ACCOUNTS_SECOND_FACTOR", &get)?;
        set(&mut self.advisories.second_person, "SEXTANT_ADVISORIES_SECOND_PERSON", &get)?;
        set(&mut self.advisories.webhook_networks, "SEXTANT_ADVISORIES_WEBHOOK_NETWORKS", &get)?;
        set(&mut self.advisories.attempts, "SEXTANT_ADVISORIES_ATTEMPTS", &get)?;
        set(&mut self.advisories.retry_seconds, "SEXTANT_ADVISORIES_RETRY_SECONDS", &get)?;
        set(&mut self.advisories.watch_seconds, "SEXTANT_ADVISORIES_WATCH_SECONDS", &get)?;
        self.mail_environment(&get)?;
        self.oidc.environment(&get)?;
        set(&mut self.limits.taxii_mb, "SEXTANT_LIMITS_TAXII_MB", &get)?;
        set(&mut self.limits.input_mb, "SEXTANT_LIMITS_INPUT_MB", &get)?;
        set(&mut self.limits.redirects, "SEXTANT_LIMITS_REDIRECTS", &get)?;
        set(&mut self.limits.fetch_seconds, "SEXTANT_LIMITS_FETCH_SECONDS", &get)?;
        set(&mut self.limits.silence_seconds, "SEXTANT_LIMITS_SILENCE_SECONDS", &get)
    }

    fn mail_environment(&mut self, get: impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        set(&mut self.mail.server, "SEXTANT_MAIL_SERVER", &get)?;
        set(&mut self.mail.port, "SEXTANT_MAIL_PORT", &get)?;
        set(&mut self.mail.security, "SEXTANT_MAIL_SECURITY", &get)?;
        set(&mut self.mail.from, "SEXTANT_MAIL_FROM", &get)?;
        set(&mut self.mail.user, "SEXTANT_MAIL_USER", &get)?;
        set(&mut self.mail.password, "SEXTANT_MAIL_PASSWORD", &get)?;
        set(&mut self.mail.certificates, "SEXTANT_MAIL_CERTIFICATES", &get)
    }

    /// Who puts out what the store says itself.
    ///
    /// # Errors
    /// When the id is none of an identity, or the day is none.
    pub fn producer(&self) -> anyhow::Result<Producer> {
        let since = self.producer.since.as_ref().map(|text| AsOf::parse(text, Clock::Published));
        let since = since.transpose().map_err(|error| anyhow!("producer.since: {error}"))?.and_then(|at| at.until);
        Producer::new(self.producer.name.clone(), self.producer.id.clone(), since)
            .map_err(|error| anyhow!("producer.id: {error}"))
    }

    /// How advisories go out.
    ///
    /// # Errors
    /// When a setting makes no sense.
    pub fn desk(&self) -> anyhow::Result<Desk> {
        let (keys, usual) = (&self.advisories, Desk::default());
        let mut limits = usual.limits.clone();
        limits.silence = self.limits.silence_seconds.map_or(limits.silence, Duration::from_secs).min(limits.total);
        let networks = keys.webhook_networks.clone().unwrap_or_default().0;
        anyhow::ensure!(keys.attempts != Some(0), "advisories.attempts: use 1 or more");
        Ok(Desk {
            second_person: keys.second_person == Some(true),
            mail: self.mail.server(limits.silence)?,
            reach: if networks.is_empty() { Reach::Public } else { Reach::PublicAnd(networks) },
            attempts: keys.attempts.unwrap_or(usual.attempts),
            wait: keys.retry_seconds.map_or(usual.wait, Duration::from_secs),
            watch_every: keys.watch_seconds.map_or(usual.watch_every, Duration::from_secs),
            limits,
        })
    }

    /// Which certificates clients show.
    fn clients(&self) -> anyhow::Result<Option<sextant_server::Clients>> {
        let required = match self.tls_client.as_deref() {
            None | Some("required") => true,
            Some("optional") => false,
            Some(other) => anyhow::bail!("tls_client: {other:?} is neither \"required\" nor \"optional\""),
        };
        anyhow::ensure!(self.tls_client_ca.is_some() || self.tls_client.is_none(), "tls_client needs tls_client_ca");
        Ok(self.tls_client_ca.clone().map(|issuers| sextant_server::Clients { issuers, required }))
    }

    /// How the server stands.
    ///
    /// # Errors
    /// When only one of certificate and key is named, the base URL is none, or a bound is out of range.
    pub fn server(&self, listen: SocketAddr, accounts: bool) -> anyhow::Result<sextant_server::Config> {
        let clients = self.clients()?;
        let certificate = match (self.tls_certificate.clone(), self.tls_key.clone()) {
            (Some(certificate), Some(key)) => Some(sextant_server::Certificate { certificate, key, clients }),
            (None, None) if clients.is_some() => {
                anyhow::bail!("tls_client_ca needs tls_certificate and tls_key: without TLS no certificate is shown")
            }
            (None, None) => None,
            _ => anyhow::bail!("tls_certificate and tls_key belong together: name both"),
        };
        let base_url = self.base_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &base_url {
            let good = url.starts_with("https://") || url.starts_with("http://");
            anyhow::ensure!(
                good && !url.contains(['"', ' ', '?', '#']),
                "base_url: {url:?} is no address such as https://cert.example"
            );
        }
        let usual = sextant_server::Site::default();
        let max_content = self.limits.taxii_mb.map_or(usual.max_content, |mb| mb.saturating_mul(1 << 20));
        anyhow::ensure!((8 << 20..=64 << 20).contains(&max_content), "limits.taxii_mb: use 8 to 64");
        let proxies = self.trusted_proxies.clone().unwrap_or_default().0;
        let second_factor = self.accounts.second_factor.clone().unwrap_or_default().0;
        let provider = self.oidc.provider()?;
        let site = sextant_server::Site { base_url, proxies, max_content, second_factor, provider, ..usual };
        let reach = if self.allow_private_fetch == Some(true) { Reach::Anywhere } else { Reach::Public };
        let read = ReadOptions { limits: self.fetch_limits(), reach, ..ReadOptions::default() };
        let intake = sextant_server::Intake { samples: crate::samples::SAMPLES, read };
        Ok(sextant_server::Config { listen, certificate, accounts, site, intake, first_code: None })
    }

    /// What is stated of collections.
    #[must_use]
    pub fn stated_collections(&self) -> Vec<Statement> {
        let all = self.collections.iter().flat_map(|collections| &collections.0);
        let stated = all.map(|(alias, keys)| Statement {
            alias: alias.clone(),
            title: keys.title.clone(),
            description: keys.description.clone(),
            read: keys.read.clone(),
            write: keys.write.clone(),
            label: keys.tlp,
        });
        stated.collect()
    }

    /// The bounds that hold.
    #[must_use]
    pub fn fetch_limits(&self) -> FetchLimits {
        let usual = FetchLimits::default();
        FetchLimits {
            bytes: self.limits.input_mb.map_or(usual.bytes, |mb| mb.saturating_mul(1 << 20)),
            redirects: self.limits.redirects.unwrap_or(usual.redirects),
            total: self.limits.fetch_seconds.map_or(usual.total, Duration::from_secs),
            silence: self.limits.silence_seconds.map_or(usual.silence, Duration::from_secs),
        }
    }
}

fn set<T: std::str::FromStr<Err: std::fmt::Display>>(
    key: &mut Option<T>,
    name: &str,
    get: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<()> {
    if let Some(text) = get(name) {
        *key = Some(text.parse().map_err(|error| anyhow!("{name}={text:?}: {error}"))?);
    }
    Ok(())
}

fn one_line(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
    let message = error.message().replace('\n', " ");
    line.map_or(message.clone(), |line| format!("line {line}: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_and_the_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sextant.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:80\"\nlisten_adress = 1\n").unwrap();
        let error = Config::load(Some(&file)).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("listen_adress"), "{error}");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut config: Config = toml::from_str("[limits]\ninput_mb = 5\n").unwrap();
        config.environment(|name| (name == "SEXTANT_LIMITS_INPUT_MB").then(|| "7".to_owned())).unwrap();
        assert_eq!(config.fetch_limits().bytes, 7 << 20);
        assert!(config.environment(|name| (name == "SEXTANT_LISTEN").then(|| "here".to_owned())).is_err());
    }
}
