//! The single statements that frames hold: one for each clause with a verb of its own, and for what a cue governs
//! without one ("no evidence of an intrusion", "confirmed the group's account").

use super::propositions::Statement;
use crate::Context;
use crate::analysis::{Act, Analysis, ClauseId, ClauseKind, FrameId, Modality, Scope, Tag, Tokens};
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
    /// A refusal to comment.
    pub comment: bool,
    /// Something that an authority did about it.
    pub deed: bool,
    /// The speaker says "we".
    pub first_person: bool,
    /// Something not yet back.
    pub still_out: bool,
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
            let Some(unit) = of_clause(analysis, clause) else { continue };
            units.extend(turned(analysis, &unit));
            units.extend(after_attack(analysis, &unit));
            units.push(unit);
        }
    }
    for frame in 0..analysis.frames.len() {
        units.extend(of_bare_content(analysis, frame));
    }
    units.extend(doubts(analysis));
    units.sort_by_key(|u| u.tokens.start);
    units
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

/// The statement of a clause, if it is one.
fn of_clause(analysis: &Analysis<'_>, id: ClauseId) -> Option<Unit> {
    let clause = &analysis.clauses[id];
    let verb = clause.verb.as_ref()?;
    let frame = analysis.frame_of(verb.head);
    if is_cue_of_frame(analysis, &verb.tokens) {
        return None;
    }
    let end = own_end(analysis, id);
    let own_subject = clause.subject.clone().filter(|s| s.end <= verb.tokens.start && s.start >= clause.tokens.start);
    let start = own_subject
        .as_ref()
        .map_or_else(|| content_start(analysis, clause.tokens.start, verb.tokens.start), |s| s.start);
    let tokens = trim(analysis, start..end);
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
    if !counts(analysis, id, kind) {
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
    let comment = analysis.tokens[tokens.clone()]
        .iter()
        .any(|t| matches!(t.lemma.as_str(), "comment" | "speculate" | "discuss" | "confirm"));
    Some(Unit {
        act: act_for(frame_data.map_or(Act::Say, |f| f.act), &scope),
        demand: kind == Some(PropositionKind::Ransom)
            && matches!(clause.kind, ClauseKind::Main | ClauseKind::Participial)
            && matches!(verb.lemma.as_str(), "demand" | "ask" | "want" | "seek" | "extort" | "threaten" | "request"),
        deed: DEEDS.contains(&verb.lemma.as_str()) && !verb.progressive,
        first_person: frame_data.is_some_and(|f| {
            f.speaker.as_ref().is_some_and(|s| analysis.tokens[s.clone()].iter().any(|t| t.lower == "we"))
        }),
        still_out: analysis.tokens[tokens.clone()]
            .iter()
            .any(|t| matches!(t.lower.as_str(), "yet" | "unable" | "still" | "available")),
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

/// Content without a verb of its own: a noun phrase, or the clause of a passive frame.
fn of_bare_content(analysis: &Analysis<'_>, id: FrameId) -> Option<Unit> {
    let frame = &analysis.frames[id];
    if !matches!(frame.rule, "frame.object" | "frame.noun") || in_heading(analysis, frame.cue.start) {
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
    let refers = words.len() == 1 && words[0].tag == Tag::Pronoun
        || words.iter().any(|t| {
            matches!(t.lemma.as_str(), "account" | "claim" | "allegation" | "report" | "statement" | "accusation")
        });
    let start = frame
        .speaker
        .as_ref()
        .filter(|s| s.end <= frame.cue.start && frame.cue.start - s.end < 3)
        .map_or(frame.cue.start, |s| s.start);
    let kind = suspected(analysis, id, &own)
        .or_else(|| statement.kind().filter(|k| !(refers && *k == PropositionKind::Occurred)));
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
        comment: false,
        deed: false,
        demand: false,
        first_person: false,
        still_out: false,
        rule: frame.rule,
        subject: None,
        tokens,
    })
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

/// "could not be verified", "no independent confirmation": doubt of another's claim.
fn doubts(analysis: &Analysis<'_>) -> Vec<Unit> {
    let mut units = Vec::new();
    for sentence in analysis.sentences.iter().filter(|s| s.kind != BlockKind::Heading) {
        let Some(at) = sentence.tokens.clone().find(|&i| is_doubt(analysis, i, sentence.tokens.end)) else { continue };
        let frame = analysis.frame_of(at);
        let clause = analysis.clause_of(at).map(|c| &analysis.clauses[c]);
        let tokens = clause.map_or(sentence.tokens.clone(), |c| {
            let start =
                c.subject.as_ref().filter(|s| sentence.tokens.contains(&s.start)).map_or(c.tokens.start, |s| s.start);
            start..c.tokens.end.max(at + 1)
        });
        let words = Statement::new(analysis, tokens.clone(), None, None);
        let kind = words.kind().filter(|k| matches!(k, PropositionKind::DataTaken | PropositionKind::Responsible));
        units.push(Unit {
            act: Act::Doubt,
            scope: Scope { negated: false, modality: Modality::Asserted, cue: None, rule: "claim.doubt" },
            cue: at..at + 1,
            frame,
            kind,
            refers: kind.is_none(),
            comment: false,
            deed: false,
            demand: false,
            first_person: false,
            still_out: false,
            rule: "claim.doubt",
            subject: None,
            tokens: trim(analysis, tokens),
        });
    }
    units
}

/// A verb or noun of checking under a negation.
fn is_doubt(analysis: &Analysis<'_>, at: usize, limit: usize) -> bool {
    let token = &analysis.tokens[at];
    let near = |words: &[&str], back: usize| {
        analysis.tokens[at.saturating_sub(back)..at].iter().any(|t| words.contains(&t.lower.as_str()))
    };
    let independent = analysis.tokens[at.saturating_sub(3)..limit.min(at + 4)]
        .iter()
        .any(|t| matches!(t.lower.as_str(), "independent" | "independently"));
    match token.lemma.as_str() {
        "verify" | "corroborate" | "authenticate" | "prove" if token.tag != Tag::Noun => {
            near(&["not", "n't", "nothing", "never", "none", "unable", "cannot"], 5) || analysis.scope_at(at).negated
        }
        "confirmation" | "verification" | "corroboration" => {
            near(&["no", "without"], 3) && (independent || near(&["no"], 2))
        }
        "confirm" => independent && near(&["not", "n't"], 4),
        "unverified" => true,
        _ => false,
    }
}

/// The words that carry the stance: the scope's cue where there is one, else the frame's.
fn stance_cue(analysis: &Analysis<'_>, scope: &Scope, frame: Option<FrameId>, head: usize) -> Tokens {
    scope.cue.clone().unwrap_or_else(|| frame.map_or(head..head + 1, |f| analysis.frames[f].cue.clone()))
}

/// "refused to pay", "did not pay", "will not negotiate": the refusal is the fact.
pub(crate) fn is_refusal(context: &Context<'_, '_>, unit: &Unit) -> bool {
    let tokens = &context.analysis.tokens[unit.tokens.clone()];
    tokens
        .iter()
        .any(|t| matches!(t.lemma.as_str(), "pay" | "negotiate" | "bow" | "react" | "give") && t.tag != Tag::Noun)
        && !tokens.iter().any(|t| matches!(t.lemma.as_str(), "talk" | "contact" | "receive"))
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
