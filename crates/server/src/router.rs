//! Every route, with what it requires. A route is one line of [`ROUTES`]; who may use it is asked before it is reached,
//! and so is who may change anything by it.

use crate::answers::Answers;
use crate::api::{self, once, told};
use crate::respond::tag;
use crate::site::{App, Site};
use crate::visitor::{Door, Requires, admit};
use crate::{assets, fault, metrics, pages, taxii};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, post, put};
use sextant_model::Role;
use std::sync::Arc;
use std::time::Duration;
use tower_http::compression::CompressionLayer;

/// The longest that a page may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The longest that a message of TAXII may take: bodies are large, and some senders slow.
const TAXII_TIMEOUT: Duration = Duration::from_secs(180);

/// The longest that a form with files may take: some senders are slow.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(180);

/// One line of the table.
pub struct Route {
    /// The path; of TAXII also without the slash at its end.
    pub path: &'static str,
    /// What it requires.
    pub requires: Requires,
    /// The role that anything but reading requires, and whether that is what it is for; of TAXII the collection says.
    pub changes: Option<Role>,
    /// Whether what it takes is a question however it is sent, so that a token may ask it that may only read.
    pub asks: bool,
    /// Whether it is open to a log-in that still lacks its second factor.
    pub early: bool,
    /// What each of its methods is for, of the API: its description is made from that.
    pub told: &'static [told::Operation],
    /// What answers.
    pub methods: fn() -> MethodRouter<App>,
}

const fn route(path: &'static str, requires: Requires, methods: fn() -> MethodRouter<App>) -> Route {
    Route { path, requires, changes: None, asks: false, early: false, told: &[], methods }
}

/// A route of the API, with what it is for.
const fn api(path: &'static str, told: &'static [told::Operation], methods: fn() -> MethodRouter<App>) -> Route {
    Route { path, requires: Requires::Api, changes: None, asks: false, early: false, told, methods }
}

impl Route {
    /// The same route, by which accounts of this role at least may change something.
    const fn changes(mut self, role: Role) -> Self {
        self.changes = Some(role);
        self
    }

    /// The same route, which changes nothing whatever is sent.
    const fn asks(mut self) -> Self {
        self.asks = true;
        self
    }

    /// The same route, by which a second factor is added.
    const fn early(mut self) -> Self {
        self.early = true;
        self
    }
}

use Requires::{Feed, Nothing, Page, Taxii};

/// All routes.
pub const ROUTES: &[Route] = &[
    route("/", Page, || get(pages::incidents::list)),
    route("/incidents/{id}", Page, || get(pages::incident::show)),
    route("/documents/{id}", Page, || get(pages::document::show)),
    route("/assess", Page, || get(pages::assess::show)),
    route("/assess.json", Page, || get(pages::assess::data)),
    route("/actors", Page, || get(pages::actors::list)),
    route("/actors/{name}", Page, || get(pages::actors::show)),
    route("/calibration", Page, || get(pages::calibration::show)),
    route("/calibration.json", Page, || get(pages::calibration::data)),
    route("/search", Page, || get(pages::search::find).post(pages::searches::change)).changes(Role::Reader),
    route("/search/suggest", Page, || get(pages::search::suggest)),
    route("/indicators", Page, || get(pages::indicators::ask).post(pages::indicators::look_up))
        .changes(Role::Reader)
        .asks(),
    route("/brief", Page, || get(pages::brief::show)),
    route("/brief/pdf", Page, || get(pages::brief::pdf)),
    route("/incidents/{id}/story", Page, || get(pages::story::show)),
    route("/incidents/{id}/graph", Page, || get(pages::graph::show)),
    route("/organisations/{name}", Page, || get(pages::organisation::show)),
    route("/sources", Page, || get(pages::sources::list)),
    route("/about", Page, || get(pages::about::show)),
    route("/api", Page, || get(pages::api::show)),
    route("/welcome", Page, || get(pages::welcome::show)),
    route("/welcome/account", Page, || post(pages::welcome::first_account)).changes(Role::Administrator),
    route("/welcome/samples", Page, || post(pages::welcome::read_samples)).changes(Role::Analyst),
    route("/welcome/samples/remove", Page, || post(pages::welcome::remove_samples)).changes(Role::Administrator),
    route("/work", Page, || get(pages::work::show).post(pages::work::answer)).changes(Role::Analyst),
    route("/undo", Page, || post(pages::work::undo)).changes(Role::Analyst),
    route("/incidents/{id}/compare", Page, || get(pages::incident::compare::show)),
    route("/incidents/{id}/hand", Page, || get(pages::hand::show)),
    route("/incidents/{id}/decide", Page, || post(pages::hand::decide)).changes(Role::Analyst),
    route("/incidents/{id}/claims", Page, || post(pages::hand::add)).changes(Role::Analyst),
    route("/incidents/{id}/notes", Page, || post(pages::notes::write)).changes(Role::Analyst),
    route("/incidents/{id}/seen", Page, || post(pages::notes::seen)).changes(Role::Reader),
    route("/claims/{id}", Page, || get(pages::hand::claim).post(pages::hand::correct)).changes(Role::Analyst),
    route("/claims/{id}/retract", Page, || post(pages::hand::retract)).changes(Role::Analyst),
    route("/intake", Page, || {
        get(pages::intake::show).post(pages::intake::take).layer(axum::extract::DefaultBodyLimit::disable())
    })
    .changes(Role::Analyst),
    route("/intake/{id}", Page, || get(pages::intake::taken)),
    route("/account", Page, || get(pages::account::show)).early(),
    route("/account/password", Page, || post(pages::account::change_password)).changes(Role::Reader).early(),
    route("/account/sessions/end", Page, || post(pages::account::sessions::end_others)).changes(Role::Reader).early(),
    route("/account/sessions/{id}/end", Page, || post(pages::account::sessions::end)).changes(Role::Reader).early(),
    route("/account/app", Page, || post(pages::account::second::begin)).changes(Role::Reader).early(),
    route("/account/app/confirm", Page, || post(pages::account::second::confirm)).changes(Role::Reader).early(),
    route("/account/recovery", Page, || post(pages::account::second::recovery)).changes(Role::Reader),
    route("/account/factors/{id}/remove", Page, || post(pages::account::second::remove)).changes(Role::Reader),
    route("/account/passkeys/new", Page, || post(pages::account::passkeys::begin)).changes(Role::Reader).early(),
    route("/account/passkeys", Page, || post(pages::account::passkeys::add)).changes(Role::Reader).early(),
    route("/account/tokens", Page, || post(pages::account::tokens::make)).changes(Role::Reader),
    route("/account/tokens/{id}/revoke", Page, || post(pages::account::tokens::revoke)).changes(Role::Reader),
    route("/users", Page, || get(pages::users::list).post(pages::users::add)).changes(Role::Administrator),
    route("/users/{name}", Page, || get(pages::users::one).post(pages::users::change)).changes(Role::Administrator),
    route("/users/{name}/reset", Page, || post(pages::users::reset)).changes(Role::Administrator),
    route("/users/{name}/remove", Page, || post(pages::users::remove)).changes(Role::Administrator),
    route("/teams", Page, || get(pages::teams::list).post(pages::teams::state)).changes(Role::Administrator),
    route("/teams/{name}/remove", Page, || post(pages::teams::remove)).changes(Role::Administrator),
    route("/audit", Page, || get(pages::audit::show).post(pages::audit::verify)).changes(Role::Administrator).asks(),
    route("/login", Nothing, || get(pages::login::ask).post(pages::login::log_in)),
    route("/login/second", Nothing, || get(pages::login::second::ask).post(pages::login::second::answer)),
    route("/login/provider", Nothing, || get(pages::login::provider::begin)),
    route("/login/provider/back", Nothing, || get(pages::login::provider::back)),
    route("/logout/provider", Nothing, || get(pages::login::provider::log_out)),
    route("/login/passkey", Nothing, || post(pages::login::by_passkey)),
    route("/login/second/passkey", Nothing, || post(pages::login::second::passkey)),
    route("/logout", Page, || post(pages::login::log_out)).changes(Role::Reader).early(),
    route("/assets/{name}", Nothing, || get(assets::serve)),
    route("/favicon.ico", Nothing, || get(assets::icon)),
    route("/feeds/searches/{name}", Feed, || get(pages::searches::feed)),
    route("/feeds/misp/{name}", Page, || get(pages::feeds::misp)),
    route("/feeds/advisories.rss", Feed, || get(pages::advisories::feed)),
    route("/feeds/advisories.atom", Feed, || get(pages::advisories::feed)),
    route("/feeds/advisories.json", Feed, || get(pages::advisories::feed)),
    route("/advisories", Page, || get(pages::advisories::list).post(pages::advisories::draft)).changes(Role::Analyst),
    route("/advisories/{id}", Page, || get(pages::advisories::show)),
    route("/advisories/{id}/print", Page, || get(pages::advisories::print)),
    route("/advisories/{id}/pdf", Page, || get(pages::advisories::pdf)),
    route("/advisories/{id}/edit", Page, || post(pages::advisories::edit)).changes(Role::Analyst),
    route("/advisories/{id}/propose", Page, || post(pages::advisories::propose)).changes(Role::Analyst),
    route("/advisories/{id}/correct", Page, || post(pages::advisories::correct)).changes(Role::Analyst),
    route("/advisories/{id}/approve", Page, || post(pages::advisories::approve)).changes(Role::Publisher),
    route("/advisories/{id}/publish", Page, || post(pages::advisories::publish)).changes(Role::Publisher),
    route("/advisories/{id}/withdraw", Page, || post(pages::advisories::withdraw)).changes(Role::Publisher),
    route("/outbox", Page, || get(pages::outbox::show)),
    route("/outbox/recipients", Page, || post(pages::outbox::state)).changes(Role::Publisher),
    route("/outbox/recipients/{name}/remove", Page, || post(pages::outbox::remove)).changes(Role::Publisher),
    route("/outbox/deliveries/{id}", Page, || post(pages::outbox::settle)).changes(Role::Publisher),
    route("/watches", Page, || get(pages::watches::list).post(pages::watches::add)).changes(Role::Reader),
    route("/watches/{id}/end", Page, || post(pages::watches::end)).changes(Role::Reader),
    route("/watches/{id}/seen", Page, || post(pages::watches::seen)).changes(Role::Reader),
    route("/account/feeds", Page, || post(pages::account::feed_words::make)).changes(Role::Reader),
    route("/account/feeds/{id}/revoke", Page, || post(pages::account::feed_words::revoke)).changes(Role::Reader),
    api("/api/v1/openapi.json", told::OPENAPI, || get(api::openapi::show)),
    api("/api/v1/me", told::ME, || get(api::incidents::me)),
    api("/api/v1/stats", told::STATS, || get(api::lists::stats)),
    api("/api/v1/events", told::EVENTS, || get(api::events::stream)),
    api("/api/v1/incidents", told::INCIDENTS, || get(api::incidents::list)),
    api("/api/v1/incidents/{id}", told::INCIDENT, || get(api::incidents::one)),
    api("/api/v1/incidents/{id}/export", told::EXPORT, || get(api::incidents::export)),
    api("/api/v1/incidents/{id}/notes", told::NOTES, || get(api::incidents::notes).post(api::incidents::note))
        .changes(Role::Analyst),
    api("/api/v1/incidents/{id}/seen", told::SEEN, || post(api::desk::seen)).changes(Role::Reader),
    api("/api/v1/incidents/{id}/story", told::STORY, || get(api::desk::story)),
    api("/api/v1/incidents/{id}/graph", told::GRAPH, || get(api::desk::graph)),
    api("/api/v1/organisations/{name}", told::ORGANISATION, || get(api::desk::organisation)),
    api("/api/v1/brief", told::BRIEF, || get(api::desk::brief)),
    api("/api/v1/watches", told::WATCHES, || get(api::desk::watches).post(api::desk::follow)).changes(Role::Reader),
    api("/api/v1/watches/{id}", told::WATCH, || delete(api::desk::unwatch)).changes(Role::Reader),
    api("/api/v1/watches/{id}/seen", told::LOOKED, || post(api::desk::looked)).changes(Role::Reader),
    api("/api/v1/work", told::WORK, || get(api::desk::queue).post(api::desk::answer)).changes(Role::Analyst),
    api("/api/v1/done", told::DONE, || get(api::desk::done)),
    api("/api/v1/undo", told::TAKE_BACK, || post(api::desk::take_back)).changes(Role::Analyst),
    api("/api/v1/advisories", told::ADVISORIES, || get(api::advisories::list).post(api::advisories::draft))
        .changes(Role::Analyst),
    api("/api/v1/advisories/{id}", told::ADVISORY, || get(api::advisories::one).put(api::advisories::edit))
        .changes(Role::Analyst),
    api("/api/v1/advisories/{id}/sheet", told::SHEET, || get(api::advisories::sheet)),
    api("/api/v1/advisories/{id}/revisions", told::REVISIONS, || get(api::advisories::revisions)),
    api("/api/v1/advisories/{id}/proposal", told::PROPOSE, || post(api::advisories::propose)).changes(Role::Analyst),
    api("/api/v1/advisories/{id}/correction", told::CORRECTION, || post(api::advisories::correct))
        .changes(Role::Analyst),
    api("/api/v1/advisories/{id}/approval", told::APPROVE, || post(api::advisories::approve)).changes(Role::Publisher),
    api("/api/v1/advisories/{id}/publication", told::PUBLISH, || post(api::advisories::publish))
        .changes(Role::Publisher),
    api("/api/v1/advisories/{id}/withdrawal", told::WITHDRAWAL, || post(api::advisories::withdraw))
        .changes(Role::Publisher),
    api("/api/v1/recipients", told::RECIPIENTS, || get(api::advisories::recipients).post(api::advisories::state))
        .changes(Role::Publisher),
    api("/api/v1/recipients/{name}", told::RECIPIENT, || delete(api::advisories::remove)).changes(Role::Publisher),
    api("/api/v1/deliveries", told::DELIVERIES, || get(api::advisories::deliveries)),
    api("/api/v1/deliveries/{id}/settlement", told::SETTLEMENT, || post(api::advisories::settle))
        .changes(Role::Publisher),
    api("/api/v1/claims", told::CLAIMS, || get(api::claims::list).post(api::claims::add)).changes(Role::Analyst),
    api("/api/v1/claims/{id}", told::CLAIM, || get(api::claims::one)),
    api("/api/v1/claims/{id}/corrections", told::CORRECT, || post(api::claims::correct)).changes(Role::Analyst),
    api("/api/v1/claims/{id}/retraction", told::RETRACT, || post(api::claims::retract)).changes(Role::Analyst),
    api("/api/v1/documents", told::DOCUMENTS, || post(api::documents::take)).changes(Role::Analyst),
    api("/api/v1/documents/{id}", told::DOCUMENT, || get(api::documents::one)),
    api("/api/v1/documents/{id}/text", told::TEXT, || get(api::documents::text)),
    api("/api/v1/documents/{id}/spans", told::SPANS, || get(api::documents::spans)),
    api("/api/v1/documents/{id}/forget", told::FORGET, || post(api::documents::forget)).changes(Role::Administrator),
    api("/api/v1/intake", told::HANDED_OVER, || get(api::desk::handed_over)),
    api("/api/v1/intake/{id}", told::INTAKE, || get(api::documents::taken)),
    api("/api/v1/reread", told::REREAD, || post(api::documents::reread)).changes(Role::Administrator),
    api("/api/v1/search", told::SEARCH, || get(api::lists::search)),
    api("/api/v1/search/suggestions", told::SUGGEST, || get(api::desk::suggest)),
    api("/api/v1/searches", told::SEARCHES, || get(api::desk::searches).post(api::desk::keep)).changes(Role::Reader),
    api("/api/v1/searches/{id}", told::KEPT_SEARCH, || delete(api::desk::drop_search)).changes(Role::Reader),
    api("/api/v1/indicators", told::INDICATORS, || post(api::lists::indicators)).changes(Role::Reader).asks(),
    api("/api/v1/sources", told::SOURCES, || get(api::lists::sources)),
    api("/api/v1/sources/{name}", told::SOURCE, || get(api::lists::source).put(api::lists::set_source))
        .changes(Role::Analyst),
    api("/api/v1/actors", told::ACTORS, || get(api::lists::actors)),
    api("/api/v1/actors/{name}", told::ACTOR, || get(api::lists::actor)),
    api("/api/v1/assess", told::ASSESS, || get(api::assessments::assess)),
    api("/api/v1/assessments", told::ASSESSMENTS, || get(api::assessments::list).post(api::assessments::judge))
        .changes(Role::Analyst),
    api("/api/v1/calibration", told::CALIBRATION, || get(api::assessments::calibration)),
    api("/api/v1/decisions", told::DECISIONS, || get(api::decisions::list).post(api::decisions::decide))
        .changes(Role::Analyst),
    api("/api/v1/decisions/{id}/undo", told::UNDO, || post(api::decisions::undo)).changes(Role::Analyst),
    api("/api/v1/objects", told::OBJECTS, || get(api::lists::objects)),
    api("/api/v1/objects/{id}", told::OBJECT, || get(api::lists::object)),
    api("/api/v1/collections", told::COLLECTIONS, || get(api::lists::collections)),
    api("/api/v1/publications", told::PUBLICATIONS, || get(api::lists::publications).post(api::lists::publish))
        .changes(Role::Publisher),
    api("/api/v1/publications/withdraw", told::WITHDRAW, || post(api::lists::withdraw)).changes(Role::Publisher),
    api("/api/v1/audit", told::AUDIT, || get(api::lists::audit)),
    api("/api/v1/audit/verification", told::VERIFICATION, || get(api::lists::verification)),
    api("/api/v1/users", told::USERS, || get(api::accounts::list).post(api::accounts::add))
        .changes(Role::Administrator),
    api("/api/v1/users/{name}", told::USER, || delete(api::accounts::remove)).changes(Role::Administrator),
    api("/api/v1/users/{name}/password", told::PASSWORD, || put(api::accounts::password)).changes(Role::Administrator),
    api("/api/v1/tokens", told::TOKENS, || get(api::accounts::tokens).post(api::accounts::add_token))
        .changes(Role::Administrator),
    api("/api/v1/tokens/{id}", told::TOKEN, || delete(api::accounts::revoke)).changes(Role::Administrator),
    api("/metrics", told::METRICS, || get(metrics::show)),
    route("/readyz", Nothing, || get(metrics::ready)),
    route("/healthz", Nothing, || get(|| async { "ok\n" })),
    route("/taxii2/", Taxii, || taxii::only_get(get(taxii::discovery))),
    route("/taxii2/api/", Taxii, || taxii::only_get(get(taxii::root))),
    route("/taxii2/api/status/{id}/", Taxii, || taxii::only_get(get(taxii::status))),
    route("/taxii2/api/collections/", Taxii, || taxii::only_get(get(taxii::collections))),
    route("/taxii2/api/collections/{collection}/", Taxii, || taxii::only_get(get(taxii::collection))),
    route("/taxii2/api/collections/{collection}/manifest/", Taxii, || taxii::only_get(get(taxii::manifest))),
    route("/taxii2/api/collections/{collection}/objects/", Taxii, || {
        taxii::only(get(taxii::objects).post(taxii::add), "GET, HEAD, POST")
    }),
    route("/taxii2/api/collections/{collection}/objects/{object}/", Taxii, || {
        taxii::only(get(taxii::object).delete(taxii::delete), "GET, HEAD, DELETE")
    }),
    route("/taxii2/api/collections/{collection}/objects/{object}/versions/", Taxii, || {
        taxii::only_get(get(taxii::versions))
    }),
    route("/taxii2/{*rest}", Taxii, || axum::routing::any(taxii::nothing_there)),
];

/// What no page may do: run a script or style that is not ours, be framed, tell others where the reader came from.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // No other site learns where a reader comes from; ours does, or browsers would send forms with the Origin `null`.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// The routes over one store, for this machine.
pub fn router(engine: Arc<dyn Answers>) -> Router {
    routes(&App::new(engine, Site::default()))
}

/// The routes of a server.
pub fn routes(app: &App) -> Router {
    let (mut pages, mut uploads, mut messages) = (Router::new(), Router::new(), Router::new());
    for route in ROUTES {
        let admitted = || {
            let mut methods = (route.methods)();
            if route.requires == Requires::Api {
                let guard = from_fn_with_state((app.clone(), once::Bounds::of(route)), once::guard);
                let guarded: MethodRouter<App> = methods.layer(guard);
                methods = guarded.layer(axum::extract::DefaultBodyLimit::disable());
            }
            let admit = from_fn_with_state((app.clone(), Door::of(route)), admit);
            methods.layer(admit).layer(from_fn_with_state((app.clone(), route.path), metrics::measure))
        };
        if route.path == "/intake" {
            uploads = uploads.route(route.path, admitted());
            continue;
        }
        if route.requires != Taxii {
            pages = pages.route(route.path, admitted());
            continue;
        }
        messages = messages.route(route.path, admitted());
        if let Some(bare) = route.path.strip_suffix('/') {
            messages = messages.route(bare, admitted());
        }
    }
    let timeout = |time| from_fn_with_state(time, within);
    let pages = pages
        .fallback(fault::no_such_page)
        .method_not_allowed_fallback(fault::wrong_method)
        .layer(from_fn(tag))
        .layer(CompressionLayer::new())
        .layer(timeout(TIMEOUT));
    let messages = messages.layer(axum::extract::DefaultBodyLimit::disable()).layer(timeout(TAXII_TIMEOUT));
    let uploads = uploads.layer(timeout(UPLOAD_TIMEOUT));
    pages.merge(uploads).merge(messages).layer(from_fn(protect)).with_state(app.clone())
}

/// Waits for an answer no longer than this.
async fn within(State(time): State<Duration>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    tokio::time::timeout(time, next.run(request)).await.unwrap_or_else(|_| fault::too_slow(&path))
}

/// Sets the headers.
async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let private = response.headers_mut().entry(header::CACHE_CONTROL);
    private.or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether the Host header names this machine (or is missing, as in HTTP/1.0).
pub(crate) fn local(host: Option<&HeaderValue>) -> bool {
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
    use super::*;
    use axum::body::Body;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn whoever_waits_too_long_is_told_so_in_their_own_form() {
        let never = || async { std::future::pending::<()>().await };
        for (path, kind) in [
            ("/api/v1/x", "application/problem+json"),
            ("/taxii2/x", "application/taxii+json;version=2.1"),
            ("/x", "text/html; charset=utf-8"),
        ] {
            let waits = from_fn_with_state(Duration::from_millis(5), within);
            let router: Router = Router::new().route(path, get(never)).layer(waits);
            let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
            let response = router.oneshot(request).await.expect("an answer");
            assert_eq!(response.status().as_u16(), 503, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind, "{path}");
            assert!(response.headers().contains_key(header::RETRY_AFTER), "{path}");
        }
    }

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
