//! Why a call of the program ends badly: one line that says what to do, and the exit code scripts rely on.
use crate::domain::refusal::Refusal;
use crate::domain::shop::Shop;
use crate::link::LinkError;
use crate::text::{self, Lang};
use crate::wire::problem::Code;

/// The exit codes. They are a promise to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Failed = 1,
    /// The line that was typed is wrong.
    Usage = 2,
    /// A rule of the shop said no.
    Refused = 3,
    /// No server answers.
    Unreachable = 4,
}

/// What is said on stderr before the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub exit: Exit,
    pub line: String,
    /// Further lines, only where each has a place of its own in a file.
    pub more: Vec<String>,
}

impl Fault {
    pub fn new(exit: Exit, line: impl Into<String>) -> Fault {
        Fault {
            exit,
            line: line.into(),
            more: Vec::new(),
        }
    }

    pub fn failed(line: impl Into<String>) -> Fault {
        Fault::new(Exit::Failed, line)
    }

    pub fn usage(line: impl Into<String>) -> Fault {
        Fault::new(Exit::Usage, line)
    }

    /// A file or a device that failed.
    pub fn file(place: &std::path::Path, error: &std::io::Error) -> Fault {
        Fault::failed(format!("{}: {error}", place.display()))
    }

    /// A name or value on the command line that the shop doesn't know.
    pub fn wrong(lang: Lang, no: &Refusal, shop: &Shop) -> Fault {
        Fault::usage(text::refusal::refusal(lang, no, Some(shop)))
    }

    pub fn link(lang: Lang, error: &LinkError, shop: Option<&Shop>) -> Fault {
        let problem = match error {
            LinkError::Unreachable { place, why } => {
                let line = text::cli::unreachable(lang, place, why);
                return Fault::new(Exit::Unreachable, line);
            }
            LinkError::Garbled(place) => return Fault::failed(text::cli::garbled(lang, place)),
            LinkError::Problem(problem) => problem,
        };
        if let Some(refusal) = &problem.refusal {
            let exit = match refusal {
                // Nothing said no: there is no such thing.
                Refusal::NotFound { .. } => Exit::Failed,
                _ => Exit::Refused,
            };
            return Fault::new(exit, text::refusal::refusal(lang, refusal, shop));
        }
        if problem.code == Code::Forbidden {
            return Fault::new(Exit::Refused, text::cli::forbidden(lang));
        }
        let line = match problem.code {
            Code::StorageFull => text::cli::storage_full(lang).to_owned(),
            Code::TooLarge => text::cli::too_large(lang).to_owned(),
            Code::TooMany => text::cli::too_many(lang).to_owned(),
            Code::Internal => text::cli::internal(lang, &problem.request),
            Code::Version => text::cli::version(lang).to_owned(),
            // Only the server knows whom it looked for and why in vain.
            Code::Unknown => text::cli::not_known(lang, &problem.message),
            _ => problem.message.clone(),
        };
        Fault::failed(line)
    }
}
