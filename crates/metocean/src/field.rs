//! The seam that everything with a value in space and time fits.

use sarex_geo::Velocity;

/// One place, one time, one ensemble member.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Latitude, degrees north.
    pub lat_deg: f64,
    /// Longitude, degrees east, not wrapped.
    pub lon_deg: f64,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub time_s: f64,
    /// Ensemble member; a field with fewer members takes it modulo their number.
    pub member: u16,
}

/// Many places at one time; all slices have the same length.
#[derive(Debug, Clone, Copy)]
pub struct Points<'a> {
    /// Latitudes, degrees north.
    pub lat_deg: &'a [f64],
    /// Longitudes, degrees east, not wrapped.
    pub lon_deg: &'a [f64],
    /// Ensemble members.
    pub member: &'a [u16],
}

impl<'a> Points<'a> {
    /// Number of places.
    pub fn len(&self) -> usize {
        self.lat_deg.len()
    }
    /// No places at all.
    pub fn is_empty(&self) -> bool {
        self.lat_deg.is_empty()
    }
    /// The place of one lane.
    pub fn place(&self, lane: usize, time_s: f64) -> Place {
        Place { lat_deg: self.lat_deg[lane], lon_deg: self.lon_deg[lane], time_s, member: self.member[lane] }
    }
}

/// Where a batch of vectors goes, m/s towards east and north; **NaN in both components where the field has no
/// value**. Same length as the points.
#[derive(Debug)]
pub struct VectorsMut<'a> {
    /// Eastward components, m/s.
    pub east_mps: &'a mut [f64],
    /// Northward components, m/s.
    pub north_mps: &'a mut [f64],
}

/// A horizontal vector quantity over space and time, in memory: current, 10 m wind, surface Stokes drift.
///
/// Sampling never fails and never blocks. The batch form must give bit for bit what the point form gives.
pub trait Field: Send + Sync {
    /// The value at one place, or `None` where there is none.
    fn at(&self, place: Place) -> Option<Velocity>;

    /// True within its area and period, whether there is a value or not: a masked cell, mostly land, is within.
    fn is_within(&self, place: Place) -> bool {
        self.at(place).is_some()
    }

    /// The values at many places at one time.
    fn sample(&self, points: Points<'_>, time_s: f64, out: VectorsMut<'_>) {
        for lane in 0..points.len() {
            let value = self.at(points.place(lane, time_s));
            (out.east_mps[lane], out.north_mps[lane]) = match value {
                Some(v) => (v.east_mps, v.north_mps),
                None => (f64::NAN, f64::NAN),
            };
        }
    }
}
