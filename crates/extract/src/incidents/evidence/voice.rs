//! In whose voice the words at a cue are: the frame over them, its speaker, and the scope.

use super::{Search, Voice};
use crate::analysis::{Act, ClauseKind, Frame, Modality, Scope};
use crate::incidents::Narrator;
use crate::parties::{PartyId, PartyKind};
use sextant_model::{BlockKind, SpeakerKind};

/// The voice at `cue` for an event of `victim`; `None` when the words tell of no event there.
pub(super) fn over(search: &Search<'_, '_>, victim: PartyId, cue: usize, entered: bool) -> Option<Voice> {
    let scope = likened(search, aside(search, cue, search.analysis.scope_at(cue)));
    if threatened(search, cue) || partitive(search, cue) || inverted_condition(search, cue) {
        return None;
    }
    if denied_before(search, victim, cue) {
        return (entered || told_of_event(search, cue)).then_some(Voice::Denied);
    }
    let frame = search.analysis.frame_of(cue).map(|f| &search.analysis.frames[f]);
    let speaker = frame.and_then(|f| speaker(search, f));
    let own =
        speaker.is_some_and(|s| search.organisation(s) == victim || search.parties.all[s].speaks_for == Some(victim));
    let own = own || in_own_quotation(search, victim, cue);
    if scope.negated || scope.modality == Modality::NotBelieved {
        return ((entered || told_of_event(search, cue))
            && (own || frame.is_some_and(|f| f.act == Act::Deny) && speaker.is_none()))
        .then_some(Voice::Denied);
    }
    if frame.is_some_and(|f| f.act == Act::Deny) && own {
        return (entered || told_of_event(search, cue)).then_some(Voice::Denied);
    }
    match scope.modality {
        Modality::NoEvidence | Modality::Feared | Modality::Conditional | Modality::Unreal | Modality::Planned => {
            return None;
        }
        Modality::CannotSay | Modality::NotRuledOut => {
            let declined = refuses(search, scope.cue.as_ref()) || frame.is_some_and(|f| refuses(search, Some(&f.cue)));
            return (own && !declined).then_some(Voice::Possible);
        }
        Modality::Possible if !actor(search, frame, speaker) => return Some(Voice::Possible),
        _ => {}
    }
    match plain(search, frame, speaker, own, cue) {
        // Money asked for under a threat does not show that anybody was inside.
        Voice::Own | Voice::Known | Voice::Told
            if matches!(search.lemma(cue), "extort" | "blackmail" | "extortion") =>
        {
            Some(Voice::Possible)
        }
        voice => Some(voice),
    }
}

/// "No one has been in our systems", "our" being the victim's.
fn in_own_quotation(search: &Search<'_, '_>, victim: PartyId, cue: usize) -> bool {
    let Some(quotation) = search.analysis.tokens[cue].quotation else { return false };
    let tokens = search.analysis.quotations[quotation].tokens.clone();
    search
        .parties
        .within(&tokens)
        .iter()
        .any(|m| matches!(search.lower(m.tokens.start), "our" | "we" | "us") && search.organisation(m.party) == victim)
}

/// "X, whose portal was locked, will not say …": what the main verb plans is not what the relative clause tells.
fn aside(search: &Search<'_, '_>, cue: usize, scope: Scope) -> Scope {
    let relative =
        search.analysis.clause_of(cue).map(|c| &search.analysis.clauses[c]).is_some_and(|c| {
            c.kind == ClauseKind::Relative && scope.cue.as_ref().is_some_and(|s| s.start >= c.tokens.end)
        });
    let planned = matches!(scope.modality, Modality::Planned | Modality::CannotSay);
    if relative && planned { Scope { modality: Modality::Asserted, negated: false, ..scope } } else { scope }
}

/// "Were ransomware to lock …", "Should hackers get in, …".
fn inverted_condition(search: &Search<'_, '_>, cue: usize) -> bool {
    let start = search.tokens().start;
    let first = (start..cue).find(|&t| matches!(search.lower(t), "were" | "should" | "had"));
    first.is_some_and(|t| {
        let opens = t == start || !search.analysis.tokens[t - 1].text.starts_with(char::is_alphanumeric);
        let to = search.lower(t) != "were" || (t..t + 6).any(|i| search.lower(i) == "to");
        opens && search.analysis.tokens[t].text.starts_with(char::is_uppercase) && to
    })
}

/// "X denied a claim that hackers had broken in", "X denies hackers were inside its network".
fn denied_before(search: &Search<'_, '_>, victim: PartyId, cue: usize) -> bool {
    let clauses = search.analysis.sentences[search.sentence].clauses.clone();
    clauses.map(|c| &search.analysis.clauses[c]).any(|c| {
        let Some(verb) = &c.verb else { return false };
        let denies = matches!(verb.lemma.as_str(), "deny" | "reject" | "dispute" | "dismiss" | "rebut" | "refute")
            && !verb.negated
            && verb.head < cue;
        let by = c.subject.as_ref().and_then(|s| search.parties.meant(s)).map(|p| search.organisation(p));
        // "denied that data had been stolen in the attack" owns up to the attack.
        let only_data = (verb.head..cue).any(|t| {
            matches!(search.lemma(t), "datum" | "data" | "information" | "record" | "file" | "ransom" | "pay")
        });
        denies && by == Some(victim) && !only_data
    })
}

/// "A potentially similar attack" hedges the likeness, not the attack.
fn likened(search: &Search<'_, '_>, scope: Scope) -> Scope {
    let after = scope.cue.as_ref().map_or(0, |c| c.end);
    let likeness =
        matches!(search.lower(after), "similar" | "related" | "linked" | "connected" | "relevant" | "sensitive");
    if scope.modality == Modality::Possible && likeness {
        Scope { modality: Modality::Asserted, ..scope }
    } else {
        scope
    }
}

/// "a threat of a hack", "threatened to leak".
fn threatened(search: &Search<'_, '_>, cue: usize) -> bool {
    (cue.saturating_sub(4)..cue).any(|t| matches!(search.lemma(t), "threat" | "threaten" | "risk"))
}

/// "only one of them was attacked" does not say which.
fn partitive(search: &Search<'_, '_>, cue: usize) -> bool {
    let from = cue.saturating_sub(6).max(search.tokens().start);
    (from..cue).any(|t| {
        matches!(search.lower(t), "one" | "some" | "neither" | "none" | "which") && search.lower(t + 1) == "of"
    })
}

/// A denial of data loss is no denial of the event: only words on the event itself count.
fn told_of_event(search: &Search<'_, '_>, cue: usize) -> bool {
    let lexicon = &crate::incidents::lexicon::LEXICON;
    let lemma = search.lemma(cue);
    let strong = lexicon.verbs.get(lemma).is_some_and(|v| v.iter().any(|v| !v.weak && v.particle.is_empty()));
    let data = search
        .tokens()
        .any(|t| matches!(search.lemma(t), "datum" | "data" | "information" | "record" | "detail" | "file" | "number"));
    (strong || lexicon.nouns.contains(lemma)) && (!data || lemma == "hack") || lemma == "sale"
}

/// "would not say", "declined to comment": no looking into it.
fn refuses(search: &Search<'_, '_>, cue: Option<&crate::analysis::Tokens>) -> bool {
    cue.is_some_and(|c| {
        let words = search.analysis.text(c).to_lowercase();
        let declines = ["declin", "refus", "would n", "wouldn", "did n", "didn", "no comment", "will not", "won"]
            .iter()
            .any(|w| words.contains(w));
        declines || words.contains("comment")
    })
}

/// The party that speaks in a frame, carried over from the one it continues.
pub(super) fn speaker(search: &Search<'_, '_>, frame: &Frame) -> Option<PartyId> {
    let mut at = frame;
    for _ in 0..8 {
        if let Some(phrase) = &at.speaker {
            // "Separately, parcel operator X told the exchange": an adverb in front is no speaker.
            let subject = || search.analysis.clauses[search.analysis.clause_of(at.cue.start)?].subject.clone();
            return search.parties.speaker(phrase).or_else(|| search.parties.meant(&subject()?));
        }
        at = &search.analysis.frames[at.continues?];
    }
    None
}

/// All parties of a subject: "X and Y said".
pub(super) fn together(search: &Search<'_, '_>, subject: &crate::analysis::Tokens) -> Vec<PartyId> {
    let mut parties: Vec<PartyId> = if subject.clone().any(|t| search.lower(t) == "and") {
        subject.clone().filter_map(|t| search.victim_at(t)).collect()
    } else {
        search.parties.meant(subject).map(|p| search.organisation(p)).into_iter().collect()
    };
    parties.dedup();
    parties
}

/// All parties that speak in a frame: "X and Y said".
pub(super) fn speakers(search: &Search<'_, '_>, frame: &Frame) -> Vec<PartyId> {
    if frame.speaker.as_ref().is_some_and(|p| seen(search, p)) {
        return Vec::new();
    }
    let together = frame.speaker.as_ref().filter(|p| (p.start..p.end).any(|t| search.lower(t) == "and"));
    let mut parties: Vec<PartyId> =
        together.into_iter().flat_map(|p| (p.start..p.end).filter_map(|t| search.victim_at(t))).collect();
    if parties.is_empty() {
        parties.extend(speaker(search, frame).map(|p| search.organisation(p)));
    }
    parties.dedup();
    parties
}

/// "an internal memo seen by the paper said": the memo speaks, not the paper.
fn seen(search: &Search<'_, '_>, phrase: &crate::analysis::Tokens) -> bool {
    phrase
        .clone()
        .any(|t| matches!(search.lower(t), "seen" | "reviewed" | "obtained" | "viewed") && search.lower(t + 1) == "by")
}

fn actor(search: &Search<'_, '_>, frame: Option<&Frame>, speaker: Option<PartyId>) -> bool {
    let posted = frame.and_then(|f| f.speaker.clone()).is_some_and(|s| {
        s.clone().any(|t| crate::incidents::lexicon::LEXICON.post.contains(search.lower(t)))
            && search.parties.meant(&s).is_none_or(|p| search.parties.all[p].kind == PartyKind::Actor)
    });
    posted || frame.is_some_and(|f| f.act == Act::Claim) || speaker.is_some_and(|s| is_actor(search, s))
}

/// "… that it had carried off the contracts", "it" being a crew and nobody else the speaker.
fn of_crew_itself(search: &Search<'_, '_>, cue: usize) -> bool {
    let Some(clause) = search.analysis.clause_of(cue).map(|c| &search.analysis.clauses[c]) else { return false };
    let Some(subject) = clause.subject.as_ref().filter(|_| clause.kind == ClauseKind::That) else { return false };
    let pronoun = subject.len() == 1 && matches!(search.lower(subject.start), "it" | "they" | "he" | "she");
    pronoun && search.parties.at(subject.start).is_some_and(|m| is_actor(search, m.party))
}

/// "The crew posted on Sunday that it had carried off …": whatever follows is the crew's word.
fn crew_says(search: &Search<'_, '_>, cue: usize) -> bool {
    const SAYS: &[&str] = &[
        "post",
        "write",
        "announce",
        "say",
        "brag",
        "boast",
        "claim",
        "declare",
        "tell",
        "allege",
        "assert",
        "bragg",
        "maintain",
        "insist",
        "crow",
        "advertise",
        "tweet",
        "publish",
    ];
    let clauses = search.analysis.sentences[search.sentence].clauses.clone();
    clauses.map(|c| &search.analysis.clauses[c]).any(|c| {
        let Some(verb) = &c.verb else { return false };
        let says = SAYS.contains(&verb.lemma.as_str()) && !verb.passive && verb.head < cue;
        says && c.subject.as_ref().and_then(|s| search.parties.meant(s)).is_some_and(|p| is_actor(search, p))
    })
}

fn is_actor(search: &Search<'_, '_>, party: PartyId) -> bool {
    let party = &search.parties.all[party];
    party.kind == PartyKind::Actor || party.speaker == SpeakerKind::Actor
}

fn plain(search: &Search<'_, '_>, frame: Option<&Frame>, speaker: Option<PartyId>, own: bool, cue: usize) -> Voice {
    let sentence = &search.analysis.sentences[search.sentence];
    if frame.is_some_and(|f| his_own_deed(search, f, speaker, cue)) {
        return Voice::Claimed;
    }
    if own {
        return Voice::Own;
    }
    if crew_says(search, cue)
        || frame.is_none() && of_crew_itself(search, cue)
        || actor(search, frame, speaker)
        || alleged(search)
        || *search.narrator == Narrator::Crew
    {
        return Voice::Claimed;
    }
    match (frame, speaker) {
        (Some(_), Some(s)) if search.parties.all[s].kind == PartyKind::Unnamed => Voice::Possible,
        (Some(f), None) if of_stranger(search, f) => Voice::Claimed,
        (Some(f), None) if matches!(f.act, Act::Suspect | Act::Doubt) => Voice::Possible,
        (Some(_), Some(_)) => Voice::Known,
        _ if sentence.kind == BlockKind::Heading => Voice::Headline,
        _ if sentence.kind == BlockKind::Quotation && !matches!(search.narrator, Narrator::Party(_)) => Voice::Claimed,
        _ if search.analysis.tokens[cue].quotation.is_some() && frame.is_none() => Voice::Claimed,
        _ => match search.narrator {
            Narrator::Party(_) => Voice::Known,
            Narrator::Press => Voice::Told,
            Narrator::Crew => Voice::Claimed,
        },
    }
}

/// "A forum user wrote that he had copied the list": whoever says that he did it himself boasts, unless finding such
/// things is his work.
fn his_own_deed(search: &Search<'_, '_>, frame: &Frame, speaker: Option<PartyId>, cue: usize) -> bool {
    let Some(clause) = search.analysis.clause_of(cue).map(|c| &search.analysis.clauses[c]) else { return false };
    let (Some(subject), Some(verb)) = (clause.subject.as_ref(), clause.verb.as_ref()) else { return false };
    let pronoun = subject.len() == 1 && matches!(search.lower(subject.start), "he" | "she" | "i");
    let deed = verb.head == cue && !verb.passive && !verb.negated && !matches!(verb.lemma.as_str(), "lose" | "suffer");
    let works = speaker.is_some_and(|s| {
        let known = &search.parties.all[s];
        let job = !matches!(known.speaker, SpeakerKind::Other | SpeakerKind::Unnamed | SpeakerKind::Actor);
        let named = known.name.is_some();
        job || named && (known.speaks_for.is_some() || known.kind == PartyKind::Organisation)
    });
    pronoun && deed && frame.speaker.is_some() && !works
}

/// "a man with a distorted voice insisted": the word of nobody in particular is a claim.
fn of_stranger(search: &Search<'_, '_>, frame: &Frame) -> bool {
    let words = frame.speaker.as_ref().and_then(|s| search.analysis.tokens.get(s.clone()));
    words.is_some_and(crate::parties::nameless::is_stranger)
}

/// The sentence itself marks the event as a claim: "alleged", "purported", "claimed".
pub(super) fn alleged(search: &Search<'_, '_>) -> bool {
    const WORDS: &[&str] = &[
        "alleged",
        "allegedly",
        "purported",
        "purportedly",
        "claimed",
        "claims",
        "claiming",
        "claim",
        "boasts",
        "boasted",
        "boast",
    ];
    search.tokens().any(|t| WORDS.contains(&search.lower(t)))
}
