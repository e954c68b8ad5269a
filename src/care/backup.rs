//! A copy of the running shop. It gets its name only when it is whole, on the disk and verified.
use super::{CareError, Verified, name, sum, sync_dir_of, verify};
use crate::link::Link;
use crate::store::{StoreError, hex, home};
use crate::wire::path;
use sha2::{Digest, Sha256};
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Removed when the back-up comes to nothing.
struct Unfinished(Vec<PathBuf>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Fetches a copy of the shop to a new file, with its checksum beside it; `progress(bytes, of)`.
///
/// # Errors
/// Where the file or its companions exist: nothing is ever overwritten. Where it fails nothing is left behind.
pub async fn backup(
    link: &Link,
    to: &Path,
    mut progress: impl FnMut(u64, Option<u64>),
) -> Result<Verified, CareError> {
    let part = home::beside(to, ".part");
    if to.symlink_metadata().is_ok() {
        return Err(CareError::Exists(to.to_owned()));
    }
    for left in [&part, &sum::place(to)] {
        if left.symlink_metadata().is_ok() {
            return Err(CareError::Leftover(left.clone()));
        }
    }
    let (announced, mut download) = link.download(path::BACKUP).await?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&part)
        .map_err(CareError::file(&part))?;
    let mut unfinished = Unfinished(vec![part.clone()]);
    let (mut digest, mut came) = (Sha256::new(), 0);
    while let Some(piece) = download.piece().await? {
        file.write_all(&piece).map_err(CareError::file(&part))?;
        digest.update(&piece);
        came += piece.len() as u64;
        progress(came, announced);
    }
    if let Some(announced) = announced.filter(|announced| *announced != came) {
        return Err(CareError::Cut { came, announced });
    }
    file.sync_all().map_err(CareError::file(&part))?;
    crate::fail::point("backup-written").map_err(CareError::store(&part))?;
    // Read back from the disk, not from what passed through here.
    let verified = verify(&part).map_err(|error| match error {
        // What came is what was sent, or its sum would say so: the damage is where it came from.
        CareError::Unsound { faults, .. } => CareError::Damaged { faults },
        CareError::Store {
            error: StoreError::Damaged(why),
            ..
        } => CareError::Damaged {
            faults: vec![why.to_owned()],
        },
        error => error,
    })?;
    let sha256 = hex(&digest.finalize());
    if verified.sha256 != sha256 {
        return Err(CareError::Checksum(part));
    }
    sum::write(to, &sha256)?;
    unfinished.0.push(sum::place(to));
    crate::fail::point("backup-checksum").map_err(CareError::store(to))?;
    name(&part, to)?;
    unfinished.0.clear();
    sync_dir_of(to)?;
    // The copy is whole whether or not the shop can note it: its disk may be full.
    let _ = link.post::<()>(path::BACKUP, &()).await;
    Ok(Verified {
        path: to.to_owned(),
        checked: true,
        ..verified
    })
}
