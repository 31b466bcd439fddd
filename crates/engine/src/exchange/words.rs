//! Words and numbers for plain readers: what a claim says in a sentence, and how far its word alone carries.

use super::extension::{DocumentPart, said};
use sextant_model::*;
use sextant_stix::confidence::Scale;

/// Who says it.
pub(crate) fn speaker(claim: &Claim) -> String {
    let kind = claim.speaker.kind;
    match (&claim.speaker.name, &claim.publisher) {
        (Some(name), _) => format!("{name} ({kind})"),
        (None, Some(publisher)) if kind == SpeakerKind::Press => publisher.clone(),
        (None, Some(publisher)) => format!("{kind}, by {publisher}"),
        (None, None) => kind.to_string(),
    }
}

/// What the speaker does.
pub(crate) fn does(stance: Stance) -> &'static str {
    match stance {
        Stance::Confirms => "confirms",
        Stance::Asserts => "states",
        Stance::Claims => "claims, unconfirmed",
        Stance::Possible => "says that it may be so",
        Stance::Denies => "denies",
        Stance::NoEvidence => "has seen no evidence, which is no denial",
        Stance::CannotSay => "does not know or does not say",
        Stance::Fears => "fears",
        Stance::Doubts => "doubts",
    }
}

/// What it is on, in a few words.
pub(crate) fn matter(proposition: &Proposition) -> String {
    let object = proposition.object.as_deref().unwrap_or_default();
    let said = match &proposition.content {
        Content::Statement => object.to_owned(),
        Content::Event { victim, realis, .. } => format!("event at {} ({realis})", victim.name),
        Content::Exposure { data, polarity, qualifier, subjects, .. } => {
            let more = [qualifier.as_deref(), subjects.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
            format!("{data}: {polarity}{}{more}", if more.is_empty() { "" } else { ", " })
        }
        Content::Service { service, state } => format!("service {service}: {state}"),
        Content::Impact { impact, value, unit } => {
            let value = value.map_or_else(String::new, |value| format!(" {value}"));
            format!("{impact}{value} {}", unit.as_deref().unwrap_or_default())
        }
        Content::Response { action, state } => format!("{action}: {state}"),
        Content::Date { what, from, to } => {
            let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "?".to_owned());
            if from == to { format!("{what} {}", day(from)) } else { format!("{what} {} to {}", day(from), day(to)) }
        }
        Content::Indicator { indicator, value, .. } => format!("{indicator} {value}"),
        Content::Entity { entity, name, .. } => format!("{entity} {name}"),
    };
    let said = said.trim();
    if said.is_empty() { proposition.kind.to_string() } else { format!("{}, {said}", proposition.kind) }
}

/// How far a statement carries on its speaker's word alone. What leaves a matter open has none, which is not 0.
pub(crate) fn confidence_of(claim: &Claim) -> Option<u8> {
    let word = match (claim.speaker.kind, claim.stance) {
        (_, Stance::NoEvidence | Stance::CannotSay | Stance::Doubts) => return None,
        (SpeakerKind::Actor, _) | (_, Stance::Claims | Stance::Possible | Stance::Fears) => "Low",
        (SpeakerKind::Unnamed, _) => "Low",
        (_, Stance::Confirms) => "High",
        (_, Stance::Asserts | Stance::Denies) => "Med",
    };
    Scale::Levels.value(word)
}

/// One of the words Low, Med and High as a number.
pub(crate) fn level(word: &str) -> Option<u8> {
    Scale::Levels.value(word)
}

/// How sure one can be of what has this standing.
pub(crate) fn confidence(standing: Standing) -> Option<u8> {
    let word = match standing {
        Standing::Confirmed => "High",
        Standing::Reported => "Med",
        Standing::Claimed | Standing::Possible => "Low",
        Standing::Disputed | Standing::Denied | Standing::Unknown => return None,
    };
    Scale::Levels.value(word)
}

/// A standing for a person.
pub(crate) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Confirmed => "confirmed by a party in a position to know",
        Standing::Reported => "reported as fact by a publisher",
        Standing::Claimed => "claimed only, by an actor or an unverified source",
        Standing::Possible => "said to be possible",
        Standing::Disputed => "disputed",
        Standing::Denied => "denied",
        Standing::Unknown => "not known",
    }
}

/// Whether more than an actor's or an unverified source's word holds it up.
pub(crate) fn is_fact(standing: Standing) -> bool {
    matches!(standing, Standing::Confirmed | Standing::Reported)
}

/// A claim in a sentence, its words, and where they stand.
pub(crate) fn content(claim: &Claim, document: Option<&DocumentPart>) -> String {
    let mut text = format!("{} {}: {}.", speaker(claim), does(claim.stance), matter(&claim.proposition));
    if !claim.quote.is_empty() {
        text += &format!("\n\n“{}”", claim.quote);
    }
    let day = said(claim).strftime("%Y-%m-%d").to_string();
    let publisher = claim.publisher.as_deref().or_else(|| document.and_then(|d| d.publisher.as_deref()));
    let title = document.and_then(|d| d.title.as_deref());
    let origin: Vec<&str> = [publisher, title, Some(&day)].into_iter().flatten().collect();
    text + &format!("\n\n{}", origin.join(", "))
}

/// The headline, how the event stands, and what is left open.
pub(crate) fn summary(record: &Record) -> String {
    let sources = record.independent_sources;
    let origins =
        if sources == 1 { "1 independent source".to_owned() } else { format!("{sources} independent sources") };
    let mut text = format!("{}\n\nThe event is {}; {origins}.", record.headline, standing(record.standing));
    for question in &record.open_questions {
        text += &format!("\n- {}", question.question);
    }
    text
}

/// The credibility of what has this standing, by the Admiralty scale. What only an actor or an unverified source says
/// cannot be judged, which is not the same as improbable.
pub(crate) fn credibility(standing: Standing, independent_sources: usize) -> Option<&'static str> {
    Some(match standing {
        Standing::Confirmed if independent_sources > 1 => "admiralty-scale:information-credibility=\"1\"",
        Standing::Confirmed | Standing::Reported => "admiralty-scale:information-credibility=\"2\"",
        Standing::Possible => "admiralty-scale:information-credibility=\"3\"",
        Standing::Denied => "admiralty-scale:information-credibility=\"4\"",
        Standing::Claimed | Standing::Disputed => "admiralty-scale:information-credibility=\"6\"",
        Standing::Unknown => return None,
    })
}

/// The word of the extension's open vocabulary where it has one, else ours.
pub(crate) fn incident_type(kind: &str) -> &str {
    match kind {
        "data-breach" => "unauthorized-release",
        "intrusion" => "unauthorized-access",
        "ddos" | "outage" => "denial-of-service",
        "supply-chain" => "supply-chain-customer",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_an_actor_is_more_than_low() {
        for stance in Stance::ALL {
            let claim = Claim {
                id: ClaimId::derive(&["c"]),
                document: None,
                incidents: Vec::new(),
                speaker: Speaker { name: Some("Ferrous Lynx".to_owned()), kind: SpeakerKind::Actor },
                stance: *stance,
                proposition: Proposition {
                    kind: PropositionKind::DataTaken,
                    object: None,
                    content: Content::Statement,
                },
                quote: String::new(),
                start: 0,
                end: 0,
                recorded: Instant::UNIX_EPOCH,
                published: None,
                group: GroupId::derive(&["g"]),
                by: "rule".to_owned(),
                confidence: 1.0,
                supersedes: None,
                tlp: Tlp::Clear,
                publisher: None,
            };
            assert!(confidence_of(&claim).is_none_or(|value| value <= 15), "{stance}");
        }
        assert!(!is_fact(Standing::Claimed) && !is_fact(Standing::Possible) && !is_fact(Standing::Disputed));
    }
}
