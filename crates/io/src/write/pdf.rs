//! Pages as PDF: letters, lines, areas and pictures, with the fonts that were used in them.
//!
//! Fonts are embedded as far as their letters occur, with the characters they stand for, so that text can be searched and
//! copied. Without a date, the same pages give the same bytes.

use super::picture::canvas::Canvas;
use super::picture::font;
use super::picture::ink::{Anchor, Area, Ink, Lettering};
use super::{SOFTWARE, WriteError};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::{BitsPerComponent, CustomImage, Image, ImageColorspace};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use sarex_geo::Timestamp;
use std::sync::Arc;

/// Width of A4, points.
pub const WIDTH: f32 = 595.0;
/// Height of A4, points.
pub const HEIGHT: f32 = 842.0;

/// A page of A4 in the making; lengths are points, y runs down.
#[derive(Default)]
pub struct Page {
    marks: Vec<Mark>,
}

enum Mark {
    Text { x: f32, y: f32, text: String, look: Lettering },
    Fill { area: Area, ink: Ink },
    Picture { area: Area, pixels: Pixels },
}

/// A picture of red, green and blue, by rows.
#[derive(Clone, Hash)]
struct Pixels {
    rgb: Arc<Vec<u8>>,
    size: (u32, u32),
}

impl Page {
    /// Writes one line of text with its baseline at `y`.
    pub fn text(&mut self, x: f32, y: f32, text: impl Into<String>, look: Lettering) {
        self.marks.push(Mark::Text { x, y, text: text.into(), look });
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, area: Area, ink: Ink) {
        self.marks.push(Mark::Fill { area, ink });
    }

    /// Draws a level line.
    pub fn rule(&mut self, x: f32, y: f32, width: f32, ink: Ink) {
        self.fill(Area { x, y, w: width, h: 0.5 }, ink);
    }

    /// The lines that are written.
    #[cfg(test)]
    pub fn lines(&self) -> Vec<&str> {
        fn line(mark: &Mark) -> Option<&str> {
            if let Mark::Text { text, .. } = mark { Some(text) } else { None }
        }
        self.marks.iter().filter_map(line).collect()
    }

    /// The lowest baseline, points.
    #[cfg(test)]
    pub fn lowest(&self) -> f32 {
        let each = self.marks.iter().map(|mark| if let Mark::Text { y, .. } = mark { *y } else { 0.0 });
        each.fold(0.0, f32::max)
    }

    /// Puts a drawing into a rectangle.
    pub fn picture(&mut self, area: Area, canvas: &Canvas) {
        let pixels = Pixels { rgb: Arc::new(canvas.rgb()), size: canvas.size() };
        self.marks.push(Mark::Picture { area, pixels });
    }
}

/// What a document says of itself.
pub struct About<'a> {
    /// Title.
    pub title: &'a str,
    /// Remark.
    pub description: &'a str,
    /// When it was made, if that is told.
    pub created: Option<Timestamp>,
}

/// The document.
pub fn encode(pages: &[Page], about: &About<'_>) -> Result<Vec<u8>, WriteError> {
    let broken = |reason: &str| WriteError::Encode { file: "brief.pdf", reason: reason.to_owned() };
    let mut fonts = Vec::new();
    for bytes in font::FILES {
        fonts.push(Font::new(bytes.to_vec().into(), 0).ok_or_else(|| broken("a font was refused"))?);
    }
    let mut document = Document::new();
    for page in pages {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| broken("the page has no size"))?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        for mark in &page.marks {
            draw(&mut surface, mark, &fonts).ok_or_else(|| broken("a picture was refused"))?;
        }
        surface.finish();
        sheet.finish();
    }
    let mut metadata = Metadata::new()
        .title(about.title.to_owned())
        .description(about.description.to_owned())
        .creator(SOFTWARE.to_owned())
        .language("en".to_owned());
    if let Some(created) = about.created {
        metadata = metadata.creation_date(date(created));
    }
    document.set_metadata(metadata);
    document.finish().map_err(|error| broken(&format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, fonts: &[Font]) -> Option<()> {
    match mark {
        Mark::Text { x, y, text, look } => write(surface, (*x, *y), text, *look, fonts),
        Mark::Fill { area, ink } => {
            let mut path = PathBuilder::new();
            path.push_rect(Rect::from_xywh(area.x, area.y, area.w, area.h)?);
            surface.set_fill(Some(fill(*ink)));
            surface.draw_path(&path.finish()?);
        }
        Mark::Picture { area, pixels } => {
            let image = Image::from_custom(pixels.clone(), true).ok()?;
            surface.push_transform(&Transform::from_translate(area.x, area.y));
            surface.draw_image(image, Size::from_wh(area.w, area.h)?);
            surface.pop();
        }
    }
    Some(())
}

fn write(surface: &mut Surface<'_>, (x, y): (f32, f32), text: &str, look: Lettering, fonts: &[Font]) {
    let mut x = x - match look.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => 0.5 * look.width(text),
        Anchor::End => look.width(text),
    };
    surface.set_fill(Some(fill(look.ink)));
    for piece in font::pieces(text, look.weight) {
        let letters: String = piece.letters.iter().map(|(letter, ..)| *letter).collect();
        let mut begin = 0;
        let mut width = 0.0;
        let mut glyphs = Vec::new();
        for (letter, glyph, advance) in &piece.letters {
            let end = begin + letter.len_utf8();
            let id = GlyphId::new(u32::from(*glyph));
            glyphs.push(KrillaGlyph::new(id, *advance, 0.0, 0.0, 0.0, begin..end, None));
            begin = end;
            width += advance * look.size;
        }
        let font = fonts[piece.file].clone();
        surface.draw_glyphs(Point::from_xy(x, y), &glyphs, font, &letters, look.size, false);
        x += width;
    }
}

fn fill(ink: Ink) -> Fill {
    let [red, green, blue] = ink.rgb;
    let opacity = NormalizedF32::new(ink.alpha.clamp(0.0, 1.0)).unwrap_or(NormalizedF32::ONE);
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity, ..Fill::default() }
}

fn date(time: Timestamp) -> DateTime {
    let t = time.to_zoned(jiff::tz::TimeZone::UTC);
    let small = |value: i8| u8::try_from(value).unwrap_or(0);
    DateTime::new(u16::try_from(t.year()).unwrap_or(0))
        .month(small(t.month()))
        .day(small(t.day()))
        .hour(small(t.hour()))
        .minute(small(t.minute()))
        .second(small(t.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

impl CustomImage for Pixels {
    fn color_channel(&self) -> &[u8] {
        &self.rgb
    }
    fn alpha_channel(&self) -> Option<&[u8]> {
        None
    }
    fn bits_per_component(&self) -> BitsPerComponent {
        BitsPerComponent::Eight
    }
    fn size(&self) -> (u32, u32) {
        self.size
    }
    fn icc_profile(&self) -> Option<&[u8]> {
        None
    }
    fn color_space(&self) -> ImageColorspace {
        ImageColorspace::Rgb
    }
}
