//! Finding: one language ([`grammar`]) for pages, feeds and the command line; finds of incidents, claims and documents with
//! counts by field; names while one types; searches that are kept. All of it through the gate: no count tells of what is
//! hidden.

pub mod grammar;
pub mod indicators;
mod saved;

use crate::query::{claim_find, incident_hit};
use crate::view::SearchHit;
use crate::{Engine, EngineError, Result, gate};
pub use grammar::{Query, What};
use rayon::prelude::*;
pub use saved::SavedSearch;
use sextant_model::*;
pub use sextant_store::FindField;
use sextant_store::{FindQuery, Found};

/// Finds of one kind with their number.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Section {
    /// Of which kind.
    pub what: What,
    /// A page of them.
    pub hits: Vec<SearchHit>,
    /// The claims themselves, where these are claims: as many as `hits`, in the same order.
    #[serde(skip)]
    pub claims: Vec<Claim>,
    /// How many there are.
    pub total: usize,
    /// Whether only the newest of them were ranked and counted.
    pub newest: bool,
}

/// How many finds have each value of a field.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Facet {
    /// The field's word; `year` is asked for by `since` and `until`.
    pub field: &'static str,
    /// What was counted.
    pub of: What,
    /// Each value with how many have it, and the query that leaves only those.
    pub values: Vec<(String, usize, String)>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Finds {
    /// Incidents, claims and documents, as far as they were asked for.
    pub sections: Vec<Section>,
    /// Counts.
    pub facets: Vec<Facet>,
}

impl Finds {
    /// All finds, incidents first.
    pub fn hits(&self) -> impl Iterator<Item = &SearchHit> {
        self.sections.iter().flat_map(|section| &section.hits)
    }

    /// How many there are in all.
    #[must_use]
    pub fn total(&self) -> usize {
        self.sections.iter().map(|section| section.total).sum()
    }
}

/// A completion of what was typed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Suggestion {
    /// The whole query with it.
    pub query: String,
    /// What it is.
    pub what: &'static str,
}

impl Engine {
    /// Finds what fits, up to so many of each kind after so many.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn find(&self, query: &Query, audience: Option<Tlp>, limit: usize, offset: usize) -> Result<Finds> {
        if query.is_empty() && query.is.is_none() {
            return Ok(Finds::default());
        }
        let asked = question(query, audience, limit, offset)?;
        let wanted: Vec<What> = What::ALL.into_iter().filter(|what| query.is.is_none_or(|is| is == *what)).collect();
        let found = wanted.par_iter().map(|what| {
            let found = self.ask(|ledger| {
                Ok(match what {
                    What::Incident => incidents(ledger.find_incidents(&asked)?, &asked),
                    What::Claim => claims(ledger.find_claims(&asked)?, audience),
                    What::Document => documents(ledger.find_documents(&asked)?),
                })
            })?;
            Ok((*what, found))
        });
        let mut finds = Finds::default();
        for (what, (section, counts)) in found.collect::<Result<Vec<_>>>()? {
            finds.facets.extend(counts.into_iter().filter_map(|(field, counts)| facet(query, what, field, counts)));
            finds.sections.push(section);
        }
        Ok(finds)
    }

    /// Queries that what was typed may become.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn suggest(&self, typed: &str, audience: Option<Tlp>, limit: usize) -> Result<Vec<Suggestion>> {
        let (before, last) =
            typed.rsplit_once(char::is_whitespace).map_or(("", typed), |(before, last)| (before, last));
        if last.is_empty() || typed.chars().count() > 200 {
            return Ok(Vec::new());
        }
        let whole = |term: String| if before.is_empty() { term } else { format!("{before} {term}") };
        let mut suggestions: Vec<Suggestion> = Vec::new();
        let mut add = |term: String, what| suggestions.push(Suggestion { query: whole(term), what });
        let (field, beginning) = last.split_once(':').map_or((None, last), |(field, value)| (Some(field), value));
        let beginning = beginning.trim_start_matches('"');
        if let Some((name, _, Some(words))) = grammar::FIELDS.iter().find(|(name, ..)| Some(*name) == field) {
            words()
                .into_iter()
                .filter(|word| word.starts_with(beginning))
                .for_each(|word| add(format!("{name}:{word}"), name));
        } else if field.is_none() {
            let fields = grammar::FIELDS.iter().map(|(name, ..)| *name).chain(grammar::OTHERS);
            fields.filter(|name| name.starts_with(beginning)).for_each(|name| add(format!("{name}:"), "field"));
        }
        if beginning.chars().count() >= 2 {
            let names = self.ask(|ledger| Ok(ledger.names(beginning, gate::level(audience), limit)?))?;
            for (of, name) in names {
                let word = word_of(of);
                if field.is_none_or(|field| field == word) {
                    let shown = if name.contains(char::is_whitespace) {
                        format!("\"{}\"", name.replace('"', " "))
                    } else {
                        name
                    };
                    add(format!("{word}:{shown}"), word);
                }
            }
        }
        suggestions.truncate(limit);
        Ok(suggestions)
    }
}

/// The first moment of a day, month or year, and the first after it.
pub(crate) fn days(text: &str) -> std::result::Result<(Instant, Instant), String> {
    let wrong = || format!("{text:?} is no day: write 2025, 2025-05 or 2025-05-13");
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize| parts.get(at).map(|part| part.parse::<i16>().map_err(|_| wrong())).transpose();
    let (year, month, day) = (number(0)?.ok_or_else(wrong)?, number(1)?, number(2)?);
    if parts.len() > 3 || parts[0].len() != 4 {
        return Err(wrong());
    }
    let small = |n: Option<i16>| i8::try_from(n.unwrap_or(1)).map_err(|_| wrong());
    let first = jiff::civil::Date::new(year, small(month)?, small(day)?).map_err(|_| wrong())?;
    let span = match (month, day) {
        (None, _) => jiff::Span::new().years(1),
        (_, None) => jiff::Span::new().months(1),
        _ => jiff::Span::new().days(1),
    };
    let next = first.checked_add(span).map_err(|_| wrong())?;
    let utc = |date: jiff::civil::Date| jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| wrong());
    Ok((utc(first)?, utc(next)?))
}

fn question(query: &Query, audience: Option<Tlp>, limit: usize, offset: usize) -> Result<FindQuery> {
    let moment = |text: &Option<String>| text.as_deref().map(days).transpose().map_err(EngineError::Invalid);
    Ok(FindQuery {
        words: query.words.clone(),
        fields: query.fields.clone(),
        since: moment(&query.since)?.map(|(first, _)| first),
        before: moment(&query.until)?.map(|(_, next)| next),
        audience: gate::level(audience),
        limit,
        offset,
    })
}

type Counts = Vec<(FindField, Vec<(String, usize)>)>;

fn incidents(found: Found<IncidentSummary>, asked: &FindQuery) -> (Section, Counts) {
    let words: Vec<&str> = asked.words.iter().filter(|word| !word.not).map(|word| word.text.as_str()).collect();
    let hits = found.items.into_iter().map(|summary| incident_hit(summary, &words.join(" "))).collect();
    let section = Section { what: What::Incident, hits, claims: Vec::new(), total: found.total, newest: found.newest };
    (section, found.counts)
}

fn claims(found: Found<Claim>, audience: Option<Tlp>) -> (Section, Counts) {
    let claims = gate::claims(found.items, audience);
    let hits = claims.iter().map(claim_find).collect();
    (Section { what: What::Claim, hits, claims, total: found.total, newest: found.newest }, found.counts)
}

fn documents(found: Found<sextant_store::Hit>) -> (Section, Counts) {
    let hits = found.items.into_iter().filter_map(crate::query::document_hit).collect();
    let section = Section { what: What::Document, hits, claims: Vec::new(), total: found.total, newest: found.newest };
    (section, found.counts)
}

fn word_of(field: FindField) -> &'static str {
    let known = grammar::FIELDS.iter().find(|(_, known, _)| *known == field);
    known.map_or("year", |(name, ..)| name)
}

fn facet(query: &Query, of: What, field: FindField, counts: Vec<(String, usize)>) -> Option<Facet> {
    let word = word_of(field);
    let narrowed = |value: &str| match field {
        FindField::Year => Query { since: Some(value.to_owned()), until: Some(value.to_owned()), ..query.clone() },
        _ => query.with(word, value),
    };
    let values: Vec<(String, usize, String)> =
        counts.into_iter().map(|(value, n)| (value.clone(), n, narrowed(&value).to_string())).collect();
    (!values.is_empty()).then_some(Facet { field: word, of, values })
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn days_months_and_years_have_a_first_and_a_next_moment() {
        for (text, first, next) in [
            ("2025", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
            ("2025-12", "2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
        ] {
            let (a, b) = days(text).unwrap();
            assert_eq!((a.to_string(), b.to_string()), (first.to_owned(), next.to_owned()));
        }
        for wrong in ["", "25", "2025-13", "2025-02-30", "2025-05-13-1", "x", "2025-5-400", "99999"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }
}
