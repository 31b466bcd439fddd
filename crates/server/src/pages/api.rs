//! What programs can ask and change: the addresses of the API in the order of the table of routes.

use crate::api::openapi::role;
use crate::api::told::Operation;
use crate::respond::page;
use crate::visitor::Requires;
use crate::{ROUTES, Route};
use askama::Template;
use axum::response::Response;
use std::sync::LazyLock;

#[derive(Template)]
#[template(path = "api.html")]
struct Shown {
    routes: Vec<&'static Route>,
}

static SHOWN: LazyLock<Shown> =
    LazyLock::new(|| Shown { routes: ROUTES.iter().filter(|route| route.requires == Requires::Api).collect() });

impl Shown {
    fn needs(route: &Route, operation: &Operation) -> &'static str {
        role(route, operation).as_str()
    }

    /// Fields of the query, each with a star where it must be there.
    fn query(operation: &Operation) -> String {
        let fields = operation.query.iter().map(|(name, _, must)| format!("{name}{}", if *must { "*" } else { "" }));
        fields.collect::<Vec<_>>().join(", ")
    }
}

/// Shows it.
pub async fn show() -> Response {
    page(&*SHOWN)
}
