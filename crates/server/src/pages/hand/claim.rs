//! One claim: added, corrected or withdrawn by hand.

use super::form::{Form, Words};
use crate::answers::Answers;
use crate::forms::{Sent, Word};
use crate::pages::work::{change, may};
use crate::respond::{ask, page};
use crate::visitor::{Requires, Viewer};
use crate::{fault, labels, vocabulary};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::{Engine, EngineError, Result, gate};
use sextant_model::{
    AsOf, Certainty, Claim, ClaimId, DataKind, IncidentId, Polarity, PropositionKind, SpeakerKind, Stance, Tlp,
};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "claim.html")]
struct Shown {
    word: Word,
    claim: Claim,
    form: Form,
    cleared: Tlp,
}

/// Why a claim is withdrawn.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Withdrawn {
    reason: String,
}

/// The claim with its forms.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    word: Word,
    Path(id): Path<String>,
) -> Response {
    if !may(&viewer) {
        return fault::forbidden(Requires::Page);
    }
    let Ok(id) = id.parse::<ClaimId>() else { return fault::not_found("claim") };
    let audience = viewer.audience();
    let question = move |answers: &dyn Answers| match answers.engine().map(|engine| engine.claim(id, audience)) {
        None | Some(Err(EngineError::NotFound { .. })) => Ok(None),
        Some(claim) => claim.map(Some),
    };
    ask(engine, question, |claim| match claim {
        Some(claim) => {
            let (form, cleared) = (Form::of(&claim), audience.unwrap_or(Tlp::Red));
            page(&Shown { word, claim, form, cleared })
        }
        None => fault::not_found("claim"),
    })
    .await
}

/// The words of a form, if whoever sent it may know of what it names.
fn checked(engine: &Engine, form: &Form, audience: Option<Tlp>) -> Result<Words> {
    let words = form.words().map_err(EngineError::Invalid)?;
    if let Some(document) = words.document {
        engine.must_know_document(document, audience)?;
    }
    if words.tlp.is_some_and(|label| !gate::may_see(label, audience)) {
        return Err(EngineError::Invalid(
            "You are not cleared for that label: choose one that you may see.".to_owned(),
        ));
    }
    Ok(words)
}

/// Adds one.
pub async fn add(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(form): Sent<Form>,
) -> Response {
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        let Some(record) = engine.incident(id, AsOf::default(), audience)? else {
            return engine.must_know_incident(id, audience).map(|()| String::new());
        };
        let statement = checked(engine, &form, audience)?.alone(record.id);
        if statement.source.is_empty() && statement.document.is_none() {
            return Err(EngineError::Invalid("Say where it is from: an outlet, a body, a call.".to_owned()));
        }
        let claim = engine.add_claim(&statement, form.reason.trim(), &by)?;
        Ok(format!("/incidents/{}#claim-{}", record.id, claim.id))
    })
    .await
}

/// Corrects one: another takes its place.
pub async fn correct(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(form): Sent<Form>,
) -> Response {
    let Ok(id) = id.parse::<ClaimId>() else { return fault::not_found("claim") };
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        let old = engine.claim(id, audience)?;
        let words = checked(engine, &form, audience)?;
        if words.tlp.is_some_and(|label| label < old.tlp) {
            let least = old.tlp.as_str().to_uppercase();
            return Err(EngineError::Invalid(format!("A correction is labelled no weaker than TLP:{least}.")));
        }
        let claim = engine.correct_claim(id, |statement| words.lay(statement), form.reason.trim(), &by)?;
        Ok(place(&claim))
    })
    .await
}

/// Withdraws one.
pub async fn retract(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    Sent(told): Sent<Withdrawn>,
) -> Response {
    let Ok(id) = id.parse::<ClaimId>() else { return fault::not_found("claim") };
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    change(engine, move |engine| {
        let claim = engine.claim(id, audience)?;
        engine.retract_claim(id, told.reason.trim(), &by)?;
        Ok(claim.incidents.first().map_or("/work".to_owned(), |incident| format!("/incidents/{incident}#claims")))
    })
    .await
}

fn place(claim: &Claim) -> String {
    match (claim.document, claim.incidents.first()) {
        (Some(document), _) => format!("/documents/{document}#claim-{}", claim.id),
        (None, Some(incident)) => format!("/incidents/{incident}#claim-{}", claim.id),
        (None, None) => "/work".to_owned(),
    }
}
