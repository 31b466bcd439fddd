//! The light layer under all rules: tokens, parts of speech, sentences, clauses, scopes, quotations, attribution frames.
//! It knows nothing of incidents. Rules ask it three things: which tokens, under which scope, in whose voice.

mod clauses;
mod cues;
#[cfg(test)]
mod frame_tests;
mod frames;
pub(crate) mod lexicon;
mod quotes;
#[cfg(test)]
mod scope_tests;
mod scopes;
mod sentences;
pub(crate) mod spelt;
mod tags;
mod tokens;

use jiff::civil::Date;
use sextant_model::{BlockKind, CleanDocument, reading::Proof};
use std::ops::Range;

/// A run of token indexes.
pub type Tokens = Range<usize>;
/// Index into [`Analysis::sentences`].
pub type SentenceId = usize;
/// Index into [`Analysis::clauses`].
pub type ClauseId = usize;
/// Index into [`Analysis::frames`].
pub type FrameId = usize;

/// One document, analysed.
#[derive(Debug)]
pub struct Analysis<'d> {
    /// The document.
    pub document: &'d CleanDocument,
    /// The day it came out, if known: relative dates are resolved from it.
    pub published: Option<Date>,
    /// All tokens, in order.
    pub tokens: Vec<Token<'d>>,
    /// All sentences, in order; headings, list items and table rows are sentences of their own.
    pub sentences: Vec<Sentence>,
    /// All clauses, by their first token, parents before children.
    pub clauses: Vec<Clause>,
    /// Who-says-what frames.
    pub frames: Vec<Frame>,
    /// Stretches between quotation marks.
    pub quotations: Vec<Quotation>,
    /// The innermost frame over each token.
    frame_at: Vec<Option<FrameId>>,
    /// What lies over each token.
    scopes: scopes::Scopes,
    /// Code points before each 64th byte.
    code_points: Vec<usize>,
}

/// A word, number or mark.
#[derive(Debug, Clone)]
pub struct Token<'d> {
    /// As written.
    pub text: &'d str,
    /// Lower case, typographic apostrophes made plain.
    pub lower: String,
    /// Base form: `stole` → `steal`, `customers'` → `customer`.
    pub lemma: String,
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Part of speech.
    pub tag: Tag,
    /// The innermost quotation that holds it.
    pub quotation: Option<usize>,
    /// Under which words tables may list it.
    pub(crate) spelt: spelt::Spelt,
}

/// Parts of speech, as coarse as the rules need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Common noun.
    Noun,
    /// Part of a name.
    Proper,
    /// Pronoun, possessives too.
    Pronoun,
    /// Finite or base verb.
    Verb,
    /// Past participle (or past form that may be one).
    Participle,
    /// -ing form.
    Gerund,
    /// be, have, do as auxiliaries.
    Auxiliary,
    /// may, might, could, will, would, should, must, can.
    Modal,
    /// Adjective.
    Adjective,
    /// Adverb (not included).
    Adverb,
    /// not, n't, never.
    Negation,
    /// Determiner, "no" included.
    Determiner,
    /// Preposition.
    Preposition,
    /// "to" before a verb.
    To,
    /// and, or, but.
    Conjunction,
    /// that, if, whether, because, while, who, which.
    Subordinator,
    /// Number or quantity.
    Number,
    /// Punctuation.
    Mark,
    /// Anything else.
    Other,
}

/// A sentence.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Tokens,
    /// Index of its block in the document.
    pub block: usize,
    /// Kind of that block.
    pub kind: BlockKind,
    /// Its clauses.
    pub clauses: Range<ClauseId>,
    /// The nearest heading block above it (not the title).
    pub heading: Option<usize>,
}

/// What a clause is to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClauseKind {
    /// Stands by itself (also: joined by "and"/"but" to such a one).
    Main,
    /// "that …", or the same without "that" after a verb of saying.
    That,
    /// "whether …", "if …" as an indirect question.
    Whether,
    /// "if …", "should …", "unless …" as a condition.
    If,
    /// "who …", "which …".
    Relative,
    /// because, after, when, while, as …
    Adverbial,
    /// "to restore …".
    Infinitive,
    /// "saying …", "stolen in …".
    Participial,
}

/// A clause: a verb with what belongs to it.
#[derive(Debug, Clone)]
pub struct Clause {
    /// From first to last token, children included.
    pub tokens: Tokens,
    /// The clause that holds it.
    pub parent: Option<ClauseId>,
    /// What it is to its parent.
    pub kind: ClauseKind,
    /// The subject's noun phrase; inherited from the parent where the clause has none of its own.
    pub subject: Option<Tokens>,
    /// The verb group.
    pub verb: Option<VerbGroup>,
    /// What follows the verb group, up to the next clause.
    pub object: Option<Tokens>,
    /// The frame whose content it is part of (innermost).
    pub frame: Option<FrameId>,
}

/// "had not been able to be restored": the tokens and what they amount to.
#[derive(Debug, Clone)]
pub struct VerbGroup {
    /// All tokens of the group.
    pub tokens: Tokens,
    /// The token of the main verb.
    pub head: usize,
    /// Its base form.
    pub lemma: String,
    /// "was stolen".
    pub passive: bool,
    /// "is", "will be": not past, not perfect.
    pub future: bool,
    /// "is being", "are working".
    pub progressive: bool,
    /// not, never, "failed to", "no longer".
    pub negated: bool,
}

/// How the words at a token hold, all scopes over it taken together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Under an odd number of negations ("not", "no", "apart from", "none of", "did not contain").
    pub negated: bool,
    /// Attitude.
    pub modality: Modality,
    /// The tokens of the cue that decided (the innermost).
    pub cue: Option<Tokens>,
    /// Id of the rule that decided.
    pub rule: &'static str,
}

/// How firmly a stretch is put forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Modality {
    /// Put forward as so.
    Asserted,
    /// may, might, could, possibly, potentially, appears to, is believed to.
    Possible,
    /// will, plans to, is to, intends to.
    Planned,
    /// "does not believe that", "do not think": with `negated` set it is a hedged denial.
    NotBelieved,
    /// "no evidence that", "no indication", "nothing to suggest".
    NoEvidence,
    /// "cannot say whether", "is trying to find out whether", "would not comment on".
    CannotSay,
    /// "could not rule out that".
    NotRuledOut,
    /// fears, worries that.
    Feared,
    /// "if …", "unless …", "in the event that".
    Conditional,
    /// A question, or what somebody else is told to do, or a general truth ("such groups are known to").
    Unreal,
}

/// Stretch between quotation marks.
#[derive(Debug, Clone)]
pub struct Quotation {
    /// Tokens inside the marks.
    pub tokens: Tokens,
    /// The frame that it is content of; quotes split by an attribution share one.
    pub frame: Option<FrameId>,
}

/// Somebody says something: who, with which cue, what.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The cue ("said", "according to", "has been claimed by", "no evidence").
    pub cue: Tokens,
    /// What the cue does, from the lexicon.
    pub act: Act,
    /// Id of the lexicon entry or rule.
    pub rule: &'static str,
    /// The speaker's noun phrase as written; `None` when unnamed ("is believed to") or carried over.
    pub speaker: Option<Tokens>,
    /// The frame whose speaker goes on speaking here ("it added", a quote without attribution).
    pub continues: Option<FrameId>,
    /// The stretches of content, in order (a quote split by its attribution has two).
    pub content: Vec<Tokens>,
}

/// What saying something amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// said, told, stated, wrote, according to.
    Say,
    /// confirmed, admitted, acknowledged, disclosed, announced.
    Confirm,
    /// claimed, boasted, alleged, took credit for, listed.
    Claim,
    /// denied, rejected, disputed, dismissed.
    Deny,
    /// suspects, believes, thinks, appears, is believed.
    Suspect,
    /// fears, worries.
    Fear,
    /// would not say, declined to comment, is investigating whether.
    CannotSay,
    /// found no evidence, has seen no sign.
    NoEvidence,
    /// doubts, could not be verified, no independent confirmation.
    Doubt,
    /// urged, advised, recommended.
    Advise,
    /// asked, demanded, threatened.
    Demand,
}

impl<'d> Analysis<'d> {
    /// The text of a run of tokens, verbatim.
    #[must_use]
    pub fn text(&self, tokens: &Tokens) -> &'d str {
        match (self.tokens.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if first.start <= last.end => {
                self.document.text.get(first.start..last.end).unwrap_or("")
            }
            _ => "",
        }
    }

    /// The proof of an item: the words of `tokens` with code-point offsets.
    #[must_use]
    pub fn proof(&self, tokens: &Tokens, by: &str, confidence: f32) -> Proof {
        let quote = self.text(tokens).to_owned();
        let start = self.tokens.get(tokens.start).map_or(0, |t| self.code_point(t.start));
        Proof { end: start + quote.chars().count(), start, quote, by: by.to_owned(), confidence }
    }

    /// The code-point offset of a byte offset.
    #[must_use]
    pub fn code_point(&self, byte: usize) -> usize {
        let block = (byte / STEP).min(self.code_points.len().saturating_sub(1));
        let before = self.code_points.get(block).copied().unwrap_or(0);
        let rest = self.document.text.as_bytes().get(block * STEP..byte).unwrap_or_default();
        before + rest.iter().filter(|&&b| begins_code_point(b)).count()
    }

    /// The sentence that holds a token.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> Option<SentenceId> {
        let at = self.sentences.partition_point(|s| s.tokens.end <= token);
        self.sentences.get(at).filter(|s| s.tokens.contains(&token)).map(|_| at)
    }

    /// The innermost clause that holds a token.
    #[must_use]
    pub fn clause_of(&self, token: usize) -> Option<ClauseId> {
        let sentence = &self.sentences[self.sentence_of(token)?];
        sentence
            .clauses
            .clone()
            .filter(|&c| self.clauses[c].tokens.contains(&token))
            .min_by_key(|&c| self.clauses[c].tokens.len())
    }

    /// The innermost frame whose content holds a token.
    #[must_use]
    pub fn frame_of(&self, token: usize) -> Option<FrameId> {
        self.frame_at.get(token).copied().flatten()
    }

    /// Everything that lies over a token, taken together: negation, modality, condition, fear.
    #[must_use]
    pub fn scope_at(&self, token: usize) -> Scope {
        self.scopes.at(token)
    }
}

/// Analyses a document. Linear in its length; never panics.
#[must_use]
pub fn analyse(document: &CleanDocument) -> Analysis<'_> {
    let mut analysis = Analysis {
        document,
        published: document.meta.published.as_deref().and_then(|p| p.get(..10)).and_then(|d| d.parse().ok()),
        tokens: Vec::new(),
        sentences: Vec::new(),
        clauses: Vec::new(),
        frames: Vec::new(),
        quotations: Vec::new(),
        frame_at: Vec::new(),
        scopes: scopes::Scopes::default(),
        code_points: count_code_points(&document.text),
    };
    cut(document, &mut analysis);
    analysis.quotations = quotes::find(&document.text, &mut analysis.tokens, &analysis.sentences);
    for sentence in &analysis.sentences {
        tags::tag(&mut analysis.tokens, sentence);
    }
    spelt::number(&mut analysis.tokens);
    for sentence in &mut analysis.sentences {
        let first = analysis.clauses.len();
        analysis.clauses.extend(clauses::find(&analysis.tokens, sentence, first));
        sentence.clauses = first..analysis.clauses.len();
    }
    analysis.scopes = scopes::find(&analysis.tokens, &analysis.sentences, &analysis.clauses);
    let ground = frames::Ground {
        tokens: &analysis.tokens,
        sentences: &analysis.sentences,
        clauses: &analysis.clauses,
        scopes: &analysis.scopes,
    };
    analysis.frames = frames::find(&ground, &mut analysis.quotations);
    analysis.frame_at = innermost_frames(&analysis);
    for clause in &mut analysis.clauses {
        let at = clause.verb.as_ref().map_or(clause.tokens.start, |v| v.head);
        clause.frame = analysis.frame_at.get(at).copied().flatten();
    }
    analysis
}

/// For each token the frame with the shortest content that holds it.
fn innermost_frames(analysis: &Analysis<'_>) -> Vec<Option<FrameId>> {
    let mut over = vec![None; analysis.tokens.len()];
    let length = |f: FrameId| analysis.frames[f].content.iter().map(|c| c.len()).sum::<usize>();
    let mut order: Vec<FrameId> = (0..analysis.frames.len()).collect();
    order.sort_by_key(|&f| std::cmp::Reverse(length(f)));
    for frame in order {
        for content in &analysis.frames[frame].content {
            if let Some(tokens) = over.get_mut(content.clone()) {
                tokens.fill(Some(frame));
            }
        }
    }
    over
}

/// Bytes between two marks of [`Analysis::code_points`].
const STEP: usize = 64;

fn begins_code_point(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

fn count_code_points(text: &str) -> Vec<usize> {
    let mut before = 0;
    text.as_bytes()
        .chunks(STEP)
        .map(|chunk| {
            let here = before;
            before += chunk.iter().filter(|&&b| begins_code_point(b)).count();
            here
        })
        .collect()
}

/// Tokens and sentences of every block that is read.
fn cut<'d>(document: &'d CleanDocument, analysis: &mut Analysis<'d>) {
    let mut heading = None;
    for (id, block) in document.blocks.iter().enumerate() {
        if block.kind == BlockKind::Aside {
            continue;
        }
        let from = analysis.tokens.len();
        let mut cut = Vec::new();
        tokens::tokenise(&document.text, block.start, block.end, &mut cut);
        tokens::join_plural_possessives(&document.text, &mut cut);
        analysis.tokens.append(&mut cut);
        let range = from..analysis.tokens.len();
        sentences::split(&document.text, &analysis.tokens, range, id, block, heading, &mut analysis.sentences);
        if block.kind == BlockKind::Heading && id > 0 {
            heading = Some(id);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;

/// Whether a word is a time and so nobody's name: "Saturday", "later".
pub(crate) fn is_time(word: &str) -> bool {
    cues::CUES.is_time(word)
}
