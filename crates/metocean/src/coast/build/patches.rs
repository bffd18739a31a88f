//! The patches of mixed tiles: which are free of coast, and how far land is from them.

use super::super::lattice::{FRACTION_BITS, Point, tiles_on_line};
use super::super::tile::{PATCH_BITS, PATCH_LAND, PATCH_MIXED, PATCHES, Tile};

/// Patches along one side of a tile.
const SIDE: usize = 1 << PATCH_BITS;

/// Distances are measured in a tile and its neighbours, so no further than this.
const FARTHEST: u8 = SIDE as u8 + 1;

/// One bit for each patch of a tile, row by row from the south-west.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patches {
    /// Coast runs through the patch or along its border.
    mixed: u64,
    /// All land.
    land: u64,
}

impl Patches {
    /// The patches of a tile with these chains of coast; `None` if the tile cannot be read.
    pub(super) fn new(chains: &[Vec<Point>], tile: &Tile<'_>, side: i64) -> Option<Self> {
        let mut mixed = 0u64;
        // In units so small that the side of a patch is the whole number `side`.
        let finer = |p: Point| Point { x: p.x << PATCH_BITS, y: p.y << PATCH_BITS };
        let last = SIDE as i64 - 1;
        for ends in chains.iter().flat_map(|chain| chain.windows(2)) {
            tiles_on_line(finer(ends[0]), finer(ends[1]), side, (0, last), |row, first, end| {
                for col in first.max(0)..=end.min(last) {
                    mixed |= 1 << (row << PATCH_BITS | col);
                }
            });
        }
        let mut land = 0u64;
        for number in (0..PATCHES).filter(|number| mixed >> number & 1 == 0) {
            let middle = |k: usize| (2 * k as i64 + 1) * (side << (FRACTION_BITS - PATCH_BITS - 1));
            let is_land = tile.is_land(Point { x: middle(number % SIDE), y: middle(number / SIDE) })?;
            land |= u64::from(is_land) << number;
        }
        Some(Self { mixed, land })
    }

    /// The patches that are not all sea.
    pub(super) fn not_sea(&self) -> u64 {
        self.mixed | self.land
    }
}

/// The codes of a tile's patches, given the patches that are not all sea in it and its neighbours (south to north,
/// west to east).
pub(super) fn codes(patches: &Patches, not_sea: &[[u64; 3]; 3]) -> [u8; PATCHES] {
    let mut rows = [0u32; 3 * SIDE];
    for (k, row) in rows.iter_mut().enumerate() {
        for (col, bits) in not_sea[k / SIDE].iter().enumerate() {
            *row |= ((bits >> (SIDE * (k % SIDE)) & 0xFF) as u32) << (SIDE * col);
        }
    }
    let mut codes = [FARTHEST; PATCHES];
    for distance in 1..FARTHEST {
        rows = grown(&rows);
        for (number, code) in codes.iter_mut().enumerate() {
            let reached = rows[SIDE + number / SIDE] >> (SIDE + number % SIDE) & 1 == 1;
            if reached && *code == FARTHEST {
                *code = distance;
            }
        }
    }
    for (number, code) in codes.iter_mut().enumerate() {
        if patches.mixed >> number & 1 == 1 {
            *code = PATCH_MIXED;
        } else if patches.land >> number & 1 == 1 {
            *code = PATCH_LAND;
        }
    }
    codes
}

/// Each bit spreads to its eight neighbours.
fn grown(rows: &[u32; 3 * SIDE]) -> [u32; 3 * SIDE] {
    let wide = rows.map(|row| row | row << 1 | row >> 1);
    std::array::from_fn(|k| {
        let south = if k > 0 { wide[k - 1] } else { 0 };
        south | wide[k] | wide.get(k + 1).copied().unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Land in the neighbour to the north-east, three patches from the common corner each way.
    #[test]
    fn distances_count_moves_of_a_king_across_tiles() {
        let open = Patches { mixed: 0, land: 0 };
        let mut not_sea = [[0u64; 3]; 3];
        not_sea[2][2] = 1 << (2 * SIDE + 2);
        let codes = codes(&open, &not_sea);
        assert_eq!(codes[7 * SIDE + 7], 3);
        assert_eq!(codes[7 * SIDE + 5], 5);
        assert_eq!(codes[2 * SIDE + 7], 8);
        assert_eq!(codes[SIDE + 7], 9);
        assert_eq!(codes[0], FARTHEST);
    }

    #[test]
    fn mixed_patches_and_land_have_codes_of_their_own() {
        let patches = Patches { mixed: 1 << 3, land: 1 << 4 | 1 << 5 };
        let mut not_sea = [[0u64; 3]; 3];
        not_sea[1][1] = patches.not_sea();
        assert_eq!(codes(&patches, &not_sea)[..8], [3, 2, 1, PATCH_MIXED, PATCH_LAND, PATCH_LAND, 1, 2]);
    }
}
