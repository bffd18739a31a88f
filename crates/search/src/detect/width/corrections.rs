//! Visual search for the object itself: weather, speed, fatigue and flotation devices.

use super::sheet::{Sheet, to_tenths};
use super::tables::{Band, number, rows};
use super::visual::{best_visibility_nm, uncorrected};
use super::{ObjectKind, Platform, Request, SweepWidth, WidthError, is_light};
use sarex_geo::sun::Light;

const FEET_PER_METRE: f64 = 1.0 / 0.3048;

/// A named weather correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeatherScheme {
    /// US National SAR Supplement 2000, table G-11.
    #[default]
    Nss2000,
    /// AMSA National SAR Manual 2023.
    NatsarAu2023,
}

impl WeatherScheme {
    /// The factor for an object, its row, its source, and a warning.
    pub(super) fn factor(
        self,
        object: ObjectKind,
        wind_kn: f64,
        wave_height_m: Option<f64>,
    ) -> (f64, String, &'static str, Option<String>) {
        let (csv, unit, per_metre) = match self {
            Self::Nss2000 => {
                (include_str!("../../../../../data/search/weather_correction.csv"), "ft", FEET_PER_METRE)
            }
            Self::NatsarAu2023 => {
                (include_str!("../../../../../data/search/weather_correction_natsar_au_2023.csv"), "m", 1.0)
            }
        };
        let seas = wave_height_m.map(|height_m| height_m * per_metre);
        let table = rows(csv);
        let holds = |row: &&Vec<&str>| {
            let windy = !row[1].is_empty() && Band::parse(row[1]).is_reached(wind_kn);
            let rough = seas.is_some_and(|seas| Band::parse(row[2]).is_reached(seas));
            windy || rough
        };
        let row = table.iter().rev().find(holds).unwrap_or(&table[0]);
        let (column, kind) =
            if object.is_small() { (3, "persons, rafts, craft < 30 ft") } else { (4, "others") };
        let said = seas.map_or("seas not given".to_owned(), |seas| format!("seas {seas:.1} {unit}"));
        let warning = match seas {
            None => Some(
                "no significant wave height is known: the weather is judged by the wind alone".to_owned(),
            ),
            Some(seas) if self == Self::Nss2000 && wind_kn <= 25.0 && seas > 3.0 && seas <= 4.0 => {
                Some("NSS-2000 has no row for seas of 3 to 4 ft: that of 2 to 3 ft is used".to_owned())
            }
            Some(_) => None,
        };
        (
            number(row[column]),
            format!("{}, wind {} kn, {said}: {kind}", row[0], to_tenths(wind_kn)),
            row[5],
            warning,
        )
    }
}

/// Douglas sea state of a significant wave height, m.
///
/// ```
/// use sarex_search::detect::width::douglas_sea_state;
/// assert_eq!([0.0, 0.1, 0.4, 1.0, 2.0, 20.0].map(douglas_sea_state), [0, 1, 2, 3, 4, 9]);
/// ```
pub fn douglas_sea_state(significant_wave_height_m: f64) -> u8 {
    const UP_TO_M: [f64; 9] = [0.0, 0.1, 0.5, 1.25, 2.5, 4.0, 6.0, 9.0, 14.0];
    UP_TO_M.partition_point(|&limit_m| limit_m < significant_wave_height_m) as u8
}

/// The widths of eyes.
pub(super) fn visual(request: &Request, platform: Platform) -> Result<SweepWidth, WidthError> {
    let height_ft = height(request, platform)?;
    let conditions = &request.conditions;
    let width =
        |visibility_nm| uncorrected(request.edition, platform, height_ft, request.object, visibility_nm);
    let table = width(conditions.visibility_nm);
    let best_nm = width(best_visibility_nm(platform)).width_nm;
    let mut sheet = Sheet::begin("uncorrected width", table.width_nm, best_nm, table.row, table.source);
    sheet.warnings = table.warnings;
    sheet.warnings.push(
        "most widths of the visual tables rest on a model, only a handful on sea trials (Frost 2002)"
            .to_owned(),
    );
    flotation(request, platform, height_ft, &mut sheet);
    let (factor, row, source, warning) =
        request.scheme.factor(request.object, conditions.wind_kn, conditions.significant_wave_height_m);
    sheet.times("weather", factor, 1.0, row, source);
    sheet.warnings.extend(warning);
    speed(request, platform, &mut sheet);
    let (factor, row) = if conditions.crew_is_fatigued {
        (0.9, "crew reports excessive fatigue")
    } else {
        (1.0, "no excessive fatigue reported")
    };
    sheet.times("fatigue", factor, 1.0, row.to_owned(), "NSS-2000 G.6");
    within_sight(conditions.visibility_nm, &mut sheet);
    daylight(conditions.light, &mut sheet);
    Ok(sheet.end())
}

/// Height of an aircraft, ft; zero for craft.
pub(super) fn height(request: &Request, platform: Platform) -> Result<f64, WidthError> {
    match request.height_ft {
        _ if !platform.is_aircraft() => Ok(0.0),
        Some(height_ft) => Ok(height_ft),
        None => {
            Err(WidthError::Missing { what: "the search height", remedy: "give it in feet for an aircraft" })
        }
    }
}

/// Four times the width for persons who wear a flotation device, from 500 ft or below.
fn flotation(request: &Request, platform: Platform, height_ft: f64, sheet: &mut Sheet) {
    if request.object != ObjectKind::PERSON_IN_WATER || !request.wears_pfd {
        return;
    }
    let (factor, row) = if height_ft <= 500.0 {
        let from = if platform.is_aircraft() { format!("{height_ft} ft") } else { platform.to_string() };
        (4.0, format!("person in water wears a flotation device, seen from {from}"))
    } else {
        (1.0, format!("flotation device counts to 500 ft only; this is {height_ft} ft"))
    };
    sheet.times("flotation device", factor, factor, row, "NSS-2000, note to the visual tables");
}

/// Slower is better, from the air.
fn speed(request: &Request, platform: Platform, sheet: &mut Sheet) {
    let source = "NSS-2000 Table G-12";
    if !platform.is_aircraft() {
        return sheet.times("speed", 1.0, 1.0, "none for surface units".to_owned(), source);
    }
    let table = rows(include_str!("../../../../../data/search/speed_correction.csv"));
    let own = |row: &&Vec<&str>| row[0] == platform.to_string() && row[2] == request.object.speed_row();
    let points: Vec<(f64, f64)> =
        table.iter().filter(own).map(|row| (number(row[1]), number(row[3]))).collect();
    let (least, most) = (points[0].0, points[points.len() - 1].0);
    if request.speed_kn > most {
        sheet.warnings.push(format!(
            "the table of speed corrections ends at {most} kn, which is used for {} kn: the width is too large",
            request.speed_kn
        ));
    }
    let speed_kn = request.speed_kn.clamp(least, most);
    let next = points.partition_point(|point| point.0 < speed_kn);
    let ((to_kn, above), (from_kn, below)) = (points[next], points[next.max(1) - 1]);
    let share = if to_kn > from_kn { (speed_kn - from_kn) / (to_kn - from_kn) } else { 0.0 };
    let cells = if speed_kn == to_kn {
        let or_less = if next == 0 { " or less" } else { "" };
        format!("{to_kn} kn{or_less}: {above}")
    } else {
        format!("{from_kn} kn: {below}, {to_kn} kn: {above}")
    };
    let factor = if speed_kn == to_kn { above } else { below + share * (above - below) };
    sheet.times(
        "speed",
        factor,
        factor,
        format!("{platform}, {}, {cells}", request.object.speed_row()),
        source,
    );
}

/// Eyes, with goggles or without, see nothing beyond the visibility: so W = ∫ p(r) dr is at most twice it. It matters where
/// the visibility is less than the tables have.
pub(super) fn within_sight(visibility_nm: f64, sheet: &mut Sheet) {
    let most_nm = 2.0 * visibility_nm;
    if most_nm < sheet.width_nm {
        let row = format!("nothing is seen beyond a visibility of {visibility_nm} nm, to either side");
        sheet.at_most("visibility", most_nm, row, "geometry");
    }
}

/// By night eyes find lights only.
fn daylight(light: Light, sheet: &mut Sheet) {
    match light {
        Light::Day => {}
        light if is_light(light) => sheet.warnings.push(format!("{light}: the tables are for daylight")),
        _ => {
            let row = format!("{light}: eyes find only lights and signals");
            sheet.times("daylight", 0.0, 1.0, row, "night search by aids, radar, infrared or night vision");
        }
    }
}
