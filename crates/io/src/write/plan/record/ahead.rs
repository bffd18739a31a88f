//! What the sortie after a plan would bring.

use sarex_geo::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the sortie after this one would be expected to bring, should this one find nothing. A look-ahead, not tasking: the
/// next search is planned when this one is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAheadRecord {
    /// The same in words.
    pub note: String,
    /// Begin of the next sortie.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
    /// Time that units need between being back and leaving again, h.
    pub turn_round_h: f64,
    /// Probability that it finds the object if this search finds nothing.
    pub pos: f64,
    /// Probability of success of this search, the next sortie and all before. No bound is told of it: `upper_bound` is one of
    /// this search alone.
    pub cumulative_pos: f64,
    /// The best plan for this search alone, where it was given up for the sake of both.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alone: Option<AloneRecord>,
    /// Units that the figures count on.
    pub units: Vec<AheadUnitRecord>,
    /// What a reader must know of it.
    pub notes: Vec<String>,
}

/// What the best plan for this search alone would be worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AloneRecord {
    /// Probability of success of this search.
    pub pos: f64,
    /// With the next sortie after it, and all before.
    pub cumulative_pos: f64,
}

/// A unit that a look-ahead counts on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AheadUnitRecord {
    /// Call sign or hull number.
    pub id: String,
    /// Who controls it.
    pub party: String,
    /// Can leave again from then on: back from this search, and rested.
    pub available: Timestamp,
    /// Would begin to search.
    pub commence: Timestamp,
    /// Would have ended its search.
    pub end: Timestamp,
    /// Probability of success of this unit alone.
    pub pos: f64,
}
