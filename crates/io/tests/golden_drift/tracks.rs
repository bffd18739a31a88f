//! Golden b: fields at given positions, then single tracks.

use crate::case::*;
use crate::record::Record;
use sarex_drift::{CoastAction, Fate, Scenario};
use sarex_geo::{Position, geodesic};
use sarex_metocean::{Points, Quantity, VectorsMut, Window};
use std::collections::BTreeMap;

/// Fields first: at every position of golden b, land cells included. Tolerance 2·10⁻⁴ m/s for wind, 2·10⁻⁶ m/s for
/// current.
#[test]
fn fields_at_the_golden_positions() {
    let Some(environment) = environment() else { return };
    let mut record = Record::new(
        "opendrift",
        "20-fields",
        "Golden b: fields at the positions of the tracks",
        "NorKyst-800 current and AROME wind at every row of the tracks, filled land cells included. Norm: largest \
         difference of a component. Limits: the golden's, some units of single precision.",
    );
    for (file, from_h, to_h) in [("b_norkyst_fwd.csv", 0.0, 48.0), ("b_norkyst_bwd.csv", -1.0, 66.0)] {
        let Some(table) = Table::read(file) else { return };
        let start_s = start_of(file);
        let (first_s, last_s) = (start_s.min(START_S + from_h * HOUR_S), START_S + to_h * HOUR_S);
        let held = environment
            .hold(&Window {
                south_deg: 55.0,
                north_deg: 65.0,
                west_deg: 0.0,
                east_deg: 10.0,
                start_s: first_s.max(START_S),
                end_s: last_s,
            })
            .unwrap();
        for (quantity, names, tolerance) in [
            (Quantity::Wind, ["x_wind", "y_wind"], 2e-4),
            (Quantity::Current, ["x_current", "y_current"], 2e-6),
        ] {
            let mut worst = 0.0f64;
            let mut compared = 0;
            for row in &table.rows {
                let want = names.map(|n| table.number(row, n));
                if want[0].is_nan() {
                    continue;
                }
                let (lat, lon) = (table.number(row, "lat"), table.number(row, "lon"));
                let (mut east, mut north, mut used) = ([0.0], [0.0], [0]);
                held.sample(
                    quantity,
                    Points { lat_deg: &[lat], lon_deg: &[lon], member: &[0] },
                    start_s + table.number(row, "t_s"),
                    VectorsMut { east_mps: &mut east, north_mps: &mut north },
                    &mut used,
                );
                let off = (east[0] - want[0]).abs().max((north[0] - want[1]).abs());
                assert!(off <= tolerance, "{file} {quantity} {row:?}: {} {}", east[0], north[0]);
                worst = worst.max(off);
                compared += 1;
            }
            record.row(
                &format!("{file}: {quantity}, {compared} places"),
                format!("{worst:.1e} m/s"),
                format!("{tolerance:.0e} m/s"),
            );
        }
    }
}

/// The six start points of golden b; particles 2k and 2k + 1 start at point k.
const POINTS: [(f64, f64); 6] =
    [(60.0, 4.0), (60.25, 4.5), (61.0, 4.25), (60.5, 3.5), (60.75, 4.75), (59.75, 4.875)];

/// What a run of golden b is compared in.
#[derive(Default)]
struct Compared {
    strict_m: f64,
    strict_rows: usize,
    hourly_rows: usize,
    strandings: usize,
    hourly_m: f64,
    stranding_m: f64,
    ends: usize,
}

fn check_golden_b(file: &str, object_type: &str, dt: f64, action: CoastAction, out: &mut Compared) {
    let (Some(mut environment), Some(coast), Some(table), Some(guide)) =
        (environment(), norwegian_coast(), Table::read(file), Table::read("b_norkyst_guide.csv"))
    else {
        return;
    };
    environment.coast = Some(coast);
    let action_name = if action == CoastAction::None { "none" } else { "stranding" };
    let of_run = |t: &Table, row: &[String]| {
        t.text(row, "object_type") == object_type
            && t.number(row, "dt_s") == dt
            && t.text(row, "coastline_action") == action_name
    };
    let start_s = start_of(file);
    let length_s = if dt > 0.0 { 172_800.0 } else { -129_600.0 };
    let places: Vec<(f64, f64)> = (0..12).map(|i| POINTS[i / 2]).collect();
    let scenario = Scenario {
        step_s: dt.abs(),
        output_every_s: HOUR_S,
        until_s: start_s + length_s,
        coast_action: action,
        ..compat(object(object_type, false))
    };
    let e = run(scenario, particles_at(&places, start_s), start_s, &environment);
    let limits: BTreeMap<String, f64> = guide
        .rows
        .iter()
        .filter(|r| guide.text(r, "file") == file && of_run(&guide, r))
        .map(|r| {
            let until = guide.number(r, "strict_until_t_s");
            (guide.text(r, "particle").to_owned(), if until.is_nan() { f64::INFINITY } else { until.abs() })
        })
        .collect();
    let mut rows = 0;
    for row in table.rows.iter().filter(|r| of_run(&table, r)) {
        rows += 1;
        let particle = table.number(row, "particle") as usize;
        let golden = (table.number(row, "lat"), table.number(row, "lon"));
        let t_s = table.number(row, "t_s");
        if t_s.is_nan() {
            // The event happened one step before the age given.
            let (fate, age) = table.text(row, "status").split_once(":age_s=").unwrap();
            let age: f64 = age.parse().unwrap();
            let want_s = start_s + dt.signum() * (age.abs() - dt.abs());
            let want = if fate == "stranded" { Fate::Stranded } else { Fate::MissingData };
            let what = format!("{file} {object_type} {dt} {action_name} {particle}");
            assert_eq!(e.outcome.fate[particle], want, "{what}");
            assert_eq!(e.outcome.stopped_s[particle], want_s, "{what}");
            let off = distance_m((e.outcome.lat_deg[particle], e.outcome.lon_deg[particle]), golden);
            if want == Fate::Stranded {
                out.stranding_m = out.stranding_m.max(off);
                out.strandings += 1;
            }
            out.ends += 1;
            continue;
        }
        let s = &e.snapshots[(t_s.abs() / HOUR_S) as usize];
        assert_eq!(s.time_s, start_s + t_s);
        let here = (f64::from(s.lat_e7[particle]) * 1e-7, f64::from(s.lon_e7[particle]) * 1e-7);
        let off = distance_m(here, golden);
        if t_s.abs() <= limits[table.text(row, "particle")] {
            out.strict_m = out.strict_m.max(off);
            out.strict_rows += 1;
        }
        out.hourly_m = out.hourly_m.max(off);
        out.hourly_rows += 1;
    }
    assert!(rows > 100, "{file} {object_type} {dt} {action_name}: {rows} rows");
}

/// All of golden b: strict rows within 0.1 m; hourly rows within 0.3 m (stranding) and 5 m (over land); steps of
/// stranding and missing data exact; stranding places within 1 m.
#[test]
fn tracks_agree_with_opendrift() {
    if shared("reference/drift/golden/b_norkyst_guide.csv").is_none() {
        return;
    }
    let mut record = Record::new(
        "opendrift",
        "22-tracks",
        "Golden b: tracks on real fields to a real coast",
        "6 starts × 3 classes × 2 sides × 2 steps (600 and 3600 s), 48 h forward and 36 h backward. Norm: largest \
         geodesic distance on WGS84 over the rows. Strict rows are those before a track's interpolation first touches \
         land or the grid's edge. Limits: the golden's; tracks that run over land amplify differences.",
    );
    let (mut strict_rows, mut ends) = (0, 0);
    for (file, sign) in [("b_norkyst_fwd.csv", 1.0), ("b_norkyst_bwd.csv", -1.0)] {
        for (action, tolerance_m) in [(CoastAction::None, 5.0), (CoastAction::Strand, 0.3)] {
            let mut out = Compared::default();
            for object_type in ["1", "10", "26"] {
                for dt in [600.0, 3600.0] {
                    check_golden_b(file, object_type, sign * dt, action, &mut out);
                }
            }
            let coast = if action == CoastAction::None { "no coast" } else { "stranding" };
            let mut row = |what: &str, off_m: f64, limit_m: f64| {
                record.row(
                    &format!("{file}, {coast}: {what}"),
                    format!("{off_m:.3} m"),
                    format!("{limit_m} m"),
                );
            };
            row(&format!("{} strict rows", out.strict_rows), out.strict_m, 0.1);
            row(&format!("all {} hourly rows", out.hourly_rows), out.hourly_m, tolerance_m);
            if action == CoastAction::Strand {
                row(&format!("{} places of stranding", out.strandings), out.stranding_m, 1.0);
            }
            assert!(out.strict_m <= 0.1, "{file} {action:?}: {} m", out.strict_m);
            assert!(out.hourly_m <= tolerance_m, "{file} {action:?}: {} m", out.hourly_m);
            assert!(out.stranding_m <= 1.0, "{file} {action:?}: {} m", out.stranding_m);
            strict_rows += out.strict_rows;
            ends += out.ends;
        }
    }
    record.row("strict rows in all", strict_rows, 7449);
    record.row(&format!("{ends} ends (stranded, missing data): steps that differ"), 0, 0);
    assert_eq!(strict_rows, 7449);
}

fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let position = |p: (f64, f64)| Position::new(p.0, p.1).unwrap();
    geodesic::inverse(position(a), position(b)).distance.in_metres()
}
