//! What a track is, and its measures.

use super::{at_the_edge, in_the_middle, only, scene};
use crate::checker::{Rule, check};
use crate::pattern::PatternKind;
use crate::testing::{self, HOUR, NM, nm, sweeps};
use crate::{Compensation, PatternFlown, Turn};

#[test]
fn order_and_speed() {
    let (problem, mut plan) = scene();
    let time_s = plan.assignments[2].track[2].time_s;
    plan.assignments[2].track[3].time_s = time_s;
    assert!(check(&problem, &plan).iter().any(|v| v.rule == Rule::Order));
    // Faster over ground by a share: the track is stretched in time about its first point.
    at_the_edge(Rule::Speed, 1.0009, 1.002, |_, plan, share| {
        for unit in [1, 2] {
            let track = &mut plan.assignments[unit].track;
            let begin_s = track[0].time_s;
            track.iter_mut().for_each(|w| w.time_s = begin_s + (w.time_s - begin_s) * share);
        }
        plan.assignments.iter_mut().for_each(|a| a.landing_s += 60.0);
    });
}

#[test]
fn pattern() {
    // Half a metre is within rounding; a metre is another pattern.
    at_the_edge(Rule::Pattern, 0.45, 0.6, |_, plan, m| plan.assignments[0].track[4].at.north_m += m);
    at_the_edge(Rule::Pattern, 0.001, 0.01, |_, plan, deg| plan.assignments[1].pattern.first_leg_deg += deg);
    let broken = |change: &dyn Fn(&mut PatternFlown)| {
        let (problem, mut plan) = scene();
        change(&mut plan.assignments[0].pattern);
        only(Rule::Pattern, &problem, &plan);
    };
    broken(&|p| p.compensation = None);
    broken(&|p| p.leg_m += 1.0);
    broken(&|p| p.spacing_m += 1.0);
    broken(&|p| p.legs = 5);
    broken(&|p| p.legs = 0);
    broken(&|p| p.kind = PatternKind::Contour);
    let (problem, mut plan) = scene();
    plan.assignments[1].pattern.turn = Turn::Left;
    only(Rule::Pattern, &problem, &plan);
}

#[test]
fn extent() {
    at_the_edge(Rule::Extent, 0.4, 0.6, |_, plan, m| {
        plan.assignments[1].area.iter_mut().for_each(|p| p.east_m += m);
    });
}

#[test]
fn spacing_and_aspect() {
    at_the_edge(Rule::Spacing, 1.0, 1.001, |problem, _, nm| problem.units[1].min_spacing_m = nm * NM);
    // Six legs of 1 nm by 8 + 1 nm along them.
    at_the_edge(Rule::Aspect, 0.667, 0.666, |problem, _, aspect| problem.rules.max_aspect = aspect);
}

/// The other patterns, by waypoints worked out by hand: S15 and S16 of the worked examples, and track lines.
#[test]
fn squares_sectors_and_track_lines() {
    let square =
        [(0., 0.), (0., 1.), (1., 1.), (1., -1.), (-1., -1.), (-1., 2.), (2., 2.), (2., -2.), (-2., -2.)];
    let closed = [(0., 0.), (0., 1.), (1., 1.), (1., -1.), (-1., -1.), (-1., 1.)];
    let (a, b) = (4.330_127_018_922_193, 2.5);
    let sector =
        [(0., 0.), (0., 5.), (a, b), (0., 0.), (-a, -b), (-a, b), (0., 0.), (a, -b), (0., -5.), (0., 0.)];
    let out_and_back = [(0., 0.), (0., 6.), (1., 6.), (1., 0.)];
    let abeam = [(0., 0.), (0., 6.), (3., 6.), (3., 0.)];
    use PatternKind::*;
    for (kind, points, leg_nm, legs) in [
        (ExpandingSquare, &square[..], 1.0, 8),
        (ExpandingSquare, &closed[..], 1.0, 5),
        (Sector, &sector[..], 5.0, 9),
        (TrackLineReturn, &out_and_back[..], 6.0, 2),
        (TrackLineNonReturn, &out_and_back[..2], 6.0, 1),
        (ParallelMultiple, &abeam[..], 6.0, 2),
    ] {
        let (problem, mut plan) = scene();
        plan.assignments.truncate(1);
        let flown = PatternFlown { kind, ..sweeps(leg_nm, 1.0, legs) };
        let corners: Vec<_> = points.iter().map(|(e, n)| nm(*e, *n)).collect();
        let assignment = &mut plan.assignments[0];
        let track =
            testing::timed(&corners, 2.0 * HOUR, problem.units[0].track_mps(), Compensation::default());
        assignment.landing_s = track[track.len() - 1].time_s + HOUR;
        assignment.departure_s = HOUR;
        assignment.track = track;
        assignment.pattern = flown;
        assignment.area = vec![nm(-9.0, -9.0), nm(9.0, -9.0), nm(9.0, 9.0), nm(-9.0, 9.0)];
        assert_eq!(check(&problem, &plan), vec![], "{kind:?}");
        plan.assignments[0].track[1].at.east_m += 0.7;
        only(Rule::Pattern, &problem, &plan);
    }
}

/// The unit leg of an expanding square is its track spacing: another spacing would make another coverage of the same legs.
#[test]
fn a_square_has_one_measure() {
    let (problem, mut plan) = scene();
    plan.assignments.truncate(1);
    let square =
        |spacing_nm: f64| PatternFlown { kind: PatternKind::ExpandingSquare, ..sweeps(1.0, spacing_nm, 8) };
    plan.assignments[0] = in_the_middle(&problem, 0, square(1.0), nm(-6.0, 0.0));
    assert_eq!(check(&problem, &plan), vec![]);
    plan.assignments[0].pattern = square(0.5);
    only(Rule::Pattern, &problem, &plan);
}
