//! Whether a name is an outlet's: a known one, one whose name says so and that is told things or reports them, or one
//! that does nothing else.

use super::cluster::{Cluster, words};
use super::context::lower;
use super::deeds;
use super::lexicon::LEXICON;
use crate::analysis::{Analysis, Tag};

/// The publisher of the page, by its own name.
pub(super) fn is_publisher(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let publisher = publisher(analysis);
    !publisher.is_empty()
        && cluster.keys.iter().any(|k| k == publisher.trim_start_matches("the "))
        && (LEXICON.outlet_name.has(&cluster.keys[0]) || named_as_outlet(cluster))
}

/// An outlet in the text.
pub(super) fn is_outlet(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let told = cluster.mentions.iter().filter(|(found, _)| is_told(analysis, found.whole.start)).count();
    let by_name = named_as_outlet(cluster);
    cluster.keys.iter().any(|k| LEXICON.outlet_name.has(k))
        || told > 0 && (described(analysis, cluster) || by_name || always_told(analysis, cluster))
        || told > 1 && is_plain(cluster)
        || relays(analysis, cluster)
        || is_numbered(analysis, cluster)
        || is_masthead(analysis, cluster)
        || is_part_of_publisher(analysis, cluster)
}

fn publisher(analysis: &Analysis<'_>) -> String {
    analysis.document.meta.publisher.as_deref().unwrap_or_default().to_lowercase()
}

fn named_as_outlet(cluster: &Cluster) -> bool {
    words(&cluster.keys[0]).last().is_some_and(|w| LEXICON.outlet_head.has(w))
}

/// "told X", "seen by X", "in an interview with X".
fn is_told(analysis: &Analysis<'_>, start: usize) -> bool {
    let word = |back: usize| start.checked_sub(back).map_or("", |at| analysis.tokens[at].lower.as_str());
    let seen = |w: &str| matches!(w, "seen" | "obtained" | "reviewed" | "reported" | "viewed");
    if word(1) == "by" && seen(word(2)) || word(2) == "by" && seen(word(3)) {
        return true;
    }
    matches!(
        (word(2), word(1)),
        (_, "told")
            | ("told" | "with" | "to", "the")
            | ("shared" | "interview", "with")
            | ("spoke" | "speaking" | "provided", "to")
    )
}

fn described(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let heads = ["newspaper", "broadcaster reported", "news agency", "news site", "news outlet", "magazine", "daily"];
    let phrases = cluster.mentions.iter().flat_map(|(_, a)| [a.before.as_ref(), a.apposition.as_ref()]);
    phrases.flatten().map(|t| lower(analysis, t)).any(|p| heads.iter().any(|h| p.ends_with(h)))
}

/// Nothing says what it is.
fn is_plain(cluster: &Cluster) -> bool {
    let last = words(&cluster.keys[0]).last().copied().unwrap_or_default();
    !LEXICON.org_head.has(last)
        && cluster.mentions.iter().all(|(_, around)| around.before.is_none() && around.apposition.is_none())
}

/// Only ever somebody whom others tell things.
fn always_told(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    cluster.mentions.iter().all(|(found, around)| {
        let before = &analysis.tokens[found.whole.start.saturating_sub(2)..found.whole.start];
        let told =
            before.iter().any(|t| matches!(t.lower.as_str(), "told" | "shared" | "speaking" | "spoke" | "by" | "that"));
        told && around.before.is_none() && around.apposition.is_none()
    }) && cluster.name.split(' ').count() < 4
}

/// An outlet by name that is seen to report, or a name that does nothing else.
fn relays(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let mut relayed = cluster.mentions.iter().map(|(found, _)| deeds::relays(analysis, found));
    if named_as_outlet(cluster) {
        relayed.any(|r| r)
    } else {
        relayed.all(|r| r) && cluster.name.split(' ').count() < 4
    }
}

/// "The Foothills Post" on a line of its own above a text that says "we" to nobody.
fn is_masthead(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let letter =
        analysis.tokens.iter().filter(|t| t.quotation.is_none() && matches!(t.lower.as_str(), "we" | "our")).count()
            > 2;
    let letter = letter && !speaks_as_paper(analysis);
    named_as_outlet(cluster)
        && !letter
        && cluster.mentions.iter().any(|(found, _)| {
            let line = &analysis.sentences[found.sentence];
            let bare = line.tokens.len() <= found.name.len() + 6
                && !analysis.tokens[line.tokens.clone()].iter().any(|t| t.tag == Tag::Verb);
            found.sentence < 8 && bare && found.name.len() > 1
        })
}

/// "We reported", "this newspaper", "our correspondent": what only an outlet says of itself.
fn speaks_as_paper(analysis: &Analysis<'_>) -> bool {
    analysis.tokens.windows(2).any(|pair| {
        pair[0].quotation.is_none()
            && matches!(
                (pair[0].lower.as_str(), pair[1].lower.as_str()),
                ("we", "reported")
                    | ("this", "newspaper" | "magazine" | "reporter" | "publication" | "paper")
                    | ("our", "story" | "reporter" | "correspondent" | "article" | "newsroom")
            )
    })
}

/// "Breach Bites, issue 212".
fn is_numbered(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    cluster.mentions.iter().any(|(found, _)| {
        let word = |at: usize| analysis.tokens.get(at).map_or("", |t| t.lower.as_str());
        let at = found.name.end + usize::from(word(found.name.end) == ",");
        found.sentence < 4
            && matches!(word(at), "issue" | "no." | "vol." | "volume" | "edition" | "episode")
            && analysis.tokens.get(at + 1).is_some_and(|t| t.tag == Tag::Number)
    })
}

/// "Ars" where Ars Technica is the publisher.
fn is_part_of_publisher(analysis: &Analysis<'_>, cluster: &Cluster) -> bool {
    let publisher = publisher(analysis);
    LEXICON.outlet_name.has(&publisher) && publisher.split(' ').next() == Some(cluster.keys[0].as_str())
}
