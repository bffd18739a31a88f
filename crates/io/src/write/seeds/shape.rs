//! The geometry of a seed, for the map and for GeoJSON.

use super::{outline, path};
use sarex_drift::seed::point::RADIUS50_PER_STD;
use sarex_drift::seed::{
    BearingLine, Cone, CrossTrack, Flare, LastKnownPosition, Line, Polygon, PositionError, Seed, Voyage,
};
use sarex_geo::Position;

/// Half-width of the band that holds one half of a normal distribution, in σ.
pub const HALF_WIDTH_PER_STD: f64 = 0.674_489_750_196_081_7;

/// What a part of a seed stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A position that was known or named.
    Position,
    /// A place that a voyage passes, or an end of a line.
    Waypoint,
    /// Who saw or heard something.
    Observer,
    /// A line or a voyage's track.
    Track,
    /// A bearing from its observer.
    Bearing,
    /// An area that holds one half of the error.
    Half,
    /// An area outside of which nothing begins.
    Limit,
    /// An area of added danger.
    Hazard,
    /// An area around listed particles.
    Particles,
}

impl Role {
    /// Name in GeoJSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Waypoint => "waypoint",
            Self::Observer => "observer",
            Self::Track => "track",
            Self::Bearing => "bearing",
            Self::Half => "half of the error",
            Self::Limit => "limit",
            Self::Hazard => "hazard area",
            Self::Particles => "around the particles",
        }
    }
}

/// Points, lines and areas.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// One place.
    Point(Position),
    /// A line that runs on across the dateline.
    Line(Vec<Position>),
    /// An area.
    Area(Polygon),
}

/// A part of a seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it stands for.
    pub role: Role,
    /// Its geometry.
    pub shape: Shape,
    /// Numbers behind it, name and value; names carry their unit.
    pub facts: Vec<(&'static str, f64)>,
}

impl Part {
    fn new(role: Role, shape: Shape) -> Self {
        Self { role, shape, facts: Vec::new() }
    }

    fn ring(role: Role, outer: Vec<Position>) -> Self {
        Self::new(role, Shape::Area(Polygon { outer, holes: Vec::new() }))
    }

    fn facts(mut self, facts: &[(&'static str, f64)]) -> Self {
        self.facts = facts.to_vec();
        self
    }
}

/// The geometry of a seed. The part that names its place comes first.
pub fn parts(seed: &Seed) -> Vec<Part> {
    match seed {
        Seed::LastKnownPosition(s) => known_position(s),
        Seed::Line(s) => line(s),
        Seed::Area(s) => s.polygons.iter().map(|p| Part::new(Role::Limit, Shape::Area(p.clone()))).collect(),
        Seed::Cone(s) => cone(s),
        Seed::Voyage(s) => voyage(s),
        Seed::LinesOfBearing(s) => s.lines.iter().flat_map(bearing).collect(),
        Seed::Flare(s) => flare(s),
        Seed::Particles(s) => {
            let places = s.particles.iter().map(|p| (p.lat_deg, p.lon_deg));
            outline::around(places).into_iter().map(|ring| Part::ring(Role::Particles, ring)).collect()
        }
    }
}

fn known_position(seed: &LastKnownPosition) -> Vec<Part> {
    let centre = seed.position;
    let half = |major_m: f64, minor_m: f64, azimuth_deg: f64| {
        let ring = outline::ellipse(centre, major_m, minor_m, azimuth_deg);
        Part::ring(Role::Half, ring).facts(&[("semi_major_m", major_m), ("semi_minor_m", minor_m)])
    };
    let error = match seed.position_error {
        PositionError::None => None,
        PositionError::Radius50 { radius_m } => Some(half(radius_m, radius_m, 0.0)),
        PositionError::Circular { std_m } => {
            Some(half(RADIUS50_PER_STD * std_m, RADIUS50_PER_STD * std_m, 0.0))
        }
        PositionError::Ellipse { major_std_m, minor_std_m, azimuth_deg } => {
            Some(half(RADIUS50_PER_STD * major_std_m, RADIUS50_PER_STD * minor_std_m, azimuth_deg))
        }
        PositionError::Disc { radius_m } => Some(Part { role: Role::Limit, ..half(radius_m, radius_m, 0.0) }),
    };
    std::iter::once(Part::new(Role::Position, Shape::Point(centre))).chain(error).collect()
}

fn line(seed: &Line) -> Vec<Part> {
    let way = path::through(&seed.positions, seed.path);
    let half_m = HALF_WIDTH_PER_STD * seed.lateral_std_m;
    let band = (half_m > 0.0)
        .then(|| Part::ring(Role::Half, outline::band(&way, |_| half_m)).facts(&[("half_width_m", half_m)]));
    std::iter::once(Part::new(Role::Track, Shape::Line(path::places(&way)))).chain(band).collect()
}

fn cone(seed: &Cone) -> Vec<Part> {
    let way = path::through(&[seed.from, seed.to], sarex_drift::seed::PathKind::Geodesic);
    let radii = [RADIUS50_PER_STD * seed.from_std_m, RADIUS50_PER_STD * seed.to_std_m];
    let ends = [(seed.from, radii[0]), (seed.to, radii[1])];
    let circles = ends.iter().flat_map(|&(at, radius_m)| outline::ellipse(at, radius_m, radius_m, 0.0));
    let ring = outline::around(circles.map(|p| (p.lat_deg(), p.lon_deg())));
    let half = ring.map(|ring| {
        Part::ring(Role::Half, ring).facts(&[("from_radius_m", radii[0]), ("to_radius_m", radii[1])])
    });
    let points = [seed.from, seed.to].map(|p| Part::new(Role::Waypoint, Shape::Point(p)));
    let track = Part::new(Role::Track, Shape::Line(path::places(&way)));
    std::iter::once(track).chain(points).chain(half).collect()
}

fn voyage(seed: &Voyage) -> Vec<Part> {
    let places: Vec<Position> = seed.waypoints.iter().map(|w| w.position).collect();
    let way = path::through(&places, seed.path);
    let std_m = seed.cross_track_std_m;
    let half_m = |fraction: f64| match seed.cross_track {
        CrossTrack::ConstantPerLeg => HALF_WIDTH_PER_STD * std_m,
        CrossTrack::Bridge => {
            HALF_WIDTH_PER_STD * 2.0 * std_m * (fraction * (1.0 - fraction)).max(0.0).sqrt()
        }
    };
    let mut parts = vec![Part::new(Role::Track, Shape::Line(path::places(&way)))];
    parts.extend(places.iter().map(|&p| Part::new(Role::Waypoint, Shape::Point(p))));
    if std_m > 0.0 {
        let widest = HALF_WIDTH_PER_STD * std_m;
        parts.push(Part::ring(Role::Half, outline::band(&way, half_m)).facts(&[("half_width_m", widest)]));
    }
    parts.extend(seed.hazard.areas.iter().map(|area| {
        let mut facts = vec![("rate_per_h", area.rate_per_h)];
        if let Some((from_s, to_s)) = area.period_s {
            facts.extend([("from_unix_s", from_s), ("to_unix_s", to_s)]);
        }
        Part::new(Role::Hazard, Shape::Area(area.polygon.clone())).facts(&facts)
    }));
    parts
}

fn bearing(line: &BearingLine) -> Vec<Part> {
    let half_deg = HALF_WIDTH_PER_STD * line.std_deg;
    let ranges_m = (line.range_min_m, line.range_max_m);
    sighting(line.station, line.bearing_deg, half_deg, ranges_m)
}

fn flare(seed: &Flare) -> Vec<Part> {
    let half_deg = HALF_WIDTH_PER_STD * seed.bearing_std_deg;
    sighting(seed.observer, seed.bearing_deg, half_deg, seed.ranges_m().unwrap_or_default())
}

/// An observer, the bearing taken, and the sector that holds one half.
fn sighting(from: Position, bearing_deg: f64, half_deg: f64, (near_m, far_m): (f64, f64)) -> Vec<Part> {
    let facts = [
        ("bearing_deg", bearing_deg),
        ("half_width_deg", half_deg),
        ("range_min_m", near_m),
        ("range_max_m", far_m),
    ];
    let ray = path::ray(from, bearing_deg, 0.0, far_m);
    let sector = outline::sector(from, bearing_deg, half_deg, (near_m, far_m));
    vec![
        Part::new(Role::Observer, Shape::Point(from)),
        Part::new(Role::Bearing, Shape::Line(ray)).facts(&facts),
        Part::ring(Role::Half, sector).facts(&facts),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarex_drift::seed::{FlareLight, LinesOfBearing, StartTime};
    use sarex_geo::geodesic;

    const NOON: StartTime = StartTime::At { time_s: 1_795_176_000.0 };

    fn p(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    fn ring(part: &Part) -> &[Position] {
        let Shape::Area(polygon) = &part.shape else { panic!("{part:?} is no area") };
        &polygon.outer
    }

    #[test]
    fn half_of_a_circular_error_is_a_circle_on_the_ellipsoid() {
        for (lat, lon) in [(34.6, 129.9), (-17.0, 179.99), (89.99, 10.0)] {
            let seed = LastKnownPosition {
                position: p(lat, lon),
                position_error: PositionError::Circular { std_m: 1000.0 },
                time: NOON,
            };
            let parts = parts(&Seed::LastKnownPosition(seed));
            assert_eq!(parts[0].shape, Shape::Point(p(lat, lon)));
            for vertex in ring(&parts[1]) {
                let radius = geodesic::inverse(p(lat, lon), *vertex).distance.in_metres();
                assert!((radius - 1177.41).abs() < 0.1, "{lat}: {radius}");
            }
        }
    }

    #[test]
    fn a_flare_lies_in_its_sector_and_not_at_the_observer() {
        let flare = Flare {
            observer: p(34.0, 129.0),
            bearing_deg: 350.0,
            bearing_std_deg: 2.0,
            elevation_deg: 3.0,
            elevation_error_deg: 2.0,
            eye_height_m: 5.0,
            light: FlareLight::Parachute,
            time: NOON,
        };
        let (near_m, far_m) = flare.ranges_m().unwrap();
        assert!(near_m > 500.0 && near_m < far_m && far_m < 40_000.0, "{near_m} {far_m}");
        let parts = parts(&Seed::Flare(flare));
        assert_eq!(
            parts.iter().map(|part| part.role).collect::<Vec<_>>(),
            [Role::Observer, Role::Bearing, Role::Half]
        );
        for vertex in ring(&parts[2]) {
            let seen = geodesic::inverse(flare.observer, *vertex);
            let aside = (seen.bearing_from_start.deg() - 350.0).abs();
            assert!(aside < 1.35 + 1e-6, "{aside}");
            assert!((near_m - 1.0..=far_m + 1.0).contains(&seen.distance.in_metres()));
        }
    }

    #[test]
    fn bands_have_their_width_on_both_sides() {
        let seed = Line {
            positions: vec![p(34.0, 179.5), p(34.5, -179.8), p(34.2, -179.0)],
            path: sarex_drift::seed::PathKind::Geodesic,
            lateral_std_m: 2000.0,
            time: NOON,
        };
        let parts = parts(&Seed::Line(seed));
        let Shape::Line(track) = &parts[0].shape else { panic!("a line begins with its track") };
        assert!(
            track.windows(2).all(|ends| (ends[1].lon_deg() - ends[0].lon_deg()).abs() < 1.0),
            "unwrapped"
        );
        for vertex in ring(&parts[1]) {
            let near = |at: &Position| geodesic::inverse(*at, *vertex).distance.in_metres();
            let closest = track.iter().map(near).fold(f64::INFINITY, f64::min);
            assert!(closest > 1300.0 && closest < 9000.0, "{closest}");
        }
    }

    #[test]
    fn every_bearing_has_its_own_sector() {
        let line = BearingLine {
            station: p(35.0, 129.0),
            bearing_deg: 90.0,
            std_deg: 2.0,
            range_min_m: 0.0,
            range_max_m: 40_000.0,
        };
        let other = BearingLine { station: p(34.0, 129.5), bearing_deg: 10.0, ..line };
        let parts = parts(&Seed::LinesOfBearing(LinesOfBearing { lines: vec![line, other], time: NOON }));
        assert_eq!(parts.iter().filter(|part| part.role == Role::Half).count(), 2);
        assert_eq!(parts.iter().filter(|part| part.role == Role::Observer).count(), 2);
    }
}
