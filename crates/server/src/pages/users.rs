//! Accounts for administrators: added, given another role, clearance or password, removed. What they may not give they are
//! told by the engine.

use super::account::Pressed;
use super::advisories::refusal;
use crate::forms::{Sent, Word};
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::{Oneself, Requires, Viewer};
use crate::{fault, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::access::{Factor, FactorKind, KeptToken};
use sextant_engine::{Engine, EngineError, Needs, Verdict, Visitor, authorise};
use sextant_model::{Account, Role, Tlp};

#[derive(Template)]
#[template(path = "users.html")]
struct Users {
    /// Each, with how it logs in.
    accounts: Vec<(Account, &'static str)>,
    word: Word,
}

#[derive(Template)]
#[template(path = "user.html")]
struct User {
    account: Account,
    factors: Vec<Factor>,
    tokens: Vec<KeptToken>,
    sessions: usize,
    /// Whether it is one's own.
    own: bool,
    word: Word,
}

impl User {
    /// Whether the account was given this label, and not what its role is shown.
    fn is_cleared(&self, label: &Tlp) -> bool {
        self.account.clearance.as_ref() == Some(label)
    }
}

fn engine(answers: &dyn crate::Answers) -> Result<&Engine, EngineError> {
    answers.engine().ok_or_else(|| EngineError::NotFound { what: "store", id: String::new() })
}

fn may(viewer: &Viewer) -> bool {
    authorise(&viewer.0, Needs::Role(Role::Administrator)) == Verdict::Yes
}

/// All accounts.
pub async fn list(State(app): State<App>, viewer: Viewer, word: Word) -> Response {
    if !may(&viewer) {
        return fault::forbidden(Requires::Page);
    }
    let found = |answers: &dyn crate::Answers| {
        let engine = engine(answers)?;
        let mut accounts = Vec::new();
        for account in engine.accounts()? {
            let how = how(engine, &account.name)?;
            accounts.push((account, how));
        }
        Ok(accounts)
    };
    ask(app.answers.clone(), found, |accounts| page(&Users { accounts, word })).await
}

/// By what an account logs in.
fn how(engine: &Engine, name: &str) -> Result<&'static str, EngineError> {
    let by_provider = engine.provider_of(name)?.is_some();
    Ok(match (engine.has_second_factor(name)?, by_provider) {
        (true, false) => "with a second factor",
        (true, true) => "by the provider, with a second factor",
        (false, true) => "by the provider",
        (false, false) => "password alone",
    })
}

/// One account.
pub async fn one(State(app): State<App>, viewer: Viewer, Path(name): Path<String>, word: Word) -> Response {
    if !may(&viewer) {
        return fault::forbidden(Requires::Page);
    }
    let own = viewer.0.name() == name;
    let sessions = app.sessions.clone();
    let found = move |answers: &dyn crate::Answers| {
        let engine = engine(answers)?;
        let Some((account, statement)) = engine.account_with_statement(&name)? else { return Ok(None) };
        let factors = engine.factors(&name)?;
        let tokens = engine.tokens()?.into_iter().filter(|kept| kept.token.user == name).collect();
        let sessions = sessions.of(&name, statement).len();
        Ok(Some(User { account, factors, tokens, sessions, own, word }))
    };
    ask(app.answers.clone(), found, |user| user.map_or_else(|| fault::not_found("account"), |user| page(&user))).await
}

/// What the form for a new account sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    #[serde(rename = "word")]
    _word: Option<String>,
    name: String,
    role: String,
    clearance: String,
    password: String,
}

/// What the form for a change sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    #[serde(rename = "word")]
    _word: Option<String>,
    role: String,
    clearance: String,
}

/// What the form for another password sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    #[serde(rename = "word")]
    _word: Option<String>,
    password: String,
    factors: Option<String>,
}

fn read(role: &str, clearance: &str) -> Result<(Role, Option<Tlp>), EngineError> {
    let unknown = |error: &dyn std::fmt::Display| EngineError::Invalid(error.to_string());
    let role = role.parse::<Role>().map_err(|error| unknown(&error))?;
    let label = Some(clearance).filter(|word| !word.is_empty()).map(str::parse::<Tlp>).transpose();
    Ok((role, label.map_err(|error| unknown(&error))?))
}

/// Adds one.
pub async fn add(State(app): State<App>, Oneself(caller): Oneself, Sent(new): Sent<New>) -> Response {
    let who = Visitor::Known(caller);
    done(app, "/users".to_owned(), move |engine| {
        let (role, clearance) = read(&new.role, &new.clearance)?;
        let account = Account { name: new.name.trim().to_owned(), role, clearance };
        engine.add_account_by(&account, &new.password, &who)
    })
    .await
}

/// Gives one another role or clearance; its sessions end.
pub async fn change(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Path(name): Path<String>,
    Sent(sent): Sent<Changed>,
) -> Response {
    let who = Visitor::Known(caller);
    done(app, place(&name), move |engine| {
        let (role, clearance) = read(&sent.role, &sent.clearance)?;
        engine.change_account(&name, role, clearance, &who)
    })
    .await
}

/// Gives one another password, and takes its second factors away where asked; its sessions end.
pub async fn reset(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Path(name): Path<String>,
    Sent(sent): Sent<Reset>,
) -> Response {
    let who = Visitor::Known(caller);
    done(app, place(&name), move |engine| engine.reset_account(&name, &sent.password, sent.factors.is_some(), &who))
        .await
}

/// Removes one with its tokens.
pub async fn remove(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Path(name): Path<String>,
    _: Sent<Pressed>,
) -> Response {
    let who = Visitor::Known(caller);
    done(app, "/users".to_owned(), move |engine| engine.remove_account_by(&name, &who)).await
}

fn place(name: &str) -> String {
    format!("/users/{}", super::incidents::percent(name))
}

async fn done(
    app: App,
    place: String,
    change: impl FnOnce(&Engine) -> Result<(), EngineError> + Send + 'static,
) -> Response {
    let change = move |answers: &dyn crate::Answers| Ok(engine(answers).and_then(change));
    ask(app.answers.clone(), change, move |done| match done {
        Ok(()) => (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response(),
        Err(error) => refusal(&error),
    })
    .await
}
