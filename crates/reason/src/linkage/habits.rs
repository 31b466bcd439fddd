//! Evidence in how it was done: malware, tools and techniques that documents on one incident and others on another tell
//! of. What stands only in a text that tells of both says nothing of either, and what a gang says of its own means is
//! its claim, not a find.

use super::Kind;
use super::exhibit::Exhibit;
use super::subject::Heard;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// So many tools and techniques must be shared before they say anything.
const LEAST_TECHNIQUES: usize = 2;

/// What was found of something in documents on one incident each.
struct Found<'h, 'a> {
    name: &'a str,
    seen: Vec<&'h Heard<'a>>,
}

/// Malware, tools and techniques that several incidents share.
pub(super) fn find(heard: &[Heard<'_>]) -> Vec<Exhibit> {
    let malware = shared(heard, |kind| kind == EntityType::Malware).into_iter();
    let mut exhibits: Vec<Exhibit> =
        malware.filter_map(|(scope, found)| exhibit(Kind::SharedMalware, &scope, &found)).collect();
    let techniques = shared(heard, |kind| matches!(kind, EntityType::Tool | EntityType::Technique)).into_iter();
    let several = techniques.filter(|(_, found)| found.len() >= LEAST_TECHNIQUES);
    exhibits.extend(several.filter_map(|(scope, found)| exhibit(Kind::SharedTechnique, &scope, &found)));
    exhibits
}

/// What is shared, by the incidents that share it.
fn shared<'h, 'a>(
    heard: &'h [Heard<'a>],
    wanted: impl Fn(EntityType) -> bool,
) -> BTreeMap<BTreeSet<usize>, Vec<Found<'h, 'a>>> {
    let mut places: BTreeMap<String, Found<'h, 'a>> = BTreeMap::new();
    for h in heard.iter().filter(|h| h.scope.len() == 1) {
        let Content::Entity { entity, name, id } = &h.claim.proposition.content else { continue };
        if wanted(*entity) && is_find(h.claim) {
            let key = id.clone().unwrap_or_else(|| name.to_lowercase());
            places.entry(key).or_insert(Found { name, seen: Vec::new() }).seen.push(h);
        }
    }
    let mut shared: BTreeMap<BTreeSet<usize>, Vec<Found<'h, 'a>>> = BTreeMap::new();
    for found in places.into_values() {
        let scope: BTreeSet<usize> = found.seen.iter().flat_map(|h| h.scope.iter().copied()).collect();
        let origins: BTreeSet<GroupId> = found.seen.iter().map(|h| h.claim.group).collect();
        if scope.len() > 1 && origins.len() > 1 {
            shared.entry(scope).or_default().push(found);
        }
    }
    shared
}

fn is_find(claim: &Claim) -> bool {
    claim.speaker.kind != SpeakerKind::Actor && matches!(claim.stance, Stance::Confirms | Stance::Asserts)
}

fn exhibit(kind: Kind, scope: &BTreeSet<usize>, found: &[Found<'_, '_>]) -> Option<Exhibit> {
    let names: BTreeSet<&str> = found.iter().map(|found| found.name).collect();
    let scope: Vec<usize> = scope.iter().copied().collect();
    // Known once the last of the incidents shares enough of it.
    let mut moments: Vec<Instant> = found.iter().filter_map(|found| all_seen(found, &scope)).collect();
    moments.sort_unstable();
    let enough = if kind == Kind::SharedTechnique { LEAST_TECHNIQUES } else { 1 };
    let known = *moments.get(enough - 1)?;
    let claims = found.iter().flat_map(|found| found.seen.iter().map(|h| h.claim.id)).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    Some(Exhibit::shared(kind, names, &scope, known, claims))
}

/// When it was known of the last of the incidents.
fn all_seen(found: &Found<'_, '_>, scope: &[usize]) -> Option<Instant> {
    let first = |incident: &usize| found.seen.iter().filter(|h| h.scope.contains(incident)).map(|h| h.at).min();
    scope.iter().filter_map(first).max()
}
