//! A list of things that come out one after another, as RSS 2.0, Atom or JSON Feed. Words from outside are data in all three.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use sextant_engine::advisory::feeds::Form;
use sextant_model::{Instant, Tlp};

/// A feed.
pub struct Feed {
    /// What names it for ever.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The page that shows the same.
    pub address: String,
    /// When it last changed.
    pub updated: Instant,
    /// The newest first.
    pub entries: Vec<Entry>,
}

/// One entry.
pub struct Entry {
    /// What names it for ever.
    pub id: String,
    /// Headline.
    pub title: String,
    /// Where it is read.
    pub address: String,
    /// When it came out.
    pub at: Option<Instant>,
    /// Who put it out.
    pub by: Option<String>,
    /// Its words, plain.
    pub text: String,
    /// Its label.
    pub label: Tlp,
}

impl Feed {
    /// The feed in a form.
    pub fn respond(&self, form: Form) -> Response {
        let text = match form {
            Form::Rss => self.rss(),
            Form::Atom => self.atom(),
            Form::Json => self.json(),
        };
        ([(header::CONTENT_TYPE, form.media_type()), (header::CACHE_CONTROL, "private, no-cache")], text)
            .into_response()
    }

    fn rss(&self) -> String {
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>{}</title><link>{}</link><description>{}</description><lastBuildDate>{}</lastBuildDate>\n",
            safe(&self.title),
            safe(&self.address),
            safe(&self.title),
            mail_date(self.updated)
        );
        for entry in &self.entries {
            let at = entry.at.map(|at| format!("<pubDate>{}</pubDate>", mail_date(at))).unwrap_or_default();
            xml.push_str(&format!(
                "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid>{at}<category>{}</category><description>{}</description></item>\n",
                safe(&entry.title), safe(&entry.address), safe(&entry.id), label(entry.label), safe(&told(entry))
            ));
        }
        xml.push_str("</channel></rss>\n");
        xml
    }

    fn atom(&self) -> String {
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>{}</id><title>{}</title><link href=\"{}\"/><updated>{}</updated><author><name>Sextant</name></author>\n",
            safe(&self.id),
            safe(&self.title),
            safe(&self.address),
            self.updated
        );
        for entry in &self.entries {
            let by =
                entry.by.as_ref().map(|by| format!("<author><name>{}</name></author>", safe(by))).unwrap_or_default();
            xml.push_str(&format!(
                "<entry><id>{}</id><title>{}</title><link href=\"{}\"/><updated>{}</updated>{by}<category term=\"{}\"/><summary>{}</summary></entry>\n",
                safe(&entry.id), safe(&entry.title), safe(&entry.address), entry.at.unwrap_or(self.updated), label(entry.label), safe(&entry.text)
            ));
        }
        xml.push_str("</feed>\n");
        xml
    }

    fn json(&self) -> String {
        let items: Vec<serde_json::Value> = self
            .entries
            .iter()
            .map(|entry| {
                serde_json::json!({
                    "id": entry.id, "url": entry.address, "title": entry.title, "content_text": entry.text,
                    "date_published": entry.at.map(|at| at.to_string()), "tags": [label(entry.label)],
                    "authors": entry.by.iter().map(|by| serde_json::json!({"name": by})).collect::<Vec<_>>(),
                })
            })
            .collect();
        serde_json::json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title, "home_page_url": self.address, "items": items,
        })
        .to_string()
    }
}

fn told(entry: &Entry) -> String {
    entry.by.as_ref().map_or_else(|| entry.text.clone(), |by| format!("{by}: {}", entry.text))
}

fn label(tlp: Tlp) -> String {
    format!("TLP:{}", tlp.as_str().to_uppercase())
}

/// `Tue, 13 May 2025 08:00:00 +0000`.
fn mail_date(at: Instant) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// Text as XML takes it; characters that XML cannot hold are left out.
fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_stay_words() {
        let evil = "\"><script>&\u{0}]]>";
        let entry = Entry {
            id: evil.into(),
            title: evil.into(),
            address: evil.into(),
            at: None,
            by: Some(evil.into()),
            text: evil.into(),
            label: Tlp::Green,
        };
        let feed = Feed {
            id: evil.into(),
            title: evil.into(),
            address: evil.into(),
            updated: Instant::UNIX_EPOCH,
            entries: vec![entry],
        };
        for xml in [feed.rss(), feed.atom()] {
            assert!(!xml.contains("<script") && !xml.contains('\u{0}') && !xml.contains("]]>"), "{xml}");
        }
        assert_eq!(serde_json::from_str::<serde_json::Value>(&feed.json()).unwrap()["items"][0]["title"], evil);
        assert!(feed.rss().contains("Thu, 01 Jan 1970 00:00:00 +0000"));
    }
}
