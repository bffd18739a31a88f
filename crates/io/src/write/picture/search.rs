//! The search plan on a chart: areas, tracks, where they commence, who searches, where nobody may.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::{Area, Ink, Lettering, Pen};
use super::labels::Labels;
use super::looks::{Look, Looks};
use super::sheet::PAPER;
use super::symbols;
use crate::write::plan::record::{Place, PlanRecord, UnitRecord};
use crate::write::plan::text;
use sarex_geo::Position;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// Closed areas.
pub const CLOSED: Ink = Ink::hex(0xb00020);

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
pub fn draw(canvas: &mut Canvas, frame: &Frame, record: &PlanRecord, looks: &Looks, shown: Shown) {
    for area in &record.forbidden_areas {
        closed(canvas, frame.area, pixels(frame, &area.corners));
    }
    // The unit itself on top of the others.
    let mut order: Vec<usize> = (0..record.units.len()).collect();
    order.sort_by_key(|k| shown.in_full(*k));
    for k in order {
        unit(canvas, frame, (record, &record.units[k]), (looks.task(k), shown.strength(k)));
    }
}

/// An area that nobody may enter, hatched as well as red, within a part of the sheet.
pub fn closed(canvas: &mut Canvas, within: Area, ring: Vec<(f32, f32)>) {
    canvas.fill_rings(std::slice::from_ref(&ring), CLOSED.alpha(0.08));
    canvas.stroke_lines(&hatching(within, &ring), false, Pen::new(0.9, CLOSED.alpha(0.55)));
    canvas.stroke_lines(&[ring], true, Pen::new(2.0, CLOSED).dashed(7.0, 4.0));
}

/// Lines that rise at 45° through a ring, as far as they can be seen.
fn hatching(within: Area, ring: &[(f32, f32)]) -> Vec<Vec<(f32, f32)>> {
    const STEP: f32 = 9.0;
    let (first, last) = ((within.x + within.y) / STEP, (within.right() + within.bottom()) / STEP);
    let mut lines = Vec::new();
    for k in first.ceil() as i32..=last as i32 {
        // x + y is the same all along such a line.
        let sum = STEP * k as f32;
        let next = ring.iter().cycle().skip(1);
        let mut crossed: Vec<f32> = ring
            .iter()
            .zip(next)
            .filter(|(a, b)| (a.0 + a.1 < sum) != (b.0 + b.1 < sum))
            .map(|(a, b)| a.0 + (b.0 - a.0) * (sum - a.0 - a.1) / (b.0 + b.1 - a.0 - a.1))
            .collect();
        crossed.sort_by(f32::total_cmp);
        lines.extend(crossed.chunks_exact(2).map(|ends| ends.iter().map(|x| (*x, sum - x)).collect()));
    }
    lines
}

fn unit(
    canvas: &mut Canvas,
    frame: &Frame,
    (record, unit): (&PlanRecord, &UnitRecord),
    (look, strength): (Look, f32),
) {
    let ink = look.ink;
    let ring = pixels(frame, &unit.corners);
    canvas.fill_rings(std::slice::from_ref(&ring), ink.alpha(0.08 * strength));
    canvas.stroke_lines(std::slice::from_ref(&ring), true, Pen::new(4.2, PAPER.alpha(0.6 * strength)));
    canvas.stroke_lines(&[ring], true, outline(look, strength));
    // To its second area it comes from the end of the first.
    let left = record.before(unit).and_then(|before| before.waypoints.last());
    let way = pixels(frame, &[left.map_or(unit.base, |w| w.place), unit.csp]);
    canvas.stroke_lines(&[way], false, way_pen(ink, strength));
    let track: Vec<Place> = unit.waypoints.iter().map(|w| w.place).collect();
    let track = pixels(frame, &track);
    canvas.stroke_lines(std::slice::from_ref(&track), false, Pen::new(1.5, ink.alpha(0.95 * strength)));
    heads(canvas, &track, ink.alpha(strength));
    if let (Some(&csp), Some(&end)) = (track.first(), track.last()) {
        symbols::end(canvas, end, look.shape, ink.alpha(strength));
        symbols::commence(canvas, csp, look.shape, ink.alpha(strength));
    }
}

fn outline(look: Look, strength: f32) -> Pen {
    Pen { dash: look.dash, ..Pen::new(2.2, look.ink.alpha(strength)) }
}

/// The way to an area.
pub fn way_pen(ink: Ink, strength: f32) -> Pen {
    Pen::new(1.3, ink.alpha(0.85 * strength)).dashed(2.5, 5.0)
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

/// Keeps labels off the points where searches commence and end.
pub fn keep_marks_free(frame: &Frame, record: &PlanRecord, shown: Shown, labels: &mut Labels) {
    for (_, unit) in record.units.iter().enumerate().filter(|(k, _)| shown.in_full(*k)) {
        let ends = [Some(unit.csp), unit.waypoints.last().map(|w| w.place)];
        for (place, radius) in ends.into_iter().zip([7.5, 4.5]) {
            if let Some(place) = place {
                labels.keep_round(frame.pixel(place.lat_deg, place.lon_deg), radius);
            }
        }
    }
}

/// Closed areas that are named however full the sheet is; others where there is room.
const NAMED_ANYWAY: usize = 12;

/// Names of areas and units, of commence search points and closed areas; on a unit's own page those of its turns and, where
/// there is room, of the others. What is shown in full is always named.
pub fn names(
    canvas: &mut Canvas,
    frame: &Frame,
    (record, looks): (&PlanRecord, &Looks),
    shown: Shown,
    labels: &mut Labels,
) {
    let full: Vec<usize> = (0..record.units.len()).filter(|k| shown.in_full(*k)).collect();
    // Many names are short and small.
    let (large, small, word) = match full.len() {
        0..=8 => (18.0, 13.5, " CSP"),
        9..=14 => (15.5, 13.0, ""),
        _ => (13.5, 12.0, ""),
    };
    for (unit, look) in full.iter().map(|k| (&record.units[*k], looks.task(*k))) {
        let at = frame.pixel(unit.csp.lat_deg, unit.csp.lon_deg);
        let look = Lettering::new(small, look.ink).bold().halo(PAPER.alpha(0.9));
        labels.lead(canvas, at, 11.0, &format!("{}{word}", unit.area), look);
    }
    for (unit, look) in full.iter().map(|k| (&record.units[*k], looks.task(*k))) {
        let look = Lettering::new(large, look.ink).bold().halo(PAPER.alpha(0.92));
        let text = format!("{} {}", unit.area, unit.id);
        let at = middle(frame, &unit.corners);
        if !labels.centre(canvas, at, &text, look) {
            let at = labels.open(&anchors(frame, at, &unit.corners));
            labels.lead(canvas, at, 4.0, &text, look);
        }
    }
    for (number, area) in record.forbidden_areas.iter().enumerate() {
        let look = Lettering::new(13.0, CLOSED).bold().halo(PAPER.alpha(0.9));
        let middle = middle(frame, &area.corners);
        let seen = |at: &(f32, f32)| frame.area.holds(at.0, at.1);
        let anchor = std::iter::once(middle).chain(pixels(frame, &area.corners)).find(seen);
        let Some(at) = anchor else { continue };
        let named =
            labels.centre(canvas, at, &area.name, look) || labels.place(canvas, at, 6.0, &area.name, look);
        // A sheet of a country's airspace would be full of names, and looking for room takes long.
        if !named && number < NAMED_ANYWAY {
            labels.lead(canvas, at, 6.0, &area.name, look);
        }
    }
    if let Some(own) = shown.only {
        turns(canvas, frame, &record.units[own], looks.task(own), labels);
        others(canvas, frame, (record, looks), own, labels);
    }
}

/// Numbers of the turns, as far as there is room: the table has them all.
fn turns(canvas: &mut Canvas, frame: &Frame, unit: &UnitRecord, look: Look, labels: &mut Labels) {
    let look = Lettering::new(12.5, look.ink).halo(PAPER.alpha(0.85));
    for waypoint in unit.waypoints.iter().skip(1) {
        let at = frame.pixel(waypoint.place.lat_deg, waypoint.place.lon_deg);
        let short = waypoint.name.rsplit('-').next().unwrap_or_default();
        labels.place(canvas, at, 4.0, short, look);
    }
}

/// Who else searches near, and how high.
fn others(
    canvas: &mut Canvas,
    frame: &Frame,
    (record, looks): (&PlanRecord, &Looks),
    own: usize,
    labels: &mut Labels,
) {
    for (k, unit) in record.units.iter().enumerate().filter(|(_, u)| u.id != record.units[own].id) {
        let height = unit.altitude.map(|band| format!(" {}", text::heights(band))).unwrap_or_default();
        let look = Lettering::new(12.0, looks.task(k).ink.alpha(0.9)).halo(PAPER.alpha(0.8));
        let name = format!("{} {}{height}", unit.area, unit.id);
        let middle = middle(frame, &unit.corners);
        let mut places = vec![middle];
        places.extend(anchors(frame, middle, &unit.corners));
        places.extend(unit.waypoints.iter().map(|w| frame.pixel(w.place.lat_deg, w.place.lon_deg)));
        let inner = frame.area.grown(-20.0);
        for at in places.into_iter().filter(|at| inner.holds(at.0, at.1)) {
            if labels.centre(canvas, at, &name, look) || labels.place(canvas, at, 4.0, &name, look) {
                break;
            }
        }
    }
}

/// Where a leader may end: in the middle of an area, or half way from there to its sides and corners.
fn anchors(frame: &Frame, middle: (f32, f32), corners: &[Place]) -> Vec<(f32, f32)> {
    let ring = pixels(frame, corners);
    let next = ring.iter().cycle().skip(1);
    let sides = ring.iter().zip(next).map(|(a, b)| (0.5 * (a.0 + b.0), 0.5 * (a.1 + b.1)));
    let half = |p: (f32, f32)| (0.5 * (middle.0 + p.0), 0.5 * (middle.1 + p.1));
    std::iter::once(middle).chain(sides.chain(ring.iter().copied()).map(half)).collect()
}

fn middle(frame: &Frame, corners: &[Place]) -> (f32, f32) {
    let ring = pixels(frame, corners);
    let n = ring.len() as f32;
    ring.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n))
}

/// A small area with a track in it, for a legend.
pub fn key(canvas: &mut Canvas, (x, y): (f32, f32), look: Look) {
    let plate = Area { x: x - 18.0, y: y - 7.0, w: 36.0, h: 14.0 };
    canvas.fill_area(plate, look.ink.alpha(0.12));
    let ring = vec![
        (plate.x, plate.y),
        (plate.right(), plate.y),
        (plate.right(), plate.bottom()),
        (plate.x, plate.bottom()),
    ];
    // A dash of the map would not fit a sample.
    let dash = look.dash.map(|[dash, gap]| [0.6 * dash, 0.7 * gap]);
    canvas.stroke_lines(&[ring], true, Pen { dash, ..Pen::new(2.2, look.ink) });
    symbols::commence(canvas, (x, y), look.shape, look.ink);
}

fn pixels(frame: &Frame, places: &[Place]) -> Vec<(f32, f32)> {
    let positions: Vec<Position> = places.iter().map(|p| p.position()).collect();
    frame.line(&positions)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hatching stays within a ring, also one that is hollow, and fills it.
    #[test]
    fn hatching_stays_within_its_ring() {
        let within = Area { x: 0.0, y: 0.0, w: 200.0, h: 200.0 };
        let hook = [(20.0, 20.0), (180.0, 20.0), (180.0, 60.0), (60.0, 60.0), (60.0, 180.0), (20.0, 180.0)];
        let lines = hatching(within, &hook);
        let mut length = 0.0;
        for line in &lines {
            let (x, y) = (0.5 * (line[0].0 + line[1].0), 0.5 * (line[0].1 + line[1].1));
            assert!(
                (20.0..180.0).contains(&x) && (20.0..180.0).contains(&y) && (x < 60.0 || y < 60.0),
                "{line:?}"
            );
            length += (line[1].0 - line[0].0).abs();
        }
        // A line each 9 pixels of x + y covers a ninth of the area, by its width.
        assert!((length * 9.0 / (160.0 * 40.0 + 40.0 * 120.0) - 1.0).abs() < 0.1, "{length}");
        assert!(hatching(Area { x: 300.0, ..within }, &hook).len() < lines.len());
    }

    /// However many search one place, each is named, and so is each point where one commences.
    #[test]
    fn every_task_is_named_in_a_crowd() {
        use super::super::frame::Extent;
        use super::super::sheet::Sheet;
        use crate::write::plan::fixture;
        let mut record = PlanRecord::of(&fixture::plan().report()).unwrap();
        record.forbidden_areas.clear();
        let one = record.units[0].clone();
        record.units = (1..=25)
            .map(|k| UnitRecord { area: format!("A{k}"), id: format!("KCG-30{k:02}"), ..one.clone() })
            .collect();
        let looks = Looks::of(&record);
        let seen = record.units[0].corners.iter().map(|p| (p.lat_deg, p.lon_deg));
        let frame = Frame::fit(Sheet::MAP, Extent::around(seen).unwrap(), 0.5, 1.0);
        let mut canvas = Canvas::new(Sheet::WIDTH, Sheet::HEIGHT, PAPER);
        let mut labels = Labels::new(Sheet::MAP);
        names(&mut canvas, &frame, (&record, &looks), Shown { only: None }, &mut labels);
        assert_eq!(labels.count(), 50);
    }
}
