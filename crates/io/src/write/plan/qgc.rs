//! `qgc.plan`: the mission of an uncrewed unit for QGroundControl and what speaks MAVLink.
//!
//! Legs are waypoints: MAVLink's common set has no search. The fence holds base, track and lost-link point with a margin;
//! heights are above the sea, as the plan assigns them.

use super::record::{Place, PlanRecord, UnitRecord};
use sarex_geo::plane::{LocalPlane, PlanePoint};
use sarex_search::UnitKind;
use serde_json::{Value, json};

/// The fence keeps this far from base, track and lost-link volume, m.
const MARGIN_M: f64 = 200.0;
/// Metres in a foot.
const FOOT_M: f64 = 0.3048;

/// A file per uncrewed unit that can be sent, with all areas of its sortie; the first has the plain name.
pub fn files(record: &PlanRecord) -> Vec<(String, Vec<u8>)> {
    let ready = record.sorties().filter(|u| is_uncrewed(u) && refusal(u).is_none()).enumerate();
    ready
        .map(|(k, unit)| {
            let name = if k == 0 { "qgc.plan".to_owned() } else { format!("qgc-{}.plan", unit.area) };
            (name, format!("{:#}\n", mission(record, unit)).into_bytes())
        })
        .collect()
}

/// Why an uncrewed unit gets no mission file.
pub fn refusal(unit: &UnitRecord) -> Option<String> {
    let why = if !is_uncrewed(unit) {
        return None;
    } else if unit.lost_link.is_none() {
        "it has no place to go when its link is lost; give it a lost-link volume"
    } else if unit.kind == UnitKind::Uav && unit.altitude.is_none() {
        "no height is assigned to it; give it an altitude band"
    } else {
        return None;
    };
    Some(format!("no mission file for `{}`: {why}", unit.id))
}

fn is_uncrewed(unit: &UnitRecord) -> bool {
    matches!(unit.kind, UnitKind::Uav | UnitKind::Usv)
}

fn mission(record: &PlanRecord, unit: &UnitRecord) -> Value {
    let flies = unit.kind == UnitKind::Uav;
    let height_m =
        if flies { unit.altitude.map_or(0.0, |a| 0.5 * (a.low_ft + a.high_ft) * FOOT_M) } else { 0.0 };
    let height_m = height_m.round();
    let tasks: Vec<&UnitRecord> = record.onwards(unit).collect();
    let mps = |kn: f64| (kn * 1852.0 / 3600.0 * 100.0).round() / 100.0;
    let (speed_mps, transit_mps) = (mps(unit.track_kn), mps(unit.transit_kn));
    let speed = |mps: f64| [json!(1), json!(mps), json!(-1), json!(0), json!(0), json!(0), json!(0)];
    let lost = unit.lost_link.as_ref().map_or(unit.base, |l| l.place);
    let areas = tasks.iter().map(|task| task.area.as_str()).collect::<Vec<_>>().join(" ");
    let words: Vec<String> = tasks.iter().map(|task| super::text::task(record, task)).collect();
    let mut items = Vec::new();
    let mut push = |command: u16, frame: u8, params: [Value; 7]| {
        let number = items.len() + 1;
        let mut item = json!({
            "type": "SimpleItem", "autoContinue": true, "command": command, "doJumpId": number, "frame": frame,
            "params": params,
        });
        if frame == 0 {
            item["AMSLAltAboveTerrain"] = Value::Null;
            item["Altitude"] = json!(height_m);
            item["AltitudeMode"] = json!(2);
        }
        items.push(item);
    };
    let [zero, none] = [json!(0), Value::Null];
    let place = |at: Place| {
        let z = || zero.clone();
        [z(), z(), z(), none.clone(), json!(at.lat_deg), json!(at.lon_deg), json!(height_m)]
    };
    if flies {
        push(22, 0, place(unit.base));
    }
    // To each area and home at the speed of transit, as the plan has it: at that of the search it would come too late.
    for task in &tasks {
        push(178, 2, speed(transit_mps));
        for (number, waypoint) in task.waypoints.iter().enumerate() {
            push(16, 0, place(waypoint.place));
            if number == 0 {
                push(178, 2, speed(speed_mps));
            }
        }
    }
    push(178, 2, speed(transit_mps));
    push(20, 2, std::array::from_fn(|_| json!(0)));
    json!({
        "fileType": "Plan",
        "groundStation": format!("{}{} {}", super::text::prefix(record.kind), record.case, areas),
        "version": 1,
        "sarex": {
            "kind": record.kind.key(), "mark": record.mark, "case": record.case, "area": areas, "unit": unit.id,
            "party": unit.party, "task": words.join(" "),
        },
        "mission": {
            "cruiseSpeed": speed_mps,
            "hoverSpeed": speed_mps,
            "firmwareType": 12,
            "vehicleType": vehicle_type(unit.kind, speed_mps),
            "globalPlanAltitudeMode": 2,
            "plannedHomePosition": [unit.base.lat_deg, unit.base.lon_deg, 0],
            "version": 2,
            "items": items,
        },
        "geoFence": { "circles": [], "polygons": fences(record, unit), "version": 2 },
        "rallyPoints": { "points": [[lost.lat_deg, lost.lon_deg, rally_m(unit, height_m)]], "version": 2 },
    })
}

/// `MAV_TYPE` of the common set: a boat, else a fixed wing or a multirotor by its speed, which the operator may change.
fn vehicle_type(kind: UnitKind, speed_mps: f64) -> u8 {
    match kind {
        UnitKind::Usv => 11,
        _ if speed_mps > 18.0 => 1,
        _ => 2,
    }
}

/// Height of the lost-link point, m.
fn rally_m(unit: &UnitRecord, height_m: f64) -> f64 {
    let own = unit.lost_link.as_ref().and_then(|l| l.altitude);
    own.map_or(height_m, |a| (0.5 * (a.low_ft + a.high_ft) * FOOT_M).round())
}

fn fences(record: &PlanRecord, unit: &UnitRecord) -> Vec<Value> {
    let flies = unit.kind == UnitKind::Uav;
    let closed = record.forbidden_areas.iter().filter(|a| if flies { a.for_aircraft } else { a.for_ships });
    let mut fences = vec![polygon(&fence(record, unit), true)];
    fences.extend(closed.map(|area| polygon(&area.corners, false)));
    fences
}

fn polygon(corners: &[Place], inclusion: bool) -> Value {
    let corners: Vec<[f64; 2]> = corners.iter().map(|p| [p.lat_deg, p.lon_deg]).collect();
    json!({ "inclusion": inclusion, "polygon": corners, "version": 1 })
}

/// The convex hull of everything the unit does, with a margin.
fn fence(record: &PlanRecord, unit: &UnitRecord) -> Vec<Place> {
    let plane = LocalPlane::at(unit.csp.position());
    let lost = unit.lost_link.iter().flat_map(|l| l.corners.iter().copied());
    let places = record
        .onwards(unit)
        .flat_map(|task| task.waypoints.iter().map(|w| w.place).chain(task.corners.iter().copied()))
        .chain([unit.base]);
    // Corners of a regular octagon that holds the circle of the margin.
    let (far, near) = (MARGIN_M * 1.082_392_2, MARGIN_M * 0.448_341_5);
    let around = [
        (far, near),
        (near, far),
        (-near, far),
        (-far, near),
        (-far, -near),
        (-near, -far),
        (near, -far),
        (far, -near),
    ];
    let points: Vec<PlanePoint> = places
        .chain(lost)
        .flat_map(|place| {
            let p = plane.to_plane(place.lat_deg, place.lon_deg);
            around.map(|(e, n)| PlanePoint { east_m: p.east_m + e, north_m: p.north_m + n })
        })
        .collect();
    hull(points).into_iter().map(|p| Place::of(plane.to_position(p))).collect()
}

/// The convex hull, counter-clockwise (Andrew's monotone chain).
fn hull(mut points: Vec<PlanePoint>) -> Vec<PlanePoint> {
    points.sort_by(|a, b| a.east_m.total_cmp(&b.east_m).then(a.north_m.total_cmp(&b.north_m)));
    let turns_right = |o: &PlanePoint, a: &PlanePoint, b: &PlanePoint| {
        (a.east_m - o.east_m) * (b.north_m - o.north_m) - (a.north_m - o.north_m) * (b.east_m - o.east_m)
            <= 0.0
    };
    let half = |points: &mut dyn Iterator<Item = &PlanePoint>| {
        let mut chain: Vec<PlanePoint> = Vec::new();
        for p in points {
            while chain.len() > 1 && turns_right(&chain[chain.len() - 2], &chain[chain.len() - 1], p) {
                chain.pop();
            }
            chain.push(*p);
        }
        chain.pop();
        chain
    };
    let mut ring = half(&mut points.iter());
    ring.extend(half(&mut points.iter().rev()));
    ring
}
