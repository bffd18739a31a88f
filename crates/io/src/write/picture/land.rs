//! Land on a picture, from the same coast that strands particles: what you see is what strands.
//!
//! The coast's edges are cut by four scan lines per row of pixels; between two cuts the line is all land or all
//! sea. Which of the two follows from the side at the left border and from crossing after crossing, and is
//! asked again on every longer stretch, so that a gap in the data cannot smear over the picture.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::Ink;
use super::known::{Known, bent};
use rayon::prelude::*;
use sarex_metocean::Coastline;

/// Scan lines per row of pixels.
const LINES: usize = 4;
/// Stretches of at least this many pixels are asked for their side.
const ASK_FROM: f64 = 6.0;

/// Share of land in each pixel of a frame, 0 to 255.
pub struct Land {
    columns: usize,
    rows: usize,
    cover: Vec<u8>,
    known: Known,
}

/// Colours of land and shore.
#[derive(Debug, Clone, Copy)]
pub struct ShoreInks {
    /// Land.
    pub land: Ink,
    /// The line between land and sea.
    pub line: Ink,
    /// Water near the shore.
    pub shallows: Ink,
    /// Hatching where neither is known.
    pub unknown: Ink,
}

impl Land {
    /// Looks the frame over.
    pub fn new(frame: &Frame, coast: &dyn Coastline) -> Self {
        let (columns, rows) = (frame.area.w as usize, frame.area.h as usize);
        let known = Known::new(frame, coast.area_deg());
        let cuts = Cuts::new(frame, coast, known.border(), rows * LINES);
        let mut cover = vec![0u8; columns * rows];
        let (left, top) = (f64::from(frame.area.x), f64::from(frame.area.y));
        cover.par_chunks_mut(columns.max(1)).enumerate().for_each(|(row, out)| {
            let mut share = vec![0.0f32; columns];
            let mut stretch = Vec::new();
            for line in row * LINES..(row + 1) * LINES {
                let y = (line as f64 + 0.5) / LINES as f64;
                let ask = |x: f64| {
                    let (lat, lon) = frame.place(left + x, top + y);
                    coast.is_land(lat, lon)
                };
                if cuts.sampled {
                    for (column, s) in share.iter_mut().enumerate() {
                        let x = column as f64 + (line % LINES) as f64 / LINES as f64 + 0.125;
                        *s += if ask(x) { 1.0 } else { 0.0 };
                    }
                    continue;
                }
                stretch.clear();
                stretch.extend(cuts.of(line).iter().map(|&x| f64::from(x)).filter(|&x| x > 0.0));
                stretch.sort_by(f64::total_cmp);
                add_line(&mut share, &stretch, ask);
            }
            for (pixel, s) in out.iter_mut().zip(&share) {
                *pixel = (s * (255.0 / LINES as f32) + 0.5) as u8;
            }
        });
        Self { columns, rows, cover, known }
    }

    /// Draws the tint of the water near the shore, land, and hatching where the coast is not known.
    pub fn fill(&self, canvas: &mut Canvas, frame: &Frame, inks: ShoreInks) {
        if !self.is_sea() {
            let near = self.blurred(9);
            let tint = inks.shallows.alpha;
            canvas.blend(frame.area, inks.shallows.rgb, |c, r| {
                let near = f32::from(near[r * self.columns + c]);
                if self.known.at(c, r) { (near * tint) as u8 } else { 0 }
            });
            canvas.blend(frame.area, inks.land.rgb, |c, r| self.cover(c, r));
        }
        self.known.hatch(canvas, frame, inks.unknown);
    }

    /// Draws the line between land and sea; the edge of the data is none.
    pub fn outline(&self, canvas: &mut Canvas, frame: &Frame, ink: Ink) {
        if !self.is_sea() {
            canvas.blend(frame.area, ink.rgb, |c, r| {
                let edge = self.edge(c, r);
                if edge > 0 && self.known.well_within(c, r) { (f32::from(edge) * ink.alpha) as u8 } else { 0 }
            });
        }
    }

    /// True if no pixel lies outside what the coast covers.
    pub const fn known_everywhere(&self) -> bool {
        self.known.everywhere()
    }

    /// Share of land at a pixel of the sheet, 0 to 255; 0 outside the frame.
    pub fn at(&self, frame: &Frame, x: f32, y: f32) -> u8 {
        let (x, y) = (x - frame.area.x, y - frame.area.y);
        let inside = x >= 0.0 && y >= 0.0 && (x as usize) < self.columns && (y as usize) < self.rows;
        if inside { self.cover(x as usize, y as usize) } else { 0 }
    }

    fn is_sea(&self) -> bool {
        self.cover.iter().all(|&c| c == 0)
    }

    /// Share of land in a pixel of the frame, 0 to 255.
    pub fn cover(&self, column: usize, row: usize) -> u8 {
        self.cover[row * self.columns + column]
    }

    /// How much a pixel differs from its neighbours: the coast line.
    fn edge(&self, column: usize, row: usize) -> u8 {
        let here = self.cover(column, row);
        let neighbours = [
            self.cover(column.saturating_sub(1), row),
            self.cover((column + 1).min(self.columns - 1), row),
            self.cover(column, row.saturating_sub(1)),
            self.cover(column, (row + 1).min(self.rows - 1)),
        ];
        let [mut low, mut high] = [here, here];
        for n in neighbours {
            low = low.min(n);
            high = high.max(n);
        }
        high - low
    }

    /// The cover averaged over squares of 2 r + 1 pixels, along rows and then along columns.
    fn blurred(&self, r: usize) -> Vec<u8> {
        let mut across = vec![0u8; self.cover.len()];
        for (from, to) in self.cover.chunks(self.columns).zip(across.chunks_mut(self.columns)) {
            running_mean(|i| from[i], from.len(), r, |i, v| to[i] = v);
        }
        let mut both = vec![0u8; self.cover.len()];
        for column in 0..self.columns {
            let at = |row: usize| row * self.columns + column;
            running_mean(|row| across[at(row)], self.rows, r, |row, v| both[at(row)] = v);
        }
        both
    }
}

/// Adds the land of one scan line, cut at `cuts` (ascending), to each pixel's share.
fn add_line(share: &mut [f32], cuts: &[f64], ask: impl Fn(f64) -> bool) {
    let width = share.len() as f64;
    let mut land = ask(0.0);
    let mut from = 0.0;
    for to in cuts.iter().copied().chain([width]) {
        let to = to.min(width);
        if to - from >= ASK_FROM {
            land = ask(0.5 * (from + to));
        }
        if land {
            add_stretch(share, from, to);
        }
        land = !land;
        from = to;
        if from >= width {
            break;
        }
    }
}

fn add_stretch(share: &mut [f32], from: f64, to: f64) {
    let (first, last) = (from as usize, (to as usize).min(share.len() - 1));
    if first >= last {
        share[last] += (to - from) as f32;
        return;
    }
    share[first] += (first as f64 + 1.0 - from) as f32;
    for s in &mut share[first + 1..last] {
        *s += 1.0;
    }
    share[last] += (to - last as f64) as f32;
}

fn running_mean(from: impl Fn(usize) -> u8, n: usize, r: usize, mut to: impl FnMut(usize, u8)) {
    let at = |i: isize| u32::from(from(i.clamp(0, n as isize - 1) as usize));
    let (r, size) = (r as isize, 2 * r as u32 + 1);
    let mut sum: u32 = (-r..=r).map(at).sum();
    for i in 0..n as isize {
        to(i as usize, (sum / size) as u8);
        sum = sum + at(i + r + 1) - at(i - r);
    }
}

/// Where coast edges cross the scan lines, by line.
struct Cuts {
    first: Vec<u32>,
    x: Vec<f32>,
    /// There are no edges, yet both land and sea: ask every pixel.
    sampled: bool,
}

impl Cuts {
    /// The border of what is known cuts too: land may begin and end there without an edge.
    fn new(frame: &Frame, coast: &dyn Coastline, border: &[(f32, f32)], lines: usize) -> Self {
        let mut edges: Vec<[(f64, f64); 2]> = Vec::new();
        let (left, top) = (f64::from(frame.area.x), f64::from(frame.area.y));
        let scan = |(x, y): (f64, f64)| (x - left, (y - top) * LINES as f64 - 0.5);
        coast.visit_edges(frame.extent.edges_deg(), &mut |edge| {
            edges.extend(bent(frame, edge).windows(2).map(|ends| [scan(ends[0]), scan(ends[1])]));
        });
        let sampled = edges.is_empty() && mixed(frame, coast);
        let wide = |&(x, y): &(f32, f32)| scan((f64::from(x), f64::from(y)));
        edges.extend(border.iter().zip(border.iter().cycle().skip(1)).map(|(a, b)| [wide(a), wide(b)]));
        let range = |[a, b]: &[(f64, f64); 2]| {
            let low = a.1.min(b.1).ceil().max(0.0) as usize;
            // Half open: an edge that ends on a line does not cut it, the next one does.
            let high = (a.1.max(b.1).ceil().max(0.0) as usize).min(lines);
            low..high
        };
        let mut first = vec![0u32; lines + 1];
        for edge in &edges {
            for line in range(edge) {
                first[line + 1] += 1;
            }
        }
        for line in 0..lines {
            first[line + 1] += first[line];
        }
        let mut next = first.clone();
        let mut x = vec![0.0f32; first[lines] as usize];
        for edge @ &[a, b] in &edges {
            for line in range(edge) {
                let along = (line as f64 - a.1) / (b.1 - a.1);
                x[next[line] as usize] = (a.0 + along * (b.0 - a.0)) as f32;
                next[line] += 1;
            }
        }
        Self { first, x, sampled }
    }

    fn of(&self, line: usize) -> &[f32] {
        &self.x[self.first[line] as usize..self.first[line + 1] as usize]
    }
}

/// True if a coarse lattice meets both land and sea.
fn mixed(frame: &Frame, coast: &dyn Coastline) -> bool {
    let a = frame.area;
    let mut seen = [false; 2];
    for j in 0..48 {
        for i in 0..64 {
            let x = f64::from(a.x) + f64::from(a.w) * (f64::from(i) + 0.5) / 64.0;
            let y = f64::from(a.y) + f64::from(a.h) * (f64::from(j) + 0.5) / 48.0;
            let (lat, lon) = frame.place(x, y);
            seen[usize::from(coast.is_land(lat, lon))] = true;
        }
    }
    seen == [true; 2]
}

#[cfg(test)]
pub(in crate::write) mod tests {
    use super::*;
    use crate::write::picture::frame::Extent;
    use crate::write::picture::ink::Area;
    use sarex_metocean::{Crossing, Segment, Surface};

    /// A diamond of land with exact edges, |Δφ| + |Δλ| ≤ r, in an area of known coast.
    pub struct Diamond {
        pub lat_deg: f64,
        pub lon_deg: f64,
        pub r_deg: f64,
        pub edges: bool,
    }

    impl Coastline for Diamond {
        fn surface(&self, lat_deg: f64, lon_deg: f64) -> Surface {
            let lon = sarex_geo::position::wrap_longitude(lon_deg - self.lon_deg);
            let distance = (lat_deg - self.lat_deg).abs() + lon.abs();
            match distance {
                d if d <= self.r_deg => Surface::Land,
                _ => Surface::Sea,
            }
        }
        fn first_crossing(&self, _: Segment) -> Option<Crossing> {
            None
        }
        fn clearance_deg(&self, _: f64, _: f64) -> f64 {
            0.0
        }
        fn nearest_sea(&self, lat_deg: f64, lon_deg: f64, _: f64) -> Option<(f64, f64)> {
            Some((lat_deg, lon_deg))
        }
        fn visit_edges(&self, area_deg: [f64; 4], visit: &mut dyn FnMut([(f64, f64); 2])) {
            let mid = 0.5 * (area_deg[2] + area_deg[3]);
            let lon = sarex_geo::position::unwrap_longitude(self.lon_deg, mid);
            let r = self.r_deg;
            let corners = [
                (self.lat_deg + r, lon),
                (self.lat_deg, lon + r),
                (self.lat_deg - r, lon),
                (self.lat_deg, lon - r),
            ];
            for i in 0..4 {
                if self.edges {
                    visit([corners[i], corners[(i + 1) % 4]]);
                }
            }
        }
        fn area_deg(&self) -> [f64; 4] {
            let r = 4.0f64.max(3.0 * self.r_deg);
            [self.lat_deg - r, self.lat_deg + r, self.lon_deg - r, self.lon_deg + r]
        }
    }

    fn frame(lon: f64) -> Frame {
        let area = Area { x: 10.0, y: 20.0, w: 300.0, h: 200.0 };
        let extent = Extent { south_deg: -0.5, north_deg: 0.5, west_deg: lon - 0.5, east_deg: lon + 0.5 };
        Frame::fit(area, extent, 0.0, 1.0)
    }

    /// Near the equator Mercator is a plane: the diamond's area is 2 r² square degrees.
    #[test]
    fn land_has_its_area_with_edges_and_without() {
        for (lon, edges) in [(130.0, true), (130.0, false), (180.0, true), (-179.95, true)] {
            let coast = Diamond { lat_deg: 0.0, lon_deg: lon, r_deg: 0.3, edges };
            let frame = frame(180.0f64.min(lon.abs()));
            let land = Land::new(&frame, &coast);
            let pixels: f64 = land.cover.iter().map(|&c| f64::from(c) / 255.0).sum();
            let per_degree = 60.0 * frame.pixels_per_nm(0.0, lon);
            let want = 2.0 * 0.09 * per_degree * per_degree;
            let tolerance = if edges { 0.002 } else { 0.01 };
            assert!((pixels / want - 1.0).abs() < tolerance, "{lon} {edges}: {pixels} {want}");
        }
    }

    #[test]
    fn all_land_and_all_sea_need_no_edges() {
        let frame = frame(130.0);
        let land = |lat_deg, r_deg| {
            Land::new(&frame, &Diamond { lat_deg, lon_deg: 130.0, r_deg, edges: true }).cover
        };
        assert!(land(0.0, 3.0).iter().all(|&c| c == 255));
        assert!(land(2.5, 0.1).iter().all(|&c| c == 0));
    }

    /// A cap of land of a degree about the pole, its edge one parallel, on a stereographic chart.
    #[test]
    fn land_near_the_pole_has_its_area() {
        let area = Area { x: 10.0, y: 20.0, w: 300.0, h: 200.0 };
        let extent = Extent { south_deg: 88.0, north_deg: 89.9, west_deg: -180.0, east_deg: 180.0 };
        let frame = Frame::fit(area, extent, 0.0, 1.0);
        let cap = Cap { south_deg: 89.0 };
        let pixels: f64 = Land::new(&frame, &cap).cover.iter().map(|&c| f64::from(c) / 255.0).sum();
        let radius = 60.0 * frame.pixels_per_nm(90.0, 0.0);
        let want = std::f64::consts::PI * radius * radius;
        assert!((pixels / want - 1.0).abs() < 0.01, "{pixels} {want}");
    }

    /// Land north of a parallel, known everywhere.
    struct Cap {
        south_deg: f64,
    }

    impl Coastline for Cap {
        fn surface(&self, lat_deg: f64, _: f64) -> Surface {
            if lat_deg >= self.south_deg { Surface::Land } else { Surface::Sea }
        }
        fn first_crossing(&self, _: Segment) -> Option<Crossing> {
            None
        }
        fn clearance_deg(&self, _: f64, _: f64) -> f64 {
            0.0
        }
        fn nearest_sea(&self, lat_deg: f64, lon_deg: f64, _: f64) -> Option<(f64, f64)> {
            Some((lat_deg, lon_deg))
        }
        fn visit_edges(&self, _: [f64; 4], visit: &mut dyn FnMut([(f64, f64); 2])) {
            visit([(self.south_deg, -180.0), (self.south_deg, 180.0)]);
        }
        fn area_deg(&self) -> [f64; 4] {
            [-90.0, 90.0, -180.0, 180.0]
        }
    }
}
