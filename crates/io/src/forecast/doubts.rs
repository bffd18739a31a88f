//! What makes a forecast doubtful and cannot be seen in it.

use crate::write::datum::counted;
use crate::write::{CaseKind, SourceRecord};
use sarex_drift::{Datum, Ensemble};

/// An effective number of particles below which radii and contours rest on few.
pub(super) const FEW: f64 = 200.0;

/// Says of what is synthetic that it is, loudly where somebody is in distress.
pub(super) fn invented(kind: CaseKind, sources: &[SourceRecord]) -> Vec<String> {
    let each = sources.iter().filter(|source| source.synthetic);
    each.map(|SourceRecord { role, name, .. }| match kind {
        CaseKind::Real => format!(
            "REAL CASE ON SYNTHETIC {}: {name} says that its values are invented. Do not search by this forecast; \
             give a {role} that was measured or forecast",
            role.to_uppercase()
        ),
        CaseKind::Exercise => format!("{role} is SYNTHETIC: {name} says that its values are invented"),
    })
    .collect()
}

/// Says so if the last cloud of a forecast rests on few particles.
pub(super) fn few_particles(ensemble: &Ensemble) -> Option<String> {
    let last = ensemble.snapshots.len().checked_sub(1)?;
    let datum = Datum::of(ensemble, last).ok()?;
    datum.place().ok()?;
    let worth = datum.effective_number;
    let particles = counted(ensemble.particles.len(), "particle");
    (worth < FEW).then(|| {
        format!(
            "the forecast rests on few particles: at its end {particles} are worth {worth:.0} of equal weight with a \
             known place, and below {FEW:.0} radii and contours are chance; raise `particles`"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, forecast};

    #[test]
    fn few_particles_are_told_and_many_are_not() {
        let of =
            |particles: usize| few_particles(&forecast(Cloud { particles, ..Cloud::default() }).ensemble);
        assert!(of(199).is_some_and(|said| said.contains("199 particles are worth 199")));
        assert_eq!(of(200), None);
    }

    #[test]
    fn what_is_invented_is_told_the_louder_in_earnest() {
        let source =
            |synthetic| SourceRecord { role: "current", name: "a.nc".into(), period_s: None, synthetic };
        let of = |kind| invented(kind, &[source(true), source(false)]);
        assert_eq!(of(CaseKind::Exercise), ["current is SYNTHETIC: a.nc says that its values are invented"]);
        let real = of(CaseKind::Real);
        assert!(real.len() == 1 && real[0].starts_with("REAL CASE ON SYNTHETIC CURRENT: a.nc"), "{real:?}");
    }
}
