//! What the words mean.

use crate::labels;
use crate::respond::page;
use askama::Template;
use axum::response::Response;
use sextant_model::{Stance, Standing};

#[derive(Template)]
#[template(path = "about.html")]
struct About;

/// Shows it.
pub async fn show() -> Response {
    page(&About)
}
