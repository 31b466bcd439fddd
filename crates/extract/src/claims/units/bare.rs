//! Content without a verb of its own: a noun phrase, or the clause of a passive frame.

use super::doubts::is_doubt;
use super::{Unit, in_heading, trim};
use crate::analysis::{Act, Analysis, FrameId, Scope, Tag, Tokens};
use crate::claims::propositions::Statement;
use sextant_model::PropositionKind;

/// Content without a verb of its own: a noun phrase, or the clause of a passive frame.
pub(super) fn of_bare_content(analysis: &Analysis<'_>, id: FrameId) -> Option<Unit> {
    let frame = &analysis.frames[id];
    if !matches!(frame.rule, "frame.object" | "frame.noun") || in_heading(analysis, frame.cue.start) {
        return None;
    }
    // "could not verify the claim" is a doubt, not a denial.
    if analysis
        .sentence_of(frame.cue.start)
        .is_some_and(|s| is_doubt(analysis, frame.cue.start, analysis.sentences[s].tokens.end))
    {
        return None;
    }
    let content = frame.content.first()?.clone();
    let verb =
        analysis.tokens[content.clone()].iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Modal | Tag::Auxiliary));
    if verb && frame.rule != "frame.object" {
        return None;
    }
    let own =
        content.start..(content.clone()).find(|&i| analysis.tokens[i].tag == Tag::Subordinator).unwrap_or(content.end);
    let own = trim(analysis, own);
    let statement = Statement::new(analysis, own.clone(), None, None);
    let words = &analysis.tokens[own.clone()];
    let refers = words.len() == 1 && words[0].tag == Tag::Pronoun || words.iter().any(|t| is_claim(&t.lemma));
    let start = frame
        .speaker
        .as_ref()
        .filter(|s| s.end <= frame.cue.start && frame.cue.start - s.end < 3)
        .map_or(frame.cue.start, |s| s.start);
    let figure = (analysis.tokens[frame.cue.start].lemma == "put").then_some(PropositionKind::Impact);
    let kind = suspected(analysis, id, &own).or_else(|| {
        statement.kind().filter(|k| !(refers && matches!(k, PropositionKind::Occurred | PropositionKind::Responsible)))
    });
    let kind = kind.or(figure).or_else(|| claimed(analysis, &content).filter(|_| refers));
    let tokens = if refers || kind == Some(PropositionKind::Responsible) { start..own.end } else { own.clone() };
    Some(Unit {
        scope: if frame.act == Act::Deny {
            Scope { negated: true, ..plain_scope(analysis, &own) }
        } else {
            plain_scope(analysis, &own)
        },
        act: frame.act,
        cue: frame.cue.clone(),
        frame: Some(id),
        kind,
        refers,
        elliptic: false,
        comment: false,
        deed: false,
        demand: false,
        first_person: false,
        still_out: false,
        went_on: false,
        has_data: false,
        spared: false,
        rule: frame.rule,
        subject: None,
        tokens,
    })
}

/// "dismissed a boast that it holds the files": what is claimed, is denied.
fn claimed(analysis: &Analysis<'_>, content: &Tokens) -> Option<PropositionKind> {
    let that = content.clone().find(|&i| analysis.tokens[i].lower == "that")?;
    let inner = analysis.clauses.iter().find(|c| c.tokens.start >= that && c.verb.is_some())?;
    let inside = inner.tokens.start < content.end;
    let statement =
        Statement::new(analysis, that + 1..content.end, inner.subject.as_ref(), inner.verb.as_ref().filter(|_| inside));
    statement.kind().or_else(|| statement.broadly())
}

/// Nouns for what somebody has claimed.
fn is_claim(lemma: &str) -> bool {
    matches!(
        lemma,
        "account"
            | "claim"
            | "allegation"
            | "report"
            | "statement"
            | "accusation"
            | "boast"
            | "rumour"
            | "rumor"
            | "assertion"
    )
}

/// "suspect the gang": whoever is suspected is meant to be responsible.
fn suspected(analysis: &Analysis<'_>, frame: FrameId, content: &Tokens) -> Option<PropositionKind> {
    let cue = &analysis.tokens[analysis.frames[frame].cue.start];
    let named = analysis.tokens[content.clone()].iter().any(|t| t.tag == Tag::Proper);
    (matches!(cue.lemma.as_str(), "attribute" | "blame") || cue.lemma == "suspect" && named)
        .then_some(PropositionKind::Responsible)
}

fn plain_scope(analysis: &Analysis<'_>, tokens: &Tokens) -> Scope {
    analysis.scope_at(tokens.start)
}
