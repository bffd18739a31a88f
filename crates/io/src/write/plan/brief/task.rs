//! The page of a unit's task.

use super::flow::Flow;
use super::parts::{SMALL, spacing};
use super::{INNER, MARGIN, fitting, heading};
use crate::write::picture::ink::{Anchor, Lettering};
use crate::write::picture::sheet::{FAINT, INK};
use crate::write::plan::map::group;
use crate::write::plan::message::wire::Wire;
use crate::write::plan::message::words::Label;
use crate::write::plan::message::{Fixed, Language};
use crate::write::plan::record::{PlanRecord, UnitRecord, WaypointRecord};
use crate::write::plan::text::{self, dm, plain, whole};
use sarex_search::plan::Turn;

/// Height of a row of turns.
const ROW: f32 = 10.4;
/// Height of a row of facts.
const FACT: f32 = 17.0;

/// The task in two columns.
pub fn facts(flow: &mut Flow, record: &PlanRecord, unit: &UnitRecord) {
    let value = Lettering::new(9.0, INK).bold();
    let half = 0.5 * INNER;
    let rows = pattern(unit).into_iter().zip(times(record, unit));
    for (left, right) in rows {
        flow.need(FACT);
        let y = flow.y + 9.0;
        for (x, (label, words)) in [(MARGIN, left), (MARGIN + half, right)] {
            heading(flow.page(), x, y, label);
            flow.page().text(x + 112.0, y + 3.0, fitting(&words, value, half - 114.0), value);
        }
        flow.gap(FACT);
    }
    flow.gap(2.0);
    if let Some(lost) = &unit.lost_link {
        let height = lost.altitude.map(|band| format!(", {}", text::heights(band))).unwrap_or_default();
        let line = format!(
            "Lost link: make for 통신 두절 시 이동 リンク断時の移動先: {}{height}",
            dm(lost.place, 2)
        );
        flow.paragraph(11.0, &line, Lettering::new(8.5, INK).bold());
    }
    if unit.pattern.drift.is_some() {
        let note = Language::ALL.map(|language| Label::FrameNote.word(language)).join("  ");
        flow.paragraph(8.6, &note, SMALL);
    }
}

/// What is flown or steamed.
fn pattern(unit: &UnitRecord) -> [(Label, String); 7] {
    let p = &unit.pattern;
    let bearing = |deg: f64| format!("{:03.0}° T", whole(deg));
    let turn = match p.turn {
        Turn::Right => "starboard 우현 右舷",
        Turn::Left => "port 좌현 左舷",
    };
    let drift = p
        .drift
        .map_or_else(|| "–".to_owned(), |d| format!("{} at {} kn", bearing(d.set_deg), plain(d.drift_kn, 1)));
    let first = match p.drift {
        None => bearing(unit.first_course_deg()),
        Some(_) => {
            let [ground, drifting] = [unit.first_course_deg(), p.first_leg_deg].map(whole);
            format!("{ground:03.0}° ground, {drifting:03.0}° drifting")
        }
    };
    [
        (Label::Pattern, format!("{} {}", p.code, text::pattern(p.kind))),
        (Label::Csp, dm(unit.csp, 2)),
        (Label::FirstLeg, first),
        (Label::Creep, format!("{}, {turn}", p.creep_deg.map_or_else(|| "–".to_owned(), bearing))),
        (Label::Legs, format!("{} × {} NM", p.legs, plain(p.leg_nm, 2))),
        (Label::Spacing, spacing(p)),
        (Label::DriftSet, drift),
    ]
}

/// When, how fast, how high and what for.
fn times(record: &PlanRecord, unit: &UnitRecord) -> [(Label, String); 7] {
    let last = &unit.waypoints[unit.waypoints.len() - 1];
    let speeds = format!("{} kn, transit {} kn", plain(unit.search_kn, 1), plain(unit.transit_kn, 1));
    [
        match record.before(unit) {
            Some(before) => (Label::Previous, format!("{}, {}", before.area, group(unit.departure))),
            None => (Label::Departure, group(unit.departure)),
        },
        (Label::Commence, group(unit.waypoints[0].time)),
        (Label::EndSearch, group(last.time)),
        match record.after(unit) {
            Some(next) => (Label::Next, format!("{}, {}", next.area, group(next.waypoints[0].time))),
            None => (Label::Landing, group(unit.landing)),
        },
        (Label::SearchSpeed, speeds),
        (Label::Height, unit.altitude.map_or_else(|| "–".to_owned(), text::heights)),
        (Label::Pos, format!("{:.2}, POC {:.2}", unit.pos, unit.poc)),
    ]
}

/// A table of turns in two columns, on as many pages as it needs.
pub fn turns(flow: &mut Flow, waypoints: &[WaypointRecord]) {
    const HEADS: [(f32, &str); 5] = [
        (0.0, "turn 변침점 変針点"),
        (62.0, "position 위치 位置"),
        (142.0, "day, UTC"),
        (196.0, "° T 대지 対地"),
        (238.0, "NM"),
    ];
    let half = 0.5 * INNER;
    let mut left = waypoints;
    while !left.is_empty() {
        flow.need(14.0 + ROW * left.len().min(3) as f32);
        let fit = (((flow.room() - 14.0) / ROW).min(500.0).floor() as usize).max(1);
        // Evenly on both sides, so that a short list is not one long column.
        let rows = fit.min(left.len().div_ceil(2).max(8));
        let shown = left.len().min(2 * rows);
        let top = flow.y + 8.0;
        for column in 0..shown.div_ceil(rows) {
            let x = MARGIN + half * column as f32;
            for (dx, word) in HEADS {
                flow.page().text(x + dx, top, word, Lettering::new(7.0, FAINT));
            }
            flow.page().rule(x, top + 2.4, half - 12.0, FAINT.alpha(0.6));
        }
        for (k, waypoint) in left[..shown].iter().enumerate() {
            let at = (MARGIN + half * (k / rows) as f32, top + 12.0 + ROW * (k % rows) as f32);
            turn(flow, at, waypoint);
        }
        flow.gap(14.0 + ROW * rows.min(shown) as f32);
        left = &left[shown..];
    }
}

fn turn(flow: &mut Flow, (x, y): (f32, f32), waypoint: &WaypointRecord) {
    let look = Lettering::new(8.2, INK);
    let course = waypoint.course_deg.map_or_else(|| "end".to_owned(), |c| format!("{:03.0}", whole(c)));
    let distance =
        waypoint.distance_nm.map_or_else(String::new, |d| Fixed::<2>::of(d).put(Language::English));
    let time = text::to_second(waypoint.time).strftime("%d %H:%M:%SZ").to_string();
    let page = flow.page();
    page.text(x, y, waypoint.name.as_str(), look.bold());
    page.text(x + 40.0, y, dm(waypoint.place, 2), look);
    page.text(x + 142.0, y, time, look);
    page.text(x + 206.0, y, course, look);
    page.text(x + 251.0, y, distance, look.anchor(Anchor::End));
}
