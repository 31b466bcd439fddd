//! Capitals that are no name after all: a common word that opens a sentence or a line of navigation, a heading's word,
//! a year, an abbreviation that nobody explains. Looks at all mentions together; the shape of one is for `names`.

use super::cluster::Cluster;
use super::lexicon::LEXICON;
use super::names;
use crate::analysis::lexicon::WORDS;
use crate::analysis::{Analysis, Tag};
use crate::places::{self, PlaceKind};
use sextant_model::EntityType;

/// Whether nothing in the text shows the cluster for a name of somebody.
pub(super) fn is_no_name(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let key = cluster.keys[0].as_str();
    let words: Vec<&str> = key.split(' ').collect();
    let last = words.last().copied().unwrap_or_default();
    if key.chars().all(|c| c.is_ascii_digit() || c == ' ') || LEXICON.document_word.has(last) {
        return true;
    }
    if words.iter().all(|w| LEXICON.section_word.has(w)) {
        return true;
    }
    if in_bylines(analysis, cluster)
        || is_form_or_sum(analysis, cluster)
        || is_people(key)
        || is_salutation(analysis, cluster)
        || super::whereabouts::is_place(analysis, cluster)
    {
        return true;
    }
    if words.len() > 1 || cluster.aliases.iter().any(|a| a.contains(' ')) {
        return false;
    }
    let introduced = cluster.introduced.is_some() || cluster.mentions.iter().any(|(_, a)| a.apposition.is_some());
    let lone_head = LEXICON.org_head.has(key) && cluster.mentions.len() == 1;
    !introduced
        && (lone_head
            || only_opens(analysis, cluster)
            || unexplained(cluster)
            || shouted_noun(analysis, cluster)
            || is_common_opener(analysis, cluster)
            || is_label(analysis, cluster))
}

/// Malware or a tool by a name that means nothing else.
pub(super) fn is_software(name: &str) -> bool {
    use crate::entities::table;
    let rows = if table::ambiguous(name) { &[] } else { table::rows(name) };
    !rows.is_empty() && rows.iter().all(|r| matches!(r.kind, EntityType::Malware | EntityType::Tool))
}

/// "W-2", "R110 million": a form's number, an amount.
fn is_form_or_sum(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
    let shouted = |s: &str| (1..=2).contains(&s.len()) && s.chars().all(|c| c.is_ascii_uppercase());
    let name = cluster.name.trim_end_matches('s');
    let form = name.split_once('-').is_some_and(|(a, b)| shouted(a) && digits(b) && b.len() < 5);
    // "R2.3", "Sh18.6": a currency and a figure.
    let figure = name.find(|c: char| c.is_ascii_digit()).map(|at| name.split_at(at));
    let sum = figure.is_some_and(|(a, b)| (1..=3).contains(&a.len()) && digits(&b.replace(['.', ','], "")));
    let counted = |at: usize| {
        analysis.tokens.get(at).is_some_and(|t| matches!(t.lower.as_str(), "million" | "billion" | "bn" | "m"))
    };
    form || sum && cluster.mentions.iter().all(|(found, _)| counted(found.name.end))
}

/// "Friends," on a line of its own: who a letter is to.
fn is_salutation(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    cluster.mentions.iter().all(|(found, _)| {
        let line = &analysis.sentences[found.sentence].tokens;
        found.whole.start == line.start && found.name.end + 1 == line.end && analysis.tokens[found.name.end].text == ","
    })
}

/// "South Africans", "Canadians".
fn is_people(key: &str) -> bool {
    key.strip_suffix('s').is_some_and(|one| places::place(one).is_some_and(|p| p.kind == PlaceKind::People))
}

/// "Regulars know …", "HACKED: …": one common word with a capital only because it opens a sentence or is shouted, that
/// neither says nor owns anything.
fn is_common_opener(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let key = cluster.keys[0].as_str();
    let listed = |word: &str| WORDS.get(word).is_some_and(|w| w.noun || w.adjective || w.adverb || w.verb.is_some());
    let common = listed(key) || key.strip_suffix('s').is_some_and(listed);
    let says = |at: usize| {
        analysis.tokens.get(at).is_some_and(|t| {
            matches!(t.lower.as_str(), "'s" | "has" | "had" | "said" | "says")
                || LEXICON.says_verb.has(&t.lemma)
                || names::capital(t)
        })
    };
    common
        && cluster.mentions.iter().all(|(found, around)| {
            let line = &analysis.sentences[found.sentence].tokens;
            let opens = found.name.start == line.start
                || matches!(analysis.tokens[found.name.start - 1].text, "“" | "\"" | "‘" | ":" | "[" | "—" | "-");
            let shouted = !analysis.text(&found.name).contains(char::is_lowercase);
            (opens || shouted) && found.name == found.whole && around.before.is_none() && !says(found.name.end)
        })
}

/// Only ever on a line such as "ExplainIt desk, The Foothills Post": a byline under the headline.
fn in_bylines(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    cluster.mentions.iter().any(|(found, _)| {
        let line = analysis.sentences[found.sentence].tokens.clone();
        let words = &analysis.tokens[line.clone()];
        let verb = words.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal));
        let desk = words.iter().any(|t| matches!(t.lower.as_str(), "desk" | "staff" | "correspondent" | "reporter"));
        (1..10).contains(&found.sentence) && words.len() < 12 && !verb && desk
    })
}

/// "Deliveries of food", "Cards and passwords": a plural that only ever opens a sentence and has no verb of its own.
fn only_opens(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    cluster.keys[0].ends_with('s')
        && cluster.mentions.iter().all(|(found, _)| {
            let opens = analysis.sentences[found.sentence].tokens.start == found.name.start
                || found.name.start > 0 && matches!(analysis.tokens[found.name.start - 1].text, "“" | "\"" | "‘");
            let next = analysis.tokens.get(found.name.end);
            opens && next.is_none_or(|n| matches!(n.lower.as_str(), "of" | "and" | "or" | "for" | "to" | "from" | "in"))
        })
}

/// "SUBJECT: …", "Severity: …": only ever the label of a line, or what alone stands behind one ("TLP: GREEN").
fn is_label(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let mark = |at: usize| analysis.tokens.get(at).is_some_and(|t| t.text == ":");
    cluster.mentions.iter().all(|(found, _)| {
        let line = &analysis.sentences[found.sentence].tokens;
        let label = found.name.start == line.start && mark(found.name.end);
        let shouted = !cluster.name.contains(char::is_lowercase);
        let value =
            shouted && found.name.start > line.start && mark(found.name.start - 1) && found.name.end + 1 >= line.end;
        label || value
    })
}

/// "CLI", "TL": few capitals, once, never said what it is, and not in the title.
fn unexplained(cluster: &Cluster) -> bool {
    let name = cluster.name.as_str();
    let few = name.chars().count() <= 3 && name.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    few && cluster.mentions.len() < 2
        && cluster.mentions.iter().all(|(found, around)| found.sentence > 0 && around.before.is_none())
}

/// "GYM chain X", "MEDICAL lab X": a tabloid's first word.
fn shouted_noun(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let shouted = cluster.name.len() > 2 && !cluster.name.chars().any(char::is_lowercase);
    shouted
        && cluster.mentions.iter().all(|(found, _)| {
            let sentence = &analysis.sentences[found.sentence].tokens;
            let next = analysis.tokens.get(found.name.end);
            let described = next.is_some_and(|n| n.tag == Tag::Noun)
                && analysis.tokens.get(found.name.end + 1).is_some_and(names::capital);
            sentence.start == found.name.start && (described || places::sector(&cluster.keys[0]).is_some())
        })
}
