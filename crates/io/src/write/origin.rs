//! `origin.*`: where and when it began, by what was found.
//!
//! The starts are the particles' own: [`cloud`] shows them as one output time, at their median time, so that the map, the
//! contours and the picture are made as those of the forecast are.

use super::datum::{date_time_group, degrees_minutes, miles, radius};
use super::picture::map;
use super::trajectory::iso;
use super::{CaseKind, Flows, Products, Report, SOFTWARE, WriteError, geotiff, probability};
use sarex_drift::backtrack::Round;
use sarex_drift::leeway::ObjectClass;
use sarex_drift::{Datum, Ensemble, Fate, Snapshot};
use sarex_geo::position::wrap_longitude;
use sarex_geo::{Distance, Position};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Something found.
#[derive(Debug, Clone, PartialEq)]
pub struct Find {
    /// For reports.
    pub name: String,
    /// What it is.
    pub class: ObjectClass,
    /// Where it was found.
    pub position: Position,
    /// When, seconds since 1970.
    pub time_s: f64,
    /// Radius that holds one half.
    pub radius_50: Distance,
}

/// Where and when it began, by the finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Centre and radii of the starts; its time is their mean.
    pub datum: Datum,
    /// Times before which 5, 50 and 95 % of the probability lie, seconds since 1970.
    pub start_s: [f64; 3],
    /// Weight of each scenario after the finds, in the order of the case.
    pub scenario_weight: Vec<f64>,
    /// How the rounds went.
    pub rounds: Vec<Round>,
    /// Index of the one that is the answer.
    pub answer: usize,
    /// What was found.
    pub finds: Vec<Find>,
}

impl Origin {
    /// The round that is the answer.
    pub fn round(&self) -> Option<&Round> {
        self.rounds.get(self.answer)
    }
}

/// A name and the bytes of a file.
pub type Named = (&'static str, Vec<u8>);

/// The files `origin.geojson`, `origin.png`, `origin.tif` and `origin.txt`.
pub fn encode(report: &Report<'_>, origin: &Origin) -> Result<Vec<Named>, WriteError> {
    let ensemble = cloud(report.ensemble, origin);
    let of_starts = Report { ensemble: &ensemble, flows: Flows::default(), ..*report };
    let products = products(&ensemble, origin)?;
    Ok(vec![
        ("origin.geojson", geojson(&of_starts, &products, origin)?),
        ("origin.png", map::of_report(&of_starts, &products)),
        ("origin.tif", geotiff::encode(&of_starts, &products)?),
        ("origin.txt", text(report, origin)),
    ])
}

/// Maps and contours of the particles' starts, with the centre of the weighted starts these were drawn from: picture and
/// text tell one centre, one set of radii and one time.
fn products(starts: &Ensemble, origin: &Origin) -> Result<Products, WriteError> {
    let centre = Datum { time_s: starts.snapshots[0].time_s, ..origin.datum };
    Ok(Products { data: vec![centre], ..Products::of(starts)? })
}

/// The starts of a forecast as its only output time.
fn cloud(ensemble: &Ensemble, origin: &Origin) -> Ensemble {
    let p = &ensemble.particles;
    let e7 = |deg: f64| (deg * 1e7).round() as i32;
    let starts = Snapshot {
        time_s: origin.start_s[1].round(),
        lat_e7: p.lat_deg.iter().map(|lat| e7(*lat)).collect(),
        lon_e7: p.lon_deg.iter().map(|lon| e7(wrap_longitude(*lon))).collect(),
        fate: vec![Fate::Active; p.len()],
    };
    Ensemble { snapshots: vec![starts], gaps: Vec::new(), ..ensemble.clone() }
}

/// The contours of the starts, a point for their centre and one for each find.
fn geojson(report: &Report<'_>, products: &Products, origin: &Origin) -> Result<Vec<u8>, WriteError> {
    let broken =
        |error: serde_json::Error| WriteError::Encode { file: "origin.geojson", reason: error.to_string() };
    let mut all: Value = serde_json::from_slice(&probability::geojson(report, products)).map_err(broken)?;
    let point = |p: Position, properties: Value| {
        let p = p.wrapped();
        let coordinates = [p.lon_deg(), p.lat_deg()].map(|deg| (deg * 1e6).round() / 1e6);
        json!({
            "type": "Feature",
            "properties": properties,
            "geometry": { "type": "Point", "coordinates": coordinates },
        })
    };
    let kind = report.case.kind.key();
    let [early, median, late] = origin.start_s.map(|t| iso(t.round()));
    if let Some(features) = all["features"].as_array_mut() {
        for contour in features.iter_mut() {
            // The starts are spread in time as well: no single time is theirs.
            if let Some(properties) = contour["properties"].as_object_mut() {
                properties.remove("time");
            }
        }
        features.push(point(
            origin.datum.position,
            json!({
                "name": "origin",
                "position": degrees_minutes(origin.datum.position),
                "radius_50_nm": origin.datum.radius_50.map(|r| rounded(r.in_nautical_miles())),
                "radius_90_nm": origin.datum.radius_90.map(|r| rounded(r.in_nautical_miles())),
                "start_time_05": early, "start_time_50": median, "start_time_95": late,
                "kind": kind,
            }),
        ));
        features.extend(origin.finds.iter().map(|find| {
            point(
                find.position,
                json!({
                    "name": find.name, "class": find.class.key, "time": iso(find.time_s),
                    "radius_50_nm": rounded(find.radius_50.in_nautical_miles()), "kind": kind,
                }),
            )
        }));
    }
    Ok(format!("{all}\n").into_bytes())
}

fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

/// `origin.txt`: the answer in words, what it rests on, and how far to trust it.
fn text(report: &Report<'_>, origin: &Origin) -> Vec<u8> {
    let band = match report.case.kind {
        CaseKind::Exercise => "EXERCISE  EXERCISE  EXERCISE",
        CaseKind::Real => "REAL  REAL  REAL",
    };
    let mut out = format!("{band}\n\nORIGIN BY WHAT WAS FOUND  {}\n{}\n", report.case.id, report.case.title);
    let _ = writeln!(out, "\nFound:");
    for find in &origin.finds {
        let (when, place) = (date_time_group(find.time_s), degrees_minutes(find.position));
        let within = miles(find.radius_50.in_nautical_miles());
        let _ =
            writeln!(out, "  {when}  {place}, half within {within} NM: {} ({})", find.name, find.class.key);
    }
    let datum = &origin.datum;
    let _ = writeln!(out, "\nIt began about {}", degrees_minutes(datum.position));
    for (share, within) in [(50, datum.radius_50), (90, datum.radius_90), (95, datum.radius_95)] {
        let _ = writeln!(out, "  {share} % within {} NM", radius(within));
    }
    for (share, time_s) in [(5, origin.start_s[0]), (50, origin.start_s[1]), (95, origin.start_s[2])] {
        let _ = writeln!(out, "  {share:>2} % before {}", date_time_group(time_s));
    }
    let _ = writeln!(out, "\nWeights of the scenarios, before and after the finds:");
    for (seed, after) in report.ensemble.scenario.seeds.iter().zip(&origin.scenario_weight) {
        let _ = writeln!(out, "  {:>5.1} %  {:>5.1} %  {}", 100.0 * seed.weight, 100.0 * after, seed.name);
    }
    let _ =
        writeln!(out, "\nHow it was found: starts run forward to the finds, weighted by how near they came.");
    let _ = writeln!(out, "ROUND   STARTS   WORTH EQUAL ONES   NEAREST (STANDARD DEVIATIONS)");
    for (number, round) in (1..).zip(&origin.rounds) {
        let (worth, nearest) = (round.effective_number, round.nearest_sigma);
        let mark = if number == origin.answer + 1 { "  the answer" } else { "" };
        let _ = writeln!(out, "{number:>5}  {:>7}  {worth:>17.0}   {nearest:>29.2}{mark}", round.run);
    }
    for warning in &report.ensemble.warnings {
        let _ = writeln!(out, "\nNote: {warning}");
    }
    let _ = writeln!(out, "\n{SOFTWARE}, seed {}\n{band}", report.ensemble.scenario.rng_seed);
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, forecast};

    /// The map of the origin is that of the starts, not of any output time, and its files name the finds.
    #[test]
    fn the_origin_is_where_the_particles_start() {
        let mut owned = forecast(Cloud { particles: 400, hours: 6, ..Cloud::default() });
        for (i, lat) in owned.ensemble.particles.lat_deg.iter_mut().enumerate() {
            *lat = 33.0 + 1e-3 * (i % 20) as f64;
        }
        let starts = cloud(&owned.ensemble, &origin(&owned.ensemble));
        assert_eq!(starts.snapshots.len(), 1);
        let drawn = Products::of(&starts).unwrap().data[0];
        assert!((drawn.position.lat_deg() - 33.0095).abs() < 1e-3, "{drawn:?}");
        let origin = origin(&owned.ensemble);
        let shown = products(&starts, &origin).unwrap().data;
        assert_eq!((shown.len(), shown[0].position), (1, origin.datum.position));
        assert_eq!((shown[0].radius_50, shown[0].time_s), (origin.datum.radius_50, origin.start_s[1]));
        let files = encode(&owned.report(), &origin).unwrap();
        let json: Value = serde_json::from_slice(&files[0].1).unwrap();
        let features = json["features"].as_array().unwrap();
        assert_eq!(features.last().unwrap()["properties"]["name"], "life jacket");
        assert!(features[0]["properties"].get("time").is_none());
        let words = String::from_utf8(files[3].1.clone()).unwrap();
        for said in
            ["life jacket (PIW-1)", "100.0 %  100.0 %  last known position", "50 % before 200100Z NOV 2026"]
        {
            assert!(words.contains(said), "{said}: {words}");
        }
    }

    fn origin(ensemble: &Ensemble) -> Origin {
        let scenario = &ensemble.scenario;
        let start_s = ensemble.particles.start_s[1];
        Origin {
            datum: Datum { time_s: start_s, ..Datum::of(ensemble, 1).unwrap() },
            start_s: [start_s; 3],
            scenario_weight: vec![1.0],
            rounds: vec![Round { run: 400, effective_number: 300.0, tempering: 1.0, nearest_sigma: 0.1 }],
            answer: 0,
            finds: vec![Find {
                name: "life jacket".into(),
                class: scenario.objects[0].class.clone(),
                position: Position::new(34.9, 130.2).unwrap(),
                time_s: start_s + 36_000.0,
                radius_50: Distance::nautical_miles(1.0),
            }],
        }
    }
}
