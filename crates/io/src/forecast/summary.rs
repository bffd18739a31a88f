//! The forecast in words and numbers: what a watch officer reads first.

use super::Forecast;
use crate::write::datum::counted;
use crate::write::origin::Origin;
use sarex_drift::{CloudError, Datum, Fate};
use sarex_geo::{Distance, from_unix_seconds};
use serde::Serialize;
use std::fmt;

/// The forecast without its particles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Short name of the case.
    pub case: String,
    /// In words.
    pub title: String,
    /// `exercise` or `real`.
    pub kind: &'static str,
    /// `forward` or `backward`.
    pub direction: &'static str,
    /// First output time.
    pub from: String,
    /// Last output time.
    pub until: String,
    /// Particles of all scenarios.
    pub particles: usize,
    /// Where and when it began, for a case with finds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginLine>,
    /// The datum at each output time, in the order of the run; times before any release are left out.
    pub datum: Vec<DatumLine>,
    /// Output times by which everything that was adrift had left wind or current.
    pub unknown: Vec<String>,
    /// What became of the particles.
    pub fates: FateCount,
    /// Where sources of forcing had no value for live particles.
    pub gaps: Vec<GapLine>,
    /// What the reader should know.
    pub warnings: Vec<String>,
}

/// Where and when it began, by what was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OriginLine {
    /// Number of finds.
    pub finds: usize,
    /// Degrees and minutes.
    pub position: String,
    /// Latitude, degrees north.
    pub lat_deg: f64,
    /// Longitude, degrees east, in [−180, 180).
    pub lon_deg: f64,
    /// Radius that holds one half of the probability, nautical miles.
    pub radius_50_nm: Option<f64>,
    /// Radius that holds 90 %, nautical miles.
    pub radius_90_nm: Option<f64>,
    /// Times before which 5, 50 and 95 % of the probability lie, UTC.
    pub start_05_50_95: [String; 3],
    /// Each scenario's name and weight after the finds.
    pub scenarios: Vec<(String, f64)>,
    /// Number of equally weighted starts that would say as much.
    pub effective_number: f64,
    /// Distance from the finds to the start that came nearest, standard deviations.
    pub nearest_sigma: f64,
}

/// Datum and spread at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatumLine {
    /// UTC.
    pub time: String,
    /// Degrees and minutes; none while less than 5 % has begun to drift, and once less than half of what is adrift
    /// has a known place.
    pub position: Option<String>,
    /// Latitude, degrees north.
    pub lat_deg: Option<f64>,
    /// Longitude, degrees east, in [−180, 180).
    pub lon_deg: Option<f64>,
    /// Radius that holds one half of the probability, nautical miles; none without a datum and of fewer than ten
    /// particles.
    pub radius_50_nm: Option<f64>,
    /// Radius that holds 90 %, nautical miles.
    pub radius_90_nm: Option<f64>,
    /// Probability of being adrift.
    pub adrift: f64,
    /// Probability of being ashore.
    pub ashore: f64,
    /// Probability of having gone where forcing is missing: in no radius, its place unknown.
    pub missing_data: f64,
    /// Probability of not having begun to drift.
    pub not_released: f64,
}

/// Numbers of particles by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct FateCount {
    /// Adrift at the end.
    pub adrift: usize,
    /// On the coast.
    pub stranded: usize,
    /// Stopped where forcing was missing.
    pub missing_data: usize,
    /// Never released.
    pub not_released: usize,
}

/// Forcing that was missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapLine {
    /// `current`, `wind` or `stokes`.
    pub quantity: String,
    /// Which source.
    pub source: String,
    /// Samples it could not serve.
    pub samples: u64,
    /// First time, UTC.
    pub from: String,
    /// Last time, UTC.
    pub to: String,
    /// Whether a later source stepped in every time.
    pub filled: bool,
}

impl Summary {
    pub(super) fn of(forecast: &Forecast) -> Self {
        let ensemble = &forecast.ensemble;
        let (mut datum, mut unknown) = (Vec::new(), Vec::new());
        for snapshot in 0..ensemble.snapshots.len() {
            match Datum::of(ensemble, snapshot) {
                Ok(known) => datum.push(datum_line(&known)),
                Err(CloudError::NothingFollowed { time_s }) => unknown.push(time_text(time_s)),
                Err(_) => {}
            }
        }
        let time = |snapshot: Option<&sarex_drift::Snapshot>| snapshot.map(|s| time_text(s.time_s));
        let mut fates = FateCount::default();
        for fate in &ensemble.outcome.fate {
            *match fate {
                Fate::Active => &mut fates.adrift,
                Fate::Stranded => &mut fates.stranded,
                Fate::MissingData => &mut fates.missing_data,
                Fate::NotReleased => &mut fates.not_released,
            } += 1;
        }
        Self {
            case: forecast.facts.id.clone(),
            title: forecast.facts.title.clone(),
            kind: forecast.facts.kind.key(),
            direction: if forecast.case.is_backward() { "backward" } else { "forward" },
            from: time(ensemble.snapshots.first()).unwrap_or_default(),
            until: time(ensemble.snapshots.last()).unwrap_or_default(),
            particles: ensemble.particles.len(),
            origin: forecast.origin.as_ref().map(|origin| origin_line(origin, forecast)),
            datum,
            unknown,
            fates,
            gaps: ensemble.gaps.iter().map(gap_line).collect(),
            warnings: ensemble.warnings.clone(),
        }
    }
}

fn datum_line(datum: &Datum) -> DatumLine {
    let place = datum.place().ok();
    DatumLine {
        time: time_text(datum.time_s),
        position: place.map(|place| place.to_string()),
        lat_deg: place.map(|place| place.lat_deg()),
        lon_deg: place.map(|place| place.lon_deg()),
        radius_50_nm: datum.radius_50.map(Distance::in_nautical_miles),
        radius_90_nm: datum.radius_90.map(Distance::in_nautical_miles),
        adrift: datum.mass.active,
        ashore: datum.mass.stranded,
        missing_data: datum.mass.missing_data,
        not_released: datum.mass.not_released,
    }
}

fn origin_line(origin: &Origin, forecast: &Forecast) -> OriginLine {
    let datum = &origin.datum;
    let seeds = forecast.case.scenario.seeds.iter();
    let answer = origin.round();
    OriginLine {
        finds: origin.finds.len(),
        position: datum.position.to_string(),
        lat_deg: datum.position.lat_deg(),
        lon_deg: datum.position.lon_deg(),
        radius_50_nm: datum.radius_50.map(Distance::in_nautical_miles),
        radius_90_nm: datum.radius_90.map(Distance::in_nautical_miles),
        // No start is known to the second.
        start_05_50_95: origin.start_s.map(|time_s| time_text((time_s / 60.0).round() * 60.0)),
        scenarios: seeds.zip(&origin.scenario_weight).map(|(s, w)| (s.name.clone(), *w)).collect(),
        effective_number: answer.map_or(0.0, |round| round.effective_number),
        nearest_sigma: answer.map_or(0.0, |round| round.nearest_sigma),
    }
}

fn gap_line(gap: &sarex_drift::ensemble::Gap) -> GapLine {
    GapLine {
        quantity: format!("{:?}", gap.quantity).to_lowercase(),
        source: gap.source_name.clone(),
        samples: gap.samples,
        from: time_text(gap.first_s),
        to: time_text(gap.last_s),
        filled: gap.filled,
    }
}

fn time_text(time_s: f64) -> String {
    from_unix_seconds(time_s.round()).map_or_else(|| format!("{time_s} s"), |time| time.to_string())
}

/// `2026-11-20T01:05:00Z` as it is read aloud: date, hour and minute; seconds only where there are some.
fn spoken(time: &str) -> String {
    let text = time.replace('T', " ");
    let text = text.trim_end_matches('Z');
    text.strip_suffix(":00").unwrap_or(text).to_owned()
}

impl fmt::Display for OriginLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "by {} it began about {}", counted(self.finds, "find"), self.position)?;
        let nm = |radius: Option<f64>| radius.map_or_else(|| "-".to_owned(), |nm| format!("{nm:.1} NM"));
        writeln!(f, ", 50 % within {}, 90 % within {}", nm(self.radius_50_nm), nm(self.radius_90_nm))?;
        let [early, median, late] = self.start_05_50_95.each_ref().map(|time| spoken(time));
        match early == late {
            true => writeln!(f, "at {median} UTC")?,
            false => writeln!(f, "about {median}, with 90 % between {early} and {late} UTC")?,
        }
        if self.scenarios.len() > 1 {
            let each: Vec<String> =
                self.scenarios.iter().map(|(name, w)| format!("{name} {:.1} %", 100.0 * w)).collect();
            writeln!(f, "scenarios after the finds: {}", each.join(", "))?;
        }
        writeln!(
            f,
            "worth {:.0} equal starts, the nearest {:.1} σ from the finds",
            self.effective_number, self.nearest_sigma
        )
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = format!("{}  {}  {}", self.kind.to_uppercase(), self.case, self.title);
        writeln!(f, "{}", head.trim_end())?;
        let (from, until) = (spoken(&self.from), spoken(&self.until));
        let backward = self.direction == "backward";
        let (direction, particles) =
            (if backward { "BACKWARD" } else { self.direction }, counted(self.particles, "particle"));
        writeln!(f, "{direction} run, {from} to {until} UTC, {particles}\n")?;
        if let Some(origin) = &self.origin {
            writeln!(f, "{origin}")?;
        }
        let what = if backward { "centre of the cloud" } else { "datum" };
        writeln!(f, "{:<17} {what:<27} {:>11} {:>11}", "time (UTC)", "50 % within", "90 % within")?;
        for line in &self.datum {
            let untold =
                if 1.0 - line.not_released < Datum::LEAST_BEGUN { "not yet adrift" } else { "no datum" };
            write!(f, "{:<17} {:<27}", spoken(&line.time), line.position.as_deref().unwrap_or(untold))?;
            for radius in [line.radius_50_nm, line.radius_90_nm] {
                match radius {
                    Some(miles) => write!(f, " {miles:>8.1} NM")?,
                    None => write!(f, " {:>11}", "-")?,
                }
            }
            for (share, what) in [
                (line.ashore, "ashore"),
                (line.missing_data, "beyond the data"),
                (line.not_released, "not yet adrift"),
            ] {
                match share {
                    0.0 => {}
                    share if share < 0.000_5 => write!(f, "   < 0.1 % {what}")?,
                    share => write!(f, "   {:.1} % {what}", 100.0 * share)?,
                }
            }
            writeln!(f)?;
        }
        for time in &self.unknown {
            writeln!(f, "{:<17} not known: all of it has left wind and current", spoken(time))?;
        }
        let fates = &self.fates;
        write!(f, "\nat the end: {} adrift, {} ashore", fates.adrift, fates.stranded)?;
        for (count, what) in
            [(fates.missing_data, "stopped without data"), (fates.not_released, "never adrift")]
        {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        writeln!(f)?;
        // The warnings tell of the gaps in words.
        self.warnings.iter().try_for_each(|warning| writeln!(f, "warning: {warning}"))
    }
}
