//! Well-known binary: (Multi)Polygon and collections of them.
//!
//! OGC 06-103r4, chapter 8, with the flags of PostGIS' EWKB (Z, M, reference system). Heights and measures are
//! skipped.

use sarex_metocean::coast::{Ring, Vertex};

/// Collections in collections: more is a trap, not a file.
const DEEPEST: u32 = 8;

const HAS_Z: u32 = 0x8000_0000;
const HAS_M: u32 = 0x4000_0000;
const HAS_SRID: u32 = 0x2000_0000;
/// EPSG:4326, and unknown.
const WGS84: [u32; 2] = [4326, 0];

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Ring>, String> {
    let mut reader = Reader { bytes, at: 0, big_endian: false };
    let mut rings = Vec::new();
    reader.geometry(&mut rings, 0)?;
    if reader.at != bytes.len() {
        return Err(format!("{} bytes follow the WKB geometry", bytes.len() - reader.at));
    }
    Ok(rings)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    big_endian: bool,
}

impl Reader<'_> {
    fn geometry(&mut self, rings: &mut Vec<Ring>, depth: u32) -> Result<(), String> {
        if depth > DEEPEST {
            return Err(format!("WKB geometries are nested deeper than {DEEPEST}"));
        }
        let start = self.at;
        self.big_endian = match self.take(1)? {
            [0] => true,
            [1] => false,
            _ => return Err(format!("byte {start}: no WKB geometry starts here")),
        };
        let code = self.u32()?;
        if code & HAS_SRID != 0 {
            let srid = self.u32()?;
            if !WGS84.contains(&srid) {
                return Err(format!(
                    "its reference system is EPSG:{srid}; give longitude and latitude, EPSG:4326"
                ));
            }
        }
        let kind = code & !(HAS_Z | HAS_M | HAS_SRID);
        let extra = match kind / 1000 {
            0 => usize::from(code & HAS_Z != 0) + usize::from(code & HAS_M != 0),
            1 | 2 => 1,
            3 => 2,
            _ => return Err(format!("byte {start}: WKB type {code} is unknown")),
        };
        match kind % 1000 {
            3 => self.polygon(rings, extra),
            6 | 7 => {
                // The smallest geometry takes nine bytes.
                for _ in 0..self.count(9)? {
                    self.geometry(rings, depth + 1)?;
                }
                Ok(())
            }
            other => Err(format!("byte {start}: WKB type {other} is no polygon")),
        }
    }

    fn polygon(&mut self, rings: &mut Vec<Ring>, extra: usize) -> Result<(), String> {
        for _ in 0..self.count(4)? {
            let stride = 8 * (2 + extra);
            let points = self.count(stride)?;
            let mut ring = Ring::with_capacity(points);
            for _ in 0..points {
                let (lon_deg, lat_deg) = (self.f64()?, self.f64()?);
                self.take(8 * extra)?;
                ring.push(Vertex { lon_deg, lat_deg });
            }
            rings.push(ring);
        }
        Ok(())
    }

    /// A count of things of at least `size` bytes each: more than the rest of the file can hold is a mistake, and
    /// must not become a reservation of memory.
    fn count(&mut self, size: usize) -> Result<usize, String> {
        let start = self.at;
        let count = self.u32()? as usize;
        if count > (self.bytes.len() - self.at) / size {
            return Err(format!(
                "byte {start}: {count} parts announced, but the file ends before them; it is cut off"
            ));
        }
        Ok(count)
    }

    fn take(&mut self, length: usize) -> Result<&[u8], String> {
        let end = self.at + length;
        let taken = self.bytes.get(self.at..end).ok_or("the WKB is cut off")?;
        self.at = end;
        Ok(taken)
    }

    fn u32(&mut self) -> Result<u32, String> {
        let big_endian = self.big_endian;
        let bytes = <[u8; 4]>::try_from(self.take(4)?).map_err(|e| e.to_string())?;
        Ok(if big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    fn f64(&mut self) -> Result<f64, String> {
        let big_endian = self.big_endian;
        let bytes = <[u8; 8]>::try_from(self.take(8)?).map_err(|e| e.to_string())?;
        Ok(if big_endian { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) })
    }
}
