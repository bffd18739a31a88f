//! Small drawings that stand for one thing each, on the chart and in its legend.

use super::canvas::Canvas;
use super::ink::{Area, Ink, Pen};
use super::sheet::PAPER;
use sarex_geo::ellipsoid::RAD;
use sarex_geo::math;

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Circle,
    /// A square.
    Square,
    /// A triangle.
    Triangle,
    /// A diamond.
    Diamond,
}

impl Shape {
    /// Its corners about a point, at about the area of a circle of a radius; none of a circle.
    fn corners(self, (x, y): (f32, f32), r: f32) -> Vec<(f32, f32)> {
        let square = 0.92 * r;
        match self {
            Self::Circle => Vec::new(),
            Self::Square => {
                vec![
                    (x - square, y - square),
                    (x + square, y - square),
                    (x + square, y + square),
                    (x - square, y + square),
                ]
            }
            Self::Triangle => vec![(x, y - 1.4 * r), (x + 1.3 * r, y + 0.9 * r), (x - 1.3 * r, y + 0.9 * r)],
            Self::Diamond => vec![(x, y - 1.35 * r), (x + 1.35 * r, y), (x, y + 1.35 * r), (x - 1.35 * r, y)],
        }
    }
}

/// Where a search commences: a ring of a shape on paper.
pub fn commence(canvas: &mut Canvas, (x, y): (f32, f32), shape: Shape, ink: Ink) {
    let paper = PAPER.alpha(ink.alpha);
    if shape == Shape::Circle {
        canvas.disc(x, y, 6.6, paper);
        canvas.circle(x, y, 5.4, Pen::new(2.2, ink));
        return;
    }
    let ring = shape.corners((x, y), 5.4);
    canvas.stroke_lines(std::slice::from_ref(&ring), true, Pen::new(4.6, paper));
    canvas.fill_rings(std::slice::from_ref(&ring), paper);
    canvas.stroke_lines(&[ring], true, Pen::new(2.2, ink));
}

/// Where a search ends: a small filled shape.
pub fn end(canvas: &mut Canvas, (x, y): (f32, f32), shape: Shape, ink: Ink) {
    if shape == Shape::Circle {
        canvas.disc(x, y, 3.6, ink);
    } else {
        canvas.fill_rings(&[shape.corners((x, y), 3.6)], ink);
    }
}

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
