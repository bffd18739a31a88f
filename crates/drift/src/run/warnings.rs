//! What the reader of a forecast should know, in plain words. Few lines, each with a number.

use crate::ensemble::{Gap, Outcome};
use crate::run::block::Block;
use crate::run::error::{place_text, time_text};
use crate::{CoastAction, Fate, ForcingError, Prepared};
use sarex_metocean::{Environment, Quantity, Surface};

/// Field steps longer than this hide tides and fronts, s.
const COARSE_S: f64 = 6.0 * 3600.0;
/// Wind below which leeway regressions say little, m/s.
pub(crate) const LIGHT_MPS: f64 = 3.0;
/// Wind beyond which they are extrapolated, m/s.
pub(crate) const STRONG_MPS: f64 = 20.0;
/// Share of particle-hours that makes a wind warning worth reading.
const NOTABLE: f64 = 0.2;

/// Winds met at the output times.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WindCount {
    pub(crate) light: u64,
    pub(crate) strong: u64,
    pub(crate) all: u64,
}

impl WindCount {
    pub(crate) fn add(&mut self, other: Self) {
        self.light += other.light;
        self.strong += other.strong;
        self.all += other.all;
    }
}

/// All warnings of a run.
pub(crate) fn of(
    plan: &Prepared,
    environment: &Environment,
    blocks: &[Block],
    outcome: &Outcome,
    gaps: &[Gap],
) -> Vec<String> {
    let mut w = plan.warnings.clone();
    forcing(environment, gaps, &mut w);
    masked(plan, environment, gaps, &mut w);
    wind(blocks, &mut w);
    fates(plan, outcome, &mut w);
    coast(plan, environment, outcome, &mut w);
    settings(plan, environment, &mut w);
    w
}

fn forcing(environment: &Environment, gaps: &[Gap], w: &mut Vec<String>) {
    for g in gaps {
        let (lat, lon) = g.first_place_deg;
        let then =
            if g.filled { "the next source was used" } else { "no source had one and particles stopped" };
        let then = if g.quantity == Quantity::Stokes && !g.filled { "none was added" } else { then };
        w.push(format!(
            "{} had no {} for {} particle steps between {} and {}, first at {}: {then}",
            g.source_name,
            g.quantity,
            g.samples,
            time_text(g.first_s),
            time_text(g.last_s),
            place_text(lat, lon),
        ));
    }
    for quantity in [Quantity::Current, Quantity::Wind] {
        for c in environment.coverage(quantity) {
            if let Some(step) = c.longest_time_step_s.filter(|s| *s > COARSE_S) {
                w.push(format!(
                    "{} has {:.0} h between two fields of {quantity}: what changes faster is not in the forecast",
                    c.name,
                    step / 3600.0
                ));
            }
        }
    }
}

/// Particles that stopped inside the area and period of a current have mostly met land.
fn masked(plan: &Prepared, environment: &Environment, gaps: &[Gap], w: &mut Vec<String>) {
    let no_coast = environment.coast.is_none() || plan.scenario.coast_action == CoastAction::None;
    for g in gaps.iter().filter(|g| g.masked > 0 && g.quantity == Quantity::Current) {
        let advice = if no_coast {
            ". The run has no coast: with one they would strand (`sarex coast build` makes one of any region)"
        } else {
            ""
        };
        w.push(format!(
            "{} particles stopped inside the area and period of {}, in masked cells, probably land{advice}",
            g.masked, g.source_name,
        ));
    }
}

fn wind(blocks: &[Block], w: &mut Vec<String>) {
    let mut sum = WindCount::default();
    for b in blocks {
        sum.add(b.winds);
    }
    let share = |n: u64| n as f64 / sum.all.max(1) as f64;
    if share(sum.light) > NOTABLE {
        w.push(format!(
            "{:.0} % of the winds met are below {LIGHT_MPS} m/s, where leeway was hardly measured: the offsets of \
             the object class and their spread move particles even in calm air",
            100.0 * share(sum.light)
        ));
    }
    if share(sum.strong) > NOTABLE {
        w.push(format!(
            "{:.0} % of the winds met are above {STRONG_MPS} m/s, beyond the measurements of leeway",
            100.0 * share(sum.strong)
        ));
    }
}

fn fates(plan: &Prepared, outcome: &Outcome, w: &mut Vec<String>) {
    let total = outcome.fate.len().max(1) as f64;
    let starts = &plan.particles.start_s;
    let on_land = (0..outcome.fate.len())
        .filter(|&i| plan.particles.begins_as[i] == Fate::Active)
        .filter(|&i| outcome.fate[i] == Fate::Stranded && outcome.stopped_s[i] == starts[i])
        .count();
    if on_land > 0 {
        w.push(format!(
            "{on_land} particles ({:.1} %) begin on land and stay there",
            100.0 * on_land as f64 / total
        ));
    }
    let never: Vec<usize> =
        (0..outcome.fate.len()).filter(|&i| outcome.fate[i] == Fate::NotReleased).collect();
    if !never.is_empty() {
        let share: f64 = never.iter().map(|&i| plan.particles.weight[i]).sum();
        w.push(format!(
            "{} particles, {:.1} % of the probability, would begin to drift only beyond the end of the run",
            never.len(),
            100.0 * share
        ));
    }
    let squares: f64 = plan.particles.weight.iter().map(|w| w * w).sum();
    let effective = if squares > 0.0 { 1.0 / squares } else { total };
    if effective < 0.5 * total {
        w.push(format!(
            "the weights of the {total:.0} particles are unequal: they say as much as {effective:.0} equal ones"
        ));
    }
}

fn coast(plan: &Prepared, environment: &Environment, outcome: &Outcome, w: &mut Vec<String>) {
    let Some(coast) = environment.coast.as_ref().filter(|_| plan.scenario.coast_action != CoastAction::None)
    else {
        return;
    };
    let places = outcome.lat_deg.iter().zip(&outcome.lon_deg);
    let outside = places.filter(|(lat, lon)| coast.surface(**lat, **lon) == Surface::Unknown).count();
    if outside > 0 {
        let [south, north, west, east] = coast.area_deg();
        w.push(format!(
            "{outside} particles end outside the area of the coast data ({south:.1} to {north:.1} N, {west:.1} to \
             {east:.1} E): no land could stop them there"
        ));
    }
}

fn settings(plan: &Prepared, environment: &Environment, w: &mut Vec<String>) {
    let s = &plan.scenario;
    if s.capsizing && plan.end_s < plan.start_s {
        w.push("capsizing is left out of a backward run, since it cannot be undone".to_owned());
    }
    if s.stokes_factor > 0.0 && !environment.sources(Quantity::Stokes).is_empty() {
        w.push(format!(
            "{:.0} % of the Stokes drift is added, although leeway was measured in waves and contains it",
            100.0 * s.stokes_factor
        ));
    }
    let members = |q| environment.coverage(q).iter().any(|c| c.members > 1);
    for (quantity, error) in [(Quantity::Current, s.current_error), (Quantity::Wind, s.wind_error)] {
        if members(quantity) && error != ForcingError::None {
            w.push(format!(
                "the {quantity} is an ensemble and an error is added to it: its uncertainty may be counted twice"
            ));
        }
    }
}
