//! Finding by words and fields, lists of indicators, searches that are kept and read as feeds.

use crate::program::*;
use crate::taxii::serving::*;
use serde_json::Value;

const BULLETIN: &str = "<html><head><title>Gannet Freight bulletin</title></head><body><h1>Gannet Freight bulletin</h1>\
<p>Gannet Freight confirmed on 3 June 2025 that customer names were stolen in a ransomware attack. It said that passwords were not taken.</p>\
<h2>Indicators of compromise</h2><p>Domain: relay[.]portwx-sync-77[.]net</p><p>SHA-256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</p></body></html>";

fn bench() -> Bench {
    let bench = Bench::with_samples();
    let file = bench.file("bulletin.html", BULLETIN);
    bench.ok(&["ingest", &file, "--tlp", "red"]);
    bench
}

#[test]
fn the_command_line_and_the_pages_speak_one_language() {
    let bench = bench();
    let found = |query: &str| bench.json(&["search", query]);
    let claims = found("victim:telvasco stance:denies is:claim");
    assert!(!claims.is_empty() && claims.iter().all(|claim| claim["kind"] == "claim" && claim["document"].is_string()));
    let (all, without) = (found("is:incident"), found("is:incident -victim:telvasco"));
    assert_eq!(all.len(), without.len() + 1);
    assert!(!found("taken:no data:password victim:gannet is:claim").is_empty());
    for (query, words) in
        [("colour:blue", "write one of victim"), ("stance:denys", "write one of confirms"), ("\"open", "second")]
    {
        let output = bench.run(&["search", query]);
        assert_eq!(output.status.code(), Some(2), "{query}");
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
    let serving = bench.serve();
    let page = |query: &str| serving.get(&format!("/search?q={query}"), As::Nobody);
    assert!(page("victim:telvasco%20stance:denies").text().contains("/documents/"));
    let wrong = page("colour:blue");
    assert_eq!((wrong.status, wrong.text().contains("write one of victim")), (400, true));
}

#[test]
fn a_pasted_list_is_answered_in_one_table() {
    let bench = bench();
    let list = "hxxps://relay[.]portwx-sync-77[.]net/x\nRELAY[.]portwx-sync-77[dot]net\n8.8.8.8\n9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08\nnothing of the kind\n";
    let output = bench.run_with(&["lookup", "-", "--json"], list.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let looked = lines(&text(&output.stdout));
    super::schemas::check("lookup", &looked);
    let seen: Vec<bool> = looked.iter().map(|one| !one["documents"].as_array().unwrap().is_empty()).collect();
    assert_eq!(seen, [false, true, false, true, false]);
    assert_eq!(looked[1]["incidents"][0]["victim"], "Gannet Freight");
    assert!(looked[2]["warning"].is_string() && looked[4]["kind"].is_null());
    // Another audience is told of none of it.
    let output = bench.run_with(&["lookup", "-", "--json", "--audience", "amber"], list.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let serving = bench.serve();
    let form = serving.get("/indicators", As::Nobody).text();
    let word = form.split("name=\"word\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = format!("word={word}&values=relay%5B.%5Dportwx-sync-77%5B.%5Dnet%0A203.0.113.200");
    let host = serving.address.to_string();
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", &format!("http://{host}"))];
    let table = serving.send("POST", "/indicators", As::Nobody, &headers, body.as_bytes());
    let told = table.text();
    assert!(told.contains("2 values: 1 seen here, 1 not") && told.contains("Gannet Freight"), "{told}");
    assert_eq!(
        serving.send("POST", "/indicators", As::Nobody, &headers, b"values=1.2.3.4").status,
        403,
        "without the word"
    );
}

#[test]
fn a_search_is_kept_by_its_account_and_read_as_a_feed() {
    let bench = bench();
    ["reader", "analyst", "administrator"].iter().for_each(|role| bench.user(role, role));
    let serving = bench.serve();
    let keep = |who: &str, body: &str| {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        serving.send("POST", "/search", As::User(who), &headers, body.as_bytes())
    };
    assert_eq!(keep("reader", "q=victim:gannet&name=Freight").status, 303);
    assert_eq!(keep("administrator", "q=victim:gannet&name=Freight").status, 303);
    assert_eq!(keep("reader", "q=colour:blue").status, 400);
    let feed_of = |who: &str| {
        let page = serving.get("/search?q=", As::User(who)).text();
        page.split("/feeds/searches/").nth(1).map(|rest| rest.split('.').next().unwrap().to_owned())
    };
    let (reader, administrator) = (feed_of("reader").unwrap(), feed_of("administrator").unwrap());
    assert_eq!(feed_of("analyst"), None);
    let get = |id: &str, ending: &str, who: &str| serving.get(&format!("/feeds/searches/{id}.{ending}"), As::User(who));
    let items = |reply: Reply| reply.json()["items"].as_array().unwrap().len();
    assert_eq!(items(get(&reader, "json", "reader")), 0, "what is red is in no reader's feed");
    assert!(items(get(&administrator, "json", "administrator")) > 2);
    for (ending, kind) in [("rss", "application/rss+xml"), ("atom", "application/atom+xml")] {
        let feed = get(&administrator, ending, "administrator");
        assert!(feed.header("content-type").unwrap().starts_with(kind) && feed.text().contains("Gannet"));
    }
    // Nobody reads or removes the search of another.
    assert_eq!(get(&administrator, "json", "reader").status, 404);
    assert_eq!(keep("reader", &format!("remove={administrator}")).status, 404);
    assert_eq!(keep("reader", &format!("remove={reader}")).status, 303);
    assert_eq!(feed_of("reader"), None);
    let offered = serving.get("/search/suggest?q=gann", As::User("reader")).json();
    assert_eq!(offered, Value::Array(Vec::new()));
    let offered = serving.get("/search/suggest?q=gann", As::User("administrator")).json();
    assert_eq!(offered[0]["query"], "victim:\"Gannet Freight\"");
}
