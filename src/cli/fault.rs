//! Why a call of the program ends badly: one line that says what to do, and the exit code scripts rely on.
use super::Call;
use crate::domain::refusal::{Flaw, Refusal, Stranger};
use crate::domain::shop::Shop;
use crate::link::LinkError;
use crate::text::{self, Lang};
use crate::typed::Slip;
use crate::wire::problem::Code;
use serde::Serialize;
use std::io::ErrorKind;

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

impl Exit {
    /// For machines, where no server named a code.
    fn word(self) -> &'static str {
        match self {
            Exit::Failed => "failed",
            Exit::Usage => "usage",
            Exit::Refused => "refused",
            Exit::Unreachable => "unreachable",
        }
    }
}

/// What is said on stderr before the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub exit: Exit,
    pub line: String,
    /// Further lines, only where each has a place of its own in a file.
    pub more: Vec<String>,
    /// The server's word for it, where it was the server's.
    pub code: Option<Code>,
    /// The rule that said no.
    pub refusal: Option<Box<Refusal>>,
    /// The one JSON document of this call is written already, and says it.
    pub said: bool,
}

/// The same for machines.
#[derive(Debug, Serialize)]
struct Told<'a> {
    /// The server's code, else the word of the exit code.
    code: serde_json::Value,
    exit: u8,
    message: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    more: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a Refusal>,
}

impl Fault {
    pub fn new(exit: Exit, line: impl Into<String>) -> Fault {
        Fault {
            exit,
            line: line.into(),
            more: Vec::new(),
            code: None,
            refusal: None,
            said: false,
        }
    }

    pub fn failed(line: impl Into<String>) -> Fault {
        Fault::new(Exit::Failed, line)
    }

    pub fn usage(line: impl Into<String>) -> Fault {
        Fault::new(Exit::Usage, line)
    }

    /// A file or a device that failed.
    pub fn file(lang: Lang, place: &std::path::Path, error: &std::io::Error) -> Fault {
        let why = text::system::io(lang, error);
        Fault::failed(format!("{}: {why}", place.display()))
    }

    /// A name or value on the command line that the shop doesn't know.
    pub fn wrong(lang: Lang, no: &Refusal, shop: &Shop) -> Fault {
        Fault::usage(text::refusal::refusal(lang, no, Some(shop)))
    }

    pub fn refused(lang: Lang, no: &Refusal, shop: Option<&Shop>) -> Fault {
        let words = text::refusal::refusal(lang, no, shop);
        let fault = match no {
            // Nothing said no: there is no such thing.
            Refusal::NotFound { .. } => Fault::failed(words),
            // Whether an amount is counted by hand is the deal's, how long a password is the shop's to say.
            Refusal::Invalid {
                flaw: Flaw::Computed | Flaw::WeakPassword { .. },
                ..
            } => Fault::new(Exit::Refused, words),
            Refusal::Invalid { .. } => Fault::usage(words),
            Refusal::Stranger {
                why: Stranger::Wait { .. },
            } => Fault::failed(words),
            Refusal::Stranger { .. } => Fault::failed(text::cli::not_known(lang, &words)),
            _ => Fault::new(Exit::Refused, words),
        };
        Fault {
            refusal: Some(Box::new(no.clone())),
            ..fault
        }
    }

    pub fn link(lang: Lang, error: &LinkError, shop: Option<&Shop>) -> Fault {
        let problem = match error {
            LinkError::Unreachable { place, why } => {
                let line = match why.kind() {
                    ErrorKind::PermissionDenied => text::cli::no_right(lang, place),
                    // What a library said, in English; over a socket and plain HTTP it is always the system.
                    ErrorKind::Other if place.starts_with("https") => {
                        text::cli::unreachable(lang, place, text::cli::no_secure_line(lang))
                    }
                    _ => text::cli::unreachable(lang, place, &text::system::io(lang, why)),
                };
                return Fault::new(Exit::Unreachable, line);
            }
            LinkError::Garbled(place) => return Fault::failed(text::cli::garbled(lang, place)),
            LinkError::Problem(problem) => problem,
        };
        let fault = match (&problem.refusal, problem.code) {
            (Some(no), _) => Fault::refused(lang, no, shop),
            (None, Code::Forbidden) => Fault::new(Exit::Refused, text::cli::forbidden(lang)),
            (None, Code::StorageFull) => Fault::failed(text::cli::storage_full(lang)),
            (None, Code::TooLarge) => Fault::failed(text::cli::too_large(lang)),
            (None, Code::TooMany) => Fault::failed(text::cli::too_many(lang)),
            (None, Code::Internal) => Fault::failed(text::cli::internal(lang, &problem.request)),
            (None, Code::Version) => Fault::failed(text::cli::version(lang)),
            (None, Code::Unavailable) => Fault::failed(text::cli::unavailable(lang)),
            _ => Fault::failed(problem.message.clone()),
        };
        Fault {
            code: Some(problem.code),
            ..fault
        }
    }

    /// For what was told in the JSON document of a call that asked for one.
    pub fn said_if(call: &Call) -> impl Fn(Fault) -> Fault {
        let json = call.json;
        move |fault| Fault {
            said: fault.said || json,
            ..fault
        }
    }

    /// The one JSON document of a call that ends badly.
    pub fn told(&self) -> serde_json::Value {
        let code = match self.code {
            Some(code) => serde_json::json!(code),
            None => serde_json::json!(self.exit.word()),
        };
        serde_json::json!({ "error": Told {
            code,
            exit: self.exit as u8,
            message: &self.line,
            more: &self.more,
            refusal: self.refusal.as_deref(),
        }})
    }
}

impl From<Slip> for Fault {
    fn from(slip: Slip) -> Fault {
        Fault::usage(slip.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_without_rights_is_not_called_silent() {
        let error = LinkError::Unreachable {
            place: "/run/pult.sock".into(),
            why: ErrorKind::PermissionDenied.into(),
        };
        let fault = Fault::link(Lang::Ru, &error, None);
        assert_eq!(fault.exit, Exit::Unreachable);
        assert!(fault.line.contains("нет прав на сокет"), "{}", fault.line);
        assert!(fault.line.contains("группу"), "{}", fault.line);
    }
}
