//! `sextant stix upgrade`.

use super::{From, named};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print;
use serde_json::{Value, json};
use sextant_engine::stix::object::upgrade::upgrade;
use sextant_engine::stix::object::{self, Object};
use std::collections::HashSet;
use std::io::Write;

/// Writes objects of STIX 2.0 as objects of 2.1. What is of 2.1 comes out as it is; no times and no random ids are made
/// up, and what could not be carried over in full is said on standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant stix upgrade bundle20.json > bundle21.json
  sextant stix upgrade bundle20.json | sextant import -

A line of questions: an object; the answer: {\"objects\", \"notes\"}")]
pub struct Upgrade {
    #[command(flatten)]
    from: From,
}

impl Upgrade {
    pub(super) fn run(self, _: &Globals) -> Outcome {
        if self.from.jsonl {
            return self.from.answer(|line| {
                let upgraded = upgrade(object::Object::parse(line)?.properties());
                Ok(json!({ "objects": upgraded.objects, "notes": upgraded.notes }))
            });
        }
        let content = self.from.content()?;
        let mut known = HashSet::new();
        let mut objects = Vec::new();
        for object in &content.objects {
            let upgraded = upgrade(object.properties());
            for note in upgraded.notes {
                eprintln!("sextant: {}: {note}", named(object));
            }
            // Two observations may be of the same observable; versions of an object differ.
            let text = |one: &Value| known.insert(one.to_string());
            objects.extend(upgraded.objects.into_iter().map(Value::Object).filter(text));
        }
        let mut out = print::out();
        match (&content.bundle, &objects[..]) {
            (None, [one]) => writeln!(out, "{one}")?,
            (bundle, _) => {
                let id =
                    bundle.as_ref().and_then(|bundle| bundle.id.clone()).unwrap_or_else(|| fresh(&content.objects));
                writeln!(out, "{{\"type\":\"bundle\",\"id\":{},\"objects\":[", Value::from(id))?;
                for (at, one) in objects.iter().enumerate() {
                    writeln!(out, "{one}{}", if at + 1 < objects.len() { "," } else { "" })?;
                }
                writeln!(out, "]}}")?;
            }
        }
        out.flush()?;
        Ok(Exit::of(content.misfits.len(), objects.len()))
    }
}

/// A bundle's id for objects that came without one: that of the first of them, as a bundle's.
fn fresh(objects: &[Object]) -> String {
    let uuid = objects.first().and_then(Object::id).and_then(|id| id.split_once("--")).map_or("", |(_, uuid)| uuid);
    format!("bundle--{uuid}")
}
