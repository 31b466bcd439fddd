//! Style and script, embedded in the program and served under a name that changes with their content.

use crate::fault;
use crate::respond::fnv;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

const STYLE: &str = include_str!("../assets/sextant.css");
const SCRIPT: &str = include_str!("../assets/sextant.js");
const ICON: &str = include_str!("../assets/icon.svg");

/// Path of the style sheet.
pub static STYLE_PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/sextant-{:016x}.css", mark(STYLE)));
/// Path of the script.
pub static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/sextant-{:016x}.js", mark(SCRIPT)));

fn mark(text: &str) -> u64 {
    fnv(text.as_bytes())
}

/// Serves one by its full name.
pub async fn serve(Path(name): Path<String>) -> Response {
    let path = format!("/assets/{name}");
    let (kind, text) = if path == *STYLE_PATH {
        ("text/css; charset=utf-8", STYLE)
    } else if path == *SCRIPT_PATH {
        ("text/javascript; charset=utf-8", SCRIPT)
    } else if name == "icon.svg" {
        ("image/svg+xml", ICON)
    } else {
        return fault::no_such_page(axum::http::Uri::default()).await;
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], text)
        .into_response()
}

/// The icon under the name that browsers ask for by themselves.
pub async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON).into_response()
}
