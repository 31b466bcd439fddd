//! Passives of saying and belief: "has been claimed by the group", "is believed to".

use super::Finder;
use crate::analysis::{Act, Tokens};

impl Finder<'_, '_, '_> {
    /// "are believed to be": the group has a chained verb of belief.
    pub(super) fn chained_passive(&self, group: &Tokens) -> bool {
        self.g.tokens[group.clone()].windows(2).any(|w| {
            matches!(
                w[0].lower.as_str(),
                "believed"
                    | "thought"
                    | "suspected"
                    | "understood"
                    | "presumed"
                    | "alleged"
                    | "reported"
                    | "said"
                    | "feared"
            ) && w[1].lower == "to"
        })
    }

    pub(super) fn by_agent(&self, c: usize, from: usize) -> bool {
        let end = self.g.clauses[c].tokens.end;
        self.g.tokens[from..end.max(from)].iter().take(3).any(|t| t.lower == "by")
    }

    /// "have been claimed by the group", "were confirmed by Trend Micro".
    pub(super) fn passive_by(&mut self, c: usize, act: Act) {
        let clause = &self.g.clauses[c];
        let Some(verb) = clause.verb.clone() else { return };
        let end = clause.tokens.end;
        let Some(by) = (verb.tokens.end..end).find(|&i| self.g.tokens[i].lower == "by") else { return };
        let speaker = self.phrase_after(by + 1, end);
        let Some(subject) = clause.subject.clone() else { return };
        let start = subject.start.min(verb.tokens.start);
        self.push(verb.head..verb.head + 1, act, "frame.passive-by", Some(speaker.clone()), Some(start..speaker.end));
    }

    /// "is believed to", "is thought to": nobody named.
    pub(super) fn passive_unnamed(&mut self, c: usize, act: Act) {
        let clause = &self.g.clauses[c];
        let Some(verb) = clause.verb.clone() else { return };
        let Some(belief) = verb.tokens.clone().find(|&i| {
            matches!(
                self.g.tokens[i].lower.as_str(),
                "believed"
                    | "thought"
                    | "suspected"
                    | "understood"
                    | "presumed"
                    | "alleged"
                    | "said"
                    | "reported"
                    | "feared"
            )
        }) else {
            return;
        };
        let followed = self.g.tokens.get(belief + 1).is_some_and(|t| matches!(t.lower.as_str(), "to" | "of" | "that"));
        let Some(subject) = clause.subject.clone().filter(|s| followed && s.start < verb.tokens.start) else { return };
        let act = if matches!(self.g.tokens[belief].lower.as_str(), "alleged" | "said" | "reported") {
            act
        } else {
            Act::Suspect
        };
        self.push(belief..belief + 1, act, "frame.passive-unnamed", None, Some(subject.start..clause.tokens.end));
    }
}
