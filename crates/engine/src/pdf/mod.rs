//! What is printed, as PDF: tagged, its text selectable, its label in the head and foot of each page as FIRST's TLP has it.
//! Two steps: `layout` breaks blocks into lines and pages, `press` writes them. Signs that the font lacks are drawn as a
//! box; who copies or listens gets the sign itself.

mod layout;
mod press;

use crate::{EngineError, Result};
use sextant_model::{Instant, Tlp};

/// A piece of what is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// A title (1) or the title of a section (2, 3).
    Heading(u8, String),
    /// A paragraph.
    Text(String),
    /// A line that matters less.
    Small(String),
    /// An item of a list, with the words that stand for it.
    Item(String, Vec<String>),
}

/// What is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paper {
    /// What it is called.
    pub(crate) title: String,
    /// Its label.
    pub(crate) label: Tlp,
    /// When what it says was so.
    pub(crate) at: Instant,
    /// What it says.
    pub(crate) blocks: Vec<Block>,
}

impl Paper {
    /// The bytes: the same for the same paper.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn pdf(&self) -> Result<Vec<u8>> {
        let failed = |why: &str| EngineError::Output(format!("the PDF cannot be written: {why}"));
        let faces = layout::Faces::new().ok_or_else(|| failed("its font cannot be read"))?;
        let paper = self.readable();
        let pages = layout::pages(&paper.blocks, &faces);
        press::press(&paper, &pages).map_err(|why| failed(&why))
    }

    /// Without what has no sign to read, and with a title at its head.
    fn readable(&self) -> Self {
        let title = Some(self.title.trim()).filter(|title| reads(title)).unwrap_or("Untitled").to_owned();
        let mut blocks: Vec<Block> = self.blocks.iter().filter_map(Block::readable).collect();
        if !matches!(blocks.first(), Some(Block::Heading(1, _))) {
            blocks.insert(0, Block::Heading(1, title.clone()));
        }
        Self { title, blocks, ..self.clone() }
    }
}

fn reads(text: &str) -> bool {
    text.chars().any(|sign| !sign.is_whitespace() && !sign.is_control())
}

impl Block {
    fn readable(&self) -> Option<Self> {
        match self {
            Self::Heading(_, text) | Self::Text(text) | Self::Small(text) => reads(text).then(|| self.clone()),
            Self::Item(text, under) => reads(text).then(|| {
                let under = under.iter().filter(|words| reads(words)).cloned().collect();
                Self::Item(text.clone(), under)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(blocks: Vec<Block>) -> Paper {
        Paper { title: "A title".to_owned(), label: Tlp::AmberStrict, at: Instant::UNIX_EPOCH, blocks }
    }

    fn text(paper: &Paper) -> String {
        let bytes = paper.pdf().unwrap_or_default();
        assert!(bytes.starts_with(b"%PDF-"));
        let sniffed = sextant_formats::documents(&bytes, &sextant_formats::Hint::default());
        sniffed.documents.first().map(|document| document.text.clone()).unwrap_or_default()
    }

    #[test]
    fn the_text_can_be_read_again_over_many_pages() {
        let long = "Señor Łukasz wrote: “naïve Ἀθῆναι, Київ” and went on. ".repeat(60);
        let mut blocks = vec![Block::Heading(1, "A title".to_owned()), Block::Text(long)];
        for n in 0..80 {
            blocks.push(Block::Heading(2, format!("Section {n}")));
            blocks.push(Block::Item(format!("Item {n}"), vec![format!("“quote {n}”")]));
        }
        let paper = paper(blocks);
        let read = text(&paper).replace('\n', " ");
        for words in ["A title", "Łukasz", "Київ", "Section 79", "Item 79", "“quote 79”", "TLP:AMBER+STRICT"] {
            assert!(read.contains(words), "{words}: {read}");
        }
        assert_eq!(paper.pdf().unwrap_or_default(), paper.pdf().unwrap_or_default(), "the same bytes");
    }

    #[test]
    fn nothing_from_outside_breaks_it() {
        let endless = "x".repeat(5_000);
        for text in [
            "",
            " ",
            "\u{0}\u{1b}[31m",
            "日本語のランサムウェア",
            "עברית",
            "العربية",
            "👩‍💻",
            "\u{202e}gnp.exe",
            &endless,
        ] {
            let item = Block::Item(text.to_owned(), vec![text.to_owned()]);
            let blocks = vec![Block::Heading(1, text.to_owned()), Block::Text(text.to_owned()), item];
            let came = paper(blocks).pdf().map_err(|error| error.to_string());
            assert!(came.as_ref().is_ok_and(|bytes| bytes.starts_with(b"%PDF-")), "{text:?}: {:?}", came.err());
        }
    }
}
