//! Objects of STIX 2.1 as one event of MISP. What has no counterpart is named and left out.

use super::ids::{derived, uuid_in};
use super::to_attributes::{self, label};
use super::to_objects::{self, Index, changed};
use super::{Properties, clusters, comparisons, detected, whole};
use crate::fault::Fault;
use serde_json::{Value, json};
use sextant_stix::markings::tlp::{self, Version};
use sextant_stix::object::{Class, Object};
use std::collections::{HashMap, HashSet};

/// An event, and what did not come into it.
#[derive(Debug, Clone, Default)]
pub struct Converted {
    /// The event as MISP writes it, with `Event` around it.
    pub event: Value,
    /// What has no counterpart.
    pub faults: Vec<Fault>,
}

/// The event that these objects make.
#[must_use]
pub fn to_misp(objects: &[Object]) -> Converted {
    let index: Index<'_> = objects.iter().filter_map(|object| Some((object.id()?, object))).collect();
    let whole = objects.iter().find(|object| object.kind() == "report");
    let whole = whole.or_else(|| objects.iter().find(|object| object.kind() == "grouping"));
    let makers: HashSet<&str> = objects.iter().filter_map(Object::created_by).collect();
    let mut reader = Reader { index, whole, makers, ..Reader::default() };
    // Observations before indicators, so that both become one attribute; what others say of them last.
    let rank = |object: &&Object| match object.kind() {
        "observed-data" => 0,
        "indicator" => 1,
        "relationship" | "sighting" | "note" | "opinion" => 3,
        _ => 2,
    };
    let mut ordered: Vec<&Object> = objects.iter().collect();
    ordered.sort_by_key(rank);
    for object in ordered {
        reader.object(object);
    }
    reader.finish(objects)
}

#[derive(Default)]
pub(super) struct Reader<'o> {
    pub(super) index: Index<'o>,
    pub(super) whole: Option<&'o Object>,
    pub(super) makers: HashSet<&'o str>,
    pub(super) attributes: Vec<Properties>,
    pub(super) objects: Vec<Properties>,
    pub(super) galaxies: Vec<Value>,
    pub(super) tags: Vec<String>,
    pub(super) reports: Vec<Value>,
    pub(super) notes: Vec<(String, &'static str, Value)>,
    /// Observables that something told of.
    pub(super) taken: HashSet<&'o str>,
    /// Where each attribute and object stands, by the UUID of what it came from.
    pub(super) attribute_of: HashMap<String, usize>,
    pub(super) object_of: HashMap<String, usize>,
    pub(super) faults: Vec<Fault>,
}

impl<'o> Reader<'o> {
    fn object(&mut self, object: &'o Object) {
        match object.kind() {
            "observed-data" => self.observed(object),
            "indicator" => self.indicator(object),
            "x-misp-attribute" => match whole::attribute_of(object) {
                Some(attribute) => self.attribute(object, attribute),
                None => self.refuse(object, "says no type and value"),
            },
            "x-misp-object" => match whole::object_of(object) {
                Some(own) => self.keep(object, own),
                None => self.refuse(object, "says no template and attributes"),
            },
            "note" | "opinion" => self.said(object),
            "sighting" => self.sighting(object),
            "relationship" => self.relationship(object),
            "report" | "grouping" | "marking-definition" | "extension-definition" | "language-content" => {}
            "identity" if object.id().is_some_and(|id| self.makers.contains(id)) && labels(object).is_empty() => {}
            _ => self.other(object),
        }
    }

    pub(super) fn refuse(&mut self, object: &Object, why: &str) {
        let place = object.id().unwrap_or(object.kind()).to_owned();
        self.faults.push(Fault { what: "object", place, message: why.to_owned() });
    }

    /// Adds an attribute that this object is.
    fn attribute(&mut self, object: &Object, mut own: Properties) {
        let uuid = uuid_in(object.id().unwrap_or_default()).to_owned();
        if own.get("uuid").is_none_or(|known| known == "") {
            own.insert("uuid".to_owned(), uuid.as_str().into());
        }
        dress(object, &mut own);
        self.attribute_of.insert(uuid, self.attributes.len());
        self.attributes.push(own);
    }

    fn keep(&mut self, object: &Object, mut own: Properties) {
        own.extend(changed(object).map(|at| ("timestamp".to_owned(), at.into())));
        if let Some(Value::Array(attributes)) = own.get_mut("Attribute") {
            let tags = tags_of(object);
            for attribute in attributes.iter_mut().filter_map(Value::as_object_mut).filter(|_| !tags.is_empty()) {
                attribute.insert("Tag".to_owned(), written(&tags));
            }
        }
        self.object_of.insert(uuid_in(object.id().unwrap_or_default()).to_owned(), self.objects.len());
        self.objects.push(own);
    }

    /// An object with its parts.
    pub(super) fn keep_all(&mut self, object: &Object, all: Vec<Properties>) {
        let mut all = all.into_iter();
        if let Some(own) = all.next() {
            self.keep(object, own);
        }
        let at = changed(object);
        self.objects.extend(all.map(|mut part| {
            part.extend(at.as_deref().map(|at| ("timestamp".to_owned(), at.into())));
            part
        }));
    }

    fn observed(&mut self, object: &'o Object) {
        let refs: Vec<&'o str> = texts(object, "object_refs");
        self.taken.extend(refs.iter().copied());
        let things: Vec<&Object> = refs.iter().filter_map(|id| self.index.get(id).copied()).collect();
        let labels = labels(object);
        if let Some(own) = label(&labels, "type").and_then(|kind| to_attributes::observed(kind, &things)) {
            return self.attribute(object, own);
        }
        if let Some(name) = label(&labels, "name") {
            let within: HashSet<&str> = things.iter().flat_map(|thing| thing.references()).collect();
            let main = things.iter().filter(|thing| thing.id().is_none_or(|id| !within.contains(id)));
            let made = main.map(|thing| to_objects::objects(name, thing, object, &things, &self.index));
            let mut made = made.filter(|made| !made.is_empty()).collect::<Vec<_>>().into_iter();
            if let Some(mut own) = made.next() {
                // Several names of the same addresses are one object.
                if name == "domain-ip" {
                    own = made.fold(own, to_objects::joined);
                }
                to_objects::rename(&mut own, uuid_in(object.id().unwrap_or_default()));
                return self.keep_all(object, own);
            }
        }
        let comment = format!("Observed Data ID: {}", object.id().unwrap_or_default());
        // What is only referred to by another of them comes with that one.
        let within: HashSet<&str> = things.iter().flat_map(|thing| thing.references()).collect();
        for thing in things.iter().filter(|thing| thing.id().is_none_or(|id| !within.contains(id))) {
            self.alone(thing, Some((object, &comment)));
        }
    }

    /// An observable that nothing says more of.
    fn alone(&mut self, thing: &Object, told: Option<(&Object, &str)>) {
        self.taken.extend(self.index.get_key_value(thing.id().unwrap_or_default()).map(|(id, _)| *id));
        let named = thing.kind() == "autonomous-system" && thing.get("name").is_some();
        let bare = thing.properties().keys().all(|name| !name.ends_with("_refs") && !name.starts_with("x_"));
        let lone = bare && !named;
        if let Some((kind, property)) = to_attributes::simple(thing.kind()).filter(|_| lone) {
            let Some(value) = thing.get(property).and_then(super::forms::text) else { return };
            let value = if kind == "AS" { format!("AS{value}") } else { value };
            let mut own = to_attributes::attribute(kind, to_attributes::category(kind), &value, "", false);
            own.insert("uuid".to_owned(), uuid_in(thing.id().unwrap_or_default()).into());
            own.extend(told.map(|(_, comment)| ("comment".to_owned(), comment.into())));
            return self.attribute(told.map_or(thing, |(object, _)| object), own);
        }
        let extended = |name: &str| thing.get("extensions").is_some_and(|extensions| extensions.get(name).is_some());
        let template = match thing.kind() {
            "domain-name" => Some("domain-ip"),
            kind => to_attributes::usual_template(kind, extended),
        };
        let by = told.map_or(thing, |(object, _)| object);
        let mut made = template.map(|name| to_objects::objects(name, thing, by, &[], &self.index)).unwrap_or_default();
        match made.first_mut() {
            Some(own) => {
                own.extend(told.map(|(_, comment)| ("comment".to_owned(), comment.into())));
                self.keep_all(by, made);
            }
            None => self.refuse(thing, "has no counterpart in MISP"),
        }
    }

    fn indicator(&mut self, object: &'o Object) {
        let uuid = uuid_in(object.id().unwrap_or_default());
        let comment = object.text("description");
        if let Some(own) = self.attribute_of.get(uuid).and_then(|at| self.attributes.get_mut(*at)) {
            own.insert("to_ids".to_owned(), true.into());
            own.extend(comment.map(|comment| ("comment".to_owned(), comment.into())));
            return;
        }
        let pattern = object.text("pattern").unwrap_or_default();
        if let Some(at) = self.object_of.get(uuid).copied()
            && let Some(own) = self.objects.get_mut(at)
        {
            let tested = comparisons::mentioned(pattern);
            detected::meant_for_detection(own, &tested);
            let mut parts = referred(own);
            while let Some(uuid) = parts.pop() {
                // Parts stand behind what they are part of; other objects have indicators of their own.
                if self.object_of.contains_key(&uuid) {
                    continue;
                }
                if let Some(part) = self.objects.iter_mut().skip(at).find(|part| part["uuid"] == *uuid) {
                    detected::meant_for_detection(part, &tested);
                    parts.extend(referred(part));
                }
            }
            return;
        }
        let labels = labels(object);
        if let Some(name) = label(&labels, "name") {
            let mut made = to_objects::objects(name, object, object, &[], &self.index);
            if made.is_empty() {
                made = detected::objects(Some(name), object);
            }
            if !made.is_empty() {
                return self.keep_all(object, made);
            }
        }
        let language = object.text("pattern_type").unwrap_or("stix");
        let by_label = label(&labels, "type").and_then(|kind| to_attributes::detected(kind, pattern));
        let own = by_label.or_else(|| attribute_detected(language, pattern));
        let mut made = if own.is_none() { detected::objects(None, object) } else { Vec::new() };
        if let Some(own) = made.first_mut() {
            own.extend(comment.or(object.text("name")).map(|comment| ("comment".to_owned(), comment.into())));
            return self.keep_all(object, made);
        }
        let mut own = own.unwrap_or_else(|| {
            let kind = if language == "stix" { "stix2-pattern" } else { "other" };
            to_attributes::attribute(
                kind,
                if kind == "other" { "Other" } else { "Payload delivery" },
                pattern,
                "",
                true,
            )
        });
        own.insert("to_ids".to_owned(), true.into());
        own.extend(comment.or(object.text("name")).map(|comment| ("comment".to_owned(), comment.into())));
        self.attribute(object, own);
    }

    fn other(&mut self, object: &'o Object) {
        let labels = labels(object);
        let of_type = label(&labels, "type").and_then(|kind| to_attributes::observed(kind, &[object]));
        if let Some(mut own) = of_type {
            own.extend(object.text("description").map(|comment| ("comment".to_owned(), comment.into())));
            return self.attribute(object, own);
        }
        let name = label(&labels, "name");
        let named = name.map(|name| to_objects::objects(name, object, object, &[], &self.index)).unwrap_or_default();
        if !named.is_empty() {
            return self.keep_all(object, named);
        }
        let is_cluster = label(&labels, "galaxy-type").is_some();
        match object.kind() {
            "attack-pattern" | "campaign" | "course-of-action" | "intrusion-set" | "malware" | "threat-actor"
            | "tool" | "vulnerability" => self.galaxy(object),
            _ if is_cluster => self.galaxy(object),
            _ => {
                let is_observable = object.class() == Class::Observable;
                if is_observable || matches!(object.kind(), "identity" | "location") {
                    // Told of already by an observation, or it stands alone.
                    if object.id().is_none_or(|id| !self.taken.contains(id)) {
                        self.alone(object, None);
                    }
                } else {
                    self.refuse(object, "has no counterpart in MISP");
                }
            }
        }
    }

    fn galaxy(&mut self, object: &Object) {
        let (galaxy, tag) = clusters::galaxy(object);
        self.galaxies.push(galaxy);
        self.tags.push(tag);
    }

    fn sighting(&mut self, object: &'o Object) {
        let of = object.text("sighting_of_ref").map(uuid_in).unwrap_or_default();
        let Some(own) = self.attribute_of.get(of).and_then(|at| self.attributes.get_mut(*at)) else {
            return self.refuse(object, "is of nothing that became an attribute");
        };
        let by = texts(object, "where_sighted_refs").first().and_then(|id| self.index.get(id)).copied();
        let by = by.map(|by| json!({ "uuid": uuid_in(by.id().unwrap_or_default()), "name": by.text("name") }));
        let mut sighting = json!({
            "uuid": uuid_in(object.id().unwrap_or_default()), "type": "0", "attribute_uuid": of,
            "date_sighting": changed(object).unwrap_or_default(), "source": "",
        });
        if let (Some(sighting), Some(by)) = (sighting.as_object_mut(), by) {
            sighting.insert("Organisation".to_owned(), by);
        }
        if let Value::Array(sightings) = own.entry("Sighting").or_insert_with(|| json!([])) {
            sightings.push(sighting);
        }
    }

    /// A relationship between two objects of MISP is a reference of the first.
    fn relationship(&mut self, object: &'o Object) {
        let end = |name: &str| object.text(name).map(|id| uuid_in(id).to_owned()).unwrap_or_default();
        let (source, target) = (end("source_ref"), end("target_ref"));
        let known = |uuid: &str| self.object_of.contains_key(uuid) || self.attribute_of.contains_key(uuid);
        let kind = object.text("relationship_type").unwrap_or("related-to");
        if source == target || !known(&target) {
            return;
        }
        let Some(own) = self.object_of.get(&source).and_then(|at| self.objects.get_mut(*at)) else { return };
        let reference = json!({
            "uuid": uuid_in(object.id().unwrap_or_default()), "object_uuid": source, "referenced_uuid": target,
            "relationship_type": kind,
        });
        if let Value::Array(references) = own.entry("ObjectReference").or_insert_with(|| json!([])) {
            references.push(reference);
        }
    }

    fn finish(mut self, objects: &[Object]) -> Converted {
        self.place_notes();
        let whole = self.whole;
        let ids: Vec<&str> = objects.iter().filter_map(Object::id).collect();
        let uuid =
            whole.and_then(Object::id).map_or_else(|| derived(&ids.join(" ")).to_string(), |id| uuid_in(id).to_owned());
        let newest = || objects.iter().filter_map(changed).max();
        let at = whole.and_then(changed).or_else(newest).unwrap_or_else(|| "0".to_owned());
        let date = super::forms::instant(at.parse().unwrap_or(0)).chars().take(10).collect::<String>();
        let maker = whole.and_then(Object::created_by).and_then(|id| self.index.get(id)).copied();
        let mut tags = whole.map(tags_of).unwrap_or_default();
        tags.append(&mut self.tags);
        let event = json!({
            "uuid": uuid,
            "info": whole.and_then(|whole| whole.text("name")).unwrap_or("Objects of STIX"),
            "date": date, "timestamp": at, "publish_timestamp": "0",
            "published": whole.is_some_and(|whole| whole.kind() == "report"),
            "analysis": "0", "threat_level_id": "4", "distribution": "0",
            "Orgc": maker.map_or_else(
                || json!({ "name": "STIX", "uuid": derived("organisation - STIX").to_string() }),
                |maker| json!({ "name": maker.text("name"), "uuid": uuid_in(maker.id().unwrap_or_default()) }),
            ),
            "Tag": written(&tags), "Attribute": self.attributes, "Object": self.objects, "Galaxy": self.galaxies,
            "EventReport": self.reports,
        });
        let mut event = event;
        for (_, what, note) in self.notes.into_iter().filter(|(on, ..)| on.is_empty()) {
            let mut note = note;
            note["object_uuid"] = event["uuid"].clone();
            note["object_type"] = "Event".into();
            if let Value::Array(list) =
                event.as_object_mut().map_or(&mut Value::Null, |e| e.entry(what).or_insert_with(|| json!([])))
            {
                list.push(note);
            }
        }
        Converted { event: json!({ "Event": event }), faults: self.faults }
    }
}

/// What an object says besides its value: time, first and last seen, labels, category.
fn dress(object: &Object, own: &mut Properties) {
    own.extend(changed(object).map(|at| ("timestamp".to_owned(), at.into())));
    let labels = labels(object);
    own.extend(label(&labels, "category").filter(|c| !c.is_empty()).map(|c| ("category".to_owned(), c.into())));
    if let (Some(first), Some(last)) = (object.text("first_observed"), object.text("last_observed"))
        && first != last
    {
        own.insert("first_seen".to_owned(), first.replace('Z', "+00:00").into());
        own.insert("last_seen".to_owned(), last.replace('Z', "+00:00").into());
    }
    let tags = tags_of(object);
    if !tags.is_empty() {
        own.insert("Tag".to_owned(), written(&tags));
    }
}

/// The objects that an object refers to.
fn referred(own: &Properties) -> Vec<String> {
    let references = own.get("ObjectReference").and_then(Value::as_array).into_iter().flatten();
    references.filter_map(|reference| reference["referenced_uuid"].as_str().map(str::to_owned)).collect()
}

/// What an indicator looks for that no label names.
fn attribute_detected(language: &str, pattern: &str) -> Option<Properties> {
    if language != "stix" {
        let kind = ["yara", "sigma", "snort", "suricata"].into_iter().find(|known| *known == language)?;
        return to_attributes::detected(kind, pattern);
    }
    let tests = comparisons::tests(pattern)?;
    let [(path, value)] = &tests[..] else { return None };
    let kind = to_attributes::simple_test(path)?;
    let value = if kind == "AS" { format!("AS{value}") } else { value.clone() };
    Some(to_attributes::attribute(kind, to_attributes::category(kind), &value, "", true))
}

pub(super) fn labels(object: &Object) -> Vec<&str> {
    texts(object, "labels")
}

pub(super) fn texts<'o>(object: &'o Object, name: &str) -> Vec<&'o str> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The tags of an object: its markings, and labels that no converter left.
fn tags_of(object: &Object) -> Vec<String> {
    let marked =
        tlp::strictest(object.properties()).map(|level| format!("tlp:{}", level.word(Version::Two).to_lowercase()));
    let plain = labels(object).into_iter().filter(|label| !label.starts_with("misp:") && *label != "Threat-Report");
    marked.into_iter().chain(plain.map(str::to_owned)).collect()
}

fn written(tags: &[String]) -> Value {
    tags.iter().map(|name| json!({ "name": name })).collect::<Vec<Value>>().into()
}
