//! Markdown: enough of it to get headings, lists, tables, quotations, code and links right. What it cannot tell
//! it leaves as text.

use super::{cues, dateline, lines, top};
use crate::clean::{self, Found, Piece, single_spaced};
use crate::format::{self, Input};
use crate::{Parsed, charset};
use regex::Regex;
use sextant_model::BlockKind;
use std::sync::LazyLock;

static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(!?)\[([^\[\]]{0,500})\]\(([^()\s]{1,2000})(?:\s[^()]{0,200})?\)").ok());

/// Whether it is Markdown: by name, by content type, or by a heading at the very start with other marks below.
pub(crate) fn sniff(input: &Input) -> bool {
    if input.named(&["md", "markdown", "mdown"]) || input.said_to_be(&["text/markdown", "text/x-markdown"]) {
        return true;
    }
    let head = input.head(4096);
    head.starts_with(b"# ")
        && (memchr::memmem::find(head, b"\n## ").is_some() || memchr::memmem::find(head, b"](http").is_some())
}

/// Reads a Markdown text.
pub(crate) fn read(input: &Input) -> Parsed {
    let (text, problems) = charset::decode(input, None);
    let (front, body) = front_matter(&text);
    let mut links = Vec::new();
    let pieces = cues::without_tail(pieces(body, &mut links));
    let dateline = dateline::of(&pieces, input);
    let (pieces, mut meta) = top::read(pieces);
    "text/markdown".clone_into(&mut meta.media_type);
    meta.links = links;
    let stated = |key: &str| front.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
    meta.title = stated("title").or(meta.title);
    meta.author = stated("author").or(meta.author);
    meta.published = stated("date").or_else(|| stated("published")).and_then(|d| crate::date::stated(&d));
    let found = Found { meta, dateline, problems, shown: body.to_owned(), ..Found::default() };
    format::single(clean::document(input, pieces, found))
}

/// `key: value` lines between `---` at the top.
fn front_matter(text: &str) -> (Vec<(String, String)>, &str) {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (Vec::new(), text);
    };
    let Some(end) = rest.find("\n---") else { return (Vec::new(), text) };
    let fields = rest.get(..end).unwrap_or_default().lines().filter_map(|l| {
        let (key, value) = l.split_once(':')?;
        Some((key.trim().to_lowercase(), value.trim().trim_matches(['"', '\'']).to_owned()))
    });
    let body = rest.get(end + 4..).unwrap_or_default();
    (fields.collect(), body)
}

fn pieces(text: &str, links: &mut Vec<String>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let (mut fence, mut fresh) = (None::<String>, true);
    for line in text.lines() {
        let trimmed = line.trim();
        if let Some(code) = fence.as_mut() {
            if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
                out.push(Piece::new(BlockKind::Preformatted, code));
                fence = None;
            } else {
                code.push_str(line);
                code.push('\n');
            }
        } else if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fence = Some(String::new());
        } else {
            fresh = add_line(line, trimmed, fresh, &mut out, links);
            continue;
        }
        fresh = true;
    }
    if let Some(code) = fence {
        out.push(Piece::new(BlockKind::Preformatted, &code));
    }
    out
}

/// Adds one line outside code; says whether the next begins a new piece.
fn add_line(line: &str, trimmed: &str, fresh: bool, out: &mut Vec<Piece>, links: &mut Vec<String>) -> bool {
    let level = trimmed.bytes().take_while(|b| *b == b'#').count();
    let text = |t: &str, links: &mut Vec<String>| plain(t, links);
    if trimmed.is_empty() || is_rule(trimmed) {
        if !fresh
            && !trimmed.is_empty()
            && trimmed.starts_with(['=', '-'])
            && let Some(last) = out.last_mut().filter(|p| p.kind == BlockKind::Paragraph)
        {
            last.kind = BlockKind::Heading;
        }
        return true;
    }
    if (1..=6).contains(&level) && trimmed.get(level..).is_some_and(|r| r.starts_with(' ')) {
        out.push(Piece::new(BlockKind::Heading, &text(trimmed.trim_matches('#'), links)));
        return true;
    }
    if trimmed.starts_with('|') && trimmed.len() > 1 {
        let cells: Vec<String> = trimmed.trim_matches('|').split('|').map(|c| text(c.trim(), links)).collect();
        if !cells.iter().all(|c| !c.is_empty() && c.chars().all(|x| matches!(x, '-' | ':' | ' '))) {
            out.push(Piece::row(&cells));
        }
        return true;
    }
    let (kind, body) = mark(trimmed);
    let body = text(body, links);
    let same = |p: &&mut Piece| {
        !fresh
            && (kind.is_none() && matches!(p.kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quotation)
                || kind == Some(BlockKind::Quotation) && p.kind == BlockKind::Quotation)
    };
    match out.last_mut().filter(same) {
        Some(last) => lines::append(&mut last.text, &single_spaced(&body)),
        None => push(out, kind.unwrap_or(BlockKind::Paragraph), &body),
    }
    line.ends_with("  ")
}

fn push(out: &mut Vec<Piece>, kind: BlockKind, body: &str) {
    let piece = Piece::new(kind, body);
    let byline = piece.kind == BlockKind::Paragraph && cues::is_byline(&piece.text);
    out.push(if byline { Piece { kind: BlockKind::Aside, ..piece } } else { piece });
}

fn is_rule(text: &str) -> bool {
    text.len() >= 3 && text.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '))
}

/// The mark at the beginning of a line and what follows it.
fn mark(text: &str) -> (Option<BlockKind>, &str) {
    if let Some(rest) = text.strip_prefix('>') {
        return (Some(BlockKind::Quotation), rest.trim_start_matches(['>', ' ']));
    }
    if let Some(rest) = ["- ", "* ", "+ "].iter().find_map(|m| text.strip_prefix(m)) {
        return (Some(BlockKind::ListItem), rest);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.get(digits..) {
        Some(rest) if (1..=3).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") ")) => {
            (Some(BlockKind::ListItem), rest.get(2..).unwrap_or_default())
        }
        _ => (None, text),
    }
}

/// Text without marks of emphasis; links leave their words, images nothing.
fn plain(text: &str, links: &mut Vec<String>) -> String {
    let mut out = match LINK.as_ref() {
        Some(link) => link
            .replace_all(text, |c: &regex::Captures| {
                let group = |i| c.get(i).map_or("", |m| m.as_str());
                if group(1).is_empty() && group(3).starts_with("http") && links.len() < 500 {
                    links.push(group(3).to_owned());
                }
                if group(1).is_empty() { group(2).to_owned() } else { String::new() }
            })
            .into_owned(),
        None => text.to_owned(),
    };
    for pair in ["**", "__", "`"] {
        if out.matches(pair).count() >= 2 {
            out = out.replace(pair, "");
        }
    }
    unemphasised(&out)
}

/// `*word*` without its stars, where they hug words.
fn unemphasised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|j| chars.get(j)).is_none_or(|b| !b.is_alphanumeric());
        let after = chars.get(i + 1).is_none_or(|a| !a.is_alphanumeric());
        if *c == '*' && before != after {
            continue;
        }
        out.push(*c);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::{Hint, documents};
    use sextant_model::BlockKind::*;

    #[test]
    fn marks_become_blocks_and_links_lose_their_targets() {
        let text = "# Title here\n\n*3 May 2025*\n\nThe **firm** said [on its site](https://firm.example/x) that\nit was *down*.\n\n- One\n- Two\n\n| Type | Value |\n|---|---|\n| IP | `192[.]0[.]2[.]1` |\n\n```\ncode  here\n```\n\n> quote\n";
        let parsed = documents(text.as_bytes(), &Hint::named("a.md"));
        let doc = &parsed.documents[0];
        let got: Vec<_> = doc.blocks.iter().map(|b| (b.kind, &doc.text[b.start..b.end])).collect();
        assert_eq!(
            got,
            [
                (Heading, "Title here"),
                (Aside, "3 May 2025"),
                (Paragraph, "The firm said on its site that it was down."),
                (ListItem, "One"),
                (ListItem, "Two"),
                (TableRow, "Type\tValue"),
                (TableRow, "IP\t192[.]0[.]2[.]1"),
                (Preformatted, "code  here"),
                (Quotation, "quote"),
            ]
        );
        assert_eq!(doc.meta.links, ["https://firm.example/x"]);
        assert_eq!((doc.meta.published.as_deref(), parsed.media_type.as_str()), (Some("2025-05-03"), "text/markdown"));
    }
}
