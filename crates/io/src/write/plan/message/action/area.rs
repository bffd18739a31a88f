//! A search area of the action plan.

use crate::write::plan::message::form::{Form, ParseMessageError};
use crate::write::plan::message::wire::{DegMin, Fixed};
use crate::write::plan::message::words::Label;
use crate::write::plan::record::UnitRecord;

/// A search area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AreaBlock {
    /// Its name.
    pub area: String,
    /// Size, square nautical miles.
    pub size: Fixed<1>,
    /// Corners at the start of the search.
    pub corners: Vec<DegMin>,
}

impl AreaBlock {
    /// The area of a task.
    pub(super) fn of(unit: &UnitRecord, decimals: u8) -> Self {
        Self {
            area: unit.area.clone(),
            size: Fixed::of(unit.area_nm2),
            corners: unit.corners.iter().map(|c| DegMin::of(*c, decimals)).collect(),
        }
    }

    pub(super) fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError> {
        form.field(Label::Area, "", &mut self.area)?;
        form.field(Label::Size, "NM2", &mut self.size)?;
        form.rows(Label::Corners, &mut self.corners)
    }
}
