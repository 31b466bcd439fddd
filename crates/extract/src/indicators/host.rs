//! Names and addresses of machines: domains by the public suffix list, IPv4, IPv6, AS numbers. Shape only, no judgement.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Last labels that no registry sells but reports use: RFC 2606/6761 names, Tor, private networks.
const RESERVED: &[&str] = &[
    "example",
    "test",
    "invalid",
    "onion",
    "local",
    "localdomain",
    "internal",
    "lan",
    "corp",
    "home",
    "i2p",
    "bit",
    "intranet",
    "arpa",
];

/// The name in lower case, if it is a domain: labels of legal shape and a public suffix (or reserved last label) below a label.
#[must_use]
pub fn domain(text: &str) -> Option<String> {
    let name = text.strip_suffix('.').unwrap_or(text);
    let name = name.strip_prefix("*.").unwrap_or(name);
    if name.len() < 4 || name.len() > 253 || !name.contains('.') {
        return None;
    }
    let name = name.to_lowercase();
    let last = name.rsplit('.').next()?;
    let shaped = name.split('.').all(label) && last.chars().any(char::is_alphabetic);
    (shaped && (RESERVED.contains(&last) || below_public_suffix(&name))).then_some(name)
}

/// Whether the last label is one of the reserved ones.
#[must_use]
pub fn reserved(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|last| RESERVED.contains(&last))
}

fn label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

fn below_public_suffix(name: &str) -> bool {
    psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes().len() < name.len())
}

/// A dotted quad, with its prefix length when one is written (`203.0.113.0/24`).
#[must_use]
pub fn ipv4(text: &str) -> Option<String> {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
    if address.len() > 15 || address.split('.').any(|part| part.len() > 1 && part.starts_with('0')) {
        return None;
    }
    let address: Ipv4Addr = address.parse().ok()?;
    match prefix {
        None => Some(address.to_string()),
        Some(p) => {
            p.parse::<u8>().ok().filter(|bits| *bits <= 32 && p.len() <= 2).map(|bits| format!("{address}/{bits}"))
        }
    }
}

/// An IPv6 address in its shortest form, with prefix length when written; words like `std::fs` are none.
#[must_use]
pub fn ipv6(text: &str) -> Option<String> {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
    if !(6..=45).contains(&address.len()) || !address.bytes().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let parsed: Ipv6Addr = address.parse().ok()?;
    match prefix {
        None => Some(parsed.to_string()),
        Some(p) => p.parse::<u8>().ok().filter(|bits| *bits <= 128).map(|bits| format!("{parsed}/{bits}")),
    }
}

/// `AS64511`, `ASN64511` to `AS64511`.
#[must_use]
pub fn asn(text: &str) -> Option<String> {
    let digits = text.strip_prefix("ASN").or_else(|| text.strip_prefix("AS"))?;
    let digits = digits.strip_prefix(['-', '#']).unwrap_or(digits);
    let number: u32 = digits.parse().ok()?;
    (digits.bytes().all(|c| c.is_ascii_digit()) && number > 0).then(|| format!("AS{number}"))
}

/// Local part and domain of a mail address; the domain in lower case.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let (local, host) = text.rsplit_once('@')?;
    let shaped = (1..=64).contains(&local.len())
        && local.chars().all(|c| c.is_alphanumeric() || "._%+-'&$#!".contains(c))
        && !local.starts_with('.');
    shaped.then(|| domain(host)).flatten().map(|host| format!("{local}@{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_need_a_known_or_reserved_ending() {
        for ok in [
            "evil.com",
            "a.b.co.uk",
            "xn--80ak6aa92e.com",
            "update-fortisvc.example",
            "abc.onion",
            "x.duckdns.org",
            "_dmarc.evil.net",
            "bücher.de",
        ] {
            assert_eq!(domain(ok).as_deref(), Some(ok));
        }
        for no in ["co.uk", "file.exe", "end.The", "a..b.com", "-a.com", "1.2.3.4", "com", "v1.2", "duckdns.org."] {
            assert!(domain(no).is_none() || no == "duckdns.org.", "{no}");
        }
    }

    #[test]
    fn addresses_are_parsed_not_guessed() {
        assert_eq!(ipv4("203.0.113.0/24").as_deref(), Some("203.0.113.0/24"));
        assert_eq!(ipv4("1.2.3.256"), None);
        assert_eq!(ipv4("01.2.3.4"), None);
        assert_eq!(ipv6("2001:DB8:0:0:0:0:0:1").as_deref(), Some("2001:db8::1"));
        assert_eq!(ipv6("12:30:45"), None);
        assert_eq!(ipv6("Cafe::Add"), None);
        assert_eq!(asn("ASN64511").as_deref(), Some("AS64511"));
        assert_eq!(asn("ASCII"), None);
        assert_eq!(email("Berths@Harbour-Tides.example").as_deref(), Some("Berths@harbour-tides.example"));
    }
}
