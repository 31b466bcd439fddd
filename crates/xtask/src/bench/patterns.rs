//! Rows on STIX patterns: checking as a library call, and matching beside the reference matcher on the same input.

use super::Args;
use super::peers;
use super::row::Row;
use crate::workspace;
use anyhow::{Result, anyhow};
use serde_json::{Value, json};
use sextant_stix::pattern::{self, Matcher, Observations, Version, WORK};
use std::hint::black_box;
use std::time::Instant;

const OBSERVATIONS: usize = 2_000;
const PATTERNS: usize = 101;

/// Patterns checked a second, on one thread.
pub fn check(_: &Args) -> Result<Vec<Row>> {
    let patterns: Vec<String> = (0..PATTERNS).map(pattern).collect();
    let rounds = 5_000;
    patterns.iter().for_each(|p| drop(black_box(pattern::check(p, Version::V21))));
    let start = Instant::now();
    for _ in 0..rounds {
        patterns.iter().for_each(|p| drop(black_box(pattern::check(black_box(p), Version::V21))));
    }
    let rate = (rounds * PATTERNS) as f64 / start.elapsed().as_secs_f64();
    let size = patterns.iter().map(String::len).sum::<usize>() / PATTERNS;
    let note = format!("library call, one thread, {PATTERNS} patterns of {size} bytes on average");
    Ok(vec![Row::at_least("pattern check", rate, "/s", 500_000.0, note)])
}

/// Seconds for all patterns over all observations, and how often that goes into the reference matcher's time.
pub fn matching(args: &Args) -> Result<Vec<Row>> {
    let data: Vec<Value> = (0..OBSERVATIONS).map(observation).collect();
    let patterns: Vec<String> = (0..PATTERNS).map(pattern).collect();
    let copy = data.clone();
    let start = Instant::now();
    let observed = Observations::read(copy)?;
    let memory = observed.memory();
    let mut matched = 0;
    for pattern in &patterns {
        let matcher = Matcher::new(pattern, Version::V20)?;
        matched += usize::from(matcher.find_in(&memory, WORK).map_err(|e| anyhow!("{pattern}: {e}"))?.is_some());
    }
    let seconds = start.elapsed().as_secs_f64();
    let note = format!("{PATTERNS} patterns x {OBSERVATIONS} observations, {matched} match; parsed JSON to answers");
    let mut rows = vec![Row::plain("pattern match, all", seconds * 1e3, "ms", note)];
    if args.no_peers {
        return Ok(rows);
    }
    let file = workspace::root().join("target/bench/observed.json");
    std::fs::create_dir_all(file.parent().unwrap_or(&file))?;
    std::fs::write(&file, serde_json::to_vec(&data)?)?;
    rows.push(match peers::matching(&file, &patterns) {
        Ok((version, theirs)) => {
            let note = format!("stix2-matcher {version} needs {theirs:.1} s for the same");
            Row::at_least("pattern match, beside stix2-matcher", theirs / seconds, "x", 500.0, note)
        }
        Err(error) => Row::missing("pattern match, beside stix2-matcher", &format!("{error:#}")),
    });
    Ok(rows)
}

fn observation(n: usize) -> Value {
    let at = format!("2024-03-{:02}T{:02}:{:02}:{:02}Z", 1 + n / 1_440, n / 60 % 24, n % 60, n * 7 % 60);
    json!({
        "type": "observed-data", "id": format!("observed-data--{n}"), "first_observed": at, "last_observed": at,
        "number_observed": 1, "objects": {
            "0": {"type": "ipv4-addr", "value": format!("198.51.{}.{}", n / 250 % 100, n % 250)},
            "1": {"type": "domain-name", "value": format!("host{n}.crew{}.example", n % 17), "resolves_to_refs": ["0"]},
            "2": {"type": "file", "name": format!("part-{n}.{}", ["exe", "dll", "txt"][n % 3]), "size": n * 13,
                "hashes": {"MD5": format!("{n:032x}")}, "parent_directory_ref": "3"},
            "3": {"type": "directory", "path": format!("C:\\Users\\u{}\\Temp", n % 40)},
            "4": {"type": "network-traffic", "dst_ref": "0", "dst_port": 1_024 + n % 500, "protocols": ["ipv4", "tcp"]}
        }
    })
}

fn pattern(n: usize) -> String {
    match n % 10 {
        0 => format!("[ipv4-addr:value = '198.51.{}.{}']", n % 100, n),
        1 => format!("[file:hashes.MD5 = '{:032x}' OR file:hashes.MD5 = '{:032x}']", n * 31, n + 5_000_000),
        2 => format!(
            "[domain-name:value LIKE '%.crew{}.example' AND domain-name:resolves_to_refs[*].value LIKE '198.%']",
            n % 20
        ),
        3 => format!("[file:name MATCHES '^part-{n}[0-9]+\\\\.exe$' AND file:size > {}]", n * 100),
        4 => format!(
            "[network-traffic:dst_ref.value ISSUBSET '198.51.{}.0/24' AND network-traffic:dst_port IN (1080, {})]",
            n % 9,
            1_024 + n
        ),
        5 => format!(
            "[file:parent_directory_ref.path = 'C:\\\\Users\\\\u{}\\\\Temp' AND file:name LIKE '%.dll']",
            n % 50
        ),
        6 => format!("([file:size = {}] FOLLOWEDBY [file:size = {}]) WITHIN 900 SECONDS", n * 13, n * 26),
        7 => format!("[domain-name:value = 'host{n}.crew0.example'] AND [file:name = 'part-{n}.exe']"),
        8 => format!("[ipv4-addr:value LIKE '198.51.{}.7'] OR [file:name = 'none-{n}']", n % 12),
        _ => format!("[network-traffic:dst_port = {}] REPEATS 2 TIMES", 1_024 + n),
    }
}
