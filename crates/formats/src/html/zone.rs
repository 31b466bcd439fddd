//! Which stretch of the page the article is: from its headline to the end of what holds its text. What says
//! that it is the text (microdata, `article`, names) is believed if it holds most of the prose; otherwise the
//! smallest element that does.

use super::furniture::{Mark, Marks};
use super::page::Page;
use super::tag::Tag;
use super::tree::Attr;
use std::ops::Range;

/// The nodes from where to where are read.
pub(crate) fn article(page: &Page, marks: &Marks, title: Option<usize>) -> Range<usize> {
    let prose = Prose::of(page, marks);
    let body = stated_body(page, marks, &prose).unwrap_or_else(|| densest(page, marks, &prose));
    let body = if in_data(page, body.start) { 0..page.tree.nodes.len() } else { body };
    let start = title.filter(|t| *t < body.start && !outside(page, body.start, *t)).unwrap_or(body.start);
    start..body.end
}

/// A table of data is not entered: its rows would be torn apart.
fn in_data(page: &Page, node: usize) -> bool {
    let tag = page.tree.nodes.get(node).map_or(Tag::Root, |n| n.tag);
    matches!(tag, Tag::Tr | Tag::Td | Tag::Tbody) && super::pieces::data_row(page, node).is_some()
}

/// Whether the headline belongs to something else: much prose lies between it and the text.
fn outside(page: &Page, body: usize, title: usize) -> bool {
    let between = page.stretches.iter().filter(|s| s.first > title && s.first < body);
    between.map(|s| s.size).sum::<u32>() > 3000
}

/// Sums of prose that is not marked as furniture.
struct Prose {
    sums: Vec<u32>,
}

impl Prose {
    fn of(page: &Page, marks: &Marks) -> Self {
        let mut sums = vec![0u32; page.tree.nodes.len() + 1];
        for s in page.stretches.iter().filter(|s| s.size - s.linked >= 40 && s.linked * 2 < s.size) {
            if marks.over(page, s.block) == Mark::Keep
                && let Some(slot) = sums.get_mut(s.first + 1)
            {
                *slot += s.size;
            }
        }
        let mut total = 0u32;
        for slot in &mut sums {
            total = total.saturating_add(*slot);
            *slot = total;
        }
        Self { sums }
    }

    fn between(&self, from: usize, to: usize) -> u32 {
        let at = |i: usize| self.sums.get(i).copied().unwrap_or(0);
        at(to).saturating_sub(at(from))
    }

    fn all(&self) -> u32 {
        self.sums.last().copied().unwrap_or(0)
    }
}

fn end(page: &Page, node: usize) -> usize {
    page.tree.nodes.get(node).map_or(node, |n| n.end as usize)
}

/// The text as the page itself says: microdata or names (all such elements together), else one `article`.
fn stated_body(page: &Page, marks: &Marks, prose: &Prose) -> Option<Range<usize>> {
    let bodies = outermost(page, &marks.bodies);
    let held = |b: usize| prose.between(b, end(page, b));
    let best = bodies.iter().copied().max_by_key(|b| (held(*b), std::cmp::Reverse(*b)))?;
    // Parts of one text are siblings; excerpts of other stories have bodies of their own elsewhere.
    let parts: Vec<usize> = bodies
        .into_iter()
        .filter(|b| *b == best || (page.tree.parent(*b) == page.tree.parent(best) && held(*b) * 8 >= held(best)))
        .collect();
    let all: u32 = parts.iter().map(|b| held(*b)).sum();
    let range = *parts.first()?..end(page, *parts.last()?);
    (all > 0 && all * 2 >= prose.all()).then_some(range)
}

fn outermost(page: &Page, nodes: &[usize]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for node in nodes {
        if out.last().is_none_or(|o| !page.tree.within(*node, *o)) {
            out.push(*node);
        }
    }
    out
}

/// Down from the page's body as long as one child holds nearly all prose; an `article` is entered for less.
fn densest(page: &Page, marks: &Marks, prose: &Prose) -> Range<usize> {
    let mut node = 0;
    while let Some(child) = page.tree.children(node).filter(|c| marks.at(*c) != Mark::Drop).find(|c| {
        let held = prose.between(*c, end(page, *c));
        let article = page.tree.nodes.get(*c).is_some_and(|n| n.tag == Tag::Article)
            || page.tree.attr(*c, Attr::Role).is_some_and(|r| r == "main" || r == "article");
        let share = if article { 6 } else { 8 };
        prose.all() > 0 && held * 10 >= prose.all() * share && can_hold(page, *c)
    }) {
        node = child;
    }
    node..end(page, node)
}

/// Whether an element can hold an article: not what holds one paragraph or data.
fn can_hold(page: &Page, node: usize) -> bool {
    let tag = page.tree.nodes.get(node).map_or(Tag::Text, |n| n.tag);
    match tag {
        Tag::P | Tag::Li | Tag::Pre | Tag::Blockquote | Tag::Ul | Tag::Ol => false,
        Tag::Td => super::pieces::data_row(page, node).is_none(),
        _ => !tag.is_inline(),
    }
}
