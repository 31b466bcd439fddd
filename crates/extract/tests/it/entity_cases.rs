//! News, research and notices with the entities that a person would tie to what they report:
//! `cases/entities/NAME.txt` and `NAME.want`, one `type id-or-name` a line.

use crate::cases;
use std::collections::BTreeSet;

#[test]
fn every_case_gives_the_entities_that_a_person_would_take() {
    let mut faults = Vec::new();
    for (name, document, want) in cases::all("entities") {
        let found: BTreeSet<String> = sextant_extract::entities::entities(&document)
            .into_iter()
            .map(|e| format!("{} {}", e.kind, e.id.unwrap_or_else(|| sextant_extract::entities::table::key(&e.name))))
            .collect();
        let want: BTreeSet<String> = want.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect();
        faults.extend(want.difference(&found).map(|l| format!("{name}: missed {l}")));
        faults.extend(found.difference(&want).map(|l| format!("{name}: extra {l}")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
