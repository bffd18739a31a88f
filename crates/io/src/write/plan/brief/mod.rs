//! `brief.pdf`: a page over all and a page per task, to be printed and carried; whoever has one page only can search by it.
//!
//! Every page says exercise or real in three languages, at its head and its foot.

mod flow;
mod parts;
mod task;

use super::PlanReport;
use super::keys;
use super::map::{self, period};
use super::message::Language;
use super::message::words::Label;
use super::record::PlanRecord;
use super::text;
use crate::write::pdf::{self, About, HEIGHT, Page, WIDTH};
use crate::write::picture::canvas::Canvas;
use crate::write::picture::ink::{Anchor, Area, Lettering};
use crate::write::picture::legend::{Grid, Words};
use crate::write::picture::looks::Looks;
use crate::write::picture::search::Shown;
use crate::write::picture::sheet::{FAINT, INK, PAPER, band};
use crate::write::{SOFTWARE, WriteError};
use flow::{Flow, Head};
use sarex_drift::Snapshot;

/// Left and right margin, points.
const MARGIN: f32 = 36.0;
/// Width between the margins.
const INNER: f32 = WIDTH - 2.0 * MARGIN;
/// Height of the bands.
const BAND: f32 = 26.0;
/// Pixels of a chart per point of paper: its letters of 13 pixels are then 7 points high.
const SHARPNESS: f32 = 1.85;

/// Pixels below a chart that are kept for its scale.
const SCALE: f32 = 296.0;
/// Space below a chart, points.
const BELOW: f32 = 4.0;

/// What the pages are made of.
struct Briefing<'a> {
    report: &'a PlanReport<'a>,
    record: &'a PlanRecord,
    snapshot: Snapshot,
    looks: Looks,
}

/// The document.
pub fn encode(report: &PlanReport<'_>, record: &PlanRecord) -> Result<Vec<u8>, WriteError> {
    let briefing = Briefing { report, record, snapshot: map::snapshot(report), looks: Looks::of(record) };
    let mut pages = briefing.cover();
    for index in 0..record.units.len() {
        pages.extend(briefing.of_unit(index));
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
    let right = format!("{number} / {count} · UTC · WGS 84 · not for navigation");
    page.text(WIDTH - MARGIN, HEIGHT - 9.5, right, small.anchor(Anchor::End));
}

impl Briefing<'_> {
    fn cover(&self) -> Vec<Page> {
        let record = self.record;
        let mut flow = Flow::new(Head {
            title: "SEARCH BRIEFING  수색 브리핑  捜索ブリーフィング".to_owned(),
            when: String::new(),
            below: format!("{} · {} · {}", period(record.start, record.end), record.title, record.case),
        });
        let body = |flow: &mut Flow| {
            self.outcome(flow);
            parts::look_ahead(flow, record);
            parts::units(flow, record, &self.looks);
            flow.gap(4.0);
            parts::objects(flow, record);
            parts::weather(flow, record);
            flow.gap(2.0);
            parts::channels(flow, record, None);
            flow.gap(4.0);
            parts::cautions(flow, record, None);
        };
        // As large as the rest leaves it; where that is too small to be read, the rest goes on overleaf.
        let left = flow.room() - Flow::height(body) - BELOW - 2.0;
        let height = if left < 300.0 { 430.0 } else { left.min(430.0) };
        self.chart(&mut flow, height, Shown { only: None });
        body(&mut flow);
        flow.pages()
    }

    /// When, and what it is worth.
    fn outcome(&self, flow: &mut Flow) {
        let record = self.record;
        let bound = record.upper_bound.map(|b| format!(" of at most {b:.2}")).unwrap_or_default();
        let cumulative = record.cumulative_pos.map(|p| format!(" · cumulative {p:.2}")).unwrap_or_default();
        let strong = Lettering::new(12.0, INK).bold();
        flow.line(15.0, &period(record.start, record.end), strong);
        let alive = record.found_alive;
        let alive = alive.map(|alive| format!(" · found alive {:.2} to {:.2}", alive.low, alive.high));
        let alive = alive.unwrap_or_default();
        let (y, pos) = (flow.y, format!("POS {:.2}{bound}{cumulative}{alive}", record.pos));
        flow.page().text(WIDTH - MARGIN, y, pos, strong.anchor(Anchor::End));
    }

    fn of_unit(&self, index: usize) -> Vec<Page> {
        let (record, unit) = (self.record, &self.record.units[index]);
        let mut flow = Flow::new(Head {
            title: format!("{}  {} ({})", unit.area, unit.id, unit.party),
            when: period(record.start, record.end),
            below: format!("{} · {}", record.title, record.case),
        });
        let body = |flow: &mut Flow| {
            task::facts(flow, record, unit);
            parts::channels(flow, record, Some(unit));
            flow.gap(4.0);
            parts::seen(flow, record, unit);
            parts::weather(flow, record);
            flow.gap(3.0);
            parts::cautions(flow, record, Some(unit));
            flow.gap(6.0);
            task::turns(flow, &unit.waypoints);
        };
        // As large as the rest leaves it; where a second page is needed anyway, large enough to be read.
        let left = flow.room() - Flow::height(body) - BELOW - 2.0;
        let height = if left < 190.0 { 280.0 } else { left.min(400.0) };
        self.chart(&mut flow, height, Shown { only: Some(index) });
        body(&mut flow);
        flow.pages()
    }

    /// A chart with its legend.
    fn chart(&self, flow: &mut Flow, height: f32, shown: Shown) {
        let area = Area { x: MARGIN, y: flow.y, w: INNER, h: height };
        let (w, h) = ((area.w * SHARPNESS).round(), (area.h * SHARPNESS).round());
        let mut canvas = Canvas::new(w as u32, h as u32, PAPER);
        let look = Lettering::new(13.0, INK);
        let grid = Grid { width: w - SCALE, cells: 24, row: 19.0, look, words: Words::All };
        let contours = self.report.contours;
        // A coast can but take a key away: the legend without one tells the room.
        let below = grid.height(&keys::all(self.record, &self.looks, contours, None)).max(68.0);
        // Room for the border and the degrees beside it.
        let inside = Area { x: 74.0, y: 10.0, w: w - 88.0, h: h - 42.0 - below };
        let scale = (inside.right() + 12.0, inside.bottom() + 28.0);
        let place = (inside, Some(scale));
        let (_, land) = map::chart(&mut canvas, place, self.report, self.record, &self.snapshot, shown);
        let keys = keys::all(self.record, &self.looks, contours, land.as_ref());
        grid.draw(&mut canvas, (0.0, inside.bottom() + 32.0), &keys);
        flow.page().picture(area, &canvas);
        flow.gap(height + BELOW);
    }
}

/// A label in three languages on two lines.
fn heading(page: &mut Page, x: f32, y: f32, label: Label) {
    // Korean and Japanese without the abbreviation in brackets that the English one has as well.
    let bare = |language| label.word(language).split(" (").next().unwrap_or_default();
    page.text(x, y, bare(Language::English), Lettering::new(7.2, FAINT).bold());
    let both = format!("{} {}", bare(Language::Korean), bare(Language::Japanese));
    page.text(x, y + 7.4, both, Lettering::new(6.6, FAINT));
}

/// A text cut with an ellipsis so that it fits a width.
fn fitting(text: &str, look: Lettering, width: f32) -> String {
    crate::write::picture::sheet::fitting(text, look, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::plan::fixture;
    use crate::write::plan::record::WaypointRecord;

    fn pages<T>(
        change: impl FnOnce(&mut PlanRecord),
        see: impl FnOnce(&PlanRecord, Vec<Vec<Page>>) -> T,
    ) -> T {
        let owned = fixture::plan();
        let report = owned.report();
        let mut record = PlanRecord::of(&report).unwrap();
        change(&mut record);
        let looks = Looks::of(&record);
        let briefing = Briefing { report: &report, record: &record, snapshot: map::snapshot(&report), looks };
        let mut pages = vec![briefing.cover()];
        pages.extend((0..record.units.len()).map(|k| briefing.of_unit(k)));
        see(&record, pages)
    }

    /// Turns as those of a task, so many.
    fn turned(record: &mut PlanRecord, turns: usize) {
        let unit = &mut record.units[2];
        let each = unit.waypoints.iter().cycle().take(turns).cloned().enumerate();
        unit.waypoints =
            each.map(|(k, w)| WaypointRecord { name: format!("A3-{:02}", k + 1), ..w }).collect();
    }

    fn text(pages: &[Page]) -> String {
        pages.iter().flat_map(Page::lines).collect::<Vec<_>>().join("\n")
    }

    /// Each unit has one page with all its turns, as many as a helicopter has, and nothing runs into the foot.
    #[test]
    fn a_task_has_one_page_where_it_fits() {
        for turns in [18, 30, 44] {
            pages(
                |record| turned(record, turns),
                |record, pages| {
                    for (unit, pages) in record.units.iter().zip(&pages[1..]) {
                        assert_eq!(pages.len(), 1, "{} with {turns}", unit.area);
                        assert!(pages[0].lowest() <= flow::BOTTOM, "{}", unit.area);
                        let said = text(pages);
                        assert!(unit.waypoints.iter().all(|w| said.contains(&w.name)), "{said}");
                        assert!(said.contains("NOV 2026") && said.contains("VHF 6, 123.1 MHz"), "{said}");
                    }
                },
            );
        }
    }

    #[test]
    fn what_does_not_fit_goes_on_and_nothing_is_left_out() {
        let many: Vec<String> = (0..90).map(|k| format!("caution number {k} of a case with many")).collect();
        let change = |record: &mut PlanRecord| {
            turned(record, 200);
            record.warnings = many.clone();
        };
        pages(change, |record, pages| {
            for said in [text(&pages[0]), text(&pages[3])] {
                assert!(many.iter().all(|caution| said.contains(caution.as_str())), "{said}");
            }
            assert!(record.units[2].waypoints.iter().all(|w| text(&pages[3]).contains(&w.name)));
            assert!(pages.iter().flatten().all(|page| page.lowest() <= flow::BOTTOM));
        });
    }

    /// A unit reads its own cautions and those for all, below a heading that says that they are English.
    #[test]
    fn a_page_has_the_cautions_that_concern_its_unit() {
        let change = |record: &mut PlanRecord| {
            record.warnings = vec![
                "DRONE-1: it is dark".into(),
                "`JPN-MA725` would cross land".into(),
                "current: a constant".into(),
            ];
        };
        pages(change, |record, pages| {
            for (unit, pages) in record.units.iter().zip(&pages[1..]) {
                let said = text(pages);
                assert_eq!(said.contains("it is dark"), unit.id == "DRONE-1", "{}", unit.id);
                assert_eq!(said.contains("would cross land"), unit.id == "JPN-MA725", "{}", unit.id);
                assert!(said.contains("current: a constant"), "{}", unit.id);
                assert!(said.contains("주의 사항 (영어 원문)") && said.contains("注意事項 (英語原文)"));
            }
            let cover = text(&pages[0]);
            assert!(cover.contains("DRONE-1: it is dark") && cover.contains("would cross land"));
        });
    }
}
