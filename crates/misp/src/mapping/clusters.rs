//! Clusters of galaxies as domain objects, and back.

use super::Properties;
use super::ids::{derived, uuid_in, uuid_of};
use crate::event::Cluster;
use serde_json::{Map, Value, json};
use sextant_stix::object::Object;

/// The domain object of a cluster: type, UUID and properties; `None` for a galaxy that has no counterpart.
pub(super) fn domain_object(cluster: &Cluster) -> Option<(&'static str, String, Properties)> {
    let kind = kind_of(&cluster.galaxy)?;
    let uuid = uuid_of(&cluster.uuid, &[&cluster.galaxy, &cluster.value]);
    let (name, code) = match cluster.value.rsplit_once(" - ") {
        Some((name, code)) if cluster.galaxy.starts_with("mitre-") => (name, Some(code)),
        _ => (cluster.value.as_str(), None),
    };
    let mut object = Map::new();
    object.insert("name".to_owned(), name.into());
    if !cluster.description.is_empty() {
        object.insert("description".to_owned(), cluster.description.as_str().into());
    } else if !cluster.galaxy_description.is_empty() {
        object.insert("description".to_owned(), cluster.galaxy_description.as_str().into());
    }
    match kind {
        "malware" => drop(object.insert("is_family".to_owned(), false.into())),
        "identity" => drop(object.insert("identity_class".to_owned(), "class".into())),
        "location" => location(cluster, &mut object),
        _ => {}
    }
    let texts = |name: &str| texts(&cluster.meta, name);
    let aliased = matches!(kind, "threat-actor" | "intrusion-set" | "malware" | "tool" | "campaign" | "attack-pattern");
    let aliases: Vec<String> = texts("synonyms").into_iter().filter(|alias| alias != name).collect();
    if aliased && !aliases.is_empty() {
        object.insert("aliases".to_owned(), aliases.into());
    }
    if matches!(kind, "attack-pattern" | "malware" | "tool") {
        phases(&texts("kill_chain"), &mut object);
    }
    references(kind, code, &texts("external_id"), &texts("refs"), &texts("aliases"), &mut object);
    let known = ["synonyms", "kill_chain", "external_id", "refs"];
    // What STIX 2.0 had as labels are the types of 2.1.
    let types = ["malware", "threat-actor", "tool"].contains(&kind) && cluster.galaxy.starts_with("stix-2.0-");
    if let Some(labels) = cluster.meta.get("labels").filter(|_| types) {
        object.insert(format!("{}_types", kind.replace('-', "_")), labels.clone());
    }
    let known = if types { &["labels", "synonyms", "kill_chain", "external_id", "refs"][..] } else { &known[..] };
    for (key, value) in cluster.meta.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
        if cluster.galaxy.starts_with("stix-2.") && OWN.contains(&key.as_str()) {
            object.insert(key.clone(), value.clone());
            continue;
        }
        let name = key.replace(|sign: char| !sign.is_ascii_alphanumeric(), "_").to_lowercase();
        object.insert(format!("x_misp_{name}"), value.clone());
    }
    object.insert(
        "labels".to_owned(),
        json!([
            format!("misp:galaxy-name=\"{}\"", cluster.galaxy_name),
            format!("misp:galaxy-type=\"{}\"", cluster.galaxy),
        ]),
    );
    Some((kind, uuid, object))
}

/// Properties of domain objects that galaxies made from them carry under their own names.
const OWN: [&str; 20] = [
    "administrative_area",
    "architecture_execution_envs",
    "capabilities",
    "city",
    "country",
    "first_seen",
    "goals",
    "implementation_languages",
    "is_family",
    "last_seen",
    "malware_types",
    "objective",
    "personal_motivations",
    "primary_motivation",
    "region",
    "resource_level",
    "roles",
    "threat_actor_types",
    "tool_types",
    "tool_version",
];

fn kind_of(galaxy: &str) -> Option<&'static str> {
    if let Some(kind) = galaxy.strip_prefix("stix-2.1-").or(galaxy.strip_prefix("stix-2.0-")) {
        const KINDS: [&str; 10] = [
            "attack-pattern",
            "campaign",
            "course-of-action",
            "identity",
            "intrusion-set",
            "location",
            "malware",
            "threat-actor",
            "tool",
            "vulnerability",
        ];
        return KINDS.into_iter().find(|known| *known == kind);
    }
    Some(match galaxy {
        "threat-actor" | "microsoft-activity-group" => "threat-actor",
        "branded-vulnerability" => "vulnerability",
        "country" | "region" => "location",
        "sector" => "identity",
        "android" | "banker" | "stealer" | "backdoor" | "ransomware" | "malpedia" | "botnet" | "rat" => "malware",
        "tool" | "exploit-kit" | "tds" => "tool",
        _ => match galaxy.strip_prefix("mitre-")? {
            kind if kind.ends_with("attack-pattern") => "attack-pattern",
            kind if kind.ends_with("intrusion-set") => "intrusion-set",
            kind if kind.ends_with("course-of-action") => "course-of-action",
            kind if kind.ends_with("malware") => "malware",
            kind if kind.ends_with("tool") => "tool",
            _ => return None,
        },
    })
}

fn location(cluster: &Cluster, object: &mut Properties) {
    if cluster.galaxy.starts_with("stix-2.") {
        return;
    }
    // Countries are named properly in what describes them, regions in their value, behind a number.
    let codes = texts(&cluster.meta, "ISO");
    let described = cluster.description.as_str();
    let (name, besides) = match codes.first().filter(|_| cluster.galaxy == "country") {
        Some(code) => {
            object.insert("country".to_owned(), code.as_str().into());
            (if described.is_empty() { &cluster.value } else { described }, cluster.value.as_str())
        }
        None => {
            let name = cluster.value.rsplit_once(" - ").map_or(cluster.value.as_str(), |(_, name)| name);
            object.insert("region".to_owned(), name.to_lowercase().replace(' ', "-").into());
            (name, described)
        }
    };
    object.insert("name".to_owned(), name.into());
    let told = [cluster.galaxy_description.as_str(), besides].into_iter().filter(|text| !text.is_empty());
    object.insert("description".to_owned(), told.collect::<Vec<_>>().join(" | ").into());
    object.retain(|name, value| name != "description" || value != "");
}

fn phases(chains: &[String], object: &mut Properties) {
    let phases: Vec<Value> = chains
        .iter()
        .filter_map(|chain| chain.rsplit_once(':'))
        .map(|(chain, phase)| json!({ "kill_chain_name": chain, "phase_name": phase }))
        .collect();
    if !phases.is_empty() {
        object.insert("kill_chain_phases".to_owned(), phases.into());
    }
}

fn references(
    kind: &str,
    code: Option<&str>,
    ids: &[String],
    urls: &[String],
    aliases: &[String],
    object: &mut Properties,
) {
    let mut all = Vec::new();
    let cves = aliases.iter().filter(|alias| kind == "vulnerability" && alias.starts_with("CVE-"));
    let ids = ids.iter().map(String::as_str).chain(code.filter(|_| ids.is_empty())).chain(cves.map(String::as_str));
    for id in ids {
        let source = match id {
            _ if id.starts_with("CVE-") => "cve",
            _ if id.starts_with("CAPEC-") => "capec",
            _ => "mitre-attack",
        };
        all.push(json!({ "source_name": source, "external_id": id }));
    }
    all.extend(urls.iter().map(|url| json!({ "source_name": "url", "url": url })));
    if !all.is_empty() {
        object.insert("external_references".to_owned(), all.into());
    }
}

fn texts(meta: &Map<String, Value>, name: &str) -> Vec<String> {
    match meta.get(name) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// The galaxy with the cluster that a domain object is, as MISP writes it, and its tag.
pub(super) fn galaxy(object: &Object) -> (Value, String) {
    let labels = object.get("labels").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let labels: Vec<&str> = labels.collect();
    let kind = super::to_attributes::label(&labels, "galaxy-type");
    let kind = kind.map_or_else(|| format!("stix-2.1-{}", object.kind()), str::to_owned);
    let words: Vec<String> = object.kind().split('-').map(capital).collect();
    let named = super::to_attributes::label(&labels, "galaxy-name");
    let named = named.map_or_else(|| format!("STIX 2.1 {}", words.join(" ")), str::to_owned);
    let mut meta = Map::new();
    let references = object.get("external_references").and_then(Value::as_array).into_iter().flatten();
    let (mut ids, mut urls) = (Vec::new(), Vec::new());
    for reference in references {
        ids.extend(reference.get("external_id").and_then(Value::as_str));
        urls.extend(reference.get("url").and_then(Value::as_str));
    }
    if let Some(id) = ids.first() {
        meta.insert("external_id".to_owned(), (*id).into());
    }
    if !urls.is_empty() {
        meta.insert("refs".to_owned(), json!(urls));
    }
    if let Some(aliases) = object.get("aliases") {
        meta.insert("synonyms".to_owned(), aliases.clone());
    }
    let name = object.text("name").unwrap_or_default();
    let value = match ids.first() {
        Some(id) if kind.starts_with("mitre-") => format!("{name} - {id}"),
        _ => name.to_owned(),
    };
    let tag = format!("misp-galaxy:{kind}=\"{value}\"");
    let cluster = json!({
        "uuid": uuid_in(object.id().unwrap_or_default()), "type": kind, "value": value, "tag_name": tag,
        "description": object.text("description").unwrap_or_default(), "meta": meta,
    });
    let uuid = derived(&named).to_string();
    (json!({ "uuid": uuid, "name": named, "type": kind, "description": "", "GalaxyCluster": [cluster] }), tag)
}

fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}
