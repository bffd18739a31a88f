//! The coast as lines, for drawing.

use super::Vertex;
use super::index::{Cell, CoastIndex, is_place};
use super::lattice::{ONE, Point, tiles_on_line, to_degrees, to_fixed};

impl CoastIndex {
    /// The coast edges in a box (south, north, west, east in degrees; east may lie beyond 180°), each once and
    /// whole, with some just outside that share its tiles. Cuts through the data are left out. Longitudes come in the
    /// turn of the box. Nothing for a box that is none.
    ///
    /// ```
    /// use sarex_metocean::coast::{BuildOptions, CoastIndex, Vertex, build};
    /// let corner = |lon_deg, lat_deg| Vertex { lon_deg, lat_deg };
    /// let island = vec![corner(179.9, 0.0), corner(-179.9, 0.0), corner(-179.9, 0.2)];
    /// let index = build(&[island], &BuildOptions::default()).unwrap();
    /// let coast = CoastIndex::new(std::sync::Arc::new(index)).unwrap();
    /// assert_eq!(coast.edges_in([-1.0, 1.0, 179.0, 181.0]).count(), 3);
    /// ```
    pub fn edges_in(&self, area_deg: [f64; 4]) -> impl Iterator<Item = [Vertex; 2]> + '_ {
        let frame = *self.frame();
        self.windows(area_deg).into_iter().flat_map(move |window| {
            let [first_col, last_col] = window.cols;
            let [first_row, last_row] = window.rows;
            (first_row..=last_row).flat_map(move |row| {
                (first_col..=last_col).flat_map(move |col| {
                    let mut edges = Vec::new();
                    self.edges_of_tile(&window, col, row, &mut edges);
                    let degrees = move |p: Point| Vertex {
                        lon_deg: to_degrees(
                            p.x + frame.west + window.turns * frame.turn(),
                            frame.units_per_degree,
                        ),
                        lat_deg: to_degrees(p.y + frame.south, frame.units_per_degree),
                    };
                    edges.into_iter().map(move |[a, b]| [degrees(a), degrees(b)])
                })
            })
        })
    }

    /// The tiles under a box: one range for each turn in which the box overlaps the area.
    fn windows(&self, [south, north, west, east]: [f64; 4]) -> Vec<Window> {
        let frame = self.frame();
        if !is_place(south, west) || !is_place(north, east) || south > north || west > east {
            return Vec::new();
        }
        let units = frame.units_per_degree;
        let whole = |degrees: f64, from: i64| to_fixed(degrees, units).div_euclid(ONE) - from;
        let (low_x, high_x) = (whole(west, frame.west), whole(east, frame.west) + 1);
        let (low_y, high_y) = (whole(south, frame.south), whole(north, frame.south) + 1);
        let rows = tile_range(low_y, high_y, frame.tile, frame.rows());
        let first_turn = (low_x - frame.width).div_euclid(frame.turn());
        let last_turn = high_x.div_euclid(frame.turn());
        let in_turn = |turns: i64| {
            let shift = turns * frame.turn();
            let cols = tile_range(low_x - shift, high_x - shift, frame.tile, frame.cols());
            Window { turns, cols, rows, continues: false }
        };
        let mut windows: Vec<Window> = (first_turn..=last_turn).map(in_turn).collect();
        for i in 1..windows.len() {
            let [first, last] = windows[i - 1].cols;
            windows[i].continues = first <= last && last == frame.cols() - 1;
        }
        windows
    }

    /// Adds the edges of a tile that belong to it: an edge in several tiles of the window is counted in the first
    /// of them.
    fn edges_of_tile(&self, window: &Window, col: i64, row: i64, edges: &mut Vec<[Point; 2]>) {
        let Some(Cell::Mixed(tile)) = self.view().cell(col, row) else { return };
        let frame = self.frame();
        let corner = Point { x: col * frame.tile, y: row * frame.tile };
        let mut seen = Vec::new();
        // Nonsense in the bytes ends the tile early; what was read is drawn.
        let _ = tile.for_each_edge(|a, b| {
            let whole = |v: Point| Point { x: v.x + corner.x, y: v.y + corner.y };
            seen.push([whole(a), whole(b)]);
        });
        // Where the area goes round, edges over its seam are stored at both ends.
        let stored_before = |a: Point, b: Point| {
            let (low, high) = (a.x.min(b.x), a.x.max(b.x));
            frame.goes_round() && (high <= 0 || low >= frame.width || (low < 0 && window.continues))
        };
        let first_seen = |a: Point, b: Point| window.home(frame.tile, a, b) == Some((col, row));
        seen.retain(|&[a, b]| !self.is_cut(a, b) && !stored_before(a, b) && first_seen(a, b));
        edges.append(&mut seen);
    }
}

#[derive(Debug, Clone, Copy)]
struct Window {
    turns: i64,
    cols: [i64; 2],
    rows: [i64; 2],
    /// The window before this one ends at the seam of an area that goes round.
    continues: bool,
}

impl Window {
    /// The first tile of the window that holds an edge; the index holds it in all tiles of its line.
    fn home(&self, tile: i64, a: Point, b: Point) -> Option<(i64, i64)> {
        let [first_col, last_col] = self.cols;
        let mut home = None;
        tiles_on_line(a, b, tile, (self.rows[0], self.rows[1]), |row, first, last| {
            let col = first.max(first_col);
            if home.is_none() && col <= last.min(last_col) {
                home = Some((col, row));
            }
        });
        home
    }
}

fn tile_range(low: i64, high: i64, tile: i64, count: i64) -> [i64; 2] {
    [low.div_euclid(tile).max(0), high.div_euclid(tile).min(count - 1)]
}
