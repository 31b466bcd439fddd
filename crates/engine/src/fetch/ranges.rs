//! Which addresses are public. Everything that the IANA special-purpose registries (RFC 6890 and its updates) keep
//! from global reach is not: loopback, private, link-local (the cloud's metadata service among it), shared, multicast,
//! documentation, benchmarks, and IPv6 forms that embed such an IPv4 address.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const V4: [(u8, u8, u8, u8, u8); 16] = [
    (0, 0, 0, 0, 8),
    (10, 0, 0, 0, 8),
    (100, 64, 0, 0, 10),
    (127, 0, 0, 0, 8),
    (169, 254, 0, 0, 16),
    (172, 16, 0, 0, 12),
    (192, 0, 0, 0, 24),
    (192, 0, 2, 0, 24),
    (192, 31, 196, 0, 24),
    (192, 88, 99, 0, 24),
    (192, 168, 0, 0, 16),
    (198, 18, 0, 0, 15),
    (198, 51, 100, 0, 24),
    (203, 0, 113, 0, 24),
    (224, 0, 0, 0, 4),
    (240, 0, 0, 0, 4),
];

/// How far a fetch may go.
#[derive(Debug, Clone, Default)]
pub enum Reach {
    /// Public addresses only.
    #[default]
    Public,
    /// Public addresses and these ranges.
    PublicAnd(Vec<IpNet>),
    /// Anywhere.
    Anywhere,
}

impl Reach {
    /// Whether a connection to `address` is allowed.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::PublicAnd(nets) => is_public(address) || nets.iter().any(|net| net.contains(&address)),
            Self::Anywhere => true,
        }
    }
}

/// Whether an address is reachable by everybody.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !V4.iter().any(|&(a, b, c, d, bits)| {
        Ipv4Net::new(Ipv4Addr::new(a, b, c, d), bits).is_ok_and(|net| net.contains(&address))
    })
}

/// Only 2000::/3 is handed out for global use; inside it a few blocks are special or carry an IPv4 address.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    if let Some(v4) = address.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let low = Ipv4Addr::from((u32::from(segments[6]) << 16) | u32::from(segments[7]));
    if segments[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return is_public_v4(low);
    }
    let within = |net: &str| net.parse::<Ipv6Net>().is_ok_and(|net| net.contains(&address));
    if !within("2000::/3") || within("2001::/23") || within("2001:db8::/32") || within("3fff::/20") {
        return false;
    }
    // 6to4 carries the IPv4 address in its second and third segment.
    segments[0] != 0x2002 || is_public_v4(Ipv4Addr::from((u32::from(segments[1]) << 16) | u32::from(segments[2])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_private_is_public_in_any_spelling() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
    }

    #[test]
    fn public_addresses_are() {
        for public in
            ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
