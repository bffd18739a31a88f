//! Horizontal grids: from latitude and longitude to fractional indices, and from components along the grid's
//! axes to east and north.

pub mod axis;
mod curvilinear;
mod fitted;
mod locate;
mod plane;
pub mod projection;
mod rotation;
mod transverse;
mod window;

pub use axis::Axis;
pub use projection::{Earth, Plane, Pole, Projection, Scale};
pub use rotation::Rotation;

pub(crate) use axis::EDGE_CELLS;
use curvilinear::Curvilinear;
use fitted::Fit;
use locate::Locate;
use plane::{Cone, Cylinder, LatLon, PlaneMap, Polar, Rotated};
use sarex_geo::dispatch;
use transverse::Transverse;
pub(crate) use window::{IndexBox, index_box};

/// Why a description is not a grid.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GridError {
    /// An axis with one value or none.
    #[error("a grid needs at least 2 cells along each axis, not {0}")]
    TooFewCells(usize),
    /// An axis or a mesh too large to be meant.
    #[error("{0} cells are more than any grid that fits this program")]
    TooManyCells(usize),
    /// Ends that do not span anything.
    #[error("an axis from {first} to {last} has no extent")]
    Ends {
        /// First coordinate.
        first: f64,
        /// Last coordinate.
        last: f64,
    },
    /// Coordinates that turn back, repeat, or are missing.
    #[error("axis values must only rise or only fall: value {index} is {value} after {before}")]
    NotMonotone {
        /// Index of the offending value.
        index: usize,
        /// The value before it.
        before: f64,
        /// The value.
        value: f64,
    },
    /// A radius in kilometres, or worse.
    #[error("an Earth with a radius of {semi_major_m} m: the grid mapping must give metres, about 6371000")]
    Earth {
        /// As given.
        semi_major_m: f64,
    },
    /// A parameter of the projection out of range.
    #[error("{name} of the projection is {value}; it must lie between {low} and {high}")]
    Parameter {
        /// Which.
        name: &'static str,
        /// As given.
        value: f64,
        /// Least.
        low: f64,
        /// Most.
        high: f64,
    },
    /// Standard parallels on both sides of the equator, at the same distance.
    #[error("standard parallels {first} and {second} make no cone; use Mercator")]
    Parallels {
        /// First parallel, degrees.
        first: f64,
        /// Second parallel, degrees.
        second: f64,
    },
    /// 2-D coordinates of another shape than the grid.
    #[error("{given} coordinates for a grid of {columns} × {rows}")]
    Coordinates {
        /// Along x.
        columns: usize,
        /// Along y.
        rows: usize,
        /// Number of values.
        given: usize,
    },
    /// 2-D coordinates without one complete cell.
    #[error("the 2-D longitude and latitude have no complete cell")]
    NoCoordinates,
}

/// Where a place lies in a grid, and how the grid is turned there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Located {
    /// Fractional index along x; outside the grid it is beyond its ends or NaN.
    pub column: f64,
    /// Fractional index along y.
    pub row: f64,
    /// Sine of γ, the azimuth of the +y axis.
    pub sin: f64,
    /// Cosine of γ.
    pub cos: f64,
}

/// Where [`Grid::locate_all`] writes; four slices as long as the places.
#[derive(Debug)]
pub struct LocatedMut<'a> {
    /// Fractional indices along x.
    pub column: &'a mut [f64],
    /// Fractional indices along y.
    pub row: &'a mut [f64],
    /// Sines of γ.
    pub sin: &'a mut [f64],
    /// Cosines of γ.
    pub cos: &'a mut [f64],
}

/// A horizontal grid of `columns` × `rows` values. Column index grows along x, row index along y, in the order
/// of the file.
///
/// ```
/// use sarex_metocean::grid::{Axis, Earth, Grid, Plane, Pole, Projection, Rotation, Scale};
/// let norkyst = Grid::projected(
///     Projection::PolarStereographic {
///         plane: Plane::on(Earth::Sphere { radius_m: 6_371_000.0 }),
///         pole: Pole::North,
///         central_lon_deg: 70.0,
///         scale: Scale::TrueAt(60.0),
///     },
///     Axis::uniform(-2_952_800.0, -2_712_800.0, 301).unwrap(),
///     Axis::uniform(-1_384_000.0, -1_224_000.0, 201).unwrap(),
/// ).unwrap();
/// let at = norkyst.locate(Rotation::Spherical, 60.25, 4.5);
/// assert!((at.column - 99.24925).abs() < 1e-5 && (at.row - 93.14488).abs() < 1e-5);
/// ```
#[derive(Debug, Clone)]
pub struct Grid {
    shape: Shape,
}

#[derive(Debug, Clone)]
enum Shape {
    Plane { map: Box<AnyMap>, fitted: Option<Box<Fit>>, x: Axis, y: Axis },
    Curvilinear(Box<Curvilinear>),
}

#[derive(Debug, Clone, Copy)]
enum AnyMap {
    LatLon(LatLon),
    Rotated(Rotated),
    MercatorSphere(Cylinder<false>),
    Mercator(Cylinder<true>),
    PolarSphere(Polar<false>),
    Polar(Polar<true>),
    LambertSphere(Cone<false>),
    Lambert(Cone<true>),
    Transverse(Transverse),
}

/// Runs `$body` with `$map` bound to the concrete projection.
macro_rules! with_map {
    ($any:expr, $map:ident => $body:expr) => {
        match $any {
            AnyMap::LatLon($map) => $body,
            AnyMap::Rotated($map) => $body,
            AnyMap::MercatorSphere($map) => $body,
            AnyMap::Mercator($map) => $body,
            AnyMap::PolarSphere($map) => $body,
            AnyMap::Polar($map) => $body,
            AnyMap::LambertSphere($map) => $body,
            AnyMap::Lambert($map) => $body,
            AnyMap::Transverse($map) => $body,
        }
    };
}

/// The same for a fit.
macro_rules! with_fit {
    ($any:expr, $map:ident => $body:expr) => {
        match $any {
            Fit::Small($map) => $body,
            Fit::Medium($map) => $body,
            Fit::Large($map) => $body,
        }
    };
}

impl Grid {
    /// A latitude–longitude grid. `lon` should be made by [`Axis::longitude_from_values`] or
    /// [`Axis::longitude_uniform`], so that it wraps.
    pub fn lat_lon(lon: Axis, lat: Axis) -> Result<Self, GridError> {
        Self::projected(Projection::LatLon, lon, lat)
    }

    /// A grid in a projection; axes in the projection's units (metres, or degrees for [`Projection::LatLon`] and
    /// [`Projection::RotatedPole`], whose x axis is a longitude axis).
    pub fn projected(projection: Projection, x: Axis, y: Axis) -> Result<Self, GridError> {
        projection.check()?;
        let sphere = |earth: Earth| earth.eccentricity() == 0.0;
        let centre_x = 0.5 * (x.ends().0 + x.ends().1);
        let p = &projection;
        let map = match projection {
            Projection::LatLon => Some(AnyMap::LatLon(LatLon)),
            Projection::RotatedPole { .. } => Rotated::new(p).map(AnyMap::Rotated),
            Projection::Mercator { plane, .. } if sphere(plane.earth) => {
                Cylinder::new(p, centre_x).map(AnyMap::MercatorSphere)
            }
            Projection::Mercator { .. } => Cylinder::new(p, centre_x).map(AnyMap::Mercator),
            Projection::PolarStereographic { plane, .. } if sphere(plane.earth) => {
                Polar::new(p).map(AnyMap::PolarSphere)
            }
            Projection::PolarStereographic { .. } => Polar::new(p).map(AnyMap::Polar),
            Projection::LambertConformal { plane, .. } if sphere(plane.earth) => {
                Cone::new(p).map(AnyMap::LambertSphere)
            }
            Projection::LambertConformal { .. } => Cone::new(p).map(AnyMap::Lambert),
            Projection::TransverseMercator { .. } => Transverse::new(p).map(AnyMap::Transverse),
        };
        let Some(map) = map else { unreachable!("each constructor takes its own variant") };
        let mut grid = Self { shape: Shape::Plane { map: Box::new(map), fitted: None, x, y } };
        let area = grid.area_deg();
        let fit = match map {
            AnyMap::PolarSphere(map) => Fit::new(&map, area),
            AnyMap::Polar(map) => Fit::new(&map, area),
            AnyMap::LambertSphere(map) => Fit::new(&map, area),
            AnyMap::Lambert(map) => Fit::new(&map, area),
            _ => None,
        };
        if let Shape::Plane { fitted, .. } = &mut grid.shape {
            *fitted = fit.map(Box::new);
        }
        Ok(grid)
    }

    /// A grid given by the position of each of its nodes, row after row; NaN where a node has none. Components
    /// along the grid are along increasing indices.
    pub fn curvilinear(
        columns: usize,
        rows: usize,
        lat_deg: &[f64],
        lon_deg: &[f64],
    ) -> Result<Self, GridError> {
        let mesh = Curvilinear::new(columns, rows, lat_deg, lon_deg)?;
        Ok(Self { shape: Shape::Curvilinear(Box::new(mesh)) })
    }

    /// Number of values along x.
    pub fn columns(&self) -> usize {
        match &self.shape {
            Shape::Plane { x, .. } => x.count(),
            Shape::Curvilinear(mesh) => mesh.columns,
        }
    }

    /// Number of values along y.
    pub fn rows(&self) -> usize {
        match &self.shape {
            Shape::Plane { y, .. } => y.count(),
            Shape::Curvilinear(mesh) => mesh.rows,
        }
    }

    /// Columns of a full turn, for grids that go round the Earth.
    pub fn period(&self) -> Option<usize> {
        match &self.shape {
            Shape::Plane { x, .. } => x.period(),
            Shape::Curvilinear(_) => None,
        }
    }

    /// Largest column and row index with a value; places with 0 ≤ index ≤ largest are on the grid.
    pub fn last_index(&self) -> [usize; 2] {
        match &self.shape {
            Shape::Plane { x, y, .. } => [x.last_index(), y.last_index()],
            Shape::Curvilinear(mesh) => [mesh.columns - 1, mesh.rows - 1],
        }
    }

    /// Index and direction at one place; the same bits as [`Grid::locate_all`].
    pub fn locate(&self, rotation: Rotation, lat_deg: f64, lon_deg: f64) -> Located {
        match &self.shape {
            Shape::Plane { fitted: Some(fit), x, y, .. } => with_fit!(&**fit, map => match rotation {
                Rotation::Wgs84Step => locate::one::<_, true>(map, x, y, lat_deg, lon_deg),
                _ => locate::one::<_, false>(map, x, y, lat_deg, lon_deg),
            }),
            Shape::Plane { map, x, y, .. } => with_map!(&**map, map => match rotation {
                Rotation::Wgs84Step => locate::one::<_, true>(map, x, y, lat_deg, lon_deg),
                _ => locate::one::<_, false>(map, x, y, lat_deg, lon_deg),
            }),
            Shape::Curvilinear(mesh) => mesh.locate(lat_deg, lon_deg),
        }
    }

    /// Fractional column and row of any place the projection can show, far outside the grid too; NaN outside a
    /// curvilinear grid. For windows and pictures; within the grid it is [`Grid::locate`] to 10⁻⁸ of a cell.
    pub fn index_beyond(&self, lat_deg: f64, lon_deg: f64) -> [f64; 2] {
        let at = match &self.shape {
            Shape::Plane { map, x, y, .. } => {
                with_map!(&**map, map => locate::one::<_, false>(map, x, y, lat_deg, lon_deg))
            }
            Shape::Curvilinear(mesh) => mesh.locate(lat_deg, lon_deg),
        };
        [at.column, at.row]
    }

    /// Indices and directions at many places. Fast on uniform axes.
    pub fn locate_all(&self, rotation: Rotation, lat_deg: &[f64], lon_deg: &[f64], out: LocatedMut<'_>) {
        if let Shape::Plane { map, fitted, x, y } = &self.shape
            && let (Some(x), Some(y)) = (x.as_uniform(), y.as_uniform())
        {
            if let Some(fit) = fitted.as_deref().copied() {
                return with_fit!(fit, map => match rotation {
                    Rotation::Wgs84Step => dispatch::run(Locate::<_, true> { map, x, y, lat_deg, lon_deg, out }),
                    _ => dispatch::run(Locate::<_, false> { map, x, y, lat_deg, lon_deg, out }),
                });
            }
            return with_map!(**map, map => match rotation {
                Rotation::Wgs84Step => dispatch::run(Locate::<_, true> { map, x, y, lat_deg, lon_deg, out }),
                _ => dispatch::run(Locate::<_, false> { map, x, y, lat_deg, lon_deg, out }),
            });
        }
        for lane in 0..lat_deg.len() {
            let at = self.locate(rotation, lat_deg[lane], lon_deg[lane]);
            (out.column[lane], out.row[lane]) = (at.column, at.row);
            (out.sin[lane], out.cos[lane]) = (at.sin, at.cos);
        }
    }

    /// Latitude and longitude of a fractional index, degrees.
    pub fn place(&self, column: f64, row: f64) -> (f64, f64) {
        match &self.shape {
            Shape::Plane { map, x, y, .. } => {
                with_map!(&**map, map => map.inverse(x.coordinate(column), y.coordinate(row)))
            }
            Shape::Curvilinear(mesh) => mesh.place(column, row),
        }
    }

    /// South, north, west and east of a box around the grid, degrees; west in [−180, 180). It follows the grid's
    /// border, and takes in the pole where that lies inside.
    pub fn area_deg(&self) -> [f64; 4] {
        let [columns, rows] = self.last_index().map(|last| last as f64);
        let mut area = Area::default();
        const STEPS: usize = 64;
        for side in 0..4 {
            for k in 0..STEPS {
                let f = k as f64 / STEPS as f64;
                let (column, row) = match side {
                    0 => (f * columns, 0.0),
                    1 => (columns, f * rows),
                    2 => ((1.0 - f) * columns, rows),
                    _ => (0.0, (1.0 - f) * rows),
                };
                area.add(self.place(column, row));
            }
        }
        // Interior nodes matter where the border has holes; poles where the border runs round them.
        if matches!(self.shape, Shape::Curvilinear(_)) {
            for k in 0..STEPS * STEPS {
                let (f, g) = ((k % STEPS) as f64 / STEPS as f64, (k / STEPS) as f64 / STEPS as f64);
                area.add(self.place((f * columns).floor(), (g * rows).floor()));
            }
        }
        for pole in [-90.0, 90.0] {
            if self.holds(&self.locate(Rotation::Spherical, pole, 0.0)) {
                area.add_pole(pole);
            }
        }
        if self.period().is_some() {
            (area.west, area.east) = (-180.0, 180.0);
        }
        area.finish()
    }

    /// Where a range of longitudes begins on a cyclic axis and how many columns it spans; `None` on a rotated
    /// grid, where they mix with latitudes.
    fn turns_of(&self, west_deg: f64, east_deg: f64) -> Option<[f64; 2]> {
        let Shape::Plane { map, x, .. } = &self.shape else { return None };
        let AnyMap::LatLon(_) = **map else { return None };
        let first = x.index(if x.step() > 0.0 { west_deg } else { east_deg });
        Some([first, (east_deg - west_deg) * x.period()? as f64 / 360.0])
    }

    /// True if a located place is on the grid, its edges included.
    pub fn holds(&self, at: &Located) -> bool {
        let [columns, rows] = self.last_index().map(|last| last as f64 + EDGE_CELLS);
        (-EDGE_CELLS..=columns).contains(&at.column) && (-EDGE_CELLS..=rows).contains(&at.row)
    }
}

/// A box that grows; longitudes as a continuous walk.
#[derive(Debug)]
struct Area {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
    last_lon: Option<f64>,
}

impl Default for Area {
    fn default() -> Self {
        let (least, most) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { south: least, north: most, west: least, east: most, last_lon: None }
    }
}

impl Area {
    fn add(&mut self, (lat, lon): (f64, f64)) {
        if !(lat.is_finite() && lon.is_finite()) {
            return;
        }
        let lon = self.last_lon.map_or(lon, |last| sarex_geo::position::unwrap_longitude(lon, last));
        self.last_lon = Some(lon);
        (self.south, self.north) = (self.south.min(lat), self.north.max(lat));
        (self.west, self.east) = (self.west.min(lon), self.east.max(lon));
    }

    fn add_pole(&mut self, lat: f64) {
        (self.south, self.north) = (self.south.min(lat), self.north.max(lat));
        (self.west, self.east) = (-180.0, 180.0);
    }

    fn finish(self) -> [f64; 4] {
        if self.east - self.west >= 360.0 {
            return [self.south, self.north, -180.0, 180.0];
        }
        let west = sarex_geo::position::wrap_longitude(self.west);
        [self.south, self.north, west, west + (self.east - self.west)]
    }
}

#[cfg(test)]
mod tests;
