//! A list of values looked up at once: each line refanged, normalised as reports' own values are, and told where it was seen.

use crate::{Engine, Result, gate};
use rayon::prelude::*;
use sextant_extract::indicators::{find, refang::Refanged, warning};
use sextant_model::*;
use std::collections::BTreeMap;

/// Values of one list.
pub const MOST: usize = 5_000;
/// Characters of one line that are read.
const LINE: usize = 4_096;

/// One value of the list.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Looked {
    /// As it was written.
    pub written: String,
    /// Its type; `None`: it has the form of no indicator.
    pub kind: Option<IndicatorType>,
    /// As it was looked up.
    pub value: String,
    /// The warning list that it is on.
    pub warning: Option<&'static str>,
    /// Incidents that it is tied to.
    pub incidents: Vec<Tied>,
    /// Documents that list it, newest first.
    pub documents: Vec<DocumentRef>,
    /// Objects of STIX that state it.
    pub objects: Vec<String>,
}

/// An incident that a value is tied to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Tied {
    /// The incident.
    pub id: IncidentId,
    /// Its victim.
    pub victim: String,
}

impl Looked {
    /// Whether nothing here tells of it.
    #[must_use]
    pub fn unknown(&self) -> bool {
        self.incidents.is_empty() && self.documents.is_empty() && self.objects.is_empty()
    }
}

impl Engine {
    /// Where each value of a list was seen: one line, or several values in one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn look_up(&self, list: &str, audience: Option<Tlp>) -> Result<Vec<Looked>> {
        let mut looked = values(list);
        let wanted: Vec<String> = looked.iter().map(|one| one.value.clone()).collect();
        let level = gate::level(audience);
        self.ask(|ledger| {
            let mut names: BTreeMap<IncidentId, Option<String>> = BTreeMap::new();
            for (one, seen) in looked.iter_mut().zip(ledger.seen(&wanted, level)?) {
                for id in seen.incidents {
                    let victim = match names.get(&id) {
                        Some(victim) => victim.clone(),
                        None => {
                            let line = ledger.summary(id, AsOf::default(), level)?.map(|line| line.victim);
                            names.insert(id, line.clone());
                            line
                        }
                    };
                    one.incidents.extend(victim.map(|victim| Tied { id, victim }));
                }
                one.documents = seen.documents;
                one.objects = seen.objects;
            }
            Ok(looked)
        })
    }
}

/// The values of a list, each once, in order.
fn values(list: &str) -> Vec<Looked> {
    let mut seen = std::collections::HashSet::new();
    let mut looked = Vec::new();
    let lines: Vec<&str> = list.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let read: Vec<Vec<Looked>> =
        lines.par_iter().map(|line| of_line(&line.chars().take(LINE).collect::<String>())).collect();
    for found in read {
        for one in found {
            if looked.len() < MOST && seen.insert((one.kind, one.value.to_lowercase())) {
                looked.push(one);
            }
        }
    }
    looked
}

fn of_line(line: &str) -> Vec<Looked> {
    let refanged = Refanged::new(line);
    let mut past = 0;
    let found: Vec<Looked> = find::candidates(&refanged.text)
        .into_iter()
        .filter(|candidate| {
            let free = candidate.start >= past;
            past = past.max(candidate.end);
            free
        })
        .map(|candidate| {
            let (start, end, _) = refanged.original(candidate.start, candidate.end);
            let written = line.get(start..end).unwrap_or(line).to_owned();
            let warning = warning::list_of(candidate.kind, &candidate.value);
            Looked::of(written, Some(candidate.kind), candidate.value, warning)
        })
        .collect();
    // What has no form of an indicator may still be the name of one: a mutex, a file.
    if found.is_empty() {
        vec![Looked::of(line.to_owned(), None, refanged.text.trim().to_owned(), None)]
    } else {
        found
    }
}

impl Looked {
    fn of(written: String, kind: Option<IndicatorType>, value: String, warning: Option<&'static str>) -> Self {
        Self { written, kind, value, warning, incidents: Vec::new(), documents: Vec::new(), objects: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_refanged_and_normalised() {
        for (line, expected) in [
            ("hxxps://relay[.]portwx-sync-77[.]net/a", vec!["https://relay.portwx-sync-77.net/a"]),
            ("198[.]51[.]100[.]7", vec!["198.51.100.7"]),
            ("PORTWX-SYNC-77[dot]NET", vec!["portwx-sync-77.net"]),
            ("D41D8CD98F00B204E9800998ECF8427E", vec!["d41d8cd98f00b204e9800998ecf8427e"]),
            ("203.0.113.9, 203.0.113.10;203.0.113.11", vec!["203.0.113.9", "203.0.113.10", "203.0.113.11"]),
            ("Global\\m_77 seen in memory", vec!["Global\\m_77"]),
            ("Night Heron", vec!["Night Heron"]),
        ] {
            let values: Vec<String> = of_line(line).into_iter().map(|one| one.value).collect();
            assert_eq!(values, expected, "{line}");
        }
        assert_eq!(values("203.0.113.9\n\n203[.]0[.]113[.]9\n").len(), 1, "each once");
        assert!(values("8.8.8.8")[0].warning.is_some());
    }
}
