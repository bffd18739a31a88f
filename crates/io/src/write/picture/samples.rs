//! A field asked, as a particle would ask it, at every second pixel of a picture.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::{Area, Ink, Pen};
use super::land::Land;
use super::sheet::{INK, PAPER};
use super::symbols;
use rayon::prelude::*;
use sarex_metocean::{Field, Points, VectorsMut};

/// Side of a block of pixels of one colour.
const BLOCK: usize = 2;
/// Distance between arrows, pixels.
const ARROWS: usize = 46;

/// Colours from slow to fast, light to dark so that they survive grey print.
const RAMP: [u32; 7] = [0xf6f7e1, 0xc9e4c4, 0x86cbbd, 0x4aa6bf, 0x2f7bb0, 0x2b4f91, 0x1f2a63];

/// Vectors at the centres of blocks of pixels; NaN where there is none.
pub struct Samples {
    area: Area,
    columns: usize,
    rows: usize,
    east: Vec<f64>,
    north: Vec<f64>,
    is_scalar: bool,
}

/// What the first and the last colour stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// m/s, or the unit of the scalar.
    pub least: f64,
    /// The same.
    pub most: f64,
}

impl Scale {
    /// From 0 to the next round number.
    pub fn from_zero(most: f64) -> Self {
        Self { least: 0.0, most: round_up(most) }
    }

    /// Between whole numbers.
    pub fn whole(least: f64, most: f64) -> Self {
        let least = least.floor();
        Self { least, most: most.ceil().max(least + 1.0) }
    }
}

impl Samples {
    /// Asks a field.
    pub fn new(frame: &Frame, field: &dyn Field, time_s: f64, is_scalar: bool) -> Self {
        let area = frame.area;
        let (columns, rows) = (area.w as usize / BLOCK, area.h as usize / BLOCK);
        let (mut east, mut north) = (vec![0.0; columns * rows], vec![0.0; columns * rows]);
        let centre = |k: usize| (k * BLOCK) as f64 + 0.5 * BLOCK as f64;
        let member = vec![0u16; columns];
        let lines = east.par_chunks_mut(columns.max(1)).zip(north.par_chunks_mut(columns.max(1)));
        lines.enumerate().for_each(|(row, (east_mps, north_mps))| {
            let y = f64::from(area.y) + centre(row);
            let place = |column: usize| frame.place(f64::from(area.x) + centre(column), y);
            let (lat_deg, lon_deg): (Vec<f64>, Vec<f64>) = (0..columns).map(place).unzip();
            let points = Points { lat_deg: &lat_deg, lon_deg: &lon_deg, member: &member };
            field.sample(points, time_s, VectorsMut { east_mps, north_mps });
        });
        Self { area, columns, rows, east, north, is_scalar }
    }

    /// Speed of a block, m/s, or the value of a scalar, which is the first component alone; `None` where there is none.
    fn speed(&self, k: usize) -> Option<f64> {
        let speed = match self.is_scalar {
            true => self.east[k],
            false => (self.east[k] * self.east[k] + self.north[k] * self.north[k]).sqrt(),
        };
        speed.is_finite().then_some(speed)
    }

    /// The least and the greatest speed or value, if there is any.
    pub fn extremes(&self) -> Option<(f64, f64)> {
        let each = (0..self.east.len()).filter_map(|k| self.speed(k)).map(|v| (v, v));
        each.reduce(|(least, most), (v, _)| (least.min(v), most.max(v)))
    }

    /// Share of blocks without a value.
    pub fn missing(&self) -> f64 {
        let missing = (0..self.east.len()).filter(|&k| self.speed(k).is_none()).count();
        missing as f64 / self.east.len().max(1) as f64
    }

    /// Blocks with a value in a rectangle.
    pub fn within(&self, area: Area) -> usize {
        let first = |v: f32, from: f32| ((v - from).max(0.0) as usize) / BLOCK;
        let (left, right) = (first(area.x, self.area.x), first(area.right(), self.area.x).min(self.columns));
        let (upper, lower) = (first(area.y, self.area.y), first(area.bottom(), self.area.y).min(self.rows));
        let line =
            |row: usize| (left..right).filter(|c| self.speed(row * self.columns + c).is_some()).count();
        (upper..lower).map(line).sum()
    }

    /// Paints speeds or values.
    pub fn colours(&self, canvas: &mut Canvas, scale: Scale) {
        let at = |column: usize, row: usize| {
            let (c, r) = ((column / BLOCK).min(self.columns - 1), (row / BLOCK).min(self.rows - 1));
            self.speed(r * self.columns + c)
        };
        let share = |value: f64| (value - scale.least) / (scale.most - scale.least);
        canvas.paint(self.area, |column, row| at(column, row).map(|value| ramp(share(value)).alpha(0.88)));
    }

    /// Draws arrows where it goes, none on land.
    pub fn arrows(&self, canvas: &mut Canvas, frame: &Frame, land: Option<&Land>, top: f64) {
        let step = ARROWS / BLOCK;
        for row in (step / 2..self.rows).step_by(step) {
            for column in (step / 2..self.columns).step_by(step) {
                let k = row * self.columns + column;
                let Some(speed) = self.speed(k) else { continue };
                let at = (
                    self.area.x + (column * BLOCK) as f32 + 0.5 * BLOCK as f32,
                    self.area.y + (row * BLOCK) as f32 + 0.5 * BLOCK as f32,
                );
                if land.is_some_and(|land| land.at(frame, at.0, at.1) > 127) {
                    continue;
                }
                if speed < 0.01 * top {
                    canvas.disc(at.0, at.1, 1.4, INK);
                    continue;
                }
                let flow = sarex_geo::Velocity { east_mps: self.east[k], north_mps: self.north[k] };
                let length = (ARROWS as f64 * (0.3 + 0.55 * (speed / top).sqrt())) as f32;
                let (lat, lon) = frame.place(f64::from(at.0), f64::from(at.1));
                let towards = flow.bearing_towards().deg() + frame.projection.north_deg(lat, lon);
                // Light on dark and dark on light.
                let ink = if speed > 0.6 * top { PAPER } else { INK };
                symbols::arrow(canvas, at, towards, length, Pen::new(1.5, ink.alpha(0.9)));
            }
        }
    }
}

/// The colour at a share of the scale.
pub fn ramp(share: f64) -> Ink {
    let at = share.clamp(0.0, 1.0) * (RAMP.len() - 1) as f64;
    let k = (at as usize).min(RAMP.len() - 2);
    let mix = at - k as f64;
    let (a, b) = (Ink::hex(RAMP[k]).rgb, Ink::hex(RAMP[k + 1]).rgb);
    let channel = |i: usize| (f64::from(a[i]) * (1.0 - mix) + f64::from(b[i]) * mix).round() as u8;
    Ink { rgb: [channel(0), channel(1), channel(2)], alpha: 1.0 }
}

/// The end of the scale: the next of 1, 1.5, 2, 3, 5 · 10ᵏ.
fn round_up(speed: f64) -> f64 {
    let mut decade = 0.01;
    while decade < 1e6 {
        for step in [1.0, 1.5, 2.0, 3.0, 5.0] {
            if step * decade >= speed {
                return step * decade;
            }
        }
        decade *= 10.0;
    }
    speed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_round_speeds() {
        assert_eq!(Scale::whole(-1.2, 12.3), Scale { least: -2.0, most: 13.0 });
        assert_eq!([round_up(0.93), round_up(1.2), round_up(20.6), round_up(0.0)], [1.0, 1.5, 30.0, 0.01]);
    }
}
