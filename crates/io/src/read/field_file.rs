//! One quantity of one file, whatever its format.

use sarex_metocean::gridded::SlabReader;
use sarex_metocean::{Grid, Rotation};

/// A vector or a scalar of one file, ready to be read piece by piece.
pub struct FieldFile {
    /// The name the user gave the file.
    pub name: String,
    /// The two variables of a vector, the one of a scalar, or what they are in words.
    pub variables: Vec<String>,
    /// Horizontal grid.
    pub grid: Grid,
    /// The grid in words.
    pub grid_words: String,
    /// Which way the components point.
    pub rotation: Rotation,
    /// Instants, seconds since 1970, rising.
    pub times_s: Vec<f64>,
    /// Ensemble members.
    pub members: usize,
    /// What is decoded together.
    pub blocks: Blocks,
    /// Choices a user should know of.
    pub notes: Vec<String>,
    /// The file says of itself that its values are invented.
    pub synthetic: bool,
    /// Reads the values.
    pub reader: Box<dyn SlabReader>,
}

/// The block of a file that is decoded whole, even if one value of it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    /// Times.
    pub times: usize,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Levels and members, of which one is used.
    pub levels: usize,
}
