//! Rows measured inside this process, on one thread, in seconds of the processor where the system tells them: reading,
//! indicators, furniture.

use super::row::Row;
use super::{Args, articles, peers};
use anyhow::{Context, Result};
use sextant_formats::{Hint, documents};
use sextant_model::CleanDocument;
use std::time::Instant;

const ARTICLES: usize = 600;

/// Documents a second, from bytes to a reading.
pub fn reading(_: &Args) -> Result<Vec<Row>> {
    let texts: Vec<String> = (0..ARTICLES).map(articles::text).collect();
    let pages: Vec<String> = (0..ARTICLES).map(articles::page).collect();
    let cleaned: Vec<CleanDocument> =
        texts.iter().flat_map(|t| documents(t.as_bytes(), &Hint::named("a.txt")).documents).collect();
    let size = texts.iter().map(String::len).sum::<usize>() / ARTICLES;
    warm(&cleaned);
    let of_text = rate(ARTICLES, || cleaned.iter().for_each(|d| drop(std::hint::black_box(sextant_extract::read(d)))));
    let of_pages = rate(ARTICLES, || {
        for page in &pages {
            let parsed = documents(page.as_bytes(), &Hint::named("a.html"));
            parsed.documents.iter().for_each(|d| drop(std::hint::black_box(sextant_extract::read(d))));
        }
    });
    Ok(vec![
        Row::at_least(
            "reading, one thread",
            of_text,
            "docs/s",
            300.0,
            format!("{ARTICLES} articles of {size} bytes on average, clean text to reading"),
        ),
        Row::plain("reading, one thread, from HTML", of_pages, "docs/s", "bytes of the page to reading"),
    ])
}

fn warm(cleaned: &[CleanDocument]) {
    cleaned.iter().take(5).for_each(|d| drop(sextant_extract::read(d)));
}

fn rate(count: usize, work: impl FnOnce()) -> f64 {
    let (start, cpu) = (Instant::now(), on_processor());
    work();
    let spent = on_processor().zip(cpu).map(|(now, then)| now - then).filter(|spent| *spent > 0.0);
    count as f64 / spent.unwrap_or_else(|| start.elapsed().as_secs_f64())
}

/// Seconds that this thread has run: other work on the machine stretches the clock's seconds, not these.
fn on_processor() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e9)
}

/// Megabytes a second, and the peers on a smaller piece of the same text.
pub fn indicators(args: &Args) -> Result<Vec<Row>> {
    let text = articles::mixed(32 << 20);
    let document = CleanDocument { text, ..CleanDocument::default() };
    drop(sextant_extract::indicators::indicators(&CleanDocument {
        text: articles::mixed(1 << 16),
        ..CleanDocument::default()
    }));
    let megabytes = document.text.len() as f64 / 1e6;
    let mut found = 0;
    let speed = rate(1, || found = sextant_extract::indicators::indicators(&document).len()) * megabytes;
    let mut rows = vec![Row::at_least(
        "indicators",
        speed,
        "MB/s",
        50.0,
        format!("{found} different ones in {megabytes:.0} MB of articles with lists, judgement included"),
    )];
    if !args.no_peers {
        rows.extend(["iocsearcher", "ioc-finder"].into_iter().map(|peer| compare_indicators(peer, speed)));
    }
    Ok(rows)
}

fn compare_indicators(peer: &str, ours: f64) -> Row {
    let name = format!("indicators, times {peer}");
    match peers::indicators(peer, &articles::mixed(300_000)) {
        Ok((version, theirs)) => {
            Row::plain(&name, ours / theirs, "x", format!("{peer} {version}: {theirs:.2} MB/s on 0.3 MB"))
        }
        Err(error) => Row::missing(&name, &format!("{error:#}")),
    }
}

/// Pages a second from bytes to clean text, against trafilatura on the same pages.
pub fn furniture(args: &Args) -> Result<Vec<Row>> {
    let pages: Vec<String> = (0..400).map(articles::page).collect();
    let first = documents(pages.first().context("a page")?.as_bytes(), &Hint::named("a.html"));
    let kept = first.documents.first().map_or(0, |d| d.text.len());
    let ours = rate(pages.len(), || {
        pages.iter().for_each(|p| drop(std::hint::black_box(documents(p.as_bytes(), &Hint::named("a.html")))))
    });
    let mut rows = vec![Row::plain(
        "furniture removal",
        ours,
        "pages/s",
        format!("{} bytes of page, {kept} of text", pages.first().map_or(0, String::len)),
    )];
    if !args.no_peers {
        rows.push(match peers::furniture(pages.get(..100).unwrap_or_default()) {
            Ok((version, theirs)) => Row::at_least(
                "furniture removal, times trafilatura",
                ours / theirs,
                "x",
                10.0,
                format!("trafilatura {version}: {theirs:.1} pages/s"),
            ),
            Err(error) => Row::missing("furniture removal, times trafilatura", &format!("{error:#}")),
        });
    }
    Ok(rows)
}
