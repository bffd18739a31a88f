//! Where and when a voyage is in danger.

use super::Hazard;
use crate::seed::area::contains;
use crate::seed::sample::SeedError;
use sarex_geo::Position;

/// Added danger of a piece for a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spell {
    /// Index.
    pub piece: usize,
    /// Seconds since 1970.
    pub from_s: f64,
    /// Seconds since 1970.
    pub to_s: f64,
    /// 1/s.
    pub rate: f64,
}

/// Rates with their areas prepared, 1/s.
pub(super) struct PreparedHazard {
    base: f64,
    areas: Vec<PreparedArea>,
    /// Whether any danger comes and goes.
    pub spells: bool,
}

struct PreparedArea {
    rings: Vec<Vec<[f64; 2]>>,
    rate: f64,
    period_s: Option<(f64, f64)>,
}

impl Hazard {
    pub(super) fn prepared(&self) -> Result<PreparedHazard, SeedError> {
        let mut areas = Vec::with_capacity(self.areas.len());
        for (index, area) in self.areas.iter().enumerate() {
            let rings = area
                .polygon
                .prepared()
                .map_err(|problem| SeedError::Polygon { polygon: index + 1, problem })?;
            areas.push(PreparedArea { rings, rate: area.rate_per_h / 3600.0, period_s: area.period_s });
        }
        let silent = self.base_per_h == 0.0 && self.areas.is_empty();
        let base = if silent { 1e-12 } else { self.base_per_h / 3600.0 };
        let spells = areas.iter().any(|area| area.period_s.is_some());
        Ok(PreparedHazard { base, areas, spells })
    }
}

impl PreparedHazard {
    fn around(&self, place: Position) -> impl Iterator<Item = &PreparedArea> {
        self.areas.iter().filter(move |area| contains(&area.rings, place.lat_deg(), place.lon_deg()))
    }

    /// The rate at a place that is there at any time.
    pub fn rate(&self, place: Position) -> f64 {
        let lasting = self.around(place).filter(|area| area.period_s.is_none());
        self.base + lasting.map(|area| area.rate).sum::<f64>()
    }

    /// What comes and goes at the place of a piece.
    pub fn spells_at(&self, place: Position, piece: usize) -> impl Iterator<Item = Spell> {
        self.around(place).filter_map(move |area| {
            let (from_s, to_s) = area.period_s?;
            Some(Spell { piece, from_s, to_s, rate: area.rate })
        })
    }
}
