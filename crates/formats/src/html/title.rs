//! Which heading of the page is its headline: the one whose words the metadata repeat.

use super::page::Page;
use super::tag::Tag;
use crate::clean::single_spaced;
use std::collections::BTreeSet;

/// The node of the headline. `stated` are titles that the metadata give, best first.
pub(crate) fn headline(page: &Page, stated: &[String]) -> Option<usize> {
    let stated: Vec<BTreeSet<String>> = stated.iter().map(|t| words(t)).collect();
    let stated = stated.as_slice();
    let headings = |levels: &'static [Tag]| {
        page.stretches
            .iter()
            .map(|s| s.block)
            .filter(move |b| page.tree.nodes.get(*b).is_some_and(|n| levels.contains(&n.tag)))
    };
    let best = |levels: &'static [Tag], least: f32| {
        let scored = headings(levels).map(|b| (b, likeness(page.tree.text_of(b), stated)));
        scored.filter(|(_, s)| *s >= least).fold(None, |best: Option<(usize, f32)>, new| match best {
            Some(old) if old.1 >= new.1 => Some(old),
            _ => Some(new),
        })
    };
    best(&[Tag::H1], 0.6)
        .or_else(|| best(&[Tag::H2, Tag::H3], 0.75))
        .map(|(block, _)| block)
        .or_else(|| headings(&[Tag::H1]).find(|b| in_content(page, *b)))
        .or_else(|| repeated(page, stated))
        .or_else(|| headings(&[Tag::H1]).next())
}

/// A short stretch of no heading's element that repeats a stated title nearly word for word.
fn repeated(page: &Page, stated: &[BTreeSet<String>]) -> Option<usize> {
    let alone = |s: &&super::page::Stretch| page.size(s.block) == s.size;
    let short = page.stretches.iter().filter(|s| (12..250).contains(&s.size) && s.linked * 2 < s.size).filter(alone);
    let like = |s: &&super::page::Stretch| {
        let text = page.text(s);
        text.split_whitespace().count() >= 4 && stated.iter().any(|t| near(&text, t))
    };
    short.take(400).find(like).map(|s| s.block)
}

/// Whether all words of the shorter are in the other, and it is not much shorter.
fn near(text: &str, other: &BTreeSet<String>) -> bool {
    let own = words(text);
    let common = own.intersection(other).count();
    common == own.len().min(other.len()) && common * 5 >= own.len().max(other.len()) * 3
}

/// How many of the words of the shorter are in the other, 0 to 1, for the likest stated title; a text of one or
/// two words that only repeats part of a title (an outlet's name) is not like it.
fn likeness(heading: &str, stated: &[BTreeSet<String>]) -> f32 {
    let own = words(heading);
    let like = |other: &BTreeSet<String>| {
        let common = own.intersection(other).count() as f32;
        let share = common / own.len().min(other.len()).max(1) as f32;
        let cover = common / own.len().max(other.len()).max(1) as f32;
        if cover < 0.3 { 0.0 } else { share }
    };
    stated.iter().map(like).fold(0.0, f32::max)
}

fn words(text: &str) -> BTreeSet<String> {
    let cut = text.char_indices().nth(600).and_then(|(i, _)| text.get(..i)).unwrap_or(text);
    let lower = single_spaced(cut).to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn in_content(page: &Page, node: usize) -> bool {
    let tags = |n: usize| page.tree.nodes.get(n).map_or(Tag::Other, |x| x.tag);
    let chain: Vec<Tag> = page.tree.ancestors(node).map(tags).collect();
    let inner = chain.iter().any(|t| matches!(t, Tag::Main | Tag::Article));
    inner && page.linked(node) < 0.5
}
