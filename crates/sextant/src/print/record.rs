//! One record as a person likes to read it: what is known, how it stands, who says so, what changed, what is open.

use super::words::{count, day, faint, heading, plain, probability, short, standing, wrap};
use sextant_engine::{Matter, Valued, WeighedRecord};
use sextant_model::record::{DateField, ExposureField, ImpactField};
use sextant_model::*;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The record as text, `width` columns wide.
#[must_use]
pub fn text(weighed: &WeighedRecord, width: usize, with_claims: bool) -> String {
    let record = &weighed.record;
    let mut page = Page::new(record, width);
    page.head();
    page.events();
    page.exposures();
    page.rows("Services", &services(record));
    page.rows("Impacts", &impacts(record));
    page.rows("Responses", &responses(record));
    page.rows("Dates", &dates(record));
    page.rows("Actors named", &actors(record));
    page.rows("Also said", &statements(record));
    page.rows("Malware, tools, vulnerabilities", &entities(record));
    page.indicators();
    page.matters(&weighed.values);
    page.questions();
    page.history();
    page.documents();
    if with_claims {
        page.claims();
    }
    page.text
}

/// One line of a section: what, how it stands, the claims for it, words that follow.
struct Row<'a> {
    what: String,
    /// The words of a statement, on lines of their own.
    words: Option<&'a str>,
    standing: Standing,
    supporting: &'a [ClaimId],
    against: &'a [ClaimId],
    independent: usize,
}

fn row<'a, V>(what: String, field: &'a Field<V>) -> Row<'a> {
    Row {
        what,
        words: None,
        standing: field.standing,
        supporting: &field.supporting,
        against: &field.against,
        independent: field.independent_sources,
    }
}

struct Page<'a> {
    record: &'a Record,
    claims: BTreeMap<ClaimId, &'a Claim>,
    width: usize,
    text: String,
}

impl<'a> Page<'a> {
    fn new(record: &'a Record, width: usize) -> Self {
        let claims = record.claims.iter().flatten().map(|claim| (claim.id, claim)).collect();
        Self { record, claims, width, text: String::new() }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn head(&mut self) {
        let record = self.record;
        let name = heading(&plain(&record.victim.name));
        let label = format!("{}  tlp:{}", record.id, record.tlp);
        self.line(&format!("{name}  {}  {}", standing(record.standing, 0), faint(&label)));
        self.line(&wrap(&record.headline, self.width, "", ""));
        let mut about: Vec<String> = Vec::new();
        if !record.victim.aliases.is_empty() {
            about.push(format!("also called {}", plain(&record.victim.aliases.join(", "))));
        }
        about.extend(record.victim.sector.iter().map(|sector| format!("sector {sector}")));
        about.extend(record.victim.country.iter().map(|country| format!("country {country}")));
        let until = record.as_of.map_or("all that is known".to_owned(), |at| format!("as known at {at}"));
        about.push(format!("{until}, by the {} clock", record.clock.as_str()));
        self.line(&faint(&wrap(&about.join("; "), self.width, "", "")));
    }

    fn events(&mut self) {
        let mut rows: Vec<Row<'a>> = self.record.kinds.iter().map(|kind| row(kind.value.clone(), kind)).collect();
        rows.push(row("that it happened".to_owned(), &self.record.occurred));
        self.rows("Event", &rows);
    }

    fn exposures(&mut self) {
        for (title, polarity) in [
            ("Exposed", Polarity::Exposed),
            ("Not exposed", Polarity::NotExposed),
            ("Not known whether exposed", Polarity::Unknown),
        ] {
            let of = self.record.exposure.iter().filter(|exposure| exposure.polarity == polarity);
            let rows: Vec<Row<'a>> = of.map(|exposure| row(exposure_words(exposure), &exposure.field)).collect();
            self.rows(title, &rows);
        }
    }

    fn rows(&mut self, title: &str, rows: &[Row<'_>]) {
        if rows.is_empty() {
            return;
        }
        self.line(&format!("\n{}", heading(title)));
        let widest = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0).min(34);
        for row in rows {
            let what = plain(&row.what);
            let said = self.said_by(row);
            let pad = widest.saturating_sub(what.chars().count());
            let indent = " ".repeat(widest + 15);
            let said = wrap(&said, self.width.saturating_sub(widest + 15).max(24), "", &format!("{indent}  "));
            self.line(&format!("  {what}{}  {}  {said}", " ".repeat(pad), standing(row.standing, 9)));
            if let Some(words) = row.words {
                self.line(&faint(&wrap(&format!("“{words}”"), self.width, "    ", "     ")));
            }
        }
    }

    /// "Telvasco; AP (2 independent); against: Qilin".
    fn said_by(&self, row: &Row<'_>) -> String {
        let mut said = self.speakers(row.supporting);
        if row.independent > 1 {
            let _ = write!(said, " ({} independent)", row.independent);
        }
        if !row.against.is_empty() {
            let _ = write!(said, "{}against: {}", if said.is_empty() { "" } else { "; " }, self.speakers(row.against));
        }
        said
    }

    fn speakers(&self, claims: &[ClaimId]) -> String {
        let mut names: Vec<String> = Vec::new();
        for claim in claims.iter().filter_map(|id| self.claims.get(id)) {
            let name = speaker(claim);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(3);
        names.truncate(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", names.join(", "))
    }

    fn indicators(&mut self) {
        let rows: Vec<Row<'a>> = self
            .record
            .indicators
            .iter()
            .map(|indicator| {
                let warning = indicator.warning.as_ref().map_or(String::new(), |list| format!(" (on list {list})"));
                row(format!("{} {}{warning}", indicator.kind, indicator.field.value), &indicator.field)
            })
            .collect();
        self.rows("Indicators", &rows);
    }

    /// Where sources disagree: each value with its probability and the words behind it.
    fn matters(&mut self, matters: &[Matter]) {
        if matters.is_empty() {
            return;
        }
        self.line(&format!("\n{}", heading("Where sources disagree")));
        for matter in matters {
            let unit = matter.unit.as_ref().map_or(String::new(), |unit| format!(" ({})", plain(unit)));
            self.line(&wrap(&format!("{}{unit}", matter.question), self.width, "  ", "    "));
            for value in &matter.values {
                self.value(value);
            }
            if matter.none > 0.0 {
                self.line(&faint(&format!("    {}  none of these", probability(matter.none))));
            }
        }
    }

    fn value(&mut self, value: &Valued) {
        let claimed = if value.claimed_only { ", only claimed" } else { "" };
        let origins = count(value.origins, "origin");
        self.line(&format!("    {}  {}  {origins}{claimed}", probability(value.p), plain(&value.value)));
        for said in &value.said {
            let against = if said.against { "against, " } else { "" };
            let words = format!("{} ({against}{}): “{}”", plain(&said.who), said.standing, plain(&said.quote));
            self.line(&faint(&wrap(&words, self.width, "          ", "            ")));
        }
    }

    fn questions(&mut self) {
        if self.record.open_questions.is_empty() {
            return;
        }
        self.line(&format!("\n{}", heading("Open questions")));
        for question in &self.record.open_questions {
            let others: Vec<String> = question.incidents.iter().map(short).collect();
            let others = if others.is_empty() { String::new() } else { format!(" [{}]", others.join(", ")) };
            self.line(&wrap(&format!("{}{others}", question.question), self.width, "  ? ", "    "));
        }
    }

    fn history(&mut self) {
        if self.record.history.is_empty() {
            return;
        }
        self.line(&format!("\n{}", heading("History")));
        for entry in &self.record.history {
            let start = format!("  {}  ", day(Some(entry.at)));
            self.line(&wrap(&entry.what, self.width, &start, &" ".repeat(start.len())));
        }
    }

    fn documents(&mut self) {
        self.line(&format!("\n{}", heading("Documents")));
        for document in &self.record.documents {
            let title = document.title.clone().unwrap_or_else(|| "untitled".to_owned());
            let publisher = document.publisher.as_ref().map_or(String::new(), |name| format!(", {name}"));
            let start = format!("  {}  {}  ", day(document.published), short(document.id));
            let words = format!("{title}{publisher} (tlp:{})", document.tlp);
            self.line(&wrap(&words, self.width, &start, &" ".repeat(start.len())));
        }
        let documents = count(self.record.documents.len(), "document");
        self.line(&faint(&format!("  {documents}, {}", count(self.record.independent_sources, "independent source"))));
    }

    fn claims(&mut self) {
        self.line(&format!("\n{}", heading("Claims")));
        for claim in self.record.claims.iter().flatten() {
            let object = claim.proposition.object.as_ref().map_or(String::new(), |object| format!(": {object}"));
            let start = format!("  {}  {}  ", day(claim.published), short(claim.id));
            let words = format!("{} {} {}{object}", speaker(claim), claim.stance, claim.proposition.kind);
            let indent = " ".repeat(start.len());
            self.line(&wrap(&words, self.width, &start, &indent));
            if !claim.quote.is_empty() {
                self.line(&faint(&wrap(&format!("“{}”", claim.quote), self.width, &indent, &indent)));
            }
        }
    }
}

/// Whose words a claim is: the speaker, else the outlet, else what sort of party.
fn speaker(claim: &Claim) -> String {
    let named = claim.speaker.name.clone().or_else(|| claim.publisher.clone());
    plain(&named.unwrap_or_else(|| claim.speaker.kind.to_string()))
}

fn exposure_words(exposure: &ExposureField) -> String {
    let mut words = exposure.data.to_string();
    for more in exposure.qualifier.iter().chain(&exposure.subjects) {
        let _ = write!(words, ", {more}");
    }
    if let Some(number) = exposure.count {
        let _ = write!(words, " ({number})");
    }
    words
}

fn services(record: &Record) -> Vec<Row<'_>> {
    record.services.iter().map(|s| row(format!("{}: {}", s.service, s.state), &s.field)).collect()
}

fn impacts(record: &Record) -> Vec<Row<'_>> {
    let words = |impact: &ImpactField| match (impact.field.value, &impact.unit) {
        (Some(value), Some(unit)) => format!("{}: {value} {unit}", impact.kind),
        (Some(value), None) => format!("{}: {value}", impact.kind),
        _ => impact.kind.to_string(),
    };
    record.impacts.iter().map(|impact| row(words(impact), &impact.field)).collect()
}

fn responses(record: &Record) -> Vec<Row<'_>> {
    record.responses.iter().map(|r| row(format!("{}: {}", r.action, r.state), &r.field)).collect()
}

fn dates(record: &Record) -> Vec<Row<'_>> {
    let words = |date: &DateField| match (&date.from, &date.to) {
        (Some(from), Some(to)) if from != to => format!("{}: {from} to {to}", date.what),
        (Some(one), _) | (None, Some(one)) => format!("{}: {one}", date.what),
        (None, None) => date.what.to_string(),
    };
    record.dates.iter().map(|date| row(words(date), &date.field)).collect()
}

fn actors(record: &Record) -> Vec<Row<'_>> {
    record.actors.iter().map(|actor| row(actor.name.clone(), &actor.field)).collect()
}

fn statements(record: &Record) -> Vec<Row<'_>> {
    record.statements.iter().map(stated).collect()
}

fn stated(statement: &StatementField) -> Row<'_> {
    let words = Some(statement.field.value.as_str()).filter(|words| !words.is_empty());
    Row { words, ..row(statement.kind.to_string(), &statement.field) }
}

fn entities(record: &Record) -> Vec<Row<'_>> {
    record.entities.iter().map(|entity| row(entity.value.clone(), entity)).collect()
}
