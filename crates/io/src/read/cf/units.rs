//! Units as files spell them.

/// Metres per second in one of a unit of speed; `None` if it is none.
///
/// Understands products of powers in the spellings of UDUNITS and of the wild: `m s-1`, `m/s`, `meter second-1`,
/// `m.s^-1`, `metres per second`, `cm/s`, `km/h`, `km hr-1`, `knots`, `kt`, `nmi/h`.
///
/// ```
/// use sarex_io::read::cf::units::speed_factor;
/// assert_eq!(speed_factor("meter second-1"), Some(1.0));
/// assert_eq!(speed_factor("cm/s"), Some(0.01));
/// assert_eq!(speed_factor("Pa"), None);
/// ```
pub fn speed_factor(units: &str) -> Option<f64> {
    let (factor, length, time) = product(units)?;
    (length == 1 && time == -1).then_some(factor)
}

/// Metres in one of a unit of length; `None` if it is none.
pub fn length_factor(units: &str) -> Option<f64> {
    let (factor, length, time) = product(units)?;
    (length == 1 && time == 0).then_some(factor)
}

/// Factor and summand that bring a unit of temperature to °C; `None` if it is none.
///
/// ```
/// use sarex_io::read::cf::units::to_celsius;
/// assert_eq!(to_celsius("degree_Celsius"), Some((1.0, 0.0)));
/// assert_eq!(to_celsius("K"), Some((1.0, -273.15)));
/// assert_eq!(to_celsius("m"), None);
/// ```
pub fn to_celsius(units: &str) -> Option<(f64, f64)> {
    let name = units.trim().to_lowercase().replace(['_', ' ', '°'], "");
    let name = ["degrees", "degree", "deg"].iter().find_map(|word| name.strip_prefix(word)).unwrap_or(&name);
    match name {
        "c" | "celsius" | "celcius" | "centigrade" => Some((1.0, 0.0)),
        "k" | "kelvin" | "kelvins" => Some((1.0, -273.15)),
        _ => None,
    }
}

/// True for units of latitude or longitude in any CF spelling, and for plain degrees.
pub fn is_degrees(units: &str) -> bool {
    let u = units.trim().to_lowercase().replace(['_', ' '], "");
    let u = u
        .strip_prefix("degrees")
        .or_else(|| u.strip_prefix("degree"))
        .map(str::to_owned)
        .or_else(|| (u == "deg" || u == "°").then(String::new));
    matches!(u.as_deref(), Some("" | "north" | "n" | "east" | "e" | "south" | "west" | "w" | "s" | "true"))
}

/// The tangent of every unit name to SI: factor, power of length, power of time.
fn base(name: &str) -> Option<(f64, i32, i32)> {
    let singular = |n: &str| match n {
        "m" | "meter" | "metre" | "meters" | "metres" | "mtr" => Some((1.0, 1, 0)),
        "cm" | "centimeter" | "centimetre" | "centimeters" | "centimetres" => Some((0.01, 1, 0)),
        "mm" | "millimeter" | "millimetre" | "millimeters" | "millimetres" => Some((0.001, 1, 0)),
        "km" | "kilometer" | "kilometre" | "kilometers" | "kilometres" => Some((1000.0, 1, 0)),
        "nmi" | "nautical_mile" | "nautical_miles" => Some((1852.0, 1, 0)),
        "mi" | "mile" | "miles" => Some((1609.344, 1, 0)),
        "ft" | "foot" | "feet" => Some((0.3048, 1, 0)),
        "s" | "sec" | "secs" | "second" | "seconds" => Some((1.0, 0, 1)),
        "min" | "minute" | "minutes" => Some((60.0, 0, 1)),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some((3600.0, 0, 1)),
        "d" | "day" | "days" => Some((86_400.0, 0, 1)),
        "knot" | "knots" | "kt" | "kts" | "kn" | "international_knot" => Some((1852.0 / 3600.0, 1, -1)),
        "mph" => Some((1609.344 / 3600.0, 1, -1)),
        "kph" | "kmh" => Some((1.0 / 3.6, 1, -1)),
        "mps" => Some((1.0, 1, -1)),
        _ => None,
    };
    singular(name)
}

fn product(units: &str) -> Option<(f64, i32, i32)> {
    let text = units.trim().to_lowercase().replace("**", "^").replace(" per ", "/");
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let (mut factor, mut length, mut time) = (1.0, 0, 0);
    let mut divide = false;
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if !matches!(c, ' ' | '.' | '*' | '/' | '·') {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let (name, power) = split_power(&word)?;
            let power = if divide { -power } else { power };
            let (f, l, t) = base(name)?;
            for _ in 0..power.unsigned_abs() {
                factor = if power > 0 { factor * f } else { factor / f };
            }
            length += l * power;
            time += t * power;
            word.clear();
            divide = false;
        }
        divide |= c == '/';
    }
    Some((factor, length, time))
}

/// `s-1`, `s^-1`, `s^(-1)`, `s1` → name and power.
fn split_power(word: &str) -> Option<(&str, i32)> {
    let at =
        word.find(|c: char| matches!(c, '^' | '-' | '+' | '(') || c.is_ascii_digit()).unwrap_or(word.len());
    let (name, power) = word.split_at(at);
    let power = power.trim_start_matches('^').trim_matches(['(', ')']);
    let power = if power.is_empty() { 1 } else { power.parse().ok()? };
    (-3..=3).contains(&power).then_some((name, power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_in_the_spellings_of_the_wild() {
        for spelling in [
            "m s-1",
            "m/s",
            "meter second-1",
            "m.s-1",
            "m s^-1",
            "metres per second",
            "m s**-1",
            "M/S",
            "m*s-1",
            "meter/sec",
            "m sec-1",
            " m/s ",
            "meters/second",
        ] {
            assert_eq!(speed_factor(spelling), Some(1.0), "{spelling}");
        }
        assert!((speed_factor("km/h").unwrap() - 1.0 / 3.6).abs() < 1e-15);
        assert!((speed_factor("knots").unwrap() - 0.514_444_444).abs() < 1e-8);
        assert_eq!(speed_factor("cm s-1"), Some(0.01));
        assert_eq!(speed_factor("cm/sec"), Some(0.01));
        for wrong in ["Pa", "m", "m2 s-1", "m s-2", "degrees", "1", "", "K", "m/s/s", "m s-99999999999"] {
            assert_eq!(speed_factor(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn temperatures_in_the_spellings_of_the_wild() {
        for spelling in ["degC", "Celsius", "celsius", "degree_C", "degrees_celsius", "deg C", "°C", "C"] {
            assert_eq!(to_celsius(spelling), Some((1.0, 0.0)), "{spelling}");
        }
        for spelling in ["K", "Kelvin", "kelvin", "degK", "degree_Kelvin"] {
            assert_eq!(to_celsius(spelling), Some((1.0, -273.15)), "{spelling}");
        }
        for wrong in ["", "m", "degrees", "degrees_north", "degF", "1e-3", "km"] {
            assert_eq!(to_celsius(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_and_degrees() {
        assert_eq!(length_factor("km"), Some(1000.0));
        assert_eq!(length_factor("meters"), Some(1.0));
        assert_eq!(length_factor("degrees"), None);
        for spelling in
            ["degrees_north", "degree_north", "degree_N", "degrees_E", "degreesE", "deg", "degrees"]
        {
            assert!(is_degrees(spelling), "{spelling}");
        }
        assert!(!is_degrees("degrees_celsius") && !is_degrees("m"));
    }
}
