//! Second factors: what they are checked with stands beside the statements on them, as passwords do, so that it goes when
//! they are removed. The statement has its digest, and the proof of the chain compares the two.

use super::SqliteLedger;
use super::access::{digest, missing};
use super::convert::json;
use super::fault::Explain;
use crate::*;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use sextant_model::*;

/// The kind of their statements.
const KIND: &str = "factor";

/// What a statement says of one.
#[derive(Serialize, Deserialize)]
struct Stated {
    user: String,
    kind: String,
    /// SHA-256 of what it is checked with; none: it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

fn name(user: &str, id: &str) -> String {
    format!("{user}/{id}")
}

impl SqliteLedger {
    fn state_factor(&self, id: &str, stated: &Stated, by: &str, at: Instant) -> Result<()> {
        let name = name(&stated.user, id);
        let after = self.stated(KIND, &name)?.map_or(0, |last| last.seq);
        let (shelf, what) = if stated.digest.is_some() { ("", "kept") } else { ("removed", "removed") };
        let (body, detail) = (json(stated)?, format!("{} {what}", stated.kind));
        let statement = Statement { kind: KIND, id: &name, shelf, body: &body, after, detail: &detail };
        self.keep_statement(&statement, by, at).map(drop)
    }

    pub(super) fn keep_factor(&self, factor: &KeptFactor, by: &str, at: Instant) -> Result<()> {
        let KeptFactor { user, id, kind, body, used } = factor;
        self.cached("INSERT OR REPLACE INTO factor VALUES (?1,?2,?3,?4,?5)")?
            .execute(params![user, id, kind, body, used.cast_signed()])
            .explain(self)?;
        let stated = Stated { user: user.clone(), kind: kind.clone(), digest: Some(digest(body)) };
        self.state_factor(id, &stated, by, at)
    }

    pub(super) fn drop_factor(&self, user: &str, id: &str, by: &str, at: Instant) -> Result<()> {
        let kept = self.read_factors("user", user)?.into_iter().find(|factor| factor.id == id);
        let kept = kept.ok_or_else(|| missing("second factor", id))?;
        self.cached("DELETE FROM factor WHERE user = ?1 AND id = ?2")?.execute([user, id]).explain(self)?;
        self.state_factor(id, &Stated { user: kept.user, kind: kept.kind, digest: None }, by, at)
    }

    pub(super) fn move_factor(&self, factor: &KeptFactor, to: u64) -> Result<bool> {
        let moved = self
            .cached("UPDATE factor SET used = ?4 WHERE user = ?1 AND id = ?2 AND used = ?3 AND body = ?5")?
            .execute(params![factor.user, factor.id, factor.used.cast_signed(), to.cast_signed(), factor.body])
            .explain(self)?;
        Ok(moved == 1)
    }

    /// Those whose `column` is this: the user's, or those of this name.
    pub(super) fn read_factors(&self, column: &'static str, value: &str) -> Result<Vec<KeptFactor>> {
        let sql = format!("SELECT user, id, kind, body, used FROM factor WHERE {column} = ?1 ORDER BY user, id");
        let mut statement = self.cached(&sql)?;
        let rows = statement.query_map([value], |row| {
            let used = row.get::<_, i64>(4)?.cast_unsigned();
            Ok(KeptFactor { user: row.get(0)?, id: row.get(1)?, kind: row.get(2)?, body: row.get(3)?, used })
        });
        rows.explain(self)?.collect::<rusqlite::Result<_>>().explain(self)
    }

    /// What is kept must be what the last statements mean: nothing put beside them, nothing taken away.
    pub(super) fn check_factors(&self, proof: &mut Verification) -> Result<()> {
        let stated = self.all_stated(KIND, Some(""))?;
        let mut kept: i64 =
            self.cached("SELECT count(*) FROM factor")?.query_row([], |row| row.get(0)).explain(self)?;
        for statement in stated {
            let Ok(said) = serde_json::from_str::<Stated>(&statement.body) else { continue };
            let (user, id) = statement.id.split_once('/').unwrap_or_default();
            let found = self.read_factors("user", user)?.into_iter().find(|factor| factor.id == id);
            kept -= i64::from(found.is_some());
            if found.map(|factor| digest(&factor.body)) != said.digest {
                let what = format!("the second factor {} is not the one that was kept", statement.id);
                let entry = self.cached("SELECT entry FROM statement WHERE seq = ?1")?;
                let seq: i64 = { entry }.query_row([statement.seq.cast_signed()], |row| row.get(0)).explain(self)?;
                proof.faults.push(Fault { seq: seq.unsigned_abs(), what });
            }
        }
        if kept != 0 {
            proof.faults.push(Fault { seq: 0, what: "there is a second factor that nobody kept".to_owned() });
        }
        Ok(())
    }
}
