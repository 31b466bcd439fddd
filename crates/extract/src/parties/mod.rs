//! Who is named in a text, under which names, and what "the retailer", "it" and "the company" refer to.
//! Names → groups of names → what sort of party → what it is said to be → words that refer back. Knows no incident.

mod bodies;
mod cluster;
mod context;
mod deeds;
mod describe;
mod doubtful;
mod first_person;
mod headlines;
mod joins;
mod kinds;
mod lexicon;
pub(crate) mod nameless;
mod names;
mod offices;
mod outlets;
mod people;
mod refer;
#[cfg(test)]
mod tests;
mod whereabouts;

use crate::analysis::lexicon::WORDS;
use crate::analysis::{Analysis, Tokens};
use rustc_hash::FxHashSet;
use sextant_model::SpeakerKind;

use context::bases;
use lexicon::LEXICON;

/// Index into [`Parties::all`].
pub type PartyId = usize;

/// Everybody in the text.
#[derive(Debug, Default)]
pub struct Parties {
    /// Each once.
    pub all: Vec<Party>,
    /// Where they are mentioned, in text order, not overlapping.
    pub mentions: Vec<Mention>,
    /// First tokens of mentions that own what follows ("Acme's", "its").
    owners: FxHashSet<usize>,
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
    /// Common nouns that refer back to it, singular: "lender", "hospital".
    pub nouns: Vec<String>,
    /// Sector that its name shows by itself; counts where no words on it say another.
    pub(crate) name_sector: Option<String>,
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

impl Party {
    /// A party of which only names and kind are known.
    pub(crate) fn new(name: Option<String>, short: Option<String>, kind: PartyKind, speaker: SpeakerKind) -> Self {
        Self {
            name,
            short,
            aliases: Vec::new(),
            kind,
            speaker,
            speaks_for: None,
            sector: None,
            country: None,
            description: None,
            nouns: Vec::new(),
            name_sector: None,
        }
    }

    /// Whether it has a name and is neither a person nor an actor nor an outlet.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.name.is_some() && matches!(self.kind, PartyKind::Organisation | PartyKind::Authority)
    }
}

impl Parties {
    /// The mention that holds a token.
    #[must_use]
    pub fn at(&self, token: usize) -> Option<&Mention> {
        let at = self.mentions.partition_point(|m| m.tokens.end <= token);
        self.mentions.get(at).filter(|m| m.tokens.contains(&token))
    }

    /// All mentions that begin inside a stretch.
    #[must_use]
    pub fn within(&self, stretch: &Tokens) -> &[Mention] {
        let from = self.mentions.partition_point(|m| m.tokens.start < stretch.start);
        let to = self.mentions.partition_point(|m| m.tokens.start < stretch.end);
        self.mentions.get(from..to.max(from)).unwrap_or_default()
    }

    /// Notes words that mean a party, each one token that no mention holds yet.
    pub(crate) fn say(&mut self, tokens: &[usize], party: PartyId) {
        self.mentions.extend(tokens.iter().map(|&t| Mention { tokens: t..t + 1, party, by_name: false }));
        self.mentions.sort_by_key(|m| m.tokens.start);
        self.owners.extend(tokens);
    }

    /// Whom a noun phrase means: the mention at its head ("Norway's police" the police, "the head of Acme" its head).
    #[must_use]
    pub fn meant(&self, phrase: &Tokens) -> Option<PartyId> {
        let inside = self.within(phrase);
        let holding = self.at(phrase.start).into_iter().filter(|m| m.tokens.start < phrase.start);
        let mut all = holding.chain(inside.iter()).peekable();
        let mut best = all.next()?;
        // A possessor gives way to what it owns, when that is a party too.
        while let Some(next) = all.peek() {
            if !self.owners.contains(&best.tokens.start) || next.tokens.start > best.tokens.end + 1 {
                break;
            }
            best = all.next()?;
        }
        Some(best.party)
    }

    /// Who speaks, by the phrase before a verb of saying: a crew that it names ("a gang that calls itself Redfern"),
    /// else whom it means.
    #[must_use]
    pub fn speaker(&self, phrase: &Tokens) -> Option<PartyId> {
        let named = self.within(phrase).iter().find(|m| m.by_name).map(|m| m.party);
        let crew = named.filter(|&p| self.all.get(p).is_some_and(|p| p.kind == PartyKind::Actor));
        crew.or_else(|| self.meant(phrase))
    }

    /// The body whose words or view it is: a person's organisation, else the party itself.
    #[must_use]
    pub fn principal(&self, party: PartyId) -> PartyId {
        self.all.get(party).and_then(|p| p.speaks_for).unwrap_or(party)
    }

    /// Finds a party by any of its names, case not counted.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<PartyId> {
        let wanted = name.to_lowercase();
        self.all
            .iter()
            .position(|p| p.name.iter().chain(&p.short).chain(&p.aliases).any(|n| n.to_lowercase() == wanted))
    }
}

/// Finds all parties and mentions. Linear in the length of the text but for the number of names.
#[must_use]
pub fn find(analysis: &Analysis<'_>) -> Parties {
    let clusters = cluster::group(analysis, names::find(analysis));
    let mut parties = Parties::default();
    let mut named = Vec::new();
    for cluster in clusters {
        if let kinds::Sort::Party(kind, speaker) = kinds::sort(analysis, &cluster) {
            let mut party = kinds::party(&cluster, kind, speaker);
            describe::describe(analysis, &cluster, &mut party);
            party.name_sector = describe::sector_of_name(&cluster.keys);
            parties.all.push(party);
            named.push(cluster);
        }
    }
    publisher(analysis, &mut parties);
    refer::mentions(analysis, &named, &mut parties);
    people::employers(analysis, &named, &mut parties);
    first_person::mean(analysis, &mut parties);
    parties.owners = parties.mentions.iter().filter(|m| owns(analysis, m)).map(|m| m.tokens.start).collect();
    parties
}

fn owns(analysis: &Analysis<'_>, mention: &Mention) -> bool {
    let last = analysis.tokens.get(mention.tokens.end.saturating_sub(1)).map_or("", |t| t.lower.as_str());
    let next = analysis.tokens.get(mention.tokens.end).map_or("", |t| t.lower.as_str());
    next == "'s" || last.ends_with('\'') || matches!(last, "its" | "their" | "his" | "her" | "our")
}

/// A notice or a post that says "we" and names its author nowhere in the text: the publisher.
fn publisher(analysis: &Analysis<'_>, parties: &mut Parties) {
    let Some(name) = publisher_name(analysis) else { return };
    let own =
        analysis.tokens.iter().filter(|t| t.quotation.is_none() && matches!(t.lower.as_str(), "we" | "our")).count();
    let lower = name.to_lowercase();
    let last = lower.rsplit(' ').next().unwrap_or_default();
    if own < 3 || parties.named(name).is_some() || LEXICON.outlet_name.has(&lower) || LEXICON.outlet_head.has(last) {
        return;
    }
    let research = ["labs", "lab", "security", "research", "intelligence", "threat", "cyber"]
        .iter()
        .any(|w| lower.split(' ').any(|p| p == *w));
    let speaker = if research { SpeakerKind::Researcher } else { SpeakerKind::Other };
    let mut party = Party::new(Some(name.to_owned()), Some(name.to_owned()), PartyKind::Organisation, speaker);
    party.nouns = lower.split([' ', ',']).filter(|w| LEXICON.org_head.has(w)).map(str::to_owned).collect();
    party.name_sector = describe::sector_of_name(&[lower]);
    parties.all.push(party);
}

/// The publisher's own name: "Registry, Saltwick University" and "Saltwick Clinic, Ryme" without what is beside it.
pub(crate) fn publisher_name<'a>(analysis: &Analysis<'a>) -> Option<&'a str> {
    let meta = analysis.document.meta.publisher.as_deref().map(str::trim).filter(|n| !n.is_empty());
    let name = meta.or_else(|| status_name(analysis))?;
    let Some((front, back)) = name.split_once(", ") else { return Some(name) };
    let is_name = |part: &str| {
        part.contains(' ') && part.to_lowercase().split(' ').any(|w| LEXICON.org_head.has(w)) && !part.contains(',')
    };
    Some(if is_name(back) {
        back
    } else if is_name(front) && !back.split(' ').any(|w| LEXICON.legal_form.has(&w.to_lowercase())) {
        front
    } else {
        name
    })
}

/// "QUILLWORT STATUS", "Quillwort Status Page": the service whose page a text's first line says it is.
fn status_name<'a>(analysis: &Analysis<'a>) -> Option<&'a str> {
    let line = &analysis.sentences.first()?.tokens;
    let words = &analysis.tokens[line.clone()];
    let at = words.iter().take(5).position(|t| t.lower == "status")?;
    let named =
        words[..at].iter().all(|t| t.text.starts_with(char::is_uppercase) && t.text.chars().all(char::is_alphanumeric))
            && words[..at].iter().any(|t| WORDS.get(&t.lower).is_none());
    let page = words[at].text.starts_with(char::is_uppercase);
    (at > 0 && named && page).then(|| analysis.text(&(line.start..line.start + at)))
}

/// What the spelling of a body's name shows.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its words, lower case.
    pub words: Vec<String>,
    /// A word that organisations are named by: "hospital", "bank".
    pub org_head: bool,
    /// "Ltd", "AG".
    pub legal_form: bool,
    /// A digit.
    pub digits: bool,
    /// A person's first name in front.
    pub first_name: bool,
    /// No small letter.
    pub capitals: bool,
    /// Nothing but words of the language: "City Hall".
    pub common: bool,
    /// "X Port Authority", "X Credit Union": named as one that watches over others, and does not.
    pub serves: bool,
}

impl Shape {
    /// Of its full name.
    pub fn of(party: &Party) -> Self {
        let name = party.name.as_deref().unwrap_or_default();
        let lower = name.to_lowercase();
        let words: Vec<String> = lower
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '&' | '.')))
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect();
        Self {
            org_head: words.iter().any(|w| LEXICON.org_head.has(w)),
            legal_form: words.iter().any(|w| LEXICON.legal_form.has(w)),
            digits: name.contains(|c: char| c.is_ascii_digit()),
            first_name: words.first().is_some_and(|w| LEXICON.first_name.has(w)),
            capitals: !name.contains(char::is_lowercase),
            common: words.iter().all(|w| WORDS.get(w).is_some()),
            serves: LEXICON.serving_body.ends(&words.join(" ")).is_some(),
            words,
        }
    }
}
