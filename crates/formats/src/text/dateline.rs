//! When a document came out, from what can be seen: a line of its own near the top, the start of the first
//! paragraph, a report's date field, a signature, the address. Never from running text.

use crate::clean::Piece;
use crate::date::{self, Written};
use crate::format::Input;
use crate::text::cues;
use sextant_model::BlockKind;

/// Pieces at the top in which a date line can be.
const TOP: usize = 12;

/// The date of the first place that shows one.
pub(crate) fn of(pieces: &[Piece], input: &Input) -> Option<String> {
    field(pieces)
        .or_else(|| line(pieces))
        .or_else(|| opening(pieces))
        .or_else(|| signature(pieces))
        .or_else(|| address(input))
}

/// `Date of Report (…): October 27, 2025`, `Published: …`.
fn field(pieces: &[Piece]) -> Option<String> {
    let labels = [
        "date of report",
        "release date",
        "publication date",
        "date published",
        "published",
        "posted on",
        "date issued",
        "issued",
        "date:",
    ];
    let labelled = |p: &&Piece| {
        let lower = p.text.get(..p.text.len().min(40)).unwrap_or_default().to_lowercase();
        p.text.len() < 160 && labels.iter().any(|l| lower.starts_with(l))
    };
    pieces.iter().take(TOP * 2).filter(labelled).find_map(|p| date::written(&p.text)).map(|w| w.date)
}

/// A line of its own near the top.
fn line(pieces: &[Piece]) -> Option<String> {
    let lines = pieces.iter().take(TOP).filter(|p| p.kind == BlockKind::Aside || cues::is_dateline(&p.text));
    lines.filter(|p| p.text.len() < 200).find_map(|p| date::written(&p.text)).map(|w| w.date)
}

/// `GDANSK, Poland, Nov. 24, 2025 (Wire) -- Poland's railway said…`
fn opening(pieces: &[Piece]) -> Option<String> {
    let first = pieces.iter().take(TOP).filter(|p| p.kind == BlockKind::Paragraph).take(3);
    first.filter_map(|p| date::written(&p.text).filter(|w| opens(&p.text, w))).map(|w| w.date).next()
}

/// Whether place and day stand before a dash that parts them from the text.
fn opens(text: &str, found: &Written) -> bool {
    let before = text.get(..found.start).unwrap_or_default();
    let after: String = text.get(found.end..).unwrap_or_default().chars().take(60).collect();
    let names_only = |part: &str| {
        !part.split(|c: char| !c.is_alphabetic()).any(|w| w.len() > 2 && w.starts_with(char::is_lowercase))
    };
    let dashes = [" - ", " -- ", " – ", " — ", "—", "--", " /PRN", ": "];
    let dash = dashes.iter().filter_map(|d| after.find(d)).min();
    before.chars().count() <= 60 && names_only(before) && dash.and_then(|at| after.get(..at)).is_some_and(names_only)
}

/// `Date: October 27, 2025` under a filing.
fn signature(pieces: &[Piece]) -> Option<String> {
    let signed = |p: &&Piece| p.text.starts_with("Date:") || p.text.starts_with("Dated");
    pieces.iter().rev().take(TOP).filter(signed).find_map(|p| date::written(&p.text)).map(|w| w.date)
}

/// `…/2025/06/20/title` in the address.
fn address(input: &Input) -> Option<String> {
    let name = input.hint.base_url.as_deref().or(input.hint.name.as_deref()).filter(|n| n.starts_with("http"))?;
    let found = date::written(name)?;
    name.get(found.start..found.end)?.contains(['/', '-']).then_some(found.date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hint;

    fn seen(lines: &[(BlockKind, &str)]) -> Option<String> {
        let pieces: Vec<Piece> = lines.iter().map(|(k, t)| Piece::new(*k, t)).collect();
        let hint = Hint::default();
        of(&pieces, &Input { bytes: b"", hint: &hint, nesting: 0, budget: &std::cell::Cell::new(0) })
    }

    #[test]
    fn where_dates_stand() {
        use BlockKind::{Aside, Paragraph};
        let title = (BlockKind::Heading, "Title");
        assert_eq!(seen(&[title, (Aside, "Thursday, March 13, 2025")]).as_deref(), Some("2025-03-13"));
        assert_eq!(
            seen(&[title, (Paragraph, "GDANSK, Poland, Nov. 24, 2025 (Baltic Wire) -- The railway said")]).as_deref(),
            Some("2025-11-24")
        );
        assert_eq!(
            seen(&[(
                Paragraph,
                "Date of Report (Date of earliest event reported): October 27, 2025 (October 22, 2025)"
            )])
            .as_deref(),
            Some("2025-10-27")
        );
        assert_eq!(
            seen(&[title, (Paragraph, "On February 9, 2025, we learned that someone had logged in - twice.")]),
            None
        );
    }
}
