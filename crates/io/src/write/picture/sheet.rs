//! The sheet that all pictures share: bands that say exercise or real, title, map area, side panel.

use super::canvas::Canvas;
use super::font;
use super::frame::Frame;
use super::ink::{Anchor, Area, Ink, Lettering, Pen};
use super::land::Land;
pub use super::land::ShoreInks;
use crate::write::{CaseFacts, CaseKind};

/// Lines and letters.
pub const INK: Ink = Ink::hex(0x1b2733);
/// Less important letters.
pub const FAINT: Ink = Ink::hex(0x5b6875);
/// Lines of the graticule.
pub const GRATICULE: Ink = Ink::hex(0x3c5a73).alpha(0.28);
/// Paper.
pub const PAPER: Ink = Ink::hex(0xffffff);
/// Open water.
pub const SEA: Ink = Ink::hex(0xe6f0f6);
/// Land.
pub const LAND: Ink = Ink::hex(0xf1e6c4);

/// How land and shore look.
pub const SHORE: ShoreInks = ShoreInks {
    land: LAND,
    line: Ink::hex(0x6f5f37).alpha(0.85),
    shallows: Ink::hex(0xb9d6e8).alpha(0.9),
    unknown: Ink::hex(0x5b7386).alpha(0.8),
};

/// Band colour and letter colour of a kind of case.
pub const fn band(kind: CaseKind) -> (Ink, Ink) {
    match kind {
        CaseKind::Exercise => (Ink::hex(0xf2b705), Ink::hex(0x111111)),
        CaseKind::Real => (Ink::hex(0xb00020), Ink::hex(0xffffff)),
    }
}

/// A sheet in the making.
pub struct Sheet {
    /// Where everything is drawn.
    pub canvas: Canvas,
    /// Colour of letters on the bands.
    letters: Ink,
    /// Where the next line of the side panel begins.
    y: f32,
}

impl Sheet {
    /// Width, pixels.
    pub const WIDTH: u32 = 1600;
    /// Height, pixels: the proportions of A4.
    pub const HEIGHT: u32 = 1131;
    /// The map.
    pub const MAP: Area = Area { x: 96.0, y: 116.0, w: 1140.0, h: 932.0 };
    /// Left edge of the side panel.
    pub const PANEL_X: f32 = 1270.0;
    /// Width of the side panel.
    pub const PANEL_W: f32 = 300.0;
    const BAND: f32 = 44.0;
    const FOOT: f32 = 30.0;

    /// Paper with the bands and the title of a case; without a title its identifier stands there.
    pub fn new(case: &CaseFacts) -> Self {
        let title = case.title.trim();
        let (title, remark) =
            if title.is_empty() { (case.id.as_str(), "") } else { (title, case.id.as_str()) };
        Self::with_bands(band(case.kind), case.kind.mark(), title, remark)
    }

    /// Paper for a picture that belongs to no case, with a word in its upper band.
    pub fn plain(word: &str, title: &str, remark: &str) -> Self {
        Self::with_bands((Ink::hex(0x33506b), Ink::hex(0xffffff)), word, title, remark)
    }

    fn with_bands((ground, letters): (Ink, Ink), word: &str, title: &str, remark: &str) -> Self {
        let mut canvas = Canvas::new(Self::WIDTH, Self::HEIGHT, PAPER);
        let (width, height) = (Self::WIDTH as f32, Self::HEIGHT as f32);
        canvas.fill_area(Area { x: 0.0, y: 0.0, w: width, h: Self::BAND }, ground);
        canvas.fill_area(Area { x: 0.0, y: height - Self::FOOT, w: width, h: Self::FOOT }, ground);
        let look = Lettering::new(25.0, letters).bold().anchor(Anchor::Middle);
        for share in [0.2, 0.5, 0.8] {
            canvas.text(width * share, 31.0, word, look);
        }
        let x = Self::MAP.x - 5.0;
        let look = Lettering::new(29.0, INK).bold();
        block(&mut canvas, (x, 80.0), title, look, Self::MAP.right() - x);
        let look = Lettering::new(15.0, FAINT);
        block(&mut canvas, (Self::PANEL_X, 80.0), remark, look, Self::PANEL_W);
        Self { canvas, letters, y: 99.0 }
    }

    /// A heading in the side panel.
    pub fn heading(&mut self, text: &str) {
        self.y += 13.0;
        let right = (Self::PANEL_X + Self::PANEL_W, self.y);
        self.canvas.line((Self::PANEL_X, self.y), right, Pen::new(1.0, FAINT.alpha(0.45)));
        self.y += 20.0;
        self.canvas.text(Self::PANEL_X, self.y, text, Lettering::new(13.0, FAINT).bold());
        self.y += 4.0;
    }

    /// A line in the side panel, cut to its width.
    pub fn line(&mut self, text: &str, look: Lettering) {
        let text = fitting(text, look, Self::PANEL_W);
        self.y += look.size * 1.02;
        self.canvas.text(Self::PANEL_X, self.y, &text, look);
        self.y += look.size * 0.36;
    }

    /// A text in the side panel in as many lines as it needs, as long as there is room.
    pub fn paragraph(&mut self, text: &str, look: Lettering) {
        for line in font::wrapped(text, look, Self::PANEL_W) {
            if self.room() > 2.0 * look.size {
                self.line(&line, look);
            }
        }
    }

    /// The first lines of a text in the side panel; the last of them ends in an ellipsis if there is more.
    pub fn excerpt(&mut self, text: &str, most: usize, look: Lettering) {
        let lines = font::wrapped(text, look, Self::PANEL_W);
        for (k, line) in lines.iter().take(most).enumerate() {
            let cut = if k + 1 == most && lines.len() > most { format!("{line} …") } else { line.clone() };
            self.line(&cut, look);
        }
        self.y += 3.0;
    }

    /// A line in the side panel with a symbol before it; the symbol is drawn about the point it is given.
    pub fn key(&mut self, text: &str, symbol: impl FnOnce(&mut Canvas, (f32, f32))) {
        let look = Lettering::new(15.0, INK);
        self.y += 18.0;
        symbol(&mut self.canvas, (Self::PANEL_X + 20.0, self.y - 5.0));
        let text = fitting(text, look, Self::PANEL_W - 52.0);
        self.canvas.text(Self::PANEL_X + 52.0, self.y, &text, look);
        self.y += 8.0;
    }

    /// Height within the sheet at which the next line of the side panel begins.
    pub const fn y(&self) -> f32 {
        self.y
    }

    /// Space in the side panel.
    pub fn gap(&mut self, pixels: f32) {
        self.y += pixels;
    }

    /// Pixels left in the side panel.
    pub fn room(&self) -> f32 {
        Self::MAP.bottom() - self.y
    }

    /// The line in the band at the bottom.
    pub fn foot(&mut self, left: &str, right: &str) {
        let look = Lettering::new(13.0, self.letters);
        let y = Self::HEIGHT as f32 - 10.0;
        let room = Self::WIDTH as f32 - 60.0 - look.width(right);
        self.canvas.text(24.0, y, &fitting(left, look, room), look);
        self.canvas.text(Self::WIDTH as f32 - 24.0, y, right, look.anchor(Anchor::End));
    }
}

/// Sea, land and coast line within the frame.
pub fn ground(canvas: &mut Canvas, frame: &Frame, land: Option<&Land>) {
    canvas.fill_area(frame.area, SEA);
    if let Some(land) = land {
        land.fill(canvas, frame, SHORE);
        land.outline(canvas, frame, SHORE.line);
    }
}

/// A key that says what hatching means, if there is any.
pub fn hatching_key(sheet: &mut Sheet, land: Option<&Land>) {
    if land.is_none_or(Land::known_everywhere) {
        return;
    }
    sheet.key("Hatched: coast not known", hatched);
}

/// A small piece of hatched water, for a legend.
pub fn hatched(canvas: &mut Canvas, (x, y): (f32, f32)) {
    let plate = Area { x: x - 18.0, y: y - 8.0, w: 36.0, h: 16.0 };
    canvas.fill_area(plate, SEA);
    for k in 0..4u8 {
        let from = plate.x + 2.0 + 7.0 * f32::from(k);
        let ends = ((from, plate.bottom() - 1.0), (from + 13.0, plate.y + 1.0));
        canvas.line(ends.0, ends.1, Pen::new(1.0, SHORE.unknown));
    }
}

/// The corner of the frame for the scale bar that covers least.
pub fn free_corner(frame: &Frame, size: (f32, f32), covered: impl Fn(Area) -> usize) -> Area {
    let a = frame.area;
    let (w, h) = size;
    let at = |x, y| Area { x, y, w, h };
    let corners = [
        at(a.x + 8.0, a.bottom() - h - 8.0),
        at(a.right() - w - 8.0, a.bottom() - h - 8.0),
        at(a.x + 8.0, a.y + 8.0),
        at(a.right() - w - 8.0, a.y + 8.0),
    ];
    corners.into_iter().min_by_key(|&corner| covered(corner)).expect("there are four corners")
}

/// Writes a text about a middle height in one line, if need be of smaller letters or in two; what is longer still
/// ends in an ellipsis.
fn block(canvas: &mut Canvas, (x, y): (f32, f32), text: &str, look: Lettering, width: f32) {
    let mut look = look;
    let smallest = 0.76 * look.size;
    while look.width(text) > width && look.size > smallest {
        look.size -= 0.5;
    }
    let mut lines = font::wrapped(text, look, width);
    if lines.len() > 2 {
        look.size = 0.62 * look.size / 0.76;
        lines = font::wrapped(text, look, width);
    }
    if lines.len() > 2 {
        lines = vec![lines[0].clone(), fitting(&lines[1..].join(" "), look, width)];
    }
    let leading = 1.16 * look.size;
    let first = y + 0.36 * look.size - 0.5 * leading * (lines.len() as f32 - 1.0);
    for (k, line) in lines.iter().enumerate() {
        canvas.text(x, first + leading * k as f32, line, look);
    }
}

/// A text cut with an ellipsis so that it fits a width.
pub fn fitting(text: &str, look: Lettering, width: f32) -> String {
    if look.width(text) <= width {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
        if look.width(&cut) <= width {
            return cut;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_are_cut_to_fit() {
        let look = Lettering::new(29.0, INK).bold();
        let long = "대마도 동쪽 어선 전복 ".repeat(20);
        let cut = fitting(&long, look, 1000.0);
        assert!(cut.ends_with('…') && look.width(&cut) <= 1000.0 && look.width(&cut) > 900.0);
        assert_eq!(fitting("short", look, 1000.0), "short");
    }
}
