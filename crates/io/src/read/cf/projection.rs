//! Map projections from grid mapping attributes and PROJ strings.

use super::super::dataset::Attributes;
use super::proj4;
use sarex_metocean::grid::{Earth, Plane, Pole, Projection, Scale};

/// A projection as a file describes it, before it is checked against the file's positions.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// The projection.
    pub projection: Projection,
    /// Where it was read from: "grid mapping attributes" or "the PROJ string".
    pub origin: &'static str,
    /// The file states no figure of the Earth; WGS84 was put in.
    pub earth_assumed: bool,
    /// Metres per unit of the axes, if the description itself says so (`+units=km`).
    pub unit_m: Option<f64>,
}

/// All projections a grid mapping variable describes, CF attributes first. The error says what is not understood.
pub fn described(mapping: &Attributes) -> Result<Vec<Described>, String> {
    let by_text = ["proj4", "proj4_string", "proj4text", "proj4_params", "spatial_proj4", "proj"]
        .iter()
        .find_map(|name| mapping.text(name))
        .filter(|t| t.contains('+'))
        .map(proj4::parse);
    let by_attributes = from_attributes(mapping);
    let mut found = Vec::new();
    let mut problems = Vec::new();
    match by_attributes {
        Some(Ok(mut d)) => {
            // A PROJ string that knows the Earth completes attributes that do not.
            if let (true, Some(Ok(text))) = (d.earth_assumed, &by_text)
                && !text.earth_assumed
            {
                d.projection = with_earth(d.projection, earth_of(&text.projection));
                d.earth_assumed = false;
            }
            found.push(d);
        }
        Some(Err(problem)) => problems.push(problem),
        None => {}
    }
    match by_text {
        Some(Ok(d)) => found.push(d),
        Some(Err(problem)) => problems.push(problem),
        None => {}
    }
    if found.is_empty() && !problems.is_empty() {
        return Err(problems.join("; "));
    }
    Ok(found)
}

fn from_attributes(a: &Attributes) -> Option<Result<Described, String>> {
    let name = a.text("grid_mapping_name")?.to_lowercase();
    let (earth, earth_assumed) = match earth(a) {
        Ok(Some(earth)) => (earth, false),
        Ok(None) => (Earth::WGS84, true),
        Err(problem) => return Some(Err(problem)),
    };
    let plane = Plane {
        earth,
        false_easting_m: a.number("false_easting").unwrap_or(0.0),
        false_northing_m: a.number("false_northing").unwrap_or(0.0),
    };
    let projection = match name.as_str() {
        "latitude_longitude" => Ok(Projection::LatLon),
        "rotated_latitude_longitude" => rotated_pole(a),
        "polar_stereographic" => polar_stereographic(a, plane),
        "stereographic" => match a.number("latitude_of_projection_origin") {
            Some(lat) if (lat.abs() - 90.0).abs() < 1e-6 => polar_stereographic(a, plane),
            lat => Err(format!("a stereographic map about latitude {lat:?} is not a polar one")),
        },
        "lambert_conformal_conic" => lambert(a, plane),
        "mercator" => mercator(a, plane),
        "transverse_mercator" => transverse_mercator(a, plane),
        other => Err(format!(
            "grid mapping \"{other}\" is none of latitude_longitude, rotated_latitude_longitude, \
             polar_stereographic, lambert_conformal_conic, mercator, transverse_mercator"
        )),
    };
    Some(projection.map(|projection| Described {
        projection,
        origin: "the grid mapping attributes",
        earth_assumed: earth_assumed && !on_degrees(&projection),
        unit_m: None,
    }))
}

/// Axes of this projection are in degrees.
pub fn on_degrees(projection: &Projection) -> bool {
    matches!(projection, Projection::LatLon | Projection::RotatedPole { .. })
}

fn needed(a: &Attributes, names: &[&str]) -> Result<f64, String> {
    names
        .iter()
        .find_map(|n| a.number(n))
        .filter(|v| v.is_finite())
        .ok_or_else(|| format!("the grid mapping lacks {}", names.join(" or ")))
}

fn earth(a: &Attributes) -> Result<Option<Earth>, String> {
    let radius = a.number("earth_radius").or_else(|| a.number("GRIB_earth_radius"));
    if let Some(radius_m) = radius.filter(|r| *r > 0.0) {
        return Ok(Some(Earth::Sphere { radius_m }));
    }
    let Some(major) = a.number("semi_major_axis") else {
        let names = a.lower("reference_ellipsoid_name") + &a.lower("horizontal_datum_name");
        let wgs84 = names.contains("wgs 84") || names.contains("wgs84") || names.contains("wgs_1984");
        return Ok(wgs84.then_some(Earth::WGS84));
    };
    let inverse = a.number("inverse_flattening").filter(|f| *f > 0.0);
    let minor = a.number("semi_minor_axis");
    ellipsoid(major, minor, inverse).map(Some)
}

/// An Earth from its axes; equal axes are a sphere.
pub(super) fn ellipsoid(major: f64, minor: Option<f64>, inverse: Option<f64>) -> Result<Earth, String> {
    if !(6.0e6..7.0e6).contains(&major) {
        return Err(format!("an Earth with a semi-major axis of {major} m"));
    }
    Ok(match (inverse, minor) {
        (Some(inverse_flattening), _) => Earth::Ellipsoid { semi_major_m: major, inverse_flattening },
        (None, Some(minor)) if minor > 0.0 && (major - minor).abs() > 0.1 => {
            Earth::Ellipsoid { semi_major_m: major, inverse_flattening: major / (major - minor) }
        }
        _ => Earth::Sphere { radius_m: major },
    })
}

fn rotated_pole(a: &Attributes) -> Result<Projection, String> {
    Ok(Projection::RotatedPole {
        pole_lat_deg: needed(a, &["grid_north_pole_latitude"])?,
        pole_lon_deg: needed(a, &["grid_north_pole_longitude"])?,
        north_pole_grid_lon_deg: a.number("north_pole_grid_longitude").unwrap_or(0.0),
    })
}

fn polar_stereographic(a: &Attributes, plane: Plane) -> Result<Projection, String> {
    let central_lon_deg = needed(
        a,
        &[
            "straight_vertical_longitude_from_pole",
            "longitude_of_projection_origin",
            "longitude_of_central_meridian",
        ],
    )?;
    let scale = match (a.number("standard_parallel"), a.number("scale_factor_at_projection_origin")) {
        (Some(lat), _) => Scale::TrueAt(lat),
        (None, Some(factor)) => Scale::Factor(factor),
        (None, None) => return Err("the grid mapping lacks standard_parallel".to_owned()),
    };
    let origin = a.number("latitude_of_projection_origin");
    let south = match (origin, scale) {
        (Some(lat), _) => lat < 0.0,
        (None, Scale::TrueAt(lat)) => lat < 0.0,
        (None, Scale::Factor(_)) => {
            return Err("the grid mapping lacks latitude_of_projection_origin".to_owned());
        }
    };
    let pole = if south { Pole::South } else { Pole::North };
    Ok(Projection::PolarStereographic { plane, pole, central_lon_deg, scale })
}

fn lambert(a: &Attributes, plane: Plane) -> Result<Projection, String> {
    let parallels = a.numbers("standard_parallel").ok_or("the grid mapping lacks standard_parallel")?;
    let (Some(&first), Some(&second)) = (parallels.first(), parallels.last()) else {
        return Err("the grid mapping has an empty standard_parallel".to_owned());
    };
    Ok(Projection::LambertConformal {
        plane,
        central_lon_deg: needed(a, &["longitude_of_central_meridian", "longitude_of_projection_origin"])?,
        origin_lat_deg: a.number("latitude_of_projection_origin").unwrap_or(first),
        parallels_deg: [first, second],
    })
}

fn mercator(a: &Attributes, plane: Plane) -> Result<Projection, String> {
    let scale = match (a.number("standard_parallel"), a.number("scale_factor_at_projection_origin")) {
        (Some(lat), _) => Scale::TrueAt(lat),
        (None, Some(factor)) => Scale::Factor(factor),
        (None, None) => Scale::TrueAt(0.0),
    };
    let central_lon_deg = needed(a, &["longitude_of_projection_origin", "longitude_of_central_meridian"])?;
    Ok(Projection::Mercator { plane, central_lon_deg, scale })
}

fn transverse_mercator(a: &Attributes, plane: Plane) -> Result<Projection, String> {
    Ok(Projection::TransverseMercator {
        plane,
        central_lon_deg: needed(a, &["longitude_of_central_meridian", "longitude_of_projection_origin"])?,
        origin_lat_deg: a.number("latitude_of_projection_origin").unwrap_or(0.0),
        factor: a.number("scale_factor_at_central_meridian").unwrap_or(1.0),
    })
}

fn plane_of(projection: &Projection) -> Option<Plane> {
    match *projection {
        Projection::Mercator { plane, .. }
        | Projection::PolarStereographic { plane, .. }
        | Projection::LambertConformal { plane, .. }
        | Projection::TransverseMercator { plane, .. } => Some(plane),
        Projection::LatLon | Projection::RotatedPole { .. } => None,
    }
}

fn earth_of(projection: &Projection) -> Earth {
    plane_of(projection).map_or(Earth::WGS84, |p| p.earth)
}

/// The same projection on another Earth.
pub fn with_earth(mut projection: Projection, new: Earth) -> Projection {
    match &mut projection {
        Projection::Mercator { plane, .. }
        | Projection::PolarStereographic { plane, .. }
        | Projection::LambertConformal { plane, .. }
        | Projection::TransverseMercator { plane, .. } => plane.earth = new,
        Projection::LatLon | Projection::RotatedPole { .. } => {}
    }
    projection
}

/// In words: kind and parameters.
pub fn in_words(projection: &Projection) -> String {
    let earth = match plane_of(projection).map(|p| p.earth) {
        Some(Earth::Sphere { radius_m }) => format!(", sphere of {radius_m} m"),
        Some(e) if e == Earth::WGS84 => ", WGS84".to_owned(),
        Some(Earth::Ellipsoid { semi_major_m, inverse_flattening }) => {
            format!(", ellipsoid {semi_major_m} m, 1/{inverse_flattening}")
        }
        None => String::new(),
    };
    let scale_text = |scale: Scale| match scale {
        Scale::TrueAt(lat) => format!("true at {lat}°"),
        Scale::Factor(k) => format!("scale factor {k}"),
    };
    match *projection {
        Projection::LatLon => "latitude and longitude".to_owned(),
        Projection::RotatedPole { pole_lat_deg, pole_lon_deg, .. } => {
            format!("rotated pole at {pole_lat_deg}° N {pole_lon_deg}° E")
        }
        Projection::Mercator { central_lon_deg, scale, .. } => {
            format!("Mercator, central meridian {central_lon_deg}°, {}{earth}", scale_text(scale))
        }
        Projection::PolarStereographic { pole, central_lon_deg, scale, .. } => {
            let side = if pole == Pole::North { "north" } else { "south" };
            format!(
                "polar stereographic ({side}), vertical meridian {central_lon_deg}°, {}{earth}",
                scale_text(scale)
            )
        }
        Projection::LambertConformal { central_lon_deg, parallels_deg: [p, q], .. } => {
            format!(
                "Lambert conformal, central meridian {central_lon_deg}°, standard parallels {p}° and {q}°{earth}"
            )
        }
        Projection::TransverseMercator { central_lon_deg, factor, .. } => {
            format!("transverse Mercator, central meridian {central_lon_deg}°, scale factor {factor}{earth}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::dataset::Attribute;
    use super::*;

    fn attributes(texts: &[(&str, &str)], numbers: &[(&str, f64)]) -> Attributes {
        let texts = texts.iter().map(|(n, v)| ((*n).to_owned(), Attribute::Text((*v).to_owned())));
        let numbers = numbers.iter().map(|(n, v)| ((*n).to_owned(), Attribute::Floats(vec![*v])));
        Attributes(texts.chain(numbers).collect())
    }

    /// NorKyst-800: a scale factor at the pole instead of a standard parallel, a sphere, and a PROJ string.
    #[test]
    fn norkyst() {
        let a = attributes(
            &[
                ("grid_mapping_name", "polar_stereographic"),
                ("proj4", "+proj=stere +lat_0=90 +lon_0=70 +lat_ts=60 +units=m +a=6.371e+06 +e=0 +no_defs"),
            ],
            &[
                ("scale_factor_at_projection_origin", 0.933_012_701_892_219_3),
                ("straight_vertical_longitude_from_pole", 70.0),
                ("latitude_of_projection_origin", 90.0),
                ("earth_radius", 6_371_000.0),
            ],
        );
        let found = described(&a).unwrap();
        let plane = Plane::on(Earth::Sphere { radius_m: 6_371_000.0 });
        let with =
            |scale| Projection::PolarStereographic { plane, pole: Pole::North, central_lon_deg: 70.0, scale };
        assert_eq!(found[0].projection, with(Scale::Factor(0.933_012_701_892_219_3)));
        assert_eq!(found[1].projection, with(Scale::TrueAt(60.0)));
    }

    /// Arctic20: attributes without an Earth take it from the PROJ string; the odd origin longitude is ignored.
    #[test]
    fn earth_comes_from_the_proj_string() {
        let a = attributes(
            &[
                ("grid_mapping_name", "polar_stereographic"),
                ("proj4_string", "+proj=stere +a=6371000 +b=6371000 +lat_0=90 +lat_ts=60 +lon_0=58"),
            ],
            &[
                ("straight_vertical_longitude_from_pole", 58.0),
                ("longitude_of_projection_origin", -58.0),
                ("latitude_of_projection_origin", 90.0),
                ("standard_parallel", 60.0),
            ],
        );
        let found = described(&a).unwrap();
        assert_eq!(found[0].projection, found[1].projection);
        assert!(!found[0].earth_assumed);
    }

    #[test]
    fn what_is_missing_is_named() {
        let a = attributes(&[("grid_mapping_name", "lambert_conformal_conic")], &[]);
        assert!(described(&a).unwrap_err().contains("standard_parallel"));
        let a = attributes(&[("grid_mapping_name", "sinusoidal")], &[]);
        assert!(described(&a).unwrap_err().contains("sinusoidal"));
        assert_eq!(described(&attributes(&[], &[])).unwrap(), vec![]);
    }

    #[test]
    fn other_mappings() {
        let rotated = attributes(
            &[("grid_mapping_name", "rotated_latitude_longitude")],
            &[("grid_north_pole_latitude", 22.0), ("grid_north_pole_longitude", 140.0)],
        );
        let found = described(&rotated).unwrap();
        assert_eq!(
            found[0].projection,
            Projection::RotatedPole { pole_lat_deg: 22.0, pole_lon_deg: 140.0, north_pole_grid_lon_deg: 0.0 }
        );
        assert!(!found[0].earth_assumed);
        let utm = attributes(
            &[("grid_mapping_name", "transverse_mercator")],
            &[
                ("longitude_of_central_meridian", 129.0),
                ("scale_factor_at_central_meridian", 0.9996),
                ("false_easting", 500_000.0),
                ("semi_major_axis", 6_378_137.0),
                ("inverse_flattening", 298.257_223_563),
            ],
        );
        let Projection::TransverseMercator { plane, factor, .. } = described(&utm).unwrap()[0].projection
        else {
            panic!()
        };
        assert_eq!((plane.earth, plane.false_easting_m, factor), (Earth::WGS84, 500_000.0, 0.9996));
    }
}
