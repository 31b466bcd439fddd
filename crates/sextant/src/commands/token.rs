//! `sextant token`: with which programs log in.

use super::shared::Who;
use crate::exit::{Exit, Outcome};
use crate::globals::Globals;
use crate::print::{self, json};
use anyhow::anyhow;
use sextant_engine::Engine;
use sextant_engine::access::{FeedWord, KeptToken, Scope};
use sextant_model::{AsOf, Clock, Instant, Tlp};
use std::io::Write;

/// Tokens: words that stand for an account, sent as `Authorization: Bearer …`.
#[derive(Debug, clap::Subcommand)]
pub enum Token {
    /// Makes a token and prints it, this once: it is kept nowhere.
    #[command(after_help = "Examples:
  sextant token add --user partner --clearance clear --expires 2026-12-31
  TOKEN=$(sextant token add --user feeds --scope read)
  sextant token add --user partner --feed advisories")]
    Add {
        /// The account that it stands for [default: the only one there is].
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
        /// read, with which nothing can be changed, or write: all that the account may do.
        #[arg(long, value_name = "SCOPE", default_value = "write", conflicts_with = "feed")]
        scope: Scope,
        /// The strictest TLP label that it may be used for, where that is less than the account's.
        #[arg(long, value_name = "TLP")]
        clearance: Option<Tlp>,
        /// The last day (2026-12-31) or moment on which it is worth something [default: until it is revoked].
        #[arg(long, value_name = "T", value_parser = moment)]
        expires: Option<Instant>,
        /// Opens this feed alone, as ?token=… at its address: advisories.
        #[arg(long, value_name = "FEED")]
        feed: Option<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Lists tokens, without the words.
    List,
    /// Revokes a token at once.
    Revoke {
        /// The token's id, as listed.
        id: String,
        #[command(flatten)]
        who: Who,
    },
}

impl Token {
    /// Does it.
    ///
    /// # Errors
    /// When there is no such account or token, the store cannot be written or standard output is closed.
    pub fn run(self, globals: &Globals) -> Outcome {
        let mut out = print::out();
        match self {
            Self::Add { user, scope, clearance, expires, feed, who } => {
                let engine = globals.writing()?;
                let user = user.map_or_else(|| only_account(&engine), Ok)?;
                let (id, word) = match &feed {
                    None => {
                        let made = engine.add_token(&user, scope, clearance, expires, &who.name());
                        made.map(|(kept, word)| (kept.token.id, word))?
                    }
                    Some(feed) => {
                        let made = engine.add_feed_word(&user, feed, clearance, expires, &who.name());
                        made.map(|(kept, word)| (kept.id, word))?
                    }
                };
                if globals.json {
                    json(&mut out, &serde_json::json!({"id": id, "user": user, "feed": feed, "token": word}))?;
                } else {
                    writeln!(out, "{word}")?;
                }
            }
            Self::List => {
                let engine = globals.reading()?;
                for word in engine.feed_words(None)? {
                    feed_word(&mut out, &word, globals.json)?;
                }
                for kept in engine.tokens()? {
                    token(&mut out, &kept, globals.json)?;
                }
            }
            Self::Revoke { id, who } => {
                let engine = globals.writing()?;
                match engine.revoke_feed_word(&id, None, &who.name()) {
                    Err(sextant_engine::EngineError::NotFound { .. }) => engine.revoke_token(&id, None, &who.name())?,
                    done => done?,
                }
            }
        }
        out.flush()?;
        Ok(Exit::Done)
    }
}

fn token(out: &mut impl Write, KeptToken { token, scope }: &KeptToken, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let value = serde_json::json!({"id": token.id, "user": token.user, "scope": scope,
            "clearance": token.clearance, "created": token.created, "expires": token.expires});
        return json(out, &value);
    }
    let cleared = token.clearance.map_or(String::new(), |tlp| format!("  up to TLP:{tlp}"));
    let expires = token.expires.map_or(String::new(), |at| format!("  until {at:.0}"));
    let (id, user, made) = (&token.id, &token.user, token.created);
    Ok(writeln!(out, "{id}  {user}  {scope}  made {made:.0}{cleared}{expires}")?)
}

fn feed_word(out: &mut impl Write, word: &FeedWord, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let value = serde_json::json!({"id": word.id, "user": word.user, "feed": word.feed,
            "clearance": word.clearance, "created": word.created, "expires": word.expires});
        return json(out, &value);
    }
    let cleared = word.clearance.map_or(String::new(), |tlp| format!("  up to TLP:{tlp}"));
    let expires = word.expires.map_or(String::new(), |at| format!("  until {at:.0}"));
    let (id, user, feed, made) = (&word.id, &word.user, &word.feed, word.created);
    Ok(writeln!(out, "{id}  {user}  feed {feed}  made {made:.0}{cleared}{expires}")?)
}

fn only_account(engine: &Engine) -> anyhow::Result<String> {
    let accounts = engine.accounts()?;
    match accounts.as_slice() {
        [only] => Ok(only.name.clone()),
        [] => Err(anyhow!("there are no accounts: add one with sextant user add")),
        _ => {
            let names: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).take(5).collect();
            Err(anyhow!("name the account with --user: there are {}", names.join(", ")))
        }
    }
}

fn moment(text: &str) -> Result<Instant, String> {
    AsOf::parse(text, Clock::Recorded).map(|as_of| as_of.until.unwrap_or_default())
}
