//! An indicator's value as a pattern.

use sextant_model::IndicatorType;
use sextant_stix::pattern::{Version, wire};

/// The pattern that finds this value; `None` where STIX has no object for it.
pub(super) fn pattern(kind: IndicatorType, value: &str) -> Option<String> {
    let equals = |path: &str, value: &str| format!("{path} = '{}'", quoted(value));
    let test = match kind {
        IndicatorType::Ipv4Addr => equals("ipv4-addr:value", value),
        IndicatorType::Ipv6Addr => equals("ipv6-addr:value", value),
        IndicatorType::DomainName => equals("domain-name:value", value),
        IndicatorType::Url => equals("url:value", value),
        IndicatorType::EmailAddr => equals("email-addr:value", value),
        IndicatorType::Md5 => equals("file:hashes.MD5", value),
        IndicatorType::Sha1 => equals("file:hashes.'SHA-1'", value),
        IndicatorType::Sha256 => equals("file:hashes.'SHA-256'", value),
        IndicatorType::FileName => equals("file:name", value),
        IndicatorType::FilePath => match value.rfind(['\\', '/']).filter(|at| at + 1 < value.len() && *at > 0) {
            Some(at) => {
                let folder = equals("file:parent_directory_ref.path", &value[..at]);
                format!("{folder} AND {}", equals("file:name", &value[at + 1..]))
            }
            None => equals("directory:path", value),
        },
        IndicatorType::Mutex => equals("mutex:name", value),
        IndicatorType::RegistryKey => equals("windows-registry-key:key", value),
        IndicatorType::Asn => {
            let number: u64 = value.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
            format!("autonomous-system:number = {number}")
        }
        IndicatorType::CryptocurrencyWallet => return None,
    };
    let pattern = format!("[{test}]");
    // A value that makes no valid pattern stays in its note.
    let verdict = wire::checked(&pattern, Version::default());
    (verdict["valid"] == true).then_some(pattern)
}

fn quoted(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\'', "\\'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_valid_patterns() {
        for (kind, value, expected) in [
            (IndicatorType::Ipv4Addr, "198.51.100.3", "[ipv4-addr:value = '198.51.100.3']"),
            (
                IndicatorType::Sha1,
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "[file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']",
            ),
            (IndicatorType::FileName, "it's.exe", r"[file:name = 'it\'s.exe']"),
            (
                IndicatorType::FilePath,
                r"C:\Temp\a.dll",
                r"[file:parent_directory_ref.path = 'C:\\Temp' AND file:name = 'a.dll']",
            ),
            (IndicatorType::Asn, "AS64500", "[autonomous-system:number = 64500]"),
        ] {
            assert_eq!(pattern(kind, value).as_deref(), Some(expected));
        }
        assert_eq!(pattern(IndicatorType::CryptocurrencyWallet, "bc1q"), None);
        assert_eq!(pattern(IndicatorType::Sha1, "no digest"), None);
    }
}
