//! Where the object may be, over the whole time of a search.

use sarex_geo::plane::{LocalPlane, PlanePoint};

/// Weighted particles on straight pieces between evenly spaced times.
///
/// Positions are metres east and north of the middle of [`Cloud::plane`], one array per node time; between nodes they
/// are linear in time. 32-bit floats keep 3 cm at 300 km.
#[derive(Debug, Clone)]
pub struct Cloud {
    plane: LocalPlane,
    start_s: f64,
    step_s: f64,
    east_m: Vec<Vec<f32>>,
    north_m: Vec<Vec<f32>>,
    weight: Vec<f64>,
    object: Vec<u8>,
    objects: Vec<String>,
}

/// Why there is no cloud.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CloudError {
    /// Fewer than two node times.
    #[error("{count} node times: a search needs the cloud at two times or more")]
    Nodes {
        /// Given.
        count: usize,
    },
    /// No particles, or arrays of different length.
    #[error("the cloud's arrays hold {found} particles where {expected} were expected")]
    Lengths {
        /// Of the array that differs.
        found: usize,
        /// Of the others.
        expected: usize,
    },
    /// A weight below zero or not finite.
    #[error("weight {value} of particle {particle} is not a finite number of zero or more")]
    Weight {
        /// Its index.
        particle: usize,
        /// Its weight.
        value: f64,
    },
    /// Every weight is zero.
    #[error("all weights are zero: nothing is left of the probability")]
    NoWeight,
    /// A position that is not finite.
    #[error("particle {particle} has no finite position at node {node}")]
    Position {
        /// Its index.
        particle: usize,
        /// At which node time.
        node: usize,
    },
    /// A particle of an object type that is not in the list.
    #[error("particle {particle} is of object type {object}, and there are {count}")]
    Object {
        /// Its index.
        particle: usize,
        /// Its type.
        object: u8,
        /// Types there are.
        count: usize,
    },
    /// A time step that is not positive.
    #[error("a step of {step_s} s between node times: it must be positive")]
    Step {
        /// Given.
        step_s: f64,
    },
}

/// What a cloud is made of.
#[derive(Debug, Clone)]
pub struct CloudParts {
    /// The plane of the positions.
    pub plane: LocalPlane,
    /// First node time, seconds since 1970.
    pub start_s: f64,
    /// Time between nodes, s.
    pub step_s: f64,
    /// Metres east: one array per node.
    pub east_m: Vec<Vec<f32>>,
    /// Metres north: one array per node.
    pub north_m: Vec<Vec<f32>>,
    /// Weights, not necessarily scaled; the cloud scales them to sum to one.
    pub weight: Vec<f64>,
    /// Object type of each particle.
    pub object: Vec<u8>,
    /// Names of the object types.
    pub objects: Vec<String>,
}

impl Cloud {
    /// Checks and scales.
    pub fn new(parts: CloudParts) -> Result<Self, CloudError> {
        let CloudParts { plane, start_s, step_s, east_m, north_m, mut weight, object, objects } = parts;
        let (nodes, n) = (east_m.len(), weight.len());
        if nodes < 2 || north_m.len() != nodes {
            return Err(CloudError::Nodes { count: nodes.min(north_m.len()) });
        }
        if !(step_s.is_finite() && step_s > 0.0) {
            return Err(CloudError::Step { step_s });
        }
        let lengths = east_m.iter().chain(&north_m).map(Vec::len).chain([object.len()]);
        for found in lengths {
            if found != n || n == 0 {
                return Err(CloudError::Lengths { found, expected: n.max(1) });
            }
        }
        for node in 0..nodes {
            let bad = (0..n).find(|&i| !(east_m[node][i].is_finite() && north_m[node][i].is_finite()));
            if let Some(particle) = bad {
                return Err(CloudError::Position { particle, node });
            }
        }
        if let Some(particle) = object.iter().position(|&o| usize::from(o) >= objects.len()) {
            return Err(CloudError::Object { particle, object: object[particle], count: objects.len() });
        }
        scale(&mut weight)?;
        Ok(Self { plane, start_s, step_s, east_m, north_m, weight, object, objects })
    }

    /// The same places with other weights, one per particle, not necessarily scaled: after a search, for instance.
    pub fn reweighted(mut self, mut weight: Vec<f64>) -> Result<Self, CloudError> {
        if weight.len() != self.weight.len() {
            return Err(CloudError::Lengths { found: weight.len(), expected: self.weight.len() });
        }
        scale(&mut weight)?;
        self.weight = weight;
        Ok(self)
    }

    /// The particles of these indices, in their order, each with this weight.
    pub fn pick(&self, indices: &[u32], weight: Vec<f64>) -> Result<Self, CloudError> {
        let rows = |rows: &[Vec<f32>]| -> Vec<Vec<f32>> {
            rows.iter().map(|row| indices.iter().map(|&i| row[i as usize]).collect()).collect()
        };
        Self::new(CloudParts {
            plane: self.plane,
            start_s: self.start_s,
            step_s: self.step_s,
            east_m: rows(&self.east_m),
            north_m: rows(&self.north_m),
            weight,
            object: indices.iter().map(|&i| self.object[i as usize]).collect(),
            objects: self.objects.clone(),
        })
    }

    /// Number of particles.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Never: a cloud has particles.
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }

    /// Number of node times.
    pub fn nodes(&self) -> usize {
        self.east_m.len()
    }

    /// Seconds since 1970 of a node.
    pub fn node_s(&self, node: usize) -> f64 {
        self.start_s + self.step_s * node as f64
    }

    /// First node time, seconds since 1970.
    pub fn start_s(&self) -> f64 {
        self.start_s
    }

    /// Last node time, seconds since 1970.
    pub fn end_s(&self) -> f64 {
        self.node_s(self.nodes() - 1)
    }

    /// Time between nodes, s.
    pub fn step_s(&self) -> f64 {
        self.step_s
    }

    /// The plane of the positions.
    pub fn plane(&self) -> &LocalPlane {
        &self.plane
    }

    /// Metres east and north of all particles at a node.
    pub fn at_node(&self, node: usize) -> (&[f32], &[f32]) {
        (&self.east_m[node], &self.north_m[node])
    }

    /// Weights; they sum to one.
    pub fn weight(&self) -> &[f64] {
        &self.weight
    }

    /// Object type of each particle.
    pub fn object(&self) -> &[u8] {
        &self.object
    }

    /// Names of the object types.
    pub fn objects(&self) -> &[String] {
        &self.objects
    }

    /// Where each particle is at a time.
    pub fn places(&self, time_s: f64) -> impl Iterator<Item = PlanePoint> + '_ {
        let place = ((time_s - self.start_s) / self.step_s).clamp(0.0, self.nodes() as f64 - 1.0);
        let node = (place as usize).min(self.nodes() - 2);
        let part = (place - node as f64) as f32;
        let (here, next) = (self.at_node(node), self.at_node(node + 1));
        let between = move |a: &[f32], b: &[f32], i: usize| f64::from(a[i] + part * (b[i] - a[i]));
        (0..self.len()).map(move |i| PlanePoint {
            east_m: between(here.0, next.0, i),
            north_m: between(here.1, next.1, i),
        })
    }

    /// Weight inside a convex outline, counter-clockwise, at a time.
    pub fn inside(&self, outline: &[PlanePoint], time_s: f64) -> f64 {
        let within = |p: PlanePoint| {
            outline.iter().zip(outline.iter().cycle().skip(1)).all(|(a, b)| {
                (b.east_m - a.east_m) * (p.north_m - a.north_m)
                    - (b.north_m - a.north_m) * (p.east_m - a.east_m)
                    >= 0.0
            })
        };
        let inside = self.places(time_s).zip(&self.weight).filter(|(place, _)| within(*place));
        // The sum of nothing is minus zero.
        0.0 + inside.map(|(_, weight)| weight).sum::<f64>()
    }

    /// Particles of equal weight that these are worth: 1/Σw².
    pub fn effective_number(&self) -> f64 {
        1.0 / self.weight.iter().map(|w| w * w).sum::<f64>()
    }

    /// Probability of each object type.
    pub fn object_mass(&self) -> Vec<f64> {
        let mut mass = vec![0.0; self.objects.len()];
        for (&object, weight) in self.object.iter().zip(&self.weight) {
            mass[usize::from(object)] += weight;
        }
        mass
    }
}

fn scale(weight: &mut [f64]) -> Result<(), CloudError> {
    if let Some(particle) = weight.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
        return Err(CloudError::Weight { particle, value: weight[particle] });
    }
    let sum: f64 = weight.iter().sum();
    if !(sum > 0.0 && sum.is_finite()) {
        return Err(CloudError::NoWeight);
    }
    weight.iter_mut().for_each(|w| *w /= sum);
    Ok(())
}
