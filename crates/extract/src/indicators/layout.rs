//! The lines of a document and what each stands for: which section it lies in, whether it is a row of
//! values or running text, which label stands before its first value. It looks at no value itself.

use super::cues::{self, CUES, Cues, HEADINGS, Label};
use sextant_model::{BlockKind, CleanDocument};

/// What the heading above a line announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    /// Nothing of interest here.
    #[default]
    Plain,
    /// Indicators of compromise.
    Indicators,
    /// Sources and further reading.
    References,
    /// What readers should do.
    Advice,
    /// How to reach the author.
    Contact,
    /// Values told to be harmless.
    Benign,
}

/// One line of the text; bytes of the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// First byte.
    pub start: usize,
    /// One past the last byte (the line break is not in it).
    pub end: usize,
    /// Of which block.
    pub kind: BlockKind,
    /// Below which heading.
    pub section: Section,
    /// Index of the line that heads this table.
    pub header: Option<usize>,
    /// The block that it is a line of: first byte and one past the last.
    pub block: (usize, usize),
    /// A line of running text that was broken to fit a width.
    pub wrapped: bool,
}

/// Parts the text into lines and tells each its section.
#[must_use]
pub fn lines(document: &CleanDocument) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut section = Section::Plain;
    for (kind, start, end) in blocks(document) {
        let text = document.text.get(start..end).unwrap_or_default();
        let single = !text.trim().contains('\n');
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end();
            section = if out.is_empty() && kind == BlockKind::Heading && !HEADINGS.read(bare).has("indicators") {
                section
            } else {
                opened(bare.trim(), kind, single, section)
            };
            let header = (kind == BlockKind::TableRow).then(|| header_of(&out)).flatten();
            let wrapped = !single && kind != BlockKind::TableRow && continues(out.last(), document, start, bare);
            if let Some(above) = out.last_mut().filter(|_| wrapped) {
                above.wrapped = true;
            }
            out.push(Line { start: at, end: at + bare.len(), kind, section, header, block: (start, end), wrapped });
            at += line.len();
        }
    }
    out
}

/// Whether a line goes on with the sentence of the one above: that one is long and does not end in a mark,
/// and this one begins or goes on in small letters.
fn continues(above: Option<&Line>, document: &CleanDocument, block: usize, line: &str) -> bool {
    let Some(above) = above.filter(|a| a.block.0 == block) else { return false };
    let text = document.text.get(above.start..above.end).unwrap_or_default();
    let prose =
        |t: &str| t.split_whitespace().filter(|w| w.chars().all(|c| c.is_lowercase() || ",.;'’)".contains(c))).count();
    let open = !text.ends_with(['.', '!', '?', ';', ',']) || text.ends_with(',');
    text.len() >= 50 && open && prose(text) >= 4 && prose(line) >= 2 && !text.contains('\t') && !text.contains("   ")
}

fn blocks(document: &CleanDocument) -> Vec<(BlockKind, usize, usize)> {
    if document.blocks.is_empty() {
        return vec![(BlockKind::Paragraph, 0, document.text.len())];
    }
    document.blocks.iter().map(|b| (b.kind, b.start, b.end)).collect()
}

/// The first row of the table that the next line would belong to.
fn header_of(before: &[Line]) -> Option<usize> {
    match before.last() {
        Some(row) if row.kind == BlockKind::TableRow => row.header,
        _ => Some(before.len()),
    }
}

/// The section after `line`: a new one where it is a heading or announces a list.
fn opened(line: &str, kind: BlockKind, single: bool, now: Section) -> Section {
    if line.is_empty() || matches!(kind, BlockKind::TableRow | BlockKind::Aside) {
        return now;
    }
    let announces = line.ends_with(':') && line.len() <= 300;
    let heading = kind == BlockKind::Heading || looks_like_heading(line, kind, single);
    let table = line.starts_with("Table") && line.len() <= 120;
    if !heading && !announces && !table {
        return now;
    }
    if announces && cues::label(line) == Some(Label::Strong) {
        return Section::Indicators;
    }
    let caption =
        announces || line.starts_with("Table") || kind == BlockKind::Heading || looks_like_heading(line, kind, single);
    if caption && line.len() <= 120 && CUES.read(line).has("benign") {
        return Section::Benign;
    }
    let cues = HEADINGS.read(line);
    match named(cues) {
        None if now == Section::Benign => Section::Plain,
        Some(Section::Indicators) => Section::Indicators,
        Some(section) if (heading || section == Section::References) && short_enough(line, section) => section,
        None if heading && !announces && now == Section::Indicators && ends_indicators(line) => Section::Plain,
        None if heading && now != Section::Indicators => Section::Plain,
        _ => now,
    }
}

/// "Contact", "References" and the like are short; a headline that has such a word opens nothing.
fn short_enough(line: &str, section: Section) -> bool {
    let words = line.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    words <= if section == Section::Advice { 8 } else { 4 }
}

fn named(cues: Cues) -> Option<Section> {
    let by_class = [
        ("indicators", Section::Indicators),
        ("references", Section::References),
        ("advice", Section::Advice),
        ("contact", Section::Contact),
    ];
    by_class.into_iter().find(|(class, _)| cues.has(class)).map(|(_, section)| section)
}

/// A heading of several words that says nothing of indicators closes their section; a name ("MUDSKIPPER") does not.
fn ends_indicators(line: &str) -> bool {
    let words = line.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    words >= 2 && cues::label(line).is_none()
}

fn looks_like_heading(line: &str, kind: BlockKind, single: bool) -> bool {
    let letters = || line.chars().filter(|c| c.is_alphabetic());
    let usual = line.len() <= 80
        && !line.ends_with(['.', ',', ';'])
        && letters().count() >= 3
        && !line.contains("[.]")
        && !line.contains("://")
        && !line.contains('\t')
        && !line.contains("   ");
    let capitals = letters().all(char::is_uppercase) && !line.chars().any(|c| c == '\\' || c == '@');
    let numbered = line
        .split_once(['.', ')'])
        .is_some_and(|(n, rest)| n.len() <= 2 && n.bytes().all(|c| c.is_ascii_digit()) && rest.starts_with(' '))
        && kind != BlockKind::ListItem;
    let marked = line.starts_with('#') || line.starts_with("**") || line.starts_with("==");
    let short = line.split_whitespace().count() <= 6
        || (line.split_whitespace().count() <= 14 && HEADINGS.read(line).has("indicators"));
    let alone = single && kind == BlockKind::Paragraph && short && line.chars().next().is_some_and(char::is_uppercase);
    usual && (capitals || numbered || marked || alone) && !line.contains('\\')
}

/// The class of the label that stands in `before`, the part of a line before its first value: a few words only.
#[must_use]
pub fn label_before(before: &str) -> Option<Label> {
    let last_cell = before.trim_end().rsplit('\t').next().unwrap_or_default();
    if last_cell.ends_with(',') && last_cell.matches(',').count() >= 2 {
        return last_cell.rsplit(',').take(6).find_map(cues::label);
    }
    let words = last_cell.split_whitespace().count();
    (1..=6)
        .contains(&words)
        .then(|| cues::label(last_cell))
        .flatten()
        .or_else(|| before.split('\t').next().and_then(cues::label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section_of(text: &str, line: &str) -> Option<Section> {
        let document = CleanDocument { text: text.to_owned(), ..CleanDocument::default() };
        lines(&document).into_iter().find(|l| text.get(l.start..l.end) == Some(line)).map(|l| l.section)
    }

    #[test]
    fn headings_open_and_close_sections() {
        let text = "1. SUMMARY\nwords here\n\n3. INDICATORS OF COMPROMISE\n\nevil.example\n\n4. WHAT TO DO\n\n- patch\n\nReferences:\nhttps://a.example\n";
        assert_eq!(section_of(text, "words here"), Some(Section::Plain));
        assert_eq!(section_of(text, "evil.example"), Some(Section::Indicators));
        assert_eq!(section_of(text, "- patch"), Some(Section::Advice));
        assert_eq!(section_of(text, "https://a.example"), Some(Section::References));
    }

    #[test]
    fn a_sentence_can_announce_a_list() {
        let text = "The actors used these domains:\nevil.example";
        assert_eq!(section_of(text, "evil.example"), Some(Section::Indicators));
    }
}
