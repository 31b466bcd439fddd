//! Decisions of a person on identities: which incidents are one, which documents belong elsewhere, which names
//! are one organisation. Each is an entry that can be taken back; none ever edits a claim.

use crate::{DecisionId, DocumentId, IncidentId, Instant, Judgement};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One decision, immutable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Its identity.
    pub id: DecisionId,
    /// What was decided.
    pub kind: DecisionKind,
    /// Why, in the person's words.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When this store learnt it.
    pub recorded: Instant,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum DecisionKind {
    /// Two or more incidents are one: everything on `others` is on `into` from now on.
    Join {
        /// The incident that stays.
        into: IncidentId,
        /// The incidents that become part of it.
        others: Vec<IncidentId>,
    },
    /// What these documents say of `from` is about another incident, `into`.
    Split {
        /// The incident they are taken from.
        from: IncidentId,
        /// The documents that move.
        documents: Vec<DocumentId>,
        /// The incident they move to.
        into: IncidentId,
    },
    /// Two incidents that might have been one are not: answers a doubtful join.
    Distinct {
        /// One.
        a: IncidentId,
        /// The other.
        b: IncidentId,
    },
    /// `alias` is another name of the organisation or actor `name`.
    Alias {
        /// The preferred name.
        name: String,
        /// The other name.
        alias: String,
        /// Who says that they are the same.
        source: Option<String>,
    },
    /// What a person says of whether incidents are linked.
    Judgement(Judgement),
    /// An earlier decision no longer holds.
    Undo {
        /// The decision taken back.
        decision: DecisionId,
    },
}

/// Which incident a statement belongs to once all decisions that hold are applied, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Assignment {
    holding: Vec<Decision>,
}

impl Assignment {
    /// From all decisions known (any order); those taken back, and the takings back, drop out. An `Undo` that is
    /// itself undone restores what it took back.
    #[must_use]
    pub fn new(mut decisions: Vec<Decision>) -> Self {
        decisions.sort_by_key(|d| (d.recorded, d.id));
        let mut undone = BTreeSet::new();
        for decision in decisions.iter().rev() {
            if let DecisionKind::Undo { decision: target } = &decision.kind
                && !undone.contains(&decision.id)
            {
                undone.insert(*target);
            }
        }
        decisions.retain(|d| !undone.contains(&d.id) && !matches!(d.kind, DecisionKind::Undo { .. }));
        Self { holding: decisions }
    }

    /// The decisions that hold, oldest first.
    #[must_use]
    pub fn holding(&self) -> &[Decision] {
        &self.holding
    }

    /// The judgements that hold, oldest first, with the decisions that they are.
    pub fn judgements(&self) -> impl Iterator<Item = (&Decision, &Judgement)> {
        self.holding.iter().filter_map(|decision| match &decision.kind {
            DecisionKind::Judgement(judgement) => Some((decision, judgement)),
            _ => None,
        })
    }

    /// Whether a decision moves statements to this incident or away from it.
    #[must_use]
    pub fn moves(&self, incident: IncidentId) -> bool {
        self.holding.iter().any(|decision| match &decision.kind {
            DecisionKind::Join { into, others } => *into == incident || others.contains(&incident),
            DecisionKind::Split { from, into, .. } => *from == incident || *into == incident,
            _ => false,
        })
    }

    /// The incident that what `document` says of `base` belongs to.
    #[must_use]
    pub fn incident_of(&self, base: IncidentId, document: Option<DocumentId>) -> IncidentId {
        self.holding.iter().fold(base, |at, decision| step(&decision.kind, at, document))
    }

    /// Every incident that statements of `incident` may have been appended to (itself among them).
    #[must_use]
    pub fn bases_of(&self, incident: IncidentId) -> BTreeSet<IncidentId> {
        let mut bases = BTreeSet::from([incident]);
        for decision in self.holding.iter().rev() {
            match &decision.kind {
                DecisionKind::Join { into, others } if bases.contains(into) => bases.extend(others),
                DecisionKind::Split { from, into, .. } if bases.contains(into) => {
                    bases.insert(*from);
                }
                _ => {}
            }
        }
        bases
    }

    /// Whether a decision that holds says that the two are not one.
    #[must_use]
    pub fn distinct(&self, one: IncidentId, other: IncidentId) -> bool {
        self.holding.iter().any(|d| match &d.kind {
            DecisionKind::Distinct { a, b } => (*a, *b) == (one, other) || (*b, *a) == (one, other),
            _ => false,
        })
    }

    /// Other names by preferred name, as the aliases that hold give them.
    #[must_use]
    pub fn aliases(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for decision in &self.holding {
            if let DecisionKind::Alias { name, alias, .. } = &decision.kind {
                names.entry(name).or_default().push(alias);
            }
        }
        names
    }
}

fn step(kind: &DecisionKind, at: IncidentId, document: Option<DocumentId>) -> IncidentId {
    match kind {
        DecisionKind::Join { into, others } if others.contains(&at) => *into,
        DecisionKind::Split { from, documents, into }
            if at == *from && document.is_some_and(|d| documents.contains(&d)) =>
        {
            *into
        }
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident(n: &str) -> IncidentId {
        IncidentId::derive(&[n])
    }

    fn decision(n: i64, kind: DecisionKind) -> Decision {
        Decision {
            id: DecisionId::derive(&[&n.to_string()]),
            kind,
            reason: "test".into(),
            by: "analyst".into(),
            recorded: Instant::from_second(n).unwrap(),
        }
    }

    fn join() -> Decision {
        decision(1, DecisionKind::Join { into: incident("a"), others: vec![incident("b")] })
    }

    #[test]
    fn joined_statements_move_and_move_back_when_undone() {
        let joined = Assignment::new(vec![join()]);
        assert_eq!(joined.incident_of(incident("b"), None), incident("a"));
        assert!(joined.moves(incident("a")) && joined.moves(incident("b")) && !joined.moves(incident("c")));
        assert_eq!(joined.bases_of(incident("a")), BTreeSet::from([incident("a"), incident("b")]));
        let undo = decision(2, DecisionKind::Undo { decision: join().id });
        let apart = Assignment::new(vec![undo.clone(), join()]);
        assert_eq!(apart.incident_of(incident("b"), None), incident("b"));
        let again = decision(3, DecisionKind::Undo { decision: undo.id });
        assert_eq!(Assignment::new(vec![join(), undo, again]).incident_of(incident("b"), None), incident("a"));
    }

    #[test]
    fn a_split_moves_only_its_documents() {
        let moved = DocumentId::derive(&["moved"]);
        let split =
            decision(2, DecisionKind::Split { from: incident("a"), documents: vec![moved], into: incident("new") });
        let assignment = Assignment::new(vec![join(), split]);
        assert_eq!(assignment.incident_of(incident("b"), Some(moved)), incident("new"));
        assert_eq!(assignment.incident_of(incident("b"), Some(DocumentId::derive(&["stays"]))), incident("a"));
        assert!(assignment.bases_of(incident("new")).contains(&incident("b")));
    }
}
