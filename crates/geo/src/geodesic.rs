//! Geodesics on WGS84: the shortest lines, for seeds, voyages, errors and reports.
//!
//! The library `geographiclib-rs` solves the same problems, but through the platform's `sin` and `atan2`: its
//! last bits depend on the machine, and a seed drawn with it would not repeat. These functions use only
//! [`crate::math`] and agree with it within 0.1 mm (tested; see ADR 0001).
//!
//! # Method
//! On the auxiliary sphere (Bessel 1825) a geodesic is a great circle with reduced latitude β, azimuth α and
//! arc σ counted from its northward crossing of the equator. With α₀ the azimuth there, sin α₀ = sin α cos β,
//! and k² = e'² cos² α₀:
//!
//! - distance  s = b ∫ √(1 + k² sin²σ) dσ,
//! - longitude  λ = ω − f sin α₀ ∫ (2 − f) / (1 + (1 − f) √(1 + k² sin²σ)) dσ,  tan ω = sin α₀ tan σ.
//!
//! The integrals are taken by a 16-point Gauss–Legendre rule over at most half a turn, which is exact to
//! rounding because the integrands are nearly constant (k² ≤ 0.0068). The direct problem is then one Newton
//! iteration for σ. The inverse problem is solved for the azimuth α₁ by Newton's method kept inside a bracket,
//! with the derivative from the reduced length (Karney 2013, *Algorithms for geodesics*, J. Geod. 87, 43–55,
//! section 4); the bracket makes it converge everywhere, nearly antipodal points included, where the
//! well-known iteration of Vincenty fails.
//!
//! ```
//! use sarex_geo::{Position, geodesic};
//! let busan = Position::new(35.1, 129.04).unwrap();
//! let fukuoka = Position::new(33.6, 130.4).unwrap();
//! let inverse = geodesic::inverse(busan, fukuoka);
//! assert!((inverse.distance.in_nautical_miles() - 112.4).abs() < 0.1);
//! let there = geodesic::direct(busan, inverse.bearing_from_start, inverse.distance);
//! assert!((there.lat_deg() - 33.6).abs() < 1e-9 && (there.lon_deg() - 130.4).abs() < 1e-9);
//! ```

use crate::ellipsoid::{A_M, EP2, F, RAD};
use crate::position::{unwrap_longitude, wrap_longitude};
use crate::quadrature::means;
use crate::{Bearing, Distance, Position, math};
use std::f64::consts::{FRAC_PI_2, PI};

/// Semi-minor axis, m.
const B_M: f64 = A_M * (1.0 - F);

/// Stands for the cosine of the latitude of a pole, so that a bearing there keeps its meaning: relative to the
/// meridian named by the position's longitude.
const TINY: f64 = 1e-150;

/// Most points [`waypoints`] returns.
pub const MAX_WAYPOINTS: usize = 100_000;

/// What lies between two positions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inverse {
    /// Length of the shortest line.
    pub distance: Distance,
    /// Bearing of the line at the first position; north when the positions coincide.
    pub bearing_from_start: Bearing,
    /// Bearing of the line, still in the direction of travel, at the second position.
    pub bearing_at_end: Bearing,
}

/// The position reached from `start` on the geodesic with this initial bearing.
///
/// Negative distances go the other way. The longitude returned lies within 180° of the start's.
///
/// # Panics
/// If the distance is not finite.
pub fn direct(start: Position, bearing: Bearing, distance: Distance) -> Position {
    Line::from_bearing(start, bearing).at(distance).position
}

/// Distance and bearings of the shortest line between two positions.
///
/// Between exact antipodes several lines are equally short; the one returned goes over the pole, or east and
/// north about when both lie on the equator.
pub fn inverse(from: Position, to: Position) -> Inverse {
    let difference = wrap_longitude(to.lon_deg() - from.lon_deg());
    // Canonical position: the first point the one farther from the equator, and south; the second east of it.
    let swap = from.lat_deg().abs() < to.lat_deg().abs();
    let (first, second) = if swap { (to.lat_deg(), from.lat_deg()) } else { (from.lat_deg(), to.lat_deg()) };
    let mirror = if first > 0.0 { -1.0 } else { 1.0 };
    let start = Reduced::of(-first.abs());
    let end = Reduced::of(mirror * second);
    let solution = solve(start, end, difference.abs());

    let east_sign = if difference < 0.0 { -1.0 } else { 1.0 };
    let swap_sign = if swap { -1.0 } else { 1.0 };
    let orient =
        |(s, c): (f64, f64)| Bearing::wrapping(math::atan2(s * east_sign, c * swap_sign * mirror) / RAD);
    let (at_from, at_to) = if swap { (solution.end, solution.start) } else { (solution.start, solution.end) };
    if solution.distance_m == 0.0 {
        let north = Bearing::default();
        return Inverse { distance: Distance::default(), bearing_from_start: north, bearing_at_end: north };
    }
    Inverse {
        distance: Distance::metres(solution.distance_m),
        bearing_from_start: orient(at_from),
        bearing_at_end: orient(at_to),
    }
}

/// The position at a fraction of the way along the shortest line; 0 is `from`, 1 is `to`, values outside
/// extend the line.
///
/// ```
/// use sarex_geo::{Position, geodesic};
/// let p = |lat, lon| Position::new(lat, lon).unwrap();
/// let half = geodesic::interpolate(p(35.0, 179.0), p(35.0, -179.0), 0.5);
/// assert!((half.lon_deg() - 180.0).abs() < 1e-9 && half.lat_deg() > 35.0);
/// ```
///
/// # Panics
/// If the fraction is not finite.
pub fn interpolate(from: Position, to: Position, fraction: f64) -> Position {
    let whole = inverse(from, to);
    let way = Distance::metres(whole.distance.in_metres() * fraction);
    direct(from, whole.bearing_from_start, way)
}

/// Points from `from` to `to` along the shortest line, both included, equally spaced by `spacing` or a little
/// less; longitudes run on across the dateline. Never more than [`MAX_WAYPOINTS`], then the spacing is wider.
pub fn waypoints(from: Position, to: Position, spacing: Distance) -> Vec<Position> {
    let whole = inverse(from, to);
    let line = Line::from_bearing(from, whole.bearing_from_start);
    let length_m = whole.distance.in_metres();
    // A spacing of zero or less, or not a number, asks for as many points as are given.
    let wanted = (length_m / spacing.in_metres().max(0.0)).ceil();
    let pieces = (wanted as usize).clamp(1, MAX_WAYPOINTS - 1);
    let mut points = Vec::with_capacity(pieces + 1);
    points.push(from);
    for k in 1..pieces {
        let way = Distance::metres(length_m * k as f64 / pieces as f64);
        let near = points[k - 1].lon_deg();
        points.push(line.at(way).position.unwrapped_near(near));
    }
    points.push(to.unwrapped_near(points[pieces - 1].lon_deg()));
    points
}

/// A geodesic through a position with a bearing: cheaper than [`direct`] when many points of it are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    start: Position,
    /// sin α₀, cos α₀.
    alpha0: (f64, f64),
    k2: f64,
    sigma1: f64,
    omega1: f64,
    /// ∫ √(1 + k² sin²σ) over half a turn: the period of the distance.
    half_turn: f64,
    half_turn_lon: f64,
}

/// A point on a [`Line`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointOnLine {
    /// Where; the longitude within 180° of the line's start.
    pub position: Position,
    /// Direction of the line there.
    pub bearing: Bearing,
}

impl Line {
    /// The geodesic that leaves `start` with this bearing. At a pole the bearing counts from the meridian of
    /// the position's longitude, as the limit of positions on that meridian.
    pub fn from_bearing(start: Position, bearing: Bearing) -> Self {
        let (sin_alpha, cos_alpha) = math::sin_cos_turns(bearing.deg() / 360.0);
        let beta = Reduced::of(start.lat_deg());
        let alpha0 = (sin_alpha * beta.cos, math::hypot(cos_alpha, sin_alpha * beta.sin));
        let k2 = EP2 * alpha0.1 * alpha0.1;
        let [s, l, _] = integrands_mean(k2, 0.0, PI);
        Self {
            start,
            alpha0,
            k2,
            sigma1: math::atan2(beta.sin, cos_alpha * beta.cos),
            omega1: math::atan2(alpha0.0 * beta.sin, cos_alpha * beta.cos),
            half_turn: s * PI,
            half_turn_lon: l * PI,
        }
    }

    /// The point at a distance from the start, negative for behind it.
    ///
    /// # Panics
    /// If the distance is not finite.
    pub fn at(&self, distance: Distance) -> PointOnLine {
        assert!(distance.in_metres().is_finite(), "a distance along a line must be finite");
        if distance.in_metres() == 0.0 {
            return self.point(self.sigma1, self.omega1, 0.0);
        }
        // Whole half turns by periodicity, the rest, within a quarter turn either way, by Newton's method: the
        // derivative is within 0.4 % of one, so each step gains at least five digits.
        let arc = distance.in_metres() / B_M;
        let turns = (arc / self.half_turn).round();
        let rest = arc - turns * self.half_turn;
        let mut sigma = rest;
        let mut longitude = 0.0;
        for _ in 0..5 {
            let [s, l, _] = integrands_mean(self.k2, self.sigma1, self.sigma1 + sigma);
            longitude = l * sigma;
            let (sin, _) = math::sin_cos(self.sigma1 + sigma);
            sigma -= (s * sigma - rest) / (1.0 + self.k2 * sin * sin).sqrt();
        }
        let sigma2 = self.sigma1 + sigma + turns * PI;
        let (sin, cos) = math::sin_cos(sigma2);
        let omega2 = math::atan2(self.alpha0.0 * sin, cos);
        self.point(sigma2, omega2, longitude + turns * self.half_turn_lon)
    }

    /// Position and direction at the arc σ₂ with the longitude ω₂ on the sphere and its correction.
    fn point(&self, sigma2: f64, omega2: f64, correction: f64) -> PointOnLine {
        let (sin, cos) = math::sin_cos(sigma2);
        let (sin_alpha0, cos_alpha0) = self.alpha0;
        let sin_beta = cos_alpha0 * sin;
        let cos_beta = math::hypot(sin_alpha0, cos_alpha0 * cos);
        let lat = math::atan2(sin_beta, (1.0 - F) * cos_beta) / RAD;
        let east = (omega2 - self.omega1 - F * sin_alpha0 * correction) / RAD;
        let lon = unwrap_longitude(self.start.lon_deg() + wrap_longitude(east), self.start.lon_deg());
        let position = Position::new(lat.clamp(-90.0, 90.0), lon)
            .or_else(|_| Position::new(lat.clamp(-90.0, 90.0), wrap_longitude(lon)))
            .expect("a latitude within 90 degrees and a wrapped longitude are a position");
        let bearing = Bearing::wrapping(math::atan2(sin_alpha0, cos_alpha0 * cos) / RAD);
        PointOnLine { position, bearing }
    }
}

/// Sine and cosine of a reduced latitude β, tan β = (1 − f) tan φ.
#[derive(Debug, Clone, Copy)]
struct Reduced {
    sin: f64,
    cos: f64,
}

impl Reduced {
    fn of(lat_deg: f64) -> Self {
        let (s, c) = math::sin_cos_turns(lat_deg / 360.0);
        let s = (1.0 - F) * s;
        let norm = math::hypot(s, c);
        Self { sin: s / norm, cos: (c / norm).max(TINY) }
    }
}

/// Means over an arc of the integrands of distance and longitude and of 1/√(1 + k² sin²σ).
fn integrands_mean(k2: f64, from: f64, to: f64) -> [f64; 3] {
    means(from, to, |sigma| {
        let (sin, _) = math::sin_cos(sigma);
        let root = (1.0 + k2 * sin * sin).sqrt();
        [root, (2.0 - F) / (1.0 + (1.0 - F) * root), 1.0 / root]
    })
}

/// A solved inverse problem in canonical position: azimuths as (sine, cosine).
struct Solution {
    distance_m: f64,
    start: (f64, f64),
    end: (f64, f64),
}

/// One trial of an azimuth α₁: where the second latitude is met.
struct Trial {
    distance_m: f64,
    longitude: f64,
    /// d longitude / d α₁.
    slope: f64,
    end: (f64, f64),
}

/// Inverse problem for β₁ ≤ 0, |β₂| ≤ −β₁ and a difference of longitude in [0, 180] degrees.
fn solve(start: Reduced, end: Reduced, difference_deg: f64) -> Solution {
    let (sin_lon, cos_lon) = math::sin_cos_turns(difference_deg / 360.0);
    if difference_deg == 0.0 || difference_deg == 180.0 || start.cos <= TINY {
        let (azimuth, arrival) = ((sin_lon, cos_lon), (0.0, 1.0));
        let (from, to) = (math::atan2(start.sin, cos_lon * start.cos), math::atan2(end.sin, end.cos));
        let [s, _, i] = integrands_mean(EP2, from, to);
        if difference_deg != 180.0 || reduced_length(EP2, from, to, s, i) >= 0.0 {
            let distance_m = B_M * s * (to - from).max(0.0);
            return Solution { distance_m, start: azimuth, end: arrival };
        }
    }
    let longitude = difference_deg * RAD;
    if start.sin == 0.0 && longitude <= (1.0 - F) * PI {
        return Solution { distance_m: A_M * longitude, start: (1.0, 0.0), end: (1.0, 0.0) };
    }
    let azimuth = find_azimuth(start, end, longitude);
    let trial = try_azimuth(start, end, azimuth);
    Solution { distance_m: trial.distance_m, start: math::sin_cos(azimuth), end: trial.end }
}

/// The azimuth α₁ at which the second latitude is met after the wanted longitude: Newton in a bracket.
fn find_azimuth(start: Reduced, end: Reduced, longitude: f64) -> f64 {
    let (mut low, mut high) = (0.0, PI);
    let mut azimuth = first_guess(start, end, longitude);
    for round in 0..90 {
        let trial = try_azimuth(start, end, azimuth);
        let excess = trial.longitude - longitude;
        if excess == 0.0 {
            break;
        }
        if excess > 0.0 {
            high = azimuth;
        } else {
            low = azimuth;
        }
        let newton = azimuth - excess / trial.slope;
        // Newton gains digits from the start or not at all; after 25 rounds halving is the surer way.
        let usable = round < 25 && trial.slope > 0.0 && newton > low && newton < high;
        let next = if usable { newton } else { 0.5 * (low + high) };
        let moved = (next - azimuth).abs();
        azimuth = next;
        if moved < 1e-16 || high - low < 1e-16 {
            break;
        }
    }
    azimuth
}

/// The azimuth on a sphere with the longitude stretched for the flattening; a right angle near the antipode,
/// where that says nothing.
fn first_guess(start: Reduced, end: Reduced, longitude: f64) -> f64 {
    if longitude > 0.99 * PI {
        return FRAC_PI_2;
    }
    let mean_cos = 0.5 * (start.cos + end.cos);
    let e2 = F * (2.0 - F);
    let (s, c) = math::sin_cos((longitude / (1.0 - e2 * mean_cos * mean_cos).sqrt()).min(PI));
    // sin(β₂ − β₁) + … instead of a difference of products: exact for close points.
    let half_versine = s * s / (1.0 + c.abs());
    let one_minus_cos = if c >= 0.0 { half_versine } else { 1.0 - c };
    let north = (end.sin * start.cos - end.cos * start.sin) + start.sin * end.cos * one_minus_cos;
    math::atan2(end.cos * s, north).clamp(1e-12, PI - 1e-12)
}

/// Follows the geodesic with azimuth α₁ in (0, π) to the second latitude, where it heads north.
fn try_azimuth(start: Reduced, end: Reduced, azimuth: f64) -> Trial {
    let (sin_alpha1, cos_alpha1) = math::sin_cos(azimuth);
    let sin_alpha0 = sin_alpha1 * start.cos;
    let cos_alpha0 = math::hypot(cos_alpha1, sin_alpha1 * start.sin);
    let k2 = EP2 * cos_alpha0 * cos_alpha0;
    // −0 on the equator selects the branch that has yet to cross it.
    let sin_beta1 = -start.sin.abs();
    let sigma1 = math::atan2(sin_beta1, cos_alpha1 * start.cos);
    let omega1 = math::atan2(sin_alpha0 * sin_beta1, cos_alpha1 * start.cos);

    // cos β₂ cos α₂ from cos²β₁ cos²α₁ + (cos²β₂ − cos²β₁), written without cancellation.
    let gain = if start.cos < -start.sin {
        (end.cos - start.cos) * (end.cos + start.cos)
    } else {
        (start.sin - end.sin) * (start.sin + end.sin)
    };
    let first = cos_alpha1 * start.cos;
    let cos_product = (first * first + gain).max(0.0).sqrt();
    let (sin_alpha2, cos_alpha2) = (sin_alpha0 / end.cos, cos_product / end.cos);
    let sigma2 = math::atan2(end.sin, cos_product);
    let omega2 = math::atan2(sin_alpha0 * end.sin, cos_product);

    let [s, l, i] = integrands_mean(k2, sigma1, sigma2);
    let arc = sigma2 - sigma1;
    let slope = if cos_product > 0.0 {
        (1.0 - F) * reduced_length(k2, sigma1, sigma2, s, i) / cos_product
    } else {
        // Both points on the vertex parallel, where the quotient above is 0/0.
        -2.0 * (1.0 - F * (2.0 - F) * start.cos * start.cos).sqrt() / sin_beta1
    };
    Trial {
        distance_m: (B_M * s * arc).max(0.0),
        longitude: omega2 - omega1 - F * sin_alpha0 * l * arc,
        slope,
        end: (sin_alpha2, cos_alpha2),
    }
}

/// Reduced length m₁₂ / b: how far apart geodesics get that leave the first point with slightly different
/// azimuths (Karney 2013, equation 38); negative beyond the conjugate point, where a line is not the shortest.
fn reduced_length(k2: f64, sigma1: f64, sigma2: f64, mean_root: f64, mean_inverse: f64) -> f64 {
    let (s1, c1) = math::sin_cos(sigma1);
    let (s2, c2) = math::sin_cos(sigma2);
    let root = |s: f64| (1.0 + k2 * s * s).sqrt();
    root(s2) * c1 * s2 - root(s1) * s1 * c2 - c1 * c2 * (mean_root - mean_inverse) * (sigma2 - sigma1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};

    fn place(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    /// Random positions with the special ones mixed in: poles, equator, dateline, integers.
    fn places(count: u32) -> impl Iterator<Item = (Position, Position, f64)> {
        let streams = crate::Streams::new(7);
        (0..count).map(move |i| {
            let draw = |k| {
                let (a, b) = streams.particle(i).uniform_pair(k, crate::streams::Process::SeedPosition, 0);
                let lat = [180.0 * a - 90.0, 90.0, -90.0, 0.0, (20.0 * a).round() - 10.0, 89.999_999];
                let lon = [360.0 * b - 180.0, 180.0, -180.0, 0.0, (20.0 * b).round() + 170.0, 179.999_999];
                let pick = streams.particle(i).words(k, crate::streams::Process::SeedTime, 0);
                let choose = |w: u32| if w % 10 < 5 { 0 } else { w as usize % 10 - 4 };
                place(lat[choose(pick[0])], lon[choose(pick[1])])
            };
            let u = streams.particle(i).uniform(9, crate::streams::Process::SeedPosition, 0);
            (draw(0), draw(1), u)
        })
    }

    /// Metres between two positions by the independent library.
    fn apart_m(a: Position, b: Position) -> f64 {
        Geodesic::wgs84().inverse(a.lat_deg(), a.lon_deg(), b.lat_deg(), b.lon_deg())
    }

    #[test]
    fn direct_agrees_with_geographiclib_to_a_tenth_of_a_millimetre() {
        let mut worst = 0.0f64;
        for (from, _, u) in places(4000) {
            // Half of the cases short, from millimetres on, half up to a turn and a half around the Earth.
            let length = if u < 0.5 { 1e-3 * math::exp(u * 40.0) } else { (u - 0.5) * 1.2e8 };
            let bearing = (u * 7919.0 * 360.0) % 360.0;
            let (lat, lon): (f64, f64) =
                Geodesic::wgs84().direct(from.lat_deg(), from.lon_deg(), bearing, length);
            let got = direct(from, Bearing::wrapping(bearing), Distance::metres(length));
            worst = worst.max(apart_m(got, place(lat, lon)));
            assert!((got.lon_deg() - from.lon_deg()).abs() <= 180.0);
        }
        assert!(worst < 1e-6, "{worst} m");
    }

    #[test]
    fn inverse_agrees_with_geographiclib_to_a_tenth_of_a_millimetre() {
        let (mut worst, mut closure) = (0.0f64, 0.0f64);
        for (from, to, u) in places(4000) {
            // A third of the second points nearly antipodal, a third close by.
            let to = match (u * 3.0) as u32 {
                0 => place(
                    (-from.lat_deg() + u).clamp(-90.0, 90.0),
                    wrap_longitude(from.lon_deg() + 179.5 + u),
                ),
                1 => place((from.lat_deg() + (u - 0.5) * 1e-4).clamp(-90.0, 90.0), from.lon_deg() + u * 1e-4),
                _ => to,
            };
            let got = inverse(from, to);
            let error = (got.distance.in_metres() - apart_m(from, to)).abs();
            assert!(error < 1e-4, "{from:?} {to:?}: {error} m");
            worst = worst.max(error);
            // The bearing must lead there, and back.
            let there = direct(from, got.bearing_from_start, got.distance);
            closure = closure.max(apart_m(there, to));
            let back = Bearing::wrapping(got.bearing_at_end.deg() + 180.0);
            closure = closure.max(apart_m(direct(to, back, got.distance), from));
        }
        assert!(worst < 1e-6, "{worst} m");
        assert!(closure < 1e-4, "{closure} m");
    }

    /// The nearly antipodal example worked by Karney 2013, tables 3 and 4; Vincenty's iteration fails there.
    #[test]
    fn nearly_antipodal_points_are_solved() {
        let got = inverse(place(-30.0, 0.0), place(29.9, 179.8));
        assert!((got.distance.in_metres() - 19_989_832.827_610).abs() < 1e-5, "{got:?}");
        assert!((got.bearing_from_start.deg() - 161.890_524_736).abs() < 1e-8, "{got:?}");
        let over_the_pole = inverse(place(0.0, 0.0), place(0.0, 180.0));
        assert!((over_the_pole.distance.in_metres() - 20_003_931.458_6).abs() < 1e-3);
    }

    #[test]
    fn coincident_points_are_zero_apart_and_head_north() {
        for p in [place(0.0, 0.0), place(90.0, 5.0), place(35.1, -180.0)] {
            let got = inverse(p, p);
            assert_eq!((got.distance.in_metres(), got.bearing_from_start.deg()), (0.0, 0.0));
        }
        assert_eq!(inverse(place(90.0, 0.0), place(90.0, 77.0)).distance.in_metres(), 0.0);
    }

    /// At the pole the bearing counts from the meridian of the longitude given: south along it, or across.
    #[test]
    fn bearing_at_the_pole_counts_from_its_meridian() {
        let step = Distance::nautical_miles(60.0);
        for (bearing, lon) in [(180.0, 129.0), (0.0, -51.0), (90.0, -141.0), (270.0, 39.0)] {
            let got = direct(place(90.0, 129.0), Bearing::wrapping(bearing), step).wrapped();
            assert!((got.lon_deg() - lon).abs() < 1e-9, "{bearing}: {got:?}");
            assert!((got.lat_deg() - 89.005_13).abs() < 1e-4, "{got:?}");
        }
    }

    #[test]
    fn waypoints_cross_the_dateline_without_a_jump() {
        let points = waypoints(place(-40.0, 175.0), place(-45.0, -170.0), Distance::nautical_miles(20.0));
        for pair in points.windows(2) {
            assert!((pair[1].lon_deg() - pair[0].lon_deg()).abs() < 1.0);
            assert!(apart_m(pair[0], pair[1]) <= 20.0 * 1852.0 + 1e-6);
        }
        assert!((points.last().unwrap().lon_deg() - 190.0).abs() < 1e-12);
        let never_too_many = waypoints(place(0.0, 0.0), place(1.0, 1.0), Distance::metres(0.0));
        assert_eq!(never_too_many.len(), MAX_WAYPOINTS);
        assert_eq!(waypoints(place(1.0, 1.0), place(1.0, 1.0), Distance::metres(f64::NAN)).len(), 2);
    }
}
