//! `map.png` with the plan, and the charts of the briefing.

use super::PlanReport;
use super::record::{PlanRecord, UnitRecord};
use super::text::{self, plain, whole};
use crate::write::SOFTWARE;
use crate::write::picture::canvas::Canvas;
use crate::write::picture::frame::{Extent, Frame};
use crate::write::picture::ink::{Area, Ink, Lettering, Pen};
use crate::write::picture::labels::Labels;
use crate::write::picture::land::Land;
use crate::write::picture::search::{self, Shown};
use crate::write::picture::sheet::{self, FAINT, INK, PAPER, Sheet};
use crate::write::picture::{cloud, contours, graticule, scale_bar, symbols};
use sarex_drift::{Fate, Snapshot};
use sarex_geo::Timestamp;
use sarex_geo::plane::PlanePoint;

/// Particles drawn at most.
const DRAWN: usize = 6000;
/// Colour of the datum.
const DATUM: Ink = Ink::hex(0x9c1f6e);

/// The picture, encoded.
pub fn encode(report: &PlanReport<'_>, record: &PlanRecord) -> Vec<u8> {
    let mut sheet = Sheet::new(report.case);
    let snapshot = snapshot(report);
    let (frame, land) = chart(&mut sheet.canvas, Sheet::MAP, report, record, &snapshot, Shown { only: None });
    panel(&mut sheet, record, land.as_ref());
    let left = format!("{SOFTWARE} · search plan {}", record.case);
    sheet.foot(&left, &format!("WGS 84 · {} · times UTC · not for navigation", frame.projection.name()));
    let notes = [("Title", record.title.as_str()), ("Software", SOFTWARE), ("Comment", record.kind.key())];
    sheet.canvas.to_png(&notes)
}

/// Draws cloud, contours and plan on an area of a canvas.
pub fn chart(
    canvas: &mut Canvas,
    area: Area,
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
    search::draw(canvas, &frame, record, shown);
    let mut labels = Labels::new(area);
    let size = scale_bar::size(&frame);
    let bar = sheet::free_corner(&frame, size, |corner| covered(&frame, record, shown, corner));
    labels.keep_free(bar);
    if let Some(datum) = record.datum {
        let at = frame.pixel(datum.place.lat_deg, datum.place.lon_deg);
        symbols::datum(canvas, at, DATUM);
        labels.keep_free(Area { x: at.0 - 11.0, y: at.1 - 11.0, w: 22.0, h: 22.0 });
        let look = Lettering::new(14.0, DATUM).bold().halo(PAPER.alpha(0.9));
        labels.place(canvas, at, 14.0, &format!("datum {}", group(datum.time)), look);
    }
    search::names(canvas, &frame, record, shown, &mut labels);
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

fn panel(sheet: &mut Sheet, record: &PlanRecord, land: Option<&Land>) {
    let (plain_look, small) = (Lettering::new(15.0, INK), Lettering::new(13.0, FAINT));
    sheet.heading("SEARCH PLAN");
    sheet.line(&window(record.start, record.end), Lettering::new(20.0, INK).bold());
    sheet.heading("PROBABILITY OF SUCCESS");
    sheet.line(&format!("{:.2}", record.pos), Lettering::new(34.0, DATUM).bold());
    if let Some(bound) = record.upper_bound {
        sheet.line(&format!("of at most {bound:.2} (certified bound)"), plain_look);
    }
    if let Some(cumulative) = record.cumulative_pos {
        sheet.line(&format!("{cumulative:.2} with all searches before"), plain_look);
    }
    sheet.heading("UNITS");
    for (k, unit) in record.units.iter().enumerate() {
        if sheet.room() < 150.0 {
            sheet.line(&format!("and {} more", record.units.len() - k), plain_look);
            break;
        }
        let ink = search::colour(k);
        sheet.key(&format!("{} {} ({})", unit.area, unit.id, unit.party), |canvas, at| {
            search::key(canvas, at, ink)
        });
        for line in task(unit) {
            sheet.line(&line, small);
        }
        sheet.gap(3.0);
    }
    for unit in &record.unused {
        if sheet.room() > 150.0 {
            sheet.line(&format!("{} ({}) without a task", unit.id, unit.party), small);
        }
    }
    legend(sheet, record, land);
    if !record.warnings.is_empty() && sheet.room() > 60.0 {
        sheet.heading("CAUTIONS");
        for warning in &record.warnings {
            if sheet.room() > 40.0 {
                sheet.excerpt(warning, 2, small);
            }
        }
    }
}

fn legend(sheet: &mut Sheet, record: &PlanRecord, land: Option<&Land>) {
    sheet.heading("LEGEND");
    sheet.key("Commence search point", |canvas, (x, y)| {
        canvas.circle(x, y, 5.4, Pen::new(2.2, INK));
    });
    sheet.key("Possible places, middle of search", |canvas, (x, y)| {
        for (dx, dy) in [(-11.0, 2.0), (-5.0, -4.0), (0.0, 3.0), (6.0, -2.0), (11.0, 4.0)] {
            canvas.disc(x + dx, y + dy, 1.9, cloud::ADRIFT);
        }
    });
    if record.datum.is_some() {
        sheet.key("Datum", |canvas, at| symbols::datum(canvas, at, DATUM));
    }
    sheet::hatching_key(sheet, land);
    if land.is_none() {
        sheet.line("No coast was used", Lettering::new(13.0, FAINT));
    }
}

/// What a unit does, in two short lines.
fn task(unit: &UnitRecord) -> [String; 2] {
    let p = &unit.pattern;
    let height = unit.altitude.map(|a| format!(" · {}", text::heights(a)));
    let last = unit.waypoints[unit.waypoints.len() - 1].time;
    [
        format!(
            "{} {:03.0}° · {} · {} kn{}",
            p.code,
            whole(unit.first_course_deg()),
            p.track_spacing_nm().map_or_else(
                || format!("radius {} NM", plain(p.leg_nm, 2)),
                |nm| format!("{} NM", plain(nm, 2))
            ),
            plain(unit.search_kn, 0),
            height.unwrap_or_default()
        ),
        format!("{} · POS {:.2}", window(unit.waypoints[0].time, last), unit.pos),
    ]
}

/// `200600Z–201200Z`.
pub fn window(from: Timestamp, to: Timestamp) -> String {
    format!("{}–{}", group(from), group(to))
}

/// Day and time as ships write them, rounded to the minute: `200600Z`.
pub fn group(time: Timestamp) -> String {
    text::to_minute(time).strftime("%d%H%MZ").to_string()
}
