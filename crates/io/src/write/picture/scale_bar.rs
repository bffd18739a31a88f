//! The scale: nautical miles above kilometres.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::{Anchor, Area, Ink, Lettering, Pen};

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
    (nm.max(km) + 74.0, if varies(frame) { 80.0 } else { 64.0 })
}

/// Draws a bar of nautical miles above one of kilometres, true in the middle of the frame, and says so where the
/// scale differs by more than a twentieth within it.
pub fn draw(canvas: &mut Canvas, frame: &Frame, plate: Area, (ink, ground): (Ink, Ink)) {
    let [(nm, w_nm), (km, w_km)] = scales(frame);
    let (x, mut y) = (plate.x, plate.bottom());
    canvas.fill_area(plate, ground);
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

    #[test]
    fn scales_are_round() {
        assert_eq!([round_length(7.3), round_length(0.4), round_length(100.0)], [5.0, 0.2, 100.0]);
        assert_eq!([plain(2.5), plain(100.0), plain(0.05)], ["2.5", "100", "0.05"]);
    }
}
