//! Independence: which claims have one origin and count once. The origin of words is whoever spoke them; where
//! that is the outlet itself, it is the outlet, unless its text is a copy of another's.

use crate::names::{actor_key, key};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// One origin and what was made of it: "7 outlets, 1 origin".
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// The group.
    pub group: GroupId,
    /// Whose words: speaker, or outlet.
    pub voice: Option<String>,
    /// Publishers that relay it, by name.
    pub outlets: Vec<String>,
    /// Claims.
    pub claims: Vec<ClaimId>,
}

/// Words in a shingle: short enough that light editing leaves most of a copied text alike.
const SHINGLE: usize = 4;
/// Hashes in a sketch.
const SKETCH: usize = 64;
/// Hashes in a band: 16 bands of 4 find two texts that share half of their shingles in two cases of three, and
/// those that share two thirds practically always.
const BAND: usize = 4;
/// Texts that share at least this part of their shingles are copies.
const ALIKE: f64 = 0.5;
/// Shorter texts are not compared: a notice of two lines resembles many.
const LEAST_WORDS: usize = 30;
/// Shorter quotations are anybody's words.
const LEAST_QUOTED: usize = 8;

/// The signature of a text, for finding near-duplicates (min-wise hashing: Broder 1997). Empty for a short text.
#[must_use]
pub fn signature(text: &str) -> Signature {
    let words = hashed_words(text);
    if words.len() < LEAST_WORDS {
        return Signature::default();
    }
    let mut least = [u64::MAX; SKETCH];
    for shingle in words.windows(SHINGLE) {
        let base = shingle.iter().fold(0, |hash: u64, word| mix(hash.rotate_left(17) ^ word));
        for (n, slot) in (1_u64..).zip(&mut least) {
            *slot = (*slot).min(mix(base ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        }
    }
    let bands = (1_u64..).zip(least.chunks(BAND));
    Signature {
        bands: bands.map(|(n, band)| band.iter().fold(n, |hash, slot| mix(hash ^ slot)).cast_signed()).collect(),
        sketch: least.iter().flat_map(|slot| (*slot as u32).to_le_bytes()).collect(),
    }
}

fn hashed_words(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(hash_word).collect()
}

/// FNV-1a over the lower-case letters.
fn hash_word(word: &str) -> u64 {
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3))
}

/// The finaliser of splitmix64.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The part of their shingles that two texts share, as their sketches tell it: 0..=1.
#[must_use]
pub fn likeness(one: &[u8], other: &[u8]) -> f64 {
    if one.len() != other.len() || one.is_empty() {
        return 0.0;
    }
    let pairs = one.chunks_exact(4).zip(other.chunks_exact(4));
    let (alike, all) = pairs.fold((0_u32, 0_u32), |(alike, all), (a, b)| (alike + u32::from(a == b), all + 1));
    f64::from(alike) / f64::from(all.max(1))
}

/// The first of `known` (oldest first) whose text is a near-duplicate of the text with this signature.
#[must_use]
pub fn near_duplicate<'a>(signature: &Signature, known: &'a [Near]) -> Option<&'a Near> {
    known.iter().find(|near| likeness(&signature.sketch, &near.sketch) >= ALIKE)
}

/// The group of a document's own voice: that of the text it copies, else its publisher's, else its own.
#[must_use]
pub fn document_group(document: DocumentId, publisher: Option<&str>, copied: Option<&Near>) -> GroupId {
    match (copied, publisher.map(key).filter(|k| !k.is_empty())) {
        (Some(near), _) => near.group,
        (None, Some(publisher)) => GroupId::derive(&["voice", &publisher]),
        (None, None) => GroupId::derive(&["document", &document.to_string()]),
    }
}

/// The key of a quotation long enough to be recognised elsewhere. Worth keeping for claims of unnamed speakers and
/// of the outlet itself; a named speaker is the origin anyhow.
#[must_use]
pub fn quotation_key(quote: &str) -> Option<i64> {
    let words = hashed_words(quote);
    (words.len() >= LEAST_QUOTED)
        .then(|| words.iter().fold(words.len() as u64, |hash, word| mix(hash.rotate_left(17) ^ word)).cast_signed())
}

/// Whether the origin of a claim is its document rather than a named speaker: then its quotation is worth keeping.
#[must_use]
pub fn is_outlets_own(claim: &Claim) -> bool {
    match (&claim.speaker.name, claim.speaker.kind) {
        (_, SpeakerKind::Victim) => false,
        (None, _) => true,
        (Some(name), SpeakerKind::Press) => claim.publisher.as_deref().is_some_and(|p| key(p) == key(name)),
        (Some(_), _) => false,
    }
}

/// The group of a claim (its `incidents` filled): its speaker's, else the origin of its quotation, else its document's.
#[must_use]
pub fn claim_group(claim: &Claim, document_group: GroupId, quoted: Option<GroupId>) -> GroupId {
    if is_outlets_own(claim) {
        return quoted.unwrap_or(document_group);
    }
    match (&claim.speaker.name, claim.speaker.kind) {
        // Whoever speaks for the victim is the victim.
        (_, SpeakerKind::Victim) => {
            let on: BTreeSet<String> = claim.incidents.iter().map(ToString::to_string).collect();
            let parts: Vec<&str> = std::iter::once("victim").chain(on.iter().map(String::as_str)).collect();
            GroupId::derive(&parts)
        }
        (Some(name), SpeakerKind::Actor) => GroupId::derive(&["actor", &actor_key(name)]),
        (Some(name), _) => GroupId::derive(&["voice", &key(name)]),
        (None, _) => quoted.unwrap_or(document_group),
    }
}

/// Voices, outlets and claims of one group.
type Heard<'a> = (BTreeSet<&'a str>, BTreeSet<&'a str>, BTreeSet<ClaimId>);

/// Claims by origin, the one with most outlets first.
#[must_use]
pub fn origins(claims: &[Claim]) -> Vec<Origin> {
    let mut groups: BTreeMap<GroupId, Heard<'_>> = BTreeMap::new();
    for claim in claims {
        let (voices, outlets, ids) = groups.entry(claim.group).or_default();
        voices.extend(claim.speaker.name.as_deref().filter(|_| !is_outlets_own(claim)));
        outlets.extend(claim.publisher.as_deref());
        ids.insert(claim.id);
    }
    let mut origins: Vec<Origin> = groups
        .into_iter()
        .map(|(group, (voices, outlets, ids))| Origin {
            group,
            voice: voices.iter().chain(&outlets).next().map(ToString::to_string),
            outlets: outlets.into_iter().map(ToOwned::to_owned).collect(),
            claims: ids.into_iter().collect(),
        })
        .collect();
    origins.sort_by_key(|o| (std::cmp::Reverse(o.outlets.len()), std::cmp::Reverse(o.claims.len()), o.group));
    origins
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "British retailer Aldermoor said on Tuesday that it was writing to customers whose personal data \
        had been copied during an attack on its systems last month. The company said that names and home addresses were \
        among the data, and that its shops stayed open while engineers rebuilt the ordering system from clean copies. \
        A spokesperson declined to say who was behind the attack, and said that the police had been told at once.";

    fn near(text: &str) -> Near {
        let document = DocumentId::derive(&["first"]);
        Near { document, group: GroupId::derive(&["first"]), sketch: signature(text).sketch }
    }

    #[test]
    fn a_lightly_edited_copy_is_recognised_and_another_story_is_not() {
        let copy = STORY.replace("on Tuesday ", "").replace("last month", "in May") + " More follows.";
        let signature_of_copy = signature(&copy);
        assert!(near_duplicate(&signature_of_copy, &[near(STORY)]).is_some());
        assert!(signature_of_copy.bands.iter().any(|band| signature(STORY).bands.contains(band)));
        let other = "The port authority of Selmouth reported that its gates were closed for nine hours after a flood of \
            requests had made the booking site unreachable; lorries queued along the coast road, and the harbour master \
            asked hauliers to stay away until the evening, when the site answered again and the gates were opened.";
        assert_eq!(near_duplicate(&signature(other), &[near(STORY)]), None);
        assert_eq!(signature("Too short to tell."), Signature::default());
    }

    #[test]
    fn a_copy_takes_the_group_of_what_it_copies() {
        let id = DocumentId::derive(&["x"]);
        assert_eq!(document_group(id, Some("Harbour Wire"), Some(&near(STORY))), near(STORY).group);
        assert_eq!(document_group(id, Some("Harbour Wire"), None), document_group(id, Some("The Harbour Wire"), None));
        assert_ne!(document_group(id, None, None), document_group(DocumentId::derive(&["y"]), None, None));
    }

    #[test]
    fn long_quotations_are_recognised_whatever_their_marks() {
        let one = quotation_key("“We have seen no sign that any of this data was used,” she said");
        assert_eq!(one, quotation_key("We have seen no sign that any of this data was used she said"));
        assert!(one.is_some() && quotation_key("no comment").is_none());
    }
}
