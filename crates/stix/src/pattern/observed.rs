//! Observed data as patterns are matched against it: STIX 2.0 objects with `objects` inside, and 2.1 objects that refer
//! to objects beside them, in bundles or in a list.

use super::instant::{Instant, instant};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// Observations, indexed by the types of the objects in them.
#[derive(Debug, Default)]
pub struct Observations {
    objects: Vec<Value>,
    pub(super) all: Vec<Observed>,
    kinds: HashMap<String, u32>,
    by_kind: Vec<Vec<Seen>>,
}

/// One observed-data object.
#[derive(Debug)]
pub(super) struct Observed {
    /// The id that stands for it in an answer: its bundle's where the reference matcher gives that.
    pub shown: Option<String>,
    pub id: Option<String>,
    pub first: Instant,
    pub last: Instant,
    pub number: u64,
    /// Its objects by key, in the order of the keys.
    members: Vec<(String, usize)>,
}

/// An object seen in an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seen {
    pub observation: u32,
    object: u32,
    /// The number of its type.
    pub kind: u32,
    /// Its place among the objects of its type.
    pub place: u32,
}

/// The objects among which references of one observation are looked up.
#[derive(Clone, Copy)]
pub(super) struct Scope<'o> {
    observations: &'o Observations,
    observed: &'o Observed,
}

impl<'o> Scope<'o> {
    /// The object with this key (2.0) or id (2.1).
    pub fn object(self, key: &str) -> Option<&'o Value> {
        let members = &self.observed.members;
        let at = members.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        Some(&self.observations.objects[members[at].1])
    }
}

/// What is wrong with observed data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadObservation {
    /// Neither observed data, nor a bundle, nor an object with an id.
    #[error("item {0} is neither observed-data nor a bundle nor an object with type and id")]
    Unknown(usize),
    /// A property that is needed for matching is missing or has another form.
    #[error("observed-data in item {0}: {1} is missing or wrong")]
    Property(usize, &'static str),
    /// More observations or objects than are counted here.
    #[error("more than {} observations or objects", u32::MAX)]
    TooMany,
}

/// Types that are no observable objects, though `object_refs` may name some (STIX 2.1 §4, §5, §7): no path starts there.
const NOT_OBSERVABLE: &[&str] = &[
    "attack-pattern",
    "bundle",
    "campaign",
    "course-of-action",
    "extension-definition",
    "grouping",
    "identity",
    "incident",
    "indicator",
    "infrastructure",
    "intrusion-set",
    "language-content",
    "location",
    "malware",
    "malware-analysis",
    "marking-definition",
    "note",
    "observed-data",
    "opinion",
    "relationship",
    "report",
    "sighting",
    "threat-actor",
    "tool",
    "vulnerability",
];

impl Observations {
    /// Takes a list of observed-data objects (2.0 or 2.1), bundles, and objects that they refer to.
    ///
    /// # Errors
    /// The first item that is none of these, or observed data without what matching needs.
    pub fn read(items: Vec<Value>) -> Result<Self, BadObservation> {
        let mut pool = Pool::default();
        for (at, item) in items.into_iter().enumerate() {
            pool.take(at, item)?;
        }
        let mut observations = Observations::default();
        let bundle = pool.bundle;
        let shared = pool.objects;
        let mut placed: HashMap<String, usize> = HashMap::with_capacity(shared.len());
        for (id, object) in shared {
            placed.insert(id, observations.objects.len());
            observations.objects.push(object);
        }
        for waiting in pool.observed {
            observations.add(waiting, &placed, bundle.as_ref())?;
        }
        observations.index()?;
        Ok(observations)
    }

    fn add(
        &mut self,
        mut waiting: Waiting,
        placed: &HashMap<String, usize>,
        bundle: Option<&Value>,
    ) -> Result<(), BadObservation> {
        let bad = |property| BadObservation::Property(waiting.at, property);
        let time = |name: &'static str, map: &Map<String, Value>| {
            map.get(name).and_then(Value::as_str).and_then(instant).ok_or(bad(name))
        };
        let (first, last) = (time("first_observed", &waiting.map)?, time("last_observed", &waiting.map)?);
        let number = waiting.map.get("number_observed").and_then(Value::as_u64).filter(|n| *n > 0);
        let number = number.ok_or(bad("number_observed"))?;
        let id = waiting.map.get("id").and_then(Value::as_str).map(str::to_owned);
        let mut members: Vec<(String, usize)> = Vec::new();
        let inside = match waiting.map.get_mut("objects") {
            Some(Value::Object(objects)) => Some(std::mem::take(objects)),
            _ => None,
        };
        if let Some(objects) = inside {
            for (key, object) in objects {
                members.push((key, self.objects.len()));
                self.objects.push(object);
            }
        } else {
            let refs = waiting.map.get("object_refs").and_then(Value::as_array).ok_or(bad("object_refs"))?;
            for key in refs.iter().filter_map(Value::as_str) {
                members.extend(placed.get(key).map(|at| (key.to_owned(), *at)));
            }
        }
        let shown = if waiting.in_bundle { bundle.and_then(Value::as_str).map(str::to_owned) } else { id.clone() };
        if !members.is_empty()
            && let Some(own) = id.as_ref().filter(|_| waiting.in_bundle)
        {
            members.push((own.clone(), self.objects.len()));
            self.objects.push(Value::Object(waiting.map));
        }
        // Of two with one key the later counts.
        members.reverse();
        members.sort_by(|a, b| a.0.cmp(&b.0));
        members.dedup_by(|a, b| a.0 == b.0);
        self.all.push(Observed { shown, id, first, last, number, members });
        Ok(())
    }

    fn index(&mut self) -> Result<(), BadObservation> {
        let count = |n: usize| u32::try_from(n).map_err(|_| BadObservation::TooMany);
        for (observation, observed) in self.all.iter().enumerate() {
            for (_, object) in &observed.members {
                let Some(object_type) = self.objects[*object].get("type").and_then(Value::as_str) else { continue };
                let kind = match self.kinds.get(object_type) {
                    Some(kind) => *kind,
                    None if NOT_OBSERVABLE.contains(&object_type) => continue,
                    None => {
                        let kind = count(self.by_kind.len())?;
                        self.kinds.insert(object_type.to_owned(), kind);
                        self.by_kind.push(Vec::new());
                        kind
                    }
                };
                let list = &mut self.by_kind[kind as usize];
                let place = count(list.len())?;
                list.push(Seen { observation: count(observation)?, object: count(*object)?, kind, place });
            }
        }
        Ok(())
    }

    /// How many observations there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The number of a type, if there are objects of it.
    pub(super) fn kind(&self, object_type: &str) -> Option<u32> {
        self.kinds.get(object_type).copied()
    }

    /// The objects of the type with this number, in the order of their observations.
    pub(super) fn of_kind(&self, kind: u32) -> &[Seen] {
        self.by_kind.get(kind as usize).map_or(&[], Vec::as_slice)
    }

    /// The objects of a type, in the order of their observations.
    pub(super) fn of_type(&self, object_type: &str) -> &[Seen] {
        self.kind(object_type).map_or(&[], |kind| self.of_kind(kind))
    }

    pub(super) fn object(&self, seen: Seen) -> &Value {
        &self.objects[seen.object as usize]
    }

    pub(super) fn scope(&self, seen: Seen) -> Scope<'_> {
        Scope { observations: self, observed: &self.all[seen.observation as usize] }
    }
}

/// Items sorted into what is observed and what is referred to.
#[derive(Default)]
struct Pool {
    observed: Vec<Waiting>,
    objects: BTreeMap<String, Value>,
    bundle: Option<Value>,
}

struct Waiting {
    at: usize,
    map: Map<String, Value>,
    in_bundle: bool,
}

impl Pool {
    fn take(&mut self, at: usize, item: Value) -> Result<(), BadObservation> {
        let Value::Object(mut map) = item else { return Err(BadObservation::Unknown(at)) };
        if is_observed(&map) {
            self.observed.push(Waiting { at, map, in_bundle: false });
            return Ok(());
        }
        if let Some(Value::Array(objects)) = map.get_mut("objects") {
            for object in std::mem::take(objects) {
                match object {
                    Value::Object(map) if is_observed(&map) => {
                        self.observed.push(Waiting { at, map, in_bundle: true });
                    }
                    other => self.keep(other),
                }
            }
            // Several bundles count as one, and the last id names it, as in the reference.
            self.bundle = map.remove("id").or(self.bundle.take());
            return Ok(());
        }
        if !map.contains_key("id") || !map.contains_key("type") {
            return Err(BadObservation::Unknown(at));
        }
        self.keep(Value::Object(map));
        Ok(())
    }

    fn keep(&mut self, object: Value) {
        if let Some(id) = object.get("id").and_then(Value::as_str) {
            self.objects.insert(id.to_owned(), object);
        }
    }
}

/// Observed data says so by its type, or by when it was first observed.
fn is_observed(map: &Map<String, Value>) -> bool {
    match map.get("type").and_then(Value::as_str) {
        Some("observed-data") => true,
        Some("bundle") => false,
        _ => map.contains_key("first_observed"),
    }
}
