//! The worksheet: steps in their order, and what comes out.

use crate::detect::{Logit, Response};
use sarex_geo::quantity::METRES_PER_NAUTICAL_MILE;

/// As it is written in a row: winds of fields have more digits than anyone reads.
pub(super) fn to_tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// One line of the worksheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is: "uncorrected width", "weather" and so on.
    pub name: &'static str,
    /// A width, nm, or a factor.
    pub value: f64,
    /// Whether the value is a width; else the width so far is multiplied by it.
    pub is_width: bool,
    /// The width after this step, nm.
    pub width_nm: f64,
    /// Row of the table, or why there is none.
    pub row: String,
    /// Where it is from.
    pub source: String,
}

/// A sweep width with all that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepWidth {
    /// In the order in which they are applied.
    pub steps: Vec<Step>,
    /// W, nm.
    pub width_nm: f64,
    /// W_max: the same object, sensor, height and speed in the best conditions of the tables, nm.
    pub best_width_nm: f64,
    /// The lateral range curve, tailored: P0 = 0.982·√(W/W_max). None where W is zero.
    pub curve: Option<Logit>,
    /// What the user of the number must know.
    pub warnings: Vec<String>,
}

impl SweepWidth {
    /// The curve as planners ask for it; none where nothing is seen.
    pub fn response(&self) -> Option<Response> {
        self.curve.as_ref().map(|curve| Response::of(curve))
    }
}

/// A worksheet while it is written.
pub(super) struct Sheet {
    steps: Vec<Step>,
    pub width_nm: f64,
    best_width_nm: f64,
    pub warnings: Vec<String>,
}

impl Sheet {
    /// Begins with a width of a table, and that in the best conditions.
    pub fn begin(name: &'static str, width_nm: f64, best_width_nm: f64, row: String, source: String) -> Self {
        let step = Step { name, value: width_nm, is_width: true, width_nm, row, source };
        Self { steps: vec![step], width_nm, best_width_nm, warnings: Vec::new() }
    }

    /// A factor, and that in the best conditions.
    pub fn times(&mut self, name: &'static str, factor: f64, best: f64, row: String, source: &str) {
        self.width_nm *= factor;
        self.best_width_nm *= best;
        let source = source.to_owned();
        self.steps.push(Step { name, value: factor, is_width: false, width_nm: self.width_nm, row, source });
    }

    /// A limit on the width, nm; said even where it does not bite.
    pub fn at_most(&mut self, name: &'static str, limit_nm: f64, row: String, source: &str) {
        self.width_nm = self.width_nm.min(limit_nm);
        let source = source.to_owned();
        self.steps.push(Step { name, value: limit_nm, is_width: true, width_nm: self.width_nm, row, source });
    }

    pub fn end(self) -> SweepWidth {
        let metres = |nm: f64| nm * METRES_PER_NAUTICAL_MILE;
        let best_width_nm = self.best_width_nm.max(self.width_nm);
        let curve =
            (self.width_nm > 0.0).then(|| Logit::tailored(metres(self.width_nm), metres(best_width_nm)));
        SweepWidth {
            steps: self.steps,
            width_nm: self.width_nm,
            best_width_nm,
            curve,
            warnings: self.warnings,
        }
    }
}
