//! The particles that are adrift in one block: structure of arrays, dense, in any order.

/// State of the particles that move. All columns in use have the same length; the order of the lanes means
/// nothing, since every lane carries the number of its particle.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    /// Particle number in the run.
    pub(crate) id: Vec<u32>,
    /// Forcing ensemble member.
    pub(crate) member: Vec<u16>,
    pub(crate) lat_deg: Vec<f64>,
    /// Not wrapped.
    pub(crate) lon_deg: Vec<f64>,
    pub(crate) downwind_slope: Vec<f64>,
    pub(crate) downwind_offset: Vec<f64>,
    pub(crate) crosswind_slope: Vec<f64>,
    pub(crate) crosswind_offset: Vec<f64>,
    /// Path, in degrees of either coordinate, that certainly meets no land; negative: look again.
    pub(crate) clearance_deg: Vec<f64>,
    /// Time of the next jibe, seconds of drift since the start of the run.
    pub(crate) jibe_s: Vec<f64>,
    /// Error of the current; unused if there is none.
    pub(crate) current_error: [Vec<f64>; 2],
    /// Error of the wind; unused if there is none.
    pub(crate) wind_error: [Vec<f64>; 2],
    /// Place before the last move, latitude and longitude (OpenDrift's order only).
    pub(crate) previous_deg: [Vec<f64>; 2],
}

/// One particle's row of [`Lanes`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lane {
    pub(crate) id: u32,
    pub(crate) member: u16,
    pub(crate) lat_deg: f64,
    pub(crate) lon_deg: f64,
    pub(crate) clearance_deg: f64,
    pub(crate) jibe_s: f64,
}

impl Lanes {
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    /// Adds a particle; leeway and errors are zero until set.
    pub(crate) fn push(&mut self, lane: Lane) {
        self.id.push(lane.id);
        self.member.push(lane.member);
        for column in self.columns() {
            column.push(0.0);
        }
        let last = self.len() - 1;
        self.lat_deg[last] = lane.lat_deg;
        self.lon_deg[last] = lane.lon_deg;
        self.clearance_deg[last] = lane.clearance_deg;
        self.jibe_s[last] = lane.jibe_s;
        self.previous_deg[0][last] = lane.lat_deg;
        self.previous_deg[1][last] = lane.lon_deg;
    }

    /// Takes a particle out; the last lane moves into its place.
    pub(crate) fn swap_remove(&mut self, lane: usize) {
        self.id.swap_remove(lane);
        self.member.swap_remove(lane);
        for column in self.columns() {
            column.swap_remove(lane);
        }
    }

    fn columns(&mut self) -> [&mut Vec<f64>; 14] {
        let [current_east, current_north] = &mut self.current_error;
        let [wind_east, wind_north] = &mut self.wind_error;
        let [previous_lat, previous_lon] = &mut self.previous_deg;
        [
            &mut self.lat_deg,
            &mut self.lon_deg,
            &mut self.downwind_slope,
            &mut self.downwind_offset,
            &mut self.crosswind_slope,
            &mut self.crosswind_offset,
            &mut self.clearance_deg,
            &mut self.jibe_s,
            current_east,
            current_north,
            wind_east,
            wind_north,
            previous_lat,
            previous_lon,
        ]
    }
}
