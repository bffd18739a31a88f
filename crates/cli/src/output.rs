//! What is printed, and where: results on stdout, everything else on stderr.

use crate::args::Global;
use crate::failure::Failure;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// How this call of the program prints.
#[derive(Debug)]
pub struct Output {
    /// One JSON document on stdout instead of text.
    pub json: bool,
    /// Nothing but errors.
    pub quiet: bool,
    /// More about what is being done.
    pub verbose: bool,
    /// Parts of the one JSON document that are known already.
    parts: RefCell<Map<String, Value>>,
}

impl Output {
    pub fn new(global: &Global) -> Self {
        Self { json: global.json, quiet: global.quiet, verbose: global.verbose, parts: RefCell::default() }
    }

    /// The result, or what is left of it: `text`, or `value` for `--json`.
    pub fn result(
        &self,
        value: impl FnOnce() -> Value,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.json { self.raw(&format!("{:#}\n", self.with_parts(value()))) } else { self.text(text) }
    }

    /// A part of the result, which stands even if what follows fails: text at once, the keys of `value` with the
    /// result or the error.
    pub fn part(&self, value: impl FnOnce() -> Value, text: impl FnOnce() -> String) -> Result<(), Failure> {
        if !self.json {
            return self.text(text);
        }
        if let Value::Object(keys) = value() {
            self.parts.borrow_mut().extend(keys);
        }
        Ok(())
    }

    fn with_parts(&self, value: Value) -> Value {
        match value {
            Value::Object(keys) => self.parts.take().into_iter().chain(keys).collect(),
            other => other,
        }
    }

    fn text(&self, text: impl FnOnce() -> String) -> Result<(), Failure> {
        if self.quiet { Ok(()) } else { self.raw(&harmless(&text())) }
    }

    /// Text as it is. A reader that went away, such as `head`, is no failure.
    pub fn raw(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::work(format!("the result cannot be printed: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Whether a progress bar is welcome.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Prints a failure and turns it into an exit code.
    pub fn failed(&self, failure: &Failure) -> ExitCode {
        let message = failure.message();
        // One report may hold several problems, each a paragraph of its own.
        for paragraph in message.split("\n\n") {
            self.to_stderr(&harmless(&format!("error: {paragraph}")));
        }
        if self.json {
            let error = json!({ "error": { "message": message, "exit_code": failure.code() } });
            let _ = self.raw(&format!("{:#}\n", self.with_parts(error)));
        }
        failure.exit_code()
    }

    fn to_stderr(&self, text: &str) {
        // Nothing can be done for a reader of stderr that went away.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// Text with nothing in it that a terminal obeys: names and units come from files of others.
fn harmless(text: &str) -> String {
    let harmless = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c };
    text.chars().map(harmless).collect()
}
