//! Watches: an incident, an organisation, an actor or a word that somebody follows. What changed is asked anew each time, with
//! what whoever watches may know at that moment; nothing of it is kept.

use crate::said::{Kept, Said, all, find, keep};
use crate::{Engine, EngineError, IncidentQuery, Result, Visitor};
use serde::{Deserialize, Serialize};
use sextant_model::{AsOf, Clock, IncidentId, Instant, Record, Tlp};
use sextant_reason::key;

/// Incidents looked at for one watch: those that changed last.
const LOOKED_AT: usize = 200;
/// Changes told at once.
const TOLD: usize = 100;
/// Characters of a name or word.
const LONG: usize = 200;

/// What is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// One incident.
    Incident(IncidentId),
    /// Whatever happens to an organisation, under any of its names.
    Organisation(String),
    /// Whatever an actor is named in.
    Actor(String),
    /// Whatever is told with a word.
    Word(String),
}

impl Target {
    /// From the word of a form or the command line, and what it is on.
    ///
    /// # Errors
    /// When the kind is unknown or nothing is named.
    pub fn parse(engine: &Engine, kind: &str, text: &str, audience: Option<Tlp>) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONG || text.chars().any(char::is_control) {
            return Err(EngineError::Invalid(format!("name what to watch, in {LONG} characters at most")));
        }
        match kind {
            "incident" => Ok(Self::Incident(engine.find_incident(text, audience)?)),
            "organisation" => Ok(Self::Organisation(text.to_owned())),
            "actor" => Ok(Self::Actor(text.to_owned())),
            "word" => Ok(Self::Word(text.to_owned())),
            _ => Err(EngineError::Invalid(format!(
                "{kind:?} cannot be watched: use incident, organisation, actor or word"
            ))),
        }
    }

    /// The kind in a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Incident(_) => "incident",
            Self::Organisation(_) => "organisation",
            Self::Actor(_) => "actor",
            Self::Word(_) => "word",
        }
    }

    /// What it is on.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Incident(id) => id.to_string(),
            Self::Organisation(text) | Self::Actor(text) | Self::Word(text) => text.clone(),
        }
    }

    fn is_met_by(&self, record: &Record, since: Instant) -> bool {
        let said = || record.claims.iter().flatten();
        match self {
            Self::Incident(id) => record.id == *id,
            Self::Organisation(name) => {
                let names = record.victim.aliases.iter().chain([&record.victim.name]);
                names.map(|known| key(known)).any(|known| known == key(name))
            }
            Self::Actor(name) => {
                let speaks = said().filter_map(|claim| claim.speaker.name.as_deref());
                let named = record.actors.iter().map(|actor| actor.name.as_str());
                named.chain(speaks).any(|known| key(known) == key(name))
            }
            Self::Word(word) => {
                let word = word.to_lowercase();
                said().filter(|claim| claim.recorded > since).any(|claim| claim.quote.to_lowercase().contains(&word))
            }
        }
    }
}

/// What somebody follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Its id.
    pub id: String,
    /// The account that watches.
    pub owner: String,
    /// What.
    pub target: Target,
    /// The recipient that is told; none: only pages tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Up to when the pages' changes were looked at.
    pub seen: Instant,
    /// Up to when the recipient was told.
    pub told: Instant,
    /// Whether it has ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
}

impl Said for Watch {
    const KIND: &'static str = "watch";

    fn name(&self) -> &str {
        &self.id
    }

    fn shelf(&self) -> &'static str {
        if self.ended { "ended" } else { "" }
    }

    fn detail(&self) -> String {
        format!("of {} on one {}{}", self.owner, self.target.kind(), if self.ended { ", ended" } else { "" })
    }
}

/// A change that a watch tells of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct News {
    /// When this store learnt it.
    pub at: Instant,
    /// Whose record.
    pub incident: IncidentId,
    /// Its victim.
    pub victim: String,
    /// One sentence.
    pub what: String,
    /// The label of the record.
    pub tlp: Tlp,
}

/// Who watches, as accounts are named.
fn owner(visitor: &Visitor) -> String {
    visitor.name().to_owned()
}

impl Engine {
    /// Follows something. A recipient is told only of what its clearance and the watcher's both allow.
    ///
    /// # Errors
    /// When there is no such recipient, or the store cannot be written.
    pub fn watch(&self, visitor: &Visitor, target: Target, recipient: Option<&str>) -> Result<Watch> {
        let now = crate::clock::now();
        let (id, owner) = (uuid::Uuid::now_v7().to_string(), owner(visitor));
        let recipient = recipient.filter(|name| !name.is_empty()).map(str::to_owned);
        if let Some(name) = &recipient
            && !self.recipients()?.iter().any(|known| known.name == *name)
        {
            return Err(EngineError::not_found("recipient", name));
        }
        let watch = Watch { id, owner, target, recipient, seen: now, told: now, ended: false };
        keep(&mut *self.writer()?, &watch, 0, &watch.owner, now)?;
        Ok(watch)
    }

    /// Ends a watch of one's own.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for none, or another's; when the store cannot be written.
    pub fn unwatch(&self, visitor: &Visitor, id: &str) -> Result<()> {
        self.restate(visitor, id, |watch, _| watch.ended = true)
    }

    /// Notes that one has looked at the changes of a watch of one's own.
    ///
    /// # Errors
    /// As [`unwatch`](Self::unwatch).
    pub fn looked_at(&self, visitor: &Visitor, id: &str) -> Result<()> {
        self.restate(visitor, id, |watch, now| watch.seen = now)
    }

    fn restate(&self, visitor: &Visitor, id: &str, change: impl FnOnce(&mut Watch, Instant)) -> Result<()> {
        let owner = owner(visitor);
        let mut ledger = self.writer()?;
        let kept = find::<Watch>(&*ledger, id)?.filter(|kept| kept.value.owner == owner && !kept.value.ended);
        let Kept { seq, mut value, .. } = kept.ok_or_else(|| EngineError::not_found("watch", id))?;
        let now = crate::clock::now();
        change(&mut value, now);
        keep(&mut *ledger, &value, seq, &owner, now)?;
        Ok(())
    }

    /// One's own watches, each with what changed since one looked.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn watches(&self, visitor: &Visitor) -> Result<Vec<(Watch, Vec<News>)>> {
        let owner = owner(visitor);
        let kept: Vec<Kept<Watch>> = self.ask(|ledger| all(ledger, Some("")))?;
        let mine = kept.into_iter().map(|kept| kept.value).filter(|watch| watch.owner == owner);
        mine.map(|watch| {
            let news = self.news(&watch.target, watch.seen, None, visitor.audience())?;
            Ok((watch, news))
        })
        .collect()
    }

    /// What changed of a target after one moment (and up to another), for an audience; newest first.
    pub(crate) fn news(
        &self,
        target: &Target,
        since: Instant,
        until: Option<Instant>,
        audience: Option<Tlp>,
    ) -> Result<Vec<News>> {
        let as_of = AsOf { until, clock: Clock::Recorded };
        let query = IncidentQuery { as_of, audience, limit: LOOKED_AT, ..IncidentQuery::default() };
        let mut news = Vec::new();
        for summary in self.incidents(&query)?.items {
            if summary.changed.is_none_or(|changed| changed <= since) {
                break;
            }
            let Some(record) = self.incident(summary.id, as_of, audience)? else { continue };
            if !target.is_met_by(&record, since) {
                continue;
            }
            let (incident, victim, tlp) = (record.id, record.victim.name, record.tlp);
            let fresh = record.history.into_iter().filter(|entry| entry.at > since);
            news.extend(fresh.map(|e| News { at: e.at, incident, victim: victim.clone(), what: e.what, tlp }));
        }
        news.sort_by_key(|one| std::cmp::Reverse(one.at));
        news.truncate(TOLD);
        Ok(news)
    }

    /// What a watch may tell its recipient now: no more than both may know. `None`: whoever watches is gone.
    pub(crate) fn watch_audience(&self, watch: &Watch, recipient: Tlp) -> Result<Option<Tlp>> {
        self.ask(|ledger| {
            if ledger.accounts()?.is_empty() {
                return Ok(Some(recipient));
            }
            let account = ledger.account(&watch.owner)?;
            Ok(account.map(|kept| kept.account.cleared().min(recipient)))
        })
    }
}
