//! Which language a text is in. It trusts what it sees over what is declared, but only with enough to see.

use whatlang::{Detector, Lang};

/// Fewer letters than this are too few to go by.
const ENOUGH: usize = 60;
/// Enough for any text: what comes later changes nothing.
const LOOK: usize = 2000;

/// ISO 639-1 code (639-3 where there is none) of the language of `text`; `declared` is what the document says.
pub(crate) fn detect(text: &str, declared: Option<&str>) -> Option<String> {
    let declared = declared.and_then(primary);
    let mut sample: String = text.chars().take(LOOK).collect();
    sample.retain(|c| !c.is_ascii_digit());
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    // Nearly every text ends here: trigrams are dear, and misled by texts full of foreign names.
    if english_words(&sample) {
        return Some("en".to_owned());
    }
    let Some(seen) = Detector::new().detect(&sample).filter(|_| letters >= 20) else { return declared };
    let sure = letters >= ENOUGH && seen.is_reliable();
    match declared {
        Some(said) if !sure => Some(said),
        None if !sure => None,
        _ => Some(code(seen.lang())),
    }
}

/// `en` of `en-GB`, `EN_us`.
fn primary(tag: &str) -> Option<String> {
    let tag = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphabetic())).then_some(tag)
}

/// Whether the small words of English are as frequent as in English: a sixth of all, several different ones.
fn english_words(sample: &str) -> bool {
    const SMALL: [&str; 22] = [
        "the", "of", "and", "to", "that", "is", "was", "for", "with", "by", "from", "not", "has", "had", "have",
        "been", "were", "which", "said", "it", "its", "this",
    ];
    let (mut words, mut hits, mut seen) = (0, 0, [false; SMALL.len()]);
    for word in sample.split_whitespace() {
        words += 1;
        if let Some(slot) = SMALL.iter().position(|s| s.eq_ignore_ascii_case(word)).and_then(|i| seen.get_mut(i)) {
            hits += 1;
            *slot = true;
        }
    }
    seen.iter().filter(|s| **s).count() >= 4 && hits * 7 >= words
}

fn code(lang: Lang) -> String {
    let two = match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "no",
        Lang::Fin => "fi",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Bul => "bg",
        Lang::Ell => "el",
        Lang::Tur => "tr",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bel => "be",
        Lang::Srp => "sr",
        Lang::Hrv => "hr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Cat => "ca",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Urd => "ur",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Mar => "mr",
        Lang::Guj => "gu",
        Lang::Kan => "kn",
        Lang::Mal => "ml",
        Lang::Pan => "pa",
        Lang::Tha => "th",
        Lang::Khm => "km",
        Lang::Mya => "my",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Jav => "jv",
        Lang::Tgl => "tl",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Kat => "ka",
        Lang::Hye => "hy",
        Lang::Aze => "az",
        Lang::Uzb => "uz",
        Lang::Tuk => "tk",
        other => return other.code().to_owned(),
    };
    two.to_owned()
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn long_texts_are_detected_whatever_is_declared() {
        let german = "Der Angriff auf die Stadtwerke wurde am Montag entdeckt. Nach Angaben des Unternehmens sind Kundendaten \
                      abgeflossen, die Ermittlungen der Polizei dauern an und die Systeme bleiben vorerst abgeschaltet.";
        assert_eq!(detect(german, Some("en")).as_deref(), Some("de"));
        let english = "The attack on the utility was found on Monday. The company said that customer data had been taken \
                       and that the police were looking into it.";
        assert_eq!(detect(english, Some("de-DE")).as_deref(), Some("en"));
    }

    #[test]
    fn short_texts_go_by_the_declaration() {
        assert_eq!(detect("Ok.", Some("en-GB")).as_deref(), Some("en"));
        assert_eq!(detect("Ok.", None), None);
    }
}
