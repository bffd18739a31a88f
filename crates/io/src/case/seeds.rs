//! From the keys of `[scenario.seed]` to what the drift kernel seeds from.

use super::decode::Located;
use super::meaning::Reading;
use super::places;
use super::seed_keys::{
    AreaKeys, ConeKeys, FlareKeys, FlareWord, HazardAreaKeys, LastKnownPositionKeys, LineKeys,
    LinesOfBearingKeys, SeedKeys, VoyageKeys, WaypointKeys,
};
use super::value::Amount;
use sarex_drift::Scenario;
use sarex_drift::seed::{
    Area, Arrival, BearingLine, Cone, Flare, FlareLight, Hazard, HazardArea, LastKnownPosition, Line,
    LinesOfBearing, Polygon, PositionError, Seed, StartTime, Voyage, Waypoint, point::RADIUS50_PER_STD,
};
use sarex_geo::geodesic::inverse;
use sarex_geo::{Distance, Position, Speed, Timestamp, unix_seconds};
use std::time::Duration;

/// One seed, or its problems noted.
pub(super) fn seed(keys: &Located<SeedKeys>, reading: &mut Reading<'_>) -> Option<Seed> {
    match &keys.value {
        SeedKeys::LastKnownPosition(point) => {
            last_known_position(point, keys, reading).map(Seed::LastKnownPosition)
        }
        SeedKeys::Line(line) => self::line(line, reading).map(Seed::Line),
        SeedKeys::Area(area) => self::area(area, keys, reading).map(Seed::Area),
        SeedKeys::Cone(cone) => self::cone(cone, reading).map(Seed::Cone),
        SeedKeys::Voyage(voyage) => self::voyage(voyage, reading).map(Seed::Voyage),
        SeedKeys::LinesOfBearing(lines) => lines_of_bearing(lines, reading).map(Seed::LinesOfBearing),
        SeedKeys::Flare(flare) => self::flare(flare, keys, reading).map(Seed::Flare),
        SeedKeys::Particles(list) => places::particles(list, reading).map(Seed::Particles),
    }
}

/// First and last nominal seed time of a scenario, seconds since 1970; `None` without seeds.
pub(super) fn period(scenario: &Scenario) -> Option<(f64, f64)> {
    scenario.seeds.iter().map(|seed| period_of(&seed.seed)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// First and last nominal time of a seed, seconds since 1970.
pub(super) fn period_of(seed: &Seed) -> (f64, f64) {
    let start = |time: &StartTime| match *time {
        StartTime::At { time_s } => (time_s, time_s),
        StartTime::Normal { mean_s, .. } => (mean_s, mean_s),
        StartTime::Uniform { from_s, to_s } => (from_s, to_s),
    };
    match seed {
        Seed::LastKnownPosition(point) => start(&point.time),
        Seed::Line(line) => start(&line.time),
        Seed::Area(area) => start(&area.time),
        Seed::LinesOfBearing(lines) => start(&lines.time),
        Seed::Flare(flare) => start(&flare.time),
        Seed::Cone(cone) => (cone.from_s, cone.to_s),
        Seed::Voyage(voyage) => voyage_period(voyage),
        Seed::Particles(list) => {
            list.particles.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), p| {
                (first.min(p.time_s), last.max(p.time_s))
            })
        }
    }
}

/// Between the last contact and the latest possible distress, as far as they and the fixes say.
fn voyage_period(voyage: &Voyage) -> (f64, f64) {
    let mut times = voyage.waypoints.iter().filter_map(|waypoint| match waypoint.arrival {
        Arrival::At { time_s } => Some(time_s),
        Arrival::Speed { .. } => None,
    });
    let first_s = times.next().unwrap_or_default();
    let last_s = times.next_back().unwrap_or(first_s);
    (voyage.last_contact_s.unwrap_or(first_s).max(first_s), voyage.latest_s.unwrap_or(last_s))
}

/// Largest error of a position, NM.
const FARTHEST_ERROR_NM: f64 = 1_000.0;

fn metres(nautical_miles: Amount) -> f64 {
    Distance::nautical_miles(nautical_miles.0).in_metres()
}

/// When, from the three keys that say it.
fn start_time(
    time: Timestamp,
    time_error: Option<Duration>,
    time_to: Option<&Located<Timestamp>>,
    reading: &mut Reading<'_>,
) -> Option<StartTime> {
    let time_s = unix_seconds(time);
    match (time_error, time_to) {
        (Some(_), Some(to)) => {
            reading.contradiction(to, "`time_error` and `time_to` are given together", "keep one of them")
        }
        (_, Some(to)) if to.value < time => {
            reading.contradiction(to, "`time_to` is before `time`", "put `time_to` after `time`")
        }
        (_, Some(to)) => Some(StartTime::Uniform { from_s: time_s, to_s: unix_seconds(to.value) }),
        (Some(error), None) if !error.is_zero() => {
            Some(StartTime::Normal { mean_s: time_s, std_s: error.as_secs_f64() })
        }
        _ => Some(StartTime::At { time_s }),
    }
}

fn last_known_position(
    keys: &LastKnownPositionKeys,
    at: &Located<SeedKeys>,
    reading: &mut Reading<'_>,
) -> Option<LastKnownPosition> {
    let errors = [
        keys.position_error_nm.as_ref().map(|r| PositionError::Radius50 { radius_m: metres(r.value) }),
        keys.position_std_m.as_ref().map(|std| PositionError::Circular { std_m: std.value.0 }),
        keys.position_ellipse.as_ref().map(|ellipse| PositionError::Ellipse {
            major_std_m: metres(ellipse.value.major_std_nm),
            minor_std_m: metres(ellipse.value.minor_std_nm),
            azimuth_deg: ellipse.value.azimuth_deg.0,
        }),
        keys.position_disc_nm.as_ref().map(|r| PositionError::Disc { radius_m: metres(r.value) }),
    ];
    for error in [&keys.position_error_nm, &keys.position_disc_nm].into_iter().flatten() {
        if error.value.0 > FARTHEST_ERROR_NM {
            let what = format!("a position that may be {} NM off is none", error.value.0);
            let remedy = format!("give at most {FARTHEST_ERROR_NM} NM, or seed an `area`");
            reading.contradiction::<(), _>(error, what, remedy);
        }
    }
    let mut given = errors.into_iter().flatten();
    let position_error = given.next().unwrap_or(PositionError::None);
    if given.next().is_some() {
        let what = "more than one error of the position is given";
        let remedy =
            "keep one of `position_error_nm`, `position_std_m`, `position_ellipse`, `position_disc_nm`";
        return reading.contradiction(at, what, remedy);
    }
    let time = start_time(keys.time, keys.time_error, keys.time_to.as_ref(), reading)?;
    Some(LastKnownPosition { position: keys.position, position_error, time })
}

fn line(keys: &LineKeys, reading: &mut Reading<'_>) -> Option<Line> {
    let time = start_time(keys.time, keys.time_error, keys.time_to.as_ref(), reading);
    let positions = at_least(&keys.positions, 2, "a line needs two positions or more", reading)?;
    Some(Line { positions, path: keys.path, lateral_std_m: metres(keys.cross_track_error_nm), time: time? })
}

fn area(keys: &AreaKeys, at: &Located<SeedKeys>, reading: &mut Reading<'_>) -> Option<Area> {
    let time = start_time(keys.time, keys.time_error, keys.time_to.as_ref(), reading);
    let polygons = match (&keys.polygon, &keys.file) {
        (Some(corners), None) => vec![polygon(corners, reading)?],
        (None, Some(file)) => places::polygons(file, reading)?,
        _ => {
            return reading.contradiction(
                at,
                "an area needs one outline",
                "give `polygon` or `file`, not both",
            );
        }
    };
    Some(Area { polygons, time: time? })
}

fn polygon(corners: &Located<Vec<Position>>, reading: &mut Reading<'_>) -> Option<Polygon> {
    let outer = at_least(corners, 3, "a polygon needs three corners or more", reading)?;
    Some(Polygon { outer, holes: Vec::new() })
}

fn at_least<T: Clone>(
    list: &Located<Vec<T>>,
    least: usize,
    what: &str,
    reading: &mut Reading<'_>,
) -> Option<Vec<T>> {
    if list.value.len() < least {
        return reading.contradiction(list, what, format!("give at least {least}"));
    }
    Some(list.value.clone())
}

fn cone(keys: &ConeKeys, reading: &mut Reading<'_>) -> Option<Cone> {
    let (from, to) = (&keys.from, &keys.to.value);
    if to.time < from.time {
        return reading.contradiction(
            &keys.to,
            "the cone ends before it starts",
            "put `to.time` after `from.time`",
        );
    }
    Some(Cone {
        from: from.position,
        to: to.position,
        from_std_m: metres(from.position_error_nm) / RADIUS50_PER_STD,
        to_std_m: metres(to.position_error_nm) / RADIUS50_PER_STD,
        from_s: unix_seconds(from.time),
        to_s: unix_seconds(to.time),
    })
}

fn voyage(keys: &VoyageKeys, reading: &mut Reading<'_>) -> Option<Voyage> {
    let route = at_least(&keys.route, 2, "a voyage needs two places or more", reading)?;
    let waypoints = waypoints(&route, &keys.route, reading);
    let areas: Option<Vec<HazardArea>> = keys
        .hazard_area
        .iter()
        .map(|area| {
            let period_s = danger_period(area, reading)?;
            let polygon = polygon(&area.polygon, reading)?;
            Some(HazardArea { polygon, rate_per_h: area.per_hour.0, period_s })
        })
        .collect();
    if let (Some(contact), Some(latest)) = (&keys.last_contact, &keys.latest)
        && latest.value < contact.value
    {
        let remedy = "put `latest` after `last_contact`";
        return reading.contradiction(latest, "the distress is over before the last contact", remedy);
    }
    Some(Voyage {
        waypoints: waypoints?,
        path: keys.path,
        departure_std_s: keys.departure_error.as_secs_f64(),
        speed_factor_std: keys.speed_error_pct.0 / 100.0,
        cross_track_std_m: metres(keys.cross_track_error_nm),
        cross_track: keys.cross_track,
        hazard: Hazard { base_per_h: keys.hazard_per_hour.0, areas: areas? },
        last_contact_s: keys.last_contact.as_ref().map(|time| unix_seconds(time.value)),
        latest_s: keys.latest.as_ref().map(|time| unix_seconds(time.value)),
    })
}

/// Both times or neither; the outer `None` is an error.
fn danger_period(area: &HazardAreaKeys, reading: &mut Reading<'_>) -> Option<Option<(f64, f64)>> {
    match (&area.from, &area.until) {
        (None, None) => Some(None),
        (Some(from), Some(until)) if until.value > from.value => {
            Some(Some((unix_seconds(from.value), unix_seconds(until.value))))
        }
        (Some(_), Some(until)) => {
            reading.contradiction(until, "the danger is over before it begins", "put `until` after `from`")
        }
        (Some(one), None) | (None, Some(one)) => reading.contradiction(
            one,
            "a danger for a time has a begin and an end",
            "give both `from` and `until`, or neither for a danger that is always there",
        ),
    }
}

/// The first place has a time; each later one a time, later than those before, or a speed.
fn waypoints(
    route: &[WaypointKeys],
    at: &Located<Vec<WaypointKeys>>,
    reading: &mut Reading<'_>,
) -> Option<Vec<Waypoint>> {
    let mut waypoints = Vec::with_capacity(route.len());
    let mut last_time: Option<Timestamp> = None;
    for (index, place) in route.iter().enumerate() {
        let number = index + 1;
        let arrival = match (&place.time, &place.speed_kn) {
            (Some(time), None) => {
                if last_time.is_some_and(|last| time.value <= last) {
                    let what =
                        format!("place {number} of the route is reached before the one that precedes it");
                    return reading.contradiction(time, what, "give the places in the order of their times");
                }
                last_time = Some(time.value);
                reading
                    .notes
                    .extend(index.checked_sub(1).and_then(|before| hasty(&route[before], place, number)));
                Arrival::At { time_s: unix_seconds(time.value) }
            }
            (None, Some(speed)) if index > 0 => {
                if speed.value.0 <= 0.0 {
                    return reading.contradiction(
                        speed,
                        "a speed of nothing reaches no place",
                        "give a speed in knots",
                    );
                }
                Arrival::Speed { speed_mps: Speed::knots(speed.value.0).in_mps() }
            }
            _ => {
                let what = format!("place {number} of the route does not say when it is reached");
                return reading.contradiction(
                    at,
                    what,
                    "give the first place a `time`, the others `time` or `speed_kn`",
                );
            }
        };
        waypoints.push(Waypoint { position: place.position, arrival, dwell_s: place.dwell.as_secs_f64() });
    }
    Some(waypoints)
}

/// What a vessel is hardly able to do between two places with times.
fn hasty(from: &WaypointKeys, to: &WaypointKeys, number: usize) -> Option<String> {
    const FASTEST_KN: f64 = 60.0;
    let [left_s, reached_s] = [from.time.as_ref()?, to.time.as_ref()?].map(|time| unix_seconds(time.value));
    let hours = (reached_s - left_s - from.dwell.as_secs_f64()) / 3600.0;
    let speed_kn = inverse(from.position, to.position).distance.in_nautical_miles() / hours;
    (speed_kn > FASTEST_KN).then(|| {
        format!("place {number} of a route is reached at {speed_kn:.0} kn, which few vessels do: check places and times")
    })
}

fn lines_of_bearing(keys: &LinesOfBearingKeys, reading: &mut Reading<'_>) -> Option<LinesOfBearing> {
    let time = start_time(keys.time, keys.time_error, keys.time_to.as_ref(), reading);
    let lines = at_least(&keys.line, 1, "there is no line of bearing", reading)?;
    for line in &lines {
        if line.range_max_nm.value <= line.range_min_nm {
            let what = "the farthest range is not beyond the nearest one";
            reading.contradiction::<(), _>(&line.range_max_nm, what, "give `range_max_nm` > `range_min_nm`");
        }
    }
    let lines = lines
        .iter()
        .map(|line| BearingLine {
            station: line.station,
            bearing_deg: line.bearing_deg.0,
            std_deg: line.bearing_error_deg.0,
            range_min_m: metres(line.range_min_nm),
            range_max_m: metres(line.range_max_nm.value),
        })
        .collect();
    Some(LinesOfBearing { lines, time: time? })
}

fn flare(keys: &FlareKeys, at: &Located<SeedKeys>, reading: &mut Reading<'_>) -> Option<Flare> {
    let time = start_time(keys.time, keys.time_error, keys.time_to.as_ref(), reading);
    let heights = keys.light_height_min_m.as_ref().zip(keys.light_height_max_m.as_ref());
    let light = match (keys.light, heights) {
        (FlareWord::Parachute, None) => FlareLight::Parachute,
        (FlareWord::Meteor, None) => FlareLight::Meteor,
        (FlareWord::HandHeld, None) => FlareLight::HandHeld,
        (FlareWord::Other, Some((min, max))) if max.value >= min.value => {
            FlareLight::Height { min_m: min.value.0, max_m: max.value.0 }
        }
        _ => {
            let what = "the heights of the light do not fit its kind";
            let remedy =
                "with `light = \"other\"` give `light_height_min_m` ≤ `light_height_max_m`, else neither";
            return reading.contradiction(at, what, remedy);
        }
    };
    Some(Flare {
        observer: keys.observer,
        bearing_deg: keys.bearing_deg.0,
        bearing_std_deg: keys.bearing_error_deg.0,
        elevation_deg: keys.elevation_deg.0,
        elevation_error_deg: keys.elevation_error_deg.0,
        eye_height_m: keys.eye_height_m.0,
        light,
        time: time?,
    })
}
