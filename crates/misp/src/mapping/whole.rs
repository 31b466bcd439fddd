//! What has no counterpart in STIX is kept whole in an object of our own, and comes back from it as it was.

use super::Properties;
use super::forms::text;
use super::ids::{derived, uuid_in};
use super::to_attributes::{attribute, category};
use crate::event;
use serde_json::{Map, Value, json};
use sextant_stix::object::Object;

/// An attribute, whole.
pub(super) fn attribute_kept(attribute: &event::Attribute, labels: Value) -> Properties {
    let own = json!({
        "labels": labels, "x_misp_type": attribute.kind, "x_misp_value": attribute.value,
        "x_misp_category": attribute.category, "x_misp_comment": attribute.comment, "x_misp_data": attribute.data,
        "x_misp_to_ids": attribute.to_ids.then_some(true),
    });
    kept(own)
}

/// An object, whole.
pub(super) fn object_kept(object: &event::Object, labels: Value) -> Properties {
    let attributes = object.attributes.iter().map(|attribute| {
        Value::Object(kept(json!({
            "uuid": attribute.uuid, "object_relation": attribute.relation, "type": attribute.kind,
            "value": attribute.value, "category": attribute.category, "data": attribute.data,
            "comment": attribute.comment, "to_ids": attribute.to_ids.then_some(true),
        })))
    });
    kept(json!({
        "labels": labels, "x_misp_name": object.name, "x_misp_meta_category": object.meta_category,
        "x_misp_comment": object.comment, "x_misp_attributes": attributes.collect::<Vec<_>>(),
    }))
}

fn kept(own: Value) -> Properties {
    let own = own.as_object().cloned().unwrap_or_default();
    own.into_iter().filter(|(_, value)| !value.is_null() && value != "").collect()
}

/// What was kept whole, as it was.
pub(super) fn attribute_of(of: &Object) -> Option<Properties> {
    let said = |name: &str| of.get(name).and_then(text);
    let category = said("x_misp_category").unwrap_or_else(|| "Other".to_owned());
    let to_ids = of.get("x_misp_to_ids") == Some(&Value::Bool(true));
    let mut own = attribute(&said("x_misp_type")?, &category, &said("x_misp_value")?, "", to_ids);
    own.extend(said("x_misp_comment").map(|comment| ("comment".to_owned(), comment.into())));
    own.extend(said("x_misp_data").map(|data| ("data".to_owned(), data.into())));
    Some(own)
}

/// The same of an object.
pub(super) fn object_of(of: &Object) -> Option<Properties> {
    let attributes = of.get("x_misp_attributes")?.as_array()?;
    let uuid = uuid_in(of.id().unwrap_or_default());
    let attributes = attributes.iter().enumerate().map(|(at, attribute)| {
        let mut own: Properties = attribute.as_object().cloned().unwrap_or_else(Map::new);
        own.entry("uuid").or_insert_with(|| derived(&format!("{uuid} - {at}")).to_string().into());
        let usual = own.get("type").and_then(Value::as_str).map_or("Other", category);
        own.entry("category").or_insert_with(|| usual.into());
        Value::Object(own)
    });
    let own = json!({
        "uuid": uuid, "name": of.text("x_misp_name")?, "meta-category": of.text("x_misp_meta_category").unwrap_or("misc"),
        "comment": of.text("x_misp_comment").unwrap_or_default(), "Attribute": attributes.collect::<Vec<_>>(),
    });
    own.as_object().cloned()
}
