//! The feed for MISP over HTTP: each account is told what it may know, and nothing tells of more.

use super::serving::*;
use crate::corpus;
use crate::program::*;
use serde_json::Value;

const READER: As<'static> = As::User("reader");
const MANIFEST: &str = "/feeds/misp/manifest.json";

fn uuids(manifest: &Value) -> Vec<String> {
    manifest.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn each_account_has_the_feed_that_it_may_have() {
    let bench = Bench::with_users();
    bench.ok(&["ingest", &bench.file("clear.txt", corpus::report(0)), "--tlp", "clear"]);
    bench.ok(&["ingest", &bench.file("red.txt", corpus::report(1)), "--tlp", "red"]);
    let serving = bench.serve();
    let stranger = serving.get(MANIFEST, As::Nobody);
    assert!(stranger.status == 303 || stranger.status == 401, "{}", stranger.status);
    let reader = serving.get(MANIFEST, READER).json();
    let all = serving.get(MANIFEST, As::User("administrator")).json();
    assert_eq!((uuids(&reader).len(), uuids(&all).len()), (1, 2));
    for uuid in uuids(&all) {
        let path = format!("/feeds/misp/{uuid}.json");
        let told = serving.get(&path, As::User("administrator")).json();
        assert_eq!(told["Event"]["uuid"], uuid);
        let known = uuids(&reader).contains(&uuid);
        assert_eq!(serving.get(&path, READER).status, if known { 200 } else { 404 });
    }
    let hashes = serving.get("/feeds/misp/hashes.csv", READER).text();
    assert!(uuids(&reader).iter().all(|uuid| hashes.contains(uuid.as_str())));
    assert!(!serving.get(MANIFEST, READER).text().contains("Calder"));
    assert_eq!(serving.get("/feeds/misp/nothing.json", READER).status, 404);
    // What the store learns is in the feed at once.
    serving.bench.ok(&["ingest", &serving.bench.file("more.txt", corpus::report(2)), "--tlp", "clear"]);
    assert_eq!(uuids(&serving.get(MANIFEST, READER).json()).len(), 2);
}
