//! Accounts and tokens: each statement a row; the last one under a name holds.

use super::SqliteLedger;
use super::audit::Table;
use super::convert::{hash_of, hex, json};
use super::fault::Explain;
use crate::*;
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use sextant_model::*;
use sha2::{Digest, Sha256};

/// What a statement says of an account.
#[derive(Serialize, Deserialize)]
struct Stated {
    #[serde(flatten)]
    account: Account,
    /// SHA-256 of the kept hash of the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    removed: bool,
}

/// What a statement says of a token.
#[derive(Serialize, Deserialize)]
struct Word {
    #[serde(flatten)]
    token: Token,
    #[serde(default)]
    scope: Scope,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    revoked: bool,
}

impl Word {
    fn kept(self) -> Option<KeptToken> {
        (!self.revoked).then_some(KeptToken { token: self.token, scope: self.scope })
    }
}

pub(super) fn digest(phc: &str) -> String {
    hex(&Sha256::digest(phc.as_bytes()))
}

impl SqliteLedger {
    fn state(&self, action: &'static str, stated: &Stated, by: &str, at: Instant) -> Result<()> {
        let name = &stated.account.name;
        let mut entry = self.entry(action, name, by, at)?;
        let body = json(stated)?;
        let hash = hash_of(&[b"account", body.as_bytes()]);
        self.cached("INSERT INTO account (name, body, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![name, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Account, hash);
        self.seal(entry, &format!("{}, up to {}", stated.account.role, stated.account.cleared()))
    }

    fn state_account(&self, account: &Account, password: Option<&str>, by: &str, at: Instant) -> Result<()> {
        if !Account::is_name(&account.name) {
            let wrong = format!("{:?} cannot be a name: use up to 64 letters, digits and ._@-", account.name);
            return Err(StoreError::Refused(wrong));
        }
        if let Some(phc) = password {
            self.cached("INSERT OR REPLACE INTO password VALUES (?1,?2)")?
                .execute([&account.name, phc])
                .explain(self)?;
        }
        let password = self.read_password(&account.name)?.map(|phc| digest(&phc));
        self.state("account", &Stated { account: account.clone(), password, removed: false }, by, at)
    }

    fn drop_account(&self, name: &str, by: &str, at: Instant) -> Result<()> {
        let kept = self.read_account(name)?.ok_or_else(|| missing("account", name))?;
        self.cached("DELETE FROM password WHERE name = ?1")?.execute([name]).explain(self)?;
        for kept in self.read_tokens()?.into_iter().filter(|kept| kept.token.user == name) {
            self.state_token(kept, true, by, at)?;
        }
        for factor in self.read_factors("user", name)? {
            self.drop_factor(&factor.user, &factor.id, by, at)?;
        }
        self.state("remove", &Stated { account: kept.account, password: None, removed: true }, by, at)
    }

    fn state_token(&self, kept: KeptToken, revoked: bool, by: &str, at: Instant) -> Result<()> {
        let KeptToken { token, scope } = kept;
        let (id, user) = (token.id.clone(), token.user.clone());
        let mut entry = self.entry(if revoked { "revoke" } else { "token" }, &id, by, at)?;
        let body = json(&Word { token, scope, revoked })?;
        let hash = hash_of(&[b"token", body.as_bytes()]);
        self.cached("INSERT INTO token (id, body, entry, hash) VALUES (?1,?2,?3,?4)")?
            .execute(params![id, body, entry.seq, hash])
            .explain(self)?;
        entry.wrote(Table::Token, hash);
        self.seal(entry, &format!("of {user}, to {scope}"))
    }

    fn read_password(&self, name: &str) -> Result<Option<String>> {
        self.cached("SELECT phc FROM password WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()
            .explain(self)
    }

    fn account_from(&self, (seq, body): (i64, String)) -> Result<Option<KeptAccount>> {
        let stated: Stated = serde_json::from_str(&body).explain(self)?;
        if stated.removed {
            return Ok(None);
        }
        let password = self.read_password(&stated.account.name)?;
        Ok(Some(KeptAccount { account: stated.account, password, statement: seq.unsigned_abs() }))
    }

    fn read_account(&self, name: &str) -> Result<Option<KeptAccount>> {
        let last = self
            .cached("SELECT seq, body FROM account WHERE name = ?1 ORDER BY seq DESC LIMIT 1")?
            .query_row([name], pair)
            .optional()
            .explain(self)?;
        Ok(last.map(|last| self.account_from(last)).transpose()?.flatten())
    }

    fn read_accounts(&self) -> Result<Vec<KeptAccount>> {
        let mut statement = self.cached("SELECT max(seq), body FROM account GROUP BY name ORDER BY name")?;
        let rows = statement.query_map([], pair).explain(self)?;
        let last: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>().explain(self)?;
        let accounts = last.into_iter().map(|last| self.account_from(last)).collect::<Result<Vec<_>>>()?;
        Ok(accounts.into_iter().flatten().collect())
    }

    fn read_tokens(&self) -> Result<Vec<KeptToken>> {
        let mut statement = self.cached("SELECT max(seq), body FROM token GROUP BY id")?;
        let rows = statement.query_map([], pair).explain(self)?;
        let last: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>().explain(self)?;
        let words = last.into_iter().map(|(_, body)| serde_json::from_str(&body).explain(self));
        let words: Vec<Word> = words.collect::<Result<_>>()?;
        let mut tokens: Vec<KeptToken> = words.into_iter().filter_map(Word::kept).collect();
        tokens.sort_by(|a, b| (&a.token.user, a.token.created).cmp(&(&b.token.user, b.token.created)));
        Ok(tokens)
    }

    fn read_token(&self, id: &str) -> Result<Option<KeptToken>> {
        let last: Option<String> = self
            .cached("SELECT body FROM token WHERE id = ?1 ORDER BY seq DESC LIMIT 1")?
            .query_row([id], |row| row.get(0))
            .optional()
            .explain(self)?;
        let Some(body) = last else { return Ok(None) };
        let word: Word = serde_json::from_str(&body).explain(self)?;
        Ok(word.kept())
    }

    /// The password that is kept must be the one that the last statement means.
    pub(super) fn check_passwords(&self, proof: &mut Verification) -> Result<()> {
        let mut statement = self.cached("SELECT max(seq), body, entry FROM account GROUP BY name")?;
        let mut rows = statement.query([]).explain(self)?;
        while let Some(row) = rows.next().explain(self)? {
            let (_, body) = pair(row).explain(self)?;
            let Ok(stated) = serde_json::from_str::<Stated>(&body) else { continue };
            let kept = self.read_password(&stated.account.name)?.map(|phc| digest(&phc));
            if kept != stated.password {
                let seq = row.get::<_, i64>(2).explain(self)?.unsigned_abs();
                let what = format!("the password of {} is not the one that was set", stated.account.name);
                proof.faults.push(Fault { seq, what });
            }
        }
        Ok(())
    }
}

fn pair(row: &Row<'_>) -> rusqlite::Result<(i64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

pub(super) fn missing(what: &'static str, id: &str) -> StoreError {
    StoreError::Missing { what, id: id.to_owned() }
}

impl Access for SqliteLedger {
    fn set_account(&mut self, account: &Account, password: Option<&str>, by: &str, recorded: Instant) -> Result<()> {
        self.whole(|l| l.state_account(account, password, by, recorded))
    }

    fn remove_account(&mut self, name: &str, by: &str, recorded: Instant) -> Result<()> {
        self.whole(|l| l.drop_account(name, by, recorded))
    }

    fn add_token(&mut self, kept: &KeptToken, by: &str) -> Result<()> {
        let token = &kept.token;
        self.whole(|l| {
            l.read_account(&token.user)?.ok_or_else(|| missing("account", &token.user))?;
            l.state_token(kept.clone(), false, by, token.created)
        })
    }

    fn revoke_token(&mut self, id: &str, by: &str, recorded: Instant) -> Result<()> {
        self.whole(|l| {
            let token = l.read_token(id)?.ok_or_else(|| missing("token", id))?;
            l.state_token(token, true, by, recorded)
        })
    }

    fn set_factor(&mut self, factor: &KeptFactor, by: &str, recorded: Instant) -> Result<()> {
        self.whole(|l| {
            l.read_account(&factor.user)?.ok_or_else(|| missing("account", &factor.user))?;
            l.keep_factor(factor, by, recorded)
        })
    }

    fn remove_factor(&mut self, user: &str, id: &str, by: &str, recorded: Instant) -> Result<()> {
        self.whole(|l| l.drop_factor(user, id, by, recorded))
    }

    fn use_factor(&mut self, factor: &KeptFactor, to: u64) -> Result<bool> {
        self.whole(|l| l.move_factor(factor, to))
    }

    fn factors(&self, user: &str) -> Result<Vec<KeptFactor>> {
        self.read_factors("user", user)
    }

    fn factors_named(&self, id: &str) -> Result<Vec<KeptFactor>> {
        self.read_factors("id", id)
    }

    fn accounts(&self) -> Result<Vec<KeptAccount>> {
        self.read_accounts()
    }

    fn account(&self, name: &str) -> Result<Option<KeptAccount>> {
        self.read_account(name)
    }

    fn tokens(&self) -> Result<Vec<KeptToken>> {
        self.read_tokens()
    }

    fn token(&self, id: &str) -> Result<Option<KeptToken>> {
        self.read_token(id)
    }

    fn access_mark(&self) -> Result<u64> {
        let mark: i64 = self
            .cached(
                "SELECT coalesce((SELECT max(seq) FROM account), 0) + coalesce((SELECT max(seq) FROM token), 0)
                      + coalesce((SELECT max(seq) FROM collection), 0)",
            )?
            .query_row([], |row| row.get(0))
            .explain(self)?;
        Ok(mark.unsigned_abs())
    }
}
