//! A text as a square that cameras read, drawn as one path.

use qrcode::{Color, QrCode};
use std::fmt::Write as _;

/// The square of a text.
pub struct Square {
    /// Its modules in a row, with the quiet zone around it.
    pub width: usize,
    /// The dark ones.
    pub path: String,
}

/// Light modules around it.
const QUIET: usize = 4;

/// Draws it; `None` for a text that is too long.
pub fn square(text: &str) -> Option<Square> {
    let code = QrCode::new(text).ok()?;
    let modules = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(modules).enumerate() {
        let mut x = 0;
        while x < modules {
            let dark = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if dark > 0 {
                let _ = write!(path, "M{} {}h{dark}v1h-{dark}z", x + QUIET, y + QUIET);
            }
            x += dark.max(1);
        }
    }
    Some(Square { width: modules + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::square;

    #[test]
    fn a_square_has_its_three_corners() {
        let drawn = square("otpauth://totp/Sextant:mara?secret=MZXW6YTBOI&issuer=Sextant").unwrap();
        let far = drawn.width - 4 - 7;
        for corner in ["M4 4h7".to_owned(), format!("M{far} 4h7"), format!("M4 {far}h7")] {
            assert!(drawn.path.contains(&corner), "{corner}");
        }
        assert!(square(&"x".repeat(5_000)).is_none());
    }
}
