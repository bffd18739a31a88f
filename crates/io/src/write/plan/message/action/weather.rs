//! Weather at the scene, in both messages.

use crate::write::plan::message::form::{Form, ParseMessageError};
use crate::write::plan::message::wire::{Fixed, Whole};
use crate::write::plan::message::words::Label;
use crate::write::plan::record::Conditions;

/// Weather at the scene.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weather {
    /// Visibility, nautical miles.
    pub visibility: Option<Fixed<1>>,
    /// Significant wave height, m.
    pub waves: Option<Fixed<1>>,
    /// Cloud cover, %.
    pub cloud: Option<Fixed<0>>,
    /// Direction the wind comes from.
    pub wind_from: Option<Whole>,
    /// Its speed, knots.
    pub wind: Option<Fixed<0>>,
    /// Water temperature, °C.
    pub water: Option<Fixed<1>>,
}

impl Weather {
    /// Of conditions.
    pub fn of(c: &Conditions) -> Self {
        Self {
            visibility: c.visibility_nm.map(Fixed::of),
            waves: c.significant_wave_height_m.map(Fixed::of),
            cloud: c.cloud_cover_pct.map(Fixed::of),
            wind_from: c.wind_from_deg.map(Whole::of),
            wind: c.wind_kn.map(Fixed::of),
            water: c.water_c.map(Fixed::of),
        }
    }

    /// Its lines.
    pub(in crate::write::plan::message) fn lines(
        &mut self,
        form: &mut impl Form,
    ) -> Result<(), ParseMessageError> {
        form.field(Label::Visibility, "NM", &mut self.visibility)?;
        form.field(Label::Waves, "m", &mut self.waves)?;
        form.field(Label::Cloud, "%", &mut self.cloud)?;
        form.field(Label::WindFrom, "", &mut self.wind_from)?;
        form.field(Label::WindSpeed, "kn", &mut self.wind)?;
        form.field(Label::Water, "C", &mut self.water)
    }
}
