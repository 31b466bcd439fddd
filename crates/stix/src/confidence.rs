//! Confidence in words (STIX 2.1, appendix A): five scales and the numbers that stand for them. "Not specified" is no
//! number, which is not 0.

/// A scale of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// None, Low, Med, High.
    Levels,
    /// 0 to 10.
    Ten,
    /// Credibility of information by the Admiralty code, 1 to 6; 6 is no information.
    Admiralty,
    /// Words of estimative probability.
    Wep,
    /// The scale of the United States' Director of National Intelligence.
    Dni,
}

/// From which number on a word stands, the word, and the number that it is written as; least first.
type Row = (u8, &'static str, u8);

const LEVELS: [Row; 4] = [(0, "None", 0), (1, "Low", 15), (30, "Med", 50), (70, "High", 85)];
const TEN: [Row; 11] = [
    (0, "0", 0),
    (5, "1", 10),
    (15, "2", 20),
    (25, "3", 30),
    (35, "4", 40),
    (45, "5", 50),
    (55, "6", 60),
    (65, "7", 70),
    (75, "8", 80),
    (85, "9", 90),
    (95, "10", 100),
];
const ADMIRALTY: [Row; 5] = [
    (0, "5 - Improbable", 10),
    (20, "4 - Doubtful", 30),
    (40, "3 - Possibly True", 50),
    (60, "2 - Probably True", 70),
    (80, "1 - Confirmed by other sources", 90),
];
const WEP: [Row; 7] = [
    (0, "Impossible", 0),
    (1, "Highly Unlikely/Almost Certainly Not", 10),
    (20, "Unlikely/Probably Not", 30),
    (40, "Even Chance", 50),
    (60, "Likely/Probable", 70),
    (80, "Highly likely/Almost Certain", 90),
    (100, "Certain", 100),
];
const DNI: [Row; 7] = [
    (0, "Almost No Chance / Remote", 5),
    (10, "Very Unlikely / Highly Improbable", 15),
    (20, "Unlikely / Improbable", 30),
    (40, "Roughly Even Chance / Roughly Even Odds", 50),
    (60, "Likely / Probable", 70),
    (80, "Very Likely / Highly Probable", 85),
    (90, "Almost Certain / Nearly Certain", 95),
];

impl Scale {
    /// All five.
    pub const ALL: [Self; 5] = [Self::Levels, Self::Ten, Self::Admiralty, Self::Wep, Self::Dni];

    fn rows(self) -> &'static [Row] {
        match self {
            Self::Levels => &LEVELS,
            Self::Ten => &TEN,
            Self::Admiralty => &ADMIRALTY,
            Self::Wep => &WEP,
            Self::Dni => &DNI,
        }
    }

    /// The word for a number; none above 100.
    ///
    /// ```
    /// use sextant_stix::confidence::Scale;
    /// assert_eq!(Scale::Levels.word(69), Some("Med"));
    /// assert_eq!(Scale::Admiralty.value("6"), None);
    /// ```
    pub fn word(self, value: u8) -> Option<&'static str> {
        self.rows().iter().rev().find(|(from, ..)| *from <= value).filter(|_| value <= 100).map(|(_, word, _)| *word)
    }

    /// The number for a word, its digit or one of its alternatives, in any case; none for what is not specified.
    pub fn value(self, word: &str) -> Option<u8> {
        let wanted = word.trim();
        let names = |given: &str| {
            let parts = given.split(['/', '-']).map(str::trim);
            given.eq_ignore_ascii_case(wanted) || parts.into_iter().any(|part| part.eq_ignore_ascii_case(wanted))
        };
        self.rows().iter().find(|(_, given, _)| names(given)).map(|(.., value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_lead_to_each_other() {
        for scale in Scale::ALL {
            for &(from, word, value) in scale.rows() {
                assert_eq!((scale.word(value), scale.value(word)), (Some(word), Some(value)));
                assert_eq!(scale.word(from), Some(word));
            }
            assert_eq!((scale.word(101), scale.value("not specified")), (None, None));
        }
    }

    #[test]
    fn bounds_are_those_of_the_appendix() {
        for (scale, value, word) in [
            (Scale::Levels, 0, "None"),
            (Scale::Levels, 29, "Low"),
            (Scale::Levels, 70, "High"),
            (Scale::Ten, 94, "9"),
            (Scale::Admiralty, 19, "5 - Improbable"),
            (Scale::Wep, 99, "Highly likely/Almost Certain"),
            (Scale::Dni, 89, "Very Likely / Highly Probable"),
        ] {
            assert_eq!(scale.word(value), Some(word));
        }
        for (scale, word, value) in [
            (Scale::Admiralty, "1", Some(90)),
            (Scale::Admiralty, "6", None),
            (Scale::Dni, "remote", Some(5)),
            (Scale::Wep, "probable", Some(70)),
            (Scale::Ten, "10", Some(100)),
            (Scale::Levels, "high", Some(85)),
        ] {
            assert_eq!(scale.value(word), value, "{word}");
        }
    }
}
