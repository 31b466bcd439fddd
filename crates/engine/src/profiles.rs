//! What imported objects say of groups: each group and report that it is credited to is one observation of the techniques
//! and software that the report tells of. Kept between questions, and counted again when objects came in.

use crate::{Engine, Result, gate};
use serde_json::Value;
use sextant_model::Tlp;
use sextant_reason::behaviour::{Corpus, Observation};
use sextant_reason::linkage::Profiles;
use sextant_stix::object::Object;
use sextant_store::{Ledger, ObjectQuery};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

/// Profiles as they were counted last: of so many objects, for this audience.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    of: Option<(u64, Option<Tlp>)>,
    profiles: Option<Arc<Profiles>>,
}

impl Engine {
    /// The profiles that an audience may know; `None` where no object tells what a group uses.
    pub(crate) fn profiles(&self, audience: Option<Tlp>) -> Result<Option<Arc<Profiles>>> {
        let objects = self.ask(|ledger| Ok(ledger.counts()?.objects))?;
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.of != Some((objects, audience)) {
            let profiles = if objects == 0 { None } else { self.ask(|ledger| count(ledger, audience))?.map(Arc::new) };
            *counted = Counted { of: Some((objects, audience)), profiles };
        }
        Ok(counted.profiles.clone())
    }
}

fn count(ledger: &dyn Ledger, audience: Option<Tlp>) -> Result<Option<Profiles>> {
    let groups = objects(ledger, "intrusion-set", audience)?;
    let mut features: HashMap<String, String> = HashMap::new();
    for kind in ["attack-pattern", "malware", "tool"] {
        for (id, object) in objects(ledger, kind, audience)? {
            features.extend(attack_id(&object).map(|feature| (id, feature)));
        }
    }
    let mut observed: BTreeMap<(String, String), Seen> = BTreeMap::new();
    for (_, uses) in objects(ledger, "relationship", audience)? {
        let ends = (uses.text("source_ref"), uses.text("target_ref"), uses.text("relationship_type"));
        let (Some(group), Some(target), Some("uses")) = ends else { continue };
        if let Some(feature) = features.get(target).filter(|_| groups.contains_key(group)) {
            note(&mut observed, group, feature, &uses);
        }
    }
    let observations: Vec<Observation> =
        observed.into_iter().map(|((group, report), seen)| seen.observation(group, report)).collect();
    let names = groups.iter().filter_map(|(id, group)| Some((id.clone(), group.text("name")?.to_owned()))).collect();
    Ok(Corpus::new(&observations).ok().map(|corpus| Profiles { corpus, names }))
}

/// What one report credits to one group.
#[derive(Default)]
struct Seen {
    features: BTreeSet<String>,
    address: Option<String>,
    date: Option<jiff::civil::Date>,
}

impl Seen {
    fn observation(self, group: String, report: String) -> Observation {
        Observation {
            id: format!("{group} {report}"),
            group,
            date: self.date,
            features: self.features.into_iter().collect(),
            sources: self.address.into_iter().collect(),
        }
    }
}

/// Each report that a relationship cites tells of it; without any, the maker of the object does.
fn note(observed: &mut BTreeMap<(String, String), Seen>, group: &str, feature: &str, uses: &Object) {
    let created = uses.text("created").and_then(|text| text.get(..10)?.parse().ok());
    let cited = uses.get("external_references").and_then(Value::as_array).into_iter().flatten();
    let mut reports: Vec<(String, Option<String>)> = cited
        .filter_map(|reference| {
            let address = reference.get("url").and_then(Value::as_str).map(str::to_owned);
            let name = reference.get("source_name").and_then(Value::as_str)?;
            Some((address.clone().unwrap_or_else(|| name.to_owned()), address))
        })
        .collect();
    if reports.is_empty() {
        reports.push((uses.text("created_by_ref").unwrap_or_default().to_owned(), None));
    }
    for (report, address) in reports {
        let seen = observed.entry((group.to_owned(), report)).or_default();
        seen.features.insert(feature.to_owned());
        seen.address = seen.address.take().or(address);
        // Known in whole when the last of it was.
        seen.date = seen.date.max(created);
    }
}

/// `T1486` or `S0154`, as the maker of ATT&CK numbers them.
fn attack_id(object: &Object) -> Option<String> {
    let references = object.get("external_references").and_then(Value::as_array)?;
    let of_attack = |reference: &&Value| {
        reference.get("source_name").and_then(Value::as_str).is_some_and(|name| name.starts_with("mitre-"))
    };
    let id = references.iter().find(of_attack)?.get("external_id").and_then(Value::as_str)?;
    id.starts_with(['T', 'S']).then(|| id.to_owned())
}

/// The latest version of each object of a type that this audience may know and that its maker has not revoked.
pub(crate) fn objects(ledger: &dyn Ledger, kind: &str, audience: Option<Tlp>) -> Result<BTreeMap<String, Object>> {
    let mut latest: BTreeMap<String, (String, Object)> = BTreeMap::new();
    for kept in ledger.objects(&ObjectQuery::Kind(kind.to_owned()), usize::MAX, 0)? {
        let newer = latest.get(&kept.object.id).is_none_or(|(version, _)| *version < kept.object.version);
        if !newer || !gate::may_see(kept.object.tlp, audience) {
            continue;
        }
        if let Ok(object) = Object::parse(&kept.object.bytes) {
            latest.insert(kept.object.id, (kept.object.version, object));
        }
    }
    let flag = |object: &Object, name: &str| object.get(name).and_then(Value::as_bool).unwrap_or(false);
    let held = latest.into_iter().filter(|(_, (_, o))| !flag(o, "revoked") && !flag(o, "x_mitre_deprecated"));
    Ok(held.map(|(id, (_, object))| (id, object)).collect())
}
