//! Pushing: what an audience may have of the records, sent to a collection in envelopes that it takes. What it has
//! already, by id and content, is not sent again; what it refuses is named and tried the next time.

use super::answers::Collection;
use super::asking::{Asking, refusal};
use super::finding::Found;
use super::memory::Memory;
use super::{RemoteEvent, RemoteOptions};
use crate::exchange::label_of;
use crate::fetch::session::{Answer, address};
use crate::{Engine, EngineError, Result};
use serde::Serialize;
use serde_json::Value;
use sextant_model::{AsOf, IncidentId, Problem, Tlp};
use sextant_stix::markings::tlp;
use sextant_stix::object::{self, Object};
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use url::Url;

/// Bytes of an envelope where the server does not say what it takes.
const MOST: usize = 8 << 20;
/// The outside of an envelope.
const OUTSIDE: usize = r#"{"objects":[]}"#.len();
/// Times that a status is asked for until what is pending is told as such.
const LOOKS: u32 = 40;

/// What is pushed.
#[derive(Debug, Clone)]
pub struct PushOptions {
    /// For whom: nothing above this level leaves.
    pub audience: Tlp,
    /// One incident, or all.
    pub incident: Option<IncidentId>,
    /// As known when.
    pub as_of: AsOf,
    /// Sends what the collection took before as well.
    pub again: bool,
    /// Says what would be sent, and sends nothing.
    pub dry: bool,
    /// How the server is dealt with.
    pub remote: RemoteOptions,
}

/// What came of a push.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PushTally {
    /// The collection.
    pub collection: String,
    /// Objects that the audience may have.
    pub objects: usize,
    /// Those that the collection took before.
    pub known: usize,
    /// Those that it took now (with a dry run: would be sent).
    pub sent: usize,
    /// Those that it has not decided on yet.
    pub pending: usize,
    /// Those that it refused, or that could not be sent.
    pub failed: usize,
    /// Whether the run ended before everything was sent: another goes on.
    pub stopped: bool,
}

impl Engine {
    /// Sends what the audience may have to the collection at `url`.
    ///
    /// # Errors
    /// When there is no such incident, no collection that may be written, or the server cannot be reached.
    pub fn push(
        &self,
        url: &str,
        options: &PushOptions,
        stop: &AtomicBool,
        tell: &mut dyn FnMut(RemoteEvent<'_>),
    ) -> Result<PushTally> {
        let place = address(url).map_err(EngineError::Input)?;
        let bundle = self.export_stix(options.incident, options.as_of, Some(options.audience))?;
        let content = object::read(&bundle).map_err(|error| EngineError::Output(error.to_string()))?;
        let objects: Vec<Object> =
            content.objects.into_iter().filter(|object| may_leave(object, options.audience)).collect();
        let mut asking = super::asking(&place, &options.remote, stop, tell)?;
        let collection = writable(&mut asking, &place).map_err(EngineError::Input)?;
        let most = asking.most(&collection.url).unwrap_or(MOST);
        let mut push = Push {
            asking,
            memory: self.memory()?,
            collection,
            most,
            page: options.remote.page.max(1),
            tally: PushTally { objects: objects.len(), ..PushTally::default() },
        };
        push.run(&objects, options);
        Ok(push.tally)
    }
}

/// The gate has let it through; this is the last look at what is about to leave for another's machine.
fn may_leave(object: &Object, audience: Tlp) -> bool {
    if object.id().is_some_and(|id| tlp::of_id(id).is_some()) {
        return true;
    }
    // Everything that we put out carries a label: what carries none is not ours to send.
    tlp::strictest(object.properties()).is_some_and(|level| label_of(level).allows(audience))
}

fn writable(asking: &mut Asking<'_>, place: &Url) -> std::result::Result<Collection, Problem> {
    let Found::Collections(all) = asking.find(place)? else {
        return Err(Problem::new("not-taxii", place.as_str(), "is a feed: only collections of TAXII take objects"));
    };
    let mut open: Vec<Collection> = all.into_iter().filter(|collection| collection.can_write).collect();
    match open.len() {
        1 => Ok(open.remove(0)),
        0 => Err(Problem::new("no-collection", place.as_str(), "has no collection that may be written")),
        n => {
            let named: Vec<String> = open.iter().map(|c| format!("{} ({})", c.url, c.title)).collect();
            let told = format!("has {n} collections that may be written: name one of {}", named.join(", "));
            Err(Problem::new("which-collection", place.as_str(), told))
        }
    }
}

struct Push<'a> {
    asking: Asking<'a>,
    memory: Memory,
    collection: Collection,
    most: usize,
    page: usize,
    tally: PushTally,
}

impl Push<'_> {
    fn run(&mut self, objects: &[Object], options: &PushOptions) {
        self.tally.collection = self.collection.url.to_string();
        (self.asking.tell)(RemoteEvent::Place(&self.collection.title));
        let known = if options.again { Default::default() } else { self.memory.pushed(&self.collection.url).clone() };
        let fresh = objects.iter().filter(|object| known.get(object.id().unwrap_or_default()) != Some(&mark(object)));
        let fresh: Vec<&Object> = fresh.collect();
        self.tally.known = objects.len() - fresh.len();
        if options.dry {
            self.tally.sent = fresh.len();
            return;
        }
        let fitting: Vec<&Object> = fresh.into_iter().filter(|object| self.fits(object)).collect();
        let mut rest = fitting.as_slice();
        while !rest.is_empty() {
            if self.asking.is_over() {
                self.tally.stopped = true;
                return;
            }
            let (envelope, after) = rest.split_at(self.share(rest));
            match self.send(envelope) {
                Sent::Done => rest = after,
                Sent::TooLarge => self.page = envelope.len() / 2,
                Sent::Failed(problem) => {
                    self.tally.failed += rest.len();
                    (self.asking.tell)(RemoteEvent::Trouble(&problem));
                    return;
                }
            }
        }
    }

    /// Whether an object by itself is within what the server takes.
    fn fits(&mut self, object: &Object) -> bool {
        let size = object.as_bytes().len() + OUTSIDE;
        if size <= self.most {
            return true;
        }
        let told = format!("has {size} bytes with its envelope, the server takes {}", self.most);
        self.refuse(object.id().unwrap_or_default(), &told);
        false
    }

    fn refuse(&mut self, id: &str, told: &str) {
        self.tally.failed += 1;
        let told: String = told.chars().take(300).collect();
        (self.asking.tell)(RemoteEvent::Trouble(&Problem::new("refused", id, told)));
    }

    /// How many objects go into the next envelope.
    fn share(&self, objects: &[&Object]) -> usize {
        let mut size = OUTSIDE;
        let fits = objects.iter().take(self.page).take_while(|object| {
            size += object.as_bytes().len() + 1;
            size <= self.most + 1
        });
        fits.count().max(1)
    }

    fn send(&mut self, objects: &[&Object]) -> Sent {
        let parts: Vec<&[u8]> = objects.iter().map(|object| object.as_bytes()).collect();
        let body = [&b"{\"objects\":["[..], &parts.join(&b','), b"]}"].concat();
        let Ok(url) = self.collection.url.join("objects/") else {
            return Sent::Failed(Problem::new("url", self.collection.url.as_str(), "is no folder"));
        };
        let answer = match self.asking.post(&url, &body) {
            Ok(answer) => answer,
            Err(problem) => return Sent::Failed(problem),
        };
        match answer.status {
            200..=299 => self.judge(objects, answer),
            413 if objects.len() > 1 => Sent::TooLarge,
            400 | 413 | 422 if objects.len() == 1 => {
                self.refuse(objects[0].id().unwrap_or_default(), &refusal(&answer).message);
                Sent::Done
            }
            // One bad object refuses the whole envelope at some servers: halves find it.
            400 | 422 => Sent::TooLarge,
            _ => Sent::Failed(refusal(&answer)),
        }
    }

    /// Reads the status until nothing is pending.
    fn judge(&mut self, objects: &[&Object], answer: Answer) -> Sent {
        let mut status: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let place = status.get("id").and_then(Value::as_str).and_then(|id| self.status_url(id));
        for look in 0..LOOKS {
            if status.get("status").and_then(Value::as_str).is_none_or(|word| word != "pending") {
                break;
            }
            let Some(place) = &place else { break };
            let wait = Duration::from_millis(100 << look.min(7)).min(Duration::from_secs(5));
            if self.asking.wait(wait).is_err() || self.asking.is_over() {
                break;
            }
            match self.asking.get(place, None) {
                Ok(answer) if (200..300).contains(&answer.status) => {
                    status = serde_json::from_slice(&answer.bytes).unwrap_or_default();
                }
                // What became of it cannot be learnt: it is sent again the next time, which changes nothing there.
                _ => break,
            }
        }
        self.settle(objects, &status);
        Sent::Done
    }

    fn status_url(&self, id: &str) -> Option<Url> {
        uuid::Uuid::parse_str(id).ok()?;
        self.collection.url.join(&format!("../../status/{id}/")).ok()
    }

    /// Counts what was taken and what was not, and remembers what was.
    fn settle(&mut self, objects: &[&Object], status: &Value) {
        let pending = status.get("status").and_then(Value::as_str) == Some("pending");
        let failures = listed(status, "failures");
        let waiting = listed(status, "pendings");
        let named = |list: &[(String, String)], object: &Object| {
            list.iter().find(|(id, _)| object.id() == Some(id)).map(|(_, told)| told.clone())
        };
        let count = |name: &str| status.get(name).and_then(Value::as_u64).unwrap_or_default();
        // Failures that are counted but not named: nothing of the envelope is known to be there.
        let unnamed = count("failure_count") > failures.len() as u64;
        for object in objects {
            let id = object.id().unwrap_or_default();
            if let Some(told) = named(&failures, object) {
                self.refuse(id, if told.is_empty() { "the server refuses it" } else { &told });
            } else if unnamed {
                self.refuse(id, "the server refuses some of its envelope and does not say which");
            } else if named(&waiting, object).is_some() || (pending && waiting.is_empty()) {
                self.tally.pending += 1;
            } else {
                self.tally.sent += 1;
                self.memory.pushed(&self.collection.url).insert(id.to_owned(), mark(object));
            }
        }
        self.memory.keep();
        (self.asking.tell)(RemoteEvent::Done(objects.len()));
    }
}

enum Sent {
    Done,
    /// Smaller envelopes may do.
    TooLarge,
    /// Nothing more can be sent.
    Failed(Problem),
}

/// Ids of a list of a status, with what is said of them; TAXII 2.0 has bare ids.
fn listed(status: &Value, name: &str) -> Vec<(String, String)> {
    let items = status.get(name).and_then(Value::as_array).into_iter().flatten();
    let each = items.filter_map(|item| match item {
        Value::String(id) => Some((id.clone(), String::new())),
        _ => {
            let told = item.get("message").and_then(Value::as_str).unwrap_or_default();
            Some((item.get("id")?.as_str()?.to_owned(), told.to_owned()))
        }
    });
    each.collect()
}

/// What tells one content from another.
fn mark(object: &Object) -> String {
    crate::access::digest(object.as_bytes())[..20].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carries_a_stricter_label_or_none_does_not_leave() {
        let object = |level: Option<&str>| {
            let refs =
                level.map_or(String::new(), |id| format!(r#","object_marking_refs":["marking-definition--{id}"]"#));
            Object::parse(format!(r#"{{"type":"note","id":"note--1"{refs}}}"#).as_bytes()).unwrap()
        };
        let (green, red) = ("bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "e828b379-4e03-4974-9ac4-e53a884c97c1");
        assert!(may_leave(&object(Some(green)), Tlp::Green) && may_leave(&object(Some(green)), Tlp::Red));
        assert!(!may_leave(&object(Some(red)), Tlp::AmberStrict) && !may_leave(&object(None), Tlp::Red));
    }

    #[test]
    fn statuses_name_what_failed_in_each_form() {
        let status = serde_json::json!({"failures": [{"id": "a--1", "message": "bad"}, "b--2", 7, {"x": 1}]});
        let expected = [("a--1".to_owned(), "bad".to_owned()), ("b--2".to_owned(), String::new())];
        assert_eq!(listed(&status, "failures"), expected);
        assert_eq!(listed(&Value::Null, "failures"), []);
    }
}
