//! Where the coast is known: a coast index covers a piece of the Earth, and outside of it nothing is said.

use super::canvas::{self, Canvas};
use super::frame::{Extent, Frame, pieces};
use super::ink::{Ink, Pen};
use super::projection::Projection;
use sarex_geo::position::unwrap_longitude;

/// Distance between the lines of the hatching, pixels.
const HATCH: f32 = 9.0;

/// Which pixels of a frame lie in the area that a coast covers.
pub struct Known {
    columns: usize,
    rows: usize,
    /// 255 for known; empty if everything is.
    cover: Vec<u8>,
    /// Border of the covered area in pixels of the sheet; empty if everything is known.
    border: Vec<(f32, f32)>,
}

impl Known {
    /// For an area of south, north, west, east in degrees.
    pub fn new(frame: &Frame, area_deg: [f64; 4]) -> Self {
        let (columns, rows) = (frame.area.w as usize, frame.area.h as usize);
        let border = border(frame, area_deg);
        let own: Vec<(f32, f32)> =
            border.iter().map(|&(x, y)| (x - frame.area.x, y - frame.area.y)).collect();
        let cover = if own.is_empty() { Vec::new() } else { canvas::inside(columns, rows, &own) };
        if cover.iter().all(|&c| c == 255) {
            return Self { columns, rows, cover: Vec::new(), border: Vec::new() };
        }
        Self { columns, rows, cover, border }
    }

    /// True if no pixel is unknown.
    pub const fn everywhere(&self) -> bool {
        self.cover.is_empty()
    }

    /// Border of the covered area in pixels of the sheet; empty if everything is known.
    pub fn border(&self) -> &[(f32, f32)] {
        &self.border
    }

    /// True if a pixel of the frame is known.
    pub fn at(&self, column: usize, row: usize) -> bool {
        self.everywhere() || self.cover[row * self.columns + column] == 255
    }

    /// True if a pixel is known and so are those two away: where land ends here, it ends at water and not at the
    /// edge of the data.
    pub fn well_within(&self, column: usize, row: usize) -> bool {
        let (left, up) = (column.saturating_sub(2), row.saturating_sub(2));
        let (right, down) = ((column + 2).min(self.columns - 1), (row + 2).min(self.rows - 1));
        self.everywhere()
            || self.at(column, row)
                && self.at(left, row)
                && self.at(right, row)
                && self.at(column, up)
                && self.at(column, down)
    }

    /// Hatches what is not known.
    pub fn hatch(&self, canvas: &mut Canvas, frame: &Frame, ink: Ink) {
        if self.everywhere() {
            return;
        }
        canvas.clip_softly(frame.area, |c, r| 255 - self.cover[r * self.columns + c]);
        let a = frame.area;
        let mut x = a.x - a.h;
        while x < a.right() {
            canvas.line((x, a.bottom()), (x + a.h, a.y), Pen::new(1.3, ink));
            x += HATCH;
        }
        canvas.clip(None);
    }
}

/// The border of a covered area in pixels; empty if the frame lies within it.
fn border(frame: &Frame, [south, north, west, east]: [f64; 4]) -> Vec<(f32, f32)> {
    let shown = frame.extent;
    let all_round = east - west >= 360.0;
    let mid = 0.5 * (west + east);
    let turn = unwrap_longitude(mid, shown.mid_lon_deg()) - mid;
    let (mut west, mut east) = (west + turn, east + turn);
    if south <= shown.south_deg
        && north >= shown.north_deg
        && (all_round || (west <= shown.west_deg && east >= shown.east_deg))
    {
        return Vec::new();
    }
    if all_round && matches!(frame.projection, Projection::Mercator { .. }) {
        (west, east) = (shown.west_deg - 1.0, shown.east_deg + 1.0);
    }
    let area = Extent { south_deg: south, north_deg: north, west_deg: west, east_deg: east };
    // What is very far is kept where a path can still be filled.
    let near = |v: f32| v.clamp(-30_000.0, 30_000.0);
    let ring = area.ring().into_iter().map(|(lat, lon)| frame.pixel_unwrapped(lat, lon));
    ring.map(|(x, y)| (near(x), near(y))).collect()
}

/// Pixels of an edge of coast or of a border, cut where it is long enough to bend.
pub fn bent(frame: &Frame, [a, b]: [(f64, f64); 2]) -> Vec<(f64, f64)> {
    let pixel = |(lat, lon): (f64, f64)| {
        let (x, y) = frame.pixel_unwrapped(lat, lon);
        (f64::from(x), f64::from(y))
    };
    match frame.projection {
        Projection::Mercator { .. } => vec![pixel(a), pixel(b)],
        Projection::Stereographic { .. } => pieces(a, b).chain([b]).map(pixel).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::ink::Area;
    use super::*;

    fn frame(south_deg: f64, north_deg: f64, west_deg: f64, east_deg: f64) -> Frame {
        let extent = Extent { south_deg, north_deg, west_deg, east_deg };
        Frame::fit(Area { x: 10.0, y: 20.0, w: 300.0, h: 200.0 }, extent, 0.0, 1.0)
    }

    #[test]
    fn the_edge_of_the_data_is_where_it_is() {
        let frame = frame(-1.0, 1.0, 129.0, 132.0);
        for turn in [-360.0, 0.0, 360.0] {
            let known = Known::new(&frame, [-5.0, 5.0, 120.0 + turn, 130.5 + turn]);
            assert!(!known.everywhere());
            assert!(known.at(140, 100) && !known.at(160, 100), "half of the picture");
            assert!(known.well_within(140, 100) && !known.well_within(149, 100));
        }
        assert!(Known::new(&frame, [-5.0, 5.0, 120.0, 140.0]).everywhere());
        assert!(Known::new(&frame, [-90.0, 90.0, -180.0, 180.0]).everywhere());
    }

    #[test]
    fn at_the_pole_a_strait_is_unknown_and_the_globe_known() {
        for pole in [frame(88.0, 89.9, -180.0, 180.0), frame(-89.9, -88.0, -180.0, 180.0)] {
            let none = Known::new(&pole, [24.0, 50.0, 117.0, 143.0]);
            assert!(!none.everywhere() && (0..300).all(|c| !none.at(c, 100)));
            assert!(Known::new(&pole, [-90.0, 90.0, -180.0, 180.0]).everywhere());
        }
        let north = frame(80.0, 90.0, -180.0, 180.0);
        let arctic = Known::new(&north, [85.0, 90.0, -180.0, 180.0]);
        assert!(arctic.at(150, 100) && !arctic.at(150, 5), "a disc about the pole");
    }
}
