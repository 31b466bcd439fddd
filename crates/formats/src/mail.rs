//! Mail: a message's body is a document, and so is every attachment that can be read. Mailboxes are cut at their
//! separator lines, each mail on its own.

use crate::clean::{self, Found, Piece, sha256};
use crate::format::{self, Input};
use crate::text::{self, cues, dateline};
use crate::{Hint, Parsed, html};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use sextant_model::{BlockKind, DocumentMeta};

/// Names with which a message's header begins.
const HEADERS: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "received",
    "return-path",
    "delivered-to",
    "message-id",
    "mime-version",
    "reply-to",
    "sender",
    "content-type",
    "dkim-signature",
    "arc-seal",
    "arc-message-signature",
    "authentication-results",
    "list-id",
    "x-mailer",
    "envelope-to",
    "user-agent",
    "in-reply-to",
    "references",
    "received-spf",
    "x-received",
    "importance",
    "content-transfer-encoding",
];

/// Whether it begins with at least two header lines of mail, one of which says who or what.
pub(crate) fn sniff(input: &Input) -> bool {
    let head = String::from_utf8_lossy(input.head(4096));
    let lines = head.lines().take_while(|l| !l.trim().is_empty()).take(60);
    let mut names: Vec<String> = Vec::new();
    for line in lines.filter(|l| !l.starts_with([' ', '\t'])) {
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        names.push(name.to_ascii_lowercase());
    }
    let known = names.iter().filter(|n| HEADERS.contains(&n.as_str())).count();
    let telling = names.iter().any(|n| matches!(n.as_str(), "from" | "subject" | "received" | "message-id"));
    telling && (known >= 3 || (known >= 2 && (input.named(&["eml"]) || input.said_to_be(&["message/"]))))
}

/// Whether it is a mailbox: a separator line, then headers.
pub(crate) fn sniff_mailbox(input: &Input) -> bool {
    let head = input.head(4096);
    head.starts_with(b"From ") && header_follows(head)
}

/// Whether the line after the first is a header line.
fn header_follows(bytes: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', bytes.get(..1024).unwrap_or(bytes)) else { return false };
    let next = bytes.get(end + 1..).unwrap_or_default();
    let colon = memchr::memchr(b':', next.get(..80).unwrap_or(next));
    let name = colon.and_then(|at| next.get(..at)).unwrap_or_default();
    !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

/// Reads a mailbox.
pub(crate) fn read_mailbox(input: &Input) -> Parsed {
    let mails = mails(input.bytes);
    let limit = input.hint.limits.documents;
    let mut parsed = Parsed::default();
    for (number, mail) in mails.iter().enumerate().take(limit) {
        let hint = Hint { name: Some(format!("{} mail {}", input.hint.place(), number + 1)), ..input.hint.clone() };
        let one = read(&Input { bytes: mail, hint: &hint, ..*input });
        parsed.documents.extend(one.documents);
        parsed.problems.extend(one.problems);
    }
    if mails.len() > limit {
        parsed
            .problems
            .push(input.problem("too-many", format!("has {} mails; the first {limit} were read", mails.len())));
    }
    parsed
}

/// The mails between separator lines (`From ` after an empty line or at the very beginning).
fn mails(bytes: &[u8]) -> Vec<&[u8]> {
    let mut starts = vec![0];
    for at in memchr::memmem::find_iter(bytes, b"\nFrom ") {
        let before = bytes.get(..at).unwrap_or_default();
        let empty_line = before.ends_with(b"\n") || before.ends_with(b"\n\r");
        if empty_line && header_follows(bytes.get(at + 1..).unwrap_or_default()) {
            starts.push(at + 1);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let body = |(from, to): (&usize, usize)| {
        let mail = bytes.get(*from..to)?;
        let line = memchr::memchr(b'\n', mail)?;
        mail.get(line + 1..)
    };
    starts.iter().zip(ends).filter_map(body).filter(|m| !m.trim_ascii().is_empty()).collect()
}

/// Reads one mail.
pub(crate) fn read(input: &Input) -> Parsed {
    let Some(message) = MessageParser::default().parse(input.bytes) else {
        return Parsed { problems: vec![input.problem("mail-broken", "is no readable mail")], ..Parsed::default() };
    };
    let mut parsed = Parsed::default();
    let (pieces, found) = body(input, &message);
    if pieces.iter().any(|p| p.kind != BlockKind::Heading) {
        parsed.documents.push(clean::document(input, pieces, found));
    }
    for (number, part) in message.attachments().enumerate() {
        attachment(input, part, number, &mut parsed);
    }
    if parsed.documents.is_empty() && parsed.problems.is_empty() {
        parsed.problems.push(input.problem("no-text", "is a mail without text or readable attachments"));
    }
    for document in parsed.documents.iter_mut().filter(|d| d.meta.media_type.is_empty()) {
        "message/rfc822".clone_into(&mut document.meta.media_type);
    }
    parsed
}

/// The text of the mail: its plain part unless that is a stub beside the HTML part.
fn body(input: &Input, message: &Message) -> (Vec<Piece>, Found) {
    let plain: String = message.text_bodies().filter_map(|p| as_text(p, false)).collect::<Vec<_>>().join("\n\n");
    let marked: String = message.html_bodies().filter_map(|p| as_text(p, true)).collect::<Vec<_>>().join("\n");
    let (from_html, links) = if marked.is_empty() { (Vec::new(), Vec::new()) } else { html::fragment(&marked) };
    let html_size: usize = from_html.iter().map(|p| p.text.len()).sum();
    let (mut pieces, mut meta) = if plain.trim().len() * 2 >= html_size && !plain.trim().is_empty() {
        (text::body_pieces(without_signature(&plain)), DocumentMeta::default())
    } else {
        (cues::without_tail(from_html), DocumentMeta::default())
    };
    meta.links = links;
    describe(message, &mut meta);
    if let Some(subject) = meta.title.as_deref().filter(|t| pieces.first().is_none_or(|p| p.text != **t)) {
        pieces.insert(0, Piece::new(BlockKind::Heading, subject));
    }
    let seen = dateline::of(&pieces, input);
    (pieces, Found { meta, dateline: seen, ..Found::default() })
}

fn as_text<'a>(part: &'a MessagePart<'_>, html: bool) -> Option<&'a str> {
    match &part.body {
        PartType::Text(text) if !html => Some(text.as_ref()),
        PartType::Html(text) if html => Some(text.as_ref()),
        _ => None,
    }
}

/// What the header says: subject, sender, date.
fn describe(message: &Message, meta: &mut DocumentMeta) {
    let sender = message.from().and_then(|a| a.first());
    let name = sender.and_then(|s| s.name().or(s.address())).map(clean::single_spaced);
    meta.title = message.subject().map(clean::single_spaced).filter(|t| !t.is_empty()).or(meta.title.take());
    meta.publisher = name.clone();
    meta.author = name;
    meta.published = message.date().map(mail_parser::DateTime::to_rfc3339).or(meta.published.take());
    "message/rfc822".clone_into(&mut meta.media_type);
}

/// The text before the line that parts the signature.
fn without_signature(text: &str) -> &str {
    let at = ["\n-- \n", "\n-- \r\n", "\r\n-- \r\n"].iter().filter_map(|s| text.find(s)).min();
    at.and_then(|i| text.get(..i)).unwrap_or(text)
}

/// Reads an attachment if it can be a report: pictures, signatures and calendars are passed over.
fn attachment(input: &Input, part: &MessagePart, number: usize, parsed: &mut Parsed) {
    let kind =
        part.content_type().map(|c| format!("{}/{}", c.ctype(), c.subtype().unwrap_or_default()).to_ascii_lowercase());
    let kind = kind.unwrap_or_default();
    let passed_over = [
        "image/",
        "audio/",
        "video/",
        "text/calendar",
        "application/pgp",
        "application/pkcs7",
        "application/x-pkcs7",
        "text/vcard",
        "application/ics",
    ];
    if passed_over.iter().any(|p| kind.starts_with(p)) || parsed.documents.len() >= input.hint.limits.documents {
        return;
    }
    let name = part.attachment_name().map_or_else(|| format!("part {}", number + 1), str::to_owned);
    let hint = Hint {
        name: Some(format!("{}: {name}", input.hint.place())),
        content_type: Some(kind),
        base_url: None,
        published: parsed
            .documents
            .first()
            .and_then(|d| d.meta.published.clone())
            .or_else(|| input.hint.published.clone()),
        limits: input.hint.limits.clone(),
    };
    let bytes = match &part.body {
        PartType::Message(inner) => inner.raw_message(),
        _ => part.contents(),
    };
    let mut read = format::read(&Input { bytes, hint: &hint, nesting: input.nesting + 1, ..*input });
    if let [only] = read.documents.as_mut_slice() {
        only.meta.sha256 = sha256(bytes);
    }
    parsed.documents.extend(read.documents);
    parsed.problems.extend(read.problems);
}

#[cfg(test)]
mod tests {
    use crate::{Hint, documents};

    const MAIL: &str = "From: Duty desk <duty@csirt.example>\r\nTo: list@isac.example\r\nSubject: =?utf-8?q?Attack_on_a_caf=C3=A9_chain?=\r\nDate: Tue, 13 May 2025 10:00:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTLP:AMBER\r\n\r\nThe chain confirmed that names were taken.\r\n-- \r\nDuty desk\r\n--b\r\nContent-Type: text/html; name=r.html\r\nContent-Disposition: attachment; filename=r.html\r\n\r\n<html><body><h1>Report on the chain</h1><p>It was ransomware, the police said on Monday.</p></body></html>\r\n--b--\r\n";

    #[test]
    fn a_mail_with_an_attachment_gives_two_documents() {
        let p = documents(MAIL.as_bytes(), &Hint::named("a.eml"));
        assert_eq!(p.media_type, "message/rfc822");
        assert_eq!(p.documents.len(), 2, "{:?}", p.problems);
        let mail = &p.documents[0];
        assert_eq!(mail.meta.title.as_deref(), Some("Attack on a café chain"));
        assert_eq!(mail.meta.published.as_deref(), Some("2025-05-13T10:00:00+02:00"));
        assert_eq!(mail.meta.tlp, Some(sextant_model::Tlp::Amber));
        assert_eq!(mail.text, "Attack on a café chain\n\nTLP:AMBER\n\nThe chain confirmed that names were taken.");
        assert!(p.documents[1].text.contains("It was ransomware"));
        assert_eq!(p.documents[1].meta.published.as_deref(), Some("2025-05-13T10:00:00+02:00"));
    }

    #[test]
    fn a_mailbox_is_its_mails() {
        let mbox = format!(
            "From a@b Tue May 13 10:00:00 2025\n{}\n\nFrom c@d Wed May 14 10:00:00 2025\nFrom: x@y.example\nSubject: Second\nDate: Wed, 14 May 2025 10:00:00 +0000\n\nFrom the bank we heard nothing.\n",
            MAIL.replace("\r\n", "\n")
        );
        let p = documents(mbox.as_bytes(), &Hint::named("a.mbox"));
        assert_eq!(p.media_type, "application/mbox");
        assert_eq!(p.documents.len(), 3);
        assert!(p.documents[2].text.ends_with("From the bank we heard nothing."));
    }
}
