//! The default physics on a real, rugged coast: nothing drifts over land, whatever is done at the coast.

use crate::case::*;
use sarex_drift::{CoastAction, Compat, CrosswindConvention, Fate, ForcingError, Integrator, Scenario};
use sarex_geo::streams::{Process, Streams};
use sarex_metocean::Coastline;

const N: usize = 1500;

/// Two days towards the skerries of western Norway: at no output time is a particle on land, and each action does what
/// its name says.
#[test]
fn no_particle_is_ever_on_land() {
    let (Some(mut environment), Some(coast)) = (environment(), norwegian_coast()) else { return };
    environment.coast = Some(coast.clone());
    let places: Vec<(f64, f64)> = (0..N as u32)
        .map(|i| {
            let (e, n) = Streams::new(3).particle(i).normal_pair(0, Process::SeedPosition, 0);
            (60.4 + 0.05 * n, 4.7 + 0.05 * e)
        })
        .filter(|p| !coast.is_land(p.0, p.1))
        .collect();
    for action in [
        CoastAction::Strand,
        CoastAction::Slide,
        CoastAction::Refloat { half_life_s: 7200.0 },
        CoastAction::Previous,
    ] {
        let scenario = Scenario {
            compat: Compat::None,
            crosswind_convention: CrosswindConvention::Iamsar,
            integrator: Integrator::Rk2,
            step_s: 1800.0,
            output_every_s: HOUR_S,
            until_s: START_S + 172_800.0,
            coast_action: action,
            current_error: ForcingError::Correlated { std_mps: 0.25, correlation_s: 9.0 * HOUR_S },
            ..compat(object("1", true))
        };
        let e = run(scenario, particles_at(&places, START_S), START_S, &environment);
        for s in &e.snapshots {
            for i in 0..places.len() {
                let place = (f64::from(s.lat_e7[i]) * 1e-7, f64::from(s.lon_e7[i]) * 1e-7);
                // Positions are rounded to a centimetre: in the narrowest corners that may cross the line.
                assert!(
                    at_sea_within(&*coast, place, 2e-7),
                    "{action:?}, particle {i} at {} s: {place:?}",
                    s.time_s - START_S
                );
            }
        }
        let stranded = e.outcome.fate.iter().filter(|f| **f == Fate::Stranded).count();
        println!("{action:?}: {stranded} of {} stranded", places.len());
        match action {
            CoastAction::Strand => assert!(stranded > places.len() / 3),
            CoastAction::Refloat { .. } => assert!(stranded > 0),
            _ => assert_eq!(stranded, 0),
        }
    }
}

fn at_sea_within(coast: &dyn Coastline, (lat, lon): (f64, f64), reach_deg: f64) -> bool {
    let around = [(0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)];
    around.iter().any(|(a, b)| !coast.is_land(lat + a * reach_deg, lon + b * reach_deg))
}
