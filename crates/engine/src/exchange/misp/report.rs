//! The record in Markdown: field by field what it amounts to, how it stands, on whose word.

use super::event::{Pen, distribution, one_line};
use crate::exchange::words;
use crate::export::rows::{Row, rows};
use serde_json::{Value, json};
use std::fmt::Write;

const SECTIONS: [(&str, &str); 9] = [
    ("exposure", "Data"),
    ("service", "Services"),
    ("impact", "Impacts"),
    ("response", "Responses"),
    ("date", "Dates"),
    ("actor", "Actors named"),
    ("statement", "Also said"),
    ("entity", "Malware, tools, vulnerabilities, techniques"),
    ("indicator", "Indicators"),
];

impl Pen<'_> {
    pub(super) fn report(&self) -> Value {
        let record = &self.edition.record;
        json!({
            "uuid": self.id("report", ""),
            "name": one_line(&record.headline),
            "content": self.markdown(),
            "distribution": distribution(record.tlp),
            "timestamp": self.changed(),
            "deleted": false,
        })
    }

    /// The headline, how the event stands, and what is left open.
    pub(super) fn summary(&self) -> String {
        words::summary(&self.edition.record)
    }

    fn markdown(&self) -> String {
        let record = &self.edition.record;
        let summary = self.summary();
        let stands = summary.split_once("\n\n").map_or(summary.as_str(), |(_, stands)| stands);
        let mut text = format!("# {}\n\n{}\n", plain(&record.headline), plain_lines(stands));
        let rows = rows(record);
        for (section, title) in SECTIONS {
            let of: Vec<&Row> = rows.iter().filter(|row| row.section == section).collect();
            if of.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n## {title}\n");
            for row in of {
                let _ = writeln!(text, "{}", line(row));
            }
        }
        let _ = writeln!(text, "\n## Documents\n");
        for document in &record.documents {
            let title = plain(document.title.as_deref().unwrap_or("untitled"));
            let publisher = plain(document.publisher.as_deref().unwrap_or_default());
            let url = document.url.as_deref().map_or_else(String::new, |url| format!(" `{}`", code(url)));
            let _ = writeln!(text, "- {publisher}: {title}{url} (tlp:{})", document.tlp);
        }
        text
    }
}

fn line(row: &Row) -> String {
    let detail = if row.detail.is_empty() { String::new() } else { format!(" ({})", plain(&row.detail)) };
    let quote = if row.quote.is_empty() { String::new() } else { format!(": “{}”", plain(&row.quote)) };
    // Values of indicators must not become links that somebody follows.
    let value = if row.section == "indicator" { format!("`{}`", code(&row.value)) } else { plain(&row.value) };
    format!("- **{value}**{detail}: {}; {}{quote} (tlp:{})", row.standing, plain(&row.speakers), row.tlp)
}

/// Foreign text as text: nothing in it is Markdown, and it stays on its line.
pub(super) fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in one_line(text).chars() {
        match sign {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '|' | '!' | '~' | '@' => {
                safe.push('\\');
                safe.push(sign);
            }
            _ => safe.push(sign),
        }
    }
    safe
}

fn plain_lines(text: &str) -> String {
    text.lines()
        .map(|line| line.strip_prefix("- ").map_or_else(|| plain(line), |item| format!("- {}", plain(item))))
        .collect::<Vec<_>>()
        .join("\n")
}

fn code(text: &str) -> String {
    one_line(text).replace('`', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_never_markup() {
        assert_eq!(plain("![x](http://a.example)\n# <b>"), "\\!\\[x\\]\\(http://a.example\\) \\# &lt;b&gt;");
        assert_eq!(code("a`b\nc"), "a'b c");
    }
}
