//! What `pull` and `push` have in common: the server, who one is to it, the bounds, and what is told on the way.

use super::shared::complain;
use crate::globals::Globals;
use anyhow::{Context, bail, ensure};
use indicatif::ProgressBar;
use sextant_engine::fetch::{FetchLimits, Reach};
use sextant_engine::remote::{Access, RemoteEvent, RemoteOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes of one answer, at most, unless the configuration says otherwise.
const LIMIT: usize = 256 << 20;

/// A server, and how it is dealt with.
#[derive(Debug, clap::Args)]
pub struct Server {
    /// The address: a discovery, an API root or a collection of TAXII 2.1, or a feed of MISP.
    #[arg(value_name = "URL")]
    pub url: String,
    /// Your name there; the password is in SEXTANT_PASSWORD, on standard input, or in the file of --netrc.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Reads the password from standard input.
    #[arg(long, requires = "user", conflicts_with = "token_file")]
    password_stdin: bool,
    /// A file that holds a bearer token [else SEXTANT_TOKEN].
    #[arg(long, value_name = "FILE", conflicts_with = "user")]
    token_file: Option<PathBuf>,
    /// A file with names and passwords by host: `machine HOST login NAME password WORD`, or `machine HOST token WORD`
    /// [default: .netrc in your home folder].
    #[arg(long, value_name = "FILE", env = "NETRC")]
    netrc: Option<PathBuf>,
    /// Certificates (PEM) to trust instead of the public authorities.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Reaches private networks and this machine as well, and says passwords there without encryption.
    #[arg(long)]
    allow_private: bool,
    /// Objects in one page or envelope, at most.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    page: usize,
    /// Ends after so many objects (or events); another run goes on.
    #[arg(long, value_name = "N", default_value_t = 5_000_000)]
    objects: usize,
    /// Ends after so many seconds; another run goes on.
    #[arg(long, value_name = "N", default_value_t = 3600)]
    seconds: u64,
}

impl Server {
    /// How it is dealt with; `by` goes into the audit log.
    ///
    /// # Errors
    /// When a file cannot be read, or a password is asked for and none given.
    pub fn options(&self, globals: &Globals, by: String) -> anyhow::Result<RemoteOptions> {
        let mut limits: FetchLimits = globals.config.fetch_limits();
        if globals.config.limits.input_mb.is_none() {
            limits.bytes = LIMIT;
        }
        ensure!(self.page > 0, "--page must be at least 1");
        let private = self.allow_private || globals.config.allow_private_fetch == Some(true);
        let trusted = self.ca.as_deref().map(|file| std::fs::read(file).with_context(|| file.display().to_string()));
        Ok(RemoteOptions {
            access: self.access()?,
            limits,
            reach: if private { Reach::Anywhere } else { Reach::Public },
            trusted: trusted.transpose()?,
            total: Duration::from_secs(self.seconds),
            page: self.page,
            objects: self.objects,
            by,
        })
    }

    fn access(&self) -> anyhow::Result<Option<Access>> {
        if let Some(user) = self.user.clone() {
            return Ok(Some(Access::Basic { password: self.password(&user)?, user }));
        }
        if let Some(file) = &self.token_file {
            return Ok(Some(Access::Bearer(read(file)?.trim().to_owned())));
        }
        if let Some(token) = variable("SEXTANT_TOKEN") {
            return Ok(Some(Access::Bearer(token)));
        }
        self.netrc()
    }

    fn password(&self, user: &str) -> anyhow::Result<String> {
        if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().lock().take(1 << 16).read_to_string(&mut text).context("password")?;
            return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        if let Some(password) = variable("SEXTANT_PASSWORD") {
            return Ok(password);
        }
        match self.netrc()? {
            Some(Access::Basic { user: named, password }) if named == user => Ok(password),
            _ => bail!("no password for {user}: give it in SEXTANT_PASSWORD, with --password-stdin or in --netrc"),
        }
    }

    fn netrc(&self) -> anyhow::Result<Option<Access>> {
        let Some(host) = host(&self.url) else { return Ok(None) };
        let text = match &self.netrc {
            Some(file) => read(file)?,
            // The usual file may be there or not.
            None => match std::env::home_dir().map(|home| home.join(".netrc")) {
                Some(file) if file.is_file() => read(&file)?,
                _ => return Ok(None),
            },
        };
        Ok(Access::of_netrc(&text, host))
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// The host of an address, without port.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1.split(['/', '?', '#']).next()?;
    match rest.strip_prefix('[') {
        Some(six) => six.split(']').next(),
        None => rest.split(':').next(),
    }
}

/// Tells what happens: places and waits on the bar, troubles as lines.
pub fn told(bar: &ProgressBar, event: &RemoteEvent<'_>) {
    match event {
        RemoteEvent::Place(name) => bar.set_message(crate::print::words::plain(name)),
        RemoteEvent::Done(objects) => bar.inc(*objects as u64),
        RemoteEvent::Waiting(wait, why) => {
            bar.set_message(format!("waiting {} s: {}", wait.as_secs(), crate::print::words::plain(&why.message)));
        }
        RemoteEvent::Trouble(problem) => bar.suspend(|| complain(problem)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_from_addresses() {
        for (url, expected) in [
            ("https://taxii.example/taxii2/", Some("taxii.example")),
            ("http://127.0.0.1:8017", Some("127.0.0.1")),
            ("http://[::1]:8017/x", Some("::1")),
            ("taxii.example", None),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }
}
