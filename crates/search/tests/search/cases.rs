//! The benchmark cases are those that others compute.

use crate::benchmark::{self, Case, Control, NM};
use sarex_search::Cloud;

/// First and last particle, moments and weights of the cloud of 20 000, to the last printed digit.
#[test]
fn public_cases_give_the_stated_clouds() {
    let cases = match benchmark::public() {
        Ok(cases) => cases,
        Err(left_out) => return println!("{left_out}"),
    };
    assert_eq!(cases.len(), 8);
    for case in &cases {
        let control = case.control.as_ref().expect("control values");
        check(case, control, &case.cloud(20_000, case.seed));
    }
}

fn check(case: &Case, control: &Control, cloud: &Cloud) {
    let counts: Vec<usize> = (0..case.object.len())
        .map(|o| cloud.object().iter().filter(|&&k| usize::from(k) == o).count())
        .collect();
    assert_eq!(counts, control.object_counts, "{}", case.id);
    assert_eq!(case.object[usize::from(cloud.object()[0])].name, control.first_object, "{}", case.id);
    let (first, last) = (cloud.at_node(0), cloud.at_node(cloud.nodes() - 1));
    let near = |what: &str, (x, y): (&[f32], &[f32]), i: usize, want: [f64; 2]| {
        for (got, want) in [(x[i], want[0]), (y[i], want[1])] {
            // A 32-bit position holds 4e-6 nm here.
            assert!(
                (f64::from(got) / NM - want).abs() < 6e-6,
                "{} {what}: {} nm, not {want}",
                case.id,
                f64::from(got) / NM
            );
        }
    };
    near("first start", first, 0, control.first_start_nm);
    near("first end", last, 0, control.first_end_nm);
    near("last end", last, cloud.len() - 1, control.last_end_nm);
    for (node, mean, sd) in
        [(first, control.mean_start_nm, control.sd_start_nm), (last, control.mean_end_nm, control.sd_end_nm)]
    {
        for (row, mean, sd) in [(node.0, mean[0], sd[0]), (node.1, mean[1], sd[1])] {
            let got = moments(row, cloud.weight());
            assert!(
                (got.0 - mean).abs() < 2e-6 && (got.1 - sd).abs() < 2e-6,
                "{}: {got:?}, not {mean}, {sd}",
                case.id
            );
        }
    }
    if let Some([low, high]) = control.weight_range_times_n {
        let n = cloud.len() as f64;
        let least = cloud.weight().iter().fold(f64::INFINITY, |a, &b| a.min(b)) * n;
        let most = cloud.weight().iter().fold(0.0_f64, |a, &b| a.max(b)) * n;
        assert!(
            (least - low).abs() < 2e-5 && (most - high).abs() < 2e-5,
            "{}: weights {least} to {most}",
            case.id
        );
    }
}

/// Weighted mean and standard deviation, nm.
fn moments(row: &[f32], weight: &[f64]) -> (f64, f64) {
    let sum = |f: &dyn Fn(f64) -> f64| -> f64 {
        row.iter().zip(weight).map(|(x, w)| w * f(f64::from(*x) / NM)).sum()
    };
    let mean = sum(&|x| x);
    (mean, sum(&|x| (x - mean) * (x - mean)).sqrt())
}

/// Seeded cases are the same every time and unlike each other.
#[test]
fn seeded_cases_are_repeatable() {
    for index in 1..=30 {
        let (case, again) = (benchmark::seeded(index), benchmark::seeded(index));
        assert_eq!(format!("{case:?}"), format!("{again:?}"));
        assert_eq!(case.sru.len(), 1 + (index as usize - 1) % 10);
        let shares: f64 = case.object.iter().map(|o| o.probability).sum();
        assert!((shares - 1.0).abs() < 1e-12);
    }
    assert_ne!(format!("{:?}", benchmark::seeded(1)), format!("{:?}", benchmark::seeded(11)));
}
