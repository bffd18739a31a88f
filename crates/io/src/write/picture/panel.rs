//! The words beside the map: time, datum, flows, legend, objects, forcing.

use super::canvas::Canvas;
use super::cloud::{ADRIFT, STOPPED, STRANDED};
use super::contours;
use super::finds;
use super::graticule;
use super::ink::{Area, Ink, Lettering, Pen};
use super::land::Land;
use super::map::Picture;
use super::origins::Origins;
use super::projection::Projection;
use super::sheet::{self, FAINT, INK, Sheet};
use super::symbols;
use super::track::TRACK;
use crate::write::datum::{counted, percent};
use crate::write::{CaseKind, Flows, SOFTWARE, SourceRecord, seeds, settings};
use sarex_drift::{Datum, Fate, NoDatum, Snapshot};
use sarex_geo::position::wrap_longitude;

/// What the side panel needs besides the picture's description.
pub struct Shown<'a> {
    /// The cloud.
    pub snapshot: &'a Snapshot,
    /// The datum at its time, if there is one.
    pub datum: Option<&'a Datum>,
    /// The seeds.
    pub origins: &'a Origins<'a>,
    /// The land, if a coast was used.
    pub land: Option<&'a Land>,
    /// How the map is projected.
    pub projection: Projection,
}

/// Writes the side panel and the line at the bottom.
pub fn write(sheet: &mut Sheet, picture: &Picture<'_>, shown: &Shown<'_>) {
    let plain = Lettering::new(15.0, INK);
    let small = Lettering::new(13.0, FAINT);
    let backward = picture.ensemble.is_backward();
    if let Some(origin) = picture.starts() {
        finds::headline(sheet, origin);
    } else {
        sheet.heading(if backward { "BACKWARD TO" } else { "FORECAST FOR" });
        sheet.line(&long_time(shown.snapshot.time_s), Lettering::new(22.0, INK).bold());
        sheet.line(&span(picture, shown.snapshot), small);
        if backward {
            sheet.line("Not a probability of origin", plain.bold());
        }
    }
    for role in SourceRecord::synthetic_roles(picture.sources) {
        let words = match picture.case.kind {
            CaseKind::Exercise => format!("The {role} is SYNTHETIC"),
            CaseKind::Real => {
                format!("REAL CASE ON SYNTHETIC {}: do not search by this", role.to_uppercase())
            }
        };
        sheet.paragraph(&words, Lettering::new(16.0, sheet::band(CaseKind::Real).0).bold());
    }
    if let Some(datum) = shown.datum {
        sheet.heading(match (picture.starts().is_some(), backward) {
            (true, _) => "CENTRE",
            (_, true) => "CENTRE OF THE CLOUD",
            _ => "DATUM",
        });
        write_datum(sheet, datum, mass(backward), plain);
    }
    flows(sheet, picture);
    legend(sheet, picture, shown);
    warnings(sheet, picture);
    sheet.heading("ADRIFT");
    for object in &picture.ensemble.scenario.objects {
        if sheet.room() < 60.0 {
            break;
        }
        sheet.line(&format!("{:.0} %  {}", 100.0 * object.probability, object.class.key), plain);
        sheet.paragraph(&object.class.description, small);
    }
    forcing(sheet, picture);
    let scenario = &picture.ensemble.scenario;
    let left = format!(
        "{SOFTWARE} · seed {} · inputs {} · {} · {} · step {} min",
        scenario.rng_seed,
        picture.inputs,
        counted(picture.ensemble.particles.len(), "particle"),
        settings::integrator(scenario.integrator).to_uppercase(),
        scenario.step_s / 60.0,
    );
    sheet.foot(&left, &format!("WGS 84 · {} · times UTC · not for navigation", shown.projection.name()));
}

/// What the cloud is made of.
const fn mass(backward: bool) -> &'static str {
    if backward { "cloud" } else { "probability" }
}

/// The datum, or in its place why there is none.
fn write_datum(sheet: &mut Sheet, datum: &Datum, mass: &str, plain: Lettering) {
    let place = match datum.place() {
        Ok(place) => place,
        Err(why) => {
            let (lost, not_yet) = (percent(1.0 - datum.followed), percent(datum.mass.not_released));
            let words = match why {
                NoDatum::BeyondData => format!("No datum: {lost} % has left wind and current"),
                NoDatum::NotYetAdrift => format!("No datum: {not_yet} % is not yet adrift"),
            };
            sheet.paragraph(&words, Lettering::new(20.0, TRACK).bold());
            return;
        }
    };
    let (lat, lon) = (place.lat_deg(), place.lon_deg());
    // A tiny cloud needs a finer position than the radio's tenths.
    let fine = datum.radius_50.is_some_and(|radius| radius.in_nautical_miles() < 0.5);
    let step_min = if fine { 0.01 } else { 0.1 };
    for part in [
        graticule::angle(lat, ['N', 'S'], 2, step_min),
        graticule::angle(wrap_longitude(lon), ['E', 'W'], 3, step_min),
    ] {
        sheet.line(&part, Lettering::new(26.0, TRACK).bold());
    }
    let decimals = if fine { 2 } else { 1 };
    for (level, radius) in [(50, datum.radius_50), (90, datum.radius_90)] {
        let within = radius.map_or_else(
            || format!("no {level} % radius"),
            |radius| format!("{level} % within {:.decimals$} NM", radius.in_nautical_miles()),
        );
        sheet.line(&within, plain);
    }
    if datum.followed < 0.9995 {
        let lost = 100.0 * (1.0 - datum.followed);
        sheet.line(&format!("{lost:.1} % beyond wind and current"), plain);
    }
    let ashore = 100.0 * datum.mass.stranded;
    if ashore >= 0.05 {
        sheet.line(&format!("{ashore:.1} % of the {mass} ashore"), plain);
    }
}

pub(super) fn long_time(time_s: f64) -> String {
    sarex_geo::from_unix_seconds(time_s)
        .map_or_else(String::new, |t| t.strftime("%d %b %Y %H:%MZ").to_string())
}

/// How long after the last known position, or before it, the picture is.
fn span(picture: &Picture<'_>, snapshot: &Snapshot) -> String {
    let begin = || (picture.ensemble.snapshots[0].time_s, "the start");
    let (from_s, what) = seeds::nominal_time(&picture.ensemble.scenario).unwrap_or_else(begin);
    let hours = (snapshot.time_s - from_s) / 3600.0;
    let (amount, word) = if hours < 0.0 { (-hours, "before") } else { (hours, "after") };
    format!("{} h {word} {what}, {}", (amount * 100.0).round() / 100.0, long_time(from_s))
}

/// Wind and current as arrows and in words.
fn flows(sheet: &mut Sheet, picture: &Picture<'_>) {
    if picture.flows == Flows::default() {
        return;
    }
    sheet.heading(if picture.ensemble.is_backward() { "AT THE CENTRE" } else { "AT THE DATUM" });
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
        sheet.key(&words, |canvas, at| symbols::arrow(canvas, at, towards, 32.0, Pen::new(2.6, ink)));
        sheet.gap(6.0);
    }
}

/// A bearing rounded to whole degrees, 360 becoming 0.
fn whole_bearing(deg: f64) -> f64 {
    deg.round().rem_euclid(360.0)
}

/// The sources of wind and water by name and period.
fn forcing(sheet: &mut Sheet, picture: &Picture<'_>) {
    if picture.sources.is_empty() || sheet.room() < 60.0 {
        return;
    }
    sheet.heading("FORCING");
    for source in picture.sources {
        let name = source.name.rsplit(['/', '\\']).next().unwrap_or(&source.name);
        sheet.paragraph(&format!("{}: {name}", source.role), Lettering::new(13.0, FAINT));
        if let Some((from_s, to_s)) = source.period_s {
            sheet.paragraph(
                &format!("{} to {}", long_time(from_s), long_time(to_s)),
                Lettering::new(12.0, FAINT),
            );
        }
    }
}

/// The first warnings, and how many more `datum.txt` has.
fn warnings(sheet: &mut Sheet, picture: &Picture<'_>) {
    const SHOWN: usize = 3;
    let all = &picture.ensemble.warnings;
    if all.is_empty() {
        return;
    }
    sheet.heading("WARNINGS");
    for warning in all.iter().take(SHOWN) {
        sheet.excerpt(warning, 2, Lettering::new(12.5, INK));
    }
    if all.len() > SHOWN {
        sheet.line(&format!("and {} more: datum.txt", all.len() - SHOWN), Lettering::new(12.5, INK).bold());
    }
}

fn legend(sheet: &mut Sheet, picture: &Picture<'_>, shown: &Shown<'_>) {
    sheet.heading("LEGEND");
    let shows_starts = picture.starts().is_some();
    let backward = picture.ensemble.is_backward();
    let centre = match (shows_starts, backward) {
        (true, _) => "Centre of the starts",
        (_, true) => "Track of the centre, DDHHMMZ",
        _ => "Datum track, DDHHMMZ",
    };
    sheet.key(centre, |canvas, (x, y)| {
        if !shows_starts {
            canvas.line((x - 18.0, y), (x + 18.0, y), Pen::new(2.2, TRACK));
        }
        symbols::datum(canvas, (x, y), TRACK);
    });
    for contour in picture.contours {
        let share = contour.level.get();
        let (pen, tint) = contours::look(share);
        sheet.key(&format!("{:.0} % of the {}", 100.0 * share, mass(backward)), |canvas, (x, y)| {
            canvas.fill_area(Area { x: x - 18.0, y: y - 7.0, w: 36.0, h: 14.0 }, tint);
            canvas.line((x - 18.0, y), (x + 18.0, y), pen);
        });
    }
    let count = |fate: Fate| shown.snapshot.fate.iter().filter(|&&f| f == fate).count();
    let dots = |ink: Ink, radius: f32| {
        move |canvas: &mut Canvas, (x, y): (f32, f32)| {
            for (dx, dy) in [(-11.0, 2.0), (-5.0, -4.0), (0.0, 3.0), (6.0, -2.0), (11.0, 4.0)] {
                canvas.disc(x + dx, y + dy, radius, ink);
            }
        }
    };
    let active = count(Fate::Active);
    let adrift = match shows_starts {
        true => counted(active, "possible start"),
        false => format!("{} adrift", counted(active, "particle")),
    };
    sheet.key(&adrift, dots(ADRIFT, 1.9));
    if count(Fate::Stranded) > 0 {
        sheet.key(&format!("{} stranded", count(Fate::Stranded)), dots(STRANDED, 2.3));
    }
    if count(Fate::MissingData) > 0 {
        sheet.key(&format!("{} stopped, no forcing", count(Fate::MissingData)), dots(STOPPED, 1.9));
    }
    shown.origins.legend(sheet);
    finds::legend(sheet, picture.finds());
    sheet::hatching_key(sheet, shown.land);
    if shown.land.is_none() {
        sheet.line("No coast was used", Lettering::new(13.0, FAINT));
    }
}
