//! The horizontal grid of a variable: axes, projection, or two-dimensional positions.

use super::super::ReadError;
use super::super::dataset::{Attributes, Container, Dataset, Variable};
use super::axes::{Layout, Role};
use super::projection::{self, Described};
use super::units;
use sarex_metocean::grid::{Axis, Earth, Grid, GridError, Projection};

/// A grid with what should be known of how it was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The grid.
    pub grid: Grid,
    /// Kind and parameters in words.
    pub words: String,
    /// Axes are true longitude and latitude, so components along the grid are east and north.
    pub is_lat_lon: bool,
    /// Given by 2-D positions.
    pub is_curvilinear: bool,
    /// Choices a user should know of.
    pub notes: Vec<String>,
}

/// Builds the grid of a variable.
///
/// In order: 1-D longitude and latitude; a projection that agrees with the file's 2-D longitude and latitude, or
/// has none to agree with; the 2-D longitude and latitude. A projection that puts cells elsewhere than the file's
/// own positions by more than a tenth of a cell is not used: positions are data, a projection is a description.
pub fn horizontal(
    container: &dyn Container,
    variable: &Variable,
    layout: &Layout,
) -> Result<Found, ReadError> {
    let finder = Finder::new(container, variable, layout)?;
    if let Some(found) = finder.lat_lon()? {
        return Ok(found);
    }
    let positions = finder.positions()?;
    let mut notes = Vec::new();
    match finder.projected(positions.as_ref(), &mut notes) {
        Ok(Some(mut found)) => {
            found.notes.append(&mut notes);
            return Ok(found);
        }
        Ok(None) => {}
        Err(problem) if positions.is_none() => {
            return Err(finder
                .error(problem, "Add 2-D longitude and latitude, or correct the grid mapping attributes"));
        }
        Err(problem) => notes.push(format!("{problem}; its 2-D longitude and latitude are used instead")),
    }
    if positions.is_none() && finder.is_mesh() {
        return Err(finder.error(
            format!("its cells are a list along {} and no grid of rows and columns", variable.dims[finder.x]),
            "Interpolate an unstructured mesh to a regular grid first, for example with `cdo remapbil`",
        ));
    }
    let Some(positions) = positions else {
        return Err(finder.error(
            format!(
                "no positions found for its dimensions {} and {}",
                variable.dims[finder.y], variable.dims[finder.x]
            ),
            "A grid needs longitude and latitude (1-D or 2-D), or projection coordinates with a grid_mapping",
        ));
    };
    let (columns, rows) = finder.size();
    let grid =
        Grid::curvilinear(columns, rows, &positions.lat, &positions.lon).map_err(|e| finder.refused(&e))?;
    Ok(Found {
        grid,
        words: "curvilinear, by 2-D longitude and latitude".to_owned(),
        is_lat_lon: false,
        is_curvilinear: true,
        notes,
    })
}

/// Two-dimensional positions, row after row.
struct Positions {
    lat: Vec<f64>,
    lon: Vec<f64>,
}

struct Finder<'a> {
    container: &'a dyn Container,
    dataset: &'a Dataset,
    variable: &'a Variable,
    /// Positions of the dimensions.
    x: usize,
    y: usize,
}

impl<'a> Finder<'a> {
    fn new(container: &'a dyn Container, variable: &'a Variable, layout: &Layout) -> Result<Self, ReadError> {
        let dataset = container.dataset();
        match (layout.position(Role::X), layout.position(Role::Y)) {
            (Some(x), Some(y)) => Ok(Finder { container, dataset, variable, x, y }),
            _ => Err(ReadError::Grid {
                path: dataset.path.clone(),
                variable: variable.name.clone(),
                problem: "it has no rows and columns".to_owned(),
                remedy: "Use a gridded variable".to_owned(),
            }),
        }
    }

    /// Longitude and latitude are both given along one dimension.
    fn is_mesh(&self) -> bool {
        let given = |is: fn(&Variable) -> bool| self.along(&self.variable.dims[self.x]).any(is);
        given(is_longitude) && given(is_latitude)
    }

    fn size(&self) -> (usize, usize) {
        (self.variable.shape[self.x] as usize, self.variable.shape[self.y] as usize)
    }

    fn error(&self, problem: String, remedy: &str) -> ReadError {
        ReadError::Grid {
            path: self.dataset.path.clone(),
            variable: self.variable.name.clone(),
            problem,
            remedy: remedy.to_owned(),
        }
    }

    fn refused(&self, error: &GridError) -> ReadError {
        self.error(error.to_string(), "Check the coordinate variables with `ncdump -c`")
    }

    /// Variables that could be coordinates of a dimension: its coordinate variable, then 1-D ones along it.
    fn along(&self, dim: &'a str) -> impl Iterator<Item = &'a Variable> {
        let own = self.dataset.coordinate(dim);
        let others = self.dataset.variables.iter().filter(move |v| {
            v.dims.len() == 1 && v.dims[0] == dim && !v.is_coordinate() && v.value_type.is_number()
        });
        own.into_iter().chain(others)
    }

    fn lat_lon(&self) -> Result<Option<Found>, ReadError> {
        let lon = self.along(&self.variable.dims[self.x]).find(|v| is_longitude(v));
        let lat = self.along(&self.variable.dims[self.y]).find(|v| is_latitude(v));
        let (Some(lon), Some(lat)) = (lon, lat) else { return Ok(None) };
        let lon_values = self.container.coordinate_values(lon)?;
        let lat_values = self.container.coordinate_values(lat)?;
        if let Some(bad) = lat_values.iter().find(|v| v.is_nan() || v.abs() > 90.001) {
            return Err(self.error(
                format!("{} has the value {bad}, which is no latitude", lat.name),
                "Check the coordinate variables with `ncdump -c`",
            ));
        }
        if let Some(bad) = lon_values.iter().find(|v| v.is_nan() || v.abs() > 720.0) {
            return Err(self.error(
                format!("{} has the value {bad}, which is no longitude", lon.name),
                "Check the coordinate variables with `ncdump -c`",
            ));
        }
        let grid = Axis::longitude_from_values(&lon_values)
            .and_then(|lon| Grid::lat_lon(lon, Axis::from_values(&lat_values)?))
            .map_err(|e| self.refused(&e))?;
        let words = "longitude and latitude".to_owned();
        Ok(Some(Found { grid, words, is_lat_lon: true, is_curvilinear: false, notes: Vec::new() }))
    }

    /// The grid mapping variable's attributes: the one the variable names, or the only one there is.
    fn mapping(&self) -> Option<&'a Attributes> {
        if let Some(text) = self.variable.text("grid_mapping") {
            let name = text.split_whitespace().next().unwrap_or_default().trim_end_matches(':');
            if let Some(v) = self.dataset.variables.iter().find(|v| v.name == name || v.short_name() == name)
            {
                return Some(&v.attributes);
            }
        }
        let mut all = self.dataset.variables.iter().filter(|v| v.text("grid_mapping_name").is_some());
        match (all.next(), all.next()) {
            (Some(only), None) => Some(&only.attributes),
            _ => None,
        }
    }

    /// A grid in a projection. `Ok(None)`: the file describes none.
    fn projected(
        &self,
        positions: Option<&Positions>,
        notes: &mut Vec<String>,
    ) -> Result<Option<Found>, String> {
        let Some(mapping) = self.mapping() else { return Ok(None) };
        let candidates = projection::described(mapping)?;
        let (Some(x), Some(y)) =
            (self.along(&self.variable.dims[self.x]).next(), self.along(&self.variable.dims[self.y]).next())
        else {
            return if candidates.is_empty() {
                Ok(None)
            } else {
                Err("the projection has no x and y axes".to_owned())
            };
        };
        let values = |v: &Variable| self.container.coordinate_values(v).map_err(|e| e.to_string());
        let (x_values, y_values) = (values(x)?, values(y)?);
        let (x_unit, y_unit) = (x.text("units"), y.text("units"));
        let mut best: Option<(f64, Grid, Described)> = None;
        let mut refusals = Vec::new();
        for candidate in candidates.iter().flat_map(|c| on_other_earths(c, positions.is_some())) {
            if candidate.projection == Projection::LatLon {
                continue;
            }
            match self.grid_in(&candidate, (&x_values, x_unit), (&y_values, y_unit)) {
                Ok(grid) => {
                    let error = positions.map_or(0.0, |p| self.disagreement_cells(&grid, p));
                    // An alternative must be clearly better: the order of the file counts.
                    if best.as_ref().is_none_or(|(least, _, _)| error < least * 0.5 - 1e-3) {
                        best = Some((error, grid, candidate));
                    }
                }
                Err(problem) => refusals.push(problem),
            }
        }
        let Some((error, grid, chosen)) = best else {
            return if refusals.is_empty() { Ok(None) } else { Err(refusals.join("; ")) };
        };
        let words = projection::in_words(&chosen.projection);
        if error > 0.1 || error.is_nan() {
            return Err(format!(
                "the projection in {} ({words}) puts cells up to {error:.2} cells from the file's own longitude and latitude",
                chosen.origin
            ));
        }
        if chosen.earth_assumed {
            notes.push(format!("the file states no figure of the Earth; taken as {words}"));
        }
        if candidates.first().is_some_and(|first| first.origin != chosen.origin) {
            notes.push(format!("the grid mapping attributes do not fit; {} is used: {words}", chosen.origin));
        }
        Ok(Some(Found { grid, words, is_lat_lon: false, is_curvilinear: false, notes: Vec::new() }))
    }

    fn grid_in(
        &self,
        described: &Described,
        (x, x_unit): (&[f64], Option<&str>),
        (y, y_unit): (&[f64], Option<&str>),
    ) -> Result<Grid, String> {
        let refuse = |e: GridError| e.to_string();
        if projection::on_degrees(&described.projection) {
            let x = Axis::longitude_from_values(x).map_err(refuse)?;
            let y = Axis::from_values(y).map_err(refuse)?;
            return Grid::projected(described.projection, x, y).map_err(refuse);
        }
        let axis = |values: &[f64], unit: Option<&str>| {
            let stated = unit.filter(|u| !u.is_empty()).map(|u| {
                units::length_factor(u)
                    .ok_or_else(|| format!("the projection's axes are in \"{u}\", not in metres"))
            });
            let factor = stated.transpose()?.or(described.unit_m).unwrap_or(1.0);
            let metres: Vec<f64> = values.iter().map(|v| v * factor).collect();
            Axis::from_values(&metres).map_err(refuse)
        };
        Grid::projected(described.projection, axis(x, x_unit)?, axis(y, y_unit)?).map_err(refuse)
    }

    /// Largest distance between the grid's and the file's position of a cell, in cells, at nine places.
    fn disagreement_cells(&self, grid: &Grid, positions: &Positions) -> f64 {
        let (columns, rows) = self.size();
        let mut worst: f64 = 0.0;
        for (f, g) in [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2)] {
            let (i, j) = (f * (columns - 1) / 2, g * (rows - 1) / 2);
            let at = j * columns + i;
            let (lat, lon) = (positions.lat[at], positions.lon[at]);
            if !(lat.is_finite() && lon.is_finite()) {
                continue;
            }
            let [column, row] = grid.index_beyond(lat, lon);
            let off = (column - i as f64).abs().max((row - j as f64).abs());
            worst = if off.is_finite() { worst.max(off) } else { f64::INFINITY };
        }
        worst
    }

    /// 2-D longitude and latitude of the variable's rows and columns.
    fn positions(&self) -> Result<Option<Positions>, ReadError> {
        let named: Vec<&str> =
            self.variable.text("coordinates").map(|t| t.split_whitespace().collect()).unwrap_or_default();
        let pick = |is: fn(&Variable) -> bool| {
            let two_d = || self.dataset.variables.iter().filter(move |v| is(v) && self.is_on_grid(v));
            two_d().find(|v| named.contains(&v.short_name())).or_else(|| two_d().next())
        };
        let (Some(lat), Some(lon)) = (pick(is_latitude), pick(is_longitude)) else { return Ok(None) };
        Ok(Some(Positions { lat: self.read_plane(lat)?, lon: self.read_plane(lon)? }))
    }

    /// Its last two dimensions are the variable's rows and columns, in either order; a leading one may be time.
    fn is_on_grid(&self, v: &Variable) -> bool {
        let (x, y) = (&self.variable.dims[self.x], &self.variable.dims[self.y]);
        let [.., first, second] = v.dims.as_slice() else { return false };
        v.dims.len() <= 3 && ((first == y && second == x) || (first == x && second == y))
    }

    /// The first plane of a variable on the grid, row after row.
    pub(super) fn read_plane(&self, v: &Variable) -> Result<Vec<f64>, ReadError> {
        read_plane(self.container, v, &self.variable.dims[self.x])
    }
}

/// The first plane of a variable whose last two dimensions are rows and columns, row after row.
pub fn read_plane(container: &dyn Container, v: &Variable, x_dim: &str) -> Result<Vec<f64>, ReadError> {
    use super::super::dataset::{MAX_COORDINATE_VALUES, Slab};
    use super::super::packing::Packing;
    let mut slab = Slab::all(v);
    let planes = v.dims.len().saturating_sub(2);
    slab.count[..planes].fill(1);
    if slab.len() > MAX_COORDINATE_VALUES {
        return Err(ReadError::TooLarge {
            path: container.dataset().path.clone(),
            what: format!("the number of values of coordinate {}", v.name),
            found: slab.len(),
            limit: MAX_COORDINATE_VALUES,
            remedy: "Cut the area out of the file first".to_owned(),
        });
    }
    let values = container.read_f64(&v.name, &slab, &Packing::of(v))?;
    let (first, second) = (v.shape[planes] as usize, v.shape[planes + 1] as usize);
    if v.dims[planes + 1] == x_dim {
        return Ok(values);
    }
    Ok((0..second)
        .flat_map(|row| (0..first).map(move |column| (row, column)))
        .map(|(r, c)| values[c * second + r])
        .collect())
}

/// Without a stated figure of the Earth, the usual ones are tried on the file's positions.
fn on_other_earths(described: &Described, can_compare: bool) -> Vec<Described> {
    let mut all = vec![described.clone()];
    if described.earth_assumed && can_compare {
        for radius_m in [6_371_000.0, 6_371_229.0, 6_370_000.0, 6_367_470.0] {
            let projection = projection::with_earth(described.projection, Earth::Sphere { radius_m });
            all.push(Described { projection, ..described.clone() });
        }
    }
    all
}

/// True latitude by standard name, units, or name.
pub fn is_latitude(v: &Variable) -> bool {
    is_position(
        v,
        "latitude",
        "north",
        &["lat", "latitude", "lat_rho", "nav_lat", "xlat", "tlat", "ylat", "gphit"],
    )
}

/// True longitude by standard name, units, or name.
pub fn is_longitude(v: &Variable) -> bool {
    is_position(
        v,
        "longitude",
        "east",
        &["lon", "longitude", "lon_rho", "nav_lon", "xlong", "xlon", "tlon", "glamt"],
    )
}

fn is_position(v: &Variable, standard: &str, direction: &str, names: &[&str]) -> bool {
    if !v.value_type.is_number() {
        return false;
    }
    let stated = v.standard_name();
    if !stated.is_empty() {
        return stated == standard;
    }
    let unit = v.attributes.lower("units");
    if !unit.is_empty() && !units::is_degrees(&unit) {
        return false;
    }
    let name = v.short_name().to_lowercase();
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let by_unit = unit.contains(direction) || unit == format!("degree{}", &direction[..1]);
    let other = if direction == "north" { "east" } else { "north" };
    names.contains(&stem) && !unit.contains(other)
        || by_unit && !name.contains("grid") && !name.contains("bnds")
}
