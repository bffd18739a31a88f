//! What is printed, and where: results on stdout, everything else on stderr.

use crate::args::Global;
use crate::failure::Failure;
use serde_json::{Value, json};
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
}

impl Output {
    pub fn new(global: &Global) -> Self {
        Self { json: global.json, quiet: global.quiet, verbose: global.verbose }
    }

    /// The result: `text`, or `value` for `--json`.
    pub fn result(
        &self,
        value: impl FnOnce() -> Value,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        match (self.json, self.quiet) {
            (true, _) => self.raw(&format!("{:#}\n", value())),
            (false, true) => Ok(()),
            (false, false) => self.raw(&text()),
        }
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
            self.to_stderr(&format!("error: {paragraph}"));
        }
        if self.json {
            let error = json!({ "error": { "message": message, "exit_code": failure.code() } });
            let _ = self.raw(&format!("{error:#}\n"));
        }
        failure.exit_code()
    }

    fn to_stderr(&self, text: &str) {
        // Nothing can be done for a reader of stderr that went away.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
