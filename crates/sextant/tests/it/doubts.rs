//! Actors' claims that others' words put in doubt: told beside the claim, with the document that says so.

use super::program::*;
use serde_json::Value;

const NOTICE: &str = "# Aldermoor tells customers of data breach\n\n*Harbour Wire, 14 March 2023*\n\nBritish retailer Aldermoor \
    confirmed on Tuesday that names, e-mail addresses and home addresses of customers had been stolen in a cyberattack in \
    February 2023.\n";
const BOAST: &str = "# Gang boasts of attack on Aldermoor\n\n*Coast Post, 12 May 2025*\n\nThe ransomware group Night Heron has \
    claimed responsibility for a cyberattack on British retailer Aldermoor, saying that it stole names and e-mail addresses \
    of customers.\n";
pub const DENIED: &str = "# Brackwater denies breach after gang's claim\n\n*Coast Post, 20 May 2025*\n\nThe ransomware group Night \
    Heron claimed on Monday that it had hit British retailer Brackwater and stolen customer data. Brackwater denied that it \
    had been breached. \"No data was stolen from our systems,\" a spokesperson for Brackwater said.\n";
const SECOND: &str = "# Second gang lists Brackwater\n\n*Harbour Wire, 2 June 2025*\n\nThe ransomware group Ember Wyrm has claimed \
    responsibility for an attack on British retailer Brackwater.\n";

fn flags(bench: &Bench, more: &[&str]) -> Vec<[String; 3]> {
    let mut found = Vec::new();
    for incident in bench.json(&["incidents"]) {
        let id = field(&incident, "id");
        let output = bench.run(&[&["incident", &id, "--json"], more].concat());
        for record in lines(&text(&output.stdout)) {
            let flags = record["flags"].as_array().cloned().unwrap_or_default();
            found.extend(flags.iter().map(|flag| ["kind", "actor", "who"].map(|name| field(flag, name))));
        }
    }
    found.sort();
    found
}

pub fn told(bench: &Bench) {
    bench.ok(&["ingest", &bench.file("1.md", NOTICE), "--tlp", "amber"]);
    let (boast, denied, second) = (bench.file("2.md", BOAST), bench.file("3.md", DENIED), bench.file("4.md", SECOND));
    bench.ok(&["ingest", &boast, &denied, &second, "--tlp", "clear"]);
}

#[test]
fn recycled_claims_and_wrong_victims_are_flagged_with_the_words_that_say_so() {
    let bench = Bench::new();
    told(&bench);
    let expected = [
        ["denied-by-victim", "Night Heron", "Brackwater"],
        ["earlier-claim", "Ember Wyrm", "Night Heron"],
        ["earlier-notice", "Night Heron", "Aldermoor"],
    ];
    assert_eq!(flags(&bench, &[]), expected);
    assert_eq!(flags(&bench, &["--audience", "clear"]), expected[..2], "an amber notice is not told of");
    assert_eq!(flags(&bench, &["--as-of", "2025-05-12"]), expected[2..], "nothing that came later");
    let actor = bench.ok(&["actor", "Night Heron"]).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(actor.contains("may be recycled") && actor.contains("may be the wrong victim"), "{actor}");
}

#[test]
fn what_is_in_doubt_is_told_where_the_claim_is_weighed() {
    let bench = Bench::new();
    told(&bench);
    let incidents = bench.json(&["incidents"]);
    let claimed: Vec<&Value> = incidents.iter().filter(|i| field(i, "standing") != "confirmed").collect();
    let ids: Vec<String> = claimed.iter().map(|i| field(i, "id")).collect();
    let answer = bench.json(&["assess", &ids[0], &ids[1]]).remove(0);
    let boast = answer["evidence"].as_array().unwrap().iter().find(|e| e["family"] == "actor-claim").unwrap();
    let doubts = boast["doubts"].as_array().unwrap();
    assert_eq!(doubts.len(), 2, "{doubts:?}");
    assert!(doubts.iter().all(|doubt| !doubt["document"].is_null() && doubt["actor"] == "Night Heron"));
}
