//! Events of MISP as they are written on the wire: one event, a list of them, or the answer of a server's search.
//! What is of another form than it should be is named and left out; the rest is read.

use serde::Deserialize;
use serde_json::Value;
use sextant_model::Problem;

/// One event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    /// Its identity.
    pub uuid: String,
    /// What it is on, a line.
    pub info: String,
    /// Its day (`YYYY-MM-DD`).
    pub date: Option<String>,
    /// Seconds since 1970 of its last change.
    pub timestamp: Option<i64>,
    /// The organisation that made it.
    pub maker: Option<String>,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// Galaxy clusters: the galaxy's type and the cluster's name.
    pub clusters: Vec<(String, String)>,
    /// Attributes, those of its objects among them; deleted ones are left out.
    pub attributes: Vec<Attribute>,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attribute {
    /// Its identity.
    pub uuid: String,
    /// `ip-dst`, `filename|md5`, …
    pub kind: String,
    /// Its value.
    pub value: String,
    /// What was written beside it.
    pub comment: String,
    /// Seconds since 1970 of its last change.
    pub timestamp: Option<i64>,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// Its galaxy clusters.
    pub clusters: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct WireEvent {
    uuid: String,
    #[serde(default)]
    info: String,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    timestamp: Value,
    #[serde(default, rename = "Orgc")]
    maker: Option<WireName>,
    #[serde(default, rename = "Tag")]
    tags: Vec<WireName>,
    #[serde(default, rename = "Galaxy")]
    galaxies: Vec<WireGalaxy>,
    #[serde(default, rename = "Attribute")]
    attributes: Vec<Value>,
    #[serde(default, rename = "Object")]
    objects: Vec<Value>,
}

#[derive(Deserialize)]
struct WireName {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct WireGalaxy {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default, rename = "GalaxyCluster")]
    clusters: Vec<WireCluster>,
}

#[derive(Deserialize)]
struct WireCluster {
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
struct WireAttribute {
    #[serde(default)]
    uuid: String,
    #[serde(rename = "type")]
    kind: String,
    value: Value,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default)]
    timestamp: Value,
    #[serde(default)]
    deleted: Value,
    #[serde(default, rename = "Tag")]
    tags: Vec<WireName>,
    #[serde(default, rename = "Galaxy")]
    galaxies: Vec<WireGalaxy>,
}

/// The events that `bytes` hold, with what could not be read; `None` where they are no events of MISP.
///
/// ```
/// let (events, problems) = sextant_formats::misp::events(br#"{"Event": {"uuid": "5a", "info": "Phishing"}}"#, "x").unwrap();
/// assert_eq!((events[0].info.as_str(), problems.len()), ("Phishing", 0));
/// assert!(sextant_formats::misp::events(br#"{"type": "bundle"}"#, "x").is_none());
/// ```
#[must_use]
pub fn events(bytes: &[u8], place: &str) -> Option<(Vec<Event>, Vec<Problem>)> {
    memchr::memmem::find(bytes, b"\"Event\"")?;
    let value: Value = serde_json::from_slice(bytes).ok()?;
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
    let (mut events, mut problems) = (Vec::new(), Vec::new());
    for (at, mut item) in list.into_iter().enumerate() {
        let event = item.get_mut("Event").map(Value::take).unwrap_or_default();
        match serde_json::from_value::<WireEvent>(event) {
            Ok(event) => events.push(event.read(place, &mut problems)),
            Err(error) => {
                problems.push(Problem::new(
                    "misp-event",
                    format!("{place}, event {at}"),
                    format!("cannot be read: {error}"),
                ));
            }
        }
    }
    Some((events, problems))
}

impl WireEvent {
    fn read(self, place: &str, problems: &mut Vec<Problem>) -> Event {
        let within = |object: Value| match object.get("Attribute") {
            Some(Value::Array(attributes)) => attributes.clone(),
            _ => Vec::new(),
        };
        let all = self.attributes.into_iter().chain(self.objects.into_iter().flat_map(within));
        let mut attributes = Vec::new();
        for (at, attribute) in all.enumerate() {
            match serde_json::from_value::<WireAttribute>(attribute) {
                Ok(attribute) => attributes.extend(attribute.read()),
                Err(error) => {
                    let place = format!("{place}, event {}, attribute {at}", self.uuid);
                    problems.push(Problem::new("misp-attribute", place, format!("cannot be read: {error}")));
                }
            }
        }
        Event {
            timestamp: seconds(&self.timestamp),
            uuid: self.uuid,
            info: self.info,
            date: self.date,
            maker: self.maker.map(|maker| maker.name).filter(|name| !name.is_empty()),
            tags: names(self.tags),
            clusters: clusters(self.galaxies),
            attributes,
        }
    }
}

impl WireAttribute {
    /// `None` where it was deleted or is empty.
    fn read(self) -> Option<Attribute> {
        let value = match self.value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        let deleted = self.deleted == Value::Bool(true) || self.deleted == "1" || self.deleted == 1;
        (!deleted && !value.trim().is_empty()).then(|| Attribute {
            uuid: self.uuid,
            kind: self.kind,
            value: value.trim().to_owned(),
            comment: self.comment.unwrap_or_default(),
            timestamp: seconds(&self.timestamp),
            tags: names(self.tags),
            clusters: clusters(self.galaxies),
        })
    }
}

fn names(tags: Vec<WireName>) -> Vec<String> {
    tags.into_iter().map(|tag| tag.name).filter(|name| !name.is_empty()).collect()
}

fn clusters(galaxies: Vec<WireGalaxy>) -> Vec<(String, String)> {
    let all = galaxies.into_iter().flat_map(|galaxy| {
        galaxy.clusters.into_iter().map(move |cluster| (galaxy.kind.clone(), cluster.value)).collect::<Vec<_>>()
    });
    all.filter(|(_, name)| !name.is_empty()).collect()
}

/// Numbers are written as texts by some servers.
fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_attribute_leaves_the_others() {
        let text = r#"{"response": [{"Event": {"uuid": "a", "timestamp": "17", "Orgc": {"name": "Harbour CERT"},
            "Tag": [{"name": "tlp:green"}], "Attribute": [{"type": "ip-dst", "value": "198.51.100.3"}, {"value": 1},
            {"type": "domain", "value": "old.example", "deleted": true}],
            "Object": [{"name": "file", "Attribute": [{"type": "md5", "value": "x", "timestamp": 18}]}, 7]}}, 5]}"#;
        let (events, problems) = events(text.as_bytes(), "feed").unwrap_or_default();
        assert_eq!((events.len(), problems.len()), (1, 2), "{problems:?}");
        let event = &events[0];
        assert_eq!((event.timestamp, event.maker.as_deref()), (Some(17), Some("Harbour CERT")));
        let values: Vec<&str> = event.attributes.iter().map(|attribute| attribute.value.as_str()).collect();
        assert_eq!((values, event.attributes[1].timestamp), (vec!["198.51.100.3", "x"], Some(18)));
    }
}
