//! The reference chapters of the book and the schema of the case file are what the program says of itself.
//! `cargo xtask reference` writes them anew.

use crate::world::World;
use std::fmt::Write as _;
use std::path::Path;

/// Compares a file of the repository with what it should be, or writes it.
#[track_caller]
pub fn holds(file: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
    if std::env::var_os("SAREX_WRITE_REFERENCE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{file} is not what the program says: run `cargo xtask reference` and look at the change"
    );
}

#[test]
fn reference_of_the_case_file() {
    let head = "# The case file\n\nA case is a TOML file. Reading is strict: an unknown key is an error, with the line and the nearest known \
                key. Positions may be written in degrees and minutes, degrees, minutes and seconds, or decimal degrees; durations \
                as in `\"15 min\"`, `\"9 h\"`, `\"1 h 30 min\"`; times with their offset from UTC. Paths start from the folder of \
                the case file. Units are in the names of the keys.\n\nEditors that check TOML can use \
                `schemas/case.schema.json`.\n\n";
    let reference = sarex_io::case::reference();
    holds(
        "docs/book/src/reference/case.md",
        &format!("{head}{}", reference.markdown().trim_end().to_owned() + "\n"),
    );
    let schema = reference.json_schema("case.schema.json", "Case file of sarex, version 1");
    holds("schemas/case.schema.json", &format!("{schema:#}\n"));
}

#[test]
fn reference_of_the_file_of_searches() {
    let head = "# The file of searches\n\n`sarex update` reads it: which searches were done without a find, and which is planned next. \
                It is a TOML file, read as strictly as a case; paths start from its own folder.\n\n";
    let reference = sarex_io::case::searched::searched_reference();
    holds(
        "docs/book/src/reference/searched.md",
        &format!("{head}{}", reference.markdown().trim_end().to_owned() + "\n"),
    );
    let schema = reference.json_schema("searched.schema.json", "File of searches of sarex, version 1");
    holds("schemas/searched.schema.json", &format!("{schema:#}\n"));
}

#[test]
fn reference_of_the_commands() {
    let world = World::new();
    let mut chapter = String::from("# Commands\n\nWhat `--help` says.\n");
    let commands = [
        "",
        "drift",
        "plan",
        "update",
        "fields",
        "coast",
        "coast build",
        "coast info",
        "classes",
        "patterns",
        "worksheet",
        "completions",
    ];
    let listed = world.sarex(&["--help"]).stdout;
    let listed =
        listed.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    for line in listed.filter(|line| !line.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        assert!(commands.contains(&name), "`sarex {name}` has no section");
    }
    for command in commands {
        let mut args: Vec<&str> = command.split_whitespace().collect();
        args.push("--help");
        let called = world.sarex(&args);
        assert_eq!(called.code, 0, "{called:?}");
        let name = format!("sarex {command}");
        let help: String = called.stdout.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let _ = write!(chapter, "\n## `{}`\n\n```text\n{}\n```\n", name.trim_end(), help.trim_end());
    }
    holds("docs/book/src/reference/commands.md", &chapter);
}

#[test]
fn reference_of_the_object_classes() {
    let mut chapter = String::from(
        "# Object classes\n\nA case names a class by key or number. Slopes in % of the wind at 10 m, offsets and standard \
         deviations in cm/s; crosswind to the right as in the table. Take level 0 unless the object is known.\n\n\
         | no. | key | level | description | downwind slope, offset, std | right | left |\n|---:|---|---:|---|---|---|---|\n",
    );
    for class in sarex_drift::leeway::ClassTable::standard().classes() {
        let own = &class.coefficients;
        let set = |c: &sarex_drift::leeway::Component| {
            format!("{}, {}, {}", c.slope_pct, c.offset_cm_s, c.std_cm_s)
        };
        let _ = writeln!(
            chapter,
            "| {} | {} | {} | {} | {} | {} | {} |",
            class.number,
            class.key,
            class.level,
            class.description,
            set(&own.downwind),
            set(&own.right),
            set(&own.left)
        );
    }
    holds("docs/book/src/reference/classes.md", &chapter);
}
