//! Whose voice a text is in: an outlet's, or that of a party that says "we" outside quotation marks.

mod own_words;

use super::Narrator;
use super::lexicon::LEXICON;
use crate::analysis::{Analysis, Tag};
use crate::parties::{Parties, PartyId, PartyKind};
use own_words::OwnVoice;
use rustc_hash::FxHashMap;
use sextant_model::SpeakerKind;

/// Things that only crews say, before a text counts as theirs.
const ENOUGH_MARKS: usize = 3;

/// Finds it.
fn find(analysis: &Analysis<'_>, parties: &Parties) -> Narrator {
    if analysis.sentences.iter().any(|s| boasts(analysis, s.tokens.clone())) || is_crews_post(analysis) {
        return Narrator::Crew;
    }
    if let Some(company) = defined(analysis, parties) {
        return Narrator::Party(company);
    }
    let party = match own_words::whose(analysis) {
        OwnVoice::Partys => author(analysis, parties),
        OwnVoice::Somebodys => signed(analysis, parties),
        OwnVoice::Outlets => filed(analysis, parties),
    };
    party.map_or(Narrator::Press, Narrator::Party)
}

/// Finds it; "we" and "our" outside quotations mean the party whose text it is.
pub(crate) fn mean(analysis: &Analysis<'_>, parties: &mut Parties) -> Narrator {
    let found = find(analysis, parties);
    let Narrator::Party(narrator) = found else { return found };
    let own = |s: &&crate::analysis::Sentence| s.kind != sextant_model::BlockKind::Quotation;
    let words = analysis.sentences.iter().filter(own).flat_map(|s| s.tokens.clone());
    let first: Vec<usize> = words
        .filter(|&t| {
            let token = &analysis.tokens[t];
            token.quotation.is_none() && matches!(token.lower.as_str(), "we" | "our" | "us" | "ours")
        })
        .filter(|&t| parties.at(t).is_none())
        .collect();
    parties.say(&first, narrator);
    found
}

fn says_we(analysis: &Analysis<'_>, tokens: crate::analysis::Tokens) -> bool {
    analysis.tokens[tokens].iter().any(|t| t.quotation.is_none() && matches!(t.lower.as_str(), "we" | "our" | "us"))
}

/// "We have downloaded …", "we locked …" outside quotations and block quotations: no notice ever says so.
fn boasts(analysis: &Analysis<'_>, tokens: crate::analysis::Tokens) -> bool {
    const DEEDS: &[&str] =
        &["download", "steal", "hack", "exfiltrate", "lock", "breach", "leak", "encrypt", "penetrate"];
    let quoted = analysis
        .sentence_of(tokens.start)
        .is_some_and(|s| analysis.sentences[s].kind == sextant_model::BlockKind::Quotation);
    !quoted
        && tokens.clone().any(|t| {
            let next = &analysis.tokens[(t + 1).min(tokens.end)..(t + 4).min(tokens.end)];
            let we = analysis.tokens[t].lower == "we" && analysis.tokens[t].quotation.is_none();
            we && next
                .iter()
                .take_while(|n| n.lower != "were" && n.lower != "was" && n.lower != "been")
                .any(|n| DEEDS.contains(&n.lemma.as_str()) && matches!(n.tag, Tag::Verb | Tag::Participle))
        })
}

/// A post in a crew's own words: it says "we", and several things that only crews say, outside quotations.
pub(crate) fn is_crews_post(analysis: &Analysis<'_>) -> bool {
    let own = |s: &&crate::analysis::Sentence| s.kind != sextant_model::BlockKind::Quotation;
    let words = || analysis.sentences.iter().filter(own).flat_map(|s| &analysis.tokens[s.tokens.clone()]);
    let unquoted: Vec<&str> = words().filter(|t| t.quotation.is_none()).map(|t| t.lower.as_str()).collect();
    if !unquoted.iter().any(|w| matches!(*w, "we" | "our" | "us")) {
        return false;
    }
    let said = unquoted.join(" ").replace('’', "'");
    let marks = LEXICON.crew_marks.iter().filter(|mark| said.contains(mark.as_str())).count();
    marks >= ENOUGH_MARKS
}

/// `Tessaline, Inc. (the "Company")`: the party whose mention is followed by such a definition.
fn defined(analysis: &Analysis<'_>, parties: &Parties) -> Option<PartyId> {
    parties.mentions.iter().find_map(|m| {
        let after = analysis.tokens.get(m.tokens.end..(m.tokens.end + 16).min(analysis.tokens.len()))?;
        let opens = after.first().is_some_and(|t| t.text == "(");
        let word = after
            .iter()
            .take_while(|t| t.text != ")")
            .any(|t| matches!(t.lower.as_str(), "company" | "registrant" | "issuer" | "we" | "our"));
        (opens && word && is_body(parties, m.party)).then_some(m.party)
    })
}

fn is_body(parties: &Parties, party: PartyId) -> bool {
    matches!(parties.all[party].kind, PartyKind::Organisation | PartyKind::Authority)
}

/// A paper without "we": an authority's release, decision or advisory, under its name; a filing, by the body that filed.
fn filed(analysis: &Analysis<'_>, parties: &Parties) -> Option<PartyId> {
    let publisher = published_by(analysis, parties);
    let issues = |p: &PartyId| parties.all[*p].kind == PartyKind::Authority;
    let heads = || (0..analysis.sentences.len().min(5)).filter_map(|s| alone(analysis, parties, s));
    if let Some(authority) = publisher.filter(issues).or_else(|| heads().find(issues)) {
        return Some(authority);
    }
    if !own_words::is_filed(analysis) {
        return None;
    }
    let lines = (0..analysis.sentences.len().min(16)).filter_map(|s| alone(analysis, parties, s));
    let files = |p: &PartyId| parties.all[*p].kind == PartyKind::Organisation;
    publisher.filter(files).or_else(|| lines.into_iter().find(files))
}

/// The body whose name is all that a line says.
fn alone(analysis: &Analysis<'_>, parties: &Parties, line: usize) -> Option<PartyId> {
    let line = analysis.sentences.get(line)?;
    let fills = |m: &&crate::parties::Mention| m.by_name && line.tokens.len() <= m.tokens.len() + 2;
    parties.within(&line.tokens).iter().find(fills).map(|m| m.party)
}

/// The body that the text's publisher is, or whose name is the text's title.
fn published_by(analysis: &Analysis<'_>, parties: &Parties) -> Option<PartyId> {
    let lower = |name: &Option<String>| name.as_deref().map(str::to_lowercase);
    let (publisher, title) = (lower(&analysis.document.meta.publisher), lower(&analysis.document.meta.title));
    let bodies = || (0..parties.all.len()).filter(|&id| is_body(parties, id));
    let by_publisher = publisher.and_then(|p| bodies().find(|&id| named(parties, id, &p)));
    // A headline that begins with a name is no head of its letter.
    by_publisher.or_else(|| title.and_then(|t| bodies().find(|&id| is_all(parties, id, &t))))
}

/// The body whose name stands over or under a text.
fn signed(analysis: &Analysis<'_>, parties: &Parties) -> Option<PartyId> {
    let last = analysis.sentences.len();
    let ends = (0..last.min(6)).chain(last.saturating_sub(6)..last);
    let line = || ends.clone().filter_map(|s| alone(analysis, parties, s)).find(|p| is_body(parties, *p));
    published_by(analysis, parties).or_else(line)
}

/// The body that says "we": its publisher by name, else the body named nearest to the letter's ends and most often.
fn author(analysis: &Analysis<'_>, parties: &Parties) -> Option<PartyId> {
    let publisher = crate::parties::publisher_name(analysis).map(str::to_lowercase);
    let by_publisher =
        publisher.and_then(|p| (0..parties.all.len()).find(|&id| is_body(parties, id) && named(parties, id, &p)));
    if by_publisher.is_some() {
        return by_publisher;
    }
    let mut score: FxHashMap<PartyId, i32> = FxHashMap::default();
    let last = analysis.sentences.len();
    for mention in parties.mentions.iter().filter(|m| m.by_name && is_body(parties, m.party)) {
        let at = analysis.sentence_of(mention.tokens.start).unwrap_or_default();
        let edge = if at < 5 {
            4
        } else if at + 4 >= last {
            2
        } else {
            1
        };
        *score.entry(mention.party).or_default() += edge;
    }
    // A letter's head: the name alone on its line.
    let head = analysis.sentences.iter().enumerate().filter(|(at, _)| *at < 6 || *at + 6 > last);
    for (_, line) in head {
        let alone = parties.within(&line.tokens).iter().find(|m| m.by_name && m.tokens.len() + 2 > line.tokens.len());
        if let Some(points) = alone.and_then(|m| score.get_mut(&m.party)) {
            *points += 12;
        }
    }
    // "We, the X team", "The X community" under a text: who says "we".
    for mention in parties.mentions.iter().filter(|m| m.by_name) {
        let Some(points) = score.get_mut(&mention.party) else { continue };
        let lower = |at: usize| analysis.tokens.get(at).map_or("", |t| t.lower.as_str());
        let team = matches!(
            lower(mention.tokens.end),
            "team" | "community" | "project" | "maintainers" | "developers" | "blog" | "foundation"
        );
        let we = (mention.tokens.start.saturating_sub(4)..mention.tokens.start).any(|t| lower(t) == "we");
        let line = analysis.sentence_of(mention.tokens.start).is_some_and(|s| analysis.sentences[s].tokens.len() < 6);
        *points += if team && (we || line) { 12 } else { 0 };
    }
    for (party, points) in &mut score {
        if matches!(parties.all[*party].speaker, SpeakerKind::Authority | SpeakerKind::Press) {
            *points -= 3;
        }
    }
    score.into_iter().max_by_key(|(party, points)| (*points, std::cmp::Reverse(*party))).map(|(party, _)| party)
}

/// The country of the address above a letter or filing: its first lines, before any sentence of its own.
pub(super) fn letterhead(analysis: &Analysis<'_>) -> Option<String> {
    let lines = analysis.sentences.iter().take(16).take_while(|s| {
        let words = &analysis.tokens[s.tokens.clone()];
        !says_we(analysis, s.tokens.clone()) && !words.iter().any(|t| t.lower == "dear")
    });
    lines.flat_map(|s| s.tokens.clone()).find_map(|at| {
        [2, 1].into_iter().find_map(|n| {
            let words = analysis.text(&(at..(at + n).min(analysis.tokens.len())));
            let place = crate::places::place(words).filter(|p| p.kind != crate::places::PlaceKind::People)?;
            // "United States Securities and Exchange Commission, Washington" heads every filing.
            (!matches!(words.to_lowercase().as_str(), "united states" | "washington" | "delaware"))
                .then(|| place.code.to_owned())
        })
    })
}

fn is_all(parties: &Parties, id: PartyId, name: &str) -> bool {
    names(parties, id).any(|n| n == name)
}

fn names(parties: &Parties, id: PartyId) -> impl Iterator<Item = String> + '_ {
    let party = &parties.all[id];
    party.name.iter().chain(&party.short).chain(&party.aliases).map(|n| n.to_lowercase())
}

fn named(parties: &Parties, id: PartyId, name: &str) -> bool {
    names(parties, id).any(|n| n == name || name.starts_with(&format!("{n} ")) || n.starts_with(&format!("{name} ")))
}
