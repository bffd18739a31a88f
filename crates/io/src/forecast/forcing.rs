//! Wind and current along the tracks, for those who ask for them in `drift.nc`.

use crate::write::trajectory::{Along, Forcing};
use sarex_drift::{Ensemble, Fate, Snapshot};
use sarex_geo::position::unwrap_longitude;
use sarex_metocean::{Environment, FieldError, Points, Quantity, VectorsMut, Window};

/// Samples current and wind at each output time and place: the fields themselves, without the error of each particle.
pub(super) fn along(environment: &Environment, ensemble: &Ensemble) -> Result<Forcing, FieldError> {
    let mut forcing = Forcing::default();
    for snapshot in &ensemble.snapshots {
        let places = Places::of(ensemble, snapshot);
        let held = environment.hold(&places.window(snapshot.time_s))?;
        for (quantity, along) in
            [(Quantity::Wind, &mut forcing.wind), (Quantity::Current, &mut forcing.current)]
        {
            let n = places.particle.len();
            let (mut east, mut north, mut used) = (vec![0.0; n], vec![0.0; n], vec![u8::MAX; n]);
            let points =
                Points { lat_deg: &places.lat_deg, lon_deg: &places.lon_deg, member: &places.member };
            let out = VectorsMut { east_mps: &mut east, north_mps: &mut north };
            held.sample(quantity, points, snapshot.time_s, out, &mut used);
            let mut row = Along::missing(snapshot.fate.len());
            for (k, &i) in places.particle.iter().enumerate().filter(|(k, _)| used[*k] != u8::MAX) {
                row.east_mps[i] = east[k] as f32;
                row.north_mps[i] = north[k] as f32;
            }
            along.push(row);
        }
    }
    Ok(forcing)
}

/// Where the released particles are at one time, longitudes unwrapped about the first.
#[derive(Default)]
struct Places {
    particle: Vec<usize>,
    lat_deg: Vec<f64>,
    lon_deg: Vec<f64>,
    member: Vec<u16>,
}

impl Places {
    fn of(ensemble: &Ensemble, snapshot: &Snapshot) -> Self {
        let mut places = Self::default();
        for i in (0..snapshot.fate.len()).filter(|i| snapshot.fate[*i] != Fate::NotReleased) {
            let lon_deg = f64::from(snapshot.lon_e7[i]) * 1e-7;
            let near_deg = places.lon_deg.first().copied().unwrap_or(lon_deg);
            places.particle.push(i);
            places.lat_deg.push(f64::from(snapshot.lat_e7[i]) * 1e-7);
            places.lon_deg.push(unwrap_longitude(lon_deg, near_deg));
            places.member.push(ensemble.particles.member[i]);
        }
        places
    }

    fn window(&self, time_s: f64) -> Window {
        let ends = |values: &[f64]| {
            let first = values.first().copied().unwrap_or(0.0);
            values.iter().fold((first, first), |(low, high), v| (low.min(*v), high.max(*v)))
        };
        let ((south_deg, north_deg), (west_deg, east_deg)) = (ends(&self.lat_deg), ends(&self.lon_deg));
        Window { south_deg, north_deg, west_deg, east_deg, start_s: time_s, end_s: time_s }
    }
}
