//! `sarex classes`

use crate::failure::Failure;
use crate::output::Output;
use anyhow::{Context, anyhow};
use clap::Args;
use sarex_drift::leeway::{ClassTable, ObjectClass};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;

/// List object classes: what may be adrift, and how the wind moves it
#[derive(Debug, Args)]
#[command(after_help = "\
A case file names a class by key or number:  class = \"PIW-1\"  or  class = 1
Take a general class (level 0) unless the object is known.

Examples:
  sarex classes                   all classes
  sarex classes person            those with `person` in group, key or description
  sarex classes raft canopy       those with both words
  sarex classes 26 -v             one class with its coefficients, notes and source
  sarex classes --file mine.toml  the classes of a file of your own as well
  sarex classes --json            all that is known of each, for programs")]
pub struct ClassesArgs {
    /// Words that must all occur in key, group or description; or the number of a class
    #[arg(value_name = "PATTERN")]
    pattern: Vec<String>,
    /// Add the classes of a file of your own, written like the program's own table
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
}

pub fn run(args: &ClassesArgs, output: &Output) -> Result<(), Failure> {
    let table = table(&args.file)?;
    let found: Vec<&ObjectClass> =
        table.classes().iter().filter(|class| matches(class, &args.pattern)).collect();
    if found.is_empty() {
        let asked = args.pattern.join(" ");
        let remedy = "`sarex classes` without words lists all; fewer or shorter words find more";
        return Err(Failure::input(anyhow!("no object class matches `{asked}`\n  = {remedy}")));
    }
    output.result(|| found.iter().map(|class| as_json(class)).collect(), || as_text(&found, output.verbose))
}

fn table(files: &[PathBuf]) -> Result<ClassTable, Failure> {
    let mut table = ClassTable::standard().clone();
    for file in files {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("the class file {} cannot be read", file.display()))
            .map_err(Failure::input)?;
        let extended = table.extended(&text).with_context(|| file.display().to_string());
        table = extended.map_err(Failure::input)?;
    }
    Ok(table)
}

fn matches(class: &ObjectClass, words: &[String]) -> bool {
    if let [only] = words
        && let Ok(number) = only.parse::<u32>()
    {
        return class.number == number;
    }
    let text = format!("{} {} {}", class.key, class.group, class.description).to_lowercase();
    words.iter().all(|word| text.contains(&word.to_lowercase()))
}

fn as_text(classes: &[&ObjectClass], verbose: bool) -> String {
    let mut out = String::new();
    let mut group = "";
    let key_width = classes.iter().map(|class| class.key.chars().count()).max().unwrap_or(0);
    for class in classes {
        if class.group != group {
            let _ = writeln!(out, "{}{}", if group.is_empty() { "" } else { "\n" }, class.group);
            group = &class.group;
        }
        let indent = 2 * usize::from(class.level.min(4));
        let _ = writeln!(
            out,
            "{:>4}  {:<key_width$}  {:indent$}{}",
            class.number, class.key, "", class.description
        );
        if verbose {
            details(class, &mut out);
        }
    }
    out
}

fn details(class: &ObjectClass, out: &mut String) {
    let sets = [
        ("downwind", &class.coefficients.downwind),
        ("right", &class.coefficients.right),
        ("left", &class.coefficients.left),
    ];
    for (name, set) in sets {
        let _ = writeln!(
            out,
            "{:6}{name:<10}{:>7.2} % of the wind {:>+7.2} cm/s, standard deviation {:.2} cm/s",
            "", set.slope_pct, set.offset_cm_s, set.std_cm_s
        );
    }
    let capsized = class.capsized.as_ref().map(|capsized| capsized.key.as_str()).unwrap_or_default();
    for (name, text) in [("capsized", capsized), ("notes", &class.notes), ("source", &class.source)] {
        if !text.is_empty() {
            let _ = writeln!(out, "{:6}{name:<10}{text}", "");
        }
    }
    out.push('\n');
}

/// The keys of the program's own table.
fn as_json(class: &ObjectClass) -> Value {
    let own = &class.coefficients;
    json!({
        "number": class.number, "key": class.key, "group": class.group, "level": class.level,
        "description": class.description,
        "downwind_slope_pct": own.downwind.slope_pct, "downwind_offset_cm_s": own.downwind.offset_cm_s,
        "downwind_std_cm_s": own.downwind.std_cm_s,
        "right_slope_pct": own.right.slope_pct, "right_offset_cm_s": own.right.offset_cm_s,
        "right_std_cm_s": own.right.std_cm_s,
        "left_slope_pct": own.left.slope_pct, "left_offset_cm_s": own.left.offset_cm_s,
        "left_std_cm_s": own.left.std_cm_s,
        "capsized": class.capsized.as_ref().map(|capsized| &capsized.key),
        "notes": class.notes, "source": class.source,
    })
}
