//! How things look: colours, pens, letters, rectangles.

use super::font::{self, Weight};

/// A colour with opacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// Red, green and blue.
    pub rgb: [u8; 3],
    /// 0 transparent to 1 opaque.
    pub alpha: f32,
}

impl Ink {
    /// Opaque, from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self { rgb: [(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8], alpha: 1.0 }
    }
    /// The same colour with another opacity.
    pub const fn alpha(self, alpha: f32) -> Self {
        Self { rgb: self.rgb, alpha }
    }
}

/// Which part of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    /// Its left end.
    #[default]
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lettering {
    /// Pixels per em.
    pub size: f32,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub ink: Ink,
    /// A rim around the letters, so that they can be read on anything.
    pub halo: Option<Ink>,
    /// What stands at the point.
    pub anchor: Anchor,
}

impl Lettering {
    /// Regular weight, left end at the point, no rim.
    pub const fn new(size: f32, ink: Ink) -> Self {
        Self { size, weight: Weight::Regular, ink, halo: None, anchor: Anchor::Start }
    }
    /// In semibold.
    pub const fn bold(mut self) -> Self {
        self.weight = Weight::SemiBold;
        self
    }
    /// With a rim.
    pub const fn halo(mut self, ink: Ink) -> Self {
        self.halo = Some(ink);
        self
    }
    /// With another part at the point.
    pub const fn anchor(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }
    /// Width of a text.
    pub fn width(&self, text: &str) -> f32 {
        font::width(text, self.size, self.weight)
    }
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    /// Width, pixels.
    pub width: f32,
    /// Colour.
    pub ink: Ink,
    /// Lengths of dash and gap; `None` for a solid line.
    pub dash: Option<[f32; 2]>,
}

impl Pen {
    /// A solid line.
    pub const fn new(width: f32, ink: Ink) -> Self {
        Self { width, ink, dash: None }
    }
    /// A dashed line.
    pub const fn dashed(mut self, dash: f32, gap: f32) -> Self {
        self.dash = Some([dash, gap]);
        self
    }
}

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Area {
    /// Right edge.
    pub const fn right(self) -> f32 {
        self.x + self.w
    }
    /// Lower edge.
    pub const fn bottom(self) -> f32 {
        self.y + self.h
    }
    /// True if a point lies within.
    pub fn holds(self, x: f32, y: f32) -> bool {
        x >= self.x && x <= self.right() && y >= self.y && y <= self.bottom()
    }
    /// True if two areas share more than an edge.
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
    /// Larger by a margin on all sides.
    pub const fn grown(self, by: f32) -> Self {
        Self { x: self.x - by, y: self.y - by, w: self.w + 2.0 * by, h: self.h + 2.0 * by }
    }
}
