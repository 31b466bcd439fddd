//! Whom a story is about: the organisation that it names most and most to the fore. Where the words of an attack were
//! laid on somebody whom the story hardly names, and not on the one that it is about, they are that one's.

use super::super::Narrator;
use super::{Evidence, Search, in_title};
use crate::parties::{PartyId, PartyKind};
use sextant_model::{BlockKind, SpeakerKind};
use std::collections::BTreeMap;

/// Least salience of a story's own party: named in the lead, and twice.
const ENOUGH: f32 = 5.0;
/// A party this much less salient than the story's own is beside the story.
const BESIDE: f32 = 0.7;

/// Lays evidence of parties beside the story on the party that it is about, when that one has none.
pub(super) fn settle(search: &Search<'_, '_>, background: &[bool], mut all: Vec<Evidence>) -> Vec<Evidence> {
    // A letter or a filing names others more often than the one who writes it.
    if *search.narrator != Narrator::Press {
        return all;
    }
    let salience = of_parties(search, background);
    let top = salience.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
    let Some((&top, &most)) = top.filter(|(_, score)| **score >= ENOUGH) else { return all };
    if all.iter().any(|e| e.party == top) {
        return all;
    }
    for evidence in &mut all {
        if salience.get(&evidence.party).copied().unwrap_or_default() <= BESIDE * most {
            evidence.party = top;
        }
    }
    all
}

/// How much to the fore each organisation stands that could be a victim.
fn of_parties(search: &Search<'_, '_>, background: &[bool]) -> BTreeMap<PartyId, f32> {
    let mut counts: BTreeMap<PartyId, (f32, f32)> = BTreeMap::new();
    for mention in &search.parties.mentions {
        let party = search.organisation(mention.party);
        let sentence = search.analysis.sentence_of(mention.tokens.start).unwrap_or_default();
        let aside = background.get(sentence).copied().unwrap_or(false)
            || search.analysis.sentences.get(sentence).is_none_or(|s| s.kind == BlockKind::Aside);
        if aside || !is_plain(search, party) {
            continue;
        }
        let (names, references) = counts.entry(party).or_default();
        *(if mention.by_name && party == mention.party { names } else { references }) += 1.0;
    }
    let lead = lead(search);
    let fore = |party: PartyId| {
        let title = if in_title(search.analysis, search.parties, party) { 3.0 } else { 0.0 };
        let led = lead.clone().any(|t| search.parties.at(t).is_some_and(|m| search.organisation(m.party) == party));
        title + if led { 3.0 } else { 0.0 }
    };
    counts.iter().map(|(&party, (names, refs))| (party, names.min(6.0) + (refs / 2.0).min(4.0) + fore(party))).collect()
}

fn is_plain(search: &Search<'_, '_>, party: PartyId) -> bool {
    let known = &search.parties.all[party];
    search.eligible(party) && known.kind == PartyKind::Organisation && known.speaker == SpeakerKind::Other
}

/// The first two sentences of running text.
fn lead(search: &Search<'_, '_>) -> std::ops::Range<usize> {
    let mut running = search.analysis.sentences.iter().filter(|s| s.kind == BlockKind::Paragraph && s.tokens.len() > 8);
    match (running.next(), running.next()) {
        (Some(first), Some(second)) => first.tokens.start..second.tokens.end.max(first.tokens.end),
        (Some(first), None) => first.tokens.clone(),
        _ => 0..0,
    }
}
