//! Work space of one block at a time.

/// Columns that live for one step; one element per lane of the block that is stepped.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Current with its error, and later the total velocity of the stage.
    pub(crate) current: [Vec<f64>; 2],
    /// Wind with its error, and later the leeway.
    pub(crate) wind: [Vec<f64>; 2],
    pub(crate) stokes: [Vec<f64>; 2],
    /// Source each value came from, at the begin of the step.
    pub(crate) used: [Vec<u8>; 3],
    /// The same at a later stage.
    pub(crate) used_later: [Vec<u8>; 3],
    pub(crate) sin_lat: Vec<f64>,
    pub(crate) cos_lat: Vec<f64>,
    /// Velocity that moves the particle, or the sum of stages.
    pub(crate) velocity: [Vec<f64>; 2],
    /// Velocity of the previous stage.
    pub(crate) previous: [Vec<f64>; 2],
    /// Place of a stage, and later the place at the end of the step: latitude, longitude.
    pub(crate) place: [Vec<f64>; 2],
    /// Lanes near a pole and the turn of north on their way to the stage.
    pub(crate) polar_turn: Vec<(usize, f64)>,
}

impl Scratch {
    /// Makes room for `n` lanes.
    pub(crate) fn resize(&mut self, n: usize) {
        let Self { current, wind, stokes, velocity, previous, place, .. } = self;
        for pair in [current, wind, stokes, velocity, previous, place] {
            for column in pair {
                column.resize(n, 0.0);
            }
        }
        self.sin_lat.resize(n, 0.0);
        self.cos_lat.resize(n, 0.0);
        for column in self.used.iter_mut().chain(&mut self.used_later) {
            column.resize(n, 0);
        }
    }
}
