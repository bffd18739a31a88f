//! Whole problems: the benchmark cases, bounds and planners on them.

mod attained;
#[path = "../../benchmark/mod.rs"]
mod benchmark;
mod bound;
mod cases;
mod caveats;
mod online;
mod plans;
#[path = "../../../../validation/record.rs"]
mod record;
mod rivals;
mod sides;
mod survivors;
mod updates;
