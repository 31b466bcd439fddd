//! What reports say of groups: imported objects (each group and report that it is credited to is one observation of the
//! techniques and software that the report tells of) and the store's own resolved incidents (each actor that a party in a
//! position to know names, and each origin that tells how it was done). Kept between questions, for each audience by
//! itself, and counted again when something came in.

use crate::{Engine, Result, gate};
use serde_json::Value;
use sextant_model::*;
use sextant_reason::behaviour::{Corpus, Observation};
use sextant_reason::linkage::{Profiles, Subject, observed};
use sextant_stix::object::Object;
use sextant_store::{Ledger, ObjectQuery};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

/// Of so many confirmed incidents, those that changed last, the actors are looked at.
const MOST_RESOLVED: usize = 300;
/// Answers kept at most.
const MOST_KEPT: usize = 16;

/// For whom, as of when, and for which incidents: what is known of those themselves says nothing of who acts like them.
type Asked = (Option<Tlp>, &'static str, Option<Instant>, BTreeSet<IncidentId>);

/// How many objects and removals there were.
type State = (u64, u64);

/// Profiles as they were counted last.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    /// Of imported objects, for each audience.
    imported: BTreeMap<Option<Tlp>, (State, Arc<Imported>)>,
    /// With the store's own incidents, with how many entries there were.
    whole: BTreeMap<Asked, (u64, Option<Arc<Profiles>>)>,
}

/// What imported objects say.
#[derive(Debug, Default)]
struct Imported {
    observations: Vec<Observation>,
    /// Names of the groups by their ids.
    names: BTreeMap<String, String>,
}

impl Engine {
    /// The profiles by which some incidents may be compared, for an audience and as known by then; `None` where nothing
    /// tells what a group uses.
    pub(crate) fn profiles(
        &self,
        on: impl IntoIterator<Item = IncidentId>,
        as_of: AsOf,
        audience: Option<Tlp>,
    ) -> Result<Option<Arc<Profiles>>> {
        let counts = self.ask(|ledger| Ok(ledger.counts()?))?;
        let asked: Asked = (audience, as_of.clock.as_str(), as_of.until, on.into_iter().collect());
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((entries, profiles)) = counted.whole.get(&asked)
            && *entries == counts.entries
        {
            return Ok(profiles.clone());
        }
        let state = (counts.objects, counts.forgotten);
        let held = counted.imported.get(&audience).filter(|(of, _)| *of == state).map(|(_, held)| Arc::clone(held));
        let imported = match held {
            Some(held) => held,
            None if counts.objects == 0 => Arc::default(),
            None => {
                let imported = Arc::new(self.ask(|ledger| count(ledger, audience))?);
                counted.imported.insert(audience, (state, Arc::clone(&imported)));
                imported
            }
        };
        let profiles = together(&imported, self.resolved(&asked.3, as_of, audience)?).map(Arc::new);
        counted.whole.retain(|_, (entries, _)| *entries == counts.entries);
        if counted.whole.len() >= MOST_KEPT {
            counted.whole.clear();
        }
        counted.whole.insert(asked, (counts.entries, profiles.clone()));
        Ok(profiles)
    }

    /// What the store's own incidents say whose actor is confirmed: the actor's name, and an observation.
    fn resolved(
        &self,
        but: &BTreeSet<IncidentId>,
        as_of: AsOf,
        audience: Option<Tlp>,
    ) -> Result<Vec<(String, Observation)>> {
        let mut observations = Vec::new();
        for dossier in self.newest(Standing::Confirmed, MOST_RESOLVED, but, as_of, audience)? {
            let subject = Subject::of(self.one_origin(dossier, as_of)?, as_of);
            observations.extend(observed(&subject, as_of.clock));
        }
        Ok(observations)
    }
}

/// Imported and own observations as one; an actor goes by the imported group of the same name, where there is just one.
fn together(imported: &Imported, own: Vec<(String, Observation)>) -> Option<Profiles> {
    let mut by_key: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (id, name) in &imported.names {
        by_key.entry(sextant_reason::actor_key(name)).or_default().push(id);
    }
    let (mut observations, mut names) = (imported.observations.clone(), imported.names.clone());
    for (name, mut observation) in own {
        match by_key.get(&observation.group).map(Vec::as_slice) {
            Some([group]) => observation.group = (*group).clone(),
            _ => drop(names.insert(observation.group.clone(), name)),
        }
        observations.push(observation);
    }
    Corpus::new(&observations).ok().map(|corpus| Profiles { corpus, names })
}

fn count(ledger: &dyn Ledger, audience: Option<Tlp>) -> Result<Imported> {
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
    Ok(Imported { observations, names })
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
