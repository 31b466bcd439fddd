//! What a reader asks of the linkage board, and the addresses that ask the same with one thing changed.

use crate::pages::incidents::percent;
use jiff::civil::Date;
use sextant_engine::AssessQuery;
use sextant_engine::assess::Drop;
use sextant_model::{AsOf, Clock, IncidentId};

/// The query of the page, as it came.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Asked {
    /// Incidents by id, each once.
    pub incidents: Vec<String>,
    /// As known when.
    pub as_of: String,
    /// By which clock.
    pub clock: String,
    /// Another prior than the usual.
    pub prior: String,
    /// What is left out of account.
    pub drops: Vec<String>,
    /// Words to choose incidents by.
    pub q: String,
}

impl Asked {
    /// From the parts of a query; `incidents` and `drop` may stand there often, `incidents` also as a list with commas.
    pub fn of(parts: Vec<(String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in parts {
            let value = value.trim().to_owned();
            match name.as_str() {
                "incidents" => value.split(',').map(str::trim).for_each(|id| add(&mut asked.incidents, id)),
                "drop" => add(&mut asked.drops, &value),
                "as_of" => asked.as_of = value,
                "clock" => asked.clock = value,
                "prior" => asked.prior = value,
                "q" => asked.q = value,
                _ => {}
            }
        }
        asked
    }

    /// The question to the engine.
    ///
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn query(&self) -> Result<AssessQuery, String> {
        let incident = |id: &String| id.parse::<IncidentId>().map_err(|_| format!("{id:?} is no id of an incident"));
        let prior = |text: &str| text.parse::<f64>().map_err(|_| format!("the prior {text:?} is no number"));
        Ok(AssessQuery {
            incidents: self.incidents.iter().map(incident).collect::<Result<_, _>>()?,
            as_of: self.moment()?,
            prior: Some(self.prior.as_str()).filter(|text| !text.is_empty()).map(prior).transpose()?,
            drops: self.drops.iter().map(|drop| drop.parse::<Drop>()).collect::<Result<_, _>>()?,
            drops_may_be_missing: true,
            audience: None,
        })
    }

    /// As known when.
    ///
    /// # Errors
    /// A sentence that says what cannot be read.
    pub fn moment(&self) -> Result<AsOf, String> {
        crate::pages::moment(Some(&self.as_of), Some(&self.clock))
    }

    /// The address that asks this again under `path`.
    pub fn address(&self, path: &str) -> String {
        let mut parts =
            vec![format!("incidents={}", self.incidents.iter().map(|id| percent(id)).collect::<Vec<_>>().join(","))];
        let clock = if self.clock == Clock::Recorded.as_str() { &self.clock } else { "" };
        for (name, value) in [("as_of", self.as_of.as_str()), ("clock", clock), ("prior", &self.prior)] {
            parts.extend((!value.is_empty()).then(|| format!("{name}={}", percent(value))));
        }
        parts.extend(self.drops.iter().map(|drop| format!("drop={}", percent(drop))));
        format!("{path}?{}", parts.join("&"))
    }

    /// The same as known on another day; `None`: all that is known.
    pub fn on(&self, day: Option<Date>) -> String {
        let as_of = day.map_or_else(String::new, |day| day.to_string());
        Self { as_of, ..self.clone() }.address("/assess")
    }

    /// The same with another prior.
    pub fn with_prior(&self, prior: Option<f64>) -> String {
        let prior = prior.map_or_else(String::new, |prior| prior.to_string());
        Self { prior, ..self.clone() }.address("/assess")
    }

    /// The same without something, or with it again.
    pub fn turned(&self, drop: &str) -> String {
        let mut turned = self.clone();
        if self.leaves_out(drop) {
            turned.drops.retain(|left_out| left_out != drop);
        } else {
            turned.drops.push(drop.to_owned());
        }
        turned.address("/assess")
    }

    /// Whether something is left out of account.
    pub fn leaves_out(&self, drop: &str) -> bool {
        self.drops.iter().any(|left_out| left_out == drop)
    }

    /// The question as it is asked first: these incidents, nothing else.
    pub fn plain(&self) -> String {
        Self { incidents: self.incidents.clone(), ..Self::default() }.address("/assess")
    }

    /// Whether anything is asked differently from that.
    pub fn differs(&self) -> bool {
        self.address("/assess") != self.plain()
    }
}

fn add(list: &mut Vec<String>, value: &str) {
    if !value.is_empty() && !list.iter().any(|known| known == value) {
        list.push(value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parts: &[(&str, &str)]) -> Asked {
        Asked::of(parts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn incidents_are_taken_from_a_list_or_from_boxes_each_once() {
        let asked = of(&[("incidents", "a,b"), ("incidents", "b"), ("incidents", " c ,")]);
        assert_eq!(asked.incidents, ["a", "b", "c"]);
    }

    #[test]
    fn a_switch_turned_twice_asks_the_same_again() {
        let asked = of(&[("incidents", "a,b"), ("drop", "claims:actor"), ("as_of", "2025-05-13")]);
        assert_eq!(asked.turned("claims:actor"), "/assess?incidents=a,b&as_of=2025-05-13");
        assert!(asked.turned("group:x y").ends_with("drop=claims%3Aactor&drop=group%3Ax%20y"));
        assert_eq!(asked.on(None), "/assess?incidents=a,b&drop=claims%3Aactor");
        assert!(asked.differs() && !of(&[("incidents", "a,b")]).differs());
    }
}
