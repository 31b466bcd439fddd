//! Warning lists: values that are often listed by mistake (public resolvers, documentation ranges, well-known
//! sites). A value on one is kept and marked with the list's name. Tables come from `cargo xtask lexicons`.

use rustc_hash::FxHashMap;
use sextant_model::IndicatorType as T;
use std::net::IpAddr;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/generated/warnings.tsv");
/// Public resolvers: eight hex digits and a line break each, sorted, so that nothing need be parsed.
const RESOLVERS: &[u8] = include_bytes!("../../data/generated/resolvers.hex");

struct Lists {
    names: Vec<&'static str>,
    /// Domains and hashes.
    domains: FxHashMap<&'static str, u8>,
    /// First and last address as numbers, sorted by first; IPv4 as mapped IPv6.
    ranges: Vec<(u128, u128, u8)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(load);

/// The name of the first warning list that holds the value.
#[must_use]
pub fn list_of(kind: T, value: &str) -> Option<&'static str> {
    let found = match kind {
        T::Ipv4Addr | T::Ipv6Addr => address(value.split('/').next()?.parse().ok()?),
        T::DomainName => name(value),
        T::Url => host(value),
        T::EmailAddr => name(value.rsplit('@').next()?),
        T::Md5 | T::Sha1 | T::Sha256 => LISTS.domains.get(value).copied(),
        _ => None,
    };
    found.and_then(|list| LISTS.names.get(usize::from(list)).copied())
}

fn host(url: &str) -> Option<u8> {
    let rest = url.split_once("://").map_or(url, |(_, r)| r);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    host.parse::<IpAddr>().map_or_else(|_| name(host), address)
}

/// The name itself, or any name below a label that no registry sells (RFC 6761).
fn name(value: &str) -> Option<u8> {
    const SPECIAL: &[&str] = &["example", "test", "invalid", "localhost", "local"];
    let bare = value.strip_prefix("www.").unwrap_or(value);
    let special = value.rsplit('.').next().filter(|last| SPECIAL.contains(last)).map(|_| "example.com");
    LISTS.domains.get(value).or_else(|| LISTS.domains.get(bare)).or_else(|| LISTS.domains.get(special?)).copied()
}

fn address(address: IpAddr) -> Option<u8> {
    let resolver = matches!(address, IpAddr::V4(v4) if resolves(u32::from(v4)));
    range(address).or_else(|| resolver.then(|| u8::try_from(LISTS.names.len() - 1).ok()).flatten())
}

fn resolves(address: u32) -> bool {
    let wanted = format!("{address:08x}");
    let rows = RESOLVERS.chunks_exact(9).len();
    let mut span = 0..rows;
    while !span.is_empty() {
        let middle = span.start + span.len() / 2;
        let row = RESOLVERS.get(middle * 9..middle * 9 + 8).unwrap_or_default();
        match row.cmp(wanted.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => span.start = middle + 1,
            std::cmp::Ordering::Greater => span.end = middle,
        }
    }
    false
}

fn range(address: IpAddr) -> Option<u8> {
    let number = number(address);
    let past = LISTS.ranges.partition_point(|r| r.0 <= number);
    LISTS.ranges.get(..past)?.iter().rev().take(64).filter(|r| r.1 >= number).max_by_key(|r| r.0).map(|r| r.2)
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_ipv6_mapped()),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// `N` rows give the names, `D` domains, `H` hashes, `R` ranges; the last name is that of the resolvers.
fn load() -> Lists {
    let mut lists = Lists { names: Vec::new(), domains: FxHashMap::default(), ranges: Vec::new() };
    for row in TABLE.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = row.splitn(3, '\t');
        match (cells.next(), cells.next(), cells.next()) {
            (Some("N"), Some(_), Some(name)) => lists.names.push(name),
            (Some("D" | "H"), Some(list), Some(domain)) => {
                lists.domains.entry(domain).or_insert(list.parse().unwrap_or_default());
            }
            (Some("R"), Some(list), Some(cidr)) => {
                lists.ranges.extend(bounds(cidr).map(|(a, b)| (a, b, list.parse().unwrap_or_default())))
            }
            _ => {}
        }
    }
    lists.ranges.sort_unstable();
    lists
}

fn bounds(cidr: &str) -> Option<(u128, u128)> {
    let (address, bits) = cidr.split_once('/').map_or((cidr, None), |(a, b)| (a, Some(b)));
    let address: IpAddr = address.parse().ok()?;
    let whole: u32 = if address.is_ipv4() { 32 } else { 128 };
    let bits: u32 = bits.map_or(Some(whole), |b| b.parse().ok())?;
    let free = whole.checked_sub(bits)?;
    let mask = if free >= 128 { u128::MAX } else { (1u128 << free) - 1 };
    let first = number(address) & !mask;
    Some((first, first | mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_ranges_and_resolvers_are_marked() {
        assert!(list_of(T::Ipv4Addr, "203.0.113.47").is_some());
        assert!(list_of(T::Ipv4Addr, "8.8.8.8").is_some());
        assert!(list_of(T::Ipv6Addr, "2001:db8::5").is_some());
        assert!(list_of(T::DomainName, "google.com").is_some());
        assert!(list_of(T::DomainName, "update-fortisvc.example").is_some());
        assert_eq!(list_of(T::DomainName, "portwx-sync-77.net"), None);
    }
}
