//! What is looked for in a file.

use sarex_metocean::Quantity;
use sarex_metocean::gridded::GriddedSpec;

/// A vector that moves things, or a number that tells how far they are seen and how long people live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Two components, m/s.
    Vector(Quantity),
    /// One number. In a [`sarex_metocean::Field`] it is the first component, and the second one is 0.
    Scalar(Scalar),
}

/// A quantity without a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Significant height of wind waves and swell together, m.
    WaveHeight,
    /// Meteorological visibility, m.
    Visibility,
    /// Temperature of the water at the surface, °C.
    WaterTemperature,
}

impl From<Quantity> for Wanted {
    fn from(quantity: Quantity) -> Self {
        Self::Vector(quantity)
    }
}

impl From<Scalar> for Wanted {
    fn from(scalar: Scalar) -> Self {
        Self::Scalar(scalar)
    }
}

impl Wanted {
    /// Everything that can be looked for.
    pub const ALL: [Self; 6] = [
        Self::Vector(Quantity::Current),
        Self::Vector(Quantity::Wind),
        Self::Vector(Quantity::Stokes),
        Self::Scalar(Scalar::WaveHeight),
        Self::Scalar(Scalar::Visibility),
        Self::Scalar(Scalar::WaterTemperature),
    ];

    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Vector(Quantity::Current) => "surface current",
            Self::Vector(Quantity::Wind) => "wind at 10 m",
            Self::Vector(Quantity::Stokes) => "surface Stokes drift",
            Self::Scalar(scalar) => scalar.in_words(),
        }
    }

    /// Whether it is the wind, which is wanted at 10 m; everything else is wanted at the surface.
    pub fn is_wind(self) -> bool {
        self == Self::Vector(Quantity::Wind)
    }

    /// Components larger than this count as missing where nothing else is asked for, m/s. The limits of a scalar are
    /// its [`Scalar::range`].
    pub fn largest_component_mps(self) -> f32 {
        match self {
            Self::Vector(Quantity::Wind) => GriddedSpec::LARGEST_WIND_MPS,
            Self::Vector(Quantity::Current | Quantity::Stokes) => GriddedSpec::LARGEST_CURRENT_MPS,
            Self::Scalar(_) => f32::MAX,
        }
    }
}

impl Scalar {
    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::WaveHeight => "significant wave height",
            Self::Visibility => "visibility",
            Self::WaterTemperature => "water temperature",
        }
    }

    /// The unit that its values are held in.
    pub fn unit(self) -> &'static str {
        match self {
            Self::WaveHeight | Self::Visibility => "m",
            Self::WaterTemperature => "°C",
        }
    }

    /// Least and greatest value that is taken for one; the rest counts as missing. The highest significant wave
    /// height ever measured by a buoy is 19 m (WMO, 2016); sea water freezes at −2 °C, and the shallowest seas reach
    /// 40 °C; beyond 500 km of air no light comes through.
    pub fn range(self) -> (f32, f32) {
        match self {
            Self::WaveHeight => (0.0, 40.0),
            Self::Visibility => (0.0, 500_000.0),
            Self::WaterTemperature => (-3.0, 45.0),
        }
    }

    /// The range in words.
    pub fn range_in_words(self) -> &'static str {
        match self {
            Self::WaveHeight => "0 to 40 m",
            Self::Visibility => "0 to 500 km",
            Self::WaterTemperature => "-3 to 45 °C",
        }
    }

    /// A value as it is said at sea: visibility in nautical miles.
    pub fn said(self, value: f64) -> String {
        match self {
            Self::WaveHeight => format!("{value:.1} m"),
            Self::Visibility => format!("{:.1} NM", value / 1852.0),
            Self::WaterTemperature => format!("{value:.1} °C"),
        }
    }
}
