//! Attacks that came by way of somebody who keeps or moves the victim's data.

use super::lexicon::LEXICON;
use super::{Event, EventId, kinds};
use crate::analysis::{Analysis, Tag, Tokens};
use crate::parties::Parties;
use sextant_model::IncidentKind;

/// Marks the customers of an attacked supplier.
pub(super) fn fill(analysis: &Analysis<'_>, parties: &Parties, events: &mut [Event], topic: &[Vec<EventId>]) {
    let suppliers: Vec<EventId> =
        (0..events.len()).filter(|&e| is_supplier(analysis, parties, events[e].victim)).collect();
    let mut customers: Vec<EventId> = Vec::new();
    for (id, sentence) in analysis.sentences.iter().enumerate() {
        let about = topic.get(id).map_or(&[][..], Vec::as_slice);
        if through_supplier(analysis, &sentence.tokens) {
            customers.extend(about.iter().filter(|e| !suppliers.contains(e)));
        }
    }
    if events.len() > suppliers.len() && !suppliers.is_empty() {
        customers.extend(
            (0..events.len())
                .filter(|e| !suppliers.contains(e) && matches!(events[*e].rule, "event.own-words" | "event.customer")),
        );
    }
    let served: Vec<EventId> =
        suppliers.iter().copied().filter(|&s| works_for_others(analysis, parties, events[s].victim)).collect();
    if !served.is_empty() {
        customers.extend(clients(analysis, parties, events, &suppliers));
    }
    for event in customers {
        kinds::push(&mut events[event].kinds, IncidentKind::SupplyChain);
    }
}

/// Whether a party is introduced as one that works for others: in its description or the words beside its name.
pub(super) fn is_supplier(analysis: &Analysis<'_>, parties: &Parties, party: usize) -> bool {
    let described = parties.all[party].description.as_deref().unwrap_or_default().to_lowercase();
    let held = |word: &str| LEXICON.supplier.contains(word);
    let beside = parties.mentions.iter().filter(|m| m.party == party && m.by_name).take(3).any(|m| {
        let before = m.tokens.start.saturating_sub(3)..m.tokens.start;
        let after = m.tokens.end..(m.tokens.end + 7).min(analysis.tokens.len());
        let comma = analysis.tokens.get(m.tokens.end).is_some_and(|t| t.text == ",");
        let words = |mut r: Tokens| r.any(|t| held(&analysis.tokens[t].lower));
        words(before) || comma && words(after)
    });
    described.split_whitespace().any(held)
        || beside
        || works_for_others(analysis, parties, party)
        || has_clients(analysis, parties, party)
}

/// "X told its clients by email", "X has told clients that …": those who have clients rather than customers work for
/// bodies.
fn has_clients(analysis: &Analysis<'_>, parties: &Parties, party: usize) -> bool {
    let own = analysis.tokens.windows(2).enumerate().any(|(at, w)| {
        let clients = matches!(w[0].lower.as_str(), "its" | "their") && w[1].lower == "clients";
        clients && parties.at(at).is_some_and(|m| m.party == party)
    });
    let tells = |clause: &crate::analysis::Clause| {
        let (Some(verb), Some(subject)) = (&clause.verb, &clause.subject) else { return false };
        let told = (verb.head + 1..verb.head + 3).any(|t| analysis.tokens.get(t).is_some_and(|t| t.lower == "clients"));
        told && parties.meant(subject) == Some(party)
    };
    own || analysis.clauses.iter().any(tells)
}

/// Bodies that are worked for.
const OTHERS: &[&str] = &[
    "organisations",
    "organizations",
    "companies",
    "firms",
    "clients",
    "customers",
    "businesses",
    "schools",
    "us",
    "hospitals",
    "councils",
    "retailers",
    "shops",
    "universities",
    "charities",
    "banks",
    "brands",
    "airlines",
    "hotels",
    "employers",
    "others",
    "districts",
    "colleges",
    "municipalities",
    "merchants",
    "publishers",
    "venues",
    "theatres",
    "theaters",
    "clubs",
    "gyms",
    "clinics",
    "practices",
    "museums",
    "towns",
    "cities",
    "stores",
    "chains",
    "restaurants",
    "pharmacies",
    "agencies",
    "authorities",
];

/// "a software company that sends newsletters for some 900 organisations", "the firm that sends it out for us", "the maker
/// of a system used in some 2,300 hotels"; but not "which runs 20 hotels".
fn works_for_others(analysis: &Analysis<'_>, parties: &Parties, party: usize) -> bool {
    parties.mentions.iter().filter(|m| m.party == party && m.by_name).take(4).any(|m| {
        let end = analysis.sentence_of(m.tokens.start).map_or(m.tokens.end, |s| analysis.sentences[s].tokens.end);
        let after = m.tokens.end..(m.tokens.end + 18).min(end);
        let lower = |t: usize| analysis.tokens[t].lower.as_str();
        let links = |t: &usize| matches!(lower(*t), "that" | "which" | "who" | "whose" | "used" | "behind");
        let Some(relative) = after.clone().take(12).find(links) else { return false };
        let comma = lower(m.tokens.end) == ",";
        let runs = |t: usize| {
            matches!(
                analysis.tokens[t].lemma.as_str(),
                "run" | "own" | "operate" | "have" | "manage" | "employ" | "represent"
            )
        };
        if (relative + 1..(relative + 3).min(after.end)).any(runs) && lower(relative) != "whose" {
            return false;
        }
        let counted = (relative + 1..after.end).any(|t| {
            are_bodies(analysis, t) && (t.saturating_sub(2)..t).any(|n| analysis.tokens[n].tag == Tag::Number)
        });
        let served = (relative..after.end)
            .find(|&t| matches!(lower(t), "for" | "to" | "by" | "in" | "at"))
            .is_some_and(|link| (link + 1..(link + 5).min(after.end)).any(|t| are_bodies(analysis, t)));
        comma && (served || counted)
    })
}

/// Several bodies of a sort: "libraries", "clients".
fn are_bodies(analysis: &Analysis<'_>, at: usize) -> bool {
    let token = &analysis.tokens[at];
    let plural = token.lower.ends_with('s') && token.lower != token.lemma;
    OTHERS.contains(&token.lower.as_str()) || plural && crate::places::sector(&token.lemma).is_some()
}

/// Events of those who name the supplier in one sentence with themselves, or are its clients by the text's own words.
fn clients(analysis: &Analysis<'_>, parties: &Parties, events: &[Event], suppliers: &[EventId]) -> Vec<EventId> {
    let clients_told = analysis.tokens.windows(3).any(|w| {
        matches!(w[0].lower.as_str(), "of" | "its" | "those" | "several" | "other")
            && w[1..].iter().any(|t| matches!(t.lower.as_str(), "clients" | "customers"))
    });
    let beside = |event: EventId| {
        analysis.sentences.iter().any(|s| {
            let inside = parties.within(&s.tokens);
            let has = |p: usize| inside.iter().any(|m| m.party == p);
            has(events[event].victim) && suppliers.iter().any(|&s| has(events[s].victim))
        })
    };
    (0..events.len()).filter(|e| !suppliers.contains(e)).filter(|&e| beside(e) || clients_told).collect()
}

/// "a breach at a supplier", "data held by a third-party vendor": the loss came by way of another.
fn through_supplier(analysis: &Analysis<'_>, sentence: &Tokens) -> bool {
    let lower = |t: usize| analysis.tokens[t].lower.as_str();
    sentence.clone().any(|at| {
        let from = at.saturating_sub(7).max(sentence.start);
        let link = (from..at)
            .rev()
            .find(|&t| matches!(lower(t), "at" | "on" | "by" | "from" | "through" | "via" | "of" | "with"));
        let Some(link) = link.filter(|_| LEXICON.supplier.contains(lower(at))) else { return false };
        let lost = (link.saturating_sub(6).max(sentence.start)..link).any(|t| {
            let lemma = analysis.tokens[t].lemma.as_str();
            LEXICON.nouns.contains(lemma)
                || matches!(lemma, "hold" | "store" | "process" | "compromise" | "operate" | "manage" | "host")
        });
        lost && !analysis.scope_at(at).negated
    })
}
