//! Which bodies are victims. No way of telling catches every text, and each catches some text wrongly: so what a text
//! shows of each body is put into numbers ([`features`]) and weighed by a model fitted on reports with gold
//! ([`model`]). The words of those chosen are looked for here where no way of telling found any.

mod conduct;
mod customers;
pub(in crate::incidents) mod features;
mod mentions;
mod model;

use super::protagonist::Head;
use super::{Evidence, Search, Voice, harm, voice};
use crate::analysis::Modality;
use crate::incidents::lexicon::LEXICON;
use crate::parties::{Mention, PartyId};
use model::Likely;
use std::collections::BTreeMap;

/// Least weight of evidence that makes a victim by itself.
const ENOUGH: i32 = 2;

/// How likely, of what makes a victim, somebody must be whose loss is told without a hedge.
const LIKELY: f32 = 0.6;
/// As much where the text says outright that it was hit, and what it is.
const BARELY: f32 = 0.2;

/// Keeps the evidence of those who are victims, and finds words for those whom no way of telling caught.
pub(super) fn settle(
    search: &mut Search<'_, '_>,
    background: &[bool],
    heads: &[Head],
    all: Vec<Evidence>,
) -> Vec<Evidence> {
    let features = features::of(search, background, heads, &all);
    let likely = model::likelihoods(&features);
    let told = |party: PartyId| all.iter().any(|e| e.party == party && e.weight >= ENOUGH);
    let at = features::NAMES.iter().position(|name| *name == "speaks").unwrap_or_default();
    let speaks = |party: PartyId| features.get(&party).is_some_and(|own| own[at] > 0.0);
    let is =
        |party: PartyId, likely: &Likely| likely.beside >= 1.0 || likely.itself >= 1.0 && told(party) && speaks(party);
    let chosen = likely.iter().filter(|(party, likely)| is(**party, likely)).map(|(&party, _)| party).collect();
    let chosen = alongside(chosen, &all);
    let chosen = plainly(search, chosen, &all, &likely);
    let (mut kept, spare): (Vec<_>, Vec<_>) = all.into_iter().partition(|e| chosen.contains(&e.party));
    for &party in &chosen {
        let weight: i32 = kept.iter().filter(|e| e.party == party).map(|e| e.weight).sum();
        if weight < ENOUGH {
            kept.extend(words_for(search, background, party, &spare, chosen.len() == 1));
        }
    }
    let told: Vec<PartyId> = chosen.into_iter().filter(|&party| kept.iter().any(|e| e.party == party)).collect();
    kept.extend(customers::of(search, background, &told));
    kept.sort_by_key(|e| (e.at.start, e.party));
    kept
}

/// With those whom the same words of attack hit: "attacks on X, Y and Z".
fn alongside(mut chosen: Vec<PartyId>, all: &[Evidence]) -> Vec<PartyId> {
    let hit: Vec<usize> = all.iter().filter(|e| chosen.contains(&e.party)).map(|e| e.at.start).collect();
    let beside =
        all.iter().filter(|e| matches!(e.rule, "event.attack-noun" | "event.listed") && hit.contains(&e.at.start));
    chosen.extend(beside.map(|e| e.party));
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// With those of whom it is said without a hedge that they were attacked, where the text says what they are and much
/// else speaks for it: "an attack targeted the luxury store X"; or who say so themselves, or from whom it was taken.
fn plainly(
    search: &Search<'_, '_>,
    mut chosen: Vec<PartyId>,
    all: &[Evidence],
    likely: &BTreeMap<PartyId, Likely>,
) -> Vec<PartyId> {
    let said = |e: &&Evidence| {
        let plain = matches!(e.voice, Voice::Own | Voice::Known | Voice::Told);
        // By itself: that another is more to the fore takes nothing from words that say it.
        let (itself, beside) = likely.get(&e.party).map_or((0.0, 0.0), |likely| (likely.itself, likely.beside));
        let described = search.parties.all[e.party].description.is_some();
        let hit = LEXICON.verb_ids.contains(e.rule) || matches!(e.rule, "event.fraud" | "event.fined");
        let lost = e.rule.starts_with("harm.") || matches!(e.rule, "event.own-words" | "event.fraud");
        plain
            && e.weight >= 3
            && (hit && (described && itself >= BARELY || itself >= 1.0) || beside >= LIKELY && (hit || lost))
    };
    chosen.extend(all.iter().filter(said).map(|e| e.party));
    // What was lost falls to the one of whom the text tells, where no words name an owner: that alone says of nobody that
    // it was hit.
    let told = |party: PartyId| all.iter().filter(move |e| e.party == party);
    chosen.retain(|&party| {
        let hit = told(party).any(|e| !e.rule.starts_with("harm."));
        !spared(search, party, told(party).next().is_some()) && (hit || !untouched(search, party))
    });
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// "though not X": named as one to whom it did not happen. "Emails that seemed to come from X", "the real X": others
/// acted in its name, which befalls victims too.
fn spared(search: &Search<'_, '_>, party: PartyId, told: bool) -> bool {
    let named = search.parties.mentions.iter().filter(|m| m.party == party && m.by_name);
    named.into_iter().any(|m| {
        let start = m.tokens.start;
        let before = start.checked_sub(1).map_or("", |b| search.lower(b));
        let seemed = before == "from"
            && search.lower(m.tokens.end) != "'s"
            && (start.saturating_sub(5)..start)
                .any(|t| matches!(search.lemma(t), "seem" | "appear" | "purport" | "look" | "pretend" | "claim"));
        let real = matches!(before, "real" | "genuine") && m.tokens.start > 1;
        !told && (seemed || real) || matches!(before, "not" | "nor" | "except" | "excluding" | "unlike")
    })
}

/// "X has not been attacked": it suffers, its verb is one of attack, and neither is hedged.
fn untouched(search: &Search<'_, '_>, party: PartyId) -> bool {
    search.analysis.clauses.iter().any(|clause| {
        let (Some(verb), Some(subject)) = (&clause.verb, &clause.subject) else { return false };
        let attack = LEXICON.verbs.get(verb.lemma.as_str()).is_some_and(|v| v.iter().any(|v| v.particle.is_empty()));
        let whole = |m: &&Mention| m.party == party && m.by_name && m.tokens.end == subject.end;
        attack
            && verb.passive
            && verb.negated
            && search.analysis.scope_at(verb.head).modality == Modality::Asserted
            && search.parties.within(subject).iter().any(|m| whole(&m))
    })
}

/// Words of attack in the sentences that mention a party, plain ones first; else those laid on somebody who is no
/// victim; else, if the party is alone, any that the text holds; else none.
fn words_for(
    search: &mut Search<'_, '_>,
    background: &[bool],
    party: PartyId,
    spare: &[Evidence],
    alone: bool,
) -> Vec<Evidence> {
    let plain = |s: &usize| !background.get(*s).copied().unwrap_or(false);
    let mentions = search.parties.mentions.iter().filter(|m| search.organisation(m.party) == party);
    let mut own: Vec<usize> =
        mentions.filter_map(|m| search.analysis.sentence_of(m.tokens.start)).filter(plain).collect();
    own.dedup();
    for strict in [true, false] {
        let mut told: Vec<Evidence> = own.iter().flat_map(|&s| in_sentence(search, s, party, strict)).collect();
        // What is denied of it elsewhere ("has not paid the ransom") takes nothing from what is told.
        if told.iter().any(|e| e.voice != Voice::Denied) {
            told.retain(|e| e.voice != Voice::Denied);
        }
        if !told.is_empty() {
            return told;
        }
    }
    if !spare.is_empty() {
        return spare.iter().map(|e| Evidence { party, ..e.clone() }).collect();
    }
    let all = 0..if alone { search.analysis.sentences.len() } else { 0 };
    all.filter(plain).flat_map(|s| attacks(search, s, party, true)).collect()
}

/// The words of attack of a sentence on cyber events.
fn in_sentence(search: &mut Search<'_, '_>, sentence: usize, party: PartyId, strict: bool) -> Vec<Evidence> {
    search.sentence = sentence;
    if search.cyber() { attacks(search, sentence, party, strict) } else { Vec::new() }
}

/// The words of attack of one sentence, each in its voice; `strict`: those that mean nothing else.
fn attacks(search: &mut Search<'_, '_>, sentence: usize, party: PartyId, strict: bool) -> Vec<Evidence> {
    search.sentence = sentence;
    if search.impersonated(party) {
        return Vec::new();
    }
    let attack = |t: usize| {
        let lemma = search.lemma(t);
        LEXICON.nouns.contains(lemma)
            || harm::harm_at(search, t).is_some_and(|h| h.plain || !strict)
            || LEXICON.verbs.get(lemma).is_some_and(|v| !strict || v.iter().any(|v| !v.weak && v.particle.is_empty()))
    };
    // "How to read a ransom note" tells of nobody.
    let mut before = search.tokens().zip(search.tokens().skip(1));
    let guide = before.find(|&(how, to)| search.lower(how) == "how" && search.lower(to) == "to").map(|(how, _)| how);
    let told = |t: usize| guide.is_none_or(|how| t < how);
    let words = search.tokens().filter(|&t| attack(t) && told(t) && !search.of_anybody(t));
    words
        .filter_map(|t| {
            let voice = voice::over(search, party, t, false)?;
            Some(Evidence { party, at: t..t + 1, voice, weight: ENOUGH, rule: "event.weighed", kind: None })
        })
        .collect()
}
