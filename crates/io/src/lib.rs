//! Formats in and out.

pub mod case;
pub mod coast;
pub mod particles;
pub mod read;
pub mod write;
