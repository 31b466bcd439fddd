//! What is known of an organisation: its names with who uses them, its incidents, what actors claim against it and how that
//! stands. "The same organisation" is the same name by its key, or a name that a source gives it; nothing is merged here.

use super::Said;
use crate::{Engine, Result};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Incidents whose records are folded.
const MOST: usize = 50;

/// An organisation.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Organisation {
    /// The name asked for, as most reports spell it.
    pub name: String,
    /// Its sector, as a report has it.
    pub sector: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// Other names, each with who uses it.
    pub names: Vec<(String, Vec<String>)>,
    /// Its incidents, the last changed first.
    pub incidents: Vec<IncidentSummary>,
    /// What actors claim against it.
    pub claimed: Vec<Claimed>,
    /// What it says itself, the newest first.
    pub own: Vec<(IncidentId, Claim)>,
}

/// An actor's claims on one incident.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Claimed {
    /// The incident.
    pub incident: IncidentId,
    /// The actor.
    pub actor: String,
    /// How its being behind it stands.
    pub standing: Standing,
    /// How the event itself stands, on the word of those in a position to know.
    pub event: Standing,
    /// Whose words put it in doubt.
    pub doubts: Vec<String>,
    /// The words, one for each origin.
    pub said: Vec<Said>,
}

impl Engine {
    /// What is known of the organisation with this name; `None` where no incident is on it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn organisation(&self, name: &str, audience: Option<Tlp>) -> Result<Option<Organisation>> {
        let asked = RecordVictim { name: name.to_owned(), ..RecordVictim::default() };
        let mut records = Vec::new();
        for id in self.of_organisation(&asked, audience, None)?.into_iter().take(MOST) {
            records.extend(self.incident(id, AsOf::default(), audience)?);
        }
        let Some(first) = records.first() else { return Ok(None) };
        let mut organisation = Organisation {
            name: first.victim.name.clone(),
            sector: records.iter().find_map(|record| record.victim.sector.clone()),
            country: records.iter().find_map(|record| record.victim.country.clone()),
            names: names(&records),
            incidents: Vec::new(),
            claimed: records.iter().flat_map(claimed).collect(),
            own: records.iter().flat_map(own).collect(),
        };
        let level = crate::gate::level(audience);
        for record in &records {
            let line = self.ask(|ledger| Ok(ledger.summary(record.id, AsOf::default(), level)?))?;
            organisation.incidents.extend(line);
        }
        organisation.incidents.sort_by(|a, b| b.changed.cmp(&a.changed).then(a.id.cmp(&b.id)));
        organisation.own.sort_by_key(|one| std::cmp::Reverse(one.1.published));
        organisation.own.truncate(20);
        Ok(Some(organisation))
    }
}

/// Every name that a document uses for the victim, with the publishers that do.
fn names(records: &[Record]) -> Vec<(String, Vec<String>)> {
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for claim in records.iter().flat_map(|record| record.claims.iter().flatten()) {
        let Content::Event { victim, .. } = &claim.proposition.content else { continue };
        for name in std::iter::once(&victim.name).chain(&victim.aliases) {
            names.entry(name).or_default().insert(claim.publisher.as_deref().unwrap_or("an unnamed source"));
        }
    }
    names.into_iter().map(|(name, who)| (name.to_owned(), who.into_iter().map(str::to_owned).collect())).collect()
}

fn claimed(record: &Record) -> Vec<Claimed> {
    let by = |actor: &str| {
        let key = sextant_reason::actor_key(actor);
        let mut origins = BTreeSet::new();
        let spoken = record.claims.iter().flatten().filter(move |claim| {
            claim.speaker.kind == SpeakerKind::Actor
                && claim.speaker.name.as_deref().is_some_and(|name| sextant_reason::actor_key(name) == key)
        });
        spoken.filter(|claim| origins.insert(claim.group)).take(3).map(Said::of).collect::<Vec<Said>>()
    };
    let doubts = |actor: &str| {
        let of = record.flags.iter().filter(|flag| flag.actor == actor);
        of.map(|flag| format!("{}: {}", flag.who, flag.quote)).collect::<BTreeSet<_>>().into_iter().collect()
    };
    let actors = record.actors.iter().map(|actor| Claimed {
        incident: record.id,
        actor: actor.name.clone(),
        standing: actor.field.standing,
        event: record.occurred.standing,
        doubts: doubts(&actor.name),
        said: by(&actor.name),
    });
    actors.collect()
}

fn own(record: &Record) -> Vec<(IncidentId, Claim)> {
    let spoken = record.claims.iter().flatten().filter(|claim| {
        claim.speaker.kind == SpeakerKind::Victim
            && matches!(claim.proposition.content, Content::Statement)
            && !claim.quote.is_empty()
    });
    let mut origins = BTreeSet::new();
    spoken.filter(|claim| origins.insert(claim.quote.clone())).map(|claim| (record.id, claim.clone())).collect()
}
