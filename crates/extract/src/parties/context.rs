//! What stands round a name: the noun phrase in front ("Norwegian salmon processor …"), the apposition behind
//! ("…, a Dutch haulier,"), brackets, and the nouns that follow. Reads words only; decides nothing.

use super::lexicon::LEXICON;
use crate::analysis::{Analysis, Tag, Token, Tokens};
use crate::places::{self, PlaceKind};

/// The words round one mention of a name, lower case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    /// Noun phrase right in front, determiner left out: "norwegian salmon processor".
    pub before: Option<Tokens>,
    /// Whether "the" or "a" stands in front of that.
    pub determiner: bool,
    /// Apposition, or what a copula says it is: "dutch haulier".
    pub apposition: Option<Tokens>,
    /// What the apposition's "of", "at" or "for" leads to.
    pub of: Option<Tokens>,
    /// Up to three nouns right behind: "ransomware group".
    pub behind: Vec<String>,
    /// What stands in brackets right behind.
    pub brackets: Option<Tokens>,
    /// Whether a comma or the end stands right behind the name.
    closed_by_comma: bool,
}

/// Longest phrase looked at, in tokens.
const REACH: usize = 9;

impl Around {
    /// Looks round the name at `name` (titles at `whole.start`).
    pub(crate) fn look(analysis: &Analysis<'_>, whole: &Tokens, name_end: usize) -> Self {
        let Some(sentence) = analysis.sentence_of(whole.start).map(|s| analysis.sentences[s].tokens.clone()) else {
            return Self::default();
        };
        let closed_by_comma = name_end >= sentence.end || matches!(analysis.tokens[name_end].text, "," | ".");
        let mut around = Self { closed_by_comma, ..Self::default() };
        around.look_left(analysis, &sentence, whole.start);
        let brackets = bracketed(analysis, &sentence, name_end);
        let after = brackets.as_ref().map_or(name_end, |b| b.end + 1);
        let brackets = brackets.or_else(|| defined_below(analysis, &sentence, name_end));
        around.behind = behind(analysis, &sentence, after);
        around.look_right(analysis, &sentence, after);
        around.brackets = brackets;
        around
    }

    fn look_left(&mut self, analysis: &Analysis<'_>, sentence: &Tokens, start: usize) {
        let tokens = &analysis.tokens;
        let mut end = start;
        // "the ransomware gang “X”", "… processor, X": marks of quotation do not part a phrase.
        while end > sentence.start && is_quote(tokens[end - 1].text) {
            end -= 1;
        }
        // "British retail group the Co-op": the article belongs to the name.
        if end > sentence.start + 1 && tokens[end - 1].lower == "the" && tokens[end - 2].tag == Tag::Noun {
            end -= 1;
        }
        // "A pediatrics practice, ABCD Pediatrics, said": the description comes first, the name between commas.
        let comma = end > sentence.start + 2 && tokens[end - 1].text == "," && self.closed_by_comma;
        if comma {
            end -= 1;
        }
        let mut from = end;
        while from > sentence.start && end - from < REACH && in_phrase(analysis, from - 1, end) {
            from -= 1;
        }
        while from < end
            && !matches!(tokens[from].tag, Tag::Noun | Tag::Adjective | Tag::Proper | Tag::Participle | Tag::Gerund)
        {
            from += 1;
        }
        let opened = from > sentence.start
            && (tokens[from - 1].tag == Tag::Determiner
                || matches!(tokens[from - 1].lower.as_str(), "its" | "their" | "our" | "his" | "her" | "whose"));
        if comma && !opened {
            return;
        }
        self.determiner = from > sentence.start && tokens[from - 1].tag == Tag::Determiner;
        let head_is_noun = from < end
            && matches!(tokens[end - 1].tag, Tag::Noun | Tag::Adjective | Tag::Proper | Tag::Gerund | Tag::Verb);
        if head_is_noun {
            self.before = Some(from..end);
        }
    }

    fn look_right(&mut self, analysis: &Analysis<'_>, sentence: &Tokens, after: usize) {
        let token = |at: usize| analysis.tokens.get(at).filter(|_| at < sentence.end);
        let Some(first) = token(after) else { return };
        let start = match first.lower.as_str() {
            "," | "—" | "–" => after + 1,
            "is" | "was"
                if token(after + 1)
                    .is_some_and(|t| matches!(t.lower.as_str(), "a" | "an" | "the" | "one" | "your")) =>
            {
                after + 1
            }
            _ => return,
        };
        let Some(opening) = token(start) else { return };
        let determined =
            matches!(opening.lower.as_str(), "a" | "an" | "the" | "one" | "its" | "your" | "itself" | "also");
        let place =
            (1..=3).any(|n| start + n <= sentence.end && places::country(analysis.text(&(start..start + n))).is_some());
        let role = matches!(opening.tag, Tag::Noun | Tag::Adjective | Tag::Proper) && first.text != "is";
        if !(determined || place || role) {
            return;
        }
        let from = if determined { start + 1 } else { start };
        let mut end = from;
        while end < sentence.end && end - from < REACH + 3 && in_apposition(&analysis.tokens[end]) {
            end += 1;
        }
        if end == from {
            return;
        }
        // Without a determiner it must be closed on both sides, or it is the next item of a list.
        let closed = token(end).is_none_or(|t| {
            matches!(t.text, "," | "." | "—" | "–" | ";" | ")")
                || matches!(
                    t.lower.as_str(),
                    "of" | "at" | "for" | "in" | "that" | "which" | "who" | "and" | "with" | "based" | "owned"
                )
        });
        let closed = closed
            || determined && token(end).is_some_and(|t| matches!(t.tag, Tag::Auxiliary | Tag::Modal | Tag::Verb));
        if !closed || (!determined && !place && !is_role(analysis, &(from..end))) {
            return;
        }
        self.apposition = Some(from..end);
        if token(end).is_some_and(|t| matches!(t.lower.as_str(), "of" | "at" | "for" | "with")) {
            let mut last = end + 1;
            while last < sentence.end && last - end < REACH && !matches!(analysis.tokens[last].text, "," | "." | ";") {
                last += 1;
            }
            self.of = Some(end + 1..last);
        }
    }
}

/// Whether the words end in what a person can be ("chief executive").
pub(crate) fn is_role(analysis: &Analysis<'_>, words: &Tokens) -> bool {
    LEXICON.person_role.ends(&lower(analysis, words)).is_some()
}

/// The words in lower case, parted by one space.
pub(crate) fn lower(analysis: &Analysis<'_>, words: &Tokens) -> String {
    let words: Vec<&str> =
        analysis.tokens.get(words.clone()).unwrap_or_default().iter().map(|t| t.lower.as_str()).collect();
    words.join(" ").replace(" 's", "'s")
}

/// Base forms of the words, parted by one space: "hospitals" as "hospital".
pub(crate) fn bases(analysis: &Analysis<'_>, words: &Tokens) -> String {
    let words: Vec<String> = analysis.tokens.get(words.clone()).unwrap_or_default().iter().map(singular).collect();
    words.join(" ")
}

/// The lower-case word, in the singular where it is a noun.
pub(crate) fn singular(token: &Token<'_>) -> String {
    if token.tag == Tag::Noun { token.lemma.clone() } else { token.lower.trim_end_matches('\'').to_owned() }
}

fn is_quote(text: &str) -> bool {
    matches!(text, "“" | "\"" | "‘" | "'" | "«")
}

fn in_phrase(analysis: &Analysis<'_>, at: usize, end: usize) -> bool {
    let token = &analysis.tokens[at];
    match token.tag {
        Tag::Noun | Tag::Adjective => true,
        Tag::Participle => {
            at + 1 < end
                && !matches!(token.lemma.as_str(), "be" | "have")
                && at > 0
                && matches!(analysis.tokens[at - 1].tag, Tag::Determiner | Tag::Adjective)
        }
        Tag::Gerund => at + 1 < end,
        Tag::Proper => {
            at + 1 < end
                && (token.text.ends_with("-based")
                    || places::place(token.text).is_some_and(|p| p.kind != PlaceKind::Place))
                || LEXICON.title.has(&token.lower)
        }
        Tag::Other => token.lower == "'s" && at > 0 && places::country(analysis.tokens[at - 1].text).is_some(),
        _ => false,
    }
}

fn in_apposition(token: &Token<'_>) -> bool {
    matches!(
        token.tag,
        Tag::Noun | Tag::Adjective | Tag::Participle | Tag::Gerund | Tag::Proper | Tag::Number | Tag::Adverb
    ) || token.lower == "'s"
        || token.lower == "and"
        || token.lower == "&"
}

fn behind(analysis: &Analysis<'_>, sentence: &Tokens, from: usize) -> Vec<String> {
    (from..sentence.end.min(from + 3))
        .map(|at| &analysis.tokens[at])
        .take_while(|t| matches!(t.tag, Tag::Noun | Tag::Adjective) && t.text.starts_with(char::is_lowercase))
        .map(|t| t.lower.clone())
        .collect()
}

/// A name on a line of its own, and on the next what it is called: (“Addenbrook” or the “Company”).
fn defined_below(analysis: &Analysis<'_>, sentence: &Tokens, name_end: usize) -> Option<Tokens> {
    let next = analysis.sentences.get(analysis.sentence_of(sentence.start)? + 1)?;
    let inside = bracketed(analysis, &next.tokens, next.tokens.start).filter(|_| name_end == sentence.end)?;
    analysis.tokens[inside.clone()].iter().any(|t| is_quote(t.text)).then_some(inside)
}

/// What stands in brackets from `at` on, quotation marks and "the" included.
pub(crate) fn bracketed(analysis: &Analysis<'_>, sentence: &Tokens, at: usize) -> Option<Tokens> {
    let open = analysis.tokens.get(at).filter(|t| at < sentence.end && t.text == "(")?;
    let close = (at + 1..sentence.end.min(at + 24)).find(|&i| analysis.tokens[i].text == ")")?;
    (open.text == "(" && close > at + 1).then_some(at + 1..close)
}
