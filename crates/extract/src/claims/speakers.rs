//! Whose words a frame holds: the party that its speaker phrase means, or whoever was speaking before.

use super::{described, staff, turns};
use crate::Context;
use crate::analysis::{Act, Frame, FrameId, Tag, Token, Tokens};
use crate::incidents::{EventId, Narrator};
use crate::parties::{PartyId, PartyKind, nameless};
use sextant_model::{Speaker, SpeakerKind};

/// Who speaks, and the party it is if it is one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Voice {
    /// As claims give it.
    pub speaker: Speaker,
    /// The party.
    pub party: Option<PartyId>,
}

/// The voice of a frame on some events; `None` where nobody can be made out.
pub(crate) fn voice(context: &Context<'_, '_>, frame: FrameId, about: &[EventId]) -> Option<Voice> {
    let mut at = frame;
    for _ in 0..8 {
        let Some(here) = context.analysis.frames.get(at) else { break };
        // "is believed to" inside somebody's words is that party's belief.
        let relayed = here.rule == "frame.passive-unnamed" && enclosing(context, at).is_some();
        if let Some(voice) = own_voice(context, at, about).filter(|_| !relayed) {
            return Some(voice);
        }
        let before = here.continues.or_else(|| enclosing(context, at)).or_else(|| previous(context, at));
        match before.filter(|&b| b != at) {
            Some(before) => at = before,
            None => break,
        }
    }
    pronoun(context, context.analysis.frames.get(frame)?.speaker.as_ref()?, about)
}

/// "They say that …" where nobody spoke before: the body named last in the sentences right before, not the narrator.
fn pronoun(context: &Context<'_, '_>, phrase: &Tokens, about: &[EventId]) -> Option<Voice> {
    let word = context.analysis.tokens.get(phrase.start).filter(|_| phrase.len() == 1)?;
    let person = matches!(word.lower.as_str(), "he" | "she");
    if !person && !matches!(word.lower.as_str(), "it" | "they") {
        return None;
    }
    let first = context.analysis.sentence_of(phrase.start)?.saturating_sub(2);
    let from = context.analysis.sentences.get(first)?.tokens.start;
    let fits = |p: PartyId| {
        let narrator = context.events.narrator == Narrator::Party(p);
        let kind = context.parties.all.get(p).map(|p| p.kind);
        !narrator && if person { kind == Some(PartyKind::Person) } else { kind == Some(PartyKind::Organisation) }
    };
    let last = context.parties.within(&(from..phrase.start)).iter().rev().find(|m| m.by_name && fits(m.party));
    let sufferer = || match about {
        [only] if !person => context.events.all.get(*only).map(|e| e.victim),
        _ => None,
    };
    let party = last.map(|m| m.party).or_else(sufferer)?;
    Some(of_party(context, party, about))
}

/// Who tells of a demand: the party in whose words it stands, else whoever makes it.
pub(crate) fn teller(context: &Context<'_, '_>, frame: FrameId, about: &[EventId]) -> Option<Voice> {
    let outer = enclosing(context, frame).and_then(|f| voice(context, f, about));
    let outer = outer.or_else(|| narrator(context, about));
    outer.filter(|v| v.speaker.kind == SpeakerKind::Victim).or_else(|| voice(context, frame, about))
}

/// The voice that a frame's own words name.
pub(super) fn own_voice(context: &Context<'_, '_>, id: FrameId, about: &[EventId]) -> Option<Voice> {
    let frame = context.analysis.frames.get(id)?;
    let nobody = || Some(Voice { speaker: Speaker { name: None, kind: SpeakerKind::Unnamed }, party: None });
    match frame.rule {
        // In a notice, what "is believed" is believed by whoever writes it.
        "frame.passive-unnamed" => return narrator(context, about).or_else(nobody),
        "frame.blockquote" => return block_voice(context, frame, about),
        // "claims that data were stolen": somebody's, not those of whoever speaks of them.
        "frame.noun" if frame.act == Act::Claim && frame.speaker.is_none() => return nobody(),
        _ => {}
    }
    let phrase = frame.speaker.as_ref()?;
    let described = || described_voice(context, phrase, frame.cue.start, about);
    let found =
        turns::outer(context, id, about).or_else(described).or_else(|| turns::goes_on(context, id, phrase, about));
    if found.is_some() {
        return found;
    }
    let tokens = context.analysis.tokens.get(phrase.clone())?;
    if nameless::is_paper(tokens) {
        let earlier = earlier_paper(context, id, tokens).map(|p| of_party(context, p, about));
        return earlier.or_else(|| document_voice(context, phrase, about));
    }
    if nameless::is_own_outlet(tokens) {
        return Some(press(context));
    }
    if let Some(party) = context.parties.meant(phrase) {
        return Some(of_party(context, party, about));
    }
    if nameless::kind(tokens) == Some(SpeakerKind::Actor) {
        return Some(Voice { speaker: Speaker { name: None, kind: SpeakerKind::Actor }, party: None });
    }
    if is_first_person(context, phrase) {
        let told = context.analysis.tokens[frame.cue.start].quotation.is_none();
        return narrator(context, about).or_else(|| told.then(|| press(context)));
    }
    stranger(context, phrase)
}

/// Whom a phrase describes without being the name of a party.
fn described_voice(context: &Context<'_, '_>, phrase: &Tokens, cue: usize, about: &[EventId]) -> Option<Voice> {
    if let Some(kind) = described::unnamed(context, phrase) {
        return Some(Voice { speaker: Speaker { name: None, kind }, party: None });
    }
    if let Some(party) = turns::pointed_at(context, phrase, about) {
        return Some(of_party(context, party, about));
    }
    if described::is_the_filer(context, phrase) {
        return narrator(context, about);
    }
    if let Some(named) = named_within(context, phrase, about) {
        return Some(named);
    }
    let name = described::nickname(context, phrase, cue)?;
    Some(match context.parties.named(&name) {
        Some(party) => of_party(context, party, about),
        None => Voice { speaker: Speaker { name: Some(name), kind: SpeakerKind::Actor }, party: None },
    })
}

/// Somebody whom the text mentions only as a speaker, by a name or an office.
fn stranger(context: &Context<'_, '_>, phrase: &Tokens) -> Option<Voice> {
    let tokens = context.analysis.tokens.get(phrase.clone())?;
    let kind = nameless::kind(tokens);
    // "The FBI's Cleveland field office": a body with a name that is nobody spoken of before.
    if nameless::names_authority(tokens)
        && let Some(name) = proper_name(context, phrase)
    {
        return Some(Voice { speaker: Speaker { name: Some(name), kind: SpeakerKind::Authority }, party: None });
    }
    let refers = tokens.iter().any(|t| t.tag == Tag::Pronoun && !matches!(t.lower.as_str(), "who" | "one"))
        || tokens.first().is_some_and(|t| matches!(t.lower.as_str(), "the" | "its" | "their" | "his" | "her"));
    if let Some((name, kind)) = described::in_particular(context, phrase).filter(|_| refers) {
        return Some(Voice { speaker: Speaker { name: Some(name), kind }, party: None });
    }
    // "the man" whom nobody named is not whoever spoke before.
    let stranger = matches!(kind, Some(SpeakerKind::Other | SpeakerKind::Insider));
    if refers && !stranger {
        return None;
    }
    // "Officials", capital only because it opens the sentence, is no name.
    let name = proper_name(context, phrase).filter(|_| kind.is_none() || tokens.len() > 1);
    // "suspicious accounts suggesting that": things say nothing; whoever speaks of them does.
    let kind = kind.or(name.is_some().then_some(SpeakerKind::Other))?;
    Some(Voice { speaker: Speaker { name, kind }, party: None })
}

/// The crew or the person that a phrase names beside somebody else.
fn named_within(context: &Context<'_, '_>, phrase: &Tokens, about: &[EventId]) -> Option<Voice> {
    let is_crew = |p: &PartyId| context.parties.all.get(*p).is_some_and(|p| p.kind == PartyKind::Actor);
    let crew = || context.parties.speaker(phrase).filter(is_crew).map(|crew| of_party(context, crew, about));
    let person = || person_at_end(context, phrase).map(|person| of_party(context, person, about));
    crew().or_else(|| named_person(context, phrase, about)).or_else(person)
}

/// "Shiftly's chief executive Josh Tran": the person whose name ends the phrase, whoever else it names.
fn person_at_end(context: &Context<'_, '_>, phrase: &Tokens) -> Option<PartyId> {
    let last = context.parties.within(phrase).iter().rev().find(|m| m.by_name)?;
    let person = context.parties.all.get(last.party).is_some_and(|p| p.kind == PartyKind::Person);
    (person && last.tokens.end >= phrase.end && last.tokens.start > phrase.start).then_some(last.party)
}

/// "the charity's director, Imogen Hale": the person, who speaks as whom she serves.
fn named_person(context: &Context<'_, '_>, phrase: &Tokens, about: &[EventId]) -> Option<Voice> {
    let comma = phrase.clone().find(|&i| context.analysis.tokens[i].text == ",")?;
    let role = nameless::kind(context.analysis.tokens.get(phrase.start..comma)?).is_some();
    let person = |m: &&crate::parties::Mention| {
        let party = context.parties.all.get(m.party);
        m.by_name && party.is_some_and(|p| p.kind == PartyKind::Person || role && p.kind == PartyKind::Organisation)
    };
    let named = context.parties.within(&(comma..phrase.end)).iter().find(person)?;
    let mut voice = of_party(context, named.party, about);
    let served = context.parties.meant(&(phrase.start..comma)).map(|p| of_party(context, p, about).speaker.kind);
    if served == Some(SpeakerKind::Victim) {
        voice.speaker.kind = SpeakerKind::Victim;
    }
    Some(voice)
}

/// "the report says", "the post says": what was spoken of before, a crew's or whoever's words were told last.
fn earlier_paper(context: &Context<'_, '_>, frame: FrameId, tokens: &[Token<'_>]) -> Option<PartyId> {
    let definite = tokens.first().is_some_and(|t| t.lower == "the") && tokens.len() == 2;
    let cue = context.analysis.frames.get(frame)?.cue.start;
    let posted = nameless::is_post(tokens);
    let party = |m: &crate::parties::Mention| context.parties.all.get(m.party);
    let before = context.parties.mentions.iter().rev().skip_while(|m| m.tokens.start >= cue).take(12);
    let told = |m: &&crate::parties::Mention| {
        party(m).is_some_and(|p| match posted {
            true => p.kind == PartyKind::Actor,
            false => p.speaker == SpeakerKind::Researcher,
        })
    };
    let found = before.filter(|_| definite && (posted || nameless::is_report(tokens))).find(told);
    found.map(|m| m.party)
}

/// Whose paper it is: the body that the phrase names, else the only victim that the text around it is about.
fn document_voice(context: &Context<'_, '_>, phrase: &Tokens, about: &[EventId]) -> Option<Voice> {
    let named = context
        .parties
        .meant(phrase)
        .filter(|&p| context.parties.all.get(p).is_some_and(|p| p.is_body() || p.kind == PartyKind::Actor));
    let victim =
        || about.first().filter(|_| about.len() == 1).and_then(|&e| context.events.all.get(e)).map(|e| e.victim);
    named.or_else(victim).map(|p| of_party(context, p, about))
}

fn is_first_person(context: &Context<'_, '_>, phrase: &Tokens) -> bool {
    let first = |t: Option<&Token<'_>>| t.is_some_and(|t| matches!(t.lower.as_str(), "we" | "us" | "i" | "our"));
    first(context.analysis.tokens.get(phrase.end.saturating_sub(1))) || first(context.analysis.tokens.get(phrase.start))
}

/// A run of capitals in a phrase that no party covers.
fn proper_name(context: &Context<'_, '_>, phrase: &Tokens) -> Option<String> {
    let tokens = &context.analysis.tokens;
    let named = |i: &usize| tokens[*i].tag == Tag::Proper && !crate::analysis::is_time(&tokens[*i].lower);
    let first = phrase.clone().find(named)?;
    let last = phrase.clone().rev().find(named)?;
    Some(context.analysis.text(&(first..last + 1)).to_owned())
}

/// How a party speaks on these events: a victim, or somebody of the victim's, speaks as victim.
pub(crate) fn of_party(context: &Context<'_, '_>, party: PartyId, about: &[EventId]) -> Voice {
    let found = context.parties.all.get(party);
    let victim = |p: PartyId| {
        context.events.all.iter().enumerate().any(|(id, e)| e.victim == p && (about.is_empty() || about.contains(&id)))
    };
    let any_victim = |p: PartyId| context.events.all.iter().any(|e| e.victim == p);
    let speaks_for = found.and_then(|p| p.speaks_for);
    let kind = match found {
        _ if staff::serves_victim(context, party) => SpeakerKind::Victim,
        _ if victim(party) || any_victim(party) || speaks_for.is_some_and(|p| victim(p) || any_victim(p)) => {
            SpeakerKind::Victim
        }
        Some(found) => match found.kind {
            PartyKind::Actor => SpeakerKind::Actor,
            PartyKind::Authority => SpeakerKind::Authority,
            PartyKind::Outlet => SpeakerKind::Press,
            _ => found.speaker,
        },
        None => SpeakerKind::Other,
    };
    Voice { speaker: Speaker { name: found.and_then(|p| p.name.clone()), kind }, party: Some(party) }
}

/// Where the narrator is a party, its own words.
pub(crate) fn narrator(context: &Context<'_, '_>, about: &[EventId]) -> Option<Voice> {
    match context.events.narrator {
        Narrator::Party(party) => Some(of_party(context, party, about)),
        Narrator::Crew => Some(crew(context)),
        Narrator::Press => None,
    }
}

/// The crew whose post the text is.
fn crew(context: &Context<'_, '_>) -> Voice {
    let party = context.parties.all.iter().position(|p| p.kind == PartyKind::Actor && p.name.is_some());
    let name = party.and_then(|p| context.parties.all[p].name.clone()).or_else(|| described::site(context));
    Voice { speaker: Speaker { name, kind: SpeakerKind::Actor }, party }
}

/// Whoever acts in a demand that the outlet relates: the crew, named or not.
pub(crate) fn demander(context: &Context<'_, '_>, subject: &Tokens) -> Option<Voice> {
    let party = context
        .parties
        .meant(subject)
        .filter(|&p| context.parties.all.get(p).is_some_and(|p| p.kind == PartyKind::Actor));
    let tokens = context.analysis.tokens.get(subject.clone())?;
    let crook = tokens.iter().any(|t| {
        matches!(
            t.lemma.as_str(),
            "attacker" | "hacker" | "intruder" | "extortionist" | "criminal" | "cybercriminal" | "gang"
        )
    });
    // "It wants $2 million": whoever wants money under a threat is the crew spoken of last.
    let pronoun = tokens.iter().all(|t| matches!(t.lower.as_str(), "it" | "they" | "he" | "she"));
    let last = || crew_before(context, subject.start).filter(|_| pronoun);
    let party = party.or_else(last);
    let name = party.and_then(|p| context.parties.all[p].name.clone());
    (party.is_some() || crook).then_some(Voice { speaker: Speaker { name, kind: SpeakerKind::Actor }, party })
}

/// The last crew named in the sentences right before.
fn crew_before(context: &Context<'_, '_>, at: usize) -> Option<PartyId> {
    let sentence = context.analysis.sentence_of(at)?.saturating_sub(2);
    let from = context.analysis.sentences.get(sentence)?.tokens.start;
    let crew =
        |m: &&crate::parties::Mention| context.parties.all.get(m.party).is_some_and(|p| p.kind == PartyKind::Actor);
    context.parties.within(&(from..at)).iter().rev().find(crew).map(|m| m.party)
}

/// "Greywether, which the yard called in": whom a victim has hired knows what it saw.
pub(crate) fn is_hired(context: &Context<'_, '_>, voice: &Voice) -> bool {
    let Some(party) = voice.party.filter(|_| voice.speaker.kind == SpeakerKind::Researcher) else { return false };
    let firm = context.parties.all.get(party).and_then(|p| p.speaks_for).unwrap_or(party);
    let victim = |p: PartyId| context.events.all.iter().any(|e| e.victim == p);
    context.analysis.sentences.iter().any(|s| {
        let named = context.parties.within(&s.tokens);
        let words = context.analysis.tokens.get(s.tokens.clone()).unwrap_or_default();
        let hires = words.windows(2).any(|w| nameless::hires(&w[0].lemma, &w[1].lower));
        hires && named.iter().any(|m| m.party == firm) && named.iter().any(|m| victim(m.party))
    })
}

/// The outlet.
pub(crate) fn press(context: &Context<'_, '_>) -> Voice {
    let outlet = context.parties.all.iter().position(|p| p.kind == PartyKind::Outlet);
    let name = context
        .analysis
        .document
        .meta
        .publisher
        .clone()
        .or_else(|| outlet.and_then(|o| context.parties.all[o].name.clone()));
    Voice { speaker: Speaker { name, kind: SpeakerKind::Press }, party: outlet }
}

/// A block quotation: the last actor named before it, else whoever spoke last.
fn block_voice(context: &Context<'_, '_>, frame: &Frame, about: &[EventId]) -> Option<Voice> {
    let start = frame.content.first()?.start;
    let before = context.parties.mentions.iter().rev().filter(|m| m.tokens.end <= start);
    let actor = before.clone().find(|m| context.parties.all.get(m.party).is_some_and(|p| p.kind == PartyKind::Actor));
    actor.map(|m| of_party(context, m.party, about))
}

/// The smallest other frame whose content holds this one's cue.
pub(super) fn enclosing(context: &Context<'_, '_>, frame: FrameId) -> Option<FrameId> {
    let frames = &context.analysis.frames;
    let cue = frames.get(frame)?.cue.start;
    let near = frame.saturating_sub(12)..frames.len().min(frame + 4);
    let length = |f: &FrameId| frames[*f].content.iter().map(|c| c.len()).sum::<usize>();
    near.filter(|&f| f != frame && frames[f].content.iter().any(|c| c.contains(&cue)))
        .filter(|f| length(f) >= length(&frame))
        .min_by_key(length)
}

/// The last frame before this one within the neighbouring paragraph that names its speaker.
fn previous(context: &Context<'_, '_>, frame: FrameId) -> Option<FrameId> {
    let block = |f: FrameId| {
        let cue = context.analysis.frames.get(f)?.cue.start;
        let sentence = context.analysis.sentence_of(cue)?;
        context.analysis.sentences.get(sentence).map(|s| s.block)
    };
    let here = block(frame)?;
    let refers = context.analysis.frames[frame].speaker.is_some() || context.analysis.frames[frame].continues.is_some();
    (0..frame)
        .rev()
        .find(|&f| refers && context.analysis.frames[f].speaker.is_some())
        .filter(|&f| block(f).is_some_and(|b| here.saturating_sub(b) <= 3))
}
