//! Whether an event is said to have happened, from everything that speaks for it and in whose voice.

use super::evidence::{Evidence, Voice};
use sextant_model::Realis;

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
