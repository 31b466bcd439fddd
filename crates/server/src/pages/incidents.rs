//! The list of incidents: newest change first, filtered, as known on any day.

use crate::answers::Answers;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use sextant_engine::{IncidentQuery, IncidentSort, Page, Stats};
use sextant_model::{AsOf, Clock, IncidentKind, IncidentSummary, Standing, Tlp};
use std::sync::Arc;

/// Incidents on one page.
const PAGE: usize = 50;

/// The query of the list.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    standing: String,
    sort: String,
    as_of: String,
    clock: String,
    page: usize,
}

#[derive(Template)]
#[template(path = "incidents.html")]
struct Incidents {
    asked: Asked,
    as_of: AsOf,
    found: Page<IncidentSummary>,
    stats: Stats,
}

impl Incidents {
    fn link(&self, number: usize) -> String {
        let a = &self.asked;
        let parts = [
            ("q", &a.q),
            ("kind", &a.kind),
            ("standing", &a.standing),
            ("sort", &a.sort),
            ("as_of", &a.as_of),
            ("clock", &a.clock),
        ];
        let mut query = url_query(&parts);
        query.push_str(&format!("page={number}"));
        format!("/?{query}")
    }

    fn day(&self) -> String {
        super::date_field(&self.as_of)
    }

    fn last(&self) -> usize {
        self.found.total.div_ceil(PAGE).max(1)
    }

    fn number(&self) -> usize {
        self.asked.page.max(1)
    }

    fn filtered(&self) -> bool {
        let a = &self.asked;
        [&a.q, &a.kind, &a.standing, &a.as_of].iter().any(|t| !t.is_empty())
    }
}

pub(crate) fn url_query(parts: &[(&str, &String)]) -> String {
    let set = parts.iter().filter(|(_, value)| !value.is_empty());
    set.map(|(name, value)| format!("{name}={}&", percent(value))).collect()
}

/// Percent-encodes all but unreserved characters (RFC 3986, 2.3).
pub(crate) fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// Shows the list.
pub async fn list(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let audience = viewer.audience();
    let query = match question(&asked, audience) {
        Ok(query) => query,
        Err(message) => return fault::bad_request(&message),
    };
    let as_of = query.as_of;
    ask(
        engine,
        move |e| Ok((e.incidents(&query)?, e.stats(audience)?)),
        |(found, stats)| page(&Incidents { asked, as_of, found, stats }),
    )
    .await
}

fn question(asked: &Asked, audience: Option<Tlp>) -> Result<IncidentQuery, String> {
    let wrong = |e: sextant_model::problem::UnknownWord| e.to_string();
    Ok(IncidentQuery {
        as_of: super::moment(Some(&asked.as_of), Some(&asked.clock))?,
        text: Some(asked.q.trim().to_owned()).filter(|t| !t.is_empty()),
        kind: if asked.kind.is_empty() { None } else { Some(asked.kind.parse().map_err(wrong)?) },
        standing: if asked.standing.is_empty() { None } else { Some(asked.standing.parse().map_err(wrong)?) },
        sort: match asked.sort.as_str() {
            "" | "changed" => IncidentSort::Changed,
            "first-reported" => IncidentSort::FirstReported,
            "victim" => IncidentSort::Victim,
            "documents" => IncidentSort::Documents,
            other => return Err(format!("unknown order {other:?}: use changed, first-reported, victim or documents")),
        },
        limit: PAGE,
        offset: asked.page.saturating_sub(1).saturating_mul(PAGE),
        after: None,
        audience,
    })
}
