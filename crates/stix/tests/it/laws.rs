//! Laws that hold for any object.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use sextant_stix::markings::{self, Question};
use sextant_stix::object::{Object, read, upgrade::upgrade};
use sextant_stix::validate::{Options, Validator};
use sextant_stix::{canon, id, json};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_992i64..=9_007_199_254_740_992).prop_map(Value::from),
        any::<f64>().prop_filter("finite", |it| it.is_finite()).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[a-z]{3,8}--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f".prop_map(Value::from),
        Just(Value::from("2024-05-01T10:00:00.000Z")),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Names that the standard knows, and others.
fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "id",
        "name",
        "created",
        "modified",
        "extensions",
        "objects",
        "hashes",
        "granular_markings",
        "selectors",
        "object_marking_refs",
        "external_references",
        "kill_chain_phases",
        "pattern",
        "pattern_type",
        "labels",
        "lang",
        "spec_version",
        "contents",
        "values",
        "ntfs-ext",
        "definition",
        "definition_type",
        "src_ref",
        "value",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => ".{0,8}".prop_map(String::from)]
}

fn object() -> impl Strategy<Value = Map<String, Value>> {
    let kinds = prop::sample::select(vec![
        "bundle",
        "campaign",
        "indicator",
        "observed-data",
        "marking-definition",
        "language-content",
        "file",
        "process",
        "network-traffic",
        "relationship",
        "location",
        "x-acme-thing",
        "email-message",
        "malware",
    ]);
    (kinds, prop::collection::btree_map(name(), value(), 0..10)).prop_map(|(kind, properties)| {
        let mut map: Map<String, Value> = properties.into_iter().collect();
        map.insert("type".into(), kind.into());
        map
    })
}

proptest! {
    #![proptest_config(crate::tried(256))]

    #[test]
    fn the_canonical_form_is_its_own_canonical_form_and_says_the_same(value in value()) {
        let once = canon::canonical(&value).unwrap();
        let again = json::parse(once.as_bytes()).unwrap();
        prop_assert_eq!(canon::canonical(&again).unwrap(), once);
    }

    #[test]
    fn an_object_gives_back_its_bytes(map in object(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&map) } else { serde_json::to_string(&map) }.unwrap();
        let object = Object::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(object.as_bytes(), text.as_bytes());
        let bundle = format!("{{\"type\": \"bundle\", \"objects\": [ {text} ,7, {text}]}}");
        let content = read(bundle.as_bytes()).unwrap();
        prop_assert!(content.objects.iter().all(|it| it.as_bytes() == text.as_bytes()));
        prop_assert_eq!((content.objects.len(), content.misfits.len()), (2, 1));
    }

    #[test]
    fn what_does_not_contribute_does_not_change_an_id(map in object(), size in any::<u32>()) {
        let kind = map["type"].as_str().unwrap();
        let mut other = map.clone();
        other.insert("size".into(), size.into());
        other.insert("x_acme_size".into(), size.into());
        prop_assert_eq!(id::deterministic(kind, &map).ok(), id::deterministic(kind, &other).ok());
    }

    #[test]
    fn validation_ends_and_strictness_only_adds(map in object()) {
        let value = Value::Object(map);
        let of = |strict| Validator::new(Options { strict, ..Options::default() }).unwrap().value(&value);
        let (lenient, strict) = (of(false), of(true));
        prop_assert!(lenient.valid || !strict.valid);
        prop_assert_eq!(strict.errors.len(), lenient.errors.len() + lenient.warnings.len());
        prop_assert!(strict.warnings.is_empty());
    }

    #[test]
    fn asking_for_more_markings_never_gives_fewer(refs in prop::collection::vec("[A-C]", 0..3), deep in any::<bool>()) {
        let granular: Vec<Value> = refs
            .iter()
            .zip(["a", "a.b", "a.b.[0]"])
            .map(|(id, selector)| json!({"marking_ref": id, "selectors": [selector]}))
            .collect();
        let object = json!({"a": {"b": [1]}, "object_marking_refs": ["O"], "granular_markings": granular});
        let object = object.as_object().unwrap();
        let asked = |inherited, descendants| {
            let selectors = Some(vec![if deep { "a.b.[0]" } else { "a.b" }]);
            markings::of(object, &Question { selectors, inherited, descendants, ..Question::default() }).unwrap()
        };
        let (least, most) = (asked(false, false), asked(true, true));
        prop_assert!(least.iter().all(|it| most.contains(it)));
        prop_assert!(most.contains(&"O".to_owned()));
    }

    #[test]
    fn upgrading_an_upgraded_object_changes_nothing(map in object()) {
        for upgraded in upgrade(&map).objects {
            prop_assert_eq!(upgrade(&upgraded).objects, vec![upgraded]);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
        let _ = Validator::new(Options::default()).unwrap().text(&bytes);
    }
}
