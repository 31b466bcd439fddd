//! What to do: steps for each kind of data that may be in strange hands, from a table of our own words, and the
//! mitigations of the techniques named, from bundles of ATT&CK that the store holds. Without such a bundle there are none,
//! and that is said.

use crate::Result;
use crate::profiles::objects;
use serde::Serialize;
use serde_json::Value;
use sextant_model::{Polarity, Record, Standing, Tlp};
use sextant_stix::object::Object;
use sextant_store::Ledger;
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = include_str!("../../data/steps.tsv");

/// The steps for what a record says of exposed data, each once, in the order of the table. What is expressly not taken,
/// or denied, needs none.
pub(super) fn steps(record: &Record) -> Vec<String> {
    let exposed = record.exposure.iter().filter(|e| e.polarity == Polarity::Exposed);
    let kinds: BTreeSet<&str> =
        exposed.filter(|e| e.field.standing != Standing::Denied).map(|e| e.data.as_str()).collect();
    let lines = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    lines.filter(|(kind, _)| kinds.contains(kind)).map(|(_, step)| step.to_owned()).collect()
}

/// A mitigation of a technique that is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mitigation {
    /// `T1486`.
    pub technique: String,
    /// `M1053`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How it helps against this technique, as ATT&CK has it.
    pub text: String,
}

/// Techniques named, and what helps against them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Help {
    /// Techniques by their number.
    pub techniques: Vec<String>,
    /// What helps.
    pub mitigations: Vec<Mitigation>,
    /// Whether the store holds mitigations at all.
    pub imported: bool,
}

/// What helps against the techniques that a record names, as far as an audience may know.
pub(super) fn help(ledger: &dyn Ledger, record: &Record, audience: Tlp) -> Result<Help> {
    let named: BTreeSet<String> = record.entities.iter().filter_map(|entity| technique(&entity.value)).collect();
    if named.is_empty() {
        return Ok(Help::default());
    }
    let actions = objects(ledger, "course-of-action", Some(audience))?;
    let patterns = objects(ledger, "attack-pattern", Some(audience))?;
    let mut found = BTreeMap::new();
    if !actions.is_empty() {
        for (_, tie) in objects(ledger, "relationship", Some(audience))? {
            let ends = (tie.text("source_ref"), tie.text("target_ref"), tie.text("relationship_type"));
            let (Some(source), Some(target), Some("mitigates")) = ends else { continue };
            let (Some(action), Some(pattern)) = (actions.get(source), patterns.get(target)) else { continue };
            let Some(technique) = external(pattern).filter(|id| named.contains(id)) else { continue };
            let id = external(action).unwrap_or_default();
            let name = action.text("name").unwrap_or_default().to_owned();
            let text = tie.text("description").or(action.text("description")).map(plain).unwrap_or_default();
            found.insert((technique.clone(), id.clone()), Mitigation { technique, id, name, text });
        }
    }
    let imported = !actions.is_empty();
    Ok(Help { techniques: named.into_iter().collect(), mitigations: found.into_values().collect(), imported })
}

/// `T1486` or `T1566.001` in what an entity is called.
fn technique(value: &str) -> Option<String> {
    let words = value.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    let is_number = |word: &&str| {
        let Some(rest) = word.strip_prefix('T') else { return false };
        let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
        let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
        digits(whole, 4) && part.is_none_or(|part| digits(part, 3))
    };
    words.into_iter().find(is_number).map(str::to_owned)
}

fn external(object: &Object) -> Option<String> {
    let references = object.get("external_references").and_then(Value::as_array)?;
    let by = |reference: &Value| {
        reference.get("source_name").and_then(Value::as_str).is_some_and(|name| name.starts_with("mitre-"))
    };
    references.iter().find(|one| by(one))?.get("external_id")?.as_str().map(str::to_owned)
}

/// A description without its citations and links: the words alone.
fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("(Citation:") {
        words.push_str(&rest[..at]);
        rest = rest[at..].split_once(')').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    let first = words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    first.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sextant_model::DataKind;

    #[test]
    fn every_kind_of_data_has_a_step() {
        for kind in DataKind::ALL {
            assert!(TABLE.lines().any(|line| line.split('\t').next() == Some(kind.as_str())), "{kind}");
        }
    }

    #[test]
    fn techniques_are_found_by_their_numbers() {
        for (value, number) in [
            ("Data Encrypted for Impact (T1486)", Some("T1486")),
            ("T1566.001", Some("T1566.001")),
            ("T-Mobile", None),
            ("Scattered Spider", None),
            ("T12345", None),
        ] {
            assert_eq!(technique(value).as_deref(), number, "{value}");
        }
        assert_eq!(plain("Keep copies. (Citation: Somebody 2020) Offline.\n\nMore."), "Keep copies.  Offline.");
    }
}
