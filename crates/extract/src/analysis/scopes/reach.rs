//! How far a cue reaches: to a stop, "but", a new statement, an attribution, the end of its list or quotation.

use super::Painter;
use crate::analysis::clauses::own_end;
use crate::analysis::cues::CUES;
use crate::analysis::{Clause, ClauseKind, Tag, Token, Tokens};

impl Painter<'_, '_> {
    /// The end of a clause, with what is joined to its verb: "may have viewed or copied".
    pub(super) fn coordinated_end(&self, at: usize) -> usize {
        let mut end = self.clause_end(at);
        while let Some(next) = self.clauses.iter().find(|c| c.tokens.start == end && c.kind == ClauseKind::Main) {
            let Some(verb) = &next.verb else { break };
            let joined = matches!(self.tokens[end].lower.as_str(), "and" | "or")
                && verb.tokens.start <= end + 2
                && verb.tokens.start == verb.head;
            let Some(stop) = joined.then(|| self.clause_end(verb.head)).filter(|&s| s > end) else { break };
            end = stop;
        }
        end
    }

    /// The innermost clause that holds a token, by where the clauses begin.
    pub(super) fn clause_at(&self, at: usize) -> Option<&Clause> {
        self.clauses
            .iter()
            .filter(|c| c.tokens.contains(&at))
            .max_by_key(|c| (c.verb.as_ref().is_some_and(|v| v.tokens.contains(&at)), c.tokens.start))
    }

    /// Where the clause of a token ends, adverbial and later main clauses left out.
    pub(super) fn clause_end(&self, at: usize) -> usize {
        let Some(clause) = self.clause_at(at) else { return self.reach_end(at + 1) };
        let hard = own_end(self.clauses, clause, self.end());
        hard.min(self.reach_end(at + 1)).max(at + 1)
    }

    /// How far a cue reaches to the right: to a stop, "but", a new statement, an attribution, the end of its quotation.
    pub(super) fn reach_end(&self, from: usize) -> usize {
        let quotation = from.checked_sub(1).and_then(|i| self.tokens.get(i)).and_then(|t| t.quotation);
        for at in from..self.end() {
            let token = &self.tokens[at];
            if quotation.is_some()
                && token.quotation != quotation
                && !self.inside(token.quotation, quotation)
                && matches!(token.text, "”" | "\"" | "’" | "'")
            {
                return at;
            }
            if self.stops(at, from) {
                return at;
            }
        }
        self.end()
    }

    fn inside(&self, inner: Option<usize>, outer: Option<usize>) -> bool {
        matches!((inner, outer), (Some(i), Some(o)) if i > o)
    }

    fn stops(&self, at: usize, from: usize) -> bool {
        let token = &self.tokens[at];
        let next = self.tokens.get(at + 1).filter(|_| at + 1 < self.end());
        match token.lower.as_str() {
            ";" | "—" | "–" | "--" | "." | "?" | "!" => true,
            ":" => true,
            "but" | "whereas" | "although" | "though" | "however" => {
                at > from && next.is_none_or(|n| n.lower != "also")
            }
            "while" | "because" | "after" | "since" | "before" | "until" => {
                at > from && self.clauses.iter().any(|c| c.tokens.start == at && c.kind == ClauseKind::Adverbial)
            }
            "," => next.is_some_and(|n| self.comma_stops(at, n)),
            "and" => at > from && self.new_statement(at),
            "according" => true,
            _ => false,
        }
    }

    fn comma_stops(&self, at: usize, next: &Token<'_>) -> bool {
        if matches!(
            next.lower.as_str(),
            "according" | "although" | "though" | "while" | "whereas" | "but" | "because" | "so" | "nor"
        ) {
            return true;
        }
        if next.lower == "that" && self.clauses.iter().any(|c| c.tokens.start == at + 1 && c.kind == ClauseKind::That) {
            return true;
        }
        if next.tag == Tag::Gerund && CUES.act_of_verb(&next.lemma).is_some() {
            return true;
        }
        let opens = |c: &Clause| {
            c.kind == ClauseKind::Main
                && c.tokens.start == at + 1
                && c.subject.as_ref().is_some_and(|s| s.start == at + 1)
        };
        if self.clauses.iter().any(opens)
            && !self.attribution_at(at + 1)
            && matches!(next.tag, Tag::Pronoun | Tag::Determiner)
        {
            return true;
        }
        let after = if matches!(next.lower.as_str(), "”" | "\"" | "'" | "’") { at + 2 } else { at + 1 };
        self.attribution_at(after) || matches!(next.lower.as_str(), "and" | "or") && self.new_statement(at + 1)
    }

    /// "…, the company said": a verb of saying comes next, with a subject and nothing else before it.
    fn attribution_at(&self, from: usize) -> bool {
        let says = |t: &Token<'_>| matches!(t.tag, Tag::Verb) && CUES.act_of_verb(&t.lemma).is_some();
        for at in from..self.end().min(from + 12) {
            let token = &self.tokens[at];
            if says(token) {
                return at > from || self.tokens.get(at + 1).is_some();
            }
            if matches!(token.tag, Tag::Mark | Tag::Modal | Tag::Auxiliary | Tag::Verb | Tag::Subordinator | Tag::To)
                && token.text != ","
                && token.text != "’"
                || token.text == "," && at > from + 8
            {
                return false;
            }
        }
        false
    }

    /// "and" opens a statement of its own: a subject that is a pronoun, "that it", or a verb in the present.
    fn new_statement(&self, at: usize) -> bool {
        let Some(clause) = self.clauses.iter().find(|c| c.tokens.start == at || c.tokens.start == at + 1) else {
            return false;
        };
        let Some(verb) = &clause.verb else { return false };
        let first = self.tokens.get(at + 1);
        let own_subject = clause.subject.as_ref().filter(|s| s.start > at);
        let comma = at > 0 && self.tokens[at - 1].text == ",";
        match own_subject {
            Some(subject) => {
                comma
                    || matches!(self.tokens[subject.start].lower.as_str(), "it" | "they" | "he" | "she" | "we")
                    || first.is_some_and(|f| f.lower == "that" && comma)
            }
            None => {
                clause.kind == ClauseKind::Main
                    && matches!(
                        self.tokens[verb.tokens.start].lower.as_str(),
                        "is" | "are" | "has" | "have" | "will" | "continues" | "urges" | "says" | "said" | "declined"
                    )
            }
        }
    }

    /// Conditions end at their comma, or where the clause does.
    pub(super) fn condition_end(&self, from: usize) -> usize {
        let opens = self.tokens[self.sentence.tokens.start..from].iter().filter(|t| t.tag != Tag::Mark).count() <= 4;
        let comma = (from..self.end()).find(|&i| self.tokens[i].text == ",");
        match comma {
            Some(comma) if opens || comma > from => comma.min(self.reach_end(from)),
            _ => self.reach_end(from),
        }
    }

    /// The end of a list of noun phrases: commas, "and" and "or" go on while no finite verb comes.
    pub(super) fn list_end(&self, from: usize) -> usize {
        let limit = self.reach_end(from);
        let mut at = from;
        let mut relative = false;
        while at < limit {
            let token = &self.tokens[at];
            match token.tag {
                Tag::Mark if token.text == "," => {
                    let item = self.item_end(at + 1, limit);
                    if !self.is_bare_item(at + 1..item)
                        && !self.tokens.get(at + 1).is_some_and(|t| matches!(t.lower.as_str(), "which" | "who"))
                    {
                        return at;
                    }
                    relative = false;
                }
                Tag::Mark if matches!(token.text, ")" | "]") => return at,
                Tag::Subordinator => relative = true,
                Tag::Verb | Tag::Modal | Tag::Auxiliary if !relative && token.lower != "including" => return at,
                Tag::Conjunction if self.finite_before_stop(at + 1, limit) => return at,
                _ => {}
            }
            at += 1;
        }
        limit
    }

    fn item_end(&self, from: usize, limit: usize) -> usize {
        (from..limit).find(|&i| matches!(self.tokens[i].text, "," | ";")).unwrap_or(limit)
    }

    fn is_bare_item(&self, range: Tokens) -> bool {
        !range.is_empty()
            && self.tokens[range]
                .iter()
                .all(|t| !matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary | Tag::Subordinator | Tag::To))
    }

    fn finite_before_stop(&self, from: usize, limit: usize) -> bool {
        self.tokens[from..limit.max(from)]
            .iter()
            .take_while(|t| t.text != "," && t.tag != Tag::Subordinator)
            .any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary))
    }
}
