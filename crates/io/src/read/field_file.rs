//! One quantity of one file, whatever its format.

use sarex_metocean::gridded::SlabReader;
use sarex_metocean::{Grid, Rotation};

/// A vector quantity of one file, ready to be read piece by piece.
pub struct FieldFile {
    /// The name the user gave the file.
    pub name: String,
    /// The two variables, or what they are in words.
    pub variables: [String; 2],
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
    /// Choices a user should know of.
    pub notes: Vec<String>,
    /// Reads the values.
    pub reader: Box<dyn SlabReader>,
}
