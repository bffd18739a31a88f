//! One axis of a grid: coordinate to fractional index.

use super::GridError;

/// Most cells along one axis; beyond it a header is taken for damaged.
pub const MOST_CELLS: usize = 1 << 20;

/// Adding and subtracting this rounds a double of magnitude below 2⁵¹ to the nearest integer.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// A point this far outside the first or last grid line, in cells, still counts as on it: a coordinate that was
/// projected there and back must not fall off the edge.
pub(crate) const EDGE_CELLS: f64 = 1e-9;

/// Coordinates of the grid lines along one direction, strictly monotone, ascending or descending.
///
/// ```
/// use sarex_metocean::grid::Axis;
/// let lat = Axis::uniform(50.0, 20.0, 31).unwrap();        // descending
/// assert_eq!(lat.index(35.5), 14.5);
/// let lon = Axis::longitude_uniform(0.0, 359.0, 360).unwrap(); // cyclic
/// assert_eq!(lon.index(-0.5), 359.5);
/// assert!(lon.is_cyclic());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    first: f64,
    last: f64,
    count: usize,
    /// Only for axes that are not uniform.
    values: Option<Vec<f64>>,
    /// Longitudes: any multiple of 360° away is the same place.
    turning: Turning,
}

/// Whether an axis goes round the Earth.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Turning {
    /// Not a longitude.
    No,
    /// Longitude of a region: coordinates are brought within 180° of its centre.
    Region,
    /// All round; the number of steps in a full turn.
    Cyclic(usize),
}

/// A uniform axis ready for the inner loop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UniformAxis {
    first: f64,
    per_unit: f64,
    /// Longitudes are brought within half a turn of this; the turn is 0 for other axes.
    centre: f64,
    turn: f64,
    per_turn: f64,
}

impl UniformAxis {
    /// Coordinate to fractional index, branch-free.
    #[inline(always)]
    pub(crate) fn index(&self, x: f64) -> f64 {
        let turns = ((x - self.centre) * self.per_turn + ROUND) - ROUND;
        ((x - turns * self.turn) - self.first) * self.per_unit
    }

    /// The same for an axis that is no longitude: its turn is 0.
    #[inline(always)]
    pub(crate) fn straight_index(&self, x: f64) -> f64 {
        (x - self.first) * self.per_unit
    }
}

impl Axis {
    /// `count` equal steps from first to last coordinate: index i = (x − x₀)/(x₁ − x₀) · (n − 1).
    pub fn uniform(first: f64, last: f64, count: usize) -> Result<Self, GridError> {
        check_ends(first, last, count)?;
        Ok(Self { first, last, count, values: None, turning: Turning::No })
    }

    /// Coordinates as a file gives them. Steps that are equal within the rounding of 32-bit numbers make a
    /// uniform axis defined by its ends; otherwise the index is piecewise linear between them.
    pub fn from_values(values: &[f64]) -> Result<Self, GridError> {
        let (first, last) = match values {
            [first, .., last] => (*first, *last),
            _ => return Err(GridError::TooFewCells(values.len())),
        };
        check_ends(first, last, values.len())?;
        let ascending = last > first;
        if let Some(at) = values.windows(2).position(|w| !((w[1] > w[0]) == ascending && w[1] != w[0])) {
            return Err(GridError::NotMonotone { index: at + 1, before: values[at], value: values[at + 1] });
        }
        let step = (last - first) / (values.len() - 1) as f64;
        let tolerance = (1e-3 * step.abs()).max(3.0e-7 * first.abs().max(last.abs())).min(0.05 * step.abs());
        let uniform =
            values.iter().enumerate().all(|(i, v)| (v - (first + step * i as f64)).abs() <= tolerance);
        let kept = if uniform { None } else { Some(values.to_vec()) };
        Ok(Self { first, last, count: values.len(), values: kept, turning: Turning::No })
    }

    /// A longitude axis in degrees, uniform; cyclic when it goes round the Earth, with or without a last column
    /// that repeats the first.
    pub fn longitude_uniform(first: f64, last: f64, count: usize) -> Result<Self, GridError> {
        Ok(Self::uniform(first, last, count)?.turned())
    }

    /// A longitude axis in degrees from the file's values. They may jump by 360° once (0 … 180, −179 … −1).
    pub fn longitude_from_values(values: &[f64]) -> Result<Self, GridError> {
        let mut unwrapped = Vec::with_capacity(values.len());
        let mut previous = values.first().copied().unwrap_or(0.0);
        for v in values {
            let turns = ((v - previous) / 360.0).round();
            previous = if turns.is_finite() && turns != 0.0 { v - 360.0 * turns } else { *v };
            unwrapped.push(previous);
        }
        Ok(Self::from_values(&unwrapped)?.turned())
    }

    /// Marks a longitude axis and finds out whether it closes.
    fn turned(mut self) -> Self {
        let span = (self.last - self.first).abs();
        let step = span / (self.count - 1) as f64;
        self.turning = if (span - 360.0).abs() < 0.02 * step {
            Turning::Cyclic(self.count - 1)
        } else if (span + step - 360.0).abs() < 0.02 * step && self.values.is_none() {
            Turning::Cyclic(self.count)
        } else {
            Turning::Region
        };
        self
    }

    /// Number of grid lines.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Goes all round the Earth.
    pub fn is_cyclic(&self) -> bool {
        matches!(self.turning, Turning::Cyclic(_))
    }

    /// Steps in a full turn for a cyclic axis: index and index + period are the same place.
    pub fn period(&self) -> Option<usize> {
        match self.turning {
            Turning::Cyclic(n) => Some(n),
            _ => None,
        }
    }

    /// Largest index with a value: beyond the last line of a cyclic axis comes the first one again.
    pub fn last_index(&self) -> usize {
        self.period().unwrap_or(self.count - 1)
    }

    /// First and last coordinate as given.
    pub fn ends(&self) -> (f64, f64) {
        (self.first, self.last)
    }

    /// Mean step, negative for a descending axis.
    pub fn step(&self) -> f64 {
        (self.last - self.first) / (self.count - 1) as f64
    }

    /// Coordinate to fractional index; outside [0, [`Axis::last_index`]] the place is not on the axis.
    pub fn index(&self, x: f64) -> f64 {
        let uniform = self.uniform_part();
        match &self.values {
            None => uniform.index(x),
            Some(values) => {
                let turns = ((x - uniform.centre) * uniform.per_turn + ROUND) - ROUND;
                piecewise_index(values, x - turns * uniform.turn)
            }
        }
    }

    /// Fractional index to coordinate; beyond the ends continued with the step there.
    pub fn coordinate(&self, index: f64) -> f64 {
        match &self.values {
            None => self.first + index * self.step(),
            Some(values) => {
                let k = (index.max(0.0) as usize).min(self.count - 2);
                values[k] + (index - k as f64) * (values[k + 1] - values[k])
            }
        }
    }

    /// The constants of the inner loop, if the axis is uniform.
    pub(crate) fn as_uniform(&self) -> Option<UniformAxis> {
        self.values.is_none().then(|| self.uniform_part())
    }

    fn uniform_part(&self) -> UniformAxis {
        let (centre, turn) = match self.turning {
            Turning::No => (0.0, 0.0),
            Turning::Region => (0.5 * (self.first + self.last), 360.0),
            Turning::Cyclic(_) => (self.first + 180.0 * (self.last - self.first).signum(), 360.0),
        };
        let per_turn = if turn == 0.0 { 0.0 } else { 1.0 / turn };
        // A closing axis is scaled by the turn, so that the seam has no gap left by rounded coordinates.
        let per_unit = match self.turning {
            Turning::Cyclic(n) => n as f64 / (360.0 * (self.last - self.first).signum()),
            _ => (self.count - 1) as f64 / (self.last - self.first),
        };
        UniformAxis { first: self.first, per_unit, centre, turn, per_turn }
    }
}

fn check_ends(first: f64, last: f64, count: usize) -> Result<(), GridError> {
    if count < 2 {
        return Err(GridError::TooFewCells(count));
    }
    if count > MOST_CELLS {
        return Err(GridError::TooManyCells(count));
    }
    if !(first.is_finite() && last.is_finite() && (last - first).is_normal()) {
        return Err(GridError::Ends { first, last });
    }
    Ok(())
}

/// Index on an axis that is not uniform, by bisection.
fn piecewise_index(values: &[f64], x: f64) -> f64 {
    let n = values.len();
    let after = if values[n - 1] > values[0] {
        values.partition_point(|v| *v <= x)
    } else {
        values.partition_point(|v| *v >= x)
    };
    let k = after.clamp(1, n - 1) - 1;
    k as f64 + (x - values[k]) / (values[k + 1] - values[k])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_map_to_ends_whatever_the_direction() {
        for axis in [
            Axis::uniform(-2_952_800.0, -2_712_800.0, 301).unwrap(),
            Axis::uniform(50.0, 20.0, 31).unwrap(),
            Axis::from_values(&[0.0, 1.0, 3.0, 10.0]).unwrap(),
            Axis::from_values(&[10.0, 3.0, 1.0, 0.0]).unwrap(),
        ] {
            let (first, last) = axis.ends();
            assert_eq!(axis.index(first), 0.0);
            assert!((axis.index(last) - axis.last_index() as f64).abs() < EDGE_CELLS);
            assert_eq!(axis.coordinate(0.0), first);
            assert!((axis.coordinate(axis.last_index() as f64) - last).abs() < 1e-9);
        }
    }

    #[test]
    fn uneven_steps_are_piecewise_linear() {
        let axis = Axis::from_values(&[0.0, 1.0, 3.0, 10.0]).unwrap();
        assert_eq!(axis.index(2.0), 1.5);
        assert_eq!(axis.index(6.5), 2.5);
        assert_eq!(axis.coordinate(2.5), 6.5);
        assert!(axis.index(-0.1) < 0.0 && axis.index(10.1) > 3.0);
        let down = Axis::from_values(&[10.0, 3.0, 1.0, 0.0]).unwrap();
        assert_eq!(down.index(2.0), 1.5);
    }

    /// Steps of 1/12 degree in 32-bit numbers differ in the fifth digit; they are one uniform axis all the same.
    #[test]
    fn rounded_steps_count_as_uniform() {
        let values: Vec<f64> = (0..4320).map(|i| f64::from((-180.0 + f64::from(i) / 12.0) as f32)).collect();
        let axis = Axis::longitude_from_values(&values).unwrap();
        assert!(axis.as_uniform().is_some());
        assert_eq!(axis.period(), Some(4320));
        assert!((axis.index(129.5) - 309.5 * 12.0).abs() < 2e-3);
    }

    #[test]
    fn longitudes_wrap() {
        let region = Axis::longitude_uniform(170.0, 190.0, 21).unwrap();
        assert_eq!(region.index(-175.0), 15.0);
        assert_eq!(region.index(185.0), 15.0);
        assert!(region.index(169.0) < 0.0 && !region.is_cyclic());
        let closed = Axis::longitude_uniform(-180.0, 180.0, 361).unwrap();
        assert_eq!((closed.period(), closed.last_index()), (Some(360), 360));
        assert_eq!(closed.index(540.0).rem_euclid(360.0), 0.0);
        let down = Axis::longitude_uniform(359.0, 0.0, 360).unwrap();
        assert_eq!(down.index(-0.5), 359.5);
        let jumping: Vec<f64> = (0..360).map(|i| if i < 180 { i as f64 } else { i as f64 - 360.0 }).collect();
        let axis = Axis::longitude_from_values(&jumping).unwrap();
        assert!(axis.is_cyclic());
        assert_eq!(axis.index(-90.0), 270.0);
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(matches!(Axis::from_values(&[1.0]), Err(GridError::TooFewCells(1))));
        assert!(matches!(
            Axis::from_values(&[0.0, 2.0, 1.0, 3.0]),
            Err(GridError::NotMonotone { index: 2, .. })
        ));
        assert!(matches!(Axis::from_values(&[0.0, f64::NAN, 3.0]), Err(GridError::NotMonotone { .. })));
        assert!(matches!(Axis::uniform(1.0, 1.0, 5), Err(GridError::Ends { .. })));
        assert!(matches!(Axis::uniform(1.0, f64::INFINITY, 5), Err(GridError::Ends { .. })));
        assert!(matches!(Axis::uniform(0.0, 1.0, usize::MAX), Err(GridError::TooManyCells(_))));
    }
}
