//! Words and marks for people: standings, stances, days, kinds. Never colour alone.

use crate::vocabulary;
use sextant_model::{
    AsOf, Claim, Clock, Content, FlagKind, Instant, Polarity, Proposition, SpeakerKind, Stance, Standing,
};

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

/// The word of a standing where kinds of data are listed as excluded: there a denial is what was asked for.
pub fn excluded(standing: impl Of<Standing>) -> &'static str {
    match standing.of() {
        Standing::Denied => "excluded",
        other => other.as_str(),
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

/// A stance as what its speaker does: "CNPD thinks it possible".
pub fn does(stance: impl Of<Stance>) -> &'static str {
    match stance.of() {
        Stance::Confirms => "confirms",
        Stance::Asserts => "states",
        Stance::Claims => "claims",
        Stance::Possible => "thinks it possible",
        Stance::Denies => "denies",
        Stance::NoEvidence => "has seen no evidence",
        Stance::CannotSay => "cannot say",
        Stance::Fears => "fears",
        Stance::Doubts => "doubts",
    }
}

/// A stance beside a statement that it bears out or goes against: who denies a theft says so of "data not taken".
pub fn bears(stance: impl Of<Stance>, against: &bool) -> &'static str {
    match stance.of() {
        Stance::Denies if !*against => "says so",
        stance => does(stance),
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

/// `9 Oct 2025, 14:03`.
pub fn minute(at: impl Of<Instant>) -> String {
    Of::<Instant>::of(at).strftime("%-d %b %Y, %H:%M").to_string()
}

/// `2025-10-09`.
pub fn iso_day(at: impl Of<Instant>) -> String {
    Of::<Instant>::of(at).strftime("%Y-%m-%d").to_string()
}

/// The day, or a dash.
pub fn day_or_dash(at: &Option<Instant>) -> String {
    at.map_or_else(|| "–".to_owned(), day)
}

/// The day that a date or an instant names; text that is neither stays as it is.
pub fn stated_day(text: &str) -> String {
    let date = text.parse::<jiff::civil::Date>().or_else(|_| text.get(..10).unwrap_or_default().parse());
    date.map_or_else(|_| text.to_owned(), |d| d.strftime("%-d %b %Y").to_string())
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

/// The same with thousands set apart: `14,200 documents`.
pub fn counted(n: impl Of<usize>, one: &str) -> String {
    let n: usize = n.of();
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", thousands(n as u64))
}

/// Which clock, in words.
pub fn clock(clock: impl Of<Clock>) -> &'static str {
    match clock.of() {
        Clock::Published => "by the day on which reports came out",
        Clock::Recorded => "by the day on which this store learnt it",
    }
}

/// Whether a field's words say more than its heading.
pub fn adds(words: &str, heading: &str) -> bool {
    !words.is_empty() && !words.eq_ignore_ascii_case(heading) && !plain(words).eq_ignore_ascii_case(heading)
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

/// What a claim says, in words: the field of the record that it gives, or what its statement is on.
pub fn says(claim: &Claim) -> String {
    match &claim.proposition.content {
        Content::Statement => statement(&claim.proposition),
        Content::Event { kinds, .. } if kinds.is_empty() => "the event".to_owned(),
        Content::Event { kinds, .. } => kinds.iter().map(|k| plain(k.as_str())).collect::<Vec<_>>().join(", "),
        Content::Exposure { data, polarity, .. } => format!("{} {}", vocabulary::data(data), polarity_word(*polarity)),
        Content::Service { service, state } => format!("{service}: {state}"),
        Content::Impact { impact, value, unit } => {
            format!("{}: {}", vocabulary::impact(impact), amount(*value, unit.as_deref()))
        }
        Content::Response { action, state } => {
            format!("{}: {}", vocabulary::response(action), plain(state.as_str()))
        }
        Content::Date { what, from, to } => format!("{what} {}", span_of_days(from.as_deref(), to.as_deref())),
        Content::Indicator { value, .. } => format!("indicator {value}"),
        Content::Entity { name, .. } => name.clone(),
    }
}

fn statement(proposition: &Proposition) -> String {
    let on = vocabulary::proposition(proposition.kind);
    match &proposition.object {
        Some(object) => format!("{on}: {object}"),
        None => on.to_owned(),
    }
}

/// The part of a record that a claim bears on: the words of the filter.
pub fn matter(claim: &Claim) -> &'static str {
    match &claim.proposition.content {
        Content::Statement => vocabulary::proposition(claim.proposition.kind),
        Content::Event { .. } => "the event",
        Content::Exposure { .. } => "data",
        Content::Service { .. } => "services",
        Content::Impact { .. } => "effects",
        Content::Response { .. } => "responses",
        Content::Date { .. } => "dates",
        Content::Indicator { .. } => "indicators",
        Content::Entity { .. } => "names",
    }
}

/// The name that a claim's speaker is listed under.
pub fn speaker(claim: &Claim) -> String {
    match (&claim.speaker.name, claim.speaker.kind) {
        (Some(name), _) => name.clone(),
        (None, SpeakerKind::Press) => claim.publisher.clone().unwrap_or_else(|| "the outlet".to_owned()),
        (None, kind) => vocabulary::unnamed(kind).to_owned(),
    }
}

/// Which way a kind of data goes, in words.
pub fn polarity_word(polarity: impl Of<Polarity>) -> &'static str {
    match polarity.of() {
        Polarity::Exposed => "exposed",
        Polarity::NotExposed => "not exposed",
        Polarity::Unknown => "not known",
    }
}

/// `1 Apr 2025 to 30 Apr 2025`, `13 May 2025`, `no date given`.
pub fn span_of_days(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from != to => format!("{} to {}", stated_day(from), stated_day(to)),
        (Some(day), Some(_)) => stated_day(day),
        (Some(day), None) => format!("from {}", stated_day(day)),
        (None, Some(day)) => format!("by {}", stated_day(day)),
        (None, None) => "no date given".to_owned(),
    }
}

/// The query string that asks for the same moment again; empty for "all that is known".
pub fn as_of_query(as_of: &AsOf) -> String {
    let clock = if as_of.clock == Clock::Recorded { "&clock=recorded" } else { "" };
    as_of.until.map_or_else(|| clock.replacen('&', "?", 1), |until| format!("?as_of={}{clock}", iso_day(until)))
}

/// Why an actor's claim may not be what it seems.
pub fn doubt(kind: impl Of<FlagKind>) -> &'static str {
    match kind.of() {
        FlagKind::EarlierNotice => "May be recycled: an earlier breach was told of.",
        FlagKind::EarlierClaim => "Another actor claimed the same victim before.",
        FlagKind::DeniedByVictim => "May be the wrong victim: it denies.",
    }
}

/// The page of an actor.
pub fn actor_page(name: &str) -> String {
    format!("/actors/{}", crate::pages::incidents::percent(name))
}

/// The page of an organisation.
pub fn organisation_page(name: &str) -> String {
    format!("/organisations/{}", crate::pages::incidents::percent(name))
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
