//! Intake: a text that was pasted, files, an address. Each is read and kept; what came of it stands on a page.

mod form;

use crate::forms::Word;
use crate::jobs::Job;
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::{Requires, Viewer};
use crate::{Answers, fault, labels};
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use form::{Handed, Refused};
use sextant_engine::{DocumentView, IngestLine, IngestOptions, LineState, Needs, ReadOptions, Verdict, authorise};
use sextant_model::{DocumentId, Problem, Role, Tlp};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Forms that come in at once: each may be as large as the largest file.
static COMING_IN: Semaphore = Semaphore::const_new(4);
/// How long somebody waits for a reading before being shown what came of it so far.
const PATIENCE: Duration = Duration::from_secs(8);
/// Documents shown with what they say; more are only named.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "intake.html")]
struct Intake {
    word: Word,
    cleared: Tlp,
    most_mb: usize,
    most_files: usize,
    wrong: Option<String>,
    handed: Handed,
}

impl Intake {
    /// The labels that may be chosen: nobody keeps what he may not see.
    fn labels(&self) -> impl Iterator<Item = Tlp> {
        let cleared = self.cleared;
        Tlp::ALL.into_iter().filter(move |label| *label <= cleared)
    }

    fn chosen(&self, label: impl labels::Of<Tlp>) -> bool {
        self.handed.tlp == Some(label.of())
    }
}

/// One thing that was handed over, as far as whoever did may know of it.
struct Line {
    title: String,
    state: &'static str,
    document: Option<DocumentId>,
    tlp: Option<Tlp>,
    claims: usize,
    incidents: Vec<(sextant_model::IncidentId, String)>,
    problems: Vec<Problem>,
}

#[derive(Template)]
#[template(path = "taken.html")]
struct Taken {
    id: String,
    inputs: usize,
    done: bool,
    fault: Option<String>,
    lines: Vec<Line>,
}

fn may(viewer: &Viewer) -> bool {
    authorise(&viewer.0, Needs::Role(Role::Analyst)) == Verdict::Yes
}

/// Too much is under way.
pub(super) fn busy() -> Response {
    fault::busy("Other intake is under way", "Nothing was kept. Wait until it is done, then send it again.")
}

/// The form.
pub async fn show(State(app): State<App>, viewer: Viewer, word: Word) -> Response {
    if !may(&viewer) {
        return fault::forbidden(Requires::Page);
    }
    form_page(&app, &viewer, word, None, Handed::default())
}

fn form_page(app: &App, viewer: &Viewer, word: Word, wrong: Option<String>, handed: Handed) -> Response {
    page(&Intake {
        word,
        cleared: viewer.audience().unwrap_or(Tlp::Red),
        most_mb: app.intake.read.limits.bytes >> 20,
        most_files: form::FILES,
        wrong,
        handed,
    })
}

/// Takes what was handed over.
pub async fn take(State(app): State<App>, viewer: Viewer, word: Word, headers: HeaderMap, sent: Multipart) -> Response {
    let Ok(_place) = COMING_IN.try_acquire() else { return busy() };
    let program = headers.contains_key(header::AUTHORIZATION);
    let handed = match form::read(sent, (!program).then_some(&word), app.intake.read.limits.bytes).await {
        Ok(handed) => handed,
        Err(Refused::OldForm) => return fault::old_form(),
        Err(Refused::TooLarge) => return fault::too_large(),
        Err(Refused::Broken(told)) => return fault::bad_request(&told),
    };
    if let Err(wrong) = handed.check(viewer.audience()) {
        let mut response = form_page(&app, &viewer, word, Some(wrong), handed);
        *response.status_mut() = StatusCode::BAD_REQUEST;
        return response;
    }
    let read = ReadOptions {
        published: handed.published.clone(),
        source: handed.source.clone(),
        tlp: handed.tlp,
        floor: handed.tlp,
        ..app.intake.read.clone()
    };
    let options = IngestOptions { read, by: viewer.0.name().to_owned() };
    let Some(job) = app.jobs.begin(&app.answers, handed.inputs(), options) else { return busy() };
    let done = job.ended_within(PATIENCE).await;
    let place = match job.lines().as_slice() {
        [only] if done && job.fault().is_none() => only_document(only),
        _ => None,
    };
    let visible = match place {
        Some(document) => shown_to(&app, &viewer, document).await,
        None => false,
    };
    let place = match place.filter(|_| visible) {
        Some(document) => format!("/documents/{document}"),
        None => format!("/intake/{}", job.id),
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// The document to go to where there is one and nothing went wrong.
fn only_document(line: &IngestLine) -> Option<DocumentId> {
    line.document.filter(|_| line.problems.is_empty() && matches!(line.state, LineState::New | LineState::Known))
}

async fn shown_to(app: &App, viewer: &Viewer, document: DocumentId) -> bool {
    let (answers, audience) = (app.answers.clone(), viewer.audience());
    let looked = tokio::task::spawn_blocking(move || answers.document(document, audience));
    matches!(looked.await, Ok(Ok(Some(_))))
}

/// What came of it.
pub async fn taken(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Response {
    let Some(job) = app.jobs.find(&id, viewer.0.name()) else { return fault::not_found("intake") };
    let audience = viewer.audience();
    ask(app.answers.clone(), move |answers| told(&job, answers, audience), |taken| page(&taken)).await
}

fn told(job: &Job, answers: &dyn Answers, audience: Option<Tlp>) -> sextant_engine::Result<Taken> {
    // Asked before the lines are read: what is said to be done is all there.
    let done = job.is_done();
    let mut lines = Vec::new();
    for (at, line) in job.lines().into_iter().enumerate() {
        let view = match line.document.filter(|_| at < SHOWN) {
            Some(document) => answers.document(document, audience)?,
            None => None,
        };
        lines.push(shown(line, view, at < SHOWN));
    }
    Ok(Taken { id: job.id.clone(), inputs: job.inputs, done, fault: job.fault(), lines })
}

/// A line for whoever handed it over: what only others may know of the document is not told.
fn shown(line: IngestLine, view: Option<DocumentView>, looked: bool) -> Line {
    let state = match line.state {
        LineState::Failed => "not read",
        LineState::Forgotten => "removed from this store before: it stays out",
        LineState::Unchanged => "not changed",
        LineState::New | LineState::Known if view.is_none() && looked => {
            "kept under a label that you are not cleared for"
        }
        LineState::New => "kept",
        LineState::Known => "here already",
    };
    let title = line.title.filter(|_| view.is_some() || !looked).unwrap_or(line.origin);
    let incidents = view.iter().flat_map(|view| &view.incidents).map(|i| (i.id, i.victim.clone())).collect();
    Line {
        title,
        state,
        document: line.document.filter(|_| view.is_some() || !looked),
        tlp: view.as_ref().map(|view| view.document.tlp),
        claims: view.as_ref().map_or(0, |view| view.claims.iter().filter(|c| !c.quote.is_empty()).count()),
        incidents,
        problems: line.problems,
    }
}
