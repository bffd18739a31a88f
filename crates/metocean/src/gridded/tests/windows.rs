//! What a window covers, reads and answers, in space, time and members.

use super::grids::regional_grids;
use super::*;

/// Values at the edges and on the last field time exist; a hair beyond there is nothing.
#[test]
fn coverage_includes_its_edges_and_nothing_beyond() {
    let grid = Grid::lat_lon(
        Axis::longitude_uniform(115.0, 150.0, 36).unwrap(),
        Axis::uniform(50.0, 20.0, 31).unwrap(),
    )
    .unwrap();
    let (source, _) = source(spec(grid, 3), |time, _, column, row| [column as f32, (row + time) as f32]);
    let field = source.hold(&window([0.0, 60.0], [100.0, 160.0], [-9e9, 9e9])).unwrap();
    assert_eq!(at(&*field, 50.0, 115.0, 0.0), Some([0.0, 0.0]));
    assert_eq!(at(&*field, 20.0, 150.0, 7200.0), Some([35.0, 32.0]));
    assert_eq!(at(&*field, 20.0, 150.0 - 360.0, 7200.0), Some([35.0, 32.0]));
    assert_eq!(at(&*field, 20.5, 149.5, 5400.0), Some([34.5, 31.0]));
    for (lat, lon, time) in [
        (50.001, 120.0, 0.0),
        (19.999, 120.0, 0.0),
        (30.0, 114.999, 0.0),
        (30.0, 150.001, 0.0),
        (30.0, 120.0, -0.001),
        (30.0, 120.0, 7200.001),
        (f64::NAN, 120.0, 0.0),
        (30.0, f64::NAN, 0.0),
        (30.0, f64::INFINITY, 0.0),
        (30.0, 1e300, 0.0),
        (30.0, 120.0, f64::NAN),
    ] {
        assert_eq!(at(&*field, lat, lon, time), None, "{lat} {lon} {time}");
    }
    let nothing = source.hold(&window([0.0, 60.0], [100.0, 160.0], [9e9, 9.1e9])).unwrap();
    assert_eq!(at(&*nothing, 30.0, 120.0, 9e9), None);
    assert_eq!(source.coverage().area_deg, Some([20.0, 50.0, 115.0, 150.0]));
    assert_eq!(source.coverage().longest_time_step_s, Some(3600.0));
}

/// Three usual steps are bridged, more is a hole: its ends have values, its inside has none.
#[test]
fn a_hole_in_the_time_axis_has_no_values() {
    let lon = Axis::longitude_uniform(115.0, 150.0, 36).unwrap();
    let grid = Grid::lat_lon(lon, Axis::uniform(20.0, 50.0, 31).unwrap()).unwrap();
    let times_s = [0.0, 1.0, 2.0, 5.0, 6.0, 9.5, 10.5].map(|h| 3600.0 * h).to_vec();
    let spec = GriddedSpec { times_s, ..spec(grid, 7) };
    assert_eq!(spec.longest_bridge_s(), 3.0 * 3600.0);
    let (source, _) = source(spec, |_, _, _, _| [1.0, 2.0]);
    let field = source.hold(&window([25.0, 35.0], [120.0, 130.0], [0.0, 40_000.0])).unwrap();
    for (hour, known) in
        [(0.5, true), (3.5, true), (6.0, true), (6.1, false), (9.4, false), (9.5, true), (10.0, true)]
    {
        assert_eq!(at(&*field, 30.0, 125.0, 3600.0 * hour).is_some(), known, "{hour} h");
    }
}

/// On a field time the neighbours in time do not count, not even where they are missing.
#[test]
fn exactly_on_a_field_time_only_that_one_is_used() {
    let grid =
        Grid::lat_lon(Axis::uniform(0.0, 3.0, 4).unwrap(), Axis::uniform(0.0, 3.0, 4).unwrap()).unwrap();
    let (source, _) =
        source(spec(grid, 3), |time, _, _, _| if time == 1 { [0.1, 0.7] } else { [f32::NAN; 2] });
    let field = source.hold(&window([0.0, 3.0], [0.0, 3.0], [0.0, 7200.0])).unwrap();
    assert_eq!(at(&*field, 1.3, 1.9, 3600.0).map(|v| v[0] as f32), Some(0.1));
    assert_eq!(at(&*field, 1.3, 1.9, 3600.1), None);
}

/// Members are taken modulo their number.
#[test]
fn each_particle_sees_its_member() {
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let spec = GriddedSpec { members: 3, ..spec(Grid::lat_lon(axis(), axis()).unwrap(), 2) };
    let (source, _) = source(spec, |time, member, column, _| [member as f32, (column + 10 * time) as f32]);
    let field = source.hold(&window([0.0, 5.0], [0.0, 5.0], [0.0, 3600.0])).unwrap();
    let (lat, lon, member) = ([1.5; 5], [2.5; 5], [0, 1, 2, 3, 7]);
    let (mut east_mps, mut north_mps) = ([0.0; 5], [0.0; 5]);
    field.sample(
        Points { lat_deg: &lat, lon_deg: &lon, member: &member },
        1800.0,
        VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps },
    );
    assert_eq!(east_mps, [0.0, 1.0, 2.0, 0.0, 1.0]);
    assert_eq!(north_mps, [7.5; 5]);
}

/// A window costs its own cells and times, a second one beside it nothing, the next hours only themselves.
#[test]
fn only_what_is_needed_is_read_and_nothing_twice() {
    let grid = Grid::lat_lon(
        Axis::longitude_uniform(0.0, 40.0, 4001).unwrap(),
        Axis::uniform(30.0, 60.0, 3001).unwrap(),
    )
    .unwrap();
    let (source, read) = source(spec(grid, 500), |_, _, _, _| [1.0, 2.0]);
    let reads = || std::mem::take(&mut *read.lock().unwrap());
    let first = source.hold(&window([40.0, 41.0], [10.0, 11.0], [3600.0, 7200.0])).unwrap();
    let requests = reads();
    assert_eq!(requests.iter().map(|r| r.times.clone()).collect::<Vec<_>>(), [1..2, 2..3]);
    assert!(requests.iter().all(|r| r.cells() < 150 * 150), "{requests:?}");
    let beside = source.hold(&window([40.05, 41.05], [10.05, 11.0], [3700.0, 7100.0])).unwrap();
    assert_eq!(reads(), []);
    let next = source.hold(&window([40.05, 41.05], [10.05, 11.0], [7200.0, 10800.0])).unwrap();
    let requests = reads();
    assert!(requests.len() == 1 && requests[0].times == (3..4), "{requests:?}");
    drop((first, beside));
    assert_eq!(at(&*next, 40.5, 10.5, 9000.0), Some([1.0, 2.0]));
    let again = source.hold(&window([40.0, 41.0], [10.0, 11.0], [3600.0, 7200.0])).unwrap();
    assert_eq!(reads().len(), 1, "what nobody holds any more is read again, the shared time is not");
    drop(again);
}

#[test]
fn times_are_read_by_chunks() {
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let read = Requests::default();
    let reader = Formula { value: |_, _, _, _| [0.0; 2], columns: 6, rows: 6, read: read.clone(), chunk: 4 };
    let spec = spec(Grid::lat_lon(axis(), axis()).unwrap(), 20);
    let source = GriddedSource::new(spec, Box::new(reader)).unwrap();
    source.hold(&window([0.0, 1.0], [0.0, 1.0], [3.0 * 3600.0, 9.0 * 3600.0])).unwrap();
    assert_eq!(read.lock().unwrap().iter().map(|r| r.times.clone()).collect::<Vec<_>>(), [3..4, 4..8, 8..10]);
}

/// The seam is guarded: descriptions and deliveries that cannot be right are errors, not panics.
#[test]
fn bad_descriptions_and_deliveries_are_errors() {
    struct Short;
    impl SlabReader for Short {
        fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
            Ok(request.times.clone().map(|_| Slab { u: vec![0.0; 3], v: vec![0.0; 3] }).collect())
        }
    }
    let axis = || Axis::uniform(0.0, 5.0, 6).unwrap();
    let good = spec(Grid::lat_lon(axis(), axis()).unwrap(), 2);
    let source = GriddedSource::new(good.clone(), Box::new(Short)).unwrap();
    let error = source.hold(&window([0.0, 1.0], [0.0, 1.0], [0.0, 0.0])).err().unwrap();
    assert!(error.to_string().contains("truncated"), "{error}");
    for times_s in [vec![], vec![0.0, 0.0], vec![1.0, 0.0], vec![f64::NAN]] {
        assert!(GriddedSource::new(GriddedSpec { times_s, ..good.clone() }, Box::new(Short)).is_err());
    }
    assert!(GriddedSource::new(GriddedSpec { members: 0, ..good }, Box::new(Short)).is_err());
}

/// A coarse pattern of land, different for u and v and in time, on a projected and on a cyclic grid.
fn patchy(kind: usize, fill: LandFill, members: usize) -> GriddedSource {
    let (_, grid, _) = match kind {
        0..=12 => regional_grids().swap_remove(kind),
        _ => {
            let lon = Axis::longitude_uniform(0.0, 354.0, 60).unwrap();
            ("", Grid::lat_lon(lon, Axis::uniform(87.0, 33.0, 19).unwrap()).unwrap(), 0.0)
        }
    };
    let spec = GriddedSpec { land_fill: fill, rotation: Rotation::Wgs84Step, members, ..spec(grid, 4) };
    let (source, _) = source(spec, |time, member, column, row| {
        let hash = |k: usize| {
            let x = (column / 4 + 64 * (row / 3) + 4096 * k) as u32;
            x.wrapping_mul(0x9E37_79B9) >> 28
        };
        let noise = ((column * 7919 + row * 104_729 + time * 31 + member) % 1000) as f32 * 0.01;
        let mask = |k: usize| if hash(k + time) < 5 { f32::NAN } else { noise };
        [mask(0), -mask(7)]
    });
    source
}

/// Deep land: whatever any window answers, in its margin too, is what the whole grid answers.
#[test]
fn the_window_does_not_matter_deep_in_land() {
    let axis = || Axis::uniform(0.0, 79.0, 80).unwrap();
    for fill in [LandFill::Maximum, LandFill::Renormalise] {
        let spec = GriddedSpec { land_fill: fill, ..spec(Grid::lat_lon(axis(), axis()).unwrap(), 1) };
        let (source, _) = source(spec, |_, _, column, row| {
            let sea = column + row / 4 > 60;
            [if sea { 0.1 * column as f32 } else { f32::NAN }, if sea { row as f32 * 0.3 } else { f32::NAN }]
        });
        let whole = source.hold(&window([0.0, 79.0], [0.0, 79.0], [0.0, 0.0])).unwrap();
        let mut answers = 0;
        for west in 20..50 {
            // Beside the whole, so that nothing is taken from it.
            let west = f64::from(west);
            *source.known.lock().unwrap() = vec![std::sync::Weak::new()];
            let part = source.hold(&window([38.2, 39.9], [west + 0.2, west + 1.8], [0.0, 0.0])).unwrap();
            for k in 0..400 {
                let (lat, lon) = (30.0 + 0.5 * f64::from(k % 40), west - 10.0 + 1.9 * f64::from(k / 40));
                let answer = at(&*part, lat, lon, 0.0);
                answers += usize::from(answer.is_some());
                assert!(answer.is_none() || answer == at(&*whole, lat, lon, 0.0), "{fill:?} {lat} {lon}");
                let inside = (38.2..=39.9).contains(&lat) && (west + 0.2..=west + 1.8).contains(&lon);
                assert!(!inside || answer == at(&*whole, lat, lon, 0.0), "{fill:?} {lat} {lon}");
            }
        }
        assert!(answers > 500, "{answers}");
    }
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The batch form, the point form, every level of instructions, and another window: the same bits.
    #[test]
    fn every_way_of_sampling_gives_the_same_bits(
        kind in 0usize..14,
        maximum in any::<bool>(),
        members in 1usize..4,
        places in prop::collection::vec((-1.2f64..1.2, -2.4f64..2.4, 0u16..9), 1..600),
        time_s in prop_oneof![Just(3600.0), 0.0f64..10_800.0],
    ) {
        let fill = if maximum { LandFill::Maximum } else { LandFill::Renormalise };
        let source = patchy(kind, fill, members);
        let lat0 = if kind == 2 || kind == 5 { -60.0 } else { 60.0 };
        let lat: Vec<f64> = places.iter().map(|p| lat0 + p.0).collect();
        let lon: Vec<f64> = places.iter().map(|p| 5.0 + p.1).collect();
        let member: Vec<u16> = places.iter().map(|p| p.2).collect();
        let points = Points { lat_deg: &lat, lon_deg: &lon, member: &member };
        let (south, north) = (lat0 - 1.2, lat0 + 1.2);
        let tight = source.hold(&window([south, north], [2.6, 7.4], [time_s, time_s])).unwrap();
        let wide = patchy(kind, fill, members)
            .hold(&window([south - 20.0, north + 20.0], [-60.0, 60.0], [0.0, 10_800.0]))
            .unwrap();
        let mut answers = Vec::new();
        for field in [&tight, &wide] {
            for limit in Level::ALL {
                dispatch::set_limit(limit);
                let (mut east_mps, mut north_mps) = (vec![0.0; lat.len()], vec![0.0; lat.len()]);
                let out = VectorsMut { east_mps: &mut east_mps, north_mps: &mut north_mps };
                field.sample(points, time_s, out);
                answers.push((bits(&east_mps), bits(&north_mps)));
            }
            dispatch::set_limit(Level::Avx512);
        }
        let single: Vec<_> = (0..lat.len()).map(|k| tight.at(points.place(k, time_s))).collect();
        let east: Vec<f64> = single.iter().map(|v| v.map_or(f64::NAN, |v| v.east_mps)).collect();
        let north: Vec<f64> = single.iter().map(|v| v.map_or(f64::NAN, |v| v.north_mps)).collect();
        answers.push((bits(&east), bits(&north)));
        for other in &answers[1..] {
            prop_assert_eq!(&answers[0], other);
        }
    }
}
