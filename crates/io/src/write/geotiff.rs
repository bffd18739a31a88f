//! `probability.tif`: the grid of probabilities for geographic information systems.
//!
//! A cloud-optimised GeoTIFF in EPSG:4326: 32-bit floats, one band per output time (named by it), tiles of
//! 256 × 256 deflated, overviews by halves (mean of what they cover), all directories before all data, smallest
//! overview first. Values are probability mass per cell of the full grid. Rows run from north to south, and
//! columns may run beyond 180° E where the cloud crosses the dateline.
//!
//! Formats: TIFF 6.0; GeoTIFF 1.1 (OGC 19-008); the order of parts follows the COG driver of GDAL.

use super::products::Products;
use super::trajectory::iso;
use super::{Report, SOFTWARE, WriteError};
use flate2::{Compression, write::ZlibEncoder};
use rayon::prelude::*;
use sarex_drift::Grid;
use std::fmt::Write as _;
use std::io::Write as _;

const FILE: &str = "probability.tif";
/// Side of a tile.
const TILE: usize = 256;

/// Encodes the file.
pub fn encode(report: &Report<'_>, products: &Products) -> Result<Vec<u8>, WriteError> {
    let grid = products.maps[0].grid;
    let full: Vec<Plane> = products.maps.iter().map(|m| Plane::north_up(&grid, &m.mass)).collect();
    let mut levels = vec![full];
    while levels[levels.len() - 1][0].columns.max(levels[levels.len() - 1][0].rows) > TILE {
        let coarser = levels[levels.len() - 1].iter().map(Plane::halved).collect();
        levels.push(coarser);
    }
    let mut images: Vec<Image> =
        levels.iter().enumerate().map(|(k, planes)| Image::new(planes, k > 0)).collect();
    describe(&mut images[0], report, products, &grid);
    assemble(images)
}

/// One band at one resolution, rows from the north.
struct Plane {
    columns: usize,
    rows: usize,
    values: Vec<f32>,
}

impl Plane {
    fn north_up(grid: &Grid, mass: &[f64]) -> Self {
        let rows = mass.chunks(grid.columns).rev();
        let values = rows.flat_map(|row| row.iter().map(|&v| v as f32)).collect();
        Self { columns: grid.columns, rows: grid.rows, values }
    }

    /// Each value the mean of the up to four it covers.
    fn halved(&self) -> Self {
        let (columns, rows) = (self.columns.div_ceil(2), self.rows.div_ceil(2));
        let mut values = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let (mut sum, mut n) = (0.0f64, 0.0);
                for y in 2 * row..(2 * row + 2).min(self.rows) {
                    for x in 2 * column..(2 * column + 2).min(self.columns) {
                        sum += f64::from(self.values[y * self.columns + x]);
                        n += 1.0;
                    }
                }
                values.push((sum / n) as f32);
            }
        }
        Self { columns, rows, values }
    }

    /// One tile as bytes, padded with zeros, deflated.
    fn tile(&self, across: usize, down: usize) -> Vec<u8> {
        let mut bytes = vec![0u8; TILE * TILE * 4];
        let width = TILE.min(self.columns - across * TILE);
        for (y, line) in bytes.chunks_mut(TILE * 4).enumerate().take(self.rows - down * TILE) {
            let from = (down * TILE + y) * self.columns + across * TILE;
            for (out, value) in line.chunks_mut(4).zip(&self.values[from..from + width]) {
                out.copy_from_slice(&value.to_le_bytes());
            }
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(1));
        encoder.write_all(&bytes).expect("memory takes all bytes");
        encoder.finish().expect("memory takes all bytes")
    }
}

/// A directory of the file with its tiles.
struct Image {
    entries: Vec<Entry>,
    tiles: Vec<Vec<u8>>,
}

/// A field of a directory: tag, type, count and bytes of the values.
struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

impl Entry {
    fn shorts(tag: u16, values: &[u16]) -> Self {
        let value = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Self { tag, kind: 3, count: values.len() as u32, value }
    }
    fn longs(tag: u16, values: &[u32]) -> Self {
        let value = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Self { tag, kind: 4, count: values.len() as u32, value }
    }
    fn doubles(tag: u16, values: &[f64]) -> Self {
        let value = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        Self { tag, kind: 12, count: values.len() as u32, value }
    }
    fn ascii(tag: u16, text: &str) -> Self {
        let mut value = text.as_bytes().to_vec();
        value.push(0);
        Self { tag, kind: 2, count: value.len() as u32, value }
    }
}

const TILE_OFFSETS: u16 = 324;
const TILE_BYTE_COUNTS: u16 = 325;

impl Image {
    fn new(planes: &[Plane], overview: bool) -> Self {
        let bands = planes.len();
        let (columns, rows) = (planes[0].columns, planes[0].rows);
        let (across, down) = (columns.div_ceil(TILE), rows.div_ceil(TILE));
        let place = |k: usize| (k / (across * down), k / across % down, k % across);
        let tiles: Vec<Vec<u8>> = (0..bands * across * down)
            .into_par_iter()
            .map(|k| {
                let (band, y, x) = place(k);
                planes[band].tile(x, y)
            })
            .collect();
        let counts: Vec<u32> = tiles.iter().map(|t| t.len() as u32).collect();
        let mut entries = vec![
            Entry::longs(254, &[u32::from(overview)]),
            Entry::longs(256, &[columns as u32]),
            Entry::longs(257, &[rows as u32]),
            Entry::shorts(258, &vec![32; bands]),
            Entry::shorts(259, &[8]),
            Entry::shorts(262, &[1]),
            Entry::shorts(277, &[bands as u16]),
            // Band after band: a reader of one time reads nothing of the others.
            Entry::shorts(284, &[2]),
            Entry::longs(322, &[TILE as u32]),
            Entry::longs(323, &[TILE as u32]),
            Entry::longs(TILE_OFFSETS, &vec![0; tiles.len()]),
            Entry::longs(TILE_BYTE_COUNTS, &counts),
            Entry::shorts(339, &vec![3; bands]),
        ];
        if bands > 1 {
            // Samples beyond the first are unspecified data, not transparency.
            entries.push(Entry::shorts(338, &vec![0; bands - 1]));
        }
        Self { entries, tiles }
    }
}

/// Adds where the image is, what it is, and when each band is.
fn describe(image: &mut Image, report: &Report<'_>, products: &Products, grid: &Grid) {
    let north = grid.south_deg + grid.lat_step_deg * grid.rows as f64;
    let mut metadata = String::from("<GDALMetadata>\n");
    for (key, value) in [
        ("TITLE", report.case.title.as_str()),
        ("CASE_KIND", report.case.kind.key()),
        ("UNITS", "probability per cell"),
    ] {
        let _ = writeln!(metadata, "<Item name=\"{key}\">{}</Item>", escaped(value));
    }
    for (band, map) in products.maps.iter().enumerate() {
        let time = iso(map.time_s);
        let _ = writeln!(
            metadata,
            "<Item name=\"DESCRIPTION\" sample=\"{band}\" role=\"description\">{time}</Item>"
        );
    }
    metadata.push_str("</GDALMetadata>");
    image.entries.extend([
        Entry::ascii(305, SOFTWARE),
        Entry::doubles(33550, &[grid.lon_step_deg, grid.lat_step_deg, 0.0]),
        Entry::doubles(33922, &[0.0, 0.0, 0.0, grid.west_deg, north, 0.0]),
        // Geographic model, pixels are areas, EPSG:4326, degrees.
        Entry::shorts(34735, &[1, 1, 1, 4, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326, 2054, 0, 1, 9102]),
        Entry::ascii(42112, &metadata),
    ]);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Puts header, directories and tiles in order and fills in the offsets.
fn assemble(mut images: Vec<Image>) -> Result<Vec<u8>, WriteError> {
    for image in &mut images {
        image.entries.sort_by_key(|e| e.tag);
    }
    let mut at = 8usize;
    let mut starts = Vec::new();
    for image in &images {
        starts.push(at);
        at += 2 + 12 * image.entries.len() + 4;
        at += image
            .entries
            .iter()
            .filter(|e| e.value.len() > 4)
            .map(|e| e.value.len().next_multiple_of(8))
            .sum::<usize>();
        at = at.next_multiple_of(8);
    }
    // Data of the smallest overview first, so that a coarse look needs only the head of the file.
    for image in images.iter_mut().rev() {
        let mut offsets = Vec::with_capacity(image.tiles.len());
        for tile in &image.tiles {
            offsets.push(u32::try_from(at).map_err(|_| too_large())?);
            at += tile.len();
        }
        if let Some(entry) = image.entries.iter_mut().find(|e| e.tag == TILE_OFFSETS) {
            *entry = Entry::longs(TILE_OFFSETS, &offsets);
        }
    }
    let mut out = Vec::with_capacity(at);
    out.extend(b"II\x2a\x00\x08\x00\x00\x00");
    for (k, image) in images.iter().enumerate() {
        let next = starts.get(k + 1).copied().unwrap_or(0);
        directory(&mut out, image, next);
    }
    for image in images.iter().rev() {
        image.tiles.iter().for_each(|tile| out.extend(tile));
    }
    Ok(out)
}

fn too_large() -> WriteError {
    WriteError::Encode {
        file: FILE,
        reason: "more than 4 GiB of probabilities; ask for fewer output times".into(),
    }
}

/// Appends one directory and the values that do not fit in it.
fn directory(out: &mut Vec<u8>, image: &Image, next: usize) {
    let mut values = Vec::new();
    let mut value_at = (out.len() + 2 + 12 * image.entries.len() + 4) as u32;
    out.extend((image.entries.len() as u16).to_le_bytes());
    for entry in &image.entries {
        out.extend(entry.tag.to_le_bytes());
        out.extend(entry.kind.to_le_bytes());
        out.extend(entry.count.to_le_bytes());
        if entry.value.len() <= 4 {
            let mut inline = entry.value.clone();
            inline.resize(4, 0);
            out.extend(inline);
        } else {
            out.extend(value_at.to_le_bytes());
            let mut value = entry.value.clone();
            value.resize(value.len().next_multiple_of(8), 0);
            value_at += value.len() as u32;
            values.extend(value);
        }
    }
    out.extend((next as u32).to_le_bytes());
    out.extend(values);
    out.resize(out.len().next_multiple_of(8), 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, Owned, forecast};
    use std::io::Read as _;

    fn made() -> (Owned, Products, Vec<u8>) {
        let owned = forecast(Cloud { particles: 800, hours: 3, ..Cloud::default() });
        let products = Products::of(&owned.ensemble).unwrap();
        let bytes = encode(&owned.report(), &products).unwrap();
        (owned, products, bytes)
    }

    fn u32_at(bytes: &[u8], at: usize) -> u32 {
        u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
    }

    /// Values of a field of the directory at an offset, shorts and longs.
    fn field(bytes: &[u8], directory: usize, tag: u16) -> Option<Vec<u32>> {
        let n = usize::from(u16::from_le_bytes([bytes[directory], bytes[directory + 1]]));
        let at = (0..n).map(|k| directory + 2 + 12 * k).find(|&at| bytes[at..at + 2] == tag.to_le_bytes())?;
        let (kind, count) = (bytes[at + 2], u32_at(bytes, at + 4) as usize);
        let size = if kind == 3 { 2 } else { 4 };
        let from = if size * count <= 4 { at + 8 } else { u32_at(bytes, at + 8) as usize };
        let value = |k: usize| match size {
            2 => u32::from(u16::from_le_bytes([bytes[from + 2 * k], bytes[from + 2 * k + 1]])),
            _ => u32_at(bytes, from + 4 * k),
        };
        Some((0..count).map(value).collect())
    }

    #[test]
    fn tags_say_tiles_deflate_floats_and_wgs84() {
        let (_, products, bytes) = made();
        let grid = products.maps[0].grid;
        let of = |tag| field(&bytes, 8, tag).unwrap();
        assert_eq!((of(256)[0] as usize, of(257)[0] as usize), (grid.columns, grid.rows));
        assert_eq!((of(322), of(323), of(259)), (vec![256], vec![256], vec![8]));
        assert_eq!((of(277), of(258), of(339)), (vec![4], vec![32; 4], vec![3; 4]));
        let keys = of(34735);
        assert!(keys.chunks(4).any(|k| k == [2048, 0, 1, 4326]));
    }

    #[test]
    fn the_first_tile_of_the_first_band_starts_in_the_north_west() {
        let (_, products, bytes) = made();
        let map = &products.maps[0];
        let at = field(&bytes, 8, TILE_OFFSETS).unwrap()[0] as usize;
        let length = field(&bytes, 8, TILE_BYTE_COUNTS).unwrap()[0] as usize;
        let mut tile = Vec::new();
        flate2::read::ZlibDecoder::new(&bytes[at..at + length]).read_to_end(&mut tile).unwrap();
        assert_eq!(tile.len(), TILE * TILE * 4);
        for (row, column) in [(0, 0), (20, 30), (100, 100)] {
            let k = 4 * (row * TILE + column);
            let value = f32::from_le_bytes(tile[k..k + 4].try_into().unwrap());
            let want = if row < map.grid.rows && column < map.grid.columns {
                map.mass_of(map.grid.rows - 1 - row, column) as f32
            } else {
                0.0
            };
            assert_eq!(value, want, "{row} {column}");
        }
    }

    #[test]
    fn overviews_keep_the_mean() {
        let plane = Plane { columns: 4, rows: 2, values: vec![1.0, 3.0, 5.0, 7.0, 1.0, 3.0, 5.0, 7.0] };
        let half = plane.halved();
        assert_eq!((half.columns, half.rows, half.values), (2, 1, vec![2.0, 6.0]));
    }

    #[test]
    fn wide_grids_get_overviews_and_their_data_come_first() {
        let grid = Grid {
            west_deg: 179.0,
            south_deg: 34.0,
            lon_step_deg: 0.01,
            lat_step_deg: 0.01,
            rows: 300,
            columns: 600,
        };
        let (owned, mut products, _) = made();
        for map in &mut products.maps {
            map.grid = grid;
            map.mass = vec![1.0 / grid.cells() as f64; grid.cells()];
        }
        let bytes = encode(&owned.report(), &products).unwrap();
        let n = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        let second = u32_at(&bytes, 8 + 2 + 12 * n) as usize;
        assert_eq!(field(&bytes, second, 256), Some(vec![300]));
        assert_eq!(field(&bytes, second, 254), Some(vec![1]), "reduced resolution");
        assert!(field(&bytes, second, TILE_OFFSETS).unwrap()[0] < field(&bytes, 8, TILE_OFFSETS).unwrap()[0]);
        assert!(field(&bytes, 8, 34735).is_some() && field(&bytes, second, 34735).is_none());
    }
}
