//! Effects with numbers, drawn over the days on which they were stated. The numbers stand beside the drawing and in the
//! table behind it; marks differ in shape by standing, never in colour alone.

use crate::figures::place;
use crate::labels;
use crate::pages::voices::Voices;
use sextant_model::record::Record;
use sextant_model::{ClaimId, Clock, ImpactKind, Instant, Standing};

/// The drawing's own units.
const LEFT: f64 = 8.0;
const RIGHT: f64 = 330.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 96.0;

/// One number.
pub struct Point {
    /// Where it stands.
    pub x: String,
    /// Where it stands.
    pub y: String,
    /// Where its number is written.
    pub label: String,
    /// At which end its number begins: `start`, `middle`, `end`.
    pub anchor: &'static str,
    /// The number in words.
    pub amount: String,
    /// When it was stated.
    pub day: Option<Instant>,
    /// How it stands.
    pub standing: Standing,
    /// The claims that say so.
    pub claims: Vec<ClaimId>,
}

/// The numbers of one kind of effect in one unit.
pub struct Plot {
    /// Of what.
    pub kind: ImpactKind,
    /// In order of time.
    pub points: Vec<Point>,
    /// The line through them.
    pub path: String,
    /// Where nought is, if it is between them.
    pub nought: Option<String>,
    /// First and last day.
    pub days: Option<(Instant, Instant)>,
}

/// A number before it has a place.
struct Number {
    at: Option<Instant>,
    value: f64,
    standing: Standing,
    claims: Vec<ClaimId>,
}

/// Draws what a record has of numbers: kinds and units of which there are two at least.
pub fn plots(record: &Record, voices: &Voices) -> Vec<Plot> {
    let mut groups: Vec<(ImpactKind, Option<String>, Vec<Number>)> = Vec::new();
    for impact in &record.impacts {
        let Some(value) = impact.field.value.filter(|value| value.is_finite()) else { continue };
        let at = stated(record, voices, &impact.field.supporting).or(impact.field.since);
        let number = Number { at, value, standing: impact.field.standing, claims: impact.field.supporting.clone() };
        match groups.iter_mut().find(|(kind, unit, _)| *kind == impact.kind && *unit == impact.unit) {
            Some((_, _, numbers)) => numbers.push(number),
            None => groups.push((impact.kind, impact.unit.clone(), vec![number])),
        }
    }
    let several = groups.into_iter().filter(|(_, _, numbers)| numbers.len() > 1);
    several.map(|(kind, unit, numbers)| draw(kind, unit.as_deref(), numbers)).collect()
}

/// When the first of these claims was made, by the record's clock.
fn stated(record: &Record, voices: &Voices, claims: &[ClaimId]) -> Option<Instant> {
    let made = claims.iter().filter_map(|id| voices.claim(*id));
    made.filter_map(|claim| match record.clock {
        Clock::Published => claim.published,
        Clock::Recorded => Some(claim.recorded),
    })
    .min()
}

fn draw(kind: ImpactKind, unit: Option<&str>, mut numbers: Vec<Number>) -> Plot {
    numbers.sort_by(|a, b| (a.at, a.value).partial_cmp(&(b.at, b.value)).unwrap_or(std::cmp::Ordering::Equal));
    let least = numbers.iter().map(|n| n.value).fold(f64::INFINITY, f64::min);
    let most = numbers.iter().map(|n| n.value).fold(f64::NEG_INFINITY, f64::max);
    let days = numbers.first().and_then(|n| n.at).zip(numbers.last().and_then(|n| n.at));
    let x = |number: &Number, n: usize| {
        let seconds = |(from, to): (Instant, Instant)| (to.as_second() - from.as_second()) as f64;
        let span = days.map_or(0.0, seconds);
        let along = match (days, number.at) {
            (Some((first, _)), Some(at)) if span > 0.0 => seconds((first, at)) / span,
            // All on one day: side by side.
            _ => n as f64 / (numbers.len() - 1).max(1) as f64,
        };
        LEFT + along.clamp(0.0, 1.0) * (RIGHT - LEFT)
    };
    let range = if most > least { most - least } else { 1.0 };
    let y = |value: f64| BOTTOM - (value - least) / range * (BOTTOM - TOP);
    let places: Vec<(f64, f64)> =
        numbers.iter().enumerate().map(|(n, number)| (x(number, n), y(number.value))).collect();
    let path = places
        .iter()
        .enumerate()
        .map(|(n, (px, py))| format!("{}{} {}", if n == 0 { "M" } else { "L" }, place(*px), place(*py)));
    let path = path.collect();
    let nought = (least < 0.0 && most > 0.0).then(|| place(y(0.0)));
    let points = numbers.iter().zip(places).map(|(number, (px, py))| Point {
        x: place(px),
        y: place(py),
        label: place(if py - TOP < 4.0 { py + 16.0 } else { py - 8.0 }),
        anchor: if px < 60.0 {
            "start"
        } else if px > RIGHT - 60.0 {
            "end"
        } else {
            "middle"
        },
        amount: labels::amount(Some(number.value), unit),
        day: number.at,
        standing: number.standing,
        claims: number.claims.clone(),
    });
    let points = points.collect();
    Plot { kind, points, path, nought, days }
}
