//! Names and words brought to one form before they are compared.

/// Words that a name may have or lack.
const OPTIONAL: &[&str] = &[
    "the",
    "plc",
    "ltd",
    "inc",
    "corp",
    "corporation",
    "company",
    "co",
    "group",
    "limited",
    "llc",
    "ag",
    "gmbh",
    "sa",
];

/// Lower case, plain quotation marks, no legal forms, letters and digits only.
pub fn plain(words: &str) -> String {
    let lower = words.replace("&amp;", "&").to_lowercase().replace(['’', '‘'], "'").replace('&', " and ");
    let mut kept = String::new();
    let mut rest = lower.as_str();
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
        let word_on = &rest[start..];
        let end = word_on.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word_on.len());
        let (word, after) = word_on.split_at(end);
        if !OPTIONAL.contains(&word) || after.starts_with('-') {
            // Other letters part words, as in the judge.
            kept.extend(word.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }));
        }
        kept.push(' ');
        rest = after;
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two plain names are one: equal, or one within the other at whole words.
pub fn same(one: &str, other: &str) -> bool {
    let within = |short: &str, long: &str| format!(" {long} ").contains(&format!(" {short} "));
    one == other || one.len().min(other.len()) >= 4 && (within(one, other) || within(other, one))
}

#[cfg(test)]
mod tests {
    use super::{plain, same};

    #[test]
    fn legal_forms_and_marks_make_no_difference() {
        assert_eq!(plain("The Harbour Group plc."), "harbour");
        assert_eq!(plain("Marks &amp; Spencer’s"), "marks and spencer s");
        assert_eq!(plain("Co-op"), "co op");
        assert!(same("national cyber security centre ncsc", "cyber security centre") && !same("nhs", "nhs trust"));
    }
}
