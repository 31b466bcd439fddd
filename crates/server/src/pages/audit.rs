//! The audit log for administrators who may see everything: filtered, paged, and proved on request.

use crate::forms::{Sent, Word};
use crate::respond::{Asked, ask, page};
use crate::site::App;
use crate::visitor::{Requires, Viewer};
use crate::{fault, labels};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::{AuditEntry, AuditQuery, Engine, EngineError, Needs, Verdict, Verification, authorise, gate};
use sextant_model::{AsOf, Clock, Role, Tlp};

/// Entries of a page.
const SHOWN: usize = 100;

/// Which entries.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    #[serde(rename = "word")]
    _word: Option<String>,
    by: String,
    action: String,
    about: String,
    until: String,
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Audit {
    entries: Vec<AuditEntry>,
    /// The query of the next page.
    next: Option<String>,
    asked: Wanted,
    proof: Option<Verification>,
    word: Word,
}

impl Wanted {
    fn query(&self) -> Result<AuditQuery, EngineError> {
        let day = Some(self.until.trim()).filter(|day| !day.is_empty());
        let until = day.map(|day| AsOf::parse(day, Clock::Recorded)).transpose().map_err(EngineError::Invalid)?;
        let word = |text: &str| text.trim().to_owned();
        let (by, action, about) = (word(&self.by), word(&self.action), word(&self.about));
        Ok(AuditQuery { by, action, about, before: self.before, until: until.and_then(|until| until.until) })
    }

    fn next(&self, before: u64) -> String {
        let [by, action, about, until] =
            [&self.by, &self.action, &self.about, &self.until].map(|word| super::incidents::percent(word));
        format!("?by={by}&action={action}&about={about}&until={until}&before={before}")
    }
}

fn engine(answers: &dyn crate::Answers) -> Result<&Engine, EngineError> {
    answers.engine().ok_or_else(|| EngineError::NotFound { what: "store", id: String::new() })
}

/// What tells of everything is only for those who may see everything.
fn may(viewer: &Viewer) -> bool {
    let role = authorise(&viewer.0, Needs::Role(Role::Administrator));
    role == Verdict::Yes && gate::may_see(Tlp::Red, viewer.audience())
}

/// The page.
pub async fn show(State(app): State<App>, viewer: Viewer, word: Word, Asked(asked): Asked<Wanted>) -> Response {
    shown(app, viewer, word, asked, false).await
}

/// The same, with the proof of the chain.
pub async fn verify(State(app): State<App>, viewer: Viewer, word: Word, Sent(asked): Sent<Wanted>) -> Response {
    shown(app, viewer, word, asked, true).await
}

async fn shown(app: App, viewer: Viewer, word: Word, asked: Wanted, prove: bool) -> Response {
    if !may(&viewer) {
        return fault::forbidden(Requires::Page);
    }
    let query = match asked.query() {
        Ok(query) => query,
        Err(error) => return super::advisories::refusal(&error),
    };
    let found = move |answers: &dyn crate::Answers| {
        let engine = engine(answers)?;
        let proof = if prove { Some(engine.verify()?) } else { None };
        Ok((engine.audit_of(&query, SHOWN + 1)?, proof))
    };
    ask(app.answers.clone(), found, move |(mut entries, proof)| {
        let more = entries.len() > SHOWN;
        entries.truncate(SHOWN);
        let next = entries.last().filter(|_| more).map(|last| asked.next(last.seq));
        page(&Audit { entries, next, asked, proof, word })
    })
    .await
}
