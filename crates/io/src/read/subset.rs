//! Addresses of subsets at the two servers most centres run: ERDDAP (griddap) and THREDDS (NetCDF Subset Service).

use super::cf::times::instant;

/// What is wanted of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Subset {
    /// Names of variables, mostly the two components.
    pub variables: Vec<String>,
    /// Southern edge, degrees.
    pub south_deg: f64,
    /// Northern edge, degrees.
    pub north_deg: f64,
    /// Western edge, degrees, in the data set's own range (−180 … 180 or 0 … 360).
    pub west_deg: f64,
    /// Eastern edge, degrees.
    pub east_deg: f64,
    /// First instant, seconds since 1970.
    pub start_s: f64,
    /// Last instant, seconds since 1970.
    pub end_s: f64,
    /// Depth or height, in the data set's unit, where it has such an axis between time and latitude.
    pub level: Option<f64>,
}

/// ERDDAP: `server` such as `https://host/erddap`. `north_first` for data sets whose latitudes descend.
///
/// ```
/// # use sarex_io::read::subset::{Subset, erddap};
/// let subset = Subset {
///     variables: vec!["u".into()], south_deg: 34.0, north_deg: 36.0, west_deg: 128.0, east_deg: 131.0,
///     start_s: 0.0, end_s: 3600.0, level: None,
/// };
/// assert_eq!(
///     erddap("https://host/erddap/", "some_id", &subset, false),
///     "https://host/erddap/griddap/some_id.nc?u%5B(1970-01-01T00:00:00Z):1:(1970-01-01T01:00:00Z)%5D\
///      %5B(34):1:(36)%5D%5B(128):1:(131)%5D",
/// );
/// ```
pub fn erddap(server: &str, dataset: &str, subset: &Subset, north_first: bool) -> String {
    let range = |from: String, to: String| format!("%5B({from}):1:({to})%5D");
    let (first, last) =
        if north_first { (subset.north_deg, subset.south_deg) } else { (subset.south_deg, subset.north_deg) };
    let level = subset.level.map_or(String::new(), |l| format!("%5B({l})%5D"));
    let part = range(instant(subset.start_s), instant(subset.end_s))
        + &level
        + &range(first.to_string(), last.to_string())
        + &range(subset.west_deg.to_string(), subset.east_deg.to_string());
    let variables: Vec<String> = subset.variables.iter().map(|v| encoded(v) + &part).collect();
    format!("{}/griddap/{}.nc?{}", server.trim_end_matches('/'), encoded(dataset), variables.join(","))
}

/// THREDDS NetCDF Subset Service: `service` is the data set's own NCSS address, such as
/// `https://host/thredds/ncss/grid/some/path`.
pub fn thredds(service: &str, subset: &Subset) -> String {
    let mut query: Vec<String> = subset.variables.iter().map(|v| format!("var={}", encoded(v))).collect();
    query.push(format!("north={}", subset.north_deg));
    query.push(format!("west={}", subset.west_deg));
    query.push(format!("east={}", subset.east_deg));
    query.push(format!("south={}", subset.south_deg));
    query.push("horizStride=1".to_owned());
    query.push(format!("time_start={}", encoded(&instant(subset.start_s))));
    query.push(format!("time_end={}", encoded(&instant(subset.end_s))));
    query.extend(subset.level.map(|l| format!("vertCoord={l}")));
    query.push("accept=netcdf".to_owned());
    format!("{}?{}", service.trim_end_matches(['?', '/']), query.join("&"))
}

/// Percent-encoding of everything but letters, digits and `-._~`.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subset() -> Subset {
        Subset {
            variables: vec!["water_u".into(), "u-component of wind".into()],
            south_deg: 34.0,
            north_deg: 36.5,
            west_deg: 128.0,
            east_deg: 131.0,
            start_s: 1_795_132_800.0,
            end_s: 1_795_219_200.0,
            level: Some(0.0),
        }
    }

    #[test]
    fn griddap_with_depth_and_descending_latitudes() {
        assert_eq!(
            erddap(
                "https://h/erddap",
                "hycom",
                &Subset { variables: vec!["water_u".into()], ..subset() },
                true
            ),
            "https://h/erddap/griddap/hycom.nc?water_u%5B(2026-11-20T00:00:00Z):1:(2026-11-21T00:00:00Z)%5D\
             %5B(0)%5D%5B(36.5):1:(34)%5D%5B(128):1:(131)%5D"
        );
    }

    #[test]
    fn ncss_names_are_encoded() {
        assert_eq!(
            thredds("https://h/thredds/ncss/grid/x?", &subset()),
            "https://h/thredds/ncss/grid/x?var=water_u&var=u-component%20of%20wind&north=36.5&west=128&east=131\
             &south=34&horizStride=1&time_start=2026-11-20T00%3A00%3A00Z&time_end=2026-11-21T00%3A00%3A00Z\
             &vertCoord=0&accept=netcdf"
        );
    }
}
