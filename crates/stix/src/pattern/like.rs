//! LIKE (STIX 2.1 §9.6): `%` any characters, `_` one character, anchored at both ends.

use super::regexes;
use regex::Regex;

/// What text must be like.
#[derive(Debug)]
pub(super) enum Like {
    /// What stands before, between and after the `%`: found one after the other, without going back.
    Pieces(Vec<String>),
    /// With `_` in it.
    Regex(Regex),
}

impl Like {
    /// Reads an operand; none if it is too large to be prepared.
    pub fn of(pattern: &str) -> Option<Self> {
        if pattern.contains('_') {
            return regexes::of_like(pattern).map(Like::Regex);
        }
        Some(Like::Pieces(pattern.split('%').map(str::to_owned).collect()))
    }

    /// Whether text is like it.
    pub fn is_match(&self, text: &str) -> bool {
        match self {
            Like::Regex(regex) => regex.is_match(text),
            Like::Pieces(pieces) => {
                let [first, between @ .., last] = pieces.as_slice() else {
                    return pieces.iter().all(|whole| whole == text);
                };
                let Some(inner) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
                else {
                    return false;
                };
                // The leftmost place of each piece leaves the most room for those after it.
                let after = |rest: &mut &str, piece: &String| {
                    let at = rest.find(piece.as_str())?;
                    *rest = &rest[at + piece.len()..];
                    Some(())
                };
                between.iter().try_fold(inner, |mut rest, piece| after(&mut rest, piece).map(|()| rest)).is_some()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Like, regexes};

    /// Every pattern of up to four characters over every text of up to five says what the regular expression says.
    #[test]
    fn pieces_say_what_the_expression_says() {
        let words = |letters: &[&str], most: usize| {
            let mut all = vec![String::new()];
            let mut last = all.clone();
            for _ in 0..most {
                last = last.iter().flat_map(|word| letters.iter().map(move |l| format!("{word}{l}"))).collect();
                all.extend(last.iter().cloned());
            }
            all
        };
        let texts = words(&["a", "b"], 5);
        for pattern in words(&["a", "b", "%"], 4) {
            let (like, regex) = (Like::of(&pattern).unwrap(), regexes::of_like(&pattern).unwrap());
            for text in &texts {
                assert_eq!(like.is_match(text), regex.is_match(text), "{text:?} LIKE {pattern:?}");
            }
        }
    }
}
