//! The cases that coasts are made of. Expected answers come from a plain even-odd test over all edges, or from
//! the geometry in the comment.

use std::sync::Arc;

use super::*;

mod bytes;
mod clearance;

fn vertex(lon_deg: f64, lat_deg: f64) -> Vertex {
    Vertex { lon_deg, lat_deg }
}

fn ring(corners: &[(f64, f64)]) -> Ring {
    corners.iter().map(|&(lon, lat)| vertex(lon, lat)).collect()
}

fn square(west: f64, south: f64, side: f64) -> Ring {
    ring(&[(west, south), (west + side, south), (west + side, south + side), (west, south + side)])
}

fn index_of(rings: &[Ring], clip: [f64; 4]) -> CoastIndex {
    let options = BuildOptions { clip: Some(clip), ..BuildOptions::default() };
    CoastIndex::new(Arc::new(build(rings, &options).unwrap())).unwrap()
}

fn path(from: (f64, f64), to: (f64, f64)) -> Segment {
    Segment { from_lat_deg: from.1, from_lon_deg: from.0, to_lat_deg: to.1, to_lon_deg: to.0 }
}

fn crossing(coast: &CoastIndex, from: (f64, f64), to: (f64, f64)) -> Option<f64> {
    coast.first_crossing(path(from, to)).map(|c| c.fraction)
}

#[track_caller]
fn assert_near(found: Option<f64>, wanted: f64) {
    let found = found.expect("a crossing");
    assert!((found - wanted).abs() < 1e-9, "crossing at {found}, not {wanted}");
}

/// Even-odd over all edges, in degrees.
fn plain_is_land(rings: &[Ring], lon: f64, lat: f64) -> bool {
    let mut land = false;
    for ring in rings {
        for (i, a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            if (a.lat_deg > lat) != (b.lat_deg > lat) {
                let x = a.lon_deg + (lat - a.lat_deg) / (b.lat_deg - a.lat_deg) * (b.lon_deg - a.lon_deg);
                land ^= lon > x;
            }
        }
    }
    land
}

const KOREA: [f64; 4] = [30.0, 40.0, 120.0, 140.0];

/// Drift reference, section 4: both ends at sea, a spit between them. Tests of positions alone miss it.
#[test]
fn a_spit_between_two_ends_at_sea_is_met() {
    let spit = ring(&[(129.0, 35.0), (129.5, 35.000_2), (129.0, 35.000_4)]);
    let coast = index_of(&[spit], KOREA);
    let (from, to) = ((129.25, 34.99), (129.25, 35.01));
    assert_eq!(coast.surface(from.1, from.0), Surface::Sea);
    assert_eq!(coast.surface(to.1, to.0), Surface::Sea);
    assert_near(crossing(&coast, from, to), 0.0101 / 0.02);
    assert_eq!(crossing(&coast, (129.6, 34.99), (129.6, 35.01)), None);
}

/// An island of 20 m in a step of 2 km.
#[test]
fn an_island_smaller_than_a_step_is_met() {
    let coast = index_of(&[square(129.0, 35.0, 0.000_2)], KOREA);
    assert_near(crossing(&coast, (128.99, 35.000_1), (129.01, 35.000_1)), 0.5);
    let edge = coast.first_crossing(path((128.99, 35.000_1), (129.01, 35.000_1))).unwrap().edge;
    assert_eq!(edge, [(35.000_2, 129.0), (35.0, 129.0)]);
}

/// A path that starts on land is at its first entry from the sea only when it comes back.
#[test]
fn a_path_from_land_is_free_until_it_meets_land_again() {
    let coast = index_of(&[square(129.0, 35.0, 0.1), square(129.3, 35.0, 0.1)], KOREA);
    assert_eq!(crossing(&coast, (129.05, 35.05), (129.2, 35.05)), None);
    assert_near(crossing(&coast, (129.05, 35.05), (129.35, 35.05)), 0.25 / 0.3);
    assert_eq!(crossing(&coast, (129.02, 35.05), (129.08, 35.05)), None);
}

#[test]
fn a_tangent_at_a_cape_does_not_strand_and_a_cut_through_it_does() {
    let cape = ring(&[(129.0, 35.0), (129.2, 35.0), (129.1, 35.1)]);
    let coast = index_of(&[cape], KOREA);
    assert_eq!(crossing(&coast, (129.0, 35.1), (129.2, 35.1)), None);
    // Two corners that lie on the path's way in: the tip first.
    assert_near(crossing(&coast, (129.1, 35.2), (129.1, 35.05)), 0.1 / 0.15);
    // Ending at the tip or an edge without going in: the end counts as the surface there says.
    let touch = crossing(&coast, (129.1, 35.2), (129.1, 35.1));
    assert_eq!(touch.is_some(), coast.is_land(35.1, 129.1));
}

#[test]
fn a_path_through_a_vertex_of_a_straight_coast_is_met_once_and_there() {
    let land = ring(&[(129.0, 35.0), (129.1, 35.0), (129.2, 35.0), (129.2, 35.1), (129.0, 35.1)]);
    let coast = index_of(&[land], KOREA);
    assert_near(crossing(&coast, (129.1, 34.95), (129.1, 35.05)), 0.5);
    assert_near(crossing(&coast, (129.05, 34.95), (129.15, 35.05)), 0.5);
}

#[test]
fn starting_on_an_edge_leaving_is_free_and_entering_strands_at_once() {
    let coast = index_of(&[square(129.0, 35.0, 0.1)], KOREA);
    for (edge, out, into) in [
        ((129.05, 35.0), (129.05, 34.9), (129.05, 35.05)),
        ((129.0, 35.05), (128.9, 35.07), (129.05, 35.06)),
        ((129.1, 35.05), (129.2, 35.05), (129.05, 35.05)),
        ((129.0, 35.0), (128.9, 34.9), (129.05, 35.05)),
    ] {
        assert_eq!(crossing(&coast, edge, out), None, "from {edge:?}");
        assert_eq!(crossing(&coast, edge, into), Some(0.0), "from {edge:?}");
    }
}

#[test]
fn running_along_an_edge_reaches_the_coast_where_it_begins() {
    let coast = index_of(&[square(129.0, 35.0, 0.1)], KOREA);
    assert_near(crossing(&coast, (128.9, 35.0), (129.05, 35.0)), 0.1 / 0.15);
    assert_near(crossing(&coast, (129.1, 35.3), (129.1, 35.05)), 0.2 / 0.25);
    assert_eq!(crossing(&coast, (129.02, 35.1), (129.08, 35.1)), Some(0.0));
    assert_eq!(crossing(&coast, (129.05, 35.0), (129.05, 35.0)), None);
}

/// The border of clipped data is no coast, and beyond the covered box nothing is known.
#[test]
fn a_clip_border_is_no_coast() {
    // Land that goes on beyond the data in the west, north and south, and an island.
    let land = ring(&[(129.0, 34.0), (129.5, 34.0), (129.5, 36.0), (129.0, 36.0)]);
    let coast = index_of(&[land, square(130.0, 35.0, 0.01)], [34.0, 36.0, 129.0, 131.0]);
    assert_eq!(coast.surface(35.0, 128.9), Surface::Unknown);
    assert_eq!(coast.surface(35.0, 129.1), Surface::Land);
    assert!(!coast.is_land(36.5, 129.1));
    assert_eq!(crossing(&coast, (128.9, 35.0), (129.2, 35.0)), None, "the cut in the west");
    assert_eq!(crossing(&coast, (129.2, 33.9), (129.2, 34.2)), None, "the cut in the south");
    assert_near(crossing(&coast, (129.6, 35.0), (129.4, 35.0)), 0.5);
    assert_eq!(coast.edges_in([33.0, 37.0, 128.0, 132.0]).count(), 1 + 4);
    // Water near the border, but not beyond it.
    let (lat, lon) = coast.nearest_sea(35.0, 129.1, 1.0).unwrap();
    assert!((lat - 35.0).abs() < 1e-9 && lon > 129.5);
}

/// An area across 180° from polygons split there, as GSHHG and OpenStreetMap give them.
#[test]
fn polygons_split_at_the_dateline_are_one_land() {
    let west = ring(&[(179.5, 51.0), (180.0, 51.0), (180.0, 52.0), (179.5, 52.0)]);
    let east = ring(&[(-180.0, 51.0), (-179.5, 51.0), (-179.5, 52.0), (-180.0, 52.0)]);
    for coast in [
        index_of(&[west.clone(), east.clone()], [50.0, 53.0, 170.0, -170.0]),
        index_of(&[west.clone(), east.clone()], [-90.0, 90.0, -180.0, 180.0]),
        index_of(&[west, east], [-90.0, 90.0, 0.0, 360.0]),
    ] {
        for lon in [179.6, -179.6, 180.4, -180.4, 180.0, -180.0, 540.0] {
            assert_eq!(coast.surface(51.5, lon), Surface::Land, "{lon}");
        }
        assert_eq!(coast.surface(51.5, 179.4), Surface::Sea);
        assert_eq!(coast.surface(51.5, -179.4), Surface::Sea);
        // Longitudes beyond 180° run on; the edge comes in the path's turn.
        let met = coast.first_crossing(path((180.8, 51.5), (180.2, 51.5))).unwrap();
        assert!((met.fraction - 0.5).abs() < 1e-9);
        assert_eq!(met.edge.map(|(_, lon)| lon), [180.5, 180.5]);
        let met = coast.first_crossing(path((-180.8, 51.5), (-180.2, 51.5))).unwrap();
        assert!((met.fraction - 0.5).abs() < 1e-9);
        assert_eq!(met.edge.map(|(_, lon)| lon), [-180.5, -180.5]);
        assert_near(crossing(&coast, (179.0, 51.5), (181.0, 51.5)), 0.25);
        assert_near(crossing(&coast, (-179.0, 51.5), (-181.0, 51.5)), 0.25);
        // The split itself is no coast.
        assert_eq!(crossing(&coast, (179.9, 51.5), (180.1, 51.5)), None);
        assert_eq!(coast.edges_in([50.0, 53.0, 179.0, 181.0]).count(), 6);
        assert_eq!(coast.edges_in([50.0, 53.0, -181.0, -179.0]).count(), 6);
        assert!(coast.edges_in([50.0, 53.0, 180.0, 181.0]).count() >= 3);
        assert!(coast.edges_in([50.0, 53.0, -181.0, -179.0]).flatten().all(|v| v.lon_deg < -179.0));
    }
}

#[test]
fn a_ring_across_the_dateline_is_understood() {
    let ring = ring(&[(179.5, 51.0), (-179.5, 51.0), (-179.5, 52.0), (179.5, 52.0)]);
    let coast = index_of(std::slice::from_ref(&ring), [50.0, 53.0, 170.0, -170.0]);
    assert_eq!(coast.surface(51.5, 180.0), Surface::Land);
    assert_eq!(coast.surface(51.5, 179.0), Surface::Sea);
    assert_eq!(coast.surface(51.5, -179.0), Surface::Sea);
    let round = index_of(&[ring], [-90.0, 90.0, -180.0, 180.0]);
    for (west, east, edges) in [(179.0, 181.0, 4), (180.0, 181.0, 3), (179.0, 180.0, 4), (-200.0, 200.0, 8)] {
        assert_eq!(round.edges_in([50.0, 53.0, west, east]).count(), edges, "{west} to {east}");
    }
}

/// Antarctica as GSHHG gives it: along the coast once round, then back along 90° S.
#[test]
fn land_round_a_pole_is_land_at_every_longitude() {
    let mut coast_line: Vec<(f64, f64)> =
        (-18..=18).map(|k| (f64::from(k) * 10.0, -70.0 + f64::from(k % 2))).collect();
    coast_line.extend([(180.0, -90.0), (-180.0, -90.0)]);
    let coast = index_of(&[ring(&coast_line)], [-90.0, 90.0, -180.0, 180.0]);
    for lon in [-180.0, -90.5, 0.0, 17.0, 179.999_999, 180.0] {
        assert_eq!(coast.surface(-80.0, lon), Surface::Land, "{lon}");
        assert_eq!(coast.surface(-60.0, lon), Surface::Sea, "{lon}");
        assert_eq!(coast.surface(-89.999, lon), Surface::Land, "{lon}");
    }
    assert_eq!(crossing(&coast, (179.9, -80.0), (180.1, -80.0)), None);
    let open = ring(&(-18..18).map(|k| (f64::from(k) * 10.0, -70.0)).collect::<Vec<_>>());
    assert!(matches!(build(&[open], &BuildOptions::default()), Err(BuildError::RoundThePole { ring: 0 })));
}

#[test]
fn lakes_are_water_and_islands_in_them_land() {
    let rings = [square(129.0, 35.0, 1.0), square(129.2, 35.2, 0.6), square(129.4, 35.4, 0.2)];
    let coast = index_of(&rings, KOREA);
    for (lon, lat, surface) in [
        (129.1, 35.1, Surface::Land),
        (129.3, 35.3, Surface::Sea),
        (129.5, 35.5, Surface::Land),
        (130.5, 35.5, Surface::Sea),
    ] {
        assert_eq!(coast.surface(lat, lon), surface, "{lon} {lat}");
    }
    assert_near(crossing(&coast, (129.3, 35.5), (129.5, 35.5)), 0.5);
}

/// Neighbouring provinces share a border that is no coast.
#[test]
fn shared_borders_vanish() {
    let coast = index_of(&[square(129.0, 35.0, 0.5), square(129.5, 35.0, 0.5)], KOREA);
    assert_eq!(coast.surface(35.25, 129.5), Surface::Land);
    assert_eq!(crossing(&coast, (129.4, 35.25), (129.6, 35.25)), None);
    assert_eq!(coast.edges_in(KOREA).count(), 6);
}

/// What is outside the box keeps its effect inside, and no edge is invented at the border.
#[test]
fn a_clip_box_changes_nothing_inside() {
    let star = star((130.0, 35.0), 2.0, 157, 7);
    let whole = index_of(std::slice::from_ref(&star), KOREA);
    let clip = [34.9, 35.6, 129.05, 129.9];
    let part = index_of(&[star], clip);
    for i in 0..20_000u32 {
        let (u, v) = (f64::from(i % 141) / 140.0, f64::from(i / 141) / 141.0);
        let (lat, lon) = (34.9 + 0.7 * v, 129.05 + 0.85 * u);
        assert_eq!(part.surface(lat, lon), whole.surface(lat, lon), "{lat} {lon}");
        let to = (lon + 0.03 * (u - 0.5), lat + 0.02 * (v - 0.4));
        if part.surface(to.1, to.0) != Surface::Unknown {
            let segment = path((lon, lat), to);
            assert_eq!(part.first_crossing(segment), whole.first_crossing(segment));
        }
    }
    assert_eq!(part.area_deg(), clip);
}

/// A jagged star around a centre, coordinates of six places.
fn star(centre: (f64, f64), radius: f64, points: u32, seed: u64) -> Ring {
    let mut state = seed;
    let corner = |k: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let r = radius * (0.3 + 0.7 * (state >> 40) as f64 / f64::from(1 << 24));
        let (s, c) = sarex_geo::math::sin_cos_turns(f64::from(k) / f64::from(points));
        let six = |x: f64| (x * 1e6).round() / 1e6;
        vertex(six(centre.0 + r * c), six(centre.1 + r * s))
    };
    (0..points).map(corner).collect()
}

/// Surface, crossings and clearances on shapes with short and long edges against tests over all edges.
#[test]
fn agrees_with_a_plain_test_over_all_edges() {
    let rings = [
        star((129.0, 34.0), 0.9, 900, 1),
        star((131.0, 34.0), 0.9, 12, 2),
        star((131.0, 34.0), 0.1, 400, 3),
        star((129.5, 35.7), 0.02, 9, 4),
        square(130.25, 33.5, 0.25),
    ];
    let coast = index_of(&rings, [33.0, 36.0, 128.0, 132.0]);
    let mut streams = 0x1234_5678_9abc_def0u64;
    let mut random = || {
        streams = streams.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (streams >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut entered = 0;
    for i in 0..60_000 {
        let (lon, lat) = (128.0 + 4.0 * random(), 33.0 + 3.0 * random());
        let land = plain_is_land(&rings, lon, lat);
        assert_eq!(coast.is_land(lat, lon), land, "{lon} {lat}");
        let clearance = coast.clearance_deg(lat, lon);
        assert!(!land || clearance == 0.0);
        if i % 8 != 0 {
            continue;
        }
        let reach = if i % 16 == 0 { 0.02 } else { 1.0 };
        let to = (lon + reach * (random() - 0.5), lat + reach * (random() - 0.5));
        let contacts = plain_contacts(&rings, (lon, lat), to);
        if let Some(first) = contacts.first() {
            let extent = (to.0 - lon).abs().max((to.1 - lat).abs());
            assert!(clearance <= first * extent + 1e-12, "clearance {clearance} at {lon} {lat}");
        }
        let wanted = if land { contacts.get(1) } else { contacts.first() };
        let found = crossing(&coast, (lon, lat), to);
        match (found, wanted) {
            (Some(found), Some(wanted)) => assert!((found - wanted).abs() < 1e-8, "{found} {wanted}"),
            (found, wanted) => assert_eq!(found, wanted.copied(), "{lon} {lat} to {to:?}"),
        }
        entered += u32::from(found.is_some());
    }
    assert!(entered > 1000, "the test must meet coast, it did {entered} times");
}

/// Crossings with all edges of a path that goes through no vertex, in order.
fn plain_contacts(rings: &[Ring], from: (f64, f64), to: (f64, f64)) -> Vec<f64> {
    let mut found = Vec::new();
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    for ring in rings {
        for (i, a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            let (ex, ey) = (b.lon_deg - a.lon_deg, b.lat_deg - a.lat_deg);
            let (ax, ay) = (a.lon_deg - from.0, a.lat_deg - from.1);
            let turn = dx * ey - dy * ex;
            let (s, t) = ((ax * ey - ay * ex) / turn, (ax * dy - ay * dx) / turn);
            if (0.0..1.0).contains(&s) && (0.0..1.0).contains(&t) {
                found.push(s);
            }
        }
    }
    found.sort_by(f64::total_cmp);
    found
}

#[test]
fn vertices_come_back_as_they_were_given() {
    let star = star((130.0, 35.0), 0.5, 200, 9);
    let coast = index_of(std::slice::from_ref(&star), KOREA);
    let mut given: Vec<[(u64, u64); 2]> = Vec::new();
    let bits = |v: &Vertex| (v.lon_deg.to_bits(), v.lat_deg.to_bits());
    for (i, a) in star.iter().enumerate() {
        given.push([bits(a), bits(&star[(i + 1) % star.len()])]);
    }
    let mut found: Vec<_> = coast.edges_in(KOREA).map(|[a, b]| [bits(&a), bits(&b)]).collect();
    given.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, given);
    let statistics = coast.statistics();
    assert_eq!((statistics.vertices, statistics.edges, statistics.rounded_vertices), (200, 200, 0));
}

#[test]
fn finer_coordinates_take_the_finer_lattice_and_are_counted_when_rounded() {
    let seven = ring(&[(129.0, 35.0), (129.000_000_1, 35.1), (129.2, 35.0)]);
    let statistics = index_of(&[seven], KOREA).statistics();
    assert_eq!((statistics.resolution_deg, statistics.rounded_vertices), (1e-7, 0));
    let nine = ring(&[(129.0, 35.0), (129.000_000_123, 35.1), (129.2, 35.0)]);
    let statistics = index_of(&[nine], KOREA).statistics();
    assert_eq!((statistics.resolution_deg, statistics.rounded_vertices), (1e-7, 1));
}

#[test]
fn the_nearest_sea_is_a_metre_off_the_nearest_shore() {
    let coast = index_of(&[square(129.0, 35.0, 0.1)], KOREA);
    let metre = 1.0 / 111_195.0;
    let (lat, lon) = coast.nearest_sea(35.02, 129.05, 1.0).unwrap();
    assert!((lon - 129.05).abs() < 1e-12 && (lat - (35.0 - metre)).abs() < 1e-10, "{lat} {lon}");
    // Longitudes are shorter than latitudes: east wins although both are as many degrees away.
    let (lat, lon) = coast.nearest_sea(35.08, 129.08, 1.0).unwrap();
    assert!((lat - 35.08).abs() < 1e-12 && lon > 129.1 && lon < 129.100_02, "{lat} {lon}");
    assert_eq!(coast.nearest_sea(35.05, 129.05, 0.01), None);
    assert_eq!(coast.nearest_sea(34.0, 129.05, 0.01), Some((34.0, 129.05)));
    // On an edge and at a corner.
    for (lat, lon) in [(35.0, 129.05), (35.1, 129.1), (35.0, 129.0)] {
        let (lat, lon) = coast.nearest_sea(lat, lon, 0.01).unwrap();
        assert_eq!(coast.surface(lat, lon), Surface::Sea);
    }
}

#[test]
fn the_nearest_sea_is_found_from_deep_inland_and_over_the_dateline() {
    let star = star((130.0, 35.0), 3.0, 300, 5);
    let coast = index_of(std::slice::from_ref(&star), KOREA);
    let (lat, lon) = coast.nearest_sea(35.0, 130.0, 5.0).unwrap();
    assert_eq!(coast.surface(lat, lon), Surface::Sea);
    let shorten = sarex_geo::math::sin_cos(35f64.to_radians()).1;
    let away = |v: &Vertex| sarex_geo::math::hypot(v.lat_deg - 35.0, (v.lon_deg - 130.0) * shorten);
    let nearest_vertex = star.iter().map(away).fold(f64::MAX, f64::min);
    let found = away(&vertex(lon, lat));
    assert!(found <= nearest_vertex + 2e-5, "{found} {nearest_vertex}");
    let land = square(179.0, 51.0, 1.2);
    let coast = index_of(&[land], [-90.0, 90.0, -180.0, 180.0]);
    let (lat, lon) = coast.nearest_sea(51.6, 179.95, 1.0).unwrap();
    assert!((lat - 51.6).abs() < 1e-9 && (lon - 180.2).abs() < 1e-4, "{lat} {lon}");
}

#[test]
fn what_is_no_place_is_unknown() {
    let coast = index_of(&[square(129.0, 35.0, 0.1)], KOREA);
    for (lat, lon) in
        [(f64::NAN, 129.0), (35.0, f64::NAN), (35.0, f64::INFINITY), (91.0, 129.0), (35.0, 1e300)]
    {
        assert_eq!(coast.surface(lat, lon), Surface::Unknown);
        assert_eq!(coast.clearance_deg(lat, lon), 0.0);
        assert_eq!(crossing(&coast, (lon, lat), (129.05, 35.05)), None);
        assert_eq!(crossing(&coast, (129.05, 34.05), (lon, lat)), None);
        assert_eq!(coast.edges_in([lat, 40.0, lon, 140.0]).count(), 0);
    }
    assert_eq!(coast.surface(40.0, 140.0), Surface::Sea, "the border belongs to the area");
    assert_eq!(coast.surface(40.000_001, 140.0), Surface::Unknown);
}

#[test]
fn bad_polygons_are_named() {
    let options = BuildOptions::default();
    assert_eq!(build(&[], &options), Err(BuildError::NoPolygons));
    assert_eq!(build(&[ring(&[(1.0, 1.0), (2.0, 2.0), (1.0, 1.0)])], &options), Err(BuildError::NoPolygons));
    let metres = ring(&[(500_000.0, 3_800_000.0), (1.0, 1.0), (2.0, 1.0)]);
    let wrong = build(&[square(1.0, 1.0, 1.0), metres], &options);
    assert!(matches!(wrong, Err(BuildError::NotDegrees { ring: 1, vertex: 0, .. })), "{wrong:?}");
    let nan = ring(&[(1.0, f64::NAN), (1.0, 1.0), (2.0, 1.0)]);
    assert!(matches!(build(&[nan], &options), Err(BuildError::NotDegrees { .. })));
    for clip in [[36.0, 35.0, 129.0, 130.0], [35.0, 36.0, 129.0, 129.0], [f64::NAN, 36.0, 129.0, 130.0]] {
        let options = BuildOptions { clip: Some(clip), ..BuildOptions::default() };
        let wrong = build(&[square(1.0, 1.0, 1.0)], &options);
        assert!(matches!(wrong, Err(BuildError::Clip { .. })), "{clip:?}");
    }
    let long = build(&[ring(&[(0.0, 0.0), (120.0, 10.0), (60.0, 50.0)])], &options);
    assert!(matches!(long, Err(BuildError::EdgeTooLong { ring: 0, .. })), "{long:?}");
}
