//! A bundle for an audience: the editions of its incidents, with who made them and the markings they carry.

use super::advisory::{self, Beside};
use super::assessments::{self, Desk, Standing, Standings};
use super::edition::{Edition, edition};
use super::extension::definition;
use super::ids::{Ids, drawn};
use super::kept::KeptEditions;
use super::producer::Producer;
use super::render::{self, Properties, label_of, marking};
use crate::advisory::Told;
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
            let mut bundle = Bundle::of(ledger, as_of, audience, self.producer())?;
            let Some(id) = id else {
                for id in visible(ledger, as_of, audience)? {
                    bundle.add(ledger, id)?;
                }
                bundle.assess(self, ledger)?;
                return Ok(bundle.bytes());
            };
            if !bundle.add(ledger, id)? {
                return Err(EngineError::not_found("incident", id));
            }
            Ok(bundle.bytes())
        })
    }
}

impl Engine {
    /// An advisory as it is out, as one bundle of STIX 2.1; `None` where nothing of it is out for this audience.
    ///
    /// # Errors
    /// As [`advisory`](Self::advisory).
    pub fn advisory_stix(&self, id: &str, audience: Option<Tlp>) -> Result<Option<Vec<u8>>> {
        let Some(told) = self.what_is_out(&self.advisory_revisions(id, audience)?)? else { return Ok(None) };
        self.ask(|ledger| Ok(Some(Bundle::advising(ledger, self.producer(), &told)?.bytes())))
    }
}

/// The objects of an incident's edition for `audience`, with all that they refer to; `None` when it may not know of it.
pub(crate) fn objects_of_edition(
    ledger: &dyn Ledger,
    producer: &Producer,
    id: IncidentId,
    audience: Tlp,
) -> Result<Option<Vec<Vec<u8>>>> {
    let mut bundle = Bundle::of(ledger, AsOf::default(), Some(audience), producer)?;
    Ok(bundle.add(ledger, id)?.then(|| bundle.into_objects()))
}

/// The objects of an advisory as it is out, with all that they refer to but the incident, which stands beside them.
pub(crate) fn objects_of_advisory(ledger: &dyn Ledger, producer: &Producer, told: &Told) -> Result<Vec<Vec<u8>>> {
    Ok(Bundle::advising(ledger, producer, told)?.into_objects())
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
    /// The incidents in it.
    standings: Standings,
    makers: Vec<Vec<u8>>,
    objects: Vec<Vec<u8>>,
}

impl Bundle {
    fn of(ledger: &dyn Ledger, as_of: AsOf, audience: Option<Tlp>, producer: &Producer) -> Result<Self> {
        let drawn = ledger.seed()?;
        let (seed, producer) = (producer.seed(&drawn), producer.identity(ledger, &drawn)?);
        let kept = KeptEditions::of(ledger)?;
        let standings = Standings::new();
        Ok(Self { seed, as_of, audience, kept, producer, standings, makers: Vec::new(), objects: Vec::new() })
    }

    /// Adds an incident; false when this audience may not know of it.
    fn add(&mut self, ledger: &dyn Ledger, id: IncidentId) -> Result<bool> {
        let Some(edition) = edition(ledger, id, self.as_of, self.audience)? else { return Ok(false) };
        let fresh = self.render(&edition);
        let came = self.kept.find(ledger, edition.record.id, &fresh, self.audience)?;
        let object = match &came {
            Some(came) => came.incident(),
            None => {
                fresh.iter().find(|object| object.get("type").is_some_and(|kind| kind == "incident")).and_then(id_of)
            }
        };
        self.standings.extend(object.map(|object| (edition.record.id, standing(&edition, object))));
        if let Some(came) = came {
            self.objects.extend(came.objects);
            self.makers.extend(came.makers.into_iter().map(|maker| maker.object.bytes));
        } else {
            self.objects.extend(fresh.into_iter().map(written));
            self.makers.push(written(self.producer.clone()));
        }
        Ok(true)
    }

    /// A bundle with an advisory alone.
    fn advising(ledger: &dyn Ledger, producer: &Producer, told: &Told) -> Result<Self> {
        let mut bundle = Self::of(ledger, AsOf::default(), Some(told.sheet.tlp), producer)?;
        // The incident has the id under which the audience has it: its edition is made for that alone.
        let about = !told.withdrawn() && bundle.add(ledger, told.sheet.incident)?;
        let incident = bundle.standings.values().next().map(|standing| standing.object.clone()).filter(|_| about);
        (bundle.objects, bundle.makers) = (Vec::new(), vec![written(bundle.producer.clone())]);
        let producer = bundle.producer.get("id").and_then(Value::as_str).unwrap_or_default();
        let beside = Beside { producer, incident: incident.as_deref() };
        let objects = advisory::objects(told, &bundle.seed, &beside);
        bundle.objects.extend(objects.into_iter().map(written));
        Ok(bundle)
    }

    /// Adds the assessments on incidents that it holds.
    fn assess(&mut self, engine: &Engine, ledger: &dyn Ledger) -> Result<()> {
        let came = assessments::came(ledger, &self.standings, self.audience)?;
        let covered = came.iter().map(|(on, _)| on.clone()).collect();
        self.objects.extend(came.into_iter().flat_map(|(_, objects)| objects));
        let producer = self.producer.get("id").and_then(Value::as_str).unwrap_or_default();
        let (as_of, audience) = (self.as_of, self.audience);
        let desk = Desk { engine, seed: &self.seed, producer, as_of, audience };
        let own = desk.own(&self.standings, &covered)?;
        if !own.is_empty() {
            self.makers.push(written(self.producer.clone()));
        }
        self.objects.extend(own.into_iter().map(written));
        Ok(())
    }

    fn render(&self, edition: &Edition) -> Vec<Properties> {
        let record = &edition.record;
        let moment =
            self.as_of.until.map_or_else(String::new, |until| format!("{until} {}", self.as_of.clock.as_str()));
        let ids = Ids { seed: &self.seed, edition: format!("{} {} {moment}", record.id, record.tlp) };
        let producer = self.producer.get("id").and_then(Value::as_str).unwrap_or_default();
        render::objects(edition, &ids, producer)
    }

    /// Markings, makers and editions, each object as it is kept or was written.
    fn into_objects(mut self) -> Vec<Vec<u8>> {
        self.makers.sort();
        self.makers.dedup();
        let mut objects = self.markings();
        objects.append(&mut self.makers);
        objects.append(&mut self.objects);
        objects
    }

    /// The bundle: an object a line.
    fn bytes(self) -> Vec<u8> {
        let objects = self.into_objects();
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

fn id_of(object: &Properties) -> Option<String> {
    object.get("id").and_then(Value::as_str).map(str::to_owned)
}

/// How an incident stands in the bundle, and with which others claims name it.
fn standing(edition: &Edition, object: String) -> Standing {
    let linked = edition.claims.iter().filter(|claim| claim.proposition.kind == PropositionKind::Linked);
    let together = linked.map(|claim| claim.incidents.iter().copied().collect::<BTreeSet<_>>());
    Standing {
        object,
        tlp: edition.record.tlp,
        created: edition.created,
        modified: edition.modified,
        together: together.filter(|set| set.len() > 1).collect(),
    }
}
