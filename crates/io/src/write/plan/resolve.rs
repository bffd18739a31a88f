//! From a plan in the plane of its problem to the record in degrees, knots and UTC.

use super::record::{
    AltitudeRecord, DetectionRecord, DriftRecord, ExactRecord, ForbiddenRecord, LostLinkRecord, ObjectRecord,
    PatternRecord, Place, PlanRecord, UnitRecord, UnusedRecord, WaypointRecord,
};
use super::{PlanReport, qgc};
use crate::write::picture::font;
use crate::write::{SOFTWARE, WriteError};
use sarex_geo::plane::PlanePoint;
use sarex_geo::{Timestamp, from_unix_seconds, math, rhumb};
use sarex_search::problem::{AltitudeBand, AreaKind, Sru};
use sarex_search::{Assignment, Domain, LocalPlane, PatternFlown};

/// Metres in a nautical mile.
const NM: f64 = 1852.0;
/// Metres per second in a knot.
const KNOT: f64 = 1852.0 / 3600.0;

impl PlanRecord {
    /// The record of a plan. Refuses a plan that does not fit its problem, and times beyond the calendar.
    pub fn of(report: &PlanReport<'_>) -> Result<Self, WriteError> {
        check(report)?;
        let (problem, plan) = (report.problem, report.plan);
        let names = report.names.of(plan);
        let assigned = names.iter().zip(&plan.assignments);
        let units: Result<Vec<UnitRecord>, WriteError> =
            assigned.map(|(name, a)| unit(report, name, a)).collect();
        let used = |index: usize| plan.assignments.iter().any(|a| a.unit == index);
        let idle = problem.units.iter().enumerate().filter(|(k, _)| !used(*k));
        let mut record = Self {
            version: 1,
            kind: report.case.kind,
            mark: report.case.kind.mark().to_owned(),
            software: SOFTWARE.to_owned(),
            created: report.now,
            case: report.case.id.clone(),
            title: report.case.title.clone(),
            start: time(problem.window.start_s)?,
            end: time(problem.window.end_s)?,
            pos: short(plan.pos, 6),
            upper_bound: report.upper_bound.map(|p| short(p, 6)),
            cumulative_pos: report.cumulative_pos.map(|p| short(p, 6)),
            look_ahead: report.look_ahead.cloned(),
            found_alive: report.found_alive,
            objects: objects(report),
            datum: report.datum,
            conditions: report.conditions.clone(),
            units: units?,
            unused: idle
                .map(|(_, sru)| UnusedRecord { id: sru.id.clone(), party: sru.party.clone(), kind: sru.kind })
                .collect(),
            forbidden_areas: forbidden(report),
            message: report.message.clone(),
            communications: report.communications.clone(),
            warnings: report.warnings.to_vec(),
            inputs: report.inputs.to_vec(),
        };
        let refused: Vec<String> = record.sorties().filter_map(qgc::refusal).collect();
        record.warnings.extend(refused);
        record.warnings.extend(boxes(&record));
        Ok(record)
    }
}

/// A plan whose parts have the lengths they should have.
fn check(report: &PlanReport<'_>) -> Result<(), WriteError> {
    let broken = |what: String| Err(WriteError::Inconsistent(what));
    let objects = report.problem.cloud.objects().len();
    if report.objects.len() != objects || report.plan.pos_by_object.len() != objects {
        return broken(format!(
            "the plan tells of {} objects, its problem of {objects}",
            report.objects.len()
        ));
    }
    for assignment in &report.plan.assignments {
        let Some(sru) = report.problem.units.get(assignment.unit) else {
            return broken(format!(
                "the plan uses unit {}, which its problem does not have",
                assignment.unit
            ));
        };
        if assignment.track.is_empty() || assignment.area.len() < 3 {
            return broken(format!("`{}` has no track or no area", sru.id));
        }
        let lengths = [sru.sensor.len(), assignment.coverage.len(), assignment.pos_by_object.len()];
        if lengths != [objects; 3] {
            return broken(format!("`{}` does not tell of all {objects} objects", sru.id));
        }
    }
    Ok(())
}

fn objects(report: &PlanReport<'_>) -> Vec<ObjectRecord> {
    let mass = report.problem.cloud.object_mass();
    let each = report.objects.iter().zip(mass).zip(&report.plan.pos_by_object);
    each.map(|((facts, mass), pos)| ObjectRecord {
        class: facts.class.clone(),
        description: facts.description.clone(),
        probability: short(mass, 6),
        persons: facts.persons,
        pos: short(*pos, 6),
        survival: facts.survival.clone(),
    })
    .collect()
}

fn unit(report: &PlanReport<'_>, area: &str, assignment: &Assignment) -> Result<UnitRecord, WriteError> {
    let sru = &report.problem.units[assignment.unit];
    let plane = report.problem.cloud.plane();
    let pattern = &assignment.pattern;
    let waypoints = waypoints(plane, area, assignment)?;
    Ok(UnitRecord {
        area: area.to_owned(),
        id: sru.id.clone(),
        party: sru.party.clone(),
        kind: sru.kind,
        pattern: PatternRecord {
            kind: pattern.kind,
            code: pattern.kind.code().to_owned(),
            first_leg_deg: bearing(pattern.first_leg_deg),
            creep_deg: pattern.pattern().ok().and_then(|p| p.creep_deg()).map(bearing),
            turn: pattern.turn,
            leg_nm: short(pattern.leg_m / NM, 4),
            spacing_nm: short(pattern.spacing_m / NM, 4),
            legs: u32::try_from(pattern.legs).unwrap_or(u32::MAX),
            drift: pattern.compensation.map(|c| DriftRecord {
                set_deg: bearing(math::atan2(c.east_mps, c.north_mps).to_degrees()),
                drift_kn: short(math::hypot(c.east_mps, c.north_mps) / KNOT, 3),
            }),
            exact: Some(exact(pattern)),
        },
        csp: waypoints[0].place,
        corners: outline(plane, &assignment.area),
        area_nm2: short(doubled_area(&assignment.area).abs() / 2.0 / (NM * NM), 3),
        track_nm: short(assignment.track_length_m() / NM, 3),
        waypoints,
        base: place(plane, sru.base),
        departure: time(assignment.departure_s)?,
        landing: time(assignment.landing_s)?,
        transit_kn: short(sru.transit_mps / KNOT, 2),
        search_kn: short(sru.search_mps / KNOT, 2),
        track_kn: short(sru.track_mps() / KNOT, 2),
        altitude: sru.altitude.map(altitude),
        lost_link: lost_link(plane, sru),
        poc: short(assignment.poc, 6),
        pos: short(assignment.pos, 6),
        detection: detection(report, sru, assignment),
    })
}

/// Measures to the micrometre and the nanodegree: short enough that every reader of JSON takes the same number.
fn exact(pattern: &PatternFlown) -> ExactRecord {
    let drift = pattern.compensation.unwrap_or_default();
    ExactRecord {
        first_leg_deg: short(pattern.first_leg_deg, 9),
        leg_m: short(pattern.leg_m, 6),
        spacing_m: short(pattern.spacing_m, 6),
        drift_east_mps: short(drift.east_mps, 9),
        drift_north_mps: short(drift.north_mps, 9),
    }
}

fn waypoints(
    plane: &LocalPlane,
    area: &str,
    assignment: &Assignment,
) -> Result<Vec<WaypointRecord>, WriteError> {
    let track = &assignment.track;
    let digits = track.len().to_string().len().max(2);
    let places: Vec<Place> = track.iter().map(|w| place(plane, w.at)).collect();
    let each = track.iter().enumerate();
    each.map(|(k, waypoint)| {
        let leg = places.get(k + 1).map(|next| rhumb::inverse(places[k].position(), next.position()));
        Ok(WaypointRecord {
            name: format!("{area}-{:0digits$}", k + 1),
            place: places[k],
            time: time(waypoint.time_s)?,
            course_deg: leg.as_ref().map(|leg| bearing(leg.bearing.deg())),
            distance_nm: leg.as_ref().map(|leg| short(leg.distance.in_nautical_miles(), 3)),
        })
    })
    .collect()
}

fn detection(report: &PlanReport<'_>, sru: &Sru, assignment: &Assignment) -> Vec<DetectionRecord> {
    let each = report.objects.iter().enumerate();
    each.map(|(k, facts)| DetectionRecord {
        class: facts.class.clone(),
        sweep_width_nm: short(sru.sensor[k].as_ref().map_or(0.0, |r| r.sweep_width_m()) / NM, 4),
        coverage: short(assignment.coverage[k], 4),
        pos: short(assignment.pos_by_object[k], 6),
    })
    .collect()
}

fn lost_link(plane: &LocalPlane, sru: &Sru) -> Option<LostLinkRecord> {
    let volume = sru.link.as_ref()?.lost_link.as_ref()?;
    let n = volume.outline.len() as f64;
    let (east, north) = volume.outline.iter().fold((0.0, 0.0), |(e, n), p| (e + p.east_m, n + p.north_m));
    let middle = PlanePoint { east_m: east / n, north_m: north / n };
    (n >= 3.0).then(|| LostLinkRecord {
        place: place(plane, middle),
        corners: outline(plane, &volume.outline),
        altitude: volume.altitude.map(altitude),
    })
}

/// Areas that tracks keep out of. Sensitive ones are left out: a file goes to every party.
fn forbidden(report: &PlanReport<'_>) -> Vec<ForbiddenRecord> {
    let told = report.problem.rules.areas.iter().filter(|a| a.kind != AreaKind::Sensitive);
    told.map(|area| ForbiddenRecord {
        name: area.name.clone(),
        is_airspace: area.kind == AreaKind::Airspace,
        for_aircraft: area.domain != Some(Domain::Surface),
        for_ships: area.domain != Some(Domain::Air),
        corners: outline(report.problem.cloud.plane(), &area.outline),
    })
    .collect()
}

/// A warning that names the letters for which the pictures have only an empty box.
fn boxes(record: &PlanRecord) -> Option<String> {
    let mut texts: Vec<&str> = vec![&record.title, &record.case];
    let m = &record.message;
    texts.extend([&m.from, &m.to, &m.what_happened, &m.craft, &m.smc, &m.osc, &m.aco].map(String::as_str));
    texts.extend(record.units.iter().flat_map(|u| [u.id.as_str(), u.party.as_str()]));
    texts.extend(record.unused.iter().map(|u| u.id.as_str()));
    texts.extend(record.objects.iter().map(|o| o.description.as_str()));
    texts.extend(record.communications.channels.iter().map(|c| c.frequency.as_str()));
    texts.extend(record.communications.call_signs.iter().map(|c| c.call_sign.as_str()));
    texts.extend(record.warnings.iter().map(String::as_str));
    let mut missing: Vec<char> = texts.iter().flat_map(|t| font::boxed(t)).collect();
    missing.sort_unstable();
    missing.dedup();
    let named: Vec<String> = missing.iter().take(10).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
    let more = if missing.len() > 10 { " and others" } else { "" };
    (!missing.is_empty()).then(|| {
        let letters = named.join(", ");
        format!(
            "letters {letters}{more} have no shape in the fonts: map.png and brief.pdf show a box instead"
        )
    })
}

fn altitude(band: AltitudeBand) -> AltitudeRecord {
    AltitudeRecord { low_ft: short(band.low_ft, 1), high_ft: short(band.high_ft, 1) }
}

/// Corners, counter-clockwise.
fn outline(plane: &LocalPlane, points: &[PlanePoint]) -> Vec<Place> {
    let mut corners: Vec<Place> = points.iter().map(|&p| place(plane, p)).collect();
    if doubled_area(points) < 0.0 {
        corners.reverse();
    }
    corners
}

fn doubled_area(points: &[PlanePoint]) -> f64 {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(a, b)| a.east_m * b.north_m - b.east_m * a.north_m).sum()
}

fn place(plane: &LocalPlane, point: PlanePoint) -> Place {
    Place::of(plane.to_position(point))
}

/// A time to the millisecond.
fn time(seconds: f64) -> Result<Timestamp, WriteError> {
    from_unix_seconds((seconds * 1e3).round() / 1e3)
        .ok_or_else(|| WriteError::Inconsistent(format!("{seconds} s since 1970 is no time of the calendar")))
}

/// Rounded to so many decimals, without a negative zero.
fn short(value: f64, decimals: u8) -> f64 {
    let unit = f64::from(10_u32.pow(u32::from(decimals)));
    (value * unit).round() / unit + 0.0
}

/// A bearing in [0, 360) to a tenth of a degree.
fn bearing(deg: f64) -> f64 {
    short(short(deg, 1).rem_euclid(360.0), 1)
}
