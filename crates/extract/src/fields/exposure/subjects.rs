//! Whose data: "of 2,140 farmers who supply it", "customers'", and how many there are.

use super::mentions::Mention;
use crate::analysis::spelt::bare;
use crate::analysis::{Analysis, Tag};
use crate::fields::amounts;
use crate::fields::lexicon::in_class;

/// The subjects of a mention and their number.
pub(super) fn of(analysis: &Analysis<'_>, mention: &Mention, list: &[Mention]) -> (Option<String>, Option<u64>) {
    let end = list.last().map_or(mention.tokens.end, |m| m.tokens.end);
    let start = list.first().map_or(mention.tokens.start, |m| m.tokens.start);
    after(analysis, end).or_else(|| owner(analysis, start)).map_or((None, None), |(who, count)| (Some(who), count))
}

/// "… of about 3,100 current and former employees".
fn after(analysis: &Analysis<'_>, end: usize) -> Option<(String, Option<u64>)> {
    let tokens = &analysis.tokens;
    let opens = tokens
        .get(end)
        .is_some_and(|t| matches!(t.lower.as_str(), "of" | "on" | "for" | "from" | "belonging" | "about"));
    if !opens {
        return None;
    }
    let sentence = analysis.sentence_of(end)?;
    let stop = analysis.sentences.get(sentence)?.tokens.end.min(end + 10);
    let head = (end + 1..stop).take_while(|&i| inside(&tokens[i])).filter(|&i| is_person(&tokens[i].lower)).last()?;
    let first = (end + 1..=head).find(|&i| {
        !matches!(
            tokens[i].lower.as_str(),
            "to" | "about"
                | "the"
                | "some"
                | "its"
                | "our"
                | "their"
                | "all"
                | "up"
                | "over"
                | "nearly"
                | "around"
                | "approximately"
                | "more"
                | "than"
        ) && tokens[i].tag != Tag::Number
    })?;
    Some((analysis.text(&(first..head + 1)).to_owned(), amounts::count_in(analysis, &(end..head))))
}

/// "customers' names", "the patients’ addresses".
fn owner(analysis: &Analysis<'_>, start: usize) -> Option<(String, Option<u64>)> {
    let tokens = &analysis.tokens;
    let mut at = start;
    for _ in 0..3 {
        at = at.checked_sub(1)?;
        let token = &tokens[at];
        if token.lower.starts_with('\'')
            || token.tag == Tag::Adjective
            || matches!(token.lower.as_str(), "the" | "past")
        {
            continue;
        }
        return is_person(&token.lower).then(|| (bare(token.text).trim_end_matches('’').to_owned(), None));
    }
    None
}

fn inside(token: &crate::analysis::Token<'_>) -> bool {
    !matches!(token.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Subordinator)
        && !matches!(token.text, "," | ";" | ".")
}

/// Whether a word means people.
pub(in crate::fields) fn is_person(lower: &str) -> bool {
    in_class("people", lower)
}
