//! `sextant lookup`: a list of indicators, each with where it was seen.

use super::shared::Audience;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::table::{lines, table};
use crate::print::words::{plain, short};
use crate::print::{self, json};
use anyhow::Context;
use sextant_engine::find::indicators::Looked;
use std::io::{Read, Write};
use std::path::PathBuf;

/// Bytes of a list, at most.
const MOST: u64 = 16 << 20;

/// Looks up addresses, domains, hashes and file names, one or more a line, defanged or not: where each was seen, and
/// whether it is on a warning list.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant lookup list.txt
  echo 'hxxps://relay[.]portwx-sync-77[.]net/a' | sextant lookup - --json")]
pub struct Lookup {
    /// The list; `-` is standard input.
    #[arg(value_name = "FILE|-")]
    list: PathBuf,
    #[command(flatten)]
    audience: Audience,
}

impl Lookup {
    /// Does it. Exits 1 when none was seen.
    ///
    /// # Errors
    /// When the list or the store cannot be read, or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let mut bytes = Vec::new();
        if self.list.as_os_str() == "-" {
            std::io::stdin().lock().take(MOST).read_to_end(&mut bytes)?;
        } else {
            let file = std::fs::File::open(&self.list).with_context(|| format!("{}", self.list.display()))?;
            file.take(MOST).read_to_end(&mut bytes)?;
        }
        let looked = globals.reading()?.look_up(&String::from_utf8_lossy(&bytes), self.audience.audience)?;
        let mut out = print::out();
        if globals.json {
            looked.iter().try_for_each(|one| json(&mut out, one))?;
        } else {
            let mut rows = table(&["value", "type", "incidents", "documents", "objects", "warning list"]);
            for one in &looked {
                rows.add_row(row(one));
            }
            write!(out, "{}", lines(&rows))?;
        }
        out.flush()?;
        Ok(if looked.iter().any(|one| !one.unknown()) { Exit::Done } else { Exit::No })
    }
}

fn row(one: &Looked) -> [String; 6] {
    let incidents: Vec<String> =
        one.incidents.iter().map(|tied| format!("{} {}", short(tied.id), plain(&tied.victim))).collect();
    let documents: Vec<String> = one.documents.iter().map(|document| short(document.id)).collect();
    [
        plain(&one.value),
        one.kind.map_or("", |kind| kind.as_str()).to_owned(),
        incidents.join("\n"),
        documents.join("\n"),
        one.objects.iter().map(|id| plain(id)).collect::<Vec<_>>().join("\n"),
        one.warning.unwrap_or_default().to_owned(),
    ]
}
