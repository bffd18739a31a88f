//! Filling of land cells the way OpenDrift does it.

/// Passes, and so cells from the coast that get a value.
pub(super) const PASSES: usize = 10;

/// Gives missing cells the **maximum** of their valid neighbours among 8, up to [`PASSES`] times; each pass sees
/// the values of the one before.
///
/// The maximum pulls the flow beside the coast towards the positive grid axes: this is for comparison with
/// OpenDrift, not for forecasts.
pub(super) fn maximum(values: &mut [f32], width: usize) {
    let height = values.len() / width;
    // Only cells beside a valid one can change, so each pass looks at those alone.
    let mut edge: Vec<u32> = (0..values.len())
        .filter(|k| values[*k].is_nan() && neighbours(*k, width, height).any(|n| !values[n].is_nan()))
        .map(|k| k as u32)
        .collect();
    let mut filled: Vec<(u32, f32)> = Vec::with_capacity(edge.len());
    for _ in 0..PASSES {
        filled.clear();
        for &k in &edge {
            let largest = neighbours(k as usize, width, height).map(|n| values[n]).fold(f32::NAN, f32::max);
            filled.push((k, largest));
        }
        for &(k, value) in &filled {
            values[k as usize] = value;
        }
        edge.clear();
        for &(k, _) in &filled {
            edge.extend(
                neighbours(k as usize, width, height).filter(|n| values[*n].is_nan()).map(|n| n as u32),
            );
        }
        if edge.is_empty() {
            return;
        }
        edge.sort_unstable();
        edge.dedup();
    }
}

fn neighbours(k: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (column, row) = (k % width, k / width);
    let columns = column.saturating_sub(1)..=(column + 1).min(width - 1);
    let rows = row.saturating_sub(1)..=(row + 1).min(height - 1);
    rows.flat_map(move |r| columns.clone().map(move |c| r * width + c)).filter(move |n| *n != k)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: sea at the left and in one corner. The corner's −9 comes first where 5 is a pass further away.
    #[test]
    fn each_pass_takes_the_largest_neighbour() {
        let n = f32::NAN;
        let mut values = [
            1.0, n, n, n, //
            5.0, n, n, n, //
            -2.0, n, n, n, //
            -3.0, n, n, -9.0,
        ];
        maximum(&mut values, 4);
        assert_eq!(
            values,
            [
                1.0, 5.0, 5.0, 5.0, //
                5.0, 5.0, 5.0, -9.0, //
                -2.0, 5.0, -9.0, -9.0, //
                -3.0, -2.0, -9.0, -9.0,
            ]
        );
    }

    #[test]
    fn ten_passes_reach_ten_cells() {
        let mut values = [f32::NAN; 14];
        values[0] = 1.0;
        maximum(&mut values, 14);
        assert_eq!(values.iter().filter(|v| **v == 1.0).count(), 11);
        let mut land = [f32::NAN; 6];
        maximum(&mut land, 3);
        assert!(land.iter().all(|v| v.is_nan()));
    }
}
