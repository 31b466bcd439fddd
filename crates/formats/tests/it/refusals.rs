//! Bad input: one clear problem each, and no document made of it.

use crate::read;
use sextant_formats::{Hint, documents};

fn codes(name: &str, bytes: &[u8]) -> Vec<String> {
    let parsed = read(name, bytes);
    assert!(parsed.documents.is_empty(), "{name} gave {:?}", parsed.documents);
    parsed.problems.into_iter().map(|p| p.code).collect()
}

#[test]
fn what_is_no_report_is_refused_in_one_line() {
    assert_eq!(codes("e.txt", b" \n\t "), ["empty"]);
    assert_eq!(codes("e.html", b""), ["empty"]);
    assert_eq!(codes("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), ["unsupported-format"]);
    assert_eq!(codes("report.txt", &[0u8, 1, 2, 3, 250, 0, 7].repeat(50)), ["unsupported-format"]);
    // A program's header, zeros after few letters, is not text two bytes wide.
    assert_eq!(codes("page.html", &[&b"\x7fELF\x02\x01\x01"[..], &[0; 500]].concat()), ["unsupported-format"]);
    assert_eq!(codes("old.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), ["unsupported-format"]);
    assert_eq!(codes("bundle.json", b"{\"type\": \"bundle\", \"objects\": []}"), ["unsupported-format"]);
    assert_eq!(codes("page.html", b"<html><body><script>only()</script></body></html>"), ["no-text"]);
}

#[test]
fn broken_and_locked_pdfs_say_which() {
    assert_eq!(codes("a.pdf", b"%PDF-1.4 nothing here"), ["pdf-broken"]);
    let mut cut = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/notice.pdf")).unwrap();
    cut.truncate(cut.len() / 3);
    assert!(read("cut.pdf", &cut).problems.iter().any(|p| p.code.starts_with("pdf-")));
}

#[test]
fn too_large_is_refused_before_work() {
    let mut hint = Hint::named("big.txt");
    hint.limits.bytes = 1000;
    let parsed = documents(&vec![b'a'; 1001], &hint);
    assert_eq!((parsed.documents.len(), parsed.problems[0].code.as_str()), (0, "too-large"));
}

#[test]
fn bad_utf8_is_read_and_reported() {
    let mut bytes = "The firm said “no data” was taken – “none at all”.\n".repeat(4).into_bytes();
    bytes.extend(b"\xFF\xFE\xFA broken");
    let parsed = read("a.txt", &bytes);
    assert_eq!(parsed.documents.len(), 1);
    assert_eq!(parsed.problems.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["bad-encoding"]);
    assert!(parsed.documents[0].text.contains("“no data”"));
}

#[test]
fn other_languages_are_named() {
    let text = "Stadtwerke Angriff\n\nDie Stadtwerke haben am Montag bestätigt, dass Unbekannte in ihr Netz eingedrungen sind und Daten von Kunden kopiert haben. Die Polizei ermittelt.\n";
    assert_eq!(read("a.txt", text.as_bytes()).documents[0].meta.language.as_deref(), Some("de"));
}
