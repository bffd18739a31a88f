//! A field as a picture: speed in colours, direction in arrows, on the same sheet as the forecast.
//!
//! The field is asked, as a particle would ask it, at every second pixel: what is shown is what moves particles,
//! interpolation and gaps included.

use super::canvas::{Anchor, Area, Canvas, Ink, Lettering, Pen};
use super::frame::{Extent, Frame};
use super::furniture;
use super::sheet::{self, FAINT, INK, PAPER, Sheet};
use super::shore::Land;
use super::trajectory::iso;
use rayon::prelude::*;
use sarex_metocean::{Coastline, Field, FieldError, FieldSource, Points, Quantity, VectorsMut, Window};

/// What the picture shows.
#[derive(Clone, Copy)]
pub struct FieldPicture<'a> {
    /// Title, such as the name of the file.
    pub title: &'a str,
    /// Which quantity.
    pub quantity: Quantity,
    /// Where it comes from.
    pub source: &'a dyn FieldSource,
    /// Which instant, seconds since 1970.
    pub time_s: f64,
    /// South, north, west, east in degrees; `None` for what the source covers.
    pub area_deg: Option<[f64; 4]>,
    /// The coast, if any.
    pub coast: Option<&'a dyn Coastline>,
    /// Lines for the side panel: grid, period, gaps.
    pub notes: &'a [String],
}

/// Side of a block of pixels of one colour.
const BLOCK: usize = 2;
/// Distance between arrows, pixels.
const ARROWS: usize = 46;

/// Colours from slow to fast, light to dark so that they survive grey print.
const RAMP: [u32; 7] = [0xf6f7e1, 0xc9e4c4, 0x86cbbd, 0x4aa6bf, 0x2f7bb0, 0x2b4f91, 0x1f2a63];

/// Draws the picture and encodes it.
pub fn encode(picture: &FieldPicture<'_>) -> Result<Vec<u8>, FieldError> {
    let canvas = draw(picture)?;
    Ok(canvas.to_png(&[("Title", picture.title), ("Software", super::SOFTWARE)]))
}

/// Draws the picture.
pub fn draw(picture: &FieldPicture<'_>) -> Result<Canvas, FieldError> {
    let words = words(picture.quantity);
    let mut sheet = Sheet::plain(words.band, picture.title, words.name);
    let [south, north, west, east] =
        picture.area_deg.or(picture.source.coverage().area_deg).unwrap_or([-5.0, 5.0, -5.0, 5.0]);
    // Latitudes close to a pole are left out: there Mercator has no end.
    let extent = Extent {
        south_deg: south.clamp(-84.0, 84.0),
        north_deg: north.clamp(-84.0, 84.0),
        west_deg: west,
        east_deg: east,
    };
    let frame = Frame::fit(Sheet::MAP, extent, 0.02, 20.0);
    let e = frame.extent;
    let field = picture.source.hold(&Window {
        south_deg: e.south_deg,
        north_deg: e.north_deg,
        west_deg: e.west_deg,
        east_deg: e.east_deg,
        start_s: picture.time_s,
        end_s: picture.time_s,
    })?;
    let samples = Samples::new(&frame, &*field, picture.time_s);
    let top = round_up(samples.fastest());
    let land = picture.coast.map(|coast| Land::new(&frame, coast));
    sheet::ground(&mut sheet.canvas, &frame, None);
    if let Some(land) = &land {
        land.fill(&mut sheet.canvas, &frame, sheet::SHORE);
    }
    samples.colours(&mut sheet.canvas, top);
    if let Some(land) = &land {
        // Over the colours, or it would not be seen.
        land.outline(&mut sheet.canvas, &frame, INK.alpha(0.75));
    }
    furniture::graticule(&mut sheet.canvas, &frame, sheet::GRATICULE);
    sheet.canvas.clip(Some(Sheet::MAP));
    samples.arrows(&mut sheet.canvas, top);
    sheet.canvas.clip(None);
    let size = furniture::scale_bar_size(&frame);
    let plate = sheet::free_corner(&frame, size, |area| samples.within(area));
    furniture::scale_bar(&mut sheet.canvas, &frame, plate, (INK, PAPER.alpha(0.85)));
    furniture::border(&mut sheet.canvas, &frame, INK);
    panel(&mut sheet, picture, &samples, top);
    Ok(sheet.canvas)
}

struct Words {
    band: &'static str,
    name: &'static str,
    arrows: &'static str,
}

const fn words(quantity: Quantity) -> Words {
    let (band, name) = match quantity {
        Quantity::Current => ("CURRENT", "Surface current"),
        Quantity::Wind => ("WIND", "Wind at 10 m"),
        Quantity::Stokes => ("STOKES DRIFT", "Stokes drift at the surface"),
    };
    Words { band, name, arrows: "Arrows point where it goes" }
}

/// Vectors at the centres of blocks of pixels; NaN where there is none.
struct Samples {
    area: Area,
    columns: usize,
    rows: usize,
    east: Vec<f64>,
    north: Vec<f64>,
}

impl Samples {
    fn new(frame: &Frame, field: &dyn Field, time_s: f64) -> Self {
        let area = frame.area;
        let (columns, rows) = (area.w as usize / BLOCK, area.h as usize / BLOCK);
        let (mut east, mut north) = (vec![0.0; columns * rows], vec![0.0; columns * rows]);
        let centre = |k: usize| (k * BLOCK) as f64 + 0.5 * BLOCK as f64;
        let lon_deg: Vec<f64> = (0..columns).map(|c| frame.lon_deg(f64::from(area.x) + centre(c))).collect();
        let member = vec![0u16; columns];
        let lines = east.par_chunks_mut(columns.max(1)).zip(north.par_chunks_mut(columns.max(1)));
        lines.enumerate().for_each(|(row, (east_mps, north_mps))| {
            let lat_deg = vec![frame.lat_deg(f64::from(area.y) + centre(row)); columns];
            let points = Points { lat_deg: &lat_deg, lon_deg: &lon_deg, member: &member };
            field.sample(points, time_s, VectorsMut { east_mps, north_mps });
        });
        Self { area, columns, rows, east, north }
    }

    /// Speed of a block, m/s; `None` where there is no value.
    fn speed(&self, k: usize) -> Option<f64> {
        let speed = (self.east[k] * self.east[k] + self.north[k] * self.north[k]).sqrt();
        speed.is_finite().then_some(speed)
    }

    fn fastest(&self) -> f64 {
        (0..self.east.len()).filter_map(|k| self.speed(k)).fold(0.0, f64::max)
    }

    /// Share of blocks without a value.
    fn missing(&self) -> f64 {
        let missing = (0..self.east.len()).filter(|&k| self.speed(k).is_none()).count();
        missing as f64 / self.east.len().max(1) as f64
    }

    /// Blocks with a value in a rectangle.
    fn within(&self, area: Area) -> usize {
        let first = |v: f32, from: f32| ((v - from).max(0.0) as usize) / BLOCK;
        let (left, right) = (first(area.x, self.area.x), first(area.right(), self.area.x).min(self.columns));
        let (upper, lower) = (first(area.y, self.area.y), first(area.bottom(), self.area.y).min(self.rows));
        let line =
            |row: usize| (left..right).filter(|c| self.speed(row * self.columns + c).is_some()).count();
        (upper..lower).map(line).sum()
    }

    fn colours(&self, canvas: &mut Canvas, top: f64) {
        let at = |column: usize, row: usize| {
            let (c, r) = ((column / BLOCK).min(self.columns - 1), (row / BLOCK).min(self.rows - 1));
            self.speed(r * self.columns + c)
        };
        canvas.paint(self.area, |column, row| at(column, row).map(|speed| ramp(speed / top).alpha(0.88)));
    }

    fn arrows(&self, canvas: &mut Canvas, top: f64) {
        let step = ARROWS / BLOCK;
        for row in (step / 2..self.rows).step_by(step) {
            for column in (step / 2..self.columns).step_by(step) {
                let k = row * self.columns + column;
                let Some(speed) = self.speed(k) else { continue };
                let at = (
                    self.area.x + (column * BLOCK) as f32 + 0.5 * BLOCK as f32,
                    self.area.y + (row * BLOCK) as f32 + 0.5 * BLOCK as f32,
                );
                if speed < 0.01 * top {
                    canvas.disc(at.0, at.1, 1.4, INK);
                    continue;
                }
                let flow = sarex_geo::Velocity { east_mps: self.east[k], north_mps: self.north[k] };
                let length = (ARROWS as f64 * (0.3 + 0.55 * (speed / top).sqrt())) as f32;
                let towards = flow.bearing_towards().deg();
                // Light on dark and dark on light.
                let ink = if speed > 0.6 * top { PAPER } else { INK };
                furniture::arrow(canvas, at, towards, length, Pen::new(1.5, ink.alpha(0.9)));
            }
        }
    }
}

/// The colour at a share of the scale.
fn ramp(share: f64) -> Ink {
    let at = share.clamp(0.0, 1.0) * (RAMP.len() - 1) as f64;
    let k = (at as usize).min(RAMP.len() - 2);
    let mix = at - k as f64;
    let (a, b) = (Ink::hex(RAMP[k]).rgb, Ink::hex(RAMP[k + 1]).rgb);
    let channel = |i: usize| (f64::from(a[i]) * (1.0 - mix) + f64::from(b[i]) * mix).round() as u8;
    Ink { rgb: [channel(0), channel(1), channel(2)], alpha: 1.0 }
}

/// The end of the scale: the next of 1, 1.5, 2, 3, 5 · 10ᵏ, in m/s.
fn round_up(speed: f64) -> f64 {
    let mut decade = 0.01;
    while decade < 1e4 {
        for step in [1.0, 1.5, 2.0, 3.0, 5.0] {
            if step * decade >= speed {
                return step * decade;
            }
        }
        decade *= 10.0;
    }
    speed
}

fn panel(sheet: &mut Sheet, picture: &FieldPicture<'_>, samples: &Samples, top: f64) {
    sheet.heading("AT");
    sheet.line(&iso(picture.time_s), Lettering::new(21.0, INK).bold());
    sheet.heading("SPEED");
    colour_bar(sheet, top);
    let words = words(picture.quantity);
    sheet.line(words.arrows, Lettering::new(13.0, FAINT));
    sheet.line(
        &format!("fastest {:.2} m/s, {}", samples.fastest(), knots(samples.fastest())),
        Lettering::new(14.0, INK),
    );
    sheet.line(
        &format!("{:.0} % of the frame without a value", 100.0 * samples.missing()),
        Lettering::new(14.0, INK),
    );
    sheet.heading("FILE");
    for note in picture.notes {
        for line in wrapped(note, Lettering::new(14.0, INK), Sheet::PANEL_W) {
            if sheet.room() > 20.0 {
                sheet.line(&line, Lettering::new(14.0, INK));
            }
        }
    }
    sheet.foot(super::SOFTWARE, "WGS 84 · Mercator · times UTC · not for navigation");
}

fn knots(mps: f64) -> String {
    format!("{:.1} kn", mps * 3600.0 / 1852.0)
}

fn colour_bar(sheet: &mut Sheet, top: f64) {
    sheet.gap(8.0);
    let bar = Area { x: Sheet::PANEL_X, y: sheet.y(), w: Sheet::PANEL_W - 10.0, h: 16.0 };
    sheet.canvas.paint(bar, |column, _| Some(ramp(column as f64 / f64::from(bar.w))));
    sheet.canvas.stroke_area(bar, Pen::new(1.0, INK));
    let look = Lettering::new(12.5, INK);
    for (share, anchor) in [(0.0, Anchor::Start), (0.5, Anchor::Middle), (1.0, Anchor::End)] {
        let x = bar.x + share * bar.w;
        let speed = f64::from(share) * top;
        let mps = if top < 1.0 { format!("{speed:.2} m/s") } else { format!("{speed:.1} m/s") };
        sheet.canvas.text(x, bar.bottom() + 15.0, &mps, look.anchor(anchor));
        sheet.canvas.text(x, bar.bottom() + 31.0, &knots(speed), look.anchor(anchor));
    }
    sheet.gap(56.0);
}

/// A text in lines that fit a width.
fn wrapped(text: &str, look: Lettering, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if look.width(&format!("{line} {word}")) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarex_geo::Velocity;
    use sarex_metocean::source::InMemory;
    use sarex_metocean::{Coverage, Place};

    /// Eastward, 1 m/s east of 130°, half of that west of it, nothing south of 34°.
    struct Steps;

    impl Field for Steps {
        fn at(&self, place: Place) -> Option<Velocity> {
            let east_mps = if place.lon_deg > 130.0 { 1.0 } else { 0.5 };
            (place.lat_deg > 34.0).then_some(Velocity { east_mps, north_mps: 0.0 })
        }
    }

    fn source() -> InMemory<Steps> {
        let coverage = Coverage {
            name: "steps".into(),
            area_deg: Some([33.0, 35.0, 129.0, 131.0]),
            members: 1,
            ..Coverage::default()
        };
        InMemory::with_coverage(coverage, Steps)
    }

    fn picture(source: &dyn FieldSource) -> FieldPicture<'_> {
        FieldPicture {
            title: "steps",
            quantity: Quantity::Current,
            source,
            time_s: 1_795_136_400.0,
            area_deg: None,
            coast: None,
            notes: &[],
        }
    }

    #[test]
    fn colours_follow_speed_and_gaps_stay_open() {
        let source = source();
        let picture = picture(&source);
        let canvas = draw(&picture).unwrap();
        let extent = Extent { south_deg: 33.0, north_deg: 35.0, west_deg: 129.0, east_deg: 131.0 };
        let frame = Frame::fit(Sheet::MAP, extent, 0.02, 20.0);
        // The commonest colour near a place is that of the field, whatever arrow crosses it.
        let colour = |lat: f64, lon: f64| {
            let (x, y) = frame.pixel(lat, lon);
            let mut counts = std::collections::BTreeMap::new();
            for k in 0..1600 {
                let at = (x as u32 + k % 40, y as u32 + k / 40);
                *counts.entry(canvas.pixel(at.0, at.1).unwrap()).or_insert(0) += 1;
            }
            counts.into_iter().max_by_key(|&(_, n)| n).unwrap().0
        };
        let brightness = |rgb: [u8; 3]| rgb.iter().map(|&v| u32::from(v)).sum::<u32>();
        assert!(brightness(colour(34.6, 130.5)) < brightness(colour(34.6, 129.4)), "faster is darker");
        assert_eq!(colour(33.5, 129.5), sheet::SEA.rgb);
        assert_eq!(canvas.to_png(&[]), draw(&picture).unwrap().to_png(&[]));
    }

    #[test]
    fn scales_end_at_round_speeds() {
        assert_eq!([round_up(0.93), round_up(1.2), round_up(20.6), round_up(0.0)], [1.0, 1.5, 30.0, 0.01]);
    }

    #[test]
    fn notes_are_broken_into_lines() {
        let look = Lettering::new(14.0, INK);
        let lines = wrapped("one two three four five six seven eight nine ten", look, 120.0);
        assert!(lines.len() > 2 && lines.iter().all(|l| look.width(l) <= 120.0));
    }

    /// Pictures to look at: `SAREX_PICTURES=folder cargo test -p sarex-io pictures`.
    #[test]
    fn pictures_of_the_shipped_fields_can_be_drawn() {
        let folder = std::env::var_os("SAREX_PICTURES").map(std::path::PathBuf::from);
        let coast = crate::coast::bundled().unwrap();
        let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        for (file, quantity) in [
            ("wind/gfs_eastasia_20161120-22_6h_1deg.nc", Quantity::Wind),
            ("current/synthetic_tsushima_current_with_tides.nc", Quantity::Current),
        ] {
            let path = data.join(file);
            let options = crate::read::Options::default();
            let opened = crate::read::open_field(&path.to_string_lossy(), quantity, &options).unwrap();
            let (start, end) = opened.source.coverage().period_s.unwrap();
            let picture = FieldPicture {
                title: file.rsplit('/').next().unwrap(),
                quantity,
                source: &*opened.source,
                time_s: 0.5 * (start + end),
                area_deg: None,
                coast: Some(&coast),
                notes: &opened.notes,
            };
            let bytes = encode(&picture).unwrap();
            assert!(bytes.len() > 20_000);
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{}.png", quantity_word(quantity))), bytes).unwrap();
            }
        }
    }

    fn quantity_word(quantity: Quantity) -> String {
        format!("{quantity:?}").to_lowercase()
    }
}
