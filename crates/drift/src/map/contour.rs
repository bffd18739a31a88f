//! Containment contours: threshold of density and outline by marching squares.

use super::{Grid, Polygon, ProbabilityMap, Ring, polygon};
use sarex_geo::{Distance, Position, Probability};

/// The area of highest density that holds a probability, and its outline.
#[derive(Debug, Clone, PartialEq)]
pub struct Contour {
    /// Probability asked for.
    pub level: Probability,
    /// Probability in the cells of the area; at least the level if the map holds that much.
    pub mass: f64,
    /// Area of those cells, m².
    pub area_m2: f64,
    /// Density that separates them from the others, 1/m².
    pub threshold_per_m2: f64,
    /// The outline: outer rings counter-clockwise, holes clockwise (RFC 7946), longitudes not wrapped.
    ///
    /// It passes between the centres of cells inside and outside, where the density interpolated linearly equals
    /// the threshold. [`Polygon::cut_at_dateline`] prepares it for GeoJSON.
    pub polygons: Vec<Polygon>,
}

impl Contour {
    /// Radius of the circle of the same area.
    pub fn equivalent_radius(&self) -> Distance {
        Distance::metres((self.area_m2 / std::f64::consts::PI).sqrt())
    }
}

/// The cells of a map in order of density: what all its contours share.
pub(super) struct Ranking<'m> {
    map: &'m ProbabilityMap,
    area_m2: Vec<f64>,
    /// (density, cell), densest first; cells of equal density in their order. Empty cells are left out.
    order: Vec<(f64, u32)>,
    field: Field,
}

impl<'m> Ranking<'m> {
    pub fn of(map: &'m ProbabilityMap) -> Self {
        let grid = &map.grid;
        let area_m2: Vec<f64> = (0..grid.rows).map(|row| grid.cell_area_m2(row)).collect();
        let rows = map.mass.chunks_exact(grid.columns).zip(&area_m2);
        let density: Vec<f64> = rows.flat_map(|(row, area)| row.iter().map(move |m| m / area)).collect();
        let ranked = density.iter().zip(0u32..).filter(|(d, _)| **d > 0.0);
        let mut order: Vec<(f64, u32)> = ranked.map(|(&d, k)| (d, k)).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let field = Field::of(grid, &density);
        Self { map, area_m2, order, field }
    }

    pub fn contour(&self, level: Probability) -> Contour {
        let (mut mass, mut area, mut last) = (0.0, 0.0, f64::INFINITY);
        let mut below = 0.0;
        for &(here, k) in &self.order {
            // Cells of equal density are in or out together. The tolerance is that of the sum.
            if mass >= level.get() * (1.0 - 1e-12) && here < last {
                below = here;
                break;
            }
            mass += self.map.mass[k as usize];
            area += self.area_m2[k as usize / self.map.grid.columns];
            last = here;
        }
        let threshold = if last.is_finite() { 0.5 * (last + below) } else { 0.0 };
        let outlined = level.get() > 0.0 && threshold > 0.0;
        let polygons = if outlined { self.field.outline(threshold) } else { Vec::new() };
        Contour { level, mass, area_m2: area, threshold_per_m2: threshold, polygons }
    }
}

/// Densities at cell centres with a border of zeros, so that every outline closes.
struct Field {
    lat: Vec<f64>,
    lon: Vec<f64>,
    value: Vec<f64>,
}

/// No segment leaves this edge.
const NONE: u32 = u32::MAX;

impl Field {
    fn of(grid: &Grid, density: &[f64]) -> Self {
        // Where the grid ends at a pole or closes around the Earth, a line of nodes on that edge itself lets
        // the outline reach it.
        let north_edge = grid.south_deg + grid.rows as f64 * grid.lat_step_deg;
        let poles = [grid.south_deg <= -90.0 + 1e-9, north_edge >= 90.0 - 1e-9];
        let seams = [grid.is_full_circle(); 2];
        let rows = axis(grid.rows, poles, |k| grid.south_deg + k * grid.lat_step_deg);
        let columns = axis(grid.columns, seams, |k| grid.west_deg + k * grid.lon_step_deg);
        let at = |row: usize, column: usize| density[row * grid.columns + column];
        let mut value = Vec::with_capacity(rows.len() * columns.len());
        for row in &rows {
            for column in &columns {
                value.push(match (row.cell, column.cell) {
                    (Some(r), Some(_)) if column.on_edge => 0.5 * (at(r, 0) + at(r, grid.columns - 1)),
                    (Some(r), Some(c)) => at(r, c),
                    _ => 0.0,
                });
            }
        }
        let coordinates = |nodes: &[Node]| nodes.iter().map(|n| n.at_deg).collect();
        Self { lat: coordinates(&rows), lon: coordinates(&columns), value }
    }

    /// Polygons about everything above a threshold.
    fn outline(&self, threshold: f64) -> Vec<Polygon> {
        let next = self.segments(threshold);
        let mut seen = vec![false; next.len()];
        let mut rings: Vec<Ring> = Vec::new();
        for start in 0..next.len() {
            if next[start] == NONE || seen[start] {
                continue;
            }
            let mut ring = Vec::new();
            let mut edge = start;
            while !seen[edge] {
                seen[edge] = true;
                let point = self.crossing(edge, threshold);
                if ring.last() != Some(&point) {
                    ring.push(point);
                }
                edge = next[edge] as usize;
            }
            ring.push(ring[0]);
            if ring.len() >= 4 {
                rings.push(ring);
            }
        }
        polygon::nest(rings)
    }

    /// For each edge that the outline crosses, the edge that it crosses next, with the inside on its left.
    ///
    /// Edge 2k goes east from node k, edge 2k + 1 goes north.
    fn segments(&self, threshold: f64) -> Vec<u32> {
        let columns = self.lon.len();
        let mut next = vec![NONE; 2 * self.value.len()];
        for row in 0..self.lat.len() - 1 {
            for column in 0..columns - 1 {
                let k = row * columns + column;
                // Corners and edges counter-clockwise from the south-west corner and the southern edge.
                let corners = [k, k + 1, k + columns + 1, k + columns];
                let edges = [2 * k, 2 * (k + 1) + 1, 2 * (k + columns), 2 * k + 1];
                let inside = corners.map(|c| self.value[c] > threshold);
                if inside == [inside[0]; 4] {
                    continue;
                }
                let mean = corners.iter().map(|&c| self.value[c]).sum::<f64>() / 4.0;
                let joined = inside[0] == inside[2] && inside[1] == inside[3] && mean > threshold;
                for side in 0..4 {
                    if inside[side] && !inside[(side + 1) % 4] {
                        // The outline comes in where the boundary goes out, and leaves where it came in: behind,
                        // or, if opposite corners are joined, ahead.
                        let turn = if joined { 1 } else { 3 };
                        let mut end = (side + turn) % 4;
                        while inside[end] || !inside[(end + 1) % 4] {
                            end = (end + turn) % 4;
                        }
                        next[edges[side]] = edges[end] as u32;
                    }
                }
            }
        }
        next
    }

    /// Where the interpolated density equals the threshold on an edge.
    fn crossing(&self, edge: usize, threshold: f64) -> Position {
        let columns = self.lon.len();
        let from = edge / 2;
        let to = if edge.is_multiple_of(2) { from + 1 } else { from + columns };
        let (a, b) = (self.value[from], self.value[to]);
        let t = ((threshold - a) / (b - a)).clamp(0.0, 1.0);
        let mix = |a: f64, b: f64| a + t * (b - a);
        let lat = mix(self.lat[from / columns], self.lat[to / columns]);
        let lon = mix(self.lon[from % columns], self.lon[to % columns]);
        Position::new(lat.clamp(-90.0, 90.0), lon).expect("nodes of a grid lie on the Earth")
    }
}

/// A row or column of nodes.
struct Node {
    at_deg: f64,
    /// Whose values it has; none in the border.
    cell: Option<usize>,
    on_edge: bool,
}

/// Centres of the cells, where asked nodes on the edges with the values next to them, and the border of zeros.
fn axis(cells: usize, on_edges: [bool; 2], edge_deg: impl Fn(f64) -> f64) -> Vec<Node> {
    let n = cells as f64;
    let mut nodes = Vec::with_capacity(cells + 4);
    let border = |at: f64| Node { at_deg: edge_deg(at), cell: None, on_edge: false };
    let edge = |at: f64, cell: usize| Node { at_deg: edge_deg(at), cell: Some(cell), on_edge: true };
    nodes.push(border(if on_edges[0] { 0.0 } else { -0.5 }));
    nodes.extend(on_edges[0].then(|| edge(0.0, 0)));
    nodes.extend((0..cells).map(|k| Node {
        at_deg: edge_deg(k as f64 + 0.5),
        cell: Some(k),
        on_edge: false,
    }));
    nodes.extend(on_edges[1].then(|| edge(n, cells - 1)));
    nodes.push(border(if on_edges[1] { n } else { n + 0.5 }));
    nodes
}
