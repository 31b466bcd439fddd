//! `sextant incidents`: the list, newest change first.

use super::shared::{Audience, When};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::{day, faint, plain, short};
use crate::print::{self, json, table};
use sextant_engine::{IncidentQuery, IncidentSort};
use sextant_model::{IncidentKind, Standing};
use std::io::Write;

/// Lists the incidents, newest change first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant incidents
  sextant incidents hospital --kind ransomware --standing confirmed
  sextant incidents --as-of 2025-05-13 --json")]
pub struct Incidents {
    /// Only incidents whose victim or headline holds these words.
    words: Vec<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    audience: Audience,
    /// Only this kind of event.
    #[arg(long)]
    kind: Option<IncidentKind>,
    /// Only incidents of this standing.
    #[arg(long)]
    standing: Option<Standing>,
    /// In which order: changed, first-reported, victim or documents.
    #[arg(long, value_name = "ORDER", default_value = "changed", value_parser = order)]
    sort: IncidentSort,
    /// At most so many; 0: all.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    limit: usize,
    /// After leaving out so many.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    offset: usize,
}

impl Incidents {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let query = IncidentQuery {
            as_of: self.when.as_of()?,
            text: Some(self.words.join(" ")),
            kind: self.kind,
            standing: self.standing,
            sort: self.sort,
            limit: self.limit,
            offset: self.offset,
            after: None,
            audience: self.audience.audience,
        };
        let page = globals.reading()?.incidents(&query)?;
        let mut out = print::out();
        if globals.json {
            page.items.iter().try_for_each(|line| json(&mut out, line))?;
        } else {
            let mut rows = table::table(&["id", "victim", "standing", "changed", "docs", "in a sentence"]);
            for item in &page.items {
                rows.add_row([
                    comfy_table::Cell::new(short(item.id)),
                    comfy_table::Cell::new(plain(&item.victim)),
                    table::standing(item.standing),
                    comfy_table::Cell::new(day(item.changed)),
                    comfy_table::Cell::new(item.documents.to_string()),
                    comfy_table::Cell::new(plain(&item.headline)),
                ]);
            }
            if !page.items.is_empty() {
                write!(out, "{}", table::lines(&rows))?;
            }
            let clock = query.as_of.clock.as_str();
            writeln!(
                out,
                "{}",
                faint(&format!("{} of {} incidents, by the {clock} clock", page.items.len(), page.total))
            )?;
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

fn order(text: &str) -> Result<IncidentSort, String> {
    match text {
        "changed" => Ok(IncidentSort::Changed),
        "first-reported" => Ok(IncidentSort::FirstReported),
        "victim" => Ok(IncidentSort::Victim),
        "documents" => Ok(IncidentSort::Documents),
        _ => Err("use changed, first-reported, victim or documents".to_owned()),
    }
}
