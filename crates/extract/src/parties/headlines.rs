//! Names where capitals say nothing: sentences written in capitals, and firms called by a common word.

use super::cluster::Cluster;
use super::{Mention, PartyId, names};
use crate::analysis::{Analysis, Tag};
use rustc_hash::FxHashMap;
use sextant_model::BlockKind;

/// Names where the capitals say nothing: sentences of capitals, and common words that are a firm's name.
pub(super) fn mentions(analysis: &Analysis<'_>, clusters: &[Cluster]) -> Vec<Mention> {
    let mut by_word: FxHashMap<&str, Vec<(Vec<&str>, PartyId)>> = FxHashMap::default();
    for (id, cluster) in clusters.iter().enumerate() {
        for key in &cluster.keys {
            let words: Vec<&str> =
                key.split(' ').flat_map(|w| w.strip_suffix("'s").map_or(vec![w], |b| vec![b, "'s"])).collect();
            if let Some(first) = words.first() {
                by_word.entry(first).or_default().push((words.clone(), id));
            }
        }
    }
    for candidates in by_word.values_mut() {
        candidates.sort_by_key(|(words, id)| (std::cmp::Reverse(words.len()), *id));
        candidates.truncate(40);
    }
    let mut found = Vec::new();
    for sentence in &analysis.sentences {
        let words = &analysis.tokens[sentence.tokens.clone()];
        let headline = names::is_capitalised(words);
        if sentence.kind == BlockKind::Aside {
            continue;
        }
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let token = &analysis.tokens[at];
            let open = headline && token.text.starts_with(char::is_uppercase)
                || is_common_word_name(analysis, at, sentence.tokens.start);
            let hit = open.then(|| longest(analysis, &by_word, at, sentence.tokens.end)).flatten();
            match hit {
                Some((len, party)) => {
                    found.push(Mention { tokens: at..at + len, party, by_name: true });
                    at += len;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// "Three said it was investigating": a closed-class word with a capital, followed by a verb or a possessive.
fn is_common_word_name(analysis: &Analysis<'_>, at: usize, start: usize) -> bool {
    let token = &analysis.tokens[at];
    let capital = token.text.starts_with(char::is_uppercase) && token.tag != Tag::Proper && token.text.len() > 2;
    let next = analysis.tokens.get(at + 1);
    capital
        && (at > start
            || next.is_some_and(|n| matches!(n.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal) || n.lower == "'s"))
        && !matches!(
            token.tag,
            Tag::Pronoun | Tag::Determiner | Tag::Subordinator | Tag::Conjunction | Tag::Preposition
        )
}

fn longest(
    analysis: &Analysis<'_>,
    by_word: &FxHashMap<&str, Vec<(Vec<&str>, PartyId)>>,
    at: usize,
    end: usize,
) -> Option<(usize, PartyId)> {
    let first = analysis.tokens[at].lower.trim_end_matches('\'');
    by_word.get(first)?.iter().find_map(|(words, id)| {
        let fits = at + words.len() <= end
            && words.iter().zip(&analysis.tokens[at..]).all(|(w, t)| t.lower.trim_end_matches('\'') == *w);
        fits.then_some((words.len(), *id))
    })
}
