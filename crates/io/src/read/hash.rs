//! SHA-256 of inputs, for the record of a run.

use super::ReadError;
use super::open::InputFile;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::thread::JoinHandle;

/// SHA-256 of bytes in lower-case hexadecimal.
///
/// ```
/// let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(sarex_io::read::hash::of_bytes(b""), empty);
/// ```
pub fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// SHA-256 of a file in lower-case hexadecimal; memory does not grow with the file.
pub fn of_file(path: &Path) -> Result<String, ReadError> {
    let io = |e: std::io::Error| ReadError::Io { path: path.display().to_string(), reason: e.to_string() };
    let mut file = File::open(path).map_err(io)?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 18];
    loop {
        match file.read(&mut block).map_err(io)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            n => hash.update(&block[..n]),
        }
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hashes that are computed beside a run, which need not wait for them until its results are written.
pub struct Hashing {
    worker: JoinHandle<Result<Vec<String>, ReadError>>,
}

/// Begins to hash files on a thread of its own.
pub fn begin(inputs: &[InputFile]) -> Hashing {
    let paths: Vec<_> = inputs.iter().map(|input| input.path.clone()).collect();
    Hashing { worker: std::thread::spawn(move || paths.iter().map(|path| of_file(path)).collect()) }
}

impl Hashing {
    /// The hashes, in the order of the files; waits for them.
    pub fn finish(self) -> Result<Vec<String>, ReadError> {
        match self.worker.join() {
            Ok(hashes) => hashes,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-2, appendix B.1: SHA-256 of "abc".
    #[test]
    fn known_answer_by_file_and_by_thread() {
        let path = std::env::temp_dir().join(format!("sarex-hash-{}", std::process::id()));
        std::fs::write(&path, b"abc").unwrap();
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of_file(&path).unwrap(), expected);
        let input = InputFile { path: path.clone(), url: None, bytes: 3 };
        assert_eq!(begin(&[input]).finish().unwrap(), vec![expected.to_owned()]);
        std::fs::remove_file(&path).unwrap();
        assert!(of_file(&path).is_err());
    }
}
