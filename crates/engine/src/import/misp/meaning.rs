//! What types, tags and galaxies of MISP mean in our words.

use sextant_misp::event::Attribute;
use sextant_misp::tags::{self, Interval};
use sextant_model::*;

/// The strictest label among tags.
pub(super) fn tlp(tags: &[String]) -> Option<Tlp> {
    tags::tlp(tags).filter_map(|label| label.parse().ok()).max()
}

/// An attribute's own label, never less strict than its event's.
pub(super) fn label_of(attribute: &Attribute, event: Tlp) -> Tlp {
    tlp(&attribute.tags).map_or(event, |own| own.max(event))
}

/// What its maker's certainty makes of a statement. Half and half is a hedge; what is held improbable is doubted.
pub(super) fn stance(certainty: Option<Interval>) -> Stance {
    match certainty {
        Some(band) if band.high <= 0.25 => Stance::Doubts,
        Some(band) if band.low < 0.55 => Stance::Possible,
        _ => Stance::Asserts,
    }
}

/// What an opinion of 0 to 100 says: the five words of the standard's scale, a fifth each.
pub(super) fn opinion(value: u8) -> Stance {
    match value {
        0..=20 => Stance::Denies,
        21..=40 => Stance::Doubts,
        41..=60 => Stance::CannotSay,
        _ => Stance::Asserts,
    }
}

/// A tag as it is told: with the band that its word stands for.
pub(super) fn told(tag: &str) -> String {
    let percent = |value: f32| (value * 100.0).round();
    match tags::certainty(&[tag]).filter(|band| !band.is_point()) {
        Some(band) => format!("{tag} ({} to {} %)", percent(band.low), percent(band.high)),
        None => tag.to_owned(),
    }
}

/// What an attribute says; `filename|sha256` says two things.
pub(super) fn contents(kind: &str, value: &str) -> Vec<Content> {
    if let (Some((first, second)), Some((one, other))) = (kind.split_once('|'), value.split_once('|')) {
        let parts = [(first, one), (second, other)].into_iter().filter(|(kind, _)| *kind != "port");
        return parts.flat_map(|(kind, value)| contents(kind, value)).collect();
    }
    if kind == "malware-sample" {
        return value.rsplit_once('|').map_or_else(Vec::new, |(name, md5)| {
            contents("filename", name).into_iter().chain(contents("md5", md5)).collect()
        });
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

/// Our type for a type of MISP, or for our own word for it.
pub(in crate::import) fn type_of(word: &str) -> Option<IndicatorType> {
    let word = word.trim();
    let lower = word.to_ascii_lowercase().replace(['_', ' '], "-");
    let common = match lower.as_str() {
        "ip" | "ipv4" | "ip-address" => Some(IndicatorType::Ipv4Addr),
        "ipv6" => Some(IndicatorType::Ipv6Addr),
        "host" => Some(IndicatorType::DomainName),
        "url" | "uri" => Some(IndicatorType::Url),
        "sha-1" => Some(IndicatorType::Sha1),
        "sha-256" => Some(IndicatorType::Sha256),
        "asn" => Some(IndicatorType::Asn),
        _ => None,
    };
    common.or_else(|| lower.parse().ok()).or_else(|| indicator(word, "")).or_else(|| indicator(&lower, ""))
}

fn indicator(kind: &str, value: &str) -> Option<IndicatorType> {
    Some(match kind {
        "ip-src" | "ip-dst" | "ip" if value.contains(':') => IndicatorType::Ipv6Addr,
        "ip-src" | "ip-dst" | "ip" => IndicatorType::Ipv4Addr,
        "domain" | "hostname" => IndicatorType::DomainName,
        "url" | "uri" if value.contains("://") => IndicatorType::Url,
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

/// What the clusters of a galaxy are.
pub(super) fn entity(galaxy: &str) -> Option<EntityType> {
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

/// A cluster's name without its ATT&CK id, and the id.
pub(super) fn attack_id(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once(" - ").filter(|(_, id)| is_attack_id(id)) {
        Some((short, id)) => (short, Some(id)),
        None => (name, None),
    }
}

/// `G0102`, `T1566.001`.
fn is_attack_id(id: &str) -> bool {
    let mut signs = id.chars();
    matches!(signs.next(), Some('G' | 'S' | 'T'))
        && id.len() >= 5
        && signs.all(|sign| sign.is_ascii_digit() || sign == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_becomes_a_stance() {
        for (tag, expected) in [
            ("admiralty-scale:information-credibility=\"2\"", Stance::Asserts),
            ("admiralty-scale:information-credibility=\"3\"", Stance::Possible),
            ("admiralty-scale:information-credibility=\"5\"", Stance::Doubts),
            ("admiralty-scale:information-credibility=\"6\"", Stance::Asserts),
            ("estimative-language:likelihood-probability=\"roughly-even-chance\"", Stance::Possible),
            ("estimative-language:likelihood-probability=\"very-unlikely\"", Stance::Doubts),
            ("estimative-language:likelihood-probability=\"likely\"", Stance::Asserts),
        ] {
            assert_eq!(stance(tags::certainty(&[tag])), expected, "{tag}");
        }
        assert!(told("estimative-language:likelihood-probability=\"likely\"").ends_with("(55 to 80 %)"));
    }

    #[test]
    fn what_is_on_a_warning_list_is_kept_and_marked() {
        let said = contents("ip-dst", "8.8.8.8");
        assert!(matches!(&said[..], [Content::Indicator { warning: Some(_), .. }]), "{said:?}");
        assert_eq!(contents("malware-sample", "a.exe|b2a5abfeef9e36964281a31e17b57c97").len(), 2);
        assert_eq!(tlp(&["tlp:green".to_owned(), "TLP:AMBER+STRICT".to_owned()]), Some(Tlp::AmberStrict));
    }
}
