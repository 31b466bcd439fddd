//! Requests to one server that one has dealings with: with a name and a password, with bodies, one after another over the same
//! connections. The same bounds and the same judge hold as for a page.

use super::resolve::Judge;
use super::{FetchLimits, Reach, body_problem, parse, stalled, too_large};
use sextant_model::Problem;
use std::io::Read;
use ureq::http::{HeaderMap, header};
use url::Url;

/// Bytes of an answer that says no: enough for its reason.
const REFUSAL: u64 = 64 << 10;

/// One request; with a body it is a POST.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    pub(crate) url: &'a Url,
    pub(crate) accept: &'a str,
    /// Type and bytes.
    pub(crate) body: Option<(&'a str, &'a [u8])>,
    /// A range of items, which servers of TAXII 2.0 page by.
    pub(crate) range: Option<&'a str>,
}

/// What came back, whatever it says.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    /// The address after redirects.
    pub(crate) url: Url,
}

impl Answer {
    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// What is said to one server and to no other.
pub(crate) struct Secret {
    /// The server: scheme, host and port.
    pub(crate) origin: url::Origin,
    /// The value of `Authorization`.
    pub(crate) header: String,
}

/// Asks servers within limits and reach.
pub(crate) struct Session {
    agent: ureq::Agent,
    judge: Judge,
    limits: FetchLimits,
    secret: Option<Secret>,
}

impl Session {
    /// With the bounds of one request, and certificates (PEM) to trust instead of the public ones.
    ///
    /// # Errors
    /// When the certificates cannot be read.
    pub(crate) fn new(
        limits: FetchLimits,
        reach: Reach,
        secret: Option<Secret>,
        trusted: Option<&[u8]>,
    ) -> Result<Self, Problem> {
        let mut config = super::asking(limits.total, limits.silence).timeout_recv_response(Some(limits.total));
        if let Some(pem) = trusted {
            let roots = ureq::tls::RootCerts::new_with_certs(&certificates(pem)?);
            config = config.tls_config(ureq::tls::TlsConfig::builder().root_certs(roots).build());
        }
        let judge = Judge::new(reach);
        let connector = ureq::unversioned::transport::DefaultConnector::new();
        let agent = ureq::Agent::with_parts(config.build(), connector, judge.clone());
        Ok(Self { agent, judge, limits, secret })
    }

    /// Whether every address asked so far was public, and nothing was asked as somebody.
    pub(crate) fn is_public(&self) -> bool {
        self.secret.is_none() && self.judge.all_public()
    }

    /// Sends a request. Redirects of a GET are followed; what is secret goes to its server only.
    ///
    /// # Errors
    /// A problem as [`super::Fetcher::fetch`] has them, but an answer of any status is an answer.
    pub(crate) fn send(&self, request: &Request<'_>) -> Result<Answer, Problem> {
        let asked = request.url.as_str();
        let mut url = request.url.clone();
        for _ in 0..=self.limits.redirects {
            let response = self.ask(&url, request).map_err(|error| self.explain(asked, &error))?;
            let next = super::redirect(&url, &response, asked)?.filter(|_| request.body.is_none());
            let Some(next) = next else { return self.answer(response, url, asked) };
            url = next;
        }
        Err(Problem::new("redirects", asked, format!("redirects more than {} times", self.limits.redirects)))
    }

    fn ask(&self, url: &Url, request: &Request<'_>) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let secret = self.secret.as_ref().filter(|secret| secret.origin == url.origin());
        let mut headers = vec![(header::ACCEPT, request.accept)];
        headers.extend(secret.map(|secret| (header::AUTHORIZATION, secret.header.as_str())));
        headers.extend(request.range.map(|range| (header::RANGE, range)));
        match request.body {
            None => headers.into_iter().fold(self.agent.get(url.as_str()), |to, (n, v)| to.header(n, v)).call(),
            Some((kind, bytes)) => {
                let post = self.agent.post(url.as_str()).header(header::CONTENT_TYPE, kind);
                headers.into_iter().fold(post, |to, (name, value)| to.header(name, value)).send(bytes)
            }
        }
    }

    fn answer(&self, response: ureq::http::Response<ureq::Body>, url: Url, asked: &str) -> Result<Answer, Problem> {
        let status = response.status();
        let headers = response.headers().clone();
        let most = if status.is_success() { self.limits.bytes as u64 + 1 } else { REFUSAL };
        let mut bytes = Vec::new();
        let read = response.into_body().into_reader().take(most).read_to_end(&mut bytes);
        // Why a server says no is told where it can be read, and no fault of its own.
        if let Err(error) = read.as_ref().map(|_| ()).map_err(|error| body_problem(error, asked, &self.limits))
            && status.is_success()
        {
            return Err(error);
        }
        if status.is_success() && bytes.len() > self.limits.bytes {
            return Err(too_large(asked, self.limits.bytes));
        }
        Ok(Answer { status: status.as_u16(), headers, bytes, url })
    }

    fn explain(&self, asked: &str, error: &ureq::Error) -> Problem {
        if let Some(refused) = self.judge.take_refused() {
            let message = format!("{refused} is no public address: use --allow-private to reach it");
            return Problem::new("private-address", asked, message);
        }
        match error {
            ureq::Error::Timeout(_) => stalled(asked, &self.limits),
            ureq::Error::HostNotFound => Problem::new("unreachable", asked, "the host is not known"),
            other => Problem::new("unreachable", asked, format!("cannot be reached: {other}")),
        }
    }
}

/// An address of the web without user name and password.
pub(crate) fn address(text: &str) -> Result<Url, Problem> {
    parse(text)
}

fn certificates(pem: &[u8]) -> Result<Vec<ureq::tls::Certificate<'static>>, Problem> {
    let bad = |told: String| Problem::new("certificate", "certificates", told);
    let mut found = Vec::new();
    for item in ureq::tls::parse_pem(pem) {
        match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(bad(format!("cannot be read: {error}"))),
        }
    }
    if found.is_empty() { Err(bad("hold no certificate (PEM)".to_owned())) } else { Ok(found) }
}
