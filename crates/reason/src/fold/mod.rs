//! The fold of claims to a record (design §5): claims are laid on the fields that they bear on, moment by moment of
//! one clock, so that standing, "since when" and history come out of one pass. Pure; the order in which claims are
//! given does not matter.

mod bearing;
mod build;
mod field;
mod history;
mod name;
pub(crate) mod nouns;
mod pile;
mod question;
mod sentence;
mod speaking;
mod timeline;
mod truth;

pub use truth::{Matter, Spoken, Valued};

use crate::reliability::Reliance;
use bearing::Key;
use field::Outlook;
use name::Naming;
use pile::{Entry, Pile, Voice};
use sextant_model::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The record of an incident as of a moment. `claims` is filled; drop it when it was not asked for.
#[must_use]
pub fn fix(dossier: &Dossier, as_of: AsOf) -> Record {
    let mut fold = Fold::new(dossier, as_of.clock);
    for (at, events) in timeline::of(dossier, &fold.claims, as_of) {
        fold.advance(at, &events);
    }
    fold.gather();
    build::record(fold, dossier, as_of)
}

/// The record as of a moment, and where its sources disagree how likely each value is; `reliance` says how far each source
/// is relied on.
#[must_use]
pub fn fix_with_values(dossier: &Dossier, as_of: AsOf, reliance: &Reliance) -> (Record, Vec<Matter>) {
    let mut fold = Fold::new(dossier, as_of.clock);
    for (at, events) in timeline::of(dossier, &fold.claims, as_of) {
        fold.advance(at, &events);
    }
    fold.gather();
    let matters = truth::matters(&fold, reliance);
    (build::record(fold, dossier, as_of), matters)
}

/// The record as of a moment without its claims and its history, and those of its claims that count then, oldest first:
/// neither withdrawn nor replaced. For what weighs incidents, and shows none.
#[must_use]
pub fn fix_with_standing(dossier: Dossier, as_of: AsOf) -> (Record, Vec<Claim>) {
    let mut fold = Fold { tells: false, ..Fold::new(&dossier, as_of.clock) };
    for (at, events) in timeline::of(&dossier, &fold.claims, as_of) {
        fold.advance(at, &events);
    }
    let live: HashSet<ClaimId> = fold.live.iter().filter_map(|claim| fold.claim(*claim)).map(|c| c.id).collect();
    fold.gather();
    let record = build::record_alone(fold, &dossier, as_of);
    let mut standing = dossier.claims;
    standing.retain(|claim| live.contains(&claim.id));
    standing.sort_by_key(|claim| (timeline::moment(claim, as_of.clock), claim.id));
    standing.dedup_by_key(|claim| claim.id);
    (record, standing)
}

/// Every line that the incident has had in the list of incidents by this clock, for this audience, oldest first.
/// Empty when nothing is known of it.
#[must_use]
pub fn versions(dossier: &Dossier, clock: Clock, audience: Tlp) -> Vec<SummaryVersion> {
    let everything = dossier.claims.iter().all(|c| c.tlp.allows(audience))
        && dossier.documents.iter().all(|d| d.tlp.allows(audience));
    let shown = if everything { Cow::Borrowed(dossier) } else { Cow::Owned(dossier.clone().for_audience(audience)) };
    let mut fold = Fold { tells: false, gathers: true, ..Fold::new(&shown, clock) };
    let documents = build::DocumentTimes::of(&shown, &fold.claims, clock);
    let mut versions: Vec<SummaryVersion> = Vec::new();
    for (at, events) in timeline::of(&shown, &fold.claims, AsOf { until: None, clock }) {
        fold.advance(at, &events);
        let summary = build::summary(&fold, &shown, documents.known_by(at));
        if versions.last().is_some_and(|last| last.until.is_none() && Some(&last.summary) == summary.as_ref()) {
            continue;
        }
        if let Some(open) = versions.last_mut().filter(|last| last.until.is_none()) {
            open.until = Some(at);
        }
        versions.extend(summary.map(|summary| SummaryVersion { clock, audience, at, until: None, summary }));
    }
    versions
}

/// The state of the fold after the moments taken so far.
pub(crate) struct Fold<'a> {
    /// In the order of their moment, then id: positions in it name claims.
    claims: Vec<&'a Claim>,
    clock: Clock,
    piles: BTreeMap<Key, Pile>,
    outlooks: BTreeMap<Key, Outlook>,
    live: BTreeSet<usize>,
    /// How many live claims each origin and each label has.
    live_origins: BTreeMap<Option<GroupId>, usize>,
    live_labels: BTreeMap<Tlp, usize>,
    /// Whether outlooks hold the claims of each side; a record needs those of the last moment only.
    gathers: bool,
    /// Whether history is written; the list needs only that something changed.
    tells: bool,
    naming: Naming,
    history: Vec<HistoryEntry>,
    first: Option<Instant>,
    changed: Option<Instant>,
}

impl<'a> Fold<'a> {
    fn new(dossier: &'a Dossier, clock: Clock) -> Self {
        let mut claims: Vec<&Claim> = dossier.claims.iter().collect();
        claims.sort_by_key(|claim| (timeline::moment(claim, clock), claim.id));
        claims.dedup_by_key(|claim| claim.id);
        Self {
            claims,
            clock,
            piles: BTreeMap::new(),
            outlooks: BTreeMap::new(),
            live: BTreeSet::new(),
            live_origins: BTreeMap::new(),
            live_labels: BTreeMap::new(),
            gathers: false,
            tells: true,
            naming: Naming::default(),
            history: Vec::new(),
            first: None,
            changed: None,
        }
    }

    /// Takes the claims of one moment in and notes what changes.
    fn advance(&mut self, at: Instant, events: &[timeline::Event]) {
        let mut touched = BTreeSet::new();
        for event in events {
            match *event {
                timeline::Event::Comes(claim) => self.lay(claim, &mut touched),
                timeline::Event::Goes(claim) => self.lift(claim, &mut touched),
            }
        }
        // What is denied as a whole is denied in its parts.
        let whole = |key: &Key| matches!(key, Key::Data | Key::Occurred | Key::Exposure(DataKind::PersonalData, _));
        if touched.iter().any(whole) {
            touched.extend(self.piles.keys().filter(|k| matches!(k, Key::Exposure(..))).cloned());
        }
        // A number may be said to be wrong by somebody else and later.
        if touched.iter().any(|key| matches!(key, Key::Statement(PropositionKind::Impact, _))) {
            touched.extend(self.piles.keys().filter(|k| matches!(k, Key::Impact(_, _, None))).cloned());
        }
        if self.first.is_none() && !self.live.is_empty() {
            self.first = Some(at);
        }
        let mut details = BTreeSet::new();
        for key in touched {
            let new = !self.outlooks.contains_key(&key);
            if new && matches!(key, Key::Indicator(..) | Key::Entity(..)) {
                details.insert(key.clone());
            }
            self.update(key, at);
        }
        if self.tells {
            history::details(self, &details, at);
        }
    }

    /// Fills in the claims by which each side is held now.
    fn gather(&mut self) {
        self.gathers = true;
        let keys: Vec<Key> = self.outlooks.keys().cloned().collect();
        for key in keys {
            let Some(gathered) = field::outlook(self, &key) else { continue };
            if let Some(outlook) = self.outlooks.get_mut(&key) {
                (outlook.supporting, outlook.against) = (gathered.supporting, gathered.against);
            }
        }
    }

    fn lay(&mut self, position: usize, touched: &mut BTreeSet<Key>) {
        let Some(claim) = self.claims.get(position).copied() else { return };
        self.live.insert(position);
        *self.live_origins.entry(origin_of(claim)).or_default() += 1;
        *self.live_labels.entry(claim.tlp).or_default() += 1;
        self.naming.take(claim);
        for bearing in bearing::bearings_of(claim) {
            let entry = Entry {
                claim: position,
                at: timeline::moment(claim, self.clock),
                voice: voice_of(claim),
                side: bearing.side,
                weight: bearing.weight,
                implied: bearing.implied,
                value: field::value_of(claim),
            };
            self.piles.entry(bearing.key.clone()).or_default().add(entry);
            touched.insert(bearing.key);
        }
    }

    fn lift(&mut self, position: usize, touched: &mut BTreeSet<Key>) {
        let Some(claim) = self.claims.get(position).copied() else { return };
        self.live.remove(&position);
        one_less(&mut self.live_origins, &origin_of(claim));
        one_less(&mut self.live_labels, &claim.tlp);
        self.naming.give_back(claim);
        for bearing in bearing::bearings_of(claim) {
            if let Some(pile) = self.piles.get_mut(&bearing.key) {
                pile.remove(position);
            }
            touched.insert(bearing.key);
        }
    }

    /// Weighs a field anew and writes down what changed.
    fn update(&mut self, key: Key, at: Instant) {
        let before = self.outlooks.get(&key).cloned();
        let Some(mut after) = field::outlook(self, &key) else {
            if before.is_some() {
                self.outlooks.remove(&key);
                self.changed = Some(at);
                if self.tells {
                    history::gone(self, &key, before.as_ref(), at);
                }
            }
            return;
        };
        after.since = match &before {
            Some(before) if before.says_the_same(&after) => before.since,
            _ => at,
        };
        let same = before.as_ref().is_some_and(|before| before.says_the_same(&after));
        self.outlooks.insert(key.clone(), after);
        if !same {
            self.changed = Some(at);
        }
        if !same && self.tells {
            history::changed(self, &key, before.as_ref(), at);
        }
    }

    fn claim(&self, position: usize) -> Option<&'a Claim> {
        self.claims.get(position).copied()
    }

    fn outlook(&self, key: &Key) -> Option<&Outlook> {
        self.outlooks.get(key)
    }

    fn pile(&self, key: &Key) -> Option<&Pile> {
        self.piles.get(key)
    }

    /// Distinct origins among claims: everyone who speaks for the victim is one.
    fn origins(&self, claims: impl IntoIterator<Item = usize>) -> usize {
        claims.into_iter().filter_map(|c| self.claim(c)).map(origin_of).collect::<BTreeSet<_>>().len()
    }
}

fn voice_of(claim: &Claim) -> Voice {
    match (&claim.speaker.name, claim.speaker.kind) {
        (_, SpeakerKind::Victim) => Voice::Victim,
        (Some(name), SpeakerKind::Actor) => Voice::Named(crate::names::actor_key(name)),
        _ if crate::origin::is_outlets_own(claim) => Voice::Outlet(claim.group),
        (Some(name), _) => Voice::Named(crate::names::key(name)),
        (None, _) => Voice::Outlet(claim.group),
    }
}

/// Where a claim comes from: everyone who speaks for the victim is one origin.
fn origin_of(claim: &Claim) -> Option<GroupId> {
    if claim.speaker.kind == SpeakerKind::Victim { None } else { Some(claim.group) }
}

fn one_less<K: Ord>(counts: &mut BTreeMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
