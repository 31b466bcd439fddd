//! Who speaks where the reading gives only a name, or none: the victim, an actor, the outlet. In doubt nobody gains
//! standing by it.

use crate::names::{actor_key, key};
use sextant_model::*;

/// Words that call an actor an actor.
const ACTOR_WORDS: &[&str] =
    &["gang", "hacker", "ransomware", "extortion", "attacker", "cybercriminal", "threat actor"];

/// The speakers of one reading.
pub struct Speakers<'a> {
    reading: &'a Reading,
    /// For each incident, whether the document is the victim's own telling.
    own: Vec<bool>,
}

impl<'a> Speakers<'a> {
    pub fn of(reading: &'a Reading) -> Self {
        let own = reading.incidents.iter().map(|told| is_own_telling(reading, told)).collect();
        Self { reading, own }
    }

    /// The outlet in its own voice.
    pub fn outlet(&self) -> Speaker {
        Speaker { name: self.reading.document.publisher.clone(), kind: SpeakerKind::Press }
    }

    /// Whoever tells the document, as far as this incident goes.
    pub fn narrator(&self, at: usize) -> Speaker {
        if self.own.get(at).copied().unwrap_or(false) { self.victim(at) } else { self.outlet() }
    }

    pub fn victim(&self, at: usize) -> Speaker {
        let name = self.reading.incidents.get(at).map(|told| told.victim.name.clone());
        Speaker { name, kind: SpeakerKind::Victim }
    }

    /// The actor whose word an alleged event stands on: the one who claims it, unnamed when there are several or none.
    pub fn actor(&self, at: usize) -> Speaker {
        let Some(told) = self.reading.incidents.get(at) else { return unnamed_actor() };
        let mut names: Vec<&str> = self
            .reading
            .claims
            .iter()
            .filter(|c| c.speaker.kind == SpeakerKind::Actor && c.about.contains(&told.id))
            .filter_map(|c| c.speaker.name.as_deref())
            .collect();
        names.sort_unstable();
        names.dedup_by_key(|name| actor_key(name));
        match names.as_slice() {
            [only] => Speaker { name: Some((*only).to_owned()), kind: SpeakerKind::Actor },
            _ => unnamed_actor(),
        }
    }

    /// The party that an item names as its speaker; the narrator for none.
    pub fn named(&self, at: usize, name: Option<&str>) -> Speaker {
        let Some(name) = name else { return self.narrator(at) };
        let kind = self.kind_of(at, name);
        Speaker { name: Some(name.to_owned()), kind }
    }

    fn kind_of(&self, at: usize, name: &str) -> SpeakerKind {
        let wanted = key(name);
        let same = |other: &str| key(other) == wanted;
        let stated = self.reading.claims.iter().find(|c| c.speaker.name.as_deref().is_some_and(same));
        let entity = |e: &&reading::Entity| e.kind == EntityType::ThreatActor && actor_key(&e.name) == actor_key(name);
        // An actor first: a mistake in this direction costs standing, in the other it would grant it.
        if self.reading.entities.iter().any(|e| entity(&e)) || is_called_actor(name) {
            return SpeakerKind::Actor;
        }
        if self.is_victim(at, &wanted) {
            return SpeakerKind::Victim;
        }
        if let Some(claim) = stated {
            return claim.speaker.kind;
        }
        if self.reading.document.publisher.as_deref().is_some_and(same) {
            return SpeakerKind::Press;
        }
        SpeakerKind::Other
    }

    fn is_victim(&self, at: usize, wanted: &str) -> bool {
        self.reading.incidents.get(at).is_some_and(|told| {
            told.victim.aliases.iter().chain([&told.victim.name]).any(|name| {
                let known = key(name);
                // "Marks and Spencer (M&S)" introduces both names at once.
                known == wanted || (known.len() > 3 && wanted.starts_with(&format!("{known} ")))
            })
        })
    }
}

fn unnamed_actor() -> Speaker {
    Speaker { name: None, kind: SpeakerKind::Actor }
}

fn is_called_actor(name: &str) -> bool {
    let lower = name.to_lowercase();
    ACTOR_WORDS.iter().any(|word| lower.contains(word))
}

/// Whether the document is the victim's own notice or filing: it publishes it, or speaks of itself as "we" outside
/// quotation marks in a statement that the reading gives to the victim.
fn is_own_telling(reading: &Reading, told: &reading::Incident) -> bool {
    let names: Vec<String> = told.victim.aliases.iter().chain([&told.victim.name]).map(|n| key(n)).collect();
    if reading.document.publisher.as_deref().is_some_and(|p| names.contains(&key(p))) {
        return true;
    }
    reading.claims.iter().any(|c| {
        c.speaker.kind == SpeakerKind::Victim
            && c.about.contains(&told.id)
            && first_person(&c.proof.quote)
            && !inside_quotation(&reading.text, c.proof.start)
    })
}

fn first_person(quote: &str) -> bool {
    quote.split(|c: char| !c.is_alphanumeric()).any(|w| matches!(w.to_lowercase().as_str(), "we" | "our" | "us"))
}

/// Whether code point `at` stands between quotation marks of its paragraph.
fn inside_quotation(text: &str, at: usize) -> bool {
    let mut inside = false;
    for c in text.chars().take(at + 1) {
        inside = match c {
            '“' => true,
            '”' | '\n' => false,
            '"' => !inside,
            _ => inside,
        };
    }
    inside
}
