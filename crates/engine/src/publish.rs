//! Publishing: an incident as an audience may have it, put into the collection of that label. Publishing again puts in
//! new versions only, and takes out what the incident no longer says.

use crate::advisory::Told;
use crate::exchange::Producer;
use crate::exchange::bundle::{objects_of_advisory, objects_of_edition};
use crate::taxii::{Labels, incoming};
use crate::{Engine, EngineError, Result};
use sextant_model::{Collection, IncidentId, Tlp};
use sextant_stix::object::Object;
use sextant_store::{Collections, Delivery, Ledger, Publishing};

/// What publishing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Published {
    /// Objects, or versions of objects, that are new in the collection.
    pub new: usize,
    /// Items that were taken out of it.
    pub gone: usize,
}

impl Engine {
    /// Publishes an incident for audiences up to `label`.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such incident or none that this audience may know of; when the store
    /// cannot be written.
    pub fn publish(&self, id: IncidentId, label: Tlp, by: &str) -> Result<Published> {
        put(&mut *self.writer()?, self.producer(), id, label, by)
    }

    /// Takes back what is published of an incident for a label.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it is not published so; when the store cannot be written.
    pub fn withdraw(&self, id: IncidentId, label: Tlp, by: &str) -> Result<Published> {
        let mut ledger = self.writer()?;
        if !ledger.publications()?.contains(&(id, label)) {
            return Err(EngineError::not_found("publication of incident", id));
        }
        take_out(&mut *ledger, id, label, by)
    }

    /// What is published: incidents and labels.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn publications(&self) -> Result<Vec<(IncidentId, Tlp)>> {
        self.ask(|ledger| Ok(ledger.publications()?))
    }
}

/// Puts an incident's edition into the collection of a label.
pub(crate) fn put(
    ledger: &mut dyn Ledger,
    producer: &Producer,
    id: IncidentId,
    label: Tlp,
    by: &str,
) -> Result<Published> {
    let objects = objects_of_edition(ledger, producer, id, label)?;
    let objects = objects.ok_or_else(|| EngineError::not_found("incident", id))?;
    replace(ledger, (id, None), label, &objects, by)
}

/// Puts an advisory as it is out into the collection of its label, in the place of what was there of it.
pub(crate) fn put_advisory(ledger: &mut dyn Ledger, producer: &Producer, told: &Told, by: &str) -> Result<()> {
    let objects = objects_of_advisory(ledger, producer, told)?;
    let of = (told.sheet.incident, Some(told.sheet.id.clone()));
    replace(ledger, of, told.sheet.tlp, &objects, by).map(drop)
}

fn replace(
    ledger: &mut dyn Ledger,
    (incident, advisory): (IncidentId, Option<String>),
    label: Tlp,
    objects: &[Vec<u8>],
    by: &str,
) -> Result<Published> {
    let collection = of_label(ledger, label)?;
    let objects: Vec<Object> = objects.iter().filter_map(|bytes| Object::parse(bytes).ok()).collect();
    let mut labels = Labels::new(ledger, &collection.id, &objects);
    let mut items = Vec::with_capacity(objects.len());
    for object in &objects {
        items.push(incoming(object, labels.of(object, label)?));
    }
    let delivery =
        Delivery { collection: collection.id, objects: items, by: by.to_owned(), recorded: crate::clock::now() };
    let (new, gone) = ledger.publish(&Publishing { incident, advisory, delivery })?;
    Ok(Published { new, gone })
}

/// Takes an incident out of the collection of a label.
pub(crate) fn take_out(ledger: &mut dyn Ledger, id: IncidentId, label: Tlp, by: &str) -> Result<Published> {
    replace(ledger, (id, None), label, &[], by)
}

fn of_label(ledger: &dyn Ledger, label: Tlp) -> Result<Collection> {
    let all = ledger.collections()?;
    let found = all.into_iter().find(|collection| collection.published && collection.label == label);
    found.ok_or_else(|| EngineError::not_found("collection for TLP", label))
}
