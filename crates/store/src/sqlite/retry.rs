//! Requests that may be sent again.

use super::SqliteLedger;
use super::convert::micros;
use super::fault::Explain;
use crate::{KeptRequest, Result, Retries};
use rusqlite::{OptionalExtension, params};
use sextant_model::Instant;

/// How long a request is known, in microseconds.
const KNOWN_FOR: i64 = 24 * 3600 * 1_000_000;
/// Requests of one account.
const MOST: i64 = 1_000;

impl Retries for SqliteLedger {
    fn begin_request(&mut self, owner: &str, key: &str, request: &str, at: Instant) -> Result<Option<KeptRequest>> {
        let at = micros(at);
        self.whole(|l| {
            l.cached("DELETE FROM request WHERE at < ?1")?.execute([at - KNOWN_FOR]).explain(l)?;
            let known = l
                .cached("SELECT request, answer FROM request WHERE owner = ?1 AND key = ?2")?
                .query_row([owner, key], |row| Ok(KeptRequest { request: row.get(0)?, answer: row.get(1)? }))
                .optional()
                .explain(l)?;
            if known.is_none() {
                l.cached("INSERT INTO request VALUES (?1,?2,?3,?4,NULL)")?
                    .execute(params![owner, key, at, request])
                    .explain(l)?;
                l.cached(
                    "DELETE FROM request WHERE owner = ?1 AND key IN
                       (SELECT key FROM request WHERE owner = ?1 ORDER BY at DESC LIMIT -1 OFFSET ?2)",
                )?
                .execute(params![owner, MOST])
                .explain(l)?;
            }
            Ok(known)
        })
    }

    fn end_request(&mut self, owner: &str, key: &str, answer: Option<&str>) -> Result<()> {
        self.whole(|l| {
            match answer {
                Some(answer) => l
                    .cached("UPDATE request SET answer = ?3 WHERE owner = ?1 AND key = ?2")?
                    .execute([owner, key, answer]),
                None => l.cached("DELETE FROM request WHERE owner = ?1 AND key = ?2")?.execute([owner, key]),
            }
            .explain(l)?;
            Ok(())
        })
    }
}
