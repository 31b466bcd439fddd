//! Pages that say what went wrong and what to do.

use crate::respond::page;
use crate::visitor::Requires;
use crate::{problem, taxii};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::EngineError;

#[derive(Template)]
#[template(path = "fault.html")]
struct Fault<'a> {
    title: &'a str,
    message: &'a str,
}

fn fault(status: StatusCode, title: &str, message: &str) -> Response {
    let mut response = page(&Fault { title, message });
    *response.status_mut() = status;
    response
}

/// An address that leads nowhere.
pub async fn no_such_page(uri: axum::http::Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return problem::of(StatusCode::NOT_FOUND, "Not found", "/api/v1/openapi.json lists what there is.");
    }
    fault(
        StatusCode::NOT_FOUND,
        "There is no such page",
        "The address may be mistyped. The list of incidents leads everywhere else.",
    )
}

/// A method that the address does not answer.
pub async fn wrong_method(uri: axum::http::Uri) -> Response {
    let (title, told) = ("That cannot be done here", "This address does not answer that method.");
    if uri.path().starts_with("/api/") {
        return problem::of(StatusCode::METHOD_NOT_ALLOWED, title, told);
    }
    fault(StatusCode::METHOD_NOT_ALLOWED, title, told)
}

/// A change that a page elsewhere made the browser ask for.
pub fn from_elsewhere(requires: Requires) -> Response {
    let (title, told) =
        ("That came from another site", "Nothing was changed. Use the forms of this server's own pages.");
    match requires {
        Requires::Api => problem::of(StatusCode::FORBIDDEN, title, told),
        _ => fault(StatusCode::FORBIDDEN, title, told),
    }
}

/// Something that another role may do.
pub fn forbidden(requires: Requires) -> Response {
    let (title, told) =
        ("Your role does not allow that", "Nothing was changed. Ask an administrator, or somebody who may.");
    match requires {
        Requires::Api => problem::of(StatusCode::FORBIDDEN, title, told),
        _ => fault(StatusCode::FORBIDDEN, title, told),
    }
}

/// A change by a token that may only read, or of what an account logs in with by any token.
pub fn token_may_not(requires: Requires) -> Response {
    let (title, told) = (
        "This token does not allow that",
        "Nothing was changed. A token with the scope read changes nothing, and no token changes what its account logs in with.",
    );
    match requires {
        Requires::Api => problem::of(StatusCode::FORBIDDEN, title, told),
        _ => fault(StatusCode::FORBIDDEN, title, told),
    }
}

/// A role that must log in by more than a password, and did not.
pub fn needs_second_factor(requires: Requires) -> Response {
    let (title, told) = (
        "More than a password is needed",
        "Log in by a browser and add a second factor on your account page; programs use a token.",
    );
    match requires {
        Requires::Api => problem::of(StatusCode::FORBIDDEN, title, told),
        Requires::Taxii => crate::taxii::refused(StatusCode::FORBIDDEN, title, told),
        _ => fault(StatusCode::FORBIDDEN, title, told),
    }
}

/// A form without the word of the session, or with that of another.
pub fn old_form() -> Response {
    fault(
        StatusCode::FORBIDDEN,
        "That form is too old",
        "Nothing was changed: you have logged in anew since, or the server was started again. Go back, reload the page and send it once more.",
    )
}

/// Something that was not finished in time.
pub fn too_old(title: &str, message: &str) -> Response {
    fault(StatusCode::FORBIDDEN, title, message)
}

/// Too much is under way to begin with this as well.
pub fn busy(title: &str, message: &str) -> Response {
    fault(StatusCode::SERVICE_UNAVAILABLE, title, message)
}

/// An answer that did not come in time.
pub fn too_slow(path: &str) -> Response {
    let (status, title) = (StatusCode::SERVICE_UNAVAILABLE, "That took too long");
    let told = "It was left. Ask for less at once, or try again in a moment.";
    let mut response = match path {
        path if path.starts_with("/api/") => problem::of(status, title, told),
        path if path.starts_with("/taxii2/") => taxii::refused(status, title, told),
        _ => fault(status, title, told),
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// A form that holds too much.
pub fn too_large() -> Response {
    fault(StatusCode::PAYLOAD_TOO_LARGE, "That is too much at once", "Nothing was kept. Send it in smaller parts.")
}

/// An incident or document that is not there, or not for this reader.
pub fn not_found(what: &str) -> Response {
    fault(
        StatusCode::NOT_FOUND,
        &format!("No such {what}"),
        "It is not in this store, or was removed. Search for a name or a word of it.",
    )
}

/// An incident of which nothing was known on the day asked for.
pub fn not_known_by_then() -> Response {
    fault(
        StatusCode::NOT_FOUND,
        "Not known by then",
        "Of one of these incidents nothing was known by then. Ask about a later day, or leave it out.",
    )
}

/// A question that makes no sense.
pub fn bad_request(message: &str) -> Response {
    fault(StatusCode::BAD_REQUEST, "That cannot be answered as asked", message)
}

/// Too many wrong passwords of late.
pub fn too_many_guesses() -> Response {
    fault(
        StatusCode::TOO_MANY_REQUESTS,
        "Too many wrong passwords",
        "Wait a minute, then try again. Whoever keeps the store can give you another password.",
    )
}

/// A request that names another host than this machine.
pub fn foreign_host() -> Response {
    (StatusCode::MISDIRECTED_REQUEST, "This server answers to 127.0.0.1, [::1] and localhost only.\n").into_response()
}

/// What came of a change that was asked for and not made.
pub fn not_done(error: &EngineError) -> Response {
    match error {
        EngineError::NotFound { what, .. } => not_found(what),
        EngineError::Invalid(message) => bad_request(message),
        error => store(error),
    }
}

/// The store could not answer.
pub fn store(error: &EngineError) -> Response {
    tracing::error!(%error, "a page could not be made");
    fault(StatusCode::INTERNAL_SERVER_ERROR, "The store could not answer", &error.to_string())
}
