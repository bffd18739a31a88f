//! PROJ strings, as far as fields are described by them.

use super::projection::{Described, ellipsoid};
use sarex_metocean::grid::{Earth, Plane, Pole, Projection, Scale};

/// Reads `+proj=…`; the error names what is not understood.
///
/// ```
/// use sarex_io::read::cf::proj4;
/// assert!(proj4::parse("+proj=lcc +lat_1=63 +lat_2=63 +lat_0=63 +lon_0=15 +R=6371000").is_ok());
/// assert!(proj4::parse("+proj=robin").unwrap_err().contains("robin"));
/// ```
pub fn parse(text: &str) -> Result<Described, String> {
    let parameters = Parameters(text);
    let unit_m = parameters.unit_m()?;
    let (earth, earth_assumed) = match parameters.earth()? {
        Some(earth) => (earth, false),
        None => (Earth::WGS84, true),
    };
    let plane = Plane {
        earth,
        false_easting_m: parameters.or("x_0", 0.0)?,
        false_northing_m: parameters.or("y_0", 0.0)?,
    };
    let central_lon_deg = parameters.or("lon_0", 0.0)?;
    let factor = match parameters.number("k_0")? {
        Some(k) => Some(k),
        None => parameters.number("k")?,
    };
    let projection = match parameters.text("proj").unwrap_or_default() {
        "longlat" | "latlong" | "lonlat" | "latlon" => Projection::LatLon,
        "stere" | "ups" => stereographic(&parameters, plane, central_lon_deg, factor)?,
        "lcc" => {
            let first = parameters.or("lat_1", parameters.or("lat_0", 0.0)?)?;
            let second = parameters.or("lat_2", first)?;
            // PROJ's default origin is the equator, except for one parallel, where it is that parallel.
            let origin = match (parameters.number("lat_0")?, parameters.number("lat_2")?) {
                (Some(lat), _) => lat,
                (None, Some(_)) => 0.0,
                (None, None) => first,
            };
            Projection::LambertConformal {
                plane,
                central_lon_deg,
                origin_lat_deg: origin,
                parallels_deg: [first, second],
            }
        }
        "merc" => {
            let scale = match (parameters.number("lat_ts")?, factor) {
                (Some(lat), _) => Scale::TrueAt(lat),
                (None, Some(k)) => Scale::Factor(k),
                (None, None) => Scale::TrueAt(0.0),
            };
            Projection::Mercator { plane, central_lon_deg, scale }
        }
        "tmerc" | "etmerc" => Projection::TransverseMercator {
            plane,
            central_lon_deg,
            origin_lat_deg: parameters.or("lat_0", 0.0)?,
            factor: factor.unwrap_or(1.0),
        },
        "utm" => {
            let zone = parameters.number("zone")?.ok_or("+proj=utm lacks +zone")?;
            let false_northing_m = if parameters.has("south") { 10_000_000.0 } else { 0.0 };
            Projection::TransverseMercator {
                plane: Plane { earth, false_easting_m: 500_000.0, false_northing_m },
                central_lon_deg: zone * 6.0 - 183.0,
                origin_lat_deg: 0.0,
                factor: 0.9996,
            }
        }
        "ob_tran" => rotated(&parameters, central_lon_deg)?,
        other => return Err(format!("PROJ string \"{text}\": +proj={other} is not understood")),
    };
    let earth_assumed = earth_assumed && !super::projection::on_degrees(&projection);
    Ok(Described { projection, origin: "the PROJ string", earth_assumed, unit_m })
}

fn stereographic(
    p: &Parameters,
    plane: Plane,
    central_lon_deg: f64,
    factor: Option<f64>,
) -> Result<Projection, String> {
    let origin = p.number("lat_0")?;
    let true_at = p.number("lat_ts")?;
    let lat = origin.or(true_at).unwrap_or(0.0);
    if (lat.abs() - 90.0).abs() > 1e-6 && origin.is_some() {
        return Err(format!("a stereographic map about latitude {lat} is not a polar one"));
    }
    let scale = match (true_at, factor) {
        (Some(lat), _) => Scale::TrueAt(lat),
        (None, k) => Scale::Factor(k.unwrap_or(1.0)),
    };
    let pole = if lat < 0.0 { Pole::South } else { Pole::North };
    Ok(Projection::PolarStereographic { plane, pole, central_lon_deg, scale })
}

/// `+proj=ob_tran +o_proj=longlat +o_lat_p=22 +lon_0=-40`: the grid's pole lies at 22° N, 180° from lon_0.
fn rotated(p: &Parameters, central_lon_deg: f64) -> Result<Projection, String> {
    let inner = p.text("o_proj").unwrap_or_default();
    if !["longlat", "latlong", "lonlat", "latlon"].contains(&inner) {
        return Err(format!("+proj=ob_tran with +o_proj={inner} is not understood"));
    }
    let lon = central_lon_deg + 180.0;
    Ok(Projection::RotatedPole {
        pole_lat_deg: p.number("o_lat_p")?.ok_or("+proj=ob_tran lacks +o_lat_p")?,
        pole_lon_deg: if lon > 180.0 { lon - 360.0 } else { lon },
        north_pole_grid_lon_deg: p.or("o_lon_p", 0.0)?,
    })
}

struct Parameters<'a>(&'a str);

impl<'a> Parameters<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0
            .split_whitespace()
            .filter_map(|word| word.trim_start_matches('+').split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
    fn has(&self, name: &str) -> bool {
        self.0.split_whitespace().any(|word| word.trim_start_matches('+') == name)
    }
    fn number(&self, name: &str) -> Result<Option<f64>, String> {
        match self.text(name) {
            None => Ok(None),
            Some(value) => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(format!("PROJ string \"{}\": +{name}={value} is no number", self.0)),
            },
        }
    }
    fn or(&self, name: &str, default: f64) -> Result<f64, String> {
        Ok(self.number(name)?.unwrap_or(default))
    }

    fn unit_m(&self) -> Result<Option<f64>, String> {
        match self.text("units") {
            Some("m") => Ok(Some(1.0)),
            Some("km") => Ok(Some(1000.0)),
            Some("deg" | "degrees") | None => self.number("to_meter"),
            Some(other) => Err(format!("PROJ string \"{}\": +units={other} is not understood", self.0)),
        }
    }

    fn earth(&self) -> Result<Option<Earth>, String> {
        if let Some(radius_m) = self.number("R")? {
            return ellipsoid(radius_m, None, None).map(Some);
        }
        if let Some(major) = self.number("a")? {
            let inverse = match (self.number("rf")?, self.number("f")?) {
                (Some(rf), _) => Some(rf),
                (None, Some(f)) if f > 0.0 => Some(1.0 / f),
                _ => match self.number("es")?.or(self.number("e")?.map(|e| e * e)) {
                    Some(es) if es > 0.0 => Some(1.0 / (1.0 - (1.0 - es).sqrt())),
                    _ => None,
                },
            };
            return ellipsoid(major, self.number("b")?, inverse).map(Some);
        }
        let name = self.text("ellps").or_else(|| self.text("datum")).unwrap_or_default();
        Ok(match name.to_uppercase().as_str() {
            "WGS84" => Some(Earth::WGS84),
            "GRS80" | "NAD83" => {
                Some(Earth::Ellipsoid { semi_major_m: 6_378_137.0, inverse_flattening: 298.257_222_101 })
            }
            "BESSEL" => {
                Some(Earth::Ellipsoid { semi_major_m: 6_377_397.155, inverse_flattening: 299.152_812_8 })
            }
            "SPHERE" => Some(Earth::Sphere { radius_m: 6_370_997.0 }),
            "" => None,
            other => {
                return Err(format!(
                    "PROJ string \"{}\": the figure of the Earth {other} is not understood",
                    self.0
                ));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_met_norway() {
        let lambert =
            parse("+proj=lcc +lon_0=15 +lat_0=63 +lat_1=63 +lat_2=63 +R=6.371e+06 +units=m +no_defs")
                .unwrap();
        let plane = Plane::on(Earth::Sphere { radius_m: 6_371_000.0 });
        assert_eq!(
            lambert.projection,
            Projection::LambertConformal {
                plane,
                central_lon_deg: 15.0,
                origin_lat_deg: 63.0,
                parallels_deg: [63.0, 63.0]
            }
        );
        let rotated = parse("+proj=ob_tran +o_proj=longlat +lon_0=-40 +o_lat_p=22 +a=6367470 +e=0").unwrap();
        assert_eq!(
            rotated.projection,
            Projection::RotatedPole { pole_lat_deg: 22.0, pole_lon_deg: 140.0, north_pole_grid_lon_deg: 0.0 }
        );
    }

    #[test]
    fn kilometres_utm_and_ellipsoids() {
        assert_eq!(parse("+proj=stere +lat_0=90 +lat_ts=60 +units=km").unwrap().unit_m, Some(1000.0));
        let utm = parse("+proj=utm +zone=52 +ellps=WGS84 +south").unwrap();
        let Projection::TransverseMercator { plane, central_lon_deg, .. } = utm.projection else { panic!() };
        assert_eq!((central_lon_deg, plane.false_northing_m, plane.earth), (129.0, 1e7, Earth::WGS84));
        assert!(parse("+proj=merc +a=6378137 +b=6378137").unwrap().projection != Projection::LatLon);
        let Projection::Mercator { plane, .. } =
            parse("+proj=merc +a=6378137 +b=6356752.314245").unwrap().projection
        else {
            panic!()
        };
        let Earth::Ellipsoid { inverse_flattening, .. } = plane.earth else { panic!() };
        assert!((inverse_flattening - 298.257_223_563).abs() < 1e-6);
    }

    #[test]
    fn refusals() {
        for wrong in [
            "",
            "+proj=stere +lat_0=52",
            "+proj=lcc +lat_1=x",
            "+proj=utm",
            "+proj=merc +R=12",
            "+proj=merc +units=us-ft",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
