//! Blocks broken into lines, lines put on pages of A4. Points; from the upper left.

use super::Block;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Width and height of A4.
pub(super) const PAPER: (f32, f32) = (595.28, 841.89);
/// What stays white at each side.
pub(super) const MARGIN: f32 = 56.0;
/// What stays white above and below, with the label in it.
const EDGE: f32 = 72.0;
/// The font, as its makers put it out (SIL OFL, `data/fonts/LICENSE`).
pub(super) const PLAIN: &[u8] = include_bytes!("../../data/fonts/LiberationSans-Regular.ttf");
/// Its bold face.
pub(super) const BOLD: &[u8] = include_bytes!("../../data/fonts/LiberationSans-Bold.ttf");
/// In the place of a sign that the font lacks.
const BOX: char = '\u{25a1}';

/// The two faces, as far as laying out needs them.
pub(super) struct Faces {
    plain: FontRef<'static>,
    bold: FontRef<'static>,
}

/// One line on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) x: f32,
    /// Where it stands.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) grey: bool,
    /// As it is drawn.
    pub(super) drawn: String,
    /// As it is, where that differs.
    pub(super) meant: Option<String>,
    /// The block that it is of, and the part of that.
    pub(super) of: (usize, usize),
}

/// How a part of a block looks.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    bold: bool,
    grey: bool,
    indent: f32,
    before: f32,
    /// Room that must be left below it, or it goes on the next page.
    keeps: f32,
}

const TEXT: Style = Style { size: 10.0, bold: false, grey: false, indent: 0.0, before: 6.0, keeps: 0.0 };

impl Faces {
    pub(super) fn new() -> Option<Self> {
        Some(Self { plain: FontRef::new(PLAIN).ok()?, bold: FontRef::new(BOLD).ok()? })
    }

    fn face(&self, bold: bool) -> &FontRef<'static> {
        if bold { &self.bold } else { &self.plain }
    }

    fn width(&self, text: &str, style: &Style) -> f32 {
        let face = self.face(style.bold);
        let (signs, metrics) = (face.charmap(), face.glyph_metrics(Size::new(style.size), LocationRef::default()));
        text.chars().filter_map(|sign| metrics.advance_width(signs.map(sign)?)).sum()
    }

    /// The text as it can be drawn.
    fn drawn(&self, text: &str, bold: bool) -> String {
        let signs = self.face(bold).charmap();
        text.chars()
            .map(|sign| if signs.map(sign).is_some_and(|glyph| glyph.to_u32() != 0) { sign } else { BOX })
            .collect()
    }
}

/// The lines of each page.
pub(super) fn pages(blocks: &[Block], faces: &Faces) -> Vec<Vec<Line>> {
    let mut sheet = Sheet { pages: vec![Vec::new()], y: EDGE };
    for (at, block) in blocks.iter().enumerate() {
        for (part, (text, style)) in parts(block).into_iter().enumerate() {
            sheet.add(text, &style, faces, (at, part));
        }
    }
    sheet.pages
}

fn parts(block: &Block) -> Vec<(&str, Style)> {
    match block {
        Block::Heading(1, text) => vec![(text, Style { size: 16.0, bold: true, keeps: 60.0, ..TEXT })],
        Block::Heading(2, text) => vec![(text, Style { size: 12.0, bold: true, before: 14.0, keeps: 50.0, ..TEXT })],
        Block::Heading(_, text) => vec![(text, Style { size: 10.5, bold: true, before: 10.0, keeps: 40.0, ..TEXT })],
        Block::Text(text) => vec![(text, TEXT)],
        Block::Small(text) => vec![(text, Style { size: 9.0, grey: true, ..TEXT })],
        Block::Item(text, under) => {
            // An item is not parted from the first of its words.
            let item = Style { indent: 10.0, before: 4.0, keeps: if under.is_empty() { 0.0 } else { 14.0 }, ..TEXT };
            let quote = Style { size: 9.0, grey: true, indent: 22.0, before: 1.0, ..TEXT };
            std::iter::once((text.as_str(), item)).chain(under.iter().map(|text| (text.as_str(), quote))).collect()
        }
    }
}

struct Sheet {
    pages: Vec<Vec<Line>>,
    y: f32,
}

impl Sheet {
    fn add(&mut self, text: &str, style: &Style, faces: &Faces, of: (usize, usize)) {
        let leading = style.size * 1.35;
        self.y += style.before;
        if self.y + leading + style.keeps > PAPER.1 - EDGE {
            self.turn();
        }
        for meant in wrapped(text, style, faces) {
            if self.y + leading > PAPER.1 - EDGE {
                self.turn();
            }
            self.y += leading;
            let drawn = faces.drawn(&meant, style.bold);
            let line = Line {
                x: MARGIN + style.indent,
                y: self.y,
                size: style.size,
                bold: style.bold,
                grey: style.grey,
                meant: (drawn != meant).then_some(meant),
                drawn,
                of,
            };
            self.pages.last_mut().into_iter().for_each(|page| page.push(line.clone()));
        }
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = EDGE;
    }
}

/// Words in lines that fit; a word that fits in none is cut.
fn wrapped(text: &str, style: &Style, faces: &Faces) -> Vec<String> {
    let room = PAPER.0 - 2.0 * MARGIN - style.indent;
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut begun = String::new();
        for word in line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
            let longer = if begun.is_empty() { word.to_owned() } else { format!("{begun} {word}") };
            if faces.width(&longer, style) <= room {
                begun = longer;
                continue;
            }
            lines.extend(Some(std::mem::take(&mut begun)).filter(|line| !line.is_empty()));
            begun = cut(word, style, faces, room, &mut lines);
        }
        lines.extend(Some(begun).filter(|line| !line.is_empty()));
    }
    lines
}

/// What is left of a word after the lines that it fills.
fn cut(word: &str, style: &Style, faces: &Faces, room: f32, lines: &mut Vec<String>) -> String {
    let (mut begun, mut wide) = (String::new(), 0.0);
    for sign in word.chars() {
        let width = faces.width(sign.encode_utf8(&mut [0; 4]), style).max(style.size * 0.3);
        if wide + width > room && !begun.is_empty() {
            lines.push(std::mem::take(&mut begun));
            wide = 0.0;
        }
        begun.push(sign);
        wide += width;
    }
    begun
}
