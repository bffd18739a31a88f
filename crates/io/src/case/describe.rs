//! What a case file may hold, as data: the reference chapter of the book and the JSON schema come from here.

use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// What a key takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number, not less than this.
    Integer(u64),
    /// A number between two limits.
    Number {
        /// Least value; `None` for no limit.
        minimum: Option<f64>,
        /// Greatest value; `None` for no limit.
        maximum: Option<f64>,
    },
    /// An instant with its offset from UTC.
    Time,
    /// A duration in words.
    Duration,
    /// A position in any notation.
    Position,
    /// One word of several: word and meaning.
    Choice(Vec<(&'static str, &'static str)>),
    /// A list.
    List(Box<Kind>),
    /// A table with keys of its own.
    Table(TableDoc),
    /// One of several tables, told apart by the value of a key.
    Union {
        /// That key.
        tag: &'static str,
        /// Its values, each with its table.
        variants: Vec<(&'static str, TableDoc)>,
    },
    /// Any of these.
    Either(Vec<Kind>),
}

/// A table of the case file.
#[derive(Debug, Clone, PartialEq)]
pub struct TableDoc {
    /// Name of the type behind it.
    pub name: &'static str,
    /// What it is for.
    pub doc: String,
    /// Its keys in the order of the reference.
    pub keys: Vec<KeyDoc>,
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyDoc {
    /// As written in the file.
    pub name: &'static str,
    /// What it means.
    pub doc: String,
    /// What it takes.
    pub kind: Kind,
    /// Whether it must be there.
    pub presence: Presence,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Presence {
    /// It must.
    Required,
    /// It may be left out; nothing takes its place.
    Optional,
    /// It may be left out; this, as TOML, takes its place.
    Default(&'static str),
}

impl TableDoc {
    /// Paths of all keys of this name, in this table and below, as problems name them: `run.missing`. Those of
    /// one name in several kinds of a union count once.
    pub fn places_of(&self, name: &str) -> Vec<String> {
        let mut places = Vec::new();
        for key in &self.keys {
            if key.name == name {
                places.push(name.to_owned());
            }
            places.extend(key.kind.places_of(name).into_iter().map(|below| format!("{}.{below}", key.name)));
        }
        places.dedup();
        places
    }
}

impl Kind {
    /// As [`TableDoc::places_of`].
    fn places_of(&self, name: &str) -> Vec<String> {
        match self {
            Self::Table(table) => table.places_of(name),
            Self::List(of) => of.places_of(name),
            Self::Either(kinds) => kinds.iter().flat_map(|kind| kind.places_of(name)).collect(),
            Self::Union { variants, .. } => {
                let mut places = Vec::new();
                for place in variants.iter().flat_map(|(_, table)| table.places_of(name)) {
                    if !places.contains(&place) {
                        places.push(place);
                    }
                }
                places
            }
            _ => Vec::new(),
        }
    }

    /// What it takes, in words that follow "takes".
    pub fn in_words(&self) -> String {
        match self {
            Self::Text => "text in quotes".into(),
            Self::Boolean => "true or false".into(),
            Self::Integer(0) => "a whole number".into(),
            Self::Integer(minimum) => format!("a whole number, at least {minimum}"),
            Self::Number { minimum: None, maximum: None } => "a number".into(),
            Self::Number { minimum: Some(low), maximum: Some(high) } => {
                format!("a number from {low} to {high}")
            }
            Self::Number { minimum: Some(low), .. } => format!("a number not below {low}"),
            Self::Number { maximum: Some(high), .. } => format!("a number not above {high}"),
            Self::Time => "a time with its offset, such as 2026-11-20T01:05:00Z".into(),
            Self::Duration => "a duration, such as \"15 min\"".into(),
            Self::Position => "a position, such as \"34°36.25'N 129°54.12'E\"".into(),
            Self::Choice(words) => {
                let quoted: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                match quoted.as_slice() {
                    [only] => only.clone(),
                    _ => format!("one of {}", quoted.join(", ")),
                }
            }
            Self::List(of) => match of.as_ref() {
                Self::Table(_) | Self::Union { .. } => {
                    "a list of tables, as [[…]] sections or in place".into()
                }
                other => format!("a list [ … ], each {}", other.in_words()),
            },
            Self::Table(table) => {
                // What must be there comes first, so that it is not cut.
                let is_needed = |key: &&KeyDoc| key.presence == Presence::Required;
                let needed = table.keys.iter().filter(is_needed);
                let others = table.keys.iter().filter(|key| !is_needed(key));
                let names: Vec<&str> = needed.chain(others).map(|key| key.name).collect();
                format!("a table {{ {} }}", shorten(&names).join(", "))
            }
            Self::Union { tag, variants } => {
                let names: Vec<&str> = variants.iter().map(|(name, _)| *name).collect();
                format!("a table with `{tag}` = {}", names.join(", "))
            }
            Self::Either(kinds) => kinds.iter().map(Self::in_words).collect::<Vec<_>>().join(", or "),
        }
    }

    fn schema(&self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Boolean => json!({ "type": "boolean" }),
            Self::Integer(minimum) => json!({ "type": "integer", "minimum": minimum }),
            Self::Number { minimum, maximum } => {
                let mut schema = Map::from_iter([("type".into(), json!("number"))]);
                schema.extend(minimum.map(|value| ("minimum".into(), json!(value))));
                schema.extend(maximum.map(|value| ("maximum".into(), json!(value))));
                schema.into()
            }
            Self::Time => json!({ "type": "string", "format": "date-time" }),
            Self::Duration => json!({ "type": "string", "examples": ["15 min", "9 h", "1 h 30 min"] }),
            Self::Position => {
                json!({ "type": "string", "examples": ["34°36.25'N 129°54.12'E", "34.604, 129.902"] })
            }
            Self::Choice(words) => {
                let words: Vec<Value> =
                    words.iter().map(|(word, doc)| json!({ "const": word, "description": doc })).collect();
                json!({ "type": "string", "oneOf": words })
            }
            Self::List(of) => json!({ "type": "array", "items": of.schema() }),
            Self::Table(table) => table.schema(None),
            Self::Union { tag, variants } => {
                let tables: Vec<Value> =
                    variants.iter().map(|(name, table)| table.schema(Some((tag, name)))).collect();
                json!({ "oneOf": tables })
            }
            Self::Either(kinds) => json!({ "anyOf": kinds.iter().map(Self::schema).collect::<Vec<_>>() }),
        }
    }

    /// Every table below this kind, with the head it has in the file.
    fn tables<'a>(&'a self, head: &str, found: &mut Vec<(String, Option<&'static str>, &'a TableDoc)>) {
        match self {
            Self::Table(table) => {
                found.push((head.to_owned(), None, table));
                table.tables(head, found);
            }
            Self::List(of) => of.tables(&format!("{head}[]"), found),
            Self::Union { tag, variants } => {
                for (name, table) in variants {
                    found.push((format!("{head}, {tag} = \"{name}\""), Some(tag), table));
                    table.tables(head, found);
                }
            }
            Self::Either(kinds) => kinds.iter().for_each(|kind| kind.tables(head, found)),
            _ => {}
        }
    }
}

impl TableDoc {
    /// JSON Schema (draft 2020-12) of this table as a document of its own; editors that check TOML take it.
    pub fn json_schema(&self, id: &str, title: &str) -> Value {
        let mut schema = self.schema(None);
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["$id"] = json!(id);
        schema["title"] = json!(title);
        schema
    }

    /// The reference: one section per table, one row per key, in Markdown.
    pub fn markdown(&self) -> String {
        let mut found = vec![(String::new(), None, self)];
        self.tables("", &mut found);
        let mut out = String::new();
        for (head, tag, table) in found {
            let head = if head.is_empty() { "The file".to_owned() } else { format!("`{head}`") };
            let _ = write!(
                out,
                "## {head}\n\n{}\n\n| key | takes | if left out | meaning |\n|---|---|---|---|\n",
                table.doc
            );
            if let Some(tag) = tag {
                let _ = writeln!(out, "| `{tag}` | as in the heading | must be given | which kind this is |");
            }
            for key in &table.keys {
                out.push_str(&key.row());
            }
            out.push('\n');
        }
        out
    }

    fn tables<'a>(&'a self, head: &str, found: &mut Vec<(String, Option<&'static str>, &'a TableDoc)>) {
        for key in &self.keys {
            let head = if head.is_empty() { key.name.to_owned() } else { format!("{head}.{}", key.name) };
            key.kind.tables(&head, found);
        }
    }

    fn schema(&self, tag: Option<(&str, &str)>) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        if let Some((tag, name)) = tag {
            properties.insert(tag.to_owned(), json!({ "const": name }));
            required.push(tag);
        }
        for key in &self.keys {
            let mut schema = key.kind.schema();
            schema["description"] = json!(key.doc);
            match key.presence {
                Presence::Required => required.push(key.name),
                Presence::Default(text) => {
                    schema["description"] = json!(format!("{} Default: {text}", key.doc))
                }
                Presence::Optional => {}
            }
            properties.insert(key.name.to_owned(), schema);
        }
        json!({
            "type": "object", "description": self.doc, "properties": properties, "required": required,
            "additionalProperties": false,
        })
    }
}

impl KeyDoc {
    fn row(&self) -> String {
        let takes = match &self.kind {
            Kind::Choice(words) => {
                let words: Vec<String> =
                    words.iter().map(|(word, doc)| format!("`\"{word}\"` {doc}")).collect();
                words.join("<br>")
            }
            kind => kind.in_words(),
        };
        let absent = match self.presence {
            Presence::Required => "must be given".to_owned(),
            Presence::Optional => "–".to_owned(),
            Presence::Default(text) => format!("`{text}`"),
        };
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        format!("| `{}` | {} | {} | {} |\n", self.name, cell(&takes), cell(&absent), cell(&self.doc))
    }
}

/// The first few of many names.
fn shorten<'a>(names: &[&'a str]) -> Vec<&'a str> {
    const SHOWN: usize = 6;
    let mut shown: Vec<&str> = names.iter().take(SHOWN).copied().collect();
    if names.len() > SHOWN {
        shown.push("…");
    }
    shown
}

/// Documentation lines as one paragraph.
pub(crate) fn paragraph(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
