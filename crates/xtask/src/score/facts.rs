//! A reading, or gold, as comparable facts.

use super::names::{plain, same};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One fact: its parts in a fixed order.
pub type Fact = Vec<String>;
/// Names of each victim, by the gold's incident id.
pub type Victims = BTreeMap<String, BTreeSet<String>>;

/// The facts of one reading by field.
#[derive(Debug, Default)]
pub struct Facts(BTreeMap<&'static str, BTreeSet<Fact>>);

/// The entries of a list, none where there is no list.
pub fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value[name].as_array().into_iter().flatten()
}

/// A text, empty where there is none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The ids of the incidents.
pub fn ids(reading: &Value) -> impl Iterator<Item = String> + '_ {
    list(reading, "incidents").map(|i| text(&i["id"]).to_owned())
}

/// All names of a victim.
pub fn names(incident: &Value) -> BTreeSet<String> {
    let victim = &incident["victim"];
    let all = std::iter::once(&victim["name"]).chain(list(victim, "aliases"));
    all.map(|n| plain(text(n))).filter(|n| !n.is_empty()).collect()
}

/// The names of each incident's victim.
pub fn victims(gold: &Value) -> Victims {
    list(gold, "incidents").map(|i| (text(&i["id"]).to_owned(), names(i))).collect()
}

/// Which incident of the reading is which of the gold: gold id to the reading's.
pub fn match_incidents(gold: &Value, reading: &Value) -> BTreeMap<String, String> {
    let mut pairs: BTreeMap<String, String> = BTreeMap::new();
    for wanted in list(gold, "incidents") {
        let known = names(wanted);
        let found = list(reading, "incidents").find(|got| {
            let free = !pairs.values().any(|used| used == text(&got["id"]));
            free && names(got).iter().any(|b| known.iter().any(|a| same(a, b)))
        });
        if let Some(got) = found {
            pairs.insert(text(&wanted["id"]).to_owned(), text(&got["id"]).to_owned());
        }
    }
    pairs
}

impl Facts {
    /// Facts with incident ids brought to the gold's; one that the gold has not is marked with "?".
    pub fn of(reading: &Value, ids: &BTreeMap<String, String>, victims: &Victims) -> Self {
        let mut facts = Self::default();
        let known = |id: &str| ids.get(id).cloned().unwrap_or_else(|| format!("?{id}"));
        for incident in list(reading, "incidents") {
            facts.incident(incident, &known(text(&incident["id"])));
        }
        for claim in list(reading, "claims") {
            let mut about: Vec<String> = list(claim, "about").map(|id| known(text(id))).collect();
            about.sort();
            facts.claim(claim, &about.join(","), victims);
        }
        for x in list(reading, "indicators") {
            facts.push("indicator", [text(&x["type"]), &text(&x["value"]).to_lowercase()]);
        }
        for x in list(reading, "entities") {
            let name = x["id"].as_str().filter(|id| !id.is_empty()).unwrap_or_else(|| text(&x["name"]));
            facts.push("entity", [text(&x["type"]), &plain(name)]);
        }
        facts
    }

    fn push<const N: usize>(&mut self, field: &'static str, parts: [&str; N]) {
        self.0.entry(field).or_default().insert(parts.map(str::to_owned).to_vec());
    }

    fn incident(&mut self, incident: &Value, id: &str) {
        self.push("incident", [id]);
        self.push("realis", [id, text(&incident["realis"])]);
        for field in ["sector", "country"] {
            if let Some(value) = incident["victim"][field].as_str() {
                self.push(field, [id, value]);
            }
        }
        for kind in list(incident, "kinds").map(text).filter(|k| *k != "unspecified") {
            self.push("kind", [id, kind]);
        }
        for d in list(incident, "dates").filter(|d| d["from"].is_string()) {
            self.push("date", [id, text(&d["what"]), text(&d["from"]), text(&d["to"])]);
        }
        for e in list(incident, "exposure") {
            let (data, polarity) = (text(&e["data"]), text(&e["polarity"]));
            self.push("exposure", [id, data, polarity]);
            self.push("certainty", [id, data, polarity, text(&e["certainty"])]);
        }
        for s in list(incident, "services") {
            self.push("service", [id, text(&s["state"]), &plain(text(&s["service"]))]);
        }
        for m in list(incident, "impacts") {
            let value = m["value"].as_f64().map(|v| v.to_string()).unwrap_or_default();
            self.push("impact", [id, text(&m["kind"]), &value, text(&m["unit"])]);
        }
        for r in list(incident, "responses") {
            self.push("response", [id, text(&r["action"])]);
        }
    }

    fn claim(&mut self, claim: &Value, about: &str, victims: &Victims) {
        let name = plain(text(&claim["speaker"]["name"]));
        let victim = victims.iter().find(|(_, names)| !name.is_empty() && names.iter().any(|n| same(&name, n)));
        let speaker = victim.map_or(name.as_str(), |(id, _)| id);
        let said = text(&claim["proposition"]["kind"]);
        // "X was not taken" confirmed and a theft denied are one statement.
        let spared = said == "data-not-taken";
        let kind = if spared { "data-taken" } else { said };
        let stance = match text(&claim["stance"]) {
            "confirms" | "asserts" if spared => "denies",
            stance => stance,
        };
        self.push("claim", [about, speaker, stance, kind]);
        self.push("stance", [about, stance, kind]);
    }

    /// The facts of a field.
    pub fn get(&self, field: &str) -> &BTreeSet<Fact> {
        static NONE: BTreeSet<Fact> = BTreeSet::new();
        self.0.get(field).unwrap_or(&NONE)
    }

    /// Fields that hold facts.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.keys().copied()
    }
}

/// How many are right, which were missed, which are too much.
pub fn compare<'f>(
    field: &str,
    wanted: &'f BTreeSet<Fact>,
    got: &'f BTreeSet<Fact>,
) -> (usize, Vec<&'f Fact>, Vec<&'f Fact>) {
    let mut left: Vec<&Fact> = got.iter().collect();
    let mut right = 0;
    for fact in wanted {
        if let Some(at) = left.iter().position(|other| equal(field, fact, other)) {
            left.remove(at);
            right += 1;
        }
    }
    let missed = wanted.iter().filter(|fact| !got.iter().any(|other| equal(field, fact, other))).collect();
    (right, missed, left)
}

fn equal(field: &str, a: &[String], b: &[String]) -> bool {
    match (field, a, b) {
        ("service", [a @ .., x], [b @ .., y]) => {
            let words: BTreeSet<&str> = x.split(' ').collect();
            a == b && y.split(' ').any(|word| words.contains(word))
        }
        ("claim", [about, speaker, rest @ ..], [of, other, as_well @ ..]) => {
            about == of && rest == as_well && (speaker == other || same(speaker, other))
        }
        ("entity", [kind, name], [other_kind, other]) => kind == other_kind && same(name, other),
        ("impact", [id, kind, value, unit], [of, other_kind, other, other_unit]) => {
            (id, kind, unit) == (of, other_kind, other_unit) && close(value, other)
        }
        _ => a == b,
    }
}

/// Numbers within half a percent of one another; none equals none.
fn close(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 0.005 * a.abs().max(b.abs()),
        _ => a == b,
    }
}
