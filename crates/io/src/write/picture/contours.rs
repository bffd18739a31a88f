//! Containment contours: the smallest areas that hold so much of the probability.

use super::canvas::Canvas;
use super::frame::Frame;
use super::ink::{Ink, Pen};
use super::land::Land;
use super::sheet::PAPER;
use sarex_drift::Contour;
use sarex_geo::Position;

const CONTOUR: Ink = Ink::hex(0x08306b);
/// Share of a contour's opacity that is lost over land.
const FADED_ON_LAND: f32 = 0.72;

/// Pen and tint of a contour by its mass.
pub fn look(mass: f64) -> (Pen, Ink) {
    match mass {
        m if m <= 0.5 => (Pen::new(2.6, CONTOUR), CONTOUR.alpha(0.10)),
        m if m <= 0.75 => (Pen::new(1.4, CONTOUR.alpha(0.8)), CONTOUR.alpha(0.0)),
        m if m <= 0.9 => (Pen::new(2.0, CONTOUR).dashed(9.0, 5.0), CONTOUR.alpha(0.05)),
        _ => (Pen::new(1.2, CONTOUR.alpha(0.8)).dashed(2.5, 4.0), CONTOUR.alpha(0.0)),
    }
}

/// Draws the contours. Over land they fade, so that its face stays legible: nothing floats there.
pub fn draw(canvas: &mut Canvas, frame: &Frame, contours: &[Contour], land: Option<&Land>) {
    canvas.clip_softly(frame.area, |column, row| {
        255 - land.map_or(0, |land| (f32::from(land.cover(column, row)) * FADED_ON_LAND) as u8)
    });
    for contour in contours {
        let (pen, tint) = look(contour.level.get());
        let rings: Vec<_> = contour_rings(contour).map(|ring| frame.line(ring)).collect();
        if tint.alpha > 0.0 {
            canvas.fill_rings(&rings, tint);
        }
        let lines: Vec<_> = contour_rings(contour).flat_map(|ring| without_seam(frame, ring)).collect();
        canvas.stroke_lines(&lines, false, Pen::new(pen.width + 2.0, PAPER.alpha(0.55)));
        canvas.stroke_lines(&lines, false, pen);
    }
    canvas.clip(None);
}

/// All rings of a contour, holes too.
fn contour_rings(contour: &Contour) -> impl Iterator<Item = &Vec<Position>> {
    contour.polygons.iter().flat_map(|p| std::iter::once(&p.outer).chain(&p.holes))
}

/// A ring as lines in pixels. About a pole the grid of probability ends at ±180° and at the pole; what runs along
/// those ends closes the ring, but is no contour.
fn without_seam(frame: &Frame, ring: &[Position]) -> Vec<Vec<(f32, f32)>> {
    let mut closed = ring.to_vec();
    closed.extend(ring.first());
    if frame.pole_deg().is_none() {
        return vec![frame.line(&closed)];
    }
    let at_seam = |p: &Position| (p.lon_deg().abs() - 180.0).abs() < 1e-6;
    let at_pole = |p: &Position| p.lat_deg().abs() > 90.0 - 1e-6;
    let artificial = |a: &Position, b: &Position| {
        at_seam(a) && at_seam(b) || at_pole(a) && (at_pole(b) || at_seam(b)) || at_seam(a) && at_pole(b)
    };
    let mut lines = vec![Vec::new()];
    for ends in closed.windows(2) {
        let pixel = |p: &Position| frame.pixel(p.lat_deg(), p.lon_deg());
        if artificial(&ends[0], &ends[1]) {
            lines.push(Vec::new());
        } else if let Some(line) = lines.last_mut() {
            if line.is_empty() {
                line.push(pixel(&ends[0]));
            }
            line.push(pixel(&ends[1]));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::frame::Extent;
    use super::super::sheet::Sheet;
    use super::*;

    #[test]
    fn the_seam_of_a_polar_grid_is_not_drawn() {
        let p = |lat, lon| Position::new(lat, lon).unwrap();
        let extent = Extent { south_deg: 88.0, north_deg: 90.0, west_deg: -180.0, east_deg: 180.0 };
        let frame = Frame::fit(Sheet::MAP, extent, 0.0, 1.0);
        let ring =
            [p(89.0, -180.0), p(89.0, -60.0), p(89.0, 60.0), p(89.0, 180.0), p(90.0, 180.0), p(90.0, -180.0)];
        let lines = without_seam(&frame, &ring);
        let drawn: Vec<usize> = lines.iter().map(Vec::len).filter(|&n| n > 0).collect();
        assert_eq!(drawn, [4], "three edges of the parallel, none of the seam");
        let tropics = Extent { south_deg: -1.0, north_deg: 1.0, west_deg: 179.0, east_deg: 181.0 };
        let frame = Frame::fit(Sheet::MAP, tropics, 0.0, 1.0);
        let square = [p(0.0, 180.0), p(0.5, 180.0), p(0.5, 180.5)];
        assert_eq!(without_seam(&frame, &square)[0].len(), 4, "elsewhere rings are closed");
    }
}
