//! Groups of options that several commands know.

use crate::globals::Globals;
use anyhow::anyhow;
use clap::Args;
use sextant_engine::fetch::Reach;
use sextant_engine::{Input, ReadOptions};
use sextant_model::{AsOf, Clock, Problem, Tlp};

/// As known when.
#[derive(Debug, Args)]
pub struct When {
    /// As known at the end of a day (2025-05-13) or at an instant (2025-05-13T12:00:00Z).
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
    /// The clock: when documents came out, or when this store learnt of them.
    #[arg(long, value_name = "CLOCK", default_value = "published")]
    time: Clock,
}

impl When {
    /// The moment asked for.
    ///
    /// # Errors
    /// When it is neither a day nor an instant.
    pub fn as_of(&self) -> anyhow::Result<AsOf> {
        match &self.as_of {
            Some(text) => AsOf::parse(text, self.time).map_err(|error| anyhow!("--as-of: {error}")),
            None => Ok(AsOf { until: None, clock: self.time }),
        }
    }
}

/// For whom.
#[derive(Debug, Args)]
pub struct Audience {
    /// Shows only what this TLP level may see [default: everything, marked].
    #[arg(long, value_name = "TLP")]
    pub audience: Option<Tlp>,
}

/// Who decides, and why.
#[derive(Debug, Args)]
pub struct Signed {
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    who: Who,
}

impl Signed {
    /// The name that goes into the audit log.
    #[must_use]
    pub fn by(&self) -> String {
        self.who.name()
    }
}

/// Who writes.
#[derive(Debug, Args)]
pub struct Who {
    /// Your name, for the audit log [default: your user name].
    #[arg(long, value_name = "NAME", env = "SEXTANT_BY")]
    by: Option<String>,
}

impl Who {
    /// The name that goes into the audit log.
    #[must_use]
    pub fn name(&self) -> String {
        let user = || std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).ok();
        self.by.clone().or_else(user).filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "unnamed".to_owned())
    }
}

/// What to read and how.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files, folders (recursive, by name), addresses, or - for standard input.
    #[arg(value_name = "FILE|FOLDER|URL|-", required = true)]
    inputs: Vec<String>,
    /// When the documents came out, where they do not say (YYYY-MM-DD or RFC 3339).
    #[arg(long, value_name = "D", value_parser = published)]
    published: Option<String>,
    /// The label of documents that carry none [default: clear from a public address, else amber].
    #[arg(long, value_name = "TLP")]
    tlp: Option<Tlp>,
    /// Reads the pages that a feed's entries link to, in place of the entries.
    #[arg(long)]
    follow: bool,
    /// Fetches from private networks and this machine as well.
    #[arg(long)]
    allow_private: bool,
}

impl Inputs {
    /// What was named.
    #[must_use]
    pub fn inputs(&self) -> Vec<Input> {
        self.inputs.iter().map(|argument| Input::parse(argument)).collect()
    }

    /// How it is read.
    #[must_use]
    pub fn options(&self, globals: &Globals) -> ReadOptions {
        let private = self.allow_private || globals.config.allow_private_fetch == Some(true);
        ReadOptions {
            published: self.published.clone(),
            tlp: self.tlp,
            follow: self.follow,
            threads: globals.threads,
            limits: globals.config.fetch_limits(),
            reach: if private { Reach::Anywhere } else { Reach::Public },
            ..ReadOptions::default()
        }
    }
}

fn published(text: &str) -> Result<String, String> {
    AsOf::parse(text, Clock::Published).map(|_| text.to_owned())
}

/// One line for a fault of an input.
pub fn complain(problem: &Problem) {
    let place = crate::print::words::plain(&problem.place);
    eprintln!("sextant: {place}: {} [{}]", crate::print::words::plain(&problem.message), problem.code);
}
