//! OS: the contour search.

use super::error::{count, finite};
use super::{MAX_LEGS, PatternError};
use sarex_geo::plane::PlanePoint;

/// A contour search of high ground by one aircraft: closed circuits from the top down, 500 ft apart.
///
/// Where to fly is given by the ground, so the outlines are given and not planned.
///
/// Source: US National SAR Supplement, 2000, G-18.
#[derive(Debug, Clone, PartialEq)]
pub struct Contour {
    /// From the top down.
    pub circuits: Vec<Circuit>,
}

/// One way round.
#[derive(Debug, Clone, PartialEq)]
pub struct Circuit {
    /// Height, ft.
    pub height_ft: f64,
    /// Corners, the first not repeated, m.
    pub outline: Vec<PlanePoint>,
}

/// Height between circuits, ft.
pub const CIRCUIT_STEP_FT: f64 = 500.0;

impl Contour {
    /// The same outline at all heights, from the top down to at most a step above the lowest that is wanted.
    pub fn around(outline: &[PlanePoint], top_ft: f64, bottom_ft: f64) -> Result<Self, PatternError> {
        finite("the heights", &[top_ft, bottom_ft])?;
        let steps = ((top_ft - bottom_ft) / CIRCUIT_STEP_FT).floor().clamp(0.0, MAX_LEGS as f64) as u32;
        let circuit = |step: u32| Circuit {
            height_ft: top_ft - CIRCUIT_STEP_FT * f64::from(step),
            outline: outline.to_vec(),
        };
        count("the number of corners", outline.len(), 3, MAX_LEGS / (steps as usize + 1))?;
        let contour = Self { circuits: (0..=steps).map(circuit).collect() };
        contour.check()?;
        Ok(contour)
    }

    /// Circuits about a point on a circle of a radius, m, as corners every ten degrees from north.
    pub fn about(
        middle: PlanePoint,
        radius_m: f64,
        top_ft: f64,
        bottom_ft: f64,
    ) -> Result<Self, PatternError> {
        super::error::positive("the radius, m,", radius_m)?;
        let corner = |k: i32| {
            let at = super::Axes::of(10.0 * f64::from(k)).point(radius_m, 0.0);
            PlanePoint { east_m: middle.east_m + at.east_m, north_m: middle.north_m + at.north_m }
        };
        Self::around(&(0..36).map(corner).collect::<Vec<_>>(), top_ft, bottom_ft)
    }

    /// Refuses what does not go down circuit by circuit.
    pub fn check(&self) -> Result<(), PatternError> {
        count("the number of circuits", self.circuits.len(), 1, MAX_LEGS)?;
        let corners = self.circuits.iter().map(|circuit| circuit.outline.len() + 1).sum();
        count("the number of corners", corners, 4, MAX_LEGS)?;
        for (index, circuit) in self.circuits.iter().enumerate() {
            count("the number of corners of a circuit", circuit.outline.len(), 3, MAX_LEGS)?;
            let places: Vec<f64> = circuit.outline.iter().flat_map(|p| [p.east_m, p.north_m]).collect();
            finite("an outline", &places)?;
            finite("a height", &[circuit.height_ft])?;
            let down_ft = match index {
                0 => CIRCUIT_STEP_FT,
                _ => self.circuits[index - 1].height_ft - circuit.height_ft,
            };
            if !(down_ft > 0.0 && down_ft <= CIRCUIT_STEP_FT) {
                let (circuit, height_ft) = (index + 1, circuit.height_ft);
                return Err(PatternError::NotTopDown { circuit, height_ft, step_ft: CIRCUIT_STEP_FT });
            }
        }
        Ok(())
    }

    /// Puts the corners one by one, from that of the first circuit, which is the origin.
    pub(super) fn vertices(&self, mut put: impl FnMut(PlanePoint)) {
        let Some(origin) = self.circuits.first().and_then(|circuit| circuit.outline.first()) else { return };
        for circuit in &self.circuits {
            for corner in circuit.outline.iter().chain(circuit.outline.first()) {
                put(PlanePoint {
                    east_m: corner.east_m - origin.east_m,
                    north_m: corner.north_m - origin.north_m,
                });
            }
        }
    }

    /// Length of all circuits and the ways between them, m.
    pub fn length_m(&self) -> f64 {
        let (mut length_m, mut before) = (0.0, PlanePoint::default());
        self.vertices(|p| {
            let step = PlanePoint { east_m: p.east_m - before.east_m, north_m: p.north_m - before.north_m };
            length_m += step.length_m();
            before = p;
        });
        length_m
    }

    /// Corners of the rectangle round all circuits.
    pub(super) fn area(&self) -> Vec<PlanePoint> {
        let (mut north, mut east) = ([0.0f64; 2], [0.0f64; 2]);
        self.vertices(|p| {
            north = [north[0].min(p.north_m), north[1].max(p.north_m)];
            east = [east[0].min(p.east_m), east[1].max(p.east_m)];
        });
        super::Axes::of(0.0).rectangle(north, east)
    }
}
