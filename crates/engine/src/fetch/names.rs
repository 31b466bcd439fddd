//! Names that lead astray: each way out of the house is asked for names that resolve to private addresses, that answer
//! differently the second time, and for private addresses in other spellings, with redirects to all of them.

use super::post::{self, Fault};
use super::session::{Request, Session};
use super::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use ureq::unversioned::resolver::{ArrayVec, ResolvedSocketAddrs};

thread_local! {
    /// What names answer in this test, one answer after another; the last stays.
    static NAMES: RefCell<HashMap<String, Vec<Vec<IpAddr>>>> = RefCell::default();
    static ASKED: RefCell<Vec<String>> = RefCell::default();
}

/// The answer that a name is to give here.
pub(super) fn told(uri: &ureq::http::Uri) -> Option<ResolvedSocketAddrs> {
    let host = uri.host()?;
    let answer = NAMES.with_borrow_mut(|names| {
        let answers = names.get_mut(host)?;
        Some(if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() })
    })?;
    ASKED.with_borrow_mut(|asked| asked.push(host.to_owned()));
    let port = uri.port_u16().unwrap_or(80);
    let mut found: ResolvedSocketAddrs = ArrayVec::from_fn(|_| SocketAddr::from(([0, 0, 0, 0], 0)));
    answer.into_iter().for_each(|address| found.push(SocketAddr::new(address, port)));
    Some(found)
}

fn name(host: &str, answers: &[&[&str]]) {
    let read = |answer: &&[&str]| answer.iter().map(|text| text.parse().unwrap()).collect();
    let answers = answers.iter().map(read).collect();
    NAMES.with_borrow_mut(|names| names.insert(host.to_owned(), answers));
}

/// A server at an address of this machine that says which paths it was asked for; `/to/X` sends on to `X`.
struct Here {
    port: u16,
    paths: Arc<Mutex<Vec<String>>>,
}

impl Here {
    fn at(address: &str) -> Self {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let here = Self { port: listener.local_addr().unwrap().port(), paths: Arc::default() };
        let paths = Arc::clone(&here.paths);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                let path = lines.next().and_then(|line| line.split(' ').nth(1).map(str::to_owned)).unwrap_or_default();
                let length = lines.by_ref().take_while(|line| !line.is_empty()).count();
                paths.lock().unwrap().push(path.clone());
                let answer = match path.strip_prefix("/to/") {
                    Some(target) => format!("302 Found\r\nLocation: http://{target}"),
                    None => "200 OK\r\nContent-Type: text/plain".to_owned(),
                };
                let more = format!("Content-Length: 2\r\nConnection: close\r\nX-Lines: {length}");
                let _ = write!(stream, "HTTP/1.1 {answer}\r\n{more}\r\n\r\nok");
            }
        });
        here
    }

    fn asked(&self) -> usize {
        self.paths.lock().unwrap().len()
    }
}

fn limits() -> FetchLimits {
    let soon = Duration::from_secs(3);
    FetchLimits { total: soon, silence: soon, ..FetchLimits::default() }
}

fn reach(allowed: &[&str]) -> Reach {
    Reach::PublicAnd(allowed.iter().map(|net| net.parse().unwrap()).collect())
}

/// Each way out with one address: whether something came back, else what was said.
fn every_way(address: &str, reach: &Reach) -> [(&'static str, Result<(), String>); 4] {
    let page = Fetcher::new(limits(), reach.clone()).fetch(address, None).map(drop).map_err(|p| p.code.to_string());
    let said = |fault: Fault| match fault {
        Fault::Refused(told) => told,
        other => format!("{other:?}"),
    };
    let hook = post::post(address, &[], b"{}", &limits(), reach).map(drop).map_err(said);
    let session = Session::new(limits(), reach.clone(), None, None).unwrap();
    let asked = |body| match session::address(address) {
        Ok(url) => {
            let request = Request { url: &url, accept: "*/*", body, range: None };
            session.send(&request).map(drop).map_err(|problem| problem.code.to_string())
        }
        Err(problem) => Err(problem.code.to_string()),
    };
    [("page", page), ("webhook", hook), ("session", asked(None)), ("delivery", asked(Some(("a/b", b"{}"))))]
}

fn refused(address: &str, reach: &Reach) {
    for (way, came) in every_way(address, reach) {
        let told = came.expect_err(address);
        assert!(told.contains("private-address") || told.contains("no public address"), "{way} {address}: {told}");
    }
}

const PRIVATE: [&str; 16] = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "172.16.9.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "::",
    "fe80::1",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
];

#[test]
fn a_name_that_resolves_to_a_private_address_is_refused_on_every_way_out() {
    for address in PRIVATE {
        name("inner.example", &[&[address]]);
        refused("http://inner.example/", &Reach::Public);
        // One that mixes is not to be trusted either, whichever stands first.
        name("mixed.example", &[&["93.184.216.34", address]]);
        refused("http://mixed.example/", &Reach::Public);
        name("mixed.example", &[&[address, "93.184.216.34"]]);
        refused("http://mixed.example/", &Reach::Public);
    }
}

#[test]
fn no_spelling_of_a_private_address_gets_through() {
    let here = Here::at("127.0.0.1");
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "0x7F.1",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:1]",
        "0",
    ] {
        for (way, came) in every_way(&format!("http://{host}:{}/", here.port), &Reach::Public) {
            assert!(came.is_err(), "{way} {host}");
        }
    }
    assert_eq!(here.asked(), 0, "{:?}", here.paths);
}

#[test]
fn a_redirect_is_judged_by_what_its_name_resolves_to() {
    let here = Here::at("127.0.0.1");
    let reach = reach(&["127.0.0.1/32"]);
    name("outer.example", &[&["127.0.0.1"]]);
    for address in ["10.0.0.1", "127.0.0.2", "::ffff:192.168.0.1", "fd00::1"] {
        name("inner.example", &[&[address]]);
        let start = format!("http://outer.example:{}/to/inner.example:{}/", here.port, here.port);
        for (way, came) in every_way(&start, &reach) {
            match way {
                // Those that send something are not sent on at all.
                "webhook" | "delivery" => assert!(came.is_ok(), "{way}"),
                _ => assert_eq!(came, Err("private-address".to_owned()), "{way} {address}"),
            }
        }
    }
    assert!(here.paths.lock().unwrap().iter().all(|path| path.starts_with("/to/")));
}

#[test]
fn the_connection_goes_to_the_address_that_was_judged() {
    let (judged, other) = (Here::at("127.0.0.1"), Here::at("127.0.0.2"));
    let reach = reach(&["127.0.0.1/32"]);
    for n in 1..=4 {
        // The second answer is another machine's: it is never asked for.
        name("turns.example", &[&["127.0.0.1"], &["127.0.0.2"]]);
        ASKED.take();
        let address = format!("http://turns.example:{}/", judged.port);
        let came = match n {
            1 => Fetcher::new(limits(), reach.clone()).fetch(&address, None).map(drop).map_err(|p| p.to_string()),
            2 => post::post(&address, &[], b"{}", &limits(), &reach).map(drop).map_err(|f| format!("{f:?}")),
            _ => {
                let session = Session::new(limits(), reach.clone(), None, None).unwrap();
                let url = session::address(&address).unwrap();
                let body = (n == 4).then_some(("a/b", &b"{}"[..]));
                let request = Request { url: &url, accept: "*/*", body, range: None };
                session.send(&request).map(drop).map_err(|problem| problem.to_string())
            }
        };
        assert_eq!(came, Ok(()));
        assert_eq!(ASKED.take().len(), 1, "a name is asked for once");
        assert_eq!((judged.asked(), other.asked()), (n, 0));
    }
    // A second request asks anew and is judged anew.
    name("turns.example", &[&["127.0.0.1"], &["127.0.0.2"]]);
    let fetcher = Fetcher::new(limits(), reach);
    let address = format!("http://turns.example:{}/", judged.port);
    assert!(fetcher.fetch(&address, None).is_ok());
    assert_eq!(fetcher.fetch(&address, None).unwrap_err().code, "private-address");
}
