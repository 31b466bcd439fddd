//! Selectors of granular markings (STIX 2.1, 7.2.3.1): `name`, `list.[3]`, `dictionary.key.[0].part`.

use serde_json::{Map, Value};

/// A selector in its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector<'a> {
    text: &'a str,
    steps: Vec<Step<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Why a selector selects nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    /// An empty step, or a list index that is no number.
    #[error("`{0}` is not a selector (STIX 2.1, 7.2.3.1)")]
    Syntax(String),
    /// The object has nothing there.
    #[error("`{selector}` is not a valid selector: the object has no `{step}` there")]
    NotThere {
        /// The whole selector.
        selector: String,
        /// The step that leads nowhere.
        step: String,
    },
}

impl<'a> Selector<'a> {
    /// Reads a selector. Any key is read, also those that a STIX property cannot have: whether it is there is asked of
    /// an object.
    pub fn parse(text: &'a str) -> Result<Self, SelectorError> {
        let steps = text.split('.').map(Step::parse).collect::<Option<Vec<_>>>();
        let steps = steps.ok_or_else(|| SelectorError::Syntax(shown(text)))?;
        Ok(Self { text, steps })
    }

    /// The selector as it was written.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// What the selector selects.
    pub fn resolve<'o>(&self, object: &'o Map<String, Value>) -> Result<&'o Value, SelectorError> {
        let (Some(Step::Key(first)), rest) = (self.steps.first(), self.steps.get(1..).unwrap_or_default()) else {
            return Err(SelectorError::Syntax(shown(self.text)));
        };
        let missing = |step: &Step<'_>| SelectorError::NotThere { selector: shown(self.text), step: step.to_string() };
        let mut here = object.get(*first).ok_or_else(|| missing(&Step::Key(first)))?;
        for step in rest {
            here = step.below(here).ok_or_else(|| missing(step))?;
        }
        Ok(here)
    }

    /// Whether what this selects holds what the other selects.
    pub fn is_above(&self, other: &Selector<'_>) -> bool {
        self.steps.len() < other.steps.len() && other.steps.starts_with(&self.steps)
    }
}

impl<'a> Step<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        match text.strip_prefix('[') {
            Some(rest) => {
                let digits = rest.strip_suffix(']')?;
                let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
                plain.then(|| digits.parse().ok()).flatten().map(Self::Index)
            }
            None => (!text.is_empty()).then_some(Self::Key(text)),
        }
    }

    fn below<'o>(&self, value: &'o Value) -> Option<&'o Value> {
        match (self, value) {
            (Self::Key(key), Value::Object(map)) => map.get(*key),
            (Self::Index(at), Value::Array(items)) => items.get(*at),
            _ => None,
        }
    }
}

impl std::fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(at) => write!(f, "[{at}]"),
        }
    }
}

/// Enough of a foreign text for a message.
fn shown(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn selectors_find_what_they_name() {
        let object = json!({"a": [1, {"b": {"c": false}}], "d": "text", "e": {"[0]": 1}});
        let object = object.as_object().unwrap();
        let there = |text: &str| Selector::parse(text).and_then(|selector| selector.resolve(object).cloned());
        assert_eq!(there("a.[1].b.c"), Ok(json!(false)));
        assert_eq!(there("d"), Ok(json!("text")));
        for missing in ["a.[2]", "a.b", "d.[0]", "d.x", "x", "a.[1].b.c.d", "[0]"] {
            assert!(there(missing).is_err(), "{missing}");
        }
        for broken in ["", ".", "a.", ".a", "a..b", "a.[x]", "a.[", "a.[]", "a.[-1]", "a.[99999999999999999999999]"] {
            assert!(matches!(Selector::parse(broken), Err(SelectorError::Syntax(_))), "{broken}");
        }
    }

    #[test]
    fn above_is_by_steps_not_by_letters() {
        let above = |a, b| Selector::parse(a).unwrap().is_above(&Selector::parse(b).unwrap());
        assert!(above("a", "a.[0]"));
        assert!(above("a.b", "a.b.c.d"));
        assert!(!above("created", "created_by_ref"));
        assert!(!above("a.[1]", "a.[10]"));
        assert!(!above("a", "a"));
    }
}
