//! The single statements that frames hold: one for each clause with a verb of its own, and for what a cue governs
//! without one ("no evidence of an intrusion", "confirmed the group's account").

mod bare;
mod clause;
mod doubts;
mod joined;

use super::propositions::Statement;
use crate::Context;
use crate::analysis::{Act, Analysis, FrameId, Modality, Scope, Tag, Tokens};
use sextant_model::{BlockKind, PropositionKind};

/// One statement.
pub(crate) struct Unit {
    /// Its words.
    pub tokens: Tokens,
    /// The innermost frame that holds it; none in the narrator's own voice.
    pub frame: Option<FrameId>,
    /// What the frame's cue does.
    pub act: Act,
    /// What lies over it.
    pub scope: Scope,
    /// The words that carry the stance.
    pub cue: Tokens,
    /// What it is on, if its words show it.
    pub kind: Option<PropositionKind>,
    /// It only points back ("it", "the group's account").
    pub refers: bool,
    /// Its verb is that of the clause before: "we will not".
    pub elliptic: bool,
    /// A refusal to comment.
    pub comment: bool,
    /// Something that an authority did about it.
    pub deed: bool,
    /// The speaker says "we".
    pub first_person: bool,
    /// Something not yet back.
    pub still_out: bool,
    /// Something that never stopped.
    pub went_on: bool,
    /// A verb of harm in the passive: "was not affected".
    pub spared: bool,
    /// It has data for its object: "it had passport numbers".
    pub has_data: bool,
    /// Rule id.
    pub rule: &'static str,
    /// A demand: "asked for $3 million".
    pub demand: bool,
    /// Who acts in it.
    pub subject: Option<Tokens>,
}

impl Unit {
    /// The same speaker and cue for other words.
    fn twin(&self) -> Self {
        Self {
            subject: self.subject.clone(),
            tokens: self.tokens.clone(),
            scope: self.scope.clone(),
            cue: self.cue.clone(),
            ..*self
        }
    }
}

/// All statements of a text, in order. Headings make none: what they say stands in the text.
pub(crate) fn all(context: &Context<'_, '_>) -> Vec<Unit> {
    let analysis = context.analysis;
    let mut units = Vec::new();
    for sentence in
        analysis.sentences.iter().filter(|s| s.kind != BlockKind::Heading && !is_boilerplate(analysis, &s.tokens))
    {
        for clause in sentence.clauses.clone() {
            let Some(unit) = clause::of_clause(analysis, clause) else { continue };
            units.extend(turned(analysis, &unit));
            units.extend(after_attack(analysis, &unit));
            units.extend(joined::joined(analysis, clause, &unit));
            units.push(unit);
        }
    }
    for frame in 0..analysis.frames.len() {
        units.extend(bare::of_bare_content(analysis, frame));
    }
    units.extend(doubts::doubts(context));
    units.sort_by_key(|u| u.tokens.start);
    units
}

/// What the question right before a statement asks, a heading's too: "Who is behind it? The firm does not know."
pub(crate) fn asked_before(context: &Context<'_, '_>, unit: &Unit) -> Option<PropositionKind> {
    let analysis = context.analysis;
    let here = analysis.sentence_of(unit.tokens.start)?;
    let own = analysis.sentences.get(here)?.tokens.clone();
    let asked = unit.frame.map_or(own.clone(), |f| {
        analysis
            .frames
            .get(f)
            .and_then(|f| f.content.first().cloned())
            .filter(|c| own.contains(&c.start))
            .unwrap_or(own)
    });
    if let Some(kind) = Statement::new(analysis, asked, None, None).asks() {
        return Some(kind);
    }
    let asks = |s: &usize| {
        let last = analysis.sentences.get(*s).and_then(|s| analysis.tokens.get(s.tokens.end.checked_sub(1)?));
        last.is_some_and(|t| t.text == "?")
    };
    let question = analysis.sentences.get((here.saturating_sub(2)..here).rev().find(asks)?)?;
    let clauses = question.clauses.clone().filter_map(|c| analysis.clauses.get(c)).filter(|c| c.verb.is_some());
    let mut of_clause = clauses.filter_map(|c| {
        let end = c.object.as_ref().map_or(c.tokens.end, |o| o.end).max(c.tokens.start);
        let statement = Statement::new(analysis, c.tokens.start..end, c.subject.as_ref(), c.verb.as_ref());
        statement.kind().or_else(|| statement.broadly())
    });
    let whole = Statement::new(analysis, question.tokens.clone(), None, None);
    of_clause.next_back().or_else(|| whole.asks()).or_else(|| whole.kind())
}

/// Data named in the same clause with the other sign: "names were taken, but not passwords".
fn turned(analysis: &Analysis<'_>, unit: &Unit) -> Option<Unit> {
    let plain = |s: &Scope| matches!(s.modality, Modality::Asserted | Modality::Possible | Modality::Planned);
    if unit.kind != Some(PropositionKind::DataTaken) || !plain(&unit.scope) {
        return None;
    }
    let other = |i: usize| {
        let s = analysis.scope_at(i);
        plain(&s)
            && s.negated != unit.scope.negated
            && matches!(s.rule, "scope.not-noun" | "scope.not" | "scope.except" | "scope.none" | "scope.no")
    };
    let start = unit.tokens.clone().find(|&i| other(i) && analysis.scope_at(i).negated)?;
    let end = (start..unit.tokens.end).find(|&i| !other(i)).unwrap_or(unit.tokens.end);
    let tokens = trim(analysis, start..end);
    let scope = analysis.scope_at(start);
    let names_data = Statement::new(analysis, tokens.clone(), None, None).has_data();
    (names_data && !tokens.is_empty()).then(|| Unit {
        cue: scope.cue.clone().unwrap_or(start..start + 1),
        scope,
        tokens,
        rule: "claim.excluded",
        ..unit.twin()
    })
}

/// "… after a cyberattack over the weekend": the attack is stated in passing.
fn after_attack(analysis: &Analysis<'_>, unit: &Unit) -> Option<Unit> {
    if unit.kind == Some(PropositionKind::Occurred) || unit.frame.is_none() {
        return None;
    }
    let word = |i: usize| analysis.tokens.get(i).map_or("", |t| t.lower.as_str());
    let at = unit
        .tokens
        .clone()
        .find(|&i| matches!(word(i), "after" | "following") && matches!(word(i + 1), "a" | "an" | "another"))?;
    let tokens = trim(analysis, at + 1..unit.tokens.end);
    let kind = Statement::new(analysis, at + 1..tokens.end.min(at + 7), None, None).kind();
    let plain =
        unit.scope.modality == Modality::Asserted && !unit.scope.negated && kind == Some(PropositionKind::Occurred);
    plain.then(|| Unit { tokens, kind, rule: "claim.after-attack", ..unit.twin() })
}

/// "Actual results could differ materially": a filing's standing list of risks says nothing on this event.
fn is_boilerplate(analysis: &Analysis<'_>, tokens: &Tokens) -> bool {
    let words = &analysis.tokens[tokens.clone()];
    words.iter().any(|t| t.lower == "forward-looking")
        || words.windows(2).any(|w| w[0].lower == "differ" && w[1].lower == "materially")
}

/// Somebody from outside acts.
pub(crate) fn has_intruder(context: &Context<'_, '_>, unit: &Unit) -> bool {
    context.analysis.tokens[unit.tokens.clone()].iter().any(|t| {
        matches!(
            t.lemma.as_str(),
            "hacker"
                | "attacker"
                | "intruder"
                | "thief"
                | "gang"
                | "criminal"
                | "cybercriminal"
                | "fraudster"
                | "attack"
                | "cyberattack"
                | "ransomware"
                | "breach"
                | "hack"
        )
    })
}

/// The words that carry the stance: the scope's cue where there is one, else the frame's.
fn stance_cue(analysis: &Analysis<'_>, scope: &Scope, frame: Option<FrameId>, head: usize) -> Tokens {
    scope.cue.clone().unwrap_or_else(|| frame.map_or(head..head + 1, |f| analysis.frames[f].cue.clone()))
}

/// "refused to pay", "did not pay", "will not negotiate": the refusal is the fact.
pub(crate) fn is_refusal(context: &Context<'_, '_>, unit: &Unit) -> bool {
    let tokens = &context.analysis.tokens[unit.tokens.clone()];
    tokens.iter().any(|t| {
        matches!(t.lemma.as_str(), "pay" | "negotiate" | "bow" | "react" | "give" | "get")
            && t.tag != Tag::Noun
            && t.lower != "negotiating"
    }) && !tokens.iter().any(|t| matches!(t.lemma.as_str(), "talk" | "contact" | "receive"))
}

fn in_heading(analysis: &Analysis<'_>, at: usize) -> bool {
    analysis.sentence_of(at).is_some_and(|s| analysis.sentences[s].kind == BlockKind::Heading)
}

fn trim(analysis: &Analysis<'_>, range: Tokens) -> Tokens {
    let mark = |i: usize| analysis.tokens[i].tag == Tag::Mark && !matches!(analysis.tokens[i].text, "(" | ")");
    let (mut start, mut end) = (range.start, range.end);
    while start < end
        && (mark(start)
            || matches!(analysis.tokens[start].tag, Tag::Conjunction)
            || matches!(analysis.tokens[start].lower.as_str(), "that" | "whether"))
    {
        start += 1;
    }
    while end > start && (mark(end - 1) || analysis.tokens[end - 1].tag == Tag::Conjunction) {
        end -= 1;
    }
    start..end
}
