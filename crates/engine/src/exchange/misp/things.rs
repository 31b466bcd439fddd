//! Attributes and objects: indicators, vulnerabilities, actors; the victim, the incident, the documents.

use super::event::{Pen, named, one_line};
use crate::exchange::extension::DocumentPart;
use crate::exchange::words;
use serde_json::{Map, Value, json};
use sextant_extract::entities::galaxy::cluster;
use sextant_model::*;

/// What a claim is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum On {
    /// The event as a whole.
    Event,
    /// The attribute of an indicator or a name: the claims that bear on it.
    Field(Vec<ClaimId>),
}

/// Puts notes and opinions on a thing.
pub(super) fn attach(thing: &mut Value, said: Map<String, Value>) {
    if let Some(thing) = thing.as_object_mut() {
        thing.extend(said);
    }
}

impl Pen<'_> {
    pub(super) fn attributes(&self) -> Vec<Value> {
        let record = &self.edition.record;
        let mut attributes: Vec<Value> = record.indicators.iter().map(|i| self.indicator(i)).collect();
        for actor in record.actors.iter().filter(|actor| words::is_fact(actor.field.standing)) {
            attributes.push(self.name(&actor.field, "threat-actor", "Attribution", &actor.name));
        }
        for (field, kind, category, value) in self.names() {
            attributes.push(self.name(field, kind, category, value));
        }
        attributes.push(self.carrier());
        attributes
    }

    /// Vulnerabilities and malware that somebody but the actor names: each with type, category and value.
    pub(super) fn names(&self) -> Vec<(&Field, &'static str, &'static str, &str)> {
        let facts = self.edition.record.entities.iter().filter(|entity| words::is_fact(entity.standing));
        let named = facts.filter_map(|field| match self.entity(field)? {
            (EntityType::Vulnerability, name, id) => {
                Some((field, "vulnerability", "External analysis", id.unwrap_or(name)))
            }
            (EntityType::Malware, name, _) => Some((field, "text", "Payload type", name)),
            _ => None,
        });
        named.collect()
    }

    fn indicator(&self, indicator: &IndicatorField) -> Value {
        let (field, value) = (&indicator.field, &indicator.field.value);
        let (kind, category) = kind_of(indicator.kind, value);
        let name = format!("{} {value}", indicator.kind);
        let mut attribute = self.attribute(&name, kind, category, value, self.label(field));
        let harmless = indicator.warning.as_deref();
        let listed = harmless.map_or_else(String::new, |list| format!("; usually harmless, by the list: {list}"));
        let detect = words::is_fact(field.standing) && harmless.is_none();
        attribute.insert("to_ids".to_owned(), detect.into());
        attribute.insert("disable_correlation".to_owned(), harmless.is_some().into());
        let comment = format!("Named in what is told of the incident: {}{listed}", words::standing(field.standing));
        attribute.insert("comment".to_owned(), comment.into());
        self.finished(attribute, field)
    }

    /// A name that somebody but the actor states.
    fn name(&self, field: &Field, kind: &str, category: &str, value: &str) -> Value {
        let mut attribute = self.attribute(&format!("{kind} {value}"), kind, category, value, self.label(field));
        let what = if kind == "text" { "malware" } else { kind };
        let comment = format!("{}: {}", capital(what), words::standing(field.standing));
        attribute.insert("comment".to_owned(), comment.into());
        self.finished(attribute, field)
    }

    /// With how sure one can be, and what is said of it.
    fn finished<V>(&self, mut attribute: Map<String, Value>, field: &Field<V>) -> Value {
        let mut tags = words::credibility(field.standing, field.independent_sources).map(named).into_iter().collect();
        if let Some(Value::Array(known)) = attribute.get_mut("Tag") {
            known.append(&mut tags);
            known.extend(self.likelihood(field).as_deref().map(named));
        }
        let uuid = attribute.get("uuid").and_then(Value::as_str).unwrap_or_default().to_owned();
        let claims = field.supporting.iter().chain(&field.against).copied().collect();
        attribute.extend(self.said_of(&On::Field(claims), &uuid));
        Value::Object(attribute)
    }

    /// How likely those make it who put a number to it (see [`crate::import`]); readings carry no likelihood.
    fn likelihood<V>(&self, field: &Field<V>) -> Option<String> {
        let told = field.supporting.iter().filter_map(|id| self.claims.get(id));
        let numbered = told.filter(|claim| claim.by.starts_with("misp:") || claim.by.starts_with("stix:"));
        let least = numbered.map(|claim| claim.confidence).filter(|value| *value < 1.0).min_by(f32::total_cmp);
        least.map(sextant_misp::tags::likelihood)
    }

    fn entity(&self, field: &Field) -> Option<(EntityType, &str, Option<&str>)> {
        let told = field.supporting.iter().filter_map(|id| self.claims.get(id));
        told.map(|claim| &claim.proposition.content).find_map(|content| match content {
            Content::Entity { entity, name, id } => Some((*entity, name.as_str(), id.as_deref())),
            _ => None,
        })
    }

    /// Tags of the clusters that the record names as a fact.
    pub(super) fn galaxies(&self) -> Vec<String> {
        let record = &self.edition.record;
        let actors = record.actors.iter().filter(|actor| words::is_fact(actor.field.standing));
        let mut found: Vec<_> = actors.filter_map(|a| cluster(EntityType::ThreatActor, &a.name, None)).collect();
        for entity in record.entities.iter().filter(|entity| words::is_fact(entity.standing)) {
            let told = self.entity(entity).filter(|(kind, ..)| *kind != EntityType::ThreatActor);
            found.extend(told.and_then(|(kind, name, id)| cluster(kind, name, id)));
        }
        let mut tags: Vec<String> =
            found.into_iter().map(|c| format!("misp-galaxy:{}=\"{}\"", c.galaxy, c.value)).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    pub(super) fn objects(&self) -> Vec<Value> {
        let mut objects: Vec<Value> = self.victim().into_iter().collect();
        objects.push(self.incident());
        objects.extend(self.edition.documents.iter().map(|document| self.document(document)));
        objects
    }

    fn victim(&self) -> Option<Value> {
        let record = &self.edition.record;
        let victim = &record.victim;
        let named = !victim.name.is_empty();
        let also = (!victim.aliases.is_empty()).then(|| format!("Also called {}.", victim.aliases.join(", ")));
        let comment = format!("That it befell them is {}", words::standing(record.standing));
        let template = Template { name: "victim", uuid: "a8806e40-39ad-435f-be02-ac2a13d6fc7d", version: "10" };
        named.then(|| {
            self.object(
                &template,
                "victim",
                record.tlp,
                &comment,
                &[
                    ("name", "target-org", "Targeting data", Some(victim.name.clone())),
                    ("description", "text", "Other", also),
                    ("classification", "text", "Other", Some("organization".to_owned())),
                    ("sectors", "text", "Other", victim.sector.clone()),
                    ("regions", "target-location", "Targeting data", victim.country.clone()),
                ],
            )
        })
    }

    fn incident(&self) -> Value {
        let record = &self.edition.record;
        let confirmed = record.standing == Standing::Confirmed;
        let determination = if confirmed { "successful-attempt" } else { "suspected" };
        let text = |relation: &'static str, value: String| (relation, "text", "Other", Some(value));
        let mut parts = vec![
            text("name", one_line(&record.headline)),
            text("description", self.summary()),
            text("determination", determination.to_owned()),
            text("investigation_status", "open".to_owned()),
        ];
        let kinds = record.kinds.iter().filter(|kind| words::is_fact(kind.standing));
        parts.extend(kinds.map(|kind| text("incident_type", words::incident_type(&kind.value).to_owned())));
        let template = Template { name: "incident", uuid: "38597424-f9bb-4865-9b4b-819172df0334", version: "1" };
        self.object(&template, "incident", record.tlp, &capital(words::standing(record.standing)), &parts)
    }

    fn document(&self, document: &DocumentPart) -> Value {
        let title = document.title.clone().unwrap_or_else(|| "untitled".to_owned());
        let day = document.published.map(|at| at.strftime("%Y-%m-%d").to_string());
        let origin = [document.publisher.clone(), day].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let template = Template { name: "report", uuid: "70a68471-df22-4e3f-aa1a-5a3be19f82df", version: "8" };
        self.object(
            &template,
            &document.document_id.to_string(),
            document.tlp,
            &origin,
            &[
                ("title", "text", "Other", Some(one_line(&title))),
                ("link", "link", "External analysis", document.url.clone()),
                ("summary", "text", "Other", Some(origin.clone())),
            ],
        )
    }

    fn object(&self, template: &Template, name: &str, label: Tlp, comment: &str, parts: &[Part]) -> Value {
        let mut attributes = Vec::new();
        for (at, (relation, kind, category, value)) in parts.iter().enumerate() {
            let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) else { continue };
            let own = format!("{} {name} {at} {relation}", template.name);
            let mut attribute = self.attribute(&own, kind, category, value, label);
            attribute.insert("object_relation".to_owned(), (*relation).into());
            attributes.push(Value::Object(attribute));
        }
        json!({
            "uuid": self.id("object", &format!("{} {name}", template.name)),
            "name": template.name,
            "meta-category": "misc",
            "description": "",
            "template_uuid": template.uuid,
            "template_version": template.version,
            "comment": comment,
            "distribution": "5",
            "timestamp": self.changed(),
            "Attribute": attributes,
        })
    }
}

/// A template of MISP's own.
struct Template {
    name: &'static str,
    uuid: &'static str,
    version: &'static str,
}

/// Relation, type, category and value of an attribute of an object.
type Part = (&'static str, &'static str, &'static str, Option<String>);

fn capital(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// The type of MISP for an indicator, and its category. Which way traffic went no report says of an address alone: it
/// is taken for where victims' machines went, as MISP's own users do.
fn kind_of(kind: IndicatorType, value: &str) -> (&'static str, &'static str) {
    match kind {
        IndicatorType::Ipv4Addr | IndicatorType::Ipv6Addr => ("ip-dst", "Network activity"),
        IndicatorType::DomainName => ("domain", "Network activity"),
        IndicatorType::Url => ("url", "Network activity"),
        IndicatorType::EmailAddr => ("email", "Payload delivery"),
        IndicatorType::Md5 => ("md5", "Payload delivery"),
        IndicatorType::Sha1 => ("sha1", "Payload delivery"),
        IndicatorType::Sha256 => ("sha256", "Payload delivery"),
        IndicatorType::FileName | IndicatorType::FilePath => ("filename", "Payload delivery"),
        IndicatorType::Mutex => ("mutex", "Artifacts dropped"),
        IndicatorType::RegistryKey => ("regkey", "Persistence mechanism"),
        IndicatorType::Asn => ("AS", "Network activity"),
        IndicatorType::CryptocurrencyWallet if is_bitcoin(value) => ("btc", "Financial fraud"),
        IndicatorType::CryptocurrencyWallet if value.len() == 95 => ("xmr", "Financial fraud"),
        IndicatorType::CryptocurrencyWallet => ("other", "Other"),
    }
}

fn is_bitcoin(value: &str) -> bool {
    value.starts_with("bc1") || (value.starts_with(['1', '3']) && (26..=35).contains(&value.len()))
}
