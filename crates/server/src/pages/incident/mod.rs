//! One incident: what is known, with standings and the words behind each, as of any day.

pub mod compare;
mod desk;
mod impact;

use crate::answers::Answers;
use crate::forms::Word;
use crate::pages::files;
use crate::pages::incidents::url_query;
use crate::pages::voices::Voices;
use crate::respond::{self, ask, page};
use crate::visitor::Viewer;
use crate::{fault, labels, vocabulary};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use desk::{Asker, Desk};
use impact::Plot;
use sextant_engine::export::Format;
use sextant_engine::{Matter, WeighedRecord};
use sextant_model::record::{DocumentRef, ExposureField, Field, HistoryEntry, Record};
use sextant_model::{
    AsOf, Claim, ClaimId, Clock, Copied, DocumentId, GroupId, IncidentId, Instant, Polarity, Stance, Standing, Tlp,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Claims on one page, unless all are asked for.
const CLAIMS: usize = 250;
/// Names and indicators on the page; the graph's page has a list of all.
const LISTED: usize = 200;
/// Days offered as links; any other can be typed in.
const DAYS: usize = 12;
/// Statements shown behind one of several values.
const SPOKEN: usize = 6;
/// Other incidents that are looked up by name.
const OTHERS: usize = 8;

/// The query of the page.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    as_of: String,
    clock: String,
    stance: String,
    speaker: String,
    matter: String,
    origin: String,
    all: String,
}

impl Asked {
    fn filtered(&self) -> bool {
        [&self.stance, &self.speaker, &self.matter, &self.origin].iter().any(|t| !t.is_empty())
    }

    fn wants(&self, claim: &Claim) -> bool {
        let fits = |asked: &str, value: &str| asked.is_empty() || asked == value;
        fits(&self.stance, claim.stance.as_str())
            && (self.speaker.is_empty() || self.speaker == labels::speaker(claim))
            && fits(&self.matter, labels::matter(claim))
            && (self.origin.is_empty() || self.origin == claim.group.to_string())
    }
}

/// What the engine was asked for.
struct Found {
    record: Record,
    values: Vec<Matter>,
    days: Vec<Instant>,
    others: BTreeMap<IncidentId, String>,
    desk: Desk,
}

/// A document with the claims listed under it.
struct Told<'a> {
    document: Option<&'a DocumentRef>,
    claims: Vec<&'a Claim>,
}

/// What changed on one day.
struct Day<'a> {
    at: Instant,
    entries: Vec<&'a HistoryEntry>,
}

#[derive(Template)]
#[template(path = "incident.html")]
struct Shown {
    asked: Asked,
    as_of: AsOf,
    record: Record,
    values: Vec<Matter>,
    voices: Voices,
    days: Vec<Instant>,
    others: BTreeMap<IncidentId, String>,
    plots: Vec<Plot>,
    desk: Desk,
    word: Word,
}

impl Shown {
    fn new(asked: Asked, as_of: AsOf, found: Found, word: Word) -> Self {
        let Found { mut record, values, days, others, desk } = found;
        let claims = record.claims.take().unwrap_or_default();
        let voices = Voices::new(claims);
        let plots = impact::plots(&record, &voices);
        let mut shown = Self { asked, as_of, record, values, voices, days, others, plots, desk, word };
        let listed = shown.listed().iter().map(|c| c.id).collect();
        shown.voices.on_page(listed);
        shown
    }

    fn exposure(&self, polarity: impl labels::Of<Polarity>) -> Vec<&ExposureField> {
        let polarity = polarity.of();
        self.record.exposure.iter().filter(|e| e.polarity == polarity).collect()
    }

    /// What somebody in a position to know, or a publisher, says to be so; of what is excluded, what is denied as well.
    fn established(&self, field: &ExposureField) -> bool {
        match field.field.standing {
            Standing::Confirmed | Standing::Reported => true,
            Standing::Denied => field.polarity == Polarity::NotExposed,
            _ => false,
        }
    }

    /// What is only claimed, thought possible, disputed, denied or not known.
    fn not_established(&self, polarity: impl labels::Of<Polarity>) -> Vec<&ExposureField> {
        let mut side = self.exposure(polarity);
        side.retain(|field| !self.established(field));
        side
    }

    /// Claims for and against its having happened: of the event as such, else of its kinds.
    fn told_of(&self) -> (Vec<ClaimId>, Vec<ClaimId>) {
        let occurred = std::iter::once(&self.record.occurred);
        let gathered = |fields: &mut dyn Iterator<Item = &Field>| {
            fields.fold((Vec::new(), Vec::new()), |(mut supporting, mut against), field| {
                supporting.extend(&field.supporting);
                against.extend(&field.against);
                (supporting, against)
            })
        };
        match gathered(&mut occurred.clone()) {
            (supporting, against) if supporting.is_empty() && against.is_empty() => {
                gathered(&mut self.record.kinds.iter())
            }
            found => found,
        }
    }

    /// Claims as the filter asks for, in order of their time.
    fn listed(&self) -> Vec<&Claim> {
        let mut listed: Vec<&Claim> = self.voices.claims().filter(|c| self.asked.wants(c)).collect();
        let order = |c: &&Claim| (self.at(c), c.document, c.start, c.id);
        if self.asked.all.is_empty() && listed.len() > CLAIMS {
            listed.select_nth_unstable_by_key(CLAIMS, order);
            listed.truncate(CLAIMS);
        }
        listed.sort_unstable_by_key(order);
        listed
    }

    /// The claims listed, under the documents that they stand in.
    fn told(&self) -> Vec<Told<'_>> {
        let mut told: Vec<Told<'_>> = Vec::new();
        for claim in self.listed() {
            let same = told.last().and_then(|t| t.claims.first()).is_some_and(|c| c.document == claim.document);
            if !same {
                let document = self.record.documents.iter().find(|d| Some(d.id) == claim.document);
                told.push(Told { document, claims: Vec::new() });
            }
            if let Some(last) = told.last_mut() {
                last.claims.push(claim);
            }
        }
        told
    }

    /// Whether claims that fit are not on the page.
    fn cut(&self) -> bool {
        self.asked.all.is_empty() && self.fitting() > CLAIMS
    }

    /// The same page with all claims that fit.
    fn all_link(&self) -> String {
        let a = &self.asked;
        let parts = [
            ("as_of", &a.as_of),
            ("clock", &a.clock),
            ("speaker", &a.speaker),
            ("stance", &a.stance),
            ("matter", &a.matter),
            ("origin", &a.origin),
        ];
        format!("?{}all=1#claims", url_query(&parts))
    }

    fn day(&self) -> String {
        super::date_field(&self.as_of)
    }

    fn fitting(&self) -> usize {
        self.voices.claims().filter(|c| self.asked.wants(c)).count()
    }

    fn speakers(&self) -> BTreeSet<String> {
        self.voices.claims().map(labels::speaker).collect()
    }

    /// Origins, each with who speaks and how many claims share it, those of which most is said first.
    fn origins_heard(&self) -> Vec<(GroupId, String, usize)> {
        let mut heard: BTreeMap<GroupId, (BTreeSet<String>, usize)> = BTreeMap::new();
        for claim in self.voices.claims() {
            let (speakers, claims) = heard.entry(claim.group).or_default();
            speakers.insert(labels::speaker(claim));
            *claims += 1;
        }
        let named = |speakers: BTreeSet<String>| {
            let more = speakers.len().saturating_sub(2);
            let first: Vec<String> = speakers.into_iter().take(2).collect();
            format!("{}{}", first.join(", "), if more > 0 { format!(" and {more} more") } else { String::new() })
        };
        let mut all: Vec<_> = heard.into_iter().map(|(group, (who, n))| (group, named(who), n)).collect();
        all.sort_by(|a, b| (b.2, &a.1, a.0).cmp(&(a.2, &b.1, b.0)));
        all
    }

    fn heard(&self, group: impl labels::Of<GroupId>) -> bool {
        self.asked.origin == group.of().to_string()
    }

    /// All days on which something changed, for the slider.
    fn slides(&self) -> String {
        self.days.iter().map(|day| labels::iso_day(*day)).collect::<Vec<_>>().join(" ")
    }

    /// The day before the last change, to compare with.
    fn compared(&self) -> String {
        self.days.iter().rev().nth(1).map_or_else(String::new, |day| labels::iso_day(*day))
    }

    fn matters(&self) -> BTreeSet<&'static str> {
        self.voices.claims().map(labels::matter).collect()
    }

    /// Documents by origin, the origin that came first first.
    fn origins(&self) -> Vec<Vec<&DocumentRef>> {
        let mut order: Vec<GroupId> = Vec::new();
        let mut by_group: BTreeMap<GroupId, Vec<&DocumentRef>> = BTreeMap::new();
        for document in &self.record.documents {
            let of = by_group.entry(document.group).or_default();
            if of.is_empty() {
                order.push(document.group);
            }
            of.push(document);
        }
        order.iter().filter_map(|group| by_group.remove(group)).collect()
    }

    /// From what a document was probably copied, though its words do not show it.
    fn copied(&self, id: impl labels::Of<DocumentId>) -> Vec<&Copied> {
        let id = id.of();
        self.record.copies.iter().filter(|copied| copied.document == id).collect()
    }

    fn at(&self, claim: &Claim) -> Instant {
        match self.as_of.clock {
            Clock::Published => claim.published.unwrap_or(claim.recorded),
            Clock::Recorded => claim.recorded,
        }
    }

    /// Whether the page shows what was known on this day.
    fn shown_on(&self, iso: &str) -> bool {
        self.as_of.until.is_some_and(|until| labels::iso_day(until) == iso)
    }

    /// The days offered as links: the latest ones.
    fn offered(&self) -> &[Instant] {
        &self.days[self.days.len().saturating_sub(DAYS)..]
    }

    /// The time line, a day at a time.
    fn history_days(&self) -> Vec<Day<'_>> {
        let mut days: Vec<Day<'_>> = Vec::new();
        for entry in &self.record.history {
            match days.last_mut().filter(|day| labels::iso_day(day.at) == labels::iso_day(entry.at)) {
                Some(day) => day.entries.push(entry),
                None => days.push(Day { at: entry.at, entries: vec![entry] }),
            }
        }
        days
    }

    /// A change from one standing to another, not a first word on something.
    fn turned(&self, entry: &HistoryEntry) -> Option<(Standing, Standing)> {
        entry.before.zip(entry.after).filter(|(before, after)| before != after)
    }

    fn other(&self, id: &IncidentId) -> &str {
        self.others.get(id).map_or("another incident", String::as_str)
    }

    /// A question in words: ids of other incidents become the names of their victims.
    fn question(&self, text: &str) -> String {
        self.others.iter().fold(text.to_owned(), |text, (id, name)| text.replace(&id.to_string(), name))
    }

    /// `?as_of=…` for links that stay on the same day.
    fn here(&self) -> String {
        labels::as_of_query(&self.as_of)
    }
}

/// Shows it; an id that ends in `.json`, `.csv` or `.html` gives the record as a file.
pub async fn show(
    State(engine): State<Arc<dyn Answers>>,
    viewer: Viewer,
    word: Word,
    Path(name): Path<String>,
    respond::Asked(asked): respond::Asked<Asked>,
) -> Response {
    let audience = viewer.audience();
    let (text, format) = match name.rsplit_once('.').map(|(id, ending)| (id, ending.parse::<Format>())) {
        Some((id, Ok(format))) => (id, Some(format)),
        Some(_) => return fault::not_found("incident"),
        None => (name.as_str(), None),
    };
    let Ok(id) = text.parse::<IncidentId>() else {
        return fault::not_found("incident");
    };
    let as_of = match super::moment(Some(&asked.as_of), Some(&asked.clock)) {
        Ok(as_of) => as_of,
        Err(message) => return fault::bad_request(&message),
    };
    if format == Some(Format::Stix) {
        return ask(
            engine,
            move |e| e.stix(id, as_of, audience),
            |found| found.map_or_else(|| fault::not_found("incident"), |bytes| files::bundle(id, bytes)),
        )
        .await;
    }
    let asker = format.is_none().then(|| Asker::of(&viewer));
    ask(
        engine,
        move |e| question(e, id, as_of, audience, asker.as_ref()),
        |found| match (found, format) {
            (Some(found), Some(format)) => files::record(found.record, as_of, audience, format),
            (Some(found), None) => page(&Shown::new(asked, as_of, found, word)),
            (None, _) => fault::not_found("incident"),
        },
    )
    .await
}

/// For a page (`asker`) or a file: the record as of the moment, the days on which it ever changed, and the names of others that it mentions.
fn question(
    engine: &dyn Answers,
    id: IncidentId,
    as_of: AsOf,
    audience: Option<Tlp>,
    asker: Option<&Asker>,
) -> sextant_engine::Result<Option<Found>> {
    let Some(WeighedRecord { mut record, values }) = engine.weighed(id, as_of, audience)? else { return Ok(None) };
    let whole =
        if as_of.until.is_some() { engine.incident(id, AsOf { until: None, ..as_of }, audience)? } else { None };
    let history = &whole.as_ref().unwrap_or(&record).history;
    let days: BTreeMap<String, Instant> = history.iter().map(|h| (labels::iso_day(h.at), h.at)).collect();
    let mentioned: BTreeSet<IncidentId> =
        record.open_questions.iter().flat_map(|q| q.incidents.iter().copied()).filter(|i| *i != record.id).collect();
    let mut others = BTreeMap::new();
    for other in mentioned.into_iter().take(OTHERS) {
        others.extend(engine.victim(other, as_of, audience)?.map(|name| (other, name)));
    }
    let Some(asker) = asker else {
        return Ok(Some(Found { record, values, days: days.into_values().collect(), others, desk: Desk::default() }));
    };
    let desk = Desk::of(engine, &record, asker)?;
    leave_out_replaced(engine, &mut record, as_of)?;
    Ok(Some(Found { record, values, days: days.into_values().collect(), others, desk }))
}

/// Claims that were withdrawn, or that others have taken the place of, are kept but not listed.
fn leave_out_replaced(answers: &dyn Answers, record: &mut Record, as_of: AsOf) -> sextant_engine::Result<()> {
    let (Some(engine), Some(claims)) = (answers.engine(), &mut record.claims) else { return Ok(()) };
    let ids: Vec<_> = claims.iter().map(|claim| claim.id).collect();
    let withdrawn = engine.withdrawn(&ids, as_of)?;
    claims.retain(|claim| !withdrawn.contains(&claim.id));
    let replaced: BTreeSet<_> = claims.iter().filter_map(|claim| claim.supersedes).collect();
    claims.retain(|claim| !replaced.contains(&claim.id));
    Ok(())
}
