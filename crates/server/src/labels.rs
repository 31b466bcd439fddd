//! Words and marks for people: standings, stances, days, kinds. Never colour alone.

use sextant_model::{AsOf, Clock, Content, Instant, Polarity, Stance, Standing};

/// A value however a template passes it: by itself or behind references.
pub trait Of<T> {
    /// The value.
    fn of(self) -> T;
}

impl<T: Copy> Of<T> for T {
    fn of(self) -> T {
        self
    }
}

impl<T: Copy> Of<T> for &T {
    fn of(self) -> T {
        *self
    }
}

impl<T: Copy> Of<T> for &&T {
    fn of(self) -> T {
        **self
    }
}

/// A mark beside the word of a standing.
pub fn mark(standing: impl Of<Standing>) -> &'static str {
    match standing.of() {
        Standing::Confirmed => "●",
        Standing::Reported => "◐",
        Standing::Claimed => "◌",
        Standing::Possible => "○",
        Standing::Disputed => "◪",
        Standing::Denied => "✕",
        Standing::Unknown => "?",
    }
}

/// What a standing means, in a sentence.
pub fn meaning(standing: impl Of<Standing>) -> &'static str {
    match standing.of() {
        Standing::Confirmed => {
            "A party in a position to know says so: the victim of its own loss, a regulator of a filing, the police of an arrest."
        }
        Standing::Reported => "A publisher states it as fact.",
        Standing::Claimed => "Only the actor or an unverified source says so, however often it is repeated.",
        Standing::Possible => "Said in hedged words: may, could, is believed to.",
        Standing::Disputed => "Parties of the same rank disagree, and neither has taken it back.",
        Standing::Denied => "The party in a position to know says that it is not so.",
        Standing::Unknown => "The sources say that it is not known; “no evidence” leaves it here.",
    }
}

/// What a stance means, in a sentence.
pub fn stance_meaning(stance: impl Of<Stance>) -> &'static str {
    match stance.of() {
        Stance::Confirms => "says that it is so, and is in a position to know",
        Stance::Asserts => "says that it is so, from outside",
        Stance::Claims => "an actor of its own deeds, or an unverified allegation",
        Stance::Possible => "says that it may be so",
        Stance::Denies => "says that it is not so",
        Stance::NoEvidence => "has seen no evidence: not a denial",
        Stance::CannotSay => "does not know, will not comment, or is still looking",
        Stance::Fears => "fears that it is or will be so",
        Stance::Doubts => "doubts another's claim",
    }
}

/// `9 Oct 2025`.
pub fn day(at: impl Of<Instant>) -> String {
    Of::<Instant>::of(at).strftime("%-d %b %Y").to_string()
}

/// `2025-10-09`.
pub fn iso_day(at: impl Of<Instant>) -> String {
    Of::<Instant>::of(at).strftime("%Y-%m-%d").to_string()
}

/// The day, or a dash.
pub fn day_or_dash(at: &Option<Instant>) -> String {
    at.map_or_else(|| "–".to_owned(), day)
}

/// A vocabulary's word as people write it: `data-breach` → `data breach`.
pub fn plain(word: &str) -> String {
    word.replace('-', " ")
}

/// `1 document`, `3 documents`.
pub fn count(n: impl Of<usize>, one: &str) -> String {
    let n: usize = n.of();
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// `1,503,707`.
pub fn thousands(n: impl Of<u64>) -> String {
    let digits = n.of().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount with its unit: `-4.6 %`, `12,000,000 EUR`.
pub fn amount(value: impl Of<Option<f64>>, unit: Option<&str>) -> String {
    let Some(value) = value.of() else { return "not stated".to_owned() };
    let number = if value.fract() == 0.0 && value.abs() < 1e15 {
        let sign = if value < 0.0 { "−" } else { "" };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole and below 1e15, as just checked
        let whole = value.abs() as u64;
        format!("{sign}{}", thousands(whole))
    } else {
        value.to_string().replace('-', "−")
    };
    match unit {
        Some("percent") => format!("{number} %"),
        Some(unit) => format!("{number} {unit}"),
        None => number,
    }
}

/// What field of the record a claim's content gives, in words; `None` for a plain statement.
pub fn field(content: &Content) -> Option<String> {
    Some(match content {
        Content::Statement => return None,
        Content::Event { .. } => "event".to_owned(),
        Content::Exposure { data, polarity, .. } => format!("{} {}", plain(data.as_str()), polarity_word(*polarity)),
        Content::Service { service, state } => format!("{service}: {state}"),
        Content::Impact { impact, value, unit } => {
            format!("{}: {}", plain(impact.as_str()), amount(*value, unit.as_deref()))
        }
        Content::Response { action, state } => format!("{}: {}", plain(action.as_str()), plain(state.as_str())),
        Content::Date { what, from, to } => format!("{what} {}", span_of_days(from.as_deref(), to.as_deref())),
        Content::Indicator { value, .. } => format!("indicator {value}"),
        Content::Entity { name, .. } => name.clone(),
    })
}

/// Which way a kind of data goes, in words.
pub fn polarity_word(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Exposed => "exposed",
        Polarity::NotExposed => "not exposed",
        Polarity::Unknown => "not known",
    }
}

/// `2025-04-01 to 2025-04-30`, `2025-05-13`, `no date given`.
pub fn span_of_days(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
        (Some(day), _) | (None, Some(day)) => day.to_owned(),
        (None, None) => "no date given".to_owned(),
    }
}

/// The query string that asks for the same moment again; empty for "all that is known".
pub fn as_of_query(as_of: &AsOf) -> String {
    let clock = if as_of.clock == Clock::Recorded { "&clock=recorded" } else { "" };
    as_of.until.map_or_else(|| clock.replacen('&', "?", 1), |until| format!("?as_of={}{clock}", iso_day(until)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(thousands(1_503_707), "1,503,707");
        assert_eq!(amount(Some(-4.6), Some("percent")), "−4.6 %");
        assert_eq!(amount(Some(12_000_000.0), Some("EUR")), "12,000,000 EUR");
        assert_eq!(amount(None, None), "not stated");
    }
}
