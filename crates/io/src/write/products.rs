//! What follows from an ensemble and serves several files: data, probability maps, contours.

use super::WriteError;
use rayon::prelude::*;
use sarex_drift::{Cloud, CloudError, Contour, Datum, Ensemble, GridSpec, ProbabilityMap};

/// Most cells of the maps that are written: 200 by 200 per time, finer than the cloud's own resolution.
pub const MAX_CELLS: usize = 40_000;

/// Data, maps and contours at the output times at which the place of anything is known, in order of output.
pub struct Products {
    /// Index of the output time in the ensemble.
    pub snapshot: Vec<usize>,
    /// Centre and radii.
    pub data: Vec<Datum>,
    /// Maps, all on one grid.
    pub maps: Vec<ProbabilityMap>,
    /// Contours at those of 50, 75, 90 and 95 % that the map holds, smallest first; none where the datum has no
    /// radius, for their reasons are the same.
    pub contours: Vec<Vec<Contour>>,
    /// Output times, seconds since 1970, by which everything that was adrift had left the data.
    pub unknown: Vec<f64>,
}

impl Products {
    /// Works them out, times in parallel; each depends on its own time alone, so the number of threads does not
    /// matter.
    pub fn of(ensemble: &Ensemble) -> Result<Self, WriteError> {
        let clouds: Vec<Result<Cloud, CloudError>> =
            (0..ensemble.snapshots.len()).into_par_iter().map(|k| Cloud::of(ensemble, k)).collect();
        let unknown = clouds.iter().filter_map(|cloud| match cloud {
            Err(CloudError::NothingFollowed { time_s }) => Some(*time_s),
            _ => None,
        });
        let unknown: Vec<f64> = unknown.collect();
        let known = clouds.into_iter().enumerate().filter_map(|(k, cloud)| Some((k, cloud.ok()?)));
        let (snapshot, clouds): (Vec<usize>, Vec<Cloud>) = known.unzip();
        if clouds.is_empty() {
            return Err(WriteError::Inconsistent("nothing is adrift at any output time".into()));
        }
        let spec = GridSpec { max_cells: MAX_CELLS, ..GridSpec::default() };
        let grid = ProbabilityMap::grid_for(&clouds, &spec);
        let each: Vec<(Datum, ProbabilityMap, Vec<Contour>)> = clouds
            .par_iter()
            .map(|cloud| {
                let map = ProbabilityMap::on_grid(cloud, grid, spec.smoothing);
                let datum = Datum::of_cloud(cloud);
                let contours = if datum.radius_50.is_some() { map.contours() } else { Vec::new() };
                (datum, map, contours)
            })
            .collect();
        let mut products =
            Self { snapshot, data: Vec::new(), maps: Vec::new(), contours: Vec::new(), unknown };
        for (datum, map, contours) in each {
            products.data.push(datum);
            products.maps.push(map);
            products.contours.push(contours);
        }
        Ok(products)
    }
}
