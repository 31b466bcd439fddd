//! The audit log: entries chained by SHA-256, each with a digest over the rows that it wrote, and the proof that
//! chain and rows still agree. Who can rewrite the whole file can rewrite the chain: write the head down elsewhere.

use super::SqliteLedger;
use super::convert::{Hash, hash_of, hex, instant, micros};
use super::fault::Explain;
use crate::*;
use rusqlite::{CachedStatement, OptionalExtension, Row, params};
use sextant_model::*;
use sha2::{Digest, Sha256};

/// The tables whose rows the chain covers, in the order in which an entry's digest takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Document,
    Incident,
    Sighting,
    Claim,
    Doubt,
    Retraction,
    Decision,
    Source,
    Object,
    Account,
    Token,
    Collection,
    Publication,
    Item,
    Statement,
}

/// Entries as [`read_entry`] takes them.
const ENTRIES: &str = "SELECT seq, at, by, action, subject, detail, digest, hash FROM audit";

fn read_entry(row: &Row<'_>) -> rusqlite::Result<AuditEntry> {
    Ok(AuditEntry {
        seq: row.get::<_, i64>(0)?.unsigned_abs(),
        at: instant(row, 1)?,
        by: row.get(2)?,
        action: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        digest: hex(row.get_ref(6)?.as_blob()?),
        hash: hex(row.get_ref(7)?.as_blob()?),
    })
}

/// An entry that is being written.
pub(super) struct Pending {
    pub seq: i64,
    at: Instant,
    by: String,
    action: &'static str,
    subject: String,
    previous: Vec<u8>,
    rows: Vec<(Table, Hash)>,
}

impl Pending {
    /// Notes a row that the entry made.
    pub fn wrote(&mut self, table: Table, hash: Hash) {
        self.rows.push((table, hash));
    }
}

/// What an entry's hash covers.
struct Link<'a> {
    seq: i64,
    at: i64,
    words: [&'a str; 4],
    digest: &'a [u8],
    previous: &'a [u8],
}

impl Link<'_> {
    fn hash(&self) -> Hash {
        let [by, action, subject, detail] = self.words.map(str::as_bytes);
        let (seq, at) = (self.seq.to_le_bytes(), self.at.to_le_bytes());
        hash_of(&[b"entry", self.previous, &seq, &at, by, action, subject, detail, self.digest])
    }
}

impl SqliteLedger {
    pub(super) fn cached(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.connection.prepare_cached(sql).explain(self)
    }

    /// Starts an entry; its number is known at once, its digest when it is sealed.
    pub(super) fn entry(&self, action: &'static str, subject: &str, by: &str, at: Instant) -> Result<Pending> {
        let last: Option<(i64, Vec<u8>)> = self
            .cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .explain(self)?;
        let (seq, previous) = last.map_or((1, Vec::new()), |(seq, hash)| (seq + 1, hash));
        let (by, subject) = (by.to_owned(), subject.to_owned());
        Ok(Pending { seq, at, by, action, subject, previous, rows: Vec::new() })
    }

    /// Closes an entry over everything that it wrote.
    pub(super) fn seal(&self, mut entry: Pending, detail: &str) -> Result<()> {
        entry.rows.sort_by_key(|(table, _)| *table);
        let digest = digest_of(entry.rows.iter().map(|(_, hash)| hash.as_slice()));
        let words = [entry.by.as_str(), entry.action, &entry.subject, detail];
        let at = micros(entry.at);
        let hash = Link { seq: entry.seq, at, words, digest: &digest, previous: &entry.previous }.hash();
        self.cached("INSERT INTO audit VALUES (?1,?2,?3,?4,?5,?6,?7,?8)")?
            .execute(params![entry.seq, at, entry.by, entry.action, entry.subject, detail, digest, hash])
            .explain(self)?;
        Ok(())
    }

    pub(super) fn read_audit(&self, from: u64, limit: usize) -> Result<Vec<AuditEntry>> {
        let range = params![i64::try_from(from).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX)];
        let mut statement = self.cached(&format!("{ENTRIES} WHERE seq >= ?1 ORDER BY seq LIMIT ?2"))?;
        let rows = statement.query_map(range, read_entry).explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    pub(super) fn find_audit(&self, query: &AuditQuery, limit: usize) -> Result<Vec<AuditEntry>> {
        let AuditQuery { by, action, about, before, until } = query;
        let before = before.map_or(i64::MAX, |seq| i64::try_from(seq).unwrap_or(i64::MAX));
        let until = until.map_or(i64::MAX, micros);
        let mut statement = self.cached(&format!(
            "{ENTRIES} WHERE seq < ?1 AND at <= ?2 AND (?3 = '' OR by = ?3) AND (?4 = '' OR action = ?4)
               AND (?5 = '' OR instr(subject, ?5) > 0 OR instr(detail, ?5) > 0) ORDER BY seq DESC LIMIT ?6"
        ))?;
        let asked = params![before, until, by, action, about, i64::try_from(limit).unwrap_or(i64::MAX)];
        let rows = statement.query_map(asked, read_entry).explain(self)?;
        rows.collect::<rusqlite::Result<_>>().explain(self)
    }

    pub(super) fn verify_chain(&self) -> Result<Verification> {
        let mut proof = Verification { entries: 0, rows: 0, forgotten: 0, head: String::new(), faults: Vec::new() };
        self.check_pages(&mut proof)?;
        let mut digests = self.check_rows(&mut proof)?;
        self.check_links(&mut digests, &mut proof)?;
        self.check_forgotten(&mut proof)?;
        self.check_passwords(&mut proof)?;
        self.check_factors(&mut proof)?;
        for (seq, _) in digests {
            proof
                .faults
                .push(Fault { seq: seq.unsigned_abs(), what: "rows name an entry that is not in the log".into() });
        }
        proof.faults.sort_by_key(|fault| fault.seq);
        Ok(proof)
    }

    fn check_pages(&self, proof: &mut Verification) -> Result<()> {
        let state: String = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).explain(self)?;
        if state != "ok" {
            proof.faults.push(Fault { seq: 0, what: format!("the file is damaged: {state}") });
        }
        Ok(())
    }

    /// Recomputes the digest of every row, compares it with the one kept, and sums them up by entry.
    fn check_rows(&self, proof: &mut Verification) -> Result<std::collections::BTreeMap<i64, Sha256>> {
        let mut digests = std::collections::BTreeMap::new();
        let mut take = |row: Checked| {
            let Checked { entry, kept, now, what, id } = row;
            digests.entry(entry).or_insert_with(Sha256::new).update(&kept);
            match now {
                None => proof.forgotten += 1,
                Some(now) => {
                    proof.rows += 1;
                    if now.as_slice() != kept.as_slice() {
                        let what = format!("{what} {id} is not what was written");
                        proof.faults.push(Fault { seq: entry.unsigned_abs(), what });
                    }
                }
            }
        };
        self.check_documents(&mut take)?;
        self.check_incidents(&mut take)?;
        self.check_plain("sighting", &mut take)?;
        self.check_claims(&mut take)?;
        for table in ["doubt", "retraction", "decision", "source"] {
            self.check_plain(table, &mut take)?;
        }
        self.check_objects(&mut take)?;
        for table in ["account", "token", "collection", "publication"] {
            self.check_plain(table, &mut take)?;
        }
        self.check_items(&mut take)?;
        self.check_statements(&mut take)?;
        Ok(digests)
    }

    fn check_documents(&self, take: &mut dyn FnMut(Checked)) -> Result<()> {
        let mut statement = self.cached("SELECT id, entry, hash, forgotten IS NOT NULL FROM document ORDER BY seq")?;
        let mut rows = statement.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let id = DocumentId(super::convert::uuid(row, 0).explain(self)?);
            let empty: bool = row.get(3).explain(self)?;
            let now = if empty { None } else { Some(self.document_hash_now(id)?) };
            take(Checked::read(row, 1, now, "document", id.to_string()).explain(self)?);
        }
        Ok(())
    }

    fn check_objects(&self, take: &mut dyn FnMut(Checked)) -> Result<()> {
        let mut statement = self.cached(&format!(
            "SELECT {}, entry, hash, forgotten IS NOT NULL FROM object ORDER BY seq",
            super::object::COLUMNS
        ))?;
        let mut rows = statement.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let kept = super::object::kept(row).explain(self)?;
            let empty: bool = row.get(super::object::WIDTH + 2).explain(self)?;
            let now = (!empty).then(|| super::object::hash(&kept.object));
            take(Checked::read(row, super::object::WIDTH, now, "object", kept.object.id).explain(self)?);
        }
        Ok(())
    }

    fn document_hash_now(&self, id: DocumentId) -> Result<Hash> {
        match (self.read_document(id), self.read_bytes(id)) {
            (Ok(Some(document)), Ok(bytes)) => super::write::document_hash(&document, &bytes.unwrap_or_default()),
            // What cannot be read back is not what was written.
            _ => Ok([0; 32]),
        }
    }

    fn check_incidents(&self, take: &mut dyn FnMut(Checked)) -> Result<()> {
        let mut statement = self.cached("SELECT id, created, entry, hash FROM incident ORDER BY seq")?;
        let mut rows = statement.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let id = super::convert::uuid(row, 0).explain(self)?;
            let created: i64 = row.get(1).explain(self)?;
            let now = hash_of(&[b"incident", id.as_bytes(), &created.to_le_bytes()]);
            take(Checked::read(row, 2, Some(now), "incident", id.to_string()).explain(self)?);
        }
        Ok(())
    }

    fn check_claims(&self, take: &mut dyn FnMut(Checked)) -> Result<()> {
        let sql = format!(
            "SELECT {}, c.entry, c.hash, c.forgotten IS NOT NULL FROM claim c {} ORDER BY c.seq",
            super::incident::CLAIM_COLUMNS,
            super::incident::CLAIM_JOIN
        );
        let ids = self.incident_rows()?;
        let mut statement = self.cached(&sql)?;
        let mut rows = statement.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let after = super::incident::CLAIM_WIDTH;
            let id = super::convert::uuid(row, 0).explain(self)?.to_string();
            let empty: bool = row.get(after + 2).explain(self)?;
            let now = match self.claim_from(row, &ids) {
                _ if empty => None,
                Ok(claim) => Some(super::write::claim_hash(&claim)?),
                Err(_) => Some([0; 32]),
            };
            take(Checked::read(row, after, now, "claim", id).explain(self)?);
        }
        Ok(())
    }

    /// Tables whose content is their `body`.
    fn check_plain(&self, table: &'static str, take: &mut dyn FnMut(Checked)) -> Result<()> {
        let forgotten = if matches!(table, "sighting" | "doubt") { "forgotten IS NOT NULL" } else { "0" };
        let mut statement =
            self.cached(&format!("SELECT seq, body, entry, hash, {forgotten} FROM {table} ORDER BY seq"))?;
        let mut rows = statement.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let (seq, body): (i64, String) = (row.get(0).explain(self)?, row.get(1).explain(self)?);
            let empty: bool = row.get(4).explain(self)?;
            let now = (!empty).then(|| hash_of(&[table.as_bytes(), body.as_bytes()]));
            take(Checked::read(row, 2, now, table, seq.to_string()).explain(self)?);
        }
        Ok(())
    }

    /// A row may only be empty if the log has an entry that emptied its document.
    fn check_forgotten(&self, proof: &mut Verification) -> Result<()> {
        let mut documents = self.cached(
            "SELECT d.id, d.forgotten, a.action, a.subject FROM document d LEFT JOIN audit a ON a.seq = d.forgotten
             WHERE d.forgotten IS NOT NULL",
        )?;
        let mut rows = documents.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let id = super::convert::uuid(row, 0).explain(self)?.to_string();
            let told: (Option<String>, Option<String>) = (row.get(2).explain(self)?, row.get(3).explain(self)?);
            if told != (Some("forget".to_owned()), Some(id.clone())) {
                let seq = row.get::<_, i64>(1).explain(self)?.unsigned_abs();
                proof.faults.push(Fault { seq, what: format!("document {id} is empty without an entry that says so") });
            }
        }
        for table in ["claim", "sighting", "doubt", "object", "item"] {
            // Objects are of no document: any entry that removed one may have emptied them.
            let own =
                if matches!(table, "object" | "item") { "d.forgotten = t.forgotten" } else { "d.seq = t.document" };
            let sql = format!(
                "SELECT t.forgotten, count(*) FROM {table} t LEFT JOIN document d ON {own}
                 WHERE t.forgotten IS NOT NULL AND t.forgotten IS NOT d.forgotten GROUP BY t.forgotten"
            );
            let mut statement = self.cached(&sql)?;
            let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).explain(self)?;
            for odd in found {
                let (seq, rows): (i64, i64) = odd.explain(self)?;
                let what = format!("{rows} rows of {table} are empty without an entry that says so");
                proof.faults.push(Fault { seq: seq.unsigned_abs(), what });
            }
        }
        Ok(())
    }

    fn check_links(
        &self,
        digests: &mut std::collections::BTreeMap<i64, Sha256>,
        proof: &mut Verification,
    ) -> Result<()> {
        let mut statement =
            self.cached("SELECT seq, at, by, action, subject, detail, digest, hash FROM audit ORDER BY seq")?;
        let mut rows = statement.query([]).explain(self)?;
        let mut previous: Vec<u8> = Vec::new();
        while let Some(row) = rows.next().explain(self)? {
            proof.entries += 1;
            let (seq, faults) = check_link(row, &previous, proof.entries, digests).explain(self)?;
            proof.faults.extend(faults.into_iter().map(|what| Fault { seq: seq.unsigned_abs(), what: what.into() }));
            previous = row.get(7).explain(self)?;
        }
        proof.head = hex(&previous);
        Ok(())
    }
}

fn check_link(
    row: &rusqlite::Row<'_>,
    previous: &[u8],
    expected: u64,
    digests: &mut std::collections::BTreeMap<i64, Sha256>,
) -> rusqlite::Result<(i64, Vec<&'static str>)> {
    let (seq, at): (i64, i64) = (row.get(0)?, row.get(1)?);
    let (digest, hash): (Vec<u8>, Vec<u8>) = (row.get(6)?, row.get(7)?);
    let mut words = [""; 4];
    for (column, word) in (2..).zip(&mut words) {
        *word = row.get_ref(column)?.as_str()?;
    }
    let mut faults = Vec::new();
    if seq.unsigned_abs() != expected {
        faults.push("an entry before this one is missing");
    }
    if (Link { seq, at, words, digest: &digest, previous }).hash().as_slice() != hash.as_slice() {
        faults.push("the entry is not the one that was chained");
    }
    let written: Hash = digests.remove(&seq).unwrap_or_default().finalize().into();
    if written.as_slice() != digest.as_slice() {
        faults.push("the rows of the entry are not those that it wrote");
    }
    Ok((seq, faults))
}

/// A row with the digest kept for it and the digest of what it holds now (`None`: emptied by `forget`).
pub(super) struct Checked {
    entry: i64,
    kept: Vec<u8>,
    now: Option<Hash>,
    what: &'static str,
    id: String,
}

impl Checked {
    /// `column` is where `entry` stands; `hash` follows it.
    pub(super) fn read(
        row: &rusqlite::Row<'_>,
        column: usize,
        now: Option<Hash>,
        what: &'static str,
        id: String,
    ) -> rusqlite::Result<Self> {
        Ok(Self { entry: row.get(column)?, kept: row.get(column + 1)?, now, what, id })
    }
}

fn digest_of<'a>(hashes: impl Iterator<Item = &'a [u8]>) -> Hash {
    let mut hasher = Sha256::new();
    hashes.for_each(|hash| hasher.update(hash));
    hasher.finalize().into()
}
