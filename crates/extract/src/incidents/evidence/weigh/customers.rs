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
    let (mut found, mut spoken_of) = (Vec::new(), Vec::new());
    for sentence in sentences {
        search.sentence = sentence;
        // "X was less certain. Members' dates of birth may well be in there": until another is named, it is still on X.
        let named = named(search, victims);
        let carried = named.is_empty() && !names_another(search);
        let here = if carried { std::mem::take(&mut spoken_of) } else { named };
        let lost = loss(search).map(|at| (at, voice_at(search, at)));
        let told = lost.or_else(|| named_as_client(search, &here)).filter(|_| !is_spared(search));
        if let Some((at, voice)) = told {
            found.extend(here.iter().map(|&party| Evidence {
                party,
                at: at..at + 1,
                voice,
                weight: 3,
                rule: "event.customer",
                kind: None,
            }));
        }
        // What is told of somebody by name is carried into one more sentence, not further.
        spoken_of = if carried || told.is_some() { Vec::new() } else { here };
    }
    found
}

/// The word for what people lost, or may have: data or a number of them, of people whom a body answers for.
fn loss(search: &Search<'_, '_>) -> Option<usize> {
    let own = |t: usize| matches!(search.lower(t), "of") && matches!(search.lower(t + 1), "our" | "its" | "their");
    let counted = |t: &usize| search.analysis.tokens[*t].tag == Tag::Number && own(t + 1);
    let people = search.tokens().find(|&t| LEXICON.people.contains(search.lemma(t)));
    let people = people.or_else(|| search.tokens().find(counted).map(|t| t + 3))?;
    let copied = |t: usize| matches!(search.lemma(t), "backup" | "database" | "export" | "download" | "leak");
    let data = search.tokens().find(|&t| LEXICON.things.get(search.lemma(t)) == Some(&Thing::Data) || copied(t));
    let number = search.analysis.tokens[people.saturating_sub(4)..people].iter().any(|t| t.tag == Tag::Number);
    let asks = search.tokens().any(|t| matches!(search.lower(t), "whether" | "if"));
    let at = data.or(Some(people).filter(|_| number || asks))?;
    (!search.analysis.scope_at(at).negated).then_some(at)
}

/// "At least two of those customers, X and Y, have told their workers", "its largest customer, X, is still in the dark":
/// the word, and open where the customer does not know yet.
fn named_as_client(search: &Search<'_, '_>, here: &[PartyId]) -> Option<(usize, Voice)> {
    let client = |t: &usize| matches!(search.lemma(*t), "client" | "customer");
    let at = search.tokens().find(client)?;
    let boasts = search.tokens().any(|t| matches!(search.lemma(t), "include" | "serve" | "count" | "sponsor"));
    let beside = search.parties.within(&search.tokens()).iter().any(|m| {
        let party = search.organisation(m.party);
        let before =
            m.tokens.start.checked_sub(1).is_some_and(|b| matches!(search.lower(b), "," | "the" | "and" | ":"));
        let near =
            at < m.tokens.start && m.tokens.start - at < 8 && before || at > m.tokens.end && at - m.tokens.end < 4;
        here.contains(&party) && near
    });
    let open = search.tokens().any(|t| {
        matches!(search.lower(t), "whether" | "waiting" | "dark" | "checking" | "unsure" | "uncertain" | "if" | "may")
    });
    (beside && !boasts).then_some((at, if open { Voice::Possible } else { Voice::Told }))
}

/// Whether the sentence names a body.
fn names_another(search: &Search<'_, '_>) -> bool {
    let mentions = search.parties.within(&search.tokens());
    mentions.iter().any(|m| m.by_name && search.parties.all[m.party].kind == PartyKind::Organisation)
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
    // "a note to clients seen by X": X read it.
    let by = |m: &&crate::parties::Mention| m.tokens.start.checked_sub(1).is_some_and(|b| search.lower(b) == "by");
    let own = mentions.iter().filter(|m| !by(m)).filter(|m| opens(search, &m.tokens) || is_subject(search, &m.tokens));
    let stand = own.map(|m| m.party);
    let frames = search.analysis.frames.iter().filter(|f| tokens.contains(&f.cue.start));
    let speak = frames.filter_map(|f| voice::speaker(search, f));
    let mut found: Vec<PartyId> = stand.chain(speak).map(|p| search.organisation(p)).collect();
    found.retain(|&party| {
        let known = &search.parties.all[party];
        let body = known.kind == PartyKind::Organisation && known.speaker == SpeakerKind::Other;
        let place = known.name.as_deref().and_then(crate::places::place).is_some();
        search.eligible(party) && body && !place && !victims.contains(&party)
    });
    found.sort_unstable();
    found.dedup();
    found
}

/// "At the Salzach Opera it is 8,600 subscribers".
fn opens(search: &Search<'_, '_>, mention: &Tokens) -> bool {
    let start = search.tokens().start;
    let before = (start..mention.start).all(|t| matches!(search.lower(t), "at" | "the" | "and" | "for"));
    before && search.lower(start) == "at" || comes_late(search, mention)
}

/// "Among the first to hear was the Cedar Bluff School District", "two of those customers, X and Y, have".
fn comes_late(search: &Search<'_, '_>, mention: &Tokens) -> bool {
    let tokens = search.tokens();
    let among = matches!(search.lower(tokens.start), "among" | "one");
    let link = (tokens.start..mention.start).rev().find(|&t| !matches!(search.lower(t), "the" | "and" | ","));
    let clients = (tokens.start..mention.start).any(|t| matches!(search.lemma(t), "client" | "customer"));
    let comma = (tokens.start..mention.start).any(|t| search.lower(t) == ",");
    among && link.is_some_and(|l| search.lemma(l) == "be") || clients && comma
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
