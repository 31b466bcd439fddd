//! A party's own words on its own loss: "X said that hackers …", "we learned that someone had logged in …".

use super::{Search, voice};
use crate::analysis::{Act, Modality, Tag};
use crate::incidents::Narrator;
use crate::incidents::lexicon::LEXICON;
use crate::parties::PartyId;
use sextant_model::SpeakerKind;

/// Looks at the frames whose cue stands in this sentence, and at the narrator's own sentences.
pub(super) fn collect(search: &mut Search<'_, '_>, cyber: bool) {
    let tokens = search.tokens();
    let frames: Vec<usize> =
        (0..search.analysis.frames.len()).filter(|&f| tokens.contains(&search.analysis.frames[f].cue.start)).collect();
    for frame in frames {
        let frame = &search.analysis.frames[frame];
        let warns = frame.act == Act::Fear && frame.cue.clone().any(|t| search.lemma(t) == "warn");
        let speaks =
            warns || matches!(frame.act, Act::Say | Act::Confirm | Act::Deny | Act::CannotSay | Act::NoEvidence);
        for party in if speaks { voice::speakers(search, frame) } else { Vec::new() } {
            if !search.eligible(party) || !may_suffer(search, party) {
                continue;
            }
            for content in frame.content.clone() {
                let cue = content
                    .clone()
                    .find(|&t| loss(search, t, cyber) && !acts_itself(search, party, t) && !search.of_anybody(t));
                let own = on_itself(search, party, content.start);
                if let Some(cue) = cue.filter(|&t| own && !anothers(search, party, t)) {
                    if unsure(search, content.start) {
                        search.push(party, cue..cue + 1, super::Voice::Possible, 3, "event.own-words");
                    } else {
                        search.note(party, cue, 3, "event.own-words");
                    }
                }
            }
        }
    }
    unframed(search, cyber);
    confirmed_claim(search);
    looks_into(search);
    calls_it_false(search);
    narrated(search, cyber);
}

/// "The airline is checking whether any data is missing": of itself no loss, but what is claimed is looked into.
fn looks_into(search: &mut Search<'_, '_>) {
    const LOOK: &[&str] = &[
        "check",
        "investigate",
        "look",
        "examine",
        "verify",
        "probe",
        "establish",
        "assess",
        "determine",
        "find",
        "review",
        "try",
    ];
    const OPEN: &[&str] = &["whether", "if", "claim", "claims", "allegation", "allegations", "authenticity", "boast"];
    let clauses = search.analysis.sentences[search.sentence].clauses.clone();
    for clause in clauses {
        let clause = &search.analysis.clauses[clause];
        let Some(verb) = clause.verb.clone() else { continue };
        let into = search.lemma(verb.head) == "look"
            && search.lower(verb.head + 1) == "into"
            && matches!(search.lower(verb.head + 3), "matter" | "report" | "reports" | "post" | "listing" | "incident");
        let open =
            into || (verb.head + 1..(verb.head + 9).min(search.tokens().end)).any(|t| OPEN.contains(&search.lower(t)));
        let active = !verb.passive
            && !verb.negated
            && (verb.progressive || matches!(verb.lemma.as_str(), "look" | "investigate"));
        if !active || !open || !LOOK.contains(&verb.lemma.as_str()) {
            continue;
        }
        let party = search.subject(verb.head);
        if let Some(party) = party.filter(|&p| may_suffer(search, p)) {
            search.push(party, verb.head..verb.head + 1, super::Voice::Possible, 0, "event.looked-into");
        }
    }
}

/// "X said the names, addresses and tax numbers of 900 workers were taken": a statement too long for a frame.
fn unframed(search: &mut Search<'_, '_>, cyber: bool) {
    const SAY: &[&str] = &[
        "say",
        "confirm",
        "admit",
        "disclose",
        "announce",
        "report",
        "reveal",
        "state",
        "acknowledge",
        "warn",
        "tell",
        "put",
        "give",
        "estimate",
    ];
    let tokens = search.tokens();
    let clauses = search.analysis.sentences[search.sentence].clauses.clone();
    for clause in clauses {
        let clause = &search.analysis.clauses[clause];
        let (Some(verb), Some(subject)) = (&clause.verb, clause.subject.clone()) else { continue };
        let framed = search.analysis.frames.iter().any(|f| f.cue.contains(&verb.head));
        if framed || verb.negated || verb.passive || !SAY.contains(&verb.lemma.as_str()) {
            continue;
        }
        for party in voice::together(search, &subject) {
            if !search.eligible(party) || !may_suffer(search, party) {
                continue;
            }
            let cue = (verb.head + 1..tokens.end).find(|&t| loss(search, t, cyber) && !acts_itself(search, party, t));
            let own = on_itself(search, party, verb.head + 1);
            let Some(cue) = cue.filter(|&t| own && !anothers(search, party, t)) else { continue };
            let scope = search.analysis.scope_at(cue);
            if !scope.negated && matches!(scope.modality, Modality::Asserted | Modality::Possible) {
                let voice = if unsure(search, verb.head + 1) || voice::alleged(search) {
                    super::Voice::Possible
                } else {
                    super::Voice::Own
                };
                search.push(party, cue..cue + 1, voice, 3, "event.own-words");
            }
        }
    }
}

/// "X confirmed the group's account": what an actor claimed, owned up to.
fn confirmed_claim(search: &mut Search<'_, '_>) {
    for at in search.tokens() {
        if !matches!(search.lemma(at), "confirm" | "acknowledge" | "admit" | "concede" | "say" | "accept")
            || search.analysis.scope_at(at).negated
        {
            continue;
        }
        let claim = search.lemma(at) != "say"
            && (at + 1..at + 6).any(|t| matches!(search.lemma(t), "account" | "claim" | "allegation" | "boast"));
        let claim = claim || admits_boast(search, at);
        let condition = search.analysis.scope_at(at).modality != crate::analysis::Modality::Asserted;
        if let (true, false, Some(party)) = (claim, condition, search.subject(at)) {
            search.push(party, at..at + 1, super::Voice::Own, 3, "event.confirmed-claim");
        }
    }
}

/// "concedes that the boast is true", "says the gang's claim is accurate".
fn admits_boast(search: &Search<'_, '_>, at: usize) -> bool {
    let near = at + 1..(at + 10).min(search.tokens().end);
    let claim = near
        .clone()
        .find(|&t| matches!(search.lemma(t), "claim" | "boast" | "post" | "account" | "sample" | "allegation"));
    claim.is_some_and(|c| {
        (c + 1..c + 4).any(|t| {
            matches!(search.lower(t), "true" | "genuine" | "accurate" | "authentic" | "real" | "right" | "correct")
        }) && !near.clone().any(|t| matches!(search.lower(t), "not" | "n't" | "never" | "whether" | "if" | "neither"))
    })
}

/// "X calls the post a fabrication": what is claimed is denied, and nothing owned up to.
fn calls_it_false(search: &mut Search<'_, '_>) {
    const FALSE: &[&str] = &[
        "fabrication",
        "fabricated",
        "fake",
        "false",
        "untrue",
        "baseless",
        "invented",
        "hoax",
        "lie",
        "unfounded",
        "bogus",
        "fiction",
        "groundless",
    ];
    const CLAIM: &[&str] = &["post", "claim", "listing", "allegation", "boast", "entry", "report", "story", "it"];
    for at in search.tokens() {
        let calls = matches!(search.lemma(at), "call" | "describe" | "dismiss" | "brand" | "label" | "say");
        let end = (at + 9).min(search.tokens().end);
        let Some(claim) = (at + 1..(at + 5).min(end)).find(|&t| calls && CLAIM.contains(&search.lemma(t))) else {
            continue;
        };
        let untrue = (claim..end).any(|t| FALSE.contains(&search.lower(t)));
        if let (true, Some(party)) = (untrue, search.subject(at).filter(|&p| may_suffer(search, p))) {
            search.push(party, at..at + 1, super::Voice::Denied, 0, "event.called-false");
        }
    }
}

/// Press, researchers and authorities speak of other people's losses; whoever else speaks of a loss mostly has it.
fn may_suffer(search: &Search<'_, '_>, party: PartyId) -> bool {
    !matches!(
        search.parties.all[party].speaker,
        SpeakerKind::Authority | SpeakerKind::Researcher | SpeakerKind::Press | SpeakerKind::Actor
    )
}

/// A token that tells of entry or loss.
fn loss(search: &Search<'_, '_>, at: usize, cyber: bool) -> bool {
    let token = &search.analysis.tokens[at];
    let verb = matches!(token.tag, Tag::Verb | Tag::Participle | Tag::Gerund)
        && LEXICON.verbs.get(token.lemma.as_str()).is_some_and(|entries| {
            entries.iter().any(|v| {
                (!v.weak || cyber) && (v.particle.is_empty() || (at + 1..at + 4).any(|t| search.lower(t) == v.particle))
            })
        });
    let somebody =
        matches!(search.lemma(at + 1), "group" | "gang" | "crew" | "team" | "actor" | "collective" | "operation");
    let noun = !somebody
        && LEXICON.nouns.contains(token.lemma.as_str())
        && (!LEXICON.plain.contains(token.lemma.as_str()) || cyber);
    let sale = token.lower == "sale"
        && at > 0
        && search.lower(at - 1) == "for"
        && search.tokens().any(|t| LEXICON.owned.contains(search.lower(t)));
    verb || noun || sale || left_open(search, at)
}

/// "left a backup on a server that asked for no password", "kept in a bucket open to anybody".
fn left_open(search: &Search<'_, '_>, at: usize) -> bool {
    let keeps = matches!(search.lemma(at), "leave" | "keep" | "store" | "sit" | "lie" | "stand" | "hold")
        && search.analysis.tokens[at].tag != Tag::Noun;
    let rest = at + 1..(at + 24).min(search.tokens().end);
    let open = |t: usize| match search.lower(t) {
        "unsecured" | "unprotected" | "passwordless" => true,
        "password" | "login" => (t - 2..t).any(|b| matches!(search.lower(b), "no" | "without")),
        "open" | "visible" | "accessible" | "readable" | "exposed" => (t + 1..t + 4).any(|n| {
            matches!(search.lower(n), "anybody" | "anyone" | "everybody" | "everyone" | "internet" | "public")
        }),
        _ => false,
    };
    keeps && rest.clone().any(open) && rest.clone().any(|t| LEXICON.things.contains_key(search.lemma(t)))
}

/// "it was investigating claims that …", "it is aware of a post": looked into, not owned up to.
fn unsure(search: &Search<'_, '_>, from: usize) -> bool {
    const LOOK: &[&str] = &["investigate", "look", "examine", "aware", "assess", "verify", "probe"];
    const CLAIM: &[&str] =
        &["claim", "allegation", "allege", "report", "rumour", "rumor", "post", "assertion", "boast", "whether"];
    let near = from..(from + 11).min(search.tokens().end);
    near.clone().any(|t| LOOK.contains(&search.lemma(t))) && near.clone().any(|t| CLAIM.contains(&search.lemma(t)))
}

/// Whether what is said is said of the speaker: it names or means the speaker again, or tells of data and systems. The
/// party of the headline needs no such word.
fn on_itself(search: &Search<'_, '_>, party: PartyId, from: usize) -> bool {
    let titled = super::in_title(search.analysis, search.parties, party);
    titled
        || (from..search.tokens().end).any(|t| {
            let means = search.parties.at(t).is_some_and(|m| m.party == party);
            let first_person = matches!(search.lower(t), "we" | "our" | "us");
            let data = matches!(
                search.lemma(t),
                "name"
                    | "address"
                    | "number"
                    | "detail"
                    | "password"
                    | "passport"
                    | "date"
                    | "worker"
                    | "people"
                    | "resident"
                    | "pupil"
                    | "donor"
                    | "guest"
                    | "passenger"
                    | "file"
                    | "document"
                    | "folder"
            );
            means || first_person || data || LEXICON.owned.contains(search.lower(t))
        })
}

/// The party itself is who takes or loses something actively ("we took the site offline", "it had stolen"): no loss of
/// its own.
fn acts_itself(search: &Search<'_, '_>, party: PartyId, at: usize) -> bool {
    let token = &search.analysis.tokens[at];
    if !matches!(token.tag, Tag::Verb | Tag::Participle | Tag::Gerund)
        || matches!(token.lemma.as_str(), "lose" | "suffer")
    {
        return false;
    }
    let Some(clause) = search.analysis.clause_of(at).map(|c| &search.analysis.clauses[c]) else { return false };
    let passive = clause.verb.as_ref().is_some_and(|v| v.passive);
    let Some(subject) = clause.subject.clone().filter(|_| !passive) else { return false };
    let we = subject.clone().any(|t| matches!(search.lower(t), "we" | "i"));
    let head = subject.end.checked_sub(1).and_then(|last| search.parties.at(last));
    we || head.is_some_and(|m| m.party == party) && search.parties.meant(&subject) == Some(party)
}

/// Another party that can be a victim stands as the object or owner near the cue.
fn anothers(search: &Search<'_, '_>, party: PartyId, cue: usize) -> bool {
    let clause = search.analysis.clause_of(cue).map_or(cue..cue + 1, |c| search.analysis.clauses[c].tokens.clone());
    let mut others = clause.filter(|&t| !holds(search, t)).filter_map(|t| search.victim_at(t)).filter(|&p| p != party);
    let other = others.next().is_some();
    let own = search.tokens().any(|t| {
        matches!(search.lower(t), "its" | "it" | "our" | "we" | "us")
            || search.parties.at(t).is_some_and(|m| m.party == party && t > cue)
    });
    other && !own
}

/// "held by X", "run by X", "a server operated by X": X keeps the data, the speaker suffers all the same.
fn holds(search: &Search<'_, '_>, at: usize) -> bool {
    const KEEP: &[&str] = &[
        "hold", "store", "keep", "process", "manage", "host", "run", "operate", "maintain", "provide", "supply", "use",
        "share", "handle",
    ];
    let from = at.saturating_sub(6).max(search.tokens().start);
    (from..at).any(|t| KEEP.contains(&search.lemma(t)) && search.analysis.tokens[t].tag == Tag::Participle)
}

/// "Tern & Anvil Research": a narrator whose trade is in its name tells of others.
fn researches(search: &Search<'_, '_>, party: PartyId) -> bool {
    let last = search.parties.all[party].short.as_deref().and_then(|n| n.rsplit(' ').next()).unwrap_or_default();
    let trade = matches!(
        last,
        "Research" | "Labs" | "Intelligence" | "Security" | "Threat" | "Cyber" | "Forensics" | "Infosec" | "Analytics"
    );
    // Its own loss is told as such: "our network", "our systems".
    let own = search.tokens().any(|t| {
        search.lower(t) == "our"
            && (t + 1..t + 4).any(|n| LEXICON.things.contains_key(search.lemma(n)) && search.lower(n) != "analysis")
    });
    trade && !own
}

/// A notice, a filing: the narrator's own sentence on entry or loss.
fn narrated(search: &mut Search<'_, '_>, cyber: bool) {
    let Narrator::Party(party) = *search.narrator else { return };
    if researches(search, party) {
        return;
    }
    if !search.eligible(party) || !may_suffer(search, party) || !cyber {
        return;
    }
    let tokens = search.tokens();
    let own = tokens.clone().any(|t| {
        search.analysis.tokens[t].quotation.is_none()
            && (matches!(search.lower(t), "we" | "our" | "us" | "your")
                || search.parties.at(t).is_some_and(|m| m.party == party))
    });
    let Some(cue) = tokens.clone().find(|&t| own && loss(search, t, cyber) && !acts_itself(search, party, t)) else {
        return;
    };
    let framed = search.analysis.frame_of(cue).is_some();
    if !anothers(search, party, cue) && !framed {
        search.note(party, cue, 3, "event.narrated");
    } else if framed && !anothers(search, party, cue) {
        search.note(party, cue, 2, "event.narrated");
    }
}
