//! Which noun phrases of a sentence a state is said of, and what the service in each is called: no determiner, no
//! owner, no bare "system".

use super::Side;
use crate::analysis::{Analysis, Tag, Token, Tokens};
use crate::fields::exposure::is_person;
use crate::fields::lexicon::in_class;
use crate::fields::pattern::Match;

/// The noun phrases that the state is said of; "online banking and cash machines" are two.
///
/// Where no service stands right before the state, the subject of its clause is asked ("payments stopped on Monday and
/// resumed on Friday").
pub(super) fn phrases(analysis: &Analysis<'_>, run: &Tokens, m: &Match, side: Side, open: bool) -> Vec<Tokens> {
    let inside = analysis.tokens[m.tokens.clone()].iter().any(|t| is_service(&t.lower)) && m.tokens.len() > 2;
    let whole = match side {
        Side::Subject => subject(analysis, run, m.tokens.start),
        Side::Clause => clause_subject(analysis, m).unwrap_or(m.tokens.start..m.tokens.start),
        Side::Act => return Vec::new(),
        Side::Object if inside => m.tokens.start + 1..m.tokens.end - 1,
        Side::Object => object(analysis, run, m.tokens.end),
    };
    let parts = split(analysis, whole);
    let named = |parts: &[Tokens]| parts.iter().any(|p| name(analysis, p, open).is_some());
    if side != Side::Subject || named(&parts) {
        return parts;
    }
    clause_subject(analysis, m).map(|s| split(analysis, s)).filter(|s| named(s)).unwrap_or(parts)
}

fn subject(analysis: &Analysis<'_>, run: &Tokens, end: usize) -> Tokens {
    let tokens = &analysis.tokens;
    let mut stop = end;
    while stop > run.start
        && (matches!(tokens[stop - 1].tag, Tag::Auxiliary | Tag::Adverb | Tag::Negation | Tag::Modal)
            || matches!(tokens[stop - 1].lower.as_str(), "itself" | "themselves"))
    {
        stop -= 1;
    }
    if stop > run.start && tokens[stop - 1].text == "," {
        stop = aside_before(tokens, run.start, stop - 1).unwrap_or(stop);
    }
    let mut at = stop;
    while at > run.start && (in_phrase(&tokens[at - 1]) || listed(tokens, at - 1, stop) || place(tokens, at - 1)) {
        at -= 1;
    }
    at = past_place(tokens, run.start, at);
    // "a paste linked in these packages": the noun that the state is said of lies before the participle.
    let inner = tokens[at].tag == Tag::Preposition && at > run.start && tokens[at - 1].tag == Tag::Participle;
    if inner { stop..stop } else { at..stop }
}

/// "The shop by the road": back over where it stands.
fn past_place(tokens: &[Token<'_>], from: usize, start: usize) -> usize {
    let noun = |i: usize| matches!(tokens[i].tag, Tag::Noun | Tag::Proper);
    let place = start >= from + 2 && tokens[start - 1].tag == Tag::Preposition && noun(start - 2);
    if !place {
        return start;
    }
    (from..start - 1).rev().take_while(|&i| in_phrase(&tokens[i])).last().unwrap_or(start)
}

/// The subject of the clause that the match stands in, its list whole.
fn clause_subject(analysis: &Analysis<'_>, m: &Match) -> Option<Tokens> {
    let clause = analysis.clauses.get(analysis.clause_of(m.anchor)?)?;
    clause.subject.clone().filter(|s| s.end <= m.tokens.start)
}

/// The comma of "the shop, the portal and the app": more members follow, the last after "and".
fn listed(tokens: &[Token<'_>], comma: usize, stop: usize) -> bool {
    let after = tokens.get(comma + 1..stop).unwrap_or_default();
    let noun = comma.checked_sub(1).is_some_and(|i| matches!(tokens[i].tag, Tag::Noun | Tag::Proper | Tag::Gerund));
    tokens[comma].text == "," && noun && after.iter().take(14).any(|t| matches!(t.lower.as_str(), "and" | "or"))
}

/// "deliveries to shops": the preposition, not the infinitive.
fn place(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].lower == "to" && tokens.get(at + 1).is_some_and(|t| in_phrase(t) && t.tag != Tag::Conjunction)
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
        && (in_phrase(&tokens[at]) && !(tokens[at].tag == Tag::Preposition && tokens[at].lower != "of" && at > start)
            || at > start && listed(tokens, at, run.end) && tokens.get(at + 1).is_some_and(in_phrase))
        && at < start + 16
    {
        at += 1;
    }
    start..at
}

fn in_phrase(token: &Token<'_>) -> bool {
    matches!(
        token.tag,
        Tag::Noun | Tag::Proper | Tag::Adjective | Tag::Determiner | Tag::Number | Tag::Gerund | Tag::Conjunction
    ) && token.lower != "but"
        || token.tag == Tag::Preposition && matches!(token.lower.as_str(), "of" | "in" | "at" | "on" | "for" | "from")
        || token.text == "IT"
        || matches!(token.lower.as_str(), "online" | "offline")
        || token.tag == Tag::Pronoun && matches!(token.lower.as_str(), "its" | "their" | "our" | "his" | "her")
        || token.lower.starts_with("'s")
        || token.tag == Tag::Participle && !token.lower.ends_with("ed")
}

/// The members of a list.
fn split(analysis: &Analysis<'_>, whole: Tokens) -> Vec<Tokens> {
    let tokens = &analysis.tokens;
    let joint = |i: usize| {
        tokens[i].text == ","
            || matches!(tokens[i].lower.as_str(), "and" | "or" | "&")
                && tokens.get(i + 1).is_none_or(|t| t.tag != Tag::Preposition)
    };
    let mut parts = Vec::new();
    let mut from = whole.start;
    for at in whole.clone().filter(|&i| joint(i)) {
        parts.push(from..at);
        from = at + 1;
    }
    parts.push(from..whole.end);
    parts.retain(|p| !p.is_empty());
    parts
}

/// What people do with a service, as its name: "order online" is online ordering.
pub(super) fn act(analysis: &Analysis<'_>, m: &Match) -> Option<String> {
    let noun = match analysis.tokens.get(m.anchor)?.lower.as_str() {
        "order" | "buy" => "ordering",
        "book" | "reserve" => "booking",
        "pay" => "payment",
        "shop" => "shopping",
        "bank" => "banking",
        "log" => "login",
        "trade" => "trading",
        "check" => "check-in",
        "donate" => "donations",
        "withdraw" => "withdrawals",
        "apply" => "applications",
        "renew" => "renewals",
        _ => return None,
    };
    let online = analysis.tokens[m.anchor..m.tokens.end].iter().any(|t| t.lower == "online");
    Some(if online { format!("online {noun}") } else { noun.to_owned() })
}

/// The service's name: no determiner, no owner, and more than a bare "system" or "server".
pub(super) fn name(analysis: &Analysis<'_>, phrase: &Tokens, open: bool) -> Option<String> {
    let tokens = &analysis.tokens;
    let lead = phrase.clone().find(|&i| !skipped(&tokens[i]))?;
    // "its computers last Sunday"
    let ends = |i: usize| {
        matches!(tokens[i].tag, Tag::Preposition | Tag::To)
            || i > lead && matches!(tokens[i].lower.as_str(), "last" | "this" | "yesterday" | "today" | "tonight")
    };
    let cut = (lead..phrase.end).find(|&i| ends(i)).unwrap_or(phrase.end);
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
    let product = words.len() > 1 && in_class("named_services", &head.lower);
    let telling = words.iter().filter(|t| tells(t) || product && t.tag == Tag::Proper).count();
    let needed = 1 + usize::from(in_class("generic_services", &head.lower) && tells(head));
    let served = words.iter().any(|t| is_service(&t.lower)) || open && may_serve(head);
    let firm = words.iter().all(|t| t.tag == Tag::Proper) && (words.len() > 1 || !is_service(&head.lower));
    let outlet = words.iter().any(|t| matches!(t.lower.as_str(), "live" | "thread" | "article"));
    let doer = is_person(&head.lower) || matches!(head.lower.as_str(), "operator" | "operators");
    // "3,100 appointments": a count of things put off.
    let counted = phrase.clone().any(|i| tokens[i].tag == Tag::Number) && in_class("things", &head.lower);
    let none = counted || in_class("never_service", &head.lower);
    let whole = served && !firm && !outlet && !doer && !none && telling >= needed;
    // "access to the portal": the portal.
    let opens = cut < phrase.end && matches!(tokens[cut].lower.as_str(), "to" | "of");
    match whole {
        true => Some(analysis.text(&(start..end)).to_owned()),
        false if opens && !firm && !doer => name(analysis, &(cut + 1..phrase.end), open),
        false => None,
    }
}

/// A noun that may be something people use: no people, no data, no event.
fn may_serve(head: &Token<'_>) -> bool {
    matches!(head.tag, Tag::Noun | Tag::Gerund) && !in_class("no_service", &head.lower)
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
