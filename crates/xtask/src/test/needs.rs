//! What the tests need beyond the Rust toolchain and git, and how this system installs it.

use super::Outcome;
use anyhow::{Result, bail};
use std::process::{Command, Stdio};

/// A program, and the packages that bring it: Debian, Fedora, Alpine.
struct Need {
    any_of: &'static [&'static str],
    why: &'static str,
    apt: &'static [&'static str],
    dnf: &'static [&'static str],
    apk: &'static [&'static str],
}

const NEEDS: &[Need] = &[
    Need { any_of: &["git"], why: "to list the project's files", apt: &["git"], dnf: &["git"], apk: &["git"] },
    Need {
        any_of: &["cc", "gcc", "clang"],
        why: "to build SQLite",
        apt: &["gcc", "libc6-dev"],
        dnf: &["gcc"],
        apk: &["build-base"],
    },
    Need { any_of: &["python3"], why: "to score readings", apt: &["python3"], dnf: &["python3"], apk: &["python3"] },
    Need { any_of: &["node"], why: "to drive the browser", apt: &["nodejs"], dnf: &["nodejs"], apk: &["nodejs"] },
    Need {
        any_of: &["npm"],
        why: "to install the browser tests' packages",
        apt: &["npm"],
        dnf: &["npm"],
        apk: &["npm"],
    },
    Need {
        any_of: &["chromium", "chromium-browser", "google-chrome"],
        why: "to look at the pages",
        apt: &["chromium"],
        dnf: &["chromium"],
        apk: &["chromium"],
    },
];

/// A package manager, its calls (the last takes the packages) and the packages to ask it for.
type Way<'a> = (&'a str, &'a [&'a [&'a str]], Vec<&'a str>);

/// Installs what is missing, or says what is.
pub fn install() -> Result<Outcome> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|n| !n.any_of.iter().any(|p| present(p))).collect();
    if missing.is_empty() {
        return Ok(Outcome::Held);
    }
    for need in &missing {
        println!("missing: {} ({})", need.any_of.join(" or "), need.why);
    }
    let list = |pick: fn(&Need) -> &'static [&'static str]| {
        missing.iter().flat_map(|n| pick(n).iter().copied()).collect::<Vec<_>>()
    };
    let ways: [Way<'_>; 3] = [
        ("apt-get", &[&["update", "-q"], &["install", "-y", "-q", "--no-install-recommends"]], list(|n| n.apt)),
        ("dnf", &[&["install", "-y"]], list(|n| n.dnf)),
        ("apk", &[&["add"]], list(|n| n.apk)),
    ];
    let Some((program, calls, packages)) = ways.into_iter().find(|(p, _, _)| present(p)) else {
        bail!("install these by hand, then run this again (no package manager known here)");
    };
    for (at, call) in calls.iter().enumerate() {
        let mut args = call.to_vec();
        if at + 1 == calls.len() {
            args.extend(&packages);
        }
        as_root(program, &args)?;
    }
    match missing.iter().find(|n| !n.any_of.iter().any(|p| present(p))) {
        Some(need) => bail!("{} is still missing after installing: install it by hand", need.any_of.join(" or ")),
        None => Ok(Outcome::Held),
    }
}

/// Whether a program is on the path.
pub fn present(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|paths| std::env::split_paths(&paths).any(|p| p.join(program).is_file()))
}

fn as_root(program: &str, args: &[&str]) -> Result<()> {
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
    let (first, rest): (&str, Vec<&str>) =
        if root { (program, args.to_vec()) } else { ("sudo", [&["-n", program], args].concat()) };
    let status = Command::new(first).args(&rest).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => bail!("this must be run by an administrator, then the tests again:\n    {program} {}", args.join(" ")),
    }
}
