//! What a person said about files of one shape, kept for the next of them.
use crate::cli::Call;
use crate::cli::fault::Fault;
use crate::import::mapping::Mapped;
use crate::import::{Mapping, Origin};
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Their stage, our stage.
    pub stages: BTreeMap<String, String>,
    pub people: BTreeMap<String, String>,
    pub sources: BTreeMap<String, String>,
    pub columns: Vec<Mapped>,
    #[serde(skip)]
    path: PathBuf,
}

impl Remembered {
    /// Empty where nothing was said yet.
    pub fn load(call: &Call, origin: Origin, signature: &str) -> Result<Remembered, Fault> {
        let name = format!("{}-{signature}.toml", origin.name());
        let path = call.places.config.join("imports").join(name);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Fault::file(call.lang, &path, &error)),
        };
        let known: Remembered = toml::from_str(&text)
            .map_err(|error| Fault::failed(format!("{}: {}", path.display(), error.message())))?;
        Ok(Remembered { path, ..known })
    }

    /// The columns, where any are known.
    pub fn mapping(&self) -> Option<Mapping> {
        (!self.columns.is_empty()).then(|| Mapping {
            columns: self.columns.clone(),
        })
    }

    pub fn save(&self, lang: Lang) -> Result<(), Fault> {
        let failed = |error: std::io::Error| Fault::file(lang, &self.path, &error);
        let text = toml::to_string(self).map_err(|error| Fault::failed(error.to_string()))?;
        if let Some(dir) = self.path.parent() {
            std::fs::create_dir_all(dir).map_err(failed)?;
        }
        let beside = self.path.with_extension("new");
        std::fs::write(&beside, text).map_err(failed)?;
        std::fs::rename(&beside, &self.path).map_err(failed)
    }
}
