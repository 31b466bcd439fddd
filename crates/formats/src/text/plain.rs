//! Plain text to pieces: groups of lines between blank lines, and in each group what the lines are: heading, list
//! item, table row, quotation, or running text that may have been wrapped.

use super::{cues, lines};
use crate::clean::{Piece, single_spaced};
use sextant_model::BlockKind;

/// The pieces of a text, in order.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let lines: Vec<&str> = text.split('\n').flat_map(|l| l.split(['\r', '\u{C}', '\u{2028}', '\u{2029}'])).collect();
    let width = lines::width(lines.iter().copied());
    let mut out = Vec::new();
    for group in lines.split(|l| l.trim().is_empty()).filter(|g| !g.is_empty()) {
        group_pieces(group, width, &mut out);
    }
    out
}

/// Whether a line is set in a little, together with others of its group: items without marks.
fn is_inset(group: &[&str], line: &str, margin: usize) -> bool {
    let own = indent(line);
    (margin + 4..=margin + 12).contains(&own) && group.iter().filter(|l| indent(l) == own).count() >= 2
}

/// What one line is.
enum Line {
    Rule,
    Heading,
    Item(String),
    Quoted(String),
    Row(Vec<String>),
    Prose,
}

fn group_pieces(group: &[&str], width: Option<usize>, out: &mut Vec<Piece>) {
    let alone = group.len() == 1;
    let margin = group.iter().map(|l| indent(l)).min().unwrap_or(0);
    let mut full = 0;
    for line in group {
        let inset = is_inset(group, line, margin);
        match kind(line, alone) {
            Line::Rule if full > 0 => underline(out),
            Line::Rule => {}
            Line::Heading => out.push(Piece::new(BlockKind::Heading, line.trim_start_matches(['#', ' ']))),
            Line::Item(text) => out.push(Piece::new(BlockKind::ListItem, &text)),
            Line::Quoted(text) => extend(out, BlockKind::Quotation, &text, full > 0),
            Line::Row(cells) => out.push(Piece::row(&cells)),
            Line::Prose => prose(out, line, full, width, inset),
        }
        full = lines::length(line);
    }
}

/// Adds running text: behind the last piece if that line was full, else as a piece of its own.
fn prose(out: &mut Vec<Piece>, line: &str, full: usize, width: Option<usize>, inset: bool) {
    let open = |p: &&mut Piece| matches!(p.kind, BlockKind::Paragraph | BlockKind::ListItem);
    if full > 0
        && lines::continues(full, line, width)
        && let Some(last) = out.last_mut().filter(open)
    {
        return lines::append(&mut last.text, &single_spaced(line));
    }
    let text = single_spaced(line);
    let kind = match () {
        () if cues::is_byline(&text) => BlockKind::Aside,
        () if inset => BlockKind::ListItem,
        () => BlockKind::Paragraph,
    };
    out.push(Piece { kind, text });
}

fn extend(out: &mut Vec<Piece>, kind: BlockKind, text: &str, same_group: bool) {
    match out.last_mut().filter(|p| same_group && p.kind == kind) {
        Some(last) => lines::append(&mut last.text, &single_spaced(text)),
        None => out.push(Piece::new(kind, text)),
    }
}

/// A rule under a line makes that line a heading.
fn underline(out: &mut [Piece]) {
    if let Some(last) = out.last_mut().filter(|p| p.kind == BlockKind::Paragraph && p.text.len() < 100)
        && !last.text.ends_with(['.', '!', '?'])
    {
        last.kind = BlockKind::Heading;
    }
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

fn kind(line: &str, alone: bool) -> Line {
    let text = line.trim();
    if text.len() >= 3 && text.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '~' | '—' | '─')) {
        return Line::Rule;
    }
    if let Some(quoted) = text.strip_prefix('>') {
        return Line::Quoted(quoted.trim_start_matches(['>', ' ']).to_owned());
    }
    if is_capitals(text) || (text.starts_with('#') && text.trim_start_matches('#').starts_with(' ')) {
        return Line::Heading;
    }
    if let Some(item) = item(text) {
        return Line::Item(item.to_owned());
    }
    if let Some(cells) = row(text) {
        return Line::Row(cells);
    }
    if alone && is_headline(text) { Line::Heading } else { Line::Prose }
}

/// A line in capitals: two letters at least, none of them small.
pub(super) fn is_capitals(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4
        && text.len() <= 120
        && !text.chars().any(char::is_lowercase)
        && !text.contains("  ")
        && letters * 2 > text.chars().filter(|c| !c.is_whitespace()).count()
}

/// A short line of its own that does not end like a sentence and has words like a headline.
fn is_headline(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let starts =
        text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '‘' | '"' | '\''));
    // A sentence may end in a quotation: "The bank said: “No card was seen.”"
    let bare = text.trim_end_matches(['”', '’', '"', '\'', ')']);
    let ends = !bare.ends_with(['.', '!', ',', ';', ':', '…']);
    starts && ends && (1..=16).contains(&words) && text.len() <= 120 && !cues::is_byline(text) && !has_address(text)
}

/// Addresses, numbers and placeholders make a line data, not a headline.
fn has_address(text: &str) -> bool {
    text.contains(['@', '<', '\\', '{']) || text.contains("://") || text.contains("[.]")
}

/// The text of a list item, without its mark.
fn item(text: &str) -> Option<&str> {
    let marks = ["- ", "* ", "• ", "· ", "– ", "— ", "‣ ", "◦ ", "▪ ", "● ", "o ", "•", "▪"];
    if let Some(rest) = marks.iter().find_map(|m| text.strip_prefix(m)) {
        return (!rest.trim().is_empty()).then_some(rest.trim());
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    let numbered = (1..=2).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "));
    numbered.then(|| rest.get(2..)).flatten().map(str::trim)
}

/// Cells of a line that is laid out in columns: gaps of two blanks or tabs that do not follow a sentence.
fn row(text: &str) -> Option<Vec<String>> {
    if !text.contains("  ") && !text.contains('\t') {
        return None;
    }
    let cells: Vec<String> = text
        .split('\t')
        .flat_map(|c| c.split("  "))
        .map(str::trim)
        .filter(|c| !c.is_empty())
        .map(str::to_owned)
        .collect();
    let all_but_last = cells.len().saturating_sub(1);
    let like_cells = cells
        .iter()
        .take(all_but_last)
        .all(|c| c.len() <= 90 && !c.ends_with(['.', '!', '?', ';', ',']) || c.len() < 12);
    (cells.len() >= 2 && like_cells).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::pieces;
    use sextant_model::BlockKind::{self, *};

    fn kinds(text: &str) -> Vec<(BlockKind, String)> {
        pieces(text).into_iter().map(|p| (p.kind, p.text)).collect()
    }

    fn case(kind: BlockKind, text: &str) -> (BlockKind, String) {
        (kind, text.to_owned())
    }

    #[test]
    fn notices_and_advisories() {
        let text = "WHAT HAPPENED\nOn May 3 we learned of it.\n\n- One\n- Two\n\nIPv4     203.0.113[.]47          server\n\n> quoted\n> words";
        assert_eq!(
            kinds(text),
            [
                case(Heading, "WHAT HAPPENED"),
                case(Paragraph, "On May 3 we learned of it."),
                case(ListItem, "One"),
                case(ListItem, "Two"),
                case(TableRow, "IPv4\t203.0.113[.]47\tserver"),
                case(Quotation, "quoted words"),
            ]
        );
    }

    #[test]
    fn two_blanks_after_a_sentence_are_no_columns() {
        let text = "The attack was found on Monday.  It was over by Tuesday.";
        assert_eq!(kinds(text), [case(Paragraph, text.replace("  ", " ").as_str())]);
    }

    #[test]
    fn a_short_paragraph_that_ends_in_a_quotation_is_no_heading() {
        let text = "Bank says “no loss”\n\nThe bank said: “No card was seen.”\n\n(It has ten branches.)";
        assert_eq!(
            kinds(text),
            [
                case(Heading, "Bank says “no loss”"),
                case(Paragraph, "The bank said: “No card was seen.”"),
                case(Paragraph, "(It has ten branches.)"),
            ]
        );
    }

    #[test]
    fn wrapped_list_items_are_joined() {
        let text = "We ask customers of the bank to do the following things right away:\n\n- Change the password of the account, and of every other account that\n  has the same one.\n- Call us if you see a payment that you do not know, at any hour of day.";
        let got = kinds(text);
        assert_eq!(got.len(), 3);
        assert!(got[1].1.ends_with("that has the same one."));
    }
}
