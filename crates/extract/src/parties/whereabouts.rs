//! Places that no list holds, told by where their names stand: "in Horsley", "a firm from Atherdon", "across the Midlow".

use super::cluster::{Cluster, words};
use super::context::Around;
use super::lexicon::LEXICON;
use super::names::Found;
use crate::analysis::{Analysis, Tag};
use crate::places;

/// Farthest that the preposition of a list of places is looked for.
const REACH: usize = 12;

/// Parts of a country, several of them.
const PARTS: &[&str] = &[
    "districts",
    "towns",
    "villages",
    "cities",
    "suburbs",
    "counties",
    "boroughs",
    "parishes",
    "provinces",
    "regions",
    "municipalities",
    "cantons",
    "quarters",
];

/// Whether a name only ever stands where places stand.
pub(super) fn is_place(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let names = words(&cluster.keys[0]);
    let last = names.last().copied().unwrap_or_default();
    let plain = names.len() <= 2
        && cluster.keys.len() == 1
        && cluster.introduced.is_none()
        && cluster.defined.is_empty()
        && cluster.name.contains(char::is_lowercase)
        && cluster.name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'))
        && cluster.name.chars().filter(|c| c.is_uppercase()).count() <= names.len()
        && !names.iter().any(|w| LEXICON.first_name.has(w))
        && !LEXICON.org_head.has(last)
        && !LEXICON.authority_head.has(last)
        && !LEXICON.outlet_head.has(last);
    plain && cluster.mentions.iter().all(|(found, around)| stands_as_place(analysis, found, around))
}

fn stands_as_place(analysis: &Analysis<'_>, found: &Found, around: &Around) -> bool {
    let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.lower.as_str());
    let beside = around.apposition.as_ref().is_none_or(|a| {
        (1..=2).any(|n| places::country(analysis.text(&(a.start..(a.start + n).min(a.end)))).is_some())
    });
    let owner = word(found.name.end) == "'s" || analysis.text(&found.name).ends_with(['\'', '’']);
    if !beside || owner || around.brackets.is_some() || !around.behind.is_empty() || found.name != found.whole {
        return false;
    }
    let line = analysis.sentences[found.sentence].tokens.start;
    let Some(before) = found.whole.start.checked_sub(1).filter(|&b| b >= line) else { return false };
    if word(before) == "the" {
        // "the Midlow", never "the Midlow scheme".
        let alone = analysis.tokens.get(found.name.end).is_none_or(|t| !matches!(t.tag, Tag::Noun | Tag::Proper));
        return alone && before > line && leads_to_place(analysis, before - 1, line);
    }
    leads_to_place(analysis, before, line) || is_listed(analysis, found, before, line)
}

/// A preposition of place that is none of a stake, a flaw or a belief: "in", "near", "a firm from".
fn leads_to_place(analysis: &Analysis<'_>, at: usize, line: usize) -> bool {
    let before = at.checked_sub(1).filter(|&b| b >= line).map(|b| &analysis.tokens[b]);
    match analysis.tokens[at].lower.as_str() {
        "in" => before.is_none_or(|t| !LEXICON.in_thing.has(&t.lemma) && !LEXICON.in_thing.has(&t.lower)),
        // "the districts of Ryme and Horsley": no body of its own.
        "of" => before.is_some_and(|t| PARTS.contains(&t.lower.as_str())),
        "near" | "across" | "throughout" | "outside" | "around" => true,
        "from" => before.is_some_and(|t| LEXICON.generic_noun.has(&t.lemma) || LEXICON.brand_noun.has(&t.lemma)),
        _ => false,
    }
}

/// "in Horsley, Stowbeck and Nell": a later item, back over capitals to the preposition.
fn is_listed(analysis: &Analysis<'_>, found: &Found, before: usize, line: usize) -> bool {
    let joint = |t: &str| matches!(t, "," | "and" | "or");
    let last = analysis.tokens[before].lower.as_str();
    let next = analysis.tokens.get(found.name.end).map_or("", |t| t.lower.as_str());
    let goes_on = joint(next) || matches!(next, "." | ";" | ")" | "");
    if !joint(last) || last == "," && !goes_on {
        return false;
    }
    let mut at = before;
    while at > line && before - at < REACH {
        let token = &analysis.tokens[at];
        if !joint(&token.lower) && !token.text.starts_with(char::is_uppercase) {
            return token.text.starts_with(char::is_lowercase) && leads_to_place(analysis, at, line);
        }
        at -= 1;
    }
    false
}
