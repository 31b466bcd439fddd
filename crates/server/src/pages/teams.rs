//! Teams, for administrators: stated, changed, removed.

use super::account::{Pressed, engine};
use super::advisories::refusal;
use crate::fault;
use crate::forms::{Sent, Word};
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::{Requires, Viewer};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::access::Team;
use sextant_engine::{Engine, EngineError, Needs, Verdict, authorise};
use sextant_model::Role;

#[derive(Template)]
#[template(path = "teams.html")]
struct Teams {
    teams: Vec<Team>,
    /// Names of accounts.
    accounts: Vec<String>,
    word: Word,
}

/// All teams.
pub async fn list(State(app): State<App>, viewer: Viewer, word: Word) -> Response {
    if authorise(&viewer.0, Needs::Role(Role::Administrator)) != Verdict::Yes {
        return fault::forbidden(Requires::Page);
    }
    let found = move |answers: &dyn crate::Answers| {
        let engine = engine(answers)?;
        let accounts = engine.accounts()?.into_iter().map(|account| account.name).collect();
        Ok(Teams { teams: engine.teams()?, accounts, word })
    };
    ask(app.answers.clone(), found, |teams| page(&teams)).await
}

/// What the form of a team sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    #[serde(rename = "word")]
    _word: Option<String>,
    name: String,
    #[serde(default)]
    about: String,
    /// Names with spaces or commas between them.
    #[serde(default)]
    members: String,
    #[serde(default)]
    lead: String,
}

async fn change(app: App, change: impl FnOnce(&Engine) -> Result<(), EngineError> + Send + 'static) -> Response {
    let change = move |answers: &dyn crate::Answers| Ok(engine(answers).and_then(change));
    ask(app.answers.clone(), change, |done| match done {
        Ok(()) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/teams")]).into_response(),
        Err(error) => refusal(&error),
    })
    .await
}

/// States a team: a new one, or one that is there with other members.
pub async fn state(State(app): State<App>, viewer: Viewer, Sent(sent): Sent<Stated>) -> Response {
    let names = sent.members.split([',', ' ', '\r', '\n', '\t']).filter(|name| !name.is_empty());
    let members = names.map(str::to_owned).collect();
    let lead = Some(sent.lead.trim().to_owned()).filter(|lead| !lead.is_empty());
    let team = Team { name: sent.name.trim().to_owned(), about: sent.about, lead, members, removed: false };
    change(app, move |engine| engine.set_team(team, &viewer.0)).await
}

/// Removes a team.
pub async fn remove(State(app): State<App>, viewer: Viewer, Path(name): Path<String>, _: Sent<Pressed>) -> Response {
    change(app, move |engine| engine.remove_team(&name, &viewer.0)).await
}
