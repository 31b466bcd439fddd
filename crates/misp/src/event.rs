//! What an event of MISP holds. Types, categories, tags and templates are texts: those that nobody knows are kept.

use serde_json::{Map, Value};

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
    /// Seconds since 1970 of its last publication.
    pub publish_timestamp: Option<i64>,
    /// Whether it was published.
    pub published: bool,
    /// The organisation that made it.
    pub maker: Option<Organisation>,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// Galaxy clusters.
    pub clusters: Vec<Cluster>,
    /// Attributes that belong to no object; deleted ones are left out.
    pub attributes: Vec<Attribute>,
    /// Objects; deleted ones are left out.
    pub objects: Vec<Object>,
    /// Attributes that others propose.
    pub proposals: Vec<Proposal>,
    /// Reports in Markdown.
    pub reports: Vec<Report>,
    /// Notes, opinions and relationships, on the event and on what it holds.
    pub analyst: Vec<Analyst>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Its identity; empty where it was not told.
    pub uuid: String,
    /// Its name.
    pub name: String,
}

/// A cluster of a galaxy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cluster {
    /// The galaxy's type (`threat-actor`).
    pub galaxy: String,
    /// The galaxy's name (`Threat Actor`).
    pub galaxy_name: String,
    /// What the galaxy is on.
    pub galaxy_description: String,
    /// Its identity.
    pub uuid: String,
    /// Its name.
    pub value: String,
    /// What it is.
    pub description: String,
    /// Further properties.
    pub meta: Map<String, Value>,
}

/// One attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attribute {
    /// Its identity.
    pub uuid: String,
    /// `ip-dst`, `filename|md5`, …
    pub kind: String,
    /// `Network activity`, …
    pub category: String,
    /// Its value.
    pub value: String,
    /// Bytes of an attachment in base64.
    pub data: Option<String>,
    /// What was written beside it.
    pub comment: String,
    /// Whether it is meant for detection.
    pub to_ids: bool,
    /// Seconds since 1970 of its last change.
    pub timestamp: Option<i64>,
    /// When it was first seen, as written.
    pub first_seen: Option<String>,
    /// When it was last seen, as written.
    pub last_seen: Option<String>,
    /// What it is to its object.
    pub relation: Option<String>,
    /// Names of its tags.
    pub tags: Vec<String>,
    /// Its galaxy clusters: the galaxy's type and the cluster's name.
    pub clusters: Vec<(String, String)>,
    /// Who saw it.
    pub sightings: Vec<Sighting>,
}

/// One object.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object {
    /// Its identity.
    pub uuid: String,
    /// The name of its template.
    pub name: String,
    /// The category of its template.
    pub meta_category: String,
    /// What its template is for.
    pub description: String,
    /// What was written beside it.
    pub comment: String,
    /// Seconds since 1970 of its last change.
    pub timestamp: Option<i64>,
    /// When it was first seen, as written.
    pub first_seen: Option<String>,
    /// When it was last seen, as written.
    pub last_seen: Option<String>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// What it refers to.
    pub references: Vec<Reference>,
}

/// A reference of an object to another object or an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// `contains`, `annotates`, …
    pub relationship: String,
    /// What it leads to.
    pub target: String,
}

/// A sighting of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sighting {
    /// What it says.
    pub kind: SightingKind,
    /// Seconds since 1970.
    pub at: Option<i64>,
    /// Who saw it: the organisation, else the source.
    pub by: Option<String>,
}

/// What a sighting says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SightingKind {
    /// It was seen.
    #[default]
    Seen,
    /// It was seen and is harmless.
    FalsePositive,
    /// It holds no more.
    Expired,
}

/// An attribute that another organisation proposes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// What is proposed.
    pub attribute: Attribute,
    /// By whom.
    pub by: Option<String>,
    /// Whether it is proposed to delete it.
    pub to_delete: bool,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Its identity.
    pub uuid: String,
    /// Its title.
    pub name: String,
    /// Its text (Markdown).
    pub content: String,
}

/// A note, an opinion or a relationship that an analyst put on something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analyst {
    /// Its identity.
    pub uuid: String,
    /// Who wrote it, as told.
    pub authors: String,
    /// When, as written.
    pub created: Option<String>,
    /// The type of what it is on (`Attribute`, `Event`, …).
    pub on_kind: String,
    /// What it is on.
    pub on: String,
    /// What it says.
    pub said: AnalystSaid,
}

/// What an analyst said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnalystSaid {
    /// A note.
    Note(String),
    /// How far the analyst agrees, 0 to 100, and why.
    Opinion(u8, String),
    /// A relationship: its type, and the type and identity of what it leads to.
    Relationship(String, String, String),
}
