//! Letters as outlines: Latin in two weights, Korean and Japanese behind them.
//!
//! The fonts are cut from IBM Plex (SIL Open Font License 1.1, `data/fonts`). A character is taken from the
//! first font that has it; what none has is drawn as the empty box of the first.

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

struct Fonts {
    regular: Face<'static>,
    semibold: Face<'static>,
    korean: Face<'static>,
    japanese: Face<'static>,
}

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let face = |bytes| Face::parse(bytes, 0).expect("the fonts compiled in are checked by the tests");
        Fonts {
            regular: face(include_bytes!("../../../../data/fonts/sarex-sans-regular.ttf")),
            semibold: face(include_bytes!("../../../../data/fonts/sarex-sans-semibold.ttf")),
            korean: face(include_bytes!("../../../../data/fonts/sarex-sans-kr-medium.otf")),
            japanese: face(include_bytes!("../../../../data/fonts/sarex-sans-jp-medium.otf")),
        }
    })
}

/// The first font that has a character.
fn glyph(character: char, weight: Weight) -> (&'static Face<'static>, GlyphId) {
    let fonts = fonts();
    let latin = match weight {
        Weight::Regular => &fonts.regular,
        Weight::SemiBold => &fonts.semibold,
    };
    [latin, &fonts.korean, &fonts.japanese]
        .into_iter()
        .find_map(|face| face.glyph_index(character).map(|id| (face, id)))
        .unwrap_or((latin, GlyphId(0)))
}

/// True if a character would not be an empty box.
pub fn has(character: char) -> bool {
    glyph(character, Weight::Regular).1 != GlyphId(0)
}

/// Width of a line of text at a size (pixels per em).
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    text.chars().map(|c| advance(c, size, weight)).sum()
}

fn advance(character: char, size: f32, weight: Weight) -> f32 {
    let (face, id) = glyph(character, weight);
    let units = f32::from(face.glyph_hor_advance(id).unwrap_or(0));
    units * size / f32::from(face.units_per_em())
}

/// Height of capital letters at a size.
pub fn cap_height(size: f32) -> f32 {
    let face = &fonts().regular;
    f32::from(face.capital_height().unwrap_or(700)) * size / f32::from(face.units_per_em())
}

/// The outline of a line of text whose baseline starts at a point; `None` if there is nothing to draw.
pub fn outline(text: &str, x: f32, y: f32, size: f32, weight: Weight) -> Option<Path> {
    let mut pen = Pen { path: PathBuilder::new(), x, y, scale: 1.0 };
    for character in text.chars() {
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
    fn outlines_stand_on_the_baseline() {
        let bounds = outline("H", 10.0, 50.0, 100.0, Weight::Regular).unwrap().bounds();
        assert!((bounds.bottom() - 50.0).abs() < 0.5);
        assert!((bounds.height() - cap_height(100.0)).abs() < 1.5);
        assert!(outline(" ", 0.0, 0.0, 12.0, Weight::Regular).is_none());
    }
}
