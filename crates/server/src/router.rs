//! Every route, with what it requires. Nobody logs in yet: all routes are open to whoever sits at this machine, which
//! is why the server refuses any address but loopback.

use crate::answers::Answers;
use crate::respond::tag;
use crate::{assets, fault, pages};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, Request, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// The longest that a page may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What no page may do: run a script or style that is not ours, be framed, tell others where the reader came from.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// The routes over one store.
pub fn router(engine: Arc<dyn Answers>) -> Router {
    Router::new()
        .route("/", get(pages::incidents::list))
        .route("/incidents/{id}", get(pages::incident::show))
        .route("/documents/{id}", get(pages::document::show))
        .route("/assess", get(pages::assess::show))
        .route("/assess.json", get(pages::assess::data))
        .route("/actors", get(pages::actors::list))
        .route("/actors/{name}", get(pages::actors::show))
        .route("/calibration", get(pages::calibration::show))
        .route("/calibration.json", get(pages::calibration::data))
        .route("/search", get(pages::search::find))
        .route("/sources", get(pages::sources::list))
        .route("/about", get(pages::about::show))
        .route("/assets/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::icon))
        .route("/healthz", get(|| async { "ok\n" }))
        .fallback(fault::no_such_page)
        .method_not_allowed_fallback(fault::read_only)
        .layer(from_fn(tag))
        .layer(from_fn(protect))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .with_state(engine)
}

/// Refuses foreign hosts (a page elsewhere must not reach this one by another name) and sets the headers.
async fn protect(request: Request<axum::body::Body>, next: Next) -> Response {
    if !local(request.headers().get(header::HOST)) {
        return fault::foreign_host();
    }
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// Whether the Host header names this machine (or is missing, as in HTTP/1.0).
fn local(host: Option<&HeaderValue>) -> bool {
    let Some(host) = host else { return true };
    let Ok(host) = host.to_str() else { return false };
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name);
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::local;
    use axum::http::HeaderValue;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for (host, answer) in [
            ("127.0.0.1:8017", true),
            ("localhost", true),
            ("[::1]:80", true),
            ("evil.example", false),
            ("127.0.0.1.evil.example:8017", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(local(Some(&HeaderValue::from_static(host))), answer, "{host}");
        }
    }
}
