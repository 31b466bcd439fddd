//! Refusals, missing evidence, fears and doubts: who has them and over what.

use super::Finder;
use crate::analysis::{Act, Modality, SentenceId, Tag, Token, Tokens};

impl Finder<'_, '_, '_> {
    /// Refusals, missing evidence, fears and doubts that stand in no content of their sentence's frames.
    pub(super) fn attitudes(&mut self, id: SentenceId, from: usize) {
        let sentence = self.body(id);
        let mut last: Option<Tokens> = None;
        for at in sentence.clone() {
            let scope = self.g.scopes.at(at);
            let Some(cue) = scope.cue.clone().filter(|c| c.start == at && last.as_ref() != Some(c)) else { continue };
            let Some(act) = attitude(scope.modality, scope.rule) else { continue };
            last = Some(cue.clone());
            if self.frames[from..].iter().any(|f| f.cue.contains(&at)) {
                continue;
            }
            let held = self.frames[from..].iter().any(|f| f.content.iter().any(|c| c.contains(&at)));
            let own = (cue.start..cue.end).find_map(|i| self.g.clauses_at(i));
            let speaker = own.and_then(|c| self.attitude_subject(c, &cue));
            // "The vendor found no evidence …, according to the firm": whose finding it is stands with it.
            let named = speaker.as_ref().is_some_and(|s| self.names_somebody(s));
            if held && !named {
                continue;
            }
            let start = speaker
                .as_ref()
                .map_or(cue.start, |s| if s.end <= cue.start && cue.start - s.end < 6 { s.start } else { cue.start });
            let end = (cue.end..sentence.end)
                .find(|&i| self.g.scopes.at(i).modality != scope.modality)
                .unwrap_or(sentence.end);
            self.push(cue, act, "frame.attitude", speaker, Some(start..end));
        }
    }

    /// A phrase with a name, or with "the" and a noun, and not "it" or "its systems".
    fn names_somebody(&self, phrase: &Tokens) -> bool {
        let words = &self.g.tokens[phrase.clone()];
        words.iter().any(|t| t.tag == Tag::Proper)
            || words.first().is_some_and(|t| t.lower == "the") && words.iter().any(|t| t.tag == Tag::Noun)
    }

    /// Whose attitude: the subject of the clause that holds the cue; none for "there is no evidence".
    fn attitude_subject(&self, c: usize, cue: &Tokens) -> Option<Tokens> {
        let sentence = self.g.sentences.get(self.g.sentences.partition_point(|s| s.tokens.end <= cue.start))?;
        // "no indication from the bank that"
        if self.g.tokens.get(cue.end).is_some_and(|t| t.lower == "from") {
            return Some(self.phrase_after(cue.end + 1, sentence.tokens.end));
        }
        let noun =
            self.g.tokens[cue.end - 1].tag == Tag::Noun && self.g.scopes.at(cue.start).modality == Modality::Feared;
        let c = if noun { sentence.clauses.start } else { c };
        let subject = self.subject_of(c).filter(|s| s.start <= cue.start)?;
        let first = &self.g.tokens[subject.start];
        let judges =
            |t: &Token<'_>| matches!(t.lower.as_str(), "unclear" | "early" | "soon" | "possible" | "clear" | "known");
        let nobody = matches!(first.lower.as_str(), "there" | "nothing" | "whether")
            || first.lower == "it" && self.g.tokens[cue.start..cue.end].iter().any(judges);
        (!nobody).then_some(subject)
    }
}

/// What an attitude amounts to when no verb of saying carries it.
pub(super) fn attitude(modality: Modality, rule: &str) -> Option<Act> {
    match modality {
        Modality::CannotSay if rule != "scope.whether" => Some(Act::CannotSay),
        Modality::NoEvidence => Some(Act::NoEvidence),
        Modality::Feared => Some(Act::Fear),
        Modality::NotRuledOut | Modality::NotBelieved => Some(Act::Suspect),
        _ => None,
    }
}
