//! Small clouds, units and plans for the tests of this crate.

use crate::cloud::CloudParts;
use crate::detect::Logit;
use crate::pattern::PatternKind;
use crate::{
    Assignment, Cloud, Compensation, PatternFlown, Plan, Problem, Response, Sru, Turn, UnitKind, Waypoint,
    Window,
};
use sarex_geo::Position;
use sarex_geo::math;
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_geo::streams::{Process, Streams};

pub(crate) const NM: f64 = 1852.0;
pub(crate) const KNOT: f64 = NM / 3600.0;
pub(crate) const HOUR: f64 = 3600.0;

/// A place, nm.
pub(crate) fn nm(east: f64, north: f64) -> PlanePoint {
    PlanePoint { east_m: east * NM, north_m: north * NM }
}

/// Particles about the origin, 5 nm standard deviation, drifting 0.5 kn east, at six hourly nodes and more; two types.
pub(crate) fn cloud(particles: u32) -> Cloud {
    spread(particles, nm(0.0, 0.0), 5.0)
}

/// The same about another place and with another spread, nm.
pub(crate) fn spread(particles: u32, about: PlanePoint, sigma_nm: f64) -> Cloud {
    let streams = Streams::new(7);
    let place = |i: u32| streams.particle(i).normal_pair(0, Process::SeedPosition, 0);
    let row = |node: usize, f: &dyn Fn((f64, f64)) -> f64| -> Vec<f32> {
        (0..particles).map(|i| (f(place(i)) + 0.0 * node as f64) as f32).collect()
    };
    let drifted_m = |node: usize| 0.5 * KNOT * HOUR * node as f64;
    let east = |node: usize| row(node, &|p| about.east_m + sigma_nm * NM * p.0 + drifted_m(node));
    let north = |node: usize| row(node, &|p| about.north_m + sigma_nm * NM * p.1);
    Cloud::new(CloudParts {
        plane: LocalPlane::at(Position::new(30.0, 145.0).unwrap()),
        start_s: 0.0,
        step_s: HOUR,
        east_m: (0..=8).map(east).collect(),
        north_m: (0..=8).map(north).collect(),
        weight: vec![1.0; particles as usize],
        object: (0..particles).map(|i| (i % 2) as u8).collect(),
        objects: vec!["raft".into(), "person".into()],
    })
    .unwrap()
}

/// A helicopter 20 nm off with two and a half hours on scene.
pub(crate) fn helicopter(id: &str) -> Sru {
    Sru {
        id: id.into(),
        party: "A".into(),
        kind: UnitKind::Helicopter,
        base: nm(-20.0, 0.0),
        available_s: 0.25 * HOUR,
        transit_mps: 120.0 * KNOT,
        search_mps: 80.0 * KNOT,
        track_fraction: 0.85,
        on_scene_s: 2.5 * HOUR,
        sortie_s: Some(4.0 * HOUR),
        commence_s: None,
        search_not_before_s: None,
        until_s: None,
        min_spacing_m: 0.2 * NM,
        buffer_m: 0.1 * NM,
        altitude: None,
        link: None,
        sensor: vec![
            Some(Response::of(&Logit::of_width(0.625, 1.5 * NM))),
            Some(Response::of(&Logit::of_width(0.3, 0.4 * NM))),
        ],
    }
}

/// A ship 10 nm off.
pub(crate) fn ship(id: &str) -> Sru {
    Sru {
        kind: UnitKind::Ship,
        base: nm(0.0, -10.0),
        available_s: 0.0,
        transit_mps: 20.0 * KNOT,
        search_mps: 15.0 * KNOT,
        on_scene_s: 6.0 * HOUR,
        sortie_s: None,
        ..helicopter(id)
    }
}

/// Eight hours.
pub(crate) const WINDOW: Window = Window { start_s: 0.0, end_s: 8.0 * HOUR };

pub(crate) fn problem(units: Vec<Sru>) -> Problem {
    Problem::new(cloud(500), units, WINDOW).unwrap()
}

/// Parallel sweeps northwards, creeping east.
pub(crate) fn sweeps(leg_nm: f64, spacing_nm: f64, legs: usize) -> PatternFlown {
    PatternFlown {
        kind: PatternKind::ParallelSweep,
        first_leg_deg: 0.0,
        leg_m: leg_nm * NM,
        spacing_m: spacing_nm * NM,
        legs,
        turn: Turn::Right,
        compensation: None,
    }
}

/// An assignment with a ladder's track, timed from the unit's earliest arrival; written for tests alone.
pub(crate) fn assigned(problem: &Problem, unit: usize, flown: PatternFlown, at: PlanePoint) -> Assignment {
    let sru = &problem.units[unit];
    let far = |p: PlanePoint| {
        PlanePoint { east_m: p.east_m - sru.base.east_m, north_m: p.north_m - sru.base.north_m }.length_m()
    };
    let out_s = far(at) / sru.transit_mps;
    let departure_s =
        sru.available_s.max(problem.window.start_s).max(sru.start_s(problem.window.start_s) - out_s);
    let begin_s = sru.commence_s.unwrap_or(departure_s + out_s);
    let departure_s = if sru.commence_s.is_some() { begin_s } else { departure_s };
    let (sin, cos) = math::sin_cos_turns(flown.first_leg_deg / 360.0);
    let turn = flown.turn.sign();
    let own = |along: f64, right: f64| PlanePoint {
        east_m: at.east_m + along * sin + turn * right * cos,
        north_m: at.north_m + along * cos - turn * right * sin,
    };
    let drift = flown.compensation.unwrap_or_default();
    let corners: Vec<PlanePoint> = (0..2 * flown.legs)
        .map(|k| {
            own(if k % 4 == 1 || k % 4 == 2 { flown.leg_m } else { 0.0 }, (k / 2) as f64 * flown.spacing_m)
        })
        .collect();
    let track = timed(&corners, begin_s, sru.track_mps(), drift);
    let end = track[track.len() - 1];
    let home_s = if sru.commence_s.is_some() { 0.0 } else { far(end.at) / sru.transit_mps };
    Assignment {
        unit,
        departure_s,
        landing_s: end.time_s + home_s,
        area: flown.area(&track).unwrap_or_default(),
        track,
        pattern: flown,
        pos: 0.1,
        pos_by_object: vec![0.1; 2],
        poc: 0.2,
        coverage: vec![0.5; 2],
    }
}

/// Corners in a moving frame as a ground track at a ground speed: the time of each leg by bisection.
pub(crate) fn timed(corners: &[PlanePoint], begin_s: f64, mps: f64, drift: Compensation) -> Vec<Waypoint> {
    let mut track = vec![Waypoint { time_s: begin_s, at: corners[0] }];
    for corner in &corners[1..] {
        let last = track[track.len() - 1];
        let place = |s: f64| {
            let drifted = last.time_s + s - begin_s;
            PlanePoint {
                east_m: corner.east_m + drift.east_mps * drifted,
                north_m: corner.north_m + drift.north_mps * drifted,
            }
        };
        let lags = |s: f64| {
            let p = place(s);
            math::hypot(p.east_m - last.at.east_m, p.north_m - last.at.north_m) > mps * s
        };
        let (mut low, mut high) = (0.0, 1e6);
        for _ in 0..80 {
            let half = 0.5 * (low + high);
            if lags(half) { low = half } else { high = half }
        }
        track.push(Waypoint { time_s: last.time_s + high, at: place(high) });
    }
    track
}

pub(crate) fn plan(assignments: Vec<Assignment>) -> Plan {
    Plan { assignments, pos: 0.1, pos_by_object: vec![0.1; 2], survivors: None }
}

/// Land between two meridians, with sea on both sides.
pub(crate) struct Island {
    pub(crate) west_deg: f64,
    pub(crate) east_deg: f64,
}

impl sarex_metocean::Coastline for Island {
    fn surface(&self, _: f64, lon_deg: f64) -> sarex_metocean::Surface {
        let land = (self.west_deg..=self.east_deg).contains(&lon_deg);
        if land { sarex_metocean::Surface::Land } else { sarex_metocean::Surface::Sea }
    }
    fn first_crossing(&self, s: sarex_metocean::Segment) -> Option<sarex_metocean::Crossing> {
        let fraction = |of_deg: f64| (of_deg - s.from_lon_deg) / (s.to_lon_deg - s.from_lon_deg);
        let met = [self.west_deg, self.east_deg].map(|of_deg| (fraction(of_deg), of_deg));
        let (fraction, of_deg) = met.into_iter().find(|(fraction, _)| (0.0..=1.0).contains(fraction))?;
        Some(sarex_metocean::Crossing { fraction, edge: [(-90.0, of_deg), (90.0, of_deg)] })
    }
    fn clearance_deg(&self, _: f64, lon_deg: f64) -> f64 {
        (self.west_deg - lon_deg).max(lon_deg - self.east_deg).max(0.0)
    }
    fn nearest_sea(&self, lat_deg: f64, _: f64, _: f64) -> Option<(f64, f64)> {
        Some((lat_deg, self.west_deg))
    }
    fn area_deg(&self) -> [f64; 4] {
        [-90.0, 90.0, -180.0, 180.0]
    }
}

/// Land east of a meridian of the plane about 30°N 145°E.
pub(crate) struct LandEast {
    pub(crate) of_deg: f64,
}

impl sarex_metocean::Coastline for LandEast {
    fn surface(&self, _: f64, lon_deg: f64) -> sarex_metocean::Surface {
        if lon_deg > self.of_deg { sarex_metocean::Surface::Land } else { sarex_metocean::Surface::Sea }
    }
    fn first_crossing(&self, s: sarex_metocean::Segment) -> Option<sarex_metocean::Crossing> {
        let fraction = (self.of_deg - s.from_lon_deg) / (s.to_lon_deg - s.from_lon_deg);
        let edge = [(-90.0, self.of_deg), (90.0, self.of_deg)];
        (0.0..=1.0).contains(&fraction).then_some(sarex_metocean::Crossing { fraction, edge })
    }
    fn clearance_deg(&self, _: f64, lon_deg: f64) -> f64 {
        (self.of_deg - lon_deg).max(0.0)
    }
    fn nearest_sea(&self, lat_deg: f64, lon_deg: f64, _: f64) -> Option<(f64, f64)> {
        Some((lat_deg, lon_deg.min(self.of_deg)))
    }
    fn area_deg(&self) -> [f64; 4] {
        [-90.0, 90.0, -180.0, 180.0]
    }
}
