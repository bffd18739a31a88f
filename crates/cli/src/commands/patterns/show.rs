//! What is printed of patterns.

use super::build::{Asked, KN_MPS, NM_M};
use sarex_geo::{Bearing, Position};
use sarex_search::pattern::{LaidOut, Located, Pattern, PatternKind, turns};
use serde_json::{Value, json};
use std::fmt::Write as _;

pub fn list_as_text() -> String {
    let line = |kind: &PatternKind| format!("{:<4} {:<40} {}\n", kind.code(), kind.name(), kind.purpose());
    let mut text: String = PatternKind::ALL.iter().map(line).collect();
    text.push_str(
        "\nSeveral craft: PM, and TMR and TMN with --craft. A second unit: VM and SM with --second-unit.\n\
         `sarex patterns --help` says how to lay one out.\n",
    );
    text
}

pub fn list_as_json() -> Value {
    let row =
        |kind: &PatternKind| json!({ "code": kind.code(), "name": kind.name(), "purpose": kind.purpose() });
    PatternKind::ALL.iter().map(row).collect()
}

pub fn as_text(asked: &Asked, craft: &[(LaidOut, Located)]) -> String {
    let pattern = &asked.pattern;
    let mut text = format!("{}  {}\n", pattern.code(), pattern.kind().name());
    for (name, value) in facts(asked, &craft[0].0) {
        let _ = writeln!(text, "  {name:<14} {value}");
    }
    for note in asked.notes(&craft[0].0) {
        let _ = writeln!(text, "  note           {note}");
    }
    for (index, (_, located)) in craft.iter().enumerate() {
        text.push('\n');
        if craft.len() > 1 {
            let _ = writeln!(text, "Craft {}", index + 1);
        }
        let _ = write!(text, "{located}");
    }
    text.push_str("\nArea over ground, counter-clockwise\n");
    // The outline of a circle has a corner every ten degrees, which nobody plots.
    if let Pattern::Sector(sector) = pattern {
        let _ = writeln!(text, "  a circle of {:.2} NM about the datum", sector.radius_m / NM_M);
    } else {
        for corner in &craft[0].1.area {
            let _ = writeln!(text, "  {corner}");
        }
    }
    text
}

fn facts(asked: &Asked, laid: &LaidOut) -> Vec<(&'static str, String)> {
    let pattern = &asked.pattern;
    let mut facts = Vec::new();
    match pattern {
        Pattern::Ladder(p) => {
            let (along_m, across_m) = p.sides_m();
            facts.push(("search legs", format!("{} of {:.2} NM", p.legs, p.leg_m / NM_M)));
            facts.push(("spacing", format!("{:.2} NM", p.spacing_m / NM_M)));
            facts.push((
                "area",
                format!("{:.2} NM along the legs by {:.2} NM across", along_m / NM_M, across_m / NM_M),
            ));
        }
        Pattern::ExpandingSquare(p) => {
            facts.push(("legs", p.legs.to_string()));
            facts.push(("spacing", format!("{:.2} NM", p.spacing_m / NM_M)));
        }
        Pattern::Sector(p) => {
            facts.push(("legs", format!("{} of {:.2} NM", p.legs, p.radius_m / NM_M)));
            facts.push(("next search", format!("first leg {}", bearing(p.next().first_leg_deg))));
        }
        Pattern::TrackLine(p) => {
            facts.push(("track", format!("{:.2} NM", p.length_m / NM_M)));
            facts.push(("spacing", format!("{:.2} NM", p.spacing_m / NM_M)));
        }
        Pattern::Coordinated(p) => coordinated(p, &mut facts),
        Pattern::Barrier(p) => {
            facts.push(("line", format!("{} crossings of {:.2} NM", p.legs, p.line_m / NM_M)));
            facts.push(("spacing", format!("{:.3} NM as the objects see it", p.spacing_m / NM_M)));
            if let Ok(advance_m) = p.advance_m(asked.way.speed_mps) {
                facts.push(("advance", format!("{:.3} NM up-drift per crossing", advance_m / NM_M)));
            }
        }
        Pattern::Contour(p) => {
            let heights: Vec<String> = p.circuits.iter().map(|c| format!("{} ft", c.height_ft)).collect();
            facts.push(("circuits", heights.join(", ")));
        }
    }
    if let Some(creep_deg) = laid.creep_deg {
        facts.push(("creeps", bearing(creep_deg)));
    }
    let through =
        if asked.way.medium == Default::default() { "over ground" } else { "through wind or current" };
    facts.push(("speed", format!("{:.1} kn {through}", asked.way.speed_mps / KN_MPS)));
    facts.push(("length", format!("{:.2} NM over ground", laid.length_m() / NM_M)));
    facts.push(("time", hours(laid.duration_s())));
    if asked.counts_turns {
        let turned = |leg: &sarex_search::pattern::Leg| leg.turn_deg;
        let saved_s: f64 = laid.legs.iter().filter_map(turned).map(turns::saved_s).sum();
        facts.push((
            "with turns",
            format!("{}, corners rounded at 3° per second", hours(laid.duration_s() - saved_s)),
        ));
    }
    if laid.carried.length_m() > 0.0 {
        facts.push(("drift", format!("carries the pattern {:.2} NM", laid.carried.length_m() / NM_M)));
    }
    facts
}

fn coordinated(p: &sarex_search::pattern::Coordinated, facts: &mut Vec<(&'static str, String)>) {
    facts.push(("search legs", format!("{} of {:.2} NM", p.legs, p.leg_m / NM_M)));
    facts.push(("spacing", format!("{:.2} NM", p.spacing_m / NM_M)));
    let Ok(agreed) = p.coordination() else { return };
    facts.push(("ship", format!("{:.1} kn on {}", agreed.ship_mps / KN_MPS, bearing(p.creep_deg))));
    facts.push((
        "half legs",
        format!(
            "{:.2} min up-wind, {:.2} min down-wind",
            agreed.half_leg_upwind_s / 60.0,
            agreed.half_leg_downwind_s / 60.0
        ),
    ));
    facts.push((
        "cross legs",
        format!("{:.0} s straight and {:.0} s of turns", agreed.cross_leg_s, agreed.turns_s),
    ));
    facts.push((
        "offsets",
        format!(
            "{:.2} NM up-wind, {:.2} NM down-wind",
            agreed.offset_upwind_m / NM_M,
            agreed.offset_downwind_m / NM_M
        ),
    ));
}

pub fn as_json(asked: &Asked, craft: &[(LaidOut, Located)]) -> Value {
    let pattern = &asked.pattern;
    let laid = &craft[0].0;
    let coordination = match pattern {
        Pattern::Coordinated(p) => p.coordination().ok().map(|agreed| {
            json!({
                "ship_kn": agreed.ship_mps / KN_MPS,
                "turn_diameter_nm": agreed.turn_diameter_m / NM_M,
                "half_leg_upwind_min": agreed.half_leg_upwind_s / 60.0,
                "half_leg_downwind_min": agreed.half_leg_downwind_s / 60.0,
                "cross_leg_s": agreed.cross_leg_s,
                "turns_s": agreed.turns_s,
                "offset_upwind_nm": agreed.offset_upwind_m / NM_M,
                "offset_downwind_nm": agreed.offset_downwind_m / NM_M,
            })
        }),
        _ => None,
    };
    json!({
        "code": pattern.code(),
        "name": pattern.kind().name(),
        "creep_deg": laid.creep_deg,
        "speed_kn": asked.way.speed_mps / KN_MPS,
        "length_nm": laid.length_m() / NM_M,
        "duration_s": laid.duration_s(),
        "coordination": coordination,
        "notes": asked.notes(laid),
        "craft": craft.iter().map(|(_, located)| located_as_json(located)).collect::<Vec<_>>(),
    })
}

fn located_as_json(located: &Located) -> Value {
    let time = |seconds: f64| sarex_geo::from_unix_seconds(seconds).map(|time| time.to_string());
    let legs: Vec<Value> = located
        .legs
        .iter()
        .map(|leg| {
            json!({
                "kind": leg.kind,
                "from": place(leg.from), "to": place(leg.to),
                "course_deg": leg.course.deg(), "heading_deg": leg.heading.deg(),
                "length_nm": leg.length.in_nautical_miles(), "speed_kn": leg.speed.in_knots(),
                "start": time(leg.start_s), "end": time(leg.end_s), "turn_deg": leg.turn_deg,
            })
        })
        .collect();
    let area: Vec<Value> = located.area.iter().map(|corner| place(*corner)).collect();
    json!({ "csp": place(located.commence), "start": time(located.commence_s), "legs": legs, "area": area })
}

fn place(position: Position) -> Value {
    let place = position.wrapped();
    json!({ "lat_deg": place.lat_deg(), "lon_deg": place.lon_deg() })
}

fn bearing(degrees: f64) -> String {
    Bearing::wrapping(degrees).to_string()
}

fn hours(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    format!("{hours} h {minutes:02} min {seconds:02} s")
}
