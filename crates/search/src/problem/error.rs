//! Why a problem can not be planned.

/// Why a problem can not be planned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// More of something than a plan can hold.
    #[error("{count} {things} are given; a plan holds at most {most}: {remedy}")]
    TooMany {
        /// Of what.
        things: &'static str,
        /// Given.
        count: usize,
        /// The limit.
        most: usize,
        /// What would put it right.
        remedy: &'static str,
    },
    /// No units at all.
    #[error("no unit is given: add at least one [[search.unit]]")]
    NoUnits,
    /// The window is empty or not finite.
    #[error("the search starts at {start} and ends at {end}: give two times, the end after the start")]
    Window {
        /// Its begin, as people write it.
        start: String,
        /// Its end.
        end: String,
    },
    /// The window reaches beyond the forecast.
    #[error(
        "the search lasts from {start} to {end}, but the forecast covers {from} to {until}: \
         forecast longer, or search within it"
    )]
    OutsideForecast {
        /// Begin of the window.
        start: String,
        /// Its end.
        end: String,
        /// Begin of the forecast.
        from: String,
        /// Its end.
        until: String,
    },
    /// No unit can leave before the search is over.
    #[error(
        "the search ends at {end}, but the first unit, `{unit}`, can leave only at {available}: \
         end the search later, or have a unit ready earlier"
    )]
    NobodyAvailable {
        /// End of the window.
        end: String,
        /// The unit that is ready first.
        unit: String,
        /// When.
        available: String,
    },
    /// A unit that can not be used as described.
    #[error("unit `{unit}`: {what}; {remedy}")]
    Unit {
        /// Its id.
        unit: String,
        /// What is wrong.
        what: String,
        /// What would put it right.
        remedy: String,
    },
    /// A rule that can not be obeyed as described.
    #[error("rule `{rule}`: {what}; {remedy}")]
    Rule {
        /// Its name.
        rule: String,
        /// What is wrong.
        what: String,
        /// What would put it right.
        remedy: String,
    },
    /// Something asked of a unit that no plan can keep, or that contradicts what is asked of another.
    #[error("what is asked of unit `{unit}`: {what}; {remedy}")]
    Demand {
        /// Its id.
        unit: String,
        /// What is wrong.
        what: String,
        /// What would put it right.
        remedy: String,
    },
    /// An objective that does not fit the cloud.
    #[error("objective: {what}; {remedy}")]
    Objective {
        /// What is wrong.
        what: String,
        /// What would put it right.
        remedy: String,
    },
}
