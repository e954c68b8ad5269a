//! Where the token of a login is kept: the environment, the desktop's keyring, else a file only its owner can read.
use super::Call;
use super::fault::Fault;
use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where a token was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    Keyring,
    File(PathBuf),
}

impl Kept {
    pub fn name(&self) -> &'static str {
        match self {
            Kept::Keyring => "keyring",
            Kept::File(_) => "file",
        }
    }
}

fn file(call: &Call) -> PathBuf {
    call.places.config.join("tokens.toml")
}

/// The token for a server, from the first place that has one.
///
/// # Errors
/// Where the file of tokens can't be read, or others could.
pub fn kept(call: &Call, place: &str) -> Result<Option<String>, Fault> {
    if let Some(token) = given() {
        return Ok(Some(token));
    }
    if let Some(token) = ring::get(place) {
        return Ok(Some(token));
    }
    let token = read(&file(call), call)?.remove(place);
    Ok(token.filter(|token| !token.is_empty()))
}

/// The token of a login on this machine, where the kernel would know us without one. The keyring is asked only where a
/// login was noted: it may want a password of its own.
pub fn noted(call: &Call, place: &str) -> Result<Option<String>, Fault> {
    if let Some(token) = given() {
        return Ok(Some(token));
    }
    Ok(match read(&file(call), call)?.remove(place) {
        Some(token) if token.is_empty() => ring::get(place),
        token => token,
    })
}

/// Handed over by whoever started us: a variable, or a service manager's credential.
fn given() -> Option<String> {
    let trimmed = |text: String| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    if let Some(token) = std::env::var("PULT_TOKEN").ok().and_then(trimmed) {
        return Some(token);
    }
    let dir = std::env::var_os("CREDENTIALS_DIRECTORY")?;
    let text = std::fs::read_to_string(Path::new(&dir).join("pult-token")).ok()?;
    trimmed(text)
}

pub fn keep(call: &Call, place: &str, token: &str) -> Result<Kept, Fault> {
    let path = file(call);
    let in_ring = ring::set(place, token);
    let mut tokens = read(&path, call)?;
    // Empty: it is in the keyring. An older one in the file would be left to rot.
    let kept = if in_ring { "" } else { token };
    tokens.insert(place.to_owned(), kept.to_owned());
    write(call, &path, &tokens)?;
    Ok(match in_ring {
        true => Kept::Keyring,
        false => Kept::File(path),
    })
}

pub fn forget(call: &Call, place: &str) -> Result<(), Fault> {
    ring::remove(place);
    forget_in(&file(call), place, call)
}

fn forget_in(path: &Path, place: &str, call: &Call) -> Result<(), Fault> {
    let mut tokens = read(path, call)?;
    match tokens.remove(place) {
        Some(_) => write(call, path, &tokens),
        None => Ok(()),
    }
}

fn read(path: &Path, call: &Call) -> Result<BTreeMap<String, String>, Fault> {
    let meta = match path.metadata() {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Fault::file(call.lang, path, &error)),
    };
    if meta.mode() & 0o077 != 0 {
        let path = path.display().to_string();
        return Err(Fault::failed(crate::text::cli::readable_by_others(
            call.lang, &path,
        )));
    }
    let text =
        std::fs::read_to_string(path).map_err(|error| Fault::file(call.lang, path, &error))?;
    toml::from_str(&text)
        .map_err(|error| Fault::failed(format!("{}: {}", path.display(), error.message())))
}

/// Written beside and renamed: a crash leaves the old tokens or the new ones.
fn write(call: &Call, path: &Path, tokens: &BTreeMap<String, String>) -> Result<(), Fault> {
    let failed = |error: std::io::Error| Fault::file(call.lang, path, &error);
    let text = toml::to_string(tokens).map_err(|error| Fault::failed(error.to_string()))?;
    if let Some(dir) = path.parent() {
        let mut builder = std::fs::DirBuilder::new();
        builder
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(failed)?;
    }
    let beside = path.with_extension("toml.new");
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}

/// The desktop's secret store, where one is there and open.
#[cfg(feature = "keyring")]
mod ring {
    const SERVICE: &str = "pult";

    fn entry(place: &str) -> Option<keyring::Entry> {
        // Without a session bus there is no store, and asking for one would only take time.
        std::env::var_os("DBUS_SESSION_BUS_ADDRESS")?;
        keyring::Entry::new(SERVICE, place).ok()
    }

    pub fn get(place: &str) -> Option<String> {
        entry(place)?.get_password().ok()
    }

    /// False where the store is missing or locked, or doesn't give back what it took.
    pub fn set(place: &str, token: &str) -> bool {
        let Some(entry) = entry(place) else {
            return false;
        };
        entry.set_password(token).is_ok() && entry.get_password().is_ok_and(|kept| kept == token)
    }

    pub fn remove(place: &str) {
        if let Some(entry) = entry(place) {
            let _ = entry.delete_credential();
        }
    }
}

#[cfg(not(feature = "keyring"))]
mod ring {
    pub fn get(_place: &str) -> Option<String> {
        None
    }

    pub fn set(_place: &str, _token: &str) -> bool {
        false
    }

    pub fn remove(_place: &str) {}
}
