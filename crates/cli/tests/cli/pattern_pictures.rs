//! The pictures of the patterns in the book are drawn from their corners. `cargo xtask reference` draws them anew.

use crate::reference::holds;
use sarex_search::pattern::{
    AircraftSpeeds, Barrier, Coordinated, ExpandingSquare, Ladder, LegKind, Pattern, Sector, TrackLine, Way,
    lay_out,
};
use sarex_search::{Compensation, PlanePoint, Turn, Waypoint};
use std::fmt::Write as _;

const WIDTH: f64 = 360.0;
const MARGIN: f64 = 24.0;

#[test]
fn reference_pictures_of_the_patterns() {
    let turn = Turn::Right;
    let ladder = Ladder { first_leg_deg: 0.0, leg_m: 6.0, spacing_m: 1.0, legs: 5, turn, craft: 1 };
    let line = TrackLine { track_deg: 90.0, length_m: 12.0, spacing_m: 1.5, returns: true, turn, craft: 1 };
    let speed = AircraftSpeeds {
        true_air_mps: 0.001,
        mean_mps: 1.0,
        upwind_mps: 1.0,
        downwind_mps: 1.0,
        cross_mps: 1.0,
    };
    let coordinated =
        Coordinated { creep_deg: 90.0, leg_m: 6.0, spacing_m: 1.0, legs: 8, turn, aircraft: speed };
    let drift = Compensation { east_mps: 0.25, north_mps: 0.0 };
    let barrier = Barrier { line_m: 8.0, spacing_m: 2.58, legs: 5, turn, drift };
    let still = Compensation::default();
    for (name, pattern, drift) in [
        ("ps", Pattern::Ladder(ladder), still),
        ("ps-drift", Pattern::Ladder(ladder), Compensation { east_mps: 0.08, north_mps: 0.05 }),
        ("cs", Pattern::Ladder(Ladder { first_leg_deg: 0.0, leg_m: 4.0, legs: 9, ..ladder }), still),
        (
            "ss",
            Pattern::ExpandingSquare(ExpandingSquare { first_leg_deg: 0.0, spacing_m: 1.0, legs: 11, turn }),
            still,
        ),
        ("vs", Pattern::Sector(Sector { first_leg_deg: 0.0, radius_m: 4.0, legs: 9, turn }), still),
        ("tsr", Pattern::TrackLine(line), still),
        ("tsn", Pattern::TrackLine(TrackLine { returns: false, ..line }), still),
        ("pm", Pattern::Ladder(Ladder { craft: 3, legs: 3, ..ladder }), still),
        ("csc", Pattern::Coordinated(coordinated), still),
        ("b", Pattern::Barrier(barrier), drift),
    ] {
        holds(&format!("docs/book/src/images/pattern-{name}.svg"), &drawn(&pattern, drift));
    }
}

/// Area, search legs and cross legs over ground, and the commence search point, north up.
fn drawn(pattern: &Pattern, drift: Compensation) -> String {
    let start = Waypoint { time_s: 0.0, at: PlanePoint::default() };
    let tracks: Vec<Vec<PlanePoint>> = (0..pattern.craft())
        .map(|craft| {
            let mut track: Vec<Waypoint> =
                pattern.corners(craft).into_iter().map(|at| Waypoint { time_s: 0.0, at }).collect();
            lay_out(&mut track, start, drift, &Way::over_ground(1.0)).unwrap();
            track.into_iter().map(|waypoint| waypoint.at).collect()
        })
        .collect();
    let area = pattern.area();
    let all = || tracks.iter().flatten().chain(&area);
    let bound = |pick: fn(&PlanePoint) -> f64, by: fn(f64, f64) -> f64| all().map(pick).reduce(by).unwrap();
    let (west, east) = (bound(|p| p.east_m, f64::min), bound(|p| p.east_m, f64::max));
    let (south, north) = (bound(|p| p.north_m, f64::min), bound(|p| p.north_m, f64::max));
    let scale = (WIDTH - 2.0 * MARGIN) / (east - west).max(north - south);
    let height = (north - south) * scale + 2.0 * MARGIN;
    let at = |p: &PlanePoint| {
        // Rounding to a tenth of a pixel keeps the file small; zero has no sign.
        let tenth = |value: f64| (value * 10.0).round() / 10.0 + 0.0;
        format!(
            "{},{}",
            tenth((p.east_m - west) * scale + MARGIN),
            tenth((north - p.north_m) * scale + MARGIN)
        )
    };
    let points = |points: &[PlanePoint]| points.iter().map(&at).collect::<Vec<_>>().join(" ");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <polygon points=\"{}\" fill=\"#eef4f8\" stroke=\"#9bb4c4\"/>\n",
        points(&area)
    );
    for (craft, track) in tracks.iter().enumerate() {
        let colour = ["#1f4e79", "#b3541e", "#4c7a34"][craft % 3];
        for (index, leg) in track.windows(2).enumerate() {
            let dash =
                if pattern.leg_kind(index) == LegKind::Cross { " stroke-dasharray=\"4 3\"" } else { "" };
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>",
                points(leg)
            );
        }
        let csp = at(&track[0]);
        let (x, y) = csp.split_once(',').unwrap();
        let _ = writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{colour}\"/>");
    }
    svg.push_str("</svg>\n");
    svg
}
