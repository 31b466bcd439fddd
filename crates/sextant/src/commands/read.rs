//! `sextant read`: readings only, nothing stored.

use super::shared::{Inputs, complain};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::long_work::{bar, stopped_by_ctrl_c};
use crate::print::words::{count, faint, heading, plain, wrap};
use crate::print::{self, json};
use sextant_engine::{ReadDocument, read_all};
use sextant_model::Reading;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::atomic::Ordering;

/// Prints what documents say, one reading for each document in the order of the inputs. Nothing is kept.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant read report.html
  sextant read reports/ --json > readings.jsonl
  curl -s https://example.org/story | sextant read - --published 2025-05-13
  sextant read https://example.org/feed.xml --follow")]
pub struct Read {
    #[command(flatten)]
    inputs: Inputs,
}

impl Read {
    /// Does it.
    ///
    /// # Errors
    /// When standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let stop = stopped_by_ctrl_c();
        let bar = bar("reading");
        let mut out = print::out();
        let (mut read, mut failed, mut closed) = (0, 0, None);
        let options = self.inputs.options(globals);
        read_all(
            &self.inputs.inputs(),
            &options,
            &stop,
            |total| bar.set_length(total as u64),
            |outcome| {
                failed += outcome.problems.len();
                bar.suspend(|| outcome.problems.iter().for_each(complain));
                for document in &outcome.documents {
                    read += 1;
                    bar.suspend(|| document.problems().for_each(complain));
                    failed += document.problems().count();
                    closed = print_reading(&mut out, document, globals.json).err();
                    if closed.is_some() {
                        return false;
                    }
                }
                bar.inc(1);
                true
            },
        );
        bar.finish_and_clear();
        if let Some(error) = closed {
            return Err(error);
        }
        out.flush()?;
        Ok(match (read, failed, stop.load(Ordering::Relaxed)) {
            (0, _, false) => nothing(failed),
            (_, 0, false) => Exit::Done,
            _ => Exit::Partly,
        })
    }
}

fn nothing(failed: usize) -> Exit {
    if failed == 0 {
        eprintln!("sextant: there was nothing to read");
    }
    Exit::Bad
}

fn print_reading(out: &mut print::Out, document: &ReadDocument, as_json: bool) -> anyhow::Result<()> {
    let Some(reading) = &document.reading else { return Ok(()) };
    if as_json {
        return json(out, reading);
    }
    Ok(out.write_all(text(reading, print::width()).as_bytes())?)
}

fn text(reading: &Reading, width: usize) -> String {
    let mut text = String::new();
    let meta = &reading.document;
    let title = meta.title.clone().unwrap_or_else(|| "untitled".to_owned());
    let from: Vec<&str> =
        [&meta.publisher, &meta.published, &meta.language].into_iter().flatten().map(String::as_str).collect();
    let _ = writeln!(text, "{}\n{}", heading(&wrap(&title, width, "", "")), faint(&plain(&from.join(", "))));
    for incident in &reading.incidents {
        let kinds: Vec<_> = incident.kinds.iter().map(|kind| kind.as_str()).collect();
        let line = format!("{} {} ({}): {}", incident.id, incident.victim.name, incident.realis, kinds.join(", "));
        let _ = writeln!(text, "  {}", wrap(&line, width, "", "    "));
        for item in items(incident) {
            let _ = writeln!(text, "{}", wrap(&item, width, "     ", "       "));
        }
    }
    for claim in &reading.claims {
        let speaker = claim.speaker.name.clone().unwrap_or_else(|| claim.speaker.kind.to_string());
        let line = format!(
            "{} {}: {speaker} {} {}: “{}”",
            claim.id,
            claim.about.join(" "),
            claim.stance,
            claim.proposition.kind,
            claim.proof.quote
        );
        let _ = writeln!(text, "{}", wrap(&line, width, "  ", "       "));
    }
    for indicator in &reading.indicators {
        let _ = writeln!(text, "  {} {}", indicator.kind, plain(&indicator.value));
    }
    for entity in &reading.entities {
        let _ =
            writeln!(text, "  {} {} {}", entity.kind, plain(&entity.name), entity.id.as_deref().unwrap_or_default());
    }
    let found = [count(reading.incidents.len(), "incident"), count(reading.claims.len(), "claim")];
    let _ = writeln!(text, "  {}\n", faint(&found.join(", ")));
    text
}

/// The fields of an incident, one line each.
fn items(incident: &sextant_model::reading::Incident) -> Vec<String> {
    let mut lines = Vec::new();
    for date in &incident.dates {
        let (from, to) = (date.from.as_deref().unwrap_or("?"), date.to.as_deref().unwrap_or("?"));
        lines.push(format!("{} {from}..{to} “{}”", date.what, date.proof.quote));
    }
    for e in &incident.exposure {
        lines.push(format!("{} {} ({}) “{}”", e.polarity, e.data, e.certainty, e.proof.quote));
    }
    for service in &incident.services {
        lines.push(format!("service {} {} “{}”", service.service, service.state, service.proof.quote));
    }
    for impact in &incident.impacts {
        let value = impact.value.map_or(String::new(), |value| format!(" {value}"));
        let unit = impact.unit.as_ref().map_or(String::new(), |unit| format!(" {unit}"));
        lines.push(format!("impact {}{value}{unit} “{}”", impact.kind, impact.proof.quote));
    }
    for response in &incident.responses {
        lines.push(format!("response {} {} “{}”", response.action, response.state, response.proof.quote));
    }
    lines
}
