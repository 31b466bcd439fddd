//! The brief of a day: what is new, what changed, what is contradicted, each with who says so. It prints well.

use super::search::refused;
use crate::answers::Answers;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
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

/// Shows it.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let clock = if asked.clock == "recorded" { Clock::Recorded } else { Clock::Published };
    let query = BriefQuery { day: given(&asked.day), since: given(&asked.since), clock };
    let find = move |e: &dyn Answers| Ok(e.engine().map(|engine| engine.brief(&query, viewer.audience())));
    ask(engine, find, |brief| match brief {
        Some(Ok(brief)) => page(&Shown { asked, brief }),
        Some(Err(error)) => refused(&error),
        None => fault::not_found("brief"),
    })
    .await
}
