//! Verb groups: the verbs that belong together, and how each stands in its clause.

use super::{Form, Group};
use crate::analysis::cues::CUES;
use crate::analysis::{Tag, Token, Tokens, VerbGroup};

pub(super) fn verb_groups(tokens: &[Token<'_>], range: &Tokens) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match group_at(tokens, at, range.end) {
            Some(group) => {
                at = group.verb.tokens.end;
                groups.push(group);
            }
            None => at += 1,
        }
    }
    groups
}

/// "Data held on it were not affected", "that rebuilding it would take": a participle inside a subject, or a gerund
/// that is one, makes no clause of its own.
pub(super) fn without_reduced(tokens: &[Token<'_>], groups: Vec<Group>) -> Vec<Group> {
    let keep: Vec<bool> = (0..groups.len()).map(|at| !is_reduced(tokens, &groups, at)).collect();
    groups.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(group, _)| group).collect()
}

fn is_reduced(tokens: &[Token<'_>], groups: &[Group], at: usize) -> bool {
    let group = &groups[at];
    let Some(next) = groups.get(at + 1).filter(|n| n.form == Form::Finite) else { return false };
    let start = group.verb.tokens.start;
    let Some(before) = start.checked_sub(1).map(|i| &tokens[i]) else { return false };
    let unbroken = !tokens[group.verb.tokens.end..next.verb.tokens.start]
        .iter()
        .any(|t| t.tag == Tag::Subordinator || matches!(t.text, "," | ";" | ":" | "—" | "”" | "\""));
    let zero_relative = matches!(before.lower.as_str(), "it" | "he" | "she" | "they" | "we" | "i")
        && start >= 2
        && tokens[start - 2].tag == Tag::Noun;
    if group.form == Form::Finite && zero_relative && unbroken {
        let conjunction =
            tokens[group.verb.tokens.end..next.verb.tokens.start].iter().any(|t| t.tag == Tag::Conjunction);
        return !conjunction;
    }
    // "11,600 people, not 4,900 as it first stated, were told": an aside.
    let aside = group.form == Form::Finite
        && CUES.act_of_verb(&group.verb.lemma).is_some()
        && tokens.get(group.verb.tokens.end).is_some_and(|t| t.text == ",");
    if aside && at > 0 && tokens[start.saturating_sub(3)..start].iter().any(|t| t.lower == "as") {
        return true;
    }
    if !matches!(group.form, Form::Participle | Form::Gerund) || !unbroken {
        return false;
    }
    if before.tag == Tag::Subordinator {
        return group.form == Form::Gerund;
    }
    let from = at.checked_sub(1).map(|p| groups[p].verb.tokens.end);
    let opens = |t: &Token<'_>| {
        t.tag == Tag::Subordinator
            || t.tag == Tag::Conjunction
            || matches!(t.text, "," | ";" | ":" | "“")
            || matches!(t.lower.as_str(), "before" | "after" | "as" | "since")
    };
    let new_subject = from.is_none_or(|from| tokens[from..start].iter().any(opens));
    let says = at > 0 && groups[at - 1].form == Form::Finite && CUES.act_of_verb(&groups[at - 1].verb.lemma).is_some();
    matches!(before.tag, Tag::Noun | Tag::Proper) && (new_subject || says)
}

/// The verb group that begins at a token.
fn group_at(tokens: &[Token<'_>], start: usize, limit: usize) -> Option<Group> {
    let form = match tokens[start].tag {
        Tag::Modal | Tag::Verb | Tag::Auxiliary => Form::Finite,
        Tag::To => Form::Infinitive,
        Tag::Participle if !attributive(tokens, start, limit) => Form::Participle,
        Tag::Gerund => Form::Gerund,
        _ => return None,
    };
    let form = match tokens[start].lower.as_str() {
        "being" | "having" if form == Form::Finite => Form::Gerund,
        _ => form,
    };
    let mut head = start;
    let mut end = start + 1;
    let mut negated = false;
    let mut at = start + 1;
    let mut done = is_main(tokens, start);
    while at < limit {
        match tokens[at].tag {
            Tag::Negation if !done || is_copula(tokens, head) => negated = true,
            Tag::Adverb
                if !done
                    || is_copula(tokens, head)
                        && tokens
                            .get(at + 1)
                            .is_some_and(|t| matches!(t.tag, Tag::Participle | Tag::Gerund | Tag::Negation)) => {}
            Tag::Mark if !done && matches!(tokens[at].text, "“" | "\"" | "‘") => {}
            Tag::Auxiliary | Tag::Verb | Tag::Participle | Tag::Gerund
                if !done
                    || is_copula(tokens, head) && tokens[at].tag != Tag::Verb && tokens[at].tag != Tag::Auxiliary =>
            {
                head = at;
                end = at + 1;
                done = is_main(tokens, at);
                at += 1;
                continue;
            }
            Tag::Pronoun | Tag::Proper if at == start + 1 && !done && tokens[start].tag == Tag::Auxiliary => {}
            Tag::Adjective | Tag::Participle if (done || is_copula(tokens, head)) && chains(tokens, head, at) => {
                done = true;
                head = at;
            }
            Tag::To if done && chains_to(tokens, head) => {
                negated |= tokens[head].lemma == "fail";
                done = false;
            }
            _ => break,
        }
        if tokens[at].tag == Tag::Negation {
            end = at + 1;
        }
        at += 1;
    }
    Some(Group { verb: describe(tokens, start..end.max(head + 1), head, negated), form })
}

/// "the stolen files": a participle between a determiner and its noun is no verb group.
fn attributive(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let before = at.checked_sub(1).map(|i| &tokens[i]);
    let opens = before.is_some_and(|b| {
        matches!(b.tag, Tag::Determiner | Tag::Adjective | Tag::Number | Tag::Preposition)
            || b.lower == "'s" && b.tag == Tag::Other
            || is_possessive(&b.lower)
    });
    let noun = at + 1 < limit
        && (matches!(tokens[at + 1].tag, Tag::Noun | Tag::Adjective | Tag::Proper | Tag::Participle)
            || matches!(tokens[at + 1].lower.as_str(), "one" | "ones"));
    noun && (opens || before.is_none_or(|b| matches!(b.tag, Tag::Mark | Tag::Conjunction | Tag::Verb | Tag::Gerund)))
}

fn is_possessive(lower: &str) -> bool {
    matches!(lower, "its" | "his" | "their" | "our" | "your" | "her" | "my") || lower.ends_with("s'")
}

/// A verb that closes its group (no auxiliary, no modal, no "to").
fn is_main(tokens: &[Token<'_>], at: usize) -> bool {
    matches!(tokens[at].tag, Tag::Verb | Tag::Participle | Tag::Gerund)
        && tokens[at].lower != "been"
        && tokens[at].lower != "being"
}

fn is_copula(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].lemma == "be" || matches!(tokens[at].lower.as_str(), "been" | "being" | "get" | "got")
}

/// "is able", "are due", "was set": the adjective before a chained infinitive.
fn chains(tokens: &[Token<'_>], head: usize, at: usize) -> bool {
    is_copula(tokens, head)
        && matches!(
            tokens[at].lower.as_str(),
            "able"
                | "unable"
                | "due"
                | "set"
                | "likely"
                | "believed"
                | "thought"
                | "going"
                | "about"
                | "understood"
                | "known"
                | "suspected"
                | "expected"
        )
        && tokens.get(at + 1).is_some_and(|t| t.tag == Tag::To)
}

fn chains_to(tokens: &[Token<'_>], head: usize) -> bool {
    matches!(
        tokens[head].lemma.as_str(),
        "fail"
            | "manage"
            | "appear"
            | "seem"
            | "continue"
            | "begin"
            | "start"
            | "happen"
            | "go"
            | "have"
            | "able"
            | "unable"
            | "due"
            | "likely"
            | "believe"
            | "think"
            | "understand"
            | "know"
            | "suspect"
            | "prove"
            | "tend"
    ) || matches!(
        tokens[head].lower.as_str(),
        "set" | "about" | "going" | "expected" | "due" | "able" | "believed" | "thought"
    )
}

fn describe(tokens: &[Token<'_>], range: Tokens, head: usize, negated: bool) -> VerbGroup {
    let words = &tokens[range.clone()];
    let has = |lower: &str| words.iter().any(|w| w.lower == lower);
    let be = words
        .iter()
        .rev()
        .skip_while(|w| w.start >= tokens[head].start)
        .find(|w| !matches!(w.tag, Tag::Adverb | Tag::Negation | Tag::Mark));
    let after_be = be.is_some_and(|w| {
        w.lemma == "be" || matches!(w.lower.as_str(), "been" | "being" | "'s" | "'re" | "get" | "got")
    });
    let no_auxiliary = range.start == head;
    VerbGroup {
        lemma: tokens[head].lemma.clone(),
        passive: tokens[head].tag == Tag::Participle && (after_be || no_auxiliary),
        future: words.iter().any(|w| matches!(w.lower.as_str(), "will" | "'ll" | "would" | "wo" | "shall"))
            || has("to") && words.first().is_some_and(|w| w.lemma == "be"),
        progressive: tokens[head].tag == Tag::Gerund && after_be,
        negated: negated || words.iter().any(|w| w.tag == Tag::Negation),
        head,
        tokens: range,
    }
}
