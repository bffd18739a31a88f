//! A small plan made by hand, for the tests: two ships, a helicopter, a fixed wing and a drone of two parties.

use super::record::{
    AliveRecord, CallSign, Channel, Communications, Conditions, DatumRecord, LookAheadRecord, MessageFacts,
    Origins, Place, Purpose, SurvivalBand,
};
use super::{AreaNames, ObjectFacts, PlanReport};
use crate::write::{CaseFacts, CaseKind, InputRecord};
use sarex_drift::leeway::ClassTable;
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_geo::{Position, Timestamp, math};
use sarex_search::cloud::CloudParts;
use sarex_search::detect::Logit;
use sarex_search::pattern::PatternKind;
use sarex_search::plan::{Compensation, Turn};
use sarex_search::problem::{AltitudeBand, Area, AreaKind, DataLink, Domain, LostLink, Window};
use sarex_search::{
    Assignment, Cloud, Objective, PatternFlown, Plan, Problem, Response, Rules, Sru, UnitKind, Waypoint,
};

const NM: f64 = 1852.0;
const KNOT: f64 = 1852.0 / 3600.0;
/// 2026-11-20T06:00:00Z.
pub const START_S: f64 = 1_795_154_400.0;

/// Everything a report points to.
pub struct Owned {
    pub case: CaseFacts,
    pub problem: Problem,
    pub plan: Plan,
    pub names: AreaNames,
    pub objects: Vec<ObjectFacts>,
    pub datum: Option<DatumRecord>,
    pub conditions: Conditions,
    pub message: MessageFacts,
    pub communications: Communications,
    pub warnings: Vec<String>,
    pub look_ahead: Option<LookAheadRecord>,
    pub found_alive: Option<AliveRecord>,
    pub inputs: Vec<InputRecord>,
    pub now: Option<Timestamp>,
}

impl Owned {
    pub fn report(&self) -> PlanReport<'_> {
        PlanReport {
            case: &self.case,
            problem: &self.problem,
            plan: &self.plan,
            names: &self.names,
            upper_bound: Some(0.664_2),
            cumulative_pos: Some(0.71),
            found_alive: self.found_alive,
            look_ahead: self.look_ahead.as_ref(),
            objects: &self.objects,
            datum: self.datum,
            conditions: self.conditions.clone(),
            message: &self.message,
            communications: &self.communications,
            warnings: &self.warnings,
            inputs: &self.inputs,
            contours: &[],
            coast: None,
            now: self.now,
        }
    }
}

/// The plan about 34°45'N 130°E.
pub fn plan() -> Owned {
    plan_about(34.75, 130.0)
}

/// The same plan about another place.
pub fn plan_about(lat_deg: f64, lon_deg: f64) -> Owned {
    let plane = LocalPlane::at(Position::new(lat_deg, lon_deg).unwrap());
    let problem = Problem {
        cloud: cloud(plane),
        units: units(),
        window: Window { start_s: START_S, end_s: START_S + 6.0 * 3600.0 },
        rules: Rules { areas: closed(), ..Rules::default() },
        objective: Objective::Pos,
        demands: Vec::new(),
        coast: None,
    };
    let plan = Plan {
        assignments: assignments(&problem),
        pos: 0.612_3,
        pos_by_object: vec![0.55, 0.7],
        survivors: None,
    };
    Owned {
        case: CaseFacts {
            id: "korea-strait-01".into(),
            title: "Fishing vessel capsized 어선 전복 漁船転覆".into(),
            kind: CaseKind::Exercise,
        },
        problem,
        plan,
        names: AreaNames::default(),
        objects: objects(),
        datum: Some(DatumRecord {
            place: Place { lat_deg, lon_deg },
            time: "2026-11-20T09:00:00Z".parse().unwrap(),
            radius_50_nm: Some(6.4),
            radius_90_nm: Some(13.1),
        }),
        conditions: Conditions {
            visibility_nm: Some(10.0),
            significant_wave_height_m: Some(1.5),
            cloud_cover_pct: Some(50.0),
            wind_from_deg: Some(320.0),
            wind_kn: Some(18.0),
            water_c: Some(17.2),
            origins: Origins {
                visibility: Some("search.conditions".to_owned()),
                waves: Some("waves.nc".to_owned()),
                ..Origins::default()
            },
        },
        message: message(),
        communications: communications(),
        look_ahead: None,
        found_alive: None,
        warnings: vec!["Current is SYNTHETIC: a formula, not a measurement".into()],
        inputs: vec![InputRecord {
            role: "wind".into(),
            name: "wind.nc".into(),
            sha256: Some("b2de9e838c0a32f2654d340c85d53acee254c0500bc20da2540bbcb7aa4bac24".into()),
            bytes: Some(81_987),
        }],
        now: None,
    }
}

fn message() -> MessageFacts {
    MessageFacts {
        from: "RCC Alpha".into(),
        to: "RCC Bravo 광역구조본부, 海上保安本部".into(),
        sitrep_number: Some(2),
        what_happened:
            "DSC distress at 0105 UTC, sinking; last position 34-36.2N 129-54.1E; no contact since".into(),
        craft: "Fishing vessel, 24 m, white hull, one life raft for 12".into(),
        actions_so_far: "Mayday relay broadcast; two ships diverted".into(),
        help_wanted: "Fixed-wing aircraft with droppable raft".into(),
        smc: "RCC Alpha".into(),
        osc: "ROK-PC-12 참수리".into(),
        aco: String::new(),
    }
}

fn communications() -> Communications {
    let channel = |purpose, frequency: &str| Channel { purpose, frequency: frequency.into() };
    let sign = |unit: &str, call_sign: &str| CallSign { unit: unit.into(), call_sign: call_sign.into() };
    Communications {
        channels: vec![
            channel(Purpose::Control, "VHF 16"),
            channel(Purpose::OnScene, "VHF 6, 123.1 MHz"),
            channel(Purpose::Monitor, "2182 kHz"),
        ],
        call_signs: vec![sign("ROK-PC-12 참수리", "SEA HAWK"), sign("はやぶさ PL-07", "FALCON")],
    }
}

fn objects() -> Vec<ObjectFacts> {
    let fact = |class: &str, persons, survival| ObjectFacts {
        class: class.into(),
        description: ClassTable::standard().get(class).unwrap().description.clone(),
        persons,
        survival,
    };
    vec![
        fact(
            "PIW-1",
            Some(3),
            Some(SurvivalBand { from_h: 4.0, to_h: Some(15.5), basis: "water 17 °C, life jacket".into() }),
        ),
        fact(
            "LIFE-RAFT-DB-13",
            None,
            Some(SurvivalBand { from_h: 48.0, to_h: None, basis: "covered raft".into() }),
        ),
    ]
}

fn cloud(plane: LocalPlane) -> Cloud {
    let n = 1500;
    let streams = sarex_geo::Streams::new(11);
    let xi: Vec<[f64; 4]> = (0..n)
        .map(|i| streams.particle(i).normal_quad(0, sarex_geo::streams::Process::SeedPosition, 0))
        .collect();
    let at = |node: f64, axis: usize| -> Vec<f32> {
        let drift = [700.0, 500.0][axis] * (node - 3.0);
        xi.iter().map(|x| (11_000.0 * x[axis] + drift) as f32).collect()
    };
    let nodes = 0..=7;
    Cloud::new(CloudParts {
        plane,
        start_s: START_S,
        step_s: 3600.0,
        east_m: nodes.clone().map(|k| at(f64::from(k), 0)).collect(),
        north_m: nodes.map(|k| at(f64::from(k), 1)).collect(),
        weight: vec![1.0; n as usize],
        object: (0..n).map(|i| u8::from(i % 5 < 2)).collect(),
        objects: vec!["PIW-1".into(), "LIFE-RAFT-DB-13".into()],
    })
    .unwrap()
}

fn units() -> Vec<Sru> {
    let sees = |nm: f64| Some(Response::of(&Logit::of_width(0.625, nm * NM)));
    let unit = |id: &str, party: &str, kind, base: (f64, f64), kn: (f64, f64), sensor| Sru {
        id: id.into(),
        party: party.into(),
        kind,
        base: PlanePoint { east_m: base.0 * NM, north_m: base.1 * NM },
        available_s: START_S - 3.0 * 3600.0,
        transit_mps: kn.0 * KNOT,
        search_mps: kn.1 * KNOT,
        track_fraction: 0.85,
        on_scene_s: 6.0 * 3600.0,
        sortie_s: None,
        commence_s: None,
        search_not_before_s: None,
        until_s: None,
        min_spacing_m: 0.1 * NM,
        buffer_m: 500.0,
        altitude: None,
        link: None,
        sensor,
    };
    let high = |low_ft, high_ft| Some(AltitudeBand { low_ft, high_ft });
    let mut helicopter = unit(
        "구조헬기 B-517",
        "ROK",
        UnitKind::Helicopter,
        (-45.0, 20.0),
        (120.0, 90.0),
        vec![sees(0.4), sees(2.1)],
    );
    helicopter.altitude = high(500.0, 500.0);
    let mut wing =
        unit("JPN-MA725", "JPN", UnitKind::FixedWing, (60.0, -40.0), (220.0, 160.0), vec![None, sees(2.6)]);
    wing.altitude = high(1500.0, 2000.0);
    let mut drone =
        unit("DRONE-1", "JPN", UnitKind::Uav, (14.0, -13.0), (60.0, 40.0), vec![sees(0.2), sees(0.9)]);
    drone.altitude = high(300.0, 400.0);
    let corner = |e: f64, n: f64| PlanePoint { east_m: e * NM, north_m: n * NM };
    drone.link = Some(DataLink {
        station: drone.base,
        range_m: 40.0 * NM,
        lost_link: Some(LostLink {
            outline: vec![corner(15.0, -14.5), corner(16.0, -14.5), corner(16.0, -13.5), corner(15.0, -13.5)],
            altitude: high(300.0, 400.0),
        }),
    });
    vec![
        unit(
            "ROK-PC-12 참수리",
            "ROK",
            UnitKind::Ship,
            (-30.0, 25.0),
            (24.0, 15.0),
            vec![sees(0.3), sees(2.3)],
        ),
        unit(
            "はやぶさ PL-07",
            "JPN",
            UnitKind::Ship,
            (28.0, -22.0),
            (22.0, 15.0),
            vec![sees(0.3), sees(2.3)],
        ),
        helicopter,
        wing,
        drone,
        unit("ROK-RB-3", "ROK", UnitKind::Boat, (-20.0, 30.0), (30.0, 12.0), vec![sees(0.2), sees(1.0)]),
    ]
}

fn closed() -> Vec<Area> {
    let corner = |e: f64, n: f64| PlanePoint { east_m: e * NM, north_m: n * NM };
    let area = |name: &str, kind, at: (f64, f64)| Area {
        name: name.into(),
        party: String::new(),
        kind,
        outline: vec![
            corner(at.0, at.1),
            corner(at.0 + 4.0, at.1),
            corner(at.0 + 4.0, at.1 + 3.0),
            corner(at.0, at.1 + 3.0),
        ],
        buffer_m: 0.0,
        domain: Some(Domain::Air),
        altitude: None,
    };
    vec![area("R-117", AreaKind::Airspace, (17.0, 5.0)), area("secret", AreaKind::Sensitive, (-25.0, -15.0))]
}

/// What a ladder of the fixture looks like, lengths in nautical miles.
struct Ladder {
    unit: usize,
    kind: PatternKind,
    csp: (f64, f64),
    first_leg_deg: f64,
    turn: Turn,
    leg: f64,
    spacing: f64,
    legs: usize,
    drift: Option<Compensation>,
    start_min: f64,
}

fn assignments(problem: &Problem) -> Vec<Assignment> {
    let drift = Some(Compensation { east_mps: 0.194_444, north_mps: 0.138_889 });
    let ladder = |unit, kind, csp, first_leg_deg, turn, (leg, spacing, legs), drift, start_min| Ladder {
        unit,
        kind,
        csp,
        first_leg_deg,
        turn,
        leg,
        spacing,
        legs,
        drift,
        start_min,
    };
    use PatternKind::{CreepingLine, ParallelSweep};
    [
        ladder(0, ParallelSweep, (-10.0, 1.0), 90.0, Turn::Left, (9.0, 2.0, 4), drift, 60.0),
        ladder(1, ParallelSweep, (1.0, -1.0), 90.0, Turn::Right, (9.0, 2.0, 4), drift, 75.0),
        ladder(2, CreepingLine, (-10.5, -1.5), 180.0, Turn::Left, (6.0, 0.8, 9), None, 30.0),
        ladder(3, ParallelSweep, (0.5, 1.5), 0.0, Turn::Right, (8.0, 2.0, 6), None, 45.0),
        ladder(4, CreepingLine, (-1.0, -10.0), 90.0, Turn::Right, (5.0, 0.3, 8), None, 20.0),
    ]
    .iter()
    .map(|ladder| assignment(problem, ladder))
    .collect()
}

fn assignment(problem: &Problem, ladder: &Ladder) -> Assignment {
    let sru = &problem.units[ladder.unit];
    let along = |deg: f64, nm: f64| {
        let (s, c) = math::sin_cos_turns(deg / 360.0);
        (s * nm * NM, c * nm * NM)
    };
    let creep_deg = ladder.first_leg_deg + ladder.turn.sign() * 90.0;
    let mut at = (ladder.csp.0 * NM, ladder.csp.1 * NM);
    let mut moving = vec![at];
    for leg in 0..ladder.legs {
        let heading = ladder.first_leg_deg + if leg % 2 == 0 { 0.0 } else { 180.0 };
        let step = along(heading, ladder.leg);
        at = (at.0 + step.0, at.1 + step.1);
        moving.push(at);
        if leg + 1 < ladder.legs {
            let step = along(creep_deg, ladder.spacing);
            at = (at.0 + step.0, at.1 + step.1);
            moving.push(at);
        }
    }
    let commence_s = START_S + 60.0 * ladder.start_min;
    let drift = ladder.drift.unwrap_or_default();
    let mut time_s = commence_s;
    let mut track = Vec::new();
    for (k, p) in moving.iter().enumerate() {
        if k > 0 {
            let before = moving[k - 1];
            time_s += math::hypot(p.0 - before.0, p.1 - before.1) / sru.track_mps();
        }
        let gone = time_s - commence_s;
        let point = PlanePoint { east_m: p.0 + drift.east_mps * gone, north_m: p.1 + drift.north_mps * gone };
        track.push(Waypoint { time_s, at: point });
    }
    let pattern = PatternFlown {
        kind: ladder.kind,
        first_leg_deg: ladder.first_leg_deg,
        leg_m: ladder.leg * NM,
        spacing_m: ladder.spacing * NM,
        legs: ladder.legs,
        turn: ladder.turn,
        compensation: ladder.drift,
    };
    let base = sru.base;
    let transit_s =
        |p: PlanePoint| math::hypot(p.east_m - base.east_m, p.north_m - base.north_m) / sru.transit_mps;
    let (first, last) = (track[0], track[track.len() - 1]);
    let coverage =
        |k: usize| sru.sensor[k].as_ref().map_or(0.0, |r| r.sweep_width_m() / (ladder.spacing * NM));
    Assignment {
        unit: ladder.unit,
        area: pattern.area(&track).expect("a ladder of the fixture"),
        pattern,
        departure_s: first.time_s - transit_s(first.at),
        landing_s: last.time_s + transit_s(last.at),
        track,
        pos: 0.12 + 0.01 * ladder.unit as f64,
        pos_by_object: vec![0.1, 0.15],
        poc: 0.2,
        coverage: vec![coverage(0), coverage(1)],
    }
}
