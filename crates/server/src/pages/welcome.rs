//! The first minutes: the first account, the samples, one's own reports. Reached from the list of an empty store.

use super::login;
use crate::forms::{Sent, Word};
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::{Viewer, Whence};
use crate::{fault, labels};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::de::IgnoredAny;
use sextant_engine::{
    Credential, Engine, EngineError, Given, IngestOptions, Input, Needs, ReadOptions, Stats, Verdict, authorise,
};
use sextant_model::{DocumentId, Role, Tlp};
use std::time::Duration;

/// Where documents of the samples come from, before the file's name.
const SAMPLES: &str = "samples/";
/// How long a reader waits for the samples before being told to wait.
const PATIENCE: Duration = Duration::from_secs(15);
/// What guesses of the code are counted under: no account can be called so.
const GUESS: &str = "first account";

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    word: Word,
    accounts: bool,
    /// Whether a code is worth anything.
    open: bool,
    /// Samples that can be read in, and documents of them that are here.
    samples: usize,
    here: usize,
    stats: Stats,
    wrong: Option<String>,
    name: String,
    /// Whether they may read samples in, and take them out.
    reads: bool,
    keeps: bool,
}

/// What is sent for the first account.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct First {
    code: String,
    name: String,
    password: String,
}

fn input(sample: &(&str, &[u8])) -> Input {
    Input::Given(Given { name: format!("{SAMPLES}{}", sample.0), media_type: None, bytes: sample.1.to_vec() })
}

fn documents_of(
    engine: &Engine,
    samples: &[(&str, &[u8])],
    audience: Option<Tlp>,
) -> Result<Vec<DocumentId>, EngineError> {
    let mut all = Vec::new();
    for (name, _) in samples {
        all.extend(engine.documents_from(&format!("{SAMPLES}{name}"), audience)?);
    }
    Ok(all)
}

/// The page.
pub async fn show(State(app): State<App>, viewer: Viewer, word: Word) -> Response {
    shown(app, viewer, word, StatusCode::OK, None, String::new()).await
}

async fn shown(
    app: App,
    viewer: Viewer,
    word: Word,
    status: StatusCode,
    wrong: Option<String>,
    name: String,
) -> Response {
    let (audience, samples, open) = (viewer.audience(), app.intake.samples, app.setup.is_open());
    let may = |role| authorise(&viewer.0, Needs::Role(role)) == Verdict::Yes;
    let (reads, keeps) = (may(Role::Analyst), may(Role::Administrator));
    let question = move |answers: &dyn crate::Answers| {
        let Some(engine) = answers.engine() else { return Ok((false, 0, answers.stats(audience)?)) };
        Ok((engine.has_accounts()?, documents_of(engine, samples, audience)?.len(), engine.stats(audience)?))
    };
    let mut response = ask(app.answers.clone(), question, |(accounts, here, stats)| {
        page(&Welcome { word, accounts, open, samples: samples.len(), here, stats, wrong, name, reads, keeps })
    })
    .await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// Makes the first account, an administrator, and logs its browser in.
pub async fn first_account(
    State(app): State<App>,
    whence: Whence,
    viewer: Viewer,
    word: Word,
    headers: HeaderMap,
    Sent(first): Sent<First>,
) -> Response {
    let from = whence.from;
    if !app.guesses.may_guess(from, GUESS) {
        return fault::too_many_guesses();
    }
    if !app.setup.fits(&first.code) {
        app.guesses.wrong(from, GUESS);
        let told = "That is not the code. It stands in the terminal in which the server was started.".to_owned();
        return shown(app, viewer, word, StatusCode::FORBIDDEN, Some(told), first.name).await;
    }
    let (asker, name, password) = (app.clone(), first.name.trim().to_owned(), first.password);
    let made = tokio::task::spawn_blocking(move || {
        let engine = asker.answers.engine().ok_or_else(|| EngineError::Invalid("there is no store".to_owned()))?;
        if !sextant_model::Account::is_name(&name) {
            return Err(EngineError::Invalid("A name has up to 64 letters, digits and the signs . _ @ -".to_owned()));
        }
        engine.add_first_account(&name, &password)?;
        engine.who(Credential::Password { name: &name, password: &password })
    });
    match made.await {
        Ok(Ok(Some(caller))) => login::welcome(&app, &headers, &whence, &caller, "/welcome", false),
        Ok(Ok(None)) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Ok(Err(EngineError::Invalid(told))) => {
            shown(app, viewer, word, StatusCode::BAD_REQUEST, Some(told), first.name).await
        }
        Ok(Err(error)) => fault::store(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Reads the samples into this store.
pub async fn read_samples(State(app): State<App>, viewer: Viewer, _: Sent<IgnoredAny>) -> Response {
    let inputs = app.intake.samples.iter().map(input).collect();
    let read = ReadOptions { tlp: Some(Tlp::Clear), ..app.intake.read.clone() };
    let options = IngestOptions { read, by: viewer.0.name().to_owned() };
    let Some(job) = app.jobs.begin(&app.answers, inputs, options) else { return super::intake::busy() };
    let place = if job.ended_within(PATIENCE).await && job.fault().is_none() {
        "/".to_owned()
    } else {
        format!("/intake/{}", job.id)
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// Takes the documents of the samples out of this store again.
pub async fn remove_samples(State(app): State<App>, viewer: Viewer, _: Sent<IgnoredAny>) -> Response {
    let (samples, audience, by) = (app.intake.samples, viewer.audience(), viewer.0.name().to_owned());
    let remove = move |answers: &dyn crate::Answers| {
        let Some(engine) = answers.engine() else { return Ok(()) };
        for document in documents_of(engine, samples, audience)? {
            engine.forget(document, "a sample report, removed", &by)?;
        }
        Ok(())
    };
    ask(app.answers.clone(), remove, |()| (StatusCode::SEE_OTHER, [(header::LOCATION, "/welcome")]).into_response())
        .await
}
