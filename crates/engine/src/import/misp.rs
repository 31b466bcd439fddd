//! Events of MISP: each is a document of its maker, a line for each attribute, and what the lines say are claims with
//! the maker's confidence. An event is on no incident by itself: it says what was seen, not whom it befell.

use super::Run;
use super::own::ELSEWHERE;
use crate::Result;
use sextant_formats::misp::{Attribute, Event};
use sextant_model::*;
use sextant_store::{Append, Appended, Ledger, Presence};
use std::collections::BTreeSet;

/// The tag that says nothing of how sure one is.
const PLAIN: f32 = 1.0;

impl Run<'_> {
    /// Learns events of an input with this digest; each is durable by itself.
    pub(super) fn learn_events(&mut self, origin: &str, events: &[Event], label: Tlp, sha256: &str) -> Result<()> {
        for event in events {
            if self.stopped() {
                return Ok(());
            }
            let own = tlp(&event.tags).unwrap_or(label);
            // What is labelled more strictly than its event is a document of its own: a text has one label.
            let stricter = event.attributes.iter().map(|attribute| label_of(attribute, own));
            for label in stricter.chain([own]).collect::<BTreeSet<_>>() {
                self.learn_event(origin, event, label, label == own, sha256)?;
            }
            (self.tell)(super::ImportEvent::Done(1));
        }
        Ok(())
    }

    fn learn_event(&mut self, origin: &str, event: &Event, label: Tlp, whole: bool, sha256: &str) -> Result<()> {
        let version = event.timestamp.map_or_else(String::new, |at| at.to_string());
        let part = if whole { "" } else { label.as_str() };
        let id = DocumentId::derive(&["misp", &event.uuid, &version, part]);
        match self.ledger.presence(id)? {
            Presence::Absent => {}
            Presence::Kept { .. } => {
                self.tally.known += usize::from(whole);
                return Ok(());
            }
            Presence::Forgotten => {
                let told = "it was removed from this store and stays out";
                self.refuse(&Problem::new("forgotten", format!("{origin}, event {}", event.uuid), told));
                return Ok(());
            }
        }
        let telling = Telling::of(event, id, label, whole, self.recorded);
        let group = telling.group();
        let Telling { text, claims, published, .. } = telling;
        let meta = DocumentMeta {
            sha256: sha256.to_owned(),
            title: Some(event.info.clone()),
            publisher: event.maker.clone(),
            published: published.map(|at| at.to_string()),
            media_type: "application/vnd.misp+json".to_owned(),
            ..DocumentMeta::default()
        };
        let blocks = vec![Block { kind: BlockKind::Preformatted, start: 0, end: text.len() }];
        let append = Append {
            signature: sextant_reason::signature(&text),
            document: Document {
                id,
                clean: CleanDocument { meta, text, blocks, problems: Vec::new() },
                origin: origin.to_owned(),
                retrieved: self.recorded,
                published_at: published,
                tlp: label,
            },
            bytes: Vec::new(),
            group,
            claims,
            sightings: Vec::new(),
            doubts: Vec::new(),
            quotations: Vec::new(),
            rules: ELSEWHERE.to_owned(),
            by: self.by.to_owned(),
            recorded: self.recorded,
        };
        if self.ledger.append(&append)? == Appended::New {
            self.tally.new += usize::from(whole);
            self.tally.documents += 1;
            self.tally.claims += append.claims.len();
        }
        Ok(())
    }
}

/// An attribute's own label, never less strict than its event's.
fn label_of(attribute: &Attribute, event: Tlp) -> Tlp {
    tlp(&attribute.tags).map_or(event, |own| own.max(event))
}

/// An event as text, and the claims that its lines make.
struct Telling<'a> {
    event: &'a Event,
    document: DocumentId,
    label: Tlp,
    recorded: Instant,
    published: Option<Instant>,
    text: String,
    /// Code points of `text` so far.
    length: usize,
    claims: Vec<Claim>,
}

impl<'a> Telling<'a> {
    /// What of the event has this label; `whole` says that it is the event's own.
    fn of(event: &'a Event, document: DocumentId, label: Tlp, whole: bool, recorded: Instant) -> Self {
        let changed = event.timestamp.and_then(|at| Instant::from_second(at).ok());
        let published = changed.or_else(|| event.date.as_deref().and_then(crate::ingest::instant));
        let (text, claims) = (String::new(), Vec::new());
        let mut telling = Self { event, document, label, recorded, published, text, length: 0, claims };
        telling.write(&event.info);
        telling.write("\n");
        for (galaxy, name) in event.clusters.iter().filter(|_| whole) {
            telling.cluster(galaxy, name, &event.tags);
        }
        let least = if whole { label } else { Tlp::Clear };
        for attribute in event.attributes.iter().filter(|attribute| label_of(attribute, least) == label) {
            telling.attribute(attribute);
        }
        telling
    }

    fn attribute(&mut self, attribute: &Attribute) {
        let tags = if certainty(&attribute.tags).is_some() { &attribute.tags } else { &self.event.tags };
        self.write(&format!("\n{}: ", attribute.kind));
        let said = contents(&attribute.kind, &attribute.value);
        let start = self.length;
        self.write(&attribute.value);
        for content in said {
            self.claim(content, &attribute.value, start, tags);
        }
        if !attribute.comment.trim().is_empty() {
            self.write(&format!(" ({})", attribute.comment.trim()));
        }
        for (galaxy, name) in &attribute.clusters {
            self.cluster(galaxy, name, tags);
        }
    }

    /// "threat-actor: Wizard Spider".
    fn cluster(&mut self, galaxy: &str, name: &str, tags: &[String]) {
        self.write(&format!("\n{galaxy}: "));
        let start = self.length;
        self.write(name);
        if let Some(entity) = entity(galaxy) {
            let id = name.rsplit_once(" - ").map(|(_, id)| id.to_owned()).filter(|id| is_attack_id(id));
            let short = name.rsplit_once(" - ").filter(|(_, id)| is_attack_id(id)).map_or(name, |(short, _)| short);
            self.claim(Content::Entity { entity, name: short.to_owned(), id }, name, start, tags);
        }
    }

    /// All that one maker says has one origin.
    fn group(&self) -> GroupId {
        sextant_reason::document_group(self.document, self.event.maker.as_deref(), None)
    }

    fn write(&mut self, words: &str) {
        self.text.push_str(words);
        self.length += words.chars().count();
    }

    fn claim(&mut self, content: Content, quote: &str, start: usize, tags: &[String]) {
        let id = ClaimId::derive(&[&self.document.to_string(), "misp", &self.claims.len().to_string()]);
        let group = self.group();
        let object = match &content {
            Content::Indicator { indicator, value, .. } => format!("{indicator} {value}"),
            Content::Entity { entity, name, .. } => format!("{entity} {name}"),
            _ => quote.to_owned(),
        };
        let certainty = certainty(tags);
        let stance = if certainty.is_some_and(|sure| sure < 0.3) { Stance::Possible } else { Stance::Asserts };
        self.claims.push(Claim {
            id,
            document: Some(self.document),
            incidents: Vec::new(),
            speaker: Speaker { name: self.event.maker.clone(), kind: SpeakerKind::Other },
            stance,
            proposition: Proposition { kind: PropositionKind::Other, object: Some(object), content },
            quote: quote.to_owned(),
            start,
            end: start + quote.chars().count(),
            recorded: self.recorded,
            published: self.published,
            group,
            by: format!("misp:{}", self.event.uuid),
            confidence: certainty.unwrap_or(PLAIN),
            supersedes: None,
            tlp: self.label,
            publisher: self.event.maker.clone(),
        });
    }
}

/// What an attribute says; `filename|sha256` says two things.
fn contents(kind: &str, value: &str) -> Vec<Content> {
    if let (Some((first, second)), Some((one, other))) = (kind.split_once('|'), value.split_once('|')) {
        let port = |kind: &str| kind == "port";
        return [(first, one), (second, other)]
            .into_iter()
            .filter(|(kind, _)| !port(kind))
            .flat_map(|(kind, value)| contents(kind, value))
            .collect();
    }
    if kind == "vulnerability" {
        let (name, id) = (value.to_owned(), value.starts_with("CVE-").then(|| value.to_owned()));
        return vec![Content::Entity { entity: EntityType::Vulnerability, name, id }];
    }
    if kind == "threat-actor" {
        return vec![Content::Entity { entity: EntityType::ThreatActor, name: value.to_owned(), id: None }];
    }
    let Some(indicator) = indicator(kind, value) else { return Vec::new() };
    let warning = sextant_extract::indicators::warning::list_of(indicator, value).map(str::to_owned);
    vec![Content::Indicator { indicator, value: value.to_owned(), warning }]
}

fn indicator(kind: &str, value: &str) -> Option<IndicatorType> {
    Some(match kind {
        "ip-src" | "ip-dst" | "ip" if value.contains(':') => IndicatorType::Ipv6Addr,
        "ip-src" | "ip-dst" | "ip" => IndicatorType::Ipv4Addr,
        "domain" | "hostname" => IndicatorType::DomainName,
        "url" | "uri" | "link" if value.contains("://") && kind != "link" => IndicatorType::Url,
        "email" | "email-src" | "email-dst" => IndicatorType::EmailAddr,
        "md5" => IndicatorType::Md5,
        "sha1" => IndicatorType::Sha1,
        "sha256" => IndicatorType::Sha256,
        "btc" | "xmr" | "dash" => IndicatorType::CryptocurrencyWallet,
        "filename" if value.contains(['\\', '/']) => IndicatorType::FilePath,
        "filename" => IndicatorType::FileName,
        "mutex" => IndicatorType::Mutex,
        "regkey" => IndicatorType::RegistryKey,
        "AS" => IndicatorType::Asn,
        _ => return None,
    })
}

fn entity(galaxy: &str) -> Option<EntityType> {
    Some(match galaxy {
        "threat-actor"
        | "mitre-intrusion-set"
        | "mitre-enterprise-attack-intrusion-set"
        | "microsoft-activity-group" => EntityType::ThreatActor,
        "mitre-malware"
        | "mitre-enterprise-attack-malware"
        | "ransomware"
        | "malpedia"
        | "rat"
        | "banker"
        | "botnet"
        | "stealer"
        | "backdoor" => EntityType::Malware,
        "mitre-tool" | "mitre-enterprise-attack-tool" | "tool" => EntityType::Tool,
        "mitre-attack-pattern" | "mitre-enterprise-attack-attack-pattern" => EntityType::Technique,
        _ => return None,
    })
}

/// `G0102`, `T1566.001`.
fn is_attack_id(id: &str) -> bool {
    let mut signs = id.chars();
    matches!(signs.next(), Some('G' | 'S' | 'T'))
        && id.len() >= 5
        && signs.all(|sign| sign.is_ascii_digit() || sign == '.')
}

/// The strictest label among tags.
fn tlp(tags: &[String]) -> Option<Tlp> {
    tags.iter().filter(|tag| tag.to_ascii_lowercase().starts_with("tlp:")).filter_map(|tag| tag.parse().ok()).max()
}

/// How sure the maker is, by the tags for it: credibility of the information by the Admiralty scale, else the lower
/// bound of a likelihood. `6` and words that say nothing are no number, which is not 0. The letter for the source is
/// not about this statement and counts for nothing here.
fn certainty(tags: &[String]) -> Option<f32> {
    let valued = |name: &str| {
        tags.iter().find_map(|tag| Some(tag.strip_prefix(name)?.trim_start_matches('=').trim_matches('"').to_owned()))
    };
    let percent: u8 = match valued("admiralty-scale:information-credibility").as_deref() {
        Some("1") => 100,
        Some("2") => 75,
        Some("3") => 50,
        Some("4") => 25,
        Some("5") => 0,
        _ => match valued("estimative-language:likelihood-probability").as_deref()? {
            "almost-no-chance" => 0,
            "very-unlikely" => 5,
            "unlikely" => 20,
            "roughly-even-chance" => 45,
            "likely" => 55,
            "very-likely" => 80,
            "almost-certain" => 95,
            _ => return None,
        },
    };
    Some(f32::from(percent) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|tag| (*tag).to_owned()).collect()
    }

    #[test]
    fn every_claim_quotes_the_event_s_text() {
        let attribute = |kind: &str, value: &str| Attribute {
            kind: kind.to_owned(),
            value: value.to_owned(),
            comment: "séen".to_owned(),
            ..Attribute::default()
        };
        let event = Event {
            uuid: "a".to_owned(),
            info: "Phishing à la carte".to_owned(),
            clusters: vec![("mitre-attack-pattern".to_owned(), "Phishing - T1566".to_owned())],
            attributes: vec![attribute("filename|md5", "ü.exe|da39a3"), attribute("ip-dst", "198.51.100.3")],
            ..Event::default()
        };
        let id = DocumentId::derive(&["a"]);
        let telling = Telling::of(&event, id, Tlp::Green, true, Instant::UNIX_EPOCH);
        assert_eq!(telling.claims.len(), 4);
        for claim in &telling.claims {
            let words: String = telling.text.chars().skip(claim.start).take(claim.end - claim.start).collect();
            assert_eq!(words, claim.quote);
        }
        let technique = &telling.claims[0].proposition.content;
        assert!(matches!(technique, Content::Entity { name, id: Some(id), .. } if name == "Phishing" && id == "T1566"));
    }

    #[test]
    fn certainty_is_told_by_tags_and_what_says_nothing_is_no_number() {
        for (given, expected) in [
            (&["admiralty-scale:information-credibility=\"2\""][..], Some(0.75)),
            (&["admiralty-scale:information-credibility=\"6\""], None),
            (&["admiralty-scale:source-reliability=\"f\""], None),
            (&["estimative-language:likelihood-probability=\"very-likely\""], Some(0.8)),
            (&["tlp:red"], None),
        ] {
            assert_eq!(certainty(&tags(given)), expected, "{given:?}");
        }
        assert_eq!(tlp(&tags(&["tlp:green", "TLP:AMBER+STRICT", "x"])), Some(Tlp::AmberStrict));
    }
}
