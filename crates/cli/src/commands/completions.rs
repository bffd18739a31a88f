//! `sarex completions`

use crate::args::Arguments;
use crate::failure::Failure;
use crate::output::Output;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  sarex completions bash > ~/.local/share/bash-completion/completions/sarex
  sarex completions zsh  > ~/.zfunc/_sarex
  sarex completions fish > ~/.config/fish/completions/sarex.fish")]
pub struct CompletionsArgs {
    /// Which shell
    shell: Shell,
}

pub fn run(args: &CompletionsArgs, output: &Output) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "sarex", &mut script);
    output.raw(&String::from_utf8_lossy(&script))
}
