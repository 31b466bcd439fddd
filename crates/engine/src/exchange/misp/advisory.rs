//! An advisory as an event of MISP that extends its incident's: the whole text as a report, a course of action for each
//! step. The identity is the advisory's in every revision, so that readers of a feed take a correction in its place; of
//! what is withdrawn the event says so, and its steps are deleted.

use super::event::{distribution, maker, one_line, tlp, uuid_of};
use super::report::plain;
use crate::advisory::{Fact, Sheet, Told, ToldStep, Voice};
use crate::exchange::producer::Producer;
use serde_json::{Value, json};
use std::fmt::Write;

/// MISP's own template for a course of action, and its version.
const TEMPLATE: (&str, &str) = ("3d1c2c06-68a9-4394-8c8d-258d115f796f", "1");

/// The event of an advisory; `extends` is that of its incident, as the same audience has it.
pub(super) fn event(told: &Told, producer: &Producer, seed: &str, extends: Option<&str>) -> Value {
    let pen = Pen { told, seed };
    let sheet = &told.sheet;
    let mut event = json!({
        "uuid": pen.id("event", ""),
        "info": one_line(&sheet.subject()),
        "date": told.created.strftime("%Y-%m-%d").to_string(),
        "timestamp": seconds(told.changed),
        "publish_timestamp": "0",
        "published": false,
        "analysis": "2",
        "threat_level_id": "4",
        "distribution": distribution(sheet.tlp),
        "Orgc": maker(producer, seed),
        "Tag": [tlp(sheet.tlp)],
        "Attribute": [],
        "Object": told.steps.iter().map(|step| pen.step(step)).collect::<Vec<_>>(),
        "EventReport": [pen.report()],
    });
    if let Some(extends) = extends {
        event["extends_uuid"] = extends.into();
    }
    json!({ "Event": event })
}

fn seconds(at: sextant_model::Instant) -> String {
    at.as_second().to_string()
}

struct Pen<'a> {
    told: &'a Told,
    seed: &'a str,
}

impl Pen<'_> {
    fn id(&self, kind: &str, name: &str) -> String {
        uuid_of(&[self.seed, "advisory", &self.told.sheet.id, kind, name])
    }

    fn step(&self, step: &ToldStep) -> Value {
        json!({
            "uuid": self.id("object", &step.text),
            "name": "course-of-action",
            "meta-category": "misc",
            "description": "",
            "template_uuid": TEMPLATE.0,
            "template_version": TEMPLATE.1,
            "comment": "",
            "distribution": "5",
            "timestamp": seconds(step.changed),
            "deleted": !step.holds,
            "Attribute": [self.part(step, "name"), self.part(step, "description")],
        })
    }

    fn part(&self, step: &ToldStep, relation: &str) -> Value {
        json!({
            "uuid": self.id(relation, &step.text),
            "type": "text",
            "category": "Other",
            "value": step.text,
            "object_relation": relation,
            "to_ids": false,
            "distribution": "5",
            "timestamp": seconds(step.changed),
            "comment": "",
            "disable_correlation": true,
            "deleted": !step.holds,
            "Tag": [tlp(self.told.sheet.tlp)],
        })
    }

    fn report(&self) -> Value {
        let sheet = &self.told.sheet;
        json!({
            "uuid": self.id("report", ""),
            "name": one_line(&sheet.subject()),
            "content": markdown(sheet),
            "distribution": distribution(sheet.tlp),
            "timestamp": seconds(self.told.changed),
            "deleted": false,
        })
    }
}

/// A sheet in Markdown, in the order of its text; nothing from outside is markup in it.
fn markdown(sheet: &Sheet) -> String {
    let mut text = format!("# {}\n", plain(&sheet.subject()));
    let _ = writeln!(text, "\nRevision {}. Facts as known {:.0}.", sheet.revision, sheet.known);
    let said = sheet.said_of_the_revision();
    for words in said.iter().chain([&sheet.summary]).flat_map(|words| words.split("\n\n")) {
        if !words.trim().is_empty() {
            let _ = writeln!(text, "\n{}", plain(words));
        }
    }
    for (title, facts) in sheet.sections() {
        if !facts.is_empty() {
            let _ = writeln!(text, "\n## {title}\n");
            facts.iter().for_each(|fact| told(&mut text, fact));
        }
    }
    for (title, lines) in sheet.lists() {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n## {title}\n");
            for line in lines {
                let _ = writeln!(text, "- {}", plain(&line));
            }
        }
    }
    text
}

fn told(text: &mut String, fact: &Fact) {
    let _ = writeln!(text, "- {}: {}", plain(&fact.what), fact.standing);
    let spoken = |voice: &Voice| plain(&voice.spoken());
    for voice in &fact.voices {
        let _ = writeln!(text, "  - {}", spoken(voice));
    }
    for voice in &fact.against {
        let _ = writeln!(text, "  - Against: {}", spoken(voice));
    }
}
