//! Figures that need the sentence before: a count put right ("The number is 26"), the answer to "how many", and what
//! only looks like a count.

use super::Found;
use crate::analysis::{Analysis, SentenceId, Tag};
use crate::fields::amounts::{self, Amount, Unit};
use crate::fields::lexicon::in_class;
use sextant_model::ImpactKind;

/// How many sentences back a figure may stand that a later one puts right.
const REACH: usize = 3;

/// "The figure is 3,140": the figure told last, and the one that takes its place.
pub(super) fn correction(analysis: &Analysis<'_>, id: SentenceId, found: &[Found]) -> Option<(Found, Found)> {
    let run = &analysis.sentences[id].tokens;
    let words = &analysis.tokens[run.clone()];
    let opens = words.iter().take(4).any(|t| matches!(t.lower.as_str(), "number" | "figure" | "total" | "count"));
    let verb = words.iter().take(7).position(|t| matches!(t.lower.as_str(), "is" | "was" | "be" | "stands"))?;
    let amount = amounts::find(analysis, run).into_iter().find(|a| a.tokens.start > run.start + verb)?;
    let close = amount.tokens.start <= run.start + verb + 3 && amount.unit == Unit::Bare;
    let counts = |f: &&Found| {
        matches!(f.kind, ImpactKind::PeopleAffected | ImpactKind::RecordsAffected | ImpactKind::Other)
            && f.unit.is_none_or(|u| matches!(u, "people" | "records"))
            && analysis.sentence_of(f.anchor).is_some_and(|s| s < id && s + REACH >= id)
    };
    let old = found.iter().rev().find(counts).filter(|_| opens && close)?;
    let new = Found {
        span: run.start..amount.tokens.end,
        anchor: amount.tokens.start,
        value: Some(amount.value),
        rule: "impact.correction".to_owned(),
        ..old.clone()
    };
    (old.value != new.value).then(|| (old.clone(), new))
}

/// "How many of us? 61,400 subscribers."
pub(super) fn how_many(analysis: &Analysis<'_>, id: SentenceId, amount: &Amount) -> Option<Found> {
    let words = |s: SentenceId| analysis.sentences.get(s).map(|s| &analysis.tokens[s.tokens.clone()]);
    let asked = words(id.checked_sub(1)?)?;
    let many = asked.windows(2).any(|w| w[0].lower == "how" && w[1].lower == "many");
    let question = asked.last().is_some_and(|t| t.text == "?");
    let verbless = words(id)?.iter().all(|t| !matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal));
    (many && question && verbless).then(|| Found {
        span: amount.tokens.start..amount.tokens.end + 1,
        anchor: amount.tokens.start,
        kind: ImpactKind::PeopleAffected,
        value: Some(amount.value),
        unit: Some("people"),
        rule: "impact.how-many".to_owned(),
    })
}

/// How far a sum in coins and its worth may stand apart.
const WORTH: usize = 14;

/// "300 bitcoins (about $780,000)": one sum, told in money, in the place of the coins.
pub(super) fn in_money(analysis: &Analysis<'_>, amounts: Vec<Amount>) -> Vec<Amount> {
    let coin = |a: &Amount| {
        a.unit == Unit::Bare && analysis.tokens.get(a.tokens.end).is_some_and(|t| in_class("coins", &t.lower))
    };
    let mut told: Vec<Amount> = Vec::new();
    for amount in amounts {
        let coins = told.last().filter(|last| coin(last) && amount.tokens.start <= last.tokens.end + WORTH).cloned();
        match (coins, &amount.unit) {
            (Some(coins), Unit::Money(_)) => {
                told.pop();
                told.push(Amount { tokens: coins.tokens.start..amount.tokens.end, ..amount });
            }
            _ => told.push(amount),
        }
    }
    told
}

/// "31 July 2018", "in 2021": a year counts nothing.
pub(super) fn is_year(analysis: &Analysis<'_>, amount: &Amount) -> bool {
    let token = &analysis.tokens[amount.tokens.start];
    if analysis.tokens.get(amount.tokens.end).is_some_and(|t| crate::fields::dates::is_month(&t.lower)) {
        return true;
    }
    let before = amount.tokens.start.checked_sub(1).map_or("", |i| analysis.tokens[i].lower.as_str());
    let dated = before.parse::<u8>().is_ok()
        || matches!(before, "in" | "of" | "since" | "," | "during" | "late" | "early" | "until" | "from" | "the")
        || crate::fields::dates::is_month(before);
    (1990.0..2100.0).contains(&amount.value) && token.text.len() == 4 && amount.tokens.len() == 1 && dated
}
