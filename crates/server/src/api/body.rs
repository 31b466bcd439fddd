//! What a request brings: the query, names in its address, a body. Each refusal is a problem that says what to mend.

use super::Refused;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};

/// The query; fields that are not known are refused.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        Query::try_from_uri(&parts.uri).map(|Query(asked)| Self(asked)).map_err(|e| Refused::unclear(e.body_text()))
    }
}

/// The names in an address.
pub struct Named<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let named = Path::from_request_parts(parts, state).await;
        named.map(|Path(named)| Self(named)).map_err(|_| Refused::missing("thing"))
    }
}

/// A body of JSON; fields that are not known are refused by the types that it is read as.
pub struct Given<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequest<S> for Given<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        if media_type(request.headers()).as_deref() != Some("application/json") {
            let told = "Send JSON with Content-Type: application/json.".to_owned();
            return Err(Refused::Problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "That is no JSON", told));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| too_large())?;
        serde_json::from_slice(&body).map(Self).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Refused::invalid(error.to_string()),
            _ => Refused::unclear(format!("The body is no JSON: {error}")),
        })
    }
}

/// More than is taken at once.
pub fn too_large() -> Refused {
    let told = "Nothing was kept. Send it in smaller parts.".to_owned();
    Refused::Problem(StatusCode::PAYLOAD_TOO_LARGE, "That is too much at once", told)
}

/// The type of a body without its parameters, in lower case.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next()?.trim().to_ascii_lowercase())
}
