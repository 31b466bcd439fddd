//! The built program serving a store of its own, and a client that sends exactly what it is told.

use crate::program::*;
use base64::Engine as _;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

pub const TAXII: &str = "application/taxii+json;version=2.1";
pub const PASSWORD: &str = "a password for tests";

/// A store with accounts, served.
pub struct Serving {
    pub bench: Bench,
    pub address: SocketAddr,
    /// The one-time code for the first account.
    pub code: Option<String>,
    /// What it has said on standard error since it served.
    said: Arc<Mutex<String>>,
    child: Child,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum As<'a> {
    Nobody,
    User(&'a str),
    Bearer(&'a str),
    Cookie(&'a str),
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", text(&self.body)))
    }

    pub fn text(&self) -> String {
        text(&self.body)
    }

    /// The ids of the objects, in order.
    pub fn ids(&self) -> Vec<String> {
        let listed = self.json();
        listed["objects"].as_array().into_iter().flatten().map(|object| field(object, "id")).collect()
    }
}

impl Bench {
    pub fn user(&self, name: &str, role: &str) {
        let added = self.run_with(&["user", "add", name, "--role", role, "--password-stdin"], PASSWORD.as_bytes());
        assert!(added.status.success(), "{}", text(&added.stderr));
    }

    /// An account of each role, named after it.
    pub fn with_users() -> Self {
        let bench = Self::new();
        ["reader", "analyst", "publisher", "administrator"].iter().for_each(|role| bench.user(role, role));
        bench
    }

    pub fn serve(self) -> Serving {
        self.serve_with(&[])
    }

    pub fn serve_with(self, environment: &[(&str, &str)]) -> Serving {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.envs(environment.iter().copied());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut code = None;
        let mut serving = |line: String| {
            code = line.split(" with the code ").nth(1).map(str::to_owned).or(code.take());
            Some(line).filter(|line| line.starts_with("serving "))
        };
        let line = lines.find_map(|line| serving(line.ok()?)).expect("an address");
        // What else it says must not stop it.
        let said: Arc<Mutex<String>> = Arc::default();
        let kept = Arc::clone(&said);
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| *kept.lock().unwrap() += &(line + "\n"))
        });
        let address = line.split("://").nth(1).unwrap().split('/').next().unwrap().parse().unwrap();
        Serving { bench: self, address, code, said, child }
    }
}

impl Serving {
    /// What it has said on standard error since it served.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub fn kill(mut self) -> Bench {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::replace(&mut self.bench, Bench::new())
    }

    /// Sends a request of these lines and this body.
    pub fn raw(&self, head: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses early may close before all is sent.
        let _ = stream.write_all(body);
        read(stream)
    }

    pub fn send(&self, method: &str, path: &str, who: As<'_>, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        match who {
            As::Nobody => {}
            As::User(name) => {
                let pair = base64::engine::general_purpose::STANDARD.encode(format!("{name}:{PASSWORD}"));
                head.push_str(&format!("Authorization: Basic {pair}\r\n"));
            }
            As::Bearer(token) => head.push_str(&format!("Authorization: Bearer {token}\r\n")),
            As::Cookie(cookie) => head.push_str(&format!("Cookie: {cookie}\r\n")),
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() || method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.raw(&format!("{head}\r\n"), body)
    }

    pub fn get(&self, path: &str, who: As<'_>) -> Reply {
        self.send("GET", path, who, &[("Accept", TAXII)], b"")
    }

    pub fn delete(&self, path: &str, who: As<'_>) -> Reply {
        self.send("DELETE", path, who, &[("Accept", TAXII)], b"")
    }

    pub fn post(&self, collection: &str, who: As<'_>, body: &Value) -> Reply {
        let headers = [("Accept", TAXII), ("Content-Type", TAXII)];
        self.send("POST", &objects(collection), who, &headers, body.to_string().as_bytes())
    }
}

fn read(stream: TcpStream) -> Reply {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.unwrap_or_else(|| panic!("no status in {line:?}"));
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut body = Vec::new();
    let _ = reader.read_to_end(&mut body);
    Reply { status, headers, body }
}

pub const ROOT: &str = "/taxii2/api/";

pub fn collection(name: &str) -> String {
    format!("{ROOT}collections/{name}/")
}

pub fn objects(name: &str) -> String {
    format!("{}objects/", collection(name))
}

/// An id that looks drawn, from a number.
pub fn id(kind: &str, n: usize) -> String {
    format!("{kind}--{n:08x}-7b7e-4d5e-9d0c-0f6c2f0f3a11")
}

/// A tool in one version, numbered by its day.
pub fn tool(n: usize, day: usize) -> Value {
    let at = format!("2024-01-{day:02}T10:00:00.000Z");
    serde_json::json!({"type": "tool", "spec_version": "2.1", "id": id("tool", n), "created": "2024-01-01T00:00:00.000Z",
        "modified": at, "name": format!("tool {n} of day {day}")})
}

/// An envelope of these objects.
pub fn envelope(objects: &[Value]) -> Value {
    serde_json::json!({"objects": objects})
}
