//! The Traffic Light Protocol as marking definitions: version 1 (STIX 2.1, 7.2.1.4) and version 2.0 (the extension of
//! FIRST's TLP 2.0 for STIX).

use serde_json::{Map, Value, json};

/// The extension definition that TLP 2.0 markings use.
pub const TLP2_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";

/// A level, ordered from what all may see to what only those present may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// TLP:CLEAR, in version 1 TLP:WHITE.
    Clear,
    /// TLP:GREEN.
    Green,
    /// TLP:AMBER.
    Amber,
    /// TLP:AMBER+STRICT, in version 2.0 only.
    AmberStrict,
    /// TLP:RED.
    Red,
}

/// The version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// The four levels of STIX 2.0 and 2.1.
    One,
    /// The five levels of 2022.
    Two,
}

const IDS: [(&str, Version, Level); 9] = [
    ("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Version::One, Level::Clear),
    ("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Version::One, Level::Green),
    ("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Version::One, Level::Amber),
    ("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Version::One, Level::Red),
    ("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Version::Two, Level::Clear),
    ("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Version::Two, Level::Green),
    ("marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Version::Two, Level::Amber),
    ("marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Version::Two, Level::AmberStrict),
    ("marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Version::Two, Level::Red),
];

/// What a marking definition's id says, when it is one of the fixed ones.
pub fn of_id(id: &str) -> Option<(Version, Level)> {
    IDS.iter().find(|(known, ..)| *known == id).map(|&(_, version, level)| (version, level))
}

/// The id of a level; version 1 has none for AMBER+STRICT.
pub fn id_of(version: Version, level: Level) -> Option<&'static str> {
    IDS.iter().find(|(_, v, l)| (*v, *l) == (version, level)).map(|(id, ..)| *id)
}

/// The strictest level among an object's own markings and its granular ones.
pub fn strictest(object: &Map<String, Value>) -> Option<Level> {
    let granular = super::granular_markings(object).filter_map(|granular| granular.marking_ref());
    super::object_markings(object).chain(granular).filter_map(of_id).map(|(_, level)| level).max()
}

impl Level {
    /// The word within a marking definition: `definition.tlp` in version 1, `tlp_2_0` in version 2.0.
    pub fn word(self, version: Version) -> &'static str {
        match (self, version) {
            (Self::Clear, Version::One) => "white",
            (Self::Clear, Version::Two) => "clear",
            (Self::Green, _) => "green",
            (Self::Amber, _) => "amber",
            (Self::AmberStrict, _) => "amber+strict",
            (Self::Red, _) => "red",
        }
    }
}

/// The marking definition of a level as the standards print it.
pub fn definition(version: Version, level: Level) -> Option<Value> {
    let id = id_of(version, level)?;
    let word = level.word(version);
    let name = format!("TLP:{}", word.to_uppercase());
    Some(match version {
        Version::One => json!({
            "type": "marking-definition", "spec_version": "2.1", "id": id, "name": name,
            "created": "2017-01-20T00:00:00.000Z", "definition_type": "tlp", "definition": {"tlp": word},
        }),
        Version::Two => json!({
            "type": "marking-definition", "spec_version": "2.1", "id": id, "name": name,
            "created": "2022-10-01T00:00:00.000Z",
            "extensions": {TLP2_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": word}},
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_levels_lead_to_each_other() {
        for (id, version, level) in IDS {
            assert_eq!(of_id(id), Some((version, level)));
            assert_eq!(id_of(version, level), Some(id));
            assert_eq!(definition(version, level).and_then(|it| it["id"].as_str().map(str::to_owned)), Some(id.into()));
        }
        assert_eq!(id_of(Version::One, Level::AmberStrict), None);
        assert!(Level::Clear < Level::Green && Level::Amber < Level::AmberStrict && Level::AmberStrict < Level::Red);
    }

    #[test]
    fn the_strictest_of_all_markings_counts() {
        let object = json!({
            "object_marking_refs": [id_of(Version::One, Level::Green)],
            "granular_markings": [{"marking_ref": id_of(Version::Two, Level::Red), "selectors": ["name"]}],
        });
        assert_eq!(strictest(object.as_object().unwrap()), Some(Level::Red));
        assert_eq!(strictest(&Map::new()), None);
    }
}
