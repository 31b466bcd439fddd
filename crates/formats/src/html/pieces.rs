//! Writes the kept part of a page out as pieces: what each stretch is, from the elements it lies in; rows of
//! data tables put together; line breaks that mean something turned into pieces of their own.

use super::furniture::{Mark, Marks};
use super::page::{Page, Stretch};
use super::tag::Tag;
use crate::clean::Piece;
use crate::text::{cues, lines};
use sextant_model::BlockKind;
use std::ops::Range;

/// A row longer than this is layout, not data.
const ROW: usize = 1500;
/// So is a cell longer than this.
const CELL: u32 = 500;

/// The pieces of `zone`, furniture left out. What stands before the headline is no part of the article.
pub(crate) fn of(page: &Page, marks: &Marks, zone: Range<usize>, title: Option<usize>) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut row_end = 0;
    let mut rows = Rows::default();
    let begin = title.filter(|t| zone.contains(t)).unwrap_or(zone.start);
    for stretch in page.stretches.iter().filter(|s| s.first >= begin && s.first < zone.end) {
        if stretch.first < row_end {
            continue;
        }
        let mark = marks.over(page, stretch.block);
        if mark == Mark::Drop {
            continue;
        }
        if let Some(row) = rows.of(page, stretch.block) {
            row_end = page.tree.nodes.get(row).map_or(0, |n| n.end as usize);
            out.push(Piece::row(&cells(page, row)));
        } else {
            write(page, stretch, mark, title, &mut out);
        }
    }
    out
}

/// The last row looked at and what it is, so that a row of many cells is looked at once.
#[derive(Default)]
struct Rows {
    last: Option<(usize, bool)>,
}

impl Rows {
    fn of(&mut self, page: &Page, block: usize) -> Option<usize> {
        let row = row_over(page, block)?;
        let is_data = match self.last {
            Some((known, is_data)) if known == row => is_data,
            _ => holds_data(page, row),
        };
        self.last = Some((row, is_data));
        is_data.then_some(row)
    }
}

/// The row that a block lies in, if its table holds data.
pub(super) fn data_row(page: &Page, block: usize) -> Option<usize> {
    row_over(page, block).filter(|row| holds_data(page, *row))
}

fn row_over(page: &Page, block: usize) -> Option<usize> {
    page.tree.ancestors(block).find(|a| page.tree.nodes.get(*a).is_some_and(|n| n.tag == Tag::Tr))
}

/// Whether a row's cells are data, not columns of a layout.
fn holds_data(page: &Page, row: usize) -> bool {
    let tree = &page.tree;
    let tags = || tree.inside(row).filter_map(|i| tree.nodes.get(i)).map(|n| n.tag);
    let layout = tags().any(|t| matches!(t, Tag::Table | Tag::H1 | Tag::H2 | Tag::Ul | Tag::Ol));
    let cells = tags().filter(|t| matches!(t, Tag::Td | Tag::Th)).count();
    let paragraphs = tags().filter(|t| *t == Tag::P).count();
    let is_cell = |i: &usize| tree.nodes.get(*i).is_some_and(|n| matches!(n.tag, Tag::Td | Tag::Th));
    let breaks = |c: usize| tree.inside(c).filter(|i| tree.nodes.get(*i).is_some_and(|n| n.tag == Tag::Br)).count();
    let long = tree.inside(row).filter(is_cell).any(|c| page.size(c) > CELL || (page.size(c) > 200 && breaks(c) >= 4));
    cells >= 2 && !layout && !long && paragraphs <= cells * 2 && page.size(row) as usize <= ROW
}

fn cells(page: &Page, row: usize) -> Vec<String> {
    let tree = &page.tree;
    let cells = tree.inside(row).filter(|i| tree.nodes.get(*i).is_some_and(|n| matches!(n.tag, Tag::Td | Tag::Th)));
    cells.map(|cell| page.stretches_in(cell).iter().map(|s| page.text(s)).collect::<Vec<_>>().join(" ")).collect()
}

fn write(page: &Page, stretch: &Stretch, mark: Mark, title: Option<usize>, out: &mut Vec<Piece>) {
    let text = page.text(stretch);
    let kind = if mark == Mark::Aside { BlockKind::Aside } else { kind_of(page, stretch, title) };
    if kind == BlockKind::Preformatted {
        out.push(Piece::new(kind, &text.replace('\u{2028}', "\n")));
        return;
    }
    if !text.contains('\u{2028}') || kind == BlockKind::Heading {
        push(kind, &text.replace('\u{2028}', " "), stretch, title, out);
        return;
    }
    let broken: Vec<String> =
        text.split('\u{2028}').map(crate::clean::single_spaced).filter(|l| !l.is_empty()).collect();
    for line in lines::joined(&broken) {
        push(kind, &line, stretch, title, out);
    }
}

fn push(kind: BlockKind, text: &str, stretch: &Stretch, title: Option<usize>, out: &mut Vec<Piece>) {
    let piece = Piece::new(kind, text);
    let promo = piece.is_prose()
        && (cues::is_furniture_line(&piece.text) || (stretch.linked * 3 > stretch.size && cues::is_promo(&piece.text)));
    let whole_link =
        matches!(piece.kind, BlockKind::Paragraph | BlockKind::Quotation) && stretch.linked * 10 > stretch.size * 9;
    let pointer = whole_link && piece.text.split_whitespace().count() >= 4;
    if (promo || pointer) && Some(stretch.block) != title {
        return;
    }
    if !piece.text.contains(char::is_alphabetic) && piece.is_prose() {
        if cues::is_time(&piece.text) {
            out.push(Piece { kind: BlockKind::Aside, ..piece });
        }
        return;
    }
    let aside =
        Some(stretch.block) != title && (piece.is_prose() || piece.text.len() < 60) && cues::is_byline(&piece.text);
    out.push(if aside { Piece { kind: BlockKind::Aside, ..piece } } else { piece });
}

/// What a stretch is, from the innermost element that says so.
fn kind_of(page: &Page, stretch: &Stretch, title: Option<usize>) -> BlockKind {
    for node in page.tree.ancestors(stretch.block) {
        match page.tree.nodes.get(node).map_or(Tag::Root, |n| n.tag) {
            _ if Some(stretch.block) == title => return BlockKind::Heading,
            t if t.is_heading() => return BlockKind::Heading,
            Tag::Summary | Tag::Dt => return BlockKind::Heading,
            Tag::Li | Tag::Dd => return BlockKind::ListItem,
            Tag::Pre => return BlockKind::Preformatted,
            Tag::Blockquote => return BlockKind::Quotation,
            Tag::Caption => return BlockKind::Aside,
            Tag::Article | Tag::Section | Tag::Main | Tag::Table | Tag::Body => break,
            _ => {}
        }
    }
    if emphasised(page, stretch) { BlockKind::Heading } else { BlockKind::Paragraph }
}

/// A short paragraph that is emphasised as a whole and does not end like a sentence: a heading by looks.
fn emphasised(page: &Page, stretch: &Stretch) -> bool {
    if stretch.size > 80 || stretch.linked > 0 {
        return false;
    }
    if !page.text(stretch).contains(char::is_alphabetic) {
        return false;
    }
    let plain_outside = (stretch.first..stretch.last)
        .filter(|i| page.tree.nodes.get(*i).is_some_and(|n| n.tag == Tag::Text))
        .any(|i| {
            let parent = page.tree.parent(i).unwrap_or(0);
            parent == stretch.block && !page.tree.text_of(i).trim().is_empty()
        });
    let text = page.text(stretch);
    let words = text.split_whitespace().count();
    !plain_outside
        && (1..=10).contains(&words)
        && text.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == '?' || c == ')' || c == ':')
        && text.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}
