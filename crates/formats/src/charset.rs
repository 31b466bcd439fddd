//! Bytes to characters: byte order mark, declaration, then detection. It never fails: what cannot be decoded
//! becomes U+FFFD and a problem. It does not look at what the characters mean.

use crate::format::Input;
use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use sextant_model::Problem;
use std::borrow::Cow;

/// Signatures of formats that are not read, with the words for a person.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"BM", "a bitmap image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"{\\rtf", "a rich text file"),
    (b"%!PS", "a PostScript file"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\0\0\0", "a media file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a media file"),
    (b"wOF", "a font"),
];

/// How much is looked at to tell text from anything else.
const LOOK: usize = 8192;

/// The words for what these bytes are, when they are no text.
pub(crate) fn binary_kind(bytes: &[u8]) -> &'static str {
    SIGNATURES.iter().find(|(s, _)| bytes.starts_with(s)).map_or("a binary file", |(_, words)| words)
}

/// Whether the bytes are no text in any character set: control characters among the first of them.
pub(crate) fn is_binary(input: &Input) -> bool {
    let head = input.bytes.get(..LOOK).unwrap_or(input.bytes);
    if Encoding::for_bom(head).is_some() || wide(head).is_some() {
        return false;
    }
    if head.starts_with(b"{\\rtf") || head.starts_with(b"%!PS") {
        return true;
    }
    let control = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    head.contains(&0) || control * 50 > head.len()
}

/// UTF-16 without a mark: every other byte of the beginning is zero, and the bytes between are text. A program's header
/// has zeros on both sides.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let sample = head.get(..64.min(head.len() & !1)).unwrap_or_default();
    if sample.len() < 8 {
        return None;
    }
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|b| **b == 0).count() * 20 >= sample.len() * 9;
    let text = |at: usize| !sample.iter().skip(at).step_by(2).any(|b| matches!(b, 0..=8 | 14..=31 | 127));
    match (zeros(0), zeros(1)) {
        (_, true) if text(0) => Some(UTF_16LE),
        (true, _) if text(1) => Some(UTF_16BE),
        _ => None,
    }
}

/// Decodes, and says what went wrong. `declared` is the label inside the document, if it has one.
pub(crate) fn decode<'a>(input: &Input<'a>, declared: Option<&str>) -> (Cow<'a, str>, Vec<Problem>) {
    let bytes = input.bytes;
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, bad) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return (text, note(input, encoding, bad));
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && wide(bytes).is_none()
    {
        return (Cow::Borrowed(text), Vec::new());
    }
    let encoding = wide(bytes).unwrap_or_else(|| choose(input, declared));
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    // Where a character set of one byte has no character it gives a control character that no text holds.
    let unassigned = |c: char| matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}');
    if text.contains(unassigned) {
        return (text.replace(unassigned, "\u{FFFD}").into(), note(input, encoding, true));
    }
    (text, note(input, encoding, bad))
}

/// The character set of bytes that are not UTF-8: as declared, if that fits; as detected; UTF-8 with gaps if
/// nearly all of it is UTF-8.
fn choose(input: &Input, declared: Option<&str>) -> &'static Encoding {
    let sent = input.hint.content_type.as_deref().and_then(charset_parameter);
    let named = [sent, declared].into_iter().flatten().filter_map(|label| Encoding::for_label(label.as_bytes()));
    for encoding in named.filter(|e| *e != UTF_8) {
        if !encoding.decode_without_bom_handling(input.bytes.get(..LOOK).unwrap_or(input.bytes)).1 {
            return encoding;
        }
    }
    if mostly_utf8(input.bytes) { UTF_8 } else { detect(input.bytes) }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, true);
    detector.guess(None, true)
}

/// Whether good UTF-8 sequences of several bytes outnumber bad ones by far.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

fn note(input: &Input, encoding: &'static Encoding, bad: bool) -> Vec<Problem> {
    let message = format!("has bytes that are no {}; they became \u{FFFD}", encoding.name());
    if bad { vec![input.problem("bad-encoding", message)] } else { Vec::new() }
}

/// `charset=…` of a content type or a `meta` element.
pub(crate) fn charset_parameter(content_type: &str) -> Option<&str> {
    let lower = content_type.to_ascii_lowercase();
    let at = lower.find("charset=")? + "charset=".len();
    let label = content_type.get(at..)?.trim_start_matches(['"', '\'', ' ']);
    label.split(['"', '\'', ' ', ';', '>', '/']).next().filter(|l| !l.is_empty())
}

/// The label that a page or an XML file declares in its first kilobytes.
pub(crate) fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes));
    if let Some(label) = charset_parameter(&head) {
        return Some(label.to_owned());
    }
    let at = head.find("encoding=")? + "encoding=".len();
    let label = head.get(at..)?.trim_start_matches(['"', '\'']);
    label.split(['"', '\'', '?', ' ', '>']).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hint;

    fn text(bytes: &[u8], content_type: Option<&str>) -> (String, usize) {
        let hint = Hint { content_type: content_type.map(str::to_owned), ..Hint::default() };
        let declared = declared(bytes);
        let budget = std::cell::Cell::new(0);
        let input = Input { bytes, hint: &hint, nesting: 0, budget: &budget };
        let (text, problems) = decode(&input, declared.as_deref());
        (text.into_owned(), problems.len())
    }

    #[test]
    fn marks_declarations_and_detection() {
        assert_eq!(text(b"\xFF\xFEh\0i\0", None).0, "hi");
        let unmarked: Vec<u8> = "Names were taken\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(&unmarked, None).0, "Names were taken\n");
        assert_eq!(text("naïve".as_bytes(), None), ("naïve".to_owned(), 0));
        assert_eq!(text(b"caf\xE9", Some("text/plain; charset=ISO-8859-1")).0, "café");
        assert_eq!(text(b"<meta charset=windows-1250><p>\x9Awar", None).0, "<meta charset=windows-1250><p>šwar");
        assert_eq!(
            text(b"The bank\x92s caf\xE9 customers were told on Monday", None).0,
            "The bank’s café customers were told on Monday"
        );
    }

    #[test]
    fn bytes_that_are_no_character_are_told() {
        assert_eq!(
            text(b"The bank\x92s caf\xE9 cust\x81mers were told", None),
            ("The bank’s café cust\u{FFFD}mers were told".to_owned(), 1)
        );
    }

    #[test]
    fn nearly_utf8_stays_utf8_and_says_so() {
        let mut bytes = "“one” ‘two’ – three…".repeat(3).into_bytes();
        bytes.push(0xFF);
        let (out, problems) = text(&bytes, None);
        assert!(out.ends_with('\u{FFFD}') && out.starts_with('“'));
        assert_eq!(problems, 1);
    }
}
