//! An event as objects of STIX 2.1: its maker, a report (or, while it is not published, a grouping) of everything, and
//! for each attribute and object what it corresponds to.

use super::from_attributes::{self, Seen};
use super::from_objects;
use super::ids::{derived, uuid_of};
use super::parts::Parts;
use super::whole::{attribute_kept, object_kept};
use super::written::Written;
use super::{Properties, clusters, forms, template};
use crate::event::{AnalystSaid, Attribute, Event, Object, SightingKind};
use crate::tags;
use serde_json::{Map, Value, json};
use sextant_stix::markings::tlp::{Level, Version, definition, id_of};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// The objects of an event, as they are written.
#[must_use]
pub fn to_stix(event: &Event) -> Vec<Written> {
    let mut writer = Writer::of(event);
    for attribute in &event.attributes {
        writer.attribute(attribute);
    }
    // Parts come with what they are part of, or alone where that is kept whole; annotations know what they are on.
    let parts = Parts::among(&event.objects);
    let rank = |object: &&Object| (template::of(object).is_some_and(|of| of.kind == "note"), parts.has(object));
    let mut objects: Vec<&Object> = event.objects.iter().collect();
    objects.sort_by_key(rank);
    for object in objects {
        if !writer.became.contains_key(&object.uuid) || object.uuid.is_empty() {
            writer.object(object, &parts);
        }
    }
    for cluster in &event.clusters {
        if let Some((kind, uuid, properties)) = clusters::domain_object(cluster) {
            writer.push(kind, &uuid, writer.at, properties, &[]);
        }
    }
    writer.references();
    writer.said();
    writer.finish()
}

/// A bundle of these objects, as text: an object a line, each once.
#[must_use]
pub fn bundle(objects: &[Written]) -> String {
    let mut known = std::collections::HashSet::with_capacity(objects.len());
    let mut text = String::with_capacity(objects.iter().map(|object| object.text.len() + 2).sum::<usize>() + 100);
    let all: Vec<&Written> = objects.iter().filter(|object| known.insert(object.id.as_str())).collect();
    let ids: Vec<&str> = all.iter().map(|object| object.id.as_str()).collect();
    let _ = write!(text, "{{\"type\":\"bundle\",\"id\":\"bundle--{}\",\"objects\":[", derived(&ids.join(" ")));
    for (at, object) in all.iter().enumerate() {
        text.push_str(if at > 0 { ",\n" } else { "\n" });
        text.push_str(&object.text);
    }
    text.push_str("\n]}\n");
    text
}

struct Writer<'e> {
    event: &'e Event,
    maker: String,
    /// When the event last changed, in seconds.
    at: i64,
    objects: Vec<Written>,
    relationships: Vec<Written>,
    /// The moment written last, and how.
    moment: (i64, String),
    levels: BTreeSet<Level>,
    makers: BTreeMap<String, String>,
    /// What each thing of the event became, by its identity there.
    became: HashMap<String, String>,
}

impl<'e> Writer<'e> {
    fn of(event: &'e Event) -> Self {
        let name = event.maker.as_ref().map_or("MISP", |maker| maker.name.as_str());
        let uuid = event.maker.as_ref().map_or("", |maker| maker.uuid.as_str());
        let maker = format!("identity--{}", uuid_of(uuid, &["organisation", name]));
        let day = event.date.as_deref().and_then(forms::time).as_deref().and_then(forms::seconds);
        Self {
            at: event.timestamp.or(day).unwrap_or(0),
            makers: BTreeMap::from([(maker.clone(), name.to_owned())]),
            event,
            maker,
            objects: Vec::with_capacity(event.attributes.len() * 4),
            relationships: Vec::new(),
            moment: (i64::MIN, String::new()),
            levels: BTreeSet::new(),
            became: HashMap::new(),
        }
    }

    fn instant(&mut self, at: i64) {
        if self.moment.0 != at {
            self.moment = (at, forms::instant(at));
        }
    }

    fn push(&mut self, kind: &str, uuid: &str, at: i64, mut own: Properties, tags: &[String]) -> String {
        self.mark(&mut own, tags);
        self.instant(at);
        let mut object = Written::begun(kind, uuid);
        object.moments(&self.moment.1);
        object.property("created_by_ref", &self.maker);
        let id = object.id.clone();
        self.objects.push(object.ended(&own));
        id
    }

    /// Labels of TLP as markings; other tags as labels.
    fn mark(&mut self, object: &mut Properties, tags: &[String]) {
        if tags.is_empty() {
            return;
        }
        let marked: BTreeSet<Level> = tags::tlp(tags).filter_map(level).collect();
        if let Some(strictest) = marked.last() {
            object.insert("object_marking_refs".to_owned(), json!([id_of(Version::Two, *strictest)]));
            self.levels.insert(*strictest);
        }
        let plain = tags.iter().filter(|tag| tags::galaxy(tag).is_none() && tags::tlp(&[tag]).next().is_none());
        let plain: Vec<Value> = plain.map(|tag| tag.as_str().into()).collect();
        if !plain.is_empty()
            && let Value::Array(labels) = object.entry("labels").or_insert_with(|| json!([]))
        {
            labels.extend(plain);
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        let uuid = uuid_of(&attribute.uuid, &[&self.event.uuid, &attribute.kind, &attribute.value]);
        let labels =
            json!([format!("misp:type=\"{}\"", attribute.kind), format!("misp:category=\"{}\"", attribute.category)]);
        let seen = from_attributes::seen(attribute, &uuid).filter(Seen::is_sound);
        // An observable to whose identity nothing contributes is of version 4 (2.9), whatever MISP drew.
        let seen = match seen {
            Some(seen) if seen.is_unnamed() => from_attributes::seen(attribute, &uuid_of("", &[&uuid])),
            other => other,
        };
        let at = attribute.timestamp.unwrap_or(self.at);
        let when = (at, attribute.first_seen.as_deref(), attribute.last_seen.as_deref());
        let id = match seen {
            Some(seen) => {
                self.seen(seen, &uuid, when, labels, &attribute.category, &attribute.comment, &attribute.tags)
            }
            None => {
                let custom = attribute_kept(attribute, labels);
                self.push("x-misp-attribute", &uuid, at, custom, &attribute.tags)
            }
        };
        self.became.insert(attribute.uuid.clone(), id.clone());
        self.sightings(attribute, &id, &uuid);
    }

    fn object(&mut self, object: &Object, parts: &Parts<'_>) {
        let uuid = uuid_of(&object.uuid, &[&self.event.uuid, &object.name]);
        let labels = json!([
            format!("misp:name=\"{}\"", object.name),
            format!("misp:meta-category=\"{}\"", object.meta_category)
        ]);
        let at = object.timestamp.unwrap_or(self.at);
        let when = (at, object.first_seen.as_deref(), object.last_seen.as_deref());
        let tags: Vec<String> = object.attributes.iter().flat_map(|attribute| attribute.tags.clone()).collect();
        let mut seen = from_objects::seen(object, &uuid, parts);
        if let Some(note) = seen.iter_mut().flat_map(|seen| &mut seen.things).find(|thing| thing.kind == "note") {
            let on = self.on(object);
            note.properties.insert("object_refs".to_owned(), json!(on));
            // A note is on something; what is on nothing is kept whole.
            seen = seen.filter(|_| !on.is_empty());
        }
        let is_known = seen.is_some();
        let id = match seen {
            Some(seen) => self.seen(seen, &uuid, when, labels, &object.meta_category, &object.comment, &tags),
            None => self.push("x-misp-object", &uuid, at, object_kept(object, labels), &tags),
        };
        self.stands_for(object, &id, &uuid, is_known.then_some(parts));
    }

    /// Notes what an object became, and its attributes and parts with it.
    fn stands_for(&mut self, object: &Object, id: &str, uuid: &str, parts: Option<&Parts<'_>>) {
        for attribute in &object.attributes {
            self.became.insert(attribute.uuid.clone(), id.to_owned());
            self.sightings(attribute, id, &uuid_of(&attribute.uuid, &[uuid, &attribute.value]));
        }
        self.became.insert(object.uuid.clone(), id.to_owned());
        for part in parts.into_iter().flat_map(|parts| parts.of(object)) {
            self.stands_for(part, id, uuid, parts);
        }
    }

    /// What an object refers to, as it stands here: an indicator with the observation that it is based on.
    fn on(&self, object: &Object) -> Vec<String> {
        let mut on: Vec<String> = Vec::new();
        for id in object.references.iter().filter_map(|reference| self.became.get(&reference.target)) {
            let observed = id.replacen("indicator--", "observed-data--", 1);
            let both = self.objects.iter().any(|object| object.id == observed).then_some(observed);
            on.extend(both.into_iter().chain([id.clone()]));
        }
        on.sort();
        on.dedup();
        on
    }

    /// Writes what an attribute or object corresponds to; gives the identifier of the one that stands for it.
    #[allow(clippy::too_many_arguments, reason = "one attribute or object, taken apart")]
    fn seen(
        &mut self,
        seen: Seen,
        uuid: &str,
        when: (i64, Option<&str>, Option<&str>),
        labels: Value,
        category: &str,
        comment: &str,
        tags: &[String],
    ) -> String {
        let labelled = |mut own: Properties| {
            own.insert("labels".to_owned(), labels.clone());
            own
        };
        let mut pattern = seen.pattern;
        if seen.is_domain {
            let mut id = String::new();
            for thing in seen.things {
                let mut own = labelled(thing.properties);
                if let (Some((pattern, language)), "indicator") = (pattern.take(), thing.kind) {
                    detects(&mut own, &pattern, language, when.0, category);
                } else if !comment.is_empty() {
                    own.entry("description").or_insert_with(|| comment.into());
                }
                if matches!(thing.kind, "attack-pattern" | "malware" | "tool") && !category.is_empty() {
                    own.insert("kill_chain_phases".to_owned(), phase(category));
                }
                id = self.push(thing.kind, &thing.uuid, when.0, own, tags);
            }
            return id;
        }
        let observed = (!seen.things.is_empty()).then(|| {
            let refs: Vec<String> = seen.things.iter().map(|thing| format!("{}--{}", thing.kind, thing.uuid)).collect();
            let id = self.push("observed-data", uuid, when.0, labelled(observation(when, &refs)), tags);
            for thing in seen.things {
                self.observable(thing.kind, &thing.uuid, &thing.properties);
            }
            id
        });
        let Some((pattern, language)) = pattern else { return observed.unwrap_or_default() };
        let mut own = labelled(Map::new());
        detects(&mut own, &pattern, language, when.0, category);
        if !comment.is_empty() {
            own.insert("description".to_owned(), comment.into());
        }
        let id = self.push("indicator", uuid, when.0, own, tags);
        if let Some(observed) = observed {
            self.relate(&id, "based-on", &observed, when.0);
        }
        id
    }

    fn observable(&mut self, kind: &str, uuid: &str, own: &Properties) {
        self.objects.push(Written::begun(kind, uuid).ended(own));
    }

    fn relate(&mut self, source: &str, kind: &str, target: &str, at: i64) {
        let id = derived(&format!("{source} - {kind} - {target}")).to_string();
        self.instant(at);
        let mut object = Written::begun("relationship", &id);
        object.moments(&self.moment.1);
        for (name, value) in [("relationship_type", kind), ("source_ref", source), ("target_ref", target)] {
            object.property(name, value);
        }
        self.relationships.push(object.ended(&Map::new()));
    }

    fn sightings(&mut self, attribute: &Attribute, of: &str, uuid: &str) {
        for (at, sighting) in attribute.sightings.iter().enumerate() {
            let own = uuid_of("", &[uuid, "sighting", &at.to_string(), &format!("{:?}", sighting.at)]);
            let seconds = sighting.at.unwrap_or(self.at);
            let by = sighting.by.as_ref().map(|name| {
                let id = format!("identity--{}", uuid_of("", &["organisation", name]));
                self.makers.insert(id.clone(), name.clone());
                id
            });
            let mut object = Map::new();
            if sighting.kind == SightingKind::Seen {
                object.insert("sighting_of_ref".to_owned(), of.into());
                object.insert("where_sighted_refs".to_owned(), json!(by.into_iter().collect::<Vec<_>>()));
                object.retain(|_, value| !value.as_array().is_some_and(Vec::is_empty));
                self.push("sighting", &own, seconds, object, &[]);
            } else {
                let opinion =
                    if sighting.kind == SightingKind::FalsePositive { "strongly-disagree" } else { "disagree" };
                object.insert("opinion".to_owned(), opinion.into());
                object.insert("object_refs".to_owned(), json!([of]));
                object.insert("authors".to_owned(), json!(sighting.by.iter().collect::<Vec<_>>()));
                object.retain(|_, value| !value.as_array().is_some_and(Vec::is_empty));
                self.push("opinion", &own, seconds, object, &[]);
            }
        }
    }

    /// References between objects as relationships.
    fn references(&mut self) {
        let mut all = Vec::new();
        for object in &self.event.objects {
            for reference in &object.references {
                let ends = (self.became.get(&object.uuid), self.became.get(&reference.target));
                // Notes say themselves what they are on, and a part is no other object.
                if let (Some(source), Some(target)) = ends
                    && source != target
                    && !source.starts_with("note--")
                {
                    let kind: String = reference.relationship.to_lowercase().replace([' ', '_'], "-");
                    all.push((source.clone(), kind, target.clone(), object.timestamp.unwrap_or(self.at)));
                }
            }
        }
        for (source, kind, target, at) in all.iter().filter(|(_, kind, ..)| !kind.is_empty()) {
            self.relate(source, kind, target, *at);
        }
    }

    /// Reports, notes and opinions.
    fn said(&mut self) {
        let whole = self.whole();
        for report in &self.event.reports {
            let uuid = uuid_of(&report.uuid, &[&self.event.uuid, &report.name]);
            let own = json!({
                "abstract": report.name, "content": report.content, "object_refs": [whole],
                "labels": ["misp:data-layer=\"Event Report\""],
            });
            self.push("note", &uuid, self.at, own.as_object().cloned().unwrap_or_default(), &[]);
        }
        for analyst in &self.event.analyst {
            let on = self.became.get(&analyst.on).cloned().unwrap_or_else(|| whole.clone());
            let authors: Vec<&str> = [analyst.authors.as_str()].into_iter().filter(|name| !name.is_empty()).collect();
            let (kind, mut own, says) = match &analyst.said {
                AnalystSaid::Note(words) => ("note", json!({ "content": words }), words.as_str()),
                AnalystSaid::Opinion(value, words) => {
                    ("opinion", json!({ "opinion": opinion(*value), "explanation": words }), words.as_str())
                }
                AnalystSaid::Relationship(kind, _, target) => {
                    if let Some(target) = self.became.get(target).cloned() {
                        self.relate(&on, &kind.to_lowercase().replace([' ', '_'], "-"), &target, self.at);
                    }
                    continue;
                }
            };
            own["object_refs"] = json!([on]);
            own["labels"] =
                json!([format!("misp:data-layer=\"Analyst {}\"", if kind == "note" { "Note" } else { "Opinion" })]);
            if !authors.is_empty() {
                own["authors"] = json!(authors);
            }
            let uuid = uuid_of(&analyst.uuid, &[&self.event.uuid, says]);
            let own = own.as_object().cloned().unwrap_or_default();
            let own = own.into_iter().filter(|(_, value)| value != "").collect();
            self.push(kind, &uuid, self.at, own, &[]);
        }
    }

    /// The identifier of the report or grouping.
    fn whole(&self) -> String {
        let kind = if self.event.published { "report" } else { "grouping" };
        format!("{kind}--{}", uuid_of(&self.event.uuid, &[&self.event.info]))
    }

    fn finish(mut self) -> Vec<Written> {
        let whole = self.whole();
        let mut held: Vec<Written> = std::mem::take(&mut self.objects);
        held.append(&mut self.relationships);
        let mut refs: Vec<&str> = held.iter().map(|object| object.id.as_str()).collect();
        if refs.is_empty() {
            refs.push(&self.maker);
        }
        let mut own = json!({ "name": self.event.info, "object_refs": refs });
        if self.event.published {
            let at = self.event.publish_timestamp.filter(|at| *at > 0).unwrap_or(self.at);
            own["published"] = forms::instant(at).replace(".000Z", "Z").into();
            own["labels"] = json!(["Threat-Report"]);
        } else {
            own["context"] = "suspicious-activity".into();
        }
        let (kind, uuid) = whole.split_once("--").unwrap_or_default();
        self.push(kind, uuid, self.at, own.as_object().cloned().unwrap_or_default(), &self.event.tags);
        let mut all: Vec<Written> = Vec::with_capacity(held.len() + 4);
        for marking in self.levels.iter().filter_map(|level| definition(Version::Two, *level)) {
            let id = marking["id"].as_str().unwrap_or_default().to_owned();
            all.push(Written { id, text: marking.to_string() });
        }
        self.instant(self.at);
        for (id, name) in &self.makers {
            let mut object = Written::begun("identity", super::ids::uuid_in(id));
            object.moments(&self.moment.1);
            object.property("name", name);
            object.property("identity_class", "organization");
            all.push(object.ended(&Map::new()));
        }
        all.append(&mut self.objects);
        all.append(&mut held);
        all
    }
}

fn level(word: &str) -> Option<Level> {
    Some(match word.to_ascii_lowercase().as_str() {
        "clear" | "white" => Level::Clear,
        "green" => Level::Green,
        "amber" => Level::Amber,
        "amber+strict" | "amber-strict" => Level::AmberStrict,
        "red" => Level::Red,
        _ => return None,
    })
}

fn observation((at, first, last): (i64, Option<&str>, Option<&str>), refs: &[String]) -> Properties {
    let moment = forms::instant(at).replace(".000Z", "Z");
    let first = first.and_then(forms::time).unwrap_or_else(|| moment.clone());
    let last = last.and_then(forms::time).unwrap_or_else(|| if first > moment { first.clone() } else { moment });
    let (first, last) = if first > last { (last.clone(), last) } else { (first, last) };
    let own = json!({ "first_observed": first, "last_observed": last, "number_observed": 1, "object_refs": refs });
    own.as_object().cloned().unwrap_or_default()
}

fn detects(own: &mut Properties, pattern: &str, language: &str, at: i64, category: &str) {
    own.insert("pattern".to_owned(), pattern.into());
    own.insert("pattern_type".to_owned(), language.into());
    own.entry("pattern_version").or_insert_with(|| "2.1".into());
    own.insert("valid_from".to_owned(), forms::instant(at).replace(".000Z", "Z").into());
    if !category.is_empty() {
        own.insert("kill_chain_phases".to_owned(), phase(category));
    }
}

/// A category of MISP as a phase.
fn phase(category: &str) -> Value {
    json!([{ "kill_chain_name": "misp-category", "phase_name": category }])
}

fn opinion(value: u8) -> &'static str {
    match value {
        0..=20 => "strongly-disagree",
        21..=40 => "disagree",
        41..=60 => "neutral",
        61..=80 => "agree",
        _ => "strongly-agree",
    }
}
