//! Doubt of what another claims: "could not be verified", "no independent confirmation".

use super::{Unit, trim};
use crate::Context;
use crate::analysis::{Act, Analysis, FrameId, Modality, Scope, Tag};
use crate::claims::propositions::Statement;
use crate::parties::PartyKind;
use sextant_model::{BlockKind, PropositionKind};

/// "could not be verified", "no independent confirmation": doubt of another's claim.
pub(super) fn doubts(context: &Context<'_, '_>) -> Vec<Unit> {
    let analysis = context.analysis;
    let mut units = Vec::new();
    for sentence in analysis.sentences.iter().filter(|s| s.kind != BlockKind::Heading) {
        let doubted = |&i: &usize| is_doubt(analysis, i, sentence.tokens.end) || outlet_doubts(context, i);
        let Some(at) = sentence.tokens.clone().find(doubted) else { continue };
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
            elliptic: false,
            comment: false,
            deed: false,
            demand: false,
            first_person: false,
            still_out: false,
            went_on: false,
            has_data: false,
            spared: false,
            rule: if outlet_doubts(context, at) { "claim.outlet-doubt" } else { "claim.doubt" },
            subject: None,
            tokens: trim(analysis, tokens),
        });
    }
    units
}

/// "could not verify the claim that …": what is claimed stands only to be doubted.
pub(super) fn is_doubted(analysis: &Analysis<'_>, frame: FrameId) -> bool {
    let frame = &analysis.frames[frame];
    let near = frame.cue.start.saturating_sub(4)..frame.cue.start;
    frame.rule == "frame.noun" && near.into_iter().any(|i| is_doubt(analysis, i, frame.cue.start))
}

/// "The Herald could not check the number": what its own outlet could not check.
fn outlet_doubts(context: &Context<'_, '_>, at: usize) -> bool {
    let analysis = context.analysis;
    let checks = matches!(analysis.tokens[at].lemma.as_str(), "check" | "confirm" | "verify" | "establish" | "vouch");
    if !checks || analysis.tokens[at].quotation.is_some() {
        return false;
    }
    let unable = analysis.tokens[at.saturating_sub(5)..at]
        .iter()
        .any(|t| matches!(t.lower.as_str(), "not" | "n't" | "unable" | "cannot"));
    let subject = analysis.clause_of(at).and_then(|c| analysis.clauses[c].subject.clone());
    let outlet = subject.is_some_and(|s| {
        let publisher = analysis.document.meta.publisher.as_deref().is_some_and(|p| p == analysis.text(&s));
        let party = context.parties.meant(&s).and_then(|p| context.parties.all.get(p));
        publisher || party.is_some_and(|p| p.kind == PartyKind::Outlet)
    });
    unable && outlet
}

/// "We have not been able to check that", outside quotations.
fn first_person(analysis: &Analysis<'_>, at: usize) -> bool {
    let subject = analysis.clause_of(at).and_then(|c| analysis.clauses[c].subject.clone());
    analysis.tokens[at].quotation.is_none()
        && subject.is_some_and(|s| analysis.tokens[s].iter().any(|t| t.lower == "we"))
        && analysis.tokens[at.saturating_sub(4)..at].iter().any(|t| matches!(t.lower.as_str(), "able" | "unable"))
}

/// A verb or noun of checking under a negation.
pub(super) fn is_doubt(analysis: &Analysis<'_>, at: usize, limit: usize) -> bool {
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
        "check" | "confirm" if first_person(analysis, at) => near(&["unable", "not able", "not", "n't"], 6),
        "confirm" => independent && near(&["not", "n't"], 4),
        "unverified" | "sceptical" | "skeptical" | "unconvinced" => true,
        "value" => analysis.tokens[at.saturating_sub(1)].lower == "face" && analysis.scope_at(at).negated,
        "salt" => near(&["pinch", "grain"], 3),
        _ => false,
    }
}
