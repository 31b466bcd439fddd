//! Programs ask and change here what people do on pages: `/api/v1`, JSON, thin over the engine.
//!
//! Each address stands in the router's table with what it is for ([`told`]); from the same table comes its description as
//! OpenAPI. Every question is asked with the audience of whoever asks, and what they may not see is "not found", for
//! changes as well. Refusals are problem details.

pub mod accounts;
pub mod advisories;
pub mod assessments;
mod body;
pub mod claims;
mod cursor;
pub mod decisions;
pub mod desk;
pub mod documents;
pub mod events;
pub mod incidents;
pub mod lists;
pub mod once;
pub mod openapi;
pub mod told;

pub(crate) use body::{Asked, Given, Named};
pub(crate) use cursor::{Listed, Paging};

use crate::problem;
use crate::respond::turn;
use crate::site::App;
use crate::visitor::Viewer;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::{Engine, EngineError, Needs, StoreError, Verdict, authorise, gate};
use sextant_model::{AsOf, Clock, Role, Tlp};

/// Why something is not answered or done.
#[derive(Debug)]
pub enum Refused {
    /// The engine says so.
    Engine(EngineError),
    /// We do: status, what went wrong, what to do.
    Problem(StatusCode, &'static str, String),
}

impl From<EngineError> for Refused {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl Refused {
    /// The question makes no sense.
    pub fn unclear(told: impl Into<String>) -> Self {
        Self::Problem(StatusCode::BAD_REQUEST, "That cannot be answered as asked", told.into())
    }

    /// The change makes no sense, or asks for what whoever asks may not have.
    pub fn invalid(told: impl Into<String>) -> Self {
        Self::Problem(StatusCode::UNPROCESSABLE_ENTITY, "That cannot be done as asked", told.into())
    }

    /// It is not there, or not for whoever asks.
    pub fn missing(what: &str) -> Self {
        Self::Problem(StatusCode::NOT_FOUND, "Not found", format!("There is no such {what} in this store."))
    }

    /// Another role may.
    pub fn forbidden() -> Self {
        let told = "Your role or clearance does not allow that.".to_owned();
        Self::Problem(StatusCode::FORBIDDEN, "Not allowed", told)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(status, title, told) => problem::of(status, title, &told),
            // The same words whatever was asked for, so that they tell nothing of what is hidden.
            Self::Engine(EngineError::NotFound { what, .. }) => Self::missing(what).into_response(),
            Self::Engine(EngineError::Invalid(told)) => Self::invalid(told).into_response(),
            Self::Engine(EngineError::Store(StoreError::Refused(told))) => Self::invalid(told).into_response(),
            Self::Engine(error) if error.is_busy() => {
                let told = "Another program is writing to the store. Try again in a moment.";
                let mut response = problem::of(StatusCode::SERVICE_UNAVAILABLE, "The store is busy", told);
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
                response
            }
            Self::Engine(error) => {
                tracing::error!(%error, "a question of the API could not be answered");
                let told = "The log of the server says why.";
                problem::of(StatusCode::INTERNAL_SERVER_ERROR, "The store could not answer", told)
            }
        }
    }
}

/// What is told, or why not.
pub type Told<T> = Result<T, Refused>;

/// Asks the engine away from the threads that serve connections.
pub async fn asked<T: Send + 'static>(
    app: &App,
    question: impl FnOnce(&Engine) -> Told<T> + Send + 'static,
) -> Told<T> {
    let answers = app.answers.clone();
    let Some(turn) = turn().await else { return Err(broken_off()) };
    let asked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        answers.engine().map_or_else(|| Err(Refused::missing("store")), question)
    });
    asked.await.unwrap_or_else(|_| Err(broken_off()))
}

fn broken_off() -> Refused {
    let told = "It was not finished; what was not confirmed was not done.".to_owned();
    Refused::Problem(StatusCode::INTERNAL_SERVER_ERROR, "The question was broken off", told)
}

/// Asks, and answers with JSON.
pub async fn tell<T: serde::Serialize + Send + 'static>(
    app: &App,
    question: impl FnOnce(&Engine) -> Told<T> + Send + 'static,
) -> Response {
    match asked(app, question).await {
        Ok(value) => json(StatusCode::OK, &value),
        Err(refused) => refused.into_response(),
    }
}

/// Changes something, and answers with JSON and where it stands now.
pub async fn make<T: serde::Serialize + Send + 'static>(
    app: &App,
    change: impl FnOnce(&Engine) -> Told<(Option<String>, T)> + Send + 'static,
) -> Response {
    match asked(app, change).await {
        Ok((None, value)) => json(StatusCode::OK, &value),
        Ok((Some(place), value)) => {
            let mut response = json(StatusCode::CREATED, &value);
            if let Ok(place) = place.parse() {
                response.headers_mut().insert(header::LOCATION, place);
            }
            response
        }
        Err(refused) => refused.into_response(),
    }
}

/// Nothing to tell but that it was done.
pub fn none(done: Told<()>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refused) => refused.into_response(),
    }
}

/// A value as JSON.
pub fn json(status: StatusCode, value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            let kind = (header::CONTENT_TYPE, "application/json");
            (status, [kind, (header::CACHE_CONTROL, "private, no-cache")], bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer of the API could not be written");
            problem::of(StatusCode::INTERNAL_SERVER_ERROR, "The answer could not be written", "The log says why.")
        }
    }
}

/// The moment that a question is about.
pub fn moment(as_of: Option<&str>, time: Option<Clock>) -> Told<AsOf> {
    let clock = time.unwrap_or_default();
    as_of.map_or(Ok(AsOf { until: None, clock }), |text| AsOf::parse(text, clock).map_err(Refused::unclear))
}

/// Whether somebody has this role; reading is open to every account unless this is asked.
pub fn must_be(viewer: &Viewer, role: Role) -> Told<()> {
    if authorise(&viewer.0, Needs::Role(role)) == Verdict::Yes { Ok(()) } else { Err(Refused::forbidden()) }
}

/// What tells of everything is only for those who may see everything.
pub fn must_see_all(viewer: &Viewer) -> Told<()> {
    must_be(viewer, Role::Administrator)?;
    if gate::may_see(Tlp::Red, viewer.audience()) { Ok(()) } else { Err(Refused::forbidden()) }
}

/// Nobody keeps what they may not see themselves.
pub fn must_be_cleared(label: Option<Tlp>, audience: Option<Tlp>) -> Told<()> {
    if label.is_none_or(|label| gate::may_see(label, audience)) {
        return Ok(());
    }
    Err(Refused::invalid("You are not cleared for that label: choose one that you may see."))
}

/// An id from an address; what is no id leads nowhere.
pub fn id<T: std::str::FromStr>(text: &str, what: &str) -> Told<T> {
    text.parse().map_err(|_| Refused::missing(what))
}
