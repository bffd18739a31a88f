//! How worksheets are printed.

use sarex_geo::sun::{self, Crossing};
use sarex_geo::{Position, Timestamp, from_unix_seconds, unix_seconds};
use sarex_search::LateralRange;
use sarex_search::detect::Side;
use sarex_search::detect::width::{Request, SensorKind, SweepWidth};
use sarex_search::pod::{PodCurve, parallel_sweeps};
use sarex_search::survival::{Band, Survival};
use serde_json::{Value, json};
use std::fmt::Write as _;

const NM: f64 = 1852.0;

/// Sun and moon over a place.
pub struct Sky {
    pub place: Position,
    pub time: Timestamp,
}

impl Sky {
    fn crossings(&self) -> [(&'static str, Option<Crossing>); 2] {
        let time_s = unix_seconds(self.time);
        let sunrise = sun::next_crossing(self.place, time_s, sun::RISE_DEG);
        let twilight = sun::next_crossing(self.place, time_s, sun::CIVIL_DEG);
        [("sun", sunrise), ("civil twilight", twilight)]
    }

    pub fn as_text(&self) -> String {
        let time_s = unix_seconds(self.time);
        let moon = sun::moon(self.place, time_s);
        let mut text = format!(
            "Light at {}: {}, sun {:.1}°, moon {:.1}° with {:.0} % of its disc\n",
            self.time,
            sun::light(self.place, time_s),
            sun::sun_altitude_deg(self.place, time_s),
            moon.altitude_deg,
            100.0 * moon.illuminated,
        );
        for (what, crossing) in self.crossings() {
            let Some((time, crossing)) = crossing.and_then(|c| Some((from_unix_seconds(c.time_s)?, c)))
            else {
                continue;
            };
            let does = match (what, crossing.rising) {
                ("sun", true) => "sunrise",
                ("sun", false) => "sunset",
                (_, true) => "civil twilight begins",
                (_, false) => "civil twilight ends",
            };
            let _ = writeln!(text, "  next {does} {}", time.strftime("%Y-%m-%dT%H:%MZ"));
        }
        text
    }

    pub fn as_json(&self) -> Value {
        let time_s = unix_seconds(self.time);
        let moon = sun::moon(self.place, time_s);
        let crossing = |at: Option<Crossing>| {
            at.map(
                |c| json!({ "time": from_unix_seconds(c.time_s).map(|t| t.to_string()), "rising": c.rising }),
            )
        };
        let [(_, sunrise), (_, twilight)] = self.crossings();
        json!({
            "time": self.time.to_string(), "light": sun::light(self.place, time_s),
            "sun_altitude_deg": sun::sun_altitude_deg(self.place, time_s), "moon_altitude_deg": moon.altitude_deg,
            "moon_illuminated": moon.illuminated, "next_sunrise_or_sunset": crossing(sunrise),
            "next_civil_twilight": crossing(twilight),
        })
    }
}

/// One worksheet.
pub struct Sheet {
    pub title: Option<String>,
    pub request: Request,
    pub width: SweepWidth,
    pub spacing_nm: Option<f64>,
    pub side: Side,
}

impl Sheet {
    fn sensor(&self) -> String {
        match &self.request.sensor {
            SensorKind::Visual => "visual".to_owned(),
            SensorKind::VisualAid(aid) => format!("visual, signal {}", aid.device),
            SensorKind::Radar(set) => format!("radar {set}"),
            SensorKind::Infrared => "infrared".to_owned(),
            SensorKind::NightVision { .. } => "night vision".to_owned(),
        }
    }

    pub fn as_text(&self) -> String {
        let (request, width) = (&self.request, &self.width);
        let title = self.title.as_ref().map_or_else(String::new, |title| format!("{title}: "));
        let mut text = format!("{title}{}, {}\n", request.object, self.sensor());
        let name_width = width.steps.iter().map(|step| step.name.len()).max().unwrap_or(0);
        for (index, step) in width.steps.iter().enumerate() {
            let value =
                if step.is_width { format!("{:.3} nm", step.value) } else { format!("x {:.3}", step.value) };
            let _ = writeln!(
                text,
                "{:>3}  {:<name_width$}  {value:>9}  {:>8.3} nm   {} [{}]",
                index + 1,
                step.name,
                step.width_nm,
                step.row,
                step.source
            );
        }
        let _ = writeln!(
            text,
            "  W = {:.3} nm; in the best conditions {:.3} nm",
            width.width_nm, width.best_width_nm
        );
        if let Some(curve) = &width.curve {
            let _ = writeln!(
                text,
                "  curve: logit, P0 = {:.4}, a0 = {:.6}, a1 = {:.6} per nm, to {:.2} nm; H = {:.3} nm, kappa = {:.3}",
                curve.pod_at(0.0),
                curve.a0,
                curve.a1_per_m * NM,
                curve.max_range_m / NM,
                curve.log_survival_width_m() / NM,
                curve.kappa()
            );
        }
        text.push_str(&one_side(self.side, width.width_nm));
        if let Some((spacing_nm, coverage, random, sweeps)) = self.coverage() {
            let sweeps = sweeps.map_or_else(
                || {
                    "; sweeps to and fro look twice between two legs and not at all between the next two"
                        .to_owned()
                },
                |sweeps| format!(", {sweeps:.3} by parallel sweeps of this curve"),
            );
            let _ = writeln!(
                text,
                "  spacing {spacing_nm} nm: coverage {coverage:.3}, POD {random:.3} by random search{sweeps}"
            );
        }
        width.warnings.iter().for_each(|warning| {
            let _ = writeln!(text, "  ! {warning}");
        });
        text
    }

    /// Spacing, coverage, and POD of random search and, with a sensor of both sides, of parallel sweeps.
    fn coverage(&self) -> Option<(f64, f64, f64, Option<f64>)> {
        let (spacing_nm, curve) = (self.spacing_nm?, self.width.curve.as_ref()?);
        let coverage = seen_nm(self.side, self.width.width_nm) / spacing_nm;
        let sweeps = || match coverage {
            // Sweeps closer than this change nothing but the time it takes to sum them.
            50.0.. => 1.0,
            _ => parallel_sweeps(curve, spacing_nm * NM),
        };
        let sweeps = (self.side == Side::Both).then(sweeps);
        Some((spacing_nm, coverage, PodCurve::Random.pod(coverage), sweeps))
    }

    pub fn as_json(&self) -> Value {
        let width = &self.width;
        let steps: Vec<Value> = width
            .steps
            .iter()
            .map(|step| {
                json!({ "name": step.name, "value": step.value, "is_width": step.is_width,
                    "sweep_width_nm": step.width_nm, "row": step.row, "source": step.source })
            })
            .collect();
        let curve = width.curve.as_ref().map(|curve| {
            json!({ "family": "logit", "p0": curve.pod_at(0.0), "a0": curve.a0, "a1_per_nm": curve.a1_per_m * NM,
                "max_range_nm": curve.max_range_m / NM, "log_survival_width_nm": curve.log_survival_width_m() / NM })
        });
        let coverage = self.coverage().map(|(spacing_nm, coverage, random, sweeps)| {
            json!({ "spacing_nm": spacing_nm, "coverage": coverage, "pod_random": random, "pod_parallel_sweeps": sweeps })
        });
        json!({
            "object": self.request.object.name(), "sensor": self.sensor(), "light": self.request.conditions.light,
            "side": self.side, "seen_width_nm": seen_nm(self.side, width.width_nm),
            "steps": steps, "sweep_width_nm": width.width_nm, "best_sweep_width_nm": width.best_width_nm,
            "curve": curve, "coverage": coverage, "warnings": width.warnings,
        })
    }
}

/// A lateral range curve that a case gives.
pub struct CurveSheet<'a> {
    pub title: &'a str,
    pub kind: &'a str,
    /// Of both sides.
    pub curve: &'a dyn LateralRange,
    pub side: Side,
}

impl CurveSheet<'_> {
    pub fn as_text(&self) -> String {
        let [w, h] = [self.curve.sweep_width_m(), self.curve.log_survival_width_m()].map(|m| m / NM);
        format!(
            "{}: lateral range curve of the case, {}\n  W = {w:.3} nm, H = {h:.3} nm, P0 = {:.4}, to {:.2} nm\n{}",
            self.title,
            self.kind,
            self.curve.pod_at(0.0),
            self.curve.max_range_m() / NM,
            one_side(self.side, w)
        )
    }

    pub fn as_json(&self) -> Value {
        let [w, h] = [self.curve.sweep_width_m(), self.curve.log_survival_width_m()].map(|m| m / NM);
        json!({ "sensor": "curve", "kind": self.kind, "side": self.side, "seen_width_nm": seen_nm(self.side, w),
            "sweep_width_nm": w, "log_survival_width_nm": h.is_finite().then_some(h),
            "p0": self.curve.pod_at(0.0), "max_range_nm": self.curve.max_range_m() / NM })
    }
}

/// Sweep width over the side that is seen, nm, of one over both.
fn seen_nm(side: Side, both_nm: f64) -> f64 {
    if side == Side::Both { both_nm } else { 0.5 * both_nm }
}

/// A line on a sensor of one side.
fn one_side(side: Side, both_nm: f64) -> String {
    let sees = match side {
        Side::Both => return String::new(),
        Side::Left => "to port",
        Side::Right => "to starboard",
        Side::UpCreep => "to the side from which the pattern creeps away, and nothing on cross legs,",
        Side::DownCreep => "to the side towards which the pattern creeps, and nothing on cross legs,",
    };
    format!("  it sees {sees} only: half of W counts, {:.3} nm\n", seen_nm(side, both_nm))
}

const HOURS: [f64; 6] = [1.0, 3.0, 6.0, 12.0, 24.0, 48.0];

pub fn survival_text(water_c: f64, survival: &Survival) -> String {
    let Band { low, middle, high } = survival.t50_h;
    let mut text = format!(
        "Survival in water of {water_c:.1} °C: half alive after {low:.1} to {high:.1} h, in the middle {middle:.1} h [{}]\n",
        survival.source
    );
    for hours in HOURS {
        let Band { low, middle, high } = survival.alive(hours);
        let _ =
            writeln!(text, "  after {hours:>2} h  {low:.3} to {high:.3} alive, in the middle {middle:.3}");
    }
    survival.warnings.iter().for_each(|warning| {
        let _ = writeln!(text, "  ! {warning}");
    });
    text
}

pub fn survival_json(water_c: f64, survival: &Survival) -> Value {
    let band = |band: Band| json!({ "low": band.low, "middle": band.middle, "high": band.high });
    let alive: Vec<Value> =
        HOURS.iter().map(|&hours| json!({ "hours": hours, "alive": band(survival.alive(hours)) })).collect();
    json!({ "water_temperature_c": water_c, "t50_h": band(survival.t50_h), "alive": alive,
        "source": survival.source, "warnings": survival.warnings })
}
