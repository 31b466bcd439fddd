//! Refusals for programs: problem details of RFC 9457.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A problem: `title` says what went wrong, `detail` what to do.
pub fn of(status: StatusCode, title: &str, detail: &str) -> Response {
    let body = serde_json::json!({
        "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail,
    });
    let kind = (header::CONTENT_TYPE, "application/problem+json");
    (status, [kind, (header::CACHE_CONTROL, "no-store")], body.to_string()).into_response()
}

/// Nobody is logged in.
pub fn log_in() -> Response {
    let mut response =
        of(StatusCode::UNAUTHORIZED, "Log in first", "Send a token: Authorization: Bearer TOKEN (sextant token add).");
    let challenge = HeaderValue::from_static("Bearer realm=\"Sextant\", Basic realm=\"Sextant\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}
