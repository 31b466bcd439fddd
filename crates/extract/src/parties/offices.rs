//! Words for authorities without a capital: which phrases name a body of their own, and whom "the regulator" can mean.

use super::Party;
use super::lexicon::LEXICON;

/// Whether a phrase without a capital names a body of its own ("Norwegian police", "the infrastructure ministry").
pub(super) fn is_authority_phrase(text: &str, head: &str) -> bool {
    let modified = text.contains(' ');
    match head {
        "ministry" | "police" | "prosecutor" | "regulator" | "prosecutors" | "watchdog" | "ombudsman" => true,
        "detective" | "investigator" | "official" | "authority" | "lawmaker" | "enforcement" => true,
        "government" => {
            modified
                && text.split(' ').next().is_some_and(|w| {
                    crate::places::country(&capitalised(w)).is_some() || matches!(w, "federal" | "central" | "national")
                })
        }
        _ => {
            modified
                && [
                    "health",
                    "justice",
                    "cyber",
                    "security",
                    "protection",
                    "police",
                    "interior",
                    "finance",
                    "treasury",
                    "fire",
                    "state department",
                    "trade",
                    "transport",
                    "energy",
                    "privacy",
                    "supervisory",
                    "education",
                    "consumer",
                    "communications",
                    "financial",
                    "intelligence",
                    "election",
                    "crime",
                    "competition",
                    "central",
                    "reserve",
                    "response",
                    "appeal",
                    "high",
                    "supreme",
                ]
                .iter()
                .any(|w| text.contains(w))
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// Whether a noun for an authority can mean the party.
pub(super) fn refers(party: &Party, head: &str) -> bool {
    if matches!(head, "police" | "detective" | "prosecutor" | "government" | "court") {
        let named = party.short.as_ref().is_some_and(|n| n.to_lowercase().contains(head));
        return named || party.nouns.iter().any(|n| n == head);
    }
    party.nouns.iter().any(|n| n == head)
        || LEXICON.authority_noun.has(head)
        || matches!(head, "regulator" | "watchdog" | "agency" | "commissioner" | "ministry")
}
