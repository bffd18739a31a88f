//! The drift that a pattern follows, from the cloud of what it is to find.

use crate::{Cloud, Compensation};

/// Mean drift of a cloud over a time, and what is left of it for each object type.
#[derive(Debug, Clone, PartialEq)]
pub struct MeanDrift {
    /// Of all particles by their weights: what a pattern for all of them follows.
    pub all: Compensation,
    /// Drift of each object type relative to it; `None` for a type without weight. A pattern that follows `all` is
    /// sheared by this for that type.
    pub residual: Vec<Option<Compensation>>,
}

impl MeanDrift {
    /// The drift of a cloud between the nodes nearest to two times, seconds since 1970; at least one step.
    ///
    /// After a search that found nothing the cloud carries the weights of what is left, and so does its drift.
    pub fn of(cloud: &Cloud, from_s: f64, to_s: f64) -> Self {
        let last = cloud.nodes() - 1;
        let node = |time_s: f64| {
            let steps = ((time_s - cloud.start_s()) / cloud.step_s()).round();
            steps.clamp(0.0, last as f64) as usize
        };
        let first = node(from_s).min(last - 1);
        let end = node(to_s).max(first + 1);
        let elapsed_s = cloud.node_s(end) - cloud.node_s(first);
        let (start, finish) = (cloud.at_node(first), cloud.at_node(end));
        let mut sums = vec![[0.0; 3]; cloud.objects().len()];
        for (index, (&weight, &object)) in cloud.weight().iter().zip(cloud.object()).enumerate() {
            let sum = &mut sums[usize::from(object)];
            sum[0] += weight;
            sum[1] += weight * (f64::from(finish.0[index]) - f64::from(start.0[index]));
            sum[2] += weight * (f64::from(finish.1[index]) - f64::from(start.1[index]));
        }
        let velocity = |[weight, east_m, north_m]: [f64; 3]| Compensation {
            east_mps: east_m / (weight * elapsed_s),
            north_mps: north_m / (weight * elapsed_s),
        };
        let total = sums.iter().fold([0.0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
        let all = velocity(total);
        let residual = |sum: &[f64; 3]| {
            (sum[0] > 0.0).then(|| {
                let own = velocity(*sum);
                Compensation {
                    east_mps: own.east_mps - all.east_mps,
                    north_mps: own.north_mps - all.north_mps,
                }
            })
        };
        Self { all, residual: sums.iter().map(residual).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::CloudParts;
    use sarex_geo::Position;
    use sarex_geo::plane::LocalPlane;

    /// A raft at 1 m/s to the east and a person at 0.5 m/s to the north, three to one; a third type is gone.
    #[test]
    fn types_are_told_by_their_residual() {
        let cloud = Cloud::new(CloudParts {
            plane: LocalPlane::at(Position::new(34.0, 129.0).unwrap()),
            start_s: 1000.0,
            step_s: 600.0,
            east_m: (0..4).map(|k| vec![k as f32 * 600.0, 0.0, 9.0]).collect(),
            north_m: (0..4).map(|k| vec![0.0, k as f32 * 300.0, k as f32]).collect(),
            weight: vec![3.0, 1.0, 0.0],
            object: vec![0, 1, 2],
            objects: ["raft", "person", "boat"].map(str::to_owned).to_vec(),
        })
        .unwrap();
        for (from_s, to_s) in [(1000.0, 2800.0), (1600.0, 1600.0), (0.0, 9e9), (2800.0, 2800.0)] {
            let drift = MeanDrift::of(&cloud, from_s, to_s);
            assert_eq!(drift.all, Compensation { east_mps: 0.75, north_mps: 0.125 });
            let residual = |east_mps, north_mps| Some(Compensation { east_mps, north_mps });
            assert_eq!(drift.residual, [residual(0.25, -0.125), residual(-0.75, 0.375), None]);
        }
    }
}
