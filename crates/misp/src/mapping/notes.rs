//! Notes and opinions of STIX: reports, notes and opinions of MISP, and the objects that are notes.

use super::ids::uuid_in;
use super::to_attributes::label;
use super::to_event::{Reader, labels, texts};
use super::to_objects;
use serde_json::{Value, json};
use sextant_stix::object::Object;

impl<'o> Reader<'o> {
    pub(super) fn said(&mut self, object: &'o Object) {
        let uuid = uuid_in(object.id().unwrap_or_default());
        if label(&labels(object), "name") == Some("annotation") {
            return self.annotation(object);
        }
        let content = object.text("content").or(object.text("explanation")).unwrap_or_default();
        if label(&labels(object), "data-layer") == Some("Event Report") {
            let name = object.text("abstract").unwrap_or("Report");
            self.reports.push(json!({ "uuid": uuid, "name": name, "content": content, "distribution": "5" }));
            return;
        }
        let on = texts(object, "object_refs").first().map(|id| uuid_in(id).to_owned()).unwrap_or_default();
        let authors = texts(object, "authors").join(", ");
        let day = |name: &str| object.text(name).map(|at| at.chars().take(19).collect::<String>().replace('T', " "));
        let (what, mut own) = match object.text("opinion") {
            Some(word) => ("Opinion", json!({ "opinion": agreement(word), "comment": content })),
            None => ("Note", json!({ "note": content, "language": "en" })),
        };
        own["uuid"] = uuid.into();
        own["authors"] = authors.into();
        own["created"] = json!(day("created"));
        own["modified"] = json!(day("modified"));
        self.notes.push((on, what, own));
    }

    /// A note that was an object, with what it annotates.
    fn annotation(&mut self, object: &'o Object) {
        let mut made = to_objects::objects("annotation", object, object, &[], &self.index);
        let Some(own) = made.first_mut() else { return self.refuse(object, "says nothing") };
        let mut on: Vec<&str> = texts(object, "object_refs").into_iter().map(uuid_in).collect();
        on.dedup();
        on.into_iter().for_each(|target| to_objects::refer(own, "annotates", target));
        self.keep_all(object, made);
    }

    /// Notes and opinions go to what they are on; what is on nothing here goes to the event.
    pub(super) fn place_notes(&mut self) {
        for (on, what, note) in &mut self.notes {
            let attribute = self.attribute_of.get(on).and_then(|at| self.attributes.get_mut(*at));
            let (kind, thing) = match attribute {
                Some(attribute) => ("Attribute", Some(attribute)),
                None => ("Object", self.object_of.get(on).and_then(|at| self.objects.get_mut(*at))),
            };
            let Some(thing) = thing else {
                on.clear();
                continue;
            };
            note["object_uuid"] = on.as_str().into();
            note["object_type"] = kind.into();
            if let Value::Array(list) = thing.entry(*what).or_insert_with(|| json!([])) {
                list.push(note.take());
            }
        }
        self.notes.retain(|(on, ..)| on.is_empty());
    }
}

fn agreement(word: &str) -> u8 {
    match word {
        "strongly-disagree" => 0,
        "disagree" => 25,
        "agree" => 75,
        "strongly-agree" => 100,
        _ => 50,
    }
}
