//! Where things are: the shop's data, the person's own settings, the server's socket.
//!
//! Only the environment is read here; no file is opened and no directory is made.
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Longest path we give a socket ourselves, bytes: below what the kernel takes.
const SOCKET_MAX: usize = 100;
/// Longest path the kernel takes for a socket, bytes.
pub const SOCKET_LIMIT: usize = 107;

/// The places one call of the program works with.
#[derive(Debug, Clone)]
pub struct Places {
    pub data: PathBuf,
    /// Tokens, remembered columns, the person's own keymap.
    pub config: PathBuf,
    pub socket: PathBuf,
    /// The socket was named by hand: nothing is started inside.
    pub named: bool,
}

impl Places {
    /// From `--data` and `--socket`, else `PULT_DATA`, else the platform's directories.
    ///
    /// `None` where even the home directory is not known.
    pub fn new(data: Option<PathBuf>, socket: Option<PathBuf>) -> Option<Places> {
        let home = directories::ProjectDirs::from("", "", "pult");
        let given = data.or_else(|| variable("PULT_DATA"));
        let data = match (given, &home) {
            (Some(dir), _) => dir,
            (None, Some(home)) => home.data_dir().to_owned(),
            (None, None) => return None,
        };
        // Links and relative paths must not make two sockets of one directory.
        let data = std::path::absolute(&data).unwrap_or(data);
        let config = variable("PULT_CONFIG")
            .or_else(|| home.map(|home| home.config_dir().to_owned()))
            .unwrap_or_else(|| data.clone());
        Some(Places {
            named: socket.is_some(),
            socket: socket.unwrap_or_else(|| socket_of(&data)),
            config,
            data,
        })
    }
}

/// A path in the environment; an empty one is none.
fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Where the server of a data directory listens: inside it, or where its path is too long for a socket, in the
/// person's runtime directory.
pub fn socket_of(data: &Path) -> PathBuf {
    let inside = data.join("run").join("pult.sock");
    if inside.as_os_str().len() <= SOCKET_MAX {
        return inside;
    }
    let whole = data.canonicalize().unwrap_or_else(|_| data.to_owned());
    let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
    let short: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
    let base = variable("XDG_RUNTIME_DIR").unwrap_or_else(std::env::temp_dir);
    let me = rustix::process::geteuid().as_raw();
    base.join(format!("pult-{me}-{short}")).join("pult.sock")
}

/// The language's word in the environment, most telling first.
pub fn locale() -> Option<String> {
    ["PULT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_lies_with_the_data() {
        let places = Places::new(Some("/srv/shop".into()), None).unwrap();
        assert_eq!(places.socket, Path::new("/srv/shop/run/pult.sock"));
        assert!(!places.named);
        let places = Places::new(Some("/srv/shop".into()), Some("/run/p.sock".into())).unwrap();
        assert_eq!(places.socket, Path::new("/run/p.sock"));
        assert!(places.named);
    }

    #[test]
    fn a_long_path_gets_a_short_socket_of_its_own() {
        let socket = |n: usize| {
            let data = format!("/srv/{}/{n}", "длинный-путь".repeat(10));
            Places::new(Some(data.into()), None).unwrap().socket
        };
        assert!(socket(1).as_os_str().len() <= SOCKET_MAX);
        assert_ne!(socket(1), socket(2));
        assert_eq!(socket(1), socket(1));
    }
}
