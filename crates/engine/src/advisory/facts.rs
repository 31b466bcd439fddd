//! The facts of an advisory: what a record says, each with its standing, on whose word, and the words themselves. Nothing
//! here is written by a person of ours, and nobody of ours can change it.

use crate::export::rows::{Row, rows};
use serde::Serialize;
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Voices shown for one fact: the first of each origin.
const VOICES: usize = 3;

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// What of: `exposure`, `service`, `impact`, …
    pub field: &'static str,
    /// What, in a few words.
    pub what: String,
    /// How it stands.
    pub standing: Standing,
    /// On whose word.
    pub voices: Vec<Voice>,
    /// Who says otherwise.
    pub against: Vec<Voice>,
}

/// Somebody's words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Voice {
    /// Whose.
    pub who: String,
    /// What the speaker does: confirms, claims, denies.
    pub does: &'static str,
    /// The words.
    pub quote: String,
    /// Where they stand: outlet and day.
    pub place: String,
    /// The document's address.
    pub url: Option<String>,
    /// The document in this store.
    pub document: Option<DocumentId>,
    /// The claim in this store.
    pub claim: ClaimId,
}

/// An indicator with what a person must know before using it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sign {
    /// `ipv4-addr`, `domain-name`, `file-sha256`.
    #[serde(rename = "type")]
    pub kind: String,
    /// As it is, not made harmless.
    pub value: String,
    /// How it stands.
    pub standing: Standing,
    /// Why it must not be used to block: a list of harmless things knows it.
    pub warning: Option<String>,
}

/// Facts in the order in which somebody who must act reads them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Facts {
    /// Confirmed or reported.
    pub known: Vec<Fact>,
    /// Claimed, possible or disputed: no fact.
    pub said: Vec<Fact>,
    /// Data that is expressly not taken.
    pub not_taken: Vec<Fact>,
    /// Denied by who is in a position to know.
    pub denied: Vec<Fact>,
    /// Said to be not known.
    pub not_known: Vec<Fact>,
    /// What is not settled.
    pub open: Vec<String>,
    /// Signs to look for.
    pub indicators: Vec<Sign>,
}

/// The facts of a record.
pub(super) fn facts(record: &Record) -> Facts {
    let table = Table {
        claims: record.claims.iter().flatten().map(|claim| (claim.id, claim)).collect(),
        addresses: record.documents.iter().filter_map(|d| Some((d.id, d.url.clone()?))).collect(),
    };
    let actors: BTreeSet<&str> = record.actors.iter().map(|actor| actor.name.as_str()).collect();
    let excluded = record.statements.iter().map(|s| s.kind == PropositionKind::DataNotTaken);
    let mut excluded = excluded.collect::<Vec<_>>().into_iter();
    let mut facts = Facts::default();
    for (row, polarity) in rows(record).into_iter().zip(fields(record)) {
        // An actor that is named is told of where it is said what for.
        if row.section == "indicator" || (row.section == "entity" && actors.contains(row.value.as_str())) {
            continue;
        }
        let fact = table.fact(&row, &polarity);
        if row.section == "statement" && excluded.next() == Some(true) {
            facts.not_taken.push(fact);
            continue;
        }
        match (polarity.way, fact.standing) {
            (Some(Polarity::NotExposed), _) => facts.not_taken.push(fact),
            (Some(Polarity::Unknown), _) | (_, Standing::Unknown) => facts.not_known.push(fact),
            (_, Standing::Confirmed | Standing::Reported) => facts.known.push(fact),
            (_, Standing::Claimed | Standing::Possible | Standing::Disputed) => facts.said.push(fact),
            (_, Standing::Denied) => facts.denied.push(fact),
        }
    }
    facts.open = record.open_questions.iter().map(|question| question.question.clone()).collect();
    facts.indicators = record.indicators.iter().map(sign).collect();
    facts
}

fn sign(field: &IndicatorField) -> Sign {
    Sign {
        kind: field.kind.to_string(),
        value: field.field.value.clone(),
        standing: field.field.standing,
        warning: field.warning.clone(),
    }
}

/// What of a field a row does not carry: its claims, and of data which way.
struct Bearing<'a> {
    way: Option<Polarity>,
    supporting: &'a [ClaimId],
    against: &'a [ClaimId],
}

fn bearing<V>(field: &Field<V>, way: Option<Polarity>) -> Bearing<'_> {
    Bearing { way, supporting: &field.supporting, against: &field.against }
}

/// The fields of a record in the order of its rows.
fn fields(record: &Record) -> Vec<Bearing<'_>> {
    let plain = |field| bearing::<String>(field, None);
    let mut all = vec![plain(&record.occurred)];
    all.extend(record.kinds.iter().map(plain));
    all.extend(record.exposure.iter().map(|e| bearing(&e.field, Some(e.polarity))));
    all.extend(record.services.iter().map(|s| plain(&s.field)));
    all.extend(record.impacts.iter().map(|impact| bearing(&impact.field, None)));
    all.extend(record.responses.iter().map(|r| plain(&r.field)));
    all.extend(record.dates.iter().map(|date| plain(&date.field)));
    all.extend(record.actors.iter().map(|actor| plain(&actor.field)));
    all.extend(record.statements.iter().map(|s| plain(&s.field)));
    all.extend(record.entities.iter().map(plain));
    all.extend(record.indicators.iter().map(|i| plain(&i.field)));
    all
}

struct Table<'a> {
    claims: BTreeMap<ClaimId, &'a Claim>,
    addresses: BTreeMap<DocumentId, String>,
}

impl Table<'_> {
    fn fact(&self, row: &Row, of: &Bearing<'_>) -> Fact {
        Fact {
            field: row.section,
            what: what(row),
            standing: row.standing,
            voices: self.voices(of.supporting, true),
            against: self.voices(of.against, false),
        }
    }

    /// One voice of each origin: a copy adds nothing.
    fn voices(&self, ids: &[ClaimId], supporting: bool) -> Vec<Voice> {
        let mut origins = BTreeSet::new();
        let claims = ids.iter().filter_map(|id| self.claims.get(id)).filter(|claim| origins.insert(claim.group));
        claims.take(VOICES).map(|claim| self.voice(claim, supporting)).collect()
    }

    fn voice(&self, claim: &Claim, supporting: bool) -> Voice {
        // Who denies a theft bears out that nothing was taken.
        let does = match claim.stance {
            Stance::Denies if supporting => "says so",
            stance => crate::exchange::words::does(stance),
        };
        let day = claim.published.unwrap_or(claim.recorded).strftime("%Y-%m-%d").to_string();
        let place: Vec<&str> = claim.publisher.as_deref().into_iter().chain([day.as_str()]).collect();
        Voice {
            who: crate::exchange::words::speaker(claim),
            does,
            quote: claim.quote.clone(),
            place: place.join(", "),
            url: claim.document.and_then(|document| self.addresses.get(&document).cloned()),
            document: claim.document,
            claim: claim.id,
        }
    }
}

/// A field in a few words.
fn what(row: &Row) -> String {
    let (value, detail) = (row.value.replace('-', " "), row.detail.replace('-', " "));
    let more = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    match row.section {
        "occurred" => "The event took place".to_owned(),
        "kind" => format!("Kind of event: {value}"),
        "exposure" => {
            // Which way it goes is said by where it stands.
            let narrower = row.detail.split_once(", ").map(|(_, rest)| format!(" ({rest})")).unwrap_or_default();
            format!("Data: {value}{narrower}")
        }
        "service" => format!("Service: {}{more}", row.value),
        "impact" => {
            format!("Effect: {value}{}", if detail.is_empty() { String::new() } else { format!(", {}", row.detail) })
        }
        "response" => format!("Response: {value}{more}"),
        "date" => format!("Date: {value} {}", row.detail),
        "actor" => format!("Actor named: {}", row.value),
        "entity" => format!("Named: {}", row.value),
        _ if row.value.is_empty() => format!("On {detail}"),
        _ => format!("On {detail}: {}", row.value),
    }
}
