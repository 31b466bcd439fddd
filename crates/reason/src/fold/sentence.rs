//! The record's own sentence, as an analyst would say it. It states nothing without a claim, never a gang's word as
//! fact, and never leaves out what a source expressly excludes.

use super::Fold;
use super::bearing::{Key, People, Side};
use super::field::Outlook;
use super::history::{actor_name, service_name};
use super::nouns::{data_list, data_noun, kind_noun, leading, list, possessive};
use sextant_model::*;
use std::collections::BTreeSet;

/// At most so many services are named.
const SERVICES: usize = 2;

pub(super) fn sentence(fold: &Fold<'_>) -> String {
    let mut clauses = vec![lead(fold)];
    clauses.extend(claimed_data(fold));
    clauses.extend(spared(fold));
    clauses.extend(services(fold));
    clauses.extend(people(fold));
    let actors = actors(fold, &clauses);
    clauses.extend(actors);
    let mut text = clauses.into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join("; ");
    if let Some(first) = text.chars().next() {
        text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    text.push('.');
    text
}

/// Who speaks, as the record calls them: the victim by its own name, an outlet by its publisher.
pub(super) fn speaker_name(fold: &Fold<'_>, claim: &Claim) -> String {
    let fallback = match claim.speaker.kind {
        SpeakerKind::Actor => "an unnamed actor",
        SpeakerKind::Authority => "an authority",
        SpeakerKind::Researcher => "a researcher",
        SpeakerKind::Supplier => "a supplier",
        SpeakerKind::Insider => "an insider",
        SpeakerKind::Press => "a report",
        _ => "an unnamed source",
    };
    match (claim.speaker.kind, &claim.speaker.name) {
        (SpeakerKind::Victim, _) => victim(fold),
        (_, Some(name)) => name.clone(),
        (SpeakerKind::Press, None) => claim.publisher.clone().unwrap_or_else(|| fallback.to_owned()),
        (_, None) => fallback.to_owned(),
    }
}

fn victim(fold: &Fold<'_>) -> String {
    let name = fold.naming.preferred();
    if name.is_empty() { "the organisation".to_owned() } else { name }
}

fn kind(fold: &Fold<'_>) -> &'static str {
    let kinds = fold.outlooks.keys().filter_map(|key| if let Key::Kind(kind) = key { Some(*kind) } else { None });
    kind_noun(leading(kinds))
}

/// Kinds of data that stand like this, with their qualifier.
struct Exposed<'a> {
    items: Vec<(DataKind, Option<&'a str>)>,
    whose: Option<&'a str>,
    claims: BTreeSet<usize>,
}

fn exposed<'a>(fold: &'a Fold<'_>, standings: &[Standing], side: Side) -> Option<Exposed<'a>> {
    let mut found = Exposed { items: Vec::new(), whose: None, claims: BTreeSet::new() };
    let mut subjects: BTreeSet<Option<&str>> = BTreeSet::new();
    for (key, outlook) in &fold.outlooks {
        let Key::Exposure(data, people) = key else { continue };
        let claims = match (outlook.split, side) {
            (true, Side::Against) => &outlook.against,
            _ => &outlook.supporting,
        };
        if !(standings.contains(&outlook.standing) && (outlook.side == side || outlook.split)) {
            continue;
        }
        let told = claims.iter().filter_map(|c| fold.claim(*c)).map(|c| &c.proposition.content);
        let (mut narrowed, mut whose) = (None, None);
        for content in told {
            if let Content::Exposure { qualifier, subjects, .. } = content {
                narrowed = narrowed.or(qualifier.as_deref());
                whose = whose.or(subjects.as_deref());
            }
        }
        subjects.insert(if *people == People::Staff { Some(whose.unwrap_or("staff")) } else { whose });
        found.items.push((*data, narrowed));
        found.claims.extend(claims);
    }
    found.whose = if subjects.len() == 1 { subjects.pop_first().flatten() } else { None };
    (!found.items.is_empty()).then_some(found)
}

impl Exposed<'_> {
    /// "customers' names and phone numbers".
    fn words(&self) -> String {
        let data = data_list(&self.items);
        match self.whose.filter(|whose| is_plain(whose)) {
            Some(whose) if !matches!(self.items.as_slice(), [(DataKind::Other | DataKind::InternalDocuments, _)]) => {
                format!("{} {data}", possessive(whose))
            }
            _ => data,
        }
    }
}

/// Whether words can stand in the possessive: "customers", not "farmers who supply it" or "870,000 customers".
fn is_plain(subjects: &str) -> bool {
    let words: Vec<&str> = subjects.split(' ').collect();
    words.len() <= 4
        && !subjects.chars().any(|c| c.is_ascii_digit())
        && !words
            .iter()
            .any(|w| matches!(*w, "who" | "whose" | "that" | "which" | "with" | "it" | "of" | "in" | "from" | "at"))
}

/// The first clause: who says what took place, and which data were taken.
fn lead(fold: &Fold<'_>) -> String {
    let Some(event) = fold.outlook(&Key::Occurred) else {
        return format!("what happened at {} is not known", victim(fold));
    };
    match event.standing {
        Standing::Confirmed => confirmed(fold, event),
        Standing::Reported => reported(fold, event),
        Standing::Claimed => claimed(fold, event),
        Standing::Possible => possible(fold, event),
        Standing::Denied => denied(fold, event),
        Standing::Disputed => {
            let (yes, no) = (who(fold, &event.supporting), who(fold, &event.against));
            format!(
                "whether {} suffered {} is disputed: {yes} {} so, {no} {} it",
                victim(fold),
                kind(fold),
                says(fold, &event.supporting),
                denies(fold, &event.against)
            )
        }
        Standing::Unknown => format!("it is not known whether {} suffered {}", victim(fold), kind(fold)),
    }
}

fn confirmed(fold: &Fold<'_>, event: &Outlook) -> String {
    let by_victim = is_victims(fold, &event.supporting);
    let sure = exposed(fold, &[Standing::Confirmed], Side::For);
    let maybe = exposed(fold, &[Standing::Possible], Side::For);
    let told = exposed(fold, &[Standing::Reported], Side::For);
    let data = fold.outlook(&Key::Data).filter(|data| data.standing == Standing::Confirmed);
    let who_knows =
        |claims: &BTreeSet<usize>| if is_victims(fold, claims) { victim(fold) } else { firm_voices(fold, claims) };
    let mut clauses = Vec::new();
    match (&sure, &maybe) {
        (Some(sure), maybe) => {
            let who = who_knows(&sure.claims);
            let more = maybe.as_ref().map(|m| format!(" and that {} may have been", m.words())).unwrap_or_default();
            clauses.push(format!(
                "{who} {} that {} were taken{}{more}",
                verb(fold, &sure.claims, "confirms", "confirm"),
                sure.words(),
                at_victim(fold, &sure.claims)
            ));
        }
        (None, Some(maybe)) if data.is_some() && is_victims(fold, &maybe.claims) => {
            clauses.push(format!("{} confirms that {} may have been taken", victim(fold), maybe.words()));
        }
        (None, maybe) => {
            let who = if by_victim { victim(fold) } else { firm_voices(fold, &event.supporting) };
            let verb = if by_victim { "confirms" } else { verb(fold, &event.supporting, "confirms", "confirm") };
            let what = if data.is_some() {
                format!("that data were taken{}", at_victim(fold, &event.supporting))
            } else {
                format!("{}{}", kind(fold), at_victim(fold, &event.supporting))
            };
            clauses.push(format!("{who} {verb} {what}"));
            clauses.extend(maybe.as_ref().map(|m| format!("{} may have been taken", m.words())));
        }
    }
    clauses.extend(told.map(|t| format!("{} are reported to have been taken", t.words())));
    clauses.join("; ")
}

/// " at M&S" when somebody else speaks.
fn at_victim(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> String {
    if is_victims(fold, claims) { String::new() } else { format!(" at {}", victim(fold)) }
}

fn reported(fold: &Fold<'_>, event: &Outlook) -> String {
    let by = who(fold, &event.supporting);
    let mut clause = format!(
        "{} is reported to have suffered {}{}",
        victim(fold),
        kind(fold),
        if by.is_empty() { String::new() } else { format!(" ({by})") }
    );
    if let Some(told) = exposed(fold, &[Standing::Reported, Standing::Confirmed], Side::For) {
        clause.push_str(&format!(" in which {} were taken", told.words()));
    }
    if let Some(maybe) = exposed(fold, &[Standing::Possible], Side::For) {
        clause.push_str(&format!("; {} may have been taken", maybe.words()));
    }
    clause
}

fn claimed(fold: &Fold<'_>, event: &Outlook) -> String {
    let by = who(fold, &event.supporting);
    let verb = verb(fold, &event.supporting, "claims", "claim");
    let data = exposed(fold, &[Standing::Claimed], Side::For);
    match data {
        Some(data) => format!("{by} {verb} to have taken {} from {}, which is unconfirmed", data.words(), victim(fold)),
        None => {
            format!("{by} {verb} {} at {}, which is unconfirmed", kind(fold), victim(fold))
        }
    }
}

fn possible(fold: &Fold<'_>, event: &Outlook) -> String {
    let mut clause = format!("{} may have suffered {}", victim(fold), kind(fold));
    if is_victims(fold, &event.supporting) {
        clause.push_str(", it says itself");
    }
    if let Some(maybe) = exposed(fold, &[Standing::Possible, Standing::Reported], Side::For) {
        clause.push_str(&format!("; {} may have been taken", maybe.words()));
    }
    clause
}

fn denied(fold: &Fold<'_>, event: &Outlook) -> String {
    let by = if is_victims(fold, &event.against) { victim(fold) } else { who(fold, &event.against) };
    let of = if is_victims(fold, &event.against) {
        "that it suffered".to_owned()
    } else {
        format!("that {} suffered", victim(fold))
    };
    let mut clause = format!("{by} {} {of} {}", denies(fold, &event.against), kind(fold));
    let alleged = exposed(fold, &[Standing::Denied, Standing::Claimed], Side::For);
    let names = who(fold, &event.supporting);
    if let (Some(data), false) = (alleged, names.is_empty()) {
        let verb = verb(fold, &event.supporting, "claims", "claim");
        clause.push_str(&format!("; {names} {verb} to have taken {}", data.words()));
    } else if !names.is_empty() {
        clause.push_str(&format!("; {names} {} it", verb(fold, &event.supporting, "claims", "claim")));
    }
    clause
}

/// What a gang boasts of beyond what is known; the leading clause has it already when that is all there is.
fn claimed_data(fold: &Fold<'_>) -> Option<String> {
    let event = fold.outlook(&Key::Occurred).map_or(Standing::Unknown, |o| o.standing);
    if matches!(event, Standing::Claimed | Standing::Denied) {
        return None;
    }
    let data = exposed(fold, &[Standing::Claimed], Side::For)?;
    let by = who(fold, &data.claims);
    Some(format!(
        "{by} {} to have taken {}, which is unconfirmed",
        verb(fold, &data.claims, "claims", "claim"),
        data.words()
    ))
}

fn spared(fold: &Fold<'_>) -> Vec<String> {
    let mut clauses = Vec::new();
    if let Some(sure) = exposed(fold, &[Standing::Confirmed, Standing::Reported], Side::Against) {
        clauses.push(format!("{} were expressly excluded", data_list(&sure.items)));
    }
    if let Some(thought) = exposed(fold, &[Standing::Possible], Side::Against) {
        clauses.push(format!("{} are not believed to have been taken", data_list(&thought.items)));
    }
    let unknown: Vec<String> = fold
        .outlooks
        .iter()
        .filter_map(|(key, o)| match key {
            Key::Exposure(data, _) if o.side == Side::Open => Some(data_noun(*data).to_owned()),
            _ => None,
        })
        .collect();
    if !unknown.is_empty() {
        clauses.push(format!("whether {} were taken is not known", list(&unknown)));
    }
    clauses
}

fn services(fold: &Fold<'_>) -> Vec<String> {
    let mut by_state: Vec<(&str, Vec<String>)> = Vec::new();
    for (key, outlook) in &fold.outlooks {
        let (Key::Service(fallback), Some(state)) = (key, outlook.value.as_deref()) else { continue };
        let sure = matches!(outlook.standing, Standing::Confirmed | Standing::Reported);
        if !sure || state == ServiceState::Operating.as_str() {
            continue;
        }
        let name = service_name(fold, key, fallback);
        match by_state.iter_mut().find(|(s, _)| *s == state) {
            Some((_, names)) => names.push(name),
            None => by_state.push((state, vec![name])),
        }
    }
    by_state.into_iter().map(|(state, names)| service_clause(state, &names)).collect()
}

fn service_clause(state: &str, names: &[String]) -> String {
    let mut named: Vec<String> = names.iter().take(SERVICES).cloned().collect();
    if names.len() > SERVICES {
        named.push(format!("{} other services", names.len() - SERVICES));
    }
    let be = if named.len() > 1 || named.iter().any(|n| n.ends_with('s') && !n.ends_with("ss")) { "are" } else { "is" };
    let have = if be == "are" { "have" } else { "has" };
    match state {
        "down" => format!("{} {be} down", list(&named)),
        "degraded" => format!("{} {be} degraded", list(&named)),
        _ => format!("{} {have} been restored", list(&named)),
    }
}

fn people(fold: &Fold<'_>) -> Option<String> {
    let (_, outlook) =
        fold.outlooks.iter().find(|(key, _)| matches!(key, Key::Impact(ImpactKind::PeopleAffected, ..)))?;
    let value = outlook.value.as_deref()?;
    let quotes = outlook.supporting.iter().filter_map(|c| fold.claim(*c)).map(|c| c.quote.to_lowercase());
    let bound = if quotes.into_iter().any(|q| super::field::is_lower_bound(&q)) { "over " } else { "" };
    let by = who(fold, &outlook.supporting);
    Some(match outlook.standing {
        Standing::Confirmed | Standing::Reported => format!("{bound}{value} people are affected"),
        Standing::Disputed => format!("how many people are affected is disputed (latest: {bound}{value})"),
        Standing::Possible => format!("{bound}{value} people may be affected"),
        Standing::Claimed => {
            format!("{by} {} {bound}{value} people affected", verb(fold, &outlook.supporting, "claims", "claim"))
        }
        _ => return None,
    })
}

/// `told` is the sentence so far: whose claim it calls unconfirmed need not be said twice.
fn actors(fold: &Fold<'_>, told: &[String]) -> Vec<String> {
    let told: String = told.iter().filter(|c| c.contains(" to have taken ")).map(String::as_str).collect();
    let event = fold.outlook(&Key::Occurred);
    let named_already: BTreeSet<usize> =
        event.filter(|o| o.standing == Standing::Claimed).map(|o| o.supporting.clone()).unwrap_or_default();
    let mut clauses = Vec::new();
    for (key, outlook) in &fold.outlooks {
        let Key::Actor(fallback) = key else { continue };
        let name = actor_name(fold, key, fallback);
        let said_above = outlook.supporting.iter().any(|c| named_already.contains(c));
        match outlook.standing {
            Standing::Confirmed | Standing::Reported => {
                let by = firm_voices(fold, &outlook.supporting);
                clauses
                    .push(format!("{by} {} it to {name}", verb(fold, &outlook.supporting, "attributes", "attribute")));
            }
            Standing::Possible => clauses.push(format!("suspicion falls on {name}")),
            Standing::Claimed if said_above => {}
            Standing::Claimed if told.contains(&name) => {}
            Standing::Claimed if is_own_claim(fold, outlook, fallback) => {
                let own_words = outlook.supporting.iter().filter_map(|c| fold.claim(*c));
                let plain = own_words.clone().any(|c| c.proposition.kind == PropositionKind::Responsible);
                clauses.push(if plain {
                    format!("the {name} claim of responsibility is unconfirmed")
                } else {
                    format!("the claim by {name} is unconfirmed")
                });
            }
            Standing::Claimed => clauses.push(format!("that {name} is responsible is an unverified allegation")),
            Standing::Disputed => clauses.push(format!("whether {name} is responsible is disputed")),
            Standing::Denied => clauses.push(format!("that {name} is responsible is denied")),
            Standing::Unknown => {}
        }
    }
    clauses
}

fn is_own_claim(fold: &Fold<'_>, outlook: &Outlook, actor: &str) -> bool {
    outlook.supporting.iter().filter_map(|c| fold.claim(*c)).any(|c| {
        c.speaker.kind == SpeakerKind::Actor
            && c.speaker.name.as_deref().is_some_and(|n| crate::names::actor_key(n) == actor)
    })
}

/// Distinct speakers among claims, the victim first, then by name.
fn voices(fold: &Fold<'_>, claims: &BTreeSet<usize>, firm: bool) -> Vec<String> {
    let told: Vec<&Claim> = claims.iter().filter_map(|c| fold.claim(*c)).collect();
    let heard = told.iter().filter(|c| !firm || matches!(c.stance, Stance::Confirms | Stance::Asserts));
    let party = |c: &Claim| !matches!(c.speaker.kind, SpeakerKind::Press | SpeakerKind::Unnamed);
    let mut names: Vec<(bool, bool, String)> =
        heard.map(|c| (c.speaker.kind != SpeakerKind::Victim, !party(c), speaker_name(fold, c))).collect();
    names.sort();
    let mut seen = BTreeSet::new();
    names.into_iter().map(|(_, _, name)| name).filter(|name| seen.insert(name.clone())).collect()
}

fn shortened(mut names: Vec<String>) -> String {
    if names.len() > 2 {
        let others = names.len() - 1;
        names.truncate(1);
        names.push(format!("{others} others"));
    }
    list(&names)
}

fn who(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> String {
    shortened(voices(fold, claims, false))
}

/// Only those who say it without a hedge, parties before outlets.
fn firm_voices(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> String {
    let parties: BTreeSet<usize> = claims
        .iter()
        .copied()
        .filter(|c| {
            fold.claim(*c).is_some_and(|c| c.stance == Stance::Confirms && c.speaker.kind != SpeakerKind::Press)
        })
        .collect();
    let from = if parties.is_empty() { claims } else { &parties };
    let names = voices(fold, from, true);
    if names.is_empty() { who(fold, claims) } else { shortened(names) }
}

fn is_victims(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> bool {
    claims.iter().filter_map(|c| fold.claim(*c)).any(|c| c.speaker.kind == SpeakerKind::Victim)
}

fn several(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> bool {
    !is_victims(fold, claims) && voices(fold, claims, false).len() > 1
}

fn verb<'a>(fold: &Fold<'_>, claims: &BTreeSet<usize>, one: &'a str, many: &'a str) -> &'a str {
    if several(fold, claims) { many } else { one }
}

fn says(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> &'static str {
    if voices(fold, claims, false).len() > 1 { "say" } else { "says" }
}

fn denies(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> &'static str {
    if voices(fold, claims, false).len() > 1 && !is_victims(fold, claims) { "deny" } else { "denies" }
}
