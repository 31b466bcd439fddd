//! Which data were exposed, which expressly not, and what is not known. A kind that a text excludes must never come
//! out as exposed: where a negative word is near and its reach unclear, nothing is stated.

mod answers;
mod elided;
mod govern;
mod mentions;
mod predicates;
mod presented;
mod reach;
mod subjects;

pub(super) use subjects::is_person;

use super::hold::{Hold, Scopes};
use super::section::{self, Section};
use crate::analysis::{Analysis, Modality, SentenceId, Tag, Tokens};
use govern::{Ground, Verdict};
use mentions::Mention;
use sextant_model::{BlockKind, Certainty, DataKind, Polarity, Stance};

/// One statement on a kind of data, before it is put on an incident.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The words.
    pub span: Tokens,
    /// The word whose speaker counts.
    pub anchor: usize,
    /// Which kind.
    pub data: DataKind,
    /// Only "personal data" or the like.
    pub general: bool,
    /// Which way.
    pub polarity: Polarity,
    /// How firmly, the speaker left aside.
    pub certainty: Certainty,
    /// Whose data.
    pub subjects: Option<String>,
    /// How many of them.
    pub count: Option<u64>,
    /// Only a part of its kind: "plaintext passwords", "full card numbers".
    pub narrow: bool,
    /// The rule.
    pub rule: String,
}

/// What an earlier sentence leaves for the next one.
#[derive(Default)]
struct Carry {
    /// Verdict that a following list or fragment inherits, and whether it was an introduction ("… the following:").
    verdict: Option<(Verdict, bool)>,
    /// Mentions that nothing has governed yet.
    open: Vec<Mention>,
    /// What the sentence before has asked.
    question: Option<answers::Question>,
    /// The last list of data in the sentence before.
    named: Vec<Mention>,
}

impl Carry {
    /// Forgets all but what the sentence before named.
    fn end(&mut self) {
        *self = Self { named: std::mem::take(&mut self.named), ..Self::default() };
    }
}

/// Finds all statements on data.
///
/// `attacker` says whether the words at a token are the attackers' own ("we downloaded …").
pub(super) fn find(analysis: &Analysis<'_>, attacker: &dyn Fn(usize) -> bool) -> Vec<Found> {
    let mut carry = Carry::default();
    let mut found = Vec::new();
    for id in 0..analysis.sentences.len() {
        if matches!(section::of(analysis, id), Section::Advice | Section::Boilerplate) {
            carry = Carry::default();
            continue;
        }
        sentence(analysis, id, attacker, &mut carry, &mut found);
    }
    found
}

fn sentence(
    analysis: &Analysis<'_>,
    id: SentenceId,
    attacker: &dyn Fn(usize) -> bool,
    carry: &mut Carry,
    found: &mut Vec<Found>,
) {
    let run = analysis.sentences[id].tokens.clone();
    let predicates = predicates::find(analysis, &run, attacker);
    let mut mentions = mentions::find(analysis, &run);
    mentions.retain(|m| presented::ticked(analysis, &run, m) != Some(false));
    let lists = lists(analysis, &mentions, &predicates);
    let named = std::mem::replace(&mut carry.named, lists.last().cloned().unwrap_or_default());
    take_back(analysis, id, &named, found);
    if let Some(question) = carry.question.take() {
        let verdict = answers::answer(analysis, id, &question);
        let asked = &question.mentions;
        found.extend(verdict.iter().flat_map(|v| asked.iter().filter_map(|m| item(analysis, m, asked, v))));
    }
    if answers::is_question(analysis, &run) {
        carry.end();
        carry.question = answers::asked(analysis, &run, &mentions);
        carry.open = mentions;
        return;
    }
    if mentions.is_empty() && predicates.is_empty() {
        close_carry(analysis, id, carry);
        return;
    }
    let scopes = Scopes::of(analysis, &run);
    let before = carry.verdict.as_ref().map(|(verdict, _)| verdict.clone());
    let ground =
        Ground { analysis, run: run.clone(), predicates: &predicates, scopes: &scopes, before: before.as_ref() };
    let mut left_open = Vec::new();
    let mut last = None;
    for list in &lists {
        let verdicts = ground.judge(list);
        for (mention, verdict) in list.iter().zip(verdicts) {
            let verdict = verdict.or_else(|| inherited(analysis, id, mention, carry, &predicates, &scopes));
            match verdict {
                Some(verdict) => {
                    if verdict.hold == Hold::Unreal {
                        left_open.push(mention.clone());
                    }
                    found.extend(item(analysis, mention, list, &verdict));
                    last = Some(verdict);
                }
                None => left_open.push(mention.clone()),
            }
        }
    }
    refer_back(analysis, &ground, &left_open, &carry.open, found);
    if let Some(verdict) = ground.rest() {
        let other = |m: &&Mention| mentions.iter().all(|here| here.data != m.data);
        found.extend(carry.open.iter().filter(other).filter_map(|m| item(analysis, m, &carry.open, &verdict)));
    }
    if last.is_none() {
        last = ground.introduces();
    }
    carry.open = left_open;
    let colon = analysis.tokens.get(run.end.saturating_sub(1)).is_some_and(|t| t.text == ":");
    let intro = carry.verdict.take().filter(|(_, intro)| *intro && analysis.sentences[id].kind == BlockKind::ListItem);
    carry.verdict = intro.or(last.map(|v| (v, colon)));
}

/// Items of a bulleted list keep what introduced them; anything else ends it.
fn close_carry(analysis: &Analysis<'_>, id: SentenceId, carry: &mut Carry) {
    if analysis.sentences[id].kind != BlockKind::ListItem {
        carry.end();
    }
}

/// Members of one list: mentions with only list words between them.
fn lists(analysis: &Analysis<'_>, mentions: &[Mention], predicates: &[predicates::Predicate]) -> Vec<Vec<Mention>> {
    let mut lists: Vec<Vec<Mention>> = Vec::new();
    for mention in mentions {
        let joined = lists
            .last()
            .and_then(|l| l.last())
            .is_some_and(|p| glued(analysis, p.tokens.end..mention.tokens.start, predicates));
        match lists.last_mut() {
            Some(list) if joined => list.push(mention.clone()),
            _ => lists.push(vec![mention.clone()]),
        }
    }
    lists
}

fn glued(analysis: &Analysis<'_>, between: Tokens, predicates: &[predicates::Predicate]) -> bool {
    let tokens = analysis.tokens.get(between.clone()).unwrap_or_default();
    let contrast = |i: usize| {
        tokens[i].lower == "but"
            && !tokens.get(i + 1).is_some_and(|n| matches!(n.lower.as_str(), "not" | "no" | "also" | "excluding"))
    };
    tokens.len() <= 14
        && (0..tokens.len()).all(|i| {
            let token = &tokens[i];
            let verb = matches!(token.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal) || token.lower == "to";
            let clause =
                matches!(token.lower.as_str(), ";" | "who" | "which" | "that" | "from" | "in" | "with" | "by" | "to")
                    && token.tag != Tag::Determiner;
            !verb && !clause && !contrast(i) || token.lower == "including"
        })
        && !predicates.iter().any(|p| between.contains(&p.anchor) && analysis.tokens[p.anchor].lower != "including")
}

/// A mention that its own sentence leaves open: in a section on the data, in a list, in a fragment ("Also photos.").
fn inherited(
    analysis: &Analysis<'_>,
    id: SentenceId,
    mention: &Mention,
    carry: &Carry,
    predicates: &[predicates::Predicate],
    scopes: &Scopes,
) -> Option<Verdict> {
    let sentence = &analysis.sentences[id];
    let words = analysis.tokens.get(sentence.tokens.clone())?;
    let verb = |t: &crate::analysis::Token<'_>| matches!(t.tag, Tag::Verb | Tag::Auxiliary | Tag::Modal);
    let verbless = !words.iter().any(verb);
    let opening = predicates.is_empty() && presented::opens(analysis, &sentence.tokens, mention);
    let negative = scopes.any_negative(&sentence.tokens);
    let here = |hold: Hold, rule: &str| {
        Some(Verdict { hold, span: mention.tokens.clone(), anchor: mention.tokens.start, rule: rule.to_owned() })
    };
    if let Some((verdict, intro)) = carry.verdict.as_ref().filter(|_| predicates.is_empty() && !negative) {
        let fragment = verbless
            && words.first().is_some_and(|t| matches!(t.lower.as_str(), "also" | "plus" | "and" | "including"));
        if fragment || *intro && verbless && sentence.kind == BlockKind::ListItem {
            return here(verdict.hold, &verdict.rule);
        }
    }
    if let Some((verdict, _)) = carry.verdict.as_ref().filter(|(v, _)| v.hold == Hold::Not)
        && predicates.is_empty()
        && nor(words)
    {
        return here(Hold::Not, &verdict.rule);
    }
    let told = carry.verdict.as_ref().map(|(v, _)| v.hold);
    if let Some(hold) = presented::exist(words, told).filter(|h| predicates.is_empty() || *h == Hold::Not) {
        return here(hold, "exposure.exist");
    }
    if presented::ticked(analysis, &sentence.tokens, mention) == Some(true) {
        return presented::on_the_involved(analysis, id).then(|| here(Hold::So, "exposure.ticked")).flatten();
    }
    match section::of(analysis, id) {
        Section::Involved if opening && !negative => here(Hold::So, "exposure.section"),
        Section::NotInvolved if opening && !negative || presented::labels(analysis, &sentence.tokens, mention) => {
            here(Hold::Not, "exposure.section")
        }
        _ => None,
    }
}

/// "… that card numbers had been stolen. They were not.": what the sentence before says of its data no longer stands.
fn take_back(analysis: &Analysis<'_>, id: SentenceId, named: &[Mention], found: &mut Vec<Found>) {
    let before = id.checked_sub(1).filter(|_| !named.is_empty()).map(|before| &analysis.sentences[before].tokens);
    let denied = |before| Some((before, elided::denial(analysis, &analysis.sentences[id].tokens, before)?));
    let Some((before, words)) = before.and_then(denied) else { return };
    found.retain(|f| !(before.contains(&f.anchor) && named.iter().any(|m| m.data == f.data)));
    let verdict = |m: &Mention| Verdict {
        hold: Hold::Not,
        span: m.tokens.start..words.end,
        anchor: words.start,
        rule: "exposure.denied".to_owned(),
    };
    found.extend(named.iter().filter_map(|m| item(analysis, m, named, &verdict(m))));
}

/// "Nor were bank details."
fn nor(words: &[crate::analysis::Token<'_>]) -> bool {
    words.first().is_some_and(|t| matches!(t.lower.as_str(), "nor" | "neither"))
        && words.get(1).is_some_and(|t| t.tag == Tag::Auxiliary || t.lemma == "be")
}

/// "We never ask for your date of birth, so it was not taken": a pronoun stands for data that nothing governs yet.
fn refer_back(
    analysis: &Analysis<'_>,
    ground: &Ground<'_, '_>,
    here: &[Mention],
    before: &[Mention],
    found: &mut Vec<Found>,
) {
    for (verdict, pronoun) in ground.pronouns() {
        let same: Vec<Mention> = here.iter().filter(|m| m.tokens.end <= pronoun).cloned().collect();
        let list = if same.is_empty() { before } else { &same };
        for mention in list {
            let span = if same.is_empty() { mention.tokens.clone() } else { mention.tokens.start..verdict.span.end };
            found.extend(item(analysis, mention, list, &Verdict { span, ..verdict.clone() }));
        }
    }
}

/// "… were in an archive that the intruder did not reach": the end of the clause that spares the place where data lay.
fn spared_place(analysis: &Analysis<'_>, verdict: &Verdict) -> Option<usize> {
    const TOUCH: &[&str] = &[
        "reach",
        "touch",
        "open",
        "access",
        "copy",
        "take",
        "enter",
        "get",
        "see",
        "affect",
        "compromise",
        "breach",
        "decrypt",
        "involve",
        "steal",
    ];
    let placed = verdict.rule == "exposure.among" && matches!(verdict.hold, Hold::So | Hold::Possible);
    let sentence = analysis.sentence_of(verdict.anchor).filter(|_| placed)?;
    let end = analysis.sentences[sentence].tokens.end;
    let word = |at: usize| analysis.tokens[at].lower.as_str();
    let from = verdict.span.end.saturating_sub(1);
    let relative = (from..end.min(from + 4)).find(|&at| matches!(word(at), "that" | "which"))?;
    let negation = (relative + 1..end.min(relative + 8)).find(|&at| matches!(word(at), "not" | "n't" | "never"))?;
    let marks = (relative..negation).any(|at| matches!(analysis.tokens[at].text, ";" | ":" | "."));
    let touched = (negation + 1..end.min(negation + 4)).find(|&at| TOUCH.contains(&analysis.tokens[at].lemma.as_str()));
    touched.filter(|_| !marks).map(|at| at + 1)
}

fn item(analysis: &Analysis<'_>, mention: &Mention, list: &[Mention], verdict: &Verdict) -> Option<Found> {
    if let Some(end) = spared_place(analysis, verdict) {
        let span = verdict.span.start..end;
        return item(analysis, mention, list, &Verdict { hold: Hold::Not, span, ..verdict.clone() });
    }
    let (polarity, certainty) = match verdict.hold {
        Hold::So => (Polarity::Exposed, Certainty::Confirmed),
        Hold::Possible => (Polarity::Exposed, Certainty::Possible),
        Hold::Not => (Polarity::NotExposed, Certainty::Confirmed),
        Hold::NotBelieved => (Polarity::NotExposed, Certainty::Possible),
        Hold::Unknown => (Polarity::Unknown, Certainty::Possible),
        Hold::Unreal => return None,
    };
    let (subjects, count) = subjects::of(analysis, mention, list);
    let count = count.filter(|_| polarity == Polarity::Exposed);
    Some(Found {
        span: verdict.span.clone(),
        anchor: verdict.anchor,
        data: mention.data,
        general: mention.general,
        polarity,
        certainty,
        subjects,
        count,
        narrow: narrow(analysis, mention),
        rule: verdict.rule.clone(),
    })
}

/// The data that a statement on theft names: its stance says which way, and what stands under another sign than the
/// statement's own, or after a word that excludes, is left out.
pub(super) fn of_statement(analysis: &Analysis<'_>, tokens: &Tokens, stance: Stance) -> Vec<Found> {
    let (polarity, certainty) = match stance {
        Stance::Confirms => (Polarity::Exposed, Certainty::Confirmed),
        Stance::Claims => (Polarity::Exposed, Certainty::Claimed),
        Stance::Asserts | Stance::Possible => (Polarity::Exposed, Certainty::Possible),
        Stance::Denies => (Polarity::NotExposed, Certainty::Confirmed),
        Stance::NoEvidence | Stance::CannotSay => (Polarity::Unknown, Certainty::Possible),
        Stance::Fears | Stance::Doubts => return Vec::new(),
    };
    let here = analysis.sentence_of(tokens.start);
    let silent = here.is_none_or(|id| matches!(section::of(analysis, id), Section::Advice | Section::Boilerplate));
    let words = analysis.tokens.get(tokens.clone()).unwrap_or_default();
    let exposed = polarity == Polarity::Exposed;
    let turned = words.iter().any(|w| super::lexicon::in_class("excluding", &w.lower));
    let part = words.iter().any(|w| super::lexicon::in_class("limiting", &w.lower));
    // "Payment cards go through an outside processor": where data go is not that they are gone.
    let outside = words.iter().enumerate().any(|(at, w)| {
        matches!(w.lower.as_str(), "outside" | "external" | "third-party" | "separate" | "different")
            && words.iter().skip(at + 1).take(2).any(|t| {
                matches!(
                    t.lemma.as_str(),
                    "processor" | "provider" | "company" | "firm" | "bank" | "supplier" | "system"
                )
            })
    });
    if silent || part && !exposed || (turned || outside) && exposed {
        return Vec::new();
    }
    // "…, which prints its invoices": said of somebody, not of what was taken.
    let aside = |i: &usize| matches!(analysis.tokens[*i].lower.as_str(), "which" | "who" | "whose");
    let own = tokens.start..tokens.clone().find(aside).unwrap_or(tokens.end);
    let mut kept = mentions::find(analysis, &own);
    kept.retain(|m| is_meant(analysis, m, polarity));
    let found = |m: &Mention| {
        let (subjects, count) = subjects::of(analysis, m, &kept);
        Found {
            span: tokens.clone(),
            anchor: m.tokens.start,
            data: m.data,
            general: m.general,
            polarity,
            certainty,
            subjects,
            count: count.filter(|_| polarity == Polarity::Exposed),
            narrow: narrow(analysis, m),
            rule: "exposure.said".to_owned(),
        }
    };
    kept.iter().map(found).collect()
}

/// Whether what is said of a statement is said of the data too: nothing between turns it round or puts it off.
fn is_meant(analysis: &Analysis<'_>, mention: &Mention, polarity: Polarity) -> bool {
    let scope = analysis.scope_at(mention.tokens.start);
    if polarity != Polarity::Exposed {
        return !matches!(scope.modality, Modality::Conditional | Modality::Unreal);
    }
    let plain = matches!(scope.modality, Modality::Asserted | Modality::Possible | Modality::Planned);
    plain && !scope.negated
}

fn narrow(analysis: &Analysis<'_>, mention: &Mention) -> bool {
    let from = mention.tokens.start.saturating_sub(3);
    let near = from..(mention.tokens.end + 2).min(analysis.tokens.len());
    analysis.tokens[near].iter().any(|t| super::lexicon::in_class("narrowing", &t.lower))
}

/// One item for each kind and polarity; a general word gives way to exact kinds; nothing excluded stays exposed
/// in the same breath.
pub(super) fn settle(found: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for item in found {
        match kept.iter_mut().find(|k| k.data == item.data && k.polarity == item.polarity) {
            Some(old) if firmer(&item, old) => *old = item,
            Some(old) => {
                old.count = old.count.or(item.count);
                old.subjects = old.subjects.take().or(item.subjects);
            }
            None => kept.push(item),
        }
    }
    let excluded: Vec<Found> = kept.iter().filter(|k| k.polarity == Polarity::NotExposed).cloned().collect();
    kept.retain(|k| k.polarity != Polarity::Exposed || !excluded.iter().any(|e| e.data == k.data && same_data(k, e)));
    let exact = kept.iter().any(|k| !k.general && k.polarity == Polarity::Exposed);
    // A mailbox gives way only to what is said to be in it.
    let opened = kept.iter().any(|k| k.rule == "exposure.content");
    let stands = |k: &Found| k.data == DataKind::Communications && !opened;
    kept.retain(|k| !(k.general && k.polarity == Polarity::Exposed && exact && !stands(k)));
    kept
}

/// Whether what one sentence excludes may be what another reports: the same kind, of the same people, no narrower sort
/// ("plaintext passwords", "full card numbers"). Then the exclusion stands, for nothing excluded may come out exposed.
fn same_data(exposed: &Found, excluded: &Found) -> bool {
    let others = match (&exposed.subjects, &excluded.subjects) {
        (Some(a), Some(b)) => !a.eq_ignore_ascii_case(b),
        _ => false,
    };
    !others && !excluded.narrow
}

fn firmer(new: &Found, old: &Found) -> bool {
    new.certainty == Certainty::Confirmed && old.certainty == Certainty::Possible && new.polarity != Polarity::Unknown
}

/// Lines of the lexicons that could not be read.
#[cfg(test)]
pub(super) fn faults() -> Vec<String> {
    [mentions::faults(), predicates::faults()].concat()
}
