//! What commands ask of the person's words: which store, which moment, which incident.

use anyhow::{Context, Result, anyhow, bail};
use etcetera::BaseStrategy;
use sextant_engine::{Engine, IncidentQuery, OpenMode};
use sextant_model::{AsOf, Clock, IncidentId, Tlp};
use std::path::PathBuf;

/// The store that the person named, or the default one.
pub struct Store(Option<PathBuf>);

impl Store {
    /// From `--store` or the environment.
    pub fn new(named: Option<PathBuf>) -> Self {
        Self(named)
    }

    /// Its file.
    pub fn path(&self) -> Result<PathBuf> {
        match &self.0 {
            Some(path) => Ok(path.clone()),
            None => {
                let folders = etcetera::choose_base_strategy().context("your data folder is not known: name a store with --store FILE")?;
                Ok(folders.data_dir().join("sextant").join("sextant.db"))
            }
        }
    }

    /// Opens it for reading; it must exist.
    pub fn read(&self) -> Result<Engine> {
        let path = self.path()?;
        if !path.exists() {
            bail!("{}: there is no store yet; `sextant ingest FILE` makes one, --store FILE names another", path.display());
        }
        Ok(Engine::open(&path, OpenMode::Read)?)
    }

    /// Opens it for writing; it is made, with its folder, when it does not exist.
    pub fn write(&self) -> Result<Engine> {
        let path = self.path()?;
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| format!("{}: the store's folder cannot be made", folder.display()))?;
        }
        Ok(Engine::open(&path, OpenMode::Write)?)
    }
}

/// As known when, by which clock.
#[derive(clap::Args, Debug, Clone)]
pub struct Moment {
    /// Only what was known by then: a day (2025-05-13, its end in UTC) or an instant (RFC 3339)
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// The clock that --as-of is read on: when documents came out, or when this store learnt them
    #[arg(long, value_name = "CLOCK", default_value = "published", value_parser = clock)]
    time: Clock,
}

fn clock(text: &str) -> Result<Clock, String> {
    text.parse().map_err(|e: sextant_model::problem::UnknownWord| e.to_string())
}

/// Reads a TLP label from the command line.
pub fn tlp(text: &str) -> Result<Tlp, String> {
    text.parse().map_err(|e: sextant_model::problem::UnknownWord| e.to_string())
}

/// Reads a word of a vocabulary from the command line.
pub fn word<T: std::str::FromStr<Err = sextant_model::problem::UnknownWord>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|e: sextant_model::problem::UnknownWord| e.to_string())
}

impl Moment {
    /// The moment asked for.
    pub fn as_of(&self) -> Result<AsOf> {
        match &self.as_of {
            Some(text) => AsOf::parse(text, self.time).map_err(|e| anyhow!("--as-of: {e}")),
            None => Ok(AsOf { until: None, clock: self.time }),
        }
    }

    /// "as known on 2025-05-13, by the published clock", for standard error.
    pub fn sentence(&self) -> String {
        match &self.as_of {
            Some(text) => format!("as known on {text}, by the {} clock", self.time.as_str()),
            None => format!("all that is known, by the {} clock", self.time.as_str()),
        }
    }
}

/// An incident by its id or the beginning of it.
pub fn incident(engine: &Engine, text: &str) -> Result<Option<IncidentId>> {
    if let Ok(id) = text.parse() {
        return Ok(Some(id));
    }
    if text.len() < 4 || !text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        bail!("{text:?} is no incident id: take one, or at least its first four characters, from `sextant incidents`");
    }
    let all = engine.incidents(&IncidentQuery::default())?.items;
    let mut found = all.iter().map(|i| i.id).filter(|id| id.to_string().starts_with(&text.to_ascii_lowercase()));
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => bail!("{text:?} begins more than one incident's id: give more of it"),
        (found, _) => Ok(found),
    }
}

/// Incidents by their ids; each must be there.
pub fn incidents(engine: &Engine, texts: &[String]) -> Result<Vec<IncidentId>> {
    texts.iter().map(|t| incident(engine, t)?.ok_or_else(|| anyhow!("no incident {t} in this store"))).collect()
}
