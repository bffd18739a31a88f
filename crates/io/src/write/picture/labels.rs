//! Labels that keep out of each other's way.

use super::canvas::Canvas;
use super::font;
use super::ink::{Area, Lettering};

/// Keeps labels apart.
pub struct Labels {
    within: Area,
    taken: Vec<Area>,
}

impl Labels {
    /// Labels stay within an area.
    pub const fn new(within: Area) -> Self {
        Self { within, taken: Vec::new() }
    }

    /// Keeps an area free of labels.
    pub fn keep_free(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Writes a label beside a point, at the first of eight places that is free; false if there is none.
    pub fn place(
        &mut self,
        canvas: &mut Canvas,
        (x, y): (f32, f32),
        gap: f32,
        text: &str,
        look: Lettering,
    ) -> bool {
        let (w, h) = (look.width(text), font::cap_height(look.size));
        let (right, left) = (x + gap, x - gap - w);
        let (above, below, level) = (y - gap, y + gap + h, y + 0.5 * h);
        let places = [
            (right, level),
            (left, level),
            (right, above),
            (right, below),
            (left, above),
            (left, below),
            (x - 0.5 * w, above - 2.0),
            (x - 0.5 * w, below + 2.0),
        ];
        for (px, py) in places {
            let area = Area { x: px, y: py - h, w, h }.grown(3.0);
            let inside = self.within.holds(area.x, area.y) && self.within.holds(area.right(), area.bottom());
            if inside && !self.taken.iter().any(|t| t.overlaps(area)) {
                canvas.text(px, py, text, look);
                self.taken.push(area);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::ink::Ink;
    use super::*;

    #[test]
    fn labels_never_overlap() {
        let mut canvas = Canvas::new(400, 300, Ink::hex(0xffffff));
        let mut labels = Labels::new(Area { x: 0.0, y: 0.0, w: 400.0, h: 300.0 });
        let look = Lettering::new(13.0, Ink::hex(0));
        let placed =
            (0..40).filter(|_| labels.place(&mut canvas, (200.0, 150.0), 8.0, "201200Z", look)).count();
        assert!((2..=8).contains(&placed), "{placed}");
        for (i, a) in labels.taken.iter().enumerate() {
            assert!(labels.taken[i + 1..].iter().all(|b| !a.overlaps(*b)));
        }
    }
}
