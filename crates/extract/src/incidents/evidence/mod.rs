//! Everything that makes somebody a victim: which party, by which words, in whose voice. Each way of telling is a
//! function of its own; whether the event happened is for `realis` to say.

mod harm;
mod listings;
mod nouns;
mod own;
mod owner;
mod protagonist;
mod verbs;
mod voice;
pub(super) mod weigh;

use super::Narrator;
use crate::analysis::{Analysis, SentenceId, Tokens};
use crate::parties::{Parties, PartyId, PartyKind};
use rustc_hash::FxHashSet;
use sextant_model::{BlockKind, IncidentKind, SpeakerKind};
use std::collections::BTreeMap;

/// In whose voice an event is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The victim says it of itself.
    Own,
    /// Somebody else in a position to know, or a researcher, says it.
    Known,
    /// The narrator states it in running text.
    Told,
    /// A heading says it.
    Headline,
    /// Hedged, or the victim is looking into it.
    Possible,
    /// Only the actor or an unverified source.
    Claimed,
    /// The victim says that it did not happen.
    Denied,
}

/// One stretch that makes a party a victim.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    pub party: PartyId,
    pub at: Tokens,
    pub voice: Voice,
    /// How sure one can be that the party is a victim: 1 weak, 3 plain.
    pub weight: i32,
    /// Id of the rule or lexicon entry.
    pub rule: &'static str,
    /// The kind of event that these words show by themselves.
    pub kind: Option<IncidentKind>,
}

/// All evidence of a text.
#[derive(Debug, Default)]
pub(super) struct Found {
    all: Vec<Evidence>,
}

impl Found {
    /// Grouped by victim, in order of the first evidence.
    pub fn by_victim(&self) -> Vec<(PartyId, Vec<&Evidence>)> {
        let mut groups: Vec<(PartyId, Vec<&Evidence>)> = Vec::new();
        for evidence in &self.all {
            match groups.iter_mut().find(|(party, _)| *party == evidence.party) {
                Some((_, group)) => group.push(evidence),
                None => groups.push((evidence.party, vec![evidence])),
            }
        }
        groups
    }
}

/// What the ways of telling look at.
pub(super) struct Search<'s, 'd> {
    pub analysis: &'s Analysis<'d>,
    pub parties: &'s Parties,
    pub narrator: &'s Narrator,
    /// The sentence looked at.
    pub sentence: SentenceId,
    /// Names that are a malware's.
    malware: FxHashSet<PartyId>,
    /// The one party that the text is about, if there is one.
    pub protagonist: Option<PartyId>,
    /// The text tells of sites flooded with traffic.
    pub flooded: bool,
    /// For each sentence, whether it holds a word of cyber events.
    cyber: Vec<bool>,
    found: Vec<Evidence>,
}

impl<'s, 'd> Search<'s, 'd> {
    fn new(analysis: &'s Analysis<'d>, parties: &'s Parties, narrator: &'s Narrator) -> Self {
        Self {
            analysis,
            parties,
            narrator,
            sentence: 0,
            malware: malware(analysis, parties),
            protagonist: None,
            flooded: flooded(analysis),
            cyber: analysis.sentences.iter().map(|s| on_cyber(analysis, parties, &s.tokens)).collect(),
            found: Vec::new(),
        }
    }

    /// Notes that `party` is made a victim at `cue`, if the words over it allow that at all.
    pub fn note(&mut self, party: PartyId, cue: usize, weight: i32, rule: &'static str) {
        self.note_kind(party, cue, weight, rule, None);
    }

    /// As [`Search::note`], for words that show the kind of event too.
    pub fn note_kind(
        &mut self,
        party: PartyId,
        cue: usize,
        weight: i32,
        rule: &'static str,
        kind: Option<IncidentKind>,
    ) {
        if self.of_anybody(cue) || self.impersonated(party) || in_public(self, cue) {
            return;
        }
        let entered = kind == Some(IncidentKind::Intrusion);
        let Some(voice) = voice::over(self, party, cue, entered) else { return };
        self.found.push(Evidence { party, at: cue..cue + 1, voice, weight, rule, kind });
    }

    fn push(&mut self, party: PartyId, at: Tokens, voice: Voice, weight: i32, rule: &'static str) {
        self.found.push(Evidence { party, at, voice, weight, rule, kind: None });
    }

    /// "posing as X", "emails in the name of X": somebody else was deceived with its name.
    fn impersonated(&self, party: PartyId) -> bool {
        let tokens = self.tokens();
        self.parties.within(&tokens).iter().filter(|m| m.party == party).any(|m| {
            let start = m.tokens.start;
            let near = start.saturating_sub(6).max(tokens.start)..start;
            let posing = near.clone().any(|t| {
                matches!(
                    self.lemma(t),
                    "pose" | "pretend" | "masquerade" | "purport" | "impersonate" | "spoof" | "mimic"
                )
            });
            let name = near.clone().any(|t| matches!(self.lower(t), "name" | "names" | "guise" | "claiming"))
                && near.clone().any(|t| matches!(self.lower(t), "in" | "under" | "be"));
            posing && !near.clone().any(|t| matches!(self.lower(t), "staff" | "employee" | "employees" | "tricked"))
                || name
        })
    }

    /// The tokens of the sentence looked at.
    pub fn tokens(&self) -> Tokens {
        self.analysis.sentences[self.sentence].tokens.clone()
    }

    /// The lemma of a token, empty past the end.
    pub fn lemma(&self, at: usize) -> &str {
        self.analysis.tokens.get(at).map_or("", |t| t.lemma.as_str())
    }

    /// The lower-case word of a token, empty past the end.
    pub fn lower(&self, at: usize) -> &str {
        self.analysis.tokens.get(at).map_or("", |t| t.lower.as_str())
    }

    /// Whether a party can be a victim at all.
    pub fn eligible(&self, id: PartyId) -> bool {
        let Some(party) = self.parties.all.get(id) else { return false };
        let malware = self.malware.contains(&id);
        let kind = !malware && matches!(party.kind, PartyKind::Organisation | PartyKind::Authority);
        kind && party.name.is_some() && !matches!(party.speaker, SpeakerKind::Press | SpeakerKind::Actor)
    }

    /// The party at a token, if it can be a victim.
    pub fn victim_at(&self, at: usize) -> Option<PartyId> {
        self.parties.at(at).map(|m| self.organisation(m.party)).filter(|&p| self.eligible(p))
    }

    /// A person's organisation, or the party itself.
    pub fn organisation(&self, party: PartyId) -> PartyId {
        let known = &self.parties.all[party];
        if known.kind == PartyKind::Person { known.speaks_for.unwrap_or(party) } else { party }
    }

    /// The first party after a token that can be a victim, within so many tokens and before the next mark that ends a
    /// phrase.
    pub fn victim_after(&self, at: usize, reach: usize) -> Option<PartyId> {
        let end = (at + 1 + reach).min(self.tokens().end);
        (at + 1..end).take_while(|&t| !self.breaks(t)).find_map(|t| self.victim_at(t))
    }

    /// The subject of the clause at a token, if it can be a victim.
    pub fn subject(&self, at: usize) -> Option<PartyId> {
        let clause = &self.analysis.clauses[self.analysis.clause_of(at)?];
        let subject = clause.subject.as_ref()?;
        let relative = subject.len() == 1 && matches!(self.lower(subject.start), "that" | "which" | "who");
        let before = subject.start.checked_sub(1).filter(|_| relative);
        let party = self.parties.meant(subject).or_else(|| self.parties.at(before?).map(|m| m.party))?;
        Some(self.organisation(party)).filter(|&p| self.eligible(p))
    }

    /// Whether a token ends a phrase.
    pub fn breaks(&self, at: usize) -> bool {
        matches!(
            self.lower(at),
            "," | ";"
                | ":"
                | "."
                | "?"
                | "!"
                | "that"
                | "which"
                | "who"
                | "because"
                | "while"
                | "after"
                | "before"
                | "when"
                | "said"
                | "says"
                | "and"
                | "but"
        )
    }

    /// Whether what is told at a token is told of nobody in particular: "a firm that has just lost its computers".
    pub fn of_anybody(&self, at: usize) -> bool {
        let Some(clause) = self.analysis.clause_of(at).map(|c| &self.analysis.clauses[c]) else { return false };
        let Some(subject) = clause.subject.as_ref() else { return false };
        let relative = subject.len() == 1 && matches!(self.lower(subject.start), "that" | "which" | "who" | "whose");
        let words = if relative { subject.start.saturating_sub(4)..subject.start } else { subject.clone() };
        let named = words.clone().any(|t| self.parties.at(t).is_some_and(|m| m.by_name));
        let head = words.clone().any(|t| {
            matches!(
                self.lemma(t),
                "firm" | "company" | "organisation" | "organization" | "business" | "bank" | "hospital" | "victim"
            )
        });
        let any = words.clone().any(|t| matches!(self.lower(t), "a" | "an" | "any" | "every" | "each"))
            || words.clone().any(|t| {
                matches!(self.lower(t), "companies" | "firms" | "organisations" | "organizations" | "businesses")
            });
        !named && head && any
    }

    /// Whether the sentence holds a word of cyber events.
    pub fn cyber(&self) -> bool {
        self.cyber_in(self.sentence)
    }

    /// The same of another sentence; none past the end does.
    pub fn cyber_in(&self, sentence: SentenceId) -> bool {
        self.cyber.get(sentence).copied().unwrap_or(false)
    }
}

/// "was taken from its own website", "copied from public registers": nothing was lost that was not there for all.
fn in_public(search: &Search<'_, '_>, at: usize) -> bool {
    let rest = at + 1..(at + 8).min(search.tokens().end);
    let from = rest.clone().find(|&t| search.lower(t) == "from");
    let place =
        |t: usize| matches!(search.lemma(t), "website" | "site" | "page" | "register" | "brochure" | "directory");
    from.is_some_and(|from| {
        let mut words = from + 1..rest.end;
        let open = words.clone().any(|t| matches!(search.lower(t), "own" | "public" | "published"));
        open && words.any(place)
    })
}

/// Whether a sentence holds a word of cyber events.
fn on_cyber(analysis: &Analysis<'_>, parties: &Parties, sentence: &Tokens) -> bool {
    let lexicon = &super::lexicon::LEXICON;
    let crew = parties.within(sentence).iter().any(|m| m.by_name && parties.all[m.party].kind == PartyKind::Actor);
    crew || analysis.tokens[sentence.clone()].iter().any(|t| {
        let (word, lemma) = (t.lower.as_str(), t.lemma.as_str());
        lexicon.cyber.contains(word)
            || lexicon.intruders.contains(word)
            || lexicon.nouns.contains(lemma) && !lexicon.plain.contains(lemma)
            || matches!(lemma, "server" | "database" | "network" | "computer" | "password" | "login" | "website")
            || lexicon.weapons.contains(word) && !lexicon.plain.contains(lemma) && word != "traffic"
    })
}

/// Collects the evidence for those who are victims, background left out.
pub(super) fn collect(analysis: &Analysis<'_>, parties: &Parties, narrator: &Narrator, background: &[bool]) -> Found {
    let mut search = Search::new(analysis, parties, narrator);
    let heads = protagonist::by_sentence(&search);
    let all = told(&mut search, &heads, background);
    Found { all: weigh::settle(&mut search, background, &heads, all) }
}

/// What the text shows of each body that could be a victim; see [`weigh`].
pub(super) fn features(
    analysis: &Analysis<'_>,
    parties: &Parties,
    narrator: &Narrator,
    background: &[bool],
) -> BTreeMap<PartyId, [f32; weigh::features::COUNT]> {
    let mut search = Search::new(analysis, parties, narrator);
    let heads = protagonist::by_sentence(&search);
    let all = told(&mut search, &heads, background);
    weigh::features::of(&mut search, background, &heads, &all)
}

/// Everything that the ways of telling find, of whomever.
fn told(search: &mut Search<'_, '_>, heads: &[protagonist::Head], background: &[bool]) -> Vec<Evidence> {
    let analysis = search.analysis;
    let lists = protagonist::lists_names(search);
    let mut cyber_so_far = false;
    for (id, sentence) in analysis.sentences.iter().enumerate() {
        if background.get(id).copied().unwrap_or(false) || sentence.kind == BlockKind::Aside {
            continue;
        }
        search.sentence = id;
        search.protagonist = heads[id].party;
        if let Some(party) = heads[id].party.filter(|_| heads[id].is_head && lists) {
            let at = sentence.tokens.clone();
            search.push(party, at, Voice::Claimed, 3, "event.listing-entry");
        }
        cyber_so_far |= search.cyber();
        // A headline's "leak" is explained by the sentences under it.
        let cyber_so_far = cyber_so_far || (id + 1..id + 4).any(|next| search.cyber_in(next));
        harm::collect(search, cyber_so_far);
        verbs::collect(search, cyber_so_far);
        nouns::collect(search, cyber_so_far);
        nouns::likewise(search, cyber_so_far);
        own::collect(search, cyber_so_far);
        listings::collect(search);
    }
    let mut all = std::mem::take(&mut search.found);
    all.sort_by_key(|e| (e.at.start, e.party));
    all
}

/// "a wall of bogus traffic", "a DDoS attack".
fn flooded(analysis: &Analysis<'_>) -> bool {
    analysis.tokens.windows(2).any(|w| {
        let junk =
            matches!(w[0].lower.as_str(), "bogus" | "junk" | "fake" | "malicious" | "hostile" | "rogue" | "attack");
        w[0].lower == "ddos"
            || junk && matches!(w[1].lower.as_str(), "traffic" | "requests")
            || w[0].lower == "denial-of-service"
    })
}

/// Names that stand beside "ransomware", "virus" and the like as the name of one: "an older virus called X", "X malware".
fn malware(analysis: &Analysis<'_>, parties: &Parties) -> FxHashSet<PartyId> {
    const WORDS: &[&str] = &[
        "ransomware",
        "malware",
        "virus",
        "trojan",
        "worm",
        "loader",
        "backdoor",
        "botnet",
        "infostealer",
        "stealer",
        "spyware",
    ];
    let word = |t: usize| analysis.tokens.get(t).is_some_and(|t| WORDS.contains(&t.lower.as_str()));
    let named = parties.mentions.iter().filter(|m| m.by_name).filter(|m| {
        let before = m.tokens.start.saturating_sub(6)..m.tokens.start;
        let called = before
            .clone()
            .rev()
            .take(4)
            .any(|t| matches!(analysis.tokens[t].lower.as_str(), "called" | "named" | "dubbed" | "call" | "as"));
        called && before.clone().any(word)
            || word(m.tokens.end)
                && analysis
                    .tokens
                    .get(m.tokens.end + 1)
                    .is_none_or(|t| !matches!(t.lower.as_str(), "attack" | "attacks" | "incident"))
    });
    named.map(|m| m.party).collect()
}

fn in_title(analysis: &Analysis<'_>, parties: &Parties, party: PartyId) -> bool {
    let Some(first) = analysis.sentences.first() else { return false };
    first.tokens.clone().any(|t| parties.at(t).is_some_and(|m| m.party == party))
}
