//! What goes out to named recipients: by mail and by webhook. Each delivery is noted before it is sent and after, so that
//! a program that dies meanwhile leaves a delivery that is shown as doubtful: a person says whether to send it again.
//! Nothing leaves for a recipient whose clearance forbids it, whatever it was cleared for when it was noted.

mod changes;
mod deliver;
mod mail;
mod recipient;
mod webhook;

pub use deliver::Deliverer;
pub use mail::{MailServer, Security};
pub use recipient::{Recipient, Way};

use crate::advisory::{Advisory, State as Step};
use crate::fetch::{FetchLimits, Reach};
use crate::said::{Kept, Said, all, find, keep};
use crate::{Engine, EngineError, Result, gate};
use serde::{Deserialize, Serialize};
use sextant_model::{Instant, Tlp};
use sextant_store::Ledger;
use std::collections::BTreeMap;
use std::time::Duration;

/// How advisories go out.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Whether nothing is published that a second person has not approved.
    pub second_person: bool,
    /// The server for mails; without one, mails wait.
    pub mail: Option<MailServer>,
    /// Bounds on one webhook.
    pub limits: FetchLimits,
    /// Where webhooks may go.
    pub reach: Reach,
    /// How often a delivery is tried.
    pub attempts: u32,
    /// How often it is looked whether something changed that somebody watches.
    pub watch_every: Duration,
    /// How long it waits after the first attempt; four times as long after each.
    pub wait: Duration,
}

impl Default for Desk {
    fn default() -> Self {
        let limits = FetchLimits {
            bytes: 64 << 10,
            redirects: 0,
            total: Duration::from_secs(20),
            silence: Duration::from_secs(10),
        };
        let (reach, wait, watch_every) = (Reach::Public, Duration::from_secs(30), Duration::from_secs(300));
        Self { second_person: false, mail: None, limits, reach, attempts: 8, watch_every, wait }
    }
}

/// The longest that a delivery waits between attempts.
const LONGEST: Duration = Duration::from_secs(6 * 3600);

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// To be sent.
    Waiting,
    /// Under way.
    Sending,
    /// The other side has it.
    Sent,
    /// It may have arrived or not: a person decides.
    Doubtful,
    /// It was given up.
    Dead,
    /// A newer revision goes out in its place.
    Replaced,
}

impl Fate {
    /// The word of pages and the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Doubtful => "doubtful",
            Self::Dead => "dead",
            Self::Replaced => "replaced",
        }
    }
}

impl std::str::FromStr for Fate {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let all = [Self::Waiting, Self::Sending, Self::Sent, Self::Doubtful, Self::Dead, Self::Replaced];
        let found = all.into_iter().find(|fate| fate.as_str() == text);
        found.ok_or_else(|| format!("unknown state {text:?}: use waiting, sending, sent, doubtful, dead or replaced"))
    }
}

/// What is delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Load {
    /// A revision of an advisory.
    Advisory {
        /// Its id.
        id: String,
        /// Which revision.
        revision: u32,
        /// What it was called.
        title: String,
    },
    /// What changed of something that somebody watches.
    Watch {
        /// The watch.
        id: String,
        /// After this moment.
        since: Instant,
        /// Up to this one.
        until: Instant,
    },
}

/// One thing for one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id: the same for every attempt, so that the other side can drop a repeat.
    pub id: String,
    /// The recipient's name.
    pub recipient: String,
    /// What.
    pub load: Load,
    /// The label of it.
    pub label: Tlp,
    /// How it stands.
    pub fate: Fate,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is to be tried next.
    pub due: Instant,
    /// Whether an attempt ended without an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
    /// What came of the last attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<String>,
}

impl Delivery {
    /// What it is, for people.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.load {
            Load::Advisory { title, revision, .. } => format!("{title} (revision {revision})"),
            Load::Watch { since, .. } => format!("what changed since {since:.0}"),
        }
    }

    /// As lists of programs have it.
    #[must_use]
    pub fn line(&self) -> serde_json::Value {
        serde_json::json!({
            "id": self.id, "recipient": self.recipient, "state": self.fate.as_str(), "tlp": self.label,
            "attempts": self.attempts, "due": self.due, "told": self.told,
        })
    }

    /// Whether the other side has it, or may have.
    pub(crate) fn may_have_arrived(&self) -> bool {
        self.unsure || matches!(self.fate, Fate::Sending | Fate::Sent | Fate::Doubtful)
    }
}

impl Said for Delivery {
    const KIND: &'static str = "delivery";

    fn name(&self) -> &str {
        &self.id
    }

    fn shelf(&self) -> &'static str {
        self.fate.as_str()
    }

    fn detail(&self) -> String {
        format!("{} to {}, attempt {}", self.fate.as_str(), self.recipient, self.attempts)
    }
}

/// What a person says of a delivery that is doubtful or dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settle {
    /// It arrived.
    Arrived,
    /// It is to be sent again.
    Again,
    /// It is given up.
    GiveUp,
}

impl std::str::FromStr for Settle {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text {
            "arrived" => Ok(Self::Arrived),
            "again" => Ok(Self::Again),
            "give-up" => Ok(Self::GiveUp),
            _ => Err(format!("unknown word {text:?}: use arrived, again or give-up")),
        }
    }
}

/// Notes what is to be sent of an advisory that was just published or withdrawn. A correction and a withdrawal go to
/// everybody who got, or may have got, what they put right.
pub(crate) fn queue(ledger: &mut dyn Ledger, advisory: &Advisory, by: &str, now: Instant) -> Result<()> {
    let before: Vec<Kept<Delivery>> = all(ledger, None)?;
    let of_this = |load: &Load| matches!(load, Load::Advisory { id, .. } if *id == advisory.id);
    let before: Vec<Kept<Delivery>> = before.into_iter().filter(|kept| of_this(&kept.value.load)).collect();
    let mut to: BTreeMap<String, ()> = BTreeMap::new();
    if advisory.state == Step::Published {
        let recipients: Vec<Kept<Recipient>> = all(ledger, Some(""))?;
        let told = recipients.into_iter().filter(|r| r.value.advisories);
        let cleared = told.filter(|r| gate::may_see(advisory.label, Some(r.value.clearance)));
        to.extend(cleared.map(|r| (r.value.name, ())));
    }
    for kept in before {
        if kept.value.may_have_arrived() {
            to.insert(kept.value.recipient.clone(), ());
        }
        if kept.value.fate == Fate::Waiting {
            let replaced = Delivery { fate: Fate::Replaced, ..kept.value };
            keep(ledger, &replaced, kept.seq, by, now)?;
        }
    }
    for recipient in to.into_keys() {
        let delivery = Delivery {
            id: format!("{}.{}.{recipient}", advisory.id, advisory.revision),
            recipient,
            load: Load::Advisory {
                id: advisory.id.clone(),
                revision: advisory.revision,
                title: advisory.title.clone(),
            },
            label: advisory.label,
            fate: Fate::Waiting,
            attempts: 0,
            due: now,
            unsure: false,
            told: None,
        };
        keep(ledger, &delivery, 0, by, now)?;
    }
    Ok(())
}

impl Engine {
    /// Deliveries of what an audience may know of, newest first; with `fate`, those that stand so.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn deliveries(&self, fate: Option<Fate>, audience: Option<Tlp>) -> Result<Vec<Kept<Delivery>>> {
        let mut kept: Vec<Kept<Delivery>> = self.ask(|ledger| all(ledger, fate.map(Fate::as_str)))?;
        kept.retain(|kept| gate::may_see(kept.value.label, audience));
        kept.reverse();
        Ok(kept)
    }

    /// Settles a delivery that is doubtful or dead.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; [`EngineError::Invalid`] when nothing is to be settled; when the store cannot be written.
    pub fn settle_delivery(&self, id: &str, settle: Settle, audience: Option<Tlp>, by: &str) -> Result<Delivery> {
        let mut ledger = self.writer()?;
        let found = find::<Delivery>(&*ledger, id)?.filter(|kept| gate::may_see(kept.value.label, audience));
        let Kept { seq, value, .. } = found.ok_or_else(|| EngineError::not_found("delivery", id))?;
        if !matches!(value.fate, Fate::Doubtful | Fate::Dead) {
            return Err(EngineError::Invalid(format!(
                "the delivery is {}: nothing is to be decided",
                value.fate.as_str()
            )));
        }
        let now = crate::clock::now();
        let (fate, what) = match settle {
            Settle::Arrived => (Fate::Sent, "it arrived"),
            Settle::Again => (Fate::Waiting, "send it again"),
            Settle::GiveUp => (Fate::Dead, "given up"),
        };
        let attempts = if settle == Settle::Again { 0 } else { value.attempts };
        let settled = Delivery { fate, attempts, due: now, told: Some(format!("{by}: {what}")), ..value };
        keep(&mut *ledger, &settled, seq, by, now)?;
        Ok(settled)
    }
}
