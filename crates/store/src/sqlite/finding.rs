//! Finds by words and fields. Every condition becomes SQL with its values bound; what is stricter than the audience is
//! never looked at. Of very many finds only the newest are ranked and counted, so that no question grows with the store.

use super::SqliteLedger;
use super::clause::{Clause, Counter};
use super::convert::{micros, tlp, tlp_level, uuid};
use super::document::document_ref;
use super::fault::Explain;
use super::search::{Term, match_of};
use crate::*;
use rusqlite::{ToSql, params_from_iter};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// So many finds of one kind are ranked and counted.
const MOST: usize = 1_000;
/// So many are counted in all.
const COUNTED: usize = 20_000;

/// Which incidents the fields on incidents leave; none where there are no such fields.
struct Within {
    /// What they are now.
    incidents: BTreeSet<IncidentId>,
    /// Rows under which claims on them were appended, as JSON.
    rows: String,
}

impl FindQuery {
    fn fields(&self, of: &[FindField]) -> impl Iterator<Item = &FieldTerm> {
        self.fields.iter().filter(move |term| of.contains(&term.field))
    }

    /// Whether it asks for anything that only a claim can have.
    fn of_claims(&self) -> bool {
        use FindField::{Actor, Data, On, Speaker, Stance, Taken, Who};
        self.fields(&[Stance, On, Data, Taken, Speaker, Who, Actor]).next().is_some()
    }

    fn terms(&self) -> (Vec<Term>, Vec<Term>) {
        let term = |word: &WordTerm| Term::of(&word.text, word.beginning);
        let (not, wanted): (Vec<&WordTerm>, Vec<&WordTerm>) = self.words.iter().partition(|word| word.not);
        (wanted.into_iter().filter_map(term).collect(), not.into_iter().filter_map(term).collect())
    }
}

impl SqliteLedger {
    pub(super) fn incidents_found(&self, query: &FindQuery) -> Result<Found<IncidentSummary>> {
        let mut clause = standing_lines(query);
        for word in &query.words {
            let sql = if word.not { "instr(s.words, ?) = 0" } else { "instr(s.words, ?) > 0" };
            clause.text(sql, word.text.to_lowercase());
        }
        let told = match self.within(query)? {
            within if query.of_claims() || dated(query) => Some(self.incidents_told(query, within.as_ref())?),
            _ => None,
        };
        let sql = format!(
            "SELECT s.incident, s.changed, s.standing, s.kinds FROM summary s INDEXED BY summary_now WHERE {} ORDER BY s.changed DESC, s.incident",
            clause.sql
        );
        let mut statement = self.cached(&sql)?;
        let mut rows = statement.query(params_from_iter(clause.values.iter())).explain(self)?;
        let (mut ids, mut counter) = (Vec::new(), Counter::default());
        while let Some(row) = rows.next().explain(self)? {
            let id = IncidentId(uuid(row, 0).explain(self)?);
            if told.as_ref().is_some_and(|told| !told.contains(&id)) {
                continue;
            }
            ids.push(id);
            counter.year(row.get(1).explain(self)?);
            counter.add(FindField::Standing, row.get_ref(2).explain(self)?.as_str().ok());
            for kind in row.get_ref(3).explain(self)?.as_str().unwrap_or_default().split(',') {
                counter.add(FindField::Kind, Some(kind));
            }
        }
        let mut items = Vec::new();
        for id in ids.iter().skip(query.offset).take(query.limit) {
            items.extend(self.read_summary(*id, AsOf::default(), query.audience)?);
        }
        Ok(Found { items, total: ids.len(), counts: counter.done(), newest: false })
    }

    pub(super) fn claims_found(&self, query: &FindQuery) -> Result<Found<Claim>> {
        let within = self.within(query)?;
        let mut clause = self.claim_clause(query, within.as_ref())?;
        let (wanted, not) = query.terms();
        if !not.is_empty() {
            let sql = "a.claim NOT IN (SELECT rowid FROM said_words WHERE said_words MATCH ?)";
            clause.text(sql, match_of(&not, " OR "));
        }
        let (from, order) = if wanted.is_empty() {
            ("said a", "a.at DESC, a.claim DESC")
        } else {
            clause.text("said_words MATCH ?", match_of(&wanted, " AND "));
            ("said_words CROSS JOIN said a ON a.claim = said_words.rowid", "said_words.rowid DESC")
        };
        let sql = format!(
            "SELECT a.claim, a.at, a.stance, a.topic, a.who, a.source, a.data FROM {from} WHERE {} ORDER BY {order} LIMIT {MOST}",
            clause.sql
        );
        let mut statement = self.cached(&sql)?;
        let mut rows = statement.query(params_from_iter(clause.values.iter())).explain(self)?;
        let (mut found, mut counter) = (Vec::new(), Counter::default());
        while let Some(row) = rows.next().explain(self)? {
            let at: i64 = row.get(1).explain(self)?;
            found.push((at, row.get::<_, i64>(0).explain(self)?));
            counter.year(Some(at));
            let fields = [FindField::Stance, FindField::On, FindField::Who, FindField::Source, FindField::Data];
            for (column, field) in (2..).zip(fields) {
                counter.add(field, row.get_ref(column).explain(self)?.as_str_or_null().ok().flatten());
            }
        }
        let newest = found.len() == MOST;
        let total = match self.only_words(query, "said_words", &wanted)? {
            _ if !newest => found.len(),
            Some(total) => total,
            None => self.count(from, &clause)?,
        };
        found.sort_unstable_by(|a, b| b.cmp(a));
        let page = found.into_iter().map(|(_, row)| row).skip(query.offset).take(query.limit);
        Ok(Found { items: self.claims_at(page)?, total, counts: counter.done(), newest })
    }

    pub(super) fn documents_found(&self, query: &FindQuery) -> Result<Found<Hit>> {
        let within = self.within(query)?;
        let mut clause = Clause::default();
        clause.text("d.tlp <= ?", tlp_level(query.audience));
        clause.and("d.forgotten IS NULL", []);
        dates(&mut clause, query, "coalesce(d.published, d.retrieved)");
        for term in query.fields(&[FindField::Source]) {
            clause.any("d.publisher", &self.like("document", "publisher", &term.values)?, term.not);
        }
        labels(&mut clause, query, "d.tlp");
        if query.of_claims() || within.is_some() {
            let bare = FindQuery { since: None, before: None, fields: without_source(query), ..query.clone() };
            let inner = self.claim_clause(&bare, within.as_ref())?;
            clause.and(&format!("d.seq IN (SELECT a.document FROM said a WHERE {})", inner.sql), inner.values);
        }
        let (wanted, not) = query.terms();
        if !not.is_empty() {
            clause.text("d.seq NOT IN (SELECT rowid FROM search WHERE search MATCH ?)", match_of(&not, " OR "));
        }
        let from = if wanted.is_empty() {
            "document d INDEXED BY document_told"
        } else {
            clause.text("search MATCH ?", match_of(&wanted, " AND "));
            "search CROSS JOIN document d INDEXED BY document_line ON d.seq = search.rowid"
        };
        self.rank(query, from, &clause, &wanted)
    }

    /// The page of documents that fit best.
    fn rank(&self, query: &FindQuery, from: &str, clause: &Clause, wanted: &[Term]) -> Result<Found<Hit>> {
        let (score, order) = if wanted.is_empty() {
            ("0.0", "coalesce(d.published, d.retrieved) DESC, d.seq DESC")
        } else {
            ("bm25(search, 8.0, 4.0, 3.0, 1.0)", "search.rowid DESC")
        };
        // What the index alone answers is counted on the way; scores are worked out for what is ranked only.
        let most = if wanted.is_empty() { COUNTED } else { MOST };
        let sql = format!(
            "SELECT d.seq, {score}, coalesce(d.published, d.retrieved), d.publisher, d.tlp FROM {from} WHERE {} ORDER BY {order} LIMIT {most}",
            clause.sql
        );
        let mut statement = self.cached(&sql)?;
        let mut rows = statement.query(params_from_iter(clause.values.iter())).explain(self)?;
        let (mut found, mut counter, mut total) = (Vec::new(), Counter::default(), 0);
        while let Some(row) = rows.next().explain(self)? {
            total += 1;
            if total > MOST {
                continue;
            }
            found.push((row.get::<_, f64>(1).explain(self)?, row.get::<_, i64>(0).explain(self)?));
            counter.year(row.get(2).explain(self)?);
            counter.add(FindField::Source, row.get_ref(3).explain(self)?.as_str_or_null().ok().flatten());
            counter.add(FindField::Tlp, Some(tlp(row, 4).explain(self)?.as_str()));
        }
        let newest = total >= MOST;
        if total == MOST && !wanted.is_empty() {
            total = match self.only_words(query, "search", wanted)? {
                Some(total) => total,
                None => self.count(from, clause)?,
            };
        }
        if !wanted.is_empty() {
            found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        let mut one =
            self.cached(&format!("SELECT {} FROM document d WHERE d.seq = ?1", super::document::REF_COLUMNS))?;
        let mut items = Vec::new();
        for (score, seq) in found.into_iter().skip(query.offset).take(query.limit) {
            let document = one.query_row([seq], document_ref).explain(self)?;
            items.push(self.hit(Some(document), seq, -score, wanted)?);
        }
        Ok(Found { items, total, counts: counter.done(), newest })
    }

    /// How many rows of an index hold the words, where nothing else is asked and nothing is stricter than the audience.
    /// Rows below nought are claims that no document makes.
    fn only_words(&self, query: &FindQuery, index: &str, wanted: &[Term]) -> Result<Option<usize>> {
        let bare = query.fields.is_empty() && query.since.is_none() && query.before.is_none();
        if !bare || wanted.is_empty() || query.words.iter().any(|word| word.not) || self.stricter(query.audience)? {
            return Ok(None);
        }
        let mut clause = Clause::default();
        clause.text(&format!("{index} MATCH ?"), match_of(wanted, " AND "));
        clause.and(&format!("{index}.rowid > 0"), []);
        self.count(index, &clause).map(Some)
    }

    fn count(&self, from: &str, clause: &Clause) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from} WHERE {} LIMIT {COUNTED})", clause.sql);
        let n: i64 =
            self.cached(&sql)?.query_row(params_from_iter(clause.values.iter()), |row| row.get(0)).explain(self)?;
        Ok(usize::try_from(n).unwrap_or(0))
    }

    fn claims_at(&self, rows: impl Iterator<Item = i64>) -> Result<Vec<Claim>> {
        let assignment = self.assignment(None)?;
        let mut id = self.cached("SELECT id FROM claim WHERE seq = ?1")?;
        let mut claims = Vec::new();
        for row in rows {
            let id = id.query_row([row], |row| uuid(row, 0).map(ClaimId)).explain(self)?;
            claims.extend(self.read_claims(&ClaimsOf::Ids(vec![id]))?);
        }
        for claim in &mut claims {
            let here = claim.incidents.iter().map(|i| assignment.incident_of(*i, claim.document));
            claim.incidents = here.collect::<BTreeSet<_>>().into_iter().collect();
        }
        Ok(claims)
    }

    /// Incidents of which a claim fits.
    fn incidents_told(&self, query: &FindQuery, within: Option<&Within>) -> Result<BTreeSet<IncidentId>> {
        let clause = self.claim_clause(query, within)?;
        let assignment = self.assignment(None)?;
        let splits = assignment.holding().iter().any(|d| matches!(d.kind, DecisionKind::Split { .. }));
        let fitting = &clause.sql;
        let sql = if splits {
            format!(
                "SELECT DISTINCT i.id, d.id FROM said a JOIN claim_incident l ON l.claim = a.claim
                 JOIN incident i ON i.seq = l.incident LEFT JOIN document d ON d.seq = a.document WHERE {fitting}"
            )
        } else if self.count("said a", &clause)? == COUNTED {
            // So much is said of so many that each incident's own claims tell sooner.
            format!(
                "SELECT i.id, NULL FROM incident i WHERE EXISTS (SELECT 1 FROM claim_incident l
                 CROSS JOIN said a ON a.claim = l.claim WHERE l.incident = i.seq AND {fitting})"
            )
        } else {
            format!(
                "SELECT i.id, NULL FROM (SELECT DISTINCT l.incident AS seq FROM said a
                 JOIN claim_incident l ON l.claim = a.claim WHERE {fitting}) f CROSS JOIN incident i ON i.seq = f.seq"
            )
        };
        let mut statement = self.cached(&sql)?;
        let mut rows = statement.query(params_from_iter(clause.values.iter())).explain(self)?;
        let mut told = BTreeSet::new();
        while let Some(row) = rows.next().explain(self)? {
            let document = super::convert::uuid_or_null(row, 1).explain(self)?.map(DocumentId);
            told.insert(assignment.incident_of(IncidentId(uuid(row, 0).explain(self)?), document));
        }
        Ok(told)
    }

    /// What the fields on incidents (victim, kind, standing) leave.
    fn within(&self, query: &FindQuery) -> Result<Option<Within>> {
        if query.fields(&[FindField::Victim, FindField::Kind, FindField::Standing]).next().is_none() {
            return Ok(None);
        }
        let bare = FindQuery {
            fields: query.fields.iter().filter(|f| f.field != FindField::Tlp).cloned().collect(),
            ..query.clone()
        };
        let clause = standing_lines(&bare);
        let sql = format!(
            "SELECT s.incident, i.seq FROM summary s INDEXED BY summary_now JOIN incident i ON i.id = s.incident WHERE {}",
            clause.sql
        );
        let mut statement = self.cached(&sql)?;
        let rows = statement
            .query_map(params_from_iter(clause.values.iter()), |row| {
                Ok((IncidentId(uuid(row, 0)?), row.get::<_, i64>(1)?))
            })
            .explain(self)?;
        let found: BTreeMap<IncidentId, i64> = rows.collect::<rusqlite::Result<_>>().explain(self)?;
        let assignment = self.assignment(None)?;
        let mut bases: BTreeSet<i64> = found.values().copied().collect();
        for id in found.keys().filter(|id| assignment.moves(**id)) {
            for base in assignment.bases_of(*id) {
                bases.extend(self.find_incident(base)?);
            }
        }
        let rows = serde_json::to_string(&bases).explain(self)?;
        Ok(Some(Within { incidents: found.into_keys().collect(), rows }))
    }

    /// What a claim (`said a`) must be like.
    fn claim_clause(&self, query: &FindQuery, within: Option<&Within>) -> Result<Clause> {
        let mut clause = Clause::default();
        clause.text("a.tlp <= ?", tlp_level(query.audience));
        dates(&mut clause, query, "a.at");
        labels(&mut clause, query, "a.tlp");
        for term in &query.fields {
            let named = |column: &str| self.like("said", column, &term.values);
            match term.field {
                FindField::Stance => clause.any("a.stance", &term.values, term.not),
                FindField::On => clause.any("a.topic", &term.values, term.not),
                FindField::Who => clause.any("a.who", &term.values, term.not),
                FindField::Data => clause.any("a.data", &term.values, term.not),
                FindField::Taken => clause.any("a.polarity", &term.values, term.not),
                FindField::Speaker => clause.any("a.speaker", &named("speaker")?, term.not),
                FindField::Actor => clause.any("a.actor", &named("actor")?, term.not),
                FindField::Source => {
                    let mut names = self.like("document", "publisher", &term.values)?;
                    names.extend(self.hand_sources(&term.values)?);
                    clause.any("a.source", &names, term.not);
                }
                FindField::Victim | FindField::Kind | FindField::Standing | FindField::Tlp | FindField::Year => {}
            }
        }
        if let Some(within) = within {
            clause.text(
                "a.claim IN (SELECT claim FROM claim_incident WHERE incident IN (SELECT value FROM json_each(?)))",
                within.rows.clone(),
            );
            for (from, moved) in self.moved_away(&within.incidents)? {
                let values: [Box<dyn ToSql>; 2] = [Box::new(moved), Box::new(from)];
                clause.and("NOT (a.document IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM claim_incident m WHERE m.claim = a.claim AND m.incident = ?))", values);
            }
        }
        Ok(clause)
    }

    /// Documents (as JSON) that a decision took away from an incident under which their claims were appended, to one that is
    /// not asked for.
    fn moved_away(&self, wanted: &BTreeSet<IncidentId>) -> Result<Vec<(i64, String)>> {
        let assignment = self.assignment(None)?;
        let mut away: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for decision in assignment.holding() {
            let DecisionKind::Split { from, documents, .. } = &decision.kind else { continue };
            let Some(base) = self.find_incident(*from)? else { continue };
            for document in documents {
                if !wanted.contains(&assignment.incident_of(*from, Some(*document))) {
                    away.entry(base).or_default().extend(self.kept_document(*document).ok());
                }
            }
        }
        away.into_iter().map(|(base, documents)| Ok((base, serde_json::to_string(&documents).explain(self)?))).collect()
    }
}

/// Lines of the list as they stand now, as far as the fields on incidents and the label go.
fn standing_lines(query: &FindQuery) -> Clause {
    let mut clause = Clause::default();
    clause.and("s.clock = 0 AND s.until = 9223372036854775807", []);
    clause.text("? BETWEEN s.lowest AND s.highest", tlp_level(query.audience));
    for term in &query.fields {
        let (one, values): (&str, Vec<String>) = match term.field {
            FindField::Victim => (
                "instr(substr(s.words, 1, instr(s.words, char(10)) - 1), ?) > 0",
                term.values.iter().map(|v| v.to_lowercase()).collect(),
            ),
            FindField::Kind => ("instr(s.kinds, ?) > 0", term.values.iter().map(|v| format!(",{v},")).collect()),
            FindField::Standing => ("s.standing = ?", term.values.clone()),
            FindField::Tlp => ("json_extract(s.body, '$.tlp') = ?", term.values.clone()),
            _ => continue,
        };
        let any = vec![one; values.len()].join(" OR ");
        let sql = if term.not { format!("NOT ({any})") } else { format!("({any})") };
        clause.and(&sql, values.into_iter().map(|v| Box::new(v) as Box<dyn ToSql>));
    }
    clause
}

fn dated(query: &FindQuery) -> bool {
    query.since.is_some() || query.before.is_some() || query.fields(&[FindField::Source]).next().is_some()
}

fn dates(clause: &mut Clause, query: &FindQuery, column: &str) {
    if let Some(since) = query.since {
        clause.text(&format!("{column} >= ?"), micros(since));
    }
    if let Some(before) = query.before {
        clause.text(&format!("{column} < ?"), micros(before));
    }
}

fn labels(clause: &mut Clause, query: &FindQuery, column: &str) {
    for term in query.fields(&[FindField::Tlp]) {
        let levels = term.values.iter().filter_map(|value| value.parse::<Tlp>().ok()).map(tlp_level);
        let levels: Vec<String> = levels.map(|level| level.to_string()).collect();
        let not = if term.not { "NOT " } else { "" };
        clause.and(&format!("{column} {not}IN ({})", levels.join(",")), []);
    }
}

fn without_source(query: &FindQuery) -> Vec<FieldTerm> {
    query.fields.iter().filter(|term| !matches!(term.field, FindField::Source | FindField::Tlp)).cloned().collect()
}

impl Finding for SqliteLedger {
    fn find_incidents(&self, query: &FindQuery) -> Result<Found<IncidentSummary>> {
        self.incidents_found(query)
    }

    fn find_claims(&self, query: &FindQuery) -> Result<Found<Claim>> {
        self.claims_found(query)
    }

    fn find_documents(&self, query: &FindQuery) -> Result<Found<Hit>> {
        self.documents_found(query)
    }

    fn names(&self, beginning: &str, audience: Tlp, limit: usize) -> Result<Vec<(FindField, String)>> {
        self.names_from(beginning, audience, limit)
    }

    fn seen(&self, values: &[String], audience: Tlp) -> Result<Vec<Seen>> {
        self.look_up(values, audience)
    }
}
