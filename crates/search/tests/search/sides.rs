//! Sensors of one side: what lies on the other side of the way over ground is not seen, whatever the direction of the leg.

use crate::benchmark::NM;
use crate::bound::{cloud, problem, unit};
use sarex_geo::math;
use sarex_search::bound::{Effort, bound};
use sarex_search::checker;
use sarex_search::detect::{MBeta, Side, Sided};
use sarex_search::evaluate::{Track, worth};
use sarex_search::planner::{Annealing, Budget, Planner};
use sarex_search::{Assignment, Cloud, Objective, PlanePoint, Response, Waypoint};
use std::ops::ControlFlow;

const HOUR: f64 = 3600.0;
const BETA: f64 = 0.6;
const RANGE_NM: f64 = 1.5;

fn sensor(side: Side) -> Response {
    Response::of(&Sided { curve: MBeta { beta: BETA, max_range_m: RANGE_NM * NM }, side })
}

/// One object a mile to starboard of a leg through the origin, and one a mile to port.
#[test]
fn a_side_turns_with_the_leg() {
    for eighth in 0..16 {
        let (east, north) = math::sin_cos_turns(f64::from(eighth) / 16.0);
        let at = |along_nm: f64| PlanePoint { east_m: along_nm * east * NM, north_m: along_nm * north * NM };
        let leg = [Waypoint { time_s: 0.0, at: at(-5.0) }, Waypoint { time_s: 0.1 * HOUR, at: at(5.0) }];
        for (hand, seen) in [(1.0, Side::Right), (-1.0, Side::Left)] {
            let there = cloud(&[(1.0, vec![[hand * north, -hand * east]; 2])]);
            for side in [Side::Both, Side::Left, Side::Right] {
                let sensor = [Some(sensor(side))];
                let track = Track { sensor: &sensor, waypoints: &leg };
                let pos = worth(&there, &[track], &Objective::Pos).pos;
                let expected = if side == Side::Both || side == seen { BETA } else { 0.0 };
                assert!((pos - expected).abs() < 1e-6, "{eighth}, {side:?}: {pos}");
            }
        }
    }
}

/// Objects on a grid at rest, in a square of so many miles.
fn grid() -> Cloud {
    let side = 24;
    let place = |k: usize| 0.25 * (k as f64 + 0.5) - 3.0;
    let paths = (0..side * side).map(|k| (1.0, vec![[place(k % side) + 12.0, place(k / side)]; 5]));
    cloud(&paths.collect::<Vec<_>>())
}

/// What a plan finds by hand: objects at rest, one chance per leg abeam of it, on the side that sees.
fn by_hand(cloud: &Cloud, task: &Assignment, side: Side) -> f64 {
    let (east_m, north_m) = cloud.at_node(0);
    let creep_deg = task.pattern.creep_deg();
    let missed = |i: usize| {
        let chances = task.track.windows(2).enumerate().filter(|(k, leg)| {
            let (from, to) = (leg[0].at, leg[1].at);
            let (dx, dy) = (to.east_m - from.east_m, to.north_m - from.north_m);
            let (x, y) = (f64::from(east_m[i]) - from.east_m, f64::from(north_m[i]) - from.north_m);
            let length_m = math::hypot(dx, dy);
            let (along_m, to_port_m) = ((x * dx + y * dy) / length_m, (dx * y - dy * x) / length_m);
            let (sin, cos) = math::sin_cos(creep_deg.to_radians());
            let sweep_creeps_to =
                if k.is_multiple_of(2) && task.pattern.legs > 1 { x * sin + y * cos } else { 0.0 };
            let sees = match side {
                Side::Both => true,
                Side::Left => to_port_m > 0.0,
                Side::Right => to_port_m < 0.0,
                Side::UpCreep => sweep_creeps_to < 0.0,
                Side::DownCreep => sweep_creeps_to > 0.0,
            };
            along_m > 0.0 && along_m < length_m && sees && to_port_m.abs() <= RANGE_NM * NM
        });
        (0..chances.count()).fold(1.0, |missed, _| missed * (1.0 - BETA))
    };
    (0..cloud.len()).map(|i| cloud.weight()[i] * (1.0 - missed(i))).sum()
}

/// Planner, evaluation and bound know the side: a plan for a sensor of one side is worth what it is by hand, keeps the rules,
/// stays below its bound, and the same legs flown with the sensor of the other side are worth something else.
#[test]
fn plans_are_made_for_the_side_that_sees() {
    let planned = |side: Side| -> f64 {
        let mut problem = problem(grid(), vec![unit(sensor(side), 20.0, 2.0)]);
        problem.units[0].transit_mps = 100.0;
        problem.rules.areas_per_unit = 1;
        let go_on = &mut |_: &sarex_search::Progress<'_>| ControlFlow::Continue(());
        let plan = Annealing.plan(&problem, Budget { evaluations: 3000 }, 1, go_on).unwrap();
        assert_eq!(checker::check(&problem, &plan), []);
        let task = &plan.assignments[0];
        let hand = by_hand(&problem.cloud, task, side);
        assert!((plan.pos - hand).abs() < 0.01, "{side:?}: {} by hand {hand}", plan.pos);
        let other = match side {
            Side::Left => Side::Right,
            Side::UpCreep => Side::DownCreep,
            Side::DownCreep => Side::UpCreep,
            Side::Both | Side::Right => Side::Left,
        };
        let mirrored = by_hand(&problem.cloud, task, other);
        assert!(mirrored < 0.95 * plan.pos, "{side:?}: {mirrored} on the other side");
        let limit = bound(&problem, Effort { iterations: 60, gap: 1e-3 }).value;
        assert!(plan.pos <= limit && plan.pos > 0.5 * limit, "{side:?}: {} of {limit}", plan.pos);
        plan.pos
    };
    let [left, right, both] = [Side::Left, Side::Right, Side::Both].map(planned);
    assert!((left - right).abs() < 0.05 * both, "{left} and {right}");
    assert!(left < both && left > 0.5 * both, "{left} of {both}");
    // Sensors that go by the creep look at every strip between two legs once, and at nothing on cross legs.
    let [up, down] = [Side::UpCreep, Side::DownCreep].map(planned);
    assert!((up - down).abs() < 0.05 * both, "{up} and {down}");
    assert!(down < both && down > 0.5 * both, "{down} of {both}");
}
