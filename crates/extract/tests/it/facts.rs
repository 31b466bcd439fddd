//! A reading as a set of facts without offsets, so that two texts can be compared.

use sextant_model::{Block, BlockKind, CleanDocument, DocumentMeta, Reading};
use std::collections::BTreeSet;

/// A document from paragraphs, in our own words, published on a day.
pub fn document(title: &str, paragraphs: &[&str]) -> CleanDocument {
    let mut document = CleanDocument {
        meta: DocumentMeta {
            title: Some(title.to_owned()),
            published: Some("2025-10-09".to_owned()),
            publisher: Some("Western Dispatch".to_owned()),
            language: Some("en".to_owned()),
            media_type: "text/plain".to_owned(),
            ..DocumentMeta::default()
        },
        ..CleanDocument::default()
    };
    for (at, words) in std::iter::once(&title).chain(paragraphs).enumerate() {
        if at > 0 {
            document.text.push_str("\n\n");
        }
        let start = document.text.len();
        document.text.push_str(words);
        let kind = if at == 0 { BlockKind::Heading } else { BlockKind::Paragraph };
        document.blocks.push(Block { kind, start, end: document.text.len() });
    }
    document
}

/// Every fact of a reading with its words, incidents named by their victims.
pub fn facts(reading: &Reading) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    for i in &reading.incidents {
        let who = &i.victim.name;
        facts.insert(format!("{who}: {:?} {:?} {:?} {:?}", i.realis, i.kinds, i.victim.sector, i.victim.country));
        facts.extend(i.dates.iter().map(|d| format!("{who}: {} {:?}..{:?}", d.what, d.from, d.to)));
        facts.extend(
            i.exposure.iter().map(|e| format!("{who}: {} {} {} {:?}", e.data, e.polarity, e.certainty, e.count)),
        );
        facts.extend(i.services.iter().map(|s| format!("{who}: {} {}", s.service, s.state)));
        facts.extend(i.impacts.iter().map(|m| format!("{who}: {} {:?} {:?}", m.kind, m.value, m.unit)));
        facts.extend(i.responses.iter().map(|r| format!("{who}: {} {}", r.action, r.state)));
    }
    let victim = |id: &String| reading.incidents.iter().find(|i| i.id == *id).map_or("?", |i| i.victim.name.as_str());
    for c in &reading.claims {
        let about: Vec<&str> = c.about.iter().map(victim).collect();
        facts.insert(format!("{about:?} {:?} {} {} {:?}", c.speaker.name, c.stance, c.proposition.kind, c.proof.quote));
    }
    facts.extend(reading.indicators.iter().map(|x| format!("{} {}", x.kind, x.value)));
    facts.extend(reading.entities.iter().map(|x| format!("{} {}", x.kind, x.name)));
    facts
}

/// Every proof of a reading, as (quote, start, end).
pub fn proofs(reading: &Reading) -> Vec<(&str, usize, usize)> {
    let mut all = Vec::new();
    for i in &reading.incidents {
        all.push(&i.proof);
        all.extend(i.dates.iter().map(|x| &x.proof));
        all.extend(i.exposure.iter().map(|x| &x.proof));
        all.extend(i.services.iter().map(|x| &x.proof));
        all.extend(i.impacts.iter().map(|x| &x.proof));
        all.extend(i.responses.iter().map(|x| &x.proof));
    }
    all.extend(reading.claims.iter().map(|x| &x.proof));
    all.extend(reading.indicators.iter().map(|x| &x.proof));
    all.extend(reading.entities.iter().map(|x| &x.proof));
    all.into_iter().map(|p| (p.quote.as_str(), p.start, p.end)).collect()
}
