//! What stands on the first page and on those of units: table, objects, weather, channels, cautions.

use super::flow::Flow;
use super::{INNER, MARGIN, fitting, heading};
use crate::write::picture::canvas::Canvas;
use crate::write::picture::font;
use crate::write::picture::ink::{Area, Ink, Lettering};
use crate::write::picture::looks::{Look, Looks};
use crate::write::picture::search;
use crate::write::picture::sheet::{FAINT, INK, PAPER};
use crate::write::plan::cautions;
use crate::write::plan::map::{group, window};
use crate::write::plan::message::Language;
use crate::write::plan::message::class;
use crate::write::plan::message::words::Label;
use crate::write::plan::record::{ObjectRecord, PatternRecord, PlanRecord, Purpose, UnitRecord};
use crate::write::plan::text::{self, plain, whole};

/// Text of the body.
pub const BODY: Lettering = Lettering::new(8.5, INK);
/// Small text.
pub const SMALL: Lettering = Lettering::new(7.2, FAINT);
/// Cautions.
const CAUTION: Lettering = Lettering::new(7.8, Ink::hex(0x8a1020));

/// What the next sortie would bring, and in three languages that nobody is tasked by it.
pub fn look_ahead(flow: &mut Flow, record: &PlanRecord) {
    let Some(ahead) = &record.look_ahead else { return };
    let line = format!(
        "If nothing is found: next sortie {} UTC, expected POS {:.2}, of both and all before {:.2}",
        window(ahead.start, ahead.end),
        ahead.pos,
        ahead.cumulative_pos
    );
    flow.gap(2.0);
    flow.paragraph(11.0, &line, BODY);
    flow.paragraph(9.0, &Language::ALL.map(|language| Label::AheadNote.word(language)).join("  "), SMALL);
}

/// Track spacing, or a dash where there is none.
pub fn spacing(pattern: &PatternRecord) -> String {
    pattern.track_spacing_nm().map_or_else(|| "–".to_owned(), |nm| format!("{} NM", plain(nm, 2)))
}

/// How a unit looks on the charts, 20 points wide with its middle at `y`.
pub fn sample(flow: &mut Flow, (x, y): (f32, f32), look: Look) {
    const SHARPNESS: f32 = 3.0;
    let mut canvas = Canvas::new(60, 27, PAPER);
    search::key(&mut canvas, (30.0, 13.5), look);
    let (w, h) = (60.0 / SHARPNESS, 27.0 / SHARPNESS);
    flow.page().picture(Area { x, y: y - 0.5 * h, w, h }, &canvas);
}

/// A table of the units.
pub fn units(flow: &mut Flow, record: &PlanRecord, looks: &Looks) {
    const COLUMNS: [(f32, Label); 8] = [
        (0.0, Label::Area),
        (50.0, Label::Unit),
        (154.0, Label::Party),
        (204.0, Label::Pattern),
        (266.0, Label::Spacing),
        (330.0, Label::Commence),
        (398.0, Label::EndSearch),
        (464.0, Label::Height),
    ];
    let head = |flow: &mut Flow| {
        flow.need(60.0);
        flow.gap(12.0);
        let y = flow.y;
        COLUMNS.iter().for_each(|(x, label)| heading(flow.page(), MARGIN + x, y, *label));
        flow.gap(9.0);
    };
    head(flow);
    for (k, unit) in record.units.iter().enumerate() {
        if flow.room() < 12.0 {
            head(flow);
        }
        flow.gap(12.0);
        let last = &unit.waypoints[unit.waypoints.len() - 1];
        let cells = [
            unit.area.clone(),
            fitting(&unit.id, BODY.bold(), 100.0),
            fitting(&unit.party, BODY, 46.0),
            format!("{} {:03.0}°", unit.pattern.code, whole(unit.first_course_deg())),
            spacing(&unit.pattern),
            group(unit.waypoints[0].time),
            group(last.time),
            unit.altitude.map_or_else(|| "–".to_owned(), text::heights),
        ];
        let y = flow.y;
        sample(flow, (MARGIN, y - 3.0), looks.task(k));
        for (column, ((x, _), cell)) in COLUMNS.iter().zip(cells).enumerate() {
            let own = Lettering::new(8.5, looks.task(k).ink).bold();
            let x = if column == 0 { x + 24.0 } else { *x };
            flow.page().text(MARGIN + x, y, cell, if column < 2 { own } else { BODY });
        }
        flow.page().rule(MARGIN, y + 3.2, INNER, FAINT.alpha(0.3));
    }
    flow.gap(3.0);
    if !record.unused.is_empty() {
        let names: Vec<String> = record.unused.iter().map(|u| format!("{} ({})", u.id, u.party)).collect();
        let words = Language::ALL.map(|language| Label::Unused.word(language)).join(" ");
        flow.paragraph(11.0, &format!("{words}: {}", names.join(", ")), Lettering::new(8.0, FAINT));
    }
}

/// What is searched for, all of it.
pub fn objects(flow: &mut Flow, record: &PlanRecord) {
    for object in &record.objects {
        let survival = object.survival.as_ref().map(|s| {
            let from = plain(s.from_h, 1);
            s.to_h.map_or_else(
                || format!(", survival {from} h or more"),
                |to| format!(", survival {from} to {} h", plain(to, 1)),
            )
        });
        let line = format!(
            "{:.0} %  {}, {}{}{}",
            100.0 * object.probability,
            object.class,
            object.description,
            persons(object),
            survival.unwrap_or_default()
        );
        flow.paragraph(11.0, &line, BODY);
        flow.paragraph(9.0, &names(object).join(" / "), NAMES);
    }
}

/// What is searched for and how well a unit sees it.
pub fn seen(flow: &mut Flow, record: &PlanRecord, unit: &UnitRecord) {
    let caption = "Search objects 수색 대상 捜索対象 · sweep width 유효 탐지폭 有効捜索幅 · coverage 수색 밀도 捜索密度";
    flow.paragraph(9.0, caption, SMALL.bold());
    for (object, seen) in record.objects.iter().zip(&unit.detection) {
        let own = match seen.sweep_width_nm > 0.0 {
            true => format!(
                "sweep width {} NM, coverage {}",
                plain(seen.sweep_width_nm, 2),
                plain(seen.coverage, 2)
            ),
            false => "not seen by this unit 탐지 불가 探知不能".to_owned(),
        };
        let share = 100.0 * object.probability;
        flow.paragraph(
            10.5,
            &format!("{share:.0} %  {}: {own}{}", object.class, persons(object)),
            BODY.bold(),
        );
        let mut words = vec![object.description.as_str()];
        words.extend(names(object));
        flow.paragraph(9.0, &words.join(" / "), NAMES);
    }
}

fn persons(object: &ObjectRecord) -> String {
    object.persons.map_or_else(|| "; persons unknown".to_owned(), |n| format!("; persons {n}"))
}

/// Names of objects.
const NAMES: Lettering = Lettering::new(7.4, INK);

/// What an object is called in Korean and Japanese.
fn names(object: &ObjectRecord) -> Vec<&str> {
    let names = Language::ALL.map(|language| class::name(&object.class, &object.description, language));
    names.into_iter().flatten().collect()
}

/// What it is like at the scene, as far as it is known.
pub fn weather(flow: &mut Flow, record: &PlanRecord) {
    let c = &record.conditions;
    let one = |value: Option<f64>, decimals, unit: &str, what: &str| {
        value.map(|v| format!("{what} {} {unit}", plain(v, decimals)))
    };
    let told = [
        one(c.visibility_nm, 1, "NM", "visibility 시정 視程"),
        one(c.significant_wave_height_m, 1, "m", "waves 파고 波高"),
        one(c.cloud_cover_pct, 0, "%", "cloud 운량 雲量"),
        c.wind_from_deg.map(|d| format!("wind from 풍향 風向 {:03.0}°", whole(d))),
        one(c.wind_kn, 0, "kn", "wind 풍속 風速"),
        one(c.water_c, 1, "°C", "water 수온 水温"),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    flow.paragraph(11.0, &told.join(" · "), Lettering::new(8.0, INK));
}

/// Channels and call signs, as far as they are given; of a unit, if it is its page.
pub fn channels(flow: &mut Flow, record: &PlanRecord, unit: Option<&UnitRecord>) {
    let c = &record.communications;
    let channels = c.channels.iter().map(|channel| {
        let purpose = match channel.purpose {
            Purpose::Control => "control 통제 統制",
            Purpose::OnScene => "on-scene 현장 現場",
            Purpose::Monitor => "monitor 청취 聴守",
            Purpose::Press => "press 언론 報道",
        };
        format!("{purpose}: {}", channel.frequency)
    });
    let mut parts: Vec<String> = channels.collect();
    if parts.is_empty() {
        parts.push("Frequencies not given 주파수 미지정 周波数の指定なし".to_owned());
    }
    let signs = c.call_signs.iter().filter(|sign| unit.is_none_or(|u| u.id == sign.unit));
    parts.extend(signs.map(|sign| format!("{} = {}", sign.unit, sign.call_sign)));
    flow.paragraph(11.0, &parts.join(" · "), BODY.bold());
}

/// What must not be forgotten: what always holds first, for what a case says may be long; then what concerns the unit, if it
/// is its page. What the program warns of is English, and its heading says so.
pub fn cautions(flow: &mut Flow, record: &PlanRecord, unit: Option<&UnitRecord>) {
    let notes: &[Label] = match unit {
        Some(_) => &[Label::SafetyNote, Label::LandNote],
        None => &[Label::SafetyNote, Label::LandNote, Label::SurvivalNote],
    };
    for language in Language::ALL {
        let said: Vec<&str> = notes.iter().map(|note| note.word(language)).collect();
        let space = if language == Language::Japanese { "" } else { " " };
        flow.paragraph(9.6, &said.join(space), CAUTION);
    }
    let all = cautions::all(record);
    let told: Vec<String> = match unit {
        Some(unit) => all.iter().filter(|c| c.concerns(&unit.id)).map(|c| c.for_unit()).collect(),
        None => all.iter().map(|c| c.for_all(cautions::units(record))).collect(),
    };
    if told.is_empty() {
        return;
    }
    flow.gap(2.0);
    let words = Language::ALL.map(|language| Label::Warnings.word(language)).join("  ");
    flow.need(20.0);
    flow.line(9.6, &words, CAUTION.bold());
    for caution in told {
        for (k, line) in font::wrapped(&caution, CAUTION, INNER - 8.0).iter().enumerate() {
            flow.need(9.6);
            flow.gap(9.6);
            let y = flow.y;
            if k == 0 {
                flow.page().text(MARGIN, y, "–", CAUTION);
            }
            flow.page().text(MARGIN + 8.0, y, line.as_str(), CAUTION);
        }
    }
}
