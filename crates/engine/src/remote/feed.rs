//! Feeds of MISP: a manifest that names events with their times, and a file for each event beside it. Only events that
//! are new or have changed are fetched.

use super::RemoteEvent;
use super::asking::refusal;
use super::pull::Pull;
use crate::Result;
use sextant_model::Problem;
use url::Url;

/// Events after which the place in the feed is kept.
const BATCH: usize = 50;

impl Pull<'_> {
    /// Takes in the events of the feed whose manifest stands at `manifest`.
    pub(super) fn feed(&mut self, manifest: &Url, mut events: Vec<(String, i64)>) -> Result<()> {
        (self.asking.tell)(RemoteEvent::Place(manifest.as_str()));
        self.tally.places += 1;
        events.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        let known = self.memory.feed(manifest).clone();
        for (at, (uuid, changed)) in events.iter().enumerate() {
            if known.get(uuid).is_some_and(|before| before >= changed) {
                continue;
            }
            if !self.goes_on() {
                break;
            }
            if self.event(manifest, uuid)? {
                self.memory.feed(manifest).insert(uuid.clone(), *changed);
            }
            if at % BATCH == BATCH - 1 {
                self.memory.keep();
            }
        }
        self.memory.keep();
        Ok(())
    }

    /// Fetches and takes in one event; whether that was done, so that it need not be tried again.
    fn event(&mut self, manifest: &Url, uuid: &str) -> Result<bool> {
        let Ok(url) = manifest.join(&format!("{uuid}.json")) else { return Ok(false) };
        let answer = match self.asking.get(&url, None) {
            Ok(answer) if (200..300).contains(&answer.status) => answer,
            Ok(answer) => {
                self.trouble(&refusal(&answer));
                return Ok(false);
            }
            Err(problem) => {
                self.trouble(&problem);
                return Ok(false);
            }
        };
        self.tally.pages += 1;
        let (label, by) = (self.label(), self.by().to_owned());
        let tell = &mut *self.asking.tell;
        let mut told = |problem: &Problem| tell(RemoteEvent::Trouble(problem));
        let tally = self.engine.import_event(url.as_str(), answer.bytes, label, &by, &mut told)?;
        (self.asking.tell)(RemoteEvent::Done(1));
        self.tally.imported += &tally;
        Ok(true)
    }
}
