//! Words for authorities without a capital: which phrases name a body of their own, and whom "the regulator" can mean.

use super::Party;
use super::lexicon::LEXICON;
use crate::analysis::Analysis;

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

/// "Singapore's " in front of "defense ministry".
pub(super) fn owner_place(analysis: &Analysis<'_>, start: usize) -> Option<String> {
    let from = start.checked_sub(2)?;
    let token = &analysis.tokens[start - 1];
    (token.lower == "'s" && crate::places::country(analysis.tokens[from].text).is_some())
        .then(|| format!("{} ", analysis.text(&(from..start))))
}

/// "The port authority" where the one name that ends so is "Klaipeda Roads Port Authority".
pub(super) fn short_for(parties: &super::Parties, words: &str) -> Option<super::PartyId> {
    let tail = format!(" {}", words.to_lowercase());
    let ends = |p: &Party| p.short.as_deref().is_some_and(|n| n.to_lowercase().ends_with(&tail));
    let mut named = (0..parties.all.len()).filter(|&id| ends(&parties.all[id]));
    let first = named.next().filter(|_| words.contains(' '))?;
    named.next().is_none().then_some(first)
}
