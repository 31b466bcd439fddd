//! What a body does and says that those do who were hit: it calls people in, writes to its customers, and says of how
//! many people it must answer for.

use super::super::{Search, voice};
use super::mentions::one;
use crate::analysis::{Tag, Tokens};
use crate::incidents::lexicon::LEXICON;
use crate::parties::PartyId;
use std::collections::BTreeMap;

/// Counted over one text's sentences outside background.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Conduct {
    /// As the subject of what the hit do: "has reset", "hired", "wrote to".
    pub answers: f32,
    /// Clauses and statements with a number of people, where it is the subject or speaks.
    pub counts_people: f32,
}

/// For each body that does or says something.
pub(super) fn of(search: &Search<'_, '_>, background: &[bool]) -> BTreeMap<PartyId, Conduct> {
    let mut all = BTreeMap::new();
    let plain = |sentence: usize| !background.get(sentence).copied().unwrap_or(false);
    for sentence in (0..search.analysis.sentences.len()).filter(|&s| plain(s)) {
        deeds(search, sentence, &mut all);
    }
    for frame in &search.analysis.frames {
        let speaker = voice::speaker(search, frame);
        if let Some(party) = speaker.filter(|_| search.analysis.sentence_of(frame.cue.start).is_none_or(plain)) {
            let counts = frame.content.iter().any(|said| counts_people(search, said));
            all.entry(search.organisation(party)).or_default().counts_people += one(counts);
        }
    }
    all
}

fn deeds(search: &Search<'_, '_>, sentence: usize, all: &mut BTreeMap<PartyId, Conduct>) {
    let sentence = &search.analysis.sentences[sentence];
    let counts = counts_people(search, &sentence.tokens);
    for clause in sentence.clauses.clone().map(|c| &search.analysis.clauses[c]) {
        let (Some(verb), Some(subject)) = (&clause.verb, &clause.subject) else { continue };
        let Some(party) = search.parties.meant(subject) else { continue };
        let follows = |p: &str| p.is_empty() || (verb.head + 1..verb.head + 4).any(|t| search.lower(t) == p);
        let answers = LEXICON.answers.get(&verb.lemma).is_some_and(|particles| particles.iter().any(|p| follows(p)));
        let conduct: &mut Conduct = all.entry(search.organisation(party)).or_default();
        conduct.answers += one(answers && !verb.passive);
        conduct.counts_people += one(counts);
    }
}

/// "3,150 of its guests", "412 customers".
fn counts_people(search: &Search<'_, '_>, words: &Tokens) -> bool {
    let people = |t: usize| LEXICON.people.contains(search.lemma(t));
    words.clone().any(|t| search.analysis.tokens[t].tag == Tag::Number && (t + 1..t + 5).any(people))
}
