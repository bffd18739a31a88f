//! `brief.pdf`: a page over all and a page per unit, to be printed and carried.
//!
//! Every page says exercise or real in three languages, at its head and its foot.

use super::PlanReport;
use super::map::{self, group, window};
use super::message::class;
use super::message::wire::Wire;
use super::message::words::Label;
use super::message::{Fixed, Language};
use super::record::{ObjectRecord, PatternRecord, PlanRecord, UnitRecord, WaypointRecord};
use super::text::{self, dm, plain, whole};
use crate::write::pdf::{self, About, HEIGHT, Page, WIDTH};
use crate::write::picture::canvas::Canvas;
use crate::write::picture::font;
use crate::write::picture::ink::{Anchor, Area, Ink, Lettering};
use crate::write::picture::search::{self, Shown};
use crate::write::picture::sheet::{FAINT, INK, PAPER, band};
use crate::write::{SOFTWARE, WriteError};
use sarex_drift::Snapshot;

/// Left and right margin, points.
const MARGIN: f32 = 36.0;
/// Width between the margins.
const INNER: f32 = WIDTH - 2.0 * MARGIN;
/// Height of the bands.
const BAND: f32 = 26.0;
/// Pixels of a chart per point of paper.
const SHARPNESS: f32 = 2.2;
/// Height of a row of turns.
const ROW: f32 = 10.4;
/// Nothing but the foot below this.
const BOTTOM: f32 = HEIGHT - BAND - 8.0;

/// The document.
pub fn encode(report: &PlanReport<'_>, record: &PlanRecord) -> Result<Vec<u8>, WriteError> {
    let snapshot = map::snapshot(report);
    let mut pages = vec![cover(report, record, &snapshot)];
    for index in 0..record.units.len() {
        pages.extend(of_unit(report, record, &snapshot, index));
    }
    let count = pages.len();
    for (k, page) in pages.iter_mut().enumerate() {
        bands(page, record, (k + 1, count));
    }
    let title = format!("{}{} search briefing", text::prefix(record.kind), record.case);
    let description = format!("{} {}", record.mark, record.title);
    pdf::encode(&pages, &About { title: &title, description: &description, created: record.created })
}

fn bands(page: &mut Page, record: &PlanRecord, (number, count): (usize, usize)) {
    let (ground, letters) = band(record.kind);
    for (y, h, size) in [(0.0, BAND, 15.0), (HEIGHT - BAND, BAND, 13.0)] {
        page.fill(Area { x: 0.0, y, w: WIDTH, h }, ground);
        let look = Lettering::new(size, letters).bold().anchor(Anchor::Middle);
        page.text(0.5 * WIDTH, y + 0.5 * h + 0.36 * size, record.mark.as_str(), look);
    }
    let small = Lettering::new(7.5, letters);
    page.text(MARGIN, HEIGHT - 9.5, fitting(&format!("{} · {SOFTWARE}", record.case), small, 150.0), small);
    let right = format!("{number} / {count} · UTC · WGS 84");
    page.text(WIDTH - MARGIN, HEIGHT - 9.5, right, small.anchor(Anchor::End));
}

fn cover(report: &PlanReport<'_>, record: &PlanRecord, snapshot: &Snapshot) -> Page {
    let mut page = Page::default();
    let mut y = head(&mut page, "SEARCH BRIEFING  수색 브리핑  捜索ブリーフィング", &record.title);
    // As large as the tables leave it.
    let name_lines: usize = record.objects.iter().take(OBJECTS).map(|object| names(object).len()).sum();
    let below = 250.0
        + 12.0 * (record.units.len() + record.objects.len() + record.warnings.len()) as f32
        + NAME * name_lines as f32
        + if record.look_ahead.is_some() { 22.0 } else { 0.0 };
    let area = Area { x: MARGIN, y, w: INNER, h: (BOTTOM - y - below).clamp(240.0, 430.0) };
    draw(&mut page, area, report, record, snapshot, Shown { only: None });
    y = area.bottom() + 20.0;
    let bound = record.upper_bound.map(|b| format!(" of at most {b:.2}")).unwrap_or_default();
    let cumulative = record.cumulative_pos.map(|p| format!(" · cumulative {p:.2}")).unwrap_or_default();
    let strong = Lettering::new(12.0, INK).bold();
    page.text(MARGIN, y, format!("{} UTC", window(record.start, record.end)), strong);
    let pos = format!("POS {:.2}{bound}{cumulative}", record.pos);
    page.text(WIDTH - MARGIN, y, pos, strong.anchor(Anchor::End));
    y = look_ahead(&mut page, record, y);
    y = units(&mut page, record, y + 12.0);
    y = people(&mut page, record, y + 10.0);
    y = channels(&mut page, record, None, y + 4.0);
    cautions(&mut page, record, y + 4.0);
    page
}

/// What the next sortie would bring, and in three languages that nobody is tasked by it; where the page goes on.
fn look_ahead(page: &mut Page, record: &PlanRecord, y: f32) -> f32 {
    let Some(ahead) = &record.look_ahead else { return y };
    let look = Lettering::new(8.5, INK);
    let line = format!(
        "If nothing is found: next sortie {} UTC, expected POS {:.2}, of both and all before {:.2}",
        window(ahead.start, ahead.end),
        ahead.pos,
        ahead.cumulative_pos
    );
    page.text(MARGIN, y + 13.0, fitting(&line, look, INNER), look);
    let small = Lettering::new(7.0, FAINT);
    let note = Language::ALL.map(|language| Label::AheadNote.word(language)).join("  ");
    page.text(MARGIN, y + 23.0, fitting(&note, small, INNER), small);
    y + 22.0
}

/// Title and the line below it; where the page goes on.
fn head(page: &mut Page, title: &str, below: &str) -> f32 {
    let large = Lettering::new(17.0, INK).bold();
    page.text(MARGIN, 50.0, fitting(title, large, INNER), large);
    let small = Lettering::new(9.5, FAINT);
    page.text(MARGIN, 64.0, fitting(below, small, INNER), small);
    72.0
}

fn draw(
    page: &mut Page,
    area: Area,
    report: &PlanReport<'_>,
    record: &PlanRecord,
    snapshot: &Snapshot,
    shown: Shown,
) {
    let (w, h) = ((area.w * SHARPNESS).round(), (area.h * SHARPNESS).round());
    let mut canvas = Canvas::new(w as u32, h as u32, PAPER);
    // Room for the border and the degrees beside it.
    let inside = Area { x: 74.0, y: 30.0, w: w - 104.0, h: h - 62.0 };
    map::chart(&mut canvas, inside, report, record, snapshot, shown);
    page.picture(area, &canvas);
}

fn spacing(pattern: &PatternRecord) -> String {
    pattern.track_spacing_nm().map_or_else(|| "–".to_owned(), |nm| format!("{} NM", plain(nm, 2)))
}

/// A table of the units; where the page goes on.
fn units(page: &mut Page, record: &PlanRecord, mut y: f32) -> f32 {
    let columns: [(f32, Label); 8] = [
        (0.0, Label::Area),
        (38.0, Label::Unit),
        (150.0, Label::Party),
        (200.0, Label::Pattern),
        (262.0, Label::Spacing),
        (332.0, Label::Commence),
        (398.0, Label::EndSearch),
        (460.0, Label::AltitudeLow),
    ];
    for (x, label) in columns {
        heading(page, MARGIN + x, y, label);
    }
    y += 18.0;
    let look = Lettering::new(8.5, INK);
    for (k, unit) in record.units.iter().enumerate() {
        if y > BOTTOM - 120.0 {
            page.text(MARGIN, y, format!("and {} more units", record.units.len() - k), look);
            y += 12.0;
            break;
        }
        let last = &unit.waypoints[unit.waypoints.len() - 1];
        let height = unit.altitude.map_or_else(|| "–".to_owned(), text::heights);
        let cells = [
            unit.area.clone(),
            fitting(&unit.id, look, 108.0),
            fitting(&unit.party, look, 46.0),
            format!("{} {:03.0}°", unit.pattern.code, whole(unit.first_course_deg())),
            spacing(&unit.pattern),
            group(unit.waypoints[0].time),
            group(last.time),
            height,
        ];
        for (column, ((x, _), cell)) in columns.iter().zip(cells).enumerate() {
            let look = if column < 2 { Lettering::new(8.5, search::colour(k)).bold() } else { look };
            page.text(MARGIN + x, y, cell, look);
        }
        page.rule(MARGIN, y + 3.2, INNER, FAINT.alpha(0.3));
        y += 12.0;
    }
    for unit in record.unused.iter().take(4) {
        page.text(
            MARGIN,
            y,
            format!("{} ({}) without a task", unit.id, unit.party),
            Lettering::new(8.0, FAINT),
        );
        y += 11.0;
    }
    y
}

/// What is searched for and the weather, in lines; where the page goes on.
fn people(page: &mut Page, record: &PlanRecord, mut y: f32) -> f32 {
    let look = Lettering::new(8.5, INK);
    for object in record.objects.iter().take(OBJECTS) {
        let persons = object.persons.map_or_else(|| "unknown".to_owned(), |n| n.to_string());
        let survival = object.survival.as_ref().map(|s| {
            let from = plain(s.from_h, 1);
            s.to_h.map_or_else(
                || format!(", survival {from} h or more"),
                |to| format!(", survival {from} to {} h", plain(to, 1)),
            )
        });
        let line = format!(
            "{:.0} %  {}, {}; persons {persons}{}",
            100.0 * object.probability,
            object.class,
            object.description,
            survival.unwrap_or_default()
        );
        page.text(MARGIN, y, fitting(&line, look, INNER), look);
        y += 11.0;
        for line in names(object) {
            page.text(MARGIN, y - 1.5, line, name_look());
            y += NAME;
        }
    }
    let c = &record.conditions;
    let one = |value: Option<f64>, decimals, unit: &str, what: &str| {
        value.map(|v| format!("{what} {} {unit}", plain(v, decimals)))
    };
    let weather: Vec<String> = [
        one(c.visibility_nm, 1, "NM", "visibility"),
        one(c.significant_wave_height_m, 1, "m", "waves"),
        one(c.cloud_cover_pct, 0, "%", "cloud"),
        c.wind_from_deg.map(|d| format!("wind from {:03.0}°", whole(d))),
        one(c.wind_kn, 0, "kn", "wind"),
        one(c.water_c, 1, "°C", "water"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !weather.is_empty() {
        page.text(MARGIN, y, fitting(&weather.join(" · "), look, INNER), look);
        y += 11.0;
    }
    y
}

/// Most objects that the first page tells.
const OBJECTS: usize = 4;
/// Height of a line of names.
const NAME: f32 = 8.8;

fn name_look() -> Lettering {
    Lettering::new(7.2, INK)
}

/// What an object is called in Korean and Japanese, in lines.
fn names(object: &ObjectRecord) -> Vec<String> {
    let names = Language::ALL.map(|language| class::name(&object.class, &object.description, language));
    let told: Vec<&str> = names.into_iter().flatten().collect();
    font::wrapped(&told.join(" / "), name_look(), INNER)
}

/// Channels and call signs, as far as they are given; where the page goes on.
fn channels(page: &mut Page, record: &PlanRecord, unit: Option<&UnitRecord>, mut y: f32) -> f32 {
    let c = &record.communications;
    let mut parts: Vec<String> = c
        .channels
        .iter()
        .map(|channel| {
            let purpose = match channel.purpose {
                super::record::Purpose::Control => "control 통제 統制",
                super::record::Purpose::OnScene => "on-scene 현장 現場",
                super::record::Purpose::Monitor => "monitor 청취 聴守",
                super::record::Purpose::Press => "press 언론 報道",
            };
            format!("{purpose}: {}", channel.frequency)
        })
        .collect();
    let signs = c.call_signs.iter().filter(|sign| unit.is_none_or(|u| u.id == sign.unit));
    parts.extend(signs.map(|sign| format!("{} = {}", sign.unit, sign.call_sign)));
    if parts.is_empty() {
        parts.push("Frequencies not given 주파수 미지정 周波数の指定なし".to_owned());
    }
    let look = Lettering::new(8.5, INK).bold();
    for line in font::wrapped(&parts.join(" · "), look, INNER).into_iter().take(4) {
        page.text(MARGIN, y, line, look);
        y += 11.0;
    }
    y
}

/// What must not be forgotten, above the foot.
fn cautions(page: &mut Page, record: &PlanRecord, mut y: f32) {
    for line in caution_lines(record) {
        if y > BOTTOM - 2.0 {
            return;
        }
        page.text(MARGIN, y, line, caution_look());
        y += CAUTION;
    }
}

/// Height of a line of cautions.
const CAUTION: f32 = 9.4;

fn caution_look() -> Lettering {
    Lettering::new(7.5, Ink::hex(0x8a1020))
}

/// What always holds first: what a case says may be long.
fn caution_lines(record: &PlanRecord) -> Vec<String> {
    let notes = [Label::SafetyNote, Label::LandNote, Label::SurvivalNote];
    let fixed = notes.iter().flat_map(|note| Language::ALL.map(|language| note.word(language).to_owned()));
    fixed
        .chain(record.warnings.iter().cloned())
        .flat_map(|text| font::wrapped(&text, caution_look(), INNER))
        .collect()
}

fn of_unit(report: &PlanReport<'_>, record: &PlanRecord, snapshot: &Snapshot, index: usize) -> Vec<Page> {
    let unit = &record.units[index];
    let mut page = Page::default();
    let title = format!("{}  {} ({})", unit.area, unit.id, unit.party);
    let below = format!("{} · {}", record.title, record.case);
    let mut y = head(&mut page, &title, &below);
    let room = (CAUTION * (caution_lines(record).len() + 1) as f32).min(150.0);
    // As large as the turns leave it.
    let rows = unit.waypoints.len().div_ceil(2).max(8) as f32;
    let note = if unit.pattern.drift.is_some() { 26.0 } else { 0.0 };
    let area = Area {
        x: MARGIN,
        y,
        w: INNER,
        h: (BOTTOM - y - note - room - 208.0 - ROW * rows).clamp(250.0, 400.0),
    };
    draw(&mut page, area, report, record, snapshot, Shown { only: Some(index) });
    y = facts(&mut page, record, unit, area.bottom() + 14.0);
    y = channels(&mut page, record, Some(unit), y + 6.0);
    let rest = turns(&mut page, &unit.waypoints, (y + 8.0, BOTTOM - room - 12.0));
    cautions(&mut page, record, BOTTOM - room + CAUTION);
    let mut pages = vec![page];
    let mut left = rest;
    while !left.is_empty() {
        let mut page = Page::default();
        let y = head(&mut page, &format!("{title}, turns"), &below);
        left = turns(&mut page, left, (y + 8.0, BOTTOM - 8.0));
        pages.push(page);
    }
    pages
}

/// The task in two columns; where the page goes on.
fn facts(page: &mut Page, record: &PlanRecord, unit: &UnitRecord, top: f32) -> f32 {
    let p = &unit.pattern;
    let last = &unit.waypoints[unit.waypoints.len() - 1];
    let bearing = |deg: f64| format!("{:03.0}° T", whole(deg));
    let turn = match p.turn {
        sarex_search::plan::Turn::Right => "starboard 우현 右舷",
        sarex_search::plan::Turn::Left => "port 좌현 左舷",
    };
    let height = unit.altitude.map_or_else(|| "–".to_owned(), text::heights);
    let drift = p
        .drift
        .map_or_else(|| "–".to_owned(), |d| format!("{} at {} kn", bearing(d.set_deg), plain(d.drift_kn, 1)));
    let seen: Vec<String> = unit
        .detection
        .iter()
        .map(|d| format!("{} {} NM, {}", d.class, plain(d.sweep_width_nm, 2), plain(d.coverage, 2)))
        .collect();
    let first = match p.drift {
        None => bearing(unit.first_course_deg()),
        Some(_) => {
            let [ground, drifting] = [unit.first_course_deg(), p.first_leg_deg].map(whole);
            format!("{ground:03.0}° ground, {drifting:03.0}° drifting")
        }
    };
    let left = [
        (Label::Pattern, format!("{} {}", p.code, text::pattern(p.kind))),
        (Label::Csp, dm(unit.csp, 2)),
        (Label::FirstLeg, first),
        (Label::Creep, format!("{}, {turn}", p.creep_deg.map_or_else(|| "–".to_owned(), bearing))),
        (Label::Legs, format!("{} × {} NM", p.legs, plain(p.leg_nm, 2))),
        (Label::Spacing, spacing(p)),
        (Label::DriftSet, drift),
    ];
    let right = [
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
        (
            Label::SearchSpeed,
            format!("{} kn, transit {} kn", plain(unit.search_kn, 1), plain(unit.transit_kn, 1)),
        ),
        (Label::AltitudeLow, height),
        (Label::Pos, format!("{:.2}, POC {:.2}", unit.pos, unit.poc)),
    ];
    let value = Lettering::new(9.0, INK).bold();
    let half = 0.5 * INNER;
    for (k, (left, right)) in left.into_iter().zip(right).enumerate() {
        let y = top + 17.0 * k as f32;
        for (x, (label, words)) in [(MARGIN, left), (MARGIN + half, right)] {
            heading(page, x, y, label);
            page.text(x + 106.0, y + 3.0, fitting(&words, value, half - 110.0), value);
        }
    }
    let y = top + 17.0 * 7.0 + 5.0;
    let look = Lettering::new(8.0, INK);
    let line = format!("Sweep width, coverage 탐지폭, 밀도 捜索幅, 密度:  {}", seen.join("   "));
    page.text(MARGIN, y, fitting(&line, look, INNER), look);
    y + 8.0 + frame_note(page, unit, y)
}

/// Which figures are over ground and which are in the drifting frame, where they differ; the height that it takes.
fn frame_note(page: &mut Page, unit: &UnitRecord, y: f32) -> f32 {
    if unit.pattern.drift.is_none() {
        return 0.0;
    }
    let look = Lettering::new(6.8, FAINT);
    let note = Language::ALL.map(|language| Label::FrameNote.word(language)).join("  ");
    let lines = font::wrapped(&note, look, INNER);
    for (k, line) in lines.iter().enumerate() {
        page.text(MARGIN, y + 9.5 + 8.5 * k as f32, line.as_str(), look);
    }
    8.5 * lines.len() as f32
}

/// A table of turns in two columns between two heights; what did not fit.
fn turns<'a>(
    page: &mut Page,
    waypoints: &'a [WaypointRecord],
    (top, bottom): (f32, f32),
) -> &'a [WaypointRecord] {
    let half = 0.5 * INNER;
    let rows = (((bottom - top - 14.0) / ROW).floor().max(1.0)) as usize;
    let shown = waypoints.len().min(2 * rows);
    // Evenly on both sides, so that a short list is not one long column.
    let rows = rows.min(shown.div_ceil(2).max(8));
    let head = Lettering::new(6.8, FAINT);
    let heads = [
        (0.0, "turn 변침점 変針点"),
        (62.0, "position 위치 位置"),
        (146.0, "UTC"),
        (200.0, "° T 대지 対地"),
        (240.0, "NM"),
    ];
    let columns = shown.div_ceil(rows);
    for column in 0..columns {
        let x = MARGIN + half * column as f32;
        for (dx, word) in heads {
            page.text(x + dx, top, word, head);
        }
        page.rule(x, top + 2.4, half - 12.0, FAINT.alpha(0.6));
    }
    for (k, w) in waypoints[..shown].iter().enumerate() {
        let x = MARGIN + half * (k / rows) as f32;
        let y = top + 12.0 + ROW * (k % rows) as f32;
        let course = w.course_deg.map_or_else(|| "end".to_owned(), |c| format!("{:03.0}", whole(c)));
        let distance = w.distance_nm.map_or_else(String::new, |d| Fixed::<2>::of(d).put(Language::English));
        let plain_look = Lettering::new(8.2, INK);
        page.text(x, y, w.name.as_str(), plain_look.bold());
        page.text(x + 40.0, y, dm(w.place, 2), plain_look);
        page.text(x + 146.0, y, text::to_second(w.time).strftime("%d %H:%M:%S").to_string(), plain_look);
        page.text(x + 204.0, y, course, plain_look);
        page.text(x + 232.0, y, distance, plain_look);
    }
    &waypoints[shown..]
}

/// A label in three languages on two lines.
fn heading(page: &mut Page, x: f32, y: f32, label: Label) {
    // Korean and Japanese without the abbreviation in brackets that the English one has as well.
    let bare = |language| label.word(language).split(" (").next().unwrap_or_default();
    page.text(x, y, bare(Language::English), Lettering::new(7.2, FAINT).bold());
    let both = format!("{} {}", bare(Language::Korean), bare(Language::Japanese));
    page.text(x, y + 7.4, both, Lettering::new(6.2, FAINT));
}

/// A text cut with an ellipsis so that it fits a width.
fn fitting(text: &str, look: Lettering, width: f32) -> String {
    crate::write::picture::sheet::fitting(text, look, width)
}
