//! Hashes by length and wallets by their checksum. Shape only, no judgement.

use sextant_model::IndicatorType;
use sha2::{Digest, Sha256};

/// The kind of a run of hex digits, by its length.
#[must_use]
pub fn hash(text: &str) -> Option<IndicatorType> {
    let kind = match text.len() {
        32 => IndicatorType::Md5,
        40 => IndicatorType::Sha1,
        64 => IndicatorType::Sha256,
        _ => return None,
    };
    let hex = text.bytes().all(|c| c.is_ascii_hexdigit());
    let varied = text.bytes().any(|c| c != text.as_bytes()[0]) && text.bytes().any(|c| c.is_ascii_digit());
    (hex && varied).then_some(kind)
}

/// How sure the shape of a wallet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// Right letters and length, but the checksum is wrong or there is none: believed only beside a label.
    Shape,
    /// The checksum holds (or the shape is like nothing else).
    Checked,
}

/// Whether `text` is a wallet of one of the common currencies.
#[must_use]
pub fn wallet(text: &str) -> Option<Sureness> {
    match text.as_bytes() {
        [b'0', b'x', hex @ ..] if hex.len() == 40 && hex.iter().all(u8::is_ascii_hexdigit) => Some(Sureness::Checked),
        [b'4' | b'8', ..] if matches!(text.len(), 95 | 106) && base58(text).is_some() => Some(Sureness::Checked),
        _ => segwit(text).or_else(|| pay_to_hash(text)),
    }
}

/// BIP 173 and 350: `bc1…`, `ltc1…`.
fn segwit(text: &str) -> Option<Sureness> {
    const LETTERS: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let lower = text.to_ascii_lowercase();
    let (hrp, rest) =
        ["bc", "ltc", "tb"].iter().find_map(|hrp| Some((*hrp, lower.strip_prefix(hrp)?.strip_prefix('1')?)))?;
    if !(38..=72).contains(&rest.len()) || (text != lower && text.bytes().any(|c| c.is_ascii_lowercase())) {
        return None;
    }
    let values: Option<Vec<u8>> =
        rest.bytes().map(|c| LETTERS.iter().position(|l| *l == c).and_then(|p| u8::try_from(p).ok())).collect();
    let prefix = hrp.bytes().map(|c| c >> 5).chain([0]).chain(hrp.bytes().map(|c| c & 31));
    let sum = polymod(prefix.chain(values?));
    Some(if matches!(sum, 1 | 0x2bc8_30a3) { Sureness::Checked } else { Sureness::Shape })
}

fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let next = ((sum & 0x01ff_ffff) << 5) ^ u32::from(value);
        GENERATOR.iter().enumerate().filter(|(bit, _)| (top >> bit) & 1 == 1).fold(next, |s, (_, g)| s ^ g)
    })
}

/// Base58check with the version byte of Bitcoin, Litecoin, Dogecoin, Dash, Tron or Zcash.
fn pay_to_hash(text: &str) -> Option<Sureness> {
    let first = *text.as_bytes().first()?;
    if !matches!(text.len(), 26..=35) || !matches!(first, b'1' | b'3' | b'L' | b'M' | b'D' | b'X' | b'T' | b't') {
        return None;
    }
    let bytes = base58(text)?;
    let (payload, sum) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    let known = matches!(payload.first(), Some(0x00 | 0x05 | 0x30 | 0x32 | 0x1e | 0x4c | 0x41))
        || payload.starts_with(&[0x1c, 0xb8]);
    let checked = known && Sha256::digest(Sha256::digest(payload)).starts_with(sum);
    let mixed = text.bytes().any(|c| c.is_ascii_lowercase())
        && text.bytes().any(|c| c.is_ascii_uppercase())
        && text.bytes().any(|c| c.is_ascii_digit());
    match (checked, mixed && matches!(first, b'1' | b'3')) {
        (true, _) => Some(Sureness::Checked),
        (false, true) => Some(Sureness::Shape),
        _ => None,
    }
}

/// Decodes base 58 (at most 106 digits, so the square cost is bounded).
fn base58(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    if text.len() > 106 {
        return None;
    }
    let mut out: Vec<u8> = Vec::new();
    for c in text.bytes() {
        let mut carry = u32::try_from(LETTERS.iter().position(|l| *l == c)?).ok()?;
        for byte in &mut out {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            out.push((carry & 0xff) as u8);
            carry >>= 8;
        }
    }
    out.extend(text.bytes().take_while(|c| *c == b'1').map(|_| 0));
    out.reverse();
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_tell_wallets_from_words() {
        for good in [
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        ] {
            assert_eq!(wallet(good), Some(Sureness::Checked), "{good}");
        }
        assert_eq!(wallet("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"), Some(Sureness::Shape));
        assert_eq!(wallet("1234567890123456789012345678"), None);
        assert_eq!(wallet("Internationalisation"), None);
    }

    #[test]
    fn hashes_go_by_length() {
        assert_eq!(hash("940753b57198e90708fd651b54400363"), Some(IndicatorType::Md5));
        assert_eq!(hash(&"0".repeat(64)), None);
        assert_eq!(hash("940753b57198e90708fd651b5440036"), None);
    }
}
