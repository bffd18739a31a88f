//! Where it began, from what was found: the backtrack of a case with `[[find]]`.
//!
//! The scenarios are the prior. Starts drawn from it run forward to each find with the class, the errors and the
//! coast of the case, and are weighted by how near they come ([`sarex_drift::backtrack`]). The forecast then starts
//! from what is left of the scenarios: particles of equal weight, drawn from the posterior.

use super::doubts::FEW;
use super::{ForecastError, Stage, error, goes_on};
use crate::case::Case;
use crate::write::origin::{Find, Origin};
use sarex_drift::backtrack::{
    self, BacktrackError, Pass, Posterior, Prior, SeedDensity, Settings, Sighting, Start,
};
use sarex_drift::seed::{ListedParticle, ListedParticles};
use sarex_drift::{
    CoastAction, Datum, DiscardSnapshots, Ensemble, Fate, ObjectShare, Prepared, Scenario, Seed, WeightedSeed,
};
use sarex_geo::{Position, Streams, position::wrap_longitude, streams::Process};
use sarex_metocean::{Coastline, Environment};
use serde_json::{Value, json};
use std::ops::ControlFlow;

/// Farther than this from every start, in standard deviations per find, a find does not fit the scenarios.
const FAR_SIGMA: f64 = 2.5;

/// A case whose forecast begins where its finds say.
pub(super) struct Traced {
    pub prepared: Prepared,
    posterior: Posterior,
    origin: Origin,
    /// Scenario of each particle.
    seed: Vec<u16>,
}

type Tell<'a> = &'a mut dyn FnMut(Stage) -> ControlFlow<()>;

/// What the backtrack needs of a case.
struct Backtracking<'a> {
    case: &'a Case,
    environment: &'a Environment,
    members: u16,
    prior: &'a Prepared,
    /// Density of each scenario, and its share at sea; without all of them there is one round only.
    densities: Option<Vec<(SeedDensity, f64)>>,
}

/// Runs the rounds and prepares the forecast. `sea_share` is the share of each scenario's particles drawn at sea at once.
pub(super) fn trace(
    case: &Case,
    (environment, members): (&Environment, u16),
    prior: &Prepared,
    sea_share: &[f64],
    tell: Tell<'_>,
) -> Result<Traced, ForecastError> {
    let densities = SeedDensity::of_all(case.scenario.seeds.iter().map(|seed| &seed.seed))
        .map(|all| all.into_iter().zip(sea_share.iter().copied()).collect());
    let tracing = Backtracking { case, environment, members, prior, densities };
    let posterior = tracing.posterior(tell)?;
    let chosen = posterior.resampled(case.scenario.particles, case.scenario.rng_seed);
    let starts: Vec<Start> = chosen.iter().map(|&i| posterior.starts[i]).collect();
    let seed = tracing.scenarios(&chosen, &starts, posterior.answer);
    let origin = tracing.origin(&posterior, &seed)?;
    let mut prepared =
        from_starts(&case.scenario, &starts).prepare().map_err(|e| error::of_prepare(case, e))?;
    prepared.warnings = prior.warnings.clone();
    let doubts = warnings(&origin, case.finds.len(), tracing.densities.is_some());
    prepared.warnings.extend(doubts);
    Ok(Traced { prepared, posterior, origin, seed })
}

impl Traced {
    /// Another draw of starts from what the finds leave of the scenarios, with the number, the random streams and the
    /// times of this scenario.
    pub fn redrawn(&self, scenario: &Scenario) -> Scenario {
        let chosen = self.posterior.resampled(scenario.particles, scenario.rng_seed);
        let starts: Vec<Start> = chosen.iter().map(|&i| self.posterior.starts[i]).collect();
        from_starts(scenario, &starts)
    }

    /// Tells a finished forecast of its scenarios again: which account each particle belongs to.
    pub fn close(self, case: &Case, ensemble: &mut Ensemble) -> Origin {
        ensemble.scenario = case.scenario.clone();
        ensemble.particles.seed = self.seed;
        self.origin
    }
}

/// Realisations of the noise per start and find, where there are several finds.
const REALISATIONS: u32 = 16;

/// Rounds after the first.
const FURTHER_ROUNDS: u32 = 3;

impl Backtracking<'_> {
    fn posterior(&self, tell: Tell<'_>) -> Result<Posterior, ForecastError> {
        let starts = starts(self.prior);
        let sightings = self.sightings()?;
        let at_sea = |start: &Start| {
            let stops = self.case.scenario.coast_action != CoastAction::None;
            let coast = self.environment.coast.as_ref().filter(|_| stops);
            !coast.is_some_and(|coast| coast.is_land(start.position.lat_deg(), start.position.lon_deg()))
        };
        let density = |start: &Start| if at_sea(start) { self.density(start) } else { 0.0 };
        let prior = Prior {
            starts: &starts,
            weight: &self.prior.particles.weight,
            density: self.densities.is_some().then_some(&density),
        };
        let settings = Settings {
            further_rounds: FURTHER_ROUNDS,
            realisations: if self.case.finds.len() > 1 { REALISATIONS } else { 1 },
            rng_seed: self.case.scenario.rng_seed,
            ..Settings::default()
        };
        backtrack::backtrack(prior, &sightings, &settings, |pass, starts| self.forward(pass, starts, tell))
            .map_err(|e| self.refused(e))
    }

    /// Prior density of a start that is at sea.
    fn density(&self, start: &Start) -> f64 {
        self.shares(start).iter().sum()
    }

    /// What each scenario contributes to it.
    fn shares(&self, start: &Start) -> Vec<f64> {
        let seeds = self.case.scenario.seeds.iter();
        let known = self.densities.iter().flatten();
        seeds.zip(known).map(|(seed, (density, at_sea))| seed.weight * density.at(start) / at_sea).collect()
    }

    /// Where starts lie at the time of a find.
    fn forward(
        &self,
        pass: Pass,
        starts: &[Start],
        tell: Tell<'_>,
    ) -> Result<Vec<Option<Position>>, ForecastError> {
        let find = &self.case.finds[pass.sighting];
        let mut arrivals = vec![None; starts.len()];
        let before: Vec<usize> = (0..starts.len()).filter(|&i| starts[i].time_s < find.time_s).collect();
        if before.is_empty() {
            return Ok(arrivals);
        }
        let begun: Vec<Start> = before.iter().map(|&i| starts[i]).collect();
        let object = ObjectShare { class: find.class.clone(), probability: 1.0, persons: None };
        // Rounds and finds have noise of their own; the forecast has that of the case's seed.
        let round_and_find = u64::from(pass.round) * self.case.finds.len() as u64 + pass.sighting as u64;
        let number = 1 + round_and_find * u64::from(REALISATIONS) + u64::from(pass.realisation);
        let rng_seed = self.case.scenario.rng_seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let own =
            Scenario { objects: vec![object], until_s: find.time_s, rng_seed, ..self.case.scenario.clone() };
        let scenario = from_starts(&own, &begun);
        let mut prepared = scenario.prepare().map_err(|e| error::of_prepare(self.case, e))?;
        prepared.assign_members(self.members);
        let label = format!("round {}, {}", pass.round + 1, find.name);
        goes_on(tell(Stage::Tracing(label)))?;
        let outcome = prepared
            .run_observed(self.environment, &mut DiscardSnapshots, &mut |progress| {
                tell(Stage::Running(progress))
            })
            .map_err(|e| error::of_run(self.case, self.environment, e))?
            .outcome;
        for (k, &i) in before.iter().enumerate() {
            let there = matches!(outcome.fate[k], Fate::Active | Fate::Stranded);
            let at = Position::new(outcome.lat_deg[k], wrap_longitude(outcome.lon_deg[k]));
            arrivals[i] = at.ok().filter(|_| there);
        }
        Ok(arrivals)
    }

    /// The scenario of each chosen start: that of the particle in the first round; else drawn by what each scenario
    /// contributes to the prior density there.
    fn scenarios(&self, chosen: &[usize], starts: &[Start], answer: usize) -> Vec<u16> {
        if answer == 0 {
            return chosen.iter().map(|&i| self.prior.particles.seed[i]).collect();
        }
        let streams = Streams::new(self.case.scenario.rng_seed);
        let draw = |(i, start): (usize, &Start)| {
            let shares = self.shares(start);
            let u = streams.particle(i as u32).uniform(u32::MAX, Process::Backtrack, 0);
            let mut left = u * shares.iter().sum::<f64>();
            let found = shares.iter().position(|share| {
                left -= share;
                left < 0.0
            });
            found.unwrap_or(0) as u16
        };
        starts.iter().enumerate().map(draw).collect()
    }

    fn origin(&self, posterior: &Posterior, seed: &[u16]) -> Result<Origin, ForecastError> {
        let cloud = posterior.cloud().map_err(|e| self.refused(e.into()))?;
        let count = |scenario: usize| seed.iter().filter(|s| usize::from(**s) == scenario).count();
        let share = |scenario: usize| count(scenario) as f64 / seed.len().max(1) as f64;
        Ok(Origin {
            datum: Datum::of_cloud(&cloud),
            start_s: [0.05, 0.5, 0.95].map(|share| posterior.start_time_s(share)),
            scenario_weight: (0..self.case.scenario.seeds.len()).map(share).collect(),
            rounds: posterior.rounds.clone(),
            answer: posterior.answer,
            finds: self.case.finds.clone(),
        })
    }

    fn sightings(&self) -> Result<Vec<Sighting>, ForecastError> {
        let sighting = |find: &Find| Sighting::circular(find.position, find.time_s, find.radius_50);
        let all: Result<Vec<Sighting>, _> = self.case.finds.iter().map(sighting).collect();
        let key = &self.case.keys.find;
        all.map_err(|e| error::at(self.case, &key.key, key.span.clone(), e.to_string(), ""))
    }

    /// Told at the finds.
    fn refused(&self, problem: BacktrackError<ForecastError>) -> ForecastError {
        let remedy = "let a scenario begin earlier or cover a larger area";
        match problem {
            BacktrackError::Forward(own) => own,
            other => {
                let find = &self.case.keys.find;
                error::at(self.case, &find.key, find.span.clone(), other.to_string(), remedy)
            }
        }
    }
}

/// The physics of a scenario from given starts.
fn from_starts(scenario: &Scenario, starts: &[Start]) -> Scenario {
    let particles = starts
        .iter()
        .map(|start| ListedParticle::at(start.position.lat_deg(), start.position.lon_deg(), start.time_s));
    let seed = Seed::Particles(ListedParticles { particles: particles.collect() });
    let seeds = vec![WeightedSeed { name: "origin by the finds".into(), weight: 1.0, seed }];
    Scenario { seeds, ..scenario.clone() }
}

/// Share of each scenario's particles that were drawn at sea at once: the part of its density that counts.
pub(super) fn sea_share(prepared: &Prepared, coast: &dyn Coastline) -> Vec<f64> {
    let p = &prepared.particles;
    let seeds = prepared.scenario.seeds.len();
    let (mut all, mut at_sea) = (vec![0u32; seeds], vec![0u32; seeds]);
    for i in 0..p.len() {
        all[usize::from(p.seed[i])] += 1;
        at_sea[usize::from(p.seed[i])] += u32::from(!coast.is_land(p.lat_deg[i], p.lon_deg[i]));
    }
    all.iter().zip(&at_sea).map(|(all, sea)| f64::from((*sea).max(1)) / f64::from((*all).max(1))).collect()
}

/// The finds as settings, for provenance.
pub(super) fn settings(finds: &[Find]) -> impl Iterator<Item = (String, Value)> {
    finds.iter().enumerate().flat_map(|(index, find)| {
        let place = find.position.wrapped();
        [
            ("name", json!(find.name)),
            ("class", json!(find.class.key)),
            ("time", json!(crate::write::trajectory::iso(find.time_s))),
            ("lat_lon_deg", json!([place.lat_deg(), place.lon_deg()])),
            ("radius_50_m", json!(find.radius_50.in_metres())),
        ]
        .map(|(key, value)| (format!("find:{index}:{key}"), value))
    })
}

/// The drawn particles as starts.
fn starts(prior: &Prepared) -> Vec<Start> {
    let p = &prior.particles;
    let start = |i: usize| {
        let position = Position::new(p.lat_deg[i], wrap_longitude(p.lon_deg[i])).ok()?;
        Some(Start { position, time_s: p.start_s[i] })
    };
    // Every seed gives positions; a sampler that did not would be caught by the number of starts and weights.
    (0..p.len()).filter_map(start).collect()
}

/// What makes the answer doubtful.
fn warnings(origin: &Origin, finds: usize, has_density: bool) -> Vec<String> {
    let Some(answer) = origin.round() else { return Vec::new() };
    let mut warnings = Vec::new();
    if answer.nearest_sigma > FAR_SIGMA * (finds as f64).sqrt() {
        warnings.push(format!(
            "no start of any scenario comes near the finds: the nearest is {:.1} standard deviations off; widen the \
             scenarios in place and time, or check position, time and class of the finds",
            answer.nearest_sigma
        ));
    }
    if answer.effective_number < FEW {
        let remedy = match has_density {
            true => "raise `particles`",
            false => {
                "raise `particles`, or describe the scenarios as last known positions or areas, about whose successes \
                 further rounds can draw"
            }
        };
        warnings.push(format!(
            "the origin rests on few starts: they are worth {:.0} equal ones; {remedy}",
            answer.effective_number
        ));
    }
    warnings
}
