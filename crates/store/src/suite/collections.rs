//! Collections, their items, and what is published.

use super::facts::*;
use crate::*;
use sextant_model::*;
use std::path::Path;

fn incoming(n: u64, version: u64, tlp: Tlp, newest_spec: bool) -> Incoming {
    let kind = ["tool", "malware"][n as usize % 2];
    let shown = (version > 0).then(|| format!("2024-01-{version:02}T00:00:00.000Z"));
    let words = format!("{{\"type\":\"{kind}\",\"n\":{n},\"v\":{version},\"tlp\":\"{tlp}\",\"new\":{newest_spec}}}");
    Incoming {
        id: format!("{kind}--{n}"),
        version: shown.as_deref().map_or_else(String::new, |v| v.trim_end_matches(".000Z").to_owned()),
        shown,
        kind: kind.into(),
        newest_spec,
        tlp,
        bytes: words.into_bytes(),
    }
}

fn delivery(collection: &str, objects: Vec<Incoming>) -> Delivery {
    Delivery { collection: collection.into(), objects, by: "mara".into(), recorded: at(1) }
}

fn silent(_: &[Received]) -> Status {
    Status { id: "s".into(), owner: "mara".into(), body: "{}".into() }
}

fn alias(ledger: &dyn Ledger, alias: &str) -> String {
    ledger.collections().unwrap().into_iter().find(|c| c.alias == alias).unwrap().id
}

/// Numbers that look drawn, the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// What is there, as plain rows.
#[derive(Clone)]
struct Row(i64, Incoming);

/// What a selection means, told by looking at every row.
fn meant(rows: &[Row], asked: &Selection) -> Vec<i64> {
    let seen: Vec<&Row> = rows.iter().filter(|row| row.1.tlp <= asked.audience).collect();
    let mut found = Vec::new();
    for row in &seen {
        let mut same: Vec<&&Row> = seen.iter().filter(|other| other.1.id == row.1.id).collect();
        let newest = same.iter().any(|other| other.1.newest_spec);
        same.retain(|other| match asked.specs {
            Specs::Newest => other.1.newest_spec == newest,
            Specs::These { old, new } => (other.1.newest_spec && new) || (!other.1.newest_spec && old),
        });
        same.sort_by(|a, b| a.1.version.cmp(&b.1.version));
        let is = |other: Option<&&&Row>| other.is_some_and(|other| other.0 == row.0);
        let versions = &asked.versions;
        let by_version = versions.all
            || (versions.first && is(same.first()))
            || (versions.last && is(same.last()))
            || versions.at.contains(&row.1.version);
        let fits = same.iter().any(|other| other.0 == row.0)
            && by_version
            && (asked.ids.is_empty() || asked.ids.contains(&row.1.id))
            && (asked.kinds.is_empty() || asked.kinds.contains(&row.1.kind))
            && asked.after.is_none_or(|after| row.0 > after);
        if fits {
            found.push(row.0);
        }
    }
    found.sort_unstable();
    found.truncate(asked.limit);
    found
}

fn asked(collection: &str, draw: &mut Draw, rows: &[Row]) -> Selection {
    let at = |draw: &mut Draw| format!("2024-01-{:02}T00:00:00", 1 + draw.below(9));
    let versions = match draw.below(6) {
        0 => Versions { all: true, ..Versions::default() },
        1 => Versions { first: true, ..Versions::default() },
        2 => Versions { first: true, last: true, ..Versions::default() },
        3 => Versions { at: vec![at(draw), at(draw)], ..Versions::default() },
        4 => Versions { last: true, at: vec![at(draw)], ..Versions::default() },
        _ => Versions { last: true, ..Versions::default() },
    };
    Selection {
        collection: collection.into(),
        audience: Tlp::ALL[draw.below(5) as usize],
        after: (draw.below(3) == 0 && !rows.is_empty()).then(|| rows[draw.below(rows.len() as u64) as usize].0),
        ids: if draw.below(3) == 0 { vec!["tool--0".into(), "malware--1".into()] } else { Vec::new() },
        kinds: if draw.below(3) == 0 { vec!["malware".into()] } else { Vec::new() },
        versions,
        specs: [
            Specs::Newest,
            Specs::These { old: true, new: true },
            Specs::These { old: draw.below(2) == 0, new: true },
        ][draw.below(3) as usize],
        limit: 1 + draw.below(12) as usize,
    }
}

/// Whatever is put in and taken out in whatever order, each selection finds what it means, in order, once.
pub fn items_are_found_as_by_looking_at_all(ledger: &mut dyn Ledger, _: &Path) {
    let inbox = alias(ledger, Collection::INBOX);
    let mut draw = Draw(7);
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..150 {
        let labels = [Tlp::Green, Tlp::Amber, Tlp::Green, Tlp::Red];
        let object = incoming(draw.below(4), 1 + draw.below(9), labels[draw.below(4) as usize], draw.below(9) > 0);
        let received = ledger.receive(&delivery(&inbox, vec![object.clone()]), &silent).unwrap()[0];
        let there = rows.iter().find(|row| row.1.id == object.id && row.1.version == object.version);
        assert_eq!(received.known, there.is_some(), "one version of one id is there once");
        assert_eq!(received.added, there.map_or(received.added, |row| row.0));
        if !received.known {
            assert!(rows.iter().all(|row| row.0 < received.added), "dates increase");
            rows.push(Row(received.added, object));
        }
        if draw.below(6) == 0 {
            let gone = rows.remove(draw.below(rows.len() as u64) as usize).0;
            let hiding = Hiding { collection: inbox.clone(), items: vec![gone], by: "mara".into(), recorded: at(2) };
            ledger.hide(&hiding).unwrap();
        }
        for _ in 0..12 {
            let asked = asked(&inbox, &mut draw, &rows);
            assert_eq!(ledger.select(&asked).unwrap(), meant(&rows, &asked), "{asked:?}");
        }
    }
    let proof = ledger.verify().unwrap();
    assert!(proof.sound(), "{:?}", proof.faults);
}

/// The objects of an incident replace those before; nothing above the label gets in, and nothing is taken from another.
pub fn what_is_published_is_replaced(ledger: &mut dyn Ledger, _: &Path) {
    let green = alias(ledger, "tlp-green");
    let (one, two) = (IncidentId::derive(&["one"]), IncidentId::derive(&["two"]));
    let object = |n, version| incoming(n, version, Tlp::Green, true);
    let mut put = |incident, advisory: Option<&str>, objects: Vec<Incoming>| {
        ledger.publish(&Publishing {
            incident,
            advisory: advisory.map(str::to_owned),
            delivery: delivery(&green, objects),
        })
    };
    // An advisory stands beside the edition of its incident, and neither takes away what is the other's.
    assert_eq!(put(one, Some("a"), vec![object(5, 1), object(2, 1)]).unwrap(), (2, 0));
    assert_eq!(put(one, Some("b"), vec![object(6, 1)]).unwrap(), (1, 0));
    assert_eq!(put(one, Some("b"), Vec::new()).unwrap(), (0, 1));
    let mut publish = |incident, objects| put(incident, None, objects);
    assert_eq!(publish(one, vec![object(1, 1), object(2, 1)]).unwrap(), (1, 0));
    assert_eq!(publish(one, vec![object(1, 1), object(2, 1)]).unwrap(), (0, 0), "again: nothing");
    assert_eq!(publish(two, vec![object(1, 1), object(3, 1)]).unwrap(), (1, 0), "one is shared");
    assert_eq!(publish(one, vec![object(1, 2)]).unwrap(), (1, 0), "a new version; the other is the advisory's as well");
    assert_eq!(publish(one, Vec::new()).unwrap(), (0, 0), "what another publication holds stays");
    assert!(publish(two, vec![incoming(4, 1, Tlp::Amber, true)]).is_err(), "above the label");
    let inbox = alias(ledger, Collection::INBOX);
    let publishing = Publishing { incident: one, advisory: None, delivery: delivery(&inbox, vec![object(1, 1)]) };
    assert!(ledger.publish(&publishing).is_err(), "not a collection of a label");
    assert_eq!(ledger.publications().unwrap(), [(two, Tlp::Green)]);
    let all = Selection {
        collection: green,
        audience: Tlp::Green,
        after: None,
        ids: Vec::new(),
        kinds: Vec::new(),
        versions: Versions { last: true, ..Versions::default() },
        specs: Specs::Newest,
        limit: 10,
    };
    let mut ids = Vec::new();
    let found = ledger.select(&all).unwrap();
    let mut take = |item: Item, _: &[u8]| {
        ids.push(item.id);
        true
    };
    ledger.visit(&found, true, &mut take).unwrap();
    assert_eq!(ids, ["malware--5", "tool--2", "malware--3", "malware--1"]);
    assert!(ledger.verify().unwrap().sound());
}

/// A collection that is removed is nowhere, with what was in it; one that every store has cannot be.
pub fn collections_are_removed(ledger: &mut dyn Ledger, _: &Path) {
    let inbox = ledger.collections().unwrap().into_iter().find(|known| known.alias == Collection::INBOX).unwrap();
    let id = collection_id(&ledger.seed().unwrap(), "partners");
    let partners = Collection { id: id.clone(), alias: "partners".to_owned(), ..inbox.clone() };
    ledger.set_collection(&partners, "mara", Instant::UNIX_EPOCH).unwrap();
    let object = incoming(2, 1, Tlp::Green, true);
    ledger.receive(&delivery(&id, vec![object.clone()]), &silent).unwrap();
    assert_eq!(ledger.remove_collection(&id, "mara", Instant::UNIX_EPOCH).unwrap(), 1);
    assert!(ledger.collections().unwrap().iter().all(|known| known.id != id));
    assert!(!ledger.holds(&id, &object.id, Tlp::Red).unwrap());
    for id in [&id, "none", &inbox.id] {
        assert!(ledger.remove_collection(id, "mara", Instant::UNIX_EPOCH).is_err());
    }
    ledger.set_collection(&partners, "mara", Instant::UNIX_EPOCH).unwrap();
    assert!(ledger.collections().unwrap().contains(&partners));
    assert!(!ledger.holds(&id, &object.id, Tlp::Red).unwrap(), "empty");
    assert!(ledger.verify().unwrap().sound());
}

/// What came of a delivery is told; what came and was not learnt from is known; unversioned objects are not doubled.
pub fn what_came_is_told(ledger: &mut dyn Ledger, _: &Path) {
    let inbox = alias(ledger, Collection::INBOX);
    let plain = incoming(2, 0, Tlp::Red, true);
    let changed = Incoming { bytes: b"{\"other\":1}".to_vec(), ..plain.clone() };
    let told = |received: &[Received]| Status {
        id: "first".into(),
        owner: "mara".into(),
        body: received.iter().map(|r| r.known.to_string()).collect::<Vec<_>>().join(" "),
    };
    let came = vec![plain.clone(), plain.clone(), changed];
    let received = ledger.receive(&delivery(&inbox, came), &told).unwrap();
    assert_eq!(received.iter().map(|r| r.known).collect::<Vec<_>>(), [false, true, false]);
    let status = ledger.status("first").unwrap().unwrap();
    assert_eq!((status.owner.as_str(), status.body.as_str()), ("mara", "false true false"));
    assert_eq!(ledger.status("none").unwrap(), None);
    assert!(ledger.holds(&inbox, &plain.id, Tlp::Red).unwrap());
    assert!(!ledger.holds(&inbox, &plain.id, Tlp::AmberStrict).unwrap());
    let due = ledger.unlearnt(10).unwrap();
    assert_eq!(due.iter().map(|(_, tlp, _)| *tlp).collect::<Vec<_>>(), [Tlp::Red, Tlp::Red]);
    assert_eq!(ledger.waiting(&plain.kind).unwrap(), due.iter().map(|(.., body)| body.clone()).collect::<Vec<_>>());
    assert_eq!(ledger.waiting("report").unwrap(), Vec::<Vec<u8>>::new());
    ledger.set_learnt(due[0].0).unwrap();
    assert_eq!(ledger.waiting(&plain.kind).unwrap().len(), 1);
    assert_eq!(ledger.waiting_object(&plain.id).unwrap(), Some((Tlp::Red, due[1].2.clone())), "also what was learnt");
    assert_eq!(ledger.waiting_object("none").unwrap(), None);
    assert_eq!(ledger.unlearnt(10).unwrap(), due[1..]);
    assert_eq!(ledger.last_added().unwrap(), due[1].0);
    assert!(ledger.receive(&delivery("none", vec![plain]), &silent).is_err());
}
