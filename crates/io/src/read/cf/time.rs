//! Times as CF files count them: units since an instant, in a calendar.

/// The counting of a time variable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeUnits {
    scale: Scale,
    calendar: Calendar,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    /// Seconds per unit, and the day and second of day counting starts at.
    Since { unit_s: f64, day: i64, second: f64 },
    /// Absolute days, `%Y%m%d.%f` (written by CDO and GrADS).
    DayAsNumber,
}

/// The calendars that can be mapped to real dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calendar {
    /// Gregorian since 1582-10-15, Julian before: CF's `standard`.
    Standard,
    /// Gregorian at all times.
    Proleptic,
    /// Julian at all times.
    Julian,
    /// Years of 365 days.
    NoLeap,
}

/// Days from 1970-01-01 to the first day of the Gregorian calendar, 1582-10-15.
const GREGORIAN_START: i64 = -141_427;

impl TimeUnits {
    /// Reads the `units` and `calendar` attributes; the error says what is wrong and what would be right.
    ///
    /// ```
    /// use sarex_io::read::cf::time::TimeUnits;
    /// let units = TimeUnits::parse("hours since 2016-11-20 00:00:00", Some("proleptic_gregorian")).unwrap();
    /// assert_eq!(units.unix_s(6.0), 1_479_621_600.0);
    /// ```
    pub fn parse(units: &str, calendar: Option<&str>) -> Result<Self, String> {
        let calendar = match calendar.unwrap_or("standard").trim().to_lowercase().as_str() {
            "standard" | "gregorian" | "" => Calendar::Standard,
            "proleptic_gregorian" | "utc" => Calendar::Proleptic,
            "julian" => Calendar::Julian,
            "noleap" | "365_day" => Calendar::NoLeap,
            other => {
                return Err(format!(
                    "calendar \"{other}\" has no place on the real time line; convert it to \"standard\" first"
                ));
            }
        };
        let text = units.trim().to_lowercase();
        if text.starts_with("day as %y%m%d") {
            return Ok(TimeUnits { scale: Scale::DayAsNumber, calendar });
        }
        let wrong = || {
            format!("units \"{units}\" are not \"<unit> since <date>\", such as \"hours since 2026-01-01\"")
        };
        let (unit, since) = text.split_once(" since ").ok_or_else(wrong)?;
        let unit_s = unit_seconds(unit.trim()).ok_or_else(|| match unit.trim() {
            "month" | "months" | "year" | "years" | "common_year" | "common_years" => {
                format!("units \"{units}\" count {unit}, which have no fixed length; convert them to days")
            }
            _ => wrong(),
        })?;
        let (date, second) = instant(since.trim()).ok_or_else(wrong)?;
        let day = calendar.day(date).ok_or_else(wrong)?;
        Ok(TimeUnits { scale: Scale::Since { unit_s, day, second }, calendar })
    }

    /// Seconds since 1970-01-01T00:00:00Z of a count, rounded to milliseconds, because counts of days in
    /// floating point carry no more. NaN for what is no instant.
    pub fn unix_s(&self, count: f64) -> f64 {
        let (day, second) = match self.scale {
            Scale::Since { unit_s, day, second } => (day, second + count * unit_s),
            Scale::DayAsNumber => {
                let whole = count.floor() as i64;
                let date = (whole / 10_000, (whole / 100 % 100) as u32, (whole % 100) as u32);
                match self.calendar.day(date) {
                    Some(day) => (day, (count - count.floor()) * 86_400.0),
                    None => return f64::NAN,
                }
            }
        };
        if !second.is_finite() || second.abs() > 1e13 {
            return f64::NAN;
        }
        let (day, second) = match self.calendar {
            Calendar::NoLeap => {
                let passed = (second / 86_400.0).floor();
                (noleap_to_real(day + passed as i64), second - passed * 86_400.0)
            }
            _ => (day, second),
        };
        let unix = day as f64 * 86_400.0 + second;
        (unix * 1000.0).round() / 1000.0
    }

    /// True if dates of this calendar are moved to the real calendar by their name.
    pub fn is_converted(&self) -> bool {
        self.calendar == Calendar::NoLeap
    }
}

impl Calendar {
    /// Days since 1970-01-01 of a date; for `NoLeap` days of 365-day years since the year 1970.
    fn day(self, date: (i64, u32, u32)) -> Option<i64> {
        let (year, month, day) = date;
        if !(-5000..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        Some(match self {
            Calendar::Proleptic => gregorian_day(year, month, day),
            Calendar::Julian => julian_day(year, month, day),
            Calendar::Standard => match gregorian_day(year, month, day) {
                gregorian if gregorian >= GREGORIAN_START => gregorian,
                _ => julian_day(year, month, day),
            },
            Calendar::NoLeap => {
                (year - 1970) * 365 + i64::from(MONTH_START[month as usize - 1]) + i64::from(day) - 1
            }
        })
    }
}

/// Day of a common year each month starts at.
const MONTH_START: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn noleap_to_real(day: i64) -> i64 {
    let (year, of_year) = (1970 + day.div_euclid(365), day.rem_euclid(365) as u32);
    let month = MONTH_START.iter().rposition(|&start| start <= of_year).unwrap_or(0);
    gregorian_day(year, month as u32 + 1, of_year - MONTH_START[month] + 1)
}

/// Days since 1970-01-01 of a proleptic Gregorian date (era of 400 years starting in March).
fn gregorian_day(year: i64, month: u32, day: u32) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * i64::from((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Days since 1970-01-01 (Gregorian) of a Julian date.
fn julian_day(year: i64, month: u32, day: u32) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * i64::from((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    y * 365 + y.div_euclid(4) + of_year - 719_470
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "ms" | "msec" | "msecs" | "millisec" | "millisecs" | "millisecond" | "milliseconds" => 0.001,
        "us" | "microsec" | "microsecs" | "microsecond" | "microseconds" => 1e-6,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "week" | "weeks" => 604_800.0,
        _ => return None,
    })
}

type Date = (i64, u32, u32);

/// `2016-11-20`, `2016-11-20 00:00:00.0`, `1950-1-1T0:0:0Z`, `1992-10-8 15:15:42.5 -6:00`, `2005-08-28_00:00:00 UTC`,
/// `20161120`: date and seconds of the day in UTC.
fn instant(text: &str) -> Option<(Date, f64)> {
    if text.len() > 64 || !text.is_ascii() {
        return None;
    }
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(rest.len());
    let (date, clock) = rest.split_at(end);
    let mut date = parse_date(date)?;
    if negative {
        date.0 = -date.0;
    }
    let clock = clock.trim_start_matches(['t', '_', ' ']).trim();
    let (clock, zone_s) = split_zone(clock)?;
    let mut second = 0.0;
    for (part, unit) in clock.split(':').zip([3600.0, 60.0, 1.0]) {
        if !part.trim().is_empty() {
            let value: f64 = part.trim().parse().ok()?;
            if !(0.0..=60.0).contains(&value) {
                return None;
            }
            second += value * unit;
        }
    }
    if clock.split(':').count() > 3 {
        return None;
    }
    Some((date, second - zone_s))
}

fn parse_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    match (month, day) {
        (None, None) if year.len() == 8 => {
            Some((year[..4].parse().ok()?, year[4..6].parse().ok()?, year[6..].parse().ok()?))
        }
        (month, day) => Some((
            year.parse().ok()?,
            month.map_or(Some(1), |m| m.parse().ok())?,
            day.map_or(Some(1), |d| d.parse().ok())?,
        )),
    }
}

/// Splits `12:00:00 +09:00` into the clock and the zone's offset in seconds.
fn split_zone(text: &str) -> Option<(&str, f64)> {
    let text = text.trim();
    for utc in ["utc", "gmt", "z"] {
        if let Some(clock) = text.strip_suffix(utc) {
            return Some((clock.trim(), 0.0));
        }
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, 0.0)) };
    let (clock, zone) = text.split_at(at);
    let sign = if zone.starts_with('-') { -1.0 } else { 1.0 };
    let digits = &zone[1..];
    let (hours, minutes) = match digits.split_once(':') {
        Some((h, m)) => (h, m),
        None if digits.len() == 4 => digits.split_at(2),
        None => (digits, "0"),
    };
    let (hours, minutes): (f64, f64) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0.0..=14.0).contains(&hours) || !(0.0..60.0).contains(&minutes) {
        return None;
    }
    let clock = clock.trim().trim_end_matches("utc").trim_end_matches("gmt");
    Some((clock.trim(), sign * (hours * 3600.0 + minutes * 60.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unix(units: &str, calendar: Option<&str>, count: f64) -> f64 {
        TimeUnits::parse(units, calendar).unwrap_or_else(|e| panic!("{units}: {e}")).unix_s(count)
    }

    /// 2016-11-20T00:00:00Z is 1 479 600 000 s after 1970 (GNU date).
    #[test]
    fn spellings_of_the_same_instant() {
        for units in [
            "seconds since 2016-11-20",
            "seconds since 2016-11-20 00:00:00",
            "seconds since 2016-11-20T00:00:00Z",
            "seconds since 2016-11-20 00:00:00 +00:00",
            "seconds since 2016-11-20 00:00:00.0 UTC",
            "Seconds since 2016-11-20_00:00:00",
            "sec since 2016-11-20 0:0:0",
            "seconds since 2016-11-20 09:00:00 +09:00",
            "seconds since 2016-11-20 09:00:00 +0900",
            "seconds since 2016-11-19 18:00 -6",
            "seconds since 20161120",
            "s since 2016-11-20 00:00:00Z",
        ] {
            assert_eq!(unix(units, None, 0.0), 1_479_600_000.0, "{units}");
        }
    }

    #[test]
    fn units_and_fractions() {
        assert_eq!(unix("hours since 2016-11-20", Some("gregorian"), 6.0), 1_479_621_600.0);
        assert_eq!(unix("days since 1950-01-01 00:00:00", None, 24_430.0), 1_479_600_000.0);
        assert_eq!(unix("minutes since 2016-11-20", None, 90.0), 1_479_605_400.0);
        assert_eq!(
            unix("days since 2016-11-20", None, 1.0 / 24.0),
            1_479_603_600.0,
            "rounded to milliseconds"
        );
        assert_eq!(unix("milliseconds since 1970-01-01", None, 1500.0), 1.5);
        assert_eq!(unix("day as %Y%m%d.%f", None, 20_161_120.25), 1_479_621_600.0);
        assert_eq!(unix("hours since 1900-01-01 00:00:0.0", None, 1_024_536.0), 1_479_340_800.0);
    }

    /// cftime 1.6: num2date(736288, "days since 0001-01-01", "standard") = 2016-11-20 + 2 days earlier than in
    /// the proleptic calendar, because the Julian calendar holds before 1582.
    #[test]
    fn calendars_before_1582() {
        let proleptic = unix("days since 0001-01-01", Some("proleptic_gregorian"), 736_287.0);
        let standard = unix("days since 0001-01-01", Some("standard"), 736_289.0);
        assert_eq!(proleptic, 1_479_600_000.0);
        assert_eq!(standard, 1_479_600_000.0);
    }

    /// Nobody's 29 February: 60 days after 2016-01-01 is 2 March in a calendar without leap days.
    #[test]
    fn noleap_keeps_the_name_of_the_day() {
        assert_eq!(
            unix("days since 2016-01-01", Some("noleap"), 59.0),
            unix("days since 2016-03-01", None, 0.0)
        );
        assert_eq!(
            unix("days since 2015-01-01", Some("365_day"), 730.5),
            unix("hours since 2017-01-01", None, 12.0)
        );
    }

    #[test]
    fn refusals_say_why() {
        assert!(TimeUnits::parse("days since 2000-01-01", Some("360_day")).unwrap_err().contains("360_day"));
        assert!(TimeUnits::parse("months since 2000-01-01", None).unwrap_err().contains("fixed length"));
        for wrong in [
            "days",
            "m s-1",
            "days since",
            "days since yesterday",
            "days since 2000-13-01",
            "",
            "° since 2000",
        ] {
            assert!(TimeUnits::parse(wrong, None).is_err(), "{wrong}");
        }
    }
}
