//! Whom "we" and "our" mean inside quotations: the body that the quoted speaker speaks for.

use super::{Mention, Parties};
use crate::analysis::{Analysis, Tokens};

/// "we", "our" inside a quotation mean the body that the speaker speaks for.
pub(super) fn mean(analysis: &Analysis<'_>, parties: &mut Parties) {
    let mut added = Vec::new();
    for quotation in &analysis.quotations {
        let speaker = quotation
            .frame
            .and_then(|f| speaker_of(analysis, f))
            .and_then(|phrase| parties.meant(&phrase))
            .map(|id| parties.principal(id));
        let Some(party) = speaker else { continue };
        for at in quotation.tokens.clone() {
            if matches!(analysis.tokens[at].lower.as_str(), "we" | "our" | "us" | "ours" | "ourselves")
                && parties.at(at).is_none()
            {
                added.push(Mention { tokens: at..at + 1, party, by_name: false });
            }
        }
    }
    parties.mentions.extend(added);
    parties.mentions.sort_by_key(|m| (m.tokens.start, m.tokens.end));
    parties.mentions.dedup_by(|b, a| b.tokens.start < a.tokens.end);
}

/// The speaker's words of a frame, or of the one that it continues.
fn speaker_of(analysis: &Analysis<'_>, frame: usize) -> Option<Tokens> {
    let mut at = frame;
    for _ in 0..8 {
        let frame = analysis.frames.get(at)?;
        match (&frame.speaker, frame.continues) {
            (Some(speaker), _) => return Some(speaker.clone()),
            (None, Some(before)) => at = before,
            (None, None) => return None,
        }
    }
    None
}
