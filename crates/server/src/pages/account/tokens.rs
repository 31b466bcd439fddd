//! Tokens of one's own, for programs: made, shown once, and revoked. None is worth more than whoever makes it.

use super::{Pressed, change, engine, secret};
use crate::forms::Sent;
use crate::pages::advisories::refusal;
use crate::respond::{ask, page};
use crate::site::App;
use crate::visitor::Oneself;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::EngineError;
use sextant_engine::access::{KeptToken, Scope};
use sextant_model::{AsOf, Clock, Instant, Tlp};

#[derive(Template)]
#[template(path = "token.html")]
struct Made {
    kept: KeptToken,
    token: String,
}

/// What the form sends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(rename = "word")]
    _word: Option<String>,
    scope: String,
    clearance: String,
    #[serde(default)]
    expires: String,
}

impl Wanted {
    fn read(&self, most: Tlp) -> Result<(Scope, Tlp, Option<Instant>), EngineError> {
        let scope = self.scope.parse().map_err(EngineError::Invalid)?;
        let label: Tlp = self.clearance.parse().map_err(|error| EngineError::Invalid(format!("{error}")))?;
        if !sextant_engine::gate::may_see(label, Some(most)) {
            return Err(EngineError::Invalid("a token is cleared for no more than you are".to_owned()));
        }
        let day = self.expires.trim();
        if day.is_empty() {
            return Ok((scope, label, None));
        }
        let until = AsOf::parse(day, Clock::Recorded).map_err(EngineError::Invalid)?.until;
        Ok((scope, label, until))
    }
}

/// Makes one, and shows it this once.
pub async fn make(State(app): State<App>, Oneself(caller): Oneself, Sent(sent): Sent<Wanted>) -> Response {
    let made = move |answers: &dyn crate::Answers| {
        let name = &caller.account.name;
        Ok(engine(answers).and_then(|engine| {
            let (scope, label, expires) = sent.read(caller.clearance)?;
            engine.add_token(name, scope, Some(label), expires, name)
        }))
    };
    ask(app.answers.clone(), made, |made| match made {
        Ok((kept, token)) => secret(page(&Made { kept, token })),
        Err(error) => refusal(&error),
    })
    .await
}

/// Takes one of one's own back.
pub async fn revoke(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Path(id): Path<String>,
    _: Sent<Pressed>,
) -> Response {
    let name = caller.account.name;
    change(app, move |engine| engine.revoke_token(&id, Some(&name), &name)).await
}
