//! What kind of file the first bytes say it is.

use super::ReadError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Kinds of files users hand to a reader of fields, rightly or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// NetCDF-3 in any of its variants, NetCDF-4 or HDF5.
    Netcdf,
    /// GRIB edition 2.
    Grib2,
    /// GRIB edition 1.
    Grib1,
    /// JSON text.
    Json,
    /// Lines of text with separators.
    Text,
    /// Anything else.
    Other(&'static str),
}

/// Bytes looked at.
const HEAD: usize = 4096;

/// The kind of a file on disk.
pub fn kind_of(path: &Path) -> Result<Kind, ReadError> {
    let name = path.display().to_string();
    let io = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => ReadError::NotFound { path: name.clone() },
        _ => ReadError::Io { path: name.clone(), reason: e.to_string() },
    };
    let mut file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.is_dir() {
        return Err(ReadError::Io {
            path: name,
            reason: "this is a folder; name a file, or a pattern such as folder/*.nc".to_owned(),
        });
    }
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(io)?;
    let kind = kind_of_bytes(&head);
    if matches!(kind, Kind::Other(_)) && has_hdf5_user_block(&mut file) {
        return Ok(Kind::Netcdf);
    }
    Ok(kind)
}

/// HDF5 may start behind a user block of 512, 1024, 2048, … bytes.
fn has_hdf5_user_block(file: &mut File) -> bool {
    use std::io::{Seek, SeekFrom};
    (9..24).any(|power| {
        let mut magic = [0; 8];
        file.seek(SeekFrom::Start(1 << power)).is_ok()
            && file.read_exact(&mut magic).is_ok()
            && magic == *b"\x89HDF\r\n\x1a\n"
    })
}

/// The kind of bytes in memory.
pub fn kind_of_bytes(head: &[u8]) -> Kind {
    let signatures: [(&[u8], Kind); 16] = [
        (b"CDF\x01", Kind::Netcdf),
        (b"CDF\x02", Kind::Netcdf),
        (b"CDF\x05", Kind::Netcdf),
        (b"\x89HDF\r\n\x1a\n", Kind::Netcdf),
        (b"\x0e\x03\x13\x01", Kind::Other("an HDF4 file")),
        (b"PK\x03\x04", Kind::Other("a zip archive (or a Zarr or office file in one)")),
        (b"\x1f\x8b", Kind::Other("a gzip-compressed file")),
        (b"BZh", Kind::Other("a bzip2-compressed file")),
        (b"\xfd7zXZ", Kind::Other("an xz-compressed file")),
        (b"\x28\xb5\x2f\xfd", Kind::Other("a zstd-compressed file")),
        (b"%PDF", Kind::Other("a PDF document")),
        (b"\x89PNG", Kind::Other("a PNG picture")),
        (b"GIF8", Kind::Other("a GIF picture")),
        (b"\xff\xd8\xff", Kind::Other("a JPEG picture")),
        (b"II*\0", Kind::Other("a TIFF picture")),
        (b"BUFR", Kind::Other("a BUFR file")),
    ];
    if head.is_empty() {
        return Kind::Other("an empty file");
    }
    if let Some((_, kind)) = signatures.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *kind;
    }
    if let Some(at) = head.windows(4).take(512).position(|w| w == b"GRIB") {
        match head.get(at + 7) {
            Some(1) => return Kind::Grib1,
            Some(2) => return Kind::Grib2,
            _ => {}
        }
    }
    text_kind(head)
}

fn text_kind(head: &[u8]) -> Kind {
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    if head.contains(&0) || head.iter().filter(|b| **b < 9).count() > 0 {
        return Kind::Other("binary data of an unknown kind");
    }
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Kind::Other("an HTML page, perhaps a server's error message or log-in page");
    }
    if start.starts_with('<') {
        return Kind::Other("an XML document");
    }
    if start.starts_with("dataset {") || start.starts_with("error {") {
        return Kind::Other("an answer of an OPeNDAP server in text form");
    }
    if start.starts_with("version https://git-lfs") {
        return Kind::Other("a Git LFS pointer, not the file itself");
    }
    if start.starts_with('{') || start.starts_with('[') {
        return Kind::Json;
    }
    if start.is_empty() { Kind::Other("an empty text") } else { Kind::Text }
}

/// In words, for an error.
pub fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Netcdf => "a NetCDF or HDF5 file",
        Kind::Grib2 => "a GRIB2 file",
        Kind::Grib1 => "a GRIB edition 1 file",
        Kind::Json => "a JSON text",
        Kind::Text => "a plain text",
        Kind::Other(words) => words,
    }
}

/// What helps against a file of the wrong kind.
pub fn remedy(kind: Kind) -> &'static str {
    match kind {
        Kind::Grib1 => "Convert it: `grib_set -s edition=2 IN OUT` or `cdo -f grb2 copy IN OUT`",
        Kind::Other(words) if words.contains("compressed") || words.contains("archive") => "Unpack it first",
        Kind::Other(words) if words.contains("HTML") || words.contains("OPeNDAP") => {
            "Open it in a text editor to see what the server says, then fetch the data again"
        }
        Kind::Other(words) if words.contains("empty") => "Fetch it again",
        Kind::Other(words) if words.contains("LFS") => "Fetch the content with `git lfs pull`",
        _ => "Fields are read from NetCDF, HDF5 and GRIB2 files, and from CSV or JSON time series",
    }
}

/// Refuses what is not NetCDF or HDF5.
pub fn expect_netcdf(path: &Path) -> Result<(), ReadError> {
    refuse_unless_netcdf(&path.display().to_string(), kind_of(path)?)
}

/// Refuses bytes that are not NetCDF or HDF5.
pub fn expect_netcdf_bytes(name: &str, bytes: &[u8]) -> Result<(), ReadError> {
    refuse_unless_netcdf(name, kind_of_bytes(&bytes[..bytes.len().min(HEAD)]))
}

fn refuse_unless_netcdf(name: &str, kind: Kind) -> Result<(), ReadError> {
    if kind == Kind::Netcdf {
        return Ok(());
    }
    Err(ReadError::WrongKind {
        path: name.to_owned(),
        expected: "NetCDF",
        looks_like: in_words(kind).to_owned(),
        remedy: remedy(kind).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        assert_eq!(kind_of_bytes(b"CDF\x05...."), Kind::Netcdf);
        assert_eq!(kind_of_bytes(b"\x89HDF\r\n\x1a\n..."), Kind::Netcdf);
        assert_eq!(kind_of_bytes(b"GRIB\0\0\x10\x01rest"), Kind::Grib1);
        assert_eq!(kind_of_bytes(b"GRIB\0\0\0\x02rest"), Kind::Grib2);
        assert_eq!(kind_of_bytes(b"  {\"time\": []}"), Kind::Json);
        assert_eq!(kind_of_bytes(b"time,speed_kn,toward_deg\n"), Kind::Text);
        assert!(in_words(kind_of_bytes(b"\n<!DOCTYPE HTML><p>404")).contains("HTML"));
        assert!(in_words(kind_of_bytes(b"PK\x03\x04abc")).contains("zip"));
        assert!(in_words(kind_of_bytes(b"")).contains("empty"));
        assert!(in_words(kind_of_bytes(&[0, 1, 2, 3])).contains("binary"));
    }
}
