//! Patterns: tables of cases under `golden/patterns`, and laws.

use proptest::prelude::*;
use serde_json::{Value, json};
use sextant_stix::pattern::wire::{Question, answer};
use sextant_stix::pattern::{self, Fault, Matcher, Observations, Version};

fn table(name: &str) -> Vec<String> {
    let file = format!("{}/tests/golden/patterns/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file}: {e}"));
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect()
}

fn told(kind: &str, fault: &Fault) -> String {
    format!("{kind} {} {}:{}", fault.code.as_str(), fault.line, fault.column)
}

#[test]
fn patterns_are_checked() {
    let mut faults = Vec::new();
    for line in table("check.txt") {
        let (head, pattern) = line.split_once(" | ").unwrap();
        let (version, expected) = head.split_once(' ').unwrap();
        let pattern = pattern.replace('⏎', "\n");
        let verdict = pattern::check(&pattern, version.parse().unwrap());
        let mut said: Vec<String> = verdict.errors.iter().map(|f| told("error", f)).collect();
        said.extend(verdict.warnings.iter().map(|f| told("warning", f)));
        let said = if said.is_empty() { "ok".to_owned() } else { said.join(", ") };
        if said != expected.trim() {
            faults.push(format!("{line}\n   said {said}: {:?}", verdict.errors));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn patterns_are_matched() {
    let mut faults = Vec::new();
    let mut observed = Observations::default();
    for line in table("match.txt") {
        if let Some(data) = line.strip_prefix("observed ") {
            observed = Observations::read(serde_json::from_str(data).unwrap()).unwrap();
            continue;
        }
        let (expected, pattern) = line.split_once(" | ").unwrap();
        let found = Matcher::new(pattern, Version::V21).unwrap().find(&observed).unwrap();
        let said =
            found.map_or("no".to_owned(), |m| m.ids.iter().map(|id| id.unwrap_or("?")).collect::<Vec<_>>().join(" "));
        if said != expected.trim() {
            faults.push(format!("{line}\n   said {said}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn patterns_are_compared() {
    let mut faults = Vec::new();
    let lines = table("equivalent.txt");
    for case in lines.chunks(3) {
        let [expected, p1, p2] = case else { panic!("three lines a case: {case:?}") };
        for (a, b) in [(p1, p2), (p2, p1)] {
            let same = pattern::equivalent(a, b, Version::V21).unwrap();
            if same != (expected == "same") {
                faults.push(format!("{expected}\n{a}\n{b}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn observation(id: usize, second: usize, value: i64) -> Value {
    let at = format!("2024-03-01T00:{:02}:{:02}Z", second / 60, second % 60);
    json!({"type": "observed-data", "id": format!("o{id}"), "first_observed": at, "last_observed": at,
        "number_observed": 1, "objects": {"0": {"type": "t", "n": value}}})
}

fn many(count: usize) -> Observations {
    Observations::read((0..count).map(|i| observation(i, i, i as i64)).collect()).unwrap()
}

#[test]
fn the_work_of_a_match_is_bounded() {
    // Each of 40 brackets wants an observation of its own and there are 39: no order of trying them is short.
    let pattern = vec!["[t:n >= 0]"; 40].join(" AND ");
    let matcher = Matcher::new(&pattern, Version::V21).unwrap();
    assert!(matcher.find_within(&many(39), 1_000_000).is_err());
    // With forty it is found at once.
    assert_eq!(matcher.find_within(&many(40), 20_000_000).unwrap().unwrap().observations.len(), 40);
}

#[test]
fn repetitions_within_a_time_are_found_among_thousands() {
    let observed = many(2_000);
    let found = |pattern: &str| {
        Matcher::new(pattern, Version::V21).unwrap().find_within(&observed, 20_000_000).unwrap().map(|m| m.observations)
    };
    assert_eq!(found("[t:n > 1500] REPEATS 6 TIMES WITHIN 5 SECONDS"), Some(vec![1501, 1502, 1503, 1504, 1505, 1506]));
    assert_eq!(found("[t:n > 1500] REPEATS 7 TIMES WITHIN 5 SECONDS"), None);
    assert_eq!(found("[t:n >= 0] REPEATS 2001 TIMES"), None);
    assert_eq!(found("[t:n >= 0] REPEATS 4000000000000 TIMES"), None);
}

#[test]
fn counted_observations_cost_no_more_than_others() {
    let mut counted = observation(0, 0, 1);
    counted["number_observed"] = json!(999_999_999u64);
    let observed = Observations::read(vec![counted]).unwrap();
    let matcher = Matcher::new("[t:n = 1] REPEATS 500 TIMES", Version::V21).unwrap();
    assert_eq!(matcher.find_within(&observed, 1_000_000).unwrap().unwrap().observations, [0]);
    let matcher = Matcher::new("[t:n = 1] AND [t:n = 2]", Version::V21).unwrap();
    assert_eq!(matcher.find_within(&observed, 1_000_000).unwrap(), None);
}

#[test]
fn references_in_a_circle_end() {
    let objects = json!({"0": {"type": "t", "o_refs": ["0", "1"]}, "1": {"type": "t", "o_refs": ["1", "0"]}});
    let mut data = observation(0, 0, 0);
    data["objects"] = objects;
    let observed = Observations::read(vec![data]).unwrap();
    let pattern = format!("[t:{}n = 1]", "o_refs[*].".repeat(40));
    let matcher = Matcher::new(&pattern, Version::V21).unwrap();
    assert!(matcher.find_within(&observed, 100_000).is_err());
}

#[test]
fn regular_expressions_take_linear_time_or_are_refused() {
    let mut data = observation(0, 0, 0);
    data["objects"]["0"]["s"] = json!("a".repeat(50_000) + "!");
    let observed = Observations::read(vec![data]).unwrap();
    let matches = |pattern: &str| Matcher::new(pattern, Version::V21).unwrap().find(&observed).unwrap().is_some();
    assert!(!matches("[t:s MATCHES '^(a+)+$']"));
    assert!(!matches("[t:s MATCHES '^(a|a)*b']"));
    for refused in ["(?=a)a", "(?<!b)a", "(a)\\\\1", "(?>a)", "a++", "a{99999}{99999}"] {
        assert!(!matches(&format!("[t:s MATCHES '{refused}']")), "{refused}");
        assert!(!matches(&format!("[t:s NOT MATCHES '{refused}']")), "{refused}, negated");
    }
}

#[test]
fn depth_and_length_are_bounded_and_said() {
    let deep = format!("{}[a:b = 1]{}", "(".repeat(1_000), ")".repeat(1_000));
    let inside = format!("[{}a:b = 1{}]", "(".repeat(100_000), ")".repeat(100_000));
    let steps = format!("[a:b{} = 1]", ".c".repeat(10_000));
    let qualified = format!("[a:b = 1]{}", " REPEATS 2 TIMES".repeat(10_000));
    for pattern in [&deep, &inside, &steps, &qualified] {
        let verdict = pattern::check(pattern, Version::V20);
        assert_eq!(verdict.errors[0].code.as_str(), "limit");
        assert!(pattern::equivalent(pattern, pattern, Version::V20).is_err());
    }
    let long = format!("[{}a:b = 1]", "a:b = 1 OR ".repeat(100_000));
    assert!(pattern::check(&long, Version::V21).is_valid());
    let wide = format!(
        "[{}(a:b = 1 OR a:b = 2)]",
        (0..40).map(|i| format!("(a:c = {i} OR a:d = {i}) AND ")).collect::<String>()
    );
    assert!(pattern::equivalent(&wide, &wide, Version::V21).is_err(), "2^40 conjunctions are not written down");
}

#[test]
fn a_bad_line_is_answered_in_its_place() {
    let code = |question, line: &str| answer(question, line.as_bytes()).unwrap_err().code;
    for (question, line, expected) in [
        (Question::Check, "{", "not-json"),
        (Question::Check, "[]", "not-an-object"),
        (Question::Check, "{}", "no-pattern"),
        (Question::Check, r#"{"pattern": 5}"#, "wrong-type"),
        (Question::Check, r#"{"pattern": "\ud800"}"#, "lone-surrogate"),
        (Question::Check, r#"{"pattern": "[a:b=1]", "pattern": "[a:b=2]"}"#, "duplicate-key"),
        (Question::Check, r#"{"pattern": "[a:b=1]", "stix_version": "3"}"#, "unknown-version"),
        (Question::Check, r#"{"pattern": "[a:b=1]", "stix_version": 2}"#, "wrong-type"),
        (Question::Match, r#"{"pattern": "[a:b=", "observed_data": []}"#, "pattern"),
        (Question::Match, r#"{"pattern": "[a:b=1]"}"#, "no-observed-data"),
        (Question::Match, r#"{"pattern": "[a:b=1]", "observed_data": [7]}"#, "observed-data"),
        (Question::Match, r#"{"pattern": "[a:b=1]", "observed_data": {"type": "observed-data"}}"#, "observed-data"),
        (Question::Equivalent, r#"{"p1": "[a:b=1]", "p2": "x"}"#, "pattern"),
        (Question::Equivalent, r#"{"p1": "[a:b=1]"}"#, "no-pattern"),
    ] {
        assert_eq!(code(question, line), expected, "{line}");
    }
    assert_eq!(answer(Question::Check, b"{\"pattern\": \"\xff\"}").unwrap_err().code, "not-utf8");
    let valid = answer(Question::Check, br#"{"pattern": "[a:b = 1]"}"#).unwrap();
    assert_eq!((&valid["valid"], &valid["errors"]), (&json!(true), &json!([])));
}

/// Comparisons over one small object type, as text.
fn comparison() -> impl Strategy<Value = String> {
    let test = (prop::sample::select(vec!["=", "!=", "<", ">="]), 0..4i64).prop_map(|(o, n)| format!("t:n {o} {n}"));
    test.prop_recursive(3, 12, 3, |inner| {
        (prop::sample::select(vec![" AND ", " OR "]), prop::collection::vec(inner, 2..4))
            .prop_map(|(operator, parts)| format!("({})", parts.join(operator)))
    })
}

fn observation_expression() -> impl Strategy<Value = String> {
    let leaf = comparison().prop_map(|c| format!("[{c}]"));
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            (prop::sample::select(vec![" AND ", " OR ", " FOLLOWEDBY "]), prop::collection::vec(inner.clone(), 2..4))
                .prop_map(|(operator, parts)| format!("({})", parts.join(operator))),
            (inner, prop::sample::select(vec![" REPEATS 2 TIMES", " WITHIN 2 SECONDS"]))
                .prop_map(|(p, q)| format!("({p}){q}")),
        ]
    })
}

proptest! {
    #![proptest_config(crate::tried(150))]

    /// Whatever the text, there is an answer: valid, or where it is not.
    #[test]
    fn any_text_is_answered(text in "[\\[\\]()a:b.=<>!'0-9 ANDORNTILKEWHS\\\\*/\u{e9}\n-]{0,60}") {
        for version in [Version::V20, Version::V21] {
            let verdict = pattern::check(&text, version);
            prop_assert_eq!(verdict.is_valid(), verdict.errors.is_empty());
            if verdict.is_valid() {
                prop_assert!(pattern::Pattern::parse(&text, version).is_ok());
                prop_assert!(pattern::equivalent(&text, &text, version).unwrap());
            }
        }
    }

    /// Equivalent patterns match the same observations.
    #[test]
    fn equivalence_preserves_matching(
        a in observation_expression(),
        b in observation_expression(),
        values in prop::collection::vec((0..4i64, 0..6usize), 0..5),
    ) {
        let observed = Observations::read(
            values.iter().enumerate().map(|(id, (value, second))| observation(id, *second, *value)).collect(),
        ).unwrap();
        let matched = |text: &str| Matcher::new(text, Version::V21).unwrap().find(&observed).unwrap().is_some();
        if pattern::equivalent(&a, &b, Version::V21).unwrap() {
            prop_assert_eq!(matched(&a), matched(&b));
        }
        for (left, right) in [
            (format!("{a} OR {b}"), format!("{b} OR ({a} OR {b})")),
            (format!("{a} AND ({a} OR {b})"), format!("({b} AND {a}) OR ({a} AND {a})")),
            (format!("({a} OR {b}) FOLLOWEDBY {a}"), format!("({b} FOLLOWEDBY {a}) OR ({a} FOLLOWEDBY {a})")),
            (format!("{b} AND ({a} OR ({a} FOLLOWEDBY {b}))"), format!("{a} AND {b}")),
        ] {
            prop_assert!(pattern::equivalent(&left, &right, Version::V21).unwrap(), "{} / {}", left, right);
            prop_assert_eq!(matched(&left), matched(&right), "{} / {}", left, right);
        }
    }

    /// More observations never unmake a match, and what is named suffices.
    #[test]
    fn what_matched_matches_alone(
        pattern in observation_expression(),
        values in prop::collection::vec((0..4i64, 0..6usize), 0..6),
    ) {
        let all: Vec<Value> = values.iter().enumerate().map(|(id, (v, s))| observation(id, *s, *v)).collect();
        let matcher = Matcher::new(&pattern, Version::V21).unwrap();
        let observed = Observations::read(all.clone()).unwrap();
        if let Some(found) = matcher.find(&observed).unwrap() {
            let named = found.observations.iter().map(|at| all[*at].clone()).collect();
            let again = Observations::read(named).unwrap();
            prop_assert!(matcher.find(&again).unwrap().is_some());
        }
    }
}

/// What is remembered of paths changes no answer: each pattern says the same alone and after all the others.
#[test]
fn a_memory_changes_no_answer() {
    let observed = Observations::read(
        (0..40)
            .map(|n| {
                json!({
                    "type": "observed-data", "id": format!("observed-data--{n}"), "number_observed": 1,
                    "first_observed": "2024-01-01T00:00:00Z", "last_observed": "2024-01-01T00:00:00Z",
                    "objects": {
                        "0": {"type": "file", "name": format!("a{n}.exe"), "size": n, "parent_directory_ref": "1"},
                        "1": {"type": "directory", "path": format!("/u{}", n % 3)},
                        "2": {"type": "domain-name", "value": format!("h{n}.example"), "resolves_to_refs": ["3"]},
                        "3": {"type": "ipv4-addr", "value": format!("198.51.100.{n}")}
                    }
                })
            })
            .collect(),
    )
    .unwrap();
    let patterns = [
        "[file:name = 'a7.exe']",
        "[file:name = 'a9.exe']",
        "[file:name LIKE 'a3%' AND file:size > 30]",
        "[file:parent_directory_ref.path = '/u2']",
        "[file:parent_directory_ref.path != '/u0' OR directory:path = '/u1']",
        "[file:size NOT < 39]",
        "[EXISTS file:hashes]",
        "[domain-name:resolves_to_refs[*].value = '198.51.100.5']",
        "[domain-name:resolves_to_refs[0].value = '198.51.100.6'] FOLLOWEDBY [file:size = 8]",
        "[file:size IN (4, 5)] REPEATS 2 TIMES",
        "[process:pid = 1]",
    ];
    let memory = observed.memory();
    for pattern in patterns.iter().chain(patterns.iter().rev()) {
        let matcher = Matcher::new(pattern, Version::V21).unwrap();
        let alone = matcher.find(&observed).unwrap();
        assert_eq!(matcher.find_in(&memory, 1_000_000).unwrap(), alone, "{pattern}");
    }
}
