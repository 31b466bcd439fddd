//! The server killed in the middle of deliveries: what was told to be complete is there, and nothing is there twice.

use super::serving::*;
use crate::program::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const KILLS: usize = 50;
const EACH: usize = 40;

/// Delivers until the connection breaks; gives the numbers of the envelopes that were told to be complete.
fn deliver(address: std::net::SocketAddr, first: usize, token: &str, through: &AtomicUsize) -> Vec<usize> {
    let mut told = Vec::new();
    for number in first.. {
        let objects: Vec<Value> = (0..EACH).map(|n| tool(number * EACH + n, 1)).collect();
        let body = envelope(&objects).to_string();
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nAccept: {TAXII}\r\n\
             Content-Type: {TAXII}\r\nContent-Length: {}\r\n\r\n",
            super::serving::objects("inbox"),
            body.len()
        );
        let mut answer = Vec::new();
        let sent = TcpStream::connect(address).and_then(|mut stream| {
            stream.write_all(head.as_bytes())?;
            stream.write_all(body.as_bytes())?;
            stream.read_to_end(&mut answer)
        });
        let text = text(&answer);
        if text.starts_with("HTTP/1.1 202") && text.contains("\"status\":\"complete\"") {
            told.push(number);
            through.fetch_add(1, Ordering::Relaxed);
        } else if sent.is_err() || answer.is_empty() {
            return told;
        }
    }
    told
}

#[test]
fn what_was_told_to_be_complete_is_there_once() {
    let mut bench = Bench::with_users();
    let token = bench.ok(&["token", "add", "--user", "administrator"]).trim().to_owned();
    let (mut complete, mut first) = (Vec::new(), 1);
    for kill in 0..KILLS {
        let serving = bench.serve();
        let (address, token) = (serving.address, token.clone());
        let through = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&through);
        let sender = std::thread::spawn(move || deliver(address, first, &token, &counted));
        // Another moment each time: during the first delivery or a later one, and while what came is learnt from.
        let start = Instant::now();
        while through.load(Ordering::Relaxed) < 1 + kill % 3 && start.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis((kill as u64 * 37) % 70));
        bench = serving.kill();
        complete.extend(sender.join().unwrap());
        first = complete.last().map_or(first, |last| last + 2).max(first);
    }
    assert!(complete.len() >= KILLS, "deliveries got through: {}", complete.len());
    let serving = bench.serve();
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut next = String::new();
    loop {
        let path = format!("{}?match[version]=all{next}", objects("inbox"));
        let page = serving.get(&path, As::User("administrator"));
        page.ids().into_iter().for_each(|id| *found.entry(id).or_default() += 1);
        match page.json()["next"].as_str() {
            Some(token) => next = format!("&next={token}"),
            None => break,
        }
    }
    for number in complete {
        for n in 0..EACH {
            assert_eq!(found.get(&id("tool", number * EACH + n)), Some(&1), "envelope {number}, object {n}");
        }
    }
    assert!(found.values().all(|count| *count == 1), "nothing twice");
    assert!(serving.bench.ok(&["audit", "verify"]).starts_with("sound"));
}
