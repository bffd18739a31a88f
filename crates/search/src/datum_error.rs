//! The chain of errors from the last known position to the total probable error of the datum.

use sarex_geo::math;

/// Radius of the 50 % circle of a circular normal in standard deviations, √(2 ln 2).
pub const PROBABLE_ERROR_IN_SIGMA: f64 = 1.177_410_022_515_474_7;
/// Half-width of the 50 % band of a normal in standard deviations.
pub const PROBABLE_BAND_IN_SIGMA: f64 = 0.674_489_750_196_081_7;

/// Error of a current, of the wind or of leeway where nothing better is known, kn; 0.5 for variable or forecast wind.
/// Source: AMSA National SAR Manual 2023.
pub const DEFAULT_ERROR_KN: f64 = 0.3;
/// Initial position error and search craft error of a coastal case where nothing better is known, nm.
/// Source: USCG Addendum 3.4.2.6.
pub const COASTAL_X_NM: f64 = 5.0;
/// See [`COASTAL_X_NM`].
pub const COASTAL_Y_NM: f64 = 1.0;

/// Probable errors of what moves the object, kn.
///
/// TWCe = √(TCe² + SCe² + WCe² + OWCe²), Dve = √(ASWe² + TWCe² + LWe²). Source: US National SAR Supplement.
///
/// ```
/// use sarex_search::datum_error::{DriftErrors, total_probable_error_nm};
/// // S22
/// let errors = DriftErrors { wind: 0.3, sea_current: 0.3, wind_current: 0.3, leeway: 0.3, ..DriftErrors::default() };
/// assert!((errors.total_water_current() - 0.424_264).abs() < 5e-7);
/// assert!((errors.drift_velocity() - 0.6).abs() < 1e-12);
/// let drift_nm = errors.drift_velocity() * 6.0;
/// assert!((total_probable_error_nm(1.0, drift_nm, 0.1) - 3.737_646).abs() < 5e-7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DriftErrors {
    /// Average surface wind as it enters the drift, ASWe.
    pub wind: f64,
    /// Tidal current, TCe.
    pub tidal_current: f64,
    /// Sea current, SCe.
    pub sea_current: f64,
    /// Wind current, WCe.
    pub wind_current: f64,
    /// Other water current, OWCe.
    pub other_current: f64,
    /// Leeway, LWe.
    pub leeway: f64,
}

impl DriftErrors {
    /// TWCe, kn.
    pub fn total_water_current(&self) -> f64 {
        root_of_squares([self.tidal_current, self.sea_current, self.wind_current, self.other_current])
    }

    /// Dve, kn; times the hours of drift it is De, nm.
    pub fn drift_velocity(&self) -> f64 {
        root_of_squares([self.wind, self.total_water_current(), self.leeway])
    }
}

/// E = √(X² + De² + Y²), nm: initial position error, drift error, search craft error. E is the radius of the 50 %
/// circle.
///
/// ```
/// // S13: a coastal case without drift error, and the radius of its first search.
/// let e_nm = sarex_search::datum_error::total_probable_error_nm(5.0, 0.0, 1.0);
/// assert!((e_nm - 5.099_020).abs() < 5e-7 && (1.1 * e_nm - 5.608_921).abs() < 5e-7);
/// ```
pub fn total_probable_error_nm(initial_nm: f64, drift_nm: f64, searcher_nm: f64) -> f64 {
    root_of_squares([initial_nm, drift_nm, searcher_nm])
}

/// Chance that the object of a point datum is within a radius, both in the same unit: 1 − exp(−r²/2σ²), σ = E/1.1774.
///
/// ```
/// use sarex_search::datum_error::{containment, PROBABLE_ERROR_IN_SIGMA};
/// // S6: one, two and three standard deviations, and E itself.
/// for (sigmas, want) in [(1.0, 0.393_469), (2.0, 0.864_665), (3.0, 0.988_891)] {
///     assert!((containment(sigmas, PROBABLE_ERROR_IN_SIGMA) - want).abs() < 5e-7);
/// }
/// assert!((containment(7.0, 7.0) - 0.5).abs() < 1e-15);
/// ```
pub fn containment(radius: f64, probable_error: f64) -> f64 {
    let sigmas = radius / probable_error * PROBABLE_ERROR_IN_SIGMA;
    -math::expm1(-0.5 * sigmas * sigmas)
}

/// Two datums of an object whose leeway diverges, their distance DD against the error E of each.
///
/// SR = DD/E: below 4 they are searched as one area, above as two. At 4 itself the source does not say; here it is two.
///
/// ```
/// use sarex_search::datum_error::{Divergence, divergence};
/// assert_eq!(divergence(7.9, 2.0), Divergence::OneArea);
/// assert_eq!(divergence(8.1, 2.0), Divergence::TwoAreas);
/// ```
pub fn divergence(distance_nm: f64, probable_error_nm: f64) -> Divergence {
    if distance_nm / probable_error_nm < 4.0 { Divergence::OneArea } else { Divergence::TwoAreas }
}

/// How diverging datums are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divergence {
    /// One area about both: A = 4R² + 2R·DD.
    OneArea,
    /// A square about each.
    TwoAreas,
}

/// Koopman's radius of search `number` (from 1) in units of E: (1/2k)·√(π(2i − 1)), k = 1.1774.
///
/// ```
/// // S7
/// let radii = [0.7527, 1.3037, 1.6831, 1.9914, 2.2581, 2.4964];
/// for (i, want) in (1..).zip(radii) {
///     assert!((sarex_search::datum_error::koopman_radius(i) - want).abs() < 5e-5);
/// }
/// ```
pub fn koopman_radius(number: u32) -> f64 {
    (std::f64::consts::PI * f64::from(2 * number - 1)).sqrt() / (2.0 * PROBABLE_ERROR_IN_SIGMA)
}

/// The classical radii of searches 1 to 5 at coverage 1, in units of E (Frost & Stone 2001, table 4-2).
pub const CLASSICAL_RADII: [f64; 5] = [1.1, 1.6, 2.0, 2.3, 2.5];

fn root_of_squares<const N: usize>(errors: [f64; N]) -> f64 {
    errors.into_iter().map(|error| error * error).sum::<f64>().sqrt()
}
