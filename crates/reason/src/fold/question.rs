//! What is not settled: what the sources say that they do not know, what they dispute, and joins that a person may
//! decide. "No evidence that X" is shown as what it is, never as a denial.

use super::Fold;
use super::bearing::{Key, Side};
use super::history::that;
use super::nouns::{list, quoted};
use super::pile::Pile;
use super::speaking::{asks_whether, leaves_open, speaker_name};
use sextant_model::*;
use std::collections::BTreeMap;

pub(super) fn questions(fold: &Fold<'_>, dossier: &Dossier, as_of: AsOf) -> Vec<OpenQuestion> {
    let mut found: Vec<OpenQuestion> = Vec::new();
    for (key, outlook) in &fold.outlooks {
        let Some(pile) = fold.pile(key) else { continue };
        if outlook.standing == Standing::Disputed {
            found.push(disputed(fold, key, pile));
        }
        if !matches!(outlook.standing, Standing::Confirmed) || outlook.side == Side::Open {
            found.extend(left_open(fold, key, pile));
        }
    }
    found.extend(joins(dossier, as_of));
    found
}

fn disputed(fold: &Fold<'_>, key: &Key, pile: &Pile) -> OpenQuestion {
    let claims = pile.claims(Side::For).into_iter().chain(pile.claims(Side::Against));
    let outlook = fold.outlook(key);
    OpenQuestion {
        question: format!("Sources in an equal position to know disagree: {}.", that(fold, key, outlook)),
        kind: "disputed".to_owned(),
        claims: claims.filter_map(|c| fold.claim(c)).map(|c| c.id).collect(),
        incidents: Vec::new(),
    }
}

/// One question for each way in which the matter is left open.
fn left_open(fold: &Fold<'_>, key: &Key, pile: &Pile) -> Vec<OpenQuestion> {
    let mut by_stance: BTreeMap<Stance, Vec<&Claim>> = BTreeMap::new();
    for claim in pile.claims(Side::Open).into_iter().filter_map(|c| fold.claim(c)) {
        by_stance.entry(claim.stance).or_default().push(claim);
    }
    by_stance.into_iter().map(|(stance, claims)| open(fold, key, stance, &claims)).collect()
}

fn open(fold: &Fold<'_>, key: &Key, stance: Stance, claims: &[&Claim]) -> OpenQuestion {
    let mut names: Vec<String> = claims.iter().map(|c| speaker_name(fold, c)).collect();
    names.sort();
    names.dedup();
    let many = names.len() > 1;
    let who = list(&names);
    let that = that(fold, key, None);
    let whether = that.strip_prefix("that ").map_or_else(|| that.clone(), |rest| format!("whether {rest}"));
    let verb = leaves_open(stance, many);
    let words = claims.first().map(|c| c.quote.as_str()).filter(|q| !q.trim().is_empty());
    let question = match (key, words) {
        (Key::Statement(_, object), Some(words)) if !object.is_empty() => format!("{who} {verb}: {}.", quoted(words)),
        _ if asks_whether(stance) => format!("{who} {verb} {whether}."),
        _ => format!("{who} {verb} {that}."),
    };
    let kind = match stance {
        Stance::NoEvidence | Stance::Fears | Stance::Doubts => stance.as_str(),
        _ => Stance::CannotSay.as_str(),
    };
    OpenQuestion {
        question,
        kind: kind.to_owned(),
        claims: claims.iter().map(|c| c.id).collect(),
        incidents: claims
            .iter()
            .flat_map(|c| c.incidents.iter().copied())
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect(),
    }
}

fn joins(dossier: &Dossier, as_of: AsOf) -> Vec<OpenQuestion> {
    let mut doubts: Vec<&Doubt> = dossier.doubts.iter().filter(|d| as_of.knows(d.published, d.recorded)).collect();
    doubts.sort_by_key(|d| (d.other, d.document, d.incident));
    doubts.dedup_by_key(|d| d.other);
    doubts
        .into_iter()
        .map(|doubt| OpenQuestion {
            question: format!("Is this the same incident as {}? {}.", doubt.other, doubt.why),
            kind: "join".to_owned(),
            claims: Vec::new(),
            incidents: vec![doubt.other],
        })
        .collect()
}
