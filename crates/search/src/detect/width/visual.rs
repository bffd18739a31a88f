//! Uncorrected visual sweep widths.

use super::object::ObjectKind;
use super::tables::{number, rows};
use super::{Edition, Platform};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// An uncorrected width and where it stands.
pub(super) struct Uncorrected {
    pub width_nm: f64,
    pub row: String,
    pub source: String,
    pub warnings: Vec<String>,
}

/// Widths, nm, over visibility, nm.
type Row = Vec<(f64, f64)>;

struct Table {
    /// By platform, height in feet (0 for craft) and object.
    rows: BTreeMap<(Platform, u32, ObjectKind), Row>,
    sources: BTreeMap<(Platform, u32), &'static str>,
}

/// The width of a platform at a height and visibility, interpolated (NSS-2000) or by steps (2013) in visibility, and
/// interpolated in height; outside the table the nearest value holds, with a warning.
pub(super) fn uncorrected(
    edition: Edition,
    platform: Platform,
    height_ft: f64,
    object: ObjectKind,
    visibility_nm: f64,
) -> Uncorrected {
    let table = table(edition);
    let mut warnings = Vec::new();
    let seen_nm = within_visibility(platform, visibility_nm, &mut warnings);
    let (low, high) = within_heights(table, platform, height_ft, object, visibility_nm, &mut warnings);
    let at = |height: u32| at_visibility(edition, &table.rows[&(platform, height, object)], seen_nm);
    let ((below_nm, below), (above_nm, above)) = (at(low), at(high));
    let share = if high > low { (height_ft - f64::from(low)) / f64::from(high - low) } else { 0.0 };
    let source = |height: u32| table.sources[&(platform, height)].to_owned();
    let place = if platform.is_aircraft() { format!("{platform}, {low} ft") } else { platform.to_string() };
    let mut row = format!("{place}, {object}, {below}");
    let mut named = source(low);
    if share > 0.0 {
        row.push_str(&format!("; {high} ft, {above}"));
        if source(high) != named {
            named.push_str(&format!(" and {}", source(high)));
        }
    }
    if edition == Edition::Nss2000
        && object.name() == "Raft 6 person"
        && seen_nm < 3.0
        && corrected_heights(low, high)
    {
        row.push_str(" (the cell at 1 nm is printed 0.1; 0.4 is right)");
    }
    Uncorrected { width_nm: below_nm + share * (above_nm - below_nm), row, source: named, warnings }
}

/// The best visibility of the table, nm.
pub(super) fn best_visibility_nm(platform: Platform) -> f64 {
    if platform.is_aircraft() { 30.0 } else { 20.0 }
}

/// Where the tables begin, nm.
const LEAST_VISIBILITY_NM: f64 = 1.0;

fn within_visibility(platform: Platform, visibility_nm: f64, warnings: &mut Vec<String>) -> f64 {
    let most_nm = best_visibility_nm(platform);
    if visibility_nm < LEAST_VISIBILITY_NM {
        warnings.push(format!(
            "the table begins at a visibility of {LEAST_VISIBILITY_NM} nm: its width there is used for {visibility_nm} nm, \
             up to that visibility, and may be too large"
        ));
    } else if visibility_nm > most_nm {
        warnings.push(format!(
            "the table ends at a visibility of {most_nm} nm, which is used for {visibility_nm} nm"
        ));
    }
    visibility_nm.clamp(1.0, most_nm)
}

/// The rows of heights below and above.
fn within_heights(
    table: &Table,
    platform: Platform,
    height_ft: f64,
    object: ObjectKind,
    visibility_nm: f64,
    warnings: &mut Vec<String>,
) -> (u32, u32) {
    let heights: Vec<u32> = table.sources.keys().filter(|key| key.0 == platform).map(|key| key.1).collect();
    let (least, most) = (heights[0], heights[heights.len() - 1]);
    if !platform.is_aircraft() {
        return (least, least);
    }
    if height_ft < f64::from(least) {
        warnings.push(format!("the table begins at {least} ft, which is used for {height_ft} ft"));
        return (least, least);
    }
    if height_ft > f64::from(most) {
        let holds = height_ft <= 5000.0 && visibility_nm > 3.0 && object.is_over_25_ft();
        if !holds {
            warnings.push(format!(
                "the table ends at {most} ft, which is used for {height_ft} ft; its values hold to 5000 ft only for \
                 visibility above 3 nm and objects over 25 ft"
            ));
        }
        return (most, most);
    }
    let next = heights.partition_point(|&row| f64::from(row) < height_ft);
    if f64::from(heights[next]) == height_ft {
        (heights[next], heights[next])
    } else {
        (heights[next - 1], heights[next])
    }
}

/// The width of a row at a visibility inside it, and the cells that make it.
fn at_visibility(edition: Edition, row: &[(f64, f64)], visibility_nm: f64) -> (f64, String) {
    let next = row.partition_point(|&(at_nm, _)| at_nm <= visibility_nm);
    let (from_nm, below_nm) = row[next.max(1) - 1];
    let step = format!("visibility {from_nm} nm: {below_nm} nm");
    if edition == Edition::Steps2013 || from_nm == visibility_nm || next == row.len() {
        return (below_nm, step);
    }
    let (to_nm, above_nm) = row[next];
    let width_nm = below_nm + (above_nm - below_nm) * (visibility_nm - from_nm) / (to_nm - from_nm);
    (width_nm, format!("{step}, {to_nm} nm: {above_nm} nm"))
}

fn corrected_heights(low: u32, high: u32) -> bool {
    [low, high].iter().any(|height| [300, 750].contains(height))
}

fn table(edition: Edition) -> &'static Table {
    static NSS_2000: OnceLock<Table> = OnceLock::new();
    static STEPS_2013: OnceLock<Table> = OnceLock::new();
    match edition {
        Edition::Nss2000 => NSS_2000.get_or_init(nss_2000),
        Edition::Steps2013 => STEPS_2013.get_or_init(steps_2013),
    }
}

impl Table {
    fn insert(&mut self, key: (Platform, u32, ObjectKind), cell: (f64, f64), source: &'static str) {
        self.rows.entry(key).or_default().push(cell);
        self.sources.insert((key.0, key.1), source);
    }

    fn sorted(mut self) -> Self {
        self.rows.values_mut().for_each(|row| row.sort_by(|a, b| a.0.total_cmp(&b.0)));
        self
    }
}

fn nss_2000() -> Table {
    let mut table = Table { rows: BTreeMap::new(), sources: BTreeMap::new() };
    for row in rows(include_str!("../../../../../data/search/sweep_width_visual_nss2000.csv")) {
        let platform = match (row[0], row[2]) {
            ("fixed-wing", _) => Platform::FixedWing,
            ("helicopter", _) => Platform::Helicopter,
            (_, "small boat (41 ft)") => Platform::SmallBoat,
            _ => Platform::Vessel,
        };
        let key = (platform, row[1].parse().unwrap_or(0), known(row[3]));
        table.insert(key, (number(row[4]), number(row[5])), row[6]);
    }
    for row in rows(include_str!("../../../../../data/search/sweep_width_discrepancies_2000_2013.csv")) {
        let key = (Platform::FixedWing, row[1].parse().unwrap_or(0), known(row[2]));
        let cells = table.rows.get_mut(&key).into_iter().flatten();
        cells.filter(|cell| cell.0 == number(row[3])).for_each(|cell| cell.1 = number(row[6]));
    }
    table.sorted()
}

fn steps_2013() -> Table {
    let mut table = Table { rows: BTreeMap::new(), sources: BTreeMap::new() };
    for row in rows(include_str!("../../../../../data/search/sweep_width_visual_2013_steps.csv")) {
        let (platform, height) = match (row[0], row[1]) {
            ("fixed-wing", height) => (Platform::FixedWing, height),
            ("helicopter", height) => (Platform::Helicopter, height),
            (_, "8") => (Platform::SmallBoat, "0"),
            _ => (Platform::Vessel, "0"),
        };
        let key = (platform, height.parse().unwrap_or(0), known(row[2]));
        table.insert(
            key,
            (number(row[3]), number(row[4])),
            "COMDTINST M16130.2F (2013), visual sweep widths",
        );
    }
    table.sorted()
}

fn known(name: &str) -> ObjectKind {
    ObjectKind::named(name).expect("tables compiled in are checked by the tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The checks of the tables: 3100 widths, every row non-decreasing in visibility, and both editions the same but for
    /// the two cells that are corrected.
    #[test]
    fn editions_agree_cell_by_cell() {
        let (nss, steps) = (table(Edition::Nss2000), table(Edition::Steps2013));
        assert_eq!(nss.rows.values().map(Vec::len).sum::<usize>(), 3100);
        assert_eq!(nss.rows.len(), 450);
        assert_eq!(
            rows(include_str!("../../../../../data/search/sweep_width_visual_2013_steps.csv")).len(),
            2832
        );
        for (key, row) in &nss.rows {
            assert!(
                row.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1),
                "{key:?}: {row:?}"
            );
            for &(visibility_nm, width_nm) in row {
                let (step_nm, _) = at_visibility(Edition::Steps2013, &steps.rows[key], visibility_nm);
                assert!(
                    (step_nm - width_nm).abs() < 1e-12,
                    "{key:?} at {visibility_nm} nm: {step_nm} {width_nm}"
                );
            }
        }
        let printed = rows(include_str!("../../../../../data/search/sweep_width_visual_nss2000.csv"));
        let differs = |row: &&Vec<&str>| {
            let height = row[1].parse().unwrap_or(0);
            let steps = steps.rows.get(&(Platform::FixedWing, height, known(row[3])));
            row[0] == "fixed-wing"
                && at_visibility(Edition::Steps2013, steps.unwrap(), number(row[4])).0 != number(row[5])
        };
        let differing: Vec<&Vec<&str>> = printed.iter().filter(differs).collect();
        assert_eq!(differing.len(), 2);
        assert!(differing.iter().all(|row| row[3] == "Raft 6 person" && ["300", "750"].contains(&row[1])));
    }

    fn fixed_wing(height_ft: f64, object: &str, visibility_nm: f64) -> Uncorrected {
        let object = ObjectKind::named(object).unwrap();
        uncorrected(Edition::Nss2000, Platform::FixedWing, height_ft, object, visibility_nm)
    }

    #[test]
    fn values_between_rows_are_interpolated_and_outside_clamped() {
        let boat = |height_ft, visibility_nm| fixed_wing(height_ft, "Power Boat 16-25 ft", visibility_nm);
        assert_eq!(boat(1000.0, 15.0).width_nm, 4.4);
        let (low, high, middle) = (boat(1000.0, 10.0), boat(1000.0, 15.0), boat(1000.0, 12.5));
        assert!(
            (middle.width_nm - 0.5 * (low.width_nm + high.width_nm)).abs() < 1e-12
                && middle.warnings.is_empty()
        );
        let (low, high, middle) = (boat(1000.0, 15.0), boat(1500.0, 15.0), boat(1250.0, 15.0));
        assert!((middle.width_nm - 0.5 * (low.width_nm + high.width_nm)).abs() < 1e-12);
        let far = boat(1000.0, 45.0);
        assert!(far.width_nm == boat(1000.0, 30.0).width_nm && far.warnings.len() == 1);
        let fog = boat(1000.0, 0.5);
        assert!(fog.width_nm == boat(1000.0, 1.0).width_nm && fog.warnings[0].contains("too large"));
        assert_eq!(boat(200.0, 15.0).warnings.len(), 1);
        // 3000-ft values hold to 5000 ft for visibility above 3 nm and objects over 25 ft.
        assert_eq!(boat(4000.0, 15.0).warnings.len(), 1);
        let ship = |height_ft, visibility_nm| fixed_wing(height_ft, "Ship 90-150 ft", visibility_nm);
        assert!(
            ship(5000.0, 15.0).warnings.is_empty()
                && ship(5000.0, 15.0).width_nm == ship(3000.0, 15.0).width_nm
        );
        assert!(ship(5001.0, 15.0).warnings.len() == 1 && ship(5000.0, 3.0).warnings.len() == 1);
        let corrected = fixed_wing(300.0, "Raft 6 person", 1.0);
        assert!(corrected.width_nm == 0.4 && corrected.row.contains("0.4 is right"));
    }
}
