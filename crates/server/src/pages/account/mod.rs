//! One's own account: password, second factors, sessions, tokens. Nobody changes it by a token.

pub mod feed_words;
pub mod passkeys;
mod qr;
pub mod second;
pub mod sessions;
pub mod tokens;

use crate::forms::{Sent, Word};
use crate::labels;
use crate::pages::advisories::refusal;
use crate::pages::login;
use crate::respond::{ask, page};
use crate::sessions::Session;
use crate::site::App;
use crate::visitor::{Checked, Oneself, Seat, Viewer, Whence, checked};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::access::{Ceremony, Factor, FactorKind, FeedWord, KeptToken, Scope};
use sextant_engine::{Caller, Credential, Engine, EngineError, Visitor};
use sextant_model::Tlp;

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    known: Option<Own>,
    word: Word,
}

/// What somebody is shown of their own account.
struct Own {
    caller: Caller,
    /// Whether this is a browser's session; else there is nothing to change here.
    seated: bool,
    /// Whether the role needs a second factor that was not shown.
    lacks: bool,
    has_password: bool,
    /// Whether the server has a name, so that browsers make passkeys for it.
    named: bool,
    sessions: Vec<Session>,
    /// The session that asks.
    this: String,
    factors: Vec<Factor>,
    tokens: Vec<KeptToken>,
    feeds: Vec<FeedWord>,
}

impl Own {
    fn has_app(&self) -> bool {
        self.factors.iter().any(|factor| factor.kind == FactorKind::Totp)
    }

    fn recovery(&self) -> usize {
        self.factors.iter().filter(|factor| factor.kind == FactorKind::Recovery).count()
    }

    /// Second factors but for recovery codes.
    fn shown(&self) -> Vec<&Factor> {
        self.factors.iter().filter(|factor| factor.kind != FactorKind::Recovery).collect()
    }

    /// Labels that a token of one's own may have.
    fn labels(&self) -> Vec<Tlp> {
        let most = Some(self.caller.clearance);
        Tlp::ALL.into_iter().filter(|label| sextant_engine::gate::may_see(*label, most)).collect()
    }
}

/// The page.
pub async fn show(
    State(app): State<App>,
    whence: Whence,
    Viewer(visitor): Viewer,
    Seat(seat): Seat,
    word: Word,
) -> Response {
    let Visitor::Known(caller) = visitor else { return page(&Account { known: None, word }) };
    let (name, statement) = (caller.account.name.clone(), caller.statement);
    let (sessions, lacks) = match &seat {
        Some(seated) => (app.sessions.of(&name, statement), seated.lacks),
        None => (Vec::new(), false),
    };
    let this = seat.as_ref().map(|seated| seated.session.id.clone()).unwrap_or_default();
    let named = Ceremony::at(&whence.address, &[]).is_some();
    let own = move |answers: &dyn crate::Answers| {
        let engine = engine(answers)?;
        let mine = |kept: &KeptToken| kept.token.user == name;
        Ok(Own {
            has_password: engine.has_password(&name)?,
            factors: engine.factors(&name)?,
            tokens: engine.tokens()?.into_iter().filter(mine).collect(),
            feeds: engine.feed_words(Some(&name))?,
            seated: seat.is_some(),
            caller,
            named,
            lacks,
            sessions,
            this,
        })
    };
    ask(app.answers.clone(), own, |own| page(&Account { known: Some(own), word })).await
}

pub(super) fn engine(answers: &dyn crate::Answers) -> Result<&Engine, EngineError> {
    answers.engine().ok_or_else(|| EngineError::Invalid("there is no store".to_owned()))
}

/// A page that no browser keeps.
fn secret(mut shown: Response) -> Response {
    shown.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    shown
}

/// Changes something of one's own account, and goes back to it.
async fn change(app: App, change: impl FnOnce(&Engine) -> Result<(), EngineError> + Send + 'static) -> Response {
    let change = move |answers: &dyn crate::Answers| Ok(engine(answers).and_then(change));
    ask(app.answers.clone(), change, |done| match done {
        Ok(()) => back(),
        Err(error) => refusal(&error),
    })
    .await
}

fn back() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, "/account")]).into_response()
}

/// Whether whoever sits at this session is its owner: the password once more, where the account has one.
async fn sure(app: &App, whence: &Whence, caller: &Caller, password: String) -> Result<(), Response> {
    let (asker, from, name) = (app.clone(), whence.from, caller.account.name.clone());
    let looked = tokio::task::spawn_blocking(move || {
        let engine = engine(asker.answers.as_ref())?;
        if !engine.has_password(&name)? {
            return Ok(None);
        }
        checked(&asker, engine, from, &name, Credential::Password { name: &name, password: &password }).map(Some)
    });
    match looked.await {
        Ok(Ok(None | Some(Checked::Known(_)))) => Ok(()),
        Ok(Ok(Some(Checked::Wrong))) => {
            Err(crate::fault::bad_request("That is not your password, and nothing was changed. Go back and try again."))
        }
        Ok(Ok(Some(Checked::TooMany))) => Err(crate::fault::too_many_guesses()),
        Ok(Err(error)) => Err(refusal(&error)),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR.into_response()),
    }
}

/// What the form for another password sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    #[serde(rename = "word")]
    _word: Option<String>,
    password: String,
    new: String,
}

/// Gives oneself another password: every other session ends, this one goes on under a new word.
pub async fn change_password(
    State(app): State<App>,
    whence: Whence,
    headers: HeaderMap,
    Oneself(caller): Oneself,
    Seat(seat): Seat,
    Sent(sent): Sent<Passwords>,
) -> Response {
    if let Err(refused) = sure(&app, &whence, &caller, sent.password.clone()).await {
        return refused;
    }
    let (answers, name) = (app.answers.clone(), caller.account.name.clone());
    let changed = tokio::task::spawn_blocking(move || {
        engine(answers.as_ref()).and_then(|engine| engine.change_password(&name, &sent.password, &sent.new))
    });
    match (changed.await, seat) {
        (Ok(Ok(statement)), Some(seated)) => {
            let caller = Caller { statement, ..caller };
            login::welcome(&app, &headers, &whence, &caller, "/account", seated.session.login.strong)
        }
        (Ok(Ok(_)), None) => back(),
        (Ok(Err(error)), _) => refusal(&error),
        (Err(_), _) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What a button sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    #[serde(rename = "word")]
    _word: Option<String>,
}
