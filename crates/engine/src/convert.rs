//! Files turned from MISP into STIX 2.1 and back, without a store: see [`sextant_misp::mapping`].

use crate::{EngineError, Result};
use sextant_misp::{Fault, mapping};
use sextant_model::Problem;
use sextant_stix::object;

/// What something is turned into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A bundle of STIX 2.1.
    Stix,
    /// An event of MISP.
    Misp,
}

impl std::str::FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "stix" => Ok(Self::Stix),
            "misp" => Ok(Self::Misp),
            _ => Err(format!("unknown format {text:?}: use stix or misp")),
        }
    }
}

/// What came of it, and what did not come into it.
#[derive(Debug, Clone, Default)]
pub struct Turned {
    /// The bundle or event.
    pub text: String,
    /// What could not be read, or has no counterpart.
    pub problems: Vec<Problem>,
}

/// Turns `bytes` from `place` into `target`.
///
/// # Errors
/// [`EngineError::Input`] when the bytes are not what they should be.
pub fn turned(bytes: &[u8], place: &str, target: Target) -> Result<Turned> {
    let wrong = |code: &str, told: String| EngineError::Input(Problem::new(code, place, told));
    let told = |faults: Vec<Fault>| {
        faults.into_iter().map(|f| Problem::new(f.code(), format!("{place}, {}", f.place), f.message)).collect()
    };
    match target {
        Target::Stix => {
            let read = sextant_misp::events(bytes).map_err(|error| wrong(error.code.as_str(), error.message))?;
            let (events, faults) = read.ok_or_else(|| wrong("no-misp", "holds no events of MISP".to_owned()))?;
            let objects: Vec<mapping::Written> = events.iter().flat_map(mapping::to_stix).collect();
            Ok(Turned { text: mapping::bundle(&objects), problems: told(faults) })
        }
        Target::Misp => {
            let content = object::read(bytes).map_err(|error| wrong(error.code(), error.to_string()))?;
            let mut problems: Vec<Problem> = Vec::new();
            for misfit in &content.misfits {
                let at = format!("{place}, object {}", misfit.index);
                problems.push(Problem::new(misfit.error.code(), at, misfit.error.to_string()));
            }
            let converted = mapping::to_misp(&content.objects);
            problems.extend::<Vec<Problem>>(told(converted.faults));
            Ok(Turned { text: format!("{}\n", converted.event), problems })
        }
    }
}
