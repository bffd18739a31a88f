//! All files of a run into one directory: every one of them, or none.

use super::{Report, WriteError, provenance, trajectory};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Every name this program may leave in a directory of results. A directory that holds anything else is never
/// replaced.
pub const KNOWN_FILES: [&str; 10] = [
    "datum.csv",
    "datum.geojson",
    "datum.txt",
    "drift.nc",
    "map.png",
    "probability.geojson",
    "probability.nc",
    "probability.tif",
    "provenance.json",
    "seeds.geojson",
];

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenFile {
    /// Its name within the directory.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes in lower-case hexadecimal.
    pub sha256: String,
}

/// What the caller chooses.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Replace an existing directory of results. Only files of [`KNOWN_FILES`] are ever replaced.
    pub force: bool,
    /// Layout of `drift.nc`.
    pub layout: trajectory::Layout,
}

/// Writes all files of a run into `directory` and says what they are.
///
/// The files are first written and synchronised under another name on the same disk and then renamed: whatever
/// goes wrong before, a full disk included, leaves nothing behind but what was there. `directory` may be missing
/// (its parents are made) or empty; with [`Options::force`] it may also hold earlier results, which are replaced
/// as a whole, so that files of two runs never stand side by side.
pub fn write(
    directory: &Path,
    report: &Report<'_>,
    options: Options,
) -> Result<Vec<WrittenFile>, WriteError> {
    let old = existing(directory, options.force)?;
    // A name such as `.` has nothing beside it: use the full one.
    let directory = &fs::canonicalize(directory).unwrap_or_else(|_| directory.to_path_buf());
    let files = encode(report, options)?;
    let stage = Stage::new(directory, old)?;
    for file in &files {
        stage.put(&file.name, &file.content)?;
    }
    stage.publish(directory, old, &files)?;
    Ok(files.into_iter().map(|f| f.listed).collect())
}

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Existing {
    Nothing,
    Empty,
    Results,
}

fn existing(directory: &Path, force: bool) -> Result<Existing, WriteError> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Existing::Nothing),
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
            return Err(WriteError::NotADirectory { path: directory.into() });
        }
        Err(e) => return Err(failed(directory, "read", e)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| failed(directory, "read", e))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    if names.is_empty() {
        return Ok(Existing::Empty);
    }
    if let Some(foreign) = names.iter().find(|name| !KNOWN_FILES.contains(&name.as_str())) {
        return Err(WriteError::Foreign { path: directory.into(), foreign: foreign.clone() });
    }
    if force { Ok(Existing::Results) } else { Err(WriteError::NotEmpty { path: directory.into() }) }
}

struct Encoded {
    name: String,
    content: Vec<u8>,
    listed: WrittenFile,
}

impl Encoded {
    fn new(name: &str, content: Vec<u8>) -> Self {
        let listed =
            WrittenFile { name: name.into(), bytes: content.len() as u64, sha256: sha256_hex(&content) };
        Self { name: name.into(), content, listed }
    }
}

/// All files in memory, the provenance last.
fn encode(report: &Report<'_>, options: Options) -> Result<Vec<Encoded>, WriteError> {
    let mut files = vec![Encoded::new("drift.nc", trajectory::encode(report, options.layout)?)];
    let listed: Vec<WrittenFile> = files.iter().map(|f| f.listed.clone()).collect();
    files.push(Encoded::new("provenance.json", provenance::encode(report, &listed)));
    Ok(files)
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A directory for files in the making that vanishes unless it is published.
struct Stage {
    path: PathBuf,
}

impl Stage {
    fn new(directory: &Path, old: Existing) -> Result<Self, WriteError> {
        let path = match old {
            // Inside, because an empty directory may be a mount point, beside which is another disk.
            Existing::Empty => directory.join(".part"),
            Existing::Nothing | Existing::Results => beside(directory, "part"),
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| failed(parent, "create", e))?;
        }
        // A leftover of a killed run of the same process number.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).map_err(|e| failed(&path, "create", e))?;
        Ok(Self { path })
    }

    fn put(&self, name: &str, content: &[u8]) -> Result<(), WriteError> {
        let path = self.path.join(name);
        let mut file = fs::File::create_new(&path).map_err(|e| failed(&path, "create", e))?;
        file.write_all(content).map_err(|e| failed(&path, "write", e))?;
        file.sync_all().map_err(|e| failed(&path, "write", e))
    }

    fn publish(self, directory: &Path, old: Existing, files: &[Encoded]) -> Result<(), WriteError> {
        match old {
            Existing::Nothing => {
                fs::rename(&self.path, directory).map_err(|e| failed(directory, "create", e))
            }
            Existing::Empty => self.move_into(directory, files),
            Existing::Results => self.exchange(directory),
        }
    }

    /// File by file; if one cannot be moved, those that were are taken back.
    fn move_into(self, directory: &Path, files: &[Encoded]) -> Result<(), WriteError> {
        for (done, file) in files.iter().enumerate() {
            let target = directory.join(&file.name);
            if let Err(e) = fs::rename(self.path.join(&file.name), &target) {
                for moved in &files[..done] {
                    // The first error says more than a second one could.
                    let _ = fs::remove_file(directory.join(&moved.name));
                }
                return Err(failed(&target, "create", e));
            }
        }
        Ok(())
    }

    /// The old directory goes away only after the new one has its name.
    fn exchange(self, directory: &Path) -> Result<(), WriteError> {
        let away = beside(directory, "old");
        fs::rename(directory, &away).map_err(|e| failed(directory, "replace", e))?;
        if let Err(e) = fs::rename(&self.path, directory) {
            // Back to what was there; if even that fails, the first error says more.
            let _ = fs::rename(&away, directory);
            return Err(failed(directory, "create", e));
        }
        fs::remove_dir_all(&away).map_err(|e| failed(&away, "remove", e))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // After publishing there is nothing left under this name.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A hidden name in the same directory, so that renaming stays within one file system.
fn beside(directory: &Path, suffix: &str) -> PathBuf {
    let name = directory.file_name().map_or_else(|| "results".into(), |n| n.to_string_lossy().into_owned());
    directory.with_file_name(format!(".{name}.{}.{suffix}", std::process::id()))
}

fn failed(path: &Path, action: &'static str, source: io::Error) -> WriteError {
    WriteError::Io { path: path.into(), action, source }
}
