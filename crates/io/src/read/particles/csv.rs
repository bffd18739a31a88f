//! Particles as lines of text: a head line with the columns `lat`, `lon` (WGS84, in any notation of a position) and `time`
//! (with its offset from UTC), separated by commas, or by semicolons or tabs with a decimal comma allowed, and if wanted `weight`, `object` (from 1, in the order of the case file) and `side`
//! (`right` or `left`).

use super::{MAX_PARTICLES, Refusal};
use sarex_drift::seed::{ListedParticle, ListedParticles};
use sarex_geo::{Position, Timestamp, unix_seconds};

/// The columns that are understood.
struct Columns {
    separator: char,
    lat: usize,
    lon: usize,
    time: usize,
    weight: Option<usize>,
    object: Option<usize>,
    side: Option<usize>,
}

pub(super) fn parse(text: &str) -> Result<ListedParticles, Refusal> {
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    let mut lines = lines.by_ref().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (head_line, head) = lines.next().ok_or((1, "the file is empty".to_owned()))?;
    let columns = columns(head).map_err(|reason| (head_line, reason))?;
    let mut particles = Vec::new();
    for (number, line) in lines {
        if particles.len() == MAX_PARTICLES {
            return Err((number, format!("more than {MAX_PARTICLES} particles")));
        }
        particles.push(particle(line, &columns).map_err(|reason| (number, reason))?);
    }
    match particles.is_empty() {
        true => Err((head_line, "there is no particle below the head line".into())),
        false => Ok(ListedParticles { particles }),
    }
}

fn columns(head: &str) -> Result<Columns, String> {
    let head = head.trim_start_matches('\u{feff}');
    let separator = [';', '\t'].into_iter().find(|other| head.contains(*other)).unwrap_or(',');
    let names: Vec<String> =
        head.split(separator).map(|n| n.trim().trim_matches('"').to_lowercase()).collect();
    let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
    let need = |wanted: &[&str]| {
        find(wanted)
            .ok_or_else(|| format!("column `{}` is missing; the columns are {}", wanted[0], names.join(", ")))
    };
    Ok(Columns {
        separator,
        lat: need(&["lat", "latitude", "lat_deg"])?,
        lon: need(&["lon", "longitude", "lon_deg"])?,
        time: need(&["time", "datetime"])?,
        weight: find(&["weight"]),
        object: find(&["object"]),
        side: find(&["side"]),
    })
}

fn particle(line: &str, columns: &Columns) -> Result<ListedParticle, String> {
    let cells: Vec<&str> = line.split(columns.separator).map(|cell| cell.trim().trim_matches('"')).collect();
    let cell = |index: usize| cells.get(index).copied().unwrap_or_default();
    let pointed = |index: usize| match columns.separator {
        ',' => cell(index).to_owned(),
        _ => cell(index).replace(',', "."),
    };
    let number = |index: usize, name: &str| {
        let number = pointed(index).parse::<f64>().ok().filter(|n| n.is_finite());
        number.ok_or_else(|| format!("`{}` is no {name}", cell(index)))
    };
    let place = place(&pointed(columns.lat), &pointed(columns.lon))?;
    let time: Timestamp = cell(columns.time).parse().map_err(|_| {
        format!("`{}` is no time with its offset, such as 2026-11-20T01:05:00Z", cell(columns.time))
    })?;
    let weight = columns.weight.map(|index| number(index, "weight")).transpose()?;
    if weight.is_some_and(|weight| weight < 0.0) {
        return Err("a weight is negative".into());
    }
    let object = |index| match cell(index).parse::<u16>() {
        Ok(number) if number > 0 => Ok(number - 1),
        _ => Err(format!("`{}` is no number of an object, counted from 1", cell(index))),
    };
    let side = |index| match cell(index).to_lowercase().as_str() {
        "right" => Ok(0),
        "left" => Ok(1),
        other => Err(format!("`{other}` is no side: write right or left")),
    };
    Ok(ListedParticle {
        object: columns.object.map(object).transpose()?,
        side: columns.side.map(side).transpose()?,
        weight,
        ..ListedParticle::at(place.lat_deg(), place.lon_deg(), unix_seconds(time))
    })
}

/// A position from two cells, in decimal degrees or in any other notation.
fn place(lat: &str, lon: &str) -> Result<Position, String> {
    if let (Ok(lat_deg), Ok(lon_deg)) = (lat.parse::<f64>(), lon.parse::<f64>()) {
        return Position::new(lat_deg, lon_deg).map_err(|error| error.to_string());
    }
    format!("{lat} {lon}").parse().map_err(|error| {
        format!("`{lat}` and `{lon}` are no position ({error}): write 34.604 and 129.902, or 34°36.25'N and 129°54.12'E")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_any_order_and_what_is_optional() {
        let text = "# from the tracker\ntime,Lon,LAT,side,object\n2026-11-20T01:05:00Z,129.5,34.5,left,2\n\n\
                    2026-11-20T10:05:00+09:00,129.6,34.6,right,1\n";
        let list = parse(text).unwrap();
        assert_eq!(list.particles.len(), 2);
        assert_eq!((list.particles[0].side, list.particles[0].object), (Some(1), Some(1)));
        assert_eq!(list.particles[0].time_s, list.particles[1].time_s);
    }

    /// As a spreadsheet with a decimal comma writes it, and as positions are read out on the bridge.
    #[test]
    fn semicolons_and_degrees_with_minutes() {
        let places = |text: &str| {
            let list = parse(text).unwrap().particles;
            list.iter().map(|p| (p.lat_deg, p.lon_deg)).collect::<Vec<_>>()
        };
        let comma = "Lat;Lon;Time;Weight\n34,6;129,9;2016-11-20T01:05:00Z;0,5\n";
        assert_eq!(places(comma), [(34.6, 129.9)]);
        assert_eq!(parse(comma).unwrap().particles[0].weight, Some(0.5));
        let minutes = "lat,lon,time\n\"34°36.00'N\",\"129°54.00'E\",2016-11-20T01:05:00Z\n";
        let found = places(minutes)[0];
        assert!((found.0 - 34.6).abs() < 1e-12 && (found.1 - 129.9).abs() < 1e-12, "{found:?}");
        let error = parse("lat,lon,time\nnorth,east,2016-11-20T01:05:00Z\n").unwrap_err().1;
        assert!(error.contains("`north` and `east` are no position"), "{error}");
    }

    #[test]
    fn every_refusal_names_its_line() {
        for (text, line) in [
            ("", 1),
            ("lat,lon\n1,2\n", 1),
            ("lat,lon,time\n", 1),
            ("lat,lon,time\n91,2,2026-11-20T01:05:00Z\n", 2),
            ("lat,lon,time\n1,2,2026-11-20T01:05:00Z\n1,nan,2026-11-20T01:05:00Z\n", 3),
            ("lat,lon,time\n1,2,2026-11-20T01:05:00\n", 2),
        ] {
            assert_eq!(parse(text).unwrap_err().0, line, "{text}");
        }
    }
}
