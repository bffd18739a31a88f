//! The keys of a legend in rows: what a symbol means.

use super::canvas::Canvas;
use super::ink::Lettering;
use super::sheet::fitting;

/// Draws a symbol about a point, within 18 pixels to both sides.
pub type Symbol<'a> = dyn Fn(&mut Canvas, (f32, f32)) + 'a;

/// A symbol and what it means.
pub struct Key<'a> {
    /// What it means, in English, Korean and Japanese.
    pub words: [String; 3],
    /// What draws it.
    pub symbol: Box<Symbol<'a>>,
}

/// Which languages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// English, as on the map.
    English,
    /// All three, as on pages that are carried.
    All,
}

/// Rows of cells of one width; a key with long words takes several.
pub struct Grid {
    /// Width of all, pixels.
    pub width: f32,
    /// Cells in a row.
    pub cells: usize,
    /// Height of a row, pixels.
    pub row: f32,
    /// How words look.
    pub look: Lettering,
    /// Their languages.
    pub words: Words,
}

/// From the left edge of a key to its words.
const INDENT: f32 = 42.0;

impl Grid {
    /// Height that the keys take.
    pub fn height(&self, keys: &[Key<'_>]) -> f32 {
        self.places(keys).last().map_or(0.0, |(row, _)| (row + 1) as f32 * self.row)
    }

    /// Draws the keys from an upper left corner on.
    pub fn draw(&self, canvas: &mut Canvas, (x, y): (f32, f32), keys: &[Key<'_>]) {
        for (key, (row, cell)) in keys.iter().zip(self.places(keys)) {
            let left = x + self.width * cell as f32 / self.cells as f32;
            let middle = y + self.row * (row as f32 + 0.5);
            (key.symbol)(canvas, (left + 19.0, middle));
            let words = fitting(&self.text(key), self.look, x + self.width - left - INDENT);
            canvas.text(left + INDENT, middle + 0.36 * self.look.size, &words, self.look);
        }
    }

    fn text(&self, key: &Key<'_>) -> String {
        match self.words {
            Words::English => key.words[0].clone(),
            Words::All => key.words.join(" "),
        }
    }

    /// Row and first cell of each key.
    fn places(&self, keys: &[Key<'_>]) -> Vec<(usize, usize)> {
        let cell = self.width / self.cells as f32;
        let (mut row, mut next) = (0, 0);
        let mut places = Vec::new();
        for key in keys {
            let width = INDENT + self.look.width(&self.text(key)) + 3.0;
            let takes = ((width / cell).ceil() as usize).clamp(1, self.cells);
            if next + takes > self.cells {
                (row, next) = (row + 1, 0);
            }
            places.push((row, next));
            next += takes;
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::super::ink::Ink;
    use super::*;

    #[test]
    fn long_words_take_more_cells_and_nothing_is_left_out() {
        let key = |word: &str| Key { words: [word; 3].map(str::to_owned), symbol: Box::new(|_, _| {}) };
        let look = Lettering::new(12.5, Ink::hex(0));
        let grid = Grid { width: 300.0, cells: 2, row: 20.0, look, words: Words::English };
        let keys = ["datum", "end", "possible places in the middle", "end", "end"].map(key);
        assert_eq!(grid.places(&keys), [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1)]);
        assert_eq!(grid.height(&keys), 60.0);
        let all = Grid { words: Words::All, ..grid };
        assert!(all.height(&keys) > 60.0, "three languages need more room");
    }
}
