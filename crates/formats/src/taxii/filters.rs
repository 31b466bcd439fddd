//! What the query of a request asks for (TAXII 2.1, 3.4 and 3.5).

use sextant_model::Instant;

/// Values that one query may name.
const MAX_VALUES: usize = 1_000;

/// Why a query cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FilterError(String);

/// A version asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// The first.
    First,
    /// The last.
    Last,
    /// All of them.
    All,
    /// The one of this moment, without `Z` and zeros at its end: text order is the order of moments.
    At(String),
}

/// A version of the standard asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spec {
    /// STIX 2.0.
    Old,
    /// STIX 2.1.
    New,
    /// One that is not known here: nothing is of it.
    Other,
}

/// Where a query stands: each place knows other parameters, and passes over those of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Objects, the manifest.
    Many,
    /// One object.
    One,
    /// The versions of an object.
    Versions,
    /// One object that is to be deleted.
    Deletion,
}

/// What a query asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// Only what was added after this moment, in microseconds.
    pub added_after: Option<i64>,
    /// At most so many.
    pub limit: Option<usize>,
    /// Where a page before this one ended.
    pub next: Option<String>,
    /// Only these ids; empty: any.
    pub ids: Vec<String>,
    /// Only these types; empty: any.
    pub kinds: Vec<String>,
    /// Only these versions; empty: not said.
    pub versions: Vec<Version>,
    /// Only of these versions of the standard; empty: not said.
    pub specs: Vec<Spec>,
}

impl Filters {
    /// Reads a query. Values with commas between them are alternatives.
    ///
    /// ```
    /// use sextant_formats::taxii::{Filters, Place};
    /// let asked = Filters::read("match[type]=tool,malware&limit=2", Place::Many).unwrap();
    /// assert_eq!((asked.kinds.len(), asked.limit), (2, Some(2)));
    /// assert!(Filters::read("limit=0", Place::Many).is_err());
    /// ```
    ///
    /// # Errors
    /// For a value that makes no sense, a parameter that stands twice, and a filter that is not known: leaving it out
    /// would answer another question.
    pub fn read(query: &str, place: Place) -> Result<Self, FilterError> {
        let mut filters = Self::default();
        let mut seen = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let known = ["added_after", "limit", "next"].contains(&name.as_ref()) || name.starts_with("match[");
            if !known {
                continue;
            }
            if seen.contains(&name) {
                return Err(FilterError(format!("{} stands twice", shown(&name))));
            }
            filters.take(&name, &value, place)?;
            seen.push(name);
        }
        let values = filters.ids.len() + filters.kinds.len() + filters.versions.len();
        if values > MAX_VALUES {
            return Err(FilterError(format!("a query may name {MAX_VALUES} values, and this one names {values}")));
        }
        Ok(filters)
    }

    fn take(&mut self, name: &str, value: &str, place: Place) -> Result<(), FilterError> {
        let wrong = |what: &str| Err(FilterError(format!("{}={} is {what}", shown(name), shown(value))));
        let paged = place != Place::Deletion;
        match name {
            "added_after" if paged => match moment(value).and_then(|_| micros(value)) {
                Some(at) => self.added_after = Some(at),
                None => return wrong("no timestamp such as 2025-01-31T12:00:00.000Z"),
            },
            "limit" if paged => match value.parse() {
                Ok(limit) if limit > 0 => self.limit = Some(limit),
                // More digits than a number here has: more than there can be.
                _ if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) && value.len() > 18 => {
                    self.limit = Some(usize::MAX);
                }
                _ => return wrong("no whole number above 0"),
            },
            "next" if paged => self.next = Some(value.to_owned()),
            "match[id]" if place == Place::Many => self.ids = words(value, wrong)?,
            "match[type]" if place == Place::Many => self.kinds = words(value, wrong)?,
            "match[version]" if place != Place::Versions => {
                let versions = words(value, wrong)?.iter().map(|word| version(word)).collect::<Option<Vec<_>>>();
                let Some(versions) = versions else { return wrong("neither first, last, all nor a timestamp") };
                self.versions = versions;
            }
            "match[spec_version]" => {
                self.specs = words(value, wrong)?.iter().map(|word| spec(word)).collect();
            }
            "added_after" | "limit" | "next" | "match[id]" | "match[type]" | "match[version]" => {}
            _ => return wrong("a filter that this server does not have"),
        }
        Ok(())
    }

    /// The filters in one text, the same whatever their order: what a place to go on from belongs to.
    #[must_use]
    pub fn canonical(&self) -> String {
        let sorted = |values: &[String]| {
            let mut values = values.to_vec();
            values.sort();
            values
        };
        let (mut versions, mut specs) = (self.versions.clone(), self.specs.clone());
        versions.sort();
        specs.sort();
        format!("{:?} {:?} {:?} {versions:?} {specs:?}", self.added_after, sorted(&self.ids), sorted(&self.kinds))
    }
}

fn words(value: &str, wrong: impl Fn(&str) -> Result<(), FilterError>) -> Result<Vec<String>, FilterError> {
    let words: Vec<String> = value.split(',').map(|word| word.trim().to_owned()).collect();
    if words.iter().any(String::is_empty) {
        wrong("a list with nothing in a place")?;
    }
    Ok(words)
}

fn version(word: &str) -> Option<Version> {
    Some(match word {
        "first" => Version::First,
        "last" => Version::Last,
        "all" => Version::All,
        _ => Version::At(moment(word)?),
    })
}

fn spec(word: &str) -> Spec {
    match word {
        "2.0" => Spec::Old,
        "2.1" => Spec::New,
        _ => Spec::Other,
    }
}

/// A timestamp of the standard, without `Z` and zeros at its end.
fn moment(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let form = b"0000-00-00T00:00:00";
    let (whole, rest) = bytes.split_at_checked(form.len())?;
    let fits = whole.iter().zip(form).all(|(b, f)| if *f == b'0' { b.is_ascii_digit() } else { b == f });
    let fraction = match rest.strip_suffix(b"Z")? {
        [] => true,
        [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !fits || !fraction || micros(text).is_none() {
        return None;
    }
    let text = text.trim_end_matches('Z');
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    Some(text.to_owned())
}

/// A timestamp in microseconds, cut off.
fn micros(text: &str) -> Option<i64> {
    let cut: String = text.trim_end_matches('Z').chars().take(26).collect();
    let at: Instant = format!("{cut}Z").parse().ok()?;
    Some(at.as_microsecond())
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Filters, FilterError> {
        Filters::read(query, Place::Many)
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for query in [
            "limit=0",
            "limit=-1",
            "limit=ten",
            "limit=",
            "limit=1.5",
            "added_after=yesterday",
            "added_after=2025-01-01",
            "added_after=2025-01-01T00:00:00",
            "added_after=2025-01-01T00:00:00%2B00:00",
            "added_after=2025-02-30T00:00:00Z",
            "added_after=2025-01-01t00:00:00z",
            "added_after=",
            "match[version]=newest",
            "match[version]=",
            "match[type]=a,,b",
            "match[id]=",
            "match[name]=x",
            "match[type]=a&match[type]=b",
            "limit=1&limit=1",
            "match%5Btype%5D=a&match[type]=b",
        ] {
            assert!(read(query).is_err(), "{query}");
        }
    }

    #[test]
    fn what_is_asked_for_is_understood() {
        let asked =
            read("added_after=2025-01-01T00:00:00.1234567Z&match%5Bversion%5D=first,2025-01-01T00:00:00.100Z&x=1");
        let asked = asked.unwrap();
        assert_eq!(asked.added_after.map(|at| at % 1_000_000), Some(123_456));
        assert_eq!(asked.versions, [Version::First, Version::At("2025-01-01T00:00:00.1".into())]);
        assert_eq!(read("match[spec_version]=2.1,3.0").unwrap().specs, [Spec::New, Spec::Other]);
        assert_eq!(read("limit=99999999999999999999").unwrap().limit, Some(usize::MAX));
        assert_eq!(read("").unwrap(), Filters::default());
        assert_eq!(read("match[id]=b,a").unwrap().canonical(), read("match[id]=a,b&limit=3").unwrap().canonical());
    }

    #[test]
    fn each_place_passes_over_what_belongs_to_others() {
        let one = Filters::read("match[id]=a&match[type]=b&match[version]=all", Place::One).unwrap();
        assert!(one.ids.is_empty() && one.kinds.is_empty() && one.versions == [Version::All]);
        let versions = Filters::read("match[version]=all&limit=2", Place::Versions).unwrap();
        assert!(versions.versions.is_empty() && versions.limit == Some(2));
        assert_eq!(Filters::read("limit=2&next=x", Place::Deletion).unwrap(), Filters::default());
    }
}
