//! Probabilities and ratios as pages write them, and where they stand in a drawing. Every drawing has its numbers beside
//! it or in a table behind it; nothing is told by colour alone.

use crate::labels::Of;

/// Width of the small drawings that stand in a row, in their own units, and the margin on either side.
pub const STRIP: f64 = 240.0;
const EDGE: f64 = 6.0;

/// A probability with two digits; what would round to 0 or 1 is said to be below or above.
pub fn probability(p: impl Of<f64>) -> String {
    match p.of() {
        p if p < 0.005 => "<0.01".to_owned(),
        p if p > 0.995 => ">0.99".to_owned(),
        p => format!("{p:.2}"),
    }
}

/// A prior as it was given: two digits where they say all of it.
pub fn prior(prior: impl Of<f64>) -> String {
    let prior = prior.of();
    let short = format!("{prior:.2}");
    if short.parse() == Ok(prior) { short } else { prior.to_string() }
}

/// A likelihood ratio: `×8`, `×1.5`, `×0.125`.
pub fn ratio(ratio: impl Of<f64>) -> String {
    let ratio = ratio.of();
    let text = match ratio.abs() {
        r if r >= 100.0 => format!("{ratio:.0}"),
        r if r >= 1.0 => format!("{ratio:.2}"),
        _ => format!("{ratio:.3}"),
    };
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("×{text}")
}

/// Where a probability stands in a small drawing.
pub fn along(p: impl Of<f64>) -> String {
    place(EDGE + p.of().clamp(0.0, 1.0) * (STRIP - 2.0 * EDGE))
}

/// How wide the stretch between two probabilities is there.
pub fn stretch(from: impl Of<f64>, to: impl Of<f64>) -> String {
    place((to.of() - from.of()).abs() * (STRIP - 2.0 * EDGE))
}

/// A coordinate: a tenth of a unit is as fine as anybody sees.
pub fn place(at: f64) -> String {
    format!("{at:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_certain_by_rounding() {
        for (p, text) in [(0.0004, "<0.01"), (0.9986, ">0.99"), (0.34, "0.34"), (1.0, ">0.99")] {
            assert_eq!(probability(p), text);
        }
        for (r, text) in
            [(8.0, "×8"), (1.5, "×1.5"), (0.125, "×0.125"), (4096.0, "×4096"), (2.25, "×2.25"), (10.0, "×10")]
        {
            assert_eq!(ratio(r), text);
        }
    }
}
