//! The scale, nautical miles above kilometres, and where true north is.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::{Anchor, Area, Ink, Lettering, Pen};
use super::symbols;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// Width of the arrow to the north.
const NORTH: f32 = 34.0;

/// Lengths of the two scales, nautical miles and kilometres, with their pixels.
fn scales(frame: &Frame) -> [(f64, f32); 2] {
    let (lat, lon) = frame.middle();
    let per_nm = frame.pixels_per_nm(lat, lon);
    let nm = round_length(190.0 / per_nm);
    let km = round_length(190.0 / per_nm * 1.852);
    [(nm, (nm * per_nm) as f32), (km, (km / 1.852 * per_nm) as f32)]
}

/// True if the scale changes by more than a twentieth within the frame.
fn varies(frame: &Frame) -> bool {
    let a = frame.area;
    let stretch = |x: f32, y: f32| {
        let (lat, lon) = frame.place(f64::from(x), f64::from(y));
        frame.pixels_per_nm(lat, lon)
    };
    let (lat, lon) = frame.middle();
    let middle = frame.pixels_per_nm(lat, lon);
    let corners = [(a.x, a.y), (a.right(), a.y), (a.x, a.bottom()), (a.right(), a.bottom())];
    corners.iter().any(|&(x, y)| (stretch(x, y) / middle - 1.0).abs() > 0.05)
}

/// Width and height that [`draw`] needs.
pub fn size(frame: &Frame) -> (f32, f32) {
    let [(_, nm), (_, km)] = scales(frame);
    (nm.max(km) + 74.0 + NORTH, if varies(frame) { 80.0 } else { 64.0 })
}

/// Draws a bar of nautical miles above one of kilometres, true in the middle of the frame, and says so where the
/// scale differs by more than a twentieth within it. Beside them an arrow points to true north, as it is there.
pub fn draw(canvas: &mut Canvas, frame: &Frame, plate: Area, (ink, ground): (Ink, Ink)) {
    let [(nm, w_nm), (km, w_km)] = scales(frame);
    let (x, mut y) = (plate.x, plate.bottom());
    canvas.fill_area(plate, ground);
    north(canvas, frame, (plate.right() - 0.6 * NORTH, plate.y + 32.0), ink);
    if varies(frame) {
        let text = format!("true at {}", super::graticule::angle(frame.middle().0, ['N', 'S'], 2, 1.0));
        canvas.text(x + 16.0, y - 7.0, &text, Lettering::new(11.5, ink));
        y -= 16.0;
    }
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

fn north(canvas: &mut Canvas, frame: &Frame, (x, y): (f32, f32), ink: Ink) {
    let towards = north_deg(frame, (x, y));
    symbols::arrow(canvas, (x, y), towards, 40.0, Pen::new(1.8, ink));
    let (s, c) = math::sin_cos(towards * RAD);
    let beside = if s > 0.5 { 0.0 } else { 13.0 };
    let look = Lettering::new(12.0, ink).bold().anchor(Anchor::Middle);
    canvas.text(x - beside, y + if beside == 0.0 { 16.0 } else { -9.0 * c as f32 }, "N", look);
}

/// The direction of true north at a pixel, degrees clockwise from up.
fn north_deg(frame: &Frame, (x, y): (f32, f32)) -> f64 {
    let (lat, lon) = frame.place(f64::from(x), f64::from(y));
    let (from, to) = if lat < 89.0 { (lat, lat + 0.5) } else { (lat - 0.5, lat) };
    let (a, b) = (frame.pixel(from, lon), frame.pixel(to, lon));
    math::atan2(f64::from(b.0 - a.0), f64::from(a.1 - b.1)) / RAD
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Up on a Mercator chart; on one about the pole towards it, wherever that is from the arrow.
    #[test]
    fn north_is_where_the_pole_is() {
        use super::super::frame::Extent;
        let area = Area { x: 0.0, y: 0.0, w: 800.0, h: 600.0 };
        let at = |south_deg, north_deg, west_deg, east_deg| {
            Frame::fit(area, Extent { south_deg, north_deg, west_deg, east_deg }, 0.05, 5.0)
        };
        assert!(north_deg(&at(34.0, 35.0, 129.0, 131.0), (50.0, 550.0)).abs() < 0.01);
        let polar = at(85.0, 90.0, -180.0, 180.0);
        let (x, y) = polar.pixel(90.0, 0.0);
        for (dx, dy, deg) in
            [(-100.0, 0.0, 90.0), (0.0, -100.0, 180.0), (100.0, 0.0, -90.0), (0.0, 100.0, 0.0)]
        {
            let off = (north_deg(&polar, (x + dx, y + dy)) - deg + 540.0).rem_euclid(360.0) - 180.0;
            assert!(off.abs() < 0.1, "{dx} {dy}: {off}");
        }
    }

    #[test]
    fn scales_are_round() {
        assert_eq!([round_length(7.3), round_length(0.4), round_length(100.0)], [5.0, 0.2, 100.0]);
        assert_eq!([plain(2.5), plain(100.0), plain(0.05)], ["2.5", "100", "0.05"]);
    }
}
