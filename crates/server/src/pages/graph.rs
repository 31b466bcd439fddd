//! What an incident is tied to, drawn in columns: the incident, sorts of things with their numbers, the things of the sort
//! that is opened, and other incidents that name the thing that is opened. Every box is a link, and the list stands below.

use crate::answers::Answers;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_engine::news::graph::{Graph, Sort, Thing};
use sextant_model::{AsOf, Clock, IncidentId, IncidentSummary};
use std::sync::Arc;

/// Up to so many things, every sort is open.
const SMALL: usize = 28;
/// Things of one sort drawn at once.
const DRAWN: usize = 24;
/// Things of one sort listed at once.
const LISTED: usize = 200;
/// Things of a sort that is not open, in the list.
const FEW: usize = 8;
/// The height of a box.
const BOX: f64 = 30.0;
/// From one box to the next.
const STEP: f64 = 40.0;

/// The query of the page.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    open: String,
    page: usize,
    at: String,
    as_of: String,
    clock: String,
}

/// A box of the drawing.
struct Drawn {
    id: String,
    x: f64,
    y: f64,
    width: f64,
    class: &'static str,
    text: String,
    whole: String,
    link: String,
    current: bool,
}

/// Things of a sort, as the list has them.
struct Listed<'a> {
    sort: Sort,
    total: usize,
    things: &'a [Thing],
    open: bool,
}

#[derive(Template)]
#[template(path = "graph.html")]
struct Shown {
    as_of: AsOf,
    graph: Graph,
    others: Vec<IncidentSummary>,
    asked: Asked,
    boxes: Vec<Drawn>,
    lines: Vec<String>,
    height: f64,
}

impl Shown {
    fn listed(&self) -> Vec<Listed<'_>> {
        let number = self.asked.page.max(1) - 1;
        let of = |(sort, all): (&Sort, &'_ Vec<Thing>)| {
            let open = sort.as_str() == self.asked.open;
            let (from, most) = if open { (number.saturating_mul(LISTED).min(all.len()), LISTED) } else { (0, FEW) };
            (*sort, all.len(), from, (from + most).min(all.len()), open)
        };
        let cut = self.graph.things.iter().map(of).collect::<Vec<_>>();
        cut.into_iter()
            .filter_map(|(sort, total, from, to, open)| {
                let things = self.graph.things.get(&sort)?.get(from..to)?;
                Some(Listed { sort, total, things, open })
            })
            .collect()
    }

    fn pages(&self, total: &usize) -> usize {
        total.div_ceil(LISTED)
    }

    fn number(&self) -> usize {
        self.asked.page.max(1)
    }

    /// The rest of a link that stays on the same day.
    fn here(&self) -> String {
        here(&self.as_of)
    }

    fn day(&self) -> String {
        super::date_field(&self.as_of)
    }
}

fn here(as_of: &AsOf) -> String {
    labels::as_of_query(as_of).replacen('?', "&", 1)
}

fn opened(sort: Sort, here: &str) -> String {
    format!("?open={}{here}", sort.as_str())
}

fn at(sort: Sort, name: &str, page: usize, here: &str) -> String {
    let page = if page > 1 { format!("&page={page}") } else { String::new() };
    format!("?open={}{page}&at={}{here}", sort.as_str(), super::incidents::percent(name))
}

/// Words that fit into a box.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(most - 1).collect::<String>())
    }
}

/// A line from the right of one box to the left of another.
fn tie(from: (f64, f64, f64), to: (f64, f64)) -> String {
    let (start, end) = (from.0 + from.2, to.0);
    let (a, b, middle) = (from.1 + BOX / 2.0, to.1 + BOX / 2.0, (start + end) / 2.0);
    format!("M{start:.0} {a:.0}C{middle:.0} {a:.0} {middle:.0} {b:.0} {end:.0} {b:.0}")
}

/// The columns: where each begins and how wide it is.
const COLUMNS: [(f64, f64); 4] = [(2.0, 170.0), (220.0, 170.0), (440.0, 260.0), (750.0, 248.0)];

struct Drawing {
    boxes: Vec<Drawn>,
    lines: Vec<String>,
    next: f64,
    /// The rest of links that stay on the same day.
    here: String,
}

impl Drawing {
    fn put(
        &mut self,
        column: usize,
        y: f64,
        class: &'static str,
        words: &str,
        (id, link): (String, String),
        current: bool,
    ) -> f64 {
        let (x, width) = COLUMNS[column];
        let text = cut(words, (width / 7.6) as usize);
        self.boxes.push(Drawn { id, x, y, width, class, text, whole: words.to_owned(), link, current });
        y
    }

    fn tie(&mut self, column: usize, from: f64, to: f64) {
        let (x, width) = COLUMNS[column];
        self.lines.push(tie((x, from, width), (COLUMNS[column + 1].0, to)));
    }

    /// A sort with its things where it is open; gives where its own box stands.
    fn sort(&mut self, sort: Sort, things: &[Thing], open: bool, asked: &Asked, others: &[IncidentSummary]) -> f64 {
        let first = self.next;
        let words = format!("{} {}", labels::thousands(things.len() as u64), sort.of(things.len()));
        let page = if asked.open == sort.as_str() { asked.page.max(1) } else { 1 };
        let shown =
            if open { things.iter().skip((page - 1).saturating_mul(LISTED)).take(DRAWN).collect() } else { Vec::new() };
        let own = first + (shown.len().max(1) as f64 - 1.0) * STEP / 2.0;
        self.put(
            1,
            own,
            sort.as_str(),
            &words,
            (format!("n-{}", sort.as_str()), opened(sort, &self.here)),
            open && asked.at.is_empty(),
        );
        for (n, thing) in shown.iter().enumerate() {
            let y = first + n as f64 * STEP;
            let current = asked.open == sort.as_str() && asked.at == thing.name;
            self.put(
                2,
                y,
                sort.as_str(),
                &thing.name,
                (format!("n-{}-{n}", sort.as_str()), at(sort, &thing.name, page, &self.here)),
                current,
            );
            self.tie(1, own, y);
            if current {
                self.others(y, others);
            }
        }
        self.next = first + shown.len().max(1) as f64 * STEP;
        own
    }

    fn others(&mut self, from: f64, others: &[IncidentSummary]) {
        let first = (from - (others.len() as f64 - 1.0) * STEP / 2.0).max(4.0);
        for (n, other) in others.iter().enumerate() {
            let y = first + n as f64 * STEP;
            self.put(
                3,
                y,
                "incident",
                &other.victim,
                (
                    format!("n-incident-{n}"),
                    format!("/incidents/{}/graph{}", other.id, self.here.replacen('&', "?", 1)),
                ),
                false,
            );
            self.tie(2, from, y);
        }
    }
}

fn draw(graph: &Graph, asked: &Asked, as_of: &AsOf, others: &[IncidentSummary]) -> Drawing {
    let mut drawing = Drawing { boxes: Vec::new(), lines: Vec::new(), next: 4.0, here: here(as_of) };
    let small = graph.total() <= SMALL;
    let mut sorts = Vec::new();
    for (sort, things) in &graph.things {
        let open = small || asked.open == sort.as_str();
        sorts.push(drawing.sort(*sort, things, open, asked, others));
    }
    let middle = (drawing.next - STEP).max(4.0) / 2.0;
    let victim = graph.summary.victim.clone();
    let own = format!("/incidents/{}{}", graph.id, labels::as_of_query(as_of));
    drawing.put(0, middle, "incident", &victim, ("n-this".to_owned(), own), false);
    sorts.into_iter().for_each(|own| drawing.tie(0, middle, own));
    // What is read first stands first.
    drawing.boxes.rotate_right(1);
    drawing
}

/// Shows it.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let as_of = match super::moment(Some(&asked.as_of), Some(&asked.clock)) {
        Ok(as_of) => as_of,
        Err(message) => return fault::bad_request(&message),
    };
    let wanted = asked.clone();
    let find = move |e: &dyn Answers| {
        let Some(engine) = e.engine() else { return Ok(None) };
        let Some(graph) = engine.graph(id, as_of, viewer.audience())? else { return Ok(None) };
        let open = Sort::ALL.into_iter().find(|sort| sort.as_str() == wanted.open).filter(|_| !wanted.at.is_empty());
        let others = match open {
            Some(sort) => engine.others_naming(sort, &wanted.at, graph.id, as_of, viewer.audience())?,
            None => Vec::new(),
        };
        Ok(Some((graph, others)))
    };
    ask(engine, find, |found| match found {
        Some((graph, others)) => {
            let Drawing { boxes, lines, .. } = draw(&graph, &asked, &as_of, &others);
            let height = boxes.iter().map(|one| one.y + STEP).fold(60.0, f64::max);
            page(&Shown { as_of, graph, others, asked, boxes, lines, height })
        }
        None => fault::not_found("incident"),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_to_their_box_and_ties_end_at_boxes() {
        assert_eq!((cut("short", 10), cut("ééééééé", 4)), ("short".to_owned(), "ééé…".to_owned()));
        assert_eq!(tie((2.0, 0.0, 100.0), (202.0, 40.0)), "M102 15C152 15 152 55 202 55");
    }
}
