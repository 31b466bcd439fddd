//! The word lists of `src/words`, and how a name of an element is looked up in them: broken into words at
//! punctuation and capitals, then words, pairs and triples that stand together.

use std::collections::HashSet;
use std::sync::LazyLock;

static FURNITURE: LazyLock<HashSet<&str>> = LazyLock::new(|| list(include_str!("../words/furniture.txt")));
static COMMENTS: LazyLock<HashSet<&str>> = LazyLock::new(|| list(include_str!("../words/comments.txt")));
static ASIDE: LazyLock<HashSet<&str>> = LazyLock::new(|| list(include_str!("../words/aside.txt")));
static BODY: LazyLock<HashSet<&str>> = LazyLock::new(|| list(include_str!("../words/body.txt")));

/// The entries of a list: one a line, `#` begins a comment.
pub(crate) fn list(text: &'static str) -> HashSet<&'static str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect()
}

/// What an element's names say that it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Says {
    pub furniture: bool,
    pub comments: bool,
    pub aside: bool,
    pub body: bool,
}

/// Words after which the next one is about the layout, not about the element: `has-sidebar`, `no-comments`.
const ABOUT_LAYOUT: [&str; 12] =
    ["has", "have", "no", "not", "with", "without", "is", "hide", "show", "elementor", "wp", "col"];

/// Names whose words say something about the whole page, not the element.
const LOOK: usize = 400;

/// Looks all words of the names up.
pub(crate) fn says<'a>(names: impl Iterator<Item = &'a str>) -> Says {
    let mut said = Says::default();
    let mut buffer = String::new();
    for name in names.flat_map(|n| n.get(..LOOK).unwrap_or(n).split_whitespace()) {
        look_up(name, &mut buffer, &mut said);
    }
    said
}

fn look_up(name: &str, buffer: &mut String, said: &mut Says) {
    let mut ends = [0usize; 24];
    let count = split(name, buffer, &mut ends);
    let word = |from: usize, to: usize| {
        let start = if from == 0 { 0 } else { ends.get(from - 1).copied().unwrap_or(0) };
        buffer.get(start..ends.get(to).copied().unwrap_or(0)).unwrap_or_default()
    };
    for first in 0..count {
        if first > 0 && ABOUT_LAYOUT.contains(&word(first - 1, first - 1)) {
            continue;
        }
        for last in first..count.min(first + 3) {
            let joined = word(first, last);
            said.furniture |= FURNITURE.contains(joined);
            said.comments |= COMMENTS.contains(joined);
            said.body |= BODY.contains(joined);
            said.aside |= last == first && ASIDE.contains(joined);
        }
    }
}

/// Writes the words of `name` in lower case one after the other and notes where each ends.
fn split(name: &str, buffer: &mut String, ends: &mut [usize; 24]) -> usize {
    buffer.clear();
    let (mut count, mut lower) = (0, false);
    let mut close = |len: usize, count: &mut usize| {
        let begun = if *count == 0 { 0 } else { ends.get(*count - 1).copied().unwrap_or(0) };
        if let Some(end) = ends.get_mut(*count).filter(|_| len > begun) {
            *end = len;
            *count += 1;
        }
    };
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && lower) {
            close(buffer.len(), &mut count);
        }
        if c.is_ascii_alphanumeric() {
            buffer.push(c.to_ascii_lowercase());
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    close(buffer.len(), &mut count);
    count
}

#[cfg(test)]
mod tests {
    use super::says;

    fn furniture(names: &str) -> bool {
        says([names].into_iter()).furniture
    }

    #[test]
    fn words_pairs_and_capitals() {
        for name in [
            "ad-slot",
            "most-read",
            "MostRead",
            "c-relatedPosts__item",
            "jp-relatedposts",
            "you-may-also-like",
            "cookie_banner",
        ] {
            assert!(furniture(name), "{name}");
        }
        for name in [
            "has-sidebar",
            "header",
            "post-header",
            "shadow",
            "content",
            "elementor-widget",
            "standfirst",
            "broadcast",
            "update-box",
        ] {
            assert!(!furniture(name), "{name}");
        }
        assert!(says(["entry-content clear"].into_iter()).body);
        assert!(says(["post__meta"].into_iter()).aside);
    }
}
