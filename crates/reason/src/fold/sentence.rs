//! The record's own sentence, as an analyst would say it. It states nothing without a claim, never a gang's word as
//! fact, and never leaves out what a source expressly excludes.

use super::Fold;
use super::bearing::{Key, People, Side, is_personal};
use super::field::Outlook;
use super::history::{actor_name, service_name};
use super::nouns::{data_list, data_noun, kind_noun, kind_words, leading, list, possessive};
use super::speaking::{is_victims, only_claimed, victim, victim_confirms, who, who_knows};
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

/// The kind of event as whoever speaks of it calls it, sure or not.
fn kind(fold: &Fold<'_>) -> &'static str {
    kind_noun(leading(kinds(fold, |_| true)))
}

/// The kind of event by those who state it as a fact: a gang's word does not make an incident ransomware.
fn stated_kind(fold: &Fold<'_>) -> IncidentKind {
    leading(kinds(fold, |standing| standing >= Standing::Reported))
}

fn kinds<'f>(fold: &'f Fold<'_>, wanted: fn(Standing) -> bool) -> impl Iterator<Item = IncidentKind> + 'f {
    fold.outlooks.iter().filter_map(move |(key, outlook)| match key {
        Key::Kind(kind) if wanted(outlook.standing) => Some(*kind),
        _ => None,
    })
}

/// What is confirmed: of the kind that those who confirm it name themselves, else with what others report it to be.
fn confirmed_kind(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> String {
    let words: Vec<String> = claims
        .iter()
        .filter_map(|c| fold.claim(*c))
        .filter(|c| c.stance == Stance::Confirms)
        .map(|c| format!("{} {}", c.proposition.object.as_deref().unwrap_or_default(), c.quote).to_lowercase())
        .collect();
    let says = |kind: &IncidentKind| words.iter().any(|w| kind_words(*kind).iter().any(|k| w.contains(k)));
    let named: Vec<IncidentKind> = kinds(fold, |standing| standing >= Standing::Reported).filter(says).collect();
    match (named.is_empty(), stated_kind(fold)) {
        (false, _) => kind_noun(leading(named)).to_owned(),
        (true, IncidentKind::Unspecified) => kind_noun(IncidentKind::Unspecified).to_owned(),
        (true, reported) => format!("a cyber incident, reported as {}", kind_noun(reported)),
    }
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
    // Named kinds say what "personal data" leaves open.
    if side == Side::For && found.items.iter().any(|(data, _)| *data != DataKind::PersonalData && is_personal(*data)) {
        found.items.retain(|(data, _)| *data != DataKind::PersonalData);
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
        Standing::Disputed => disputed(fold, event),
        Standing::Unknown => format!("it is not known whether {} suffered {}", victim(fold), kind(fold)),
    }
}

fn confirmed(fold: &Fold<'_>, event: &Outlook) -> String {
    let sure = exposed(fold, &[Standing::Confirmed], Side::For);
    let maybe = exposed(fold, &[Standing::Possible], Side::For);
    let told = exposed(fold, &[Standing::Reported], Side::For);
    let data = fold.outlook(&Key::Data).filter(|data| data.standing == Standing::Confirmed);
    let mut clauses = match (&sure, &maybe, data) {
        (Some(sure), maybe, _) => vec![surely_taken(fold, sure, maybe.as_ref())],
        (None, Some(maybe), Some(data))
            if victim_confirms(fold, &data.supporting) && is_victims(fold, &maybe.claims) =>
        {
            vec![format!("{} confirms that {} may have been taken", victim(fold), maybe.words())]
        }
        (None, maybe, data) => {
            let claims = data.map_or(&event.supporting, |data| &data.supporting);
            let who = who_knows(fold, claims).do_what("confirms", "confirm");
            let at = at_victim(fold, claims);
            let what = if data.is_some() {
                format!("that data were taken{at}")
            } else {
                confirmed_kind(fold, claims).replacen("a cyber incident,", &format!("a cyber incident{at},"), 1)
            };
            let what = if data.is_some() || what.contains(',') { what } else { format!("{what}{at}") };
            let whose = maybe.as_ref().map(|m| format!("{} may have been taken", m.words()));
            [Some(format!("{who} {what}")), whose].into_iter().flatten().collect()
        }
    };
    clauses.extend(told.map(|t| format!("{} are reported to have been taken", t.words())));
    clauses.join("; ")
}

fn surely_taken(fold: &Fold<'_>, sure: &Exposed<'_>, maybe: Option<&Exposed<'_>>) -> String {
    let more = maybe.map(|m| format!(" and that {} may have been", m.words())).unwrap_or_default();
    let who = who_knows(fold, &sure.claims).do_what("confirms", "confirm");
    format!("{who} that {} were taken{}{more}", sure.words(), at_victim(fold, &sure.claims))
}

/// " at M&S" when somebody else confirms it.
fn at_victim(fold: &Fold<'_>, claims: &BTreeSet<usize>) -> String {
    if victim_confirms(fold, claims) { String::new() } else { format!(" at {}", victim(fold)) }
}

fn reported(fold: &Fold<'_>, event: &Outlook) -> String {
    let by = who_knows(fold, &event.supporting);
    let by = if by.is_nobody() { String::new() } else { format!(" ({})", by.names) };
    let mut clause = format!("{} is reported to have suffered {}{by}", victim(fold), kind_noun(stated_kind(fold)));
    if let Some(told) = exposed(fold, &[Standing::Reported, Standing::Confirmed], Side::For) {
        clause.push_str(&format!(" in which {} were taken", told.words()));
    }
    if let Some(maybe) = exposed(fold, &[Standing::Possible], Side::For) {
        clause.push_str(&format!("; {} may have been taken", maybe.words()));
    }
    clause
}

fn claimed(fold: &Fold<'_>, event: &Outlook) -> String {
    match exposed(fold, &[Standing::Claimed], Side::For) {
        Some(data) => {
            let by = who(fold, &data.claims).do_what("claims", "claim");
            format!("{by} to have taken {} from {}, which is unconfirmed", data.words(), victim(fold))
        }
        None => {
            let by = who(fold, &event.supporting).do_what("claims", "claim");
            format!("{by} {} at {}, which is unconfirmed", kind(fold), victim(fold))
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
    let own = is_victims(fold, &event.against);
    let denying = event.against.iter().copied().filter(|c| fold.claim(*c).is_some_and(|c| c.stance == Stance::Denies));
    let denying = denying.collect();
    let by = if own { format!("{} denies", victim(fold)) } else { who(fold, &denying).do_what("denies", "deny") };
    let of = if own { "that it suffered".to_owned() } else { format!("that {} suffered", victim(fold)) };
    let clause = format!("{by} {of} {}", kind(fold));
    let alleged = exposed(fold, &[Standing::Denied, Standing::Claimed], Side::For);
    match alleged {
        Some(data) => {
            let by = who(fold, &data.claims).do_what("claims", "claim");
            format!("{clause}; {by} to have taken {}", data.words())
        }
        None if event.supporting.is_empty() => clause,
        None if only_claimed(fold, &event.supporting) => {
            format!("{clause}; {} it", who(fold, &event.supporting).do_what("claims", "claim"))
        }
        None => format!("{clause}; {} it", who(fold, &event.supporting).do_what("reports", "report")),
    }
}

fn disputed(fold: &Fold<'_>, event: &Outlook) -> String {
    let yes = who_knows(fold, &event.supporting).do_what("says", "say");
    let no = who(fold, &event.against).do_what("denies", "deny");
    format!("whether {} suffered {} is disputed: {yes} so, {no} it", victim(fold), kind(fold))
}

/// What a gang boasts of beyond what is known; the leading clause has it already when that is all there is.
fn claimed_data(fold: &Fold<'_>) -> Option<String> {
    let event = fold.outlook(&Key::Occurred).map_or(Standing::Unknown, |o| o.standing);
    if matches!(event, Standing::Claimed | Standing::Denied) {
        return None;
    }
    let data = exposed(fold, &[Standing::Claimed], Side::For)?;
    let by = who(fold, &data.claims).do_what("claims", "claim");
    Some(format!("{by} to have taken {}, which is unconfirmed", data.words()))
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
        Standing::Claimed => format!("{} {bound}{value} people affected", by.do_what("claims", "claim")),
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
                let by = who_knows(fold, &outlook.supporting).do_what("attributes", "attribute");
                clauses.push(format!("{by} it to {name}"));
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
