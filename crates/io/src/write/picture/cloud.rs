//! Particles as a cloud of dots.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::{Area, Ink};
use sarex_drift::{Fate, Snapshot};
use sarex_geo::math;

/// Particles adrift.
pub const ADRIFT: Ink = Ink::hex(0x0072b2);
/// Particles ashore.
pub const STRANDED: Ink = Ink::hex(0xd55e00);
/// Particles that stopped where wind or water was missing.
pub const STOPPED: Ink = Ink::hex(0x5c5c5c);

/// Particles drawn at most: more would not be seen.
const DRAWN: usize = 20_000;

/// Particles as dots whose overlap darkens without ever hiding the map: opacity 1 − e^(−sum of dots).
pub fn draw(canvas: &mut Canvas, frame: &Frame, snapshot: &Snapshot) {
    let n = snapshot.fate.len();
    let drawn = n.min(DRAWN);
    let strength = (1.4 * (1500.0 / drawn as f32).sqrt()).clamp(0.3, 1.6);
    let mut adrift = Dots::new(frame.area);
    let mut stopped = Dots::new(frame.area);
    let mut ashore = Dots::new(frame.area);
    for k in 0..drawn {
        // Evenly over the index, so that every scenario and object has its share.
        let i = k * n / drawn;
        let (x, y) = frame.pixel(f64::from(snapshot.lat_e7[i]) * 1e-7, f64::from(snapshot.lon_e7[i]) * 1e-7);
        match snapshot.fate[i] {
            Fate::Active => adrift.add(x, y, 1.25, strength),
            Fate::MissingData => stopped.add(x, y, 1.25, strength),
            Fate::Stranded => ashore.add(x, y, 1.9, 1.6),
            Fate::NotReleased => {}
        }
    }
    adrift.blend(canvas, ADRIFT, 0.8);
    stopped.blend(canvas, STOPPED, 0.8);
    ashore.blend(canvas, STRANDED, 0.95);
}

/// A sum of soft dots over an area.
struct Dots {
    area: Area,
    columns: usize,
    rows: usize,
    sum: Vec<f32>,
}

impl Dots {
    fn new(area: Area) -> Self {
        let (columns, rows) = (area.w as usize, area.h as usize);
        Self { area, columns, rows, sum: vec![0.0; columns * rows] }
    }

    fn add(&mut self, x: f32, y: f32, radius: f32, strength: f32) {
        let (x, y) = (x - self.area.x, y - self.area.y);
        let reach = radius + 0.5;
        if x < -reach || y < -reach || x > self.area.w + reach || y > self.area.h + reach {
            return;
        }
        let first = |v: f32| (v - reach).max(0.0) as usize;
        let last = |v: f32, n: usize| ((v + reach).max(0.0) as usize + 1).min(n);
        for row in first(y)..last(y, self.rows) {
            for column in first(x)..last(x, self.columns) {
                let (dx, dy) = (column as f32 + 0.5 - x, row as f32 + 0.5 - y);
                let cover = (reach - (dx * dx + dy * dy).sqrt()).clamp(0.0, 1.0);
                self.sum[row * self.columns + column] += strength * cover;
            }
        }
    }

    fn blend(&self, canvas: &mut Canvas, ink: Ink, densest: f32) {
        canvas.blend(self.area, ink.rgb, |column, row| {
            let sum = self.sum[row * self.columns + column];
            if sum > 0.0 { ((1.0 - math::exp(f64::from(-sum)) as f32) * densest * 255.0) as u8 } else { 0 }
        });
    }
}
