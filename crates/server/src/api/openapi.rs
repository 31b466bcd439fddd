//! The description of the API (OpenAPI 3.1), made from the table of routes and the schemas of `docs/schema`.

use super::told::Operation;
use crate::Route;
use crate::visitor::Requires;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use sextant_model::Role;
use std::sync::LazyLock;

/// Schemas that the command line prints by as well: name and text.
const SHARED: &[(&str, &str)] = &[
    ("actor", include_str!("../../../../docs/schema/actor.json")),
    ("advisory", include_str!("../../../../docs/schema/advisory.json")),
    ("advisory-line", include_str!("../../../../docs/schema/advisory-line.json")),
    ("assess", include_str!("../../../../docs/schema/assess.json")),
    ("audit-entry", include_str!("../../../../docs/schema/audit-entry.json")),
    ("brief", include_str!("../../../../docs/schema/brief.json")),
    ("claim", include_str!("../../../../docs/schema/claim.json")),
    ("decided", include_str!("../../../../docs/schema/decided.json")),
    ("decision", include_str!("../../../../docs/schema/decision.json")),
    ("incident", include_str!("../../../../docs/schema/incident.json")),
    ("incidents", include_str!("../../../../docs/schema/incidents.json")),
    ("lookup", include_str!("../../../../docs/schema/lookup.json")),
    ("objects", include_str!("../../../../docs/schema/objects.json")),
    ("outcome", include_str!("../../../../docs/schema/outcome.json")),
    ("search", include_str!("../../../../docs/schema/search.json")),
    ("source", include_str!("../../../../docs/schema/source.json")),
    ("verification", include_str!("../../../../docs/schema/verification.json")),
];
/// Schemas of the API alone.
const OWN: &str = include_str!("schemas.json");
/// Lists, each of items of a schema.
const LISTS: &[(&str, &str)] = &[
    ("list-of-incidents", "incidents"),
    ("list-of-claims", "claim"),
    ("list-of-notes", "note"),
    ("list-of-finds", "search"),
    ("list-of-looked", "lookup"),
    ("list-of-sources", "source"),
    ("list-of-decisions", "decision"),
    ("list-of-outcomes", "outcome"),
    ("list-of-objects", "objects"),
    ("list-of-publications", "publication"),
    ("list-of-users", "user"),
    ("list-of-tokens", "kept-token"),
    ("list-of-advisories", "advisory-line"),
    ("list-of-revisions", "advisory-revision"),
    ("list-of-recipients", "recipient"),
    ("list-of-deliveries", "delivery"),
    ("list-of-watches", "watch"),
    ("list-of-done", "done"),
    ("list-of-searches", "kept-search"),
    ("list-of-intake", "job"),
    ("list-of-any", "any"),
];

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| describe(crate::ROUTES));

/// The description.
pub async fn show() -> Response {
    super::json(StatusCode::OK, &*DESCRIPTION)
}

fn refer(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

/// Turns references between files and inside one into references inside the description.
fn rebase(value: &mut Value, name: &str) {
    match value {
        Value::Object(members) => {
            members.remove("$schema");
            members.remove("$id");
            if let Some(Value::String(target)) = members.get_mut("$ref") {
                if let Some(file) = target.strip_suffix(".json") {
                    *target = format!("#/components/schemas/{file}");
                } else if let Some(inner) = target.strip_prefix("#/$defs/") {
                    *target = format!("#/components/schemas/{name}/$defs/{inner}");
                }
            }
            members.values_mut().for_each(|member| rebase(member, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rebase(item, name)),
        _ => {}
    }
}

fn schemas() -> Value {
    let mut all: Map<String, Value> = serde_json::from_str(OWN).unwrap_or_default();
    for (name, text) in SHARED {
        let mut schema: Value = serde_json::from_str(text).unwrap_or_default();
        rebase(&mut schema, name);
        all.insert((*name).to_owned(), schema);
    }
    for (name, of) in LISTS {
        let list = json!({"type": "object", "required": ["items", "total", "next"], "properties": {
            "items": {"type": "array", "items": refer(of)}, "total": {"type": "integer", "minimum": 0},
            "next": {"type": ["string", "null"], "description": "The cursor of the next piece; null at the end."}}});
        all.insert((*name).to_owned(), list);
    }
    Value::Object(all)
}

/// Names in braces of an address.
fn named(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})).collect()
}

fn parameters(path: &str, operation: &Operation) -> Vec<Value> {
    let mut all = named(path);
    let query = operation.query.iter().map(
        |(name, schema, required)| json!({"name": name, "in": "query", "required": required, "schema": refer(schema)}),
    );
    all.extend(query);
    let header = |name: &str, told: &str| json!({"name": name, "in": "header", "required": false, "description": told, "schema": {"type": "string"}});
    match operation.method {
        "GET" => all.push(header("If-None-Match", "The ETag that you have: 304 where it is still the same.")),
        "POST" => all.push(header("Idempotency-Key", "Sent again within 24 hours, the change is not done twice.")),
        _ => all.push(header("If-Match", "The ETag of what you change: 412 where another changed it meanwhile.")),
    }
    all
}

/// The role that a method of an address needs.
pub fn role(route: &Route, operation: &Operation) -> Role {
    if operation.method == "GET" { operation.reads } else { route.changes.unwrap_or(operation.reads) }
}

fn described(route: &Route, operation: &Operation) -> Value {
    let (status, schema) = operation.gives;
    let mut done = json!({"description": "Done."});
    if let Some(schema) = schema {
        done["content"] = json!({"application/json": {"schema": refer(schema)}});
    }
    let problem = json!({"description": "Why not (RFC 9457).",
        "content": {"application/problem+json": {"schema": refer("problem")}}});
    let mut responses = json!({"default": problem});
    responses[status.to_string()] = done;
    let mut told = json!({
        "operationId": operation.id, "summary": operation.summary,
        "description": format!("Needs the role {} at least.", role(route, operation).as_str()),
        "parameters": parameters(route.path, operation), "responses": responses,
    });
    if let Some(takes) = operation.takes {
        told["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": refer(takes)}}});
    }
    told
}

/// Describes a table of routes.
pub fn describe(routes: &[Route]) -> Value {
    let mut paths = Map::new();
    for route in routes.iter().filter(|route| route.requires == Requires::Api) {
        let methods = route.told.iter().map(|one| (one.method.to_ascii_lowercase(), described(route, one)));
        paths.insert(route.path.to_owned(), Value::Object(methods.collect()));
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Sextant", "version": env!("CARGO_PKG_VERSION"), "license": {"name": env!("CARGO_PKG_LICENSE")},
            "description": "Everything that pages show and do, for programs. What you may not see is not found."},
        "servers": [{"url": "/"}],
        "security": [{"token": []}, {"password": []}],
        "paths": paths,
        "components": {"schemas": schemas(), "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "sextant token add NAME"},
            "password": {"type": "http", "scheme": "basic"}}},
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ROUTES;

    /// Every reference of the description leads somewhere.
    fn follow(value: &Value, whole: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref") {
                    let there = target.strip_prefix('#').and_then(|pointer| whole.pointer(pointer));
                    assert!(there.is_some(), "{target} leads nowhere");
                }
                members.values().for_each(|member| follow(member, whole));
            }
            Value::Array(items) => items.iter().for_each(|item| follow(item, whole)),
            _ => {}
        }
    }

    #[test]
    fn all_is_described_and_every_reference_leads_somewhere() {
        let whole = describe(ROUTES);
        follow(&whole, &whole);
        let mut ids = std::collections::BTreeSet::new();
        for route in ROUTES {
            let api = route.requires == Requires::Api;
            assert_eq!(
                !route.told.is_empty(),
                api,
                "{}: say what it is for, and nothing else is described",
                route.path
            );
            for operation in route.told {
                assert!(ids.insert(operation.id), "{} twice", operation.id);
                assert!(operation.method == "GET" || route.changes.is_some(), "{}: who may change?", route.path);
            }
        }
    }

    #[tokio::test]
    async fn what_is_described_is_what_answers() {
        use tower::ServiceExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("store.db");
        let engine = sextant_engine::Engine::open(&store, sextant_engine::OpenMode::Write).expect("a store");
        let app = crate::App::new(std::sync::Arc::new(engine), crate::Site::default());
        for route in ROUTES.iter().filter(|route| route.requires == Requires::Api) {
            let router = axum::Router::new().route(route.path, (route.methods)()).with_state(app.clone());
            let path = route.path.replace(['{', '}'], "x");
            let request = axum::http::Request::builder().method("TRACE").uri(path).body(axum::body::Body::empty());
            let response = router.oneshot(request.expect("a request")).await.expect("an answer");
            let allowed = response.headers().get("allow").and_then(|value| value.to_str().ok()).unwrap_or_default();
            let mut answers: Vec<&str> = allowed.split(',').filter(|method| *method != "HEAD").collect();
            let mut told: Vec<&str> = route.told.iter().map(|operation| operation.method).collect();
            answers.sort_unstable();
            told.sort_unstable();
            assert_eq!(told, answers, "{}", route.path);
        }
    }
}
