//! Everything a drifting object meets: current, wind, waves, coast.

use crate::{Coastline, Coverage, Field, FieldError, FieldSource, Points, VectorsMut, Window};
use std::fmt;
use std::sync::Arc;

/// Which vector quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// Total water current at the surface.
    Current,
    /// Wind at 10 m.
    Wind,
    /// Surface Stokes drift.
    Stokes,
}

/// The word a reader knows: current, wind, Stokes drift.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Current => "current",
            Self::Wind => "wind",
            Self::Stokes => "Stokes drift",
        })
    }
}

/// Sources in order of preference per quantity: the next one fills, particle by particle, what the one before
/// lacks. An empty list means the quantity is not used (zero) for waves, and missing for current and wind.
#[derive(Default, Clone)]
pub struct Environment {
    /// Surface current.
    pub current: Vec<Arc<dyn FieldSource>>,
    /// 10 m wind.
    pub wind: Vec<Arc<dyn FieldSource>>,
    /// Surface Stokes drift.
    pub stokes: Vec<Arc<dyn FieldSource>>,
    /// The coast; `None` for open water everywhere.
    pub coast: Option<Arc<dyn Coastline>>,
}

impl Environment {
    /// Sources of one quantity.
    pub fn sources(&self, quantity: Quantity) -> &[Arc<dyn FieldSource>] {
        match quantity {
            Quantity::Current => &self.current,
            Quantity::Wind => &self.wind,
            Quantity::Stokes => &self.stokes,
        }
    }

    /// Coverage of each source of a quantity, in order of preference.
    pub fn coverage(&self, quantity: Quantity) -> Vec<Coverage> {
        self.sources(quantity).iter().map(|s| s.coverage()).collect()
    }

    /// Brings a window of every source into memory.
    pub fn hold(&self, window: &Window) -> Result<HeldEnvironment, FieldError> {
        let held = |sources: &[Arc<dyn FieldSource>]| -> Result<Vec<Arc<dyn Field>>, FieldError> {
            sources.iter().map(|s| s.hold(window)).collect()
        };
        let (current, (wind, stokes)) =
            rayon::join(|| held(&self.current), || rayon::join(|| held(&self.wind), || held(&self.stokes)));
        Ok(HeldEnvironment { window: *window, current: current?, wind: wind?, stokes: stokes? })
    }
}

/// A window of an environment in memory: sampling cannot fail.
pub struct HeldEnvironment {
    /// What it was asked to cover.
    pub window: Window,
    current: Vec<Arc<dyn Field>>,
    wind: Vec<Arc<dyn Field>>,
    stokes: Vec<Arc<dyn Field>>,
}

impl HeldEnvironment {
    /// Fields of a quantity in order of preference.
    pub fn fields(&self, quantity: Quantity) -> &[Arc<dyn Field>] {
        match quantity {
            Quantity::Current => &self.current,
            Quantity::Wind => &self.wind,
            Quantity::Stokes => &self.stokes,
        }
    }

    /// Samples a quantity; each lane takes the first source that has a value there. `source_used[lane]` becomes
    /// the index of that source, or 255 where none has one (then the vector is NaN).
    pub fn sample(
        &self,
        quantity: Quantity,
        points: Points<'_>,
        time_s: f64,
        out: VectorsMut<'_>,
        source_used: &mut [u8],
    ) {
        let (east, north) = (out.east_mps, out.north_mps);
        let Some((first, others)) = self.fields(quantity).split_first() else {
            east.fill(f64::NAN);
            north.fill(f64::NAN);
            source_used.fill(NO_SOURCE);
            return;
        };
        first.sample(points, time_s, VectorsMut { east_mps: &mut *east, north_mps: &mut *north });
        let mut missing = 0;
        for (used, east) in source_used.iter_mut().zip(&*east) {
            *used = if east.is_nan() { NO_SOURCE } else { 0 };
            missing += usize::from(*used == NO_SOURCE);
        }
        for (field, index) in others.iter().zip(1..NO_SOURCE) {
            if missing == 0 {
                return;
            }
            let out = VectorsMut { east_mps: &mut *east, north_mps: &mut *north };
            missing -= fill_missing(&**field, index, points, time_s, out, source_used);
        }
    }
}

/// `source_used` of a lane without a value.
pub const NO_SOURCE: u8 = u8::MAX;

/// Lanes that are gathered for one call of a fall-back source.
const BLOCK: usize = 128;

/// Asks a further source for the lanes that still lack a value; returns how many it had.
fn fill_missing(
    field: &dyn Field,
    index: u8,
    points: Points<'_>,
    time_s: f64,
    out: VectorsMut<'_>,
    source_used: &mut [u8],
) -> usize {
    let mut found = 0;
    let mut next = 0;
    while next < source_used.len() {
        // Gathered on the stack, so that a far away fall-back costs no allocation in any step.
        let mut lanes = [0usize; BLOCK];
        let (mut lat_deg, mut lon_deg, mut member) = ([0.0; BLOCK], [0.0; BLOCK], [0u16; BLOCK]);
        let mut n = 0;
        while next < source_used.len() && n < BLOCK {
            if source_used[next] == NO_SOURCE {
                lanes[n] = next;
                (lat_deg[n], lon_deg[n]) = (points.lat_deg[next], points.lon_deg[next]);
                member[n] = points.member[next];
                n += 1;
            }
            next += 1;
        }
        let (mut east, mut north) = ([0.0; BLOCK], [0.0; BLOCK]);
        let gathered = Points { lat_deg: &lat_deg[..n], lon_deg: &lon_deg[..n], member: &member[..n] };
        field.sample(gathered, time_s, VectorsMut { east_mps: &mut east[..n], north_mps: &mut north[..n] });
        for k in (0..n).filter(|k| !east[*k].is_nan()) {
            (out.east_mps[lanes[k]], out.north_mps[lanes[k]]) = (east[k], north[k]);
            source_used[lanes[k]] = index;
            found += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{InMemory, Place};
    use sarex_geo::Velocity;

    /// Has the value (its number, 0) north of a latitude.
    struct North(f64, f64);
    impl Field for North {
        fn at(&self, place: Place) -> Option<Velocity> {
            (place.lat_deg >= self.0).then_some(Velocity { east_mps: self.1, north_mps: 0.0 })
        }
    }

    /// Each particle takes the first source that has a value where it is; blocks of the gathering included.
    #[test]
    fn each_lane_takes_the_first_source_with_a_value() {
        let source = |lat, value| Arc::new(InMemory::new("north", North(lat, value))) as Arc<dyn FieldSource>;
        let environment = Environment {
            wind: vec![source(60.0, 1.0), source(30.0, 2.0), source(0.0, 3.0)],
            ..Environment::default()
        };
        let window = Window {
            south_deg: -90.0,
            north_deg: 90.0,
            west_deg: 0.0,
            east_deg: 1.0,
            start_s: 0.0,
            end_s: 0.0,
        };
        let held = environment.hold(&window).unwrap();
        let lat_deg: Vec<f64> = (0..1000).map(|k| f64::from(k * 7 % 160 - 70)).collect();
        let (lon_deg, member) = (vec![0.5; 1000], vec![0; 1000]);
        let points = Points { lat_deg: &lat_deg, lon_deg: &lon_deg, member: &member };
        let (mut east_mps, mut north_mps, mut used) = (vec![9.0; 1000], vec![9.0; 1000], vec![7; 1000]);
        let out = VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps };
        held.sample(Quantity::Wind, points, 0.0, out, &mut used);
        for k in 0..1000 {
            let want = match lat_deg[k] {
                lat if lat >= 60.0 => (1.0, 0),
                lat if lat >= 30.0 => (2.0, 1),
                lat if lat >= 0.0 => (3.0, 2),
                _ => (f64::NAN, NO_SOURCE),
            };
            assert_eq!((east_mps[k].to_bits(), used[k]), (want.0.to_bits(), want.1), "{}", lat_deg[k]);
            assert_eq!(north_mps[k].is_nan(), want.0.is_nan());
        }
        let out = VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps };
        held.sample(Quantity::Current, points, 0.0, out, &mut used);
        assert!(east_mps.iter().all(|x| x.is_nan()) && used.iter().all(|u| *u == NO_SOURCE));
    }
}
