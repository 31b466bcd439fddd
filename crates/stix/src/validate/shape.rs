//! The shapes of objects, read from the tables in `data/`: which properties there are, of which type, and which must
//! come together. The head of each table says how it is written.

use super::forms;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The version of the standard that an object is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpecVersion {
    /// STIX 2.0.
    V20,
    /// STIX 2.1.
    V21,
}

impl SpecVersion {
    /// The version as `spec_version` writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V20 => "2.0",
            Self::V21 => "2.1",
        }
    }

    /// The version that a `spec_version` names.
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "2.0" => Some(Self::V20),
            "2.1" => Some(Self::V21),
            _ => None,
        }
    }
}

/// Which common properties an object has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Core {
    /// Those of domain, relationship and meta objects.
    Object,
    /// Those of cyber observables.
    Observable,
    /// None.
    None,
}

/// What an object, an extension or a part is made of.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    pub(crate) core: Option<Core>,
    /// The observable that an extension extends.
    pub(crate) extends: Option<String>,
    pub(crate) required: Vec<String>,
    pub(crate) any: Vec<Vec<String>>,
    pub(crate) one: Vec<Vec<String>>,
    pub(crate) together: Vec<Vec<String>>,
    pub(crate) needs: HashMap<String, Vec<String>>,
    pub(crate) closed: bool,
    pub(crate) reserved: Vec<String>,
    pub(crate) rules: Vec<String>,
    pub(crate) without: Vec<String>,
    pub(crate) properties: HashMap<String, Type>,
}

impl Shape {
    /// Whether the standard defines this property here.
    pub(crate) fn defines(&self, property: &str) -> bool {
        self.properties.contains_key(property)
            || matches!(property, "type" | "id")
            || (property == "extensions" && self.is_extensible())
    }
}

impl Shape {
    fn is_extensible(&self) -> bool {
        let common = self.core.is_some_and(|core| core != Core::None);
        (common && !self.without.iter().any(|name| name == "extensions"))
            || self.rules.iter().any(|rule| rule == "extensions")
    }
}

/// The type of a property.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Object,
    Array,
    String,
    Boolean,
    Integer(Option<i64>, Option<i64>),
    Number(Option<f64>, Option<f64>),
    List(Box<Type>, usize),
    Enum(Vec<String>),
    Id,
    Ref(Vec<String>),
    NotRef(Vec<String>),
    Form(Form),
    Hashes,
    Dictionary(Option<Box<Type>>),
    Struct(String),
    ExternalReference,
    Observables,
    StringOrStrings,
    StringOrInteger,
    ExifTags,
    SocketOptions,
}

/// A form of text, with the words that a message uses for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) holds: fn(&str) -> bool,
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const FORMS: [Form; 19] = [
    Form { name: "timestamp", what: "a timestamp YYYY-MM-DDTHH:mm:ss[.s+]Z", holds: is_timestamp },
    Form { name: "millis", what: "a timestamp with at least three digits after the seconds", holds: is_precise },
    Form { name: "exact-millis", what: "a timestamp with three digits after the seconds", holds: is_of_three_digits },
    Form { name: "seconds", what: "a timestamp of whole seconds", holds: is_whole },
    Form { name: "hex", what: "hexadecimal digits in pairs", holds: forms::is_hex },
    Form { name: "binary", what: "base64 with padding", holds: forms::is_base64 },
    Form { name: "uri", what: "a URI (RFC 3986)", holds: forms::is_uri },
    Form { name: "hostname", what: "a domain name (RFC 1034, RFC 5890)", holds: forms::is_hostname },
    Form { name: "email", what: "an address of mail (RFC 5322)", holds: forms::is_email },
    Form { name: "ipv4", what: "an IPv4 address or network", holds: forms::is_ipv4 },
    Form { name: "ipv6", what: "an IPv6 address or network", holds: forms::is_ipv6 },
    Form { name: "mac", what: "a MAC address, lower case with colons", holds: forms::is_mac },
    Form { name: "mime", what: "a media type", holds: forms::is_media_type },
    Form { name: "encoding", what: "the name of a character set", holds: forms::is_encoding },
    Form { name: "selector", what: "a selector", holds: forms::is_selector },
    Form {
        name: "relationship-type",
        what: "lower-case letters, digits and hyphens",
        holds: forms::is_relationship_type,
    },
    Form { name: "registry-key", what: "a registry key with its hive written out", holds: forms::is_registry_key },
    Form { name: "cpe", what: "a CPE 2.3 name", holds: forms::is_cpe },
    Form { name: "language", what: "a language tag (RFC 5646)", holds: super::lists::is_language },
];

fn is_timestamp(text: &str) -> bool {
    crate::timestamp::Timestamp::parse(text).is_some()
}

fn is_precise(text: &str) -> bool {
    crate::timestamp::Timestamp::parse(text).is_some_and(|at| at.precision() >= 3)
}

fn is_of_three_digits(text: &str) -> bool {
    crate::timestamp::Timestamp::parse(text).is_some_and(|at| at.precision() == 3)
}

fn is_whole(text: &str) -> bool {
    crate::timestamp::Timestamp::parse(text).is_some_and(|at| at.precision() == 0)
}

impl Type {
    /// Reads a type as the tables write it.
    fn parse(text: &str) -> Result<Self, String> {
        let (name, argument) = match text.split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')').ok_or_else(|| format!("`{text}` is not closed"))?),
            None => (text, ""),
        };
        let names = || argument.split('|').map(str::to_owned).collect();
        Ok(match name {
            "object" => Self::Object,
            "array" => Self::Array,
            "string" => Self::String,
            "boolean" => Self::Boolean,
            "integer" => {
                let (low, high) = bounds(argument);
                Self::Integer(low.and_then(|it| it.parse().ok()), high.and_then(|it| it.parse().ok()))
            }
            "number" => {
                let (low, high) = bounds(argument);
                Self::Number(low.and_then(|it| it.parse().ok()), high.and_then(|it| it.parse().ok()))
            }
            "list" => Self::List(Box::new(Self::parse(argument)?), 1),
            "list0" => Self::List(Box::new(Self::parse(argument)?), 0),
            "enum" => Self::Enum(names()),
            "id" => Self::Id,
            "ref" => Self::Ref(names()),
            "notref" => Self::NotRef(names()),
            "hashes" => Self::Hashes,
            "dictionary" if argument.is_empty() => Self::Dictionary(None),
            "dictionary" => Self::Dictionary(Some(Box::new(Self::parse(argument)?))),
            "struct" => Self::Struct(argument.to_owned()),
            "external-reference" => Self::ExternalReference,
            "observables" => Self::Observables,
            "string-or-strings" => Self::StringOrStrings,
            "string-or-integer" => Self::StringOrInteger,
            "exif-tags" => Self::ExifTags,
            "socket-options" => Self::SocketOptions,
            "software-language" => Self::Form(Form {
                name: "software-language",
                what: "a language tag (RFC 5646) or a code of ISO 639-2",
                holds: super::lists::is_software_language,
            }),
            form => {
                Self::Form(FORMS.into_iter().find(|it| it.name == form).ok_or_else(|| format!("`{form}` is no type"))?)
            }
        })
    }
}

fn bounds(argument: &str) -> (Option<&str>, Option<&str>) {
    argument.split_once("..").map_or((None, None), |(low, high)| (Some(low), Some(high)))
}

/// All shapes of one version.
pub(crate) struct Shapes(HashMap<String, Shape>);

/// A table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    core: Option<Core>,
    extends: Option<String>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    any: Vec<Vec<String>>,
    #[serde(default)]
    one: Vec<Vec<String>>,
    #[serde(default)]
    together: Vec<Vec<String>>,
    #[serde(default)]
    needs: HashMap<String, Vec<String>>,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    reserved: Vec<String>,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default)]
    properties: HashMap<String, String>,
}

const COMMON_OBJECT: &str = "common-object";
const COMMON_OBSERVABLE: &str = "common-observable";

impl Shapes {
    /// The shapes of a version of the standard.
    pub(crate) fn of(version: SpecVersion) -> &'static Self {
        static V20: OnceLock<Shapes> = OnceLock::new();
        static V21: OnceLock<Shapes> = OnceLock::new();
        let (cell, text) = match version {
            SpecVersion::V20 => (&V20, include_str!("../../data/objects-2.0.toml")),
            SpecVersion::V21 => (&V21, include_str!("../../data/objects-2.1.toml")),
        };
        cell.get_or_init(|| Self::read(text).expect("the tables in data/ are read by a test"))
    }

    fn read(text: &str) -> Result<Self, String> {
        let tables: HashMap<String, Table> = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut shapes = HashMap::with_capacity(tables.len());
        for (name, table) in &tables {
            let common = match table.core {
                Some(Core::Object) => tables.get(COMMON_OBJECT),
                Some(Core::Observable) => tables.get(COMMON_OBSERVABLE),
                _ => None,
            };
            shapes.insert(name.clone(), joined(name, table, common)?);
        }
        Ok(Self(shapes))
    }

    /// The shape of an object's type, or nothing for types that the standard does not define.
    pub(crate) fn object(&self, kind: &str) -> Option<&Shape> {
        self.0.get(kind).filter(|shape| shape.core.is_some())
    }

    /// The shape of what the standard does not define: the common properties alone.
    pub(crate) fn custom(&self, core: Core) -> &Shape {
        let name = if core == Core::Observable { COMMON_OBSERVABLE } else { COMMON_OBJECT };
        &self.0[name]
    }

    /// The shape of a part or a predefined extension.
    pub(crate) fn part(&self, name: &str) -> Option<&Shape> {
        self.0.get(name)
    }

    /// The shape of an extension that the standard defines for this observable.
    pub(crate) fn extension(&self, kind: &str, key: &str) -> Option<&Shape> {
        self.0.get(key).filter(|shape| shape.extends.as_deref() == Some(kind))
    }

    /// Whether the standard defines extensions for this observable.
    pub(crate) fn has_extensions(&self, kind: &str) -> bool {
        matches!(kind, "file" | "network-traffic" | "process" | "user-account")
    }
}

fn joined(name: &str, table: &Table, common: Option<&Table>) -> Result<Shape, String> {
    let mut properties = HashMap::new();
    for (property, kind) in common.into_iter().flat_map(|it| &it.properties).chain(&table.properties) {
        if !table.without.contains(property) {
            let read = Type::parse(kind).map_err(|error| format!("{name}.{property}: {error}"))?;
            properties.insert(property.clone(), read);
        }
    }
    let core = match name {
        COMMON_OBJECT | COMMON_OBSERVABLE => None,
        _ => table.core,
    };
    Ok(Shape {
        core,
        extends: table.extends.clone(),
        required: common.into_iter().flat_map(|it| &it.required).chain(&table.required).cloned().collect(),
        any: table.any.clone(),
        one: table.one.clone(),
        together: table.together.clone(),
        needs: table.needs.clone(),
        closed: table.closed,
        reserved: common.into_iter().flat_map(|it| &it.reserved).chain(&table.reserved).cloned().collect(),
        rules: table.rules.clone(),
        without: table.without.clone(),
        properties,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_read_and_name_only_parts_that_are_there() {
        for version in [SpecVersion::V20, SpecVersion::V21] {
            let shapes = Shapes::of(version);
            for (name, shape) in &shapes.0 {
                for kind in shape.properties.values() {
                    part_is_there(shapes, name, kind);
                }
                let named = shape.required.iter().chain(shape.any.iter().chain(&shape.one).flatten());
                for property in named.filter(|it| *it != "extensions" && *it != "image_compression_algorithm") {
                    let known = shape.properties.contains_key(property) || matches!(property.as_str(), "type" | "id");
                    assert!(known, "{name} asks for {property}");
                }
            }
        }
    }

    fn part_is_there(shapes: &Shapes, name: &str, kind: &Type) {
        match kind {
            Type::Struct(part) => assert!(shapes.part(part).is_some(), "{name} names {part}"),
            Type::List(inner, _) | Type::Dictionary(Some(inner)) => part_is_there(shapes, name, inner),
            _ => {}
        }
    }
}
