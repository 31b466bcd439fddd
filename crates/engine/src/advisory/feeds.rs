//! Advisories as feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. A correction keeps its id and is newer; what is withdrawn
//! says so in place of what it said.

use super::sheet::Sheet;
use super::write::escape;
use crate::{Engine, Result};
use sextant_model::{Instant, Tlp};
use std::fmt::Write;

/// Entries of one feed.
const ENTRIES: usize = 50;

/// How a feed is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Form {
    /// The form that a file's ending names.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "rss" => Some(Self::Rss),
            "atom" => Some(Self::Atom),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }
}

struct Entry {
    sheet: Sheet,
    changed: Instant,
}

impl Engine {
    /// The feed of advisories for an audience; `base` is the address of the server, without a slash at its end.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn advisory_feed(&self, form: Form, base: &str, audience: Option<Tlp>) -> Result<String> {
        let mut entries = Vec::new();
        for kept in self.advisories_out(audience)?.into_iter().take(ENTRIES) {
            let sheet = self.sheet(&kept.value, audience)?;
            entries.extend(sheet.map(|sheet| Entry { sheet, changed: kept.at }));
        }
        Ok(match form {
            Form::Rss => rss(base, &entries),
            Form::Atom => atom(base, &entries),
            Form::Json => json(base, &entries),
        })
    }
}

fn link(base: &str, sheet: &Sheet) -> String {
    format!("{base}/advisories/{}", sheet.id)
}

fn address(base: &str, form: Form) -> String {
    format!("{base}/feeds/advisories.{}", form.ending())
}

/// RFC 822 with a year of four digits, as RSS 2.0 has it.
fn rfc822(at: Instant) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

fn rss(base: &str, entries: &[Entry]) -> String {
    let mut feed = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>",
    );
    let _ = write!(
        feed,
        "<title>Advisories</title><link>{0}/advisories</link><description>Advisories on cyber incidents</description><atom:link href=\"{1}\" rel=\"self\" type=\"application/rss+xml\"/>",
        escape(base),
        escape(&address(base, Form::Rss))
    );
    for Entry { sheet, changed } in entries {
        let _ = write!(
            feed,
            "\n<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">urn:uuid:{}</guid><pubDate>{}</pubDate><description>{}</description></item>",
            escape(&sheet.subject()),
            escape(&link(base, sheet)),
            sheet.id,
            rfc822(*changed),
            escape(&sheet.body())
        );
    }
    feed + "\n</channel></rss>\n"
}

fn atom(base: &str, entries: &[Entry]) -> String {
    let own = escape(&address(base, Form::Atom));
    let updated = entries.iter().map(|entry| entry.changed).max().unwrap_or(Instant::UNIX_EPOCH);
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>{own}</id><title>Advisories</title><updated>{updated}</updated><author><name>Sextant</name></author><link rel=\"self\" href=\"{own}\"/>"
    );
    for Entry { sheet, changed } in entries {
        let _ = write!(
            feed,
            "\n<entry><id>urn:uuid:{}</id><title>{}</title><updated>{changed}</updated><published>{}</published><link href=\"{}\"/><content type=\"html\">{}</content></entry>",
            sheet.id,
            escape(&sheet.subject()),
            sheet.published.unwrap_or(*changed),
            escape(&link(base, sheet)),
            escape(&sheet.body())
        );
    }
    feed + "\n</feed>\n"
}

fn json(base: &str, entries: &[Entry]) -> String {
    let items = entries.iter().map(|Entry { sheet, changed }| {
        serde_json::json!({
            "id": format!("urn:uuid:{}", sheet.id), "url": link(base, sheet), "title": sheet.subject(),
            "content_html": sheet.body(), "content_text": sheet.text(),
            "date_published": sheet.published.unwrap_or(*changed), "date_modified": changed,
            "tags": [format!("TLP:{}", sheet.tlp.as_str().to_uppercase())],
        })
    });
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Advisories", "home_page_url": format!("{base}/advisories"),
        "feed_url": address(base, Form::Json), "items": items.collect::<Vec<_>>(),
    });
    format!("{feed:#}\n")
}
