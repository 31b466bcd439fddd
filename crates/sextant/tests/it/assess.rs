//! Whether incidents are linked, asked of a store that was filled from reports: the retail attacks of spring 2025.

use super::program::*;
use serde_json::Value;
use std::path::Path;

/// Ingests the reports on the three shops and gives their incidents: Marks and Spencer, Co-op, Harrods.
pub fn shops(bench: &Bench) -> [String; 3] {
    let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories/retail-2025");
    bench.ok(&["ingest", stories.to_str().unwrap(), "--tlp", "clear"]);
    let incidents = bench.json(&["incidents"]);
    assert_eq!(incidents.len(), 3, "{incidents:?}");
    ["Marks and Spencer", "Co-op", "Harrods"].map(|victim| {
        let one = incidents.iter().find(|incident| incident["victim"] == victim);
        field(one.unwrap_or_else(|| panic!("no {victim}")), "id")
    })
}

fn p(pairs: &Value, a: &str, b: &str) -> String {
    let is = |pair: &&Value| {
        let ends = [pair["a"].as_str().unwrap(), pair["b"].as_str().unwrap()];
        ends.contains(&a) && ends.contains(&b)
    };
    let pair = pairs.as_array().unwrap().iter().find(is).unwrap();
    format!("{:.2}", pair["p"].as_f64().unwrap())
}

#[test]
fn the_answer_on_the_three_shops_moves_with_what_was_known_each_day() {
    let bench = Bench::new();
    let [ms, coop, harrods] = &shops(&bench);
    let on = |day: &str| bench.json(&["assess", ms, coop, harrods, "--as-of", day]).remove(0);
    let article = on("2025-05-13");
    assert_eq!(p(&article["pairs"], ms, coop), "0.34");
    let likely = article["pairs"].as_array().unwrap().iter().find(|pair| pair["b"] == **coop).unwrap();
    assert_eq!(likely["phrase"], "unlikely");
    assert_eq!(p(&article["sensitivity"]["without_actor_claims"], ms, coop), "0.26");
    let sweep = article["sensitivity"]["prior_sweep"].as_array().unwrap();
    assert_eq!([0, 2].map(|n: usize| p(&sweep[n]["pairs"], ms, coop)), ["0.20", "0.62"]);
    let error = &article["sensitivity"]["counting_outlets"];
    assert_eq!((error["outlets"].as_u64(), p(&error["pairs"], ms, coop).as_str()), (Some(10), "0.95"));
    assert_eq!(article["confidence"]["rating"], "low");
    let june = on("2025-06-20");
    assert_eq!(p(&june["pairs"], ms, coop), "0.81");
    let july = on("2025-07-10");
    assert_eq!(p(&july["pairs"], ms, coop), "0.96");
    for day in [&june, &july] {
        let pairs = &day["pairs"];
        assert!(p(pairs, ms, harrods) < p(pairs, ms, coop), "Harrods stays the odd one out");
    }
    let dropped = bench.json(&["assess", ms, coop, harrods, "--as-of", "2025-05-13", "--drop", "claims:actor"]);
    assert_eq!(p(&dropped[0]["pairs"], ms, coop), "0.26");
}

#[test]
fn an_agency_that_cannot_say_is_kept_and_moves_nothing() {
    let bench = Bench::new();
    let [ms, coop, harrods] = &shops(&bench);
    let article = bench.json(&["assess", ms, coop, harrods, "--as-of", "2025-05-13"]).remove(0);
    let evidence = article["evidence"].as_array().unwrap();
    let agency = evidence.iter().find(|e| e["family"] == "cannot-say").unwrap();
    assert_eq!((agency["lr"].as_f64(), agency["scope"].as_array().unwrap().len()), (Some(1.0), 3));
    let without = bench.json(&[
        "assess",
        ms,
        coop,
        harrods,
        "--as-of",
        "2025-05-13",
        "--drop",
        &format!("evidence:{}", field(agency, "id")),
    ]);
    assert_eq!(without[0]["pairs"], article["pairs"]);
    let boast = evidence.iter().find(|e| e["family"] == "actor-claim").unwrap();
    assert_eq!(boast["outlets"].as_array().unwrap().len(), 10);
}

#[test]
fn a_person_reads_numbers_with_phrases_reasons_and_the_error_named() {
    let bench = Bench::new();
    let [ms, coop, harrods] = &shops(&bench);
    let told = bench.ok(&["assess", ms, coop, harrods, "--as-of", "2025-05-13"]);
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "It is unlikely (0.34) that Marks and Spencer and Co-op were the work of the same operators.",
        "Confidence: low",
        "10 outlets, 1 origin",
        "without what actors claim: Marks and Spencer and Co-op 0.26",
        "Not an answer but an error: Marks and Spencer and Co-op 0.95",
        "Evidence against none known",
        "What would change it",
    ] {
        assert!(told.contains(words), "{words:?} in {told}");
    }
}

#[test]
fn what_cannot_be_asked_is_refused_in_one_line() {
    let bench = Bench::new();
    let [ms, coop, harrods] = &shops(&bench);
    let nine = [ms.as_str(); 9];
    let cases: [(&[&str], i32, &str); 9] = [
        (&[ms, ms], 2, "named twice"),
        (&[ms, "ffffffff"], 1, "no incident"),
        (&[ms], 2, "required"),
        (&nine, 2, "9 incidents"),
        (&[ms, coop, "--as-of", "2020-01-01"], 1, "known by then"),
        (&[ms, harrods, "--as-of", "2025-04-25"], 1, harrods),
        (&[ms, coop, "--prior", "1"], 2, "prior"),
        (&[ms, coop, "--prior", "NaN"], 2, "prior"),
        (&[ms, coop, "--drop", "group:nobody"], 2, "nobody"),
    ];
    for (arguments, code, words) in cases {
        let output = bench.run(&[&["assess"], arguments].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(words) && told.lines().count() == 1, "{arguments:?}: {told}");
    }
}

#[test]
fn what_an_audience_may_not_know_has_no_vote() {
    let bench = Bench::new();
    let [ms, coop, harrods] = &shops(&bench);
    let secret = "Police: attacks on two shops are one case\n\n*Inside Sheet, 14 May 2025*\n\nBritish retailer Marks and Spencer \
        (M&S) was hit by a cyberattack in April.\n\nThe attacks on M&S and Co-op are linked, the National Crime Agency said.\n";
    bench.ok(&["ingest", &bench.file("secret.md", secret), "--tlp", "amber"]);
    let keeper = bench.json(&["assess", ms, coop, harrods, "--as-of", "2025-05-14"]).remove(0);
    let public = bench.json(&["assess", ms, coop, harrods, "--as-of", "2025-05-14", "--audience", "clear"]).remove(0);
    assert_ne!(p(&keeper["pairs"], ms, coop), "0.34");
    assert_eq!(p(&public["pairs"], ms, coop), "0.34");
    assert!(!public.to_string().contains("National Crime Agency"));
}

fn assess(bench: &Bench, ids: &[&str], more: &[&str]) -> Value {
    bench.json(&[&["assess"], ids, more].concat()).remove(0)
}

#[test]
fn an_analyst_s_evidence_counts_from_its_day_and_can_be_taken_back() {
    let bench = Bench::new();
    let [ms, coop, _] = &shops(&bench);
    let ids = [ms.as_str(), coop.as_str()];
    let before = assess(&bench, &ids, &["--as-of", "2025-05-13"]);
    let add =
        ["assessment", "evidence", ms, coop, "--ratio", "4", "--known-from", "2025-05-13", "--reason", "same loader"];
    let decision = field(&bench.json(&[&add[..], &["--by", "Ines"]].concat())[0], "decision");
    let after = assess(&bench, &ids, &["--as-of", "2025-05-13"]);
    let odds = |answer: &Value| {
        let p = answer["pairs"][0]["p"].as_f64().unwrap();
        p / (1.0 - p)
    };
    assert!((odds(&after) / odds(&before) - 4.0).abs() < 1e-9, "two incidents: the odds are multiplied");
    let of_analyst = |e: &&Value| e["family"] == "analyst";
    let line = after["evidence"].as_array().unwrap().iter().find(of_analyst).unwrap();
    assert_eq!((field(line, "who"), field(line, "what")), ("Ines".into(), "same loader".into()));
    assert_eq!(
        assess(&bench, &ids, &["--as-of", "2025-05-12"])["evidence"].as_array().unwrap().iter().find(of_analyst),
        None
    );
    let public = assess(&bench, &ids, &["--as-of", "2025-05-13", "--audience", "green"]);
    assert_eq!(public["pairs"], before["pairs"], "amber evidence has no vote in an answer for green");
    bench.ok(&["undo", &decision, "--reason", "another loader"]);
    assert_eq!(assess(&bench, &ids, &["--as-of", "2025-05-13"])["pairs"], before["pairs"]);
}

#[test]
fn evidence_of_an_origin_that_has_spoken_adds_no_second_vote() {
    let bench = Bench::new();
    let [ms, coop, _] = &shops(&bench);
    let ids = [ms.as_str(), coop.as_str()];
    let before = assess(&bench, &ids, &[]);
    let centre = before["evidence"].as_array().unwrap().iter().find(|e| e["family"] == "linked-by-body").unwrap();
    let group = field(centre, "group");
    bench.ok(&[
        "assessment",
        "evidence",
        ms,
        coop,
        "--ratio",
        "3",
        "--group",
        &group,
        "--reason",
        "the centre, on the phone",
    ]);
    assert_eq!(assess(&bench, &ids, &[])["pairs"], before["pairs"]);
}

#[test]
fn an_override_stands_beside_the_computed_number_until_it_ends() {
    let bench = Bench::new();
    let [ms, coop, _] = &shops(&bench);
    let ids = [ms.as_str(), coop.as_str()];
    let computed = assess(&bench, &ids, &[])["pairs"].clone();
    bench.ok(&[
        "assessment",
        "override",
        ms,
        coop,
        "--p",
        "0.6",
        "--until",
        "2125-06-30",
        "--reason",
        "told in confidence",
    ]);
    let answer = assess(&bench, &ids, &[]);
    assert_eq!(answer["pairs"], computed);
    let over = &answer["overrides"][0];
    assert_eq!((&over["p"], &over["computed"], &over["phrase"]), (&0.6.into(), &computed[0]["p"], &"likely".into()));
    assert!(bench.ok(&["assess", ms, coop]).contains("Overridden by"));
    assert_eq!(assess(&bench, &ids, &["--as-of", "2125-07-01"])["overrides"], Value::Array(Vec::new()), "it has ended");
    assert_eq!(assess(&bench, &ids, &["--as-of", "2025-05-13"])["overrides"], Value::Array(Vec::new()), "not made yet");
}

#[test]
fn an_outcome_scores_the_answer_of_the_day_before() {
    let bench = Bench::new();
    let [ms, coop, harrods] = &shops(&bench);
    let resolve = ["assessment", "resolve", ms, coop, "--linked", "--known-on", "2025-06-20", "--reason", "one event"];
    let scored = bench.json(&resolve).remove(0);
    let day_before = assess(&bench, &[ms, coop], &["--as-of", "2025-06-19"])["pairs"][0]["p"].as_f64().unwrap();
    assert_eq!(scored["p"].as_f64(), Some(day_before));
    assert!((scored["brier"].as_f64().unwrap() - (1.0 - day_before).powi(2)).abs() < 1e-12);
    assert_eq!(bench.json(&["calibration"]), [scored]);
    let outcomes =
        |day: &str| assess(&bench, &[ms, coop, harrods], &["--as-of", day])["outcomes"].as_array().unwrap().len();
    assert_eq!((outcomes("2025-06-19"), outcomes("2025-06-20")), (0, 1), "nothing known later shows on an earlier day");
}

#[test]
fn what_an_analyst_cannot_add_is_refused_in_one_line() {
    let bench = Bench::new();
    let [ms, coop, _] = &shops(&bench);
    let cases: [(&[&str], &str); 11] = [
        (&["evidence", ms, coop, "--ratio", "1e300"], "certain"),
        (&["evidence", ms, coop, "--ratio", "0"], "ratio"),
        (&["evidence", ms, coop, "--ratio", "-2"], "ratio"),
        (&["evidence", ms, coop, "--ratio", "inf"], "ratio"),
        (&["evidence", ms, coop, "--ratio", "NaN"], "ratio"),
        (&["evidence", ms, ms, "--ratio", "2"], "different incidents"),
        (&["evidence", ms, coop, "--ratio", "2", "--known-from", "2125-01-01"], "lies ahead"),
        (&["override", ms, coop, "--p", "1", "--until", "2125-01-01"], "probability"),
        (&["override", ms, coop, "--p", "0.5", "--until", "2001-01-01"], "has passed"),
        (&["resolve", ms, coop, "--known-on", "2025-07-01"], "--linked"),
        (&["evidence", ms, coop, "--ratio", "2", "--reason", " "], "reason"),
    ];
    for (arguments, words) in cases {
        let reason: &[&str] = if arguments.contains(&"--reason") { &[] } else { &["--reason", "r"] };
        let output = bench.run(&[&["assessment"], arguments, reason].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(words) && told.lines().count() == 1, "{arguments:?}: {told}");
    }
    assert!(bench.json(&["decisions"]).is_empty());
}

#[test]
fn an_actor_is_told_by_its_claims_with_an_interval_and_its_names_with_who_says_so() {
    let bench = Bench::new();
    shops(&bench);
    let told = bench.ok(&["actor", "DragonForce"]);
    assert!(
        told.contains("claims 3 incidents: 0 confirmed, 0 refuted, 3 open") && told.contains("[0.00, 1.00]"),
        "{told}"
    );
    assert!(!told.contains('%'), "never a bare percentage");
    bench.ok(&["alias", "add", "DragonForce", "Ember Wyrm", "--source", "a vendor"]);
    let by_alias = bench.json(&["actor", "the Ember Wyrm group"]).remove(0);
    assert_eq!(
        (&by_alias["aliases"][0]["name"], &by_alias["aliases"][0]["source"]),
        (&"DragonForce".into(), &"a vendor".into())
    );
    assert_eq!(by_alias["claims"]["n"], 3);
    for arguments in [&["actor", "DragonForce Malaysia"][..], &["actor", "DragonForce", "--as-of", "2025-05-01"]] {
        let output = bench.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output.stderr));
    }
}
