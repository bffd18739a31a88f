//! CSC: a creeping line, co-ordinated with a ship.

use super::error::positive;
use super::turns::{self, STANDARD_RATE_DEG_PER_S};
use super::{Ladder, PatternError};
use crate::Turn;
use sarex_geo::plane::PlanePoint;

/// An aircraft's creeping line across the axis along which a ship creeps, timed so that it passes over the ship on every
/// leg.
///
/// Source: US National SAR Supplement, 2000, appendix H.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordinated {
    /// Direction in which ship and pattern creep, degrees true.
    pub creep_deg: f64,
    /// Length L of the aircraft's legs across the axis, m.
    pub leg_m: f64,
    /// Track spacing S, m.
    pub spacing_m: f64,
    /// Legs of the aircraft.
    pub legs: usize,
    /// Side of the aircraft's first turn.
    pub turn: Turn,
    /// Its speeds.
    pub aircraft: AircraftSpeeds,
}

/// Speeds of the aircraft of a co-ordinated search, m/s.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AircraftSpeeds {
    /// Through the air.
    pub true_air_mps: f64,
    /// V_a, mean over ground.
    pub mean_mps: f64,
    /// V₁, over ground on the legs up-wind.
    pub upwind_mps: f64,
    /// V₂, over ground on the legs down-wind.
    pub downwind_mps: f64,
    /// V₃, over ground on the cross legs.
    pub cross_mps: f64,
}

/// What ship and aircraft agree on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coordination {
    /// Speed of the ship, m/s: S·V_a/(L + S).
    pub ship_mps: f64,
    /// Turn diameter TD of the aircraft, m.
    pub turn_diameter_m: f64,
    /// t₁, half a leg up-wind, s.
    pub half_leg_upwind_s: f64,
    /// t₂, half a leg down-wind, s.
    pub half_leg_downwind_s: f64,
    /// t₃, the straight part of a cross leg, s.
    pub cross_leg_s: f64,
    /// Two standard-rate turns of 90°, s.
    pub turns_s: f64,
    /// X, by which the leg up-wind is offset so that it passes over the moving ship, m.
    pub offset_upwind_m: f64,
    /// Y, the same down-wind, m.
    pub offset_downwind_m: f64,
}

impl Coordinated {
    /// Refuses what can not be co-ordinated.
    pub fn check(&self) -> Result<(), PatternError> {
        let speeds = self.aircraft;
        for (what, value) in [
            ("the true air speed, m/s,", speeds.true_air_mps),
            ("the mean ground speed, m/s,", speeds.mean_mps),
            ("the ground speed up-wind, m/s,", speeds.upwind_mps),
            ("the ground speed down-wind, m/s,", speeds.downwind_mps),
            ("the ground speed on cross legs, m/s,", speeds.cross_mps),
        ] {
            positive(what, value)?;
        }
        self.ladder().check()?;
        // Turns wider than the spacing leave no straight part between them.
        positive("the cross leg between the turns, m,", self.spacing_m - self.turn_diameter_m())
    }

    fn turn_diameter_m(&self) -> f64 {
        turns::rule_diameter_m(self.aircraft.true_air_mps)
    }

    /// What ship and aircraft agree on.
    pub fn coordination(&self) -> Result<Coordination, PatternError> {
        self.check()?;
        let Self { leg_m, spacing_m, aircraft, .. } = *self;
        let ship_mps = spacing_m * aircraft.mean_mps / (leg_m + spacing_m);
        let turn_diameter_m = self.turn_diameter_m();
        let half_leg_s = |ground_mps: f64| 0.5 * (leg_m - turn_diameter_m) / ground_mps;
        let offset_m = |ground_mps: f64| 0.5 * leg_m * ship_mps / ground_mps;
        Ok(Coordination {
            ship_mps,
            turn_diameter_m,
            half_leg_upwind_s: half_leg_s(aircraft.upwind_mps),
            half_leg_downwind_s: half_leg_s(aircraft.downwind_mps),
            cross_leg_s: (spacing_m - turn_diameter_m) / aircraft.cross_mps,
            turns_s: 180.0 / STANDARD_RATE_DEG_PER_S,
            offset_upwind_m: offset_m(aircraft.upwind_mps),
            offset_downwind_m: offset_m(aircraft.downwind_mps),
        })
    }

    /// Where the ship is when the aircraft is at its commence search point, from there, m. It creeps from there on, and
    /// is in the middle of every leg when the aircraft is, in still air.
    pub fn ship_start(&self) -> PlanePoint {
        let behind_m = 0.5 * self.leg_m * self.spacing_m / (self.leg_m + self.spacing_m);
        let ladder = self.ladder();
        super::Axes::of(ladder.first_leg_deg).point(0.5 * self.leg_m, -self.turn.sign() * behind_m)
    }

    /// The aircraft's legs.
    pub(super) fn ladder(&self) -> Ladder {
        Ladder {
            first_leg_deg: (self.creep_deg - 90.0 * self.turn.sign()).rem_euclid(360.0),
            leg_m: self.leg_m,
            spacing_m: self.spacing_m,
            legs: self.legs,
            turn: self.turn,
            craft: 1,
        }
    }
}
