//! What the incident cost, in the widest sense: each amount of a sentence with the nearest words that say what it is.
//! Withdrawn figures ("not 4,900 as first stated") and what may yet come are left out.

mod doubt;
mod told;

use super::amounts::{self, Amount, Unit};
use super::exposure::is_person;
use super::hold::{self, Hold};
use super::lexicon::{Lexicon, OrNone, in_class};
use super::section::{self, Section};
use crate::analysis::{Analysis, SentenceId, Tag, Tokens};
use serde::Deserialize;
use sextant_model::{BlockKind, ImpactKind};
use std::sync::LazyLock;

/// An effect, before it is put on an incident.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// The words: amount and cue.
    pub span: Tokens,
    /// The amount's first word.
    pub anchor: usize,
    /// Of which kind.
    pub kind: ImpactKind,
    /// How much; a fall is negative.
    pub value: Option<f64>,
    /// In what.
    pub unit: Option<&'static str>,
    /// The rule.
    pub rule: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Left,
    Right,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Class {
    Money,
    Percent,
    People,
    Records,
    Volume,
    Time,
    Things,
}

#[derive(Debug, Deserialize)]
struct Means {
    kind: OrNone<ImpactKind>,
    unit: Class,
    side: Side,
    reach: usize,
    sign: Option<f64>,
}

static CUES: LazyLock<Lexicon<Means>> = LazyLock::new(|| Lexicon::read(include_str!("../../data/impacts.toml")));

#[derive(Debug, Deserialize)]
struct Plain {}

static SUPPLY: LazyLock<Lexicon<Plain>> = LazyLock::new(|| Lexicon::read(include_str!("../../data/supply.toml")));

/// Finds all effects, in text order.
pub(super) fn find(analysis: &Analysis<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut withdrawn = Vec::new();
    for id in 0..analysis.sentences.len() {
        let aside = matches!(analysis.sentences[id].kind, BlockKind::Aside | BlockKind::Heading);
        if !aside && section::of(analysis, id) != Section::Boilerplate {
            if let Some((old, new)) = told::correction(analysis, id, &found) {
                withdrawn.push(old);
                found.push(new);
                continue;
            }
            sentence(analysis, id, &mut found);
        }
    }
    found.retain(|f| !withdrawn.iter().any(|w: &Found| w.kind == f.kind && w.value == f.value));
    found
}

fn sentence(analysis: &Analysis<'_>, id: SentenceId, found: &mut Vec<Found>) {
    let run = analysis.sentences[id].tokens.clone();
    if analysis.tokens[run.clone()].last().is_some_and(|t| t.text == "?") {
        return;
    }
    found.extend(supply(analysis, &run));
    let amounts = amounts::find(analysis, &run);
    if amounts.is_empty() {
        return;
    }
    let cues = CUES.find_all(&analysis.tokens, &run);
    let amounts = told::in_money(analysis, amounts);
    for amount in &amounts {
        if doubt::withdrawn(analysis, &run, amount) {
            continue;
        }
        found.extend(share_price(analysis, &run, amount));
        let Some(class) = class(analysis, &run, amount) else { continue };
        let cues = cues.iter().filter(|(rule, _)| rule.means.unit == class);
        found.extend(told::how_many(analysis, id, amount).filter(|_| class == Class::People));
        let near = cues
            .filter_map(|(rule, m)| Some((distance(analysis, &amounts, amount, &m.tokens, &rule.means)?, *rule, m)));
        let Some((_, rule, m)) = near.min_by_key(|(d, ..)| *d) else { continue };
        let Some(kind) = rule.means.kind.some() else { continue };
        if doubt::unsure(analysis, &run, kind, &m.tokens, m.anchor, amount) {
            continue;
        }
        let span = m.tokens.start.min(amount.tokens.start)..m.tokens.end.max(amount.tokens.end);
        let anchor = amount.tokens.start;
        let item = Found {
            span,
            anchor,
            kind,
            value: Some(amount.value * rule.means.sign.unwrap_or(1.0)),
            unit: unit(class, amount),
            rule: rule.id.clone(),
        };
        found.extend(paid_too(analysis, &run, &item));
        found.push(item);
    }
}

/// What an amount counts, with the noun after it.
fn class(analysis: &Analysis<'_>, run: &Tokens, amount: &Amount) -> Option<Class> {
    match amount.unit {
        Unit::Money(_) => Some(Class::Money),
        Unit::Percent => Some(Class::Percent),
        Unit::Volume(_) => Some(Class::Volume),
        Unit::Time(_) => {
            let next = analysis.tokens.get(amount.tokens.end).map_or("", |t| t.lower.as_str());
            let before = amount.tokens.start.checked_sub(1).map_or("", |i| analysis.tokens[i].lower.as_str());
            let span = matches!(before, "within" | "every" | "next" | "last" | "past" | "coming");
            (!span
                && !matches!(
                    next,
                    "ago" | "after" | "later" | "earlier" | "before" | "left" | "old" | "of" | "into" | "notice"
                ))
            .then_some(Class::Time)
        }
        Unit::Bare => counted(analysis, run, amount),
    }
}

fn counted(analysis: &Analysis<'_>, run: &Tokens, amount: &Amount) -> Option<Class> {
    if amount.value < 2.0 || amount.value < 3.0 && amount.tokens.len() == 1 || told::is_year(analysis, amount) {
        return None;
    }
    let tokens = &analysis.tokens;
    if tokens.get(amount.tokens.end).is_some_and(|t| in_class("coins", &t.lower)) {
        return Some(Class::Money);
    }
    let before =
        amount.tokens.start.checked_sub(1).filter(|&i| i >= run.start).map_or("", |i| tokens[i].lower.as_str());
    let of = usize::from(tokens.get(amount.tokens.end).is_some_and(|t| t.lower == "of"));
    for at in amount.tokens.end + of..run.end.min(amount.tokens.end + 6) {
        let token = &tokens[at];
        let lower = token.lower.as_str();
        let next_phrase = at > amount.tokens.end + of && token.tag == Tag::Determiner;
        let ends = next_phrase
            || matches!(
                token.tag,
                Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Preposition | Tag::Subordinator | Tag::Mark
            )
            || matches!(lower, "to" | "than");
        if ends {
            break;
        }
        let more = tokens.get(at + 1).is_some_and(|t| t.tag == Tag::Noun || in_class("record_words", &t.lower));
        if in_class("record_words", lower) && !more {
            return Some(Class::Records);
        }
        if in_class("things", lower) && !more {
            return Some(Class::Things);
        }
        if is_person(lower) && !more && before != "for" {
            return Some(Class::People);
        }
    }
    let total = ["notified", "affected", "individuals", "people", "count", "victims", "customers", "users", "user"];
    let left = |reach: usize| &tokens[run.start.max(amount.tokens.start.saturating_sub(reach))..amount.tokens.start];
    let stated = left(7).iter().any(|t| total.contains(&t.lower.as_str()));
    let number = left(9).iter().any(|t| matches!(t.lower.as_str(), "number" | "total" | "count"));
    // "put the number of members hit by the theft at 52,000"
    let of_people = left(14)
        .windows(3)
        .any(|w| matches!(w[0].lower.as_str(), "number" | "total") && w[1].lower == "of" && is_person(&w[2].lower));
    let stated = stated && number || of_people && matches!(before, "at" | "is" | "was" | "to");
    stated.then_some(Class::People)
}

fn unit(class: Class, amount: &Amount) -> Option<&'static str> {
    match (&amount.unit, class) {
        (Unit::Money(code) | Unit::Volume(code) | Unit::Time(code), _) => Some(code),
        (Unit::Percent, _) => Some("percent"),
        (Unit::Bare, Class::People) => Some("people"),
        (Unit::Bare, Class::Records) => Some("records"),
        (Unit::Bare, _) => None,
    }
}

/// Tokens between cue and amount, other amounts and clause marks counted dear; `None` when out of reach.
fn distance(
    analysis: &Analysis<'_>,
    amounts: &[Amount],
    amount: &Amount,
    cue: &Tokens,
    means: &Means,
) -> Option<usize> {
    let overlap = cue.start < amount.tokens.end && amount.tokens.start < cue.end;
    let left = cue.start < amount.tokens.start;
    let fits = match means.side {
        Side::Left => left,
        Side::Right => !left,
        Side::Any => true,
    };
    let post = cue.start == cue.end - 1
        && analysis.tokens[cue.start].lower == "pay"
        && means.unit == Class::Money
        && means.reach == 3;
    if !fits || post && !opens(analysis, cue.start) {
        return None;
    }
    // "1 bitcoin to fix the damage, worth $7,544": words between a sum and its worth say nothing of it.
    if overlap && amount.tokens.len() > 5 && cue.start > amount.tokens.start {
        return None;
    }
    if overlap {
        return Some(0);
    }
    let between = if left { cue.end..amount.tokens.start } else { amount.tokens.end..cue.start };
    let tokens = analysis.tokens.get(between.clone())?;
    let dear: usize = tokens
        .iter()
        .map(|t| match t.lower.as_str() {
            ";" => 50,
            "," | "and" | "but" => 2,
            "while" | "after" | "because" | "before" | "which" => 3,
            _ => 0,
        })
        .sum();
    let others = amounts
        .iter()
        .filter(|a| a.tokens.start >= between.start && a.tokens.end <= between.end && a.unit == amount.unit)
        .count();
    let cost = tokens.len() + dear + 4 * others;
    (tokens.len() <= means.reach && dear < 50).then_some(2 * cost + usize::from(!left))
}

/// "Pay 900,000 USD or we publish": a demand addressed to the victim.
fn opens(analysis: &Analysis<'_>, at: usize) -> bool {
    let first = analysis.sentence_of(at).is_some_and(|s| analysis.sentences[s].tokens.start == at);
    first
        || at.checked_sub(1).is_some_and(|i| {
            analysis.tokens[i].tag == Tag::Mark || matches!(analysis.tokens[i].lower.as_str(), "must" | "you")
        })
}

/// "paid the $150,000 that the attackers demanded": both.
fn paid_too(analysis: &Analysis<'_>, run: &Tokens, item: &Found) -> Option<Found> {
    if item.kind == ImpactKind::RansomPaid {
        let left = &analysis.tokens[run.start.max(item.anchor.saturating_sub(4))..item.anchor];
        let rule = || "impact.ransom-demanded-paid".to_owned();
        let demanded = left.iter().any(|t| t.lemma == "demand" || t.lower == "demand");
        return demanded.then(|| Found { kind: ImpactKind::RansomDemanded, rule: rule(), ..item.clone() });
    }
    if item.kind != ImpactKind::RansomDemanded {
        return None;
    }
    let left = run.start.max(item.anchor.saturating_sub(8))..item.anchor;
    let word = |i: usize| analysis.tokens.get(i).map_or("", |t| t.lower.as_str());
    let near = |i: usize| item.anchor - i <= 3 && matches!(word(i), "paid" | "paying");
    let gave = |i: usize| matches!(word(i), "gave" | "given" | "bowed" | "caved") && word(i + 1) == "in";
    let paid = left.rev().find(|&i| near(i) || gave(i))?;
    let so = hold::verb_group(analysis, run.start, paid) == Hold::So;
    so.then(|| Found {
        kind: ImpactKind::RansomPaid,
        rule: "impact.ransom-paid-demanded".to_owned(),
        span: paid..item.span.end.max(item.anchor + 1),
        ..item.clone()
    })
}

/// "Shares in Halvorsen rose 2.4%", "closed 3.3% higher".
fn share_price(analysis: &Analysis<'_>, run: &Tokens, amount: &Amount) -> Option<Found> {
    if amount.unit != Unit::Percent {
        return None;
    }
    let tokens = &analysis.tokens;
    let share = (run.start..amount.tokens.start)
        .find(|&i| in_class("share", &tokens[i].lower) && tokens[i].tag != Tag::Verb)?;
    let word = |i: usize| {
        let token = &tokens[i];
        if in_class("fall", &token.lemma) || in_class("fall", &token.lower) {
            Some(-1.0)
        } else if in_class("rise", &token.lemma) || in_class("rise", &token.lower) {
            Some(1.0)
        } else {
            None
        }
    };
    let right = (amount.tokens.end..run.end.min(amount.tokens.end + 2)).find_map(|i| {
        matches!(tokens[i].lower.as_str(), "higher" | "lower" | "down" | "up").then(|| word(i)).flatten()
    });
    let left = (share..amount.tokens.start).rev().take(9).find_map(word);
    let sign = right.or(left)?;
    Some(Found {
        span: share..amount.tokens.end,
        anchor: amount.tokens.start,
        kind: ImpactKind::SharePrice,
        value: Some(sign * amount.value),
        unit: Some("percent"),
        rule: "impact.share-price".to_owned(),
    })
}

fn supply(analysis: &Analysis<'_>, run: &Tokens) -> Option<Found> {
    let (rule, m) = SUPPLY.find(&analysis.tokens, run).into_iter().next()?;
    let so = hold::verb_group(analysis, run.start, m.anchor);
    (!matches!(so, Hold::Not | Hold::Unreal)).then(|| Found {
        anchor: m.anchor,
        span: m.tokens,
        kind: ImpactKind::Supply,
        value: None,
        unit: None,
        rule: rule.id.clone(),
    })
}

/// The larger of two counts, or the more exact of two that are one.
fn finer(new: &Found, old: &Found) -> bool {
    if near(new.value, old.value) {
        return new.value.is_some_and(|v| v % 1000.0 != 0.0);
    }
    new.value > old.value
}

/// "1.5 million" and "1,503,707" are one figure.
fn near(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 0.005 * a.abs().max(b.abs()),
        (a, b) => a == b,
    }
}

/// Each effect once; of several counts of people the largest stands.
pub(super) fn settle(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for item in found {
        let counts = matches!(item.kind, ImpactKind::PeopleAffected | ImpactKind::Downtime);
        let same = |k: &Found| {
            k.kind == item.kind
                && (item.kind == ImpactKind::Supply || k.unit == item.unit && (counts || near(k.value, item.value)))
        };
        match kept.iter_mut().find(|k| same(k)) {
            Some(old) if (counts || item.kind == ImpactKind::RecordsAffected) && finer(&item, old) => *old = item,
            Some(_) => {}
            None => kept.push(item),
        }
    }
    kept
}

#[cfg(test)]
pub(super) fn faults() -> Vec<String> {
    CUES.faults.iter().chain(&SUPPLY.faults).cloned().collect()
}
