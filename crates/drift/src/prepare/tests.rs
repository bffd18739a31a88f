//! Claims about prepared scenarios as a whole.

use super::*;
use crate::leeway::{ClassTable, Component};
use crate::seed::sample::testing::{AT_NOON, NOON_S, p};
use crate::seed::{LastKnownPosition, ListedParticle, ListedParticles, PositionError, StartTime};
use crate::{Allocation, ObjectShare, Truncation, WeightedSeed};
use proptest::prelude::*;

fn object(key: &str, probability: f64) -> ObjectShare {
    ObjectShare { class: ClassTable::standard().get(key).unwrap().clone(), probability, persons: None }
}

fn point(weight: f64, time: StartTime) -> WeightedSeed {
    let position_error = PositionError::Radius50 { radius_m: 5_000.0 };
    let seed = Seed::LastKnownPosition(LastKnownPosition { position: p(34.6, 129.9), position_error, time });
    WeightedSeed { name: "LKP".into(), weight, seed }
}

fn scenario() -> Scenario {
    Scenario {
        objects: vec![object("PIW-1", 0.6), object("LIFE-RAFT-DB-13", 0.4)],
        seeds: vec![point(0.7, AT_NOON), point(0.3, StartTime::Normal { mean_s: NOON_S, std_s: 900.0 })],
        particles: 1_000,
        until_s: NOON_S + 86_400.0,
        rng_seed: 42,
        ..Scenario::default()
    }
}

fn single() -> Scenario {
    Scenario { objects: vec![object("PIW-1", 1.0)], seeds: vec![point(1.0, AT_NOON)], ..scenario() }
}

fn listed(particles: Vec<ListedParticle>) -> Scenario {
    let seed = Seed::Particles(ListedParticles { particles });
    Scenario { seeds: vec![WeightedSeed { name: "list".into(), weight: 1.0, seed }], ..scenario() }
}

const LISTED: ListedParticle = ListedParticle::at(34.0, 130.0, NOON_S);

/// Mass of each seed and object as given, whatever the allocation.
#[test]
fn mass_is_shared_as_given() {
    for allocation in [Allocation::Proportional, Allocation::Equal] {
        let prepared = Scenario { allocation, ..scenario() }.prepare().unwrap();
        let particles = &prepared.particles;
        for (seed, omega) in [(0u16, 0.7), (1, 0.3)] {
            for (object, pi) in [(0u16, 0.6), (1, 0.4)] {
                let mass: f64 = (0..particles.len())
                    .filter(|&i| (particles.seed[i], particles.object[i]) == (seed, object))
                    .map(|i| particles.weight[i])
                    .sum();
                assert!((mass - omega * pi).abs() < 1e-12);
            }
        }
        let counts = particles.counts(2, 2);
        let expected =
            if allocation == Allocation::Equal { vec![vec![500; 2]; 2] } else { vec![vec![600, 400]; 2] };
        assert_eq!(counts, expected);
    }
}

/// The effective number is the number for equal weights and less for unequal ones: 1/Σw².
#[test]
fn effective_number_counts_equal_weights() {
    assert!((single().prepare().unwrap().particles.effective_number() - 1_000.0).abs() < 1e-6);
    let unequal = scenario().prepare().unwrap().particles.effective_number();
    // Two seeds of a thousand: 1 / (0.7²/1000 + 0.3²/1000).
    assert!((unequal - 1_000.0 / 0.58).abs() < 1e-6);
}

/// Any first particles are a fair sample of the whole: seeds alternate, objects keep their share within one.
#[test]
fn prefixes_are_fair() {
    let particles = scenario().prepare().unwrap().particles;
    for n in [4, 50, 333, 1_999] {
        let ones = |values: &[u16]| values[..n].iter().filter(|&&value| value == 1).count() as f64;
        assert!((ones(&particles.seed) - 0.5 * n as f64).abs() <= 1.0);
        assert!((ones(&particles.object) - 0.4 * n as f64).abs() <= 2.0);
    }
}

/// Exactly one half on each side in every (seed, object).
#[test]
fn sides_alternate_in_each_cell() {
    let particles = scenario().prepare().unwrap().particles;
    for cell in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let sides: Vec<u8> = (0..particles.len())
            .filter(|&i| (particles.seed[i], particles.object[i]) == cell)
            .map(|i| particles.side[i])
            .collect();
        assert!(sides.iter().enumerate().all(|(k, &side)| usize::from(side) == k % 2));
    }
    let compat = Scenario { compat: Compat::OpenDrift, ..single() }.prepare().unwrap().particles;
    assert!(compat.side.iter().enumerate().all(|(i, &side)| usize::from(side) == i % 2));
}

/// More particles add to the cloud; the first ones stay what they were, weights aside.
#[test]
fn numbers_do_not_change_draws() {
    let few = Scenario { particles: 100, ..scenario() }.prepare().unwrap().particles;
    let many = scenario().prepare().unwrap().particles;
    let n = few.len();
    assert_eq!(few.lat_deg, many.lat_deg[..n]);
    assert_eq!(few.lon_deg, many.lon_deg[..n]);
    assert_eq!(few.start_s, many.start_s[..n]);
    assert_eq!(few.object, many.object[..n]);
    assert_eq!(few.side, many.side[..n]);
    assert_eq!(few.downwind_xi, many.downwind_xi[..n]);
    assert_eq!(few.crosswind_xi, many.crosswind_xi[..n]);
}

/// Same seed, same bytes, on one thread or four; another seed, other draws.
#[test]
fn draws_repeat_on_any_number_of_threads() {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| scenario().prepare().unwrap().particles)
    };
    assert_eq!(on(1), on(4));
    let other = Scenario { rng_seed: 43, ..scenario() }.prepare().unwrap().particles;
    assert_ne!(other.lat_deg, on(1).lat_deg);
}

/// Every pair of side and member the same number of times, scenario by scenario, in an irregular order.
#[test]
fn members_are_stratified() {
    let mut prepared = Scenario { objects: vec![object("PIW-1", 1.0)], ..scenario() }.prepare().unwrap();
    prepared.assign_members(5);
    let particles = &prepared.particles;
    for seed in 0..2u16 {
        for side in 0..2u8 {
            for member in 0..5u16 {
                let n = (0..particles.len())
                    .filter(|&i| {
                        (particles.seed[i], particles.side[i], particles.member[i]) == (seed, side, member)
                    })
                    .count();
                assert_eq!(n, 100);
            }
        }
    }
    let first: Vec<u16> = particles.member.iter().copied().take(40).collect();
    assert!(first.chunks(20).any(|chunk| chunk != &first[..20]));
    let mut compat = Scenario { compat: Compat::OpenDrift, ..single() }.prepare().unwrap();
    compat.assign_members(3);
    assert_eq!(compat.particles.member[..4], [0, 1, 2, 0]);
    compat.assign_members(0);
    assert!(compat.particles.member.iter().all(|&member| member == 0));
}

/// The grid of times ends at `until` and begins at or just before the first particle.
#[test]
fn times_hang_on_the_end() {
    let exact = single().prepare().unwrap();
    assert_eq!((exact.direction, exact.start_s, exact.outputs), (Direction::Forward, NOON_S, 24));
    assert_eq!(exact.steps_per_output, 6);
    let odd = Scenario { until_s: NOON_S + 5_400.0, ..single() }.prepare().unwrap();
    assert_eq!((odd.start_s, odd.end_s, odd.outputs), (NOON_S - 1_800.0, NOON_S + 5_400.0, 2));
    let back = Scenario { until_s: NOON_S - 7_200.0, ..single() }.prepare().unwrap();
    assert_eq!((back.direction, back.start_s, back.outputs), (Direction::Backward, NOON_S, 2));
    assert!(back.warnings.iter().any(|warning| warning.contains("backward run")));
}

/// Steps end at `until`, OpenDrift's begin at the first seed: where that makes a difference, it is said.
#[test]
fn compat_says_when_its_steps_are_not_those_of_opendrift() {
    for (late_s, says) in [(0.0, false), (1_200.0, false), (420.0, true)] {
        let scenario = Scenario { compat: Compat::OpenDrift, until_s: NOON_S + 3_600.0 + late_s, ..single() };
        let warnings = scenario.prepare().unwrap().warnings;
        assert_eq!(
            warnings.iter().any(|warning| warning.contains("steps are counted back")),
            says,
            "{late_s}"
        );
    }
}

/// What a list brings is kept, what it leaves out is drawn, and its weights are shared out.
#[test]
fn lists_keep_what_they_bring() {
    let own = ListedParticle {
        object: Some(1),
        side: Some(1),
        downwind_xi: Some(0.25),
        crosswind_xi: Some(-2.0),
        weight: Some(3.0),
        ..LISTED
    };
    let other = ListedParticle { object: Some(0), weight: Some(1.0), lat_deg: 33.0, ..LISTED };
    let particles = listed(vec![own, other]).prepare().unwrap().particles;
    assert_eq!((particles.object[0], particles.side[0]), (1, 1));
    assert_eq!((particles.downwind_xi[0], particles.crosswind_xi[0]), (0.25, -2.0));
    assert_eq!(particles.weight, [0.75, 0.25]);
    assert!(particles.downwind_xi[1] != 0.0);
    let counted = [1, 1, 0].map(|object| ListedParticle { object: Some(object), ..LISTED });
    assert_eq!(listed(counted.to_vec()).prepare().unwrap().particles.weight, [1.0 / 3.0; 3]);
    let plain = listed(vec![LISTED; 10]).prepare().unwrap().particles;
    assert!((plain.weight[0] - 0.6 / 6.0).abs() < 1e-15 || (plain.weight[0] - 0.6 / 5.0).abs() < 1e-15);
    let short = listed(vec![LISTED]).prepare().unwrap_err().to_string();
    assert!(short.contains("1 particles are too few for 2 objects"), "{short}");
    let wrong = listed(vec![LISTED, ListedParticle { object: Some(7), ..LISTED }]);
    assert!(wrong.prepare().is_err());
    let wrong = listed(vec![ListedParticle { object: Some(2), ..LISTED }]).prepare().unwrap_err();
    let says = "scenario `list`: particle 1 of the list is object 3, but there are 2 objects";
    assert_eq!(wrong.to_string(), says);
}

/// OpenDrift keeps seeds in single precision.
#[test]
fn compat_rounds_positions() {
    let particles = Scenario { compat: Compat::OpenDrift, ..single() }.prepare().unwrap().particles;
    assert!(particles.lon_deg.iter().all(|&lon| f64::from(lon as f32) == lon));
}

/// Seeds or objects without weight get no particles and leave the others alone.
#[test]
fn zero_weights_are_left_out() {
    let mut with_zero = single();
    with_zero.seeds.insert(0, point(0.0, AT_NOON));
    with_zero.objects.push(object("26", 0.0));
    let particles = with_zero.prepare().unwrap().particles;
    assert!(
        particles.seed.iter().all(|&seed| seed == 1) && particles.object.iter().all(|&object| object == 0)
    );
    assert_eq!(particles.lat_deg, single().prepare().unwrap().particles.lat_deg);
}

/// Capsized leeway: the class that was measured turned over, with the same draws; or 0.4 of the speed.
#[test]
fn capsized_leeway_is_ready() {
    let prepared = scenario().prepare().unwrap();
    let raft = prepared.particles.object.iter().position(|&object| object == 1).unwrap();
    let turned = &ClassTable::standard().get("18").unwrap().coefficients;
    let expected = 0.01
        * (turned.downwind.slope_pct
            + turned.downwind.std_cm_s * prepared.particles.downwind_xi[raft] / 20.0);
    assert_eq!(prepared.leeway(raft, true).downwind_slope, expected);
    let compat = Scenario { compat: Compat::OpenDrift, ..scenario() }.prepare().unwrap();
    let (up, over) = (compat.leeway(raft, false), compat.leeway(raft, true));
    assert!((over.downwind_slope - 0.4 * up.downwind_slope).abs() < 1e-15);
    assert!((over.other_crosswind_offset - 0.4 * up.other_crosswind_offset).abs() < 1e-15);
}

/// Each mistake is answered with what to change.
#[test]
fn mistakes_are_named() {
    let refused = |change: &dyn Fn(&mut Scenario)| {
        let mut wrong = scenario();
        change(&mut wrong);
        wrong.prepare().unwrap_err().to_string()
    };
    let contrary = Component { slope_pct: -9.0, offset_cm_s: 0.0, std_cm_s: 1.0 };
    for (error, says) in [
        (
            refused(&|s| s.seeds[1].weight = 0.4),
            "weights of the scenarios sum to 1.1, not to 1; with 0.300000 for the last",
        ),
        (refused(&|s| s.objects[0].probability = 0.2), "probabilities of the objects sum to 0.6"),
        (refused(&|s| s.objects[0].probability = f64::NAN), "NaN"),
        (refused(&|s| s.objects.clear()), "there is no object"),
        (refused(&|s| s.seeds.clear()), "there is no scenario"),
        (refused(&|s| s.until_s = f64::NAN), "until = NaN"),
        (
            refused(&|s| s.until_s = NOON_S),
            "until = 2026-11-20T12:00:00Z is the time at which drifting begins",
        ),
        (
            refused(&|s| {
                s.seeds[0] = point(0.7, StartTime::At { time_s: NOON_S - 3600.0 });
                s.until_s = NOON_S - 1800.0;
            }),
            "until = 2026-11-20T11:30:00Z lies between",
        ),
        (refused(&|s| s.step_s = 0.0), "step = 0 s is not between 1 s and 1 day"),
        (refused(&|s| s.output_every_s = 60.0), "output_every = 60 s is not between one step"),
        (
            refused(&|s| s.output_every_s = 1_000.0),
            "not a multiple of step = 600 s; the nearest one is 1200 s",
        ),
        (refused(&|s| s.particles = 0), "scenario `LKP`: 0 particles are too few for 2 objects"),
        (refused(&|s| s.particles = 1_000_000_000), "2000000000 particles need 501.1 GiB of memory or more"),
        (refused(&|s| s.particles = usize::MAX), "GiB that are allowed"),
        (refused(&|s| s.jibing.per_hour = 1.0), "jibing_per_hour = 1"),
        (refused(&|s| s.stokes_factor = 1.5), "stokes_factor = 1.5"),
        (refused(&|s| s.diffusivity_m2_s = -1.0), "diffusivity = -1 m²/s"),
        (
            refused(&|s| {
                s.current_error = crate::ForcingError::Correlated { std_mps: 0.2, correlation_s: 0.0 }
            }),
            "current_error.correlation = 0 s",
        ),
        (
            refused(&|s| s.wind_error = crate::ForcingError::White { std_mps: f64::NAN, uniform_mps: 0.0 }),
            "wind_error = NaN m/s",
        ),
        (refused(&|s| s.coast_action = crate::CoastAction::Refloat { half_life_s: 0.0 }), "half-life"),
        (
            refused(&|s| s.objects[0].class.coefficients.right.std_cm_s = -1.0),
            "object class `PIW-1`: right_std_cm_s = -1",
        ),
        (refused(&|s| s.objects[0].class.coefficients.downwind = contrary), "truncation = \"none\""),
        (
            refused(&|s| s.seeds[0] = point(0.7, StartTime::At { time_s: 1e12 })),
            "scenario `LKP`: time is not a time",
        ),
        (
            refused(&|s| {
                s.step_s = 1.0;
                s.until_s = NOON_S + 1e9;
            }),
            "are more than 10000000",
        ),
    ] {
        assert!(error.contains(says), "{error}");
    }
    let none = Scenario { until_s: NOON_S, ..single() }.prepare().unwrap_err().to_string();
    assert!(none.contains("is the time at which drifting begins"), "{none}");
}

/// The bias of truncation is told where it is chosen, and only there.
#[test]
fn truncation_is_told() {
    let told = |truncation| Scenario { truncation, ..scenario() }.prepare().unwrap().warnings;
    assert!(told(Truncation::RedrawMeanKept).is_empty() && told(Truncation::None).is_empty());
    let warnings = told(Truncation::Redraw);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].starts_with("PIW-1: truncation redraws 5.5 %"), "{}", warnings[0]);
    assert!(warnings[0].contains("from 9.6 to 11.0 cm/s"), "{}", warnings[0]);
}

proptest! {
    /// Mass sums to one and nothing is left undrawn for any weights, probabilities, numbers and allocation.
    #[test]
    fn weights_sum_to_one(
        omegas in prop::collection::vec(0.0..1.0f64, 1..5),
        pis in prop::collection::vec(0.0..1.0f64, 1..6),
        particles in 6usize..300,
        equal in any::<bool>(),
        rng_seed in any::<u64>(),
    ) {
        let (omega, pi): (f64, f64) = (omegas.iter().sum(), pis.iter().sum());
        prop_assume!(omega > 0.0 && pi > 0.0);
        let allocation = if equal { Allocation::Equal } else { Allocation::Proportional };
        let drawn = Scenario {
            objects: pis.iter().map(|p| object("1", p / pi)).collect(),
            seeds: omegas.iter().map(|w| point(w / omega, AT_NOON)).collect(),
            particles,
            allocation,
            rng_seed,
            ..scenario()
        }
        .prepare()
        .unwrap()
        .particles;
        prop_assert!((drawn.weight.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(drawn.weight.iter().all(|&w| (0.0..=1.0).contains(&w)));
        for (object, p) in pis.iter().enumerate() {
            let of_object = (0..drawn.len()).filter(|&i| usize::from(drawn.object[i]) == object);
            let mass: f64 = of_object.map(|i| drawn.weight[i]).sum();
            prop_assert!((mass - p / pi).abs() < 1e-9);
        }
        prop_assert!(drawn.lat_deg.iter().chain(&drawn.lon_deg).chain(&drawn.start_s).all(|x| x.is_finite()));
    }
}

/// The tail of an error of time beyond `until` never begins, and stops nobody else; a nominal time beyond it is refused,
/// and the run begins with the earliest particle.
#[test]
fn a_tail_of_the_time_error_beyond_the_end_is_not_adrift() {
    let late = |mean_s: f64| Scenario {
        seeds: vec![point(1.0, StartTime::Normal { mean_s, std_s: 6.0 * 3600.0 })],
        until_s: NOON_S,
        ..single()
    };
    let forward = late(NOON_S - 6.0 * 3600.0).prepare().unwrap();
    assert_eq!(forward.direction, Direction::Forward);
    let starts = &forward.particles.start_s;
    let beyond = starts.iter().filter(|start_s| **start_s > NOON_S).count() as f64 / starts.len() as f64;
    // 1 - Φ(1) = 0.159, within four standard errors of 1000 draws.
    assert!((beyond - 0.159).abs() < 0.05, "{beyond}");
    let first_s = starts.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(forward.start_s <= first_s && first_s - forward.start_s < 3600.0);
    let backward = late(NOON_S + 6.0 * 3600.0).prepare().unwrap();
    assert_eq!(backward.direction, Direction::Backward);
    assert!(late(NOON_S).prepare().unwrap_err().to_string().contains("is the time at which drifting begins"));
}

/// What a list carries along ashore stays ashore, where it lies, with its share, on land or not.
#[test]
fn those_ashore_are_carried_along() {
    let ashore = ListedParticle { begins_as: Fate::Stranded, lat_deg: 35.0, ..LISTED };
    let mut prepared = listed(vec![LISTED, ashore]).prepare().unwrap();
    assert_eq!(prepared.particles.begins_as, [Fate::Active, Fate::Stranded]);
    struct LandNorth;
    impl sarex_metocean::Coastline for LandNorth {
        fn surface(&self, lat_deg: f64, _: f64) -> sarex_metocean::Surface {
            if lat_deg > 34.9 { sarex_metocean::Surface::Land } else { sarex_metocean::Surface::Sea }
        }
        fn first_crossing(&self, _: sarex_metocean::Segment) -> Option<sarex_metocean::Crossing> {
            None
        }
        fn clearance_deg(&self, _: f64, _: f64) -> f64 {
            0.0
        }
        fn nearest_sea(&self, _: f64, lon_deg: f64, _: f64) -> Option<(f64, f64)> {
            Some((34.9, lon_deg))
        }
        fn area_deg(&self) -> [f64; 4] {
            [-90.0, 90.0, -180.0, 180.0]
        }
    }
    let place = (prepared.particles.lat_deg[1], prepared.particles.lon_deg[1]);
    prepared.check_land(&LandNorth).unwrap();
    assert_eq!((prepared.particles.lat_deg[1], prepared.particles.lon_deg[1]), place);
    let still = sarex_metocean::analytic::Constant(sarex_geo::Velocity { east_mps: 0.3, north_mps: 0.0 });
    let source: std::sync::Arc<dyn sarex_metocean::FieldSource> =
        std::sync::Arc::new(sarex_metocean::InMemory::new("constant", still));
    let environment = sarex_metocean::Environment {
        current: vec![source.clone()],
        wind: vec![source],
        ..sarex_metocean::Environment::default()
    };
    let ensemble = prepared.run(&environment, &mut |_| std::ops::ControlFlow::Continue(())).unwrap();
    assert_eq!(ensemble.outcome.fate, [Fate::Active, Fate::Stranded]);
    assert_eq!(ensemble.outcome.lat_deg[1], place.0);
    assert!(ensemble.outcome.lon_deg[0] > place.1 + 0.01, "the other one drifts");
    let last = crate::Datum::of(&ensemble, ensemble.snapshots.len() - 1).unwrap();
    assert!((last.mass.stranded - prepared.particles.weight[1]).abs() < 1e-12);
}
