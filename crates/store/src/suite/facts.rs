//! Small made-up facts that the suite writes and expects back.

use crate::*;
use sextant_model::*;

/// Second `n` of the suite's own time.
pub fn at(n: i64) -> Instant {
    Instant::from_second(1_750_000_000 + n).unwrap()
}

/// The incident of this name.
pub fn incident(name: &str) -> IncidentId {
    IncidentId::derive(&[name])
}

/// The document of this name.
pub fn document_id(name: &str) -> DocumentId {
    DocumentId::derive(&[name])
}

/// A short report of an intrusion at `name`.
pub fn document(name: &str) -> Document {
    let text = format!("{name} told customers that passwords were reset after the intrusion.");
    Document {
        id: document_id(name),
        clean: CleanDocument {
            meta: DocumentMeta {
                sha256: format!("sha-{name}"),
                title: Some(format!("{name} resets passwords")),
                publisher: Some("Harbour Wire".into()),
                url: Some(format!("https://wire.example/{name}")),
                media_type: "text/plain".into(),
                language: Some("en".into()),
                ..DocumentMeta::default()
            },
            blocks: vec![Block { kind: BlockKind::Paragraph, start: 0, end: text.len() }],
            text,
            problems: Vec::new(),
        },
        origin: format!("{name}.txt"),
        retrieved: at(1),
        published_at: Some(at(0)),
        tlp: Tlp::Clear,
    }
}

/// The `n`th claim of a document: that there was an intrusion.
pub fn claim(document: &str, n: usize, on: &[IncidentId]) -> Claim {
    Claim {
        id: ClaimId::derive(&[document, &n.to_string()]),
        document: Some(document_id(document)),
        incidents: on.to_vec(),
        speaker: Speaker { name: Some(document.into()), kind: SpeakerKind::Victim },
        stance: Stance::Confirms,
        proposition: Proposition {
            kind: PropositionKind::Occurred,
            object: Some("intrusion".into()),
            content: Content::Statement,
        },
        quote: "after the intrusion".into(),
        start: 3,
        end: 22,
        recorded: at(2),
        published: Some(at(0)),
        group: GroupId::derive(&[document]),
        by: "rule-1".into(),
        confidence: 0.7,
        supersedes: None,
        tlp: Tlp::Clear,
        publisher: Some("Harbour Wire".into()),
    }
}

/// What a document tells of an incident.
pub fn sighting(document: &str, on: IncidentId, key: &str) -> Sighting {
    Sighting {
        incident: on,
        document: document_id(document),
        at: at(0),
        keys: [key.to_owned()].into(),
        kinds: [IncidentKind::Intrusion].into(),
        dates: [DatedPoint { what: DateWhat::Disclosed, from: "2025-06-15".into(), to: "2025-06-15".into() }].into(),
        actors: Default::default(),
    }
}

/// A document `name` on one incident of the same name, with two claims.
pub fn append(name: &str) -> Append {
    append_on(name, incident(name), name)
}

/// A document on an incident whose victim has this key.
pub fn append_on(name: &str, on: IncidentId, key: &str) -> Append {
    Append {
        document: document(name),
        bytes: format!("bytes of {name}").into_bytes(),
        claims: vec![claim(name, 1, &[on]), claim(name, 2, &[on])],
        sightings: vec![sighting(name, on, key)],
        doubts: Vec::new(),
        signature: Signature { bands: vec![1, name.len() as i64 * 1000], sketch: name.as_bytes().to_vec() },
        group: GroupId::derive(&[name]),
        quotations: Vec::new(),
        rules: "rules-1".into(),
        by: "ingest".into(),
        recorded: at(2),
    }
}

/// A line of the list that held `from` a moment `until` another.
pub fn version(on: IncidentId, from: i64, until: Option<i64>, headline: &str) -> SummaryVersion {
    SummaryVersion {
        clock: Clock::Published,
        audience: Tlp::Red,
        at: at(from),
        until: until.map(at),
        summary: IncidentSummary {
            id: on,
            victim: "Fjordline".into(),
            headline: headline.into(),
            kinds: vec![IncidentKind::Intrusion],
            standing: Standing::Confirmed,
            first_reported: Some(at(0)),
            changed: Some(at(from)),
            documents: 1,
            independent_sources: 1,
            tlp: Tlp::Clear,
        },
    }
}

/// The `n`th decision.
pub fn decision(n: i64, kind: DecisionKind) -> Decision {
    Decision {
        id: DecisionId::derive(&[&n.to_string()]),
        kind,
        reason: format!("reason {n}"),
        by: "analyst:Ada".into(),
        recorded: at(100 + n),
    }
}
