//! What a phrase that names nobody is: a paper, an attacker, a customer (`data/speakers.toml`).

use crate::analysis::{Tag, Token};
use sextant_model::SpeakerKind;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(Words::load);

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct File {
    paper: String,
    outlet: String,
    lead: String,
    authority: String,
    office: String,
    ours: String,
    stranger: String,
    people: HashMap<String, String>,
}

#[derive(Default)]
struct Words {
    papers: HashSet<String>,
    outlets: HashSet<String>,
    leads: HashSet<String>,
    authorities: HashSet<String>,
    offices: HashSet<String>,
    ours: HashSet<String>,
    strangers: HashSet<String>,
    people: HashMap<String, SpeakerKind>,
}

impl Words {
    fn load() -> Self {
        let file: File = toml::from_str(include_str!("../../data/speakers.toml")).unwrap_or_default();
        let mut people = HashMap::new();
        for (kind, list) in &file.people {
            let kind = kind.parse().unwrap_or(SpeakerKind::Unnamed);
            people.extend(list.split_whitespace().map(|word| (word.to_owned(), kind)));
        }
        let set = |list: &str| list.split_whitespace().map(str::to_owned).collect();
        Self {
            papers: set(&file.paper),
            outlets: set(&file.outlet),
            leads: set(&file.lead),
            authorities: set(&file.authority),
            offices: set(&file.office),
            ours: set(&file.ours),
            strangers: set(&file.stranger),
            people,
        }
    }
}

/// The head noun of a phrase: the last one before a preposition or a comma.
pub(crate) fn head<'t, 'd>(tokens: &'t [Token<'d>]) -> Option<&'t Token<'d>> {
    let own = tokens.iter().take_while(|t| t.tag != Tag::Preposition && t.text != "," && t.tag != Tag::Subordinator);
    own.filter(|t| t.tag == Tag::Noun).last()
}

/// "a press release", "the company's statement", "an e-mail to customers".
pub(crate) fn is_paper(tokens: &[Token<'_>]) -> bool {
    head(tokens).is_some_and(|t| WORDS.papers.contains(&t.lemma))
}

/// "the post", "the note": what crews leave.
pub(crate) fn is_post(tokens: &[Token<'_>]) -> bool {
    head(tokens).is_some_and(|t| matches!(t.lemma.as_str(), "post" | "note" | "listing" | "message"))
}

/// "the report", "the analysis": what researchers write.
pub(crate) fn is_report(tokens: &[Token<'_>]) -> bool {
    head(tokens).is_some_and(|t| matches!(t.lemma.as_str(), "report" | "analysis" | "blog"))
}

/// "who runs the hospital": verbs of those who lead a body.
pub(crate) fn leads(lemma: &str) -> bool {
    WORDS.leads.contains(lemma)
}

/// "chief executive", "the head of operations": an office within a body.
pub(crate) fn is_office(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|t| WORDS.offices.contains(&t.lower))
}

/// What only a body has: "our patients", "our network".
pub(crate) fn is_of_a_body(lemma: &str) -> bool {
    WORDS.ours.contains(lemma)
}

/// "hired", "called in": what a victim does with those who are to help it.
pub(crate) fn hires(lemma: &str, next: &str) -> bool {
    matches!(lemma, "hire" | "engage" | "retain" | "commission" | "appoint")
        || matches!(lemma, "call" | "bring" | "draft") && next == "in"
}

/// A word of an authority's name.
pub(crate) fn names_authority(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|t| WORDS.authorities.contains(&t.lower))
}

/// "this newspaper", "our website": the outlet of itself.
pub(crate) fn is_own_outlet(tokens: &[Token<'_>]) -> bool {
    let own = tokens.first().is_some_and(|t| matches!(t.lower.as_str(), "this" | "our"));
    own && head(tokens).is_some_and(|t| WORDS.outlets.contains(&t.lemma))
}

/// "a man with a distorted voice", "an account": nobody knows whether they know.
pub(crate) fn is_stranger(tokens: &[Token<'_>]) -> bool {
    let indefinite = tokens.first().is_some_and(|t| matches!(t.lower.as_str(), "a" | "an" | "someone" | "somebody"));
    indefinite && head(tokens).or(tokens.first()).is_some_and(|t| WORDS.strangers.contains(&t.lemma))
}

/// What kind of speaker a person without a name is; `None` for things.
pub(crate) fn kind(tokens: &[Token<'_>]) -> Option<SpeakerKind> {
    let noun = head(tokens).or_else(|| tokens.first())?;
    WORDS.people.get(&noun.lemma).or_else(|| WORDS.people.get(&noun.lower)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_parses_and_people_are_no_things() {
        assert!(!WORDS.papers.is_empty());
        assert_eq!(WORDS.people.get("hacker"), Some(&SpeakerKind::Actor));
        assert_eq!(WORDS.people.get("customer"), Some(&SpeakerKind::Other));
        assert_eq!(WORDS.people.get("server"), None);
    }
}
