//! What a page states about itself: JSON-LD, Open Graph, `meta`, microdata, `time`, canonical address. Taken as
//! written; where several say the same thing, the most deliberate wins. It reads nothing of the visible text
//! but what is marked up as a date or an author.

use super::tag::Tag;
use super::tree::{Attr, Tree};
use crate::clean::single_spaced;
use crate::{date, format::Input};
use serde_json::Value;
use std::ops::Range;

/// All that was stated.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    /// Headline of structured data or Open Graph.
    pub headline: Option<String>,
    /// Everything that may be the title, best first.
    pub titles: Vec<String>,
    /// The text of the `title` element.
    pub page_title: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub links: Vec<String>,
}

const DATES: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "published_date",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "date",
    "cxenseparse:recs:publishtime",
    "shareaholic:article_published_time",
];
const AUTHORS: &[&str] = &[
    "author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "article:author",
    "citation_author",
    "byl",
];
const PUBLISHERS: &[&str] = &[
    "og:site_name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "citation_publisher",
    "application-name",
    "article:publisher",
];
const TITLES: &[&str] = &[
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "headline",
    "citation_title",
];

/// Gathers what the page states.
pub(crate) fn of(tree: &Tree, input: &Input) -> Stated {
    let metas = metas(tree);
    let meta = |names: &[&str]| names.iter().find_map(|n| metas.iter().find(|(k, _)| k == n)).map(|(_, v)| v.clone());
    let linked = linked_data(tree);
    let page_title = first(tree, Tag::Title).map(|n| single_spaced(tree.text_of(n))).filter(|t| !t.is_empty());
    let canonical = canonical(tree).or_else(|| meta(&["og:url"])).or_else(|| linked.url.clone());
    let headline =
        linked.headline.clone().or_else(|| meta(TITLES)).map(|t| single_spaced(&t)).filter(|t| !t.is_empty());
    let plain = |v: String| (!v.starts_with("http")).then_some(v);
    Stated {
        titles: [
            linked.headline.clone(),
            meta(TITLES),
            page_title.as_deref().map(|t| without_outlet(t).0.to_owned()),
            page_title.clone(),
        ]
        .into_iter()
        .flatten()
        .collect(),
        headline: headline.map(|h| trimmed_headline(&h, page_title.as_deref())),
        publisher: linked.publisher.or_else(|| meta(PUBLISHERS).and_then(plain)),
        author: linked.author.or_else(|| meta(AUTHORS).and_then(plain)).or_else(|| marked(tree, "author")),
        published: linked
            .published
            .or_else(|| DATES.iter().find_map(|n| meta(&[n]).and_then(|v| date::stated(&v))))
            .or_else(|| marked_date(tree)),
        url: canonical.and_then(|u| absolute(&u, input)),
        language: language(tree),
        links: links(tree, 0..tree.nodes.len(), input.hint.base_url.as_deref().or(input.hint.name.as_deref())),
        page_title,
    }
}

/// A headline without the outlet's name, where the page's title shows what that is.
fn trimmed_headline(headline: &str, page_title: Option<&str>) -> String {
    match page_title {
        Some(title) if title == headline => without_outlet(title).0.to_owned(),
        _ => headline.to_owned(),
    }
}

/// `name` or `property` in lower case, with the content.
fn metas(tree: &Tree) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (i, _) in tree.nodes.iter().enumerate().filter(|(_, n)| n.tag == Tag::Meta).take(500) {
        let Some(content) = tree.attr(i, Attr::Content).map(single_spaced).filter(|c| !c.is_empty()) else { continue };
        for key in [Attr::Property, Attr::Name, Attr::ItemProp].into_iter().filter_map(|a| tree.attr(i, a)) {
            out.push((key.trim().to_ascii_lowercase(), content.clone()));
        }
    }
    out
}

fn first(tree: &Tree, tag: Tag) -> Option<usize> {
    tree.nodes.iter().position(|n| n.tag == tag)
}

fn canonical(tree: &Tree) -> Option<String> {
    let is = |(i, n): &(usize, &super::tree::Node)| {
        n.tag == Tag::Link && tree.attr(*i, Attr::Rel).is_some_and(|r| r.eq_ignore_ascii_case("canonical"))
    };
    let (i, _) = tree.nodes.iter().enumerate().find(is)?;
    tree.attr(i, Attr::Href).map(str::to_owned)
}

fn language(tree: &Tree) -> Option<String> {
    let html = first(tree, Tag::Html).and_then(|i| tree.attr(i, Attr::Lang));
    html.or_else(|| first(tree, Tag::Body).and_then(|i| tree.attr(i, Attr::Lang))).map(str::to_owned)
}

fn absolute(address: &str, input: &Input) -> Option<String> {
    resolve(address, input.hint.base_url.as_deref().or(input.hint.name.as_deref()))
}

fn resolve(address: &str, base: Option<&str>) -> Option<String> {
    let address = address.trim();
    let parsed = url::Url::parse(address).ok().or_else(|| url::Url::parse(base?).ok()?.join(address).ok())?;
    matches!(parsed.scheme(), "http" | "https").then(|| parsed.to_string())
}

/// Where paragraphs link to (500 at most).
pub(crate) fn links(tree: &Tree, zone: Range<usize>, base: Option<&str>) -> Vec<String> {
    let in_text = |i: usize| {
        tree.ancestors(i)
            .take(4)
            .any(|a| tree.nodes.get(a).is_some_and(|n| matches!(n.tag, Tag::P | Tag::Td | Tag::Blockquote)))
    };
    let anchors = zone.filter(|i| tree.nodes.get(*i).is_some_and(|n| n.tag == Tag::A) && in_text(*i));
    anchors
        .filter_map(|i| tree.attr(i, Attr::Href))
        .filter(|h| !h.starts_with('#'))
        .filter_map(|h| resolve(h, base))
        .take(500)
        .collect()
}

/// The text of the first element that microdata or a link relation marks.
fn marked(tree: &Tree, property: &str) -> Option<String> {
    let is = |i: &usize| {
        [Attr::ItemProp, Attr::Rel]
            .into_iter()
            .filter_map(|a| tree.attr(*i, a))
            .any(|v| v.split_whitespace().any(|w| w == property))
    };
    let node = (0..tree.nodes.len()).find(|i| tree.nodes.get(*i).is_some_and(|n| n.tag != Tag::Meta) && is(i))?;
    let text = single_spaced(tree.text_of(node));
    (!text.is_empty() && text.len() < 80).then_some(text)
}

/// Microdata `datePublished`, else the first `time` outside navigation and cards.
fn marked_date(tree: &Tree) -> Option<String> {
    let at = |i: usize| {
        tree.attr(i, Attr::DateTime).or_else(|| tree.attr(i, Attr::Content)).unwrap_or_else(|| tree.text_of(i))
    };
    let property =
        (0..tree.nodes.len()).find(|i| tree.attr(*i, Attr::ItemProp).is_some_and(|p| p.contains("datePublished")));
    if let Some(found) = property.and_then(|i| date::stated(at(i))) {
        return Some(found);
    }
    let aside = |i: usize| {
        tree.ancestors(i)
            .any(|a| tree.nodes.get(a).is_some_and(|n| matches!(n.tag, Tag::Nav | Tag::Aside | Tag::Footer | Tag::Li)))
    };
    let mut times =
        (0..tree.nodes.len()).filter(|i| tree.nodes.get(*i).is_some_and(|n| n.tag == Tag::Time) && !aside(*i));
    times.find_map(|i| date::stated(at(i)))
}

/// Splits an outlet's name from the end of a page title: `Headline | Outlet`, `Headline - Section - Outlet`.
pub(crate) fn without_outlet(title: &str) -> (&str, Option<&str>) {
    let bars = [" | ", " – ", " — ", " - ", " :: ", " » ", " · "];
    let cut = bars.iter().filter_map(|bar| title.rfind(bar).map(|at| (at, bar.len()))).max();
    let Some((at, bar)) = cut else { return (title, None) };
    let (head, tail) = (title.get(..at).unwrap_or(title).trim(), title.get(at + bar..).unwrap_or_default().trim());
    let plausible = head.split_whitespace().count() >= 3
        && (1..=6).contains(&tail.split_whitespace().count())
        && tail.len() < head.len() + 10;
    if !plausible || !tail.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
        return (title, None);
    }
    let head = if title.get(at..at + bar) == Some(" | ") { without_section(head) } else { head };
    (head, Some(tail))
}

/// `Headline | Section` loses its section where a bar has parted the outlet already.
fn without_section(head: &str) -> &str {
    match head.rfind(" | ") {
        Some(at) if head.get(at..).is_some_and(|s| s.split_whitespace().count() <= 4) => {
            head.get(..at).unwrap_or(head).trim()
        }
        _ => head,
    }
}

/// What JSON-LD says of the article.
#[derive(Debug, Default)]
struct Linked {
    headline: Option<String>,
    publisher: Option<String>,
    author: Option<String>,
    published: Option<String>,
    url: Option<String>,
}

fn linked_data(tree: &Tree) -> Linked {
    let mut out = Linked::default();
    let scripts = (0..tree.nodes.len()).filter(|i| {
        tree.nodes.get(*i).is_some_and(|n| n.tag == Tag::Script)
            && tree.attr(*i, Attr::Type).is_some_and(|t| t.contains("ld+json"))
    });
    for script in scripts.take(20) {
        if let Some(value) = json(tree.text_of(script)) {
            read_linked(&value, &mut out);
        }
    }
    out
}

/// Parses leniently: raw line breaks in strings, comment and CDATA wrappers.
fn json(text: &str) -> Option<Value> {
    if text.len() > 1 << 20 {
        return None;
    }
    let text = text
        .trim()
        .trim_start_matches("<!--")
        .trim_end_matches("-->")
        .trim_start_matches("//<![CDATA[")
        .trim_end_matches("//]]>")
        .trim();
    serde_json::from_str(text).ok().or_else(|| {
        let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(clean.trim().trim_end_matches(';')).ok()
    })
}

/// Looks at every object of the value, outermost first; the article's own win.
fn read_linked(value: &Value, out: &mut Linked) {
    let mut open = vec![value];
    let mut steps = 0;
    while let Some(value) = open.pop() {
        steps += 1;
        match value {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(fields) if steps < 2000 => {
                if is_article(value) {
                    take_article(value, out);
                }
                open.extend(
                    ["@graph", "mainEntity", "mainEntityOfPage", "liveBlogUpdate"]
                        .iter()
                        .take(3)
                        .filter_map(|k| fields.get(*k)),
                );
            }
            _ => {}
        }
    }
}

fn is_article(value: &Value) -> bool {
    let kind = |t: &str| {
        t.ends_with("Article")
            || t.ends_with("Posting")
            || matches!(t, "Report" | "AnalysisNewsArticle" | "WebPage" | "SpecialAnnouncement")
    };
    match value.get("@type") {
        Some(Value::String(t)) => kind(t),
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).any(kind),
        _ => false,
    }
}

fn take_article(value: &Value, out: &mut Linked) {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(unescaped).filter(|s| !s.is_empty());
    let page_only = value.get("@type").and_then(Value::as_str) == Some("WebPage");
    out.headline =
        out.headline.take().or_else(|| text("headline")).or_else(|| if page_only { None } else { text("name") });
    out.published = out.published.take().or_else(|| text("datePublished").and_then(|d| date::stated(&d)));
    out.url = out.url.take().or_else(|| text("url"));
    out.publisher = out.publisher.take().or_else(|| value.get("publisher").and_then(names));
    out.author = out.author.take().or_else(|| value.get("author").and_then(names));
}

/// Names of people or bodies: a string, an object with a name, or several.
fn names(value: &Value) -> Option<String> {
    let one = |v: &Value| {
        v.as_str()
            .or_else(|| v.get("name").and_then(Value::as_str))
            .map(unescaped)
            .filter(|n| !n.is_empty() && !n.starts_with("http"))
    };
    let all: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(one).take(20).collect(),
        other => one(other).into_iter().collect(),
    };
    (!all.is_empty()).then(|| all.join(", "))
}

/// Character references in strings of JSON-LD, which many pages leave there.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return single_spaced(text);
    }
    let tree = Tree::parse(text);
    single_spaced(&tree.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hint;

    fn stated(page: &str) -> Stated {
        let hint = Hint::named("https://news.example/a/b.html");
        of(&Tree::parse(page), &Input { bytes: b"", hint: &hint, nesting: 0, budget: &std::cell::Cell::new(0) })
    }

    #[test]
    fn linked_data_in_a_graph_with_several_authors() {
        let s = stated(
            r#"<title>A long headline here | Outlet</title><script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"X"},
            {"@type":["NewsArticle"],"headline":"A long headline&#8217;s end","datePublished":"2025-09-03T17:41:00+0200","author":[{"name":"A B"},"C D"],
            "publisher":{"name":"Outlet"}}]}</script>"#,
        );
        assert_eq!(s.headline.as_deref(), Some("A long headline’s end"));
        assert_eq!((s.publisher.as_deref(), s.author.as_deref()), (Some("Outlet"), Some("A B, C D")));
        assert_eq!(s.published.as_deref(), Some("2025-09-03T17:41:00+02:00"));
    }

    #[test]
    fn meta_elements_and_canonical_address() {
        let s = stated(
            r#"<html lang=en-GB><head><link rel=canonical href="/c"><meta name="DC.date.issued" content="2024-05-01">
            <meta property="og:site_name" content="The Site"><meta name=author content="Ann Onymous">"#,
        );
        assert_eq!(s.url.as_deref(), Some("https://news.example/c"));
        assert_eq!(s.published.as_deref(), Some("2024-05-01"));
        assert_eq!(
            (s.publisher.as_deref(), s.author.as_deref(), s.language.as_deref()),
            (Some("The Site"), Some("Ann Onymous"), Some("en-GB"))
        );
    }

    #[test]
    fn outlets_at_the_end_of_titles() {
        assert_eq!(
            without_outlet("Three customers hit | Business | The Guardian"),
            ("Three customers hit", Some("The Guardian"))
        );
        assert_eq!(
            without_outlet("Bank attack details emerge - Some News"),
            ("Bank attack details emerge", Some("Some News"))
        );
        assert_eq!(without_outlet("Firm breach—customer data exposed"), ("Firm breach—customer data exposed", None));
        assert_eq!(
            without_outlet("MUDSKIPPER: a quiet loader in inboxes"),
            ("MUDSKIPPER: a quiet loader in inboxes", None)
        );
    }
}
