//! What a case file says.

use sarex_search::Domain;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct File {
    schema: String,
    case: Vec<Case>,
}

/// The cases of a file.
pub fn parse(text: &str) -> Result<Vec<Case>, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    if file.schema != "sarex-bench-1" {
        Err(format!("unknown schema {}", file.schema))
    } else {
        Ok(file.case)
    }
}

/// One case; units nm, kn, h, degrees.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    pub id: String,
    pub title: String,
    pub seed: u64,
    pub step_min: f64,
    pub end_h: f64,
    pub wind: Wind,
    pub current: Current,
    pub current_noise: Noise,
    pub object: Vec<Object>,
    pub source: Vec<Source>,
    #[serde(default)]
    pub rules: CaseRules,
    #[serde(default)]
    pub searched: Vec<Searched>,
    pub sru: Vec<Unit>,
    pub control: Option<Control>,
    pub reference: Option<Reference>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Wind {
    pub speed_kn: f64,
    pub toward_deg: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Current {
    pub constant_kn: [f64; 2],
    #[serde(default)]
    pub gradient_per_h: [[f64; 2]; 2],
    #[serde(default)]
    pub reference_nm: [f64; 2],
    pub tide: Option<Tide>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Tide {
    pub amplitude_kn: [f64; 2],
    pub period_h: f64,
    pub phase_h: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Noise {
    pub sd_kn: f64,
    pub half_life_min: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Object {
    pub name: String,
    pub probability: f64,
    pub downwind_slope: f64,
    pub offset_kn: f64,
    pub divergence_deg: f64,
    pub slope_sd: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Shape {
    Gaussian { centre_nm: [f64; 2], sigma_nm: [f64; 2], axis_deg: f64 },
    Line { from_nm: [f64; 2], to_nm: [f64; 2], sigma_cross_nm: f64 },
    Rectangle { centre_nm: [f64; 2], length_nm: f64, width_nm: f64, axis_deg: f64 },
    Sector { centre_nm: [f64; 2], range_nm: [f64; 2], bearing_deg: [f64; 2] },
}

#[derive(Debug, Clone, Deserialize)]
pub struct Source {
    pub weight: f64,
    #[serde(flatten)]
    pub shape: Shape,
    #[serde(default)]
    pub release: Option<String>,
    #[serde(default)]
    pub release_h: [f64; 2],
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct CaseRules {
    #[serde(default)]
    pub same_corner: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Searched {
    pub waypoints_nm: Vec<[f64; 2]>,
    pub times_h: Vec<f64>,
    pub lrc: BTreeMap<String, Curve>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Curve {
    pub family: String,
    pub a0: Option<f64>,
    pub beta: Option<f64>,
    pub sweep_width_nm: f64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Unit {
    pub id: String,
    pub domain: Domain,
    pub base_nm: [f64; 2],
    pub available_h: Option<f64>,
    pub cst_h: Option<f64>,
    pub transit_kn: Option<f64>,
    pub search_kn: f64,
    pub on_scene_h: f64,
    pub sortie_h: Option<f64>,
    pub min_spacing_nm: f64,
    pub lrc: BTreeMap<String, Curve>,
}

/// First particle and moments of the cloud of 20 000 particles.
#[derive(Debug, Clone, Deserialize)]
pub struct Control {
    pub object_counts: Vec<usize>,
    pub first_object: String,
    pub first_start_nm: [f64; 2],
    pub first_end_nm: [f64; 2],
    pub last_end_nm: [f64; 2],
    pub mean_start_nm: [f64; 2],
    pub sd_start_nm: [f64; 2],
    pub mean_end_nm: [f64; 2],
    pub sd_end_nm: [f64; 2],
    pub weight_range_times_n: Option<[f64; 2]>,
}

/// Published values of the case.
#[derive(Debug, Clone, Deserialize)]
pub struct Reference {
    pub bound_1nm: f64,
    pub kappa1: f64,
    pub plan: f64,
}
