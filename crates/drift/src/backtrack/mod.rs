//! Bayesian backtrack: where and when did what was sighted begin to drift?
//!
//! A run backward in time answers another question: it spreads particles from the sighting, but stranding,
//! capsizing and convergent currents do not run backward, so its cloud is not the probability of the start. Here
//! starts are drawn from a prior, run **forward** to the time of the sighting, and weighted by how near they
//! came (BAKTRAK: Breivik, Bekkvik, Wettre & Ommundsen 2012, Ocean Dyn. 62, 239–252):
//!
//! w ∝ p(x₀, t₀) / q(x₀, t₀) · exp(−½ δᵀ Σ⁻¹ δ),
//!
//! p prior density, q density from which the start was drawn, δ the displacement (east, north) from the sighting
//! to where the particle is then, Σ the covariance of the sighting's error. Each particle carries one realisation
//! of the drift's own noise; weighting it like the others averages over that noise.
//!
//! # Rounds
//! The first round draws from the prior (q = p). Without a density of the prior it is the only one. Few particles of a wide prior come near; so each further round
//! draws around the successes of the one before: a mixture of Gaussian kernels in (east, north, time) about
//! particles chosen in proportion to their weights, with the covariance of the weighted sample times h²,
//! h = 1.5 · (4/((d + 2) n))^(1/(d + 4)) in d dimensions, n the effective number (Silverman 1986, widened so that
//! the proposal covers the posterior's tails). To choose them the likelihood is flattened to a power β ≤ 1 such
//! that the effective number is at least a tenth of the particles; β = 1 in the weights of the answer, which is the
//! round with the largest effective number. [`Round`] tells how each went.
//!
//! The answer is trustworthy when its effective number is large (hundreds) and some particle came within
//! one or two standard deviations ([`Round::nearest_sigma`]); otherwise widen the prior or run more particles.

mod density;
mod proposal;
mod sighting;

pub use density::SeedDensity;
pub use sighting::{Sighting, SightingError};

use crate::cloud::weighted_quantiles;
use crate::{Cloud, CloudError};
use proposal::{Proposal, systematic};
use sarex_geo::streams::Process;
use sarex_geo::{Position, Streams, math};

/// Where and when a drift begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Where.
    pub position: Position,
    /// When, seconds since 1970.
    pub time_s: f64,
}

/// What is thought of the start before anything was found.
#[derive(Clone, Copy)]
pub struct Prior<'a> {
    /// Starts drawn from it. Their number is kept in all rounds.
    pub starts: &'a [Start],
    /// Their weights, not necessarily scaled.
    pub weight: &'a [f64],
    /// Its density at a start, per area and time, up to one factor; zero where no start is possible. Without it there
    /// is one round only.
    pub density: Option<&'a dyn Fn(&Start) -> f64>,
}

/// One run forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pass {
    /// Number of the round, from 0. Its random streams should be its own: rounds should not share their noise.
    pub round: u32,
    /// Index of the sighting, whose object drifts and at whose time the run ends. Objects have noise of their own.
    pub sighting: usize,
    /// Number of the realisation of the noise, from 0.
    pub realisation: u32,
}

/// How the rounds are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Rounds after the first; 0 only weights the prior sample.
    pub further_rounds: u32,
    /// Kernels of the mixture from which a round draws; its density costs this times the number of particles.
    pub kernels: usize,
    /// Realisations of the noise per start and sighting, at least one. With one sighting one is best spent; with several
    /// the chance that one realisation comes near all of them falls with each, and the mean over some brings it back.
    pub realisations: u32,
    /// Seed of the draws.
    pub rng_seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { further_rounds: 3, kernels: 256, realisations: 1, rng_seed: 0 }
    }
}

/// How one round went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Round {
    /// Particles run forward; draws where the prior is zero are not run.
    pub run: usize,
    /// 1/Σw² of the weights.
    pub effective_number: f64,
    /// Power of the likelihood used to choose the next round's kernels.
    pub tempering: f64,
    /// Distance from the sighting to the particle that came nearest, in standard deviations of its error; of several
    /// sightings the root of the sum of squares.
    pub nearest_sigma: f64,
}

/// Starts with their posterior weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Starts of one round.
    pub starts: Vec<Start>,
    /// Their weights, summing to one.
    pub weight: Vec<f64>,
    /// Index of the round they are of: the one with the largest effective number.
    pub answer: usize,
    /// All rounds, the first included.
    pub rounds: Vec<Round>,
}

/// Why there is no posterior.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BacktrackError<E> {
    /// No starts given.
    #[error("the prior has no particles")]
    NoPrior,
    /// No sighting given.
    #[error("nothing was sighted")]
    NoSighting,
    /// A start time that is none.
    #[error("start {0} of the prior has no finite time")]
    Time(usize),
    /// The forward run gave the wrong number of positions.
    #[error("{given} positions came back for {starts} starts")]
    Arrivals {
        /// Run.
        starts: usize,
        /// Came back.
        given: usize,
    },
    /// No particle was adrift or stranded anywhere at the time of the sighting.
    #[error(
        "no particle of round {round} has a position at the time of the sighting: let the prior begin earlier"
    )]
    NothingArrived {
        /// The round, from 0.
        round: u32,
    },
    /// A density below zero or not finite, or zero everywhere.
    #[error("the prior density is {0}; it must be zero or more, and more than zero somewhere in the sample")]
    Density(f64),
    /// The forecast itself failed.
    #[error("the forward run failed")]
    Forward(#[source] E),
    /// No such output time, or weights that are none.
    #[error(transparent)]
    Cloud(#[from] CloudError),
}

/// The posterior of the start of a drift, given one sighting or several of what began to drift there together.
///
/// `forward` runs starts forward; for each, in order, it gives the position at the time of the sighting, or `None`
/// if it has none. A start after a sighting needs no care: it has no position then. Of several sightings each has its
/// own run, and a start's likelihood is the product: given the start, they drift independently.
///
/// ```
/// use sarex_drift::backtrack::{Pass, Prior, Settings, Sighting, Start, backtrack};
/// use sarex_geo::{Distance, Position, ellipsoid::displace};
/// let sighting = Sighting::circular(Position::new(0.0, 1.0).unwrap(), 86_400.0, Distance::metres(2000.0)).unwrap();
/// let start = |i: u32| Start { position: Position::new(0.0, f64::from(i) * 0.001).unwrap(), time_s: 0.0 };
/// let starts: Vec<Start> = (0..1000).map(start).collect();
/// let half_a_metre_per_second_east = |_: Pass, starts: &[Start]| {
///     let moved = starts.iter().map(|s| {
///         let (lat, lon) = displace(s.position.lat_deg(), s.position.lon_deg(), 43_200.0, 0.0);
///         Position::new(lat, lon).ok()
///     });
///     Ok::<_, std::convert::Infallible>(moved.collect())
/// };
/// let prior = Prior { starts: &starts, weight: &[1.0; 1000], density: None };
/// let posterior = backtrack(prior, &[sighting], &Settings::default(), half_a_metre_per_second_east).unwrap();
/// assert!((posterior.mean().unwrap().lon_deg() - (1.0 - 43_200.0 / 111_319.5)).abs() < 0.002);
/// ```
pub fn backtrack<E>(
    prior: Prior<'_>,
    sightings: &[Sighting],
    settings: &Settings,
    mut forward: impl FnMut(Pass, &[Start]) -> Result<Vec<Option<Position>>, E>,
) -> Result<Posterior, BacktrackError<E>> {
    check(&prior, sightings)?;
    let streams = Streams::new(settings.rng_seed);
    let count = prior.starts.len();
    let mut starts = prior.starts.to_vec();
    // ln(p/q) of each start.
    let mut ratio: Vec<f64> = prior.weight.iter().map(|w| math::ln(w.max(f64::MIN_POSITIVE))).collect();
    let mut rounds = Vec::new();
    let mut answer: Option<Posterior> = None;
    loop {
        let round = rounds.len() as u32;
        let (likelihood, best) =
            log_likelihood((round, settings.realisations), sightings, &starts, &mut forward)?;
        let nearest = best.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        if nearest == f64::NEG_INFINITY {
            return Err(BacktrackError::NothingArrived { round });
        }
        let weight = weights(&ratio, &likelihood, 1.0);
        let tempering = tempering(&ratio, &likelihood, 0.1 * count as f64);
        rounds.push(Round {
            run: starts.len(),
            effective_number: effective_number(&weight),
            tempering,
            nearest_sigma: (-2.0 * nearest).max(0.0).sqrt(),
        });
        let proposal = prior.density.filter(|_| round < settings.further_rounds).map(|density| {
            let flattened = weights(&ratio, &likelihood, tempering);
            (density, Proposal::around(&starts, &flattened, settings.kernels, streams, round))
        });
        if answer.as_ref().is_none_or(|sure| effective_number(&sure.weight) < effective_number(&weight)) {
            answer = Some(Posterior { starts, weight, answer: rounds.len() - 1, rounds: Vec::new() });
        }
        let Some((density, proposal)) = proposal else {
            return answer.map(|answer| Posterior { rounds, ..answer }).ok_or(BacktrackError::NoPrior);
        };
        (starts, ratio) = propose(&proposal, count, density, streams, round)?;
    }
}

fn check<E>(prior: &Prior<'_>, sightings: &[Sighting]) -> Result<(), BacktrackError<E>> {
    let (starts, weights) = (prior.starts.len(), prior.weight.len());
    if starts == 0 {
        return Err(BacktrackError::NoPrior);
    }
    if sightings.is_empty() {
        return Err(BacktrackError::NoSighting);
    }
    if let Some(start) = prior.starts.iter().position(|s| !s.time_s.is_finite()) {
        return Err(BacktrackError::Time(start));
    }
    if starts != weights {
        return Err(CloudError::Lengths { positions: starts, weights }.into());
    }
    let wrong = prior.weight.iter().position(|w| !(w.is_finite() && *w >= 0.0));
    match wrong {
        Some(particle) => Err(CloudError::Weight { particle, value: prior.weight[particle] }.into()),
        None => Ok(()),
    }
}

/// Sum over the sightings of the logarithm of the mean of exp(−½ δᵀΣ⁻¹δ) over the realisations, per start; and the same
/// with the largest in place of the mean. −∞ for a start that has no position at the time of one of them.
fn log_likelihood<E>(
    (round, realisations): (u32, u32),
    sightings: &[Sighting],
    starts: &[Start],
    forward: &mut impl FnMut(Pass, &[Start]) -> Result<Vec<Option<Position>>, E>,
) -> Result<(Vec<f64>, Vec<f64>), BacktrackError<E>> {
    let (mut sum, mut best) = (vec![0.0; starts.len()], vec![0.0; starts.len()]);
    for (index, sighting) in sightings.iter().enumerate() {
        let mut each = vec![LogSum::default(); starts.len()];
        for realisation in 0..realisations.max(1) {
            let arrivals = forward(Pass { round, sighting: index, realisation }, starts)
                .map_err(BacktrackError::Forward)?;
            if arrivals.len() != starts.len() {
                return Err(BacktrackError::Arrivals { starts: starts.len(), given: arrivals.len() });
            }
            for (sum, at) in each.iter_mut().zip(arrivals) {
                sum.add(at.map_or(f64::NEG_INFINITY, |at| sighting.log_likelihood(at)));
            }
        }
        for (i, one) in each.iter().enumerate() {
            sum[i] += one.log() - math::ln(f64::from(realisations.max(1)));
            best[i] += one.largest;
        }
    }
    Ok((sum, best))
}

/// ln Σ exp, kept relative to the largest term so that nothing overflows or vanishes.
#[derive(Debug, Clone, Copy)]
struct LogSum {
    largest: f64,
    relative: f64,
}

impl Default for LogSum {
    fn default() -> Self {
        Self { largest: f64::NEG_INFINITY, relative: 0.0 }
    }
}

impl LogSum {
    fn add(&mut self, term: f64) {
        if term > self.largest {
            let old = (self.largest - term).max(-700.0);
            self.relative = 1.0 + self.relative * math::exp(old);
            self.largest = term;
        } else if term > f64::NEG_INFINITY {
            self.relative += math::exp((term - self.largest).max(-700.0));
        }
    }

    fn log(self) -> f64 {
        if self.relative > 0.0 { self.largest + math::ln(self.relative) } else { f64::NEG_INFINITY }
    }
}

/// Draws starts of the next round where the prior allows them, with ln(p/q).
fn propose<E>(
    proposal: &Proposal,
    count: usize,
    density: &dyn Fn(&Start) -> f64,
    streams: Streams,
    round: u32,
) -> Result<(Vec<Start>, Vec<f64>), BacktrackError<E>> {
    let (mut starts, mut ratio) = (Vec::new(), Vec::new());
    for i in 0..count {
        let (start, at) = proposal.draw(i, streams, round);
        let p = density(&start);
        if !(p.is_finite() && p >= 0.0) {
            return Err(BacktrackError::Density(p));
        }
        if p > 0.0 {
            ratio.push(math::ln(p.max(f64::MIN_POSITIVE)) - proposal.log_density(at));
            starts.push(start);
        }
    }
    if starts.is_empty() { Err(BacktrackError::Density(0.0)) } else { Ok((starts, ratio)) }
}

/// Normalised exp(ratio + β · likelihood), by the largest first so that nothing overflows.
fn weights(ratio: &[f64], likelihood: &[f64], beta: f64) -> Vec<f64> {
    let log: Vec<f64> = ratio.iter().zip(likelihood).map(|(r, l)| r + beta * l).collect();
    let largest = log.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let mut weight: Vec<f64> =
        log.iter().map(|l| if l - largest < -700.0 { 0.0 } else { math::exp(l - largest) }).collect();
    let sum: f64 = weight.iter().sum();
    weight.iter_mut().for_each(|w| *w /= sum);
    weight
}

/// The largest power β of the likelihood, at most 1, that leaves an effective number of at least `wanted`; by
/// halving, down to 2⁻³⁰.
fn tempering(ratio: &[f64], likelihood: &[f64], wanted: f64) -> f64 {
    let enough = |beta: f64| effective_number(&weights(ratio, likelihood, beta)) >= wanted;
    if enough(1.0) {
        return 1.0;
    }
    // Between powers of two that do and do not leave enough, then between them.
    let mut low = 0.5;
    while !enough(low) && low > 1e-9 {
        low *= 0.5;
    }
    let mut high = 2.0 * low;
    for _ in 0..10 {
        let middle = 0.5 * (low + high);
        if enough(middle) { low = middle } else { high = middle }
    }
    low
}

fn effective_number(weight: &[f64]) -> f64 {
    1.0 / weight.iter().map(|w| w * w).sum::<f64>()
}

impl Posterior {
    /// Starts of equal weight: indices of [`Posterior::starts`], each as often as its weight asks (systematic
    /// resampling), in their order.
    pub fn resampled(&self, count: usize, rng_seed: u64) -> Vec<usize> {
        let stream = Streams::new(rng_seed).particle(u32::MAX);
        let round = self.rounds.len() as u32;
        systematic(&self.weight, count, stream.uniform(round, Process::Backtrack, 0)).collect()
    }

    /// The starts as a cloud, for maps, contours and datum; its time is the weighted mean of the start times.
    pub fn cloud(&self) -> Result<Cloud, CloudError> {
        let mut time_s = 0.0;
        let first = self.starts.first().map_or(0.0, |s| s.time_s);
        for (start, w) in self.starts.iter().zip(&self.weight) {
            time_s += w * (start.time_s - first);
        }
        let column = |f: fn(&Start) -> f64| self.starts.iter().map(f).collect::<Vec<f64>>();
        let (lat, lon) = (column(|s| s.position.lat_deg()), column(|s| s.position.lon_deg()));
        Cloud::from_positions(first + time_s, &lat, &lon, &self.weight)
    }

    /// Weighted mean of the starting positions.
    pub fn mean(&self) -> Result<Position, CloudError> {
        Ok(self.cloud()?.plane().centre())
    }

    /// The start time before which a share of the probability lies, seconds since 1970: 0.5 for the median.
    pub fn start_time_s(&self, share: f64) -> f64 {
        let times: Vec<f64> = self.starts.iter().map(|s| s.time_s).collect();
        let [time] = weighted_quantiles(&times, &self.weight, [share.clamp(0.0, 1.0 - 1e-12)]);
        time
    }
}

#[cfg(test)]
mod tests;
