//! A certified upper bound on what any plan can reach.
//!
//! In the relaxed problem each unit spreads its searching time over cells and steps, divisibly, wherever it could have
//! arrived; tracks, overlap and spacing are ignored. With y the time that unit s spends in step t with its footprint in
//! cell c of area A,
//!
//! ```text
//! X_i(y) = Σ_{s,t} κ·W·(v_s + |u_i(t)|)·y_{s,t}(c_i(t)) / A        F(y) = Σ_i w_i (1 − e^{−X_i(y)})
//! ```
//!
//! is at least the probability of success of every plan whose effort is y: passes are at most additive in −ln(1 − p),
//! whose integral over lateral range is κW; the mean of 1 − e^{−X} is at most that of the mean (Jensen); and a unit
//! meets a drifting object at a relative speed of at most v + |u|. F is concave, so at **any** y, with g = ∇F(y),
//!
//! ```text
//! max F ≤ F(y) − ⟨g, y⟩ + Σ_s max_{y'} ⟨g_s, y'⟩
//! ```
//!
//! and the inner maximum is exact and cheap. The solver need not converge for the bound to hold. What is bounded is the
//! expected probability of success of a plan that does not know where in its cell (1 nm) a particle is: worth on a
//! cloud other than the one the plan was made on.
//!
//! For survivors, with S falling in time, the share found alive is Σ_k (S_k − S_{k+1})·P(found by the end of step k),
//! and each term is bounded the same way with the exposure up to that step.
//!
//! Where a curve reaches certainty κ is infinite; then P(found) ≤ min(1, X) with κ = 1, passes being at most additive in
//! p, and the linearisation min(1, X) ≤ 1 − λ + λX holds for every λ in [0, 1].
//!
//! Source: concave relaxation after Brown 1980 and Washburn 1981; the κ and Jensen steps are derived for this project.

mod ascent;
mod lattice;
mod reach;

use crate::Problem;

/// A bound, and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// No plan is worth more: of probability of success, or of the share found alive.
    pub value: f64,
    /// What the best relaxed effort found is worth: the least value a bound of this kind can have lies between.
    pub attained: f64,
    /// Iterations done.
    pub iterations: u32,
}

impl Bound {
    /// How far the bound can be above its own optimum, relative.
    pub fn gap(&self) -> f64 {
        if self.value > 0.0 { (self.value - self.attained).max(0.0) / self.value } else { 0.0 }
    }
}

/// How much work a bound may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Most iterations.
    pub iterations: u32,
    /// Ends when the relative gap is below this.
    pub gap: f64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { iterations: 60, gap: 0.003 }
    }
}

/// Bounds the worth of every plan for a problem.
pub fn bound(problem: &Problem, effort: Effort) -> Bound {
    ascent::run(problem, effort)
}
