//! What can be wrong with an input, in words that name the file, the variable and the way out.

/// An input could not be read, or holds nothing that fits.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// Nothing there.
    #[error("{path}: no such file. Check the name")]
    NotFound {
        /// The name as given.
        path: String,
    },
    /// A pattern that matches nothing.
    #[error("{pattern}: no file matches this pattern")]
    NoMatch {
        /// The pattern as given.
        pattern: String,
    },
    /// The system refused.
    #[error("{path}: {reason}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// Another kind of file.
    #[error("{path}: not a {expected} file: it looks like {looks_like}. {remedy}")]
    WrongKind {
        /// The file.
        path: String,
        /// What was expected.
        expected: &'static str,
        /// What the first bytes say.
        looks_like: String,
        /// What would help.
        remedy: String,
    },
    /// The file ends before its contents do.
    #[error(
        "{path}: the file is truncated ({detail}). Fetch or copy it again and compare its size with the original"
    )]
    Truncated {
        /// The file.
        path: String,
        /// Where.
        detail: String,
    },
    /// The bytes contradict the format, or use a feature the reader lacks.
    #[error("{path}: cannot be decoded ({detail}). {remedy}")]
    Undecodable {
        /// The file.
        path: String,
        /// What was found.
        detail: String,
        /// What would help.
        remedy: String,
    },
    /// No pair of variables for the quantity asked for.
    #[error("{path}: no {wanted} found. The file holds: {present}. {remedy}")]
    NoVariable {
        /// The file.
        path: String,
        /// What was looked for.
        wanted: String,
        /// What is there.
        present: String,
        /// What would help.
        remedy: String,
    },
    /// A unit that is none of the quantity.
    #[error("{path}: {variable} has units \"{units}\", which is not {expected}. {remedy}")]
    Units {
        /// The file.
        path: String,
        /// The variable.
        variable: String,
        /// Its units as written.
        units: String,
        /// What they should measure.
        expected: &'static str,
        /// What would help.
        remedy: String,
    },
    /// No axis of time, or one that cannot be used.
    #[error("{path}: {variable}: {problem}. {remedy}")]
    Time {
        /// The file.
        path: String,
        /// The variable that needs the time, or the time variable itself.
        variable: String,
        /// What is wrong.
        problem: String,
        /// What would help.
        remedy: String,
    },
    /// A time was asked for that is none of those the file has.
    #[error("{path}: {wanted} is not one of its times, which run {period}; nearest: {nearest}")]
    NoSuchTime {
        /// The file.
        path: String,
        /// What was asked for.
        wanted: String,
        /// From its first time to its last.
        period: String,
        /// The times before and after, as far as there are such.
        nearest: String,
    },
    /// A grid that is not understood.
    #[error("{path}: {variable}: {problem}. {remedy}")]
    Grid {
        /// The file.
        path: String,
        /// The variable on the grid.
        variable: String,
        /// What is wrong.
        problem: String,
        /// What would help.
        remedy: String,
    },
    /// Files that should form one time axis differ in their grids.
    #[error(
        "{first} and {second} have different grids ({difference}), so they cannot form one time axis. Narrow the pattern, and use them as two sources in order of preference"
    )]
    GridsDiffer {
        /// One file.
        first: String,
        /// The other.
        second: String,
        /// In what they differ.
        difference: String,
    },
    /// Files that should form one time axis hold different things.
    #[error(
        "{with} holds {wanted} and {without} does not, so they do not go together as one time axis. Narrow the pattern to files of one kind"
    )]
    NotAlike {
        /// A file that holds it.
        with: String,
        /// A file that does not.
        without: String,
        /// What was looked for.
        wanted: String,
    },
    /// Not one value.
    #[error("{path}: {variable} has no valid value: all {cells} are missing. {remedy}")]
    NoValues {
        /// The file.
        path: String,
        /// The variable.
        variable: String,
        /// How many were looked at.
        cells: u64,
        /// What would help.
        remedy: String,
    },
    /// More than a reader accepts.
    #[error("{path}: {what} is {found}, more than the limit of {limit}. {remedy}")]
    TooLarge {
        /// The file.
        path: String,
        /// What is too large.
        what: String,
        /// How large it is.
        found: u64,
        /// How large it may be.
        limit: u64,
        /// What would help.
        remedy: String,
    },
    /// A place in a text file.
    #[error("{path}: line {line}, {column}: {problem}")]
    Text {
        /// The file.
        path: String,
        /// Line, from 1.
        line: u64,
        /// Column name or key.
        column: String,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// An entry of a JSON list.
    #[error("{path}: entry {entry} (from 1), {key}: {problem}")]
    Entry {
        /// The file.
        path: String,
        /// Number of the entry, from 1.
        entry: u64,
        /// Its key.
        key: String,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A server or the way to it.
    #[error("{url}: {problem}. {remedy}")]
    Url {
        /// The address.
        url: String,
        /// What happened.
        problem: String,
        /// What would help.
        remedy: String,
    },
}

impl ReadError {
    /// The same error of a file that was fetched, under the address it came from.
    #[must_use]
    pub fn fetched_from(mut self, address: &str) -> Self {
        match &mut self {
            Self::NotFound { path }
            | Self::Io { path, .. }
            | Self::WrongKind { path, .. }
            | Self::Truncated { path, .. }
            | Self::Undecodable { path, .. }
            | Self::NoVariable { path, .. }
            | Self::Units { path, .. }
            | Self::Time { path, .. }
            | Self::Grid { path, .. }
            | Self::NoSuchTime { path, .. }
            | Self::NoValues { path, .. }
            | Self::TooLarge { path, .. }
            | Self::Text { path, .. }
            | Self::Entry { path, .. } => address.clone_into(path),
            Self::NoMatch { .. } | Self::GridsDiffer { .. } | Self::NotAlike { .. } | Self::Url { .. } => {}
        }
        self
    }
}
