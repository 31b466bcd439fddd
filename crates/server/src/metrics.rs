//! Figures for Prometheus: requests by route and status, how long they took, and how much there is. For administrators
//! (an API token of one); how much there is only for those who may see all of it.

use crate::api::{Told, asked, must_be, must_see_all};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sextant_model::Role;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Upper bounds of how long requests took, in seconds.
const BOUNDS: [f64; 9] = [0.001, 0.005, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

#[derive(Debug, Default)]
struct Taken {
    within: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

/// What was counted since the server started.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    requests: BTreeMap<(&'static str, &'static str, u16), u64>,
    taken: BTreeMap<&'static str, Taken>,
}

/// The methods that are told apart: whatever a stranger makes up is one.
fn method(request: &Request) -> &'static str {
    const KNOWN: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    KNOWN.into_iter().find(|known| *known == request.method().as_str()).unwrap_or("other")
}

/// Counts a request to a route.
pub async fn measure(State((app, route)): State<(App, &'static str)>, request: Request, next: Next) -> Response {
    let (since, method) = (Instant::now(), method(&request));
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), since.elapsed());
    // The line of the table and not the address: of feeds that holds a word to log in with.
    tracing::info!(route, method, status, ms = took.as_secs_f64() * 1e3, "answered");
    app.metrics.note(route, method, status, took);
    response
}

impl Metrics {
    fn note(&self, route: &'static str, method: &'static str, status: u16, took: Duration) {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counted.requests.entry((route, method, status)).or_default() += 1;
        let taken = counted.taken.entry(route).or_default();
        let seconds = took.as_secs_f64();
        for (within, bound) in taken.within.iter_mut().zip(BOUNDS) {
            *within += u64::from(seconds <= bound);
        }
        taken.count += 1;
        taken.seconds += seconds;
    }

    fn written(&self) -> String {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from("# TYPE sextant_requests_total counter\n");
        for ((route, method, status), count) in &counted.requests {
            let labels = format!("route=\"{route}\",method=\"{method}\",status=\"{status}\"");
            let _ = writeln!(text, "sextant_requests_total{{{labels}}} {count}");
        }
        text.push_str("# TYPE sextant_request_seconds histogram\n");
        for (route, Taken { within, count, seconds }) in &counted.taken {
            for (within, bound) in within.iter().zip(BOUNDS) {
                let _ = writeln!(text, "sextant_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {within}");
            }
            let _ = writeln!(text, "sextant_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(text, "sextant_request_seconds_sum{{route=\"{route}\"}} {seconds}");
            let _ = writeln!(text, "sextant_request_seconds_count{{route=\"{route}\"}} {count}");
        }
        text
    }
}

/// The figures.
pub async fn show(State(app): State<App>, viewer: Viewer) -> Response {
    if let Err(refused) = must_be(&viewer, Role::Administrator) {
        return refused.into_response();
    }
    let mut text = app.metrics.written();
    let sizes = asked(&app, move |engine| -> Told<Option<sextant_engine::Stats>> {
        if must_see_all(&viewer).is_err() {
            return Ok(None);
        }
        Ok(Some(engine.stats(None)?))
    });
    match sizes.await {
        Ok(Some(stats)) => {
            for (what, count) in
                [("documents", stats.documents), ("claims", stats.claims), ("incidents", stats.incidents)]
            {
                let _ = writeln!(text, "# TYPE sextant_{what} gauge\nsextant_{what} {count}");
            }
        }
        Ok(None) => {}
        Err(refused) => return refused.into_response(),
    }
    let kind = (header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    ([kind, (header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// Whether the store answers.
pub async fn ready(State(app): State<App>) -> Response {
    match asked(&app, |engine| Ok(engine.has_accounts()?)).await {
        Ok(_) => "ready\n".into_response(),
        Err(refused) => refused.into_response(),
    }
}
