//! The words beside the map of a plan: what it is worth, who searches, what the symbols mean, what to beware of.

use super::map::{DATUM, period, window};
use super::record::{PlanRecord, UnitRecord};
use super::text::{self, plain, whole};
use super::{cautions, keys};
use crate::write::picture::font;
use crate::write::picture::ink::Lettering;
use crate::write::picture::land::Land;
use crate::write::picture::legend::{Grid, Words};
use crate::write::picture::looks::{Look, Looks};
use crate::write::picture::search;
use crate::write::picture::sheet::{FAINT, INK, Sheet, fitting};
use sarex_drift::Contour;

/// Height of a heading.
const HEADING: f32 = 37.0;
/// Letters of cautions.
const CAUTION: Lettering = Lettering::new(12.5, INK);
/// What is said where not all cautions are.
const CLOSING: Lettering = Lettering::new(12.5, INK).bold();

/// How much is told of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Its task in two lines below its name.
    Full,
    /// Its task behind its name.
    Line,
    /// Its name, two to a row.
    Name,
}

impl Detail {
    /// Height of so many tasks of one party, without the party's name.
    fn height(self, tasks: usize) -> f32 {
        match self {
            Self::Full => 60.0 * tasks as f32,
            Self::Line => 20.0 * tasks as f32,
            Self::Name => 18.0 * tasks.div_ceil(2) as f32,
        }
    }
}

/// Writes the panel. Whatever else there is, every unit is named as far as the sheet reaches.
pub fn write(
    sheet: &mut Sheet,
    record: &PlanRecord,
    looks: &Looks,
    contours: &[Contour],
    land: Option<&Land>,
) {
    outcome(sheet, record);
    let keys = keys::all(record, looks, contours, land);
    let grid = Grid {
        width: Sheet::PANEL_W,
        cells: 2,
        row: 21.0,
        look: Lettering::new(12.5, INK),
        words: Words::English,
    };
    let told = cautions::all(record);
    let told: Vec<String> = told.iter().map(|c| c.for_all(cautions::units(record))).collect();
    let legend = HEADING + grid.height(&keys) + 2.0;
    let room = sheet.room() - legend;
    let fits = |detail: &Detail| {
        let parties = looks.parties().map(|(.., own)| PARTY + detail.height(own.len())).sum::<f32>();
        HEADING + 3.0 + parties + reserve(record) + cautions_height(&told) <= room
    };
    let detail = [Detail::Full, Detail::Line].into_iter().find(fits).unwrap_or(Detail::Name);
    // However many units there are, the legend stays, and where the cautions are is said.
    let least = legend + if told.is_empty() { 0.0 } else { HEADING + 20.0 };
    units(sheet, (record, looks), detail, least);
    sheet.heading("LEGEND");
    let at = (Sheet::PANEL_X, sheet.y() + 4.0);
    grid.draw(&mut sheet.canvas, at, &keys);
    sheet.gap(grid.height(&keys) + 2.0);
    write_cautions(sheet, &told);
}

fn outcome(sheet: &mut Sheet, record: &PlanRecord) {
    let look = Lettering::new(15.0, INK);
    sheet.heading("SEARCH PLAN");
    sheet.line(&period(record.start, record.end), Lettering::new(19.0, INK).bold());
    sheet.heading("PROBABILITY OF SUCCESS");
    sheet.line(&format!("{:.2}", record.pos), Lettering::new(34.0, DATUM).bold());
    if let Some(bound) = record.upper_bound {
        sheet.line(&format!("of at most {bound:.2} (certified bound)"), look);
    }
    if let Some(alive) = record.found_alive {
        sheet.line(&format!("{:.2} to {:.2} found alive", alive.low, alive.high), look);
    }
    if let Some(cumulative) = record.cumulative_pos {
        sheet.line(&format!("{cumulative:.2} with all searches before"), look);
    }
}

/// Height of a party's name.
const PARTY: f32 = 19.0;
const RESERVE: Lettering = Lettering::new(12.5, FAINT);

fn in_reserve(record: &PlanRecord) -> Vec<String> {
    if record.unused.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = record.unused.iter().map(|u| format!("{} ({})", u.id, u.party)).collect();
    font::wrapped(&format!("Without a task: {}", names.join(", ")), RESERVE, Sheet::PANEL_W)
}

fn reserve(record: &PlanRecord) -> f32 {
    line_height(RESERVE) * in_reserve(record).len() as f32
}

fn line_height(look: Lettering) -> f32 {
    1.38 * look.size
}

/// Units by party, as far down as leaves so much room.
fn units(sheet: &mut Sheet, (record, looks): (&PlanRecord, &Looks), detail: Detail, least: f32) {
    sheet.heading("UNITS");
    sheet.gap(3.0);
    let mut left = record.units.len();
    for (party, look, own) in looks.parties().filter(|(.., own)| !own.is_empty()) {
        if sheet.room() < least + PARTY + 2.0 * detail.height(1) {
            break;
        }
        sheet.gap(PARTY);
        let y = sheet.y() - 3.0;
        sheet.canvas.text(Sheet::PANEL_X, y, party, Lettering::new(13.5, look.ink).bold());
        let columns = if detail == Detail::Name { 2 } else { 1 };
        for row in own.chunks(columns) {
            if sheet.room() < least + 2.0 * detail.height(1) {
                break;
            }
            let y = sheet.y();
            for (column, &k) in row.iter().enumerate() {
                let x = Sheet::PANEL_X + 0.5 * Sheet::PANEL_W * column as f32;
                unit(sheet, (x, y), (record, &record.units[k]), looks.task(k), detail);
            }
            sheet.gap(detail.height(1));
            left -= row.len();
        }
    }
    if left > 0 {
        sheet.line(&format!("and {left} more: see brief.pdf"), CLOSING);
    }
    for line in in_reserve(record) {
        if sheet.room() > least + line_height(RESERVE) {
            sheet.line(&line, RESERVE);
        }
    }
}

fn unit(
    sheet: &mut Sheet,
    (x, y): (f32, f32),
    (record, unit): (&PlanRecord, &UnitRecord),
    look: Look,
    detail: Detail,
) {
    let canvas = &mut sheet.canvas;
    let size = if detail == Detail::Full { 15.0 } else { 13.0 };
    let mut bold = Lettering::new(size, INK).bold();
    let middle = y + if detail == Detail::Name { 9.0 } else { 10.0 };
    search::key(canvas, (x + 19.0, middle), look);
    let base = middle + 0.36 * size;
    let width = match detail {
        Detail::Name => 0.5 * Sheet::PANEL_W - 46.0,
        _ => Sheet::PANEL_W - 46.0,
    };
    let name = format!("{} {}", unit.area, unit.id);
    while bold.width(&name) > width && bold.size > 9.5 {
        bold.size -= 0.5;
    }
    let name = fitting(&name, bold, width);
    canvas.text(x + 44.0, base, &name, bold);
    let small = Lettering::new(12.5, FAINT);
    let room = width - bold.width(&name) - 8.0;
    let [task, times] = tasks(record, unit);
    match detail {
        Detail::Full => {
            canvas.text(x + 44.0, base + 16.5, &fitting(&task, small, width), small);
            canvas.text(x + 44.0, base + 33.0, &fitting(&times, small, width), small);
        }
        Detail::Line => {
            let last = unit.waypoints[unit.waypoints.len() - 1].time;
            let full = format!("{} {}", unit.pattern.code, window(unit.waypoints[0].time, last));
            let short = window(unit.waypoints[0].time, last);
            let told = [full, short, unit.pattern.code.clone()].into_iter().find(|t| small.width(t) <= room);
            canvas.text(x + 52.0 + bold.width(&name), base, &told.unwrap_or_default(), small);
        }
        Detail::Name => {}
    }
}

/// What a unit does, in two short lines.
fn tasks(record: &PlanRecord, unit: &UnitRecord) -> [String; 2] {
    let p = &unit.pattern;
    let height = unit.altitude.map(|a| format!(" · {}", text::heights(a))).unwrap_or_default();
    let last = unit.waypoints[unit.waypoints.len() - 1].time;
    let wide = p
        .track_spacing_nm()
        .map_or_else(|| format!("radius {} NM", plain(p.leg_nm, 2)), |nm| format!("{} NM", plain(nm, 2)));
    let next = record.after(unit).map(|next| format!(" · then {}", next.area)).unwrap_or_default();
    [
        format!(
            "{} {:03.0}° · {wide} · {} kn{height}",
            p.code,
            whole(unit.first_course_deg()),
            plain(unit.search_kn, 0)
        ),
        format!("{} · POS {:.2}{next}", window(unit.waypoints[0].time, last), unit.pos),
    ]
}

fn lines(caution: &str) -> Vec<String> {
    font::wrapped(caution, CAUTION, Sheet::PANEL_W)
}

fn cautions_height(told: &[String]) -> f32 {
    let all = told.iter().map(|c| 3.0 + line_height(CAUTION) * lines(c).len() as f32).sum::<f32>();
    if told.is_empty() { 0.0 } else { HEADING + all }
}

/// Whole cautions, as many as there is room for, and how many more the briefing has.
fn write_cautions(sheet: &mut Sheet, told: &[String]) {
    if told.is_empty() {
        return;
    }
    sheet.heading("CAUTIONS");
    for (k, caution) in told.iter().enumerate() {
        let lines = lines(caution);
        let closing = if k + 1 < told.len() { line_height(CLOSING) } else { 0.0 };
        if sheet.room() < line_height(CAUTION) * lines.len() as f32 + closing {
            let (left, more) = (told.len() - k, if k > 0 { "more " } else { "" });
            let and = if k > 0 { "and " } else { "" };
            sheet.line(&format!("{and}{left} {more}in brief.pdf"), CLOSING);
            return;
        }
        for line in lines {
            sheet.line(&line, CAUTION);
        }
        sheet.gap(3.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::plan::fixture;

    #[test]
    fn cautions_that_do_not_fit_are_counted() {
        let owned = fixture::plan();
        let sheet = || Sheet::new(&owned.case);
        let long = vec!["most widths of the visual tables rest on a model, few on sea trials".to_owned(); 60];
        let mut drawn = sheet();
        write_cautions(&mut drawn, &long);
        assert!(drawn.room() >= -1.0, "{}", drawn.room());
        assert!(drawn.room() < 80.0, "as many as fit: {}", drawn.room());
        let mut few = sheet();
        let before = few.room();
        write_cautions(&mut few, &long[..2]);
        assert!((before - few.room() - cautions_height(&long[..2])).abs() < 1.0);
    }
}
