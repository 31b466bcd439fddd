//! Incidents: the list, one record as of a moment, its exports and notes.

use super::{Asked, Given, Listed, Named, Paging, Refused, Told, asked, id, json, make, moment, must_be_cleared, tell};
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sextant_engine::export::Format;
use sextant_engine::{IncidentQuery, IncidentSort, Place};
use sextant_model::{Clock, IncidentId, IncidentKind, Standing, Tlp};

/// Which incidents.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Which {
    q: Option<String>,
    kind: Option<IncidentKind>,
    standing: Option<Standing>,
    sort: IncidentSort,
    as_of: Option<String>,
    time: Option<Clock>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// The list.
pub async fn list(State(app): State<App>, viewer: Viewer, Asked(which): Asked<Which>) -> Response {
    let asked = || -> Told<(Paging, IncidentQuery)> {
        let question = (&which.q, which.kind, which.standing, which.sort, &which.as_of, which.time);
        let paging = Paging::of(which.limit, which.cursor.as_deref(), &question)?;
        let query = IncidentQuery {
            as_of: moment(which.as_of.as_deref(), which.time)?,
            text: which.q.clone(),
            kind: which.kind,
            standing: which.standing,
            sort: which.sort,
            limit: paging.limit + 1,
            offset: 0,
            after: paging.after()?,
            audience: viewer.audience(),
        };
        Ok((paging, query))
    };
    match asked() {
        Ok((paging, query)) => {
            tell(&app, move |engine| {
                let mut page = engine.incidents(&query)?;
                // One more than is told says that there are more.
                let more = page.items.len() > paging.limit;
                page.items.truncate(paging.limit);
                let next = page.items.last().filter(|_| more).map(|last| paging.next(&Place::from(last)));
                Ok(Listed { items: page.items, total: page.total, next })
            })
            .await
        }
        Err(refused) => refused.into_response(),
    }
}

/// As known when.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    as_of: Option<String>,
    time: Option<Clock>,
    claims: bool,
}

/// One record.
pub async fn one(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Asked(when): Asked<When>,
) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let as_of = moment(when.as_of.as_deref(), when.time)?;
        let found = engine.weighed(id::<IncidentId>(&name, "incident")?, as_of, audience)?;
        let mut weighed = found.ok_or_else(|| Refused::missing("incident"))?;
        if !when.claims {
            weighed.record.claims = None;
        }
        Ok(weighed)
    })
    .await
}

/// In which format.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct How {
    format: String,
    #[serde(default)]
    as_of: Option<String>,
    #[serde(default)]
    time: Option<Clock>,
}

/// One incident as a file.
pub async fn export(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Asked(how): Asked<How>,
) -> Response {
    let audience = viewer.audience();
    let file = asked(&app, move |engine| {
        let (format, kind, ending) = match how.format.as_str() {
            "json" => (Format::Json, "application/json", "json"),
            "csv" => (Format::Csv, "text/csv; charset=utf-8", "csv"),
            "html" => (Format::Html, "text/html; charset=utf-8", "html"),
            "stix" => (Format::Stix, "application/stix+json;version=2.1", "stix.json"),
            "misp" => (Format::Misp, "application/json", "misp.json"),
            _ => return Err(Refused::unclear("format: use json, csv, html, stix or misp")),
        };
        let id = id::<IncidentId>(&name, "incident")?;
        let bytes = engine.export(Some(id), moment(how.as_of.as_deref(), how.time)?, audience, format)?;
        Ok((bytes, kind, format!("attachment; filename=\"incident-{id}.{ending}\"")))
    });
    match file.await {
        Ok((bytes, kind, name)) => {
            let head = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name.as_str())];
            (head, [(header::CACHE_CONTROL, "private, no-cache")], bytes).into_response()
        }
        Err(refused) => refused.into_response(),
    }
}

/// The notes on one.
pub async fn notes(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Asked(piece): Asked<super::lists::Piece>,
) -> Response {
    let audience = viewer.audience();
    tell(&app, move |engine| {
        let id = id::<IncidentId>(&name, "incident")?;
        engine.must_know_incident(id, audience)?;
        let paging = Paging::of(piece.limit, piece.cursor.as_deref(), &("notes", id))?;
        paging.cut(engine.notes(id, audience)?, |note| (note.at, note.id.clone()))
    })
    .await
}

/// A note.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    text: String,
    tlp: Tlp,
}

/// Writes one.
pub async fn note(
    State(app): State<App>,
    viewer: Viewer,
    Named(name): Named<String>,
    Given(new): Given<NewNote>,
) -> Response {
    let (audience, by) = (viewer.audience(), viewer.0.name().to_owned());
    make(&app, move |engine| {
        let id = id::<IncidentId>(&name, "incident")?;
        engine.must_know_incident(id, audience)?;
        must_be_cleared(Some(new.tlp), audience)?;
        let note = engine.add_note(id, &new.text, new.tlp, &by, audience)?;
        Ok((Some(format!("/api/v1/incidents/{id}/notes")), note))
    })
    .await
}

/// Who asks.
pub async fn me(viewer: Viewer) -> Response {
    let role = match &viewer.0 {
        sextant_engine::Visitor::Known(caller) => Some(caller.account.role),
        _ => None,
    };
    let cleared = viewer.audience().unwrap_or(Tlp::Red);
    json(StatusCode::OK, &serde_json::json!({"name": viewer.0.name(), "role": role, "clearance": cleared}))
}
