//! The shipped tables as rows of cells.

/// Rows of a comma separated text without its header; cells may stand in double quotes.
pub(crate) fn rows(csv: &'static str) -> Vec<Vec<&'static str>> {
    csv.lines().skip(1).filter(|line| !line.is_empty()).map(cells).collect()
}

fn cells(line: &'static str) -> Vec<&'static str> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let (cell, after) = match rest.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
            Some((cell, after)) => (cell, after.strip_prefix(',')),
            None => match rest.split_once(',') {
                Some((cell, after)) => (cell, Some(after)),
                None => (rest, None),
            },
        };
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return cells,
        }
    }
}

/// A number of a shipped table; the tests read all of them.
pub(crate) fn number(cell: &str) -> f64 {
    cell.parse().expect("tables compiled in are checked by the tests")
}

/// A band of a shipped table: `below 2`, `2-3`, `above 4`, or `15` for what is above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Band {
    Below,
    From(f64),
    Above(f64),
}

impl Band {
    pub fn parse(cell: &str) -> Self {
        if cell.is_empty() || cell.starts_with("below") {
            return Self::Below;
        }
        match (cell.strip_prefix("above "), cell.split_once('-')) {
            (Some(limit), _) => Self::Above(number(limit)),
            (None, Some((from, _))) => Self::From(number(from)),
            (None, None) => Self::Above(number(cell)),
        }
    }

    /// Whether a value reaches the band; what is below it always does.
    pub fn is_reached(self, value: f64) -> bool {
        match self {
            Self::Below => true,
            Self::From(limit) => value >= limit,
            Self::Above(limit) => value > limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_cells_keep_their_commas() {
        assert_eq!(cells("a,\"b, c\",,d"), ["a", "b, c", "", "d"]);
        assert_eq!(cells("a,\"b\""), ["a", "b"]);
        assert_eq!(cells("a,"), ["a", ""]);
    }
}
