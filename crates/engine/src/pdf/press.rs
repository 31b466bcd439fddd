//! Pages written: each line tagged as what it is of, the label and the number of the page beside what is read.

use super::layout::{BOLD, Line, MARGIN, PAPER, PLAIN};
use super::{Block, Paper};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use sextant_model::Tlp;
use std::collections::BTreeMap;
use std::num::NonZeroU16;

/// The tagged lines of each part of each block.
type Tagged = BTreeMap<(usize, usize), Vec<Identifier>>;

/// The bytes, held against PDF/UA-1 by the library.
pub(super) fn press(paper: &Paper, pages: &[Vec<Line>]) -> Result<Vec<u8>, String> {
    let unreadable = || "its font cannot be read".to_owned();
    let face = |bytes: &'static [u8]| Font::new(bytes.into(), 0).ok_or_else(unreadable);
    let fonts = [face(PLAIN)?, face(BOLD)?];
    let builder = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let configuration: Configuration = builder.finish().map_err(|error| format!("{error:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let (mut tagged, mut outline) = (Tagged::new(), Outline::new());
    for (number, lines) in pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAPER.0, PAPER.1).ok_or("no paper")?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for line in lines {
            let id = draw(&mut surface, line, &fonts);
            tagged.entry(line.of).or_default().push(id);
            if let (Block::Heading(_, text), 1) = (&paper.blocks[line.of.0], tagged[&line.of].len()) {
                let place = XyzDestination::new(number, Point::from_xy(0.0, (line.y - line.size).max(0.0)));
                outline.push_child(OutlineNode::new(text.clone(), place));
            }
        }
        edges(&mut surface, paper.label, &format!("{} of {}", number + 1, pages.len()), &fonts);
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(&paper.blocks, tagged));
    document.set_outline(outline);
    document.set_metadata(metadata(paper));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn metadata(paper: &Paper) -> Metadata {
    let part = |form: &str| paper.at.strftime(form).to_string().parse::<u8>().unwrap_or_default();
    let year = paper.at.strftime("%Y").to_string().parse().unwrap_or(1970);
    let day = DateTime::new(year).month(part("%m")).day(part("%d"));
    let date = day.hour(part("%H")).minute(part("%M")).second(part("%S"));
    let title = if paper.title.trim().is_empty() { "Untitled" } else { paper.title.as_str() };
    Metadata::new().title(title.to_owned()).language("en".to_owned()).creator("Sextant".to_owned()).creation_date(date)
}

fn fill(red: u8, green: u8, blue: u8) -> Option<Fill> {
    Some(Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() })
}

fn draw(surface: &mut Surface<'_>, line: &Line, fonts: &[Font; 2]) -> Identifier {
    let span = SpanTag::empty().with_actual_text(line.meant.as_deref());
    let id = surface.start_tagged(ContentTag::Span(span));
    surface.set_fill(if line.grey { fill(0x40, 0x40, 0x40) } else { fill(0, 0, 0) });
    write(surface, (line.x, line.y), &fonts[usize::from(line.bold)], line.size, &line.drawn);
    surface.end_tagged();
    id
}

fn write(surface: &mut Surface<'_>, (x, y): (f32, f32), font: &Font, size: f32, text: &str) {
    surface.draw_text(Point::from_xy(x, y), font.clone(), size, text, false, TextDirection::Auto);
}

/// The label in head and foot, right-justified, in 12 points and FIRST's colours; the number of the page.
fn edges(surface: &mut Surface<'_>, label: Tlp, number: &str, fonts: &[Font; 2]) {
    let text = format!("TLP:{}", label.as_str().to_uppercase());
    #[allow(clippy::cast_precision_loss, reason = "some twenty signs")]
    let wide = text.len() as f32 * 8.6;
    for y in [40.0, PAPER.1 - 32.0] {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
        let mut path = PathBuilder::new();
        let place = Rect::from_xywh(PAPER.0 - MARGIN - wide - 6.0, y - 13.0, wide + 6.0, 18.0);
        place.into_iter().for_each(|place| path.push_rect(place));
        surface.set_fill(fill(0, 0, 0));
        path.finish().iter().for_each(|path| surface.draw_path(path));
        surface.set_fill(match label {
            Tlp::Clear => fill(0xff, 0xff, 0xff),
            Tlp::Green => fill(0x33, 0xff, 0x00),
            Tlp::Amber | Tlp::AmberStrict => fill(0xff, 0xc0, 0x00),
            Tlp::Red => fill(0xff, 0x2b, 0x2b),
        });
        write(surface, (PAPER.0 - MARGIN - wide, y), &fonts[1], 12.0, &text);
        surface.end_tagged();
    }
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
    surface.set_fill(fill(0x40, 0x40, 0x40));
    write(surface, (MARGIN, PAPER.1 - 32.0), &fonts[0], 9.0, number);
    surface.end_tagged();
}

/// What is read, in order: headings, paragraphs, lists of items with their words.
fn tree(blocks: &[Block], mut tagged: Tagged) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
    let mut list: Option<TagGroup> = None;
    for (at, block) in blocks.iter().enumerate() {
        let mut lines = |part: usize| tagged.remove(&(at, part)).unwrap_or_default();
        if let Block::Item(_, under) = block {
            let mut body = TagGroup::new(Tag::LBody);
            body.push(group(TagGroup::new(Tag::P), lines(0)));
            (1..=under.len()).for_each(|part| body.push(group(TagGroup::new(Tag::P), lines(part))));
            let mut item = TagGroup::new(Tag::LI);
            item.push(body);
            list.get_or_insert_with(|| TagGroup::new(Tag::L(ListNumbering::None))).push(item);
            continue;
        }
        list.take().into_iter().for_each(|list| tree.push(list));
        let lines = lines(0);
        tree.push(match block {
            Block::Heading(level, text) => {
                let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
                group(TagGroup::new(Tag::Hn(level, Some(text.clone()))), lines)
            }
            _ => group(TagGroup::new(Tag::P), lines),
        });
    }
    list.into_iter().for_each(|list| tree.push(list));
    tree
}

fn group(mut group: TagGroup, lines: Vec<Identifier>) -> TagGroup {
    lines.into_iter().for_each(|line| group.push(line));
    group
}
