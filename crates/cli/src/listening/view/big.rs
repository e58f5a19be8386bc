//! Letters several rows high, for the few words that must be read from across the room.

use font8x8::legacy::BASIC_LEGACY;

/// How large letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Four columns wide and four rows high: each cell shows two by two points.
    Middle,
    /// Eight columns wide and four rows high: each cell shows one by two points.
    Large,
}

impl Size {
    /// How many columns a text takes.
    pub fn width(self, text: &str) -> usize {
        let letter = match self {
            Self::Middle => 4,
            Self::Large => 8,
        };
        text.chars().count() * letter
    }
}

/// Points of a letter in one direction.
const POINTS: usize = 8;

/// The quarters of a cell that are filled: upper left is 1, upper right 2, lower left 4, lower
/// right 8.
const QUARTERS: [char; 16] =
    [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];

/// The rows of a text in large letters; what is not ASCII is left blank.
pub fn rows(text: &str, size: Size) -> Vec<String> {
    let row = |y: usize| -> String {
        let letters = text.chars().map(|letter| BASIC_LEGACY.get(letter as usize));
        let letters = letters.map(|points| points.copied().unwrap_or_default());
        letters.flat_map(|points| cells(points, y, size)).collect()
    };
    (0..POINTS).step_by(2).map(row).collect()
}

/// The cells of one letter in the row that shows its points from `y` on.
fn cells(points: [u8; POINTS], y: usize, size: Size) -> Vec<char> {
    let point = |x: usize, y: usize| usize::from(points[y] >> x & 1);
    let cell = |x: usize| match size {
        Size::Middle => {
            point(x, y) + 2 * point(x + 1, y) + 4 * point(x, y + 1) + 8 * point(x + 1, y + 1)
        }
        Size::Large => 3 * point(x, y) + 12 * point(x, y + 1),
    };
    let step = if size == Size::Middle { 2 } else { 1 };
    (0..POINTS).step_by(step).map(|x| QUARTERS[cell(x)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_drawn() {
        assert_eq!(rows("L", Size::Middle), ["▜▛  ", "▐▌  ", "▐▌▗▌", "▀▀▀▘"]);
        assert_eq!(rows("HI", Size::Large)[0].chars().count(), Size::Large.width("HI"));
        assert_eq!(rows("ü", Size::Middle), ["    "; 4]);
    }
}
