//! A bundle for an audience: the editions of its incidents, with who made them and the markings they carry.

use super::edition::{Edition, edition};
use super::extension::definition;
use super::ids::{Ids, drawn};
use super::kept::KeptEditions;
use super::render::{self, Properties, instant, label_of, marking};
use crate::{Engine, EngineError, Result, gate};
use serde_json::{Value, json};
use sextant_model::*;
use sextant_stix::markings::tlp::{self, Version};
use sextant_stix::markings::{granular_markings, object_markings};
use sextant_stix::object::Object;
use sextant_store::{Ledger, ListQuery};
use std::collections::BTreeSet;

impl Engine {
    /// The incident, or all of them, as one bundle of STIX 2.1 for `audience`. The same store gives the same bytes.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such incident, or none that this audience may know of; when the
    /// store cannot be read.
    pub fn export_stix(&self, id: Option<IncidentId>, as_of: AsOf, audience: Option<Tlp>) -> Result<Vec<u8>> {
        self.ask(|ledger| {
            let mut bundle = Bundle::of(ledger, as_of, audience)?;
            let Some(id) = id else {
                for id in visible(ledger, as_of, audience)? {
                    bundle.add(ledger, id)?;
                }
                return Ok(bundle.bytes());
            };
            if !bundle.add(ledger, id)? {
                return Err(EngineError::not_found("incident", id));
            }
            Ok(bundle.bytes())
        })
    }
}

/// The incidents that an audience may know of, by id: the order is the same in every store.
pub(crate) fn visible(ledger: &dyn Ledger, as_of: AsOf, audience: Option<Tlp>) -> Result<BTreeSet<IncidentId>> {
    let list = ListQuery { as_of, audience: gate::level(audience), ..ListQuery::default() };
    Ok(ledger.summaries(&list)?.summaries.into_iter().map(|summary| summary.id).collect())
}

struct Bundle {
    seed: String,
    as_of: AsOf,
    audience: Option<Tlp>,
    kept: KeptEditions,
    /// This store, as who makes what it says itself.
    producer: Properties,
    makers: Vec<Vec<u8>>,
    objects: Vec<Vec<u8>>,
}

impl Bundle {
    fn of(ledger: &dyn Ledger, as_of: AsOf, audience: Option<Tlp>) -> Result<Self> {
        let seed = ledger.seed()?;
        let producer = producer(ledger, &seed)?;
        let kept = KeptEditions::of(ledger)?;
        Ok(Self { seed, as_of, audience, kept, producer, makers: Vec::new(), objects: Vec::new() })
    }

    /// Adds an incident; false when this audience may not know of it.
    fn add(&mut self, ledger: &dyn Ledger, id: IncidentId) -> Result<bool> {
        let Some(edition) = edition(ledger, id, self.as_of, self.audience)? else { return Ok(false) };
        let fresh = self.render(&edition);
        if let Some(came) = self.kept.find(ledger, edition.record.id, &fresh, self.audience)? {
            self.objects.extend(came.objects);
            self.makers.extend(came.makers.into_iter().map(|maker| maker.object.bytes));
        } else {
            self.objects.extend(fresh.into_iter().map(written));
            self.makers.push(written(self.producer.clone()));
        }
        Ok(true)
    }

    fn render(&self, edition: &Edition) -> Vec<Properties> {
        let record = &edition.record;
        let moment =
            self.as_of.until.map_or_else(String::new, |until| format!("{until} {}", self.as_of.clock.as_str()));
        let ids = Ids { seed: &self.seed, edition: format!("{} {} {moment}", record.id, record.tlp) };
        let producer = self.producer.get("id").and_then(Value::as_str).unwrap_or_default();
        render::objects(edition, &ids, producer)
    }

    /// The bundle: an object a line, each as it is kept or was written.
    fn bytes(mut self) -> Vec<u8> {
        self.makers.sort();
        self.makers.dedup();
        let mut objects = self.markings();
        objects.append(&mut self.makers);
        objects.append(&mut self.objects);
        let mut parts = vec!["bundle"];
        parts.extend(objects.iter().filter_map(|object| std::str::from_utf8(object).ok()));
        let mut bytes =
            format!("{{\"type\":\"bundle\",\"id\":\"bundle--{}\",\"objects\":[\n", drawn(&parts)).into_bytes();
        for (at, object) in objects.iter().enumerate() {
            if at > 0 {
                bytes.extend_from_slice(b",\n");
            }
            bytes.extend_from_slice(object);
        }
        bytes.extend_from_slice(b"\n]}\n");
        bytes
    }

    /// What the objects refer to that is the same everywhere: our extension's definition and the labels.
    fn markings(&self) -> Vec<Vec<u8>> {
        let mut levels = BTreeSet::from([tlp::Level::Clear]);
        for object in self.objects.iter().chain(&self.makers).filter_map(|bytes| Object::parse(bytes).ok()) {
            let granular = granular_markings(object.properties()).filter_map(|granular| granular.marking_ref());
            let refs = object_markings(object.properties()).chain(granular);
            levels.extend(refs.filter_map(tlp::of_id).filter(|(v, _)| *v == Version::Two).map(|(_, level)| level));
        }
        let markings = levels.into_iter().filter_map(|level| tlp::definition(Version::Two, level));
        let ours = definition().into_iter().map(|mut object| {
            object["object_marking_refs"] = json!([marking(label_of(tlp::Level::Clear))]);
            object
        });
        markings.chain(ours).map(|object| object.to_string().into_bytes()).collect()
    }
}

fn written(object: Properties) -> Vec<u8> {
    Value::Object(object).to_string().into_bytes()
}

/// This store as a maker of objects: it dates from the store's first entry and never changes.
fn producer(ledger: &dyn Ledger, seed: &str) -> Result<Properties> {
    let since = ledger.audit(1, 1)?.first().map_or(Instant::UNIX_EPOCH, |entry| entry.at);
    let id = format!("identity--{}", drawn(&[seed, "producer"]));
    let identity = json!({
        "type": "identity", "spec_version": "2.1", "id": id, "created_by_ref": id, "created": instant(since), "modified": instant(since), "name": "A Sextant store", "identity_class": "system",
        "object_marking_refs": [marking(Tlp::Clear)],
    });
    Ok(identity.as_object().cloned().unwrap_or_default())
}
