//! The summary as text.

use super::{FieldSummary, LookedAt, QuantitySummary, ScalarSummary, SeriesSummary, VariableSummary};
use std::fmt;

/// Most variables listed.
const MAX_LISTED: usize = 200;

impl fmt::Display for FieldSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        if let [first, .., last] = self.files.as_slice() {
            writeln!(f, "  {} files, {first} to {last}", self.files.len())?;
        }
        writeln!(f, "  {}, {}", self.format, size(self.bytes))?;
        for (what, text) in [("title", &self.title), ("institution", &self.institution)] {
            if let Some(text) = text {
                writeln!(f, "  {what}: {text}")?;
            }
        }
        if let Some(series) = &self.series {
            write!(f, "{series}")?;
        }
        for field in &self.fields {
            write!(f, "{field}")?;
        }
        if !self.not_usable.is_empty() {
            writeln!(f, "\nNot usable for a drift:")?;
            for reason in &self.not_usable {
                writeln!(f, "  {reason}")?;
            }
        }
        if !self.variables.is_empty() {
            writeln!(f, "\nAll variables:")?;
            for v in self.variables.iter().take(MAX_LISTED) {
                writeln!(f, "  {v}")?;
            }
            if self.variables.len() > MAX_LISTED {
                writeln!(f, "  and {} more", self.variables.len() - MAX_LISTED)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for VariableSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ([dimension], [count]) = (self.dimensions.as_slice(), self.shape.as_slice()) {
            // GRIB: parameters have a number in a code table, and no name of their own.
            let dimension = if *count == 1 { dimension.trim_end_matches('s') } else { dimension };
            let units = self.units.as_deref().unwrap_or("units by the parameter's code table");
            return write!(f, "{} [{count} {dimension}] {units}", self.name);
        }
        let shape: Vec<String> =
            self.dimensions.iter().zip(&self.shape).map(|(d, n)| format!("{d} {n}")).collect();
        let standard = self.standard_name.as_deref().unwrap_or("no standard name");
        let units = self.units.as_deref().unwrap_or("no units");
        write!(f, "{} [{}] {standard}, {units}", self.name, shape.join(", "))
    }
}

impl fmt::Display for QuantitySummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [south, north, west, east] = self.area_deg;
        writeln!(f, "\n{} ({})", capital(&self.quantity), self.variables.join(", "))?;
        writeln!(f, "  period   {} to {}", self.period[0], self.period[1])?;
        writeln!(f, "  times    {}{}", self.times, usual_step(self.step_h))?;
        for gap in &self.gaps {
            writeln!(f, "  gap      {} to {} ({:.1} steps)", gap.from, gap.to, gap.steps)?;
        }
        writeln!(f, "  area     {south:.2} to {north:.2}° N, {west:.2} to {east:.2}° E")?;
        writeln!(
            f,
            "  grid     {} × {}, about {:.2} × {:.2} km; {}",
            self.columns_rows[0], self.columns_rows[1], self.spacing_km[0], self.spacing_km[1], self.grid
        )?;
        if self.turned_to_north {
            writeln!(f, "  vectors  along the grid; turned to true north")?;
        }
        if self.members > 1 {
            writeln!(f, "  members  {}; what follows is of the first one", self.members)?;
        }
        writeln!(f, "  missing  {:.1} % of the cells", self.missing_share * 100.0)?;
        if let Some(speeds) = self.speed_mps {
            writeln!(f, "  speed    {}", range(speeds))?;
        }
        if let Some(values) = self.values {
            writeln!(f, "  values   {values}")?;
        }
        if !self.looked_at.is_all() {
            writeln!(f, "           {}", self.looked_at)?;
        }
        for note in &self.notes {
            writeln!(f, "  note     {note}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ScalarSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [least, mean, most] = self.least_mean_most.map(|value| self.scalar.said(value));
        write!(f, "{least} to {most}, mean {mean}")
    }
}

impl fmt::Display for SeriesSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nTime series at a point: as current, wind or Stokes drift, the same everywhere")?;
        writeln!(f, "  period   {} to {}", self.period[0], self.period[1])?;
        writeln!(f, "  values   {}{}", self.times, usual_step(self.step_h))?;
        if let Some((from, to, hours)) = &self.longest_step {
            writeln!(f, "  longest  {from} to {to} ({} h), interpolated over", rounded(*hours))?;
        }
        writeln!(f, "  speed    {}", range(self.speed_mps))
    }
}

impl fmt::Display for LookedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a sample: {} of {} times", self.times, self.of_times)?;
        if self.rows < self.of_rows {
            write!(f, ", {} of {} rows", self.rows, self.of_rows)?;
        }
        write!(f, "; what was left out may go beyond")
    }
}

fn range([least, mean, most]: [f64; 3]) -> String {
    format!("{least:.2} to {most:.2} m/s, mean {mean:.2}")
}

fn usual_step(step_h: Option<f64>) -> String {
    step_h.map_or(String::new(), |h| format!(", usual step {} h", rounded(h)))
}

/// Hours without the noise of division.
fn rounded(hours: f64) -> f64 {
    (hours * 1e4).round() / 1e4
}

fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        0.0..1e3 => format!("{bytes} bytes"),
        1e3..1e6 => format!("{:.1} kB", bytes / 1e3),
        1e6..1e9 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |c| c.to_uppercase().chain(letters).collect())
}
