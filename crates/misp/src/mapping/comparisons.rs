//! The comparisons of a pattern: as they are written, and what one that is written elsewhere tests.

use super::Properties;
use serde_json::Value;
use sextant_stix::pattern::syntax::{Comparison, Condition, Constant, ConstantKind, Observation, Step};
use sextant_stix::pattern::{Pattern, Version};

/// One comparison of everything that is tested. Two values of a property that has one are alternatives.
pub(super) fn written(tests: &[(String, String)]) -> String {
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    for (path, constant) in tests {
        let test = format!("{path} = {constant}");
        match parts.iter_mut().find(|(known, _)| *known == path && !path.contains("[*]")) {
            Some((_, tests)) if tests.contains(&test) => {}
            Some((_, tests)) => tests.push(test),
            None => parts.push((path, vec![test])),
        }
    }
    let parts = parts.into_iter().map(|(_, tests)| match &tests[..] {
        [one] => one.clone(),
        several => format!("({})", several.join(" OR ")),
    });
    format!("[{}]", parts.collect::<Vec<_>>().join(" AND "))
}

/// A path as a pattern writes it: names that are no plain words in quotes, any item of a list.
pub(super) fn in_pattern(path: &str) -> String {
    let steps = path.split('.').map(|step| {
        let (name, index) = step.split_at(step.find('[').unwrap_or(step.len()));
        let index = if index == "[]" { "[*]" } else { index };
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if plain { format!("{name}{index}") } else { format!("'{name}'{index}") }
    });
    steps.collect::<Vec<_>>().join(".")
}

/// Texts and their paths in an object without lists.
pub(super) fn flat(properties: &Properties) -> Vec<(String, String)> {
    let texts = properties.iter().flat_map(|(name, value)| match value {
        Value::Object(inner) => {
            flat(inner).into_iter().map(|(path, text)| (format!("{name}.{}", in_pattern(&path)), text)).collect()
        }
        Value::String(text) => vec![(name.clone(), text.clone())],
        _ => Vec::new(),
    });
    texts.collect()
}

/// The comparisons of a pattern that is one conjunction of equalities: paths and values.
pub(super) fn tests(pattern: &str) -> Option<Vec<(String, String)>> {
    let parsed = Pattern::parse(pattern, Version::V21).ok()?;
    let Observation::Test(comparison) = &parsed.root else { return None };
    let mut found = Vec::new();
    let mut simple = is_conjunction(comparison);
    comparison.each_test(&mut |test| {
        let Condition::Equal(constant) = &test.condition else {
            simple = false;
            return;
        };
        let steps = test.path.steps.iter().map(|step| match step {
            Step::Name(name) => format!(".{name}"),
            Step::Quoted(name) => format!(".{name}"),
            Step::Index(at) => format!("[{at}]"),
            Step::Any => "[*]".to_owned(),
        });
        let path = format!("{}:{}", test.path.object_type, steps.collect::<String>().trim_start_matches('.'));
        simple &= !test.negated;
        found.push((path, plain_value(constant)));
    });
    simple.then_some(found)
}

/// Every text and number that a pattern names as equal.
pub(super) fn mentioned(pattern: &str) -> Vec<String> {
    let Ok(parsed) = Pattern::parse(pattern, Version::V21) else { return Vec::new() };
    let Observation::Test(comparison) = &parsed.root else { return Vec::new() };
    let mut found = Vec::new();
    comparison.each_test(&mut |test| {
        if let (Condition::Equal(constant), false) = (&test.condition, test.negated) {
            found.push(plain_value(constant));
        }
    });
    found
}

fn is_conjunction(comparison: &Comparison<'_>) -> bool {
    match comparison {
        Comparison::Test(_) => true,
        Comparison::And(parts) => parts.iter().all(|part| matches!(part, Comparison::Test(_) | Comparison::And(_))),
        Comparison::Or(_) => false,
    }
}

fn plain_value(constant: &Constant<'_>) -> String {
    match constant.kind {
        ConstantKind::String => unquoted(constant.text),
        ConstantKind::Timestamp => unquoted(constant.text.trim_start_matches('t')),
        _ => constant.text.to_owned(),
    }
}

fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text);
    let mut plain = String::with_capacity(inner.len());
    let mut signs = inner.chars();
    while let Some(sign) = signs.next() {
        plain.extend(if sign == '\\' { signs.next() } else { Some(sign) });
    }
    plain
}

/// A path without what spelling may add.
pub(super) fn plain(path: &str) -> String {
    let bare = path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest));
    bare.collect::<String>().replace(['\'', '_', '-'], "").to_lowercase()
}
