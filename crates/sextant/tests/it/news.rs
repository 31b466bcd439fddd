//! The brief of a day, how an event was told, organisations, and what an incident is tied to.

use crate::program::*;
use crate::taxii::serving::*;
use serde_json::Value;

fn retail() -> Bench {
    let bench = Bench::new();
    let stories = samples().join("../stories/retail-2025");
    bench.ok(&["ingest", stories.to_str().unwrap(), "--tlp", "green"]);
    let secret = bench.file(
        "secret.txt",
        "Marks and Spencer (M&S) said on 13 May 2025 that payroll files were stolen in the attack. Zquarrel claimed responsibility for the attack on M&S.",
    );
    bench.ok(&["ingest", &secret, "--tlp", "red", "--published", "2025-05-13"]);
    bench
}

fn incident_of(bench: &Bench, victim: &str) -> String {
    let lines = bench.json(&["incidents"]);
    field(lines.iter().find(|line| line["victim"] == victim).unwrap(), "id")
}

#[test]
fn a_brief_says_who_says_what_and_nothing_above_its_audience() {
    let bench = retail();
    let window = ["brief", "--since", "2025-05-12", "--day", "2025-05-13"];
    let brief = bench.json(&window);
    crate::schemas::check("brief", &brief);
    let victims: Vec<&Value> = brief[0]["incidents"].as_array().unwrap().iter().map(|told| &told["victim"]).collect();
    assert!(victims.contains(&&Value::from("Marks and Spencer")), "{victims:?}");
    assert!(brief[0].to_string().contains("Zquarrel"));
    let green = bench.json(&[&window[..], &["--audience", "green"]].concat());
    assert!(!green[0].to_string().contains("Zquarrel") && !green[0].to_string().contains("payroll"));
    assert_eq!(bench.run(&["brief", "--day", "1999-01-01"]).status.code(), Some(1));
    for wrong in [&["brief", "--day", "never"][..], &["brief", "--since", "2025-06-01", "--day", "2025-05-01"]] {
        assert_eq!(bench.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn a_story_tells_who_was_first_and_who_copied() {
    let bench = retail();
    let id = incident_of(&bench, "Marks and Spencer");
    ["reader", "administrator"].iter().for_each(|role| bench.user(role, role));
    let serving = bench.serve();
    let story = serving.get(&format!("/incidents/{id}/story"), As::User("reader")).text();
    let first = story.split("<li>").nth(1).unwrap();
    assert!(first.contains("High Street Monitor") && first.contains(">first<"), "{first}");
    assert!(story.contains("Relays DragonForce, first told by"), "who passes on whose words");
    assert!(story.contains("DragonForce is named there too"), "the neighbours are told of");
    let page = |path: &str, who: &str| serving.get(path, As::User(who)).text();
    for path in [
        format!("/incidents/{id}/story"),
        format!("/incidents/{id}/graph"),
        format!("/incidents/{id}/graph?open=actor&at=Zquarrel"),
        "/organisations/Marks%20and%20Spencer".to_owned(),
        "/brief?day=2025-05-13".to_owned(),
        "/search?q=zquarrel".to_owned(),
    ] {
        let told = page(&path, "reader");
        // What was asked for may be said back; nothing else of it may.
        let echoes = usize::from(path.contains("at=")) + usize::from(path.contains("search"));
        assert!(told.matches("Zquarrel").count() <= echoes, "{path}: {told}");
    }
    assert!(page(&format!("/incidents/{id}/graph?open=actor"), "administrator").contains("Zquarrel"));
    let graph = page(&format!("/incidents/{id}/graph?open=actor&at=DragonForce"), "reader");
    assert!(graph.contains("Co-op") && graph.contains("Harrods") && graph.contains("<svg class=\"ties\""));
    let day = |day: &str, rest: &str| page(&format!("/incidents/{id}/graph?as_of={day}{rest}"), "administrator");
    assert!(day("2025-05-14", "&open=actor").contains("Zquarrel"));
    let before = day("2025-05-12", "&open=actor");
    assert!(!before.contains("Zquarrel") && before.contains("DragonForce"), "what was said later is left out");
    assert!(before.contains("as_of=2025-05-12"), "links stay on the day");
    assert_eq!(serving.get(&format!("/incidents/{id}/graph?as_of=1999-01-01"), As::User("reader")).status, 404);
    let organisation = page("/organisations/M%26S", "reader");
    assert!(organisation.contains("DragonForce") && organisation.contains("Claimed against it"));
    for lost in ["/organisations/Nobody%20Ltd", "/incidents/nonsense/graph", "/incidents/nonsense/story"] {
        assert_eq!(serving.get(lost, As::User("reader")).status, 404, "{lost}");
    }
}
