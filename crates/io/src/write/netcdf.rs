//! A thin layer over the NetCDF encoder: dimensions, attributes and compressed variables with less ceremony.

use super::WriteError;
pub use netcdf_writer::NcAttrValue as Attribute;
use netcdf_writer::{
    DimensionId, NcFileBuilder, NcFillValueType, NcWriteFormat, NcWriteOptions, NcWriteType, VariableId,
};

/// Longest text of one attribute, bytes: the container's limit for an object header message is 64 KiB.
const LONGEST_TEXT: usize = 60_000;

/// A NetCDF-4 file in the making.
pub struct Nc {
    builder: NcFileBuilder,
    file: &'static str,
}

/// How a variable is stored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Storage<'a> {
    /// Shape of a chunk; empty for one contiguous block without compression.
    pub chunk: &'a [u64],
}

impl Nc {
    /// An empty file; the name serves errors.
    pub fn new(file: &'static str) -> Self {
        Self { builder: NcFileBuilder::new(), file }
    }

    fn checked<T>(&self, result: Result<T, netcdf_writer::Error>) -> Result<T, WriteError> {
        result.map_err(|e| WriteError::Encode { file: self.file, reason: e.to_string() })
    }

    /// Adds a dimension.
    pub fn dimension(&mut self, name: &str, size: usize) -> Result<DimensionId, WriteError> {
        let added = self.builder.add_dimension(name, size as u64);
        self.checked(added)
    }

    /// Adds a global attribute; over-long text is cut at a character boundary with an ellipsis.
    pub fn global(&mut self, name: &str, value: Attribute) -> Result<(), WriteError> {
        let added = self.builder.add_attribute(name, shortened(value));
        self.checked(added)
    }

    /// Adds a global text attribute.
    pub fn global_text(&mut self, name: &str, value: impl Into<String>) -> Result<(), WriteError> {
        self.global(name, Attribute::Chars(value.into()))
    }

    /// Adds a variable with its data, without a fill value.
    pub fn variable<T: NcWriteType>(
        &mut self,
        name: &str,
        dimensions: &[DimensionId],
        values: &[T],
        attributes: &[(&str, Attribute)],
    ) -> Result<(), WriteError> {
        let id = self.declare::<T>(name, dimensions, attributes)?;
        let written = self.builder.write_variable(id, values);
        self.checked(written)
    }

    /// Adds a variable with its data and fill value; byte-shuffled and deflated where chunks are given.
    pub fn packed<T: NcWriteType + NcFillValueType>(
        &mut self,
        name: &str,
        dimensions: &[DimensionId],
        values: &[T],
        fill: T,
        storage: Storage<'_>,
        attributes: &[(&str, Attribute)],
    ) -> Result<(), WriteError> {
        let id = self.declare::<T>(name, dimensions, attributes)?;
        let filled = self.builder.set_variable_fill_value(id, fill);
        self.checked(filled)?;
        if !storage.chunk.is_empty() && !values.is_empty() {
            let chunked = self.builder.set_variable_chunking(id, storage.chunk.to_vec());
            self.checked(chunked)?;
            // Level 1: higher levels take several times as long for a few per cent.
            let deflated = self.builder.set_variable_deflate(id, Some(1), size_of::<T>() > 1);
            self.checked(deflated)?;
        }
        let written = self.builder.write_variable(id, values);
        self.checked(written)
    }

    fn declare<T: NcWriteType>(
        &mut self,
        name: &str,
        dimensions: &[DimensionId],
        attributes: &[(&str, Attribute)],
    ) -> Result<VariableId, WriteError> {
        let added = self.builder.add_variable::<T>(name, dimensions);
        let id = self.checked(added)?;
        for (key, value) in attributes {
            let added = self.builder.add_variable_attribute(id, *key, shortened(value.clone()));
            self.checked(added)?;
        }
        Ok(id)
    }

    /// The bytes of the file.
    pub fn finish(self) -> Result<Vec<u8>, WriteError> {
        let encoded = self.builder.to_vec(NcWriteOptions { format: NcWriteFormat::Nc4 });
        self.checked(encoded).map(|(_, bytes)| bytes)
    }
}

/// A text attribute.
pub fn text(value: impl Into<String>) -> Attribute {
    Attribute::Chars(value.into())
}

fn shortened(value: Attribute) -> Attribute {
    match value {
        Attribute::Chars(mut text) if text.len() > LONGEST_TEXT => {
            let mut cut = LONGEST_TEXT;
            while !text.is_char_boundary(cut) {
                cut -= 1;
            }
            text.truncate(cut);
            text.push('…');
            Attribute::Chars(text)
        }
        // The container has no zero-length text; readers see a blank as empty.
        Attribute::Chars(text) if text.is_empty() => Attribute::Chars(" ".into()),
        other => other,
    }
}
