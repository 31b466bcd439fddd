//! How reliable a source is, for each kind of claim: how often it says what turns out true, and what turns out false, of the
//! incidents that it tells of. Learnt from what is settled in the ledger by parties in a position to know; shrunk to what all
//! sources do, or to what is stated of it (Admiralty scale), until it has a record of its own. Whoever settles a matter is
//! not scored on it, and what is open counts neither way.

use crate::linkage::Subject;
use crate::names::key;
use crate::origin::is_outlets_own;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// What is learnt of a source for one kind of claim.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Learnt {
    /// The kind.
    pub kind: PropositionKind,
    /// What it said and was true.
    pub right: usize,
    /// What it said and was false.
    pub wrong: usize,
    /// How often it says what is true of an incident that it tells of.
    pub says_if_true: f64,
    /// How often it says what was claimed of it and is false.
    pub says_if_false: f64,
    /// How much likelier a claim of it makes what it says: the first by the second.
    pub ratio: f64,
    /// By how much the logarithm of what its words weigh is multiplied: 1 for a source without a record.
    pub strength: f64,
    /// The letter and digit that its record comes to; F6 while there is none.
    pub admiralty: String,
}

/// A source's claims of one kind against what was settled.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    right: f64,
    wrong: f64,
    /// Settled matters of the incidents that it tells of, said by it or not.
    true_of: f64,
    false_of: f64,
}

/// How far each source is relied on: what its record, or what is stated of it, makes of its words. A source without either
/// is relied on as all are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reliance {
    learnt: BTreeMap<(String, PropositionKind), f64>,
    stated: BTreeMap<String, BTreeMap<Option<PropositionKind>, f64>>,
}

/// No record makes words count for more than this many times (of the logarithm) what they do without.
const MOST_STRENGTH: f64 = 2.0;

impl Reliance {
    /// What these incidents, and what is stated of sources, come to.
    #[must_use]
    pub fn of<'s>(subjects: impl IntoIterator<Item = &'s Subject>, sources: &[Source]) -> Self {
        let (tallies, pool) = tallied(subjects);
        let by_name: BTreeMap<String, &Source> = sources.iter().map(|source| (key(&source.name), source)).collect();
        let mut reliance = Self::default();
        for ((name, kind), tally) in tallies.iter().filter(|(_, tally)| tally.right + tally.wrong > 0.0) {
            let source = by_name.get(name);
            if source.is_some_and(|source| is_unjudged(source, *kind)) {
                continue;
            }
            let share = share_of_true(tally, &pool[kind], source.and_then(|source| stated(source, *kind)));
            reliance.learnt.insert((name.clone(), *kind), strength(share));
        }
        for (name, source) in by_name {
            let said = source.reliability.iter().map(|said| (said.kind, said_strength(source, said.kind)));
            reliance.stated.insert(name, said.collect());
        }
        reliance
    }

    /// By how much the logarithm of the weight of a claim is multiplied: 1 where nothing is known of its source, 0 where
    /// its words say nothing. A party in a position to know is never scored.
    #[must_use]
    pub fn strength(&self, claim: &Claim) -> f64 {
        source_of(claim).map_or(1.0, |source| self.strength_of(&source, claim.proposition.kind))
    }

    /// What a ratio comes to for a claim.
    pub(crate) fn heed(&self, claim: &Claim, ratio: f64) -> f64 {
        let strength = self.strength(claim);
        if strength == 1.0 { ratio } else { ratio.powf(strength) }
    }

    /// The same for the source of this key.
    fn strength_of(&self, source: &str, kind: PropositionKind) -> f64 {
        let learnt = self.learnt.get(&(source.to_owned(), kind));
        let stated = || self.stated.get(source).and_then(|said| said.get(&Some(kind)).or_else(|| said.get(&None)));
        learnt.or_else(stated).copied().unwrap_or(1.0)
    }
}

/// What a share of true claims makes of words: 1 where it is what sources have before any outcome, nothing where their words
/// are as often wrong as right. (How often a source says what is false is known only of incidents that turned out false;
/// many a careful one tells of none. So its record counts by what was true of what it said.)
fn strength(share: f64) -> f64 {
    let usual = BEFORE.right / (BEFORE.right + BEFORE.wrong);
    let log_odds = |share: f64| (share / (1.0 - share)).ln();
    (log_odds(share) / log_odds(usual)).clamp(0.0, MOST_STRENGTH)
}

fn said_strength(source: &Source, kind: Option<PropositionKind>) -> f64 {
    // Stated for all kinds, any kind stands for it.
    let any = kind.unwrap_or(PropositionKind::Occurred);
    if is_unjudged(source, any) {
        0.0
    } else {
        strength(share_of_true(&Tally::default(), &BEFORE, stated(source, any)))
    }
}

/// Whether it is stated that the reliability cannot be judged: no information.
fn is_unjudged(source: &Source, kind: PropositionKind) -> bool {
    let of_kind = source.reliability.iter().find(|stated| stated.kind == Some(kind));
    let said = of_kind.or_else(|| source.reliability.iter().find(|stated| stated.kind.is_none()));
    said.is_some_and(|said| said.letter == 'F' || said.digit == 6)
}

type Tallies = BTreeMap<(String, PropositionKind), Tally>;

/// How many outcomes the pool counts for, and how many what is stated.
const POOL: f64 = 4.0;
const STATED: f64 = 8.0;
/// Fewer outcomes than this are no record.
const LEAST: usize = 5;
/// Before any outcome: sources are mostly right, and say less than half of what there is to say.
const BEFORE: Tally = Tally { right: 4.0, wrong: 1.0, true_of: 10.0, false_of: 5.0 };
/// The share of true claims from which on a letter or digit is given (NATO AJP-2.1 names no figures: these are ours).
const GRADES: [(char, f64); 4] = [('A', 0.95), ('B', 0.85), ('C', 0.7), ('D', 0.5)];

/// What is learnt of the source of this name; empty where nothing that it says was settled.
#[must_use]
pub fn learnt(subjects: &[Subject], source: &Source) -> Vec<Learnt> {
    let (tallies, pool) = tallied(subjects);
    let own = key(&source.name);
    let of_it = tallies.iter().filter(|((name, _), tally)| *name == own && tally.right + tally.wrong > 0.0);
    of_it.map(|((_, kind), tally)| learn(*kind, tally, &pool[kind], stated(source, *kind))).collect()
}

/// Each source by kind, and all of them together.
fn tallied<'s>(subjects: impl IntoIterator<Item = &'s Subject>) -> (Tallies, BTreeMap<PropositionKind, Tally>) {
    let mut tallies = Tallies::new();
    subjects.into_iter().for_each(|subject| settle(subject, &mut tallies));
    let mut pool: BTreeMap<PropositionKind, Tally> = BTreeMap::new();
    for ((_, kind), tally) in &tallies {
        let all = pool.entry(*kind).or_insert(BEFORE);
        all.right += tally.right;
        all.wrong += tally.wrong;
        all.true_of += tally.true_of;
        all.false_of += tally.false_of;
    }
    (tallies, pool)
}

fn learn(kind: PropositionKind, tally: &Tally, pool: &Tally, stated: Option<f64>) -> Learnt {
    let shrunk = |said: f64, of: f64, all_said: f64, all: f64| (said + POOL * all_said / all) / (of + POOL);
    let says_if_true = shrunk(tally.right, tally.true_of, pool.right, pool.true_of);
    let mut says_if_false = shrunk(tally.wrong, tally.false_of, pool.wrong, pool.false_of);
    let outcomes = tally.right + tally.wrong;
    let pooled = pool.right / (pool.right + pool.wrong);
    let share = share_of_true(tally, pool, stated);
    if let Some(stated) = stated {
        // What is stated of it says how much less it says what is false than sources at large.
        let odds = |share: f64| share / (1.0 - share);
        let firmer = (odds(stated) / odds(pooled)).powf(STATED / (outcomes + STATED));
        says_if_false = (says_if_false / firmer).clamp(0.001, 0.999);
    }
    let known = tally.right + tally.wrong >= LEAST as f64 || stated.is_some();
    Learnt {
        kind,
        right: tally.right as usize,
        wrong: tally.wrong as usize,
        says_if_true,
        says_if_false,
        ratio: says_if_true / says_if_false,
        strength: strength(share),
        admiralty: if known { grade(share) } else { "F6".to_owned() },
    }
}

/// The share of true claims among those that turned out, drawn to what is stated or to the pool.
fn share_of_true(tally: &Tally, pool: &Tally, stated: Option<f64>) -> f64 {
    let pooled = pool.right / (pool.right + pool.wrong);
    let (before, weight) = stated.map_or((pooled, POOL), |share| (share, STATED));
    (tally.right + weight * before) / (tally.right + tally.wrong + weight)
}

fn grade(share: f64) -> String {
    let place = GRADES.iter().position(|(_, from)| share >= *from).unwrap_or(GRADES.len());
    let letter = GRADES.get(place).map_or('E', |(letter, _)| *letter);
    format!("{letter}{}", place + 1)
}

/// The share of true claims that a stated letter and digit mean; `None` where they mean no information.
fn stated(source: &Source, kind: PropositionKind) -> Option<f64> {
    let of_kind = source.reliability.iter().find(|stated| stated.kind == Some(kind));
    let stated = of_kind.or_else(|| source.reliability.iter().find(|stated| stated.kind.is_none()))?;
    let shares = [0.97, 0.9, 0.75, 0.6, 0.3];
    let letter = shares.get(usize::try_from(u32::from(stated.letter).checked_sub(u32::from('A'))?).ok()?)?;
    let digit = shares.get(usize::from(stated.digit).checked_sub(1)?)?;
    Some((letter + digit) / 2.0)
}

/// Scores every source that tells of an incident on what was settled of it.
fn settle(subject: &Subject, tallies: &mut Tallies) {
    let by_id: BTreeMap<ClaimId, &Claim> = subject.claims.iter().map(|claim| (claim.id, claim)).collect();
    let sources: BTreeSet<String> = subject.claims.iter().filter_map(source_of).collect();
    for (standing, supporting, against) in fields(&subject.record) {
        let is_true = match standing {
            Standing::Confirmed => true,
            Standing::Denied => false,
            _ => continue,
        };
        let said = |ids: &[ClaimId]| -> BTreeSet<(String, PropositionKind)> {
            let claims = ids.iter().filter_map(|id| by_id.get(id));
            claims.filter_map(|claim| Some((source_of(claim)?, claim.proposition.kind))).collect()
        };
        let (yes, no) = (said(supporting), said(against));
        let kinds = supporting.iter().chain(against).filter_map(|id| by_id.get(id)).map(|claim| claim.proposition.kind);
        for kind in kinds.collect::<BTreeSet<_>>() {
            for source in &sources {
                let tally = tallies.entry((source.clone(), kind)).or_default();
                let (said_so, denied) = (yes.contains(&(source.clone(), kind)), no.contains(&(source.clone(), kind)));
                let one = |yes: bool| f64::from(u8::from(yes));
                if is_true {
                    tally.true_of += 1.0;
                    tally.right += one(said_so);
                    tally.wrong += one(denied && !said_so);
                    tally.false_of += one(denied && !said_so);
                } else {
                    tally.false_of += 1.0;
                    tally.wrong += one(said_so);
                }
            }
        }
    }
}

/// Standing with the claims for and against.
type Settled<'r> = (Standing, &'r [ClaimId], &'r [ClaimId]);

fn fields(record: &Record) -> Vec<Settled<'_>> {
    fn of<V>(field: &Field<V>) -> Settled<'_> {
        (field.standing, &field.supporting, &field.against)
    }
    let mut fields = vec![of(&record.occurred)];
    fields.extend(record.kinds.iter().map(of));
    fields.extend(record.exposure.iter().filter(|e| e.polarity == Polarity::Exposed).map(|e| of(&e.field)));
    fields.extend(record.impacts.iter().map(|impact| of(&impact.field)));
    fields.extend(record.dates.iter().map(|date| of(&date.field)));
    fields.extend(record.actors.iter().map(|actor| of(&actor.field)));
    fields.extend(record.statements.iter().map(|statement| of(&statement.field)));
    fields
}

/// Who says it, by the key of the name: an outlet in its own words, or a named party that is not in a position to know.
pub(crate) fn source_of(claim: &Claim) -> Option<String> {
    match claim.speaker.kind {
        SpeakerKind::Victim | SpeakerKind::Authority => None,
        SpeakerKind::Actor | SpeakerKind::Researcher => claim.speaker.name.as_deref().map(key),
        _ if is_outlets_own(claim) => claim.publisher.as_deref().map(key),
        _ => claim.speaker.name.as_deref().map(key),
    }
}
