//! Coastlines: polygon files to an index, and an index into memory.
//!
//! [`open`] maps an index of [`sarex_metocean::coast`] into memory; [`bundled`] opens the one that comes with the
//! program; [`build_coast`] makes one from WKB, Shapefile or GeoJSON polygons.
//!
//! What to give: the shore of the ocean, that is level 1 of GSHHG (`GSHHS_f_L1.shp`) or the *complete* land
//! polygons of OpenStreetMap (`land_polygons.shp`, EPSG:4326; the split variant has inner borders that overlap).
//! Level 2 of GSHHG given as another input cuts the lakes out, since rings are taken together under the even-odd
//! rule. Antarctica (levels 5 and 6) is one or the other, not both.

mod bundled;
mod geojson;
mod shapefile;
mod wkb;

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memmap2::Mmap;
use sarex_metocean::Coastline;
use sarex_metocean::coast::{BuildError, BuildOptions, CoastIndex, CoastIndexError, Ring, build};
use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use bundled::{BUNDLED_FILE, bundled, bundled_path};

/// Largest polygon file that is read, bytes. The complete coast of OpenStreetMap has 1.3 GB.
const MAX_POLYGON_FILE: u64 = 16_000_000_000;

/// Why a coast could not be had.
#[derive(Debug, Error)]
pub enum CoastError {
    /// The file cannot be opened or read.
    #[error("{file} cannot be read: {reason}")]
    Read {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Not an index.
    #[error(
        "{file} is not a coast index; if it holds polygons of land (WKB, Shapefile, GeoJSON), make an index of it: \
         sarex coast build {file} -o NAME.coast"
    )]
    NotAnIndex {
        /// Which file.
        file: PathBuf,
    },
    /// An index, but not a usable one.
    #[error("{file}: {reason}")]
    Index {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        reason: CoastIndexError,
    },
    /// Polygons in a format that is not read.
    #[error(
        "{file} is none of the polygon files that are read: WKB (Multi)Polygon (.wkb), Shapefile of polygons (.shp), \
         GeoJSON (.geojson); convert it, for example with ogr2ogr"
    )]
    UnknownFormat {
        /// Which file.
        file: PathBuf,
    },
    /// A polygon file with a mistake in it.
    #[error("{file}: {reason}")]
    Polygons {
        /// Which file.
        file: PathBuf,
        /// What is wrong and where.
        reason: String,
    },
    /// Polygons that make no coast. Rings are counted over all inputs.
    #[error("the polygons make no coast: {0}")]
    Build(#[from] BuildError),
    /// The index cannot be written.
    #[error("{file} cannot be written: {reason}")]
    Write {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The coast that comes with the program is not where it should be.
    #[error(
        "the bundled coast is missing: {BUNDLED_FILE} was looked for in {}; set SAREX_DATA to the program's data \
         folder, or give coast = \"FILE\" or \"none\"",
        searched.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    NotBundled {
        /// Folders searched.
        searched: Vec<PathBuf>,
    },
}

/// Maps a coast index into memory.
///
/// # Errors
/// If the file is missing, no index, of another version, cut off or damaged.
pub fn open(file: &Path) -> Result<CoastIndex, CoastError> {
    let read = |error: std::io::Error| CoastError::Read { file: file.to_owned(), reason: in_words(&error) };
    let opened = File::open(file).map_err(read)?;
    let not_an_index = || CoastError::NotAnIndex { file: file.to_owned() };
    let metadata = opened.metadata().map_err(read)?;
    if metadata.is_dir() {
        return Err(CoastError::Read { file: file.to_owned(), reason: FOLDER.to_owned() });
    }
    if metadata.len() == 0 {
        return Err(not_an_index());
    }
    // SAFETY: the map is read only. Should someone shorten the file while it is in use, the system stops the
    // program; index files are replaced by renaming, never written in place, by everything here.
    let map = unsafe { Mmap::map(&opened) }.map_err(read)?;
    CoastIndex::new(Arc::new(map)).map_err(|reason| match reason {
        CoastIndexError::NotACoastIndex => not_an_index(),
        reason => CoastError::Index { file: file.to_owned(), reason },
    })
}

/// What an index file holds, for `sarex coast info`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoastInfo {
    /// Which file.
    pub file: PathBuf,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Short name.
    pub name: String,
    /// Data set, version, inputs.
    pub source: String,
    /// Licence of the data.
    pub licence: String,
    /// The credit to print.
    pub attribution: String,
    /// Covered area, degrees.
    pub area: CoastArea,
    /// Size, bytes.
    pub bytes: u64,
    /// Vertices given when it was built.
    pub vertices: u64,
    /// Coast edges in the area.
    pub edges: u64,
    /// Tiles of the grid.
    pub tiles: u64,
    /// Tiles with coast in them.
    pub mixed_tiles: u64,
    /// Side of a tile, degrees.
    pub tile_deg: f64,
    /// Last decimal place of vertices, degrees.
    pub resolution_deg: f64,
    /// Vertices that were finer and had to be rounded.
    pub rounded_vertices: u64,
    /// Built without a clip box: edges along the area's border count as coast, and beyond it nothing is known.
    pub border_is_coast: bool,
}

/// Borders of an area, degrees; east may lie beyond 180.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoastArea {
    /// Southern border.
    pub south_deg: f64,
    /// Northern border.
    pub north_deg: f64,
    /// Western border.
    pub west_deg: f64,
    /// Eastern border.
    pub east_deg: f64,
}

/// Tells what an index file holds.
///
/// # Errors
/// As [`open`].
pub fn info(file: &Path) -> Result<CoastInfo, CoastError> {
    let index = open(file)?;
    let [south_deg, north_deg, west_deg, east_deg] = index.area_deg();
    let source = index.source().clone();
    let statistics = index.statistics();
    Ok(CoastInfo {
        file: file.to_owned(),
        sha256: hex(&Sha256::digest(read_limited(file, statistics.bytes)?)),
        name: source.name,
        source: source.source,
        licence: source.licence,
        attribution: source.attribution,
        area: CoastArea { south_deg, north_deg, west_deg, east_deg },
        bytes: statistics.bytes,
        vertices: statistics.vertices,
        edges: statistics.edges,
        tiles: statistics.tiles,
        mixed_tiles: statistics.mixed_tiles,
        tile_deg: statistics.tile_deg,
        resolution_deg: statistics.resolution_deg,
        rounded_vertices: statistics.rounded_vertices,
        border_is_coast: statistics.border_is_coast,
    })
}

/// Builds an index file from polygon files, which are taken together. Names and hashes of the inputs are added to
/// the source that the index carries. The file appears whole or not at all.
///
/// # Errors
/// If an input cannot be read or understood, the polygons make no coast, or the file cannot be written.
pub fn build_coast(inputs: &[PathBuf], options: &BuildOptions, out: &Path) -> Result<CoastInfo, CoastError> {
    let mut rings = Vec::new();
    let mut options = options.clone();
    let mut origins = Vec::new();
    for input in inputs {
        let bytes = read_limited(input, MAX_POLYGON_FILE)?;
        rings.append(&mut parse_polygons(input, &bytes)?);
        let name = input.file_name().unwrap_or(input.as_os_str()).to_string_lossy();
        origins.push(format!("{name} (SHA-256 {})", hex(&Sha256::digest(&bytes))));
    }
    let from = format!("built from {}", origins.join(", "));
    let source = &mut options.source.source;
    *source = if source.is_empty() { from } else { format!("{source}; {from}") };
    let index = build(&rings, &options)?;
    write_whole(out, &index)?;
    info(out)
}

/// Reads the rings of a polygon file: WKB, Shapefile or GeoJSON, told apart by content.
///
/// # Errors
/// If the file cannot be read or is none of these.
pub fn read_polygons(file: &Path) -> Result<Vec<Ring>, CoastError> {
    parse_polygons(file, &read_limited(file, MAX_POLYGON_FILE)?)
}

fn parse_polygons(file: &Path, bytes: &[u8]) -> Result<Vec<Ring>, CoastError> {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(b));
    let rings = if bytes.starts_with(&shapefile::MAGIC) {
        shapefile::parse(bytes)
    } else if matches!(bytes, [0 | 1, ..]) {
        wkb::parse(bytes)
    } else if first == Some(&b'{') {
        geojson::parse(bytes)
    } else {
        return Err(CoastError::UnknownFormat { file: file.to_owned() });
    };
    rings.map_err(|reason| CoastError::Polygons { file: file.to_owned(), reason })
}

/// What can be done about a folder.
const FOLDER: &str = "it is a folder; name a file in it";

/// What the system says, with what would help where that is known.
fn in_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; check the name and the folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "it may not be read; ask for the right to read it".to_owned(),
        _ => error.to_string(),
    }
}

fn read_limited(file: &Path, limit: u64) -> Result<Vec<u8>, CoastError> {
    let failed = |reason: String| CoastError::Read { file: file.to_owned(), reason };
    let metadata = std::fs::metadata(file).map_err(|e| failed(in_words(&e)))?;
    if metadata.is_dir() {
        return Err(failed(FOLDER.to_owned()));
    }
    if metadata.len() > limit {
        return Err(failed(format!("it has {} bytes; {limit} are allowed", metadata.len())));
    }
    std::fs::read(file).map_err(|e| failed(e.to_string()))
}

/// Writes beside the target and renames: a reader sees the old file or the new one, nothing between.
fn write_whole(out: &Path, bytes: &[u8]) -> Result<(), CoastError> {
    let mut beside = OsString::from(out.file_name().unwrap_or(out.as_os_str()));
    beside.push(format!(".{}.part", std::process::id()));
    let beside = out.with_file_name(beside);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, out));
    written.map_err(|reason| {
        // The part may not exist at all; the first error is the one to tell.
        let _ = std::fs::remove_file(&beside);
        CoastError::Write { file: out.to_owned(), reason: reason.to_string() }
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests;
