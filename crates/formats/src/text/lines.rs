//! Lines to paragraphs: which line breaks are only there because the line was full. A break is one if the next
//! line's first word would not have fitted any more; all other breaks are meant.

/// Shorter lines than this are never wrapped by a program.
const NARROW: usize = 50;
/// Longer lines than this were not wrapped.
const WIDE: usize = 130;

/// Joins lines that were wrapped; the width is found from the lines themselves.
pub(crate) fn joined(lines: &[String]) -> Vec<String> {
    let width = width(lines.iter().map(String::as_str));
    let mut out: Vec<String> = Vec::new();
    let mut previous = 0;
    for line in lines {
        match out.last_mut().filter(|_| continues(previous, line, width)) {
            Some(paragraph) => append(paragraph, line),
            None => out.push(line.clone()),
        }
        previous = length(line);
    }
    out
}

/// The width at which a text was wrapped; none if it was not.
pub(crate) fn width<'a>(lines: impl Iterator<Item = &'a str>) -> Option<usize> {
    let lines: Vec<&str> = lines.collect();
    let widest = lines.iter().map(|l| length(l)).max().unwrap_or(0);
    if !(NARROW..=WIDE).contains(&widest) {
        return None;
    }
    let pairs = lines.iter().zip(lines.iter().skip(1)).filter(|(a, b)| !a.trim().is_empty() && !b.trim().is_empty());
    let (mut full, mut small, mut all) = (0, 0, 0);
    for (line, next) in pairs {
        let fits = continues(length(line), next, Some(widest));
        all += 1;
        full += usize::from(fits);
        small += usize::from(fits && next.trim_start().starts_with(char::is_lowercase));
    }
    // The widest line is full by definition: only a next line in small letters shows that it was cut.
    let wrapped = (small >= 1 && full * 3 >= all) || (full >= 3 && full * 2 >= all);
    wrapped.then_some(widest)
}

/// Whether `next` goes on after a line of `length` that was full.
pub(crate) fn continues(length: usize, next: &str, width: Option<usize>) -> bool {
    let word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
    width.is_some_and(|w| word > 0 && length + 1 + word > w)
}

/// Length in characters, without blanks at the end.
pub(crate) fn length(line: &str) -> usize {
    line.trim_end().chars().count()
}

/// Puts a continuation behind: with a space, or without after a hyphen that parts a compound.
pub(crate) fn append(paragraph: &mut String, line: &str) {
    let compound = paragraph.ends_with('-') && paragraph.chars().rev().nth(1).is_some_and(char::is_alphanumeric);
    if !paragraph.is_empty() && !compound {
        paragraph.push(' ');
    }
    paragraph.push_str(line.trim());
}

#[cfg(test)]
mod tests {
    use super::joined;

    fn of(text: &str) -> Vec<String> {
        joined(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn wrapped_lines_become_one() {
        let text = "The company said on Monday that its order system had been taken\noffline after an intruder was found in the network, and that no\ncustomer data had been seen.";
        assert_eq!(of(text).len(), 1);
        assert!(of(text)[0].contains("taken offline"));
    }

    #[test]
    fn meant_breaks_stay() {
        assert_eq!(of("Yours sincerely,\nGwen Tregellas\nManaging Director").len(), 3);
        let long =
            format!("{}\nNext paragraph here.", "A sentence that is long and was never wrapped at all. ".repeat(4));
        assert_eq!(of(&long).len(), 2);
        assert_eq!(of("A headline that is rather long but no more than sixty wide\nBy Ann Onymous\nThe text").len(), 3);
    }
}
