//! `map.png` with the plan, and the charts of the briefing.

use super::record::PlanRecord;
use super::{PlanReport, panel, text};
use crate::write::SOFTWARE;
use crate::write::picture::canvas::Canvas;
use crate::write::picture::frame::{Extent, Frame};
use crate::write::picture::ink::{Area, Ink, Lettering};
use crate::write::picture::labels::Labels;
use crate::write::picture::land::Land;
use crate::write::picture::looks::Looks;
use crate::write::picture::search::{self, Shown};
use crate::write::picture::sheet::{self, INK, PAPER, Sheet};
use crate::write::picture::{cloud, contours, graticule, scale_bar, symbols};
use sarex_drift::{Fate, Snapshot};
use sarex_geo::Timestamp;
use sarex_geo::plane::PlanePoint;

/// Particles drawn at most.
const DRAWN: usize = 6000;
/// Colour of the datum.
pub const DATUM: Ink = Ink::hex(0x9c1f6e);

/// The picture, encoded.
pub fn encode(report: &PlanReport<'_>, record: &PlanRecord) -> Vec<u8> {
    let mut sheet = Sheet::new(report.case);
    let snapshot = snapshot(report);
    let (frame, land) =
        chart(&mut sheet.canvas, (Sheet::MAP, None), report, record, &snapshot, Shown { only: None });
    let looks = Looks::of(record);
    panel::write(&mut sheet, record, &looks, report.contours, land.as_ref());
    let left = format!("{SOFTWARE} · search plan {}", record.case);
    sheet.foot(&left, &format!("WGS 84 · {} · times UTC · not for navigation", frame.projection.name()));
    let notes = [("Title", record.title.as_str()), ("Software", SOFTWARE), ("Comment", record.kind.key())];
    sheet.canvas.to_png(&notes)
}

/// Draws cloud, contours and plan on an area of a canvas. The scale stands with its upper right corner at a point beside the
/// chart, if one is given, else in a corner of it.
pub fn chart(
    canvas: &mut Canvas,
    (area, scale): (Area, Option<(f32, f32)>),
    report: &PlanReport<'_>,
    record: &PlanRecord,
    snapshot: &Snapshot,
    shown: Shown,
) -> (Frame, Option<Land>) {
    let frame = Frame::fit(area, extent(record, snapshot, shown), 0.08, 1.0);
    let land = report.coast.map(|coast| Land::new(&frame, coast));
    sheet::ground(canvas, &frame, land.as_ref());
    graticule::draw(canvas, &frame, sheet::GRATICULE);
    canvas.clip(Some(area));
    cloud::draw(canvas, &frame, snapshot);
    contours::draw(canvas, &frame, report.contours, land.as_ref());
    canvas.clip(Some(area));
    let looks = Looks::of(record);
    search::draw(canvas, &frame, record, &looks, shown);
    let mut labels = Labels::new(area);
    let (w, h) = scale_bar::size(&frame);
    let bar = match scale {
        Some((right, y)) => Area { x: right - w, y, w, h },
        None => sheet::free_corner(&frame, (w, h), |corner| covered(&frame, record, shown, corner)),
    };
    labels.keep_free(bar);
    search::keep_marks_free(&frame, record, shown, &mut labels);
    if let Some(datum) = record.datum {
        let at = frame.pixel(datum.place.lat_deg, datum.place.lon_deg);
        symbols::datum(canvas, at, DATUM);
        if area.holds(at.0, at.1) {
            labels.keep_round(at, 11.0);
            let look = Lettering::new(14.0, DATUM).bold().halo(PAPER.alpha(0.9));
            labels.lead(canvas, at, 15.0, &format!("datum {}", group(datum.time)), look);
        }
    }
    search::names(canvas, &frame, (record, &looks), shown, &mut labels);
    canvas.clip(None);
    scale_bar::draw(canvas, &frame, bar, (INK, PAPER.alpha(0.82)));
    graticule::border(canvas, &frame, INK);
    (frame, land)
}

/// The cloud in the middle of the search, as particles of equal weight: every k-th part of the sum of weights.
pub fn snapshot(report: &PlanReport<'_>) -> Snapshot {
    let (cloud, window) = (&report.problem.cloud, report.problem.window);
    let middle_s = 0.5 * (window.start_s + window.end_s);
    let node = ((middle_s - cloud.start_s()) / cloud.step_s()).round().max(0.0) as usize;
    let node = node.min(cloud.nodes() - 1);
    let (east, north) = cloud.at_node(node);
    let mut snapshot =
        Snapshot { time_s: cloud.node_s(node), lat_e7: Vec::new(), lon_e7: Vec::new(), fate: Vec::new() };
    let drawn = cloud.len().min(DRAWN);
    let share = 1.0 / drawn as f64;
    let (mut sum, mut next) = (0.0, 0.5 * share);
    for (k, weight) in cloud.weight().iter().enumerate() {
        sum += weight;
        while next < sum && snapshot.fate.len() < drawn {
            let point = PlanePoint { east_m: f64::from(east[k]), north_m: f64::from(north[k]) };
            let place = cloud.plane().to_position(point).wrapped();
            snapshot.lat_e7.push((place.lat_deg() * 1e7).round() as i32);
            snapshot.lon_e7.push((place.lon_deg() * 1e7).round() as i32);
            snapshot.fate.push(Fate::Active);
            next += share;
        }
    }
    snapshot
}

/// What must be seen: the areas, and on the chart of all the cloud without its outermost.
fn extent(record: &PlanRecord, snapshot: &Snapshot, shown: Shown) -> Extent {
    let mut places: Vec<(f64, f64)> =
        search::places(record, shown).iter().map(|p| (p.lat_deg, p.lon_deg)).collect();
    if shown.only.is_none() {
        places.extend(record.datum.map(|d| (d.place.lat_deg, d.place.lon_deg)));
        places.extend(middle(snapshot));
    }
    Extent::around(places).unwrap_or(Extent {
        south_deg: -1.0,
        north_deg: 1.0,
        west_deg: -1.0,
        east_deg: 1.0,
    })
}

/// Corners of the box that holds all but one in a hundred on each side.
fn middle(snapshot: &Snapshot) -> Vec<(f64, f64)> {
    let Some(&first) = snapshot.lon_e7.first() else { return Vec::new() };
    let near =
        |lon: i32| sarex_geo::position::unwrap_longitude(f64::from(lon) * 1e-7, f64::from(first) * 1e-7);
    let mut lats: Vec<f64> = snapshot.lat_e7.iter().map(|lat| f64::from(*lat) * 1e-7).collect();
    let mut lons: Vec<f64> = snapshot.lon_e7.iter().map(|lon| near(*lon)).collect();
    lats.sort_by(f64::total_cmp);
    lons.sort_by(f64::total_cmp);
    let (low, high) = (lats.len() / 100, lats.len() - 1 - lats.len() / 100);
    vec![(lats[low], lons[low]), (lats[high], lons[high])]
}

/// How much of areas and tracks lies in a corner, by points along their edges.
fn covered(frame: &Frame, record: &PlanRecord, shown: Shown, corner: Area) -> usize {
    let pixels: Vec<(f32, f32)> =
        search::places(record, shown).iter().map(|p| frame.pixel(p.lat_deg, p.lon_deg)).collect();
    let along = |ends: &[(f32, f32)]| {
        let (a, b) = (ends[0], ends[1]);
        (0..=20u8)
            .map(|k| f32::from(k) / 20.0)
            .filter(|t| corner.holds(a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)))
            .count()
    };
    pixels.windows(2).map(along).sum()
}

/// `200600Z–201200Z`.
pub fn window(from: Timestamp, to: Timestamp) -> String {
    format!("{}–{}", group(from), group(to))
}

/// Day and time as ships write them, rounded to the minute: `200600Z`.
pub fn group(time: Timestamp) -> String {
    text::to_minute(time).strftime("%d%H%MZ").to_string()
}

/// The same with month and year: `200600Z–201200Z NOV 2026`.
pub fn period(from: Timestamp, to: Timestamp) -> String {
    let month = |time: Timestamp| text::to_minute(time).strftime("%b %Y").to_string().to_uppercase();
    let (first, last) = (month(from), month(to));
    if first == last {
        return format!("{} {last}", window(from, to));
    }
    format!("{} {first}–{} {last}", group(from), group(to))
}

/// A share in per cent, without needless decimals.
pub fn plain_percent(share: f64) -> String {
    text::plain(100.0 * share, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_their_month_and_year() {
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let (a, b) = (at("2026-11-20T06:00:00Z"), at("2026-11-20T12:00:00Z"));
        assert_eq!(period(a, b), "200600Z–201200Z NOV 2026");
        assert_eq!(period(b, at("2026-12-01T01:00:00Z")), "201200Z NOV 2026–010100Z DEC 2026");
    }
}
