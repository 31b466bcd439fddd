//! Which types and properties a pattern names.

use crate::pattern::syntax::Step;
use crate::pattern::{Pattern, Version};
use std::collections::BTreeSet;

/// The types that a pattern starts from, each with the first property of the path. Empty when it cannot be read.
pub(crate) fn of(text: &str, version: Version) -> BTreeSet<(String, String)> {
    let mut paths = BTreeSet::new();
    let Ok(pattern) = Pattern::parse(text, version) else { return paths };
    pattern.root.each_comparison(&mut |comparison| {
        comparison.each_test(&mut |test| {
            let property = match test.path.steps.first() {
                Some(Step::Name(name)) => (*name).to_owned(),
                Some(Step::Quoted(quoted)) => unquoted(quoted),
                Some(Step::Index(_) | Step::Any) | None => return,
            };
            paths.insert((test.path.object_type.to_owned(), property));
        });
    });
    paths
}

fn unquoted(quoted: &str) -> String {
    let inner = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(quoted);
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        text.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    text
}
