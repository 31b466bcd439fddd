//! Characters on pages to pieces: lines from places, running heads and page numbers dropped, lines joined to
//! paragraphs, words that were hyphenated at a line's end made whole, columns of a table told by their gaps.

use crate::clean::{Piece, single_spaced};
use crate::text::{cues, lines};
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};
use sextant_model::BlockKind;
use std::collections::{BTreeMap, BTreeSet};

/// A character or several that came together.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    x: f64,
    y: f64,
    width: f64,
    size: f64,
    text: String,
}

/// Takes the characters of one page.
pub(crate) struct Glyphs {
    pub seen: Vec<Glyph>,
    room: usize,
}

impl Glyphs {
    /// Takes at most `room`.
    pub fn new(room: usize) -> Self {
        Self { seen: Vec::new(), room }
    }
}

impl OutputDev for Glyphs {
    fn begin_page(&mut self, _: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        trm: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let across = (trm.m11 * trm.m11 + trm.m12 * trm.m12).sqrt() * font_size;
        let up = (trm.m21 * trm.m21 + trm.m22 * trm.m22).sqrt() * font_size;
        let upright = trm.m11.abs() >= trm.m12.abs();
        if self.seen.len() < self.room && upright && up.is_finite() && across.is_finite() && up > 0.0 {
            self.seen.push(Glyph { x: trm.m31, y: trm.m32, width: width * across, size: up, text: text.to_owned() });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// A line on a page.
#[derive(Debug, Clone)]
struct Line {
    page: usize,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    /// Cells, where wide gaps part them; else one.
    cells: Vec<String>,
}

impl Line {
    fn text(&self) -> String {
        self.cells.join(" ")
    }
}

/// The pieces of all pages, and the largest line of the first page: the headline.
pub(crate) fn pieces(pages: &[Vec<Glyph>]) -> (Vec<Piece>, Option<String>) {
    let lines: Vec<Line> = pages.iter().enumerate().flat_map(|(page, glyphs)| page_lines(page, glyphs)).collect();
    let lines = without_running_heads(lines, pages.len());
    let body = body_size(&lines);
    let pieces = paragraphs(&lines, body);
    let headline = headline(&lines, body);
    (pieces, headline)
}

/// Characters to lines, in the order of the file.
fn page_lines(page: usize, glyphs: &[Glyph]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for glyph in glyphs {
        let same =
            |l: &Line| (l.y - glyph.y).abs() < glyph.size.max(l.size) * 0.4 && glyph.x > l.right - glyph.size * 2.0;
        match out.last_mut().filter(|l| same(l)) {
            Some(line) => append(line, glyph),
            None if glyph.text.trim().is_empty() => {}
            None => out.push(Line {
                page,
                left: glyph.x,
                right: glyph.x + glyph.width,
                y: glyph.y,
                size: glyph.size,
                cells: vec![glyph.text.clone()],
            }),
        }
    }
    for line in &mut out {
        line.cells.iter_mut().for_each(|c| *c = single_spaced(c));
        line.cells.retain(|c| !c.is_empty());
    }
    out.retain(|l| !l.cells.is_empty());
    out
}

fn append(line: &mut Line, glyph: &Glyph) {
    let gap = glyph.x - line.right;
    let blank = line.cells.last().is_none_or(|c| c.ends_with(' '));
    if gap > glyph.size * 1.6 && !glyph.text.trim().is_empty() {
        line.cells.push(String::new());
    } else if gap > glyph.size * 0.12 && !blank {
        line.cells.last_mut().into_iter().for_each(|c| c.push(' '));
    }
    if let Some(cell) = line.cells.last_mut() {
        cell.push_str(&glyph.text);
    }
    if !glyph.text.trim().is_empty() {
        line.right = glyph.x + glyph.width;
        line.size = line.size.max(glyph.size);
    }
}

/// Drops what stands at the top or bottom of several pages (numbers aside), and bare page numbers.
fn without_running_heads(lines: Vec<Line>, pages: usize) -> Vec<Line> {
    let mut edges: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for line in &lines {
        let edge = edges.entry(line.page).or_insert((f64::MAX, f64::MIN));
        *edge = (edge.0.min(line.y), edge.1.max(line.y));
    }
    let at_edge =
        |l: &Line| edges.get(&l.page).is_some_and(|(low, high)| l.y - low < l.size * 3.0 || high - l.y < l.size * 3.0);
    let mut seen: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for line in lines.iter().filter(|l| at_edge(l)) {
        seen.entry(mask(&line.text())).or_default().insert(line.page);
    }
    let least = if pages <= 3 { 2 } else { 3 };
    let running = |l: &Line| {
        at_edge(l) && (is_page_number(&l.text()) || seen.get(&mask(&l.text())).is_some_and(|p| p.len() >= least))
    };
    // The first page keeps its own head, which may be the title or a label, but not a page number.
    let first = |l: &Line| {
        l.page == 0 && !is_page_number(&l.text()) && edges.get(&0).is_some_and(|(_, high)| high - l.y < l.size * 3.0)
    };
    lines.into_iter().filter(|l| first(l) || !running(l)).collect()
}

fn mask(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c.to_ascii_lowercase() }).collect()
}

fn is_page_number(text: &str) -> bool {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    let numbers = words.iter().filter(|w| w.bytes().all(|b| b.is_ascii_digit())).count();
    (1..=2).contains(&numbers)
        && words.len() - numbers <= 2
        && words
            .iter()
            .all(|w| matches!(w.as_str(), "page" | "of" | "p" | "pg") || w.bytes().all(|b| b.is_ascii_digit()))
}

/// The size in which most characters are set.
fn body_size(lines: &[Line]) -> f64 {
    let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
    for line in lines {
        *sizes.entry((line.size * 4.0).round().max(0.0) as u64).or_default() += line.text().len();
    }
    sizes.into_iter().max_by_key(|(_, n)| *n).map_or(0.0, |(s, _)| s as f64 / 4.0)
}

fn headline(lines: &[Line], body: f64) -> Option<String> {
    let first: Vec<&Line> = lines.iter().filter(|l| l.page == 0).take(40).collect();
    let largest = first.iter().map(|l| l.size).fold(0.0, f64::max);
    if largest < body * 1.12 {
        let top = first.iter().find(|l| !l.text().to_uppercase().starts_with("TLP"))?.text();
        return (top.len() < 160 && !top.ends_with('.')).then_some(top);
    }
    let title: Vec<String> = first
        .iter()
        .skip_while(|l| l.size < largest * 0.97)
        .take_while(|l| l.size >= largest * 0.97)
        .take(4)
        .map(|l| l.text())
        .collect();
    Some(title.join(" "))
}

/// Lines to pieces.
fn paragraphs(lines: &[Line], body: f64) -> Vec<Piece> {
    let words: BTreeSet<String> =
        lines.iter().flat_map(|l| l.text().split_whitespace().map(str::to_lowercase).collect::<Vec<_>>()).collect();
    let right = columns(lines);
    let mut out: Vec<Piece> = Vec::new();
    let mut last: Option<&Line> = None;
    for line in lines {
        let text = line.text();
        let kind = kind(line, &text, body);
        let goes_on = last.is_some_and(|l| continues(l, line, right.get(&l.page).copied().unwrap_or(0.0)));
        let open = |p: &&mut Piece| match kind {
            BlockKind::Paragraph => matches!(p.kind, BlockKind::Paragraph | BlockKind::ListItem),
            BlockKind::Heading => p.kind == BlockKind::Heading,
            _ => false,
        };
        match out.last_mut().filter(|p| goes_on && open(p)) {
            Some(piece) => join(&mut piece.text, &text, &words),
            None if kind == BlockKind::TableRow => out.push(Piece::row(&line.cells)),
            None => out.push(Piece::new(kind, unmarked(&text, kind))),
        }
        last = Some(line);
    }
    for piece in out.iter_mut().filter(|p| p.kind == BlockKind::Paragraph && cues::is_byline(&p.text)) {
        piece.kind = BlockKind::Aside;
    }
    out
}

/// How far to the right the text of each page goes.
fn columns(lines: &[Line]) -> BTreeMap<usize, f64> {
    let mut out: BTreeMap<usize, f64> = BTreeMap::new();
    for line in lines {
        let right = out.entry(line.page).or_insert(0.0);
        *right = right.max(line.right);
    }
    out
}

fn kind(line: &Line, text: &str, body: f64) -> BlockKind {
    let short = text.len() < 160 && !text.ends_with(['.', ',', ';']);
    let capitals = text.len() < 100
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !text.chars().any(char::is_lowercase);
    match () {
        () if line.cells.len() > 1 && !is_mark(line.cells.first().map_or("", String::as_str)) => BlockKind::TableRow,
        () if (line.size > body * 1.12 && short) || capitals => BlockKind::Heading,
        () if unmarked(text, BlockKind::ListItem).len() < text.len() => BlockKind::ListItem,
        () => BlockKind::Paragraph,
    }
}

fn is_mark(cell: &str) -> bool {
    matches!(cell, "•" | "-" | "–" | "*" | "●" | "▪" | "○" | "o" | "·" | "")
        || (cell.len() <= 3 && cell.ends_with(['.', ')']) && cell.starts_with(|c: char| c.is_ascii_digit()))
}

/// The text of a list item without its mark.
fn unmarked(text: &str, kind: BlockKind) -> &str {
    if kind != BlockKind::ListItem {
        return text;
    }
    match text.split_once(' ') {
        Some((mark, rest)) if is_mark(mark) => rest,
        _ => text.trim_start_matches(['•', '●', '▪']),
    }
}

/// Whether a line goes on with what the line above says: near below it, alike, and that one was full or its
/// sentence is open.
fn continues(above: &Line, line: &Line, right: f64) -> bool {
    let (from, to) = (above.text(), line.text());
    let next_page = line.page == above.page + 1;
    let gap = above.y - line.y;
    let near = (gap > 0.0 && gap < line.size.max(above.size) * 1.75) || next_page;
    let alike = (line.size - above.size).abs() < above.size * 0.08;
    let ended = from.ends_with(['.', '!', '?', ':', '”', '"']);
    let first = to.split_whitespace().next().map_or(0, str::len) as f64 * above.size * 0.5;
    let full = above.right + first > right - above.size * 2.0;
    let small = to.starts_with(char::is_lowercase);
    let indented = line.left > above.left + line.size * 0.8;
    near && alike && (small || (full && !(ended && (indented || next_page))))
}

/// Joins, making a word whole that was parted by a hyphen unless the text knows it with the hyphen.
fn join(paragraph: &mut String, line: &str, words: &BTreeSet<String>) {
    let (before, after) =
        (paragraph.split_whitespace().last().unwrap_or_default(), line.split_whitespace().next().unwrap_or_default());
    let parted = before.len() > 2 && before.ends_with('-') && after.starts_with(char::is_lowercase);
    let bare = |w: &str| w.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let hyphenated = words.contains(&format!("{}{}", before.to_lowercase(), bare(after)));
    if parted && !hyphenated && before.matches('-').count() == 1 {
        paragraph.pop();
        paragraph.push_str(line);
    } else {
        lines::append(paragraph, line);
    }
}
