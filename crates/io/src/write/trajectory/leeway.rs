//! Leeway coefficients of each particle.

use super::particles::sides;
use super::table::{Axes, Constant, Table};
use super::{FILL_I8, FILL_I32, Layout, Report, WriteError};
use crate::write::netcdf::{Nc, text};
use sarex_drift::leeway::Component;

/// Coefficients of each particle under OpenDrift's names, signs as in the table.
pub(super) fn coefficients(
    nc: &mut Nc,
    report: &Report<'_>,
    table: &Table<'_>,
    axes: Axes,
) -> Result<(), WriteError> {
    let p = &table.ensemble.particles;
    let objects = &report.ensemble.scenario.objects;
    let downwind = |i: usize| objects[p.object[i] as usize].class.coefficients.downwind;
    let crosswind = |i: usize| {
        let c = &objects[p.object[i] as usize].class.coefficients;
        if p.side[i] == 0 { c.right } else { c.left }
    };
    let mut constant = Constant { nc, table, axes };
    let number = |i: usize| objects[p.object[i] as usize].class.number as i32;
    constant.put("object_type", FILL_I32, number, &[("long_name", text("number of the object class"))])?;
    constant.put("orientation", FILL_I8, |i| p.side[i] as i8, &sides("side at the start"))?;
    let words = |name: &str, units: &str| [("long_name", text(name)), ("units", text(units))];
    let slope = |c: Component| c.slope_pct as f32;
    let offset = |c: Component| c.offset_cm_s as f32;
    let attributes = words("downwind slope", "cm s-1 per m s-1");
    constant.put("downwind_slope", f32::NAN, |i| slope(downwind(i)), &attributes)?;
    let attributes = words("downwind offset", "cm s-1");
    constant.put("downwind_offset", f32::NAN, |i| offset(downwind(i)), &attributes)?;
    let attributes = words("downwind error drawn for this particle", "cm s-1");
    let error = |i: usize| (downwind(i).std_cm_s * p.downwind_xi[i]) as f32;
    constant.put("downwind_eps", f32::NAN, error, &attributes)?;
    let attributes = words("crosswind slope of the side at the start", "cm s-1 per m s-1");
    constant.put("crosswind_slope", f32::NAN, |i| slope(crosswind(i)), &attributes)?;
    let attributes = words("crosswind offset of the side at the start", "cm s-1");
    constant.put("crosswind_offset", f32::NAN, |i| offset(crosswind(i)), &attributes)?;
    let attributes = words("crosswind error drawn for this particle", "cm s-1");
    let error = |i: usize| (crosswind(i).std_cm_s * p.crosswind_xi[i]) as f32;
    constant.put("crosswind_eps", f32::NAN, error, &attributes)?;
    if table.layout == Layout::OpenDrift {
        let per_hour = report.ensemble.scenario.jibing.per_hour as f32;
        constant.put("jibe_probability", f32::NAN, |_| per_hour, &words("probability of jibing", "h-1"))?;
        constant.put("current_drift_factor", f32::NAN, |_| 1.0, &words("share of the current", "1"))?;
        let capsized = |i: usize| i8::from(table.ensemble.outcome.capsized[i]);
        constant.put("capsized", FILL_I8, capsized, &[("long_name", text("1 if capsized by the end"))])?;
    }
    Ok(())
}
