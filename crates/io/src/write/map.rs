//! `map.png`: the forecast on one sheet, made to be liked and to be printed.
//!
//! Coast, graticule in degrees and minutes, the cloud of particles, containment contours, the way of the datum
//! with its times, the scenario's positions, wind and current, a scale, and a band that says whether this is an
//! exercise. Colours stay apart for the colour-blind (after Okabe and Ito) and in grey print.

use super::canvas::{Area, Canvas, Ink, Lettering, Pen};
use super::frame::{Extent, Frame};
use super::furniture::{self, Labels};
use super::products::Products;
use super::sheet::{self, FAINT, INK, PAPER, Sheet};
use super::{CaseFacts, Flows, InputRecord, Report, seeds};
use sarex_drift::seed::Seed;
use sarex_drift::{Contour, Datum, Ensemble, Fate, Snapshot};
use sarex_geo::position::unwrap_longitude;
use sarex_geo::{Position, math};
use sarex_metocean::Coastline;

const ADRIFT: Ink = Ink::hex(0x0072b2);
const STRANDED: Ink = Ink::hex(0xd55e00);
const STOPPED: Ink = Ink::hex(0x5c5c5c);
const TRACK: Ink = Ink::hex(0x9c1f6e);
const CONTOUR: Ink = Ink::hex(0x08306b);
const SEED: Ink = Ink::hex(0x111111);

/// Particles drawn at most: more would not be seen.
const DRAWN: usize = 20_000;

/// What the picture shows.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The case.
    pub case: &'a CaseFacts,
    /// The forecast.
    pub ensemble: &'a Ensemble,
    /// Index of the output time whose cloud is drawn.
    pub snapshot: usize,
    /// The datum at each output time that has one, in order.
    pub data: &'a [Datum],
    /// Contours at that time, smallest first.
    pub contours: &'a [Contour],
    /// The coast, if any.
    pub coast: Option<&'a dyn Coastline>,
    /// Wind and surface current at the datum at that time.
    pub flows: Flows,
    /// A short hash of the inputs, for the line at the bottom.
    pub inputs: &'a str,
    /// What went in: the sources of wind and water are named.
    pub records: &'a [InputRecord],
}

/// The picture of a run at its last output time, with the contours at 50 and 90 %.
pub fn of_report(report: &Report<'_>, products: &Products) -> Vec<u8> {
    let last = products.snapshot.len() - 1;
    let shown = |c: &&Contour| [0.5, 0.9].contains(&c.level.get());
    let contours: Vec<Contour> = products.contours[last].iter().filter(shown).cloned().collect();
    let inputs = super::provenance::inputs_hash(report);
    encode(&Picture {
        case: report.case,
        ensemble: report.ensemble,
        snapshot: products.snapshot[last],
        data: &products.data,
        contours: &contours,
        coast: report.coast,
        flows: report.flows,
        inputs: &inputs[..12],
        records: report.inputs,
    })
}

/// Draws the picture and encodes it.
pub fn encode(picture: &Picture<'_>) -> Vec<u8> {
    let title = picture.case.title.as_str();
    let kind = picture.case.kind.key();
    draw(picture).to_png(&[("Title", title), ("Software", super::SOFTWARE), ("Comment", kind)])
}

/// Draws the picture.
pub fn draw(picture: &Picture<'_>) -> Canvas {
    let snapshot = &picture.ensemble.snapshots[picture.snapshot];
    let mut sheet = Sheet::new(picture.case);
    let frame = Frame::fit(Sheet::MAP, extent(picture, snapshot), 0.14, 4.0);
    sheet::ground(&mut sheet.canvas, &frame, picture.coast);
    furniture::graticule(&mut sheet.canvas, &frame, sheet::GRATICULE);
    cloud(&mut sheet.canvas, &frame, snapshot);
    sheet.canvas.clip(Some(Sheet::MAP));
    contours(&mut sheet.canvas, &frame, picture.contours);
    let mut labels = Labels::new(Sheet::MAP);
    let way = pixels(&frame, &shown_data(picture).iter().map(|d| d.position).collect::<Vec<_>>());
    track_line(&mut sheet.canvas, &way, &mut labels);
    let size = furniture::scale_bar_size(&frame);
    let bar = sheet::free_corner(&frame, size, |area| content(&frame, snapshot, picture.data, area));
    labels.keep_free(bar);
    origins(&mut sheet.canvas, &frame, picture, &mut labels);
    track_times(&mut sheet.canvas, &way, shown_data(picture), &mut labels);
    sheet.canvas.clip(None);
    furniture::scale_bar(&mut sheet.canvas, &frame, bar, (INK, PAPER.alpha(0.82)));
    furniture::border(&mut sheet.canvas, &frame, INK);
    words(&mut sheet, picture, snapshot);
    sheet.canvas
}

/// The cloud without its outermost particles, and the way of the datum.
fn extent(picture: &Picture<'_>, snapshot: &Snapshot) -> Extent {
    let first = &picture.ensemble.snapshots[0];
    let centre = picture.data.last().map_or_else(
        || (picture.ensemble.particles.lat_deg[0], picture.ensemble.particles.lon_deg[0]),
        |d| (d.position.lat_deg(), d.position.lon_deg()),
    );
    let mut places = vec![centre];
    places.extend(picture.data.iter().map(|d| (d.position.lat_deg(), d.position.lon_deg())));
    for s in [first, snapshot] {
        let released = || (0..s.fate.len()).filter(|&i| s.fate[i] != Fate::NotReleased);
        let lat: Vec<f64> = released().map(|i| f64::from(s.lat_e7[i]) * 1e-7).collect();
        let near = |lon: f64| unwrap_longitude(lon, centre.1);
        let lon: Vec<f64> = released().map(|i| near(f64::from(s.lon_e7[i]) * 1e-7)).collect();
        if let (Some([south, north]), Some([west, east])) = (middle(lat), middle(lon)) {
            places.extend([(south, west), (north, east)]);
        }
    }
    Extent::around(places).expect("there is at least the centre")
}

/// The 0.5 and 99.5 % quantiles.
fn middle(mut values: Vec<f64>) -> Option<[f64; 2]> {
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| (share * last as f64).round() as usize;
    let (low, high) = (at(0.005), at(0.995));
    let low = *values.select_nth_unstable_by(low, f64::total_cmp).1;
    let high = *values.select_nth_unstable_by(high, f64::total_cmp).1;
    Some([low, high])
}

/// How much of the picture's content lies in a rectangle, for the choice of a free corner.
fn content(frame: &Frame, snapshot: &Snapshot, data: &[Datum], area: Area) -> usize {
    let step = (snapshot.fate.len() / 500).max(1);
    let inside = |lat, lon| {
        let (x, y) = frame.pixel(lat, lon);
        area.holds(x, y)
    };
    let particles = (0..snapshot.fate.len())
        .step_by(step)
        .filter(|&i| inside(f64::from(snapshot.lat_e7[i]) * 1e-7, f64::from(snapshot.lon_e7[i]) * 1e-7));
    let centres = data.iter().filter(|d| inside(d.position.lat_deg(), d.position.lon_deg()));
    particles.count() + 20 * centres.count()
}

/// Particles as dots whose overlap darkens without ever hiding the map: opacity 1 − e^(−sum of dots).
fn cloud(canvas: &mut Canvas, frame: &Frame, snapshot: &Snapshot) {
    let n = snapshot.fate.len();
    let drawn = n.min(DRAWN);
    let strength = (1.4 * (1500.0 / drawn as f32).sqrt()).clamp(0.3, 1.6);
    let mut adrift = Dots::new(frame.area);
    let mut stopped = Dots::new(frame.area);
    let mut ashore = Dots::new(frame.area);
    for k in 0..drawn {
        // Evenly over the index, so that every scenario and object has its share.
        let i = k * n / drawn;
        let (x, y) = frame.pixel(f64::from(snapshot.lat_e7[i]) * 1e-7, f64::from(snapshot.lon_e7[i]) * 1e-7);
        match snapshot.fate[i] {
            Fate::Active => adrift.add(x, y, 1.25, strength),
            Fate::MissingData => stopped.add(x, y, 1.25, strength),
            Fate::Stranded => ashore.add(x, y, 1.9, 1.6),
            Fate::NotReleased => {}
        }
    }
    adrift.blend(canvas, ADRIFT, 0.8);
    stopped.blend(canvas, STOPPED, 0.8);
    ashore.blend(canvas, STRANDED, 0.95);
}

/// A sum of soft dots over an area.
struct Dots {
    area: Area,
    columns: usize,
    rows: usize,
    sum: Vec<f32>,
}

impl Dots {
    fn new(area: Area) -> Self {
        let (columns, rows) = (area.w as usize, area.h as usize);
        Self { area, columns, rows, sum: vec![0.0; columns * rows] }
    }

    fn add(&mut self, x: f32, y: f32, radius: f32, strength: f32) {
        let (x, y) = (x - self.area.x, y - self.area.y);
        let reach = radius + 0.5;
        if x < -reach || y < -reach || x > self.area.w + reach || y > self.area.h + reach {
            return;
        }
        let first = |v: f32| (v - reach).max(0.0) as usize;
        let last = |v: f32, n: usize| ((v + reach).max(0.0) as usize + 1).min(n);
        for row in first(y)..last(y, self.rows) {
            for column in first(x)..last(x, self.columns) {
                let (dx, dy) = (column as f32 + 0.5 - x, row as f32 + 0.5 - y);
                let cover = (reach - (dx * dx + dy * dy).sqrt()).clamp(0.0, 1.0);
                self.sum[row * self.columns + column] += strength * cover;
            }
        }
    }

    fn blend(&self, canvas: &mut Canvas, ink: Ink, densest: f32) {
        canvas.blend(self.area, ink.rgb, |column, row| {
            let sum = self.sum[row * self.columns + column];
            if sum > 0.0 { ((1.0 - math::exp(f64::from(-sum)) as f32) * densest * 255.0) as u8 } else { 0 }
        });
    }
}

/// Pen and tint of a contour by its mass.
fn contour_look(mass: f64) -> (Pen, Ink) {
    match mass {
        m if m <= 0.5 => (Pen::new(2.6, CONTOUR), CONTOUR.alpha(0.10)),
        m if m <= 0.75 => (Pen::new(1.4, CONTOUR.alpha(0.8)), CONTOUR.alpha(0.0)),
        m if m <= 0.9 => (Pen::new(2.0, CONTOUR).dashed(9.0, 5.0), CONTOUR.alpha(0.05)),
        _ => (Pen::new(1.2, CONTOUR.alpha(0.8)).dashed(2.5, 4.0), CONTOUR.alpha(0.0)),
    }
}

fn contours(canvas: &mut Canvas, frame: &Frame, contours: &[Contour]) {
    for contour in contours {
        let (pen, tint) = contour_look(contour.level.get());
        let rings: Vec<Vec<(f32, f32)>> = contour
            .polygons
            .iter()
            .flat_map(|p| std::iter::once(&p.outer).chain(&p.holes))
            .map(|r| pixels(frame, r))
            .collect();
        if tint.alpha > 0.0 {
            canvas.fill_rings(&rings, tint);
        }
        canvas.stroke_lines(&rings, true, Pen { dash: None, ..Pen::new(pen.width + 2.0, PAPER.alpha(0.55)) });
        canvas.stroke_lines(&rings, true, pen);
    }
}

/// A line in pixels, unwrapped along itself from a first place near the frame.
fn pixels(frame: &Frame, line: &[Position]) -> Vec<(f32, f32)> {
    let mut near = 0.5 * (frame.extent.west_deg + frame.extent.east_deg);
    line.iter()
        .map(|p| {
            near = unwrap_longitude(p.lon_deg(), near);
            frame.pixel_unwrapped(p.lat_deg(), near)
        })
        .collect()
}

/// The way of the datum; labels keep off it.
fn track_line(canvas: &mut Canvas, way: &[(f32, f32)], labels: &mut Labels) {
    canvas.stroke_lines(&[way.to_vec()], false, Pen::new(5.0, PAPER.alpha(0.8)));
    canvas.stroke_lines(&[way.to_vec()], false, Pen::new(2.2, TRACK));
    for ends in way.windows(2) {
        let (dx, dy) = (ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
        let steps = ((dx * dx + dy * dy).sqrt() / 6.0).clamp(1.0, 400.0) as usize;
        for k in 0..steps {
            let along = k as f32 / steps as f32;
            labels.keep_free(Area {
                x: ends[0].0 + along * dx - 1.0,
                y: ends[0].1 + along * dy - 1.0,
                w: 2.0,
                h: 2.0,
            });
        }
    }
}

/// Times along the way of the datum, the last one largest.
fn track_times(canvas: &mut Canvas, points: &[(f32, f32)], shown: &[Datum], labels: &mut Labels) {
    let (Some(last), Some(&(x, y))) = (shown.last(), points.last()) else { return };
    let every = tick_hours(shown, points) * 3600.0;
    let due = |d: &Datum| (d.time_s / every).round() * every == d.time_s;
    let before_last = || shown.iter().zip(points).take(points.len() - 1);
    for (_, &(x, y)) in before_last().filter(|(d, _)| due(d)) {
        canvas.disc(x, y, 4.2, PAPER);
        canvas.disc(x, y, 3.2, TRACK);
        labels.keep_free(Area { x: x - 3.0, y: y - 3.0, w: 6.0, h: 6.0 });
    }
    datum_symbol(canvas, x, y);
    labels.keep_free(Area { x: x - 11.0, y: y - 11.0, w: 22.0, h: 22.0 });
    let look = Lettering::new(16.0, TRACK).bold().halo(PAPER.alpha(0.9));
    labels.place(canvas, (x, y), 15.0, &date_time_group(last.time_s), look);
    let look = Lettering::new(13.0, TRACK).halo(PAPER.alpha(0.85));
    for (d, &at) in before_last().filter(|(d, _)| due(d)) {
        labels.place(canvas, at, 9.0, &date_time_group(d.time_s), look);
    }
}

/// The data up to the time of the picture.
fn shown_data<'a>(picture: &Picture<'a>) -> &'a [Datum] {
    let now = picture.ensemble.snapshots[picture.snapshot].time_s;
    let end = picture.data.iter().position(|d| d.time_s == now).map_or(picture.data.len(), |i| i + 1);
    &picture.data[..end]
}

/// Hours between marked times, so that there are at most nine and they lie 45 pixels or more apart.
fn tick_hours(data: &[Datum], points: &[(f32, f32)]) -> f64 {
    let [first, .., last] = data else { return 1.0 };
    let span = (last.time_s - first.time_s).abs() / 3600.0;
    let length: f32 = points
        .windows(2)
        .map(|p| {
            let (dx, dy) = (p[1].0 - p[0].0, p[1].1 - p[0].1);
            (dx * dx + dy * dy).sqrt()
        })
        .sum();
    let most = f64::from(length / 45.0).clamp(1.0, 9.0);
    [1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 48.0, 96.0].into_iter().find(|h| span / h <= most).unwrap_or(240.0)
}

/// Day and time as ships write them: `200100Z`.
fn date_time_group(time_s: f64) -> String {
    sarex_geo::from_unix_seconds(time_s).map_or_else(String::new, |t| t.strftime("%d%H%MZ").to_string())
}

fn datum_symbol(canvas: &mut Canvas, x: f32, y: f32) {
    canvas.disc(x, y, 10.5, PAPER.alpha(0.85));
    canvas.circle(x, y, 8.0, Pen::new(2.4, TRACK));
    canvas.line((x - 12.5, y), (x + 12.5, y), Pen::new(1.6, TRACK));
    canvas.line((x, y - 12.5), (x, y + 12.5), Pen::new(1.6, TRACK));
}

/// Where the scenarios begin: known positions as crossed squares, voyages and lines as lines.
fn origins(canvas: &mut Canvas, frame: &Frame, picture: &Picture<'_>, labels: &mut Labels) {
    let look = Lettering::new(14.0, SEED).halo(PAPER.alpha(0.85));
    for seed in &picture.ensemble.scenario.seeds {
        let line = pixels(frame, &seeds::places(&seed.seed));
        let closed = matches!(seed.seed, Seed::Area(_));
        if !matches!(seed.seed, Seed::LinesOfBearing(_) | Seed::Area(_)) {
            canvas.stroke_lines(std::slice::from_ref(&line), closed, Pen::new(1.4, SEED).dashed(6.0, 4.0));
        }
        let Some(&(x, y)) = line.first() else { continue };
        if Sheet::MAP.holds(x, y) && !closed {
            origin_symbol(canvas, x, y);
            labels.keep_free(Area { x: x - 9.0, y: y - 9.0, w: 18.0, h: 18.0 });
            labels.place(canvas, (x, y), 13.0, origin_name(&seed.seed, &seed.name), look);
        }
    }
}

/// What the label of a seed says: the field's abbreviation where there is one.
fn origin_name<'a>(seed: &Seed, name: &'a str) -> &'a str {
    if matches!(seed, Seed::LastKnownPosition(_)) { "LKP" } else { name }
}

fn origin_symbol(canvas: &mut Canvas, x: f32, y: f32) {
    let square = Area { x: x - 6.5, y: y - 6.5, w: 13.0, h: 13.0 };
    canvas.fill_area(square.grown(1.5), PAPER.alpha(0.9));
    canvas.stroke_area(square, Pen::new(2.0, SEED));
    canvas.line((x - 6.5, y - 6.5), (x + 6.5, y + 6.5), Pen::new(1.4, SEED));
    canvas.line((x - 6.5, y + 6.5), (x + 6.5, y - 6.5), Pen::new(1.4, SEED));
}

/// The side panel and the line at the bottom.
fn words(sheet: &mut Sheet, picture: &Picture<'_>, snapshot: &Snapshot) {
    let plain = Lettering::new(15.0, INK);
    let small = Lettering::new(13.0, FAINT);
    sheet.heading("FORECAST FOR");
    sheet.line(&long_time(snapshot.time_s), Lettering::new(22.0, INK).bold());
    sheet.line(&span(picture, snapshot), small);
    if let Some(datum) = shown_data(picture).last() {
        sheet.heading("DATUM");
        let (lat, lon) = (datum.position.lat_deg(), datum.position.lon_deg());
        for part in [furniture::angle(lat, ['N', 'S'], 2, 0.1), furniture::angle(lon, ['E', 'W'], 3, 0.1)] {
            sheet.line(&part, Lettering::new(26.0, TRACK).bold());
        }
        for (level, radius) in [(50, datum.radius_50), (90, datum.radius_90)] {
            let within = radius.map_or_else(
                || format!("no {level} % radius"),
                |radius| format!("{level} % within {:.1} NM", radius.in_nautical_miles()),
            );
            sheet.line(&within, plain);
        }
        if datum.followed < 0.9995 {
            let lost = 100.0 * (1.0 - datum.followed);
            sheet.line(&format!("{lost:.1} % beyond wind and current"), plain);
        }
        let ashore = 100.0 * datum.mass.stranded;
        if ashore >= 0.05 {
            sheet.line(&format!("{ashore:.1} % of the probability ashore"), plain);
        }
    }
    flows(sheet, picture);
    legend(sheet, picture, snapshot);
    sheet.heading("ADRIFT");
    for object in &picture.ensemble.scenario.objects {
        if sheet.room() < 60.0 {
            break;
        }
        sheet.line(&format!("{:.0} %  {}", 100.0 * object.probability, object.class.key), plain);
        sheet.line(&object.class.description, small);
    }
    forcing(sheet, picture);
    let scenario = &picture.ensemble.scenario;
    let left = format!(
        "{} · seed {} · inputs {} · {} particles · {} · step {} min",
        super::SOFTWARE,
        scenario.rng_seed,
        picture.inputs,
        picture.ensemble.particles.lat_deg.len(),
        super::settings::integrator(scenario.integrator).to_uppercase(),
        scenario.step_s / 60.0,
    );
    sheet.foot(&left, "WGS 84 · Mercator · times UTC · not for navigation");
}

fn long_time(time_s: f64) -> String {
    sarex_geo::from_unix_seconds(time_s)
        .map_or_else(String::new, |t| t.strftime("%d %b %Y %H:%MZ").to_string())
}

/// How long after the start, or before it, the picture is.
fn span(picture: &Picture<'_>, snapshot: &Snapshot) -> String {
    let start = picture.ensemble.snapshots[0].time_s;
    let hours = (snapshot.time_s - start) / 3600.0;
    let (amount, word) = if hours < 0.0 { (-hours, "before") } else { (hours, "after") };
    format!("{} h {word} {}", (amount * 100.0).round() / 100.0, long_time(start))
}

/// Wind and current as arrows and in words.
fn flows(sheet: &mut Sheet, picture: &Picture<'_>) {
    if picture.flows == Flows::default() {
        return;
    }
    sheet.heading("AT THE DATUM");
    for (flow, is_wind) in [(picture.flows.wind, true), (picture.flows.current, false)] {
        let Some(flow) = flow else { continue };
        let towards = flow.bearing_towards().deg();
        let knots = flow.speed().in_knots();
        // The arrow points where things go; winds are named by where they come from.
        let words = if is_wind {
            format!("Wind from {:03.0}° {knots:.0} kn", whole_bearing(towards + 180.0))
        } else {
            format!("Current to {:03.0}° {knots:.1} kn", whole_bearing(towards))
        };
        let ink = if is_wind { INK } else { ADRIFT };
        sheet.gap(6.0);
        sheet.key(&words, |canvas, at| furniture::arrow(canvas, at, towards, 32.0, Pen::new(2.6, ink)));
        sheet.gap(6.0);
    }
}

/// The sources of wind and water by name, so that a picture made of invented fields says so.
fn forcing(sheet: &mut Sheet, picture: &Picture<'_>) {
    let sources = picture.records.iter().filter(|r| ["wind", "current", "waves"].contains(&r.role.as_str()));
    let lines: Vec<String> = sources
        .map(|r| format!("{}: {}", r.role, r.name.rsplit(['/', '\\']).next().unwrap_or(&r.name)))
        .collect();
    if lines.is_empty() || sheet.room() < 60.0 {
        return;
    }
    sheet.heading("FORCING");
    for line in &lines {
        if sheet.room() < 24.0 {
            return;
        }
        sheet.line(line, Lettering::new(13.0, FAINT));
    }
}

/// A bearing rounded to whole degrees, 360 becoming 0.
fn whole_bearing(deg: f64) -> f64 {
    deg.round().rem_euclid(360.0)
}

fn legend(sheet: &mut Sheet, picture: &Picture<'_>, snapshot: &Snapshot) {
    sheet.heading("LEGEND");
    sheet.key("Datum track, DDHHMMZ", |canvas, (x, y)| {
        canvas.line((x - 18.0, y), (x + 18.0, y), Pen::new(2.2, TRACK));
        datum_symbol(canvas, x, y);
    });
    for contour in picture.contours {
        let share = contour.level.get();
        let (pen, tint) = contour_look(share);
        sheet.key(&format!("{:.0} % of the probability", 100.0 * share), |canvas, (x, y)| {
            canvas.fill_area(Area { x: x - 18.0, y: y - 7.0, w: 36.0, h: 14.0 }, tint);
            canvas.line((x - 18.0, y), (x + 18.0, y), pen);
        });
    }
    let count = |fate: Fate| snapshot.fate.iter().filter(|&&f| f == fate).count();
    let dots = |ink: Ink, radius: f32| {
        move |canvas: &mut Canvas, (x, y): (f32, f32)| {
            for (dx, dy) in [(-11.0, 2.0), (-5.0, -4.0), (0.0, 3.0), (6.0, -2.0), (11.0, 4.0)] {
                canvas.disc(x + dx, y + dy, radius, ink);
            }
        }
    };
    sheet.key(&format!("{} particles adrift", count(Fate::Active)), dots(ADRIFT, 1.9));
    if count(Fate::Stranded) > 0 {
        sheet.key(&format!("{} stranded", count(Fate::Stranded)), dots(STRANDED, 2.3));
    }
    if count(Fate::MissingData) > 0 {
        sheet.key(&format!("{} stopped, no forcing", count(Fate::MissingData)), dots(STOPPED, 1.9));
    }
    sheet.key("Where drifting may have begun", |canvas, (x, y)| origin_symbol(canvas, x, y));
    if picture.coast.is_none() {
        sheet.line("No coast was used", Lettering::new(13.0, FAINT));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::CaseKind;
    use crate::write::fixture::{Cloud, Owned, forecast};
    use crate::write::shore::tests::Diamond;
    use sarex_drift::{GridSpec, ProbabilityMap};
    use sarex_geo::{Probability, Velocity};

    fn data(owned: &Owned) -> Vec<Datum> {
        (0..owned.ensemble.snapshots.len()).map(|k| Datum::of(&owned.ensemble, k).unwrap()).collect()
    }

    fn picture<'a>(owned: &'a Owned, data: &'a [Datum], contours: &'a [Contour]) -> Picture<'a> {
        Picture {
            case: &owned.case,
            ensemble: &owned.ensemble,
            snapshot: owned.ensemble.snapshots.len() - 1,
            data,
            contours,
            coast: None,
            flows: Flows {
                wind: Some(Velocity { east_mps: 6.0, north_mps: -7.0 }),
                current: Some(Velocity { east_mps: 0.2, north_mps: 0.15 }),
            },
            inputs: "b2de9e838c0a",
            records: &[],
        }
    }

    fn contours_at_the_end(owned: &Owned) -> Vec<Contour> {
        let last = owned.ensemble.snapshots.len() - 1;
        let map = ProbabilityMap::of(&owned.ensemble, last, &GridSpec::default()).unwrap();
        [0.5, 0.9].map(|p| map.contour(Probability::new(p).unwrap())).into()
    }

    #[test]
    fn the_band_and_the_land_have_their_colours() {
        let mut owned = forecast(Cloud { particles: 500, ..Cloud::default() });
        let data = data(&owned);
        let last = data.last().unwrap().position;
        let land =
            Diamond { lat_deg: last.lat_deg() - 0.2, lon_deg: last.lon_deg(), r_deg: 0.04, edges: true };
        for kind in [CaseKind::Exercise, CaseKind::Real] {
            owned.case.kind = kind;
            let mut picture = picture(&owned, &data, &[]);
            picture.coast = Some(&land);
            let canvas = draw(&picture);
            assert_eq!(canvas.size(), (Sheet::WIDTH, Sheet::HEIGHT));
            assert_eq!(canvas.pixel(3, 3), Some(sheet::band(kind).0.rgb));
            let frame = Frame::fit(Sheet::MAP, extent(&picture, &owned.ensemble.snapshots[24]), 0.14, 4.0);
            let (x, y) = frame.pixel(land.lat_deg, land.lon_deg);
            let near = (-8..8).filter_map(|d| canvas.pixel((x as i32 + 2 * d) as u32, y as u32));
            assert!(near.filter(|&rgb| rgb == sheet::LAND.rgb).count() > 8);
        }
    }

    #[test]
    fn the_same_picture_has_the_same_bytes() {
        let owned = forecast(Cloud { particles: 500, ..Cloud::default() });
        let data = data(&owned);
        let contours = contours_at_the_end(&owned);
        let bytes = encode(&picture(&owned, &data, &contours));
        assert_eq!(bytes, encode(&picture(&owned, &data, &contours)));
        assert!(bytes.len() < 2_000_000);
    }

    /// Pictures to look at: `SAREX_PICTURES=folder cargo test -p sarex-io pictures`.
    #[test]
    fn pictures_of_every_extent_can_be_drawn() {
        let folder = std::env::var_os("SAREX_PICTURES").map(std::path::PathBuf::from);
        let coast = crate::coast::bundled().unwrap();
        let base = Cloud::default();
        let small =
            Cloud { spread_m: 400.0, spread_m_h: 30.0, east_m_h: 400.0, north_m_h: 150.0, hours: 6, ..base };
        let wide = Cloud { spread_m: 15_000.0, spread_m_h: 4000.0, east_m_h: 4000.0, hours: 72, ..base };
        for (name, cloud, title) in [
            ("strait", Cloud { particles: 10_000, ..base }, "Fishing vessel capsized east of Tsushima"),
            ("five-miles", small, "対馬東方沖 漁船転覆 救助訓練"),
            ("three-hundred-miles", wide, "대마도 동쪽 어선 전복, 승선원 3명 실종 (한일 합동 훈련)"),
            ("dateline", Cloud { lat_deg: -17.0, lon_deg: 179.8, ..base }, "Dateline"),
            (
                "ashore",
                Cloud { lat_deg: 34.95, lon_deg: 128.9, east_m_h: 300.0, ..base },
                "Near Busan and Geoje",
            ),
            ("north", Cloud { lat_deg: 70.0, lon_deg: 22.0, ..base }, "Seventy north"),
            ("pole", Cloud { lat_deg: 89.9, lon_deg: 22.0, hours: 3, ..base }, "At the pole"),
        ] {
            let mut owned = forecast(cloud);
            owned.case.title = title.into();
            let data = data(&owned);
            let contours = contours_at_the_end(&owned);
            let mut picture = picture(&owned, &data, &contours);
            picture.coast = (name != "dateline").then_some(&coast as &dyn Coastline);
            let bytes = encode(&picture);
            assert!(bytes.len() > 20_000, "{name}");
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
            }
        }
    }
}
