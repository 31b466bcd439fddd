//! On whose word something stands: the claims behind a field, one voice for each origin.

use crate::labels;
use sextant_model::{Claim, ClaimId, DocumentId, GroupId, Stance};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Voices named beside one field; the rest are counted.
const NAMED: usize = 6;

/// Somebody on whose word a field stands.
pub struct Voice {
    /// Where the words are: on this page or in their document.
    pub link: String,
    /// Who speaks.
    pub name: String,
    /// How.
    pub stance: Stance,
    /// Further outlets that carry the same.
    pub copies: usize,
}

/// Those who speak for or against a field.
pub struct Choir {
    /// The first of them.
    pub named: Vec<Voice>,
    /// How many more origins there are.
    pub more: usize,
}

/// Where words can be read.
pub struct Place {
    /// On this page or in their document.
    pub link: String,
    /// Who published them.
    pub outlet: String,
}

/// One speaker of one origin, while claims are gathered.
struct Part<'a> {
    place: usize,
    first: &'a Claim,
    outlets: BTreeSet<DocumentId>,
}

/// The claims of a record, and which of them the page lists.
pub struct Voices {
    claims: HashMap<ClaimId, Claim>,
    listed: HashSet<ClaimId>,
    /// The outlets that each origin's words appeared in.
    outlets: HashMap<GroupId, BTreeMap<DocumentId, String>>,
}

impl Voices {
    /// Over these claims; none listed yet.
    pub fn new(claims: Vec<Claim>) -> Self {
        let mut outlets: HashMap<GroupId, BTreeMap<DocumentId, String>> = HashMap::new();
        for claim in &claims {
            if let Some(document) = claim.document {
                let outlet = claim.publisher.clone().unwrap_or_else(|| "an unnamed outlet".to_owned());
                outlets.entry(claim.group).or_default().insert(document, outlet);
            }
        }
        Self { claims: claims.into_iter().map(|c| (c.id, c)).collect(), listed: HashSet::new(), outlets }
    }

    /// Says which claims the page lists, so that links lead to them.
    pub fn on_page(&mut self, listed: HashSet<ClaimId>) {
        self.listed = listed;
    }

    /// All claims, in no order.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.claims.values()
    }

    /// One claim.
    pub fn claim(&self, id: ClaimId) -> Option<&Claim> {
        self.claims.get(&id)
    }

    /// How many claims there are.
    pub fn count(&self) -> usize {
        self.claims.len()
    }

    /// Who speaks in these claims: one entry for each origin and speaker.
    pub fn of(&self, ids: &[ClaimId]) -> Choir {
        let mut voices: BTreeMap<(GroupId, String, Stance), Part<'_>> = BTreeMap::new();
        for (place, claim) in ids.iter().filter_map(|id| self.claims.get(id)).enumerate() {
            let key = (claim.group, labels::speaker(claim), claim.stance);
            voices
                .entry(key)
                .or_insert(Part { place, first: claim, outlets: BTreeSet::new() })
                .outlets
                .extend(claim.document);
        }
        let more = voices.len().saturating_sub(NAMED);
        let mut parts: Vec<Part<'_>> = voices.into_values().collect();
        parts.sort_by_key(|part| part.place);
        Choir { named: parts.iter().take(NAMED).map(|part| self.voice(part)).collect(), more }
    }

    fn voice(&self, part: &Part<'_>) -> Voice {
        Voice {
            link: self.link(part.first),
            name: labels::speaker(part.first),
            stance: part.first.stance,
            copies: part.outlets.len().saturating_sub(1),
        }
    }

    /// The outlets in which these words can be read, each once, and how many more there are.
    pub fn read_in(&self, ids: &[ClaimId]) -> (Vec<Place>, usize) {
        let mut seen = BTreeSet::new();
        let told = ids.iter().filter_map(|id| self.claims.get(id));
        let places: Vec<Place> = told
            .map(|claim| {
                let outlet = claim.publisher.clone().unwrap_or_else(|| labels::speaker(claim));
                Place { link: self.link(claim), outlet }
            })
            .filter(|place| seen.insert(place.outlet.clone()))
            .collect();
        let more = places.len().saturating_sub(NAMED);
        (places.into_iter().take(NAMED).collect(), more)
    }

    /// Where a claim's words can be read.
    pub fn link(&self, claim: &Claim) -> String {
        match claim.document {
            Some(document) if !self.listed.contains(&claim.id) => format!("/documents/{document}#w-{}", claim.id),
            _ => format!("#claim-{}", claim.id),
        }
    }

    /// Other outlets that carry words of the same origin.
    pub fn same_origin(&self, claim: &Claim) -> Vec<&str> {
        let outlets = self.outlets.get(&claim.group).into_iter().flatten();
        let others: BTreeSet<&str> =
            outlets.filter(|(document, _)| Some(**document) != claim.document).map(|(_, o)| o.as_str()).collect();
        others.into_iter().collect()
    }
}
