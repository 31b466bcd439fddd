//! Editions that other stores put out, found among the objects kept: a record that says no more and no less than one
//! of them leaves as it came, under its maker's ids.

use super::extension::EXTENSION;
use super::render::Properties;
use crate::{Result, gate};
use serde_json::Value;
use sextant_model::*;
use sextant_stix::object::Object;
use sextant_store::{KeptObject, Ledger, ObjectQuery};
use std::collections::{BTreeMap, HashMap};

/// The reports of editions that came from elsewhere, by incident.
pub(crate) struct KeptEditions(BTreeMap<IncidentId, Vec<KeptObject>>);

/// An edition as it came.
pub(crate) struct Came {
    /// Its objects, its report last.
    pub(crate) objects: Vec<Vec<u8>>,
    /// Who made them.
    pub(crate) makers: Vec<KeptObject>,
}

impl Came {
    /// The id of its incident.
    pub(crate) fn incident(&self) -> Option<String> {
        let objects = self.objects.iter().filter_map(|bytes| Object::parse(bytes).ok());
        objects.filter(|object| object.kind() == "incident").find_map(|object| object.id().map(str::to_owned))
    }
}

impl KeptEditions {
    pub(crate) fn of(ledger: &dyn Ledger) -> Result<Self> {
        let mut editions: BTreeMap<IncidentId, Vec<KeptObject>> = BTreeMap::new();
        for report in ledger.objects(&ObjectQuery::Kind("report".to_owned()), usize::MAX, 0)? {
            let incident = Object::parse(&report.object.bytes).ok().and_then(|object| incident_of(&object));
            if let Some(incident) = incident {
                editions.entry(incident).or_default().push(report);
            }
        }
        for reports in editions.values_mut() {
            reports.sort_by(|a, b| (&a.object.id, &b.object.version).cmp(&(&b.object.id, &a.object.version)));
        }
        Ok(Self(editions))
    }

    /// The edition of `incident` that says what `fresh` says.
    pub(crate) fn find(
        &self,
        ledger: &dyn Ledger,
        incident: IncidentId,
        fresh: &[Properties],
        audience: Option<Tlp>,
    ) -> Result<Option<Came>> {
        let reports = self.0.get(&incident).map_or(&[][..], Vec::as_slice);
        if reports.is_empty() {
            return Ok(None);
        }
        let standing: Vec<Properties> = fresh.iter().filter(|object| !is_revoked(object)).cloned().collect();
        let wanted = neutral(&standing);
        for report in reports {
            let mut members = members(ledger, report)?;
            if !members.iter().all(|kept| gate::may_see(kept.object.tlp, audience)) {
                continue;
            }
            let parsed: Option<Vec<Properties>> = members.iter().map(properties).collect();
            let Some(parsed) = parsed.filter(|parsed| neutral(parsed) == wanted) else { continue };
            let makers = makers(ledger, &parsed)?;
            if makers.iter().all(|maker| gate::may_see(maker.object.tlp, audience)) {
                let report = members.pop();
                let mut all = members;
                all.extend(withdrawn(ledger, report.as_ref(), audience)?);
                let objects = all.into_iter().chain(report).map(|kept| kept.object.bytes).collect();
                return Ok(Some(Came { objects, makers }));
            }
        }
        Ok(None)
    }
}

/// The incident that a report of ours is on.
fn incident_of(report: &Object) -> Option<IncidentId> {
    report.extension(EXTENSION)?.get("incident_id")?.as_str()?.parse().ok()
}

fn members(ledger: &dyn Ledger, report: &KeptObject) -> Result<Vec<KeptObject>> {
    let mut members = Vec::new();
    if let Ok(object) = Object::parse(&report.object.bytes) {
        for id in object.get("object_refs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            members.extend(newest(ledger, id)?);
        }
    }
    members.push(report.clone());
    Ok(members)
}

/// The notes that take claims back, which a report names beside what it holds.
fn withdrawn(ledger: &dyn Ledger, report: Option<&KeptObject>, audience: Option<Tlp>) -> Result<Vec<KeptObject>> {
    let report = report.and_then(|report| Object::parse(&report.object.bytes).ok());
    let refs = report.as_ref().and_then(|report| report.extension(EXTENSION)?.get("withdrawn_refs")?.as_array());
    let mut notes = Vec::new();
    for id in refs.into_iter().flatten().filter_map(Value::as_str) {
        notes.extend(newest(ledger, id)?.filter(|note| gate::may_see(note.object.tlp, audience)));
    }
    Ok(notes)
}

fn is_revoked(object: &Properties) -> bool {
    object.get("revoked") == Some(&Value::Bool(true))
}

fn makers(ledger: &dyn Ledger, objects: &[Properties]) -> Result<Vec<KeptObject>> {
    let ids: std::collections::BTreeSet<&str> =
        objects.iter().filter_map(|object| object.get("created_by_ref")?.as_str()).collect();
    let mut makers = Vec::new();
    for id in ids {
        makers.extend(newest(ledger, id)?);
    }
    Ok(makers)
}

pub(super) fn newest(ledger: &dyn Ledger, id: &str) -> Result<Option<KeptObject>> {
    Ok(ledger.objects(&ObjectQuery::Before(id.to_owned(), None), 1, 0)?.pop())
}

fn properties(kept: &KeptObject) -> Option<Properties> {
    Object::parse(&kept.object.bytes).ok().map(|object| object.properties().clone())
}

/// Objects without what differs between two makers who say the same: ids, times, who made them, and what each took
/// back before.
fn neutral(objects: &[Properties]) -> Vec<Value> {
    let ids = objects.iter().filter_map(|object| object.get("id")?.as_str());
    let names: HashMap<&str, usize> = ids.enumerate().map(|(at, id)| (id, at)).collect();
    let bare = objects.iter().map(|object| {
        let kept =
            object.iter().filter(|(name, _)| !matches!(name.as_str(), "created" | "modified" | "created_by_ref"));
        let mut kept: Properties = kept.map(|(name, value)| (name.clone(), renamed(value, &names))).collect();
        if let Some(ours) = kept.get_mut("extensions").and_then(|all| all.get_mut(EXTENSION)?.as_object_mut()) {
            ours.remove("withdrawn_refs");
        }
        Value::Object(kept)
    });
    bare.collect()
}

fn renamed(value: &Value, names: &HashMap<&str, usize>) -> Value {
    match value {
        Value::String(text) => names.get(text.as_str()).map_or_else(|| value.clone(), |at| Value::from(*at)),
        Value::Array(items) => items.iter().map(|item| renamed(item, names)).collect(),
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), renamed(value, names))).collect(),
        other => other.clone(),
    }
}
