//! How much there is, for everybody's first page: one row for each label, kept with every write, so that no count reads what
//! it counts. A claim is as strict as the stricter of itself and its document.

use super::SqliteLedger;
use super::convert::{instant_or_null, micros, tlp_level};
use super::fault::Explain;
use crate::*;
use rusqlite::params;
use sextant_model::*;

impl SqliteLedger {
    /// Takes a document in that was just written.
    pub(super) fn tally_document(&self, document: &Document) -> Result<()> {
        self.cached(
            "INSERT INTO tally VALUES (?1, 1, 0, ?2) ON CONFLICT (label)
             DO UPDATE SET documents = documents + 1, last = max(coalesce(last, excluded.last), excluded.last)",
        )?
        .execute(params![tlp_level(document.tlp), micros(document.retrieved)])
        .map(drop)
        .explain(self)
    }

    /// Takes claims of one document in that were just written.
    pub(super) fn tally_claims(&self, document: i64, claims: &[Claim]) -> Result<()> {
        if claims.is_empty() {
            return Ok(());
        }
        let of_document = self.label_of(document)?;
        let mut more = std::collections::BTreeMap::new();
        for claim in claims {
            *more.entry(tlp_level(claim.tlp).max(of_document)).or_insert(0_i64) += 1;
        }
        let mut add = self.cached(
            "INSERT INTO tally VALUES (?1, 0, ?2, NULL) ON CONFLICT (label) DO UPDATE SET claims = claims + excluded.claims",
        )?;
        more.into_iter().try_for_each(|(label, n)| add.execute([label, n]).map(drop).explain(self))
    }

    /// Leaves a claim out that counts no more.
    pub(super) fn untally_claim(&self, claim: i64) -> Result<()> {
        self.cached(
            "UPDATE tally SET claims = claims - 1 WHERE label =
             (SELECT max(c.tlp, d.tlp) FROM claim c JOIN document d ON d.seq = c.document WHERE c.seq = ?1)",
        )?
        .execute([claim])
        .map(drop)
        .explain(self)
    }

    /// Leaves a document out that was emptied.
    pub(super) fn untally_document(&self, document: i64) -> Result<()> {
        let label = self.label_of(document)?;
        self.cached(
            "UPDATE tally SET documents = documents - 1,
             last = (SELECT max(retrieved) FROM document WHERE tlp = ?1 AND forgotten IS NULL) WHERE label = ?1",
        )?
        .execute([label])
        .map(drop)
        .explain(self)
    }

    fn label_of(&self, document: i64) -> Result<i64> {
        self.cached("SELECT tlp FROM document WHERE seq = ?1")?.query_row([document], |row| row.get(0)).explain(self)
    }

    /// Rows of these tables are never deleted: the last number is how many there are.
    pub(super) fn read_counts(&self) -> Result<Counts> {
        self.cached(
            "SELECT (SELECT coalesce(sum(documents), 0) FROM tally),
                    (SELECT count(*) FROM document INDEXED BY document_forgotten WHERE forgotten IS NOT NULL),
                    (SELECT coalesce(max(seq), 0) FROM claim), (SELECT coalesce(max(seq), 0) FROM incident),
                    (SELECT coalesce(max(seq), 0) FROM audit), (SELECT coalesce(max(seq), 0) FROM object)",
        )?
        .query_row([], |row| {
            let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(Counts {
                documents: count(0)?,
                forgotten: count(1)?,
                claims: count(2)?,
                incidents: count(3)?,
                entries: count(4)?,
                objects: count(5)?,
            })
        })
        .explain(self)
    }

    pub(super) fn read_counts_for(&self, audience: Tlp) -> Result<(u64, u64, Option<Instant>)> {
        self.cached(
            "SELECT coalesce(sum(documents), 0), coalesce(sum(claims), 0), max(last) FROM tally WHERE label <= ?1",
        )?
        .query_row([tlp_level(audience)], |row| {
            let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok((count(0)?, count(1)?, instant_or_null(row, 2)?))
        })
        .explain(self)
    }
}
