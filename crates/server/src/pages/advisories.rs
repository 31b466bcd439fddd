//! Advisories: the list, one with what each audience gets, the steps that it takes, and the feeds. A reader is shown what
//! was sent; whoever works on advisories is shown drafts as well.

use crate::forms::{Sent, Word};
use crate::respond::{Asked, ask, page};
use crate::site::{App, Peer};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::advisory::{Advisory, Edit, Sheet, State as Step};
use sextant_engine::feed::Form;
use sextant_engine::{Engine, EngineError, Kept, Needs, Verdict, authorise};
use sextant_model::{Role, Tlp};

/// The query of the list.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Listed {
    incident: String,
}

#[derive(Template)]
#[template(path = "advisories.html")]
struct Advisories {
    kept: Vec<Kept<Advisory>>,
    incident: String,
    labels: Vec<Tlp>,
    may: Rights,
    word: Word,
}

#[derive(Template)]
#[template(path = "advisory.html")]
struct Shown {
    advisory: Advisory,
    sheet: Sheet,
    revisions: Vec<Kept<Advisory>>,
    may: Rights,
    word: Word,
    text: String,
    second_person: bool,
    /// Whether whoever looks wrote at it.
    own: bool,
}

/// What somebody may do with advisories.
#[derive(Debug, Clone, Copy)]
struct Rights {
    write: bool,
    publish: bool,
}

impl Rights {
    fn of(viewer: &Viewer) -> Self {
        let may = |role| authorise(&viewer.0, Needs::Role(role)) == Verdict::Yes;
        Self { write: may(Role::Analyst), publish: may(Role::Publisher) }
    }
}

fn engine(app: &App) -> Result<&Engine, EngineError> {
    let missing = || EngineError::NotFound { what: "store", id: String::new() };
    app.answers.engine().ok_or_else(missing)
}

/// What was asked of the engine and could not be.
pub(crate) fn refusal(error: &EngineError) -> Response {
    match error {
        EngineError::NotFound { what, .. } => fault::not_found(what),
        EngineError::Invalid(told) => fault::bad_request(told),
        EngineError::Store(store) if store.to_string().contains("meanwhile") => fault::bad_request(&store.to_string()),
        other => fault::store(other),
    }
}

/// The list.
pub async fn list(State(app): State<App>, viewer: Viewer, word: Word, asked: Asked<Listed>) -> Response {
    let (may, audience) = (Rights::of(&viewer), viewer.audience());
    let asker = app.clone();
    let found = move |_: &dyn crate::answers::Answers| {
        let engine = engine(&asker)?;
        if may.write { engine.advisories(audience) } else { engine.advisories_out(audience) }
    };
    ask(app.answers.clone(), found, move |mut kept| {
        let incident = asked.0.incident;
        kept.retain(|kept| incident.is_empty() || kept.value.incident.to_string().starts_with(&incident));
        let cleared = Tlp::ALL.into_iter().filter(|label| audience.is_none_or(|most| label.allows(most)));
        page(&Advisories { kept, incident, labels: cleared.collect(), may, word })
    })
    .await
}

/// One as this viewer may see it: readers see what was sent.
pub(crate) fn known(engine: &Engine, id: &str, viewer: &Viewer) -> Result<Advisory, EngineError> {
    let advisory = engine.advisory(id, viewer.audience())?.value;
    if Rights::of(viewer).write {
        return Ok(advisory);
    }
    let out = engine.advisories_out(viewer.audience())?.into_iter().find(|out| out.value.id == advisory.id);
    out.map(|out| out.value).ok_or_else(|| EngineError::NotFound { what: "advisory", id: id.to_owned() })
}

/// Shows one, with what each audience gets.
pub async fn show(State(app): State<App>, viewer: Viewer, word: Word, Path(id): Path<String>) -> Response {
    let asker = app.clone();
    let found = move |_: &dyn crate::answers::Answers| {
        let looked = look(&asker, &viewer, &id, word);
        Ok(looked.map_err(|error| refusal(&error)))
    };
    ask(app.answers.clone(), found, |shown| shown.map_or_else(|refused| refused, |shown| page(&shown))).await
}

fn look(app: &App, viewer: &Viewer, id: &str, word: Word) -> Result<Shown, EngineError> {
    let (engine, may) = (engine(app)?, Rights::of(viewer));
    let advisory = known(engine, id, viewer)?;
    let mut revisions = engine.advisory_revisions(&advisory.id, viewer.audience())?;
    revisions.retain(|kept| may.write || kept.value.state.is_out());
    let sheet = engine.sheet(&advisory, viewer.audience())?;
    let sheet = sheet.ok_or_else(|| EngineError::NotFound { what: "advisory", id: id.to_owned() })?;
    let own = advisory.authors.iter().any(|author| author == viewer.0.name());
    let (text, second_person) = (sheet.text(), engine.desk().second_person);
    Ok(Shown { advisory, sheet, revisions, may, word, text, second_person, own })
}

/// One as a page that needs nothing else, to keep and to print.
pub async fn print(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Response {
    keep(app, viewer, id, ("html", "text/html; charset=utf-8"), |sheet| Ok(sheet.html().into_bytes())).await
}

/// One as a PDF.
pub async fn pdf(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Response {
    keep(app, viewer, id, ("pdf", "application/pdf"), Sheet::pdf).await
}

/// One as a file with this ending and type.
async fn keep(
    app: App,
    viewer: Viewer,
    id: String,
    (ending, kind): (&'static str, &'static str),
    write: fn(&Sheet) -> sextant_engine::Result<Vec<u8>>,
) -> Response {
    let asker = app.clone();
    let found = move |_: &dyn crate::answers::Answers| {
        let found = engine(&asker).and_then(|engine| Ok((engine, known(engine, &id, &viewer)?)));
        let sheet = found.and_then(|(engine, advisory)| engine.sheet(&advisory, viewer.audience()));
        let file = sheet.and_then(|sheet| sheet.map(|sheet| Ok((write(&sheet)?, sheet))).transpose());
        Ok(file.map_err(|error| refusal(&error)))
    };
    ask(app.answers.clone(), found, move |file| match file {
        Ok(Some((bytes, sheet))) => {
            let name = format!("attachment; filename=\"advisory-{}-{}.{ending}\"", sheet.id, sheet.revision);
            let kept = (header::CACHE_CONTROL, "private, no-cache".to_owned());
            ([(header::CONTENT_TYPE, kind.to_owned()), kept, (header::CONTENT_DISPOSITION, name)], bytes)
                .into_response()
        }
        Ok(None) => fault::not_found("advisory"),
        Err(refused) => refused,
    })
    .await
}

/// What the form for a draft sends.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    #[serde(rename = "word")]
    _word: Option<String>,
    incident: String,
    tlp: String,
}

/// Drafts one.
pub async fn draft(State(app): State<App>, viewer: Viewer, Sent(sent): Sent<Draft>) -> Response {
    change(app, viewer, move |engine, viewer| {
        let label = sent
            .tlp
            .parse()
            .map_err(|error: sextant_model::problem::UnknownWord| EngineError::Invalid(error.to_string()))?;
        let incident = engine.find_incident(sent.incident.trim(), viewer.audience())?;
        engine.draft_advisory(incident, label, viewer.audience(), viewer.0.name())
    })
    .await
}

/// What the forms on one advisory send.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    #[serde(rename = "word")]
    _word: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    steps: Option<String>,
    refresh: Option<String>,
    note: Option<String>,
}

impl Written {
    fn edit(&self) -> Edit {
        Edit {
            title: self.title.clone(),
            summary: self.summary.clone(),
            steps: self.steps.as_ref().map(|steps| steps.lines().map(str::to_owned).collect()),
            refresh: self.refresh.is_some(),
        }
    }

    fn note(&self) -> &str {
        self.note.as_deref().unwrap_or_default()
    }
}

/// Keeps what was written.
pub async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(sent): Sent<Written>,
) -> Response {
    change(app, viewer, move |e, v| e.edit_advisory(&id, sent.edit(), v.audience(), v.0.name())).await
}

/// Asks for a second person's word.
pub async fn propose(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _: Sent<Written>) -> Response {
    change(app, viewer, move |e, v| e.propose_advisory(&id, v.audience(), v.0.name())).await
}

/// Agrees.
pub async fn approve(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _: Sent<Written>) -> Response {
    change(app, viewer, move |e, v| e.approve_advisory(&id, v.audience(), v.0.name())).await
}

/// Publishes.
pub async fn publish(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _: Sent<Written>) -> Response {
    change(app, viewer, move |e, v| e.publish_advisory(&id, v.audience(), v.0.name())).await
}

/// Opens a correction.
pub async fn correct(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(sent): Sent<Written>,
) -> Response {
    change(app, viewer, move |e, v| e.correct_advisory(&id, sent.note(), sent.edit(), v.audience(), v.0.name())).await
}

/// Takes it back.
pub async fn withdraw(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(sent): Sent<Written>,
) -> Response {
    change(app, viewer, move |e, v| e.withdraw_advisory(&id, sent.note(), v.audience(), v.0.name())).await
}

/// Does one step, and goes on to the advisory's page.
async fn change(
    app: App,
    viewer: Viewer,
    step: impl FnOnce(&Engine, &Viewer) -> Result<Advisory, EngineError> + Send + 'static,
) -> Response {
    let answers = app.answers.clone();
    let done = move |_: &dyn crate::answers::Answers| Ok(engine(&app).and_then(|engine| step(engine, &viewer)));
    ask(answers, done, |done: Result<Advisory, EngineError>| match done {
        Ok(advisory) => {
            let place = format!("/advisories/{}", advisory.id);
            (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
        }
        Err(error) => refusal(&error),
    })
    .await
}

/// The feed of what was sent: RSS, Atom or JSON Feed by the ending of the address.
pub async fn feed(
    State(app): State<App>,
    viewer: Viewer,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let ending = uri.path().rsplit_once('.').map_or("", |(_, ending)| ending);
    let Some(form) = Form::of_ending(ending) else { return fault::not_found("feed") };
    let base = app.site.address(peer.map(|Extension(peer)| peer).unwrap_or_default().0, &headers);
    let asker = app.clone();
    let found = move |_: &dyn crate::answers::Answers| engine(&asker)?.advisory_feed(form, &base, viewer.audience());
    ask(app.answers.clone(), found, move |feed| crate::feed::respond(&feed, form)).await
}
