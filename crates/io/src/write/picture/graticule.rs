//! Meridians and parallels with their labels, and the border around the map.

use super::canvas::Canvas;
use super::font;
use super::frame::Frame;
use super::ink::{Anchor, Area, Ink, Lettering, Pen};
use super::projection::Projection;
use super::sheet::PAPER;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;
use sarex_geo::position::wrap_longitude;

/// Width of the black and white border, pixels.
const BORDER: f32 = 5.0;
/// Size of the labels, pixels per em.
const SIZE: f32 = 13.0;

/// Draws thin lines every so many minutes across the frame.
pub fn draw(canvas: &mut Canvas, frame: &Frame, ink: Ink) {
    let (lats, lons) = lines(frame);
    let e = frame.extent;
    canvas.clip(Some(frame.area));
    let pen = Pen::new(0.8, ink);
    for lat in &lats.deg {
        let parallel = between(e.west_deg, e.east_deg).map(|lon| frame.pixel_unwrapped(*lat, lon));
        canvas.stroke_lines(&[parallel.collect()], false, pen);
    }
    for lon in &lons.deg {
        // At a pole only four meridians meet, or their lines would run into one blot.
        let [south, north] = if lon.rem_euclid(90.0) == 0.0 { [-90.0, 90.0] } else { lats.short_of_poles() };
        let meridian = between(e.south_deg.max(south), e.north_deg.min(north));
        canvas.stroke_lines(&[meridian.map(|lat| frame.pixel_unwrapped(lat, *lon)).collect()], false, pen);
    }
    canvas.clip(None);
}

/// Draws the border with its divisions and the labels of the graticule.
pub fn border(canvas: &mut Canvas, frame: &Frame, ink: Ink) {
    let (lats, lons) = lines(frame);
    canvas.stroke_area(frame.area, Pen::new(1.0, ink));
    canvas.stroke_area(frame.area.grown(BORDER), Pen::new(1.4, ink));
    if let Projection::Mercator { .. } = frame.projection {
        divisions(canvas, frame, (&lats, &lons), ink);
    }
    label_lower_edge(canvas, frame, &lons, ink);
    if let Some(pole_deg) = frame.pole_deg() {
        label_around_pole(canvas, frame, (&lats, &lons), pole_deg, ink);
    } else {
        label_left_edge(canvas, frame, &lats, ink);
    }
}

/// The black and white pieces along the border of a chart.
fn divisions(canvas: &mut Canvas, frame: &Frame, (lats, lons): (&Lines, &Lines), ink: Ink) {
    let (a, e) = (frame.area, frame.extent);
    let thick = BORDER - 2.0;
    for lat in multiples(e.south_deg, e.north_deg, lats.fine_min).into_iter().step_by(2) {
        let next = (lat + lats.fine_min / 60.0).min(e.north_deg);
        let (_, y0) = frame.pixel_unwrapped(next, e.west_deg);
        let (_, y1) = frame.pixel_unwrapped(lat, e.west_deg);
        for x in [a.x - BORDER + 1.0, a.right() + 1.0] {
            canvas.fill_area(Area { x, y: y0, w: thick, h: y1 - y0 }, ink);
        }
    }
    for lon in multiples(e.west_deg, e.east_deg, lons.fine_min).into_iter().step_by(2) {
        let next = (lon + lons.fine_min / 60.0).min(e.east_deg);
        let (x0, _) = frame.pixel_unwrapped(e.south_deg, lon);
        let (x1, _) = frame.pixel_unwrapped(e.south_deg, next);
        for y in [a.y - BORDER + 1.0, a.bottom() + 1.0] {
            canvas.fill_area(Area { x: x0, y, w: x1 - x0, h: thick }, ink);
        }
    }
}

/// Labels where meridians meet the lower edge.
fn label_lower_edge(canvas: &mut Canvas, frame: &Frame, lons: &Lines, ink: Ink) {
    let a = frame.area;
    let look = Lettering::new(SIZE, ink).anchor(Anchor::Middle);
    let lon_at = |x: f32| frame.place(f64::from(x), f64::from(a.bottom())).1;
    let mut free_from = 0.0;
    for (x, lon) in crossings(a.x, a.right(), lon_at, lons.step_min) {
        let text = longitude(lon, lons.step_min);
        let half = 0.5 * look.width(&text);
        if x - half > free_from {
            canvas.text(x, a.bottom() + BORDER + 17.0, &text, look);
            free_from = x + half + 6.0;
        }
    }
}

/// Labels where parallels meet the left edge.
fn label_left_edge(canvas: &mut Canvas, frame: &Frame, lats: &Lines, ink: Ink) {
    let a = frame.area;
    let look = Lettering::new(SIZE, ink).anchor(Anchor::End);
    let lat_at = |y: f32| frame.place(f64::from(a.x), f64::from(y)).0;
    let mut free_from = 0.0;
    for (y, lat) in crossings(a.y, a.bottom(), lat_at, lats.step_min) {
        if y > free_from {
            let base = y + 0.5 * font::cap_height(SIZE);
            canvas.text(a.x - BORDER - 5.0, base, &latitude(lat, lats.step_min), look);
            free_from = y + SIZE;
        }
    }
}

/// Labels when a pole is in the picture: meridians at the other three edges too, parallels along one meridian.
fn label_around_pole(
    canvas: &mut Canvas,
    frame: &Frame,
    (lats, lons): (&Lines, &Lines),
    pole_deg: f64,
    ink: Ink,
) {
    let a = frame.area;
    let look = Lettering::new(SIZE, ink).halo(PAPER.alpha(0.85));
    let lon_at = |x: f32, y: f32| frame.place(f64::from(x), f64::from(y)).1;
    for (x, lon) in crossings(a.x, a.right(), |x| lon_at(x, a.y), lons.step_min) {
        canvas.text(x, a.y + 18.0, &longitude(lon, lons.step_min), look.anchor(Anchor::Middle));
    }
    for (edge, text_x, anchor) in
        [(a.x, a.x - BORDER - 5.0, Anchor::End), (a.right(), a.right() - 6.0, Anchor::End)]
    {
        for (y, lon) in crossings(a.y, a.bottom(), |y| lon_at(edge, y), lons.step_min) {
            let inside = edge > a.x;
            let crowded = inside && (y < a.y + 40.0 || y > a.bottom() - 10.0);
            if !crowded {
                let base = y + 0.5 * font::cap_height(SIZE);
                canvas.text(text_x, base, &longitude(lon, lons.step_min), look.anchor(anchor));
            }
        }
    }
    for &lat in lats.deg.iter().filter(|lat| **lat != pole_deg) {
        let (x, y) = frame.pixel(lat, frame.projection.mid_lon_deg() + 45.0);
        if a.grown(-20.0).holds(x, y) {
            canvas.text(x + 3.0, y - 3.0, &latitude(lat, lats.step_min), look);
        }
    }
}

/// Where a quantity passes multiples of a step (minutes of arc) along an edge: pixel and degrees. Longitudes may
/// turn over at ±180° of the middle; such a jump is no crossing.
fn crossings(from: f32, to: f32, value_deg: impl Fn(f32) -> f64, step_min: f64) -> Vec<(f32, f64)> {
    let steps = |px: f32| value_deg(px) * 60.0 / step_min;
    let mut found = Vec::new();
    let pixels = (to - from) as usize;
    // A line at the very edge counts although it may lie a rounding error outside.
    let mut before = steps(from);
    if (before - before.round()).abs() < 1e-6 {
        found.push((from, before.round() * step_min / 60.0));
    }
    for k in 1..=pixels {
        let px = from + k as f32;
        let here = steps(px);
        let (low, high) = (before.min(here), before.max(here));
        let line = (low + 1e-6).floor() + 1.0;
        if line <= high + 1e-6 && high - low < 10.0 {
            let share = if here == before { 0.0 } else { (line - before) / (here - before) };
            found.push((px - 1.0 + share as f32, line * step_min / 60.0));
        }
        before = here;
    }
    found
}

/// Lines of one direction: where, their distance, and that of the border's divisions.
struct Lines {
    deg: Vec<f64>,
    step_min: f64,
    fine_min: f64,
}

impl Lines {
    fn spaced(from_deg: f64, to_deg: f64, step_min: f64) -> Self {
        let divisions = match step_min {
            s if [0.2, 2.0, 10.0, 120.0].contains(&s) => 4.0,
            s if [15.0, 30.0, 60.0].contains(&s) => 6.0,
            _ => 5.0,
        };
        Self { deg: multiples(from_deg, to_deg, step_min), step_min, fine_min: step_min / divisions }
    }

    /// Southernmost and northernmost latitude of ordinary meridians.
    fn short_of_poles(&self) -> [f64; 2] {
        let last = 90.0 - self.step_min / 60.0;
        [-last, last]
    }
}

/// Parallels and meridians, some 150 and 170 pixels apart: labels of longitudes must not touch.
fn lines(frame: &Frame) -> (Lines, Lines) {
    let (a, e) = (frame.area, frame.extent);
    let (wide, high) = (f64::from(a.w) / 170.0, f64::from(a.h) / 150.0);
    let (lat_step, lon_step) = match frame.projection {
        Projection::Mercator { .. } => (
            graticule_step_min(e.north_deg - e.south_deg, high),
            graticule_step_min(e.east_deg - e.west_deg, wide),
        ),
        Projection::Stereographic { .. } => {
            let (lat, lon) = frame.middle();
            let per_degree = 60.0 * frame.pixels_per_nm(lat, lon);
            let lat_step = graticule_step_min(f64::from(a.h) / per_degree, high);
            let shrink = math::sin_cos(lat * RAD).1.max(1e-6);
            let span = (f64::from(a.w) / per_degree / shrink).min(e.east_deg - e.west_deg);
            let round_the_pole = frame.pole_deg().is_some();
            (lat_step, if round_the_pole { 1800.0 } else { graticule_step_min(span, wide) })
        }
    };
    (Lines::spaced(e.south_deg, e.north_deg, lat_step), Lines::spaced(e.west_deg, e.east_deg, lon_step))
}

/// A fine row of angles from one to another, both included.
fn between(from_deg: f64, to_deg: f64) -> impl Iterator<Item = f64> {
    (0..=180u8).map(move |k| from_deg + (to_deg - from_deg) * f64::from(k) / 180.0)
}

/// A distance between graticule lines, in minutes of arc, so that an extent of `span_deg` has about `wanted`.
fn graticule_step_min(span_deg: f64, wanted: f64) -> f64 {
    const STEPS: [f64; 17] = [
        0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0,
        3600.0,
    ];
    let ideal = span_deg * 60.0 / wanted;
    STEPS.into_iter().find(|&s| s >= ideal).unwrap_or(3600.0)
}

/// Multiples of a step (minutes of arc) between two angles, in degrees.
fn multiples(from_deg: f64, to_deg: f64, step_min: f64) -> Vec<f64> {
    let first = (from_deg * 60.0 / step_min).ceil() as i64;
    let last = (to_deg * 60.0 / step_min).floor() as i64;
    (first..=last).take(2000).map(|k| k as f64 * step_min / 60.0).collect()
}

/// A latitude as a label.
pub fn latitude(deg: f64, step_min: f64) -> String {
    without_side(angle(deg, ['N', 'S'], 2, step_min))
}

/// A longitude as a label, wound as it may be.
pub fn longitude(deg: f64, step_min: f64) -> String {
    without_side(angle(wrap_longitude(deg), ['E', 'W'], 3, step_min))
}

/// The equator, Greenwich and the dateline lie on neither side.
fn without_side(mut label: String) -> String {
    let nought = label.chars().filter(char::is_ascii_digit).all(|c| c == '0');
    if nought || label.starts_with("180°") {
        label.pop();
    }
    label
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
    let width = if decimals == 0 { 2 } else { 3 + decimals };
    let side = if deg < 0.0 && parts > 0.0 { minus } else { plus };
    format!("{degrees:0digits$.0}°{minutes:0width$.decimals$}'{side}")
}

#[cfg(test)]
mod tests {
    use super::super::frame::Extent;
    use super::*;

    #[test]
    fn angles_read_as_on_a_chart() {
        assert_eq!(angle(34.5, ['N', 'S'], 2, 15.0), "34°30'N");
        assert_eq!(angle(-0.25, ['E', 'W'], 3, 1.0), "000°15'W");
        assert_eq!(angle(129.0 + 30.5 / 60.0, ['E', 'W'], 3, 0.5), "129°30.5'E");
        assert_eq!(angle(59.999_999_9, ['N', 'S'], 2, 1.0), "60°00'N");
        assert_eq!([longitude(180.0, 60.0), longitude(-180.0, 60.0)], ["180°00'", "180°00'"]);
        assert_eq!([longitude(179.999_99, 1.0), latitude(0.0, 1.0)], ["180°00'", "00°00'"]);
    }

    #[test]
    fn graticules_are_round() {
        assert_eq!(graticule_step_min(1.0, 5.0), 15.0);
        assert_eq!(graticule_step_min(5.0 / 60.0, 5.0), 1.0);
        assert_eq!(multiples(34.4, 35.1, 15.0), [34.5, 34.75, 35.0]);
    }

    /// Every meridian of a chart is found along its lower edge, the outermost ones too.
    #[test]
    fn every_line_meets_the_edge() {
        let area = Area { x: 96.0, y: 116.0, w: 1140.0, h: 932.0 };
        let extent = Extent { south_deg: 20.0, north_deg: 40.0, west_deg: 160.0, east_deg: 200.0 };
        let frame = Frame::fit(area, extent, 0.0, 1.0);
        let (_, lons) = lines(&frame);
        let lon_at = |x: f32| frame.place(f64::from(x), f64::from(area.bottom())).1;
        let found: Vec<f64> =
            crossings(area.x, area.right(), lon_at, lons.step_min).into_iter().map(|(_, lon)| lon).collect();
        assert_eq!(found, lons.deg);
        assert!(found.contains(&180.0) && found.contains(&200.0) && found.contains(&160.0), "{found:?}");
    }
}
