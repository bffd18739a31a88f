//! Good input for each target: where damage starts from.

use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use sarex_metocean::coast::{BuildOptions, Vertex, build};

/// Seeds of a target.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let text = |items: &[&str]| items.iter().map(|s| s.as_bytes().to_vec()).collect();
    match target {
        "position" => text(&[
            "34°36.25'N 129°54.12'E",
            "N34 36 15.0 E129 54 07.2",
            "-34.604, 129.902",
            "북위 34도 36.25분 동경 129도 54.12분",
            "３４°３６．２５′Ｎ　１２９°５４．１２′Ｅ",
            "3436N 12954E",
            "6 h 30 min",
        ]),
        "case_file" => text(&[include_str!("../../examples/korea-strait-01/case.toml")]),
        "class_file" => text(&[CLASS]),
        "field_file" => [NcWriteFormat::Classic, NcWriteFormat::Cdf5, NcWriteFormat::Nc4]
            .into_iter()
            .map(wind_file)
            .chain([include_bytes!("../../data/wind/gfs_eastasia_20161120-22_6h_1deg.nc").to_vec()])
            .collect(),
        "series" => text(&[
            "time,speed_kn,from_deg\n2026-11-20T00:00:00Z,12,320\n2026-11-20T06:00:00Z,15,330\n",
            "[{\"time\": \"2026-11-20T00:00:00Z\", \"east_mps\": 0.3, \"north_mps\": -0.1}]",
        ]),
        "coast_index" => vec![build(&[triangle()], &BuildOptions::default()).expect("a triangle")],
        "polygons" => vec![wkb(), GEOJSON.as_bytes().to_vec()],
        "particles" => {
            let mut seeds: Vec<Vec<u8>> = text(&["lat,lon,time\n34.5,129.5,2026-11-20T00:00:00Z\n"]);
            seeds.push(trajectories());
            seeds
        }
        "tracks_gpx" => text(&[GPX]),
        "tracks_csv" => text(&[
            "track,lat_deg,lon_deg,time\n\"A, 1\",34.5,129.5,2026-11-21T06:00:00Z\n\"A, 1\",34.6,129.5,2026-11-21T06:30:00Z\n",
            "position;time\n34°30.00'N 129°30.00'E;2026-11-21T06:00Z\n34°36.00'N 129°30.00'E;2026-11-21T06:30Z\n",
        ]),
        "tracks_geojson" => text(&[
            r#"{"type":"Feature","properties":{"coordTimes":["2026-11-21T06:00:00Z",1795241400]},"geometry":{"type":"LineString","coordinates":[[129.5,34.5],[129.5,34.6]]}}"#,
        ]),
        "tracks_ais" => {
            let unusual = include_str!("../../crates/io/tests/read/data/ais/own_sar.nmea");
            vec![FLEET.as_bytes().to_vec(), [unusual, FLEET].concat().into_bytes()]
        }
        "plan" => text(&[include_str!("../../crates/io/src/write/plan/tests/golden/plan.json")]),
        "message" => text(&[
            include_str!("../../crates/io/src/write/plan/tests/golden/search-action-plan.en.txt"),
            include_str!("../../crates/io/src/write/plan/tests/golden/search-action-plan.ja.txt"),
            include_str!("../../crates/io/src/write/plan/tests/golden/sitrep.ko.txt"),
        ]),
        _ => Vec::new(),
    }
}

const CLASS: &str = "[[class]]\nkey = \"MY-BOAT\"\nnumber = 901\ngroup = \"own\"\ndescription = \"a boat\"\n\
    downwind_slope_pct = 2.0\ndownwind_offset_cm_s = 0.0\ndownwind_std_cm_s = 3.0\n\
    right_slope_pct = 0.5\nright_offset_cm_s = 0.0\nright_std_cm_s = 2.0\n\
    left_slope_pct = -0.5\nleft_offset_cm_s = 0.0\nleft_std_cm_s = 2.0\nsource = \"own trial\"\n";

const GPX: &str = "<?xml version=\"1.0\"?><gpx xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><name>A &amp; B</name><trkseg>\
    <trkpt lat=\"34.5\" lon=\"129.5\"><time>2026-11-21T06:00:00Z</time></trkpt>\
    <trkpt lat=\"34.6\" lon=\"129.5\"><time>2026-11-21T06:30:00Z</time></trkpt></trkseg></trk></gpx>";

const FLEET: &str = r"\s:AI0001,c:1795154400*3B\!AIVDM,1,1,,A,16TB<H0P1h9BfB2ChD@LwbH00000,0*19
\s:AI0001,c:1795154410*3A\!AIVDM,1,1,,A,16TB<H0P1h9Bf<`ChEELwbHD0000,0*45
";

const GEOJSON: &str = r#"{"type":"Polygon","coordinates":[[[129,34],[130,34],[129.5,35],[129,34]]]}"#;

fn triangle() -> Vec<Vertex> {
    [(129.0, 34.0), (130.0, 34.1), (129.4, 35.0)]
        .into_iter()
        .map(|(lon_deg, lat_deg)| Vertex { lon_deg, lat_deg })
        .collect()
}

/// A WKB polygon, little endian.
fn wkb() -> Vec<u8> {
    let mut bytes = vec![1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0];
    for v in triangle().iter().chain(triangle().first()) {
        bytes.extend(v.lon_deg.to_le_bytes());
        bytes.extend(v.lat_deg.to_le_bytes());
    }
    bytes
}

/// A small file of wind, visibility, waves and water temperature with packed values.
fn wind_file(format: NcWriteFormat) -> Vec<u8> {
    let mut file = NcFileBuilder::new();
    let text = |s: &str| NcAttrValue::Chars(s.to_owned());
    let mut dimension = |name: &str, n| file.add_dimension(name, n).expect("a dimension");
    let (time, lat, lon) = (dimension("time", 3), dimension("lat", 4), dimension("lon", 5));
    for (name, dim, units, n, step) in [
        ("time", time, "hours since 2026-11-20 00:00:00", 3, 6.0),
        ("lat", lat, "degrees_north", 4, 0.5),
        ("lon", lon, "degrees_east", 5, 0.5),
    ] {
        let v = file.add_variable::<f64>(name, &[dim]).expect("an axis");
        file.add_variable_attribute(v, "units", text(units)).expect("units");
        let values: Vec<f64> = (0..n).map(|i| 34.0 + f64::from(i) * step).collect();
        file.write_variable(v, &values).expect("values");
    }
    for (name, standard, units) in [
        ("u10", "eastward_wind", "m s-1"),
        ("v10", "northward_wind", "m s-1"),
        ("vis", "visibility_in_air", "km"),
        ("hs", "sea_surface_wave_significant_height", "m"),
        ("sst", "sea_surface_temperature", "degC"),
    ] {
        let v = file.add_variable::<i16>(name, &[time, lat, lon]).expect("a component");
        for (key, value) in [("standard_name", standard), ("units", units)] {
            file.add_variable_attribute(v, key, text(value)).expect("an attribute");
        }
        file.add_variable_attribute(v, "scale_factor", NcAttrValue::Doubles(vec![-0.01])).expect("a scale");
        if format == NcWriteFormat::Nc4 {
            file.set_variable_chunking(v, vec![1, 4, 5]).expect("chunks");
            file.set_variable_deflate(v, Some(4), true).expect("deflate");
        }
        let values: Vec<i16> = (0..60).map(|i| i * 7 - 200).collect();
        file.write_variable(v, &values).expect("values");
    }
    file.to_vec(NcWriteOptions { format }).expect("a file").1
}

/// Three trajectories of two times.
fn trajectories() -> Vec<u8> {
    let mut file = NcFileBuilder::new();
    let text = |s: &str| NcAttrValue::Chars(s.to_owned());
    file.add_attribute("featureType", text("trajectory")).expect("an attribute");
    let trajectory = file.add_dimension("trajectory", 3).expect("a dimension");
    let time = file.add_dimension("time", 2).expect("a dimension");
    let v = file.add_variable::<f64>("time", &[time]).expect("time");
    file.add_variable_attribute(v, "units", text("seconds since 1970-01-01 00:00:00")).expect("units");
    file.write_variable(v, &[1.7e9, 1.7e9 + 3600.0]).expect("values");
    for (name, from) in [("lat", 34.0), ("lon", 129.0)] {
        let v = file.add_variable::<f64>(name, &[trajectory, time]).expect("a coordinate");
        let values: Vec<f64> = (0..6).map(|i| from + 0.1 * f64::from(i)).collect();
        file.write_variable(v, &values).expect("values");
    }
    file.to_vec(NcWriteOptions { format: NcWriteFormat::Nc4 }).expect("a file").1
}
