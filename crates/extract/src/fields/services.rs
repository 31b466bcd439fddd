//! Which services were down, slow, working or back, and the latest that the text says of each.

use super::hold::{self, Hold, ListCue, Scopes};
use super::lexicon::{Lexicon, in_class};
use super::pattern::Match;
use super::section::{self, Section};
use crate::analysis::{Analysis, SentenceId, Tag, Token, Tokens};
use serde::Deserialize;
use sextant_model::{BlockKind, ServiceState};
use std::sync::LazyLock;

/// A service and a state, before it is put on an incident.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The words: service and state.
    pub span: Tokens,
    /// The service, determiner left out.
    pub service: String,
    /// Its state.
    pub state: ServiceState,
    /// The rule.
    pub rule: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Subject,
    Object,
}

#[derive(Debug, Deserialize)]
struct Means {
    state: ServiceState,
    side: Side,
}

static STATES: LazyLock<Lexicon<Means>> = LazyLock::new(|| Lexicon::read(include_str!("../../data/services.toml")));

/// Finds all services and states, in text order.
pub(super) fn find(analysis: &Analysis<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for id in 0..analysis.sentences.len() {
        let aside = matches!(analysis.sentences[id].kind, BlockKind::Aside | BlockKind::Heading);
        if !aside && !matches!(section::of(analysis, id), Section::Boilerplate | Section::Advice) {
            sentence(analysis, id, &mut found);
        }
    }
    found
}

fn sentence(analysis: &Analysis<'_>, id: SentenceId, found: &mut Vec<Found>) {
    let run = analysis.sentences[id].tokens.clone();
    let matches = STATES.find_all(&analysis.tokens, &run);
    if matches.is_empty() {
        return;
    }
    let scopes = Scopes::of(analysis, &run);
    let mut here: Vec<Found> = Vec::new();
    for (rule, m) in matches {
        let Some(state) = held(analysis, &run, &scopes, rule.means.state, &m) else { continue };
        if scopes.list(analysis, run.start, m.tokens.start) != ListCue::None
            && !analysis.tokens[m.anchor].lower.starts_with("no")
        {
            continue;
        }
        if let Some(service) = pronoun(analysis, &run, &m, rule.means.side).then(|| last(&here, found)).flatten() {
            let item = Found { span: m.tokens.clone(), service, state, rule: rule.id.clone() };
            merge(&mut here, item);
            continue;
        }
        for phrase in phrases(analysis, &run, &m, rule.means.side) {
            let Some(service) = name(analysis, &phrase) else { continue };
            let span = phrase.start.min(m.tokens.start)..phrase.end.max(m.tokens.end);
            let item = Found { span, service, state, rule: rule.id.clone() };
            merge(&mut here, item);
        }
    }
    found.extend(here);
}

fn merge(here: &mut Vec<Found>, item: Found) {
    match here.iter_mut().find(|h| h.service == item.service) {
        Some(old) if stronger(&item, old) => *old = item,
        Some(_) => {}
        None => here.push(item),
    }
}

/// "it was restored": the service named last.
fn last(here: &[Found], before: &[Found]) -> Option<String> {
    here.last().or_else(|| before.last()).map(|f| f.service.clone())
}

/// The subject is "it" or "they", or left out ("was down but is back online").
fn pronoun(analysis: &Analysis<'_>, run: &Tokens, m: &Match, side: Side) -> bool {
    let tokens = &analysis.tokens;
    let left = (run.start..m.tokens.start)
        .rev()
        .find(|&i| !matches!(tokens[i].tag, Tag::Auxiliary | Tag::Adverb | Tag::Negation) && tokens[i].text != ",");
    let stands = |i: usize| {
        let word = tokens[i].lower.as_str();
        matches!(word, "it" | "they") && tokens[i].text != "IT" || matches!(word, "and" | "but") && is_be(tokens, i + 1)
    };
    side == Side::Subject && left.is_some_and(stands)
}

fn is_be(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| matches!(t.tag, Tag::Auxiliary | Tag::Adverb | Tag::Verb))
}

/// Of two readings of one service in one sentence the one with more words wins; "restored" beats "down".
fn stronger(new: &Found, old: &Found) -> bool {
    let rank = |f: &Found| match f.state {
        ServiceState::Restored => 3,
        ServiceState::Degraded => 2,
        ServiceState::Down => 1,
        ServiceState::Operating => 0,
    };
    rank(new) > rank(old)
}

/// The state as its scope leaves it: "not restored" is down, a plan or a wish is nothing.
fn held(
    analysis: &Analysis<'_>,
    run: &Tokens,
    scopes: &Scopes,
    state: ServiceState,
    m: &Match,
) -> Option<ServiceState> {
    let group = hold::verb_group(analysis, run.start, m.anchor);
    let clause = scopes.clause(analysis, run.start, m.anchor);
    let own_negation = analysis.tokens[m.tokens.clone()]
        .iter()
        .any(|t| t.tag == Tag::Negation || matches!(t.lower.as_str(), "yet" | "unable" | "cannot" | "no"));
    match (group, clause) {
        (Hold::Unreal, _) | (_, Hold::Unreal | Hold::Unknown) => None,
        (Hold::Not, _) if !own_negation => match state {
            ServiceState::Restored | ServiceState::Operating => Some(ServiceState::Down),
            ServiceState::Down | ServiceState::Degraded => Some(ServiceState::Operating),
        },
        (Hold::Possible, _) => None,
        _ => Some(state),
    }
}

/// The noun phrases that the state is said of; "online banking and cash machines" are two.
fn phrases(analysis: &Analysis<'_>, run: &Tokens, m: &Match, side: Side) -> Vec<Tokens> {
    let inside = analysis.tokens[m.tokens.clone()].iter().any(|t| is_service(&t.lower)) && m.tokens.len() > 2;
    let whole = match side {
        Side::Subject => subject(analysis, run, m.tokens.start),
        Side::Object if inside => m.tokens.start + 1..m.tokens.end - 1,
        Side::Object => object(analysis, run, m.tokens.end),
    };
    split(analysis, whole)
}

fn subject(analysis: &Analysis<'_>, run: &Tokens, end: usize) -> Tokens {
    let tokens = &analysis.tokens;
    let mut stop = end;
    while stop > run.start && matches!(tokens[stop - 1].tag, Tag::Auxiliary | Tag::Adverb | Tag::Negation | Tag::Modal)
    {
        stop -= 1;
    }
    if stop > run.start && tokens[stop - 1].text == "," {
        stop = aside_before(tokens, run.start, stop - 1).unwrap_or(stop);
    }
    let mut at = stop;
    while at > run.start && in_phrase(&tokens[at - 1]) {
        at -= 1;
    }
    at..stop
}

/// "Its call centre, which was swamped on Thursday, is …": back over the aside.
fn aside_before(tokens: &[Token<'_>], from: usize, close: usize) -> Option<usize> {
    let open = (from..close).rev().take(20).find(|&i| tokens[i].text == ",")?;
    let kind =
        matches!(tokens.get(open + 1)?.tag, Tag::Subordinator | Tag::Participle | Tag::Gerund | Tag::Preposition);
    kind.then_some(open)
}

fn object(analysis: &Analysis<'_>, run: &Tokens, start: usize) -> Tokens {
    let tokens = &analysis.tokens;
    let mut at = start;
    while at < run.end
        && (in_phrase(&tokens[at]) && !(tokens[at].tag == Tag::Preposition && tokens[at].lower != "of" && at > start))
        && at < start + 12
    {
        at += 1;
    }
    start..at
}

fn in_phrase(token: &Token<'_>) -> bool {
    matches!(
        token.tag,
        Tag::Noun | Tag::Proper | Tag::Adjective | Tag::Determiner | Tag::Number | Tag::Gerund | Tag::Conjunction
    ) || token.tag == Tag::Preposition && matches!(token.lower.as_str(), "of" | "in" | "at" | "on" | "for" | "from")
        || token.text == "IT"
        || matches!(token.lower.as_str(), "online" | "offline")
        || token.tag == Tag::Pronoun && matches!(token.lower.as_str(), "its" | "their" | "our" | "his" | "her")
        || token.lower.starts_with("'s")
        || token.tag == Tag::Participle && !token.lower.ends_with("ed")
}

fn split(analysis: &Analysis<'_>, whole: Tokens) -> Vec<Tokens> {
    let tokens = &analysis.tokens;
    let serves = |run: &Tokens| tokens[run.clone()].iter().any(|t| is_service(&t.lower));
    let joint = whole.clone().find(|&i| {
        matches!(tokens[i].lower.as_str(), "and" | "or") && tokens.get(i + 1).is_none_or(|t| t.tag != Tag::Preposition)
    });
    let parts = match joint.map(|at| (whole.start..at, at + 1..whole.end)) {
        Some((first, second)) if serves(&second) => vec![first, second],
        _ => Vec::from([whole]),
    };
    parts.into_iter().filter(serves).collect()
}

/// The service's name: no determiner, no owner, and more than a bare "system" or "server".
fn name(analysis: &Analysis<'_>, phrase: &Tokens) -> Option<String> {
    let tokens = &analysis.tokens;
    let lead = phrase.clone().find(|&i| !skipped(&tokens[i]))?;
    let cut = (lead..phrase.end).find(|&i| tokens[i].tag == Tag::Preposition).unwrap_or(phrase.end);
    let owner = (lead..cut)
        .rev()
        .find(|&i| {
            tokens[i].lower.starts_with("'s") || tokens[i].lower.ends_with("s'") && tokens[i].tag != Tag::Adjective
        })
        .map_or(lead, |i| i + 1);
    let start = (owner..cut).find(|&i| !skipped(&tokens[i]))?;
    let named = |i: &usize| matches!(tokens[*i].tag, Tag::Noun | Tag::Proper | Tag::Gerund | Tag::Adjective);
    let end = (start..cut).rev().find(named)? + 1;
    let words = &tokens[start..end];
    let head = words.last()?;
    let telling = words.iter().filter(|t| tells(t)).count();
    let needed = 1 + usize::from(in_class("generic_services", &head.lower) && tells(head));
    let served = words.iter().any(|t| is_service(&t.lower));
    let firm = words.iter().all(|t| t.tag == Tag::Proper && !is_service(&t.lower));
    (served && !firm && telling >= needed).then(|| analysis.text(&(start..end)).to_owned())
}

fn skipped(token: &Token<'_>) -> bool {
    let closed = matches!(
        token.tag,
        Tag::Determiner | Tag::Pronoun | Tag::Preposition | Tag::Conjunction | Tag::Number | Tag::Subordinator
    );
    closed && token.text != "IT" || token.lower.starts_with('\'')
}

/// A word that tells this service from others: no name of a firm, no bare "server".
fn tells(token: &Token<'_>) -> bool {
    let content = matches!(token.tag, Tag::Noun | Tag::Adjective | Tag::Gerund | Tag::Participle)
        || token.tag == Tag::Proper && is_service(&token.lower);
    token.text == "IT" || content && !weak(&token.lower) && !in_class("generic_services", &token.lower)
}

/// Words that tell no service from another.
fn weak(lower: &str) -> bool {
    matches!(
        lower,
        "affected"
            | "other"
            | "some"
            | "all"
            | "many"
            | "certain"
            | "internal"
            | "its"
            | "own"
            | "normal"
            | "several"
            | "infected"
            | "entire"
            | "whole"
            | "corporate"
            | "company"
            | "key"
            | "core"
            | "critical"
            | "compromised"
            | "victim"
            | "most"
            | "same"
            | "impacted"
            | "remaining"
    )
}

fn is_service(lower: &str) -> bool {
    in_class("services", lower)
}

/// One item for each service with its latest state; once back, it stays back.
pub(super) fn settle(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for item in found {
        match kept.iter_mut().find(|k| same(&k.service, &item.service)) {
            Some(old) if old.state != ServiceState::Restored || item.state == ServiceState::Restored => {
                let longer = old.service.len() > item.service.len() && old.state == item.state;
                if !longer {
                    *old = item;
                }
            }
            Some(_) => {}
            None => kept.push(item),
        }
    }
    kept
}

/// One name is the end of the other: "website" and "booking website".
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let one = |w: &str| w.trim_end_matches('s').to_owned();
    let (x, y): (Vec<String>, Vec<String>) =
        (a.split_whitespace().map(one).collect(), b.split_whitespace().map(one).collect());
    x.ends_with(&y) || y.ends_with(&x)
}

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &STATES.faults
}
