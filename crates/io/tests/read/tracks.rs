//! Particles from the files of others: OpenDrift, PyGNOME, drifting buoys (values by netCDF4-python).

use crate::known::data;
use sarex_drift::seed::ListedParticle;
use sarex_io::read::particles::{Expected, read_particles};

fn particles(name: &str, at_s: Option<f64>) -> Option<Result<Vec<ListedParticle>, String>> {
    let path = data(&format!("trajan/{name}"))?;
    Some(
        read_particles(&path, Expected { at_s, objects: &[] })
            .map(|(l, _)| l.particles)
            .map_err(|e| e.to_string()),
    )
}

#[track_caller]
fn is_at(p: &ListedParticle, lat: f64, lon: f64, time_s: f64) {
    let near = (p.lat_deg - lat).abs() < 2e-6 && (p.lon_deg - lon).abs() < 2e-6 && p.time_s == time_s;
    assert!(near, "{p:?} instead of {lat} {lon} {time_s}");
}

#[test]
fn opendrift_output() {
    let Some(list) = particles("opv2025_subset.nc", None) else { return };
    let list = list.unwrap();
    assert_eq!(list.len(), 5000);
    is_at(&list[4999], 59.758_553, 2.248_060_7, 1_749_387_600.0);
    let first = particles("opv2025_subset.nc", Some(1_749_366_000.0)).unwrap().unwrap();
    is_at(&first[0], 59.783_61, 2.194_807_5, 1_749_366_000.0);
}

/// 2024-03-07T15:00:00Z is 1 709 823 600 s; the last time has 19 particles.
#[test]
fn gnome_output() {
    let Some(list) = particles("gnome_nc_particles.nc", None) else { return };
    let list = list.unwrap();
    assert_eq!(list.len(), 19);
    is_at(&list[18], -0.033_866_93, -0.094_916_21, 1_709_823_600.0 + 86_400.0);
    let second = particles("gnome_nc_particles.nc", Some(1_709_823_600.0 + 3600.0)).unwrap().unwrap();
    assert_eq!(second.len(), 8);
    is_at(&second[0], -0.005_419_98, -0.000_976_45, 1_709_823_600.0 + 3600.0);
    let none = particles("gnome_nc_particles.nc", Some(1_709_823_600.0)).unwrap().unwrap_err();
    assert!(none.contains("no particle at 2024-03-07T15:00:00Z"), "{none}");
}

/// Times count from 2022-10-07T00:00:38Z = 1 665 100 838 s.
#[test]
fn buoys_with_a_time_for_each_fix() {
    let Some(list) = particles("barents.nc", None) else { return };
    let list = list.unwrap();
    assert_eq!(list.len(), 2);
    is_at(&list[1], 74.582_902_2, 21.145_689_3, 1_665_100_838.0 + 4_109_390.0);
    let between = particles("barents.nc", Some(1_665_100_838.0 + 900.5)).unwrap().unwrap();
    is_at(
        &between[0],
        0.5 * (77.303_480_4 + 77.305_444_2),
        0.5 * (29.852_348_5 + 29.834_763_3),
        1_665_101_738.5,
    );
}
