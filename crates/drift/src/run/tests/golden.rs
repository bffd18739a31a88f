//! `golden/a_constant` and `golden/d_processes`: OpenDrift 1.14.12 in constant forcing.

use crate::leeway::ClassTable;
use crate::record::Record;
use crate::run::testing::{distance_m, end_of, particles, run, scenario, steady};
use crate::{Compat, CrosswindConvention, Ensemble, Jibing, ObjectShare, Scenario};

/// 2026-01-01T00:00:00Z, the start of all cases.
const START_S: f64 = 1_767_225_600.0;

/// A table of numbers with a header; what is not a number is NaN.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(name: &str) -> Option<Self> {
        let mut rows = crate::shared::csv(&format!("reference/drift/golden/{name}"))?;
        Some(Self { header: rows.remove(0), rows })
    }

    fn column(&self, name: &str) -> usize {
        self.header.iter().position(|h| h == name).expect("a column of the golden file")
    }

    fn number(&self, row: &[String], name: &str) -> f64 {
        row[self.column(name)].parse().unwrap_or(f64::NAN)
    }
}

/// The table's object without spread, as the goldens a and b use it.
fn object_without_spread(number: &str) -> ObjectShare {
    let mut class = ClassTable::standard().get(number).unwrap().clone();
    let c = &mut class.coefficients;
    for component in [&mut c.downwind, &mut c.right, &mut c.left] {
        component.std_cm_s = 0.0;
    }
    ObjectShare { class, probability: 1.0, persons: None }
}

fn compat(object: ObjectShare) -> Scenario {
    Scenario {
        objects: vec![object],
        compat: Compat::OpenDrift,
        crosswind_convention: CrosswindConvention::OpenDrift,
        ..scenario()
    }
}

/// Wind and current of the six cases (`a_constant.json`): wind east, north, current east, north.
const CASES: [[f64; 4]; 6] = [
    [10.0, 0.0, 0.3, 0.1],
    [-7.0, 4.0, 0.0, 0.0],
    [0.0, -15.0, -0.25, 0.5],
    [3.0, 3.0, 1.2, -0.4],
    [-12.0, -9.0, 0.1, 0.05],
    [0.0, 0.0, 0.5, 0.5],
];

/// Every row of golden a within 0.05 m (golden/README.md): 6 cases, 12 classes, both sides, 24 h.
#[test]
fn constant_forcing_agrees_with_opendrift() {
    let Some(table) = Table::read("a_constant.csv") else { return };
    let mut record = opendrift(
        "10-constant",
        "Golden a: constant wind and current",
        "6 cases × 12 classes × 2 sides, a row every 3 h to 24 h, 600 s. Norm: largest geodesic distance on WGS84 over \
         the rows of a case. Limit: the golden's, 0.05 m; single precision of OpenDrift's coefficients leaves 0.02 m.",
    );
    let mut compared = 0;
    for (case, [we, wn, ce, cn]) in CASES.into_iter().enumerate() {
        let (mut worst_m, before) = (0.0f64, compared);
        let environment = steady((ce, cn), (we, wn));
        let of_case: Vec<&Vec<String>> =
            table.rows.iter().filter(|r| r[table.column("case")] == case.to_string()).collect();
        for object in ["1", "2", "4", "7", "10", "20", "26", "38", "47", "60", "70", "85"] {
            let rows: Vec<_> = of_case.iter().filter(|r| r[table.column("object_type")] == object).collect();
            if rows.is_empty() {
                continue;
            }
            let (lon, lat) = (table.number(rows[0], "lon"), table.number(rows[0], "lat"));
            let s = Scenario {
                until_s: START_S + 86_400.0,
                output_every_s: 10_800.0,
                ..compat(object_without_spread(object))
            };
            let ensemble = run(&s, &particles(2, lat, lon, START_S), &environment).unwrap();
            for row in rows {
                let particle = table.number(row, "particle") as usize;
                let snapshot = (table.number(row, "t_s") / 10_800.0) as usize;
                worst_m = worst_m.max(distance_m(
                    place(&ensemble, snapshot, particle),
                    (table.number(row, "lat"), table.number(row, "lon")),
                ));
                compared += 1;
            }
        }
        record.row(
            &format!("case {case}: wind ({we}, {wn}), current ({ce}, {cn}) m/s, {} rows", compared - before),
            format!("{worst_m:.4} m"),
            "0.05 m",
        );
        assert!(worst_m <= 0.05, "case {case}: {worst_m} m");
    }
    assert_eq!(compared, table.rows.len());
}

/// A table of the page about OpenDrift.
fn opendrift(section: &'static str, claim: &str, how: &str) -> Record {
    Record::new("opendrift", section, claim, how)
}

fn place(e: &Ensemble, snapshot: usize, particle: usize) -> (f64, f64) {
    let s = &e.snapshots[snapshot];
    (f64::from(s.lat_e7[particle]) * 1e-7, f64::from(s.lon_e7[particle]) * 1e-7)
}

/// Value of `key=` in a golden's case name.
fn value_in(case: &str, key: &str) -> f64 {
    let from = case.find(key).expect("the key") + key.len();
    case[from..].split([' ', ';', '_', ',']).next().unwrap().parse().unwrap()
}

/// Jibed fractions of golden d, and the formula: tolerances of golden/README.md.
#[test]
fn jibing_agrees_with_opendrift() {
    let Some(table) = Table::read("d_processes.csv") else { return };
    let n = 20_000;
    let mut record = opendrift(
        "42-jibing",
        "Golden d: jibing",
        "Share that changed sides, our 20 000 particles against OpenDrift's 8000. Limit: the golden's, 4 √(f (1 − f) \
         (1/8000 + 1/n)) + 0.001, and 4 √(f (1 − f)/n) + 0.001 against the formula of OpenDrift's rule.",
    );
    for row in table.rows.iter().filter(|r| r[0] == "jibe") {
        let case = &row[table.column("case")];
        let (jp, dt, t) = (value_in(case, "jp="), value_in(case, "dt="), table.number(row, "t_s"));
        let s = Scenario {
            jibing: Jibing { per_hour: jp },
            step_s: dt,
            output_every_s: dt,
            until_s: START_S + t,
            ..compat(object_without_spread(&row[table.column("object_type")]))
        };
        let p = particles(n, 60.0, 4.0, START_S);
        let flipped = if t > 0.0 {
            let e = end_of(&s, &p, &steady((0.0, 0.0), (7.0, 7.0)));
            e.outcome.side.iter().zip(&p.side).filter(|(a, b)| a != b).count()
        } else {
            0
        };
        let golden = table.number(row, "value_or_mean");
        let f = flipped as f64 / n as f64;
        let expected = 0.5 * (1.0 - power(2.0 * power(1.0 - jp, dt / 3600.0) - 1.0, t / dt));
        check_share(&mut record, &format!("{case}, {:.0} h", t / 3600.0), f, golden, n);
        assert!(
            (f - expected).abs() <= 4.0 * (f * (1.0 - f) / n as f64).sqrt() + 0.001,
            "{case} {f} {expected}"
        );
    }
}

/// Capsized fractions of golden d, which depend on dt by design of the original.
#[test]
fn capsizing_agrees_with_opendrift() {
    let Some(table) = Table::read("d_processes.csv") else { return };
    let n = 20_000;
    let mut record = opendrift(
        "44-capsizing",
        "Golden d: capsizing",
        "Share capsized, our 20 000 particles against OpenDrift's 8000, and against f = 1 − (1 − P dt/3600)ⁿ. Limits as \
         for jibing.",
    );
    for row in table.rows.iter().filter(|r| r[0] == "capsize") {
        let case = &row[table.column("case")];
        let (wind, t) = (value_in(case, "wind="), table.number(row, "t_s"));
        let dt = value_in(case, "dt=");
        let s = Scenario {
            capsizing: true,
            step_s: dt,
            output_every_s: dt,
            until_s: START_S + t,
            ..compat(object_without_spread(&row[table.column("object_type")]))
        };
        let p = particles(n, 60.0, 4.0, START_S);
        let capsized = if t > 0.0 {
            let e = end_of(&s, &p, &steady((0.0, 0.0), (0.0, wind)));
            e.outcome.capsized.iter().filter(|c| **c).count()
        } else {
            0
        };
        let f = capsized as f64 / n as f64;
        let what = format!("{case}, {:.0} h", t / 3600.0);
        check_share(&mut record, &what, f, table.number(row, "value_or_mean"), n);
        let per_hour = 0.5 + 0.5 * sarex_geo::math::tanh((wind - 30.0) / 5.0);
        let expected = 1.0 - power(1.0 - per_hour * dt / 3600.0, t / dt);
        let tolerance = 4.0 * (expected * (1.0 - expected) / n as f64).sqrt() + 0.001;
        assert!((f - expected).abs() <= tolerance, "{what}: {f} against {expected}");
    }
}

fn power(base: f64, exponent: f64) -> f64 {
    sarex_geo::math::pow(base, exponent)
}

fn check_share(record: &mut Record, case: &str, f: f64, golden: f64, n: usize) {
    let tolerance = 4.0 * (golden * (1.0 - golden) * (1.0 / 8000.0 + 1.0 / n as f64)).sqrt() + 0.001;
    record.row(case, format!("{f:.4}"), format!("{golden:.4} ± {tolerance:.4}"));
    assert!((f - golden).abs() <= tolerance, "{case}: {f} against {golden} ± {tolerance}");
}
