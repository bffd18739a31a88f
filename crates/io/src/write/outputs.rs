//! All files of a run into one directory: every one of them, or none.

use super::picture::map;
use super::products::Products;
use super::{Report, WriteError, datum, geotiff, origin, probability, provenance, seeds, trajectory};
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Every name this program may leave in a directory of results. A directory that holds anything else is never
/// replaced.
pub const KNOWN_FILES: [&str; 16] = [
    "datum.csv",
    "datum.geojson",
    "datum.txt",
    "drift.nc",
    "map.png",
    "origin.geojson",
    "origin.png",
    "origin.tif",
    "origin.txt",
    "probability.geojson",
    "probability.nc",
    "probability.tif",
    "provenance.json",
    "searched.geojson",
    "searched.nc",
    "seeds.geojson",
];

/// Whether this program may have left a file of this name.
fn is_known(name: &str) -> bool {
    KNOWN_FILES.contains(&name) || super::plan::is_file(name)
}

/// The folder of the files of a plan beside the best one, counted from 2.
pub(crate) fn alternative(number: usize) -> String {
    format!("alternative-{number}")
}

/// What this program can not have left under a name of a directory.
fn foreign(directory: &Path, name: &str) -> Result<Option<String>, WriteError> {
    let folder = directory.join(name);
    if !(2..=usize::from(crate::search::MOST_PLANS)).any(|k| alternative(k) == name) || !folder.is_dir() {
        return Ok((!is_known(name)).then(|| name.to_owned()));
    }
    for entry in fs::read_dir(&folder).map_err(|e| failed(&folder, "read", e))? {
        let inner = entry.map_err(|e| failed(&folder, "read", e))?.file_name();
        if !super::plan::is_file(&inner.to_string_lossy()) {
            return Ok(Some(format!("{name}/{}", inner.to_string_lossy())));
        }
    }
    Ok(None)
}

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
    write_with(directory, report, options, Vec::new())
}

/// The same with more files, by name, which take the place of the run's own of the same name.
pub fn write_with(
    directory: &Path,
    report: &Report<'_>,
    options: Options,
    more: Vec<(String, Vec<u8>)>,
) -> Result<Vec<WrittenFile>, WriteError> {
    let old = existing(directory, options.force)?;
    // A name such as `.` has nothing beside it: use the full one.
    let directory = &fs::canonicalize(directory).unwrap_or_else(|_| directory.to_path_buf());
    let files = encode(report, options, more)?;
    let stage = Stage::new(directory, old)?;
    for file in &files {
        stage.put(&file.name, &file.content)?;
    }
    stage.publish(directory, old, &files)?;
    Ok(files.into_iter().map(|f| f.listed).collect())
}

/// Says whether [`write`] would accept a directory as it is now, so that nobody computes what cannot be stored.
pub fn check(directory: &Path, force: bool) -> Result<(), WriteError> {
    existing(directory, force).map(drop)
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
    for name in &names {
        if let Some(foreign) = foreign(directory, name)? {
            return Err(WriteError::Foreign { path: directory.into(), foreign });
        }
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

/// All files in memory, in order of name, the provenance last. Each is made by a task of its own from the same
/// facts, so their bytes do not depend on which is ready first.
fn encode(
    report: &Report<'_>,
    options: Options,
    more: Vec<(String, Vec<u8>)>,
) -> Result<Vec<Encoded>, WriteError> {
    let (mut tracks, mut rest) = (None, None);
    rayon::scope(|scope| {
        scope.spawn(|_| {
            tracks = Some(trajectory::encode(report, options.layout).map(|b| Encoded::new("drift.nc", b)));
        });
        scope.spawn(|_| rest = Some(encode_products(report)));
    });
    let missing = || WriteError::Inconsistent("a writer did not finish".into());
    let mut files = rest.ok_or_else(missing)??;
    if let Some(origin) = report.origin {
        files.extend(
            origin::encode(report, origin)?.into_iter().map(|(name, bytes)| Encoded::new(name, bytes)),
        );
    }
    files.push(tracks.ok_or_else(missing)??);
    files.retain(|file| more.iter().all(|(name, _)| *name != file.name));
    files.extend(more.into_iter().map(|(name, content)| Encoded::new(&name, content)));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let listed: Vec<WrittenFile> = files.iter().map(|f| f.listed.clone()).collect();
    files.push(Encoded::new("provenance.json", provenance::encode(report, &listed)));
    Ok(files)
}

/// The files that are made from data, maps and contours.
fn encode_products(report: &Report<'_>) -> Result<Vec<Encoded>, WriteError> {
    let products = Products::of(report.ensemble)?;
    type Writer<'w> = &'w (dyn Fn() -> Result<Vec<u8>, WriteError> + Sync);
    let writers: [(&str, Writer<'_>); 8] = [
        ("map.png", &|| Ok(map::of_report(report, &products))),
        ("probability.tif", &|| geotiff::encode(report, &products)),
        ("probability.nc", &|| probability::netcdf(report, &products)),
        ("probability.geojson", &|| Ok(probability::geojson(report, &products))),
        ("datum.txt", &|| Ok(datum::text(report, &products))),
        ("datum.csv", &|| Ok(datum::csv(report, &products))),
        ("datum.geojson", &|| Ok(datum::geojson(report, &products))),
        ("seeds.geojson", &|| {
            Ok(format!("{}\n", seeds::geojson(&report.ensemble.scenario, report.case.kind)).into_bytes())
        }),
    ];
    writers.par_iter().map(|(name, writer)| Ok(Encoded::new(name, writer()?))).collect()
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
        let folder = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder).map_err(|e| failed(folder, "create", e))?;
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
            let folder = target.parent().unwrap_or(directory);
            if let Err(e) =
                fs::create_dir_all(folder).and_then(|()| fs::rename(self.path.join(&file.name), &target))
            {
                for moved in &files[..done] {
                    // The first error says more than a second one could.
                    let _ = fs::remove_file(directory.join(&moved.name));
                }
                for file in files.iter().filter(|file| file.name.contains('/')) {
                    let _ = directory.join(&file.name).parent().map(fs::remove_dir);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::fixture::{Cloud, Owned, forecast};

    fn small() -> Owned {
        forecast(Cloud { particles: 200, hours: 3, ..Cloud::default() })
    }

    /// A directory of its own for each test, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("sarex-outputs-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_appear_and_are_what_the_list_says() {
        let scratch = Scratch::new("all");
        let owned = small();
        let directory = scratch.0.join("made/for/it");
        let listed = write(&directory, &owned.report(), Options::default()).unwrap();
        let ordinary: Vec<&str> = KNOWN_FILES
            .into_iter()
            .filter(|name| !name.starts_with("origin") && !name.starts_with("searched"))
            .collect();
        assert_eq!(names(&directory), ordinary);
        for file in &listed {
            let bytes = fs::read(directory.join(&file.name)).unwrap();
            assert_eq!((bytes.len() as u64, sha256_hex(&bytes)), (file.bytes, file.sha256.clone()));
        }
        assert_eq!(names(&scratch.0.join("made/for")), ["it"], "nothing is left beside it");
        let facts: serde_json::Value =
            serde_json::from_slice(&fs::read(directory.join("provenance.json")).unwrap()).unwrap();
        assert_eq!(facts["results"].as_array().unwrap().len(), ordinary.len() - 1);
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let owned = small();
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let files = pool.install(|| encode(&owned.report(), Options::default(), Vec::new())).unwrap();
            files.into_iter().map(|f| f.listed).collect::<Vec<_>>()
        };
        assert_eq!(on(1), on(5));
    }

    #[test]
    fn nothing_is_replaced_unless_it_is_ours_and_asked_for() {
        let scratch = Scratch::new("force");
        let owned = small();
        let directory = scratch.0.join("results");
        let write = |force| write(&directory, &owned.report(), Options { force, ..Options::default() });
        fs::create_dir(&directory).unwrap();
        write(false).expect("an empty directory is filled");
        assert!(matches!(write(false), Err(WriteError::NotEmpty { .. })));
        fs::write(directory.join("map.png"), b"older").unwrap();
        write(true).unwrap();
        assert_ne!(fs::read(directory.join("map.png")).unwrap(), b"older");
        fs::write(directory.join("thesis.doc"), b"precious").unwrap();
        let error = write(true).unwrap_err();
        assert!(error.to_string().contains("thesis.doc"), "{error}");
        assert_eq!(fs::read(directory.join("thesis.doc")).unwrap(), b"precious");
        assert_eq!(names(&scratch.0), ["results"]);
        let file = scratch.0.join("file");
        fs::write(&file, b"x").unwrap();
        let error = super::write(&file, &owned.report(), Options::default()).unwrap_err();
        assert!(matches!(error, WriteError::NotADirectory { .. }), "{error}");
    }

    #[test]
    fn a_failure_half_way_leaves_what_was_there() {
        let scratch = Scratch::new("half");
        let directory = scratch.0.join("results");
        let stage = Stage::new(&directory, Existing::Nothing).unwrap();
        stage.put("drift.nc", b"one").unwrap();
        let error = stage.put("drift.nc", b"two").unwrap_err();
        assert!(matches!(error, WriteError::Io { action: "create", .. }), "{error}");
        drop(stage);
        assert_eq!(names(&scratch.0), Vec::<String>::new());
    }

    /// A full disk, on a file system of 256 KiB; needs the right to mount one, and says when it has not.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_leaves_nothing_half_written() {
        use std::process::Command;
        let scratch = Scratch::new("full");
        let disk = scratch.0.join("disk");
        fs::create_dir(&disk).unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(&disk).output();
        if !mounted.is_ok_and(|o| o.status.success()) {
            eprintln!("left out: no right to mount a small file system, so no disk was filled");
            return;
        }
        let results: Vec<_> = [disk.join("results"), disk.clone()]
            .iter()
            .map(|target| (write(target, &small().report(), Options::default()), names(&disk)))
            .collect();
        let unmounted = Command::new("umount").arg(&disk).status().unwrap();
        assert!(unmounted.success());
        for (result, left) in results {
            match result {
                Err(WriteError::Io { action: "write", source, .. }) => {
                    assert_eq!(source.kind(), io::ErrorKind::StorageFull);
                }
                other => panic!("{other:?}"),
            }
            assert_eq!(left, Vec::<String>::new());
        }
    }
}
