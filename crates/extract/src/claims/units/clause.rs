//! The statement of a clause with a verb of its own.

use super::doubts::is_doubted;
use super::{Unit, joined, stance_cue, trim};
use crate::analysis::{Act, Analysis, Clause, ClauseId, ClauseKind, FrameId, Modality, Scope, Tag, Tokens, VerbGroup};
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
    let end = joined::own_end(analysis, verb, own_end(analysis, id));
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
    let kind = statement.kind().or_else(|| broadly(&statement, frame));
    let has_data = matches!(verb.lemma.as_str(), "have" | "hold" | "possess") && statement.has_data();
    if !is_reported(analysis, id, frame) && !counts(analysis, id, kind) {
        return None;
    }
    let at = carrier.as_ref().map_or_else(|| negated_at(analysis, verb, end), |c| governing(analysis, c));
    let mut scope = analysis.scope_at(at);
    // What is kept in another place was not reached.
    scope.negated |= kind == Some(PropositionKind::DataTaken) && statement.kept_apart();
    let silent = carrier.as_ref().is_some_and(Tokens::is_empty);
    let points_back = carrier.as_ref().is_some_and(|c| points_back(analysis, c));
    let kind = kind.filter(|_| !points_back);
    let kind = if silent || points_back { kind.or_else(|| asked(analysis, id)) } else { kind };
    let frame_data = frame.map(|f| &analysis.frames[f]);
    let cue = stance_cue(analysis, &scope, frame, verb.head);
    let says = |words: &[&str]| analysis.tokens[tokens.clone()].iter().any(|t| words.contains(&t.lemma.as_str()));
    Some(Unit {
        comment: says(&["comment", "speculate", "discuss", "confirm", "elaborate"])
            || silent && says(&["more", "detail", "further", "anything"]),
        still_out: says(&["yet", "unable", "still", "available"]),
        act: act_for(frame_data.map_or(Act::Say, |f| f.act), &scope),
        demand: kind == Some(PropositionKind::Ransom) && is_demand(clause, verb),
        deed: is_deed(analysis, verb, &tokens),
        first_person: frame_data.and_then(|f| f.speaker.clone()).is_some_and(|s| says_we(analysis, s)),
        went_on: is_stop(verb),
        has_data,
        spared: statement.spares(),
        tokens,
        frame,
        scope,
        cue,
        kind,
        refers: kind.is_none()
            && (points_back || statement.ellipsis() || frame_data.is_some_and(|f| f.act == Act::Doubt)),
        elliptic: statement.ellipsis() && kind.is_none(),
        rule: frame_data.map_or("claim.narrator", |f| f.rule),
        subject: clause.subject.clone(),
    })
}

/// "demanded $3 million", "asking for bitcoin".
fn is_demand(clause: &Clause, verb: &VerbGroup) -> bool {
    matches!(clause.kind, ClauseKind::Main | ClauseKind::Participial)
        && matches!(verb.lemma.as_str(), "demand" | "ask" | "want" | "seek" | "extort" | "threaten" | "request")
}

/// "never stopped".
fn is_stop(verb: &VerbGroup) -> bool {
    !verb.passive && matches!(verb.lemma.as_str(), "stop" | "close" | "halt" | "cease" | "falter")
}

fn says_we(analysis: &Analysis<'_>, phrase: Tokens) -> bool {
    analysis.tokens[phrase].iter().any(|t| t.lower == "we")
}

/// What looser words show; in the narrator's own voice only what tells of the attack itself.
pub(super) fn broadly(statement: &Statement<'_, '_>, frame: Option<FrameId>) -> Option<PropositionKind> {
    use PropositionKind as K;
    let own = |k: &K| match k {
        K::Occurred | K::DataTaken | K::Method | K::StillPresent => true,
        K::Ransom => statement.demands(),
        K::Impact => statement.spares(),
        _ => false,
    };
    statement.broadly().filter(|k| frame.is_some() || own(k))
}

/// What an authority does about it: seizes a server, helps, works with the victim.
fn is_deed(analysis: &Analysis<'_>, verb: &VerbGroup, tokens: &Tokens) -> bool {
    match verb.lemma.as_str() {
        "help" | "assist" | "support" | "assign" | "contact" | "write" | "open" | "interview" | "trace" => true,
        "send" => analysis.tokens[tokens.clone()]
            .iter()
            .any(|t| matches!(t.lemma.as_str(), "specialist" | "expert" | "officer" | "team")),
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

/// The token whose scope decides for a clause: its verb, or the noun beside it that "no" denies ("there was no breach",
/// "they saw no names").
fn negated_at(analysis: &Analysis<'_>, verb: &VerbGroup, end: usize) -> usize {
    let word = |i: usize| analysis.tokens.get(i).filter(|_| i < end).map_or("", |t| t.lower.as_str());
    let next = verb.tokens.end;
    let at = if analysis.tokens.get(next).is_some_and(|t| t.tag == Tag::Adverb) { next + 1 } else { next };
    let none = matches!(word(at), "no" | "nothing" | "none" | "neither" | "nobody") && !verb.negated;
    // "had no milk on Monday" tells of a lack, "had no outages" denies one.
    let harm = (at..end.min(at + 5)).any(|i| is_harm(analysis.tokens.get(i).map_or("", |t| t.lemma.as_str())));
    let lacks = verb.lemma == "have" && word(at) == "no" && !harm;
    if none && !lacks && analysis.scope_at(at).rule == "scope.no" { at } else { verb.head }
}

/// What one would rather not have.
fn is_harm(lemma: &str) -> bool {
    matches!(
        lemma,
        "impact"
            | "disruption"
            | "effect"
            | "interruption"
            | "delay"
            | "outage"
            | "damage"
            | "loss"
            | "problem"
            | "breach"
            | "intrusion"
            | "attack"
            | "incident"
            | "demand"
            | "access"
            | "compromise"
            | "downtime"
            | "data"
    )
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
    let question = sentence.clauses.clone().map(|c| &analysis.clauses[c]).find(|c| {
        c.kind == ClauseKind::Whether || c.kind == ClauseKind::If && sentence_asks(analysis, sentence.tokens.start)
    })?;
    let end = question.clone().object.map_or(question.tokens.end, |o| o.end);
    let question = Statement::new(
        analysis,
        question.tokens.start..end.max(question.tokens.start),
        question.subject.as_ref(),
        question.verb.as_ref(),
    );
    question.kind().or_else(|| question.broadly())
}

/// "Asked if …": the condition is a question.
fn sentence_asks(analysis: &Analysis<'_>, start: usize) -> bool {
    analysis.tokens.iter().skip(start).take(3).any(|t| matches!(t.lower.as_str(), "asked" | "pressed" | "questioned"))
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
pub(super) fn own_end(analysis: &Analysis<'_>, id: ClauseId) -> usize {
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
