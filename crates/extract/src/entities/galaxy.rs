//! The cluster of MISP's galaxies that a name stands for. By the ATT&CK id where there is one; by name only where the
//! galaxies call nothing else so: a ransomware service and a crew of activists may share a name.

use super::table::{by_id, key, technique};
use rustc_hash::FxHashMap;
use sextant_model::EntityType;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const NAMES: &str = include_str!("../../data/generated/names.tsv");

/// A cluster: the galaxy's type and the cluster's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// `threat-actor`, `mitre-attack-pattern`, …
    pub galaxy: &'static str,
    /// As the galaxy spells it.
    pub value: String,
}

/// What each name may stand for: type, galaxy, cluster.
type Meanings = BTreeSet<(EntityType, &'static str, &'static str)>;

static MEANINGS: LazyLock<FxHashMap<String, Meanings>> = LazyLock::new(|| {
    let mut meanings: FxHashMap<String, Meanings> = FxHashMap::default();
    for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [name, kind, canonical, _, galaxy] = cells[..] else { continue };
        if let (Ok(kind), false) = (kind.parse(), galaxy == "attack") {
            meanings.entry(key(name)).or_default().insert((kind, galaxy, canonical));
        }
    }
    meanings
});

/// The cluster for a thing of this type with this name and, where known, this ATT&CK id.
#[must_use]
pub fn cluster(kind: EntityType, name: &str, id: Option<&str>) -> Option<Cluster> {
    if let Some(id) = id {
        return attack(kind, id);
    }
    let meanings = MEANINGS.get(&key(name))?;
    let one_kind = meanings.iter().all(|(of, ..)| *of == kind);
    let mut clusters = meanings.iter();
    let (first, more) = (clusters.next()?, clusters.next().is_some());
    (one_kind && !more).then(|| Cluster { galaxy: first.1, value: first.2.to_owned() })
}

fn attack(kind: EntityType, id: &str) -> Option<Cluster> {
    if let Some(name) = technique(id).filter(|_| kind == EntityType::Technique) {
        return Some(Cluster { galaxy: "mitre-attack-pattern", value: format!("{name} - {id}") });
    }
    let row = by_id(id).filter(|row| row.kind == kind)?;
    let galaxy = match row.kind {
        EntityType::ThreatActor => "mitre-intrusion-set",
        EntityType::Malware => "mitre-malware",
        EntityType::Tool => "mitre-tool",
        EntityType::Vulnerability | EntityType::Technique => return None,
    };
    Some(Cluster { galaxy, value: format!("{} - {id}", row.name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_for_two_things_has_no_cluster() {
        let found = |kind, name, id| cluster(kind, name, id).map(|c| format!("{}={}", c.galaxy, c.value));
        let actor = EntityType::ThreatActor;
        assert_eq!(found(actor, "DragonForce", None), None, "activists there, a ransomware service elsewhere");
        assert_eq!(found(EntityType::Malware, "DragonForce", None), None);
        assert_eq!(
            found(actor, "UNC3944", Some("G1015")).as_deref(),
            Some("mitre-intrusion-set=Scattered Spider - G1015")
        );
        assert_eq!(found(actor, "0ktapus", None).as_deref(), Some("threat-actor=Scattered Spider"));
        let phishing = found(EntityType::Technique, "Phishing", Some("T1566"));
        assert_eq!(phishing.as_deref(), Some("mitre-attack-pattern=Phishing - T1566"));
        assert_eq!(found(EntityType::Malware, "CryptoHasYou", None).as_deref(), Some("ransomware=.CryptoHasYou."));
        assert_eq!(found(actor, "Harbour Wire", None), None);
        assert_eq!(found(EntityType::Technique, "x", Some("T9999")), None);
    }
}
