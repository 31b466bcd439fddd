//! Who says what: attribution frames on incidents become claims with a stance and a proposition.
//! Statements come from `units`, their kind from `propositions`, whose they are from `speakers`, how firm from `stance`.

#[cfg(test)]
mod claim_tests;
mod described;
mod propositions;
mod speakers;
mod staff;
mod stance;
mod turns;
mod units;

use crate::Context;
use crate::analysis::{Act, Modality, Scope, SentenceId, Token, Tokens};
use crate::incidents::{EventId, Narrator};
use sextant_model::reading::{ReadClaim, ReadProposition};
use sextant_model::{PropositionKind, Realis, SpeakerKind, Stance};
use speakers::Voice;
use units::Unit;

/// A claim with where its words stand.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// As readings give it.
    pub claim: ReadClaim,
    /// Its words.
    pub tokens: Tokens,
    /// The events that it is on.
    pub about: Vec<EventId>,
}

/// Finds the claims.
#[must_use]
pub fn find(context: &Context<'_, '_>) -> Vec<Claimed> {
    let mut drafts: Vec<Draft> = Vec::new();
    let units = units::all(context);
    let mut told: Option<(SentenceId, PropositionKind)> = None;
    for unit in &units {
        let here = context.analysis.sentence_of(unit.tokens.start).unwrap_or_default();
        let earlier = told.filter(|(sentence, _)| here.saturating_sub(*sentence) <= 2).map(|(_, kind)| kind);
        draft(context, unit, earlier, &mut drafts);
        told = unit.kind.map(|kind| (here, kind)).or(told);
    }
    press_occurrences(context, &units, &mut drafts);
    drafts.sort_by_key(|d| (d.tokens.start, d.tokens.end));
    drafts.dedup_by(|a, b| a.same_as(b));
    let claimed = |(at, d): (usize, &Draft)| Claimed {
        claim: d.claim(context, at),
        tokens: d.tokens.clone(),
        about: d.about.clone(),
    };
    drafts.iter().enumerate().map(claimed).collect()
}

/// A claim in the making.
struct Draft {
    about: Vec<EventId>,
    voice: Voice,
    stance: Stance,
    kind: PropositionKind,
    tokens: Tokens,
    cue: Tokens,
    rule: &'static str,
}

impl Draft {
    fn same_as(&self, other: &Self) -> bool {
        self.tokens == other.tokens
            && self.kind == other.kind
            && self.stance == other.stance
            && self.voice == other.voice
    }

    fn claim(&self, context: &Context<'_, '_>, at: usize) -> ReadClaim {
        let object = context.analysis.text(&self.tokens).split_whitespace().take(12).collect::<Vec<_>>().join(" ");
        ReadClaim {
            id: format!("c{}", at + 1),
            about: self.about.iter().map(|e| format!("i{}", e + 1)).collect(),
            speaker: self.voice.speaker.clone(),
            stance: self.stance,
            proposition: ReadProposition { kind: self.kind, object: (!object.is_empty()).then_some(object) },
            cue: context.analysis.text(&self.cue).to_owned(),
            proof: context.analysis.proof(
                &self.tokens,
                self.rule,
                if self.stance == Stance::Confirms { 0.8 } else { 0.7 },
            ),
        }
    }
}

/// Turns a statement into a claim if it is on an incident, somebody makes it and it says something.
fn draft(context: &Context<'_, '_>, unit: &Unit, earlier: Option<PropositionKind>, drafts: &mut Vec<Draft>) {
    let Some((about, voice)) = put(context, unit) else { return };
    let Some(kind) = ruled(context, unit, &voice, earlier, drafts) else { return };
    drafts.extend(made(context, unit, about, voice, kind, drafts));
}

/// What a statement is on, and whose it is.
fn put(context: &Context<'_, '_>, unit: &Unit) -> Option<(Vec<EventId>, Voice)> {
    let about = Some(about(context, unit)).filter(|a| !a.is_empty()).or_else(|| speakers_own(context, unit))?;
    let voice = whose(context, unit, &about)?;
    Some((about, voice))
}

/// What a statement says, where a rule tells.
fn ruled(
    context: &Context<'_, '_>,
    unit: &Unit,
    voice: &Voice,
    earlier: Option<PropositionKind>,
    drafts: &[Draft],
) -> Option<PropositionKind> {
    let crew =
        |f| speakers::voice(context, f, &about(context, unit)).is_some_and(|v| v.speaker.kind == SpeakerKind::Actor);
    let demanded = unit.act == Act::Demand && unit.frame.is_some_and(crew);
    let kind = demanded.then_some(PropositionKind::Ransom).or(unit.kind);
    let kind = kind.or_else(|| units::asked_before(context, unit).filter(|_| is_silent(unit)));
    let kind = kind.or_else(|| referred_kind(unit, earlier, drafts));
    let kind = kind.or_else(|| fallback_kind(unit, voice)).or_else(|| earlier.filter(|_| is_silent(unit)));
    kind.filter(|_| !is_idle_inquiry(context, unit, voice))
}

/// The claim, unless its words put nothing forward or it was said just before.
fn made(
    context: &Context<'_, '_>,
    unit: &Unit,
    about: Vec<EventId>,
    voice: Voice,
    kind: PropositionKind,
    drafts: &[Draft],
) -> Option<Draft> {
    // What an authority does about it says nothing on the attack itself.
    let about_work = unit.deed
        && voice.speaker.kind == SpeakerKind::Authority
        && matches!(kind, PropositionKind::Occurred | PropositionKind::Impact | PropositionKind::Recovery)
        && unit.scope.modality == Modality::Asserted;
    let kind = if about_work { PropositionKind::Other } else { kind };
    let threat = voice.speaker.kind == SpeakerKind::Actor
        && unit.scope.modality == Modality::Planned
        && kind == PropositionKind::DataShared;
    let kind = if threat { PropositionKind::Other } else { kind };
    let about = narrowed(context, unit, &voice, kind, about);
    let scope = scope_for(context, unit, kind, &voice);
    let stance = stance::stance(&scope, unit.act, voice.speaker.kind, kind)?;
    let stance = mended(stance, unit, kind, &voice, &scope);
    let own = unit.frame.is_none() || unit.first_person || speakers::is_hired(context, &voice);
    let stance = if own
        && stance == Stance::Asserts
        && !matches!(kind, PropositionKind::Responsible | PropositionKind::Linked)
    {
        Stance::Confirms
    } else {
        stance
    };
    // "We have not paid and we will not": said once.
    let repeats = unit.elliptic && drafts.last().is_some_and(|d| d.kind == kind && d.voice == voice);
    let split_off = stance == Stance::Fears
        && unit.frame.is_some()
        && drafts.last().is_some_and(|d| d.stance == Stance::Fears && d.voice == voice);
    let own_matter =
        unit.frame.is_some() || voice.speaker.kind == SpeakerKind::Press || narrators_own(unit, kind, stance);
    (!repeats && !split_off && own_matter).then(|| Draft {
        about,
        voice,
        stance,
        kind,
        tokens: if kind == PropositionKind::Ransom { with_refusal(context, &unit.tokens) } else { unit.tokens.clone() },
        cue: unit.cue.clone(),
        rule: unit.rule,
    })
}

/// "refused to pay", and not "to pay" alone, which would prove the contrary.
fn with_refusal(context: &Context<'_, '_>, tokens: &Tokens) -> Tokens {
    let analysis = context.analysis;
    let floor =
        analysis.sentence_of(tokens.start).and_then(|s| analysis.sentences.get(s)).map_or(0, |s| s.tokens.start);
    let near = floor.max(tokens.start.saturating_sub(4))..tokens.start;
    let refuses = |i: &usize| {
        let word = &analysis.tokens[*i];
        matches!(word.lemma.as_str(), "refuse" | "decline" | "reject" | "rule")
            || matches!(word.lower.as_str(), "not" | "never" | "no" | "without" | "n't" | "n’t")
    };
    let start = near.into_iter().find(refuses).unwrap_or(tokens.start);
    start..tokens.end
}

/// Whose statement it is; nobody's where the outlet only says what it reported before.
fn whose(context: &Context<'_, '_>, unit: &Unit, about: &[EventId]) -> Option<Voice> {
    let voice = match unit.frame {
        None if unit.rule == "claim.outlet-doubt" => Some(speakers::press(context)),
        Some(frame) if unit.act == Act::Demand => speakers::teller(context, frame, about),
        Some(frame) => speakers::voice(context, frame, about),
        None => speakers::narrator(context, about),
    };
    let demand = || {
        unit.subject
            .as_ref()
            .filter(|_| unit.demand && context.events.narrator == Narrator::Press)
            .and_then(|s| speakers::demander(context, s))
    };
    let doubt = unit.act == Act::Doubt;
    let voice = voice.or_else(demand).or_else(|| doubt.then(|| speakers::press(context)))?;
    // A victim that cannot verify something of its own does not doubt anybody.
    let own_check = doubt && voice.speaker.kind == SpeakerKind::Victim;
    // What the outlet says that it reported is its own voice: the fields hold it.
    let own_report = unit.frame.is_some() && !doubt && voice == speakers::press(context);
    (!own_check && !own_report).then_some(voice)
}

/// The events of a statement: by what it names, else its sentence's topic, else the speaker's own.
fn about(context: &Context<'_, '_>, unit: &Unit) -> Vec<EventId> {
    let named = context.events.about(context.analysis, context.parties, &unit.tokens);
    if !named.is_empty() {
        return named;
    }
    let Some(sentence) = context.analysis.sentence_of(unit.tokens.start) else { return Vec::new() };
    let topic = context.events.topic.get(sentence).cloned().unwrap_or_default();
    if topic.is_empty() && unit.frame.is_some() && is_on_the_attack(context, sentence) {
        let only = (context.events.all.len() == 1).then(|| vec![0]);
        let before = || sentence.checked_sub(1).and_then(|s| context.events.topic.get(s)).cloned();
        return only.or_else(before).unwrap_or_default();
    }
    topic
}

/// "Card numbers are kept elsewhere": what was spared is on the speaker's own event, whatever else it names.
fn speakers_own(context: &Context<'_, '_>, unit: &Unit) -> Option<Vec<EventId>> {
    let spared = unit.kind == Some(PropositionKind::DataTaken) && unit.scope.negated;
    let party = whose(context, unit, &[]).filter(|_| spared)?.party?;
    context.events.of_party(context.parties, party).map(|event| vec![event])
}

/// "… was behind the attack": a statement that points to the attack of the text and to no other year's.
fn is_on_the_attack(context: &Context<'_, '_>, sentence: SentenceId) -> bool {
    let Some(range) = context.analysis.sentences.get(sentence).map(|s| s.tokens.clone()) else { return false };
    let words = context.analysis.tokens.get(range).unwrap_or_default();
    let year = context.analysis.published.map(|d| d.year().to_string());
    let is_year = |t: &Token<'_>| {
        t.text.len() == 4
            && (t.text.starts_with("20") || t.text.starts_with("19"))
            && t.text.bytes().all(|b| b.is_ascii_digit())
    };
    let other_year = words.iter().any(|t| is_year(t) && Some(t.text) != year.as_deref());
    let attack = |lemma: &str| {
        matches!(lemma, "attack" | "breach" | "incident" | "hack" | "intrusion" | "cyberattack" | "theft" | "leak")
    };
    !other_year && words.windows(2).any(|w| matches!(w[0].lower.as_str(), "the" | "this") && attack(&w[1].lemma))
}

/// A victim that speaks without naming another speaks of its own event.
fn narrowed(
    context: &Context<'_, '_>,
    unit: &Unit,
    voice: &Voice,
    kind: PropositionKind,
    about: Vec<EventId>,
) -> Vec<EventId> {
    let Some(party) = voice.party.filter(|_| about.len() > 1 && kind != PropositionKind::Linked) else { return about };
    let owner = context.parties.all.get(party).and_then(|p| p.speaks_for).unwrap_or(party);
    let own =
        about.iter().copied().find(|&e| context.events.all[e].victim == owner || context.events.all[e].victim == party);
    let named = |e: &EventId| named_in(context, *e, &unit.tokens);
    // "… were in Quillstack's list": where its data lay makes it no statement on the one who held them.
    let on_data =
        matches!(kind, PropositionKind::DataTaken | PropositionKind::DataNotTaken | PropositionKind::DataShared)
            && unit
                .subject
                .as_ref()
                .is_some_and(|s| !about.iter().any(|e| Some(*e) != own && named_in(context, *e, s)));
    match own {
        Some(own) if on_data || !about.iter().any(|e| *e != own && named(e)) => vec![own],
        _ => about,
    }
}

/// Whether a stretch names an event's victim.
fn named_in(context: &Context<'_, '_>, event: EventId, stretch: &Tokens) -> bool {
    let victim = context.events.all[event].victim;
    context.parties.mentions.iter().any(|m| m.by_name && m.party == victim && stretch.contains(&m.tokens.start))
}

/// Where the narrator is a party, its own sentences count for these kinds, or where they are hedged.
fn narrators_own(unit: &Unit, kind: PropositionKind, stance: Stance) -> bool {
    use PropositionKind as K;
    let statement = matches!(
        kind,
        K::Occurred
            | K::Responsible
            | K::DataTaken
            | K::DataNotTaken
            | K::DataShared
            | K::Linked
            | K::Method
            | K::StillPresent
            | K::Ransom
    );
    let spared = kind == K::Impact && stance == Stance::Denies && unit.spared;
    statement || spared || !matches!(stance, Stance::Confirms | Stance::Denies)
}

/// "Police are looking into the case": that an authority looks into it says nothing on it.
fn is_idle_inquiry(context: &Context<'_, '_>, unit: &Unit, voice: &Voice) -> bool {
    let cue =
        unit.scope.cue.as_ref().and_then(|c| context.analysis.tokens.get(c.start)).map_or("", |t| t.lemma.as_str());
    voice.speaker.kind == SpeakerKind::Authority
        && unit.kind.is_none()
        && matches!(cue, "look" | "investigate" | "work" | "try" | "seek" | "examine" | "check" | "still")
}

/// "It does not know yet", "they do not": what was spoken of last is meant.
fn is_silent(unit: &Unit) -> bool {
    unit.refers || unit.scope.modality == Modality::CannotSay || unit.act == Act::CannotSay
}

/// "confirmed the group's account", "denies it": on what was said before.
fn referred_kind(unit: &Unit, earlier: Option<PropositionKind>, drafts: &[Draft]) -> Option<PropositionKind> {
    let claimed = || drafts.iter().rev().find(|d| d.stance == Stance::Claims);
    let before = if unit.act == Act::Doubt { claimed() } else { drafts.last() };
    let told = (unit.act == Act::Doubt)
        .then(|| earlier.filter(|k| *k == PropositionKind::Responsible).unwrap_or(PropositionKind::DataTaken));
    let kind = before.map(|d| d.kind).or(told);
    unit.refers.then_some(kind).flatten()
}

/// A refusal to comment without a matter is on the event.
fn fallback_kind(unit: &Unit, voice: &Voice) -> Option<PropositionKind> {
    match unit.act {
        Act::CannotSay if unit.comment && voice.speaker.kind != SpeakerKind::Press => Some(PropositionKind::Occurred),
        Act::Fear => Some(PropositionKind::Impact),
        // "It had passport numbers of the airline": what a crew has, it took.
        _ if unit.has_data && voice.speaker.kind == SpeakerKind::Actor => Some(PropositionKind::DataTaken),
        _ if unit.deed && voice.speaker.kind == SpeakerKind::Authority => Some(PropositionKind::Other),
        _ => None,
    }
}

/// Some kinds read a scope in their own way: a ransom not paid is a fact on the ransom.
fn scope_for(context: &Context<'_, '_>, unit: &Unit, kind: PropositionKind, voice: &Voice) -> Scope {
    let mut scope = unit.scope.clone();
    let refuses = kind == PropositionKind::Ransom && units::is_refusal(context, unit);
    if refuses {
        scope.negated = false;
    }
    let demands = kind == PropositionKind::Ransom && voice.speaker.kind == SpeakerKind::Actor;
    if demands && scope.modality == Modality::Unreal {
        scope.modality = Modality::Asserted;
    }
    scope
}

/// Last corrections that need speaker and kind together.
fn mended(stance: Stance, unit: &Unit, kind: PropositionKind, voice: &Voice, scope: &Scope) -> Stance {
    match (stance, voice.speaker.kind) {
        // A group that names itself claims; one that may have done it is spoken of by others.
        (Stance::Denies, SpeakerKind::Actor) if kind == PropositionKind::Ransom => Stance::Claims,
        (Stance::Possible, SpeakerKind::Actor) if unit.act == Act::Demand || unit.demand => Stance::Claims,
        (Stance::Confirms | Stance::Asserts, _) if unit.act == Act::Claim && kind == PropositionKind::Responsible => {
            Stance::Claims
        }
        (Stance::Denies, SpeakerKind::Victim)
            if scope.negated && kind == PropositionKind::Impact && (unit.still_out && !unit.spared || unit.went_on) =>
        {
            Stance::Confirms
        }
        _ => stance,
    }
}

/// The outlet's own word that it happened, where no party's is given.
fn press_occurrences(context: &Context<'_, '_>, units: &[Unit], drafts: &mut Vec<Draft>) {
    if context.events.narrator != Narrator::Press {
        return;
    }
    let mut told: Vec<(Vec<EventId>, Tokens)> = Vec::new();
    for (id, event) in context.events.all.iter().enumerate().filter(|(_, e)| e.realis == Realis::Actual) {
        let by_party = |kinds: &[PropositionKind]| {
            drafts.iter().any(|d| {
                d.about.contains(&id)
                    && kinds.contains(&d.kind)
                    && matches!(d.stance, Stance::Confirms | Stance::Asserts)
            })
        };
        if by_party(&[PropositionKind::Occurred]) {
            continue;
        }
        let own = units
            .iter()
            .find(|u| states_attack(context, u) && about(context, u).contains(&id))
            .map(|u| u.tokens.clone());
        let told_plainly =
            context.analysis.frame_of(event.told.start).is_none() && !by_party(&[PropositionKind::DataTaken]);
        let Some(tokens) = own.or_else(|| told_plainly.then(|| event.told.clone())) else { continue };
        match told.iter_mut().find(|(_, t)| *t == tokens) {
            Some((ids, _)) => ids.push(id),
            None => told.push((vec![id], tokens)),
        }
    }
    for (about, tokens) in told {
        let (voice, cue) = (speakers::press(context), tokens.clone());
        drafts.push(Draft {
            about,
            voice,
            stance: Stance::Asserts,
            kind: PropositionKind::Occurred,
            tokens,
            cue,
            rule: "claim.press-occurred",
        });
    }
}

/// A plain statement of the narrator's that somebody struck.
fn states_attack(context: &Context<'_, '_>, unit: &Unit) -> bool {
    let plain = unit.frame.is_none() && unit.scope.modality == Modality::Asserted && !unit.scope.negated;
    plain
        && (unit.kind == Some(PropositionKind::Occurred)
            || unit.kind == Some(PropositionKind::DataTaken) && units::has_intruder(context, unit))
}
