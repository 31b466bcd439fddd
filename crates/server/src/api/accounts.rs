//! Accounts and tokens, for administrators. Nobody gives what they do not have: no clearance above one's own, no change of
//! an account that is cleared for more.

use super::{Given, Named, Refused, Told, asked, json, make, must_be, none, tell};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sextant_engine::access::{KeptToken, Scope};
use sextant_engine::{Engine, EngineError, gate};
use sextant_model::{Account, Instant, Role, Tlp};

fn account(account: &Account) -> Value {
    json!({"name": account.name, "role": account.role, "clearance": account.cleared()})
}

/// The account, if whoever asks is cleared for as much.
fn below(engine: &Engine, viewer: &Viewer, name: &str) -> Told<Account> {
    let found = engine.accounts()?.into_iter().find(|account| account.name == name);
    let found = found.ok_or_else(|| Refused::missing("account"))?;
    if gate::may_see(found.cleared(), viewer.audience()) { Ok(found) } else { Err(Refused::forbidden()) }
}

/// All accounts.
pub async fn list(State(app): State<App>, viewer: Viewer) -> Response {
    tell(&app, move |engine| {
        must_be(&viewer, Role::Administrator)?;
        let items: Vec<Value> = engine.accounts()?.iter().map(account).collect();
        Ok(json!({"total": items.len(), "items": items, "next": null}))
    })
    .await
}

/// An account.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    name: String,
    role: Role,
    #[serde(default)]
    clearance: Option<Tlp>,
    password: String,
}

/// Adds one.
pub async fn add(State(app): State<App>, viewer: Viewer, Given(new): Given<NewAccount>) -> Response {
    let by = viewer.0.name().to_owned();
    make(&app, move |engine| {
        if !Account::is_name(&new.name) {
            return Err(Refused::invalid("name: use up to 64 of a-z, A-Z, 0-9, . _ @ -"));
        }
        let made = Account { name: new.name, role: new.role, clearance: new.clearance };
        if !gate::may_see(made.cleared(), viewer.audience()) {
            return Err(Refused::invalid("clearance: nobody gives more than they have"));
        }
        if !engine.has_accounts()? && made.role != Role::Administrator {
            return Err(Refused::invalid("role: the first account is an administrator"));
        }
        engine.add_account(&made, Some(&new.password), &by)?;
        Ok((Some("/api/v1/users".to_owned()), account(&made)))
    })
    .await
}

/// Removes one with its tokens.
pub async fn remove(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let by = viewer.0.name().to_owned();
    none(
        asked(&app, move |engine| {
            below(engine, &viewer, &name)?;
            if name == by {
                return Err(Refused::invalid("Another administrator removes your account."));
            }
            Ok(engine.remove_account(&name, &by)?)
        })
        .await,
    )
}

/// A password.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    password: String,
}

/// Gives an account another password.
pub async fn password(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Given(new): Given<NewPassword>,
) -> Response {
    let by = viewer.0.name().to_owned();
    none(
        asked(&app, move |engine| {
            below(engine, &viewer, &name)?;
            Ok(engine.set_password(&name, &new.password, &by)?)
        })
        .await,
    )
}

fn token(KeptToken { token, scope }: &KeptToken) -> Value {
    json!({"id": token.id, "user": token.user, "scope": scope, "clearance": token.clearance,
        "expires": token.expires, "created": token.created})
}

/// Tokens: one's own, or all for administrators.
pub async fn tokens(State(app): State<App>, viewer: Viewer) -> Response {
    tell(&app, move |engine| {
        let all = must_be(&viewer, Role::Administrator).is_ok();
        let mine = |kept: &&KeptToken| all || kept.token.user == viewer.0.name();
        let items: Vec<Value> = engine.tokens()?.iter().filter(mine).map(token).collect();
        Ok(json!({"total": items.len(), "items": items, "next": null}))
    })
    .await
}

/// A token.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    user: String,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    clearance: Option<Tlp>,
    #[serde(default)]
    expires: Option<Instant>,
}

/// Makes one; its word is told once.
pub async fn add_token(State(app): State<App>, viewer: Viewer, Given(new): Given<NewToken>) -> Response {
    let by = viewer.0.name().to_owned();
    let made = asked(&app, move |engine| {
        below(engine, &viewer, &new.user)?;
        Ok(engine.add_token(&new.user, new.scope, new.clearance, new.expires, &by)?)
    });
    match made.await {
        Ok((made, word)) => {
            let mut told = token(&made);
            told["token"] = word.into();
            json(StatusCode::CREATED, &told)
        }
        Err(refused) => refused.into_response(),
    }
}

/// Revokes one.
pub async fn revoke(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let by = viewer.0.name().to_owned();
    none(
        asked(&app, move |engine| {
            let known = engine.tokens()?.into_iter().find(|kept| kept.token.id == name);
            let known =
                known.ok_or_else(|| Refused::Engine(EngineError::NotFound { what: "token", id: String::new() }))?;
            below(engine, &viewer, &known.token.user)?;
            Ok(engine.revoke_token(&known.token.id, None, &by)?)
        })
        .await,
    )
}
