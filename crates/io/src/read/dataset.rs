//! The small model all array files are brought into: dimensions, variables, attributes.

use super::ReadError;
use super::packing::Packing;

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// Text.
    Text(String),
    /// One or more integers.
    Integers(Vec<f64>),
    /// One or more floating point numbers.
    Floats(Vec<f64>),
}

/// Named attributes in file order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes(pub Vec<(String, Attribute)>);

impl Attributes {
    /// An attribute by its exact name.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, a)| a)
    }
    /// A text attribute, without surrounding blanks and NULs.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Attribute::Text(text) => Some(text.trim_matches(|c: char| c.is_whitespace() || c == '\0')),
            _ => None,
        }
    }
    /// A text attribute in lower case, or an empty text.
    pub fn lower(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_lowercase()
    }
    /// All numbers of an attribute.
    pub fn numbers(&self, name: &str) -> Option<&[f64]> {
        match self.get(name)? {
            Attribute::Integers(v) | Attribute::Floats(v) => Some(v),
            Attribute::Text(_) => None,
        }
    }
    /// The first number of an attribute; numbers written as text count.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Attribute::Integers(v) | Attribute::Floats(v) => v.first().copied(),
            Attribute::Text(text) => text.trim().parse().ok(),
        }
    }
}

/// How values are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// 8-bit signed.
    I8,
    /// 8-bit unsigned.
    U8,
    /// 16-bit signed.
    I16,
    /// 16-bit unsigned.
    U16,
    /// 32-bit signed.
    I32,
    /// 32-bit unsigned.
    U32,
    /// 64-bit signed.
    I64,
    /// 64-bit unsigned.
    U64,
    /// 32-bit floating point.
    F32,
    /// 64-bit floating point.
    F64,
    /// Characters or strings.
    Text,
    /// Anything else.
    Other,
}

impl ValueType {
    /// Numbers of any kind.
    pub fn is_number(self) -> bool {
        !matches!(self, ValueType::Text | ValueType::Other)
    }
    /// Floating point.
    pub fn is_float(self) -> bool {
        matches!(self, ValueType::F32 | ValueType::F64)
    }
}

/// One variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Name; variables of groups carry their path, `group/name`.
    pub name: String,
    /// Names of its dimensions, slowest first.
    pub dims: Vec<String>,
    /// Their lengths.
    pub shape: Vec<u64>,
    /// How its values are stored.
    pub value_type: ValueType,
    /// Attributes.
    pub attributes: Attributes,
}

impl Variable {
    /// Number of values.
    pub fn len(&self) -> u64 {
        self.shape.iter().fold(1, |n, &s| n.saturating_mul(s))
    }
    /// No values at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// A text attribute.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.attributes.text(name)
    }
    /// The standard name in lower case, without a modifier; empty if there is none, or where a converter of GRIB
    /// wrote that it knows none.
    pub fn standard_name(&self) -> String {
        let name = self.attributes.lower("standard_name");
        let name = name.split_whitespace().next().unwrap_or_default();
        if ["unknown", "undefined"].contains(&name) { String::new() } else { name.to_owned() }
    }
    /// The name without its group.
    pub fn short_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
    /// True for a coordinate variable: one dimension, of its own name.
    pub fn is_coordinate(&self) -> bool {
        self.dims.len() == 1 && self.dims[0] == self.short_name()
    }
}

/// A file's contents without its values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dataset {
    /// The name the user gave the file.
    pub path: String,
    /// Format, for reports: "NetCDF-4", "NetCDF-3 64-bit offset", …
    pub format: String,
    /// Global attributes.
    pub attributes: Attributes,
    /// Variables in file order.
    pub variables: Vec<Variable>,
}

impl Dataset {
    /// Whether the file calls its values synthetic, in its own head or at a variable. Winds of a synthetic-aperture
    /// radar are measured.
    pub fn says_synthetic(&self) -> bool {
        let says = |attributes: &Attributes| {
            ["title", "summary", "source", "long_name", "comment"].into_iter().any(|name| {
                let text = attributes.text(name).unwrap_or_default().to_lowercase().replace('-', " ");
                text.replace("synthetic aperture", "").contains("synthetic")
            })
        };
        says(&self.attributes) || self.variables.iter().any(|variable| says(&variable.attributes))
    }

    /// A variable by its name.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|v| v.name == name)
    }

    /// The coordinate variable of a dimension.
    pub fn coordinate(&self, dim: &str) -> Option<&Variable> {
        self.variables.iter().find(|v| v.is_coordinate() && v.dims[0] == dim && v.value_type.is_number())
    }

    /// What the file holds in one line: the variables that are not coordinates, with shape and units; at most 40.
    pub fn contents(&self) -> String {
        let mut names: Vec<String> = self
            .variables
            .iter()
            .filter(|v| !v.is_coordinate() && !v.shape.is_empty())
            .map(|v| match v.standard_name() {
                standard if standard.is_empty() => v.name.clone(),
                standard => format!("{} ({standard})", v.name),
            })
            .collect();
        if names.len() > 40 {
            let more = names.len() - 40;
            names.truncate(40);
            names.push(format!("and {more} more"));
        }
        if names.is_empty() { "no variable with values".to_owned() } else { names.join(", ") }
    }
}

/// A rectangular part of a variable: first index and number of values along each dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slab {
    /// First index per dimension.
    pub start: Vec<u64>,
    /// Number of values per dimension.
    pub count: Vec<u64>,
}

impl Slab {
    /// All of a variable.
    pub fn all(variable: &Variable) -> Self {
        Slab { start: vec![0; variable.shape.len()], count: variable.shape.clone() }
    }
    /// Number of values.
    pub fn len(&self) -> u64 {
        self.count.iter().fold(1, |n, &c| n.saturating_mul(c))
    }
    /// No values at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A file whose values can be read piece by piece.
pub trait Container: Send + Sync {
    /// What it holds.
    fn dataset(&self) -> &Dataset;

    /// A part of a variable, unpacked; NaN where missing. Slowest dimension first.
    fn read_f64(&self, variable: &str, slab: &Slab, packing: &Packing) -> Result<Vec<f64>, ReadError>;

    /// As [`Container::read_f64`], in the precision fields are held in.
    fn read_f32(&self, variable: &str, slab: &Slab, packing: &Packing) -> Result<Vec<f32>, ReadError>;

    /// All texts of a variable of characters or strings.
    fn read_text(&self, variable: &str) -> Result<Vec<String>, ReadError>;

    /// Lengths of the blocks the values are stored in, one per dimension; `None` where they lie in one piece.
    fn chunk(&self, _variable: &str) -> Option<Vec<u64>> {
        None
    }

    /// All values of a coordinate variable, unpacked. Refuses more than [`MAX_COORDINATE_VALUES`].
    fn coordinate_values(&self, variable: &Variable) -> Result<Vec<f64>, ReadError> {
        if variable.len() > MAX_COORDINATE_VALUES {
            return Err(ReadError::TooLarge {
                path: self.dataset().path.clone(),
                what: format!("the number of values of coordinate {}", variable.name),
                found: variable.len(),
                limit: MAX_COORDINATE_VALUES,
                remedy: "Cut the area out of the file first".to_owned(),
            });
        }
        self.read_f64(&variable.name, &Slab::all(variable), &Packing::of(variable))
    }
}

/// Most values a coordinate variable may have: a two-dimensional longitude of 8000 × 4000 cells.
pub const MAX_COORDINATE_VALUES: u64 = 32_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped current says of itself that it is invented; a wind from a radar is measured.
    #[test]
    fn invented_values_are_known_by_the_head_of_the_file() {
        let of = |name: &str, text: &str| Dataset {
            path: String::new(),
            format: String::new(),
            attributes: Attributes(vec![(name.to_owned(), Attribute::Text(text.to_owned()))]),
            variables: Vec::new(),
        };
        assert!(of("title", "SYNTHETIC surface current for demonstrations").says_synthetic());
        assert!(of("source", "synthetic field").says_synthetic());
        assert!(!of("source", "Synthetic-Aperture Radar, Sentinel-1").says_synthetic());
        assert!(!of("title", "Operational ocean model").says_synthetic());
    }
}
