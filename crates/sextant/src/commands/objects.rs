//! `sextant objects`: what was imported or pulled, as it is kept.

use super::shared::Audience;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::table::{lines, table};
use crate::print::words::{day, plain};
use crate::print::{self, json};
use sextant_engine::objects::{ObjectLine, ObjectsQuery};
use std::io::Write;

/// Lists the objects of STIX that the store keeps, as import and pull brought them: one line each, or the versions of one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sextant objects --type intrusion-set
  sextant objects malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f
  sextant objects malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --raw | sextant stix validate -")]
pub struct Objects {
    /// One object: its versions, oldest first.
    #[arg(value_name = "ID", conflicts_with_all = ["kind", "limit"])]
    id: Option<String>,
    /// Only of this type.
    #[arg(long = "type", value_name = "T")]
    kind: Option<String>,
    /// Lines, at most; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    limit: usize,
    /// Prints the newest version of the object as it came, byte for byte.
    #[arg(long, requires = "id")]
    raw: bool,
    #[command(flatten)]
    audience: Audience,
}

impl Objects {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be read or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.reading()?;
        let audience = self.audience.audience;
        let Some(id) = &self.id else {
            let query = ObjectsQuery { kind: self.kind, audience, limit: self.limit };
            return list(&engine.objects(&query)?, globals.json);
        };
        let versions = engine.object_versions(id, audience)?;
        let Some((_, newest)) = versions.last() else {
            eprintln!("sextant: no object {} in this store", plain(id));
            return Ok(Exit::No);
        };
        if self.raw {
            let mut out = print::bytes();
            out.write_all(newest)?;
            out.write_all(b"\n")?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        list(&versions.into_iter().map(|(line, _)| line).collect::<Vec<_>>(), globals.json)
    }
}

fn list(found: &[ObjectLine], as_json: bool) -> Outcome {
    let mut out = print::out();
    if as_json {
        for line in found {
            json(&mut out, line)?;
        }
    } else {
        let mut rows = table(&["id", "name", "version", "versions", "tlp", "added", "from"]);
        for line in found {
            let name = line.name.as_deref().map(plain).unwrap_or_default();
            let version = if line.revoked { format!("{} (revoked)", line.version) } else { line.version.clone() };
            let (versions, tlp, added) = (line.versions.to_string(), line.tlp.to_string(), day(Some(line.added)));
            rows.add_row([plain(&line.id), name, plain(&version), versions, tlp, added, plain(&line.origin)]);
        }
        write!(out, "{}", lines(&rows))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}
