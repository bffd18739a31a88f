//! Seeds on land.

use super::{PrepareError, Prepared, allocate, lot, samplers, stored};
use crate::{Compat, Fate, Seed, seed::sample::Sampler};
use sarex_geo::position::unwrap_longitude;
use sarex_geo::{Position, math};
use sarex_metocean::Coastline;

/// A particle on land is drawn again this often before it is moved.
const MOST_ATTEMPTS: u32 = 32;

/// Farthest a particle is moved to the sea, degrees.
const FARTHEST_DEG: f64 = 2.0;

/// Spacing of OpenDrift's lattice of places at sea, degrees.
const LATTICE_DEG: f64 = 0.01;

impl Prepared {
    /// Brings particles that begin on land to sea, or says which seed is on land.
    ///
    /// Place and time of a particle that falls on land are drawn again, up to 32 times: this is the seed's
    /// distribution given that the object is at sea. Where that does not help, and for listed particles, the
    /// nearest place at sea is taken. Both are counted in the warnings.
    ///
    /// It is an error if a last known position is on land, or all particles of a seed are: then position or
    /// area are wrong, and the error names the nearest position at sea.
    ///
    /// With `compat` OpenDrift nothing is drawn again or refused; particles go to the nearest point at sea of a lattice of
    /// 0.01°. Places outside the area of the coastline count as sea.
    pub fn check_land(&mut self, coast: &dyn Coastline) -> Result<(), PrepareError> {
        let on_land: Vec<usize> = (0..self.particles.len())
            .filter(|&i| self.particles.begins_as[i] == Fate::Active)
            .filter(|&i| coast.is_land(self.particles.lat_deg[i], self.particles.lon_deg[i]))
            .collect();
        let samplers = samplers(&self.scenario)?;
        if self.scenario.compat == Compat::None {
            self.refuse_seeds_on_land(coast, &samplers, &on_land)?;
        }
        if on_land.is_empty() {
            return Ok(());
        }
        let identities = allocate::identities(&self.scenario);
        let counts = allocate::counts(&self.scenario);
        let mut redrawn = vec![0usize; counts.len()];
        let mut moved = vec![0usize; counts.len()];
        for &i in &on_land {
            let seed = usize::from(self.particles.seed[i]);
            let again = (1..=MOST_ATTEMPTS)
                .take_while(|_| self.may_redraw(seed))
                .map(|attempt| samplers[seed].draw(lot(&self.scenario, &counts, i, identities[i], attempt)))
                .map(|start| stored(start, self.scenario.compat))
                .find(|start| {
                    !coast.is_land(start.lat_deg, start.lon_deg) && self.begins_in_time(start.time_s)
                });
            let reference_deg = self.particles.lon_deg[i];
            if let Some(start) = again {
                self.particles.lat_deg[i] = start.lat_deg;
                self.particles.lon_deg[i] = unwrap_longitude(start.lon_deg, reference_deg);
                self.particles.start_s[i] = start.time_s;
                redrawn[seed] += 1;
            } else {
                let (lat_deg, lon_deg) = self.nearest_sea(coast, i)?;
                self.particles.lat_deg[i] = lat_deg;
                self.particles.lon_deg[i] = unwrap_longitude(lon_deg, reference_deg);
                moved[seed] += 1;
            }
        }
        self.tell(&counts, &redrawn, "drawn again");
        self.tell(&counts, &moved, "moved to the nearest sea");
        Ok(())
    }

    fn may_redraw(&self, seed: usize) -> bool {
        let listed = matches!(self.scenario.seeds[seed].seed, Seed::Particles(_));
        self.scenario.compat == Compat::None && !listed
    }

    /// The grid of times of the run is fixed by then.
    fn begins_in_time(&self, time_s: f64) -> bool {
        time_s >= self.start_s.min(self.end_s) && time_s <= self.start_s.max(self.end_s)
    }

    fn refuse_seeds_on_land(
        &self,
        coast: &dyn Coastline,
        samplers: &[Sampler],
        on_land: &[usize],
    ) -> Result<(), PrepareError> {
        let mut total = vec![0usize; samplers.len()];
        self.particles.seed.iter().for_each(|&seed| total[usize::from(seed)] += 1);
        let mut ashore = vec![0usize; samplers.len()];
        on_land.iter().for_each(|&i| ashore[usize::from(self.particles.seed[i])] += 1);
        for (seed, sampler) in samplers.iter().enumerate().filter(|(seed, _)| total[*seed] > 0) {
            let nominal = sampler.nominal().filter(|place| coast.is_land(place.lat_deg(), place.lon_deg()));
            let (what, place) = if let Some(place) = nominal {
                (format!("its position {place} is"), (place.lat_deg(), place.lon_deg()))
            } else if ashore[seed] == total[seed] {
                let first = on_land.iter().find(|&&i| usize::from(self.particles.seed[i]) == seed);
                let i = *first.expect("it was counted");
                let place = (self.particles.lat_deg[i], self.particles.lon_deg[i]);
                (format!("all its {} particles are", total[seed]), place)
            } else {
                continue;
            };
            let name = self.scenario.seeds[seed].name.clone();
            return Err(PrepareError::OnLand { name, what, remedy: remedy(coast, place) });
        }
        Ok(())
    }

    fn nearest_sea(&self, coast: &dyn Coastline, i: usize) -> Result<(f64, f64), PrepareError> {
        let (lat_deg, lon_deg) = (self.particles.lat_deg[i], self.particles.lon_deg[i]);
        let found = match self.scenario.compat {
            Compat::None => coast.nearest_sea(lat_deg, lon_deg, FARTHEST_DEG),
            Compat::OpenDrift => nearest_of_lattice(coast, lat_deg, lon_deg),
        };
        found.ok_or_else(|| PrepareError::OnLand {
            name: self.scenario.seeds[usize::from(self.particles.seed[i])].name.clone(),
            what: "a particle is".to_owned(),
            remedy: format!(", and no sea is within {FARTHEST_DEG}° of it"),
        })
    }

    fn tell(&mut self, counts: &[usize], changed: &[usize], what: &str) {
        for (seed, &number) in changed.iter().enumerate().filter(|(_, number)| **number > 0) {
            let name = &self.scenario.seeds[seed].name;
            self.warnings.push(format!(
                "scenario `{name}`: {number} of {} particles fell on land and were {what}",
                counts[seed]
            ));
        }
    }
}

fn remedy(coast: &dyn Coastline, (lat_deg, lon_deg): (f64, f64)) -> String {
    let sea = coast.nearest_sea(lat_deg, lon_deg, FARTHEST_DEG);
    let sea = sea.and_then(|(lat_deg, lon_deg)| {
        Position::new(lat_deg, sarex_geo::position::wrap_longitude(lon_deg)).ok()
    });
    match sea {
        Some(sea) => format!("; the nearest position at sea is {sea} (or take coast = \"none\")"),
        None => format!(", and no sea is within {FARTHEST_DEG}°: check latitude and longitude"),
    }
}

/// The nearest place at sea among those a whole number of lattice spacings away, by rings; the distance in
/// longitude counts by the cosine of the latitude.
fn nearest_of_lattice(coast: &dyn Coastline, lat_deg: f64, lon_deg: f64) -> Option<(f64, f64)> {
    let (_, cos) = math::sin_cos_turns(lat_deg / 360.0);
    let rings = (FARTHEST_DEG / LATTICE_DEG) as i32;
    let mut best: Option<(f64, (f64, f64))> = None;
    for ring in 1..=rings {
        // Nothing on this ring or beyond is nearer than its shortest side.
        if best.is_some_and(|(nearest, _)| nearest <= f64::from(ring) * cos) {
            break;
        }
        for (i, j) in ring_cells(ring) {
            let place = (lat_deg + f64::from(i) * LATTICE_DEG, lon_deg + f64::from(j) * LATTICE_DEG);
            let distance = math::hypot(f64::from(i), f64::from(j) * cos);
            let nearer = best.is_none_or(|(nearest, _)| distance < nearest);
            if nearer && place.0.abs() <= 90.0 && !coast.is_land(place.0, place.1) {
                best = Some((distance, place));
            }
        }
    }
    best.map(|(_, place)| place)
}

/// The cells whose larger coordinate is `ring`.
fn ring_cells(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let rows = (-ring..=ring).flat_map(move |i| [(i, -ring), (i, ring)]);
    rows.chain((1 - ring..ring).flat_map(move |j| [(-ring, j), (ring, j)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leeway::ClassTable;
    use crate::seed::sample::testing::{AT_NOON, NOON_S, p};
    use crate::seed::{LastKnownPosition, ListedParticle, ListedParticles, PositionError};
    use crate::{ObjectShare, Scenario, WeightedSeed};
    use sarex_metocean::coast::{Crossing, Segment, Surface};

    /// Land west of a meridian.
    struct West {
        of_deg: f64,
    }

    impl Coastline for West {
        fn surface(&self, _: f64, lon_deg: f64) -> Surface {
            if lon_deg < self.of_deg { Surface::Land } else { Surface::Sea }
        }
        fn first_crossing(&self, _: Segment) -> Option<Crossing> {
            None
        }
        fn clearance_deg(&self, _: f64, lon_deg: f64) -> f64 {
            (lon_deg - self.of_deg).max(0.0)
        }
        fn nearest_sea(&self, lat_deg: f64, lon_deg: f64, limit_deg: f64) -> Option<(f64, f64)> {
            let lon = lon_deg.max(self.of_deg);
            (lon - lon_deg <= limit_deg).then_some((lat_deg, lon))
        }
        fn area_deg(&self) -> [f64; 4] {
            [-90.0, 90.0, -180.0, 180.0]
        }
    }

    fn prepared(position_error: PositionError, compat: Compat) -> Prepared {
        let seed = Seed::LastKnownPosition(LastKnownPosition {
            position: p(34.0, 130.0),
            position_error,
            time: AT_NOON,
        });
        with(seed, compat)
    }

    fn with(seed: Seed, compat: Compat) -> Prepared {
        let class = ClassTable::standard().get("1").unwrap().clone();
        Scenario {
            objects: vec![ObjectShare { class, probability: 1.0, persons: None }],
            seeds: vec![WeightedSeed { name: "LKP".into(), weight: 1.0, seed }],
            particles: 1_000,
            until_s: NOON_S + 3600.0,
            compat,
            ..Scenario::default()
        }
        .prepare()
        .unwrap()
    }

    const ERROR: PositionError = PositionError::Circular { std_m: 10_000.0 };

    /// A seed 100 m off a straight coast: half of the particles are drawn again, all end at sea, those that were
    /// at sea stay, and the distance from the coast is half-normal.
    #[test]
    fn particles_on_land_are_drawn_again() {
        let coast = West { of_deg: 129.999 };
        let mut prepared = prepared(ERROR, Compat::None);
        let before = prepared.particles.clone();
        prepared.check_land(&coast).unwrap();
        let after = &prepared.particles;
        let kept = (0..1_000).filter(|&i| before.lon_deg[i] == after.lon_deg[i]).count();
        assert!((430..570).contains(&kept));
        assert!(after.lon_deg.iter().all(|&lon| !coast.is_land(0.0, lon)));
        let mean_m = after.lon_deg.iter().map(|lon| (lon - 130.0) * 92_385.0).sum::<f64>() / 1_000.0;
        assert!((mean_m - 10_000.0 * 0.7979).abs() < 4.0 * 6_028.0 / 1_000f64.sqrt() + 100.0, "{mean_m}");
        let expected =
            format!("scenario `LKP`: {} of 1000 particles fell on land and were drawn again", 1_000 - kept);
        assert_eq!(prepared.warnings, [expected]);
        assert_eq!(before.weight, after.weight);
    }

    /// A position on land, and a cloud on land, are errors that name the seed and the way out.
    #[test]
    fn seeds_on_land_are_refused() {
        let error =
            prepared(ERROR, Compat::None).check_land(&West { of_deg: 130.5 }).unwrap_err().to_string();
        assert_eq!(
            error,
            "scenario `LKP`: its position 34°00.000'N 130°00.000'E is on land; the nearest position at sea is \
             34°00.000'N 130°30.000'E (or take coast = \"none\")"
        );
        let error =
            prepared(ERROR, Compat::None).check_land(&West { of_deg: 140.0 }).unwrap_err().to_string();
        assert!(error.contains("no sea is within 2°: check latitude and longitude"), "{error}");
        let listed = ListedParticle::at(34.0, 130.0, NOON_S);
        let list = Seed::Particles(ListedParticles { particles: vec![listed; 3] });
        let error = with(list, Compat::None).check_land(&West { of_deg: 130.2 }).unwrap_err().to_string();
        assert!(error.contains("all its 3 particles are on land; the nearest position at sea is"), "{error}");
        let mixed = vec![listed, ListedParticle { lon_deg: 131.0, ..listed }];
        let mut list = with(Seed::Particles(ListedParticles { particles: mixed }), Compat::None);
        list.check_land(&West { of_deg: 130.2 }).unwrap();
        assert_eq!(list.particles.lon_deg, [130.2, 131.0]);
        assert!(list.warnings[0].contains("1 of 2 particles fell on land and were moved to the nearest sea"));
    }

    /// OpenDrift's particles go to the lattice: a whole number of hundredths of a degree away, at sea, and
    /// no nearer lattice point is.
    #[test]
    fn compat_moves_to_the_lattice() {
        let coast = West { of_deg: 129.996 };
        let mut prepared = prepared(ERROR, Compat::OpenDrift);
        let before = prepared.particles.clone();
        prepared.check_land(&coast).unwrap();
        for i in 0..1_000 {
            let steps = (prepared.particles.lon_deg[i] - before.lon_deg[i]) / LATTICE_DEG;
            assert!((steps - steps.round()).abs() < 1e-6 && steps >= 0.0);
            assert_eq!(prepared.particles.lat_deg[i], before.lat_deg[i]);
            if steps > 0.5 {
                let east_of_coast = prepared.particles.lon_deg[i] - coast.of_deg;
                assert!((-1e-9..LATTICE_DEG + 1e-9).contains(&east_of_coast));
            }
        }
    }

    /// Rings cover every cell once.
    #[test]
    fn rings_are_complete() {
        let mut cells: Vec<_> = (1..=3).flat_map(ring_cells).collect();
        cells.sort_unstable();
        cells.dedup();
        assert_eq!((cells.len(), ring_cells(3).count()), (48, 24));
    }
}
