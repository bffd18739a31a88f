//! What can be wrong with a case file, and how it is said.

use super::decode::Located;
use std::fmt::{self, Write as _};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that is wrong with one case file, each with its place and its remedy.
///
/// [`fmt::Display`] prints one paragraph per problem: what, where with the line itself, and what would be right.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseError {
    /// The file as it was named.
    pub file: PathBuf,
    /// Its text, empty if it could not be read.
    pub text: Arc<str>,
    /// What is wrong, in the order of the file. Never empty.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Path of the key, such as `run.particles` or `scenario#2.seed.position` (counted from 1); empty for the
    /// file as a whole.
    pub key: String,
    /// Bytes of the text it is about.
    pub span: Option<Range<usize>>,
    /// What.
    pub kind: ProblemKind,
}

/// What is wrong with a key or a value. [`fmt::Display`] says what; [`ProblemKind::remedy`] says what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProblemKind {
    /// The file cannot be opened or read.
    #[error("the case file cannot be read: {0}")]
    Unreadable(String),
    /// Larger than any case file can be.
    #[error("the case file is larger than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// Text in another encoding.
    #[error("line {line} of the case file is not UTF-8 text")]
    NotUtf8 {
        /// First line that is not, from 1.
        line: usize,
    },
    /// Not TOML.
    #[error("not valid TOML: {0}")]
    Syntax(String),
    /// A key that no case file has at this place.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// As written.
        key: String,
        /// The known key most like it.
        nearest: Option<String>,
        /// Where in a case file a key of exactly this name lives.
        elsewhere: Vec<String>,
        /// All keys known there.
        known: Vec<&'static str>,
    },
    /// A key that must be there.
    #[error("`{key}` is missing")]
    MissingKey {
        /// Which.
        key: &'static str,
        /// What it takes.
        expected: String,
    },
    /// Text where a number should be, and the like.
    #[error("this is {found}, but `{key}` takes {expected}")]
    WrongType {
        /// Which key.
        key: String,
        /// What it takes.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A number beyond its limits.
    #[error("{found} is out of range: `{key}` takes {expected}")]
    OutOfRange {
        /// Which key.
        key: String,
        /// What it takes.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A word that is not one of the choices.
    #[error("`{found}` is not a value of `{key}`")]
    NotOneOf {
        /// Which key.
        key: String,
        /// As written.
        found: String,
        /// The choice most like it.
        nearest: Option<String>,
        /// All of them.
        allowed: Vec<&'static str>,
    },
    /// A position, time or duration that cannot be read.
    #[error("`{text}` is not {what}: {reason}")]
    Unparsable {
        /// A position, a duration, a time.
        what: &'static str,
        /// As written.
        text: String,
        /// Why not.
        reason: String,
        /// One that would be right.
        example: &'static str,
    },
    /// An object class that is in no table.
    #[error("no object class is called `{found}`")]
    UnknownClass {
        /// As written.
        found: String,
        /// Classes most like it.
        nearest: Vec<String>,
    },
    /// Shares that do not make a whole.
    #[error("the {what} sum to {sum}, not to 1")]
    SumNotOne {
        /// Which shares.
        what: &'static str,
        /// What they sum to.
        sum: f64,
    },
    /// Two keys that exclude each other, or none of several that are needed.
    #[error("{what}")]
    Contradiction {
        /// What is contradictory.
        what: String,
        /// What would be right.
        remedy: String,
    },
    /// Something the forecast itself refuses.
    #[error("{what}")]
    Refused {
        /// What it says.
        what: String,
        /// What would be right; empty where `what` says it.
        remedy: String,
    },
}

impl ProblemKind {
    /// What would be right, as an instruction.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unreadable(_) => "give the path of a case file that exists and can be read".into(),
            Self::TooLarge { .. } => {
                "put long lists of positions into files of their own and name them in the case file".into()
            }
            Self::NotUtf8 { .. } => "save it as UTF-8; editors call it an encoding or a character set".into(),
            Self::Syntax(_) => {
                "write it as TOML: `key = value`, text in double quotes, [section] heads".into()
            }
            Self::UnknownKey { elsewhere, nearest: None, .. } if !elsewhere.is_empty() => {
                format!("this key lives elsewhere: {}", places(elsewhere))
            }
            Self::UnknownKey { elsewhere, nearest: Some(nearest), .. } if !elsewhere.is_empty() => {
                format!("did you mean `{nearest}`, or {}?", places(elsewhere))
            }
            Self::UnknownKey { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::UnknownKey { known, .. } => format!("keys known here: {}", known.join(", ")),
            Self::MissingKey { key, expected } => format!("add `{key}`: {expected}"),
            Self::WrongType { key, expected, .. } | Self::OutOfRange { key, expected, .. } => {
                format!("give `{key}` {expected}")
            }
            Self::NotOneOf { nearest: Some(nearest), allowed, .. } => {
                format!("did you mean \"{nearest}\"? Allowed: {}", allowed.join(", "))
            }
            Self::NotOneOf { allowed, .. } => format!("allowed: {}", allowed.join(", ")),
            Self::Unparsable { example, .. } => format!("write it like {example}"),
            Self::UnknownClass { nearest, .. } if nearest.is_empty() => {
                "`sarex classes` lists all of them; your own come from files in `[classes] file`".into()
            }
            Self::UnknownClass { nearest, .. } => {
                format!("did you mean `{}`? `sarex classes` lists all of them", nearest.join("` or `"))
            }
            Self::SumNotOne { what, .. } => format!("change the {what} so that they sum to 1"),
            Self::Contradiction { remedy, .. } | Self::Refused { remedy, .. } => remedy.clone(),
        }
    }
}

/// The first few places of a key that has several.
fn places(all: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = all.iter().take(SHOWN).map(|place| format!("`{place}`")).collect();
    let more = if all.len() > SHOWN { " and others" } else { "" };
    format!("{}{more}", shown.join(", "))
}

impl CaseError {
    /// One problem that concerns the whole file.
    pub(crate) fn of_file(file: PathBuf, kind: ProblemKind) -> Self {
        let problem = Problem { key: String::new(), span: None, kind };
        Self { file, text: "".into(), problems: vec![problem] }
    }

    /// Line and column, both from 1, of a problem; columns count characters.
    pub fn place(&self, problem: &Problem) -> Option<(usize, usize)> {
        let start = problem.span.as_ref()?.start.min(self.text.len());
        let before = self.text.get(..start)?;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Some((before.matches('\n').count() + 1, before[line_start..].chars().count() + 1))
    }
}

impl std::error::Error for CaseError {}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&self.paragraph(problem))?;
        }
        Ok(())
    }
}

impl CaseError {
    /// What, where, the line itself with a mark under the spot, and the remedy.
    fn paragraph(&self, problem: &Problem) -> String {
        let mut out = problem.kind.to_string();
        let place = self.place(problem);
        let _ = write!(out, "\n  --> {}", self.file.display());
        if let Some((line, column)) = place {
            let _ = write!(out, ":{line}:{column}");
        }
        if !problem.key.is_empty() {
            let _ = write!(out, ", key `{}`", problem.key);
        }
        if let (Some((line, column)), Some(span)) = (place, &problem.span) {
            let content = self.text.lines().nth(line - 1).unwrap_or_default().trim_end();
            let marked = self.text.get(span.clone()).unwrap_or_default().lines().next().unwrap_or_default();
            let gutter = line.to_string().len();
            let shown: String = content.chars().take(200).map(|c| if c == '\t' { ' ' } else { c }).collect();
            let indent: usize = content.chars().take(column - 1).map(columns).sum();
            let carets = marked.chars().map(columns).sum::<usize>().clamp(1, 80);
            let _ = write!(out, "\n {:gutter$} |\n {line} | {shown}", "");
            if indent < 200 {
                let _ = write!(out, "\n {:gutter$} | {:indent$}{}", "", "", "^".repeat(carets));
            }
        }
        let remedy = problem.kind.remedy();
        if !remedy.is_empty() {
            let _ = write!(out, "\n  = {remedy}");
        }
        out
    }
}

/// Terminal columns of a character: East Asian wide characters take two.
fn columns(c: char) -> usize {
    match c as u32 {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F => 2,
        0xFF01..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1_F300..=0x1_FAFF | 0x2_0000..=0x3_FFFD => 2,
        _ => 1,
    }
}

impl Problem {
    /// A problem at a decoded value.
    pub(crate) fn at<T>(located: &Located<T>, kind: ProblemKind) -> Self {
        Self { key: located.key.clone(), span: Some(located.span.clone()), kind }
    }
}

/// The candidate most like `word`, if any is close enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    let begins = |candidate: &&&str| word.len() > 3 && candidate.to_lowercase().starts_with(&word);
    let mut begun = candidates.iter().filter(begins);
    if let (Some(only), None) = (begun.next(), begun.next()) {
        return Some(only);
    }
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_shows_its_line_and_marks_the_spot() {
        let text = "version = 1\n[run]\nparticle = 10\n";
        let start = text.find("particle").unwrap();
        let error = CaseError {
            file: "case.toml".into(),
            text: text.into(),
            problems: vec![Problem {
                key: "run.particle".into(),
                span: Some(start..start + 8),
                kind: ProblemKind::UnknownKey {
                    key: "particle".into(),
                    nearest: Some("particles".into()),
                    elsewhere: Vec::new(),
                    known: vec!["particles"],
                },
            }],
        };
        let expected = "unknown key `particle`\n  --> case.toml:3:1, key `run.particle`\n   |\n 3 | particle = 10\n   \
                        | ^^^^^^^^\n  = did you mean `particles`?";
        assert_eq!(error.to_string(), expected);
    }

    /// Full-width characters stand two columns wide, so the mark must move with them.
    #[test]
    fn wide_characters_move_the_mark() {
        let text = "title = \"韓国\" x";
        let start = text.find('x').unwrap();
        let problem = Problem {
            key: String::new(),
            span: Some(start..start + 1),
            kind: ProblemKind::Syntax("unexpected".into()),
        };
        let error = CaseError { file: "c.toml".into(), text: text.into(), problems: vec![problem] };
        assert_eq!(error.place(&error.problems[0]), Some((1, 14)));
        assert!(error.to_string().contains(&format!(" | {}^\n", " ".repeat(15))), "{error}");
    }

    #[test]
    fn nearest_is_silent_about_strangers() {
        assert_eq!(nearest("partcles", ["particles", "until"]), Some("particles"));
        assert_eq!(nearest("zzzzzz", ["particles", "until"]), None);
        // The beginning of one name and of no other is that name.
        assert_eq!(nearest("person", ["Person in Water", "Raft 1 person"]), Some("Person in Water"));
        assert_eq!(nearest("raft", ["Raft 4 person", "Raft 6 person"]), None);
    }
}
