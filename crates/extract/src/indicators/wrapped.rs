//! Hashes that a line break cut in two, as in text copied from a PDF.

use super::Placed;
use super::digest;
use super::find::Candidate;
use sextant_model::IndicatorType;

/// Hashes in two pieces: the first ends its line, the second begins the next one, and neither is a hash by
/// itself (or the words before say which hash it is).
pub fn hashes(text: &str) -> Vec<Placed> {
    memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(|at| joined(text, at)).collect()
}

fn joined(text: &str, line_break: usize) -> Option<Placed> {
    let b = text.as_bytes();
    let above = b.get(..line_break)?.strip_suffix(b"\r").unwrap_or(b.get(..line_break)?);
    let first = above.iter().rev().take(65).take_while(|c| c.is_ascii_hexdigit()).count();
    if !(8..64).contains(&first) {
        return None;
    }
    let below =
        line_break + 1 + b.get(line_break + 1..)?.iter().take(60).take_while(|c| matches!(c, b' ' | b'\t')).count();
    let second = b.get(below..)?.iter().take(65).take_while(|c| c.is_ascii_hexdigit()).count();
    let start = above.len() - first;
    let parted = |at: Option<&u8>| at.is_none_or(|c| !c.is_ascii_alphanumeric() && *c != b'-');
    if !(4..64).contains(&second)
        || !parted(start.checked_sub(1).and_then(|i| b.get(i)))
        || !parted(b.get(below + second))
    {
        return None;
    }
    let value = format!("{}{}", text.get(start..above.len())?, text.get(below..below + second)?).to_ascii_lowercase();
    let kind = digest::hash(&value)?;
    let whole = |n: usize| matches!(n, 32 | 40 | 64);
    let told = (whole(first) || whole(second)) && !(kind == IndicatorType::Sha256 && says_sha256(text, start));
    let candidate = Candidate { kind, start, end: below + second, value, weak: false };
    (!told).then(|| Placed { start, end: below + second, candidate, defanged: false })
}

fn says_sha256(text: &str, start: usize) -> bool {
    let line = text.get(..start).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
    let line = line.to_ascii_lowercase();
    line.len() < 80 && (line.contains("sha256") || line.contains("sha-256") || line.contains("sha 256"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_make_one_hash() {
        let text = "SHA256: 28ed53b39ffac111e4074faee3807c784d0488\n0493ebbe168a22d58c0efedc99 loader";
        let found = hashes(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].candidate.value.len(), 64);
        assert!(hashes("940753b57198e90708fd651b54400363\n940753b57198e90708fd651b54400364").is_empty());
        assert_eq!(hashes("SHA-256 940753b57198e90708fd651b54400363\n940753b57198e90708fd651b54400364").len(), 1);
    }
}
