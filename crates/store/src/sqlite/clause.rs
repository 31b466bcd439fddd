//! Parts of a question by words and fields: conditions with the values that they bind, and counts of what fits.

use crate::FindField;
use rusqlite::ToSql;
use sextant_model::Instant;
use std::collections::{BTreeMap, HashMap};

/// Values of one field that are counted.
const VALUES: usize = 12;

/// A condition with the values that it binds.
#[derive(Default)]
pub(super) struct Clause {
    pub sql: String,
    pub values: Vec<Box<dyn ToSql>>,
}

impl Clause {
    pub fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Box<dyn ToSql>>) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    pub fn text(&mut self, sql: &str, value: impl ToSql + 'static) {
        let value: Box<dyn ToSql> = Box::new(value);
        self.and(sql, [value]);
    }

    /// One of some values, or none of them.
    pub fn any(&mut self, column: &str, values: &[String], not: bool) {
        let marks = vec!["?"; values.len()].join(",");
        let sql = match (values.is_empty(), not) {
            (true, true) => return,
            (true, false) => "0".to_owned(),
            (false, true) => format!("({column} IS NULL OR {column} NOT IN ({marks}))"),
            (false, false) => format!("{column} IN ({marks})"),
        };
        self.and(&sql, values.iter().map(|value| Box::new(value.clone()) as Box<dyn ToSql>));
    }
}

/// How many finds have each value of the fields that are counted.
#[derive(Default)]
pub(super) struct Counter {
    fields: BTreeMap<FindField, HashMap<String, usize>>,
    years: HashMap<i16, usize>,
}

impl Counter {
    pub fn add(&mut self, field: FindField, value: Option<&str>) {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            let counts = self.fields.entry(field).or_default();
            match counts.get_mut(value) {
                Some(n) => *n += 1,
                None => {
                    counts.insert(value.to_owned(), 1);
                }
            }
        }
    }

    pub fn year(&mut self, at: Option<i64>) {
        if let Some(at) = at.and_then(|at| Instant::from_microsecond(at).ok()) {
            *self.years.entry(jiff::tz::Offset::UTC.to_datetime(at).year()).or_default() += 1;
        }
    }

    pub fn done(mut self) -> Vec<(FindField, Vec<(String, usize)>)> {
        let most = |counts: HashMap<String, usize>| {
            let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            counts.truncate(VALUES);
            counts
        };
        if !self.years.is_empty() {
            let years = self.years.into_iter().map(|(year, n)| (format!("{year:04}"), n));
            self.fields.insert(FindField::Year, years.collect());
        }
        self.fields.into_iter().map(|(field, counts)| (field, most(counts))).collect()
    }
}
