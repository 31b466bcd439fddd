//! One's own sessions: ended one by one, or all but this.

use super::{Pressed, back};
use crate::fault;
use crate::forms::Sent;
use crate::site::App;
use crate::visitor::{Oneself, Seat};
use axum::extract::{Path, State};
use axum::response::Response;

/// Ends one of one's own.
pub async fn end(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Path(id): Path<String>,
    _: Sent<Pressed>,
) -> Response {
    match app.sessions.close_of(&caller.account.name, |session| session.id == id) {
        0 => fault::not_found("session"),
        _ => back(),
    }
}

/// Ends all of one's own but this.
pub async fn end_others(
    State(app): State<App>,
    Oneself(caller): Oneself,
    Seat(seat): Seat,
    _: Sent<Pressed>,
) -> Response {
    let this = seat.map(|seated| seated.session.id).unwrap_or_default();
    app.sessions.close_of(&caller.account.name, |session| session.id != this);
    back()
}
