//! Outside programs that read our files back in the tests: installed where that is possible, named where not.

use crate::shell;
use std::process::{Command, Stdio};

/// A program, how it says that it is there, and the Debian package that brings it.
const PROGRAMS: [(&str, &str, &str); 4] = [
    ("ogrinfo", "--version", "gdal-bin"),
    ("gpsbabel", "-V", "gpsbabel"),
    ("pdftotext", "-v", "poppler-utils"),
    ("xmllint", "--version", "libxml2-utils"),
];

/// Python packages of `.peers`, at fixed versions.
const PACKAGES: [&str; 3] = ["jsonschema==4.26.0", "lxml==6.1.3", "pymavlink==2.4.50"];

/// Brings what is missing; says in one line each what the tests will have to leave out.
pub fn prepare() {
    programs();
    python();
}

fn programs() {
    let missing = || -> Vec<&str> {
        let absent = PROGRAMS.iter().filter(|(program, asks, _)| !shell::is_installed(program, &[asks]));
        absent.map(|(_, _, package)| *package).collect()
    };
    let wanted = missing();
    if wanted.is_empty() {
        return;
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.trim_ascii() == b"0");
    if root && shell::is_installed("apt-get", &["--version"]) {
        println!("\n> apt-get install {}", wanted.join(" "));
        let _ = quietly("apt-get", &["-q", "update"]);
        let mut arguments = vec!["-q", "-y", "--no-install-recommends", "install"];
        arguments.extend(&wanted);
        let _ = quietly("apt-get", &arguments);
    }
    let left = missing();
    if !left.is_empty() {
        println!("left out: {} (`apt-get install {}` brings them)", left.join(", "), left.join(" "));
    }
}

/// A Python with the packages in `.peers`, made once and again when their versions change.
fn python() {
    let folder = shell::root().join(".peers");
    let stamp = folder.join("packages.txt");
    let wanted = PACKAGES.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return;
    }
    println!("\n> python3 -m venv .peers; pip install {}", PACKAGES.join(" "));
    let python = folder.join("bin/python").display().to_string();
    let mut install = vec!["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    install.extend(PACKAGES);
    let made = quietly("python3", &["-m", "venv", "--clear", ".peers"]) && quietly(&python, &install);
    if made && std::fs::write(&stamp, &wanted).is_ok() {
        return;
    }
    // Half a Python would fail tests for what is not their fault.
    let _ = std::fs::remove_dir_all(&folder);
    println!("left out: .peers ({}; needs python3 with venv, and PyPI)", PACKAGES.join(", "));
}

fn quietly(program: &str, arguments: &[&str]) -> bool {
    let mut command = shell::command(program, arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
