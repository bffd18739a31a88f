//! What each dimension of a field is: time, level, member, y or x.

use super::super::ReadError;
use super::super::dataset::{Container, Dataset, Variable};
use super::units;

/// The part a dimension plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Time.
    Time,
    /// Depth, height, or a number of levels.
    Level,
    /// Member of an ensemble.
    Member,
    /// Northward or second grid direction.
    Y,
    /// Eastward or first grid direction.
    X,
    /// A dimension of length one that carries nothing.
    Single,
}

/// Where each role lies among the dimensions of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// One role per dimension.
    pub roles: Vec<Role>,
}

impl Layout {
    /// Position of a role.
    pub fn position(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|r| *r == role)
    }
}

/// Finds the role of each dimension of a variable.
pub fn layout(dataset: &Dataset, variable: &Variable) -> Result<Layout, ReadError> {
    let mut roles: Vec<Option<Role>> = variable.dims.iter().map(|d| role_of(dataset, d)).collect();
    // Of two dimensions with one role the first keeps it, unless it is of length one.
    for i in 0..roles.len() {
        if let Some(j) = (i + 1..roles.len()).find(|&j| roles[i].is_some() && roles[i] == roles[j]) {
            let loser = if variable.shape[i] == 1 { i } else { j };
            roles[loser] = None;
        }
    }
    // Rows and columns come last by convention.
    for role in [Role::X, Role::Y] {
        if !roles.contains(&Some(role))
            && let Some(at) = roles.iter().rposition(|r| r.is_none())
            && (variable.shape[at] > 1 || at + 2 >= roles.len())
        {
            roles[at] = Some(role);
        }
    }
    let grid_error = |problem: String, remedy: &str| ReadError::Grid {
        path: dataset.path.clone(),
        variable: variable.name.clone(),
        problem,
        remedy: remedy.to_owned(),
    };
    let mut known = Vec::with_capacity(roles.len());
    for (i, role) in roles.iter().enumerate() {
        known.push(match role {
            Some(role) => *role,
            None if variable.shape[i] == 1 => Role::Single,
            None => {
                return Err(grid_error(
                    format!("dimension {} of length {} is not understood", variable.dims[i], variable.shape[i]),
                    "Keep one index of it, for example with `ncks -d`, or give it a coordinate variable with an \
                     axis attribute",
                ));
            }
        });
    }
    if !known.contains(&Role::X) || !known.contains(&Role::Y) {
        return Err(grid_error(
            format!("its dimensions ({}) do not form a grid of rows and columns", variable.dims.join(", ")),
            "Interpolate an unstructured mesh to a regular grid first, for example with `cdo remapbil`",
        ));
    }
    Ok(Layout { roles: known })
}

fn role_of(dataset: &Dataset, dim: &str) -> Option<Role> {
    let coordinate = dataset.coordinate(dim);
    coordinate.and_then(role_by_attributes).or_else(|| role_by_name(dim))
}

fn role_by_attributes(c: &Variable) -> Option<Role> {
    let standard = c.standard_name();
    let role = match standard.as_str() {
        "time" => Some(Role::Time),
        "latitude" | "grid_latitude" | "projection_y_coordinate" => Some(Role::Y),
        "longitude" | "grid_longitude" | "projection_x_coordinate" => Some(Role::X),
        "realization" => Some(Role::Member),
        "forecast_reference_time" => None,
        s if s.contains("depth")
            || s.contains("height")
            || s.contains("altitude")
            || s.contains("pressure") =>
        {
            Some(Role::Level)
        }
        s if s.contains("sigma") || s.contains("ocean_s_coordinate") || s.contains("model_level") => {
            Some(Role::Level)
        }
        _ => None,
    };
    if role.is_some() || standard == "forecast_reference_time" {
        return role;
    }
    match c.attributes.lower("axis").as_str() {
        "t" => return Some(Role::Time),
        "z" => return Some(Role::Level),
        "y" => return Some(Role::Y),
        "x" => return Some(Role::X),
        "e" => return Some(Role::Member),
        _ => {}
    }
    let unit = c.attributes.lower("units");
    if unit.contains(" since ") || unit.starts_with("day as %") {
        return Some(Role::Time);
    }
    if unit.contains("north") || unit == "degreen" || unit == "degreesn" {
        return Some(Role::Y);
    }
    if unit.contains("east") || unit == "degreee" || unit == "degreese" {
        return Some(Role::X);
    }
    if c.text("positive").is_some() || ["pa", "hpa", "millibar", "mbar", "mb"].contains(&unit.as_str()) {
        return Some(Role::Level);
    }
    None
}

fn role_by_name(dim: &str) -> Option<Role> {
    const NAMES: &[(Role, &[&str])] = &[
        (
            Role::Time,
            &[
                "time",
                "ocean_time",
                "valid_time",
                "t",
                "times",
                "time_counter",
                "mt",
                "forecast_time",
                "step",
            ],
        ),
        (
            Role::Level,
            &[
                "depth", "lev", "level", "z", "s_rho", "deptht", "depthu", "depthv", "sigma", "height",
                "isobaric", "layer",
            ],
        ),
        (
            Role::Member,
            &["ensemble", "ensemble_member", "member", "members", "realization", "number", "ens", "ens0"],
        ),
        (
            Role::Y,
            &[
                "lat",
                "latitude",
                "y",
                "yc",
                "nj",
                "j",
                "eta_rho",
                "south_north",
                "rlat",
                "grid_latitude",
                "y_1",
                "nlat",
                "ny",
            ],
        ),
        (
            Role::X,
            &[
                "lon",
                "longitude",
                "x",
                "xc",
                "ni",
                "i",
                "xi_rho",
                "west_east",
                "rlon",
                "grid_longitude",
                "x_1",
                "nlon",
                "nx",
            ],
        ),
    ];
    let lower = dim.rsplit('/').next().unwrap_or(dim).to_lowercase();
    if let Some((role, _)) = NAMES.iter().find(|(_, names)| names.contains(&lower.as_str())) {
        return Some(*role);
    }
    // THREDDS numbers its axes: time1, height_above_ground2, lat_0.
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    if stem.starts_with("height_above") || stem.starts_with("depth_below") {
        return Some(Role::Level);
    }
    match stem {
        "time" => Some(Role::Time),
        "height" | "depth" | "lev" | "level" | "isobaric" => Some(Role::Level),
        "lat" => Some(Role::Y),
        "lon" => Some(Role::X),
        "ens" | "member" => Some(Role::Member),
        _ => None,
    }
}

/// The level chosen for a surface field.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Index along the level dimension.
    pub index: u64,
    /// Factor that brings the value to the level wanted: 1, except for wind at another height.
    pub factor: f64,
    /// What a user should know of it.
    pub note: Option<String>,
}

/// Roughness length of the neutral logarithmic wind profile over sea, metres.
const ROUGHNESS_M: f64 = 2.0e-4;

/// `W10 = W_z · ln(10/z0) / ln(z/z0)`, z0 = 2·10⁻⁴ m: the factor for a wind at height z (drift reference, 1).
pub fn to_10m(height_m: f64) -> f64 {
    use sarex_geo::math;
    math::ln(10.0 / ROUGHNESS_M) / math::ln(height_m / ROUGHNESS_M)
}

/// A wind height that needs a factor, with the words to say so; refuses what is no surface wind.
pub fn wind_level(index: u64, height_m: f64) -> Result<Level, String> {
    if (height_m - 10.0).abs() < 0.5 {
        return Ok(Level { index, factor: 1.0, note: None });
    }
    if !(1.0..=200.0).contains(&height_m) {
        return Err(format!("its nearest level lies at {height_m} m, too far from 10 m for a surface wind"));
    }
    let factor = to_10m(height_m);
    let note = format!(
        "the wind is at {height_m} m; brought to 10 m by the neutral logarithmic profile (times {factor:.3})"
    );
    Ok(Level { index, factor, note: Some(note) })
}

/// Chooses the level nearest to 10 m for wind, nearest to the surface for everything in the water.
pub fn surface_level(
    container: &dyn Container,
    variable: &Variable,
    layout: &Layout,
    is_wind: bool,
) -> Result<Level, ReadError> {
    let dataset = container.dataset();
    let Some(at) = layout.position(Role::Level) else {
        return Ok(Level { index: 0, factor: 1.0, note: None });
    };
    let dim = &variable.dims[at];
    let error = |problem: String, remedy: &str| ReadError::Grid {
        path: dataset.path.clone(),
        variable: variable.name.clone(),
        problem,
        remedy: remedy.to_owned(),
    };
    let Some(coordinate) = dataset.coordinate(dim) else {
        if variable.shape[at] == 1 {
            return Ok(Level { index: 0, factor: 1.0, note: None });
        }
        return Err(error(
            format!(
                "dimension {dim} has {} levels and no coordinate that says which is the surface",
                variable.shape[at]
            ),
            "Keep one level, for example with `ncks -d`",
        ));
    };
    let values = container.coordinate_values(coordinate)?;
    let unit = coordinate.text("units").unwrap_or_default();
    let standard = coordinate.standard_name();
    let is_pressure = standard.contains("pressure")
        || ["pa", "hpa", "millibar", "mbar", "mb"].contains(&unit.to_lowercase().as_str());
    if is_wind && (is_pressure || standard.contains("model_level") || standard.contains("hybrid")) {
        return Err(error(
            format!("it lies on levels of {} and not at 10 m above ground", coordinate.name),
            "Use a file of the 10 m wind",
        ));
    }
    let target = if is_wind { 10.0 } else { 0.0 };
    let metres = units::length_factor(unit).unwrap_or(1.0);
    let distance = |v: f64| if v.is_finite() { (v.abs() * metres - target).abs() } else { f64::INFINITY };
    let best = (0..values.len()).min_by(|&a, &b| distance(values[a]).total_cmp(&distance(values[b])));
    let Some(best) = best.filter(|&b| values[b].is_finite()) else {
        return Err(error(
            format!("coordinate {dim} has no value"),
            "Keep one level, for example with `ncks -d`",
        ));
    };
    let level_m = values[best].abs() * metres;
    if is_wind {
        return wind_level(best as u64, level_m).map_err(|p| error(p, "Use a file of the 10 m wind"));
    }
    let is_length = units::length_factor(unit).is_some();
    let note = (is_length && level_m > 5.0).then(|| {
        format!("the level nearest to the surface lies {level_m} m deep; the surface itself may differ")
    });
    Ok(Level { index: best as u64, factor: 1.0, note })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ln(10/2e-4)/ln(2/2e-4) = 10.8198/9.2103 = 1.17475.
    #[test]
    fn log_profile() {
        assert!((to_10m(2.0) - 1.174_74).abs() < 1e-4);
        assert_eq!(to_10m(10.0), 1.0);
        assert!(wind_level(0, 2.0).unwrap().note.is_some());
        assert!(wind_level(0, 1500.0).is_err());
        assert_eq!(wind_level(3, 10.0).unwrap(), Level { index: 3, factor: 1.0, note: None });
    }
}
