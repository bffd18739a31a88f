//! Where each field of a GRIB2 file lies, found in one pass over the section headers.

use super::super::ReadError;
use super::product::Product;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;
use std::sync::Arc;

/// Most fields in one file.
const MAX_FIELDS: usize = 1_000_000;
/// Longest grid or product description, bytes.
const MAX_DESCRIPTION: u64 = 1 << 20;
/// Most bytes between two messages (transmission headers, padding).
const MAX_PADDING: usize = 4096;

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub offset: u64,
    /// Number of bytes.
    pub len: u64,
}

/// One field of the file: what it is, and where its numbers are.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is.
    pub product: Product,
    /// Section 3, the grid; shared between fields.
    pub grid: Arc<[u8]>,
    /// Section 5, the packing.
    pub packing: Arc<[u8]>,
    /// Section 6 with the bit map that applies.
    pub bitmap: Span,
    /// Section 7, the numbers.
    pub data: Span,
}

/// Reads all headers of a GRIB2 file; the numbers are passed over.
pub fn scan(path: &Path) -> Result<Vec<Entry>, ReadError> {
    let name = path.display().to_string();
    let io = |e: std::io::Error| ReadError::Io { path: name.clone(), reason: e.to_string() };
    let file = File::open(path).map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let mut scanner = Scanner {
        reader: BufReader::with_capacity(1 << 16, file),
        at: 0,
        length,
        name,
        last_grid: None,
        entries: Vec::new(),
    };
    while scanner.find_message()? {
        scanner.message()?;
    }
    if scanner.entries.is_empty() {
        return Err(scanner.damaged("it holds no field"));
    }
    Ok(scanner.entries)
}

struct Scanner<R> {
    reader: R,
    at: u64,
    length: u64,
    name: String,
    last_grid: Option<Arc<[u8]>>,
    entries: Vec<Entry>,
}

impl<R: Read + Seek> Scanner<R> {
    fn damaged(&self, what: &str) -> ReadError {
        ReadError::Undecodable {
            path: self.name.clone(),
            detail: format!("at byte {}: {what}", self.at),
            remedy: "Check it with `grib_ls`; fetch it again if it is damaged".to_owned(),
        }
    }

    fn truncated(&self) -> ReadError {
        ReadError::Truncated {
            path: self.name.clone(),
            detail: format!("it ends at byte {} inside a message", self.length),
        }
    }

    fn take(&mut self, len: u64) -> Result<Vec<u8>, ReadError> {
        if self.length - self.at < len {
            return Err(self.truncated());
        }
        let mut bytes = vec![0; len as usize];
        self.reader
            .read_exact(&mut bytes)
            .map_err(|e| ReadError::Io { path: self.name.clone(), reason: e.to_string() })?;
        self.at += len;
        Ok(bytes)
    }

    fn skip(&mut self, len: u64) -> Result<(), ReadError> {
        if self.length - self.at < len {
            return Err(self.truncated());
        }
        // Relative to the buffer: short sections stay in it.
        self.reader
            .seek_relative(i64::try_from(len).unwrap_or(i64::MAX))
            .map_err(|e| ReadError::Io { path: self.name.clone(), reason: e.to_string() })?;
        self.at += len;
        Ok(())
    }

    /// Moves behind the next "GRIB"; false at the end of the file.
    fn find_message(&mut self) -> Result<bool, ReadError> {
        let mut window = [0u8; 4];
        for passed in 0.. {
            if self.at == self.length {
                return Ok(false);
            }
            if passed > MAX_PADDING {
                return Err(self.damaged("no further GRIB message where one should begin"));
            }
            let byte = self.take(1)?[0];
            window.rotate_left(1);
            window[3] = byte;
            if &window == b"GRIB" {
                break;
            }
        }
        Ok(true)
    }

    fn message(&mut self) -> Result<(), ReadError> {
        let start = self.at - 4;
        let indicator = self.take(12)?;
        match indicator[3] {
            2 => {}
            1 => return Err(edition_1(&self.name)),
            other => return Err(self.damaged(&format!("GRIB edition {other}"))),
        }
        let discipline = indicator[2];
        let end = start.saturating_add(u64::from_be_bytes(indicator[4..12].try_into().unwrap_or_default()));
        if end > self.length {
            return Err(self.truncated());
        }
        let (mut identification, mut product) = (Vec::new(), Vec::new());
        let (mut grid, mut packing) = (None::<Arc<[u8]>>, None::<Arc<[u8]>>);
        let (mut bitmap, mut own_bitmap) = (None, None);
        loop {
            let offset = self.at;
            let head = self.take(4)?;
            if head == b"7777" {
                break;
            }
            let number = self.take(1)?[0];
            let len = u64::from(u32::from_be_bytes(head.try_into().unwrap_or_default()));
            if len < 5 || offset + len + 4 > end {
                return Err(
                    self.damaged(&format!("section {number} has {len} bytes, which do not fit its message"))
                );
            }
            let span = Span { offset, len };
            match number {
                1 | 3 | 4 | 5 => {
                    if len > MAX_DESCRIPTION {
                        return Err(self.damaged(&format!("section {number} has {len} bytes")));
                    }
                    let mut section = (len as u32).to_be_bytes().to_vec();
                    section.push(number);
                    section.extend(self.take(len - 5)?);
                    match number {
                        1 => identification = section,
                        3 => grid = Some(self.shared_grid(section)),
                        4 => product = section,
                        _ => packing = Some(section.into()),
                    }
                }
                6 => {
                    let indicator = self.take(1)?[0];
                    self.skip(len - 6)?;
                    match indicator {
                        0 => (bitmap, own_bitmap) = (Some(span), Some(span)),
                        254 => bitmap = own_bitmap,
                        _ => bitmap = Some(span),
                    }
                }
                7 => {
                    self.skip(len - 5)?;
                    let (Some(grid), Some(packing), Some(bitmap)) = (grid.clone(), packing.clone(), bitmap)
                    else {
                        return Err(self.damaged("numbers without a description"));
                    };
                    let product = Product::parse(discipline, &identification, &product)
                        .ok_or_else(|| self.damaged("a product description that is too short"))?;
                    self.entries.push(Entry { product, grid, packing, bitmap, data: span });
                    if self.entries.len() > MAX_FIELDS {
                        return Err(self.damaged("more than a million fields"));
                    }
                }
                _ => self.skip(len - 5)?,
            }
        }
        Ok(())
    }

    /// Fields of one file mostly share one grid: it is kept once.
    fn shared_grid(&mut self, section: Vec<u8>) -> Arc<[u8]> {
        match &self.last_grid {
            Some(last) if **last == *section => last.clone(),
            _ => {
                let grid: Arc<[u8]> = section.into();
                self.last_grid = Some(grid.clone());
                grid
            }
        }
    }
}

/// GRIB edition 1 is not read; converters are at hand.
pub fn edition_1(path: &str) -> ReadError {
    ReadError::WrongKind {
        path: path.to_owned(),
        expected: "GRIB2",
        looks_like: "a GRIB edition 1 file".to_owned(),
        remedy: super::super::sniff::remedy(super::super::sniff::Kind::Grib1).to_owned(),
    }
}
