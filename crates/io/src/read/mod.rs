//! Fields from files and servers, behind one seam.

pub mod cf;
pub mod dataset;
pub mod error;
pub mod field_file;
pub mod grib;
pub mod hash;
mod joined;
pub mod netcdf;
pub mod open;
pub mod options;
pub mod packing;
pub mod particles;
pub mod plan;
pub mod scalar_file;
pub mod series;
pub mod sniff;
pub mod subset;
pub mod summary;
pub mod tracks;
pub mod url;
pub mod vector_file;
pub mod wanted;

pub use cf::vectors::Directions;
pub use error::ReadError;
pub use open::{InputFile, Opened, open_field};
pub use options::Options;
pub use summary::{FieldSummary, summary};
pub use url::{Fetching, open_url};
pub use wanted::{Scalar, Wanted};
