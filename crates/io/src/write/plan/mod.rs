//! The files of a search plan, for every bridge, cockpit and drone console.
//!
//! A [`PlanReport`] becomes one [`PlanRecord`], and every file is a function of that record: what one of them says,
//! the others say too. The same report gives the same bytes.

mod brief;
mod cautions;
pub mod cot;
mod csv;
mod geojson;
mod gpx;
mod keys;
mod kml;
mod lines;
mod map;
pub mod message;
mod names;
mod panel;
mod qgc;
pub mod record;
mod resolve;
mod rtz;
pub(super) mod text;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

pub use names::AreaNames;
pub use record::PlanRecord;

use super::{CaseFacts, InputRecord, WriteError};
use record::{
    AliveRecord, Communications, Conditions, DatumRecord, LookAheadRecord, MessageFacts, SurvivalBand,
};
use sarex_drift::Contour;
use sarex_geo::Timestamp;
use sarex_metocean::Coastline;
use sarex_search::{Plan, Problem};

/// Everything the files of a plan may say.
#[derive(Clone)]
pub struct PlanReport<'a> {
    /// The case.
    pub case: &'a CaseFacts,
    /// What was to be planned.
    pub problem: &'a Problem,
    /// The plan.
    pub plan: &'a Plan,
    /// What its areas are called, where that is fixed already.
    pub names: &'a AreaNames,
    /// No plan for this problem has a larger probability of success: the certified bound, if it was computed.
    pub upper_bound: Option<f64>,
    /// Probability of success of this search and all before it.
    pub cumulative_pos: Option<f64>,
    /// Expected share found alive, where survivors are the objective.
    pub found_alive: Option<AliveRecord>,
    /// What the sortie after this one would be expected to bring, if that was asked for.
    pub look_ahead: Option<&'a LookAheadRecord>,
    /// What is searched for, in the order of the problem's objects.
    pub objects: &'a [ObjectFacts],
    /// Where the object most probably is, at one time or several; the first one is told in messages.
    pub datum: Option<DatumRecord>,
    /// What it is like at the scene.
    pub conditions: Conditions,
    /// Who sends the messages, and what happened.
    pub message: &'a MessageFacts,
    /// Channels and call signs.
    pub communications: &'a Communications,
    /// What a reader must know before using the plan.
    pub warnings: &'a [String],
    /// What went in, in a fixed order.
    pub inputs: &'a [InputRecord],
    /// Contours of probability for the picture, smallest first.
    pub contours: &'a [Contour],
    /// The coast, for the pictures.
    pub coast: Option<&'a dyn Coastline>,
    /// The time to be written as that of issue. `None` leaves it out, and the same input gives the same bytes
    /// whenever it is run.
    pub now: Option<Timestamp>,
}

/// Something that is searched for.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectFacts {
    /// Key of its class.
    pub class: String,
    /// What it is, in words.
    pub description: String,
    /// Persons with it, if known.
    pub persons: Option<u32>,
    /// How long survival is to be expected.
    pub survival: Option<SurvivalBand>,
}

/// All files of a plan by name, in order of name.
///
/// `plan.rtz` and `qgc.plan` hold one route each: the first unit (the first uncrewed one) has the plain name, every
/// other one its area in the name, as in `plan-A2.rtz`.
pub fn files(report: &PlanReport<'_>) -> Result<Vec<(String, Vec<u8>)>, WriteError> {
    let record = PlanRecord::of(report)?;
    let mut files = vec![
        ("plan.json".to_owned(), json(&record)),
        ("plan.geojson".to_owned(), geojson::encode(&record)),
        ("plan.kml".to_owned(), kml::encode(&record)),
        ("plan.gpx".to_owned(), gpx::encode(&record)),
        ("plan.csv".to_owned(), csv::encode(&record)),
        ("plan.cot".to_owned(), cot::encode(&record)),
        ("map.png".to_owned(), map::encode(report, &record)),
        ("brief.pdf".to_owned(), brief::encode(report, &record)?),
    ];
    files.extend(rtz::files(&record));
    files.extend(qgc::files(&record));
    files.extend(message::files(&record));
    files.sort();
    Ok(files)
}

/// True for every name that [`files`] may give.
///
/// ```
/// use sarex_io::write::plan::is_file;
/// assert!(is_file("plan.gpx") && is_file("plan-A2.rtz") && is_file("sitrep.ko.txt"));
/// assert!(!is_file("plan-A2.doc") && !is_file("thesis.txt"));
/// ```
pub fn is_file(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "brief.pdf",
        "map.png",
        "plan.cot",
        "plan.csv",
        "plan.geojson",
        "plan.gpx",
        "plan.json",
        "plan.kml",
        "plan.rtz",
        "qgc.plan",
        "search-action-plan.en.txt",
        "search-action-plan.ko.txt",
        "search-action-plan.ja.txt",
        "sitrep.en.txt",
        "sitrep.ja.txt",
        "sitrep.ko.txt",
    ];
    let of_area = |(first, last): (&str, &str)| {
        let area = name.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
        let number = area.and_then(|area| area.strip_prefix('A'));
        number.is_some_and(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
    };
    NAMES.contains(&name) || of_area(("plan-", ".rtz")) || of_area(("qgc-", ".plan"))
}

/// The record itself.
fn json(record: &PlanRecord) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(record).expect("a record has no keys that are not texts");
    text.push('\n');
    text.into_bytes()
}
