//! The other side of the outbox: a mail server that keeps what it got, and a receiver of webhooks that can fail, stall and
//! send on elsewhere.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A mail as it came: whom the envelope names, and the message.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: Vec<String>,
    pub message: String,
}

impl Mail {
    /// A header; one that goes on over several lines is one.
    pub fn header(&self, name: &str) -> Vec<String> {
        let head = self.message.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
        let lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).collect()
    }
}

/// A mail server.
#[derive(Clone)]
pub struct MailServer {
    pub address: SocketAddr,
    pub kept: Arc<Mutex<Vec<Mail>>>,
    pub connections: Arc<AtomicUsize>,
}

impl MailServer {
    /// One that takes this long before it says that it took a mail; it has kept it by then.
    pub fn taking(delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, kept, connections) = (listener.local_addr().unwrap(), Arc::default(), Arc::default());
        let server = Self { address, kept, connections };
        let own = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                own.connections.fetch_add(1, Ordering::SeqCst);
                let one = own.clone();
                std::thread::spawn(move || one.talk(stream, delay));
            }
        });
        server
    }

    fn talk(&self, stream: TcpStream, delay: Duration) -> Option<()> {
        let mut out = stream.try_clone().ok()?;
        let mut lines = BufReader::new(stream).lines();
        let mut to = Vec::new();
        out.write_all(b"220 here\r\n").ok()?;
        while let Some(Ok(line)) = lines.next() {
            let upper = line.to_ascii_uppercase();
            let said: &[u8] = match upper.as_str() {
                _ if upper.starts_with("RCPT TO:<NOBODY@") => b"550 no such mailbox\r\n",
                _ if upper.starts_with("RCPT TO:") => {
                    to.push(line[8..].trim_matches(['<', '>']).to_owned());
                    b"250 ok\r\n"
                }
                "DATA" => {
                    out.write_all(b"354 go on\r\n").ok()?;
                    let mut message = String::new();
                    loop {
                        let line = lines.next()?.ok()?;
                        if line == "." {
                            break;
                        }
                        message.push_str(line.strip_prefix('.').unwrap_or(&line));
                        message.push_str("\r\n");
                    }
                    self.kept.lock().unwrap().push(Mail { to: std::mem::take(&mut to), message });
                    std::thread::sleep(delay);
                    b"250 kept\r\n"
                }
                "QUIT" => {
                    out.write_all(b"221 bye\r\n").ok()?;
                    return None;
                }
                _ => b"250 ok\r\n",
            };
            out.write_all(said).ok()?;
        }
        None
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.kept.lock().unwrap().clone()
    }

    pub fn environment(&self) -> Vec<(String, String)> {
        let pair = |name: &str, value: String| (format!("SEXTANT_MAIL_{name}"), value);
        vec![
            pair("SERVER", self.address.ip().to_string()),
            pair("PORT", self.address.port().to_string()),
            pair("SECURITY", "none".into()),
            pair("FROM", "CERT <advisories@cert.example>".into()),
        ]
    }
}

/// A webhook as it came.
#[derive(Clone, Debug)]
pub struct Hook {
    pub path: String,
    pub head: String,
    pub body: String,
}

impl Hook {
    pub fn header(&self, name: &str) -> String {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    }
}

/// A receiver of webhooks: `/ok` takes all, `/fails` the third, `/stalls` answers none, `/elsewhere` sends on to `/ok`.
#[derive(Clone)]
pub struct Receiver {
    pub address: SocketAddr,
    kept: Arc<Mutex<Vec<Hook>>>,
}

impl Receiver {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let receiver = Self { address: listener.local_addr().unwrap(), kept: Arc::default() };
        let own = receiver.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let one = own.clone();
                std::thread::spawn(move || one.take(stream));
            }
        });
        receiver
    }

    fn take(&self, stream: TcpStream) -> Option<()> {
        let mut out = stream.try_clone().ok()?;
        let mut reader = BufReader::new(stream);
        let (mut head, mut line) = (String::new(), String::new());
        while reader.read_line(&mut line).ok()? > 2 {
            head.push_str(&line);
            line.clear();
        }
        let length = head
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.trim().parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        let path = head.split(' ').nth(1)?.to_owned();
        let hook = Hook { path: path.clone(), head, body: String::from_utf8(body).ok()? };
        let before = {
            let mut kept = self.kept.lock().unwrap();
            kept.push(hook);
            kept.iter().filter(|hook| hook.path == path).count()
        };
        let answer = match path.as_str() {
            "/stalls" => {
                std::thread::sleep(Duration::from_secs(30));
                return None;
            }
            "/fails" if before < 3 => "500 No\r\n".to_owned(),
            "/elsewhere" => format!("302 Found\r\nLocation: http://{}/ok\r\n", self.address),
            _ => "204 Taken\r\n".to_owned(),
        };
        out.write_all(format!("HTTP/1.1 {answer}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes()).ok()
    }

    pub fn hooks(&self, path: &str) -> Vec<Hook> {
        self.kept.lock().unwrap().iter().filter(|hook| hook.path == path).cloned().collect()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// Waits until something holds.
pub fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(40), "waited for {what}");
        std::thread::sleep(Duration::from_millis(40));
    }
}
