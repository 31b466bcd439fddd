//! Options that every command knows, before or after its name, completed from the environment and the configuration.

use crate::config::Config;
use anyhow::Context;
use clap::Args;
use sextant_engine::{Engine, OpenMode};
use std::path::PathBuf;

/// Options of every command.
#[derive(Debug, Args)]
pub struct Globals {
    /// The store: one SQLite file [default: sextant.db in your data folder].
    #[arg(long, global = true, value_name = "FILE", env = "SEXTANT_STORE")]
    store: Option<PathBuf>,
    /// Prints JSON (one object, or one a line where there are many) instead of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// Threads for reading [default: one for each processor].
    #[arg(
        long,
        global = true,
        value_name = "N",
        env = "SEXTANT_THREADS",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub threads: usize,
    /// Configuration file (TOML; docs/configuration.md).
    #[arg(long = "config", global = true, value_name = "FILE", env = "SEXTANT_CONFIG")]
    config_file: Option<PathBuf>,
    /// The configuration, once read.
    #[arg(skip)]
    pub config: Config,
}

impl Globals {
    /// With the configuration read.
    ///
    /// # Errors
    /// When the file cannot be read or holds something unknown.
    pub fn complete(mut self) -> anyhow::Result<Self> {
        self.config = Config::load(self.config_file.as_deref())?;
        Ok(self)
    }

    /// The store's file: option, environment, configuration, data folder.
    ///
    /// # Errors
    /// When there is no home folder to look in.
    pub fn store(&self) -> anyhow::Result<PathBuf> {
        if let Some(store) = self.store.clone().or_else(|| self.config.store.clone()) {
            anyhow::ensure!(!store.as_os_str().is_empty(), "--store needs the name of a file");
            return Ok(store);
        }
        use etcetera::BaseStrategy;
        let places = etcetera::choose_base_strategy().context("no home folder: name a store with --store")?;
        Ok(places.data_dir().join("sextant").join("sextant.db"))
    }

    /// The store, for questions.
    ///
    /// # Errors
    /// When there is none or it cannot be opened.
    pub fn reading(&self) -> anyhow::Result<Engine> {
        Ok(Engine::open(&self.store()?, OpenMode::Read)?
            .produced_by(self.config.producer()?)
            .sending_by(self.config.desk()?))
    }

    /// The store, for writing; made when there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn making(&self) -> anyhow::Result<Engine> {
        Ok(Engine::open(&self.store()?, OpenMode::Write)?
            .produced_by(self.config.producer()?)
            .sending_by(self.config.desk()?))
    }

    /// The store, for writing where it can be written, else for questions; made when there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn writing_or_making(&self) -> anyhow::Result<Engine> {
        let store = self.store()?;
        if !store.exists() {
            return self.making();
        }
        let Ok(engine) = Engine::open(&store, OpenMode::Write) else { return self.reading() };
        Ok(engine.produced_by(self.config.producer()?).sending_by(self.config.desk()?))
    }

    /// The store, for writing; it must exist.
    ///
    /// # Errors
    /// When there is none or it cannot be opened.
    pub fn writing(&self) -> anyhow::Result<Engine> {
        let store = self.store()?;
        anyhow::ensure!(
            store.exists(),
            "there is no store at {}: make one with `sextant ingest`, or name another with --store",
            store.display()
        );
        Ok(Engine::open(&store, OpenMode::Write)?.produced_by(self.config.producer()?).sending_by(self.config.desk()?))
    }
}
