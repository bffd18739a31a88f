//! How numbers, places and names are written in files for others.

use super::record::{AltitudeRecord, Place, PlanRecord, UnitRecord};
use crate::write::CaseKind;
use sarex_geo::Timestamp;
use sarex_search::pattern::PatternKind;

/// First words of a remark or a description.
pub const fn notice(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Exercise => "EXERCISE EXERCISE EXERCISE.",
        CaseKind::Real => "REAL.",
    }
}

/// What stands before a name; nothing in earnest, for names must stay short.
pub const fn prefix(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Exercise => "EX ",
        CaseKind::Real => "",
    }
}

/// The English name of a pattern.
pub const fn pattern(kind: PatternKind) -> &'static str {
    match kind {
        PatternKind::ParallelSweep => "parallel sweep",
        PatternKind::CreepingLine => "creeping line",
        PatternKind::ExpandingSquare => "expanding square",
        PatternKind::Sector => "sector",
        PatternKind::TrackLineReturn => "track line, return",
        PatternKind::TrackLineNonReturn => "track line, non-return",
        PatternKind::ParallelMultiple => "parallel sweep, several craft",
        PatternKind::CreepingLineCoordinated => "creeping line, co-ordinated",
        PatternKind::Contour => "contour",
        PatternKind::Barrier => "barrier",
    }
}

/// What a unit does in one line, for descriptions and remarks.
pub fn task(record: &PlanRecord, unit: &UnitRecord) -> String {
    let p = &unit.pattern;
    let altitude = unit.altitude.map(|a| format!(", height {}", heights(a))).unwrap_or_default();
    let drift = p
        .drift
        .map(|d| {
            format!(", follows a drift to {:03.0} degrees at {} kn", whole(d.set_deg), plain(d.drift_kn, 1))
        })
        .unwrap_or_default();
    let creep = p.creep_deg.map(|deg| format!(", creep {:03.0}", whole(deg))).unwrap_or_default();
    let before = record.before(unit).map(|u| format!(", comes from area {}", u.area)).unwrap_or_default();
    let after = record.after(unit).map(|u| format!(", goes on to area {}", u.area)).unwrap_or_default();
    let drifting = p
        .drift
        .map(|_| format!(" ({:03.0} in the drifting frame)", whole(p.first_leg_deg)))
        .unwrap_or_default();
    format!(
        "{} Search area {}, unit {} ({}), {} {}, first leg {:03.0} degrees true over ground{drifting}{creep}, {} legs, {} \
         NM, {} kn{altitude}{drift}{before}{after}.",
        notice(record.kind),
        unit.area,
        unit.id,
        unit.party,
        p.code,
        pattern(p.kind),
        whole(unit.first_course_deg()),
        p.legs,
        p.track_spacing_nm().map_or_else(
            || format!("radius {}", plain(p.leg_nm, 2)),
            |nm| format!("track spacing {}", plain(nm, 2))
        ),
        plain(unit.search_kn, 1),
    )
}

/// A bearing in whole degrees, 360 becoming 0.
pub fn whole(deg: f64) -> f64 {
    deg.round().rem_euclid(360.0)
}

/// A number as a plain decimal with at most so many decimals: XML and spreadsheets know no `1e-6`.
pub fn plain(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

/// Degrees to 10⁻⁷.
pub fn degrees(deg: f64) -> String {
    format!("{deg:.7}")
}

/// A time to the second, or finer where it is, with `Z`.
pub fn iso(time: Timestamp) -> String {
    time.to_string()
}

/// The nearest whole second: what people read, and all that old chart displays take.
pub fn to_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second((time.as_millisecond() + 500).div_euclid(1000)).unwrap_or(time)
}

/// The nearest minute.
pub fn to_minute(time: Timestamp) -> Timestamp {
    Timestamp::from_second((time.as_millisecond() + 30_000).div_euclid(60_000) * 60).unwrap_or(time)
}

/// Heights in feet: `500–1000 ft`, or one where both are the same.
pub fn heights(band: AltitudeRecord) -> String {
    let (low, high) = (plain(band.low_ft, 0), plain(band.high_ft, 0));
    if low == high { format!("{low} ft") } else { format!("{low}–{high} ft") }
}

/// Degrees and minutes of messages: `34-36.2N 129-54.1E`. Rounded as a whole, so that minutes never reach 60.
pub fn dm(place: Place, decimals: u8) -> String {
    let one = |deg: f64, width: usize, [plus, minus]: [char; 2]| {
        let unit = 10_u64.pow(u32::from(decimals));
        let parts = (deg.abs() * 60.0 * unit as f64).round() as u64;
        let (degrees, rest) = (parts / (60 * unit), parts % (60 * unit));
        let side = if deg < 0.0 && parts > 0 { minus } else { plus };
        let places = usize::from(decimals);
        format!("{degrees:0width$}-{:02}.{:0places$}{side}", rest / unit, rest % unit)
    };
    format!("{} {}", one(place.lat_deg, 2, ['N', 'S']), one(place.lon_deg, 3, ['E', 'W']))
}

/// Text within XML: escaped, and without the characters that XML 1.0 does not know.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}
