//! Why this plan: in sentences, each with the figure it rests on.

use super::outlines::apart_m;
use super::summary::{knots, time};
use super::units::NM;
use super::{
    LookAhead, SearchError, SearchPlan, Stage, Tell, closed, measure, problem::goes_on, problem::pos_bound,
    unused,
};
use sarex_geo::{Position, math, span_in_words, sun};
use sarex_search::detect::width::is_light;
use sarex_search::problem::Overlap;
use sarex_search::{Assignment, Demand, Domain, PlanePoint, Problem, Sru, Window};

/// Says why the plan is as it is: what each unit looks at and adds, what holds it back, why others stay unused, and what
/// an hour or a unit more could give at most.
pub fn explain(search: &SearchPlan, tell: Tell<'_>) -> Result<Vec<String>, SearchError> {
    let planned = &search.planned;
    let (problem, plan) = (&planned.problem, &planned.plan);
    let mut said = vec![whole(search), conditions(search)];
    let datum = datum(search);
    let added = measure::added(plan, problem);
    let names = planned.names.of(plan);
    for (k, (assignment, added)) in plan.assignments.iter().zip(added).enumerate() {
        said.push(looks_at(search, (&names[k], assignment), datum, added * planned.shares.followed));
        said.push(held_back(search, (&plan.assignments, &names), k));
    }
    for (index, unit) in problem.units.iter().enumerate() {
        if !plan.assignments.iter().any(|a| a.unit == index) {
            let why = unused::why(problem, index, datum);
            said.push(format!("{} ({}) stays unused: {why}.", unit.id, unit.kind.name()));
        }
    }
    said.extend(closed::shares(planned));
    if let Some(ahead) = &planned.look_ahead {
        said.extend(looks_ahead(ahead, planned.plan.pos));
    }
    if let Some(now) = planned.upper_bound {
        goes_on(tell(Stage::Bounding))?;
        let more = |problem: &Problem| pos_bound(problem) * planned.shares.followed;
        let longer = more(&with_an_hour(problem));
        said.push(format!(
            "No plan of these units can find more than {now:.2}{}. With an hour more on scene for each of them, within the \
             same search, none could find more than {longer:.2}.",
            if planned.alive.is_some() { ", alive or not" } else { "" }
        ));
        if keeps_out(problem) {
            said.push(
                "These bounds do not know of areas and volumes to keep out of: what lies in them counts as if it could be \
                 searched, so part of what the plan is below its bound may be theirs."
                    .to_owned(),
            );
        }
        if let Some((unit, stronger)) = with_another(problem, &plan.assignments) {
            goes_on(tell(Stage::Bounding))?;
            said.push(format!(
                "With one more unit like {}, no plan could find more than {:.2}.",
                unit,
                more(&stronger)
            ));
        }
    }
    Ok(said)
}

/// What the next sortie would bring, with whom, and what was given up for it.
fn looks_ahead(ahead: &LookAhead, pos: f64) -> Vec<String> {
    let (problem, plan) = (&ahead.problem, &ahead.plan);
    let there = plan.assignments.iter().map(|task| {
        let unit = &problem.units[task.unit];
        format!("{} (can leave again at {})", unit.id, time(unit.available_s))
    });
    let mut there: Vec<String> = there.collect();
    there.dedup();
    let mut said = vec![format!(
        "Looking ahead: if this search finds nothing, a sortie from {} to {} would find the object with probability {:.2}, \
         and all searches by then {:.2}. It counts on {}; {} between being back and leaving again. This is a look-ahead, \
         not tasking: after this search `sarex update` plans the next one. The bound is one of this search alone.",
        time(problem.window.start_s),
        time(problem.window.end_s),
        plan.pos,
        ahead.cumulative_pos,
        there.join(", "),
        span_in_words(ahead.turn_round_s),
    )];
    said.push(match ahead.alone {
        Some(alone) => format!(
            "    For the sake of both, the best plan for this search alone was given up: it finds {:.2} instead of {pos:.2}, but \
             with the next sortie {:.2} instead of {:.2}.",
            alone.pos, alone.cumulative_pos, ahead.cumulative_pos
        ),
        None => "    A plan made for both together was compared and is worth no more than this one.".to_owned(),
    });
    said.extend(ahead.notes.iter().map(|note| format!("    Then: {note}.")));
    said
}

/// What is looked for, and what the plan is worth.
fn whole(search: &SearchPlan) -> String {
    let planned = &search.planned;
    let each = planned.problem.cloud.objects().iter().zip(planned.problem.cloud.object_mass());
    let objects: Vec<String> = each.map(|(class, mass)| format!("{class} ({:.0} %)", 100.0 * mass)).collect();
    let radius = planned.datum.radius_50.map_or_else(String::new, |radius| {
        format!(", half of the probability within {:.1} NM", radius.in_nautical_miles())
    });
    let alive = planned.alive.map_or_else(String::new, |alive| {
        format!(
            " It is made for survivors: the share that is found alive is expected to be {:.2} to {:.2}, {:.2} in the middle of \
             the band of survival.",
            alive.low, alive.high, alive.middle
        )
    });
    format!(
        "In the middle of the search the datum is at {}{radius}. Looked for is {}; the plan finds it with probability \
         {:.2}.{alive}",
        planned.scene.place,
        objects.join(" or "),
        planned.plan.pos
    )
}

/// What sweep widths are for, and where that is known from.
fn conditions(search: &SearchPlan) -> String {
    let scene = &search.planned.scene;
    format!("Sweep widths are for what it is like there at {}: {}.", time(scene.time_s), scene.line())
}

fn datum(search: &SearchPlan) -> PlanePoint {
    let place = search.planned.scene.place;
    search.planned.problem.cloud.plane().to_plane(place.lat_deg(), place.lon_deg())
}

/// Which part of the probability a unit looks at, and what that gives.
fn looks_at(
    search: &SearchPlan,
    (name, assignment): (&str, &Assignment),
    datum: PlanePoint,
    added: f64,
) -> String {
    let problem = &search.planned.problem;
    let unit = &problem.units[assignment.unit];
    let middle = middle(assignment);
    let off = PlanePoint { east_m: middle.east_m - datum.east_m, north_m: middle.north_m - datum.north_m };
    let off_nm = off.length_m() / NM;
    let place = match off_nm < 0.5 {
        true => "about the datum".to_owned(),
        false => {
            let bearing = math::atan2(off.east_m, off.north_m).to_degrees().rem_euclid(360.0);
            format!("{off_nm:.1} NM from the datum in direction {bearing:03.0}°")
        }
    };
    let seen = problem.cloud.objects().iter().zip(&unit.sensor).zip(&assignment.coverage);
    let seen: Vec<String> = seen
        .filter_map(|((class, curve), coverage)| {
            let width_nm = curve.as_ref()?.sweep_width_m() / NM;
            Some(format!("{class} with a sweep width of {width_nm:.2} NM, coverage {coverage:.2}"))
        })
        .collect();
    let blind = problem.cloud.objects().iter().zip(&unit.sensor).filter(|(_, curve)| curve.is_none());
    let blind: Vec<&str> = blind.map(|(class, _)| class.as_str()).collect();
    let unseen = match blind.is_empty() {
        true => String::new(),
        false => format!(", and nothing of {}", blind.join(" or ")),
    };
    let drift = match assignment.pattern.compensation {
        Some(drift) => {
            let mps = math::hypot(drift.east_mps, drift.north_mps);
            format!("; its track goes along with a drift of {:.1} kn", knots(mps))
        }
        None => String::new(),
    };
    format!(
        "{name}: {} ({}) searches {place}, from {} to {}{drift}. {:.0} % of the probability is in its area in the middle of that \
         time. It sees {}{unseen}. Alone it finds {:.2}; it adds {added:.2} to what the others find.",
        unit.id,
        unit.kind.name(),
        time(assignment.commence_s()),
        time(assignment.end_s()),
        100.0 * assignment.poc,
        seen.join(", and "),
        assignment.pos,
    )
}

/// Mean of the corners of the area.
fn middle(assignment: &Assignment) -> PlanePoint {
    let n = assignment.area.len().max(1) as f64;
    let mean = |of: fn(&PlanePoint) -> f64| assignment.area.iter().map(of).sum::<f64>() / n;
    PlanePoint { east_m: mean(|p| p.east_m), north_m: mean(|p| p.north_m) }
}

/// Which limits a unit's task has reached.
fn held_back(search: &SearchPlan, (all, names): (&[Assignment], &[String]), k: usize) -> String {
    let (problem, assignment) = (&search.planned.problem, &all[k]);
    let unit = &problem.units[assignment.unit];
    if matches!(problem.demands[assignment.unit], Demand::Frozen(_)) {
        return "    It keeps this task as it was asked to.".to_owned();
    }
    // The areas of one unit are one sortie: its limits hold for all of them together.
    let own = || all.iter().filter(|task| task.unit == assignment.unit);
    let first = |of: fn(&Assignment) -> f64| own().map(of).fold(f64::INFINITY, f64::min);
    let last = |of: fn(&Assignment) -> f64| own().map(of).fold(f64::NEG_INFINITY, f64::max);
    let searching_s = last(Assignment::end_s) - first(Assignment::commence_s);
    let mut held = Vec::new();
    // Within three minutes, or three in a hundred, a limit is reached for all that matters at sea.
    if searching_s > 0.97 * unit.on_scene_s {
        held.push(format!("its on-scene endurance of {}", span_in_words(unit.on_scene_s)));
    }
    held.extend(times(problem.window, unit, assignment, search.planned.scene.place).map(str::to_owned));
    let away_s = last(|task| task.landing_s) - first(|task| task.departure_s);
    if let Some(sortie_s) = unit.sortie_s.filter(|sortie_s| away_s > 0.97 * sortie_s) {
        held.push(format!("its sortie of {}", span_in_words(sortie_s)));
    }
    if assignment.pattern.spacing_m < 1.03 * unit.min_spacing_m {
        held.push(format!("its least track spacing of {:.1} NM", unit.min_spacing_m / NM));
    }
    let mut beside = Vec::new();
    for (other, task) in all.iter().enumerate().filter(|(other, _)| *other != k) {
        let neighbour = &problem.units[task.unit];
        let room_m = unit.buffer_m + neighbour.buffer_m + 0.25 * NM;
        if keeps_off(problem, assignment.unit, task.unit) && apart_m(&assignment.area, &task.area) < room_m {
            beside.push(format!("{} of {}", names[other], neighbour.id));
        }
    }
    if !beside.is_empty() {
        let areas = if beside.len() > 1 { "areas" } else { "area" };
        held.push(format!("the {areas} {}, with which its own may not overlap", beside.join(" and ")));
    }
    held.extend(closed::beside(problem, all, assignment));
    let transit_s = assignment.commence_s() - assignment.departure_s;
    let before = all.iter().position(|task| {
        task.unit == assignment.unit && (task.landing_s - assignment.departure_s).abs() < 1.0
    });
    let from = before.map_or_else(String::new, |k| format!(" from {}", names[k]));
    let way = match transit_s {
        ..60.0 => String::new(),
        _ => format!(" Its way there{from} takes {}.", span_in_words(transit_s)),
    };
    match held.is_empty() {
        // The same of every unit, so that nobody can tell which one a sensitive area is near.
        true if closed::is_any_sensitive(problem) => {
            format!("    Nothing that may be told holds it back.{way}")
        }
        true => format!("    Nothing holds it back but the shape of the probability.{way}"),
        false => format!("    What holds it back: {}.{way}", held.join("; ")),
    }
}

/// Times between which a unit may search, where a task has reached them.
fn times(
    window: Window,
    unit: &Sru,
    assignment: &Assignment,
    place: Position,
) -> impl Iterator<Item = &'static str> {
    // As near as matters at sea, s.
    const NEAR_S: f64 = 180.0;
    let is_light = |time_s: f64| is_light(sun::light(place, time_s));
    let first = unit
        .search_not_before_s
        .filter(|first_s| *first_s > window.start_s && assignment.commence_s() - first_s < NEAR_S);
    let end_s = unit.end_s(window.end_s);
    let end = (end_s - assignment.end_s() < NEAR_S).then(|| match end_s < window.end_s {
        false => "the end of the search",
        // Units of eyes are held to whole minutes of the light.
        true if is_light(end_s) && !is_light(end_s + 61.0) => "the end of the light",
        true => "the end of its own time",
    });
    first.map(|_| "first light").into_iter().chain(end)
}

/// Whether there is anything that a unit who may search keeps out of.
fn keeps_out(problem: &Problem) -> bool {
    let may = |k: usize| problem.demands[k] != Demand::Unused;
    let mut could = problem.units.iter().enumerate().filter(|(k, _)| may(*k));
    could.any(|(k, unit)| {
        problem.rules.areas.iter().any(|area| area.concerns(unit))
            || problem.units.iter().enumerate().any(|(other, owner)| {
                other != k
                    && may(other)
                    && owner.domain() == unit.domain()
                    && owner.link.as_ref().is_some_and(|link| link.lost_link.is_some())
            })
    })
}

/// Whether the rules keep the areas of two units apart.
fn keeps_off(problem: &Problem, a: usize, b: usize) -> bool {
    let rules = &problem.rules;
    let (one, other) = (&problem.units[a], &problem.units[b]);
    let allowed = rules.may_overlap.iter().any(|&pair| pair == (a, b) || pair == (b, a));
    let apart_ft = one.altitude.zip(other.altitude).map_or(f64::NEG_INFINITY, |(one, other)| {
        (one.low_ft - other.high_ft).max(other.low_ft - one.high_ft)
    });
    let stacked = rules.overlap == Overlap::IfVerticallySeparated
        && one.domain() == Domain::Air
        && rules.vertical_separation_ft.is_some_and(|least_ft| apart_ft >= least_ft);
    a != b && one.domain() == other.domain() && !allowed && !stacked
}

/// The same problem with an hour more on scene for each unit.
fn with_an_hour(problem: &Problem) -> Problem {
    let mut longer = problem.clone();
    for unit in &mut longer.units {
        unit.on_scene_s += 3600.0;
        unit.sortie_s = unit.sortie_s.map(|sortie_s| sortie_s + 3600.0);
    }
    longer
}

/// The same problem with the unit that finds most, twice.
fn with_another(problem: &Problem, all: &[Assignment]) -> Option<(String, Problem)> {
    let best = all.iter().max_by(|a, b| a.pos.total_cmp(&b.pos))?;
    let mut more = problem.clone();
    let id = more.units[best.unit].id.clone();
    let twin = Sru { id: format!("{id} (2)"), ..more.units[best.unit].clone() };
    more.units.push(twin);
    more.demands.push(Demand::Free);
    Some((id, more))
}
