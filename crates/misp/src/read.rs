//! Reads events: one, a list of them, or the answer of a server's search. Servers write numbers as texts and leave out
//! what is empty; that is taken as it is meant. What is of another form than it should be is named and left out.

use crate::event::*;
use crate::fault::Fault;
use serde_json::{Map, Value};
use sextant_stix::json::{self, JsonError};

type Properties = Map<String, Value>;

/// What was read, and what could not be.
pub type Read = (Vec<Event>, Vec<Fault>);

/// The events that `bytes` hold, with what could not be read; `None` where they are no events of MISP.
///
/// # Errors
/// Where the bytes speak of events but are no JSON that may be used: broken, a key twice in one object, nested too deep.
///
/// ```
/// let (events, faults) = sextant_misp::events(br#"{"Event": {"uuid": "5a", "info": "Phishing"}}"#).unwrap().unwrap();
/// assert_eq!((events[0].info.as_str(), faults.len()), ("Phishing", 0));
/// assert!(sextant_misp::events(br#"{"type": "bundle"}"#).unwrap().is_none());
/// ```
pub fn events(bytes: &[u8]) -> Result<Option<Read>, JsonError> {
    if memchr::memmem::find(bytes, b"\"Event\"").is_none() {
        return Ok(None);
    }
    Ok(events_of(json::parse(bytes)?))
}

/// The same of JSON that was read.
#[must_use]
pub fn events_of(value: Value) -> Option<Read> {
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut answer) if answer.contains_key("response") => match answer.remove("response") {
            Some(Value::Array(list)) => list,
            Some(one) => vec![one],
            None => Vec::new(),
        },
        one => vec![one],
    };
    if !list.iter().any(|item| item.get("Event").is_some_and(Value::is_object)) {
        return None;
    }
    let (mut events, mut faults) = (Vec::new(), Vec::new());
    for (at, mut item) in list.into_iter().enumerate() {
        match item.get_mut("Event").map(Value::take) {
            Some(Value::Object(properties)) => {
                let mut reader = Reader { place: String::new(), faults: &mut faults, analyst: Vec::new() };
                events.extend(reader.event(at, properties));
            }
            _ => faults.push(Fault {
                what: "event",
                place: format!("event {at}"),
                message: "is no object with an `Event`".to_owned(),
            }),
        }
    }
    Some((events, faults))
}

/// Reads one event.
struct Reader<'f> {
    place: String,
    faults: &'f mut Vec<Fault>,
    analyst: Vec<Analyst>,
}

impl Reader<'_> {
    fn event(&mut self, at: usize, mut event: Properties) -> Option<Event> {
        let Some(uuid) = text(&mut event, "uuid").filter(|uuid| !uuid.is_empty()) else {
            self.place = format!("event {at}");
            self.refuse("event", String::new(), "has no `uuid`");
            return None;
        };
        self.place = format!("event {uuid}");
        self.said(&mut event, "Event", &uuid);
        let attributes = self.attributes(list(&mut event, "Attribute"), "");
        let objects = self.objects(list(&mut event, "Object"));
        let mut proposals = self.proposals(list(&mut event, "ShadowAttribute"));
        proposals.extend(attributes.1);
        Some(Event {
            info: text(&mut event, "info").unwrap_or_default(),
            date: text(&mut event, "date"),
            timestamp: seconds(event.get("timestamp")),
            publish_timestamp: seconds(event.get("publish_timestamp")),
            published: is_true(event.get("published")),
            maker: organisation(event.remove("Orgc")),
            tags: tags(list(&mut event, "Tag")),
            clusters: clusters(list(&mut event, "Galaxy")),
            reports: self.reports(list(&mut event, "EventReport")),
            attributes: attributes.0,
            objects,
            proposals,
            analyst: std::mem::take(&mut self.analyst),
            uuid,
        })
    }

    fn refuse(&mut self, what: &'static str, within: String, message: &str) {
        let place = if within.is_empty() { self.place.clone() } else { format!("{}, {within}", self.place) };
        self.faults.push(Fault { what, place, message: message.to_owned() });
    }

    /// Attributes, and what others propose to them.
    fn attributes(&mut self, all: Vec<Value>, within: &str) -> (Vec<Attribute>, Vec<Proposal>) {
        let (mut attributes, mut proposals) = (Vec::with_capacity(all.len()), Vec::new());
        for (at, attribute) in all.into_iter().enumerate() {
            let Value::Object(mut properties) = attribute else {
                self.refuse("attribute", format!("{within}attribute {at}"), "is no object");
                continue;
            };
            if is_true(properties.get("deleted")) {
                continue;
            }
            let proposed = list(&mut properties, "ShadowAttribute");
            match self.attribute(&mut properties) {
                Ok(attribute) => attributes.push(attribute),
                Err(why) => {
                    let uuid = text(&mut properties, "uuid").map_or_else(String::new, |uuid| format!(" ({uuid})"));
                    self.refuse("attribute", format!("{within}attribute {at}{uuid}"), why);
                }
            }
            proposals.extend(self.proposals(proposed));
        }
        (attributes, proposals)
    }

    fn attribute(&mut self, properties: &mut Properties) -> Result<Attribute, &'static str> {
        let kind = match properties.get("type") {
            Some(Value::String(kind)) if !kind.trim().is_empty() => kind.clone(),
            _ => return Err("has no `type`"),
        };
        let value = match properties.remove("value") {
            Some(Value::String(value)) => trimmed(value),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(yes)) => yes.to_string(),
            _ => return Err("has no `value`"),
        };
        if value.is_empty() {
            return Err("has an empty `value`");
        }
        let uuid = text(properties, "uuid").unwrap_or_default();
        self.said(properties, "Attribute", &uuid);
        let clusters = clusters(list(properties, "Galaxy"));
        Ok(Attribute {
            category: text(properties, "category").unwrap_or_default(),
            data: text(properties, "data").filter(|data| !data.is_empty()),
            comment: text(properties, "comment").unwrap_or_default(),
            to_ids: is_true(properties.get("to_ids")),
            timestamp: seconds(properties.get("timestamp")),
            first_seen: text(properties, "first_seen"),
            last_seen: text(properties, "last_seen"),
            relation: text(properties, "object_relation").filter(|relation| !relation.is_empty()),
            tags: tags(list(properties, "Tag")),
            clusters: clusters.into_iter().map(|cluster| (cluster.galaxy, cluster.value)).collect(),
            sightings: list(properties, "Sighting").into_iter().filter_map(sighting).collect(),
            uuid,
            kind,
            value,
        })
    }

    fn objects(&mut self, all: Vec<Value>) -> Vec<Object> {
        let mut objects = Vec::with_capacity(all.len());
        for (at, object) in all.into_iter().enumerate() {
            let Value::Object(mut properties) = object else {
                self.refuse("object", format!("object {at}"), "is no object");
                continue;
            };
            if is_true(properties.get("deleted")) {
                continue;
            }
            let uuid = text(&mut properties, "uuid").unwrap_or_default();
            self.said(&mut properties, "Object", &uuid);
            let within = format!("object {at}, ");
            objects.push(Object {
                name: text(&mut properties, "name").unwrap_or_default(),
                meta_category: text(&mut properties, "meta-category").unwrap_or_default(),
                description: text(&mut properties, "description").unwrap_or_default(),
                comment: text(&mut properties, "comment").unwrap_or_default(),
                timestamp: seconds(properties.get("timestamp")),
                first_seen: text(&mut properties, "first_seen"),
                last_seen: text(&mut properties, "last_seen"),
                attributes: self.attributes(list(&mut properties, "Attribute"), &within).0,
                references: list(&mut properties, "ObjectReference").into_iter().filter_map(reference).collect(),
                uuid,
            });
        }
        objects
    }

    fn proposals(&mut self, all: Vec<Value>) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for (at, proposal) in all.into_iter().enumerate() {
            let Value::Object(mut properties) = proposal else {
                self.refuse("proposal", format!("proposal {at}"), "is no object");
                continue;
            };
            let by = organisation(properties.remove("Org")).map(|maker| maker.name);
            let to_delete = is_true(properties.get("proposal_to_delete"));
            match self.attribute(&mut properties) {
                Ok(attribute) => proposals.push(Proposal { attribute, by, to_delete }),
                Err(why) => self.refuse("proposal", format!("proposal {at}"), why),
            }
        }
        proposals
    }

    fn reports(&mut self, all: Vec<Value>) -> Vec<Report> {
        let mut reports = Vec::new();
        for report in all {
            let Value::Object(mut properties) = report else { continue };
            if is_true(properties.get("deleted")) {
                continue;
            }
            let uuid = text(&mut properties, "uuid").unwrap_or_default();
            self.said(&mut properties, "EventReport", &uuid);
            reports.push(Report {
                name: text(&mut properties, "name").unwrap_or_default(),
                content: text(&mut properties, "content").unwrap_or_default(),
                uuid,
            });
        }
        reports
    }

    /// Notes, opinions and relationships on the thing that these properties are of. An analyst may write on what
    /// another wrote, so some stand within others: those still to be read wait in a list.
    fn said(&mut self, properties: &mut Properties, kind: &str, uuid: &str) {
        let mut open = vec![(kind.to_owned(), uuid.to_owned(), analyst_parts(properties))];
        while let Some((kind, uuid, parts)) = open.pop() {
            for (what, value) in parts {
                let Value::Object(mut part) = value else { continue };
                let Some(said) = analyst_said(what, &mut part) else {
                    self.refuse("analyst", what.to_lowercase(), "does not say what it should");
                    continue;
                };
                let own = text(&mut part, "uuid").unwrap_or_default();
                let within = analyst_parts(&mut part);
                if !within.is_empty() {
                    open.push((what.to_owned(), own.clone(), within));
                }
                let maker = organisation(part.remove("Orgc")).map(|maker| maker.name);
                self.analyst.push(Analyst {
                    authors: text(&mut part, "authors").filter(|name| !name.is_empty()).or(maker).unwrap_or_default(),
                    created: text(&mut part, "created"),
                    on_kind: text(&mut part, "object_type").unwrap_or_else(|| kind.clone()),
                    on: text(&mut part, "object_uuid").unwrap_or_else(|| uuid.clone()),
                    uuid: own,
                    said,
                });
            }
        }
    }
}

fn analyst_parts(properties: &mut Properties) -> Vec<(&'static str, Value)> {
    let mut parts = Vec::new();
    for what in ["Note", "Opinion", "Relationship"] {
        parts.extend(list(properties, what).into_iter().map(|part| (what, part)));
    }
    parts
}

fn analyst_said(what: &str, part: &mut Properties) -> Option<AnalystSaid> {
    Some(match what {
        "Note" => AnalystSaid::Note(text(part, "note").filter(|note| !note.trim().is_empty())?),
        "Opinion" => {
            let opinion = seconds(part.get("opinion")).and_then(|value| u8::try_from(value).ok());
            AnalystSaid::Opinion(opinion.filter(|value| *value <= 100)?, text(part, "comment").unwrap_or_default())
        }
        _ => AnalystSaid::Relationship(
            text(part, "relationship_type").unwrap_or_default(),
            text(part, "related_object_type").unwrap_or_default(),
            text(part, "related_object_uuid")?,
        ),
    })
}

fn sighting(value: Value) -> Option<Sighting> {
    let Value::Object(mut sighting) = value else { return None };
    let kind = match seconds(sighting.get("type")) {
        Some(1) => SightingKind::FalsePositive,
        Some(2) => SightingKind::Expired,
        _ => SightingKind::Seen,
    };
    let by = organisation(sighting.remove("Organisation")).map(|maker| maker.name);
    let source = text(&mut sighting, "source").filter(|source| !source.is_empty());
    Some(Sighting { kind, at: seconds(sighting.get("date_sighting")), by: by.or(source) })
}

fn reference(value: Value) -> Option<Reference> {
    let Value::Object(mut reference) = value else { return None };
    let target = text(&mut reference, "referenced_uuid")?;
    Some(Reference { relationship: text(&mut reference, "relationship_type").unwrap_or_default(), target })
}

fn organisation(value: Option<Value>) -> Option<Organisation> {
    let Some(Value::Object(mut maker)) = value else { return None };
    let name = text(&mut maker, "name").filter(|name| !name.is_empty())?;
    Some(Organisation { uuid: text(&mut maker, "uuid").unwrap_or_default(), name })
}

fn tags(all: Vec<Value>) -> Vec<String> {
    let names = all.into_iter().filter_map(|tag| match tag {
        Value::Object(mut tag) => text(&mut tag, "name"),
        Value::String(name) => Some(name),
        _ => None,
    });
    names.filter(|name| !name.is_empty()).collect()
}

fn clusters(galaxies: Vec<Value>) -> Vec<Cluster> {
    let mut clusters = Vec::new();
    for galaxy in galaxies {
        let Value::Object(mut galaxy) = galaxy else { continue };
        let kind = text(&mut galaxy, "type").unwrap_or_default();
        let name = text(&mut galaxy, "name").unwrap_or_default();
        let description = text(&mut galaxy, "description").unwrap_or_default();
        for cluster in list(&mut galaxy, "GalaxyCluster") {
            let Value::Object(mut cluster) = cluster else { continue };
            let Some(value) = text(&mut cluster, "value").filter(|value| !value.is_empty()) else { continue };
            clusters.push(Cluster {
                galaxy: kind.clone(),
                galaxy_name: name.clone(),
                galaxy_description: description.clone(),
                uuid: text(&mut cluster, "uuid").unwrap_or_default(),
                description: text(&mut cluster, "description").unwrap_or_default(),
                meta: match cluster.remove("meta") {
                    Some(Value::Object(meta)) => meta,
                    _ => Map::new(),
                },
                value,
            });
        }
    }
    clusters
}

/// A list; a single value where a list should be is a list of one.
fn list(properties: &mut Properties, name: &str) -> Vec<Value> {
    match properties.remove(name) {
        Some(Value::Array(items)) => items,
        Some(one @ Value::Object(_)) => vec![one],
        _ => Vec::new(),
    }
}

fn text(properties: &mut Properties, name: &str) -> Option<String> {
    match properties.remove(name)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn trimmed(value: String) -> String {
    let bare = value.trim();
    if bare.len() == value.len() { value } else { bare.to_owned() }
}

/// Numbers are written as texts by some servers.
fn seconds(value: Option<&Value>) -> Option<i64> {
    let value = value?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// `true`, `1`, `"1"`, `"true"`.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(yes)) => *yes,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => text == "1" || text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Event>, Vec<Fault>) {
        events(text.as_bytes()).ok().flatten().unwrap_or_default()
    }

    #[test]
    fn one_bad_attribute_leaves_the_others() {
        let (events, faults) = read(
            r#"{"response": [{"Event": {"uuid": "a", "timestamp": "17", "Orgc": {"name": "Harbour CERT"},
            "Tag": [{"name": "tlp:green"}], "Attribute": [{"type": "ip-dst", "value": "198.51.100.3"}, {"value": 1},
            {"type": "domain", "value": "old.example", "deleted": true}, {"type": "x-new", "value": 7, "to_ids": "1"}],
            "Object": [{"name": "file", "Attribute": [{"type": "md5", "value": "x", "timestamp": 18}]}, 7]}}, 5]}"#,
        );
        assert_eq!((events.len(), faults.len()), (1, 3), "{faults:?}");
        assert_eq!(faults[0].place, "event a, attribute 1");
        let event = &events[0];
        let maker = event.maker.as_ref().map(|maker| maker.name.as_str());
        assert_eq!((event.timestamp, maker), (Some(17), Some("Harbour CERT")));
        let values: Vec<&str> = event.attributes.iter().map(|attribute| attribute.value.as_str()).collect();
        assert_eq!(values, ["198.51.100.3", "7"], "a type that nobody knows is kept");
        assert_eq!(event.objects[0].attributes[0].timestamp, Some(18));
    }

    #[test]
    fn what_analysts_say_is_found_wherever_it_stands() {
        let (events, faults) = read(
            r#"{"Event": {"uuid": "a", "Note": [{"uuid": "n", "note": "seen twice", "authors": "Ann",
            "Opinion": [{"uuid": "o", "opinion": "20", "comment": "doubtful"}, {"opinion": 200}]}],
            "Attribute": [{"uuid": "b", "type": "md5", "value": "x",
              "Relationship": [{"related_object_uuid": "c", "related_object_type": "Event", "relationship_type": "similar"}],
              "Sighting": [{"type": "1", "date_sighting": "1700000000", "Organisation": {"name": "Harbour CERT"}}],
              "ShadowAttribute": [{"type": "md5", "value": "y", "Org": {"name": "Mill CERT"}}]}]}}"#,
        );
        assert_eq!(faults.len(), 1, "an opinion of 200: {faults:?}");
        let event = &events[0];
        let on: Vec<(&str, &str)> =
            event.analyst.iter().map(|said| (said.on_kind.as_str(), said.on.as_str())).collect();
        assert_eq!(on, [("Event", "a"), ("Note", "n"), ("Attribute", "b")]);
        assert_eq!(event.analyst[1].said, AnalystSaid::Opinion(20, "doubtful".to_owned()));
        assert_eq!(event.attributes[0].sightings[0].kind, SightingKind::FalsePositive);
        assert_eq!(event.proposals[0].by.as_deref(), Some("Mill CERT"));
    }

    #[test]
    fn what_is_no_json_says_so() {
        let twice = events(br#"{"Event": {"uuid": "a", "uuid": "b"}}"#).map_err(|error| error.code.as_str());
        assert_eq!(twice, Err("duplicate-key"));
        let deep = format!("{{\"Event\": {}{}}}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(events(deep.as_bytes()).map_err(|error| error.code.as_str()), Err("too-deep"));
    }
}
