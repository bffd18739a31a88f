//! One synthetic file for each way of writing the same field; all must give the same values.

mod axes;
mod grids;

use crate::fixture::{
    A, HOURS, LAT, LON, Nc, START_S, Scratch, TIME, U_CURRENT, V_CURRENT, first, lats, lons, second, truth,
    values,
};

use netcdf_writer::NcWriteFormat;
use sarex_io::read::{Directions, Opened, Options, ReadError, open_field};
use sarex_metocean::{Place, Quantity, Window};

type Attributes = [(&'static str, A); 2];

/// The usual file; what a test varies it passes in.
struct Usual {
    times: Vec<f64>,
    lats: Vec<f64>,
    lons: Vec<f64>,
    /// Longitudes as the file writes them, if not as they are.
    lons_written: Option<Vec<f64>>,
    names: [&'static str; 2],
    u: Vec<(&'static str, A)>,
    v: Vec<(&'static str, A)>,
    time: Vec<(&'static str, A)>,
}

impl Default for Usual {
    fn default() -> Self {
        let list = |a: Attributes| a.to_vec();
        Usual {
            times: HOURS.to_vec(),
            lats: lats(),
            lons: lons(),
            lons_written: None,
            names: ["u", "v"],
            u: list(U_CURRENT),
            v: list(V_CURRENT),
            time: list(TIME),
        }
    }
}

impl Usual {
    fn nc(&self) -> Nc {
        let mut nc = self.axes(&[]);
        let v = |pick| values(&self.times, &self.lats, &self.lons, pick);
        let dims = ["time", "lat", "lon"];
        nc.var(self.names[0], &dims, &v(first), &self.u).var(self.names[1], &dims, &v(second), &self.v);
        nc
    }
    fn axes(&self, more: &[(&str, u64)]) -> Nc {
        let mut dims = vec![
            ("time", self.times.len() as u64),
            ("lat", self.lats.len() as u64),
            ("lon", self.lons.len() as u64),
        ];
        dims.extend(more);
        let mut nc = Nc::new(&dims);
        nc.var("time", &["time"], &self.times, &self.time);
        let lons = self.lons_written.as_ref().unwrap_or(&self.lons);
        nc.var("lat", &["lat"], &self.lats, &LAT).var("lon", &["lon"], lons, &LON);
        nc
    }
}

fn open(
    nc: &Nc,
    format: NcWriteFormat,
    quantity: Quantity,
    options: &Options,
) -> Result<(Scratch, Opened), ReadError> {
    let scratch = Scratch::new();
    let name = scratch.write("field.nc", &nc.bytes(format));
    open_field(&name, quantity, options).map(|opened| (scratch, opened))
}

fn at(opened: &Opened, lat: f64, lon: f64, hour: f64, member: u16) -> Option<(f64, f64)> {
    let time_s = START_S + hour * 3600.0;
    let window = Window {
        south_deg: lat - 0.01,
        north_deg: lat + 0.01,
        west_deg: lon - 0.01,
        east_deg: lon + 0.01,
        start_s: time_s,
        end_s: time_s,
    };
    let field = opened.source.hold(&window).unwrap_or_else(|e| panic!("{e}"));
    field.at(Place { lat_deg: lat, lon_deg: lon, time_s, member }).map(|v| (v.east_mps, v.north_mps))
}

#[track_caller]
fn is_true(opened: &Opened, tolerance: f64) {
    for (lat, lon, hour) in [(34.0, 129.0, 0.0), (34.3, 129.6, 0.5), (34.75, 130.0, 2.0), (34.1, 129.9, 1.25)]
    {
        let found = at(opened, lat, lon, hour, 0).unwrap_or_else(|| panic!("no value at {lat} {lon}"));
        let expected = truth(lat, lon, hour);
        let off = (found.0 - expected.0).abs().max((found.1 - expected.1).abs());
        assert!(off < tolerance, "{found:?} instead of {expected:?} at {lat} {lon} hour {hour}");
    }
}

#[track_caller]
fn check(nc: &Nc, quantity: Quantity) -> Vec<String> {
    let (_scratch, opened) =
        open(nc, NcWriteFormat::Nc4, quantity, &Options::default()).unwrap_or_else(|e| panic!("{e}"));
    is_true(&opened, 1e-6);
    opened.notes
}

#[track_caller]
fn refused(nc: &Nc, quantity: Quantity, words: &[&str]) {
    let message = match open(nc, NcWriteFormat::Nc4, quantity, &Options::default()) {
        Err(e) => e.to_string(),
        Ok(_) => panic!("it should be refused: {words:?}"),
    };
    for word in words {
        assert!(message.contains(word), "{message}\nlacks \"{word}\"");
    }
}

#[test]
fn every_container_format() {
    use NcWriteFormat::{Cdf5, Classic, Nc4, Nc4Classic, Offset64};
    for format in [Classic, Offset64, Cdf5, Nc4, Nc4Classic] {
        let (_scratch, opened) =
            open(&Usual::default().nc(), format, Quantity::Current, &Options::default()).unwrap();
        is_true(&opened, 1e-6);
        assert_eq!(opened.notes, Vec::<String>::new());
    }
}

#[test]
fn packed_with_fill_value() {
    let usual = Usual::default();
    let mut nc = usual.axes(&[]);
    let pack = |v: Vec<f64>| -> Vec<i16> {
        let mut packed: Vec<i16> = v.iter().map(|v| ((v - 1.0) / -0.0005).round() as i16).collect();
        packed[0] = -999;
        packed
    };
    let packing = [("scale_factor", A::F(-0.0005)), ("add_offset", A::F(1.0)), ("_FillValue", A::I16(-999))];
    for (name, pick, names) in [("u", first as fn((f64, f64)) -> f64, &U_CURRENT), ("v", second, &V_CURRENT)]
    {
        let attributes: Vec<(&str, A)> = names.iter().chain(&packing).cloned().collect();
        nc.var(
            name,
            &["time", "lat", "lon"],
            &pack(values(&usual.times, &usual.lats, &usual.lons, pick)),
            &attributes,
        );
    }
    let (_scratch, opened) = open(&nc, NcWriteFormat::Nc4, Quantity::Current, &Options::default()).unwrap();
    let found = at(&opened, 34.5, 129.75, 1.0, 0).unwrap();
    assert!((found.0 - truth(34.5, 129.75, 1.0).0).abs() < 0.0004, "{found:?}");
    // The first cell of the first time is missing; its neighbours stand in.
    assert!(at(&opened, 34.001, 129.001, 0.0, 0).is_some_and(|v| v.0 < 1.0));
}

#[test]
fn units_are_converted_or_refused() {
    let scaled = |units: &'static str, factor: f64| {
        let usual = Usual::default();
        let mut nc = usual.axes(&[]);
        for (name, pick, standard) in [
            ("u", first as fn((f64, f64)) -> f64, "eastward_sea_water_velocity"),
            ("v", second, "northward_sea_water_velocity"),
        ] {
            let all: Vec<f64> =
                values(&usual.times, &usual.lats, &usual.lons, pick).iter().map(|v| v / factor).collect();
            nc.var(
                name,
                &["time", "lat", "lon"],
                &all,
                &[("standard_name", A::T(standard)), ("units", A::T(units))],
            );
        }
        nc
    };
    check(&scaled("cm/s", 0.01), Quantity::Current);
    check(&scaled("km/h", 1.0 / 3.6), Quantity::Current);
    check(&scaled("knots", 1852.0 / 3600.0), Quantity::Current);
    refused(&scaled("Pa", 1.0), Quantity::Current, &["field.nc", "u has units \"Pa\"", "not a speed"]);
}

#[test]
fn named_variables_override_the_search() {
    let usual = Usual {
        names: ["foo", "bar"],
        u: vec![("units", A::T("m/s"))],
        v: vec![("units", A::T("m/s"))],
        ..Usual::default()
    };
    refused(&usual.nc(), Quantity::Current, &["no surface current found", "foo, bar", "name the pair"]);
    let options = Options { variables: Some(["foo".to_owned(), "bar".to_owned()]), ..Options::default() };
    let (_scratch, opened) = open(&usual.nc(), NcWriteFormat::Nc4, Quantity::Current, &options).unwrap();
    is_true(&opened, 1e-6);
    let options = Options { variables: Some(["foo".to_owned(), "baz".to_owned()]), ..Options::default() };
    let error = open(&usual.nc(), NcWriteFormat::Nc4, Quantity::Current, &options).err().unwrap().to_string();
    assert!(error.contains("no variable baz found"), "{error}");
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    let mut staggered = Nc::new(&[("time", 1), ("y", 3), ("x", 3), ("xu", 2)]);
    staggered.var("time", &["time"], &[0.0], &TIME);
    staggered.var("u", &["time", "y", "xu"], &[0.0; 6], &U_CURRENT).var(
        "v",
        &["time", "y", "x"],
        &[0.0; 9],
        &V_CURRENT,
    );
    refused(&staggered, Quantity::Current, &["u and v", "different grids", "rho points"]);
    let mut mesh = Nc::new(&[("time", 1), ("node", 7)]);
    mesh.var("time", &["time"], &[0.0], &TIME);
    mesh.var("u", &["time", "node"], &[0.0; 7], &U_CURRENT).var(
        "v",
        &["time", "node"],
        &[0.0; 7],
        &V_CURRENT,
    );
    refused(&mesh, Quantity::Current, &["rows and columns", "remapbil"]);
    let mut bare = Nc::new(&[("time", 1), ("y", 3), ("x", 3)]);
    bare.var("time", &["time"], &[0.0], &TIME);
    bare.var("u", &["time", "y", "x"], &[0.0; 9], &U_CURRENT).var(
        "v",
        &["time", "y", "x"],
        &[0.0; 9],
        &V_CURRENT,
    );
    refused(&bare, Quantity::Current, &["no positions", "longitude and latitude"]);
    let mut turning = Usual { lats: vec![34.0, 34.5, 34.25, 35.0], ..Usual::default() }.nc();
    refused(&turning, Quantity::Current, &["must only rise or only fall"]);
    turning = Usual { lats: vec![34.0, 134.5, 200.0, 235.0], ..Usual::default() }.nc();
    refused(&turning, Quantity::Current, &["lat has the value 134.5", "no latitude"]);
}

/// What cfgrib writes where it knows no standard name, with ECMWF's names and an ensemble axis before the grid.
#[test]
fn a_standard_name_that_is_unknown_is_none() {
    let unknown = [("standard_name", A::T("unknown")), ("units", A::T("m s**-1"))];
    let wind = Usual {
        names: ["u10", "v10"],
        u: unknown.to_vec(),
        v: unknown.to_vec(),
        time: vec![("standard_name", A::T("time")), ("units", A::T("seconds since 1970-01-01"))],
        times: HOURS.map(|h| START_S + 3600.0 * h).to_vec(),
        ..Usual::default()
    };
    let mut nc = wind.axes(&[]);
    let v = |pick| values(&HOURS, &wind.lats, &wind.lons, pick);
    nc.var("u10", &["time", "lat", "lon"], &v(first), &wind.u);
    nc.var("v10", &["time", "lat", "lon"], &v(second), &wind.v);
    let (_scratch, opened) = open(&nc, NcWriteFormat::Nc4, Quantity::Wind, &Options::default()).unwrap();
    is_true(&opened, 1e-6);
}
