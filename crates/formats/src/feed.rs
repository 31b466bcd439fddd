//! RSS, Atom and JSON feeds: every entry a document. The feed is cut into entries first and each is parsed alone,
//! so that a broken entry costs nothing but itself and has bytes of its own to be known by.

use crate::clean::{self, Found, Piece, single_spaced};
use crate::format::Input;
use crate::text::{cues, dateline};
use crate::{Parsed, charset, date, html};
use memchr::memmem;
use serde_json::Value;
use serde_json::value::RawValue;
use sextant_model::{BlockKind, DocumentMeta, Problem};

/// Whether it is an XML feed: one of the three roots near the beginning.
pub(crate) fn sniff_xml(input: &Input) -> bool {
    let head = input.head(2048);
    let has = |needle: &[u8]| memmem::find(head, needle).is_some();
    head.starts_with(b"<") && !has(b"<html") && (has(b"<rss") || has(b"<feed") || has(b"<rdf:RDF")) || wide_xml(head)
}

/// UTF-16: signs of a feed between zero bytes.
fn wide_xml(head: &[u8]) -> bool {
    let narrow: Vec<u8> = head.iter().copied().filter(|b| *b != 0).collect();
    narrow.len() * 3 < head.len() * 2
        && (memmem::find(&narrow, b"<rss").is_some() || memmem::find(&narrow, b"<feed").is_some())
}

/// Whether it is a JSON Feed.
pub(crate) fn sniff_json(input: &Input) -> bool {
    let head = input.head(4096);
    head.starts_with(b"{") && memmem::find(head, b"jsonfeed.org/version").is_some()
}

/// What holds for all entries.
#[derive(Default)]
struct Channel {
    title: Option<String>,
    language: Option<String>,
}

/// An entry, whatever the feed's kind.
#[derive(Default)]
struct Entry {
    title: Option<String>,
    link: Option<String>,
    published: Option<String>,
    author: Option<String>,
    /// HTML, or text that is HTML without tags.
    body: String,
    plain: bool,
}

/// Reads an XML feed.
pub(crate) fn read_xml(input: &Input) -> Parsed {
    let declared = charset::declared(input.bytes);
    let (text, problems) = charset::decode(input, declared.as_deref());
    let mut parsed = Parsed { problems, ..Parsed::default() };
    let Some(cut) = Cut::of(&text) else {
        parsed.problems.push(input.problem("feed-broken", "looks like a feed but has no channel"));
        return parsed;
    };
    let channel = cut.channel();
    for (number, entry) in cut.entries.iter().enumerate().take(input.hint.limits.documents) {
        match cut.parse(entry) {
            Some(found) => add(input, &channel, number, entry.as_bytes(), found, &mut parsed),
            None => parsed.problems.push(broken(input, number)),
        }
    }
    note_limit(input, cut.entries.len(), &mut parsed);
    parsed
}

fn broken(input: &Input, number: usize) -> Problem {
    Problem::new("entry-broken", place(input, number), "cannot be parsed; the other entries are read")
}

fn place(input: &Input, number: usize) -> String {
    format!("{} entry {}", input.hint.place(), number + 1)
}

fn note_limit(input: &Input, found: usize, parsed: &mut Parsed) {
    let limit = input.hint.limits.documents;
    if found > limit {
        parsed.problems.push(input.problem("too-many", format!("has {found} entries; the first {limit} were read")));
    }
    if found == 0 {
        parsed.problems.push(input.problem("feed-empty", "has no entries"));
    }
}

/// A feed cut apart: the start of its root and channel, and the entries.
struct Cut<'a> {
    open: String,
    close: &'static str,
    head: &'a str,
    entries: Vec<&'a str>,
}

impl<'a> Cut<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (root, name, close) =
            [("<rss", "item", "</channel></rss>"), ("<rdf:RDF", "item", "</rdf:RDF>"), ("<feed", "entry", "</feed>")]
                .into_iter()
                .filter_map(|(tag, item, close)| text.find(tag).map(|at| (at, item, close)))
                .min_by_key(|(at, _, _)| *at)?;
        let end = root + text.get(root..)?.find('>')? + 1;
        let mut open = text.get(root..end)?.to_owned();
        if close.starts_with("</channel>") {
            open.push_str("<channel>");
        }
        let starts = starts(text, name, end);
        let head = text.get(end..starts.first().copied().unwrap_or(text.len())).unwrap_or_default();
        Some(Self { open, close, head, entries: entries(text, name, &starts) })
    }

    /// An entry in a feed of its own.
    fn parse(&self, entry: &str) -> Option<Entry> {
        // A new one for each: after an error the parser keeps state that makes it panic the next time.
        let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
        let alone = format!("{}{}{}", self.open, entry, self.close);
        let entry = parser.parse(alone.as_bytes()).ok()?.entries.into_iter().next()?;
        let html = |t: &feed_rs::model::Text| t.content.clone();
        let content = entry.content.as_ref().and_then(|c| c.body.clone()).filter(|b| !b.trim().is_empty());
        let summary = entry.summary.as_ref().map(html).filter(|b| !b.trim().is_empty());
        let link =
            entry.links.iter().find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate")).or(entry.links.first());
        Some(Entry {
            title: entry.title.as_ref().map(|t| words(&t.content)).filter(|t| !t.is_empty()),
            link: link.map(|l| l.href.clone()),
            published: entry.published.or(entry.updated).map(|d| d.to_rfc3339()).and_then(|d| date::stated(&d)),
            author: Some(entry.authors.iter().filter_map(|a| a.name.clone()).collect::<Vec<_>>().join(", "))
                .filter(|a| !a.is_empty()),
            body: longer(content, summary),
            plain: false,
        })
    }

    /// Title and language of the feed, from what stands before the first entry.
    fn channel(&self) -> Channel {
        let between = |tag: &str| {
            let head = self.head;
            let at = head.find(&format!("<{tag}>")).map(|i| i + tag.len() + 2).or_else(|| {
                let i = head.find(&format!("<{tag} "))?;
                Some(i + head.get(i..)?.find('>')? + 1)
            })?;
            let text = head.get(at..)?.split("</").next()?.trim();
            let text = text.strip_prefix("<![CDATA[").map_or(text, |t| t.trim_end_matches("]]>"));
            Some(words(text)).filter(|t| !t.is_empty() && t.len() < 200)
        };
        let attribute = self.open.find("xml:lang=").and_then(|i| self.open.get(i + 10..i + 12)).map(str::to_owned);
        Channel { title: between("title"), language: between("language").or(attribute) }
    }
}

/// The fuller of content and summary.
fn longer(content: Option<String>, summary: Option<String>) -> String {
    match (content, summary) {
        (Some(c), Some(s)) if s.len() > c.len() * 2 => s,
        (Some(c), _) => c,
        (None, s) => s.unwrap_or_default(),
    }
}

/// Where elements of this name start, outside CDATA and comments.
fn starts(text: &str, name: &str, from: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut at = from;
    // Searched for once: a section that nothing closes must not be looked through again and again.
    let last_close = [text.rfind("]]>").unwrap_or(0), text.rfind("-->").unwrap_or(0)];
    while let Some(found) = text.get(at..).and_then(|t| t.find('<')).map(|i| at + i) {
        let rest = text.get(found..).unwrap_or_default();
        let sections = [("<![CDATA[", "]]>"), ("<!--", "-->")];
        let skipped = sections.iter().zip(last_close).find(|((open, _), last)| rest.starts_with(open) && *last > found);
        if let Some(((_, close), _)) = skipped {
            // An unclosed section ends where the next entry begins, so that it costs one entry only.
            at = rest.find(close).map_or(found + 4, |i| found + i + close.len());
            continue;
        }
        let after = rest.get(1..).and_then(|r| r.strip_prefix(name));
        if after.is_some_and(|r| r.starts_with(['>', ' ', '\n', '\r', '\t'])) {
            out.push(found);
        }
        at = found + 1;
    }
    out
}

/// From each start to the end tag before the next start; where there is none, up to the next start.
fn entries<'a>(text: &'a str, name: &str, starts: &[usize]) -> Vec<&'a str> {
    let close = format!("</{name}>");
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let one = |(from, to): (&usize, usize)| {
        let whole = text.get(*from..to)?;
        whole.get(..whole.rfind(&close).map_or(whole.len(), |i| i + close.len()))
    };
    starts.iter().zip(ends).filter_map(one).collect()
}

/// The words of a title that may hold tags and character references.
fn words(markup: &str) -> String {
    if !markup.contains(['<', '&']) {
        return single_spaced(markup);
    }
    let (pieces, _) = html::fragment(markup);
    pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Reads a JSON Feed.
pub(crate) fn read_json(input: &Input) -> Parsed {
    #[derive(serde::Deserialize)]
    struct Feed<'a> {
        title: Option<String>,
        language: Option<String>,
        #[serde(borrow, default)]
        items: Vec<&'a RawValue>,
    }
    let (text, problems) = charset::decode(input, None);
    let mut parsed = Parsed { problems, ..Parsed::default() };
    let feed: Feed = match serde_json::from_str(&text) {
        Ok(feed) => feed,
        Err(error) => {
            parsed.problems.push(input.problem("feed-broken", format!("is no valid JSON Feed: {error}")));
            return parsed;
        }
    };
    let channel = Channel { title: feed.title, language: feed.language };
    for (number, raw) in feed.items.iter().enumerate().take(input.hint.limits.documents) {
        match json_entry(raw.get()) {
            Some(found) => add(input, &channel, number, raw.get().as_bytes(), found, &mut parsed),
            None => parsed.problems.push(broken(input, number)),
        }
    }
    note_limit(input, feed.items.len(), &mut parsed);
    parsed
}

fn json_entry(raw: &str) -> Option<Entry> {
    let value: Value = serde_json::from_str(raw).ok()?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned).filter(|t| !t.trim().is_empty());
    let author = |v: &Value| v.get("name").and_then(Value::as_str).map(str::to_owned);
    let html = text("content_html");
    let plain = html.is_none();
    Some(Entry {
        title: text("title"),
        link: text("url").or_else(|| text("external_url")),
        published: text("date_published").or_else(|| text("date_modified")).and_then(|d| date::stated(&d)),
        author: value
            .get("author")
            .and_then(author)
            .or_else(|| value.get("authors")?.as_array()?.iter().find_map(author)),
        body: html.or_else(|| text("content_text")).or_else(|| text("summary"))?,
        plain,
    })
    .filter(|_| value.is_object())
}

/// Makes an entry a document.
fn add(feed: &Input, channel: &Channel, number: usize, bytes: &[u8], entry: Entry, parsed: &mut Parsed) {
    let input = &Input { bytes, ..*feed };
    let (mut pieces, links) =
        if entry.plain { (crate::text::body_pieces(&entry.body), Vec::new()) } else { html::fragment(&entry.body) };
    if let Some(title) = entry.title.as_deref().filter(|t| pieces.first().is_none_or(|p| p.text != **t)) {
        pieces.insert(0, Piece::new(BlockKind::Heading, title));
    }
    let pieces = cues::without_tail(pieces);
    let seen = dateline::of(&pieces, input);
    let meta = DocumentMeta {
        title: entry.title,
        publisher: channel.title.clone(),
        author: entry.author,
        published: entry.published,
        url: entry.link.clone(),
        media_type: "text/html".to_owned(),
        links,
        ..DocumentMeta::default()
    };
    let found = Found { meta, declared_language: channel.language.clone(), dateline: seen, ..Found::default() };
    let mut document = clean::document(input, pieces, found);
    for problem in &mut document.problems {
        problem.place = place(input, number);
    }
    parsed.problems.extend(document.problems.clone());
    if !document.blocks.is_empty() {
        parsed.documents.push(document);
        parsed.links.push(entry.link);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Hint, Parsed, documents};

    fn read(text: &str) -> Parsed {
        documents(text.as_bytes(), &Hint::named("feed"))
    }

    #[test]
    fn rss_with_a_broken_entry_in_the_middle() {
        let p = read(
            "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>News &amp; Co</title><language>en-gb</language>
            <item><title>One &amp; only</title><link>https://n.example/1</link><pubDate>Tue, 13 May 2025 10:00:00 GMT</pubDate>
            <content:encoded><![CDATA[<p>The bank said that it had been attacked.</p><item>]]></content:encoded></item>
            <item><title>Two</tite><link>x</link></item>
            <item><title>Three</title><description>&lt;p&gt;Nothing was taken&amp;nbsp;there, it said.&lt;/p&gt;</description></item></channel></rss>",
        );
        assert_eq!(p.media_type, "application/rss+xml");
        let titles: Vec<_> = p.documents.iter().map(|d| d.meta.title.as_deref().unwrap_or("")).collect();
        assert_eq!(titles, ["One & only", "Three"]);
        assert_eq!(p.links[0].as_deref(), Some("https://n.example/1"));
        assert_eq!(p.documents[0].meta.published.as_deref(), Some("2025-05-13T10:00:00+00:00"));
        assert_eq!(p.documents[0].meta.publisher.as_deref(), Some("News & Co"));
        assert_eq!(p.documents[1].text, "Three\n\nNothing was taken there, it said.");
        assert_ne!(p.documents[0].meta.sha256, p.documents[1].meta.sha256);
        assert_eq!(p.problems.len(), 1);
        assert_eq!((p.problems[0].code.as_str(), p.problems[0].place.as_str()), ("entry-broken", "feed entry 2"));
    }

    #[test]
    fn atom_and_json_feed() {
        let p = read(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>A</title><entry><id>1</id><title>T</title><link href=\"https://a.example/t\"/><updated>2025-05-13T10:00:00Z</updated><content type=\"html\">&lt;p&gt;Body text.&lt;/p&gt;</content></entry></feed>",
        );
        assert_eq!(p.documents[0].text, "T\n\nBody text.");
        assert_eq!(p.links[0].as_deref(), Some("https://a.example/t"));
        let p = read(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","title":"T","url":"https://j.example/1","content_html":"<p>Words &amp; more.</p>"},7,{"id":"2","content_text":"Plain words of an entry."}]}"#,
        );
        assert_eq!(p.documents.len(), 2);
        assert_eq!(p.documents[0].text, "T\n\nWords & more.");
        assert_eq!(p.problems.len(), 1);
    }
}
