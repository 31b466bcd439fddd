//! Figures that are no effect: taken back by the text, still to come, threatened, denied.

use crate::analysis::spelt::is_word;
use crate::analysis::{Analysis, Tokens};
use crate::fields::amounts::Amount;
use crate::fields::hold::{self, Hold};
use sextant_model::ImpactKind;

/// "not 4,900 as it first stated", "an earlier figure of 1.2 million", "was wrong", "up from 3,000".
pub(super) fn withdrawn(analysis: &Analysis<'_>, run: &Tokens, amount: &Amount) -> bool {
    let tokens = &analysis.tokens;
    let left = &tokens[run.start.max(amount.tokens.start.saturating_sub(6))..amount.tokens.start];
    let right = &tokens[amount.tokens.end..run.end.min(amount.tokens.end + 12)];
    let nearest = left.iter().rev().take(3).any(|t| matches!(t.lower.as_str(), "not"));
    let from = left.last().is_some_and(|t| t.lower == "from")
        && left
            .iter()
            .any(|t| matches!(t.lower.as_str(), "up" | "down" | "revised" | "cut" | "reduced" | "raised" | "lowered"));
    let earlier = left.iter().any(|t| {
        matches!(
            t.lower.as_str(),
            "preliminary"
                | "previous"
                | "previously"
                | "initially"
                | "originally"
                | "wrongly"
                | "mistakenly"
                | "incorrectly"
                | "instead"
        )
    }) || left.windows(2).any(|w| {
        matches!(w[0].lower.as_str(), "earlier" | "initial" | "original" | "first")
            && matches!(
                w[1].lemma.as_str(),
                "figure" | "estimate" | "number" | "count" | "report" | "total" | "version" | "state" | "say" | "give"
            )
    });
    let wrong = right
        .iter()
        .any(|t| matches!(t.lower.as_str(), "wrong" | "incorrect" | "preliminary" | "mistaken" | "overstated"))
        || right.windows(2).any(|w| {
            matches!(w[0].lower.as_str(), "first" | "initially" | "previously" | "originally")
                && matches!(
                    w[1].lemma.as_str(),
                    "state" | "report" | "say" | "give" | "announce" | "estimate" | "think"
                )
        });
    let version = tokens[run.clone()]
        .windows(2)
        .any(|w| matches!(w[0].lower.as_str(), "earlier" | "previous") && w[1].lower == "version");
    nearest && right.first().is_none_or(|t| t.lower != "higher")
        || from
        || earlier
        || wrong && !nearest_is_new(left)
        || version
}

/// "11,600 people, not 4,900 as it first stated": the first number stands.
fn nearest_is_new(left: &[crate::analysis::Token<'_>]) -> bool {
    !left.iter().any(|t| matches!(t.lower.as_str(), "not" | "than" | "of" | "figure"))
}

/// What may come, what was threatened and what did not happen is no effect.
pub(super) fn unsure(
    analysis: &Analysis<'_>,
    run: &Tokens,
    kind: ImpactKind,
    cue: &Tokens,
    anchor: usize,
    amount: &Amount,
) -> bool {
    if matches!(kind, ImpactKind::RansomDemanded) {
        return false;
    }
    let first = cue.start.min(amount.tokens.start);
    let group = hold::verb_group(analysis, run.start, anchor);
    let before = &analysis.tokens[run.start.max(first.saturating_sub(5))..anchor.max(first)];
    let modal = before
        .iter()
        .any(|t| matches!(t.lower.as_str(), "may" | "might" | "could" | "if" | "faces" | "facing" | "threatened"));
    // "the attack would cost it 47 million": an estimate, unless a condition hangs on it.
    let estimate = matches!(kind, ImpactKind::Cost | ImpactKind::Revenue);
    let conditional = analysis.tokens[run.clone()].iter().any(|t| matches!(t.lower.as_str(), "if" | "unless"));
    let modal = modal || before.iter().any(|t| t.lower == "would") && (!estimate || conditional);
    let refused = before.iter().any(|t| is_word(t, "refuse") || is_word(t, "decline"));
    let negative = matches!(group, Hold::Not) && kind != ImpactKind::Downtime;
    match kind {
        ImpactKind::Fine | ImpactKind::Cost | ImpactKind::Revenue | ImpactKind::Jobs => modal || negative,
        ImpactKind::RansomPaid => modal || negative || refused,
        _ => negative,
    }
}
