//! A sheet to draw on: shapes, lines, letters, PNG.
//!
//! Everything is drawn on an opaque ground, so pixels are plain red, green and blue. The rasteriser is
//! `tiny-skia`, whose code path is chosen when it is compiled: the same program draws the same bytes on every
//! processor.

use super::font;
use super::ink::{Anchor, Area, Ink, Lettering, Pen};
use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash,
    Transform,
};

/// The sheet.
pub struct Canvas {
    pixmap: Pixmap,
    clip: Option<Mask>,
}

impl Canvas {
    /// A sheet of one colour. Sides are clamped to 1–8192 pixels.
    pub fn new(width: u32, height: u32, ground: Ink) -> Self {
        let (width, height) = (width.clamp(1, 8192), height.clamp(1, 8192));
        let mut pixmap = Pixmap::new(width, height).expect("sides from 1 to 8192 are valid");
        pixmap.fill(color(ground.alpha(1.0)));
        Self { pixmap, clip: None }
    }

    /// Width and height, pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.pixmap.width(), self.pixmap.height())
    }

    /// Keeps all further drawing of paths and letters within an area; `None` lifts it.
    pub fn clip(&mut self, area: Option<Area>) {
        self.clip = area.and_then(|area| {
            let mut mask = Mask::new(self.pixmap.width(), self.pixmap.height())?;
            let path = rectangle(area)?;
            mask.fill_path(&path, FillRule::Winding, false, Transform::identity());
            Some(mask)
        });
    }

    /// Keeps all further drawing within a rectangle of whole pixels, and lets of each pixel only so much be covered
    /// as `share(column, row)` says, 0 to 255.
    pub fn clip_softly(&mut self, area: Area, share: impl Fn(usize, usize) -> u8) {
        self.clip(Some(area));
        let width = self.pixmap.width() as usize;
        let Some(mask) = &mut self.clip else { return };
        for row in 0..area.h as usize {
            let from = (area.y as usize + row) * width + area.x as usize;
            for (column, pixel) in mask.data_mut()[from..from + area.w as usize].iter_mut().enumerate() {
                *pixel = share(column, row);
            }
        }
    }

    /// Fills a rectangle.
    pub fn fill_area(&mut self, area: Area, ink: Ink) {
        if let Some(path) = rectangle(area) {
            self.fill(&path, ink);
        }
    }

    /// Outlines a rectangle.
    pub fn stroke_area(&mut self, area: Area, pen: Pen) {
        if let Some(path) = rectangle(area) {
            self.stroke(&path, pen);
        }
    }

    /// Fills closed rings by the even-odd rule.
    pub fn fill_rings(&mut self, rings: &[Vec<(f32, f32)>], ink: Ink) {
        if let Some(path) = path_of(rings, true) {
            self.fill(&path, ink);
        }
    }

    /// Draws lines, closed or not.
    pub fn stroke_lines(&mut self, lines: &[Vec<(f32, f32)>], closed: bool, pen: Pen) {
        if let Some(path) = path_of(lines, closed) {
            self.stroke(&path, pen);
        }
    }

    /// Draws one straight line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), pen: Pen) {
        self.stroke_lines(&[vec![from, to]], false, pen);
    }

    /// Fills a disc.
    pub fn disc(&mut self, x: f32, y: f32, radius: f32, ink: Ink) {
        if let Some(path) = PathBuilder::from_circle(x, y, radius) {
            self.fill(&path, ink);
        }
    }

    /// Draws a circle.
    pub fn circle(&mut self, x: f32, y: f32, radius: f32, pen: Pen) {
        if let Some(path) = PathBuilder::from_circle(x, y, radius) {
            self.stroke(&path, pen);
        }
    }

    /// Writes one line of text with its baseline at `y`.
    pub fn text(&mut self, x: f32, y: f32, text: &str, look: Lettering) {
        let shift = match look.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -0.5 * look.width(text),
            Anchor::End => -look.width(text),
        };
        let Some(path) = font::outline(text, x + shift, y, look.size, look.weight) else { return };
        if let Some(halo) = look.halo {
            self.stroke(&path, Pen::new((look.size * 0.26).max(2.5), halo));
        }
        self.fill(&path, look.ink);
    }

    fn fill(&mut self, path: &Path, ink: Ink) {
        let mask = self.clip.as_ref();
        self.pixmap.fill_path(path, &paint(ink), FillRule::EvenOdd, Transform::identity(), mask);
    }

    fn stroke(&mut self, path: &Path, pen: Pen) {
        let stroke = Stroke {
            width: pen.width,
            line_cap: if pen.dash.is_some() { LineCap::Butt } else { LineCap::Round },
            line_join: LineJoin::Round,
            dash: pen.dash.and_then(|[dash, gap]| StrokeDash::new(vec![dash, gap], 0.0)),
            ..Stroke::default()
        };
        let mask = self.clip.as_ref();
        self.pixmap.stroke_path(path, &paint(pen.ink), &stroke, Transform::identity(), mask);
    }

    /// The colour of a pixel.
    pub fn pixel(&self, x: u32, y: u32) -> Option<[u8; 3]> {
        self.pixmap.pixel(x, y).map(|p| [p.red(), p.green(), p.blue()])
    }

    /// Lays a colour over each pixel of a rectangle of whole pixels; `cover(column, row)` is its opacity, 0 to 255.
    pub fn blend(&mut self, area: Area, rgb: [u8; 3], cover: impl Fn(usize, usize) -> u8) {
        let width = self.pixmap.width() as usize;
        let height = self.pixmap.height() as usize;
        let (left, top) = (area.x.max(0.0) as usize, area.y.max(0.0) as usize);
        let (columns, rows) = (area.w.max(0.0) as usize, area.h.max(0.0) as usize);
        let data = self.pixmap.data_mut();
        for row in 0..rows.min(height.saturating_sub(top)) {
            for column in 0..columns.min(width.saturating_sub(left)) {
                let a = u32::from(cover(column, row));
                if a > 0 {
                    let at = 4 * ((top + row) * width + left + column);
                    mix(&mut data[at..at + 3], rgb, a);
                }
            }
        }
    }

    /// Lays a colour of its own over each pixel of a rectangle of whole pixels; `None` leaves one as it is.
    pub fn paint(&mut self, area: Area, ink: impl Fn(usize, usize) -> Option<Ink>) {
        let (left, top) = (area.x.max(0.0) as usize, area.y.max(0.0) as usize);
        let (width, height) = (self.pixmap.width() as usize, self.pixmap.height() as usize);
        let data = self.pixmap.data_mut();
        for row in 0..(area.h.max(0.0) as usize).min(height.saturating_sub(top)) {
            for column in 0..(area.w.max(0.0) as usize).min(width.saturating_sub(left)) {
                if let Some(ink) = ink(column, row) {
                    let at = 4 * ((top + row) * width + left + column);
                    mix(&mut data[at..at + 3], ink.rgb, (ink.alpha * 255.0).round() as u32);
                }
            }
        }
    }

    /// Red, green and blue of all pixels, by rows.
    pub fn rgb(&self) -> Vec<u8> {
        self.pixmap.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect()
    }

    /// The sheet as PNG, 8-bit RGB. Text chunks carry the pairs given, such as title and software.
    pub fn to_png(&self, notes: &[(&str, &str)]) -> Vec<u8> {
        let rgb = self.rgb();
        let mut bytes = Vec::new();
        let encoded = encode_png(&mut bytes, &rgb, self.size(), notes);
        encoded.expect("encoding into memory cannot fail for a sheet of valid size");
        bytes
    }
}

/// Which pixels of a sheet of its own, by rows, a ring covers, 0 or 255.
pub fn inside(columns: usize, rows: usize, ring: &[(f32, f32)]) -> Vec<u8> {
    let mask = Mask::new(columns.max(1) as u32, rows.max(1) as u32);
    let (Some(mut mask), Some(path)) = (mask, path_of(&[ring.to_vec()], true)) else {
        return vec![0; columns * rows];
    };
    mask.fill_path(&path, FillRule::EvenOdd, false, Transform::identity());
    mask.take()
}

/// Mixes a colour into a pixel with an opacity of 0 to 255.
fn mix(pixel: &mut [u8], rgb: [u8; 3], a: u32) {
    for (channel, &ink) in pixel.iter_mut().zip(&rgb) {
        let mixed = u32::from(ink) * a + u32::from(*channel) * (255 - a);
        *channel = ((mixed + 127) / 255) as u8;
    }
}

fn encode_png(
    bytes: &mut Vec<u8>,
    rgb: &[u8],
    (width, height): (u32, u32),
    notes: &[(&str, &str)],
) -> Result<(), png::EncodingError> {
    let mut encoder = png::Encoder::new(bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    for (key, value) in notes {
        encoder.add_itxt_chunk((*key).to_owned(), (*value).to_owned())?;
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()
}

fn color(ink: Ink) -> Color {
    let [r, g, b] = ink.rgb;
    Color::from_rgba8(r, g, b, (ink.alpha.clamp(0.0, 1.0) * 255.0).round() as u8)
}

fn paint(ink: Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(color(ink));
    paint.anti_alias = true;
    paint
}

fn rectangle(area: Area) -> Option<Path> {
    Rect::from_xywh(area.x, area.y, area.w, area.h).map(PathBuilder::from_rect)
}

fn path_of(lines: &[Vec<(f32, f32)>], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for line in lines.iter().filter(|line| line.len() > 1) {
        path.move_to(line[0].0, line[0].1);
        for &(x, y) in &line[1..] {
            path.line_to(x, y);
        }
        if closed {
            path.close();
        }
    }
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_there_and_nowhere_else() {
        let mut canvas = Canvas::new(40, 30, Ink::hex(0xffffff));
        canvas.clip(Some(Area { x: 0.0, y: 0.0, w: 20.0, h: 30.0 }));
        canvas.fill_area(Area { x: 10.0, y: 10.0, w: 20.0, h: 10.0 }, Ink::hex(0x102030));
        assert_eq!(canvas.pixel(15, 15), Some([0x10, 0x20, 0x30]));
        assert_eq!(canvas.pixel(25, 15), Some([255; 3]), "clipped");
        assert_eq!(canvas.pixel(15, 25), Some([255; 3]));
        canvas.clip_softly(
            Area { x: 0.0, y: 0.0, w: 10.0, h: 30.0 },
            |column, _| if column < 5 { 0 } else { 255 },
        );
        canvas.fill_area(Area { x: 0.0, y: 20.0, w: 40.0, h: 10.0 }, Ink::hex(0x102030));
        let row = [2, 7, 12].map(|x| canvas.pixel(x, 25).unwrap()[0]);
        assert_eq!(row, [255, 0x10, 255], "let through, not let through, outside");
        canvas.blend(
            Area { x: 30.0, y: 0.0, w: 99.0, h: 1.0 },
            [0; 3],
            |column, _| if column == 2 { 255 } else { 0 },
        );
        assert_eq!((canvas.pixel(32, 0), canvas.pixel(31, 0)), (Some([0; 3]), Some([255; 3])));
    }

    #[test]
    fn png_has_the_size_and_the_notes() {
        let canvas = Canvas::new(40, 30, Ink::hex(0x336699));
        let bytes = canvas.to_png(&[("Title", "훈련")]);
        assert_eq!(bytes, canvas.to_png(&[("Title", "훈련")]));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (40, 30));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels[..3], [0x33, 0x66, 0x99]);
    }
}
