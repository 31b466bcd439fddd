//! Holds an object against its shape: what the tables of `data/` say of it. Each value is looked at once.

use super::finding::{Path, Shown};
use super::forms;
use super::rules;
use super::shape::{Core, Shape, Shapes, SpecVersion, Type};
use super::sink::Sink;
use crate::id::Id;
use serde_json::{Map, Value};

/// The largest integer that the standard allows (2.1, 2.9: 2^53 - 1).
const LARGEST_INTEGER: u64 = (1 << 53) - 1;

/// Walks one object.
pub(crate) struct Walk<'w, 's> {
    pub(crate) shapes: &'static Shapes,
    pub(crate) version: SpecVersion,
    /// Whether the object stands in `objects` of observed data, where references name its neighbours.
    pub(crate) embedded: bool,
    /// Whether the object is an observable, whose references are held to their types only.
    pub(crate) observable: bool,
    pub(crate) sink: &'w mut Sink<'s>,
}

impl Walk<'_, '_> {
    /// Holds an object against the shape of its type, or against the common properties where the type is not known.
    pub(crate) fn object(&mut self, object: &Map<String, Value>, core: Core, at: &Path<'_>) {
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        let shape = self.shapes.object(kind).unwrap_or_else(|| self.shapes.custom(core));
        self.observable = shape.core == Some(Core::Observable);
        self.type_name(object, at);
        self.id(object, kind, at);
        if shape.core != Some(Core::None) {
            self.common(object, at);
            self.extensions(object, kind, shape, at);
        }
        self.shaped(object, shape, at);
        for rule in &shape.rules {
            rules::hold(self, rule, object, kind, at);
        }
    }

    /// The type's name, and names that are kept for later versions (2.1, 3.1; 2.0, part 1, 7.2).
    fn type_name(&mut self, object: &Map<String, Value>, at: &Path<'_>) {
        let at = &at.key("type");
        let Some(Value::String(name)) = object.get("type") else {
            return self.sink.error("type", at, "`type` must be a string.".into());
        };
        let formed = match self.version {
            SpecVersion::V21 => forms::is_type_name(name),
            SpecVersion::V20 => forms::is_type_name(name.to_ascii_lowercase().trim_start_matches('-')),
        };
        if !formed {
            let message =
                format!("{} is no name of a type: lower-case a-z, 0-9, single hyphens, 3 to 250.", Shown(name));
            self.sink.error("type-name", at, message);
        }
        let reserved: &[&str] = match (self.version, self.embedded) {
            (SpecVersion::V20, false) => &["incident", "infrastructure"],
            _ => &["action"],
        };
        if reserved.contains(&name.as_str()) {
            self.sink.error("reserved", at, format!("{} is a name kept for later versions.", Shown(name)));
        }
    }

    /// 2.1, 2.9 and 3.1: `type--UUID`, the type being the object's; in 2.0 the UUID is of version 4, and of version 1 to 5
    /// in 2.1, but that bundles may have a later one.
    fn id(&mut self, object: &Map<String, Value>, kind: &str, at: &Path<'_>) {
        let Some(value) = object.get("id") else { return };
        let at = &at.key("id");
        let Some(text) = value.as_str() else {
            return self.sink.error("type", at, "`id` must be a string.".into());
        };
        if self.version == SpecVersion::V20 && self.embedded {
            return;
        }
        let read = if kind == "bundle" { Id::of_any_version(text) } else { Id::parse(text) };
        match read.filter(|id| self.version != SpecVersion::V20 || id.version() == 4) {
            None => self.sink.error("id", at, format!("{} is no identifier of the form type--UUID.", Shown(text))),
            Some(id) if id.kind() != kind => {
                self.sink.error("id-type", at, format!("{} does not start with `{kind}--`.", Shown(text)));
            }
            Some(_) => {}
        }
    }

    /// What holds for all properties whatever their type (2.1, 3.1): names, no null, no empty list, bytes in their
    /// encodings.
    pub(crate) fn common(&mut self, object: &Map<String, Value>, at: &Path<'_>) {
        for (name, value) in object {
            let at = &at.key(name);
            let formed = match self.version {
                SpecVersion::V21 => forms::is_property_name(name),
                SpecVersion::V20 => forms::is_property_name_20(name),
            };
            if !formed {
                let message =
                    format!("{} is no name of a property: a-z, 0-9 and _, a letter first, 3 to 250.", Shown(name));
                self.sink.error("property-name", at, message);
            }
            self.present(value, at);
            if name.ends_with("_bin") && !value.as_str().is_some_and(forms::is_base64) {
                self.sink.error("format", at, format!("`{name}` must be base64 with padding."));
            }
            let is_hex = name.ends_with("_hex") && self.version == SpecVersion::V21;
            if is_hex && !value.as_str().is_some_and(forms::is_hex) {
                self.sink.error("format", at, format!("`{name}` must be hexadecimal digits in pairs."));
            }
        }
    }

    fn present(&mut self, value: &Value, at: &Path<'_>) {
        match value {
            Value::Null => self.sink.error("null", at, "Null is not allowed; leave the property out.".into()),
            Value::Array(items) if items.is_empty() => {
                self.sink.error("empty-list", at, "An empty list is not allowed; leave the property out.".into());
            }
            _ => {}
        }
    }

    /// What the shape says of properties and of what must come together.
    pub(crate) fn shaped(&mut self, object: &Map<String, Value>, shape: &Shape, at: &Path<'_>) {
        for (name, value) in object {
            match shape.properties.get(name) {
                Some(kind) => self.value(value, kind, &at.key(name)),
                None if shape.closed => {
                    self.sink.error("unknown-property", &at.key(name), format!("{} is not allowed here.", Shown(name)));
                }
                None => self.integers(value, &at.key(name)),
            }
        }
        let has = |name: &String| object.contains_key(name);
        for name in shape.required.iter().filter(|name| !has(name)) {
            self.sink.error("required", at, format!("`{name}` is a required property."));
        }
        for name in shape.reserved.iter().filter(|name| has(name)) {
            self.sink.error("reserved", &at.key(name), format!("`{name}` is a name kept for later versions."));
        }
        let whole = |set: &&Vec<String>| set.iter().all(has);
        if !shape.any.is_empty() && !shape.any.iter().any(|set| whole(&set)) {
            self.sink.error("required", at, format!("At least one of {} must be there.", listed(&shape.any)));
        }
        if !shape.one.is_empty() && shape.one.iter().filter(whole).count() != 1 {
            self.sink.error("required", at, format!("Exactly one of {} must be there.", listed(&shape.one)));
        }
        for set in &shape.together {
            if set.iter().any(has) && !whole(&set) {
                self.sink.error("required", at, format!("{} must be there together.", named(set)));
            }
        }
        for (name, needed) in shape.needs.iter().filter(|(name, needed)| has(name) && !whole(needed)) {
            self.sink.error("required", at, format!("`{name}` needs {}.", named(needed)));
        }
    }

    /// 2.1, 3.2 and 7.3: predefined extensions, and those of extension definitions.
    fn extensions(&mut self, object: &Map<String, Value>, kind: &str, shape: &Shape, at: &Path<'_>) {
        let Some(value) = object.get("extensions") else { return };
        if self.version == SpecVersion::V20 && !self.embedded {
            return;
        }
        let at = &at.key("extensions");
        let Value::Object(extensions) = value else {
            return self.sink.error("type", at, "`extensions` must be an object.".into());
        };
        if extensions.is_empty() && self.version == SpecVersion::V21 {
            self.sink.error("empty-object", at, "`extensions` must not be empty.".into());
        }
        let closed = shape.rules.iter().any(|rule| rule == "known-extensions");
        for (key, extension) in extensions {
            let at = &at.key(key);
            if self.version == SpecVersion::V21 {
                self.extension(key, extension, true, at);
            }
            match self.shapes.extension(kind, key) {
                Some(known) => self.part(extension, known, at),
                None if closed || self.version == SpecVersion::V20 => self.dictionary(extension, None, at),
                None => {}
            }
        }
    }

    /// One extension: its key, that it is an object with something in it, and what kind it says it is.
    pub(crate) fn extension(&mut self, key: &str, extension: &Value, old_style: bool, at: &Path<'_>) {
        const KINDS: [&str; 5] = ["new-sdo", "new-sco", "new-sro", "property-extension", "toplevel-property-extension"];
        let defined = forms::is_extension_id(key);
        let known = defined || (old_style && forms::is_old_extension_key(key));
        if !known {
            let message =
                format!("{} is neither the id of an extension definition nor a name that ends in `-ext`.", Shown(key));
            return self.sink.error("extension-key", at, message);
        }
        let Value::Object(parts) = extension else {
            return self.sink.error("type", at, "An extension must be an object.".into());
        };
        if parts.is_empty() {
            self.sink.error("empty-object", at, "An extension must not be empty.".into());
        }
        self.common(parts, at);
        if defined {
            match parts.get("extension_type").map(Value::as_str) {
                None => self.sink.error("required", at, "`extension_type` is a required property.".into()),
                Some(Some(kind)) if KINDS.contains(&kind) => {}
                Some(_) => {
                    let message = format!("`extension_type` must be one of {}.", KINDS.join(", "));
                    self.sink.error("enum", &at.key("extension_type"), message);
                }
            }
        }
    }

    /// A part that must be an object of this shape.
    pub(crate) fn part(&mut self, value: &Value, shape: &Shape, at: &Path<'_>) {
        match value {
            Value::Object(part) => self.shaped(part, shape, at),
            _ => self.sink.error("type", at, "This must be an object.".into()),
        }
    }

    /// Holds a value against its type.
    pub(crate) fn value(&mut self, value: &Value, kind: &Type, at: &Path<'_>) {
        match kind {
            Type::List(inner, least) => self.list(value, inner, *least, at),
            Type::Struct(name) => {
                if let Some(shape) = self.shapes.part(name) {
                    self.part(value, shape, at);
                }
            }
            Type::Hashes => rules::hashes(self, value, at),
            Type::Dictionary(inner) => self.dictionary(value, inner.as_deref(), at),
            Type::ExternalReference => rules::external_reference(self, value, at),
            Type::Observables => rules::observables(self, value, at),
            Type::ExifTags => rules::exif_tags(self, value, at),
            Type::SocketOptions => rules::socket_options(self, value, at),
            Type::Integer(low, high) => self.integer(value, *low, *high, at),
            Type::Number(low, high) => self.number(value, *low, *high, at),
            Type::Object => self.expect(value.is_object(), "an object", at),
            Type::Array => self.expect(value.is_array(), "a list", at),
            Type::Boolean => self.expect(value.is_boolean(), "a boolean", at),
            Type::StringOrInteger => {
                self.expect(value.is_string() || value.is_i64() || value.is_u64(), "a string or an integer", at)
            }
            Type::StringOrStrings => {
                let strings = value.as_array().is_some_and(|items| items.iter().all(Value::is_string));
                self.expect(value.is_string() || strings, "a string or a list of strings", at);
            }
            Type::String | Type::Enum(_) | Type::Form(_) | Type::Id | Type::Ref(_) | Type::NotRef(_) => match value {
                Value::String(text) => self.text(text, kind, at),
                _ => self.expect(false, "a string", at),
            },
        }
    }

    fn expect(&mut self, holds: bool, what: &str, at: &Path<'_>) {
        if !holds {
            self.sink.error("type", at, format!("This must be {what}."));
        }
    }

    fn text(&mut self, text: &str, kind: &Type, at: &Path<'_>) {
        match kind {
            Type::Enum(names) if !names.iter().any(|name| name == text) => {
                self.sink.error("enum", at, format!("{} is not one of {}.", Shown(text), names.join(", ")));
            }
            Type::Form(form) if !(form.holds)(text) => {
                self.sink.error("format", at, format!("{} is not {}.", Shown(text), form.what));
            }
            Type::Id | Type::Ref(_) | Type::NotRef(_) => self.reference(text, kind, at),
            _ => {}
        }
    }

    /// 2.1, 2.9: references are identifiers; within observed data they name a neighbour, asked about elsewhere.
    fn reference(&mut self, text: &str, kind: &Type, at: &Path<'_>) {
        if self.embedded {
            return;
        }
        let read = Id::parse(text).filter(|id| self.version == SpecVersion::V21 || id.version() == 4);
        let of_type = text.split_once("--").map(|(kind, _)| kind).filter(|_| self.observable);
        let Some(referred) = read.map(|id| id.kind()).or(of_type) else {
            return self.sink.error("id", at, format!("{} is no identifier of the form type--UUID.", Shown(text)));
        };
        let is_of = |kinds: &[String]| kinds.iter().any(|kind| kind == referred);
        let wanted = match kind {
            Type::Ref(kinds) if !is_of(kinds) => format!("must be {}", kinds.join(" or ")),
            Type::NotRef(kinds) if is_of(kinds) => format!("must not be {}", kinds.join(" or ")),
            _ => return,
        };
        self.sink.error("reference", at, format!("{}: what is referred to {wanted}.", Shown(text)));
    }

    fn list(&mut self, value: &Value, inner: &Type, least: usize, at: &Path<'_>) {
        let Value::Array(items) = value else { return self.expect(false, "a list", at) };
        if items.len() < least {
            self.sink.error("empty-list", at, "An empty list is not allowed; leave the property out.".into());
        }
        for (index, item) in items.iter().enumerate() {
            self.value(item, inner, &at.index(index));
        }
    }

    /// 2.1, 2.5: keys of letters, digits, - and _; something in it; no null and no empty list.
    pub(crate) fn dictionary(&mut self, value: &Value, inner: Option<&Type>, at: &Path<'_>) {
        let Value::Object(entries) = value else { return self.expect(false, "a dictionary", at) };
        if entries.is_empty() && self.version == SpecVersion::V21 {
            self.sink.error("empty-object", at, "A dictionary must not be empty.".into());
        }
        for (key, entry) in entries {
            let at = &at.key(key);
            let long_enough = self.version == SpecVersion::V21 || key.len() >= 3;
            if !forms::is_dictionary_key(key) || !long_enough {
                self.sink.error("dictionary-key", at, format!("{} is no key of a dictionary.", Shown(key)));
            }
            self.present(entry, at);
            match inner {
                Some(kind) => self.value(entry, kind, at),
                None => self.integers(entry, at),
            }
        }
    }

    fn integer(&mut self, value: &Value, low: Option<i64>, high: Option<i64>, at: &Path<'_>) {
        let whole = value.as_f64().filter(|number| number.fract() == 0.0);
        let Some(number) = whole else { return self.expect(false, "an integer", at) };
        self.integers(value, at);
        if low.is_some_and(|low| number < low as f64) || high.is_some_and(|high| number > high as f64) {
            self.sink.error("range", at, format!("{value} is out of range{}.", range(low, high)));
        }
    }

    fn number(&mut self, value: &Value, low: Option<f64>, high: Option<f64>, at: &Path<'_>) {
        let Some(number) = value.as_f64() else { return self.expect(false, "a number", at) };
        if low.is_some_and(|low| number < low) || high.is_some_and(|high| number > high) {
            self.sink.error("range", at, format!("{value} is out of range{}.", range(low, high)));
        }
    }

    /// 2.1, 2.9: integers lie within ±(2^53 - 1), whatever property holds them.
    fn integers(&mut self, value: &Value, at: &Path<'_>) {
        match value {
            Value::Number(number) => {
                let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
                if size.is_some_and(|size| size > LARGEST_INTEGER) {
                    self.sink.error("range", at, format!("{number} is beyond 2^53 - 1, the largest integer allowed."));
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.integers(item, &at.index(index)));
            }
            Value::Object(map) => map.iter().for_each(|(key, item)| self.integers(item, &at.key(key))),
            _ => {}
        }
    }
}

fn range<T: std::fmt::Display>(low: Option<T>, high: Option<T>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!(" ({low} to {high})"),
        (Some(low), None) => format!(" ({low} or more)"),
        (None, Some(high)) => format!(" ({high} or less)"),
        (None, None) => String::new(),
    }
}

fn named(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

fn listed(sets: &[Vec<String>]) -> String {
    sets.iter().map(|set| named(set)).collect::<Vec<_>>().join(", ")
}
