//! Small wording: short ids, days, standings in colour, wrapped text. No control character of a document reaches
//! the terminal.

use anstyle::{AnsiColor, Style};
use sextant_model::{ClaimFlag, FlagKind, Instant, Standing};

/// The first characters of an id: enough to name it here.
#[must_use]
pub fn short(id: impl ToString) -> String {
    id.to_string().chars().take(8).collect()
}

/// The day of a moment, or a dash.
#[must_use]
pub fn day(at: Option<Instant>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.to_string().chars().take(10).collect())
}

/// The colour of a standing.
#[must_use]
pub fn colour(standing: Standing) -> Style {
    let colour = match standing {
        Standing::Confirmed => AnsiColor::Green,
        Standing::Reported => AnsiColor::Cyan,
        Standing::Claimed | Standing::Possible => AnsiColor::Yellow,
        Standing::Disputed => AnsiColor::Magenta,
        Standing::Denied => AnsiColor::Red,
        Standing::Unknown => AnsiColor::BrightBlack,
    };
    colour.on_default()
}

/// A standing in its colour, padded to `width`.
#[must_use]
pub fn standing(standing: Standing, width: usize) -> String {
    let style = colour(standing);
    format!("{style}{:width$}{style:#}", standing.as_str())
}

/// A heading.
#[must_use]
pub fn heading(text: &str) -> String {
    let style = Style::new().bold();
    format!("{style}{text}{style:#}")
}

/// Words that matter less.
#[must_use]
pub fn faint(text: &str) -> String {
    let style = Style::new().dimmed();
    format!("{style}{text}{style:#}")
}

/// Text without control characters: a document must not steer the terminal.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_bidi(c) { ' ' } else { c }).collect()
}

/// Characters that reorder what follows them.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// Breaks text into lines of at most `width` columns; the first begins with `first`, the others with `rest`.
#[must_use]
pub fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut lines = String::from(first);
    let mut column = first.chars().count();
    let mut empty = true;
    for word in plain(text).split_whitespace() {
        let size = word.chars().count();
        if !empty && column + 1 + size > width {
            lines.push('\n');
            lines.push_str(rest);
            column = rest.chars().count();
            empty = true;
        }
        if !empty {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += size;
        empty = false;
    }
    lines
}

/// At most `width` characters, with an ellipsis where something was left out.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= width {
        return text;
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// A probability with two digits; what would round to 0 or 1 is said to be below or above.
#[must_use]
pub fn probability(p: f64) -> String {
    match p {
        p if p < 0.005 => "<0.01".to_owned(),
        p if p > 0.995 => ">0.99".to_owned(),
        p => format!("{p:.2}"),
    }
}

/// An actor's claim that others' words put in doubt.
#[must_use]
pub fn in_doubt(flag: &ClaimFlag) -> String {
    let why = match flag.kind {
        FlagKind::EarlierNotice => "may be recycled: an earlier breach was told of",
        FlagKind::EarlierClaim => "another actor claimed the same victim before",
        FlagKind::DeniedByVictim => "may be the wrong victim: it denies",
    };
    let (who, quote) = (plain(&flag.who), plain(&flag.quote));
    format!("the claim of {} {why} ({who}, {}: “{quote}”)", plain(&flag.actor), day(Some(flag.at)))
}

/// `1 claim`, `2 claims`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_at_words_and_never_lost() {
        let wrapped = wrap("names of customers may have been taken", 20, "- ", "  ");
        assert!(wrapped.lines().all(|line| line.chars().count() <= 20), "{wrapped}");
        assert_eq!(
            wrapped.split_whitespace().skip(1).collect::<Vec<_>>().join(" "),
            "names of customers may have been taken"
        );
    }

    #[test]
    fn a_document_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\u{202e}c"), "a [2Jb c");
    }
}
