//! Fetching an address: few redirects, bounded in time and size, never into a private network unless allowed.
//!
//! Every hop's name is resolved once and the connection goes to exactly the addresses that were judged, so a name
//! that answers differently the second time gains nothing. Proxies of the environment are not used: they would
//! resolve names unjudged.

#[cfg(test)]
mod names;
pub(crate) mod post;
mod ranges;
mod resolve;
pub(crate) mod session;

pub use ranges::{Reach, is_public};

use sextant_model::Problem;
use std::io::Read;
use std::time::{Duration, Instant};
use ureq::http::{Response, StatusCode, header};
use url::Url;

/// Bounds on one fetch.
#[derive(Debug, Clone)]
pub struct FetchLimits {
    /// Bytes of the body, unpacked.
    pub bytes: usize,
    /// Redirects followed.
    pub redirects: usize,
    /// Time for everything, redirects among it.
    pub total: Duration,
    /// Time without a single byte.
    pub silence: Duration,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self { bytes: 50 << 20, redirects: 5, total: Duration::from_secs(60), silence: Duration::from_secs(15) }
    }
}

/// What a server said of a version of a page, to ask later whether it is still the newest.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What came of a fetch.
#[derive(Debug)]
pub enum Fetched {
    /// A body.
    Page(Page),
    /// The server says that nothing has changed since.
    NotModified,
}

/// A body and what was said of it.
#[derive(Debug)]
pub struct Page {
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
    /// The address after redirects.
    pub url: String,
    /// `Content-Type` as stated; the bytes may say otherwise.
    pub content_type: Option<String>,
    /// For the next time.
    pub validators: Validators,
    /// Whether every hop was at a public address.
    pub public: bool,
}

/// Fetches addresses within limits and reach. Cheap to clone; connections are not kept.
#[derive(Debug, Clone)]
pub struct Fetcher {
    limits: FetchLimits,
    reach: Reach,
}

impl Fetcher {
    /// A fetcher with these bounds.
    #[must_use]
    pub fn new(limits: FetchLimits, reach: Reach) -> Self {
        Self { limits, reach }
    }

    /// Fetches `address`; with `known`, asks whether it has changed since.
    ///
    /// # Errors
    /// A problem whose code says what happened: `url`, `private-address`, `redirects`, `timeout`, `too-large`,
    /// `http-status`, `unreachable`.
    pub fn fetch(&self, address: &str, known: Option<&Validators>) -> Result<Fetched, Problem> {
        let deadline = Instant::now() + self.limits.total;
        let mut url = parse(address)?;
        let mut seen = vec![url.clone()];
        let mut public = true;
        loop {
            let judge = resolve::Judge::new(self.reach.clone());
            let response =
                self.ask(&url, known, deadline, &judge).map_err(|e| self.explain(address, &url, &e, &judge))?;
            public &= judge.all_public();
            if response.status() == StatusCode::NOT_MODIFIED && known.is_some() {
                return Ok(Fetched::NotModified);
            }
            let Some(next) = redirect(&url, &response, address)? else {
                return self.page(response, &url, address, public).map(Fetched::Page);
            };
            if seen.contains(&next) {
                return Err(Problem::new("redirects", address, format!("redirects in a loop at {next}")));
            }
            if seen.len() > self.limits.redirects {
                let message = format!("redirects more than {} times", self.limits.redirects);
                return Err(Problem::new("redirects", address, message));
            }
            seen.push(next.clone());
            url = next;
        }
    }

    fn ask(
        &self,
        url: &Url,
        known: Option<&Validators>,
        deadline: Instant,
        judge: &resolve::Judge,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let config = asking(left, self.limits.silence)
            .accept("text/html,application/xhtml+xml,application/feed+json,application/rss+xml,application/atom+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5")
            .build();
        let connector = ureq::unversioned::transport::DefaultConnector::new();
        let agent = ureq::Agent::with_parts(config, connector, judge.clone());
        let mut request = agent.get(url.as_str());
        if let Some(known) = known {
            if let Some(etag) = &known.etag {
                request = request.header(header::IF_NONE_MATCH, etag);
            }
            if let Some(date) = &known.last_modified {
                request = request.header(header::IF_MODIFIED_SINCE, date);
            }
        }
        request.call()
    }

    fn page(&self, response: Response<ureq::Body>, url: &Url, asked: &str, public: bool) -> Result<Page, Problem> {
        if !response.status().is_success() {
            let message = format!("the server answers {}", response.status());
            return Err(Problem::new("http-status", asked, message));
        }
        let said = |name| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let content_type = said(header::CONTENT_TYPE);
        let validators = Validators { etag: said(header::ETAG), last_modified: said(header::LAST_MODIFIED) };
        let mut bytes = Vec::new();
        let mut body = response.into_body().into_reader().take(self.limits.bytes as u64 + 1);
        body.read_to_end(&mut bytes).map_err(|e| body_problem(&e, asked, &self.limits))?;
        if bytes.len() > self.limits.bytes {
            return Err(too_large(asked, self.limits.bytes));
        }
        Ok(Page { bytes, url: url.to_string(), content_type, validators, public })
    }

    fn explain(&self, asked: &str, url: &Url, error: &ureq::Error, judge: &resolve::Judge) -> Problem {
        let hop = if url.as_str() == asked { String::new() } else { format!(" (redirected to {url})") };
        if let Some(refused) = judge.refused() {
            let message = format!("{refused} is no public address{hop}: use --allow-private to fetch from it");
            return Problem::new("private-address", asked, message);
        }
        match error {
            ureq::Error::Timeout(_) => stalled(asked, &self.limits),
            ureq::Error::HostNotFound => Problem::new("unreachable", asked, format!("the host is not known{hop}")),
            other => Problem::new("unreachable", asked, format!("cannot be fetched{hop}: {other}")),
        }
    }
}

/// Where a response sends on to, if it does.
fn redirect(url: &Url, response: &Response<ureq::Body>, asked: &str) -> Result<Option<Url>, Problem> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    let Some(location) = location else {
        return Err(Problem::new("redirects", asked, "redirects without saying where to"));
    };
    let next = url.join(location).ok().and_then(|next| parse(next.as_str()).ok());
    next.map(Some)
        .ok_or_else(|| Problem::new("redirects", asked, format!("redirects to {location:?}, which is no web address")))
}

/// An address of the web without user name and password.
fn parse(address: &str) -> Result<Url, Problem> {
    let mut url = Url::parse(address).map_err(|e| Problem::new("url", address, format!("is no address: {e}")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(Problem::new("url", address, "is no http or https address"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::new("url", address, "holds a user name or password: leave them out"));
    }
    url.set_fragment(None);
    Ok(url)
}

fn body_problem(error: &std::io::Error, asked: &str, limits: &FetchLimits) -> Problem {
    let timed_out = error.kind() == std::io::ErrorKind::TimedOut
        || error
            .get_ref()
            .and_then(|e| e.downcast_ref::<ureq::Error>())
            .is_some_and(|e| matches!(e, ureq::Error::Timeout(_)));
    if timed_out { stalled(asked, limits) } else { Problem::new("unreachable", asked, format!("broke off: {error}")) }
}

fn stalled(asked: &str, limits: &FetchLimits) -> Problem {
    let message = format!(
        "did not answer in time ({} s without a byte, or {} s in all)",
        limits.silence.as_secs_f32(),
        limits.total.as_secs_f32()
    );
    Problem::new("timeout", asked, message)
}

/// The input is larger than what is read.
pub(crate) fn too_large(place: &str, limit: usize) -> Problem {
    let size = if limit >= 1 << 20 { format!("{} MB", limit >> 20) } else { format!("{limit} bytes") };
    Problem::new("too-large", place, format!("is larger than {size}, the limit: not read"))
}

/// How every request is made: redirects come back to be judged, no proxy, an end to waiting.
fn asking(total: Duration, silence: Duration) -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("sextant/", env!("CARGO_PKG_VERSION")))
        .timeout_global(Some(total))
        .timeout_per_read(Some(silence))
        .timeout_connect(Some(silence))
        .timeout_recv_response(Some(silence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};

    /// A server on this machine that sends everybody on to `target`, and its address.
    fn sending_on_to(target: &'static str) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                let _ = write!(
                    stream,
                    "HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                );
            }
        });
        address
    }

    #[test]
    fn every_hop_is_judged_not_only_the_first() {
        let reach = Reach::PublicAnd(vec!["127.0.0.1/32".parse().unwrap()]);
        let fetcher = Fetcher::new(FetchLimits::default(), reach);
        for target in [
            "http://127.0.0.2/",
            "http://169.254.169.254/latest",
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://2130706434/",
        ] {
            let problem = fetcher.fetch(&sending_on_to(target), None).unwrap_err();
            assert_eq!(problem.code, "private-address", "{target}: {problem}");
        }
        let problem = fetcher.fetch(&sending_on_to("gopher://example.org/"), None).unwrap_err();
        assert_eq!(problem.code, "redirects");
    }
}
