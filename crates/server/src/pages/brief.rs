//! The brief of a day: what is new, what changed, what is contradicted, each with who says so. It prints well.

use super::search::refused;
use crate::answers::Answers;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sextant_engine::news::brief::{Brief, BriefQuery};
use sextant_model::{Clock, Instant};
use std::sync::Arc;

/// The query of the page.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    day: String,
    since: String,
    clock: String,
}

#[derive(Template)]
#[template(path = "brief.html")]
struct Shown {
    asked: Asked,
    brief: Brief,
}

impl Shown {
    fn last(&self) -> Instant {
        Instant::from_second(self.brief.until.as_second() - 1).unwrap_or(self.brief.until)
    }

    fn one_day(&self) -> bool {
        labels::iso_day(self.brief.since) == labels::iso_day(self.last())
    }

    /// The day before the first and the day after the last, to page by.
    fn beside(&self) -> (String, String) {
        let before = Instant::from_second(self.brief.since.as_second() - 1).unwrap_or(self.brief.since);
        (labels::iso_day(before), labels::iso_day(self.brief.until))
    }

    fn clock_part(&self) -> &'static str {
        if self.brief.clock == Clock::Recorded { "&clock=recorded" } else { "" }
    }
}

impl Asked {
    fn query(&self) -> BriefQuery {
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let clock = if self.clock == "recorded" { Clock::Recorded } else { Clock::Published };
        BriefQuery { day: given(&self.day), since: given(&self.since), clock }
    }
}

/// Shows it.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let query = asked.query();
    let find = move |e: &dyn Answers| Ok(e.engine().map(|engine| engine.brief(&query, viewer.audience())));
    ask(engine, find, |brief| match brief {
        Some(Ok(brief)) => page(&Shown { asked, brief }),
        Some(Err(error)) => refused(&error),
        None => fault::not_found("brief"),
    })
    .await
}

/// The same as a PDF.
pub async fn pdf(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let query = asked.query();
    let find = move |e: &dyn Answers| {
        Ok(e.engine().map(|engine| {
            let brief = engine.brief(&query, viewer.audience())?;
            Ok((brief.pdf()?, brief.since))
        }))
    };
    ask(engine, find, |file: Option<sextant_engine::Result<_>>| match file {
        Some(Ok((bytes, since))) => {
            let name = format!("attachment; filename=\"brief-{}.pdf\"", labels::iso_day(since));
            let kind = (header::CONTENT_TYPE, "application/pdf".to_owned());
            let kept = (header::CACHE_CONTROL, "private, no-cache".to_owned());
            ([kind, kept, (header::CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Some(Err(error)) => refused(&error),
        None => fault::not_found("brief"),
    })
    .await
}
