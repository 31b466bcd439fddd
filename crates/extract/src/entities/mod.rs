//! Entities: the actors, malware, tools, vulnerabilities and techniques that a text ties to what it reports.
//! A name is kept with the words that make it one; the same name elsewhere never merges two things by itself.
//!
//! [`sites`] (sentences to read) → [`codes`] (ids), [`known`] (names of the [`table`]), [`coined`] (names the text brings in) → one [`Entity`] each.

mod background;
pub mod codes;
pub mod coined;
pub mod galaxy;
pub mod known;
pub mod sites;
pub mod table;

use codes::Code;
use rustc_hash::FxHashSet;
use sextant_model::reading::{Entity, Proof, Reading};
use sextant_model::{CleanDocument, EntityType, PropositionKind, SpeakerKind, Stance};
use sites::{Site, Vote};
use std::collections::BTreeMap;

/// A name at a place; bytes of the text.
#[derive(Debug, Clone)]
struct Mention {
    start: usize,
    end: usize,
    vote: Vote,
    by: &'static str,
    background: bool,
}

/// The entities of `document`, in order of first mention, each once.
#[must_use]
pub fn entities(document: &CleanDocument) -> Vec<Entity> {
    let sites = sites::sites(document);
    let year = background::published_year(document);
    let mut names: BTreeMap<String, Vec<Mention>> = BTreeMap::new();
    let mut codes: Vec<Code> = Vec::new();
    for site in &sites {
        codes.extend(codes::vulnerabilities(site));
        codes.extend(codes::attack_ids(site));
        codes.extend(codes::techniques(site));
        for mention in mentions(site, year) {
            let name = document.text.get(mention.start..mention.end).unwrap_or_default();
            names.entry(table::key(name)).or_default().push(mention);
        }
    }
    let mut found: Vec<Code> = codes;
    found.extend(names.into_values().flat_map(|mentions| settle(&document.text, &mentions)));
    found.sort_by_key(|f| (f.start, f.end));
    let mut seen = FxHashSet::default();
    found.retain(|f| seen.insert((f.kind, if f.id.is_empty() { table::key(&f.name) } else { f.id.clone() })));
    let (mut byte, mut point) = (0, 0);
    let text = &document.text;
    let mut at = |start: usize| {
        point += text.get(byte..start).map_or(0, |t| t.chars().count());
        byte = start;
        point
    };
    found.into_iter().filter_map(|found| entity(text, at(found.start), found)).collect()
}

/// Whoever claims an attack as its own deed is a threat actor, in whatever words it was brought in.
pub fn add_speakers(reading: &mut Reading) {
    let deeds = [
        PropositionKind::Responsible,
        PropositionKind::Occurred,
        PropositionKind::DataTaken,
        PropositionKind::DataShared,
        PropositionKind::Ransom,
    ];
    let crews = reading.claims.iter().filter(|c| {
        c.speaker.kind == SpeakerKind::Actor && c.stance == Stance::Claims && deeds.contains(&c.proposition.kind)
    });
    let mut names: Vec<String> = crews.filter_map(|c| c.speaker.name.clone()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let known = reading.entities.iter().any(|e| {
            let (a, b) = (table::key(&e.name), table::key(&name));
            a == b || a.contains(&b) || b.contains(&a)
        });
        let Some(at) = whole_word(&reading.text, &name).filter(|_| !known) else { continue };
        let start = reading.text[..at].chars().count();
        let id = table::rows(&name).iter().find(|r| r.kind == EntityType::ThreatActor).and_then(|r| r.id);
        let code = Code {
            start: at,
            end: at + name.len(),
            kind: EntityType::ThreatActor,
            name: name.clone(),
            id: id.unwrap_or_default().to_owned(),
            by: "entity.claims-the-deed",
        };
        reading.entities.extend(entity(&reading.text, start, code));
    }
    reading.entities.sort_by_key(|e| (e.proof.start, e.proof.end));
}

/// Where a name first stands as words of their own.
fn whole_word(text: &str, name: &str) -> Option<usize> {
    let part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(name)
        .map(|(at, _)| at)
        .find(|&at| !part(text[..at].chars().next_back()) && !part(text[at + name.len()..].chars().next()))
}

fn mentions(site: &Site, year: Option<i32>) -> Vec<Mention> {
    let coined = coined::coined(site.text);
    let known = known::known(site);
    let inside = |k: &known::Known| {
        coined.iter().any(|c| {
            c.start < k.end
                && k.start < c.end
                && (c.start, c.end) != (k.start, k.end)
                && c.end - c.start > k.end - k.start
                && c.sure
        })
    };
    let old = |at: usize| background::told_of_the_past(site.text, at, year);
    let from_table = known.iter().filter(|k| !inside(k)).map(|k| (k.start, k.end, k.vote, "entity.known-name"));
    let from_text = coined
        .iter()
        .filter(|c| {
            !known
                .iter()
                .any(|k| (k.start, k.end) != (c.start, c.end) && c.start <= k.start && k.end <= c.end && !c.sure)
        })
        .map(|c| (c.start, c.end, c.vote, c.by));
    from_table
        .chain(from_text)
        .map(|(start, end, vote, by)| Mention {
            start: site.start + start,
            end: site.start + end,
            vote,
            by,
            background: old(start),
        })
        .collect()
}

/// One entity (seldom two) for all mentions of a name: the strongest vote gives the type, the table the id.
fn settle(text: &str, mentions: &[Mention]) -> Vec<Code> {
    let Some(first) = mentions.iter().filter(|m| !m.background).min_by_key(|m| (m.start, std::cmp::Reverse(m.vote)))
    else {
        return Vec::new();
    };
    let told =
        mentions.iter().filter(|m| !m.background).max_by_key(|m| (m.vote, std::cmp::Reverse(m.start))).unwrap_or(first);
    let name = text.get(told.start..told.end).unwrap_or_default();
    let rows = table::rows(name);
    if name_is_generic(name, rows, told.vote) {
        return Vec::new();
    }
    let attack = |kind: EntityType| rows.iter().find(|r| r.id.is_some() && r.kind == kind);
    let make = |kind: EntityType, id: Option<&'static str>| Code {
        start: told.start,
        end: told.end,
        kind,
        name: name.to_owned(),
        id: id.unwrap_or_default().to_owned(),
        by: told.by,
    };
    let software = attack(EntityType::Malware).or_else(|| attack(EntityType::Tool));
    let group = attack(EntityType::ThreatActor);
    match told.vote {
        Vote::Actor | Vote::Speaks => match (group, software) {
            (Some(g), _) => vec![make(g.kind, g.id)],
            (None, Some(s)) if ransomware_behind(text, mentions) => {
                vec![make(EntityType::ThreatActor, None), make(s.kind, s.id)]
            }
            _ => vec![make(EntityType::ThreatActor, None)],
        },
        Vote::Malware | Vote::Users => match software.or(group) {
            Some(row) => vec![make(row.kind, row.id)],
            None => vec![make(
                rows.first().map_or(EntityType::Malware, |r| {
                    if r.kind == EntityType::Tool { EntityType::Tool } else { EntityType::Malware }
                }),
                None,
            )],
        },
        Vote::None => match (group.or(software), rows.first()) {
            (Some(row), _) => vec![make(row.kind, row.id)],
            (None, Some(row)) => vec![make(row.kind, None)],
            (None, None) => Vec::new(),
        },
    }
}

/// An ordinary word that is a listed name needs the word beside it; without, it is the word.
fn name_is_generic(name: &str, rows: &[table::Row], vote: Vote) -> bool {
    rows.iter().any(|r| r.kind != EntityType::Tool) && table::ambiguous(name) && vote == Vote::None
}

fn ransomware_behind(text: &str, mentions: &[Mention]) -> bool {
    mentions.iter().any(|m| text.get(m.end..).is_some_and(|t| t.trim_start().to_lowercase().starts_with("ransomware")))
}

fn entity(text: &str, point: usize, found: Code) -> Option<Entity> {
    let quote = text.get(found.start..found.end)?.to_owned();
    let proof =
        Proof { start: point, end: point + quote.chars().count(), quote, by: found.by.to_owned(), confidence: 0.9 };
    Some(Entity { kind: found.kind, name: found.name, id: Some(found.id).filter(|id| !id.is_empty()), proof })
}
