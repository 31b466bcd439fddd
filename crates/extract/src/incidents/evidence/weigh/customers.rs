//! Customers of a supplier that was hit: "the Burgring Theatre says the names of 31,000 patrons are among the files".
//! No attack is told of them; what was lost is theirs.

use super::super::{Evidence, Search, Voice, voice};
use crate::analysis::{Tag, Tokens};
use crate::incidents::lexicon::{LEXICON, Thing};
use crate::incidents::supply;
use crate::parties::{PartyId, PartyKind};
use sextant_model::SpeakerKind;

/// Evidence for the customers of those among the victims who work for others.
pub(super) fn of(search: &mut Search<'_, '_>, background: &[bool], victims: &[PartyId]) -> Vec<Evidence> {
    if !victims.iter().any(|&v| supply::is_supplier(search.analysis, search.parties, v)) {
        return Vec::new();
    }
    let sentences = (0..search.analysis.sentences.len()).filter(|&s| !background.get(s).copied().unwrap_or(false));
    let mut found = Vec::new();
    for sentence in sentences {
        search.sentence = sentence;
        let Some(at) = loss(search).filter(|_| !is_spared(search)) else { continue };
        let customers = named(search, victims);
        let voice = voice_at(search, at);
        found.extend(customers.into_iter().map(|party| Evidence {
            party,
            at: at..at + 1,
            voice,
            weight: 3,
            rule: "event.customer",
            kind: None,
        }));
    }
    found
}

/// The word for what people lost, or may have: data or a number of them, of people whom a body answers for.
fn loss(search: &Search<'_, '_>) -> Option<usize> {
    let people = search.tokens().find(|&t| LEXICON.people.contains(search.lemma(t)))?;
    let data = search.tokens().find(|&t| LEXICON.things.get(search.lemma(t)) == Some(&Thing::Data));
    let number = search.analysis.tokens[people.saturating_sub(4)..people].iter().any(|t| t.tag == Tag::Number);
    let asks = search.tokens().any(|t| matches!(search.lower(t), "whether" | "if"));
    let at = data.or(Some(people).filter(|_| number || asks))?;
    (!search.analysis.scope_at(at).negated).then_some(at)
}

/// "has not been caught up in it", "was spared": what is told is that a customer lost nothing.
fn is_spared(search: &Search<'_, '_>) -> bool {
    search.tokens().any(|t| {
        let hit = matches!(search.lemma(t), "affect" | "catch" | "hit" | "touch" | "concern" | "involve" | "reach");
        let told = matches!(search.lower(t), "unaffected" | "unscathed" | "untouched") || search.lemma(t) == "escape";
        told || search.lemma(t) == "spare" || hit && search.analysis.scope_at(t).negated
    })
}

/// Bodies that speak, are spoken of as the subject, or stand behind "at".
fn named(search: &Search<'_, '_>, victims: &[PartyId]) -> Vec<PartyId> {
    let tokens = search.tokens();
    let mentions = search.parties.within(&tokens);
    let stand = mentions.iter().filter(|m| opens(search, &m.tokens) || is_subject(search, &m.tokens)).map(|m| m.party);
    let frames = search.analysis.frames.iter().filter(|f| tokens.contains(&f.cue.start));
    let speak = frames.filter_map(|f| voice::speaker(search, f));
    let mut found: Vec<PartyId> = stand.chain(speak).map(|p| search.organisation(p)).collect();
    found.retain(|&party| {
        let known = &search.parties.all[party];
        let body = known.kind == PartyKind::Organisation && known.speaker == SpeakerKind::Other;
        search.eligible(party) && body && !victims.contains(&party)
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// "At the Salzach Opera it is 8,600 subscribers".
fn opens(search: &Search<'_, '_>, mention: &Tokens) -> bool {
    let start = search.tokens().start;
    let before = (start..mention.start).all(|t| matches!(search.lower(t), "at" | "the" | "and" | "for"));
    before && search.lower(start) == "at"
}

fn is_subject(search: &Search<'_, '_>, mention: &Tokens) -> bool {
    let clause = search.analysis.clause_of(mention.start).map(|c| &search.analysis.clauses[c]);
    // "The Washington attorney general's office": a modifier of something else.
    let next = search.analysis.tokens.get(mention.end);
    if next.is_some_and(|n| matches!(n.tag, Tag::Noun | Tag::Adjective) && n.text.starts_with(char::is_lowercase)) {
        return false;
    }
    clause.and_then(|c| c.subject.as_ref()).is_some_and(|subject| {
        let head = search.parties.meant(subject) == search.parties.at(mention.start).map(|m| m.party);
        head && subject.start <= mention.start && mention.end <= subject.end
    })
}

/// Open where the sentence asks or hedges, else as told.
fn voice_at(search: &Search<'_, '_>, at: usize) -> Voice {
    use crate::analysis::Modality;
    let asks = search.tokens().any(|t| matches!(search.lower(t), "whether" | "if"));
    let hedged = search.analysis.scope_at(at).modality != Modality::Asserted;
    if asks || hedged { Voice::Possible } else { Voice::Told }
}
