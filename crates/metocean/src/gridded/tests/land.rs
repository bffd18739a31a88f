//! Values beside cells that have none.

use super::*;

/// 6 × 6 cells of one degree; land (missing) where the closure says so; u and v have masks of their own.
fn with_land(fill: LandFill, value: fn(usize, usize) -> [f32; 2]) -> Arc<dyn Field> {
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let spec = GriddedSpec { land_fill: fill, ..spec(Grid::lat_lon(axis(), axis()).unwrap(), 1) };
    let (source, _) = source(spec, move |_, _, column, row| value(column, row));
    source.hold(&window([0.0, 5.0], [0.0, 5.0], [0.0, 0.0])).unwrap()
}

/// By hand. u is missing at (1, 1); the other corners of that stencil are 10, 20, 40.
#[test]
fn weights_are_renormalised_over_valid_corners() {
    let field = with_land(LandFill::Renormalise, |column, row| match (column, row) {
        (0, 0) => [10.0, 1.0],
        (1, 0) => [20.0, 1.0],
        (0, 1) => [40.0, 1.0],
        _ => [f32::NAN, 1.0],
    });
    let at = |lat, lon| at(&*field, lat, lon, 0.0).unwrap_or([f64::NAN; 2]);
    assert_eq!(at(0.5, 0.5), [(10.0 + 20.0 + 40.0) / 3.0, 1.0]);
    // Weights 0.5625, 0.1875, 0.1875 of 0.9375.
    assert!((at(0.25, 0.25)[0] - (0.5625 * 10.0 + 0.1875 * 60.0) / 0.9375).abs() < 1e-12);
    assert_eq!(at(0.0, 0.25)[0], 12.5, "on the edge the missing corners have no weight");
    // No valid corner: the nearest valid cell, here (1, 0) at a distance of √(1.1² + 1.4²).
    assert_eq!(at(1.4, 2.1)[0], 20.0);
    assert_eq!(at(0.0, 4.0)[0], 20.0, "three cells away");
    assert!(at(0.0, 4.001)[0].is_nan() && at(0.0, 4.001)[1].is_nan(), "further than three cells");
    // Land is inside the area; what is beyond it in space or time is not.
    let within = |lat_deg, time_s| field.is_within(Place { lat_deg, lon_deg: 4.001, time_s, member: 0 });
    assert!(within(0.0, 0.0) && !within(-0.1, 0.0) && !within(0.0, 1.0) && !within(f64::NAN, 0.0));
}

/// By hand, and per component: v is complete.
#[test]
fn maximum_fill_takes_the_largest_neighbour() {
    let field = with_land(LandFill::Maximum, |column, row| {
        let u = if column == 0 { row as f32 } else { f32::NAN };
        [u, column as f32]
    });
    // Column 1 is the maximum of column 0 in the rows beside: 1 2 3 4 5 5; column 2: 2 3 4 5 5 5.
    assert_eq!(at(&*field, 1.0, 1.0, 0.0), Some([2.0, 1.0]));
    assert_eq!(at(&*field, 1.5, 1.5, 0.0), Some([(2.0 + 3.0 + 3.0 + 4.0) / 4.0, 1.5]));
    assert_eq!(at(&*field, 0.0, 5.0, 0.0), Some([5.0, 5.0]));
}

#[test]
fn values_out_of_range_are_missing() {
    let field = with_land(LandFill::Renormalise, |column, row| {
        if (column, row) == (0, 0) { [1.0, 2.0] } else { [9.96921e36, f32::NEG_INFINITY] }
    });
    assert_eq!(at(&*field, 0.5, 0.5, 0.0), Some([1.0, 2.0]));
    // The strongest gust ever measured is a wind, a little more is none.
    let edge = with_land(LandFill::Renormalise, |_, _| [113.3, -115.0]);
    assert_eq!(at(&*edge, 0.5, 0.5, 0.0), Some([f64::from(113.3_f32), -115.0]));
    let beyond = with_land(LandFill::Renormalise, |_, _| [115.1, 0.0]);
    assert_eq!(at(&*beyond, 0.5, 0.5, 0.0), None);
}
