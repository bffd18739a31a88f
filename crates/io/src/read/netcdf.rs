//! NetCDF-3 (classic, 64-bit offset, CDF-5), NetCDF-4 and plain HDF5 files.
//!
//! Files are read by position, never mapped into memory: a file that another program truncates while it is in
//! use gives an error, not a signal, and memory is that of the pieces asked for plus a small cache of
//! decompressed blocks, whatever the size of the file.

use super::ReadError;
use super::dataset::{Attribute, Attributes, Container, Dataset, Slab, ValueType, Variable};
use super::packing::Packing;
use super::sniff;
use netcdf_reader::{
    DynStorage, FileStorage, NcAttrValue, NcFile, NcFormat, NcGroup, NcMetadataMode, NcOpenOptions,
    NcReadable, NcSliceInfo, NcSliceInfoElem, NcType, NcVariable,
};
use std::path::Path;
use std::sync::Arc;

/// Decompressed HDF5 blocks kept per file.
const CHUNK_CACHE_BYTES: usize = 8 << 20;
/// Largest decompressed HDF5 block accepted.
const MAX_CHUNK_BYTES: usize = 512 << 20;
/// Largest piece read at once.
const MAX_READ_BYTES: usize = 1 << 30;
/// Most variables looked at.
const MAX_VARIABLES: usize = 20_000;

/// An open NetCDF or HDF5 file.
pub struct NetcdfFile {
    file: NcFile,
    storage: DynStorage,
    dataset: Dataset,
}

/// Opens a NetCDF or HDF5 file and reads what it says of itself, not its values.
pub fn open(path: &Path) -> Result<NetcdfFile, ReadError> {
    let name = path.display().to_string();
    sniff::expect_netcdf(path)?;
    let storage: DynStorage = Arc::new(
        FileStorage::open(path).map_err(|e| ReadError::Io { path: name.clone(), reason: e.to_string() })?,
    );
    from_storage(name, storage)
}

/// Opens NetCDF bytes that are in memory already.
pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<NetcdfFile, ReadError> {
    sniff::expect_netcdf_bytes(name, &bytes)?;
    from_storage(name.to_owned(), Arc::new(netcdf_reader::BytesStorage::new(bytes)))
}

fn from_storage(name: String, storage: DynStorage) -> Result<NetcdfFile, ReadError> {
    let open = |metadata_mode| {
        let options = NcOpenOptions {
            chunk_cache_bytes: CHUNK_CACHE_BYTES,
            max_chunk_bytes: MAX_CHUNK_BYTES,
            max_read_bytes: MAX_READ_BYTES,
            metadata_mode,
            ..NcOpenOptions::default()
        };
        let file = NcFile::from_storage_with_options(storage.clone(), options)?;
        let dataset = describe(&name, &file)?;
        Ok::<_, netcdf_reader::Error>((file, dataset))
    };
    // Files of other writers break a rule of the strict model now and then, and are readable all the same.
    let opened =
        open(NcMetadataMode::Strict).or_else(|strict| open(NcMetadataMode::Lossy).map_err(|_| strict));
    let (file, dataset) = opened.map_err(|e| explain(&name, &e))?;
    if dataset.variables.len() > MAX_VARIABLES {
        return Err(ReadError::TooLarge {
            path: name,
            what: "the number of variables".to_owned(),
            found: dataset.variables.len() as u64,
            limit: MAX_VARIABLES as u64,
            remedy: "Cut the variables out of the file first".to_owned(),
        });
    }
    let opened = NetcdfFile { file, storage, dataset };
    opened.refuse_truncated()?;
    Ok(opened)
}

impl NetcdfFile {
    /// A file that was cut off fails here and not in the middle of a run: HDF5 knows its own length, in a classic
    /// file the last value of each variable must be there.
    fn refuse_truncated(&self) -> Result<(), ReadError> {
        let path = self.dataset.path.clone();
        if matches!(self.file.format(), NcFormat::Nc4 | NcFormat::Nc4Classic) {
            let file = hdf5_reader::Hdf5File::from_storage(self.storage.clone())
                .map_err(|e| explain(&path, &e.into()))?;
            let superblock = file.superblock();
            let (needed, there) = (superblock.eof_address, self.storage.len());
            if superblock.base_address == 0 && needed > there {
                return Err(ReadError::Truncated {
                    path,
                    detail: format!("it has {there} bytes of {needed}"),
                });
            }
            return Ok(());
        }
        for variable in self.dataset.variables.iter().filter(|v| v.value_type.is_number() && !v.is_empty()) {
            let start = variable.shape.iter().map(|n| n - 1).collect();
            let last = Slab { start, count: vec![1; variable.shape.len()] };
            self.read_f64(&variable.name, &last, &Packing::of(variable))?;
        }
        Ok(())
    }

    fn read_as<T, V>(
        &self,
        variable: &str,
        slab: &Slab,
        unpack: impl Fn(&[T]) -> Vec<V>,
    ) -> Result<Vec<V>, ReadError>
    where
        T: NcReadable + Copy,
    {
        let selections = slab
            .start
            .iter()
            .zip(&slab.count)
            .map(|(&start, &count)| NcSliceInfoElem::Slice {
                start,
                end: start.saturating_add(count),
                step: 1,
            })
            .collect();
        let array = self
            .file
            .read_variable_slice::<T>(variable, &NcSliceInfo { selections })
            .map_err(|e| explain(&self.dataset.path, &e))?;
        let (values, _) = array.into_raw_vec_and_offset();
        if values.len() as u64 != slab.len() {
            return Err(undecodable(&self.dataset.path, format!("{variable} gave {} values", values.len())));
        }
        Ok(unpack(&values))
    }

    fn checked(&self, name: &str, slab: &Slab) -> Result<&Variable, ReadError> {
        let variable = self
            .dataset
            .variable(name)
            .ok_or_else(|| undecodable(&self.dataset.path, format!("no variable {name}")))?;
        let fits = slab.start.len() == variable.shape.len()
            && slab.count.len() == variable.shape.len()
            && (slab.start.iter().zip(&slab.count).zip(&variable.shape))
                .all(|((&start, &count), &len)| start.checked_add(count).is_some_and(|end| end <= len));
        if !fits {
            return Err(undecodable(&self.dataset.path, format!("{name} has shape {:?}", variable.shape)));
        }
        Ok(variable)
    }
}

macro_rules! read_numbers {
    (@ $self:ident, $name:ident, $slab:ident, $packing:ident, $stored:ty, $widen:expr, $out:ty) => {
        $self.read_as($name, $slab, |stored: &[$stored]| $packing.unpack_all(stored, $widen, |v| v as $out))
    };
    ($self:ident, $name:ident, $slab:ident, $packing:ident, $out:ty) => {{
        let value_type = $self.checked($name, $slab)?.value_type;
        if $slab.is_empty() {
            return Ok(Vec::new());
        }
        let packing = $packing;
        match value_type {
            ValueType::I8 => read_numbers!(@ $self, $name, $slab, packing, i8, f64::from, $out),
            ValueType::U8 => read_numbers!(@ $self, $name, $slab, packing, u8, f64::from, $out),
            ValueType::I16 => read_numbers!(@ $self, $name, $slab, packing, i16, f64::from, $out),
            ValueType::U16 => read_numbers!(@ $self, $name, $slab, packing, u16, f64::from, $out),
            ValueType::I32 => read_numbers!(@ $self, $name, $slab, packing, i32, f64::from, $out),
            ValueType::U32 => read_numbers!(@ $self, $name, $slab, packing, u32, f64::from, $out),
            ValueType::I64 => read_numbers!(@ $self, $name, $slab, packing, i64, |v| v as f64, $out),
            ValueType::U64 => read_numbers!(@ $self, $name, $slab, packing, u64, |v| v as f64, $out),
            ValueType::F32 => read_numbers!(@ $self, $name, $slab, packing, f32, f64::from, $out),
            ValueType::F64 => read_numbers!(@ $self, $name, $slab, packing, f64, |v| v, $out),
            ValueType::Text | ValueType::Other => {
                Err(undecodable(&$self.dataset.path, format!("{} holds no numbers", $name)))
            }
        }
    }};
}

impl Container for NetcdfFile {
    fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    fn read_f64(&self, variable: &str, slab: &Slab, packing: &Packing) -> Result<Vec<f64>, ReadError> {
        read_numbers!(self, variable, slab, packing, f64)
    }

    fn read_f32(&self, variable: &str, slab: &Slab, packing: &Packing) -> Result<Vec<f32>, ReadError> {
        read_numbers!(self, variable, slab, packing, f32)
    }

    fn read_text(&self, variable: &str) -> Result<Vec<String>, ReadError> {
        self.file.read_variable_as_strings(variable).map_err(|e| explain(&self.dataset.path, &e))
    }

    fn chunk(&self, variable: &str) -> Option<Vec<u64>> {
        if !matches!(self.file.format(), NcFormat::Nc4 | NcFormat::Nc4Classic) {
            return None;
        }
        let file = hdf5_reader::Hdf5File::from_storage(self.storage.clone()).ok()?;
        Some(file.dataset(variable).ok()?.chunks()?.into_iter().map(u64::from).collect())
    }
}

fn describe(name: &str, file: &NcFile) -> Result<Dataset, netcdf_reader::Error> {
    let root = file.root_group()?;
    let mut variables = Vec::new();
    collect(root, "", &mut variables);
    let format = match file.format() {
        NcFormat::Classic => "NetCDF-3 classic",
        NcFormat::Offset64 => "NetCDF-3 64-bit offset",
        NcFormat::Cdf5 => "NetCDF-3 CDF-5",
        NcFormat::Nc4 => "NetCDF-4 / HDF5",
        NcFormat::Nc4Classic => "NetCDF-4 classic model",
    };
    Ok(Dataset {
        path: name.to_owned(),
        format: format.to_owned(),
        attributes: attributes(&root.attributes),
        variables,
    })
}

fn collect(group: &NcGroup, prefix: &str, variables: &mut Vec<Variable>) {
    variables.extend(group.variables.iter().take(MAX_VARIABLES + 1).map(|v| variable(v, prefix)));
    for child in &group.groups {
        if variables.len() <= MAX_VARIABLES {
            collect(child, &format!("{prefix}{}/", child.name), variables);
        }
    }
}

fn variable(source: &NcVariable, prefix: &str) -> Variable {
    Variable {
        name: format!("{prefix}{}", source.name),
        dims: source.dimensions.iter().map(|d| d.name.clone()).collect(),
        shape: source.dimensions.iter().map(|d| d.size).collect(),
        value_type: match source.dtype {
            NcType::Byte => ValueType::I8,
            NcType::UByte => ValueType::U8,
            NcType::Short => ValueType::I16,
            NcType::UShort => ValueType::U16,
            NcType::Int => ValueType::I32,
            NcType::UInt => ValueType::U32,
            NcType::Int64 => ValueType::I64,
            NcType::UInt64 => ValueType::U64,
            NcType::Float => ValueType::F32,
            NcType::Double => ValueType::F64,
            NcType::Char | NcType::String => ValueType::Text,
            _ => ValueType::Other,
        },
        attributes: attributes(&source.attributes),
    }
}

fn attributes(source: &[netcdf_reader::NcAttribute]) -> Attributes {
    Attributes(source.iter().filter_map(|a| Some((a.name.clone(), attribute(&a.value)?))).collect())
}

fn attribute(value: &NcAttrValue) -> Option<Attribute> {
    Some(match value {
        NcAttrValue::Chars(text) => Attribute::Text(text.clone()),
        NcAttrValue::Strings(texts) => Attribute::Text(texts.join(" ")),
        NcAttrValue::Floats(_) | NcAttrValue::Doubles(_) => Attribute::Floats(value.as_f64_vec()?),
        NcAttrValue::UserDefined { .. } => return None,
        _ => Attribute::Integers(value.as_f64_vec()?),
    })
}

fn undecodable(path: &str, detail: String) -> ReadError {
    ReadError::Undecodable {
        path: path.to_owned(),
        detail,
        remedy: "Check it with `ncdump -h`; `nccopy -k nc4` often makes a readable copy".to_owned(),
    }
}

/// Tells a file that ends too early from one that is damaged or uses what the reader lacks.
fn explain(path: &str, error: &netcdf_reader::Error) -> ReadError {
    let detail = error.to_string();
    let ends_early =
        ["unexpected end", "failed to fill whole buffer", "the file has only", "exceeds the", "but only"];
    if ends_early.iter().any(|sign| detail.contains(sign)) {
        return ReadError::Truncated { path: path.to_owned(), detail };
    }
    undecodable(path, detail)
}
