//! Input that means harm, or is merely broken: an answer in bounded time, and never a panic.

use sextant_stix::object::{Object, read, read_lines};
use sextant_stix::validate::{Options, Validator};
use std::time::{Duration, Instant};

fn report(text: &str) -> sextant_stix::validate::Report {
    Validator::new(Options::default()).unwrap().text(text.as_bytes())
}

#[test]
fn broken_texts_are_errors_with_a_code() {
    let nested = "[".repeat(1000) + &"]".repeat(1000);
    for (text, code) in [
        (r#"{"type": "tool", "id": "x", "id": "y"}"#.to_owned(), "duplicate-key"),
        (format!(r#"{{"type": "tool", "id": "x", "deep": {nested}}}"#), "too-deep"),
        (r#"{"type": "tool", "id": "\ud83d"}"#.to_owned(), "lone-surrogate"),
        (r#"{"type": "tool", "id": 1e999}"#.to_owned(), "number-out-of-range"),
        (r#"{"type": "tool", "id": "x"} trailing"#.to_owned(), "not-json"),
    ] {
        let report = report(&text);
        assert!(!report.valid);
        assert_eq!(report.errors[0].code, code);
    }
}

#[test]
fn a_huge_string_is_read_once_and_messages_stay_short() {
    let huge = "A".repeat(20_000_000);
    let start = Instant::now();
    let report = report(&format!(r#"{{"type": "ipv4-addr", "id": "{huge}", "value": "{huge}"}}"#));
    assert!(!report.valid && report.errors.iter().all(|it| it.message.len() < 1000));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn one_bad_object_among_ten_thousand_is_named_and_the_others_land() {
    let good = r#"{"type":"x-acme-thing","n":1}"#;
    let mut items = vec![good; 10_000];
    items[7_000] = r#"{"type":"x-acme-thing","n":1,"n":2}"#;
    let bundle = format!(r#"{{"type":"bundle","id":"bundle--1","objects":[{}]}}"#, items.join(","));
    let content = read(bundle.as_bytes()).unwrap();
    assert_eq!((content.objects.len(), content.misfits.len(), content.misfits[0].index), (9_999, 1, 7_000));
    let content = read_lines(items.join("\n").as_bytes());
    assert_eq!((content.objects.len(), content.misfits[0].index), (9_999, 7_000));
}

#[test]
fn circles_of_markings_are_named_and_long_chains_take_linear_time() {
    let id = |n: usize| format!("marking-definition--8e2e2d2b-17d4-4cbf-938f-{n:012x}");
    let definition = |n: usize, by: usize| {
        format!(
            r#"{{"type":"marking-definition","spec_version":"2.1","id":"{}","created":"2025-03-01T10:00:00.000Z",
            "definition_type":"statement","definition":{{"statement":"x"}},"object_marking_refs":["{}"]}}"#,
            id(n),
            id(by)
        )
    };
    let bundle = |objects: &[String]| {
        let whole = r#"{"type":"bundle","id":"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","objects":["#;
        report(&format!("{whole}{}]}}", objects.join(",")))
    };
    // The first leads into the circle, and the last is led to by it.
    let told = bundle(&[definition(1, 2), definition(2, 3), definition(3, 4), definition(4, 2), definition(5, 9)]);
    let paths: Vec<&str> = told.errors.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(told.errors.iter().map(|error| error.code).collect::<Vec<_>>(), ["marking-circle"; 3], "{paths:?}");
    assert!(paths[0].contains("[1]") && paths[2].contains("[3]"), "{paths:?}");
    let chain: Vec<String> = (1..20_000).map(|n| definition(n, n + 1)).collect();
    let start = Instant::now();
    assert!(bundle(&chain).errors.is_empty());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn many_selectors_and_references_take_linear_time() {
    let selectors = vec![r#""abc.b.c.d.e.f""#; 50_000].join(",");
    let text = format!(
        r#"{{"type":"tool","spec_version":"2.1","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","name":"x",
        "created":"2024-05-01T10:00:00.000Z","modified":"2024-05-01T10:00:00.000Z",
        "granular_markings":[{{"lang":"de","selectors":[{selectors}]}}]}}"#
    );
    let start = Instant::now();
    assert_eq!(report(&text).errors.len(), 50_000);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn objects_of_the_attack_knowledge_base_come_back_byte_for_byte() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/attack");
    let Some(file) = std::fs::read_dir(file).ok().and_then(|files| {
        files.flatten().map(|it| it.path()).find(|it| it.to_string_lossy().contains("enterprise-attack"))
    }) else {
        println!("not run: needs ../shared/data/attack");
        return;
    };
    let bytes = std::fs::read(file).unwrap();
    let content = read(&bytes).unwrap();
    assert!(content.misfits.is_empty());
    assert_eq!(content.objects.len(), 24_771);
    let mut from = 0;
    for object in &content.objects {
        let at = bytes[from..].windows(object.as_bytes().len()).position(|it| it == object.as_bytes());
        from += at.unwrap() + object.as_bytes().len();
    }
    assert!(content.objects.iter().all(|it| Object::id(it).is_some()));
}
