//! Polygon files of each kind hold the same square with a lake; broken ones are refused with the place named.

use proptest::prelude::*;
use sarex_metocean::Surface;
use sarex_metocean::coast::{CoastSource, Vertex};

use super::*;

fn vertex(lon_deg: f64, lat_deg: f64) -> Vertex {
    Vertex { lon_deg, lat_deg }
}

fn square(west: f64, south: f64, side: f64) -> Ring {
    let (east, north) = (west + side, south + side);
    vec![
        vertex(west, south),
        vertex(west, north),
        vertex(east, north),
        vertex(east, south),
        vertex(west, south),
    ]
}

fn land_with_lake() -> Vec<Ring> {
    vec![square(129.0, 35.0, 1.0), square(129.25, 35.25, 0.5)]
}

/// One polygon in WKB; `bytes_of` chooses the byte order, `z` adds heights.
fn wkb_polygon(rings: &[Ring], big_endian: bool, z: bool) -> Vec<u8> {
    let u32_of = |n: u32| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
    let f64_of = |x: f64| if big_endian { x.to_be_bytes() } else { x.to_le_bytes() };
    let mut bytes = vec![u8::from(!big_endian)];
    bytes.extend(u32_of(if z { 1003 } else { 3 }));
    bytes.extend(u32_of(rings.len() as u32));
    for ring in rings {
        bytes.extend(u32_of(ring.len() as u32));
        for v in ring {
            bytes.extend(f64_of(v.lon_deg));
            bytes.extend(f64_of(v.lat_deg));
            if z {
                bytes.extend(f64_of(7.0));
            }
        }
    }
    bytes
}

fn wkb_multi(polygons: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![1, 6, 0, 0, 0];
    bytes.extend((polygons.len() as u32).to_le_bytes());
    bytes.extend(polygons.concat());
    bytes
}

/// A Shapefile with one record of a given type; the lake is its second part.
fn shapefile(rings: &[Ring], kind: i32) -> Vec<u8> {
    let mut content = Vec::new();
    content.extend(kind.to_le_bytes());
    content.extend([0u8; 32]);
    content.extend((rings.len() as i32).to_le_bytes());
    content.extend((rings.iter().map(Vec::len).sum::<usize>() as i32).to_le_bytes());
    let mut start = 0i32;
    for ring in rings {
        content.extend(start.to_le_bytes());
        start += ring.len() as i32;
    }
    for v in rings.iter().flatten() {
        content.extend(v.lon_deg.to_le_bytes());
        content.extend(v.lat_deg.to_le_bytes());
    }
    if kind == 15 {
        content.extend(vec![0u8; 16 + 8 * start as usize]);
    }
    let mut bytes = vec![0u8; 100];
    bytes[..4].copy_from_slice(&shapefile::MAGIC);
    bytes[28..32].copy_from_slice(&1000i32.to_le_bytes());
    bytes[32..36].copy_from_slice(&kind.to_le_bytes());
    // Record header, then an empty shape as some programs leave behind.
    bytes.extend(1i32.to_be_bytes());
    bytes.extend((content.len() as i32 / 2).to_be_bytes());
    bytes.extend(content);
    bytes.extend([0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0]);
    let words = bytes.len() as u32 / 2;
    bytes[24..28].copy_from_slice(&words.to_be_bytes());
    bytes
}

fn coordinates(ring: &Ring) -> String {
    let positions: Vec<String> = ring.iter().map(|v| format!("[{},{},3.5]", v.lon_deg, v.lat_deg)).collect();
    format!("[{}]", positions.join(","))
}

fn polygon_json() -> String {
    let rings: Vec<String> = land_with_lake().iter().map(coordinates).collect();
    format!("[{}]", rings.join(","))
}

fn parsed(bytes: &[u8]) -> Result<Vec<Ring>, String> {
    parse_polygons(Path::new("land"), bytes).map_err(|e| e.to_string())
}

#[test]
fn every_format_gives_the_same_rings() {
    let rings = land_with_lake();
    let polygon = polygon_json();
    let geometry = format!("{{\"type\":\"Polygon\",\"coordinates\":{polygon}}}");
    let feature = |geometry: &str| {
        format!("{{\"type\":\"Feature\",\"properties\":{{\"a\":1}},\"geometry\":{geometry}}}")
    };
    let files: [(&str, Vec<u8>); 11] = [
        ("WKB", wkb_polygon(&rings, false, false)),
        ("big-endian WKB", wkb_polygon(&rings, true, false)),
        ("WKB with heights", wkb_polygon(&rings, false, true)),
        ("multi WKB of mixed order", wkb_multi(&[wkb_polygon(&rings, true, true)])),
        ("Shapefile", shapefile(&rings, 5)),
        ("Shapefile with heights", shapefile(&rings, 15)),
        ("GeoJSON geometry", geometry.clone().into_bytes()),
        ("GeoJSON feature", feature(&geometry).into_bytes()),
        ("GeoJSON with a mark", format!("\u{feff} {geometry}").into_bytes()),
        (
            "GeoJSON collection",
            format!(
                "{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}",
                feature("null"),
                feature(&format!("{{\"type\":\"GeometryCollection\",\"geometries\":[{geometry}]}}"))
            )
            .into_bytes(),
        ),
        ("GeoJSON multi", format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{polygon}]}}").into_bytes()),
    ];
    for (what, bytes) in files {
        assert_eq!(parsed(&bytes).as_ref(), Ok(&rings), "{what}");
    }
}

#[test]
fn mistakes_in_polygon_files_are_named() {
    let mut srid = wkb_polygon(&land_with_lake(), false, false);
    srid.splice(1..5, [3, 0, 0, 0x20, 0x31, 0x7F, 0, 0]);
    let line = br#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#;
    let cut = wkb_polygon(&land_with_lake(), false, false);
    let mut points = shapefile(&land_with_lake(), 5);
    points[32] = 1;
    let mut short = shapefile(&land_with_lake(), 5);
    short.pop();
    let mut long = cut.clone();
    long.push(0);
    for (bytes, wanted) in [
        (srid, "EPSG:32561"),
        (line.to_vec(), "LineString is no polygon"),
        (cut[..cut.len() - 9].to_vec(), "cut off"),
        (long, "1 bytes follow"),
        (vec![1, 1, 0, 0, 0, 0, 0, 0, 0], "WKB type 1 is no polygon"),
        (vec![1, 3, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], "cut off"),
        (points, "type 1, not polygons"),
        (short, "cut off"),
        (br#"{"type":"Polygon","coordinates":[[[1],[2,3],[4,5]]]}"#.to_vec(), "land"),
        (br#"{"type":"#.to_vec(), "not GeoJSON"),
        (b"lat,lon\n1,2\n".to_vec(), "none of the polygon files that are read"),
        (Vec::new(), "none of the polygon files that are read"),
    ] {
        let error = parsed(&bytes).unwrap_err();
        assert!(error.contains(wanted), "{error} should say {wanted}");
    }
    let nested = [1u8, 7, 0, 0, 0, 1, 0, 0, 0].repeat(10_000);
    assert!(parsed(&nested).unwrap_err().contains("nested"));
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("sarex-coast-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn an_index_is_built_opened_and_described() {
    let folder = folder("build");
    let (land, lake, out) = (folder.join("land.wkb"), folder.join("lake.shp"), folder.join("a.coast"));
    std::fs::write(&land, wkb_polygon(&land_with_lake()[..1], false, false)).unwrap();
    std::fs::write(&lake, shapefile(&land_with_lake()[1..], 5)).unwrap();
    let source = CoastSource {
        name: "square".into(),
        source: "drawn".into(),
        licence: "CC0-1.0".into(),
        attribution: "nobody".into(),
    };
    let options = BuildOptions { clip: Some([34.0, 37.0, 128.0, 131.0]), source };
    let built = build_coast(&[land, lake], &options, &out).unwrap();
    assert_eq!(built, info(&out).unwrap());
    assert_eq!((built.name.as_str(), built.licence.as_str(), built.edges), ("square", "CC0-1.0", 8));
    assert!(built.source.starts_with("drawn; built from land.wkb (SHA-256 "), "{}", built.source);
    assert!(built.source.contains("lake.shp (SHA-256 "), "{}", built.source);
    assert_eq!(built.sha256.len(), 64);
    assert!(!built.border_is_coast);
    let coast = open(&out).unwrap();
    assert_eq!(coast.surface(35.1, 129.5), Surface::Land);
    assert_eq!(coast.surface(35.5, 129.5), Surface::Sea);
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "nothing half-written stays: {left:?}");
    let boxed = build_coast(&[folder.join("land.wkb")], &BuildOptions::default(), &out).unwrap();
    assert!(boxed.border_is_coast, "without a clip box the border of the polygons is coast");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn files_that_cannot_be_opened_say_what_to_do() {
    let folder = folder("open");
    let file = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        std::fs::write(&file, bytes).unwrap();
        file
    };
    let index = build(&land_with_lake(), &BuildOptions::default()).unwrap();
    let mut newer = index.clone();
    newer[8] += 1;
    for (file, wanted) in [
        (folder.join("none.coast"), "cannot be read"),
        (folder.clone(), "open"),
        (file("empty.coast", b""), "sarex coast build"),
        (file("land.wkb", &wkb_polygon(&land_with_lake(), false, false)), "sarex coast build"),
        (file("cut.coast", &index[..index.len() / 2]), "cut off"),
        (file("newer.coast", &newer), "version 2"),
    ] {
        let error = open(&file).unwrap_err().to_string();
        assert!(
            error.contains(wanted) && error.contains(file.to_str().unwrap()),
            "{error} should say {wanted}"
        );
    }
    let out = folder.join("no such folder").join("a.coast");
    let land = file("land.wkb", &wkb_polygon(&land_with_lake(), false, false));
    let error = build_coast(&[land], &BuildOptions::default(), &out).unwrap_err().to_string();
    assert!(error.contains("cannot be written"), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

proptest! {
    /// Readers of files from outside never panic: cut off, changed or random bytes.
    #[test]
    fn damaged_polygon_files_never_panic(
        which in 0usize..4,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        keep in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let rings = land_with_lake();
        let mut bytes = match which {
            0 => wkb_multi(&[wkb_polygon(&rings, false, false), wkb_polygon(&rings, true, true)]),
            1 => shapefile(&rings, 5),
            2 => shapefile(&rings, 15),
            _ => format!("{{\"type\":\"Polygon\",\"coordinates\":{}}}", polygon_json()).into_bytes(),
        };
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        if let Ok(rings) = parsed(&bytes) {
            let _ = build(&rings, &BuildOptions { clip: Some([34.0, 37.0, 128.0, 131.0]), ..BuildOptions::default() });
        }
    }
}
