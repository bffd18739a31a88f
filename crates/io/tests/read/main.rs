//! Readers of fields: real files with known values, every variation of the conventions as a synthetic file,
//! several files as one, damaged files.

mod damaged;
mod fixture;
mod gribs;
mod known;
#[path = "../../../../validation/record.rs"]
mod record;
mod recorded;
mod scalars;
mod server;
mod several;
mod tracks;
mod urls;
mod variants;
