//! Where sources disagree: how likely each value is, on whose words, for whom, and as known when.

use super::program::*;
use super::schemas;
use serde_json::Value;

const OWN: &str = "Telvasco confirms data breach affecting 870,000 customers\n\nPublished 10 May 2025 by Harbour Wire\n\n\
    Telvasco, the Dutch telecoms company, confirmed on Friday that hackers broke into its customer database on 22 April \
    2025. \"We can confirm that 870,000 customers are affected,\" the company said. No payment card details were taken, \
    Telvasco said.\n";
const GANG: &str = "Telvasco hack: gang says 20 million\n\nPublished 11 May 2025 by Morning Ledger\n\n\
    The Night Jackal ransomware gang claimed on its leak site that it stole payment card details and data of 20 million \
    customers from Telvasco. The attack on Telvasco took place on 19 April 2025.\n";
const RELAY: &str = "Night Jackal boasts of Telvasco data\n\nPublished 12 May 2025 by Evening Post\n\n\
    The Night Jackal ransomware gang claimed on its leak site that it stole payment card details and data of 20 million \
    customers from Telvasco, in a cyberattack that shook the company.\n";

fn told(documents: &[(&str, &str, &str)]) -> (Bench, String) {
    let bench = Bench::new();
    for (name, text, label) in documents {
        bench.ok(&["ingest", &bench.file(name, text), "--tlp", label]);
    }
    let incidents = bench.json(&["incidents"]);
    assert_eq!(incidents.len(), 1, "{incidents:?}");
    let id = field(&incidents[0], "id");
    (bench, id)
}

fn value(record: &Value, field: &str, value: &str) -> Option<Value> {
    let matter = record["values"].as_array()?.iter().find(|matter| matter["field"] == field)?;
    matter["values"].as_array()?.iter().find(|one| one["value"] == value).cloned()
}

#[test]
fn each_value_is_told_with_its_probability_and_its_words() {
    let (bench, id) = told(&[("a.txt", OWN, "clear"), ("b.txt", GANG, "clear"), ("c.txt", RELAY, "clear")]);
    let record = bench.json(&["incident", &id]).remove(0);
    schemas::check("incident", std::slice::from_ref(&record));
    let spared = value(&record, "exposure/payment-card", "not taken").unwrap_or_else(|| panic!("{}", record["values"]));
    let boast = value(&record, "exposure/payment-card", "taken").unwrap();
    assert!(spared["p"].as_f64() > Some(0.9) && boast["p"].as_f64() < Some(0.1), "{spared} {boast}");
    assert_eq!(
        (&boast["claimed_only"], &boast["origins"]),
        (&true.into(), &1.into()),
        "two outlets, one gang: {boast}"
    );
    let card = record["exposure"].as_array().unwrap().iter().find(|e| e["data"] == "payment-card").unwrap();
    assert_eq!(card["polarity"], "not-exposed", "the record stays what it is");
    let text = bench.ok(&["incident", &id]);
    for words in ["Where sources disagree", "When did it happen?", "none of these", "only claimed"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let before = bench.json(&["incident", &id, "--as-of", "2025-05-10"]).remove(0);
    assert!(before.get("values").is_none(), "nobody disagreed yet: {}", before["values"]);
}

#[test]
fn what_an_audience_may_not_know_moves_nothing() {
    let (bench, id) = told(&[("a.txt", OWN, "clear"), ("b.txt", GANG, "red")]);
    let seen = bench.json(&["incident", &id, "--audience", "green"]).remove(0);
    assert!(seen.get("values").is_none(), "{}", seen["values"]);
    assert!(bench.json(&["incident", &id])[0].get("values").is_some());
}
