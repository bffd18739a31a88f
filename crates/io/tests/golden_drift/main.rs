//! `golden/b` and `golden/c`: OpenDrift 1.14.12 on real current (NorKyst) and wind (AROME), with the Norwegian coast.
//!
//! Columns, tolerances and traps are those of the goldens' README.

mod case;
mod ensembles;
#[path = "../../../../validation/record.rs"]
mod record;
mod shore;
mod tracks;
