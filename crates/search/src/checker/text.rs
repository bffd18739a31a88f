//! Numbers in the words of violations.

/// A distance in nautical miles; metres below a tenth.
pub(super) fn distance(m: f64) -> String {
    if m < 185.2 { format!("{m:.0} m") } else { format!("{:.2} nm", m / 1852.0) }
}

/// A span of time.
pub(super) fn span(s: f64) -> String {
    sarex_geo::span_in_words(s)
}

/// A speed in knots.
pub(super) fn speed(mps: f64) -> String {
    format!("{:.2} kn", mps * 3600.0 / 1852.0)
}
