//! Whole problems: the benchmark cases, bounds and planners on them.

#[path = "../../benchmark/mod.rs"]
mod benchmark;
mod cases;
