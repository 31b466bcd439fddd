//! What changed of something that somebody watches, on its way to a recipient.

use super::deliver::{BY, Came, Parcel};
use super::{Delivery, Fate, Load, Recipient};
use crate::said::{Kept, all, find, keep};
use crate::watch::{News, Watch};
use crate::{Engine, Result, gate};
use sextant_model::{Instant, Tlp};
use sextant_store::Ledger;
use std::fmt::Write;

impl Engine {
    /// Notes what is to be sent to those who watch. What is noted and up to when they were told is one transaction, so
    /// that nothing is told twice.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub fn watch_due(&self) -> Result<()> {
        let watches: Vec<Kept<Watch>> = self.ask(|ledger| all(ledger, Some("")))?;
        for kept in watches.into_iter().filter(|kept| kept.value.recipient.is_some()) {
            let (now, watch) = (crate::clock::now(), &kept.value);
            let Some(audience) = self.told_of(watch)? else { continue };
            let news = self.news(&watch.target, watch.told, Some(now), Some(audience))?;
            if !news.is_empty() {
                self.note_news(&kept, &news, now)?;
            }
        }
        Ok(())
    }

    /// What may leave for a watch's recipient now; `None` when recipient or watcher is gone.
    fn told_of(&self, watch: &Watch) -> Result<Option<Tlp>> {
        let name = watch.recipient.as_deref().unwrap_or_default();
        let to: Option<Kept<Recipient>> = self.ask(|ledger| find(ledger, name))?;
        match to.filter(|to| !to.value.removed) {
            Some(to) => self.watch_audience(watch, to.value.clearance),
            None => Ok(None),
        }
    }

    fn note_news(&self, kept: &Kept<Watch>, news: &[News], now: Instant) -> Result<()> {
        let watch = &kept.value;
        let label = news.iter().map(|one| one.tlp).max().unwrap_or_default();
        let recipient = watch.recipient.clone().unwrap_or_default();
        let load = Load::Watch { id: watch.id.clone(), since: watch.told, until: now };
        let id = format!("{}.{}.{recipient}", watch.id, now.as_microsecond());
        let (fate, due) = (Fate::Waiting, now);
        let delivery = Delivery { id, recipient, load, label, fate, attempts: 0, due, unsure: false, told: None };
        let mut ledger = self.writer()?;
        ledger.begin()?;
        let told = Watch { told: now, ..watch.clone() };
        let done = keep(&mut *ledger, &told, kept.seq, BY, now).and_then(|_| keep(&mut *ledger, &delivery, 0, BY, now));
        match done {
            Ok(_) => Ok(ledger.commit()?),
            Err(error) => {
                let _ = ledger.rollback();
                // Whoever watches changed it meanwhile: the next look sees it.
                if super::deliver::changed_meanwhile(&error) { Ok(()) } else { Err(error) }
            }
        }
    }

    /// What is sent, through the gate as it stands now.
    pub(super) fn what_changed(
        &self,
        delivery: &Delivery,
        to: Recipient,
        watch: &str,
        (since, until): (Instant, Instant),
    ) -> Result<std::result::Result<Parcel, Came>> {
        let gone = |told: &str| Ok(Err(Came::Never(told.to_owned())));
        let watch: Option<Kept<Watch>> = self.ask(|ledger| find(ledger, watch))?;
        let Some(watch) = watch.map(|kept| kept.value).filter(|watch| !watch.ended) else {
            return gone("the watch has ended");
        };
        let Some(audience) = self.watch_audience(&watch, to.clearance)? else { return gone("whoever watched is gone") };
        let news = self.news(&watch.target, since, Some(until), Some(audience))?;
        if news.is_empty() || !news.iter().all(|one| gate::may_see(one.tlp, Some(audience))) {
            return gone("nothing of it may be told to the recipient");
        }
        let label = news.iter().map(|one| one.tlp).max().unwrap_or_default().as_str().to_uppercase();
        let name = watch.target.name();
        let subject = format!("[TLP:{label}] Changes: {}", crate::advisory::line(&name));
        let mut text = format!("{subject}\n\nWatched: {} {name}\n", watch.target.kind());
        for one in &news {
            let _ = writeln!(text, "\n- {:.0} {}: {} (incident {})", one.at, one.victim, one.what, one.incident);
        }
        let data = serde_json::json!({"watch": watch.id, "of": watch.target.kind(), "name": name, "since": since,
            "until": until, "changes": news});
        Ok(Ok(Parcel { id: delivery.id.clone(), to, subject, text, kind: "watch.changed", data }))
    }
}
