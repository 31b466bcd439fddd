//! What could not be read of an event.

/// What could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `event`, `attribute`, `object`: what was left out.
    pub what: &'static str,
    /// Where it stands.
    pub place: String,
    /// What is wrong with it.
    pub message: String,
}

impl Fault {
    /// The word for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.what {
            "event" => "misp-event",
            "attribute" => "misp-attribute",
            "object" => "misp-object",
            "proposal" => "misp-proposal",
            _ => "misp-analyst-data",
        }
    }
}
