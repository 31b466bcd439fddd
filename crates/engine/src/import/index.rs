//! What the objects of one input are called, so that a statement on two of them can be told in words.

use super::objects::label_for;
use crate::Result;
use serde_json::Value;
use sextant_model::Tlp;
use sextant_stix::object::Object;
use sextant_store::{Ledger, ObjectQuery};
use std::borrow::Cow;
use std::collections::HashMap;

/// Names by id, and which relationships start from an incident.
pub(super) struct Index<'o> {
    names: HashMap<&'o str, &'o Object>,
    from_incidents: HashMap<&'o str, Vec<&'o Object>>,
    /// The label of objects of this input that carry none.
    label: Tlp,
}

/// What an object is called, and who may know that.
pub(super) struct Name {
    pub(super) text: String,
    pub(super) label: Tlp,
}

impl<'o> Index<'o> {
    pub(super) fn of(objects: &'o [Object], label: Tlp) -> Self {
        let mut index = Self { names: HashMap::new(), from_incidents: HashMap::new(), label };
        for object in objects {
            index.names.extend(object.id().map(|id| (id, object)));
            let source = object.text("source_ref").filter(|id| id.starts_with("incident--"));
            if let Some(source) = source.filter(|_| object.kind() == "relationship") {
                index.from_incidents.entry(source).or_default().push(object);
            }
        }
        index
    }

    /// The object with this id and its label: of this input, else as it is kept, else as it waits to be learnt from.
    pub(super) fn object(&self, ledger: &dyn Ledger, id: &str) -> Result<Option<(Cow<'o, Object>, Tlp)>> {
        if let Some(object) = self.names.get(id) {
            return Ok(Some((Cow::Borrowed(*object), label_for(object, self.label))));
        }
        let kept = ledger.objects(&ObjectQuery::Before(id.to_owned(), None), 1, 0)?.pop();
        let found = match kept {
            Some(kept) => Some((kept.object.tlp, kept.object.bytes)),
            None => ledger.waiting_object(id)?,
        };
        Ok(found.and_then(|(label, bytes)| Some((Cow::Owned(Object::parse(&bytes).ok()?), label))))
    }

    /// What an object is called; `None` when it is nowhere.
    pub(super) fn name(&self, ledger: &dyn Ledger, id: &str) -> Result<Option<Name>> {
        Ok(self.object(ledger, id)?.map(|(object, label)| Name { text: named(&object), label }))
    }

    /// Relationships of this input that start from an incident.
    pub(super) fn links_of(&self, id: &str) -> &[&'o Object] {
        self.from_incidents.get(id).map_or(&[], Vec::as_slice)
    }
}

/// A name, a value, a path, or the id.
pub(crate) fn named(object: &Object) -> String {
    let texts = ["name", "value", "path", "key", "user_id"];
    let found = texts.iter().find_map(|property| object.get(property).and_then(Value::as_str));
    found.or(object.id()).unwrap_or_default().to_owned()
}
