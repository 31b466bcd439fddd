//! `sextant claim`: claims by hand.

use super::shared::Signed;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::words::short;
use crate::print::{self, json};
use anyhow::Context;
use clap::Args;
use sextant_engine::manual::Statement;
use sextant_engine::{Engine, EngineError};
use sextant_model::*;
use std::io::Write;

/// Claims by hand. Nothing is ever edited: a correction replaces, a retraction withdraws, and both stay on file.
#[derive(Debug, clap::Subcommand)]
pub enum Claim {
    /// Adds a claim.
    #[command(after_help = "Examples:
  sextant claim add 3f2a9c10 --source 'call with the victim' --speaker Telvasco --speaker-kind victim \\
      --stance confirms --kind data-taken --object names --quote 'names were taken' --reason 'told on the phone'
  sextant claim add 3f2a9c10 --source Telvasco --speaker Telvasco --speaker-kind victim --stance confirms \\
      --kind data-not-taken --data payment-card --polarity not-exposed --quote 'no cards' --reason 'statement of 3 June'")]
    Add {
        /// The incidents it is on.
        #[arg(value_name = "ID", required = true)]
        incidents: Vec<String>,
        #[command(flatten)]
        words: Box<Words>,
        #[command(flatten)]
        signed: Signed,
    },
    /// Replaces a claim; what is not given stays as it was.
    Correct {
        /// The claim: its id or the beginning of it.
        #[arg(value_name = "CLAIM")]
        id: String,
        #[command(flatten)]
        words: Box<Words>,
        #[command(flatten)]
        signed: Signed,
    },
    /// Withdraws a claim: a mistake of ours.
    Retract {
        /// The claim: its id or the beginning of it.
        #[arg(value_name = "CLAIM")]
        id: String,
        #[command(flatten)]
        signed: Signed,
    },
}

/// What a claim says.
#[derive(Debug, Args)]
pub struct Words {
    /// Where it is from: outlet, body, a call.
    #[arg(long)]
    source: Option<String>,
    /// The document of this store that says it.
    #[arg(long)]
    document: Option<String>,
    /// Whose words.
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// What sort of party: victim, actor, authority, researcher, supplier, press, insider, unnamed, other.
    #[arg(long, value_name = "KIND")]
    speaker_kind: Option<SpeakerKind>,
    /// confirms, asserts, claims, possible, denies, no-evidence, cannot-say, fears, doubts.
    #[arg(long)]
    stance: Option<Stance>,
    /// On what: occurred, responsible, data-taken, data-not-taken, data-shared, linked, method, still-present, impact,
    /// ransom, recovery, notice, other.
    #[arg(long)]
    kind: Option<PropositionKind>,
    /// Who or what, a few words.
    #[arg(long)]
    object: Option<String>,
    /// The words, verbatim; in the document, when one is named.
    #[arg(long)]
    quote: Option<String>,
    /// The kind of data it is on.
    #[arg(long, value_name = "KIND")]
    data: Option<DataKind>,
    /// Which way: exposed, not-exposed, unknown.
    #[arg(long, requires = "data", default_value = "exposed")]
    polarity: Polarity,
    /// How firmly: confirmed, possible, claimed.
    #[arg(long, requires = "data", default_value = "confirmed")]
    certainty: Certainty,
    /// Words that narrow it ("useable").
    #[arg(long, requires = "data")]
    qualifier: Option<String>,
    /// Whose data.
    #[arg(long, requires = "data")]
    subjects: Option<String>,
    /// How many subjects.
    #[arg(long, requires = "data")]
    count: Option<u64>,
    /// Another field of the record as JSON: {"field":"service","service":"online orders","state":"restored"}.
    #[arg(long, value_name = "JSON", conflicts_with = "data", value_parser = content)]
    content: Option<Content>,
    /// When it was said.
    #[arg(long, value_name = "D")]
    published: Option<String>,
    /// Its label.
    #[arg(long)]
    tlp: Option<Tlp>,
}

impl Claim {
    /// Does it.
    ///
    /// # Errors
    /// When an incident, document or claim is unknown, something is missing, or the store cannot be written.
    pub fn run(self, globals: &Globals) -> Outcome {
        let engine = globals.writing()?;
        let claim = match self {
            Self::Add { incidents, words, signed } => {
                let incidents = incidents.iter().map(|id| engine.find_incident(id, None)).collect::<Result<_, _>>()?;
                let statement = words.whole(&engine, incidents)?;
                engine.add_claim(&statement, &signed.reason, &signed.by())?
            }
            Self::Correct { id, words, signed } => {
                let change = words.change(&engine)?;
                engine.correct_claim(engine.find_claim(&id, None)?, change, &signed.reason, &signed.by())?
            }
            Self::Retract { id, signed } => {
                let id = engine.find_claim(&id, None)?;
                engine.retract_claim(id, &signed.reason, &signed.by())?;
                engine.claim(id, None)?
            }
        };
        tell(&claim, globals.json)
    }
}

fn tell(claim: &sextant_model::Claim, as_json: bool) -> Outcome {
    let mut out = print::out();
    if as_json {
        json(&mut out, claim)?;
    } else {
        let incidents: Vec<String> = claim.incidents.iter().map(short).collect();
        writeln!(out, "claim {} on {}", claim.id, incidents.join(" "))?;
    }
    out.flush()?;
    Ok(Exit::Done)
}

impl Words {
    /// A statement of its own.
    fn whole(&self, engine: &Engine, incidents: Vec<IncidentId>) -> anyhow::Result<Statement> {
        let missing = |what: &str| EngineError::Invalid(format!("claim add needs --{what}"));
        let mut statement = Statement {
            incidents,
            document: None,
            source: self.source.clone().ok_or_else(|| missing("source"))?,
            speaker: Speaker { name: None, kind: SpeakerKind::Unnamed },
            stance: self.stance.ok_or_else(|| missing("stance"))?,
            proposition: Proposition {
                kind: self.kind.ok_or_else(|| missing("kind"))?,
                object: None,
                content: Content::Statement,
            },
            quote: self.quote.clone().ok_or_else(|| missing("quote"))?,
            published: None,
            tlp: None,
        };
        self.change(engine)?(&mut statement);
        Ok(statement)
    }

    /// What is given, laid over a statement.
    fn change<'a>(&'a self, engine: &Engine) -> anyhow::Result<impl FnOnce(&mut Statement) + 'a> {
        let document = self.document.as_ref().map(|text| engine.find_document(text, None)).transpose()?;
        let published = self.published.as_ref().map(|text| instant(text)).transpose()?;
        let content = self.content.clone().or_else(|| self.exposure());
        Ok(move |statement: &mut Statement| {
            let fill =
                |field: &mut String, value: &Option<String>| field.clone_from(value.as_ref().unwrap_or(&field.clone()));
            fill(&mut statement.source, &self.source);
            fill(&mut statement.quote, &self.quote);
            statement.document = document.or(statement.document);
            statement.speaker.name = self.speaker.clone().or(statement.speaker.name.take());
            statement.speaker.kind = self.speaker_kind.unwrap_or(statement.speaker.kind);
            statement.stance = self.stance.unwrap_or(statement.stance);
            statement.proposition.kind = self.kind.unwrap_or(statement.proposition.kind);
            statement.proposition.object = self.object.clone().or(statement.proposition.object.take());
            if let Some(content) = content {
                statement.proposition.content = content;
            }
            statement.published = published.or(statement.published);
            statement.tlp = self.tlp.or(statement.tlp);
        })
    }

    fn exposure(&self) -> Option<Content> {
        Some(Content::Exposure {
            data: self.data?,
            polarity: self.polarity,
            certainty: self.certainty,
            qualifier: self.qualifier.clone(),
            subjects: self.subjects.clone(),
            count: self.count,
        })
    }
}

fn content(text: &str) -> Result<Content, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// A day (midnight UTC) or an instant.
fn instant(text: &str) -> anyhow::Result<Instant> {
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let day: jiff::civil::Date = text.parse().with_context(|| format!("--published {text:?}"))?;
    Ok(jiff::tz::Offset::UTC.to_timestamp(day.at(0, 0, 0, 0))?)
}
