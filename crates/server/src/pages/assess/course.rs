//! How the pairs stood over the days on which the answer changed, drawn as steps. Lines are told apart by their dashes,
//! the shape of their marks and the letters at their ends, never by colour alone.

use crate::figures::place;
use jiff::civil::Date;
use sextant_engine::assess::OnDay;

/// The drawing's own units: its whole size, and the field that the lines stand in.
const LEFT: f64 = 34.0;
const RIGHT: f64 = 404.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 162.0;
/// Labels stay so far apart.
const APART: f64 = 15.0;
/// Days whose labels would overlap are left unlabelled.
const DAY_APART: f64 = 96.0;
/// The part of the width in which the last answer goes on.
const GOES_ON: f64 = 0.06;

/// One pair over time.
pub struct Line {
    /// `AB`.
    pub letters: String,
    /// The path of its steps.
    pub path: String,
    /// Where it turns.
    pub marks: Vec<(String, String)>,
    /// Where its label stands.
    pub label: String,
    /// Which of four ways it is drawn in.
    pub way: usize,
}

/// The drawing.
pub struct Course {
    /// The lines.
    pub lines: Vec<Line>,
    /// Days along the axis, those with a label among them.
    pub days: Vec<(String, Option<Date>)>,
    /// Where the day asked for stands.
    pub asked: Option<String>,
    /// Levels with their probability.
    pub levels: Vec<(String, &'static str)>,
}

impl Course {
    /// Draws the pairs with these letters; `None` where there is nothing that changes.
    pub fn of(course: &[OnDay], pairs: &[(usize, String)], asked: Option<Date>) -> Option<Self> {
        let (first, last) = (course.first()?.on, course.last()?.on);
        if course.len() < 2 || pairs.is_empty() {
            return None;
        }
        let span = f64::from((last - first).get_days().max(1));
        let x = |day: Date| {
            let along = f64::from((day - first).get_days()) / span;
            LEFT + along.clamp(0.0, 1.0) * (RIGHT - LEFT) * (1.0 - GOES_ON)
        };
        let mut lines: Vec<(f64, Line)> =
            pairs.iter().enumerate().map(|(n, (at, letters))| line(course, *at, letters, n, &x)).collect();
        keep_apart(&mut lines);
        Some(Self {
            lines: lines.into_iter().map(|(_, line)| line).collect(),
            days: labelled(course, &x),
            asked: asked.filter(|day| *day >= first).map(|day| place(x(day.min(last)))),
            levels: [(0.0, "0"), (0.25, "0.25"), (0.5, "0.50"), (0.75, "0.75"), (1.0, "1")]
                .map(|(p, words)| (place(y(p)), words))
                .to_vec(),
        })
    }
}

fn y(p: f64) -> f64 {
    BOTTOM - p.clamp(0.0, 1.0) * (BOTTOM - TOP)
}

fn line(course: &[OnDay], pair: usize, letters: &str, n: usize, x: &dyn Fn(Date) -> f64) -> (f64, Line) {
    let points: Vec<(f64, f64)> =
        course.iter().filter_map(|day| Some((x(day.on), y(day.pairs.get(pair)?.p)))).collect();
    let mut path = String::new();
    for (at, (px, py)) in points.iter().enumerate() {
        let step =
            if at == 0 { format!("M{} {}", place(*px), place(*py)) } else { format!("H{}V{}", place(*px), place(*py)) };
        path.push_str(&step);
    }
    path.push_str(&format!("H{}", place(RIGHT)));
    let end = points.last().map_or(BOTTOM, |(_, py)| *py);
    let marks = points.iter().map(|(px, py)| (place(*px), place(*py))).collect();
    (end, Line { letters: letters.to_owned(), path, marks, label: place(end), way: n % 4 })
}

/// Labels at the ends of lines are moved until none covers another.
fn keep_apart(lines: &mut [(f64, Line)]) {
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    let lowest = BOTTOM + 4.0;
    let mut least = TOP;
    let count = lines.len();
    for (at, (end, line)) in lines.iter_mut().enumerate() {
        let room_below = lowest - APART * (count - 1 - at) as f64;
        let stands = end.min(room_below).max(least);
        line.label = place(stands + 4.0);
        least = stands + APART;
    }
}

fn labelled(course: &[OnDay], x: &dyn Fn(Date) -> f64) -> Vec<(String, Option<Date>)> {
    let mut days: Vec<(String, Option<Date>)> = Vec::new();
    let last = course.last().map_or(RIGHT, |day| x(day.on));
    let mut labelled_to = f64::NEG_INFINITY;
    for (at, day) in course.iter().enumerate() {
        let here = x(day.on);
        let is_last = at + 1 == course.len();
        let free = here - labelled_to >= DAY_APART && (is_last || last - here >= DAY_APART);
        if free {
            labelled_to = here;
        }
        days.push((place(here), free.then_some(day.on)));
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use sextant_engine::assess::PairLine;
    use sextant_model::IncidentId;

    fn on(day: &str, p: &[f64]) -> OnDay {
        let pair =
            |p: &f64| PairLine { a: IncidentId::derive(&["a"]), b: IncidentId::derive(&["b"]), p: *p, phrase: "" };
        OnDay { on: day.parse().unwrap(), pairs: p.iter().map(pair).collect() }
    }

    #[test]
    fn lines_stay_within_the_field_and_their_labels_apart() {
        let course = [on("2025-05-01", &[0.1, 0.1, 0.1]), on("2025-06-20", &[0.999, 0.99, 0.98])];
        let pairs = [(0, "AB".to_owned()), (1, "AC".to_owned()), (2, "BC".to_owned())];
        let drawn = Course::of(&course, &pairs, None).unwrap();
        let mut labels: Vec<f64> = drawn.lines.iter().map(|line| line.label.parse().unwrap()).collect();
        labels.sort_by(f64::total_cmp);
        assert!(labels.windows(2).all(|pair| pair[1] - pair[0] >= APART - 0.2), "{labels:?}");
        assert_eq!(drawn.days.iter().filter(|(_, label)| label.is_some()).count(), 2);
        assert!(Course::of(&course[..1], &pairs, None).is_none(), "one day is no course");
    }
}
