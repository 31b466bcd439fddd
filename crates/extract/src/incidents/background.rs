//! Which sentences tell of another time or another case. They make nobody a victim.

use super::Narrator;
use super::lexicon::LEXICON;
use crate::analysis::{Analysis, Clause, Sentence, Tag, Token};
use crate::parties::{Parties, PartyId, PartyKind};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use sextant_model::BlockKind;
use std::collections::BTreeMap;

/// For each sentence, whether it is background.
pub(super) fn sentences(analysis: &Analysis<'_>, parties: &Parties, narrator: &Narrator) -> Vec<bool> {
    if is_exercise(analysis) {
        return vec![true; analysis.sentences.len()];
    }
    let tail = analysis.sentences.iter().position(|s| ends_article(analysis, s)).unwrap_or(usize::MAX);
    let today = analysis.published.or_else(|| latest_year(analysis));
    let own_year = year_of_matter(analysis, narrator, today);
    let boilerplate = boilerplate(analysis);
    let is_boilerplate = |block: usize| boilerplate.get(block).is_some_and(|is| *is);
    let central = |s: &Sentence| names_title_party(analysis, parties, s);
    let aside = |s: &Sentence| {
        let text = analysis.text(&s.tokens).to_lowercase().replace('’', "'");
        s.kind == BlockKind::Aside
            || (old_year(analysis, today, own_year, s)
                || LEXICON.before.said_in(&text)
                || earlier_deed(analysis, parties, s))
                && !central(s)
            || LEXICON.background.said_in(&text)
            || teases(s, &text)
            || is_boilerplate(s.block)
            || s.heading.is_some_and(is_boilerplate)
    };
    let own: Vec<bool> = analysis.sentences.iter().enumerate().map(|(id, s)| id >= tail || aside(s)).collect();
    // A notice looks back at its own matter.
    if *narrator == Narrator::Press { with_what_follows(analysis, parties, (today, own_year), own) } else { own }
}

/// "In 2021 it was X. In between came a dealer whose customers …": what follows in the paragraph goes on with the other
/// time, until it names somebody whom the rest of the text speaks of, or says when.
fn with_what_follows(
    analysis: &Analysis<'_>,
    parties: &Parties,
    (today, own_year): (Option<Date>, Option<i16>),
    mut background: Vec<bool>,
) -> Vec<bool> {
    let mut dated = false;
    let bodies = named_outside(analysis, parties, &background);
    for id in 1..background.len() {
        let (here, before) = (&analysis.sentences[id], &analysis.sentences[id - 1]);
        let words = &analysis.tokens[here.tokens.clone()];
        let anew = words.iter().any(|t| {
            matches!(t.lower.as_str(), "now" | "today" | "yesterday" | "tonight" | "we" | "our" | "this" | "your")
                || t.quotation.is_some()
                || year(t.text).is_some_and(|y| analysis.published.is_some_and(|p| !is_old(y, p)))
        });
        let said = analysis.frame_of(here.tokens.start).is_some();
        let central = parties.within(&here.tokens).iter().any(|m| bodies.contains(&m.party));
        dated =
            background[id - 1] && here.block == before.block && (dated || old_year(analysis, today, own_year, before));
        if dated && !anew && !said && !central {
            background[id] = true;
        }
    }
    background
}

/// Who is spoken of, by whatever words, where the text tells of its own time.
fn named_outside(analysis: &Analysis<'_>, parties: &Parties, background: &[bool]) -> FxHashSet<PartyId> {
    let outside = (0..analysis.sentences.len()).filter(|id| !background[*id]);
    outside.flat_map(|id| parties.within(&analysis.sentences[id].tokens)).map(|m| m.party).collect()
}

/// A text on an exercise: whatever happens in it did not. Its words must be of several sorts, or open the text and
/// come often.
fn is_exercise(analysis: &Analysis<'_>) -> bool {
    let (sorts, all) = LEXICON.rehearsal.count(&analysis.document.text.to_lowercase());
    let opens = || {
        let mut heads = analysis.sentences.iter().take(3).map(|s| analysis.text(&s.tokens).to_lowercase());
        heads.any(|head| LEXICON.rehearsal.within(&head))
    };
    sorts >= 3 || sorts == 2 && all >= 4 && opens()
}

/// Blocks of a filing on what might yet turn out ("forward-looking statements"): no statement of what did.
fn boilerplate(analysis: &Analysis<'_>) -> Vec<bool> {
    let text = |from: usize, to: usize| analysis.document.text.get(from..to).unwrap_or_default().to_lowercase();
    analysis.document.blocks.iter().map(|block| LEXICON.boilerplate.within(&text(block.start, block.end))).collect()
}

/// A line of its own after which other stories follow: what cleaning left over is not read.
fn ends_article(analysis: &Analysis<'_>, sentence: &Sentence) -> bool {
    if sentence.tokens.len() > 7 {
        return false;
    }
    let text = analysis.text(&sentence.tokens).to_lowercase();
    let line = text.trim_end_matches([':', '.', ' ']).trim();
    let starts = sentence.tokens.len() <= 7 && LEXICON.tail_start.iter().any(|t| line.starts_with(t));
    starts || sentence.tokens.len() <= 5 && LEXICON.tail.iter().any(|t| t == line)
}

/// "Don't miss: …", "READ MORE …": a line that leads to another story.
fn teases(sentence: &Sentence, text: &str) -> bool {
    sentence.tokens.len() < 24 && LEXICON.teaser.iter().any(|t| text.starts_with(t))
}

/// "In December it listed the hotel group X": what a crew did at another time to somebody whom the title does not name.
fn earlier_deed(analysis: &Analysis<'_>, parties: &Parties, sentence: &Sentence) -> bool {
    let titled = || {
        analysis.sentences.first().is_some_and(|t| {
            parties.within(&t.tokens).iter().any(|m| parties.all[m.party].kind == PartyKind::Organisation)
        })
    };
    let words = &analysis.tokens[sentence.tokens.clone()];
    let timed = words.iter().enumerate().any(|(at, w)| {
        let next = words.get(at + 1).map_or("", |n| n.lower.as_str());
        matches!(w.lower.as_str(), "in" | "last" | "since") && MONTHS.contains(&next)
            || matches!(w.lower.as_str(), "earlier" | "previously" | "before")
            || w.lower == "last" && matches!(next, "year" | "month" | "autumn" | "spring" | "summer" | "winter")
    });
    let crew = |c: &Clause| {
        let listed = c.verb.as_ref().is_some_and(|v| DEEDS.contains(&v.lemma.as_str()) && !v.passive);
        let by = c.subject.as_ref().filter(|_| listed).and_then(|s| parties.meant(s));
        by.is_some_and(|p| parties.all[p].kind == PartyKind::Actor)
    };
    timed && sentence.clauses.clone().any(|c| crew(&analysis.clauses[c])) && titled()
}

const DEEDS: &[&str] =
    &["list", "hit", "name", "post", "attack", "breach", "claim", "publish", "leak", "add", "hack", "target"];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The latest year that the head of the text names, where nothing says when it came out.
fn latest_year(analysis: &Analysis<'_>) -> Option<Date> {
    let head = analysis.sentences.iter().take(15).flat_map(|s| s.tokens.clone());
    let year = head.filter_map(|t| year(analysis.tokens[t].text)).max()?;
    Date::new(year, 12, 31).ok()
}

/// The old year that a text is on which looks back itself: a decision, a report from a court. It is the one that most of
/// its sentences with an old year name.
fn year_of_matter(analysis: &Analysis<'_>, narrator: &Narrator, today: Option<Date>) -> Option<i16> {
    const LOOKS_BACK: &[&str] = &[
        "court",
        "judge",
        "tribunal",
        "trial",
        "sentence",
        "jail",
        "fine",
        "penalty",
        "reprimand",
        "settlement",
        "settle",
        "lawsuit",
        "sue",
        "inquest",
        "hearing",
        "prosecution",
        "prosecutor",
        "decision",
        "guilty",
        "plead",
        "verdict",
        "inquiry",
        "undertaking",
    ];
    let today = today?;
    let head = analysis.sentences.iter().take(6).flat_map(|s| s.tokens.clone());
    let looks_back = head.into_iter().any(|t| LOOKS_BACK.contains(&analysis.tokens[t].lemma.as_str()));
    if *narrator == Narrator::Press && !looks_back {
        return None;
    }
    let mut named: BTreeMap<i16, usize> = BTreeMap::new();
    for sentence in &analysis.sentences {
        let words = &analysis.tokens[sentence.tokens.clone()];
        let months = words.windows(2).filter(|w| MONTHS.contains(&w[0].lower.as_str()));
        let dated = months.filter_map(|w| year(w[1].text)).chain(words.windows(3).filter_map(|w| {
            let day = MONTHS.contains(&w[0].lower.as_str()) && w[1].tag == Tag::Number;
            year(w[2].text).filter(|_| day)
        }));
        let years: FxHashSet<i16> = dated.filter(|y| is_old(*y, today)).collect();
        years.into_iter().for_each(|y| *named.entry(y).or_default() += 1);
    }
    named.into_iter().filter(|(_, times)| *times > 1).max_by_key(|(_, times)| *times).map(|(year, _)| year)
}

/// A year well before the publication in each part of a sentence, and none near it or that of the text's own matter.
fn old_year(analysis: &Analysis<'_>, today: Option<Date>, own: Option<i16>, sentence: &Sentence) -> bool {
    let Some(published) = today else { return false };
    let mut parts = analysis.tokens[sentence.tokens.clone()].split(|t| t.text == ";");
    parts.all(|words| all_old(words, published, own))
}

fn all_old(words: &[Token<'_>], published: Date, own: Option<i16>) -> bool {
    let years: Vec<i16> = words
        .iter()
        .enumerate()
        .filter_map(|(at, w)| {
            let dated = at > 0 && (words[at - 1].lower == "in" || MONTHS.contains(&words[at - 1].lower.as_str()));
            year(w.text).filter(|_| dated || !counts(words.get(at + 1)))
        })
        .collect();
    !years.is_empty() && years.iter().all(|y| is_old(*y, published) && own != Some(*y)) && !founding(words)
}

fn year(text: &str) -> Option<i16> {
    text.parse().ok().filter(|y| text.len() == 4 && (1950..2100).contains(y))
}

/// "2019 customers" is a number of customers.
fn counts(next: Option<&crate::analysis::Token<'_>>) -> bool {
    next.is_some_and(|n| n.tag == Tag::Noun && n.lower.ends_with('s') && n.lower != "s")
}

fn is_old(year: i16, published: Date) -> bool {
    let age = published.year() - year;
    age >= 2 || age == 1 && (9..12).contains(&published.month())
}

/// "founded in 1974", "customers since 2019", "the Act of 1996" say nothing of another attack.
fn founding(words: &[crate::analysis::Token<'_>]) -> bool {
    const WORDS: &[&str] = &[
        "founded",
        "established",
        "opened",
        "launched",
        "since",
        "act",
        "acquired",
        "joined",
        "before",
        "until",
        "between",
        "from",
    ];
    words.iter().any(|w| WORDS.contains(&w.lower.as_str()))
}

/// Whether the sentence names a party that the title names: the story's own victim, in whatever year.
fn names_title_party(analysis: &Analysis<'_>, parties: &Parties, sentence: &Sentence) -> bool {
    let Some(title) = analysis.sentences.first() else { return false };
    let titled = |p: usize| {
        parties.all[p].kind != PartyKind::Actor
            && title.tokens.clone().any(|t| parties.at(t).is_some_and(|m| m.party == p))
    };
    // "X, which left the title's firm, was hit years ago" tells of X.
    let mut named = sentence.tokens.clone().filter_map(|t| parties.at(t)).filter(|m| m.by_name);
    named.next().is_some_and(|m| titled(m.party))
}
