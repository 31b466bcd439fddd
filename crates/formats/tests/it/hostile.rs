//! Pages made to hurt: they take bounded time and memory and never panic.

use crate::read;
use std::time::{Duration, Instant};

/// Reads within a time that is generous for a slow machine and far below what a quadratic parser would need.
fn quickly(name: &str, bytes: &[u8]) -> sextant_formats::Parsed {
    let begun = Instant::now();
    let parsed = read(name, bytes);
    assert!(begun.elapsed() < Duration::from_secs(20), "{name} took {:?}", begun.elapsed());
    let text: usize = parsed.documents.iter().map(|d| d.text.len()).sum();
    assert!(text <= bytes.len() * 3 + 1000, "{name} grew to {text}");
    parsed
}

#[test]
fn nesting_without_end() {
    for tag in ["div", "b", "table><tr><td", "ul><li", "a href=x", "blockquote", "p", "article", "select", "svg"] {
        let page = format!("<html><body><p>Before it all.</p>{}text", format!("<{tag}>").repeat(100_000));
        quickly(tag, page.as_bytes());
        quickly(tag, format!("{page}{}", "</div></p></b>".repeat(50_000)).as_bytes());
    }
}

#[test]
fn bombs_of_script_style_entities_and_attributes() {
    let body = "<p>The bank said that it had been attacked on Monday and that nothing was taken.</p>";
    for page in [
        format!("<html><script>{}</script>{body}", "x=1;".repeat(1_000_000)),
        format!("<html><script>{}{body}", "<!--<script>".repeat(200_000)),
        format!("<html><style>{}</style>{body}", "a{}".repeat(1_000_000)),
        format!("<html>{body}<p>{}</p>", "&amp;&CounterClockwiseContourIntegral;&#x41;&nosuch;".repeat(50_000)),
        format!("<html><div {}>{body}", (0..200_000).map(|i| format!("a{i}=b ")).collect::<String>()),
        format!("<html><div class=\"{}\">{body}", "ad related ".repeat(200_000)),
        format!("<html>{body}<!--{}", "-".repeat(3_000_000)),
        format!("<html>{body}{}", "<".repeat(2_000_000)),
        format!("<html>{body}{}", "</p>".repeat(300_000)),
        format!("<html>{body}{}", "<h2>Related</h2>".repeat(50_000)),
        format!("<html>{body}{}", "<br>a".repeat(200_000)),
        format!("<html>{body}<table>{}", "<tr><td>a<td>b".repeat(100_000)),
        format!("<html>{body}<ul>{}", "<li><a href=/x>one two three four five</a>".repeat(50_000)),
        format!("<html><title>{}</title>{body}{}", "word ".repeat(100_000), "<h1>word word</h1>".repeat(2_000)),
    ] {
        let page_start: String = page.chars().take(40).collect();
        quickly(&page_start, page.as_bytes());
    }
}

#[test]
fn texts_feeds_and_mails_without_end() {
    quickly("t.txt", "a\n".repeat(500_000).as_bytes());
    quickly("t.txt", "Related Posts\n\n".repeat(100_000).as_bytes());
    quickly("t.txt", ">".repeat(1_000_000).as_bytes());
    quickly("t.md", "[a](".repeat(200_000).as_bytes());
    quickly("t.md", "*".repeat(500_000).as_bytes());
    quickly("f.xml", format!("<rss><channel>{}", "<item>".repeat(50_000)).as_bytes());
    quickly("f.xml", format!("<rss><channel>{}", "<![CDATA[".repeat(50_000)).as_bytes());
    quickly("f.xml", b"<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><rss><channel><item><title>&c;</title></item></channel></rss>");
    quickly("m.eml", format!("From: a@b\nSubject: s\nDate: x\n{}\n\nbody", "Received: x\n".repeat(50_000)).as_bytes());
    let nested = (0..2_000).fold(String::new(), |m, i| format!("{m}From: a@b\nSubject: s\nDate: d\nContent-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\nContent-Type: message/rfc822\n\n"));
    quickly("m.eml", nested.as_bytes());
}

#[test]
fn a_feed_of_a_thousand_entries_with_three_broken_ones_gives_the_rest() {
    let entry = |i: usize| match i {
        10 => "<item><title>broken</tittle></item>".to_owned(),
        500 => "<item><description>&lt;p&gt;cut off".to_owned(),
        900 => "<item><title>a < b <<</title></item>".to_owned(),
        _ => format!(
            "<item><title>Entry {i}</title><link>https://f.example/{i}</link><description>The firm {i} was attacked.</description></item>"
        ),
    };
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>F</title>{}</channel></rss>",
        (0..1000).map(entry).collect::<String>()
    );
    let parsed = quickly("f.xml", feed.as_bytes());
    assert_eq!((parsed.documents.len(), parsed.problems.len(), parsed.links.len()), (997, 3, 997));
}
