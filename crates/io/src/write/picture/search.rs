//! The search plan on a chart: areas, tracks, where they commence, who searches, where nobody may.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::{Area, Ink, Lettering, Pen};
use super::labels::Labels;
use super::sheet::PAPER;
use super::symbols;
use crate::write::plan::record::{Place, PlanRecord, UnitRecord};
use sarex_geo::Position;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// One per unit in turn; apart for the colour-blind and in grey print (after Okabe and Ito, darkened).
const COLOURS: [Ink; 6] = [
    Ink::hex(0x005a8f),
    Ink::hex(0xb84700),
    Ink::hex(0x00745a),
    Ink::hex(0x9a3d77),
    Ink::hex(0x8a5a00),
    Ink::hex(0x3b4a9b),
];
/// Closed areas.
const CLOSED: Ink = Ink::hex(0xb00020);

/// Colour of a unit by its place in the plan.
pub const fn colour(unit: usize) -> Ink {
    COLOURS[unit % COLOURS.len()]
}

/// Whose page it is, if it is one unit's: the others are drawn faint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Index of the unit.
    pub only: Option<usize>,
}

impl Shown {
    fn strength(self, unit: usize) -> f32 {
        if self.only.is_none_or(|only| only == unit) { 1.0 } else { 0.32 }
    }

    /// In full: everything on a chart of all, the unit itself on its own page.
    fn in_full(self, unit: usize) -> bool {
        self.only.is_none_or(|only| only == unit)
    }
}

/// Places of the units that are shown in full.
pub fn places(record: &PlanRecord, shown: Shown) -> Vec<Place> {
    let units = record.units.iter().enumerate().filter(|(k, _)| shown.in_full(*k));
    units.flat_map(|(_, u)| u.corners.iter().copied().chain(u.waypoints.iter().map(|w| w.place))).collect()
}

/// Closed areas, search areas, ways to them and tracks.
pub fn draw(canvas: &mut Canvas, frame: &Frame, record: &PlanRecord, shown: Shown) {
    for area in &record.forbidden_areas {
        let ring = pixels(frame, &area.corners);
        canvas.fill_rings(std::slice::from_ref(&ring), CLOSED.alpha(0.12));
        canvas.stroke_lines(&[ring], true, Pen::new(2.0, CLOSED).dashed(7.0, 4.0));
    }
    // The unit itself on top of the others.
    let mut order: Vec<usize> = (0..record.units.len()).collect();
    order.sort_by_key(|k| shown.in_full(*k));
    for k in order {
        unit(canvas, frame, (record, &record.units[k]), (colour(k), shown.strength(k)));
    }
}

fn unit(
    canvas: &mut Canvas,
    frame: &Frame,
    (record, unit): (&PlanRecord, &UnitRecord),
    (ink, strength): (Ink, f32),
) {
    let ring = pixels(frame, &unit.corners);
    canvas.fill_rings(std::slice::from_ref(&ring), ink.alpha(0.09 * strength));
    canvas.stroke_lines(std::slice::from_ref(&ring), true, Pen::new(4.2, PAPER.alpha(0.6 * strength)));
    canvas.stroke_lines(&[ring], true, Pen::new(2.0, ink.alpha(strength)));
    // To its second area it comes from the end of the first.
    let left = record.before(unit).and_then(|before| before.waypoints.last());
    let way = pixels(frame, &[left.map_or(unit.base, |w| w.place), unit.csp]);
    canvas.stroke_lines(&[way], false, Pen::new(1.2, ink.alpha(0.7 * strength)).dashed(8.0, 6.0));
    let track: Vec<Place> = unit.waypoints.iter().map(|w| w.place).collect();
    let track = pixels(frame, &track);
    canvas.stroke_lines(std::slice::from_ref(&track), false, Pen::new(1.5, ink.alpha(0.95 * strength)));
    heads(canvas, &track, ink.alpha(strength));
    if let (Some(&csp), Some(&end)) = (track.first(), track.last()) {
        canvas.disc(end.0, end.1, 3.4, ink.alpha(strength));
        canvas.disc(csp.0, csp.1, 6.4, PAPER.alpha(strength));
        canvas.circle(csp.0, csp.1, 5.4, Pen::new(2.2, ink.alpha(strength)));
    }
}

/// Arrow heads in the middle of legs long enough for one, at most a dozen.
fn heads(canvas: &mut Canvas, track: &[(f32, f32)], ink: Ink) {
    const LONG: f32 = 46.0;
    let long = |ends: &&[(f32, f32)]| length(ends) > LONG;
    let every = (track.windows(2).filter(long).count() / 12).max(1);
    for ends in track.windows(2).filter(long).step_by(every) {
        let (dx, dy) = (ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
        let towards = math::atan2(f64::from(dx), f64::from(-dy)) / RAD;
        let middle = (ends[0].0 + 0.5 * dx, ends[0].1 + 0.5 * dy);
        symbols::arrow(canvas, middle, towards, 12.0, Pen::new(1.8, ink));
    }
}

fn length(ends: &[(f32, f32)]) -> f32 {
    let (dx, dy) = (ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
    (dx * dx + dy * dy).sqrt()
}

/// Names of areas and units, of commence search points and, on a unit's own page, of its turns.
pub fn names(canvas: &mut Canvas, frame: &Frame, record: &PlanRecord, shown: Shown, labels: &mut Labels) {
    let full = || record.units.iter().enumerate().filter(move |(k, _)| shown.in_full(*k));
    for (k, unit) in full() {
        let at = frame.pixel(unit.csp.lat_deg, unit.csp.lon_deg);
        let look = Lettering::new(13.0, colour(k)).bold().halo(PAPER.alpha(0.9));
        labels.place(canvas, at, 9.0, &format!("{} CSP", unit.area), look);
    }
    for (k, unit) in full() {
        let ring = pixels(frame, &unit.corners);
        let n = ring.len() as f32;
        let middle = ring.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
        let look = Lettering::new(19.0, colour(k)).bold().halo(PAPER.alpha(0.92));
        let text = format!("{} {}", unit.area, unit.id);
        // In the middle where there is room, else beside it.
        let half = 0.5 * look.width(&text);
        labels.place(canvas, (middle.0 - half, middle.1), 0.0, &text, look);
    }
    if shown.only.is_some() {
        for (k, unit) in full() {
            let look = Lettering::new(11.0, colour(k)).halo(PAPER.alpha(0.85));
            for waypoint in unit.waypoints.iter().skip(1) {
                let at = frame.pixel(waypoint.place.lat_deg, waypoint.place.lon_deg);
                let short = waypoint.name.rsplit('-').next().unwrap_or_default();
                labels.place(canvas, at, 4.0, short, look);
            }
        }
    }
    for area in &record.forbidden_areas {
        if let Some(&(x, y)) = pixels(frame, &area.corners).first() {
            let look = Lettering::new(13.0, CLOSED).bold().halo(PAPER.alpha(0.9));
            labels.place(canvas, (x, y), 6.0, &area.name, look);
        }
    }
}

/// A small area with a track in it, for the legend.
pub fn key(canvas: &mut Canvas, (x, y): (f32, f32), ink: Ink) {
    let plate = Area { x: x - 18.0, y: y - 8.0, w: 36.0, h: 16.0 };
    canvas.fill_area(plate, ink.alpha(0.12));
    canvas.stroke_area(plate, Pen::new(2.0, ink));
    let track = vec![(x - 13.0, y - 4.0), (x + 13.0, y - 4.0), (x + 13.0, y + 4.0), (x - 13.0, y + 4.0)];
    canvas.stroke_lines(&[track], false, Pen::new(1.3, ink));
}

fn pixels(frame: &Frame, places: &[Place]) -> Vec<(f32, f32)> {
    let positions: Vec<Position> = places.iter().map(|p| p.position()).collect();
    frame.line(&positions)
}
