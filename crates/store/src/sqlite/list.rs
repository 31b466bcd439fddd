//! The list of incidents: a projection with one row for each state that an incident's line has had, by clock and
//! audience, so that the list as of any moment is one indexed query.

use super::SqliteLedger;
use super::convert::{json, micros, tlp_level};
use super::document::bounded;
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, ToSql, params};
use sextant_model::*;
use std::collections::HashMap;

/// Clock, moment and lowest audience: what names a row of one incident.
type RowKey = (i64, i64, i64);
/// Until when and up to which audience it holds, and the line.
type RowValue = (i64, i64, String);

impl SqliteLedger {
    /// Writes the lines that differ from those that are there: of a long history only the end does.
    pub(super) fn replace_summaries(&self, incident: IncidentId, versions: &[SummaryVersion]) -> Result<()> {
        let mut old = self.summary_rows(incident)?;
        for (lowest, highest, version) in merged(versions) {
            let key = (clock_number(version.clock), micros(version.at), lowest);
            let row = (version.until.map_or(i64::MAX, micros), highest, json(&version.summary)?);
            if old.remove(&key).is_none_or(|there| there != row) {
                self.put_summary_row(incident, key, row, &version.summary)?;
            }
        }
        let mut delete =
            self.cached("DELETE FROM summary WHERE incident = ?1 AND clock = ?2 AND at = ?3 AND lowest = ?4")?;
        for (clock, at, lowest) in old.into_keys() {
            delete.execute(params![incident.0.as_bytes(), clock, at, lowest]).explain(self)?;
        }
        Ok(())
    }

    fn summary_rows(&self, incident: IncidentId) -> Result<HashMap<RowKey, RowValue>> {
        let mut statement =
            self.cached("SELECT clock, at, lowest, until, highest, body FROM summary WHERE incident = ?1")?;
        let rows = statement
            .query_map([incident.0.as_bytes()], |row| {
                Ok(((row.get(0)?, row.get(1)?, row.get(2)?), (row.get(3)?, row.get(4)?, row.get(5)?)))
            })
            .explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    fn put_summary_row(
        &self,
        incident: IncidentId,
        (clock, at, lowest): RowKey,
        (until, highest, body): RowValue,
        summary: &IncidentSummary,
    ) -> Result<()> {
        let kinds: String = summary.kinds.iter().map(|kind| format!(",{kind},")).collect();
        self.cached("INSERT OR REPLACE INTO summary VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)")?
            .execute(params![
                incident.0.as_bytes(),
                clock,
                at,
                until,
                lowest,
                highest,
                summary.changed.map_or(at, micros),
                summary.standing.as_str(),
                kinds,
                format!("{}\n{}", summary.victim, summary.headline).to_lowercase(),
                body,
            ])
            .explain(self)?;
        Ok(())
    }

    /// The page is found in an index that has all that is asked; only its own lines are read.
    pub(super) fn read_summaries(&self, query: &ListQuery) -> Result<SummaryPage> {
        let (index, condition, arguments) = conditions(query);
        let mut arguments: Vec<&dyn ToSql> = arguments.iter().map(AsRef::as_ref).collect();
        let from = format!("FROM summary INDEXED BY {index} WHERE {condition}");
        let count = format!("SELECT count(*) {from}");
        let total: i64 = self.cached(&count)?.query_row(arguments.as_slice(), |row| row.get(0)).explain(self)?;
        let (limit, offset) = (bounded(query.limit), bounded(query.offset));
        let last = query.after.map(|(changed, id)| (micros(changed), id.0.as_bytes().to_vec()));
        let mut rest = String::new();
        if let Some((changed, id)) = &last {
            let n = arguments.len();
            rest = format!(" AND (changed < ?{0} OR (changed = ?{0} AND incident > ?{1}))", n + 1, n + 2);
            arguments.extend([changed as &dyn ToSql, id]);
        }
        let page = format!(
            "SELECT s.body FROM (SELECT incident, clock, at, lowest, changed {from}{rest}
               ORDER BY changed DESC, incident LIMIT {limit} OFFSET {offset}) k
             JOIN summary s ON (s.incident, s.clock, s.at, s.lowest) = (k.incident, k.clock, k.at, k.lowest)
             ORDER BY k.changed DESC, k.incident"
        );
        // The limits vary with the page, so this statement is not worth a place in the cache.
        let mut statement = self.connection.prepare(&page).explain(self)?;
        let bodies = statement.query_map(arguments.as_slice(), |row| row.get::<_, String>(0)).explain(self)?;
        let summaries =
            bodies.map(|body| serde_json::from_str(&body.explain(self)?).explain(self)).collect::<Result<_>>()?;
        Ok(SummaryPage { summaries, total: usize::try_from(total).unwrap_or(0) })
    }

    pub(super) fn read_summary(
        &self,
        incident: IncidentId,
        as_of: AsOf,
        audience: Tlp,
    ) -> Result<Option<IncidentSummary>> {
        let incident = self.assignment(None)?.incident_of(incident, None);
        let body: Option<String> = self
            .cached(
                "SELECT body FROM summary WHERE incident = ?1 AND clock = ?2 AND at <= ?4 AND until > ?4
                 AND ?3 BETWEEN lowest AND highest",
            )?
            .query_row(
                params![incident.0.as_bytes(), clock_number(as_of.clock), tlp_level(audience), moment(as_of)],
                |row| row.get(0),
            )
            .optional()
            .explain(self)?;
        body.map(|body| serde_json::from_str(&body).explain(self)).transpose()
    }
}

/// Lines that several neighbouring audiences share, once, with the first and the last of them: most incidents look the
/// same to everybody.
fn merged(versions: &[SummaryVersion]) -> Vec<(i64, i64, &SummaryVersion)> {
    let mut order: Vec<&SummaryVersion> = versions.iter().collect();
    order.sort_by_key(|v| (v.clock == Clock::Recorded, v.at, tlp_level(v.audience)));
    let mut merged: Vec<(i64, i64, &SummaryVersion)> = Vec::new();
    for version in order {
        let level = tlp_level(version.audience);
        match merged.last_mut() {
            Some((_, highest, last)) if *highest + 1 == level && holds_alike(last, version) => *highest = level,
            _ => merged.push((level, level, version)),
        }
    }
    merged
}

fn holds_alike(one: &SummaryVersion, other: &SummaryVersion) -> bool {
    (one.clock, one.at, one.until) == (other.clock, other.at, other.until) && one.summary == other.summary
}

/// The index that has all that is asked for, the condition, and what it binds. Lines as they stand now have an index of
/// their own, which has their words as well.
fn conditions(query: &ListQuery) -> (&'static str, String, Vec<Box<dyn ToSql>>) {
    let now = query.as_of == AsOf::default();
    let (index, time) = if now {
        ("summary_now", format!("clock = 0 AND until = {}", i64::MAX))
    } else {
        ("summary_told", "clock = ?2 AND at <= ?3 AND until > ?3".to_owned())
    };
    let mut condition = format!("{time} AND ?1 BETWEEN lowest AND highest");
    let mut arguments: Vec<Box<dyn ToSql>> = vec![Box::new(tlp_level(query.audience))];
    if !now {
        arguments.push(Box::new(clock_number(query.as_of.clock)));
        arguments.push(Box::new(moment(query.as_of)));
    }
    let mut and = |text: &str, argument: String| {
        arguments.push(Box::new(argument));
        condition.push_str(&text.replace('#', &format!("?{}", arguments.len())));
    };
    if let Some(standing) = query.standing {
        and(" AND standing = #", standing.as_str().to_owned());
    }
    if let Some(kind) = query.kind {
        and(" AND instr(kinds, #) > 0", format!(",{kind},"));
    }
    for word in query.words.as_deref().unwrap_or_default().split_whitespace().take(16) {
        and(" AND instr(words, #) > 0", word.to_lowercase());
    }
    (index, condition, arguments)
}

fn clock_number(clock: Clock) -> i64 {
    match clock {
        Clock::Published => 0,
        Clock::Recorded => 1,
    }
}

/// The last moment that counts; just short of "to this day" when all does.
fn moment(as_of: AsOf) -> i64 {
    as_of.until.map_or(i64::MAX - 1, micros)
}
