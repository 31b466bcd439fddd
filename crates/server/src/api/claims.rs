//! Claims: those of an incident or document, one, and by hand: added, corrected, withdrawn.

use super::{Asked, Given, Named, Paging, Refused, Told, id, make, must_be_cleared, tell};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::Engine;
use sextant_engine::manual::Statement;
use sextant_model::{
    AsOf, Claim, ClaimId, Content, DocumentId, IncidentId, Instant, Proposition, PropositionKind, Speaker, SpeakerKind,
    Stance, Tlp,
};

/// Which claims: of an incident or of a document.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Which {
    incident: Option<IncidentId>,
    document: Option<DocumentId>,
    speaker: Option<String>,
    stance: Option<Stance>,
    field: Option<PropositionKind>,
    limit: Option<usize>,
    cursor: Option<String>,
}

impl Which {
    fn fits(&self, claim: &Claim) -> bool {
        let named =
            |name: &String| claim.speaker.name.as_ref().is_some_and(|n| n.to_lowercase() == name.to_lowercase());
        self.speaker.as_ref().is_none_or(named)
            && self.stance.is_none_or(|stance| claim.stance == stance)
            && self.field.is_none_or(|kind| claim.proposition.kind == kind)
            && self.document.is_none_or(|document| claim.document == Some(document))
    }
}

fn held(engine: &Engine, which: &Which, audience: Option<Tlp>) -> Told<Vec<Claim>> {
    if let Some(incident) = which.incident {
        let record = engine.incident(incident, AsOf::default(), audience)?;
        let mut claims = record.ok_or_else(|| Refused::missing("incident"))?.claims.unwrap_or_default();
        let ids: Vec<ClaimId> = claims.iter().map(|claim| claim.id).collect();
        let gone = engine.withdrawn(&ids, AsOf::default())?;
        claims.retain(|claim| !gone.contains(&claim.id));
        return Ok(claims);
    }
    let told = "name an incident or a document; /api/v1/search finds claims by words and fields";
    let document = which.document.ok_or_else(|| Refused::unclear(told))?;
    let view = engine.document(document, audience)?.ok_or_else(|| Refused::missing("document"))?;
    Ok(view.claims)
}

/// The list.
pub async fn list(State(app): State<App>, viewer: Viewer, Asked(which): Asked<Which>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let question = (which.incident, which.document, &which.speaker, which.stance, which.field);
        let paging = Paging::of(which.limit, which.cursor.as_deref(), &question)?;
        let mut claims = held(engine, &which, audience)?;
        claims.retain(|claim| which.fits(claim));
        paging.cut(claims, |claim| claim.id)
    })
    .await
}

/// One.
pub async fn one(State(app): State<App>, viewer: Viewer, Named(name): Named<String>) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| Ok(engine.claim(id::<ClaimId>(&name, "claim")?, audience)?)).await
}

/// Who speaks.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Who {
    #[serde(default)]
    name: Option<String>,
    kind: SpeakerKind,
}

/// On what.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct On {
    kind: PropositionKind,
    #[serde(default)]
    object: Option<String>,
    #[serde(default)]
    content: Option<Content>,
}

/// What a claim says; for a correction, what is not given stays.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    #[serde(default)]
    incidents: Option<Vec<IncidentId>>,
    #[serde(default)]
    document: Option<DocumentId>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    speaker: Option<Who>,
    #[serde(default)]
    stance: Option<Stance>,
    #[serde(default)]
    proposition: Option<On>,
    #[serde(default)]
    quote: Option<String>,
    #[serde(default)]
    published: Option<Instant>,
    #[serde(default)]
    tlp: Option<Tlp>,
    reason: String,
}

impl Said {
    /// Whoever says it must be able to see all that it names.
    fn check(&self, engine: &Engine, audience: Option<Tlp>) -> Told<()> {
        for incident in self.incidents.iter().flatten() {
            engine.must_know_incident(*incident, audience)?;
        }
        if let Some(document) = self.document {
            engine.must_know_document(document, audience)?;
        }
        must_be_cleared(self.tlp, audience)
    }

    fn whole(self) -> Told<Statement> {
        let missing = |what: &str| Refused::invalid(format!("a claim needs {what}"));
        let proposition = self.proposition.ok_or_else(|| missing("proposition"))?;
        let speaker = self.speaker.ok_or_else(|| missing("speaker"))?;
        Ok(Statement {
            incidents: self.incidents.ok_or_else(|| missing("incidents"))?,
            document: self.document,
            source: self.source.ok_or_else(|| missing("source"))?,
            speaker: Speaker { name: speaker.name, kind: speaker.kind },
            stance: self.stance.ok_or_else(|| missing("stance"))?,
            proposition: Proposition {
                kind: proposition.kind,
                object: proposition.object,
                content: proposition.content.unwrap_or_default(),
            },
            quote: self.quote.filter(|quote| !quote.trim().is_empty()).ok_or_else(|| missing("quote"))?,
            published: self.published,
            tlp: self.tlp,
        })
    }

    fn lay(self, over: &mut Statement) {
        over.incidents = self.incidents.unwrap_or(std::mem::take(&mut over.incidents));
        over.document = self.document.or(over.document);
        over.source = self.source.unwrap_or(std::mem::take(&mut over.source));
        if let Some(who) = self.speaker {
            over.speaker = Speaker { name: who.name, kind: who.kind };
        }
        over.stance = self.stance.unwrap_or(over.stance);
        if let Some(on) = self.proposition {
            over.proposition.kind = on.kind;
            over.proposition.object = on.object;
            over.proposition.content = on.content.unwrap_or_default();
        }
        over.quote = self.quote.unwrap_or(std::mem::take(&mut over.quote));
        over.published = self.published.or(over.published);
        over.tlp = self.tlp.or(over.tlp);
    }
}

fn place(claim: &Claim) -> Option<String> {
    Some(format!("/api/v1/claims/{}", claim.id))
}

/// Adds one.
pub async fn add(State(app): State<App>, viewer: Viewer, Given(said): Given<Said>) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        said.check(engine, audience)?;
        let reason = said.reason.clone();
        let claim = engine.add_claim(&said.whole()?, &reason, &by)?;
        Ok((place(&claim), claim))
    })
    .await
}

/// Corrects one: another takes its place.
pub async fn correct(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Given(said): Given<Said>,
) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let old = engine.claim(id::<ClaimId>(&name, "claim")?, audience)?;
        said.check(engine, audience)?;
        if said.tlp.is_some_and(|label| label < old.tlp) {
            return Err(Refused::invalid(format!("A correction is labelled no weaker than {}.", old.tlp)));
        }
        let reason = said.reason.clone();
        let claim = engine.correct_claim(old.id, |statement| said.lay(statement), &reason, &by)?;
        Ok((place(&claim), claim))
    })
    .await
}

/// Why.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub reason: String,
}

/// Withdraws one.
pub async fn retract(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Given(why): Given<Reason>,
) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let claim = engine.claim(id::<ClaimId>(&name, "claim")?, audience)?;
        engine.retract_claim(claim.id, &why.reason, &by)?;
        Ok((None, claim))
    })
    .await
}
