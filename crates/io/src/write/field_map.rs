//! A picture of one field at one time: speed in colours, direction in arrows, coast, graticule, scale.

use super::canvas::{Anchor, Area, Canvas, Ink, Lettering, Pen};
use super::frame::{Extent, Frame};
use super::furniture;
use super::sheet::{self, FAINT, GRATICULE, INK, PAPER};
use crate::read::summary::Raster;
use sarex_geo::{Velocity, position::unwrap_longitude};
use sarex_metocean::{Coastline, Quantity};

const WIDTH: u32 = 1400;
const HEIGHT: u32 = 1000;
const MAP: Area = Area { x: 84.0, y: 78.0, w: 1120.0, h: 860.0 };
const LEGEND_X: f32 = 1236.0;

/// Colours from calm to strong: light to dark in even steps, so that the order is seen without its legend and in
/// grey as well.
const COLOURS: [u32; 9] =
    [0xf2f7fb, 0xd6e6f2, 0xb2d2e6, 0x84b9d8, 0x4f9bc7, 0x2a78b0, 0x1b5592, 0x123872, 0x4b1350];
/// Upper limits of the classes, knots; the last class is open.
const CURRENT_KN: [f64; 8] = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0];
const WIND_KN: [f64; 8] = [4.0, 7.0, 11.0, 17.0, 22.0, 28.0, 34.0, 48.0];
/// Opacity of the colours: the coast stays visible below them.
const COVER: u8 = 205;
/// Distance between arrows, pixels.
const ARROW_STEP: f32 = 44.0;

/// Draws a field as PNG; `name` is the file's.
pub fn encode(name: &str, quantity: Quantity, raster: &Raster, coast: Option<&dyn Coastline>) -> Vec<u8> {
    let title = format!("{}, {}", words(quantity), raster.time);
    draw(name, &title, quantity, raster, coast).to_png(&[("Title", &title), ("Software", super::SOFTWARE)])
}

fn words(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Current => "Surface current",
        Quantity::Wind => "Wind at 10 m",
        Quantity::Stokes => "Surface Stokes drift",
    }
}

fn draw(
    name: &str,
    title: &str,
    quantity: Quantity,
    raster: &Raster,
    coast: Option<&dyn Coastline>,
) -> Canvas {
    let [south, north, west, east] = raster.area_deg;
    let mut canvas = Canvas::new(WIDTH, HEIGHT, PAPER);
    let extent = Extent { south_deg: south, north_deg: north, west_deg: west, east_deg: east };
    let frame = Frame::fit(MAP, extent, 0.02, 4.0);
    canvas.text(MAP.x, 36.0, title, Lettering::new(24.0, INK).bold());
    let look = Lettering::new(14.0, FAINT);
    canvas.text(MAP.x, 60.0, &sheet::fitting(name, look, MAP.w), look);
    canvas.clip(Some(MAP));
    sheet::ground(&mut canvas, &frame, coast);
    let limits_kn = if quantity == Quantity::Wind { WIND_KN } else { CURRENT_KN };
    speeds(&mut canvas, &frame, raster, &limits_kn);
    furniture::graticule(&mut canvas, &frame, GRATICULE);
    arrows(&mut canvas, &frame, raster);
    canvas.clip(None);
    furniture::border(&mut canvas, &frame, INK);
    let size = furniture::scale_bar_size(&frame);
    let plate = sheet::free_corner(&frame, size, |corner| covered(&frame, raster, corner));
    furniture::scale_bar(&mut canvas, &frame, plate, (INK, PAPER.alpha(0.82)));
    legend(&mut canvas, &limits_kn);
    canvas
}

/// The value of the raster at a place of the picture.
fn at(raster: &Raster, lat_deg: f64, lon_deg: f64) -> Option<Velocity> {
    let [south, north, west, east] = raster.area_deg;
    let lon_deg = unwrap_longitude(lon_deg, 0.5 * (west + east));
    let row = (north - lat_deg) / (north - south) * raster.rows as f64;
    let column = (lon_deg - west) / (east - west) * raster.columns as f64;
    let inside = (0.0..raster.rows as f64).contains(&row) && (0.0..raster.columns as f64).contains(&column);
    let [east_mps, north_mps] = *raster.vectors_mps.get(row as usize * raster.columns + column as usize)?;
    let has_value = inside && !east_mps.is_nan() && !north_mps.is_nan();
    has_value.then(|| Velocity { east_mps: f64::from(east_mps), north_mps: f64::from(north_mps) })
}

/// How much of the field a rectangle would hide, in samples.
fn covered(frame: &Frame, raster: &Raster, area: Area) -> usize {
    const SIDE: usize = 8;
    let along = |from: f32, size: f32, i: usize| f64::from(from + size * (i as f32 + 0.5) / SIDE as f32);
    let place = |i: usize| {
        (frame.lat_deg(along(area.y, area.h, i / SIDE)), frame.lon_deg(along(area.x, area.w, i % SIDE)))
    };
    (0..SIDE * SIDE).map(place).filter(|&(lat, lon)| at(raster, lat, lon).is_some()).count()
}

fn class(speed_kn: f64, limits_kn: &[f64]) -> usize {
    limits_kn.iter().position(|limit| speed_kn < *limit).unwrap_or(limits_kn.len())
}

fn speeds(canvas: &mut Canvas, frame: &Frame, raster: &Raster, limits_kn: &[f64]) {
    let (columns, rows) = (MAP.w as usize, MAP.h as usize);
    let lat: Vec<f64> = (0..rows).map(|row| frame.lat_deg(f64::from(MAP.y) + row as f64 + 0.5)).collect();
    let lon: Vec<f64> =
        (0..columns).map(|column| frame.lon_deg(f64::from(MAP.x) + column as f64 + 0.5)).collect();
    let classes: Vec<Option<usize>> = (0..rows * columns)
        .map(|i| {
            at(raster, lat[i / columns], lon[i % columns]).map(|v| class(v.speed().in_knots(), limits_kn))
        })
        .collect();
    for (number, rgb) in COLOURS.iter().enumerate() {
        let [_, red, green, blue] = rgb.to_be_bytes();
        let cover = |column: usize, row: usize| match classes[row * columns + column] {
            Some(found) if found == number => COVER,
            _ => 0,
        };
        canvas.blend(MAP, [red, green, blue], cover);
    }
}

fn arrows(canvas: &mut Canvas, frame: &Frame, raster: &Raster) {
    let (columns, rows) = ((MAP.w / ARROW_STEP) as usize, (MAP.h / ARROW_STEP) as usize);
    for cell in 0..columns * rows {
        let x = MAP.x + (0.5 + (cell % columns) as f32) * ARROW_STEP;
        let y = MAP.y + (0.5 + (cell / columns) as f32) * ARROW_STEP;
        let Some(flow) = at(raster, frame.lat_deg(f64::from(y)), frame.lon_deg(f64::from(x))) else {
            continue;
        };
        if flow.speed().in_mps() > 0.0 {
            let pen = Pen::new(1.4, INK.alpha(0.75));
            furniture::arrow(canvas, (x, y), flow.bearing_towards().deg(), 24.0, pen);
        }
    }
}

fn legend(canvas: &mut Canvas, limits_kn: &[f64; 8]) {
    canvas.text(LEGEND_X, MAP.y + 16.0, "KNOTS", Lettering::new(13.0, FAINT).bold());
    for (number, rgb) in COLOURS.iter().enumerate() {
        // The strongest on top.
        let y = MAP.y + 30.0 + (COLOURS.len() - 1 - number) as f32 * 30.0;
        let patch = Area { x: LEGEND_X, y, w: 34.0, h: 22.0 };
        canvas.fill_area(patch, Ink::hex(*rgb));
        canvas.stroke_area(patch, Pen::new(1.0, FAINT.alpha(0.5)));
        let text = match number {
            0 => format!("under {}", limits_kn[0]),
            8 => format!("{} and more", limits_kn[7]),
            _ => format!("{} to {}", limits_kn[number - 1], limits_kn[number]),
        };
        canvas.text(LEGEND_X + 44.0, y + 16.0, &text, Lettering::new(14.0, INK).anchor(Anchor::Start));
    }
    let y = MAP.y + 30.0 + COLOURS.len() as f32 * 30.0 + 24.0;
    canvas.text(LEGEND_X, y, "arrows: direction", Lettering::new(13.0, FAINT));
    canvas.text(LEGEND_X, y + 18.0, "it goes to", Lettering::new(13.0, FAINT));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raster(vector: [f32; 2]) -> Raster {
        let mut vectors_mps = vec![vector; 20 * 20];
        vectors_mps[..20 * 10].fill([f32::NAN; 2]);
        let area_deg = [34.0, 36.0, 179.0, 181.0];
        Raster { area_deg, columns: 20, rows: 20, vectors_mps, time: "2026-11-20T00:00:00Z".into() }
    }

    /// The southern half of the raster has a value, across the dateline; the northern half has none.
    #[test]
    fn colours_stand_where_values_are() {
        let canvas = draw("field.nc", "title", Quantity::Current, &raster([0.6, 0.0]), None);
        let sea = draw("field.nc", "title", Quantity::Current, &raster([f32::NAN; 2]), None);
        let (x, south, north) = (650, (MAP.y + 0.8 * MAP.h) as u32, (MAP.y + 0.2 * MAP.h) as u32);
        assert_ne!(canvas.pixel(x, south), sea.pixel(x, south));
        assert_eq!(canvas.pixel(x, north), sea.pixel(x, north));
        let there = at(&raster([0.6, 0.0]), 34.5, -179.5).map(|v| v.east_mps);
        assert_eq!(there, Some(f64::from(0.6_f32)));
    }

    #[test]
    fn classes_are_closed_below_and_open_above() {
        assert_eq!((class(0.0, &CURRENT_KN), class(0.25, &CURRENT_KN), class(9.0, &CURRENT_KN)), (0, 1, 8));
    }
}
