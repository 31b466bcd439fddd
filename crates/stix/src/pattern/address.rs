//! IP addresses and CIDR blocks, for ISSUBSET and ISSUPERSET (STIX 2.1 §9.6).

use std::net::IpAddr;

/// An address block: IPv4 or IPv6, with the length of its prefix. A single address is a block of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Reads `198.51.100.0/24`, `2001:db8::/32` or a single address; bits beyond the prefix count for nothing.
    pub fn read(text: &str) -> Option<Network> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let whole = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(digits) if digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
            None => whole,
        };
        (prefix <= whole).then_some(Network { address, prefix })
    }

    /// Whether every address of this block is in the other; blocks of different families share none.
    pub fn is_within(self, outer: Network) -> bool {
        if self.prefix < outer.prefix {
            return false;
        }
        match (self.address, outer.address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => same_start(a.to_bits().into(), b.to_bits().into(), 32, outer.prefix),
            (IpAddr::V6(a), IpAddr::V6(b)) => same_start(a.to_bits(), b.to_bits(), 128, outer.prefix),
            _ => false,
        }
    }
}

fn same_start(a: u128, b: u128, width: u32, prefix: u8) -> bool {
    (a ^ b).checked_shr(width - u32::from(prefix)).unwrap_or(0) == 0
}
