//! The tags that say how far something may go and how sure its maker is: TLP, PAP, the Admiralty scale, estimative
//! language. Names that nobody knows are left as they are.

/// How likely something is, from 0 to 1: a band where the words stand for one, a point where they stand for a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// At least.
    pub low: f32,
    /// At most.
    pub high: f32,
}

impl Interval {
    const fn percent(low: f32, high: f32) -> Self {
        Self { low: low / 100.0, high: high / 100.0 }
    }

    /// Whether it is one number.
    #[must_use]
    pub fn is_point(self) -> bool {
        self.low >= self.high
    }
}

/// Each word of the taxonomy of estimative language: the number there is the lower bound of a band that ends where the
/// next one begins.
const LIKELIHOOD: [(&str, Interval); 7] = [
    ("almost-no-chance", Interval::percent(0.0, 5.0)),
    ("very-unlikely", Interval::percent(5.0, 20.0)),
    ("unlikely", Interval::percent(20.0, 45.0)),
    ("roughly-even-chance", Interval::percent(45.0, 55.0)),
    ("likely", Interval::percent(55.0, 80.0)),
    ("very-likely", Interval::percent(80.0, 95.0)),
    ("almost-certain", Interval::percent(95.0, 100.0)),
];

/// Credibility of the information by the Admiralty scale. `6` says that it cannot be judged: no number, which is not 0.
const CREDIBILITY: [(&str, f32); 5] = [("1", 100.0), ("2", 75.0), ("3", 50.0), ("4", 25.0), ("5", 0.0)];

/// How sure the maker is of what carries these tags: by the credibility of the information, else by a likelihood. The
/// letter for the source says nothing of one statement and counts for nothing here.
#[must_use]
pub fn certainty<S: AsRef<str>>(tags: &[S]) -> Option<Interval> {
    if let Some(digit) = value_of(tags, "admiralty-scale:information-credibility") {
        return CREDIBILITY.iter().find(|(known, _)| *known == digit).map(|(_, of)| Interval::percent(*of, *of));
    }
    let word = value_of(tags, "estimative-language:likelihood-probability")?;
    LIKELIHOOD.iter().find(|(known, _)| *known == word).map(|(_, band)| *band)
}

/// The reliability of a source by the Admiralty scale, `a` to `f`.
#[must_use]
pub fn reliability<S: AsRef<str>>(tags: &[S]) -> Option<char> {
    let letter = value_of(tags, "admiralty-scale:source-reliability")?.chars().next()?.to_ascii_lowercase();
    ('a'..='g').contains(&letter).then_some(letter)
}

/// The tag of estimative language whose band holds a likelihood.
#[must_use]
pub fn likelihood(value: f32) -> String {
    let held = LIKELIHOOD.iter().rev().find(|(_, band)| value >= band.low);
    let word = held.map_or(LIKELIHOOD[0].0, |(word, _)| word);
    format!("estimative-language:likelihood-probability=\"{word}\"")
}

/// What may be done with something, by the Permissible Actions Protocol (`PAP:AMBER`).
#[must_use]
pub fn pap<S: AsRef<str>>(tags: &[S]) -> Option<&str> {
    let marked =
        tags.iter().map(AsRef::as_ref).find(|tag| tag.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("pap:")));
    marked.map(|tag| &tag[4..])
}

/// The labels of the Traffic Light Protocol among tags, as written after `tlp:`.
pub fn tlp<S: AsRef<str>>(tags: &[S]) -> impl Iterator<Item = &str> {
    let labels =
        tags.iter().map(AsRef::as_ref).filter(|tag| tag.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("tlp:")));
    labels.map(|tag| &tag[4..])
}

/// The galaxy and the cluster of a tag (`misp-galaxy:threat-actor="Sofacy"`).
#[must_use]
pub fn galaxy(tag: &str) -> Option<(&str, &str)> {
    let (galaxy, value) = tag.strip_prefix("misp-galaxy:")?.split_once('=')?;
    let value = value.strip_prefix('"')?.strip_suffix('"')?;
    (!value.is_empty()).then_some((galaxy, value))
}

/// The value of a tag `name="value"`.
#[must_use]
pub fn value_of<'t, S: AsRef<str>>(tags: &'t [S], name: &str) -> Option<&'t str> {
    tags.iter().find_map(|tag| {
        let value = tag.as_ref().strip_prefix(name)?.strip_prefix('=')?;
        Some(value.trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_is_told_by_tags_and_what_says_nothing_is_no_number() {
        for (given, expected) in [
            ("admiralty-scale:information-credibility=\"2\"", Some((0.75, 0.75))),
            ("admiralty-scale:information-credibility=\"6\"", None),
            ("admiralty-scale:source-reliability=\"f\"", None),
            ("estimative-language:likelihood-probability=\"very-likely\"", Some((0.8, 0.95))),
            ("estimative-language:likelihood-probability=\"almost-no-chance\"", Some((0.0, 0.05))),
            ("estimative-language:likelihood-probability=\"perhaps\"", None),
            ("tlp:red", None),
        ] {
            let band = certainty(&[given]).map(|band| (band.low, band.high));
            assert_eq!(band, expected, "{given}");
        }
    }

    #[test]
    fn a_likelihood_and_its_tag_agree() {
        for value in [0.0, 0.05, 0.15, 0.5, 0.85, 1.0] {
            let band = certainty(&[likelihood(value)]);
            assert!(band.is_some_and(|band| band.low <= value && value <= band.high), "{value}");
        }
    }

    #[test]
    fn tags_are_read_in_their_parts() {
        let tags = ["TLP:AMBER", "PAP:RED", "misp-galaxy:threat-actor=\"Sofacy\"", "é", "tlp:ex:chr"];
        assert_eq!(tlp(&tags).collect::<Vec<_>>(), ["AMBER", "ex:chr"]);
        assert_eq!(pap(&tags), Some("RED"));
        assert_eq!(galaxy(tags[2]), Some(("threat-actor", "Sofacy")));
        assert_eq!(galaxy("misp-galaxy:threat-actor=\""), None);
    }
}
