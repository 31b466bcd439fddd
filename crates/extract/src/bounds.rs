//! How much of one document is read for statements. What lies behind is kept, searched for names and indicators, and
//! said not to have been read. And the last word on what was read: no item without words.

use sextant_model::reading::Proof;
use sextant_model::{CleanDocument, Problem, Reading};
use std::borrow::Cow;

/// Bytes of clean text: a long annual report is half of it.
const READ: usize = 2_000_000;

/// Drops what no words of the text prove, should a rule have pointed at none.
pub(crate) fn proved(reading: &mut Reading) {
    let has = |proof: &Proof| proof.end > proof.start && !proof.quote.is_empty();
    reading.incidents.retain(|i| has(&i.proof));
    for incident in &mut reading.incidents {
        incident.dates.retain(|i| has(&i.proof));
        incident.exposure.retain(|i| has(&i.proof));
        incident.services.retain(|i| has(&i.proof));
        incident.impacts.retain(|i| has(&i.proof));
        incident.responses.retain(|i| has(&i.proof));
    }
    reading.claims.retain(|c| has(&c.proof));
}

/// The part of a document that is read, and what is told of the rest.
pub(crate) fn part(document: &CleanDocument) -> (Cow<'_, CleanDocument>, Option<Problem>) {
    first(document, READ)
}

fn first(document: &CleanDocument, most: usize) -> (Cow<'_, CleanDocument>, Option<Problem>) {
    if document.text.len() <= most {
        return (Cow::Borrowed(document), None);
    }
    let end = end_of(document, most);
    let mut part = CleanDocument { text: String::new(), ..document.clone() };
    part.text = document.text.get(..end).unwrap_or_default().to_owned();
    part.blocks.retain(|block| block.start < end);
    part.blocks.iter_mut().for_each(|block| block.end = block.end.min(end));
    let message = format!(
        "is longer than {most} bytes of text, the limit: kept and indexed whole, but no statement was taken from what lies behind"
    );
    (Cow::Owned(part), Some(Problem::new("read-in-part", "text", message)))
}

/// The last end of a block before the limit; inside a block that long, the last blank.
fn end_of(document: &CleanDocument, most: usize) -> usize {
    let whole = document.blocks.iter().map(|block| block.end).take_while(|end| *end <= most).last();
    let cut = document.text.floor_char_boundary(most);
    let blank = || document.text.get(..cut).and_then(|text| text.rfind(char::is_whitespace)).unwrap_or(cut);
    whole.filter(|end| *end > most / 2).unwrap_or_else(blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sextant_model::{Block, BlockKind};

    fn document(paragraphs: &[&str]) -> CleanDocument {
        let mut document = CleanDocument::default();
        for paragraph in paragraphs {
            let start = document.text.len();
            document.text.push_str(paragraph);
            let end = document.text.len();
            document.blocks.push(Block { kind: BlockKind::Paragraph, start, end });
            document.text.push('\n');
        }
        document
    }

    #[test]
    fn a_short_document_is_read_whole() {
        let short = document(&["The bank was hacked."]);
        assert_eq!(first(&short, 100), (Cow::Borrowed(&short), None));
    }

    #[test]
    fn a_long_one_is_read_up_to_a_paragraph_or_a_blank() {
        for (paragraphs, most, expected) in [
            (vec!["The bank was hacked.", "Its shops are closed."], 25, "The bank was hacked."),
            (vec!["The bank was hacked on Tuesday."], 20, "The bank was hacked"),
            (vec!["Zürich"], 2, "Z"),
        ] {
            let long = document(&paragraphs);
            let (part, problem) = first(&long, most);
            assert_eq!(part.text, expected);
            assert_eq!(part.blocks.last().map(|b| b.end), Some(expected.len()));
            assert_eq!(problem.map(|p| p.code).as_deref(), Some("read-in-part"));
        }
    }
}
