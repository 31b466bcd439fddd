//! What happened to whom: one event for each victim, whether it happened, of which kinds; and which event a
//! stretch of text is about (none: background, another year's attack, general advice).
//!
//! [`evidence`] collects every stretch that makes somebody a victim, in whose voice; [`background`] says which
//! sentences tell of another time; [`realis`] and [`kinds`] weigh what was found; [`topic`] answers `about`.

mod background;
mod evidence;
#[cfg(test)]
mod incident_tests;
mod kinds;
mod lexicon;
pub(crate) mod narrator;
pub(crate) mod realis;
mod supply;
mod topic;

use crate::Context;
use crate::analysis::{Analysis, SentenceId, Tokens};
use crate::parties::{Parties, PartyId};
use sextant_model::reading::{Incident, ReadClaim, Victim};
use sextant_model::{CleanDocument, IncidentKind, PropositionKind, Realis, Stance};

/// Index into [`Events::all`].
pub type EventId = usize;

/// The events of a text.
#[derive(Debug, Default)]
pub struct Events {
    /// In order of first mention.
    pub all: Vec<Event>,
    /// For each sentence: the events that it is about when nothing in it says otherwise; empty for background.
    pub topic: Vec<Vec<EventId>>,
    /// The outlet, when the text shows its name; the narrator when the narrator is a party (notice, filing, own blog).
    pub narrator: Narrator,
}

/// Whose voice the text is in where nobody is quoted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Narrator {
    /// A news outlet (its name, if shown).
    #[default]
    Press,
    /// The victim (notice, filing) or another party (a researcher's post, an authority's advisory).
    Party(PartyId),
    /// A crew in its own words (a leak-site post): whatever it says is its claim.
    Crew,
}

/// One victim and event.
#[derive(Debug, Clone)]
pub struct Event {
    /// Who suffers.
    pub victim: PartyId,
    /// Of which kinds.
    pub kinds: Vec<IncidentKind>,
    /// Whether it happened.
    pub realis: Realis,
    /// The words that tell of it.
    pub told: Tokens,
    /// The rule that found them.
    pub rule: &'static str,
}

impl Events {
    /// Which events a stretch of text is about, most specific first: by the victims that its clause names or refers
    /// to, else by its sentence's topic. Empty for background.
    #[must_use]
    pub fn about(&self, analysis: &Analysis<'_>, parties: &Parties, tokens: &Tokens) -> Vec<EventId> {
        topic::about(self, analysis, parties, tokens)
    }

    /// Whether a sentence is background (another year's or another victim's attack, general advice, boilerplate).
    #[must_use]
    pub fn is_background(&self, sentence: SentenceId) -> bool {
        self.topic.get(sentence).is_none_or(Vec::is_empty)
    }

    /// The event whose victim a party is, or speaks for.
    #[must_use]
    pub fn of_party(&self, parties: &Parties, party: PartyId) -> Option<EventId> {
        let find = |p: PartyId| self.all.iter().position(|e| e.victim == p);
        find(party).or_else(|| parties.all.get(party).and_then(|p| p.speaks_for).and_then(find))
    }
}

/// Finds the events of a text in this voice.
#[must_use]
pub fn find(analysis: &Analysis<'_>, parties: &Parties, narrator: Narrator) -> Events {
    let background = background::sentences(analysis, parties, &narrator);
    let found = evidence::collect(analysis, parties, &narrator, &background);
    let mut all: Vec<Event> = found
        .by_victim()
        .into_iter()
        .filter_map(|(victim, evidence)| {
            let realis = realis::of(&evidence)?;
            let best = evidence.iter().max_by_key(|e| e.weight)?;
            let mut kinds = Vec::new();
            evidence.iter().filter_map(|e| e.kind).for_each(|kind| kinds::push(&mut kinds, kind));
            Some(Event { victim, kinds, realis, told: best.at.clone(), rule: best.rule })
        })
        .collect();
    let topic = topic::sentences(analysis, parties, &all, &background, &narrator);
    kinds::fill(analysis, parties, &mut all, &topic);
    Events { all, topic, narrator }
}

/// A body that could be a victim, and what the text shows of it: what the weights are fitted on.
#[derive(Debug)]
pub struct Candidate {
    /// All its names.
    pub names: Vec<String>,
    /// In the order of [`features`].
    pub features: Vec<f32>,
}

/// Names of the features of a [`Candidate`].
#[must_use]
pub fn features() -> &'static [&'static str] {
    &evidence::weigh::features::NAMES
}

/// The bodies of a text that could be victims. For fitting; a reading weighs them itself.
#[must_use]
pub fn candidates(document: &CleanDocument) -> Vec<Candidate> {
    let analysis = crate::analysis::analyse(document);
    let mut parties = crate::parties::find(&analysis);
    let narrator = narrator::mean(&analysis, &mut parties);
    let background = background::sentences(&analysis, &parties, &narrator);
    let all = evidence::features(&analysis, &parties, &narrator, &background);
    let candidate = |(id, features): (PartyId, [f32; evidence::weigh::features::COUNT])| {
        let party = &parties.all[id];
        let names = party.name.iter().chain(&party.short).chain(&party.aliases).cloned().collect();
        Candidate { names, features: features.to_vec() }
    };
    all.into_iter().map(candidate).collect()
}

/// The incidents of the reading, fields still empty, in the order of [`Events::all`].
#[must_use]
pub fn items(context: &Context<'_, '_>) -> Vec<Incident> {
    let events = context.events.all.iter().enumerate();
    events.map(|(at, event)| item(context, at, event)).collect()
}

/// Data said to be exposed make an incident a data breach, whoever says so.
pub fn settle_kinds(incident: &mut Incident) {
    let exposed = incident.exposure.iter().any(|e| e.polarity == sextant_model::Polarity::Exposed);
    if exposed {
        incident.kinds.retain(|k| *k != IncidentKind::Unspecified);
        kinds::push(&mut incident.kinds, IncidentKind::DataBreach);
        incident.kinds.sort();
    }
}

/// What is said on an incident shows its kinds too: data said to be taken a breach, money asked for an extortion.
pub fn settle_by_claims(incidents: &mut [Incident], claims: &[ReadClaim]) {
    for incident in incidents {
        // What only a crew says is no kind of an event that others tell of as a fact.
        let alleged = incident.realis != Realis::Actual;
        let plainly = |c: &ReadClaim| {
            matches!(c.stance, Stance::Confirms | Stance::Asserts) || alleged && c.stance == Stance::Claims
        };
        let said = |kinds: &[PropositionKind]| {
            claims.iter().any(|c| plainly(c) && kinds.contains(&c.proposition.kind) && c.about == [incident.id.clone()])
        };
        let mut found = Vec::new();
        if said(&[PropositionKind::DataTaken, PropositionKind::DataShared]) {
            found.push(IncidentKind::DataBreach);
        }
        if said(&[PropositionKind::Ransom]) && !incident.kinds.contains(&IncidentKind::Ransomware) {
            found.push(IncidentKind::Extortion);
        }
        for kind in found {
            incident.kinds.retain(|k| *k != IncidentKind::Unspecified);
            kinds::push(&mut incident.kinds, kind);
        }
        incident.kinds.sort();
    }
}

fn item(context: &Context<'_, '_>, at: usize, event: &Event) -> Incident {
    let party = &context.parties.all[event.victim];
    let name = party.short.clone().or_else(|| party.name.clone()).unwrap_or_default();
    let aliases = party.aliases.iter().filter(|a| **a != name).cloned().collect();
    let own = context.events.narrator == Narrator::Party(event.victim);
    let country = party.country.clone().or_else(|| own.then(|| narrator::letterhead(context.analysis)).flatten());
    Incident {
        id: format!("i{}", at + 1),
        victim: Victim { name, aliases, sector: party.sector.clone(), country },
        kinds: event.kinds.clone(),
        realis: event.realis,
        dates: Vec::new(),
        exposure: Vec::new(),
        services: Vec::new(),
        impacts: Vec::new(),
        responses: Vec::new(),
        proof: context.analysis.proof(&event.told, event.rule, 0.9),
    }
}
