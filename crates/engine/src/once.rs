//! Changes that are not done twice: a key that a program sends with a request stands, for its account, for that request and
//! its answer for a day. What was begun and never ended (the power failed) stays in doubt, and is not done again in silence.

use crate::{Engine, EngineError, Result};
use sextant_store::{KeptRequest, Retries};

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it stands now.
    pub place: Option<String>,
    /// The body; none where it is not kept.
    pub body: Option<Vec<u8>>,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: it is begun now.
    New,
    /// The request was done.
    Done(Answer),
    /// It stands for another request.
    Other,
    /// It was begun and not ended.
    UnderWay,
}

/// What tells requests apart.
#[must_use]
pub fn digest(parts: &[&[u8]]) -> String {
    let sized = parts.iter().flat_map(|part| [&part.len().to_le_bytes()[..], part].concat());
    crate::access::digest(sized.collect::<Vec<u8>>())
}

impl Engine {
    /// Begins a request under a key, or says what is known of it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn begin_once(&self, owner: &str, key: &str, request: &str) -> Result<Begun> {
        let known = self.writer()?.begin_request(owner, key, request, crate::clock::now())?;
        Ok(match known {
            None => Begun::New,
            Some(KeptRequest { request: kept, .. }) if kept != request => Begun::Other,
            Some(KeptRequest { answer: None, .. }) => Begun::UnderWay,
            Some(KeptRequest { answer: Some(answer), .. }) => {
                let read = serde_json::from_str(&answer);
                Begun::Done(read.map_err(|error| EngineError::Invalid(format!("a kept answer: {error}")))?)
            }
        })
    }

    /// Ends it: with its answer, or without one where nothing was done.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn end_once(&self, owner: &str, key: &str, answer: Option<&Answer>) -> Result<()> {
        let text = answer.map(serde_json::to_string).transpose();
        let text = text.map_err(|error| EngineError::Invalid(error.to_string()))?;
        Ok(self.writer()?.end_request(owner, key, text.as_deref())?)
    }
}
