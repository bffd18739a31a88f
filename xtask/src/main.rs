//! Project automation, started by `cargo xtask COMMAND`.

#[cfg(test)]
mod architecture;
mod bench;
mod book;
mod demo;
mod measure;
mod peers;
mod shell;
mod synthetic_current;
mod test;
mod validate;

use anyhow::{Result, bail};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  demo            the main job on the data shipped with the project; prints where the picture is
  test            everything CI runs: format, lints, tests, licences, book, shipped data
  validate        runs the validation and writes its pages of the book
  bench drift     kernel against a floor kernel, scaling, and the whole program against OpenDrift
  bench search    plans against their bounds, the published local search and boxes by hand; names of cases choose
  reference       writes the generated reference chapters of the book and the schema
  data            writes the synthetic demo current again (data/current)
  book            builds the book into target/book
";

fn main() -> ExitCode {
    match obey() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo"] => demo::run(),
        ["test"] => test::run(),
        ["validate"] => validate::run(),
        ["bench", "drift", rest @ ..] => bench::drift(rest),
        ["bench", "search", rest @ ..] => bench::search(rest),
        ["reference"] => book::reference(),
        ["data"] => synthetic_current::write(),
        ["book"] => book::build(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => bail!("unknown command `{}`\n\n{HELP}", words.join(" ")),
    }
}
