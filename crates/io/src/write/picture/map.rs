//! `map.png`: the forecast on one sheet, made to be liked and to be printed.
//!
//! Coast, graticule in degrees and minutes, the seeds of the case, the cloud of particles, containment contours,
//! the way of the datum with its times, wind and current, a scale, and a band that says whether this is an
//! exercise. Colours stay apart for the colour-blind (after Okabe and Ito) and in grey print.

use super::canvas::Canvas;
use super::frame::{Extent, Frame};
use super::ink::Area;
use super::labels::Labels;
use super::land::Land;
use super::origins::Origins;
use super::panel::{self, Shown};
use super::sheet::{self, INK, PAPER, Sheet};
use super::{cloud, contours, finds, graticule, scale_bar, track};
use crate::write::origin::Origin;
use crate::write::products::Products;
use crate::write::{CaseFacts, Flows, Report, SOFTWARE, SourceRecord, provenance};
use sarex_drift::{Contour, Datum, Ensemble, Fate, Snapshot};
use sarex_geo::position::unwrap_longitude;
use sarex_metocean::Coastline;

/// What the picture shows.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The case.
    pub case: &'a CaseFacts,
    /// The forecast.
    pub ensemble: &'a Ensemble,
    /// Index of the output time whose cloud is drawn.
    pub snapshot: usize,
    /// Centre and radii at each output time at which anything has a known place, in order.
    pub data: &'a [Datum],
    /// Contours at that time, smallest first.
    pub contours: &'a [Contour],
    /// The coast, if any.
    pub coast: Option<&'a dyn Coastline>,
    /// Wind and surface current at the datum at that time.
    pub flows: Flows,
    /// A short hash of the inputs, for the line at the bottom.
    pub inputs: &'a str,
    /// The sources of wind and water.
    pub sources: &'a [SourceRecord],
    /// What was found, and where it began by that.
    pub origin: Option<&'a Origin>,
}

/// The picture of a run at its last output time, with the contours at 50 and 90 %.
pub fn of_report(report: &Report<'_>, products: &Products) -> Vec<u8> {
    let last = products.snapshot.len() - 1;
    let shown = |c: &&Contour| [0.5, 0.9].contains(&c.level.get());
    let contours: Vec<Contour> = products.contours[last].iter().filter(shown).cloned().collect();
    let inputs = provenance::inputs_hash(report);
    encode(&Picture {
        case: report.case,
        ensemble: report.ensemble,
        snapshot: products.snapshot[last],
        data: &products.data,
        contours: &contours,
        coast: report.coast,
        flows: report.flows,
        inputs: &inputs[..12],
        sources: report.sources,
        origin: report.origin,
    })
}

/// Draws the picture and encodes it.
pub fn encode(picture: &Picture<'_>) -> Vec<u8> {
    let title = picture.case.title.as_str();
    let kind = picture.case.kind.key();
    draw(picture).to_png(&[("Title", title), ("Software", SOFTWARE), ("Comment", kind)])
}

/// Draws the picture.
pub fn draw(picture: &Picture<'_>) -> Canvas {
    let snapshot = &picture.ensemble.snapshots[picture.snapshot];
    let data = shown_data(picture);
    let origins = Origins::new(&picture.ensemble.scenario.seeds);
    let mut sheet = Sheet::new(picture.case);
    let frame = fit(picture, &origins);
    let land = picture.coast.map(|coast| Land::new(&frame, coast));
    sheet::ground(&mut sheet.canvas, &frame, land.as_ref());
    graticule::draw(&mut sheet.canvas, &frame, sheet::GRATICULE);
    sheet.canvas.clip(Some(Sheet::MAP));
    origins.tint(&mut sheet.canvas, &frame);
    cloud::draw(&mut sheet.canvas, &frame, snapshot);
    contours::draw(&mut sheet.canvas, &frame, picture.contours, land.as_ref());
    sheet.canvas.clip(Some(Sheet::MAP));
    origins.lines(&mut sheet.canvas, &frame);
    let mut labels = Labels::new(Sheet::MAP);
    let told: Vec<Datum> = data.iter().filter(|d| d.place().is_ok()).copied().collect();
    let way = frame.line(&told.iter().map(|d| d.position).collect::<Vec<_>>());
    track::line(&mut sheet.canvas, &way, &mut labels);
    let size = scale_bar::size(&frame);
    let bar = sheet::free_corner(&frame, size, |area| content(&frame, snapshot, picture.data, area));
    labels.keep_free(bar);
    finds::draw(&mut sheet.canvas, &frame, picture.finds(), &mut labels);
    origins.names(&mut sheet.canvas, &frame, &mut labels);
    let ends_in_datum = data.last().is_some_and(|d| d.place().is_ok());
    track::times(&mut sheet.canvas, &way, &told, ends_in_datum, &mut labels);
    sheet.canvas.clip(None);
    scale_bar::draw(&mut sheet.canvas, &frame, bar, (INK, PAPER.alpha(0.82)));
    graticule::border(&mut sheet.canvas, &frame, INK);
    let (land, projection) = (land.as_ref(), frame.projection);
    let shown = Shown { snapshot, datum: data.last(), origins: &origins, land, projection };
    panel::write(&mut sheet, picture, &shown);
    sheet.canvas
}

fn fit(picture: &Picture<'_>, origins: &Origins<'_>) -> Frame {
    let snapshot = &picture.ensemble.snapshots[picture.snapshot];
    Frame::fit(Sheet::MAP, extent(picture, snapshot, origins), 0.1, 0.6)
}

/// Where particles begin and where they are, both without the outermost, the way of the datum, and the seeds.
fn extent(picture: &Picture<'_>, snapshot: &Snapshot, origins: &Origins<'_>) -> Extent {
    let starts = &picture.ensemble.particles;
    let told = picture.data.iter().filter_map(|d| d.place().ok()).map(|p| (p.lat_deg(), p.lon_deg()));
    let centre = told.clone().next_back().unwrap_or((starts.lat_deg[0], starts.lon_deg[0]));
    let mut places = vec![centre];
    places.extend(told);
    let released = || (0..snapshot.fate.len()).filter(|&i| snapshot.fate[i] != Fate::NotReleased);
    let degrees = |e7: i32| f64::from(e7) * 1e-7;
    let near = |lon: f64| unwrap_longitude(lon, centre.1);
    for (lat, lon) in [
        (
            released().map(|i| degrees(snapshot.lat_e7[i])).collect(),
            released().map(|i| near(degrees(snapshot.lon_e7[i]))).collect(),
        ),
        (starts.lat_deg.clone(), starts.lon_deg.iter().map(|&lon| near(lon)).collect()),
    ] {
        if let (Some([south, north]), Some([west, east])) = (middle(lat), middle(lon)) {
            places.extend([(south, west), (north, east)]);
        }
    }
    let widened = origins.widen(Extent::around(places).expect("there is at least the centre"));
    finds::widen(picture.finds(), widened)
}

/// The 0.5 and 99.5 % quantiles.
fn middle(mut values: Vec<f64>) -> Option<[f64; 2]> {
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| (share * last as f64).round() as usize;
    let (low, high) = (at(0.005), at(0.995));
    let low = *values.select_nth_unstable_by(low, f64::total_cmp).1;
    let high = *values.select_nth_unstable_by(high, f64::total_cmp).1;
    Some([low, high])
}

/// How much of the picture's content lies in a rectangle, for the choice of a free corner.
fn content(frame: &Frame, snapshot: &Snapshot, data: &[Datum], area: Area) -> usize {
    let step = (snapshot.fate.len() / 500).max(1);
    let inside = |lat, lon| {
        let (x, y) = frame.pixel(lat, lon);
        area.holds(x, y)
    };
    let particles = (0..snapshot.fate.len())
        .step_by(step)
        .filter(|&i| inside(f64::from(snapshot.lat_e7[i]) * 1e-7, f64::from(snapshot.lon_e7[i]) * 1e-7));
    let centres = data.iter().filter(|d| inside(d.position.lat_deg(), d.position.lon_deg()));
    particles.count() + 20 * centres.count()
}

/// The data up to the time of the picture.
fn shown_data<'a>(picture: &Picture<'a>) -> &'a [Datum] {
    let now = picture.ensemble.snapshots[picture.snapshot].time_s;
    let end = picture.data.iter().position(|d| d.time_s == now).map_or(picture.data.len(), |i| i + 1);
    &picture.data[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::CaseKind;
    use crate::write::fixture::{Cloud, Owned, every_seed, forecast};
    use crate::write::picture::land::tests::Diamond;
    use crate::write::seeds::Shape;
    use sarex_drift::{GridSpec, ProbabilityMap, WeightedSeed};
    use sarex_geo::{Probability, Velocity};

    fn data(owned: &Owned) -> Vec<Datum> {
        (0..owned.ensemble.snapshots.len()).map(|k| Datum::of(&owned.ensemble, k).unwrap()).collect()
    }

    fn picture<'a>(owned: &'a Owned, data: &'a [Datum], contours: &'a [Contour]) -> Picture<'a> {
        Picture {
            case: &owned.case,
            ensemble: &owned.ensemble,
            snapshot: owned.ensemble.snapshots.len() - 1,
            data,
            contours,
            coast: None,
            flows: Flows {
                wind: Some(Velocity { east_mps: 6.0, north_mps: -7.0 }),
                current: Some(Velocity { east_mps: 0.2, north_mps: 0.15 }),
            },
            inputs: "b2de9e838c0a",
            sources: &owned.sources,
            origin: None,
        }
    }

    fn contours_at_the_end(owned: &Owned) -> Vec<Contour> {
        let last = owned.ensemble.snapshots.len() - 1;
        let map = ProbabilityMap::of(&owned.ensemble, last, &GridSpec::default()).unwrap();
        [0.5, 0.9].map(|p| map.contour(Probability::new(p).unwrap())).into()
    }

    #[test]
    fn the_band_and_the_land_have_their_colours() {
        let mut owned = forecast(Cloud { particles: 500, ..Cloud::default() });
        let data = data(&owned);
        let last = data.last().unwrap().position;
        let land =
            Diamond { lat_deg: last.lat_deg() - 0.2, lon_deg: last.lon_deg(), r_deg: 0.04, edges: true };
        for kind in [CaseKind::Exercise, CaseKind::Real] {
            owned.case.kind = kind;
            let mut picture = picture(&owned, &data, &[]);
            picture.coast = Some(&land);
            let canvas = draw(&picture);
            assert_eq!(canvas.size(), (Sheet::WIDTH, Sheet::HEIGHT));
            assert_eq!(canvas.pixel(3, 3), Some(sheet::band(kind).0.rgb));
            let frame = fit(&picture, &Origins::new(&owned.ensemble.scenario.seeds));
            let (x, y) = frame.pixel(land.lat_deg, land.lon_deg);
            let near = (-8..8).filter_map(|d| canvas.pixel((x as i32 + 2 * d) as u32, y as u32));
            assert!(near.filter(|&rgb| rgb == sheet::LAND.rgb).count() > 8);
        }
    }

    #[test]
    fn the_same_picture_has_the_same_bytes() {
        let owned = forecast(Cloud { particles: 500, ..Cloud::default() });
        let data = data(&owned);
        let contours = contours_at_the_end(&owned);
        let bytes = encode(&picture(&owned, &data, &contours));
        assert_eq!(bytes, encode(&picture(&owned, &data, &contours)));
        assert!(bytes.len() < 2_000_000);
    }

    /// A forecast with the seeds of a case, and words.
    fn scene(cloud: Cloud, title: &str, seeds: Option<Vec<WeightedSeed>>) -> Owned {
        let mut owned = forecast(cloud);
        owned.case.title = title.into();
        owned.ensemble.scenario.seeds = seeds.unwrap_or(owned.ensemble.scenario.seeds);
        owned
    }

    /// Dark pixels that are not there without the seed, near a place.
    fn drawn_near(with: &Canvas, without: &Canvas, (x, y): (f32, f32)) -> usize {
        let around = (0..24 * 24).map(|k| (x as u32 - 12 + k % 24, y as u32 - 12 + k / 24));
        around.filter(|&(x, y)| with.pixel(x, y) != without.pixel(x, y)).count()
    }

    /// Every kind of seed is drawn where it is, and the times are counted from the last known position.
    #[test]
    fn every_kind_of_seed_is_drawn() {
        let cloud = Cloud { particles: 200, ..Cloud::default() };
        let all = every_seed();
        let none = scene(cloud, "", Some(Vec::new()));
        for seed in all.clone() {
            let kind = crate::write::seeds::kind(&seed.seed);
            let owned = scene(cloud, "", Some(vec![seed]));
            let picture = picture(&owned, &[], &[]);
            let origins = Origins::new(&owned.ensemble.scenario.seeds);
            let frame = fit(&picture, &origins);
            let parts = crate::write::seeds::parts(&owned.ensemble.scenario.seeds[0].seed);
            assert!(!parts.is_empty(), "{kind}");
            let mut bare = Canvas::new(Sheet::WIDTH, Sheet::HEIGHT, PAPER);
            let mut drawn = Canvas::new(Sheet::WIDTH, Sheet::HEIGHT, PAPER);
            bare.clip(Some(Sheet::MAP));
            drawn.clip(Some(Sheet::MAP));
            origins.lines(&mut drawn, &frame);
            origins.names(&mut drawn, &frame, &mut Labels::new(Sheet::MAP));
            for part in &parts {
                let place = match &part.shape {
                    Shape::Point(at) => *at,
                    Shape::Line(line) => line[line.len() / 2],
                    Shape::Area(area) => area.outer[0],
                };
                let at = frame.pixel(place.lat_deg(), place.lon_deg());
                let visible = Sheet::MAP.grown(-14.0).holds(at.0, at.1);
                assert!(!visible || drawn_near(&drawn, &bare, at) > 5, "{kind}: {:?}", part.role);
            }
        }
        assert!(
            Origins::new(&none.ensemble.scenario.seeds)
                .widen(Extent::around([(1.0, 2.0)]).unwrap())
                .north_deg
                == 1.0
        );
    }

    /// Pictures to look at: `SAREX_PICTURES=folder cargo test -p sarex-io pictures`.
    #[test]
    fn pictures_of_every_extent_can_be_drawn() {
        let folder = std::env::var_os("SAREX_PICTURES").map(std::path::PathBuf::from);
        let coast = crate::coast::bundled().unwrap();
        let base = Cloud::default();
        let small =
            Cloud { spread_m: 60.0, spread_m_h: 10.0, east_m_h: 60.0, north_m_h: 30.0, hours: 6, ..base };
        let wide = Cloud { spread_m: 15_000.0, spread_m_h: 4000.0, east_m_h: 4000.0, hours: 72, ..base };
        let tall =
            Cloud { north_m_h: 9000.0, east_m_h: 0.0, lat_deg: 30.0, lon_deg: 126.0, hours: 72, ..base };
        let ocean = Cloud {
            lat_deg: 33.0,
            lon_deg: 160.0,
            east_m_h: 4000.0,
            spread_m_h: 500.0,
            hours: 960,
            particles: 3000,
            ..base
        };
        let long = "Fishing vessel with eleven persons capsized and sank north-east of the island after a collision \
                    with an unknown container ship in dense fog; two life rafts and an unknown number of persons in \
                    the water, EPIRB heard once";
        for (name, cloud, title, seeds) in [
            ("strait", Cloud { particles: 10_000, ..base }, "Fishing vessel capsized east of Tsushima", None),
            ("seeds", base, "Every kind of seed on one sheet", Some(every_seed())),
            ("metres", small, "対馬東方沖 漁船転覆 救助訓練", None),
            ("three-hundred-miles", wide, "대마도 동쪽 어선 전복, 승선원 3명 실종 (한일 합동 훈련)", None),
            ("dateline", Cloud { lat_deg: -17.0, lon_deg: 179.8, ..base }, "", None),
            ("ashore", Cloud { lat_deg: 34.95, lon_deg: 128.9, east_m_h: 300.0, ..base }, long, None),
            ("north", Cloud { lat_deg: 70.0, lon_deg: 22.0, ..base }, "Seventy north", None),
            ("eighty", Cloud { lat_deg: 80.0, lon_deg: 22.0, ..base }, "Eighty north", None),
            ("pole", Cloud { lat_deg: 89.9, lon_deg: 22.0, hours: 12, ..base }, "At the pole", None),
            ("tall", tall, "Straight north \u{1F6A2} 対馬 쀍", None),
            ("ocean", ocean, "Forty days across the ocean", None),
        ] {
            let owned = scene(cloud, title, seeds);
            let data = data(&owned);
            let contours = contours_at_the_end(&owned);
            let mut picture = picture(&owned, &data, &contours);
            picture.coast = (name != "dateline").then_some(&coast as &dyn Coastline);
            let bytes = encode(&picture);
            assert!(bytes.len() > 20_000, "{name}");
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
            }
        }
    }
}
