//! How far a place is from land at least: never more than the truth, and enough to be of use.

use super::*;

/// Larger of the differences in longitude and latitude to the nearest point of any edge. Along an edge it is convex
/// and made of straight pieces, so the least is at an end or where one of them begins.
fn plain_distance(rings: &[Ring], lon: f64, lat: f64) -> f64 {
    let mut least = f64::MAX;
    for ring in rings {
        for (i, a) in ring.iter().enumerate() {
            let b = ring[(i + 1) % ring.len()];
            let (x, y) = (a.lon_deg - lon, a.lat_deg - lat);
            let (dx, dy) = (b.lon_deg - a.lon_deg, b.lat_deg - a.lat_deg);
            for t in [0.0, 1.0, -x / dx, -y / dy, (y - x) / (dx - dy), -(x + y) / (dx + dy)] {
                if (0.0..=1.0).contains(&t) {
                    least = least.min((x + t * dx).abs().max((y + t * dy).abs()));
                }
            }
        }
    }
    least
}

/// Random places over an area (south, north, west, east), as (lon, lat).
fn places(area: [f64; 4], count: usize) -> impl Iterator<Item = (f64, f64)> {
    let mut state = 0x0123_4567_89ab_cdefu64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let [south, north, west, east] = area;
    (0..count).map(move |_| (west + (east - west) * random(), south + (north - south) * random()))
}

/// On land 0, at sea a bound from below; both answers at once are the same as one by one. Where the tile is mixed
/// the bound is short of the truth by two patches at most, or it is cut off where the tile's neighbours end.
#[test]
fn clearance_is_a_close_bound_of_the_distance_to_land() {
    let rings = [
        star((129.0, 34.0), 0.9, 900, 1),
        star((131.0, 34.0), 0.9, 12, 2),
        star((131.0, 34.0), 0.1, 400, 3),
        square(130.25, 33.5, 0.25),
    ];
    let coast = index_of(&rings, [33.0, 36.0, 128.0, 132.0]);
    let tile_deg = coast.statistics().tile_deg;
    let (mut in_mixed, mut of_use) = (0, 0);
    for (lon, lat) in places([33.0, 36.0, 128.0, 132.0], 20_000) {
        let clearance = coast.clearance_deg(lat, lon);
        assert_eq!(coast.look(lat, lon), (coast.surface(lat, lon), clearance), "{lon} {lat}");
        if plain_is_land(&rings, lon, lat) {
            assert_eq!(clearance, 0.0, "{lon} {lat}");
            continue;
        }
        let truth = plain_distance(&rings, lon, lat);
        assert!(clearance <= truth, "{clearance} for {truth} at {lon} {lat}");
        if coast.edges_in([lat, lat, lon, lon]).next().is_some() {
            let floor = (truth - 2.0 * tile_deg / 8.0 - 4e-6).min(tile_deg);
            assert!(clearance >= floor, "{clearance} for {truth} at {lon} {lat}");
            in_mixed += 1;
            of_use += u32::from(clearance > 0.0);
        }
    }
    assert!(in_mixed > 1000 && of_use > in_mixed / 3, "{of_use} of {in_mixed}");
}

/// Outside the covered area there is no land to meet, up to the area itself: on whichever side it is nearer.
#[test]
fn beyond_the_area_the_clearance_is_the_way_to_it() {
    let coast = index_of(&[square(129.0, 34.0, 0.5)], [33.0, 36.0, 128.0, 132.0]);
    for (lat, lon, distance) in [
        (34.0, 127.5, 0.5),
        (34.0, 133.0, 1.0),
        (38.0, 133.0, 2.0),
        (32.75, 130.0, 0.25),
        (34.0, -47.0, 175.0),
        (34.0, 127.0 - 720.0, 1.0),
        (34.0, 127.999_999, 0.0),
    ] {
        let clearance = coast.clearance_deg(lat, lon);
        assert!((distance - 3e-6..=distance).contains(&clearance), "{clearance} at {lat} {lon}");
        assert_eq!(coast.look(lat, lon), (Surface::Unknown, clearance));
    }
}

/// The neighbours of a tile at the border of a world's grid lie at its other border.
#[test]
fn clearance_looks_across_the_dateline() {
    let rings = [star((179.99, 51.0), 0.02, 40, 4), star((-179.9, 51.0), 0.05, 300, 5)];
    let coast = index_of(&rings, [-90.0, 90.0, -180.0, 180.0]);
    let shifted = rings.clone().map(|ring| {
        let east = |v: &Vertex| if v.lon_deg < 0.0 { vertex(v.lon_deg + 360.0, v.lat_deg) } else { *v };
        ring.iter().map(east).collect::<Ring>()
    });
    for (lon, lat) in places([50.8, 51.2, 179.8, 180.3], 5_000) {
        let clearance = coast.clearance_deg(lat, lon);
        let land = plain_is_land(&shifted, lon, lat);
        let truth = if land { 0.0 } else { plain_distance(&shifted, lon, lat) };
        assert!(clearance <= truth, "{clearance} for {truth} at {lon} {lat}");
    }
}
