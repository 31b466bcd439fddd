//! Who is named in a text, under which names, and what "the retailer", "it" and "the company" refer to.

use crate::analysis::{Analysis, Tokens};
use sextant_model::SpeakerKind;

/// Index into [`Parties::all`].
pub type PartyId = usize;

/// Everybody in the text.
#[derive(Debug, Default)]
pub struct Parties {
    /// Each once.
    pub all: Vec<Party>,
    /// Where they are mentioned, in text order, not overlapping.
    pub mentions: Vec<Mention>,
}

/// An organisation, a person, a gang, or an unnamed group of people.
#[derive(Debug, Clone)]
pub struct Party {
    /// As the text introduces it, abbreviation included: "National Cyber Security Centre (NCSC)"; `None` when unnamed.
    pub name: Option<String>,
    /// The shortest full name without the abbreviation, for a victim: "Marks & Spencer".
    pub short: Option<String>,
    /// All other names in the text: "M&S".
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: PartyKind,
    /// What it is as a speaker (victim is decided by `incidents`).
    pub speaker: SpeakerKind,
    /// The organisation that a person speaks for, or the parent that a body speaks for.
    pub speaks_for: Option<PartyId>,
    /// STIX industry-sector-ov, from words on it.
    pub sector: Option<String>,
    /// ISO 3166-1 alpha-2, from words on it.
    pub country: Option<String>,
    /// The description it was introduced with: "luxury store", "grocery chain".
    pub description: Option<String>,
}

/// What sort of thing a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartyKind {
    /// A company, hospital, city, school, ministry …
    Organisation,
    /// A person.
    Person,
    /// A criminal or state group, or a hacker.
    Actor,
    /// An agency, regulator, police force, court.
    Authority,
    /// The outlet itself.
    Outlet,
    /// "two people familiar with the matter".
    Unnamed,
}

/// One mention.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Its tokens, titles and determiners included.
    pub tokens: Tokens,
    /// Whom it means.
    pub party: PartyId,
    /// A name, or a word that refers back.
    pub by_name: bool,
}

impl Parties {
    /// The mention that holds a token.
    #[must_use]
    pub fn at(&self, token: usize) -> Option<&Mention> {
        let at = self.mentions.partition_point(|m| m.tokens.end <= token);
        self.mentions.get(at).filter(|m| m.tokens.contains(&token))
    }

    /// Whom a noun phrase means: its head's mention, else its last.
    #[must_use]
    pub fn meant(&self, phrase: &Tokens) -> Option<PartyId> {
        phrase.clone().rev().find_map(|t| self.at(t)).map(|m| m.party)
    }
}

/// Finds all parties and mentions.
#[must_use]
pub fn find(_analysis: &Analysis<'_>) -> Parties {
    Parties::default()
}
