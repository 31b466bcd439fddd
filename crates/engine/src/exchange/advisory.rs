//! An advisory as objects of STIX: a report with what people wrote, a course of action for each step, a note with the
//! whole text as its readers have it. A correction is their next version; what is no longer told, and all that is
//! withdrawn, is revoked.

use super::extension::part;
use super::ids::Ids;
use super::render::{Properties, instant, marking};
use crate::advisory::{Sheet, Told};
use serde_json::{Map, Value, json};

/// What the objects of an advisory refer to.
pub(crate) struct Beside<'a> {
    /// Who says so.
    pub(crate) producer: &'a str,
    /// The incident that it is on, as its audience has it; none where nothing of it is told any more.
    pub(crate) incident: Option<&'a str>,
}

/// The objects of an advisory as it is out.
pub(super) fn objects(told: &Told, seed: &str, beside: &Beside<'_>) -> Vec<Properties> {
    let ids = Ids { seed, edition: format!("advisory {}", told.sheet.id) };
    let pen = Pen { told, ids, beside };
    let mut objects: Vec<Properties> = told.steps.iter().map(|step| pen.step(step)).collect();
    let steps: Vec<Value> = told.steps.iter().filter(|step| step.holds).map(|step| pen.id_of(&step.text)).collect();
    objects.push(pen.report(&steps));
    objects.push(pen.note());
    objects
}

struct Pen<'a> {
    told: &'a Told,
    ids: Ids<'a>,
    beside: &'a Beside<'a>,
}

const STEP: &str = "course-of-action";

impl Pen<'_> {
    fn sheet(&self) -> &Sheet {
        &self.told.sheet
    }

    fn id_of(&self, step: &str) -> Value {
        self.ids.of(STEP, step).into()
    }

    fn withdrawn(&self) -> bool {
        self.told.withdrawn()
    }

    fn step(&self, step: &crate::advisory::ToldStep) -> Properties {
        let properties = json!({ "name": short(&step.text), "description": step.text });
        self.object((STEP, &step.text), (step.since, step.changed), !step.holds, properties)
    }

    /// What people wrote, on the incident as the same collection has it.
    fn report(&self, steps: &[Value]) -> Properties {
        let sheet = self.sheet();
        let about = self.beside.incident.map(Value::from);
        let mut refs: Vec<Value> = about.into_iter().chain(steps.iter().cloned()).collect();
        if refs.is_empty() {
            refs.push(self.beside.producer.into());
        }
        let words = [sheet.said_of_the_revision(), Some(sheet.summary.clone())];
        let words: Vec<String> = words.into_iter().flatten().filter(|words| !words.is_empty()).collect();
        let properties = json!({
            "name": sheet.title,
            "description": words.join("\n\n"),
            "report_types": ["threat-report"],
            "published": instant(self.told.created),
            "labels": ["advisory", sheet.state],
            "object_refs": refs,
        });
        self.object(("report", ""), (self.told.created, self.told.changed), self.withdrawn(), properties)
    }

    /// The text as mails have it: every fact with its standing, on whose word, in which words.
    fn note(&self) -> Properties {
        let sheet = self.sheet();
        let content = sheet.said_of_the_revision().filter(|_| self.withdrawn()).unwrap_or_else(|| sheet.text());
        let refs = [Some(self.ids.of("report", "")), self.beside.incident.map(str::to_owned)];
        let properties = json!({
            "abstract": sheet.subject(),
            "content": content,
            "labels": ["advisory", sheet.state],
            "object_refs": refs.into_iter().flatten().collect::<Vec<_>>(),
        });
        self.object(("note", ""), (self.told.created, self.told.changed), self.withdrawn(), properties)
    }

    fn object(
        &self,
        (kind, name): (&str, &str),
        (created, changed): (sextant_model::Instant, sextant_model::Instant),
        revoked: bool,
        properties: Value,
    ) -> Properties {
        let sheet = self.sheet();
        let common = json!({
            "type": kind, "spec_version": "2.1", "id": self.ids.of(kind, name), "created": instant(created),
            "modified": instant(changed), "created_by_ref": self.beside.producer,
            "object_marking_refs": [marking(sheet.tlp)],
            "extensions": part(json!({ "advisory": { "advisory_id": sheet.id, "incident_id": sheet.incident } })),
        });
        let mut object: Map<String, Value> = common.as_object().cloned().unwrap_or_default();
        object.extend(properties.as_object().cloned().unwrap_or_default());
        object.retain(|_, value| value.as_str() != Some(""));
        if revoked {
            object.insert("revoked".to_owned(), true.into());
        }
        object
    }
}

/// A name of one line that lists can show.
fn short(text: &str) -> String {
    const MOST: usize = 100;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let begun: String = text.chars().take(MOST).collect();
    format!("{}…", begun.rsplit_once(' ').map_or(begun.as_str(), |(whole, _)| whole))
}
