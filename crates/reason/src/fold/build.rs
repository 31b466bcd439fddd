//! The record and its line in the list, from the state of the fold.

use super::bearing::{Key, Side};
use super::field::Outlook;
use super::history::{actor_name, service_name, stretch};
use super::{Fold, field, question, sentence, timeline};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn record(fold: Fold<'_>, dossier: &Dossier, as_of: AsOf) -> Record {
    let claims = Some(known_claims(&fold, as_of));
    Record { claims, ..record_alone(fold, dossier, as_of) }
}

/// The record without its claims.
pub(super) fn record_alone(fold: Fold<'_>, dossier: &Dossier, as_of: AsOf) -> Record {
    let documents = DocumentTimes::of(dossier, &fold.claims, as_of.clock).documents(dossier, as_of);
    let occurred =
        fold.outlook(&Key::Occurred).map_or_else(unknown, |o| fold.field(&Key::Occurred, o, "occurred".to_owned()));
    let built = Build { fold: &fold };
    Record {
        id: dossier.incident,
        as_of: as_of.until,
        clock: as_of.clock,
        headline: sentence::sentence(&fold),
        standing: occurred.standing,
        victim: fold.naming.victim(),
        kinds: built.kinds(),
        occurred,
        exposure: built.exposure(),
        services: built.services(),
        impacts: built.impacts(),
        responses: built.responses(),
        dates: built.dates(),
        actors: built.actors(),
        statements: built.statements(),
        entities: built.entities(),
        indicators: built.indicators(),
        open_questions: question::questions(&fold, dossier, as_of),
        tlp: strictest(&fold, &documents),
        documents,
        independent_sources: fold.live_origins.len(),
        claims: None,
        copies: dossier.copies.clone(),
        flags: Vec::new(),
        history: fold.history,
    }
}

/// Claims known by then, those that no longer count among them.
fn known_claims(fold: &Fold<'_>, as_of: AsOf) -> Vec<Claim> {
    fold.claims.iter().filter(|c| as_of.knows(c.published, c.recorded)).map(|c| (*c).clone()).collect()
}

fn strictest(fold: &Fold<'_>, documents: &[DocumentRef]) -> Tlp {
    let claims = fold.live.iter().filter_map(|c| fold.claim(*c)).map(|c| c.tlp);
    claims.chain(documents.iter().map(|d| d.tlp)).max().unwrap_or(Tlp::Clear)
}

fn unknown() -> Field {
    Field {
        value: "occurred".to_owned(),
        standing: Standing::Unknown,
        supporting: Vec::new(),
        against: Vec::new(),
        independent_sources: 0,
        since: None,
    }
}

/// The line of the list; `None` when nothing is known any more.
pub(super) fn summary(fold: &Fold<'_>, dossier: &Dossier, documents: usize) -> Option<IncidentSummary> {
    if fold.live.is_empty() {
        return None;
    }
    let mut kinds: Vec<IncidentKind> =
        fold.outlooks.keys().filter_map(|key| if let Key::Kind(kind) = key { Some(*kind) } else { None }).collect();
    if kinds.len() > 1 {
        kinds.retain(|kind| *kind != IncidentKind::Unspecified);
    }
    Some(IncidentSummary {
        id: dossier.incident,
        victim: fold.naming.preferred(),
        headline: sentence::sentence(fold),
        kinds,
        standing: fold.outlook(&Key::Occurred).map_or(Standing::Unknown, |o| o.standing),
        first_reported: fold.first,
        changed: fold.changed,
        documents,
        independent_sources: fold.live_origins.len(),
        tlp: fold.live_labels.keys().max().copied().unwrap_or(Tlp::Clear),
    })
}

/// When each document was known, by a clock: as soon as any of its claims.
pub(super) struct DocumentTimes(BTreeMap<DocumentId, Instant>);

impl DocumentTimes {
    pub fn of(dossier: &Dossier, claims: &[&Claim], clock: Clock) -> Self {
        let mut times: BTreeMap<DocumentId, Instant> = BTreeMap::new();
        for claim in claims {
            if let Some(document) = claim.document {
                let at = timeline::moment(claim, clock);
                times.entry(document).and_modify(|known| *known = (*known).min(at)).or_insert(at);
            }
        }
        let held: BTreeSet<DocumentId> = dossier.documents.iter().map(|d| d.id).collect();
        times.retain(|document, _| held.contains(document));
        for document in &dossier.documents {
            let fallback = match clock {
                Clock::Published => document.published.unwrap_or(document.retrieved),
                Clock::Recorded => document.retrieved,
            };
            times.entry(document.id).or_insert(fallback);
        }
        Self(times)
    }

    /// How many were known at this moment.
    pub fn known_by(&self, at: Instant) -> usize {
        self.0.values().filter(|known| **known <= at).count()
    }

    fn documents(&self, dossier: &Dossier, as_of: AsOf) -> Vec<DocumentRef> {
        let known = |d: &&DocumentRef| as_of.until.is_none_or(|until| self.0.get(&d.id).is_some_and(|at| *at <= until));
        let mut documents: Vec<DocumentRef> = dossier.documents.iter().filter(known).cloned().collect();
        documents.sort_by_key(|d| (self.0.get(&d.id).copied(), d.id));
        documents.dedup_by_key(|d| d.id);
        documents
    }
}

impl Fold<'_> {
    fn ids(&self, claims: &BTreeSet<usize>) -> Vec<ClaimId> {
        claims.iter().filter_map(|c| self.claim(*c)).map(|c| c.id).collect()
    }

    fn field<V>(&self, key: &Key, outlook: &Outlook, value: V) -> Field<V> {
        self.field_of(outlook, field::claims_on(self, key, outlook), value)
    }

    fn field_of<V>(&self, outlook: &Outlook, claims: (BTreeSet<usize>, BTreeSet<usize>), value: V) -> Field<V> {
        let (supporting, against) = claims;
        Field {
            value,
            standing: outlook.standing,
            supporting: self.ids(&supporting),
            against: self.ids(&against),
            independent_sources: self.origins(supporting.iter().copied()),
            since: Some(outlook.since),
        }
    }

    /// What the last of these claims says.
    fn told<'s>(&'s self, claims: &'s BTreeSet<usize>) -> impl DoubleEndedIterator<Item = &'s Content> {
        claims.iter().filter_map(|c| self.claim(*c)).map(|c| &c.proposition.content)
    }
}

/// Fields by kind, from the outlooks.
struct Build<'f, 'a> {
    fold: &'f Fold<'a>,
}

impl Build<'_, '_> {
    fn each(&self) -> impl Iterator<Item = (&Key, &Outlook)> {
        self.fold.outlooks.iter()
    }

    fn kinds(&self) -> Vec<Field> {
        let named = self.each().any(|(key, _)| matches!(key, Key::Kind(kind) if *kind != IncidentKind::Unspecified));
        self.each()
            .filter_map(|(key, o)| match key {
                // "An attack" says nothing beside a named kind.
                Key::Kind(IncidentKind::Unspecified) if named => None,
                Key::Kind(kind) => Some(self.fold.field(key, o, kind.as_str().to_owned())),
                _ => None,
            })
            .collect()
    }

    fn exposure(&self) -> Vec<ExposureField> {
        let mut fields = Vec::new();
        for (key, outlook) in self.each() {
            let Key::Exposure(data, _) = key else { continue };
            let polarity = match outlook.side {
                Side::For => Polarity::Exposed,
                Side::Against => Polarity::NotExposed,
                Side::Open => Polarity::Unknown,
            };
            if outlook.split {
                let (yes, no) = self.split(key, outlook);
                fields.push(self.exposure_field(*data, Polarity::Exposed, &yes, BTreeSet::new()));
                fields.push(self.exposure_field(*data, Polarity::NotExposed, &no, BTreeSet::new()));
            } else {
                let (supporting, against) = field::claims_on(self.fold, key, outlook);
                let whole = Outlook { supporting, ..outlook.clone() };
                fields.push(self.exposure_field(*data, polarity, &whole, against));
            }
        }
        fields
    }

    /// Both halves of a kind of data that one voice says to be taken in part.
    fn split(&self, key: &Key, outlook: &Outlook) -> (Outlook, Outlook) {
        let standing = |side| self.fold.pile(key).map_or(Standing::Unknown, |pile| pile.verdict_of(side).standing);
        let claims = |side| self.fold.pile(key).map(|pile| pile.claims(side)).unwrap_or_default();
        let half = |side| Outlook { side, standing: standing(side), supporting: claims(side), ..outlook.clone() };
        (half(Side::For), half(Side::Against))
    }

    fn exposure_field(
        &self,
        data: DataKind,
        polarity: Polarity,
        outlook: &Outlook,
        against: BTreeSet<usize>,
    ) -> ExposureField {
        let (mut narrowed, mut whose, mut many) = (None, None, None);
        for content in self.fold.told(&outlook.supporting).rev() {
            if let Content::Exposure { qualifier, subjects, count, .. } = content {
                narrowed = narrowed.or(qualifier.clone());
                whose = whose.or(subjects.clone());
                many = many.or(*count);
            }
        }
        ExposureField {
            field: self.fold.field_of(outlook, (outlook.supporting.clone(), against), data.as_str().to_owned()),
            data,
            polarity,
            qualifier: narrowed,
            subjects: whose,
            count: many,
        }
    }

    fn services(&self) -> Vec<ServiceField> {
        self.each()
            .filter_map(|(key, o)| {
                let Key::Service(fallback) = key else { return None };
                let service = service_name(self.fold, key, fallback);
                let state = o.value.as_deref().and_then(|v| v.parse().ok())?;
                Some(ServiceField { field: self.fold.field(key, o, service.clone()), service, state })
            })
            .collect()
    }

    fn impacts(&self) -> Vec<ImpactField> {
        self.each()
            .filter_map(|(key, o)| {
                let Key::Impact(kind, unit, own) = key else { return None };
                let shown = o.value.as_deref().or(own.as_deref());
                let value = shown.and_then(|v| v.replace(',', "").parse().ok());
                let told = self.fold.told(&o.supporting).find_map(|content| match content {
                    Content::Impact { unit, .. } => unit.clone(),
                    _ => None,
                });
                Some(ImpactField { field: self.fold.field(key, o, value), kind: *kind, unit: unit.clone().or(told) })
            })
            .collect()
    }

    fn responses(&self) -> Vec<ResponseField> {
        self.each()
            .filter_map(|(key, o)| {
                let Key::Response(action) = key else { return None };
                let state = o.value.as_deref().and_then(|v| v.parse().ok())?;
                Some(ResponseField {
                    field: self.fold.field(key, o, action.as_str().to_owned()),
                    action: *action,
                    state,
                })
            })
            .collect()
    }

    fn dates(&self) -> Vec<DateField> {
        self.each()
            .filter_map(|(key, o)| {
                let Key::Date(what, from, to) = key else { return None };
                let value = format!("{what} {}", stretch(from.as_deref(), to.as_deref()));
                Some(DateField {
                    field: self.fold.field(key, o, value),
                    what: *what,
                    from: from.clone(),
                    to: to.clone(),
                })
            })
            .collect()
    }

    fn actors(&self) -> Vec<ActorField> {
        self.each()
            .filter_map(|(key, o)| {
                let Key::Actor(fallback) = key else { return None };
                let name = actor_name(self.fold, key, fallback);
                Some(ActorField { field: self.fold.field(key, o, name.clone()), name })
            })
            .collect()
    }

    fn statements(&self) -> Vec<StatementField> {
        self.each()
            .filter_map(|(key, o)| {
                let (kind, fallback) = match key {
                    Key::Data => (PropositionKind::DataTaken, ""),
                    Key::Statement(kind, object) => (*kind, object.as_str()),
                    _ => return None,
                };
                let value = self.statement(kind, o).unwrap_or(fallback).to_owned();
                Some(StatementField { field: self.fold.field(key, o, value), kind })
            })
            .collect()
    }

    /// The words of the statement that decides the field: of those who say last what holds, the firmest.
    fn statement(&self, kind: PropositionKind, outlook: &Outlook) -> Option<&str> {
        let decides = if matches!(outlook.standing, Standing::Denied) { &outlook.against } else { &outlook.supporting };
        let told = |claims: &BTreeSet<usize>| -> Option<&Claim> {
            let claims = claims.iter().filter_map(|c| self.fold.claim(*c));
            let fits = |c: &&Claim| c.proposition.kind == kind || c.proposition.content == Content::Statement;
            let firmness = |c: &&Claim| (c.stance == Stance::Confirms, c.stance == Stance::Asserts, c.published);
            claims.filter(fits).filter(|c| !c.quote.trim().is_empty()).max_by_key(firmness)
        };
        let open = || told(&self.fold.pile(&Key::Statement(kind, String::new()))?.claims(Side::Open));
        told(decides).or_else(|| told(&outlook.supporting)).or_else(open).map(|c| c.quote.as_str())
    }

    fn entities(&self) -> Vec<Field> {
        self.each()
            .filter_map(|(key, o)| {
                let Key::Entity(..) = key else { return None };
                let named = self.fold.told(&o.supporting).find_map(|content| match content {
                    Content::Entity { name, id: Some(id), .. } if id != name => Some(format!("{name} ({id})")),
                    Content::Entity { name, .. } => Some(name.clone()),
                    _ => None,
                });
                Some(self.fold.field(key, o, named?))
            })
            .collect()
    }

    fn indicators(&self) -> Vec<IndicatorField> {
        self.each()
            .filter_map(|(key, o)| {
                let Key::Indicator(kind, value) = key else { return None };
                let warning = self.fold.told(&o.supporting).find_map(|content| match content {
                    Content::Indicator { warning, .. } => warning.clone(),
                    _ => None,
                });
                Some(IndicatorField { field: self.fold.field(key, o, value.clone()), kind: *kind, warning })
            })
            .collect()
    }
}
