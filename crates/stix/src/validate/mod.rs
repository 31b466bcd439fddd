//! Validation of STIX objects and bundles: what the standard demands gives errors, what it recommends gives warnings,
//! which `strict` turns into errors. Each finding has a code, a JSONPath and a sentence. The recommended checks have
//! the names and numbers of the reference validator (OASIS `stix2-validator`).
//!
//! ```
//! use sextant_stix::validate::{Options, Validator};
//!
//! let validator = Validator::new(Options::default()).unwrap();
//! let report = validator.text(br#"{"type": "ipv4-addr", "id": "ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd", "value": "1.2.3"}"#);
//! assert!(!report.valid);
//! assert_eq!(report.errors[0].path, "$.value");
//! ```

mod bundle;
mod checks;
mod custom;
mod finding;
mod forms;
mod interop;
mod lists;
mod musts;
mod observables;
mod options;
mod pattern_paths;
mod rules;
mod shape;
mod shoulds;
mod sink;
mod subject;
mod walk;

pub use checks::{UnknownCheck, all as checks};
pub use finding::{Finding, Severity};
pub use options::Options;
pub use shape::SpecVersion;

use crate::json;
use checks::Active;
use finding::Path;
use serde_json::{Map, Value};
use shape::{Core, Shapes};
use sink::Sink;
use subject::Subject;
use walk::Walk;

type Object = Map<String, Value>;

/// The answer to whether something is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whether there is no error.
    pub valid: bool,
    /// What the standard forbids; with `strict` also what it advises against.
    pub errors: Vec<Finding>,
    /// What the standard advises against.
    pub warnings: Vec<Finding>,
}

/// Validates by one set of options.
#[derive(Debug, Clone)]
pub struct Validator {
    options: Options,
    active_20: Active,
    active_21: Active,
}

impl Validator {
    /// A validator for these options; a check that no one knows is an error.
    pub fn new(options: Options) -> Result<Self, UnknownCheck> {
        let active = |version| Active::of(version, &options.enabled, &options.disabled);
        Ok(Self { active_20: active(SpecVersion::V20)?, active_21: active(SpecVersion::V21)?, options })
    }

    /// Validates a text: one object, a bundle, or a list of them.
    pub fn text(&self, bytes: &[u8]) -> Report {
        match json::parse(bytes) {
            Ok(value) => self.value(&value),
            Err(error) => {
                let mut findings = Vec::new();
                let mut sink = Sink { findings: &mut findings, object: None };
                sink.error(error.code.as_str(), &Path::Root, format!("{error}."));
                self.report(findings)
            }
        }
    }

    /// Validates an object, a bundle, or a list of them.
    pub fn value(&self, value: &Value) -> Report {
        let mut findings = Vec::new();
        match value {
            Value::Array(items) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at, item)| self.document(item, &Path::Root.index(at), &mut findings));
            }
            other => self.document(other, &Path::Root, &mut findings),
        }
        self.report(findings)
    }

    fn report(&self, findings: Vec<Finding>) -> Report {
        let counts = |finding: &Finding| self.options.strict || finding.severity == Severity::Error;
        let (errors, warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(counts);
        Report { valid: errors.is_empty(), errors, warnings }
    }

    fn active(&self, version: SpecVersion) -> &Active {
        match version {
            SpecVersion::V20 => &self.active_20,
            SpecVersion::V21 => &self.active_21,
        }
    }

    fn document(&self, value: &Value, at: &Path<'_>, findings: &mut Vec<Finding>) {
        let identified = value.as_object().filter(|it| it.contains_key("id") && it.contains_key("type"));
        let Some(object) = identified else {
            let mut sink = Sink { findings, object: None };
            return sink.error("no-object", at, "There must be an object with `id` and `type`.".into());
        };
        self.object(object, None, at, findings);
        if object.get("type").is_some_and(|kind| kind == "bundle") {
            self.bundle(object, at, findings);
        }
    }

    fn bundle(&self, object: &Object, at: &Path<'_>, findings: &mut Vec<Finding>) {
        let list = at.key("objects");
        for (index, item) in object.get("objects").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let at = list.index(index);
            match item.as_object().filter(|it| it.contains_key("type")) {
                Some(item) => self.object(item, Some(object), &at, findings),
                None => {
                    let mut sink = Sink { findings, object: None };
                    sink.error("no-object", &at, "Each object of a bundle must be an object with a `type`.".into());
                }
            }
        }
        let version = bundle::version_of(object, &self.options, None).unwrap_or(SpecVersion::V21);
        let mut sink = Sink { findings, object: object.get("id").and_then(Value::as_str) };
        bundle::mismatches(object, &self.options, at, &mut sink);
        bundle::duplicate_ids(object, self.active(version), at, &mut sink);
        bundle::circles_of_markings(object, at, &mut sink);
        if self.options.enforce_refs {
            bundle::references_within(object, at, &mut sink);
        }
        if self.options.interop && version == SpecVersion::V21 {
            interop::producers(object, at, &mut sink);
        }
    }

    fn object(&self, object: &Object, within: Option<&Object>, at: &Path<'_>, findings: &mut Vec<Finding>) {
        let id = object.get("id").and_then(Value::as_str);
        let mut sink = Sink { findings, object: id };
        let version = match bundle::version_of(object, &self.options, within) {
            Ok(version) => version,
            Err(message) => return sink.error("spec-version", &at.key("spec_version"), message),
        };
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        let mut walk =
            Walk { shapes: Shapes::of(version), version, embedded: false, observable: false, sink: &mut sink };
        walk.object(object, common_core(object, version), at);
        let version = bundle::recommended_by(version, object, &self.options, within);
        let active = self.active(version);
        let mut subject = Subject { object, kind, id, version, at, active, sink };
        musts::run(&mut subject);
        shoulds::run(&mut subject);
        observables::run(&mut subject);
        custom::run(&mut subject);
        custom::strict(&mut subject, self.options.strict_types, self.options.strict_properties);
        if self.options.interop && version == SpecVersion::V21 {
            interop::object(&mut subject);
        }
    }
}

/// The common properties of a type that the standard does not define: those of an observable where it has no times.
fn common_core(object: &Object, version: SpecVersion) -> Core {
    let timeless = !object.contains_key("created") && !object.contains_key("modified");
    if version == SpecVersion::V21 && timeless { Core::Observable } else { Core::Object }
}
