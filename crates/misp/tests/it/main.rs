//! Any bytes as events: read, turned into STIX and back, never a panic; the same bytes give the same.
#![allow(clippy::unwrap_used, missing_docs)]

use serde_json::json;
use sextant_misp::mapping::{to_misp, to_stix};
use sextant_misp::read::events_of;
use sextant_misp::{events, mapping};
use sextant_stix::object::{self, Object};

const SAMPLE: &str = include_str!("sample.json");

/// Reads, turns into STIX and back.
fn turned(bytes: &[u8]) -> Option<String> {
    let _ = sextant_misp::feed::named(bytes);
    let (events, faults) = events(bytes).ok().flatten()?;
    assert!(faults.iter().all(|fault| fault.place.starts_with("event")));
    let objects: Vec<mapping::Written> = events.iter().flat_map(mapping::to_stix).collect();
    let bundle = mapping::bundle(&objects);
    let content = object::read(bundle.as_bytes()).unwrap_or_else(|error| panic!("{error}: {bundle}"));
    let back = mapping::to_misp(&content.objects);
    Some(bundle + &back.event.to_string())
}

#[test]
fn finds_of_fuzzing_stay_found() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        turned(&std::fs::read(file.path()).unwrap());
    }
}

#[test]
fn the_same_bytes_give_the_same() {
    let first = turned(SAMPLE.as_bytes()).unwrap();
    assert_eq!(turned(SAMPLE.as_bytes()).unwrap(), first);
    for word in ["lantern.exe", "198.51.100.3", "x-berth", "Ferrous Lynx", "looks staged"] {
        assert!(first.contains(word), "{word}");
    }
}

#[test]
fn changed_bytes_do_no_harm() {
    // A generator of its own: the same changes in every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    let pieces =
        ["\"", "{", "}", "[", "]", ",", "null", "-1", "1e999", "\\u0000", "\\", "|", "%", "é", "''", "true", "::"];
    let mut read = 0;
    for _ in 0..4_000 {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for _ in 0..=draw(3) {
            let at = draw(bytes.len());
            let end = (at + draw(12)).min(bytes.len());
            bytes.splice(at..end, pieces[draw(pieces.len())].bytes());
        }
        read += usize::from(turned(&bytes).is_some());
    }
    assert!(read > 200, "most changes must leave something that is read: {read}");
}

/// What an object says: its name, and relation and value of each attribute, with what it refers to.
fn objects(event: &serde_json::Value) -> Vec<(String, Vec<String>, usize)> {
    let all = event["Event"]["Object"].as_array().cloned().unwrap_or_default();
    let mut told: Vec<_> = all
        .iter()
        .map(|object| {
            let attributes = object["Attribute"].as_array().into_iter().flatten();
            let mut said: Vec<String> = attributes
                .map(|said| format!("{} {} {}", said["object_relation"], said["value"], said["to_ids"]))
                .collect();
            said.sort();
            let references = object["ObjectReference"].as_array().map_or(0, Vec::len);
            (object["name"].as_str().unwrap_or_default().to_owned(), said, references)
        })
        .collect();
    told.sort();
    told
}

/// Objects that stand within others in STIX, that are notes, or that share what they lead to, come back as they were.
#[test]
fn objects_that_belong_together_come_back() {
    let one = |at: u32, name: &str, said: &[(&str, &str, &str, bool)], refers: &[(u32, &str)]| {
        let uuid = |at: u32| format!("5ac337df-e078-4e99-8b17-{at:012}");
        let attributes: Vec<_> = said
            .iter()
            .enumerate()
            .map(|(nth, (relation, kind, value, to_ids))| {
                let nth = u32::try_from(nth).unwrap_or(0);
                json!({ "uuid": uuid(at * 100 + nth), "object_relation": relation, "type": kind, "value": value,
                    "to_ids": to_ids, "category": "Other" })
            })
            .collect();
        let references: Vec<_> = refers
            .iter()
            .map(|(target, kind)| json!({ "referenced_uuid": uuid(*target), "relationship_type": kind }))
            .collect();
        json!({ "uuid": uuid(at), "name": name, "meta-category": "file", "Attribute": attributes,
            "ObjectReference": references, "timestamp": "1603642920" })
    };
    let event = json!({ "Event": { "uuid": "5d0092c5-5f74-4287-9642-33f4c354e56d", "info": "x", "date": "2020-10-25",
        "timestamp": "1603642920", "Object": [
        one(3, "pe-section", &[("name", "text", ".text", true), ("entropy", "float", "6.5", false)], &[]),
        one(1, "file", &[("filename", "filename", "a.exe", true), ("size-in-bytes", "size-in-bytes", "12", false)],
            &[(2, "includes")]),
        one(2, "pe", &[("imphash", "imphash", "23ea835ab4b9017c74dfb023d2301c99", true), ("type", "text", "exe", false),
            ("company-name", "text", "Example Ltd", false)], &[(3, "includes"), (4, "includes")]),
        one(4, "pe-section", &[("name", "text", ".rsrc", true)], &[]),
        one(5, "registry-key", &[("key", "regkey", r"HKEY_LOCAL_MACHINE\Software\x", true)],
            &[(6, "contains"), (7, "contains")]),
        one(6, "registry-key-value", &[("name", "text", "a", false), ("data", "text", "1", false)], &[]),
        one(7, "registry-key-value", &[("name", "text", "b", false), ("data", "text", "2", true)], &[]),
        one(8, "script", &[("filename", "filename", "a.py", false), ("state", "text", "Malicious", false)], &[]),
        one(9, "domain-ip", &[("domain", "domain", "a.example", true), ("domain", "domain", "b.example", true),
            ("ip", "ip-dst", "198.51.100.7", true)], &[]),
        one(10, "annotation", &[("text", "text", "seen twice", false)], &[(9, "annotates")]),
        one(11, "process", &[("pid", "text", "7", false), ("parent-image", "filename", "b.exe", true)], &[]),
        one(12, "netflow", &[("src-as", "AS", "AS65536", false), ("ip-src", "ip-src", "198.51.100.8", true)], &[]),
        one(13, "http-request", &[("host", "hostname", "a.example", true), ("ip-dst", "ip-dst", "198.51.100.9", true)],
            &[]),
    ] } });
    let (events, _) = events_of(event.clone()).expect("an event");
    let written = to_stix(&events[0]);
    let parsed: Vec<Object> = written
        .iter()
        .filter_map(|object| Object::from_properties(serde_json::from_str(&object.text).ok()?).ok())
        .collect();
    assert_eq!(parsed.len(), written.len());
    assert!(written.iter().all(|object| !object.id.starts_with("x-misp-object")), "all have a counterpart");
    let back = to_misp(&parsed);
    assert!(back.faults.is_empty(), "{:?}", back.faults);
    assert_eq!(objects(&back.event), objects(&event));
}

/// Values that are not what their type is for, and identities that STIX gives otherwise: what is written is valid all the
/// same, and comes back as it was.
#[test]
fn odd_values_and_identities_become_valid_objects() {
    let uuid = |n: usize| format!("5ac337df-e078-5e99-8b17-{n:012}");
    let given = [
        ("ip-dst", "not an address"),
        ("ip-src", "198.51.100.300"),
        ("ip-src", "2001:db8::/129"),
        ("ip-src", "2001:db8::/32"),
        ("ip-src", "198.51.100.0/24"),
        ("domain", "two words"),
        ("email-src", "nobody"),
        ("mac-address", "aa:bb"),
        ("md5", "abc"),
        ("sha256", "xyz"),
        ("filename|sha1", "a.exe|12"),
        ("ssdeep", "a b"),
        ("tlsh", "short"),
        ("x509-fingerprint-sha1", "abc"),
        ("email-mime-boundary", "--=_1"),
        ("email-x-mailer", "Lantern 1.0"),
        ("email-subject", "Berth seven"),
        ("process-state", "running"),
        ("port", "443"),
    ];
    let attributes: Vec<_> = given
        .iter()
        .enumerate()
        .map(|(n, (kind, value))| {
            json!({ "uuid": uuid(n), "type": kind, "category": "Other", "value": value, "to_ids": true })
        })
        .collect();
    let event = json!({ "Event": { "uuid": uuid(99), "info": "x", "date": "2020-10-25", "Attribute": attributes } });
    let (events, faults) = events_of(event).expect("an event");
    assert!(faults.is_empty());
    let bundle = mapping::bundle(&to_stix(&events[0]));
    let validator = sextant_stix::validate::Validator::new(sextant_stix::validate::Options::default()).unwrap();
    let report = validator.text(bundle.as_bytes());
    assert!(report.valid, "{:?}", report.errors);
    let kept = bundle.matches("\"type\":\"x-misp-attribute\"").count();
    assert_eq!(kept, 14, "{bundle}");
    assert!(bundle.contains("2001:db8::/32") && bundle.contains("\"email-message--"));
    let back = to_misp(&object::read(bundle.as_bytes()).unwrap().objects);
    let back = back.event["Event"]["Attribute"].as_array().cloned().unwrap_or_default();
    for (n, (kind, value)) in given.iter().enumerate() {
        let found = back.iter().find(|attribute| attribute["uuid"] == uuid(n).as_str());
        let found = found.unwrap_or_else(|| panic!("{kind} {value} is lost"));
        assert_eq!((&found["type"], &found["value"], &found["to_ids"]), (&json!(kind), &json!(value), &json!(true)));
    }
}
