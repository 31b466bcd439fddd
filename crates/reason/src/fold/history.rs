//! What changed when, in sentences: "Telvasco first denied, now confirms, that data were taken".

use super::Fold;
use super::bearing::{Key, Side};
use super::field::Outlook;
use super::nouns::{
    data_noun, date_clause, impact_clause, is_plural, kind_noun, leading, list, matter, possessive, quoted,
    response_clause,
};
use super::pile::Entry;
use super::speaking::{asks_whether, leaves_open, speaker_name};
use sextant_model::*;
use std::collections::BTreeSet;

/// Notes that a field is new or has changed.
pub(super) fn changed(fold: &mut Fold<'_>, key: &Key, before: Option<&Outlook>, at: Instant) {
    let Some(after) = fold.outlook(key).cloned() else { return };
    if before.is_none() && matches!(key, Key::Indicator(..) | Key::Entity(..)) {
        return;
    }
    // The event's own entry says of which kind it is; a kind that is added later is news.
    let just_told = fold.outlook(&Key::Occurred).is_none_or(|event| event.since == at);
    if matches!(key, Key::Kind(_)) && (before.is_some() || just_told) {
        return;
    }
    let claims = claims_behind(fold, key, &after, at);
    let what = sentence(fold, key, before, &after, &claims, at);
    let entry = HistoryEntry {
        at,
        what,
        field: path(key),
        before: before.map(|b| b.standing),
        after: Some(after.standing),
        claims: claims.iter().filter_map(|c| fold.claim(*c)).map(|c| c.id).collect(),
    };
    fold.history.push(entry);
}

/// Notes the indicators and names that a moment brings, together: one by one they would drown the rest.
pub(super) fn details(fold: &mut Fold<'_>, keys: &BTreeSet<Key>, at: Instant) {
    let of = |wanted: fn(&&Key) -> bool| -> Vec<&Key> {
        keys.iter().filter(wanted).filter(|key| fold.outlook(key).is_some()).collect()
    };
    let indicators = of(|key| matches!(key, Key::Indicator(..)));
    let entities = of(|key| matches!(key, Key::Entity(..)));
    let mut entries = Vec::new();
    for (keys, field, one, many) in [
        (
            entities,
            "entities",
            "a name (actor, tool, weakness or technique)",
            "names (actors, tools, weaknesses, techniques)",
        ),
        (indicators, "indicators", "an indicator", "indicators"),
    ] {
        let claims: BTreeSet<usize> = keys.iter().flat_map(|key| claims_at(fold, key, at)).collect();
        let what = match keys.as_slice() {
            [] => continue,
            [Key::Entity(_, name)] => format!("{} names {}", speakers(fold, &claims), entity_name(fold, &claims, name)),
            [_] => format!("{} gives {one}", speakers(fold, &claims)),
            _ => format!("{} gives {} {many}", speakers(fold, &claims), keys.len()),
        };
        let claims = claims.iter().filter_map(|c| fold.claim(*c)).map(|c| c.id).collect();
        entries.push(HistoryEntry {
            at,
            what,
            field: field.to_owned(),
            before: None,
            after: Some(Standing::Reported),
            claims,
        });
    }
    fold.history.extend(entries);
}

fn entity_name(fold: &Fold<'_>, claims: &BTreeSet<usize>, fallback: &str) -> String {
    let mut told = claims.iter().filter_map(|c| fold.claim(*c)).map(|c| &c.proposition.content);
    let name =
        told.find_map(|content| if let Content::Entity { name, .. } = content { Some(name.clone()) } else { None });
    name.unwrap_or_else(|| fallback.to_owned())
}

/// Notes that nothing is left of a field.
pub(super) fn gone(fold: &mut Fold<'_>, key: &Key, before: Option<&Outlook>, at: Instant) {
    let what = format!("Withdrawn: {}", that(fold, key, before));
    let before = before.map(|b| b.standing);
    fold.history.push(HistoryEntry { at, what, field: path(key), before, after: None, claims: Vec::new() });
}

/// The claims of this moment on the field.
fn claims_at(fold: &Fold<'_>, key: &Key, at: Instant) -> BTreeSet<usize> {
    let entries = fold.pile(key).map(super::pile::Pile::all).unwrap_or_default();
    entries.iter().filter(|e| e.at == at).map(|e| e.claim).collect()
}

/// The claims of this moment that made the field what it now is: on its side, and of the weight that decided. Whoever
/// said something else that day must not be named with them.
fn claims_behind(fold: &Fold<'_>, key: &Key, after: &Outlook, at: Instant) -> BTreeSet<usize> {
    let entries = || fold.pile(key).map(super::pile::Pile::all).unwrap_or_default().iter().filter(|e| e.at == at);
    if after.standing == Standing::Disputed {
        return entries().filter(|e| e.side != Side::Open).map(|e| e.claim).collect();
    }
    let side = match after.standing {
        Standing::Unknown => Side::Open,
        Standing::Denied => Side::Against,
        _ => after.side,
    };
    let weight = entries().filter(|e| e.side == side).map(|e| e.weight).max();
    entries().filter(|e| e.side == side && Some(e.weight) == weight).map(|e| e.claim).collect()
}

fn sentence(
    fold: &Fold<'_>,
    key: &Key,
    before: Option<&Outlook>,
    after: &Outlook,
    claims: &BTreeSet<usize>,
    at: Instant,
) -> String {
    let mut that = that(fold, key, Some(after));
    let told = claims.iter().find_map(|c| fold.claim(*c)).map(|c| c.stance);
    if after.standing == Standing::Unknown && told.is_none_or(asks_whether) {
        that = that.replacen("that ", "whether ", 1);
    }
    if let Some(turned) = turned(fold, key, at) {
        return turn(fold, &turned, &that);
    }
    if let Some(own) = own_claim(fold, key, claims) {
        return own;
    }
    if claims.is_empty() {
        // It follows from what was said of the whole.
        return format!("Now {}: {that}", after.standing);
    }
    let who = speakers(fold, claims);
    let verb = verb(fold, after, claims);
    // Where a statement has no form of its own, its own words say it better than any paraphrase.
    if let (Key::Statement(_, object), Some(words)) = (key, words(fold, claims))
        && !object.is_empty()
    {
        let until = before.filter(|b| b.standing != after.standing);
        let until = until.map(|b| format!("; {} until then", b.standing)).unwrap_or_default();
        return format!("{who} {verb}: {words}{until}");
    }
    match before {
        Some(before) if before.value != after.value && after.value.is_some() => {
            let from = before.value.as_deref().unwrap_or("not stated");
            let to = after.value.as_deref().unwrap_or("not stated");
            format!("{}: {from}, now {to} ({who})", subject(fold, key))
        }
        Some(_) if after.standing == Standing::Disputed => format!("Now disputed: {that} ({who})"),
        Some(before) if before.standing != after.standing => {
            format!("{who} {verb} {that}; {} until then", before.standing)
        }
        _ => format!("{who} {verb} {that}"),
    }
}

/// What the first of these claims says, in its own words.
fn words(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> Option<String> {
    let claim = claims.iter().find_map(|c| fold.claim(*c)).filter(|c| !c.quote.trim().is_empty())?;
    Some(quoted(&claim.quote))
}

/// "Night Jackal claims responsibility", where nobody else names it.
fn own_claim(fold: &Fold<'_>, key: &Key, claims: &BTreeSet<usize>) -> Option<String> {
    let Key::Actor(fallback) = key else { return None };
    let name = actor_name(fold, key, fallback);
    let told: Vec<&Claim> = claims.iter().filter_map(|c| fold.claim(*c)).collect();
    let own = |c: &&Claim| c.speaker.kind == SpeakerKind::Actor && speaker_name(fold, c) == name;
    (!told.is_empty() && told.iter().all(own)).then(|| format!("{name} claims responsibility"))
}

/// A voice that now says the opposite of what it said before.
struct Turned {
    claim: usize,
    now: Side,
}

fn turned(fold: &Fold<'_>, key: &Key, at: Instant) -> Option<Turned> {
    let pile = fold.pile(key)?;
    let replaced: Vec<&Entry> = pile.replaced().collect();
    let now = pile.standing_entries().find(|e| e.at == at && replaced.iter().any(|r| r.voice == e.voice))?;
    Some(Turned { claim: now.claim, now: now.side })
}

fn turn(fold: &Fold<'_>, turned: &Turned, that: &str) -> String {
    let who = fold.claim(turned.claim).map(|c| speaker_name(fold, c)).unwrap_or_default();
    let firm = fold.claim(turned.claim).is_some_and(|c| c.stance != Stance::Possible);
    match (turned.now, firm) {
        (Side::For, true) => format!("{who} first denied, now confirms, {that}"),
        (Side::For, false) => format!("{who} first denied, now holds it possible, {that}"),
        _ => format!("{who} first confirmed, now denies, {that}"),
    }
}

fn speakers(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> String {
    let mut names: Vec<String> = claims.iter().filter_map(|c| fold.claim(*c)).map(|c| speaker_name(fold, c)).collect();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    if names.len() > 3 {
        let others = names.len() - 2;
        names.truncate(2);
        names.push(format!("{others} others"));
    }
    if names.is_empty() { "The record".to_owned() } else { list(&names) }
}

fn verb(fold: &Fold<'_>, after: &Outlook, claims: &BTreeSet<usize>) -> &'static str {
    let many =
        claims.iter().filter_map(|c| fold.claim(*c)).map(|c| speaker_name(fold, c)).collect::<BTreeSet<_>>().len() > 1;
    if let (Standing::Unknown, Some(claim)) = (after.standing, claims.iter().find_map(|c| fold.claim(*c))) {
        return leaves_open(claim.stance, many);
    }
    let (one, several) = match after.standing {
        Standing::Confirmed => ("confirms", "confirm"),
        Standing::Reported => ("reports", "report"),
        Standing::Claimed => ("claims", "claim"),
        Standing::Possible => ("holds it possible", "hold it possible"),
        Standing::Disputed => ("dispute", "dispute"),
        Standing::Denied => ("denies", "deny"),
        Standing::Unknown => ("leaves open", "leave open"),
    };
    if many { several } else { one }
}

/// A field as the subject of a change of value.
fn subject(fold: &Fold<'_>, key: &Key) -> String {
    match key {
        Key::Service(name) => service_name(fold, key, name),
        Key::Response(action) => action.as_str().replace('-', " "),
        Key::Impact(kind, ..) => kind.as_str().replace('-', " "),
        other => path(other),
    }
}

/// What a field says, as a clause that begins with "that".
pub(super) fn that(fold: &Fold<'_>, key: &Key, outlook: Option<&Outlook>) -> String {
    let spared = outlook.is_some_and(|o| o.side == Side::Against);
    let value = outlook.and_then(|o| o.value.as_deref());
    match key {
        Key::Occurred => {
            let kinds = fold
                .piles
                .iter()
                .filter(|(_, pile)| !pile.is_empty())
                .map(|(key, _)| key)
                .filter_map(|k| if let Key::Kind(kind) = k { Some(*kind) } else { None });
            format!("that there was {}", kind_noun(leading(kinds)))
        }
        Key::Kind(kind) => format!("that it was {}", kind_noun(*kind)),
        Key::Data => "that data were taken".to_owned(),
        Key::Exposure(data, people) => {
            let whose = match people {
                super::bearing::People::Staff => format!("{} ", possessive("staff")),
                super::bearing::People::Others => String::new(),
            };
            format!("that {whose}{} were {}taken", data_noun(*data), if spared { "not " } else { "" })
        }
        Key::Service(name) => {
            let name = service_name(fold, key, name);
            let be = if is_plural(&name) { "are" } else { "is" };
            format!("that {name} {be} {}", value.unwrap_or("affected"))
        }
        Key::Impact(kind, unit, own) => {
            format!("that {}", impact_clause(*kind, value.or(own.as_deref()), unit.as_deref()))
        }
        Key::Response(action) => {
            format!(
                "that {}",
                response_clause(*action, value.and_then(|v| v.parse().ok()).unwrap_or(ResponseState::Done))
            )
        }
        Key::Date(what, from, to) => format!("that {}", date_clause(*what, from.as_deref(), to.as_deref())),
        Key::Actor(name) => format!("that {} did it", actor_name(fold, key, name)),
        Key::Statement(kind, object) => format!("that {}", matter(*kind, object)),
        Key::Entity(kind, name) => format!("{}: {name}", kind.as_str().replace('-', " ")),
        Key::Indicator(kind, value) => format!("an indicator: {kind} {value}"),
    }
}

pub(super) fn stretch(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => from.to_owned(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(day), None) | (None, Some(day)) => day.to_owned(),
        (None, None) => "not dated".to_owned(),
    }
}

/// The service's name as it was first given.
pub(super) fn service_name(fold: &Fold<'_>, key: &Key, fallback: &str) -> String {
    let first = fold.pile(key).and_then(|pile| pile.all().first()).and_then(|e| fold.claim(e.claim));
    match first.map(|c| &c.proposition.content) {
        Some(Content::Service { service, .. }) => service.clone(),
        _ => fallback.to_owned(),
    }
}

/// The actor's name as it was first given.
pub(super) fn actor_name(fold: &Fold<'_>, key: &Key, fallback: &str) -> String {
    let names = fold.pile(key).into_iter().flat_map(|pile| pile.all()).filter_map(|e| fold.claim(e.claim));
    names
        .filter_map(|claim| super::bearing::actor_name(claim, claim.proposition.object.as_deref().unwrap_or_default()))
        .find(|name| crate::names::actor_key(name) == *fallback)
        .unwrap_or(fallback)
        .to_owned()
}

/// The field's path: `exposure/name`, `impact/people-affected`.
pub(super) fn path(key: &Key) -> String {
    match key {
        Key::Occurred => "occurred".to_owned(),
        Key::Kind(kind) => format!("kind/{kind}"),
        Key::Data => "statement/data-taken".to_owned(),
        Key::Exposure(data, super::bearing::People::Others) => format!("exposure/{data}"),
        Key::Exposure(data, super::bearing::People::Staff) => format!("exposure/{data}/staff"),
        Key::Service(name) => format!("service/{name}"),
        Key::Impact(kind, ..) => format!("impact/{kind}"),
        Key::Response(action) => format!("response/{action}"),
        Key::Date(what, ..) => format!("date/{what}"),
        Key::Actor(name) => format!("actor/{name}"),
        Key::Statement(kind, object) if object.is_empty() => format!("statement/{kind}"),
        Key::Statement(kind, object) => format!("statement/{kind}/{object}"),
        Key::Entity(kind, name) => format!("{kind}/{name}"),
        Key::Indicator(kind, value) => format!("indicator/{kind}/{value}"),
    }
}
