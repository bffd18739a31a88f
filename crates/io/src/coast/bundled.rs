//! The coast that comes with the program.

use std::path::{Path, PathBuf};

use sarex_metocean::coast::CoastIndex;

use super::{CoastError, open};

/// The bundled coast, below the program's data folder.
pub const BUNDLED_FILE: &str = "coast/korea-strait-and-surrounding-seas.coast";

/// Opens the coast of the Korea Strait and the surrounding seas that comes with the program.
///
/// The data stay a file of their own, apart from the program, as their licence asks.
///
/// # Errors
/// If it is not where [`bundled_path`] looks, or damaged.
pub fn bundled() -> Result<CoastIndex, CoastError> {
    open(&bundled_path()?)
}

/// Where the bundled coast lies: below `SAREX_DATA` if that is set, and nowhere else then; otherwise below
/// `data/` in a folder above the program, `../share/sarex` of an installed program, or `data/` in a folder above
/// the present one.
///
/// # Errors
/// If it lies in none of them; the error names them.
pub fn bundled_path() -> Result<PathBuf, CoastError> {
    let folders = match std::env::var_os("SAREX_DATA") {
        Some(folder) => vec![PathBuf::from(folder)],
        None => {
            data_folders(std::env::current_exe().ok().as_deref(), std::env::current_dir().ok().as_deref())
        }
    };
    find(folders)
}

fn find(folders: Vec<PathBuf>) -> Result<PathBuf, CoastError> {
    let found = folders.iter().map(|folder| folder.join(BUNDLED_FILE)).find(|file| file.is_file());
    found.ok_or(CoastError::NotBundled { searched: folders })
}

fn data_folders(program: Option<&Path>, present: Option<&Path>) -> Vec<PathBuf> {
    let below_ancestors = |path: Option<&Path>| {
        path.into_iter().flat_map(Path::ancestors).map(|folder| folder.join("data")).collect::<Vec<_>>()
    };
    let beside = program.and_then(Path::parent);
    let mut folders = below_ancestors(beside);
    folders.extend(beside.and_then(Path::parent).map(|prefix| prefix.join("share").join("sarex")));
    folders.extend(below_ancestors(present));
    // A program that was built where it is called has some of them twice.
    let mut seen = std::collections::BTreeSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_program_and_a_build_folder_are_searched() {
        let folders = data_folders(Some(Path::new("/opt/sarex/bin/sarex")), Some(Path::new("/home/me")));
        for wanted in
            ["/opt/sarex/bin/data", "/opt/sarex/data", "/opt/sarex/share/sarex", "/home/me/data", "/data"]
        {
            let times = folders.iter().filter(|folder| folder.as_path() == Path::new(wanted)).count();
            assert_eq!(times, 1, "{wanted} in {folders:?}");
        }
    }

    #[test]
    fn a_missing_coast_says_where_it_was_looked_for() {
        let error = find(vec![PathBuf::from("/nowhere/data")]).unwrap_err().to_string();
        assert!(error.contains("/nowhere/data") && error.contains("SAREX_DATA"), "{error}");
    }
}
