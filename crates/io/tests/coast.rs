//! The coast index against real coasts: the golden points of the reference data, a plain test over all edges, and
//! the clip that comes with the program.

#[path = "../../../validation/record.rs"]
mod record;

use record::Record;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sarex_io::coast::{bundled, bundled_path, info, open, read_polygons};
use sarex_metocean::coast::{BuildOptions, CoastIndex, CoastSource, Ring, Vertex, build};
use sarex_metocean::{Coastline, Segment, Surface};

/// A file of the reference data, or a line saying that it is left out.
fn shared(name: &str) -> Option<PathBuf> {
    let roots = match std::env::var_os("SAREX_SHARED") {
        Some(root) => vec![PathBuf::from(root)],
        None => Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|p| p.join("shared")).collect(),
    };
    let found = roots.iter().map(|root| root.join(name)).find(|path| path.is_file());
    if found.is_none() {
        println!("left out: {name} (no reference data: set SAREX_SHARED)");
    }
    found
}

/// The polygon files and the boxes to which they were cut: south, north, west, east.
const EAST_ASIA: (&str, [f64; 4]) = ("data/gshhg_full_east_asia.wkb", [22.0, 50.0, 117.0, 146.0]);
const WEST_NORWAY: (&str, [f64; 4]) = ("data/gshhg_full_west_norway.wkb", [57.0, 64.0, 1.0, 9.0]);

/// Short name of a polygon file.
fn title(name: &str) -> String {
    name.trim_start_matches("data/gshhg_full_").trim_end_matches(".wkb").replace('_', " ")
}

fn built(rings: &[Ring], clip: [f64; 4]) -> CoastIndex {
    let options = BuildOptions { clip: Some(clip), ..BuildOptions::default() };
    CoastIndex::new(Arc::new(build(rings, &options).unwrap())).unwrap()
}

/// Box, longitude, latitude, land.
fn golden_points() -> Option<Vec<(String, f64, f64, bool)>> {
    let text = std::fs::read_to_string(shared("reference/drift/golden/e_landmask_points.csv")?).unwrap();
    let point = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[0].to_owned(), fields[1].parse().unwrap(), fields[2].parse().unwrap(), fields[3] == "1")
    };
    Some(text.lines().skip(1).map(point).collect())
}

/// Reference drift/golden, case e: 10 000 points, exact.
#[test]
fn all_golden_points_are_exact() {
    let (Some(points), Some(asia), Some(norway)) =
        (golden_points(), shared(EAST_ASIA.0), shared(WEST_NORWAY.0))
    else {
        return;
    };
    let asia = built(&read_polygons(&asia).unwrap(), EAST_ASIA.1);
    let norway = built(&read_polygons(&norway).unwrap(), WEST_NORWAY.1);
    assert_eq!(points.len(), 10_000);
    let mut record = Record::new(
        "coast",
        "10-golden-points",
        "Golden e: land or sea at 10 000 points",
        "2000 points in each of five boxes, the full GSHHG coasts of East Asia and western Norway. Norm: points with \
         another answer. Limit: none.",
    );
    let mut boxes: Vec<&str> = points.iter().map(|p| p.0.as_str()).collect();
    boxes.dedup();
    assert_eq!(boxes.len(), 5);
    for place in boxes {
        let coast = if place == "norway_west_coast" { &norway } else { &asia };
        let wrong = points.iter().filter(|(name, lon, lat, land)| {
            let wanted = if *land { Surface::Land } else { Surface::Sea };
            name == place && coast.surface(*lat, *lon) != wanted
        });
        let wrong = wrong.count();
        record.row(&place.replace('_', " "), wrong, 0);
        assert_eq!(wrong, 0, "{place}");
    }
}

/// Even-odd over all edges at a latitude, found by bands of latitude; nothing in common with the index.
struct PlainTest {
    edges: Vec<Vec<[Vertex; 2]>>,
    south: f64,
}

impl PlainTest {
    const BANDS_PER_DEG: f64 = 100.0;

    fn new(rings: &[Ring], [south, north, _, _]: [f64; 4]) -> Self {
        let bands = ((north - south) * Self::BANDS_PER_DEG) as usize + 1;
        let mut plain = Self { edges: vec![Vec::new(); bands], south };
        for ring in rings {
            for (i, a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                let first = plain.band(a.lat_deg.min(b.lat_deg));
                let last = plain.band(a.lat_deg.max(b.lat_deg));
                for band in first..=last {
                    plain.edges[band].push([*a, b]);
                }
            }
        }
        plain
    }

    fn band(&self, lat: f64) -> usize {
        (((lat - self.south) * Self::BANDS_PER_DEG).max(0.0) as usize).min(self.edges.len() - 1)
    }

    fn is_land(&self, lat: f64, lon: f64) -> bool {
        let crossed = self.edges[self.band(lat)].iter().filter(|[a, b]| {
            (a.lat_deg > lat) != (b.lat_deg > lat)
                && lon < (b.lon_deg - a.lon_deg) * (lat - a.lat_deg) / (b.lat_deg - a.lat_deg) + a.lon_deg
        });
        crossed.count() % 2 == 1
    }

    /// Smallest fraction at which a path meets an edge.
    fn first_contact(&self, path: Segment) -> Option<f64> {
        let Segment { from_lat_deg: y, from_lon_deg: x, to_lat_deg, to_lon_deg } = path;
        let (dx, dy) = (to_lon_deg - x, to_lat_deg - y);
        let bands = self.band(y.min(to_lat_deg))..=self.band(y.max(to_lat_deg));
        let contacts = self.edges[bands].iter().flatten().filter_map(|[a, b]| {
            let (ex, ey) = (b.lon_deg - a.lon_deg, b.lat_deg - a.lat_deg);
            let (ax, ay) = (a.lon_deg - x, a.lat_deg - y);
            let turn = dx * ey - dy * ex;
            let (s, t) = ((ax * ey - ay * ex) / turn, (ax * dy - ay * dx) / turn);
            ((0.0..=1.0).contains(&s) && (0.0..=1.0).contains(&t)).then_some(s)
        });
        contacts.min_by(f64::total_cmp)
    }
}

/// Uniform numbers in [0, 1): a linear congruential generator (Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Half of them anywhere in the box, half within some hundred metres of a vertex.
    fn place(&mut self, rings: &[Ring], [south, north, west, east]: [f64; 4]) -> (f64, f64) {
        if self.next() < 0.5 {
            return (south + (north - south) * self.next(), west + (east - west) * self.next());
        }
        let ring = &rings[(self.next() * rings.len() as f64) as usize];
        let vertex = ring[(self.next() * ring.len() as f64) as usize];
        let near = |degrees: f64, number: f64, low: f64, high: f64| {
            (degrees + 0.01 * (number - 0.5)).clamp(low + 1e-9, high - 1e-9)
        };
        (near(vertex.lat_deg, self.next(), south, north), near(vertex.lon_deg, self.next(), west, east))
    }
}

/// A million places, half of them close to the coast: the same answer as a plain test everywhere.
#[test]
fn a_million_places_agree_with_a_plain_polygon_test() {
    let files = [EAST_ASIA, WEST_NORWAY].map(|(name, area)| (name, shared(name), area));
    if files.iter().any(|(_, file, _)| file.is_none()) {
        return;
    }
    let mut record = Record::new(
        "coast",
        "12-million-places",
        "A million places against a plain polygon test",
        "Half of them anywhere, half within some hundred metres of a vertex; the plain test counts edges, and has nothing \
         in common with the index. Norm: places with another answer. Limit: none.",
    );
    for (name, file, area) in files {
        let rings = read_polygons(&file.unwrap()).unwrap();
        let (coast, plain) = (built(&rings, area), PlainTest::new(&rings, area));
        let mut numbers = Numbers(7);
        let mut land = 0;
        for _ in 0..500_000 {
            let (lat, lon) = numbers.place(&rings, area);
            let wanted = if plain.is_land(lat, lon) { Surface::Land } else { Surface::Sea };
            assert_eq!(coast.surface(lat, lon), wanted, "{name}: {lat} {lon}");
            land += usize::from(wanted == Surface::Land);
        }
        assert!((50_000..450_000).contains(&land), "{land} of the places on land");
        record.row(&format!("{}: 500 000 places, {land} on land", title(name)), 0, 0);
    }
}

/// Steps of up to 3 km from the sea: met at the first contact of a test over all edges, to 1 mm.
#[test]
fn steps_on_real_coasts_meet_the_first_edge() {
    let files = [EAST_ASIA, WEST_NORWAY].map(|(name, area)| (name, shared(name), area));
    if files.iter().any(|(_, file, _)| file.is_none()) {
        return;
    }
    let mut record = Record::new(
        "coast",
        "14-segments",
        "Steps meet the first edge",
        "40 000 steps of up to 3 km from the sea per coast, against a test over all edges. Norm: distance along the step \
         between the two first contacts. Limit: a millimetre; a contact that only one of them finds fails.",
    );
    for (name, file, area) in files {
        let rings = read_polygons(&file.unwrap()).unwrap();
        let (coast, plain) = (built(&rings, area), PlainTest::new(&rings, area));
        let [south, north, west, east] = area;
        let mut numbers = Numbers(11);
        let (mut met, mut missed, mut worst) = (0, 0, 0.0f64);
        while met + missed < 40_000 {
            let (lat, lon) = numbers.place(&rings, area);
            let (to_lat_deg, to_lon_deg) =
                (lat + 0.06 * (numbers.next() - 0.5), lon + 0.06 * (numbers.next() - 0.5));
            let inside = (south..north).contains(&to_lat_deg) && (west..east).contains(&to_lon_deg);
            if !inside || plain.is_land(lat, lon) {
                continue;
            }
            let path = Segment { from_lat_deg: lat, from_lon_deg: lon, to_lat_deg, to_lon_deg };
            match (coast.first_crossing(path), plain.first_contact(path)) {
                (None, None) => missed += 1,
                (Some(found), Some(wanted)) => {
                    met += 1;
                    // Of a step of 0.06° at most, in degrees: 1e-8° are a millimetre.
                    let off_deg = (found.fraction - wanted).abs() * 0.06;
                    assert!(off_deg < 1e-8, "{name}: {path:?}");
                    worst = worst.max(off_deg);
                }
                (found, wanted) => panic!("{name}: {path:?}: {found:?}, not {wanted:?}"),
            }
        }
        assert!(met > 5_000 && missed > 5_000, "{met} met, {missed} missed");
        record.row(
            &format!("{}: {met} meet land, {missed} do not", title(name)),
            format!("{:.4} mm", worst * 1.113e8),
            "1 mm",
        );
    }
}

/// The clip in the repository covers the strait and its seas, says whose it is, and answers the golden points.
#[test]
fn the_bundled_coast_is_exact_where_it_covers() {
    let coast = bundled().unwrap();
    let [south, north, west, east] = coast.area_deg();
    assert!(south <= 29.0 && north >= 42.0 && west <= 121.0 && east >= 139.0);
    // Well-known places: off Tsushima, Busan station, Fukuoka, Jeju's Hallasan, open sea.
    for (lat, lon, surface) in [
        (34.604, 129.902, Surface::Sea),
        (35.115, 129.042, Surface::Land),
        (33.59, 130.42, Surface::Land),
        (33.362, 126.533, Surface::Land),
        (37.5, 131.5, Surface::Sea),
        (60.0, 5.0, Surface::Unknown),
    ] {
        assert_eq!(coast.surface(lat, lon), surface, "{lat} {lon}");
    }
    let Some(points) = golden_points() else { return };
    let covered = points.iter().filter(|(_, lon, lat, _)| coast.surface(*lat, *lon) != Surface::Unknown);
    let mut count = 0;
    for (name, lon, lat, land) in covered {
        count += 1;
        assert_eq!(coast.is_land(*lat, *lon), *land, "{name}: {lon} {lat}");
    }
    assert_eq!(count, 8_000, "all points around Korea and Japan");
    let mut record = Record::new(
        "coast",
        "16-bundled",
        "The coast that comes with the program",
        "The clip around Korea and Japan at the golden points it covers. Norm: points with another answer. Limit: none.",
    );
    record.row("8000 points", 0, 0);
}

/// LGPL data: credited inside the file, described and licensed beside it; the README's hash is the file's.
#[test]
fn the_bundled_coast_carries_its_provenance() {
    let file = bundled_path().unwrap();
    let info = info(&file).unwrap();
    assert_eq!(info.licence, "LGPL-3.0-or-later");
    assert!(
        info.attribution.contains("GSHHG") && info.attribution.contains("Wessel"),
        "{}",
        info.attribution
    );
    assert!(info.bytes <= 5_000_000);
    let beside = |name: &str| std::fs::read_to_string(file.with_file_name(name)).unwrap();
    let readme = beside("README.md");
    assert!(readme.contains(&info.sha256), "the README should give {}", info.sha256);
    assert!(beside("COPYING.LESSER").contains("GNU LESSER GENERAL PUBLIC LICENSE"));
    assert!(beside("COPYING").contains("GNU GENERAL PUBLIC LICENSE"));
}

/// The shipped bytes are what the shipped program makes of the stated input.
#[test]
fn the_bundled_coast_can_be_built_again() {
    let Some(polygons) = shared(EAST_ASIA.0) else { return };
    let file = bundled_path().unwrap();
    let shipped = open(&file).unwrap();
    let source: CoastSource = shipped.source().clone();
    let options = BuildOptions { clip: Some(shipped.area_deg()), source };
    let bytes = build(&read_polygons(&polygons).unwrap(), &options).unwrap();
    assert!(
        bytes == std::fs::read(&file).unwrap(),
        "the bundled coast is out of date: see data/coast/README.md"
    );
}
