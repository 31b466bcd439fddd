//! One question a line, one answer a line: the JSON that `sextant stix … --jsonl` takes and gives. A line that cannot
//! be answered gives `{"error": {"code", "message"}}` in its place.

use crate::canon;
use crate::id::{self, IdError};
use crate::json::{self, JsonError};
use crate::markings::{self, MarkingError, Question};
use crate::object::version::{History, histories};
use crate::object::{self, ObjectError};
use crate::validate::{Finding, Options, Report, Severity, SpecVersion, Validator};
use serde_json::{Map, Value, json};

/// Why a line has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LineError {
    /// A word for machines.
    pub code: &'static str,
    /// A sentence for people.
    pub message: String,
}

impl LineError {
    /// With a word for machines and a sentence for people.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The line that stands in the answer's place.
    pub fn to_json(&self) -> Value {
        json!({"error": {"code": self.code, "message": self.message}})
    }
}

impl From<JsonError> for LineError {
    fn from(error: JsonError) -> Self {
        Self::new(error.code.as_str(), error.message)
    }
}

impl From<IdError> for LineError {
    fn from(error: IdError) -> Self {
        let code = match error {
            IdError::NoContributingProperties(_) => "no-contributing-properties",
            IdError::NonePresent(_) => "random-id",
            IdError::NoHash => "no-hash",
            IdError::Canon(_) => "number-not-exact",
        };
        Self::new(code, error.to_string())
    }
}

impl From<MarkingError> for LineError {
    fn from(error: MarkingError) -> Self {
        Self::new("selector", error.to_string())
    }
}

impl From<ObjectError> for LineError {
    fn from(error: ObjectError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

type Answer = Result<Value, LineError>;

/// The object that a line is.
pub(crate) fn object(line: &[u8]) -> Result<Map<String, Value>, LineError> {
    match json::parse(line)? {
        Value::Object(map) => Ok(map),
        _ => Err(LineError::new("not-an-object", "the line must be a JSON object")),
    }
}

fn flag(map: &Map<String, Value>, name: &str, otherwise: bool) -> Result<bool, LineError> {
    match map.get(name) {
        None | Some(Value::Null) => Ok(otherwise),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(LineError::new("wrong-type", format!("`{name}` must be a boolean"))),
    }
}

/// The canonical form: `{"obj": …}`, or the value itself, to `{"canonical"}`.
pub fn canonical(line: &[u8]) -> Answer {
    let value = json::parse(line)?;
    let asked = value.as_object().filter(|map| map.len() == 1).and_then(|map| map.get("obj")).unwrap_or(&value);
    let text = canon::canonical(asked).map_err(|error| LineError::new("number-not-exact", error.to_string()))?;
    Ok(json!({"canonical": text}))
}

/// The id of an observable: `{"type", "contributing"}`, or the observable itself, to `{"id"}`.
pub fn id(line: &[u8]) -> Answer {
    let map = object(line)?;
    let kind = map.get("type").and_then(Value::as_str);
    let kind = kind.ok_or_else(|| LineError::new("no-type", "there must be a string `type`"))?;
    let id = match map.get("contributing") {
        Some(Value::Object(contributing)) => id::from_contributing(kind, contributing)?,
        Some(_) => return Err(LineError::new("wrong-type", "`contributing` must be an object")),
        None => id::deterministic(kind, &map)?,
    };
    Ok(json!({"id": id}))
}

/// Markings: `{"obj", "selectors", "marking", "inherited", "descendants", "marking_ref", "lang"}`, all but `obj` may
/// be null or absent, to `{"markings", "marked"}`.
pub fn markings(line: &[u8]) -> Answer {
    let map = object(line)?;
    let Some(Value::Object(marked)) = map.get("obj") else {
        return Err(LineError::new("no-object", "`obj` must be an object"));
    };
    let question = Question {
        selectors: texts(&map, "selectors")?,
        inherited: flag(&map, "inherited", false)?,
        descendants: flag(&map, "descendants", false)?,
        marking_refs: flag(&map, "marking_ref", true)?,
        languages: flag(&map, "lang", true)?,
    };
    let found = markings::of(marked, &question)?;
    let is_marked = markings::is_marked(marked, &question, texts(&map, "marking")?.as_deref())?;
    Ok(json!({"markings": found, "marked": is_marked}))
}

/// Versions: a bundle or a list to `{"valid", "histories"}`, a history for each object that has versions.
pub fn versions(line: &[u8]) -> Answer {
    let content = object::read(line)?;
    match content.misfits.first() {
        Some(misfit) => Err(LineError::new(misfit.error.code(), format!("object {}: {}", misfit.index, misfit.error))),
        None => Ok(versions_of(&histories(&content.objects))),
    }
}

/// Histories as JSON.
pub fn versions_of(histories: &[History<'_>]) -> Value {
    let valid = histories.iter().all(|history| history.faults.is_empty());
    json!({"valid": valid, "histories": histories.iter().map(history).collect::<Vec<_>>()})
}

fn history(history: &History<'_>) -> Value {
    let time = |place: usize| history.versions[place].version().map(|time| time.as_str());
    let faults = history.faults.iter().map(|(place, why)| {
        json!({"code": why.code(), "version": time(*place), "after": time(place - 1), "message": why.to_string()})
    });
    json!({
        "id": history.id,
        "versions": (0..history.versions.len()).map(time).collect::<Vec<_>>(),
        "revoked": history.versions.last().is_some_and(|newest| newest.is_revoked()),
        "faults": faults.collect::<Vec<_>>(),
    })
}

/// One text.
pub(crate) fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, LineError> {
    match map.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(LineError::new("wrong-type", format!("`{name}` must be a string"))),
    }
}

/// One text or a list of them.
fn texts<'a>(map: &'a Map<String, Value>, name: &str) -> Result<Option<Vec<&'a str>>, LineError> {
    let wrong = || LineError::new("wrong-type", format!("`{name}` must be a string or a list of strings"));
    match map.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(vec![text])),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
        }
        Some(_) => Err(wrong()),
    }
}

/// Validation: `{"instance", "options"}`, or the object itself, to `{"valid", "errors", "warnings"}`. An instance that
/// is a string is the text of one.
pub fn validate(line: &[u8], options: &Options) -> Answer {
    let value = json::parse(line)?;
    let asked = value.as_object().filter(|map| map.contains_key("instance"));
    let Some(asked) = asked else { return Ok(report(&validator(options.clone())?.value(&value))) };
    let nothing = Map::new();
    let told = match asked.get("options") {
        None | Some(Value::Null) => &nothing,
        Some(Value::Object(map)) => map,
        Some(_) => return Err(LineError::new("wrong-type", "`options` must be an object")),
    };
    let validator = validator(options_of(told, options)?)?;
    let mut found = match &asked["instance"] {
        Value::String(text) => validator.text(text.as_bytes()),
        instance => validator.value(instance),
    };
    found.warnings.extend(told.keys().filter(|name| !OPTIONS.contains(&name.as_str())).map(|name| passed_over(name)));
    Ok(report(&found))
}

/// The options that a line may have.
const OPTIONS: &[&str] =
    &["version", "strict", "strict_types", "strict_properties", "disabled", "enabled", "enforce_refs", "interop"];

/// An option that changes nothing is told of, lest the verdict be taken for more than it is.
fn passed_over(option: &str) -> Finding {
    Finding {
        severity: Severity::Warning,
        code: "unknown-option",
        number: None,
        object: None,
        path: "$".to_owned(),
        message: format!("The option {option:?} is not known and was passed over."),
    }
}

fn validator(options: Options) -> Result<Validator, LineError> {
    Validator::new(options).map_err(|error| LineError::new("unknown-check", error.to_string()))
}

fn options_of(map: &Map<String, Value>, base: &Options) -> Result<Options, LineError> {
    let version =
        match map.get("version") {
            None | Some(Value::Null) => base.version,
            Some(told) => {
                let known = told.as_str().and_then(SpecVersion::of);
                Some(known.ok_or_else(|| {
                    LineError::new("unknown-version", format!("{told} is neither \"2.0\" nor \"2.1\""))
                })?)
            }
        };
    Ok(Options {
        version,
        strict: flag(map, "strict", base.strict)?,
        strict_types: flag(map, "strict_types", base.strict_types)?,
        strict_properties: flag(map, "strict_properties", base.strict_properties)?,
        disabled: names(map, "disabled")?.unwrap_or_else(|| base.disabled.clone()),
        enabled: names(map, "enabled")?.unwrap_or_else(|| base.enabled.clone()),
        enforce_refs: flag(map, "enforce_refs", base.enforce_refs)?,
        interop: flag(map, "interop", base.interop)?,
    })
}

/// Names of checks: a list, or a text with commas.
fn names(map: &Map<String, Value>, name: &str) -> Result<Option<Vec<String>>, LineError> {
    let split =
        |text: &str| text.split(',').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    Ok(texts(map, name)?.map(|texts| texts.into_iter().flat_map(split).collect()))
}

/// A report as JSON.
pub fn report(report: &Report) -> Value {
    let list = |findings: &[Finding]| findings.iter().map(finding).collect::<Vec<_>>();
    json!({"valid": report.valid, "errors": list(&report.errors), "warnings": list(&report.warnings)})
}

fn finding(finding: &Finding) -> Value {
    let mut map = Map::new();
    map.insert("code".into(), finding.code.into());
    if let Some(number) = finding.number {
        map.insert("number".into(), number.into());
    }
    if let Some(object) = &finding.object {
        map.insert("object".into(), object.as_str().into());
    }
    map.insert("path".into(), finding.path.as_str().into());
    map.insert("message".into(), finding.message.as_str().into());
    Value::Object(map)
}
