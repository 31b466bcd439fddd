//! Events that other stores put out, found among the objects kept: a record that says no more and no less than one of
//! them leaves as it came.

use crate::{Result, gate};
use serde_json::Value;
use sextant_model::*;
use sextant_store::{KeptObject, Ledger, ObjectQuery};
use std::collections::{BTreeMap, HashMap};

/// The type under which such events are kept.
pub(crate) const KIND: &str = "x-misp-event";

/// Events as they came, by incident.
pub(super) struct KeptEvents(BTreeMap<IncidentId, Vec<(KeptObject, Value)>>);

impl KeptEvents {
    pub(super) fn of(ledger: &dyn Ledger) -> Result<Self> {
        let mut events: BTreeMap<IncidentId, Vec<(KeptObject, Value)>> = BTreeMap::new();
        for kept in ledger.objects(&ObjectQuery::Kind(KIND.to_owned()), usize::MAX, 0)? {
            let Ok(wire) = serde_json::from_slice::<Value>(&kept.object.bytes) else { continue };
            if let Some(carried) = super::carried::of_bytes(&kept.object.bytes) {
                events.entry(carried.incident).or_default().push((kept, wire));
            }
        }
        Ok(Self(events))
    }

    /// The event on `incident` that says what `fresh` says.
    pub(super) fn find(&self, incident: IncidentId, fresh: &Value, audience: Option<Tlp>) -> Option<&[u8]> {
        let events = self.0.get(&incident)?;
        let wanted = neutral(fresh);
        let mut seen = events.iter().filter(|(kept, _)| gate::may_see(kept.object.tlp, audience));
        seen.find(|(_, wire)| neutral(wire) == wanted).map(|(kept, _)| kept.object.bytes.as_slice())
    }
}

/// An event without what differs between two stores that say the same: identities, times of change, who made it.
fn neutral(event: &Value) -> Value {
    let mut names = HashMap::new();
    identities(event, &mut names);
    renamed(event, &names)
}

fn identities(value: &Value, names: &mut HashMap<String, usize>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| identities(item, names)),
        Value::Object(map) => {
            if let Some(uuid) = map.get("uuid").and_then(Value::as_str) {
                let next = names.len();
                names.entry(uuid.to_owned()).or_insert(next);
            }
            map.values().for_each(|value| identities(value, names));
        }
        _ => {}
    }
}

fn renamed(value: &Value, names: &HashMap<String, usize>) -> Value {
    match value {
        Value::String(text) => names.get(text).map_or_else(|| value.clone(), |at| Value::from(*at)),
        Value::Array(items) => items.iter().map(|item| renamed(item, names)).collect(),
        Value::Object(map) => {
            let kept = map.iter().filter(|(name, _)| !matches!(name.as_str(), "timestamp" | "modified" | "Orgc"));
            kept.map(|(name, value)| (name.clone(), renamed(value, names))).collect()
        }
        other => other.clone(),
    }
}
