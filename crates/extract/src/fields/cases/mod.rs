//! Sentences with what they state, one a line; each table is read whole so that all that fails is seen at once.

use super::{dates, exposure, impacts, responses, services};
use crate::analysis::{Analysis, analyse};
use sextant_model::{Block, BlockKind, Certainty, CleanDocument, DocumentMeta, Polarity};

fn document(text: &str, published: &str) -> CleanDocument {
    let meta = DocumentMeta { published: Some(published.to_owned()), ..DocumentMeta::default() };
    let blocks = vec![Block { kind: BlockKind::Paragraph, start: 0, end: text.len() }];
    CleanDocument { meta, text: text.to_owned(), blocks, problems: Vec::new() }
}

/// Runs a table of `text | expected`; the order of what is found does not count.
fn check(table: &str, read: fn(&Analysis<'_>) -> Vec<String>) {
    let mut wrong = Vec::new();
    let lines = table.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    for line in lines {
        let (text, expected) = line.rsplit_once('|').expect("a line has a bar");
        let (published, text) = text.split_once('|').unwrap_or(("2025-06-18", text));
        let document = document(text.trim(), published.trim());
        let mut found = read(&analyse(&document));
        let mut expected: Vec<String> = split(expected);
        found.sort();
        expected.sort();
        if found != expected {
            wrong.push(format!("{}\n  expected {expected:?}\n  found    {found:?}", text.trim()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Items are separated by spaces; those with words of their own by `;`.
fn split(expected: &str) -> Vec<String> {
    let expected = expected.trim();
    if expected.is_empty() { Vec::new() } else { vec![expected.to_owned()] }
}

fn joined(mut items: Vec<String>) -> Vec<String> {
    items.sort();
    if items.is_empty() { Vec::new() } else { vec![items.join(" ")] }
}

fn sorted(table: &str) -> String {
    let sort = |line: &str| match line.rsplit_once('|') {
        Some((text, expected)) => {
            let mut items: Vec<&str> = expected.split_whitespace().collect();
            items.sort_unstable();
            format!("{text}| {}", items.join(" "))
        }
        None => line.to_owned(),
    };
    table.lines().map(sort).collect::<Vec<_>>().join("\n")
}

#[test]
fn data_exposed_and_not() {
    check(&sorted(include_str!("exposure.txt")), |a| {
        let found = exposure::settle(exposure::find(a, &|_| false));
        joined(
            found
                .iter()
                .map(|f| {
                    let sign = match (f.polarity, f.certainty) {
                        (Polarity::Exposed, Certainty::Possible) => '~',
                        (Polarity::Exposed, _) => '+',
                        (Polarity::NotExposed, Certainty::Possible) => '=',
                        (Polarity::NotExposed, _) => '-',
                        (Polarity::Unknown, _) => '?',
                    };
                    format!("{sign}{}", f.data)
                })
                .collect(),
        )
    });
}

#[test]
fn dates_and_their_events() {
    check(&sorted(include_str!("dates.txt")), |a| {
        let found = dates::settle(dates::find(a));
        let days = |f: &dates::Found| match f.days {
            Some((from, to)) if from == to => from.to_string(),
            Some((from, to)) => format!("{from}..{to}"),
            None => "null".to_owned(),
        };
        joined(found.iter().map(|f| format!("{}={}", f.what, days(f))).collect())
    });
}

#[test]
fn services_and_their_state() {
    check(include_str!("services.txt"), |a| {
        let found = services::settle(services::find(a));
        joined(found.iter().map(|f| format!("{}:{}", f.state, f.service.to_lowercase())).collect())
    });
}

#[test]
fn amounts_and_what_they_are() {
    check(include_str!("impacts.txt"), |a| {
        let found = impacts::settle(impacts::find(a));
        let value = |v: Option<f64>| v.map_or(String::new(), |v| format!(" {v}"));
        let unit = |u: Option<&str>| u.map_or(String::new(), |u| format!(" {u}"));
        joined(found.iter().map(|f| format!("{}{}{}", f.kind, value(f.value), unit(f.unit))).collect())
    });
}

#[test]
fn responses_and_how_far_they_are() {
    check(include_str!("responses.txt"), |a| {
        let found = responses::settle(responses::find(a));
        joined(found.iter().map(|f| format!("{}:{}", f.action, f.state)).collect())
    });
}

#[test]
fn every_line_of_every_lexicon_is_read() {
    let faults: Vec<String> = [
        super::hold::faults().to_vec(),
        super::section::faults().to_vec(),
        exposure::faults(),
        dates::faults().to_vec(),
        services::faults().to_vec(),
        impacts::faults(),
        responses::faults().to_vec(),
    ]
    .concat();
    assert_eq!(faults, Vec::<String>::new());
}
