//! What went wrong, and whose turn it is.

use std::fmt;
use std::process::ExitCode;

/// A failure of a command, with the exit code it stands for.
#[derive(Debug)]
pub struct Failure {
    /// Whether the user can put it right by changing usage or input (2), or the work failed (1).
    pub is_input: bool,
    /// What, where and what would be right.
    pub error: anyhow::Error,
}

impl Failure {
    /// Wrong usage or input.
    pub fn input(error: impl Into<anyhow::Error>) -> Self {
        Self { is_input: true, error: error.into() }
    }

    /// The work failed.
    pub fn work(message: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Self {
        Self { is_input: false, error: anyhow::Error::msg(message) }
    }

    /// What went wrong, with each cause that adds something to it.
    pub fn message(&self) -> String {
        self.error.chain().skip(1).fold(self.error.to_string(), |message, cause| {
            let cause = cause.to_string();
            if message.contains(&cause) { message } else { format!("{message}: {cause}") }
        })
    }

    /// 1 or 2.
    pub fn code(&self) -> u8 {
        if self.is_input { 2 } else { 1 }
    }

    /// As an exit code of the process.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
