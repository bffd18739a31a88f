//! Grids of GRIB2 (section 3) and the order of their values.

use super::gaussian;
use super::octets::Octets;
use sarex_metocean::grid::{Axis, Earth, Grid, Plane, Pole, Projection, Scale};

/// A grid of a GRIB2 field.
#[derive(Debug, Clone)]
pub struct GribGrid {
    /// The grid, columns along i and rows along j as the values are stored.
    pub grid: Grid,
    /// In words.
    pub words: String,
    /// Components are along the grid and need turning.
    pub vectors_along_grid: bool,
    /// Axes are true longitude and latitude.
    pub is_lat_lon: bool,
    /// Columns and rows.
    pub size: (usize, usize),
    /// Values run along columns first.
    pub by_columns: bool,
    /// Every other line runs backwards.
    pub alternates: bool,
}

/// Most points of one field.
pub const MAX_POINTS: usize = 1 << 26;

/// Reads section 3; the error says what is not understood.
pub fn parse(section: &[u8]) -> Result<GribGrid, String> {
    let o = Octets(section);
    build(&o).ok_or_else(|| "the grid description is too short".to_owned())?
}

/// `None` where the section ends too early.
fn build(o: &Octets) -> Option<Result<GribGrid, String>> {
    let template = o.u16(13)?;
    if o.u8(11)? != 0 {
        return Some(Err("a reduced grid, whose rows differ in length, is not read".to_owned()));
    }
    let (columns, rows) = (o.u32(31)? as usize, o.u32(35)? as usize);
    let points = o.u32(7)? as usize;
    if columns.checked_mul(rows) != Some(points) || points > MAX_POINTS {
        return Some(Err(format!("{points} points do not make {columns} columns and {rows} rows")));
    }
    let earth = match earth(o)? {
        Ok(earth) => earth,
        Err(problem) => return Some(Err(problem)),
    };
    let described = match template {
        0 | 1 | 40 => degrees(o, template, columns, rows)?,
        10 => plane(o, 60, [65, 69], mercator(o, earth)?, (columns, rows))?,
        20 => plane(o, 65, [56, 60], polar(o, earth)?, (columns, rows))?,
        30 => plane(o, 65, [56, 60], lambert(o, earth)?, (columns, rows))?,
        other => Err(match name_of(other) {
            Some(name) => format!("{name} (grid template 3.{other}) is not read"),
            None => format!("grid template 3.{other} is not understood"),
        }),
    };
    Some(described.map(|Described { grid, projection, flags, scanning }| GribGrid {
        grid,
        words: super::super::cf::projection::in_words(&projection),
        vectors_along_grid: flags & 8 != 0,
        is_lat_lon: projection == Projection::LatLon,
        size: (columns, rows),
        by_columns: scanning & 0x20 != 0,
        alternates: scanning & 0x10 != 0,
    }))
}

/// Grids that producers use and this reader does not read (code table 3.1).
fn name_of(template: u16) -> Option<&'static str> {
    Some(match template {
        2 | 3 => "a stretched longitude–latitude grid",
        4 | 5 => "a longitude–latitude grid with steps of its own",
        12 => "a transverse Mercator grid",
        31 => "an Albers equal-area grid",
        41..=43 => "a rotated or stretched Gaussian grid",
        50..=53 => "a field of spherical harmonics",
        90 => "a view from space",
        100 | 101 => "an unstructured grid",
        140 => "a Lambert azimuthal equal-area grid",
        _ => return None,
    })
}

struct Described {
    grid: Grid,
    projection: Projection,
    flags: u8,
    scanning: u8,
}

/// Shape of the Earth (code table 3.2).
fn earth(o: &Octets) -> Option<Result<Earth, String>> {
    let ellipsoid = |a: f64, b: f64| Earth::Ellipsoid { semi_major_m: a, inverse_flattening: a / (a - b) };
    Some(Ok(match o.u8(15)? {
        0 => Earth::Sphere { radius_m: 6_367_470.0 },
        1 => Earth::Sphere { radius_m: o.scaled(16)? },
        2 => Earth::Ellipsoid { semi_major_m: 6_378_160.0, inverse_flattening: 297.0 },
        3 => ellipsoid(o.scaled(21)? * 1000.0, o.scaled(26)? * 1000.0),
        4 => Earth::Ellipsoid { semi_major_m: 6_378_137.0, inverse_flattening: 298.257_222_101 },
        5 => Earth::WGS84,
        6 => Earth::Sphere { radius_m: 6_371_229.0 },
        7 => ellipsoid(o.scaled(21)?, o.scaled(26)?),
        8 => Earth::Sphere { radius_m: 6_371_200.0 },
        other => return Some(Err(format!("shape {other} of the Earth is not understood"))),
    }))
}

/// Templates 3.0, 3.1 and 3.40: longitude and latitude, true or rotated, or true on Gaussian rows.
fn degrees(o: &Octets, template: u16, columns: usize, rows: usize) -> Option<Result<Described, String>> {
    let basic = o.u32(39)?;
    if basic != 0 && basic != u32::MAX {
        return Some(Err("a grid with its own unit of angle is not understood".to_owned()));
    }
    let (lat1, lon1, flags) = (o.degrees(47)?, o.degrees(51)?, o.u8(55)?);
    let (lat2, mut lon2, scanning) = (o.degrees(56)?, o.degrees(60)?, o.u8(72)?);
    let westward = scanning & 0x80 != 0;
    if westward && lon2 > lon1 {
        lon2 -= 360.0;
    } else if !westward && lon2 < lon1 {
        lon2 += 360.0;
    }
    let projection = if template == 1 {
        let (south_lat, south_lon, turn) = (o.degrees(73)?, o.degrees(77)?, o.u32(81)?);
        if turn != 0 {
            return Some(Err("a rotated grid turned about its new pole is not understood".to_owned()));
        }
        let pole_lon_deg = sarex_geo::position::wrap_longitude(south_lon + 180.0);
        Projection::RotatedPole { pole_lat_deg: -south_lat, pole_lon_deg, north_pole_grid_lon_deg: 0.0 }
    } else {
        Projection::LatLon
    };
    let lat = match template {
        40 => gaussian::rows(o.u32(68)?, lat1, lat2, rows),
        _ => Axis::uniform(lat1, lat2, rows).map_err(|e| e.to_string()),
    };
    let grid = lat.and_then(|lat| {
        let lon = Axis::longitude_uniform(lon1, lon2, columns);
        lon.and_then(|lon| Grid::projected(projection, lon, lat)).map_err(|e| e.to_string())
    });
    Some(grid.map(|grid| Described { grid, projection, flags, scanning }))
}

fn mercator(o: &Octets, earth: Earth) -> Option<Result<Projection, String>> {
    if o.u32(61)? != 0 {
        return Some(Err("a Mercator grid that is turned is not understood".to_owned()));
    }
    let (central_lon_deg, scale) = (o.degrees(43)?, Scale::TrueAt(o.degrees(48)?));
    Some(Ok(Projection::Mercator { plane: Plane::on(earth), central_lon_deg, scale }))
}

fn polar(o: &Octets, earth: Earth) -> Option<Result<Projection, String>> {
    let south = o.u8(64)? & 0x80 != 0;
    let true_at = o.degrees(48)?.abs();
    let (pole, scale) = if south { (Pole::South, -true_at) } else { (Pole::North, true_at) };
    let central_lon_deg = o.degrees(52)?;
    Some(Ok(Projection::PolarStereographic {
        plane: Plane::on(earth),
        pole,
        central_lon_deg,
        scale: Scale::TrueAt(scale),
    }))
}

fn lambert(o: &Octets, earth: Earth) -> Option<Result<Projection, String>> {
    Some(Ok(Projection::LambertConformal {
        plane: Plane::on(earth),
        central_lon_deg: o.degrees(52)?,
        origin_lat_deg: o.degrees(48)?,
        parallels_deg: [o.degrees(66)?, o.degrees(70)?],
    }))
}

/// Templates in a plane: the first point by longitude and latitude, steps in millimetres.
fn plane(
    o: &Octets,
    scanning: usize,
    steps: [usize; 2],
    projection: Result<Projection, String>,
    (columns, rows): (usize, usize),
) -> Option<Result<Described, String>> {
    let (lat1, lon1, flags, scanning) = (o.degrees(39)?, o.degrees(43)?, o.u8(47)?, o.u8(scanning)?);
    let mut dx = f64::from(o.u32(steps[0])?) / 1000.0;
    let mut dy = f64::from(o.u32(steps[1])?) / 1000.0;
    if scanning & 0x80 != 0 {
        dx = -dx;
    }
    if scanning & 0x40 == 0 {
        dy = -dy;
    }
    let grid = projection.and_then(|projection| {
        let grid = || {
            // On axes of one metre per step, indices are the plane's coordinates.
            let metres =
                Grid::projected(projection, Axis::uniform(0.0, 1.0, 2)?, Axis::uniform(0.0, 1.0, 2)?)?;
            let [first_x, first_y] = metres.index_beyond(lat1, lon1);
            let (last_x, last_y) = ((columns.max(1) - 1) as f64, (rows.max(1) - 1) as f64);
            let x = Axis::uniform(first_x, first_x + dx * last_x, columns)?;
            let y = Axis::uniform(first_y, first_y + dy * last_y, rows)?;
            Grid::projected(projection, x, y)
        };
        grid().map(|grid| (grid, projection)).map_err(|e: sarex_metocean::GridError| e.to_string())
    });
    Some(grid.map(|(grid, projection)| Described { grid, projection, flags, scanning }))
}
