//! What an incident is tied to: organisations, actors, software, vulnerabilities, techniques and indicators that its claims
//! name, and the other incidents that name the same. Ties are what is said, never more: each has who says it.

use crate::query::visible_dossier;
use crate::{Engine, Result, gate};
use sextant_model::*;
use sextant_store::{FindQuery, Ledger, WordTerm};
use std::collections::{BTreeMap, BTreeSet};

/// Claims among which other incidents are looked for.
const CLAIMS: usize = 500;
/// Other incidents told of one thing.
const OTHERS: usize = 12;

/// What sort of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Who suffers or speaks as a body.
    Organisation,
    /// Who is named as acting.
    Actor,
    /// Malware and tools.
    Software,
    /// Vulnerabilities.
    Vulnerability,
    /// Techniques.
    Technique,
    /// Indicators.
    Indicator,
}

impl Sort {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Organisation, Self::Actor, Self::Software, Self::Vulnerability, Self::Technique, Self::Indicator];

    /// Its word in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Actor => "actor",
            Self::Software => "software",
            Self::Vulnerability => "vulnerability",
            Self::Technique => "technique",
            Self::Indicator => "indicator",
        }
    }

    /// Its word for so many.
    #[must_use]
    pub fn of(self, many: usize) -> &'static str {
        match self {
            one if many == 1 => one.as_str(),
            Self::Organisation => "organisations",
            Self::Actor => "actors",
            Self::Software => "software",
            Self::Vulnerability => "vulnerabilities",
            Self::Technique => "techniques",
            Self::Indicator => "indicators",
        }
    }
}

/// Something that claims on the incident name.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Thing {
    /// Its name or value.
    pub name: String,
    /// How it is tied, on whose word: "victim", "claims it", "named by X".
    pub tie: String,
    /// The first claim that names it.
    pub claim: ClaimId,
    /// Its document.
    pub document: Option<DocumentId>,
}

/// An incident with all that it is tied to.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Graph {
    /// The incident.
    pub id: IncidentId,
    /// Its line.
    pub summary: IncidentSummary,
    /// Things by sort, each once; sorts without any are left out.
    pub things: BTreeMap<Sort, Vec<Thing>>,
}

impl Graph {
    /// How many things there are.
    #[must_use]
    pub fn total(&self) -> usize {
        self.things.values().map(Vec::len).sum()
    }

    fn has(&self, sort: Sort, name: &str) -> bool {
        self.things.get(&sort).into_iter().flatten().any(|thing| thing.name.eq_ignore_ascii_case(name))
    }
}

impl Engine {
    /// What an incident is tied to, as known on a day; `None` where there is none for this audience, or was none then.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn graph(&self, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Graph>> {
        self.ask(|ledger| graph(ledger, id, as_of, audience))
    }

    /// Other incidents whose claims name the same thing, as known on a day.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn others_naming(
        &self,
        sort: Sort,
        name: &str,
        but: IncidentId,
        as_of: AsOf,
        audience: Option<Tlp>,
    ) -> Result<Vec<IncidentSummary>> {
        let level = gate::level(audience);
        let ids: BTreeSet<IncidentId> = match sort {
            Sort::Organisation => {
                let named = RecordVictim { name: name.to_owned(), ..RecordVictim::default() };
                self.of_organisation(&named, audience, None)?.into_iter().collect()
            }
            Sort::Actor => self.of_actor(name, audience)?,
            Sort::Indicator => {
                let seen = self.ask(|ledger| Ok(ledger.seen(&[name.to_owned()], level)?))?;
                seen.into_iter().flat_map(|seen| seen.incidents).collect()
            }
            Sort::Software | Sort::Vulnerability | Sort::Technique => {
                let word = WordTerm { text: name.to_owned(), beginning: false, not: false };
                let query = FindQuery {
                    words: vec![word],
                    fields: Vec::new(),
                    since: None,
                    before: None,
                    audience: level,
                    limit: CLAIMS,
                    offset: 0,
                };
                let claims = self.ask(|ledger| Ok(ledger.find_claims(&query)?))?.items;
                claims.into_iter().filter(|claim| names(claim, name)).flat_map(|claim| claim.incidents).collect()
            }
        };
        self.ask(|ledger| {
            let mut lines = Vec::new();
            for id in ids.into_iter().filter(|id| *id != but) {
                lines.extend(ledger.summary(id, as_of, level)?);
            }
            lines.sort_by(|a: &IncidentSummary, b| b.changed.cmp(&a.changed).then(a.id.cmp(&b.id)));
            let mut told = Vec::new();
            for line in lines {
                // Of an earlier day, the claims known by then must name it.
                let named = as_of.until.is_none()
                    || graph(ledger, line.id, as_of, audience)?.is_some_and(|graph| graph.has(sort, name));
                told.extend(named.then_some(line));
                if told.len() == OTHERS {
                    break;
                }
            }
            Ok(told)
        })
    }
}

fn graph(ledger: &dyn Ledger, id: IncidentId, as_of: AsOf, audience: Option<Tlp>) -> Result<Option<Graph>> {
    let Some(dossier) = visible_dossier(ledger, id, as_of, audience)? else { return Ok(None) };
    let Some(summary) = ledger.summary(dossier.incident, as_of, gate::level(audience))? else { return Ok(None) };
    // By the published clock a claim withdrawn by us never counted: its document never said it.
    let counts = |at: Instant| as_of.clock == Clock::Published || as_of.until.is_none_or(|until| at <= until);
    let gone = dossier.retractions.iter().filter(|retraction| counts(retraction.recorded));
    let gone: BTreeSet<ClaimId> = gone.map(|retraction| retraction.claim).collect();
    let known = dossier.claims.iter().filter(|claim| as_of.knows(claim.published, claim.recorded));
    let holds = known.filter(|claim| !gone.contains(&claim.id));
    Ok(Some(Graph { id: dossier.incident, things: things(holds, &summary.victim), summary }))
}

fn names(claim: &Claim, wanted: &str) -> bool {
    matches!(&claim.proposition.content, Content::Entity { name, .. } if name.eq_ignore_ascii_case(wanted))
}

fn things<'a>(claims: impl Iterator<Item = &'a Claim>, victim: &str) -> BTreeMap<Sort, Vec<Thing>> {
    let mut found: BTreeMap<(Sort, String), Thing> = BTreeMap::new();
    let mut add = |sort: Sort, name: &str, tie: String, claim: &Claim| {
        let thing = || Thing { name: name.to_owned(), tie, claim: claim.id, document: claim.document };
        found.entry((sort, name.to_lowercase())).or_insert_with(thing);
    };
    for claim in claims {
        let says = claim.speaker.name.as_deref();
        let by = || says.or(claim.publisher.as_deref()).unwrap_or("an unnamed source").to_owned();
        match (&claim.proposition.content, claim.speaker.kind) {
            (Content::Event { .. }, _) => add(Sort::Organisation, victim, "victim".to_owned(), claim),
            (Content::Indicator { value, .. }, _) => add(Sort::Indicator, value, format!("listed by {}", by()), claim),
            (Content::Entity { entity, name, .. }, _) => {
                add(sort_of(*entity), name, format!("named by {}", by()), claim)
            }
            _ => {}
        }
        match (says, claim.speaker.kind) {
            (Some(name), SpeakerKind::Actor) => add(Sort::Actor, name, "claims it".to_owned(), claim),
            (Some(name), SpeakerKind::Authority | SpeakerKind::Researcher | SpeakerKind::Supplier) => {
                add(Sort::Organisation, name, format!("speaks of it, {}", claim.speaker.kind), claim);
            }
            _ => {}
        }
    }
    let mut things: BTreeMap<Sort, Vec<Thing>> = BTreeMap::new();
    for ((sort, _), thing) in found {
        things.entry(sort).or_default().push(thing);
    }
    things
}

fn sort_of(entity: EntityType) -> Sort {
    match entity {
        EntityType::ThreatActor => Sort::Actor,
        EntityType::Malware | EntityType::Tool => Sort::Software,
        EntityType::Vulnerability => Sort::Vulnerability,
        EntityType::Technique => Sort::Technique,
    }
}
