//! Lines that are furniture by what they say: headings over other stories, share buttons, plugs, bylines. The
//! phrases are lists in `src/words`. Also the end of an article in a text saved from a page: from the first
//! heading over other stories on, nothing belongs to it.

use crate::clean::{Piece, single_spaced};
use crate::{date, html};
use sextant_model::BlockKind;
use std::collections::HashSet;
use std::sync::LazyLock;

static HEADINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| html::list(include_str!("../words/headings.txt")));
static OPEN_HEADINGS: LazyLock<Vec<&str>> =
    LazyLock::new(|| HEADINGS.iter().filter_map(|h| h.strip_suffix(" *")).collect());
static LINES: LazyLock<HashSet<&str>> = LazyLock::new(|| html::list(include_str!("../words/lines.txt")));
static PROMOS: LazyLock<HashSet<&str>> = LazyLock::new(|| html::list(include_str!("../words/promos.txt")));
static PLUGS: LazyLock<HashSet<&str>> = LazyLock::new(|| html::list(include_str!("../words/plugs.txt")));

/// Lower case, single-spaced, straight apostrophes, no punctuation at the ends.
fn plain(text: &str) -> String {
    let lower = single_spaced(text).to_lowercase().replace('’', "'");
    lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'').to_owned()
}

/// Whether a heading stands over other stories, comments, shares or the like.
pub(crate) fn is_furniture_heading(text: &str) -> bool {
    if text.len() > 90 {
        return false;
    }
    let plain = plain(text);
    let open = || OPEN_HEADINGS.iter().any(|h| plain.strip_prefix(h).is_some_and(|rest| rest.starts_with(' ')));
    let counted = plain.split_once(' ').is_some_and(|(n, what)| {
        n.bytes().all(|b| b.is_ascii_digit())
            && matches!(what, "comments" | "comment" | "shares" | "replies" | "responses")
    });
    HEADINGS.contains(plain.as_str()) || counted || (plain.split(' ').count() <= 8 && !is_sentence(text) && open())
}

fn is_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '?'])
}

/// Whether a line is furniture wherever it stands: buttons, advertisement marks, plugs for the outlet.
pub(crate) fn is_furniture_line(text: &str) -> bool {
    if text.len() > 260 {
        return false;
    }
    let plain = plain(text);
    if LINES.contains(plain.as_str()) || (plain.starts_with("tags ") && text.trim_start().get(4..5) == Some(":")) {
        return true;
    }
    let asks = [
        "sign up",
        "subscribe",
        "get ",
        "join",
        "follow",
        "download",
        "found this",
        "want more",
        "stay ",
        "listen",
        "like us",
        "don't miss",
        "click here",
        "support ",
        "receive ",
        "the post ",
        "keep up",
    ];
    asks.iter().any(|a| plain.starts_with(a)) && PLUGS.iter().any(|p| plain.contains(p))
}

/// Whether a line only points to something else to read.
pub(crate) fn is_promo(text: &str) -> bool {
    let lower = single_spaced(text.get(..text.len().min(240)).unwrap_or(text)).to_lowercase().replace('’', "'");
    let lower = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    text.len() < 240 && PROMOS.iter().any(|p| lower.starts_with(p))
}

/// Whether a short line says who wrote it, when it came out, or whose it is.
pub(crate) fn is_byline(text: &str) -> bool {
    let words = text.split_whitespace().count();
    if words > 24 || text.len() > 200 {
        return false;
    }
    let lower = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(').to_lowercase();
    let rights = lower.starts_with('©')
        || lower.starts_with("(c) ")
        || lower.starts_with("copyright ")
        || lower.contains("all rights reserved");
    let desk =
        ["reporting by ", "(reporting by ", "editing by ", "additional reporting", "reported by ", "(editing by "]
            .iter()
            .any(|p| lower.starts_with(p));
    let said = [
        "by ",
        "written by ",
        "posted by ",
        "posted on ",
        "published ",
        "published:",
        "updated ",
        "updated:",
        "last updated",
        "first published",
        "photo:",
        "image:",
        "image credit",
        "photo credit",
    ];
    let led = said.iter().any(|p| lower.starts_with(p)) && !is_sentence(text) && names_somebody(text);
    rights || desk || led || is_dateline(text)
}

/// Whether the word after `By` is a name or a digit: "By June 3 the bank had…" goes on in lower case.
fn names_somebody(text: &str) -> bool {
    let small = |w: &&str| {
        w.starts_with(char::is_lowercase)
            && !matches!(
                *w,
                "and"
                    | "by"
                    | "on"
                    | "at"
                    | "of"
                    | "the"
                    | "for"
                    | "in"
                    | "staff"
                    | "de"
                    | "van"
                    | "von"
                    | "min"
                    | "read"
                    | "p.m."
                    | "a.m."
                    | "pm"
                    | "am"
            )
    };
    text.split_whitespace().filter(small).count() <= 2
}

/// Whether a line is nothing but place, day and time.
pub(crate) fn is_dateline(text: &str) -> bool {
    if text.len() > 120 || is_sentence(text.trim_end_matches(['m', 'M', '.'])) {
        return false;
    }
    let Some(found) = date::written(text) else { return false };
    let rest = [text.get(..found.start), text.get(found.end..)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let words: Vec<&str> =
        rest.split(|c: char| !c.is_alphanumeric() && c != '.').filter(|w| w.chars().any(char::is_alphabetic)).collect();
    let ordinary = |w: &&str| {
        w.starts_with(char::is_lowercase)
            && !matches!(
                w.trim_end_matches('.'),
                "at" | "on"
                    | "by"
                    | "the"
                    | "min"
                    | "read"
                    | "am"
                    | "pm"
                    | "a.m"
                    | "p.m"
                    | "updated"
                    | "published"
                    | "posted"
                    | "and"
                    | "of"
                    | "hrs"
                    | "h"
                    | "of "
            )
    };
    words.len() <= 9 && !words.iter().any(ordinary)
}

/// Whether a line without letters is a time of day or a date.
pub(crate) fn is_time(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (3..=14).contains(&digits)
        && text.len() < 24
        && text.contains([':', '.', '/', '-'])
        && !text.contains(['[', '$', '€', '£', '%'])
}

/// Whether a piece closes an article by telling of its author.
fn is_biography(text: &str) -> bool {
    let lower = text.to_lowercase();
    let trade = [
        "reporter",
        "editor",
        "journalist",
        "correspondent",
        "columnist",
        "freelance",
        "staff writer",
        "covers ",
        "can be reached at",
        "contributed to this",
        "contributing writer",
    ];
    let opening: Vec<&str> = text.split_whitespace().take(6).collect();
    let named = opening.iter().take(2).filter(|w| w.starts_with(char::is_uppercase)).count() == 2
        || opening.first() == Some(&"is");
    let tells = opening.iter().any(|w| matches!(*w, "is" | "covers" | "writes" | "reports" | "can" | "has" | "joined"));
    text.len() < 500 && named && tells && !text.contains(['“', '"']) && trade.iter().any(|t| lower.contains(t))
}

/// Drops furniture lines, cuts what follows the article's end, and marks closing lines about the author.
pub(crate) fn without_tail(pieces: Vec<Piece>) -> Vec<Piece> {
    let after = sentences_after(&pieces);
    let total: usize = pieces.iter().filter(|p| p.is_prose()).map(|p| p.text.len()).sum();
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let (mut before, mut boxed) = (0, 0);
    for (at, piece) in pieces.into_iter().enumerate() {
        let words = !matches!(piece.kind, BlockKind::TableRow | BlockKind::Preformatted);
        if words && at > 0 && before >= 200.min(total / 3) && is_furniture_heading(&piece.text) {
            if after.get(at + 1).copied().unwrap_or(0) * 2 < total {
                drop_fragments(&mut out);
                break;
            }
            // Much of the article is still to come: a box in its middle, of a few lines at most.
            boxed = 3;
            continue;
        }
        let sentence = is_sentence(&piece.text);
        if boxed > 0 && !sentence && piece.text.len() < 140 && words {
            boxed -= 1;
            continue;
        }
        boxed = 0;
        before += if piece.is_prose() { piece.text.len() } else { 0 };
        let pointer = at > 0 && !sentence && piece.text.contains(':') && is_promo(&piece.text);
        if !(words && (pointer || is_furniture_line(&piece.text))) {
            out.push(piece);
        }
    }
    mark_author(&mut out);
    drop_orphans(&mut out);
    out
}

/// For each piece, how much text in whole sentences it and all after it hold.
fn sentences_after(pieces: &[Piece]) -> Vec<usize> {
    let mut sum = 0;
    let size = |p: &Piece| if p.is_prose() && is_sentence(&p.text) { p.text.len() } else { 0 };
    let mut out: Vec<usize> = pieces
        .iter()
        .rev()
        .map(|p| {
            sum += size(p);
            sum
        })
        .collect();
    out.reverse();
    out
}

/// Fragments before the cut belong to what was cut: tags, plugs broken into lines.
fn drop_fragments(out: &mut Vec<Piece>) {
    let fragment = |p: &Piece| {
        let wordy =
            p.text.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || matches!(c, '&' | '.' | ',' | '-' | '\''));
        p.text.len() < 50
            && p.text.split_whitespace().count() <= 5
            && (wordy || p.text.bytes().all(|b| b.is_ascii_digit()))
            && !matches!(p.kind, BlockKind::ListItem | BlockKind::TableRow | BlockKind::Preformatted)
    };
    let mut kept = out.len();
    while kept > 1 && out.len() - kept < 8 && out.get(kept - 1).is_some_and(fragment) {
        kept -= 1;
    }
    let sentence_before =
        kept.checked_sub(1).and_then(|i| out.get(i)).is_some_and(|p| p.is_prose() && is_sentence(&p.text));
    if sentence_before {
        out.truncate(kept);
    }
}

/// The last pieces, where they tell of the author.
fn mark_author(out: &mut [Piece]) {
    for piece in out.iter_mut().rev().take(3) {
        if piece.is_prose() && is_biography(&piece.text) {
            piece.kind = BlockKind::Aside;
        }
    }
}

/// Headings at the end with nothing under them.
fn drop_orphans(out: &mut Vec<Piece>) {
    while out.len() > 1 && out.last().is_some_and(|p| p.kind == BlockKind::Heading) {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_over_other_stories() {
        for yes in [
            "Related Posts",
            "MORE FROM BALTIC WIRE",
            "You may also like:",
            "6 Comments",
            "Don’t miss",
            "Sign up for our newsletter",
        ] {
            assert!(is_furniture_heading(yes), "{yes}");
        }
        for no in [
            "Related incidents were reported.",
            "What happened",
            "Recommended actions",
            "Sign up for 12 months of fraud alerts, which we are paying for, with the code in your email.",
            "More on the way, the agency said.",
        ] {
            assert!(!is_furniture_heading(no), "{no}");
        }
    }

    #[test]
    fn bylines_and_datelines() {
        for yes in [
            "By Dale Hutchins",
            "By Baltic Wire staff",
            "5 December 2025",
            "Johannesburg, Wednesday 3 September 2025, 17:41",
            "(c) 2025 Baltic Wire. Redistribution without permission prohibited.",
            "-- Reporting by the desk; editing by M. S.",
            "Published June 20, 2025 3:05 p.m. EDT",
            "2017-03-06",
        ] {
            assert!(is_byline(yes), "{yes}");
        }
        for no in [
            "By June 3 the bank had restored all systems",
            "31 May 2025: attackers log in to the portal",
            "By March 3, 2025 the intruders had left the network.",
            "Updated firmware closes the hole",
        ] {
            assert!(!is_byline(no), "{no}");
        }
    }

    #[test]
    fn plugs_go_and_offers_to_victims_stay() {
        assert!(is_furniture_line("Sign up for our newsletter and never miss a story"));
        assert!(is_furniture_line("Advertisement"));
        assert!(!is_furniture_line(
            "Sign up for 12 months of fraud alerts, which we are paying for, with the code in your email."
        ));
    }
}
