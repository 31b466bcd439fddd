//! Things on a host: file paths (Windows, UNC, Unix), file names, registry keys. Shape only, no judgement.
//! Each finder gets the text and a place, and says where the thing that begins there ends.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Endings that make a word a file name, one a line.
static EXTENSIONS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/indicators/extensions.txt").split_ascii_whitespace().collect());

/// Endings that are also last labels of domains: a defanged or labelled one is a domain.
const ALSO_DOMAIN: &[&str] = &[
    "com", "zip", "sh", "py", "pl", "md", "rs", "so", "ps", "app", "mov", "cab", "cc", "website", "bz2", "ai", "ms",
    "in", "re", "bat", "one", "gz", "c", "go", "xyz",
];

/// No path or key is read beyond this many bytes.
const LONGEST: usize = 400;

/// Folder names with spaces that may stand inside a path.
const SPACED: &[&str] = &[
    "Program Files (x86)",
    "Program Files",
    "Documents and Settings",
    "Start Menu",
    "Application Data",
    "Local Settings",
    "All Users",
    "Windows NT",
    "Common Files",
    "Internet Explorer",
    "Image File Execution Options",
    "Shell Folders",
    "User Shell Folders",
    "Internet Settings",
    "Active Setup",
    "Installed Components",
    "Default User",
    "Windows Defender",
    "Microsoft Office",
    "Application Support",
    "Google Chrome",
    "User Data",
    "Browser Helper Objects",
    "Windows Error Reporting",
    "Terminal Server",
    "Session Manager",
    "Security Packages",
    "Print Monitors",
    "Security Center",
    "Windows Security",
];

/// First folders of an absolute Unix path.
const ROOTS: &[&str] = &[
    "tmp",
    "var",
    "etc",
    "usr",
    "home",
    "opt",
    "root",
    "dev",
    "bin",
    "sbin",
    "lib",
    "Library",
    "Users",
    "private",
    "System",
    "Applications",
    "data",
    "proc",
    "mnt",
    "srv",
    "boot",
    "run",
    "flash",
    "cf",
    "netscaler",
    "sdcard",
    "storage",
    "vmfs",
];

/// Whether the last part of `name` is an ending of files; false for a bare ending.
#[must_use]
pub fn has_extension(name: &str) -> bool {
    extension(name).is_some_and(|e| EXTENSIONS.contains(e.as_str()))
}

/// Whether the ending could as well be a last label of a domain.
#[must_use]
pub fn could_be_domain(name: &str) -> bool {
    extension(name).is_some_and(|e| ALSO_DOMAIN.contains(&e.as_str()))
}

fn extension(name: &str) -> Option<String> {
    let (stem, end) = name.rsplit_once('.')?;
    (!stem.is_empty() && end.len() <= 9).then(|| end.to_ascii_lowercase())
}

/// A file name: an ending that files have, and no character that they cannot have.
#[must_use]
pub fn name(text: &str) -> bool {
    let legal = |c: char| c.is_alphanumeric() || "._-+~!@#$%^&()[]{} ".contains(c);
    text.len() <= 200
        && has_extension(text)
        && text.chars().all(legal)
        && text.chars().next().is_some_and(|c| c.is_alphanumeric() || "_.-~$!#%".contains(c))
        && !decimal(text)
}

/// `7.1`, `v2.0`: numbers are no names.
fn decimal(text: &str) -> bool {
    text.strip_prefix('v').unwrap_or(text).bytes().all(|c| c.is_ascii_digit() || c == b'.')
}

/// One past the last byte of the Windows path (`C:\…`, `%TEMP%\…`, `\\server\share\…`) that begins at `at`.
#[must_use]
pub fn windows_path(text: &str, at: usize) -> Option<usize> {
    let rest = window(text, at);
    let b = rest.as_bytes();
    let body = match b {
        [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic() => 3,
        [b'%', ..] => variable(b)?,
        [b'$', b'e' | b'E', ..] => {
            rest.find('\\').filter(|i| *i <= 30 && rest[..*i].to_ascii_lowercase().starts_with("$env:"))? + 1
        }
        [b'\\', b'\\', c, ..] if c.is_ascii_alphanumeric() || matches!(c, b'.' | b'?' | b'*') => 2,
        _ => return None,
    };
    let end = segments(rest, body, |c| "<>\"|?*\n\r\t`“”‘’«»:;,".contains(c));
    let path = rest[..end].trim_end_matches(['.', '\'', ')', ']', '\\']);
    let deep = !path.starts_with("\\\\") || path[2..].contains('\\');
    (path.len() > body && deep).then_some(at + path.len())
}

/// One past the last byte of the registry key that begins at `at`.
#[must_use]
pub fn registry_key(text: &str, at: usize) -> Option<usize> {
    const HIVES: &[&str] = &[
        "HKEY_LOCAL_MACHINE",
        "HKEY_CURRENT_USER",
        "HKEY_CLASSES_ROOT",
        "HKEY_USERS",
        "HKEY_CURRENT_CONFIG",
        "HKLM",
        "HKCU",
        "HKCR",
        "HKCC",
        "HKU",
    ];
    let rest = window(text, at);
    let hive = HIVES.iter().find(|h| rest.get(..h.len()).is_some_and(|r| r.eq_ignore_ascii_case(h)))?;
    let after = &rest[hive.len()..];
    let body = hive.len() + [":\\", "\\"].iter().find(|p| after.starts_with(**p))?.len();
    let end = segments(rest, body, |c| "<>\"|?*\n\r\t`“”‘’«»;,=".contains(c));
    let key = rest[..end].trim_end_matches(['.', ':', '\'', ')', ']', '\\']);
    (key.len() > body).then_some(at + key.len())
}

/// One past the last byte of the Unix path that begins at `at`: two folders at least, the first a usual one.
#[must_use]
pub fn unix_path(text: &str, at: usize) -> Option<usize> {
    let rest = window(text, at);
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"|*`“”‘’«»:;,()'[]{}?&".contains(c)).unwrap_or(rest.len());
    let path = rest[..end].trim_end_matches(['.', '/']);
    let first = path.strip_prefix("~/").map(|p| ("home", p)).or_else(|| path.strip_prefix('/')?.split_once('/'));
    let (folder, below) = first?;
    (ROOTS.contains(&folder) && !below.is_empty()).then_some(at + path.len())
}

/// Length of `%NAME%\\` at the front.
fn variable(b: &[u8]) -> Option<usize> {
    let name =
        b[1..].iter().take(30).take_while(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'(' | b')')).count();
    (name > 0 && b.get(name + 1..name + 3) == Some(b"%\\")).then_some(name + 3)
}

fn window(text: &str, at: usize) -> &str {
    let mut end = text.len().min(at + LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(at..end).unwrap_or_default()
}

/// Where the chain of backslash-parted names ends. A space belongs to it inside a known folder name,
/// between capitalised words of a folder that is followed by another, or before the ending of the last file.
fn segments(rest: &str, body: usize, illegal: impl Fn(char) -> bool) -> usize {
    let stop = rest[body..].find(&illegal).map_or(rest.len(), |i| body + i);
    let stop = rest[body..stop].find("  ").map_or(stop, |i| body + i);
    let mut at = body;
    loop {
        let tail = &rest[at..stop];
        if let Some(folder) = SPACED.iter().find(|f| tail.get(..f.len()).is_some_and(|t| t.eq_ignore_ascii_case(f))) {
            let next = at + folder.len();
            if rest[next..stop].starts_with('\\') {
                at = next + 1;
                continue;
            }
        }
        let segment = tail.find('\\').map(|i| &tail[..i]);
        match segment {
            Some(s) if s.is_empty() && at > body => at += 1,
            Some(s) if folder_name(s) => at += s.len() + 1,
            _ => return at + last_name(tail),
        }
    }
}

fn folder_name(segment: &str) -> bool {
    let mut words = segment.split(' ');
    let first = words.next().is_some_and(|w| !w.is_empty() && !w.ends_with(['.', ')']) || !segment.contains(' '));
    first
        && segment.split(' ').count() <= 4
        && words.all(|w| w.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '('))
}

/// Length of the last name: up to the first space, or further if that makes it end like a file.
fn last_name(tail: &str) -> usize {
    let tail = tail.split('\\').next().unwrap_or_default();
    let first = tail.find(' ').unwrap_or(tail.len());
    let plain = tail[..first].trim_end_matches(['.', ')', '\'', ']']);
    if has_extension(plain) {
        return first;
    }
    let ends = tail.match_indices(' ').map(|(i, _)| i).chain([tail.len()]).take(5);
    ends.skip(1)
        .find(|end| has_extension(tail[..*end].trim_end_matches(['.', ')'])) && !tail[..*end].contains(". "))
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<&str> {
        windows_path(text, 0).map(|end| &text[..end])
    }

    #[test]
    fn windows_paths_end_where_a_person_would_end_them() {
        for (text, want) in [
            ("C:\\PerfLogs\\svchelper.exe and more", "C:\\PerfLogs\\svchelper.exe"),
            ("C:\\Program Files (x86)\\Acme Sync\\up.dll.", "C:\\Program Files (x86)\\Acme Sync\\up.dll"),
            ("%APPDATA%\\Roaming\\x.dat, then", "%APPDATA%\\Roaming\\x.dat"),
            ("C:\\Users\\Public\\svc helper.exe was", "C:\\Users\\Public\\svc helper.exe"),
            ("\\\\192.0.2.5\\admin$\\x.exe", "\\\\192.0.2.5\\admin$\\x.exe"),
            ("C:\\ProgramData\\ (hidden)", "C:\\ProgramData"),
            ("C:\\\\Users\\\\a\\\\b.exe", "C:\\\\Users\\\\a\\\\b.exe"),
            ("C:\\Windows\\Temp\tnote", "C:\\Windows\\Temp"),
        ] {
            assert_eq!(path(text), Some(want));
        }
        assert_eq!(path("C:\\ "), None);
    }

    #[test]
    fn keys_and_unix_paths() {
        let key = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon for persistence";
        assert_eq!(
            registry_key(key, 0).map(|e| &key[..e]),
            Some("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon")
        );
        let unix = "/tmp/.x/run.sh.";
        assert_eq!(unix_path(unix, 0).map(|e| &unix[..e]), Some("/tmp/.x/run.sh"));
        assert_eq!(unix_path("/or/and", 0), None);
        assert!(name("README-RECOVER-q7.txt") && name("Berth_Schedule_W45.iso") && !name("7.1") && !name("end.The"));
    }
}
