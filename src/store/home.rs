//! The data directory: whose it is, who may look in, who holds it, and what must lie in it.
//!
//! Nothing is put right here behind anybody's back: what is wrong is named, with what to do.
use super::conn::StoreError;
use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The database's name in the data directory.
pub const FILE: &str = "pult.db";
const LOCK: &str = "lock";
/// Freed when the disk is so full that the file can't even be opened.
pub const BALLAST: &str = "ballast";
const BALLAST_BYTES: u64 = 4 << 20;
/// With less room than this the ballast itself would be what fills the disk.
pub(crate) const BALLAST_ROOM: u64 = 4 * BALLAST_BYTES;
/// What a log and its index take at the least, with some to spare.
const INDEX_ROOM: u64 = 256 << 10;
/// Copies for back-ups under way begin with this; nobody else makes such names here.
pub const SNAPSHOT: &str = "snapshot-";
/// Ends of names of files that were never finished.
const UNFINISHED: [&str; 2] = [".tmp", ".part"];
/// Who a file seems to belong to where its owner has no number in this user namespace.
const NOBODY: u32 = 65534;

/// Something about the directory that lets others in, or would one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A link can be turned to another place between two looks.
    Link(PathBuf),
    NotADirectory(PathBuf),
    NotAFile(PathBuf),
    /// Belongs to this account, which is not ours.
    Owner(PathBuf, u32),
    /// Others may change it.
    Writable(PathBuf),
    /// Others may read it.
    Readable(PathBuf),
    /// A directory on the way belongs to this account: it could put another one in its place. What it puts there is
    /// looked at as closely, so this is for `doctor` only.
    OwnerAbove(PathBuf, u32),
    WritableAbove(PathBuf),
    /// The file has a second name: written under both, it would be destroyed.
    SecondName(PathBuf),
}

impl Flaw {
    /// Does it keep pult from starting? The others are for `doctor`.
    pub fn forbids(&self) -> bool {
        match self {
            Flaw::SecondName(_) | Flaw::OwnerAbove(..) | Flaw::WritableAbove(_) => false,
            // The names and sizes in a readable directory are no secret worth a refusal; the database is.
            Flaw::Readable(path) => path.ends_with(FILE),
            _ => true,
        }
    }
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Flaw::Link(path) => write!(
                f,
                "{} is a symbolic link; name the real place with --data",
                path.display()
            ),
            Flaw::NotADirectory(path) => write!(f, "{} is not a directory", path.display()),
            Flaw::NotAFile(path) => write!(f, "{} is not a file", path.display()),
            Flaw::Owner(path, uid) | Flaw::OwnerAbove(path, uid) => write!(
                f,
                "{} belongs to another account (number {uid}); start pult as its owner or name another directory with --data",
                path.display()
            ),
            Flaw::Writable(path) | Flaw::WritableAbove(path) => {
                let path = path.display();
                write!(f, "{path} can be changed by others; run: chmod go-w {path}")
            }
            Flaw::Readable(path) => {
                let path = path.display();
                write!(f, "{path} can be read by others; run: chmod go-rwx {path}")
            }
            Flaw::SecondName(path) => {
                write!(f, "{} has a second name (a hard link)", path.display())
            }
        }
    }
}

/// Everything wrong with a data directory and the way to it, worst first.
///
/// # Errors
/// Where it can't be looked at.
pub fn flaws(dir: &Path) -> io::Result<Vec<Flaw>> {
    let me = rustix::process::geteuid().as_raw();
    let mut found = Vec::new();
    // Without its last slash, or the link would be followed.
    let dir: PathBuf = dir.components().collect();
    let own = dir.symlink_metadata()?;
    if own.file_type().is_symlink() {
        return Ok(vec![Flaw::Link(dir)]);
    }
    if !own.is_dir() {
        return Ok(vec![Flaw::NotADirectory(dir)]);
    }
    let real = dir.canonicalize()?;
    let mut way: Vec<&Path> = real.ancestors().skip(1).collect();
    way.reverse();
    for part in way {
        let meta = part.symlink_metadata()?;
        if ![0, me, NOBODY].contains(&meta.uid()) {
            found.push(Flaw::OwnerAbove(part.to_owned(), meta.uid()));
        } else if meta.mode() & 0o022 != 0 && meta.mode() & 0o1000 == 0 {
            found.push(Flaw::WritableAbove(part.to_owned()));
        }
        if meta.uid() == me && meta.mode() & 0o011 == 0 {
            // Nobody else gets past this one.
            break;
        }
    }
    if own.uid() != me {
        found.push(Flaw::Owner(real.clone(), own.uid()));
    }
    if own.mode() & 0o022 != 0 {
        found.push(Flaw::Writable(real.clone()));
    }
    found.extend(of_file(&real.join(FILE), me)?);
    if own.mode() & 0o055 != 0 {
        found.push(Flaw::Readable(real));
    }
    Ok(found)
}

fn of_file(path: &Path, me: u32) -> io::Result<Vec<Flaw>> {
    let meta: Metadata = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let path = path.to_owned();
    let mut found = Vec::new();
    if meta.file_type().is_symlink() {
        found.push(Flaw::Link(path));
    } else if !meta.is_file() {
        found.push(Flaw::NotAFile(path));
    } else {
        if meta.uid() != me {
            found.push(Flaw::Owner(path.clone(), meta.uid()));
        }
        if meta.mode() & 0o077 != 0 {
            found.push(Flaw::Readable(path.clone()));
        }
        if meta.nlink() > 1 {
            found.push(Flaw::SecondName(path));
        }
    }
    Ok(found)
}

/// What must lie beside the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// Nothing is known: a new directory, or a start that was cut off.
    Either = 0,
    /// The file without its log is not the whole shop.
    There = 1,
    /// The file is whole: a log would be another one's.
    Gone = 2,
}

/// The directory while it is ours alone.
#[derive(Debug)]
pub struct Home {
    dir: PathBuf,
    lock: File,
}

impl Home {
    /// Makes the directory where there is none, looks at it, and holds it until dropped.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another program holds it; else in words what to do.
    pub fn claim(dir: &Path) -> Result<Home, StoreError> {
        if dir.symlink_metadata().is_err() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(dir)
                .map_err(|e| trouble(dir, &e))?;
        }
        let flaws = flaws(dir).map_err(|e| trouble(dir, &e))?;
        if let Some(flaw) = flaws.into_iter().find(Flaw::forbids) {
            return Err(StoreError::Place(flaw));
        }
        let dir = dir.canonicalize().map_err(|e| trouble(dir, &e))?;
        let path = dir.join(LOCK);
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
            .open(&path)
            .map_err(|e| trouble(&path, &e))?;
        match rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Home { dir, lock }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(StoreError::Busy),
            Err(error) => Err(trouble(&path, &error.into())),
        }
    }

    /// Free of links and dots.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn file(&self) -> PathBuf {
        self.dir.join(FILE)
    }

    /// Is the log where it has to be? SQLite would go on without it and say nothing.
    ///
    /// # Errors
    /// In words, where commits would be lost.
    pub fn log_in_place(&self) -> Result<(), StoreError> {
        log_in_place(&self.dir)
    }

    /// Notes down what a later start has to find beside the file.
    ///
    /// Kept as the lock's length, because on a full disk a byte could not be written, but a hole can.
    pub fn promise(&self, log: Log) -> Result<(), StoreError> {
        let length = log as u64;
        let kept = || {
            if self.lock.metadata()?.len() == length {
                return Ok(());
            }
            self.lock.set_len(length)?;
            self.lock.sync_all()
        };
        kept().map_err(|e| trouble(&self.dir.join(LOCK), &e))
    }

    /// Removes what unfinished back-ups left. Nobody else can be at them: the directory is ours.
    pub fn sweep(&self) {
        for path in leftovers(&self.dir) {
            if let Err(error) = std::fs::remove_file(&path) {
                tracing::warn!(path = %path.display(), %error, "an unfinished file stays");
            }
        }
    }

    /// Is it for want of room that the file won't open? The log's index has to grow, even for reading.
    pub fn is_short(&self, error: &StoreError) -> bool {
        match error {
            StoreError::Full => true,
            StoreError::Disk(_) | StoreError::Sql(_) => free(&self.dir) < INDEX_ROOM,
            _ => false,
        }
    }

    /// Gives the ballast's room back; whether there was any.
    pub fn drop_ballast(&self) -> bool {
        std::fs::remove_file(self.dir.join(BALLAST)).is_ok()
    }

    /// Keeps some room for the day when there is none.
    pub fn keep_ballast(&self) {
        let path = self.dir.join(BALLAST);
        if path.exists() || free(&self.dir) < BALLAST_ROOM {
            return;
        }
        // Written, not only sized: a hole frees nothing. No room for it is no reason not to start.
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| {
                io::copy(
                    &mut io::Read::take(io::repeat(0x5a), BALLAST_BYTES),
                    &mut file,
                )
            });
        if written.is_err() {
            std::fs::remove_file(&path).ok();
        }
    }

    pub fn sync(&self) -> Result<(), StoreError> {
        File::open(&self.dir)
            .and_then(|dir| dir.sync_all())
            .map_err(|e| trouble(&self.dir, &e))
    }
}

fn log_in_place(dir: &Path) -> Result<(), StoreError> {
    let file = dir.join(FILE);
    let log = beside(&file, "-wal");
    let size = |path: &Path| path.metadata().ok().map(|m| m.len());
    let lock = dir.join(LOCK);
    let promised = size(&lock).unwrap_or(0);
    if size(&file) == Some(0) && size(&log).unwrap_or(0) == 0 {
        let ballast = dir.join(BALLAST);
        // A first start that was cut off leaves an empty file as well, but neither promise nor ballast.
        let beside = (promised != Log::Either as u64).then_some(lock.clone());
        if let Some(beside) = beside.or_else(|| ballast.exists().then_some(ballast)) {
            return Err(StoreError::Emptied { file, beside });
        }
    }
    match (size(&file), size(&log)) {
        (None | Some(0), Some(length)) if length > 0 => Err(StoreError::FileMissing { file, log }),
        (_, None) if promised == Log::There as u64 => Err(StoreError::LogMissing { log, lock }),
        (_, Some(length)) if length > 0 && promised == Log::Gone as u64 => {
            Err(StoreError::LogStrange { log, lock })
        }
        _ => Ok(()),
    }
}

/// The process that holds a data directory, where the kernel tells.
pub fn holder(dir: &Path) -> Option<i32> {
    let lock = dir.join(LOCK).metadata().ok()?;
    let (major, minor) = (rustix::fs::major(lock.dev()), rustix::fs::minor(lock.dev()));
    let place = format!("{major:02x}:{minor:02x}:{}", lock.ino());
    // "1: FLOCK  ADVISORY  WRITE 4242 08:01:131 0 EOF"
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [_, "FLOCK", _, _, process, at, ..] if *at == place => process.parse().ok(),
            _ => None,
        }
    })
}

/// Files of back-ups that were never finished.
pub fn leftovers(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            (name.starts_with(SNAPSHOT) || name.starts_with("before-schema-"))
                && UNFINISHED.iter().any(|end| name.ends_with(end))
        })
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// A file's companion: the same name with an ending.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Room on a path's disk for us, bytes; 0 where nobody knows.
pub fn free(path: &Path) -> u64 {
    rustix::fs::statvfs(path).map_or(0, |s| s.f_bavail * s.f_frsize)
}

pub(super) fn trouble(path: &Path, error: &io::Error) -> StoreError {
    if error.kind() == io::ErrorKind::StorageFull {
        return StoreError::Full;
    }
    // An error of the system can't be cloned; its number says as much, its kind where it has none.
    let error = match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => error.kind().into(),
    };
    StoreError::File {
        path: path.to_owned(),
        error,
    }
}
