//! A small cloud that stands for the whole one.

use crate::Cloud;
use sarex_geo::Streams;
use sarex_geo::streams::Process;

/// Particles of equal weight, drawn so that every region and object type has its share; paths lie together.
pub(super) struct Sample {
    /// Node after node of one particle, then the next: east and north, m.
    pub path: Vec<[f32; 2]>,
    pub object: Vec<u8>,
    pub nodes: usize,
    pub start_s: f64,
    pub step_s: f64,
    /// The same particles as a cloud, for exact evaluation.
    pub cloud: Cloud,
}

impl Sample {
    /// `count` particles by systematic draws along a curve that keeps neighbours together.
    pub fn of(cloud: &Cloud, count: usize, seed: u64) -> Self {
        let order = order(cloud);
        let (first, _) = Streams::new(seed).particle(u32::MAX).uniform_pair(0, Process::Planning, 0);
        let mut picked = Vec::with_capacity(count);
        let mut sum = 0.0;
        for &i in &order {
            sum += cloud.weight()[i as usize];
            while picked.len() < count && (picked.len() as f64 + first) / count as f64 <= sum {
                picked.push(i);
            }
        }
        // Rounding can leave the last draw beyond the sum.
        let last = order[order.len() - 1];
        picked.resize(count, last);
        Self::picked(cloud, &picked)
    }

    fn picked(cloud: &Cloud, picked: &[u32]) -> Self {
        let nodes = cloud.nodes();
        let mut path = vec![[0.0; 2]; picked.len() * nodes];
        for node in 0..nodes {
            let (east, north) = cloud.at_node(node);
            for (lane, &i) in picked.iter().enumerate() {
                path[lane * nodes + node] = [east[i as usize], north[i as usize]];
            }
        }
        let object = picked.iter().map(|&i| cloud.object()[i as usize]).collect();
        let whole = cloud.pick(picked, vec![1.0; picked.len()]).expect("particles of a cloud make a cloud");
        Self { path, object, nodes, start_s: cloud.start_s(), step_s: cloud.step_s(), cloud: whole }
    }

    pub fn len(&self) -> usize {
        self.object.len()
    }

    /// Place of a particle at a time, m.
    pub fn at(&self, particle: usize, time_s: f64) -> [f64; 2] {
        let place = ((time_s - self.start_s) / self.step_s).clamp(0.0, self.nodes as f64 - 1.0);
        let node = (place as usize).min(self.nodes - 2);
        let part = place - node as f64;
        let (a, b) = (self.path[particle * self.nodes + node], self.path[particle * self.nodes + node + 1]);
        let along = |k: usize| f64::from(a[k]) + part * (f64::from(b[k]) - f64::from(a[k]));
        [along(0), along(1)]
    }
}

/// Particles by object type and then along a space-filling curve through their places at the middle node.
fn order(cloud: &Cloud) -> Vec<u32> {
    let (east, north) = cloud.at_node(cloud.nodes() / 2);
    let range = |row: &[f32]| row.iter().fold((f32::MAX, f32::MIN), |a, &b| (a.0.min(b), a.1.max(b)));
    let ((west, e), (south, n)) = (range(east), range(north));
    let scale = 65_535.0 / (e - west).max(n - south).max(1.0);
    let key = |i: usize| {
        let (x, y) = (((east[i] - west) * scale) as u32, ((north[i] - south) * scale) as u32);
        (cloud.object()[i], spread(x) | (spread(y) << 1))
    };
    let mut keyed: Vec<((u8, u64), u32)> = (0..cloud.len()).map(|i| (key(i), i as u32)).collect();
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
