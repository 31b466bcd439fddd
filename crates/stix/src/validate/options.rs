//! What validation is asked to do.

use super::shape::SpecVersion;

/// What validation is asked to do. The names are those of the reference validator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The version to hold everything to; none: what each object says.
    pub version: Option<SpecVersion>,
    /// Whether what the standard recommends counts as demanded.
    pub strict: bool,
    /// Whether types that the standard does not define are warned of.
    pub strict_types: bool,
    /// Whether properties that the standard does not define are warned of.
    pub strict_properties: bool,
    /// Recommended checks to leave out, by name, number or group.
    pub disabled: Vec<String>,
    /// Recommended checks to run; where only these are given, no others run.
    pub enabled: Vec<String>,
    /// Whether the ends of relationships must be in the bundle.
    pub enforce_refs: bool,
    /// Whether the interoperability profile holds (STIX 2.1 Interoperability, part 1).
    pub interop: bool,
}
