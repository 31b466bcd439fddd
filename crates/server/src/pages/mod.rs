//! One file a page.

pub mod about;
pub mod account;
pub mod actors;
pub mod advisories;
pub mod api;
pub mod assess;
pub mod audit;
pub mod brief;
pub mod calibration;
pub mod document;
pub mod feeds;
pub mod files;
pub mod graph;
pub mod hand;
pub mod incident;
pub mod incidents;
pub mod indicators;
pub mod intake;
pub mod login;
pub mod notes;
pub mod organisation;
pub mod outbox;
pub mod search;
pub mod searches;
pub mod sources;
pub mod story;
pub mod teams;
pub mod users;
pub mod voices;
pub mod watches;
pub mod welcome;
pub mod work;

use sextant_model::{AsOf, Clock};

/// The day of a moment as a date field takes it; empty for "all that is known".
fn date_field(as_of: &AsOf) -> String {
    as_of.until.map_or_else(String::new, crate::labels::iso_day)
}

/// The moment that a page's query asks for.
fn moment(as_of: Option<&str>, clock: Option<&str>) -> Result<AsOf, String> {
    let clock: Clock = match clock.filter(|c| !c.is_empty()) {
        Some(word) => word.parse().map_err(|e: sextant_model::problem::UnknownWord| e.to_string())?,
        None => Clock::default(),
    };
    match as_of.map(str::trim).filter(|t| !t.is_empty()) {
        Some(text) => AsOf::parse(text, clock),
        None => Ok(AsOf { until: None, clock }),
    }
}
