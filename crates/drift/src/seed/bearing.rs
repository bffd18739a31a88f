//! Lines of bearing.

mod cells;

use super::StartTime;
use super::sample::{Lot, SeedError, Start, check_count, check_length, check_range, moved_on};
use cells::Cell;
use sarex_geo::position::wrap_longitude;
use sarex_geo::{Position, geodesic, math, streams::Process};

/// Bearings taken on one source, from one or more stations.
#[derive(Debug, Clone, PartialEq)]
pub struct LinesOfBearing {
    /// One or more.
    pub lines: Vec<BearingLine>,
    /// When the source was there.
    pub time: StartTime,
}

/// One bearing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BearingLine {
    /// Where it was taken.
    pub station: Position,
    /// From the station towards the source, degrees **true**: variation and deviation already applied.
    pub bearing_deg: f64,
    /// σ of the bearing, degrees.
    pub std_deg: f64,
    /// Nearest possible range, m.
    pub range_min_m: f64,
    /// Farthest possible range, m.
    pub range_max_m: f64,
}

/// Bearings farther than this from their line do not occur, σ.
const FARTHEST_SIGMA: f64 = 5.0;

/// Lines of bearing that are checked and ready to be drawn from.
///
/// Prior: every square metre of the sharpest line's sector alike, that is r = √(r₁² + U (r₂² − r₁²)); uniform in r
/// would pile probability up near the station. Likelihood of a place: ∏ exp(−Δβ_j² / 2σ_j²) over all lines, Δβ_j
/// its bearing from station j less the bearing taken, and zero outside a line's ranges.
///
/// One line is drawn directly, β = β₁ + σ₁ ξ. With more, cells over the sector hold an upper bound of the
/// likelihood; a cell is chosen by bound and size, a place in it uniformly, and the place is kept with
/// probability likelihood / bound, else all is drawn again. The result is exact, no place is repeated, and a
/// particle's draw does not depend on how many there are.
#[derive(Debug, Clone)]
pub(crate) struct BearingSampler {
    lines: Vec<BearingLine>,
    /// Empty for a single line.
    cells: Vec<Cell>,
    /// Half-width of the sector, σ of the first line.
    widest_sigma: f64,
    time: StartTime,
}

impl LinesOfBearing {
    pub(crate) fn sampler(&self) -> Result<BearingSampler, SeedError> {
        check_count("lines of bearing", self.lines.len(), 1, 100)?;
        self.time.check()?;
        for line in &self.lines {
            check_range("bearing", line.bearing_deg, (0.0, 360.0), "°")?;
            check_range("bearing error", line.std_deg, (0.0, 90.0), "°")?;
            check_length("nearest range", line.range_min_m)?;
            check_length("farthest range", line.range_max_m)?;
            if line.range_max_m < line.range_min_m {
                return Err(SeedError::Reversed { key: "range" });
            }
        }
        let several = self.lines.len() > 1;
        if several {
            for line in &self.lines {
                check_range("bearing error with several lines", line.std_deg, (0.01, 90.0), "°")?;
            }
        }
        // The sharpest line first; of equals the one that was given first.
        let mut order: Vec<usize> = (0..self.lines.len()).collect();
        order.sort_by(|&a, &b| self.lines[a].std_deg.total_cmp(&self.lines[b].std_deg));
        let lines: Vec<BearingLine> = order.iter().map(|&index| self.lines[index]).collect();
        let widest_sigma = FARTHEST_SIGMA.min(180.0 / lines[0].std_deg.max(1e-9));
        let mut sampler = BearingSampler { lines, cells: Vec::new(), widest_sigma, time: self.time };
        if several {
            sampler.cells = cells::of(&sampler, &order)?;
        }
        Ok(sampler)
    }
}

impl BearingSampler {
    pub fn draw(&self, lot: Lot) -> Start {
        let place = if self.cells.is_empty() {
            let xi = lot.normals(Process::SeedPosition, 0).0;
            self.place(lot.uniform(Process::SeedPosition, 1), xi)
        } else {
            self.fix(lot)
        };
        Start { lat_deg: place.0, lon_deg: place.1, time_s: lot.time_s(self.time) }
    }

    /// The place of the sharpest line's sector at a fraction of its area and an error of its bearing.
    fn place(&self, area_fraction: f64, xi: f64) -> (f64, f64) {
        let line = &self.lines[0];
        let (near, far) = (line.range_min_m * line.range_min_m, line.range_max_m * line.range_max_m);
        let range_m = (near + area_fraction * (far - near)).sqrt();
        moved_on(line.station, line.bearing_deg + line.std_deg * xi, range_m)
    }

    fn fix(&self, lot: Lot) -> (f64, f64) {
        let total = self.cells[self.cells.len() - 1].cumulative;
        let mut place = (0.0, 0.0);
        for draw in 0..100_000 {
            let [choice, u, v, keep] = lot.uniforms(Process::SeedPosition, draw);
            let index = self.cells.partition_point(|cell| cell.cumulative < choice * total);
            let index = index.min(self.cells.len() - 1);
            let cell = &self.cells[index];
            let (area_fraction, xi) = self.in_cell(cell, u, v);
            place = self.place(area_fraction, xi);
            if keep * cell.bound <= math::exp(-self.misfit(place, xi).min(700.0)) {
                break;
            }
        }
        place
    }

    /// Fraction of the area and ξ at a place of a cell.
    fn in_cell(&self, cell: &Cell, u: f64, v: f64) -> (f64, f64) {
        let xi = self.widest_sigma * (2.0 * (f64::from(cell.column) + v) * cell.size - 1.0);
        ((f64::from(cell.row) + u) * cell.size, xi)
    }

    /// Σ Δβ² / 2σ² over all lines, infinite outside the ranges.
    fn misfit(&self, place: (f64, f64), xi: f64) -> f64 {
        0.5 * xi * xi + self.lines[1..].iter().map(|line| line.misfit(place)).sum::<f64>()
    }
}

impl BearingLine {
    /// Δβ of a place in degrees, and its range in metres.
    fn sees(&self, place: (f64, f64)) -> (f64, f64) {
        let lat_deg = place.0.clamp(-90.0, 90.0);
        let Ok(place) = Position::new(lat_deg, wrap_longitude(place.1)) else {
            return (180.0, f64::INFINITY);
        };
        let inverse = geodesic::inverse(self.station, place);
        let difference_deg = wrap_longitude(inverse.bearing_from_start.deg() - self.bearing_deg);
        (difference_deg, inverse.distance.in_metres())
    }

    /// Δβ² / 2σ², infinite outside the ranges.
    fn misfit(&self, place: (f64, f64)) -> f64 {
        self.misfit_of(self.sees(place))
    }

    /// The same of a place seen at this Δβ in degrees and this range in metres.
    fn misfit_of(&self, (difference_deg, range_m): (f64, f64)) -> f64 {
        if !(self.range_min_m..=self.range_max_m).contains(&range_m) {
            return f64::INFINITY;
        }
        let sigmas = difference_deg / self.std_deg;
        0.5 * sigmas * sigmas
    }
}

#[cfg(test)]
mod tests {
    use super::super::Seed;
    use super::super::sample::testing::{AT_NOON, assert_uniform, draws, mean_and_std, p, seen_from};
    use super::*;

    fn line(station: Position, bearing_deg: f64, std_deg: f64, ranges_m: (f64, f64)) -> BearingLine {
        BearingLine { station, bearing_deg, std_deg, range_min_m: ranges_m.0, range_max_m: ranges_m.1 }
    }

    fn lines(lines: &[BearingLine]) -> LinesOfBearing {
        LinesOfBearing { lines: lines.to_vec(), time: AT_NOON }
    }

    /// One line: the error of the bearing is normal and the range uniform in area, at ordinary places, across
    /// the dateline and over the pole.
    #[test]
    fn sectors_are_filled_evenly() {
        for (station, bearing) in [(p(35.0, 129.0), 10.0), (p(-10.0, 179.9), 90.0), (p(89.5, 30.0), 0.0)] {
            let seed = Seed::LinesOfBearing(lines(&[line(station, bearing, 2.5, (20e3, 150e3))]));
            let (mut errors, mut areas) = (Vec::new(), Vec::new());
            for start in draws(&seed, 8_000) {
                let (range, seen) = seen_from(station, &start);
                errors.push(wrap_longitude(seen - bearing) / 2.5);
                areas.push((range * range - 4e8) / (2.25e10 - 4e8));
            }
            let (mean, std) = mean_and_std(&errors);
            assert!(mean.abs() < 0.045 && (std - 1.0).abs() < 0.032, "{mean} {std}");
            assert_uniform(&areas);
        }
    }

    /// Two and three lines against weighted sampling by brute force: mean and spread of the fix in both
    /// directions.
    #[test]
    fn fixes_follow_the_likelihood() {
        let far = (0.0, 200e3);
        let [a, b, c] = [p(34.0, 129.0), p(34.0, 130.0), p(35.0, 129.2)];
        for taken in [
            vec![line(a, 45.0, 2.0, far), line(b, 315.0, 3.0, far)],
            vec![line(a, 45.0, 2.0, far), line(b, 315.0, 3.0, far), line(c, 148.0, 4.0, (20e3, 90e3))],
            vec![line(a, 90.0, 1.0, far), line(b, 80.0, 5.0, far)],
        ] {
            let seed = lines(&taken);
            let n = 6_000;
            let starts = draws(&Seed::LinesOfBearing(seed.clone()), n);
            let (expected, effective) = weighted(&seed);
            for (axis, (mean, std)) in expected.into_iter().enumerate() {
                let values: Vec<f64> =
                    starts.iter().map(|s| if axis == 0 { s.lat_deg } else { s.lon_deg }).collect();
                let ours = mean_and_std(&values);
                let error = std * (1.0 / n as f64 + 1.0 / effective).sqrt();
                assert!((ours.0 - mean).abs() < 4.5 * error, "{ours:?} {mean} {error}");
                assert!((ours.1 / std - 1.0).abs() < 0.08, "{ours:?} {std}");
            }
        }
    }

    /// Mean and standard deviation of latitude and longitude by importance sampling over the whole sector, and
    /// its effective number.
    fn weighted(seed: &LinesOfBearing) -> ([(f64, f64); 2], f64) {
        let sampler = seed.sampler().unwrap();
        let single = BearingSampler { cells: Vec::new(), ..sampler.clone() };
        let (mut sums, mut squares) = ([0.0; 5], 0.0);
        for i in 0..60_000u32 {
            let stream = sarex_geo::Streams::new(99).particle(i);
            let lot = Lot { stream, attempt: 0, index: 0, count: 1, evenly: false };
            let start = single.draw(lot);
            let place = (start.lat_deg, start.lon_deg);
            let misfit: f64 = sampler.lines[1..].iter().map(|line| line.misfit(place)).sum();
            let w = math::exp(-misfit.min(700.0));
            squares += w * w;
            let terms = [1.0, place.0, place.1, place.0 * place.0, place.1 * place.1];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += w * term);
        }
        let moments = [(1, 3), (2, 4)].map(|(first, second)| {
            let mean = sums[first] / sums[0];
            (mean, (sums[second] / sums[0] - mean * mean).sqrt())
        });
        (moments, sums[0] * sums[0] / squares)
    }

    /// The second station stands in the sector of the first: beside it any bearing is seen, and only there do places
    /// fit. Draws must not be lost in cells that promise more than they hold.
    #[test]
    fn a_station_in_the_other_sector_is_no_trap() {
        let (a, b) = (p(34.0, 129.0), p(34.0, 129.5));
        let taken = lines(&[line(a, 90.0, 1.0, (0.0, 100e3)), line(b, 0.0, 1.0, (0.0, 50e3))]);
        let sampler = taken.sampler().unwrap();
        let (mut tries, mut kept) = (0, 0);
        for start in draws(&Seed::LinesOfBearing(taken.clone()), 500) {
            let (range_m, seen) = seen_from(a, &start);
            let place = (start.lat_deg, start.lon_deg);
            let xi = wrap_longitude(seen - 90.0);
            assert!(range_m < 100e3 && sampler.misfit(place, xi) < 12.5, "{start:?}");
        }
        for (index, cell) in sampler.cells.iter().enumerate() {
            let before = if index == 0 { 0.0 } else { sampler.cells[index - 1].cumulative };
            let share = (cell.cumulative - before) / sampler.cells.last().unwrap().cumulative;
            let (area_fraction, xi) = sampler.in_cell(cell, 0.5, 0.5);
            let likelihood = math::exp(-sampler.misfit(sampler.place(area_fraction, xi), xi).min(700.0));
            tries += (share * 1e6) as u64;
            kept += (share * 1e6 * likelihood / cell.bound) as u64;
        }
        assert!(kept * 10 > tries, "{kept} of {tries}");
    }

    /// A fix lies where both bearings lead, on both sides of the dateline.
    #[test]
    fn fixes_cross_the_dateline() {
        let source = p(51.0, 180.0);
        let stations = [p(50.0, 178.5), p(50.5, -178.0)];
        let taken = stations.map(|station| {
            let bearing = geodesic::inverse(station, source).bearing_from_start.deg();
            line(station, bearing, 1.0, (0.0, 400e3))
        });
        for start in draws(&Seed::LinesOfBearing(lines(&taken)), 1_000) {
            assert!(seen_from(source, &start).0 < 40e3);
        }
    }

    #[test]
    fn bearings_that_do_not_meet_are_explained() {
        let near = (0.0, 50e3);
        let (a, b) = (p(34.0, 129.0), p(34.0, 129.5));
        let apart = lines(&[line(a, 270.0, 1.0, near), line(b, 90.0, 2.0, near)]).sampler();
        let text = apart.unwrap_err().to_string();
        assert!(text.contains("do not meet") || text.contains("do not overlap"), "{text}");
        // Apart, though the second station is not far from the first line's sector.
        let near = p(34.2, 130.0);
        let apart = lines(&[
            line(p(34.2, 129.0 + 2.0 / 3.0), 10.0, 1.0, (0.0, 111e3)),
            line(near, 80.0, 1.0, (0.0, 55e3)),
        ]);
        assert!(matches!(apart.sampler(), Err(SeedError::NoFix { .. })), "{:?}", apart.sampler().err());
        let near = (0.0, 50e3);
        let away = lines(&[line(a, 270.0, 1.0, near), line(p(40.0, 129.0), 90.0, 2.0, near)]).sampler();
        assert_eq!(away.unwrap_err(), SeedError::RangesApart);
        for (wrong, says) in [
            (vec![], "0 given"),
            (vec![line(a, 361.0, 1.0, near)], "bearing = 361"),
            (vec![line(a, 0.0, 1.0, (5.0, 4.0))], "exchange them"),
            (vec![line(a, 0.0, f64::NAN, near)], "bearing error = NaN"),
            (vec![line(a, 0.0, 0.0, near), line(b, 0.0, 1.0, near)], "with several lines"),
        ] {
            let error = lines(&wrong).sampler().unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
