//! The loop from places to grid indices.

use super::axis::{Axis, UniformAxis};
use super::plane::Forward;
use super::rotation::wgs84_step;
use super::{Located, LocatedMut};
use sarex_geo::dispatch::Kernel;

/// Places to indices on uniform axes: no branch, no call.
pub(super) struct Locate<'a, M, const WGS84: bool> {
    pub map: M,
    pub x: UniformAxis,
    pub y: UniformAxis,
    pub lat_deg: &'a [f64],
    pub lon_deg: &'a [f64],
    pub out: LocatedMut<'a>,
}

impl<M: Forward, const WGS84: bool> Kernel for Locate<'_, M, WGS84> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let n = self.lat_deg.len();
        let lon_deg = &self.lon_deg[..n];
        let (column, row) = (&mut self.out.column[..n], &mut self.out.row[..n]);
        let (sin, cos) = (&mut self.out.sin[..n], &mut self.out.cos[..n]);
        for k in 0..n {
            let at = uniform::<M, WGS84>(&self.map, &self.x, &self.y, self.lat_deg[k], lon_deg[k]);
            column[k] = at.column;
            row[k] = at.row;
            sin[k] = at.sin;
            cos[k] = at.cos;
        }
    }
}

/// One place on uniform axes.
#[inline(always)]
fn uniform<M: Forward, const WGS84: bool>(
    map: &M,
    x: &UniformAxis,
    y: &UniformAxis,
    lat_deg: f64,
    lon_deg: f64,
) -> Located {
    let planar = map.forward(lat_deg, lon_deg);
    let (sin, cos) = if WGS84 && M::STEPS {
        wgs84_step(planar.sin, planar.cos, &planar.step)
    } else {
        (planar.sin, planar.cos)
    };
    // A latitude that is no latitude must not find a cell: 0 for every finite one, NaN for the others.
    let nothing = 0.0 * lat_deg;
    let [column, row] = if M::STRAIGHT {
        [x.straight_index(planar.x), y.straight_index(planar.y)]
    } else {
        [x.index(planar.x), y.index(planar.y)]
    };
    Located { column: column + nothing, row, sin, cos }
}

/// One place on any axes.
pub(super) fn one<M: Forward, const WGS84: bool>(
    map: &M,
    x: &Axis,
    y: &Axis,
    lat_deg: f64,
    lon_deg: f64,
) -> Located {
    if let (Some(x), Some(y)) = (x.as_uniform(), y.as_uniform()) {
        return uniform::<M, WGS84>(map, &x, &y, lat_deg, lon_deg);
    }
    let planar = map.forward(lat_deg, lon_deg);
    let (sin, cos) = if WGS84 && M::STEPS {
        wgs84_step(planar.sin, planar.cos, &planar.step)
    } else {
        (planar.sin, planar.cos)
    };
    Located { column: x.index(planar.x), row: y.index(planar.y), sin, cos }
}
