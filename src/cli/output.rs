//! The one place that writes to stdout and stderr.
//!
//! A closed pipe (`pult deal list | head`) is no failure. What people read is made safe for a terminal; what machines
//! read is JSON, whole and escaped.
use super::fault::Fault;
use crate::domain::text::{Kind, TermText};
use crate::text;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// Writes bytes as they are: files that were asked for on stdout, JSON, scripts.
pub fn raw(bytes: &[u8]) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // Whoever read us has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let lang = super::spoken(&std::env::args_os().collect::<Vec<_>>());
            let why = text::system::io(lang, &error);
            Err(Fault::failed(text::cli::no_output(lang, &why)))
        }
        Ok(()) => Ok(()),
    }
}

/// One line for a person. Whatever a stranger put in, it stays one line.
pub fn text(line: &str) -> Result<(), Fault> {
    lines([line])
}

/// Lines for a person, each safe for a terminal.
pub fn lines<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> Result<(), Fault> {
    let mut safe = String::new();
    for line in lines {
        safe.push_str(TermText::new(line.as_ref(), Kind::Line).as_str());
        safe.push('\n');
    }
    raw(safe.as_bytes())
}

/// One JSON document.
pub fn json(value: &impl Serialize) -> Result<(), Fault> {
    let mut document =
        serde_json::to_vec(value).map_err(|error| Fault::failed(error.to_string()))?;
    document.push(b'\n');
    raw(&document)
}

/// A line for people on stderr. Where even that fails nobody is left to tell.
pub fn complain(line: &str) {
    let line = TermText::new(line, Kind::Line);
    let _ = writeln!(io::stderr().lock(), "pult: {}", line.as_str());
}

/// Does a person watch stderr?
pub fn watched() -> bool {
    io::stderr().is_terminal()
}
