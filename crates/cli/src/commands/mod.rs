//! One file per command: arguments, one call, output.

pub mod classes;
pub mod coast;
pub mod completions;
pub mod drift;
pub mod fields;
pub mod patterns;
pub mod plan;
pub mod results;
pub mod update;
pub mod worksheet;
