//! Instants (UTC, microseconds) and the question "as known when, by which clock?".

use serde::{Deserialize, Serialize};

/// A moment in UTC, kept to the microsecond.
pub type Instant = jiff::Timestamp;

/// Which of a claim's two times decides whether it was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// When the document came out; falls back to `recorded` for a claim without a date.
    #[default]
    Published,
    /// When this store learnt it.
    Recorded,
}

impl Clock {
    /// The word of the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Recorded => "recorded",
        }
    }
}

impl std::str::FromStr for Clock {
    type Err = crate::problem::UnknownWord;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "published" => Ok(Self::Published),
            "recorded" => Ok(Self::Recorded),
            _ => Err(crate::problem::UnknownWord::new("clock", s, &["published", "recorded"])),
        }
    }
}

/// "As known at `until` by `clock`"; `until` None means all that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AsOf {
    /// The last moment that counts (inclusive).
    pub until: Option<Instant>,
    /// The clock that `until` is read on.
    pub clock: Clock,
}

impl AsOf {
    /// The end (UTC, last microsecond) of a calendar day, or the instant itself for RFC 3339 text.
    ///
    /// # Errors
    /// When `text` is neither `YYYY-MM-DD` nor an RFC 3339 instant.
    pub fn parse(text: &str, clock: Clock) -> Result<Self, String> {
        let until = if let Ok(instant) = text.parse::<Instant>() {
            instant
        } else {
            let day: jiff::civil::Date = text.parse().map_err(|_| {
                format!("{text:?} is neither a date (2025-05-13) nor an instant (2025-05-13T12:00:00Z)")
            })?;
            jiff::tz::Offset::UTC.to_timestamp(day.at(23, 59, 59, 999_999_000)).map_err(|e| e.to_string())?
        };
        Ok(Self { until: Some(until), clock })
    }

    /// Whether something published and recorded at these times was known.
    #[must_use]
    pub fn knows(&self, published: Option<Instant>, recorded: Instant) -> bool {
        let at = match self.clock {
            Clock::Published => published.unwrap_or(recorded),
            Clock::Recorded => recorded,
        };
        self.until.is_none_or(|until| at <= until)
    }
}
