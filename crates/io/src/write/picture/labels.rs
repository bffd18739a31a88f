//! Labels that keep out of each other's way.

use super::canvas::Canvas;
use super::font;
use super::ink::{Area, Lettering, Pen};
use super::sheet::PAPER;
use sarex_geo::math;

/// A point in pixels.
type Point = (f32, f32);

/// Keeps labels apart.
pub struct Labels {
    within: Area,
    taken: Vec<Area>,
    leaders: Vec<[Point; 2]>,
}

impl Labels {
    /// Labels stay within an area.
    pub const fn new(within: Area) -> Self {
        Self { within, taken: Vec::new(), leaders: Vec::new() }
    }

    /// Number of areas taken, by labels or otherwise.
    #[cfg(test)]
    pub const fn count(&self) -> usize {
        self.taken.len()
    }

    /// Keeps an area free of labels.
    pub fn keep_free(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Keeps the surroundings of a point free of labels.
    pub fn keep_round(&mut self, (x, y): Point, radius: f32) {
        self.keep_free(Area { x: x - radius, y: y - radius, w: 2.0 * radius, h: 2.0 * radius });
    }

    /// The first of some points that nothing is written over; the first of all if there is none.
    pub fn open(&self, points: &[Point]) -> Point {
        let open = |p: &&Point| !self.taken.iter().any(|taken| taken.grown(2.0).holds(p.0, p.1));
        points.iter().find(open).or(points.first()).copied().unwrap_or_default()
    }

    /// Writes a label beside a point, at the first of eight places that is free; false if there is none.
    pub fn place(&mut self, canvas: &mut Canvas, at: Point, gap: f32, text: &str, look: Lettering) -> bool {
        let free = beside(at, gap, size(text, look)).into_iter().find(|area| self.is_free(*area));
        if let Some(area) = free {
            self.write(canvas, area, text, look);
        }
        free.is_some()
    }

    /// Writes a label about a point if that is free; false if it is not.
    pub fn centre(&mut self, canvas: &mut Canvas, (x, y): Point, text: &str, look: Lettering) -> bool {
        let (w, h) = size(text, look);
        let area = Area { x: x - 0.5 * w, y: y - 0.5 * h, w, h };
        let free = self.is_free(area);
        if free {
            self.write(canvas, area, text, look);
        }
        free
    }

    /// Writes a label beside a point, or as near to it as there is room, with a line that leads there. Where there is none at
    /// all it is written smaller, and at last over what is there: it is never left out.
    pub fn lead(&mut self, canvas: &mut Canvas, at: Point, gap: f32, text: &str, look: Lettering) {
        let mut look = look;
        for _ in 0..4 {
            if self.place(canvas, at, gap, text, look) {
                return;
            }
            if let Some(area) = self.away(at, gap, size(text, look)) {
                let leader = [at, nearest(area, at)];
                canvas.line(leader[0], leader[1], Pen::new(3.4, PAPER.alpha(0.75)));
                canvas.line(leader[0], leader[1], Pen::new(1.2, look.ink));
                self.leaders.push(leader);
                self.write(canvas, area, text, look);
                return;
            }
            look.size *= 0.85;
        }
        let (w, h) = size(text, look);
        let x = (at.0 + gap).min(self.within.right() - w).max(self.within.x);
        let y = (at.1 - 0.5 * h).min(self.within.bottom() - h).max(self.within.y);
        self.write(canvas, Area { x, y, w, h }, text, look);
    }

    /// The first free place on rings about a point; better one whose leader crosses nothing.
    fn away(&self, at: Point, gap: f32, (w, h): (f32, f32)) -> Option<Area> {
        const STEP: f32 = 12.0;
        const DIRECTIONS: u16 = 24;
        let rings = ((self.within.w + self.within.h) / STEP) as u16;
        let on_rings = || {
            (1..=rings).flat_map(move |ring| {
                let off = gap + STEP * f32::from(ring);
                (0..DIRECTIONS).map(move |k| {
                    // Level ones first: they are read most easily.
                    let (s, c) = math::sin_cos_turns(f64::from(k) / f64::from(DIRECTIONS) + 0.25);
                    let x = at.0 + s as f32 * (off + 0.5 * w) - 0.5 * w;
                    let y = at.1 - c as f32 * (off + 0.5 * h) - 0.5 * h;
                    Area { x, y, w, h }
                })
            })
        };
        let clear = |area: &Area| {
            let leader = [at, nearest(*area, at)];
            let over = self.taken.iter().any(|taken| !taken.holds(at.0, at.1) && meets(*taken, leader));
            !over && !self.leaders.iter().any(|other| cross(*other, leader))
        };
        let free = |area: &Area| self.is_free(*area);
        on_rings().find(|area| free(area) && clear(area)).or_else(|| on_rings().find(free))
    }

    fn is_free(&self, area: Area) -> bool {
        let area = area.grown(3.0);
        let inside = self.within.holds(area.x, area.y) && self.within.holds(area.right(), area.bottom());
        inside
            && !self.taken.iter().any(|taken| taken.overlaps(area))
            && !self.leaders.iter().any(|leader| meets(area, *leader))
    }

    fn write(&mut self, canvas: &mut Canvas, area: Area, text: &str, look: Lettering) {
        canvas.text(area.x, area.bottom(), text, look);
        self.taken.push(area.grown(3.0));
    }
}

/// Width and height of a label.
fn size(text: &str, look: Lettering) -> (f32, f32) {
    (look.width(text), font::cap_height(look.size))
}

/// The places beside a point: right, left, then the corners, above and below.
fn beside((x, y): Point, gap: f32, (w, h): (f32, f32)) -> [Area; 8] {
    let (right, left) = (x + gap, x - gap - w);
    let (above, below, level) = (y - gap - h, y + gap, y - 0.5 * h);
    [
        (right, level),
        (left, level),
        (right, above),
        (right, below),
        (left, above),
        (left, below),
        (x - 0.5 * w, above - 2.0),
        (x - 0.5 * w, below + 2.0),
    ]
    .map(|(x, y)| Area { x, y, w, h })
}

/// The point of an area that is nearest to another.
fn nearest(area: Area, (x, y): Point) -> Point {
    let area = area.grown(2.0);
    (x.max(area.x).min(area.right()), y.max(area.y).min(area.bottom()))
}

/// True if a line has a part within an area (after Liang and Barsky).
fn meets(area: Area, [a, b]: [Point; 2]) -> bool {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0_f32, 1.0_f32);
    for (step, room) in
        [(-dx, a.0 - area.x), (dx, area.right() - a.0), (-dy, a.1 - area.y), (dy, area.bottom() - a.1)]
    {
        if step == 0.0 {
            if room < 0.0 {
                return false;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            to = to.min(room / step);
        }
    }
    from < to
}

/// True if two lines cross.
fn cross([a, b]: [Point; 2], [c, d]: [Point; 2]) -> bool {
    let side = |p: Point, q: Point, r: Point| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::super::ink::Ink;
    use super::*;

    const LOOK: Lettering = Lettering::new(13.0, Ink::hex(0));

    fn sheet() -> (Canvas, Labels) {
        let canvas = Canvas::new(400, 300, Ink::hex(0xffffff));
        (canvas, Labels::new(Area { x: 0.0, y: 0.0, w: 400.0, h: 300.0 }))
    }

    fn apart(labels: &Labels) -> bool {
        let all = &labels.taken;
        (0..all.len()).all(|k| all[k + 1..].iter().all(|other| !all[k].overlaps(*other)))
    }

    #[test]
    fn labels_never_overlap() {
        let (mut canvas, mut labels) = sheet();
        let placed =
            (0..40).filter(|_| labels.place(&mut canvas, (200.0, 150.0), 8.0, "201200Z", LOOK)).count();
        assert!((2..=8).contains(&placed), "{placed}");
        assert!(apart(&labels));
    }

    /// As many as there is room for, all apart, no label on a leader.
    #[test]
    fn labels_with_leaders_are_all_there_and_apart() {
        let (mut canvas, mut labels) = sheet();
        for _ in 0..30 {
            labels.lead(&mut canvas, (200.0, 150.0), 8.0, "A12 KCG-3008", LOOK);
        }
        assert_eq!(labels.taken.len(), 30);
        assert!(apart(&labels) && labels.leaders.len() >= 22);
        for taken in &labels.taken {
            let within = Area { x: 0.0, y: 0.0, w: 400.0, h: 300.0 };
            assert!(within.holds(taken.x, taken.y) && within.holds(taken.right(), taken.bottom()));
        }
    }

    #[test]
    fn where_there_is_no_room_a_label_is_written_nevertheless() {
        let mut canvas = Canvas::new(60, 20, Ink::hex(0xffffff));
        let within = Area { x: 0.0, y: 0.0, w: 60.0, h: 20.0 };
        let mut labels = Labels::new(within);
        labels.keep_free(within);
        labels.lead(&mut canvas, (30.0, 10.0), 4.0, "A1", LOOK);
        assert_eq!(labels.taken.len(), 2);
        let written = (0..60 * 20).filter(|k| canvas.pixel(k % 60, k / 60).unwrap()[0] < 200).count();
        assert!(written > 8, "{written}");
    }

    #[test]
    fn lines_meet_areas_and_each_other() {
        let area = Area { x: 10.0, y: 10.0, w: 10.0, h: 10.0 };
        assert!(meets(area, [(0.0, 0.0), (30.0, 30.0)]) && meets(area, [(15.0, 15.0), (16.0, 15.0)]));
        assert!(!meets(area, [(0.0, 0.0), (9.0, 30.0)]) && !meets(area, [(0.0, 5.0), (30.0, 5.0)]));
        assert!(cross([(0.0, 0.0), (2.0, 2.0)], [(0.0, 2.0), (2.0, 0.0)]));
        assert!(!cross([(0.0, 0.0), (2.0, 2.0)], [(0.0, 1.0), (2.0, 3.0)]));
    }
}
