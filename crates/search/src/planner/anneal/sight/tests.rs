//! The quick evaluation against the exact one.

use super::*;
use crate::cloud::CloudParts;
use crate::detect::{Logit, Side, Sided};
use crate::pattern::{Ladder, Way};
use crate::planner::anneal::dice::Dice;
use crate::{Cloud, Compensation, LocalPlane, PatternFlown, PlanePoint, Response, Track, Turn, Waypoint};
use sarex_geo::{Position, math};

/// A round cloud of two types that drift apart, each particle along a path that bends.
fn cloud(particles: usize) -> Cloud {
    let nodes = 37;
    let mut dice = Dice::of(5, 0);
    let mut east_m = vec![Vec::new(); nodes];
    let mut north_m = vec![Vec::new(); nodes];
    let mut object = Vec::new();
    for i in 0..particles {
        let (x, y) = dice.normals();
        let (vx, vy) = dice.normals();
        let kind = i % 2;
        for node in 0..nodes {
            let t_s = node as f64 * 600.0;
            let bend = math::sin_cos_turns(t_s / 44_712.0).0;
            east_m[node]
                .push((x * 15_000.0 + t_s * (0.3 + 0.1 * vx + 0.2 * kind as f64) + 2000.0 * bend) as f32);
            north_m[node].push((y * 12_000.0 + t_s * (0.1 + 0.1 * vy - 0.2 * kind as f64)) as f32);
        }
        object.push(kind as u8);
    }
    let plane = LocalPlane::at(Position::new(35.0, 129.0).unwrap());
    let objects = vec!["a".into(), "b".into()];
    let weight = vec![1.0; particles];
    Cloud::new(CloudParts { plane, start_s: 0.0, step_s: 600.0, east_m, north_m, weight, object, objects })
        .unwrap()
}

/// Ladders of aircraft and ships laid anywhere: probabilities of success agree to a few thousandths.
#[test]
fn sight_agrees_with_exact_exposure() {
    let cloud = cloud(3200);
    let sample = Sample::of(&cloud, 3200, 1);
    let mut dice = Dice::of(9, 1);
    let sensor = |side: Side| {
        let curve =
            |p0: f64, width_m: f64| Some(Response::of(&Sided { curve: Logit::of_width(p0, width_m), side }));
        [curve(0.625, 3000.0), curve(0.0, 900.0)]
    };
    let glance = |sensor: &[Option<Response>; 2]| -> Vec<Option<Glance>> {
        sensor.iter().map(|r| r.as_ref().map(|r| Glance::of(r, 0.003))).collect()
    };
    let sides = [Side::Both, Side::Both, Side::Left, Side::UpCreep, Side::DownCreep];
    let sensors = sides.map(sensor);
    let all_glances = sensors.each_ref().map(glance);
    for k in 0..60 {
        let (sensor, glances) = (&sensors[k % 5], &all_glances[k % 5]);
        let speed_mps = if k % 2 == 0 { 65.0 } else { 7.0 };
        let spacing_m = dice.between(1000.0, 5000.0);
        let track_m = speed_mps * 14_000.0;
        let legs = 1 + dice.below(((track_m / spacing_m).sqrt()) as usize + 1);
        let turn = if k % 3 == 0 { Turn::Left } else { Turn::Right };
        let ladder = Ladder::of_track(
            track_m,
            legs,
            spacing_m.min(0.4 * track_m / legs as f64),
            360.0 * dice.uniform(),
            turn,
        );
        let drift = Compensation { east_mps: dice.between(0.0, 0.8), north_mps: dice.between(-0.3, 0.3) };
        let flown = PatternFlown { compensation: Some(drift), ..PatternFlown::ladder(&ladder) };
        let (x, y) = dice.normals();
        let at = PlanePoint { east_m: 20_000.0 * x, north_m: 20_000.0 * y };
        let track = flown.track(Waypoint { time_s: 3000.0, at }, &Way::over_ground(speed_mps)).unwrap();
        let exact = crate::evaluate::exposure(&sample.cloud, &[Track { sensor, waypoints: &track }]);
        let laid = Laid { flown, departure_s: 0.0, landing_s: 0.0, track };
        let mut quick = Seen::nothing(sample.len(), false);
        Sight::of(&sample, glances, &laid).exposure(None, &mut quick);
        let pos = |x: &[f32]| -> f64 {
            x.iter().zip(&sample.weight).map(|(x, w)| f64::from(*w) * (1.0 - math::exp(-f64::from(*x)))).sum()
        };
        let (exact, quick) = (pos(&exact), pos(&quick.exposure));
        assert!(
            (exact - quick).abs() < 0.003 + 0.01 * exact,
            "{k}, {:?}: {quick}, exactly {exact}, legs {legs} at {speed_mps} m/s",
            sides[k % 5]
        );
    }
}
