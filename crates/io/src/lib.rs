//! Formats in and out.

pub mod case;
pub mod coast;
pub mod forecast;
pub mod read;
pub mod search;
pub mod write;
