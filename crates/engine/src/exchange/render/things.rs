//! Who and what an incident involves: the organisation, indicators, and the actors and tools that are more than a claim.

use super::patterns::pattern;
use super::{Pen, Properties};
use crate::exchange::extension::part;
use crate::exchange::words;
use serde_json::{Value, json};
use sextant_model::*;

impl Pen<'_> {
    /// Each with its relationship to the incident. Relationships are plain ones: readers who check against the
    /// standard's table find no others for incidents; our extension says which is meant.
    pub(super) fn things(&self) -> Vec<Properties> {
        let mut objects = self.victim();
        for actor in self.edition.record.actors.iter().filter(|actor| words::is_fact(actor.field.standing)) {
            let named = json!({ "name": actor.name, "threat_actor_types": ["unknown"] });
            let label = self.label(&actor.field);
            let object = self.object("threat-actor", &actor.name, label, named);
            self.related(object, "attributed-to", label, actor.field.standing, &mut objects);
        }
        for entity in self.edition.record.entities.iter().filter(|entity| words::is_fact(entity.standing)) {
            self.entity(entity, &mut objects);
        }
        for indicator in &self.edition.record.indicators {
            self.indicator(indicator, &mut objects);
        }
        objects
    }

    fn victim(&self) -> Vec<Properties> {
        let record = &self.edition.record;
        let mut objects = Vec::new();
        if record.victim.name.is_empty() {
            return objects;
        }
        let aliases = &record.victim.aliases;
        let identity = self.object(
            "identity",
            "victim",
            record.tlp,
            json!({
                "name": record.victim.name,
                "description": (!aliases.is_empty()).then(|| format!("Also called {}.", aliases.join(", "))),
                "identity_class": "organization",
                "sectors": record.victim.sector.iter().collect::<Vec<_>>(),
            }),
        );
        self.related(identity.clone(), "targets", record.tlp, record.standing, &mut objects);
        if let Some(country) = &record.victim.country {
            let location = self.object("location", "victim", record.tlp, json!({ "country": country }));
            let link = self.object(
                "relationship",
                "located-at",
                record.tlp,
                json!({
                    "relationship_type": "located-at", "extensions": part(json!({ "role": "located-at" })), "source_ref": identity["id"], "target_ref": location["id"],
                }),
            );
            objects.extend([location, link]);
        }
        objects
    }

    fn entity(&self, field: &Field, objects: &mut Vec<Properties>) {
        let told = field.supporting.iter().filter_map(|claim| self.claims.get(claim));
        let told = told.map(|claim| &claim.proposition.content).find_map(|content| match content {
            Content::Entity { entity, name, id } => Some((*entity, name, id.as_deref())),
            _ => None,
        });
        let Some((kind, name, id)) = told else { return };
        let (of_type, more) = match kind {
            EntityType::ThreatActor => return,
            EntityType::Malware => ("malware", json!({ "is_family": true, "malware_types": ["unknown"] })),
            EntityType::Tool => ("tool", json!({ "tool_types": ["unknown"] })),
            EntityType::Vulnerability => ("vulnerability", json!({})),
            EntityType::Technique => ("attack-pattern", json!({})),
        };
        let mut properties = more;
        properties["name"] = name.as_str().into();
        if let Some(id) = id {
            let source = if id.starts_with("CVE-") { "cve" } else { "mitre-attack" };
            properties["external_references"] = json!([{ "source_name": source, "external_id": id }]);
        }
        let label = self.label(field);
        let object = self.object(of_type, name, label, properties);
        self.related(object, "names", label, field.standing, objects);
    }

    fn indicator(&self, indicator: &IndicatorField, objects: &mut Vec<Properties>) {
        let value = &indicator.field.value;
        let Some(pattern) = pattern(indicator.kind, value) else { return };
        let warning = indicator.warning.as_deref();
        let label = self.label(&indicator.field);
        let known = warning
            .map_or_else(String::new, |list| format!(" It is on a list of things that are usually harmless: {list}."));
        let object = self.object("indicator", &format!("{} {value}", indicator.kind), label, json!({
            "name": format!("{} {value}", indicator.kind),
            "description": format!("Named in what is told of the incident; {}.{known}", words::standing(indicator.field.standing)),
            "indicator_types": [if warning.is_some() { "benign" } else { "unknown" }],
            "pattern": pattern, "pattern_type": "stix", "pattern_version": "2.1",
            "valid_from": super::instant(indicator.field.since.unwrap_or(self.edition.created)),
            "labels": warning.map(|_| "warning-list").into_iter().collect::<Vec<_>>(),
            "confidence": words::confidence(indicator.field.standing).filter(|_| warning.is_none()),
        }));
        self.related(object, "indicates", label, indicator.field.standing, objects);
    }

    /// Adds an object and its relationship to the incident.
    fn related(&self, object: Properties, role: &str, label: Tlp, standing: Standing, objects: &mut Vec<Properties>) {
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        objects.push(object);
        objects.push(self.object(
            "relationship",
            &format!("{role} {id}"),
            label,
            json!({
                "relationship_type": "related-to",
                "description": format!("{}: {}.", role.replace('-', " "), words::standing(standing)),
                "source_ref": self.incident,
                "target_ref": id,
                "confidence": words::confidence(standing),
                "extensions": part(json!({ "role": role, "standing": standing })),
            }),
        ));
    }
}
