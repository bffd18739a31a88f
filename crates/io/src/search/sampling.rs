//! How far the probabilities of a plan are chance, because its clouds are of so many particles and no more.

use sarex_search::Cloud;

/// Probabilities are told to this: what may be off by as much has to be said.
const TOLD_TO: f64 = 0.01;
/// A figure is off by more than this many standard errors once in twenty.
const ERRORS: f64 = 2.0;

/// Standard errors of what a plan is told with.
///
/// A probability of success P = Σ w·q on a cloud that its planner has not seen has the variance Σ w²·(q − P)². Its bound,
/// of the cloud that it was made on, is such a sum too; q is then between 0 and 1 with mean B, and its variance at most
/// B·(1 − B)·Σ w². What is not followed counts as not found, and its share f′ = 1 − f is a sample as well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sampling {
    /// Particles of equal weight that the cloud is worth: 1/Σw².
    pub effective: f64,
    /// Standard error of the probability of success.
    pub pos: f64,
    /// Of its bound, at most.
    pub bound: Option<f64>,
}

impl Sampling {
    /// Of a plan with this probability of success of the whole, and its standard error among what is followed; and of a
    /// bound with the effective number of the cloud that it is of.
    pub fn of(cloud: &Cloud, followed: f64, (pos, among): (f64, f64), bound: Option<(f64, f64)>) -> Self {
        let effective = cloud.effective_number();
        let variance = (followed * among) * (followed * among) + pos * pos * (1.0 - followed) / effective;
        let of_bound =
            |(bound, effective): (f64, f64)| (bound * (1.0 - bound).max(0.0) * followed / effective).sqrt();
        Self { effective, pos: variance.sqrt(), bound: bound.map(of_bound) }
    }

    /// By how much figures may be off, if that is more than they are told to.
    pub fn off(&self) -> Option<f64> {
        let off = ERRORS * self.pos.max(self.bound.unwrap_or(0.0));
        (off >= TOLD_TO).then_some(off)
    }

    /// What a reader of the figures has to know.
    pub fn note(&self) -> Option<String> {
        self.off()?;
        let bound = self.bound.map_or_else(|| " (two standard errors)".to_owned(), |bound| {
            format!(
                " and the bound, on another cloud, by {} (two standard errors), rather too high than too low",
                told(ERRORS * bound)
            )
        });
        Some(format!(
            "few particles: the clouds of the search are worth {:.0} particles of equal weight, so POS may be off by {}{bound}; \
             raise `search.particles`",
            self.effective,
            told(ERRORS * self.pos)
        ))
    }
}

/// By how much, as it is told.
fn told(off: f64) -> String {
    if off < 0.5 * TOLD_TO { "less than 0.01".to_owned() } else { format!("{off:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarex_geo::Position;
    use sarex_geo::plane::LocalPlane;
    use sarex_search::cloud::CloudParts;

    fn cloud(weight: Vec<f64>) -> Cloud {
        let row = vec![vec![0.0_f32; weight.len()]; 2];
        Cloud::new(CloudParts {
            plane: LocalPlane::at(Position::new(30.0, 145.0).unwrap()),
            start_s: 0.0,
            step_s: 600.0,
            east_m: row.clone(),
            north_m: row,
            object: vec![0; weight.len()],
            weight,
            objects: vec!["raft".into()],
        })
        .unwrap()
    }

    /// By hand: 2500 particles, each found or not, POS 0.5: √(0.25/2500) = 0.01, twice that 0.02. Unequal weights are worth
    /// fewer. A hundred thousand are enough for two decimals.
    #[test]
    fn few_particles_are_told_by_what_they_are_worth() {
        let binomial = |n: f64| (0.25 / n).sqrt();
        let few = Sampling::of(&cloud(vec![1.0; 2500]), 1.0, (0.5, binomial(2500.0)), Some((0.8, 2500.0)));
        assert!((few.pos - 0.01).abs() < 1e-12 && (few.bound.unwrap() - 0.008).abs() < 1e-12, "{few:?}");
        assert_eq!(few.off(), Some(0.02));
        let said = few.note().unwrap();
        for part in ["worth 2500 particles", "POS may be off by 0.02", "by 0.02 (two standard errors)"] {
            assert!(said.contains(part), "{said}");
        }
        // The bound is of another cloud, which may be worth less.
        let other = Sampling::of(&cloud(vec![1.0; 2500]), 1.0, (0.5, binomial(2500.0)), Some((0.8, 25.0)));
        assert!(
            (other.pos - few.pos).abs() < 1e-12 && (other.bound.unwrap() - 0.08).abs() < 1e-12,
            "{other:?}"
        );
        let mut weight = vec![0.0; 2500];
        weight[..100].fill(1.0);
        let fewer = Sampling::of(&cloud(weight), 1.0, (0.5, binomial(100.0)), None);
        assert!((fewer.effective - 100.0).abs() < 1e-9 && fewer.note().unwrap().contains("off by 0.10 (two"));
        let many = Sampling::of(&cloud(vec![1.0; 100_000]), 1.0, (0.5, binomial(1e5)), Some((0.6, 1e5)));
        assert_eq!(many.note(), None);
    }

    /// Half followed, all of that found: half of the whole is found, and which half is chance.
    #[test]
    fn what_is_not_followed_is_a_sample_too() {
        let all = Sampling::of(&cloud(vec![1.0; 1250]), 0.5, (0.5, 0.0), None);
        assert!((all.pos - (0.25_f64 / 2500.0).sqrt()).abs() < 1e-12, "{all:?}");
    }
}
