//! Certificates of clients: whom they stand for, and what is heard without one.

use super::serving::*;
use crate::program::*;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

fn file(name: &str) -> String {
    format!("{}/tests/it/taxii/certificates/{name}.pem", env!("CARGO_MANIFEST_DIR"))
}

/// A server that knows its clients by their certificates; those who show none are heard where `client` says so.
fn served(client: &str) -> Serving {
    Bench::with_users().serve_with(&[
        ("SEXTANT_TLS_CERTIFICATE", &file("server")),
        ("SEXTANT_TLS_KEY", &file("server")),
        ("SEXTANT_TLS_CLIENT_CA", &file("ca")),
        ("SEXTANT_TLS_CLIENT", client),
    ])
}

/// The status of an answer to whoever shows `certificate`; none where the server hangs up.
fn asked(serving: &Serving, certificate: Option<&str>, request: &str) -> Option<u16> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file("ca")).unwrap()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots);
    let config = match certificate {
        None => config.with_no_client_auth(),
        Some(name) => {
            let chain = vec![CertificateDer::from_pem_file(file(name)).unwrap()];
            config.with_client_auth_cert(chain, PrivateKeyDer::from_pem_file(file(name)).unwrap()).unwrap()
        }
    };
    let connection = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(serving.address).unwrap());
    let head = format!("{request} HTTP/1.1\r\nHost: {}\r\nAccept: {TAXII}\r\nConnection: close\r\n", serving.address);
    stream.write_all(format!("{head}Content-Type: {TAXII}\r\nContent-Length: 0\r\n\r\n").as_bytes()).ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    text(&answer).split(' ').nth(1)?.parse().ok()
}

#[test]
fn a_certificate_asks_as_the_account_whose_name_is_in_it() {
    let serving = served("optional");
    let inbox = format!("GET {}", objects("inbox"));
    for (certificate, request, status) in [
        (Some("administrator"), inbox.as_str(), Some(200)),
        (Some("administrator"), "GET /api/v1/incidents", Some(200)),
        // Pages want a log-in, and what only a person changes no certificate does.
        (Some("administrator"), "GET /", Some(303)),
        (Some("administrator"), "GET /account", Some(303)),
        (Some("nobody"), inbox.as_str(), Some(401)),
        (None, inbox.as_str(), Some(401)),
        (Some("stranger"), inbox.as_str(), None),
    ] {
        assert_eq!(asked(&serving, certificate, request), status, "{certificate:?} {request}");
    }
}

#[test]
fn without_a_certificate_nobody_is_heard_where_one_is_required() {
    let serving = served("required");
    assert_eq!(asked(&serving, None, "GET /healthz"), None);
    assert_eq!(asked(&serving, Some("stranger"), "GET /healthz"), None);
    assert_eq!(asked(&serving, Some("administrator"), &format!("GET {}", objects("inbox"))), Some(200));
    assert_eq!(asked(&serving, Some("nobody"), &format!("GET {}", objects("inbox"))), Some(401));
}

#[test]
fn what_belongs_together_is_named_together() {
    let bench = Bench::with_users();
    for (name, value, words) in [
        ("SEXTANT_TLS_CLIENT_CA", file("ca"), "tls_client_ca needs tls_certificate"),
        ("SEXTANT_TLS_CLIENT", "required".to_owned(), "tls_client needs tls_client_ca"),
        ("SEXTANT_TLS_CLIENT", "perhaps".to_owned(), "neither"),
    ] {
        let output = bench.command(&["serve", "--listen", "127.0.0.1:0"]).env(name, value).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
}
