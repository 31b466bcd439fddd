//! From a template or a question to a response.

use crate::answers::Answers;
use crate::fault;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use sextant_engine::EngineError;
use std::sync::Arc;

/// Renders a page.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => ([(header::CACHE_CONTROL, "no-cache")], Html(text)).into_response(),
        Err(error) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("the page could not be rendered: {error}\n")).into_response()
        }
    }
}

/// Asks the engine away from the threads that serve connections, and renders what `answer` makes of it.
pub async fn ask<T: Send + 'static>(
    engine: Arc<dyn Answers>,
    question: impl FnOnce(&dyn Answers) -> Result<T, EngineError> + Send + 'static,
    answer: impl FnOnce(T) -> Response,
) -> Response {
    match tokio::task::spawn_blocking(move || question(engine.as_ref())).await {
        Ok(Ok(value)) => answer(value),
        Ok(Err(error)) => fault::store(&error),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the question was broken off\n").into_response(),
    }
}
