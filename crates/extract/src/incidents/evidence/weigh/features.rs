//! What a text shows of each body that could be a victim, as numbers. All are 0 when nothing is shown; counts enter as
//! `ln(1 + n)`.

use super::super::protagonist::Head;
use super::super::{Evidence, Search, Voice, in_title};
use super::conduct::{self, Conduct};
use super::mentions::{self, Shown, in_voice, one};
use crate::incidents::Narrator;
use crate::incidents::lexicon::LEXICON;
use crate::parties::{Party, PartyId, PartyKind, Shape};
use sextant_model::SpeakerKind;
use std::collections::{BTreeMap, BTreeSet};

/// How many there are.
pub(in crate::incidents) const COUNT: usize = 48;

/// Their names, in order. Those that begin with "ev-" come from the ways of telling an event.
pub(in crate::incidents) const NAMES: [&str; COUNT] = [
    "names",
    "cyber",
    "background",
    "first",
    "sentences",
    "title",
    "entry",
    "subject",
    "passive",
    "owner",
    "people-owner",
    "data-near",
    "people-near",
    "told",
    "in-share",
    "modifier-share",
    "statements",
    "speaks",
    "narrator",
    "authority",
    "authority-speaker",
    "researcher",
    "sector",
    "name-sector",
    "nouns",
    "watcher",
    "words",
    "org-head",
    "legal-form",
    "digits",
    "first-name",
    "capitals",
    "ev-own-voice",
    "ev-claimed",
    "ev-harm",
    "ev-own-words",
    "ev-listing",
    "ev-share",
    "ev-narrator",
    "ev-letter",
    "bare-share",
    "bare-first",
    "bare-sector",
    "bare-names",
    "ev-strong",
    "answers",
    "counts-people",
    "common-words",
];

/// For each body that can be a victim.
pub(in crate::incidents::evidence) fn of(
    search: &mut Search<'_, '_>,
    background: &[bool],
    heads: &[Head],
    evidence: &[Evidence],
) -> BTreeMap<PartyId, [f32; COUNT]> {
    let shown = mentions::shown(search, background);
    let salience = |s: &Shown| s.names + 0.5 * s.references;
    let most = shown.values().map(salience).fold(0.1, f32::max);
    let mut told: BTreeMap<PartyId, Vec<&Evidence>> = BTreeMap::new();
    evidence.iter().for_each(|e| told.entry(e.party).or_default().push(e));
    let own = |party: PartyId| told.get(&party).map_or(&[][..], Vec::as_slice);
    let weight = |party: PartyId| own(party).iter().map(|e| e.weight).sum::<i32>() as f32;
    let most_weight = shown.keys().map(|&p| weight(p)).fold(1.0, f32::max);
    let entries: BTreeSet<PartyId> = heads.iter().filter(|h| h.is_head).filter_map(|h| h.party).collect();
    let statements = mentions::statements(search);
    let addressed = addresses(search);
    let conduct = conduct::of(search, background);
    let features = |(&party, shown): (&PartyId, &Shown)| {
        let own = own(party);
        let said = statements.get(&party).copied().unwrap_or_default();
        let parts = [
            &by_mentions(search, party, shown, entries.contains(&party), said)[..],
            &by_what_it_is(search, party),
            &by_evidence(own, weight(party) / most_weight, *search.narrator == Narrator::Party(party), addressed),
        ];
        let mut all = [0.0; COUNT];
        let mut parts = parts.concat();
        // How much to the fore a body stands says more where no words lay an event on it.
        let bare = |value: f32| if own.is_empty() { value } else { 0.0 };
        let named = |name: &str| NAMES.iter().position(|n| *n == name).map_or(0.0, |at| parts[at]);
        let bare = [bare(salience(shown) / most), bare(named("first")), bare(named("sector")), bare(named("names"))];
        parts.extend(bare);
        parts.push(one(weight(party) >= 5.0));
        parts.extend(by_conduct(search, party, conduct.get(&party).copied().unwrap_or_default()));
        all.iter_mut().zip(parts).for_each(|(into, value)| *into = value);
        (party, all)
    };
    shown.iter().map(features).collect()
}

/// From "names" to "narrator".
fn by_mentions(search: &Search<'_, '_>, party: PartyId, shown: &Shown, entry: bool, statements: f32) -> [f32; 19] {
    let log = |n: f32| (1.0 + n).ln();
    let sentences = search.analysis.sentences.len().max(1) as f32;
    [
        log(shown.names),
        log(shown.cyber),
        shown.background / (shown.background + shown.names + shown.references).max(1.0),
        shown.first.map_or(1.0, |s| s as f32 / sentences),
        sentences.ln(),
        one(in_title(search.analysis, search.parties, party)),
        one(entry),
        log(shown.subject),
        log(shown.passive),
        log(shown.owns_things),
        log(shown.owns_people),
        log(shown.near_data),
        log(shown.near_people),
        log(shown.told),
        shown.placed / shown.names.max(1.0),
        shown.modifier / shown.names.max(1.0),
        log(statements),
        one(statements > 0.0),
        one(*search.narrator == Narrator::Party(party)),
    ]
}

/// From "authority" to "capitals".
fn by_what_it_is(search: &Search<'_, '_>, party: PartyId) -> [f32; 13] {
    let party: &Party = &search.parties.all[party];
    let shape = Shape::of(party);
    [
        one(party.kind == PartyKind::Authority),
        one(party.speaker == SpeakerKind::Authority),
        one(party.speaker == SpeakerKind::Researcher),
        one(party.sector.is_some()),
        one(party.name_sector.is_some()),
        one(!party.nouns.is_empty()),
        one(!shape.serves && shape.words.iter().any(|w| LEXICON.watchers.contains(w))),
        shape.words.len() as f32,
        one(shape.org_head),
        one(shape.legal_form),
        one(shape.digits),
        one(shape.first_name),
        one(shape.capitals),
    ]
}

/// From "answers" to "common-words".
fn by_conduct(search: &Search<'_, '_>, party: PartyId, conduct: Conduct) -> [f32; 3] {
    let common = Shape::of(&search.parties.all[party]).common;
    [(1.0 + conduct.answers).ln(), (1.0 + conduct.counts_people).ln(), one(common)]
}

/// From "ev-own-voice" to "ev-letter".
fn by_evidence(own: &[&Evidence], share: f32, narrates: bool, addressed: bool) -> [f32; 8] {
    let rule = |name: &str| one(own.iter().any(|e| e.rule == name));
    let family = |prefix: &str| one(own.iter().any(|e| e.rule.starts_with(prefix)));
    [
        in_voice(own, Voice::Own),
        in_voice(own, Voice::Claimed),
        family("harm."),
        rule("event.own-words"),
        family("event.list"),
        share,
        one(narrates && !own.is_empty()),
        one(narrates && addressed && !own.is_empty()),
    ]
}

/// A letter or notice: it speaks to "you" outside quotations.
fn addresses(search: &Search<'_, '_>) -> bool {
    let you = |t: &&crate::analysis::Token<'_>| t.quotation.is_none() && matches!(t.lower.as_str(), "you" | "your");
    search.analysis.tokens.iter().filter(you).count() > 2
}
