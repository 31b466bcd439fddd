//! `sextant advisory`: what a sector is told of an incident.

use super::shared::{Audience, Who};
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json};
use anyhow::Context;
use sextant_engine::advisory::{Advisory as Value, Edit, Sheet};
use sextant_model::Tlp;
use std::io::Write;

/// Advisories: drafted from an incident for an audience, approved, published, corrected, withdrawn. The facts stand in their
/// sources' words; people write title, summary and steps.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:
  sextant advisory draft 3f2a9c10 --tlp green
  sextant advisory edit 0199 --title 'Retailers: check your help desks' --steps steps.txt
  sextant advisory propose 0199
  sextant advisory approve 0199 --by ines
  sextant advisory publish 0199
  sextant advisory correct 0199 --note 'Card data was not taken after all'
  sextant advisory withdraw 0199 --reason 'The report was a test'")]
pub enum Advisory {
    /// Drafts one on an incident.
    Draft {
        /// The incident.
        incident: String,
        /// The label: audiences cleared for it, or for more, get it; the facts are those that it may know.
        #[arg(long, value_name = "TLP")]
        tlp: Tlp,
        #[command(flatten)]
        who: Who,
    },
    /// Prints one as its audience gets it.
    Show {
        /// Its id, or the beginning of it.
        id: String,
        /// As one page that needs nothing else and prints well: --format html.
        #[arg(long, conflicts_with = "format")]
        html: bool,
        /// How: text, html, pdf, json; stix or misp as it is out, with what was taken back.
        #[arg(long, value_enum, default_value_t)]
        format: Form,
        #[command(flatten)]
        audience: Audience,
    },
    /// Lists them, newest change first.
    List {
        /// Only what was sent, as it was sent last.
        #[arg(long)]
        published: bool,
        #[command(flatten)]
        audience: Audience,
    },
    /// Changes what people wrote; it is a draft again.
    Edit {
        /// Its id, or the beginning of it.
        id: String,
        #[command(flatten)]
        written: Written,
        #[command(flatten)]
        who: Who,
    },
    /// Asks for a second person's word.
    Propose {
        /// Its id, or the beginning of it.
        id: String,
        #[command(flatten)]
        who: Who,
    },
    /// Agrees; whoever wrote at it cannot.
    Approve {
        /// Its id, or the beginning of it.
        id: String,
        #[command(flatten)]
        who: Who,
    },
    /// Publishes it; where the configuration says so, only what a second person has approved.
    Publish {
        /// Its id, or the beginning of it.
        id: String,
        #[command(flatten)]
        who: Who,
    },
    /// Opens a correction of what is published, with what is known now; publish it to send it.
    Correct {
        /// Its id, or the beginning of it.
        id: String,
        /// What it puts right.
        #[arg(long, value_name = "TEXT")]
        note: String,
        #[command(flatten)]
        written: Written,
        #[command(flatten)]
        who: Who,
    },
    /// Takes it back; everybody who got it is told.
    Withdraw {
        /// Its id, or the beginning of it.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        who: Who,
    },
}

/// How an advisory is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Form {
    /// Plain text, as mails have it.
    #[default]
    Text,
    /// One page that needs nothing else and prints well.
    Html,
    /// PDF, tagged, the label on each page.
    Pdf,
    /// JSON (docs/schema/advisory.json), as webhooks have it.
    Json,
    /// A bundle of STIX 2.1: a report, a course of action for each step, a note with the text.
    Stix,
    /// An event of MISP.
    Misp,
}

/// What people write.
#[derive(Debug, clap::Args)]
pub struct Written {
    /// What it is called.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// What an analyst says of it.
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// A file with what to do, one step a line.
    #[arg(long, value_name = "FILE")]
    steps: Option<std::path::PathBuf>,
    /// Takes the facts as they are known now.
    #[arg(long)]
    refresh: bool,
}

impl Written {
    fn edit(self) -> anyhow::Result<Edit> {
        let read = |file: std::path::PathBuf| {
            std::fs::read_to_string(&file).with_context(|| format!("steps {}", file.display()))
        };
        let steps = self.steps.map(read).transpose()?;
        let steps = steps.map(|text| text.lines().map(str::to_owned).collect());
        Ok(Edit { title: self.title, summary: self.summary, steps, refresh: self.refresh })
    }
}

impl Advisory {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such incident or advisory, the step is not its turn, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let done = match self {
            Self::Show { id, html, format, audience } => {
                let form = match format {
                    Form::Text if globals.json => Form::Json,
                    Form::Text if html => Form::Html,
                    form => form,
                };
                return show(globals, &id, form, audience.audience);
            }
            Self::List { published, audience } => return list(globals, published, audience.audience),
            Self::Draft { incident, tlp, who } => {
                let engine = globals.writing()?;
                engine.draft_advisory(engine.find_incident(&incident, None)?, tlp, None, &who.name())?
            }
            Self::Edit { id, written, who } => {
                globals.writing()?.edit_advisory(&id, written.edit()?, None, &who.name())?
            }
            Self::Propose { id, who } => globals.writing()?.propose_advisory(&id, None, &who.name())?,
            Self::Approve { id, who } => globals.writing()?.approve_advisory(&id, None, &who.name())?,
            Self::Publish { id, who } => globals.writing()?.publish_advisory(&id, None, &who.name())?,
            Self::Correct { id, note, written, who } => {
                globals.writing()?.correct_advisory(&id, &note, written.edit()?, None, &who.name())?
            }
            Self::Withdraw { id, reason, who } => {
                globals.writing()?.withdraw_advisory(&id, &reason, None, &who.name())?
            }
        };
        print::answer(globals.json, &done.line(), || told(&done))?;
        Ok(Exit::Done)
    }
}

fn told(advisory: &Value) -> String {
    let label = advisory.label.as_str().to_uppercase();
    let title = crate::print::words::plain(&advisory.title);
    format!("{}  {} (revision {})  TLP:{label}  {title}", advisory.id, advisory.state_word(), advisory.revision)
}

fn list(globals: &Globals, published: bool, audience: Option<Tlp>) -> Outcome {
    let engine = globals.reading()?;
    let kept = if published { engine.advisories_out(audience)? } else { engine.advisories(audience)? };
    let mut out = print::out();
    for kept in kept {
        if globals.json {
            json(&mut out, &kept.value.line())?;
        } else {
            writeln!(out, "{}", told(&kept.value))?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn show(globals: &Globals, id: &str, form: Form, audience: Option<Tlp>) -> Outcome {
    let engine = globals.reading()?;
    let told = match form {
        Form::Stix => engine.advisory_stix(id, audience)?,
        Form::Misp => engine.advisory_misp(id, audience)?,
        Form::Text | Form::Html | Form::Pdf | Form::Json => {
            let advisory = engine.advisory(id, audience)?.value;
            engine.sheet(&advisory, audience)?.map(|sheet| written(&sheet, form)).transpose()?
        }
    };
    let Some(told) = told else {
        anyhow::ensure!(!matches!(form, Form::Stix | Form::Misp), "the advisory was never published: publish it first");
        return Ok(Exit::No);
    };
    // A file is written as it is, a text without what no terminal sees.
    let mut out: Box<dyn Write> = match form {
        Form::Pdf | Form::Stix | Form::Misp => Box::new(print::bytes()),
        Form::Text | Form::Html | Form::Json => Box::new(print::out()),
    };
    out.write_all(&told)?;
    out.flush()?;
    Ok(Exit::Done)
}

fn written(sheet: &Sheet, form: Form) -> anyhow::Result<Vec<u8>> {
    Ok(match form {
        Form::Json => {
            let mut line = Vec::new();
            json(&mut line, sheet)?;
            line
        }
        Form::Html => sheet.html().into_bytes(),
        Form::Pdf => sheet.pdf()?,
        _ => sheet.text().into_bytes(),
    })
}
