//! The outbox for publishers: recipients, and what became of each delivery.

use super::advisories::refusal;
use crate::forms::{Sent, Word};
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::{Requires, Viewer};
use crate::{fault, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::outbox::{Delivery, Fate, Recipient, Settle, Way};
use sextant_engine::{Engine, EngineError, Kept, Needs, Verdict, authorise};
use sextant_model::{Role, Tlp};

/// Deliveries shown.
const SHOWN: usize = 300;

#[derive(Template)]
#[template(path = "outbox.html")]
struct Outbox {
    recipients: Vec<Recipient>,
    deliveries: Vec<Kept<Delivery>>,
    word: Word,
    /// The secret of a webhook that was just drawn.
    secret: Option<String>,
}

impl Outbox {
    /// Those that a person must look at first.
    fn sorted(&self) -> Vec<&Kept<Delivery>> {
        let mut all: Vec<&Kept<Delivery>> = self.deliveries.iter().collect();
        all.sort_by_key(|kept| match kept.value.fate {
            Fate::Doubtful => 0,
            Fate::Dead => 1,
            Fate::Waiting | Fate::Sending => 2,
            Fate::Sent | Fate::Replaced => 3,
        });
        all
    }
}

fn engine(answers: &dyn crate::answers::Answers) -> Result<&Engine, EngineError> {
    answers.engine().ok_or_else(|| EngineError::NotFound { what: "store", id: String::new() })
}

/// The page.
pub async fn show(State(app): State<App>, viewer: Viewer, word: Word) -> Response {
    shown(app, viewer, word, None).await
}

async fn shown(app: App, viewer: Viewer, word: Word, secret: Option<String>) -> Response {
    // Addresses of recipients are for those who send to them.
    if authorise(&viewer.0, Needs::Role(Role::Publisher)) != Verdict::Yes {
        return fault::forbidden(Requires::Page);
    }
    let audience = viewer.audience();
    let found = move |answers: &dyn crate::answers::Answers| {
        let engine = engine(answers)?;
        let mut deliveries = engine.deliveries(None, audience)?;
        deliveries.truncate(SHOWN);
        Ok((engine.recipients()?, deliveries))
    };
    ask(app.answers.clone(), found, move |(recipients, deliveries)| {
        let mut shown = page(&Outbox { recipients, deliveries, word, secret });
        shown.headers_mut().insert(header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
        shown
    })
    .await
}

/// What the form for a recipient sends.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    #[serde(rename = "word")]
    _word: Option<String>,
    name: String,
    way: String,
    address: String,
    clearance: String,
    advisories: Option<String>,
}

/// States a recipient; the secret of a webhook is shown this once.
pub async fn state(State(app): State<App>, viewer: Viewer, word: Word, Sent(sent): Sent<Stated>) -> Response {
    let by = viewer.0.name().to_owned();
    let stated = move |answers: &dyn crate::answers::Answers| {
        Ok(engine(answers).and_then(|engine| engine.set_recipient(recipient(&sent)?, &by)))
    };
    let (answers, (send, receive)) = (app.answers.clone(), tokio::sync::oneshot::channel());
    let refused = ask(answers, stated, move |done| match done {
        Ok(secret) => {
            let _ = send.send(secret);
            StatusCode::OK.into_response()
        }
        Err(error) => refusal(&error),
    })
    .await;
    match receive.await {
        Ok(secret) => shown(app, viewer, word, secret).await,
        Err(_) => refused,
    }
}

fn recipient(sent: &Stated) -> Result<Recipient, EngineError> {
    let way: Way = sent.way.parse().map_err(EngineError::Invalid)?;
    let clearance: Tlp = sent.clearance.parse().map_err(|error| EngineError::Invalid(format!("{error}")))?;
    let mut new = Recipient::new(&sent.name, way, &sent.address, clearance);
    new.advisories = sent.advisories.is_some();
    Ok(new)
}

/// What a button sends.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    #[serde(rename = "word")]
    _word: Option<String>,
    settle: Option<String>,
}

/// Removes a recipient.
pub async fn remove(State(app): State<App>, viewer: Viewer, Path(name): Path<String>, _: Sent<Pressed>) -> Response {
    let by = viewer.0.name().to_owned();
    back(app, move |engine| engine.remove_recipient(&name, &by)).await
}

/// Settles a delivery.
pub async fn settle(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(sent): Sent<Pressed>,
) -> Response {
    let (by, audience) = (viewer.0.name().to_owned(), viewer.audience());
    back(app, move |engine| {
        let settle: Settle = sent.settle.unwrap_or_default().parse().map_err(EngineError::Invalid)?;
        engine.settle_delivery(&id, settle, audience, &by).map(drop)
    })
    .await
}

async fn back(app: App, change: impl FnOnce(&Engine) -> Result<(), EngineError> + Send + 'static) -> Response {
    let change = move |answers: &dyn crate::answers::Answers| Ok(engine(answers).and_then(change));
    ask(app.answers.clone(), change, |done: Result<(), EngineError>| match done {
        Ok(()) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/outbox")]).into_response(),
        Err(error) => refusal(&error),
    })
    .await
}
