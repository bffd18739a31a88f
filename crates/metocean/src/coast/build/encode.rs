//! Tiles and raster to bytes.

use super::super::format::{
    BLOCK, BLOCK_LAND, BLOCK_SEA, CoastSource, FINE_LEN, Frame, HEADER_LEN, Header, TILE_LAND, TILE_SEA, seal,
};
use super::super::lattice::Point;
use super::super::tile::{BASE_BIT, MAX_CHAINS, PATCHES, Tile, WIDE_BIT};
use super::patches::{Patches, codes};
use super::raster::Raster;
use super::rings::{Edge, Outline};

pub(super) struct Encoded {
    blocks: Vec<u8>,
    fine: Vec<u8>,
    tiles: Vec<u8>,
    mixed: u64,
    coast_edges: u64,
}

/// Writes all tiles. `None` if one does not fit its field: smaller tiles are needed.
pub(super) fn encode(outline: &Outline, frame: &Frame, raster: &Raster) -> Option<Encoded> {
    let mut out = Encoded {
        blocks: Vec::new(),
        fine: Vec::new(),
        tiles: Vec::new(),
        mixed: 0,
        coast_edges: count_coast(outline, raster),
    };
    let mixed = mixed_tiles(outline, frame, raster)?;
    for block_row in 0..frame.block_rows() {
        for block_col in 0..frame.block_cols() {
            let code = encode_block(&mut out, frame, raster, &mixed, (block_col, block_row))?;
            out.blocks.extend(code.to_le_bytes());
        }
    }
    Some(out)
}

fn count_coast(outline: &Outline, raster: &Raster) -> u64 {
    let mut used = vec![false; outline.edges.len()];
    for (_, edge) in &raster.entries {
        used[*edge as usize] = true;
    }
    outline.edges.iter().zip(used).filter(|(edge, used)| *used && !edge.cut).count() as u64
}

/// What a tile is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sea(u8),
    Land,
    Mixed,
}

fn encode_block(
    out: &mut Encoded,
    frame: &Frame,
    raster: &Raster,
    mixed: &[Mixed],
    (block_col, block_row): (i64, i64),
) -> Option<u32> {
    let (cols, rows) = (frame.cols(), frame.rows());
    let tile_at = |k: i64| {
        let (col, row) = (block_col * BLOCK + k % BLOCK, block_row * BLOCK + k / BLOCK);
        (col < cols && row < rows).then_some((row * cols + col) as usize)
    };
    let kind = |tile: usize| match (raster.distance[tile], raster.corner_is_land[tile]) {
        (0, _) if find(mixed, tile).is_some() => Kind::Mixed,
        (_, true) => Kind::Land,
        (distance, false) => Kind::Sea(distance.max(1)),
    };
    let kinds: Vec<Option<Kind>> = (0..BLOCK * BLOCK).map(|k| tile_at(k).map(kind)).collect();
    let inside = || kinds.iter().flatten();
    if inside().all(|k| *k == Kind::Land) {
        return Some(BLOCK_LAND);
    }
    if inside().all(|k| matches!(k, Kind::Sea(_))) {
        let nearest = inside().filter_map(|k| if let Kind::Sea(d) = k { Some(*d) } else { None }).min();
        return Some(BLOCK_SEA | u32::from(nearest.unwrap_or(1)));
    }
    let number = u32::try_from(out.fine.len() / FINE_LEN).ok()?;
    let start = out.tiles.len();
    out.fine.extend(u32::try_from(start / 2).ok()?.to_le_bytes());
    for (k, kind) in kinds.iter().enumerate() {
        let code = match kind {
            None => TILE_SEA | 1,
            Some(Kind::Land) => TILE_LAND,
            Some(Kind::Sea(distance)) => TILE_SEA | u16::from(*distance),
            Some(Kind::Mixed) => {
                let code = u16::try_from((out.tiles.len() - start) / 2).ok().filter(|c| *c < TILE_LAND)?;
                let tile = find(mixed, tile_at(k as i64)?)?;
                out.tiles.extend(codes(&tile.patches, &not_sea_around(frame, raster, mixed, tile.number)));
                out.tiles.extend(&tile.edges);
                out.mixed += 1;
                code
            }
        };
        out.fine.extend(code.to_le_bytes());
    }
    (number < BLOCK_SEA).then_some(number)
}

/// A tile through which coast runs.
struct Mixed {
    number: usize,
    patches: Patches,
    /// The tile's bytes after the codes of its patches.
    edges: Vec<u8>,
}

/// All mixed tiles, by number.
fn mixed_tiles(outline: &Outline, frame: &Frame, raster: &Raster) -> Option<Vec<Mixed>> {
    let by_tile = raster.entries.chunk_by(|a, b| a.0 == b.0);
    by_tile.map(|entries| mixed_tile(outline, frame, raster, entries)).collect()
}

fn find(mixed: &[Mixed], number: usize) -> Option<&Mixed> {
    mixed.binary_search_by_key(&number, |tile| tile.number).ok().map(|found| &mixed[found])
}

/// For a tile and its neighbours, south to north and west to east: a bit for each patch that is not all sea. What
/// lies outside the grid is never asked for.
fn not_sea_around(frame: &Frame, raster: &Raster, mixed: &[Mixed], number: usize) -> [[u64; 3]; 3] {
    let (cols, rows) = (frame.cols(), frame.rows());
    let (col, row) = (number as i64 % cols, number as i64 / cols);
    let not_sea = |col: i64, row: i64| {
        let col = if frame.goes_round() { col.rem_euclid(cols) } else { col };
        if !(0..cols).contains(&col) || !(0..rows).contains(&row) {
            return 0;
        }
        let number = (row * cols + col) as usize;
        match find(mixed, number) {
            Some(tile) => tile.patches.not_sea(),
            None if raster.corner_is_land[number] => u64::MAX,
            None => 0,
        }
    };
    [-1, 0, 1].map(|north| [-1, 0, 1].map(|east| not_sea(col + east, row + north)))
}

/// One mixed tile from its entries.
fn mixed_tile(outline: &Outline, frame: &Frame, raster: &Raster, entries: &[(u32, u32)]) -> Option<Mixed> {
    let number = entries.first()?.0 as usize;
    let cols = frame.cols() as usize;
    let corner = Point { x: (number % cols) as i64 * frame.tile, y: (number / cols) as i64 * frame.tile };
    let chains = chains(&outline.edges, entries, corner);
    if chains.len() > MAX_CHAINS {
        return None;
    }
    let margin = frame.margin();
    let fits = |v: &Point| {
        let short = |c: i64| (0..=65_535).contains(&(c + margin));
        short(v.x) && short(v.y)
    };
    let wide = !chains.iter().flatten().all(fits);
    // Room for the patches, so that the tile can be asked as it will be.
    let mut bytes = vec![0; PATCHES];
    let head = chains.len() as u16 | if wide { WIDE_BIT } else { 0 };
    bytes.extend(head.to_le_bytes());
    for chain in &chains {
        bytes.extend(u16::try_from(chain.len()).ok()?.to_le_bytes());
    }
    for v in chains.iter().flatten() {
        for coordinate in [v.x, v.y] {
            if wide {
                bytes.extend(i32::try_from(coordinate).ok()?.to_le_bytes());
            } else {
                bytes.extend(((coordinate + margin) as u16).to_le_bytes());
            }
        }
    }
    // The base is what makes the tile's own count right at its corner.
    let counted = Tile::at(&bytes, margin)?.is_land(Point { x: 0, y: 0 })?;
    if counted != raster.corner_is_land[number] {
        let head = head | BASE_BIT;
        bytes[PATCHES..PATCHES + 2].copy_from_slice(&head.to_le_bytes());
    }
    let patches = Patches::new(&chains, &Tile::at(&bytes, margin)?, frame.tile)?;
    Some(Mixed { number, patches, edges: bytes.split_off(PATCHES) })
}

/// Joins edges that follow one another into chains, relative to the tile's corner.
fn chains(edges: &[Edge], entries: &[(u32, u32)], corner: Point) -> Vec<Vec<Point>> {
    let local = |p: Point| Point { x: p.x - corner.x, y: p.y - corner.y };
    let mut chains: Vec<Vec<Point>> = Vec::new();
    let mut next = None;
    for &(_, i) in entries {
        let edge = edges[i as usize];
        match chains.last_mut() {
            Some(chain) if next == Some((i, edge.a)) && chain.len() < usize::from(u16::MAX) => {
                chain.push(local(edge.b));
            }
            _ => chains.push(vec![local(edge.a), local(edge.b)]),
        }
        next = Some((i + 1, edge.b));
    }
    chains
}

/// Header and sections in one piece.
pub(super) fn assemble(outline: &Outline, frame: Frame, encoded: Encoded, source: &CoastSource) -> Vec<u8> {
    let text = source.to_text();
    let Encoded { blocks, fine, tiles, mixed, coast_edges } = encoded;
    let file_len = HEADER_LEN + text.len() + blocks.len() + fine.len() + tiles.len();
    let header = Header {
        file_len: file_len as u64,
        frame,
        cuts: outline.cuts,
        text_len: text.len() as u64,
        fine_blocks: (fine.len() / FINE_LEN) as u64,
        tiles_len: tiles.len() as u64,
        counts: [outline.vertices, coast_edges, mixed, outline.rounded],
    };
    let mut bytes = header.to_bytes();
    bytes.reserve_exact(file_len - HEADER_LEN);
    for section in [text.as_bytes(), &blocks, &fine, &tiles] {
        bytes.extend_from_slice(section);
    }
    seal(&mut bytes);
    bytes
}
