//! How a speaker stands to a statement: the scope over it, the cue's act, and whether the speaker is in a position to know.

use crate::analysis::{Act, Modality, Scope};
use sextant_model::{PropositionKind, SpeakerKind, Stance};

/// The stance, or `None` where the words put nothing forward (a condition, a question, advice).
pub(crate) fn stance(scope: &Scope, act: Act, speaker: SpeakerKind, kind: PropositionKind) -> Option<Stance> {
    let from_act = match act {
        Act::Doubt => Some(Stance::Doubts),
        Act::Fear => Some(Stance::Fears),
        Act::CannotSay => Some(Stance::CannotSay),
        _ => None,
    };
    let stance = match scope.modality {
        Modality::Unreal | Modality::Conditional => return None,
        Modality::CannotSay => Stance::CannotSay,
        Modality::NoEvidence => Stance::NoEvidence,
        Modality::NotRuledOut => Stance::Possible,
        Modality::Feared => Stance::Fears,
        Modality::NotBelieved => Stance::Denies,
        _ if from_act.is_some() => return from_act,
        Modality::Possible if scope.negated => Stance::Denies,
        Modality::Possible => Stance::Possible,
        Modality::Asserted | Modality::Planned if scope.negated && !asserts_absence(kind) => Stance::Denies,
        _ if act == Act::Suspect => Stance::Possible,
        _ => plain(act, speaker, kind),
    };
    Some(stance)
}

/// Kinds whose negation is itself the news: a ransom not paid, a service not restored, nobody told.
fn asserts_absence(kind: PropositionKind) -> bool {
    matches!(kind, PropositionKind::Recovery | PropositionKind::Notice | PropositionKind::Other)
}

fn plain(act: Act, speaker: SpeakerKind, kind: PropositionKind) -> Stance {
    match speaker {
        SpeakerKind::Actor => Stance::Claims,
        SpeakerKind::Victim => Stance::Confirms,
        _ if act == Act::Claim => Stance::Claims,
        SpeakerKind::Authority | SpeakerKind::Supplier
            if kind != PropositionKind::Responsible || act == Act::Confirm =>
        {
            Stance::Confirms
        }
        SpeakerKind::Press | SpeakerKind::Unnamed | SpeakerKind::Insider => Stance::Asserts,
        _ if act == Act::Confirm && kind != PropositionKind::Responsible => Stance::Confirms,
        _ => Stance::Asserts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_to_know_decides_between_confirming_and_asserting() {
        let so = Scope { negated: false, modality: Modality::Asserted, cue: None, rule: "scope.none" };
        for (act, speaker, kind, want) in [
            (Act::Say, SpeakerKind::Victim, PropositionKind::Occurred, Stance::Confirms),
            (Act::Say, SpeakerKind::Actor, PropositionKind::DataTaken, Stance::Claims),
            (Act::Claim, SpeakerKind::Victim, PropositionKind::Impact, Stance::Confirms),
            (Act::Say, SpeakerKind::Authority, PropositionKind::Notice, Stance::Confirms),
            (Act::Say, SpeakerKind::Authority, PropositionKind::Responsible, Stance::Asserts),
            (Act::Say, SpeakerKind::Researcher, PropositionKind::Responsible, Stance::Asserts),
            (Act::Confirm, SpeakerKind::Researcher, PropositionKind::Occurred, Stance::Confirms),
            (Act::Suspect, SpeakerKind::Authority, PropositionKind::Responsible, Stance::Possible),
            (Act::Doubt, SpeakerKind::Press, PropositionKind::DataTaken, Stance::Doubts),
        ] {
            assert_eq!(stance(&so, act, speaker, kind), Some(want), "{act:?} {speaker:?} {kind:?}");
        }
    }

    #[test]
    fn scopes_over_a_statement_decide_first() {
        let under = |modality, negated| Scope { negated, modality, cue: None, rule: "t" };
        let victim = |scope: &Scope| stance(scope, Act::Say, SpeakerKind::Victim, PropositionKind::DataTaken);
        assert_eq!(victim(&under(Modality::Asserted, true)), Some(Stance::Denies));
        assert_eq!(victim(&under(Modality::NoEvidence, false)), Some(Stance::NoEvidence));
        assert_eq!(victim(&under(Modality::NotRuledOut, false)), Some(Stance::Possible));
        assert_eq!(victim(&under(Modality::NotBelieved, true)), Some(Stance::Denies));
        assert_eq!(victim(&under(Modality::Possible, false)), Some(Stance::Possible));
        assert_eq!(victim(&under(Modality::Conditional, false)), None);
        assert_eq!(victim(&under(Modality::Unreal, false)), None);
    }
}
