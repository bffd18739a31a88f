//! Formats in and out.

pub mod write;
