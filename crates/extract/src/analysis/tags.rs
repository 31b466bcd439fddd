//! Parts of speech by list, ending and context, left to right with a look ahead. Coarse on purpose: what the
//! clauses and scopes need, robust on headlines and bad text.

use super::lexicon::{Forms, WORDS, Word, lemma_of};
use super::{Sentence, Tag, Token};

/// Tags the tokens of one sentence and sets their lemmas.
pub(crate) fn tag(tokens: &mut [Token<'_>], sentence: &Sentence) {
    let range = sentence.tokens.clone();
    let Some(words) = tokens.get_mut(range) else { return };
    // A headline seldom ends in a full stop; a sentence full of names and dates does.
    let title_case = is_title_case(words) && words.last().is_none_or(|w| !matches!(w.text, "." | "”" | "\""));
    for at in 0..words.len() {
        let tag = choose(words, at, title_case);
        words[at].tag = tag;
    }
    mend(words);
    for word in words.iter_mut() {
        word.lemma = lemma_of(&word.lower, word.tag);
    }
}

/// Most longer words begin with a capital: a headline.
fn is_title_case(words: &[Token<'_>]) -> bool {
    let long = words.iter().filter(|w| w.text.len() > 3 && w.text.starts_with(char::is_alphabetic));
    let (count, capital) =
        long.fold((0, 0), |(n, c), w| (n + 1, c + usize::from(w.text.starts_with(char::is_uppercase))));
    count > 3 && capital * 4 > count * 3
}

/// "12 May", "in May", "May 2025".
fn is_month(view: &View<'_, '_>) -> bool {
    view.left(1).is_some_and(|w| matches!(w.tag, Tag::Number | Tag::Preposition | Tag::Adjective) || w.lower == "of")
        || view.right_is(|w| w.text.starts_with(|c: char| c.is_ascii_digit()))
}

/// Everything the rules look at around one token.
struct View<'w, 'd> {
    words: &'w [Token<'d>],
    at: usize,
}

impl<'w, 'd> View<'w, 'd> {
    /// The tag of the nearest earlier token that is no adverb, negation or quotation mark.
    fn before(&self) -> Option<(usize, Tag)> {
        (0..self.at)
            .rev()
            .map(|i| (i, self.words[i].tag))
            .find(|&(i, t)| !matches!(t, Tag::Adverb | Tag::Negation) && !is_quote(self.words[i].text))
    }

    fn left(&self, back: usize) -> Option<&'w Token<'d>> {
        self.at.checked_sub(back).and_then(|i| self.words.get(i))
    }

    /// The next token, quotation marks left out.
    fn right(&self, ahead: usize) -> Option<&'w Token<'d>> {
        self.words.iter().skip(self.at + 1).filter(|w| !is_quote(w.text)).nth(ahead - 1)
    }

    fn right_is(&self, test: impl Fn(&Token<'d>) -> bool) -> bool {
        self.right(1).is_some_and(test)
    }
}

fn is_quote(text: &str) -> bool {
    matches!(text, "“" | "”" | "\"" | "‘" | "’" | "'")
}

fn choose(words: &[Token<'_>], at: usize, title_case: bool) -> Tag {
    let word = &words[at];
    let view = View { words, at };
    let Some(first) = word.text.chars().next() else { return Tag::Other };
    if !first.is_alphanumeric() && !word.text.chars().any(char::is_alphanumeric) {
        return if word.text == "&" { Tag::Conjunction } else { Tag::Mark };
    }
    if first.is_ascii_digit() || word.text.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) && !first.is_alphabetic()
    {
        return Tag::Number;
    }
    let known = WORDS.get(&word.lower);
    if word.lower.starts_with('\'') {
        return clitic(&view);
    }
    let capital = first.is_uppercase();
    if word.text == "IT" && !view.right_is(|w| w.text == ",") && at + 1 < words.len() && !title_case {
        let verb_next = view
            .right_is(|w| WORDS.get(&w.lower).is_some_and(|k| matches!(k.closed, Some(Tag::Auxiliary | Tag::Modal))));
        if !verb_next {
            return Tag::Noun;
        }
    }
    if word.text == "May" && is_month(&view) {
        return Tag::Proper;
    }
    if capital && is_name(&view, known, title_case) {
        return Tag::Proper;
    }
    match known {
        Some(entry) => known_word(&view, entry),
        None if capital && !title_case => Tag::Proper,
        None => unknown_word(&view),
    }
}

/// A capital that makes a name: inside a sentence, or first and no word that the lists know.
fn is_name(view: &View<'_, '_>, known: Option<&Word>, title_case: bool) -> bool {
    let word = view.words[view.at].text;
    let all_capitals = word.len() > 1 && !word.chars().any(char::is_lowercase);
    let opens = view.at == 0
        || view.words[..view.at].iter().all(|w| w.tag == Tag::Mark)
        || view.left(1).is_some_and(|w| is_quote(w.text) || matches!(w.text, ":" | "•" | "—"));
    match known {
        None if opens && !all_capitals && noun_ending(&view.words[view.at].lower) && !leads_name(view) => false,
        None => !title_case || all_capitals,
        Some(entry) if entry.closed.is_some() => {
            !opens
                && !title_case
                && word.chars().count() > 1
                && entry.closed != Some(Tag::Pronoun)
                && follows_name(view)
                && leads_name(view)
                || all_capitals && word.len() > 1 && word == "US"
        }
        Some(_) if title_case => false,
        // "Police Scotland", "Bank of …": a sentence's first word is a name when more of the name follows.
        Some(entry) if opens => {
            all_capitals && word.len() > 1 && !shouting(view)
                || !entry.adjective && entry.noun && entry.verb.is_none() && leads_name(view)
        }
        Some(_) => !shouting(view),
    }
}

/// Plurals of agents and abstract nouns: "Extortionists", "Allegations".
fn noun_ending(lower: &str) -> bool {
    let one = lower.strip_suffix('s').unwrap_or(lower);
    WORDS.get(one).is_some_and(|w| w.noun)
        || ["ers", "ors", "ists", "ants", "ments", "tions", "sions", "ties", "nesses"]
            .iter()
            .any(|e| lower.ends_with(e))
        || ["tion", "ment", "ness", "ware"].iter().any(|e| lower.ends_with(e)) && lower.len() > 6
}

fn shouting(view: &View<'_, '_>) -> bool {
    let long = view.words.iter().filter(|w| w.text.len() > 3);
    long.clone().count() > 2 && long.filter(|w| w.text.chars().any(char::is_lowercase)).count() == 0
}

fn follows_name(view: &View<'_, '_>) -> bool {
    view.left(1).is_some_and(|w| w.tag == Tag::Proper)
}

fn leads_name(view: &View<'_, '_>) -> bool {
    view.right(1).is_some_and(|w| {
        w.text.starts_with(char::is_uppercase) && WORDS.get(&w.lower).is_none_or(|k| k.closed.is_none())
    })
}

/// 's: is, has or the possessive; 'd: had or would.
fn clitic(view: &View<'_, '_>) -> Tag {
    let pronoun = view.left(1).is_some_and(|w| {
        matches!(w.lower.as_str(), "it" | "he" | "she" | "that" | "there" | "what" | "who" | "here" | "where")
    });
    match view.words[view.at].lower.as_str() {
        "'s" if pronoun => Tag::Auxiliary,
        "'s" => Tag::Other,
        "'d" | "'ll" => Tag::Modal,
        "'re" | "'ve" | "'m" => Tag::Auxiliary,
        _ => Tag::Other,
    }
}

fn known_word(view: &View<'_, '_>, entry: &Word) -> Tag {
    let lower = view.words[view.at].lower.as_str();
    if let Some(tag) = entry.closed {
        return closed(view, lower, tag);
    }
    if let Some((forms, _)) = &entry.verb {
        return open_verb(view, entry, *forms);
    }
    let before_noun = view.right_is(|w| w.text.chars().all(char::is_alphanumeric) && may_be_noun(w));
    match (entry.adjective, entry.adverb, entry.noun) {
        (true, true, _) if before_noun => Tag::Adjective,
        (true, true, _) => Tag::Adverb,
        (true, _, true) if !before_noun => Tag::Noun,
        (true, ..) => Tag::Adjective,
        (_, true, _) => Tag::Adverb,
        _ => Tag::Noun,
    }
}

fn may_be_noun(word: &Token<'_>) -> bool {
    match WORDS.get(&word.lower) {
        Some(entry) => entry.closed.is_none() && (entry.noun || entry.adjective || entry.verb.is_none()),
        None => true,
    }
}

fn closed(view: &View<'_, '_>, lower: &str, tag: Tag) -> Tag {
    let before = view.before().map(|(_, t)| t);
    match lower {
        "to" if view.right_is(|w| may_be_base(w))
            || view.right_is(is_adverb) && view.right(2).is_some_and(may_be_base) =>
        {
            Tag::To
        }
        "that" | "which" | "who" | "whom" => subordinator(view, lower),
        "this" | "these" | "those" | "all" | "both" | "some" | "many" | "most" | "few" | "several" | "each" | "any"
        | "more" | "such" => {
            let noun_next = view.right_is(|w| {
                w.tag != Tag::Mark
                    && (may_be_noun(w)
                        || WORDS.get(&w.lower).is_some_and(|k| {
                            matches!(k.closed, Some(Tag::Number | Tag::Determiner))
                                || k.verb.as_ref().is_some_and(|v| v.0.participle && !v.0.past)
                        }))
            }) && !view.right_is(|w| {
                WORDS
                    .get(&w.lower)
                    .is_some_and(|k| matches!(k.closed, Some(Tag::Auxiliary | Tag::Modal | Tag::Preposition)))
            });
            if noun_next { Tag::Determiner } else { Tag::Pronoun }
        }
        "may" | "might" | "can" | "will" | "must"
            if matches!(before, Some(Tag::Determiner | Tag::Preposition)) && !view.right_is(may_be_base) =>
        {
            Tag::Noun
        }
        "her" | "his" | "its" | "there" => Tag::Pronoun,
        "so" | "yet" => Tag::Adverb,
        "since"
            if matches!(before, Some(Tag::Auxiliary))
                || view.left(1).is_some_and(|w| matches!(w.lower.as_str(), "has" | "have" | "had")) =>
        {
            Tag::Adverb
        }
        "no" if view.right_is(|w| matches!(w.lower.as_str(), "longer" | "more")) => Tag::Negation,
        "no" if view.right_is(|w| w.text == ",") => Tag::Adverb,
        _ if tag == Tag::Auxiliary => auxiliary(view),
        _ => tag,
    }
}

fn may_be_base(word: &Token<'_>) -> bool {
    WORDS.get(&word.lower).is_some_and(|w| w.verb.as_ref().is_some_and(|v| v.0.base))
        && !word.text.starts_with(char::is_uppercase)
        || ["ise", "ize", "ify"].iter().any(|e| word.lower.ends_with(e)) && word.lower.len() > 5
}

fn is_adverb(word: &Token<'_>) -> bool {
    matches!(word.lower.as_str(), "not" | "never" | "fully" | "also" | "better" | "only" | "further" | "just")
        || word.lower.ends_with("ly")
}

/// be, have, do: auxiliary before a verb form, main verb otherwise.
fn auxiliary(view: &View<'_, '_>) -> Tag {
    let mut ahead = 1;
    while view.right(ahead).is_some_and(|w| {
        is_adverb(w)
            || matches!(
                w.lower.as_str(),
                "n't"
                    | "so"
                    | "far"
                    | "already"
                    | "still"
                    | "now"
                    | "been"
                    | "since"
                    | "yet"
                    | "ever"
                    | "all"
                    | "being"
                    | "never"
                    | "long"
                    | "recently"
            )
    }) && ahead < 6
    {
        ahead += 1;
    }
    let next = view.right(ahead);
    let form = next.and_then(|w| WORDS.get(&w.lower)).and_then(|w| w.verb.as_ref()).map(|v| v.0);
    let unknown_form =
        next.is_some_and(|w| WORDS.get(&w.lower).is_none() && (w.lower.ends_with("ed") || w.lower.ends_with("ing")));
    let of_be = matches!(view.words[view.at].lower.as_str(), "do" | "does" | "did");
    match form {
        Some(f) if f.participle || f.gerund => Tag::Auxiliary,
        Some(f) if of_be && f.base => Tag::Auxiliary,
        _ if unknown_form => Tag::Auxiliary,
        _ if next.is_some_and(|w| w.lower == "to") => Tag::Auxiliary,
        _ if of_be && ahead > 1 => Tag::Auxiliary,
        _ if (1..ahead).any(|i| view.right(i).is_some_and(|w| w.lower == "been")) => Tag::Auxiliary,
        _ => Tag::Verb,
    }
}

/// that, which, who: subordinator, or "that" as determiner or pronoun.
fn subordinator(view: &View<'_, '_>, lower: &str) -> Tag {
    if lower != "that" {
        return Tag::Subordinator;
    }
    let after_preposition = view.left(1).is_some_and(|w| w.tag == Tag::Preposition);
    let opens = view.at == 0 || view.left(1).is_some_and(|w| is_quote(w.text) && view.at == 1);
    let verb_next = view.right_is(|w| {
        WORDS
            .get(&w.lower)
            .is_some_and(|k| matches!(k.closed, Some(Tag::Auxiliary | Tag::Modal)) || k.verb.is_some() && !k.noun)
    });
    let ends = view.right_is(|w| matches!(w.text, "." | "," | ";" | "?" | ")")) || view.right(1).is_none();
    if after_preposition && ends {
        return Tag::Pronoun;
    }
    match (after_preposition, opens) {
        (true, _) if view.right_is(may_be_noun) => Tag::Determiner,
        (true, _) => Tag::Pronoun,
        _ if ends => Tag::Pronoun,
        (_, true) if verb_next => Tag::Pronoun,
        (_, true) => Tag::Determiner,
        _ => Tag::Subordinator,
    }
}

fn open_verb(view: &View<'_, '_>, entry: &Word, forms: Forms) -> Tag {
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
    let takes_object = view.right_is(begins_phrase);
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
        Some(Tag::Mark) => !(takes_object && forms.base && ends_subject_parenthesis(view)),
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

fn plural(word: &Token<'_>) -> bool {
    word.lower.ends_with('s') && !word.lower.ends_with("ss")
        || matches!(word.lower.as_str(), "people" | "staff" | "police" | "men" | "women" | "children" | "data")
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
fn begins_phrase(word: &Token<'_>) -> bool {
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
fn past(view: &View<'_, '_>, forms: Forms, before: Option<Tag>, nominal: Option<Tag>) -> Tag {
    let next_phrase = view.right_is(|w| begins_phrase(w) && !is_time(w));
    let next_noun = view.right_is(|w| w.tag == Tag::Other && w.text.starts_with(char::is_alphabetic) && may_be_noun(w));
    let says = matches!(view.words[view.at].lower.as_str(), "said" | "told" | "added" | "wrote");
    if says && matches!(before, Some(Tag::Number | Tag::Adjective)) && next_phrase {
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
    if has_finite(view) || by_follows || finite_follows(view) { Tag::Participle } else { Tag::Verb }
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

fn gerund(view: &View<'_, '_>, entry: &Word, before: Option<Tag>) -> Tag {
    let object = view.right_is(begins_phrase);
    match before {
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

fn unknown_word(view: &View<'_, '_>) -> Tag {
    let lower = view.words[view.at].lower.as_str();
    let before = view.before().map(|(_, t)| t);
    let ends = |e: &str| lower.ends_with(e) && lower.len() > e.len() + 2;
    if ends("ing") {
        return gerund(view, &Word::default(), before);
    }
    if ends("ed") && !lower.contains('-') {
        return past(view, Forms { past: true, participle: true, ..Forms::default() }, before, None);
    }
    if ends("ly") {
        return Tag::Adverb;
    }
    if lower.contains('-')
        && ["ed", "based", "led", "wide", "year", "old", "day", "free", "related", "sized", "backed", "linked"]
            .iter()
            .any(|e| lower.ends_with(e))
    {
        return Tag::Adjective;
    }
    if matches!(before, Some(Tag::Modal | Tag::To)) && (ends("ise") || ends("ize") || ends("ify") || ends("ate")) {
        return Tag::Verb;
    }
    let adjective = ["ful", "ous", "ive", "able", "ible", "less", "ish", "ical", "ional"].iter().any(|e| ends(e));
    if adjective { Tag::Adjective } else { Tag::Noun }
}

/// A second look where the right neighbour was not yet known.
fn mend(words: &mut [Token<'_>]) {
    for at in 0..words.len() {
        let next = words.get(at + 1).map(|w| w.tag);
        let lower = words[at].lower.as_str();
        // "in the file that was taken" left as is; "off", "up" after a verb stay prepositions.
        if words[at].tag == Tag::Auxiliary && next.is_none() {
            words[at].tag = Tag::Verb;
        } else if words[at].tag == Tag::To
            && !matches!(next, Some(Tag::Verb | Tag::Adverb | Tag::Auxiliary | Tag::Negation | Tag::Mark))
        {
            words[at].tag = Tag::Preposition;
        } else if words[at].tag == Tag::Participle
            && at > 0
            && words[at - 1].tag == Tag::Determiner
            && next == Some(Tag::Verb)
            && lower == "accused"
        {
            words[at].tag = Tag::Noun;
        }
    }
}
