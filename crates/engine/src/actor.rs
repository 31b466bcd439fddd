//! What a store knows of an actor: the incidents that it claims or that others tie to it, how its claims turned out, and
//! its other names with who says so. "The same name" is the same words; nothing is merged but by a decision.

use crate::query::visible_dossier;
use crate::{Engine, EngineError, Result};
use sextant_model::*;
use sextant_reason::linkage::Subject;
use std::collections::{BTreeMap, BTreeSet};

pub use sextant_reason::{ClaimOutcome, Tally, Tied, Track};

/// At most so many documents that name it are looked at.
const MOST_DOCUMENTS: usize = 10_000;

/// One actor.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ActorView {
    /// The name asked for.
    pub name: String,
    /// Other names, and who says so.
    pub aliases: Vec<ActorAlias>,
    /// Its claims and incidents.
    #[serde(flatten)]
    pub track: Track,
}

/// Another name of an actor.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ActorAlias {
    /// The other name.
    pub name: String,
    /// Who says that they are the same.
    pub source: Option<String>,
    /// Who decided to follow that.
    pub by: String,
    /// The decision, to undo it by.
    pub decision: DecisionId,
}

/// An actor in the list of all.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NamedActor {
    /// The spelling that most incidents have.
    pub name: String,
    /// Other spellings of the same words.
    pub spellings: Vec<String>,
    /// The incidents of which a claim names it, or which it speaks of.
    pub incidents: usize,
}

impl Engine {
    /// Every actor that a claim names or that speaks, the one with most incidents first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn actors(&self, audience: Option<Tlp>) -> Result<Vec<NamedActor>> {
        let named = self.ask(|ledger| Ok(ledger.actors(crate::gate::level(audience))?))?;
        let mut by_key: BTreeMap<String, Vec<(String, Vec<IncidentId>)>> = BTreeMap::new();
        for (name, incidents) in named {
            by_key.entry(sextant_reason::actor_key(&name)).or_default().push((name, incidents));
        }
        let actor = |mut spelt: Vec<(String, Vec<IncidentId>)>| {
            spelt.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
            let incidents = spelt.iter().flat_map(|(_, on)| on).collect::<BTreeSet<_>>().len();
            let mut names = spelt.into_iter().map(|(name, _)| name);
            Some(NamedActor { name: names.next()?, spellings: names.collect(), incidents })
        };
        let mut actors: Vec<NamedActor> = by_key.into_values().filter_map(actor).collect();
        actors.sort_by(|a, b| b.incidents.cmp(&a.incidents).then_with(|| a.name.cmp(&b.name)));
        Ok(actors)
    }

    /// What is known of the actor with this name.
    ///
    /// # Errors
    /// When nobody of this name is tied to an incident, or the store cannot be read.
    pub fn actor(&self, name: &str, as_of: AsOf, audience: Option<Tlp>) -> Result<ActorView> {
        let aliases = self.actor_aliases(name, as_of, audience)?;
        let names: Vec<&str> = std::iter::once(name).chain(aliases.iter().map(|alias| alias.name.as_str())).collect();
        let keys: BTreeSet<String> = names.iter().map(|name| sextant_reason::actor_key(name)).collect();
        let mut incidents = BTreeSet::new();
        for name in &names {
            let hits = self.search(name, audience, MOST_DOCUMENTS)?;
            incidents.extend(hits.into_iter().flat_map(|hit| hit.incidents));
        }
        let mut subjects = Vec::new();
        for id in incidents {
            let dossier = self.ask(|ledger| visible_dossier(ledger, id, as_of, audience))?;
            let Some(dossier) = dossier else { continue };
            let mut subject = Subject::of(self.one_origin(dossier, as_of)?, as_of);
            let claims: Vec<&Claim> = subject.claims.iter().collect();
            subject.record.flags = self.flags(&subject.record, &claims, as_of, audience)?;
            subjects.push(subject);
        }
        let track = sextant_reason::track(&subjects, &keys);
        if track.incidents.is_empty() {
            return Err(EngineError::not_found("incident tied to the actor", name));
        }
        Ok(ActorView { name: name.to_owned(), aliases, track })
    }

    /// Aliases are decisions without a label: the keeper's alone.
    fn actor_aliases(&self, name: &str, as_of: AsOf, audience: Option<Tlp>) -> Result<Vec<ActorAlias>> {
        if audience.is_some() {
            return Ok(Vec::new());
        }
        let mut decisions = self.decisions()?;
        if as_of.clock == Clock::Recorded {
            decisions.retain(|decision| as_of.until.is_none_or(|until| decision.recorded <= until));
        }
        let asked = sextant_reason::actor_key(name);
        let held = Assignment::new(decisions);
        let named = held.holding().iter().filter_map(|decision| {
            let DecisionKind::Alias { name, alias, source } = &decision.kind else { return None };
            let ends = [name, alias].map(|name| sextant_reason::actor_key(name));
            let other = match ends.iter().position(|key| *key == asked)? {
                0 => alias,
                _ => name,
            };
            let (source, by) = (source.clone(), decision.by.clone());
            Some(ActorAlias { name: other.clone(), source, by, decision: decision.id })
        });
        Ok(named.collect())
    }
}
