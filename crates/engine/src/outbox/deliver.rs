//! Sending: one process at a time. What is under way is noted first; whoever takes over from a process that died finds
//! it so, and calls it doubtful.

use super::{Delivery, Desk, Fate, LONGEST, Load, Recipient, Way, mail, webhook};
use crate::advisory::Advisory;
use crate::said::{Kept, all, every, find, keep};
use crate::{Engine, EngineError, Result, gate};
use sextant_model::Instant;
use std::collections::BTreeMap;
use std::fs::File;
use std::time::Duration;

/// Recipients served at once: one that stalls holds up no other.
const AT_ONCE: usize = 8;
/// Who the audit log names.
pub(super) const BY: &str = "outbox";

/// What came of an attempt.
pub(super) enum Came {
    /// The other side has it.
    Arrived(String),
    /// It has not, and may have it later.
    Later(String),
    /// Nobody can tell.
    Unsure(String),
    /// Nobody can tell, but a repeat does no harm.
    Again(String),
    /// It will never have it so.
    Never(String),
}

/// The right to send from a store: one process holds it, and loses it when it ends, however it ends.
#[derive(Debug)]
pub struct Deliverer {
    _lock: File,
}

impl Engine {
    /// Takes the right to send; `None` while another process has it. What a process before left under way is doubtful.
    ///
    /// # Errors
    /// When the file beside the store cannot be made or the store cannot be written.
    pub fn deliverer(&self) -> Result<Option<Deliverer>> {
        let mut name = self.path().as_os_str().to_owned();
        name.push(".outbox.lock");
        let failed = |error: std::io::Error| EngineError::Output(format!("{}: {error}", name.display()));
        let file = File::options().create(true).truncate(false).write(true).open(&name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut ledger = self.writer()?;
        for kept in all::<Delivery>(&*ledger, Some(Fate::Sending.as_str()))? {
            let told = "the program ended while it was being sent: it may have arrived".to_owned();
            let doubtful = Delivery { fate: Fate::Doubtful, unsure: true, told: Some(told), ..kept.value };
            keep(&mut *ledger, &doubtful, kept.seq, BY, crate::clock::now())?;
        }
        Ok(Some(Deliverer { _lock: file }))
    }

    /// Whether something is to be sent, or was being sent by a process that may have died.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_deliveries(&self) -> Result<bool> {
        let some = |fate: Fate| -> Result<bool> {
            Ok(!self.ask(|ledger| all::<Delivery>(ledger, Some(fate.as_str())))?.is_empty())
        };
        Ok(some(Fate::Waiting)? || some(Fate::Sending)?)
    }

    /// Sends what is due, each recipient's in order, and gives how many were tried.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn deliver(&self, _right: &Deliverer) -> Result<usize> {
        let now = crate::clock::now();
        let mut due: Vec<Kept<Delivery>> = self.ask(|ledger| all(ledger, Some(Fate::Waiting.as_str())))?;
        due.retain(|kept| kept.value.due <= now);
        let tried = due.len();
        let mut by_recipient: BTreeMap<String, Vec<Kept<Delivery>>> = BTreeMap::new();
        for kept in due {
            by_recipient.entry(kept.value.recipient.clone()).or_default().push(kept);
        }
        let queues: Vec<Vec<Kept<Delivery>>> = by_recipient.into_values().collect();
        for some in queues.chunks(AT_ONCE) {
            std::thread::scope(|scope| {
                let each = some.iter().map(|queue| scope.spawn(move || self.one_after_another(queue)));
                let running: Vec<_> = each.collect();
                running.into_iter().try_for_each(|one| {
                    one.join().unwrap_or_else(|_| Err(EngineError::Output("a delivery broke off".to_owned())))
                })
            })?;
        }
        Ok(tried)
    }

    fn one_after_another(&self, queue: &[Kept<Delivery>]) -> Result<()> {
        queue.iter().try_for_each(|kept| self.attempt(kept))
    }

    /// Notes, sends, notes. A delivery that somebody changed meanwhile is left to them.
    fn attempt(&self, kept: &Kept<Delivery>) -> Result<()> {
        let delivery = &kept.value;
        let parcel = match self.parcel(delivery)? {
            Ok(parcel) => parcel,
            // What waits for a setting waits quietly.
            Err(Came::Later(told)) if delivery.told.as_ref() == Some(&told) => return Ok(()),
            Err(why) => return self.note(kept.seq, &after(self.desk(), delivery, why)),
        };
        let under_way = Delivery { fate: Fate::Sending, attempts: delivery.attempts + 1, ..delivery.clone() };
        let seq = match keep(&mut *self.writer()?, &under_way, kept.seq, BY, crate::clock::now()) {
            Ok(seq) => seq,
            Err(error) if changed_meanwhile(&error) => return Ok(()),
            Err(error) => return Err(error),
        };
        let came = match parcel.to.way {
            Way::Mail => mail::send(self.desk(), &parcel),
            Way::Webhook => webhook::send(self.desk(), &parcel),
        };
        self.note(seq, &after(self.desk(), &under_way, came))
    }

    fn note(&self, seq: u64, delivery: &Delivery) -> Result<()> {
        keep(&mut *self.writer()?, delivery, seq, BY, crate::clock::now()).map(drop)
    }

    /// What is to be sent, through the gate as it stands now; or why nothing may leave.
    fn parcel(&self, delivery: &Delivery) -> Result<std::result::Result<Parcel, Came>> {
        let to: Option<Kept<Recipient>> = self.ask(|ledger| find(ledger, &delivery.recipient))?;
        let Some(to) = to.map(|kept| kept.value).filter(|to| !to.removed) else {
            return Ok(Err(Came::Never("the recipient was removed".to_owned())));
        };
        if to.way == Way::Mail && self.desk().mail.is_none() {
            return Ok(Err(Came::Later("no mail server is configured ([mail])".to_owned())));
        }
        match &delivery.load {
            Load::Advisory { id, revision, .. } => self.revision(delivery, to, id, *revision),
            Load::Watch { id, since, until } => self.what_changed(delivery, to, id, (*since, *until)),
        }
    }

    fn revision(
        &self,
        delivery: &Delivery,
        to: Recipient,
        id: &str,
        revision: u32,
    ) -> Result<std::result::Result<Parcel, Came>> {
        let every: Vec<Kept<Advisory>> = self.ask(|ledger| every(ledger, id))?;
        let out = every.into_iter().find(|kept| kept.value.state.is_out() && kept.value.revision == revision);
        let Some(advisory) = out.map(|kept| kept.value) else {
            return Ok(Err(Came::Never("there is no such revision".to_owned())));
        };
        if !gate::may_see(advisory.label, Some(to.clearance)) {
            let label = advisory.label.as_str().to_uppercase();
            return Ok(Err(Came::Never(format!("the recipient is not cleared for TLP:{label}: nothing was sent"))));
        }
        let Some(sheet) = self.sheet(&advisory, Some(to.clearance))? else {
            return Ok(Err(Came::Never("nothing may be told to the recipient".to_owned())));
        };
        let kind = match sheet.state {
            "withdrawn" => "advisory.withdrawn",
            "corrected" => "advisory.corrected",
            _ => "advisory.published",
        };
        let data = serde_json::to_value(&sheet).map_err(|error| EngineError::Output(error.to_string()))?;
        let (id, subject, text) = (delivery.id.clone(), sheet.subject(), sheet.text());
        Ok(Ok(Parcel { id, to, subject, text, kind, data }))
    }
}

/// Whether somebody else stated something of the same thing first.
pub(super) fn changed_meanwhile(error: &EngineError) -> bool {
    matches!(error, EngineError::Store(sextant_store::StoreError::Refused(_)))
}

/// What is sent.
pub(super) struct Parcel {
    pub(super) id: String,
    pub(super) to: Recipient,
    pub(super) subject: String,
    pub(super) text: String,
    /// What sort of event it is, for webhooks.
    pub(super) kind: &'static str,
    pub(super) data: serde_json::Value,
}

/// How a delivery stands after an attempt.
fn after(desk: &Desk, delivery: &Delivery, came: Came) -> Delivery {
    let mut next = delivery.clone();
    let (fate, told) = match came {
        Came::Arrived(told) => (Fate::Sent, told),
        Came::Never(told) => (Fate::Dead, told),
        Came::Later(told) => (Fate::Waiting, told),
        Came::Unsure(told) => {
            next.unsure = true;
            (Fate::Doubtful, told)
        }
        Came::Again(told) => {
            next.unsure = true;
            (Fate::Waiting, told)
        }
    };
    next.fate = fate;
    if fate == Fate::Waiting {
        if next.attempts >= desk.attempts {
            next.fate = Fate::Dead;
        }
        next.due = later(crate::clock::now(), wait(desk.wait, next.attempts));
    }
    next.told = Some(told.chars().take(500).collect());
    next
}

fn wait(first: Duration, attempts: u32) -> Duration {
    first.saturating_mul(4_u32.saturating_pow(attempts.saturating_sub(1))).min(LONGEST)
}

fn later(at: Instant, wait: Duration) -> Instant {
    jiff::SignedDuration::try_from(wait).ok().and_then(|wait| at.checked_add(wait).ok()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_longer_each_time_but_not_for_ever() {
        let first = Duration::from_secs(30);
        assert_eq!([1, 2, 3].map(|n| wait(first, n).as_secs()), [30, 120, 480]);
        assert_eq!(wait(first, 40), LONGEST);
    }
}
