//! Data markings (STIX 2.1, 7.2): which marking definitions and languages hold for an object or a part of it. An object
//! marking holds for the whole object; a granular marking for what its selectors name and all that lies below.

pub mod selector;
pub mod tlp;

use selector::{Selector, SelectorError};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What is asked of an object's markings.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The parts that are asked about; none: the object.
    pub selectors: Option<Vec<&'a str>>,
    /// Whether what holds for the object and for the parts above counts.
    pub inherited: bool,
    /// Whether what holds for the parts below counts.
    pub descendants: bool,
    /// Whether marking definitions are wanted.
    pub marking_refs: bool,
    /// Whether languages are wanted.
    pub languages: bool,
}

impl Default for Question<'_> {
    fn default() -> Self {
        Self { selectors: None, inherited: false, descendants: false, marking_refs: true, languages: true }
    }
}

/// Why a question about markings has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarkingError {
    /// No selector was given, where the object would have been named by their absence.
    #[error("no selector is given; leave selectors out to ask about the object")]
    NoSelector,
    /// A selector breaks the syntax or names nothing in the object.
    #[error(transparent)]
    Selector(#[from] SelectorError),
}

/// The ids of the marking definitions and the languages that hold, sorted, each once.
///
/// ```
/// use sextant_stix::markings::{of, Question};
/// let object = serde_json::json!({
///     "type": "tool", "name": "x",
///     "object_marking_refs": ["marking-definition--a"],
///     "granular_markings": [{"marking_ref": "marking-definition--b", "selectors": ["name"]}],
/// });
/// let name = Question { selectors: Some(vec!["name"]), ..Question::default() };
/// let object = object.as_object().unwrap();
/// assert_eq!(of(object, &name).unwrap(), ["marking-definition--b"]);
/// let inherited = Question { inherited: true, ..name };
/// assert_eq!(of(object, &inherited).unwrap(), ["marking-definition--a", "marking-definition--b"]);
/// ```
pub fn of(object: &Map<String, Value>, question: &Question<'_>) -> Result<Vec<String>, MarkingError> {
    let mut found = BTreeSet::new();
    let Some(texts) = &question.selectors else {
        found.extend(object_markings(object));
        return Ok(owned(found));
    };
    let asked = resolved(object, texts)?;
    for granular in granular_markings(object) {
        if granular.selectors().any(|selector| touches(&asked, &selector, question)) {
            found.extend(granular.marking_ref().filter(|_| question.marking_refs));
            found.extend(granular.language().filter(|_| question.languages));
        }
    }
    if question.inherited {
        found.extend(object_markings(object));
    }
    Ok(owned(found))
}

/// Whether the object or its parts are marked at all, or with what is named: for parts each of `wanted` must hold, for
/// the object one of them.
pub fn is_marked(
    object: &Map<String, Value>,
    question: &Question<'_>,
    wanted: Option<&[&str]>,
) -> Result<bool, MarkingError> {
    let everything = Question { marking_refs: true, languages: true, ..question.clone() };
    let found = of(object, &everything)?;
    let holds = |name: &&str| found.iter().any(|marking| marking == name);
    Ok(match (wanted, &question.selectors) {
        (None | Some([]), _) => !found.is_empty(),
        (Some(wanted), None) => wanted.iter().any(holds),
        (Some(wanted), Some(_)) => wanted.iter().all(holds),
    })
}

fn owned(found: BTreeSet<&str>) -> Vec<String> {
    found.into_iter().map(str::to_owned).collect()
}

fn resolved<'a>(object: &Map<String, Value>, texts: &[&'a str]) -> Result<Vec<Selector<'a>>, MarkingError> {
    if texts.is_empty() || texts == [""] {
        return Err(MarkingError::NoSelector);
    }
    let mut selectors = Vec::with_capacity(texts.len());
    for text in texts {
        let selector = Selector::parse(text)?;
        selector.resolve(object)?;
        selectors.push(selector);
    }
    Ok(selectors)
}

fn touches(asked: &[Selector<'_>], marked: &Selector<'_>, question: &Question<'_>) -> bool {
    asked.iter().any(|asked| {
        asked == marked
            || (question.inherited && marked.is_above(asked))
            || (question.descendants && asked.is_above(marked))
    })
}

/// The object's own markings.
pub fn object_markings(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    object.get("object_marking_refs").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// The object's granular markings, those that are objects.
pub fn granular_markings(object: &Map<String, Value>) -> impl Iterator<Item = Granular<'_>> {
    let list = object.get("granular_markings").and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_object).map(Granular)
}

/// One granular marking (STIX 2.1, 7.2.3): a marking definition or a language, and the parts for which it holds.
#[derive(Debug, Clone, Copy)]
pub struct Granular<'a>(&'a Map<String, Value>);

impl<'a> Granular<'a> {
    /// The marking definition.
    pub fn marking_ref(&self) -> Option<&'a str> {
        self.0.get("marking_ref").and_then(Value::as_str).filter(|id| !id.is_empty())
    }

    /// The language.
    pub fn language(&self) -> Option<&'a str> {
        self.0.get("lang").and_then(Value::as_str).filter(|language| !language.is_empty())
    }

    /// The selectors, those that can be read.
    pub fn selectors(&self) -> impl Iterator<Item = Selector<'a>> + use<'a> {
        let list = self.0.get("selectors").and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).filter_map(|text| Selector::parse(text).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn example() -> Map<String, Value> {
        let object = json!({
            "type": "x-t", "created": "2020", "created_by_ref": "identity--1", "flag": false,
            "list": [17, "text", {"inner": "deep", "zero": 0}],
            "object_marking_refs": ["O"],
            "granular_markings": [
                {"marking_ref": "L", "selectors": ["list"]},
                {"marking_ref": "I", "selectors": ["list.[2].inner"]},
                {"marking_ref": "C", "selectors": ["created"]},
                {"lang": "de", "selectors": ["list.[1]", "flag"]}
            ]
        });
        object.as_object().unwrap().clone()
    }

    fn asked<'a>(selector: &'a str, inherited: bool, descendants: bool) -> Question<'a> {
        Question { selectors: Some(vec![selector]), inherited, descendants, ..Question::default() }
    }

    #[test]
    fn markings_go_down_and_up_as_asked() {
        let object = example();
        for (selector, inherited, descendants, expected) in [
            ("list", false, false, vec!["L"]),
            ("list", false, true, vec!["I", "L", "de"]),
            ("list.[2].inner", false, false, vec!["I"]),
            ("list.[2].inner", true, false, vec!["I", "L", "O"]),
            ("list.[2]", true, true, vec!["I", "L", "O"]),
            ("list.[1]", false, false, vec!["de"]),
            ("flag", false, false, vec!["de"]),
            ("created_by_ref", true, false, vec!["O"]),
            ("type", false, true, vec![]),
        ] {
            let found = of(&object, &asked(selector, inherited, descendants)).unwrap();
            assert_eq!(found, expected, "{selector} {inherited} {descendants}");
        }
    }

    #[test]
    fn kinds_of_markings_can_be_left_out() {
        let object = example();
        let refs_only = Question { languages: false, ..asked("list", false, true) };
        let languages_only = Question { marking_refs: false, ..asked("list", false, true) };
        assert_eq!(of(&object, &refs_only).unwrap(), ["I", "L"]);
        assert_eq!(of(&object, &languages_only).unwrap(), ["de"]);
    }

    #[test]
    fn the_object_is_meant_when_no_selector_is() {
        assert_eq!(of(&example(), &Question::default()).unwrap(), ["O"]);
        let none = Question { selectors: Some(vec![]), ..Question::default() };
        assert_eq!(of(&example(), &none), Err(MarkingError::NoSelector));
    }

    #[test]
    fn being_marked_with_several_means_each_for_parts_and_one_for_the_object() {
        let object = example();
        let marked = |question: &Question<'_>, wanted: &[&str]| is_marked(&object, question, Some(wanted)).unwrap();
        assert!(marked(&asked("list", false, true), &["I", "L"]));
        assert!(!marked(&asked("list", false, false), &["I", "L"]));
        assert!(marked(&Question::default(), &["O", "P"]));
        assert!(!marked(&Question::default(), &["P"]));
        assert!(is_marked(&object, &asked("flag", false, false), None).unwrap());
        assert!(!is_marked(&object, &asked("type", false, false), None).unwrap());
    }
}
