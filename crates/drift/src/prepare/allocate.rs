//! Who is who: seed, object, side and weight of every particle.

use crate::{Allocation, Scenario, seed::Seed};

/// Identity of one particle before anything is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    /// Index of the seed.
    pub seed: u16,
    /// Number within the seed.
    pub index: u32,
    /// Index of the object.
    pub object: u16,
    /// Number within the (seed, object) cell.
    pub in_cell: u32,
}

/// Particles of each seed: the scenario's number, or the length of a list; none for a seed without weight.
pub(super) fn counts(scenario: &Scenario) -> Vec<usize> {
    scenario
        .seeds
        .iter()
        .map(|seed| match &seed.seed {
            _ if seed.weight == 0.0 => 0,
            Seed::Particles(list) => list.particles.len(),
            _ => scenario.particles,
        })
        .collect()
}

/// All particles in order.
///
/// Seeds take turns, so that any number of first particles is a fair sample of the whole, and so that asking
/// for more particles per seed adds to the cloud without touching those that were there. Objects are dealt the
/// same way: one particle each, then always to the object that is farthest behind its share.
pub(super) fn identities(scenario: &Scenario) -> Vec<Identity> {
    let counts = counts(scenario);
    let shares = shares(scenario);
    let mut dealers: Vec<Dealer> = counts.iter().map(|_| Dealer::new(&shares)).collect();
    let total = counts.iter().sum();
    let mut identities = Vec::with_capacity(total);
    let longest = counts.iter().copied().max().unwrap_or(0);
    for index in 0..longest {
        for (seed, dealer) in dealers.iter_mut().enumerate().filter(|(seed, _)| index < counts[*seed]) {
            let listed = match &scenario.seeds[seed].seed {
                Seed::Particles(list) => list.particles[index].object,
                _ => None,
            };
            let (object, in_cell) = dealer.deal(listed);
            identities.push(Identity { seed: seed as u16, index: index as u32, object, in_cell });
        }
    }
    identities
}

/// Share of the particles of each object; zero for objects without probability.
fn shares(scenario: &Scenario) -> Vec<f64> {
    let possible = scenario.objects.iter().filter(|object| object.probability > 0.0).count();
    scenario
        .objects
        .iter()
        .map(|object| match scenario.allocation {
            _ if object.probability == 0.0 => 0.0,
            Allocation::Proportional => object.probability,
            Allocation::Equal => 1.0 / possible as f64,
        })
        .collect()
}

/// Deals one seed's particles to objects.
struct Dealer<'a> {
    shares: &'a [f64],
    dealt: Vec<u32>,
    total: u32,
}

impl<'a> Dealer<'a> {
    fn new(shares: &'a [f64]) -> Self {
        Self { shares, dealt: vec![0; shares.len()], total: 0 }
    }

    /// The next particle's object and its number with that object.
    fn deal(&mut self, listed: Option<u16>) -> (u16, u32) {
        let object = listed.map_or_else(|| self.next(), usize::from);
        let in_cell = self.dealt[object];
        self.dealt[object] += 1;
        self.total += 1;
        (object as u16, in_cell)
    }

    fn next(&self) -> usize {
        let unserved =
            (0..self.shares.len()).find(|&object| self.shares[object] > 0.0 && self.dealt[object] == 0);
        unserved.unwrap_or_else(|| {
            let behind = |object: usize| {
                self.shares[object] * f64::from(self.total + 1) - f64::from(self.dealt[object])
            };
            (0..self.shares.len())
                .filter(|&object| self.shares[object] > 0.0)
                .max_by(|&a, &b| behind(a).total_cmp(&behind(b)).then(b.cmp(&a)))
                .unwrap_or(0)
        })
    }
}

/// w = ω_s π_o / n_{s,o} per particle; in a list with weights ω_s v_i / Σv, in one with objects but no weights
/// ω_s / n_s, because the list itself says how often each object occurs. Divided by the sum of all, which
/// differs from one by rounding only.
pub(super) fn weights(scenario: &Scenario, identities: &[Identity]) -> Vec<f64> {
    let objects = scenario.objects.len();
    let mut in_cell = vec![0u32; scenario.seeds.len() * objects];
    for identity in identities {
        in_cell[usize::from(identity.seed) * objects + usize::from(identity.object)] += 1;
    }
    let list_sums: Vec<f64> = scenario.seeds.iter().map(|seed| list_sum(&seed.seed)).collect();
    let mut weights: Vec<f64> = identities
        .iter()
        .map(|identity| {
            let (seed, object) = (usize::from(identity.seed), usize::from(identity.object));
            let omega = scenario.seeds[seed].weight;
            let listed = match &scenario.seeds[seed].seed {
                Seed::Particles(list) => {
                    Some((&list.particles[identity.index as usize], list.particles.len()))
                }
                _ => None,
            };
            match listed {
                Some((particle, _)) if particle.weight.is_some() => {
                    omega * particle.weight.unwrap_or(0.0) / list_sums[seed]
                }
                Some((particle, count)) if particle.object.is_some() => omega / count as f64,
                _ => {
                    let share = scenario.objects[object].probability;
                    omega * share / f64::from(in_cell[seed * objects + object])
                }
            }
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    weights
}

fn list_sum(seed: &Seed) -> f64 {
    match seed {
        Seed::Particles(list) => list.particles.iter().filter_map(|particle| particle.weight).sum(),
        _ => 0.0,
    }
}
