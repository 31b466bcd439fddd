//! The statement of a clause with a verb of its own.

use super::doubts::is_doubted;
use super::{Unit, stance_cue, trim};
use crate::analysis::{Act, Analysis, ClauseId, ClauseKind, FrameId, Modality, Scope, Tag, Tokens, VerbGroup};
use crate::claims::propositions::Statement;
use sextant_model::PropositionKind;

/// The statement of a clause, if it is one.
pub(super) fn of_clause(analysis: &Analysis<'_>, id: ClauseId) -> Option<Unit> {
    let clause = &analysis.clauses[id];
    let verb = clause.verb.as_ref()?;
    let frame = analysis.frame_of(verb.head);
    if is_cue_of_frame(analysis, &verb.tokens) || frame.is_some_and(|f| is_doubted(analysis, f)) {
        return None;
    }
    let end = own_end(analysis, id);
    let tokens = trim(analysis, own_start(analysis, id, verb)..end);
    let carrier = carried(analysis, id, &tokens);
    if let Some(inner) = &carrier
        && has_statement(analysis, id, inner)
    {
        return None;
    }
    let words = carrier.clone().unwrap_or_else(|| with_question_word(analysis, clause.tokens.start, &tokens));
    let statement = if carrier.is_some() {
        Statement::new(analysis, words.clone(), None, None)
    } else {
        Statement::new(analysis, words.clone(), clause.subject.as_ref(), Some(verb))
    };
    let kind = statement.kind();
    let has_data = matches!(verb.lemma.as_str(), "have" | "hold" | "possess") && statement.has_data();
    if !is_reported(analysis, id, frame) && !counts(analysis, id, kind) {
        return None;
    }
    let at = carrier.as_ref().map_or(verb.head, |c| governing(analysis, c));
    let scope = analysis.scope_at(at);
    let silent = carrier.as_ref().is_some_and(Tokens::is_empty);
    let kind = if silent { kind.or_else(|| asked(analysis, id)) } else { kind };
    let points_back = carrier.as_ref().is_some_and(|c| points_back(analysis, c));
    let kind = kind.filter(|_| !points_back);
    let frame_data = frame.map(|f| &analysis.frames[f]);
    let cue = stance_cue(analysis, &scope, frame, verb.head);
    let says = |words: &[&str]| analysis.tokens[tokens.clone()].iter().any(|t| words.contains(&t.lemma.as_str()));
    let comment = says(&["comment", "speculate", "discuss", "confirm"]);
    let still_out = says(&["yet", "unable", "still", "available"]);
    Some(Unit {
        act: act_for(frame_data.map_or(Act::Say, |f| f.act), &scope),
        demand: kind == Some(PropositionKind::Ransom)
            && matches!(clause.kind, ClauseKind::Main | ClauseKind::Participial)
            && matches!(verb.lemma.as_str(), "demand" | "ask" | "want" | "seek" | "extort" | "threaten" | "request"),
        deed: is_deed(analysis, verb, &tokens),
        first_person: frame_data.is_some_and(|f| {
            f.speaker.as_ref().is_some_and(|s| analysis.tokens[s.clone()].iter().any(|t| t.lower == "we"))
        }),
        still_out,
        has_data,
        spared: verb.passive && matches!(verb.lemma.as_str(), "affect" | "impact" | "interrupt" | "disrupt" | "harm"),
        tokens,
        frame,
        scope,
        cue,
        kind,
        refers: points_back && kind.is_none(),
        comment,
        rule: frame_data.map_or("claim.narrator", |f| f.rule),
        subject: clause.subject.clone(),
    })
}

/// What an authority does about it: seizes a server, helps, works with the victim.
fn is_deed(analysis: &Analysis<'_>, verb: &VerbGroup, tokens: &Tokens) -> bool {
    match verb.lemma.as_str() {
        "help" | "assist" | "support" => true,
        "work" => analysis.tokens[tokens.clone()].iter().any(|t| t.lower == "with"),
        lemma => DEEDS.contains(&lemma) && !verb.progressive,
    }
}

/// Where a clause's own words begin: at its subject if it has one of its own.
fn own_start(analysis: &Analysis<'_>, id: ClauseId, verb: &VerbGroup) -> usize {
    let clause = &analysis.clauses[id];
    let own = clause.subject.as_ref().filter(|s| s.end <= verb.tokens.start && s.start >= clause.tokens.start);
    own.map_or_else(|| content_start(analysis, clause.tokens.start, verb.tokens.start), |s| s.start)
}

/// "claims to have copied files": an infinitive that is itself what is said.
fn is_reported(analysis: &Analysis<'_>, id: ClauseId, frame: Option<FrameId>) -> bool {
    frame.is_some_and(|f| {
        analysis.frames[f].rule == "frame.infinitive"
            && analysis.frames[f].content.iter().any(|c| c.start == analysis.clauses[id].tokens.start)
    })
}

/// The token whose scope decides for what a cue governs: one under the cue.
fn governing(analysis: &Analysis<'_>, inner: &Tokens) -> usize {
    let under = |i: usize| analysis.scope_at(i).modality != Modality::Asserted;
    inner.clone().find(|&i| under(i)).unwrap_or_else(|| inner.start.saturating_sub(1))
}

/// What a refusal or a doubt is about stands elsewhere: "that", "the group's account", "the claim".
fn points_back(analysis: &Analysis<'_>, inner: &Tokens) -> bool {
    let words = &analysis.tokens[inner.clone()];
    let pronoun = words.len() <= 7
        && words.iter().any(|t| matches!(t.lower.as_str(), "this" | "that" | "it" | "them") && t.tag == Tag::Pronoun)
        && !words.iter().any(|t| t.tag == Tag::Noun);
    pronoun
        || words.len() <= 8
            && words.iter().any(|t| {
                t.tag == Tag::Noun
                    && matches!(t.lemma.as_str(), "account" | "claim" | "allegation" | "matter" | "accusation")
            })
}

/// "who", "how", "where" before a clause are part of what is asked.
fn with_question_word(analysis: &Analysis<'_>, from: usize, tokens: &Tokens) -> Tokens {
    let asks = matches!(analysis.tokens[from].lower.as_str(), "who" | "how" | "where" | "what" | "why" | "when");
    if asks && from < tokens.start { from..tokens.end } else { tokens.clone() }
}

/// "Asked whether …, it would not comment": the matter stands in another clause of the sentence.
fn asked(analysis: &Analysis<'_>, id: ClauseId) -> Option<PropositionKind> {
    let at = analysis.clauses[id].tokens.start;
    let sentence = analysis.sentences.get(analysis.sentence_of(at)?)?;
    let question = sentence.clauses.clone().map(|c| &analysis.clauses[c]).find(|c| c.kind == ClauseKind::Whether)?;
    let end = question.clone().object.map_or(question.tokens.end, |o| o.end);
    Statement::new(
        analysis,
        question.tokens.start..end.max(question.tokens.start),
        question.subject.as_ref(),
        question.verb.as_ref(),
    )
    .kind()
}

/// A frame's act holds for what its cue says; a hedge within has its own.
fn act_for(act: Act, scope: &Scope) -> Act {
    match (act, scope.modality) {
        (Act::CannotSay | Act::NoEvidence | Act::Fear, Modality::Asserted | Modality::Possible | Modality::Planned) => {
            Act::Say
        }
        (Act::CannotSay | Act::NoEvidence, _) => act,
        _ => act,
    }
}

/// Main, that- and whether-clauses count; others only where they tell of the event itself.
fn counts(analysis: &Analysis<'_>, id: ClauseId, kind: Option<PropositionKind>) -> bool {
    use PropositionKind as K;
    let clause = &analysis.clauses[id];
    let being =
        clause.verb.as_ref().is_some_and(|v| analysis.tokens[v.tokens.clone()].iter().any(|t| t.lower == "being"));
    match clause.kind {
        ClauseKind::Main | ClauseKind::That | ClauseKind::Whether => true,
        ClauseKind::Adverbial => matches!(kind, Some(K::Occurred | K::DataTaken | K::Ransom | K::Responsible)),
        ClauseKind::Relative => matches!(kind, Some(K::Impact | K::DataTaken)),
        ClauseKind::Participial => {
            being && matches!(kind, Some(K::DataTaken))
                || matches!(kind, Some(K::Ransom))
                    && clause.verb.as_ref().is_some_and(|v| matches!(v.lemma.as_str(), "ask" | "demand" | "seek"))
        }
        ClauseKind::Infinitive => matches!(kind, Some(K::Ransom)),
        ClauseKind::If => false,
    }
}

/// Whether a verb group carries the cue of a frame.
fn is_cue_of_frame(analysis: &Analysis<'_>, group: &Tokens) -> bool {
    let at = analysis.frames.partition_point(|f| f.cue.start < group.start);
    analysis.frames.iter().skip(at).take_while(|f| f.cue.start < group.end).any(|f| {
        f.cue.start < group.end
            && !matches!(
                f.rule,
                "frame.passive-by"
                    | "frame.passive-unnamed"
                    | "frame.set-phrase"
                    | "frame.blockquote"
                    | "frame.continued"
                    | "frame.attitude"
            )
    })
}

/// Where a clause's own words end: at the next clause that is a statement of its own.
fn own_end(analysis: &Analysis<'_>, id: ClauseId) -> usize {
    let clause = &analysis.clauses[id];
    let verb_end = clause.verb.as_ref().map_or(clause.tokens.start, |v| v.tokens.end);
    let later = analysis.clauses[id + 1..].iter().take_while(|c| c.tokens.start < clause.tokens.end.max(verb_end));
    let next = later
        .filter(|c| !matches!(c.kind, ClauseKind::Infinitive | ClauseKind::Relative | ClauseKind::Participial))
        .map(|c| c.tokens.start)
        .find(|&s| s >= verb_end);
    let frame_end = analysis.frame_of(verb_end.saturating_sub(1)).and_then(|f| {
        analysis.frames[f].content.iter().find(|c| c.contains(&verb_end.saturating_sub(1))).map(|c| c.end)
    });
    next.unwrap_or(clause.tokens.end).min(frame_end.unwrap_or(usize::MAX)).max(verb_end)
}

/// The first word of a clause after "that", "and" and the like.
fn content_start(analysis: &Analysis<'_>, from: usize, to: usize) -> usize {
    (from..to)
        .find(|&i| !matches!(analysis.tokens[i].tag, Tag::Subordinator | Tag::Conjunction | Tag::Mark))
        .unwrap_or(to)
}

/// The cue of an attitude that stands after the clause's verb: what it governs is what is said.
fn carried(analysis: &Analysis<'_>, id: ClauseId, tokens: &Tokens) -> Option<Tokens> {
    let verb = analysis.clauses[id].verb.as_ref()?;
    let end = analysis.clauses[id].tokens.end.max(tokens.end);
    for at in tokens.start..end {
        let scope = analysis.scope_at(at);
        if scope.rule == "scope.whether"
            || !matches!(
                scope.modality,
                Modality::NoEvidence
                    | Modality::CannotSay
                    | Modality::NotRuledOut
                    | Modality::Feared
                    | Modality::NotBelieved
            )
        {
            continue;
        }
        let cue = scope.cue?;
        // The cue is in this clause's own words, not in one above it.
        if cue.start < tokens.start
            || cue.start > tokens.end
            || cue.end <= verb.tokens.start && verb.tokens.start > cue.start + 4
        {
            return None;
        }
        let stop = (cue.end..end).find(|&i| analysis.scope_at(i).modality != scope.modality).unwrap_or(end);
        let passive = scope.modality == Modality::NotRuledOut && stop <= cue.end + 1;
        return Some(if passive { tokens.start..cue.end } else { cue.end.min(stop)..stop });
    }
    None
}

/// Whether a later clause says what the cue governs.
fn has_statement(analysis: &Analysis<'_>, id: ClauseId, inner: &Tokens) -> bool {
    analysis.clauses[id + 1..].iter().take_while(|c| c.tokens.start < inner.end).any(|c| {
        c.tokens.start + 1 >= inner.start
            && matches!(c.kind, ClauseKind::That | ClauseKind::Whether | ClauseKind::Main)
            && c.verb.as_ref().is_some_and(|v| v.tokens.start < inner.end)
    })
}

/// What authorities do about an attack.
const DEEDS: &[&str] = &[
    "seize",
    "trace",
    "help",
    "assist",
    "arrest",
    "charge",
    "detain",
    "freeze",
    "dismantle",
    "search",
    "raid",
    "support",
    "indict",
    "sanction",
];
