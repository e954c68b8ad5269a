//! A directory for a shop that is not the person's own.
use super::fault::Fault;
use crate::text::Lang;
use std::path::{Path, PathBuf};

/// Goes when what it was for does, unless somebody named it.
#[derive(Debug)]
pub struct Place {
    dir: PathBuf,
    throw_away: bool,
}

impl Place {
    pub fn named(dir: PathBuf) -> Place {
        Place {
            dir,
            throw_away: false,
        }
    }

    /// A new one in the system's place for such things.
    ///
    /// # Errors
    /// There is no room for it, or no right.
    pub fn thrown_away(lang: Lang, what: &str) -> Result<Place, Fault> {
        let name = format!("pult-{what}-{}", uuid::Uuid::new_v4().simple());
        let dir = std::env::temp_dir().join(name);
        // Made now and for us alone: nobody else can put one there first.
        let mut builder = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&dir)
            .map_err(|error| Fault::file(lang, &dir, &error))?;
        Ok(Place {
            dir,
            throw_away: true,
        })
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.throw_away {
            // What can't be removed is the system's temporary directory's to clear.
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }
}
