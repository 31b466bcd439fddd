//! What the mentions of each body show: how often it is named, what it owns, does and says there.

use super::super::{Search, Voice};
use crate::analysis::Tag;
use crate::incidents::Narrator;
use crate::incidents::lexicon::LEXICON;
use crate::parties::{Mention, PartyId};
use sextant_model::BlockKind;
use std::collections::BTreeMap;

/// Counted over the mentions of one body outside background.
#[derive(Debug, Default, Clone)]
pub(super) struct Shown {
    /// By a name of its own.
    pub names: f32,
    /// By a word that refers back, or by somebody who speaks for it.
    pub references: f32,
    /// In sentences on cyber events.
    pub cyber: f32,
    /// In background, which counts for nothing else.
    pub background: f32,
    /// Sentence of the first mention.
    pub first: Option<usize>,
    /// As the subject of a clause in a sentence on cyber events; of a passive one.
    pub subject: f32,
    pub passive: f32,
    /// Owning systems, data or an attack; owning customers, patients, staff.
    pub owns_things: f32,
    pub owns_people: f32,
    /// In sentences on cyber events that name data; in sentences that name people it could answer for.
    pub near_data: f32,
    pub near_people: f32,
    /// As one who is told, asked for help or quoted from: "reported it to X", "working with X".
    pub told: f32,
    /// "in X": a place; "the X bus station": a modifier.
    pub placed: f32,
    pub modifier: f32,
}

/// For each body that can be a victim, those only mentioned in background too.
pub(super) fn shown(search: &mut Search<'_, '_>, background: &[bool]) -> BTreeMap<PartyId, Shown> {
    let mut all: BTreeMap<PartyId, Shown> = BTreeMap::new();
    // Whose text it is need not be named in it.
    if let Narrator::Party(narrator) = *search.narrator
        && search.eligible(narrator)
    {
        all.entry(narrator).or_default();
    }
    for mention in &search.parties.mentions {
        let party = search.organisation(mention.party);
        if !search.eligible(party) {
            continue;
        }
        let shown = all.entry(party).or_default();
        let sentence = search.analysis.sentence_of(mention.tokens.start).unwrap_or_default();
        let aside = search.analysis.sentences.get(sentence).is_none_or(|s| s.kind == BlockKind::Aside);
        if aside || background.get(sentence).copied().unwrap_or(false) {
            shown.background += 1.0;
            continue;
        }
        shown.first = shown.first.or(Some(sentence));
        search.sentence = sentence;
        if mention.by_name && mention.party == party {
            shown.names += 1.0;
        } else {
            shown.references += 1.0;
        }
        stands(search, mention, shown);
        owns(search, mention, shown);
        near(search, search.cyber(), shown);
        shown.cyber += one(search.cyber());
        if search.cyber() {
            acts(search, mention, party, shown);
        }
    }
    all
}

/// How the mention stands among its neighbours.
fn stands(search: &Search<'_, '_>, mention: &Mention, shown: &mut Shown) {
    let before = mention.tokens.start.checked_sub(1).map_or("", |b| search.lower(b));
    let further = mention.tokens.start.checked_sub(2).map_or("", |b| search.lemma(b));
    if mention.by_name {
        let next = search.analysis.tokens.get(mention.tokens.end);
        let noun = next.is_some_and(|n| n.tag == Tag::Noun && n.text.starts_with(char::is_lowercase));
        shown.placed += one(LEXICON.places.contains(before));
        shown.modifier += one(noun);
    }
    let behind = matches!(before, "to" | "with" | "by" | "from") && LEXICON.turns_to.contains(further);
    let tells = mention.tokens.start.checked_sub(1).is_some_and(|b| {
        matches!(search.analysis.tokens[b].tag, Tag::Verb | Tag::Participle)
            && LEXICON.turns_to.contains(search.lemma(b))
    });
    shown.told += one(behind || tells);
}

/// "X's customers", "its servers", "patients of X", "the attack at X".
fn owns(search: &Search<'_, '_>, mention: &Mention, shown: &mut Shown) {
    let end = mention.tokens.end;
    let last = search.lower(end.saturating_sub(1));
    let marked = search.lower(end) == "'s";
    let before = mention.tokens.start.checked_sub(1).map_or("", |b| search.lower(b));
    let near = if marked || last.ends_with('\'') || matches!(last, "its" | "their" | "our") {
        let from = end + usize::from(marked);
        from..from + 4
    } else if matches!(before, "of" | "at") {
        mention.tokens.start.saturating_sub(5)..mention.tokens.start
    } else {
        return;
    };
    let thing = |t: usize| LEXICON.things.contains_key(search.lemma(t)) || LEXICON.nouns.contains(search.lemma(t));
    shown.owns_people += one(near.clone().any(|t| LEXICON.people.contains(search.lemma(t))));
    shown.owns_things += one(near.clone().any(thing));
}

/// What else the sentence names.
fn near(search: &Search<'_, '_>, cyber: bool, shown: &mut Shown) {
    use crate::incidents::lexicon::Thing;
    let data = |t: usize| LEXICON.things.get(search.lemma(t)) == Some(&Thing::Data);
    shown.near_people += one(search.tokens().any(|t| LEXICON.people.contains(search.lemma(t))));
    shown.near_data += one(cyber && search.tokens().any(data));
}

/// Whether it is the subject in a sentence on cyber events.
fn acts(search: &Search<'_, '_>, mention: &Mention, party: PartyId, shown: &mut Shown) {
    let Some(clause) = search.analysis.clause_of(mention.tokens.start).map(|c| &search.analysis.clauses[c]) else {
        return;
    };
    if is_subject(search, mention, party) {
        shown.subject += 1.0;
        shown.passive += one(clause.verb.as_ref().is_some_and(|v| v.passive));
    }
}

fn is_subject(search: &Search<'_, '_>, mention: &Mention, party: PartyId) -> bool {
    let clause = search.analysis.clause_of(mention.tokens.start).map(|c| &search.analysis.clauses[c]);
    clause.and_then(|c| c.subject.as_ref()).is_some_and(|subject| {
        let inside = subject.start <= mention.tokens.start && mention.tokens.end <= subject.end;
        inside && search.parties.meant(subject).map(|p| search.organisation(p)) == Some(party)
    })
}

/// How many statements are each body's own, or of people who speak for it.
pub(super) fn statements(search: &Search<'_, '_>) -> BTreeMap<PartyId, f32> {
    let mut counts = BTreeMap::new();
    for speaker in search.analysis.frames.iter().filter_map(|f| super::super::voice::speaker(search, f)) {
        *counts.entry(search.organisation(speaker)).or_default() += 1.0;
    }
    counts
}

/// Whether some evidence is in this voice.
pub(super) fn in_voice(evidence: &[&super::Evidence], voice: Voice) -> f32 {
    one(evidence.iter().any(|e| e.voice == voice))
}

/// A truth as a number.
pub(super) fn one(truth: bool) -> f32 {
    f32::from(u8::from(truth))
}
