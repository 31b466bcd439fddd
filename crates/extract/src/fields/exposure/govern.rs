//! Ties each list of data to the predicate that governs it, and says how far that holds for each member.

use super::mentions::Mention;
use super::predicates::{Predicate, Role};
use crate::analysis::{Analysis, Tag, Tokens};
use crate::fields::hold::{Hold, ListCue, Scopes, weaker, with_list};
use sextant_model::DataKind;

/// What a sentence says of one mention.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    /// How far the exposure holds ([`Hold::Not`]: excluded).
    pub hold: Hold,
    /// The words of predicate and data.
    pub span: Tokens,
    /// The word whose speaker counts.
    pub anchor: usize,
    /// Rule that decided.
    pub rule: String,
}

/// One sentence with all that was found in it.
pub(super) struct Ground<'g, 'd> {
    /// The text.
    pub analysis: &'g Analysis<'d>,
    /// The sentence.
    pub run: Tokens,
    /// Its predicates.
    pub predicates: &'g [Predicate],
    /// Its scopes.
    pub scopes: &'g Scopes,
    /// What the sentence before said last: "Names were copied. Passwords were not."
    pub before: Option<&'g Verdict>,
}

impl Ground<'_, '_> {
    /// The verdict on the members of one list; `None` where nothing governs it.
    pub(super) fn judge(&self, list: &[Mention]) -> Vec<Option<Verdict>> {
        let (Some(first), Some(last)) = (list.first(), list.last()) else { return Vec::new() };
        let governor = self.left(first.tokens.start).or_else(|| self.right(last.tokens.end, first.tokens.start));
        let start = first.tokens.start;
        let one = |m: &Mention| match governor {
            Some(p) => self.postposed(p, m).or_else(|| self.verdict(p, m, start)),
            None => self
                .trailing(m, start)
                .or_else(|| self.ellipsis(m, last.tokens.end))
                .or_else(|| self.predicates.iter().rev().find(|p| p.anchor < start).and_then(|p| self.postposed(p, m))),
        };
        list.iter().map(one).collect()
    }

    /// "the whole booking, card number excepted": an exception that stands after its noun; "not excepted" is none.
    fn postposed(&self, p: &Predicate, mention: &Mention) -> Option<Verdict> {
        let word =
            |at: usize| self.analysis.tokens.get(at).filter(|_| at < self.run.end).map_or("", |t| t.lower.as_str());
        let end = mention.tokens.end;
        let denied = word(end) == "not";
        let at = end + usize::from(denied);
        let excepts = matches!(word(at), "excepted" | "excluded" | "exempted" | "aside" | "apart");
        let closes = !self.analysis.tokens.get(at + 1).is_some_and(|t| matches!(t.lower.as_str(), "from" | "by"));
        if !excepts || !closes || p.role != Role::Taken {
            return None;
        }
        let hold = match (self.scopes.clause(self.analysis, self.run.start, p.anchor), denied) {
            (Hold::So | Hold::Possible, false) => Hold::Not,
            (Hold::So, true) => Hold::So,
            (Hold::Not, false) => Hold::So,
            _ => return None,
        };
        let span = p.tokens.start.min(mention.tokens.start)..p.tokens.end.max(at + 1);
        Some(Verdict { hold, span, anchor: p.anchor, rule: p.rule.clone() })
    }

    /// "… were taken, but not their passwords": an exclusion hangs on the predicate before it.
    fn trailing(&self, mention: &Mention, start: usize) -> Option<Verdict> {
        let p =
            self.predicates.iter().rev().find(|p| p.anchor < start && matches!(p.role, Role::Taken | Role::State))?;
        let list = self.scopes.list(self.analysis, p.tokens.end, start.max(mention.tokens.start));
        let how = (p.tokens.end..mention.tokens.start).rev().take(3);
        let instrument = how.clone().any(|i| matches!(self.analysis.tokens[i].lower.as_str(), "by" | "with" | "via"));
        let too = self.added(p.tokens.end, mention.tokens.start);
        if list == ListCue::None && !too || instrument || self.broken(p.tokens.end, start) {
            return None;
        }
        let clause = self.scopes.clause(self.analysis, self.run.start, p.anchor);
        let hold = with_list(clause, list);
        let span = p.tokens.start..mention.tokens.end;
        (too || hold != Hold::So && hold != Hold::Possible).then(|| Verdict {
            hold,
            span,
            anchor: p.anchor,
            rule: p.rule.clone(),
        })
    }

    /// "that went, along with your phone number": more of the same.
    fn added(&self, from: usize, to: usize) -> bool {
        let words = self.analysis.tokens.get(from..to).unwrap_or_default();
        words.len() <= 5
            && words.windows(2).any(|w| matches!(w[0].lower.as_str(), "along" | "together") && w[1].lower == "with")
    }

    /// An active predicate to the left whose object the list is.
    fn left(&self, start: usize) -> Option<&Predicate> {
        let found = self.predicates.iter().rev().find(|p| p.tokens.end <= start && takes_object(p))?;
        (!self.broken(found.tokens.end, start)).then_some(found)
    }

    /// A predicate to the right whose subject the list is.
    fn right(&self, end: usize, start: usize) -> Option<&Predicate> {
        if self.is_object(start) {
            return self.relative(end);
        }
        let mut verb = self.main_verb_after(end)?;
        for _ in 0..3 {
            if let Some(found) = self.said_of_subject(&verb, end) {
                return Some(found);
            }
            let Some(next) = self.joined_verb(verb.end) else { break };
            verb = next;
        }
        self.relative(end)
    }

    /// The predicate in a verb group that says something of its subject.
    fn said_of_subject(&self, verb: &Tokens, end: usize) -> Option<&Predicate> {
        let inside = |p: &&Predicate| {
            p.tokens.start <= verb.end && p.anchor + 1 >= verb.start || coordinated(self.analysis, verb, p)
        };
        let kept = |p: &Predicate| p.role == Role::State && another_place(self.analysis, p.anchor, self.run.end);
        let says = |p: &&Predicate| (p.role != Role::Held || self.clause_hold(p, p.anchor) == Hold::Not) && !kept(p);
        let found = self.predicates.iter().filter(|p| p.anchor >= end && takes_subject(p));
        found.filter(inside).filter(says).find(|p| !self.clause_breaks(end, p.anchor))
    }

    /// "were stored separately and were not accessed": a second verb group with the same subject.
    fn joined_verb(&self, from: usize) -> Option<Tokens> {
        let tokens = &self.analysis.tokens;
        let stop = self.run.end.min(from + 20);
        let joint = (from..stop).find(|&i| matches!(tokens[i].lower.as_str(), "and" | "but"))?;
        let opens = |i: &usize| !matches!(tokens[*i].tag, Tag::Adverb) && !tokens[*i].lower.ends_with("ly");
        let next = (joint + 1..stop).find(opens)?;
        (matches!(tokens[next].tag, Tag::Auxiliary | Tag::Modal) || tokens[next].lemma == "be")
            .then(|| self.group(next))
    }

    /// "…, while the addresses were not": the verb is left out, its denial is not.
    fn ellipsis(&self, mention: &Mention, end: usize) -> Option<Verdict> {
        let verb = self.main_verb_after(end)?;
        let group = self.analysis.tokens.get(verb.clone())?;
        let bare = group
            .iter()
            .all(|t| matches!(t.tag, Tag::Auxiliary | Tag::Negation | Tag::Adverb | Tag::Modal) || t.lemma == "be");
        let denied = group.iter().any(|t| t.tag == Tag::Negation)
            || self.scopes.list(self.analysis, self.run.start, mention.tokens.start) == ListCue::Negate;
        let stops = self.analysis.tokens.get(verb.end).is_none_or(|t| t.tag == Tag::Mark);
        let here = self.predicates.iter().rev().find(|p| p.anchor < mention.tokens.start && p.role == Role::Taken);
        let told = || self.before.filter(|v| matches!(v.hold, Hold::So | Hold::Possible)).map(|v| v.rule.clone());
        let rule = here.map(|p| p.rule.clone()).or_else(told)?;
        let span = mention.tokens.start..verb.end;
        (bare && denied && stops).then_some(Verdict { hold: Hold::Not, span, anchor: verb.start, rule })
    }

    /// "passwords that were stolen", "addresses, which were then sold", "files stolen in the attack".
    fn relative(&self, end: usize) -> Option<&Predicate> {
        let tokens = &self.analysis.tokens;
        self.predicates.iter().find(|p| {
            let between = end..p.tokens.start.min(p.anchor);
            let opens = between.len() <= 6
                && tokens.get(between.clone()).is_some_and(|run| {
                    run.iter().any(|t| matches!(t.lower.as_str(), "that" | "which"))
                        && run.iter().all(|t| t.tag != Tag::Noun && t.tag != Tag::Verb)
                });
            p.anchor >= end && (p.passive && opens || p.bare_participle && p.anchor == end)
        })
    }

    /// Predicates whose subject is a pronoun ("it may have been copied too"): the verdict and where the pronoun stands.
    pub(super) fn pronouns(&self) -> Vec<(Verdict, usize)> {
        let tokens = &self.analysis.tokens;
        let subject = |p: &Predicate| {
            let group = (self.run.start..p.tokens.start).rev().take(8);
            let mut left = group.skip_while(|&i| {
                matches!(tokens[i].tag, Tag::Auxiliary | Tag::Modal | Tag::Negation | Tag::Adverb)
                    || tokens[i].lower.ends_with("ly")
            });
            let at = left.next().filter(|&i| stands_for_data(&tokens[i].lower))?;
            let of = at >= self.run.start + 2 && tokens[at - 1].lower == "of";
            let quantity = if of { at - 2 } else { at };
            Some((at, matches!(tokens[quantity].lower.as_str(), "none" | "neither" | "nothing")))
        };
        let found = self.predicates.iter().filter(|p| takes_subject(p) && p.role != Role::Held);
        found
            .filter_map(|p| {
                let (at, none) = subject(p)?;
                let verdict = self.bare_verdict(p)?;
                match (none, verdict.hold) {
                    (false, _) => Some((verdict, at)),
                    (true, Hold::So | Hold::Possible) => Some((Verdict { hold: Hold::Not, ..verdict }, at)),
                    (true, _) => None,
                }
            })
            .collect()
    }

    /// "Nothing other than the address was read", "everything but the address was read": what becomes of the data
    /// that the sentence before has named and this one does not.
    pub(super) fn rest(&self) -> Option<Verdict> {
        let tokens = &self.analysis.tokens;
        let opens = tokens.get(self.run.start)?.lower.as_str();
        let hold = match opens {
            "nothing" | "none" => Hold::Not,
            "everything" | "all" => Hold::So,
            _ => return None,
        };
        let p = self.predicates.iter().find(|p| takes_subject(p) && p.role == Role::Taken)?;
        let except = (self.run.start..p.anchor).any(|at| self.scopes.excepts_at(at));
        let so = self.scopes.clause(self.analysis, self.run.start, p.anchor) == Hold::So;
        let span = self.run.start..p.tokens.end;
        (except && so).then(|| Verdict { hold, span, anchor: p.anchor, rule: p.rule.clone() })
    }

    /// The verdict that a list after "the following information was copied:" takes over.
    pub(super) fn introduces(&self) -> Option<Verdict> {
        self.predicates.iter().rev().find_map(|p| self.bare_verdict(p))
    }

    fn bare_verdict(&self, p: &Predicate) -> Option<Verdict> {
        let hold = match (p.role, self.clause_hold(p, p.anchor)) {
            (Role::Safe | Role::Spared, Hold::So) => Hold::Not,
            (Role::Spared, Hold::Not) => Hold::So,
            (Role::Safe | Role::Held | Role::Spared, _) => return None,
            (_, hold) => hold,
        };
        Some(Verdict { hold, span: p.tokens.clone(), anchor: p.anchor, rule: p.rule.clone() })
    }

    fn verdict(&self, p: &Predicate, mention: &Mention, list_start: usize) -> Option<Verdict> {
        let after = p.anchor < mention.tokens.start;
        let list_from = match p.role {
            Role::Content => self.run.start,
            _ if after => p.tokens.end,
            _ => self.clause_start(list_start),
        };
        let list =
            self.scopes.list(self.analysis, list_from.saturating_sub(1).max(self.run.start), mention.tokens.start);
        let clause = self.clause_hold(p, list_start);
        let hold = match (p.role, clause, list) {
            (Role::Spared, Hold::So, ListCue::Negate) | (Role::Spared, Hold::Not, ListCue::None) => Hold::So,
            (Role::Safe | Role::Spared, Hold::So, ListCue::None) => Hold::Not,
            (Role::Safe | Role::Spared, Hold::Possible, ListCue::None) => Hold::NotBelieved,
            (Role::Held, Hold::Not, _) => Hold::Not,
            (Role::Safe | Role::Spared | Role::Held, ..) => return None,
            _ if p.rule == "exposure.extent" => with_list(Hold::So, list),
            (_, Hold::So, ListCue::Except)
                if self.scopes.only_but(self.analysis, self.run.start, mention.tokens.start) =>
            {
                Hold::So
            }
            (_, clause, list) => with_list(clause, list),
        };
        if p.role != Role::Safe && elsewhere(self.analysis, p.anchor, self.run.end)
            || self.tampering(p, mention)
            || self.reached_too(p)
        {
            return None;
        }
        let settled = list == ListCue::Except || p.rule == "exposure.extent" || p.role == Role::Spared;
        let unclear = matches!(hold, Hold::So | Hold::Possible) && !settled && self.unclear(p, mention, after);
        let second =
            |at: usize| self.analysis.scope_at(at).negated && matches!(hold, Hold::So | Hold::Possible) && !settled;
        if p.role != Role::Safe && (second(p.anchor) || second(mention.tokens.start)) {
            return None;
        }
        let span = p.tokens.start.min(mention.tokens.start)..p.tokens.end.max(mention.tokens.end);
        (!unclear).then(|| Verdict { hold, span, anchor: p.anchor, rule: p.rule.clone() })
    }

    /// "kept on a separate server, which the intruders also reached": no safe place.
    fn reached_too(&self, p: &Predicate) -> bool {
        let relative = |end: usize| {
            (p.tokens.end..end).any(|i| matches!(self.analysis.tokens[i].lower.as_str(), "which" | "that"))
        };
        let taken = |o: &&Predicate| o.anchor > p.anchor && o.role == Role::Taken && relative(o.anchor);
        let so = |o: &Predicate| self.scopes.clause(self.analysis, self.run.start, o.anchor) == Hold::So;
        p.role == Role::Safe && self.predicates.iter().find(taken).is_some_and(so)
    }

    /// "our repository was not compromised": whether code was changed, not whether anybody read it.
    fn tampering(&self, p: &Predicate, mention: &Mention) -> bool {
        let changed = ["compromise", "impact", "affect"].contains(&self.analysis.tokens[p.anchor].lemma.as_str());
        // "whoever gets one of these emails": the post reaches people.
        let post = self.analysis.tokens[p.anchor].lemma == "get" && mention.data == DataKind::Communications;
        changed && mention.data == DataKind::SourceCode || post
    }

    /// How the clause of a predicate holds; a container's content is no surer than the taking of the container.
    fn clause_hold(&self, p: &Predicate, list_start: usize) -> Hold {
        let own = self.scopes.clause(self.analysis, self.run.start, p.anchor);
        if p.role != Role::Content {
            return own;
        }
        // "the information copied would have included your name": so much is meant to be known.
        let before = |back: usize| p.anchor.checked_sub(back).map_or("", |i| self.analysis.tokens[i].lower.as_str());
        let own = if own == Hold::Unreal && before(1) == "have" && before(2) == "would" { Hold::So } else { own };
        let outer =
            self.predicates.iter().rev().find(|o| o.anchor < p.anchor && o.role == Role::Taken && takes_object(o));
        match outer.filter(|o| o.tokens.end <= list_start && !self.clause_breaks(o.tokens.end, p.anchor)) {
            Some(o) => weaker(own, self.scopes.clause(self.analysis, self.run.start, o.anchor)),
            None => own,
        }
    }

    /// A negative word right at the mention that no rule has taken into account.
    fn unclear(&self, p: &Predicate, mention: &Mention, after: bool) -> bool {
        let near = mention.tokens.start.saturating_sub(3).max(if after { p.tokens.end } else { self.run.start })
            ..mention.tokens.start;
        near.clone().any(|at| {
            let lower = self.analysis.tokens[at].lower.as_str();
            let next = self.analysis.tokens.get(at + 1).map_or("", |t| t.lower.as_str());
            matches!(lower, "no" | "not" | "without" | "neither" | "nor" | "excluding" | "except")
                && !matches!(next, "only" | "just" | "longer")
        })
    }
}

fn stands_for_data(lower: &str) -> bool {
    matches!(lower, "it" | "they" | "them" | "this" | "that" | "these" | "those" | "both" | "none" | "any" | "neither")
}

fn takes_object(p: &Predicate) -> bool {
    match p.role {
        Role::Taken => {
            !p.passive && !p.bare_participle || matches!(p.rule.as_str(), "exposure.shown" | "exposure.extent")
        }
        Role::Content | Role::Held => !p.passive || p.rule == "exposure.content",
        Role::State | Role::Safe | Role::Spared => false,
    }
}

fn takes_subject(p: &Predicate) -> bool {
    match p.role {
        Role::Taken | Role::Held => p.passive,
        Role::Content => p.passive,
        Role::State | Role::Safe | Role::Spared => true,
    }
}

/// "were neither copied nor seen", "have been viewed or downloaded".
fn coordinated(analysis: &Analysis<'_>, verb: &Tokens, p: &Predicate) -> bool {
    let between = verb.end..p.anchor;
    between.len() <= 5
        && analysis
            .tokens
            .get(between)
            .is_some_and(|run| run.iter().all(|t| !matches!(t.tag, Tag::Noun | Tag::Pronoun | Tag::Subordinator)))
}

/// "are in another account", "are in a system for which …": where data are kept is not what became of them; the verb
/// that follows says that ("and were not taken").
fn another_place(analysis: &Analysis<'_>, anchor: usize, end: usize) -> bool {
    let words = analysis.tokens.get(anchor + 1..end.min(anchor + 5)).unwrap_or_default();
    words.iter().take_while(|t| t.tag != Tag::Mark).any(|t| {
        matches!(t.lower.as_str(), "another" | "separate" | "different" | "own" | "other" | "isolated" | "second")
    })
}

/// "stolen elsewhere", "copied in earlier breaches": not from here.
fn elsewhere(analysis: &Analysis<'_>, anchor: usize, end: usize) -> bool {
    let words = analysis.tokens.get(anchor + 1..end.min(anchor + 6)).unwrap_or_default();
    words.iter().any(|t| matches!(t.lower.as_str(), "elsewhere" | "unrelated"))
        || words.windows(2).any(|w| {
            matches!(w[0].lower.as_str(), "other" | "previous" | "earlier" | "older")
                && matches!(
                    w[1].lemma.as_str(),
                    "breach" | "leak" | "site" | "service" | "incident" | "hack" | "attack"
                )
        })
}
