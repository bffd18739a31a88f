//! Letters as outlines: Latin in two weights, Korean and Japanese behind them.
//!
//! Characters that are not drawn at all (controls, joiners, variation selectors) take no room; line ends and tabs
//! are spaces.
//!
//! The fonts are cut from IBM Plex (SIL Open Font License 1.1, `data/fonts`). A character is taken from the
//! first font that has it; what none has is drawn as the empty box of the first.

use super::ink::Lettering;
use std::sync::OnceLock;
use tiny_skia::{Path, PathBuilder};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// How heavy the letters are. Korean and Japanese have one weight between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// For running text and small labels.
    #[default]
    Regular,
    /// For titles and what must be seen first.
    SemiBold,
}

/// The font files: regular, semibold, Korean, Japanese.
pub const FILES: [&[u8]; 4] = [
    include_bytes!("../../../../../data/fonts/sarex-sans-regular.ttf"),
    include_bytes!("../../../../../data/fonts/sarex-sans-semibold.ttf"),
    include_bytes!("../../../../../data/fonts/sarex-sans-kr-medium.otf"),
    include_bytes!("../../../../../data/fonts/sarex-sans-jp-medium.otf"),
];

fn faces() -> &'static [Face<'static>; 4] {
    static FACES: OnceLock<[Face<'static>; 4]> = OnceLock::new();
    FACES.get_or_init(|| {
        FILES.map(|bytes| Face::parse(bytes, 0).expect("the fonts compiled in are checked by the tests"))
    })
}

/// The first font that has a character, as an index of [`FILES`].
fn find(character: char, weight: Weight) -> (usize, GlyphId) {
    let latin = match weight {
        Weight::Regular => 0,
        Weight::SemiBold => 1,
    };
    [latin, 2, 3]
        .into_iter()
        .find_map(|file| faces()[file].glyph_index(character).map(|id| (file, id)))
        .unwrap_or((latin, GlyphId(0)))
}

fn glyph(character: char, weight: Weight) -> (&'static Face<'static>, GlyphId) {
    let (file, id) = find(character, weight);
    (&faces()[file], id)
}

/// Letters of a text that come from one font file.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// Index of [`FILES`].
    pub file: usize,
    /// Each letter with its glyph and its advance in em.
    pub letters: Vec<(char, u16, f32)>,
}

/// A text by the fonts that its letters come from.
pub fn pieces(text: &str, weight: Weight) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for character in drawn(text) {
        let (file, id) = find(character, weight);
        let letter = (character, id.0, advance(character, 1.0, weight));
        match pieces.last_mut() {
            Some(piece) if piece.file == file => piece.letters.push(letter),
            _ => pieces.push(Piece { file, letters: vec![letter] }),
        }
    }
    pieces
}

/// The letters of a text that are drawn as an empty box.
pub fn boxed(text: &str) -> Vec<char> {
    drawn(text).filter(|c| !has(*c)).collect()
}

/// True if a character would not be an empty box.
pub fn has(character: char) -> bool {
    glyph(character, Weight::Regular).1 != GlyphId(0)
}

/// The characters of a text that are drawn.
fn drawn(text: &str) -> impl Iterator<Item = char> {
    let unseen = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    let plain = |c: char| if c == '\u{a0}' || c.is_whitespace() { ' ' } else { c };
    text.chars().map(plain).filter(move |&c| !unseen(c) && !c.is_control())
}

/// A text in lines that fit a width: broken between words, and within what is longer than a line, as Japanese
/// sentences are.
pub fn wrapped(text: &str, look: Lettering, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if look.width(&format!("{line} {word}")) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
        while lines.last().is_some_and(|line| look.width(line) > width && line.chars().count() > 1) {
            let long = lines.pop().unwrap_or_default();
            let fits = (1..long.chars().count())
                .rev()
                .find(|&n| look.width(&long.chars().take(n).collect::<String>()) <= width)
                .unwrap_or(1);
            lines.push(long.chars().take(fits).collect());
            lines.push(long.chars().skip(fits).collect());
        }
    }
    lines
}

/// Width of a line of text at a size (pixels per em).
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    drawn(text).map(|c| advance(c, size, weight)).sum()
}

fn advance(character: char, size: f32, weight: Weight) -> f32 {
    let (face, id) = glyph(character, weight);
    let units = f32::from(face.glyph_hor_advance(id).unwrap_or(0));
    units * size / f32::from(face.units_per_em())
}

/// Height of capital letters at a size.
pub fn cap_height(size: f32) -> f32 {
    let face = &faces()[0];
    f32::from(face.capital_height().unwrap_or(700)) * size / f32::from(face.units_per_em())
}

/// The outline of a line of text whose baseline starts at a point; `None` if there is nothing to draw.
pub fn outline(text: &str, x: f32, y: f32, size: f32, weight: Weight) -> Option<Path> {
    let mut pen = Pen { path: PathBuilder::new(), x, y, scale: 1.0 };
    for character in drawn(text) {
        let (face, id) = glyph(character, weight);
        pen.scale = size / f32::from(face.units_per_em());
        face.outline_glyph(id, &mut pen);
        pen.x += advance(character, size, weight);
    }
    pen.path.finish()
}

/// Carries an outline from font units (y up) to pixels (y down).
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chart_needs_has_glyphs() {
        for c in "34°36.25'N 129°54.12'E ±·–—×→↑²½µφλσ대마도 동쪽 어선 전복 구조 훈련対馬東方沖漁船転覆救助訓練カナひらがな、。「」".chars()
        {
            assert!(has(c), "{c} has no glyph");
        }
        assert!(!has('\u{1F6A2}'), "nobody promised a picture of a ship");
    }

    #[test]
    fn width_adds_up_and_heavier_is_wider() {
        let of = |text, weight| width(text, 20.0, weight);
        assert!((of("NN", Weight::Regular) - 2.0 * of("N", Weight::Regular)).abs() < 1e-4);
        assert!(of("datum", Weight::SemiBold) > of("datum", Weight::Regular));
        assert_eq!(width("", 20.0, Weight::Regular), 0.0);
    }

    #[test]
    fn texts_are_broken_into_lines() {
        let look = Lettering::new(14.0, super::super::ink::Ink::hex(0));
        let words = "one two three four five six seven eight nine ten";
        let lines = wrapped(words, look, 120.0);
        assert!(lines.len() > 2 && lines.iter().all(|l| look.width(l) <= 120.0));
        assert_eq!(lines.join(" "), words);
        let sentence = "対馬東方沖漁船転覆救助訓練".repeat(3);
        let lines = wrapped(&sentence, look, 120.0);
        assert!(lines.len() > 2 && lines.iter().all(|l| look.width(l) <= 120.0));
        assert_eq!(lines.concat(), sentence);
    }

    #[test]
    fn what_is_not_drawn_takes_no_room() {
        let of = |text| width(text, 20.0, Weight::Regular);
        assert_eq!(of("a\u{200b}b\u{fe0f}\u{7}"), of("ab"));
        assert_eq!(of("a\nb"), of("a b"));
    }

    #[test]
    fn outlines_stand_on_the_baseline() {
        let bounds = outline("H", 10.0, 50.0, 100.0, Weight::Regular).unwrap().bounds();
        assert!((bounds.bottom() - 50.0).abs() < 0.5);
        assert!((bounds.height() - cap_height(100.0)).abs() < 1.5);
        assert!(outline(" ", 0.0, 0.0, 12.0, Weight::Regular).is_none());
    }
}
