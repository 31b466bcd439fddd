//! Following an object path through an object (STIX 2.1 §9.7): keys, list elements, references to other objects of the
//! same observation, values given as hexadecimal or base64 text.

use super::constant::{from_base64, from_hex, unquoted};
use super::observed::Scope;
use super::syntax;
use super::work::{TooMuchWork, Work};
use serde_json::Value;
use std::borrow::Cow;

/// A step, ready to be taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Key(String, Suffix),
    Index(usize),
    Any,
    /// A list index that no list has.
    Nowhere,
}

/// What the ending of a property's name says of its value (§2.1, §3.1 of the standard's naming rules).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Suffix {
    None,
    Hex,
    Binary,
    Reference,
    References,
}

/// What a path leads to.
#[derive(Debug, Clone)]
pub(super) enum Found<'o> {
    Json(&'o Value),
    Bytes(Cow<'o, [u8]>),
    /// References, each to be looked up when it is stepped on.
    References(&'o [Value]),
}

/// The steps of a parsed path.
pub(super) fn steps(path: &syntax::Path<'_>) -> Vec<Step> {
    path.steps
        .iter()
        .map(|step| match step {
            syntax::Step::Name(name) => key((*name).to_owned()),
            syntax::Step::Quoted(text) => key(unquoted(text).into_owned()),
            syntax::Step::Index(number) => number.parse().map_or(Step::Nowhere, Step::Index),
            syntax::Step::Any => Step::Any,
        })
        .collect()
}

fn key(name: String) -> Step {
    let suffix = if name.ends_with("_ref") {
        Suffix::Reference
    } else if name.ends_with("_refs") {
        Suffix::References
    } else if name.ends_with("_hex") {
        Suffix::Hex
    } else if name.ends_with("_bin") {
        Suffix::Binary
    } else {
        Suffix::None
    };
    Step::Key(name, suffix)
}

/// Whether some value at the path's end passes. Recursion is as deep as the path has `[*]`, which its parser bounds.
pub(super) fn any<'o>(
    from: Found<'o>,
    steps: &[Step],
    scope: Scope<'o>,
    work: &Work,
    passes: &dyn Fn(&Found<'o>) -> bool,
) -> Result<bool, TooMuchWork> {
    let mut here = from;
    for (at, step) in steps.iter().enumerate() {
        work.spend(1)?;
        if matches!(step, Step::Any) {
            return elements(here, &steps[at + 1..], scope, work, passes);
        }
        match taken(here, step, scope) {
            Some(next) => here = next,
            None => return Ok(false),
        }
    }
    Ok(passes(&here))
}

/// What a path without `[*]` leads to.
pub(super) fn one<'o>(from: Found<'o>, steps: &[Step], scope: Scope<'o>) -> Option<Found<'o>> {
    steps.iter().try_fold(from, |here, step| taken(here, step, scope))
}

fn elements<'o>(
    list: Found<'o>,
    rest: &[Step],
    scope: Scope<'o>,
    work: &Work,
    passes: &dyn Fn(&Found<'o>) -> bool,
) -> Result<bool, TooMuchWork> {
    let (values, is_references) = match list {
        Found::Json(Value::Array(values)) => (values.as_slice(), false),
        Found::References(values) => (values, true),
        _ => return Ok(false),
    };
    for value in values {
        let found = if is_references { referred(value, scope) } else { Some(value) };
        if let Some(element) = found
            && any(Found::Json(element), rest, scope, work, passes)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn referred<'o>(reference: &Value, scope: Scope<'o>) -> Option<&'o Value> {
    scope.object(reference.as_str()?)
}

fn taken<'o>(here: Found<'o>, step: &Step, scope: Scope<'o>) -> Option<Found<'o>> {
    match (step, here) {
        (Step::Key(name, suffix), Found::Json(Value::Object(map))) => valued(map.get(name)?, *suffix, scope),
        (Step::Index(n), Found::Json(Value::Array(values))) => values.get(*n).map(Found::Json),
        (Step::Index(n), Found::References(values)) => {
            values.iter().filter_map(|v| referred(v, scope)).nth(*n).map(Found::Json)
        }
        _ => None,
    }
}

fn valued<'o>(value: &'o Value, suffix: Suffix, scope: Scope<'o>) -> Option<Found<'o>> {
    match (suffix, value) {
        (Suffix::Hex, Value::String(text)) => from_hex(text).map(|b| Found::Bytes(b.into())),
        (Suffix::Binary, Value::String(text)) => from_base64(text).map(|b| Found::Bytes(b.into())),
        (Suffix::Reference, reference) => referred(reference, scope).map(Found::Json),
        (Suffix::References, Value::Array(list)) => {
            list.iter().any(|v| referred(v, scope).is_some()).then_some(Found::References(list))
        }
        (Suffix::References, _) => None,
        (_, value) => Some(Found::Json(value)),
    }
}
