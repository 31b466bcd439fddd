//! The readings against hand-made gold: the faults that may never happen, and floors that may only rise.

use super::Outcome;
use crate::{score, workspace};
use anyhow::{Result, ensure};

/// The project's own reports.
pub fn own() -> Result<Outcome> {
    score::hold().map(|()| Outcome::Held)
}

/// The gold that lies beside the project, where it does: no fault may happen there.
pub fn beside() -> Result<Outcome> {
    let Some(shared) = workspace::shared() else {
        return Ok(Outcome::NotRun("needs ../shared/reading (more gold), which this checkout has not".to_owned()));
    };
    let mut faults = Vec::new();
    for folder in ["gold", "pairs", "real"] {
        let score = score::of(&shared.join("reading").join(folder), false)?;
        println!("{folder}: {}", score.summary());
        faults.extend(score.below(&[].into()).into_iter().map(|fault| format!("{folder}: {fault}")));
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(Outcome::Held)
}
