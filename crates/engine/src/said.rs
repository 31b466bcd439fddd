//! Values kept as statements: the last one under a name holds.

use crate::{EngineError, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sextant_model::Instant;
use sextant_store::{Stated, Statement, Statements};

/// A value that is kept so.
pub(crate) trait Said: Serialize + DeserializeOwned {
    /// What sort of thing, in the store.
    const KIND: &'static str;

    /// The name under which the last statement holds.
    fn name(&self) -> &str;
    /// A word to find it by.
    fn shelf(&self) -> &'static str;
    /// What the audit log says of it.
    fn detail(&self) -> String;
}

/// A value with the statement that it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<T> {
    /// The number of the statement.
    pub seq: u64,
    /// Who stated it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// The value.
    pub value: T,
}

fn read<T: Said>(stated: Stated) -> Result<Kept<T>> {
    let value = serde_json::from_str(&stated.body)
        .map_err(|error| EngineError::Invalid(format!("{} {} cannot be read: {error}", T::KIND, stated.id)))?;
    Ok(Kept { seq: stated.seq, by: stated.by, at: stated.at, value })
}

/// The value that holds under a name.
pub(crate) fn find<T: Said>(ledger: &(impl Statements + ?Sized), name: &str) -> Result<Option<Kept<T>>> {
    ledger.stated(T::KIND, name)?.map(read).transpose()
}

/// All that hold; with `shelf`, those on it.
pub(crate) fn all<T: Said>(ledger: &(impl Statements + ?Sized), shelf: Option<&str>) -> Result<Vec<Kept<T>>> {
    ledger.all_stated(T::KIND, shelf)?.into_iter().map(read).collect()
}

/// Every value that held under a name, oldest first.
pub(crate) fn every<T: Said>(ledger: &(impl Statements + ?Sized), name: &str) -> Result<Vec<Kept<T>>> {
    ledger.statements(T::KIND, name)?.into_iter().map(read).collect()
}

/// Keeps a value that follows statement `after` (0: the first under its name).
pub(crate) fn keep<T: Said>(
    ledger: &mut (impl Statements + ?Sized),
    value: &T,
    after: u64,
    by: &str,
    at: Instant,
) -> Result<u64> {
    let body = serde_json::to_string(value).map_err(|error| EngineError::Output(error.to_string()))?;
    let (id, shelf, detail) = (value.name(), value.shelf(), value.detail());
    let statement = Statement { kind: T::KIND, id, shelf, body: &body, after, detail: &detail };
    Ok(ledger.state(&statement, by, at)?)
}
