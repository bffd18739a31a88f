//! The inner loops: plain arithmetic over slices of equal length, without branches.

use crate::run::cpu::vectorised;
use sarex_geo::ellipsoid::{RAD, displace_with};
use sarex_geo::math;
use sarex_geo::streams::{Process, Streams, normal_pair, open_unit};

/// Speed up to which a long step is known to keep clear of the pole, m/s.
const REACH_MPS: f64 = 20.0;
/// Length of a degree of latitude, m, near the pole, where it matters.
const DEGREE_M: f64 = 111_000.0;

/// Beyond this latitude, degrees, single particles are moved by exact geodesics instead of the series: where the
/// series ends, less what a step may cover.
pub(crate) fn polar_deg(dt_s: f64) -> f64 {
    sarex_geo::ellipsoid::EXPANSION_LIMIT_DEG - REACH_MPS * dt_s.abs() / DEGREE_M
}

vectorised! {
    /// Sine and cosine of latitudes; true if any of them lies beyond `polar_deg`.
    ///
    /// From those of half the latitude, which lies where they need no reduction. Towards a pole the cosine loses
    /// relative precision, but not before the series of the step ends.
    pub(crate) fn latitude_sin_cos(
        lat_deg: &[f64],
        polar_deg: f64,
        sin_lat: &mut [f64],
        cos_lat: &mut [f64],
    ) -> bool {
        let n = lat_deg.len();
        let (sin_lat, cos_lat) = (&mut sin_lat[..n], &mut cos_lat[..n]);
        let mut polar = 0u64;
        for i in 0..n {
            let (s, c) = math::sin_cos_small(lat_deg[i] * (0.5 * RAD));
            sin_lat[i] = 2.0 * s * c;
            cos_lat[i] = 1.0 - 2.0 * s * s;
            polar |= u64::from(lat_deg[i].abs() > polar_deg);
        }
        polar != 0
    }
}

/// Leeway in one wind, m/s: L = D d̂ + C r̂ with D = slope·W + offset downwind and C likewise to the right. In a dead
/// calm downwind is taken as north (θ = atan2(0, 0) = 0), as OpenDrift does.
#[inline(always)]
fn leeway_in(wind: (f64, f64), downwind: (f64, f64), crosswind: (f64, f64)) -> (f64, f64) {
    let w = (wind.0 * wind.0 + wind.1 * wind.1).sqrt();
    let inverse = 1.0 / w;
    let calm = w == 0.0;
    let sine = if calm { 0.0 } else { wind.0 * inverse };
    let cosine = if calm { 1.0 } else { wind.1 * inverse };
    let d = downwind.0 * w + downwind.1;
    let c = crosswind.0 * w + crosswind.1;
    (d * sine + c * cosine, d * cosine - c * sine)
}

vectorised! {
    /// Leeway of each particle in the wind it meets, written over the wind.
    pub(crate) fn leeway(
        wind_east: &mut [f64],
        wind_north: &mut [f64],
        downwind_slope: &[f64],
        downwind_offset: &[f64],
        crosswind_slope: &[f64],
        crosswind_offset: &[f64],
    ) {
        let n = wind_east.len();
        let wind_north = &mut wind_north[..n];
        let (downwind_slope, downwind_offset) = (&downwind_slope[..n], &downwind_offset[..n]);
        let (crosswind_slope, crosswind_offset) = (&crosswind_slope[..n], &crosswind_offset[..n]);
        for i in 0..n {
            let downwind = (downwind_slope[i], downwind_offset[i]);
            let crosswind = (crosswind_slope[i], crosswind_offset[i]);
            let (east, north) = leeway_in((wind_east[i], wind_north[i]), downwind, crosswind);
            wind_east[i] = east;
            wind_north[i] = north;
        }
    }
}

vectorised! {
    /// The same, added to a velocity.
    pub(crate) fn add_leeway(
        wind_east: &[f64],
        wind_north: &[f64],
        downwind_slope: &[f64],
        downwind_offset: &[f64],
        crosswind_slope: &[f64],
        crosswind_offset: &[f64],
        to_east: &mut [f64],
        to_north: &mut [f64],
    ) {
        let n = wind_east.len();
        let (wind_north, to_east, to_north) = (&wind_north[..n], &mut to_east[..n], &mut to_north[..n]);
        let (downwind_slope, downwind_offset) = (&downwind_slope[..n], &downwind_offset[..n]);
        let (crosswind_slope, crosswind_offset) = (&crosswind_slope[..n], &crosswind_offset[..n]);
        for i in 0..n {
            let downwind = (downwind_slope[i], downwind_offset[i]);
            let crosswind = (crosswind_slope[i], crosswind_offset[i]);
            let (east, north) = leeway_in((wind_east[i], wind_north[i]), downwind, crosswind);
            to_east[i] += east;
            to_north[i] += north;
        }
    }
}

vectorised! {
    /// a += factor · b, for two components.
    pub(crate) fn add_scaled(
        a_east: &mut [f64],
        a_north: &mut [f64],
        b_east: &[f64],
        b_north: &[f64],
        factor: f64,
    ) {
        let n = a_east.len();
        let (a_north, b_east, b_north) = (&mut a_north[..n], &b_east[..n], &b_north[..n]);
        for i in 0..n {
            a_east[i] += factor * b_east[i];
            a_north[i] += factor * b_north[i];
        }
    }
}

vectorised! {
    /// Moves places by velocity times `seconds`: third-order geodesic step on WGS84.
    pub(crate) fn displace(
        lat_deg: &[f64],
        lon_deg: &[f64],
        sin_lat: &[f64],
        cos_lat: &[f64],
        east_mps: &[f64],
        north_mps: &[f64],
        seconds: f64,
        to_lat_deg: &mut [f64],
        to_lon_deg: &mut [f64],
    ) {
        let n = lat_deg.len();
        let (lon_deg, sin_lat, cos_lat) = (&lon_deg[..n], &sin_lat[..n], &cos_lat[..n]);
        let (east_mps, north_mps) = (&east_mps[..n], &north_mps[..n]);
        let (to_lat_deg, to_lon_deg) = (&mut to_lat_deg[..n], &mut to_lon_deg[..n]);
        for i in 0..n {
            let (lat, lon) = displace_with(
                lat_deg[i],
                lon_deg[i],
                sin_lat[i],
                cos_lat[i],
                east_mps[i] * seconds,
                north_mps[i] * seconds,
            );
            to_lat_deg[i] = lat;
            to_lon_deg[i] = lon;
        }
    }
}

vectorised! {
    /// Expresses velocities found at stage places in the east and north of the step's origin.
    ///
    /// Along the geodesic from X to P the direction of north turns by γ = Δλ sin φ_m. Without this turn a scheme
    /// of any order would be of first order on a curved earth: eastward velocities would follow one great circle
    /// per step instead of the parallel they describe.
    pub(crate) fn carry_back(
        lat_deg: &[f64],
        lon_deg: &[f64],
        sin_lat: &[f64],
        cos_lat: &[f64],
        at_lat_deg: &[f64],
        at_lon_deg: &[f64],
        east_mps: &mut [f64],
        north_mps: &mut [f64],
    ) {
        let n = lat_deg.len();
        let (lon_deg, sin_lat, cos_lat) = (&lon_deg[..n], &sin_lat[..n], &cos_lat[..n]);
        let (at_lat_deg, at_lon_deg) = (&at_lat_deg[..n], &at_lon_deg[..n]);
        let (east_mps, north_mps) = (&mut east_mps[..n], &mut north_mps[..n]);
        for i in 0..n {
            let half_dlat = (at_lat_deg[i] - lat_deg[i]) * (0.5 * RAD);
            let turn = (at_lon_deg[i] - lon_deg[i]) * RAD * (sin_lat[i] + cos_lat[i] * half_dlat);
            let square = turn * turn;
            let cosine = 1.0 - 0.5 * square;
            let sine = turn * (1.0 - square * (1.0 / 6.0));
            let (e, nn) = (east_mps[i], north_mps[i]);
            east_mps[i] = e * cosine - nn * sine;
            north_mps[i] = nn * cosine + e * sine;
        }
    }
}

vectorised! {
    /// Takes each path's extent off the clearance from land that was left; true if any is used up.
    pub(crate) fn spend_clearance(
        lat_deg: &[f64],
        lon_deg: &[f64],
        to_lat_deg: &[f64],
        to_lon_deg: &[f64],
        clearance_deg: &mut [f64],
    ) -> bool {
        let n = lat_deg.len();
        let (lon_deg, to_lat_deg, to_lon_deg) = (&lon_deg[..n], &to_lat_deg[..n], &to_lon_deg[..n]);
        let clearance_deg = &mut clearance_deg[..n];
        let mut used_up = 0u64;
        for i in 0..n {
            let dlat = (to_lat_deg[i] - lat_deg[i]).abs();
            let dlon = (to_lon_deg[i] - lon_deg[i]).abs();
            let extent = if dlat > dlon { dlat } else { dlon };
            let left = clearance_deg[i] - extent;
            clearance_deg[i] = left;
            used_up |= u64::from(left < 0.0);
        }
        used_up != 0
    }
}

vectorised! {
    /// e ← keep·e + σ ξ for both components, ξ from each particle's stream.
    pub(crate) fn update_error(
        east: &mut [f64],
        north: &mut [f64],
        id: &[u32],
        streams: Streams,
        process: Process,
        step: u32,
        draw: u32,
        keep: f64,
        sigma: f64,
    ) {
        let n = east.len();
        let (north, id) = (&mut north[..n], &id[..n]);
        for i in 0..n {
            let w = streams.particle(id[i]).words(step, process, draw);
            let (a, b) = normal_pair(w[0], w[1]);
            east[i] = keep * east[i] + sigma * a;
            north[i] = keep * north[i] + sigma * b;
        }
    }
}

vectorised! {
    /// e += s (2U − 1) for both components, from the words [`update_error`] leaves unused.
    pub(crate) fn add_uniform_error(
        east: &mut [f64],
        north: &mut [f64],
        id: &[u32],
        streams: Streams,
        process: Process,
        step: u32,
        draw: u32,
        half_width: f64,
    ) {
        let n = east.len();
        let (north, id) = (&mut north[..n], &id[..n]);
        for i in 0..n {
            let w = streams.particle(id[i]).words(step, process, draw);
            east[i] += half_width * (2.0 * open_unit(w[2]) - 1.0);
            north[i] += half_width * (2.0 * open_unit(w[3]) - 1.0);
        }
    }
}

vectorised! {
    /// True if any event time has come.
    pub(crate) fn any_due(event_s: &[f64], now_s: f64) -> bool {
        let mut due = 0u64;
        for &t in event_s {
            due |= u64::from(t <= now_s);
        }
        due != 0
    }
}

vectorised! {
    /// True if any source index is not 0, that is if the first source lacked a value somewhere.
    pub(crate) fn any_nonzero(used: &[u8]) -> bool {
        let mut bits = 0u8;
        for &u in used {
            bits |= u;
        }
        bits != 0
    }
}
