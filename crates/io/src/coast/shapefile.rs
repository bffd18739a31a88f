//! Polygons of a Shapefile (`.shp`), by the ESRI Shapefile Technical Description of July 1998.
//!
//! Only the geometry is read: a coast needs no attributes. Types 5, 15 and 25 (Polygon, PolygonZ, PolygonM) store
//! parts and points alike; heights and measures come after them and are skipped.

use sarex_metocean::coast::{Ring, Vertex};

/// File code 9994, big-endian.
pub(super) const MAGIC: [u8; 4] = [0x00, 0x00, 0x27, 0x0A];

const HEADER: usize = 100;
const POLYGONS: [i32; 3] = [5, 15, 25];

pub(super) fn parse(bytes: &[u8]) -> Result<Vec<Ring>, String> {
    let kind = le_i32(bytes, 32).ok_or("the Shapefile is cut off in its header")?;
    if !POLYGONS.contains(&kind) {
        return Err(format!("the Shapefile holds shapes of type {kind}, not polygons (5, 15 or 25)"));
    }
    let words = be_u32(bytes, 24).ok_or("the Shapefile is cut off in its header")?;
    if 2 * words as usize != bytes.len() {
        return Err(format!(
            "the Shapefile says it has {} bytes, but {} are there; it is cut off",
            2 * u64::from(words),
            bytes.len()
        ));
    }
    let mut rings = Vec::new();
    let mut at = HEADER;
    let mut record = 0;
    while at < bytes.len() {
        record += 1;
        let cut_off = || format!("record {record}: the Shapefile is cut off");
        let content_words = be_u32(bytes, at + 4).ok_or_else(cut_off)?;
        let start = at + 8;
        let content = bytes.get(start..start + 2 * content_words as usize).ok_or_else(cut_off)?;
        polygon(content, &mut rings).ok_or_else(|| format!("record {record}: the polygon makes no sense"))?;
        at = start + content.len();
    }
    Ok(rings)
}

/// One record. `None` if its numbers do not fit together.
fn polygon(content: &[u8], rings: &mut Vec<Ring>) -> Option<()> {
    let kind = le_i32(content, 0)?;
    if kind == 0 {
        return Some(());
    }
    if !POLYGONS.contains(&kind) {
        return None;
    }
    let parts = usize::try_from(le_i32(content, 36)?).ok()?;
    let points = usize::try_from(le_i32(content, 40)?).ok()?;
    let starts = content.get(44..44 + parts.checked_mul(4)?)?;
    let vertices = content.get(44 + starts.len()..)?.get(..points.checked_mul(16)?)?;
    let start = |part: usize| {
        if part == parts { Some(points) } else { usize::try_from(le_i32(starts, 4 * part)?).ok() }
    };
    for part in 0..parts {
        let ring =
            vertices.get(16 * start(part)?..)?.get(..16 * start(part + 1)?.checked_sub(start(part)?)?)?;
        let vertex = |xy: &[u8]| Some(Vertex { lon_deg: le_f64(xy, 0)?, lat_deg: le_f64(xy, 8)? });
        rings.push(ring.chunks_exact(16).map(vertex).collect::<Option<Ring>>()?);
    }
    Some(())
}

fn be_u32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le_i32(bytes: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le_f64(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}
