//! A sheet as text for mails and feeds, and as one page that needs nothing else and prints well. Indicators are written
//! so that nobody follows them by mistake; the JSON of a sheet has them as they are.

use super::facts::{Fact, Voice};
use super::sheet::Sheet;
use std::fmt::Write;

/// An indicator that no program takes for a link: `hxxps://evil[.]example`.
pub(super) fn harmless(value: &str) -> String {
    let value = if let Some(rest) = value.strip_prefix("http") { format!("hxxp{rest}") } else { value.to_owned() };
    value.replace('.', "[.]").replace('@', "[@]")
}

impl Sheet {
    /// The sections of facts, in the order of reading, each with its title.
    #[must_use]
    pub fn sections(&self) -> [(&'static str, &[Fact]); 5] {
        let facts = &self.facts;
        [
            ("What is known", facts.known.as_slice()),
            ("Said, not established", &facts.said),
            ("Expressly not taken", &facts.not_taken),
            ("Denied", &facts.denied),
            ("Not known", &facts.not_known),
        ]
    }

    /// `Withdrawn: why`, `Corrected: what`; of a first revision nothing.
    pub(crate) fn said_of_the_revision(&self) -> Option<String> {
        let of = if self.state == "withdrawn" { "Withdrawn" } else { "Corrected" };
        self.note.as_ref().map(|note| format!("{of}: {note}"))
    }

    /// As text, lines of any length, `\n` at their ends.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n", self.subject());
        let _ = writeln!(text, "Revision {}. Facts as known {:.0}.", self.revision, self.known);
        if let Some(said) = self.said_of_the_revision() {
            let _ = writeln!(text, "\n{said}");
        }
        if !self.summary.is_empty() {
            let _ = writeln!(text, "\n{}", self.summary);
        }
        for (title, facts) in self.sections() {
            if facts.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{}", title.to_uppercase());
            for fact in facts {
                let _ = writeln!(text, "- {} [{}]", fact.what, fact.standing);
                for voice in &fact.voices {
                    let _ = writeln!(text, "    {}", voice.spoken());
                }
                for voice in &fact.against {
                    let _ = writeln!(text, "    Against: {}", voice.spoken());
                }
            }
        }
        for (title, lines) in self.lists() {
            list(&mut text, &title.to_uppercase(), &lines);
        }
        let label = self.tlp.as_str().to_uppercase();
        let _ = writeln!(text, "\nTLP:{label} · advisory {} · incident {}", self.id, self.incident);
        text
    }

    /// What follows the facts, each list with its title.
    pub(crate) fn lists(&self) -> [(&'static str, Vec<String>); 4] {
        [
            ("Open questions", self.facts.open.clone()),
            ("What to do", self.steps.clone()),
            ("Against the techniques named (ATT&CK)", self.helps()),
            ("Indicators", self.signs()),
        ]
    }

    fn helps(&self) -> Vec<String> {
        let one = |m: &super::Mitigation| format!("{}: {} {}. {}", m.technique, m.id, m.name, m.text);
        self.help.mitigations.iter().map(one).collect()
    }

    /// Indicators with how they stand and what speaks against their use.
    fn signs(&self) -> Vec<String> {
        let one = |sign: &super::Sign| {
            let warning = sign.warning.as_ref().map_or(String::new(), |w| format!("; do not block: {w}"));
            format!("{} {} [{}{warning}]", sign.kind, harmless(&sign.value), sign.standing)
        };
        self.facts.indicators.iter().map(one).collect()
    }

    /// As one page that needs nothing else.
    #[must_use]
    pub fn html(&self) -> String {
        let mut page = String::from("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.push_str(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        );
        let _ = write!(
            page,
            "<meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>",
            escape(&self.subject())
        );
        let _ = writeln!(page, "<style>{STYLE}</style></head><body>{}</body></html>", self.body());
        page
    }

    /// The content alone, for readers of feeds.
    #[must_use]
    pub fn body(&self) -> String {
        let mut page = format!("<h1>{}</h1>", escape(&self.subject()));
        let _ = write!(page, "<p class=\"m\">Revision {}. Facts as known {:.0}.</p>", self.revision, self.known);
        if let Some(note) = &self.note {
            let of = if self.state == "withdrawn" { "Withdrawn" } else { "Corrected" };
            let _ = write!(page, "<p><strong>{of}:</strong> {}</p>", escape(note));
        }
        for paragraph in self.summary.split("\n\n").filter(|p| !p.trim().is_empty()) {
            let _ = write!(page, "<p>{}</p>", escape(paragraph));
        }
        for (title, facts) in self.sections() {
            section(&mut page, title, facts);
        }
        for (title, lines) in self.lists() {
            items(&mut page, title, &lines);
        }
        let label = self.tlp.as_str().to_uppercase();
        let _ = write!(page, "<p class=\"m\">TLP:{label} · advisory {} · incident {}</p>", self.id, self.incident);
        page
    }
}

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem;break-after:avoid}li{margin:.3rem 0;break-inside:avoid}
.s{font-weight:600}.m{color:#555}blockquote{margin:.1rem 0 .1rem 1rem;color:#333}
@media print{body{margin:0;font-size:11px}}";

impl Voice {
    /// Whose words, which, and where they stand, in a line.
    pub(crate) fn spoken(&self) -> String {
        let quote =
            if self.quote.is_empty() { String::new() } else { format!(": “{}”", self.quote.replace('\n', " ")) };
        let url = self.url.as_ref().map_or(String::new(), |url| format!(", {url}"));
        format!("{} {}{quote} ({}{url})", self.who, self.does, self.place)
    }
}

fn list(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for line in lines {
        let _ = writeln!(text, "- {line}");
    }
}

fn section(page: &mut String, title: &str, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    let _ = write!(page, "<h2>{title}</h2><ul>");
    for fact in facts {
        let _ = write!(page, "<li>{} <span class=\"s\">{}</span>", escape(&fact.what), fact.standing);
        for voice in &fact.voices {
            let _ = write!(page, "<blockquote>{}</blockquote>", escape(&voice.spoken()));
        }
        for voice in &fact.against {
            let _ = write!(page, "<blockquote>Against: {}</blockquote>", escape(&voice.spoken()));
        }
        page.push_str("</li>");
    }
    page.push_str("</ul>");
}

fn items(page: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(page, "<h2>{}</h2><ul>", escape(title));
    for line in lines {
        let _ = write!(page, "<li>{}</li>", escape(line));
    }
    page.push_str("</ul>");
}

/// Text as text, whatever it holds; what XML 1.0 cannot hold is left out.
pub(crate) fn escape(text: &str) -> String {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    crate::export::escape(&text.chars().filter(held).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{escape, harmless};

    #[test]
    fn nothing_from_outside_is_markup_or_a_link() {
        assert_eq!(escape("<b a='\"'>&\u{1}\u{ffff}x"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;x");
        for (value, written) in [
            ("https://evil.example/a", "hxxps://evil[.]example/a"),
            ("198.51.100.7", "198[.]51[.]100[.]7"),
            ("a@evil.example", "a[@]evil[.]example"),
        ] {
            assert_eq!(harmless(value), written);
        }
    }
}
