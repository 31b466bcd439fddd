//! Deliveries: each object by itself, one that is bad beside many that are good; all of them durable before it is told.

use super::page::date;
use super::{Act, Answer, Labels, Refusal, door};
use crate::{Engine, Needs, Verdict, Visitor, authorise};
use rayon::prelude::*;
use serde_json::Value;
use sextant_model::{Collection, Instant};
use sextant_stix::object::Object;
use sextant_store::{Collections, Delivery, Incoming, Received, Status};
use std::borrow::Cow;

/// What came of the objects of an envelope before they reach the store.
struct Sorted {
    good: Vec<Object>,
    /// Of those that are bad: id and version, as far as they can be made out, and why.
    bad: Vec<(String, String, String)>,
}

impl Engine {
    /// Takes in an envelope; gives what is told of it, which can be asked for again.
    ///
    /// # Errors
    /// When the visitor may not write there, the body is no envelope, or the store cannot be written: then nothing of
    /// it is kept.
    pub fn receive(&self, visitor: &Visitor, collection: &str, body: &[u8]) -> Answer<Vec<u8>> {
        let collection = self.collection_for(visitor, collection, Act::Write)?;
        let texts = sextant_formats::taxii::objects(body)?;
        let sorted = sort(&texts);
        let objects = self.labelled(&sorted.good, &collection)?;
        let recorded = crate::clock::now();
        let delivery = Delivery { collection: collection.id, objects, by: visitor.name().to_owned(), recorded };
        let id = uuid::Builder::from_random_bytes(crate::access::random::<16>()?).into_uuid().to_string();
        let answer = std::cell::RefCell::default();
        let told = |received: &[Received]| {
            let body = told(&id, recorded, &delivery.objects, received, &sorted.bad);
            answer.replace(body.clone());
            Status { id: id.clone(), owner: visitor.name().to_owned(), body }
        };
        self.writer()?.receive(&delivery, &told)?;
        Ok(answer.into_inner().into_bytes())
    }

    /// What is told of a delivery, to who brought it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]; when the store cannot be read.
    pub fn delivery_status(&self, visitor: &Visitor, id: &str) -> Answer<Vec<u8>> {
        let missing = || Refusal::NotFound { what: "status", id: id.to_owned() };
        let status = self.ask(|ledger| Ok(ledger.status(id)?))?.ok_or_else(missing)?;
        match authorise(visitor, Needs::Told(&status.owner)) {
            Verdict::Yes => Ok(status.body.into_bytes()),
            _ => Err(missing()),
        }
    }

    fn labelled(&self, objects: &[Object], collection: &Collection) -> Answer<Vec<Incoming>> {
        Ok(self.ask(|ledger| {
            let mut labels = Labels::new(ledger, &collection.id, objects);
            objects.iter().map(|object| Ok(door::incoming(object, labels.of(object, collection.label)?))).collect()
        })?)
    }
}

fn sort(texts: &[&str]) -> Sorted {
    let mut sorted = Sorted { good: Vec::with_capacity(texts.len()), bad: Vec::new() };
    let read: Vec<_> = texts.par_iter().map(|text| door::read(text)).collect();
    for (place, (text, read)) in texts.iter().zip(read).enumerate() {
        match read {
            Ok(object) => sorted.good.push(object),
            Err(why) => {
                let seen: Option<Value> = serde_json::from_str(text).ok();
                let word = |name: &str| {
                    let word = seen.as_ref().and_then(|seen| seen.get(name)?.as_str());
                    word.map(|word| word.chars().take(300).collect::<String>())
                };
                let id = word("id").unwrap_or_else(|| format!("object {place} of the envelope"));
                let version = word("modified").or_else(|| word("created")).unwrap_or_default();
                sorted.bad.push((id, version, why));
            }
        }
    }
    sorted
}

/// One object in what is told of a delivery.
#[derive(serde::Serialize)]
struct Line<'a> {
    id: &'a str,
    version: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

/// What is told of a delivery.
#[derive(serde::Serialize)]
struct Told<'a> {
    id: &'a str,
    status: &'static str,
    request_timestamp: &'a str,
    total_count: usize,
    success_count: usize,
    successes: Vec<Line<'a>>,
    failure_count: usize,
    failures: Vec<Line<'a>>,
    pending_count: usize,
    pendings: [(); 0],
}

fn told(
    id: &str,
    recorded: Instant,
    objects: &[Incoming],
    received: &[Received],
    bad: &[(String, String, String)],
) -> String {
    let at = format!("{recorded:.6}");
    let came = objects.iter().zip(received);
    let successes = came.map(|(object, received)| Line {
        id: &object.id,
        version: object.shown.as_deref().map_or_else(|| date(received.added).into(), Cow::from),
        message: received.known.then_some("it was there already"),
    });
    let successes: Vec<Line<'_>> = successes.collect();
    // The standard wants a version; where none can be made out, the time of the request stands for it.
    let failures = bad.iter().map(|(id, version, why)| Line {
        id,
        version: if version.is_empty() { at.as_str() } else { version }.into(),
        message: Some(why),
    });
    let failures: Vec<Line<'_>> = failures.collect();
    let told = Told {
        id,
        status: "complete",
        request_timestamp: &at,
        total_count: successes.len() + failures.len(),
        success_count: successes.len(),
        successes,
        failure_count: failures.len(),
        failures,
        pending_count: 0,
        pendings: [],
    };
    serde_json::to_string(&told).unwrap_or_default()
}
