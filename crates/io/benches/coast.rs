//! What a look at the coast costs, beside the cheapest thing a query could do: one load from memory at random.
//!
//! Uses the coast that comes with the program. `cargo bench --package sarex-io --bench coast`

use std::hint::black_box;
use std::time::Instant;

use sarex_io::coast::{bundled_path, open};
use sarex_metocean::coast::CoastIndex;
use sarex_metocean::{Coastline, Segment, Surface};

const QUERIES: usize = 200_000;
const ROUNDS: usize = 7;

/// Uniform numbers in [0, 1): a linear congruential generator (Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

type Place = (f64, f64);

fn main() {
    let file = bundled_path().expect("the bundled coast");
    let open_ms = best(|| drop(black_box(open(&file).expect("a coast index")))) * 1e3;
    let coast = open(&file).expect("a coast index");
    let statistics = coast.statistics();
    println!("coast index: {} bytes, {} edges, best of {ROUNDS}", statistics.bytes, statistics.edges);
    println!("  open and check                      {open_ms:9.3} ms   (goal < 20)");

    let (sea, mixed) = places(&coast);
    let table = vec![1u8; statistics.bytes as usize];
    per_query("floor: one random load", "", &sea, |&(lat, lon)| {
        let at = (lat * 7_919_333.0 + lon * 104_729_777.0) as usize % table.len();
        usize::from(table[at])
    });
    let land = |&(lat, lon): &Place| usize::from(coast.is_land(lat, lon));
    per_query("surface at sea", "(goal ≤ 50)", &sea, land);
    per_query("surface in mixed tiles", "(goal ≤ 300)", &mixed, land);
    let look = |&(lat, lon): &Place| usize::from(coast.look(lat, lon).1 > 0.001);
    per_query("surface and clearance in mixed tiles", "", &mixed, look);
    // Ten minutes at half a metre per second in any direction.
    let mut numbers = Numbers(5);
    let mut step = || 0.006 * (numbers.next() - 0.5);
    let mut steps = |places: &[Place]| -> Vec<Segment> {
        let segment = |&(lat, lon): &Place| Segment {
            from_lat_deg: lat,
            from_lon_deg: lon,
            to_lat_deg: lat + step(),
            to_lon_deg: lon + step(),
        };
        places.iter().map(segment).collect()
    };
    let (sea_steps, mixed_steps) = (steps(&sea), steps(&mixed));
    let crossed = |segment: &Segment| usize::from(coast.first_crossing(*segment).is_some());
    per_query("crossing of a 10 min step at sea", "", &sea_steps, crossed);
    per_query("crossing of a 10 min step in mixed", "", &mixed_steps, crossed);
}

/// Random places at sea in tiles without coast, and places anywhere in tiles with coast.
fn places(coast: &CoastIndex) -> (Vec<Place>, Vec<Place>) {
    let [south, north, west, east] = coast.area_deg();
    let mut numbers = Numbers(1);
    let (mut sea, mut mixed) = (Vec::new(), Vec::new());
    while sea.len() < QUERIES || mixed.len() < QUERIES {
        let (lat, lon) = (south + (north - south) * numbers.next(), west + (east - west) * numbers.next());
        if coast.edges_in([lat, lat, lon, lon]).next().is_some() {
            mixed.push((lat, lon));
        } else if coast.surface(lat, lon) == Surface::Sea {
            sea.push((lat, lon));
        }
    }
    sea.truncate(QUERIES);
    mixed.truncate(QUERIES);
    (sea, mixed)
}

fn per_query<T>(what: &str, goal: &str, queries: &[T], ask: impl Fn(&T) -> usize) {
    let seconds = best(|| {
        black_box(queries.iter().map(&ask).sum::<usize>());
    });
    println!("  {what:<35} {:9.1} ns   {goal}", seconds * 1e9 / queries.len() as f64);
}

/// Shortest of some runs, seconds: what the machine can do when nothing else disturbs it.
fn best(run: impl Fn()) -> f64 {
    let timed = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(timed).fold(f64::MAX, f64::min)
}
