//! Whatever the problem, what planners give back keeps all rules, and is the same every time.

use super::anneal::{Candidate, Ground, Laid, Zone};
use super::{Annealing, Baseline, Budget, Naive, Planner, feasible, task};
use crate::problem::*;
use crate::testing::{self, HOUR, KNOT, NM, assigned, helicopter, nm, ship, sweeps};
use crate::{Coast, Compensation, Plan, Problem, Sru, Turn, checker};
use proptest::prelude::*;
use std::ops::ControlFlow;
use std::sync::Arc;

const LITTLE: Budget = Budget { evaluations: 1500 };

fn planners() -> [Box<dyn Planner + Sync>; 3] {
    [Box::new(Naive), Box::new(Baseline::default()), Box::new(Annealing)]
}

fn planned(planner: &dyn Planner, problem: &Problem, seed: u64) -> Option<Plan> {
    let plan = planner.plan(problem, LITTLE, seed, &mut |_| ControlFlow::Continue(())).ok()?;
    let broken = checker::check(problem, &plan);
    assert!(broken.is_empty(), "{}: {}", planner.name(), broken[0]);
    assert!(!plan.assignments.is_empty() && plan.pos > 0.0, "{}", planner.name());
    Some(plan)
}

fn mixed() -> Problem {
    let fast = Sru { id: "F1".into(), kind: UnitKind::FixedWing, search_mps: 150.0 * KNOT, ..helicopter("") };
    testing::problem(vec![helicopter("H1"), fast, ship("V1"), ship("V2")])
}

#[test]
fn plans_of_a_mixed_problem() {
    for planner in planners() {
        let plan = planned(planner.as_ref(), &mixed(), 1).expect("a plan");
        let used: std::collections::BTreeSet<usize> = plan.assignments.iter().map(|a| a.unit).collect();
        assert_eq!(used.len(), 4, "{}", planner.name());
    }
}

/// The same seed gives the same plan, on one thread as on several, and another seed another.
#[test]
fn same_seed_same_plan() {
    let problem = mixed();
    for planner in planners() {
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let many = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap();
        let plan = |seed: u64| planned(planner.as_ref(), &problem, seed);
        let first = one.install(|| plan(3));
        assert_eq!(first, many.install(|| plan(3)), "{}", planner.name());
        assert!(planner.name() == "naive" || first != plan(4), "{}", planner.name());
    }
}

/// A unit that may search only from some time on leaves before it, begins as soon as it may, and its bound knows it.
#[test]
fn the_way_there_may_come_before_the_search() {
    let problem = |from_h: Option<f64>| {
        let mut problem = testing::problem(vec![ship("V1")]);
        problem.units[0].search_not_before_s = from_h.map(|h| h * HOUR);
        problem.units[0].until_s = Some(3.0 * HOUR);
        problem
    };
    for planner in planners() {
        let plan = planned(planner.as_ref(), &problem(Some(2.0)), 1).expect("a plan");
        let first = &plan.assignments[0];
        let begin_h = first.commence_s() / HOUR;
        assert!((2.0..2.1).contains(&begin_h), "{}: {begin_h}", planner.name());
        assert!(first.departure_s < 1.9 * HOUR, "{}: leaves at {}", planner.name(), first.departure_s / HOUR);
    }
    let limit = |from_h| crate::bound::bound(&problem(from_h), crate::bound::Effort::default()).value;
    let (free, held) = (limit(None), limit(Some(2.0)));
    assert!(held < 0.7 * free, "{held} of {free}");
    // What is left of its time is too little for a leg: told, and what is told releases it.
    let mut short = problem(Some(2.999));
    let none = feasible::check(&short).unwrap_err();
    assert!(none.obstacles[0].what.contains("may search only from"), "{none:?}");
    short.units[0].until_s = Some(3.2 * HOUR);
    assert!(feasible::check(&short).is_ok());
}

/// Whoever listens may end the work often, and the plan found by then is kept.
#[test]
fn annealing_asks_often_whether_to_go_on() {
    let (mut before, mut asked) = (0, 0);
    let budget = Budget { evaluations: 100_000 };
    let plan = Annealing.plan(&mixed(), budget, 1, &mut |progress| {
        asked += 1;
        // After the begin of four chains and of the others; an exchange of two units counts twice.
        assert!(asked <= 2 || progress.evaluations - before <= 9000, "{}", progress.evaluations - before);
        before = progress.evaluations;
        if asked == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(plan.is_ok());
    // Four units, a hundred evaluations each, on every chain.
    assert!(asked == 5 && before <= 24 * 4 * 100 + 3 * 9000, "{asked}, {before}");
}

/// A unit that has to be used is used as soon as nothing is told to prevent it, however late it gets there.
#[test]
fn what_is_not_prevented_is_planned() {
    let late = |available_s: f64| {
        let mut problem = testing::problem(vec![helicopter("H1"), ship("V1")]);
        problem.demands[0] = Demand::Used;
        let h1 = &mut problem.units[0];
        (h1.base, h1.sortie_s, h1.available_s) = (nm(-300.0, 40.0), None, available_s);
        problem
    };
    let (mut enough_s, mut too_late_s) = (0.0, 8.0 * HOUR);
    while too_late_s - enough_s > 1.0 {
        let half_s = 0.5 * (enough_s + too_late_s);
        *(if feasible::check(&late(half_s)).is_ok() { &mut enough_s } else { &mut too_late_s }) = half_s;
    }
    assert!(enough_s > HOUR && feasible::check(&late(too_late_s)).is_err());
    let plan = planned(&Annealing, &late(enough_s), 1).expect("a plan");
    assert!(plan.assignments.iter().any(|a| a.unit == 0), "{plan:?}");
}

/// A start from an earlier plan is never worse than that plan's boxes.
#[test]
fn baseline_goes_on_from_a_plan() {
    let problem = mixed();
    let seed = |planner: &Baseline, seed: u64| planned(planner, &problem, seed).unwrap();
    let first = seed(&Baseline::default(), 5);
    let next = seed(&Baseline { warm_start: Some(first.clone()) }, 6);
    assert!(next.pos > 0.98 * first.pos, "{} after {}", next.pos, first.pos);
}

/// More of everything that rules can say, drawn at random.
fn ruled(numbers: &[f64], kinds: &[u8]) -> Problem {
    let mut units = vec![helicopter("H1"), helicopter("H2"), ship("V1"), ship("V2")];
    for (k, unit) in units.iter_mut().enumerate() {
        unit.base = nm(30.0 * (numbers[2 * k] - 0.5), 30.0 * (numbers[2 * k + 1] - 0.5));
        unit.available_s = 2.0 * HOUR * numbers[8 + k];
        unit.on_scene_s = (0.5 + 2.0 * numbers[12 + k]) * HOUR;
        let band = AltitudeBand { low_ft: 500.0 * k as f64, high_ft: 500.0 * k as f64 + 300.0 };
        unit.altitude = (kinds[k] > 1 && k < 2).then_some(band);
    }
    if kinds[4] == 0 {
        units[1].commence_s = Some(2.0 * HOUR);
    }
    if kinds[5] == 0 {
        units[0].kind = UnitKind::Uav;
        let outline = vec![nm(2.0, 2.0), nm(4.0, 2.0), nm(3.0, 4.0)];
        let lost_link = Some(LostLink { outline, altitude: None });
        units[0].link = Some(DataLink { station: nm(-5.0, 0.0), range_m: 12.0 * NM, lost_link });
    }
    let mut problem = testing::problem(units);
    let (e, n) = (10.0 * numbers[16] - 5.0, 10.0 * numbers[17] - 5.0);
    // Not convex.
    let outline =
        [(e, n), (e + 4.0, n), (e + 4.0, n + 4.0), (e + 3.0, n + 4.0), (e + 3.0, n + 1.0), (e, n + 1.0)];
    let kind = [AreaKind::Excluded, AreaKind::Sensitive, AreaKind::Airspace][usize::from(kinds[6] % 3)];
    problem.rules.areas = vec![Area {
        name: "R1".into(),
        party: "B".into(),
        kind,
        outline: outline.map(|(e, n)| nm(e, n)).to_vec(),
        buffer_m: 0.3 * NM,
        domain: [None, Some(Domain::Air), Some(Domain::Surface)][usize::from(kinds[7] % 3)],
        altitude: (kinds[8] == 0).then_some(AltitudeBand { low_ft: 0.0, high_ft: 400.0 }),
    }];
    let same = SameCorner { adjacent_m: 5.0 * NM, corner_deg: 45.0, creep_deg: 45.0, time_gap_s: 600.0 };
    problem.rules.same_corner = (kinds[9] == 0).then_some(same);
    if kinds[10] == 0 {
        problem.rules.overlap = Overlap::IfVerticallySeparated;
        problem.rules.vertical_separation_ft = Some(200.0);
    }
    problem.coast = (kinds[11] == 0)
        .then(|| Coast::new(Arc::new(testing::LandEast { of_deg: 145.0 + 0.1 * numbers[18] })));
    match kinds[12] {
        0 => {
            let task = assigned(&problem, 1, sweeps(4.0, 0.7, 4), nm(e - 9.0, n));
            problem.demands[1] = Demand::Frozen(vec![task]);
        }
        1 => problem.demands[1] = Demand::Pattern(Box::new((sweeps(4.0, 0.7, 4), nm(e - 9.0, n)))),
        2 => problem.demands[2] = Demand::Unused,
        _ => {}
    }
    problem
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Random ladders in random problems: where the limits of the planners see nothing broken, the checker sees nothing; and
    /// where the checker sees a rule broken, so do they.
    #[test]
    fn limits_agree_with_the_checker(
        numbers in prop::collection::vec(0.0..1.0f64, 19),
        kinds in prop::collection::vec(0u8..4, 12),
        places in prop::collection::vec((-12.0..12.0f64, -12.0..12.0f64, 0.0..1.0f64), 4),
        measures in prop::collection::vec((0.15..2.0f64, 1usize..14, any::<bool>()), 4),
    ) {
        let kinds = [&kinds[..], &[3]].concat();
        let problem = ruled(&numbers, &kinds);
        let ground = Ground::of(&problem);
        let mut laid: Vec<Option<Laid>> = vec![None; 4];
        for (unit, ((east, north, first_leg), (spacing, legs, right))) in places.iter().zip(&measures).enumerate() {
            let candidate = Candidate {
                centre: nm(*east, *north),
                first_leg: *first_leg,
                spacing_m: spacing * NM,
                legs: *legs,
                turn: if *right { Turn::Right } else { Turn::Left },
                drift: Compensation { east_mps: 0.2 * first_leg, north_mps: -0.1 },
                delay_s: 600.0 * first_leg,
                use_of_time: 0.9,
                then: None,
            };
            laid[unit] = candidate.lay(&problem, unit, ground.reference_s[unit]).map(|(first, _)| first);
        }
        let zones: Vec<Option<Zone>> = laid.iter().map(|l| l.as_ref().map(Zone::of)).collect();
        let pairs = (0..4).flat_map(|a| (a + 1..4).map(move |b| (a, b)));
        let together = pairs.filter_map(|(a, b)| {
            Some(ground.limits.together_m((a, zones[a].as_ref()?), (b, zones[b].as_ref()?)))
        });
        let alone = (0..4).filter_map(|k| Some(ground.limits.alone_m(k, laid[k].as_ref()?, zones[k].as_ref()?)));
        let breach_m: f64 = together.sum::<f64>() + alone.sum::<f64>();
        let plan = task::plan_of(&problem, laid.iter().map(Option::as_ref));
        let found = checker::check(&problem, &plan);
        prop_assert!(breach_m > 0.0 || found.is_empty(), "{}", found[0]);
        // The planners keep a little to spare, and the corners of hulls a little more; off land they keep much more.
        let to_spare = breach_m < 2000.0 || problem.coast.is_some();
        prop_assert!(to_spare || !found.is_empty(), "{breach_m} m are broken, and nothing is found");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn plans_keep_all_rules(
        numbers in prop::collection::vec(0.0..1.0f64, 19),
        kinds in prop::collection::vec(0u8..4, 13),
        seed in 0u64..1000,
    ) {
        let problem = ruled(&numbers, &kinds);
        // What is asked may be impossible; then the problem is refused and nothing planned.
        if problem.check().is_ok() {
            for planner in planners() {
                let plan = planned(planner.as_ref(), &problem, seed);
                prop_assert!(plan.is_some(), "{} finds no plan", planner.name());
            }
        }
    }
}
