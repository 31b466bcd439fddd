//! `sextant bench`: what it answers, and how bad input ends.

use super::program::*;
use serde_json::Value;

const OBSERVATIONS: &str = r#"[
  {"id": "a1", "group": "Heron", "date": "2019-03-01", "feats": ["S0001", "T1059.001", "T1566.001"], "src": ["d1"], "kind": "report"},
  {"id": "a2", "group": "Heron", "date": "2019-09-01", "feats": ["S0001", "S0002", "T1059.001"], "src": ["d2"]},
  {"id": "b1", "group": "Otter", "date": "2019-05-01", "feats": ["S0003", "T1059.003", "T1105"], "src": ["d3"]},
  {"id": "b2", "group": "Otter", "date": null, "feats": ["S0003", "T1105"], "src": ["d4"], "kind": "campaign"}
]"#;
const QUESTIONS: &str = r#"{"id": "q1", "features": ["S0001", "T1059.001"], "sources": ["d9"], "known_before": "2020-01-01", "exclude": []}
{"id": "q2", "features": ["S0003"], "sources": ["d1", "d2", "d3"], "known_before": null, "exclude": ["nowhere"]}
{"id": "q3", "features": ["S0003"], "sources": [], "known_before": "2001-01-01", "exclude": []}
"#;
const PAIRS: &str = r#"{"id": "p1", "a": {"features": ["S0001", "T1059.001"], "date": "2019-03-01", "sources": ["d1"]}, "b": {"features": ["S0001", "T1059.001"], "date": "2019-05-01", "sources": ["x"]}, "known_before": null, "fold": 1}
{"id": "p2", "a": {"features": ["S0001"], "date": null, "sources": []}, "b": {"features": ["T1105"], "date": "2019-05-01", "sources": []}, "known_before": null}
"#;
const CLAIMS: &str =
    "shop 1\tbook 1\tLindqvist, Maja; Oduya, Tunde\nshop 2\tbook 1\tMaja Lindqvist\nshop 3\tbook 2\tNot Available\n";

/// What each benchmark answers on the made-up files.
pub fn answers() -> Vec<(&'static str, Vec<Value>)> {
    let bench = Bench::new();
    let observations = bench.file("observations.json", OBSERVATIONS);
    let questions = bench.file("questions.jsonl", QUESTIONS);
    let (pairs, folds) = (bench.file("pairs.jsonl", PAIRS), bench.file("folds.json", r#"{"Heron": 1, "Otter": 0}"#));
    let claims = bench.file("claims.tsv", CLAIMS);
    let run = |arguments: &[&str]| lines(&bench.ok(&[&["bench"], arguments].concat()));
    vec![
        ("attribution", run(&["attribution", "--observations", &observations, "--queries", &questions])),
        ("pairs", run(&["pairs", "--observations", &observations, "--queries", &pairs, "--folds", &folds])),
        ("fusion", run(&["fusion", "--claims", &claims])),
    ]
}

#[test]
fn each_question_has_its_answer() {
    let answers = answers();
    let (named, linked, fused) = (&answers[0].1, &answers[1].1, &answers[2].1);
    let ids: Vec<&Value> = named.iter().map(|a| &a["id"]).collect();
    assert_eq!(ids, ["q1", "q2", "q3"]);
    assert_eq!(named[0]["ranking"][0][0], "Heron");
    // Only what shares no source may answer, and nothing is known before anything was seen.
    assert_eq!((named[1]["ranking"].as_array().unwrap().len(), &named[1]["ranking"][0][0]), (1, &Value::from("Otter")));
    assert_eq!((named[2]["ranking"].as_array().unwrap().len(), named[2]["unknown"].as_f64()), (0, Some(1.0)));
    assert!(linked[0]["p"].as_f64() > linked[1]["p"].as_f64(), "{linked:?}");
    assert_eq!((fused.len(), &fused[0]["item"]), (1, &Value::from("book 1")));
}

#[test]
fn bad_input_ends_with_2_and_says_where() {
    let bench = Bench::new();
    let good = bench.file("observations.json", OBSERVATIONS);
    let questions = bench.file("questions.jsonl", QUESTIONS);
    let pairs = bench.file("pairs.jsonl", PAIRS);
    let twice = OBSERVATIONS.replace("\"a2\"", "\"a1\"");
    let cases: &[(&str, &str, &str)] = &[
        ("observations", "", "not a list of observations"),
        ("observations", "[]", "no observations"),
        ("observations", &twice, "observation a1 stands there twice"),
        ("observations", &OBSERVATIONS.replace("2019-09-01", "September"), "observation a2: September is no day"),
        ("observations", &OBSERVATIONS.replace("T1105", "X1105"), "observation b1: \"X1105\" is no technique"),
        ("queries", "{\"id\": \"q\"\n", "bad:1: not a query"),
        ("queries", &format!("{QUESTIONS}\n{QUESTIONS}"), "bad:5: q1 stands there twice"),
        ("queries", &QUESTIONS.replace("2001-01-01", "2001-13-01"), "bad:3: 2001-13-01 is no day"),
        ("queries", &QUESTIONS.replace("[\"S0003\"]", "[NaN]"), "bad:2: not a query"),
    ];
    for (which, written, told) in cases {
        let bad = bench.file("bad", written);
        let (observations, queries) = if *which == "queries" { (&good, &bad) } else { (&bad, &questions) };
        let output = bench.run(&["bench", "attribution", "--observations", observations, "--queries", queries]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{told}");
        let error = text(&output.stderr);
        assert!(error.lines().count() == 1 && error.contains(told), "{told}: {error}");
    }
    let output = bench.run(&["bench", "pairs", "--observations", &good, "--queries", &pairs]);
    assert!(output.status.code() == Some(2) && text(&output.stderr).contains("--folds"));
    let claims = bench.file("claims.tsv", "shop\tbook\tA B\nshop\tbook\n");
    let output = bench.run(&["bench", "fusion", "--claims", &claims]);
    assert!(output.status.code() == Some(2) && text(&output.stderr).contains("claims.tsv:2: 2 fields"));
    let output = bench.run(&["bench", "fusion", "--claims", "nowhere.tsv"]);
    assert!(output.status.code() == Some(2) && text(&output.stderr).contains("nowhere.tsv"));
}
