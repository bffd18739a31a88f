//! Claims about all families of curves.

use super::*;
use crate::record::Record;
use crate::{LateralRange, Response};
use proptest::prelude::*;
use sarex_geo::{math, quadrature};

fn families(width_m: f64) -> Vec<(&'static str, Box<dyn LateralRange>)> {
    let logit = Logit::of_width(0.625, width_m);
    let cube = |cap| InverseCube::of_width(width_m, cap);
    let both = || Combined { first: Box::new(logit), second: Box::new(MBeta::of_width(0.7, 2.0 * width_m)) };
    vec![
        ("definite range", Box::new(DefiniteRange { sweep_width_m: width_m })),
        ("inverse cube", Box::new(cube(None))),
        ("inverse cube, capped", Box::new(cube(Some(0.9)))),
        ("logit", Box::new(logit)),
        (
            "quadratic logit",
            Box::new(QuadraticLogit::new([2.0, -1.0 / width_m, 0.0], [0.0, 9.0 * width_m]).unwrap()),
        ),
        ("M-beta", Box::new(MBeta::of_width(0.8, width_m))),
        ("table", Box::new(TableCurve::of_points(&[0.0, 0.5, 1.0, 3.0], &[1.0, 0.8, 0.5, 0.1]).unwrap())),
        ("combined", Box::new(both())),
        ("one-sided", Box::new(Sided { curve: both(), side: Side::Right })),
    ]
}

/// The contract: a probability, falling with range on the seeing side, zero beyond the reach; W and H are the areas under
/// the curve and under −ln(1 − p). The linear logit states both without its cut: the tail is added.
#[test]
fn every_family_keeps_the_contract() {
    for width_m in [200.0, 5_000.0] {
        for (name, curve) in families(width_m) {
            let reach_m = curve.max_range_m();
            let mut before = 1.0;
            for k in 0..=2_000 {
                let p = curve.pod_at(reach_m * 1.01 * f64::from(k) / 2_000.0);
                assert!((0.0..=1.0).contains(&p) && p <= before, "{name}: {p} after {before}");
                before = p;
            }
            assert_eq!((curve.pod_at(reach_m * 1.001), curve.pod_at(-reach_m * 1.001)), (0.0, 0.0), "{name}");
            let nodes_m = crate::detect::nodes_m(curve.as_ref());
            let (w, h) = (curve.sweep_width_m(), curve.log_survival_width_m());
            let area_m = quadrature::integral(&nodes_m, |r| curve.pod_at(r));
            let exponent_m = quadrature::integral(&nodes_m, |r| -math::log1p(-curve.pod_at(r)));
            let (tail_w, tail_h) = match name {
                "logit" => tail(width_m),
                "combined" => (0.0, tail(width_m).1),
                "one-sided" => (0.0, 0.5 * tail(width_m).1),
                _ => (0.0, 0.0),
            };
            assert!((area_m + tail_w - w).abs() < 1e-9 * w, "{name}: W {w}, area {area_m}");
            if h.is_finite() {
                assert!((exponent_m + tail_h - h).abs() < 1e-9 * h, "{name}: H {h}, area {exponent_m}");
                assert!(h >= w, "{name}");
            } else {
                assert!(matches!(name, "definite range" | "inverse cube"), "{name}");
            }
        }
    }
}

/// What the cut at five widths takes of W and H of the logit curve with a0 = 0.625: ln(1 + e^x) ends like e^x.
fn tail(width_m: f64) -> (f64, f64) {
    let curve = Logit::of_width(0.625, width_m);
    let x = curve.a0 + curve.a1_per_m * curve.max_range_m;
    let scale_m = 2.0 / curve.a1_per_m.abs();
    (scale_m * math::log1p(math::exp(x)), scale_m * (math::exp(x) - math::exp(2.0 * x) / 4.0))
}

/// κ of the linear logit and of M-beta, as published in the planning literature's closed forms.
#[test]
fn kappa_has_its_known_values() {
    for (a0, kappa) in [
        (-0.6, 1.115),
        (0.0, 1.187),
        (0.3, 1.234),
        (0.625, 1.294),
        (0.9, 1.352),
        (1.2, 1.424),
        (2.0, 1.652),
        (3.0, 2.0),
    ] {
        let found = Logit::of_width(a0, 1.0).kappa();
        assert!((found - kappa).abs() < 5.1e-4, "a0 {a0}: {found}");
    }
    for (beta, kappa) in [(0.5, 1.386), (0.8, 2.012), (0.9, 2.558)] {
        assert!((MBeta::of_width(beta, 1.0).kappa() - kappa).abs() < 5e-4);
    }
}

/// A cap keeps H finite, and takes from W; without it W is that of the formula but for the tail W/(2πr).
#[test]
fn inverse_cube_knows_what_cap_and_cut_cost() {
    let (free, capped) = (InverseCube::of_width(1.0, None), InverseCube::of_width(1.0, Some(0.78)));
    let tail = 1.0 / (2.0 * std::f64::consts::PI * 20.0);
    assert!((free.sweep_width_m() - (1.0 - tail)).abs() < 1e-5, "{}", free.sweep_width_m());
    assert!(capped.sweep_width_m() < free.sweep_width_m() && capped.kappa().is_finite());
    assert_eq!(capped.pod_at(0.0), 0.78);
    assert_eq!(free.log_survival_width_m(), f64::INFINITY);
}

#[test]
fn one_side_has_half_the_width_and_the_other_is_blind() {
    let curve = Logit::of_width(0.9, 1852.0);
    let left = Sided { curve, side: Side::Left };
    assert!(left.pod_at(300.0) == 0.0 && left.pod_at(-300.0) == curve.pod_at(300.0));
    assert_eq!(left.sweep_width_m(), 0.5 * curve.sweep_width_m());
    assert_eq!(left.log_survival_width_m(), 0.5 * curve.log_survival_width_m());
    let table = Response::of(&left);
    assert!(table.exponent_at(500.0) == 0.0 && table.exponent_at(-500.0) > 0.1);
    assert!(table.log_survival_width_m() >= left.log_survival_width_m());
}

#[test]
fn bad_points_are_refused_with_what_would_be_right() {
    let refused =
        |range_nm: &[f64], pod: &[f64]| TableCurve::of_points(range_nm, pod).unwrap_err().to_string();
    for (range_nm, pod, words) in [
        (&[0.0][..], &[1.0][..], "2 to 1000 points"),
        (&[0.0, 1.0], &[1.0], "as many of one as of the other"),
        (&[0.5, 1.0], &[1.0, 0.5], "begin at 0"),
        (&[0.0, 1.0, 1.0], &[1.0, 0.5, 0.0], "range 3 is 1 nm"),
        (&[0.0, f64::NAN], &[1.0, 0.5], "finite"),
        (&[f64::NAN, 1.0], &[1.0, 0.5], "finite"),
        (&[0.0, f64::INFINITY], &[1.0, 0.5], "finite"),
        (&[0.0, 1.0], &[f64::NAN, 0.5], "from 0 to 1"),
        (&[0.0, 1.0], &[-0.1, 0.5], "from 0 to 1"),
        (&[0.0, 1.0], &[0.0, 0.0], "zero at all ranges"),
    ] {
        let error = refused(range_nm, pod);
        assert!(error.contains(words), "{error}");
    }
    assert!(QuadraticLogit::new([1.0, f64::NAN, 0.0], [0.0, 1.0]).is_err());
    assert!(QuadraticLogit::new([1.0, 0.0, 0.0], [2.0, 1.0]).is_err());
}

proptest! {
    /// A table never stands for more exponent than its H says, whatever the curve: certificates rest on it.
    #[test]
    fn response_stays_below_its_log_survival_width(pods in prop::collection::vec(0.0..0.999f64, 2..8), side in 0..3usize) {
        prop_assume!(pods.iter().any(|&p| p > 0.01));
        let range_nm: Vec<f64> = (0..pods.len()).map(|k| k as f64 * 0.7).collect();
        let curve = TableCurve::of_points(&range_nm, &pods).unwrap();
        let side = [Side::Both, Side::Left, Side::Right][side];
        let sided = Sided { curve, side };
        let table = Response::of(&sided);
        let reach_m = f64::from(table.max_range_m());
        let cells = 40_000;
        let width_m = 2.0 * reach_m / f64::from(cells);
        let at = |k: i32| -reach_m + (f64::from(k) + 0.5) * width_m;
        let area_m: f64 = (0..cells).map(|k| f64::from(table.exponent_at(at(k) as f32)) * width_m).sum();
        prop_assert!(area_m <= table.log_survival_width_m() * (1.0 + 1e-5));
    }
}

/// S4: the published evaluation of a quadratic logit, with its coverage and the area of its box; a later build of the same
/// system printed another width, two in a million away.
#[test]
fn s4_published_evaluation() {
    let curve = QuadraticLogit::new([3.853_895, 0.142_034, -0.008_119], [0.0, 25.0]).unwrap();
    let width_nm = curve.sweep_width_m();
    assert!((width_nm / 48.848_086_726 - 1.0).abs() < 1e-9, "{width_nm}");
    let apart = (width_nm / 48.848_023_383 - 1.0).abs();
    assert!(apart < 2e-6 && apart > 1e-6, "{apart}");
    let mut record = Record::new(
        "search",
        "12-published-width",
        "The sweep width of a published evaluation",
        "A quadratic logit curve out to 25 nm, integrated. Source: output of SAROPS 2.1, a case of 2016, and of a later build \
         of it. Limit: relative difference.",
    );
    let published = (width_nm / 48.848_086_726 - 1.0).abs();
    record.row("48.848086726 nm", format!("{published:.1e}"), "1e-9");
    record.row("48.848023383 nm, later build", format!("{apart:.1e}"), "2e-6");
    let spacing_nm = 27.988_405_583;
    assert!((width_nm / spacing_nm - 1.745_297_230).abs() < 5e-10);
    let effort =
        crate::effort::Effort { sweep_width: width_nm, speed: 889.853_990, time: 1.0, track_fraction: 1.0 };
    // The track is printed to a millionth, of which the spacing makes 28.
    assert!((spacing_nm * effort.track() - 24_905.594_375).abs() < 1.4e-5);
    assert!((effort.coverage(24_905.594_375) - 1.745_297_230).abs() < 5e-10);
}
