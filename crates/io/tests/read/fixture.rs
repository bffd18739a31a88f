//! Small files written for one test each.

use netcdf_writer::{
    DimensionId, NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions, NcWriteType, VariableId,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own, removed at the end.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("sarex-read-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
    pub fn write(&self, name: &str, bytes: &[u8]) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
    pub fn folder(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An attribute.
#[derive(Clone)]
pub enum A {
    T(&'static str),
    F(f64),
    F32(f32),
    I16(i16),
    I32(i32),
    Fs(Vec<f64>),
}

/// A file being built.
#[derive(Default)]
pub struct Nc {
    builder: NcFileBuilder,
    dims: BTreeMap<String, DimensionId>,
}

impl Nc {
    pub fn new(dims: &[(&str, u64)]) -> Self {
        let mut nc = Nc::default();
        for (name, n) in dims {
            let id = nc.builder.add_dimension(*name, *n).unwrap();
            nc.dims.insert((*name).to_owned(), id);
        }
        nc
    }

    pub fn var<T: NcWriteType>(
        &mut self,
        name: &str,
        dims: &[&str],
        values: &[T],
        attributes: &[(&str, A)],
    ) -> &mut Self {
        let ids: Vec<DimensionId> = dims.iter().map(|d| self.dims[*d]).collect();
        let id = self.builder.add_variable::<T>(name, &ids).unwrap();
        for (name, value) in attributes {
            self.attribute(id, name, value.clone());
        }
        self.builder.write_variable(id, values).unwrap();
        self
    }

    fn attribute(&mut self, id: VariableId, name: &str, value: A) {
        let value = match value {
            A::T(t) => NcAttrValue::Chars(t.to_owned()),
            A::F(v) => NcAttrValue::Doubles(vec![v]),
            A::F32(v) => NcAttrValue::Floats(vec![v]),
            A::I16(v) => NcAttrValue::Shorts(vec![v]),
            A::I32(v) => NcAttrValue::Ints(vec![v]),
            A::Fs(v) => NcAttrValue::Doubles(v),
        };
        self.builder.add_variable_attribute(id, name, value).unwrap();
    }

    pub fn bytes(&self, format: NcWriteFormat) -> Vec<u8> {
        self.builder.to_vec(NcWriteOptions { format }).unwrap().1
    }
}

/// Times at which the test fields are given, hours since 2026-11-20T00:00:00Z.
pub const HOURS: [f64; 3] = [0.0, 1.0, 2.0];
/// 2026-11-20T00:00:00Z.
pub const START_S: f64 = 1_795_132_800.0;

pub const TIME: [(&str, A); 2] =
    [("standard_name", A::T("time")), ("units", A::T("hours since 2026-11-20 00:00:00"))];
pub const LAT: [(&str, A); 2] = [("standard_name", A::T("latitude")), ("units", A::T("degrees_north"))];
pub const LON: [(&str, A); 2] = [("standard_name", A::T("longitude")), ("units", A::T("degrees_east"))];
pub const U_CURRENT: [(&str, A); 2] =
    [("standard_name", A::T("eastward_sea_water_velocity")), ("units", A::T("m s-1"))];
pub const V_CURRENT: [(&str, A); 2] =
    [("standard_name", A::T("northward_sea_water_velocity")), ("units", A::T("m s-1"))];

/// Longitudes and latitudes of the usual test grid.
pub fn lons() -> Vec<f64> {
    (0..5).map(|i| 129.0 + 0.25 * f64::from(i)).collect()
}
pub fn lats() -> Vec<f64> {
    (0..4).map(|j| 34.0 + 0.25 * f64::from(j)).collect()
}

/// u = 0.1 lon' + 0.02 lat' + 0.5 h, v = −0.1 lat' + 0.25 h, with lon', lat' from 129° E 34° N and h in hours:
/// linear, so that interpolation is exact.
pub fn truth(lat: f64, lon: f64, hour: f64) -> (f64, f64) {
    (0.1 * (lon - 129.0) + 0.02 * (lat - 34.0) + 0.5 * hour, -0.1 * (lat - 34.0) + 0.25 * hour)
}

/// Values of one component over times, rows, columns.
pub fn values(times: &[f64], lats: &[f64], lons: &[f64], pick: fn((f64, f64)) -> f64) -> Vec<f64> {
    let mut all = Vec::new();
    for h in times {
        for lat in lats {
            all.extend(lons.iter().map(|lon| pick(truth(*lat, *lon, *h))));
        }
    }
    all
}

pub fn first(v: (f64, f64)) -> f64 {
    v.0
}
pub fn second(v: (f64, f64)) -> f64 {
    v.1
}
