//! Live change: server-sent events. What is told is found by asking the gate, so whoever is not cleared for something
//! gets no event, no number and no other beat when it changes. Writes of other processes are seen too: the audit log is
//! looked at, and only where it grew is anything asked.

use super::Refused;
use crate::respond::fnv;
use crate::site::App;
use crate::visitor::Viewer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use sextant_engine::{Engine, IncidentQuery, Visitor, gate};
use sextant_model::{IncidentId, Tlp};
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// How often the audit log is looked at.
const BEAT: Duration = Duration::from_secs(1);
/// How long one stream lasts; a browser comes again by itself and is asked anew who it is.
const LASTS: Duration = Duration::from_secs(300);
/// Streams at once, and of one account.
const STREAMS: usize = 500;
const OF_ONE: usize = 20;
/// Events that wait for a slow reader; one that is slower than that is left.
const WAITING: usize = 8;
/// Incidents that are watched: those that changed last.
const WATCHED: usize = 200;

/// What an audience knows, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Known {
    tag: String,
    incidents: BTreeMap<IncidentId, u64>,
}

#[derive(Debug, Default)]
struct Looked {
    at: Option<Instant>,
    /// The last entry of the audit log.
    head: u64,
    known: Arc<Known>,
}

/// All streams.
#[derive(Debug, Default)]
pub struct Events {
    ended: AtomicBool,
    looked: [Mutex<Looked>; 5],
    open: Mutex<HashMap<String, usize>>,
}

impl Events {
    /// Ends all streams: the server stops.
    pub fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }

    /// What an audience knows now; looked up once a beat, however many ask.
    fn known(&self, engine: &Engine, level: Tlp) -> sextant_engine::Result<Arc<Known>> {
        let place = Tlp::ALL.iter().position(|label| *label == level).unwrap_or(0);
        let mut looked = self.looked[place].lock().unwrap_or_else(PoisonError::into_inner);
        if looked.at.is_some_and(|at| at.elapsed() < BEAT / 2) {
            return Ok(Arc::clone(&looked.known));
        }
        let mut grew = looked.at.is_none();
        // The log is read to its end in steps; what it says is not told.
        loop {
            let entries = engine.audit(looked.head + 1, 1_000)?;
            let Some(last) = entries.last() else { break };
            (looked.head, grew) = (last.seq, true);
        }
        if grew {
            looked.known = Arc::new(known(engine, level)?);
        }
        looked.at = Some(Instant::now());
        Ok(Arc::clone(&looked.known))
    }
}

fn known(engine: &Engine, level: Tlp) -> sextant_engine::Result<Known> {
    let newest = IncidentQuery { audience: Some(level), limit: WATCHED, ..IncidentQuery::default() };
    let found = engine.incidents(&newest)?;
    let hash = |value: &dyn std::fmt::Debug| fnv(format!("{value:?}").as_bytes());
    let incidents: BTreeMap<IncidentId, u64> = found.items.iter().map(|item| (item.id, hash(item))).collect();
    let tag = format!("{:016x}", hash(&(&incidents, engine.stats(Some(level))?)));
    Ok(Known { tag, incidents })
}

/// A place among the streams, given back when it is dropped.
struct Place {
    app: App,
    name: String,
}

impl Place {
    fn of(app: &App, name: &str) -> Option<Self> {
        let mut open = app.events.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = open.get(name).copied().unwrap_or(0);
        if mine >= OF_ONE || open.values().sum::<usize>() >= STREAMS {
            return None;
        }
        open.insert(name.to_owned(), mine + 1);
        Some(Self { app: app.clone(), name: name.to_owned() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.app.events.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.name) {
            *count -= 1;
        }
        open.retain(|_, count| *count > 0);
    }
}

struct Stream(mpsc::Receiver<Event>);

impl futures_core::Stream for Stream {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|event| event.map(Ok))
    }
}

/// The stream.
pub async fn stream(State(app): State<App>, viewer: Viewer, headers: HeaderMap) -> Response {
    let Some(place) = Place::of(&app, viewer.0.name()) else {
        let told = "Close some of your pages, or wait.".to_owned();
        return Refused::Problem(StatusCode::TOO_MANY_REQUESTS, "Too many streams", told).into_response();
    };
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move { follow(&place, &viewer, last, &sender).await });
    Sse::new(Stream(receiver)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

/// Tells of changes until the reader leaves, is too slow, may not read any more, or the time is up.
async fn follow(place: &Place, viewer: &Viewer, last: Option<String>, sender: &mpsc::Sender<Event>) {
    let level = gate::level(viewer.audience());
    let (since, mut before): (_, Option<Arc<Known>>) = (Instant::now(), None);
    while since.elapsed() < LASTS && !sender.is_closed() && !place.app.events.ended.load(Ordering::Acquire) {
        let (app, visitor) = (place.app.clone(), viewer.0.clone());
        let asked = tokio::task::spawn_blocking(move || look(&app, &visitor, level)).await;
        let Ok(Some(now)) = asked else { return };
        let event = match &before {
            Some(before) if before.tag == now.tag => None,
            Some(before) => Some(changed(before, &now)),
            None if last.as_ref().is_none_or(|last| *last == now.tag) => {
                Some(Event::default().event("ready").id(now.tag.clone()).data("{}"))
            }
            None => Some(changed(&Known::default(), &Known { tag: now.tag.clone(), incidents: BTreeMap::new() })),
        };
        if event.is_some_and(|event| sender.try_send(event).is_err()) {
            return;
        }
        before = Some(now);
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            () = sender.closed() => return,
        }
    }
}

fn changed(before: &Known, now: &Known) -> Event {
    let others = now.incidents.iter().filter(|(id, hash)| before.incidents.get(id) != Some(hash)).map(|(id, _)| *id);
    let gone = before.incidents.keys().filter(|id| !now.incidents.contains_key(id)).copied();
    let incidents: Vec<IncidentId> = others.chain(gone).collect();
    let data = serde_json::json!({ "incidents": incidents }).to_string();
    Event::default().event("changed").id(now.tag.clone()).data(data)
}

fn look(app: &App, visitor: &Visitor, level: Tlp) -> Option<Arc<Known>> {
    let engine = app.answers.engine()?;
    let still = match visitor {
        Visitor::Known(caller) => {
            engine.still(&caller.account.name, caller.statement).ok()?.is_some_and(|now| now.clearance >= level)
        }
        Visitor::Keeper => !engine.has_accounts().ok()?,
        Visitor::Stranger => false,
    };
    if !still {
        return None;
    }
    app.events.known(engine, level).ok()
}
