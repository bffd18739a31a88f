//! Filling of land cells the way OpenDrift does it.

/// Passes, and so cells from the coast that get a value.
pub(super) const PASSES: usize = 10;

/// Gives missing cells the **maximum** of their valid neighbours among 8, up to [`PASSES`] times; each pass sees
/// the values of the one before.
///
/// The maximum pulls the flow beside the coast towards the positive grid axes: this is for comparison with
/// OpenDrift, not for forecasts.
///
/// Both components mostly lack the same cells: then they are filled in one go.
pub(super) fn maximum(u: &mut [f32], v: &mut [f32], width: usize) {
    if u.iter().zip(&*v).all(|(u, v)| u.is_nan() == v.is_nan()) {
        fill([u, v], width);
    } else {
        fill([u], width);
        fill([v], width);
    }
}

/// Fills components that lack the same cells.
fn fill<const N: usize>(mut components: [&mut [f32]; N], width: usize) {
    if !components[0].iter().any(|x| x.is_nan()) {
        return;
    }
    let height = components[0].len() / width;
    // With a border of missing cells around it, every cell has 8 neighbours at fixed distances.
    let stride = width + 2;
    let mut padded = vec![[f32::NAN; N]; stride * (height + 2)];
    for row in 0..height {
        let first = (row + 1) * stride + 1;
        for (column, cell) in padded[first..first + width].iter_mut().enumerate() {
            *cell = components.each_ref().map(|values| values[row * width + column]);
        }
    }
    for cell in spread(&mut padded, stride) {
        let (row, column) = (cell as usize / stride - 1, cell as usize % stride - 1);
        for (values, value) in components.iter_mut().zip(padded[cell as usize]) {
            values[row * width + column] = value;
        }
    }
}

/// What a cell is to the passes.
const VALID: u8 = 1;
const MISSING: u8 = 0;
/// Beside a valid cell and therefore in the list of a pass, or in the border and never.
const LISTED: u8 = 2;

/// The passes on a padded grid; the cells that got a value.
fn spread<const N: usize>(cells: &mut [[f32; N]], stride: usize) -> Vec<u32> {
    let mut state = states(cells, stride);
    let mut changed = beside_valid(&mut state, stride);
    let mut values = Vec::with_capacity(changed.len());
    let mut first = 0;
    for _ in 0..PASSES {
        // Only cells beside a valid one can change, so each pass looks at those alone.
        let edge = first..changed.len();
        if edge.is_empty() {
            break;
        }
        values.clear();
        values.extend(changed[edge.clone()].iter().map(|&k| {
            let larger = |a: [f32; N], b: [f32; N]| std::array::from_fn(|c| a[c].max(b[c]));
            neighbours(k as usize, stride).into_iter().map(|n| cells[n]).fold([f32::NAN; N], larger)
        }));
        for (&k, &value) in changed[edge.clone()].iter().zip(&values) {
            cells[k as usize] = value;
        }
        first = edge.end;
        for at in edge {
            for n in neighbours(changed[at] as usize, stride) {
                if state[n] == MISSING {
                    state[n] = LISTED;
                    changed.push(n as u32);
                }
            }
        }
    }
    changed.truncate(first);
    changed
}

fn states<const N: usize>(cells: &[[f32; N]], stride: usize) -> Vec<u8> {
    let mut state: Vec<u8> = cells.iter().map(|x| if x[0].is_nan() { MISSING } else { VALID }).collect();
    let last_row = state.len() - stride;
    state[..stride].fill(LISTED);
    state[last_row..].fill(LISTED);
    for row in state.chunks_exact_mut(stride) {
        (row[0], row[stride - 1]) = (LISTED, LISTED);
    }
    state
}

/// Lists the missing cells beside a valid one.
fn beside_valid(state: &mut [u8], stride: usize) -> Vec<u32> {
    let mut edge = Vec::new();
    let mut beside = vec![0u8; stride - 2];
    for row in 1..state.len() / stride - 1 {
        let rows = &state[(row - 1) * stride..(row + 2) * stride];
        let (below, rest) = rows.split_at(stride);
        let (here, above) = rest.split_at(stride);
        for c in 0..stride - 2 {
            let any = |row: &[u8]| row[c] | row[c + 1] | row[c + 2];
            beside[c] = (any(below) | any(here) | any(above)) & VALID;
        }
        for (c, beside) in beside.iter().enumerate() {
            let cell = row * stride + c + 1;
            if *beside == VALID && state[cell] == MISSING {
                edge.push(cell as u32);
            }
        }
    }
    for &cell in &edge {
        state[cell as usize] = LISTED;
    }
    edge
}

fn neighbours(k: usize, stride: usize) -> [usize; 8] {
    let (below, above) = (k - stride, k + stride);
    [below - 1, below, below + 1, k - 1, k + 1, above - 1, above, above + 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarex_geo::streams::{Process, Streams};

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
        fill([&mut values], 4);
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

    /// Cell by cell and pass by pass, as the rule is written.
    fn by_the_rule(values: &mut [f32], width: usize) {
        let height = values.len() / width;
        for _ in 0..PASSES {
            let before = values.to_vec();
            for k in (0..before.len()).filter(|k| before[*k].is_nan()) {
                let (row, column) = (k / width, k % width);
                for r in row.saturating_sub(1)..(row + 2).min(height) {
                    for c in column.saturating_sub(1)..(column + 2).min(width) {
                        values[k] = values[k].max(before[r * width + c]);
                    }
                }
            }
        }
    }

    #[test]
    fn coasts_of_any_shape_are_filled_by_the_rule() {
        for (case, (width, height)) in [(40, 30), (1, 25), (25, 1), (2, 2), (64, 64)].into_iter().enumerate()
        {
            for one_in in [2, 10, 200] {
                let stream = Streams::new(case as u64).particle(one_in);
                let value = |k: usize| match stream.words(k as u32, Process::Member, 0) {
                    [a, b, ..] if a % one_in == 0 => (b % 1000) as f32 - 500.0,
                    _ => f32::NAN,
                };
                let u: Vec<f32> = (0..width * height).map(value).collect();
                // Opposite signs beside the same coast, and the coast upside down.
                for v in [u.iter().map(|u| -u).collect(), u.iter().rev().copied().collect::<Vec<_>>()] {
                    let (mut u, mut v) = (u.clone(), v);
                    let mut want = [u.clone(), v.clone()];
                    maximum(&mut u, &mut v, width);
                    for (values, want) in [u, v].iter().zip(&mut want) {
                        by_the_rule(want, width);
                        assert!(values.iter().zip(want).all(|(a, b)| *a == *b || (a.is_nan() && b.is_nan())));
                    }
                }
            }
        }
    }

    #[test]
    fn ten_passes_reach_ten_cells() {
        let mut values = [f32::NAN; 14];
        values[0] = 1.0;
        fill([&mut values], 14);
        assert_eq!(values.iter().filter(|v| **v == 1.0).count(), 11);
        let mut land = [f32::NAN; 6];
        fill([&mut land], 3);
        assert!(land.iter().all(|v| v.is_nan()));
    }
}
