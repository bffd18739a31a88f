//! Nanoseconds per sample of a gridded field, per projection and instruction level, beside a floor: a loop that
//! reads and writes the same memory but has its indices from one multiplication each and rotates nothing.
//!
//! `cargo bench -p sarex-metocean --bench sample`

use sarex_geo::dispatch::{self, Kernel, Level};
use sarex_metocean::grid::{Earth, Plane, Pole, Scale};
use sarex_metocean::{
    Axis, Field, FieldError, FieldSource, Grid, GriddedSource, GriddedSpec, LandFill, Points, Projection,
    Rotation, Slab, SlabReader, SlabRequest, VectorsMut, Window,
};
use std::time::Instant;

const PARTICLES: usize = 100_000;
const REPEATS: usize = 25;

/// Smooth values, with land where asked.
struct Waves {
    land: bool,
}

impl SlabReader for Waves {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        let slabs = request.times.clone().map(|time| {
            let mut slab = Slab::default();
            for row in request.rows.clone() {
                for column in request.columns.clone() {
                    let land = self.land && (column / 3 + row / 5).is_multiple_of(4);
                    let value = 0.01 * (column % 100) as f32 - 0.02 * (row % 50) as f32 + time as f32 * 0.1;
                    slab.u.push(if land { f32::NAN } else { value });
                    slab.v.push(if land { f32::NAN } else { -value });
                }
            }
            slab
        });
        Ok(slabs.collect())
    }
}

/// A cloud of particles of about a degree, in no order, as after a day.
fn cloud(lat: f64, lon: f64) -> (Vec<f64>, Vec<f64>, Vec<u16>) {
    let mut state = 1u64;
    let mut unit = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let lat = (0..PARTICLES).map(|_| lat + 0.8 * unit()).collect();
    let lon = (0..PARTICLES).map(|_| lon + 1.6 * unit()).collect();
    (lat, lon, vec![0; PARTICLES])
}

fn grids() -> Vec<(&'static str, Grid)> {
    let sphere = Plane::on(Earth::Sphere { radius_m: 6_371_000.0 });
    let wgs84 = Plane::on(Earth::WGS84);
    let polar = |plane| Projection::PolarStereographic {
        plane,
        pole: Pole::North,
        central_lon_deg: 70.0,
        scale: Scale::TrueAt(60.0),
    };
    let lambert = |plane| Projection::LambertConformal {
        plane,
        central_lon_deg: 15.0,
        origin_lat_deg: 63.0,
        parallels_deg: [63.0, 63.0],
    };
    let mercator = Projection::Mercator { plane: sphere, central_lon_deg: 0.0, scale: Scale::Factor(1.0) };
    let rotated =
        Projection::RotatedPole { pole_lat_deg: 22.0, pole_lon_deg: -40.0, north_pole_grid_lon_deg: 0.0 };
    let mut grids = Vec::new();
    for (name, projection, step) in [
        ("lat-lon", Projection::LatLon, 0.01),
        ("mercator", mercator, 800.0),
        ("polar", polar(sphere), 800.0),
        ("polar WGS84", polar(wgs84), 800.0),
        ("lambert", lambert(sphere), 2500.0),
        ("lambert WGS84", lambert(wgs84), 2500.0),
        ("rotated", rotated, 0.02),
    ] {
        let axis = |centre: f64| Axis::uniform(centre - 150.0 * step, centre + 150.0 * step, 301).unwrap();
        let unit = Axis::uniform(0.0, 1.0, 2).unwrap();
        let probe = Grid::projected(projection, unit.clone(), unit).unwrap();
        let middle = probe.index_beyond(60.6, 4.75);
        grids.push((name, Grid::projected(projection, axis(middle[0]), axis(middle[1])).unwrap()));
    }
    grids
}

fn hold(grid: Grid, rotation: Rotation, land: bool) -> std::sync::Arc<dyn Field> {
    let spec = GriddedSpec {
        name: "waves".into(),
        grid,
        rotation,
        times_s: vec![0.0, 3600.0],
        members: 1,
        land_fill: LandFill::Renormalise,
        largest_component_mps: GriddedSpec::LARGEST_WIND_MPS,
    };
    let window = Window {
        south_deg: 60.0,
        north_deg: 61.2,
        west_deg: 3.8,
        east_deg: 5.7,
        start_s: 0.0,
        end_s: 3600.0,
    };
    GriddedSource::new(spec, Box::new(Waves { land })).unwrap().hold(&window).unwrap()
}

/// The best of some repeats, ns per sample.
fn time(mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..REPEATS {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best / PARTICLES as f64 * 1e9
}

/// Same reads and writes: latitude, longitude, two rows of two cells at two times, two results. Cells are only
/// combined by exclusive or.
struct Floor<'a> {
    lat_deg: &'a [f64],
    lon_deg: &'a [f64],
    cells: [&'a [u64]; 2],
    width: usize,
    east: &'a mut [f64],
    north: &'a mut [f64],
}

impl Kernel for Floor<'_> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let n = self.lat_deg.len();
        let (lon, east, north) = (&self.lon_deg[..n], &mut self.east[..n], &mut self.north[..n]);
        // Powers of two in a mantissa: a column and a row without a conversion.
        let scaled = |x: f64, scale: f64| ((x * scale + 4_503_599_627_370_496.0).to_bits() & 0xff) as usize;
        for k in 0..n {
            let first = scaled(self.lat_deg[k] - 59.5, 135.0) * self.width + scaled(lon[k] - 3.0, 85.0);
            let mut sum = 0;
            for cells in self.cells {
                let rows = [&cells[first..first + 2], &cells[first + self.width..first + self.width + 2]];
                sum ^= rows[0][0] ^ rows[0][1] ^ rows[1][0] ^ rows[1][1];
            }
            east[k] = f64::from_bits(sum);
            north[k] = f64::from_bits(sum ^ 1);
        }
    }
}

fn main() {
    let (lat, lon, member) = cloud(60.6, 4.75);
    let points = Points { lat_deg: &lat, lon_deg: &lon, member: &member };
    let (mut east, mut north) = (vec![0.0; PARTICLES], vec![0.0; PARTICLES]);
    println!("ns per sample, {PARTICLES} particles in a cloud, grid of 301 × 301, two field times");
    println!("{:28}{:>10}{:>10}{:>10}", "", "baseline", "avx2", "avx512");
    let mut row = |name: &str, run: &mut dyn FnMut(&mut [f64], &mut [f64])| {
        let figures = Level::ALL.map(|level| {
            dispatch::set_limit(level);
            time(|| run(&mut east, &mut north))
        });
        println!("{name:28}{:10.2}{:10.2}{:10.2}", figures[0], figures[1], figures[2]);
    };
    let cells = [vec![1u64; 301 * 301], vec![2u64; 301 * 301]];
    row("floor", &mut |east, north| {
        let cells = [&cells[0][..], &cells[1][..]];
        dispatch::run(Floor { lat_deg: &lat, lon_deg: &lon, cells, width: 301, east, north });
    });
    for (name, grid) in grids() {
        for (rotation, suffix) in [
            (Rotation::None, ", not rotated"),
            (Rotation::Spherical, ""),
            (Rotation::Wgs84Step, ", WGS84 step"),
        ] {
            let field = hold(grid.clone(), rotation, false);
            row(&format!("{name}{suffix}"), &mut |east, north| {
                field.sample(points, 1800.0, VectorsMut { east_mps: east, north_mps: north });
            });
        }
    }
    let field = hold(grids().swap_remove(2).1, Rotation::Spherical, true);
    row("polar, a quarter land", &mut |east, north| {
        field.sample(points, 1800.0, VectorsMut { east_mps: east, north_mps: north });
    });
}
