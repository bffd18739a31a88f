//! The density of a seed, for the rounds of a backtrack.

use super::Start;
use crate::seed::area::{contains, square_metres};
use crate::seed::{LastKnownPosition, PositionError, Seed, StartTime, point::RADIUS50_PER_STD};
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_geo::{Position, math};

/// Probability density of a seed: per square metre, and per second where its time varies.
///
/// Known for last known positions with an error and for areas. Other kinds give samples, not densities; neither has
/// an exact position a density per area.
#[derive(Debug, Clone)]
pub struct SeedDensity {
    place: Place,
    time: Time,
}

#[derive(Debug, Clone)]
enum Place {
    /// Inverse covariance in east and north, 1/m², and 1/(2π √det Σ).
    Normal {
        plane: LocalPlane,
        inverse: [f64; 3],
        norm: f64,
    },
    Disc {
        plane: LocalPlane,
        radius_m: f64,
    },
    /// Rings of each polygon; places in several count as often.
    Area {
        polygons: Vec<Vec<Vec<[f64; 2]>>>,
        square_metres: f64,
    },
}

/// An exact time has no density: it is shared by all starts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Time {
    Exact(f64),
    Normal { mean_s: f64, std_s: f64 },
    Uniform { from_s: f64, to_s: f64 },
}

impl SeedDensity {
    /// The densities of all seeds, if each has one and they can be compared: exact times must be one and the same.
    pub fn of_all<'s>(seeds: impl IntoIterator<Item = &'s Seed>) -> Option<Vec<Self>> {
        let all: Vec<Self> = seeds.into_iter().map(Self::of).collect::<Option<_>>()?;
        let exact = |density: &Self| matches!(density.time, Time::Exact(_));
        let same = all.iter().all(|density| density.time == all[0].time);
        (same || !all.iter().any(exact)).then_some(all)
    }

    fn of(seed: &Seed) -> Option<Self> {
        match seed {
            Seed::LastKnownPosition(seed) => Some(Self { place: about(seed)?, time: Time::of(seed.time)? }),
            Seed::Area(area) => {
                let square_metres = square_metres(area).ok().filter(|area| *area > 0.0)?;
                let rings = area.polygons.iter().map(|polygon| polygon.prepared().ok());
                let polygons = rings.collect::<Option<_>>()?;
                Some(Self { place: Place::Area { polygons, square_metres }, time: Time::of(area.time)? })
            }
            _ => None,
        }
    }

    /// At a place and a time.
    pub fn at(&self, start: &Start) -> f64 {
        self.place.at(start.position) * self.time.at(start.time_s)
    }
}

/// Normal or uniform about a position.
fn about(seed: &LastKnownPosition) -> Option<Place> {
    let plane = LocalPlane::at(seed.position);
    let normal = |major_m: f64, minor_m: f64, azimuth_deg: f64| {
        let (a, b) = (1.0 / (major_m * major_m), 1.0 / (minor_m * minor_m));
        let (s, c) = math::sin_cos_turns(azimuth_deg / 360.0);
        let inverse = [a * s * s + b * c * c, (a - b) * s * c, a * c * c + b * s * s];
        let norm = 1.0 / (2.0 * std::f64::consts::PI * major_m * minor_m);
        (major_m > 0.0 && minor_m > 0.0).then_some(Place::Normal { plane, inverse, norm })
    };
    match seed.position_error {
        PositionError::None => None,
        PositionError::Radius50 { radius_m } => {
            normal(radius_m / RADIUS50_PER_STD, radius_m / RADIUS50_PER_STD, 0.0)
        }
        PositionError::Circular { std_m } => normal(std_m, std_m, 0.0),
        PositionError::Ellipse { major_std_m, minor_std_m, azimuth_deg } => {
            normal(major_std_m, minor_std_m, azimuth_deg)
        }
        PositionError::Disc { radius_m } => (radius_m > 0.0).then_some(Place::Disc { plane, radius_m }),
    }
}

impl Place {
    fn at(&self, position: Position) -> f64 {
        let (lat_deg, lon_deg) = (position.lat_deg(), position.lon_deg());
        match self {
            Self::Normal { plane, inverse: [ee, en, nn], norm } => {
                let PlanePoint { east_m: e, north_m: n } = plane.to_plane(lat_deg, lon_deg);
                norm * math::exp((-0.5 * (ee * e * e + 2.0 * en * e * n + nn * n * n)).max(-700.0))
            }
            Self::Disc { plane, radius_m } => {
                let inside = plane.to_plane(lat_deg, lon_deg).length_m() <= *radius_m;
                if inside { 1.0 / (std::f64::consts::PI * radius_m * radius_m) } else { 0.0 }
            }
            Self::Area { polygons, square_metres } => {
                let holding = polygons.iter().filter(|rings| contains(rings, lat_deg, lon_deg)).count();
                holding as f64 / square_metres
            }
        }
    }
}

impl Time {
    /// `None` for an interval of no length, whose time is exact though it does not say so.
    fn of(time: StartTime) -> Option<Self> {
        match time {
            StartTime::At { time_s } => Some(Self::Exact(time_s)),
            StartTime::Normal { mean_s, std_s } => (std_s > 0.0).then_some(Self::Normal { mean_s, std_s }),
            StartTime::Uniform { from_s, to_s } => (to_s > from_s).then_some(Self::Uniform { from_s, to_s }),
        }
    }

    fn at(self, time_s: f64) -> f64 {
        match self {
            Self::Exact(_) => 1.0,
            Self::Normal { mean_s, std_s } => {
                let z = (time_s - mean_s) / std_s;
                math::exp((-0.5 * z * z).max(-700.0)) / (std_s * (2.0 * std::f64::consts::PI).sqrt())
            }
            Self::Uniform { from_s, to_s } if (from_s..=to_s).contains(&time_s) => 1.0 / (to_s - from_s),
            Self::Uniform { .. } => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Area, Polygon};

    fn at(lat: f64, lon: f64, time_s: f64) -> Start {
        Start { position: Position::new(lat, lon).unwrap(), time_s }
    }

    /// Sum of the density over a lattice of 40 by 40 km in steps of 200 m, times the area of a cell.
    fn mass(density: &SeedDensity, about: Position, time_s: f64) -> f64 {
        let plane = LocalPlane::at(about);
        let mut sum = 0.0;
        for i in -100..100 {
            for k in -100..100 {
                let point = PlanePoint {
                    east_m: 200.0 * (f64::from(i) + 0.5),
                    north_m: 200.0 * (f64::from(k) + 0.5),
                };
                let start = Start { position: plane.to_position(point).wrapped(), time_s };
                sum += density.at(&start) * 40_000.0;
            }
        }
        sum
    }

    /// All densities sum to one over the plane, across the dateline too.
    #[test]
    fn densities_sum_to_one() {
        let position = Position::new(35.0, 179.95).unwrap();
        let square = [(34.9, 179.9), (34.9, -179.95), (35.05, -179.95), (35.05, 179.9)];
        let outer = square.map(|(lat, lon)| Position::new(lat, lon).unwrap()).to_vec();
        let time = StartTime::At { time_s: 0.0 };
        let errors = [
            PositionError::Radius50 { radius_m: 4000.0 },
            PositionError::Circular { std_m: 3000.0 },
            PositionError::Ellipse { major_std_m: 4000.0, minor_std_m: 1500.0, azimuth_deg: 60.0 },
            PositionError::Disc { radius_m: 15_000.0 },
        ];
        let points = errors.map(|position_error| {
            Seed::LastKnownPosition(LastKnownPosition { position, position_error, time })
        });
        let area = Seed::Area(Area { polygons: vec![Polygon { outer, holes: Vec::new() }], time });
        for seed in points.iter().chain([&area]) {
            let density = SeedDensity::of(seed).unwrap();
            let sum = mass(&density, position, 0.0);
            assert!((sum - 1.0).abs() < 0.02, "{seed:?}: {sum}");
        }
    }

    /// Times have densities of their own, and an exact one stands for itself only.
    #[test]
    fn times_are_normal_uniform_or_the_same() {
        let seed = |time| {
            let position_error = PositionError::Circular { std_m: 1000.0 };
            let position = Position::new(0.0, 0.0).unwrap();
            Seed::LastKnownPosition(LastKnownPosition { position, position_error, time })
        };
        let exact = |time_s| seed(StartTime::At { time_s });
        let uniform = seed(StartTime::Uniform { from_s: 0.0, to_s: 100.0 });
        let normal = seed(StartTime::Normal { mean_s: 0.0, std_s: 10.0 });
        assert!(SeedDensity::of_all([&exact(1.0), &exact(1.0)]).is_some());
        assert!(SeedDensity::of_all([&exact(1.0), &exact(2.0)]).is_none());
        assert!(SeedDensity::of_all([&exact(1.0), &uniform]).is_none());
        let both = SeedDensity::of_all([&uniform, &normal]).unwrap();
        let place = 1.0 / (2.0 * std::f64::consts::PI * 1e6);
        assert!((both[0].at(&at(0.0, 0.0, 50.0)) / (place / 100.0) - 1.0).abs() < 1e-12);
        assert_eq!(both[0].at(&at(0.0, 0.0, 101.0)), 0.0);
        let peak = place / (10.0 * (2.0 * std::f64::consts::PI).sqrt());
        assert!((both[1].at(&at(0.0, 0.0, 0.0)) / peak - 1.0).abs() < 1e-12);
    }
}
