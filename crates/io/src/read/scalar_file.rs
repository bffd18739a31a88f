//! One scalar of one array file: what it is, where, when, and its values piece by piece.

use super::ReadError;
use super::cf::{axes, grid, scalars, times, units};
use super::dataset::{Container, Dataset, Variable};
use super::field_file::{Blocks, FieldFile};
use super::options::Options;
use super::packing::Packing;
use super::vector_file::{Component, blocks, named};
use super::wanted::Scalar;
use sarex_metocean::gridded::{Slab, SlabReader, SlabRequest};
use sarex_metocean::{FieldError, Rotation};
use std::sync::Arc;

/// What helps where the scalar may be there under a name that is not known; the caller knows how it is given.
pub const NAME_IT: &str = "If it is there under another name, name the variable";

/// Finds a scalar in a file and all that is needed to read it.
pub fn describe(
    container: Arc<dyn Container>,
    scalar: Scalar,
    options: &Options,
) -> Result<FieldFile, ReadError> {
    let dataset = container.dataset();
    let (variable, note) = choose(dataset, scalar, options)?;
    let packing = packing(dataset, variable, scalar)?;
    let layout = axes::layout(dataset, variable)?;
    let found = grid::horizontal(&*container, variable, &layout)?;
    let when = times::times(&*container, variable, &layout)?;
    let level = axes::surface_level(&*container, variable, &layout, false)?;
    let members = layout.position(axes::Role::Member).map_or(1, |at| variable.shape[at] as usize);
    let blocks = blocks(&layout, container.chunk(&variable.name));
    let notes = [found.notes, when.notes, note.into_iter().collect(), level.note.into_iter().collect()];
    let component =
        Component { name: variable.name.clone(), packing, roles: layout.roles, level: level.index };
    Ok(FieldFile {
        name: dataset.path.clone(),
        variables: vec![variable.name.clone()],
        grid: found.grid,
        grid_words: found.words,
        rotation: Rotation::None,
        times_s: when.unix_s,
        members,
        blocks,
        notes: notes.concat(),
        synthetic: dataset.says_synthetic(),
        reader: Box::new(ScalarReader { container: container.clone(), component, blocks }),
    })
}

fn choose<'a>(
    dataset: &'a Dataset,
    scalar: Scalar,
    options: &Options,
) -> Result<(&'a Variable, Option<String>), ReadError> {
    if let Some(name) = &options.variable {
        return Ok((named(dataset, name)?, None));
    }
    scalars::find(dataset, scalar).ok_or_else(|| ReadError::NoVariable {
        path: dataset.path.clone(),
        wanted: scalar.in_words().to_owned(),
        present: dataset.contents(),
        remedy: NAME_IT.to_owned(),
    })
}

/// How stored numbers become metres or °C. Without a unit nobody knows whether a visibility is in metres or in
/// kilometres, so there is no default.
fn packing(dataset: &Dataset, variable: &Variable, scalar: Scalar) -> Result<Packing, ReadError> {
    let unit = variable.text("units").unwrap_or_default();
    let (factor_and_summand, expected) = match scalar {
        Scalar::WaveHeight | Scalar::Visibility => {
            (units::length_factor(unit).map(|factor| (factor, 0.0)), "a length")
        }
        Scalar::WaterTemperature => (units::to_celsius(unit), "a temperature"),
    };
    let (factor, summand) = factor_and_summand.ok_or_else(|| ReadError::Units {
        path: dataset.path.clone(),
        variable: variable.name.clone(),
        units: unit.to_owned(),
        expected,
        remedy: match scalar {
            Scalar::WaterTemperature => "Write K or degC if that is what it is, or name another variable",
            _ => "Write m or km if that is what it is, or name another variable",
        }
        .to_owned(),
    })?;
    Ok(Packing::of(variable).times(factor).plus(summand))
}

/// Reads rectangles of one variable.
struct ScalarReader {
    container: Arc<dyn Container>,
    component: Component,
    blocks: Blocks,
}

impl SlabReader for ScalarReader {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        let values = self.component.read(&*self.container, request).map_err(|e| FieldError {
            source_name: self.container.dataset().path.clone(),
            reason: e.to_string(),
        })?;
        Ok(values.into_iter().map(|u| Slab { v: vec![0.0; u.len()], u }).collect())
    }

    fn preferred_times(&self) -> usize {
        self.blocks.times
    }
}

/// Takes values that no such scalar has as missing.
pub struct Plausible {
    /// What delivers the values.
    pub reader: Box<dyn SlabReader>,
    /// What they are.
    pub scalar: Scalar,
}

impl SlabReader for Plausible {
    fn read(&self, request: &SlabRequest) -> Result<Vec<Slab>, FieldError> {
        let (least, most) = self.scalar.range();
        let mut slabs = self.reader.read(request)?;
        for value in slabs.iter_mut().flat_map(|slab| &mut slab.u) {
            if !(least..=most).contains(value) {
                *value = f32::NAN;
            }
        }
        Ok(slabs)
    }

    fn preferred_times(&self) -> usize {
        self.reader.preferred_times()
    }
}
