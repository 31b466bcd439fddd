//! One record.

use super::{count, day, heading, style, wrapped};
use sextant_model::record::{ExposureField, Field, Record};
use sextant_model::{Claim, ClaimId, GroupId, Polarity};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Result, Write};

/// Prints a record; with `claims` every claim and its words after it.
pub fn record(out: &mut dyn Write, record: &Record, claims: bool) -> Result<()> {
    let known = record.claims.iter().flatten().map(|c| (c.id, c)).collect();
    let mut page = Page { out, record, claims: known };
    page.head()?;
    page.exposure()?;
    page.actors()?;
    page.fields()?;
    page.open_questions()?;
    page.history()?;
    page.documents()?;
    if claims { page.claims() } else { Ok(()) }
}

struct Page<'a> {
    out: &'a mut dyn Write,
    record: &'a Record,
    claims: BTreeMap<ClaimId, &'a Claim>,
}

impl Page<'_> {
    fn head(&mut self) -> Result<()> {
        let r = self.record;
        let standing = style(r.standing);
        heading(self.out, &r.victim.name)?;
        wrapped(self.out, &r.headline, 0)?;
        let kinds: Vec<String> = r.kinds.iter().map(|k| format!("{} ({})", k.value, k.standing)).collect();
        let more = [r.victim.sector.as_deref(), r.victim.country.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        writeln!(self.out, "{standing}{}{standing:#} · {} · {more}", r.standing, kinds.join(", "))?;
        if !r.victim.aliases.is_empty() {
            writeln!(self.out, "also: {}", r.victim.aliases.join(", "))?;
        }
        writeln!(self.out, "{} · TLP:{}\n", r.id, r.tlp.as_str().to_uppercase())
    }

    fn exposure(&mut self) -> Result<()> {
        for (polarity, title) in
            [(Polarity::Exposed, "Exposed"), (Polarity::NotExposed, "Expressly not exposed"), (Polarity::Unknown, "Not known whether exposed")]
        {
            let r = self.record;
            let side: Vec<&ExposureField> = r.exposure.iter().filter(|e| e.polarity == polarity).collect();
            if side.is_empty() {
                continue;
            }
            heading(self.out, title)?;
            for e in side {
                let whose = [e.count.map(|n| n.to_string()), e.subjects.clone(), e.qualifier.as_ref().map(|q| format!("“{q}”"))];
                let whose = whose.into_iter().flatten().collect::<Vec<_>>().join(" ");
                self.line(&format!("{} {whose}", e.data), &e.field)?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn actors(&mut self) -> Result<()> {
        let r = self.record;
        if r.actors.is_empty() {
            return Ok(());
        }
        heading(self.out, "Who is behind it")?;
        for a in &r.actors {
            self.line(&a.name, &a.field)?;
        }
        writeln!(self.out)
    }

    fn fields(&mut self) -> Result<()> {
        let r = self.record;
        if !r.services.is_empty() {
            heading(self.out, "Services")?;
            for s in &r.services {
                self.line(&format!("{}: {}", s.service, s.state), &s.field)?;
            }
            writeln!(self.out)?;
        }
        if !r.impacts.is_empty() {
            heading(self.out, "Effects")?;
            for m in &r.impacts {
                let amount = m.field.value.map(|v| format!(": {v} {}", m.unit.as_deref().unwrap_or_default())).unwrap_or_default();
                self.line(&format!("{}{amount}", m.kind), &m.field)?;
            }
            writeln!(self.out)?;
        }
        if !r.responses.is_empty() {
            heading(self.out, "Responses")?;
            for x in &r.responses {
                self.line(&format!("{}: {}", x.action, x.state), &x.field)?;
            }
            writeln!(self.out)?;
        }
        if !r.dates.is_empty() {
            heading(self.out, "Dates")?;
            for d in &r.dates {
                self.line(&format!("{}: {}", d.what, days(d.from.as_deref(), d.to.as_deref())), &d.field)?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn open_questions(&mut self) -> Result<()> {
        let r = self.record;
        if r.open_questions.is_empty() {
            return Ok(());
        }
        heading(self.out, "Open questions")?;
        for q in &r.open_questions {
            wrapped(self.out, &format!("- {}", q.question), 2)?;
        }
        writeln!(self.out)
    }

    fn history(&mut self) -> Result<()> {
        let r = self.record;
        if r.history.is_empty() {
            return Ok(());
        }
        heading(self.out, "Time line")?;
        for h in &r.history {
            wrapped(self.out, &format!("{}  {}", day(Some(h.at)), h.what), 2)?;
        }
        writeln!(self.out)
    }

    fn documents(&mut self) -> Result<()> {
        let r = self.record;
        let origins: BTreeSet<GroupId> = r.documents.iter().map(|d| d.group).collect();
        heading(self.out, &format!("{}, {}", count(r.documents.len(), "document"), count(origins.len(), "origin")))?;
        for d in &r.documents {
            let title = d.title.as_deref().unwrap_or("untitled");
            wrapped(self.out, &format!("{}  {title} ({})", day(d.published), d.publisher.as_deref().unwrap_or("no publisher")), 2)?;
        }
        writeln!(self.out)
    }

    fn claims(&mut self) -> Result<()> {
        heading(self.out, "Claims")?;
        for c in self.record.claims.iter().flatten() {
            let at = day(c.published.or(Some(c.recorded)));
            let who = c.speaker.name.as_deref().or(c.publisher.as_deref()).unwrap_or(c.speaker.kind.as_str());
            writeln!(self.out, "  {at}  {who} {} {}  {}  {}", c.stance, c.proposition.kind, c.by, c.id)?;
            wrapped(self.out, &format!("“{}”", c.quote), 6)?;
        }
        writeln!(self.out)
    }

    /// A field with its standing and who says so: one voice an origin.
    fn line<V>(&mut self, what: &str, field: &Field<V>) -> Result<()> {
        let standing = style(field.standing);
        writeln!(self.out, "  {}  {standing}{}{standing:#}{}", what.trim_end(), field.standing, self.voices("", &field.supporting))?;
        if field.against.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "     {}", self.voices("against: ", &field.against).trim_start_matches(" · "))
    }

    fn voices(&self, before: &str, ids: &[ClaimId]) -> String {
        let mut groups = BTreeSet::new();
        let mut names: Vec<String> = Vec::new();
        for claim in ids.iter().filter_map(|id| self.claims.get(id)).filter(|c| groups.insert(c.group)) {
            let name = claim.speaker.name.as_deref().or(claim.publisher.as_deref()).unwrap_or(claim.speaker.kind.as_str());
            let voice = format!("{name} {}", claim.stance);
            if !names.contains(&voice) {
                names.push(voice);
            }
        }
        if names.is_empty() { String::new() } else { format!(" · {before}{}", names.join("; ")) }
    }
}

fn days(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
        (Some(day), _) | (None, Some(day)) => day.to_owned(),
        (None, None) => "not dated".to_owned(),
    }
}
