//! The language of the search, in which pages, feeds and the command line ask alike:
//!
//! ```text
//! query  = { [ "-" ] term }            all terms must fit; "-" before one: it must not
//! term   = word [ "*" ]                a word; with "*" any that begins so
//!        | '"' words '"'               these words, together
//!        | field ":" value { "," value }   any of the values; '"' around one that holds spaces
//! ```
//!
//! Fields on incidents are `victim`, `kind`, `standing`; on claims `stance`, `on`, `data`, `taken`, `speaker`, `who`,
//! `actor`; on both and on documents `source`, `since`, `until`, `tlp`. `is` says what is looked for: incidents,
//! documents or claims. A document or an incident fits what is asked of claims when one of its claims does.

use super::days;
use sextant_model::*;
use sextant_store::{FieldTerm, FindField, WordTerm};
use std::fmt;

/// Terms of one query that count.
const TERMS: usize = 32;
/// Characters of one query that are read.
const LENGTH: usize = 2_000;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Incidents.
    Incident,
    /// Claims.
    Claim,
    /// Documents.
    Document,
}

impl What {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Incident, Self::Claim, Self::Document];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Claim => "claim",
            Self::Document => "document",
        }
    }
}

/// A query as it was understood; its text form is a query that says the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Only this.
    pub is: Option<What>,
    /// Words and phrases.
    pub words: Vec<WordTerm>,
    /// Fields with a closed set of words, or names.
    pub fields: Vec<FieldTerm>,
    /// The first day, as written.
    pub since: Option<String>,
    /// The last day, as written.
    pub until: Option<String>,
}

/// The words of a closed set; none: any name.
type Words = Option<fn() -> Vec<&'static str>>;

/// Fields that a query may name, each with the values that it takes; none: any name.
pub const FIELDS: &[(&str, FindField, Words)] = &[
    ("victim", FindField::Victim, None),
    ("kind", FindField::Kind, Some(|| IncidentKind::ALL.iter().map(|v| v.as_str()).collect())),
    ("standing", FindField::Standing, Some(|| Standing::ALL.iter().map(|v| v.as_str()).collect())),
    ("stance", FindField::Stance, Some(|| Stance::ALL.iter().map(|v| v.as_str()).collect())),
    ("on", FindField::On, Some(|| PropositionKind::ALL.iter().map(|v| v.as_str()).collect())),
    ("data", FindField::Data, Some(|| DataKind::ALL.iter().map(|v| v.as_str()).collect())),
    ("taken", FindField::Taken, Some(|| vec!["yes", "no", "unknown"])),
    ("speaker", FindField::Speaker, None),
    ("who", FindField::Who, Some(|| SpeakerKind::ALL.iter().map(|v| v.as_str()).collect())),
    ("actor", FindField::Actor, None),
    ("source", FindField::Source, None),
    ("tlp", FindField::Tlp, Some(|| vec!["clear", "green", "amber", "amber+strict", "red"])),
];
/// Fields that are not of the table above.
pub const OTHERS: [&str; 3] = ["is", "since", "until"];

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().count() > LENGTH {
            return Err(format!("a search has at most {LENGTH} characters: look up lists of values under Indicators"));
        }
        let mut query = Self::default();
        let pieces = pieces(text)?;
        if pieces.len() > TERMS {
            return Err(format!("a search has at most {TERMS} terms, this one has {}", pieces.len()));
        }
        pieces.iter().try_for_each(|piece| query.take(piece))?;
        Ok(query)
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self { is: self.is, ..Self::default() }
    }

    /// The same, and this as well.
    #[must_use]
    pub fn with(&self, field: &str, value: &str) -> Self {
        let mut more = self.clone();
        // A value that came from a count is one that the field takes; anything else leaves the query as it was.
        let _ = more.field(field, vec![value.to_owned()], false);
        more
    }

    /// The same, looking for this only; `None`: for everything.
    #[must_use]
    pub fn only(&self, is: Option<What>) -> Self {
        Self { is, ..self.clone() }
    }

    fn take(&mut self, piece: &Piece) -> Result<(), String> {
        if let Some(field) = &piece.field {
            return self.field(field, piece.values.clone(), piece.not);
        }
        for text in &piece.values {
            let beginning = !piece.quoted && text.ends_with('*');
            let text = text.trim_end_matches('*').to_owned();
            if text.chars().any(char::is_alphanumeric) {
                self.words.push(WordTerm { text, beginning, not: piece.not });
            }
        }
        Ok(())
    }

    fn field(&mut self, name: &str, values: Vec<String>, not: bool) -> Result<(), String> {
        if values.is_empty() || values.iter().any(|v| v.trim().is_empty()) {
            return Err(format!("{name}: needs a value: write {name}:{}", example(name)));
        }
        if OTHERS.contains(&name) {
            if not || values.len() > 1 {
                return Err(format!("{name}: takes one value and no \"-\""));
            }
            return self.other(name, &values[0]);
        }
        let Some((_, field, words)) = FIELDS.iter().find(|(known, ..)| *known == name) else {
            let known: Vec<&str> = FIELDS.iter().map(|(name, ..)| *name).chain(OTHERS).collect();
            return Err(format!(
                "there is no field \"{name}\": write one of {}; to look for the words themselves put them in quotes",
                known.join(", ")
            ));
        };
        let mut meant = Vec::new();
        for value in values {
            meant.push(match words {
                Some(words) => known(name, *field, &words(), &value)?,
                None => value,
            });
        }
        let term = FieldTerm { field: *field, values: meant, not };
        if !self.fields.contains(&term) {
            self.fields.push(term);
        }
        Ok(())
    }

    fn other(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "is" => {
                let what = What::ALL.into_iter().find(|w| w.as_str() == value.trim_end_matches('s'));
                self.is = Some(what.ok_or_else(|| {
                    format!("is:{value} is nothing to look for: write is:incident, is:document or is:claim")
                })?);
            }
            "since" => {
                days(value)?;
                self.since = Some(value.to_owned());
            }
            _ => {
                days(value)?;
                self.until = Some(value.to_owned());
            }
        }
        Ok(())
    }
}

/// A value of a closed set, as the field keeps it.
fn known(name: &str, field: FindField, words: &[&str], value: &str) -> Result<String, String> {
    let value = value.to_lowercase().replace(' ', "-");
    if !words.contains(&value.as_str()) {
        return Err(format!("{name}:{value} is not known: write one of {}", words.join(", ")));
    }
    Ok(match (field, value.as_str()) {
        (FindField::Taken, "yes") => Polarity::Exposed.as_str().to_owned(),
        (FindField::Taken, "no") => Polarity::NotExposed.as_str().to_owned(),
        _ => value,
    })
}

fn example(name: &str) -> String {
    match name {
        "since" | "until" => "2025-05".to_owned(),
        "is" => "document".to_owned(),
        _ => FIELDS
            .iter()
            .find(|(known, ..)| *known == name)
            .and_then(|(_, _, words)| words.map(|w| w()[0].to_owned()))
            .unwrap_or_else(|| "NAME".to_owned()),
    }
}

/// A term as written.
#[derive(Debug)]
struct Piece {
    not: bool,
    field: Option<String>,
    values: Vec<String>,
    quoted: bool,
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let not = rest.starts_with('-') && rest.chars().nth(1).is_some_and(|c| !c.is_whitespace());
        let body = if not { &rest[1..] } else { rest };
        let (field, body) = field_of(body);
        let (values, quoted, after) = values_of(body, field.is_some())?;
        pieces.push(Piece { not, field, values, quoted });
        rest = after.trim_start();
    }
    Ok(pieces)
}

/// `field` and what follows the colon; an address (`https://…`), a time (`10:30`) and a tag in capitals (`PAP:AMBER`) are
/// words.
fn field_of(text: &str) -> (Option<String>, &str) {
    let Some((name, after)) = text.split_once(':') else { return (None, text) };
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic());
    if !is_name || after.starts_with("//") || after.starts_with('\\') {
        return (None, text);
    }
    let field = name.to_ascii_lowercase();
    let known = FIELDS.iter().any(|(known, ..)| *known == field) || OTHERS.contains(&field.as_str());
    if !known && name != field { (None, text) } else { (Some(field), after) }
}

/// The values up to the next space, and what follows.
fn values_of(text: &str, listed: bool) -> Result<(Vec<String>, bool, &str), String> {
    let (mut values, mut quoted, mut rest) = (Vec::new(), false, text);
    loop {
        if let Some(inner) = rest.strip_prefix('"') {
            let Some((value, after)) = inner.split_once('"') else {
                return Err(format!("a quote is open: write a second \" after {inner:?}"));
            };
            values.push(value.trim().to_owned());
            (quoted, rest) = (true, after);
        } else {
            let stop = |c: char| c.is_whitespace() || c == '"' || (listed && c == ',');
            let end = rest.find(stop).unwrap_or(rest.len());
            values.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        match rest.strip_prefix(',').filter(|_| listed) {
            Some(after) => rest = after,
            None => return Ok((values, quoted, rest)),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        let minus = |not: bool| if not { "-" } else { "" };
        for word in &self.words {
            let star = if word.beginning { "*" } else { "" };
            let plain = word.text.chars().all(char::is_alphanumeric);
            let text = if plain || word.beginning { word.text.clone() } else { format!("\"{}\"", word.text) };
            parts.push(format!("{}{text}{star}", minus(word.not)));
        }
        for term in &self.fields {
            let name = FIELDS.iter().find(|(_, field, _)| *field == term.field).map_or("", |(name, ..)| name);
            let values: Vec<String> = term.values.iter().map(|value| written(term.field, value)).collect();
            parts.push(format!("{}{name}:{}", minus(term.not), values.join(",")));
        }
        parts.extend(self.since.iter().map(|day| format!("since:{day}")));
        parts.extend(self.until.iter().map(|day| format!("until:{day}")));
        parts.extend(self.is.iter().map(|what| format!("is:{}", what.as_str())));
        f.write_str(&parts.join(" "))
    }
}

fn written(field: FindField, value: &str) -> String {
    let value = match (field, value) {
        (FindField::Taken, "exposed") => "yes",
        (FindField::Taken, "not-exposed") => "no",
        (_, value) => value,
    };
    let plain = |c: char| !c.is_whitespace() && c != ',' && c != '"';
    if value.chars().all(plain) { value.to_owned() } else { format!("\"{}\"", value.replace('"', " ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understood_is_said_again() {
        for (text, understood) in [
            ("victim:co-op stance:denies since:2025-05 kind:ransomware", "victim:co-op kind"),
            ("passwords \"card details\" -phishing pass*", "passwords \"card details\" -phishing pass*"),
            (
                "stance:denies,doubts -source:\"Evening Wire\" is:documents",
                "stance:denies,doubts -source:\"Evening Wire\" is:document",
            ),
            ("taken:no data:payment-card tlp:AMBER+STRICT", "taken:no data:payment-card tlp:amber+strict"),
            ("https://a.example/x 10:30 PAP:AMBER M&S", "\"https://a.example/x\" \"10:30\" \"PAP:AMBER\" \"M&S\""),
            ("- ' ; *", ""),
            ("actor:\"Night Heron\"", "actor:\"Night Heron\""),
        ] {
            let query = Query::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            if text.starts_with("victim") {
                assert_eq!(query.to_string(), "victim:co-op stance:denies kind:ransomware since:2025-05");
            } else {
                assert_eq!(query.to_string(), understood, "{text}");
            }
            assert_eq!(Query::parse(&query.to_string()).unwrap(), query, "{text}");
        }
    }

    #[test]
    fn faults_say_what_to_write() {
        for (text, words) in [
            ("vicitm:co-op", "write one of victim"),
            ("stance:denys", "write one of confirms"),
            ("since:yesterday", "2025-05"),
            ("\"card details", "a second \""),
            ("is:page", "is:incident, is:document or is:claim"),
            ("victim:", "victim:NAME"),
            ("-since:2025", "no \"-\""),
            ("kind:a,", "needs a value"),
        ] {
            let fault = Query::parse(text).unwrap_err();
            assert!(fault.contains(words), "{text}: {fault}");
        }
    }

    #[test]
    fn a_value_is_added_once() {
        let query = Query::parse("breach").unwrap().with("stance", "denies").with("stance", "denies");
        assert_eq!(query.to_string(), "breach stance:denies");
        assert_eq!(query.only(Some(What::Claim)).to_string(), "breach stance:denies is:claim");
    }
}
