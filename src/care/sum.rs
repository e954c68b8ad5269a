//! The checksum beside a copy, in the form `sha256sum -c` reads.
use super::CareError;
use crate::store::{hex, home};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Longest line of a checksum's file that is looked at, bytes.
const LINE: u64 = 8192;

/// Where a file's checksum lies.
pub(super) fn place(path: &Path) -> PathBuf {
    home::beside(path, ".sha256")
}

/// Of a whole file, as 64 digits.
pub(super) fn of(path: &Path) -> Result<String, CareError> {
    let mut file = std::fs::File::open(path).map_err(CareError::file(path))?;
    let mut sum = Sha256::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        match file.read(&mut chunk).map_err(CareError::file(path))? {
            0 => return Ok(hex(&sum.finalize())),
            n => sum.update(&chunk[..n]),
        }
    }
}

/// Writes the checksum of a file that will be called `path`.
pub(super) fn write(path: &Path, sum: &str) -> Result<(), CareError> {
    let place = place(path);
    let mut line = Vec::from(format!("{sum}  "));
    line.extend(path.file_name().unwrap_or_default().as_encoded_bytes());
    line.push(b'\n');
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&place)
        .map_err(CareError::file(&place))?;
    let written = file.write_all(&line).and_then(|()| file.sync_all());
    if written.is_err() {
        // Ours since the line above.
        let _ = std::fs::remove_file(&place);
    }
    written.map_err(CareError::file(&place))
}

/// What the file beside says the sum is; `None` where there is no such file.
pub(super) fn read(path: &Path) -> Result<Option<String>, CareError> {
    let place = place(path);
    let file = match std::fs::File::open(&place) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(CareError::file(&place))?,
    };
    let mut line = Vec::new();
    file.take(LINE)
        .read_to_end(&mut line)
        .map_err(CareError::file(&place))?;
    let digits: Vec<u8> = line
        .iter()
        .copied()
        .take_while(u8::is_ascii_hexdigit)
        .collect();
    match String::from_utf8(digits) {
        Ok(digits) if digits.len() == 64 => Ok(Some(digits.to_ascii_lowercase())),
        _ => Err(CareError::NoChecksum(place)),
    }
}
