//! Where each candidate stands (line, label, sentence, neighbours), handed to [`super::judge`].

use super::Placed;
use super::cues::{self, Label};
use super::judge::{self, Place, Verdict};
use super::layout::{self, Line, Section};
use sextant_model::{BlockKind, CleanDocument};

/// The candidates of one line, and what the line is.
struct Row {
    line: Line,
    /// Candidates `from..to`.
    from: usize,
    to: usize,
    structured: bool,
    sure: bool,
}

/// One verdict for each candidate.
pub fn judged(document: &CleanDocument, placed: &[Placed]) -> Vec<Verdict> {
    let lines = layout::lines(document);
    let rows = rows(&document.text, &lines, placed);
    let own = own_host(document);
    let mut out = vec![None; placed.len()];
    for (at, row) in rows.iter().enumerate() {
        let neighbour = row.sure || beside(&rows, at);
        let mut sentence = (0, 0);
        for index in row.from..row.to {
            let Some(one) = placed.get(index) else { continue };
            if one.start < sentence.0 || one.end > sentence.1 || sentence.1 == 0 {
                sentence = if row.structured && row.line.end - row.line.start <= LONGEST_ROW {
                    (row.line.start, row.line.end)
                } else {
                    sentence_around(&document.text, row.line, one, placed)
                };
            }
            let place = place(&document.text, row, one, index == row.from, sentence, neighbour, &own, &lines);
            if let Some(slot) = out.get_mut(index) {
                *slot = judge::judge(&one.candidate, &place);
            }
        }
    }
    out
}

fn own_host(document: &CleanDocument) -> String {
    let url = document.meta.url.as_deref().unwrap_or_default();
    let host = url.split_once("://").and_then(|(_, r)| r.split(['/', ':']).next()).unwrap_or_default();
    host.trim_start_matches("www.").to_lowercase()
}

fn rows(text: &str, lines: &[Line], placed: &[Placed]) -> Vec<Row> {
    let mut out = Vec::new();
    let mut from = 0;
    for line in lines {
        while placed.get(from).is_some_and(|p| p.start < line.start) {
            from += 1;
        }
        let to = from + placed.get(from..).unwrap_or_default().iter().take_while(|p| p.start < line.end).count();
        if to > from {
            let here = placed.get(from..to).unwrap_or_default();
            let structured = is_structured(text, *line, here);
            let sure = here.iter().any(|p| judge::sure(&p.candidate, p.defanged));
            out.push(Row { line: *line, from, to, structured, sure });
        }
        from = to;
    }
    out
}

/// A row of a table; a line that is little more than its values; a line that begins with a label or a value and runs into no sentence.
fn is_structured(text: &str, line: Line, here: &[Placed]) -> bool {
    if line.kind == BlockKind::TableRow || line.wrapped {
        return line.kind == BlockKind::TableRow;
    }
    let (Some(first), Some(last)) = (here.first(), here.last()) else { return false };
    let before = text.get(line.start..first.start).unwrap_or_default();
    let after = text.get(last.end.min(line.end)..line.end).unwrap_or_default();
    let words = |t: &str| t.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    let between: usize = here.windows(2).map(|w| words(text.get(w[0].end..w[1].start).unwrap_or_default())).sum();
    let sentence = after.trim_end().ends_with(['.', '!', '?']) && words(after) > 5;
    let labelled = layout::label_before(before).is_some()
        && (before.trim_end().ends_with([':', '-', '–', '—', '=', '|', '>', ','])
            || before.ends_with("  ")
            || before.ends_with('\t')
            || words(before) <= 2);
    let bare = words(before) == 0;
    let outside = words(before) + words(after) + between;
    (bare && !sentence && between <= 3 * here.len()) || (labelled && !sentence && words(before) <= 6) || outside <= 3
}

fn beside(rows: &[Row], at: usize) -> bool {
    let near = |other: Option<&Row>| {
        other.zip(rows.get(at)).is_some_and(|(o, r)| o.structured && o.sure && gap(o.line, r.line) <= 2)
    };
    near(at.checked_sub(1).and_then(|i| rows.get(i))) || near(rows.get(at + 1))
}

fn gap(a: Line, b: Line) -> usize {
    if a.start < b.start { b.start.saturating_sub(a.end) } else { a.start.saturating_sub(b.end) }
}

/// A longer line is no row that a person would read as one: only what is near counts.
const LONGEST_ROW: usize = 2_000;

/// Longest stretch on either side that counts as the same sentence.
const REACH: usize = 400;

/// The sentence of the line in which the candidate stands; full stops inside candidates do not end it.
fn sentence_around(text: &str, line: Line, one: &Placed, placed: &[Placed]) -> (usize, usize) {
    let (from, to) = if line.wrapped { line.block } else { (line.start, line.end) };
    let floor = boundary(text, from.max(one.start.saturating_sub(REACH)));
    let ceiling = boundary(text, to.min(one.end + REACH)).max(one.end.min(to));
    let inside = |at: usize| {
        let next = placed.partition_point(|p| p.end <= at);
        placed.get(next).is_some_and(|p| p.start <= at && at < p.end)
    };
    let ends = |range: std::ops::Range<usize>| -> Vec<usize> {
        let part = text.get(range.clone()).unwrap_or_default();
        part.match_indices([". ", "! ", "? "].map(|s| s.chars().next().unwrap_or('.')).as_slice())
            .map(|(i, _)| range.start + i)
            .filter(|i| text.as_bytes().get(i + 1).is_none_or(|c| c.is_ascii_whitespace()) && !inside(*i))
            .collect()
    };
    let start = ends(floor..one.start).last().map_or(floor, |i| i + 1);
    let end = ends(one.end.min(ceiling)..ceiling).first().map_or(ceiling, |i| i + 1);
    (start, end)
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[allow(clippy::too_many_arguments)] // each is a fact of the place; a struct of them would only repeat `Place`
fn place<'t>(
    text: &'t str,
    row: &Row,
    one: &Placed,
    first: bool,
    sentence: (usize, usize),
    neighbour: bool,
    own_host: &'t str,
    lines: &[Line],
) -> Place<'t> {
    let cut = |a: usize, b: usize| text.get(a..b.max(a)).unwrap_or_default();
    let next_end = boundary(text, (sentence.1 + 160).min(text.len()));
    let next = cut(sentence.1, next_end).trim_start();
    Place {
        defanged: one.defanged,
        section: row.line.section,
        structured: row.structured,
        label: label(text, row, one, lines),
        neighbour,
        first,
        sentence: cut(sentence.0, sentence.1),
        before: cut(sentence.0, one.start),
        after: cut(one.end.min(sentence.1), sentence.1),
        next: if row.structured { "" } else { next.split_inclusive('.').next().unwrap_or_default() },
        own_host,
    }
}

/// The words before it in its line; in a table also the heading of its column.
fn label(text: &str, row: &Row, one: &Placed, lines: &[Line]) -> Option<Label> {
    let from = boundary(text, row.line.start.max(one.start.saturating_sub(LONGEST_ROW)));
    let before = text.get(from..one.start).unwrap_or_default();
    if row.line.kind != BlockKind::TableRow {
        return layout::label_before(before);
    }
    let column = before.matches('\t').count();
    let header = row
        .line
        .header
        .and_then(|h| lines.get(h))
        .filter(|h| h.start != row.line.start)
        .and_then(|h| text.get(h.start..h.end));
    let heading = header.and_then(|h| h.split('\t').nth(column)).and_then(cues::label);
    let to = boundary(text, row.line.end.min(one.end + LONGEST_ROW)).max(one.end);
    let after = text.get(one.end..to).unwrap_or_default();
    let own = before
        .split('\t')
        .rev()
        .find_map(cues::label)
        .or_else(|| after.split('\t').skip(1).take(2).find_map(cues::label));
    match (own, heading, row.line.section) {
        (Some(Label::Typed), Some(Label::Strong), _) => heading,
        (Some(label), ..) => Some(label),
        (None, label, Section::Indicators | Section::Plain) => label,
        (None, label, _) => label,
    }
}
