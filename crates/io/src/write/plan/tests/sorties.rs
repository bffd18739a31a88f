//! A unit that searches two areas in one sortie.

use crate::write::plan::message::{ActionMessage, Language};
use crate::write::plan::record::PlanRecord;
use crate::write::plan::{cot, files, fixture, geojson};

/// The drone of the fixture, which goes on to a sixth area; and the plan with one area alone.
fn two_areas() -> (fixture::Owned, fixture::Owned) {
    let (one, mut two) = (fixture::plan(), fixture::plan());
    let drone = two.plan.assignments.iter().position(|task| task.unit == 4).unwrap();
    let mut next = two.plan.assignments[drone].clone();
    let later_s = next.end_s() - next.commence_s() + 300.0;
    for waypoint in &mut next.track {
        waypoint.time_s += later_s;
        waypoint.at.east_m += 9000.0;
    }
    next.area.iter_mut().for_each(|corner| corner.east_m += 9000.0);
    let first = &mut two.plan.assignments[drone];
    next.landing_s += later_s;
    next.departure_s = first.end_s();
    first.landing_s = first.end_s();
    two.plan.assignments.push(next);
    (one, two)
}

fn record(owned: &fixture::Owned) -> PlanRecord {
    PlanRecord::of(&owned.report()).unwrap()
}

#[test]
fn it_is_one_unit_with_one_way_out_and_one_back() {
    let (_, two) = two_areas();
    let record = record(&two);
    let (first, next) = (&record.units[4], &record.units[5]);
    assert_eq!(record.after(first).map(|u| u.area.as_str()), Some("A6"));
    assert_eq!(record.before(next).map(|u| u.area.as_str()), Some("A5"));
    assert_eq!(record.before(first), None);
    assert_eq!(record.back_at_base(first), next.landing);
    assert_eq!(record.sorties().count(), 5);
    // Nothing keeps two things on a map apart that bear one identifier.
    let uid = |event: &String| event.split("uid=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut uids: Vec<String> = cot::events(&record).iter().map(uid).collect();
    let all = uids.len();
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), all);
    let web: serde_json::Value = serde_json::from_slice(&geojson::encode(&record)).unwrap();
    let units = web["features"].as_array().unwrap().iter().filter(|f| f["properties"]["kind"] == "unit");
    assert_eq!(units.count(), 5);
}

#[test]
fn the_messages_say_where_it_comes_from_and_goes_on_to() {
    let (_, two) = two_areas();
    let record = record(&two);
    let message = ActionMessage::of(&record);
    assert_eq!(message.tasks[4].next.0.as_deref(), Some("A6"));
    assert_eq!(message.tasks[5].previous.0.as_deref(), Some("A5"));
    // It is not back when it leaves for its next area.
    assert_eq!(message.tasks[4].landing, message.tasks[5].landing);
    for language in Language::ALL {
        assert_eq!(ActionMessage::parse(&message.text(language), language).unwrap(), message);
    }
}

#[test]
fn its_mission_is_one_file_with_both_areas() {
    let (one, two) = two_areas();
    let missions = |owned: &fixture::Owned| {
        let files = files(&owned.report()).unwrap().into_iter();
        let mut missions: Vec<(String, Vec<u8>)> =
            files.filter(|(name, _)| name.starts_with("qgc")).collect();
        assert_eq!(missions.len(), 1);
        let mission: serde_json::Value = serde_json::from_slice(&missions.remove(0).1).unwrap();
        mission
    };
    let ways = |mission: &serde_json::Value, command: u32| {
        let items = mission["mission"]["items"].as_array().unwrap();
        items.iter().filter(|item| item["command"] == command).count()
    };
    let (one, two) = (missions(&one), missions(&two));
    assert_eq!(ways(&two, 16), 2 * ways(&one, 16));
    // Takes off once, and returns once.
    assert_eq!((ways(&two, 22), ways(&two, 20)), (1, 1));
    // At transit speed to each area and home, at track speed from each commence search point on.
    let speeds = |mission: &serde_json::Value| -> Vec<f64> {
        let items = mission["mission"]["items"].as_array().unwrap().iter();
        let changes = items.filter(|item| item["command"] == 178);
        changes.map(|item| item["params"][1].as_f64().unwrap()).collect()
    };
    let [transit, search] = [speeds(&one)[0], speeds(&one)[1]];
    assert!(transit > 1.1 * search, "{transit} {search}");
    assert_eq!(speeds(&one), [transit, search, transit]);
    assert_eq!(speeds(&two), [transit, search, transit, search, transit]);
    let order = |mission: &serde_json::Value| -> Vec<i64> {
        let items = mission["mission"]["items"].as_array().unwrap().iter();
        items.map(|item| item["command"].as_i64().unwrap()).collect()
    };
    assert_eq!(order(&one)[..4], [22, 178, 16, 178]);
    assert_eq!(two["sarex"]["area"], "A5 A6");
}

#[test]
fn what_keeps_it_from_a_mission_file_is_said_once() {
    let (_, mut two) = two_areas();
    two.problem.units[4].link = None;
    let warnings = record(&two).warnings;
    assert_eq!(warnings.iter().filter(|w| w.contains("no mission file")).count(), 1, "{warnings:?}");
}
