//! The file of searches that were done and found nothing, and of the search that is planned next.

use super::decode::{CaseTable as _, Decoder, Located, TableAt, case_table};
use super::describe::TableDoc;
use super::look_ahead::LookAheadKeys;
use super::problem::{CaseError, Problem, ProblemKind};
use super::search_keys::ConditionKeys;
use super::unit_keys::Use;
use super::value::{Count, Interval};
use super::{MAX_BYTES, resolve};
use sarex_geo::{Position, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::Arc;

case_table! {
    /// Searches that were done and found nothing, and the search that is planned next.
    pub struct SearchedKeys {
        /// Version of this format: 1.
        version: Located<u64> = required,
        /// The case file that the earlier plan was made from, relative to this file. It must not have changed since.
        case: Located<String> = required,
        /// Searches done, in any order.
        searched: Located<Vec<DoneKeys>> = default "[]",
        /// The search to be planned next; without it only the probability is updated.
        next: NextKeys = optional,
    }
}

case_table! {
    /// One search that was done.
    pub struct DoneKeys {
        /// Id of the unit of the case: its sensor searched.
        unit: Located<String> = required,
        /// Its recorded track: GPX, CSV, GeoJSON or AIS, relative to this file. Without it the unit searched as the
        /// earlier plan has it.
        track: Located<String> = optional,
        /// Which track of the file, by its name; needed where there are several.
        track_name: Located<String> = optional,
        /// Which ship of an AIS file.
        mmsi: Count = optional,
        /// Times of the track without an offset from UTC are UTC.
        times_are_utc: bool = default "false",
        /// What was searched before this time does not count.
        from: Located<Timestamp> = optional,
        /// The search was broken off then.
        until: Located<Timestamp> = optional,
        /// What it was like; as in the case if left out.
        conditions: Located<ConditionKeys> = optional,
    }
}

case_table! {
    /// The search to be planned next: as in the case, but at another time.
    pub struct NextKeys {
        /// Begin of the search.
        start: Located<Timestamp> = required,
        /// End of the search.
        end: Located<Timestamp> = required,
        /// What it is like at the scene then; as in the case if left out.
        conditions: Located<ConditionKeys> = optional,
        /// What is new of units. A unit that has searched is available when it is back, if nothing else is said here.
        unit: Vec<NextUnitKeys> = default "[]",
        /// The sortie after this next one, as under `[search.look_ahead]` of a case.
        look_ahead: LookAheadKeys = optional,
    }
}

case_table! {
    /// What is new of a unit of the case.
    pub struct NextUnitKeys {
        /// Its id.
        id: Located<String> = required,
        /// Where it starts from and goes back to.
        position: Position = optional,
        /// From when on it can leave.
        available_from: Located<Timestamp> = optional,
        /// Begins its search exactly then.
        commence_at: Located<Timestamp> = optional,
        /// How long it can search.
        on_scene_endurance: Located<Interval> = optional,
        /// Longest time from leaving its base to being back.
        sortie: Located<Interval> = optional,
        /// Whether it is used.
        r#use: Located<Use> = optional,
    }
}

/// A file of searches, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// The file as it was named.
    pub file: PathBuf,
    /// Its text, for provenance.
    pub text: Arc<str>,
    /// What is written in it.
    pub keys: SearchedKeys,
}

impl Searched {
    /// Reads the file.
    pub fn read(file: &Path) -> Result<Self, CaseError> {
        use std::io::Read as _;
        let refuse = |kind| CaseError::of_file(file.to_owned(), kind);
        let unreadable = |error: std::io::Error| refuse(ProblemKind::Unreadable(error.to_string()));
        let mut text = String::new();
        let opened = std::fs::File::open(file).map_err(unreadable)?;
        opened.take(MAX_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > MAX_BYTES {
            return Err(refuse(ProblemKind::TooLarge { limit: MAX_BYTES }));
        }
        Self::parse(&text, file)
    }

    /// Understands the text of such a file; `file` is its name in errors and the place that paths start from.
    pub fn parse(text: &str, file: &Path) -> Result<Self, CaseError> {
        let text: Arc<str> = text.strip_prefix('\u{feff}').unwrap_or(text).into();
        let fail = |problems: Vec<Problem>| CaseError { file: file.to_owned(), text: text.clone(), problems };
        let table = toml::de::DeTable::parse(&text).map_err(|error| {
            let kind = ProblemKind::Syntax(error.message().trim().replace('\n', ", "));
            fail(vec![Problem { key: String::new(), span: error.span(), kind }])
        })?;
        let mut decoder = Decoder::default();
        let head = TableAt::new(table.get_ref(), table.span());
        let keys = match SearchedKeys::decode_table(head, None, &mut decoder) {
            Some(keys) if decoder.problems.is_empty() => keys,
            _ => return Err(fail(decoder.problems)),
        };
        drop(table);
        let searched = Self { file: file.to_owned(), text, keys };
        searched.check()?;
        Ok(searched)
    }

    /// A problem with a value of the file.
    pub fn refused<T>(
        &self,
        at: &Located<T>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> CaseError {
        let kind = ProblemKind::Contradiction { what: what.into(), remedy: remedy.into() };
        let problems = vec![Problem::at(at, kind)];
        CaseError { file: self.file.clone(), text: self.text.clone(), problems }
    }

    /// A path of the file as seen from where the program runs.
    pub fn resolve(&self, path: &str) -> PathBuf {
        resolve(&self.file, path)
    }

    fn check(&self) -> Result<(), CaseError> {
        let keys = &self.keys;
        if keys.version.value != 1 {
            let what = format!("version {} of this file is not known to this program", keys.version.value);
            return Err(self.refused(&keys.version, what, "write `version = 1`"));
        }
        for done in &keys.searched.value {
            if let (Some(from), Some(until)) = (&done.from, &done.until)
                && until.value <= from.value
            {
                return Err(self.refused(
                    until,
                    "the search ends before it begins",
                    "put `until` after `from`",
                ));
            }
        }
        let Some(next) = &keys.next else { return Ok(()) };
        if next.end.value <= next.start.value {
            return Err(self.refused(
                &next.end,
                "the search ends before it starts",
                "put `end` after `start`",
            ));
        }
        Ok(())
    }
}

/// What such a file may hold: for the book's reference chapter and for editors.
pub fn searched_reference() -> TableDoc {
    SearchedKeys::describe()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Searched::parse(text, Path::new("search.toml")).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_told_at_its_line() {
        let head = "version = 1\ncase = \"case.toml\"\n";
        let good = format!("{head}[[searched]]\nunit = \"A\"\nuntil = 2026-11-20T08:00:00Z\n");
        let read = Searched::parse(&good, Path::new("folder/search.toml")).unwrap();
        assert_eq!(read.resolve("track.gpx"), Path::new("folder/track.gpx"));
        assert_eq!(read.keys.searched.value[0].unit.value, "A");
        let turned = format!("{good}from = 2026-11-20T09:00:00Z\n");
        assert!(refusal(&turned).contains("search.toml:5:9, key `searched#1.until`"), "{}", refusal(&turned));
        let next = format!("{head}[next]\nstart = 2026-11-20T09:00:00Z\nend = 2026-11-20T08:00:00Z\n");
        assert!(refusal(&next).contains("key `next.end`"), "{}", refusal(&next));
        assert!(refusal("version = 2\ncase = \"x\"\n").contains("version 2"));
        assert!(refusal(&format!("{head}serched = 1\n")).contains("did you mean `searched`?"));
    }
}
