//! The synthetic surface current of the demo: a Tsushima Current with tides that nobody has measured.
//!
//! No freely licensed current for these seas could be shipped. This one has the right order of magnitude and
//! the right shape for showing the program, and nothing else: two branches of a warm current through the strait
//! on both sides of the island in its middle, and four tidal constituents. The file says so in its title,
//! summary, comment and file name, and every picture made with it should.
//!
//! Each branch is a jet along a centre line y = c(x) in a local plane (x, y kilometres east and north of 34.5° N
//! 129.5° E) with stream function ψ = −U w tanh((y − c(x))/w), hence free of divergence:
//! u = U sech²((y − c)/w), v = c′(x) u. A tide is an ellipse with its major axis along the strait:
//! amplitude A(r) (cos(ωt − φ) along, ε sin(ωt − φ) across), A falling off with the distance r from the strait.

use crate::shell;
use anyhow::{Context, Result};
use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use sarex_geo::math;

/// Where the file lies in the repository.
pub const PATH: &str = "data/current/synthetic_tsushima_current_with_tides.nc";

const ORIGIN: (f64, f64) = (34.5, 129.5);
const KM_PER_DEG_LAT: f64 = 110.95;
/// 111.32 km · cos 34.5°.
const KM_PER_DEG_LON: f64 = 91.74;

struct Branch {
    speed_mps: f64,
    half_width_km: f64,
    centre_km: f64,
    rise_km: f64,
    length_km: f64,
}

const BRANCHES: [Branch; 2] = [
    Branch { speed_mps: 0.45, half_width_km: 28.0, centre_km: 28.0, rise_km: 150.0, length_km: 170.0 },
    Branch { speed_mps: 0.35, half_width_km: 32.0, centre_km: -30.0, rise_km: 120.0, length_km: 190.0 },
];

struct Tide {
    name: &'static str,
    period_h: f64,
    amplitude_mps: f64,
    phase_turns: f64,
}

/// Periods: Doodson's constituents. Amplitudes and phases: invented, of the order seen in the strait.
const TIDES: [Tide; 4] = [
    Tide { name: "M2", period_h: 12.420_601, amplitude_mps: 0.30, phase_turns: 0.10 },
    Tide { name: "S2", period_h: 12.0, amplitude_mps: 0.14, phase_turns: 0.35 },
    Tide { name: "K1", period_h: 23.934_470, amplitude_mps: 0.10, phase_turns: 0.60 },
    Tide { name: "O1", period_h: 25.819_342, amplitude_mps: 0.08, phase_turns: 0.80 },
];

/// Direction of the tidal axis, turns clockwise from north (40°), and ratio of minor to major axis.
const TIDAL_AXIS_TURNS: f64 = 40.0 / 360.0;
const TIDAL_ELLIPTICITY: f64 = -0.25;

const SOUTH: f64 = 32.0;
const WEST: f64 = 126.0;
const ROWS: usize = 56;
const COLUMNS: usize = 81;
const HOURS: usize = 49;
const FILL: i16 = -32767;

/// East and north component, m/s, `hours` after 2016-11-20T00:00Z.
fn velocity(lat_deg: f64, lon_deg: f64, hours: f64) -> (f64, f64) {
    let x = (lon_deg - ORIGIN.1) * KM_PER_DEG_LON;
    let y = (lat_deg - ORIGIN.0) * KM_PER_DEG_LAT;
    let (mut east, mut north) = (0.0, 0.0);
    for branch in &BRANCHES {
        let t = math::tanh(x / branch.length_km);
        let slope = branch.rise_km / branch.length_km * (1.0 - t * t);
        let across = math::tanh((y - branch.centre_km - branch.rise_km * t) / branch.half_width_km);
        let u = branch.speed_mps * (1.0 - across * across);
        east += u;
        north += slope * u;
    }
    let r2 = x * x + y * y;
    let fall_off = 0.25 + 0.75 * math::exp(-r2 / (220.0 * 220.0));
    let (axis_s, axis_c) = math::sin_cos_turns(TIDAL_AXIS_TURNS);
    for tide in &TIDES {
        let (s, c) = math::sin_cos_turns(hours / tide.period_h - tide.phase_turns - 0.0003 * x);
        let along = tide.amplitude_mps * fall_off * c;
        let across = tide.amplitude_mps * fall_off * TIDAL_ELLIPTICITY * s;
        east += along * axis_s + across * axis_c;
        north += along * axis_c - across * axis_s;
    }
    (east, north)
}

/// The whole file.
fn bytes() -> Result<Vec<u8>> {
    let text = |s: &str| NcAttrValue::Chars(s.to_owned());
    let mut file = NcFileBuilder::new();
    let time = file.add_dimension("time", HOURS as u64)?;
    let lat = file.add_dimension("lat", ROWS as u64)?;
    let lon = file.add_dimension("lon", COLUMNS as u64)?;
    let constituents: Vec<&str> = TIDES.iter().map(|t| t.name).collect();
    for (name, value) in [
        ("Conventions", "CF-1.11"),
        ("title", "SYNTHETIC surface current for demonstrations: not a measurement, not a forecast"),
        (
            "summary",
            "An invented two-branch Tsushima Current with invented tides, made by a formula. \
             Never use it for a real case.",
        ),
        ("source", "formula in xtask/src/synthetic_current.rs of sarex"),
        ("license", "MIT OR Apache-2.0, as the program"),
    ] {
        file.add_attribute(name, text(value))?;
    }
    file.add_attribute("comment", text(&format!("tidal constituents: {}", constituents.join(" "))))?;
    let axis =
        |file: &mut NcFileBuilder, name: &str, dimension, attributes: &[(&str, &str)], values: &[f64]| {
            let variable = file.add_variable::<f64>(name, &[dimension])?;
            for (key, value) in attributes {
                file.add_variable_attribute(variable, *key, text(value))?;
            }
            file.write_variable(variable, values)
        };
    let hours: Vec<f64> = (0..HOURS).map(|h| h as f64).collect();
    // Tenths are divided last, so that 126.3 is the double nearest to 126.3.
    let tenths =
        |from: f64, n: usize| -> Vec<f64> { (0..n).map(|i| (from * 10.0 + i as f64) / 10.0).collect() };
    let (lats, lons) = (tenths(SOUTH, ROWS), tenths(WEST, COLUMNS));
    axis(
        &mut file,
        "time",
        time,
        &[("standard_name", "time"), ("units", "hours since 2016-11-20 00:00:00"), ("calendar", "standard")],
        &hours,
    )?;
    axis(&mut file, "lat", lat, &[("standard_name", "latitude"), ("units", "degrees_north")], &lats)?;
    axis(&mut file, "lon", lon, &[("standard_name", "longitude"), ("units", "degrees_east")], &lons)?;

    let cells = HOURS * ROWS * COLUMNS;
    let (mut u, mut v) = (Vec::with_capacity(cells), Vec::with_capacity(cells));
    for &h in &hours {
        for &phi in &lats {
            for &lambda in &lons {
                let (east, north) = velocity(phi, lambda, h);
                u.push((east * 1000.0).round() as i16);
                v.push((north * 1000.0).round() as i16);
            }
        }
    }
    for (name, standard_name, values) in
        [("u", "eastward_sea_water_velocity", &u), ("v", "northward_sea_water_velocity", &v)]
    {
        let variable = file.add_variable::<i16>(name, &[time, lat, lon])?;
        file.add_variable_attribute(variable, "standard_name", text(standard_name))?;
        file.add_variable_attribute(variable, "long_name", text("SYNTHETIC surface current"))?;
        file.add_variable_attribute(variable, "units", text("m s-1"))?;
        file.add_variable_attribute(variable, "scale_factor", NcAttrValue::Doubles(vec![0.001]))?;
        file.set_variable_fill_value::<i16>(variable, FILL)?;
        file.set_variable_chunking(variable, vec![1, ROWS as u64, COLUMNS as u64])?;
        file.set_variable_deflate(variable, Some(6), true)?;
        file.write_variable(variable, values)?;
    }
    Ok(file.to_vec(NcWriteOptions { format: NcWriteFormat::Nc4 })?.1)
}

/// Writes the file into the repository.
pub fn write() -> Result<()> {
    let path = shell::root().join(PATH);
    std::fs::write(&path, bytes()?).with_context(|| path.display().to_string())?;
    println!("wrote {PATH}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped file is what this formula gives, byte for byte.
    #[test]
    fn the_shipped_file_is_current() {
        let shipped = std::fs::read(shell::root().join(PATH)).expect("shipped file");
        assert!(shipped == bytes().unwrap(), "run `cargo xtask data`");
    }

    /// Largest and mean speed are those of a strait (metres per second, not tens of them).
    #[test]
    fn speeds_are_those_of_a_strait() {
        let (mut most, mut sum, mut n) = (0.0f64, 0.0, 0);
        for h in 0..200 {
            for i in 0..60 {
                let (e, v) = velocity(33.0 + 0.07 * f64::from(i), 127.0 + 0.1 * f64::from(i), f64::from(h));
                let speed = math::hypot(e, v);
                most = most.max(speed);
                sum += speed;
                n += 1;
            }
        }
        assert!(most < 1.8, "{most}");
        let mean = sum / f64::from(n);
        assert!((0.15..0.8).contains(&mean), "{mean}");
    }
}
