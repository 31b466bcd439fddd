//! Figures of the store, on demand: `cargo test --release -p sextant-store --test it figures -- --ignored --nocapture`.
//! 10,000 documents of 4 kB with 25 claims each, on 2,500 incidents, in batches of 100.

use sextant_model::{Clock as Clock_, *};
use sextant_store::suite::facts::*;
use sextant_store::*;
use std::time::Instant as Clock;

const DOCUMENTS: usize = 10_000;
const INCIDENTS: usize = 2_500;
const BATCH: usize = 100;

/// Words that differ from text to text, from a fixed table and a simple generator.
fn text(n: usize) -> String {
    const WORDS: [&str; 24] = [
        "customers",
        "attack",
        "systems",
        "said",
        "company",
        "data",
        "stolen",
        "police",
        "shops",
        "network",
        "weekend",
        "passwords",
        "regulator",
        "confirmed",
        "breach",
        "suppliers",
        "investigation",
        "files",
        "ransom",
        "servers",
        "bank",
        "hospital",
        "engineers",
        "statement",
    ];
    let mut seed = n as u64 + 1;
    let mut text = format!("Report {n}. ");
    while text.len() < 4_000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(WORDS[(seed >> 33) as usize % WORDS.len()]);
        text.push(if seed >> 60 == 0 { '.' } else { ' ' });
    }
    text
}

fn telling(n: usize) -> Append {
    let name = format!("Org{}", n % INCIDENTS);
    let on = incident(&name);
    let document_name = format!("report-{n}");
    let mut append = append_on(&document_name, on, &name.to_lowercase());
    append.document.clean.text = text(n);
    append.bytes = format!("<html><body>{}</body></html>", text(n)).into_bytes();
    append.claims =
        (0..25).map(|c| Claim { published: Some(at(n as i64 * 60)), ..claim(&document_name, c, &[on]) }).collect();
    append.signature =
        Signature { bands: (0..16).map(|b| (n * 16 + b) as i64 * 7_919).collect(), sketch: vec![7; 256] };
    append.sightings[0].at = at(n as i64 * 60);
    append
}

fn lines(n: usize) -> Vec<SummaryVersion> {
    let on = incident(&format!("Org{}", n % INCIDENTS));
    let told = n / INCIDENTS + 1;
    let moment = |k: usize| ((n % INCIDENTS) + k * INCIDENTS) as i64 * 60;
    let each = |clock| {
        (0..told).map(move |k| SummaryVersion {
            clock,
            ..version(
                on,
                moment(k),
                (k + 1 < told).then(|| moment(k + 1)),
                &format!("Org confirms that {k} files were taken"),
            )
        })
    };
    each(Clock_::Published).chain(each(Clock_::Recorded)).collect()
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn timed<T>(what: &str, ask: impl Fn() -> T) {
    ask();
    let began = Clock::now();
    for _ in 0..5 {
        ask();
    }
    println!("{what}: {:.2} ms", began.elapsed().as_secs_f64() * 200.0);
}

#[test]
#[ignore = "measures; run by hand in a release build"]
fn figures() {
    let folder = suite::folder();
    let path = folder.path().join("store.db");
    let mut ledger = SqliteLedger::open(&path).unwrap();
    let mut rates = Vec::new();
    for thousand in 0..DOCUMENTS / 1000 {
        let began = Clock::now();
        for batch in 0..1000 / BATCH {
            ledger.begin().unwrap();
            for n in 0..BATCH {
                let n = thousand * 1000 + batch * BATCH + n;
                let telling = telling(n);
                ledger.near(&telling.signature).unwrap();
                ledger.candidates(&[format!("org{}", n % INCIDENTS)], at(-1), at(1_000_000)).unwrap();
                ledger.append(&telling).unwrap();
                ledger.put_summaries(telling.sightings[0].incident, &lines(n)).unwrap();
            }
            ledger.commit().unwrap();
        }
        rates.push(1000.0 / began.elapsed().as_secs_f64());
    }
    println!("documents/s by thousand: {:?}", rates.iter().map(|r| r.round()).collect::<Vec<_>>());
    println!("peak resident: {} MB; file: {} MB", resident_mb(), std::fs::metadata(&path).unwrap().len() >> 20);
    ask(&ledger);
    timed("verify", || assert!(ledger.verify().unwrap().sound()));
}

fn ask(ledger: &SqliteLedger) {
    let page = |as_of, words: Option<&str>| {
        let words = words.map(str::to_owned);
        ledger.summaries(&ListQuery { as_of, words, limit: 50, ..ListQuery::default() }).unwrap()
    };
    let then = AsOf { until: Some(at(200_000)), clock: Clock_::Published };
    timed("list of incidents, now", || assert_eq!(page(AsOf::default(), None).total, INCIDENTS));
    timed("list of incidents, as of", || assert_eq!(page(then, None).total, INCIDENTS));
    timed("list of incidents, by words", || page(AsOf::default(), Some("org77 files")).total);
    timed("list of incidents, whole", || ledger.summaries(&ListQuery::default()).unwrap().summaries.len());
    timed("dossier", || ledger.dossier(incident("Org77"), then).unwrap().unwrap().claims.len());
    timed("search, common word", || ledger.search("customers", Tlp::Red, 20, 0).unwrap().total);
    timed("search, three words", || ledger.search("ransom hospital passwords", Tlp::Red, 20, 0).unwrap().total);
    timed("presence", || ledger.presence(document_id("report-77")).unwrap());
}
