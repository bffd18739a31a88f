//! The bytes of a coast index: header, sections, checksum.
//!
//! Little-endian throughout, no padding between sections:
//!
//! | section | what |
//! |---|---|
//! | header, 192 bytes | the fields of [`Header`] in the order of [`Header::to_bytes`] |
//! | text | UTF-8 lines `key: value`, so that `head` shows where the data come from |
//! | blocks | one `u32` for each 8 × 8 tiles, row by row from the south-west |
//! | fine | for each block that is not all sea or all land: `u32` start in the tile section, 64 tile codes `u16` |
//! | tiles | for each mixed tile: patches, head, lengths of chains, vertices (see [`super::tile`]) |

use std::ops::Range;

use thiserror::Error;

/// Why bytes are not a usable coast index.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CoastIndexError {
    /// Something else.
    #[error("not a coast index: the file does not start with its mark")]
    NotACoastIndex,
    /// Written by another version of the program.
    #[error(
        "the coast index has format version {found}, this program reads version {VERSION}; build it again"
    )]
    Version {
        /// Version of the file.
        found: u32,
    },
    /// Shorter or longer than it says.
    #[error(
        "the coast index is cut off: it says {expected} bytes, {found} are there; copy or build it again"
    )]
    Length {
        /// Bytes the header promises.
        expected: u64,
        /// Bytes present.
        found: u64,
    },
    /// Changed since it was written.
    #[error("the coast index is damaged ({what}); copy or build it again")]
    Damaged {
        /// The first thing that does not fit.
        what: &'static str,
    },
}

/// Format version this program writes and reads.
pub const VERSION: u32 = 2;

pub(super) const MAGIC: [u8; 8] = *b"\x89SAREXC\n";
pub(super) const HEADER_LEN: usize = 192;
/// The checksum covers everything from here to the end.
const CHECKED_FROM: usize = 24;
/// Tiles along one side of a block.
pub(super) const BLOCK: i64 = 8;
/// Bytes of one fine block.
pub(super) const FINE_LEN: usize = 4 + 2 * (BLOCK * BLOCK) as usize;
/// Marks a side of the box that is not a cut.
pub(super) const NO_CUT: i64 = i64::MIN;

/// Block codes: all sea (low bits: clearance in tiles), all land, or the number of a fine block.
pub(super) const BLOCK_SEA: u32 = 0x8000_0000;
pub(super) const BLOCK_LAND: u32 = 0xC000_0000;
/// Tile codes: below `TILE_LAND` the start of the tile's data in units of 2 bytes from its block's start.
pub(super) const TILE_LAND: u16 = 0xFE00;
/// All sea; the low byte is the distance to the nearest tile that is not, in tiles, at least 1.
pub(super) const TILE_SEA: u16 = 0xFF00;

/// Where the grid of tiles lies, in lattice units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) units_per_degree: i64,
    pub(super) west: i64,
    pub(super) south: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    /// Side of a tile.
    pub(super) tile: i64,
}

impl Frame {
    /// All the way round.
    pub(super) fn turn(&self) -> i64 {
        360 * self.units_per_degree
    }

    pub(super) fn goes_round(&self) -> bool {
        self.width == self.turn()
    }

    /// Columns of tiles. One that begins at the eastern border holds just that border.
    pub(super) fn cols(&self) -> i64 {
        if self.goes_round() { (self.width - 1) / self.tile + 1 } else { self.width / self.tile + 1 }
    }

    /// Rows of tiles.
    pub(super) fn rows(&self) -> i64 {
        self.height / self.tile + 1
    }

    pub(super) fn block_cols(&self) -> i64 {
        (self.cols() - 1) / BLOCK + 1
    }

    pub(super) fn block_rows(&self) -> i64 {
        (self.rows() - 1) / BLOCK + 1
    }

    /// Added to tile coordinates of short vertices so that they are not negative.
    pub(super) fn margin(&self) -> i64 {
        ((65_536 - self.tile) / 2).max(0)
    }

    fn check(&self) -> Result<(), CoastIndexError> {
        let damaged = |what| Err(CoastIndexError::Damaged { what });
        let u = self.units_per_degree;
        if u != 1_000_000 && u != 10_000_000 {
            return damaged("lattice");
        }
        let within = |v: i64, low: i64, high: i64| (low * u..=high * u).contains(&v);
        if !within(self.west, -540, 540) || !within(self.width, 0, 360) || self.width == 0 {
            return damaged("longitudes");
        }
        if !within(self.south, -90, 90) || !within(self.height, 0, 180) || self.height == 0 {
            return damaged("latitudes");
        }
        if !within(self.south + self.height, -90, 90) {
            return damaged("latitudes");
        }
        if !(1..=20 * u).contains(&self.tile) {
            return damaged("tile size");
        }
        Ok(())
    }
}

/// The fixed part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) file_len: u64,
    pub(super) frame: Frame,
    /// West, east, south, north lines (absolute lattice units) on which edges are cuts through the data, no coast.
    pub(super) cuts: [i64; 4],
    pub(super) text_len: u64,
    pub(super) fine_blocks: u64,
    pub(super) tiles_len: u64,
    /// Counts for people: vertices, edges, mixed tiles, vertices that had to be rounded to the lattice.
    pub(super) counts: [u64; 4],
}

/// Where the sections of a file lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sections {
    pub(super) text: Range<usize>,
    pub(super) blocks: Range<usize>,
    pub(super) fine: Range<usize>,
    pub(super) tiles: Range<usize>,
}

impl Header {
    fn words(&self) -> [i64; 18] {
        let f = &self.frame;
        let [cut_west, cut_east, cut_south, cut_north] = self.cuts;
        let [vertices, edges, mixed, rounded] = self.counts.map(|n| n as i64);
        [
            self.file_len as i64,
            f.units_per_degree,
            f.west,
            f.south,
            f.width,
            f.height,
            f.tile,
            cut_west,
            cut_east,
            cut_south,
            cut_north,
            self.text_len as i64,
            self.fine_blocks as i64,
            self.tiles_len as i64,
            vertices,
            edges,
            mixed,
            rounded,
        ]
    }

    /// The header's bytes; the checksum is filled in by [`seal`].
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_LEN);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend((HEADER_LEN as u32).to_le_bytes());
        bytes.extend(0u64.to_le_bytes());
        for word in self.words() {
            bytes.extend(word.to_le_bytes());
        }
        bytes.resize(HEADER_LEN, 0);
        bytes
    }

    /// Reads and checks a whole file: mark, version, length, checksum, and that all sections fit.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, Sections), CoastIndexError> {
        if bytes.len() < MAGIC.len() || bytes[..MAGIC.len()] != MAGIC {
            return Err(CoastIndexError::NotACoastIndex);
        }
        let found = bytes.len() as u64;
        if bytes.len() < HEADER_LEN {
            return Err(CoastIndexError::Length { expected: HEADER_LEN as u64, found });
        }
        let version = u32_at(bytes, 8).unwrap_or(0);
        if version != VERSION {
            return Err(CoastIndexError::Version { found: version });
        }
        if u32_at(bytes, 12) != Some(HEADER_LEN as u32) {
            return Err(CoastIndexError::Damaged { what: "header" });
        }
        let header = Self::from_words(std::array::from_fn(|i| u64_at(bytes, 24 + 8 * i).unwrap_or(0) as i64));
        if header.file_len != found {
            return Err(CoastIndexError::Length { expected: header.file_len, found });
        }
        if u64_at(bytes, 16) != Some(checksum(&bytes[CHECKED_FROM..])) {
            return Err(CoastIndexError::Damaged { what: "checksum" });
        }
        header.frame.check()?;
        let sections =
            header.sections().ok_or(CoastIndexError::Damaged { what: "sections do not fill the file" })?;
        Ok((header, sections))
    }

    fn from_words(words: [i64; 18]) -> Self {
        let [file_len, units_per_degree, west, south, width, height, tile, cuts @ .., _, _, _, _, _, _, _] =
            words;
        let [.., text_len, fine_blocks, tiles_len, vertices, edges, mixed, rounded] = words.map(|w| w as u64);
        Self {
            file_len: file_len as u64,
            frame: Frame { units_per_degree, west, south, width, height, tile },
            cuts,
            text_len,
            fine_blocks,
            tiles_len,
            counts: [vertices, edges, mixed, rounded],
        }
    }

    /// The sections one after the other; `None` unless they end exactly where the file ends.
    pub(super) fn sections(&self) -> Option<Sections> {
        let blocks = u64::try_from(self.frame.block_cols() * self.frame.block_rows()).ok()?.checked_mul(4)?;
        let fine = self.fine_blocks.checked_mul(FINE_LEN as u64)?;
        let mut start = HEADER_LEN as u64;
        let mut next = |length: u64| {
            let end = start.checked_add(length)?;
            let range = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
            start = end;
            Some(range)
        };
        let sections = Sections {
            text: next(self.text_len)?,
            blocks: next(blocks)?,
            fine: next(fine)?,
            tiles: next(self.tiles_len)?,
        };
        (start == self.file_len).then_some(sections)
    }
}

/// Writes the checksum into finished bytes.
pub(super) fn seal(bytes: &mut [u8]) {
    let sum = checksum(&bytes[CHECKED_FROM..]);
    bytes[16..24].copy_from_slice(&sum.to_le_bytes());
}

/// 64-bit checksum against accidents: four interleaved lanes of multiply and rotate over 8-byte words.
fn checksum(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x9E37_79B1_85EB_CA87;
    let step = |h: u64, word: u64| (h ^ word).wrapping_mul(PRIME).rotate_left(29);
    let mut lanes = [1u64, 2, 3, 4];
    let mut chunks = bytes.chunks_exact(32);
    for chunk in &mut chunks {
        for (lane, word) in lanes.iter_mut().zip(chunk.chunks_exact(8)) {
            *lane = step(*lane, u64_at(word, 0).unwrap_or(0));
        }
    }
    let mut sum = lanes.into_iter().fold(bytes.len() as u64, step);
    for &byte in chunks.remainder() {
        sum = step(sum, u64::from(byte));
    }
    sum ^ (sum >> 32)
}

#[inline(always)]
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[inline(always)]
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[inline(always)]
fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// Where coast data come from and on what terms they may be used; carried inside the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoastSource {
    /// Short name, for lists and legends.
    pub name: String,
    /// Data set, version, input files with their hashes.
    pub source: String,
    /// Licence, as an SPDX expression where there is one.
    pub licence: String,
    /// The credit to print.
    pub attribution: String,
}

const KEYS: [&str; 4] = ["name", "source", "licence", "attribution"];

impl CoastSource {
    pub(super) fn to_text(&self) -> String {
        let values = [&self.name, &self.source, &self.licence, &self.attribution];
        KEYS.iter().zip(values).map(|(key, value)| format!("{key}: {}\n", one_line(value))).collect()
    }

    pub(super) fn from_text(text: &str) -> Self {
        let value = |key: &str| {
            text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ")).unwrap_or("").to_owned()
        };
        let [name, source, licence, attribution] = KEYS.map(value);
        Self { name, source, licence, attribution }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
