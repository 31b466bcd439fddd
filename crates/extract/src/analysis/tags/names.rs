//! Capitals: which of them make a name.

use super::{View, is_quote};
use crate::analysis::lexicon::{WORDS, Word};
use crate::analysis::{Tag, Token};

/// A capital that makes a name: inside a sentence, or first and no word that the lists know.
pub(super) fn is_name(view: &View<'_, '_>, known: Option<&Word>, title_case: bool) -> bool {
    let word = view.words[view.at].text;
    let all_capitals = word.len() > 1 && !word.chars().any(char::is_lowercase);
    let opens = view.at == 0
        || view.words[..view.at].iter().all(|w| w.tag == Tag::Mark)
        || view.left(1).is_some_and(|w| is_quote(w.text) || matches!(w.text, ":" | "•" | "—"));
    match known {
        None if opens && !all_capitals && noun_ending(&view.words[view.at].lower) && !leads_name(view) => false,
        None => !title_case || all_capitals,
        Some(entry) if entry.closed.is_some() => {
            !opens
                && !title_case
                && word.chars().count() > 1
                && entry.closed != Some(Tag::Pronoun)
                && follows_name(view)
                && leads_name(view)
                || all_capitals && word.len() > 1 && word == "US"
        }
        Some(_) if title_case => false,
        // "Police Scotland", "Bank of …": a sentence's first word is a name when more of the name follows.
        Some(entry) if opens => {
            all_capitals && word.len() > 1 && !shouting(view)
                || !entry.adjective && entry.noun && entry.verb.is_none() && leads_name(view)
        }
        Some(_) => !shouting(view),
    }
}

/// Plurals of agents and abstract nouns: "Extortionists", "Allegations".
fn noun_ending(lower: &str) -> bool {
    let one = lower.strip_suffix('s').unwrap_or(lower);
    WORDS.get(one).is_some_and(|w| w.noun)
        || ["ers", "ors", "ists", "ants", "ments", "tions", "sions", "ties", "nesses"]
            .iter()
            .any(|e| lower.ends_with(e))
        || lower.len() > 6 && lower.ends_with("ly") && !names_something(lower)
        || ["tion", "ment", "ness", "ware"].iter().any(|e| lower.ends_with(e)) && lower.len() > 6
}

/// "Memberly", "Rosterly": an adverb is made of an adjective, not of a thing.
fn names_something(lower: &str) -> bool {
    let stem = lower.strip_suffix("ly").unwrap_or(lower);
    WORDS.get(stem).is_some_and(|w| w.noun && !w.adjective)
}

fn shouting(view: &View<'_, '_>) -> bool {
    let long = view.words.iter().filter(|w| w.text.len() > 3);
    long.clone().count() > 2 && long.filter(|w| w.text.chars().any(char::is_lowercase)).count() == 0
}

fn follows_name(view: &View<'_, '_>) -> bool {
    view.left(1).is_some_and(|w| w.tag == Tag::Proper)
}

fn leads_name(view: &View<'_, '_>) -> bool {
    view.right(1).is_some_and(|w| {
        w.text.starts_with(char::is_uppercase) && WORDS.get(&w.lower).is_none_or(|k| k.closed.is_none())
    })
}

/// Most longer words begin with a capital: a headline.
pub(super) fn is_title_case(words: &[Token<'_>]) -> bool {
    let long = words.iter().filter(|w| w.text.len() > 3 && w.text.starts_with(char::is_alphabetic));
    let (count, capital) =
        long.fold((0, 0), |(n, c), w| (n + 1, c + usize::from(w.text.starts_with(char::is_uppercase))));
    count > 3 && capital * 4 > count * 3
}

/// "12 May", "in May", "May 2025".
pub(super) fn is_month(view: &View<'_, '_>) -> bool {
    view.left(1).is_some_and(|w| matches!(w.tag, Tag::Number | Tag::Preposition | Tag::Adjective) || w.lower == "of")
        || view.right_is(|w| w.text.starts_with(|c: char| c.is_ascii_digit()))
}
