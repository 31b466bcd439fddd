//! `sextant serve`

use crate::ask::Store;
use crate::exit::Exit;
use anyhow::{Context, Result};
use sextant_engine::Engine;
use sextant_server::{Config, Listening};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Where to serve.
#[derive(clap::Args)]
pub struct Serve {
    /// Address and port; without accounts a loopback address [default: 127.0.0.1:8017]
    #[arg(long, env = "SEXTANT_LISTEN", value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Settings in TOML (docs/configuration.md)
    #[arg(long, env = "SEXTANT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The configuration file; unknown keys are refused.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    listen: Option<SocketAddr>,
    store: Option<PathBuf>,
}

impl Serve {
    /// Serves until Ctrl-C.
    pub fn run(self, store: &Store) -> Result<Exit> {
        let settings = self.settings()?;
        let listen = self.listen.or(settings.listen).unwrap_or(Config::default().listen);
        let engine = match settings.store {
            Some(path) if std::env::var_os("SEXTANT_STORE").is_none() => Store::new(Some(path)).write()?,
            _ => store.write()?,
        };
        serve(engine, &Config { listen })?;
        Ok(Exit::Done)
    }

    fn settings(&self) -> Result<Settings> {
        let Some(path) = &self.config else { return Ok(Settings::default()) };
        let text = std::fs::read_to_string(path).with_context(|| format!("{}: the configuration cannot be read", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{}: see docs/configuration.md", path.display()))
    }
}

/// Serves a store until Ctrl-C; says where.
pub fn serve(engine: Engine, config: &Config) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads to serve with")?;
    runtime.block_on(async {
        let listening = Listening::on(config).await?;
        anstream::eprintln!("serving http://{} to this machine only (Ctrl-C stops)", listening.address());
        let stop = async {
            // Without a signal to wait for, serving goes on until the process is ended.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        listening.serve(Arc::new(engine), stop).await?;
        Ok(())
    })
}
