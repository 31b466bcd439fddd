//! Advisories, bulletins, threads, exports and news in many styles, each with the indicators that a person would
//! take from it: `cases/iocs/NAME.txt` and `NAME.want`, one `type value` a line.

use crate::cases;
use std::collections::BTreeSet;

#[test]
fn every_case_gives_the_indicators_that_a_person_would_take() {
    let mut faults = Vec::new();
    for (name, document, want) in cases::all("iocs") {
        let found: BTreeSet<String> = sextant_extract::indicators::indicators(&document)
            .into_iter()
            .map(|i| format!("{} {}", i.kind, i.value.to_lowercase()))
            .collect();
        let want: BTreeSet<String> = want.lines().map(str::to_owned).map(|l| lower_value(&l)).collect();
        faults.extend(want.difference(&found).map(|l| format!("{name}: missed {l}")));
        faults.extend(found.difference(&want).map(|l| format!("{name}: extra {l}")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn lower_value(line: &str) -> String {
    line.split_once(' ').map_or_else(String::new, |(kind, value)| format!("{kind} {}", value.to_lowercase()))
}
