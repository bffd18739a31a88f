//! What makes a drawing a chart: graticule, border, scale, arrows, labels that keep out of each other's way.

use super::canvas::{Anchor, Area, Canvas, Ink, Lettering, Pen};
use super::font;
use super::frame::{Frame, graticule_step_min, multiples};
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use sarex_geo::position::wrap_longitude;

/// Width of the black and white border, pixels.
const BORDER: f32 = 5.0;

/// Draws thin lines every so many minutes across the frame.
pub fn graticule(canvas: &mut Canvas, frame: &Frame, ink: Ink) {
    let a = frame.area;
    let (lats, lons) = lines(frame);
    let pen = Pen::new(0.8, ink);
    for lat in lats.deg {
        let y = frame.pixel_unwrapped(lat, frame.extent.west_deg).1;
        canvas.line((a.x, y), (a.right(), y), pen);
    }
    for lon in lons.deg {
        let x = frame.pixel_unwrapped(0.0, lon).0;
        canvas.line((x, a.y), (x, a.bottom()), pen);
    }
}

/// Draws the border with its divisions and the labels of the graticule around the frame.
pub fn border(canvas: &mut Canvas, frame: &Frame, ink: Ink) {
    let a = frame.area;
    let (lats, lons) = lines(frame);
    canvas.stroke_area(a, Pen::new(1.0, ink));
    canvas.stroke_area(a.grown(BORDER), Pen::new(1.4, ink));
    let look = Lettering::new(13.0, ink);
    for (k, lat) in
        multiples(frame.extent.south_deg, frame.extent.north_deg, lats.fine_min).into_iter().enumerate()
    {
        let next = (lat + lats.fine_min / 60.0).min(frame.extent.north_deg);
        let (y0, y1) = (frame.pixel_unwrapped(next, 0.0).1, frame.pixel_unwrapped(lat, 0.0).1);
        if k % 2 == 0 {
            for x in [a.x - BORDER + 1.0, a.right() + 1.0] {
                canvas.fill_area(Area { x, y: y0, w: BORDER - 2.0, h: y1 - y0 }, ink);
            }
        }
    }
    for (k, lon) in
        multiples(frame.extent.west_deg, frame.extent.east_deg, lons.fine_min).into_iter().enumerate()
    {
        let next = (lon + lons.fine_min / 60.0).min(frame.extent.east_deg);
        let (x0, x1) = (frame.pixel_unwrapped(0.0, lon).0, frame.pixel_unwrapped(0.0, next).0);
        if k % 2 == 0 {
            for y in [a.y - BORDER + 1.0, a.bottom() + 1.0] {
                canvas.fill_area(Area { x: x0, y, w: x1 - x0, h: BORDER - 2.0 }, ink);
            }
        }
    }
    for lat in lats.deg {
        let y = frame.pixel_unwrapped(lat, 0.0).1 + 0.5 * font::cap_height(look.size);
        if y - look.size > a.y - 6.0 {
            canvas.text(
                a.x - BORDER - 5.0,
                y,
                &angle(lat, ['N', 'S'], 2, lats.step_min),
                look.anchor(Anchor::End),
            );
        }
    }
    for lon in lons.deg {
        let x = frame.pixel_unwrapped(0.0, lon).0;
        let text = angle(wrap_longitude(lon), ['E', 'W'], 3, lons.step_min);
        if x + 0.5 * look.width(&text) < a.right() + BORDER && x - 0.5 * look.width(&text) > a.x - 50.0 {
            canvas.text(x, a.bottom() + BORDER + 17.0, &text, look.anchor(Anchor::Middle));
        }
    }
}

/// Lines of one direction: where, their distance, and that of the border's divisions.
struct Lines {
    deg: Vec<f64>,
    step_min: f64,
    fine_min: f64,
}

fn lines(frame: &Frame) -> (Lines, Lines) {
    let e = frame.extent;
    // One line every 170 pixels or so: labels of longitudes must not touch.
    let lons = spaced(e.west_deg, e.east_deg, f64::from(frame.area.w) / 170.0);
    let lats = spaced(e.south_deg, e.north_deg, f64::from(frame.area.h) / 150.0);
    (lats, lons)
}

fn spaced(from_deg: f64, to_deg: f64, wanted: f64) -> Lines {
    let step_min = graticule_step_min(to_deg - from_deg, wanted);
    let divisions = if [0.2, 2.0, 10.0, 120.0].contains(&step_min) { 4.0 } else { 5.0 };
    let divisions = if [30.0, 60.0, 15.0].contains(&step_min) { 6.0 } else { divisions };
    Lines { deg: multiples(from_deg, to_deg, step_min), step_min, fine_min: step_min / divisions }
}

/// An angle in degrees and minutes, with as many decimals as the step needs.
pub fn angle(deg: f64, [plus, minus]: [char; 2], digits: usize, step_min: f64) -> String {
    let decimals = match step_min {
        s if s >= 1.0 => 0,
        s if s >= 0.1 => 1,
        _ => 2,
    };
    let unit = [1.0, 10.0, 100.0][decimals];
    // Rounded as a whole, so that 59.96' becomes the next degree.
    let parts = (deg.abs() * 60.0 * unit).round();
    let degrees = (parts / (60.0 * unit)).floor();
    let minutes = (parts - degrees * 60.0 * unit) / unit;
    let side = if deg < 0.0 && parts > 0.0 { minus } else { plus };
    let width = if decimals == 0 { 2 } else { 3 + decimals };
    format!("{degrees:0digits$.0}°{minutes:0width$.decimals$}'{side}")
}

/// Lengths of the two scales, nautical miles and kilometres, with their pixels.
fn scales(frame: &Frame) -> [(f64, f32); 2] {
    let mid = f64::from(frame.area.y + 0.5 * frame.area.h);
    let per_nm = frame.pixels_per_nm(frame.lat_deg(mid));
    let nm = round_length(190.0 / per_nm);
    let km = round_length(190.0 / per_nm * 1.852);
    [(nm, (nm * per_nm) as f32), (km, (km / 1.852 * per_nm) as f32)]
}

/// Width and height that [`scale_bar`] needs.
pub fn scale_bar_size(frame: &Frame) -> (f32, f32) {
    let [(_, nm), (_, km)] = scales(frame);
    (nm.max(km) + 74.0, 64.0)
}

/// Draws a bar of nautical miles above one of kilometres, true at the middle latitude of the frame.
pub fn scale_bar(canvas: &mut Canvas, frame: &Frame, plate: Area, (ink, ground): (Ink, Ink)) {
    let [(nm, w_nm), (km, w_km)] = scales(frame);
    let (x, y) = (plate.x, plate.bottom());
    canvas.fill_area(plate, ground);
    let left = x + 16.0;
    for (top, width, length, unit) in [(y - 40.0, w_nm, nm, "NM"), (y - 30.0, w_km, km, "km")] {
        for k in 0..4 {
            let part = Area { x: left + 0.25 * width * k as f32, y: top, w: 0.25 * width, h: 5.0 };
            if k % 2 == 0 {
                canvas.fill_area(part, ink);
            }
        }
        canvas.stroke_area(Area { x: left, y: top, w: width, h: 5.0 }, Pen::new(1.0, ink));
        let look = Lettering::new(12.0, ink).anchor(Anchor::Middle);
        let above = unit == "NM";
        let text_y = if above { top - 5.0 } else { top + 17.0 };
        canvas.text(left, text_y, "0", look);
        canvas.text(left + 0.5 * width, text_y, &plain(0.5 * length), look);
        canvas.text(left + width, text_y, &format!("{} {unit}", plain(length)), look);
    }
}

/// The largest of 1, 2, 5 · 10ᵏ not above a length.
fn round_length(at_most: f64) -> f64 {
    let mut best = 0.01;
    let mut decade = 0.01;
    while decade < 1e5 {
        for step in [1.0, 2.0, 5.0] {
            if step * decade <= at_most {
                best = step * decade;
            }
        }
        decade *= 10.0;
    }
    best
}

/// A number without needless decimals.
fn plain(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Draws an arrow through a point towards a bearing.
pub fn arrow(canvas: &mut Canvas, (x, y): (f32, f32), towards_deg: f64, length: f32, pen: Pen) {
    let (s, c) = math::sin_cos(towards_deg * RAD);
    let (s, c) = (s as f32, c as f32);
    let tip = (x + 0.5 * length * s, y - 0.5 * length * c);
    let tail = (x - 0.5 * length * s, y + 0.5 * length * c);
    let head = (3.2 * pen.width).max(0.28 * length).min(5.0 * pen.width);
    let neck = (tip.0 - head * s, tip.1 + head * c);
    canvas.line(tail, neck, pen);
    let side = 0.55 * head;
    let barbs = [(neck.0 + side * c, neck.1 + side * s), (neck.0 - side * c, neck.1 - side * s)];
    canvas.fill_rings(&[vec![tip, barbs[0], barbs[1]]], pen.ink);
}

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
    use super::*;

    #[test]
    fn angles_read_as_on_a_chart() {
        assert_eq!(angle(34.5, ['N', 'S'], 2, 15.0), "34°30'N");
        assert_eq!(angle(-0.25, ['E', 'W'], 3, 1.0), "000°15'W");
        assert_eq!(angle(129.0 + 30.5 / 60.0, ['E', 'W'], 3, 0.5), "129°30.5'E");
        assert_eq!(angle(59.999_999_9, ['N', 'S'], 2, 1.0), "60°00'N");
    }

    #[test]
    fn scales_are_round() {
        assert_eq!([round_length(7.3), round_length(0.4), round_length(100.0)], [5.0, 0.2, 100.0]);
        assert_eq!([plain(2.5), plain(100.0), plain(0.05)], ["2.5", "100", "0.05"]);
    }

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
