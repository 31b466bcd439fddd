//! One object under validation, with what the checks need to know of it.

use super::checks::Active;
use super::finding::Path;
use super::shape::{Core, Shape, Shapes, SpecVersion};
use super::sink::Sink;
use serde_json::{Map, Value};

/// An object, where it stands, and where findings go.
pub(crate) struct Subject<'a, 's> {
    pub(crate) object: &'a Map<String, Value>,
    pub(crate) kind: &'a str,
    pub(crate) id: Option<&'a str>,
    pub(crate) version: SpecVersion,
    pub(crate) at: &'a Path<'a>,
    pub(crate) active: &'a Active,
    pub(crate) sink: Sink<'s>,
}

impl Subject<'_, '_> {
    /// The shape of the object's type, where the standard defines it.
    pub(crate) fn shape(&self) -> Option<&'static Shape> {
        Shapes::of(self.version).object(self.kind)
    }

    /// Whether the object is an observable that the standard defines.
    pub(crate) fn is_observable(&self) -> bool {
        self.shape().is_some_and(|shape| shape.core == Some(Core::Observable))
    }
}

/// The observables of an object: itself when it is one, those within it when it is observed data.
pub(crate) fn observables<'a>(
    object: &'a Map<String, Value>,
    kind: &str,
    at: &'a Path<'a>,
) -> Vec<(&'a Map<String, Value>, OwnedPlace<'a>)> {
    let shape = Shapes::of(SpecVersion::V21).object(kind);
    if shape.is_some_and(|shape| shape.core == Some(Core::Observable)) {
        return vec![(object, OwnedPlace::Itself(at))];
    }
    let within = object.get("objects").filter(|_| kind == "observed-data").and_then(Value::as_object);
    let entries = within.into_iter().flatten();
    entries.filter_map(|(key, value)| Some((value.as_object()?, OwnedPlace::Within(at.key("objects"), key)))).collect()
}

/// The place of an observable.
pub(crate) enum OwnedPlace<'a> {
    /// The object itself.
    Itself(&'a Path<'a>),
    /// The key in `objects`.
    Within(Path<'a>, &'a str),
}

impl OwnedPlace<'_> {
    /// Calls with the place as a path.
    pub(crate) fn with<T>(&self, call: impl FnOnce(&Path<'_>) -> T) -> T {
        match self {
            Self::Itself(at) => call(at),
            Self::Within(objects, key) => call(&objects.key(key)),
        }
    }
}
