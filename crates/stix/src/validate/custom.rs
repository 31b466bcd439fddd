//! Content of one's own making: whether it comes by an extension definition (2.1, 7.3), or at least with names that
//! cannot clash with later versions (2.1, chapter 11; 2.0, part 1, chapter 7).

use super::checks::Prefix;
use super::finding::{Path, Shown};
use super::shape::{Core, Shape, Shapes, SpecVersion, Type};
use super::subject::{Subject, observables};
use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Whether a name begins as names of one's own do: `x`, and where it is strict a source before the name.
pub(crate) fn has_prefix(name: &str, separator: char, prefix: Prefix) -> bool {
    let rest = name.strip_prefix('x').and_then(|rest| rest.strip_prefix(separator)).unwrap_or_default();
    match prefix {
        Prefix::Lax => !rest.is_empty(),
        Prefix::Strict => rest.char_indices().any(|(at, it)| it == separator && at > 0 && at + 1 < rest.len()),
    }
}

/// Runs the checks over one object.
pub(crate) fn run(subject: &mut Subject<'_, '_>) {
    if subject.active.on("extensions-use") {
        by_extension(subject);
    }
    for (check, prefix) in [("custom-prefix", Prefix::Strict), ("custom-prefix-lax", Prefix::Lax)] {
        if subject.active.on(check) {
            by_prefix(subject, check, prefix);
        }
    }
}

/// Whether one of the object's extensions says that it is of one of these kinds.
fn uses_extension(object: &Object, kinds: &[&str]) -> bool {
    let extensions = object.get("extensions").and_then(Value::as_object);
    let kind_of = |extension: &'_ Value| {
        extension.get("extension_type").and_then(Value::as_str).is_some_and(|it| kinds.contains(&it))
    };
    extensions.is_some_and(|extensions| extensions.values().any(kind_of))
}

fn by_extension(subject: &mut Subject<'_, '_>) {
    const HOW: &str = "should come by an extension definition";
    let (object, at) = (subject.object, subject.at);
    match subject.shape() {
        None if subject.kind != "action" && !uses_extension(object, &["new-sdo", "new-sco", "new-sro"]) => {
            let message = format!("The custom type {} {HOW} (new-sdo, new-sco or new-sro).", Shown(subject.kind));
            subject.sink.warn("extensions-use", &at.key("type"), message);
        }
        Some(shape) if !uses_extension(object, &["toplevel-property-extension"]) => {
            for name in object.keys().filter(|name| !shape.defines(name) && !shape.reserved.contains(name)) {
                let message = format!("The custom property {} {HOW}.", Shown(name));
                subject.sink.warn("extensions-use", &at.key(name), message);
            }
        }
        _ => {}
    }
    for (observable, place) in observables(object, subject.kind, at) {
        place.with(|at| {
            each_part(observable, subject.version, at, &mut |part| {
                let message = format!("The custom property {} {HOW}.", Shown(part.name));
                subject.sink.warn("extensions-use", part.at, message);
            });
            each_extension(observable, subject.version, at, &mut |key, at| {
                if !uses_extension(observable, &["property-extension"]) {
                    let message = format!("The custom extension {} {HOW} (property-extension).", Shown(key));
                    subject.sink.warn("extensions-use", at, message);
                }
            });
        });
    }
    marking(subject);
}

fn marking(subject: &mut Subject<'_, '_>) {
    let kind = subject.object.get("definition_type").and_then(Value::as_str);
    let standard = matches!(kind, Some("statement" | "tlp"));
    if subject.kind == "marking-definition" && !subject.object.contains_key("extensions") && !standard {
        let message = "A custom marking should come by an extension definition.".into();
        subject.sink.warn("extensions-use", &subject.at.key("definition_type"), message);
    }
}

fn by_prefix(subject: &mut Subject<'_, '_>, check: &'static str, prefix: Prefix) {
    let (object, at, version) = (subject.object, subject.at, subject.version);
    match subject.shape() {
        None if subject.kind != "action" && !has_prefix(subject.kind, '-', prefix) => {
            let message = format!("The custom type {} should start with `x-`{}.", Shown(subject.kind), source(prefix));
            subject.sink.warn(check, &at.key("type"), message);
        }
        Some(shape) => own_names(subject, check, prefix, object, shape, at),
        None => {}
    }
    for (observable, place) in observables(object, subject.kind, at) {
        place.with(|at| {
            if subject.kind == "observed-data" {
                embedded_names(subject, check, prefix, observable, at);
            }
            each_part(observable, version, at, &mut |part| {
                if !has_prefix(part.name, '_', prefix) {
                    let message =
                        format!("The custom property {} should start with `x_`{}.", Shown(part.name), source(prefix));
                    subject.sink.warn(check, part.at, message);
                }
            });
            each_extension(observable, version, at, &mut |key, at| {
                let name = key.strip_suffix("-ext").unwrap_or_default();
                if !has_prefix(name, '-', prefix) {
                    let message = format!(
                        "The custom extension {} should start with `x-`{} and end in `-ext`.",
                        Shown(key),
                        source(prefix)
                    );
                    subject.sink.warn(check, at, message);
                }
            });
        });
    }
}

fn source(prefix: Prefix) -> &'static str {
    match prefix {
        Prefix::Strict => " and a name of its source",
        Prefix::Lax => "",
    }
}

fn own_names(
    subject: &mut Subject<'_, '_>,
    check: &'static str,
    prefix: Prefix,
    object: &Object,
    shape: &Shape,
    at: &Path<'_>,
) {
    let own =
        |name: &&String| !shape.defines(name) && !shape.reserved.contains(*name) && !has_prefix(name, '_', prefix);
    for name in object.keys().filter(own) {
        let message = format!("The custom property {} should start with `x_`{}.", Shown(name), source(prefix));
        subject.sink.warn(check, &at.key(name), message);
    }
}

fn embedded_names(subject: &mut Subject<'_, '_>, check: &'static str, prefix: Prefix, object: &Object, at: &Path<'_>) {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    match Shapes::of(subject.version).object(kind) {
        Some(shape) => own_names(subject, check, prefix, object, shape, at),
        None if kind != "action" && !has_prefix(kind, '-', prefix) => {
            let message = format!("The custom type {} should start with `x-`{}.", Shown(kind), source(prefix));
            subject.sink.warn(check, &at.key("type"), message);
        }
        None => {}
    }
}

/// A property within a part or an extension that the standard does not define there.
pub(crate) struct OwnPart<'a> {
    pub(crate) name: &'a str,
    /// The property or the extension whose part it stands in.
    pub(crate) within: &'a str,
    pub(crate) at: &'a Path<'a>,
}

/// Calls for each property within parts and predefined extensions of an observable that the standard does not define.
pub(crate) fn each_part(object: &Object, version: SpecVersion, at: &Path<'_>, call: &mut dyn FnMut(&OwnPart<'_>)) {
    let shapes = Shapes::of(version);
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let Some(shape) = shapes.object(kind) else { return };
    each_inner(shapes, object, shape, at, call);
    let extensions = at.key("extensions");
    for (key, extension) in object.get("extensions").and_then(Value::as_object).into_iter().flatten() {
        let (Some(shape), Some(parts)) = (shapes.extension(kind, key), extension.as_object()) else { continue };
        let at = extensions.key(key);
        undefined(parts, shape, key, &at, call);
        each_inner(shapes, parts, shape, &at, call);
    }
}

fn each_inner(shapes: &Shapes, object: &Object, shape: &Shape, at: &Path<'_>, call: &mut dyn FnMut(&OwnPart<'_>)) {
    for (name, value) in object {
        let at = at.key(name);
        match (shape.properties.get(name), value) {
            (Some(Type::Struct(part)), Value::Object(inner)) => undefined_in(shapes, part, inner, name, &at, call),
            (Some(Type::List(of, _)), Value::Array(items)) => {
                let Type::Struct(part) = of.as_ref() else { continue };
                for (index, inner) in items.iter().enumerate().filter_map(|(i, it)| Some((i, it.as_object()?))) {
                    undefined_in(shapes, part, inner, name, &at.index(index), call);
                }
            }
            _ => {}
        }
    }
}

fn undefined_in(
    shapes: &Shapes,
    part: &str,
    inner: &Object,
    within: &str,
    at: &Path<'_>,
    call: &mut dyn FnMut(&OwnPart<'_>),
) {
    if matches!(part, "granular-marking" | "kill-chain-phase" | "startup-info") {
        return;
    }
    if let Some(shape) = shapes.part(part) {
        undefined(inner, shape, within, at, call);
    }
}

fn undefined(inner: &Object, shape: &Shape, within: &str, at: &Path<'_>, call: &mut dyn FnMut(&OwnPart<'_>)) {
    for name in inner.keys().filter(|name| !shape.properties.contains_key(*name)) {
        call(&OwnPart { name, within, at: &at.key(name) });
    }
}

/// Calls for each extension of an observable that the standard does not define, where it defines some.
fn each_extension(object: &Object, version: SpecVersion, at: &Path<'_>, call: &mut dyn FnMut(&str, &Path<'_>)) {
    let shapes = Shapes::of(version);
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    if !shapes.has_extensions(kind) {
        return;
    }
    let extensions = at.key("extensions");
    for key in object.get("extensions").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
        if shapes.extension(kind, key).is_none() {
            call(key, &extensions.key(key));
        }
    }
}

/// `--strict-types` and `--strict-properties`: nothing that the standard does not define.
pub(crate) fn strict(subject: &mut Subject<'_, '_>, types: bool, properties: bool) {
    if types && subject.shape().is_none() {
        let message = format!("The type {} is not one of those that the standard defines.", Shown(subject.kind));
        subject.sink.remark("strict-types", &subject.at.key("type"), message);
    }
    if properties {
        strict_properties(subject);
    }
    for (observable, place) in observables(subject.object, subject.kind, subject.at) {
        place.with(|at| strict_observable(subject, observable, types, properties, at));
    }
    if subject.kind == "indicator" {
        strict_pattern(subject, types, properties);
    }
}

fn strict_properties(subject: &mut Subject<'_, '_>) {
    let Some(shape) = subject.shape() else { return };
    for name in subject.object.keys().filter(|name| !shape.defines(name)) {
        let message = format!("The property {} is not one of those that the standard defines.", Shown(name));
        subject.sink.remark("strict-properties", &subject.at.key(name), message);
    }
}

fn strict_observable(subject: &mut Subject<'_, '_>, object: &Object, types: bool, properties: bool, at: &Path<'_>) {
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let shape = Shapes::of(subject.version).object(kind);
    if types && shape.is_none() {
        let message = format!("The type {} is not one of those that the standard defines.", Shown(kind));
        subject.sink.remark("strict-types", &at.key("type"), message);
    }
    if !properties {
        return;
    }
    if let Some(shape) = shape.filter(|_| subject.kind == "observed-data") {
        for name in object.keys().filter(|name| !shape.defines(name)) {
            let message = format!("The property {} is not one of those that the standard defines.", Shown(name));
            subject.sink.remark("strict-properties", &at.key(name), message);
        }
    }
    each_part(object, subject.version, at, &mut |part| {
        let message = format!(
            "The property {} is not one of those that the standard defines in {}.",
            Shown(part.name),
            Shown(part.within)
        );
        subject.sink.remark("strict-properties", part.at, message);
    });
}

fn strict_pattern(subject: &mut Subject<'_, '_>, types: bool, properties: bool) {
    let text = |name| subject.object.get(name).and_then(Value::as_str);
    let is_stix = subject.version == SpecVersion::V20 || text("pattern_type") == Some("stix");
    let (Some(pattern), true) = (text("pattern"), is_stix) else { return };
    let at = subject.at.key("pattern");
    let shapes = Shapes::of(subject.version);
    let version =
        if subject.version == SpecVersion::V20 { crate::pattern::Version::V20 } else { crate::pattern::Version::V21 };
    for (kind, property) in &super::pattern_paths::of(pattern, version) {
        match shapes.object(kind).filter(|shape| shape.core == Some(Core::Observable)) {
            None if types => {
                let message = format!("The type {} in the pattern is none that the standard defines.", Shown(kind));
                subject.sink.remark("strict-types", &at, message);
            }
            Some(shape) if properties && !shape.defines(property) => {
                let message =
                    format!("{} in the pattern has no property {} by the standard.", Shown(kind), Shown(property));
                subject.sink.remark("strict-properties", &at, message);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_ones_own_names() {
        for (name, separator, strict, lax) in [
            ("x-acme-thing", '-', true, true),
            ("x-thing", '-', false, true),
            ("x-", '-', false, false),
            ("thing", '-', false, false),
            ("x_acme_thing", '_', true, true),
            ("x_thing", '_', false, true),
            ("x__thing", '_', false, true),
            ("x_a_", '_', false, true),
        ] {
            assert_eq!(has_prefix(name, separator, Prefix::Strict), strict, "{name}");
            assert_eq!(has_prefix(name, separator, Prefix::Lax), lax, "{name}");
        }
    }
}
