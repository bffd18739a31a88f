//! What makes a forecast doubtful and cannot be seen in it.

use crate::write::datum::counted;
use sarex_drift::{Cloud, Ensemble};

/// An effective number of particles below which radii and contours rest on few.
pub(super) const FEW: f64 = 200.0;

/// Says so if the last cloud of a forecast rests on few particles.
pub(super) fn few_particles(ensemble: &Ensemble) -> Option<String> {
    let last = ensemble.snapshots.len().checked_sub(1)?;
    let worth = Cloud::of(ensemble, last).ok()?.effective_number();
    let particles = counted(ensemble.particles.len(), "particle");
    (worth < FEW).then(|| {
        format!(
            "the forecast rests on few particles: at its end {particles} are worth {worth:.0} of equal weight with a \
             known place, and below {FEW:.0} radii and contours are chance; raise `particles`"
        )
    })
}
