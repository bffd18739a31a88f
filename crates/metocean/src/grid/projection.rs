//! Map projections as files describe them.

use super::GridError;
use sarex_geo::math;

/// The figure of the Earth a projection is defined on.
///
/// Weather and ocean models mostly live on a sphere. Latitudes of such grids are read as if they were geodetic:
/// nobody shifts the datum, neither do we.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Earth {
    /// Sphere.
    Sphere {
        /// Radius, m.
        radius_m: f64,
    },
    /// Ellipsoid of revolution.
    Ellipsoid {
        /// Semi-major axis, m.
        semi_major_m: f64,
        /// 1/f; 298.257223563 for WGS84.
        inverse_flattening: f64,
    },
}

impl Earth {
    /// WGS84.
    pub const WGS84: Self =
        Self::Ellipsoid { semi_major_m: sarex_geo::ellipsoid::A_M, inverse_flattening: 298.257_223_563 };

    /// Radius, or semi-major axis, m.
    pub fn semi_major_m(self) -> f64 {
        match self {
            Self::Sphere { radius_m } => radius_m,
            Self::Ellipsoid { semi_major_m, .. } => semi_major_m,
        }
    }

    /// First eccentricity e; 0 for the sphere.
    pub fn eccentricity(self) -> f64 {
        match self {
            Self::Sphere { .. } => 0.0,
            Self::Ellipsoid { inverse_flattening, .. } => {
                let f = 1.0 / inverse_flattening;
                (f * (2.0 - f)).sqrt()
            }
        }
    }

    fn check(self) -> Result<(), GridError> {
        let a = self.semi_major_m();
        let flattening_fits = match self {
            Self::Sphere { .. } => true,
            Self::Ellipsoid { inverse_flattening, .. } => (100.0..=1e9).contains(&inverse_flattening),
        };
        if (6.0e6..7.0e6).contains(&a) && flattening_fits {
            Ok(())
        } else {
            Err(GridError::Earth { semi_major_m: a })
        }
    }
}

/// Where the plane's coordinates begin, and on which Earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    /// Figure of the Earth.
    pub earth: Earth,
    /// Added to x, m.
    pub false_easting_m: f64,
    /// Added to y, m.
    pub false_northing_m: f64,
}

impl Plane {
    /// Without false origin.
    pub fn on(earth: Earth) -> Self {
        Self { earth, false_easting_m: 0.0, false_northing_m: 0.0 }
    }
}

/// How a file fixes the scale of a projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// True at this latitude, degrees.
    TrueAt(f64),
    /// Factor k₀ at the pole (stereographic), the equator (Mercator) or the central meridian.
    Factor(f64),
}

/// Which pole is the centre of a stereographic map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pole {
    /// North pole.
    North,
    /// South pole.
    South,
}

/// How latitude and longitude become the coordinates of the grid's axes: metres in a plane, degrees on the
/// (rotated) sphere. Readers convert kilometres to metres before they build the axes.
///
/// Formulas: Snyder, *Map Projections – A Working Manual*, USGS Professional Paper 1395 (1987); transverse
/// Mercator by Krüger's series to the fourth order (below 1 mm within 3000 km of the central meridian).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Projection {
    /// x is the longitude, y the latitude, degrees.
    LatLon,
    /// Longitude and latitude in degrees on a sphere whose pole has been moved.
    RotatedPole {
        /// Latitude of the grid's north pole, degrees.
        pole_lat_deg: f64,
        /// Longitude of the grid's north pole, degrees.
        pole_lon_deg: f64,
        /// Longitude of the true north pole in the grid (`north_pole_grid_longitude`), degrees, mostly 0.
        north_pole_grid_lon_deg: f64,
    },
    /// Mercator.
    Mercator {
        /// Plane.
        plane: Plane,
        /// Longitude where x is the false easting, degrees.
        central_lon_deg: f64,
        /// Latitude true to scale, or factor at the equator.
        scale: Scale,
    },
    /// Polar stereographic.
    PolarStereographic {
        /// Plane.
        plane: Plane,
        /// Centre.
        pole: Pole,
        /// Meridian that points straight down (north) or up (south), degrees.
        central_lon_deg: f64,
        /// Latitude true to scale, or factor at the pole.
        scale: Scale,
    },
    /// Lambert conformal conic with one or two standard parallels.
    LambertConformal {
        /// Plane.
        plane: Plane,
        /// Central meridian, degrees.
        central_lon_deg: f64,
        /// Latitude where y is the false northing on the central meridian, degrees.
        origin_lat_deg: f64,
        /// Standard parallels, degrees; twice the same for one.
        parallels_deg: [f64; 2],
    },
    /// Transverse Mercator, UTM among them.
    TransverseMercator {
        /// Plane.
        plane: Plane,
        /// Central meridian, degrees.
        central_lon_deg: f64,
        /// Latitude where y is the false northing, degrees.
        origin_lat_deg: f64,
        /// Scale on the central meridian (0.9996 for UTM).
        factor: f64,
    },
}

impl Projection {
    /// Looks for what would make the formulas fail.
    pub(crate) fn check(&self) -> Result<(), GridError> {
        let lat = |name, value: f64| within(name, value, -90.0, 90.0);
        let lon = |name, value: f64| within(name, value, -720.0, 720.0);
        match *self {
            Self::LatLon => Ok(()),
            Self::RotatedPole { pole_lat_deg, pole_lon_deg, north_pole_grid_lon_deg } => {
                lat("latitude of the rotated pole", pole_lat_deg)?;
                lon("longitude of the rotated pole", pole_lon_deg)?;
                lon("grid longitude of the north pole", north_pole_grid_lon_deg)
            }
            Self::Mercator { plane, central_lon_deg, scale } => {
                plane.check()?;
                lon("central longitude", central_lon_deg)?;
                match scale {
                    Scale::TrueAt(value) => within("latitude true to scale", value, -85.0, 85.0),
                    Scale::Factor(value) => within("scale factor", value, 0.1, 10.0),
                }
            }
            Self::PolarStereographic { plane, central_lon_deg, scale, .. } => {
                plane.check()?;
                lon("central longitude", central_lon_deg)?;
                match scale {
                    Scale::TrueAt(value) => lat("latitude true to scale", value),
                    Scale::Factor(value) => within("scale factor", value, 0.1, 10.0),
                }
            }
            Self::LambertConformal { plane, central_lon_deg, origin_lat_deg, parallels_deg: [p, q] } => {
                plane.check()?;
                lon("central longitude", central_lon_deg)?;
                lat("latitude of origin", origin_lat_deg)?;
                within("first standard parallel", p, -89.0, 89.0)?;
                within("second standard parallel", q, -89.0, 89.0)?;
                // Parallels that mirror each other make a cylinder: that is Mercator.
                if (p + q).abs() < 0.1 {
                    return Err(GridError::Parallels { first: p, second: q });
                }
                Ok(())
            }
            Self::TransverseMercator { plane, central_lon_deg, origin_lat_deg, factor } => {
                plane.check()?;
                lon("central longitude", central_lon_deg)?;
                lat("latitude of origin", origin_lat_deg)?;
                within("scale factor", factor, 0.1, 10.0)
            }
        }
    }
}

impl Plane {
    fn check(&self) -> Result<(), GridError> {
        self.earth.check()?;
        within("false easting", self.false_easting_m, -1e9, 1e9)?;
        within("false northing", self.false_northing_m, -1e9, 1e9)
    }
}

fn within(name: &'static str, value: f64, low: f64, high: f64) -> Result<(), GridError> {
    if (low..=high).contains(&value) { Ok(()) } else { Err(GridError::Parameter { name, value, low, high }) }
}

/// m(φ) = cos φ / √(1 − e² sin²φ): radius of the parallel over the semi-major axis (Snyder 14-15).
pub(super) fn parallel_radius(lat_deg: f64, e: f64) -> f64 {
    let (s, c) = math::sin_cos(lat_deg * sarex_geo::ellipsoid::RAD);
    c / (1.0 - e * e * s * s).sqrt()
}

/// t(φ) = tan(π/4 − φ/2) · ((1 + e sin φ)/(1 − e sin φ))^(e/2): exp of minus the isometric latitude (Snyder 15-9).
#[inline(always)]
pub(super) fn isometric_t<const ELLIPSOID: bool>(sin_lat: f64, cos_lat: f64, e: f64) -> f64 {
    // tan(π/4 − φ/2) = cos φ/(1 + sin φ), a form without cancellation on the northern hemisphere; on the southern
    // one (1 − sin φ)/cos φ is used.
    let north = sin_lat >= 0.0;
    let above = if north { cos_lat } else { 1.0 - sin_lat };
    let below = if north { 1.0 + sin_lat } else { cos_lat };
    let t = above / below;
    if ELLIPSOID {
        let es = e * sin_lat;
        t * math::exp(0.5 * e * math::ln((1.0 + es) / (1.0 - es)))
    } else {
        t
    }
}

/// Latitude in degrees from t(φ): Snyder 7-9 by iteration, exact at once on the sphere.
pub(super) fn latitude_from_t(t: f64, e: f64) -> f64 {
    let mut lat = std::f64::consts::FRAC_PI_2 - 2.0 * math::atan(t);
    if e > 0.0 {
        for _ in 0..12 {
            let es = e * math::sin_cos(lat).0;
            let next = std::f64::consts::FRAC_PI_2
                - 2.0 * math::atan(t * math::exp(-0.5 * e * math::ln((1.0 + es) / (1.0 - es))));
            if (next - lat).abs() < 1e-16 {
                break;
            }
            lat = next;
        }
    }
    lat / sarex_geo::ellipsoid::RAD
}
