//! What is in a copy, and does it hold together. Nothing in the file is trusted, nothing beside it is touched.
//!
//! With its checksum beside it any changed bit is found. Without one, damage inside a text that leaves it a text
//! ("Иванов" to "Иванок") can't be seen by anybody.
use super::{CareError, sum};
use crate::store::snapshot::{self, Contents};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A copy that holds together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    pub path: PathBuf,
    pub bytes: u64,
    pub sha256: String,
    /// A checksum lay beside it and was right.
    pub checked: bool,
    #[serde(flatten)]
    pub contents: Contents,
}

/// Reads a whole copy.
///
/// # Errors
/// Whatever is wrong with it, first of all [`CareError::Checksum`] and [`CareError::Unsound`].
pub fn verify(path: &Path) -> Result<Verified, CareError> {
    let meta = path.symlink_metadata().map_err(CareError::file(path))?;
    let given = sum::read(path)?;
    let sha256 = if meta.is_file() {
        sum::of(path)?
    } else {
        String::new()
    };
    if given.as_ref().is_some_and(|given| *given != sha256) {
        return Err(CareError::Checksum(path.to_owned()));
    }
    let contents = snapshot::inspect(path).map_err(CareError::store(path))?;
    if !contents.faults.is_empty() {
        return Err(CareError::Unsound {
            path: path.to_owned(),
            faults: contents.faults,
        });
    }
    Ok(Verified {
        path: path.to_owned(),
        bytes: meta.len(),
        sha256,
        checked: given.is_some(),
        contents,
    })
}
