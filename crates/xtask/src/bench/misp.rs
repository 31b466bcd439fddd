//! MISP to STIX 2.1 on one thread, text to text, beside the reference converter on a part of the same event.

use super::row::Row;
use super::{Args, peers};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use sextant_misp::mapping;
use std::time::Instant;

const ATTRIBUTES: usize = 20_000;
/// Of these the reference converter gets so many.
const PEER: usize = 2_000;

/// Attributes a second.
pub fn converted(args: &Args) -> Result<Vec<Row>> {
    let text = event(ATTRIBUTES).to_string();
    let turn = || -> Result<String> {
        let (events, _) = sextant_misp::events(text.as_bytes())?.context("no event")?;
        Ok(mapping::bundle(&events.iter().flat_map(mapping::to_stix).collect::<Vec<_>>()))
    };
    turn()?;
    let mut best = f64::INFINITY;
    let mut size = 0;
    for _ in 0..5 {
        let start = Instant::now();
        size = turn()?.len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let rate = ATTRIBUTES as f64 / best;
    let note = format!("{ATTRIBUTES} attributes of an event, half for detection; {size} bytes out; best of five");
    let mut rows = vec![Row::at_least("MISP to STIX 2.1", rate, "attributes/s", 50_000.0, note)];
    if !args.no_peers {
        rows.push(match peers::misp(&event(PEER).to_string(), PEER) {
            Ok((version, theirs)) => {
                Row::plain("  misp-stix", theirs, "attributes/s", format!("{version}; ratio {:.0}", rate / theirs))
            }
            Err(error) => Row::missing("  misp-stix", &format!("{error:#}")),
        });
    }
    Ok(rows)
}

/// An event of so many attributes: addresses, domains, URLs, digests, names of files, mail addresses in turn.
fn event(attributes: usize) -> Value {
    let all: Vec<Value> = (0..attributes).map(attribute).collect();
    json!({"Event": {
        "uuid": "5d0092c5-5f74-4287-9642-33f4c354e56d", "info": "Many", "date": "2025-03-01", "timestamp": "1740823200",
        "published": true, "publish_timestamp": "1740823201", "analysis": "0", "threat_level_id": "4",
        "Orgc": {"name": "Harbour CERT", "uuid": "a0c22599-9e58-4da4-96ac-7051603fa951"}, "Tag": [{"name": "tlp:green"}],
        "Attribute": all,
    }})
}

fn attribute(n: usize) -> Value {
    let (kind, category, value) = match n % 8 {
        0 => ("ip-dst", "Network activity", format!("198.{}.{}.{}", n / 62_500 % 250, n / 250 % 250, n % 250)),
        1 => ("domain", "Network activity", format!("host{n}.crew{}.example", n % 17)),
        2 => ("url", "Network activity", format!("https://host{n}.example/gate.php?id={n}")),
        3 => ("sha256", "Payload delivery", format!("{n:064x}")),
        4 => ("filename|md5", "Payload delivery", format!("part-{n}.exe|{n:032x}")),
        5 => ("email-src", "Payload delivery", format!("clerk{n}@mail.example")),
        6 => ("ip-dst|port", "Network activity", format!("198.51.{}.{}|{}", n / 250 % 250, n % 250, 1_024 + n % 500)),
        _ => ("filename", "Payload delivery", format!("invoice-{n}.pdf")),
    };
    json!({
        "uuid": format!("{n:08x}-7b7e-4d5e-9d0c-0f6c2f0f3a11"), "type": kind, "category": category, "value": value,
        "to_ids": n.is_multiple_of(2), "timestamp": "1740823200", "comment": "seen in the harbour", "distribution": "5",
    })
}
