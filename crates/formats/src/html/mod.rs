//! A web page to its article. In turn: parse ([`tree`]), measure ([`page`]), metadata ([`meta`]), headline
//! ([`title`]), mark furniture ([`furniture`]), find where the article lies ([`zone`]), write it out ([`pieces`]).

mod furniture;
mod meta;
mod page;
mod pieces;
mod tag;
mod title;
mod tree;
mod words;
mod zone;

pub(crate) use meta::without_outlet;
pub(crate) use words::list;

use crate::clean::{self, Found, Piece};
use crate::format::{self, Input};
use crate::{Parsed, charset, text};
use furniture::{Marks, Zeal};
use page::Page;
use sextant_model::{BlockKind, DocumentMeta};

/// Whether the bytes look like a page: a tag of HTML near the beginning.
pub(crate) fn sniff(input: &Input) -> bool {
    let head = String::from_utf8_lossy(input.head(2048)).replace('\0', "").to_ascii_lowercase();
    let page = head.starts_with("<!doctype html")
        || head.contains("<html")
        || head.contains("<head")
        || head.contains("<body");
    let tags = [
        "<div",
        "<p>",
        "<p ",
        "<article",
        "<h1",
        "<table",
        "<meta",
        "<title",
        "<script",
        "<!doctype",
        "<!--",
        "<br",
        "<section",
        "<main",
        "<ul",
        "<span",
    ];
    let said = input.said_to_be(&["text/html", "application/xhtml"]) || input.named(&["html", "htm", "xhtml"]);
    (page && head.starts_with('<'))
        || (head.starts_with('<') && tags.iter().any(|t| head.contains(t)))
        || (said && tags.iter().any(|t| head.contains(t)))
        || (said && head.contains('<'))
}

/// Reads a page.
pub(crate) fn read(input: &Input) -> Parsed {
    let declared = charset::declared(input.bytes);
    let (page, problems) = charset::decode(input, declared.as_deref());
    let (pieces, mut found) = article(input, &page);
    found.problems.splice(0..0, problems);
    format::single(clean::document(input, pieces, found))
}

/// The pieces of a page's article and what the page states about itself.
pub(crate) fn article(input: &Input, html: &str) -> (Vec<Piece>, Found) {
    let page = Page::new(html);
    let stated = meta::of(&page.tree, input);
    let title = title::headline(&page, &stated.titles);
    let mut pieces = pieces_with(&page, title, Zeal::Full);
    let (kept, all) = (size(&pieces), page.all_prose() as usize);
    if kept < 120 && kept * 4 < all {
        pieces = pieces_with(&page, title, Zeal::Least);
    }
    let pieces = with_title(pieces, title.is_some(), &stated);
    let dateline = text::dateline::of(&pieces, input);
    let found = Found {
        meta: describe(&page, &pieces, title, &stated, input),
        declared_language: stated.language,
        shown: shown(&page),
        dateline,
        problems: if page.tree.cut {
            vec![input.problem("truncated", "has too many elements; the rest was left out")]
        } else {
            Vec::new()
        },
    };
    (pieces, found)
}

/// Text of a fragment (the content of a feed entry, a mail's HTML part) without looking for furniture.
pub(crate) fn fragment(html: &str) -> (Vec<Piece>, Vec<String>) {
    let page = Page::new(html);
    let marks = Marks::of(&page, None, Zeal::Least);
    let all = 0..page.tree.nodes.len();
    let links = meta::links(&page.tree, all.clone(), None);
    (pieces::of(&page, &marks, all, None), links)
}

fn pieces_with(page: &Page, title: Option<usize>, zeal: Zeal) -> Vec<Piece> {
    let marks = Marks::of(page, title, zeal);
    let zone = match zeal {
        Zeal::Full => zone::article(page, &marks, title),
        Zeal::Least => 0..page.tree.nodes.len(),
    };
    let pieces = pieces::of(page, &marks, zone, title);
    text::cues::without_tail(pieces)
}

fn size(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|p| p.is_prose() || p.kind == BlockKind::TableRow).map(|p| p.text.len()).sum()
}

/// The headline first: where the page has no heading for it, the words of its `title` element.
fn with_title(mut pieces: Vec<Piece>, has_heading: bool, stated: &meta::Stated) -> Vec<Piece> {
    let own = stated.page_title.as_deref().map(|t| meta::without_outlet(t).0).unwrap_or_default();
    let repeated = pieces.first().is_some_and(|p| p.kind == BlockKind::Heading);
    if has_heading || repeated || own.is_empty() || pieces.is_empty() {
        return pieces;
    }
    match pieces.iter_mut().take(3).find(|p| p.text.len() > 15 && own.contains(p.text.as_str())) {
        Some(line) => line.kind = BlockKind::Heading,
        None => pieces.insert(0, Piece::new(BlockKind::Heading, own)),
    }
    pieces
}

fn describe(page: &Page, pieces: &[Piece], title: Option<usize>, stated: &meta::Stated, input: &Input) -> DocumentMeta {
    let heading = title.map(|t| clean::single_spaced(page.tree.text_of(t))).filter(|t| !t.is_empty());
    let first = pieces.iter().find(|p| p.kind == BlockKind::Heading).map(|p| p.text.clone());
    let outlet = stated.page_title.as_deref().and_then(|t| meta::without_outlet(t).1).map(str::to_owned);
    DocumentMeta {
        title: stated.headline.clone().or(heading).or_else(|| stated.titles.first().cloned()).or(first),
        publisher: stated.publisher.clone().or(outlet),
        author: stated.author.clone(),
        published: stated.published.clone(),
        url: stated.url.clone().or_else(|| web_address(input)),
        media_type: "text/html".to_owned(),
        links: stated.links.clone(),
        ..DocumentMeta::default()
    }
}

fn web_address(input: &Input) -> Option<String> {
    let name = input.hint.base_url.as_deref().or(input.hint.name.as_deref())?;
    let url = url::Url::parse(name).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// Everything that the page shows, a line for each stretch, if a label can be in it.
fn shown(page: &Page) -> String {
    let all = &page.tree.text;
    if !all.as_bytes().windows(3).any(|w| w.eq_ignore_ascii_case(b"tlp")) {
        return String::new();
    }
    page.stretches.iter().map(|s| clean::single_spaced(&page.text(s)) + "\n").collect()
}
