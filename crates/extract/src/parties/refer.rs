//! Where parties are mentioned: their names (also in headlines of capitals), and the words that refer back to them:
//! "the retailer", "the company", "it", "she", "the attackers", "a spokeswoman". One pass from left to right.

use super::bodies::{self, Body, BodySort};
use super::cluster::Cluster;
use super::lexicon::LEXICON;
use super::offices;
use super::{Mention, Parties, Party, PartyId, PartyKind};
use crate::analysis::{Analysis, Tag, Tokens};
use rustc_hash::{FxHashMap, FxHashSet};
use sextant_model::{BlockKind, SpeakerKind};

/// Fills `parties.mentions`, and adds the parties that have no name. `clusters` stand in the order of `parties.all`.
pub(crate) fn mentions(analysis: &Analysis<'_>, clusters: &[Cluster], parties: &mut Parties) {
    let mut named: Vec<Mention> = clusters
        .iter()
        .enumerate()
        .flat_map(|(id, c)| {
            c.mentions.iter().map(move |(f, _)| Mention { tokens: f.whole.clone(), party: id, by_name: true })
        })
        .collect();
    let headlines = super::headlines::mentions(analysis, clusters);
    for mention in &headlines {
        let end = analysis.sentence_of(mention.tokens.start).map(|s| analysis.sentences[s].tokens.clone());
        if let Some(inside) = end.and_then(|s| super::context::bracketed(analysis, &s, mention.tokens.end)) {
            super::describe::bracket(analysis, &inside, &mut parties.all[mention.party]);
        }
    }
    named.extend(headlines);
    named.sort_by_key(|m| (m.tokens.start, std::cmp::Reverse(m.tokens.end)));
    named.dedup_by(|b, a| b.tokens.start < a.tokens.end);
    let nouns: FxHashSet<String> = parties.all.iter().flat_map(|p| p.nouns.iter().cloned()).collect();
    let mut appositions: Vec<(Tokens, PartyId)> = clusters
        .iter()
        .enumerate()
        .flat_map(|(id, c)| c.mentions.iter().filter_map(move |(_, a)| a.apposition.clone().map(|a| (a, id))))
        .collect();
    appositions.sort_by_key(|(a, _)| a.start);
    let mut reader = Reader {
        analysis,
        parties,
        named,
        nouns,
        appositions,
        recent: Vec::new(),
        unnamed: FxHashMap::default(),
        first: [None, None],
        first_beside: false,
        actors: None,
        out: Vec::new(),
    };
    for sentence in 0..analysis.sentences.len() {
        reader.sentence(sentence);
    }
    let out = std::mem::take(&mut reader.out);
    parties.mentions = out;
    for party in &mut parties.all {
        if party.sector.is_none() && matches!(party.kind, PartyKind::Organisation | PartyKind::Authority) {
            party.sector = party.name_sector.clone();
        }
    }
    nationalities(analysis, parties);
}

/// "two Estonian hospitals": the country of all that are hospitals, where there are several.
fn nationalities(analysis: &Analysis<'_>, parties: &mut Parties) {
    for at in 0..analysis.tokens.len().saturating_sub(1) {
        let (first, second) = (&analysis.tokens[at], &analysis.tokens[at + 1]);
        let plural = second.tag == Tag::Noun && second.lower.ends_with('s') && second.lemma != second.lower;
        if !plural || !first.text.starts_with(char::is_uppercase) {
            continue;
        }
        let Some(place) = crate::places::place(first.text).filter(|p| p.kind == crate::places::PlaceKind::People)
        else {
            continue;
        };
        let such: Vec<usize> = (0..parties.all.len())
            .filter(|&id| {
                parties.all[id].kind == PartyKind::Organisation && parties.all[id].nouns.contains(&second.lemma)
            })
            .collect();
        if such.len() > 1 {
            for id in such {
                let party = &mut parties.all[id];
                party.country = party.country.take().or_else(|| Some(place.code.to_owned()));
            }
        }
    }
}

struct Reader<'a, 'd> {
    analysis: &'a Analysis<'d>,
    parties: &'a mut Parties,
    named: Vec<Mention>,
    nouns: FxHashSet<String>,
    appositions: Vec<(Tokens, PartyId)>,
    /// Whom the last mentions meant, and whether only beside the point ("of X", "to X", in brackets).
    recent: Vec<(PartyId, bool)>,
    unnamed: FxHashMap<String, PartyId>,
    /// First party of the sentence before, and of this one.
    first: [Option<PartyId>; 2],
    /// Whether the first of this sentence stands beside the point.
    first_beside: bool,
    actors: Option<PartyId>,
    out: Vec<Mention>,
}

/// How many mentions back a reference is looked for.
const MEMORY: usize = 80;

impl Reader<'_, '_> {
    fn sentence(&mut self, id: usize) {
        let sentence = &self.analysis.sentences[id];
        if sentence.kind == BlockKind::Aside {
            return;
        }
        self.first = [self.first[1].or(self.first[0]), None];
        let range = sentence.tokens.clone();
        let mut at = range.start;
        while at < range.end {
            at = self.token(at, &range);
        }
    }

    /// Looks at one token; gives the next to look at.
    fn token(&mut self, at: usize, sentence: &Tokens) -> usize {
        if let Some(mention) = self.named_at(at) {
            return self.note_name(mention, sentence.start);
        }
        self.country_line(at);
        let tag = self.analysis.tokens[at].tag;
        if tag == Tag::Pronoun {
            if let Some(party) = self.pronoun(at) {
                self.note(at..at + 1, party, false);
            }
        } else if matches!(tag, Tag::Noun | Tag::Adjective | Tag::Verb | Tag::Proper) {
            self.noun(at, sentence);
        }
        at + 1
    }

    /// "country: Spain" on a listing: of the organisation named above.
    fn country_line(&mut self, at: usize) {
        let tokens = &self.analysis.tokens;
        if tokens[at].lower != "country" || tokens.get(at + 1).is_none_or(|t| t.text != ":") {
            return;
        }
        let place = [3, 2, 1]
            .into_iter()
            .find_map(|n| crate::places::country(self.analysis.text(&(at + 2..(at + 2 + n).min(tokens.len())))));
        let named = self.latest(|p| p.kind == PartyKind::Organisation && p.name.is_some());
        if let (Some(code), Some(id)) = (place, named) {
            let party = &mut self.parties.all[id];
            party.country = party.country.take().or_else(|| Some(code.to_owned()));
        }
    }

    fn named_at(&self, at: usize) -> Option<Mention> {
        let place = self.named.partition_point(|m| m.tokens.start < at);
        self.named.get(place).filter(|m| m.tokens.start == at).cloned()
    }

    fn note_name(&mut self, mut mention: Mention, from: usize) -> usize {
        let (party, end) = (mention.party, mention.tokens.end);
        // "the town of X", "chief executive X": the words in front belong to the mention.
        let floor = self.out.last().map_or(from, |m| m.tokens.end.max(from));
        let mut start = mention.tokens.start;
        let kind = self.parties.all[party].kind;
        let tokens = &self.analysis.tokens;
        if start >= floor + 2
            && tokens[start - 1].lower == "of"
            && matches!(
                tokens[start - 2].lower.as_str(),
                "city" | "town" | "village" | "county" | "borough" | "municipality" | "state" | "commune" | "township"
            )
        {
            let school =
                start >= floor + 3 && tokens[start - 2].lower == "district" && tokens[start - 3].lower == "school";
            let from = if school { start - 3 } else { start - 2 };
            let alias = self.analysis.text(&(from..end)).to_owned();
            let noun = super::bases(self.analysis, &(from..start - 1));
            let body = &mut self.parties.all[party];
            if !body.aliases.contains(&alias) {
                body.aliases.push(alias);
            }
            body.sector = body.sector.take().or_else(|| crate::places::sector(&noun).map(str::to_owned));
            body.nouns.push(noun);
            start -= 2;
        }
        while kind == PartyKind::Person && start > floor && matches!(tokens[start - 1].tag, Tag::Noun | Tag::Adjective)
        {
            start -= 1;
        }
        if start > floor && tokens[start - 1].lower == "the" {
            start -= 1;
        }
        mention.tokens = start..end;
        let beside = self.is_beside(start);
        self.push(mention);
        self.remember(party, beside);
        end
    }

    fn push(&mut self, mention: Mention) {
        if self.out.last().is_none_or(|last| last.tokens.end <= mention.tokens.start) {
            self.out.push(mention);
        }
    }

    fn note(&mut self, tokens: Tokens, party: PartyId, by_name: bool) {
        let beside = self.is_beside(tokens.start);
        self.push(Mention { tokens, party, by_name });
        self.remember(party, beside);
    }

    /// Behind a preposition or inside brackets: seldom what "the company" means next.
    fn is_beside(&self, start: usize) -> bool {
        let before = start.checked_sub(1).map(|b| &self.analysis.tokens[b]);
        let owned = before.is_some_and(|b| b.lower == "'s")
            && start >= 3
            && self.analysis.tokens[start - 3].tag == Tag::Preposition;
        owned
            || before.is_some_and(|b| {
                b.tag == Tag::Preposition && b.lower != "by" || b.text == "(" || matches!(b.lower.as_str(), "to" | "of")
            })
            || self.analysis.tokens[start.saturating_sub(4)..start].iter().any(|t| t.text == "(")
                && !self.analysis.tokens[start.saturating_sub(4)..start].iter().any(|t| t.text == ")")
    }

    fn remember(&mut self, party: PartyId, beside: bool) {
        self.recent.push((party, beside));
        if self.parties.all[party].kind == PartyKind::Actor {
            self.actors = Some(party);
        }
        let known = !matches!(self.parties.all[party].kind, PartyKind::Unnamed);
        if known && (self.first[1].is_none() || self.first_beside && !beside) {
            self.first[1] = Some(party);
            self.first_beside = beside;
        }
    }

    fn latest(&self, fits: impl Fn(&Party) -> bool) -> Option<PartyId> {
        let near = self.recent.iter().rev().take(MEMORY);
        let fitting = near.filter(|&&(id, _)| fits(&self.parties.all[id]));
        let (mut first, mut seen) = (None, 0);
        for &(id, beside) in fitting {
            if !beside {
                return Some(id);
            }
            first = first.or(Some(id));
            seen += 1;
            if seen > 6 {
                break;
            }
        }
        first
    }

    // Words that refer back -------------------------------------------------------------------------------------

    fn pronoun(&mut self, at: usize) -> Option<PartyId> {
        let token = &self.analysis.tokens[at];
        if token.text.len() > 1 && token.text.chars().all(char::is_uppercase) {
            return None;
        }
        match token.lower.as_str() {
            "it" if self.is_empty_subject(at) => None,
            "it" | "its" | "itself" => {
                let singular = |p: &Party| {
                    matches!(p.kind, PartyKind::Organisation | PartyKind::Authority)
                        || p.kind == PartyKind::Actor && p.name.is_some()
                        || p.kind == PartyKind::Outlet
                };
                [self.first[1], self.first[0]]
                    .into_iter()
                    .flatten()
                    .map(|id| self.parties.principal_body(id))
                    .find(|&id| singular(&self.parties.all[id]))
                    .or_else(|| self.latest(singular))
            }
            "he" | "she" | "his" | "her" | "him" => self.latest(|p| p.kind == PartyKind::Person),
            "they" | "their" | "them" => {
                let subject = self.first[1].or(self.first[0])?;
                let plural = |id: PartyId| {
                    self.parties.all[id].kind == PartyKind::Actor
                        || self.parties.all[id].nouns.iter().any(|n| n == "police")
                };
                Some(subject).filter(|&id| plural(id)).or_else(|| self.latest_of(3, |p| p.kind == PartyKind::Actor))
            }
            _ => None,
        }
    }

    fn latest_of(&self, back: usize, fits: impl Fn(&Party) -> bool) -> Option<PartyId> {
        self.recent.iter().rev().take(back).map(|&(id, _)| id).find(|&id| fits(&self.parties.all[id]))
    }

    /// "It comes as", "it is unclear", "it took hours to".
    fn is_empty_subject(&self, at: usize) -> bool {
        let word = |n: usize| self.analysis.tokens.get(at + n).map_or("", |t| t.lower.as_str());
        matches!(
            word(1),
            "follows"
                | "comes"
                | "came"
                | "followed"
                | "emerged"
                | "appears"
                | "seems"
                | "appeared"
                | "seemed"
                | "takes"
                | "remains"
        ) || matches!(
            (word(1), word(2)),
            (
                "is" | "was" | "'s" | "remains" | "remained",
                "unclear"
                    | "not"
                    | "too"
                    | "possible"
                    | "likely"
                    | "unlikely"
                    | "understood"
                    | "thought"
                    | "believed"
                    | "important"
                    | "the"
                    | "a"
                    | "also"
                    | "particularly"
            )
        ) && !matches!(word(3), "aware" | "able")
            || matches!((word(1), word(2)), ("has", "emerged") | ("could", "take") | ("may", "be") | ("had", "been"))
                && matches!(word(3), "" | "that" | "weeks" | "months" | "too")
    }

    fn noun(&mut self, at: usize, sentence: &Tokens) {
        let floor = self.out.last().map_or(sentence.start, |m| m.tokens.end.max(sentence.start));
        let Some(body) = bodies::at(self.analysis, at, floor, &self.nouns) else { return };
        // "the Mordrake gang", "the laboratory at Rannamaa": part of a name's phrase, or of the party named next.
        let tied = self.out.last().is_some_and(|m| m.by_name && m.tokens.end == body.tokens.start);
        let owned = matches!(body.sort, BodySort::Organisation)
            && self.analysis.tokens.get(at + 1).is_some_and(|t| matches!(t.lower.as_str(), "at" | "of"))
            && (self.named_at(at + 2).is_some() || self.named_at(at + 3).is_some());
        if let Some((party, head)) = self.said_of(at) {
            if head && self.parties.all[party].kind == PartyKind::Organisation {
                self.push(Mention { tokens: body.tokens, party, by_name: false });
            }
            return;
        }
        if tied && body.sort != BodySort::Voice || owned {
            return;
        }
        // A name right behind: the phrase describes it.
        if self.named_at(at + 1).is_some() && body.sort != BodySort::Voice {
            return;
        }
        let party = match body.sort {
            BodySort::Voice => self.voice(&body),
            BodySort::Actor => Some(self.actor(&body)),
            BodySort::Authority => self.authority(&body),
            BodySort::Organisation => self.announced(&body).or_else(|| self.organisation(&body)),
            BodySort::Supplier => Some(self.announced(&body).unwrap_or_else(|| self.supplier(&body))),
            BodySort::Unnamed | BodySort::Insider => bodies::speaks(self.analysis, &body).then(|| self.somebody(&body)),
        };
        if let Some(party) = party {
            self.note(body.tokens, party, false);
        }
    }

    /// The party that the words at a token are said of: "X, a Dutch port agent that …".
    fn said_of(&self, at: usize) -> Option<(PartyId, bool)> {
        let place = self.appositions.partition_point(|(a, _)| a.end <= at);
        let (apposition, party) = self.appositions.get(place).filter(|(a, _)| a.contains(&at))?;
        Some((*party, at + 1 == apposition.end))
    }

    /// "the company — casino giant Federal Group — said": the name that follows in apposition.
    fn announced(&self, body: &Body) -> Option<PartyId> {
        let next = self.analysis.tokens.get(body.tokens.end)?;
        let owner = body.tokens.start.checked_sub(1).map_or("", |b| self.analysis.tokens[b].lower.as_str());
        let definite = body.definite || matches!(owner, "its" | "their" | "our" | "his" | "her");
        if !definite || !matches!(next.text, "—" | "–" | "--" | ",") {
            return None;
        }
        let reach = body.tokens.end + 1..(body.tokens.end + 5).min(self.analysis.tokens.len());
        let at = reach.clone().find(|&i| self.named_at(i).is_some())?;
        let plain = self.analysis.tokens[reach.start..at].iter().all(|t| matches!(t.tag, Tag::Noun | Tag::Adjective));
        let closed = |m: &Mention| self.analysis.tokens.get(m.tokens.end).is_some_and(|t| t.text == ",");
        let mention = self.named_at(at).filter(|m| plain && (next.text != "," || at > reach.start || closed(m)))?;
        (self.parties.all[mention.party].kind == PartyKind::Organisation).then_some(mention.party)
    }

    /// "the IT vendor": a firm without a name that a victim works with.
    fn supplier(&mut self, body: &Body) -> PartyId {
        let head = body.tokens.end - 1;
        let two = self.analysis.text(&(head.saturating_sub(1)..head + 1));
        let name = if LEXICON.supplier_noun.has(&two.to_lowercase()) { two.to_owned() } else { body.text.clone() };
        self.unnamed(&format!("\u{0}{}", name.to_lowercase()), PartyKind::Unnamed, SpeakerKind::Supplier, Some(name))
    }

    /// "a spokeswoman for X", "the X spokesman", "a spokesman".
    fn voice(&mut self, body: &Body) -> Option<PartyId> {
        let after = body.tokens.end;
        if self.named_at(after).is_some_and(|m| self.parties.all[m.party].kind == PartyKind::Person) {
            return None;
        }
        let is_body = |p: &Party| matches!(p.kind, PartyKind::Organisation | PartyKind::Authority);
        let linked =
            self.analysis.tokens.get(after).is_some_and(|t| matches!(t.lower.as_str(), "for" | "of" | "from" | "at"));
        let named = linked
            .then(|| (after + 1..after + 5).find_map(|at| self.named_at(at)))
            .flatten()
            .map(|m| m.party)
            .filter(|&id| is_body(&self.parties.all[id]));
        let left = self
            .out
            .last()
            .filter(|m| {
                m.tokens.end == body.tokens.start
                    || m.tokens.end + 1 == body.tokens.start && self.analysis.tokens[m.tokens.end].lower == "'s"
            })
            .map(|m| m.party)
            .filter(|&id| is_body(&self.parties.all[id]));
        let noun = linked
            .then(|| (after + 1..after + 4).find_map(|at| bodies::at(self.analysis, at, after + 1, &self.nouns)))
            .flatten();
        let meant = noun.and_then(|b| match b.sort {
            BodySort::Organisation => self.organisation(&b),
            BodySort::Authority => self.authority(&b),
            _ => None,
        });
        let spoken_of =
            || [self.first[1], self.first[0]].into_iter().flatten().find(|&id| is_body(&self.parties.all[id]));
        named.or(left).or(meant).or_else(spoken_of).or_else(|| self.latest(is_body))
    }

    fn actor(&mut self, body: &Body) -> PartyId {
        let singular = !body.head.ends_with('s') && body.definite;
        let named = self.latest(|p| p.kind == PartyKind::Actor && p.name.is_some());
        let recent = self.actors.filter(|_| body.definite);
        match (recent, named) {
            (Some(id), _) => id,
            (None, Some(id)) if body.definite || singular => id,
            _ => self.unnamed("\u{0}actor", PartyKind::Actor, SpeakerKind::Actor, None),
        }
    }

    /// "the regulator": the one named before, else a party of that name ("Norwegian police", "infrastructure ministry").
    fn authority(&mut self, body: &Body) -> Option<PartyId> {
        let head = body.head.clone();
        let plain = !body.text.contains(' ');
        if body.definite
            && plain
            && let Some(id) = self.latest(|p| {
                p.kind == PartyKind::Authority && offices::refers(p, &head)
                    || p.kind == PartyKind::Organisation && p.nouns.contains(&head)
            })
        {
            return Some(id);
        }
        if matches!(head.as_str(), "detectives" | "detective" | "investigators" | "investigator" | "officers")
            && plain
            && let Some(id) = self.latest(|p| p.kind == PartyKind::Authority)
        {
            return Some(id);
        }
        // "The port authority" after "the Port of Quillet".
        if body.definite
            && let Some((lead, _)) = body.text.to_lowercase().rsplit_once(' ')
            && let Some(id) = self.latest(|p| {
                p.kind == PartyKind::Organisation
                    && p.nouns.iter().any(|n| n == lead)
                    && p.short.as_deref().is_some_and(|n| n.to_lowercase().split(' ').any(|w| w == lead))
            })
        {
            return Some(id);
        }
        if let Some(id) = offices::short_for(self.parties, &body.text) {
            return Some(id);
        }
        let owned = offices::owner_place(self.analysis, body.tokens.start).is_some();
        if !owned && !offices::is_authority_phrase(&body.text.to_lowercase(), &head) {
            return None;
        }
        let mut name = body.text.clone();
        if let Some(owner) = offices::owner_place(self.analysis, body.tokens.start) {
            name = format!("{owner}{name}");
        }
        let id = self.known_body(&name);
        let country = name.split(' ').find_map(|w| crate::places::country(w).map(str::to_owned));
        let sector = crate::places::sector(&super::bases(self.analysis, &body.tokens)).map(str::to_owned);
        let party = &mut self.parties.all[id];
        party.country = party.country.take().or(country);
        party.sector = party.sector.take().or(sector);
        if !party.nouns.contains(&head) {
            party.nouns.push(head);
        }
        self.bracketed_alias(id, body.tokens.end);
        Some(id)
    }

    /// The body of that name, also with or without its country.
    fn known_body(&mut self, name: &str) -> PartyId {
        let key = name.to_lowercase();
        let same = self
            .unnamed
            .iter()
            .find(|(other, _)| other.ends_with(&format!(" {key}")) || key.ends_with(&format!(" {other}")))
            .map(|(_, &id)| id);
        let Some(id) = same.filter(|_| key.contains(' ')) else {
            return self.unnamed(&key, PartyKind::Authority, SpeakerKind::Authority, Some(name.to_owned()));
        };
        self.unnamed.insert(key, id);
        let party = &mut self.parties.all[id];
        if party.short.as_ref().is_some_and(|s| s.len() < name.len()) {
            let before = party.short.replace(name.to_owned());
            party.aliases.extend(before);
            party.name = Some(name.to_owned());
        } else if party.short.as_deref() != Some(name) && !party.aliases.iter().any(|a| a == name) {
            party.aliases.push(name.to_owned());
        }
        id
    }

    /// "the defence ministry (MINDEF)": the abbreviation found as a name is the same party.
    fn bracketed_alias(&mut self, id: PartyId, after: usize) {
        let open = self.analysis.tokens.get(after).is_some_and(|t| t.text == "(");
        let closes = self.analysis.tokens.get(after + 2).is_some_and(|t| t.text == ")");
        let Some(mention) = self.named_at(after + 1).filter(|_| open && closes) else { return };
        let other = self.parties.all[mention.party].clone();
        let one = !matches!(
            self.analysis.tokens[after - 1].lower.as_str(),
            "authorities" | "regulators" | "police" | "prosecutors" | "agencies"
        );
        if mention.party == id || !one {
            return;
        }
        let party = &mut self.parties.all[id];
        if let (Some(name), Some(short)) = (party.name.clone(), other.short.clone()) {
            party.name = Some(format!("{name} ({short})"));
        }
        party.aliases.extend(other.short.into_iter().chain(other.aliases));
        for later in &mut self.named {
            if later.party == mention.party {
                later.party = id;
            }
        }
        for earlier in &mut self.out {
            if earlier.party == mention.party {
                earlier.party = id;
            }
        }
    }

    fn organisation(&mut self, body: &Body) -> Option<PartyId> {
        if !body.definite
            || body.text.contains("other")
            || self.analysis.tokens[body.tokens.end - 1].lower.ends_with('s') && !body.head.ends_with('s')
        {
            return self.self_named(body);
        }
        let head = body.head.as_str();
        let two = body.text.to_lowercase();
        let noun = |p: &Party| p.nouns.iter().any(|n| n == head || *n == two);
        let sector = crate::places::sector(&two).or_else(|| crate::places::sector(head));
        let same_sector = |p: &Party| sector.is_some() && p.sector.as_deref().or(p.name_sector.as_deref()) == sector;
        if matches!(head, "group" | "crew" | "operation") {
            return self.group(body);
        }
        let found = self
            .latest(|p| is_firm(p) && noun(p))
            .or_else(|| self.latest(|p| is_firm(p) && same_sector(p)))
            .or_else(|| LEXICON.generic_noun.has(head).then(|| self.latest(is_firm)).flatten())
            .or_else(|| {
                (LEXICON.authority_noun.has(head) && !two.contains(' '))
                    .then(|| self.latest(|p| p.kind == PartyKind::Authority))
                    .flatten()
            })
            .or_else(|| {
                let the = self.analysis.tokens[body.tokens.start].lower == "the" && two.split(' ').count() < 4;
                sector.filter(|_| the).and_then(|_| {
                    self.latest(|p| {
                        let close =
                            sector == Some("utilities") && matches!(p.name_sector.as_deref(), Some("water" | "energy"));
                        is_firm(p) && p.sector.is_none() && (p.name_sector.is_none() || close)
                    })
                })
            });
        if let Some(id) = found.filter(|&id| {
            self.parties.all[id].kind == PartyKind::Organisation
                && self.analysis.tokens[body.tokens.start].lower == "the"
        }) {
            let country = super::describe::country_in(self.analysis, &body.tokens);
            let party = &mut self.parties.all[id];
            party.sector = party.sector.take().or(sector.map(str::to_owned));
            party.country = party.country.take().or(country);
        }
        found
    }

    /// "the Group" that a notice has defined, "the group Redfern", "the group": a firm's or a crew.
    fn group(&self, body: &Body) -> Option<PartyId> {
        let capital = self.analysis.tokens[body.tokens.end - 1].text.starts_with(char::is_uppercase);
        let defined = || self.latest(|p| is_firm(p) && p.nouns.contains(&body.head)).filter(|_| capital);
        let spoken_of = |p: &Party| match p.kind {
            PartyKind::Actor => p.name.is_some(),
            PartyKind::Person => p.speaks_for.is_some(),
            _ => is_firm(p),
        };
        let latest = || self.latest(spoken_of).map(|id| self.parties.principal_body(id));
        defined().or_else(|| self.crew_behind(body)).or_else(latest)
    }

    /// "The group, which calls itself Petrel": the crew whose name follows.
    fn crew_behind(&self, body: &Body) -> Option<PartyId> {
        let named = (body.tokens.end..body.tokens.end + 6).find_map(|t| self.named_at(t)).map(|m| m.party);
        named.filter(|&id| self.parties.all[id].kind == PartyKind::Actor)
    }

    /// "The clinics' appointment line" after Ravel Clinics: a plural that the party's own name has.
    fn self_named(&mut self, body: &Body) -> Option<PartyId> {
        let plural = format!("{}s", body.head);
        (body.definite && !body.text.contains(' '))
            .then(|| {
                self.latest(|p| {
                    p.kind == PartyKind::Organisation
                        && (p.nouns.contains(&plural) || p.nouns.contains(&body.head))
                        && p.short.as_deref().is_some_and(|n| n.to_lowercase().ends_with(&plural))
                })
            })
            .flatten()
    }

    fn somebody(&mut self, body: &Body) -> PartyId {
        let speaker = if body.sort == BodySort::Insider { SpeakerKind::Insider } else { SpeakerKind::Unnamed };
        self.unnamed(&format!("\u{0}{}", body.text.to_lowercase()), PartyKind::Unnamed, speaker, None)
    }

    fn unnamed(&mut self, key: &str, kind: PartyKind, speaker: SpeakerKind, name: Option<String>) -> PartyId {
        if let Some(&id) = self.unnamed.get(key) {
            return id;
        }
        let id = self.parties.all.len();
        self.parties.all.push(Party::new(name.clone(), name, kind, speaker));
        self.unnamed.insert(key.to_owned(), id);
        id
    }
}

/// A named body that is nobody's helper: what "the company" may mean.
fn is_firm(party: &Party) -> bool {
    party.kind == PartyKind::Organisation
        && party.name.is_some()
        && !matches!(party.speaker, SpeakerKind::Researcher | SpeakerKind::Supplier)
}

impl Parties {
    /// The body for a person or body.
    fn principal_body(&self, id: PartyId) -> PartyId {
        if self.all[id].kind == PartyKind::Person { self.principal(id) } else { id }
    }
}
