//! Where drifting may have begun: each kind of seed by its own geometry.

use super::canvas::Canvas;
use super::frame::{Extent, Frame};
use super::ink::{Area, Ink, Lettering, Pen};
use super::labels::Labels;
use super::sheet::{PAPER, Sheet};
use super::symbols;
use crate::write::seeds::{Part, Role, Shape, parts};
use sarex_drift::WeightedSeed;
use sarex_drift::seed::Seed;

const SEED: Ink = Ink::hex(0x111111);
/// Areas of danger: what is added to a seed, not the seed.
const HAZARD: Ink = Ink::hex(0xa63d00);

/// Rings of an area in pixels.
type Rings = Vec<Vec<(f32, f32)>>;

/// What the seeds of a case look like.
pub struct Origins<'a> {
    seeds: Vec<(&'a WeightedSeed, Vec<Part>)>,
}

impl<'a> Origins<'a> {
    /// Works the geometry out.
    pub fn new(seeds: &'a [WeightedSeed]) -> Self {
        Self { seeds: seeds.iter().map(|seed| (seed, parts(&seed.seed))).collect() }
    }

    /// An extent that also holds the seeds: positions and areas always, observers and bearings unless that makes
    /// it more than twice as large.
    pub fn widen(&self, mut extent: Extent) -> Extent {
        let roles = |far: bool| {
            let all = self.seeds.iter().flat_map(|(_, parts)| parts);
            all.filter(move |part| far == matches!(part.role, Role::Observer | Role::Bearing | Role::Hazard))
        };
        // The sector of a sighting may reach far beyond where the other ones meet.
        let sighting = |seed: &Seed| matches!(seed, Seed::LinesOfBearing(_) | Seed::Flare(_));
        for (_, parts) in self.seeds.iter().filter(|(seed, _)| !sighting(&seed.seed)) {
            for place in parts.iter().filter(|p| p.role != Role::Hazard).flat_map(places) {
                extent = extent.with(place);
            }
        }
        for part in roles(true).filter(|part| part.role == Role::Observer) {
            let wider = places(part).into_iter().fold(extent, Extent::with);
            let high = wider.north_deg - wider.south_deg <= 2.0 * (extent.north_deg - extent.south_deg);
            let wide = wider.east_deg - wider.west_deg <= 2.0 * (extent.east_deg - extent.west_deg);
            if high && wide {
                extent = wider;
            }
        }
        extent
    }

    /// Tints the areas; goes under the cloud.
    pub fn tint(&self, canvas: &mut Canvas, frame: &Frame) {
        for (part, ring) in self.rings(frame) {
            let ink = if part.role == Role::Hazard { HAZARD } else { SEED };
            canvas.fill_rings(&ring, ink.alpha(0.07));
        }
    }

    /// Draws lines and the borders of areas.
    pub fn lines(&self, canvas: &mut Canvas, frame: &Frame) {
        for (part, ring) in self.rings(frame) {
            canvas.stroke_lines(&ring, true, Pen::new(2.8, PAPER.alpha(0.4)));
            canvas.stroke_lines(&ring, true, pen(part.role));
        }
        for part in self.seeds.iter().flat_map(|(_, parts)| parts) {
            if let Shape::Line(line) = &part.shape {
                let line = [frame.line(line)];
                canvas.stroke_lines(&line, false, Pen::new(3.4, PAPER.alpha(0.6)));
                canvas.stroke_lines(&line, false, pen(part.role));
            }
        }
    }

    /// Draws symbols and names.
    pub fn names(&self, canvas: &mut Canvas, frame: &Frame, labels: &mut Labels) {
        let look = Lettering::new(14.0, SEED).halo(PAPER.alpha(0.85));
        let mut anchors = Vec::new();
        let mut points = Vec::new();
        for (seed, parts) in &self.seeds {
            let mut named = false;
            for part in parts {
                let Shape::Point(at) = &part.shape else { continue };
                let (x, y) = frame.pixel(at.lat_deg(), at.lon_deg());
                if frame.area.grown(-4.0).holds(x, y) {
                    points.push((part.role, (x, y)));
                    labels.keep_free(Area { x: x - 9.0, y: y - 9.0, w: 18.0, h: 18.0 });
                    if !named || part.role == Role::Observer {
                        anchors.push(((x, y), *seed));
                        named = true;
                    }
                }
            }
            if let (false, Some(at)) = (named, parts.first().and_then(|part| inside(frame, part))) {
                anchors.push((at, *seed));
            }
        }
        // A voyage may end at the last known position, whose symbol counts for more.
        points.sort_by_key(|(role, _)| *role != Role::Waypoint);
        for (role, at) in points {
            symbol(role)(canvas, at, SEED);
        }
        for (at, seed) in anchors {
            labels.place(canvas, at, 13.0, self.name(seed), look);
        }
    }

    /// The lines of the legend: one for each kind of seed in the case.
    pub fn legend(&self, sheet: &mut Sheet) {
        let mut told = Vec::new();
        for (seed, parts) in &self.seeds {
            let words = words(&seed.seed);
            if told.contains(&words) {
                continue;
            }
            told.push(words);
            let roles: Vec<Role> = parts.iter().map(|part| part.role).collect();
            sheet.key(words, |canvas, at| key_symbol(canvas, at, &roles));
        }
        if self.seeds.iter().any(|(_, parts)| parts.iter().any(|p| p.role == Role::Hazard)) {
            sheet.key("Area of added danger", |canvas, at| key_symbol(canvas, at, &[Role::Hazard]));
        }
    }

    /// Areas with their rings in pixels.
    fn rings(&self, frame: &Frame) -> Vec<(&Part, Rings)> {
        let parts = self.seeds.iter().flat_map(|(_, parts)| parts);
        let ring = |part: &'_ Part| match &part.shape {
            Shape::Area(area) => {
                Some(std::iter::once(&area.outer).chain(&area.holes).map(|ring| frame.line(ring)).collect())
            }
            Shape::Point(_) | Shape::Line(_) => None,
        };
        parts.filter_map(|part| Some((part, ring(part)?))).collect()
    }

    /// What a label says: the field's abbreviation where there is only one last known position.
    fn name<'s>(&self, seed: &'s WeightedSeed) -> &'s str {
        let known = |seed: &WeightedSeed| matches!(seed.seed, Seed::LastKnownPosition(_));
        let only = self.seeds.iter().filter(|(seed, _)| known(seed)).count() == 1;
        if known(seed) && only { "LKP" } else { &seed.name }
    }
}

/// What the legend calls a kind of seed.
const fn words(seed: &Seed) -> &'static str {
    match seed {
        Seed::LastKnownPosition(_) => "Last known position, 50 %",
        Seed::Line(_) => "Begun along a line, 50 %",
        Seed::Area(_) => "Begun in an area",
        Seed::Cone(_) => "Begun between two states, 50 %",
        Seed::Voyage(_) => "Voyage, 50 % across the track",
        Seed::LinesOfBearing(_) => "Bearing, 50 % sector",
        Seed::Flare(_) => "Flare: observer, 50 % sector",
        Seed::Particles(_) => "Around the given particles",
    }
}

fn pen(role: Role) -> Pen {
    match role {
        Role::Track | Role::Bearing => Pen::new(1.5, SEED),
        Role::Hazard => Pen::new(1.3, HAZARD).dashed(3.0, 3.0),
        _ => Pen::new(1.3, SEED).dashed(6.0, 4.0),
    }
}

fn symbol(role: Role) -> fn(&mut Canvas, (f32, f32), Ink) {
    match role {
        Role::Position => symbols::known_position,
        Role::Observer => symbols::observer,
        _ => symbols::waypoint,
    }
}

/// The parts of a seed in small.
fn key_symbol(canvas: &mut Canvas, (x, y): (f32, f32), roles: &[Role]) {
    let area =
        [Role::Half, Role::Limit, Role::Hazard, Role::Particles].into_iter().find(|r| roles.contains(r));
    if let Some(role) = area {
        let plate = Area { x: x - 18.0, y: y - 9.0, w: 36.0, h: 18.0 };
        canvas.fill_area(plate, pen(role).ink.alpha(0.07));
        canvas.stroke_area(plate, pen(role));
    }
    if roles.contains(&Role::Track) || roles.contains(&Role::Bearing) {
        canvas.line((x - 18.0, y), (x + 18.0, y), pen(Role::Track));
    }
    let point = |role: &&Role| matches!(role, Role::Position | Role::Observer | Role::Waypoint);
    if let Some(role) = roles.iter().find(point) {
        let at = if *role == Role::Position { (x, y) } else { (x - 10.0, y) };
        symbol(*role)(canvas, at, SEED);
    }
}

/// Places of a part, latitude and longitude.
fn places(part: &Part) -> Vec<(f64, f64)> {
    let places = match &part.shape {
        Shape::Point(at) => std::slice::from_ref(at),
        Shape::Line(line) => line,
        Shape::Area(area) => &area.outer,
    };
    places.iter().map(|p| (p.lat_deg(), p.lon_deg())).collect()
}

/// A pixel of the picture in the middle of a part, for its name.
fn inside(frame: &Frame, part: &Part) -> Option<(f32, f32)> {
    let places = places(part);
    let extent = Extent::around(places.iter().copied())?;
    let middle = match part.shape {
        Shape::Line(_) => places[places.len() / 2],
        _ => (0.5 * (extent.south_deg + extent.north_deg), extent.mid_lon_deg()),
    };
    let (x, y) = frame.pixel(middle.0, middle.1);
    frame.area.holds(x, y).then_some((x, y))
}
