//! Everything a drifting object meets: current, wind, waves, coast.

use crate::{Coastline, Coverage, Field, FieldError, FieldSource, Points, VectorsMut, Window};
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
        Ok(HeldEnvironment {
            window: *window,
            current: held(&self.current)?,
            wind: held(&self.wind)?,
            stokes: held(&self.stokes)?,
        })
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
        let fields = match quantity {
            Quantity::Current => &self.current,
            Quantity::Wind => &self.wind,
            Quantity::Stokes => &self.stokes,
        };
        let Some(first) = fields.first() else {
            out.east_mps.fill(f64::NAN);
            out.north_mps.fill(f64::NAN);
            source_used.fill(u8::MAX);
            return;
        };
        first.sample(
            points,
            time_s,
            VectorsMut { east_mps: &mut *out.east_mps, north_mps: &mut *out.north_mps },
        );
        for lane in 0..points.len() {
            source_used[lane] = 0;
            if out.east_mps[lane].is_nan() {
                source_used[lane] = u8::MAX;
                for (index, field) in fields.iter().enumerate().skip(1) {
                    if let Some(v) = field.at(points.place(lane, time_s)) {
                        (out.east_mps[lane], out.north_mps[lane]) = (v.east_mps, v.north_mps);
                        source_used[lane] = index as u8;
                        break;
                    }
                }
            }
        }
    }
}
