//! A small cloud that stands for the whole one.

use crate::Cloud;
use sarex_geo::Streams;
use sarex_geo::streams::Process;

/// Particles that are looked at together: neighbours of one object type.
pub(super) const LANES: usize = 16;

/// Particles drawn so that every region and object type has its share, in blocks of neighbours.
///
/// The number of each type is a multiple of [`LANES`], so that no block is mixed; weights make up for the rounding.
pub(in crate::planner) struct Sample {
    pub blocks: Vec<Block>,
    /// Weight of each particle; they sum to one.
    pub weight: Vec<f32>,
    pub nodes: usize,
    pub start_s: f64,
    pub step_s: f64,
    /// The same particles as a cloud, for exact evaluation.
    pub cloud: Cloud,
}

/// Neighbours of one object type.
pub(in crate::planner) struct Block {
    pub object: u8,
    /// East and north at each node, m.
    pub path: Vec<[[f32; LANES]; 2]>,
    /// A circle around all of them at each node: east and north of its middle, and radius, m.
    pub circle: Vec<[f32; 3]>,
}

impl Block {
    fn of(object: u8, path: Vec<[[f32; LANES]; 2]>) -> Self {
        let circle = path.iter().map(circle).collect();
        Self { object, path, circle }
    }
}

/// A circle around points.
fn circle([east, north]: &[[f32; LANES]; 2]) -> [f32; 3] {
    let middle = |row: &[f32; LANES]| row.iter().sum::<f32>() / LANES as f32;
    let (x, y) = (middle(east), middle(north));
    let square = |lane: usize| {
        let (dx, dy) = (east[lane] - x, north[lane] - y);
        dx * dx + dy * dy
    };
    [x, y, (0..LANES).map(square).fold(0.0, f32::max).sqrt()]
}

impl Sample {
    /// About `count` particles, by systematic draws along a curve that keeps neighbours together.
    pub fn of(cloud: &Cloud, count: usize, seed: u64) -> Self {
        let mass = cloud.object_mass();
        let mut picked: Vec<u32> = Vec::with_capacity(count + LANES * mass.len());
        let mut weight = Vec::with_capacity(picked.capacity());
        let order = order(cloud);
        for (object, &mass) in mass.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
            let of_type = order.iter().filter(|&&i| usize::from(cloud.object()[i as usize]) == object);
            let of_type: Vec<u32> = of_type.copied().collect();
            let share = (count as f64 * mass / LANES as f64).round().max(1.0) as usize * LANES;
            let (first, _) =
                Streams::new(seed).particle(u32::MAX).uniform_pair(object as u32, Process::Planning, 0);
            let begin = picked.len();
            let mut sum = 0.0;
            for &i in &of_type {
                sum += cloud.weight()[i as usize] / mass;
                while picked.len() - begin < share
                    && ((picked.len() - begin) as f64 + first) / share as f64 <= sum
                {
                    picked.push(i);
                }
            }
            // Rounding can leave the last draw beyond the sum.
            picked.resize(begin + share, of_type[of_type.len() - 1]);
            weight.resize(picked.len(), mass / share as f64);
        }
        Self::picked(cloud, &picked, weight)
    }

    fn picked(cloud: &Cloud, picked: &[u32], weight: Vec<f64>) -> Self {
        let nodes = cloud.nodes();
        let block = |lanes: &[u32]| {
            let row = |row: &[f32]| std::array::from_fn(|lane| row[lanes[lane] as usize]);
            let at = |node: usize| {
                let (east, north) = cloud.at_node(node);
                [row(east), row(north)]
            };
            Block::of(cloud.object()[lanes[0] as usize], (0..nodes).map(at).collect())
        };
        Self {
            blocks: picked.chunks_exact(LANES).map(block).collect(),
            nodes,
            start_s: cloud.start_s(),
            step_s: cloud.step_s(),
            cloud: cloud.pick(picked, weight.clone()).expect("particles of a cloud make a cloud"),
            weight: weight.into_iter().map(|w| w as f32).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Place of a particle at a time, m.
    pub fn at(&self, particle: usize, time_s: f64) -> [f64; 2] {
        let place = ((time_s - self.start_s) / self.step_s).clamp(0.0, self.nodes as f64 - 1.0);
        let node = (place as usize).min(self.nodes - 2);
        let part = place - node as f64;
        let (path, lane) = (&self.blocks[particle / LANES].path, particle % LANES);
        let along = |k: usize| {
            let (a, b) = (f64::from(path[node][k][lane]), f64::from(path[node + 1][k][lane]));
            a + part * (b - a)
        };
        [along(0), along(1)]
    }
}

/// All particles along a space-filling curve through their places at the middle node.
fn order(cloud: &Cloud) -> Vec<u32> {
    let (east, north) = cloud.at_node(cloud.nodes() / 2);
    let range = |row: &[f32]| row.iter().fold((f32::MAX, f32::MIN), |a, &b| (a.0.min(b), a.1.max(b)));
    let ((west, e), (south, n)) = (range(east), range(north));
    let scale = 65_535.0 / (e - west).max(n - south).max(1.0);
    let key = |i: usize| {
        let (x, y) = (((east[i] - west) * scale) as u32, ((north[i] - south) * scale) as u32);
        spread(x) | (spread(y) << 1)
    };
    let mut keyed: Vec<(u64, u32)> = (0..cloud.len()).map(|i| (key(i), i as u32)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, i)| i).collect()
}

/// The bits of a number with a zero between each two.
fn spread(x: u32) -> u64 {
    let mut x = u64::from(x);
    x = (x | (x << 16)) & 0x0000_FFFF_0000_FFFF;
    x = (x | (x << 8)) & 0x00FF_00FF_00FF_00FF;
    x = (x | (x << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
    x = (x | (x << 2)) & 0x3333_3333_3333_3333;
    (x | (x << 1)) & 0x5555_5555_5555_5555
}
