//! Actors' claims that others' earlier words put in doubt: data that an earlier breach may have given away, a victim that
//! another gang claimed before, a victim that says it was not hit. They are told beside the claim, with the document that
//! says so; nothing is taken from the record for it.

use crate::query::visible_dossier;
use crate::{Engine, Result};
use sextant_model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Other incidents of the victim that are looked into, the latest first.
const OTHERS: usize = 6;
/// How far back they are looked for.
const YEARS: i64 = 15;

/// What one actor claims of an incident.
struct Boast<'a> {
    name: &'a str,
    since: Instant,
    claims: Vec<ClaimId>,
}

impl Engine {
    /// The actors' claims of a record that others' words put in doubt, by actor. `claims` are those that count.
    pub(crate) fn flags(
        &self,
        record: &Record,
        claims: &[&Claim],
        as_of: AsOf,
        audience: Option<Tlp>,
    ) -> Result<Vec<ClaimFlag>> {
        let boasts = boasts(claims, as_of.clock);
        let Some(first) = boasts.values().map(|boast| boast.since).min() else { return Ok(Vec::new()) };
        let earlier = self.earlier(record, first, as_of, audience)?;
        let mut flags = Vec::new();
        for (actor, boast) in &boasts {
            let of = |(kind, incident, claim)| flag(boast, kind, incident, claim, as_of.clock);
            let other = boasts.iter().filter(|(other, b)| *other != actor && b.since < boast.since);
            let here = other.filter_map(|(_, b)| claims.iter().find(|c| b.claims.first() == Some(&c.id)));
            flags.extend(here.map(|claim| of((FlagKind::EarlierClaim, record.id, *claim))));
            flags.extend(denial(claims, boast, as_of.clock).map(|c| of((FlagKind::DeniedByVictim, record.id, c))));
            for (incident, told) in &earlier {
                let told: Vec<&Claim> = told.iter().collect();
                let found = notice(&told).map(|c| (FlagKind::EarlierNotice, *incident, c));
                let found = found.or_else(|| claimed(&told, actor).map(|c| (FlagKind::EarlierClaim, *incident, c)));
                flags.extend(found.map(of));
            }
        }
        Ok(flags)
    }

    /// What is known of other incidents of the same victim that were told of before.
    fn earlier(
        &self,
        record: &Record,
        before: Instant,
        as_of: AsOf,
        audience: Option<Tlp>,
    ) -> Result<Vec<(IncidentId, Vec<Claim>)>> {
        let names = std::iter::once(&record.victim.name).chain(&record.victim.aliases);
        let keys: Vec<String> = sextant_reason::keys(names.map(String::as_str)).into_iter().collect();
        let span = jiff::SignedDuration::from_hours(24 * 365 * YEARS);
        let from = before.checked_sub(span).unwrap_or(Instant::MIN);
        self.ask(|ledger| {
            let mut others = ledger.candidates(&keys, from, before)?;
            others.retain(|other| other.incident != record.id && other.first < before);
            others.sort_by_key(|other| std::cmp::Reverse((other.first, other.incident)));
            let mut found = Vec::new();
            for other in others.into_iter().take(OTHERS) {
                let Some(dossier) = visible_dossier(ledger, other.incident, as_of, audience)? else { continue };
                let (_, mut claims) = sextant_reason::fix_with_standing(dossier, as_of);
                claims.retain(|claim| moment(claim, as_of.clock) < before);
                found.push((other.incident, claims));
            }
            Ok(found)
        })
    }
}

fn moment(claim: &Claim, clock: Clock) -> Instant {
    match clock {
        Clock::Published => claim.published.unwrap_or(claim.recorded),
        Clock::Recorded => claim.recorded,
    }
}

/// What each named actor claims to have done, by the key of its name.
fn boasts<'a>(claims: &[&'a Claim], clock: Clock) -> BTreeMap<String, Boast<'a>> {
    let mut boasts: BTreeMap<String, Boast<'a>> = BTreeMap::new();
    let mut in_time: Vec<&'a Claim> = claims.iter().copied().filter(|claim| is_boast(claim)).collect();
    in_time.sort_by_key(|claim| (moment(claim, clock), claim.id));
    for claim in in_time {
        let Some(name) = claim.speaker.name.as_deref() else { continue };
        let new = || Boast { name, since: moment(claim, clock), claims: Vec::new() };
        boasts.entry(sextant_reason::actor_key(name)).or_insert_with(new).claims.push(claim.id);
    }
    boasts
}

fn is_boast(claim: &Claim) -> bool {
    use PropositionKind::{DataTaken, Occurred, Responsible};
    claim.speaker.kind == SpeakerKind::Actor
        && matches!(claim.stance, Stance::Claims | Stance::Confirms | Stance::Asserts)
        && matches!(claim.proposition.kind, Responsible | Occurred | DataTaken)
}

/// Words of a party in a position to know that data were lost.
fn notice<'a>(claims: &[&'a Claim]) -> Option<&'a Claim> {
    use PropositionKind::{DataTaken, Notice, Occurred};
    let knows = |claim: &&Claim| {
        matches!(claim.speaker.kind, SpeakerKind::Victim | SpeakerKind::Authority)
            && matches!(claim.stance, Stance::Confirms | Stance::Asserts)
    };
    let tells = |claim: &&Claim| match &claim.proposition.content {
        Content::Exposure { polarity, .. } => *polarity == Polarity::Exposed,
        Content::Event { .. } => true,
        _ => matches!(claim.proposition.kind, DataTaken | Notice | Occurred),
    };
    claims.iter().copied().filter(knows).filter(tells).min_by_key(|claim| (claim.published, claim.start, claim.id))
}

/// Another actor's claim.
fn claimed<'a>(claims: &[&'a Claim], actor: &str) -> Option<&'a Claim> {
    let another =
        |claim: &&Claim| claim.speaker.name.as_deref().is_some_and(|name| sextant_reason::actor_key(name) != *actor);
    claims
        .iter()
        .copied()
        .filter(|claim| is_boast(claim))
        .filter(another)
        .min_by_key(|claim| (claim.published, claim.id))
}

/// The victim's own denial, unless it has confirmed since.
fn denial<'a>(claims: &[&'a Claim], boast: &Boast<'_>, clock: Clock) -> Option<&'a Claim> {
    use PropositionKind::{DataTaken, Occurred};
    let own = claims.iter().copied().filter(|claim| {
        claim.speaker.kind == SpeakerKind::Victim
            && matches!(claim.proposition.kind, Occurred | DataTaken)
            && matches!(claim.proposition.content, Content::Statement | Content::Event { .. })
            && moment(claim, clock) >= boast.since
    });
    let last = own.max_by_key(|claim| (moment(claim, clock), claim.id))?;
    (last.stance == Stance::Denies).then_some(last)
}

fn flag(boast: &Boast<'_>, kind: FlagKind, incident: IncidentId, by: &Claim, clock: Clock) -> ClaimFlag {
    let who = by.speaker.name.clone().or_else(|| by.publisher.clone());
    ClaimFlag {
        kind,
        actor: boast.name.to_owned(),
        claims: boast.claims.iter().copied().collect::<BTreeSet<_>>().into_iter().collect(),
        incident,
        by: by.id,
        document: by.document,
        at: moment(by, clock),
        who: who.unwrap_or_else(|| "an unnamed party".to_owned()),
        quote: by.quote.clone(),
    }
}
