//! The measures of a pattern: spacing and aspect.

use super::{Rule, Searched, Violation, pattern, text};
use crate::Problem;
use crate::pattern::PatternKind;

/// Measures agree within this share.
const SHARE: f64 = 1e-6;

pub(super) fn check(problem: &Problem, searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let flown = &searched.assignment.pattern;
    let (name, measure_m) = match flown.kind {
        PatternKind::Sector => ("radius", flown.leg_m),
        PatternKind::ExpandingSquare => ("unit leg", flown.leg_m),
        // One pass has no spacing.
        PatternKind::TrackLineNonReturn => ("track spacing", f64::INFINITY),
        _ => ("track spacing", flown.spacing_m),
    };
    let least_m = searched.unit.min_spacing_m;
    if measure_m < least_m * (1.0 - SHARE) {
        let what = format!(
            "has a {name} of {}, and can keep no less than {}",
            text::distance(measure_m),
            text::distance(least_m)
        );
        let release = format!("take a {name} of {} or more", text::distance(least_m));
        found.push(searched.breaks(Rule::Spacing, least_m - measure_m, what, release));
    }
    check_aspect(problem, searched, found);
}

/// n·S across the legs and λ + S along them; of m craft abeam n·m·S.
fn check_aspect(problem: &Problem, searched: &Searched<'_>, found: &mut Vec<Violation>) {
    let flown = &searched.assignment.pattern;
    if !pattern::is_ladder(flown.kind) {
        return;
    }
    let track = &searched.assignment.track;
    let craft = match flown.kind {
        PatternKind::ParallelMultiple if track.len() > 2 => {
            let cross_m = super::geometry::distance(track[1].at, track[2].at);
            (cross_m / flown.spacing_m).round().max(1.0)
        }
        _ => 1.0,
    };
    let across_m = flown.legs as f64 * craft * flown.spacing_m;
    let along_m = flown.leg_m + flown.spacing_m;
    let (aspect, most) = (across_m / along_m, problem.rules.max_aspect);
    if aspect > most * (1.0 + SHARE) {
        let what = format!(
            "searches {} across its legs by {} along them, {aspect:.2} to 1",
            text::distance(across_m),
            text::distance(along_m)
        );
        let release =
            format!("lay the legs along the longer side, or allow {aspect:.2} to 1 for {most} to 1");
        found.push(searched.breaks(Rule::Aspect, aspect - most, what, release));
    }
}
