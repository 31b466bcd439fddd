//! Text to a reading: who says what about which incident, with the words that say it. No I/O, no clock.
//!
//! Order of work, each step a module that reads only what stands before it:
//! [`analysis`] (tokens, tags, sentences, clauses, scopes, attribution frames) → [`parties`] (who is named,
//! and what "the retailer" refers to) → [`incidents`] (what happened to whom, said how) → [`fields`]
//! (exposure, services, dates, impacts, responses) → [`claims`] (who says what).

pub mod analysis;
mod bounds;
pub mod claims;
pub mod entities;
pub mod fields;
pub mod incidents;
pub mod indicators;
pub mod parties;
pub mod places;

use sextant_model::{CleanDocument, Problem, PropositionKind, Reading, reading};

/// Id of the rule set; claims of an older one are superseded when a document is read again.
pub const RULE_SET: &str = "sextant-rules/1";

/// Reads one clean document.
#[must_use]
pub fn read(document: &CleanDocument) -> Reading {
    let mut reading = Reading {
        format: reading::FORMAT.to_owned(),
        document: document.meta.clone(),
        text: document.text.clone(),
        incidents: Vec::new(),
        claims: Vec::new(),
        indicators: indicators::indicators(document),
        entities: entities::entities(document),
        problems: Vec::new(),
    };
    if let Some(language) = document.meta.language.as_deref().filter(|l| *l != "en") {
        reading.problems.push(Problem::new("not-read-language", "text", format!("the text is in {language:?}; only English is read: kept and indexed, but no statement was taken from it")));
        return reading;
    }
    let (document, cut) = bounds::part(document);
    reading.problems.extend(cut);
    let analysis = analysis::analyse(&document);
    let mut parties = parties::find(&analysis);
    let narrator = incidents::narrator::mean(&analysis, &mut parties);
    let events = incidents::find(&analysis, &parties, narrator);
    let context = Context { analysis: &analysis, parties: &parties, events: &events };
    reading.incidents = incidents::items(&context);
    fields::fill(&context, &mut reading.incidents);
    let claimed = claims::find(&context);
    let stolen = |c: &&claims::Claimed| c.claim.proposition.kind == PropositionKind::DataTaken;
    let said = claimed.iter().filter(stolen).map(|c| (&c.tokens, c.about.as_slice(), c.claim.stance));
    fields::add_said(&context, said, &mut reading.incidents);
    reading.incidents.iter_mut().for_each(incidents::settle_kinds);
    reading.claims = claimed.into_iter().map(|c| c.claim).collect();
    fields::as_claimed(&mut reading.incidents, &reading.claims);
    incidents::settle_by_claims(&mut reading.incidents, &reading.claims);
    entities::add_speakers(&mut reading);
    incidents::realis::settle(&mut reading.incidents, &reading.claims);
    bounds::proved(&mut reading);
    reading
}

/// Everything that the later steps may look at.
#[derive(Clone, Copy)]
pub struct Context<'c, 'd> {
    /// Tokens to frames.
    pub analysis: &'c analysis::Analysis<'d>,
    /// Who is named.
    pub parties: &'c parties::Parties,
    /// What happened to whom.
    pub events: &'c incidents::Events,
}
