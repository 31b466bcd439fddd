//! Forms of verbs: finite, participle, gerund, or a noun after all.

use super::{View, is_quote, may_be_base, may_be_noun};
use crate::analysis::lexicon::{Forms, WORDS, Word};
use crate::analysis::{Tag, Token};

pub(super) fn open_verb(view: &View<'_, '_>, entry: &Word, forms: Forms) -> Tag {
    let before = view.before().map(|(_, t)| t);
    if entry.adjective && forms.gerund && view.right_is(may_be_noun) && !view.right_is(begins_phrase) {
        return Tag::Adjective;
    }
    let nominal = entry.noun || entry.adjective;
    let nominal_tag =
        if entry.noun && !(entry.adjective && view.right_is(may_be_noun) && !view.right_is(|w| w.tag == Tag::Mark)) {
            Tag::Noun
        } else {
            Tag::Adjective
        };
    if forms.gerund {
        return gerund(view, entry, before);
    }
    if forms.past || forms.participle {
        let base_too = forms.base && matches!(before, Some(Tag::Modal | Tag::To));
        if base_too {
            return Tag::Verb;
        }
        if nominal
            && matches!(before, Some(Tag::Determiner | Tag::Adjective | Tag::Number))
            && !view.right_is(|w| w.tag == Tag::Mark || may_be_noun(w))
        {
            return nominal_tag;
        }
        return past(view, forms, before, nominal.then_some(nominal_tag));
    }
    if nominal && noun_rather(view, forms, before) { nominal_tag } else { finite(view, before, forms, nominal) }
}

/// A base or -s form that no list calls a noun: still a noun after a determiner.
fn finite(view: &View<'_, '_>, before: Option<Tag>, forms: Forms, nominal: bool) -> Tag {
    let after_determiner = view.left(1).is_some_and(|w| w.tag == Tag::Determiner || w.lower == "'s");
    if after_determiner
        && !nominal
        && !forms.third
        && before == Some(Tag::Determiner)
        && !view.right_is(|w| w.tag == Tag::Mark)
    {
        return Tag::Noun;
    }
    Tag::Verb
}

fn noun_rather(view: &View<'_, '_>, forms: Forms, before: Option<Tag>) -> bool {
    let possessive = view.left(1).is_some_and(|w| {
        w.lower == "'s" && w.tag == Tag::Other
            || w.lower.ends_with('\'')
            || matches!(w.lower.as_str(), "his" | "its" | "their" | "our" | "your" | "my" | "her")
    });
    // "claims to have stolen": an infinitive is what a verb takes too.
    let infinitive = forms.third && view.right_is(|w| w.lower == "to") && view.right(2).is_some_and(may_be_base);
    let takes_object = view.right_is(begins_phrase) || infinitive;
    match before {
        _ if possessive => true,
        Some(Tag::Modal | Tag::To) => false,
        Some(Tag::Auxiliary) if forms.base => {
            view.before().is_some_and(|(i, _)| !matches!(view.words[i].lower.as_str(), "do" | "does" | "did"))
        }
        Some(
            Tag::Determiner
            | Tag::Adjective
            | Tag::Preposition
            | Tag::Number
            | Tag::Verb
            | Tag::Gerund
            | Tag::Participle,
        ) => true,
        Some(Tag::Pronoun) => !subject_pronoun(view, forms),
        Some(Tag::Subordinator) => {
            !takes_object
                || forms.base && !view.left(1).is_some_and(|w| matches!(w.lower.as_str(), "who" | "which" | "that"))
        }
        Some(Tag::Noun | Tag::Proper) if forms.third => {
            !takes_object && !view.right_is(|w| w.tag == Tag::Mark && is_quote(w.text)) || has_finite(view)
        }
        Some(Tag::Noun) if forms.base => {
            !(takes_object && view.before().is_some_and(|(i, _)| plural(&view.words[i])) && !has_finite(view))
        }
        Some(Tag::Conjunction) => !(takes_object && conjoined_verb(view)),
        Some(Tag::Mark) => !(takes_object && (forms.base || forms.third) && ends_subject_parenthesis(view)),
        None => !takes_object || forms.third,
        _ => true,
    }
}

/// The word before "and" belongs to a verb group of the same form.
fn conjoined_verb(view: &View<'_, '_>) -> bool {
    view.words[..view.at].iter().rev().take(12).any(|w| matches!(w.tag, Tag::Verb | Tag::Modal | Tag::To))
}

fn subject_pronoun(view: &View<'_, '_>, forms: Forms) -> bool {
    view.before().is_some_and(|(i, _)| match view.words[i].lower.as_str() {
        "it" | "he" | "she" | "nobody" | "nothing" | "someone" | "everyone" | "this" => forms.third,
        "we" | "they" | "you" | "i" | "who" => forms.base || forms.third,
        _ => false,
    })
}

/// "arrested Monday", "hit last week": no object.
fn is_time(word: &Token<'_>) -> bool {
    matches!(
        word.lower.as_str(),
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "this"
            | "last"
            | "earlier"
            | "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
    )
}

/// Begins a noun phrase or a that-clause: what a verb takes and a noun does not.
pub(super) fn begins_phrase(word: &Token<'_>) -> bool {
    let closed = WORDS.get(&word.lower).and_then(|w| w.closed);
    match closed {
        Some(Tag::Determiner | Tag::Pronoun | Tag::Number) => true,
        Some(Tag::Subordinator) => matches!(word.lower.as_str(), "that" | "whether" | "how" | "what"),
        Some(_) => false,
        None => word.text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "$€£".contains(c)),
    }
}

/// A verb of saying: what follows it may be a statement of its own.
fn opens_statement(word: &Token<'_>) -> bool {
    let base = WORDS.get(&word.lower).and_then(|w| w.verb.as_ref());
    matches!(word.tag, Tag::Verb)
        && base.is_some_and(|(_, b)| {
            matches!(
                b.as_str(),
                "say" | "tell" | "believe" | "think" | "claim" | "add" | "confirm" | "fear" | "write" | "warn"
            )
        })
        || matches!(word.lower.as_str(), "before" | "after" | "since" | "until" | "as" | "because")
}

/// Whether the stretch since the last comma, colon or subordinator already has its finite verb.
fn has_finite(view: &View<'_, '_>) -> bool {
    view.words[..view.at]
        .iter()
        .rev()
        .take_while(|w| {
            !matches!(w.text, ";" | ":" | "—" | "–" | "“" | "\"")
                && w.tag != Tag::Subordinator
                && w.text != ","
                && !opens_statement(w)
        })
        .any(|w| {
            matches!(w.tag, Tag::Verb | Tag::Modal)
                || w.tag == Tag::Auxiliary && !matches!(w.lower.as_str(), "being" | "been" | "having")
        })
}

/// A finite verb or auxiliary follows before the clause ends, with no new subject between.
fn finite_follows(view: &View<'_, '_>) -> bool {
    for (at, word) in view.words.iter().enumerate().skip(view.at + 1) {
        let entry = WORDS.get(&word.lower);
        match entry.and_then(|w| w.closed) {
            Some(Tag::Auxiliary) => {
                return !matches!(word.lower.as_str(), "being" | "been" | "having" | "be" | "doing" | "'s");
            }
            Some(Tag::Modal) => return true,
            Some(Tag::Conjunction)
                if matches!(word.lower.as_str(), "and" | "or")
                    && view.words.get(at + 1).is_some_and(|n| may_be_noun(n) && !may_be_finite(n)) =>
            {
                continue;
            }
            Some(Tag::Subordinator | Tag::Conjunction) => return false,
            _ => {}
        }
        if matches!(word.text, ";" | ":" | "—" | "." | "”" | "\"" | ",") {
            return false;
        }
        let object = view.words.get(at + 1).is_some_and(|n| begins_phrase(n) && !is_time(n));
        if object && entry.and_then(|w| w.verb.as_ref()).is_some_and(|(f, _)| f.past) {
            return true;
        }
        if entry
            .and_then(|w| w.verb.as_ref())
            .is_some_and(|(f, _)| f.past && !f.participle || f.third && !entry.is_some_and(|w| w.noun))
        {
            return true;
        }
    }
    false
}

/// A verb form, or an auxiliary.
fn may_be_finite(word: &Token<'_>) -> bool {
    WORDS.get(&word.lower).is_some_and(|w| {
        matches!(w.closed, Some(Tag::Auxiliary | Tag::Modal))
            || w.verb.as_ref().is_some_and(|(f, _)| f.past || f.third && !w.noun)
    })
}

/// -ed and irregular past forms: finite past, participle after an auxiliary, or reduced relative.
pub(super) fn past(view: &View<'_, '_>, forms: Forms, before: Option<Tag>, nominal: Option<Tag>) -> Tag {
    let next_phrase = view.right_is(|w| begins_phrase(w) && !is_time(w));
    let next_noun = view.right_is(|w| w.tag == Tag::Other && w.text.starts_with(char::is_alphabetic) && may_be_noun(w));
    let says = matches!(
        view.words[view.at].lower.as_str(),
        "said" | "told" | "added" | "wrote" | "announced" | "insisted" | "explained"
    );
    if says && matches!(before, Some(Tag::Number | Tag::Adjective)) && next_phrase {
        return Tag::Verb;
    }
    // "…, said technology director Ann Lee", "editor-in-chief Ann Lee said by telephone".
    let never_participle = says && !view.right_is(|w| w.lower == "to") && closes_statement(view);
    if never_participle && before != Some(Tag::Auxiliary) {
        return Tag::Verb;
    }
    match before {
        Some(Tag::Auxiliary) => return Tag::Participle,
        Some(Tag::Verb) if view.before().is_some_and(|(i, _)| is_linking(&view.words[i].lower)) => {
            return Tag::Participle;
        }
        _ if !forms.participle => return Tag::Verb,
        _ if !forms.past => return Tag::Participle,
        Some(Tag::Determiner | Tag::Preposition) if nominal.is_some() && !next_noun => {
            return nominal.unwrap_or(Tag::Noun);
        }
        Some(Tag::Determiner | Tag::Adjective | Tag::Preposition | Tag::Number) => return Tag::Participle,
        _ if view.left(1).is_some_and(|w| {
            w.lower == "'s" && w.tag == Tag::Other
                || matches!(w.lower.as_str(), "its" | "his" | "their" | "our" | "your" | "her" | "my")
                || w.lower.ends_with('\'')
        }) =>
        {
            return if next_noun { Tag::Participle } else { nominal.unwrap_or(Tag::Participle) };
        }
        None => return if next_noun || !next_phrase { Tag::Participle } else { Tag::Verb },
        _ => {}
    }
    if forms.base && nominal.is_some() && !next_phrase && (has_finite(view) || finite_follows(view)) {
        return nominal.unwrap_or(Tag::Noun);
    }
    past_by_neighbours(view, before, next_phrase)
}

/// A verb of saying after a comma or a closing quotation mark, its speaker before or after it.
fn closes_statement(view: &View<'_, '_>) -> bool {
    let before = |w: &Token<'_>| matches!(w.text, "," | "”" | "\"" | "’");
    let speaker =
        |w: &Token<'_>| matches!(w.tag, Tag::Proper | Tag::Noun | Tag::Pronoun | Tag::Adjective | Tag::Determiner);
    let words = &view.words[..view.at];
    let from = words.iter().rposition(|w| !speaker(w));
    words.last().is_some_and(before) && view.left(1).is_some_and(before)
        || from.is_some_and(|i| before(&words[i]) && i + 1 < view.at && view.at - i < 8)
}

/// A form that may be past or participle, by what stands on both sides.
fn past_by_neighbours(view: &View<'_, '_>, before: Option<Tag>, next_phrase: bool) -> Tag {
    let by_follows = view.right_is(|w| w.lower == "by");
    let comma_before = view.left(1).is_some_and(|w| w.text == ",");
    if view
        .left(1)
        .is_some_and(|w| matches!(w.lower.as_str(), "who" | "which") || w.lower == "that" && w.tag == Tag::Subordinator)
        && !view.right_is(|w| matches!(w.tag, Tag::Noun))
    {
        return Tag::Verb;
    }
    let says = matches!(view.words[view.at].lower.as_str(), "said" | "told" | "added" | "wrote")
        && !by_follows
        && !view.right_is(|w| w.lower == "to");
    let pronoun = view
        .left(1)
        .is_some_and(|w| matches!(w.lower.as_str(), "it" | "he" | "she" | "they" | "we" | "i" | "who" | "which"));
    if says && !comma_before && matches!(before, Some(Tag::Noun | Tag::Proper | Tag::Pronoun)) || pronoun {
        return Tag::Verb;
    }
    if next_phrase && !by_follows && !comma_before && before != Some(Tag::Conjunction) {
        return Tag::Verb;
    }
    if matches!(before, Some(Tag::Conjunction)) {
        return if by_follows { Tag::Participle } else { conjunct(view) };
    }
    if comma_before {
        return if next_phrase && !view.right_is(|w| w.lower == "in") || ends_subject_parenthesis(view) {
            Tag::Verb
        } else {
            Tag::Participle
        };
    }
    if !by_follows && awaits_verb(view) && !finite_follows(view) {
        return Tag::Verb;
    }
    if has_finite(view) || by_follows || finite_follows(view) { Tag::Participle } else { Tag::Verb }
}

/// "The crew that calls itself Redfern posted …": the one finite verb so far is that of a relative clause on the subject.
fn awaits_verb(view: &View<'_, '_>) -> bool {
    let words = &view.words[..view.at];
    let finite = |w: &&Token<'_>| matches!(w.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary);
    let Some(mark) = words.iter().position(|w| matches!(w.lower.as_str(), "that" | "which" | "who")) else {
        return false;
    };
    let on_subject = mark > 0 && matches!(words[mark - 1].tag, Tag::Noun | Tag::Proper);
    let opens = words.get(mark + 1).is_some_and(|w| finite(&w));
    on_subject
        && opens
        && !words[..mark].iter().any(|w| finite(&w))
        && words[mark..].iter().filter(finite).count() == 1
        && view.left(1).is_some_and(|w| matches!(w.tag, Tag::Noun | Tag::Proper))
}

/// "be" and the like, taken for a main verb though a participle follows at a distance.
fn is_linking(lower: &str) -> bool {
    matches!(
        lower,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "am"
            | "has"
            | "have"
            | "had"
            | "having"
            | "get"
            | "got"
            | "gets"
            | "remain"
            | "remains"
            | "remained"
            | "'s"
            | "seem"
            | "seems"
    )
}

/// After "and": like the verb before it.
fn conjunct(view: &View<'_, '_>) -> Tag {
    view.words[..view.at]
        .iter()
        .rev()
        .find_map(|w| match w.tag {
            Tag::Verb => Some(Tag::Verb),
            Tag::Participle | Tag::Auxiliary => Some(Tag::Participle),
            Tag::Modal => Some(Tag::Verb),
            _ => None,
        })
        .unwrap_or(Tag::Verb)
}

/// "Acme, a bank based in Oslo, lost …": the comma closes what another comma opened after the subject.
fn ends_subject_parenthesis(view: &View<'_, '_>) -> bool {
    let commas: Vec<usize> = (0..view.at).filter(|&i| view.words[i].text == ",").collect();
    let [.., open, _] = commas[..] else { return false };
    view.words[..open].iter().all(|w| !matches!(w.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary)) && open > 0
}

pub(super) fn gerund(view: &View<'_, '_>, entry: &Word, before: Option<Tag>) -> Tag {
    let object = view.right_is(begins_phrase);
    // "managing director Ann Lee", "acting chief constable": part of an office.
    let office = matches!(view.words[view.at].lower.as_str(), "managing" | "acting" | "founding" | "sitting")
        && view.right_is(|w| may_be_noun(w) && !begins_phrase(w) && w.text.starts_with(char::is_alphabetic));
    match before {
        _ if office => Tag::Adjective,
        Some(Tag::Auxiliary) => Tag::Gerund,
        Some(Tag::Verb)
            if view.before().is_some_and(|(i, _)| is_linking(&view.words[i].lower)) && (!entry.noun || object) =>
        {
            Tag::Gerund
        }
        Some(Tag::Determiner) if !object => Tag::Noun,
        _ if entry.noun && !object => Tag::Noun,
        _ if view.left(1).is_some_and(|w| w.lower == "'s" && w.tag == Tag::Other) && !object => Tag::Noun,
        _ => Tag::Gerund,
    }
}

fn plural(word: &Token<'_>) -> bool {
    word.lower.ends_with('s') && !word.lower.ends_with("ss")
        || matches!(word.lower.as_str(), "people" | "staff" | "police" | "men" | "women" | "children" | "data")
}
