//! Lines of a message, written and read by one description.

use super::wire::Wire;
use super::words::{Label, Language};
use crate::write::CaseKind;

/// Columns that a line has at most, where words allow it; a wide letter takes two.
const COLUMNS: usize = 69;
/// Before what continues a line at a blank, and before what continues within a word.
const NEXT_WORD: &str = "    ";
const SAME_WORD: &str = "     ";

/// A line that is not what the message should say there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the message: `{found}` where {wanted} was expected")]
pub struct ParseMessageError {
    /// Counted from 1.
    pub line: usize,
    /// What stands there, shortened.
    pub found: String,
    /// What should.
    pub wanted: String,
}

type Done = Result<(), ParseMessageError>;

/// What a message consists of. The writer takes values, the reader puts them.
pub trait Form {
    /// The band that says exercise or real.
    fn band(&mut self, kind: &mut CaseKind) -> Done;
    /// A line of fixed words.
    fn words(&mut self, label: Label) -> Done;
    /// A heading with an empty line before it.
    fn heading(&mut self, label: Label) -> Done;
    /// `Label: value unit`.
    fn field<T: Wire>(&mut self, label: Label, unit: &'static str, value: &mut T) -> Done;
    /// A label and a line with a dash per value.
    fn rows<T: Wire>(&mut self, label: Label, rows: &mut Vec<T>) -> Done;
    /// Blocks of lines, each of which begins with the field of this label.
    fn blocks<T: Default>(
        &mut self,
        label: Label,
        blocks: &mut Vec<T>,
        each: impl Fn(&mut Self, &mut T) -> Done,
    ) -> Done;
}

/// Writes a message.
pub struct Writer {
    language: Language,
    text: String,
}

impl Writer {
    /// An empty message.
    pub fn new(language: Language) -> Self {
        Self { language, text: String::new() }
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.text
    }

    fn line(&mut self, line: &str) {
        let mut room = COLUMNS;
        let mut begun = false;
        for word in line.split(' ') {
            let needed = columns(word) + usize::from(begun);
            if needed <= room {
                self.text.push_str(if begun { " " } else { "" });
                self.text.push_str(word);
                room -= needed;
                begun = true;
                continue;
            }
            if begun {
                self.text.push('\n');
                self.text.push_str(NEXT_WORD);
                room = COLUMNS - NEXT_WORD.len();
            }
            for letter in word.chars() {
                let wide = columns_of(letter);
                if wide > room {
                    self.text.push('\n');
                    self.text.push_str(SAME_WORD);
                    room = COLUMNS - SAME_WORD.len();
                }
                self.text.push(letter);
                room -= wide;
            }
            begun = true;
        }
        self.text.push('\n');
    }
}

impl Form for Writer {
    fn band(&mut self, kind: &mut CaseKind) -> Done {
        let word = self.language.band(*kind);
        self.line(word);
        Ok(())
    }

    fn words(&mut self, label: Label) -> Done {
        self.line(label.word(self.language));
        Ok(())
    }

    fn heading(&mut self, label: Label) -> Done {
        self.text.push('\n');
        self.words(label)
    }

    fn field<T: Wire>(&mut self, label: Label, unit: &'static str, value: &mut T) -> Done {
        let mut line = format!("{}: {}", label.word(self.language), value.put(self.language));
        if value.is_known() && !unit.is_empty() {
            line.push(' ');
            line.push_str(unit);
        }
        self.line(&line);
        Ok(())
    }

    fn rows<T: Wire>(&mut self, label: Label, rows: &mut Vec<T>) -> Done {
        if rows.is_empty() {
            let none = Label::None.word(self.language);
            self.line(&format!("{}: {none}", label.word(self.language)));
            return Ok(());
        }
        self.line(&format!("{}:", label.word(self.language)));
        for row in rows {
            let row = row.put(self.language);
            self.line(&format!("- {row}"));
        }
        Ok(())
    }

    fn blocks<T: Default>(
        &mut self,
        _: Label,
        blocks: &mut Vec<T>,
        each: impl Fn(&mut Self, &mut T) -> Done,
    ) -> Done {
        for block in blocks {
            self.text.push('\n');
            each(self, block)?;
        }
        Ok(())
    }
}

/// Reads a message.
pub struct Reader {
    language: Language,
    /// Lines with what continues them, and where they begin.
    lines: Vec<(usize, String)>,
    next: usize,
}

impl Reader {
    /// Joins what belongs together.
    pub fn new(language: Language, text: &str) -> Self {
        let mut lines: Vec<(usize, String)> = Vec::new();
        for (k, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let line = line.trim_end();
            match (lines.last_mut(), line.strip_prefix(SAME_WORD), line.strip_prefix(NEXT_WORD)) {
                (Some((_, whole)), Some(rest), _) => whole.push_str(rest),
                (Some((_, whole)), None, Some(rest)) => {
                    whole.push(' ');
                    whole.push_str(rest);
                }
                _ => lines.push((k + 1, line.to_owned())),
            }
        }
        Self { language, lines, next: 0 }
    }

    /// Nothing may follow.
    pub fn end(&self) -> Done {
        if self.next == self.lines.len() { Ok(()) } else { Err(self.wrong("the end".into())) }
    }

    fn peek(&self) -> &str {
        self.lines.get(self.next).map_or("", |(_, line)| line)
    }

    fn wrong(&self, wanted: String) -> ParseMessageError {
        let line = self.lines.get(self.next).map_or(self.lines.len() + 1, |(line, _)| *line);
        ParseMessageError { line, found: self.peek().chars().take(60).collect(), wanted }
    }

    /// What stands after the label, if the next line has it.
    fn after(&self, label: Label) -> Option<&str> {
        self.peek().strip_prefix(label.word(self.language))?.strip_prefix(':').map(str::trim)
    }
}

impl Form for Reader {
    fn band(&mut self, kind: &mut CaseKind) -> Done {
        for one in [CaseKind::Exercise, CaseKind::Real] {
            if self.peek() == self.language.band(one) {
                self.next += 1;
                *kind = one;
                return Ok(());
            }
        }
        Err(self.wrong("the band of exercise or real".into()))
    }

    fn words(&mut self, label: Label) -> Done {
        let words = label.word(self.language);
        if self.peek() != words {
            return Err(self.wrong(format!("`{words}`")));
        }
        self.next += 1;
        Ok(())
    }

    fn heading(&mut self, label: Label) -> Done {
        self.words(label)
    }

    fn field<T: Wire>(&mut self, label: Label, unit: &'static str, value: &mut T) -> Done {
        let wanted = || format!("`{}:` and its value", label.word(self.language));
        let Some(text) = self.after(label) else { return Err(self.wrong(wanted())) };
        let bare = if unit.is_empty() { text } else { text.strip_suffix(unit).unwrap_or(text).trim_end() };
        let Some(taken) = T::take(bare, self.language) else { return Err(self.wrong(wanted())) };
        *value = taken;
        self.next += 1;
        Ok(())
    }

    fn rows<T: Wire>(&mut self, label: Label, rows: &mut Vec<T>) -> Done {
        let Some(text) = self.after(label) else {
            return Err(self.wrong(format!("`{}:`", label.word(self.language))));
        };
        let none = text == Label::None.word(self.language);
        self.next += 1;
        rows.clear();
        while !none && let Some(row) = self.peek().strip_prefix("- ") {
            let Some(row) = T::take(row, self.language) else {
                return Err(self.wrong(format!("a row of `{}`", label.word(self.language))));
            };
            rows.push(row);
            self.next += 1;
        }
        Ok(())
    }

    fn blocks<T: Default>(
        &mut self,
        label: Label,
        blocks: &mut Vec<T>,
        each: impl Fn(&mut Self, &mut T) -> Done,
    ) -> Done {
        blocks.clear();
        while self.after(label).is_some() {
            let mut block = T::default();
            each(self, &mut block)?;
            blocks.push(block);
        }
        Ok(())
    }
}

/// Columns of a text on a terminal.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Hangul, kana, ideographs and full-width forms are wide.
fn columns_of(letter: char) -> usize {
    let wide = matches!(letter,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}');
    if wide { 2 } else { 1 }
}

/// A message by its lines: one description that serves writing and reading.
pub(super) trait Lines: Clone + Default {
    /// Goes through all lines.
    fn lines(&mut self, form: &mut impl Form) -> Result<(), ParseMessageError>;
}

/// The text of a message.
pub(super) fn written(message: &impl Lines, language: Language) -> String {
    let mut writer = Writer::new(language);
    message.clone().lines(&mut writer).expect("a writer takes everything");
    writer.finish()
}

/// The message that a text was written from.
pub(super) fn read<M: Lines>(text: &str, language: Language) -> Result<M, ParseMessageError> {
    if text.len() > super::MAX_BYTES {
        let (found, wanted) = (String::new(), "a message of at most 1 MiB".into());
        return Err(ParseMessageError { line: 1, found, wanted });
    }
    let mut reader = Reader::new(language, text);
    let mut message = M::default();
    message.lines(&mut reader)?;
    reader.end()?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_and_joined_again() {
        for value in [
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
                .repeat(3),
            "対馬東方沖で漁船が転覆し乗員は救命いかだに移乗したものとみられる".repeat(5),
            "대마도 동쪽 해상에서 어선이 전복되어 승선원이 구명정으로 옮겨 탄 것으로 추정됨".repeat(4),
            format!("{} end", "x".repeat(200)),
        ] {
            let mut writer = Writer::new(Language::Japanese);
            writer.field(Label::WhatHappened, "", &mut value.clone()).unwrap();
            let text = writer.finish();
            assert!(text.lines().all(|line| columns(line) <= COLUMNS), "{text}");
            let mut reader = Reader::new(Language::Japanese, &text);
            let mut back = String::new();
            reader.field(Label::WhatHappened, "", &mut back).unwrap();
            assert_eq!(back, value);
        }
    }
}
