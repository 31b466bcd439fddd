//! Candidates: everything in the refanged text that has the shape of an indicator, found in one pass
//! over its words. What it finds is not yet an indicator: `judge` decides that.

use super::{digest, files, host};
use sextant_model::IndicatorType;

/// Something with the shape of an indicator; `start..end` are bytes of the refanged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Of which type.
    pub kind: IndicatorType,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Normalised.
    pub value: String,
    /// The shape alone does not prove it (a wallet without a good checksum).
    pub weak: bool,
}

/// No address of the web is read beyond this many bytes.
const LONGEST_URL: usize = 2_048;

/// Bits of what occurs in a word.
mod has {
    pub const DOT: u8 = 1;
    pub const COLON: u8 = 2;
    pub const BACKSLASH: u8 = 4;
    pub const SLASH: u8 = 8;
    pub const AT: u8 = 16;
    pub const DIGIT: u8 = 32;
    pub const HIGH: u8 = 64;
    pub const SPACE: u8 = 128;
}

const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b'.' => has::DOT,
            b':' => has::COLON,
            b'\\' => has::BACKSLASH,
            b'/' => has::SLASH,
            b'@' => has::AT,
            b'0'..=b'9' => has::DIGIT,
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => has::SPACE,
            128..=255 => has::HIGH,
            _ => 0,
        };
        i += 1;
    }
    table
}

/// All candidates of `text`, in order of their first byte.
#[must_use]
pub fn candidates(text: &str) -> Vec<Candidate> {
    let bytes = text.as_bytes();
    let mut finder = Finder { text, found: Vec::new() };
    let mut at = 0;
    while at < bytes.len() {
        let mut seen = 0;
        let start = at;
        while let Some(class) = bytes.get(at).map(|b| CLASS[usize::from(*b)]).filter(|c| c & has::SPACE == 0) {
            seen |= class;
            at += 1;
        }
        if at - start >= 4 && seen & !has::HIGH != 0 {
            at = at.max(finder.word(start, at, seen));
        }
        at += 1;
    }
    finder.found
}

struct Finder<'t> {
    text: &'t str,
    found: Vec<Candidate>,
}

impl Finder<'_> {
    /// Looks into one word; returns where it stopped (a path may reach over spaces).
    fn word(&mut self, start: usize, end: usize, seen: u8) -> usize {
        let mut at = start;
        if seen & has::BACKSLASH != 0 {
            at = self.backslashed(start, end);
        }
        if at < end && seen & has::COLON != 0 && seen & has::SLASH != 0 {
            at = self.urls(at, end);
        }
        if at < end {
            self.pieces(at, end, seen);
        }
        at.max(end)
    }

    fn push(&mut self, kind: IndicatorType, start: usize, end: usize, value: String) {
        self.found.push(Candidate { kind, start, end, value, weak: false });
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Paths, keys and named objects; returns the end of the last one, or `start`.
    fn backslashed(&mut self, start: usize, end: usize) -> usize {
        let mut done = start;
        let mut at = start;
        while at < end {
            let opens = at == start
                || self
                    .text
                    .as_bytes()
                    .get(at - 1)
                    .is_some_and(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'\\' | b'/' | b'_' | b'%' | b'.'));
            let next = (opens && self.text.is_char_boundary(at)).then(|| self.host_object(at)).flatten();
            if let Some((kind, stop)) = next {
                let value = self.slice(at, stop).to_owned();
                self.pieces(done, at, u8::MAX);
                let value = if value.starts_with("\\\\") { value } else { value.replace("\\\\", "\\") };
                self.push(kind, at, stop, value);
                done = stop;
                at = stop;
            } else {
                at += 1;
            }
        }
        done
    }

    fn host_object(&self, at: usize) -> Option<(IndicatorType, usize)> {
        let b = self.text.as_bytes();
        match *b.get(at)? {
            b'H' | b'h' if b.get(at + 1).is_some_and(|c| matches!(c, b'K' | b'k')) => {
                Some((IndicatorType::RegistryKey, files::registry_key(self.text, at)?))
            }
            b'G' | b'L' | b'S' if named_object(self.slice(at, (at + 8).min(b.len()))) => {
                Some((IndicatorType::Mutex, self.object_end(at)?))
            }
            b'%' | b'$' | b'\\' => Some((IndicatorType::FilePath, files::windows_path(self.text, at)?)),
            c if c.is_ascii_alphabetic() && b.get(at + 1) == Some(&b':') => {
                Some((IndicatorType::FilePath, files::windows_path(self.text, at)?))
            }
            _ => None,
        }
    }

    fn object_end(&self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let end = rest
            .char_indices()
            .take(200)
            .find(|(_, c)| c.is_whitespace() || "\"'`,;<>|”’»)".contains(*c))
            .map_or(rest.len().min(200), |(i, _)| i);
        let object = self.text.get(at..at + end)?.trim_end_matches(['.', ':']);
        (object.len() > 8).then_some(at + object.len())
    }

    /// Addresses with a scheme; returns the end of the last one, or `start`.
    fn urls(&mut self, start: usize, end: usize) -> usize {
        let mut done = start;
        while let Some(colon) = self.slice(done, end).find("://").map(|i| done + i) {
            let word = self.slice(done, colon);
            let scheme = word.len() - word.bytes().rev().take(8).take_while(u8::is_ascii_alphanumeric).count();
            let first = done + scheme;
            let before = first.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
            let room = self.slice(colon + 3, end);
            let room = match before {
                Some(b',') => room.split(',').next().unwrap_or_default(),
                Some(b';') => room.split(';').next().unwrap_or_default(),
                _ => room,
            };
            let stop = colon + 3 + url_length(room);
            match url(self.slice(first, stop)) {
                Some(value) => {
                    self.pieces(done, first, u8::MAX);
                    self.push(IndicatorType::Url, first, stop, value);
                }
                None => self.pieces(done, colon, u8::MAX),
            }
            done = stop;
        }
        done
    }

    /// Everything that has no spaces, scheme or backslash.
    fn pieces(&mut self, start: usize, end: usize, seen: u8) {
        let delimiter = |c: char| {
            matches!(
                c,
                ',' | ';'
                    | '"'
                    | '\''
                    | '<'
                    | '>'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '|'
                    | '='
                    | '`'
                    | '*'
                    | '\\'
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '«'
                    | '»'
                    | '…'
                    | '→'
                    | '•'
            )
        };
        let mut at = start;
        while at < end {
            let rest = self.slice(at, end);
            let len = rest.find(delimiter).unwrap_or(rest.len());
            let parted_by = rest.get(len..).and_then(|r| r.chars().next()).map_or(1, char::len_utf8);
            if len >= 4 {
                self.piece(at, at + len, seen);
            }
            at += len + parted_by;
        }
    }

    fn piece(&mut self, start: usize, end: usize, seen: u8) {
        let piece = self.slice(start, end);
        let mark = |c: char| matches!(c, '.' | ':' | '!' | '?' | '-' | '–' | '—' | '#' | '^');
        let whole_name = piece.starts_with(['.', '!', '#', '-'])
            && piece.trim_start_matches(mark).contains('.')
            && files::name(piece);
        let front = if whole_name { 0 } else { piece.len() - piece.trim_start_matches(mark).len() };
        let (start, piece) = (start + front, piece.get(front..).unwrap_or_default());
        let piece = piece.trim_end_matches(['.', ':', '!', '?', '-', '–', '—', '_', '^']);
        let end = start + piece.len();
        if piece.len() < 4 || piece.len() > 4_096 {
            return;
        }
        let rooted = piece.starts_with('/') || piece.starts_with("~/");
        if let Some(stop) = rooted.then(|| files::unix_path(self.text, start)).flatten() {
            let value = self.slice(start, stop).to_owned();
            return self.push(IndicatorType::FilePath, start, stop, value);
        }
        if let Some((kind, value, weak)) = whole(piece, seen) {
            return self.found.push(Candidate { kind, start, end, value, weak });
        }
        self.parts(start, end);
    }

    /// A piece that is nothing as a whole: parted at `:` (label, port) or else at `/`.
    fn parts(&mut self, start: usize, end: usize) {
        let piece = self.slice(start, end);
        let by = if piece.contains(':') { ':' } else { '/' };
        if !piece.contains(by) {
            return;
        }
        let mut at = start;
        for part in piece.split(by).map(str::len).collect::<Vec<_>>() {
            let shown = if by == ':' { host_and_path(self.slice(at, end)) } else { None };
            if let Some((kind, value, len)) = shown {
                return self.push(kind, at, at + len, value);
            }
            if part >= 4 {
                self.piece(at, at + part, u8::MAX);
            }
            at += part + 1;
        }
    }
}

fn named_object(start: &str) -> bool {
    ["Global\\", "Local\\", "Session\\"].iter().any(|p| start.starts_with(p))
}

/// What a piece is, taken as a whole.
fn whole(piece: &str, seen: u8) -> Option<(IndicatorType, String, bool)> {
    use IndicatorType as T;
    if seen & has::AT != 0 && piece.contains('@') {
        return host::email(piece).map(|v| (T::EmailAddr, v, false));
    }
    if piece.contains('/') || piece.contains(':') {
        if let Some(v) = host::ipv6(piece) {
            return Some((T::Ipv6Addr, v, false));
        }
        if let Some(v) = host::ipv4(piece) {
            return Some((T::Ipv4Addr, v, false));
        }
        return host_and_path(piece).filter(|(_, _, len)| *len == piece.len()).map(|(k, v, _)| (k, v, false));
    }
    if piece.contains('.') {
        return dotted(piece);
    }
    if let Some(kind) = digest::hash(piece) {
        return Some((kind, piece.to_ascii_lowercase(), false));
    }
    if piece.len() >= 26 {
        return digest::wallet(piece)
            .map(|s| (T::CryptocurrencyWallet, piece.to_owned(), s == digest::Sureness::Shape));
    }
    host::asn(piece).map(|v| (T::Asn, v, false))
}

fn dotted(piece: &str) -> Option<(IndicatorType, String, bool)> {
    use IndicatorType as T;
    if let Some(v) = host::ipv4(piece) {
        return Some((T::Ipv4Addr, v, false));
    }
    let named = files::name(piece);
    let domain = || host::domain(piece).map(|v| (T::DomainName, v, false));
    match (named, files::could_be_domain(piece)) {
        (true, false) => Some((T::FileName, piece.to_owned(), false)),
        (true, true) if !piece.to_ascii_lowercase().ends_with(".com") => Some((T::FileName, piece.to_owned(), true)),
        _ => domain(),
    }
}

/// `evil.example/path` or `evil.example:8080/path`: an address without its scheme; without a path only the host.
fn host_and_path(piece: &str) -> Option<(IndicatorType, String, usize)> {
    use IndicatorType as T;
    let host_len = piece.find([':', '/'])?;
    let name = piece.get(..host_len)?;
    let rest = piece.get(host_len..)?;
    let port = rest.strip_prefix(':').map_or(0, |r| 1 + r.bytes().take_while(u8::is_ascii_digit).count());
    let path = rest.get(port..)?;
    let (kind, value) = host::ipv4(name)
        .map(|v| (T::Ipv4Addr, v))
        .or_else(|| host::domain(name).filter(|_| !files::name(name)).map(|v| (T::DomainName, v)))?;
    if path.len() > 1 && path.starts_with('/') {
        return Some((T::Url, format!("{value}{}{path}", rest.get(..port).unwrap_or_default()), piece.len()));
    }
    (port > 1 || path.is_empty() || path == "/").then_some((kind, value, host_len))
}

/// Bytes of an address that follow its `://`: up to what cannot be part of one, without the sentence's own marks.
fn url_length(rest: &str) -> usize {
    let stop = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '<' | '>' | '`' | '|' | '“' | '”' | '‘' | '’' | '«' | '»' | '{' | '}' | '\\' | '^')
    };
    let mut end = rest.char_indices().find(|(i, c)| stop(*c) || *i > LONGEST_URL).map_or(rest.len(), |(i, _)| i);
    for _ in 0..16 {
        let shown = rest.get(..end).unwrap_or_default();
        let last = shown.chars().next_back();
        let unpaired = |open: char, close: char| shown.matches(close).count() > shown.matches(open).count();
        match last {
            Some('.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '…') => end -= last.map_or(1, char::len_utf8),
            Some(')') if unpaired('(', ')') => end -= 1,
            Some(']') if unpaired('[', ']') => end -= 1,
            _ => return end,
        }
    }
    end
}

/// The address with scheme and host in lower case, if its host is one.
fn url(text: &str) -> Option<String> {
    const SCHEMES: &[&str] = &[
        "http", "https", "ftp", "ftps", "sftp", "tcp", "udp", "ws", "wss", "ldap", "ldaps", "rmi", "smb", "ssh", "tor",
        "ipfs", "socks5", "mqtt", "stratum", "file",
    ];
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let authority = rest.split(['/', '?', '#']).next()?;
    let tail = rest.get(authority.len()..)?;
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(u, h)| (u, h));
    let (name, port) =
        if host.starts_with('[') { (host, "") } else { host.split_once(':').map_or((host, ""), |(n, p)| (n, p)) };
    let inner = name.trim_matches(['[', ']']);
    let known = host::ipv4(name).is_some()
        || host::domain(name).is_some()
        || host::ipv6(inner.split("]:").next().unwrap_or_default()).is_some();
    let port_ok = port.bytes().all(|c| c.is_ascii_digit());
    if !SCHEMES.contains(&scheme.as_str()) || !known || !port_ok {
        return None;
    }
    let user = if user.is_empty() { String::new() } else { format!("{user}@") };
    let port = if port.is_empty() { String::new() } else { format!(":{port}") };
    Some(format!("{scheme}://{user}{}{port}{tail}", name.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        candidates(text).into_iter().map(|c| format!("{} {}", c.kind, c.value)).collect()
    }

    #[test]
    fn words_become_candidates() {
        assert_eq!(
            found("at 198.51.100.212:8443 and 203.0.113.0/24."),
            ["ipv4-addr 198.51.100.212", "ipv4-addr 203.0.113.0/24"]
        );
        assert_eq!(found("(https://a.example/x_(1)?q=1), see"), ["url https://a.example/x_(1)?q=1"]);
        assert_eq!(
            found("sha256:28ed53b39ffac111e4074faee3807c784d04880493ebbe168a22d58c0efedc99"),
            ["sha256 28ed53b39ffac111e4074faee3807c784d04880493ebbe168a22d58c0efedc99"]
        );
        assert_eq!(found("domain|evil.example|C2"), ["domain-name evil.example"]);
        assert_eq!(
            found("<me@evil.example>, update.exe; AS64511 [2001:db8::1]:443"),
            ["email-addr me@evil.example", "file-name update.exe", "asn AS64511", "ipv6-addr 2001:db8::1"]
        );
        assert_eq!(
            found("evil.example:8080 evil.example/a/b.php C2:evil2.example"),
            ["domain-name evil.example", "url evil.example/a/b.php", "domain-name evil2.example"]
        );
        assert_eq!(
            found("x=\"C:\\Users\\Public\\a b.dll\",Global\\qln_7f3a91"),
            ["file-path C:\\Users\\Public\\a b.dll", "mutex Global\\qln_7f3a91"]
        );
        assert_eq!(found("and/or e.g. 12:30:45 3.5 U.S. No.1 std::fs"), Vec::<String>::new());
        assert_eq!(
            found("evil.exe|940753b57198e90708fd651b54400363"),
            ["file-name evil.exe", "md5 940753b57198e90708fd651b54400363"]
        );
    }
}
