//! Media types: lists of them with weights (RFC 9110, 12.5.1), and the one that TAXII 2.1 uses.

/// The media type of every message.
pub const TAXII: &str = "application/taxii+json;version=2.1";
/// The media type of an object of STIX 2.1.
pub const STIX_21: &str = "application/stix+json;version=2.1";
/// The media type of an object of STIX 2.0.
pub const STIX_20: &str = "application/stix+json;version=2.0";

/// One member of a list: the type without parameters, its version, its weight.
struct Media {
    kind: String,
    version: Option<String>,
    refused: bool,
}

fn media(text: &str) -> Media {
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut media = Media { kind, version: None, refused: false };
    for (name, value) in parts.filter_map(|part| part.split_once('=')) {
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "version" => media.version = Some(value.to_owned()),
            "q" => media.refused = value.parse::<f32>().is_ok_and(|weight| weight <= 0.0),
            _ => {}
        }
    }
    media
}

/// Whether a sender who accepts these media types (no header: any) can be answered. Without a version, the newest is
/// meant. The most specific member that fits decides.
///
/// ```
/// use sextant_formats::taxii::accepts;
/// assert!(accepts(&["application/taxii+json; version=2.1"]) && accepts(&["text/html, */*;q=0.1"]) && accepts(&[]));
/// assert!(!accepts(&["application/json"]) && !accepts(&["application/taxii+json;version=2.0"]));
/// assert!(!accepts(&["application/taxii+json;q=0, */*"]));
/// ```
#[must_use]
pub fn accepts(headers: &[&str]) -> bool {
    let members: Vec<Media> =
        headers.iter().flat_map(|header| header.split(',')).filter(|m| !m.trim().is_empty()).map(media).collect();
    if members.is_empty() {
        return true;
    }
    let weight = |member: &Media| match (member.kind.as_str(), member.version.as_deref()) {
        ("application/taxii+json", Some("2.1")) => Some(3),
        ("application/taxii+json", None) => Some(2),
        ("application/*", _) => Some(1),
        ("*/*", _) => Some(0),
        _ => None,
    };
    let fitting = members.iter().filter_map(|member| Some((weight(member)?, member)));
    fitting.max_by_key(|(weight, _)| *weight).is_some_and(|(_, member)| !member.refused)
}

/// Whether a body of this media type is a message of TAXII 2.1.
#[must_use]
pub fn is_taxii(content_type: &str) -> bool {
    let media = media(content_type);
    media.kind == "application/taxii+json" && media.version.as_deref().is_none_or(|version| version == "2.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_with_their_weights() {
        for (header, answered) in [
            ("application/taxii+json;version=2.1", true),
            ("application/taxii+json", true),
            ("APPLICATION/TAXII+JSON;VERSION=\"2.1\"", true),
            ("application/taxii+json;version=2.0, application/taxii+json;version=2.1;q=0.5", true),
            ("application/*", true),
            ("application/vnd.oasis.taxii+json; version=2.0", false),
            ("application/stix+json;version=2.1", false),
            ("application/taxii+json;version=2.1;q=0", false),
            ("text/html", false),
            ("*/*;q=0", false),
            ("", true),
        ] {
            assert_eq!(accepts(&[header]), answered, "{header}");
        }
        assert!(accepts(&["text/html", "application/taxii+json"]), "a header may stand twice");
    }

    #[test]
    fn bodies_are_of_one_type() {
        for (header, taken) in [
            ("application/taxii+json;version=2.1", true),
            ("application/taxii+json", true),
            ("application/taxii+json; version=2.1; charset=utf-8", true),
            ("application/taxii+json;version=2.0", false),
            ("application/json", false),
            ("application/stix+json;version=2.1", false),
            ("", false),
        ] {
            assert_eq!(is_taxii(header), taken, "{header}");
        }
    }
}
