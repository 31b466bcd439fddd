//! What comes out one after another, as RSS 2.0, Atom (RFC 4287) or JSON Feed 1.1: the one place where feeds are written. Words
//! from outside are data in all three.

use crate::advisory::escape;
use serde_json::{Value, json};
use sextant_model::{Instant, Tlp};
use std::fmt::Write;

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

    /// The ending of a file.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
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
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// What names it for ever.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it is on.
    pub about: String,
    /// The page that shows the same.
    pub address: String,
    /// Where the feed itself is, where that may be said: an address that holds a token may not.
    pub own: Option<String>,
    /// When it last changed.
    pub updated: Instant,
    /// The newest first.
    pub entries: Vec<Entry>,
}

/// One entry. A correction keeps the id and is newer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What names it for ever.
    pub id: String,
    /// Headline.
    pub title: String,
    /// Where it is read.
    pub address: String,
    /// When it came out.
    pub at: Option<Instant>,
    /// When it last changed, where that is known.
    pub changed: Option<Instant>,
    /// Who put it out.
    pub by: Option<String>,
    /// Its words, plain.
    pub text: String,
    /// Its words as HTML of our own making, where there is more than a line.
    pub html: Option<String>,
    /// Its label.
    pub label: Tlp,
}

impl Feed {
    /// The feed in a form.
    #[must_use]
    pub fn written(&self, form: Form) -> String {
        match form {
            Form::Rss => self.rss(),
            Form::Atom => self.atom(),
            Form::Json => self.json(),
        }
    }

    fn rss(&self) -> String {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>",
        );
        let _ = write!(
            xml,
            "<title>{}</title><link>{}</link><description>{}</description><lastBuildDate>{}</lastBuildDate>",
            escape(&self.title),
            escape(&self.address),
            escape(&self.about),
            mail_date(self.updated)
        );
        if let Some(own) = &self.own {
            let own = escape(own);
            let _ = write!(xml, "<atom:link href=\"{own}\" rel=\"self\" type=\"application/rss+xml\"/>");
        }
        for entry in &self.entries {
            let date = entry.last().map(|at| format!("<pubDate>{}</pubDate>", mail_date(at))).unwrap_or_default();
            let _ = write!(
                xml,
                "\n<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid>{date}<category>{}</category><description>{}</description></item>",
                escape(&entry.title),
                escape(&entry.address),
                escape(&entry.id),
                entry.tag(),
                escape(&entry.told())
            );
        }
        xml + "\n</channel></rss>\n"
    }

    fn atom(&self) -> String {
        let mut xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>{}</id><title>{}</title><updated>{}</updated><author><name>Sextant</name></author><link href=\"{}\"/>",
            escape(&self.id),
            escape(&self.title),
            self.updated,
            escape(&self.address)
        );
        if let Some(own) = &self.own {
            let _ = write!(xml, "<link rel=\"self\" href=\"{}\"/>", escape(own));
        }
        for entry in &self.entries {
            let by = entry.by.as_ref().map(|by| format!("<author><name>{}</name></author>", escape(by)));
            let published = entry.at.map(|at| format!("<published>{at}</published>"));
            let words = match &entry.html {
                Some(html) => format!("<content type=\"html\">{}</content>", escape(html)),
                None => format!("<summary>{}</summary>", escape(&entry.text)),
            };
            let _ = write!(
                xml,
                "\n<entry><id>{}</id><title>{}</title><updated>{}</updated>{}<link href=\"{}\"/>{}<category term=\"{}\"/>{words}</entry>",
                escape(&entry.id),
                escape(&entry.title),
                entry.last().unwrap_or(self.updated),
                published.unwrap_or_default(),
                escape(&entry.address),
                by.unwrap_or_default(),
                entry.tag()
            );
        }
        xml + "\n</feed>\n"
    }

    fn json(&self) -> String {
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title, "home_page_url": self.address,
            "items": self.entries.iter().map(Entry::item).collect::<Vec<_>>(),
        });
        if let Some(own) = &self.own {
            feed["feed_url"] = own.as_str().into();
        }
        format!("{feed:#}\n")
    }
}

impl Entry {
    fn last(&self) -> Option<Instant> {
        self.changed.or(self.at)
    }

    fn tag(&self) -> String {
        format!("TLP:{}", self.label.as_str().to_uppercase())
    }

    /// What RSS, which takes HTML and knows no names without addresses, tells in one.
    fn told(&self) -> String {
        let words = self.html.clone().unwrap_or_else(|| escape(&self.text));
        self.by.as_ref().map_or_else(|| words.clone(), |by| format!("{}: {words}", escape(by)))
    }

    fn item(&self) -> Value {
        let told = [
            ("date_published", self.at.map(|at| at.to_string())),
            ("date_modified", self.changed.map(|at| at.to_string())),
            ("content_html", self.html.clone()),
        ];
        let mut item = json!({
            "id": self.id, "url": self.address, "title": self.title, "content_text": self.text, "tags": [self.tag()],
            "authors": self.by.iter().map(|by| json!({ "name": by })).collect::<Vec<_>>(),
        });
        for (name, value) in told {
            if let Some(value) = value {
                item[name] = value.into();
            }
        }
        item
    }
}

/// `Tue, 13 May 2025 08:00:00 +0000`: RFC 822 with a year of four digits, as RSS 2.0 has it.
fn mail_date(at: Instant) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_stay_words() {
        let evil = "\"><script>&\u{0}]]>";
        let entry = |html: Option<&str>| Entry {
            id: evil.into(),
            title: evil.into(),
            address: evil.into(),
            at: None,
            changed: None,
            by: Some(evil.into()),
            text: evil.into(),
            html: html.map(str::to_owned),
            label: Tlp::Green,
        };
        let feed = Feed {
            id: evil.into(),
            title: evil.into(),
            about: evil.into(),
            address: evil.into(),
            own: Some(evil.into()),
            updated: Instant::UNIX_EPOCH,
            entries: vec![entry(None), entry(Some(evil))],
        };
        for xml in [Form::Rss, Form::Atom].map(|form| feed.written(form)) {
            assert!(!xml.contains("<script") && !xml.contains('\u{0}') && !xml.contains("]]>"), "{xml}");
        }
        let json: Value = serde_json::from_str(&feed.written(Form::Json)).unwrap_or_default();
        assert_eq!(json["items"][0]["title"], evil);
        assert!(feed.written(Form::Rss).contains("Thu, 01 Jan 1970 00:00:00 +0000"));
    }
}
