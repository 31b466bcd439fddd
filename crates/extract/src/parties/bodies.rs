//! Parties without a capital: "Norwegian police", "the infrastructure ministry", "two people familiar with the matter",
//! "the attackers". Says where such a phrase begins and ends and what sort of party it is.

use super::context::lower;
use super::lexicon::LEXICON;
use crate::analysis::{Analysis, Tag, Tokens};
use crate::places::{self, PlaceKind};
use rustc_hash::FxHashSet;

/// A phrase without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body {
    /// Its tokens, determiner included.
    pub tokens: Tokens,
    /// Its head noun, singular, with one noun before it if there is one.
    pub head: String,
    /// The words without the determiner, as written.
    pub text: String,
    /// Whether "the", "this" or a possessive stands in front.
    pub definite: bool,
    /// What sort of phrase.
    pub sort: BodySort,
}

/// What a phrase without a name can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodySort {
    /// police, ministry, regulator
    Authority,
    /// hackers, attackers
    Actor,
    /// people familiar with the matter
    Unnamed,
    /// an engineer who left the company
    Insider,
    /// spokesman
    Voice,
    /// company, retailer, hospital
    Organisation,
    /// IT vendor
    Supplier,
}

/// The phrase whose head is the noun at `at`, if it means a party.
pub(crate) fn at(analysis: &Analysis<'_>, head: usize, from: usize, nouns: &FxHashSet<String>) -> Option<Body> {
    let token = analysis.tokens.get(head)?;
    if !matches!(token.tag, Tag::Noun | Tag::Adjective | Tag::Proper | Tag::Verb) || token.lower.is_empty() {
        return None;
    }
    let next = analysis.tokens.get(head + 1);
    let two = head.checked_sub(1).map(|b| format!("{} {}", analysis.tokens[b].lower, token.lower)).unwrap_or_default();
    let singular = super::context::singular(token);
    let sort = sort(&token.lower, &singular, &two)
        .or_else(|| (nouns.contains(&singular) || nouns.contains(&two)).then_some(BodySort::Organisation))?;
    // The head is the last noun: "police officers", "company systems" mean something else.
    let compound = next.is_some_and(|n| {
        n.tag == Tag::Noun && n.text.starts_with(char::is_lowercase) && !matches!(n.lower.as_str(), "today")
    });
    if compound {
        return None;
    }
    let start = start(analysis, head, from);
    let bare = bare_start(analysis, start, head);
    Some(Body {
        head: singular,
        text: analysis.text(&(bare..head + 1)).to_owned(),
        definite: bare > start && is_definite(analysis, start),
        sort,
        tokens: start..head + 1,
    })
}

fn is_definite(analysis: &Analysis<'_>, at: usize) -> bool {
    let token = &analysis.tokens[at];
    if !matches!(token.tag, Tag::Determiner | Tag::Pronoun) {
        return false;
    }
    matches!(
        token.lower.as_str(),
        "the" | "this" | "that" | "its" | "their" | "his" | "her" | "our" | "these" | "those" | "your"
    )
}

fn sort(lower: &str, singular: &str, two: &str) -> Option<BodySort> {
    if matches!(two, "stock exchange" | "a hospital") {
        return None;
    }
    let force = matches!(
        lower,
        "police"
            | "detectives"
            | "investigators"
            | "prosecutors"
            | "regulators"
            | "authorities"
            | "gendarmerie"
            | "lawmakers"
            | "officials"
    );
    let body = matches!(
        singular,
        "regulator"
            | "watchdog"
            | "ministry"
            | "ombudsman"
            | "prosecutor"
            | "agency"
            | "authority"
            | "commission"
            | "commissioner"
            | "government"
            | "court"
            | "department"
    );
    if force || body || LEXICON.authority_head.has(two) {
        return Some(BodySort::Authority);
    }
    if LEXICON.supplier_noun.has(two) {
        return Some(BodySort::Supplier);
    }
    if LEXICON.actor_noun.has(lower) || LEXICON.actor_noun.has(two) {
        return Some(BodySort::Actor);
    }
    if matches!(singular, "spokesman" | "spokeswoman" | "spokesperson" | "spokespeople" | "representative") {
        return Some(BodySort::Voice);
    }
    if matches!(singular, "source" | "insider") || matches!(lower, "people" | "person") {
        return Some(BodySort::Unnamed);
    }
    if matches!(singular, "engineer" | "employee" | "worker" | "staffer") {
        return Some(BodySort::Insider);
    }
    let organisation = LEXICON.generic_noun.has(singular)
        || places::sector(two).is_some()
        || places::sector(singular).is_some() && !is_trade(singular)
        || LEXICON.authority_noun.has(singular);
    organisation.then_some(BodySort::Organisation)
}

/// Words for a trade, not for one of those in it.
fn is_trade(noun: &str) -> bool {
    matches!(
        noun,
        "energy"
            | "water"
            | "power"
            | "technology"
            | "retail"
            | "transport"
            | "transportation"
            | "telecom"
            | "telecommunications"
            | "pharmaceutical"
            | "pharmaceuticals"
            | "health"
            | "healthcare"
            | "education"
            | "state"
            | "port"
            | "agriculture"
            | "manufacturing"
            | "insurance"
            | "construction"
            | "mining"
            | "aviation"
            | "defense"
            | "defence"
            | "gas"
            | "oil"
            | "navy"
            | "military"
            | "store"
            | "shop"
            | "farm"
            | "internet"
            | "media"
            | "union"
            | "lab"
            | "region"
            | "province"
            | "charity shop"
            | "website"
    )
}

/// Left to the determiner or the first modifier.
fn start(analysis: &Analysis<'_>, head: usize, from: usize) -> usize {
    let tokens = &analysis.tokens;
    let mut at = head;
    while at > from && head - at < 7 {
        let token = &tokens[at - 1];
        let modifier = matches!(token.tag, Tag::Noun | Tag::Adjective | Tag::Number)
            || token.text.split_once('-').is_some_and(|(place, _)| places::country(place).is_some())
            || token.tag == Tag::Participle && at > from + 1 && tokens[at - 2].tag == Tag::Determiner
            || token.tag == Tag::Proper && places::place(token.text).is_some_and(|p| p.kind != PlaceKind::Place);
        if token.tag == Tag::Determiner || is_definite(analysis, at - 1) {
            return at - 1;
        }
        if !modifier {
            break;
        }
        at -= 1;
    }
    at
}

fn bare_start(analysis: &Analysis<'_>, start: usize, head: usize) -> usize {
    let token = &analysis.tokens[start];
    if start < head && (token.tag == Tag::Determiner || is_definite(analysis, start)) { start + 1 } else { start }
}

/// Whether a phrase for an unnamed person is one that speaks ("people familiar with the matter", "an engineer who").
pub(crate) fn speaks(analysis: &Analysis<'_>, body: &Body) -> bool {
    let after = lower(analysis, &(body.tokens.end..(body.tokens.end + 3).min(analysis.tokens.len())));
    match body.sort {
        BodySort::Unnamed => {
            body.head != "person" && body.head != "people"
                || ["familiar", "briefed", "with knowledge", "with direct", "close to", "who", "involved", "aware"]
                    .iter()
                    .any(|w| after.starts_with(w))
        }
        BodySort::Insider => {
            after.starts_with("who ")
                || after.starts_with(", who")
                || after.starts_with("at ")
                || after.starts_with("said")
        }
        _ => true,
    }
}
