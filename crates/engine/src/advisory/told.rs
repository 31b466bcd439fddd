//! What has left of an advisory, step by step: the last revision as its audience reads it, and since when each step has
//! been told, so that objects which stay get no new version.

use super::{Advisory, Sheet, State};
use crate::said::Kept;
use crate::{Engine, Result};
use sextant_model::Instant;

/// An advisory as it is out.
pub(crate) struct Told {
    /// The last revision that left.
    pub(crate) sheet: Sheet,
    /// When the first left.
    pub(crate) created: Instant,
    /// When the last did.
    pub(crate) changed: Instant,
    /// Every step that was ever told.
    pub(crate) steps: Vec<ToldStep>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToldStep {
    /// What to do.
    pub(crate) text: String,
    /// When it was told first.
    pub(crate) since: Instant,
    /// When it last came or went.
    pub(crate) changed: Instant,
    /// Whether the last revision says it.
    pub(crate) holds: bool,
}

impl Told {
    /// Whether it was taken back.
    pub(crate) fn withdrawn(&self) -> bool {
        self.sheet.state == State::Withdrawn.as_str()
    }
}

impl Engine {
    /// What has left of an advisory, given all that was stated of it; `None` when nothing has.
    pub(crate) fn what_is_out(&self, stated: &[Kept<Advisory>]) -> Result<Option<Told>> {
        let out: Vec<&Kept<Advisory>> = stated.iter().filter(|kept| kept.value.state.is_out()).collect();
        let (Some(first), Some(last)) = (out.first(), out.last()) else { return Ok(None) };
        let Some(sheet) = self.sheet(&last.value, Some(last.value.label))? else { return Ok(None) };
        let revisions = out.iter().map(|kept| {
            let none = kept.value.state == State::Withdrawn;
            (kept.at, if none { &[][..] } else { kept.value.steps.as_slice() })
        });
        let steps = steps(revisions);
        Ok(Some(Told { sheet, created: first.at, changed: last.at, steps }))
    }
}

fn steps<'a>(revisions: impl Iterator<Item = (Instant, &'a [String])>) -> Vec<ToldStep> {
    let mut steps: Vec<ToldStep> = Vec::new();
    for (at, now) in revisions {
        for step in &mut steps {
            if step.holds != now.contains(&step.text) {
                (step.holds, step.changed) = (!step.holds, at);
            }
        }
        for text in now {
            if !steps.iter().any(|step| step.text == *text) {
                steps.push(ToldStep { text: text.clone(), since: at, changed: at, holds: true });
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_changes_only_when_it_comes_or_goes() {
        let at = |second| Instant::from_second(second).unwrap_or_default();
        let step = |text: &str| text.to_owned();
        let (first, second, third) = (vec![step("a"), step("b")], vec![step("b"), step("c")], vec![step("a")]);
        let told = steps([(at(1), &first[..]), (at(2), &second), (at(3), &third), (at(4), &[])].into_iter());
        let lines: Vec<_> =
            told.iter().map(|s| (s.text.as_str(), s.since.as_second(), s.changed.as_second(), s.holds)).collect();
        assert_eq!(lines, [("a", 1, 4, false), ("b", 1, 3, false), ("c", 2, 3, false)]);
    }
}
