//! The label of an object that comes in: the strictest of its own markings and those of its parts. A marking that is
//! not known here, or whose meaning is not, is the strictest of all: nobody was told that less would do.

use crate::Result;
use crate::exchange::label_of;
use sextant_model::Tlp;
use sextant_stix::markings::tlp::{self, TLP2_EXTENSION};
use sextant_stix::markings::{granular_markings, object_markings};
use sextant_stix::object::Object;
use sextant_store::{Ledger, ObjectQuery};
use std::collections::HashMap;

/// What markings mean, as far as it was asked.
pub(crate) struct Labels<'a> {
    ledger: &'a dyn Ledger,
    collection: &'a str,
    known: HashMap<String, Meaning>,
}

/// What a marking means for who may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// It has a label.
    Label(Tlp),
    /// It says something else than who may see: a statement of rights.
    Nothing,
}

impl<'a> Labels<'a> {
    /// Of objects that come into `collection`; those of them that define markings are known at once.
    pub(crate) fn new(ledger: &'a dyn Ledger, collection: &'a str, objects: &[Object]) -> Self {
        let definitions = objects.iter().filter(|object| object.kind() == "marking-definition");
        let known = definitions.filter_map(|object| Some((object.id()?.to_owned(), meaning(object))));
        Self { ledger, collection, known: known.collect() }
    }

    /// The label of an object; `otherwise` where it carries none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn of(&mut self, object: &Object, otherwise: Tlp) -> Result<Tlp> {
        // Labels themselves are no secret.
        if object.id().is_some_and(|id| tlp::of_id(id).is_some()) {
            return Ok(Tlp::Clear);
        }
        let granular = granular_markings(object.properties()).filter_map(|granular| granular.marking_ref());
        let mut label = None;
        for id in object_markings(object.properties()).chain(granular) {
            let meant = match tlp::of_id(id) {
                Some((_, level)) => Meaning::Label(label_of(level)),
                None => self.meaning(id)?,
            };
            if let Meaning::Label(meant) = meant {
                label = label.max(Some(meant));
            }
        }
        Ok(label.unwrap_or(otherwise))
    }

    fn meaning(&mut self, id: &str) -> Result<Meaning> {
        if let Some(known) = self.known.get(id) {
            return Ok(*known);
        }
        let meant = self.kept(id)?.map_or(Meaning::Label(Tlp::Red), |object| meaning(&object));
        self.known.insert(id.to_owned(), meant);
        Ok(meant)
    }

    /// The definition of a marking, from the collection or from what was imported.
    fn kept(&self, id: &str) -> Result<Option<Object>> {
        if !id.starts_with("marking-definition--") {
            return Ok(None);
        }
        let items = self.ledger.select(&super::all_of(self.collection, Tlp::Red, id))?;
        let mut found = None;
        self.ledger.visit(&items, true, &mut |_, bytes| {
            found = Object::parse(bytes).ok();
            false
        })?;
        if found.is_none() {
            let imported = self.ledger.objects(&ObjectQuery::Before(id.to_owned(), None), 1, 0)?.pop();
            found = imported.and_then(|kept| Object::parse(&kept.object.bytes).ok());
        }
        Ok(found)
    }
}

/// What a definition says.
fn meaning(definition: &Object) -> Meaning {
    if let Some((_, level)) = definition.id().and_then(tlp::of_id) {
        return Meaning::Label(label_of(level));
    }
    let word = |value: Option<&serde_json::Value>| value.and_then(|word| word.as_str()?.parse().ok());
    let first = definition.get("definition").and_then(|definition| definition.get("tlp"));
    let second = definition.extension(TLP2_EXTENSION).and_then(|extension| extension.get("tlp_2_0"));
    if let Some(label) = word(second).or_else(|| word(first)) {
        return Meaning::Label(label);
    }
    match definition.text("definition_type") {
        Some("statement") => Meaning::Nothing,
        _ => Meaning::Label(Tlp::Red),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sextant_store::SqliteLedger;

    #[test]
    fn the_strictest_counts_and_what_is_not_known_is_the_strictest() {
        let ledger = SqliteLedger::in_memory().expect("a ledger");
        let parse = |text: &str| Object::parse(text.as_bytes()).expect(text);
        let definition = |id: &str, rest: &str| {
            parse(&format!(r#"{{"type":"marking-definition","id":"marking-definition--{id}",{rest}}}"#))
        };
        let definitions = [
            definition("s", r#""definition_type":"statement","definition":{"statement":"©"}"#),
            definition("t", r#""definition_type":"tlp","definition":{"tlp":"amber"}"#),
            definition("p", r#""definition_type":"pap","definition":{"pap":"white"}"#),
        ];
        let mut labels = Labels::new(&ledger, "none", &definitions);
        let green = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da";
        let strict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
        for (markings, label) in [
            (String::new(), Tlp::Clear),
            (format!(r#","object_marking_refs":["{green}"]"#), Tlp::Green),
            (r#","object_marking_refs":["marking-definition--s"]"#.to_owned(), Tlp::Clear),
            (format!(r#","object_marking_refs":["{green}","marking-definition--t"]"#), Tlp::Amber),
            (format!(r#","object_marking_refs":["{green}","marking-definition--p"]"#), Tlp::Red),
            (format!(r#","object_marking_refs":["{green}","marking-definition--unheard-of"]"#), Tlp::Red),
            (r#","object_marking_refs":["nonsense"]"#.to_owned(), Tlp::Red),
            (
                format!(
                    r#","object_marking_refs":["{green}"],"granular_markings":[{{"marking_ref":"{strict}","selectors":["name"]}}]"#
                ),
                Tlp::AmberStrict,
            ),
        ] {
            let object = parse(&format!(r#"{{"type":"tool","name":"x"{markings}}}"#));
            assert_eq!(labels.of(&object, Tlp::Clear).expect("a label"), label, "{markings}");
        }
    }
}
