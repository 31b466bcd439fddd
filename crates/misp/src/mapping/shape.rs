//! The table of attributes (`data/attributes.tsv`), parsed once.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../data/attributes.tsv");

/// How one type of attribute corresponds to objects.
#[derive(Debug)]
pub(super) struct Shape {
    /// The type in MISP.
    pub(super) kind: &'static str,
    /// The category that it usually has.
    pub(super) category: &'static str,
    /// The objects, the first the one that is meant.
    pub(super) things: Vec<Thing>,
    /// The first object is a domain object, not an observable.
    pub(super) is_domain: bool,
    /// What an indicator tests: paths and values.
    pub(super) tests: Vec<(&'static str, Given)>,
    /// The language of the rule that the value is.
    pub(super) rule: Option<&'static str>,
}

/// One object.
#[derive(Debug)]
pub(super) struct Thing {
    /// Its type; `ip` with the part of the value that says which.
    pub(super) kind: &'static str,
    /// Its properties: paths and values.
    pub(super) properties: Vec<(&'static str, Given)>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// A part of the attribute's value.
    Part(usize),
    /// A part as a number.
    Number(usize),
    /// This text.
    Text(&'static str),
    /// A list of this text.
    Texts(&'static str),
    /// A list of a part.
    Parts(usize),
    /// Yes or no.
    Truth(bool),
    /// A reference to another of the objects.
    Reference(usize),
    /// A list of such a reference.
    References(usize),
    /// The bytes of the attachment.
    Data,
    /// The type of address that a part is.
    TypeOf(usize),
    /// One part of a message, with the attachment.
    Attachment,
    /// One value of a registry key, with the data.
    RegistryData,
}

static SHAPES: LazyLock<HashMap<&'static str, Shape>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(parsed).map(|shape| (shape.kind, shape)).collect()
});

/// How a type of attribute corresponds to objects; `None` where it has no counterpart.
pub(super) fn of(kind: &str) -> Option<&'static Shape> {
    SHAPES.get(kind)
}

fn parsed(line: &'static str) -> Option<Shape> {
    let mut cells = line.split('\t');
    let (kind, category, objects, tests) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let rule = tests.strip_prefix('!');
    let objects = objects.trim_start_matches('-');
    let things = objects.trim_start_matches('!').split(';').map(str::trim).filter(|thing| !thing.is_empty());
    Some(Shape {
        kind,
        category,
        is_domain: objects.starts_with('!'),
        things: things.filter_map(thing).collect(),
        tests: if rule.is_some() || tests == "-" { Vec::new() } else { tests.split(' ').filter_map(pair).collect() },
        rule,
    })
}

fn thing(text: &'static str) -> Option<Thing> {
    let mut words = text.split(' ');
    Some(Thing { kind: words.next()?, properties: words.filter_map(pair).collect() })
}

fn pair(text: &'static str) -> Option<(&'static str, Given)> {
    let (path, value) = text.split_once('=')?;
    Some((path, given(value)?))
}

fn given(text: &'static str) -> Option<Given> {
    let number = |text: &str| text.parse::<usize>().ok();
    if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return match given(inner)? {
            Given::Reference(at) => Some(Given::References(at)),
            Given::Part(at) => Some(Given::Parts(at)),
            Given::Text(text) => Some(Given::Texts(text)),
            _ => None,
        };
    }
    if let Some(text) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return Some(Given::Text(text));
    }
    match text {
        "true" => Some(Given::Truth(true)),
        "false" => Some(Given::Truth(false)),
        "D" => Some(Given::Data),
        "ATTACHMENT" => Some(Given::Attachment),
        "DATA1" => Some(Given::RegistryData),
        _ => match text.split_at_checked(1)? {
            ("#", at) => number(at).map(Given::Number),
            ("@", at) => number(at).map(Given::Reference),
            ("T", at) => number(at).map(Given::TypeOf),
            _ => number(text).map(Given::Part),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let shape = parsed(line).unwrap_or_else(|| panic!("{line}"));
            let said = line.matches('=').count();
            let read = shape.things.iter().map(|thing| thing.properties.len()).sum::<usize>() + shape.tests.len();
            assert_eq!(read, said, "{line}: {shape:?}");
            assert!(shape.rule.is_some() || !shape.things.is_empty() || !shape.tests.is_empty(), "{line}");
        }
        assert_eq!(of("domain|ip").map(|shape| shape.things.len()), Some(2));
    }
}
