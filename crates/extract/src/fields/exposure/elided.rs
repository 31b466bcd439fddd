//! What was said or asked of data is denied without naming them again: "We said that card numbers were involved. They
//! were not." "You asked whether data had been taken: they had not."

use crate::analysis::spelt::is_word;
use crate::analysis::{Analysis, Tag, Tokens};

/// The words of such a denial, where the sentence before uses the auxiliary that this one leaves alone.
pub(super) fn denial(analysis: &Analysis<'_>, run: &Tokens, before: &Tokens) -> Option<Tokens> {
    run.clone().find_map(|at| {
        let words = bare(analysis, run, at)?;
        let echoed = |aux: &str| before.clone().any(|i| is_word(&analysis.tokens[i], aux));
        let auxiliary = &analysis.tokens[at + 1];
        ["be", "have", "do"].into_iter().find(|aux| is_word(auxiliary, aux)).filter(|aux| echoed(aux)).map(|_| words)
    })
}

/// A pronoun, an auxiliary and a "not" with nothing after them.
fn bare(analysis: &Analysis<'_>, run: &Tokens, at: usize) -> Option<Tokens> {
    let tokens = analysis.tokens.get(..run.end)?;
    let none = match tokens[at].lower.as_str() {
        "they" | "these" | "those" | "it" | "this" | "that" => false,
        "none" | "neither" => true,
        _ => return None,
    };
    let opens = at == run.start
        || tokens[at - 1].tag == Tag::Mark
        || matches!(tokens[at - 1].lower.as_str(), "that" | "but" | "and" | "in" | "fact");
    let denied = tokens.get(at + 2).is_some_and(|t| matches!(t.lower.as_str(), "not" | "n't"));
    let end = if none { at + 2 } else { at + 3 };
    let stops = tokens.get(end).is_none_or(|t| t.tag == Tag::Mark || t.lower == "at" || t.lower == "after");
    (opens && (none || denied) && stops && tokens.len() > at + 1).then_some(at..end)
}
