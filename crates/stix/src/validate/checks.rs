//! The recommended checks: their names and numbers are those of the reference validator, so that `--disable 202,210`
//! means the same to both. Which of them run follows from what is enabled and disabled.

use super::shape::SpecVersion;
use std::collections::HashSet;

/// One check of what the standard recommends.
struct Check {
    number: u16,
    name: &'static str,
    groups: &'static [&'static str],
    /// The versions that have it.
    versions: &'static [SpecVersion],
    /// Whether it runs when nothing is enabled or disabled.
    usual: &'static [SpecVersion],
}

const BOTH: &[SpecVersion] = &[SpecVersion::V20, SpecVersion::V21];
const V20: &[SpecVersion] = &[SpecVersion::V20];
const V21: &[SpecVersion] = &[SpecVersion::V21];
const FORMAT: &[&str] = &["format-checks"];
const APPROVED: &[&str] = &["approved-values"];
const VOCABULARY: &[&str] = &["approved-values", "all-vocabs"];
const EXTERNAL: &[&str] = &["approved-values", "all-external-sources"];
const ALONE: &[&str] = &[];

const fn check(
    number: u16,
    name: &'static str,
    groups: &'static [&'static str],
    versions: &'static [SpecVersion],
) -> Check {
    Check { number, name, groups, versions, usual: versions }
}

const TABLE: [Check; 55] = [
    Check { number: 101, name: "custom-prefix", groups: FORMAT, versions: BOTH, usual: V20 },
    Check { number: 102, name: "custom-prefix-lax", groups: FORMAT, versions: BOTH, usual: &[] },
    check(103, "uuid-check", FORMAT, V21),
    check(111, "open-vocab-format", FORMAT, BOTH),
    check(121, "kill-chain-names", FORMAT, BOTH),
    check(141, "observable-object-keys", FORMAT, BOTH),
    check(142, "observable-dictionary-keys", FORMAT, BOTH),
    check(143, "malware-analysis-product", FORMAT, V21),
    check(149, "windows-process-priority-format", FORMAT, BOTH),
    check(150, "hash-length", FORMAT, BOTH),
    check(201, "marking-definition-type", APPROVED, BOTH),
    check(202, "relationship-types", APPROVED, BOTH),
    check(203, "duplicate-ids", APPROVED, BOTH),
    check(211, "attack-motivation", VOCABULARY, BOTH),
    check(212, "attack-resource-level", VOCABULARY, BOTH),
    check(213, "identity-class", VOCABULARY, BOTH),
    check(214, "indicator-types", VOCABULARY, V21),
    check(214, "indicator-label", VOCABULARY, V20),
    check(215, "industry-sector", VOCABULARY, BOTH),
    check(216, "malware-types", VOCABULARY, V21),
    check(216, "malware-label", VOCABULARY, V20),
    check(218, "report-types", VOCABULARY, V21),
    check(218, "report-label", VOCABULARY, V20),
    check(219, "threat-actor-types", VOCABULARY, V21),
    check(219, "threat-actor-label", VOCABULARY, V20),
    check(220, "threat-actor-role", VOCABULARY, BOTH),
    check(221, "threat-actor-sophistication", VOCABULARY, BOTH),
    check(222, "tool-types", VOCABULARY, V21),
    check(222, "tool-label", VOCABULARY, V20),
    check(223, "region", VOCABULARY, V21),
    check(225, "grouping-context", VOCABULARY, V21),
    check(226, "implementation-languages", VOCABULARY, V21),
    check(227, "infrastructure-types", VOCABULARY, V21),
    check(228, "malware-capabilities", VOCABULARY, V21),
    check(230, "processor-architecture", VOCABULARY, V21),
    check(231, "malware-result", VOCABULARY, V21),
    check(241, "hash-algo", VOCABULARY, BOTH),
    check(242, "encryption-algo", VOCABULARY, V20),
    check(243, "windows-pebinary-type", VOCABULARY, BOTH),
    check(244, "account-type", VOCABULARY, BOTH),
    check(245, "indicator-pattern-types", VOCABULARY, V21),
    check(271, "mime-type", EXTERNAL, BOTH),
    check(272, "protocols", EXTERNAL, BOTH),
    check(273, "ipfix", EXTERNAL, BOTH),
    check(274, "http-request-headers", EXTERNAL, BOTH),
    check(275, "socket-options", EXTERNAL, BOTH),
    check(276, "pdf-doc-info", EXTERNAL, BOTH),
    check(277, "countries", EXTERNAL, V21),
    check(301, "network-traffic-ports", ALONE, BOTH),
    check(302, "extref-hashes", ALONE, BOTH),
    check(303, "indicator-properties", ALONE, V21),
    check(304, "deprecated-properties", ALONE, V21),
    check(305, "extension-description", ALONE, V21),
    check(306, "extension-properties", ALONE, V21),
    check(401, "extensions-use", ALONE, V21),
];

/// The number of a check.
pub(crate) fn number(name: &str) -> Option<u16> {
    TABLE.iter().find(|check| check.name == name).map(|check| check.number)
}

/// Every check: number, name, and whether STIX 2.0 and 2.1 have it.
pub fn all() -> impl Iterator<Item = (u16, &'static str, bool, bool)> {
    let has = |check: &Check, version| check.versions.contains(&version);
    TABLE
        .iter()
        .map(move |check| (check.number, check.name, has(check, SpecVersion::V20), has(check, SpecVersion::V21)))
}

/// How custom names of patterns are to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// `x-` or `x_`, the source, and a name.
    Strict,
    /// `x-` or `x_`.
    Lax,
}

/// The checks that run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Active {
    names: HashSet<&'static str>,
    pub(crate) pattern_prefix: Option<Prefix>,
}

impl Active {
    /// Whether a check runs.
    pub(crate) fn on(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The checks of a version that run with these enabled and disabled, by name, number or group.
    pub(crate) fn of(version: SpecVersion, enabled: &[String], disabled: &[String]) -> Result<Self, UnknownCheck> {
        for name in enabled.iter().chain(disabled) {
            if !is_known(name) {
                return Err(UnknownCheck(name.chars().take(60).collect()));
            }
        }
        let off = |check: &Check| disabled.iter().any(|name| named(check, name));
        let of_version = || TABLE.iter().filter(move |check| check.versions.contains(&version));
        let mut names = HashSet::new();
        if !disabled.is_empty() || enabled.is_empty() {
            let usual = of_version().filter(|check| check.usual.contains(&version) && !off(check));
            names.extend(usual.map(|check| check.name));
            names.extend(instead_of_extensions(version, disabled));
        }
        let wanted = of_version().filter(|check| enabled.iter().any(|name| named(check, name)));
        names.extend(wanted.map(|check| check.name));
        Ok(Self { names, pattern_prefix: pattern_prefix(version, disabled) })
    }
}

/// A name that no check and no group has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the name or the number of a check")]
pub struct UnknownCheck(pub String);

/// Groups by number, as the reference validator has them.
const GROUPS: [(&str, &str); 4] =
    [("1", "format-checks"), ("2", "approved-values"), ("210", "all-vocabs"), ("270", "all-external-sources")];

fn is_known(name: &str) -> bool {
    let group = name == "all" || GROUPS.iter().any(|(number, group)| name == *number || name == *group);
    group || TABLE.iter().any(|check| is_called(check, name))
}

fn is_called(check: &Check, name: &str) -> bool {
    check.name == name || name.parse() == Ok(check.number)
}

fn named(check: &Check, name: &str) -> bool {
    let group = GROUPS.iter().find(|(number, _)| name == *number).map_or(name, |(_, group)| group);
    name == "all" || check.groups.contains(&group) || is_called(check, name)
}

fn is_off(disabled: &[String], check: &str) -> bool {
    TABLE.iter().filter(|it| it.name == check).any(|it| disabled.iter().any(|name| named(it, name)))
}

/// Where custom content need not come by an extension definition, it is asked for its prefix.
fn instead_of_extensions(version: SpecVersion, disabled: &[String]) -> Option<&'static str> {
    let asked = version == SpecVersion::V20 || is_off(disabled, "extensions-use");
    let first = ["custom-prefix", "custom-prefix-lax"].into_iter().find(|check| !is_off(disabled, check));
    first.filter(|_| asked && !disabled.is_empty())
}

fn pattern_prefix(version: SpecVersion, disabled: &[String]) -> Option<Prefix> {
    let asked = version == SpecVersion::V20 || is_off(disabled, "extensions-use");
    match (asked, is_off(disabled, "custom-prefix"), is_off(disabled, "custom-prefix-lax")) {
        (true, false, _) => Some(Prefix::Strict),
        (true, true, false) => Some(Prefix::Lax),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn active(enabled: &[&str], disabled: &[&str]) -> Active {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Active::of(SpecVersion::V21, &owned(enabled), &owned(disabled)).unwrap()
    }

    #[test]
    fn names_numbers_and_groups_turn_checks_on_and_off() {
        let usual = active(&[], &[]);
        assert!(usual.on("extensions-use") && usual.on("region") && !usual.on("custom-prefix"));
        let without = active(&[], &["401", "all-vocabs"]);
        assert!(!without.on("extensions-use") && !without.on("region") && without.on("custom-prefix"));
        assert!(without.on("countries"));
        let lax = active(&[], &["extensions-use", "custom-prefix"]);
        assert!(lax.on("custom-prefix-lax") && lax.pattern_prefix == Some(Prefix::Lax));
        let only = active(&["218"], &[]);
        assert!(only.on("report-types") && !only.on("region"));
        assert!(!active(&[], &["all"]).on("duplicate-ids"));
        assert!(active(&[], &["1"]).on("duplicate-ids") && !active(&[], &["1"]).on("uuid-check"));
    }

    #[test]
    fn an_unknown_name_is_refused() {
        let refused = Active::of(SpecVersion::V21, &["abc".to_owned()], &[]);
        assert_eq!(refused.err(), Some(UnknownCheck("abc".to_owned())));
    }
}
