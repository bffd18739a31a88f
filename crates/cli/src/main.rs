//! The hand tool `sarex`: arguments in, one library call, text or JSON out.
//!
//! Everything that decides anything lives in the libraries; what is here reads arguments, shows progress, prints,
//! and turns failures into exit codes: 0 done, 1 the work failed, 2 wrong usage or input.

mod args;
mod commands;
mod failure;
mod output;
mod progress;

use args::{Arguments, Command};
use clap::Parser;
use failure::Failure;
use output::Output;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    #[cfg(unix)]
    survive_file_limits();
    let output = Output::new(&arguments.global);
    match set_threads(arguments.global.threads).and_then(|()| run(&arguments.command, &output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output.failed(&failure),
    }
}

fn run(command: &Command, output: &Output) -> Result<(), Failure> {
    match command {
        Command::Drift(args) => commands::drift::run(args, output),
        Command::Plan(args) => commands::plan::run(args, output),
        Command::Update(args) => commands::update::run(args, output),
        Command::Fields(args) => commands::fields::run(args, output),
        Command::Coast(args) => commands::coast::run(args, output),
        Command::Classes(args) => commands::classes::run(args, output),
        Command::Patterns(args) => commands::patterns::run(args, output),
        Command::Worksheet(args) => commands::worksheet::run(args, output),
        Command::Completions(args) => commands::completions::run(args, output),
    }
}

/// Beyond a limit on the size of files the system ends a program in the middle of its work, unless it listens to
/// the signal; then the write fails as on a full disk, and what is half-written is tidied away.
#[cfg(unix)]
fn survive_file_limits() {
    // Without the ear the program still works; only the tidying up would be lost.
    let heard = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, heard);
}

/// Sizes the pool of threads once, before anything uses it; results do not depend on it.
fn set_threads(threads: Option<usize>) -> Result<(), Failure> {
    let Some(threads) = threads else { return Ok(()) };
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    built.map_err(|error| Failure::work(format!("{threads} threads cannot be started: {error}")))
}
