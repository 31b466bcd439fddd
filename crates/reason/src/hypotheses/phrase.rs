//! The words for a probability, by the yardstick of the Professional Head of Intelligence Assessment. They never stand
//! without the number.

/// The phrases with their bands in per cent; the gaps between them are meant.
pub const YARDSTICK: &[(&str, f64, f64)] = &[
    ("remote chance", 0.0, 5.0),
    ("highly unlikely", 10.0, 20.0),
    ("unlikely", 25.0, 35.0),
    ("realistic possibility", 40.0, 50.0),
    ("likely", 55.0, 75.0),
    ("highly likely", 80.0, 90.0),
    ("almost certain", 95.0, 100.0),
];

/// The phrase for a probability: its band's; inside a gap the nearer band's, the lower where both are equally near.
#[must_use]
pub fn phrase(probability: f64) -> &'static str {
    // Rounded, so that a hair of a sum does not decide which band is nearer.
    let percent = (probability * 1e8).round() / 1e6;
    let distance = |(_, from, to): &(&str, f64, f64)| (from - percent).max(percent - to).max(0.0);
    let nearest = YARDSTICK.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.map_or("", |band| band.0)
}

#[cfg(test)]
mod tests {
    use super::phrase;

    #[test]
    fn gaps_go_to_the_nearer_band_and_to_the_lower_where_equal() {
        let cases = [
            (0.0, "remote chance"),
            (0.05, "remote chance"),
            (0.075, "remote chance"),
            (0.08, "highly unlikely"),
            (0.225, "highly unlikely"),
            (0.34, "unlikely"),
            (0.375, "unlikely"),
            (0.38, "realistic possibility"),
            (0.525, "realistic possibility"),
            (0.53, "likely"),
            (0.81, "highly likely"),
            (0.925, "highly likely"),
            (0.96, "almost certain"),
            (1.0, "almost certain"),
        ];
        for (probability, expected) in cases {
            assert_eq!(phrase(probability), expected, "{probability}");
        }
    }
}
