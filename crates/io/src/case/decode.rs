//! From TOML to typed keys: every problem is noted, none stops the reading of the rest.

use super::describe::{Kind, TableDoc};
use super::problem::{Problem, ProblemKind, nearest};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longest list a case file may hold; longer ones belong into files of their own.
pub(crate) const MAX_LIST: usize = 20_000;

/// A value and where it stood, for what can only be judged later.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Path of its key.
    pub key: String,
    /// Bytes of the text; the head of its table where the key was left out and the default took its place.
    pub span: Range<usize>,
    /// Whether it stands in the file.
    pub written: bool,
}

impl<T> Located<T> {
    /// Where it stood, without the value.
    pub fn place(&self) -> Located<()> {
        Located { value: (), key: self.key.clone(), span: self.span.clone(), written: self.written }
    }
}

/// Two values are the same wherever they stood.
impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// Anything that can stand on the right of `key =`.
pub(crate) trait CaseValue: Sized {
    /// What it takes.
    fn kind() -> Kind;
    /// Reads it; on failure the decoder has noted why.
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self>;
}

/// A table with fixed keys.
pub(crate) trait CaseTable: Sized {
    /// Its keys.
    fn describe() -> TableDoc;
    /// Reads it; `tag` is a key that was read already.
    fn decode_table(table: TableAt<'_>, tag: Option<&'static str>, decoder: &mut Decoder) -> Option<Self>;
}

/// A table and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct TableAt<'a> {
    table: &'a DeTable<'a>,
    /// A stretch at its beginning: a table may run over many lines, and where a key is missing, its head is enough.
    head: (usize, usize),
}

impl<'a> TableAt<'a> {
    /// A table and the bytes it fills.
    pub fn new(table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self { table, head: (span.start, span.end.min(span.start + 60)) }
    }
}

impl<T: CaseTable> CaseValue for T {
    fn kind() -> Kind {
        Kind::Table(T::describe())
    }
    fn decode(value: &Spanned<DeValue<'_>>, decoder: &mut Decoder) -> Option<Self> {
        match value.get_ref().as_table() {
            Some(table) => T::decode_table(TableAt::new(table, value.span()), None, decoder),
            None => decoder.wrong_type::<T>(value),
        }
    }
}

/// Walks the file, knows where it is, and collects what is wrong.
#[derive(Default)]
pub(crate) struct Decoder {
    pub problems: Vec<Problem>,
    path: String,
    /// While a default is read: where its key could be written.
    default_at: Option<(usize, usize)>,
}

impl Decoder {
    /// Notes a problem with the value at hand.
    pub fn note<T>(&mut self, span: Range<usize>, kind: ProblemKind) -> Option<T> {
        self.problems.push(Problem { key: self.path.clone(), span: Some(span), kind });
        None
    }

    /// Notes that a value has the wrong type.
    pub fn wrong_type<T: CaseValue>(&mut self, value: &Spanned<DeValue<'_>>) -> Option<T> {
        self.wrong_type_of(T::kind(), value)
    }

    /// Notes that a value has another type than `kind`.
    pub fn wrong_type_of<T>(&mut self, kind: Kind, value: &Spanned<DeValue<'_>>) -> Option<T> {
        let found = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let problem =
            ProblemKind::WrongType { key: self.last_key(), expected: kind.in_words(), found: found.into() };
        self.note(value.span(), problem)
    }

    /// Notes a number beyond its limits.
    pub fn out_of_range<T>(&mut self, span: Range<usize>, found: String, expected: String) -> Option<T> {
        let key = self.last_key();
        self.note(span, ProblemKind::OutOfRange { key, expected, found })
    }

    /// The key at hand without its path.
    pub fn last_key(&self) -> String {
        self.path.rsplit('.').next().unwrap_or_default().to_owned()
    }

    /// Whether the value at hand stands in the file.
    pub fn is_written(&self) -> bool {
        self.default_at.is_none()
    }

    /// Where a value stands: in the file, or for a default in the table that lacks it.
    pub fn place(&self, span: Range<usize>) -> Range<usize> {
        self.default_at.map_or(span, |(start, end)| start..end)
    }

    /// The path of the key at hand.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Reads a key that must be there.
    pub fn required<T: CaseValue>(&mut self, at: TableAt<'_>, key: &'static str) -> Option<T> {
        if let Some(value) = at.table.get(key) {
            return self.within(key, |decoder| T::decode(value, decoder));
        }
        let expected = T::kind().in_words();
        self.note(at.head.0..at.head.1, ProblemKind::MissingKey { key, expected })
    }

    /// Reads a key that may be missing: the outer `None` is failure.
    pub fn optional<T: CaseValue>(&mut self, at: TableAt<'_>, key: &'static str) -> Option<Option<T>> {
        match at.table.get(key) {
            Some(value) => self.within(key, |decoder| T::decode(value, decoder)).map(Some),
            None => Some(None),
        }
    }

    /// Reads a key that has a default, itself written as TOML.
    pub fn or_default<T: CaseValue>(
        &mut self,
        at: TableAt<'_>,
        key: &'static str,
        default: &'static str,
    ) -> Option<T> {
        match at.table.get(key) {
            Some(value) => self.within(key, |decoder| T::decode(value, decoder)),
            None => {
                let parsed = DeValue::parse(default).ok()?;
                // A table that is a default itself stands where the outermost key could be written.
                let outer = self.default_at;
                self.default_at = outer.or(Some(at.head));
                let read = self.within(key, |decoder| T::decode(&parsed, decoder));
                self.default_at = outer;
                read
            }
        }
    }

    /// Notes every key of a table that is not known there.
    pub fn no_other_keys(
        &mut self,
        at: TableAt<'_>,
        known: &[&'static str],
        tag: Option<&'static str>,
    ) -> bool {
        let mut clean = true;
        for key in at.table.keys() {
            let name: &str = key.get_ref();
            if known.contains(&name) || tag == Some(name) {
                continue;
            }
            clean = false;
            let kind = ProblemKind::UnknownKey {
                key: name.to_owned(),
                nearest: nearest(name, known.iter().copied()).map(str::to_owned),
                elsewhere: super::reference().places_of(name),
                known: tag.into_iter().chain(known.iter().copied()).collect(),
            };
            let span = key.span();
            self.within(name, |decoder| decoder.note::<()>(span, kind));
        }
        clean
    }

    /// Runs `read` one level further down.
    pub fn within<T>(&mut self, segment: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if !self.path.is_empty() && !segment.starts_with('#') {
            self.path.push('.');
        }
        self.path.push_str(segment);
        let result = read(self);
        self.path.truncate(length);
        result
    }
}

/// A key as it is written: Rust needs a mark at names that are words of its own.
pub(crate) fn key_name(word: &'static str) -> &'static str {
    word.strip_prefix("r#").unwrap_or(word)
}

/// Declares a table of the case file: the struct with its documentation, its reader and its description.
///
/// Each key is `name: type = required`, `= optional` or `= default "TOML"`; `= number` is optional too, checked as its type
/// and kept as a plain number. The documentation comments become
/// the reference chapter and the JSON schema, so nothing is written twice.
macro_rules! case_table {
    ($(#[doc = $doc:literal])+ pub struct $name:ident {
        $( $(#[doc = $key_doc:literal])+ $key:ident : $type:ty = $presence:ident $($default:literal)? ,)+
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $key_doc])+ pub $key: $crate::case::decode::case_table!(@type $presence $type), )+
        }
        impl $crate::case::decode::CaseTable for $name {
            fn describe() -> $crate::case::describe::TableDoc {
                use $crate::case::describe::{KeyDoc, TableDoc, paragraph};
                TableDoc {
                    name: stringify!($name),
                    doc: paragraph(&[$($doc),+]),
                    keys: vec![$( KeyDoc {
                        name: $crate::case::decode::key_name(stringify!($key)),
                        doc: paragraph(&[$($key_doc),+]),
                        kind: <$type as $crate::case::decode::CaseValue>::kind(),
                        presence: $crate::case::decode::case_table!(@presence $presence $($default)?),
                    }, )+],
                }
            }
            fn decode_table(
                at: $crate::case::decode::TableAt<'_>,
                tag: Option<&'static str>,
                decoder: &mut $crate::case::decode::Decoder,
            ) -> Option<Self> {
                let clean = decoder.no_other_keys(at, &[$($crate::case::decode::key_name(stringify!($key))),+], tag);
                $( let $key = $crate::case::decode::case_table!(
                    @read $presence $type, at, decoder, $crate::case::decode::key_name(stringify!($key)) $(, $default)?
                ); )+
                // Every key is read before any failure ends the table, so that all of them are reported.
                let read = Some(Self { $( $key: $key?, )+ });
                if clean { read } else { None }
            }
        }
    };
    (@type optional $type:ty) => { Option<$type> };
    (@type number $type:ty) => { Option<f64> };
    (@type $presence:ident $type:ty) => { $type };
    (@presence required) => { $crate::case::describe::Presence::Required };
    (@presence number) => { $crate::case::describe::Presence::Optional };
    (@presence optional) => { $crate::case::describe::Presence::Optional };
    (@presence default $default:literal) => { $crate::case::describe::Presence::Default($default) };
    (@read required $type:ty, $at:expr, $decoder:expr, $key:expr) => {
        $decoder.required::<$type>($at, $key)
    };
    (@read number $type:ty, $at:expr, $decoder:expr, $key:expr) => {
        $decoder.optional::<$type>($at, $key).map(|found| found.map(|number| number.0))
    };
    (@read optional $type:ty, $at:expr, $decoder:expr, $key:expr) => {
        $decoder.optional::<$type>($at, $key)
    };
    (@read default $type:ty, $at:expr, $decoder:expr, $key:expr, $default:literal) => {
        $decoder.or_default::<$type>($at, $key, $default)
    };
}
pub(crate) use case_table;

/// Declares how a closed set is written: each word with its value and its meaning.
macro_rules! case_choice {
    ($type:ty { $( $word:literal => $value:expr, $doc:literal; )+ }) => {
        impl $crate::case::decode::CaseValue for $type {
            fn kind() -> $crate::case::describe::Kind {
                $crate::case::describe::Kind::Choice(vec![$(($word, $doc)),+])
            }
            fn decode(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                decoder: &mut $crate::case::decode::Decoder,
            ) -> Option<Self> {
                let Some(word) = value.get_ref().as_str() else { return decoder.wrong_type::<Self>(value) };
                match word {
                    $( $word => Some($value), )+
                    other => decoder.not_one_of(value.span(), other, &[$($word),+]),
                }
            }
        }
    };
}
pub(crate) use case_choice;

impl Decoder {
    /// Notes a word that is not one of the choices.
    pub fn not_one_of<T>(&mut self, span: Range<usize>, found: &str, allowed: &[&'static str]) -> Option<T> {
        let kind = ProblemKind::NotOneOf {
            key: self.last_key(),
            found: found.to_owned(),
            nearest: nearest(found, allowed.iter().copied()).map(str::to_owned),
            allowed: allowed.to_vec(),
        };
        self.note(span, kind)
    }

    /// The word under the tag of a union.
    pub fn tag(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        tag: &'static str,
        words: &[&'static str],
    ) -> Option<&'static str> {
        let Some(table) = value.get_ref().as_table() else {
            let expected = format!("a table with `{tag}` = {}", words.join(", "));
            let found = value.get_ref().type_str().to_owned();
            let key = self.last_key();
            return self.note(value.span(), ProblemKind::WrongType { key, expected, found });
        };
        let Some(written) = table.get(tag) else {
            let expected = format!("one of {}", words.join(", "));
            let head = TableAt::new(table, value.span()).head;
            return self.note(head.0..head.1, ProblemKind::MissingKey { key: tag, expected });
        };
        self.within(tag, |decoder| match written.get_ref().as_str() {
            Some(word) => match words.iter().find(|known| **known == word) {
                Some(known) => Some(*known),
                None => decoder.not_one_of(written.span(), word, words),
            },
            None => decoder.wrong_type_of(Kind::Text, written),
        })
    }
}

/// Declares a set of tables told apart by one key.
macro_rules! case_union {
    ($(#[doc = $doc:literal])+ pub enum $name:ident by $tag:literal {
        $( $word:literal => $variant:ident($table:ty), )+
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $( #[doc = concat!("`", $tag, " = \"", $word, "\"`")] $variant($table), )+
        }
        impl $crate::case::decode::CaseValue for $name {
            fn kind() -> $crate::case::describe::Kind {
                use $crate::case::decode::CaseTable as _;
                $crate::case::describe::Kind::Union {
                    tag: $tag,
                    variants: vec![$(($word, <$table>::describe())),+],
                }
            }
            fn decode(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                decoder: &mut $crate::case::decode::Decoder,
            ) -> Option<Self> {
                use $crate::case::decode::CaseTable as _;
                let word = decoder.tag(value, $tag, &[$($word),+])?;
                let table = $crate::case::decode::TableAt::new(value.get_ref().as_table()?, value.span());
                match word {
                    $( $word => <$table>::decode_table(table, Some($tag), decoder).map(Self::$variant), )+
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use case_union;
