//! Where findings go while an object is looked at.

use super::checks;
use super::finding::{Finding, Path, Severity};

/// Ids are kept with every finding: what is longer than any of the standard's is cut.
const LONGEST_ID: usize = 300;

/// Takes findings about one object.
pub(crate) struct Sink<'s> {
    pub(crate) findings: &'s mut Vec<Finding>,
    pub(crate) object: Option<&'s str>,
}

impl Sink<'_> {
    /// The standard says MUST.
    pub(crate) fn error(&mut self, code: &'static str, at: &Path<'_>, message: String) {
        self.add(Severity::Error, code, None, at, message);
    }

    /// The standard says SHOULD.
    pub(crate) fn warn(&mut self, check: &'static str, at: &Path<'_>, message: String) {
        self.add(Severity::Warning, check, checks::number(check), at, message);
    }

    /// A warning that no check has a number for.
    pub(crate) fn remark(&mut self, code: &'static str, at: &Path<'_>, message: String) {
        self.add(Severity::Warning, code, None, at, message);
    }

    fn add(&mut self, severity: Severity, code: &'static str, number: Option<u16>, at: &Path<'_>, message: String) {
        let object = self.object.map(|id| id.chars().take(LONGEST_ID).collect());
        self.findings.push(Finding { severity, code, number, object, path: at.to_string(), message });
    }
}
