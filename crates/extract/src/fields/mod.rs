//! The fields of an incident: exposure, services, dates, impacts, responses; one module each. A module finds what a
//! sentence states and in which words; this file puts it on the incidents that the words are about, with its speaker.

mod amounts;
#[cfg(test)]
mod cases;
mod chronology;
mod dates;
mod exposure;
mod hold;
mod impacts;
mod lexicon;
mod pattern;
mod responses;
mod section;
mod services;
mod voice;

use crate::Context;
use crate::analysis::{Analysis, Tag, Tokens};
use crate::incidents::EventId;
use jiff::civil::Date;
use sextant_model::reading::{DateItem, Exposure, Impact, Incident, Proof, ReadClaim, Response, ServiceItem};
use sextant_model::{Certainty, Polarity, Realis, ResponseAction, ResponseState, ServiceState, Stance};

/// The clause around a span, so that a quote keeps its subject, its negation and its hedge: from the clause's first
/// word (and the cue that rules it) to the span's end.
fn clause_around(context: &Context<'_, '_>, span: &Tokens, anchor: usize) -> Tokens {
    let analysis = context.analysis;
    let Some(sentence) = analysis.sentence_of(span.start).and_then(|s| analysis.sentences.get(s)) else {
        return span.clone();
    };
    let clause =
        analysis.clause_of(anchor).and_then(|c| analysis.clauses.get(c)).map_or(span.start, |c| c.tokens.start);
    let cue = analysis.scope_at(anchor).cue.map_or(span.start, |c| c.start);
    let start = span.start.min(clause).min(cue).max(sentence.tokens.start);
    trimmed(analysis, &(after_dateline(analysis, start, span.start)..span.end), span)
}

/// A quote opens with no mark and no joint ("that", "while") and ends in no half phrase.
fn trimmed(analysis: &Analysis<'_>, quote: &Tokens, span: &Tokens) -> Tokens {
    let tokens = &analysis.tokens;
    let opens = |at: &usize| {
        tokens[*at].tag == Tag::Mark
            || matches!(
                tokens[*at].lower.as_str(),
                "that" | "while" | "although" | "though" | "and" | "but" | "so" | "when"
            )
    };
    let start = (quote.start..span.start).find(|at| !opens(at)).unwrap_or(span.start);
    let hangs = |at: &usize| {
        matches!(tokens[*at].tag, Tag::Determiner | Tag::Conjunction)
            || matches!(tokens[*at].text, "," | ";" | ":" | "." | "-" | "–" | "—")
    };
    let end = (span.start + 1..quote.end).rev().find(|at| !hangs(at)).map_or(span.start + 1, |at| at + 1);
    start..end
}

/// "5 September 2025 - An outsider …": the words after the dash.
fn after_dateline(analysis: &Analysis<'_>, start: usize, to: usize) -> usize {
    let tokens = &analysis.tokens;
    let dash = (start..to).find(|&at| matches!(tokens[at].text, "-" | "–" | "—" | "--"));
    let line = |dash: usize| {
        let words = &tokens[start..dash];
        words.iter().any(|t| t.tag == Tag::Number)
            && words.iter().all(|t| matches!(t.tag, Tag::Number | Tag::Proper | Tag::Noun | Tag::Mark))
    };
    dash.filter(|&at| line(at)).map_or(start, |at| at + 1)
}

fn proof(context: &Context<'_, '_>, span: &Tokens, rule: &str) -> Proof {
    let anchor = span.end.saturating_sub(1);
    context.analysis.proof(&clause_around(context, span, anchor), rule, CONFIDENCE)
}

/// How sure the rules are of what they find; the same for all until measured apart.
const CONFIDENCE: f32 = 0.8;

/// Fills the fields of `incidents` (same order as the context's events).
pub fn fill(context: &Context<'_, '_>, incidents: &mut [Incident]) {
    let analysis = context.analysis;
    let exposure = share(context, exposure::find(analysis, &|token| voice::at(context, token).actor), |f| &f.span);
    let services = share(context, services::find(analysis), |f| &f.span);
    let impacts = share(context, impacts::find(analysis), |f| &f.span);
    let mut responses = share(context, responses::find(analysis), |f| &f.span);
    responses.retain(|(_, f)| !of_the_crew(context, f));
    let dates = share(context, dates::find(analysis), |f| &f.span);
    for (event, incident) in incidents.iter_mut().enumerate() {
        let exposed = exposure::settle(of(&exposure, event));
        incident.exposure = exposed.iter().map(|f| exposure_item(context, event, f)).collect();
        incident.services = services::settle(of(&services, event)).iter().map(|f| service_item(context, f)).collect();
        incident.impacts = impacts::settle(of(&impacts, event)).iter().map(|f| impact_item(context, f)).collect();
        incident.responses =
            responses::settle(of(&responses, event)).iter().map(|f| response_item(context, f)).collect();
        incident.responses.extend(brought_back(incident));
        let mut dated = of(&dates, event);
        dated.extend(context.events.all.get(event).and_then(|listed| {
            let card = listed.rule.starts_with("event.list") && listed.realis != Realis::Actual;
            let told = dated.iter().any(|d| d.what == sextant_model::DateWhat::Disclosed);
            dates::of_card(analysis, &listed.told).filter(|_| card && !told)
        }));
        incident.dates = dates::settle(dated).iter().map(|f| date_item(context, f)).collect();
    }
}

/// Data that statements on theft name and that nothing else was found on: of such a statement, its stance says which way.
pub fn add_said<'s>(
    context: &Context<'_, '_>,
    said: impl Iterator<Item = (&'s Tokens, &'s [EventId], Stance)>,
    incidents: &mut [Incident],
) {
    for (tokens, about, stance) in said {
        let [event] = *about else { continue };
        let Some(incident) = incidents.get_mut(event) else { continue };
        for found in exposure::of_statement(context.analysis, tokens, stance) {
            let known = incident.exposure.iter().any(|e| e.data == found.data);
            let vague = found.general && incident.exposure.iter().any(|e| e.polarity == found.polarity);
            if !known && !vague {
                incident.exposure.push(exposure_item(context, event, &found));
            }
        }
    }
}

/// What stands in a statement that somebody only claims is claimed, however it was found.
pub fn as_claimed(incidents: &mut [Incident], claims: &[ReadClaim]) {
    for incident in incidents {
        let on_it = |c: &&ReadClaim| c.about.contains(&incident.id);
        for exposed in incident.exposure.iter_mut().filter(|e| e.polarity == Polarity::Exposed) {
            let last = exposed.proof.end;
            let around = claims.iter().filter(on_it).filter(|c| c.proof.start < last && last <= c.proof.end);
            if let Some(claim) = around.min_by_key(|c| c.proof.end - c.proof.start)
                && claim.stance == Stance::Claims
            {
                exposed.certainty = Certainty::Claimed;
                exposed.speaker.clone_from(&claim.speaker.name);
            }
        }
    }
}

/// "Management, do not wait": what the attackers tell people is no answer to the attack.
fn of_the_crew(context: &Context<'_, '_>, found: &responses::Found) -> bool {
    matches!(found.action, ResponseAction::AdvisePublic | ResponseAction::NotifyPeople)
        && voice::at(context, found.span.start).actor
}

/// A service that is back was brought back: the same words say so of the response.
fn brought_back(incident: &Incident) -> Option<Response> {
    let told = incident.responses.iter().any(|r| r.action == ResponseAction::Restore);
    let back = incident.services.iter().find(|s| s.state == ServiceState::Restored).filter(|_| !told)?;
    let proof = Proof { by: "response.restored-service".to_owned(), ..back.proof.clone() };
    Some(Response { action: ResponseAction::Restore, state: ResponseState::Done, proof })
}

/// What was found, each with the events that its words are about (none: background).
fn share<T>(context: &Context<'_, '_>, found: Vec<T>, span: impl Fn(&T) -> &Tokens) -> Vec<(Vec<EventId>, T)> {
    let about = |f: &T| context.events.about(context.analysis, context.parties, span(f));
    found.into_iter().map(|f| (about(&f), f)).collect()
}

fn of<T: Clone>(shared: &[(Vec<EventId>, T)], event: EventId) -> Vec<T> {
    shared.iter().filter(|(events, _)| events.contains(&event)).map(|(_, f)| f.clone()).collect()
}

fn exposure_item(context: &Context<'_, '_>, event: EventId, found: &exposure::Found) -> Exposure {
    let voice = voice::at(context, found.anchor);
    Exposure {
        data: found.data,
        polarity: found.polarity,
        certainty: certainty(context, event, found, &voice),
        subjects: found.subjects.clone(),
        count: found.count,
        speaker: voice.name,
        proof: exposure_proof(context, found),
    }
}

/// The words of an exposure, from the clause of its predicate.
fn exposure_proof(context: &Context<'_, '_>, found: &exposure::Found) -> Proof {
    context.analysis.proof(&clause_around(context, &found.span, found.anchor), &found.rule, CONFIDENCE)
}

/// An actor's word stays a claim; so does the outlet's own voice while nobody in a position to know has spoken.
fn certainty(context: &Context<'_, '_>, event: EventId, found: &exposure::Found, voice: &voice::Voice) -> Certainty {
    let realis = context.events.all.get(event).map(|e| e.realis);
    let unproved = matches!(realis, Some(Realis::Alleged | Realis::Possible | Realis::Denied))
        && (voice.own || voice.name.is_none());
    if found.polarity == Polarity::Exposed && (voice.actor || unproved) { Certainty::Claimed } else { found.certainty }
}

fn service_item(context: &Context<'_, '_>, found: &services::Found) -> ServiceItem {
    ServiceItem { service: found.service.clone(), state: found.state, proof: proof(context, &found.span, &found.rule) }
}

fn impact_item(context: &Context<'_, '_>, found: &impacts::Found) -> Impact {
    Impact {
        kind: found.kind,
        value: found.value,
        unit: found.unit.map(str::to_owned),
        speaker: voice::at(context, found.anchor).name,
        proof: proof(context, &found.span, &found.rule),
    }
}

fn response_item(context: &Context<'_, '_>, found: &responses::Found) -> Response {
    Response { action: found.action, state: found.state, proof: proof(context, &found.span, &found.rule) }
}

fn date_item(context: &Context<'_, '_>, found: &dates::Found) -> DateItem {
    let day = |pick: fn((Date, Date)) -> Date| found.days.map(|d| pick(d).to_string());
    DateItem {
        what: found.what,
        from: day(|(from, _)| from),
        to: day(|(_, to)| to),
        // A line of a card is no clause that could be widened.
        proof: if found.rule == "date.card" {
            context.analysis.proof(&found.span, &found.rule, CONFIDENCE)
        } else {
            proof(context, &found.span, &found.rule)
        },
    }
}
