//! Autonomous systems given by their number alone: "autonomous-system:number = 64500", "ASN: 64500".

use super::find::Candidate;
use regex::Regex;
use sextant_model::IndicatorType;
use std::sync::LazyLock;

static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:[Aa]utonomous[- ][Ss]ystem(?::number)?|ASN)(?: [Nn]umber)? *[:=#]? *(\d{3,10})(?:[^\d./-]|$)")
        .ok()
});

/// Systems numbered in `text`, as bytes of it.
#[must_use]
pub fn numbered(text: &str) -> Vec<Candidate> {
    if !text.contains("utonomous") && !text.contains("ASN") {
        return Vec::new();
    }
    let captures = NUMBERED.iter().flat_map(|r| r.captures_iter(text));
    captures
        .filter_map(|c| c.get(1))
        .map(|number| Candidate {
            kind: IndicatorType::Asn,
            start: number.start(),
            end: number.end(),
            value: format!("AS{}", number.as_str()),
            weak: false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_behind_their_kind() {
        let first = |text| numbered(text).into_iter().next().map(|c| c.value);
        assert_eq!(first("[autonomous-system:number = 64512]").as_deref(), Some("AS64512"));
        assert_eq!(first("ASN: 64501").as_deref(), Some("AS64501"));
        assert_eq!(first("an autonomous system of 300 machines"), None);
    }
}
