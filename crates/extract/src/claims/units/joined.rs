//! Verbs that share a clause's auxiliary: "had broken into a server and copied names" is two statements.

use super::{Unit, clause, trim};
use crate::analysis::{Analysis, ClauseId, Tag, VerbGroup};
use crate::claims::propositions::Statement;

/// The statements of the verbs that a clause joins to its own.
pub(super) fn joined(analysis: &Analysis<'_>, id: ClauseId, unit: &Unit) -> Vec<Unit> {
    let clause = &analysis.clauses[id];
    let Some(verb) = clause.verb.as_ref() else { return Vec::new() };
    let limit = clause::own_end(analysis, id);
    let mut units: Vec<Unit> = Vec::new();
    let mut from = next(analysis, verb, verb.tokens.end, limit);
    while let Some(at) = from {
        from = next(analysis, verb, at + 1, limit);
        let tokens = trim(analysis, at..from.map_or(limit, |n| n - 1));
        let own = VerbGroup {
            tokens: at..at + 1,
            head: at,
            lemma: analysis.tokens[at].lemma.clone(),
            negated: false,
            ..verb.clone()
        };
        let statement = Statement::new(analysis, tokens.clone(), clause.subject.as_ref(), Some(&own));
        let Some(kind) = statement.kind().or_else(|| clause::broadly(&statement, unit.frame)) else { continue };
        if Some(kind) != unit.kind {
            let scope = analysis.scope_at(at);
            units.push(Unit {
                tokens,
                scope,
                kind: Some(kind),
                refers: false,
                elliptic: false,
                demand: false,
                ..unit.twin()
            });
        }
    }
    units
}

/// Where the words of a clause's own verb end: before the first verb joined to it.
pub(super) fn own_end(analysis: &Analysis<'_>, verb: &VerbGroup, end: usize) -> usize {
    next(analysis, verb, verb.tokens.end, end).map_or(end, |at| at - 1)
}

/// The next verb after "and" that shares the auxiliary of a clause's verb: "had got in and copied", "was copied and sold".
fn next(analysis: &Analysis<'_>, verb: &VerbGroup, from: usize, limit: usize) -> Option<usize> {
    let shares = verb.tokens.len() > 1
        && analysis.tokens[verb.tokens.clone()].iter().any(|t| matches!(t.lemma.as_str(), "have" | "be"));
    let joins = |at: &usize| {
        let token = &analysis.tokens[*at];
        let before = analysis.tokens[*at - 1].lower.as_str();
        let noun = analysis.tokens.get(*at + 1).is_some_and(|t| matches!(t.tag, Tag::Noun | Tag::Proper));
        // "files and stolen data": a participle right before a noun describes it, unless nothing else could be its object.
        let describes = noun && !verb.passive && analysis.tokens[*at - 2].tag == Tag::Noun && token.lemma == "steal";
        token.tag == Tag::Participle
            && before == "and"
            && !describes
            && token.quotation == analysis.tokens[verb.head].quotation
    };
    (from.max(2)..limit.min(analysis.tokens.len())).find(|at| shares && joins(at))
}
