//! The four incidents that the specimens tell (`stories.json`), and one that says something hostile everywhere.

use crate::specimens::*;
use sextant_model::record::*;
use sextant_model::*;

#[derive(serde::Deserialize)]
struct Stories {
    documents: Vec<Document>,
    claims: Vec<Claim>,
    records: Vec<Record>,
}

/// All four, with a document in another language.
pub fn all() -> Specimens {
    let told: Stories = serde_json::from_str(include_str!("stories.json")).unwrap();
    Specimens { records: told.records, documents: told.documents, claims: told.claims, ..Specimens::default() }
}

/// A record that says `words` wherever words can stand.
pub fn hostile(all: &mut Specimens, id: IncidentId, words: &str, claims: &[ClaimId]) {
    let text = || words.to_owned();
    let put = |value: &str| field(value, Standing::Reported, claims, claims);
    let mut r = record(id, words, words, Standing::Reported, &[(IncidentKind::Malware, Standing::Reported)]);
    r.victim = RecordVictim { name: text(), aliases: vec![text()], sector: Some(text()), country: Some(text()) };
    r.kinds[0].value = text();
    r.exposure = vec![ExposureField {
        field: put(words),
        data: DataKind::Other,
        polarity: Polarity::Exposed,
        qualifier: Some(text()),
        subjects: Some(text()),
        count: None,
    }];
    r.services = vec![ServiceField { field: put(words), service: text(), state: ServiceState::Down }];
    r.dates = vec![DateField { field: put(words), what: DateWhat::Occurred, from: Some(text()), to: None }];
    r.actors = vec![ActorField { field: put(words), name: text() }];
    r.statements = vec![StatementField { field: put(words), kind: PropositionKind::Other }];
    r.entities = vec![put(words)];
    r.indicators = vec![IndicatorField { field: put(words), kind: IndicatorType::Url, warning: Some(text()) }];
    r.open_questions =
        vec![OpenQuestion { question: text(), kind: text(), claims: claims.to_vec(), incidents: vec![id] }];
    r.copies = vec![Copied {
        document: DocumentId::derive(&["evil"]),
        of: DocumentId::derive(&["evil"]),
        p: 0.9,
        shared: vec![text()],
    }];
    r.flags = vec![ClaimFlag {
        kind: FlagKind::EarlierNotice,
        actor: text(),
        claims: claims.to_vec(),
        incident: id,
        by: claims[0],
        document: Some(DocumentId::derive(&["evil"])),
        at: at("2024-01-01"),
        who: text(),
        quote: text(),
    }];
    r.history = vec![HistoryEntry {
        at: at("2025-01-01"),
        what: text(),
        field: text(),
        before: Some(Standing::Denied),
        after: Some(Standing::Reported),
        claims: claims.to_vec(),
    }];
    all.records.push(r);
}
