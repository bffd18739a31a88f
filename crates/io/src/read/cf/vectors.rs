//! Which variables are the current, the wind, the Stokes drift.
//!
//! Standard names decide; names that centres use without standard names come second. A component called
//! *eastward* points east; one called *x* points along the grid, whatever its long name says (MET Norway's
//! `x_wind` files say "Zonal" there, and are along the grid all the same).

use super::super::dataset::{Dataset, Variable};
use sarex_metocean::Quantity;

/// What the components of a pair are relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directions {
    /// East and north.
    True,
    /// The axes of the grid.
    Grid,
    /// The file does not say.
    Unsaid,
}

/// A pair of variables that make a vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Eastward or x component.
    pub u: String,
    /// Northward or y component.
    pub v: String,
    /// What they are relative to.
    pub directions: Directions,
    /// What a user should know of the choice, if anything.
    pub note: Option<String>,
    /// Height of a wind above ground as far as names and attributes tell, metres.
    pub height_m: Option<f64>,
}

/// Standard names of two components, best first.
struct Names {
    quantity: Quantity,
    u: &'static str,
    v: &'static str,
    directions: Directions,
    caveat: Option<&'static str>,
}

const fn standard(quantity: Quantity, directions: Directions, u: &'static str, v: &'static str) -> Names {
    Names { quantity, u, v, directions, caveat: None }
}
const fn poor(u: &'static str, v: &'static str, directions: Directions, caveat: &'static str) -> Names {
    Names { quantity: Quantity::Current, u, v, directions, caveat: Some(caveat) }
}

use Directions::{Grid, True, Unsaid};
use Quantity::{Current, Stokes, Wind};

const DEPTH_MEAN: &str = "this is the mean over depth, not the surface current";
const GEOSTROPHIC: &str = "this is the geostrophic part alone: no tide and no wind-driven current";

/// CF standard names (table 86 and names in use before), in order of preference.
const STANDARD_NAMES: &[Names] = &[
    standard(Current, True, "surface_eastward_sea_water_velocity", "surface_northward_sea_water_velocity"),
    standard(Current, True, "eastward_sea_water_velocity", "northward_sea_water_velocity"),
    standard(Current, Grid, "surface_sea_water_x_velocity", "surface_sea_water_y_velocity"),
    standard(Current, Grid, "sea_water_x_velocity", "sea_water_y_velocity"),
    standard(Current, Grid, "x_sea_water_velocity", "y_sea_water_velocity"),
    standard(Current, Grid, "sea_water_x_velocity_at_u_location", "sea_water_y_velocity_at_v_location"),
    standard(
        Current,
        True,
        "eastward_sea_water_velocity_assuming_no_tide",
        "northward_sea_water_velocity_assuming_no_tide",
    ),
    poor(
        "surface_geostrophic_eastward_sea_water_velocity",
        "surface_geostrophic_northward_sea_water_velocity",
        True,
        GEOSTROPHIC,
    ),
    poor(
        "barotropic_eastward_sea_water_velocity",
        "barotropic_northward_sea_water_velocity",
        True,
        DEPTH_MEAN,
    ),
    poor("barotropic_sea_water_x_velocity", "barotropic_sea_water_y_velocity", Grid, DEPTH_MEAN),
    standard(Wind, True, "eastward_wind", "northward_wind"),
    standard(Wind, True, "surface_eastward_wind", "surface_northward_wind"),
    standard(Wind, Grid, "x_wind", "y_wind"),
    standard(Wind, Grid, "grid_eastward_wind", "grid_northward_wind"),
    standard(
        Stokes,
        True,
        "sea_surface_wave_stokes_drift_eastward_velocity",
        "sea_surface_wave_stokes_drift_northward_velocity",
    ),
    standard(Stokes, True, "eastward_surface_stokes_drift", "northward_surface_stokes_drift"),
    standard(Stokes, True, "surface_eastward_stokes_drift", "surface_northward_stokes_drift"),
    standard(
        Stokes,
        Grid,
        "sea_surface_wave_stokes_drift_x_velocity",
        "sea_surface_wave_stokes_drift_y_velocity",
    ),
];

/// Names of variables in files without standard names, lower case, in order of preference.
const ALIASES: &[(Quantity, Directions, &str, &str)] = &[
    // CMEMS, HYCOM, NCOM, ROMS turned to rho points, NCEP RTOFS, JMA and JAMSTEC, SHOM, HF radar.
    (Current, True, "utotal", "vtotal"),
    (Current, True, "uo", "vo"),
    (Current, True, "water_u", "water_v"),
    (Current, True, "u_eastward", "v_northward"),
    (Current, True, "u_eastward_surface", "v_northward_surface"),
    (Current, True, "u_velocity", "v_velocity"),
    (Current, True, "uogrd_surface", "vogrd_surface"),
    (Current, True, "u-component_of_current_surface", "v-component_of_current_surface"),
    (Current, True, "u-component_of_current_depth_below_sea", "v-component_of_current_depth_below_sea"),
    (Current, True, "ucur", "vcur"),
    (Current, True, "ssu", "ssv"),
    (Current, True, "u_surf", "v_surf"),
    (Current, True, "current_u", "current_v"),
    (Current, True, "u_current", "v_current"),
    (Current, True, "uoe", "von"),
    (Current, Grid, "vozocrtx", "vomecrty"),
    (Current, Grid, "x_sea_water_velocity", "y_sea_water_velocity"),
    (Current, Unsaid, "u_rho", "v_rho"),
    // NCEP by wgrib2 and by THREDDS, ERDDAP, ECMWF, WRF, COSMO and ICON, reanalyses, JMA, KMA, MET Norway.
    (Wind, Grid, "x_wind_10m", "y_wind_10m"),
    (Wind, Unsaid, "ugrd_10maboveground", "vgrd_10maboveground"),
    (Wind, Unsaid, "u-component_of_wind_height_above_ground", "v-component_of_wind_height_above_ground"),
    (Wind, True, "ugrd10m", "vgrd10m"),
    (Wind, True, "10u", "10v"),
    (Wind, Unsaid, "u10m", "v10m"),
    (Wind, True, "u10n", "v10n"),
    (Wind, Unsaid, "u10", "v10"),
    (Wind, Unsaid, "u_10m", "v_10m"),
    (Wind, Unsaid, "u10_m", "v10_m"),
    (Wind, True, "uas", "vas"),
    (Wind, True, "uwnd", "vwnd"),
    (Wind, True, "uwind", "vwind"),
    (Wind, True, "u_wind", "v_wind"),
    (Wind, True, "wind_u", "wind_v"),
    (Wind, True, "windu", "windv"),
    (Wind, True, "eastward_wind", "northward_wind"),
    (Wind, Grid, "x_wind", "y_wind"),
    (Wind, Unsaid, "ugrd", "vgrd"),
    // CMEMS, WAVEWATCH III, ECMWF, MET Norway.
    (Stokes, True, "vsdx", "vsdy"),
    (Stokes, True, "uuss", "vuss"),
    (Stokes, True, "ussx", "ussy"),
    (Stokes, True, "ust", "vst"),
    (Stokes, True, "u_stokes", "v_stokes"),
    (Stokes, True, "ustokes", "vstokes"),
    (Stokes, True, "stokes_u", "stokes_v"),
];

/// All pairs in a file that could be the quantity, best first.
///
/// ```
/// # use sarex_io::read::{cf::vectors, dataset::Dataset};
/// use sarex_metocean::Quantity;
/// assert!(vectors::pairs(&Dataset::default(), Quantity::Wind).is_empty());
/// ```
pub fn pairs(dataset: &Dataset, quantity: Quantity) -> Vec<Pair> {
    let mut found: Vec<Pair> = Vec::new();
    let mut add = |pair: Pair| {
        if !found.iter().any(|p| p.u == pair.u || p.v == pair.v) {
            found.push(pair);
        }
    };
    for names in STANDARD_NAMES.iter().filter(|n| n.quantity == quantity) {
        for u in fields(dataset).filter(|v| v.standard_name() == names.u) {
            let partners =
                fields(dataset).filter(|v| v.standard_name() == names.v && v.dims.len() == u.dims.len());
            if let Some(v) = nearest_name(u, partners) {
                let directions = stated_directions(u).unwrap_or(names.directions);
                add(pair(dataset, quantity, u, v, directions, names.caveat.map(str::to_owned)));
            }
        }
    }
    for (_, directions, u_name, v_name) in ALIASES.iter().filter(|a| a.0 == quantity) {
        for u in fields(dataset).filter(|v| v.short_name().to_lowercase() == *u_name) {
            let partners = fields(dataset).filter(|v| v.short_name().to_lowercase() == *v_name);
            let Some(v) = nearest_name(u, partners) else { continue };
            if u.standard_name().is_empty() && v.standard_name().is_empty() {
                let directions = stated_directions(u).unwrap_or(*directions);
                let note = format!("{} and {} have no standard name; known by their names", u.name, v.name);
                add(pair(dataset, quantity, u, v, directions, Some(note)));
            }
        }
    }
    if let Some(pair) = plain_u_and_v(dataset, quantity) {
        add(pair);
    }
    if quantity == Wind {
        found.sort_by(|a, b| from_10m(a).total_cmp(&from_10m(b)));
    }
    found
}

fn from_10m(pair: &Pair) -> f64 {
    // An unknown height is most often 10 m, yet one that says so is better.
    pair.height_m.map_or(0.5, |h| (h - 10.0).abs())
}

fn fields(dataset: &Dataset) -> impl Iterator<Item = &Variable> {
    dataset.variables.iter().filter(|v| v.value_type.is_number() && v.dims.len() >= 2)
}

fn pair(
    dataset: &Dataset,
    quantity: Quantity,
    u: &Variable,
    v: &Variable,
    directions: Directions,
    note: Option<String>,
) -> Pair {
    let height_m = if quantity == Wind { stated_height_m(dataset, u) } else { None };
    Pair { u: u.name.clone(), v: v.name.clone(), directions, note, height_m }
}

/// `u` and `v` alone mean either; the words around them decide.
fn plain_u_and_v(dataset: &Dataset, quantity: Quantity) -> Option<Pair> {
    let named = |name: &str| fields(dataset).find(|v| v.short_name().eq_ignore_ascii_case(name));
    let (u, v) = (named("u")?, named("v")?);
    if !u.standard_name().is_empty() || !v.standard_name().is_empty() {
        return None;
    }
    let words = format!("{} {}", u.attributes.lower("long_name"), u.attributes.lower("description"));
    let any = |list: &[&str]| list.iter().any(|w| words.contains(w));
    let wind = any(&["wind", "10 m", "10m"]);
    let sea = any(&["current", "water", "ocean", "sea ", "surface velocity", "momentum"])
        || u.dims
            .iter()
            .any(|d| ["depth", "s_rho", "xi_rho", "eta_rho"].contains(&d.to_lowercase().as_str()));
    let fits = match quantity {
        Wind => wind,
        Current => sea && !wind,
        Stokes => any(&["stokes"]),
    };
    let note = format!("{} and {} have no standard name; taken by their long names", u.name, v.name);
    fits.then(|| pair(dataset, quantity, u, v, stated_directions(u).unwrap_or(Unsaid), Some(note)))
}

/// What converters of GRIB note about the resolution flag.
fn stated_directions(u: &Variable) -> Option<Directions> {
    match u.attributes.number("GRIB_uvRelativeToGrid") {
        Some(0.0) => return Some(True),
        Some(1.0) => return Some(Grid),
        _ => {}
    }
    match u.attributes.lower("vector_orientation").as_str() {
        text if text.contains("grid") => Some(Grid),
        text if text.contains("true") || text.contains("east") => Some(True),
        _ => None,
    }
}

/// Among several partners the one whose name differs from `u`'s in the component alone.
fn nearest_name<'a>(u: &Variable, partners: impl Iterator<Item = &'a Variable>) -> Option<&'a Variable> {
    const SWAPS: [(&str, &str); 6] =
        [("u", "v"), ("x", "y"), ("U", "V"), ("X", "Y"), ("east", "north"), ("zonal", "meridional")];
    let is_twin = |v: &Variable| {
        SWAPS.iter().any(|(from, to)| {
            u.name.match_indices(from).any(|(at, _)| {
                let mut name = u.name.clone();
                name.replace_range(at..at + from.len(), to);
                name == v.name || u.name.replace(from, to) == v.name
            })
        })
    };
    let mut partners = partners.filter(|v| v.name != u.name).peekable();
    let first = *partners.peek()?;
    Some(partners.find(|v| is_twin(v)).unwrap_or(first))
}

/// Height above ground from attributes, scalar coordinates, or the name (`x_wind_10m`, `u100`).
fn stated_height_m(dataset: &Dataset, u: &Variable) -> Option<f64> {
    if let Some(height) =
        u.text("height").and_then(|t| t.split_whitespace().next()?.trim_end_matches('m').parse().ok())
    {
        return Some(height);
    }
    if u.attributes.lower("GRIB_typeOfLevel") == "heightaboveground"
        && let Some(level) = u.attributes.number("GRIB_level")
    {
        return Some(level);
    }
    // A height dimension is looked at when the levels are read; it outranks the name.
    let has_height_axis = u.dims.iter().any(|d| {
        dataset.coordinate(d).is_some_and(|c| {
            c.standard_name().contains("height") || c.short_name().to_lowercase().contains("height_above")
        })
    });
    if has_height_axis {
        return None;
    }
    let name = u.short_name();
    let digits: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).collect();
    match digits.as_slice() {
        [one] => one.parse().ok().filter(|h| (2.0..=500.0).contains(h)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::dataset::{Attribute, Attributes, ValueType};
    use super::*;

    fn dataset(variables: &[(&str, &str, &str)]) -> Dataset {
        let variables = variables
            .iter()
            .map(|(name, standard, long)| {
                let mut attributes = Vec::new();
                if !standard.is_empty() {
                    attributes.push(("standard_name".to_owned(), Attribute::Text((*standard).to_owned())));
                }
                attributes.push(("long_name".to_owned(), Attribute::Text((*long).to_owned())));
                Variable {
                    name: (*name).to_owned(),
                    dims: ["time", "y", "x"].map(str::to_owned).to_vec(),
                    shape: vec![2, 3, 4],
                    value_type: ValueType::F32,
                    attributes: Attributes(attributes),
                }
            })
            .collect();
        Dataset { variables, ..Dataset::default() }
    }

    #[track_caller]
    fn check(variables: &[(&str, &str, &str)], quantity: Quantity, u: &str, v: &str, directions: Directions) {
        let found = pairs(&dataset(variables), quantity);
        let best = found.first().unwrap_or_else(|| panic!("nothing found in {variables:?}"));
        assert_eq!((best.u.as_str(), best.v.as_str(), best.directions), (u, v, directions));
    }

    #[test]
    fn standard_names_decide_whatever_the_long_name_says() {
        check(
            &[
                ("x_wind_10m", "x_wind", "Zonal 10 metre wind"),
                ("y_wind_10m", "y_wind", "Meridional 10 metre wind"),
            ],
            Wind,
            "x_wind_10m",
            "y_wind_10m",
            Grid,
        );
        check(
            &[
                ("ubar", "barotropic_sea_water_x_velocity", ""),
                ("vbar", "barotropic_sea_water_y_velocity", ""),
                ("u", "x_sea_water_velocity", ""),
                ("v", "y_sea_water_velocity", ""),
            ],
            Current,
            "u",
            "v",
            Grid,
        );
    }

    #[test]
    fn names_of_centres_without_standard_names() {
        let cases = [
            (Current, "uo", "vo", True),
            (Current, "water_u", "water_v", True),
            (Current, "u_eastward", "v_northward", True),
            (Wind, "UGRD_10maboveground", "VGRD_10maboveground", Unsaid),
            (
                Wind,
                "u-component_of_wind_height_above_ground",
                "v-component_of_wind_height_above_ground",
                Unsaid,
            ),
            (Wind, "u10", "v10", Unsaid),
            (Wind, "10u", "10v", True),
            (Wind, "U10", "V10", Unsaid),
            (Wind, "ugrd10m", "vgrd10m", True),
            (Stokes, "VSDX", "VSDY", True),
        ];
        for (quantity, u, v, directions) in cases {
            check(&[(u, "", ""), (v, "", "")], quantity, u, v, directions);
        }
    }

    #[test]
    fn ten_metres_among_several_heights() {
        check(
            &[
                ("u100", "eastward_wind", ""),
                ("v100", "northward_wind", ""),
                ("u10", "eastward_wind", ""),
                ("v10", "northward_wind", ""),
            ],
            Wind,
            "u10",
            "v10",
            True,
        );
    }

    #[test]
    fn plain_u_and_v_need_words() {
        let sea = [("u", "", "surface current eastward"), ("v", "", "")];
        assert_eq!(pairs(&dataset(&sea), Current).len(), 1);
        assert!(pairs(&dataset(&sea), Wind).is_empty());
        let wind = [("u", "", "eastward component of wind"), ("v", "", "")];
        assert_eq!(pairs(&dataset(&wind), Wind).len(), 1);
        assert!(pairs(&dataset(&wind), Current).is_empty());
        assert!(pairs(&dataset(&[("u", "", ""), ("v", "", "")]), Wind).is_empty());
    }

    #[test]
    fn wind_is_no_current_and_height_no_wind() {
        let geopotential = [("gh", "geopotential_height", "Geopotential height")];
        for quantity in [Current, Wind, Stokes] {
            assert!(pairs(&dataset(&geopotential), quantity).is_empty());
        }
    }
}
