//! Copies that no text shows: outlets that state the same rare figures, or make the same mistakes, where others do not. After
//! provenance (quotations, near-duplicates, a named speaker) a probability that one copied the other is left (Dong,
//! Berti-Equille and Srivastava 2009: independent sources share truths, copiers share errors); who probably copied has one
//! origin with whom they copied. Only what was known at the moment asked for is looked at.

use crate::names::key;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Before anything is compared.
const PRIOR: f64 = 0.05;
/// From this probability on two outlets have one origin.
const COPIED: f64 = 0.8;
/// The part of its values that a copier copies.
const FAITHFUL: f64 = 0.8;
/// How often two who do not copy make the same mistake.
const SAME_ERROR: f64 = 0.05;
/// How much less likely different values are of one who copies.
const DIFFERS: f64 = 1.0 - FAITHFUL;
/// What more outlets than these state is no rare value.
const RARE: usize = 4;

/// A value and who states it: outlets in their own words.
type Stated = BTreeMap<String, BTreeSet<GroupId>>;

/// What outlets state of one matter, and what those say who are in a position to know.
#[derive(Default)]
struct Slot {
    stated: Stated,
    known: BTreeSet<String>,
}

/// An outlet's origin: its first moment and document.
type First = (Instant, Option<DocumentId>);

/// The dossier with one origin for those who probably copied one another; `copies` says who, and why.
#[must_use]
pub fn one_origin(dossier: Dossier, as_of: AsOf) -> Dossier {
    one_origin_but(dossier, as_of, &BTreeSet::new())
}

/// The same, but for pairs of documents (the later one first) that a person says were not copied from one another.
#[must_use]
pub fn one_origin_but(mut dossier: Dossier, as_of: AsOf, apart: &BTreeSet<(DocumentId, DocumentId)>) -> Dossier {
    let known: Vec<&Claim> = dossier.claims.iter().filter(|c| as_of.knows(c.published, c.recorded)).collect();
    let (slots, firsts) = gather(&known, as_of.clock);
    let mut merged: BTreeMap<GroupId, GroupId> = BTreeMap::new();
    let mut copies = Vec::new();
    for ((a, b), shared) in candidates(&slots) {
        let p = probability(&slots, a, b);
        let (Some(first), Some(second)) = (firsts.get(&a), firsts.get(&b)) else { continue };
        if p < COPIED {
            continue;
        }
        let ((_, earlier), (_, later)) = if (first, a) <= (second, b) { (first, second) } else { (second, first) };
        if later.zip(*earlier).is_some_and(|pair| apart.contains(&pair)) {
            continue;
        }
        let (one, other) = (root(&merged, a), root(&merged, b));
        let (into, from) =
            if (firsts.get(&one), one) <= (firsts.get(&other), other) { (one, other) } else { (other, one) };
        if into != from {
            merged.insert(from, into);
        }
        if let (Some(document), Some(of)) = (*later, *earlier) {
            copies.push(Copied { document, of, p, shared });
        }
    }
    for group in
        dossier.claims.iter_mut().map(|c| &mut c.group).chain(dossier.documents.iter_mut().map(|d| &mut d.group))
    {
        *group = root(&merged, *group);
    }
    dossier.copies = copies;
    dossier
}

fn root(merged: &BTreeMap<GroupId, GroupId>, group: GroupId) -> GroupId {
    std::iter::successors(Some(group), |at| merged.get(at).copied()).last().unwrap_or(group)
}

fn gather(claims: &[&Claim], clock: Clock) -> (BTreeMap<String, Slot>, BTreeMap<GroupId, First>) {
    let mut slots: BTreeMap<String, Slot> = BTreeMap::new();
    let mut firsts: BTreeMap<GroupId, First> = BTreeMap::new();
    for claim in claims {
        let Some((slot, value)) = figure(claim) else { continue };
        let says_so = matches!(claim.stance, Stance::Confirms | Stance::Asserts);
        if in_a_position_to_know(claim) && says_so {
            slots.entry(slot).or_default().known.insert(value);
        } else if says_so && is_own_voice(claim) {
            slots.entry(slot).or_default().stated.entry(value).or_default().insert(claim.group);
            let at = (if clock == Clock::Published { claim.published } else { None }).unwrap_or(claim.recorded);
            let first = firsts.entry(claim.group).or_insert((at, claim.document));
            *first = (*first).min((at, claim.document));
        }
    }
    (slots, firsts)
}

/// A figure or day that independent reporters may get differently.
fn figure(claim: &Claim) -> Option<(String, String)> {
    match &claim.proposition.content {
        Content::Exposure { data, count: Some(count), .. } => Some((format!("how many {data}"), count.to_string())),
        Content::Impact { impact, value: Some(value), unit } => {
            let unit = unit.as_deref().map(|unit| format!(" in {unit}")).unwrap_or_default();
            Some((format!("{impact}{unit}"), value.to_string()))
        }
        Content::Date { what: what @ (DateWhat::Occurred | DateWhat::Detected), from, to } => {
            let days = [from.as_deref().unwrap_or("?"), to.as_deref().unwrap_or("?")];
            Some((format!("day {what}"), days.join(" to ")))
        }
        _ => None,
    }
}

fn in_a_position_to_know(claim: &Claim) -> bool {
    claim.speaker.kind == SpeakerKind::Victim
        || (claim.speaker.kind == SpeakerKind::Authority && claim.speaker.name.is_some())
}

fn is_own_voice(claim: &Claim) -> bool {
    let of_outlet = claim
        .publisher
        .as_deref()
        .is_some_and(|publisher| claim.speaker.name.as_deref().is_none_or(|name| key(name) == key(publisher)));
    of_outlet && matches!(claim.speaker.kind, SpeakerKind::Press | SpeakerKind::Unnamed)
}

/// Pairs of origins that share a rare value, with what they share in words.
fn candidates(slots: &BTreeMap<String, Slot>) -> BTreeMap<(GroupId, GroupId), Vec<String>> {
    let mut pairs: BTreeMap<(GroupId, GroupId), Vec<String>> = BTreeMap::new();
    for (what, slot) in slots {
        for (value, by) in slot.stated.iter().filter(|(value, by)| by.len() <= RARE && !slot.known.contains(*value)) {
            let by: Vec<GroupId> = by.iter().copied().collect();
            let all = by.iter().enumerate().flat_map(|(at, a)| by[at + 1..].iter().map(move |b| (*a, *b)));
            all.for_each(|pair| pairs.entry(pair).or_default().push(format!("{what}: {value}")));
        }
    }
    pairs
}

/// That one of two origins copied the other.
fn probability(slots: &BTreeMap<String, Slot>, a: GroupId, b: GroupId) -> f64 {
    let odds = slots.values().fold(PRIOR / (1.0 - PRIOR), |odds, slot| odds * compared(slot, a, b));
    odds / (1.0 + odds)
}

/// How much likelier what two origins say of one matter is if one copied the other.
fn compared(slot: &Slot, a: GroupId, b: GroupId) -> f64 {
    let says = |group: GroupId| slot.stated.iter().filter(move |(_, by)| by.contains(&group)).map(|(value, _)| value);
    let (of_a, of_b): (BTreeSet<&String>, BTreeSet<&String>) = (says(a).collect(), says(b).collect());
    if of_a.is_empty() || of_b.is_empty() {
        return 1.0;
    }
    let Some(shared) = of_a.intersection(&of_b).min_by_key(|value| slot.stated[**value].len()) else { return DIFFERS };
    let by_chance = match (slot.known.is_empty(), slot.known.contains(*shared)) {
        // Whoever looked finds the truth.
        (_, true) => return 1.0,
        (false, false) => SAME_ERROR,
        (true, _) => {
            let others = |by: &BTreeSet<GroupId>| by.iter().filter(|group| **group != a && **group != b).count();
            let all: BTreeSet<&GroupId> = slot.stated.values().flatten().filter(|g| **g != a && **g != b).collect();
            (others(&slot.stated[*shared]) as f64 + 0.5) / (all.len() as f64 + 1.0)
        }
    };
    (FAITHFUL + (1.0 - FAITHFUL) * by_chance) / by_chance
}
