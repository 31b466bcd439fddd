//! `sextant user`: accounts.

use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json};
use anyhow::{Context, ensure};
use sextant_model::{Account, Role, Tlp};
use std::io::{BufRead, IsTerminal, Write};

/// Accounts. The first one turns log-in on for pages and TAXII alike.
#[derive(Debug, clap::Subcommand)]
pub enum User {
    /// Adds an account; its password is asked for.
    #[command(after_help = "Examples:
  sextant user add ines --role administrator
  sextant user add partner --role reader --clearance clear --password-stdin < password.txt")]
    Add {
        /// The name to log in with.
        name: String,
        /// reader, analyst, publisher or administrator: each may do what those before it may, and more.
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// The strictest TLP label that the account may see [default: green for readers, amber+strict for analysts and
        /// publishers, red for administrators].
        #[arg(long, value_name = "TLP")]
        clearance: Option<Tlp>,
        #[command(flatten)]
        password: Given,
        #[command(flatten)]
        who: Who,
    },
    /// Lists accounts.
    List,
    /// Removes an account and its tokens; whoever is logged in under it is logged out.
    Remove {
        /// Its name.
        name: String,
        #[command(flatten)]
        who: Who,
    },
    /// Gives an account another role or clearance; whoever is logged in under it must log in again.
    Set {
        /// Its name.
        name: String,
        /// reader, analyst, publisher or administrator.
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// The strictest TLP label that the account may see [default: what the role may].
        #[arg(long, value_name = "TLP")]
        clearance: Option<Tlp>,
        #[command(flatten)]
        who: Who,
    },
    /// Takes the second factors of an account away, for whoever lost theirs: its password alone opens it again.
    ResetFactors {
        /// Its name.
        name: String,
        #[command(flatten)]
        who: Who,
    },
    /// Gives an account another password; whoever is logged in under it must log in again.
    Password {
        /// Its name.
        name: String,
        #[command(flatten)]
        password: Given,
        #[command(flatten)]
        who: Who,
    },
}

/// Where the password comes from.
#[derive(Debug, clap::Args)]
pub struct Given {
    /// Reads the password from the first line of standard input, in place of asking for it.
    #[arg(long)]
    password_stdin: bool,
}

impl Given {
    fn read(&self) -> anyhow::Result<String> {
        if self.password_stdin || !std::io::stdin().is_terminal() {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).context("standard input")?;
            return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
        }
        let first = rpassword::prompt_password("Password: ").context("the terminal")?;
        let again = rpassword::prompt_password("Once more: ").context("the terminal")?;
        ensure!(first == again, "the two are not the same");
        Ok(first)
    }
}

impl User {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such account (or one already), the store cannot be written or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        match self {
            Self::Add { name, role, clearance, password, who } => {
                ensure!(Account::is_name(&name), "{name:?} cannot be a name: use up to 64 letters, digits and ._@-");
                let (engine, account) = (globals.making()?, Account { name, role, clearance });
                let first = !engine.has_accounts()?;
                engine.add_account(&account, Some(&password.read()?), &who.name())?;
                if first {
                    eprintln!("the first account: from now on whoever comes must log in");
                }
                show(&[account], globals.json)
            }
            Self::List => show(&globals.reading()?.accounts()?, globals.json),
            Self::Remove { name, who } => {
                let engine = globals.writing()?;
                engine.remove_account(&name, &who.name())?;
                if !engine.has_accounts()? {
                    eprintln!("the last account: from now on this machine is shown everything without log-in");
                }
                Ok(Exit::Done)
            }
            Self::Set { name, role, clearance, who } => {
                let (engine, account) = (globals.writing()?, Account { name, role, clearance });
                engine.set_account(&account, &who.name())?;
                show(&[account], globals.json)
            }
            Self::ResetFactors { name, who } => {
                let engine = globals.writing()?;
                ensure!(engine.account_with_statement(&name)?.is_some(), "no account {name} in this store");
                if engine.reset_factors(&name, &who.name())? == 0 {
                    eprintln!("{name} had none");
                }
                Ok(Exit::Done)
            }
            Self::Password { name, password, who } => {
                globals.writing()?.set_password(&name, &password.read()?, &who.name())?;
                Ok(Exit::Done)
            }
        }
    }
}

fn show(accounts: &[Account], as_json: bool) -> Outcome {
    let mut out = print::out();
    for account in accounts {
        let (name, role, cleared) = (&account.name, account.role, account.cleared());
        if as_json {
            json(&mut out, &serde_json::json!({"name": name, "role": role, "clearance": cleared}))?;
        } else {
            writeln!(out, "{name}  {role}  up to TLP:{}", cleared.as_str().to_uppercase())?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}
