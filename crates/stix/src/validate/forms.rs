//! The forms that texts of STIX have: each a function that says whether a text has it. No form looks further than the
//! text, and none takes more than linear time.

use crate::id::Id;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// The name of a type (2.1, 3.1): 3 to 250 characters, lower-case words and digits with single hyphens between.
pub(crate) fn is_type_name(text: &str) -> bool {
    let body = text.strip_suffix('-').unwrap_or(text);
    (3..=250).contains(&text.len())
        && text.as_bytes()[0].is_ascii_lowercase()
        && body.split('-').all(|word| !word.is_empty() && word.bytes().all(is_lower_or_digit))
}

/// The name of an observable's type as a pattern may have it: a digit or a hyphen may come first.
pub(crate) fn is_pattern_type(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    let body = body.strip_suffix('-').unwrap_or(body);
    (3..=250).contains(&text.len())
        && body.split('-').all(|word| !word.is_empty() && word.bytes().all(is_lower_or_digit))
}

/// The name of a property (2.1, 3.1): 3 to 250 lower-case letters, digits and low lines, a letter first; or `id`.
pub(crate) fn is_property_name(text: &str) -> bool {
    text == "id"
        || ((3..=250).contains(&text.len())
            && text.as_bytes()[0].is_ascii_lowercase()
            && text.bytes().all(|byte| is_lower_or_digit(byte) || byte == b'_'))
}

/// The name of a property in 2.0 (part 1, 3.1): as in 2.1, but a digit or a low line may come first.
pub(crate) fn is_property_name_20(text: &str) -> bool {
    text == "id"
        || ((3..=250).contains(&text.len()) && text.bytes().all(|byte| is_lower_or_digit(byte) || byte == b'_'))
}

/// The key of a dictionary (2.1, 2.5).
pub(crate) fn is_dictionary_key(text: &str) -> bool {
    text.len() <= 250 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// A key of `extensions` that names a predefined or an old-style extension.
pub(crate) fn is_old_extension_key(text: &str) -> bool {
    text.strip_suffix("-ext").is_some_and(|name| {
        name.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
            && name.split('-').all(|word| !word.is_empty() && word.bytes().all(is_lower_or_digit))
    })
}

/// The id of an extension definition.
pub(crate) fn is_extension_id(text: &str) -> bool {
    Id::parse(text).is_some_and(|id| id.kind() == "extension-definition")
}

/// Hexadecimal digits in pairs (2.1, 2.7).
pub(crate) fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Base64 with padding (2.1, 2.1; RFC 4648, 4).
pub(crate) fn is_base64(text: &str) -> bool {
    let body = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let of_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    !text.is_empty() && text.len().is_multiple_of(4) && body.bytes().all(of_alphabet)
}

/// An absolute URI (RFC 3986): a scheme, then only characters and escapes that a URI may hold.
pub(crate) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_holds = scheme.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    let (before_fragment, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
    scheme_holds && is_hierarchy(hierarchy) && of_uri(query, b"/?:@") && of_uri(fragment, b"/?:@")
}

fn is_hierarchy(hierarchy: &str) -> bool {
    let Some(rest) = hierarchy.strip_prefix("//") else { return of_uri(hierarchy, b"/:@") };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, host_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, port) = match host_port.rfind(':').filter(|&at| !host_port[at..].contains(']')) {
        Some(at) => (&host_port[..at], &host_port[at + 1..]),
        None => (host_port, ""),
    };
    let host_holds = match host.strip_prefix('[') {
        Some(literal) => literal.strip_suffix(']').is_some_and(is_ip_literal),
        None => of_uri(host, b""),
    };
    of_uri(user, b":") && host_holds && port.bytes().all(|byte| byte.is_ascii_digit()) && of_uri(path, b"/:@")
}

fn is_ip_literal(literal: &str) -> bool {
    Ipv6Addr::from_str(literal).is_ok() || (literal.starts_with('v') && of_uri(literal, b":"))
}

/// Unreserved characters, sub-delimiters, escapes, and what else stands in this place.
fn of_uri(text: &str, also: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let step = match byte {
            b'%' => match bytes.get(at + 1..at + 3) {
                Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => 3,
                _ => return false,
            },
            _ if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte) || also.contains(&byte) => 1,
            _ => return false,
        };
        at += step;
    }
    true
}

/// A domain name (RFC 1034, RFC 5890): labels of letters, digits and hyphens, internationalised ones as IDNA has them.
pub(crate) fn is_hostname(text: &str) -> bool {
    let host = text.strip_suffix('.').unwrap_or(text);
    let ascii_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && (label.as_bytes().get(2..4) != Some(b"--")
                || label.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("xn--")))
    };
    if host.is_ascii() && !host.contains("xn--") {
        return host.len() <= 253 && host.split('.').all(ascii_label);
    }
    host.len() <= 1024 && idna::domain_to_ascii_strict(host).is_ok_and(|it| !it.is_empty())
}

/// An address of mail (RFC 5322, `addr-spec` without quoting), with a domain of at least two labels.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let of_local = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    let of_domain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let dot = domain.find('.');
    !local.is_empty()
        && local.bytes().all(of_local)
        && domain.bytes().all(of_domain)
        && dot.is_some_and(|at| at > 0 && at + 1 < domain.len())
}

/// An IPv4 address or network in CIDR form (2.1, 6.9), without leading zeros.
pub(crate) fn is_ipv4(text: &str) -> bool {
    let (address, prefix) = split_prefix(text);
    let octets = address.split('.');
    prefix.is_none_or(|prefix| is_number(prefix, 32))
        && octets.clone().count() == 4
        && octets.into_iter().all(|octet| is_number(octet, 255))
}

/// An IPv6 address or network in CIDR form (2.1, 6.10); a zone is let pass.
pub(crate) fn is_ipv6(text: &str) -> bool {
    let (address, prefix) = split_prefix(text);
    let (address, zone) = address.split_once('%').map_or((address, None), |(address, zone)| (address, Some(zone)));
    prefix.is_none_or(|prefix| is_number(prefix, 128)) && zone != Some("") && Ipv6Addr::from_str(address).is_ok()
}

fn split_prefix(text: &str) -> (&str, Option<&str>) {
    text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)))
}

fn is_number(text: &str, highest: u32) -> bool {
    let plain = text.len() <= 3
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    plain && text.parse::<u32>().is_ok_and(|number| number <= highest)
}

/// A MAC address of six lower-case pairs with colons (2.1, 6.11).
pub(crate) fn is_mac(text: &str) -> bool {
    let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 17
        && text.bytes().enumerate().all(|(at, byte)| if at % 3 == 2 { byte == b':' } else { lower_hex(byte) })
}

/// The shape of a media type.
pub(crate) fn is_media_type(text: &str) -> bool {
    const TREES: [&str; 9] =
        ["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];
    text.split_once('/').is_some_and(|(tree, name)| {
        TREES.contains(&tree)
            && name.bytes().next().is_some_and(|it| it.is_ascii_alphanumeric() || b".+_-".contains(&it))
    })
}

/// The shape of a character set's name.
pub(crate) fn is_encoding(text: &str) -> bool {
    (2..=250).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"/.+_:-".contains(&it))
}

/// A selector of a granular marking, as far as its characters go (2.1, 7.2.3.1).
pub(crate) fn is_selector(text: &str) -> bool {
    let word = |step: &str| step.bytes().all(|byte| is_lower_or_digit(byte) || byte == b'_' || byte == b'-');
    let index = |step: &str| {
        let digits = step.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut steps = text.split('.');
    let first = steps.next().unwrap_or_default();
    text == "id"
        || ((3..=249).contains(&first.len())
            && word(first)
            && steps.all(|step| index(step) || ((1..=250).contains(&step.len()) && word(step))))
}

/// The name of a relationship (2.1, 5.1): lower-case letters, digits and hyphens.
pub(crate) fn is_relationship_type(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| is_lower_or_digit(byte) || byte == b'-')
}

/// A key of a registry, its hive written out (2.1, 6.17).
pub(crate) fn is_registry_key(text: &str) -> bool {
    const SHORT_HIVES: [&str; 5] = ["HKLM", "HKCC", "HKCR", "HKCU", "HKU"];
    let hive = text.split('\\').next().unwrap_or_default();
    !SHORT_HIVES.iter().any(|short| hive.eq_ignore_ascii_case(short))
}

/// A CPE 2.3 name as formatted string (NIST IR 7695, 6.2): eleven components after the prefix.
pub(crate) fn is_cpe(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("cpe:2.3:") else { return false };
    let components = cpe_components(rest);
    components.len() == 11
        && matches!(components[0], "a" | "o" | "h" | "*" | "-")
        && components[1..].iter().all(|component| is_cpe_component(component))
}

fn cpe_components(rest: &str) -> Vec<&str> {
    let mut components = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b':' if !escaped => {
                components.push(&rest[from..at]);
                from = at + 1;
            }
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    components.push(&rest[from..]);
    components
}

fn is_cpe_component(component: &str) -> bool {
    let mut bytes = component.bytes();
    let mut holds = !component.is_empty();
    while let Some(byte) = bytes.next() {
        holds &= match byte {
            b'\\' => bytes.next().is_some_and(|escaped| escaped.is_ascii_punctuation()),
            _ => byte.is_ascii_alphanumeric() || b"-._*?".contains(&byte),
        };
    }
    holds
}

fn is_lower_or_digit(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(form: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(form(text), "{text} should have the form");
        }
        for text in bad {
            assert!(!form(text), "{text} should not have the form");
        }
    }

    #[test]
    fn names() {
        table(
            is_type_name,
            &["abc", "x-foo-1", "abc-"],
            &["ab", "Abc", "1bc", "a--b", "-abc", "a_b", &"a".repeat(251)],
        );
        table(is_property_name, &["id", "abc", "x_1", "a__"], &["ab", "Abc", "9ab", "_ab", "a-b-c", "abC", ""]);
        table(
            is_old_extension_key,
            &["ntfs-ext", "x-foo-bar-ext"],
            &["-ext", "ntfs", "Ntfs-ext", "a--b-ext", "1a-ext"],
        );
        table(
            is_selector,
            &["id", "name", "a-b.[0].c", "list.[12]"],
            &["", "ab", "name.", "name.[]", "name.[x]", "Name"],
        );
    }

    #[test]
    fn encodings_of_bytes() {
        table(is_hex, &["00", "aBcD"], &["", "0", "0g", "0x00"]);
        table(is_base64, &["AAAA", "AAA=", "AA==", "+/aZ"], &["", "A", "AA=", "A===", "AA=A", "AA AA"]);
    }

    #[test]
    fn addresses() {
        table(
            is_ipv4,
            &["1.2.3.4", "0.0.0.0/0", "1.2.3.4/32"],
            &["1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/08"],
        );
        table(
            is_ipv6,
            &["::1", "2001:db8::/32", "fe80::1%eth0", "::/0"],
            &["", "::1/", "::1/129", "::1/03", "1.2.3.4", "g::1", "::1%"],
        );
        table(is_mac, &["d2:fb:49:24:37:18"], &["D2:fb:49:24:37:18", "d2-fb-49-24-37-18", "d2:fb:49:24:37"]);
        table(
            is_email,
            &["a@b.c", "o'brien+x@mail.example"],
            &["a", "a@b", "@b.c", "a@.c", "a@b.", "a b@c.d", "a@b c.d"],
        );
    }

    #[test]
    fn hosts_and_uris() {
        table(
            is_hostname,
            &["example.com", "example.com.", "a", "xn--bcher-kva.example", "bücher.example", "1.2.3.4"],
            &["", ".", "a..b", "-a.b", "a-.b", "a_b.c", "ab--c.d", "a b", &"a".repeat(64)],
        );
        table(
            is_uri,
            &["http://a/b?c#d", "urn:a:b", "mailto:a@b.c", "http://[::1]:80/x", "a:", "http://a/%20"],
            &[
                "foo",
                "",
                ":a",
                "1a:b",
                "http://a b",
                "http://a/%2",
                "http://ä/",
                "http://[::1",
                "http://a/[b]",
                "http://a:b/",
                "a:b#c#d",
            ],
        );
    }

    #[test]
    fn platforms_and_keys() {
        table(
            is_cpe,
            &["cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*", r"cpe:2.3:a:x\:y:z:-:*:*:*:*:*:*:*"],
            &[
                "cpe:/a:microsoft:word:2000",
                "cpe:2.3:a:b:c",
                "cpe:2.3:z:b:c:1:*:*:*:*:*:*:*",
                "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*:*",
            ],
        );
        table(is_registry_key, &[r"HKEY_LOCAL_MACHINE\a", "hkey_users", r"a\hklm"], &[r"HKLM\a", "hkcu", "Hku"]);
    }
}
