//! The event: what it is on, its label, how sure one can be, and everything that it holds.

use super::{analyst, carried, things};
use crate::exchange::edition::Edition;
use crate::exchange::producer::Producer;
use crate::exchange::words;
use serde_json::{Map, Value, json};
use sextant_model::*;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The namespace of the identities of what we write.
const NAMESPACE: Uuid = Uuid::from_u128(0x7c0d_5a1e_93b2_4f6d_8e57_2b1a_c4f0_96d3);

/// Writes one event.
pub(super) struct Pen<'a> {
    pub(super) edition: &'a Edition,
    producer: &'a Producer,
    seed: &'a str,
    /// Incident, label and moment: what sets the event apart from those of other audiences.
    scope: String,
    pub(super) claims: BTreeMap<ClaimId, &'a Claim>,
    /// The claims that speak against a claim: each where it meets the first that it contradicts.
    pub(super) against: BTreeMap<ClaimId, Vec<&'a Claim>>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(edition: &'a Edition, producer: &'a Producer, seed: &'a str, scope: String) -> Self {
        let claims: BTreeMap<ClaimId, &Claim> = edition.claims.iter().map(|claim| (claim.id, claim)).collect();
        let against = analyst::against(&edition.record, &claims);
        Self { edition, producer, seed, scope, claims, against }
    }

    /// The identity of a thing of this kind; `name` tells it from the others of the event.
    pub(super) fn id(&self, kind: &str, name: &str) -> String {
        uuid_of(&[self.seed, &self.scope, kind, name])
    }

    pub(super) fn event(&self) -> Value {
        let record = &self.edition.record;
        let mut tags = vec![tlp(record.tlp)];
        tags.extend(words::credibility(record.standing, record.independent_sources).map(named));
        tags.extend(self.galaxies().into_iter().map(|tag| named(&tag)));
        let uuid = self.id("event", "");
        let mut event = json!({
            "uuid": uuid,
            "info": one_line(&record.headline),
            "date": self.first_told().strftime("%Y-%m-%d").to_string(),
            "timestamp": self.changed(),
            "publish_timestamp": "0",
            "published": false,
            "analysis": "1",
            "threat_level_id": "4",
            "distribution": distribution(record.tlp),
            "Orgc": maker(self.producer, self.seed),
            "Tag": tags,
            "Attribute": self.attributes(),
            "Object": self.objects(),
            "EventReport": [self.report()],
        });
        things::attach(&mut event, self.said_of(&things::On::Event, &uuid));
        json!({ "Event": event })
    }

    fn first_told(&self) -> Instant {
        let said = self.edition.claims.iter().map(crate::exchange::extension::said);
        said.min().unwrap_or(self.edition.created)
    }

    /// When what the event says last changed, as MISP writes it.
    pub(super) fn changed(&self) -> String {
        self.edition.modified.as_second().to_string()
    }

    /// An attribute of these properties, with its label and everything that MISP expects.
    pub(super) fn attribute(
        &self,
        name: &str,
        kind: &str,
        category: &str,
        value: &str,
        label: Tlp,
    ) -> Map<String, Value> {
        let value = json!({
            "uuid": self.id("attribute", name),
            "type": kind,
            "category": category,
            "value": value,
            "to_ids": false,
            "distribution": "5",
            "timestamp": self.changed(),
            "comment": "",
            "disable_correlation": true,
            "Tag": [tlp(label)],
        });
        value.as_object().cloned().unwrap_or_default()
    }

    /// What only another Sextant reads: the claims and documents whole.
    pub(super) fn carrier(&self) -> Value {
        let mut attribute =
            self.attribute("claims", "attachment", "External analysis", carried::NAME, self.edition.record.tlp);
        attribute.insert("data".to_owned(), carried::written(self.edition).into());
        attribute.insert("comment".to_owned(), "What is claimed, by whom, in which words: for another Sextant".into());
        Value::Object(attribute)
    }

    /// The strictest label of what a field rests on.
    pub(super) fn label<V>(&self, field: &Field<V>) -> Tlp {
        let claims = field.supporting.iter().chain(&field.against).filter_map(|id| self.claims.get(id));
        claims.map(|claim| claim.tlp).max().unwrap_or(self.edition.record.tlp)
    }
}

/// An identity that follows from these parts.
pub(super) fn uuid_of(parts: &[&str]) -> String {
    Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes()).to_string()
}

/// The store as an organisation.
pub(super) fn maker(producer: &Producer, seed: &str) -> Value {
    let drawn = uuid_of(&[seed, "maker"]);
    let own = producer.id.as_deref().and_then(|id| id.strip_prefix("identity--"));
    let name = producer.name.as_deref().unwrap_or("A Sextant store");
    json!({ "name": name, "uuid": own.unwrap_or(&drawn) })
}

/// A line breaks no list and no table.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tag.
pub(super) fn named(name: &str) -> Value {
    json!({ "name": name, "colour": "#3d5a80" })
}

/// The tag of a label, in its colour.
pub(super) fn tlp(label: Tlp) -> Value {
    let colour = match label {
        Tlp::Clear => "#ffffff",
        Tlp::Green => "#33ff00",
        Tlp::Amber | Tlp::AmberStrict => "#ffc000",
        Tlp::Red => "#ff2b2b",
    };
    json!({ "name": format!("tlp:{label}"), "colour": colour })
}

/// How far MISP itself passes something on: never further than the label allows, whatever its servers are joined to.
pub(super) fn distribution(label: Tlp) -> &'static str {
    match label {
        Tlp::Clear => "3",
        Tlp::Green => "1",
        Tlp::Amber | Tlp::AmberStrict | Tlp::Red => "0",
    }
}
