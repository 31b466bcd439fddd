//! Which services were down, slow, working or back, and the latest that the text says of each.

mod names;

use super::chronology;
use super::hold::{self, Hold, ListCue, Scopes};
use super::lexicon::Lexicon;
use super::pattern::Match;
use super::section::{self, Section};
use crate::analysis::{Analysis, SentenceId, Tag, Token, Tokens};
use names::{name, phrases};
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
    Clause,
    Act,
}

#[derive(Debug, Deserialize)]
struct Means {
    state: ServiceState,
    side: Side,
    #[serde(default)]
    open: bool,
}

static STATES: LazyLock<Lexicon<Means>> = LazyLock::new(|| Lexicon::read(include_str!("../../../data/services.toml")));

/// Finds all services and states, in the order in which they came to pass.
pub(super) fn find(analysis: &Analysis<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for id in chronology::sentences(analysis) {
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
    let question = run.clone().last().is_some_and(|at| analysis.tokens[at].text == "?");
    if matches.is_empty() || question {
        return;
    }
    let scopes = Scopes::of(analysis, &run);
    let mut here: Vec<Found> = Vec::new();
    for (rule, m) in matches {
        let Some(state) = held(analysis, &run, &scopes, rule.means.state, rule.means.side, &m) else { continue };
        if scopes.list(analysis, run.start, m.tokens.start) != ListCue::None
            && !analysis.tokens[m.anchor].lower.starts_with("no")
        {
            continue;
        }
        let before = if left_out(analysis, &run, &m) { &[][..] } else { found.as_slice() };
        if let Some(service) = pronoun(analysis, &run, &m, rule.means.side).then(|| last(&here, before)).flatten() {
            let item = Found { span: m.tokens.clone(), service, state, rule: rule.id.clone() };
            merge(&mut here, item);
            continue;
        }
        if rule.means.side == Side::Act {
            let service = names::act(analysis, &m);
            here.extend(service.map(|service| Found { span: m.tokens.clone(), service, state, rule: rule.id.clone() }));
            continue;
        }
        for phrase in phrases(analysis, &run, &m, rule.means.side, rule.means.open) {
            let Some(service) = name(analysis, &phrase, rule.means.open) else { continue };
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

/// The verb of the clause that a word closes ("run as usual"); no verb of saying or knowing.
fn clause_verb(analysis: &Analysis<'_>, m: &Match) -> Option<usize> {
    let verb = analysis.clauses.get(analysis.clause_of(m.anchor)?)?.verb.as_ref()?;
    let says = !verb.passive && super::lexicon::in_class("saying", &verb.lemma);
    (verb.head < m.tokens.start && !says && !verb.future).then_some(verb.head)
}

/// "in order to lock the booking system": what somebody wanted is no state.
fn purpose(analysis: &Analysis<'_>, run: &Tokens, anchor: usize) -> bool {
    let word = |back: usize| anchor.checked_sub(back).filter(|&i| i >= run.start).map(|i| &analysis.tokens[i]);
    let able = |t: &Token<'_>| {
        matches!(
            t.lemma.as_str(),
            "have" | "force" | "manage" | "able" | "unable" | "yet" | "continue" | "oblige" | "need"
        ) || matches!(t.lower.as_str(), "unable" | "able" | "had" | "forced" | "managed")
    };
    word(1).is_some_and(|t| t.lower == "to") && !word(2).is_some_and(able)
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

/// "was down and is back": a subject left out is that of the same sentence.
fn left_out(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let word = |back: usize| m.tokens.start.checked_sub(back).filter(|&i| i >= run.start).map(|i| &analysis.tokens[i]);
    word(1).is_some_and(|t| matches!(t.lower.as_str(), "and" | "but"))
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
    side: Side,
    m: &Match,
) -> Option<ServiceState> {
    let verb = clause_verb(analysis, m);
    let group = hold::verb_group(analysis, run.start, if side == Side::Clause { verb? } else { m.anchor });
    if side == Side::Object && purpose(analysis, run, m.anchor) {
        return None;
    }
    let left = &analysis.tokens[run.start.max(m.tokens.start.saturating_sub(4))..m.tokens.start];
    // "has no problems with its website"
    let denied = left.iter().any(|t| t.tag == Tag::Negation || matches!(t.lower.as_str(), "no" | "without" | "any"));
    if side == Side::Object && state == ServiceState::Degraded && denied {
        return None;
    }
    // "had left a test database open", "the fraud dates back to March"
    let words = &analysis.tokens[m.tokens.clone()];
    let left_open = state == ServiceState::Operating && words.iter().any(|t| t.lemma == "leave" || t.lower == "left");
    let dated = words.windows(2).any(|w| matches!(w[0].lower.as_str(), "dates" | "paid") && w[1].lower == "back");
    if left_open || dated {
        return None;
    }
    if state == ServiceState::Restored && pending(analysis, run, m) {
        return Some(ServiceState::Down);
    }
    // "will stay off until …": it is off.
    let stays = words.iter().any(|t| matches!(t.lemma.as_str(), "stay" | "remain"));
    let clause = scopes.clause(analysis, run.start, m.anchor);
    if state == ServiceState::Down && stays && (group == Hold::Unreal || clause == Hold::Unreal) {
        return Some(state);
    }
    let own_negation = analysis.tokens[m.tokens.clone()]
        .iter()
        .any(|t| t.tag == Tag::Negation || matches!(t.lower.as_str(), "yet" | "unable" | "cannot" | "no"));
    let token = &analysis.tokens[m.anchor];
    if state == ServiceState::Restored
        && token.lower.ends_with("ing")
        && !crate::analysis::spelt::is_word(token, "work")
        && token.lower != "running"
        && words.last().is_none_or(|t| t.lower != "again")
    {
        return None;
    }
    let lasting = analysis.tokens[m.tokens.end..run.end.min(m.tokens.end + 5)]
        .iter()
        .any(|t| matches!(t.lower.as_str(), "until" | "till" | "meanwhile" | "now"));
    match (group, clause) {
        _ if lasting && state == ServiceState::Degraded && (group, clause) != (Hold::So, Hold::Unknown) => Some(state),
        (Hold::Unreal, _) | (_, Hold::Unreal | Hold::Unknown) => None,
        (Hold::Not, _) if !own_negation => match state {
            ServiceState::Restored | ServiceState::Operating => Some(ServiceState::Down),
            ServiceState::Down | ServiceState::Degraded => Some(ServiceState::Operating),
        },
        (Hold::Possible, _) => None,
        _ => Some(state),
    }
}

/// "is being rebuilt", "until it has been rebuilt": not back yet.
fn pending(analysis: &Analysis<'_>, run: &Tokens, m: &Match) -> bool {
    let near = &analysis.tokens[run.start.max(m.anchor.saturating_sub(4))..m.anchor];
    let being = near.iter().rev().take(2).any(|t| t.lower == "being");
    being || near.iter().any(|t| matches!(t.lower.as_str(), "until" | "till"))
}

/// One item for each service with its latest state; once back, it stays back.
pub(super) fn settle(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for item in found {
        match kept.iter_mut().find(|k| same(&k.service, &item.service)) {
            Some(old) if old.state != ServiceState::Restored || item.state == ServiceState::Restored => {
                let longer = old.service.len() > item.service.len() && old.state == item.state;
                let bare = matches!(item.service.as_str(), "site" | "sites" | "page" | "pages");
                let keeps = bare || whole(&old.service, &item.service);
                let service = if keeps { old.service.clone() } else { item.service.clone() };
                if !longer {
                    *old = Found { service, ..item };
                }
            }
            Some(_) => {}
            None => kept.push(item),
        }
    }
    kept
}

/// One name is the end of the other ("website" and "booking website"), or its part ("webhooks", "webhook deliveries").
fn same(a: &str, b: &str) -> bool {
    let (x, y) = (words(a), words(b));
    let site = |w: &[String]| w.last().is_some_and(|w| matches!(w.as_str(), "site" | "website" | "webpage" | "page"));
    x.ends_with(&y)
        || y.ends_with(&x)
        || site(&x) && site(&y) && (x.len() == 1 || y.len() == 1)
        || whole(a, b)
        || whole(b, a)
}

/// "webhooks" is what "webhook deliveries" are deliveries of.
fn whole(a: &str, b: &str) -> bool {
    let (x, y) = (words(a), words(b));
    let part = y
        .last()
        .is_some_and(|w| matches!(w.as_str(), "deliverie" | "delivery" | "service" | "system" | "page" | "site"));
    part && y.len() == x.len() + 1 && y.starts_with(&x)
}

fn words(name: &str) -> Vec<String> {
    name.to_lowercase().split_whitespace().map(|w| w.trim_end_matches('s').to_owned()).collect()
}

#[cfg(test)]
pub(super) fn faults() -> &'static [String] {
    &STATES.faults
}
