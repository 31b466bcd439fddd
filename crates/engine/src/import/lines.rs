//! Indicators from tables and free text: a document of whoever gave them, and a claim for each.

use super::Run;
use super::columns::{Columns, Role, indicator, rows};
use super::own::elsewhere;
use crate::Result;
use crate::input::Loaded;
use sextant_model::*;
use sextant_store::{Append, Ledger, Presence};
use std::collections::BTreeMap;

/// What one label's rows become.
#[derive(Default)]
struct Lines {
    text: String,
    /// Code points of `text` so far.
    length: usize,
    found: Vec<Found>,
}

/// An indicator with its place in the text.
struct Found {
    content: Content,
    quote: String,
    start: usize,
    source: Option<String>,
    said: Option<Instant>,
}

impl Run<'_> {
    /// Learns a table; each row that holds no indicator is named.
    pub(super) fn learn_table(&mut self, loaded: &Loaded, told: Option<&str>, label: Tlp) -> Result<()> {
        let text = String::from_utf8_lossy(&loaded.bytes);
        let text = text.trim_start_matches('\u{feff}');
        let columns = match Columns::of(text, told) {
            Ok(columns) => columns,
            Err(why) => {
                self.refuse(&Problem::new("columns", &loaded.origin, why));
                return Ok(());
            }
        };
        let rows = rows(text, columns.delimiter);
        let body = &rows[usize::from(columns.header).min(rows.len())..];
        (self.tell)(super::ImportEvent::Found(body.len()));
        let mut by_label: BTreeMap<Tlp, Lines> = BTreeMap::new();
        for (line, row) in body {
            let (kind, value) = match indicator(&columns, row) {
                Ok(found) => found,
                Err(why) => {
                    self.refuse(&Problem::new("no-indicator", format!("{}, line {line}", loaded.origin), why));
                    continue;
                }
            };
            // A label of the row counts where it is stricter than the table's.
            let own = columns.cell(row, Role::Tlp).and_then(|cell| cell.parse::<Tlp>().ok()).unwrap_or(label);
            by_label.entry(own.max(label)).or_default().add(&columns, row, kind, value);
        }
        for (label, lines) in by_label {
            self.learn_lines(loaded, label, lines, "text/csv")?;
        }
        (self.tell)(super::ImportEvent::Done(body.len()));
        Ok(())
    }

    /// Learns the indicators of free text; false where there are none.
    pub(super) fn learn_text(&mut self, loaded: &Loaded, label: Tlp) -> Result<bool> {
        let parsed = sextant_formats::documents(&loaded.bytes, &loaded.hint);
        let mut any = false;
        for clean in parsed.documents {
            let indicators = sextant_extract::indicators::indicators(&clean);
            let label = clean.meta.tlp.unwrap_or(label);
            let mut lines = Lines { length: clean.text.chars().count(), text: clean.text, found: Vec::new() };
            for read in indicators {
                let content = Content::Indicator { indicator: read.kind, value: read.value, warning: read.warning };
                let (quote, start) = (read.proof.quote, read.proof.start);
                lines.found.push(Found { content, quote, start, source: clean.meta.publisher.clone(), said: None });
            }
            if !lines.found.is_empty() {
                any = true;
                (self.tell)(super::ImportEvent::Found(1));
                self.learn_lines(loaded, label, lines, "text/plain")?;
                (self.tell)(super::ImportEvent::Done(1));
            }
        }
        Ok(any)
    }

    fn learn_lines(&mut self, loaded: &Loaded, label: Tlp, lines: Lines, media_type: &str) -> Result<()> {
        let sha256 = crate::access::digest(&loaded.bytes);
        let id = DocumentId::derive(&["indicators", &sha256, label.as_str(), &lines.text]);
        match self.ledger.presence(id)? {
            Presence::Absent => {}
            Presence::Kept { .. } => {
                self.tally.known += 1;
                return Ok(());
            }
            Presence::Forgotten => {
                let told = "it was removed from this store and stays out";
                self.refuse(&Problem::new("forgotten", &loaded.origin, told));
                return Ok(());
            }
        }
        let group = sextant_reason::document_group(id, None, None);
        let claims: Vec<Claim> =
            (0..).zip(lines.found).map(|(at, found)| claim(id, at, found, label, self.recorded, group)).collect();
        let meta = DocumentMeta {
            sha256,
            title: Some(loaded.origin.clone()),
            media_type: media_type.to_owned(),
            ..DocumentMeta::default()
        };
        let blocks = vec![Block { kind: BlockKind::Preformatted, start: 0, end: lines.text.len() }];
        let signature = sextant_reason::signature(&lines.text);
        let document = Document {
            id,
            clean: CleanDocument { meta, text: lines.text, blocks, problems: Vec::new() },
            origin: loaded.origin.clone(),
            retrieved: self.recorded,
            published_at: None,
            tlp: label,
        };
        let append = Append { signature, ..elsewhere(document, claims, group, self.by, self.recorded) };
        if self.keep_document(&append)? {
            self.tally.new += 1;
        }
        Ok(())
    }
}

impl Lines {
    /// A row as a line: its cells, and where the value stands among them.
    fn add(&mut self, columns: &Columns, row: &[String], kind: IndicatorType, value: String) {
        let warning = sextant_extract::indicators::warning::list_of(kind, &value).map(str::to_owned);
        let at = columns.roles.iter().position(|role| *role == Role::Value).unwrap_or(0);
        let mut start = self.length;
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                self.write("\t");
            }
            if column == at {
                start = self.length;
            }
            // A cell of several lines stays on one: a quote must stand in the text as it is.
            self.write(&cell.replace(['\n', '\r', '\t'], " "));
        }
        self.write("\n");
        let quote = row.get(at).map(|cell| cell.replace(['\n', '\r', '\t'], " ")).unwrap_or_default();
        self.found.push(Found {
            content: Content::Indicator { indicator: kind, value, warning },
            quote,
            start,
            source: columns.cell(row, Role::Source).map(str::to_owned),
            said: columns.cell(row, Role::Date).and_then(crate::ingest::instant),
        });
    }

    fn write(&mut self, words: &str) {
        self.text.push_str(words);
        self.length += words.chars().count();
    }
}

fn claim(document: DocumentId, at: usize, found: Found, label: Tlp, recorded: Instant, group: GroupId) -> Claim {
    let object = match &found.content {
        Content::Indicator { indicator, value, .. } => Some(format!("{indicator} {value}")),
        _ => None,
    };
    let end = found.start + found.quote.chars().count();
    let mut claim = Claim {
        id: ClaimId::derive(&[&document.to_string(), "indicators", &at.to_string()]),
        document: Some(document),
        incidents: Vec::new(),
        speaker: Speaker { name: found.source.clone(), kind: SpeakerKind::Other },
        stance: Stance::Asserts,
        proposition: Proposition { kind: PropositionKind::Other, object, content: found.content },
        quote: found.quote,
        start: found.start,
        end,
        recorded,
        published: found.said,
        group,
        by: "indicators".to_owned(),
        confidence: 1.0,
        supersedes: None,
        tlp: label,
        publisher: found.source.clone(),
    };
    if found.source.is_some() {
        claim.group = sextant_reason::claim_group(&claim, group, None);
    }
    claim
}
