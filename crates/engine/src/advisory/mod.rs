//! Advisories: what a sector is told of an incident, and what to do. An advisory is drafted for a label; its facts are
//! folded anew from what that label may know, as this store knew it then, so that nobody of ours can change their words
//! and `forget` takes them away here too. People write title, summary and steps.
//!
//! draft → proposed → approved → published; then a correction goes the same way and becomes the next revision, or it is
//! withdrawn. Every step is a statement in the store and stays.

mod facts;
mod feeds;
mod paper;
mod sheet;
mod stated;
mod steps;
mod told;
mod write;

pub use facts::{Fact, Facts, Sign, Voice};
pub use sheet::Sheet;
pub(crate) use stated::line;
pub use stated::{Advisory, Edit, State};
pub use steps::{Help, Mitigation};
pub(crate) use told::{Told, ToldStep};
pub(crate) use write::escape;

use crate::said::{Kept, all, every, find, keep};
use crate::{Engine, EngineError, Result, gate};
use sextant_model::{IncidentId, Instant, Tlp};
use sextant_store::Ledger;
use stated::TEXT;

impl Engine {
    /// Drafts an advisory on an incident for a label.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such incident that the label may know of; [`EngineError::Invalid`] for a
    /// label that whoever drafts may not see; when the store cannot be written.
    pub fn draft_advisory(
        &self,
        incident: IncidentId,
        label: Tlp,
        audience: Option<Tlp>,
        by: &str,
    ) -> Result<Advisory> {
        if !gate::may_see(label, audience) {
            return Err(EngineError::Invalid(format!("you are not cleared for TLP:{label}: draft for less")));
        }
        let known = crate::clock::now();
        let record = sheet::record(self, incident, label, known)?;
        let mut advisory = Advisory {
            id: uuid::Uuid::now_v7().to_string(),
            incident: record.id,
            label,
            title: String::new(),
            summary: record.headline.clone(),
            steps: steps::steps(&record),
            known,
            state: State::Draft,
            revision: 0,
            authors: vec![by.to_owned()],
            approved_by: None,
            note: None,
            published: None,
            carries: false,
        };
        let kinds: Vec<String> = record.kinds.iter().map(|kind| kind.value.replace('-', " ")).collect();
        let title = if kinds.is_empty() { "incident".to_owned() } else { kinds.join(", ") };
        Edit { title: Some(format!("{}: {title}", record.victim.name)), ..Edit::default() }.apply(&mut advisory)?;
        keep(&mut *self.writer()?, &advisory, 0, by, known)?;
        Ok(advisory)
    }

    /// Changes what people wrote. Whatever was agreed to is to be agreed to again.
    ///
    /// # Errors
    /// [`EngineError::NotFound`]; [`EngineError::Invalid`] when it is published (correct it) or withdrawn, or a text is too
    /// long; when the store cannot be written.
    pub fn edit_advisory(&self, id: &str, edit: Edit, audience: Option<Tlp>, by: &str) -> Result<Advisory> {
        self.step(id, audience, by, |advisory| {
            if advisory.state.is_out() {
                return Err(refused(advisory, "say what you put right: correct it"));
            }
            edit.apply(advisory)?;
            draft(advisory, by);
            Ok(())
        })
    }

    /// Asks for somebody else's word on a draft.
    ///
    /// # Errors
    /// As [`edit_advisory`](Self::edit_advisory); when it is no draft.
    pub fn propose_advisory(&self, id: &str, audience: Option<Tlp>, by: &str) -> Result<Advisory> {
        self.step(id, audience, by, |advisory| {
            if advisory.state != State::Draft {
                return Err(refused(advisory, "only a draft is proposed"));
            }
            advisory.state = State::Proposed;
            Ok(())
        })
    }

    /// Agrees to what is proposed; nobody agrees to what they wrote.
    ///
    /// # Errors
    /// As [`edit_advisory`](Self::edit_advisory); when it is not proposed, or `by` wrote at it.
    pub fn approve_advisory(&self, id: &str, audience: Option<Tlp>, by: &str) -> Result<Advisory> {
        self.step(id, audience, by, |advisory| {
            if advisory.state != State::Proposed {
                return Err(refused(advisory, "only what is proposed is approved"));
            }
            if advisory.authors.iter().any(|author| author == by) {
                return Err(refused(advisory, "whoever wrote at it cannot approve it: ask somebody else"));
            }
            (advisory.state, advisory.approved_by) = (State::Approved, Some(by.to_owned()));
            Ok(())
        })
    }

    /// Opens a correction of what is published: a draft of the next revision, with what is known now.
    ///
    /// # Errors
    /// As [`edit_advisory`](Self::edit_advisory); when it is not published, or nothing is said on what is put right.
    pub fn correct_advisory(
        &self,
        id: &str,
        note: &str,
        edit: Edit,
        audience: Option<Tlp>,
        by: &str,
    ) -> Result<Advisory> {
        let note = said(note, "what the correction puts right")?;
        self.step(id, audience, by, |advisory| {
            if advisory.state != State::Published {
                return Err(refused(advisory, "only what is published is corrected"));
            }
            edit.apply(advisory)?;
            (advisory.authors, advisory.note) = (Vec::new(), Some(note));
            advisory.known = crate::clock::now();
            draft(advisory, by);
            Ok(())
        })
    }

    /// Publishes an advisory: into the feeds, the TAXII collection of its label (the incident's record, and the advisory as
    /// objects of its own), and to every recipient who may have it.
    /// What is to be sent is noted in the same transaction, so that nothing is lost or doubled when the program ends.
    ///
    /// # Errors
    /// As [`edit_advisory`](Self::edit_advisory); when a second person must approve it first.
    pub fn publish_advisory(&self, id: &str, audience: Option<Tlp>, by: &str) -> Result<Advisory> {
        let must = self.desk().second_person;
        self.out(id, audience, by, |advisory, now| {
            match advisory.state {
                State::Approved => {}
                State::Draft | State::Proposed if !must => {}
                State::Draft | State::Proposed => {
                    return Err(refused(advisory, "a second person must approve it first"));
                }
                State::Published | State::Withdrawn => {
                    return Err(refused(advisory, "there is nothing new to publish"));
                }
            }
            advisory.state = State::Published;
            advisory.published = advisory.published.or(Some(now));
            Ok(())
        })
    }

    /// Takes a published advisory back: everybody who got it is told.
    ///
    /// # Errors
    /// As [`edit_advisory`](Self::edit_advisory); when it was never published, or no reason is given.
    pub fn withdraw_advisory(&self, id: &str, reason: &str, audience: Option<Tlp>, by: &str) -> Result<Advisory> {
        let reason = said(reason, "why it is withdrawn")?;
        self.out(id, audience, by, |advisory, _| {
            if advisory.revision == 0 || advisory.state == State::Withdrawn {
                return Err(refused(advisory, "only what was published is withdrawn"));
            }
            (advisory.state, advisory.note) = (State::Withdrawn, Some(reason));
            Ok(())
        })
    }

    /// The advisories that an audience may know of, newest change first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn advisories(&self, audience: Option<Tlp>) -> Result<Vec<Kept<Advisory>>> {
        let mut kept: Vec<Kept<Advisory>> = self.ask(|ledger| all(ledger, None))?;
        kept.retain(|kept| gate::may_see(kept.value.label, audience));
        kept.reverse();
        Ok(kept)
    }

    /// One advisory as it stands; `id` may be the beginning of one that no other shares.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is none that this audience may know of.
    pub fn advisory(&self, id: &str, audience: Option<Tlp>) -> Result<Kept<Advisory>> {
        self.ask(|ledger| visible(ledger, id, audience))
    }

    /// Every statement on an advisory, oldest first.
    ///
    /// # Errors
    /// As [`advisory`](Self::advisory).
    pub fn advisory_revisions(&self, id: &str, audience: Option<Tlp>) -> Result<Vec<Kept<Advisory>>> {
        self.ask(|ledger| {
            let id = visible(ledger, id, audience)?.value.id;
            every(ledger, &id)
        })
    }

    /// What recipients have of an advisory: the statement that was published or withdrawn last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn advisories_out(&self, audience: Option<Tlp>) -> Result<Vec<Kept<Advisory>>> {
        let mut out = Vec::new();
        for kept in self.advisories(audience)? {
            if kept.value.state.is_out() {
                out.push(kept);
            } else if kept.value.revision > 0 {
                let before = self.ask(|ledger| every::<Advisory>(ledger, &kept.value.id))?;
                out.extend(before.into_iter().rev().find(|one| one.value.state.is_out()));
            }
        }
        out.sort_by_key(|kept| std::cmp::Reverse(kept.at));
        Ok(out)
    }

    fn step(
        &self,
        id: &str,
        audience: Option<Tlp>,
        by: &str,
        change: impl FnOnce(&mut Advisory) -> Result<()>,
    ) -> Result<Advisory> {
        let mut ledger = self.writer()?;
        let Kept { seq, value: mut advisory, .. } = visible(&*ledger, id, audience)?;
        change(&mut advisory)?;
        keep(&mut *ledger, &advisory, seq, by, crate::clock::now())?;
        Ok(advisory)
    }

    /// A step that leaves the house: the statement, what is published over TAXII and what is to be sent are one
    /// transaction.
    fn out(
        &self,
        id: &str,
        audience: Option<Tlp>,
        by: &str,
        change: impl FnOnce(&mut Advisory, Instant) -> Result<()>,
    ) -> Result<Advisory> {
        let now = crate::clock::now();
        let mut ledger = self.writer()?;
        ledger.begin()?;
        let done = visible(&*ledger, id, audience).and_then(|Kept { seq, value: mut advisory, .. }| {
            change(&mut advisory, now)?;
            advisory.revision += 1;
            self.collect(&mut *ledger, &mut advisory, by)?;
            keep(&mut *ledger, &advisory, seq, by, now)?;
            let told = self.what_is_out(&every(&*ledger, &advisory.id)?)?;
            told.map_or(Ok(()), |told| crate::publish::put_advisory(&mut *ledger, self.producer(), &told, by))?;
            crate::outbox::queue(&mut *ledger, &advisory, by, now)?;
            Ok(advisory)
        });
        match done {
            Ok(advisory) => ledger.commit().map(|()| advisory).map_err(EngineError::from),
            Err(error) => {
                let _ = ledger.rollback();
                Err(error)
            }
        }
    }

    /// Puts the incident's record into the collection of the label, or takes it out when the advisory that put it there
    /// is withdrawn and no other needs it.
    fn collect(&self, ledger: &mut dyn Ledger, advisory: &mut Advisory, by: &str) -> Result<()> {
        let key = (advisory.incident, advisory.label);
        let is_out = ledger.publications()?.contains(&key);
        if advisory.state == State::Published {
            advisory.carries |= !is_out;
            crate::publish::put(ledger, self.producer(), key.0, key.1, by)?;
            return Ok(());
        }
        let others = all::<Advisory>(ledger, Some(State::Published.as_str()))?;
        let needed = others.iter().any(|o| o.value.id != advisory.id && (o.value.incident, o.value.label) == key);
        if advisory.carries && is_out && !needed {
            crate::publish::take_out(ledger, key.0, key.1, by)?;
        }
        Ok(())
    }
}

fn draft(advisory: &mut Advisory, by: &str) {
    (advisory.state, advisory.approved_by) = (State::Draft, None);
    if !advisory.authors.iter().any(|author| author == by) {
        advisory.authors.push(by.to_owned());
    }
}

fn refused(advisory: &Advisory, why: &str) -> EngineError {
    EngineError::Invalid(format!("the advisory is {}: {why}", advisory.state_word()))
}

fn said(text: &str, what: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT {
        return Err(EngineError::Invalid(format!("say {what}, in {TEXT} characters at most")));
    }
    Ok(text.replace("\r\n", "\n"))
}

/// The advisory that `id` names, for who may know of it.
fn visible(ledger: &dyn Ledger, id: &str, audience: Option<Tlp>) -> Result<Kept<Advisory>> {
    let seen = |kept: &Kept<Advisory>| gate::may_see(kept.value.label, audience);
    if let Some(kept) = find::<Advisory>(ledger, id)?.filter(seen) {
        return Ok(kept);
    }
    let mut begun = all::<Advisory>(ledger, None)?;
    begun.retain(|kept| !id.is_empty() && kept.value.id.starts_with(id) && seen(kept));
    match begun.pop() {
        Some(kept) if begun.is_empty() => Ok(kept),
        Some(_) => Err(EngineError::Invalid(format!("{id:?} names several advisories: give more of the id"))),
        None => Err(EngineError::not_found("advisory", id)),
    }
}
