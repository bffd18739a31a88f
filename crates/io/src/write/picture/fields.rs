//! A field as a picture: speed in colours, direction in arrows, a scalar in colours alone, on the same sheet as the
//! forecast.
//!
//! The field is asked as a particle would ask it: what is shown is what moves particles, interpolation and gaps
//! included. Land lies over it, as no particle drifts there.

use super::canvas::Canvas;
use super::frame::{Extent, Frame};
use super::ink::{Anchor, Area, Lettering, Pen};
use super::land::Land;
use super::projection::Projection;
use super::samples::{Samples, Scale, ramp};
use super::sheet::{self, FAINT, INK, PAPER, Sheet};
use super::{graticule, scale_bar};
use crate::read::{Scalar, Wanted};
use crate::write::SOFTWARE;
use crate::write::trajectory::iso;
use sarex_metocean::{Coastline, FieldError, FieldSource, Quantity, Window};

/// What the picture shows.
#[derive(Clone, Copy)]
pub struct FieldPicture<'a> {
    /// Path, pattern or URL of what is shown; its last part is the title.
    pub title: &'a str,
    /// Which quantity.
    pub wanted: Wanted,
    /// Where it comes from.
    pub source: &'a dyn FieldSource,
    /// Which instant, seconds since 1970.
    pub time_s: f64,
    /// South, north, west, east in degrees; `None` for what the source covers.
    pub area_deg: Option<[f64; 4]>,
    /// The coast, if any.
    pub coast: Option<&'a dyn Coastline>,
    /// What was remarked while reading.
    pub notes: &'a [String],
}

/// Draws the picture and encodes it.
pub fn encode(picture: &FieldPicture<'_>) -> Result<Vec<u8>, FieldError> {
    let canvas = draw(picture)?;
    Ok(canvas.to_png(&[("Title", file_name(picture.title)), ("Software", SOFTWARE)]))
}

/// Draws the picture.
pub fn draw(picture: &FieldPicture<'_>) -> Result<Canvas, FieldError> {
    let words = words(picture.wanted);
    let mut sheet = Sheet::plain(words.band, file_name(picture.title), words.name);
    let frame = Frame::fit(Sheet::MAP, extent(picture), 0.02, 20.0);
    let field = picture.source.hold(&window(&frame, picture.time_s))?;
    let samples = Samples::new(&frame, &*field, picture.time_s, matches!(picture.wanted, Wanted::Scalar(_)));
    let scale = scale(&samples, picture.wanted);
    let land = picture.coast.map(|coast| Land::new(&frame, coast));
    let land = land.as_ref();
    sheet::ground(&mut sheet.canvas, &frame, None);
    samples.colours(&mut sheet.canvas, scale);
    if let Some(land) = land {
        let shore = sheet::SHORE;
        let no_tint = sheet::ShoreInks { shallows: shore.shallows.alpha(0.0), ..shore };
        land.fill(&mut sheet.canvas, &frame, no_tint);
        land.outline(&mut sheet.canvas, &frame, INK.alpha(0.75));
    }
    graticule::draw(&mut sheet.canvas, &frame, sheet::GRATICULE);
    sheet.canvas.clip(Some(Sheet::MAP));
    if matches!(picture.wanted, Wanted::Vector(_)) {
        samples.arrows(&mut sheet.canvas, &frame, land, scale.most);
    }
    sheet.canvas.clip(None);
    let size = scale_bar::size(&frame);
    let plate = sheet::free_corner(&frame, size, |area| samples.within(area));
    scale_bar::draw(&mut sheet.canvas, &frame, plate, (INK, PAPER.alpha(0.85)));
    graticule::border(&mut sheet.canvas, &frame, INK);
    panel(&mut sheet, picture, &samples, land);
    let foot = format!("WGS 84 · {} · times UTC · not for navigation", frame.projection.name());
    sheet.foot(SOFTWARE, &foot);
    Ok(sheet.canvas)
}

/// What is shown: on a Mercator chart without the surroundings of the poles, where it has no end.
fn extent(picture: &FieldPicture<'_>) -> Extent {
    let [south_deg, north_deg, west_deg, east_deg] =
        picture.area_deg.or(picture.source.coverage().area_deg).unwrap_or([-5.0, 5.0, -5.0, 5.0]);
    let extent = Extent { south_deg, north_deg, west_deg, east_deg };
    match extent.projection() {
        Projection::Mercator { .. } => {
            Extent { south_deg: south_deg.max(-84.0), north_deg: north_deg.min(84.0), ..extent }
        }
        Projection::Stereographic { .. } => extent,
    }
}

fn window(frame: &Frame, time_s: f64) -> Window {
    let [south_deg, north_deg, west_deg, east_deg] = frame.extent.edges_deg();
    Window { south_deg, north_deg, west_deg, east_deg, start_s: time_s, end_s: time_s }
}

/// The last part of a path or URL, without a query.
fn file_name(title: &str) -> &str {
    let path = if title.contains("://") { title.split(['?', '#']).next().unwrap_or(title) } else { title };
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or(title)
}

struct Words {
    band: &'static str,
    name: &'static str,
}

const fn words(wanted: Wanted) -> Words {
    let (band, name) = match wanted {
        Wanted::Vector(Quantity::Current) => ("CURRENT", "Surface current"),
        Wanted::Vector(Quantity::Wind) => ("WIND", "Wind at 10 m"),
        Wanted::Vector(Quantity::Stokes) => ("STOKES DRIFT", "Stokes drift at the surface"),
        Wanted::Scalar(Scalar::WaveHeight) => ("WAVES", "Significant wave height"),
        Wanted::Scalar(Scalar::Visibility) => ("VISIBILITY", "Meteorological visibility"),
        Wanted::Scalar(Scalar::WaterTemperature) => ("WATER", "Water temperature at the surface"),
    };
    Words { band, name }
}

/// From nothing to the greatest value; temperatures from the least one, as they differ by little.
fn scale(samples: &Samples, wanted: Wanted) -> Scale {
    match (wanted, samples.extremes()) {
        (Wanted::Scalar(Scalar::WaterTemperature), Some((least, most))) => Scale::whole(least, most),
        (_, extremes) => Scale::from_zero(extremes.map_or(0.0, |(_, most)| most)),
    }
}

fn panel(sheet: &mut Sheet, picture: &FieldPicture<'_>, samples: &Samples, land: Option<&Land>) {
    let plain = Lettering::new(14.0, INK);
    let scale = scale(samples, picture.wanted);
    sheet.heading("AT");
    sheet.line(&iso(picture.time_s), Lettering::new(21.0, INK).bold());
    match picture.wanted {
        Wanted::Vector(_) => {
            let fastest = samples.extremes().map_or(0.0, |(_, most)| most);
            sheet.heading("SPEED");
            let mps = |v: f64| if scale.most < 1.0 { format!("{v:.2} m/s") } else { format!("{v:.1} m/s") };
            colour_bar(sheet, scale, mps, knots);
            sheet.line("Arrows point where it goes", Lettering::new(13.0, FAINT));
            sheet.line(&format!("fastest {fastest:.2} m/s, {}", knots(fastest)), plain);
        }
        Wanted::Scalar(scalar) => {
            sheet.heading("VALUES");
            let second = |v: f64| match scalar {
                Scalar::Visibility => format!("{:.1} km", v / 1000.0),
                _ => String::new(),
            };
            colour_bar(sheet, scale, |v| scalar.said(v), second);
            if let Some((least, most)) = samples.extremes() {
                sheet.line(&format!("{} to {}", scalar.said(least), scalar.said(most)), plain);
            }
        }
    }
    sheet.line(&format!("{:.0} % of the frame without a value", 100.0 * samples.missing()), plain);
    sheet.heading("LEGEND");
    for (ink, text) in [(sheet::LAND, "Land, over any value there"), (sheet::SEA, "No value")] {
        if ink == sheet::SEA || land.is_some() {
            sheet.key(text, |canvas, (x, y)| {
                let plate = Area { x: x - 18.0, y: y - 8.0, w: 36.0, h: 16.0 };
                canvas.fill_area(plate, ink);
                canvas.stroke_area(plate, Pen::new(0.8, FAINT));
            });
        }
    }
    sheet::hatching_key(sheet, land);
    if land.is_none() {
        sheet.line("No coast data found", Lettering::new(13.0, FAINT));
    }
    covers(sheet, picture, plain);
    if !picture.notes.is_empty() {
        sheet.heading("NOTES");
        for note in picture.notes {
            sheet.paragraph(note, plain);
        }
    }
}

/// What the source covers in space and time.
fn covers(sheet: &mut Sheet, picture: &FieldPicture<'_>, look: Lettering) {
    let coverage = picture.source.coverage();
    sheet.heading("COVERS");
    if let Some([south, north, west, east]) = coverage.area_deg {
        let (lat, lon) = (graticule::latitude, graticule::longitude);
        sheet.line(&format!("{} to {}", lat(south, 1.0), lat(north, 1.0)), look);
        sheet.line(&format!("{} to {}", lon(west, 1.0), lon(east, 1.0)), look);
    } else {
        sheet.line("every place alike", look);
    }
    match coverage.period_s {
        Some((from_s, to_s)) if from_s < to_s => {
            sheet.line(&format!("from {}", iso(from_s)), look);
            sheet.line(&format!("to {}", iso(to_s)), look);
        }
        Some((from_s, _)) => sheet.line(&iso(from_s), look),
        None => sheet.line("at all times", look),
    }
    if coverage.members > 1 {
        sheet.line(&format!("{} ensemble members, the first shown", coverage.members), look);
    }
}

fn knots(mps: f64) -> String {
    format!("{:.1} kn", mps * 3600.0 / 1852.0)
}

/// The colours of a scale, with its begin, middle and end in two units.
fn colour_bar(
    sheet: &mut Sheet,
    scale: Scale,
    first: impl Fn(f64) -> String,
    second: impl Fn(f64) -> String,
) {
    sheet.gap(8.0);
    let bar = Area { x: Sheet::PANEL_X, y: sheet.y(), w: Sheet::PANEL_W - 10.0, h: 16.0 };
    sheet.canvas.paint(bar, |column, _| Some(ramp(column as f64 / f64::from(bar.w))));
    sheet.canvas.stroke_area(bar, Pen::new(1.0, INK));
    let look = Lettering::new(12.5, INK);
    for (share, anchor) in [(0.0, Anchor::Start), (0.5, Anchor::Middle), (1.0, Anchor::End)] {
        let x = bar.x + share * bar.w;
        let value = scale.least + f64::from(share) * (scale.most - scale.least);
        sheet.canvas.text(x, bar.bottom() + 15.0, &first(value), look.anchor(anchor));
        sheet.canvas.text(x, bar.bottom() + 31.0, &second(value), look.anchor(anchor));
    }
    sheet.gap(56.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::picture::land::tests::Diamond;
    use sarex_geo::Velocity;
    use sarex_metocean::source::InMemory;
    use sarex_metocean::{Coverage, Field, Place};

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
            wanted: Quantity::Current.into(),
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
    fn titles_are_names_of_files() {
        assert_eq!(file_name("/data/wind/gfs.nc"), "gfs.nc");
        assert_eq!(file_name("C:\\data\\wind-*.grib2"), "wind-*.grib2");
        assert_eq!(file_name("https://example.org/erddap/wind.nc?u10[0:1:3]/x"), "wind.nc");
        assert_eq!([file_name("wind.nc"), file_name("data/")], ["wind.nc", "data/"]);
    }

    /// Cold water is light and warm water dark, whatever stands before the decimal point; no arrows cross it.
    #[test]
    fn temperatures_are_coloured_from_the_least_one() {
        struct Halves;
        impl Field for Halves {
            fn at(&self, place: Place) -> Option<Velocity> {
                let east_mps = if place.lon_deg > 130.0 { 12.5 } else { -1.0 };
                Some(Velocity { east_mps, north_mps: 0.0 })
            }
        }
        let coverage = Coverage { area_deg: Some([33.0, 35.0, 129.0, 131.0]), ..source().coverage() };
        let source = InMemory::with_coverage(coverage, Halves);
        let mut picture = picture(&source);
        picture.wanted = Scalar::WaterTemperature.into();
        let canvas = draw(&picture).unwrap();
        let extent = Extent { south_deg: 33.0, north_deg: 35.0, west_deg: 129.0, east_deg: 131.0 };
        let frame = Frame::fit(Sheet::MAP, extent, 0.02, 20.0);
        let brightness = |lat: f64, lon: f64| -> u32 {
            let (x, y) = frame.pixel(lat, lon);
            canvas.pixel(x as u32, y as u32).unwrap().iter().map(|&v| u32::from(v)).sum()
        };
        assert!(brightness(34.63, 130.57) + 200 < brightness(34.63, 129.57));
    }

    /// Where there is land nobody sees the field, whatever values a file holds there.
    #[test]
    fn land_covers_the_field() {
        let source = source();
        let island = Diamond { lat_deg: 34.5, lon_deg: 130.4, r_deg: 0.2, edges: true };
        let mut picture = picture(&source);
        picture.coast = Some(&island);
        let canvas = draw(&picture).unwrap();
        let extent = Extent { south_deg: 33.0, north_deg: 35.0, west_deg: 129.0, east_deg: 131.0 };
        let frame = Frame::fit(Sheet::MAP, extent, 0.02, 20.0);
        let (x, y) = frame.pixel(34.45, 130.4);
        for k in 0..900 {
            let at = (x as u32 - 15 + k % 30, y as u32 - 15 + k / 30);
            let rgb = canvas.pixel(at.0, at.1).unwrap();
            let [r, g, b] = rgb.map(i32::from);
            assert!(r >= g && g > b, "sand, or the graticule on it: {rgb:?}");
        }
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
                wanted: quantity.into(),
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
