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
//! The first round draws from the prior (q = p). Few particles of a wide prior come near; so each further round
//! draws around the successes of the one before: a mixture of Gaussian kernels in (east, north, time) about
//! particles chosen in proportion to their weights, with the covariance of the weighted sample times h²,
//! h = 1.5 · (4/((d + 2) n))^(1/(d + 4)) in d dimensions, n the effective number (Silverman 1986, widened so that
//! the proposal covers the posterior's tails). To choose them the likelihood is flattened to a power β ≤ 1 such
//! that the effective number is at least a tenth of the particles; β = 1 in the weights of the answer, which is
//! the last round. [`Round`] tells how it went.
//!
//! The answer is trustworthy when the last effective number is large (hundreds) and some particle came within
//! one or two standard deviations ([`Round::nearest_sigma`]); otherwise widen the prior or run more particles.

mod proposal;
mod sighting;

pub use sighting::{Sighting, SightingError};

use crate::cloud::weighted_quantiles;
use crate::{Cloud, CloudError, Ensemble, Fate};
use proposal::Proposal;
use sarex_geo::{Position, Streams, math};

/// Where and when a drift begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// Where.
    pub position: Position,
    /// When, seconds since 1970.
    pub time_s: f64,
}

/// How the rounds are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Rounds after the first; 0 only weights the prior sample.
    pub further_rounds: u32,
    /// Kernels of the mixture from which a round draws; its density costs this times the number of particles.
    pub kernels: usize,
    /// Seed of the draws.
    pub rng_seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { further_rounds: 3, kernels: 256, rng_seed: 0 }
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
    /// Distance from the sighting to the particle that came nearest, in standard deviations of its error.
    pub nearest_sigma: f64,
}

/// Starts with their posterior weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Starts of the last round.
    pub starts: Vec<Start>,
    /// Their weights, summing to one.
    pub weight: Vec<f64>,
    /// All rounds, the first included.
    pub rounds: Vec<Round>,
}

/// Why there is no posterior.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BacktrackError<E> {
    /// No starts given.
    #[error("the prior has no particles")]
    NoPrior,
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

/// The posterior of the start of a drift, given a sighting.
///
/// - `prior`: starts drawn from the prior, with equal weight. Their number is kept in all rounds.
/// - `density`: the prior's density at a start, per area and time, up to one factor; zero where no start is
///   possible. A start after the sighting needs no care: it has no position then.
/// - `forward`: runs starts forward; for each, in order, its position at the time of the sighting, or `None` if
///   it has none. The number of the round is for its random streams: rounds should not share their noise.
///
/// ```
/// use sarex_drift::backtrack::{Settings, Sighting, Start, backtrack};
/// use sarex_geo::{Distance, Position, ellipsoid::displace};
/// let sighting = Sighting::circular(Position::new(0.0, 1.0).unwrap(), 86_400.0, Distance::metres(2000.0)).unwrap();
/// let start = |i: u32| Start { position: Position::new(0.0, f64::from(i) * 0.001).unwrap(), time_s: 0.0 };
/// let prior: Vec<Start> = (0..1000).map(start).collect();
/// let half_a_metre_per_second_east = |_round: u32, starts: &[Start]| {
///     let moved = starts.iter().map(|s| {
///         let (lat, lon) = displace(s.position.lat_deg(), s.position.lon_deg(), 43_200.0, 0.0);
///         Position::new(lat, lon).ok()
///     });
///     Ok::<_, std::convert::Infallible>(moved.collect())
/// };
/// let settings = Settings { further_rounds: 0, ..Settings::default() };
/// let posterior = backtrack(&prior, |_| 1.0, &sighting, &settings, half_a_metre_per_second_east).unwrap();
/// assert!((posterior.mean().unwrap().lon_deg() - (1.0 - 43_200.0 / 111_319.5)).abs() < 0.002);
/// ```
pub fn backtrack<E>(
    prior: &[Start],
    density: impl Fn(&Start) -> f64,
    sighting: &Sighting,
    settings: &Settings,
    mut forward: impl FnMut(u32, &[Start]) -> Result<Vec<Option<Position>>, E>,
) -> Result<Posterior, BacktrackError<E>> {
    if prior.is_empty() {
        return Err(BacktrackError::NoPrior);
    }
    if let Some(start) = prior.iter().position(|s| !s.time_s.is_finite()) {
        return Err(BacktrackError::Time(start));
    }
    let streams = Streams::new(settings.rng_seed);
    let mut starts = prior.to_vec();
    // ln(p/q) of each start.
    let mut ratio = vec![0.0; starts.len()];
    let mut rounds = Vec::new();
    for round in 0..=settings.further_rounds {
        let arrivals = forward(round, &starts).map_err(BacktrackError::Forward)?;
        if arrivals.len() != starts.len() {
            return Err(BacktrackError::Arrivals { starts: starts.len(), given: arrivals.len() });
        }
        let likelihood: Vec<f64> = arrivals.iter().map(|a| log_likelihood(sighting, *a)).collect();
        let nearest = likelihood.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        if nearest == f64::NEG_INFINITY {
            return Err(BacktrackError::NothingArrived { round });
        }
        let weight = weights(&ratio, &likelihood, 1.0);
        let tempering = tempering(&ratio, &likelihood, 0.1 * prior.len() as f64);
        rounds.push(Round {
            run: starts.len(),
            effective_number: effective_number(&weight),
            tempering,
            nearest_sigma: (-2.0 * nearest).max(0.0).sqrt(),
        });
        if round == settings.further_rounds {
            return Ok(Posterior { starts, weight, rounds });
        }
        let flattened = weights(&ratio, &likelihood, tempering);
        let proposal = Proposal::around(&starts, &flattened, settings.kernels, streams, round);
        (starts, ratio) = propose(&proposal, prior.len(), &density, streams, round)?;
    }
    Err(BacktrackError::NoPrior)
}

/// Draws starts of the next round where the prior allows them, with ln(p/q).
fn propose<E>(
    proposal: &Proposal,
    count: usize,
    density: &impl Fn(&Start) -> f64,
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

/// −½ δᵀΣ⁻¹δ; −∞ for a particle that has no position.
fn log_likelihood(sighting: &Sighting, arrival: Option<Position>) -> f64 {
    arrival.map_or(f64::NEG_INFINITY, |at| sighting.log_likelihood(at))
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
    /// Weights the starts of a finished forward forecast by a sighting at one of its output times: the first
    /// round alone, with the weights of the run as prior.
    ///
    /// Particles not released by then have weight zero; stranded ones count where they lie.
    pub fn of(
        ensemble: &Ensemble,
        snapshot: usize,
        sighting: &Sighting,
    ) -> Result<Self, BacktrackError<std::convert::Infallible>> {
        let there = ensemble
            .snapshots
            .get(snapshot)
            .ok_or(CloudError::NoSuchSnapshot { index: snapshot, count: ensemble.snapshots.len() })?;
        let p = &ensemble.particles;
        let (mut starts, mut ratio, mut likelihood) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..p.weight.len() {
            let released = there.fate[i] != Fate::NotReleased;
            let at = Position::new(f64::from(there.lat_e7[i]) * 1e-7, f64::from(there.lon_e7[i]) * 1e-7);
            let arrival = at.ok().filter(|_| released && p.weight[i] > 0.0);
            let (lat_deg, lon_deg) = (p.lat_deg[i], p.lon_deg[i]);
            let wrapped = sarex_geo::position::wrap_longitude(lon_deg);
            let position = Position::new(lat_deg, wrapped).map_err(|_| CloudError::Position {
                particle: i,
                lat_deg,
                lon_deg,
            })?;
            starts.push(Start { position, time_s: p.start_s[i] });
            ratio.push(math::ln(p.weight[i].max(f64::MIN_POSITIVE)));
            likelihood.push(log_likelihood(sighting, arrival));
        }
        let nearest = likelihood.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        if nearest == f64::NEG_INFINITY {
            return Err(BacktrackError::NothingArrived { round: 0 });
        }
        let weight = weights(&ratio, &likelihood, 1.0);
        let round = Round {
            run: starts.len(),
            effective_number: effective_number(&weight),
            tempering: 1.0,
            nearest_sigma: (-2.0 * nearest).max(0.0).sqrt(),
        };
        Ok(Self { starts, weight, rounds: vec![round] })
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
