//! A copy takes the place of the shop's file. The old file and its log are kept aside, never deleted.
//!
//! A break-off at any step leaves either the old shop as it was, or a directory in which pult refuses to start and
//! says to restore again: the lock promises a log that isn't there from before the first renaming to after the last.
use super::{CareError, Verified, sum, verify};
use crate::store::home::{self, Home, Log};
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What was put in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub verified: Verified,
    /// Where the file before it is now; `None` in an empty directory.
    pub aside: Option<PathBuf>,
}

/// Puts a verified copy into the data directory, which is made where there is none. No server may hold it.
///
/// # Errors
/// [`CareError::Held`] beside a running server; everything [`verify()`] finds. The old file is in place then.
pub fn restore(from: &Path, data: &Path) -> Result<Restored, CareError> {
    let source = verify(from)?;
    let home = Home::claim(data).map_err(CareError::store(data))?;
    let file = home.file();
    let new = home::beside(&file, ".restoring");
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(CareError::File { path: new, error });
        }
        // An earlier restore was broken off; the directory is ours alone.
        _ => {}
    }
    let copied = copy(from, &new).and_then(|()| {
        crate::fail::point("restore-copied").map_err(CareError::store(&new))?;
        // What was verified may have been exchanged since.
        if sum::of(&new)? != source.sha256 {
            return Err(CareError::Checksum(from.to_owned()));
        }
        verify(&new)
    });
    if let Err(error) = copied {
        let _ = std::fs::remove_file(&new);
        return Err(error);
    }
    home.promise(Log::There).map_err(CareError::store(&file))?;
    let aside = set_aside(&file)?;
    crate::fail::point("restore-aside").map_err(CareError::store(&file))?;
    std::fs::rename(&new, &file).map_err(CareError::file(&file))?;
    home.sync().map_err(CareError::store(&file))?;
    crate::fail::point("restore-renamed").map_err(CareError::store(&file))?;
    home.promise(Log::Gone).map_err(CareError::store(&file))?;
    Ok(Restored {
        verified: Verified {
            path: file.clone(),
            checked: source.checked,
            ..verify(&file)?
        },
        aside,
    })
}

fn copy(from: &Path, to: &Path) -> Result<(), CareError> {
    let mut source = std::fs::File::open(from).map_err(CareError::file(from))?;
    let mut target = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .map_err(CareError::file(to))?;
    io::copy(&mut source, &mut target)
        .and_then(|_| target.sync_all())
        .map_err(CareError::file(to))
}

/// Renames the file and its log, log first: the file never stands there with another one's log beside it.
fn set_aside(file: &Path) -> Result<Option<PathBuf>, CareError> {
    let endings = ["-wal", "-journal", ""];
    let there = |path: &Path| path.symlink_metadata().is_ok();
    // Made anew from the log whenever it is needed.
    let index = home::beside(file, "-shm");
    if there(&index) {
        std::fs::remove_file(&index).map_err(CareError::file(&index))?;
    }
    if !endings.iter().any(|end| there(&home::beside(file, end))) {
        return Ok(None);
    }
    let aside = (1..)
        .map(|n| home::beside(file, &format!(".before-restore-{n}")))
        .find(|free| !endings.iter().any(|end| there(&home::beside(free, end))))
        .unwrap_or_else(|| home::beside(file, ".before-restore"));
    for ending in endings {
        let (old, kept) = (home::beside(file, ending), home::beside(&aside, ending));
        if there(&old) {
            super::name(&old, &kept)?;
        }
    }
    Ok(Some(aside))
}
