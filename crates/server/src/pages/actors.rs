//! Actors: what each claims and how that turned out, as an interval; its names with who says so; its incidents. A share
//! is never told as one number: what is open may turn out either way.

use crate::answers::Answers;
use crate::respond::{self, ask, json, page};
use crate::visitor::Viewer;
use crate::{fault, figures, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::actor::{ActorView, ClaimOutcome, NamedActor, Tally, Tied, Track};
use sextant_engine::assess::MOST_INCIDENTS;
use sextant_model::{AsOf, Clock, Tlp};
use std::sync::Arc;

/// Actors on the list's page; the rest are found by words.
const LISTED: usize = 500;

/// The query of both pages.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    as_of: String,
    clock: String,
}

#[derive(Template)]
#[template(path = "actors.html")]
struct List {
    asked: Asked,
    actors: Vec<NamedActor>,
    total: usize,
}

#[derive(Template)]
#[template(path = "actor.html")]
struct Shown {
    as_of: AsOf,
    actor: ActorView,
}

impl Shown {
    fn tally(&self) -> &Tally {
        &self.actor.track.claims
    }

    /// Claims of an outcome, as a stretch of the drawing that goes from the confirmed to the refuted.
    fn parts(&self) -> Vec<(&'static str, usize, f64, f64)> {
        let t = self.tally();
        let share = |n: usize| n as f64 / t.n.max(1) as f64;
        let (confirmed, open) = (share(t.confirmed), share(t.open));
        vec![
            ("confirmed", t.confirmed, 0.0, confirmed),
            ("open", t.open, confirmed, confirmed + open),
            ("refuted", t.refuted, confirmed + open, 1.0),
        ]
    }

    fn outcome(&self, tied: &Tied) -> &'static str {
        tied.outcome.map_or("claims nothing: others name it", ClaimOutcome::as_str)
    }

    /// Whether its incidents were the work of the same operators: the first of them.
    fn linked(&self) -> Option<String> {
        let ids: Vec<String> =
            self.actor.track.incidents.iter().take(MOST_INCIDENTS).map(|tied| tied.id.to_string()).collect();
        (ids.len() > 1).then(|| format!("/assess?incidents={}", ids.join(",")))
    }

    fn here(&self) -> String {
        labels::as_of_query(&self.as_of)
    }
}

/// The list.
pub async fn list(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let words = asked.q.trim().to_lowercase();
    let fits = move |actor: &NamedActor| {
        std::iter::once(&actor.name).chain(&actor.spellings).any(|name| name.to_lowercase().contains(&words))
    };
    let find = move |e: &dyn Answers| {
        let mut actors = e.actors(viewer.audience())?;
        actors.retain(fits);
        let total = actors.len();
        actors.truncate(LISTED);
        Ok((actors, total))
    };
    ask(engine, find, |(actors, total)| page(&List { asked, actors, total })).await
}

/// One actor; a name that ends in `.json` gives it as data.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(name): Path<String>,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let as_of = match super::moment(Some(&asked.as_of), Some(&asked.clock)) {
        Ok(as_of) => as_of,
        Err(message) => return fault::bad_request(&message),
    };
    let (name, as_data) = name.strip_suffix(".json").map_or((name.clone(), false), |name| (name.to_owned(), true));
    ask(
        engine,
        move |e| named(e, &name, as_of, viewer.audience()),
        |found| match found {
            Some(actor) if as_data => json(&actor),
            Some(actor) => page(&Shown { as_of, actor }),
            None => fault::not_found("actor"),
        },
    )
    .await
}

/// One actor; of one that is named somewhere and tied to no incident, that there is nothing.
fn named(
    engine: &dyn Answers,
    name: &str,
    as_of: AsOf,
    audience: Option<Tlp>,
) -> sextant_engine::Result<Option<ActorView>> {
    let found = engine.actor(name, as_of, audience)?;
    if found.is_some() || as_of.until.is_some() {
        return Ok(found);
    }
    let listed = engine.actors(audience)?.into_iter().any(|actor| actor.name == name);
    let track = Track {
        claims: Tally { n: 0, confirmed: 0, refuted: 0, open: 0, interval: None },
        incidents: Vec::new(),
        not_to_be_confused_with: Default::default(),
    };
    Ok(listed.then(|| ActorView { name: name.to_owned(), aliases: Vec::new(), track }))
}
