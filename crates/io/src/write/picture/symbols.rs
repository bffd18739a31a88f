//! Small drawings that stand for one thing each, on the chart and in its legend.

use super::canvas::Canvas;
use super::ink::{Area, Ink, Pen};
use super::sheet::PAPER;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// Draws an arrow through a point towards a bearing.
pub fn arrow(canvas: &mut Canvas, (x, y): (f32, f32), towards_deg: f64, length: f32, pen: Pen) {
    let (s, c) = math::sin_cos(towards_deg * RAD);
    let (s, c) = (s as f32, c as f32);
    let tip = (x + 0.5 * length * s, y - 0.5 * length * c);
    let tail = (x - 0.5 * length * s, y + 0.5 * length * c);
    let head = (3.2 * pen.width).max(0.28 * length).min(5.0 * pen.width);
    let neck = (tip.0 - head * s, tip.1 + head * c);
    canvas.line(tail, neck, pen);
    let side = 0.55 * head;
    let barbs = [(neck.0 + side * c, neck.1 + side * s), (neck.0 - side * c, neck.1 - side * s)];
    canvas.fill_rings(&[vec![tip, barbs[0], barbs[1]]], pen.ink);
}

/// The datum: a circle on a cross.
pub fn datum(canvas: &mut Canvas, (x, y): (f32, f32), ink: Ink) {
    canvas.disc(x, y, 10.5, PAPER.alpha(0.85));
    canvas.circle(x, y, 8.0, Pen::new(2.4, ink));
    canvas.line((x - 12.5, y), (x + 12.5, y), Pen::new(1.6, ink));
    canvas.line((x, y - 12.5), (x, y + 12.5), Pen::new(1.6, ink));
}

/// A position that was known: a crossed square.
pub fn known_position(canvas: &mut Canvas, (x, y): (f32, f32), ink: Ink) {
    let square = Area { x: x - 6.5, y: y - 6.5, w: 13.0, h: 13.0 };
    canvas.fill_area(square.grown(1.5), PAPER.alpha(0.9));
    canvas.stroke_area(square, Pen::new(2.0, ink));
    canvas.line((x - 6.5, y - 6.5), (x + 6.5, y + 6.5), Pen::new(1.4, ink));
    canvas.line((x - 6.5, y + 6.5), (x + 6.5, y - 6.5), Pen::new(1.4, ink));
}

/// Whoever heard or saw something: a triangle with a dot.
pub fn observer(canvas: &mut Canvas, (x, y): (f32, f32), ink: Ink) {
    let triangle = vec![(x, y - 8.5), (x + 8.0, y + 5.5), (x - 8.0, y + 5.5)];
    canvas.fill_rings(std::slice::from_ref(&triangle), PAPER.alpha(0.9));
    canvas.stroke_lines(&[triangle], true, Pen::new(2.0, ink));
    canvas.disc(x, y + 0.8, 2.0, ink);
}

/// Something found: a diamond.
pub fn find(canvas: &mut Canvas, (x, y): (f32, f32), ink: Ink) {
    let diamond = vec![(x, y - 9.5), (x + 7.5, y), (x, y + 9.5), (x - 7.5, y)];
    canvas.fill_rings(std::slice::from_ref(&diamond), PAPER.alpha(0.9));
    canvas.stroke_lines(&[diamond], true, Pen::new(2.2, ink));
}

/// A place passed or named: a small disc.
pub fn waypoint(canvas: &mut Canvas, (x, y): (f32, f32), ink: Ink) {
    canvas.disc(x, y, 4.6, PAPER.alpha(0.9));
    canvas.disc(x, y, 3.2, ink);
}
