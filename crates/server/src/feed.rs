//! A feed as an answer.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use sextant_engine::feed::{Feed, Form};

/// The feed in a form.
pub fn respond(feed: &Feed, form: Form) -> Response {
    let head = [(header::CONTENT_TYPE, form.media_type()), (header::CACHE_CONTROL, "private, no-cache")];
    (head, feed.written(form)).into_response()
}
