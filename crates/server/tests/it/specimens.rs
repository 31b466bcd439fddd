//! Four records made by hand, with everything that a page must be able to show: a denial that became a
//! confirmation, a corrected count, a gang's claim that is denied, copies of one story, excluded data, words that
//! overlap, a document that was not read, a hostile one.

use sextant_engine::actor::{ActorView, NamedActor};
use sextant_engine::assess::{Assessment, OnDay, Outcome};
use sextant_engine::{
    AssessQuery, DocumentView, EngineError, HitKind, IncidentQuery, Page, Result, SearchHit, SnippetPart, Stats,
};
use sextant_model::record::*;
use sextant_model::source::{Reliability, Source};
use sextant_model::*;
use sextant_server::Answers;
use std::collections::BTreeSet;

/// Records and documents, answering as a store would.
#[derive(Default)]
pub struct Specimens {
    pub records: Vec<Record>,
    pub documents: Vec<Document>,
    pub claims: Vec<Claim>,
    /// Whether incidents are linked, whichever are asked about.
    pub assessment: Option<Assessment>,
    /// One actor, whoever is asked about.
    pub actor: Option<ActorView>,
    /// Answers whose outcome is known.
    pub outcomes: Vec<Outcome>,
    /// Every question fails with this.
    pub broken: Option<String>,
}

pub fn at(day: &str) -> Instant {
    format!("{day}T08:00:00Z").parse().unwrap()
}

pub fn document(slug: &str, publisher: &str, title: &str, day: &str, text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut start = 0;
    for part in text.split("\n\n") {
        let kind = match part.chars().next() {
            Some('-') => BlockKind::ListItem,
            Some('#') => BlockKind::Heading,
            Some('>') => BlockKind::Quotation,
            _ => BlockKind::Paragraph,
        };
        blocks.push(Block { kind, start, end: start + part.len() });
        start += part.len() + 2;
    }
    let meta = DocumentMeta {
        sha256: "0".repeat(64),
        title: Some(title.into()),
        publisher: Some(publisher.into()),
        author: Some("Matilde Sarmento".into()),
        published: Some(day.into()),
        url: Some(format!("https://news.example/{slug}")),
        language: Some("en".into()),
        media_type: "text/html".into(),
        tlp: None,
        links: Vec::new(),
    };
    Document {
        id: DocumentId::derive(&[slug]),
        clean: CleanDocument { meta, text: text.into(), blocks, problems: Vec::new() },
        origin: format!("https://news.example/{slug}"),
        retrieved: at(day),
        published_at: Some(at(day)),
        tlp: Tlp::Clear,
    }
}

/// A claim on words of a document.
pub struct Saying<'a> {
    pub document: &'a Document,
    pub incident: IncidentId,
    pub speaker: (Option<&'a str>, SpeakerKind),
    pub stance: Stance,
    pub kind: PropositionKind,
    pub object: Option<&'a str>,
    pub content: Content,
    pub group: &'a str,
    pub quote: &'a str,
}

impl Specimens {
    pub fn say(&mut self, saying: Saying<'_>) -> ClaimId {
        let text = &saying.document.clean.text;
        let byte = text.find(saying.quote).expect("a quote must stand in its document");
        let start = text[..byte].chars().count();
        let id = ClaimId::derive(&[&self.claims.len().to_string(), saying.quote]);
        self.claims.push(Claim {
            id,
            document: Some(saying.document.id),
            incidents: vec![saying.incident],
            speaker: Speaker { name: saying.speaker.0.map(Into::into), kind: saying.speaker.1 },
            stance: saying.stance,
            proposition: Proposition {
                kind: saying.kind,
                object: saying.object.map(Into::into),
                content: saying.content,
            },
            quote: saying.quote.into(),
            start,
            end: start + saying.quote.chars().count(),
            recorded: saying.document.retrieved,
            published: saying.document.published_at,
            group: GroupId::derive(&[saying.group]),
            by: "data/list".into(),
            confidence: 0.9,
            supersedes: None,
            tlp: saying.document.tlp,
            publisher: saying.document.clean.meta.publisher.clone(),
        });
        id
    }

    pub fn add(&mut self, documents: &[Document]) {
        self.documents.extend_from_slice(documents);
    }

    fn claims_of(&self, incident: IncidentId) -> Vec<Claim> {
        self.claims.iter().filter(|c| c.incidents.contains(&incident)).cloned().collect()
    }

    fn summary(&self, record: &Record) -> IncidentSummary {
        let days = || record.documents.iter().filter_map(|d| d.published);
        IncidentSummary {
            id: record.id,
            victim: record.victim.name.clone(),
            headline: record.headline.clone(),
            kinds: record.kinds.iter().filter_map(|k| k.value.parse().ok()).collect(),
            standing: record.standing,
            first_reported: days().min(),
            changed: record.history.iter().map(|h| h.at).max().or(days().max()),
            documents: record.documents.len(),
            independent_sources: record.independent_sources,
            tlp: record.tlp,
        }
    }

    fn whole(&self) -> Result<()> {
        self.broken.as_ref().map_or(Ok(()), |message| Err(EngineError::Invalid(message.clone())))
    }
}

impl Answers for Specimens {
    fn incidents(&self, query: &IncidentQuery) -> Result<Page<IncidentSummary>> {
        self.whole()?;
        let words = query.text.clone().unwrap_or_default().to_lowercase();
        let mut all: Vec<_> = self.records.iter().map(|r| self.summary(r)).collect();
        all.retain(|s| format!("{} {}", s.victim, s.headline).to_lowercase().contains(&words));
        all.retain(|s| query.kind.is_none_or(|k| s.kinds.contains(&k)));
        all.retain(|s| query.standing.is_none_or(|k| s.standing == k));
        all.sort_by_key(|s| std::cmp::Reverse(s.changed));
        let total = all.len();
        let items = all.into_iter().skip(query.offset).take(query.limit).collect();
        Ok(Page { items, total, offset: query.offset })
    }

    fn incident(&self, id: IncidentId, as_of: AsOf, _: Option<Tlp>) -> Result<Option<Record>> {
        self.whole()?;
        let Some(record) = self.records.iter().find(|r| r.id == id) else { return Ok(None) };
        let mut record = record.clone();
        record.as_of = as_of.until;
        record.clock = as_of.clock;
        record.history.retain(|h| as_of.until.is_none_or(|until| h.at <= until));
        record.claims = Some(self.claims_of(id));
        Ok(Some(record))
    }

    fn stix(&self, _: IncidentId, _: AsOf, _: Option<Tlp>) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    fn misp_feed(&self, _: &str, _: Option<Tlp>) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    fn document(&self, id: DocumentId, _: Option<Tlp>) -> Result<Option<DocumentView>> {
        self.whole()?;
        let Some(document) = self.documents.iter().find(|d| d.id == id) else { return Ok(None) };
        let claims: Vec<_> = self.claims.iter().filter(|c| c.document == Some(id)).cloned().collect();
        let on: BTreeSet<_> = claims.iter().flat_map(|c| c.incidents.iter().copied()).collect();
        let incidents = self.records.iter().filter(|r| on.contains(&r.id)).map(|r| self.summary(r)).collect();
        Ok(Some(DocumentView { document: document.clone(), claims, incidents, forgotten: false }))
    }

    fn search(&self, words: &str, _: Option<Tlp>, limit: usize) -> Result<Vec<SearchHit>> {
        self.whole()?;
        let found = |text: &str| -> Option<Vec<SnippetPart>> {
            let at = text.find(words)?;
            let from = text[..at].rfind('.').map_or(0, |p| p + 1);
            let part = |text: &str, mark| SnippetPart { text: text.into(), mark };
            let rest = &text[at + words.len()..];
            let to = rest.find('.').map_or(rest.len(), |p| p + 1);
            Some(vec![part(&text[from..at], false), part(words, true), part(&rest[..to], false)])
        };
        let incidents = self.records.iter().filter_map(|r| {
            Some(SearchHit {
                kind: HitKind::Incident,
                claim: None,
                document: None,
                incidents: vec![r.id],
                title: r.victim.name.clone(),
                publisher: None,
                published: r.documents.first().and_then(|d| d.published),
                snippet: found(&r.headline)?,
                tlp: r.tlp,
            })
        });
        let documents = self.documents.iter().filter_map(|d| {
            Some(SearchHit {
                kind: HitKind::Document,
                claim: None,
                document: Some(d.id),
                incidents: self
                    .claims
                    .iter()
                    .filter(|c| c.document == Some(d.id))
                    .take(1)
                    .flat_map(|c| c.incidents.clone())
                    .collect(),
                title: d.clean.meta.title.clone()?,
                publisher: d.clean.meta.publisher.clone(),
                published: d.published_at,
                snippet: found(&d.clean.text)?,
                tlp: d.tlp,
            })
        });
        Ok(incidents.chain(documents).take(limit).collect())
    }

    fn assess(&self, query: &AssessQuery) -> Result<Assessment> {
        self.whole()?;
        match &self.assessment {
            Some(answer) => Ok(answer.clone()),
            None => Err(EngineError::NotFound { what: "incident", id: format!("{:?}", query.incidents) }),
        }
    }

    fn assessed_on(&self, _: &AssessQuery, _: &[jiff::civil::Date]) -> Result<Vec<OnDay>> {
        Ok(Vec::new())
    }

    fn scored(&self, _: Option<Tlp>) -> Result<Vec<Outcome>> {
        self.whole().map(|()| self.outcomes.clone())
    }

    fn actors(&self, _: Option<Tlp>) -> Result<Vec<NamedActor>> {
        self.whole()?;
        Ok(self
            .actor
            .iter()
            .map(|a| NamedActor { name: a.name.clone(), spellings: vec![a.name.clone()], incidents: 1 })
            .collect())
    }

    fn actor(&self, _: &str, _: AsOf, _: Option<Tlp>) -> Result<Option<ActorView>> {
        self.whole().map(|()| self.actor.clone())
    }

    fn sources(&self, _: Option<Tlp>) -> Result<Vec<Source>> {
        self.whole()?;
        let stated = |kind, letter, digit| Reliability { kind, letter, digit };
        Ok(vec![
            Source {
                name: "Lisbon Ledger".into(),
                reliability: vec![stated(None, 'B', 2), stated(Some(PropositionKind::Responsible), 'C', 3)],
                note: Some("Corrects in public; names its sources.".into()),
            },
            Source { name: "LeakWatch".into(), reliability: vec![stated(None, 'F', 6)], note: None },
        ])
    }

    fn stats(&self, _: Option<Tlp>) -> Result<Stats> {
        self.whole()?;
        Ok(Stats {
            documents: self.documents.len(),
            claims: self.claims.len(),
            incidents: self.records.len(),
            last_recorded: self.documents.iter().map(|d| d.retrieved).max(),
        })
    }
}

pub fn field(value: &str, standing: Standing, supporting: &[ClaimId], against: &[ClaimId]) -> Field {
    Field {
        value: value.into(),
        standing,
        supporting: supporting.to_vec(),
        against: against.to_vec(),
        independent_sources: supporting.len().min(1),
        since: None,
    }
}

pub fn record(
    id: IncidentId,
    victim: &str,
    headline: &str,
    standing: Standing,
    kinds: &[(IncidentKind, Standing)],
) -> Record {
    Record {
        id,
        as_of: None,
        clock: Clock::Published,
        headline: headline.into(),
        standing,
        victim: RecordVictim { name: victim.into(), aliases: vec![], sector: None, country: None },
        kinds: kinds.iter().map(|(k, s)| field(k.as_str(), *s, &[], &[])).collect(),
        occurred: field("occurred", standing, &[], &[]),
        exposure: vec![],
        services: vec![],
        impacts: vec![],
        responses: vec![],
        dates: vec![],
        actors: vec![],
        statements: vec![],
        entities: vec![],
        indicators: vec![],
        open_questions: vec![],
        documents: vec![],
        independent_sources: 0,
        copies: vec![],
        flags: vec![],
        history: vec![],
        tlp: Tlp::Clear,
        claims: None,
    }
}

pub fn reference(document: &Document, group: &str) -> DocumentRef {
    let meta = &document.clean.meta;
    DocumentRef {
        id: document.id,
        title: meta.title.clone(),
        publisher: meta.publisher.clone(),
        published: document.published_at,
        retrieved: document.retrieved,
        url: meta.url.clone(),
        tlp: document.tlp,
        group: GroupId::derive(&[group]),
    }
}
