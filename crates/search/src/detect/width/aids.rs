//! Signals and lights that survivors have.

use super::sheet::{Sheet, to_tenths};
use super::tables::{number, rows};
use super::{Platform, Request, SweepWidth, WidthError, is_light};

/// A signal or light.
#[derive(Debug, Clone, PartialEq)]
pub struct Aid {
    /// Name of the device as the table has it, or a part of it that no other device of that time of day has.
    pub device: String,
    /// From how far the survivors can see the unit, nm; the visibility where it is not known. They signal when they see
    /// it, so that W is at most twice this.
    pub unit_seen_from_nm: Option<f64>,
}

impl Aid {
    /// Devices of the table, by day or by night.
    pub fn known(by_day: bool) -> Vec<&'static str> {
        let mut devices: Vec<&str> = table(by_day).iter().map(|row| row[1]).collect();
        devices.dedup();
        devices
    }
}

fn table(by_day: bool) -> Vec<Vec<&'static str>> {
    let period = if by_day { "day" } else { "night" };
    let all = rows(include_str!("../../../../../data/search/visual_aids_sweep_width.csv"));
    all.into_iter().filter(|row| row[0] == period).collect()
}

/// The width of eyes on a signal.
pub(super) fn aided(request: &Request, platform: Platform, aid: &Aid) -> Result<SweepWidth, WidthError> {
    let conditions = &request.conditions;
    let by_day = is_light(conditions.light);
    let device = device(&aid.device, by_day)?;
    let of_unit: Vec<Vec<&str>> =
        table(by_day).into_iter().filter(|row| row[1] == device && is_for(row[3], platform)).collect();
    let (wind_kn, hours) = (conditions.wind_kn, conditions.hours_on_task);
    let Some(row) = of_unit.iter().find(|row| row[4].split(' ').all(|word| holds(word, wind_kn, hours)))
    else {
        let what = format!("`{device}` seen from a {platform}");
        return Err(WidthError::NoRow { sensor: "visual aids", what });
    };
    let best_nm = of_unit.iter().map(|row| number(row[2])).fold(0.0, f64::max);
    let condition = if row[4].is_empty() { String::new() } else { format!(", {}", row[4]) };
    let said = format!("{} by {}, from {}{condition}", row[1], row[0], row[3]);
    let mut sheet = Sheet::begin("width of the signal", number(row[2]), best_nm, said, row[5].to_owned());
    for (words, warning) in [
        ("heavy seas", "its width is greatly reduced in heavy seas; the source gives no figure"),
        ("surface test data only", "the width rests on trials from surface units only"),
        ("extrap", "the source extrapolated this width"),
    ] {
        if row[4].contains(words) {
            sheet.warnings.push(format!("{device}: {warning}"));
        }
    }
    if device.contains("orange smoke") && wind_kn > 10.0 {
        sheet.warnings.push(
            "smoke in wind above 10 kn: the source says less than 2 nm; 2 nm is its upper limit".into(),
        );
        sheet.at_most("smoke in wind", 2.0, format!("wind {} kn", to_tenths(wind_kn)), "NSS-2000 Table G-14");
    }
    let (seen_nm, said) = match aid.unit_seen_from_nm {
        Some(seen_nm) => (seen_nm, "survivors see the unit from"),
        None => (conditions.visibility_nm, "not given; visibility"),
    };
    let said = format!("twice the range at which survivors can see the unit ({said} {seen_nm} nm)");
    sheet.at_most("signal rule", 2.0 * seen_nm, said, "NSS-2000 G.7");
    sheet
        .warnings
        .push("counts only if the survivors have the device and use it when the unit comes near".into());
    Ok(sheet.end())
}

/// The one device that a text names.
fn device(asked: &str, by_day: bool) -> Result<&'static str, WidthError> {
    let known = Aid::known(by_day);
    let plain = asked.trim().to_lowercase();
    let exact = known.iter().find(|name| name.to_lowercase() == plain);
    let parts: Vec<&&str> = known.iter().filter(|name| name.to_lowercase().contains(&plain)).collect();
    match (exact, parts.as_slice()) {
        (Some(name), _) => Ok(name),
        (None, [name]) if !plain.is_empty() => Ok(name),
        _ => Err(WidthError::Unknown {
            found: asked.chars().take(60).collect(),
            known: format!("by {}: {}", if by_day { "day" } else { "night" }, known.join(", ")),
        }),
    }
}

fn is_for(unit: &str, platform: Platform) -> bool {
    match unit {
        "air/surface" => true,
        "air" => platform.is_aircraft(),
        "surface" => !platform.is_aircraft(),
        other => other == platform.to_string(),
    }
}

/// Whether a word of a row's condition holds; words that limit nothing always do.
fn holds(word: &str, wind_kn: f64, hours: f64) -> bool {
    match word {
        "wind<10" | "<10" => wind_kn < 10.0,
        "10-15" => (10.0..=15.0).contains(&wind_kn),
        ">15" => wind_kn > 15.0,
        "<3h" => hours < 3.0,
        ">=3h" => hours >= 3.0,
        "<1h" => hours <= 1.0,
        ">1h" => hours > 1.0,
        _ => true,
    }
}
