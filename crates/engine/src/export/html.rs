//! Records as one page that needs nothing else: no script, no address is loaded, prints in black on white.

use super::Records;
use super::rows::{Row, rows, speaker};
use sextant_model::*;
use std::fmt::Write;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:1.4rem 0 .3rem}article{margin-bottom:3rem;break-after:page}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #ddd}
.s{font-weight:600}.q{color:#444}.t{font:600 12px/1.4 ui-monospace,monospace;background:#000;padding:.1rem .4rem}
.clear{color:#fff}.green{color:#33ff00}.amber,.amber-strict{color:#ffc000}.red{color:#ff2b2b}.m{color:#555}
@media print{body{margin:0;font-size:11px}}";

/// The page.
pub(super) fn page(records: &Records) -> String {
    let mut page = String::from("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.push_str(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
    );
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\"><title>Incident records</title>");
    let _ = write!(page, "<style>{STYLE}</style></head><body>");
    let audience = records
        .audience
        .map_or("everything, marked".to_owned(), |tlp| format!("for an audience of TLP:{}", upper(tlp)));
    let _ = write!(page, "<p>{} <span class=\"m\">{audience}; {}</span></p>", label(records.tlp()), until(records));
    for record in &records.records {
        article(&mut page, record);
    }
    page.push_str("</body></html>\n");
    page
}

fn until(records: &Records) -> String {
    let until = records.as_of.until.map_or("all that is known".to_owned(), |at| format!("as known at {at}"));
    format!("{until}, by the {} clock", records.as_of.clock.as_str())
}

fn article(page: &mut String, record: &Record) {
    let name = escape(&record.victim.name);
    let _ = write!(page, "<article><h1>{name} {}</h1><p>{}</p>", label(record.tlp), escape(&record.headline));
    let _ = write!(page, "<p class=\"m\">incident {}; standing: {}</p>", record.id, record.standing);
    let fields = rows(record);
    for (title, section, polarity) in [
        ("Event", "occurred", None),
        ("Kinds", "kind", None),
        ("Exposed", "exposure", Some("exposed")),
        ("Not exposed", "exposure", Some("not-exposed")),
        ("Not known whether exposed", "exposure", Some("unknown")),
        ("Services", "service", None),
        ("Impacts", "impact", None),
        ("Responses", "response", None),
        ("Dates", "date", None),
        ("Actors named", "actor", None),
        ("Also said", "statement", None),
        ("Malware, tools, vulnerabilities", "entity", None),
        ("Indicators", "indicator", None),
    ] {
        let way = |row: &&Row| polarity.is_none_or(|p| row.detail.split(", ").next() == Some(p));
        let of: Vec<&Row> = fields.iter().filter(|row| row.section == section).filter(way).collect();
        table(page, title, &of);
    }
    questions(page, record);
    history(page, record);
    documents(page, record);
    claims(page, record);
    page.push_str("</article>");
}

fn table(page: &mut String, title: &str, rows: &[&Row]) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(page, "<h2>{title}</h2><table>");
    for row in rows {
        let _ = write!(
            page,
            "<tr><td>{} <span class=\"m\">{}</span></td><td class=\"s\">{}</td><td>{}<br><span class=\"q\">{}</span></td><td>{}</td></tr>",
            escape(&row.value),
            escape(&row.detail),
            row.standing,
            escape(&row.speakers),
            quoted(&row.quote),
            label(row.tlp)
        );
    }
    page.push_str("</table>");
}

fn questions(page: &mut String, record: &Record) {
    if record.open_questions.is_empty() {
        return;
    }
    page.push_str("<h2>Open questions</h2><ul>");
    for question in &record.open_questions {
        let _ = write!(page, "<li>{}</li>", escape(&question.question));
    }
    page.push_str("</ul>");
}

fn history(page: &mut String, record: &Record) {
    if record.history.is_empty() {
        return;
    }
    page.push_str("<h2>History</h2><table>");
    for entry in &record.history {
        let _ = write!(page, "<tr><td>{}</td><td>{}</td></tr>", day(Some(entry.at)), escape(&entry.what));
    }
    page.push_str("</table>");
}

fn documents(page: &mut String, record: &Record) {
    page.push_str("<h2>Documents</h2><table>");
    for document in &record.documents {
        let _ = write!(
            page,
            "<tr><td>{}</td><td>{}<br><span class=\"m\">{} {}</span></td><td>{}</td></tr>",
            day(document.published),
            escape(document.title.as_deref().unwrap_or("untitled")),
            escape(document.publisher.as_deref().unwrap_or_default()),
            escape(document.url.as_deref().unwrap_or_default()),
            label(document.tlp)
        );
    }
    page.push_str("</table>");
}

fn claims(page: &mut String, record: &Record) {
    page.push_str("<h2>Claims</h2><table>");
    for claim in record.claims.iter().flatten() {
        let _ = write!(
            page,
            "<tr><td>{}</td><td>{} <b>{}</b> {} {}<br><span class=\"q\">{}</span></td><td>{}</td></tr>",
            day(claim.published),
            escape(&speaker(claim)),
            claim.stance,
            claim.proposition.kind,
            escape(claim.proposition.object.as_deref().unwrap_or_default()),
            quoted(&claim.quote),
            label(claim.tlp)
        );
    }
    page.push_str("</table>");
}

fn label(tlp: Tlp) -> String {
    format!("<span class=\"t {}\">TLP:{}</span>", tlp.as_str().replace('+', "-"), upper(tlp))
}

fn upper(tlp: Tlp) -> String {
    tlp.as_str().to_uppercase()
}

fn day(at: Option<Instant>) -> String {
    at.map_or_else(|| "–".to_owned(), |at| at.to_string().chars().take(10).collect())
}

fn quoted(quote: &str) -> String {
    if quote.is_empty() { String::new() } else { format!("“{}”", escape(quote)) }
}

/// Text as text, whatever it holds.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
