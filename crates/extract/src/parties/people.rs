//! For whom a person speaks: "Paydell chief operating officer Gaetan Roy", "Anna Holm of the consultancy Rooikat",
//! "Chief executive Maeve Tiernan" (of the organisation spoken of).

use super::cluster::Cluster;
use super::context::{Around, lower};
use super::lexicon::LEXICON;
use super::names::Found;
use super::{Parties, PartyId, PartyKind};
use crate::analysis::{Analysis, Tokens};
use sextant_model::SpeakerKind;

/// Sets `speaks_for` and the kind of speaker of all people. `clusters` stand in the order of the first parties.
pub(crate) fn employers(analysis: &Analysis<'_>, clusters: &[Cluster], parties: &mut Parties) {
    for (id, cluster) in clusters.iter().enumerate() {
        if parties.all[id].kind != PartyKind::Person {
            continue;
        }
        let employer = cluster.mentions.iter().find_map(|(found, around)| employer(analysis, parties, found, around));
        let role = role(analysis, cluster);
        let person = &parties.all[id];
        let researcher = person.speaker == SpeakerKind::Researcher
            || role.as_deref().is_some_and(|r| LEXICON.research_head.ends(r).is_some());
        let speaker = match employer.map(|e| &parties.all[e]) {
            Some(body) if body.kind == PartyKind::Authority => SpeakerKind::Authority,
            Some(body) if body.kind == PartyKind::Outlet => SpeakerKind::Press,
            Some(body) if researcher => {
                if body.speaker == SpeakerKind::Other {
                    SpeakerKind::Researcher
                } else {
                    body.speaker
                }
            }
            Some(body) => body.speaker,
            None if researcher => SpeakerKind::Researcher,
            None if role.as_deref().is_some_and(is_officer) => SpeakerKind::Authority,
            None => SpeakerKind::Other,
        };
        parties.all[id].speaks_for = employer;
        parties.all[id].speaker = speaker;
        if parties.all[id].description.is_none() {
            parties.all[id].description = role;
        }
    }
}

fn is_officer(role: &str) -> bool {
    [
        "police",
        "detective",
        "sheriff",
        "sergeant",
        "inspector",
        "prosecutor",
        "minister",
        "commissioner",
        "attorney general",
        "lt.",
        "sgt.",
        "senator",
    ]
    .iter()
    .any(|w| role.contains(w))
}

/// What a person is said to be: the words in front with titles, or the apposition.
fn role(analysis: &Analysis<'_>, cluster: &Cluster) -> Option<String> {
    cluster.mentions.iter().find_map(|(found, around)| {
        let from = around.before.as_ref().map_or(found.whole.start, |b| b.start);
        let front = lower(analysis, &(from..found.name.start));
        if !front.is_empty() {
            return Some(front);
        }
        let apposition = around.apposition.as_ref().map(|a| lower(analysis, a))?;
        LEXICON.person_role.ends(&apposition).is_some().then_some(apposition)
    })
}

fn employer(analysis: &Analysis<'_>, parties: &Parties, found: &Found, around: &Around) -> Option<PartyId> {
    let front = around.before.as_ref().map_or(found.whole.start, |b| b.start);
    let is_body = |id: &PartyId| {
        matches!(parties.all[*id].kind, PartyKind::Organisation | PartyKind::Authority | PartyKind::Outlet)
    };
    // "Acme chief executive X", "the firm's boss, X", "state police Lt. X"
    let left = front.checked_sub(1).and_then(|at| {
        parties.at(at).or_else(|| (analysis.tokens[at].lower == "'s").then(|| parties.at(at.checked_sub(1)?)).flatten())
    });
    if let Some(mention) = left.filter(|m| is_body(&m.party) && front < found.name.start) {
        return Some(mention.party);
    }
    let inside = parties.within(&(front..found.name.start)).iter().find(|m| is_body(&m.party));
    if let Some(mention) = inside {
        return Some(mention.party);
    }
    // "X of the consultancy Y", "X, head of research at Y"
    let behind: Option<Tokens> = around.of.clone().or_else(|| {
        let next = analysis.tokens.get(found.name.end)?;
        matches!(next.lower.as_str(), "of" | "from" | "at" | "with").then(|| found.name.end + 1..found.name.end + 6)
    });
    if let Some(mention) = behind.and_then(|b| parties.within(&b).iter().find(|m| is_body(&m.party))) {
        return Some(mention.party);
    }
    if let Some(apposition) = &around.apposition
        && let Some(mention) = parties.within(apposition).iter().find(|m| is_body(&m.party))
    {
        return Some(mention.party);
    }
    staff_of_story(analysis, parties, found, front, around)
}

/// "Chief executive X", "spokeswoman X": of the organisation last spoken of.
fn staff_of_story(
    analysis: &Analysis<'_>,
    parties: &Parties,
    found: &Found,
    front: usize,
    around: &Around,
) -> Option<PartyId> {
    let role = lower(analysis, &(front..found.name.start));
    let apposition = around.apposition.as_ref().map(|a| lower(analysis, a)).unwrap_or_default();
    let staff = |r: &str| {
        LEXICON.person_role.ends(r).is_some_and(|head| !is_outside(head))
            || !r.is_empty()
                && r.split(' ').any(|w| {
                    matches!(
                        w,
                        "ceo"
                            | "cfo"
                            | "cio"
                            | "ciso"
                            | "coo"
                            | "cto"
                            | "chairman"
                            | "spokeswoman"
                            | "spokesman"
                            | "spokesperson"
                    )
                })
    };
    if !(staff(&role) || staff(&apposition) && around.of.is_none()) || is_officer(&role) {
        return None;
    }
    let before = parties.mentions.partition_point(|m| m.tokens.start < front);
    let recent = parties.mentions[..before].iter().rev().take(60).map(|m| m.party);
    let fitting = |id: &PartyId| {
        let party = &parties.all[*id];
        party.kind == PartyKind::Organisation
            && party.name.is_some()
            && !matches!(party.speaker, SpeakerKind::Researcher | SpeakerKind::Supplier | SpeakerKind::Press)
    };
    let known = |id: &PartyId| {
        fitting(id)
            && (parties.all[*id].description.is_some()
                || parties.mentions.iter().filter(|m| m.party == *id).nth(1).is_some())
    };
    let by_noun =
        recent.clone().find(|id| fitting(id) && parties.all[*id].nouns.iter().any(|n| role.split(' ').any(|w| w == n)));
    by_noun
        .or_else(|| recent.clone().find(known))
        .or_else(|| recent.clone().find(fitting))
        .or_else(|| parties.mentions[before..].iter().take(4).map(|m| m.party).find(fitting))
}

/// Roles of people who are not the organisation's own voice.
fn is_outside(head: &str) -> bool {
    matches!(
        head,
        "customer"
            | "patient"
            | "resident"
            | "student"
            | "member"
            | "lawyer"
            | "attorney"
            | "solicitor"
            | "analyst"
            | "researcher"
            | "expert"
            | "consultant"
            | "professor"
            | "detective"
            | "sergeant"
            | "inspector"
            | "lieutenant"
            | "senator"
            | "minister"
            | "governor"
            | "journalist"
            | "reporter"
            | "editor"
            | "candidate"
            | "economist"
            | "judge"
            | "prosecutor"
            | "commissioner"
            | "union leader"
            | "farmer"
            | "driver"
            | "officer"
            | "police chief"
            | "president"
            | "security expert"
    )
}
