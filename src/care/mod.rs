//! Looking after the shop's file: copies, looking into copies, going back to one, and a doctor.
//!
//! | file | its one idea |
//! |---|---|
//! | [`backup()`] | a copy of the running shop, verified before it gets its name |
//! | [`verify()`] | what is in a copy, and does it hold together |
//! | [`restore()`] | a copy takes the place of the shop's file; the old one is kept aside |
//! | [`doctor`] | everything that could be wrong with file, disk, clock and directory, with what to do |
//!
//! Forbidden in here: to delete or overwrite a file that holds anybody's records, and to repair in silence.
pub mod backup;
pub mod doctor;
pub mod restore;
mod sum;
pub mod verify;

pub use backup::backup;
pub use doctor::{Finding, Level, Patient, Report, examine};
pub use restore::{Restored, restore};
pub use verify::{Verified, verify};

/// The language words are asked for in.
pub use crate::text::Lang;

use crate::link::LinkError;
use crate::store::StoreError;
use crate::text;
use std::io;
use std::path::{Path, PathBuf};

/// Why a copy was not made, not trusted or not put in place.
#[derive(Debug, thiserror::Error)]
pub enum CareError {
    /// Would be overwritten.
    #[error("{0} exists")]
    Exists(PathBuf),
    /// What an earlier, broken-off back-up to the same place left.
    #[error("{0} is left from a broken-off back-up")]
    Leftover(PathBuf),
    #[error("{path}: {error}")]
    File { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Came shorter or longer than announced, bytes.
    #[error("{came} of {announced} bytes came")]
    Cut { came: u64, announced: u64 },
    /// The file beside it says that it was another one when it was made.
    #[error("{0} is not what its checksum says")]
    Checksum(PathBuf),
    /// The checksum's own file doesn't read.
    #[error("{0} holds no checksum")]
    NoChecksum(PathBuf),
    /// Faults, a line each.
    #[error("{path}: {}", faults.join("; "))]
    Unsound { path: PathBuf, faults: Vec<String> },
    /// The shop's own file, of which a copy was to be made: faults, a line each.
    #[error("the shop's file is damaged: {}", faults.join("; "))]
    Damaged { faults: Vec<String> },
    #[error("{path}: {error}")]
    Store { path: PathBuf, error: StoreError },
    /// A server or another program has the directory.
    #[error("{0} is held by a running pult")]
    Held(PathBuf),
}

impl CareError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> CareError {
        let path = path.to_owned();
        move |error| CareError::File { path, error }
    }

    pub(crate) fn store(path: &Path) -> impl FnOnce(StoreError) -> CareError {
        let path = path.to_owned();
        move |error| match error {
            StoreError::Busy => CareError::Held(path),
            error => CareError::Store { path, error },
        }
    }

    /// One line that says what to do.
    pub fn words(&self, lang: Lang) -> String {
        text::care::trouble(lang, self)
    }
}

fn sync_dir_of(path: &Path) -> Result<(), CareError> {
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    std::fs::File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(CareError::file(dir))
}

/// Gives a finished file its name, which nobody may have taken meanwhile.
fn name(from: &Path, to: &Path) -> Result<(), CareError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(Errno::EXIST) => Err(CareError::Exists(to.to_owned())),
        // A file system that can't promise it.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            if to.symlink_metadata().is_ok() {
                return Err(CareError::Exists(to.to_owned()));
            }
            std::fs::rename(from, to).map_err(CareError::file(to))
        }
        Err(error) => Err(CareError::File {
            path: to.to_owned(),
            error: error.into(),
        }),
    }
}
