//! By how much tracks break the rules: what the search is pushed out of.

use super::ladder::Laid;
use super::zone::Hull;
use crate::geometry::distance_m;
use crate::pattern::PatternKind;
use crate::planner::task::given_area;
use crate::problem::{AltitudeBand, AreaKind, Neighbours, Overlap};
use crate::{Domain, LocalPlane, PlanePoint, Problem, Sru, Waypoint};
use sarex_metocean::{Coastline, Surface};

/// Kept to spare beyond every limit, so that rounding on the way to a chart breaks none: m and degrees.
const SPARE_M: f64 = 1.0;
const SPARE_DEG: f64 = 0.5;
/// Legs of surface units keep this far from land, m.
const OFF_LAND_M: f64 = 300.0;
/// A degree too much counts like so many metres.
const METRES_PER_DEGREE: f64 = 100.0;

/// What of a unit's track the rules look at.
#[derive(Debug, Clone)]
pub(in crate::planner) struct Zone {
    pub hull: Hull,
    /// The searched area, half a spacing outside the legs.
    area: Hull,
    /// Bearing of the commence search point from the middle of the pattern and creep direction, degrees; nothing where a
    /// pattern begins in its middle or has no order of its own.
    corner_and_creep_deg: Option<(f64, f64)>,
    from_s: f64,
    to_s: f64,
}

impl Zone {
    pub fn of(laid: &Laid) -> Self {
        let flown = &laid.flown;
        let across_m = (flown.legs as f64 - 1.0) * flown.spacing_m;
        let has_corner =
            !matches!(flown.kind, PatternKind::ExpandingSquare | PatternKind::Sector | PatternKind::Contour);
        let aside = sarex_geo::math::atan2_lanes(-flown.turn.sign() * across_m, -flown.leg_m);
        Self {
            hull: Hull::of_track(&laid.track),
            area: Hull::of(flown.area(&laid.track).unwrap_or_default()),
            corner_and_creep_deg: has_corner
                .then(|| ((flown.first_leg_deg + aside.to_degrees()).rem_euclid(360.0), flown.creep_deg())),
            from_s: laid.track[0].time_s,
            to_s: laid.track[laid.track.len() - 1].time_s,
        }
    }
}

impl Zone {
    /// Of a task that the search does not vary: frozen with an outline, it is held to that.
    pub fn of_fixed(problem: &Problem, unit: usize, laid: &Laid) -> Self {
        let zone = Self::of(laid);
        match given_area(problem, unit, laid) {
            Some(area) => Self { area: Hull::of(area.to_vec()), ..zone },
            None => zone,
        }
    }
}

/// The rules of a problem, made ready.
pub(in crate::planner) struct Limits<'a> {
    problem: &'a Problem,
    /// Convex pieces of forbidden areas.
    pieces: Vec<Piece>,
}

struct Piece {
    hull: Hull,
    buffer_m: f64,
    domain: Option<Domain>,
    altitude: Option<AltitudeBand>,
    /// Nothing of it may be searched, and not only no track lead through it.
    unsearched: bool,
    /// The unit whose lost-link volume it is.
    of_unit: Option<usize>,
}

impl<'a> Limits<'a> {
    pub fn of(problem: &'a Problem) -> Self {
        let mut pieces = Vec::new();
        for area in &problem.rules.areas {
            for hull in convex_pieces(&area.outline) {
                let (buffer_m, domain, altitude) = (area.buffer_m, area.domain, area.altitude);
                let unsearched = area.kind != AreaKind::Airspace;
                pieces.push(Piece { hull, buffer_m, domain, altitude, unsearched, of_unit: None });
            }
        }
        for (unit, sru) in problem.units.iter().enumerate() {
            if let Some(lost) = sru.link.as_ref().and_then(|link| link.lost_link.as_ref()) {
                for hull in convex_pieces(&lost.outline) {
                    let (domain, altitude) = (Some(sru.domain()), lost.altitude);
                    let of_unit = Some(unit);
                    pieces.push(Piece { hull, buffer_m: 0.0, domain, altitude, unsearched: false, of_unit });
                }
            }
        }
        Self { problem, pieces }
    }

    /// By how much a unit's own track breaks rules, m.
    pub fn alone_m(&self, unit: usize, laid: &Laid, zone: &Zone) -> f64 {
        let sru = &self.problem.units[unit];
        let mut sum_m = 0.0;
        let flown = &laid.flown;
        let (along_m, across_m) = (flown.leg_m + flown.spacing_m, flown.legs as f64 * flown.spacing_m);
        sum_m += (across_m - self.problem.rules.max_aspect * along_m + SPARE_M).max(0.0);
        sum_m += (sru.min_spacing_m - flown.spacing_m).max(0.0) * 10.0;
        for piece in &self.pieces {
            let concerns = piece.of_unit != Some(unit)
                && piece.domain.is_none_or(|domain| domain == sru.domain())
                && (piece.altitude.is_none() || sru.domain() == Domain::Air)
                && meet(sru.altitude, piece.altitude);
            if concerns {
                let keep_m = piece.buffer_m + sru.buffer_m + SPARE_M;
                let by_track_m = keep_m - zone.hull.gap_m(&piece.hull, keep_m);
                let off_m = piece.buffer_m + SPARE_M;
                let by_area_m = match piece.unsearched {
                    true => off_m - zone.area.gap_m(&piece.hull, off_m),
                    false => 0.0,
                };
                sum_m += by_track_m.max(by_area_m).max(0.0);
            }
        }
        if let Some(link) = &sru.link {
            let out_m = |w: &Waypoint| (distance_m(w.at, link.station) + SPARE_M - link.range_m).max(0.0);
            sum_m += laid.track.iter().map(out_m).fold(0.0, f64::max);
        }
        if sru.domain() == Domain::Surface
            && let Some(coast) = &self.problem.coast
        {
            let plane = self.problem.cloud.plane();
            let legs = laid.track.windows(2);
            sum_m += legs.map(|leg| near_land_m(coast.line(), plane, leg[0].at, leg[1].at)).sum::<f64>();
        }
        sum_m
    }

    /// By how much two units' tracks break rules together, m.
    pub fn together_m(&self, a: (usize, &Zone), b: (usize, &Zone)) -> f64 {
        let units = (&self.problem.units[a.0], &self.problem.units[b.0]);
        if units.0.domain() != units.1.domain() {
            return 0.0;
        }
        self.overlap_m(a, b, units) + self.corner_m(a.1, b.1, units)
    }

    fn overlap_m(&self, a: (usize, &Zone), b: (usize, &Zone), units: (&Sru, &Sru)) -> f64 {
        let rules = &self.problem.rules;
        let pair = |p: &(usize, usize)| *p == (a.0, b.0) || *p == (b.0, a.0);
        if rules.may_overlap.iter().any(pair) || self.vertically_separated(units) {
            return 0.0;
        }
        let buffers_m = units.0.buffer_m + units.1.buffer_m + SPARE_M;
        let areas_m = match rules.neighbours {
            Neighbours::ShareEdges => Some(SPARE_M),
            Neighbours::KeepApart => Some(buffers_m),
            Neighbours::ZonesOnly => None,
        };
        let zones_over_m = buffers_m - a.1.hull.gap_m(&b.1.hull, buffers_m);
        let areas_over_m = areas_m.map_or(0.0, |keep_m| keep_m - a.1.area.gap_m(&b.1.area, keep_m));
        zones_over_m.max(areas_over_m).max(0.0)
    }

    fn vertically_separated(&self, units: (&Sru, &Sru)) -> bool {
        let rules = &self.problem.rules;
        let (Some(a), Some(b)) = (units.0.altitude, units.1.altitude) else { return false };
        let apart_ft = (b.low_ft - a.high_ft).max(a.low_ft - b.high_ft);
        units.0.domain() == Domain::Air
            && rules.overlap == Overlap::IfVerticallySeparated
            && rules.vertical_separation_ft.is_some_and(|least_ft| apart_ft >= least_ft)
    }

    /// Adjacent aircraft at unlike corners or creeping apart: turned or moved away, whichever is less.
    fn corner_m(&self, a: &Zone, b: &Zone, units: (&Sru, &Sru)) -> f64 {
        let Some(rule) = &self.problem.rules.same_corner else { return 0.0 };
        let (Some(one), Some(other)) = (a.corner_and_creep_deg, b.corner_and_creep_deg) else { return 0.0 };
        let far_apart_s = (b.from_s - a.to_s).max(a.from_s - b.to_s);
        if units.0.domain() != Domain::Air || far_apart_s > rule.time_gap_s + 1.0 {
            return 0.0;
        }
        let too_much = |x: f64, y: f64, most_deg: f64| {
            let off_deg = ((x - y + 540.0).rem_euclid(360.0) - 180.0).abs();
            (off_deg + SPARE_DEG - most_deg).max(0.0)
        };
        let turned_deg = too_much(one.0, other.0, rule.corner_deg) + too_much(one.1, other.1, rule.creep_deg);
        if turned_deg == 0.0 {
            return 0.0;
        }
        let keep_m = rule.adjacent_m + units.0.buffer_m + units.1.buffer_m + SPARE_M;
        let near_m = keep_m - a.hull.gap_m(&b.hull, keep_m);
        near_m.max(0.0).min(turned_deg * METRES_PER_DEGREE)
    }
}

/// How much of a straight leg lies on land or within [`OFF_LAND_M`] of it, m.
fn near_land_m(coast: &dyn Coastline, plane: &LocalPlane, from: PlanePoint, to: PlanePoint) -> f64 {
    let length_m = distance_m(from, to);
    let (mut along_m, mut near_m) = (0.0, 0.0);
    loop {
        let part = if length_m > 0.0 { along_m / length_m } else { 0.0 };
        let here = plane.to_position(PlanePoint {
            east_m: from.east_m + part * (to.east_m - from.east_m),
            north_m: from.north_m + part * (to.north_m - from.north_m),
        });
        let (surface, clear_deg) = coast.look(here.lat_deg(), here.lon_deg());
        let (_, cos_lat) = sarex_geo::math::sin_cos(here.lat_deg().to_radians());
        let clear_m = if surface == Surface::Land { 0.0 } else { clear_deg * 110_000.0 * cos_lat };
        if clear_m < OFF_LAND_M {
            near_m += OFF_LAND_M;
        }
        if along_m >= length_m {
            return near_m;
        }
        along_m = (along_m + clear_m.max(OFF_LAND_M)).min(length_m);
    }
}

/// Whether two altitude bands meet; an unknown one meets all.
fn meet(a: Option<AltitudeBand>, b: Option<AltitudeBand>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.low_ft <= b.high_ft && b.low_ft <= a.high_ft,
        _ => true,
    }
}

/// An outline in convex pieces: itself, or its triangles.
fn convex_pieces(outline: &[PlanePoint]) -> Vec<Hull> {
    let hull = Hull::of(outline.to_vec());
    if hull.corners.len() == outline.len() {
        return vec![hull];
    }
    let mut triangles: Vec<u32> = Vec::new();
    earcut::Earcut::new().earcut(outline.iter().map(|p| [p.east_m, p.north_m]), &[], &mut triangles);
    triangles.chunks(3).map(|t| Hull::of(t.iter().map(|&k| outline[k as usize]).collect())).collect()
}
