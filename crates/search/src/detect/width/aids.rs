//! Signals and lights that survivors have.

use super::sheet::{Sheet, to_tenths};
use super::tables::{number, rows};
use super::{Platform, Request, SweepWidth, WidthError, is_light};

/// A signal or light.
#[derive(Debug, Clone, PartialEq)]
pub struct Aid {
    /// Name of the device as the tables have it, or words of it that no other device of that time of day has, in any
    /// order: the tables call one flare by day "Red hand flare 500 cd" and by night "Hand-held red flare 500 cd".
    pub device: String,
    /// From how far the survivors can see the unit, nm; the visibility where it is not known. They signal when they see
    /// it, so that W is at most twice this.
    pub unit_seen_from_nm: Option<f64>,
}

impl Aid {
    /// Whether a text names one device of the tables, by day, by night or one at either time.
    pub fn check(device: &str) -> Result<(), WidthError> {
        for by_day in [true, false] {
            self::device(device, by_day)?;
        }
        Ok(())
    }

    /// Devices of the table, by day or by night.
    pub fn known(by_day: bool) -> Vec<&'static str> {
        let mut devices: Vec<&str> = table(by_day).iter().map(|row| row[1]).collect();
        devices.dedup();
        devices
    }
}

fn period(by_day: bool) -> &'static str {
    if by_day { "day" } else { "night" }
}

fn table(by_day: bool) -> Vec<Vec<&'static str>> {
    let period = period(by_day);
    let all = rows(include_str!("../../../../../data/search/visual_aids_sweep_width.csv"));
    all.into_iter().filter(|row| row[0] == period).collect()
}

/// The width of eyes on a signal.
pub(super) fn aided(request: &Request, platform: Platform, aid: &Aid) -> Result<SweepWidth, WidthError> {
    let conditions = &request.conditions;
    let by_day = is_light(conditions.light);
    let Some(device) = device(&aid.device, by_day)? else {
        return Ok(nothing(format!("`{}` is in the tables by {} only", shown(&aid.device), period(!by_day))));
    };
    let of_unit: Vec<Vec<&str>> =
        table(by_day).into_iter().filter(|row| row[1] == device && is_for(row[3], platform)).collect();
    let (wind_kn, hours) = (conditions.wind_kn, conditions.hours_on_task);
    let Some(row) = of_unit.iter().find(|row| row[4].split(' ').all(|word| holds(word, wind_kn, hours)))
    else {
        return Ok(nothing(format!("the tables have no width of `{device}` seen from a {platform}")));
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

/// The one device that a text names; none where the tables know it at the other time of day only.
fn device(asked: &str, by_day: bool) -> Result<Option<&'static str>, WidthError> {
    let named = named(asked, by_day);
    match named.as_slice() {
        [name] => return Ok(Some(name)),
        [] => {}
        several => {
            return Err(WidthError::Ambiguous { found: shown(asked), named: several.join(", ") });
        }
    }
    if !self::named(asked, !by_day).is_empty() {
        return Ok(None);
    }
    Err(WidthError::Unknown { found: shown(asked), known: near(asked) })
}

/// Devices with all words of a text, in any order; the one of exactly this name alone.
fn named(asked: &str, by_day: bool) -> Vec<&'static str> {
    let asked_words = words(asked);
    let mut known = Aid::known(by_day);
    if let Some(exact) = known.iter().find(|name| words(name) == asked_words) {
        return vec![exact];
    }
    known.retain(|name| {
        let words = words(name);
        let is_there = |asked: &String| words.iter().any(|word| word.starts_with(asked.as_str()));
        !asked_words.is_empty() && asked_words.iter().all(is_there)
    });
    known
}

/// Lower-case words; what is held in a hand is a hand flare as well.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "held");
    words.map(str::to_owned).collect()
}

/// Devices that share a word with a text, or all of them, with the times of day.
fn near(asked: &str) -> String {
    let asked_words = words(asked);
    let is_like = |word: &String| {
        let likes = |asked: &String| {
            let (short, long) = if asked.len() < word.len() { (asked, word) } else { (word, asked) };
            short.len() >= 3 && long.starts_with(short.as_str())
        };
        asked_words.iter().any(likes)
    };
    let all = [true, false].map(|by_day| (by_day, Aid::known(by_day)));
    let alike = all.clone().map(|(by_day, mut known)| {
        known.retain(|name| words(name).iter().any(is_like));
        (by_day, known)
    });
    let shown = if alike.iter().all(|(_, known)| known.is_empty()) { all } else { alike };
    let parts = shown.into_iter().filter(|(_, known)| !known.is_empty());
    let parts = parts.map(|(by_day, known)| format!("by {}: {}", period(by_day), known.join(", ")));
    parts.collect::<Vec<_>>().join("; ")
}

/// As much of a text as is shown.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// A device of which the tables say nothing for this unit at this time of day: what eyes find without it stays.
fn nothing(why: String) -> SweepWidth {
    let source = "NSS-2000 Tables G-13 to G-17".to_owned();
    let mut sheet = Sheet::begin("width of the signal", 0.0, 0.0, why.clone(), source);
    sheet.warnings.push(format!("{why}: it adds nothing"));
    sheet.end()
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
