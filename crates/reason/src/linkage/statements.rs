//! Evidence in what is said: actors who claim incidents, bodies and outlets who link them or cannot say, arrests.
//! An outlet that relays a gang's claim adds no vote: the gang is the origin.

use super::Subject;
use super::exhibit::{Exhibit, Told};
use super::kinds::{Kind, words};
use super::subject::Heard;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// What an origin says of some incidents: told at these moments, the last word counts.
type Sayings<'a, 'h> = BTreeMap<(GroupId, BTreeSet<usize>), Vec<(Kind, &'h Heard<'a>)>>;

/// The evidence in what is said.
pub(super) fn find(subjects: &[Subject], heard: &[Heard<'_>]) -> Vec<Exhibit> {
    let mut found = actor_claims(heard);
    let mut sayings: Sayings<'_, '_> = BTreeMap::new();
    let likened: Vec<Heard<'_>> = heard.iter().filter_map(|h| likened(h, heard)).collect();
    for h in &likened {
        sayings.entry((h.claim.group, h.scope.clone())).or_default().push((Kind::Likeness, h));
    }
    for h in heard.iter().filter(|h| h.scope.len() > 1) {
        if let Some(kind) = kind_of(subjects, h) {
            sayings.entry((h.claim.group, h.scope.clone())).or_default().push((kind, h));
        }
    }
    found.extend(sayings.into_iter().map(|((group, scope), said)| last_word(group, &scope, &said)));
    found
}

/// What an actor says it did, whoever relays it. A claim to one incident and, elsewhere, to another are a claim to both.
fn actor_claims(heard: &[Heard<'_>]) -> Vec<Exhibit> {
    // The group of an actor's words is the actor's, however a text spells its name.
    let mut actors: BTreeMap<GroupId, Vec<&Heard<'_>>> = BTreeMap::new();
    for h in heard {
        let boast = matches!(h.claim.stance, Stance::Claims | Stance::Confirms | Stance::Asserts);
        let of_deeds = matches!(
            h.claim.proposition.kind,
            PropositionKind::Responsible | PropositionKind::Occurred | PropositionKind::DataTaken
        );
        let by_name = h.claim.speaker.kind == SpeakerKind::Actor && h.claim.speaker.name.is_some();
        if by_name && boast && of_deeds {
            actors.entry(h.claim.group).or_default().push(h);
        }
    }
    actors.into_values().filter_map(|claims| boasts(&claims)).collect()
}

fn boasts(claims: &[&Heard<'_>]) -> Option<Exhibit> {
    let mut scope = BTreeSet::new();
    let mut known = None;
    for h in claims {
        scope.extend(&h.scope);
        if scope.len() > 1 && known.is_none() {
            known = Some(h.at);
        }
    }
    let first = claims.first()?;
    let told = claims.iter().map(|h| Told { claim: h.claim, scope: h.scope.clone() }).collect();
    Some(Exhibit::said(Kind::ActorClaim, first.claim.group, &scope, known?, told))
}

/// Of one origin on the same incidents the last word counts; of several on one day the strongest.
fn last_word(group: GroupId, scope: &BTreeSet<usize>, said: &[(Kind, &Heard<'_>)]) -> Exhibit {
    let latest = said.iter().map(|(_, h)| h.at).max();
    let strength = |kind: Kind| kind.ratio().ln().abs();
    let last = said.iter().filter(|(_, h)| Some(h.at) == latest).map(|(kind, _)| *kind);
    let kind = last.max_by(|a, b| strength(*a).total_cmp(&strength(*b)).then(a.cmp(b))).unwrap_or(Kind::CannotSay);
    let same: Vec<&Heard<'_>> = said.iter().filter(|(k, _)| *k == kind).map(|(_, h)| *h).collect();
    let known = same.iter().map(|h| h.at).min().unwrap_or_default();
    let told = same.iter().map(|h| Told { claim: h.claim, scope: h.scope.clone() }).collect();
    Exhibit { spoken: turns(said), ..Exhibit::said(kind, group, scope, known, told) }
}

/// The days on which an origin said something else than before.
fn turns(said: &[(Kind, &Heard<'_>)]) -> BTreeSet<jiff::civil::Date> {
    let mut in_time: Vec<(Instant, Kind)> = said.iter().map(|(kind, h)| (h.at, *kind)).collect();
    in_time.sort_unstable();
    let before = std::iter::once(None).chain(in_time.iter().map(|(_, kind)| Some(*kind)));
    let turned = in_time.iter().zip(before).filter(|((_, kind), before)| Some(*kind) != *before);
    turned.map(|((at, _), _)| super::exhibit::day(*at)).collect()
}

/// What a claim on several incidents says of their being linked.
fn kind_of(subjects: &[Subject], h: &Heard<'_>) -> Option<Kind> {
    let claim = h.claim;
    if claim.speaker.kind == SpeakerKind::Actor {
        return None;
    }
    let says_so = matches!(claim.stance, Stance::Confirms | Stance::Asserts);
    if claim.speaker.kind == SpeakerKind::Authority && says_so && holds(&claim.quote, &words().arrests) {
        return Some(Kind::Arrest);
    }
    match claim.proposition.kind {
        PropositionKind::Linked if holds(&claim.quote, &words().events) => linked(claim),
        PropositionKind::Responsible if says_so && is_body(claim) && names_an_actor(subjects, claim) => {
            Some(Kind::AttributedByBody)
        }
        _ => None,
    }
}

fn linked(claim: &Claim) -> Option<Kind> {
    let body = is_body(claim);
    match claim.stance {
        Stance::Confirms | Stance::Asserts | Stance::Claims if body => Some(Kind::LinkedByBody),
        Stance::Confirms | Stance::Asserts | Stance::Claims => Some(Kind::LinkedByOutlet),
        Stance::Denies if body => Some(Kind::NotLinkedByBody),
        Stance::Denies => Some(Kind::NotLinkedByOutlet),
        Stance::Possible | Stance::Fears => Some(Kind::Likeness),
        Stance::CannotSay | Stance::NoEvidence | Stance::Doubts => Some(Kind::CannotSay),
    }
}

/// A telling of one incident that likens it: to the incident that its document tells of first.
fn likened<'a>(h: &Heard<'a>, heard: &[Heard<'a>]) -> Option<Heard<'a>> {
    let claim = h.claim;
    let told = claim.proposition.kind == PropositionKind::Occurred && claim.speaker.kind != SpeakerKind::Actor;
    // The event's own claim has the same words as the statement of it.
    let statement = matches!(claim.proposition.content, Content::Statement | Content::Event { .. });
    if !(told && statement && h.scope.len() == 1) || claim.stance == Stance::Denies {
        return None;
    }
    if !(holds(&claim.quote, &words().likeness) && holds(&claim.quote, &words().events)) {
        return None;
    }
    let of_document =
        heard.iter().filter(|other| other.claim.document.is_some() && other.claim.document == claim.document);
    let first =
        of_document.filter(|other| other.scope.len() == 1).min_by_key(|other| (other.claim.start, other.claim.id))?;
    let scope: BTreeSet<usize> = h.scope.union(&first.scope).copied().collect();
    (scope.len() > 1 && first.claim.start < claim.start).then_some(Heard { claim, at: h.at, scope })
}

/// Whether the speaker is in a position to judge: an authority, a researcher, a victim, or a named body.
fn is_body(claim: &Claim) -> bool {
    match claim.speaker.kind {
        SpeakerKind::Authority | SpeakerKind::Researcher => claim.speaker.name.is_some(),
        SpeakerKind::Other | SpeakerKind::Supplier => {
            claim.speaker.name.as_deref().is_some_and(|name| holds(name, &words().bodies))
        }
        SpeakerKind::Victim | SpeakerKind::Actor | SpeakerKind::Press | SpeakerKind::Insider | SpeakerKind::Unnamed => {
            false
        }
    }
}

/// Whether the records hold the claim for an actor by name.
fn names_an_actor(subjects: &[Subject], claim: &Claim) -> bool {
    subjects.iter().flat_map(|s| &s.record.actors).any(|actor| actor.field.supporting.contains(&claim.id))
}

/// Whether a text holds one of some words or phrases, as words of their own.
fn holds(text: &str, phrases: &[String]) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    phrases.iter().any(|phrase| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|window| window == phrase.as_slice())
    })
}
