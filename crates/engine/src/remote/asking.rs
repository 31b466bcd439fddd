//! Asking a server with patience: what it cannot answer now is asked again after the time that it names, or after a
//! growing one, until the time for everything is over.

use super::RemoteEvent;
use crate::fetch::session::{Answer, Request, Session};
use serde_json::Value;
use sextant_model::{Instant, Problem};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Clock};
use url::Url;

/// The media type of TAXII 2.1.
pub(super) const TAXII: &str = "application/taxii+json;version=2.1";
/// What is accepted of a server that knows other words for it, those of TAXII 2.0 among them.
const ANY: &str = "application/taxii+json;version=2.1, application/taxii+json, application/vnd.oasis.taxii+json; version=2.0, \
                   application/vnd.oasis.stix+json; version=2.0, application/json;q=0.5";
/// Times that one thing is asked for.
const TRIES: u32 = 6;
/// The longest wait that is not the server's own wish.
const LONGEST: Duration = Duration::from_secs(60);

/// A server that is asked one thing after another.
pub(super) struct Asking<'a> {
    pub(super) session: Session,
    /// When everything must be done.
    pub(super) until: Clock,
    pub(super) stop: &'a AtomicBool,
    pub(super) tell: &'a mut dyn FnMut(RemoteEvent<'_>),
    /// Whether the server has answered yet: one that never did is not waited for.
    pub(super) reached: bool,
    /// Whether it refused the media type of TAXII 2.1.
    pub(super) any_type: bool,
}

impl Asking<'_> {
    pub(super) fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || Clock::now() >= self.until
    }

    /// Gets `url`; statuses other than those that pass with time are the caller's to judge.
    pub(super) fn get(&mut self, url: &Url, range: Option<&str>) -> Result<Answer, Problem> {
        let accept = if self.any_type { ANY } else { TAXII };
        let answer = self.send(&Request { url, accept, body: None, range })?;
        if answer.status != 406 || self.any_type {
            return Ok(answer);
        }
        self.any_type = true;
        self.send(&Request { url, accept: ANY, body: None, range })
    }

    /// Posts an envelope.
    pub(super) fn post(&mut self, url: &Url, bytes: &[u8]) -> Result<Answer, Problem> {
        self.send(&Request { url, accept: TAXII, body: Some((TAXII, bytes)), range: None })
    }

    fn send(&mut self, request: &Request<'_>) -> Result<Answer, Problem> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let (wish, why) = match self.session.send(request) {
                Ok(answer) if matches!(answer.status, 429 | 502 | 503 | 504) => {
                    self.reached = true;
                    (answer.header("retry-after").and_then(|text| wish(text, Instant::now())), refusal(&answer))
                }
                Ok(answer) => {
                    self.reached = true;
                    return Ok(answer);
                }
                Err(problem) if self.reached && matches!(problem.code.as_str(), "timeout" | "unreachable") => {
                    (None, problem)
                }
                Err(problem) => return Err(problem),
            };
            let wait = wish.unwrap_or(Duration::from_secs(1 << attempt.min(6)) / 2).max(Duration::from_millis(200));
            let wait = if wish.is_some() { wait } else { wait.min(LONGEST) };
            if attempt >= TRIES || Clock::now() + wait > self.until {
                return Err(why);
            }
            (self.tell)(RemoteEvent::Waiting(wait, &why));
            self.wait(wait)?;
        }
    }

    /// Waits, but not past a wish to stop.
    pub(super) fn wait(&self, wait: Duration) -> Result<(), Problem> {
        let end = Clock::now() + wait;
        while Clock::now() < end {
            if self.stop.load(Ordering::Relaxed) {
                return Err(Problem::new("stopped", "", "stopped"));
            }
            std::thread::sleep(Duration::from_millis(50).min(end.saturating_duration_since(Clock::now())));
        }
        Ok(())
    }
}

/// `Retry-After`: seconds, or a date of HTTP.
fn wish(text: &str, now: Instant) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = http_date(text)?;
    Some(Duration::from_secs(u64::try_from(at.as_second() - now.as_second()).unwrap_or(0)))
}

/// A date as HTTP writes it.
pub(super) fn http_date(text: &str) -> Option<Instant> {
    let bare = text.trim().strip_suffix("GMT")?.trim_end();
    let time = jiff::civil::DateTime::strptime("%a, %d %b %Y %H:%M:%S", bare).ok()?;
    jiff::tz::TimeZone::UTC.to_timestamp(time).ok()
}

/// What a server says that refuses.
pub(super) fn refusal(answer: &Answer) -> Problem {
    let (code, words) = match answer.status {
        401 => ("unauthorised", "the server wants to know who asks: give a name or a token"),
        403 => ("forbidden", "the server does not allow that"),
        404 => ("not-found", "the server has nothing there"),
        406 | 415 => ("media-type", "the server does not speak TAXII 2.1 there"),
        413 => ("too-large", "the server takes no body of that size"),
        429 => ("rate-limit", "the server asks for fewer requests"),
        502..=504 => ("unavailable", "the server cannot answer at present"),
        _ => ("http-status", "the server refuses"),
    };
    let said = serde_json::from_slice::<Value>(&answer.bytes).unwrap_or_default();
    let part =
        |name: &str| said.get(name).and_then(Value::as_str).map(|text| text.chars().take(200).collect::<String>());
    let told: Vec<String> = ["title", "description"].iter().filter_map(|name| part(name)).collect();
    let told = if told.is_empty() { String::new() } else { format!(": {}", told.join("; ")) };
    Problem::new(code, answer.url.as_str(), format!("{words} ({}{told})", answer.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_seconds_or_a_date() {
        let now: Instant = "2026-03-01T10:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("Sun, 01 Mar 2026 10:01:30 GMT", Some(90)),
            ("Sun, 01 Mar 2026 09:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            assert_eq!(wish(text, now), expected.map(Duration::from_secs), "{text}");
        }
    }
}
