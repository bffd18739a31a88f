//! Night-vision goggles in helicopters.

use super::corrections::within_sight;
use super::radar::{Column, stands_for};
use super::sheet::{Sheet, to_tenths};
use super::tables::{number, rows};
use super::{ObjectKind, Platform, Request, SweepWidth, WidthError};

/// Base width times the factors of the worksheet.
pub(super) fn night_vision(
    request: &Request,
    is_illuminated: bool,
    three_searchers: bool,
) -> Result<SweepWidth, WidthError> {
    if request.platform()? != Platform::Helicopter {
        return Err(WidthError::NoRow {
            sensor: "night vision",
            what: "units other than helicopters".to_owned(),
        });
    }
    let no_row = || WidthError::NoRow { sensor: "night vision", what: request.object.to_string() };
    let is_person = request.object == ObjectKind::PERSON_IN_WATER;
    let (label, reason) = stands_for(request.object, Column::NightVision, false).ok_or_else(no_row)?;
    let label = match (is_person, request.wears_pfd) {
        (true, true) => "PIW with PFD",
        (true, false) => "PIW no PFD/retro",
        (false, _) => label,
    };
    let column = if is_illuminated { 1 } else { 2 };
    let said = if is_illuminated { "illuminated" } else { "not illuminated" };
    let base = rows(include_str!("../../../../../data/search/nvg_helicopter_base_sweep_width.csv"));
    let row = base.iter().find(|row| row[0] == label).ok_or_else(no_row)?;
    let text = format!("{label}, {said}, four searchers; basis: {}", row[3]);
    let width_nm = number(row[column]);
    let mut sheet = Sheet::begin("width of night vision", width_nm, width_nm, text, row[4].to_owned());
    let worksheet = Worksheet { class: if is_person { "PIW" } else { "boat/raft" }, column: column + 2 };
    for (factor, level, known) in levels(request, is_person, &mut sheet.warnings) {
        let value = worksheet.value(factor, level);
        let text = format!("{level}, {known}");
        sheet.times(factor, value, worksheet.best(factor), text, worksheet.source());
    }
    if three_searchers {
        sheet.times(
            "3 searchers",
            worksheet.value("3 searchers", ""),
            1.0,
            "instead of four".into(),
            worksheet.source(),
        );
    }
    sheet
        .warnings
        .push("that the factors are multiplied is an inference: the source's formula is an image".into());
    if !is_person {
        sheet.warnings.push(format!("{} is looked up as `{label}`: {reason}", request.object));
    }
    within_sight(request.conditions.visibility_nm, &mut sheet);
    if super::is_light(request.conditions.light) {
        sheet.times(
            "daylight",
            0.0,
            1.0,
            format!("{}: goggles are for the night", request.conditions.light),
            "-",
        );
    }
    Ok(sheet.end())
}

/// The table of factors of one class of objects.
struct Worksheet {
    class: &'static str,
    column: usize,
}

impl Worksheet {
    fn rows(&self, factor: &str) -> Vec<Vec<&'static str>> {
        let all = rows(include_str!("../../../../../data/search/nvg_correction_factors.csv"));
        all.into_iter().filter(|row| row[0] == self.class && row[1] == factor).collect()
    }

    /// The factor of a level; 1 for a level that the table does not have.
    fn value(&self, factor: &str, level: &str) -> f64 {
        self.rows(factor).iter().find(|row| row[2] == level).map_or(1.0, |row| number(row[self.column]))
    }

    fn best(&self, factor: &str) -> f64 {
        self.rows(factor).iter().map(|row| number(row[self.column])).fold(1.0, f64::max)
    }

    fn source(&self) -> &'static str {
        if self.class == "PIW" { "USCG Addendum Table H-34a" } else { "USCG Addendum Table H-34b" }
    }
}

/// Factor, level of the table, and what led to it.
fn levels(
    request: &Request,
    is_person: bool,
    warnings: &mut Vec<String>,
) -> Vec<(&'static str, &'static str, String)> {
    let conditions = &request.conditions;
    let mut levels = Vec::new();
    match conditions.moon {
        Some(moon) => {
            let share = if moon.altitude_deg > 0.0 { moon.illuminated } else { 0.0 };
            let level = thirds(100.0 * share, [">75%", "25-75%", "<25% or not visible"]);
            let known = format!("moon {:.0} % at {:.0}°", 100.0 * moon.illuminated, moon.altitude_deg);
            levels.push(("moon phase visible", level, known));
        }
        None => levels.push(unknown("moon phase visible", warnings)),
    }
    match conditions.cloud_cover_pct {
        Some(cover) => {
            levels.push(("cloud", thirds(cover, [">75%", "25-75%", "<25%"]), format!("cover {cover} %")))
        }
        None => levels.push(unknown("cloud", warnings)),
    }
    let visibility_nm = conditions.visibility_nm;
    let level = match visibility_nm {
        v if v >= 2.0 => ">=2nm",
        v if v > 0.5 => "0.5-2nm",
        _ => "<=0.5nm",
    };
    levels.push(("visibility", level, format!("{visibility_nm} nm")));
    match conditions.significant_wave_height_m {
        Some(height_m) => {
            let feet = height_m / 0.3048;
            let level = match feet {
                f if f < 2.95 => "<3ft",
                f if f <= 3.05 => "3ft",
                _ => "3-6ft",
            };
            if feet > 6.0 {
                warnings.push(
                    "seas above 6 ft are beyond the table: its last factor is used, and is too large"
                        .to_owned(),
                );
            }
            levels.push(("Hs", level, format!("{feet:.1} ft")));
        }
        None => levels.push(unknown("Hs", warnings)),
    }
    // Beaufort: scattered white horses from 3, fairly frequent in 4, many from 5.
    let level = match conditions.wind_kn {
        w if w < 7.0 => "none",
        w if w < 17.0 => "few",
        _ => "many",
    };
    levels.push(("whitecaps", level, format!("judged by wind {} kn", to_tenths(conditions.wind_kn))));
    let hours = conditions.hours_on_task;
    let level = match hours {
        h if h <= 3.0 => "0-3h",
        _ if is_person => "3-6h",
        h if h <= 4.0 => "3-4h",
        _ => "4-6h",
    };
    if hours > 6.0 {
        warnings.push(
            "more than 6 h on task is beyond the table: its last factor is used, and is too large".to_owned(),
        );
    }
    levels.push(("fatigue", level, format!("{hours} h on task")));
    levels
}

/// A factor whose level is not known: 1 here, its best in the best conditions, so that the curve is not made too good.
fn unknown(factor: &'static str, warnings: &mut Vec<String>) -> (&'static str, &'static str, String) {
    warnings.push(format!("{factor} is not known: 1 is taken for its factor"));
    (factor, "not known", "no level of the table".to_owned())
}

fn thirds(percent: f64, [above, middle, below]: [&'static str; 3]) -> &'static str {
    match percent {
        p if p > 75.0 => above,
        p if p >= 25.0 => middle,
        _ => below,
    }
}
