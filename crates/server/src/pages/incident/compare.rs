//! Two days of one incident beside one another: what was added, what is gone, what stands otherwise.

use crate::answers::Answers;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels, vocabulary};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use sextant_model::record::Record;
use sextant_model::{AsOf, Clock, IncidentId, Polarity, Standing};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The query of the page.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    to: String,
    clock: String,
}

/// A fact of a record: on what, which, how it stands and in which words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    on: &'static str,
    thing: String,
    words: String,
    standing: Standing,
    excluded: bool,
}

/// One difference.
struct Difference {
    on: &'static str,
    thing: String,
    before: Option<Fact>,
    after: Option<Fact>,
}

impl Difference {
    /// Between what was and what is; one of them may be missing.
    fn of(before: Option<Fact>, after: Option<Fact>) -> Option<Self> {
        let (on, thing) = after.as_ref().or(before.as_ref()).map(|fact| (fact.on, fact.thing.clone()))?;
        Some(Self { on, thing, before, after })
    }
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Compared {
    id: IncidentId,
    victim: String,
    from: AsOf,
    to: AsOf,
    headlines: (Option<String>, Option<String>),
    added: Vec<Difference>,
    gone: Vec<Difference>,
    changed: Vec<Difference>,
}

impl Compared {
    fn lists(&self) -> [(&'static str, &[Difference]); 3] {
        [("Changed", &self.changed), ("Added", &self.added), ("Gone", &self.gone)]
    }

    fn day(&self, as_of: &AsOf) -> String {
        as_of.until.map_or_else(|| "now".to_owned(), labels::day)
    }

    fn field(&self, as_of: &AsOf) -> String {
        super::super::date_field(as_of)
    }

    fn new(id: IncidentId, from: (AsOf, Option<Record>), to: (AsOf, Option<Record>)) -> Self {
        let victim = to.1.as_ref().or(from.1.as_ref()).map_or(String::new(), |record| record.victim.name.clone());
        let before = from.1.as_ref().map(facts).unwrap_or_default();
        let mut after = to.1.as_ref().map(facts).unwrap_or_default();
        let (mut gone, mut changed) = (Vec::new(), Vec::new());
        for (key, fact) in before {
            match after.remove(&key) {
                None => gone.extend(Difference::of(Some(fact), None)),
                Some(now) if now != fact => changed.extend(Difference::of(Some(fact), Some(now))),
                Some(_) => {}
            }
        }
        let added = after.into_values().filter_map(|fact| Difference::of(None, Some(fact))).collect();
        let headline = |record: Option<Record>| record.map(|record| record.headline);
        let headlines = (headline(from.1), headline(to.1));
        Self { id, victim, from: from.0, to: to.0, headlines, added, gone, changed }
    }
}

/// The facts of a record, by what they are on.
fn facts(record: &Record) -> BTreeMap<(usize, String), Fact> {
    let mut all = BTreeMap::new();
    let mut keep = |rank: usize, key: String, on, thing: String, words: String, standing| {
        all.insert((rank, key), Fact { on, thing, words, standing, excluded: false });
    };
    let o = &record.occurred;
    keep(0, String::new(), "Event", "whether it happened".to_owned(), String::new(), o.standing);
    for kind in &record.kinds {
        keep(1, kind.value.clone(), "Kind", labels::plain(&kind.value), String::new(), kind.standing);
    }
    for a in &record.actors {
        keep(3, a.name.clone(), "Actor", a.name.clone(), String::new(), a.field.standing);
    }
    for s in &record.statements {
        let thing = vocabulary::proposition(s.kind).to_owned();
        keep(4, format!("{} {}", s.kind, s.field.value), "Said of it", thing, s.field.value.clone(), s.field.standing);
    }
    for s in &record.services {
        keep(5, s.service.clone(), "Service", s.service.clone(), s.state.to_string(), s.field.standing);
    }
    for m in &record.impacts {
        let amount = labels::amount(m.field.value, m.unit.as_deref());
        let thing = vocabulary::impact(m.kind).to_owned();
        keep(6, format!("{} {amount}", m.kind), "Effect", thing, amount, m.field.standing);
    }
    for r in &record.responses {
        let thing = vocabulary::response(r.action).to_owned();
        keep(7, r.action.to_string(), "Response", thing, labels::plain(r.state.as_str()), r.field.standing);
    }
    for d in &record.dates {
        let days = labels::span_of_days(d.from.as_deref(), d.to.as_deref());
        keep(8, format!("{} {days}", d.what), "Date", d.what.to_string(), days, d.field.standing);
    }
    for e in &record.exposure {
        let count = e.count.map(|n| format!("{} ", labels::thousands(n))).unwrap_or_default();
        let words =
            format!("{} {count}{}", labels::polarity_word(e.polarity), e.subjects.as_deref().unwrap_or_default());
        let qualified = e.qualifier.as_ref().map_or(String::new(), |q| format!(" ({q})"));
        let thing = format!("{}{qualified}", vocabulary::data(e.data));
        let excluded = e.polarity == Polarity::NotExposed;
        let fact = Fact { on: "Data", thing, words: words.trim().to_owned(), standing: e.field.standing, excluded };
        all.insert((2, format!("{}{qualified}", e.data)), fact);
    }
    all
}

/// Compares them.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    Path(id): Path<String>,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let Ok(id) = id.parse::<IncidentId>() else { return fault::not_found("incident") };
    let moment = |day: &str| super::super::moment(Some(day), Some(&asked.clock));
    let (from, to) = match (moment(&asked.from), moment(&asked.to)) {
        (Ok(from), Ok(to)) => (from, to),
        (Err(message), _) | (_, Err(message)) => return fault::bad_request(&message),
    };
    if from.until.is_none() {
        return fault::bad_request("Say from which day: the earlier one is missing.");
    }
    let audience = viewer.audience();
    let question = move |e: &dyn Answers| Ok((e.incident(id, from, audience)?, e.incident(id, to, audience)?));
    ask(engine, question, move |(before, after)| {
        if before.is_none() && after.is_none() {
            return fault::not_found("incident");
        }
        page(&Compared::new(id, (from, before), (to, after)))
    })
    .await
}
