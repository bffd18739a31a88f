//! From a scenario to particles: every check, and everything that is drawn once.

mod allocate;
mod checks;
mod error;
mod land;
mod span;

pub use checks::{MEMORY_LIMIT, memory_bytes};
pub use error::PrepareError;

use crate::leeway::{Leeway, LeewayDraw, draw, draw::Truncated, model::leeway_of};
use crate::seed::sample::{Lot, Sampler, Start};
use crate::{Compat, Fate, Particles, Scenario, Seed};
use allocate::Identity;
use rayon::prelude::*;
use sarex_geo::{Streams, position::unwrap_longitude, streams::Process};
use span::Span;

/// Which way time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the seeds into the future.
    Forward,
    /// From the seeds into the past.
    Backward,
}

/// A scenario that was checked and drawn: nothing in it can fail any more.
///
/// Before running it where there is a coast, ask [`Prepared::check_land`]; where forcing has ensemble members,
/// say how many with [`Prepared::assign_members`].
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// What was asked.
    pub scenario: Scenario,
    /// What was drawn.
    pub particles: Particles,
    /// Forward or backward.
    pub direction: Direction,
    /// First instant of the run: a whole number of output intervals from the end, at or just before the first
    /// particle begins to drift (after, in a backward run). Seconds since 1970.
    pub start_s: f64,
    /// Last instant of the run, `until`, seconds since 1970.
    pub end_s: f64,
    /// Number of output intervals between the two; there is one more output time.
    pub outputs: u32,
    /// Steps per output interval. A step is `scenario.step_s` long, forward or backward.
    pub steps_per_output: u32,
    /// What the reader should know, in plain words.
    pub warnings: Vec<String>,
}

impl Scenario {
    /// Checks everything and draws all particles.
    ///
    /// Particle i is a pure function of the seed of the random streams and of i: neither threads nor the number
    /// of particles changes it. Sides alternate within each (seed, object), which is exactly one half each and
    /// has less variance than tossing a coin; weights are ω_s π_o / n_{s,o}.
    ///
    /// ```
    /// use sarex_drift::{Scenario, ObjectShare, Seed, StartTime, WeightedSeed, leeway::ClassTable};
    /// use sarex_drift::seed::{LastKnownPosition, PositionError};
    /// let scenario = Scenario {
    ///     objects: vec![ObjectShare {
    ///         class: ClassTable::standard().get("PIW-1").unwrap().clone(),
    ///         probability: 1.0,
    ///         persons: Some(3),
    ///     }],
    ///     seeds: vec![WeightedSeed {
    ///         name: "last known position".into(),
    ///         weight: 1.0,
    ///         seed: Seed::LastKnownPosition(LastKnownPosition {
    ///             position: sarex_geo::Position::new(34.6, 129.9).unwrap(),
    ///             position_error: PositionError::Radius50 { radius_m: 5556.0 },
    ///             time: StartTime::At { time_s: 1_795_136_700.0 },
    ///         }),
    ///     }],
    ///     until_s: 1_795_136_700.0 + 86_400.0,
    ///     ..Scenario::default()
    /// };
    /// let prepared = scenario.prepare().unwrap();
    /// assert_eq!(prepared.particles.weight.len(), 10_000);
    /// ```
    pub fn prepare(&self) -> Result<Prepared, PrepareError> {
        checks::check(self)?;
        let samplers = samplers(self)?;
        let identities = allocate::identities(self);
        let particles = draw_all(self, &samplers, &identities);
        let mut warnings = checks::warnings(self);
        let span = Span::of(self, &particles)?;
        checks::check_memory(identities.len() as u64, u64::from(span.outputs) + 1)?;
        if span.direction == Direction::Backward {
            warnings.push(
                "backward run: until lies before the seeds. The cloud shows where the object can have come from; \
                 it is not a probability of where it was"
                    .to_owned(),
            );
        }
        if self.compat == Compat::OpenDrift && !span.is_whole_steps(self.step_s) {
            warnings.push(
                "steps are counted back from until, OpenDrift counts them from the first seed: the two agree if the \
                 time between them is a multiple of the step"
                    .to_owned(),
            );
        }
        Ok(Prepared {
            scenario: self.clone(),
            particles,
            direction: span.direction,
            start_s: span.start_s,
            end_s: self.until_s,
            outputs: span.outputs,
            steps_per_output: (self.output_every_s / self.step_s).round() as u32,
            warnings,
        })
    }
}

impl Prepared {
    /// The leeway of a particle as it starts, or, with `capsized`, after it has turned over: the same draws with
    /// the coefficients of the turned-over class, or of this one times 0.4.
    pub fn leeway(&self, particle: usize, capsized: bool) -> Leeway {
        let class = &self.scenario.objects[usize::from(self.particles.object[particle])].class;
        let coefficients = match (capsized, self.scenario.compat) {
            (false, _) => class.coefficients,
            (true, Compat::None) => class.capsized_coefficients(),
            (true, Compat::OpenDrift) => class.coefficients.scaled(crate::leeway::CAPSIZED_FACTOR),
        };
        let draw = LeewayDraw {
            side: self.particles.side[particle],
            downwind_xi: self.particles.downwind_xi[particle],
            crosswind_xi: self.particles.crosswind_xi[particle],
        };
        leeway_of(&coefficients, draw, self.scenario.crosswind_convention, self.scenario.compat)
    }

    /// Gives each particle a member of the forcing ensemble, from 0 to `members` − 1.
    ///
    /// Within each (seed, object), every 2 M particles hold each pair of side and member once, in an order drawn
    /// anew for each of these blocks: side, member and scenario are independent and equally represented. With
    /// `compat` OpenDrift the member is the particle's index modulo M.
    pub fn assign_members(&mut self, members: u16) {
        let particles = &mut self.particles;
        particles.member = if self.scenario.compat == Compat::OpenDrift {
            (0..particles.weight.len()).map(|i| (i % usize::from(members.max(1))) as u16).collect()
        } else {
            stratified_members(self.scenario.rng_seed, &particles.seed, &particles.object, members.max(1))
        };
    }
}

impl Particles {
    /// Number of particles.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }

    /// Number of equally weighted particles that would tell as much, 1/Σw².
    pub fn effective_number(&self) -> f64 {
        1.0 / self.weight.iter().map(|weight| weight * weight).sum::<f64>()
    }

    /// Numbers of particles by seed and object.
    pub fn counts(&self, seeds: usize, objects: usize) -> Vec<Vec<usize>> {
        let mut counts = vec![vec![0; objects]; seeds];
        for (&seed, &object) in self.seed.iter().zip(&self.object) {
            counts[usize::from(seed)][usize::from(object)] += 1;
        }
        counts
    }
}

/// Checked samplers of all seeds.
fn samplers(scenario: &Scenario) -> Result<Vec<Sampler>, PrepareError> {
    let mut samplers = Vec::with_capacity(scenario.seeds.len());
    for seed in &scenario.seeds {
        let sampler =
            seed.seed.sampler().map_err(|problem| PrepareError::Seed { name: seed.name.clone(), problem })?;
        if let Sampler::Listed(list) = &sampler {
            let objects = scenario.objects.len();
            let wrong = list.particles().iter().enumerate().find_map(|(index, particle)| {
                let object = particle.object.filter(|&object| usize::from(object) >= objects)?;
                Some((index + 1, usize::from(object) + 1))
            });
            if let Some((index, object)) = wrong {
                let name = seed.name.clone();
                return Err(PrepareError::ListedObject { name, index, object, objects });
            }
        }
        samplers.push(sampler);
    }
    Ok(samplers)
}

/// The lot of a particle, for an attempt.
fn lot(scenario: &Scenario, counts: &[usize], id: usize, identity: Identity, attempt: u32) -> Lot {
    Lot {
        stream: Streams::new(scenario.rng_seed).particle(id as u32),
        attempt,
        index: identity.index as usize,
        count: counts[usize::from(identity.seed)],
        evenly: scenario.compat == Compat::OpenDrift,
    }
}

fn draw_all(scenario: &Scenario, samplers: &[Sampler], identities: &[Identity]) -> Particles {
    let counts = allocate::counts(scenario);
    let truncated: Vec<Truncated> = scenario
        .objects
        .iter()
        .map(|object| Truncated::of(object.class.coefficients.downwind, scenario.truncation))
        .collect();
    let drawn: Vec<(Start, LeewayDraw)> = identities
        .par_iter()
        .enumerate()
        .map(|(id, &identity)| {
            let lot = lot(scenario, &counts, id, identity, 0);
            let start = stored(samplers[usize::from(identity.seed)].draw(lot), scenario.compat);
            (start, leeway_draw(scenario, identity, lot, &truncated[usize::from(identity.object)]))
        })
        .collect();
    let reference_deg = drawn.first().map_or(0.0, |first| first.0.lon_deg);
    let leeway = |field: fn(&LeewayDraw) -> f64| drawn.iter().map(|d| field(&d.1)).collect();
    Particles {
        start_s: drawn.iter().map(|d| d.0.time_s).collect(),
        lat_deg: drawn.iter().map(|d| d.0.lat_deg).collect(),
        lon_deg: drawn.iter().map(|d| unwrap_longitude(d.0.lon_deg, reference_deg)).collect(),
        seed: identities.iter().map(|identity| identity.seed).collect(),
        object: identities.iter().map(|identity| identity.object).collect(),
        member: vec![0; identities.len()],
        weight: allocate::weights(scenario, identities),
        side: drawn.iter().map(|d| d.1.side).collect(),
        downwind_xi: leeway(|draw| draw.downwind_xi),
        crosswind_xi: leeway(|draw| draw.crosswind_xi),
        begins_as: identities.iter().map(|identity| begins_as(scenario, *identity)).collect(),
    }
}

fn begins_as(scenario: &Scenario, identity: Identity) -> Fate {
    match &scenario.seeds[usize::from(identity.seed)].seed {
        Seed::Particles(list) => list.particles[identity.index as usize].begins_as,
        _ => Fate::Active,
    }
}

/// OpenDrift keeps the positions of seeds in single precision, up to 0.7 m off at 130° of longitude.
fn stored(start: Start, compat: Compat) -> Start {
    match compat {
        Compat::None => start,
        Compat::OpenDrift => Start {
            lat_deg: f64::from(start.lat_deg as f32),
            lon_deg: f64::from(start.lon_deg as f32),
            ..start
        },
    }
}

/// Side and standardised errors: those of a list where it has them, drawn otherwise.
fn leeway_draw(scenario: &Scenario, identity: Identity, lot: Lot, truncated: &Truncated) -> LeewayDraw {
    let listed = match &scenario.seeds[usize::from(identity.seed)].seed {
        Seed::Particles(list) => Some(&list.particles[identity.index as usize]),
        _ => None,
    };
    LeewayDraw {
        side: listed.and_then(|p| p.side).unwrap_or((identity.in_cell % 2) as u8),
        downwind_xi: listed.and_then(|p| p.downwind_xi).unwrap_or_else(|| truncated.draw(lot.stream)),
        crosswind_xi: listed.and_then(|p| p.crosswind_xi).unwrap_or_else(|| draw::crosswind(lot.stream)),
    }
}

fn stratified_members(rng_seed: u64, seeds: &[u16], objects: &[u16], members: u16) -> Vec<u16> {
    let most = objects.iter().copied().max().map_or(1, |object| usize::from(object) + 1);
    let cells = seeds.iter().copied().max().map_or(1, |seed| usize::from(seed) + 1) * most;
    let mut dealt = vec![0usize; cells];
    let mut orders: Vec<Vec<u16>> = vec![Vec::new(); cells];
    let mut out = Vec::with_capacity(seeds.len());
    for (id, (&seed, &object)) in seeds.iter().zip(objects).enumerate() {
        let cell = usize::from(seed) * most + usize::from(object);
        let pair = dealt[cell] / 2 % usize::from(members);
        if pair == 0 && dealt[cell] % 2 == 0 {
            orders[cell] = permutation(Streams::new(rng_seed).particle(id as u32), members);
        }
        out.push(orders[cell][pair]);
        dealt[cell] += 1;
    }
    out
}

/// A random order of 0 … n − 1 (Fisher and Yates).
fn permutation(stream: sarex_geo::streams::ParticleStream, n: u16) -> Vec<u16> {
    let mut order: Vec<u16> = (0..n).collect();
    for k in (1..order.len()).rev() {
        let u = stream.uniform(0, Process::Member, k as u32);
        order.swap(k, (u * (k + 1) as f64) as usize);
    }
    order
}

#[cfg(test)]
mod tests;
