//! Parts of speech by list, ending and context, left to right with a look ahead. Coarse on purpose: what the
//! clauses and scopes need, robust on headlines and bad text.

mod names;
mod verbs;

use super::lexicon::{Forms, WORDS, Word, lemma_of};
use super::{Sentence, Tag, Token};

/// Tags the tokens of one sentence and sets their lemmas.
pub(crate) fn tag(tokens: &mut [Token<'_>], sentence: &Sentence) {
    let range = sentence.tokens.clone();
    let Some(words) = tokens.get_mut(range) else { return };
    // A headline seldom ends in a full stop; a sentence full of names and dates does.
    let title_case = names::is_title_case(words) && words.last().is_none_or(|w| !matches!(w.text, "." | "”" | "\""));
    for at in 0..words.len() {
        let tag = choose(words, at, title_case);
        words[at].tag = tag;
    }
    mend(words);
    for word in words.iter_mut() {
        word.lemma = lemma_of(&word.lower, word.tag);
    }
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
    if word.text == "May" && names::is_month(&view) {
        return Tag::Proper;
    }
    if capital && !matches!(word.text, "NOT" | "NEVER" | "NONE") && names::is_name(&view, known, title_case) {
        return Tag::Proper;
    }
    match known {
        Some(entry) => known_word(&view, entry),
        None if capital && !title_case => Tag::Proper,
        None => unknown_word(&view),
    }
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
        return verbs::open_verb(view, entry, *forms);
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
    // "ruled out that": a particle of the verb before it.
    let particle = view.left(1).is_some_and(|w| matches!(w.lower.as_str(), "out" | "up"))
        && view.left(2).is_some_and(|w| matches!(w.tag, Tag::Verb | Tag::Participle | Tag::Gerund));
    let after_preposition = !particle && view.left(1).is_some_and(|w| w.tag == Tag::Preposition);
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

fn unknown_word(view: &View<'_, '_>) -> Tag {
    let lower = view.words[view.at].lower.as_str();
    let before = view.before().map(|(_, t)| t);
    let ends = |e: &str| lower.ends_with(e) && lower.len() > e.len() + 2;
    if ends("ing") {
        return verbs::gerund(view, &Word::default(), before);
    }
    if ends("ed") && !lower.contains('-') {
        return verbs::past(view, Forms { past: true, participle: true, ..Forms::default() }, before, None);
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

/// Whether a finite verb stands before the next mark.
fn is_followed_by_clause(words: &[Token<'_>]) -> bool {
    words
        .iter()
        .take_while(|w| w.tag != Tag::Mark)
        .any(|w| matches!(w.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary | Tag::Participle))
}

/// A second look where the right neighbour was not yet known.
fn mend(words: &mut [Token<'_>]) {
    for at in 0..words.len() {
        let next = words.get(at + 1).map(|w| w.tag);
        let lower = words[at].lower.as_str();
        // "in the file that was taken" left as is; "off", "up" after a verb stay prepositions.
        // "since the early hours of Monday": no clause follows.
        let may_lead_a_phrase = matches!(lower, "since" | "until" | "before" | "after");
        if words[at].tag == Tag::Subordinator
            && may_lead_a_phrase
            && next != Some(Tag::Gerund)
            && !is_followed_by_clause(&words[at + 1..])
        {
            words[at].tag = Tag::Preposition;
        } else if words[at].tag == Tag::Auxiliary && next.is_none() {
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
