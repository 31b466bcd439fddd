//! What the server knows of where it stands: its address to the world, whom it believes, how much it takes.

use crate::answers::Answers;
use crate::api::events::Events;
use crate::guesses::Guesses;
use crate::jobs::Jobs;
use crate::learner::Learner;
use crate::metrics::Metrics;
use crate::sessions::Sessions;
use crate::setup::Setup;
use crate::waiting::Waiting;
use axum::extract::FromRef;
use axum::http::{HeaderMap, header};
use ipnet::IpNet;
use sextant_engine::ReadOptions;
use sextant_engine::access::oidc::Provider;
use sextant_model::Role;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// What is configured, besides the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The address under which others reach the server, without a slash at its end: `https://cert.example`.
    pub base_url: Option<String>,
    /// Proxies whose word on the sender's address and the address asked for is taken.
    pub proxies: Vec<IpNet>,
    /// Bytes of one body of TAXII, at most.
    pub max_content: usize,
    /// Whether it listens to this machine only: without accounts it answers nobody else.
    pub loopback: bool,
    /// Whether connections are by TLS.
    pub tls: bool,
    /// Roles that log in by more than a password.
    pub second_factor: Vec<Role>,
    /// The provider at which people log in.
    pub provider: Option<Provider>,
}

impl Default for Site {
    fn default() -> Self {
        let (proxies, second_factor) = (Vec::new(), Vec::new());
        let max_content = 16 << 20;
        Self { base_url: None, proxies, max_content, loopback: true, tls: false, second_factor, provider: None }
    }
}

impl Site {
    fn believes(&self, peer: IpAddr) -> bool {
        self.proxies.iter().any(|proxy| proxy.contains(&peer))
    }

    /// Who really sends: behind proxies that are believed, the last address that they name and that is none of them.
    #[must_use]
    pub fn sender(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.believes(peer) {
            return peer;
        }
        let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let named: Vec<IpAddr> =
            named.flat_map(|text| text.split(',')).filter_map(|ip| ip.trim().parse().ok()).collect();
        named.into_iter().rev().find(|ip| !self.believes(*ip)).unwrap_or(peer)
    }

    /// The server's address as the sender of a request knows it, without a slash at its end.
    #[must_use]
    pub fn address(&self, peer: IpAddr, headers: &HeaderMap) -> String {
        if let Some(base) = &self.base_url {
            return base.trim_end_matches('/').to_owned();
        }
        let believed = self.believes(peer);
        let word = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let forwarded = |name: &str| word(name).filter(|_| believed).and_then(|text| text.split(',').next());
        let host = forwarded("x-forwarded-host").or_else(|| word(header::HOST.as_str()));
        let host = host.map(str::trim).filter(|host| is_host(host)).unwrap_or("localhost");
        let scheme = forwarded("x-forwarded-proto").map(str::trim).filter(|scheme| ["http", "https"].contains(scheme));
        let scheme = scheme.unwrap_or(if self.tls { "https" } else { "http" });
        format!("{scheme}://{host}")
    }
}

fn is_host(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b))
}

/// What can be read in over pages, and how.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// Sample reports that the program carries: name and bytes.
    pub samples: &'static [(&'static str, &'static [u8])],
    /// Bounds and reach.
    pub read: ReadOptions,
}

/// The other end of a connection: its address, and the names in the certificate that it showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer(pub IpAddr, pub Option<Arc<[String]>>);

impl Default for Peer {
    fn default() -> Self {
        Self(IpAddr::V4(Ipv4Addr::LOCALHOST), None)
    }
}

/// What every route can get at.
#[derive(Clone)]
pub struct App {
    /// Who answers.
    pub(crate) answers: Arc<dyn Answers>,
    /// Where the server stands.
    pub(crate) site: Arc<Site>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) guesses: Arc<Guesses>,
    pub(crate) codes: Arc<Guesses>,
    pub(crate) waiting: Arc<Waiting>,
    pub(crate) learner: Arc<Learner>,
    pub(crate) jobs: Arc<Jobs>,
    pub(crate) events: Arc<Events>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) setup: Arc<Setup>,
    pub(crate) intake: Arc<Intake>,
}

impl App {
    /// Over a store, nobody logged in yet.
    #[must_use]
    pub fn new(answers: Arc<dyn Answers>, site: Site) -> Self {
        Self {
            answers,
            site: Arc::new(site),
            sessions: Arc::default(),
            guesses: Arc::default(),
            codes: Arc::new(Guesses::of_codes()),
            waiting: Arc::default(),
            learner: Arc::default(),
            jobs: Arc::default(),
            events: Arc::default(),
            metrics: Arc::default(),
            setup: Arc::default(),
            intake: Arc::default(),
        }
    }

    /// With what can be read in, and the code for the first account.
    #[must_use]
    pub fn taking(self, intake: Intake, code: Option<String>) -> Self {
        Self { intake: Arc::new(intake), setup: Arc::new(Setup::with(code)), ..self }
    }
}

impl FromRef<App> for Arc<dyn Answers> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (axum::http::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_a_proxy_that_is_believed_speaks_for_another() {
        let site = Site { proxies: vec!["10.0.0.0/8".parse().unwrap()], ..Site::default() };
        let (proxy, stranger): (IpAddr, IpAddr) = ("10.1.1.1".parse().unwrap(), "203.0.113.9".parse().unwrap());
        let told = headers(&[
            ("x-forwarded-for", "192.0.2.1, 198.51.100.7, 10.2.2.2"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "cert.example"),
            ("host", "inner:8017"),
        ]);
        assert_eq!(site.sender(proxy, &told).to_string(), "198.51.100.7");
        assert_eq!(site.sender(stranger, &told), stranger);
        assert_eq!(site.address(proxy, &told), "https://cert.example");
        assert_eq!(site.address(stranger, &told), "http://inner:8017");
        let fixed = Site { base_url: Some("https://public.example/".into()), ..site };
        assert_eq!(fixed.address(stranger, &told), "https://public.example");
        assert_eq!(Site::default().address(stranger, &headers(&[("host", "a\"b")])), "http://localhost");
    }
}
