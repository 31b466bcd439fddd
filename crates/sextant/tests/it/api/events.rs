//! Live change: told to those who may know of it, and to nobody else, not even by a beat.

use super::answers::*;
use crate::corpus;
use crate::taxii::serving::*;
use base64::Engine as _;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A stream of events, as a browser holds it.
pub struct Listening(BufReader<TcpStream>);

impl Listening {
    pub fn of(serving: &Serving, name: &str, last: Option<&str>) -> Self {
        let mut stream = TcpStream::connect(serving.address).unwrap();
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{name}:{PASSWORD}"));
        let last = last.map(|last| format!("Last-Event-ID: {last}\r\n")).unwrap_or_default();
        let head = format!(
            "GET /api/v1/events HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic {pair}\r\n{last}\r\n",
            serving.address
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        Self(BufReader::new(stream))
    }

    /// The next line that begins so, within some time.
    pub fn next(&mut self, start: &str, patience: Duration) -> Option<String> {
        let since = Instant::now();
        let mut line = String::new();
        while since.elapsed() < patience {
            match self.0.read_line(&mut line) {
                Ok(0) => return None,
                Ok(_) if line.starts_with(start) => return Some(line[start.len()..].trim().to_owned()),
                Ok(_) => line.clear(),
                Err(_) => {}
            }
        }
        None
    }
}

#[test]
fn a_change_is_told_to_those_who_may_know_of_it() {
    let serving = served();
    let (mut reader, mut administrator) =
        (Listening::of(&serving, "reader", None), Listening::of(&serving, "administrator", None));
    let long = Duration::from_secs(20);
    for stream in [&mut reader, &mut administrator] {
        assert_eq!(stream.next("event: ", long).as_deref(), Some("ready"));
    }
    let id = reader.next("id: ", long).unwrap();
    // Another process writes.
    serving.bench.ok(&["ingest", &serving.bench.file("r.txt", corpus::report(4)), "--tlp", "red"]);
    assert_eq!(administrator.next("event: ", long).as_deref(), Some("changed"));
    assert_eq!(reader.next("event: ", Duration::from_secs(4)), None, "nothing, not even a beat");
    let mut again = Listening::of(&serving, "reader", Some(&id));
    assert_eq!(again.next("event: ", long).as_deref(), Some("ready"), "nothing was missed");
    serving.bench.ok(&["ingest", &serving.bench.file("c.txt", corpus::report(5)), "--tlp", "clear"]);
    assert_eq!(reader.next("event: ", long).as_deref(), Some("changed"));
    let told: serde_json::Value = serde_json::from_str(&reader.next("data: ", long).unwrap()).unwrap();
    let listed = ask(&serving, "/api/v1/incidents", As::User("reader")).text();
    let incidents = told["incidents"].as_array().unwrap();
    assert!(!incidents.is_empty() && incidents.iter().all(|id| listed.contains(id.as_str().unwrap())), "{told}");
    let mut late = Listening::of(&serving, "reader", Some(&id));
    assert_eq!(late.next("event: ", long).as_deref(), Some("changed"), "what was missed is told");
}
