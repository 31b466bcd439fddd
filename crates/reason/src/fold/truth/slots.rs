//! What can be disagreed on, and who says what of it: of each voice the last word.

use crate::fold::bearing::{Bearing, Key, People, Side, Weight, bearings_of};
use crate::fold::nouns::{data_noun, number};
use crate::fold::pile::Voice;
use crate::fold::{Fold, field, history, origin_of, speaking, timeline, voice_of};
use crate::reliability::Reliance;
use jiff::civil::Date;
use sextant_model::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A matter of which one value is right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Occurred,
    Data,
    Exposure(DataKind, People),
    Impact(ImpactKind, Option<String>),
    Date(DateWhat),
    Actor,
}

impl Slot {
    /// Whether it is so or not so, and nothing else.
    pub fn is_either_or(&self) -> bool {
        matches!(self, Self::Occurred | Self::Data | Self::Exposure(..))
    }

    pub fn path(&self) -> String {
        match self {
            Self::Occurred => history::path(&Key::Occurred),
            Self::Data => history::path(&Key::Data),
            Self::Exposure(data, people) => history::path(&Key::Exposure(*data, *people)),
            Self::Impact(kind, unit) => history::path(&Key::Impact(*kind, unit.clone(), None)),
            Self::Date(what) => history::path(&Key::Date(*what, None, None)),
            Self::Actor => "actor".to_owned(),
        }
    }

    pub fn unit(&self) -> Option<String> {
        if let Self::Impact(_, unit) = self { unit.clone() } else { None }
    }

    pub fn question(&self) -> String {
        match self {
            Self::Occurred => "Did it happen?".to_owned(),
            Self::Data => "Were data taken?".to_owned(),
            Self::Exposure(data, People::Staff) => format!("Were {} of staff taken?", data_noun(*data)),
            Self::Exposure(data, People::Others) => format!("Were {} taken?", data_noun(*data)),
            Self::Impact(kind, _) => how_many(*kind).to_owned(),
            Self::Date(DateWhat::Detected) => "When was it detected?".to_owned(),
            Self::Date(DateWhat::Disclosed) => "When was it made public?".to_owned(),
            Self::Date(_) => "When did it happen?".to_owned(),
            Self::Actor => "Who did it?".to_owned(),
        }
    }
}

fn how_many(kind: ImpactKind) -> &'static str {
    match kind {
        ImpactKind::PeopleAffected => "How many people are affected?",
        ImpactKind::RecordsAffected => "How many records are affected?",
        ImpactKind::Jobs => "How many jobs are affected?",
        ImpactKind::DataVolume => "How much data is it?",
        ImpactKind::RansomDemanded => "How much ransom was demanded?",
        ImpactKind::RansomPaid => "How much ransom was paid?",
        ImpactKind::Downtime => "How long were systems down?",
        _ => "How much is it?",
    }
}

/// A value as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A number; `least`: it or more.
    Number {
        of: f64,
        least: bool,
    },
    /// A day, or a stretch in which it lies.
    Days(Date, Date),
    /// A name by its key.
    Name(String),
    Holds(bool),
}

impl Value {
    /// The less this is, the closer it says what is so.
    pub fn width(&self) -> f64 {
        match self {
            Self::Number { least, .. } => f64::from(u8::from(*least)),
            Self::Days(from, to) => f64::from((*to - *from).get_days()),
            Self::Name(_) | Self::Holds(_) => 0.0,
        }
    }

    /// Whether both say the same but for rounding.
    pub fn is_close(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number { of: a, least: l }, Self::Number { of: b, least: m }) => {
                l == m && (a - b).abs() <= 0.02 * a.abs().max(b.abs())
            }
            _ => self == other,
        }
    }

    /// Whether this is right where the other is.
    pub fn allows(&self, other: &Self) -> bool {
        match (self, other) {
            // "Over 6 million" and "6.5 million" agree; "over 1 million" and "9 million" are two statements.
            (Self::Number { of: a, least: true }, Self::Number { of: b, .. }) => a <= b && *b <= 2.0 * a,
            (Self::Days(from, to), Self::Days(first, last)) => from <= first && last <= to,
            _ => self.is_close(other),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Number { .. } => 0,
            Self::Days(..) => 1,
            Self::Name(_) => 2,
            Self::Holds(_) => 3,
        }
    }
}

impl Eq for Value {}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number { of: a, least: l }, Self::Number { of: b, least: m }) => a.total_cmp(b).then(l.cmp(m)),
            (Self::Days(a, b), Self::Days(c, d)) => (a, b).cmp(&(c, d)),
            (Self::Name(a), Self::Name(b)) => a.cmp(b),
            (Self::Holds(a), Self::Holds(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// One voice's last word on a matter.
#[derive(Debug, Clone)]
pub(super) struct Vote {
    pub claim: ClaimId,
    pub document: Option<DocumentId>,
    /// Its independence group; everyone who speaks for the victim is one.
    pub origin: Option<GroupId>,
    pub kind: SpeakerKind,
    pub standing: Standing,
    pub ratio: f64,
    pub value: Value,
    /// It says that the value is wrong.
    pub against: bool,
    pub quote: String,
    position: usize,
    at: Instant,
    weight: Weight,
}

impl Vote {
    pub fn who(&self, fold: &Fold<'_>) -> String {
        fold.claim(self.position).map(|claim| speaking::speaker_name(fold, claim)).unwrap_or_default()
    }

    fn is_firm(&self) -> bool {
        !matches!(self.weight, Weight::Hedged | Weight::Rumoured)
    }
}

/// How much likelier such words are said of what is true than of one thing that is not, where nothing is known of who
/// says them. Judgements: a party in a position to know is wrong in one case where it is right in eighteen.
fn ratio_of(weight: Weight) -> f64 {
    match weight {
        Weight::Confirmed => 18.0,
        Weight::Reported => 7.0,
        Weight::Hedged => 2.5,
        Weight::Claimed => 1.25,
        Weight::Rumoured => 1.0,
    }
}

/// Each matter with the last words on it, in the order of claims.
pub(super) fn gather(fold: &Fold<'_>, reliance: &Reliance) -> BTreeMap<Slot, Vec<Vote>> {
    let mut said: BTreeMap<Slot, BTreeMap<Voice, Vec<Vote>>> = BTreeMap::new();
    for &position in &fold.live {
        let Some(claim) = fold.claim(position) else { continue };
        for bearing in bearings_of(claim) {
            if let Some((slot, vote)) = vote(fold, position, claim, &bearing, reliance) {
                let several = slot == Slot::Actor;
                let last = said.entry(slot).or_default().entry(voice_of(claim)).or_default();
                say(last, vote, several);
            }
        }
    }
    let last = |(slot, voices): (Slot, BTreeMap<Voice, Vec<Vote>>)| {
        let both =
            |votes: &Vec<Vote>| [true, false].iter().all(|so| votes.iter().any(|v| v.value == Value::Holds(*so)));
        let mut votes: Vec<Vec<Vote>> = voices.into_values().collect();
        match slot {
            // Who says that some were taken and others not does not contradict anybody.
            Slot::Exposure(..) => votes.retain(|said| !both(said)),
            // An admission overrules the denial told beside it.
            _ => votes
                .iter_mut()
                .filter(|said| both(said))
                .for_each(|said| said.retain(|v| v.value == Value::Holds(true))),
        }
        let mut votes: Vec<Vote> = votes.into_iter().flatten().collect();
        votes.sort_by_key(|vote| vote.position);
        (slot, votes)
    };
    said.into_iter().map(last).collect()
}

/// A later word replaces the earlier ones of its voice; a hedge does not take a firm one back, and an actor beside another
/// that is named replaces none.
fn say(last: &mut Vec<Vote>, vote: Vote, several: bool) {
    let Some(before) = last.first() else { return last.push(vote) };
    if several || vote.at == before.at {
        last.push(vote);
    } else if vote.is_firm() || !last.iter().any(Vote::is_firm) {
        *last = vec![vote];
    }
}

fn vote(
    fold: &Fold<'_>,
    position: usize,
    claim: &Claim,
    bearing: &Bearing,
    reliance: &Reliance,
) -> Option<(Slot, Vote)> {
    let (slot, value) = asked(claim, bearing)?;
    let (value, against) = match (value, bearing.side) {
        (_, Side::Open) => return None,
        (Value::Holds(_), side) => (Value::Holds(side == Side::For), false),
        (value, side) => (value, side == Side::Against),
    };
    let vote = Vote {
        claim: claim.id,
        document: claim.document,
        origin: origin_of(claim),
        kind: claim.speaker.kind,
        standing: field::standing_of(Some(bearing.weight)),
        ratio: reliance.heed(claim, ratio_of(bearing.weight)),
        value,
        against,
        quote: claim.quote.clone(),
        position,
        at: timeline::moment(claim, fold.clock),
        weight: bearing.weight,
    };
    Some((slot, vote))
}

/// The matter that a claim bears on, and the value that it names.
fn asked(claim: &Claim, bearing: &Bearing) -> Option<(Slot, Value)> {
    if bearing.implied && !matches!(bearing.key, Key::Actor(_)) {
        return None;
    }
    Some(match &bearing.key {
        Key::Occurred => (Slot::Occurred, Value::Holds(true)),
        Key::Data => (Slot::Data, Value::Holds(true)),
        Key::Exposure(data, people) => (Slot::Exposure(*data, *people), Value::Holds(true)),
        Key::Impact(kind, unit, None) => {
            let Content::Impact { value: Some(of), .. } = claim.proposition.content else { return None };
            let least = field::is_lower_bound(&claim.quote.to_lowercase());
            (Slot::Impact(*kind, unit.clone()), of.is_finite().then_some(Value::Number { of, least })?)
        }
        Key::Date(what, from, to)
            if !matches!(what, DateWhat::Notified | DateWhat::Restored | DateWhat::Attributed) =>
        {
            let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Date>().ok());
            let (first, last) = (day(from).or_else(|| day(to))?, day(to).or_else(|| day(from))?);
            (Slot::Date(*what), Value::Days(first.min(last), first.max(last)))
        }
        Key::Actor(name) => (Slot::Actor, Value::Name(name.clone())),
        _ => return None,
    })
}

/// A value in words.
pub(super) fn words(fold: &Fold<'_>, slot: &Slot, value: &Value) -> String {
    let either = |yes: &str, no: &str, so: bool| if so { yes.to_owned() } else { no.to_owned() };
    match value {
        Value::Number { of, least: false } => number(*of),
        Value::Number { of, least: true } => format!("{} or more", number(*of)),
        Value::Days(from, to) if from == to => from.to_string(),
        Value::Days(from, to) => format!("{from} to {to}"),
        Value::Name(name) => history::actor_name(fold, &Key::Actor(name.clone()), name),
        Value::Holds(so) if *slot == Slot::Occurred => either("it happened", "it did not", *so),
        Value::Holds(so) => either("taken", "not taken", *so),
    }
}
