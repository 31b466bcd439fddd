//! Who says something, as the record names them, and the verb that agrees.

use super::Fold;
use super::nouns::list;
use sextant_model::*;
use std::collections::BTreeSet;

/// An outlet that shows no name.
const UNNAMED_REPORT: &str = "a report";

/// Who speaks, as the record calls them: the victim by its own name, an outlet by its publisher.
pub(super) fn speaker_name(fold: &Fold<'_>, claim: &Claim) -> String {
    let fallback = match claim.speaker.kind {
        SpeakerKind::Actor => "an unnamed actor",
        SpeakerKind::Authority => "an authority",
        SpeakerKind::Researcher => "a researcher",
        SpeakerKind::Supplier => "a supplier",
        SpeakerKind::Insider => "an insider",
        SpeakerKind::Press => UNNAMED_REPORT,
        _ => "an unnamed source",
    };
    match (claim.speaker.kind, &claim.speaker.name) {
        (SpeakerKind::Victim, name) => {
            let preferred = fold.naming.preferred();
            if preferred.is_empty() { name.clone().unwrap_or_else(|| victim(fold)) } else { preferred }
        }
        (_, Some(name)) => name.clone(),
        (SpeakerKind::Press, None) => claim.publisher.clone().unwrap_or_else(|| fallback.to_owned()),
        (_, None) => fallback.to_owned(),
    }
}

/// The victim's name.
pub(super) fn victim(fold: &Fold<'_>) -> String {
    let name = fold.naming.preferred();
    if name.is_empty() { "the organisation".to_owned() } else { name }
}

/// Speakers as the subject of a clause.
pub(super) struct Who {
    pub names: String,
    many: bool,
}

impl Who {
    fn of(mut names: Vec<String>) -> Self {
        let many = names.len() > 1;
        if names.len() > 2 {
            let others = names.len() - 1;
            names.truncate(1);
            names.push(format!("{others} others"));
        }
        Self { names: list(&names), many }
    }

    /// Whether naming them says nothing: no one, or an outlet without a name.
    pub fn is_nobody(&self) -> bool {
        self.names.is_empty() || self.names == UNNAMED_REPORT
    }

    /// "M&S confirms", "M&S and the police confirm".
    pub fn do_what(&self, one: &str, many: &str) -> String {
        format!("{} {}", self.names, if self.many { many } else { one })
    }
}

/// Everybody who speaks in these claims, parties before outlets.
pub(super) fn who(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> Who {
    Who::of(voices(fold, claims, |_| true))
}

/// Those who confirm it: the victim alone where it does, else the parties that do, else whoever states it.
pub(super) fn who_knows(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> Who {
    if victim_confirms(fold, claims) {
        return Who::of(vec![victim(fold)]);
    }
    let party = |c: &Claim| c.stance == Stance::Confirms && c.speaker.kind != SpeakerKind::Press;
    let firm = |c: &Claim| matches!(c.stance, Stance::Confirms | Stance::Asserts);
    let parties = voices(fold, claims, party);
    let stating = if parties.is_empty() { voices(fold, claims, firm) } else { parties };
    if stating.is_empty() { who(fold, claims) } else { Who::of(stating) }
}

/// Whether the victim itself says so without a hedge.
pub(super) fn victim_confirms(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> bool {
    let told = claims.iter().filter_map(|c| fold.claim(*c));
    told.into_iter().any(|c| c.speaker.kind == SpeakerKind::Victim && c.stance == Stance::Confirms)
}

/// Whether the victim speaks in these claims at all.
pub(super) fn is_victims(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> bool {
    claims.iter().filter_map(|c| fold.claim(*c)).any(|c| c.speaker.kind == SpeakerKind::Victim)
}

/// Whether nobody but actors and unverified sources speaks in these claims.
pub(super) fn only_claimed(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> bool {
    claims
        .iter()
        .filter_map(|c| fold.claim(*c))
        .all(|c| c.stance == Stance::Claims || c.speaker.kind == SpeakerKind::Actor)
}

/// Distinct speakers, the victim first, then parties, then outlets; by name.
pub(super) fn voices(fold: &Fold<'_>, claims: &BTreeSet<usize>, wanted: impl Fn(&Claim) -> bool) -> Vec<String> {
    let party = |c: &Claim| !matches!(c.speaker.kind, SpeakerKind::Press | SpeakerKind::Unnamed);
    let told = claims.iter().filter_map(|c| fold.claim(*c)).filter(|c| wanted(c));
    let mut names: Vec<(bool, bool, String)> =
        told.map(|c| (c.speaker.kind != SpeakerKind::Victim, !party(c), speaker_name(fold, c))).collect();
    names.sort();
    let mut seen = BTreeSet::new();
    names.into_iter().map(|(_, _, name)| name).filter(|name| seen.insert(name.clone())).collect()
}

/// How somebody leaves a matter open: "has seen no evidence", "cannot or will not say".
pub(super) fn leaves_open(stance: Stance, many: bool) -> &'static str {
    match (stance, many) {
        (Stance::NoEvidence, false) => "has seen no evidence",
        (Stance::NoEvidence, true) => "have seen no evidence",
        (Stance::Fears, false) => "fears",
        (Stance::Fears, true) => "fear",
        (Stance::Doubts, false) => "doubts",
        (Stance::Doubts, true) => "doubt",
        _ => "cannot or will not say",
    }
}

/// Whether that verb takes "whether" rather than "that".
pub(super) fn asks_whether(stance: Stance) -> bool {
    !matches!(stance, Stance::NoEvidence | Stance::Fears | Stance::Doubts)
}
