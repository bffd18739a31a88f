//! Fields from files and servers, behind one seam.

pub mod cf;
pub mod dataset;
pub mod error;
pub mod field_file;
pub mod grib;
pub mod netcdf;
pub mod options;
pub mod packing;
pub mod sniff;
pub mod vector_file;

pub use cf::vectors::Directions;
pub use error::ReadError;
pub use options::Options;
