//! Where and when drifting may have begun.

/// How a scenario spreads its particles in space and time.
#[derive(Debug, Clone, PartialEq)]
pub enum Seed {}
