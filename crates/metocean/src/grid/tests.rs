use super::*;

const SPHERE: Earth = Earth::Sphere { radius_m: 6_371_000.0 };

fn norkyst() -> Grid {
    Grid::projected(
        Projection::PolarStereographic {
            plane: Plane::on(SPHERE),
            pole: Pole::North,
            central_lon_deg: 70.0,
            scale: Scale::TrueAt(60.0),
        },
        Axis::uniform(-2_952_800.0, -2_712_800.0, 301).unwrap(),
        Axis::uniform(-1_384_000.0, -1_224_000.0, 201).unwrap(),
    )
    .unwrap()
}

/// Index of a known place in the NorKyst-800 grid, and its corners (lon, lat to two decimals), as another
/// implementation of the projection gives them.
#[test]
fn norkyst_places_agree_with_another_implementation() {
    let grid = norkyst();
    let at = grid.locate(Rotation::Spherical, 60.25, 4.5);
    assert!((at.column - 99.24925).abs() < 5e-6, "{at:?}");
    assert!((at.row - 93.14488).abs() < 5e-6, "{at:?}");
    for (column, row, lon, lat) in [
        (0.0, 0.0, 5.11, 59.32),
        (300.0, 0.0, 7.03, 61.26),
        (0.0, 200.0, 2.52, 59.90),
        (300.0, 200.0, 4.28, 61.89),
    ] {
        let place = grid.place(column, row);
        assert!(
            (place.0 - lat).abs() < 0.005 && (place.1 - lon).abs() < 0.005,
            "{column} {row}: {place:?}, not {lon} {lat}"
        );
    }
}

fn arome() -> Grid {
    Grid::projected(
        Projection::LambertConformal {
            plane: Plane::on(SPHERE),
            central_lon_deg: 15.0,
            origin_lat_deg: 63.0,
            parallels_deg: [63.0, 63.0],
        },
        Axis::uniform(-700_000.0, -500_000.0, 81).unwrap(),
        Axis::uniform(-400_000.0, -25_000.0, 151).unwrap(),
    )
    .unwrap()
}

/// The direction of [`Rotation::Wgs84Step`] is by definition the azimuth of the geodesic on WGS84 between the
/// places of two plane points 10 m apart; the closed form meets it to 2·10⁻⁹ rad, which is what 10 m in double
/// degrees can say. The spherical direction is up to 0.04° off.
#[test]
fn the_wgs84_step_is_the_azimuth_of_ten_metres() {
    use geographiclib_rs::{Geodesic, InverseGeodesic};
    let wgs84 = Geodesic::wgs84();
    let mut largest: f64 = 0.0;
    for (grid, cell_m) in [(norkyst(), 800.0), (arome(), 2500.0)] {
        let [columns, rows] = grid.last_index();
        for k in 0..200 {
            let (i, j) =
                (columns as f64 * f64::from(k) / 200.0, rows as f64 * ((f64::from(k) * 0.377) % 0.99));
            let (from, to) = (grid.place(i, j), grid.place(i, j + 10.0 / cell_m));
            let (_, azimuth_deg, _, _): (f64, f64, f64, f64) = wgs84.inverse(from.0, from.1, to.0, to.1);
            let azimuth = azimuth_deg.to_radians();
            let at = grid.locate(Rotation::Wgs84Step, from.0, from.1);
            let gamma = sarex_geo::math::atan2(at.sin, at.cos);
            assert!((gamma - azimuth).abs() < 2e-9, "{i} {j}: {gamma} {azimuth}");
            let sphere = grid.locate(Rotation::Spherical, from.0, from.1);
            largest = largest.max((sarex_geo::math::atan2(sphere.sin, sphere.cos) - azimuth).abs());
        }
    }
    assert!((0.02..0.1).contains(&largest.to_degrees()), "{largest}");
}

/// The exact inverse and the fitted forward map undo each other to a millionth of a cell and better, on all
/// kinds of map; so do grids that are too large to be fitted.
#[test]
fn forward_undoes_inverse() {
    let wide = Grid::projected(
        Projection::PolarStereographic {
            plane: Plane::on(Earth::WGS84),
            pole: Pole::North,
            central_lon_deg: -45.0,
            scale: Scale::TrueAt(70.0),
        },
        Axis::uniform(-3e6, 3e6, 301).unwrap(),
        Axis::uniform(3e6, -3e6, 301).unwrap(),
    )
    .unwrap();
    let utm = Grid::projected(
        Projection::TransverseMercator {
            plane: Plane { earth: Earth::WGS84, false_easting_m: 5e5, false_northing_m: 0.0 },
            central_lon_deg: 129.0,
            origin_lat_deg: 0.0,
            factor: 0.9996,
        },
        Axis::uniform(3e5, 8e5, 501).unwrap(),
        Axis::uniform(3.6e6, 4.2e6, 601).unwrap(),
    )
    .unwrap();
    for grid in [norkyst(), arome(), wide, utm] {
        let [columns, rows] = grid.last_index().map(|last| last as f64);
        for k in 0..=400 {
            let f = f64::from(k) / 400.0;
            for (i, j) in [(f * columns, (0.61 * f64::from(k)) % rows), (0.0, f * rows), (columns, f * rows)]
            {
                let (lat, lon) = grid.place(i, j);
                let at = grid.locate(Rotation::Spherical, lat, lon);
                assert!((at.column - i).abs() < 1e-8 && (at.row - j).abs() < 1e-8, "{i} {j}: {at:?}");
                assert!(grid.holds(&at) || (at.column - i).abs() > 0.0);
            }
        }
    }
}

/// On the central meridian, northing is the scale times the meridian's length: at 45° N on WGS84 that is
/// 0.9996 · 4 984 944.378 m.
#[test]
fn utm_measures_the_meridian() {
    let utm = Grid::projected(
        Projection::TransverseMercator {
            plane: Plane::on(Earth::WGS84),
            central_lon_deg: 129.0,
            origin_lat_deg: 0.0,
            factor: 0.9996,
        },
        Axis::uniform(0.0, 1e6, 2).unwrap(),
        Axis::uniform(0.0, 1e6, 2).unwrap(),
    )
    .unwrap();
    let at = utm.locate(Rotation::Spherical, 45.0, 129.0);
    assert!((at.row * 1e6 - 0.9996 * 4_984_944.378).abs() < 2e-3, "{}", at.row * 1e6);
    assert!(at.column.abs() < 1e-12 && at.sin.abs() < 1e-12);
}

#[test]
fn areas_follow_the_border_and_take_in_poles() {
    let [south, north, west, east] = norkyst().area_deg();
    assert!((south - 59.32).abs() < 0.01 && (north - 61.89).abs() < 0.01, "{south} {north}");
    assert!((west - 2.52).abs() < 0.01 && (east - 7.03).abs() < 0.01, "{west} {east}");
    let dateline = Grid::lat_lon(
        Axis::longitude_uniform(170.0, 190.0, 21).unwrap(),
        Axis::uniform(-10.0, 10.0, 21).unwrap(),
    )
    .unwrap();
    assert_eq!(dateline.area_deg(), [-10.0, 10.0, 170.0, 190.0]);
}
