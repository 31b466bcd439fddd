//! The TLP label that a document carries. The strictest of those in its first and last lines and on lines of
//! their own; a label spoken of inside a sentence ("we shared it as TLP:RED") marks nothing.

use regex::Regex;
use sextant_model::Tlp;
use std::sync::LazyLock;

/// Lines at either end that are looked at whatever else they hold.
const EDGE: usize = 5;

static LABEL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bTLP\s*[:：\- ]\s*(CLEAR|WHITE|GREEN|AMBER\s*[+\-]\s*STRICT|AMBER|RED)\b").ok());

/// The strictest label of the document, if it has one.
pub(crate) fn label(text: &str) -> Option<Tlp> {
    let pattern = LABEL.as_ref()?;
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let at_edge = |i: usize| i < EDGE || i + EDGE >= lines.len();
    let marked = lines.iter().enumerate().filter(|(i, l)| marks(pattern, l, at_edge(*i)));
    marked.flat_map(|(_, l)| pattern.captures_iter(l)).filter_map(|c| parse(c.get(1)?.as_str())).max()
}

/// Whether a line is a marking: the label and little else (at the edges: the label at its beginning or end).
fn marks(pattern: &Regex, line: &str, at_edge: bool) -> bool {
    let Some(found) = pattern.find(line) else { return false };
    let rest = line.len() - found.len();
    rest <= 24 || (at_edge && (found.start() <= 2 || found.end() + 2 >= line.len()))
}

fn parse(word: &str) -> Option<Tlp> {
    let packed: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    packed.replace('-', "+").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::label;
    use sextant_model::Tlp;

    #[test]
    fn the_strictest_marking_counts_and_talk_of_labels_does_not() {
        assert_eq!(label("TLP:CLEAR\n\nAdvisory\n"), Some(Tlp::Clear));
        assert_eq!(label("TLP:GREEN\nAdvisory\nbody\nTLP: AMBER + STRICT"), Some(Tlp::AmberStrict));
        let talk = "One\n\nTwo\n\nThree\n\nFour\n\nFive\n\nThe agency had shared the first report of the attack as TLP:RED with \
                    members only, two people said.\n\nSix\n\nSeven\n\nEight\n\nNine\n\nTen";
        assert_eq!(label(talk), None);
    }
}
