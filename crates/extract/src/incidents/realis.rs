//! Whether an event is said to have happened, from everything that speaks for it and in whose voice.

use super::evidence::{Evidence, Voice};
use sextant_model::reading::{Incident, ReadClaim};
use sextant_model::{PropositionKind, Realis, SpeakerKind, Stance};

/// Least weight of evidence that makes a victim.
const ENOUGH: i32 = 2;

/// `None` when the evidence is too thin to speak of a victim at all.
pub(super) fn of(evidence: &[&Evidence]) -> Option<Realis> {
    let weight: i32 = evidence.iter().map(|e| e.weight).sum();
    if weight < ENOUGH {
        return None;
    }
    let has = |voice: Voice| evidence.iter().any(|e| e.voice == voice);
    Some(if has(Voice::Denied) && !has(Voice::Known) && !has(Voice::Own) {
        Realis::Denied
    } else if has(Voice::Own) || has(Voice::Known) || has(Voice::Told) || has(Voice::Headline) && !has(Voice::Claimed) {
        Realis::Actual
    } else if has(Voice::Possible) {
        Realis::Possible
    } else if has(Voice::Claimed) {
        Realis::Alleged
    } else {
        return None;
    })
}

/// What the victim itself is found to say: its denial makes an event that was read as somebody's claim a denied one, its
/// confirmation an actual one; and one read as denied has happened when the victim speaks of what it did and denies
/// other things only ("we have not paid").
pub fn settle(incidents: &mut [Incident], claims: &[ReadClaim]) {
    for incident in incidents {
        let own: Vec<&ReadClaim> =
            claims.iter().filter(|c| c.speaker.kind == SpeakerKind::Victim && c.about.contains(&incident.id)).collect();
        incident.realis = settled(incident.realis, &own);
    }
}

fn settled(realis: Realis, own: &[&ReadClaim]) -> Realis {
    use PropositionKind::{DataNotTaken, DataTaken, Impact, Method, Occurred, Recovery};
    let says = |stance: Stance, kinds: &[PropositionKind]| {
        own.iter().any(|c| c.stance == stance && kinds.contains(&c.proposition.kind))
    };
    let denies = says(Stance::Denies, &[Occurred]);
    let denies_theft = says(Stance::Denies, &[DataTaken, DataNotTaken]);
    let tells = says(Stance::Confirms, &[Occurred, DataTaken, Impact, Method, Recovery]);
    match realis {
        Realis::Alleged | Realis::Possible if says(Stance::Confirms, &[Occurred]) => Realis::Actual,
        Realis::Alleged if denies || denies_theft => Realis::Denied,
        Realis::Possible if denies => Realis::Denied,
        Realis::Denied if tells && !denies => Realis::Actual,
        same => same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_voices(voices: &[Voice]) -> Option<Realis> {
        let all: Vec<Evidence> = voices
            .iter()
            .map(|&voice| Evidence { party: 0, at: 0..1, voice, weight: 3, rule: "test", kind: None })
            .collect();
        of(&all.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_strongest_voice_decides_and_a_headline_is_no_confirmation() {
        assert_eq!(of_voices(&[Voice::Claimed, Voice::Headline]), Some(Realis::Alleged));
        assert_eq!(of_voices(&[Voice::Claimed, Voice::Denied]), Some(Realis::Denied));
        assert_eq!(of_voices(&[Voice::Claimed, Voice::Denied, Voice::Known]), Some(Realis::Actual));
        assert_eq!(of_voices(&[Voice::Claimed, Voice::Possible]), Some(Realis::Possible));
        assert_eq!(of_voices(&[Voice::Denied, Voice::Told]), Some(Realis::Denied));
        assert_eq!(of_voices(&[]), None);
    }
}
