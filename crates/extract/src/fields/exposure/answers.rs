//! Data asked about and the answer: "Were passwords taken? No." A question states nothing; the word that opens the
//! next sentence does.

use super::govern::Verdict;
use super::mentions::Mention;
use super::predicates::{self, Role};
use crate::analysis::{Analysis, SentenceId, Tokens};
use crate::fields::hold::Hold;

/// What a question asks: which data, and whether "yes" means that they were exposed.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// The data.
    pub mentions: Vec<Mention>,
    start: usize,
    exposed_if_yes: bool,
    rule: String,
}

/// Whether a sentence is a question.
pub(super) fn is_question(analysis: &Analysis<'_>, run: &Tokens) -> bool {
    let last = run.clone().rev().take(2).map(|i| analysis.tokens[i].text);
    last.into_iter().any(|t| t == "?")
}

/// A question that "yes" or "no" can answer, on what became of data.
pub(super) fn asked(analysis: &Analysis<'_>, run: &Tokens, mentions: &[Mention]) -> Option<Question> {
    let opening = run.clone().take(4).map(|i| analysis.tokens[i].lower.as_str());
    let open = opening.into_iter().any(|w| matches!(w, "what" | "which" | "how" | "who" | "why" | "when" | "where"));
    let word = |words: &[&str]| run.clone().any(|i| words.contains(&analysis.tokens[i].lower.as_str()));
    let (role, rule) = match predicates::asked(analysis, run) {
        Some(found) => found,
        None if word(&["safe", "secure", "unaffected", "okay", "ok"]) => (Role::Safe, "exposure.asked".to_owned()),
        None if word(&["have", "got", "know", "risk"]) => (Role::Taken, "exposure.asked".to_owned()),
        None => return None,
    };
    (!open && !mentions.is_empty()).then(|| Question {
        mentions: mentions.to_vec(),
        start: mentions.first().map_or(run.start, |m| m.tokens.start),
        exposed_if_yes: !matches!(role, Role::Safe | Role::Spared),
        rule,
    })
}

/// What the sentence after the question makes of it: question and answer are the proof together.
pub(super) fn answer(analysis: &Analysis<'_>, id: SentenceId, question: &Question) -> Option<Verdict> {
    let run = &analysis.sentences[id].tokens;
    let lead = usize::from(analysis.tokens.get(run.start).is_some_and(|t| t.lower == "a"))
        + usize::from(analysis.tokens.get(run.start + 1).is_some_and(|t| t.text == ":"));
    let at = run.start + if lead == 2 { 2 } else { 0 };
    let first = analysis.tokens.get(at).filter(|_| at < run.end)?;
    let mark = |i: usize| i >= run.end || analysis.tokens[i].tag == crate::analysis::Tag::Mark;
    let (yes, end) = match first.lower.as_str() {
        "yes" if mark(at + 1) => (Hold::So, at + 1),
        "no" | "nope" if mark(at + 1) => (Hold::Not, at + 1),
        "possibly" | "maybe" | "perhaps" | "probably" if mark(at + 1) => (Hold::Possible, at + 1),
        _ => (unsure(analysis, run).then_some(Hold::Unknown)?, run.end),
    };
    let hold = match (yes, question.exposed_if_yes) {
        (Hold::So, false) => Hold::Not,
        (Hold::Not, false) => Hold::So,
        (Hold::Possible, false) => Hold::NotBelieved,
        (hold, _) => hold,
    };
    Some(Verdict { hold, span: question.start..end, anchor: at, rule: question.rule.clone() })
}

/// "We do not know yet." "Too early to say."
fn unsure(analysis: &Analysis<'_>, run: &Tokens) -> bool {
    let words = &analysis.tokens[run.start..run.end.min(run.start + 9)];
    let has = |list: &[&str]| words.iter().any(|t| list.contains(&t.lower.as_str()));
    let negative = has(&["not", "n't", "cannot", "nobody", "too", "yet"]);
    has(&["unclear", "unknown", "undetermined"])
        || negative && has(&["know", "say", "sure", "tell", "certain", "clear", "rule"])
}
