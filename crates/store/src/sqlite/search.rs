//! Full-text search in the store's own file. A person's words become a query that is always well formed.

use super::SqliteLedger;
use super::convert::tlp_level;
use super::document::{REF_COLUMNS, bounded, document_ref};
use super::fault::Explain;
use crate::*;
use rusqlite::params;
use sextant_model::*;

/// How many words of a query count.
const WORDS: usize = 32;
/// Characters shown around the first match.
const AROUND: usize = 120;

impl SqliteLedger {
    pub(super) fn index_document(&self, row: i64, document: &Document, claims: &[Claim]) -> Result<()> {
        let quotes: Vec<&str> = claims.iter().map(|claim| claim.quote.as_str()).collect();
        let meta = &document.clean.meta;
        self.cached("INSERT INTO search (rowid, title, publisher, quotes, text) VALUES (?1,?2,?3,?4,?5)")?
            .execute(params![row, meta.title, meta.publisher, quotes.join("\n"), document.clean.text])
            .explain(self)?;
        Ok(())
    }

    /// After its claims changed.
    pub(super) fn index_again(&self, row: i64, id: DocumentId) -> Result<()> {
        let Some(document) = self.read_document(id)? else { return Ok(()) };
        self.cached("DELETE FROM search WHERE rowid = ?1")?.execute([row]).explain(self)?;
        self.index_document(row, &document, &self.read_claims(&ClaimsOf::Document(id))?)
    }

    /// A claim by hand without a document: its row is the negative of the claim's.
    pub(super) fn index_claim(&self, row: i64, claim: &Claim) -> Result<()> {
        self.cached("INSERT INTO search (rowid, quotes, text) VALUES (?1,?2,?3)")?
            .execute(params![-row, claim.quote, claim.proposition.object])
            .explain(self)?;
        Ok(())
    }

    pub(super) fn find_words(&self, words: &str, audience: Tlp, limit: usize, offset: usize) -> Result<Hits> {
        let Some(query) = match_expression(words) else { return Ok(Hits::default()) };
        let from = self.search_from(audience)?;
        let total: i64 = self
            .cached(&format!("SELECT count(*) {from}"))?
            .query_row(params![query, tlp_level(audience)], |row| row.get(0))
            .explain(self)?;
        // The best rows first, then their documents: a row of the document table is looked up for shown hits only.
        let sql = format!(
            "SELECT {REF_COLUMNS}, hit.id, hit.score FROM
               (SELECT search.rowid AS id, bm25(search, 8.0, 4.0, 3.0, 1.0) AS score {from}
                ORDER BY score, id LIMIT ?3 OFFSET ?4) hit
             LEFT JOIN document d ON d.seq = hit.id ORDER BY hit.score, hit.id"
        );
        let mut statement = self.cached(&sql)?;
        let mut rows =
            statement.query(params![query, tlp_level(audience), bounded(limit), bounded(offset)]).explain(self)?;
        let marks = terms(words);
        let mut hits = Vec::new();
        while let Some(row) = rows.next().explain(self)? {
            let at: i64 = row.get(8).explain(self)?;
            let document = (at > 0).then(|| document_ref(row)).transpose().explain(self)?;
            hits.push(self.hit(document, at, -row.get::<_, f64>(9).explain(self)?, &marks)?);
        }
        Ok(Hits { hits, total: usize::try_from(total).unwrap_or(0) })
    }

    /// Where hits come from. The label of every hit is looked at only if anything is stricter than the audience.
    fn search_from(&self, audience: Tlp) -> Result<&'static str> {
        Ok(if self.stricter(audience)? {
            "FROM search LEFT JOIN document s ON s.seq = search.rowid LEFT JOIN claim c ON c.seq = -search.rowid
             WHERE search MATCH ?1 AND coalesce(s.tlp, c.tlp) <= ?2"
        } else {
            "FROM search WHERE search MATCH ?1 AND ?2 >= 0"
        })
    }

    /// Whether anything that can be found is stricter than the audience.
    pub(super) fn stricter(&self, audience: Tlp) -> Result<bool> {
        self.cached(
            "SELECT EXISTS (SELECT 1 FROM tally WHERE label > ?1 AND (documents > 0 OR claims > 0))
               OR EXISTS (SELECT 1 FROM claim WHERE document IS NULL AND tlp > ?1)",
        )?
        .query_row([tlp_level(audience)], |row| row.get(0))
        .explain(self)
    }

    pub(super) fn hit(&self, document: Option<DocumentRef>, row: i64, score: f64, marks: &[Term]) -> Result<Hit> {
        let (text, claim, incidents) = match &document {
            Some(found) => {
                let text = self.read_document(found.id)?.map(|d| d.clean.text).unwrap_or_default();
                (text, None, self.incidents_of_document(found.id)?)
            }
            None => self.hit_claim(-row)?,
        };
        let (snippet, marks) = snippet(&text, marks);
        Ok(Hit { document, claim, incidents, snippet, marks, score })
    }

    fn hit_claim(&self, row: i64) -> Result<(String, Option<ClaimId>, Vec<IncidentId>)> {
        let id = self
            .cached("SELECT id FROM claim WHERE seq = ?1")?
            .query_row([row], |row| super::convert::uuid(row, 0).map(ClaimId))
            .explain(self)?;
        let assignment = self.assignment(None)?;
        let claim = self.read_claims(&ClaimsOf::Ids(vec![id]))?.into_iter().next();
        Ok(claim.map_or((String::new(), None, Vec::new()), |claim| {
            let incidents = claim.incidents.iter().map(|i| assignment.incident_of(*i, claim.document)).collect();
            (claim.quote, Some(claim.id), incidents)
        }))
    }
}

/// One word or phrase of a query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Term {
    words: String,
    beginning: bool,
}

impl Term {
    /// Of words that belong together; none where they hold no letter or digit.
    pub fn of(words: &str, beginning: bool) -> Option<Self> {
        let words: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(Self { words, beginning })
    }

    fn quoted(&self) -> String {
        format!("\"{}\"{}", self.words, if self.beginning { "*" } else { "" })
    }
}

/// Terms in FTS5's language, each quoted, joined by an operator.
pub(super) fn match_of(terms: &[Term], operator: &str) -> String {
    terms.iter().map(Term::quoted).collect::<Vec<_>>().join(operator)
}

/// The terms of a person's query: words, "phrases", beginnings*. Whatever holds no letter or digit is no term.
fn terms(query: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for (n, part) in query.split('"').enumerate() {
        let phrase = n % 2 == 1;
        let pieces: Vec<&str> = if phrase { vec![part] } else { part.split_whitespace().collect() };
        for piece in pieces {
            terms.extend(Term::of(piece, !phrase && piece.ends_with('*')));
        }
    }
    terms.truncate(WORDS);
    terms
}

/// The query in FTS5's language: every term quoted, all of them wanted. `None` when there is nothing to look for.
fn match_expression(query: &str) -> Option<String> {
    let terms = terms(query);
    (!terms.is_empty()).then(|| match_of(&terms, " AND "))
}

/// The words around the first match, and where in them the matches are (bytes). The index also matches other
/// endings of a word, so a match is shown by its beginning.
fn snippet(text: &str, terms: &[Term]) -> (String, Vec<(usize, usize)>) {
    let words: Vec<(usize, &str)> = words_of(text);
    let is_match = |word: &str| {
        let word = word.to_lowercase();
        terms.iter().flat_map(|t| t.words.split(' ')).any(|term| word.starts_with(stem(&term.to_lowercase())))
    };
    let first = words.iter().find(|(_, word)| is_match(word)).map_or(0, |(at, _)| *at);
    let from = text[..first].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let from = words.iter().map(|(at, _)| *at).find(|at| *at >= from).unwrap_or(from).min(first);
    let to = text[first..].char_indices().nth(AROUND * 2).map_or(text.len(), |(at, _)| first + at);
    let shown = text[from..to].replace(['\n', '\t'], " ");
    let marks = words_of(&shown).into_iter().filter(|(_, w)| is_match(w)).map(|(at, w)| (at, at + w.len())).collect();
    (shown, marks)
}

fn words_of(text: &str) -> Vec<(usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect()
}

/// A word short of the endings that the index ignores.
fn stem(word: &str) -> &str {
    ["ing", "ed", "es", "s"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.chars().count() > 3))
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_input_makes_a_query_or_none() {
        assert_eq!(match_expression("M&S passwords").as_deref(), Some("\"M S\" AND \"passwords\""));
        assert_eq!(match_expression("\"card details\" pass*").as_deref(), Some("\"card details\" AND \"pass\"*"));
        assert_eq!(match_expression("NEAR( OR * ^ \" -"), Some("\"NEAR\" AND \"OR\"".into()));
        assert_eq!(match_expression(" \" ' ; \0"), None);
    }

    #[test]
    fn a_snippet_shows_and_marks_the_match() {
        let text = format!("{} The bank reset all passwords on Monday. {}", "x ".repeat(300), "y ".repeat(300));
        let (shown, marks) = snippet(&text, &terms("password"));
        assert_eq!(marks.iter().map(|(a, b)| &shown[*a..*b]).collect::<Vec<_>>(), ["passwords"]);
        assert!(shown.len() < 400);
    }
}
