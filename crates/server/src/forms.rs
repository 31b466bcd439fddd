//! Forms of our pages: read within bounds, and only from somebody who had the page that the form stands on.

use crate::fault;
use crate::sessions::form_word;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderName, header};
use axum::response::Response;
use std::convert::Infallible;
use std::sync::LazyLock;

/// The header in which a script of ours sends the word of its page.
pub const HEADER: HeaderName = HeaderName::from_static("x-sextant-word");

/// Where nobody is logged in (at this machine, without accounts), pages share a word that another site cannot read.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let drawn = sextant_engine::access::random::<32>().map(|bytes| sextant_engine::access::hex(&bytes));
    form_word(&drawn.unwrap_or_default())
});

/// What a form must send back in its field `word`: it follows from the session, and another site cannot know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(String);

impl Word {
    /// The word of a session, by the session's own.
    #[must_use]
    pub fn of(session: Option<&str>) -> Self {
        Self(session.map_or_else(|| NOBODY.clone(), form_word))
    }

    /// Whether it is the one that was sent.
    #[must_use]
    pub fn is(&self, sent: &str) -> bool {
        // Compared by digests, so that how long it takes tells nothing.
        form_word(&self.0) == form_word(sent)
    }
}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Word {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self::of(None)))
    }
}

/// What a form sent. Programs that show who they are (`Authorization`) need no word: no browser does that by itself.
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: serde::de::DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let program = request.headers().contains_key(header::AUTHORIZATION);
        let word = request.extensions().get::<Word>().cloned().unwrap_or_else(|| Word::of(None));
        let body = Bytes::from_request(request, state).await.map_err(|_| fault::too_large())?;
        let sent = serde_html_form::from_bytes::<Signed>(&body).ok().and_then(|signed| signed.word);
        if !program && !sent.is_some_and(|sent| word.is(&sent)) {
            return Err(fault::old_form());
        }
        serde_html_form::from_bytes(&body).map(Self).map_err(|error| fault::bad_request(&error.to_string()))
    }
}

#[derive(serde::Deserialize)]
struct Signed {
    word: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Word;

    #[test]
    fn each_session_has_a_word_of_its_own() {
        let (one, other, nobody) = (Word::of(Some("a")), Word::of(Some("b")), Word::of(None));
        assert!(one.is(&one.to_string()) && nobody.is(&nobody.to_string()));
        for wrong in [&other, &nobody] {
            assert!(!one.is(&wrong.to_string()));
        }
        assert!(!nobody.is("") && !one.is("a"));
    }
}
