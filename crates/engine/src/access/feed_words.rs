//! Words that open one feed and nothing else: feed readers send no header, so the word stands in the address. The store
//! keeps a digest. What the word shows is what the account that it was made for may see, as a reader and no more.

use super::{Caller, Scope, digest, hex, random};
use crate::said::{Kept, Said, all, find, keep};
use crate::{Engine, EngineError, Result};
use serde::{Deserialize, Serialize};
use sextant_model::{Account, Instant, Role, Tlp};
use sextant_store::Access;
use subtle::ConstantTimeEq;

/// What every such word begins with.
const MARK: &str = "sxf";

/// A word for one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedWord {
    /// What it is called; the word begins with it.
    pub id: String,
    /// The account that it was made for.
    pub user: String,
    /// The feed: `advisories`.
    pub feed: String,
    /// The strictest label that it shows, where that is less than the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clearance: Option<Tlp>,
    /// From when on it is worth nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
    /// When it was made.
    pub created: Instant,
    /// SHA-256 of the word, lower-case hex.
    pub digest: String,
    /// Whether it was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
}

impl Said for FeedWord {
    const KIND: &'static str = "feed-word";

    fn name(&self) -> &str {
        &self.id
    }

    fn shelf(&self) -> &'static str {
        if self.revoked { "revoked" } else { "" }
    }

    fn detail(&self) -> String {
        let what = if self.revoked { "revoked" } else { "made" };
        format!("{what}, of {} for the feed {}", self.user, self.feed)
    }
}

/// What a feed may be called: it stands in addresses.
fn is_feed(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-/".contains(&b))
}

impl Engine {
    /// Makes a word that opens one feed for an account, and gives it: it is kept nowhere.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for an unknown account; [`EngineError::Invalid`] for what no feed is called; when the
    /// store cannot be written.
    pub fn add_feed_word(
        &self,
        user: &str,
        feed: &str,
        clearance: Option<Tlp>,
        expires: Option<Instant>,
        by: &str,
    ) -> Result<(FeedWord, String)> {
        let created = crate::clock::now();
        if !is_feed(feed) {
            return Err(EngineError::Invalid(format!(
                "{feed:?} is no feed: use advisories, or what the feed's page names"
            )));
        }
        if expires.is_some_and(|expires| expires <= created) {
            return Err(EngineError::Invalid("the token would have expired already".to_owned()));
        }
        let id = hex(&random::<6>()?);
        let word = format!("{MARK}_{id}_{}", hex(&random::<32>()?));
        let (user, feed, digest) = (user.to_owned(), feed.to_owned(), digest(&word));
        let kept = FeedWord { id, user, feed, clearance, expires, created, digest, revoked: false };
        let mut ledger = self.writer()?;
        ledger.account(&kept.user)?.ok_or_else(|| EngineError::not_found("account", &kept.user))?;
        keep(&mut *ledger, &kept, 0, by, created)?;
        Ok((kept, word))
    }

    /// Who may read a feed by this word; `None` when it opens another feed or none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn feed_reader(&self, word: &str, feed: &str) -> Result<Option<Caller>> {
        let mut parts = word.split('_');
        let (Some(MARK), Some(id), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Ok(None);
        };
        self.ask(|ledger| {
            let Some(Kept { value: kept, .. }) = find::<FeedWord>(ledger, id)? else { return Ok(None) };
            let same: bool = digest(word).as_bytes().ct_eq(kept.digest.as_bytes()).into();
            let lapsed = kept.revoked || kept.expires.is_some_and(|expires| expires <= crate::clock::now());
            if !same || lapsed || kept.feed != feed {
                return Ok(None);
            }
            let Some(account) = ledger.account(&kept.user)? else { return Ok(None) };
            let caller = Caller::of(account);
            let clearance = kept.clearance.map_or(caller.clearance, |most| most.min(caller.clearance));
            let account = Account { role: Role::Reader, clearance: Some(clearance), name: kept.user };
            Ok(Some(Caller { account, clearance, scope: Scope::Read, by_token: true, ..caller }))
        })
    }

    /// Words of feeds that were not revoked; with `user`, those of one account.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn feed_words(&self, user: Option<&str>) -> Result<Vec<FeedWord>> {
        let kept: Vec<Kept<FeedWord>> = self.ask(|ledger| all(ledger, Some("")))?;
        let words = kept.into_iter().map(|kept| kept.value);
        Ok(words.filter(|word| user.is_none_or(|user| user == word.user)).collect())
    }

    /// Takes a word back; with `user`, only one of that account.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; when the store cannot be written.
    pub fn revoke_feed_word(&self, id: &str, user: Option<&str>, by: &str) -> Result<()> {
        let mut ledger = self.writer()?;
        let kept = find::<FeedWord>(&*ledger, id)?.filter(|kept| !kept.value.revoked);
        let kept = kept.filter(|kept| user.is_none_or(|user| user == kept.value.user));
        let kept = kept.ok_or_else(|| EngineError::not_found("token", id))?;
        let revoked = FeedWord { revoked: true, ..kept.value };
        keep(&mut *ledger, &revoked, kept.seq, by, crate::clock::now())?;
        Ok(())
    }

    /// Takes all words of an account back: whoever gets its name later must not inherit them.
    pub(super) fn revoke_feed_words_of(&self, user: &str, by: &str) -> Result<()> {
        for word in self.feed_words(Some(user))? {
            self.revoke_feed_word(&word.id, Some(user), by)?;
        }
        Ok(())
    }
}
