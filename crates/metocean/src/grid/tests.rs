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
